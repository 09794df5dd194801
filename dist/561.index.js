export const id = 561;
export const ids = [561];
export const modules = {

/***/ 5561:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openDataPlane: () => (/* binding */ openDataPlane)
});

// UNUSED EXPORTS: createDataPlane

// EXTERNAL MODULE: ./job/refusals.js
var refusals = __webpack_require__(6924);
// EXTERNAL MODULE: ./model/service.js
var service = __webpack_require__(6324);
// EXTERNAL MODULE: ./api/envelope.js
var envelope = __webpack_require__(3296);
;// CONCATENATED MODULE: ./api/clusters.js

// Clusters of Zilliz Cloud, as its control plane describes them (docs.zilliz.com, "Describe Cluster V2"; recorded
// answers in zilliztech/terraform-provider-zillizcloud `client/testdata`).
/** The control plane takes API keys only, no `user:password`. */
function describeCluster(clusterId) {
    return { method: 'GET', path: `/v2/clusters/${encodeURIComponent(clusterId)}` };
}
/** The answer to a describe; `undefined` if it holds no cluster. */
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
/**
 * The word of a suspended cluster is missing in the published list: the terraform provider reads `STOPPED`, the CLI
 * writes `SUSPENDED`. On-demand clusters are suspended whenever nobody asks them, and wake by themselves.
 */
function statusOf(word, tier) {
    if (word === 'RUNNING')
        return 'running';
    if (/^DELET(ED|ING)$/.test(word))
        return 'gone';
    const isStopped = /^(SUSPEND|STOP|FREEZ|FROZEN)/.test(word);
    return isStopped && tier !== 'onDemand' ? 'stopped' : 'other';
}
/** By the id: a free cluster was recorded with the plan "Serverless". */
function tierOf(clusterId, option) {
    if (clusterId.startsWith('in03-') || /^free$/i.test(option))
        return 'free';
    if (clusterId.startsWith('in05-') || /^serverless$/i.test(option))
        return 'serverless';
    return clusterId.startsWith('in07-') ? 'onDemand' : 'dedicated';
}
const GIB = (/* unused pure expression or super */ null && (1024 ** 3));
/** docs.zilliz.com, "Zilliz Cloud Limits", data import: 1 GB in all for Free, 10 GB a file and 1 TB for others. */
function limitsOf(tier) {
    return tier === 'free'
        ? { files: 1000, bytesPerFile: GIB, bytes: GIB }
        : { files: 1000, bytesPerFile: 10 * GIB, bytes: 1024 * GIB };
}
/**
 * Finds the data plane: Milvus itself, or the endpoint that the author gave if it is that of a cluster; else what the
 * control plane says of the cluster.
 */
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
/** The data plane by the cluster's own account. It must be https, but for loopback: the key goes with every call. */
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

/** True for an alias too. Asks for a login, but for no privilege: the cheapest test of credentials. */
const hasCollection = (place) => ask('collections/has', { ...place });
const listCollections = (dbName) => ask('collections/list', { dbName });
const describeCollection = (place) => ask('collections/describe', { ...place });
/** Only a hint: it says `loaded` while rows are missing, and of a partition that is not loaded `loading` for ever. */
const loadState = (place) => ask('collections/get_load_state', { ...place });
/** Answers at once; refused without an index. */
const loadCollection = (place) => ask('collections/load', { ...place });
/** Makes imported rows visible within seconds. Milvus 2.4 has no such route. */
const refreshLoad = (place) => ask('collections/refresh_load', { ...place });
const hasPartition = (place, partitionName) => ask('partitions/has', { ...place, partitionName });
const listPartitions = (place) => ask('partitions/list', { ...place });
/**
 * Counts the rows that a query sees, of one partition if one is given. Strong: the default level of a collection may
 * answer from the past (2.4 always uses that default). Rows with one key count twice, deleted ones don't.
 */
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
/** Also accepted for a collection that is not loaded: then every search by the alias fails. */
const alterAlias = (place, aliasName) => ask('aliases/alter', { ...place, aliasName });
/** Fields without a value are left out: Free and Serverless clusters refuse an empty `dbName`. */
function ask(route, fields) {
    const body = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    return { method: 'POST', path: `/v2/vectordb/${route}`, body };
}
/** The answer to a `has`; `undefined` if it holds none. */
function readHas(data) {
    return 'has' in data ? (0,envelope/* readFlag */.fG)(data, 'has') : undefined;
}
/** `data.collectionName` of an alias; `undefined` if it holds none. */
function readAliasTarget(data) {
    return (0,envelope/* readText */.yR)(data, 'collectionName') || undefined;
}
/** The count of a `count(*)`: its data is a list of one row. `undefined` if it holds none. */
function readRowCount(data) {
    return (0,envelope/* readCount */._0)(data, 'count(*)');
}
function readLoadState(data) {
    const progress = (0,envelope/* readNumber */.kz)(data, 'loadProgress');
    const word = LOAD_WORDS[(0,envelope/* readText */.yR)(data, 'loadState')] ?? 'unknown';
    const isKnown = progress !== undefined && progress >= 0 && progress <= 100;
    // What is loading at -1 is a partition that nobody loads.
    return { word: progress === -1 ? 'unknown' : word, percent: isKnown ? progress : undefined };
}
const LOAD_WORDS = {
    LoadStateLoaded: 'loaded',
    LoadStateLoading: 'loading',
    LoadStateNotLoad: 'notLoaded',
};
/** The answer to a describe. `message` stands beside the data when a part could not be looked up. */
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
/** Every version has added keys to its descriptions, with or without a value (`printFieldDetail` in the handlers). */
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
/** `params` is a list of keys and values, of which the latter are text. */
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
/** A list of `{key, value}`, or an object, as one object. */
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
// The second phase of an import that was created with `auto_commit: "false"` (Milvus 3.0, milvus-io/milvus#48524).
/** Publishes the rows of a job at `Uncommitted`. Asking again is harmless: a job that is published answers success. */
const commit = (jobId) => jobCall('commit', { jobId });
/** Drops a job in every state before `Committing`. Asking again is harmless. */
const abort = (jobId) => jobCall('abort', { jobId });
/**
 * Asks without a job whether there is a second phase at all: servers that have it miss the job id (1802), older ones
 * don't know the route. Changes nothing.
 */
