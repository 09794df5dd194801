export const id = 561;
export const ids = [561];
export const modules = {

/***/ 5561:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createDataPlane: () => (/* binding */ createDataPlane),
  findCluster: () => (/* binding */ findCluster),
  openDataPlane: () => (/* binding */ openDataPlane)
});

// EXTERNAL MODULE: ./job/refusals.js
var refusals = __webpack_require__(6924);
// EXTERNAL MODULE: ./model/service.js
var service = __webpack_require__(6324);
// EXTERNAL MODULE: ./api/envelope.js
var envelope = __webpack_require__(3296);
;// CONCATENATED MODULE: ./api/clusters.js

function describeCluster(clusterId) {
    return { method: 'GET', path: `/v2/clusters/${encodeURIComponent(clusterId)}` };
}
function readCluster(data) {
    const clusterId = (0,envelope/* readText */.yR)(data, 'clusterId');
    const word = (0,envelope/* readText */.yR)(data, 'status').toUpperCase();
    if (clusterId === '' || word === '')
        return undefined;
    const tier = tierOf(clusterId, (0,envelope/* readText */.yR)(data, 'deploymentOption') || (0,envelope/* readText */.yR)(data, 'plan'));
    return {
        clusterId,
        word,
        status: statusOf(word, tier),
        tier,
        plan: (0,envelope/* readText */.yR)(data, 'plan'),
        regionId: (0,envelope/* readText */.yR)(data, 'regionId'),
        projectId: (0,envelope/* readText */.yR)(data, 'projectId'),
        connectAddress: (0,envelope/* readText */.yR)(data, 'connectAddress').replace(/\/+$/, ''),
    };
}
function statusOf(word, tier) {
    if (word === 'RUNNING')
        return 'running';
    if (/^DELET(ED|ING)$/.test(word))
        return 'gone';
    const isStopped = /^(SUSPEND|STOP|FREEZ|FROZEN)/.test(word);
    return isStopped && tier !== 'onDemand' ? 'stopped' : 'other';
}
function tierOf(clusterId, option) {
    if (clusterId.startsWith('in03-') || /^free$/i.test(option))
        return 'free';
    if (clusterId.startsWith('in05-') || /^serverless$/i.test(option))
        return 'serverless';
    return clusterId.startsWith('in07-') ? 'onDemand' : 'dedicated';
}
function dataPlaneOf({ api, endpoint, dataEndpoint }, target) {
    if (api === 'milvus')
        return { url: endpoint };
    if (dataEndpoint !== undefined)
        return { url: dataEndpoint };
    if (target.kind === 'project')
        return { unknown: 'an on-demand project has no cluster of its own' };
    if (api === 'zilliz-v1')
        return { unknown: 'the API v1 does not report the endpoint of a cluster' };
    if (target.kind === 'cluster')
        return { askFor: target.clusterId };
    return { unknown: 'no cluster is given' };
}
function dataPlaneAt({ connectAddress }) {
    if (connectAddress === '')
        return { unknown: 'the cluster has no endpoint yet' };
    const url = URL.parse(connectAddress);
    if (!url || url.username || url.search)
        return { unknown: 'the endpoint of the cluster is not a URL' };
    const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
    const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback);
    return isSafe ? { url: connectAddress } : { unknown: 'the endpoint of the cluster is not https' };
}

;// CONCATENATED MODULE: ./api/collections.js

