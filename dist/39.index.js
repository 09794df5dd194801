export const id = 39;
export const ids = [39];
export const modules = {

/***/ 39:
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
// EXTERNAL MODULE: ../node_modules/zod/v4/mini/schemas.js
var schemas = __webpack_require__(5277);
// EXTERNAL MODULE: ../node_modules/zod/v4/core/parse.js + 1 modules
var parse = __webpack_require__(4507);
// EXTERNAL MODULE: ../node_modules/zod/v4/core/api.js + 2 modules
var api = __webpack_require__(1528);
// EXTERNAL MODULE: ../node_modules/zod/v4/mini/coerce.js
var coerce = __webpack_require__(9020);
;// CONCATENATED MODULE: ./api/schema.js

const schema_text = schemas/* catch */.MfU(schemas/* pipe */.FsL(schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* number */.aig()]), schemas/* transform */.pdi(given => String(given).trim())), '');
const flag = schemas/* catch */.MfU(schemas/* union */.KCZ([schemas/* boolean */.zMY(), schemas/* stringbool */.uEf({ truthy: ['true'], falsy: ['false'] })]), false);
const number = schemas/* catch */.MfU(schemas/* optional */.lqM(schemas/* union */.KCZ([schemas/* number */.aig(), schemas/* pipe */.FsL(schemas/* string */.YjP().check(api/* _regex */.Fk(/\d/)), coerce/* number */.ai())])), undefined);
function list(item) {
    return schemas/* catch */.MfU(schemas/* pipe */.FsL(schemas/* array */.YOg(schemas/* catch */.MfU(schemas/* nullable */.mee(item), null)), schemas/* transform */.pdi(items => items.filter(one => one !== null))), []);
}
const pairs = schemas/* catch */.MfU(schemas/* union */.KCZ([
    schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* unknown */.L5J()),
    schemas/* pipe */.FsL(list(schemas/* object */.Ikc({ key: schema_text, value: schemas/* optional */.lqM(schemas/* unknown */.L5J()) })), schemas/* transform */.pdi(items => Object.fromEntries(items.map(({ key, value }) => [key, value])))),
]), {});

;// CONCATENATED MODULE: ./api/clusters.js