const probe = () => jobCall('commit', {});
function jobCall(route, body) {
    return { method: 'POST', path: `/v2/vectordb/jobs/import/${route}`, body };
}

// EXTERNAL MODULE: ./api/v2.js
var v2 = __webpack_require__(2312);
;// CONCATENATED MODULE: ./api/data-plane.js








/**
 * Finds the data plane of an import's target and opens it. Resolves to a sentence if there is none; fails with the
 * `CallError` of the control plane where that had to be asked.
 */
async function openDataPlane({ connection, target, connect, redact }, options) {
    let address = dataPlaneOf(connection, target);
    if ('askFor' in address) {
        const call = describeCluster(address.askFor);
        const { envelope, failure } = await (0,api_failure/* exchange */.c)(connect(connection), call, options, v2/* isSuccess */.oJ, redact);
        const cluster = envelope.data && readCluster(envelope.data);
        if (!cluster)
            throw new service/* CallError */.R(failure);
        address = dataPlaneAt(cluster);
    }
    if (!('url' in address))
        return 'unknown' in address ? address.unknown : 'its endpoint is not known';
    return createDataPlane(connect({ ...connection, endpoint: address.url }), connection.dbName, redact);
}
/**
 * The data plane at the other end of `transport`, which carries the login and the header `DB-Name`. What it fails with
 * is redacted.
 */
function createDataPlane(transport, dbName, redact) {
    const at = (collectionName) => ({ dbName, collectionName });
    const send = (call, options) => (0,api_failure/* exchange */.c)(transport, call, options, v2/* isSuccess */.oJ, redact);
    /** The part of an answer that was asked for; without it the answer says neither yes nor no. */
    async function ask(call, options, read) {
        const answer = await send(call, options);
        const found = read(answer, answer.envelope.data ?? {});
        if (found === undefined)
            throw new service/* CallError */.R(answer.failure);
        return found;
    }
    /** Success comes with empty data; a published refusal has the code of success, but a message and no data. */
    async function order(call, options) {
        const { envelope, failure } = await send(call, options);
        if (!envelope.data && envelope.message !== '')
            throw new service/* CallError */.R(failure);
    }
    const has = (call, options) => ask(call, options, (_, data) => readHas(data));
    const names = (call, options) => ask(call, options, ({ body }) => (0,envelope/* readNames */.r6)(body));
    return {
        has: (name, options) => has(hasCollection(at(name)), options),
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
/** Where one code has several meanings, or several versions have several codes, the text decides. */
const BY_TEXT = [
    [/partition not loaded/, 'partitionNotLoaded'],
    [/collection not fully loaded/, 'loading'],
    [/collection not loaded/, 'notLoaded'],
    [/there is no vector index on field|index not found/, 'noIndex'],
    [/partition name \S* ?not found|partition not found/, 'partitionMissing'],
    [/database not found/, 'noDatabase'],
    [/can't find collection|collection not found/, 'missing'],
    [/PermissionDenied|permission deny/, 'noPermission'],
];
/** Reads what a failure means. `aborted` calls are `other`: nobody waits for them any more. */
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
/** Some servers repeat the status as the code. */
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
/** What a refused commit or abort means; `undefined` if it is no answer about the job. */
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