const hasCollection = (place) => ask('collections/has', { ...place });
const listDatabases = () => ask('databases/list', {});
const listCollections = (dbName) => ask('collections/list', { dbName });
const describeCollection = (place) => ask('collections/describe', { ...place });
const loadState = (place) => ask('collections/get_load_state', { ...place });
const loadCollection = (place) => ask('collections/load', { ...place });
const refreshLoad = (place) => ask('collections/refresh_load', { ...place });
const hasPartition = (place, partitionName) => ask('partitions/has', { ...place, partitionName });
const listPartitions = (place) => ask('partitions/list', { ...place });
const countRows = (place, partitionName) => ask('entities/query', {
    ...place,
    filter: '',
    outputFields: ['count(*)'],
    partitionNames: partitionName === undefined ? undefined : [partitionName],
    consistencyLevel: 'Strong',
});
const describeAlias = (dbName, aliasName) => ask('aliases/describe', { dbName, aliasName });
const listAliases = (place) => ask('aliases/list', { ...place });
const createAlias = (place, aliasName) => ask('aliases/create', { ...place, aliasName });
const alterAlias = (place, aliasName) => ask('aliases/alter', { ...place, aliasName });
function ask(route, fields) {
    const body = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    return { method: 'POST', path: `/v2/vectordb/${route}`, body };
}
function readHas(data) {
    return 'has' in data ? (0,envelope/* readFlag */.fG)(data, 'has') : undefined;
}
function readAliasTarget(data) {
    return (0,envelope/* readText */.yR)(data, 'collectionName') || undefined;
}
function readRowCount(data) {
    return (0,envelope/* readCount */._0)(data, 'count(*)');
}
function readLoadState(data) {
    const progress = (0,envelope/* readNumber */.kz)(data, 'loadProgress');
    const word = LOAD_WORDS[(0,envelope/* readText */.yR)(data, 'loadState')] ?? 'unknown';
    const isKnown = progress !== undefined && progress >= 0 && progress <= 100;
    return { word: progress === -1 ? 'unknown' : word, percent: isKnown ? progress : undefined };
}
const LOAD_WORDS = {
    LoadStateLoaded: 'loaded',
    LoadStateLoading: 'loading',
    LoadStateNotLoad: 'notLoaded',
};
function readCollection(data, message) {
    const fields = (0,envelope/* readList */.LD)(data, 'fields');
    if (fields.length === 0)
        return undefined;
    const isAutoId = (0,envelope/* readFlag */.fG)(data, 'autoId');
    return {
        askedFor: (0,envelope/* readText */.yR)(data, 'collectionName'),
        fields: fields.map(field => readField(field, isAutoId)),
        structFields: (0,envelope/* readList */.LD)(data, 'structFields').map(field => (0,envelope/* readText */.yR)(field, 'name')),
        dynamic: (0,envelope/* readFlag */.fG)(data, 'enableDynamicField'),
        acceptsAutoIds: hasProperty(data, /allow_?insert_?auto_?id/i),
        acceptsFunctionOutputs: hasProperty(data, /allow.*non_?bm25.*outputs/i),
        external: (0,envelope/* readText */.yR)(data, 'externalSource') !== '',
        functions: (0,envelope/* readList */.LD)(data, 'functions').map(one => (0,envelope/* readText */.yR)(one, 'name')),
        aliases: (0,envelope/* readTexts */.Z7)(data['aliases']),
        indexed: (0,envelope/* readList */.LD)(data, 'indexes').map(index => (0,envelope/* readText */.yR)(index, 'fieldName')),
        partitions: (0,envelope/* readNumber */.kz)(data, 'partitionsNum'),
        loaded: LOADED[(0,envelope/* readText */.yR)(data, 'load')],
        oldest: oldestVersion(data, fields),
        incomplete: message,
    };
}
function oldestVersion(data, fields) {
    if ('externalSource' in data)
        return '3.0';
    if ('structFields' in data)
        return '2.6';
    return fields.some(field => 'nullable' in field) ? '2.5' : '2.4';
}
const LOADED = {
    LoadStateLoaded: true,
    LoadStateLoading: false,
    LoadStateNotLoad: false,
};
function readField(field, isAutoId) {
    const params = readPairs(field, 'params');
    const isPrimary = (0,envelope/* readFlag */.fG)(field, 'primaryKey');
    const defaultValue = field['defaultValue'];
    return {
        name: (0,envelope/* readText */.yR)(field, 'name'),
        type: (0,envelope/* readText */.yR)(field, 'type'),
        elementType: (0,envelope/* readText */.yR)(field, 'elementType') || undefined,
        dim: (0,envelope/* readNumber */.kz)(params, 'dim'),
        maxLength: (0,envelope/* readNumber */.kz)(params, 'max_length'),
        maxCapacity: (0,envelope/* readNumber */.kz)(params, 'max_capacity'),
        primaryKey: isPrimary,
        autoId: (0,envelope/* readFlag */.fG)(field, 'autoId') || (isPrimary && isAutoId),
        partitionKey: (0,envelope/* readFlag */.fG)(field, 'partitionKey'),
        nullable: (0,envelope/* readFlag */.fG)(field, 'nullable'),
        functionOutput: (0,envelope/* readFlag */.fG)(field, 'isFunctionOutput'),
        hasDefault: defaultValue !== undefined && defaultValue !== null,
    };
}
function readPairs(fields, name) {
    const value = fields[name];
    if (!Array.isArray(value))
        return typeof value === 'object' && value !== null ? value : {};
    return Object.fromEntries((0,envelope/* readList */.LD)(fields, name).map(pair => [(0,envelope/* readText */.yR)(pair, 'key'), pair['value']]));
}
function hasProperty(data, name) {
    const properties = readPairs(data, 'properties');
    return Object.keys(properties).some(key => name.test(key) && (0,envelope/* readFlag */.fG)(properties, key));
}