function describeCluster(clusterId) {
    return { method: 'GET', path: `/v2/clusters/${encodeURIComponent(clusterId)}` };
}
const CLUSTER = schemas/* object */.Ikc({
    ...{ clusterId: schema_text, status: schema_text, deploymentOption: schema_text, plan: schema_text },
    ...{ regionId: schema_text, projectId: schema_text, connectAddress: schema_text },
});
function readCluster(data) {
    const { status, deploymentOption, connectAddress, ...cluster } = parse/* parse */.qg(CLUSTER, data);
    const word = status.toUpperCase();
    if (cluster.clusterId === '' || word === '')
        return undefined;
    const tier = tierOf(cluster.clusterId, deploymentOption || cluster.plan);
    return {
        ...cluster,
        ...{ word, status: statusOf(word, tier), tier },
        connectAddress: connectAddress.replace(/\/+$/, ''),
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
    return target.kind === 'cluster' ? undefined : { unknown: 'no cluster is given' };
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


const FIELD = schemas/* object */.Ikc({
    ...{ name: schema_text, type: schema_text, elementType: schema_text },
    params: schemas/* pipe */.FsL(pairs, schemas/* object */.Ikc({ dim: number })),
    ...{ primaryKey: flag, autoId: flag, partitionKey: flag, nullable: flag, isFunctionOutput: flag },
    defaultValue: schemas/* optional */.lqM(schemas/* unknown */.L5J()),
});
const COLLECTION = schemas/* object */.Ikc({
    ...{ autoId: flag, enableDynamicField: flag, externalSource: schema_text },
    ...{ fields: list(FIELD), structFields: list(schemas/* object */.Ikc({ name: schema_text })), aliases: list(schemas/* string */.YjP()) },
    indexes: list(schemas/* object */.Ikc({ fieldName: schema_text })),
    properties: pairs,
});
function readCollection(data, message) {
    const told = parse/* parse */.qg(COLLECTION, data);
    if (told.fields.length === 0)
        return undefined;
    return {
        fields: told.fields.map(field => fieldOf(field, told.autoId)),
        structFields: told.structFields.map(({ name }) => name),
        dynamic: told.enableDynamicField,
        acceptsAutoIds: hasProperty(told.properties, /allow_?insert_?auto_?id/i),
        acceptsFunctionOutputs: hasProperty(told.properties, /allow.*non_?bm25.*outputs/i),
        external: told.externalSource !== '',
        aliases: told.aliases,
        indexed: told.indexes.map(({ fieldName }) => fieldName),
        oldest: oldestVersion(data),
        incomplete: message,
    };
}
function fieldOf(told, isAutoId) {
    const { name, type, elementType, params, primaryKey, autoId, partitionKey, nullable } = told;
    return {
        ...{ name, type, primaryKey, partitionKey, nullable },
        elementType: elementType || undefined,
        dim: params.dim,
        autoId: autoId || (primaryKey && isAutoId),
        functionOutput: told.isFunctionOutput,
        hasDefault: (told.defaultValue ?? undefined) !== undefined,
    };
}
function oldestVersion(data) {
    if ('externalSource' in data)
        return '3.0';
    if ('structFields' in data)
        return '2.6';
    const fields = parse/* parse */.qg(list(schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* unknown */.L5J())), data['fields']);
    return fields.some(field => 'nullable' in field) ? '2.5' : '2.4';
}
function hasProperty(properties, name) {
    return Object.entries(properties).some(([key, value]) => name.test(key) && parse/* parse */.qg(flag, value));
}

// EXTERNAL MODULE: ./api/envelope.js
var envelope = __webpack_require__(3296);
// EXTERNAL MODULE: ./api/failure.js
var api_failure = __webpack_require__(4268);
// EXTERNAL MODULE: ./api/v2.js
var v2 = __webpack_require__(2312);
;// CONCATENATED MODULE: ./api/data-plane.js







async function findCluster({ connection, target, connect, redact }, options) {
    if (connection.api === 'zilliz-v1')
        return 'the API v1 does not describe clusters';
    if (target.kind !== 'cluster')
        return 'there is no cluster';
    const call = describeCluster(target.clusterId);
    const { envelope, failure } = await (0,api_failure/* exchange */.c)(connect(connection), call, options, redact);
    const cluster = envelope.data && readCluster(envelope.data);
    if (!cluster)
        throw new service/* CallError */.R(failure);
    return cluster;
}
async function openDataPlane({ connection, target, connect, redact }, cluster, options) {
    let address = dataPlaneOf(connection, target);
    if (!address) {
        const found = await cluster(options);
        address = typeof found === 'string' ? { unknown: found } : dataPlaneAt(found);
    }
    if ('unknown' in address)
        return address.unknown;
    return createDataPlane(connect({ ...connection, endpoint: address.url }), connection.dbName, redact);
}
function createDataPlane(transport, dbName, redact) {
    const calls = callsOf(transport, redact);
    const { ask, order } = calls;
    const at = (collectionName) => ({ dbName, collectionName });
    const has = (data) => ('has' in data ? (0,envelope/* readFlag */.fG)(data, 'has') : undefined);
    const names = (_, { body }) => (0,envelope/* readNames */.r6)(body);
    return {
        has: (collectionName, options) => ask('collections/has', at(collectionName), options, has),
        databases: options => ask('databases/list', {}, options, names),
        list: options => ask('collections/list', { dbName }, options, names),
        describe: (collectionName, options) => ask('collections/describe', at(collectionName), options, (data, { envelope }) => readCollection(data, redact(envelope.message))),
        hasPartition: (collectionName, partitionName, options) => ask('partitions/has', { ...at(collectionName), partitionName }, options, has),
        partitions: (collectionName, options) => ask('partitions/list', at(collectionName), options, names),
        count(collectionName, partitionName, options) {
            const partitionNames = partitionName === undefined ? undefined : [partitionName];
            const query = { filter: '', outputFields: ['count(*)'], partitionNames, consistencyLevel: 'Strong' };
            return ask('entities/query', { ...at(collectionName), ...query }, options, data => (0,envelope/* readCount */._0)(data, 'count(*)'));
        },
        load: (collectionName, options) => order('collections/load', at(collectionName), options),
        refresh: (collectionName, options) => order('collections/refresh_load', at(collectionName), options),
        async aliasTarget(aliasName, options) {
            const target = (data) => (0,envelope/* readText */.yR)(data, 'collectionName') || undefined;
            try {
                return await ask('aliases/describe', { dbName, aliasName }, options, target);
            }
            catch (error) {
                if (error instanceof service/* CallError */.R && (0,refusals/* readRefusal */.n)(error.failure) === 'aliasMissing')
                    return undefined;
                throw error;
            }
        },
        createAlias: (aliasName, collectionName, options) => order('aliases/create', { ...at(collectionName), aliasName }, options),
        alterAlias: (aliasName, collectionName, options) => order('aliases/alter', { ...at(collectionName), aliasName }, options),
        ...secondPhase(calls),
    };
}
function secondPhase({ send, order, }) {
    return {
        async hasTwoPhases(options) {
            try {
                await send('jobs/import/commit', {}, options);
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
            const said = 'A commit without a job was accepted';
            throw new service/* CallError */.R({ kind: 'unreadable', code: 'Unreadable', said });
        },
        commit: (jobId, options) => order('jobs/import/commit', { jobId }, options),
        abort: (jobId, options) => order('jobs/import/abort', { jobId }, options),
    };
}
function callsOf(transport, redact) {
    const send = (route, fields, options) => (0,api_failure/* exchange */.c)(transport, (0,v2/* post */.bE)(route, fields), options, redact);
    return {
        send,
        async ask(route, fields, options, read) {
            const answer = await send(route, fields, options);
            const found = read(answer.envelope.data ?? {}, answer);
            if (found === undefined)
                throw new service/* CallError */.R(answer.failure);
            return found;
        },
        async order(route, fields, options) {
            const { envelope, failure } = await send(route, fields, options);
            if (!envelope.data && envelope.message !== '')
                throw new service/* CallError */.R(failure);
        },
    };
}


/***/ })

};