// EXTERNAL MODULE: ./api/failure.js
var api_failure = __webpack_require__(4268);
;// CONCATENATED MODULE: ./api/two-phase.js
const commit = (jobId) => jobCall('commit', { jobId });
const abort = (jobId) => jobCall('abort', { jobId });
const probe = () => jobCall('commit', {});
function jobCall(route, body) {
    return { method: 'POST', path: `/v2/vectordb/jobs/import/${route}`, body };
}

// EXTERNAL MODULE: ./api/v2.js
var v2 = __webpack_require__(2312);
;// CONCATENATED MODULE: ./api/data-plane.js








async function findCluster({ connection, target, connect, redact }, options) {
    if (connection.api === 'zilliz-v1')
        return 'the API v1 does not tell about clusters';
    if (target.kind !== 'cluster')
        return 'there is no cluster';
    const call = describeCluster(target.clusterId);
    const { envelope, failure } = await (0,api_failure/* exchange */.c)(connect(connection), call, options, v2/* isSuccess */.oJ, redact);
    const cluster = envelope.data && readCluster(envelope.data);
    if (!cluster)
        throw new service/* CallError */.R(failure);
    return cluster;
}
async function openDataPlane({ connection, target, connect, redact }, cluster, options) {
    let address = dataPlaneOf(connection, target);
    if ('askFor' in address) {
        const found = await cluster(options);
        address = typeof found === 'string' ? { unknown: found } : dataPlaneAt(found);
    }
    if (!('url' in address))
        return 'unknown' in address ? address.unknown : 'its endpoint is not known';
    return createDataPlane(connect({ ...connection, endpoint: address.url }), connection.dbName, redact);
}
function createDataPlane(transport, dbName, redact) {
    const at = (collectionName) => ({ dbName, collectionName });
    const send = (call, options) => (0,api_failure/* exchange */.c)(transport, call, options, v2/* isSuccess */.oJ, redact);
    async function ask(call, options, read) {
        const answer = await send(call, options);
        const found = read(answer, answer.envelope.data ?? {});
        if (found === undefined)
            throw new service/* CallError */.R(answer.failure);
        return found;
    }
    async function order(call, options) {
        const { envelope, failure } = await send(call, options);
        if (!envelope.data && envelope.message !== '')
            throw new service/* CallError */.R(failure);
    }
    const has = (call, options) => ask(call, options, (_, data) => readHas(data));
    const names = (call, options) => ask(call, options, ({ body }) => (0,envelope/* readNames */.r6)(body));
    return {
        has: (name, options) => has(hasCollection(at(name)), options),
        databases: options => names(listDatabases(), options),
        list: options => names(listCollections(dbName), options),
        describe: (name, options) => ask(describeCollection(at(name)), options, ({ envelope }, data) => readCollection(data, redact(envelope.message))),
        hasPartition: (name, partition, options) => has(hasPartition(at(name), partition), options),
        partitions: (name, options) => names(listPartitions(at(name)), options),
        count: (name, partition, options) => ask(countRows(at(name), partition), options, (_, data) => readRowCount(data)),
        load: (name, options) => order(loadCollection(at(name)), options),
        refresh: (name, options) => order(refreshLoad(at(name)), options),
        loadState: (name, options) => ask(loadState(at(name)), options, (_, data) => readLoadState(data)),
        async aliasTarget(alias, options) {
            try {
                return await ask(describeAlias(dbName, alias), options, (_, data) => readAliasTarget(data));
            }
            catch (error) {
                if (error instanceof service/* CallError */.R && (0,refusals/* readRefusal */.n)(error.failure) === 'aliasMissing')
                    return undefined;
                throw error;
            }
        },
        aliases: (name, options) => names(listAliases(at(name)), options),
        createAlias: (alias, name, options) => order(createAlias(at(name), alias), options),
        alterAlias: (alias, name, options) => order(alterAlias(at(name), alias), options),
        async hasTwoPhases(options) {
            try {
                await send(probe(), options);
            }
            catch (error) {
                if (!(error instanceof service/* CallError */.R))
                    throw error;
                if (error.failure.code === '1802')
                    return true;
                if ((0,refusals/* readRefusal */.n)(error.failure) === 'noRoute')
                    return false;
                throw error;
            }
            throw new service/* CallError */.R({
                kind: 'unreadable',
                code: 'Unreadable',
                said: 'A commit without a job was accepted',
            });
        },
        commit: (jobId, options) => order(commit(jobId), options),
        abort: (jobId, options) => order(abort(jobId), options),
    };
}


/***/ }),

/***/ 6924:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ readRefusal),
/* harmony export */   u: () => (/* binding */ readPhaseRefusal)
/* harmony export */ });
const BY_CODE = {
    ...byCode('missing', '100'),
    ...byCode('noDatabase', '800'),
    ...byCode('partitionMissing', '200'),
    ...byCode('partitionNotLoaded', '201'),
    ...byCode('loading', '103', '202'),
    ...byCode('noIndex', '700'),
    ...byCode('aliasMissing', '1600'),
    ...byCode('aliasTaken', '1601', '1602'),
    ...byCode('noPermission', '1401', '40022', '80020', '96027'),
    ...byCode('noCredentials', '1400', '1800', '21119', '80001', '80002'),
    ...byCode('rateLimited', '4', '8', '1807'),
    ...byCode('transient', '1', '2', '12', '106', '110', '1002', '1003', '2200', '10000', '10001'),
};
function byCode(refusal, ...codes) {
    return Object.fromEntries(codes.map(code => [code, refusal]));
}
const BY_TEXT = [
    [/partition not loaded/, 'partitionNotLoaded'],
    [/collection not fully loaded/, 'loading'],
    [/collection not loaded/, 'notLoaded'],
    [/there is no vector index on field|index not found/, 'noIndex'],
    [/partition name \S* ?not found|partition not found/, 'partitionMissing'],
    [/database not found/, 'noDatabase'],
    [/alias not found/, 'aliasMissing'],
    [/can't find collection|collection not found/, 'missing'],
    [/PermissionDenied|permission deny/, 'noPermission'],
];
function readRefusal({ kind, code, said, httpStatus }) {
    switch (kind) {
        case 'aborted':
            return 'other';
        case 'unsent':
        case 'interrupted':
        case 'unreadable':
            return 'transient';
        case 'status':
            return byStatus(httpStatus ?? 0);
        case 'code':
            return byText(code, said) ?? BY_CODE[code] ?? byStatus(statusOf(code, httpStatus));
    }
}
function byText(code, said) {
    const refusal = BY_TEXT.find(([pattern]) => pattern.test(said))?.[1];
    return refusal ?? (code === '101' ? 'notLoaded' : undefined);
}
function statusOf(code, httpStatus = 0) {
    return /^[45]\d\d$/.test(code) ? Number(code) : httpStatus;
}
function byStatus(status) {
    if (status === 404 || status === 405)
        return 'noRoute';
    if (status === 401 || status === 407)
        return 'noCredentials';
    if (status === 403)
        return 'noPermission';
    if (status === 429)
        return 'rateLimited';
    return status === 408 || status === 425 || status >= 500 ? 'transient' : 'other';
}
function readPhaseRefusal({ kind, code, said }) {
    if (kind !== 'code' || (code !== '2100' && code !== '2101'))
        return undefined;
    if (/\bnot found\b|does not exist/.test(said))
        return 'jobMissing';
    if (said.includes('is auto-commit'))
        return 'autoCommit';
    if (said.includes('abort not allowed'))
        return 'committed';
    if (/in state Failed\b/.test(said))
        return 'failed';
    return said.includes('expected Uncommitted') ? 'tooEarly' : undefined;
}


/***/ })

};
