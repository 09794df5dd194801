import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 2613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 4434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 9278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 4589:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:assert");

/***/ }),

/***/ 6698:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:buffer");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 3053:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:diagnostics_channel");

/***/ }),

/***/ 8474:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 2467:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http2");

/***/ }),

/***/ 7030:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:perf_hooks");

/***/ }),

/***/ 1792:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:querystring");

/***/ }),

/***/ 99:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:sqlite");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 7830:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/web");

/***/ }),

/***/ 1692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");

/***/ }),

/***/ 3136:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 3429:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util/types");

/***/ }),

/***/ 5919:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 4756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 9023:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ }),

/***/ 5704:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  o: () => (/* binding */ createTransport)
});

// UNUSED EXPORTS: retryAfter

// EXTERNAL MODULE: ./job/service.js
var service = __nccwpck_require__(8194);
;// CONCATENATED MODULE: ./api/route.js

/** Longer than the pause between two polls, shorter than the minute after which gateways hang up. Milliseconds. */
const KEEP_ALIVE = 55_000;
/** For name, connection and TLS; not a byte of the request is sent before. Milliseconds. */
const CONNECT_TIMEOUT = 10_000;
/**
 * The way to `endpoint`: as curl and the runner do it, through `HTTPS_PROXY` for https and `HTTP_PROXY` for http, both
 * in either case, an empty variable is no variable. Loopback is never proxied. Redirects are not followed: the
 * credentials stay with the host they are meant for.
 */
async function routeTo(endpoint, env) {
    const first = (...names) => names.map(name => env[name]?.trim()).find(Boolean) ?? '';
    const { protocol, hostname } = new URL(endpoint);
    const isSecure = protocol === 'https:';
    const proxy = isSecure ? first('https_proxy', 'HTTPS_PROXY') : first('http_proxy', 'HTTP_PROXY');
    if (proxy === '' || LOOPBACK.test(hostname))
        return directRoute(isSecure);
    return proxiedRoute(proxy.includes('://') ? proxy : `http://${proxy}`, isSecure, first('no_proxy', 'NO_PROXY'));
}
const LOOPBACK = /^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/;
/** By Node's own client: it is there, and undici loads HTTP/2 and TLS whatever the server speaks. */
function directRoute(isSecure) {
    // Not imported: TLS adds a third to the start of Node.js.
    const { Agent, request } = process.getBuiltinModule(isSecure ? 'node:https' : 'node:http');
    const agent = new Agent({ keepAlive: true, timeout: KEEP_ALIVE });
    const ready = isSecure ? 'secureConnect' : 'connect';
    return {
        proxy: undefined,
        exchange: (url, { body, ...options }) => new Promise((resolve, reject) => {
            const outgoing = request(url, { ...options, agent });
            outgoing.on('response', answer => {
                resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer });
            });
            outgoing.on('error', reject);
            outgoing.on('socket', socket => {
                if (!socket.connecting)
                    return;
                const late = setTimeout(() => outgoing.destroy(notConnected()), CONNECT_TIMEOUT);
                for (const event of [ready, 'close'])
                    socket.once(event, () => clearTimeout(late));
            });
            outgoing.end(body);
        }),
    };
}
function notConnected() {
    const message = `No connection within ${CONNECT_TIMEOUT / 1000} s`;
    return Object.assign(new Error(message), { code: 'ConnectTimeout' });
}
/** By undici: Node's own client knows no proxies in the oldest release that the runner has (24.4). */
async function proxiedRoute(proxy, isSecure, noProxy) {
    const { EnvHttpProxyAgent } = await Promise.all(/* import() */[__nccwpck_require__.e(474), __nccwpck_require__.e(142)]).then(__nccwpck_require__.t.bind(__nccwpck_require__, 142, 19));
    const { host, port, protocol } = usable(() => new URL(proxy));
    const agent = usable(() => new EnvHttpProxyAgent({
        httpProxy: isSecure ? '' : proxy,
        httpsProxy: isSecure ? proxy : '',
        noProxy,
        keepAliveTimeout: KEEP_ALIVE,
    }));
    return {
        proxy: port ? host : `${host}:${protocol === 'https:' ? 443 : 80}`,
        async exchange({ origin, pathname, search }, options) {
            const { statusCode, headers, body } = await agent.request({
                ...{ origin, path: pathname + search },
                ...options,
                // The signal is the only clock: these would race with it.
                ...{ headersTimeout: 0, bodyTimeout: 0 },
            });
            return { status: statusCode, headers, body };
        },
    };
}
/** What is made of the proxy variable. Why it can't be made is not told: that would quote a login. */
function usable(make) {
    try {
        return make();
    }
    catch {
        throw new service/* CallError */.R({
            kind: 'unsent',
            code: 'ProxyFailed',
            said: 'The proxy variable does not hold a URL',
        });
    }
}

;// CONCATENATED MODULE: ./api/transport.js


/** An answer larger than this is an error: 10,000 files take about 3 MB. */
const LARGEST_BODY = 64 * 1024 * 1024;
/**
 * The calls of one server, over HTTP: their headers, limits of time and size, and what becomes of a failure. The way
 * there is that of `route.ts`.
 */
function createTransport(address, env) {
    let way;
    return {
        async send(call, { timeout, signal }) {
            const limit = AbortSignal.timeout(Math.ceil(timeout));
            way ??= routeTo(address.endpoint, env);
            const route = await way;
            try {
                const answer = await route.exchange(new URL(`${address.endpoint}${call.path}`), {
                    method: call.method,
                    headers: {
                        ...address.headers,
                        ...(call.body ? { 'content-type': 'application/json' } : {}),
                        ...call.headers,
                    },
                    body: call.body ? JSON.stringify(call.body) : null,
                    signal: AbortSignal.any([limit, signal]),
                });
                return {
                    status: answer.status,
                    body: await readBody(answer),
                    requestId: header(answer, 'requestid') ?? header(answer, 'x-milvus-trace-id'),
                    retryAfter: retryAfter(header(answer, 'retry-after'), Date.now()),
                };
            }
            catch (error) {
                throw asCallError(error, limit, signal, route.proxy);
            }
        },
    };
}
function header(answer, name) {
    const value = answer.headers[name];
    return Array.isArray(value) ? value[0] : value;
}
async function readBody(answer) {
    const chunks = [];
    let size = 0;
    for await (const chunk of decoded(answer.body, header(answer, 'content-encoding'))) {
        size += chunk.length;
        if (size > LARGEST_BODY) {
            answer.body.destroy();
            throw new service/* CallError */.R({ kind: 'unreadable', code: 'ResponseTooLarge', said: '' });
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
}
/** We ask for no encoding, but gateways compress all the same. */
function decoded(body, encoding) {
    const decoder = encoding && decoderFor(encoding);
    if (!decoder)
        return body;
    body.on('error', error => decoder.destroy(error));
    return body.pipe(decoder);
}
function decoderFor(encoding) {
    const { createGunzip, createInflate, createBrotliDecompress } = process.getBuiltinModule('node:zlib');
    switch (encoding.trim().toLowerCase()) {
        case 'gzip':
        case 'x-gzip':
            return createGunzip();
        case 'deflate':
            return createInflate();
        case 'br':
            return createBrotliDecompress();
        default:
            return undefined;
    }
}
/** Seconds or an HTTP date (RFC 9110, 10.2.3) as milliseconds from `now`; `undefined` for anything else. */
function retryAfter(value, now) {
    if (value === undefined)
        return undefined;
    if (/^\d+$/.test(value.trim()))
        return Number(value) * 1000;
    const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
/** Failures that prove that no byte of the request was sent. */
const UNSENT = new Set([
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ConnectTimeout',
]);
function asCallError(error, limit, signal, proxy) {
    if (error instanceof service/* CallError */.R)
        return error;
    if (signal.aborted)
        return new service/* CallError */.R({ kind: 'aborted', code: 'Cancelled', said: '' });
    if (limit.aborted)
        return new service/* CallError */.R({ kind: 'interrupted', code: 'Timeout', said: '' });
    const cause = rootCause(error);
    if (isLoginOfProxy(cause)) {
        return new service/* CallError */.R({ kind: 'status', code: 'Http407', httpStatus: 407, said: cause.message });
    }
    const name = networkName(cause);
    const isNamed = proxy !== undefined && isAbout(cause, proxy);
    const code = isNamed && UNSENT.has(name) ? 'ProxyFailed' : name;
    const unsent = UNSENT.has(code) || code === 'TlsFailed' || code === 'ProxyFailed';
    return new service/* CallError */.R({ kind: unsent ? 'unsent' : 'interrupted', code, said: cause.message });
}
/** undici wraps causes, and trying several addresses yields an error of errors. */
function rootCause(error) {
    const { code, message, cause, errors, hostname, address, port } = error;
    const inner = Array.isArray(errors) ? errors[0] : cause;
    if (inner && !/^UND_ERR_PRX/.test(String(code)))
        return rootCause(inner);
    return {
        code: typeof code === 'string' ? code : '',
        message: typeof message === 'string' ? message : '',
        place: `${hostname ?? address ?? ''}:${port ?? ''}`,
    };
}
/** In a tunnel undici says "Proxy response (407)", without one "Proxy Authentication Required (407)". */
function isLoginOfProxy({ code, message }) {
    return /^UND_ERR_(ABORTED|INVALID_ARG)$/.test(code) && /proxy.*\(407\)/i.test(message);
}
/** Behind a proxy we connect to nobody else; the port tells, its name may have many addresses. */
function isAbout({ place, message }, proxy) {
    const { hostname, port } = new URL(`http://${proxy}`);
    return place === `${hostname}:` || place.endsWith(`:${port || 80}`) || message.includes(proxy);
}
function networkName({ code, message }) {
    if (code === 'UND_ERR_CONNECT_TIMEOUT')
        return 'ConnectTimeout';
    if (/^UND_ERR_PRX/.test(code))
        return 'ProxyFailed';
    if (code === 'UND_ERR_SOCKET' || code === 'EPIPE')
        return 'ECONNRESET';
    if (/^ERR_TLS|^ERR_SSL|CERT|^UNABLE_TO|SELF_SIGNED|^EPROTO$/.test(code))
        return 'TlsFailed';
    if (/^Z_|^ERR__ERROR_FORMAT|^ERR_BROTLI/.test(code))
        return 'Unreadable';
    if (code === 'UND_ERR_ABORTED' && /proxy/i.test(message))
        return 'ProxyFailed';
    return code || 'ECONNRESET';
}


/***/ }),

/***/ 2504:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Y: () => (/* binding */ ImportError)
});

;// CONCATENATED MODULE: ./errors/advice.js
/** What several entries advise. */
const checkKey = 'Check that the secret behind `apiKey` is set in this repository or environment, is copied whole, and is still valid.';
const checkLogin = 'Give `apiKey` as `user:password` of a Milvus user (`root:Milvus` on a fresh server), and check that its secret is set in this repository or environment.';
const checkCluster = 'Check `clusterId` against the console, and that `endpoint` is the control plane of that cluster (`api.cloud.zilliz.com`, in China `api.cloud.zilliz.com.cn`).';
const checkRegion = 'Check that the region in `endpoint` (`controller.api.{region}.zillizcloud.com`) is that of the cluster, as its public endpoint names it.';
const grantCluster = 'Use an API key whose project holds this cluster, or let an organisation or project owner widen its scope.';
const grantProject = 'Use an API key whose scope holds this project, or let an organisation or project owner widen it.';
const otherPlan = 'Import into a cluster of another plan.';
const checkImportApi = 'Check that `endpoint` leads to the import API of the system that you use.';
const checkCollection = 'Check `collectionName` (upper and lower case count) and `dbName`; the import does not create collections.';
const checkCollectionV1 = 'Check `collectionName` (upper and lower case count); the import does not create collections.';
const oneAtATime = 'Nothing was imported. Run the step again when that import is done; in a matrix, set `max-parallel: 1`.';
const runLater = 'Run the step again in a few minutes.';
const askOperator = 'If it stays, give code, text and request id to the operator of the server, who finds more in its log.';
const countRows = 'Records of old jobs are removed: count the rows of the collection before you import again.';
const laterOrOperator = `${runLater} ${askOperator}`;
const laterOrSupport = `${runLater} If it stays, give code, text and request id to the support of Zilliz Cloud.`;
/** docs.zilliz.com, storage options of the data import. */
const bucketRights = 'the keys need `s3:GetObject`, `s3:ListBucket` and `s3:GetBucketLocation` (and `kms:Decrypt` for an encrypted bucket), on Google Cloud `storage.objects.get` and `storage.objects.list`, on Alibaba `oss:GetObject` and `oss:ListObjects`';
/** Milvus reads one bucket, by its own configuration (`minio` in `milvus.yaml`). */
const milvusPath = 'The path is a key inside the bucket that Milvus itself uses, without bucket name and `s3://`; a path of the runner never works. Check bucket, key, and upper and lower case.';
const milvusBucket = 'Milvus reads its own bucket with its own credentials (`minio` in `milvus.yaml`): let its operator check';

;// CONCATENATED MODULE: ./errors/http.js

const noImportApi = {
    title: 'The server does not know the import API at this address',
    advice: 'Check `endpoint`: it is the address of the control plane, without a path.',
    adviceFor: {
        'zilliz-v1': 'Check `endpoint`: it is `https://controller.api.{region}.zillizcloud.com`, without a path; v2 of the API is at `https://api.cloud.zilliz.com`.',
        milvus: 'Check `endpoint`: it is host and port (19530) of Milvus 2.4 or later, without a path; the web console has another port.',
    },
};
const fewerFiles = {
    title: 'The request is too large for the server or a proxy in front of it',
    advice: 'Name folders in place of files, or split the job.',
};
const noAnswer = 'Run the step again in a few minutes; if it stays, look at the status page of the service or at the gateway.';
/** HTTP statuses, where the server gave no code of its own. */
const http = {
    Http400: {
        title: 'The server, or a gateway in front of it, could not read the request',
        advice: `${checkImportApi} A gateway may refuse what it does not know.`,
    },
    Http401: {
        title: 'The server does not accept the API key',
        advice: checkKey,
        adviceFor: { milvus: checkLogin },
    },
    Http403: {
        title: 'The API key may not do this, or a gateway refuses the runner',
        advice: 'Grant the key the right to import into this cluster and database, and check IP allow lists for the address of the runner.',
        adviceFor: {
            milvus: 'Grant the user the privilege `Import` on the collection, and check any gateway for the address of the runner. Before Milvus 2.6.7 only admins may ask how an import stands.',
        },
    },
    Http404: noImportApi,
    Http405: noImportApi,
    Http407: {
        title: 'The proxy asks for a login',
        advice: 'Put user and password into `HTTPS_PROXY` or `HTTP_PROXY` (`http://user:password@host:port`).',
    },
    Http408: {
        title: 'The server gave up on the request, it took too long',
        advice: 'Run the step again when the server is less busy.',
    },
    Http413: fewerFiles,
    Http414: fewerFiles,
    Http425: {
        title: 'The server does not want the request this early in a connection',
        advice: 'Run the step again; if it stays, check the gateway in front of the server.',
    },
    Http429: {
        title: 'The server is asked too often',
        advice: 'Run the step again later; in a matrix, lower `max-parallel`, or set a longer `pollInterval`.',
    },
    Http431: {
        title: 'The headers of the request are too large for the server',
        advice: 'Check that `apiKey` holds the key alone.',
    },
    Http500: {
        title: 'The server met a fault of its own',
        advice: 'Run the step again in a few minutes; if it stays, report it with the request id.',
        adviceFor: {
            milvus: 'Run the step again in a few minutes; if it stays, look for a panic in the log of Milvus.',
        },
    },
    Http502: { title: 'A gateway got no usable answer from the server', advice: noAnswer },
    Http503: { title: 'The server is overloaded, or is being maintained', advice: noAnswer },
    Http504: { title: 'A gateway waited too long for the server', advice: noAnswer },
};

;// CONCATENATED MODULE: ./errors/entry.js
/** One entry for many codes. */
function shared(codes, entry) {
    return Object.fromEntries(codes.map(code => [code, entry]));
}
/** One foreign entry for many codes. */
function foreign(title, codes) {
    const advice = 'An import should not meet this answer: check that `endpoint` leads to the import API, then report it with code and request id.';
    return shared(codes, { title, advice, foreign: true });
}

;// CONCATENATED MODULE: ./errors/milvus.js


const insideFault = { advice: laterOrSupport, adviceFor: { milvus: laterOrOperator } };
const missingWords = {
    title: 'The server misses a part of the request',
    advice: 'Check the inputs against its words.',
    byReason: true,
};
const quota = {
    advice: 'Free space in the cluster, or let it grow, then run again.',
    adviceFor: {
        milvus: 'Free space, or let the operator raise the quota (`quotaAndLimits` in `milvus.yaml`), then run again.',
    },
};
/** Codes of Milvus, which is the data plane of Zilliz Cloud too (`milvus-io/milvus` `pkg/util/merr/errors.go`, 2.4 to 3.0). */
const met = {
    ...shared([1, 2], { title: 'The server is starting, or a part of it is down', ...insideFault }),
    3: { title: 'The server has no memory left', ...insideFault },
    4: { title: 'The server has too many requests at once', advice: runLater },
    5: { title: 'The server met a fault of its own', byReason: true, ...insideFault },
    6: {
        title: 'The request reached another cluster than it was meant for',
        advice: 'Check `endpoint`, and any gateway that shares it between clusters.',
    },
    7: { title: 'The disk of the server is full', ...quota },
    8: { title: 'The server is asked too often', advice: runLater },
    9: { title: 'A quota of the cluster, database or collection is used up', byReason: true, ...quota },
    10: {
        title: 'This server does not offer this',
        advice: 'Leave out the input that it names (`options` above all), or update the server.',
    },
    11: { title: 'The server lags behind and takes no data for now', ...insideFault },
    12: { title: 'The server lacks the resources for this now', ...insideFault },
    100: {
        title: 'The collection does not exist',
        advice: checkCollection,
        byReason: true,
    },
    ...shared([101, 103], {
        title: 'The collection is not loaded, or not wholly yet',
        advice: 'Load the collection, wait until it is loaded, then run again.',
    }),
    102: {
        title: 'The database holds as many collections as it may',
        advice: 'Remove collections that are not needed, or raise the limit.',
    },
    105: {
        title: 'The schema of the collection does not allow this import',
        advice: 'Correct what the server names; most of a schema can only be changed by creating the collection again.',
        byReason: true,
    },
    106: { title: 'The collection is being recovered', advice: runLater },
    ...shared([109, 110], {
        title: 'The schema of the collection is being changed',
        advice: 'Run the step again when the change is done.',
    }),
    200: {
        title: 'The partition does not exist',
        advice: 'Create it, or leave `partitionName` out to import into the default partition.',
        byReason: true,
    },
    202: {
        title: 'The partition is not wholly loaded yet',
        advice: 'Wait until it is loaded, then run again.',
    },
    250: {
        title: 'The cluster holds as many collections and partitions as it may',
        advice: 'Remove what is not needed, or give the cluster more capacity.',
    },
    ...shared([500, 501, 502, 503, 504, 505, 506, 507], {
        title: 'The server met a fault of its own, probably in a channel of the collection',
        ...insideFault,
    }),
    ...shared([600, 601, 602, 603, 604, 605], {
        title: 'The server lost track of a segment of the collection',
        ...insideFault,
    }),
    ...shared([700, 701, 702, 703], {
        title: 'The server met a fault with an index of the collection',
        advice: 'Check that each vector field of the collection has an index of a kind that the server knows.',
    }),
    800: {
        title: 'The database does not exist',
        advice: 'Check `dbName`, or leave it out for the default database.',
        byReason: true,
    },
    801: {
        title: 'The server holds as many databases as it may',
        advice: 'Import into a database that exists: check `dbName`.',
    },
    802: {
        title: 'The name of the database is not allowed',
        advice: 'Check `dbName`: letters, digits and underscores, and no digit in front.',
    },
    ...shared([901, 902, 903, 904, 905, 906], {
        title: 'A node of the server is missing or not ready',
        ...insideFault,
    }),
    1000: {
        title: 'A file is not where the server looks for it',
        advice: 'Check bucket, key, and upper and lower case of the path.',
        adviceFor: { milvus: milvusPath },
        byReason: true,
    },
    1001: {
        title: 'The server could not read the object storage',
        advice: `${runLater} If it stays, check bucket and region.`,
        byReason: true,
    },
    1002: {
        title: 'A file ended early',
        advice: 'Check that it was uploaded whole and does not change while it is imported, then run the step again.',
    },
    1003: { title: 'The object storage throttled the server', advice: runLater },
    1004: { title: 'The server could not read or write data of its own', ...insideFault },
    1005: {
        title: 'The bucket refused the credentials',
        advice: `Check \`accessKey\` and \`secretKey\`: ${bucketRights}.`,
        adviceFor: { milvus: `${milvusBucket} their right to list the bucket and to get objects.` },
    },
    1006: {
        title: 'The bucket does not exist',
        advice: 'Check the bucket (Azure: the container), its region and its account in `objectUrl`.',
        adviceFor: { milvus: `${milvusBucket} \`minio.bucketName\`.` },
    },
    1007: {
        title: 'The credentials of the bucket are not valid, or have expired',
        advice: 'Check `accessKey`, `secretKey` and `sessionToken`, and that they outlive the import.',
        adviceFor: { milvus: `${milvusBucket} whether these are still valid.` },
    },
    1008: { title: 'The server met a fault of its storage', ...insideFault },
    1009: {
        title: 'The server found its stored data damaged',
        advice: 'Give code, text and request id to the support of Zilliz Cloud before you import again.',
        adviceFor: {
            milvus: 'Give code, text and request id to the operator of the server before you import again.',
        },
    },
    ...shared([1010, 1011], {
        title: 'The object storage refused a read of the server',
        advice: 'Check that the files were uploaded whole and are not changed while they are imported, then run again.',
    }),
    1012: { title: 'A file is too large for the object storage', advice: 'Split it.' },
    1100: {
        title: 'The server refused a part of the request',
        advice: 'Check the inputs against its words.',
        byReason: true,
    },
    ...shared([1101, 1802], missingWords),
    1102: {
        title: 'A part of the request is too large for the server',
        advice: 'Check the inputs against its words, or split the job.',
        byReason: true,
    },
    ...shared([1400, 1800], {
        title: 'The server does not accept the login',
        advice: checkKey,
        adviceFor: { milvus: checkLogin },
    }),
    1401: {
        title: 'The user may not import into this collection',
        advice: 'Grant the API key the right to import into this cluster and database.',
        adviceFor: {
            milvus: 'Grant the role of the user the privilege `Import` on the collection and its database.',
        },
    },
    1700: {
        title: 'A field does not exist in the collection',
        advice: 'Check the names of the fields in the files against the collection: upper and lower case count.',
        byReason: true,
    },
    1801: { title: 'The server could not read the request', advice: checkImportApi, byReason: true },
    1807: { title: 'The server is asked too often', advice: runLater },
    ...shared([2100, 2101], {
        title: 'The server refused the import',
        advice: 'Check files and inputs against its words.',
        byReason: true,
    }),
    2200: { title: 'The server contradicted itself for a moment', advice: runLater },
    2400: {
        title: 'A function of the collection failed',
        advice: 'Check the functions of the collection (embedding, BM25), their credentials and what they take in.',
    },
    2401: { title: 'All workers of the server are busy', ...insideFault },
    2500: {
        title: 'The key that encrypts the data was revoked',
        advice: 'Restore the key in the key management of the cloud, then run again.',
    },
    3000: {
        title: 'The server does not support this',
        advice: 'Leave out the input that it names, or update the server.',
        byReason: true,
    },
    3001: { title: 'A part of the server was replaced and is not wholly up yet', advice: runLater },
    10000: { title: 'The server ended the request before it was done', byReason: true, ...insideFault },
    10001: { title: 'The server took too long for the request', byReason: true, ...insideFault },
    65535: { title: 'The server met a fault of its own', byReason: true, ...insideFault },
};
/** Codes of other requests than those of an import. */
const others = {
    ...foreign('The server answered about loading, clustering or replicating a collection', [104, 107, 108, 201]),
    ...foreign('The server answered about resource groups or replicas', [300, 301, 302, 303, 304, 305, 400, 401]),
    ...foreign('The server answered about its metrics or message queue', [1200, 1300, 1301, 1302, 1303]),
    ...foreign('The server answered about privilege groups or aliases', [1402, 1600, 1601, 1602, 1603]),
    ...foreign('The server answered about inserting or searching rows', [1701, 1803, 1804, 1805, 1806, 2201]),
    ...foreign('The server answered about replication', [1900, 1901, 1902, 1903]),
    ...foreign('The search engine of the server failed', [2000, 2001, 2002, 2037, 2038, 2039, 2040, 2099]),
    ...foreign('The server answered about compaction', [
        2300, 2301, 2302, 2303, 2304, 2305, 2306, 2307, 2308, 2309, 2310, 2311, 2312, 2313, 2314, 2315, 2316,
        2317,
    ]),
    ...foreign('The server answered about an index node', [2402]),
    ...foreign('The server answered about snapshots', [2600, 2601]),
};
const milvus = { ...met, ...others };

;// CONCATENATED MODULE: ./errors/network.js
const noWay = {
    title: 'There is no way to the server',
    advice: 'Check the network of the runner, and its proxy; a private address needs a self-hosted runner.',
};
const notInTime = {
    title: 'The server did not take the connection in time',
    advice: 'Check host and port of `endpoint`, IP allow lists of the cluster, and firewalls of the runner.',
};
/** Failures of the network, and answers that are none; the names are those of `api/transport.ts` and of Node.js. */
const network = {
    ENOTFOUND: {
        title: 'The name of the server could not be resolved',
        advice: 'Check the spelling of `endpoint`, and that the runner can resolve it: a private link needs a self-hosted runner.',
    },
    EAI_AGAIN: {
        title: 'The name of the server could not be resolved for now',
        advice: 'Check the DNS of the runner, then run again.',
    },
    ECONNREFUSED: {
        title: 'The server refused the connection',
        advice: 'Check host and port of `endpoint`, and that the server is running and open to the runner.',
    },
    ECONNRESET: {
        title: 'The connection broke before the answer came',
        advice: 'Check that `endpoint` says `https` or `http` as the server does, and any gateway in between.',
    },
    EHOSTUNREACH: noWay,
    ENETUNREACH: noWay,
    ETIMEDOUT: notInTime,
    ConnectTimeout: notInTime,
    Timeout: {
        title: 'The server did not answer in time',
        advice: 'Run the step again when the server is less busy; if it stays, check the network in between.',
    },
    TlsFailed: {
        title: 'A safe connection to the server could not be made',
        advice: 'Check that `endpoint` names the host of the certificate, and that the server speaks TLS at this port. For a private authority give its certificate in `NODE_EXTRA_CA_CERTS` (in `env:` of the job).',
    },
    ProxyFailed: {
        title: 'The proxy did not connect to the server',
        advice: 'Check `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, and that the proxy allows this host.',
    },
    Unreadable: {
        title: 'The server sent something that is not an answer of the import API',
        advice: 'Check `endpoint`, and any proxy or gateway that answers in its place.',
    },
    ResponseTooLarge: {
        title: 'The answer of the server is larger than 64 MiB',
        advice: 'Check `endpoint`; if it is right, split the job into jobs of fewer files.',
    },
};

;// CONCATENATED MODULE: ./errors/own.js
/** Our own codes: how a step ends where no code of a server says it. */
const own = {
    InvalidInput: {
        title: 'The inputs of the step are not right, nothing was sent',
        advice: 'Correct the inputs named here and run again.',
    },
    Unreachable: {
        title: 'The server could not be reached, it holds no job of this step',
        advice: 'Check `endpoint` and the network of the runner, then run again.',
        byCause: true,
    },
    SubmitUnconfirmed: {
        title: 'It is unclear whether the import was submitted: the answer was lost, and no job of it could be found',
        advice: 'Look at the import jobs of the collection in the console before you run again: importing twice doubles the rows. If the job is there, wait for it with `jobId`.',
        adviceFor: {
            milvus: 'Look at the import jobs of the collection (`/v2/vectordb/jobs/import/list`) before you run again: importing twice doubles the rows. If the job is there, wait for it with `jobId`.',
        },
    },
    ImportFailed: {
        title: 'No row of the import was kept',
        advice: 'Correct what the server or the console says of the job, then run again.',
        adviceFor: { milvus: 'Correct what the server or its log says of the job, then run again.' },
        byReason: true,
    },
    RowCountMismatch: {
        title: 'The import completed, but `expectedRows` does not hold',
        advice: 'The data is in the collection. Check what the job that wrote the files produced before you import again: a second import adds the same rows once more.',
    },
    Uncommitted: {
        title: 'The import waits for its commit: its rows are not visible yet',
        advice: 'Commit or abort the job on the server (`/v2/vectordb/jobs/import/commit`, `/abort`), or leave `auto_commit` out of `options`.',
    },
    TimedOut: {
        title: 'The wait for the import timed out, the import goes on',
        advice: 'Wait again with `jobId`, and with a longer `timeout`.',
    },
    Cancelled: {
        title: 'The workflow was cancelled, the import was not touched',
        advice: 'If it was submitted it goes on at the server: wait for it with `jobId`.',
    },
    InternalError: {
        title: 'This action made a mistake',
        advice: 'Please report it with the log of this step.',
    },
};

;// CONCATENATED MODULE: ./errors/zilliz.js


const noSuchCollection = {
    title: 'The collection does not exist in this cluster',
    advice: checkCollection,
    adviceFor: { 'zilliz-v1': checkCollectionV1 },
};
const noCluster = { title: 'The request named no cluster', advice: 'Set `clusterId`.' };
const notServerless = { title: 'A Serverless cluster does not support this', advice: otherPlan };
const badJobList = {
    title: 'The server refused a page of the job list',
    advice: 'Please report it with code and request id: it is a mistake of this action, not of its inputs.',
};
/** Codes of Zilliz Cloud that belong to v1 (docs.zilliz.com, error codes); v2 may answer with them too. */
const v1 = {
    10003: {
        title: 'An object URL is malformed, or of a kind that the server does not know',
        advice: 'Write `objectUrl` as `s3://bucket/key`, `https://bucket.s3.region.amazonaws.com/key`, `gs://bucket/key` or `https://account.blob.core.windows.net/container/key`; a folder ends in `/`.',
        adviceFor: {
            'zilliz-v1': 'Write `objectUrl` as `s3://bucket/key`, `https://bucket.s3.region.amazonaws.com/key` or `gs://bucket/key`; a folder ends in `/`. Other stores need `api: zilliz-v2`.',
        },
    },
    40003: {
        title: 'The cluster is not in a state that allows an import',
        advice: 'Resume the cluster in the console, or wait until it is running, then run again.',
    },
    40021: {
        title: 'The cluster does not exist',
        advice: checkCluster,
        adviceFor: { 'zilliz-v1': `Check \`clusterId\` against the console. ${checkRegion}` },
    },
    40022: { title: 'The API key has no access to this cluster', advice: grantCluster },
    ...shared([47005, 90001], noSuchCollection),
    47035: {
        title: 'A file is larger than the plan of the cluster allows',
        advice: 'Split it: Free allows 1 GB for a file and for a job, Serverless and Dedicated 10 GB for a file and 1 TB for a job.',
    },
    47036: {
        title: 'The NumPy files are not one for each field of the collection',
        advice: 'Put exactly one `.npy` file for each field into the folder, named like the field; leave out an AutoID key.',
    },
    ...shared([47039, 47055], {
        title: 'The cluster is importing already and takes one import at a time',
        advice: oneAtATime,
    }),
    47053: {
        title: 'The server could not list or check the files',
        advice: 'Check that the folder exists, is not empty and holds one format, and that the keys may list and read it.',
        byReason: true,
    },
    80000: {
        title: 'The server refused a parameter of the request',
        advice: 'Check the inputs against its words.',
    },
    80001: { title: 'The API key is malformed', advice: checkKey },
    80002: {
        title: 'The API key is unknown or revoked, or lacks the right to import',
        advice: `${checkKey} If it is, grant it access to the cluster.`,
    },
    ...shared([80003, 80004], badJobList),
    80020: {
        title: 'The cluster does not exist, or the API key has no access to it',
        advice: `${checkCluster} ${grantCluster}`,
        adviceFor: {
            'zilliz-v1': `Check \`clusterId\` against the console. ${grantCluster}`,
        },
    },
    80021: notServerless,
    80022: { title: 'A Dedicated cluster does not support this', advice: otherPlan },
    83001: {
        title: 'The server could not read the object',
        advice: `Check bucket, key and region in \`objectUrl\`, and \`accessKey\` and \`secretKey\`: ${bucketRights}.`,
        byReason: true,
    },
    83004: {
        title: 'The bucket is in another cloud than the cluster, which this cluster refuses',
        advice: 'Copy the files into a bucket of the same cloud, and preferably the same region.',
    },
    90011: {
        title: 'The name of the collection is not allowed',
        advice: 'Check `collectionName`: letters, digits and underscores, and no digit in front.',
    },
    90102: {
        title: 'The cluster is not in the region of this endpoint',
        advice: 'Take the region from the public endpoint of the cluster, or leave `endpoint` out.',
        adviceFor: { 'zilliz-v1': checkRegion },
    },
    ...shared([90103, 90104], noCluster),
    90117: {
        title: 'The endpoint is not a host that the server knows as its own',
        advice: 'Check `endpoint`: leave it out, or take it from the console.',
        adviceFor: { 'zilliz-v1': checkRegion },
    },
    90142: {
        title: 'The request was empty when it arrived',
        advice: 'Check any proxy between runner and server: it must pass the body of a POST on.',
    },
    90144: {
        title: 'The job does not exist in this cluster',
        advice: `Check that \`jobId\` and \`clusterId\` belong together. ${countRows}`,
        jobGone: true,
    },
    90145: { title: 'The request named no object', advice: 'Set `objectUrl`.' },
};
/** Codes of the control plane of v2 (docs.zilliz.com, error codes of v2, and recorded answers). */
const v2 = {
    21119: { title: 'The server does not accept the API key', advice: checkKey },
    63240: {
        title: 'The volume does not exist',
        advice: 'Check `volumeName`, and that volume and cluster belong to the same organisation, cloud and region.',
    },
    96001: { title: 'The server does not know the region', advice: 'Check `regionId` (`aws-us-west-2`).' },
    96005: { title: 'The project id is not valid', advice: 'Check `projectId`: it looks like `proj-…`.' },
    ...shared([96008, 96009], badJobList),
    96012: {
        title: 'The API key belongs to another organisation than the project',
        advice: 'Use an API key made in the organisation of the project.',
    },
    96013: {
        title: 'The owner of the API key is neither organisation owner nor owner of the project',
        advice: 'Use a key of such an owner, or one whose scope holds the project.',
    },
    96014: {
        title: 'The API key belongs to another organisation than the cluster',
        advice: 'Use an API key made in the organisation of the cluster.',
    },
    96015: {
        title: 'The owner of the API key is neither organisation owner nor owner of the project of the cluster',
        advice: 'Use a key of such an owner, or one whose scope holds the cluster.',
    },
    96016: { title: 'The scope of the API key does not hold this cluster', advice: grantCluster },
    96018: { title: 'The cluster does not exist', advice: checkCluster },
    96021: { title: 'A Free cluster does not support this', advice: otherPlan },
    96022: notServerless,
    96025: {
        title: 'The request named no cluster',
        advice: 'Set `clusterId`, or `projectId` with `regionId`.',
    },
    96026: {
        title: 'The server does not know the job',
        advice: `Check \`jobId\`, and that it belongs to this cluster or project. ${countRows}`,
        jobGone: true,
    },
    96027: { title: 'The scope of the API key does not hold this project', advice: grantProject },
    96028: {
        title: 'Only clusters of the Enterprise plan support this',
        advice: otherPlan,
    },
    96036: { title: 'The cluster id is not valid', advice: 'Check `clusterId`: it looks like `in01-…`.' },
};
/** Codes of other requests than those of an import. */
const zilliz_others = {
    ...foreign('The server answered about a pipeline', [10041]),
    ...foreign('The server answered about creating or changing a cluster', [
        40013, 63032, 63104, 80005, 80006, 80007, 80008, 80009, 80010, 80011, 80012, 80014, 96000, 96002, 96003,
        96004, 96010, 96017, 96019, 96020, 96023,
    ]),
    ...foreign('The server answered about creating a collection', [
        90013, 90014, 90015, 90016, 90017, 90018, 90019, 90020, 90023, 90024, 90025, 90026, 90027, 90101, 90106,
        90112, 90113, 90114, 90122, 90136, 90138,
    ]),
    ...foreign('The server answered about inserting, updating or deleting rows one by one', [
        90008, 90009, 90010, 90100, 90107, 90108, 90109, 90115, 90118, 90119, 90120, 90121, 90131, 90132, 90139,
        90148, 90149, 90150, 90151, 90152, 94148,
    ]),
    ...foreign('The server answered about a query or search', [
        90002, 90003, 90004, 90005, 90006, 90007, 90110, 90111, 90123, 90124, 90125, 90126, 90127, 90128, 90129,
        90130, 90133, 90134, 90135, 90140,
    ]),
    ...foreign('The server answered about metrics, usage or a range of time', [96006, 96007, 96011, 96024, 96035]),
    ...foreign('The server answered about a backup or its restoring', [96029, 96030, 96031, 96032, 96033, 96034, 96037, 96038, 96039, 96040]),
};
/** Every code that Zilliz Cloud documents, and those seen in recorded answers. */
const zilliz = { ...v1, ...v2, ...zilliz_others };

;// CONCATENATED MODULE: ./errors/file-reasons.js
const dimension = {
    kind: 'dimension',
    title: "A vector does not have the collection's dimension",
    advice: 'Write the vectors with the dimension of the field, or import into a collection made for them.',
};
const fieldMissing = {
    kind: 'fieldMissing',
    title: 'A file lacks a field of the collection',
    advice: 'Add the field to the files (upper and lower case count), or give it a default or make it nullable in the collection.',
};
const lacks = 'A file lacks a field of the collection: `$1`';
const fieldUnknown = {
    kind: 'fieldUnknown',
    title: 'A file has a field that the collection does not know',
    advice: 'Remove it from the files (upper and lower case count), or enable the dynamic field of the collection.',
};
const unknown = 'A file has the field `$1`, which the collection does not know';
const fieldType = {
    kind: 'fieldType',
    title: "A column does not have its field's type",
    advice: 'Write the column with the type that the collection gives the field.',
};
const functionOutput = {
    kind: 'functionOutput',
    title: 'A file holds a field that the server computes itself',
    advice: 'Leave it out of the files.',
};
const computed = 'A file holds the field `$1`, which the server computes itself';
/** What servers say of files that they can't import: the first match wins. */
const fileReasons = [
    {
        kind: 'unexpectedEof',
        pattern: /unexpected EOF/,
        says: 'unexpected EOF[key=a.json]',
        title: 'A file ended early',
        advice: 'Check that it was uploaded whole and does not change while it is imported: let the job that writes it finish first.',
    },
    {
        kind: 'fileTooLarge',
        pattern: /The import file size has reached the maximum limit allowed for importing, fileSize=(\d+), maxSize=(\d+)/,
        says: 'The import file size has reached the maximum limit allowed for importing, fileSize=17179869185, maxSize=17179869184',
        title: 'A file is larger than the server allows',
        titleWith: 'A file has $1 bytes, the server takes $2',
        advice: 'Split it into smaller files.',
        adviceFor: {
            milvus: 'Split it into smaller files, or let the operator raise `dataNode.import.maxImportFileSizeInGB`.',
        },
    },
    {
        kind: 'tooManyFiles',
        pattern: /The max number of import files should not exceed (\d+), but got (\d+)/,
        says: 'The max number of import files should not exceed 1024, but got 1025',
        title: 'The job has more files than the server allows',
        titleWith: 'The job has $2 files, the server takes $1',
        advice: 'Split it into several jobs, for instance with a matrix.',
    },
    {
        kind: 'fileType',
        pattern: /unexpect(?:ed)? file type, files=\[?([^\]:]+)\]?/,
        says: 'unexpected file type, files=[a.txt]',
        title: 'A file is of a kind that the server does not import',
        titleWith: 'The server does not import the kind of file that `$1` is',
        advice: 'Use `.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`, in lower case.',
        adviceFor: {
            milvus: 'Use `.parquet`, `.json` or `.npy`, in lower case; `.csv` needs Milvus 2.5, `.jsonl` and `.ndjson` need 2.6.',
        },
    },
    {
        kind: 'mixedTypes',
        pattern: /inconsistency in file types, \((.+?)\) vs \((.+?)\)/,
        says: 'inconsistency in file types, (a.npy) vs (b.json)',
        title: 'A folder or group holds files of several formats',
        titleWith: 'A folder or group holds files of several formats: `$1` and `$2`',
        advice: 'Put one format into a folder; only the `.npy` files of one set belong together.',
        adviceFor: {
            milvus: 'Give each file a line of its own in `files`; only the `.npy` files of one set share a line.',
        },
    },
    {
        kind: 'oneFilePerGroup',
        pattern: /for (JSON|Parquet|CSV) import, accepts only one file/,
        says: 'for Parquet import, accepts only one file',
        title: 'A group holds several files that are not NumPy',
        titleWith: 'A group holds several $1 files',
        advice: 'Give each file a line of its own; only the `.npy` files of one set share a line.',
    },
    {
        kind: 'noFiles',
        pattern: /import request is empty|no file to import/,
        says: 'import request is empty',
        title: 'There is no file to import',
        advice: 'Check that the folder holds files, directly in it, and that the job before this one has written them.',
        adviceFor: { milvus: 'Check that `files` names at least one file: Milvus does not look into folders.' },
    },
    {
        kind: 'rowCountMismatch',
        pattern: /imported rows are not aligned, field '(.+?)' with '(\d+)' rows/,
        says: "imported rows are not aligned, field 'a' with '10' rows, other fields with '9' rows",
        title: 'The columns of a file hold different numbers of rows',
        titleWith: 'The columns of a file hold different numbers of rows: `$1` has $2',
        advice: 'Write all columns (or `.npy` files of a set) with the same number of rows.',
    },
    {
        ...dimension,
        pattern: /expected dim '(\d+)' for (?:\w+ )?field '(.+?)'.*got dim '(\d+)'/,
        says: "expected dim '128' for field 'v' with type 'FloatVector', got dim '64'",
        titleWith: "A vector does not have the collection's dimension: the field `$2` wants $1, a file has $3",
    },
    {
        ...dimension,
        pattern: /vector dimension mismatch for field '(.+?)': (?:position=\d+, )?actual=(\d+), expected=(\d+)/,
        says: "vector dimension mismatch for field 'v': position=3, actual=64, expected=128",
        titleWith: "A vector does not have the collection's dimension: the field `$1` wants $3, a file has $2",
    },
    {
        ...dimension,
        pattern: /length of vector is not aligned: expected (\d+) but got (\d+)(?:: invalid parameter)?, data type: (?:Float|Int8)Vector/,
        says: 'length of vector is not aligned: expected 128 but got 64, data type: FloatVector',
        titleWith: "A vector does not have the collection's dimension: it wants $1, a file has $2",
    },
    {
        // The numbers of binary and 16-bit vectors are bytes: not for showing as dimensions.
        ...dimension,
        pattern: /length of vector is not aligned|vector (?:dimension|byte size) mismatch|not aligned->\w*Vector/,
        says: 'length of vector is not aligned: expected 16 but got 8, data type: BinaryVector',
    },
    {
        kind: 'dimension',
        pattern: /expected shape '(\d+)' for \w+ field '(.+?)', got shape '(\d+)'/,
        says: "expected shape '2' for FloatVector field 'v', got shape '1'",
        title: 'A NumPy array does not have the shape of its field',
        titleWith: 'The NumPy array of the field `$2` has the wrong number of axes: $3, not $1',
        advice: 'Save vectors as an array of rows and dimensions (two axes), other values as a plain list (one).',
    },
    {
        kind: 'autoIdKey',
        pattern: /the primary key '(.+?)' is auto-generated, no need to provide/,
        says: "the primary key 'id' is auto-generated, no need to provide",
        title: 'The files hold the primary key, which the collection generates itself',
        titleWith: 'The files hold the primary key `$1`, which the collection generates itself',
        advice: 'Leave it out of the files.',
    },
    {
        ...functionOutput,
        pattern: /not allowed to provide data for (?:BM25 )?function output field '(.+?)'/,
        says: "not allowed to provide data for BM25 function output field 'sparse'",
        titleWith: computed,
    },
    {
        ...functionOutput,
        pattern: /the field '(.+?)' is output by function, no need to provide/,
        says: "the field 'sparse' is output by function, no need to provide",
        titleWith: computed,
    },
    {
        ...functionOutput,
        pattern: /field (\S+) is Function output, should not be provided/,
        says: 'field sparse is Function output, should not be provided',
        titleWith: computed,
    },
    {
        ...fieldMissing,
        pattern: /value of (?:struct )?field '(.+?)' is missed/,
        says: "value of field 'x' is missed",
        titleWith: lacks,
    },
    {
        ...fieldMissing,
        pattern: /(?:value of (?:struct )?field is missed:|no parquet field for milvus (?:field|file)) '(.+?)'/,
        says: "no parquet field for milvus field 'x'",
        titleWith: lacks,
    },
    {
        ...fieldMissing,
        pattern: /field '(.+?)' not in arrow schema/,
        says: "field 'x' not in arrow schema",
        titleWith: lacks,
    },
    {
        ...fieldMissing,
        pattern: /no file for field: ([^,]+), files/,
        says: 'no file for field: x, files: [a.npy]',
        title: 'A set of NumPy files lacks a field of the collection',
        titleWith: 'A set of NumPy files lacks a field of the collection: `$1`',
        advice: 'Add `.npy` files until there is one for each field, named like the field (upper and lower case count).',
    },
    {
        ...fieldMissing,
        pattern: /field not found in (?:struct|arrow schema|parquet schema): (\S+)/,
        says: 'field not found in parquet schema: x',
        titleWith: lacks,
    },
    {
        ...fieldUnknown,
        pattern: /the field '(.+?)' is not defined in schema/,
        says: "the field 'y' is not defined in schema",
        titleWith: unknown,
    },
    {
        ...fieldUnknown,
        pattern: /the field: (\S+) is not in schema/,
        says: 'the field: y is not in schema',
        titleWith: unknown,
    },
    {
        ...fieldType,
        pattern: /field '(.+?)' type mis-match, (?:expect arrow type|milvus data type) '(.+?)', (?:get arrow data type|arrow data type get) '(.+?)'/,
        says: "field 'x' type mis-match, expect arrow type 'int64', get arrow data type 'utf8'",
        titleWith: "A column does not have its field's type: `$1` wants `$2`, a file has `$3`",
    },
    {
        ...fieldType,
        pattern: /expect (?:\w+ )?'(.+?)' type for field '(.+?)', but got '(.+?)' type/,
        says: "expect 'Float' type for field 'x', but got 'list' type",
        titleWith: "A column does not have its field's type: `$2` wants `$1`, a file has `$3`",
    },
    {
        ...fieldType,
        pattern: /expected (?:element )?type '(.+?)' for field '(.+?)', got type '(.+?)'/,
        says: "expected type 'Int64' for field 'x', got type 'string' with value 'a'",
        titleWith: "A column does not have its field's type: `$2` wants `$1`, a file has `$3`",
    },
    {
        ...fieldType,
        pattern: /expected (?:element )?type '(.+?)' in array field, got type '(.+?)'/,
        says: "expected element type 'Int64' in array field, got type 'string' with value 'a'",
        titleWith: 'An array field wants elements of the type `$1`, a file has `$2`',
    },
    { ...fieldType, pattern: /type mis-match|schema not equal/, says: 'schema not equal, err=' },
    {
        kind: 'duplicateField',
        pattern: /there is multi field with name: ([^\s:]+)/,
        says: 'there is multi field with name: x',
        title: 'Two columns of a file share a name',
        titleWith: 'Two columns of a file share the name `$1`',
        advice: 'Rename or remove one of them.',
    },
    {
        kind: 'notNullable',
        pattern: /the (?:struct )?field '(.+?)' is not nullable but the file contains null value/,
        says: "the field 'x' is not nullable but the file contains null value",
        title: 'A file holds nulls where the collection allows none',
        titleWith: 'A file holds nulls in the field `$1`, where the collection allows none',
        advice: 'Write values for them, or make the field nullable in the collection.',
    },
    {
        kind: 'notNullable',
        pattern: /not support nullable in vector|not nullable, but has null value/,
        says: 'not support nullable in vector',
        title: 'A file holds nulls where the collection allows none',
        advice: 'Write values for them; vectors of Milvus 2.5 and earlier can never be null.',
    },
    {
        kind: 'tooLong',
        pattern: /value length\(?\s?(\d+)\)?(?: for field (\S+))? exceeds max_length\(?\s?(\d+)\)?/,
        says: 'value length(300) for field title exceeds max_length(256)',
        title: 'A text is longer than its field allows',
        titleWith: 'A text is longer than its field allows: `$2` takes $3 bytes, a file has $1',
        advice: 'Shorten it, or raise `max_length` of the field; it counts bytes, not characters.',
    },
    {
        kind: 'tooLong',
        pattern: /array capacity\(?\s?(\d+)\)?(?: for field (\S+))? exceeds max_capacity\(?\s?(\d+)\)?/,
        says: 'array capacity(20) for field tags exceeds max_capacity(16)',
        title: 'An array is longer than its field allows',
        titleWith: 'An array is longer than its field allows: `$2` takes $3 elements, a file has $1',
        advice: 'Shorten it, or raise `max_capacity` of the field.',
    },
    {
        kind: 'notUtf8',
        pattern: /field '(.+?)' contains invalid UTF-8 data/,
        says: "field 'title' contains invalid UTF-8 data",
        title: 'A text is not UTF-8',
        titleWith: 'A text of the field `$1` is not UTF-8',
        advice: 'Write all texts in UTF-8.',
    },
    {
        kind: 'notFinite',
        pattern: /is not a number or infinity|contain nan or infinity|float(?:32|64) verification failed/,
        says: "value 'NaN' is not a number or infinity",
        title: 'A number or vector holds NaN or infinity',
        advice: 'Write finite numbers, or leave these rows out.',
    },
    {
        kind: 'dynamicField',
        pattern: /illegal value for dynamic field, not a JSON (?:format string|object)/,
        says: 'illegal value for dynamic field, not a JSON format string',
        title: 'The dynamic field `$meta` of a row is not a JSON object',
        advice: 'Write an object into `$meta`, in Parquet, CSV and NumPy as its JSON text.',
    },
    {
        kind: 'dynamicField',
        pattern: /duplicated key (?:is not allowed|in dynamic field), key=(\S+)/,
        says: 'duplicated key is not allowed, key=title',
        title: 'The dynamic field `$meta` of a row repeats a key that is a column too',
        titleWith: 'The dynamic field `$meta` of a row repeats the key `$1`, which is a column too',
        advice: 'Leave the key out of `$meta`, or the column out of the file.',
    },
    {
        kind: 'sparseVector',
        pattern: /Invalid (?:JSON string|parquet struct) for SparseFloatVector/,
        says: "Invalid parquet struct for SparseFloatVector: 'indices' or 'values' missed",
        title: 'A sparse vector is not well formed',
        advice: 'Write it as `{"indices": […], "values": […]}` or as `{"index": value, …}`.',
    },
    {
        kind: 'structArray',
        pattern: /StructArray|struct (?:field|sub-field|column)|sub-field '/,
        says: 'invalid element in StructArray, expect map[string]any but got type string',
        title: 'An array of structs is not well formed',
        advice: 'Write the field as a list of objects, each with all sub-fields.',
    },
    {
        kind: 'jsonSyntax',
        pattern: /invalid JSON format|failed to decode (?:the )?JSON|failed to (?:parse|append) row/,
        says: "invalid JSON format, the content should be started with '{' or '['",
        title: 'A file is not the JSON that the server reads',
        advice: 'Write an array of rows, `{"rows": […]}`, or one object per line in a `.jsonl` file.',
    },
    {
        kind: 'csvSyntax',
        pattern: /the number of fields in the row is not equal to the header|failed to read csv header/,
        says: 'the number of fields in the row is not equal to the header',
        title: 'A CSV file is not well formed',
        advice: 'Check its header row, delimiter and quoting.',
        adviceFor: {
            milvus: 'Check its header row, quoting and delimiter: `sep` in `options` names another than the comma.',
        },
    },
    {
        kind: 'csvSyntax',
        pattern: /unsupported csv separator/,
        says: 'unsupported csv separator',
        title: 'The server does not take this delimiter of CSV files',
        advice: 'Set `sep` in `options` to one character that is no quote and no line break, or leave it out.',
    },
    {
        kind: 'parquetBroken',
        pattern: /new parquet (?:file )?reader failed/,
        says: 'new parquet reader failed, err=parquet: file too small (size=10)',
        title: 'A file is not readable Parquet',
        advice: 'Check that it was written and uploaded whole, and opens elsewhere.',
    },
    {
        kind: 'numpyBroken',
        pattern: /numpy file|unexpected numpy header|unsupported importing numpy files|utf32 bytes|not support bulk insert numpy files/,
        says: "the numpy file dtype '<c16' is not supported",
        title: 'A file is not readable NumPy',
        advice: 'Save it with a plain dtype (no objects, no complex numbers) and upload it whole; fields that may be null need another format.',
    },
    {
        kind: 'unsupportedType',
        pattern: /unsupport(?:ed)? data type|unsupported array data type/,
        says: 'parse json failed, unsupport data type: Geometry',
        title: 'This file format cannot carry a field of this type to this server',
        advice: 'Write the files as Parquet, or update the server.',
    },
];

;// CONCATENATED MODULE: ./errors/reasons.js


const missingObject = {
    kind: 'missingObject',
    title: 'A file is not where the server looks for it',
    advice: 'Check bucket, key, and upper and lower case in `objectUrl` (or the path inside the volume), and that the job before this one has written the file.',
    adviceFor: { milvus: milvusPath },
};
const refused = {
    kind: 'accessDenied',
    title: 'The bucket refused the credentials',
    advice: `Check \`accessKey\`, \`secretKey\` and \`sessionToken\`: ${bucketRights}.`,
    adviceFor: { milvus: `${milvusBucket} their right to list the bucket and to get objects.` },
};
const notL0 = 'Leave `l0_import` out of `options`: it is for tools that restore backups.';
/** Why a server refused a request, or why it could not begin, by its words. */
const requestReasons = [
    {
        kind: 'jobGone',
        pattern: /import job does not exist, jobID=(\d+)/,
        says: 'import job does not exist, jobID=448707763884413158',
        title: 'The server does not know the job',
        titleWith: 'The server does not know job $1',
        advice: `Check \`jobId\`, and that it belongs to this server. ${countRows}`,
        adviceFor: {
            milvus: 'Check `jobId`, and that it belongs to this server. Records of old jobs are removed, after 3 hours on most versions: count the rows of the collection before you import again.',
        },
        jobGone: true,
    },
    {
        kind: 'jobIdForm',
        pattern: /parse job id failed/,
        says: 'parse job id failed: strconv.ParseInt: parsing "job-1": invalid syntax',
        title: 'The job id is not one of this server',
        advice: 'Check `jobId`: Milvus gives its jobs whole numbers, Zilliz Cloud `job-…`.',
        jobGone: true,
    },
    {
        kind: 'noPrivilege',
        pattern: /PrivilegeImport|permission deny to (\S+)/,
        says: 'PrivilegeImport: permission deny to writer in the `default` database',
        title: 'The user may not import into this collection',
        advice: 'Grant the API key the right to import into this cluster and database.',
        adviceFor: {
            milvus: 'Grant the role of the user the privilege `Import` on the collection and its database. Before Milvus 2.6.7 only admins may ask how an import stands.',
        },
    },
    {
        kind: 'databaseMissing',
        pattern: /database not found\[database=([^\]]+)\]/,
        says: 'database not found[database=press]',
        title: 'The database does not exist',
        titleWith: 'The database `$1` does not exist',
        advice: 'Check `dbName`, or leave it out for the default database.',
    },
    {
        kind: 'collectionMissing',
        pattern: /collection not found\[database=([^\]]+)\]\[collection=([^\]]+)\]/,
        says: 'collection not found[database=default][collection=articles]',
        title: 'The collection does not exist',
        titleWith: 'The collection `$2` does not exist in the database `$1`',
        advice: checkCollection,
    },
    {
        kind: 'partitionMissing',
        pattern: /partition not found\[partition=([^\]]+)\]/,
        says: 'partition not found[partition=week47]',
        title: 'The partition does not exist',
        titleWith: 'The partition `$1` does not exist',
        advice: 'Create it, or leave `partitionName` out to import into the default partition.',
    },
    {
        kind: 'jobLimit',
        pattern: /The number of jobs has reached the limit/,
        says: 'The number of jobs has reached the limit, please try again later',
        title: 'The server runs as many import jobs as it may',
        advice: 'Nothing was imported. Run the step again when other imports are done, or put more files into one job.',
    },
    {
        kind: 'diskQuota',
        pattern: /quota exceeded\[reason=disk quota exceeded/,
        says: 'quota exceeded[reason=disk quota exceeded, please allocate more resources]',
        title: 'The storage quota of the cluster, database or collection is used up',
        advice: 'Free space in the cluster, or let it grow, then import again.',
        adviceFor: {
            milvus: 'Free space, or let the operator raise the quota (`quotaAndLimits` in `milvus.yaml`), then import again.',
        },
    },
    {
        ...missingObject,
        pattern: /(?:NoSuchKey\(key=|key not found\[key=)([^\])]+)[\])]/,
        says: 'key not found[key=missing.json]',
        titleWith: 'The file `$1` is not where the server looks for it',
    },
    {
        ...missingObject,
        pattern: /NoSuchKey|specified key does not exist|key not found\[key=|no such file or directory|BlobNotFound|object doesn't exist/i,
        says: 'The specified key does not exist',
    },
    {
        kind: 'bucketMissing',
        pattern: /bucket not found\[key=|NoSuchBucket|ContainerNotFound|specified bucket does not exist/i,
        says: 'The specified bucket does not exist',
        title: 'The bucket does not exist',
        advice: 'Check the bucket (Azure: the container) in `objectUrl`, and that its region and account are those of the keys.',
        adviceFor: { milvus: `${milvusBucket} \`minio.bucketName\`.` },
    },
    {
        kind: 'credentialsExpired',
        pattern: /invalid credentials\[key=|ExpiredToken|SecurityTokenExpired|InvalidToken|token (?:has |is )?expired/i,
        says: 'ExpiredToken: The provided token has expired',
        title: 'The credentials of the bucket have expired, or their token is not valid',
        advice: 'Give `accessKey`, `secretKey` and `sessionToken` of one fresh set that outlives the import.',
        adviceFor: { milvus: `${milvusBucket} whether these are still valid.` },
    },
    {
        ...refused,
        pattern: /SignatureDoesNotMatch|InvalidAccessKeyId/i,
        says: 'SignatureDoesNotMatch',
        title: 'The bucket does not know the access key, or the secret key is not its own',
        advice: 'Check that `accessKey` and `secretKey` are one pair and copied whole; temporary keys need their `sessionToken` too.',
        adviceFor: { milvus: `${milvusBucket} whether these are one pair and still valid.` },
    },
    {
        ...refused,
        pattern: /permission denied\[key=|Access ?Denied|AuthenticationFailed|AuthorizationFailure|AuthorizationPermissionMismatch/i,
        says: 'Access Denied',
    },
    {
        kind: 'storageThrottled',
        pattern: /too many requests\[key=|SlowDown|TooManyRequestsException|ServerBusy/,
        says: 'SlowDown: Please reduce your request rate',
        title: 'The object storage throttled the server',
        advice: 'Import again later, with fewer files at once.',
    },
    {
        kind: 'partitionKey',
        pattern: /not allow to set partition name for collection with partition key/,
        says: 'not allow to set partition name for collection with partition key',
        title: 'The collection has a partition key and sorts rows into partitions itself',
        advice: 'Leave `partitionName` out.',
    },
    {
        kind: 'externalCollection',
        pattern: /import operation is not supported for external collection (\S+?):?(?:\s|$)/,
        says: 'import operation is not supported for external collection articles',
        title: 'The collection is external: it reads its files in place and takes no import',
        titleWith: 'The collection `$1` is external: it reads its files in place and takes no import',
        advice: 'Import into an ordinary collection: check `collectionName`.',
    },
    {
        kind: 'partitionNotGiven',
        pattern: /partition not specified/,
        says: 'partition not specified',
        title: 'An import with the option `backup` needs a partition',
        advice: 'Set `partitionName`, or leave `backup` out of `options`: it is for tools that restore backups.',
    },
    {
        kind: 'optionTimeout',
        pattern: /parse timeout failed/,
        says: 'parse timeout failed: time: invalid duration "x"',
        title: 'The server does not understand `timeout` in `options`',
        advice: 'Write it as `300s`, `1.5h` or `1h45m`. It ends the import on the server; the input `timeout` only ends the waiting.',
    },
    {
        kind: 'optionAutoCommit',
        pattern: /auto_commit must be one of/,
        says: 'options.auto_commit must be one of "true" or "false"',
        title: 'The server does not understand `auto_commit` in `options`',
        advice: 'Write `auto_commit=true` or `auto_commit=false`, or leave it out.',
    },
    {
        kind: 'idempotencyKey',
        pattern: /idempotency key length (\d+) exceeds limit (\d+)/,
        says: 'idempotency key length 300 exceeds limit 256',
        title: 'The idempotency key is too long for the server',
        titleWith: 'The idempotency key has $1 characters, the server takes $2',
        advice: 'Shorten `idempotencyKey`, or leave it out.',
    },
    {
        kind: 'serverTimeout',
        pattern: /^import timeout$/,
        says: 'import timeout',
        title: 'The time that `options` gave the import on the server is up',
        advice: 'Raise or leave out `timeout` in `options`; the input `timeout` of the step has nothing to do with it. Before Milvus 2.6.7 this can hit a completed import: count the rows before you import again.',
    },
    {
        kind: 'collectionDropped',
        pattern: /^collection \d+ dropped$/,
        says: 'collection 451234567890 dropped',
        title: 'The collection was dropped while the import ran, or after it',
        advice: 'Create the collection again, keep other jobs from dropping it, then import again.',
    },
    {
        kind: 'aborted',
        pattern: /^aborted by user$/,
        says: 'aborted by user',
        title: 'Somebody aborted the import on the server',
        advice: 'Ask who did, then import again.',
    },
    {
        kind: 'l0Loaded',
        pattern: /for l0 import, collection cannot be loaded/,
        says: 'for l0 import, collection cannot be loaded, please release it first',
        title: 'An import with the option `l0_import` needs a collection that is not loaded',
        advice: notL0,
    },
    {
        kind: 'l0Disabled',
        pattern: /l0 import is disabled/,
        says: 'l0 import is disabled (dataCoord.import.enableL0Import=false)',
        title: 'The server takes no import with the option `l0_import`',
        advice: notL0,
    },
    {
        kind: 'replicating',
        pattern: /import in replicating cluster is not supported/,
        says: 'import in replicating cluster is not supported yet',
        title: 'The cluster replicates its data to another one and takes no import',
        advice: 'Ask the operator how data comes into this cluster, or import into one that does not replicate.',
    },
    {
        kind: 'messageTooLarge',
        pattern: /ResourceExhausted desc = trying to send message larger than max/,
        says: 'ResourceExhausted desc = trying to send message larger than max (5055713 vs. 2097152)',
        title: 'The job has too many files or parts for the messages inside the server',
        advice: 'Split it into jobs of fewer files.',
    },
];
/** Faults inside a server: asked last, for they wrap the others. */
const serverReasons = [
    {
        kind: 'serverInternal',
        pattern: /no candidate segments found|alloc id failed|failed to allocate job ID|cannot find import task with id|add import job failed|get collection failed/,
        says: 'no candidate segments found for channel',
        title: 'The server met a fault of its own',
        advice: laterOrSupport,
        adviceFor: { milvus: laterOrOperator },
    },
    {
        kind: 'ioFailed',
        pattern: /IO failed/,
        says: 'IO failed[key=a.json]',
        title: 'The server could not read the object storage',
        advice: 'Run the step again in a few minutes. If it stays, check bucket and region in `objectUrl`.',
        adviceFor: { milvus: `${milvusBucket} that Milvus reaches it, then run the step again.` },
    },
];
/**
 * What servers say of refused requests and failed jobs (`milvus-io/milvus` `internal/util/importutilv2`,
 * `internal/datacoord`, `internal/proxy`, 2.4 to 3.0): the first match wins.
 */
const reasons = [...requestReasons, ...fileReasons, ...serverReasons];

;// CONCATENATED MODULE: ./errors/catalogue.js






/** The codes by who says them. */
const groups = { own: own, http: http, network: network, zilliz: zilliz, milvus: milvus };
/** All codes, by what `errorCode` says. */
const codes = { ...own, ...http, ...network, ...zilliz, ...milvus };
/** For codes that no table knows (`Http3xx`: all others that begin so); the server's own words are shown with them. */
const fallbacks = {
    code: {
        title: 'The server refused the request',
        advice: "Go by the server's words; its support can look the request up by the time and the request id.",
        adviceFor: { milvus: "Go by the server's words; its log tells more about the time and the request id." },
    },
    Http3xx: {
        title: 'The server redirects to another address, and credentials are not sent there',
        advice: 'Write the address that it redirects to as `endpoint`; often it is `https` in place of `http`.',
    },
    Http4xx: {
        title: 'The server refused the request',
        advice: 'Check `endpoint`, and any proxy or gateway in front of it.',
    },
    Http5xx: {
        title: 'The server, or a gateway in front of it, is in trouble',
        advice: 'Run the step again later; if it stays, look at the status page of the service.',
    },
    network: {
        title: 'The connection to the server failed',
        advice: 'Check `endpoint`, the network of the runner, and any proxy or gateway in between.',
    },
};

;// CONCATENATED MODULE: ./errors/explain.js

/**
 * What a failure means and what to do about it, with `api` as this API wants it done. Codes that stand for many
 * conditions (a failed job, Milvus' 1100, 2100, 2101 and 65535 …) are told apart by the server's words; a code that
 * the catalogue does not know passes with a general advice. Never throws.
 */
function explain(code, said, api) {
    const known = Object.hasOwn(codes, code) ? codes[code] : undefined;
    if (known && !known.byReason)
        return fitted(known, api);
    if (known || isNumber(code)) {
        for (const reason of reasons) {
            const match = reason.pattern.exec(said);
            if (match)
                return { ...fitted(reason, api), title: titleOf(reason, match) };
        }
    }
    return fitted(known ?? fallback(code), api);
}
function fitted({ title, advice, adviceFor, jobGone }, api) {
    return { title, advice: (api && adviceFor?.[api]) ?? advice, jobGone: jobGone === true };
}
const LONGEST_CATCH = 60;
/** `titleWith` filled in, if the pattern caught all that it wants. */
function titleOf({ title, titleWith }, caught) {
    if (!titleWith)
        return title;
    let isWhole = true;
    const filled = titleWith.replace(/\$(\d)/g, (_, group) => {
        const text = caught[Number(group)]?.trim();
        isWhole &&= !!text;
        return asName(text ?? '');
    });
    return isWhole ? filled : title;
}
/** Fit to stand in backticks, and not longer than a name. */
function asName(text) {
    const name = text.replaceAll('`', "'");
    return name.length > LONGEST_CATCH ? `${name.slice(0, LONGEST_CATCH - 1)}…` : name;
}
function fallback(code) {
    if (isNumber(code))
        return fallbacks.code;
    switch (/^Http(\d)/.exec(code)?.[1]) {
        case undefined:
            return fallbacks.network;
        case '3':
            return fallbacks.Http3xx;
        case '5':
            return fallbacks.Http5xx;
        default:
            return fallbacks.Http4xx;
    }
}
function isNumber(code) {
    return /^-?\d+$/.test(code);
}

;// CONCATENATED MODULE: ./errors/import-error.js




/**
 * The one error of a run. Its message is what happened, the server's words with code and request id, and what to do.
 * Remote text in it is as the server sent it: everything that we write passes `report/runner.ts`, which redacts and
 * sanitises.
 */
class ImportError extends Error {
    name = 'ImportError';
    status;
    code;
    title;
    advice;
    /** What the title counts, one by one. */
    details;
    /** The server's words with code and request id in brackets, `''` if it said nothing. */
    evidence;
    constructor(detail) {
        const { code, cause, context = '', details = [] } = detail;
        const entry = explain(cause && codes[code]?.byCause ? cause : code, detail.said ?? '', detail.api);
        const title = detail.title ?? entry.title;
        const advice = [detail.advice ?? entry.advice, detail.more ?? '', entry.jobGone ? '' : followUp(detail)]
            .filter(Boolean)
            .map(sentence)
            .join(' ');
        const list = details.map((text, index) => `(${index + 1}) ${text}`).join('; ');
        const what = [context, list ? `${title}: ${list}` : title].filter(Boolean).map(sentence).join(' ');
        const evidence = evidenceOf(detail, LONGEST_MESSAGE - what.length - advice.length);
        super([what, evidence && sentence(evidence), advice].filter(Boolean).join(' '));
        this.status = detail.status;
        this.code = code;
        this.title = sentence(context ? `${sentence(context)} ${title}` : title);
        this.advice = advice;
        this.details = details;
        this.evidence = evidence;
    }
}
/** A job whose end is unknown may have been carried out: a step that runs again as it is would import twice. */
function followUp({ status, code, advice }) {
    if (status !== 'Unknown' || Object.hasOwn(own, code) || advice !== undefined)
        return '';
    return 'Give the step the `jobId` of this job: without it, the next run imports everything once more';
}
/** The annotation of GitHub has little room: longer texts of servers (stack traces, HTML pages) are cut. */
const LONGEST_MESSAGE = 900;
const LONGEST_QUOTE = 400;
const SHORTEST_QUOTE = 100;
/** The words of the server, or of the network where the server did not come to say any. */
function evidenceOf({ code, cause, said = '', requestId }, room) {
    const shown = cause ?? code;
    const facts = [isRemote(shown) ? `code ${shown}` : '', requestId ? `request id ${requestId}` : ''].filter(Boolean);
    const brackets = facts.length > 0 ? ` (${facts.join(', ')})` : '';
    if (said)
        return `${speaker(shown)} said: ${quoted(said, room)}${brackets}`;
    return facts.length > 0 ? `The server gave no reason${brackets}` : '';
}
/** An answer that can't be read is the server's all the same. */
function speaker(code) {
    return Object.hasOwn(network, code) && code !== 'Unreadable' ? 'The network' : 'The server';
}
function quoted(said, room) {
    const longest = Math.max(SHORTEST_QUOTE, Math.min(LONGEST_QUOTE, room));
    const quote = said.length > longest ? `${said.slice(0, longest)}…` : said;
    return quote.includes('"') ? `“${quote}”` : `"${quote}"`;
}
/** A server's code is a number, an HTTP status `Http` and a number; all others are ours or the network's. */
function isRemote(code) {
    return /^(Http)?-?\d+$/.test(code);
}
/** With a full stop, unless it ends a sentence already, in a quotation or not. */
function sentence(text) {
    return /[.!?…]["”]?$/.test(text) ? text : `${text}.`;
}


/***/ }),

/***/ 8829:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(8499);
/* harmony import */ var _api_transport_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5704);
/* harmony import */ var _inputs_inputs_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4720);
/* harmony import */ var _inputs_secrets_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(3603);
/* harmony import */ var _job_clock_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(3477);
/* harmony import */ var _main_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(7746);
/* harmony import */ var _report_github_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(1521);
/* harmony import */ var _report_headline_js__WEBPACK_IMPORTED_MODULE_9__ = __nccwpck_require__(1246);
/* harmony import */ var _report_runner_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(952);
/* harmony import */ var _report_text_js__WEBPACK_IMPORTED_MODULE_8__ = __nccwpck_require__(1445);










/** Characters; the log holds the list of inputs whole. */
const LONGEST_ANNOTATION = 1000;
const LONGEST_TITLE = 200;
/** Milliseconds after a cancel; the runner kills after 10 s. */
const LATEST_END = 6000;
// The process: signals, secrets, the real clock and network. Everything else is an argument from here on.
const cancelled = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK']) {
    process.on(signal, () => {
        cancelled.abort();
        // The last resort: everything else has limits of its own that are shorter.
        setTimeout(() => process.exit(1), LATEST_END).unref();
    });
}
const given = Object.fromEntries(_inputs_inputs_js__WEBPACK_IMPORTED_MODULE_1__/* .inputNames */ .v.map(name => [name, _actions_core__WEBPACK_IMPORTED_MODULE_6__/* .getInput */ .V4(name)]));
const secrets = (0,_inputs_secrets_js__WEBPACK_IMPORTED_MODULE_2__/* .secretsOf */ .Fj)(given, process.env);
for (const mask of secrets.flatMap(_inputs_secrets_js__WEBPACK_IMPORTED_MODULE_2__/* .masksOf */ .JF))
    _actions_core__WEBPACK_IMPORTED_MODULE_6__/* .setSecret */ .Pq(mask);
// By name: a package that is handed on as a whole goes into the bundle as a whole.
const { /* setOutput */ "uH": setOutput, /* info */ "pq": info, /* warning */ "$e": warning, /* startGroup */ "Oh": startGroup, /* endGroup */ "N4": endGroup } = _actions_core__WEBPACK_IMPORTED_MODULE_6__;
const runner = (0,_report_runner_js__WEBPACK_IMPORTED_MODULE_5__/* .createRunner */ .j)({ setOutput, info, warning, startGroup, endGroup }, {
    redact: (0,_inputs_secrets_js__WEBPACK_IMPORTED_MODULE_2__/* .redactor */ .$p)(secrets),
    summaryFile: process.env['GITHUB_STEP_SUMMARY'],
    color: !process.env['NO_COLOR'],
});
const outcome = await (0,_main_js__WEBPACK_IMPORTED_MODULE_4__/* .main */ .i)({
    given,
    runner,
    clock: _job_clock_js__WEBPACK_IMPORTED_MODULE_3__/* .systemClock */ .m,
    random: Math.random,
    run: {
        repository: process.env['GITHUB_REPOSITORY'] ?? '',
        runId: process.env['GITHUB_RUN_ID'] ?? '',
        job: process.env['GITHUB_JOB'] ?? '',
        step: process.env['GITHUB_ACTION'] ?? '',
        attempt: Number(process.env['GITHUB_RUN_ATTEMPT'] ?? 1) || 1,
    },
    connect: ({ endpoint, apiKey, dbName }) => (0,_api_transport_js__WEBPACK_IMPORTED_MODULE_0__/* .createTransport */ .o)({
        endpoint,
        headers: {
            ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
            accept: 'application/json',
            'user-agent': 'zilliz-import-action',
            ...(dbName ? { 'db-name': dbName } : {}),
        },
    }, process.env),
    openChecks: _report_github_js__WEBPACK_IMPORTED_MODULE_7__/* .openChecks */ ._,
    signal: cancelled.signal,
});
if (outcome.error && outcome.red) {
    // As `setFailed` does, with a title.
    process.exitCode = _actions_core__WEBPACK_IMPORTED_MODULE_6__/* .ExitCode */ .yU.Failure;
    const title = (0,_report_text_js__WEBPACK_IMPORTED_MODULE_8__/* .cut */ .Jj)(runner.clean((0,_report_headline_js__WEBPACK_IMPORTED_MODULE_9__/* .headline */ .P)(outcome)), LONGEST_TITLE);
    _actions_core__WEBPACK_IMPORTED_MODULE_6__/* .error */ .z3((0,_report_text_js__WEBPACK_IMPORTED_MODULE_8__/* .cut */ .Jj)(runner.clean(outcome.error.message), LONGEST_ANNOTATION), { title });
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 4720:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  v: () => (/* binding */ inputNames),
  T: () => (/* binding */ parseInputs)
});

;// CONCATENATED MODULE: ../node_modules/zod/v4/core/util.js

// functions
function assertEqual(val) {
    return val;
}
function assertNotEqual(val) {
    return val;
}
function toZod() {
    return (schema) => schema;
}
function assertIs(_arg) { }
function assertNever(_x) {
    throw new Error("Unexpected value in exhaustive check");
}
function assert(_) { }
function getEnumValues(entries) {
    const numericValues = Object.values(entries).filter((v) => typeof v === "number");
    const values = Object.entries(entries)
        .filter(([k, _]) => numericValues.indexOf(+k) === -1)
        .map(([_, v]) => v);
    return values;
}
function joinValues(array, separator = "|") {
    return array.map((val) => stringifyPrimitive(val)).join(separator);
}
function jsonStringifyReplacer(_, value) {
    if (typeof value === "bigint")
        return value.toString();
    return value;
}
// the accessor lives on a shared prototype: an own accessor makes every box a dictionary-mode object (~360 B and a slow load per read against ~100 B and an inlined getter here)
class Cached {
    constructor(getter) {
        this._getter = getter;
        this._value = undefined;
    }
    get value() {
        const getter = this._getter;
        if (getter !== undefined) {
            this._value = getter();
            this._getter = undefined;
        }
        return this._value;
    }
}
function cached(getter) {
    return new Cached(getter);
}
function nullish(input) {
    return input === null || input === undefined;
}
function cleanRegex(source) {
    const start = source.startsWith("^") ? 1 : 0;
    const end = source.endsWith("$") ? source.length - 1 : source.length;
    return source.slice(start, end);
}
function floatSafeRemainder(val, step) {
    const ratio = val / step;
    const roundedRatio = Math.round(ratio);
    // `val` and `step` each round to a double before the division rounds again, so a true decimal multiple's quotient can sit up to 1.5 of these scaled epsilons from the integer. A 1x tolerance therefore rejected 2.03 as a multiple of 0.07; 4x covers the worst case with margin.
    const tolerance = 4 * Number.EPSILON * Math.max(Math.abs(ratio), 1);
    if (Math.abs(ratio - roundedRatio) < tolerance)
        return 0;
    return ratio - roundedRatio;
}
const EVALUATING = /* @__PURE__*/ (/* unused pure expression or super */ null && (Symbol("evaluating")));
function defineLazy(object, key, getter) {
    let value = undefined;
    Object.defineProperty(object, key, {
        get() {
            if (value === EVALUATING) {
                // Circular reference detected, return undefined to break the cycle
                return undefined;
            }
            if (value === undefined) {
                value = EVALUATING;
                value = getter();
            }
            return value;
        },
        set(v) {
            Object.defineProperty(object, key, {
                value: v,
                // configurable: true,
            });
            // object[key] = v;
        },
        configurable: true,
    });
}
function objectClone(obj) {
    return Object.create(Object.getPrototypeOf(obj), Object.getOwnPropertyDescriptors(obj));
}
function assignProp(target, prop, value) {
    Object.defineProperty(target, prop, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
    });
}
/**
 * Whichever object a def's `shape` currently answers from: the one the caller passed until the first read, the frozen copy after it.
 *
 * Its keys and descriptors read without invoking anything, which is what lets a discriminated union check its discriminator, and the cycle walk read a shape, without resolving a getter that references the schema being constructed. A def that answers `shape` from an accessor of its own has none.
 */
function rawShape(def) {
    const desc = Object.getOwnPropertyDescriptor(def, "shape");
    return desc?.get ? desc.get.raw : desc?.value;
}
// where a builder reads its source's keys and descriptors, resolving only a shape a def answers for itself. A shape resolves by object spread, so only its enumerable keys are ever part of it.
function sourceShape(schema) {
    return rawShape(schema._zod.def) ?? schema._zod.def.shape;
}
// a key whose value is not settled yet, self-caching so every read after the first gets the same one
function deferProp(target, key, getter) {
    Object.defineProperty(target, key, {
        get() {
            const value = getter();
            assignProp(this, key, value);
            return value;
        },
        enumerable: true,
        configurable: true,
    });
}
// Writes a settled key. A plain assignment is much cheaper than `defineProperty` and produces the same descriptor, but it runs whatever setter already answers to the key — an accessor this shape deferred, or an inherited one, which `__proto__` has on every object and prototype pollution can add for any name.
function putProp(target, key, value) {
    if (key in target)
        assignProp(target, key, value);
    else
        target[key] = value;
}
/**
 * Copies `keys` of `source`'s shape onto `target`, each value passed through `wrap`.
 *
 * A key the source has resolved is copied through now, so the derived shape states it outright and nothing has to resolve it to learn what it holds. A key the source still defers stays deferred, and reads back through the source's own `shape`, so it resolves once and both shapes get that one schema.
 */
function mirrorShape(target, source, keys, wrap) {
    const raw = sourceShape(source);
    for (const key of keys) {
        const desc = Object.getOwnPropertyDescriptor(raw, key);
        if (!desc.enumerable)
            continue;
        if (desc.get) {
            deferProp(target, key, () => {
                const value = source._zod.def.shape[key];
                return wrap ? wrap(value, key) : value;
            });
        }
        else
            putProp(target, key, wrap ? wrap(desc.value, key) : desc.value);
    }
}
// same, for a plain shape a caller passed rather than a schema's
function mirrorProps(target, source) {
    for (const key of Reflect.ownKeys(source)) {
        const desc = Object.getOwnPropertyDescriptor(source, key);
        if (!desc.enumerable)
            continue;
        if (desc.get)
            deferProp(target, key, () => source[key]);
        else
            putProp(target, key, desc.value);
    }
}
function mergeDefs(...defs) {
    const mergedDescriptors = {};
    for (const def of defs) {
        const descriptors = Object.getOwnPropertyDescriptors(def);
        Object.assign(mergedDescriptors, descriptors);
    }
    return Object.defineProperties({}, mergedDescriptors);
}
function cloneDef(schema) {
    return mergeDefs(schema._zod.def);
}
function getElementAtPath(obj, path) {
    if (!path)
        return obj;
    return path.reduce((acc, key) => acc?.[key], obj);
}
function promiseAllObject(promisesObj) {
    const keys = Object.keys(promisesObj);
    const promises = keys.map((key) => promisesObj[key]);
    return Promise.all(promises).then((results) => {
        const resolvedObj = {};
        for (let i = 0; i < keys.length; i++) {
            resolvedObj[keys[i]] = results[i];
        }
        return resolvedObj;
    });
}
function randomString(length = 10) {
    const chars = "abcdefghijklmnopqrstuvwxyz";
    let str = "";
    for (let i = 0; i < length; i++) {
        str += chars[Math.floor(Math.random() * chars.length)];
    }
    return str;
}
function esc(str) {
    return JSON.stringify(str);
}
function slugify(input) {
    return input
        .toLowerCase()
        .trim()
        .replace(/[^\w\s-]/g, "")
        .replace(/[\s_-]+/g, "-")
        .replace(/^-+|-+$/g, "");
}
const captureStackTrace = ("captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => { });
function util_isObject(data) {
    return typeof data === "object" && data !== null && !Array.isArray(data);
}
const allowsEval = /* @__PURE__*/ (/* unused pure expression or super */ null && (cached(() => {
    // Skip the probe under `jitless`: strict CSPs report the caught `new Function` as a `securitypolicyviolation` even though the throw is swallowed.
    if (globalConfig.jitless) {
        return false;
    }
    // @ts-ignore
    if (typeof navigator !== "undefined" && navigator?.userAgent?.includes("Cloudflare")) {
        return false;
    }
    try {
        const F = Function;
        new F("");
        return true;
    }
    catch (_) {
        return false;
    }
})));
function isPlainObject(o) {
    if (util_isObject(o) === false)
        return false;
    // modified constructor
    const ctor = o.constructor;
    if (ctor === undefined)
        return true;
    if (typeof ctor !== "function")
        return true;
    // modified prototype
    const prot = ctor.prototype;
    if (util_isObject(prot) === false)
        return false;
    // ctor doesn't have static `isPrototypeOf`
    if (Object.prototype.hasOwnProperty.call(prot, "isPrototypeOf") === false) {
        return false;
    }
    return true;
}
function shallowClone(o) {
    if (isPlainObject(o))
        return { ...o };
    if (Array.isArray(o))
        return [...o];
    if (o instanceof Map)
        return new Map(o);
    if (o instanceof Set)
        return new Set(o);
    return o;
}
function numKeys(data) {
    let keyCount = 0;
    for (const key in data) {
        if (Object.prototype.hasOwnProperty.call(data, key)) {
            keyCount++;
        }
    }
    return keyCount;
}
const getParsedType = (data) => {
    const t = typeof data;
    switch (t) {
        case "undefined":
            return "undefined";
        case "string":
            return "string";
        case "number":
            return Number.isNaN(data) ? "nan" : "number";
        case "boolean":
            return "boolean";
        case "function":
            return "function";
        case "bigint":
            return "bigint";
        case "symbol":
            return "symbol";
        case "object":
            if (Array.isArray(data)) {
                return "array";
            }
            if (data === null) {
                return "null";
            }
            if (data.then && typeof data.then === "function" && data.catch && typeof data.catch === "function") {
                return "promise";
            }
            if (typeof Map !== "undefined" && data instanceof Map) {
                return "map";
            }
            if (typeof Set !== "undefined" && data instanceof Set) {
                return "set";
            }
            if (typeof Date !== "undefined" && data instanceof Date) {
                return "date";
            }
            // @ts-ignore
            if (typeof File !== "undefined" && data instanceof File) {
                return "file";
            }
            return "object";
        default:
            throw new Error(`Unknown data type: ${t}`);
    }
};
const propertyKeyTypes = /* @__PURE__*/ new Set(["string", "number", "symbol"]);
const primitiveTypes = /* @__PURE__*/ new Set([
    "string",
    "number",
    "bigint",
    "boolean",
    "symbol",
    "undefined",
]);
function escapeRegex(str) {
    return str.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
// zod-specific utils
function clone(inst, def, params) {
    const cl = new inst._zod.constr(def ?? inst._zod.def);
    if (!def || params?.parent)
        cl._zod.parent = inst;
    return cl;
}
function normalizeParams(_params) {
    const params = _params;
    if (!params)
        return {};
    if (typeof params === "string")
        return { error: () => params };
    if (params?.message !== undefined) {
        if (params?.error !== undefined)
            throw new Error("Cannot specify both `message` and `error` params");
        params.error = params.message;
    }
    delete params.message;
    if (typeof params.error === "string")
        return { ...params, error: () => params.error };
    return params;
}
function createTransparentProxy(getter) {
    let target;
    return new Proxy({}, {
        get(_, prop, receiver) {
            target ?? (target = getter());
            return Reflect.get(target, prop, receiver);
        },
        set(_, prop, value, receiver) {
            target ?? (target = getter());
            return Reflect.set(target, prop, value, receiver);
        },
        has(_, prop) {
            target ?? (target = getter());
            return Reflect.has(target, prop);
        },
        deleteProperty(_, prop) {
            target ?? (target = getter());
            return Reflect.deleteProperty(target, prop);
        },
        ownKeys(_) {
            target ?? (target = getter());
            return Reflect.ownKeys(target);
        },
        getOwnPropertyDescriptor(_, prop) {
            target ?? (target = getter());
            return Reflect.getOwnPropertyDescriptor(target, prop);
        },
        defineProperty(_, prop, descriptor) {
            target ?? (target = getter());
            return Reflect.defineProperty(target, prop, descriptor);
        },
    });
}
function stringifyPrimitive(value) {
    if (typeof value === "bigint")
        return value.toString() + "n";
    if (typeof value === "string")
        return `"${value}"`;
    return `${value}`;
}
function optionalKeys(shape) {
    return Object.keys(shape).filter((k) => {
        return shape[k]._zod.optin !== undefined && shape[k]._zod.optout === "optional";
    });
}
// Wrapped in a `@__PURE__` IIFE: esbuild never tree-shakes a top-level initializer that contains a member access on `Number`, so the bare object literal survived into every bundle.
const NUMBER_FORMAT_RANGES = /*@__PURE__*/ (/* unused pure expression or super */ null && ((() => ({
    safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    int32: [-2147483648, 2147483647],
    uint32: [0, 4294967295],
    float32: [-3.4028234663852886e38, 3.4028234663852886e38],
    float64: [-Number.MAX_VALUE, Number.MAX_VALUE],
}))()));
const BIGINT_FORMAT_RANGES = {
    int64: [/* @__PURE__*/ BigInt("-9223372036854775808"), /* @__PURE__*/ BigInt("9223372036854775807")],
    uint64: [/* @__PURE__*/ BigInt(0), /* @__PURE__*/ BigInt("18446744073709551615")],
};
function pick(schema, mask) {
    const currDef = schema._zod.def;
    const checks = currDef.checks;
    const hasChecks = checks && checks.length > 0;
    if (hasChecks) {
        throw new Error(".pick() cannot be used on object schemas containing refinements");
    }
    const newShape = {};
    mirrorShape(newShape, schema, maskedKeys(schema, mask));
    return clone(schema, mergeDefs(currDef, { shape: newShape, checks: [] }));
}
// the mask keys that select something, checked against the source's shape without resolving it
function maskedKeys(schema, mask) {
    const raw = sourceShape(schema);
    const keys = [];
    // `for...in` skips symbols, so a symbol in the mask would select nothing
    for (const key of Reflect.ownKeys(mask)) {
        if (!Object.getOwnPropertyDescriptor(raw, key)?.enumerable) {
            throw new Error(`Unrecognized key: "${String(key)}"`);
        }
        if (mask[key])
            keys.push(key);
    }
    return keys;
}
function omit(schema, mask) {
    const currDef = schema._zod.def;
    const checks = currDef.checks;
    const hasChecks = checks && checks.length > 0;
    if (hasChecks) {
        throw new Error(".omit() cannot be used on object schemas containing refinements");
    }
    const omitted = new Set(maskedKeys(schema, mask));
    const newShape = {};
    mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)).filter((key) => !omitted.has(key)));
    return clone(schema, mergeDefs(currDef, { shape: newShape, checks: [] }));
}
function extend(schema, shape) {
    if (!isPlainObject(shape)) {
        throw new Error("Invalid input to extend: expected a plain object");
    }
    const checks = schema._zod.def.checks;
    const hasChecks = checks && checks.length > 0;
    if (hasChecks) {
        // Only throw if new shape overlaps with existing shape. Use getOwnPropertyDescriptor to check key existence without accessing values
        const existingShape = sourceShape(schema);
        for (const key of Reflect.ownKeys(shape)) {
            if (Object.getOwnPropertyDescriptor(existingShape, key) !== undefined) {
                throw new Error("Cannot overwrite keys on object schemas containing refinements. Use `.safeExtend()` instead.");
            }
        }
    }
    return clone(schema, mergeDefs(schema._zod.def, { shape: extended(schema, shape) }));
}
// the source's keys, then the caller's overlaid on top
function extended(schema, shape) {
    const newShape = {};
    mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)));
    mirrorProps(newShape, shape);
    return newShape;
}
function safeExtend(schema, shape) {
    if (!isPlainObject(shape)) {
        throw new Error("Invalid input to safeExtend: expected a plain object");
    }
    return clone(schema, mergeDefs(schema._zod.def, { shape: extended(schema, shape) }));
}
function merge(a, b) {
    if (!b?._zod?.def) {
        throw new Error("Invalid input to merge: expected an object schema. To merge a plain shape, use `.extend()`.");
    }
    if (a._zod.def.checks?.length) {
        throw new Error(".merge() cannot be used on object schemas containing refinements. Use .safeExtend() instead.");
    }
    const newShape = {};
    mirrorShape(newShape, a, Reflect.ownKeys(sourceShape(a)));
    mirrorShape(newShape, b, Reflect.ownKeys(sourceShape(b)));
    const def = mergeDefs(a._zod.def, {
        shape: newShape,
        get catchall() {
            return b._zod.def.catchall;
        },
        checks: b._zod.def.checks ?? [],
    });
    return clone(a, def);
}
function partial(Class, schema, mask, name = "partial") {
    const currDef = schema._zod.def;
    const checks = currDef.checks;
    const hasChecks = checks && checks.length > 0;
    if (hasChecks) {
        throw new Error(`.${name}() cannot be used on object schemas containing refinements`);
    }
    const selected = mask ? new Set(maskedKeys(schema, mask)) : undefined;
    const newShape = {};
    mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)), Class &&
        ((value, key) => (selected && !selected.has(key) ? value : new Class({ type: "optional", innerType: value }))));
    return clone(schema, mergeDefs(schema._zod.def, { shape: newShape, checks: [] }));
}
function required(Class, schema, mask) {
    const selected = mask ? new Set(maskedKeys(schema, mask)) : undefined;
    const newShape = {};
    mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)), (value, key) => 
    // overwrite with non-optional
    selected && !selected.has(key) ? value : new Class({ type: "nonoptional", innerType: value }));
    return clone(schema, mergeDefs(schema._zod.def, { shape: newShape }));
}
// invalid_type | too_big | too_small | invalid_format | not_multiple_of | unrecognized_keys | invalid_union | invalid_key | invalid_element | invalid_value | custom
function aborted(x, startIndex = 0) {
    if (x.aborted === true)
        return true;
    for (let i = startIndex; i < x.issues.length; i++) {
        if (x.issues[i]?.continue !== true) {
            return true;
        }
    }
    return false;
}
// Checks for explicit abort (continue === false), as opposed to implicit abort (continue === undefined). Used to respect `abort: true` in .refine() even for checks that have a `when` function.
function explicitlyAborted(x, startIndex = 0) {
    if (x.aborted === true)
        return true;
    for (let i = startIndex; i < x.issues.length; i++) {
        if (x.issues[i]?.continue === false) {
            return true;
        }
    }
    return false;
}
function prefixIssues(path, issues) {
    return issues.map((iss) => {
        var _a;
        (_a = iss).path ?? (_a.path = []);
        iss.path.unshift(path);
        return iss;
    });
}
function unwrapMessage(message) {
    return typeof message === "string" ? message : message?.message;
}
/* A check holds no link back to the schema it is attached to — the same check instance is shared by every clone of that schema — so the owner is stamped onto the issues a check just raised, at the only point where both are in scope. Runs on the failure path only; `start` is the issue count from before the check ran. */
/** The leading size checks of `defChecks` that set an upper bound, each paired with it. */
function sizeCaps(defChecks) {
    const caps = [];
    for (const ch of defChecks ?? []) {
        const d = ch._zod.def;
        // a later check may rewrite the value
        if (!/_(length|size)$|_equals$/.test(d.check))
            break;
        const max = d.maximum ?? d.length ?? d.size;
        if (max >= 0)
            caps.push([max, ch]);
    }
    return caps;
}
function attachSchema(issues, start, inst) {
    var _a;
    for (let i = start; i < issues.length; i++) {
        (_a = issues[i]).schema ?? (_a.schema = inst);
    }
}
function finalizeIssue(iss, ctx, config) {
    var _a;
    // A schema that raised an issue itself owns it outright, and outranks any stamp an enclosing check left in `attachSchema`. String formats and z.custom() are schema and check at once, so when they act as a check they defer to that stamp instead.
    const traits = iss.inst?._zod?.traits;
    if (traits?.has("$ZodType")) {
        if (traits.has("$ZodCheck"))
            (_a = iss).schema ?? (_a.schema = iss.inst);
        else
            iss.schema = iss.inst;
    }
    // Decreasing specificity, first map to return a message wins. `inst` is whatever raised the issue, so a check's own map outranks the owning schema's.
    const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : undefined;
    const message = iss.message
        ? iss.message
        : (unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ??
            unwrapMessage(schemaError?.(iss)) ??
            unwrapMessage(ctx?.error?.(iss)) ??
            unwrapMessage(config.customError?.(iss)) ??
            unwrapMessage(config.localeError?.(iss)) ??
            "Invalid input");
    // an explicit own-key copy beats object rest with excluded keys, which v8 routes through a generic runtime call; Object.keys rather than for-in so an issue pushed with a prototype does not leak inherited keys, and an own __proto__ key is dropped rather than assigned through the setter
    const full = {};
    for (const k of Object.keys(iss)) {
        if (k === "inst" || k === "schema" || k === "continue" || k === "input" || k === "__proto__")
            continue;
        full[k] = iss[k];
    }
    full.path ?? (full.path = []);
    full.message = message;
    if (ctx?.reportInput) {
        full.input = iss.input;
    }
    return full;
}
function getSizableOrigin(input) {
    if (input instanceof Set)
        return "set";
    if (input instanceof Map)
        return "map";
    // @ts-ignore
    if (input instanceof File)
        return "file";
    return "unknown";
}
const highSurrogate = /[\uD800-\uDBFF]/;
// Code points in `str`: a surrogate pair counts once, a lone surrogate as itself. Hand-rolled because the string iterator allocates and runs ~250x slower on this path; the regex probe exits ~50x quicker for a string with no astral characters.
function codePointLength(str) {
    const units = str.length;
    if (!highSurrogate.test(str))
        return units;
    let count = units;
    for (let i = 0; i < units - 1; i++) {
        if ((str.charCodeAt(i) & 0xfc00) === 0xd800 && (str.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
            count--;
            i++;
        }
    }
    return count;
}
function getLengthableOrigin(input) {
    if (Array.isArray(input))
        return "array";
    if (typeof input === "string")
        return "string";
    return "unknown";
}
function parsedType(data) {
    const t = typeof data;
    switch (t) {
        case "number": {
            return Number.isNaN(data) ? "nan" : "number";
        }
        case "object": {
            if (data === null) {
                return "null";
            }
            if (Array.isArray(data)) {
                return "array";
            }
            const obj = data;
            if (obj && Object.getPrototypeOf(obj) !== Object.prototype && "constructor" in obj && obj.constructor) {
                return obj.constructor.name;
            }
        }
    }
    return t;
}
function issue(...args) {
    const [iss, input, inst] = args;
    if (typeof iss === "string") {
        return {
            message: iss,
            code: "custom",
            input,
            inst,
        };
    }
    return { ...iss };
}
function cleanEnum(obj) {
    return Object.entries(obj)
        .filter(([k, _]) => {
        // return true if NaN, meaning it's not a number, thus a string key
        return Number.isNaN(Number.parseInt(k, 10));
    })
        .map((el) => el[1]);
}
// Codec utility functions
function base64ToUint8Array(base64) {
    const binaryString = atob(base64);
    const bytes = new Uint8Array(binaryString.length);
    for (let i = 0; i < binaryString.length; i++) {
        bytes[i] = binaryString.charCodeAt(i);
    }
    return bytes;
}
function uint8ArrayToBase64(bytes) {
    let binaryString = "";
    for (let i = 0; i < bytes.length; i++) {
        binaryString += String.fromCharCode(bytes[i]);
    }
    return btoa(binaryString);
}
function base64urlToUint8Array(base64url) {
    const base64 = base64url.replace(/-/g, "+").replace(/_/g, "/");
    const padding = "=".repeat((4 - (base64.length % 4)) % 4);
    return base64ToUint8Array(base64 + padding);
}
function uint8ArrayToBase64url(bytes) {
    return uint8ArrayToBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
function hexToUint8Array(hex) {
    const cleanHex = hex.replace(/^0x/, "");
    if (cleanHex.length % 2 !== 0) {
        throw new Error("Invalid hex string length");
    }
    const bytes = new Uint8Array(cleanHex.length / 2);
    for (let i = 0; i < cleanHex.length; i += 2) {
        bytes[i / 2] = Number.parseInt(cleanHex.slice(i, i + 2), 16);
    }
    return bytes;
}
function uint8ArrayToHex(bytes) {
    return Array.from(bytes)
        .map((b) => b.toString(16).padStart(2, "0"))
        .join("");
}
// instanceof
class Class {
    constructor(..._args) { }
}
//////////    PROTOTYPE INSTALLERS     //////////
//
// Members live on the prototype and materialize per instance on first read, which keeps own-property count under the step where V8 stops using inline slots. Changing anything here means re-measuring runtime, memory and bundle size together — see "The three axes" in AGENTS.md.
/**
 * Installs a trait's members on its prototype. Each value builds that member for the instance on first read; the built value shadows the accessor as an own property, so a detached `const { parse } = schema` keeps working.
 *
 * Call this from a `proto` initializer, which runs once per prototype — never per instance.
 */
function members(proto, table) {
    for (const key in table) {
        const desc = Object.getOwnPropertyDescriptor(table, key);
        // a getter installs as written, so it stays live: `description` reads through to the registry on every access. not enumerable: an object literal's is, and a prototype member never was
        if (desc.get)
            Object.defineProperty(proto, key, { ...desc, enumerable: false });
        // a method materializes bound on first read, which is what keeps a detached member working: `const opt = schema.optional; opt()`
        else
            defineBound(proto, key, desc.value);
    }
}
/** Shadows a prototype member with an own value, so a getter that builds from the instance runs once. */
function own(inst, key, value, enumerable = true) {
    Object.defineProperty(inst, key, { configurable: true, writable: true, enumerable, value });
    return value;
}
/** Like {@link own}, for a member that was never an own data property and has to stay out of `Object.keys`. */
function hide(inst, key, value) {
    return own(inst, key, value, false);
}
/** Adds members a table derives from the instance: each builds on first read and shadows as own data, and assignment shadows the same way, as when these were own properties. */
function derived(computes, table) {
    for (const key in computes) {
        const compute = computes[key];
        // an object literal's accessor is configurable and enumerable, and `members` copies the descriptor as written
        Object.defineProperty(table, key, {
            configurable: true,
            enumerable: true,
            get() {
                return own(this, key, compute(this));
            },
            set(value) {
                own(this, key, value);
            },
        });
    }
    return table;
}
function defineBound(proto, key, fn) {
    Object.defineProperty(proto, key, {
        configurable: true,
        get() {
            // vitest's spyOn calls a prototype getter bare to find the function it wraps, so a nullish receiver answers the raw method
            return this == null ? fn : own(this, key, fn.bind(this));
        },
        set(value) {
            own(this, key, value);
        },
    });
}
/** Returns the prototype to install on, or `undefined` if this group is already installed on it. */
function claim(inst, sentinel) {
    const proto = Object.getPrototypeOf(inst);
    // Runs on every construction, so `in` rather than the costlier `hasOwnProperty.call`. Sentinels are keys the group itself defines.
    return sentinel in proto ? undefined : proto;
}
// The internals whose init chain is installing. A second call for the same one is a derived constructor overriding its base, so it must not construct another schema in between or the override is dropped.
let installing;
// Set while a getter is running, so a value that resolved through a recursion break is not memoized. One shared descriptor shadows the key for the duration, which costs no per-key allocation.
let broke = false;
const breaker = {
    configurable: true,
    get() {
        broke = true;
        return undefined;
    },
};
/**
 * Installs a lazily-derived internal on the `_zod` prototype of `inst`'s
 * constructor, computed from the internals object itself and cached there on
 * first read. One accessor per constructor rather than one per instance.
 */
function defineLazyInternal(inst, key, compute) {
    const proto = Object.getPrototypeOf(inst._zod);
    if (key in proto && installing !== inst._zod) {
        // A repeat construction: everything is installed already. Cleared here so the reference is not held past the first construction of every type.
        installing = undefined;
        return;
    }
    installing = inst._zod;
    Object.defineProperty(proto, key, {
        configurable: true,
        get() {
            // Shadowed before computing so a re-entrant read from a recursive schema resolves to undefined instead of running the getter again.
            Object.defineProperty(this, key, breaker);
            const outer = broke;
            broke = false;
            try {
                const value = compute(this);
                // A result that resolved through a recursion break is recomputed once the graph is complete; everything else memoizes, undefined included.
                if (broke)
                    delete this[key];
                else
                    Object.defineProperty(this, key, { configurable: true, writable: true, value });
                broke = broke || outer;
                return value;
            }
            catch (err) {
                // A compute that threw memoizes nothing, so a later read runs it again and fails the same way. The shadow goes with it, since leaving it installed would answer undefined for every later read.
                delete this[key];
                broke = broke || outer;
                throw err;
            }
        },
        set(value) {
            Object.defineProperty(this, key, { configurable: true, writable: true, value });
        },
    });
}
/**
 * Installs `key` on `inst`'s prototype, computed by `make` on first read and cached there as an own
 * data property. One accessor per constructor rather than one per instance, because an own accessor
 * puts every instance after the first into v8 dictionary mode. The key doubles as the sentinel.
 */
function installLazyProp(inst, key, make, enumerable) {
    const proto = claim(inst, key);
    if (!proto)
        return;
    Object.defineProperty(proto, key, {
        configurable: true,
        get() {
            // Shadowed before computing, so a re-entrant read from a self-referential shape resolves to undefined instead of running the getter again. A data property rather than an accessor: an own accessor is the dictionary-mode transition this exists to avoid.
            const desc = { configurable: true, writable: true, enumerable, value: undefined };
            Object.defineProperty(this, key, desc);
            // a compute that throws leaves the shadow behind, so later reads answer undefined instead of re-throwing; `defineLazy` did the same, and `defineLazyInternal`'s delete-on-catch would cost bytes in every bundle for a case only a throwing user getter reaches
            desc.value = make(this);
            Object.defineProperty(this, key, desc);
            return desc.value;
        },
        set(value) {
            Object.defineProperty(this, key, { configurable: true, writable: true, enumerable, value });
        },
    });
}
/** Marks the thunk `_catch` synthesises for a constant catch value. `Function.length` cannot tell that thunk from a user callback — rest and defaulted parameters both report arity 0 — and a user callback reads `ctx.error`, whose issues only finalize correctly against the caller's per-parse error map. Provenance can say what arity cannot. A plain string key rather than `Symbol.for`, whose call at module scope no bundler can prove pure — the same shape that anchored `urlCanParse` into every build. */
const CONSTANT_CATCH = "~constantCatch";
/** Wraps a constant catch value in a thunk tagged with {@link CONSTANT_CATCH}. */
function constantCatch(value) {
    const fn = () => value;
    fn[CONSTANT_CATCH] = true;
    return fn;
}

;// CONCATENATED MODULE: ../node_modules/zod/v4/core/core.js
var _a;

/** A special constant with type `never` */
const NEVER = /*@__PURE__*/ Object.freeze({
    status: "aborted",
});
/* Shared descriptor for installing `_zod`; defineProperty reads it
 * synchronously, so reusing one object avoids a per-instance allocation. */
const _zodDesc = { value: undefined, enumerable: false };
// null where suppressing the capture would be unrecoverable: `parse()` puts the frames back with `captureStackTrace`, so without it the throw would lose its stack. also latched to null once `stackTraceLimit` proves unassignable, which a realm can do at any point by hardening Error
let _E = "captureStackTrace" in Error ? Error : null;
// v8 captures a stack trace inside the Error constructor, which dominates a failed parse; costs only the frames, and parse() restores those. the constructor must RUN: Object.create is cheaper and passes instanceof, but Error.isError and util.types.isNativeError check an internal slot
function newError(Definition) {
    const E = _E;
    if (E) {
        const saved = E.stackTraceLimit;
        if (typeof saved === "number") {
            try {
                E.stackTraceLimit = 0;
            }
            catch {
                _E = null;
                return new Definition();
            }
            try {
                return new Definition();
            }
            finally {
                E.stackTraceLimit = saved;
            }
        }
    }
    return new Definition();
}
function $constructor(name, initializer, 
/** This trait's members, installed once on every prototype that composes it. They cannot be declared in the initializer above: that runs per instance, and the prototype is shared. */
proto, params) {
    // Prototype for this constructor's `_zod` internals. Lazily-derived fields (`values`, `pattern`, `optin`, …) install here once rather than as an accessor on every instance.
    const zodProto = {};
    // Assigning the fields in the constructor body is what gives instances in-object slots; building the object literally and reparenting it costs a second allocation and a generic property copy.
    function Internals(def) {
        this.def = def;
        this.constr = _;
        this.traits = new Set();
    }
    Internals.prototype = zodProto;
    const protoMembers = proto;
    // One trait's members land on every prototype whose chain composes it, so the answer is per prototype rather than per trait.
    const initialized = protoMembers && new WeakSet();
    function init(inst, def) {
        if (!inst._zod) {
            _zodDesc.value = new Internals(def);
            try {
                Object.defineProperty(inst, "_zod", _zodDesc);
            }
            finally {
                // Cleared even on throw, so the shared descriptor never leaks one instance's internals into the next.
                _zodDesc.value = undefined;
            }
        }
        else if (inst._zod.traits.has(name)) {
            return;
        }
        inst._zod.traits.add(name);
        initializer(inst, def);
        if (initialized) {
            // `super(def)` from a user subclass gives `this` a prototype the subclass owns, and installing there would overwrite whatever the subclass declared. `constr` built the instance, so its prototype is the one below the subclass's that should carry the members. A receiver whose chain never reaches that prototype installs on its own, which for a plain object handed straight to `init` means `Object.prototype` — unchanged from before.
            const own = Object.getPrototypeOf(inst);
            const ctorProto = inst._zod.constr.prototype;
            let up = own;
            while (up && up !== ctorProto)
                up = Object.getPrototypeOf(up);
            const target = up ?? own;
            if (!initialized.has(target)) {
                initialized.add(target);
                members(target, protoMembers);
            }
        }
        // support prototype modifications; for-in avoids the array allocation of Object.keys on the (usually empty) prototype
        const proto = _.prototype;
        for (const k in proto) {
            if (!Object.prototype.hasOwnProperty.call(proto, k))
                continue;
            if (!(k in inst)) {
                inst[k] = proto[k].bind(inst);
            }
        }
    }
    // doesn't work if Parent has a constructor with arguments
    const Parent = params?.Parent ?? Object;
    class Definition extends Parent {
    }
    Object.defineProperty(Definition, "name", { value: name });
    function _(def) {
        const inst = params?.Parent ? newError(Definition) : this;
        init(inst, def);
        const deferred = inst._zod.deferred;
        if (deferred) {
            for (const fn of deferred) {
                fn();
            }
            // Released: initializers run once, and the list would otherwise be retained for the schema's lifetime.
            inst._zod.deferred = undefined;
        }
        // Global post-processor hook. Internal: installed by `import "zod/compile"` to enable AOT compilation for every constructed schema. Runs last, once the instance is fully built, because it hands the instance to compile(). The post-processor is expected to be reentrancy-guarded by its own implementation.
        const pp = globalThis.__zod_globalConfig?.postProcessor;
        if (pp)
            pp(inst);
        return inst;
    }
    Object.defineProperty(_, "init", { value: init });
    Object.defineProperty(_, Symbol.hasInstance, {
        value: (inst) => {
            if (params?.Parent && inst instanceof params.Parent)
                return true;
            return inst?._zod?.traits?.has(name);
        },
    });
    Object.defineProperty(_, "name", { value: name });
    return _;
}
//////////////////////////////   UTILITIES   ///////////////////////////////////////
const $brand = /*@__PURE__*/ (/* unused pure expression or super */ null && (Symbol("zod_brand")));
class $ZodAsyncError extends Error {
    constructor() {
        super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
    }
}
class $ZodEncodeError extends Error {
    constructor(name) {
        super(`Encountered unidirectional transform during encode: ${name}`);
        this.name = "ZodEncodeError";
    }
}
(_a = globalThis).__zod_globalConfig ?? (_a.__zod_globalConfig = {});
const core_globalConfig = globalThis.__zod_globalConfig;
function config(newConfig) {
    if (newConfig)
        Object.assign(core_globalConfig, newConfig);
    return core_globalConfig;
}

;// CONCATENATED MODULE: ../node_modules/zod/v4/core/checks.js
// import { $ZodType } from "./schemas.js";



const $ZodCheck = /*@__PURE__*/ $constructor("$ZodCheck", (inst, def) => {
    var _a;
    inst._zod ?? (inst._zod = {});
    inst._zod.def = def;
    (_a = inst._zod).onattach ?? (_a.onattach = []);
});
/** Default `when` for size-based checks: run only on non-nullish values with a `size`. */
const _whenHasSize = (payload) => {
    const val = payload.value;
    return !util.nullish(val) && val.size !== undefined;
};
/** Default `when` for length-based checks: run only on non-nullish values with a `length`. */
const _whenHasLength = (payload) => {
    const val = payload.value;
    return !nullish(val) && val.length !== undefined;
};
const numericOriginMap = {
    number: "number",
    bigint: "bigint",
    object: "date",
};
const $ZodCheckLessThan = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckLessThan", (inst, def) => {
    $ZodCheck.init(inst, def);
    const origin = numericOriginMap[typeof def.value];
    inst._zod.check = (payload) => {
        if (def.inclusive ? payload.value <= def.value : payload.value < def.value) {
            return;
        }
        payload.issues.push({
            origin: numericOriginMap[typeof payload.value] ?? origin,
            code: "too_big",
            maximum: typeof def.value === "object" ? def.value.getTime() : def.value,
            input: payload.value,
            inclusive: def.inclusive,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckGreaterThan = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckGreaterThan", (inst, def) => {
    $ZodCheck.init(inst, def);
    const origin = numericOriginMap[typeof def.value];
    inst._zod.check = (payload) => {
        if (def.inclusive ? payload.value >= def.value : payload.value > def.value) {
            return;
        }
        payload.issues.push({
            origin: numericOriginMap[typeof payload.value] ?? origin,
            code: "too_small",
            minimum: typeof def.value === "object" ? def.value.getTime() : def.value,
            input: payload.value,
            inclusive: def.inclusive,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckMultipleOf = 
/*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckMultipleOf", (inst, def) => {
    $ZodCheck.init(inst, def);
    inst._zod.check = (payload) => {
        if (typeof payload.value !== typeof def.value)
            throw new Error("Cannot mix number and bigint in multiple_of check.");
        const isMultiple = typeof payload.value === "bigint"
            ? // `value % 0n` throws, and nothing is a multiple of zero — the number branch already fails this way via NaN
                def.value !== BigInt(0) && payload.value % def.value === BigInt(0)
            : util.floatSafeRemainder(payload.value, def.value) === 0;
        if (isMultiple)
            return;
        payload.issues.push({
            origin: typeof payload.value,
            code: "not_multiple_of",
            divisor: def.value,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckNumberFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckNumberFormat", (inst, def) => {
    $ZodCheck.init(inst, def); // no format checks
    def.format = def.format || "float64";
    const isInt = def.format?.includes("int");
    const origin = isInt ? "int" : "number";
    const [minimum, maximum] = util.NUMBER_FORMAT_RANGES[def.format];
    inst._zod.check = (payload) => {
        const input = payload.value;
        if (isInt) {
            if (!Number.isInteger(input)) {
                // invalid_format issue
                // payload.issues.push({
                //   expected: def.format,
                //   format: def.format,
                //   code: "invalid_format",
                //   input,
                //   inst,
                // });
                // invalid_type issue
                payload.issues.push({
                    expected: origin,
                    format: def.format,
                    code: "invalid_type",
                    continue: false,
                    input,
                    inst,
                });
                return;
                // not_multiple_of issue
                // payload.issues.push({
                //   code: "not_multiple_of",
                //   origin: "number",
                //   input,
                //   inst,
                //   divisor: 1,
                // });
            }
            if (!Number.isSafeInteger(input)) {
                if (input > 0) {
                    // too_big
                    payload.issues.push({
                        input,
                        code: "too_big",
                        maximum: Number.MAX_SAFE_INTEGER,
                        note: "Integers must be within the safe integer range.",
                        inst,
                        origin,
                        inclusive: true,
                        continue: !def.abort,
                    });
                }
                else {
                    // too_small
                    payload.issues.push({
                        input,
                        code: "too_small",
                        minimum: Number.MIN_SAFE_INTEGER,
                        note: "Integers must be within the safe integer range.",
                        inst,
                        origin,
                        inclusive: true,
                        continue: !def.abort,
                    });
                }
                return;
            }
        }
        if (input < minimum) {
            payload.issues.push({
                origin: "number",
                input,
                code: "too_small",
                minimum,
                inclusive: true,
                inst,
                continue: !def.abort,
            });
        }
        if (input > maximum) {
            payload.issues.push({
                origin: "number",
                input,
                code: "too_big",
                maximum,
                inclusive: true,
                inst,
                continue: !def.abort,
            });
        }
    };
})));
const $ZodCheckBigIntFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckBigIntFormat", (inst, def) => {
    $ZodCheck.init(inst, def); // no format checks
    const [minimum, maximum] = util.BIGINT_FORMAT_RANGES[def.format];
    inst._zod.check = (payload) => {
        const input = payload.value;
        if (input < minimum) {
            payload.issues.push({
                origin: "bigint",
                input,
                code: "too_small",
                minimum: minimum,
                inclusive: true,
                inst,
                continue: !def.abort,
            });
        }
        if (input > maximum) {
            payload.issues.push({
                origin: "bigint",
                input,
                code: "too_big",
                maximum,
                inclusive: true,
                inst,
                continue: !def.abort,
            });
        }
    };
})));
const $ZodCheckMaxSize = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckMaxSize", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasSize);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const size = input.size;
        if (size <= def.maximum)
            return;
        payload.issues.push({
            origin: util.getSizableOrigin(input),
            code: "too_big",
            maximum: def.maximum,
            inclusive: true,
            input,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckMinSize = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckMinSize", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasSize);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const size = input.size;
        if (size >= def.minimum)
            return;
        payload.issues.push({
            origin: util.getSizableOrigin(input),
            code: "too_small",
            minimum: def.minimum,
            inclusive: true,
            input,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckSizeEquals = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckSizeEquals", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasSize);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const size = input.size;
        if (size === def.size)
            return;
        const tooBig = size > def.size;
        payload.issues.push({
            origin: util.getSizableOrigin(input),
            ...(tooBig ? { code: "too_big", maximum: def.size } : { code: "too_small", minimum: def.size }),
            inclusive: true,
            exact: true,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckMaxLength = /*@__PURE__*/ $constructor("$ZodCheckMaxLength", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const units = input.length;
        // Strings are measured in Unicode code points, not UTF-16 units. A code point is at most two units, so a string that already fits in units fits in code points; only an overflow has to be counted.
        const length = typeof input === "string" && units > def.maximum ? codePointLength(input) : units;
        if (length <= def.maximum)
            return;
        const origin = getLengthableOrigin(input);
        payload.issues.push({
            origin,
            code: "too_big",
            maximum: def.maximum,
            inclusive: true,
            input,
            inst,
            continue: !def.abort,
        });
    };
});
const $ZodCheckMinLength = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckMinLength", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const units = input.length;
        // A code point is one or two UTF-16 units, so fewer units than the floor can never reach it and twice the floor always clears it. Only in between is the exact count in doubt.
        const length = typeof input === "string" && units >= def.minimum && units < def.minimum * 2
            ? util.codePointLength(input)
            : units;
        if (length >= def.minimum)
            return;
        const origin = util.getLengthableOrigin(input);
        payload.issues.push({
            origin,
            code: "too_small",
            minimum: def.minimum,
            inclusive: true,
            input,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckLengthEquals = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckLengthEquals", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const units = input.length;
        // A code point is one or two UTF-16 units, so outside `[length, length * 2]` units the target is missed either way — and missed in the same direction in both measures.
        const length = typeof input === "string" && units >= def.length && units <= def.length * 2
            ? util.codePointLength(input)
            : units;
        if (length === def.length)
            return;
        const origin = util.getLengthableOrigin(input);
        const tooBig = length > def.length;
        payload.issues.push({
            origin,
            ...(tooBig ? { code: "too_big", maximum: def.length } : { code: "too_small", minimum: def.length }),
            inclusive: true,
            exact: true,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckStringFormat = /*@__PURE__*/ $constructor("$ZodCheckStringFormat", (inst, def) => {
    var _a, _b;
    $ZodCheck.init(inst, def);
    if (def.pattern)
        (_a = inst._zod).check ?? (_a.check = (payload) => {
            def.pattern.lastIndex = 0;
            if (def.pattern.test(payload.value))
                return;
            payload.issues.push({
                origin: "string",
                code: "invalid_format",
                format: def.format,
                input: payload.value,
                ...(def.pattern ? { pattern: def.pattern.toString() } : {}),
                inst,
                continue: !def.abort,
            });
        });
    else
        (_b = inst._zod).check ?? (_b.check = () => { });
});
const $ZodCheckRegex = /*@__PURE__*/ $constructor("$ZodCheckRegex", (inst, def) => {
    $ZodCheckStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        def.pattern.lastIndex = 0;
        if (def.pattern.test(payload.value))
            return;
        payload.issues.push({
            origin: "string",
            code: "invalid_format",
            format: "regex",
            input: payload.value,
            pattern: def.pattern.toString(),
            inst,
            continue: !def.abort,
        });
    };
});
const $ZodCheckLowerCase = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckLowerCase", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.lowercase);
    $ZodCheckStringFormat.init(inst, def);
})));
const $ZodCheckUpperCase = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckUpperCase", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.uppercase);
    $ZodCheckStringFormat.init(inst, def);
})));
const $ZodCheckIncludes = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckIncludes", (inst, def) => {
    $ZodCheck.init(inst, def);
    const escapedRegex = util.escapeRegex(def.includes);
    // `String.prototype.includes(sub, position)` matches `sub` at `position`
    // OR LATER, so the pattern must allow at least `position` leading chars
    // (`{N,}`), not exactly `position` chars (`{N}`).
    const pattern = new RegExp(typeof def.position === "number" ? `^.{${def.position},}${escapedRegex}` : escapedRegex);
    def.pattern = pattern;
    inst._zod.check = (payload) => {
        if (payload.value.includes(def.includes, def.position))
            return;
        payload.issues.push({
            origin: "string",
            code: "invalid_format",
            format: "includes",
            includes: def.includes,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckStartsWith = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckStartsWith", (inst, def) => {
    $ZodCheck.init(inst, def);
    const pattern = new RegExp(`^${util.escapeRegex(def.prefix)}.*`);
    def.pattern ?? (def.pattern = pattern);
    inst._zod.check = (payload) => {
        if (payload.value.startsWith(def.prefix))
            return;
        payload.issues.push({
            origin: "string",
            code: "invalid_format",
            format: "starts_with",
            prefix: def.prefix,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckEndsWith = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckEndsWith", (inst, def) => {
    $ZodCheck.init(inst, def);
    const pattern = new RegExp(`.*${util.escapeRegex(def.suffix)}$`);
    def.pattern ?? (def.pattern = pattern);
    inst._zod.check = (payload) => {
        if (payload.value.endsWith(def.suffix))
            return;
        payload.issues.push({
            origin: "string",
            code: "invalid_format",
            format: "ends_with",
            suffix: def.suffix,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
///////////////////////////////////
/////    $ZodCheckProperty    /////
///////////////////////////////////
function handleCheckPropertyResult(result, payload, property) {
    if (result.issues.length) {
        payload.issues.push(...util.prefixIssues(property, result.issues));
    }
}
const $ZodCheckProperty = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckProperty", (inst, def) => {
    $ZodCheck.init(inst, def);
    inst._zod.check = (payload) => {
        const result = def.schema._zod.run({
            value: payload.value[def.property],
            issues: [],
        }, {});
        if (result instanceof Promise) {
            return result.then((result) => handleCheckPropertyResult(result, payload, def.property));
        }
        handleCheckPropertyResult(result, payload, def.property);
        return;
    };
})));
const $ZodCheckProperties = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckProperties", (inst, def) => {
    $ZodCheck.init(inst, def);
    util.hide(inst, Symbol.iterator, function* () {
        yield inst;
    });
    // key and schema snapshotted together: reading one live and the other cached lets a later mutation of the caller's shape object pair a stale key with a missing schema
    let entries;
    inst._zod.check = (payload) => {
        // the base schema already typed the value, so only a nullish one is rejected here: the properties read on a primitive too, matching z.property() on a string's length
        if (payload.value == null) {
            payload.issues.push({ expected: "object", code: "invalid_type", input: payload.value, inst });
            return undefined;
        }
        entries ?? (entries = Reflect.ownKeys(def.shape).map((key) => [key, def.shape[key]]));
        const input = payload.value;
        let proms;
        for (const [key, schema] of entries) {
            const result = schema._zod.run({ value: input[key], issues: [] }, {});
            if (result instanceof Promise) {
                proms ?? (proms = []);
                proms.push(result.then((result) => handleCheckPropertyResult(result, payload, key)));
            }
            else {
                handleCheckPropertyResult(result, payload, key);
            }
        }
        if (proms)
            return Promise.all(proms).then(() => undefined);
        return undefined;
    };
})));
const $ZodCheckMimeType = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckMimeType", (inst, def) => {
    $ZodCheck.init(inst, def);
    const mimeSet = new Set(def.mime);
    inst._zod.check = (payload) => {
        if (mimeSet.has(payload.value.type))
            return;
        payload.issues.push({
            code: "invalid_value",
            values: def.mime,
            input: payload.value.type,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckOverwrite = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckOverwrite", (inst, def) => {
    $ZodCheck.init(inst, def);
    inst._zod.check = (payload) => {
        payload.value = def.tx(payload.value);
    };
})));

;// CONCATENATED MODULE: ../node_modules/zod/v4/core/regexes.js

/**
 * @deprecated CUID v1 is deprecated by its authors due to information leakage
 * (timestamps embedded in the id). Use {@link cuid2} instead.
 * See https://github.com/paralleldrive/cuid.
 */
const cuid = /^[cC][0-9a-z]{6,}$/;
const cuid2 = /^[0-9a-z]+$/;
const ulid = /^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$/;
const xid = /^[0-9a-vA-V]{20}$/;
const ksuid = /^[A-Za-z0-9]{27}$/;
const nanoid = /^[a-zA-Z0-9_-]{21}$/;
function nanoidOfLength(length) {
    return new RegExp(`^[a-zA-Z0-9_-]{${length}}$`);
}
/** ISO 8601-1 duration regex. Does not support the 8601-2 extensions like negative durations or fractional/negative components. */
const duration = /^P(?:(\d+W)|(?!.*W)(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?)$/;
/** Implements ISO 8601-2 extensions like explicit +- prefixes, mixing weeks with other units, and fractional/negative components. */
const extendedDuration = /^[-+]?P(?!$)(?:(?:[-+]?\d+Y)|(?:[-+]?\d+[.,]\d+Y$))?(?:(?:[-+]?\d+M)|(?:[-+]?\d+[.,]\d+M$))?(?:(?:[-+]?\d+W)|(?:[-+]?\d+[.,]\d+W$))?(?:(?:[-+]?\d+D)|(?:[-+]?\d+[.,]\d+D$))?(?:T(?=[\d+-])(?:(?:[-+]?\d+H)|(?:[-+]?\d+[.,]\d+H$))?(?:(?:[-+]?\d+M)|(?:[-+]?\d+[.,]\d+M$))?(?:[-+]?\d+(?:[.,]\d+)?S)?)??$/;
/** A regex for any UUID-like identifier: 8-4-4-4-12 hex pattern */
const guid = /^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$/;
/** Returns a regex for validating an RFC 9562/4122 UUID.
 *
 * @param version Optionally specify a version 1-8. If no version is specified, all versions are supported. */
const uuid = (version) => {
    if (!version)
        return /^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/;
    return new RegExp(`^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-${version}[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12})$`);
};
const uuid4 = /*@__PURE__*/ (/* unused pure expression or super */ null && (uuid(4)));
const uuid6 = /*@__PURE__*/ (/* unused pure expression or super */ null && (uuid(6)));
const uuid7 = /*@__PURE__*/ (/* unused pure expression or super */ null && (uuid(7)));
/** Practical email validation */
const email = /^(?:[A-Za-z0-9_'+\-]+\.)*[A-Za-z0-9_'+\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$/;
/** Equivalent to the HTML5 input[type=email] validation implemented by browsers. Source: https://developer.mozilla.org/en-US/docs/Web/HTML/Element/input/email */
const html5Email = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
/** The classic emailregex.com regex for RFC 5322-compliant emails */
const rfc5322Email = /^(([^<>()\[\]\\.,;:\s@"]+(\.[^<>()\[\]\\.,;:\s@"]+)*)|(".+"))@((\[[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}])|(([a-zA-Z\-0-9]+\.)+[a-zA-Z]{2,}))$/;
/** A loose regex that allows Unicode characters, enforces length limits, and that's about it. */
const unicodeEmail = /^[^\s@"]{1,64}@[^\s@]{1,255}$/u;
const idnEmail = (/* unused pure expression or super */ null && (unicodeEmail));
const browserEmail = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
// from https://thekevinscott.com/emojis-in-javascript/#writing-a-regular-expression
// Single character class, not an alternation: the two properties overlap (U+1F9B0-U+1F9B3), so `(A|B)+` backtracks exponentially on a failed match. The leading lookahead then demands one anchor — a pictograph, a regional indicator, or the enclosing keycap — because `\p{Emoji_Component}` on its own covers ASCII digits, `#`, `*`, ZWJ, variation selectors and skin tone modifiers, none of which is an emoji without a base.
const _emoji = (/* unused pure expression or super */ null && (`^(?=[\\s\\S]*[\\p{Extended_Pictographic}\\p{Regional_Indicator}\\u20E3])[\\p{Extended_Pictographic}\\p{Emoji_Component}]+$`));
function emoji() {
    return new RegExp(_emoji, "u");
}
const ipv4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])$/;
const ipv6 = /^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:))$/;
const mac = (delimiter) => {
    const escapedDelim = util.escapeRegex(delimiter ?? ":");
    return new RegExp(`^(?:[0-9A-F]{2}${escapedDelim}){5}[0-9A-F]{2}$|^(?:[0-9a-f]{2}${escapedDelim}){5}[0-9a-f]{2}$`);
};
const cidrv4 = /^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\/([0-9]|[1-2][0-9]|3[0-2])$/;
const cidrv6 = /^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:))\/(12[0-8]|1[01][0-9]|[1-9]?[0-9])$/;
// https://stackoverflow.com/questions/7860392/determine-if-string-is-in-base64-using-javascript
const base64 = /^$|^(?:[0-9a-zA-Z+/]{4})*(?:(?:[0-9a-zA-Z+/]{2}==)|(?:[0-9a-zA-Z+/]{3}=))?$/;
const base64url = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?$/;
// based on https://stackoverflow.com/questions/106179/regular-expression-to-match-dns-hostname-or-ip-address
// export const hostname: RegExp = /^([a-zA-Z0-9-]+\.)*[a-zA-Z0-9-]+$/;
const hostname = /^(?=.{1,253}\.?$)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[-0-9a-zA-Z]{0,61}[0-9a-zA-Z])?)*\.?$/;
const domain = /^(?=.{1,253}$)([a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,63}$/;
const httpProtocol = /^https?$/;
// https://blog.stevenlevithan.com/archives/validate-phone-number#r4-3 (regex sans spaces) E.164: leading digit must be 1-9; total digits (excluding '+') between 7-15
const e164 = /^\+[1-9]\d{6,14}$/;
// Credit card shape: 12–19 digits, optionally separated by single spaces or single hyphens. ISO/IEC 7812 caps the PAN at 19 digits; 12 is the shortest issued length (Maestro).
const creditCard = /^\d(?:[ -]?\d){11,18}$/;
// ISO 4217 alpha codes from the SIX list, regenerated by scripts/update-iso-4217.ts
const currencyCode = /^(?:AED|AFN|ALL|AMD|AOA|ARS|AUD|AWG|AZN|BAM|BBD|BDT|BHD|BIF|BMD|BND|BOB|BOV|BRL|BSD|BTN|BWP|BYN|BZD|CAD|CDF|CHE|CHF|CHW|CLF|CLP|CNY|COP|COU|CRC|CUP|CVE|CZK|DJF|DKK|DOP|DZD|EGP|ERN|ETB|EUR|FJD|FKP|GBP|GEL|GHS|GIP|GMD|GNF|GTQ|GYD|HKD|HNL|HTG|HUF|IDR|ILS|INR|IQD|IRR|ISK|JMD|JOD|JPY|KES|KGS|KHR|KMF|KPW|KRW|KWD|KYD|KZT|LAK|LBP|LKR|LRD|LSL|LYD|MAD|MDL|MGA|MKD|MMK|MNT|MOP|MRU|MUR|MVR|MWK|MXN|MXV|MYR|MZN|NAD|NGN|NIO|NOK|NPR|NZD|OMR|PAB|PEN|PGK|PHP|PKR|PLN|PYG|QAR|RON|RSD|RUB|RWF|SAR|SBD|SCR|SDG|SEK|SGD|SHP|SLE|SOS|SRD|SSP|STN|SVC|SYP|SZL|THB|TJS|TMT|TND|TOP|TRY|TTD|TWD|TZS|UAH|UGX|USD|USN|UYI|UYU|UYW|UZS|VED|VES|VND|VUV|WST|XAD|XAF|XAG|XAU|XBA|XBB|XBC|XBD|XCD|XCG|XDR|XOF|XPD|XPF|XPT|XSU|XTS|XUA|XXX|YER|ZAR|ZMW|ZWG)$/;
// iban electronic format: 2-letter country, check digits 02-98 (the only values `98 - remainder` can produce), 11-30 bban characters
const iban = /^[A-Z]{2}(?!00|01|99)\d{2}[A-Z0-9]{11,30}$/;
const dateSource = (/* unused pure expression or super */ null && (`(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))`));
/** Anchors a pattern source. The interpolation lives here rather than at the call site because
 * esbuild will not drop a `@__PURE__` call whose own argument interpolates a variable, but it
 * will drop `anchor(dateSource)`. Keeping it inline pinned `date` into every bundle. */
function regexes_anchor(source) {
    return new RegExp(`^${source}$`);
}
const date = /*@__PURE__*/ (/* unused pure expression or super */ null && (regexes_anchor(dateSource)));
function timeSource(args) {
    const hhmm = `(?:[01]\\d|2[0-3]):[0-5]\\d`;
    const regex = typeof args.precision === "number"
        ? args.precision === -1
            ? `${hhmm}`
            : args.precision === 0
                ? `${hhmm}:[0-5]\\d`
                : `${hhmm}:[0-5]\\d\\.\\d{${args.precision}}`
        : args.seconds
            ? `${hhmm}:[0-5]\\d(?:\\.\\d+)?`
            : `${hhmm}(?::[0-5]\\d(?:\\.\\d+)?)?`;
    return regex;
}
function time(args) {
    return new RegExp(`^${timeSource(args)}$`);
}
// Adapted from https://stackoverflow.com/a/3143231
function datetime(args) {
    const opts = ["Z"];
    // if (args.offset) opts.push(`([+-]\\d{2}:\\d{2})`);
    if (args.offset)
        opts.push(`([+-](?:[01]\\d|2[0-3]):[0-5]\\d)`);
    // RFC 3339 mandates seconds wherever the time carries a `Z` or an offset, so only the unqualified form `local` adds may omit them
    const qualified = `${timeSource({ precision: args.precision, seconds: true })}(?:${opts.join("|")})`;
    const timeRegex = args.local ? `${qualified}|${timeSource({ precision: args.precision })}` : qualified;
    return new RegExp(`^${dateSource}T(?:${timeRegex})$`);
}
// the unbounded form of `string()` as a literal, so every plain string shares one instance instead of building its own
const anyString = /^[\s\S]{0,}$/;
const string = (params) => {
    const regex = params ? `[\\s\\S]{${params?.minimum ?? 0},${params?.maximum ?? ""}}` : `[\\s\\S]*`;
    return new RegExp(`^${regex}$`);
};
const bigint = /^-?\d+n?$/;
const integer = /^-?\d+$/;
const number = /^-?\d+(?:\.\d+)?$/;
const regexes_boolean = /^(?:true|false)$/i;
const _null = /^null$/i;

const _undefined = /^undefined$/i;

// regex for string with no uppercase letters
const lowercase = /^[^A-Z]*$/;
// regex for string with no lowercase letters
const uppercase = /^[^a-z]*$/;
// regex for hexadecimal strings (any length)
const hex = /^[0-9a-fA-F]*$/;
// Hash regexes for different algorithms and encodings
// Helper function to create base64 regex with exact length and padding
function fixedBase64(bodyLength, padding) {
    return new RegExp(`^[A-Za-z0-9+/]{${bodyLength}}${padding}$`);
}
// Helper function to create base64url regex with exact length (no padding)
function fixedBase64url(length) {
    return new RegExp(`^[A-Za-z0-9_-]{${length}}$`);
}
// MD5 (16 bytes): base64 = 24 chars total (22 + "==")
const md5_hex = /^[0-9a-fA-F]{32}$/;
const md5_base64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64(22, "==")));
const md5_base64url = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64url(22)));
// SHA1 (20 bytes): base64 = 28 chars total (27 + "=")
const sha1_hex = /^[0-9a-fA-F]{40}$/;
const sha1_base64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64(27, "=")));
const sha1_base64url = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64url(27)));
// SHA256 (32 bytes): base64 = 44 chars total (43 + "=")
const sha256_hex = /^[0-9a-fA-F]{64}$/;
const sha256_base64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64(43, "=")));
const sha256_base64url = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64url(43)));
// SHA384 (48 bytes): base64 = 64 chars total (no padding)
const sha384_hex = /^[0-9a-fA-F]{96}$/;
const sha384_base64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64(64, "")));
const sha384_base64url = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64url(64)));
// SHA512 (64 bytes): base64 = 88 chars total (86 + "==")
const sha512_hex = /^[0-9a-fA-F]{128}$/;
const sha512_base64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64(86, "==")));
const sha512_base64url = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64url(86)));

;// CONCATENATED MODULE: ../node_modules/zod/v4/core/versions.js
const version = {
    major: 4,
    minor: 6,
    patch: 7,
};

;// CONCATENATED MODULE: ../node_modules/zod/v4/core/schemas.js







const $ZodType = /*@__PURE__*/ $constructor("$ZodType", (inst, def) => {
    var _a;
    inst ?? (inst = {});
    inst._zod.def = def; // set _def property
    inst._zod.bag = inst._zod.bag || {}; // initialize _bag object
    inst._zod.version = version;
    const defChecks = inst._zod.def.checks;
    // if inst is itself a checks.$ZodCheck, run it as a check
    const checks = inst._zod.traits.has("$ZodCheck")
        ? [inst, ...(defChecks ?? [])]
        : defChecks?.length
            ? [...defChecks]
            : [];
    for (const ch of checks) {
        for (const fn of ch._zod.onattach) {
            fn(inst);
        }
    }
    if (checks.length === 0) {
        // deferred initializer inst._zod.parse is not yet defined
        (_a = inst._zod).deferred ?? (_a.deferred = []);
        inst._zod.deferred?.push(() => {
            inst._zod.run = inst._zod.parse;
        });
    }
    else {
        const runChecks = (payload, checks, ctx) => {
            if (payload.memo)
                return payload;
            let isAborted = aborted(payload);
            let asyncResult;
            for (const ch of checks) {
                if (ch._zod.def.when) {
                    if (explicitlyAborted(payload))
                        continue;
                    const shouldRun = ch._zod.def.when(payload);
                    if (!shouldRun)
                        continue;
                }
                else if (isAborted) {
                    continue;
                }
                const currLen = payload.issues.length;
                const _ = ch._zod.check(payload);
                if (_ instanceof Promise && ctx?.async === false) {
                    throw new $ZodAsyncError();
                }
                if (asyncResult || _ instanceof Promise) {
                    asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
                        await _;
                        const nextLen = payload.issues.length;
                        if (nextLen === currLen)
                            return;
                        attachSchema(payload.issues, currLen, inst);
                        if (!isAborted)
                            isAborted = aborted(payload, currLen);
                    });
                }
                else {
                    const nextLen = payload.issues.length;
                    if (nextLen === currLen)
                        continue;
                    attachSchema(payload.issues, currLen, inst);
                    if (!isAborted)
                        isAborted = aborted(payload, currLen);
                }
            }
            if (asyncResult) {
                return asyncResult.then(() => {
                    return payload;
                });
            }
            return payload;
        };
        const handleCanaryResult = (canary, payload, ctx) => {
            // abort if the canary is aborted
            if (aborted(canary)) {
                canary.aborted = true;
                return canary;
            }
            // run checks first, then
            const checkResult = runChecks(payload, checks, ctx);
            if (checkResult instanceof Promise) {
                if (ctx.async === false)
                    throw new $ZodAsyncError();
                return checkResult.then((checkResult) => inst._zod.parse(checkResult, ctx));
            }
            return inst._zod.parse(checkResult, ctx);
        };
        inst._zod.run = (payload, ctx) => {
            if (ctx.skipChecks) {
                return inst._zod.parse(payload, ctx);
            }
            if (ctx.direction === "backward") {
                // run canary initial pass (no checks)
                const canary = inst._zod.parse({ value: payload.value, issues: [] }, { ...ctx, skipChecks: true });
                if (canary instanceof Promise) {
                    return canary.then((canary) => {
                        return handleCanaryResult(canary, payload, ctx);
                    });
                }
                return handleCanaryResult(canary, payload, ctx);
            }
            // forward
            const result = inst._zod.parse(payload, ctx);
            if (result instanceof Promise) {
                if (ctx.async === false)
                    throw new $ZodAsyncError();
                return result.then((result) => runChecks(result, checks, ctx));
            }
            return runChecks(result, checks, ctx);
        };
    }
}, {
    // Wrappers extend this by installing a richer factory over it; reading it eagerly would defeat the laziness.
    get "~standard"() {
        return hide(this, "~standard", standardProps(this));
    },
    set "~standard"(value) {
        own(this, "~standard", value);
    },
});
/** The Standard Schema surface for `inst`. Shared so wrappers can extend it without forcing it. */
// a Standard Schema result only reports issues, so a failure finalizes them straight off the raw payload: no ZodError, and no lazy result to read through
const toStandardResult = (r, ctx) => r.issues.length ? { issues: r.issues.map((iss) => finalizeIssue(iss, ctx, config())) } : { value: r.value };
async function validateAsync(inst, value) {
    const ctx = { async: true };
    return toStandardResult((await inst._zod.run({ value, issues: [] }, ctx)), ctx);
}
function standardProps(inst) {
    return {
        validate: (value) => {
            const ctx = { async: false };
            try {
                const r = inst._zod.run({ value, issues: [] }, ctx);
                if (!(r instanceof Promise))
                    return toStandardResult(r, ctx);
            }
            catch (_) { }
            // async function so a synchronously throwing check rejects instead of escaping validate
            return validateAsync(inst, value);
        },
        vendor: "zod",
        version: 1,
    };
}

const $ZodString = /*@__PURE__*/ $constructor("$ZodString", (inst, def) => {
    $ZodType.init(inst, def);
    // a format's own pattern, else unbounded; a template literal derives the check-aware form itself
    inst._zod.pattern = def.pattern ?? anyString;
    inst._zod.parse = (payload, _) => {
        if (def.coerce)
            try {
                payload.value = String(payload.value);
            }
            catch (_) { }
        if (typeof payload.value === "string")
            return payload;
        payload.issues.push({
            expected: "string",
            code: "invalid_type",
            input: payload.value,
            inst,
        });
        return payload;
    };
});
const $ZodStringFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodStringFormat", (inst, def) => {
    // check initialization must come first
    checks.$ZodCheckStringFormat.init(inst, def);
    $ZodString.init(inst, def);
})));
const $ZodGUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodGUID", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.guid);
    $ZodStringFormat.init(inst, def);
})));
const $ZodUUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodUUID", (inst, def) => {
    if (def.version) {
        const versionMap = {
            v1: 1,
            v2: 2,
            v3: 3,
            v4: 4,
            v5: 5,
            v6: 6,
            v7: 7,
            v8: 8,
        };
        const v = versionMap[def.version];
        if (v === undefined)
            throw new Error(`Invalid UUID version: "${def.version}"`);
        def.pattern ?? (def.pattern = regexes.uuid(v));
    }
    else
        def.pattern ?? (def.pattern = regexes.uuid());
    $ZodStringFormat.init(inst, def);
})));
const $ZodEmail = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodEmail", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.email);
    $ZodStringFormat.init(inst, def);
})));
/** The `://` guard rejected the input before the URL constructor saw it. */
const URL_BAD_FORMAT = 1;
/** The URL parser rejected the input. */
const URL_UNPARSEABLE = 2;
function canParseURL(input) {
    try {
        if (typeof URL !== "undefined" && typeof URL.canParse === "function")
            return URL.canParse(input);
        new URL(input);
        return true;
    }
    catch {
        return false;
    }
}
function validateURL(trimmed, def) {
    if (!("normalize" in def) && !("hostname" in def) && !("protocol" in def)) {
        return canParseURL(trimmed) || URL_UNPARSEABLE;
    }
    return parseURLObject(trimmed, def);
}
/** Parses a URL while preserving the non-normalizing HTTP guard. */
function parseURLObject(trimmed, def) {
    // When normalize is off, require :// for http/https URLs. This prevents strings like "http:example.com" or "https:/path" from being silently accepted
    if (!def.normalize && def.protocol?.source === regexes.httpProtocol.source && !/^https?:\/\//i.test(trimmed)) {
        return URL_BAD_FORMAT;
    }
    try {
        if (typeof URL !== "undefined") {
            const URLStatic = URL;
            if (typeof URLStatic.parse === "function")
                return URLStatic.parse(trimmed) ?? URL_UNPARSEABLE;
        }
        // @ts-ignore
        return new URL(trimmed);
    }
    catch {
        return URL_UNPARSEABLE;
    }
}
const asciiTabOrNewline = /[\t\n\r]/g;
/** The URL parser deletes every ASCII tab, LF and CR from its input before it parses, so `new URL("https://exa\nmple.com")` reports on `example.com`. Applying the same deletion to the returned value closes the half of that divergence which can move the host; the parser's other rewrite, stripping C0 controls at the edges, cannot. */
function stripTabAndNewline(value) {
    return value.replace(asciiTabOrNewline, "");
}
function urlHostnameOk(url, hostname) {
    hostname.lastIndex = 0;
    return hostname.test(url.hostname);
}
function urlProtocolOk(url, protocol) {
    protocol.lastIndex = 0;
    return protocol.test(url.protocol.endsWith(":") ? url.protocol.slice(0, -1) : url.protocol);
}
const $ZodURL = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodURL", (inst, def) => {
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        try {
            // Trim whitespace from input
            const trimmed = payload.value.trim();
            const url = validateURL(trimmed, def);
            if (url === URL_BAD_FORMAT) {
                payload.issues.push({
                    code: "invalid_format",
                    format: "url",
                    note: "Invalid URL format",
                    input: payload.value,
                    inst,
                    continue: !def.abort,
                });
                return;
            }
            if (url === URL_UNPARSEABLE) {
                payload.issues.push({
                    code: "invalid_format",
                    format: "url",
                    input: payload.value,
                    inst,
                    continue: !def.abort,
                });
                return;
            }
            if (url === true) {
                payload.value = stripTabAndNewline(trimmed);
                return;
            }
            if (def.hostname && !urlHostnameOk(url, def.hostname)) {
                payload.issues.push({
                    code: "invalid_format",
                    format: "url",
                    note: "Invalid hostname",
                    pattern: def.hostname.source,
                    input: payload.value,
                    inst,
                    continue: !def.abort,
                });
            }
            if (def.protocol && !urlProtocolOk(url, def.protocol)) {
                payload.issues.push({
                    code: "invalid_format",
                    format: "url",
                    note: "Invalid protocol",
                    pattern: def.protocol.source,
                    input: payload.value,
                    inst,
                    continue: !def.abort,
                });
            }
            // Set the output value based on normalize flag
            payload.value = def.normalize ? url.href : stripTabAndNewline(trimmed);
            return;
        }
        catch (_) {
            payload.issues.push({
                code: "invalid_format",
                format: "url",
                input: payload.value,
                inst,
                continue: !def.abort,
            });
        }
    };
})));
const $ZodEmoji = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodEmoji", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.emoji());
    $ZodStringFormat.init(inst, def);
})));
const $ZodNanoID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNanoID", (inst, def) => {
    if (def.length !== undefined && (!Number.isInteger(def.length) || def.length < 1))
        throw new Error(`Invalid nanoid length: ${def.length}`);
    def.pattern ?? (def.pattern = def.length === undefined ? regexes.nanoid : regexes.nanoidOfLength(def.length));
    $ZodStringFormat.init(inst, def);
})));
/**
 * @deprecated CUID v1 is deprecated by its authors due to information leakage
 * (timestamps embedded in the id). Use {@link $ZodCUID2} instead.
 * See https://github.com/paralleldrive/cuid.
 */
const $ZodCUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCUID", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.cuid);
    $ZodStringFormat.init(inst, def);
})));
const $ZodCUID2 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCUID2", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.cuid2);
    $ZodStringFormat.init(inst, def);
})));
const $ZodULID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodULID", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.ulid);
    $ZodStringFormat.init(inst, def);
})));
const $ZodXID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodXID", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.xid);
    $ZodStringFormat.init(inst, def);
})));
const $ZodKSUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodKSUID", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.ksuid);
    $ZodStringFormat.init(inst, def);
})));
const $ZodISODateTime = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodISODateTime", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.datetime(def));
    $ZodStringFormat.init(inst, def);
})));
const $ZodISODate = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodISODate", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.date);
    $ZodStringFormat.init(inst, def);
})));
const $ZodISOTime = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodISOTime", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.time(def));
    $ZodStringFormat.init(inst, def);
})));
const $ZodISODuration = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodISODuration", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.duration);
    $ZodStringFormat.init(inst, def);
})));
const $ZodIPv4 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodIPv4", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.ipv4);
    $ZodStringFormat.init(inst, def);
})));
/** An IPv6 address is written with hex digits, colons and dots, and nothing else. The guard is what makes the check below an IPv6 check: `new URL("http://[...]")` parses an authority, not an address, so `@` and `\` re-delimit it and `"::@1\\"` validates against the host `0.0.0.1`. The URL parser also deletes ASCII tab, LF and CR rather than failing, which is how `"::1\n"` validated as `::1`. */
const ipv6Alphabet = /^[0-9a-fA-F:.]+$/;
function isValidIPv6(value) {
    if (!ipv6Alphabet.test(value))
        return false;
    return canParseURL(`http://[${value}]`);
}
const $ZodIPv6 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodIPv6", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.ipv6);
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (!isValidIPv6(payload.value)) {
            payload.issues.push({
                code: "invalid_format",
                format: "ipv6",
                input: payload.value,
                inst,
                continue: !def.abort,
            });
        }
    };
})));
const $ZodMAC = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodMAC", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.mac(def.delimiter));
    $ZodStringFormat.init(inst, def);
})));
const $ZodCIDRv4 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCIDRv4", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.cidrv4);
    $ZodStringFormat.init(inst, def);
})));
function isValidCIDRv6(value) {
    const parts = value.split("/");
    if (parts.length !== 2)
        return false;
    const [address, prefix] = parts;
    if (!prefix)
        return false;
    const prefixNum = Number(prefix);
    if (`${prefixNum}` !== prefix)
        return false;
    if (prefixNum < 0 || prefixNum > 128)
        return false;
    return isValidIPv6(address);
}
const $ZodCIDRv6 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCIDRv6", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.cidrv6); // not used for validation
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (!isValidCIDRv6(payload.value)) {
            payload.issues.push({
                code: "invalid_format",
                format: "cidrv6",
                input: payload.value,
                inst,
                continue: !def.abort,
            });
        }
    };
})));
//////////////////////////////   ZodBase64   //////////////////////////////
function isValidBase64(data) {
    if (data === "")
        return true;
    // atob ignores whitespace, so reject it up front.
    if (/\s/.test(data))
        return false;
    if (data.length % 4 !== 0)
        return false;
    try {
        // @ts-ignore
        atob(data);
        return true;
    }
    catch {
        return false;
    }
}
// lax on purpose: the quantified regexes.base64 overflows the regex stack on multi-MB input and its leading ^$| alternation leaks through template-literal composition; isValidBase64 enforces length and padding
const base64Charset = /^[0-9a-zA-Z+/]*={0,2}$/;
const $ZodBase64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodBase64", (inst, def) => {
    def.pattern ?? (def.pattern = base64Charset);
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (isValidBase64(payload.value))
            return;
        payload.issues.push({
            code: "invalid_format",
            format: "base64",
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
//////////////////////////////   ZodBase64URL   //////////////////////////////
// lax on purpose: the quantified regexes.base64url overflows the regex stack on multi-MB input; isValidBase64 enforces length on the padded string
const base64urlCharset = /^[A-Za-z0-9_-]*$/;
function isValidBase64URL(data) {
    if (!base64urlCharset.test(data))
        return false;
    const base64 = data.replace(/[-_]/g, (c) => (c === "-" ? "+" : "/"));
    const padded = base64.padEnd(Math.ceil(base64.length / 4) * 4, "=");
    return isValidBase64(padded);
}
const $ZodBase64URL = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodBase64URL", (inst, def) => {
    def.pattern ?? (def.pattern = base64urlCharset);
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (isValidBase64URL(payload.value))
            return;
        payload.issues.push({
            code: "invalid_format",
            format: "base64url",
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodE164 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodE164", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.e164);
    $ZodStringFormat.init(inst, def);
})));
//////////////////////////////   ZodCreditCard   //////////////////////////////
const CC_SANITIZE = /[- ]/g;
/** Luhn checksum on a digit-only string. Adapted from valibot (MIT). */
function isLuhnAlgo(digits) {
    let length = digits.length;
    let bit = 1;
    let sum = 0;
    while (length) {
        const value = digits.charCodeAt(--length) - 48;
        bit ^= 1;
        sum += bit ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][value] : value;
    }
    return sum % 10 === 0;
}
function isValidCreditCard(input) {
    if (!regexes.creditCard.test(input))
        return false;
    return isLuhnAlgo(input.replace(CC_SANITIZE, ""));
}
const $ZodCreditCard = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCreditCard", (inst, def) => {
    // Shape only — the Luhn check below is not expressible as a pattern, so consumers of `pattern` (JSON Schema, template literals) get the length and separator rules alone.
    def.pattern ?? (def.pattern = regexes.creditCard);
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (isValidCreditCard(payload.value))
            return;
        payload.issues.push({
            code: "invalid_format",
            format: "credit_card",
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
//////////////////////////////   ZodIBAN   //////////////////////////////
// iso 7064 mod 97-10 checksum without BigInt
function isIso7064Mod97(iban) {
    let remainder = 0;
    const len = iban.length;
    for (let i = 4; i < len; i++) {
        const code = iban.charCodeAt(i);
        remainder = (code >= 65 ? remainder * 100 + (code - 55) : remainder * 10 + (code - 48)) % 97;
    }
    for (let i = 0; i < 4; i++) {
        const code = iban.charCodeAt(i);
        remainder = (code >= 65 ? remainder * 100 + (code - 55) : remainder * 10 + (code - 48)) % 97;
    }
    return remainder === 1;
}
function isValidIBAN(input) {
    if (!regexes.iban.test(input))
        return false;
    return isIso7064Mod97(input);
}
const $ZodIBAN = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodIBAN", (inst, def) => {
    // shape only — checksum is not expressible as a pattern
    def.pattern ?? (def.pattern = regexes.iban);
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (isValidIBAN(payload.value))
            return;
        payload.issues.push({
            code: "invalid_format",
            format: "iban",
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
//////////////////////////////   ZodJWT   //////////////////////////////
function isValidJWT(token, algorithm = null) {
    try {
        const tokensParts = token.split(".");
        if (tokensParts.length !== 3)
            return false;
        const [header] = tokensParts;
        if (!header)
            return false;
        // @ts-ignore
        const parsedHeader = JSON.parse(atob(header));
        if ("typ" in parsedHeader && parsedHeader?.typ !== "JWT")
            return false;
        if (!parsedHeader.alg)
            return false;
        if (algorithm && (!("alg" in parsedHeader) || parsedHeader.alg !== algorithm))
            return false;
        return true;
    }
    catch {
        return false;
    }
}
const $ZodJWT = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodJWT", (inst, def) => {
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (isValidJWT(payload.value, def.alg))
            return;
        payload.issues.push({
            code: "invalid_format",
            format: "jwt",
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCustomStringFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCustomStringFormat", (inst, def) => {
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (def.fn(payload.value))
            return;
        payload.issues.push({
            code: "invalid_format",
            format: def.format,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodNumber = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNumber", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.pattern = regexes.number;
    inst._zod.parse = (payload, _ctx) => {
        if (def.coerce)
            try {
                payload.value = Number(payload.value);
            }
            catch (_) { }
        const input = payload.value;
        if (typeof input === "number" && !Number.isNaN(input) && Number.isFinite(input)) {
            return payload;
        }
        const received = typeof input === "number"
            ? Number.isNaN(input)
                ? "NaN"
                : !Number.isFinite(input)
                    ? String(input)
                    : undefined
            : undefined;
        payload.issues.push({
            expected: "number",
            code: "invalid_type",
            input,
            inst,
            ...(received ? { received } : {}),
        });
        return payload;
    };
})));
const $ZodNumberFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNumberFormat", (inst, def) => {
    checks.$ZodCheckNumberFormat.init(inst, def);
    $ZodNumber.init(inst, def); // no format checks
})));
const $ZodBoolean = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodBoolean", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.pattern = regexes.boolean;
    inst._zod.parse = (payload, _ctx) => {
        if (def.coerce)
            try {
                payload.value = Boolean(payload.value);
            }
            catch (_) { }
        const input = payload.value;
        if (typeof input === "boolean")
            return payload;
        payload.issues.push({
            expected: "boolean",
            code: "invalid_type",
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodBigInt = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodBigInt", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.pattern = regexes.bigint;
    inst._zod.parse = (payload, _ctx) => {
        if (def.coerce)
            try {
                payload.value = BigInt(payload.value);
            }
            catch (_) { }
        if (typeof payload.value === "bigint")
            return payload;
        payload.issues.push({
            expected: "bigint",
            code: "invalid_type",
            input: payload.value,
            inst,
        });
        return payload;
    };
})));
const $ZodBigIntFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodBigIntFormat", (inst, def) => {
    checks.$ZodCheckBigIntFormat.init(inst, def);
    $ZodBigInt.init(inst, def); // no format checks
})));
const $ZodSymbol = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodSymbol", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        if (typeof input === "symbol")
            return payload;
        payload.issues.push({
            expected: "symbol",
            code: "invalid_type",
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodUndefined = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodUndefined", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.pattern = regexes.undefined;
    inst._zod.values = new Set([undefined]);
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        if (typeof input === "undefined")
            return payload;
        payload.issues.push({
            expected: "undefined",
            code: "invalid_type",
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodNull = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNull", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.pattern = regexes.null;
    inst._zod.values = new Set([null]);
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        if (input === null)
            return payload;
        payload.issues.push({
            expected: "null",
            code: "invalid_type",
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodAny = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodAny", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload) => payload;
})));
const $ZodUnknown = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodUnknown", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload) => payload;
})));
const $ZodNever = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNever", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _ctx) => {
        payload.issues.push({
            expected: "never",
            code: "invalid_type",
            input: payload.value,
            inst,
        });
        return payload;
    };
})));
const $ZodVoid = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodVoid", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        if (typeof input === "undefined")
            return payload;
        payload.issues.push({
            expected: "void",
            code: "invalid_type",
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodDate = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodDate", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _ctx) => {
        if (def.coerce) {
            try {
                payload.value = new Date(payload.value);
            }
            catch (_err) { }
        }
        const input = payload.value;
        const isDate = input instanceof Date;
        const isValidDate = isDate && !Number.isNaN(input.getTime());
        if (isValidDate)
            return payload;
        payload.issues.push({
            expected: "date",
            code: "invalid_type",
            input,
            ...(isDate ? { received: "Invalid Date" } : {}),
            inst,
        });
        return payload;
    };
})));
// an oversized container fails its leading size checks before any element is parsed
function capSize(inst, size) {
    const caps = util.sizeCaps(inst._zod.def.checks);
    if (!caps.length)
        return;
    const cap = Math.min(...caps.map((c) => c[0]));
    const parse = inst._zod.parse;
    inst._zod.parse = (payload, ctx) => {
        const n = size(payload.value);
        if (n > cap && !ctx?.skipChecks && ctx?.direction !== "backward") {
            for (const [max, ch] of util.sizeCaps(inst._zod.def.checks)) {
                if (n > max && ch._zod.def.when(payload)) {
                    const start = payload.issues.length;
                    ch._zod.check(payload);
                    // the value is still the raw input, so no later check may read it
                    payload.issues[start].continue = false;
                    util.attachSchema(payload.issues, start, inst);
                    return payload;
                }
            }
        }
        return parse(payload, ctx);
    };
}
const arraySize = (input) => (Array.isArray(input) ? input.length : -1);
const mapSize = (input) => (input instanceof Map ? input.size : -1);
const setSize = (input) => (input instanceof Set ? input.size : -1);
function handleArrayResult(result, final, index) {
    if (result.issues.length) {
        final.issues.push(...util.prefixIssues(index, result.issues));
    }
    final.value[index] = result.value;
}
const $ZodArray = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodArray", (inst, def) => {
    $ZodType.init(inst, def);
    const memo = core.globalConfig.memoizer;
    memo?.attach(inst);
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        if (!Array.isArray(input)) {
            payload.issues.push({
                expected: "array",
                code: "invalid_type",
                input,
                inst,
            });
            return payload;
        }
        payload.value = memo ? memo.alloc(inst, payload, Array(input.length), ctx) : Array(input.length);
        const proms = [];
        const abortEarly = ctx?.abortEarly;
        for (let i = 0; i < input.length; i++) {
            const item = input[i];
            const result = def.element._zod.run({
                value: item,
                issues: [],
            }, ctx);
            if (result instanceof Promise) {
                proms.push(result.then((result) => handleArrayResult(result, payload, i)));
            }
            else {
                handleArrayResult(result, payload, i);
                // the element's payload is authoritative here, since handleArrayResult forwards every issue; an object's is not, because it drops a failed absent optional
                if (abortEarly && result.issues.length !== 0 && util.aborted(result))
                    break;
            }
        }
        if (proms.length) {
            return Promise.all(proms).then(() => payload);
        }
        return payload; //handleArrayResultsAsync(parseResults, final);
    };
    capSize(inst, arraySize);
})));
function handlePropertyResult(result, final, key, input, optin, optout) {
    const isPresent = key in input;
    const isOptionalOut = optout === "optional";
    // The middle rung means "absence permitted, nothing supplied in its place", so an absent key contributes nothing — whatever the schema made of `undefined` is invented, not substituted. Only `optional` reaches this with a value: `defaulted` substitutes, and a schema that isn't optional-out has to keep the key.
    if (!isPresent && isOptionalOut && optin === "optional") {
        return;
    }
    if (result.issues.length) {
        // For optional-in/out schemas, ignore errors on absent keys.
        if (optin !== undefined && isOptionalOut && !isPresent) {
            return;
        }
        final.issues.push(...prefixIssues(key, result.issues));
    }
    if (!isPresent && optin === undefined) {
        if (!result.issues.length) {
            final.issues.push({
                code: "invalid_type",
                expected: "nonoptional",
                input: undefined,
                path: [key],
            });
        }
        return;
    }
    if (result.value === undefined) {
        if (isPresent || (optin === "defaulted" && !isOptionalOut)) {
            final.value[key] = undefined;
        }
    }
    else {
        final.value[key] = result.value;
    }
}
// one shared instance; a fresh [] per schema cost 56 bytes retained
const NO_SYMBOL_KEYS = [];
function normalizeDef(def) {
    const keys = Object.keys(def.shape);
    const ownSymbols = Object.getOwnPropertySymbols(def.shape);
    const symbolKeys = ownSymbols.length ? ownSymbols : NO_SYMBOL_KEYS;
    // aliases `keys` when there are no symbols, so a string-only shape keeps one array
    const allKeys = symbolKeys.length ? [...keys, ...symbolKeys] : keys;
    for (const k of allKeys) {
        if (!def.shape?.[k]?._zod?.traits?.has("$ZodType")) {
            throw new Error(`Invalid element at key "${String(k)}": expected a Zod schema`);
        }
    }
    const okeys = optionalKeys(def.shape);
    return {
        ...def,
        allKeys,
        symbolKeys,
        // string-only: handleCatchall matches it against `for...in`, which never yields a symbol
        keySet: new Set(keys),
        numKeys: keys.length,
        optionalKeys: new Set(okeys),
    };
}
function handleCatchall(proms, input, payload, ctx, def, inst, abortEarly) {
    const unrecognized = [];
    const keySet = def.keySet;
    const _catchall = def.catchall._zod;
    const t = _catchall.def.type;
    const optin = _catchall.optin;
    const optout = _catchall.optout;
    // starts at 0, not the current length: the shape phase already ran and may have aborted
    let seen = 0;
    for (const key in input) {
        if (abortEarly && payload.issues.length !== seen) {
            if (aborted(payload, seen))
                break;
            seen = payload.issues.length;
        }
        // Must precede the __proto__ branch: a declared key is not unrecognized, even though the shape loop deliberately strips __proto__ from the parsed output.
        if (keySet.has(key))
            continue;
        // Don't copy an undeclared __proto__ into the result; assignment to a plain {} would replace the result prototype. But in strict mode it is still an unknown key, so report it before skipping.
        if (key === "__proto__") {
            if (t === "never")
                unrecognized.push(key);
            continue;
        }
        if (t === "never") {
            unrecognized.push(key);
            continue;
        }
        const r = _catchall.run({ value: input[key], issues: [] }, ctx);
        if (r instanceof Promise) {
            proms.push(r.then((r) => handlePropertyResult(r, payload, key, input, optin, optout)));
        }
        else {
            handlePropertyResult(r, payload, key, input, optin, optout);
        }
    }
    if (unrecognized.length) {
        payload.issues.push({
            code: "unrecognized_keys",
            keys: unrecognized,
            input,
            inst,
            // Describes the shape of the input, not the validity of the parsed value, so it never aborts. The parse still fails; the schema's own checks just get to run first, and an enclosing intersection can reconcile the key against a sibling operand.
            continue: true,
        });
    }
    if (!proms.length)
        return payload;
    return Promise.all(proms).then(() => {
        return payload;
    });
}
const $ZodObject = /*@__PURE__*/ $constructor("$ZodObject", (inst, def) => {
    // requires cast because technically $ZodObject doesn't extend
    $ZodType.init(inst, def);
    const desc = Object.getOwnPropertyDescriptor(def, "shape");
    // a cloned def carries its source's accessor, which knows the shape it answers from; adopting that keeps the clone's keys readable without running it
    const sh = desc?.get ? desc.get.raw : (def.shape ?? {});
    if (sh) {
        // Freezes the shape on first read, so its getters resolve once and every later read sees the same schemas.
        const get = () => {
            const newSh = { ...sh };
            Object.defineProperty(def, "shape", { value: newSh });
            get.raw = newSh;
            return newSh;
        };
        get.raw = sh;
        Object.defineProperty(def, "shape", { get });
    }
    const _normalized = cached(() => normalizeDef(def));
    defineLazyInternal(inst, "propValues", (zod) => {
        const shape = zod.def.shape;
        const propValues = {};
        for (const key in shape) {
            const field = shape[key]._zod;
            if (field.values) {
                if (!Object.prototype.hasOwnProperty.call(propValues, key)) {
                    assignProp(propValues, key, new Set());
                }
                for (const v of field.values)
                    propValues[key].add(v);
                // An omittable slot reads back as undefined at a discriminator lookup, so it has to claim undefined: two options that can both omit the key are not discriminable on it.
                if (field.optin !== undefined)
                    propValues[key].add(undefined);
            }
        }
        return propValues;
    });
    const isObject = util_isObject;
    const catchall = def.catchall;
    let value;
    const memo = core_globalConfig.memoizer;
    memo?.attach(inst);
    inst._zod.parse = (payload, ctx) => {
        value ?? (value = _normalized.value);
        const input = payload.value;
        if (!isObject(input)) {
            payload.issues.push({
                expected: "object",
                code: "invalid_type",
                input,
                inst,
            });
            return payload;
        }
        payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
        const proms = [];
        const shape = value.shape;
        const abortEarly = ctx?.abortEarly;
        let seen = payload.issues.length;
        for (const key of value.allKeys) {
            if (abortEarly && payload.issues.length !== seen) {
                if (aborted(payload, seen))
                    break;
                seen = payload.issues.length;
            }
            if (key === "__proto__")
                continue;
            const el = shape[key];
            const optin = el._zod.optin;
            const optout = el._zod.optout;
            const r = el._zod.run({ value: input[key], issues: [] }, ctx);
            if (r instanceof Promise) {
                proms.push(r.then((r) => handlePropertyResult(r, payload, key, input, optin, optout)));
            }
            else {
                handlePropertyResult(r, payload, key, input, optin, optout);
            }
        }
        if (!catchall) {
            return proms.length ? Promise.all(proms).then(() => payload) : payload;
        }
        return handleCatchall(proms, input, payload, ctx, _normalized.value, inst, abortEarly === true);
    };
});
const $ZodObjectJIT = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodObjectJIT", (inst, def) => {
    // requires cast because technically $ZodObject doesn't extend
    $ZodObject.init(inst, def);
    const superParse = inst._zod.parse;
    const _normalized = util.cached(() => normalizeDef(def));
    const memo = core.globalConfig.memoizer;
    const generateFastpass = (shape) => {
        const normalized = _normalized.value;
        const syms = normalized.symbolKeys;
        // a symbol has no source literal, so it is read as `syms[i]` off the closed-over scope
        const doc = new Doc(["payload", "ctx"], { shape, inst, memo, syms });
        const parseStr = (k) => `shape[${k}]._zod.run({ value: input[${k}], issues: [] }, ctx)`;
        // prefixes in place, like util.prefixIssues. newResult must land before the early return: a catchall runs after this and would otherwise write onto the caller's input
        const prefixStr = (id, k) => `
          let ${id}_ab = false;
          for (let i = 0; i < ${id}.issues.length; i++) {
            const iss = ${id}.issues[i];
            iss.path = iss.path ? [${k}, ...iss.path] : [${k}];
            payload.issues.push(iss);
            if (iss.continue !== true) ${id}_ab = true;
          }
          if (${id}_ab && ctx && ctx.abortEarly) {
            payload.value = newResult;
            return payload;
          }`;
        doc.write(`const input = payload.value;`);
        const ids = Object.create(null);
        let counter = 0;
        for (const key of normalized.allKeys) {
            ids[key] = `key_${counter++}`;
        }
        // A: preserve key order {
        doc.write(memo ? `const newResult = memo.alloc(inst, payload, {}, ctx);` : `const newResult = {};`);
        for (const key of normalized.allKeys) {
            if (key === "__proto__")
                continue;
            const id = ids[key];
            const k = typeof key === "symbol" ? `syms[${syms.indexOf(key)}]` : util.esc(key);
            const isPresent = `${k} in input`;
            const schema = shape[key];
            const optin = schema?._zod?.optin;
            const isOptionalIn = optin !== undefined;
            const isOptionalOut = schema?._zod?.optout === "optional";
            doc.write(`const ${id} = ${parseStr(k)};`);
            if (isOptionalIn && isOptionalOut) {
                // For optional-in/out schemas, ignore errors on absent keys — and, like the interpreted path, drop the value produced alongside them. The middle rung goes further: it permits absence without supplying anything in its place, so an absent key contributes nothing at all.
                const assign = optin === "optional" ? `${id}_present` : `${id}.value !== undefined || ${id}_present`;
                doc.write(`
        const ${id}_present = ${isPresent};
        if (!${id}.issues.length || ${id}_present) {
          if (${id}.issues.length) {${prefixStr(id, k)}
          }

          if (${assign}) {
            newResult[${k}] = ${id}.value;
          }
        }

      `);
            }
            else if (!isOptionalIn) {
                doc.write(`
        const ${id}_present = ${isPresent};
        if (${id}.issues.length) {${prefixStr(id, k)}
        }
        if (!${id}_present && !${id}.issues.length) {
          payload.issues.push({
            code: "invalid_type",
            expected: "nonoptional",
            input: undefined,
            path: [${k}]
          });
          if (ctx && ctx.abortEarly) {
            payload.value = newResult;
            return payload;
          }
        }

        if (${id}_present) {
          newResult[${k}] = ${id}.value;
        }

      `);
            }
            else {
                doc.write(`
        if (${id}.issues.length) {${prefixStr(id, k)}
        }
      `);
                if (optin === "defaulted") {
                    doc.write(`newResult[${k}] = ${id}.value;`);
                }
                else {
                    doc.write(`
        if (${id}.value !== undefined || ${isPresent}) {
          newResult[${k}] = ${id}.value;
        }
      `);
                }
            }
        }
        doc.write(`payload.value = newResult;`);
        doc.write(`return payload;`);
        // closing `shape` in is what pays: turbofan specializes the parser against that one shape object, so every `shape[k]._zod.run` folds to a known callee. as a parameter it stays a generic load and measures 13% slower even with the forwarding frame gone
        return doc.compile();
    };
    let fastpass;
    const isObject = util.isObject;
    const jit = !core.globalConfig.jitless;
    const allowsEval = util.allowsEval;
    const fastEnabled = jit && allowsEval.value; // && !def.catchall;
    const catchall = def.catchall;
    let value;
    inst._zod.parse = (payload, ctx) => {
        value ?? (value = _normalized.value);
        const input = payload.value;
        if (!isObject(input)) {
            payload.issues.push({
                expected: "object",
                code: "invalid_type",
                input,
                inst,
            });
            return payload;
        }
        if (jit && fastEnabled && ctx?.async === false && ctx.jitless !== true) {
            // always synchronous
            if (!fastpass)
                fastpass = generateFastpass(def.shape);
            payload = fastpass(payload, ctx);
            if (!catchall)
                return payload;
            return handleCatchall([], input, payload, ctx, value, inst, ctx?.abortEarly === true);
        }
        return superParse(payload, ctx);
    };
})));
function handleUnionResults(results, final, inst, ctx) {
    for (const result of results) {
        if (result.issues.length === 0) {
            final.value = result.value;
            return final;
        }
    }
    const nonaborted = results.filter((r) => !util.aborted(r));
    if (nonaborted.length === 1) {
        final.value = nonaborted[0].value;
        return nonaborted[0];
    }
    final.issues.push({
        code: "invalid_union",
        input: final.value,
        inst,
        errors: results.map((result) => result.issues.map((iss) => util.finalizeIssue(iss, ctx, core.config()))),
    });
    return final;
}
const $ZodUnion = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodUnion", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "optin", (zod) => zod.def.options.some((o) => o._zod.optin === "defaulted")
        ? "defaulted"
        : zod.def.options.some((o) => o._zod.optin !== undefined)
            ? "optional"
            : undefined);
    util.defineLazyInternal(inst, "optout", (zod) => zod.def.options.some((o) => o._zod.optout === "optional") ? "optional" : undefined);
    util.defineLazyInternal(inst, "values", (zod) => {
        if (zod.def.options.every((o) => o._zod.values)) {
            return new Set(zod.def.options.flatMap((option) => Array.from(option._zod.values)));
        }
        return undefined;
    });
    util.defineLazyInternal(inst, "pattern", (zod) => {
        if (zod.def.options.every((o) => o._zod.pattern)) {
            const patterns = zod.def.options.map((o) => o._zod.pattern);
            return new RegExp(`^(${patterns.map((p) => util.cleanRegex(p.source)).join("|")})$`);
        }
        return undefined;
    });
    const first = def.options.length === 1 ? def.options[0]._zod.run : null;
    inst._zod.parse = (payload, ctx) => {
        if (first) {
            return first(payload, ctx);
        }
        let async = false;
        const results = [];
        for (const option of def.options) {
            const result = option._zod.run({
                value: payload.value,
                issues: [],
            }, ctx);
            if (result instanceof Promise) {
                results.push(result);
                async = true;
            }
            else {
                if (result.issues.length === 0)
                    return result;
                results.push(result);
            }
        }
        if (!async)
            return handleUnionResults(results, payload, inst, ctx);
        return Promise.all(results).then((results) => {
            return handleUnionResults(results, payload, inst, ctx);
        });
    };
})));
function handleExclusiveUnionResults(results, final, inst, ctx) {
    const matches = [];
    for (let i = 0; i < results.length; i++) {
        if (results[i].issues.length === 0)
            matches.push(i);
    }
    if (matches.length === 1) {
        final.value = results[matches[0]].value;
        return final;
    }
    if (matches.length === 0) {
        // No matches - same as regular union
        final.issues.push({
            code: "invalid_union",
            input: final.value,
            inst,
            errors: results.map((result) => result.issues.map((iss) => util.finalizeIssue(iss, ctx, core.config()))),
        });
    }
    else {
        // Multiple matches - exclusive union failure
        final.issues.push({
            code: "invalid_union",
            input: final.value,
            inst,
            errors: [],
            inclusive: false,
            matches,
        });
    }
    return final;
}
const $ZodXor = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodXor", (inst, def) => {
    $ZodUnion.init(inst, def);
    def.inclusive = false;
    const first = def.options.length === 1 ? def.options[0]._zod.run : null;
    inst._zod.parse = (payload, ctx) => {
        if (first) {
            return first(payload, ctx);
        }
        let async = false;
        const results = [];
        for (const option of def.options) {
            const result = option._zod.run({
                value: payload.value,
                issues: [],
            }, ctx);
            if (result instanceof Promise) {
                results.push(result);
                async = true;
            }
            else {
                results.push(result);
            }
        }
        if (!async)
            return handleExclusiveUnionResults(results, payload, inst, ctx);
        return Promise.all(results).then((results) => {
            return handleExclusiveUnionResults(results, payload, inst, ctx);
        });
    };
})));
/** Returns the option whose discriminator claims `value`, or throws if ambiguous. */
function getDiscriminatedOption(union, value) {
    const internals = union._zod;
    let map = internals.bag.optionsMap;
    if (!map) {
        map = discriminatorMap(internals.def);
        internals.bag.optionsMap = map;
    }
    const option = map.get(value);
    if (option === null)
        throw new Error(`Ambiguous discriminator value "${String(value)}"`);
    return option;
}
function discriminatorMap(def) {
    const map = new Map();
    for (const option of def.options) {
        const values = option._zod.propValues?.[def.discriminator];
        if (!values || values.size === 0)
            throw new Error(`Invalid discriminated union option at index "${def.options.indexOf(option)}"`);
        for (const value of values) {
            if (map.has(value)) {
                if (value !== undefined)
                    throw new Error(`Duplicate discriminator value "${String(value)}"`);
                // keep the collision marked so a later member cannot reclaim it
                map.set(value, null);
            }
            else {
                map.set(value, option);
            }
        }
    }
    return map;
}
const $ZodDiscriminatedUnion = 
/*@__PURE__*/
(/* unused pure expression or super */ null && (core.$constructor("$ZodDiscriminatedUnion", (inst, def) => {
    def.inclusive = false;
    $ZodUnion.init(inst, def);
    const _super = inst._zod.parse;
    util.defineLazyInternal(inst, "propValues", (zod) => {
        const propValues = {};
        let undefinedCount = 0;
        for (const option of zod.def.options) {
            const pv = option._zod.propValues;
            if (!pv || Object.keys(pv).length === 0)
                throw new Error(`Invalid discriminated union option at index "${zod.def.options.indexOf(option)}"`);
            if (pv[zod.def.discriminator]?.has(undefined))
                undefinedCount++;
            for (const [k, v] of Object.entries(pv)) {
                if (!Object.prototype.hasOwnProperty.call(propValues, k)) {
                    util.assignProp(propValues, k, new Set());
                }
                for (const val of v) {
                    propValues[k].add(val);
                }
            }
        }
        if (!zod.def.unionFallback && undefinedCount > 1)
            propValues[zod.def.discriminator]?.delete(undefined);
        return propValues;
    });
    // Checked now rather than in the lookup map below, so an option that lacks the discriminator fails at the `discriminatedUnion` call instead of on the first object parsed. Options whose shape cannot be enumerated without resolving it — pipes and lazies — are left to the map.
    def.options.forEach((option, i) => {
        const propShape = util.rawShape(option._zod.def);
        if (propShape && !Object.prototype.hasOwnProperty.call(propShape, def.discriminator)) {
            throw new Error(`Invalid discriminated union option at index "${i}"`);
        }
    });
    const disc = util.cached(() => discriminatorMap(def));
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        if (!util.isObject(input)) {
            payload.issues.push({
                code: "invalid_type",
                expected: "object",
                input,
                inst,
            });
            return payload;
        }
        const value = input?.[def.discriminator];
        const opt = disc.value.get(value);
        // forward metadata cannot choose an encoder for an absent tag
        if (opt && (value !== undefined || ctx.direction !== "backward")) {
            return opt._zod.run(payload, ctx);
        }
        // Fall back to union matching when the fast discriminator path fails:
        // - explicitly enabled via unionFallback, or
        // - during backward direction (encode), since codec-based discriminators have different values in forward vs backward directions
        if (def.unionFallback || ctx.direction === "backward") {
            return _super(payload, ctx);
        }
        // no matching discriminator
        payload.issues.push({
            code: "invalid_union",
            errors: [],
            note: "No matching discriminator",
            discriminator: def.discriminator,
            options: Array.from(disc.value.keys()).filter((value) => disc.value.get(value) !== null),
            input,
            path: [def.discriminator],
            inst,
        });
        return payload;
    };
})));
const $ZodIntersection = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodIntersection", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        const left = def.left._zod.run({ value: input, issues: [] }, ctx);
        const right = def.right._zod.run({ value: input, issues: [] }, ctx);
        const async = left instanceof Promise || right instanceof Promise;
        if (async) {
            return Promise.all([left, right]).then(([left, right]) => {
                return handleIntersectionResults(payload, left, right);
            });
        }
        return handleIntersectionResults(payload, left, right);
    };
})));
function mergeValues(a, b) {
    // const aType = parse.t(a);
    // const bType = parse.t(b);
    if (a === b) {
        return { valid: true, data: a };
    }
    if (a instanceof Date && b instanceof Date && +a === +b) {
        return { valid: true, data: a };
    }
    if (util.isPlainObject(a) && util.isPlainObject(b)) {
        const bKeys = Object.keys(b);
        const sharedKeys = Object.keys(a).filter((key) => bKeys.indexOf(key) !== -1);
        const newObj = { ...a, ...b };
        if (Object.prototype.hasOwnProperty.call(newObj, "__proto__"))
            delete newObj.__proto__;
        for (const key of sharedKeys) {
            if (key === "__proto__")
                continue;
            const sharedValue = mergeValues(a[key], b[key]);
            if (!sharedValue.valid) {
                return {
                    valid: false,
                    mergeErrorPath: [key, ...sharedValue.mergeErrorPath],
                };
            }
            newObj[key] = sharedValue.data;
        }
        return { valid: true, data: newObj };
    }
    if (Array.isArray(a) && Array.isArray(b)) {
        if (a.length !== b.length) {
            return { valid: false, mergeErrorPath: [] };
        }
        const newArray = [];
        for (let index = 0; index < a.length; index++) {
            const itemA = a[index];
            const itemB = b[index];
            const sharedValue = mergeValues(itemA, itemB);
            if (!sharedValue.valid) {
                return {
                    valid: false,
                    mergeErrorPath: [index, ...sharedValue.mergeErrorPath],
                };
            }
            newArray.push(sharedValue.data);
        }
        return { valid: true, data: newArray };
    }
    return { valid: false, mergeErrorPath: [] };
}
function handleIntersectionResults(result, left, right) {
    // Track which side(s) reject each key. A key rejection is reported only when BOTH sides reject it, so a key owned by one branch survives the other's key schema. strictObject reports these as unrecognized_keys; a record with an open key schema reports one invalid_key per key.
    const unrecKeys = new Map();
    let unrecIssue;
    const keyIssues = new Map();
    const collect = (iss, side) => {
        let keys;
        if (iss.code === "unrecognized_keys" && !iss.path?.length) {
            unrecIssue ?? (unrecIssue = iss);
            keys = iss.keys;
        }
        else if (iss.code === "invalid_key" && iss.origin === "record" && iss.path?.length === 1) {
            const k = String(iss.path[0]);
            if (!keyIssues.has(k))
                keyIssues.set(k, iss);
            keys = [k];
        }
        else {
            return false;
        }
        for (const k of keys) {
            if (!unrecKeys.has(k))
                unrecKeys.set(k, {});
            unrecKeys.get(k)[side] = true;
        }
        return true;
    };
    for (const iss of left.issues) {
        if (!collect(iss, "l"))
            result.issues.push(iss);
    }
    for (const iss of right.issues) {
        if (!collect(iss, "r"))
            result.issues.push(iss);
    }
    // Report only keys rejected by BOTH sides
    const bothKeys = [...unrecKeys].filter(([, f]) => f.l && f.r).map(([k]) => k);
    if (bothKeys.length) {
        const aggregated = unrecIssue ? bothKeys.filter((k) => unrecIssue.keys.includes(k)) : [];
        if (aggregated.length)
            result.issues.push({ ...unrecIssue, keys: aggregated });
        for (const k of bothKeys) {
            if (!aggregated.includes(k) && keyIssues.has(k))
                result.issues.push(keyIssues.get(k));
        }
    }
    const merged = mergeValues(left.value, right.value);
    if (!merged.valid) {
        if (util.aborted(result))
            return result;
        throw new Error(`Unmergable intersection. Error path: ` + `${JSON.stringify(merged.mergeErrorPath)}`);
    }
    result.value = merged.data;
    return result;
}
const $ZodTuple = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodTuple", (inst, def) => {
    $ZodType.init(inst, def);
    const items = def.items;
    const memo = core.globalConfig.memoizer;
    memo?.attach(inst);
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        if (!Array.isArray(input)) {
            payload.issues.push({
                input,
                inst,
                expected: "tuple",
                code: "invalid_type",
            });
            return payload;
        }
        payload.value = memo ? memo.alloc(inst, payload, [], ctx) : [];
        const proms = [];
        const optinStart = getTupleOptStart(items, "optin");
        const optoutStart = getTupleOptStart(items, "optout");
        if (!def.rest) {
            if (input.length < optinStart) {
                payload.issues.push({
                    code: "too_small",
                    minimum: optinStart,
                    inclusive: true,
                    input,
                    inst,
                    origin: "array",
                });
                return payload;
            }
            if (input.length > items.length) {
                payload.issues.push({
                    code: "too_big",
                    maximum: items.length,
                    inclusive: true,
                    input,
                    inst,
                    origin: "array",
                });
            }
        }
        // Run every item in parallel, collecting results into an indexed array. The post-processing in `handleTupleResults` walks them in order so it can decide whether an absent optional-output error can truncate the tail or must be reported to preserve required output.
        const itemResults = new Array(items.length);
        // only tracked when there is a rest loop to skip
        const abortEarly = def.rest ? ctx?.abortEarly : undefined;
        let itemAborted = false;
        for (let i = 0; i < items.length; i++) {
            const r = items[i]._zod.run({ value: input[i], issues: [] }, ctx);
            if (r instanceof Promise) {
                proms.push(r.then((rr) => {
                    itemResults[i] = rr;
                }));
            }
            else {
                itemResults[i] = r;
                if (abortEarly && !itemAborted && r.issues.length)
                    itemAborted = util.aborted(r);
            }
        }
        // sound because rest is non-empty exactly when every fixed index is present, the one case handleTupleResults cannot discard an item's issues
        if (def.rest && !itemAborted) {
            let i = items.length - 1;
            const rest = input.slice(items.length);
            let seen = payload.issues.length;
            for (const el of rest) {
                if (abortEarly && payload.issues.length !== seen) {
                    if (util.aborted(payload, seen))
                        break;
                    seen = payload.issues.length;
                }
                i++;
                const result = def.rest._zod.run({ value: el, issues: [] }, ctx);
                if (result instanceof Promise) {
                    proms.push(result.then((r) => handleTupleResult(r, payload, i)));
                }
                else {
                    handleTupleResult(result, payload, i);
                }
            }
        }
        if (proms.length) {
            return Promise.all(proms).then(() => handleTupleResults(itemResults, payload, items, input, optoutStart));
        }
        return handleTupleResults(itemResults, payload, items, input, optoutStart);
    };
})));
function getTupleOptStart(items, key) {
    for (let i = items.length - 1; i >= 0; i--) {
        // optin is a three-rung ladder so any rung above `undefined` permits an absent slot; optout stays two-valued.
        const omittable = key === "optin" ? items[i]._zod.optin !== undefined : items[i]._zod.optout === "optional";
        if (!omittable)
            return i + 1;
    }
    return 0;
}
function handleTupleResult(result, final, index) {
    if (result.issues.length) {
        final.issues.push(...util.prefixIssues(index, result.issues));
    }
    final.value[index] = result.value;
}
function handleTupleResults(itemResults, final, items, input, optoutStart) {
    // Walk results in order. Mirror $ZodObject's swallow-on-absent-optional rule, but only after `optoutStart`: the first index where the output tuple tail can be absent.
    for (let i = 0; i < items.length; i++) {
        const r = itemResults[i];
        const isPresent = i < input.length;
        // The array analog of `handlePropertyResult`'s absent-key early return: the middle rung permits absence without supplying anything in its place, so the tail truncates here instead of materializing whatever the item made of `undefined`.
        if (!isPresent && i >= optoutStart && items[i]._zod.optin === "optional") {
            final.value.length = i;
            break;
        }
        if (r.issues.length) {
            if (!isPresent && i >= optoutStart) {
                final.value.length = i;
                break;
            }
            final.issues.push(...util.prefixIssues(i, r.issues));
        }
        final.value[i] = r.value;
    }
    // Drop trailing slots that produced `undefined` for absent input
    // (the array analog of an absent optional key on an object). The
    // `i >= input.length` floor is critical: an explicit `undefined`
    // *inside* the input must be preserved even when the schema is
    // optional-out (e.g. `z.string().or(z.undefined())` accepting an
    // explicit undefined value).
    for (let i = final.value.length - 1; i >= input.length; i--) {
        if (items[i]._zod.optout === "optional" && final.value[i] === undefined) {
            final.value.length = i;
        }
        else {
            break;
        }
    }
    return final;
}
const $ZodRecord = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodRecord", (inst, def) => {
    $ZodType.init(inst, def);
    const memo = core.globalConfig.memoizer;
    memo?.attach(inst);
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        if (!util.isPlainObject(input)) {
            payload.issues.push({
                expected: "record",
                code: "invalid_type",
                input,
                inst,
            });
            return payload;
        }
        // no guard in either loop below: a record's invalid_key aborts but an enclosing intersection can reconcile it, so a stopped loop hides keys the sibling does not own and the intersection then rejects nothing
        const proms = [];
        const values = def.keyType._zod.values;
        if (values && !def.partial) {
            payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
            const recordKeys = new Set();
            for (const key of values) {
                if (typeof key === "string" || typeof key === "number" || typeof key === "symbol") {
                    recordKeys.add(typeof key === "number" ? key.toString() : key);
                    // A declared __proto__ is stripped but is not an unrecognized key.
                    if (key === "__proto__")
                        continue;
                    const keyResult = def.keyType._zod.run({ value: key, issues: [] }, ctx);
                    if (keyResult instanceof Promise) {
                        throw new Error("Async schemas not supported in object keys currently");
                    }
                    if (keyResult.issues.length) {
                        payload.issues.push({
                            code: "invalid_key",
                            origin: "record",
                            issues: keyResult.issues.map((iss) => util.finalizeIssue(iss, ctx, core.config())),
                            input: key,
                            path: [key],
                            inst,
                        });
                        continue;
                    }
                    const outKey = keyResult.value;
                    if (outKey === "__proto__")
                        continue;
                    const result = def.valueType._zod.run({ value: input[key], issues: [] }, ctx);
                    if (result instanceof Promise) {
                        proms.push(result.then((result) => {
                            if (result.issues.length) {
                                payload.issues.push(...util.prefixIssues(key, result.issues));
                            }
                            payload.value[outKey] = result.value;
                        }));
                    }
                    else {
                        if (result.issues.length) {
                            payload.issues.push(...util.prefixIssues(key, result.issues));
                        }
                        payload.value[outKey] = result.value;
                    }
                }
            }
            let unrecognized;
            for (const key in input) {
                if (!recordKeys.has(key)) {
                    if (def.mode === "loose") {
                        // skip __proto__ so it can't replace the result prototype via the assignment setter on the plain {} we build into
                        if (key === "__proto__")
                            continue;
                        payload.value[key] = input[key];
                    }
                    else {
                        unrecognized = unrecognized ?? [];
                        unrecognized.push(key);
                    }
                }
            }
            if (unrecognized && unrecognized.length > 0) {
                payload.issues.push({
                    code: "unrecognized_keys",
                    input,
                    inst,
                    keys: unrecognized,
                    continue: true,
                });
            }
        }
        else {
            payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
            // An enumerable key schema declares which keys the record owns, so a key outside the set is unrecognized. A non-enumerable one (regex, refine) is a constraint every key must satisfy, so a failing key is invalid. Only the former is reconcilable against the other side of an intersection.
            let unrecognized;
            // Reflect.ownKeys for Symbol-key support; filter non-enumerable to match z.object()
            for (const key of Reflect.ownKeys(input)) {
                if (key === "__proto__")
                    continue;
                if (!Object.prototype.propertyIsEnumerable.call(input, key))
                    continue;
                let keyResult = def.keyType._zod.run({ value: key, issues: [] }, ctx);
                if (keyResult instanceof Promise) {
                    throw new Error("Async schemas not supported in object keys currently");
                }
                // Numeric string fallback: if key is a numeric string and failed, retry with Number(key). This handles z.number(), z.literal([1, 2, 3]), and unions containing numeric literals
                const checkNumericKey = typeof key === "string" && regexes.number.test(key) && keyResult.issues.length;
                if (checkNumericKey) {
                    const retryResult = def.keyType._zod.run({ value: Number(key), issues: [] }, ctx);
                    if (retryResult instanceof Promise) {
                        throw new Error("Async schemas not supported in object keys currently");
                    }
                    if (retryResult.issues.length === 0) {
                        keyResult = retryResult;
                    }
                }
                if (keyResult.issues.length) {
                    if (def.mode === "loose") {
                        // Pass through unchanged
                        payload.value[key] = input[key];
                    }
                    else if (values) {
                        unrecognized = unrecognized ?? [];
                        unrecognized.push(key);
                    }
                    else {
                        // Default "strict" behavior: error on invalid key
                        payload.issues.push({
                            code: "invalid_key",
                            origin: "record",
                            issues: keyResult.issues.map((iss) => util.finalizeIssue(iss, ctx, core.config())),
                            input: key,
                            path: [key],
                            inst,
                        });
                    }
                    continue;
                }
                // the guard above tests the raw input key, but the key schema can normalize an ordinary key into __proto__; re-check the key we actually write under
                const outKey = keyResult.value;
                if (outKey === "__proto__")
                    continue;
                const result = def.valueType._zod.run({ value: input[key], issues: [] }, ctx);
                if (result instanceof Promise) {
                    proms.push(result.then((result) => {
                        if (result.issues.length) {
                            payload.issues.push(...util.prefixIssues(key, result.issues));
                        }
                        payload.value[outKey] = result.value;
                    }));
                }
                else {
                    if (result.issues.length) {
                        payload.issues.push(...util.prefixIssues(key, result.issues));
                    }
                    payload.value[outKey] = result.value;
                }
            }
            if (unrecognized && unrecognized.length > 0) {
                payload.issues.push({
                    code: "unrecognized_keys",
                    input,
                    inst,
                    keys: unrecognized,
                    continue: true,
                });
            }
        }
        if (proms.length) {
            return Promise.all(proms).then(() => payload);
        }
        return payload;
    };
})));
const $ZodMap = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodMap", (inst, def) => {
    $ZodType.init(inst, def);
    const memo = core.globalConfig.memoizer;
    memo?.attach(inst);
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        if (!(input instanceof Map)) {
            payload.issues.push({
                expected: "map",
                code: "invalid_type",
                input,
                inst,
            });
            return payload;
        }
        const proms = [];
        payload.value = memo ? memo.alloc(inst, payload, new Map(), ctx) : new Map();
        const abortEarly = ctx?.abortEarly;
        let seen = payload.issues.length;
        for (const [key, value] of input) {
            if (abortEarly && payload.issues.length !== seen) {
                if (util.aborted(payload, seen))
                    break;
                seen = payload.issues.length;
            }
            const keyResult = def.keyType._zod.run({ value: key, issues: [] }, ctx);
            const valueResult = def.valueType._zod.run({ value: value, issues: [] }, ctx);
            if (keyResult instanceof Promise || valueResult instanceof Promise) {
                proms.push(Promise.all([keyResult, valueResult]).then(([keyResult, valueResult]) => {
                    handleMapResult(keyResult, valueResult, payload, key, input, inst, ctx);
                }));
            }
            else {
                handleMapResult(keyResult, valueResult, payload, key, input, inst, ctx);
            }
        }
        if (proms.length)
            return Promise.all(proms).then(() => payload);
        return payload;
    };
    capSize(inst, mapSize);
})));
function handleMapResult(keyResult, valueResult, final, key, input, inst, ctx) {
    if (keyResult.issues.length) {
        if (util.propertyKeyTypes.has(typeof key)) {
            final.issues.push(...util.prefixIssues(key, keyResult.issues));
        }
        else {
            final.issues.push({
                code: "invalid_key",
                origin: "map",
                input,
                inst,
                issues: keyResult.issues.map((iss) => util.finalizeIssue(iss, ctx, core.config())),
            });
        }
    }
    if (valueResult.issues.length) {
        if (util.propertyKeyTypes.has(typeof key)) {
            final.issues.push(...util.prefixIssues(key, valueResult.issues));
        }
        else {
            final.issues.push({
                origin: "map",
                code: "invalid_element",
                input,
                inst,
                key: key,
                issues: valueResult.issues.map((iss) => util.finalizeIssue(iss, ctx, core.config())),
            });
        }
    }
    final.value.set(keyResult.value, valueResult.value);
}
const $ZodSet = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodSet", (inst, def) => {
    $ZodType.init(inst, def);
    const memo = core.globalConfig.memoizer;
    memo?.attach(inst);
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        if (!(input instanceof Set)) {
            payload.issues.push({
                input,
                inst,
                expected: "set",
                code: "invalid_type",
            });
            return payload;
        }
        const proms = [];
        payload.value = memo ? memo.alloc(inst, payload, new Set(), ctx) : new Set();
        const abortEarly = ctx?.abortEarly;
        let seen = payload.issues.length;
        for (const item of input) {
            if (abortEarly && payload.issues.length !== seen) {
                if (util.aborted(payload, seen))
                    break;
                seen = payload.issues.length;
            }
            const result = def.valueType._zod.run({ value: item, issues: [] }, ctx);
            if (result instanceof Promise) {
                proms.push(result.then((result) => handleSetResult(result, payload)));
            }
            else
                handleSetResult(result, payload);
        }
        if (proms.length)
            return Promise.all(proms).then(() => payload);
        return payload;
    };
    capSize(inst, setSize);
})));
function handleSetResult(result, final) {
    if (result.issues.length) {
        final.issues.push(...result.issues);
    }
    final.value.add(result.value);
}
const $ZodEnum = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodEnum", (inst, def) => {
    $ZodType.init(inst, def);
    const values = util.getEnumValues(def.entries);
    const valuesSet = new Set(values);
    inst._zod.values = valuesSet;
    util.defineLazyInternal(inst, "pattern", (zod) => {
        const patternValues = util.getEnumValues(zod.def.entries).filter((k) => util.propertyKeyTypes.has(typeof k));
        // unmatchable fallback, RE2-safe: an empty alternation would compile to /^()$/, which matches ""
        return new RegExp(patternValues.length ? `^(${patternValues.map((o) => util.escapeRegex(o.toString())).join("|")})$` : "^[^\\s\\S]$");
    });
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        if (valuesSet.has(input)) {
            return payload;
        }
        payload.issues.push({
            code: "invalid_value",
            values,
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodLiteral = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodLiteral", (inst, def) => {
    $ZodType.init(inst, def);
    const values = new Set(def.values);
    inst._zod.values = values;
    util.defineLazyInternal(inst, "pattern", (zod) => {
        const vals = zod.def.values;
        // unmatchable fallback, RE2-safe: an empty alternation would compile to /^()$/, which matches ""
        return new RegExp(vals.length
            ? `^(${vals
                .map((o) => typeof o === "string" ? util.escapeRegex(o) : o ? util.escapeRegex(o.toString()) : String(o))
                .join("|")})$`
            : "^[^\\s\\S]$");
    });
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        if (values.has(input)) {
            return payload;
        }
        payload.issues.push({
            code: "invalid_value",
            values: def.values,
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodFile = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodFile", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        // @ts-ignore
        if (input instanceof File)
            return payload;
        payload.issues.push({
            expected: "file",
            code: "invalid_type",
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodTransform = /*@__PURE__*/ $constructor("$ZodTransform", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.optin = "optional";
    core_globalConfig.memoizer?.guard(inst);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            throw new $ZodEncodeError(inst.constructor.name);
        }
        const _out = def.transform(payload.value, payload);
        if (ctx.async) {
            const output = _out instanceof Promise ? _out : Promise.resolve(_out);
            return output.then((output) => {
                payload.value = output;
                return payload;
            });
        }
        if (_out instanceof Promise) {
            throw new $ZodAsyncError();
        }
        payload.value = _out;
        return payload;
    };
});
function handleOptionalResult(payload, result) {
    // A substituting schema that still failed has no usable answer; yield undefined. Its issues are simply dropped: it ran on a payload of its own, so there is no shared array to truncate and nothing of the caller's to lose with it.
    payload.value = result.issues.length ? undefined : result.value;
    return payload;
}
const $ZodOptional = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodOptional", (inst, def) => {
    $ZodType.init(inst, def);
    // .optional() propagates absence rather than substituting for it, so a defaulted inner keeps its rung.
    util.defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin === "defaulted" ? "defaulted" : "optional");
    inst._zod.optout = "optional";
    util.defineLazyInternal(inst, "values", (zod) => {
        const values = zod.def.innerType._zod.values;
        return values ? new Set([...values, undefined]) : undefined;
    });
    util.defineLazyInternal(inst, "pattern", (zod) => {
        const pattern = zod.def.innerType._zod.pattern;
        return pattern ? new RegExp(`^(${util.cleanRegex(pattern.source)})?$`) : undefined;
    });
    inst._zod.parse = (payload, ctx) => {
        if (payload.value === undefined) {
            // Only the top rung substitutes a value for absence; everything else leaves it intact, which is what .optional() means.
            if (def.innerType._zod.optin !== "defaulted")
                return payload;
            // Its own payload, for the same reason $ZodCatch gets one: a pipe forwards an unrecognized key through the caller's issues array, and this must not read that as the substituting schema failing and drop it.
            const result = def.innerType._zod.run({ value: payload.value, issues: [] }, ctx);
            if (result instanceof Promise)
                return result.then((result) => handleOptionalResult(payload, result));
            return handleOptionalResult(payload, result);
        }
        return def.innerType._zod.run(payload, ctx);
    };
})));
const $ZodExactOptional = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodExactOptional", (inst, def) => {
    // Call parent init - inherits optin/optout = "optional"
    $ZodOptional.init(inst, def);
    // Override values/pattern to NOT add undefined
    util.defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
    util.defineLazyInternal(inst, "pattern", (zod) => zod.def.innerType._zod.pattern);
    // Override parse to just delegate (no undefined handling)
    inst._zod.parse = (payload, ctx) => {
        return def.innerType._zod.run(payload, ctx);
    };
})));
const $ZodNullable = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNullable", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin);
    util.defineLazyInternal(inst, "optout", (zod) => zod.def.innerType._zod.optout);
    util.defineLazyInternal(inst, "pattern", (zod) => {
        const pattern = zod.def.innerType._zod.pattern;
        return pattern ? new RegExp(`^(${util.cleanRegex(pattern.source)}|null)$`) : undefined;
    });
    util.defineLazyInternal(inst, "values", (zod) => {
        return zod.def.innerType._zod.values ? new Set([...zod.def.innerType._zod.values, null]) : undefined;
    });
    inst._zod.parse = (payload, ctx) => {
        // Forward direction (decode): allow null to pass through
        if (payload.value === null)
            return payload;
        return def.innerType._zod.run(payload, ctx);
    };
})));
const $ZodDefault = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodDefault", (inst, def) => {
    $ZodType.init(inst, def);
    // inst._zod.qin = "true";
    inst._zod.optin = "defaulted";
    util.defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            return def.innerType._zod.run(payload, ctx);
        }
        // Forward direction (decode): apply defaults for undefined input
        if (payload.value === undefined) {
            payload.value = def.defaultValue;
            /**
             * $ZodDefault returns the default value immediately in forward direction.
             * It doesn't pass the default value into the validator ("prefault"). There's no reason to pass the default value through validation. The validity of the default is enforced by TypeScript statically. Otherwise, it's the responsibility of the user to ensure the default is valid. In the case of pipes with divergent in/out types, you can specify the default on the `in` schema of your ZodPipe to set a "prefault" for the pipe.   */
            return payload;
        }
        // Forward direction: continue with default handling
        const result = def.innerType._zod.run(payload, ctx);
        if (result instanceof Promise) {
            return result.then((result) => handleDefaultResult(result, def));
        }
        return handleDefaultResult(result, def);
    };
})));
function handleDefaultResult(payload, def) {
    if (payload.value === undefined) {
        payload.value = def.defaultValue;
    }
    return payload;
}
const $ZodPrefault = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodPrefault", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.optin = "defaulted";
    util.defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            return def.innerType._zod.run(payload, ctx);
        }
        // Forward direction (decode): apply prefault for undefined input
        if (payload.value === undefined) {
            payload.value = def.defaultValue;
        }
        return def.innerType._zod.run(payload, ctx);
    };
})));
const $ZodNonOptional = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNonOptional", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "values", (zod) => {
        const v = zod.def.innerType._zod.values;
        return v ? new Set([...v].filter((x) => x !== undefined)) : undefined;
    });
    inst._zod.parse = (payload, ctx) => {
        const result = def.innerType._zod.run(payload, ctx);
        if (result instanceof Promise) {
            return result.then((result) => handleNonOptionalResult(result, inst));
        }
        return handleNonOptionalResult(result, inst);
    };
})));
function handleNonOptionalResult(payload, inst) {
    if (!payload.issues.length && payload.value === undefined) {
        payload.issues.push({
            code: "invalid_type",
            expected: "nonoptional",
            input: payload.value,
            inst,
        });
    }
    return payload;
}
const $ZodSuccess = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodSuccess", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            throw new core.$ZodEncodeError("ZodSuccess");
        }
        const result = def.innerType._zod.run(payload, ctx);
        if (result instanceof Promise) {
            return result.then((result) => {
                payload.value = result.issues.length === 0;
                return payload;
            });
        }
        payload.value = result.issues.length === 0;
        return payload;
    };
})));
function handleCatchResult(payload, result, def, ctx) {
    if (!result.issues.length) {
        payload.value = result.value;
        // The value carries up, so the flag describing it has to carry with it: a back-edge into a node still being parsed must not be frozen by an enclosing readonly, and its checks belong to the node itself. Guarded so the ordinary case adds no own property.
        if (result.memo)
            payload.memo = true;
        return payload;
    }
    // Spread the inner's own payload, not ours: `value` has to stay the input the catch was handed, and the inner ran on a payload of its own so its issues are already private to this call.
    payload.value = def.catchValue({
        ...result,
        value: payload.value,
        error: {
            issues: result.issues.map((iss) => util.finalizeIssue(iss, ctx, core.config())),
        },
        input: payload.value,
    });
    return payload;
}
const $ZodCatch = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCatch", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin === "defaulted" ? "defaulted" : "optional");
    util.defineLazyInternal(inst, "optout", (zod) => zod.def.innerType._zod.optout);
    util.defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            return def.innerType._zod.run(payload, ctx);
        }
        // Forward direction (decode): apply catch logic
        const result = def.innerType._zod.run({ value: payload.value, issues: [] }, ctx);
        if (result instanceof Promise) {
            return result.then((result) => handleCatchResult(payload, result, def, ctx));
        }
        return handleCatchResult(payload, result, def, ctx);
    };
})));
const $ZodNaN = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNaN", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _ctx) => {
        if (typeof payload.value !== "number" || !Number.isNaN(payload.value)) {
            payload.issues.push({
                input: payload.value,
                inst,
                expected: "nan",
                code: "invalid_type",
            });
            return payload;
        }
        return payload;
    };
})));
const $ZodPipe = /*@__PURE__*/ $constructor("$ZodPipe", (inst, def) => {
    $ZodType.init(inst, def);
    defineLazyInternal(inst, "values", (zod) => zod.def.in._zod.values);
    defineLazyInternal(inst, "optin", (zod) => zod.def.in._zod.optin);
    defineLazyInternal(inst, "optout", (zod) => zod.def.out._zod.optout);
    defineLazyInternal(inst, "propValues", (zod) => zod.def.in._zod.propValues);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            const right = def.out._zod.run(payload, ctx);
            if (right instanceof Promise) {
                return right.then((right) => handlePipeResult(right, def.in, ctx));
            }
            return handlePipeResult(right, def.in, ctx);
        }
        const left = def.in._zod.run(payload, ctx);
        if (left instanceof Promise) {
            return left.then((left) => handlePipeResult(left, def.out, ctx));
        }
        return handlePipeResult(left, def.out, ctx);
    };
});
function handlePipeResult(left, next, ctx) {
    // Any issue stops the pipe, so a failing refinement never feeds its transform. An unrecognized key is the exception: it describes the input's extra properties, not the value being piped, and an enclosing intersection may yet reconcile it.
    if (left.issues.some((iss) => iss.code !== "unrecognized_keys")) {
        // prevent further checks
        left.aborted = true;
        return left;
    }
    return next._zod.run({ value: left.value, issues: left.issues }, ctx);
}
const $ZodCodec = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCodec", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "values", (zod) => zod.def.in._zod.values);
    util.defineLazyInternal(inst, "optin", (zod) => zod.def.in._zod.optin);
    util.defineLazyInternal(inst, "optout", (zod) => zod.def.out._zod.optout);
    util.defineLazyInternal(inst, "propValues", (zod) => zod.def.in._zod.propValues);
    inst._zod.parse = (payload, ctx) => {
        const direction = ctx.direction || "forward";
        if (direction === "forward") {
            const left = def.in._zod.run(payload, ctx);
            if (left instanceof Promise) {
                return left.then((left) => handleCodecAResult(left, def, ctx));
            }
            return handleCodecAResult(left, def, ctx);
        }
        else {
            const right = def.out._zod.run(payload, ctx);
            if (right instanceof Promise) {
                return right.then((right) => handleCodecAResult(right, def, ctx));
            }
            return handleCodecAResult(right, def, ctx);
        }
    };
})));
function handleCodecAResult(result, def, ctx) {
    if (result.issues.length) {
        // prevent further checks
        result.aborted = true;
        return result;
    }
    const direction = ctx.direction || "forward";
    if (direction === "forward") {
        const transformed = def.transform(result.value, result);
        if (transformed instanceof Promise) {
            return transformed.then((value) => handleCodecTxResult(result, value, def.out, ctx));
        }
        return handleCodecTxResult(result, transformed, def.out, ctx);
    }
    else {
        const transformed = def.reverseTransform(result.value, result);
        if (transformed instanceof Promise) {
            return transformed.then((value) => handleCodecTxResult(result, value, def.in, ctx));
        }
        return handleCodecTxResult(result, transformed, def.in, ctx);
    }
}
function handleCodecTxResult(left, value, nextSchema, ctx) {
    // Check if transform added any issues
    if (left.issues.length) {
        left.aborted = true;
        return left;
    }
    return nextSchema._zod.run({ value, issues: left.issues }, ctx);
}
const $ZodPreprocess = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodPreprocess", (inst, def) => {
    $ZodPipe.init(inst, def);
})));
const $ZodReadonly = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodReadonly", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "propValues", (zod) => zod.def.innerType._zod.propValues);
    util.defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
    util.defineLazyInternal(inst, "optin", (zod) => zod.def.innerType?._zod?.optin);
    util.defineLazyInternal(inst, "optout", (zod) => zod.def.innerType?._zod?.optout);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            return def.innerType._zod.run(payload, ctx);
        }
        const result = def.innerType._zod.run(payload, ctx);
        if (result instanceof Promise) {
            return result.then(handleReadonlyResult);
        }
        return handleReadonlyResult(result);
    };
})));
function handleReadonlyResult(payload) {
    // A repeat visit hands back a node that is still being built; freezing it here would make the rest of its keys fail to assign.
    if (!payload.memo)
        payload.value = Object.freeze(payload.value);
    return payload;
}
// a leaf's pattern source with its own checks folded in: the last pattern-carrying check wins, else length bounds narrow the catch-all, else an integer format narrows the number form. the fold lives here instead of on `_zod.pattern` so a bundle without template literals never pays for it
function leafPattern(schema) {
    const def = schema._zod.def;
    let pattern = def.pattern;
    let isInt = !!def.format?.includes("int");
    let minimum;
    let maximum;
    for (const ch of def.checks ?? []) {
        const d = ch._zod.def;
        if (d.pattern)
            pattern = d.pattern;
        isInt || (isInt = !!d.format?.includes("int"));
        const lo = d.minimum ?? d.length;
        const hi = d.maximum ?? d.length;
        if (lo !== undefined && (minimum === undefined || lo > minimum))
            minimum = lo;
        if (hi !== undefined && (maximum === undefined || hi < maximum))
            maximum = hi;
    }
    if (pattern)
        return pattern.source;
    // an empty range matches nothing at runtime, and `{8,5}` is not a legal quantifier
    if (minimum !== undefined && maximum !== undefined && minimum > maximum)
        return "(?!)";
    if (minimum !== undefined || maximum !== undefined)
        return regexes.string({ minimum, maximum }).source;
    const own = schema._zod.pattern;
    return (isInt && own === regexes.number ? regexes.integer : own)?.source;
}
// a part's pattern source. a wrapper's pattern embeds its inner pattern's source verbatim, so the folded form is substituted in place without knowing the wrapper's own composition; a union's options are joined the way the union builds its own pattern
function partPattern(schema) {
    const def = schema._zod.def;
    const own = schema._zod.pattern?.source;
    // lazy resolves its inner on the internals, not the def
    const inner = def.innerType ?? schema._zod.innerType;
    if (inner) {
        const before = inner._zod.pattern?.source;
        const after = partPattern(inner);
        if (own && before && after && after !== before) {
            return own.replace(util.cleanRegex(before), () => util.cleanRegex(after));
        }
        return own;
    }
    if (def.options) {
        const sources = def.options.map(partPattern);
        if (sources.every(Boolean))
            return `^(${sources.map((s) => util.cleanRegex(s)).join("|")})$`;
    }
    return leafPattern(schema);
}
const $ZodTemplateLiteral = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodTemplateLiteral", (inst, def) => {
    $ZodType.init(inst, def);
    const regexParts = [];
    for (const part of def.parts) {
        if (typeof part === "object" && part !== null) {
            // is Zod schema
            const source = partPattern(part);
            if (!source) {
                throw new Error(`Invalid template literal part, no pattern found: ${[...part._zod.traits].shift()}`);
            }
            regexParts.push(util.cleanRegex(source));
        }
        else if (part === null || util.primitiveTypes.has(typeof part)) {
            regexParts.push(util.escapeRegex(`${part}`));
        }
        else {
            throw new Error(`Invalid template literal part: ${part}`);
        }
    }
    inst._zod.pattern = new RegExp(`^${regexParts.join("")}$`);
    inst._zod.parse = (payload, _ctx) => {
        if (typeof payload.value !== "string") {
            payload.issues.push({
                input: payload.value,
                inst,
                expected: "string",
                code: "invalid_type",
            });
            return payload;
        }
        inst._zod.pattern.lastIndex = 0;
        if (!inst._zod.pattern.test(payload.value)) {
            payload.issues.push({
                input: payload.value,
                inst,
                code: "invalid_format",
                format: def.format ?? "template_literal",
                pattern: inst._zod.pattern.source,
            });
            return payload;
        }
        return payload;
    };
})));
const $ZodFunction = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodFunction", (inst, def) => {
    $ZodType.init(inst, def);
    // Defined, not assigned: the classic prototype exposes `_def` as a getter with no setter.
    Object.defineProperty(inst, "_def", { value: def });
    inst._zod.def = def;
    inst.implement = (func) => {
        if (typeof func !== "function") {
            throw new Error("implement() must be called with a function");
        }
        // Defined inline so the closure stays anonymous: binding it to a `const` first names it, which costs 256 bytes per implemented function.
        return Object.defineProperty(function (...args) {
            const parsedArgs = inst._def.input ? parse(inst._def.input, args) : args;
            const result = Reflect.apply(func, this, parsedArgs);
            if (inst._def.output) {
                return parse(inst._def.output, result);
            }
            return result;
        }, "_zod", { value: inst._zod, enumerable: false });
    };
    inst.implementAsync = (func) => {
        if (typeof func !== "function") {
            throw new Error("implementAsync() must be called with a function");
        }
        return Object.defineProperty(async function (...args) {
            const parsedArgs = inst._def.input ? await parseAsync(inst._def.input, args) : args;
            const result = await Reflect.apply(func, this, parsedArgs);
            if (inst._def.output) {
                return await parseAsync(inst._def.output, result);
            }
            return result;
        }, "_zod", { value: inst._zod, enumerable: false });
    };
    inst._zod.parse = (payload, _ctx) => {
        if (typeof payload.value !== "function") {
            payload.issues.push({
                code: "invalid_type",
                expected: "function",
                input: payload.value,
                inst,
            });
            return payload;
        }
        // Check if output is a promise type to determine if we should use async implementation
        const hasPromiseOutput = inst._def.output && inst._def.output._zod.def.type === "promise";
        if (hasPromiseOutput) {
            payload.value = inst.implementAsync(payload.value);
        }
        else {
            payload.value = inst.implement(payload.value);
        }
        return payload;
    };
    inst.input = (...args) => {
        const F = inst.constructor;
        if (Array.isArray(args[0])) {
            return new F({
                type: "function",
                input: new $ZodTuple({
                    type: "tuple",
                    items: args[0],
                    rest: args[1],
                }),
                output: inst._def.output,
            });
        }
        return new F({
            type: "function",
            input: args[0],
            output: inst._def.output,
        });
    };
    inst.output = (output) => {
        const F = inst.constructor;
        return new F({
            type: "function",
            input: inst._def.input,
            output,
        });
    };
    return inst;
})));
const $ZodPromise = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodPromise", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, ctx) => {
        return Promise.resolve(payload.value).then((inner) => def.innerType._zod.run({ value: inner, issues: [] }, ctx));
    };
})));
const $ZodLazy = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodLazy", (inst, def) => {
    $ZodType.init(inst, def);
    // Cache the resolved inner type on the shared `def` so all clones of this lazy (e.g. via `.describe()`/`.meta()`) share the same inner instance, preserving identity for cycle detection on recursive schemas.
    util.defineLazy(inst._zod, "innerType", () => {
        const d = def;
        if (!d._cachedInner)
            d._cachedInner = def.getter();
        return d._cachedInner;
    });
    util.defineLazyInternal(inst, "pattern", (zod) => zod.innerType?._zod?.pattern);
    util.defineLazyInternal(inst, "propValues", (zod) => zod.innerType?._zod?.propValues);
    util.defineLazyInternal(inst, "optin", (zod) => zod.innerType?._zod?.optin ?? undefined);
    util.defineLazyInternal(inst, "optout", (zod) => zod.innerType?._zod?.optout ?? undefined);
    inst._zod.parse = (payload, ctx) => {
        const inner = inst._zod.innerType;
        return inner._zod.run(payload, ctx);
    };
})));
const $ZodCustom = /*@__PURE__*/ $constructor("$ZodCustom", (inst, def) => {
    $ZodCheck.init(inst, def);
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _) => {
        return payload;
    };
    inst._zod.check = (payload) => {
        const input = payload.value;
        const r = def.fn(input);
        if (r instanceof Promise) {
            return r.then((r) => handleRefineResult(r, payload, input, inst));
        }
        handleRefineResult(r, payload, input, inst);
        return;
    };
});
function handleRefineResult(result, payload, input, inst) {
    if (!result) {
        const _iss = {
            code: "custom",
            input,
            inst, // incorporates params.error into issue reporting
            path: [...(inst._zod.def.path ?? [])], // incorporates params.error into issue reporting
            continue: !inst._zod.def.abort,
            // params: inst._zod.def.params,
        };
        if (inst._zod.def.params)
            _iss.params = inst._zod.def.params;
        payload.issues.push(issue(_iss));
    }
}

;// CONCATENATED MODULE: ../node_modules/zod/v4/core/registries.js
var registries_a;
const $output = /*@__PURE__*/ (/* unused pure expression or super */ null && (Symbol("ZodOutput")));
const $input = /*@__PURE__*/ (/* unused pure expression or super */ null && (Symbol("ZodInput")));
class $ZodRegistry {
    constructor() {
        this._map = new WeakMap();
        this._idmap = new Map();
    }
    add(schema, ..._meta) {
        const meta = _meta[0];
        this._map.set(schema, meta);
        if (meta && typeof meta === "object" && "id" in meta) {
            this._idmap.set(meta.id, schema);
        }
        return this;
    }
    clear() {
        this._map = new WeakMap();
        this._idmap = new Map();
        return this;
    }
    remove(schema) {
        const meta = this._map.get(schema);
        if (meta && typeof meta === "object" && "id" in meta) {
            this._idmap.delete(meta.id);
        }
        this._map.delete(schema);
        return this;
    }
    get(schema) {
        // return this._map.get(schema) as any;
        // inherit metadata
        const p = schema._zod.parent;
        if (p) {
            const pm = { ...(this.get(p) ?? {}) };
            delete pm.id; // do not inherit id
            const f = { ...pm, ...this._map.get(schema) };
            return Object.keys(f).length ? f : undefined;
        }
        return this._map.get(schema);
    }
    has(schema) {
        return this._map.has(schema);
    }
}
// registries
function registry() {
    return new $ZodRegistry();
}
(registries_a = globalThis).__zod_globalRegistry ?? (registries_a.__zod_globalRegistry = registry());
const globalRegistry = globalThis.__zod_globalRegistry;

;// CONCATENATED MODULE: ../node_modules/zod/v4/core/api.js




function snapshotChecks(def) {
    if (def.checks)
        def.checks = [...def.checks];
    return def;
}
// @__NO_SIDE_EFFECTS__
function _string(Class, params) {
    return new Class(snapshotChecks({ type: "string", ...normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _coercedString(Class, params) {
    return new Class(snapshotChecks({ type: "string", coerce: true, ...util.normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _email(Class, params) {
    return new Class({
        type: "string",
        format: "email",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _guid(Class, params) {
    return new Class({
        type: "string",
        format: "guid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uuid(Class, params) {
    return new Class({
        type: "string",
        format: "uuid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uuidv4(Class, params) {
    return new Class({
        type: "string",
        format: "uuid",
        check: "string_format",
        abort: false,
        version: "v4",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uuidv6(Class, params) {
    return new Class({
        type: "string",
        format: "uuid",
        check: "string_format",
        abort: false,
        version: "v6",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uuidv7(Class, params) {
    return new Class({
        type: "string",
        format: "uuid",
        check: "string_format",
        abort: false,
        version: "v7",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _url(Class, params) {
    return new Class({
        type: "string",
        format: "url",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function api_emoji(Class, params) {
    return new Class({
        type: "string",
        format: "emoji",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _nanoid(Class, params) {
    return new Class({
        type: "string",
        format: "nanoid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
/**
 * @deprecated CUID v1 is deprecated by its authors due to information leakage
 * (timestamps embedded in the id). Use {@link _cuid2} instead.
 * See https://github.com/paralleldrive/cuid.
 */
// @__NO_SIDE_EFFECTS__
function _cuid(Class, params) {
    return new Class({
        type: "string",
        format: "cuid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _cuid2(Class, params) {
    return new Class({
        type: "string",
        format: "cuid2",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _ulid(Class, params) {
    return new Class({
        type: "string",
        format: "ulid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _xid(Class, params) {
    return new Class({
        type: "string",
        format: "xid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _ksuid(Class, params) {
    return new Class({
        type: "string",
        format: "ksuid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _ipv4(Class, params) {
    return new Class({
        type: "string",
        format: "ipv4",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _ipv6(Class, params) {
    return new Class({
        type: "string",
        format: "ipv6",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _mac(Class, params) {
    return new Class({
        type: "string",
        format: "mac",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _cidrv4(Class, params) {
    return new Class({
        type: "string",
        format: "cidrv4",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _cidrv6(Class, params) {
    return new Class({
        type: "string",
        format: "cidrv6",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _base64(Class, params) {
    return new Class({
        type: "string",
        format: "base64",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _base64url(Class, params) {
    return new Class({
        type: "string",
        format: "base64url",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _e164(Class, params) {
    return new Class({
        type: "string",
        format: "e164",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _creditCard(Class, params) {
    return new Class({
        type: "string",
        format: "credit_card",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _iban(Class, params) {
    return new Class({
        type: "string",
        format: "iban",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _jwt(Class, params) {
    return new Class({
        type: "string",
        format: "jwt",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
const TimePrecision = {
    Any: null,
    Minute: -1,
    Second: 0,
    Millisecond: 3,
    Microsecond: 6,
};
// @__NO_SIDE_EFFECTS__
function _isoDateTime(Class, params) {
    return new Class({
        type: "string",
        format: "datetime",
        check: "string_format",
        offset: false,
        local: false,
        precision: null,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _isoDate(Class, params) {
    return new Class({
        type: "string",
        format: "date",
        check: "string_format",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _isoTime(Class, params) {
    return new Class({
        type: "string",
        format: "time",
        check: "string_format",
        precision: null,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _isoDuration(Class, params) {
    return new Class({
        type: "string",
        format: "duration",
        check: "string_format",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _number(Class, params) {
    return new Class(snapshotChecks({ type: "number", checks: [], ...util.normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _coercedNumber(Class, params) {
    return new Class(snapshotChecks({ type: "number", coerce: true, checks: [], ...util.normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _int(Class, params) {
    return new Class({
        type: "number",
        check: "number_format",
        abort: false,
        format: "safeint",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _float32(Class, params) {
    return new Class({
        type: "number",
        check: "number_format",
        abort: false,
        format: "float32",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _float64(Class, params) {
    return new Class({
        type: "number",
        check: "number_format",
        abort: false,
        format: "float64",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _int32(Class, params) {
    return new Class({
        type: "number",
        check: "number_format",
        abort: false,
        format: "int32",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uint32(Class, params) {
    return new Class({
        type: "number",
        check: "number_format",
        abort: false,
        format: "uint32",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _boolean(Class, params) {
    return new Class({
        type: "boolean",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _coercedBoolean(Class, params) {
    return new Class({
        type: "boolean",
        coerce: true,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _bigint(Class, params) {
    return new Class({
        type: "bigint",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _coercedBigint(Class, params) {
    return new Class({
        type: "bigint",
        coerce: true,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _int64(Class, params) {
    return new Class({
        type: "bigint",
        check: "bigint_format",
        abort: false,
        format: "int64",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uint64(Class, params) {
    return new Class({
        type: "bigint",
        check: "bigint_format",
        abort: false,
        format: "uint64",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _symbol(Class, params) {
    return new Class({
        type: "symbol",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function api_undefined(Class, params) {
    return new Class({
        type: "undefined",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function api_null(Class, params) {
    return new Class({
        type: "null",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _any(Class) {
    return new Class({
        type: "any",
    });
}
// @__NO_SIDE_EFFECTS__
function _unknown(Class) {
    return new Class({
        type: "unknown",
    });
}
// @__NO_SIDE_EFFECTS__
function _never(Class, params) {
    return new Class({
        type: "never",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _void(Class, params) {
    return new Class({
        type: "void",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _date(Class, params) {
    return new Class({
        type: "date",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _coercedDate(Class, params) {
    return new Class({
        type: "date",
        coerce: true,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _nan(Class, params) {
    return new Class({
        type: "nan",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _lt(value, params) {
    return new checks.$ZodCheckLessThan({
        check: "less_than",
        ...util.normalizeParams(params),
        value,
        inclusive: false,
    });
}
// @__NO_SIDE_EFFECTS__
function _lte(value, params) {
    return new checks.$ZodCheckLessThan({
        check: "less_than",
        ...util.normalizeParams(params),
        value,
        inclusive: true,
    });
}

// @__NO_SIDE_EFFECTS__
function _gt(value, params) {
    return new checks.$ZodCheckGreaterThan({
        check: "greater_than",
        ...util.normalizeParams(params),
        value,
        inclusive: false,
    });
}
// @__NO_SIDE_EFFECTS__
function _gte(value, params) {
    return new checks.$ZodCheckGreaterThan({
        check: "greater_than",
        ...util.normalizeParams(params),
        value,
        inclusive: true,
    });
}

// @__NO_SIDE_EFFECTS__
function _positive(params) {
    return _gt(0, params);
}
// negative
// @__NO_SIDE_EFFECTS__
function _negative(params) {
    return _lt(0, params);
}
// nonpositive
// @__NO_SIDE_EFFECTS__
function _nonpositive(params) {
    return _lte(0, params);
}
// nonnegative
// @__NO_SIDE_EFFECTS__
function _nonnegative(params) {
    return _gte(0, params);
}
// @__NO_SIDE_EFFECTS__
function _multipleOf(value, params) {
    return new checks.$ZodCheckMultipleOf({
        check: "multiple_of",
        ...util.normalizeParams(params),
        value,
    });
}
// @__NO_SIDE_EFFECTS__
function _maxSize(maximum, params) {
    return new checks.$ZodCheckMaxSize({
        check: "max_size",
        ...util.normalizeParams(params),
        maximum,
    });
}
// @__NO_SIDE_EFFECTS__
function _minSize(minimum, params) {
    return new checks.$ZodCheckMinSize({
        check: "min_size",
        ...util.normalizeParams(params),
        minimum,
    });
}
// @__NO_SIDE_EFFECTS__
function _size(size, params) {
    return new checks.$ZodCheckSizeEquals({
        check: "size_equals",
        ...util.normalizeParams(params),
        size,
    });
}
// @__NO_SIDE_EFFECTS__
function _maxLength(maximum, params) {
    const ch = new $ZodCheckMaxLength({
        check: "max_length",
        ...normalizeParams(params),
        maximum,
    });
    return ch;
}
// @__NO_SIDE_EFFECTS__
function _minLength(minimum, params) {
    return new checks.$ZodCheckMinLength({
        check: "min_length",
        ...util.normalizeParams(params),
        minimum,
    });
}
// @__NO_SIDE_EFFECTS__
function _length(length, params) {
    return new checks.$ZodCheckLengthEquals({
        check: "length_equals",
        ...util.normalizeParams(params),
        length,
    });
}
// @__NO_SIDE_EFFECTS__
function _regex(pattern, params) {
    return new $ZodCheckRegex({
        check: "string_format",
        format: "regex",
        ...normalizeParams(params),
        pattern,
    });
}
// @__NO_SIDE_EFFECTS__
function _lowercase(params) {
    return new checks.$ZodCheckLowerCase({
        check: "string_format",
        format: "lowercase",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uppercase(params) {
    return new checks.$ZodCheckUpperCase({
        check: "string_format",
        format: "uppercase",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _includes(includes, params) {
    return new checks.$ZodCheckIncludes({
        check: "string_format",
        format: "includes",
        ...util.normalizeParams(params),
        includes,
    });
}
// @__NO_SIDE_EFFECTS__
function _startsWith(prefix, params) {
    return new checks.$ZodCheckStartsWith({
        check: "string_format",
        format: "starts_with",
        ...util.normalizeParams(params),
        prefix,
    });
}
// @__NO_SIDE_EFFECTS__
function _endsWith(suffix, params) {
    return new checks.$ZodCheckEndsWith({
        check: "string_format",
        format: "ends_with",
        ...util.normalizeParams(params),
        suffix,
    });
}
// @__NO_SIDE_EFFECTS__
function _property(property, schema, params) {
    return new checks.$ZodCheckProperty({
        check: "property",
        property,
        schema,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _properties(shape, params) {
    return new checks.$ZodCheckProperties({
        check: "properties",
        shape,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _mime(types, params) {
    return new checks.$ZodCheckMimeType({
        check: "mime_type",
        mime: types,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _overwrite(tx) {
    return new checks.$ZodCheckOverwrite({
        check: "overwrite",
        tx,
    });
}
// normalize
// @__NO_SIDE_EFFECTS__
function _normalize(form) {
    return _overwrite((input) => input.normalize(form));
}
// trim
// @__NO_SIDE_EFFECTS__
function _trim() {
    return _overwrite((input) => input.trim());
}
// toLowerCase
// @__NO_SIDE_EFFECTS__
function _toLowerCase() {
    return _overwrite((input) => input.toLowerCase());
}
// toUpperCase
// @__NO_SIDE_EFFECTS__
function _toUpperCase() {
    return _overwrite((input) => input.toUpperCase());
}
// slugify
// @__NO_SIDE_EFFECTS__
function _slugify() {
    return _overwrite((input) => util.slugify(input));
}
// @__NO_SIDE_EFFECTS__
function _array(Class, element, params) {
    return new Class({
        type: "array",
        element,
        // get element() {
        //   return element;
        // },
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _union(Class, options, params) {
    return new Class({
        type: "union",
        options,
        ...util.normalizeParams(params),
    });
}
function _xor(Class, options, params) {
    return new Class({
        type: "union",
        options,
        inclusive: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _discriminatedUnion(Class, discriminator, options, params) {
    return new Class({
        type: "union",
        options: options,
        discriminator,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _intersection(Class, left, right) {
    return new Class({
        type: "intersection",
        left,
        right,
    });
}
// export function _tuple(
//   Class: util.SchemaClass<schemas.$ZodTuple>,
//   items: [],
//   params?: string | $ZodTupleParams
// ): schemas.$ZodTuple<[], null>;
// @__NO_SIDE_EFFECTS__
function _tuple(Class, items, _paramsOrRest, _params) {
    const hasRest = _paramsOrRest instanceof schemas.$ZodType;
    const params = hasRest ? _params : _paramsOrRest;
    const rest = hasRest ? _paramsOrRest : null;
    return new Class({
        type: "tuple",
        items,
        rest,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _record(Class, keyType, valueType, params) {
    return new Class({
        type: "record",
        keyType,
        valueType,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _map(Class, keyType, valueType, params) {
    return new Class({
        type: "map",
        keyType,
        valueType,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _set(Class, valueType, params) {
    return new Class({
        type: "set",
        valueType,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _enum(Class, values, params) {
    const entries = Array.isArray(values) ? Object.fromEntries(values.map((v) => [v, v])) : values;
    // if (Array.isArray(values)) {
    //   for (const value of values) {
    //     entries[value] = value;
    //   }
    // } else {
    //   Object.assign(entries, values);
    // }
    // const entries: util.EnumLike = {};
    // for (const val of values) {
    //   entries[val] = val;
    // }
    return new Class({
        type: "enum",
        entries,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
/** @deprecated This API has been merged into `z.enum()`. Use `z.enum()` instead.
 *
 * ```ts
 * enum Colors { red, green, blue }
 * z.enum(Colors);
 * ```
 */
function _nativeEnum(Class, entries, params) {
    return new Class({
        type: "enum",
        entries,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _literal(Class, value, params) {
    return new Class({
        type: "literal",
        values: Array.isArray(value) ? value : [value],
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _file(Class, params) {
    return new Class({
        type: "file",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _transform(Class, fn) {
    return new Class({
        type: "transform",
        transform: fn,
    });
}
// @__NO_SIDE_EFFECTS__
function _optional(Class, innerType) {
    return new Class({
        type: "optional",
        innerType,
    });
}
// @__NO_SIDE_EFFECTS__
function _nullable(Class, innerType) {
    return new Class({
        type: "nullable",
        innerType,
    });
}
// @__NO_SIDE_EFFECTS__
function _default(Class, innerType, defaultValue) {
    return new Class({
        type: "default",
        innerType,
        get defaultValue() {
            return typeof defaultValue === "function" ? defaultValue() : util.shallowClone(defaultValue);
        },
    });
}
// @__NO_SIDE_EFFECTS__
function _nonoptional(Class, innerType, params) {
    return new Class({
        type: "nonoptional",
        innerType,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _success(Class, innerType) {
    return new Class({
        type: "success",
        innerType,
    });
}
// @__NO_SIDE_EFFECTS__
function _catch(Class, innerType, catchValue) {
    return new Class({
        type: "catch",
        innerType,
        catchValue: (typeof catchValue === "function" ? catchValue : util.constantCatch(catchValue)),
    });
}
// @__NO_SIDE_EFFECTS__
function _pipe(Class, in_, out) {
    return new Class({
        type: "pipe",
        in: in_,
        out,
    });
}
// @__NO_SIDE_EFFECTS__
function _readonly(Class, innerType) {
    return new Class({
        type: "readonly",
        innerType,
    });
}
// @__NO_SIDE_EFFECTS__
function _templateLiteral(Class, parts, params) {
    return new Class({
        type: "template_literal",
        parts,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _lazy(Class, getter) {
    return new Class({
        type: "lazy",
        getter,
    });
}
// @__NO_SIDE_EFFECTS__
function _promise(Class, innerType) {
    return new Class({
        type: "promise",
        innerType,
    });
}
// @__NO_SIDE_EFFECTS__
function _custom(Class, fn, _params) {
    const norm = util.normalizeParams(_params);
    norm.abort ?? (norm.abort = true); // default to abort:false
    const schema = new Class({
        type: "custom",
        check: "custom",
        fn: fn,
        ...norm,
    });
    return schema;
}
// same as _custom but defaults to abort:false
// @__NO_SIDE_EFFECTS__
function _refine(Class, fn, _params) {
    const schema = new Class({
        type: "custom",
        check: "custom",
        fn: fn,
        ...normalizeParams(_params),
    });
    return schema;
}
// @__NO_SIDE_EFFECTS__
function _superRefine(fn, params) {
    const ch = _check((payload) => {
        payload.addIssue = (issue) => {
            if (typeof issue === "string") {
                payload.issues.push(util.issue(issue, payload.value, ch._zod.def));
            }
            else {
                // for Zod 3 backwards compatibility
                const _issue = issue;
                if (_issue.fatal)
                    _issue.continue = false;
                _issue.code ?? (_issue.code = "custom");
                if (!("input" in _issue))
                    _issue.input = payload.value;
                _issue.inst ?? (_issue.inst = ch);
                _issue.continue ?? (_issue.continue = !ch._zod.def.abort); // abort is always undefined, so this is always true...
                payload.issues.push(util.issue(_issue));
            }
        };
        return fn(payload.value, payload);
    }, params);
    return ch;
}
// @__NO_SIDE_EFFECTS__
function _check(fn, params) {
    const ch = new checks.$ZodCheck({
        check: "custom",
        ...util.normalizeParams(params),
    });
    ch._zod.check = fn;
    return ch;
}
// @__NO_SIDE_EFFECTS__
function describe(description) {
    const ch = new $ZodCheck({ check: "describe" });
    ch._zod.onattach = [
        (inst) => {
            const existing = globalRegistry.get(inst) ?? {};
            globalRegistry.add(inst, { ...existing, description });
        },
    ];
    ch._zod.check = () => { }; // no-op check
    return ch;
}
// @__NO_SIDE_EFFECTS__
function meta(metadata) {
    const ch = new $ZodCheck({ check: "meta" });
    ch._zod.onattach = [
        (inst) => {
            const existing = globalRegistry.get(inst) ?? {};
            globalRegistry.add(inst, { ...existing, ...metadata });
        },
    ];
    ch._zod.check = () => { }; // no-op check
    return ch;
}
// @__NO_SIDE_EFFECTS__
function _stringbool(Classes, _params) {
    const params = util.normalizeParams(_params);
    let truthyArray = params.truthy ?? ["true", "1", "yes", "on", "y", "enabled"];
    let falsyArray = params.falsy ?? ["false", "0", "no", "off", "n", "disabled"];
    if (params.case !== "sensitive") {
        truthyArray = truthyArray.map((v) => (typeof v === "string" ? v.toLowerCase() : v));
        falsyArray = falsyArray.map((v) => (typeof v === "string" ? v.toLowerCase() : v));
    }
    const truthySet = new Set(truthyArray);
    const falsySet = new Set(falsyArray);
    const _Codec = Classes.Codec ?? schemas.$ZodCodec;
    const _Boolean = Classes.Boolean ?? schemas.$ZodBoolean;
    const _String = Classes.String ?? schemas.$ZodString;
    const stringSchema = new _String({ type: "string", error: params.error });
    const booleanSchema = new _Boolean({ type: "boolean", error: params.error });
    const codec = new _Codec({
        type: "pipe",
        in: stringSchema,
        out: booleanSchema,
        transform: ((input, payload) => {
            let data = input;
            if (params.case !== "sensitive")
                data = data.toLowerCase();
            if (truthySet.has(data)) {
                return true;
            }
            else if (falsySet.has(data)) {
                return false;
            }
            else {
                payload.issues.push({
                    code: "invalid_value",
                    expected: "stringbool",
                    values: [...truthySet, ...falsySet],
                    input: payload.value,
                    inst: codec,
                    continue: false,
                });
                return {};
            }
        }),
        reverseTransform: ((input, _payload) => {
            if (input === true) {
                return truthyArray[0] || "true";
            }
            else {
                return falsyArray[0] || "false";
            }
        }),
        error: params.error,
    });
    codec._zod.bag.truthy = truthyArray;
    codec._zod.bag.falsy = falsyArray;
    codec._zod.bag.case = params.case ?? "insensitive";
    return codec;
}
// @__NO_SIDE_EFFECTS__
function _stringFormat(Class, format, fnOrRegex, _params = {}) {
    const params = util.normalizeParams(_params);
    const def = {
        check: "string_format",
        type: "string",
        format,
        fn: typeof fnOrRegex === "function" ? fnOrRegex : (val) => fnOrRegex.test(val),
        ...params,
    };
    if (fnOrRegex instanceof RegExp) {
        def.pattern = fnOrRegex;
    }
    const inst = new Class(def);
    return inst;
}

;// CONCATENATED MODULE: ../node_modules/zod/v4/core/errors.js


/* Computing the message eagerly is expensive (pretty-printed JSON of all
 * issues), so defer it until first read. The accessor functions and
 * descriptors are shared across instances to keep error construction
 * cheap; the computed message is cached on the internals object. The
 * setter preserves plain assignment semantics for consumers that
 * overwrite `message`. */
function _getMessage() {
    const internals = this._zod;
    internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
    return internals.message;
}
function _setMessage(value) {
    this._zod.message = value;
}
const _messageDesc = {
    get: _getMessage,
    set: _setMessage,
    enumerable: true,
    configurable: true,
};
const _issuesDesc = { value: undefined, enumerable: false };
/* Prototypes that already carry the lazy `toString`. Seeded with the
 * intrinsics so that `init` on a foreign object — it accepts any object —
 * can never install an accessor onto a prototype we do not own. */
const _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
const initializer = (inst, def) => {
    inst.name = "$ZodError";
    // `_zod` is already non-enumerable: $constructor's init defined it with this same descriptor
    _issuesDesc.value = def;
    Object.defineProperty(inst, "issues", _issuesDesc);
    // Clear the shared slot; a retained `value` pins the last error's issues.
    _issuesDesc.value = undefined;
    Object.defineProperty(inst, "message", _messageDesc);
    /* `toString` lives as a non-enumerable lazy getter on the shared
     * prototype; on first access it caches a per-instance closure so
     * detached usage still works. */
    const proto = Object.getPrototypeOf(inst);
    if (!_installedToString.has(proto)) {
        _installedToString.add(proto);
        Object.defineProperty(proto, "toString", {
            configurable: true,
            enumerable: false,
            get() {
                const value = () => this.message;
                Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
                return value;
            },
            set(value) {
                Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
            },
        });
    }
};
const $ZodError = $constructor("$ZodError", initializer);
const $ZodRealError = $constructor("$ZodError", initializer, undefined, {
    Parent: Error,
});
/** Get-or-create `obj[key]` as an own data property. A path segment naming an inherited member
 * ("toString", "constructor") would otherwise read through to the prototype, and assigning
 * "__proto__" would hit the setter instead of creating a key. */
function node(obj, key, make) {
    if (!Object.prototype.hasOwnProperty.call(obj, key)) {
        if (key === "__proto__") {
            Object.defineProperty(obj, key, { value: make(), writable: true, enumerable: true, configurable: true });
        }
        else {
            obj[key] = make();
        }
    }
    return obj[key];
}
function flattenError(error, mapper = (issue) => issue.message) {
    const fieldErrors = {};
    const formErrors = [];
    for (const sub of error.issues) {
        if (sub.path.length > 0) {
            node(fieldErrors, sub.path[0], () => []).push(mapper(sub));
        }
        else {
            formErrors.push(mapper(sub));
        }
    }
    return { formErrors, fieldErrors };
}
function formatError(error, mapper = (issue) => issue.message) {
    const fieldErrors = { _errors: [] };
    const processError = (error, path = []) => {
        for (const issue of error.issues) {
            if (issue.code === "invalid_union" && issue.errors.length) {
                issue.errors.map((issues) => processError({ issues }, [...path, ...issue.path]));
            }
            else if (issue.code === "invalid_key") {
                processError({ issues: issue.issues }, [...path, ...issue.path]);
            }
            else if (issue.code === "invalid_element") {
                processError({ issues: issue.issues }, [...path, ...issue.path]);
            }
            else {
                const fullpath = [...path, ...issue.path];
                if (fullpath.length === 0) {
                    fieldErrors._errors.push(mapper(issue));
                }
                else {
                    let curr = fieldErrors;
                    let i = 0;
                    while (i < fullpath.length) {
                        const el = fullpath[i];
                        const terminal = i === fullpath.length - 1;
                        // `_errors` is reserved by this legacy format, so merge a matching path segment into the current node instead of treating its array as a child.
                        if (el === "_errors") {
                            if (terminal)
                                curr._errors.push(mapper(issue));
                            i++;
                            continue;
                        }
                        // A path element may collide with an inherited property name such as
                        // "__proto__" or "constructor". Truthiness checks read the prototype
                        // (so no node is created, then ._errors.push throws), and bracket
                        // assignment of "__proto__" hits the setter instead of creating an
                        // own key. Guard the read with hasOwnProperty and create the node
                        // with defineProperty so any path element becomes a real own key.
                        if (!Object.prototype.hasOwnProperty.call(curr, el)) {
                            Object.defineProperty(curr, el, {
                                value: { _errors: [] },
                                enumerable: true,
                                writable: true,
                                configurable: true,
                            });
                        }
                        const node = curr[el];
                        if (terminal) {
                            node._errors.push(mapper(issue));
                        }
                        curr = node;
                        i++;
                    }
                }
            }
        }
    };
    processError(error);
    return fieldErrors;
}
function treeifyError(error, mapper = (issue) => issue.message) {
    const result = { errors: [] };
    const processError = (error, path = []) => {
        var _a;
        for (const issue of error.issues) {
            if (issue.code === "invalid_union" && issue.errors.length) {
                // regular union error
                issue.errors.map((issues) => processError({ issues }, [...path, ...issue.path]));
            }
            else if (issue.code === "invalid_key") {
                processError({ issues: issue.issues }, [...path, ...issue.path]);
            }
            else if (issue.code === "invalid_element") {
                processError({ issues: issue.issues }, [...path, ...issue.path]);
            }
            else {
                const fullpath = [...path, ...issue.path];
                if (fullpath.length === 0) {
                    result.errors.push(mapper(issue));
                    continue;
                }
                let curr = result;
                let i = 0;
                while (i < fullpath.length) {
                    const el = fullpath[i];
                    const terminal = i === fullpath.length - 1;
                    if (typeof el === "string") {
                        curr.properties ?? (curr.properties = {});
                        // el may collide with an inherited property name ("__proto__",
                        // "constructor", ...); ??= reads the prototype so the node is never
                        // created and curr.errors.push throws. Guard with hasOwnProperty and
                        // create the node with defineProperty so "__proto__" becomes a real
                        // own key rather than invoking the prototype setter.
                        if (!Object.prototype.hasOwnProperty.call(curr.properties, el)) {
                            Object.defineProperty(curr.properties, el, {
                                value: { errors: [] },
                                enumerable: true,
                                writable: true,
                                configurable: true,
                            });
                        }
                        curr = curr.properties[el];
                    }
                    else {
                        curr.items ?? (curr.items = []);
                        (_a = curr.items)[el] ?? (_a[el] = { errors: [] });
                        curr = curr.items[el];
                    }
                    if (terminal) {
                        curr.errors.push(mapper(issue));
                    }
                    i++;
                }
            }
        }
    };
    processError(error);
    return result;
}
/** Format a ZodError as a human-readable string in the following form.
 *
 * From
 *
 * ```ts
 * ZodError {
 *   issues: [
 *     {
 *       expected: 'string',
 *       code: 'invalid_type',
 *       path: [ 'username' ],
 *       message: 'Invalid input: expected string'
 *     },
 *     {
 *       expected: 'number',
 *       code: 'invalid_type',
 *       path: [ 'favoriteNumbers', 1 ],
 *       message: 'Invalid input: expected number'
 *     }
 *   ];
 * }
 * ```
 *
 * to
 *
 * ```
 * username
 *   ✖ Expected number, received string at "username
 * favoriteNumbers[0]
 *   ✖ Invalid input: expected number
 * ```
 */
function toDotPath(_path) {
    const segs = [];
    const path = _path.map((seg) => (typeof seg === "object" ? seg.key : seg));
    for (const seg of path) {
        if (typeof seg === "number")
            segs.push(`[${seg}]`);
        else if (typeof seg === "symbol")
            segs.push(`[${JSON.stringify(String(seg))}]`);
        else if (/[^\w$]/.test(seg))
            segs.push(`[${JSON.stringify(seg)}]`);
        else {
            if (segs.length)
                segs.push(".");
            segs.push(seg);
        }
    }
    return segs.join("");
}
function prettifyError(error) {
    const lines = [];
    // sort by path length
    const issues = [...error.issues].sort((a, b) => (a.path ?? []).length - (b.path ?? []).length);
    // Process each issue
    for (const issue of issues) {
        lines.push(`✖ ${issue.message}`);
        if (issue.path?.length)
            lines.push(`  → at ${toDotPath(issue.path)}`);
    }
    // Convert Map to formatted string
    return lines.join("\n");
}

;// CONCATENATED MODULE: ../node_modules/zod/v4/core/parse.js



// Always both keys, so the `_params` read site in `_parse` sees one object shape rather than two.
function finalizeParams(callee, params) {
    return { callee: params?.callee ?? callee, Err: params?.Err };
}
const _parse = (_Err) => {
    const fn = (schema, value, _ctx, _params) => {
        const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
        const result = schema._zod.run({ value, issues: [] }, ctx);
        if (result instanceof Promise) {
            throw new $ZodAsyncError();
        }
        if (result.issues.length) {
            const e = new (_params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
            captureStackTrace(e, _params?.callee ?? fn);
            throw e;
        }
        return result.value;
    };
    return fn;
};
const parse_parse = /* @__PURE__*/ _parse($ZodRealError);
const _parseAsync = (_Err) => {
    const fn = async (schema, value, _ctx, params) => {
        const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
        let result = schema._zod.run({ value, issues: [] }, ctx);
        if (result instanceof Promise)
            result = await result;
        if (result.issues.length) {
            const e = new (params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
            captureStackTrace(e, params?.callee ?? fn);
            throw e;
        }
        return result.value;
    };
    return fn;
};
const parse_parseAsync = /* @__PURE__*/ _parseAsync($ZodRealError);
const _safeParse = (_Err) => (schema, value, _ctx) => {
    const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
    const result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise) {
        throw new $ZodAsyncError();
    }
    return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
const safeParse = /* @__PURE__*/ _safeParse($ZodRealError);
// the error is built on the first read of `error`: finalizing the issues and constructing the instance is most of a failing parse, and a caller that only branches on `success` never pays it. a getter in the literal keeps this small; the alternative, one shared accessor descriptor plus a hidden state slot, reads ~15% faster but costs ~75 B gzipped in every bundle
function failure(Err, issues, ctx) {
    let error;
    return {
        success: false,
        get error() {
            if (!error) {
                error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config())));
                // finalizeIssue drops `input`, so the built error holds nothing; keeping the raw issues past this point pins the parsed value for the life of the result
                issues = undefined;
                ctx = undefined;
            }
            return error;
        },
        set error(e) {
            error = e;
            // a replacement makes the getter's branch unreachable, so the captures have to go here too
            issues = undefined;
            ctx = undefined;
        },
    };
}
const _safeParseAsync = (_Err) => async (schema, value, _ctx) => {
    const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
    let result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise)
        result = await result;
    return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
const safeParseAsync = /* @__PURE__*/ _safeParseAsync($ZodRealError);
// registry mirrors of the compiler's sentinels, so this module never imports the compiler
const COMPILE_INVALID = /* @__PURE__ */ (/* unused pure expression or super */ null && (Symbol.for("zod.compile.invalid")));
const COMPILE_FALLBACK = /* @__PURE__ */ (/* unused pure expression or super */ null && (Symbol.for("zod.compile.fallback")));
// Deliberately tiny, because v8 will not inline a body carrying the fallback's object literals and throw. Everything that is not the compiled happy path lives in validateFallback, and that split is worth ~35% on a compiled schema.
const validate = ((schema, value, _ctx) => {
    const validator = schema._zod.bag.validator;
    if (validator !== undefined) {
        if (validator(value) !== COMPILE_INVALID)
            return true;
        // a definite sentinel means the runtime would reject, so skip the re-parse; a ctx can still change the answer
        if (validator.definite === true && _ctx === undefined)
            return false;
    }
    return validateFallback(schema, value, _ctx);
});
function validateFallback(schema, value, _ctx) {
    const ctx = _ctx
        ? { ..._ctx, async: false, abortEarly: true }
        : { async: false, abortEarly: true };
    const fallbackRun = schema._zod.bag.fallbackRun;
    let result;
    if (fallbackRun) {
        // skip nested fast paths on the fallback, so user callbacks keep the at-most-twice bound
        ctx[COMPILE_FALLBACK] = true;
        result = fallbackRun({ value, issues: [] }, ctx);
    }
    else {
        result = schema._zod.run({ value, issues: [] }, ctx);
    }
    if (result instanceof Promise) {
        throw new core.$ZodAsyncError();
    }
    return result.issues.length === 0;
}
// no fast path: the compiler keeps async parses on the runtime, because a promise-returning callback that is not declared async compiles to a throw
const parse_validateAsync = async (schema, value, _ctx) => {
    const ctx = _ctx
        ? { ..._ctx, async: true, abortEarly: true }
        : { async: true, abortEarly: true };
    let result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise)
        result = await result;
    return result.issues.length === 0;
};
const _encode = (_Err) => {
    const parse = _parse(_Err);
    const fn = (schema, value, _ctx, _params) => {
        const ctx = _ctx ? { ..._ctx, direction: "backward" } : { direction: "backward" };
        return parse(schema, value, ctx, finalizeParams(fn, _params));
    };
    return fn;
};
const encode = /* @__PURE__*/ _encode($ZodRealError);
const _decode = (_Err) => {
    const parse = _parse(_Err);
    const fn = (schema, value, _ctx, _params) => {
        return parse(schema, value, _ctx, finalizeParams(fn, _params));
    };
    return fn;
};
const decode = /* @__PURE__*/ _decode($ZodRealError);
const _encodeAsync = (_Err) => {
    const parseAsync = _parseAsync(_Err);
    const fn = async (schema, value, _ctx, _params) => {
        const ctx = _ctx ? { ..._ctx, direction: "backward" } : { direction: "backward" };
        return (await parseAsync(schema, value, ctx, finalizeParams(fn, _params)));
    };
    return fn;
};
const encodeAsync = /* @__PURE__*/ _encodeAsync($ZodRealError);
const _decodeAsync = (_Err) => {
    const parseAsync = _parseAsync(_Err);
    const fn = async (schema, value, _ctx, _params) => {
        return await parseAsync(schema, value, _ctx, finalizeParams(fn, _params));
    };
    return fn;
};
const decodeAsync = /* @__PURE__*/ _decodeAsync($ZodRealError);
const _safeEncode = (_Err) => (schema, value, _ctx) => {
    const ctx = _ctx ? { ..._ctx, direction: "backward" } : { direction: "backward" };
    return _safeParse(_Err)(schema, value, ctx);
};
const safeEncode = /* @__PURE__*/ _safeEncode($ZodRealError);
const _safeDecode = (_Err) => (schema, value, _ctx) => {
    return _safeParse(_Err)(schema, value, _ctx);
};
const safeDecode = /* @__PURE__*/ _safeDecode($ZodRealError);
const _safeEncodeAsync = (_Err) => async (schema, value, _ctx) => {
    const ctx = _ctx ? { ..._ctx, direction: "backward" } : { direction: "backward" };
    return _safeParseAsync(_Err)(schema, value, ctx);
};
const safeEncodeAsync = /* @__PURE__*/ _safeEncodeAsync($ZodRealError);
const _safeDecodeAsync = (_Err) => async (schema, value, _ctx) => {
    return _safeParseAsync(_Err)(schema, value, _ctx);
};
const safeDecodeAsync = /* @__PURE__*/ _safeDecodeAsync($ZodRealError);

;// CONCATENATED MODULE: ../node_modules/zod/v4/mini/schemas.js




const ZodMiniType = /*@__PURE__*/ $constructor("ZodMiniType", (inst, def) => {
    if (!inst._zod)
        throw new Error("Uninitialized schema in ZodMiniType.");
    $ZodType.init(inst, def);
    inst.def = def;
    inst.type = def.type;
}, {
    // `with` is an alias for `check`: the same function object, not a wrapper.
    get with() {
        return this.check;
    },
    set with(value) {
        own(this, "with", value);
    },
    parse(data, params) {
        return parse_parse(this, data, params, { callee: this.parse });
    },
    parseAsync(data, params) {
        return parse_parseAsync(this, data, params, { callee: this.parseAsync });
    },
    safeParse(data, params) {
        return safeParse(this, data, params);
    },
    safeParseAsync(data, params) {
        return safeParseAsync(this, data, params);
    },
    check(...checks) {
        const def = this.def;
        return this.clone({
            ...def,
            checks: [
                ...(def.checks ?? []),
                ...checks.map((ch) => typeof ch === "function" ? { _zod: { check: ch, def: { check: "custom" }, onattach: [] } } : ch),
            ],
        }, { parent: true });
    },
    clone(_def, params) {
        return clone(this, _def, params);
    },
    brand() {
        return this;
    },
    register(reg, meta) {
        reg.add(this, meta);
        return this;
    },
    apply(fn, ...args) {
        return args.length === 0 ? fn(this) : fn(this, ...args);
    },
});
const ZodMiniString = /*@__PURE__*/ $constructor("ZodMiniString", (inst, def) => {
    $ZodString.init(inst, def);
    ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function schemas_string(params) {
    return _string(ZodMiniString, params);
}
const ZodMiniStringFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniStringFormat", (inst, def) => {
    core.$ZodStringFormat.init(inst, def);
    ZodMiniString.init(inst, def);
})));
const ZodMiniEmail = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniEmail", (inst, def) => {
    core.$ZodEmail.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_email(params) {
    return core._email(ZodMiniEmail, params);
}
const ZodMiniGUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniGUID", (inst, def) => {
    core.$ZodGUID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_guid(params) {
    return core._guid(ZodMiniGUID, params);
}
const ZodMiniUUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniUUID", (inst, def) => {
    core.$ZodUUID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_uuid(params) {
    return core._uuid(ZodMiniUUID, params);
}
// @__NO_SIDE_EFFECTS__
function uuidv4(params) {
    return core._uuidv4(ZodMiniUUID, params);
}
// ZodMiniUUIDv6
// @__NO_SIDE_EFFECTS__
function uuidv6(params) {
    return core._uuidv6(ZodMiniUUID, params);
}
// ZodMiniUUIDv7
// @__NO_SIDE_EFFECTS__
function uuidv7(params) {
    return core._uuidv7(ZodMiniUUID, params);
}
const ZodMiniURL = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniURL", (inst, def) => {
    core.$ZodURL.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function url(params) {
    return core._url(ZodMiniURL, params);
}
// @__NO_SIDE_EFFECTS__
function httpUrl(params) {
    return core._url(ZodMiniURL, {
        protocol: regexes.httpProtocol,
        hostname: regexes.domain,
        ...util.normalizeParams(params),
    });
}
const ZodMiniEmoji = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniEmoji", (inst, def) => {
    core.$ZodEmoji.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_emoji(params) {
    return core._emoji(ZodMiniEmoji, params);
}
const ZodMiniNanoID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNanoID", (inst, def) => {
    core.$ZodNanoID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_nanoid(params) {
    return core._nanoid(ZodMiniNanoID, params);
}
/**
 * @deprecated CUID v1 is deprecated by its authors due to information leakage
 * (timestamps embedded in the id). Use {@link ZodMiniCUID2} instead.
 * See https://github.com/paralleldrive/cuid.
 */
const ZodMiniCUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCUID", (inst, def) => {
    core.$ZodCUID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
/**
 * Validates a CUID v1 string.
 *
 * @deprecated CUID v1 is deprecated by its authors due to information leakage
 * (timestamps embedded in the id). Use {@link cuid2 | `z.cuid2()`} instead.
 * See https://github.com/paralleldrive/cuid.
 */
// @__NO_SIDE_EFFECTS__
function schemas_cuid(params) {
    return core._cuid(ZodMiniCUID, params);
}
const ZodMiniCUID2 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCUID2", (inst, def) => {
    core.$ZodCUID2.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_cuid2(params) {
    return core._cuid2(ZodMiniCUID2, params);
}
const ZodMiniULID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniULID", (inst, def) => {
    core.$ZodULID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_ulid(params) {
    return core._ulid(ZodMiniULID, params);
}
const ZodMiniXID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniXID", (inst, def) => {
    core.$ZodXID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_xid(params) {
    return core._xid(ZodMiniXID, params);
}
const ZodMiniKSUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniKSUID", (inst, def) => {
    core.$ZodKSUID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_ksuid(params) {
    return core._ksuid(ZodMiniKSUID, params);
}
const ZodMiniIPv4 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniIPv4", (inst, def) => {
    core.$ZodIPv4.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_ipv4(params) {
    return core._ipv4(ZodMiniIPv4, params);
}
const ZodMiniIPv6 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniIPv6", (inst, def) => {
    core.$ZodIPv6.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_ipv6(params) {
    return core._ipv6(ZodMiniIPv6, params);
}
const ZodMiniCIDRv4 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCIDRv4", (inst, def) => {
    core.$ZodCIDRv4.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_cidrv4(params) {
    return core._cidrv4(ZodMiniCIDRv4, params);
}
const ZodMiniCIDRv6 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCIDRv6", (inst, def) => {
    core.$ZodCIDRv6.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_cidrv6(params) {
    return core._cidrv6(ZodMiniCIDRv6, params);
}
const ZodMiniMAC = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniMAC", (inst, def) => {
    core.$ZodMAC.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_mac(params) {
    return core._mac(ZodMiniMAC, params);
}
const ZodMiniBase64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniBase64", (inst, def) => {
    core.$ZodBase64.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_base64(params) {
    return core._base64(ZodMiniBase64, params);
}
const ZodMiniBase64URL = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniBase64URL", (inst, def) => {
    core.$ZodBase64URL.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_base64url(params) {
    return core._base64url(ZodMiniBase64URL, params);
}
const ZodMiniE164 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniE164", (inst, def) => {
    core.$ZodE164.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_e164(params) {
    return core._e164(ZodMiniE164, params);
}
const ZodMiniCreditCard = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCreditCard", (inst, def) => {
    core.$ZodCreditCard.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_creditCard(params) {
    return core._creditCard(ZodMiniCreditCard, params);
}
const ZodMiniIBAN = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniIBAN", (inst, def) => {
    core.$ZodIBAN.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_iban(params) {
    return core._iban(ZodMiniIBAN, params);
}
const ZodMiniJWT = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniJWT", (inst, def) => {
    core.$ZodJWT.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function jwt(params) {
    return core._jwt(ZodMiniJWT, params);
}
const ZodMiniCustomStringFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCustomStringFormat", (inst, def) => {
    core.$ZodCustomStringFormat.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function stringFormat(format, fnOrRegex, _params = {}) {
    return core._stringFormat(ZodMiniCustomStringFormat, format, fnOrRegex, _params);
}
// @__NO_SIDE_EFFECTS__
function schemas_hostname(_params) {
    return core._stringFormat(ZodMiniCustomStringFormat, "hostname", regexes.hostname, _params);
}
// @__NO_SIDE_EFFECTS__
function schemas_hex(_params) {
    return core._stringFormat(ZodMiniCustomStringFormat, "hex", regexes.hex, _params);
}
// @__NO_SIDE_EFFECTS__
function schemas_currencyCode(_params) {
    return core._stringFormat(ZodMiniCustomStringFormat, "currency_code", regexes.currencyCode, _params);
}
// @__NO_SIDE_EFFECTS__
function hash(alg, params) {
    const enc = params?.enc ?? "hex";
    const format = `${alg}_${enc}`;
    const regex = core.regexes[format];
    // check for unrecognized format
    if (!regex)
        throw new Error(`Unrecognized hash format: ${format}`);
    return core._stringFormat(ZodMiniCustomStringFormat, format, regex, params);
}
const ZodMiniNumber = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNumber", (inst, def) => {
    core.$ZodNumber.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_number(params) {
    return core._number(ZodMiniNumber, params);
}
const ZodMiniNumberFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNumberFormat", (inst, def) => {
    core.$ZodNumberFormat.init(inst, def);
    ZodMiniNumber.init(inst, def);
})));
function schemas_int(params) {
    return core._int(ZodMiniNumberFormat, params);
}
function float32(params) {
    return core._float32(ZodMiniNumberFormat, params);
}
function float64(params) {
    return core._float64(ZodMiniNumberFormat, params);
}
function int32(params) {
    return core._int32(ZodMiniNumberFormat, params);
}
function uint32(params) {
    return core._uint32(ZodMiniNumberFormat, params);
}
const ZodMiniBoolean = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniBoolean", (inst, def) => {
    core.$ZodBoolean.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_boolean(params) {
    return core._boolean(ZodMiniBoolean, params);
}
const ZodMiniBigInt = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniBigInt", (inst, def) => {
    core.$ZodBigInt.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_bigint(params) {
    return core._bigint(ZodMiniBigInt, params);
}
const ZodMiniBigIntFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniBigIntFormat", (inst, def) => {
    core.$ZodBigIntFormat.init(inst, def);
    ZodMiniBigInt.init(inst, def);
})));
function int64(params) {
    return core._int64(ZodMiniBigIntFormat, params);
}
function uint64(params) {
    return core._uint64(ZodMiniBigIntFormat, params);
}
const ZodMiniSymbol = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniSymbol", (inst, def) => {
    core.$ZodSymbol.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function symbol(params) {
    return core._symbol(ZodMiniSymbol, params);
}
const ZodMiniUndefined = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniUndefined", (inst, def) => {
    core.$ZodUndefined.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_undefined(params) {
    return core._undefined(ZodMiniUndefined, params);
}

const ZodMiniNull = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNull", (inst, def) => {
    core.$ZodNull.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_null(params) {
    return core._null(ZodMiniNull, params);
}

const ZodMiniAny = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniAny", (inst, def) => {
    core.$ZodAny.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function any() {
    return core._any(ZodMiniAny);
}
const ZodMiniUnknown = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniUnknown", (inst, def) => {
    core.$ZodUnknown.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function unknown() {
    return core._unknown(ZodMiniUnknown);
}
const ZodMiniNever = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNever", (inst, def) => {
    core.$ZodNever.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function never(params) {
    return core._never(ZodMiniNever, params);
}
const ZodMiniVoid = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniVoid", (inst, def) => {
    core.$ZodVoid.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_void(params) {
    return core._void(ZodMiniVoid, params);
}

const ZodMiniDate = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniDate", (inst, def) => {
    core.$ZodDate.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_date(params) {
    return core._date(ZodMiniDate, params);
}
const ZodMiniArray = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniArray", (inst, def) => {
    core.$ZodArray.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function array(element, params) {
    return new ZodMiniArray({
        type: "array",
        element: element,
        ...util.normalizeParams(params),
    });
}
// .keyof
// @__NO_SIDE_EFFECTS__
function keyof(schema) {
    const shape = schema._zod.def.shape;
    return schemas_enum(Object.keys(shape));
}
const ZodMiniObject = /*@__PURE__*/ $constructor("ZodMiniObject", (inst, def) => {
    $ZodObject.init(inst, def);
    ZodMiniType.init(inst, def);
    installLazyProp(inst, "shape", (self) => self._zod.def.shape, false);
});
// @__NO_SIDE_EFFECTS__
function object(shape, params) {
    const def = {
        type: "object",
        shape: shape ?? {},
        ...normalizeParams(params),
    };
    return new ZodMiniObject(def);
}
// strictObject
// @__NO_SIDE_EFFECTS__
function strictObject(shape, params) {
    return new ZodMiniObject({
        type: "object",
        shape,
        catchall: never(),
        ...util.normalizeParams(params),
    });
}
// looseObject
// @__NO_SIDE_EFFECTS__
function looseObject(shape, params) {
    return new ZodMiniObject({
        type: "object",
        shape,
        catchall: unknown(),
        ...util.normalizeParams(params),
    });
}
// object methods
// @__NO_SIDE_EFFECTS__
function schemas_extend(schema, shape) {
    return util.extend(schema, shape);
}
// @__NO_SIDE_EFFECTS__
function schemas_safeExtend(schema, shape) {
    return util.safeExtend(schema, shape);
}
/**
 * @deprecated Use [`z.extend(A, B.shape)`](https://zod.dev/api?id=extend) instead.
 */
// @__NO_SIDE_EFFECTS__
function schemas_merge(a, b) {
    return util.merge(a, b);
}
// @__NO_SIDE_EFFECTS__
function schemas_pick(schema, mask) {
    return util.pick(schema, mask);
}
// .omit
// @__NO_SIDE_EFFECTS__
function schemas_omit(schema, mask) {
    return util.omit(schema, mask);
}
// @__NO_SIDE_EFFECTS__
function schemas_partial(schema, mask) {
    const def = schema._zod.def;
    if (def.type !== "tuple")
        return util.partial(ZodMiniOptional, schema, mask);
    // a refinement was authored against the full arity; partialing would run it on a shorter array
    if (def.checks?.length)
        throw new Error(".partial() cannot be used on tuple schemas containing refinements");
    return util.clone(schema, {
        ...def,
        items: def.items.map((item) => new ZodMiniOptional({ type: "optional", innerType: item })),
    });
}
// @__NO_SIDE_EFFECTS__
function exactPartial(schema, mask) {
    return util.partial(ZodMiniExactOptional, schema, mask, "exactPartial");
}
// @__NO_SIDE_EFFECTS__
function schemas_required(schema, mask) {
    return util.required(ZodMiniNonOptional, schema, mask);
}
// @__NO_SIDE_EFFECTS__
function catchall(inst, catchall) {
    // `mergeDefs` rather than a spread: spreading reads `shape`, and resolving it can mint a whole fresh subtree
    return inst.clone(util.mergeDefs(inst._zod.def, { catchall: catchall }));
}
const ZodMiniUnion = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniUnion", (inst, def) => {
    core.$ZodUnion.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function union(options, params) {
    return new ZodMiniUnion({
        type: "union",
        options: options,
        ...util.normalizeParams(params),
    });
}
const ZodMiniXor = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniXor", (inst, def) => {
    ZodMiniUnion.init(inst, def);
    core.$ZodXor.init(inst, def);
})));
/** Creates an exclusive union (XOR) where exactly one option must match.
 * Unlike regular unions that succeed when any option matches, xor fails if
 * zero or more than one option matches the input. */
function xor(options, params) {
    return new ZodMiniXor({
        type: "union",
        options: options,
        inclusive: false,
        ...util.normalizeParams(params),
    });
}
const ZodMiniDiscriminatedUnion = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniDiscriminatedUnion", (inst, def) => {
    core.$ZodDiscriminatedUnion.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function discriminatedUnion(discriminator, options, params) {
    return new ZodMiniDiscriminatedUnion({
        type: "union",
        options: options,
        discriminator,
        ...util.normalizeParams(params),
    });
}
const ZodMiniIntersection = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniIntersection", (inst, def) => {
    core.$ZodIntersection.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function intersection(left, right) {
    return new ZodMiniIntersection({
        type: "intersection",
        left: left,
        right: right,
    });
}
const ZodMiniTuple = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniTuple", (inst, def) => {
    core.$ZodTuple.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function tuple(items, _paramsOrRest, _params) {
    const hasRest = _paramsOrRest instanceof core.$ZodType;
    const params = hasRest ? _params : _paramsOrRest;
    const rest = hasRest ? _paramsOrRest : null;
    return new ZodMiniTuple({
        type: "tuple",
        items: items,
        rest,
        ...util.normalizeParams(params),
    });
}
const ZodMiniRecord = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniRecord", (inst, def) => {
    core.$ZodRecord.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function record(keyType, valueType, params) {
    // v3-compat: z.record(valueType, params?) — defaults keyType to z.string()
    if (!valueType || !valueType._zod) {
        return new ZodMiniRecord({
            type: "record",
            keyType: schemas_string(),
            valueType: keyType,
            ...util.normalizeParams(valueType),
        });
    }
    return new ZodMiniRecord({
        type: "record",
        keyType,
        valueType: valueType,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function partialRecord(keyType, valueType, params) {
    return new ZodMiniRecord({
        type: "record",
        keyType,
        valueType: valueType,
        ...util.normalizeParams(params),
        partial: true,
    });
}
function looseRecord(keyType, valueType, params) {
    return new ZodMiniRecord({
        type: "record",
        keyType,
        valueType: valueType,
        mode: "loose",
        ...util.normalizeParams(params),
    });
}
const ZodMiniMap = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniMap", (inst, def) => {
    core.$ZodMap.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function map(keyType, valueType, params) {
    return new ZodMiniMap({
        type: "map",
        keyType: keyType,
        valueType: valueType,
        ...util.normalizeParams(params),
    });
}
const ZodMiniSet = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniSet", (inst, def) => {
    core.$ZodSet.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function set(valueType, params) {
    return new ZodMiniSet({
        type: "set",
        valueType: valueType,
        ...util.normalizeParams(params),
    });
}
const ZodMiniEnum = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniEnum", (inst, def) => {
    core.$ZodEnum.init(inst, def);
    ZodMiniType.init(inst, def);
    // reuse the parsed value set so a numeric TS enum's reverse-mapping keys stay out
    inst.options = [...inst._zod.values];
})));
// @__NO_SIDE_EFFECTS__
function schemas_enum(values, params) {
    const entries = Array.isArray(values) ? Object.fromEntries(values.map((v) => [v, v])) : values;
    return new ZodMiniEnum({
        type: "enum",
        entries,
        ...util.normalizeParams(params),
    });
}

// @__NO_SIDE_EFFECTS__
/** @deprecated This API has been merged into `z.enum()`. Use `z.enum()` instead.
 *
 * ```ts
 * enum Colors { red, green, blue }
 * z.enum(Colors);
 * ```
 */
function nativeEnum(entries, params) {
    return new ZodMiniEnum({
        type: "enum",
        entries,
        ...util.normalizeParams(params),
    });
}
const ZodMiniLiteral = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniLiteral", (inst, def) => {
    core.$ZodLiteral.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function literal(value, params) {
    return new ZodMiniLiteral({
        type: "literal",
        values: Array.isArray(value) ? value : [value],
        ...util.normalizeParams(params),
    });
}
const ZodMiniFile = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniFile", (inst, def) => {
    core.$ZodFile.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function file(params) {
    return core._file(ZodMiniFile, params);
}
const ZodMiniTransform = /*@__PURE__*/ $constructor("ZodMiniTransform", (inst, def) => {
    $ZodTransform.init(inst, def);
    ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function transform(fn) {
    return new ZodMiniTransform({
        type: "transform",
        transform: fn,
    });
}
const ZodMiniOptional = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniOptional", (inst, def) => {
    core.$ZodOptional.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function optional(innerType) {
    return new ZodMiniOptional({
        type: "optional",
        innerType: innerType,
    });
}
const ZodMiniExactOptional = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniExactOptional", (inst, def) => {
    core.$ZodExactOptional.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function exactOptional(innerType) {
    return new ZodMiniExactOptional({
        type: "optional",
        innerType: innerType,
    });
}
const ZodMiniNullable = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNullable", (inst, def) => {
    core.$ZodNullable.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function nullable(innerType) {
    return new ZodMiniNullable({
        type: "nullable",
        innerType: innerType,
    });
}
// nullish
// @__NO_SIDE_EFFECTS__
function schemas_nullish(innerType) {
    return optional(nullable(innerType));
}
const ZodMiniDefault = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniDefault", (inst, def) => {
    core.$ZodDefault.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_default(innerType, defaultValue) {
    return new ZodMiniDefault({
        type: "default",
        innerType: innerType,
        get defaultValue() {
            return typeof defaultValue === "function" ? defaultValue() : util.shallowClone(defaultValue);
        },
    });
}
const ZodMiniPrefault = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniPrefault", (inst, def) => {
    core.$ZodPrefault.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function prefault(innerType, defaultValue) {
    return new ZodMiniPrefault({
        type: "prefault",
        innerType: innerType,
        get defaultValue() {
            return typeof defaultValue === "function" ? defaultValue() : util.shallowClone(defaultValue);
        },
    });
}
const ZodMiniNonOptional = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNonOptional", (inst, def) => {
    core.$ZodNonOptional.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function nonoptional(innerType, params) {
    return new ZodMiniNonOptional({
        type: "nonoptional",
        innerType: innerType,
        ...util.normalizeParams(params),
    });
}
const ZodMiniSuccess = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniSuccess", (inst, def) => {
    core.$ZodSuccess.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function success(innerType) {
    return new ZodMiniSuccess({
        type: "success",
        innerType: innerType,
    });
}
const ZodMiniCatch = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCatch", (inst, def) => {
    core.$ZodCatch.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_catch(innerType, catchValue) {
    return new ZodMiniCatch({
        type: "catch",
        innerType: innerType,
        catchValue: (typeof catchValue === "function" ? catchValue : core.util.constantCatch(catchValue)),
    });
}

const ZodMiniNaN = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNaN", (inst, def) => {
    core.$ZodNaN.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function nan(params) {
    return core._nan(ZodMiniNaN, params);
}
const ZodMiniPipe = /*@__PURE__*/ $constructor("ZodMiniPipe", (inst, def) => {
    $ZodPipe.init(inst, def);
    ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function pipe(in_, out) {
    return new ZodMiniPipe({
        type: "pipe",
        in: in_,
        out: out,
    });
}
const ZodMiniCodec = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCodec", (inst, def) => {
    ZodMiniPipe.init(inst, def);
    core.$ZodCodec.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function codec(in_, out, params) {
    return new ZodMiniCodec({
        type: "pipe",
        in: in_,
        out: out,
        transform: params.decode,
        reverseTransform: params.encode,
    });
}
// @__NO_SIDE_EFFECTS__
function invertCodec(codec) {
    const def = codec._zod.def;
    return new ZodMiniCodec({
        type: "pipe",
        in: def.out,
        out: def.in,
        transform: def.reverseTransform,
        reverseTransform: def.transform,
    });
}
const ZodMiniReadonly = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniReadonly", (inst, def) => {
    core.$ZodReadonly.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function readonly(innerType) {
    return new ZodMiniReadonly({
        type: "readonly",
        innerType: innerType,
    });
}
const ZodMiniTemplateLiteral = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniTemplateLiteral", (inst, def) => {
    core.$ZodTemplateLiteral.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function templateLiteral(parts, params) {
    return new ZodMiniTemplateLiteral({
        type: "template_literal",
        parts,
        ...util.normalizeParams(params),
    });
}
const ZodMiniLazy = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniLazy", (inst, def) => {
    core.$ZodLazy.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// export function lazy<T extends object>(getter: () => T): T {
//   return util.createTransparentProxy<T>(getter);
// }
// @__NO_SIDE_EFFECTS__
function schemas_lazy(getter) {
    return new ZodMiniLazy({
        type: "lazy",
        getter: getter,
    });
}

const ZodMiniPromise = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniPromise", (inst, def) => {
    core.$ZodPromise.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function promise(innerType) {
    return new ZodMiniPromise({
        type: "promise",
        innerType: innerType,
    });
}
const ZodMiniCustom = /*@__PURE__*/ $constructor("ZodMiniCustom", (inst, def) => {
    $ZodCustom.init(inst, def);
    ZodMiniType.init(inst, def);
});
// custom checks
// @__NO_SIDE_EFFECTS__
function check(fn, params) {
    const ch = new core.$ZodCheck({
        check: "custom",
        ...util.normalizeParams(params),
    });
    ch._zod.check = fn;
    return ch;
}
// ZodCustom custom schema
// @__NO_SIDE_EFFECTS__
function custom(fn, _params) {
    return core._custom(ZodMiniCustom, fn ?? (() => true), _params);
}
// refine
// @__NO_SIDE_EFFECTS__
function refine(fn, _params = {}) {
    return _refine(ZodMiniCustom, fn, _params);
}
// superRefine
// @__NO_SIDE_EFFECTS__
function superRefine(fn, params) {
    return core._superRefine(fn, params);
}
// Re-export describe and meta from core
const schemas_describe = describe;
const schemas_meta = meta;
// instanceof
class schemas_Class {
    constructor(..._args) { }
}
// @__NO_SIDE_EFFECTS__
function _instanceof(cls, params = {}) {
    const inst = custom((data) => data instanceof cls, params);
    inst._zod.bag.Class = cls;
    // Override check to emit invalid_type instead of custom
    inst._zod.check = (payload) => {
        if (!(payload.value instanceof cls)) {
            payload.issues.push({
                code: "invalid_type",
                expected: cls.name,
                input: payload.value,
                inst,
                path: [...(inst._zod.def.path ?? [])],
            });
        }
    };
    return inst;
}

// stringbool
const stringbool = (...args) => core._stringbool({
    Codec: ZodMiniCodec,
    Boolean: ZodMiniBoolean,
    String: ZodMiniString,
}, ...args);
// @__NO_SIDE_EFFECTS__
function json() {
    const jsonSchema = schemas_lazy(() => {
        return union([schemas_string(), schemas_number(), schemas_boolean(), schemas_null(), array(jsonSchema), record(schemas_string(), jsonSchema)]);
    });
    return jsonSchema;
}
const ZodMiniFunction = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniFunction", (inst, def) => {
    core.$ZodFunction.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function _function(params) {
    return new ZodMiniFunction({
        type: "function",
        input: Array.isArray(params?.input) ? tuple(params?.input) : (params?.input ?? array(unknown())),
        output: params?.output ?? unknown(),
    });
}


// EXTERNAL MODULE: ./errors/import-error.js + 11 modules
var import_error = __nccwpck_require__(2504);
;// CONCATENATED MODULE: ./inputs/sources.js
/** Formats that the servers import, by extension; they look at lower case only (`importutilv2/util.go`). */
const EXTENSION = /\.(parquet|json|jsonl|ndjson|csv|npy)$/;
const EXTENSIONS = '`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`';
/** Milvus: `dataCoord.import.maxImportFileNumPerReq`; Zilliz Cloud: docs.zilliz.com, data import. */
const MOST_SOURCES = { milvus: 1024, 'zilliz-v2': 1000, 'zilliz-v1': 1 };
/** What is wrong with the lines of `objectUrl` or `files`, each with the number of its line; no line is quoted. */
function problemsOfLines(name, lines, api, problemOf) {
    const problems = lines.flatMap((line, index) => {
        const problem = problemOf(line);
        if (!problem)
            return [];
        return [`\`${name}\` ${lines.length > 1 ? `line ${index + 1} ` : ''}${problem}`];
    });
    const most = MOST_SOURCES[api];
    if (lines.length > most)
        problems.push(`\`${name}\` holds ${lines.length} lines, a job of \`${api}\` takes ${most}`);
    return problems;
}
/**
 * Checks one line of `objectUrl` as far as docs.zilliz.com documents the form ("storage options"): the scheme, a
 * bucket and a key, a folder that ends in `/` or a file of a known format.
 */
function problemOfObjectUrl(line) {
    const url = URL.parse(line);
    if (!url)
        return 'is not a URL such as `s3://bucket/key` or `https://…`';
    if (url.username || url.password)
        return 'must not hold a user or password';
    switch (url.protocol) {
        case 's3:':
        case 'gs:':
        case 'oss:':
        case 'https:':
            break;
        case 's3a:':
        case 's3n:':
            return 'must start with `s3://`';
        default:
            return 'must start with `s3://`, `gs://`, `oss://` or `https://`';
    }
    if (!url.hostname)
        return 'names no bucket';
    return problemOfPath(url.pathname);
}
/** Checks one line of `files` for a volume: one path, a file or a folder. */
function problemOfVolumePath(line) {
    if (/\.npy\s*,/.test(line))
        return 'holds several files: give the folder of the `.npy` files, ending in `/`';
    return problemOfRelative(line) ?? problemOfPath(line);
}
/**
 * Checks one line of `files` for Milvus: one file, or the `.npy` files of one set separated by commas. Folders are
 * for restoring backups only.
 */
function problemOfGroup(line, isRestore) {
    const paths = groupOf(line);
    if (paths.length === 0)
        return 'names no file';
    for (const path of paths) {
        const problem = problemOfRelative(path);
        if (problem)
            return problem;
        if (isRestore)
            continue;
        if (path.endsWith('/'))
            return 'is a folder: Milvus imports files, name each of them';
        const wrong = problemOfPath(path);
        if (wrong)
            return wrong;
    }
    const isSet = paths.every(path => path.endsWith('.npy'));
    return paths.length === 1 || isSet || isRestore
        ? undefined
        : 'holds several files: only the `.npy` files of one set share a line, others have a line each';
}
/** The paths of one line of `files` for Milvus. */
function groupOf(line) {
    return line
        .split(',')
        .map(path => path.trim())
        .filter(path => path !== '');
}
function problemOfRelative(path) {
    if (/^[a-z0-9]+:\/\//i.test(path))
        return 'is a URL: write the path inside the bucket or volume, without its name';
    return path.split('/').includes('..') ? 'must not contain `..`' : undefined;
}
function problemOfPath(path) {
    if (path.endsWith('/') || EXTENSION.test(path))
        return undefined;
    if (EXTENSION.test(path.toLowerCase()))
        return `has an upper-case extension: servers know only ${EXTENSIONS}`;
    return `is neither a folder (ending in \`/\`) nor a file of a known format (${EXTENSIONS})`;
}

;// CONCATENATED MODULE: ./inputs/conflicts.js

/**
 * What the inputs must not be together, whatever the API. Judged by what was given, not by what could be read of it,
 * so that no problem hides another.
 */
function conflictsOf(given) {
    const has = (name) => given[name] !== '';
    const hasSource = has('objectUrl') || has('volumeName') || has('files');
    const isAttach = has('jobId');
    return broken([
        [!isAttach && !has('collectionName'), '`collectionName` is required'],
        [
            has('objectUrl') && has('volumeName'),
            '`objectUrl` excludes `volumeName`: a job has one kind of source',
        ],
        [
            has('objectUrl') && has('files') && !has('volumeName'),
            '`objectUrl` excludes `files`: a job has one kind of source',
        ],
        [has('accessKey') && !has('secretKey'), '`accessKey` needs `secretKey`'],
        [has('secretKey') && !has('accessKey'), '`secretKey` needs `accessKey`'],
        [
            isAttach && hasSource,
            '`jobId` waits for a job that exists: leave out `objectUrl`, `volumeName` and `files`',
        ],
        [isAttach && /^false$/i.test(given.wait), '`jobId` with `wait: false` would do nothing'],
    ]);
}
/** What one API has and another has not, and what it needs. Each problem says which API was chosen and why. */
function conflictsWith(place, given) {
    const { api, because } = place;
    const has = (name) => given[name] !== '';
    const isAttach = has('jobId');
    const chosen = `\`${api}\` (chosen because ${because})`;
    const unknown = (name, instead = '') => [
        has(name),
        `\`${name}\` is not known to ${chosen}${instead}`,
    ];
    const hasTarget = has('clusterId') || has('projectId') || has('regionId') || place.clusterId || place.projectId;
    const key = [
        !has('apiKey'),
        '`apiKey` is required; if it comes from a secret, check that the secret is available here',
    ];
    switch (api) {
        case 'zilliz-v2':
            return broken([
                key,
                [!hasTarget, '`clusterId` is required, or `projectId` with `regionId` for an on-demand database'],
                [
                    has('clusterId') && (has('projectId') || has('regionId')),
                    '`clusterId` excludes `projectId` and `regionId`',
                ],
                [has('projectId') && !has('regionId'), '`projectId` needs `regionId`'],
                [has('regionId') && !has('projectId') && !has('clusterId'), '`regionId` needs `projectId`'],
                [
                    !isAttach && !has('objectUrl') && !has('volumeName') && !has('files'),
                    '`objectUrl` is required, or `volumeName` with `files`',
                ],
                [
                    has('files') && !has('volumeName') && !has('objectUrl'),
                    `\`files\` needs \`volumeName\` with ${chosen}; for a bucket use \`objectUrl\``,
                ],
                [
                    has('volumeName') && !has('files') && !isAttach,
                    '`volumeName` needs `files`: the paths inside the volume',
                ],
                [
                    has('volumeName') && hasBucketKeys(given),
                    '`volumeName` excludes `accessKey`, `secretKey` and `sessionToken`',
                ],
                unknown('options'),
            ]);
        case 'zilliz-v1':
            return broken([
                key,
                [!has('clusterId') && !place.clusterId, `\`clusterId\` is required with ${chosen}`],
                [!isAttach && !has('objectUrl'), `\`objectUrl\` is required with ${chosen}`],
                unknown('volumeName'),
                unknown('files', '; use `objectUrl`'),
                unknown('dbName'),
                unknown('projectId'),
                unknown('regionId'),
                unknown('sessionToken'),
                unknown('options'),
            ]);
        case 'milvus':
            return broken([
                [
                    !isAttach && !has('files'),
                    `\`files\` is required with ${chosen}: the keys in the bucket of Milvus`,
                ],
                unknown('objectUrl', ': Milvus reads its own bucket, give the keys in `files`'),
                unknown('volumeName'),
                unknown('clusterId'),
                unknown('projectId'),
                unknown('regionId'),
                unknown('accessKey', ': Milvus reads its bucket with keys of its own'),
                unknown('secretKey', ': Milvus reads its bucket with keys of its own'),
                unknown('sessionToken', ': Milvus reads its bucket with keys of its own'),
            ]);
    }
}
/** What is wrong with the lines of the sources, as the API reads them. */
function problemsOfSources({ api }, given) {
    const urls = problemsOfLines('objectUrl', linesOf(given.objectUrl), api, problemOfObjectUrl);
    const isRestore = optionsOf(given.options).some(([name]) => name === 'backup' || name === 'l0_import');
    const problemOf = api === 'milvus' ? (line) => problemOfGroup(line, isRestore) : problemOfVolumePath;
    const files = given.volumeName || api === 'milvus' ? problemsOfLines('files', linesOf(given.files), api, problemOf) : [];
    return api === 'milvus' ? files : [...urls, ...files];
}
function hasBucketKeys({ accessKey, secretKey, sessionToken }) {
    return accessKey !== '' || secretKey !== '' || sessionToken !== '';
}
function broken(rules) {
    return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem);
}
/** The lines of an input without blanks around them, empty ones left out. */
function linesOf(value) {
    return value
        .split(/\r\n|\r|\n/)
        .map(line => line.trim())
        .filter(line => line !== '');
}
/** The groups of `files` as Milvus takes them. */
function groupsOf(value) {
    return linesOf(value).map(groupOf);
}
/** `key=value` lines; a line without `=` has the value `undefined`. A blank at the end of a value counts (`sep`). */
function optionsOf(value) {
    return value
        .split(/\r\n|\r|\n/)
        .map(line => line.trimStart())
        .filter(line => line !== '')
        .map(line => {
        const equals = line.indexOf('=');
        return equals < 0 ? [line.trim(), undefined] : [line.slice(0, equals).trim(), line.slice(equals + 1)];
    });
}

;// CONCATENATED MODULE: ./inputs/duration.js
const UNITS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
/**
 * Reads `90s`, `30m`, `1h30m`, `1500ms`, `1.5h` or a bare number of seconds, as a whole or not at all.
 * Units go from large to small, each at most once. Returns milliseconds, or `undefined` for anything else.
 */
function parseDuration(text) {
    if (/^\d+(\.\d+)?$/.test(text))
        return finite(Number(text) * UNITS.s);
    const parts = /^(?:([\d.]+)h)?(?:([\d.]+)m(?!s))?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/.exec(text);
    const values = parts?.slice(1) ?? [];
    if (values.every(value => value === undefined))
        return undefined;
    if (!values.every(value => value === undefined || /^\d+(\.\d+)?$/.test(value)))
        return undefined;
    const [h = 0, m = 0, s = 0, ms = 0] = values.map(value => Number(value ?? 0));
    return finite(h * UNITS.h + m * UNITS.m + s * UNITS.s + ms);
}
function finite(ms) {
    return Number.isFinite(ms) ? ms : undefined;
}

;// CONCATENATED MODULE: ./inputs/endpoint.js
const CONTROL_PLANE = 'https://api.cloud.zilliz.com';
const CONTROL_PLANE_CHINA = 'https://api.cloud.zilliz.com.cn';
/** Names and addresses of this very machine, where plain HTTP is safe. */
function isLoopback(host) {
    return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
/**
 * Reads `endpoint` and `api` as spec'd by the vendor's address forms: the control planes, the controllers of v1, the
 * public and private-link endpoints of clusters and on-demand projects, and Milvus for every other host. An explicit
 * `api` wins over the guess. Returns a text where the two make no sense.
 */
function locate(endpoint, api) {
    if (endpoint === '') {
        if (api === 'auto' || api === 'zilliz-v2')
            return place('zilliz-v2', whyOf(api, 'no `endpoint` is given'), CONTROL_PLANE);
        return api === 'milvus'
            ? 'is required for `api: milvus`, such as `http://milvus.example:19530`'
            : 'is required for `api: zilliz-v1`: `https://controller.api.{region}.zillizcloud.com`';
    }
    const url = URL.parse(endpoint);
    if (!url || !/^https?:$/.test(url.protocol))
        return 'is not a URL: write it with `https://`';
    if (url.username || url.password)
        return 'must not hold a user or password: they belong into `apiKey`';
    if (url.search || url.hash)
        return 'must not hold a query or a fragment';
    const found = placeOf(url, api);
    if (typeof found === 'string')
        return found;
    const mayBePlain = found.api === 'milvus' || isLoopback(url.hostname);
    return url.protocol === 'https:' || mayBePlain
        ? found
        : 'must start with `https://`: the API key goes with every call';
}
function placeOf(url, api) {
    const baseUrl = (url.origin + url.pathname).replace(/\/+$/, '');
    const host = vendorHost(url.hostname.replace(/\.$/, ''));
    switch (host?.kind) {
        case undefined:
            return place(api === 'auto' ? 'milvus' : api, whyOf(api, '`endpoint` is no address of Zilliz Cloud'), baseUrl);
        case 'control-plane':
            if (api === 'zilliz-v1')
                return 'has no region: for `api: zilliz-v1` give `https://controller.api.{region}.zillizcloud.com`';
            return place(api === 'auto' ? 'zilliz-v2' : api, whyOf(api, '`endpoint` is the control plane'), baseUrl);
        case 'controller':
            return place(api === 'auto' ? 'zilliz-v1' : api, whyOf(api, '`endpoint` is a controller of v1'), baseUrl);
        case 'cluster':
        case 'project': {
            if (api === 'milvus')
                return place('milvus', whyOf(api, ''), baseUrl);
            const because = whyOf(api, `\`endpoint\` is that of a ${host.kind} of Zilliz Cloud`);
            if (api === 'zilliz-v1') {
                if (!host.region)
                    return 'has no region: for `api: zilliz-v1` give `https://controller.api.{region}.zillizcloud.com`';
                const domain = host.isChina ? 'zilliz.com.cn' : 'zillizcloud.com';
                return {
                    ...place(api, because, `https://controller.api.${host.region}.${domain}`),
                    clusterId: host.clusterId,
                };
            }
            const controlPlane = host.isChina ? CONTROL_PLANE_CHINA : CONTROL_PLANE;
            const { clusterId, projectId } = host;
            return {
                ...place('zilliz-v2', because, controlPlane),
                clusterId,
                projectId,
                regionId: projectId && host.region,
            };
        }
    }
}
function place(api, because, baseUrl) {
    return { api, because, baseUrl, clusterId: undefined, projectId: undefined, regionId: undefined };
}
function whyOf(api, guess) {
    return api === 'auto' ? guess : `\`api\` is \`${api}\``;
}
/** The domains of Zilliz Cloud; only whole labels count: `zillizcloud.com.evil.example` is somebody else's. */
const DOMAIN = /^(.+?)\.(zillizcloud\.com|cloud\.zilliz\.com|cloud\.zilliz\.com\.cn|zilliz\.com\.cn)$/;
const REGION = /^(aws|gcp|az|azure|ali|tc|hwc)-/;
/** Reads a host of Zilliz Cloud; `undefined` for everybody else's. Forms: docs.zilliz.com, terraform provider. */
function vendorHost(host) {
    const [, names = '', domain = ''] = DOMAIN.exec(host) ?? [];
    if (names === '')
        return undefined;
    const isChina = domain.endsWith('.cn');
    const labels = names.split('.');
    const [first = ''] = labels;
    const base = {
        isChina,
        region: labels.find(label => REGION.test(label)),
        clusterId: undefined,
        projectId: undefined,
    };
    if (names === 'api' && domain.startsWith('cloud.'))
        return { ...base, kind: 'control-plane' };
    if (names.startsWith('controller.api.'))
        return { ...base, kind: 'controller' };
    const [clusterId] = /^in\d{2}-[0-9a-z]+/.exec(first) ?? [];
    if (clusterId)
        return { ...base, kind: 'cluster', clusterId };
    if (first.startsWith('proj-'))
        return { ...base, kind: 'project', projectId: first };
    // A global cluster: its members have ids of their own, `clusterId` has to name one.
    if (first.startsWith('glo-'))
        return { ...base, kind: 'cluster' };
    return undefined;
}

;// CONCATENATED MODULE: ./inputs/inputs.js





/** Milliseconds. */
const SHORTEST_INTERVAL = 100;
/** Milvus: `streaming.idempotency.maxKeyLength`. */
const LONGEST_KEY = 256;
const PRINTABLE = /^[\x20-\x7e]*$/;
const ID = /^[A-Za-z0-9_-]*$/;
const inputs_text = given(schemas_string().check(refine(hasNoControl, 'holds a control character')));
const id = given(schemas_string().check(_regex(ID, 'holds characters that an id does not have')));
const credential = given(schemas_string()
    .check(refine(hasNoControl, 'holds a line break or another control character: was it copied whole?')));
const header = (problem) => schemas_string().check(_regex(PRINTABLE, problem));
const inputs_boolean = (fallback) => read((value, fail) => {
    if (value === '')
        return fallback;
    if (/^(true|True|TRUE)$/.test(value))
        return true;
    if (/^(false|False|FALSE)$/.test(value))
        return false;
    return fail('must be `true` or `false`');
});
const choice = (values) => read((value, fail) => (value === '' ? values[0] : values.find(known => known === value)) ??
    fail(`must be one of ${values.map(known => `\`${known}\``).join(', ')}`));
/** One schema; its keys are the names in `action.yml`, every value arrives as a string, `''` means the default. */
const schema = object({
    apiKey: header('holds characters that no HTTP header can carry: was it copied whole?'),
    endpoint: schemas_string(),
    api: choice(['auto', 'zilliz-v2', 'zilliz-v1', 'milvus']),
    clusterId: id,
    projectId: id,
    regionId: id,
    dbName: given(header('holds characters that no HTTP header can carry')),
    collectionName: inputs_text,
    partitionName: inputs_text,
    objectUrl: read(linesOf),
    volumeName: inputs_text,
    files: schemas_string(),
    accessKey: credential,
    secretKey: credential,
    sessionToken: credential,
    options: read((value, fail) => {
        const options = {};
        for (const [name, option] of optionsOf(value)) {
            if (name === '' || option === undefined)
                fail('must hold one `key=value` per line');
            else if (Object.hasOwn(options, name))
                fail('names a key twice');
            else
                options[name] = option;
        }
        return options;
    }),
    jobId: id,
    wait: inputs_boolean(true),
    timeout: read((value, fail) => {
        const ms = parseDuration(value || '30m');
        if (ms !== undefined && ms > 0)
            return ms;
        return fail(ms === 0
            ? 'must be longer than zero; `wait: false` submits without waiting'
            : 'is not a duration: write `90s`, `30m`, `1h30m`, `1500ms`, or a number of seconds');
    }),
    onTimeout: choice(['fail', 'warn']),
    pollInterval: read((value, fail) => {
        if (value === '' || value === 'auto')
            return 'auto';
        const ms = parseDuration(value);
        if (ms !== undefined && ms >= SHORTEST_INTERVAL)
            return ms;
        return fail('must be `auto`, or a duration of at least `100ms`');
    }),
    expectedRows: read((value, fail) => {
        if (value === '')
            return undefined;
        const [, atLeast, rows] = /^(>=)?\s*(\d+)$/.exec(value) ?? [];
        if (rows !== undefined)
            return { atLeast: atLeast !== undefined, rows: BigInt(rows) };
        return fail('must be a whole number such as `1500`, or a lower bound such as `>=1`');
    }),
    idempotencyKey: pipe(header('must be printable ASCII').check(_maxLength(LONGEST_KEY, `must not be longer than ${LONGEST_KEY} characters`)), transform(value => value || 'auto')),
    githubToken: credential,
    summary: inputs_boolean(true),
});
/** A value as it was given, `undefined` where nothing was. */
function given(type) {
    return pipe(type, transform((value) => value || undefined));
}
/** A value that is read by a function; what it fails with becomes a problem of this input. */
function read(readValue) {
    return pipe(schemas_string(), transform((input, { issues }) => {
        const fail = (message) => {
            issues.push({ code: 'custom', message, input });
            return NEVER;
        };
        return readValue(input, fail);
    }));
}
function hasNoControl(value) {
    return !/\p{Cc}/u.test(value);
}
const inputNames = Object.keys(schema.shape);
/**
 * Reads all inputs, or throws one `InvalidInput` that names every problem. No message quotes a value: it may be a
 * secret in the wrong place.
 */
function parseInputs(inputs) {
    // Compiling the schema is for those who parse often.
    const parsed = schema.safeParse(inputs, { jitless: true });
    const problems = (parsed.error?.issues ?? []).map(issue => `\`${String(issue.path[0])}\` ${issue.message}`);
    problems.push(...conflictsOf(inputs));
    const place = locate(inputs.endpoint, schema.shape.api.safeParse(inputs.api).data ?? 'auto');
    if (typeof place === 'string')
        throw invalid([...problems, `\`endpoint\` ${place}`]);
    problems.push(...conflictsWith(place, inputs), ...problemsOfSources(place, inputs));
    if (!parsed.success || problems.length > 0)
        throw invalid(problems);
    return assemble(parsed.data, place);
}
function assemble(values, place) {
    const target = targetOf(values, place);
    const { jobId, collectionName, apiKey, dbName } = values;
    const { wait, timeout, onTimeout, pollInterval, expectedRows, idempotencyKey, summary } = values;
    return {
        connection: { api: place.api, endpoint: place.baseUrl, apiKey, dbName },
        target,
        task: jobId
            ? { kind: 'attach', jobId, collectionName }
            : { kind: 'submit', request: requestOf(values, target, place.api) },
        ...{ wait, timeout, onTimeout, pollInterval, expectedRows, idempotencyKey, summary },
    };
}
/** What an input says wins over what the address of the endpoint says. */
function targetOf(values, place) {
    if (place.api === 'milvus')
        return { kind: 'instance' };
    const { projectId = values.clusterId ? undefined : place.projectId, regionId = place.regionId } = values;
    if (projectId && regionId)
        return { kind: 'project', projectId, regionId };
    return { kind: 'cluster', clusterId: values.clusterId ?? place.clusterId ?? '' };
}
function requestOf(values, target, api) {
    const { dbName, collectionName = '', partitionName } = values;
    return { target, dbName, collectionName, partitionName, source: sourceOf(values, api) };
}
function sourceOf(values, api) {
    const { volumeName, files, objectUrl: urls, accessKey, secretKey, sessionToken, options } = values;
    if (api === 'milvus')
        return { kind: 'files', groups: groupsOf(files), options };
    if (volumeName)
        return { kind: 'volume', volumeName, paths: linesOf(files) };
    return { kind: 'objects', urls, credentials: { accessKey, secretKey, sessionToken } };
}
function invalid(problems) {
    const isOne = problems.length === 1;
    return new import_error/* ImportError */.Y({
        status: 'InvalidInput',
        code: 'InvalidInput',
        title: isOne
            ? `An input is not right: ${problems[0]}`
            : `${problems.length} things about the inputs are not right`,
        details: isOne ? [] : problems,
        advice: 'Nothing was sent: correct the inputs and run again',
    });
}


/***/ }),

/***/ 3603:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  JF: () => (/* binding */ masksOf),
  $p: () => (/* binding */ redactor),
  Fj: () => (/* binding */ secretsOf)
});

;// CONCATENATED MODULE: ./inputs/layers.js
/** What a reader overlooks, or what is gone when a text is made one line: blanks, breaks, ANSI codes, invisible signs. */
const GAPS = /\x1b\[[0-9;:?]*[ -/]*[@-~]|[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu;
const ESCAPES = /(?:%[0-9a-f]{2})+|&#\d{1,7};?|&#x[0-9a-f]{1,6};?|&[a-z]{2,8};|\\u[0-9a-f]{4}|\\./giu;
/** Encoded once, twice, or once more on the way through two systems. */
const MOST_ROUNDS = 4;
/**
 * The text as it is, without its gaps, and with its escapes (URL, HTML, JSON) resolved before or after that, once and
 * again until nothing is left to resolve: what any reader could make of it.
 */
function layersOf(text) {
    const bare = (part) => part.replace(GAPS, '');
    const clear = (part) => part.replace(ESCAPES, resolve);
    return layers_all(text, bare, clear, (a, b) => a === b);
}
/** The same, with the place of every character. */
function placedLayersOf(text) {
    const places = Array.from({ length: text.length }, (_, index) => index);
    const whole = { text, from: places, to: places.map(place => place + 1) };
    const bare = (layer) => rewrite(layer, GAPS, () => '');
    const clear = (layer) => rewrite(layer, ESCAPES, resolve);
    return layers_all(whole, bare, clear, (a, b) => a.text === b.text);
}
function layers_all(whole, bare, clear, isSame) {
    const layers = [];
    for (const [first, step] of [
        [whole, clear],
        [bare(whole), (part) => bare(clear(part))],
    ]) {
        let last = first;
        for (let round = 0; round <= MOST_ROUNDS; round += 1) {
            layers.push(last);
            const next = step(last);
            if (isSame(next, last))
                break;
            last = next;
        }
        layers.push(bare(last));
    }
    return layers;
}
function rewrite(layer, pattern, replacement) {
    const pieces = [];
    const from = [];
    const to = [];
    let at = 0;
    const keepUntil = (end) => {
        pieces.push(layer.text.slice(at, end));
        for (; at < end; at += 1) {
            from.push(layer.from[at] ?? 0);
            to.push(layer.to[at] ?? 0);
        }
    };
    for (const { 0: found, index } of layer.text.matchAll(pattern)) {
        keepUntil(index);
        const made = replacement(found);
        at = index + found.length;
        pieces.push(made);
        for (let unit = 0; unit < made.length; unit += 1) {
            from.push(layer.from[index] ?? 0);
            to.push(layer.to[at - 1] ?? 0);
        }
    }
    keepUntil(layer.text.length);
    return { text: pieces.join(''), from, to };
}
function resolve(coded) {
    if (coded.startsWith('%'))
        return Buffer.from(coded.replaceAll('%', ''), 'hex').toString('utf8');
    if (coded.startsWith('\\')) {
        const hex = /^\\u(.{4})$/i.exec(coded)?.[1];
        if (hex)
            return String.fromCharCode(Number.parseInt(hex, 16));
        return /^\\[bfnrt]$/.test(coded) ? '' : coded.slice(1);
    }
    const [, isHex, digits] = /^&#(x?)([0-9a-f]+);?$/i.exec(coded) ?? [];
    if (digits === undefined)
        return NAMED[coded.slice(1, -1)] ?? coded;
    const point = Number.parseInt(digits, isHex ? 16 : 10);
    return point <= 0x10ffff ? String.fromCodePoint(point) : coded;
}
/** HTML's names of what secrets are made of besides letters and digits. */
const NAMED = {
    ...{ amp: '&', AMP: '&', lt: '<', LT: '<', gt: '>', GT: '>', quot: '"', QUOT: '"', apos: "'", nbsp: ' ' },
    ...{ plus: '+', sol: '/', equals: '=', colon: ':', semi: ';', comma: ',', period: '.', commat: '@' },
    ...{ num: '#', percnt: '%', dollar: '$', excl: '!', quest: '?', ast: '*', lowbar: '_', hyphen: '-' },
    ...{ lpar: '(', rpar: ')', lsqb: '[', rsqb: ']', lcub: '{', rcub: '}', vert: '|', bsol: '\\', grave: '`' },
    ...{ Hat: '^', tilde: '~', Tab: '\t', NewLine: '\n' },
};

;// CONCATENATED MODULE: ./inputs/secrets.js

/** Shorter values are not secrets: masking them would garble every line and protect nothing. */
const SHORTEST_SECRET = 4;
/** Of `user:password` the password alone is masked from this length on: `root:Milvus` must not hide every "Milvus". */
const SHORTEST_PART = 8;
/** Words that no secret can be: as masks they would garble the log, the runner's own lines included. */
const WORDS = new Set([
    ...['true', 'false', 'null', 'none', 'auto', 'default', 'test', 'example', 'secret', 'password'],
    ...['root', 'admin', 'user', 'milvus', 'zilliz', 'import', 'importing', 'completed', 'failed', 'pending'],
]);
const IDS = [
    ...['clusterId', 'projectId', 'regionId', 'dbName', 'collectionName'],
    ...['partitionName', 'volumeName', 'jobId'],
];
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'];
/**
 * The secret values themselves, without derived forms, longest first, each once: of the inputs, of URLs in them, and
 * of the proxies of the environment. What is given as an id in the open is none.
 */
function secretsOf(inputs, env = {}) {
    const { apiKey, accessKey, secretKey, sessionToken, githubToken } = inputs;
    const urls = `${inputs.objectUrl}\n${inputs.files}\n${inputs.endpoint}`.split(/\s+/);
    const values = [
        ...partsOfLogin(apiKey),
        ...[accessKey, secretKey, sessionToken, githubToken].flatMap(linesOf),
        ...urls.flatMap(url => [...userinfoOf(url), ...signedPartsOf(url)]),
        ...PROXIES.flatMap(name => userinfoOf(env[name]?.trim() ?? '')),
    ];
    const ids = new Set(IDS.map(name => inputs[name]));
    const isSecret = (value) => value.length >= SHORTEST_SECRET && !WORDS.has(value.toLowerCase()) && !ids.has(value);
    return [...new Set(values.filter(isSecret))].sort((a, b) => b.length - a.length);
}
/** `user:password` as a whole, and the password; of a key, the key. */
function partsOfLogin(login) {
    const password = login.includes(':') ? login.slice(login.indexOf(':') + 1) : '';
    return [...linesOf(login), ...linesOf(password).filter(isPart)];
}
/** A secret of several lines, pasted by mistake or not, may come back line by line. */
function linesOf(value) {
    const lines = value.split(/[\r\n]+/).map(line => line.trim());
    return lines.length > 1 ? [value, ...lines.filter(isPart)] : [value];
}
function isPart(value) {
    return value.length >= SHORTEST_PART;
}
/** Of `https://user:password@host`, as written and decoded; also where the rest makes no URL. */
function userinfoOf(text) {
    const [, userinfo] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)@/i.exec(text) ?? [];
    if (userinfo === undefined)
        return [];
    return [userinfo, decode(userinfo)].flatMap(login => login.includes(':') || isPart(login) ? partsOfLogin(login) : []);
}
/** The query of a SAS or presigned URL: the whole, and what proves something, as written and decoded. */
function signedPartsOf(url) {
    const [, query] = /^[^?]*:\/\/[^?]*\?([^#]*)/.exec(url) ?? [];
    if (query === undefined)
        return [];
    const signed = query.split('&').flatMap(pair => {
        const [name = '', ...rest] = pair.split('=');
        const value = rest.join('=');
        const isProof = /sig|token|credential|key|secret|password|(^|-)ak$/i.test(name) &&
            !/headers|algorithm|time|list/i.test(name);
        return isProof ? [value, decode(value), decode(value.replaceAll('+', ' '))] : [];
    });
    return [query, ...signed].filter(isPart);
}
/**
 * Every form in which the runner must mask a secret: as is, URL-encoded in either case, and as Base64 and Base64url
 * in every alignment. The runner derives more by itself, but neither Base64url nor lower-case escapes, and not the
 * finished Base64 of `user:password` (`actions/runner` ValueEncoders.cs). Of several lines the runner would mask each,
 * however short: their lines are secrets of their own.
 */
function masksOf(secret) {
    const encoded = encodeURIComponent(wellFormed(secret));
    const forms = [
        ...(/[\r\n]/.test(secret) ? [] : [secret]),
        encoded,
        lowerEscapes(encoded),
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('base64url'),
        ...base64Cores(secret).filter(isPart),
    ];
    return [...new Set(forms)];
}
/**
 * Replaces every secret in a text by `***`: as is, in whatever mixture of URL, HTML and JSON escapes, inside Base64 and
 * Base64url at all three alignments, and also where blanks, line breaks, ANSI codes or invisible characters stand
 * between its characters. Short ones are found only in one piece.
 */
function redactor(secrets) {
    const forms = secrets.flatMap(secret => [...layersOf(secret), ...base64Cores(secret)]);
    const needles = [...new Set(forms)].filter(form => form.length >= SHORTEST_SECRET);
    if (needles.length === 0)
        return text => text;
    return text => {
        const isTouched = layersOf(text).some(layer => needles.some(needle => layer.includes(needle)));
        return isTouched ? covered(text, hitsOf(text, needles)) : text;
    };
}
function hitsOf(text, needles) {
    const hits = [];
    for (const { text: layer, from, to } of placedLayersOf(text)) {
        for (const needle of needles) {
            for (let at = layer.indexOf(needle); at >= 0; at = layer.indexOf(needle, at + 1)) {
                const end = at + needle.length;
                const isWhole = () => from.slice(at + 1, end).every((start, index) => start <= (to[at + index] ?? 0));
                if (isPart(needle) || isWhole())
                    hits.push([from[at] ?? 0, to[end - 1] ?? 0]);
            }
        }
    }
    return hits.sort(([a], [b]) => a - b);
}
/** Hits that overlap become one. */
function covered(text, hits) {
    let safe = '';
    let end = 0;
    for (const [from, to] of hits) {
        if (from >= end)
            safe += `${text.slice(end, from)}***`;
        end = Math.max(end, to);
    }
    return safe + text.slice(end);
}
/** The parts of the Base64 of 0 to 2 unknown bytes, the secret, and anything, that depend on the secret only. */
function base64Cores(secret) {
    return [0, 1, 2].flatMap(shift => {
        const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
        const core = bytes
            .toString('base64')
            .slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6));
        return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
    });
}
function lowerEscapes(encoded) {
    return encoded.replace(/%[0-9A-F]{2}/g, hex => hex.toLowerCase());
}
/** Half a surrogate can't be encoded. */
function wellFormed(text) {
    return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
function decode(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}


/***/ }),

/***/ 3477:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  m: () => (/* binding */ systemClock)
});

;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./job/clock.js

/** Timers above this fire at once (Node's `TIMEOUT_MAX`). */
const LONGEST_TIMER = 2 ** 31 - 1;
const systemClock = {
    // `performance.now()` would load a module of Node.js for the same.
    now() {
        const [seconds, nanoseconds] = process.hrtime();
        return seconds * 1000 + nanoseconds / 1e6;
    },
    async sleep(ms, signal) {
        try {
            await (0,promises_namespaceObject.setTimeout)(Math.min(Math.max(ms, 0), LONGEST_TIMER), undefined, signal ? { signal } : {});
        }
        catch {
            // Aborted: the caller looks at the signal, not at how the sleep ended.
        }
    },
};


/***/ }),

/***/ 6598:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $f: () => (/* binding */ bareReason),
/* harmony export */   $z: () => (/* binding */ importedRowsOf),
/* harmony export */   A3: () => (/* binding */ reasonOf),
/* harmony export */   Et: () => (/* binding */ culpritsOf),
/* harmony export */   np: () => (/* binding */ advance)
/* harmony export */ });
/* unused harmony export phaseOf */
/**
 * Turns what a server said into what we tell, given what we told before: percents are whole, between 0 and 100 and
 * never fall; files and totals once known are not forgotten; files stay in the order in which they were submitted.
 * Servers send negative percents, 0 for a failed job, and details that come late and in any order
 * (`milvus-io/milvus` `GetJobProgress`, #31221). Rows of a failed job are what the server says: nothing is imported.
 */
function advance(before, seen, submitted = []) {
    const percent = seen.standing === 'completed' ? 100 : Math.max(before?.percent ?? 0, whole(seen.percent));
    const failed = seen.standing === 'failed';
    return {
        ...seen,
        percent,
        phase: seen.phase ?? phaseOf(seen, percent),
        collectionName: seen.collectionName ?? before?.collectionName,
        importedRows: failed ? seen.importedRows : larger(before?.importedRows, seen.importedRows),
        totalRows: larger(before?.totalRows, seen.totalRows),
        files: advanceFiles(before?.files ?? [], seen, submitted),
    };
}
function advanceFiles(before, seen, submitted) {
    if (seen.files.length === 0)
        return before;
    const culprits = new Set(culpritsOf(reasonOf(seen)).map(baseName));
    // Of thousands of files what stays the same is not held twice: `known` comes first where both are equal.
    const advanceOne = (file, known, isTwin) => {
        const rows = rowsOf(file, seen);
        return {
            name: known?.name ?? file.name,
            state: file.state,
            percent: seen.standing === 'completed' ? 100 : Math.max(known?.percent ?? 0, whole(file.percent)),
            importedRows: seen.standing === 'failed' ? rows : larger(known?.importedRows, rows),
            totalRows: larger(known?.totalRows, file.totalRows),
            fileSize: known?.fileSize === file.fileSize ? known?.fileSize : file.fileSize,
            reason: file.reason,
            isTwin,
            isCulprit: culprits.size > 0 && file.name.split(' ').some(path => culprits.has(baseName(path))),
        };
    };
    // Almost every answer tells the files of the last one in their order: thousands need not be looked up and sorted.
    const isInOrder = seen.files.length === before.length && seen.files.every(({ name }, seat) => name === before[seat]?.name);
    if (isInOrder) {
        return seen.files.map((file, seat) => {
            const known = before[seat];
            return known?.isTwin ? advanceOne(file, undefined, true) : advanceOne(file, known, false);
        });
    }
    const twice = namesSeenTwice(seen.files);
    const seats = new Map(before.map((file, seat) => [file.name, { file, seat }]));
    const seatOf = seats.size > 0 ? (name) => seats.get(name)?.seat : submittedSeats(submitted);
    const last = Number.MAX_SAFE_INTEGER;
    return seen.files
        .map(file => {
        const isTwin = twice.has(file.name);
        const known = isTwin ? undefined : seats.get(file.name)?.file;
        return { file: advanceOne(file, known, isTwin), seat: seatOf(file.name) ?? last };
    })
        .sort((a, b) => a.seat - b.seat)
        .map(({ file }) => file);
}
function namesSeenTwice(files) {
    const once = new Set(files.map(({ name }) => name));
    if (once.size === files.length)
        return new Set();
    return new Set(files.map(({ name }) => name).filter(name => !once.delete(name)));
}
/**
 * Where a file stands in the request: by its base name, because servers copy files under paths of their own, or by
 * the folder that it came from.
 */
function submittedSeats(submitted) {
    const seats = new Map(submitted.map((path, seat) => [baseName(path), seat]));
    const folders = submitted.flatMap((path, seat) => path.endsWith('/') ? [{ seat, tail: lastFolder(path) }] : []);
    return name => seats.get(baseName(name)) ?? folders.find(({ tail }) => name.includes(tail))?.seat;
}
function lastFolder(path) {
    return `${path.split('/').at(-2) ?? ''}/`;
}
function baseName(path) {
    const end = path.search(/[?,]/);
    return (end < 0 ? path : path.slice(0, end)).split('/').at(-1) ?? path;
}
/** Why a job failed: its own reason, or that of its first file that has one; `''` if nothing says so. */
function reasonOf({ reason, files }) {
    return reason || files.find(file => file.reason)?.reason || '';
}
const CULPRITS = /,? *file: id:\d+ *((?: *paths:"(?:[^"\\]|\\.)*")+) *$/;
/** The paths that a reason blames, `…, file: id:1 paths:"a.parquet"` (Milvus from 2.5 on); `[]` if it names none. */
function culpritsOf(reason) {
    const [, paths = ''] = CULPRITS.exec(reason) ?? [];
    return [...paths.matchAll(/paths:"((?:[^"\\]|\\.)*)"/g)].map(([, path = '']) => path);
}
/** A reason without the wrapping that says nothing: `error: `, `: importing data failed` and the file it blames. */
function bareReason(reason) {
    return reason
        .replace(CULPRITS, '')
        .replace(/^error: /, '')
        .replace(/(: (importing data failed( on server side)?|invalid parameter))+$/, '')
        .trim();
}
/** A job is all or nothing: in a completed one every row of a file is imported, also where nothing says so. */
function rowsOf(file, seen) {
    return file.importedRows ?? (seen.standing === 'completed' ? file.totalRows : undefined);
}
/**
 * The phase behind a percentage, so that nobody takes a plateau for a hang: below 40 the files are read, 40–70 rows
 * are written, 70–80 sorted, 80–90 indexed (`milvus-io/milvus` `internal/datacoord/import_util.go`).
 */
function phaseOf(seen, percent) {
    if (seen.standing !== 'running')
        return 'done';
    if (seen.state === 'Pending')
        return 'queued';
    if (percent < 40)
        return 'checking files';
    if (percent < 70)
        return 'importing rows';
    if (percent < 80)
        return 'sorting';
    if (percent < 90)
        return 'building the index';
    return 'finishing';
}
/**
 * The rows that a job has brought in, as well as the server lets us know: its own count, else the sum over the
 * files, else, for a completed job, its total (the documented answer of Zilliz Cloud holds nothing but the total).
 */
function importedRowsOf(progress) {
    if (progress.importedRows !== undefined)
        return progress.importedRows;
    const ofFiles = progress.files.map(file => file.importedRows);
    if (ofFiles.length > 0 && ofFiles.every(rows => rows !== undefined)) {
        return ofFiles.reduce((sum, rows) => sum + rows, 0n);
    }
    return progress.standing === 'completed' ? progress.totalRows : undefined;
}
function whole(percent) {
    return percent === undefined || Number.isNaN(percent) ? 0 : Math.min(100, Math.max(0, Math.floor(percent)));
}
function larger(a, b) {
    if (a === undefined || b === undefined)
        return a ?? b;
    return b > a ? b : a;
}


/***/ }),

/***/ 8194:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ CallError)
/* harmony export */ });
/** A call that did not bring what was asked for. Its text is the remote side's: sanitise before printing. */
class CallError extends Error {
    name = 'CallError';
    failure;
    constructor(failure) {
        super(failure.said || failure.code);
        this.failure = failure;
    }
}


/***/ }),

/***/ 8380:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   AC: () => (/* binding */ failureWords),
/* harmony export */   BJ: () => (/* binding */ isFileDone),
/* harmony export */   DM: () => (/* binding */ fileLabel),
/* harmony export */   Ej: () => (/* binding */ size),
/* harmony export */   Ge: () => (/* binding */ rows),
/* harmony export */   IY: () => (/* binding */ RESUME),
/* harmony export */   LS: () => (/* binding */ plural),
/* harmony export */   U9: () => (/* binding */ count),
/* harmony export */   V6: () => (/* binding */ reached),
/* harmony export */   oT: () => (/* binding */ fileState),
/* harmony export */   p0: () => (/* binding */ duration),
/* harmony export */   zF: () => (/* binding */ resumeLines)
/* harmony export */ });
/* harmony import */ var _progress_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6598);

/** `850ms`, `45s`, `12m05s`, `1h03m`: as short as it stays exact enough to read. */
function duration(ms) {
    if (ms > 0 && ms < 1000)
        return `${Math.round(ms)}ms`;
    const seconds = Math.round(ms / 1000);
    const two = (value) => String(value).padStart(2, '0');
    if (seconds < 60)
        return `${seconds}s`;
    if (seconds < 3600)
        return trim(`${Math.floor(seconds / 60)}m${two(seconds % 60)}s`);
    return trim(`${Math.floor(seconds / 3600)}h${two(Math.floor((seconds % 3600) / 60))}m`);
}
function trim(text) {
    return text.replace(/(?<=[hm])00[ms]$/, '');
}
/** `1,234,567`. By hand: a locale takes longer to load than the whole action. */
function count(value) {
    return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
/** `450 rows`, `150/450 rows`, `''` where the server tells none. */
function rows(imported, total) {
    if (imported === undefined && (total === undefined || total === 0n))
        return '';
    const done = imported === undefined ? '?' : count(imported);
    return total === undefined || total === 0n || total === imported
        ? `${done} rows`
        : `${done}/${count(total)} rows`;
}
function size(bytes) {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let value = Number(bytes);
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
        value /= 1000;
        unit += 1;
    }
    return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
/**
 * What a file is called in log and summary: `folder/{id,title,vector}.npy` for the set of NumPy files that a server
 * prints as one, any other name as it is.
 */
function fileLabel(name) {
    const paths = name.split(' ');
    const parts = paths.map(path => /^(.*\/)?([^/]+)\.npy$/.exec(path));
    const [first] = parts;
    const isSet = paths.length > 1 && parts.every(part => part && part[1] === first?.[1]);
    return isSet ? `${first?.[1] ?? ''}{${parts.map(part => part?.[2]).join(',')}}.npy` : name;
}
/** The state of a file as people should read it: in a failed job, only the file that is to blame has failed. */
function fileState(file, { standing, files }) {
    if (standing !== 'failed')
        return file.state;
    if (file.isCulprit)
        return 'Failed';
    return files.some(other => other.isCulprit) ? 'not imported' : file.state;
}
function isFileDone(file) {
    return file.state === 'Completed';
}
/** `Importing 63 %, importing rows, 4/10 files, 1,200/1,900 rows`: where a job stands, in one line. */
function reached(progress) {
    const { files, phase, state, percent, standing } = progress;
    const isBeforeRows = phase === 'queued' || phase === 'checking files';
    return [
        `${state || 'no state'} ${percent} %`,
        phase === 'done' || phase === 'queued' ? '' : phase,
        files.length > 0 ? `${files.filter(isFileDone).length}/${files.length} files` : '',
        isBeforeRows || standing === 'failed' ? '' : rows((0,_progress_js__WEBPACK_IMPORTED_MODULE_0__/* .importedRowsOf */ .$z)(progress), progress.totalRows),
    ]
        .filter(Boolean)
        .join(', ');
}
function plural(number, noun) {
    return `${count(BigInt(number))} ${noun}${number === 1 ? '' : 's'}`;
}
/** What the lines of YAML are for; a job id excludes a source. */
const RESUME = 'To wait for this job again without importing anything, give this in place of the source';
/**
 * The YAML that waits for a job again. Quoted: a workflow would read a bare numeric id as a floating-point number and
 * lose its last digits.
 */
function resumeLines(jobId) {
    return ['with:', `  jobId: ${JSON.stringify(jobId)}`];
}
/** How a call failed, for a line of the log: `Http503: upstream connect error`, `Timeout`. */
function failureWords({ code, said }) {
    return said ? `${code}: ${said.slice(0, LONGEST_WORDS)}` : code;
}
const LONGEST_WORDS = 200;


/***/ }),

/***/ 7746:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  i: () => (/* binding */ main)
});

// EXTERNAL MODULE: ./job/service.js
var job_service = __nccwpck_require__(8194);
;// CONCATENATED MODULE: ./api/envelope.js
/** Reads a body. `undefined` if it is not a JSON object. */
function readEnvelope(body) {
    const fields = asFields(parseExact(body));
    if (!fields)
        return undefined;
    return {
        code: readText(fields, 'code'),
        message: readText(fields, 'message'),
        data: asFields(fields['data']),
    };
}
function asFields(value) {
    const one = Array.isArray(value) ? value[0] : value;
    return typeof one === 'object' && one !== null && !Array.isArray(one) ? one : undefined;
}
/** Text of a field given as string or number, trimmed; `''` if absent, null, or anything else. */
function readText(fields, name) {
    const value = fields[name];
    return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}
/** A number given as number or string; `undefined` if absent or not a number. */
function readNumber(fields, name) {
    const text = readText(fields, name);
    const value = Number(text);
    return text === '' || !Number.isFinite(value) ? undefined : value;
}
/** A count of rows or bytes given as number or string; `undefined` if absent, negative, or not whole. */
function readCount(fields, name) {
    const value = fields[name];
    if (typeof value === 'number')
        return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
    const text = readText(fields, name);
    return /^\d+$/.test(text) ? BigInt(text) : undefined;
}
/** The objects of an array field; `[]` if it is anything else. */
function readList(fields, name) {
    const value = fields[name];
    return Array.isArray(value) ? value.map(asFields).filter(item => item !== undefined) : [];
}
/**
 * An integer of 16 digits or more, not the beginning of a text: it may be beyond 2^53. It may also be inside of some
 * text: then the slower way below reads the same.
 */
const LONG_INTEGER = /[:,[\s-]\d{16}/;
/** `JSON.parse` in which integers beyond 2^53 become strings of their digits; `undefined` if it is not JSON. */
function parseExact(text) {
    try {
        return LONG_INTEGER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function keepDigits(_key, value, context) {
    const source = context?.source;
    return typeof value === 'number' && source && /^-?\d+$/.test(source) && !Number.isSafeInteger(value)
        ? source
        : value;
}

;// CONCATENATED MODULE: ./api/v2.js

// What Zilliz Cloud v2 and Milvus say alike: the routes are the same, and the cloud passes Milvus' answers on.
/** A call of the v2 import API; fields without a value are left out. */
function post(route, fields) {
    const body = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    return { method: 'POST', path: `/v2/vectordb/jobs/import/${route}`, body };
}
/**
 * The progress call by its three names: `describe` is current, `get_progress` was published first and is all that
 * Milvus before 2.4.13 knows, `getProgress` still stands in guides.
 */
function progressCalls(fields) {
    return [post('describe', fields), post('get_progress', fields), post('getProgress', fields)];
}
/** 0 is documented; pages of the same API show 200, and schemas type the code as a string. */
function isSuccess({ code }) {
    return code === '0' || code === '200';
}
/** `jobId` in every example, `jobID` in early schemas and servers. Always text: numeric ids exceed 2^53. */
function readJobId(data) {
    return readText(data, 'jobId') || readText(data, 'jobID') || undefined;
}
/** A job as `describe` and its older names tell it, every field of it optional. */
function readJob(data) {
    const state = readText(data, 'state');
    return {
        state,
        standing: standingOf(state),
        percent: readNumber(data, 'progress'),
        collectionName: readText(data, 'collectionName') || undefined,
        importedRows: readCount(data, 'importedRows'),
        totalRows: readCount(data, 'totalRows'),
        reason: readText(data, 'reason'),
        files: readList(data, 'details').map(file => ({
            name: fileName(readText(file, 'fileName')),
            state: readText(file, 'state'),
            percent: readNumber(file, 'progress'),
            importedRows: readCount(file, 'importedRows'),
            totalRows: readCount(file, 'totalRows'),
            fileSize: readCount(file, 'fileSize'),
            reason: readText(file, 'reason'),
        })),
    };
}
/** `data.records` of the list; `count` where the server pages. */
function readJobList(data) {
    const records = readList(data, 'records');
    return { jobs: records.flatMap(readListedJob), size: records.length, total: readNumber(data, 'count') };
}
/** One record of any list; nothing if it holds no job id. */
function readListedJob(record) {
    const jobId = readJobId(record);
    if (jobId === undefined)
        return [];
    return [{ jobId, collectionName: readText(record, 'collectionName'), state: readText(record, 'state') }];
}
/** Every word but the terminal ones means that the server still works: it has added words in almost every release. */
function standingOf(state) {
    if (state === 'Completed')
        return 'completed';
    if (state === 'Failed')
        return 'failed';
    if (state === 'Uncommitted')
        return 'uncommitted';
    return 'running';
}
/** The data plane prints a list of paths, `[a.npy b.npy]`, or `id:1 paths:"a.parquet"`: only the paths are shown. */
function fileName(printed) {
    if (printed.includes('paths:"')) {
        const quoted = [...printed.matchAll(/paths:"((?:[^"\\]|\\.)*)"/g)].map(([, path]) => path);
        if (quoted.length > 0)
            return quoted.join(' ');
    }
    return printed.startsWith('[') && printed.endsWith(']') ? printed.slice(1, -1) : printed;
}

;// CONCATENATED MODULE: ./api/milvus.js

/**
 * Self-hosted Milvus, 2.4 to 3.0 (`milvus-io/milvus` `internal/distributed/proxy/httpserver`). The routes are those
 * of Zilliz Cloud v2; files are keys in the bucket of Milvus. The database goes in the body and, for the calls that
 * look only there, as the header `DB-Name`. The list has no pages.
 */
const milvus = {
    succeeded: isSuccess,
    create: request => post('create', createFields(request)),
    readJobId: readJobId,
    describe: ({ dbName }, jobId) => progressCalls({ dbName, jobId }),
    readJob: readJob,
    list: ({ dbName }, collectionName) => post('list', { dbName, collectionName }),
    readList: readJobList,
    pageSize: undefined,
    listTellsEnd: false,
};
/** Option values must be JSON strings: Milvus refuses numbers and booleans (code 1801). */
function createFields({ dbName, collectionName, partitionName, source }) {
    const files = source.kind === 'files' ? source.groups : [];
    const hasOptions = source.kind === 'files' && Object.keys(source.options).length > 0;
    return { dbName, collectionName, partitionName, files, options: hasOptions ? source.options : undefined };
}

;// CONCATENATED MODULE: ./api/zilliz-v1.js


const IMPORT = '/v1/vector/collections/import';
/** docs.zilliz.com, error 80003: `pageSize` is between 5 and 100. */
const PAGE_SIZE = 100;
/**
 * Zilliz Cloud, import API v1 (docs.zilliz.com, "Import", "Get Import Progress", "List Import Jobs"), deprecated. One
 * object URL, no database. A job has no state of its own: a time of completion or an error message is its end, and
 * where neither comes, the list has a word for it.
 */
const zillizV1 = {
    succeeded: isSuccess,
    create: request => ({ method: 'POST', path: IMPORT, body: zilliz_v1_createFields(request) }),
    readJobId: readJobId,
    describe: (scope, jobId) => [get('get', { jobId, clusterId: clusterOf(scope) })],
    readJob: zilliz_v1_readJob,
    list: (scope, _collectionName, page) => get('list', { clusterId: clusterOf(scope), pageSize: String(PAGE_SIZE), currentPage: String(page) }),
    readList(data) {
        const tasks = readList(data, 'tasks');
        return { jobs: tasks.flatMap(readListedJob), size: tasks.length, total: readNumber(data, 'count') };
    },
    pageSize: PAGE_SIZE,
    listTellsEnd: true,
};
function get(route, query) {
    return { method: 'GET', path: `${IMPORT}/${route}?${new URLSearchParams(query)}` };
}
function clusterOf({ target }) {
    return target.kind === 'cluster' ? target.clusterId : '';
}
function zilliz_v1_createFields({ target, collectionName, partitionName, source }) {
    const { urls, credentials } = source.kind === 'objects' ? source : { urls: [], credentials: undefined };
    const fields = {
        clusterId: clusterOf({ target, dbName: undefined }),
        collectionName,
        partitionName,
        objectUrl: urls[0],
        accessKey: credentials?.accessKey,
        secretKey: credentials?.secretKey,
    };
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
function zilliz_v1_readJob(data) {
    const reason = readText(data, 'errorMessage');
    const standing = zilliz_v1_standingOf(data);
    const details = readList(data, 'details');
    // Before the details come, the job speaks of its one file by itself.
    const files = details.length > 0 ? details : [data].filter(job => readText(job, 'fileName') !== '');
    return {
        state: WORDS[standing],
        standing,
        percent: readPercent(data),
        // The percentage has no bands that would tell more.
        phase: standing === 'running' ? 'importing rows' : 'done',
        collectionName: readText(data, 'collectionName') || undefined,
        importedRows: undefined,
        totalRows: undefined,
        reason,
        files: files.map(file => ({
            name: readText(file, 'fileName'),
            state: WORDS[zilliz_v1_standingOf(file)],
            percent: readPercent(file),
            importedRows: undefined,
            totalRows: undefined,
            fileSize: readCount(file, 'fileSize'),
            reason: readText(file, 'errorMessage'),
        })),
    };
}
function zilliz_v1_standingOf(fields) {
    if (readText(fields, 'errorMessage') !== '')
        return 'failed';
    return readText(fields, 'completeTime') === '' ? 'running' : 'completed';
}
/** `get` has no words for states: those of v2 stand for what it tells. */
const WORDS = {
    running: 'Importing',
    completed: 'Completed',
    failed: 'Failed',
    uncommitted: 'Uncommitted',
};
/** What the word of the list means; `undefined` for any other than the two that end a job. */
function standingOfWord(word) {
    if (word === 'ImportCompleted')
        return 'completed';
    return word === 'ImportFailed' ? 'failed' : undefined;
}
/** The scale of `readyPercentage` is not documented: up to 1 it is a fraction (zilliztech/spark-milvus), above per cent. */
function readPercent(fields) {
    const ready = readNumber(fields, 'readyPercentage');
    return ready !== undefined && ready <= 1 ? ready * 100 : ready;
}

;// CONCATENATED MODULE: ./api/zilliz-v2.js

/** docs.zilliz.com, error 96008: `pageSize` is between 1 and 100. */
const zilliz_v2_PAGE_SIZE = 100;
/**
 * Zilliz Cloud, import API v2 (docs.zilliz.com, "Import Operations V2"; zilliztech/zdoc
 * `11-import-operations-v2.json`). Nothing empty is sent: Free and Serverless clusters refuse a `dbName`.
 */
const zillizV2 = {
    succeeded: isSuccess,
    create: ({ target, dbName, collectionName, partitionName, source }) => post('create', {
        ...scopeFields({ target, dbName }),
        collectionName,
        partitionName,
        ...sourceFields(source),
    }),
    readJobId: readJobId,
    describe: (scope, jobId) => progressCalls({ ...scopeFields(scope), jobId }),
    readJob: readJob,
    list: (scope, collectionName, currentPage) => post('list', { ...scopeFields(scope), collectionName, pageSize: zilliz_v2_PAGE_SIZE, currentPage }),
    readList: readJobList,
    pageSize: zilliz_v2_PAGE_SIZE,
    listTellsEnd: false,
};
function scopeFields({ target, dbName }) {
    switch (target.kind) {
        case 'cluster':
            return { clusterId: target.clusterId, dbName };
        case 'project':
            return { projectId: target.projectId, regionId: target.regionId, dbName };
        case 'instance':
            return { dbName };
    }
}
/** One inner list holds one URL or path: a file, or a folder ending in `/`. */
function sourceFields(source) {
    switch (source.kind) {
        case 'objects': {
            const { accessKey, secretKey, sessionToken } = source.credentials;
            return { objectUrls: source.urls.map(url => [url]), accessKey, secretKey, token: sessionToken };
        }
        case 'volume':
            return { volumeName: source.volumeName, dataPaths: source.paths.map(path => [path]) };
        case 'files':
            return { files: source.groups };
    }
}

;// CONCATENATED MODULE: ./api/client.js





const DIALECTS = { 'zilliz-v2': zillizV2, 'zilliz-v1': zillizV1, milvus: milvus };
/** A list of more pages is not read to its end: with 100 jobs a page it would hold more than any collection allows. */
const MOST_PAGES = 100;
/** Ids of requests are UUIDs, traces and the like. Characters. */
const LONGEST_REQUEST_ID = 128;
const LARGEST_PAGE = 16_384;
/**
 * Puts the dialect of an API on a transport: the `ImportService` that `job/` asks for. What it fails with is redacted
 * here, where it is still whole: half of a secret would pass later.
 */
function createImportService(api, transport, scope, redact) {
    const dialect = DIALECTS[api];
    /** The route of describe that this server knows, found by the first call. */
    let route = 0;
    /** How far the job was when it was last described. */
    let reached;
    async function ask(call, options) {
        const reply = await transport.send(call, options);
        const envelope = readEnvelope(reply.body);
        const failure = failureOf(reply, envelope, redact);
        const isSuccess = reply.status >= 200 && reply.status < 300 && envelope && dialect.succeeded(envelope);
        if (!isSuccess || !envelope.data)
            throw new job_service/* CallError */.R(failure);
        return { data: envelope.data, failure };
    }
    async function describe(jobId, options) {
        let refused;
        for (const [index, call] of dialect.describe(scope, jobId).entries()) {
            if (index < route)
                continue;
            try {
                const { data } = await ask(call, options);
                route = index;
                return dialect.readJob(data);
            }
            catch (error) {
                if (!isUnknownRoute(error))
                    throw error;
                refused ??= error;
            }
        }
        throw refused;
    }
    async function list(collectionName, options) {
        const found = new Map();
        let read = 0;
        for (let page = 1; page <= MOST_PAGES; page += 1) {
            const { data } = await ask(dialect.list(scope, collectionName, page), options);
            const { jobs, size, total } = dialect.readList(data);
            // Milvus 2.4 to 3.0 filter by themselves, for the cloud no filter is documented.
            for (const job of jobs)
                if (job.collectionName === collectionName)
                    found.set(job.jobId, job);
            read += size;
            const isLast = dialect.pageSize === undefined ||
                size === 0 ||
                (total === undefined ? size < dialect.pageSize : read >= total);
            if (isLast)
                return [...found.values()];
        }
        throw new job_service/* CallError */.R({ kind: 'unreadable', code: 'Unreadable', said: 'The list of jobs is too long' });
    }
    /** What the list says about a job that describe is silent about: it runs, but does not move or is at its end. */
    async function endInList(job, jobId, options) {
        const isMoving = job.percent !== undefined && job.percent < 100 && job.percent !== reached;
        reached = job.percent;
        if (job.standing !== 'running' || isMoving || !job.collectionName)
            return job;
        const jobs = await list(job.collectionName, options).catch(() => []);
        const word = jobs.find(listed => listed.jobId === jobId)?.state ?? '';
        const standing = standingOfWord(word);
        return standing ? { ...job, standing, phase: 'done', state: WORDS[standing] } : job;
    }
    return {
        api,
        async create(request, key, options) {
            const call = dialect.create(request);
            const { data, failure } = await ask(key ? { ...call, headers: { 'idempotency-key': key } } : call, options);
            const jobId = dialect.readJobId(data);
            if (jobId === undefined)
                throw new job_service/* CallError */.R(failure);
            return jobId;
        },
        async describe(jobId, options) {
            const job = await describe(jobId, options);
            return dialect.listTellsEnd ? endInList(job, jobId, options) : job;
        },
        list,
    };
}
function isUnknownRoute(error) {
    return error instanceof job_service/* CallError */.R && (error.failure.httpStatus === 404 || error.failure.httpStatus === 405);
}
/** What a reply would mean if it turned out not to hold what was asked for. */
function failureOf(reply, envelope, redact) {
    const requestId = reply.requestId && redact(reply.requestId).slice(0, LONGEST_REQUEST_ID);
    const context = { httpStatus: reply.status, requestId, retryAfter: reply.retryAfter };
    if (envelope && envelope.code !== '' && !isNothingSaid(envelope)) {
        return { ...context, kind: 'code', code: envelope.code, said: redact(envelope.message) };
    }
    const said = envelope ? redact(envelope.message) : excerpt(redact(reply.body.slice(0, LARGEST_PAGE)));
    if (reply.status < 200 || reply.status >= 300) {
        return { ...context, kind: 'status', code: `Http${reply.status}`, said };
    }
    return { ...context, kind: 'unreadable', code: 'Unreadable', said };
}
/**
 * "Success" without the data asked for. 200 with a message is a refusal: it is Milvus' code for a partition that does
 * not exist. 0 with a message is neither yes nor no (a published example says "The token is illegal" with 0).
 */
function isNothingSaid({ code, message }) {
    return code === '0' || (code === '200' && message === '');
}
/** A glimpse of a body that is not ours to read: HTML of a gateway loses its tags. */
function excerpt(body) {
    return body
        .slice(0, 4096)
        .replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, 200);
}

// EXTERNAL MODULE: ./errors/import-error.js + 11 modules
var import_error = __nccwpck_require__(2504);
// EXTERNAL MODULE: ./inputs/inputs.js + 15 modules
var inputs_inputs = __nccwpck_require__(4720);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
;// CONCATENATED MODULE: ./job/idempotency.js

/**
 * The keys under which this run may have submitted its import, in the order of its attempts: the first is the same in
 * every attempt, so that a re-run finds the job of the one before; the others are for when that job has failed.
 * Derived from the run, the job, the step and the request; of the request everything but secrets and signed queries
 * counts, which tells the legs of a matrix apart. `[]` outside of a workflow.
 */
function keysOf(run, api, endpoint, request) {
    if (run.runId === '')
        return [];
    const { target, dbName, collectionName, partitionName, source } = request;
    const parts = [
        run.repository,
        run.runId,
        run.job,
        run.step,
        ...[api, endpoint, target, dbName, collectionName, partitionName, publicSource(source)],
    ];
    const hash = (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
    const first = `zilliz-import-${hash}`;
    const later = Array.from({ length: Math.max(0, run.attempt - 1) }, (_, index) => `${first}-${index + 2}`);
    return [first, ...later];
}
function publicSource(source) {
    if (source.kind !== 'objects')
        return source;
    return source.urls.map(withoutQuery);
}
/** A URL without its query: that is a signature, a secret, and another one in every run. */
function withoutQuery(url) {
    return url.replace(/\?.*$/s, '');
}

;// CONCATENATED MODULE: ./job/files.js

/** The sources of a request as its author wrote them, without signed queries; a set of NumPy files is one. */
function sourcesOf(source) {
    switch (source.kind) {
        case 'objects':
            return source.urls.map(withoutQuery);
        case 'volume':
            return [...source.paths];
        case 'files':
            return source.groups.map(group => group.join(','));
    }
}
/**
 * Could a job with these files be the one of this request? `undefined` while the server tells no files. Servers copy
 * files under paths of their own, so base names are compared: every file must have been asked for, and every file
 * that was asked for by name must be there. Behind a folder there may be any files.
 */
function couldBeOf(source, names) {
    const found = names
        .flatMap(name => name.split(/[ ,]/))
        .filter(name => name !== '')
        .map(baseName);
    if (found.length === 0)
        return undefined;
    const asked = sourcesOf(source).flatMap(text => text.split(','));
    const byName = asked.filter(path => !path.endsWith('/') && !path.includes('*')).map(baseName);
    const isOpen = byName.length < asked.length;
    return byName.every(name => found.includes(name)) && (isOpen || found.every(name => byName.includes(name)));
}
function baseName(path) {
    return path.split('/').at(-1) ?? path;
}

;// CONCATENATED MODULE: ./job/pace.js
/** Milliseconds. A server moves its jobs every 2 s; polling faster than this would tell nothing. */
const SHORTEST = 1000;
const LONGEST = 20_000;
/** Of the time so far. */
const SHARE = 0.1;
/** Up to this share is taken off at random. */
const JITTER = 0.02;
/** The percent at which the last phase that shows its progress ends: the index is built (`GetJobProgress`). */
const INDEX_BUILT = 90;
/**
 * The time to the next poll, in milliseconds, from the last two sightings.
 *
 * A job that ends right after a poll is seen one interval later, and it may end at any moment: it fails, or the last
 * phases take no time. So the interval is a tenth of the time so far, never below 1 s, never above 20 s: the lag is
 * at most max(1 s, 10 % of the job), for jobs of more than 200 s at most 20 s. It is only ever shortened: at random,
 * so that the legs of a matrix do not march in step, and when the index is being built and its progress lets the
 * end be foreseen. A plateau foresees nothing.
 *
 * Worst cases without network time: a job of 30 minutes takes 125 calls at most (a fixed 5 s loop: 361), of 5
 * minutes 50, of 10 s 11.
 */
function adaptiveInterval(now, before, random) {
    const full = Math.min(Math.max(now.elapsed * SHARE, SHORTEST), LONGEST);
    const soon = Math.min(full, foreseenRest(now, before) ?? full);
    return Math.max(SHORTEST, soon * (1 - random() * JITTER));
}
/** Milliseconds until the index is built, if it goes on as it went; `undefined` where nothing can be foreseen. */
function foreseenRest(now, before) {
    if (now.progress.phase !== 'building the index' || before?.progress.phase !== 'building the index')
        return undefined;
    const moved = now.progress.percent - before.progress.percent;
    if (moved <= 0)
        return undefined;
    return ((INDEX_BUILT - now.progress.percent) * (now.elapsed - before.elapsed)) / moved;
}

;// CONCATENATED MODULE: ./job/limits.js


/** What a cancelled create leaves behind. */
const NO_ANSWER = 'the answer to the import request did not come';
/** Aborts with `signal`, and at the latest after `ms` milliseconds. */
function within(clock, signal, ms) {
    const over = new AbortController();
    const late = new AbortController();
    clock.sleep(ms, over.signal).then(() => over.signal.aborted || late.abort());
    return { signal: AbortSignal.any([signal, late.signal]), end: () => over.abort() };
}
/** Aborts `ms` milliseconds after `signal` does. */
function outliving(clock, signal, ms) {
    const over = new AbortController();
    const late = new AbortController();
    const onAbort = () => void clock.sleep(ms, over.signal).then(() => late.abort());
    signal.addEventListener('abort', onAbort, { signal: over.signal });
    return { signal: late.signal, end: () => over.abort() };
}
/** The failure of a call. Errors of other kinds pass; a cancelled workflow ends here, having done `what`. */
function limits_failureOf(error, signal, what) {
    if (!(error instanceof job_service/* CallError */.R))
        throw error;
    stopIfCancelled(signal, what);
    return error.failure;
}
/** Throws the `Cancelled` of a submission if the workflow was cancelled. */
function stopIfCancelled(signal, what) {
    if (!signal.aborted)
        return;
    throw new import_error/* ImportError */.Y({
        status: 'Cancelled',
        code: 'Cancelled',
        title: `The workflow was cancelled: ${what}`,
        advice: 'Look at the import jobs of the collection before you import again',
    });
}

;// CONCATENATED MODULE: ./job/retry.js
/**
 * Codes that say "not now": of Milvus (service not ready, rate limits, recovering, storage throttled) and of the
 * cloud. `milvus-io/milvus` `pkg/util/merr`, the flag "retriable"; 10000 and 10001 are cancelled and timed out.
 */
const TRANSIENT_CODES = new Set([
    '1',
    '2',
    '4',
    '8',
    '12',
    '106',
    '110',
    '1002',
    '1003',
    '1807',
    '10000',
    '10001',
]);
const TRANSIENT_STATUS = new Set([408, 425, 429]);
/** Whether the same question may be answered a moment later. Refusals (a wrong key, an unknown cluster) may not. */
function isTransient({ kind, code, httpStatus = 0 }) {
    switch (kind) {
        case 'aborted':
            return false;
        case 'unsent':
            return code !== 'TlsFailed';
        case 'interrupted':
        case 'unreadable':
            return true;
        case 'status':
        case 'code':
            return TRANSIENT_STATUS.has(httpStatus) || httpStatus >= 500 || TRANSIENT_CODES.has(code);
    }
}
/** Milliseconds to wait after `failures` failures in a row: 1, 2, 4 … 30 s, with up to a quarter less of it. */
function backOff(failures, random) {
    const full = Math.min(1000 * 2 ** Math.max(0, failures - 1), 30_000);
    return full * (1 - random() / 4);
}
/** The server says that it has no such job: too early, or after it has removed the record. */
function isUnknownJob({ code, said }) {
    return code === '96026' || code === '90144' || /import job does not exist|job not found/i.test(said);
}
/**
 * Codes of a refusal that passes: Milvus not ready, busy, or limiting (1, 2, 4, 8, 1807), a cluster that imports
 * already (47039, 47055). They come before anything is registered.
 */
const LATER_CODES = new Set(['1', '2', '4', '8', '1807', '47039', '47055']);
/** Milvus' limit of jobs has the code of many other refusals: 2100, from 2.6.19 on 2101. */
const JOB_LIMIT = /number of jobs has reached the limit/i;
/** "Internal error": the job may have been registered before it. 65535 with HTTP 403 is a refusal of Milvus. */
const AMBIGUOUS_CODES = new Set(['5', '10000', '10001', '65535']);
function meaningOfCreate({ kind, code, said, httpStatus = 0 }) {
    switch (kind) {
        case 'unsent':
            return 'unsent';
        case 'interrupted':
        case 'aborted':
        case 'unreadable':
            return 'ambiguous';
        case 'status':
        case 'code':
            if (httpStatus === 429)
                return 'later';
            if (kind === 'code' && httpStatus < 500) {
                if (LATER_CODES.has(code) || JOB_LIMIT.test(said))
                    return 'later';
                if (AMBIGUOUS_CODES.has(code) && httpStatus !== 403)
                    return 'ambiguous';
            }
            return httpStatus === 408 || httpStatus >= 500 ? 'ambiguous' : 'refused';
    }
}

;// CONCATENATED MODULE: ./job/search.js


/** So long a server must show that it holds no job of ours before a create is repeated. Milliseconds. */
const GRACE = 10_000;
/** Milliseconds for the whole search. */
const search_LONGEST = 30_000;
const INTERVAL = 2000;
const CALL_TIMEOUT = 10_000;
/**
 * Looks for the job of a create whose answer was lost: one that was not there `before`, and whose files are those of
 * the request. Throws `Cancelled` if the workflow is.
 */
async function search(request, before, options) {
    const { clock, signal, random, learned, note } = options;
    const startedAt = clock.now();
    const limit = within(clock, signal, search_LONGEST);
    const call = { timeout: CALL_TIMEOUT, signal: limit.signal };
    let candidates = [];
    let emptySince;
    try {
        for (;;) {
            stopIfCancelled(signal, NO_ANSWER);
            const seen = await newJobs(request, before, options, call);
            candidates = seen ?? candidates;
            const [ours, ...twins] = candidates.filter(({ isOurs }) => isOurs);
            const [open, ...others] = candidates.filter(({ isOurs }) => isOurs === undefined);
            const searched = clock.now() - startedAt;
            const isOver = searched >= search_LONGEST;
            if (ours && twins.length === 0 && (open === undefined || isOver)) {
                learned(ours.jobId);
                note(`Found it: import job ${ours.jobId}`);
                return { jobId: ours.jobId, isUnverified: false };
            }
            if (isOver && !ours && open && others.length === 0) {
                note(`Import job ${open.jobId} is new and may be it: following it until it tells its files`);
                return { jobId: open.jobId, isUnverified: true };
            }
            if (isOver)
                return 'unclear';
            if (seen && !ours && !open) {
                emptySince ??= searched;
                if (searched - emptySince >= GRACE)
                    return 'none';
            }
            await clock.sleep(INTERVAL * (1 - random() / 4), limit.signal);
        }
    }
    finally {
        limit.end();
    }
}
/** The jobs that were not there before; `undefined` if the list did not come. */
async function newJobs({ collectionName, source }, before, { service, signal }, call) {
    try {
        const jobs = await service.list(collectionName, call);
        const fresh = jobs.filter(({ jobId }) => !before.has(jobId));
        return await Promise.all(fresh.map(async ({ jobId }) => {
            const job = await service
                .describe(jobId, call)
                .catch(error => void limits_failureOf(error, signal, NO_ANSWER));
            const names = job?.files.map(file => file.name) ?? [];
            return { jobId, isOurs: couldBeOf(source, names) };
        }));
    }
    catch (error) {
        limits_failureOf(error, signal, NO_ANSWER);
        return undefined;
    }
}

// EXTERNAL MODULE: ./job/words.js
var job_words = __nccwpck_require__(8380);
;// CONCATENATED MODULE: ./job/submit.js






const NOTHING = 'nothing was submitted';
/** Milliseconds for one create: it returns late on a busy server. */
const CREATE_TIMEOUT = 60_000;
const submit_CALL_TIMEOUT = 10_000;
/** The list from before the create may take so long. Milliseconds. */
const LONGEST_LOOK = 30_000;
/** A job that was made just now may stay unknown for so long. Milliseconds. */
const BIRTH = 20_000;
/** After a cancel a create in flight may still finish, so that its job id is not lost. Milliseconds. */
const LAST_WORDS = 4000;
/** A server that can't be reached is asked again for so long. Milliseconds. */
const UNREACHABLE = 30_000;
/** How often a create whose answer was lost is repeated, each time after a search that found nothing. */
const MOST_REPEATS = 2;
/**
 * Submits one import, and never two. A create that certainly was not carried out is repeated; one that may have been
 * is searched for: in the list of jobs, compared with the list from before, told apart by their files. Only when the
 * server has shown over a grace period that it holds no such job, the create is repeated.
 *
 * Throws an `ImportError`: `Rejected` if there certainly is no job, `Unknown` if there may be one, `Cancelled` if the
 * workflow ended first.
 */
async function submit_submit(request, options) {
    const [first, ...later] = options.keys;
    let { submission, before } = await createOnce(request, first, undefined, options);
    for (const key of later) {
        const end = await endOfEarlier(submission, before, options);
        if (end === undefined || options.signal.aborted)
            break;
        options.note(`Import job ${submission.jobId} of an earlier attempt ${end}: submitting one new job`);
        ({ submission, before } = await createOnce(request, key, before, options));
    }
    const { jobId } = submission;
    if (isIn(before, jobId)) {
        options.note(`The idempotency key led to import job ${jobId}, submitted before: nothing is imported anew`);
    }
    return submission;
}
function isIn(before, jobId) {
    return before instanceof Set && before.has(jobId);
}
/** One job under one key, whatever happens to the answers; and what the collection held before it. */
async function createOnce(request, key, known, options) {
    const { clock, note } = options;
    const startedAt = clock.now();
    let before = known;
    let repeats = 0;
    for (let failures = 1;; failures += 1) {
        stopIfCancelled(options.signal, NOTHING);
        // As long as no create was carried out, a list taken now is one from before it.
        before ??= await jobsBefore(request, options);
        const answer = await create(request, key, options);
        if ('jobId' in answer) {
            options.learned(answer.jobId);
            return { submission: { ...answer, isUnverified: false }, before };
        }
        const { failure } = answer;
        const meaning = meaningOfCreate(failure);
        if (meaning === 'refused')
            throw rejected(failure, meaning, options);
        if (meaning === 'ambiguous') {
            stopIfCancelled(options.signal, NO_ANSWER);
            note(`The answer to the import request was lost (${(0,job_words/* failureWords */.AC)(failure)}): looking for the job`);
            const found = before instanceof Set ? await search(request, before, options) : 'unclear';
            if (typeof found === 'object')
                return { submission: found, before };
            if (found === 'unclear' || repeats >= MOST_REPEATS || clock.now() >= options.deadline)
                throw unconfirmed(failure, options);
            repeats += 1;
            note('The server holds no such job: submitting again');
        }
        else {
            const last = meaning === 'unsent' ? Math.min(startedAt + UNREACHABLE, options.deadline) : options.deadline;
            const left = last - clock.now();
            if (left <= 0)
                throw rejected(failure, meaning, options);
            const pause = Math.min(left, Math.max(backOff(failures, options.random), failure.retryAfter ?? 0));
            note(`Not submitted yet (${(0,job_words/* failureWords */.AC)(failure)}), trying again in ${(0,job_words/* duration */.p0)(pause)}`);
            await clock.sleep(pause, options.signal);
        }
    }
}
/** Sends the create once: the job id, or how it failed. A cancel leaves it some seconds, its answer is not to be lost. */
async function create(request, key, options) {
    const limit = outliving(options.clock, options.signal, LAST_WORDS);
    try {
        const call = { timeout: CREATE_TIMEOUT, signal: limit.signal };
        return { jobId: await options.service.create(request, key, call) };
    }
    catch (error) {
        if (error instanceof job_service/* CallError */.R)
            return { failure: error.failure };
        throw error;
    }
    finally {
        limit.end();
    }
}
async function jobsBefore(request, options) {
    const { service, clock, signal, random } = options;
    const limit = within(clock, signal, LONGEST_LOOK);
    try {
        for (let failures = 1;; failures += 1) {
            try {
                const call = { timeout: submit_CALL_TIMEOUT, signal: limit.signal };
                return new Set((await service.list(request.collectionName, call)).map(job => job.jobId));
            }
            catch (error) {
                const failure = limits_failureOf(error, signal, NOTHING);
                if (failure.kind !== 'aborted' && !isTransient(failure))
                    return 'hidden';
                // A server that is down will say so to the create. Trouble is waited out: without this list, a lost answer
                // could not be looked for.
                if (failure.kind === 'unsent' || limit.signal.aborted)
                    return undefined;
                await clock.sleep(backOff(failures, random), limit.signal);
            }
        }
    }
    finally {
        limit.end();
    }
}
/** How the job of an earlier attempt ended without data; `undefined` if it did not, or if the job is a new one. */
async function endOfEarlier({ jobId }, before, options) {
    const { service, clock, random } = options;
    const startedAt = clock.now();
    for (let failures = 1;; failures += 1) {
        try {
            const { standing } = await service.describe(jobId, { timeout: submit_CALL_TIMEOUT, signal: options.signal });
            // Only a job that was there before is an earlier one: a new one may fail in a moment, too.
            return standing === 'failed' && isIn(before, jobId) ? 'has failed' : undefined;
        }
        catch (error) {
            if (!(error instanceof job_service/* CallError */.R))
                throw error;
            // The job id is known: a cancel must not lose it.
            if (options.signal.aborted)
                return undefined;
            const { failure } = error;
            // A job that was made just now may not be known yet; one that is gone stays unknown.
            const left = startedAt + BIRTH - clock.now();
            if (left <= 0)
                return isUnknownJob(failure) ? 'is no longer known to the server' : undefined;
            if (!isTransient(failure) && !isUnknownJob(failure))
                return undefined;
            const pause = Math.max(backOff(failures, random), failure.retryAfter ?? 0);
            await clock.sleep(Math.min(left, pause), options.signal);
        }
    }
}
function rejected(failure, meaning, { service: { api } }) {
    const { code, said, requestId } = failure;
    return meaning === 'unsent'
        ? new import_error/* ImportError */.Y({ status: 'Rejected', code: 'Unreachable', cause: code, said, requestId, api })
        : new import_error/* ImportError */.Y({ status: 'Rejected', code, said, requestId, api });
}
function unconfirmed({ code, said, requestId }, { service: { api } }) {
    return new import_error/* ImportError */.Y({ status: 'Unknown', code: 'SubmitUnconfirmed', cause: code, said, requestId, api });
}

// EXTERNAL MODULE: ./job/progress.js
var job_progress = __nccwpck_require__(6598);
;// CONCATENATED MODULE: ./job/verdict.js



/**
 * Judges the last word about a job. Returns the warnings that a green step carries; throws the `ImportError` of a red
 * one. Only `Completed` is green: 100 % is not completion, and neither are files that are all complete.
 */
function judge(last, { expected, hasOwnKey, api }) {
    if (last.standing === 'failed')
        throw jobFailed(last, hasOwnKey, api);
    if (last.standing === 'uncommitted')
        throw new import_error/* ImportError */.Y({ status: 'Uncommitted', code: 'Uncommitted', api });
    const rows = (0,job_progress/* importedRowsOf */.$z)(last);
    if (expected && !holds(expected, rows)) {
        const wanted = `${expected.atLeast ? 'at least ' : ''}${(0,job_words/* count */.U9)(expected.rows)} rows were expected`;
        const found = rows === undefined ? 'the server does not report how many rows came in' : `${(0,job_words/* count */.U9)(rows)} came in`;
        const title = `The import completed, but \`expectedRows\` does not hold: ${wanted}, ${found}`;
        throw new import_error/* ImportError */.Y({ status: 'Completed', code: 'RowCountMismatch', title });
    }
    const empty = rows === 0n ? ['The import completed with 0 rows: the files hold no data.'] : [];
    return { warnings: empty };
}
function holds(expected, rows) {
    if (rows === undefined)
        return false;
    return expected.atLeast ? rows >= expected.rows : rows === expected.rows;
}
/** A key of the author's own leads to the same failed job for ever. */
function jobFailed(last, hasOwnKey, api) {
    const reason = (0,job_progress/* reasonOf */.A3)(last);
    const culprits = (0,job_progress/* culpritsOf */.Et)(reason);
    const context = culprits.length > 0 ? `The import failed at ${(0,job_words/* fileLabel */.DM)(culprits.join(' '))}` : 'The import failed';
    const title = reason === '' ? 'No row of it was kept, and the server gave no reason' : undefined;
    const more = hasOwnKey
        ? 'A new import needs a new `idempotencyKey`: this one leads to the failed job'
        : undefined;
    return new import_error/* ImportError */.Y({
        status: 'Failed',
        code: 'ImportFailed',
        said: (0,job_progress/* bareReason */.$f)(reason),
        context,
        title,
        more,
        api,
    });
}

;// CONCATENATED MODULE: ./job/verify.js


/**
 * Passes on what is told of a job from when its files show that it is the one of the request. Until then nothing of
 * it counts: whatever ends the wait before, a cancel aside, is a `SubmitUnconfirmed`.
 */
async function* verified(events, { jobId, request, api, onVerified }) {
    let isOurs;
    try {
        for await (const event of events) {
            if (!isOurs && event.kind === 'progress') {
                const { files, standing } = event.progress;
                isOurs = couldBeOf(request.source, files.map(file => file.name));
                if (isOurs)
                    onVerified();
                else if (isOurs === false || standing !== 'running')
                    throw doubt(jobId, api);
            }
            if (isOurs || event.kind === 'trouble')
                yield event;
        }
    }
    catch (error) {
        const isCancel = error instanceof import_error/* ImportError */.Y && error.status === 'Cancelled';
        throw isOurs || isCancel ? error : doubt(jobId, api);
    }
}
function doubt(jobId, api) {
    const context = `Import job ${jobId} was new, but its files did not show that it is the one of this step`;
    return new import_error/* ImportError */.Y({ status: 'Unknown', code: 'SubmitUnconfirmed', context, api });
}

;// CONCATENATED MODULE: ./job/watch.js





/** One poll may take this long, the last one at the deadline less. Milliseconds. */
const POLL_TIMEOUT = 30_000;
const LAST_POLL_TIMEOUT = 10_000;
/** Polls are given up after so many failures in a row, over at least so many milliseconds. */
const MOST_FAILURES = 10;
const SHORTEST_TROUBLE = 120_000;
/** A server may not know a job yet in the first moments after its create (Milvus 2.6.0 to 2.6.13). Milliseconds. */
const watch_BIRTH = 20_000;
/**
 * Follows one job until it is settled; the last event is its last word. Throws an `ImportError`: `TimedOut` after one
 * last poll at the deadline, `Unknown` when polls keep failing, `Cancelled` when the signal aborts. A failed poll is
 * not a failed import: it is repeated, a refusal once.
 */
async function* watch(jobId, options) {
    const { service, clock, signal, startedAt } = options;
    const deadline = startedAt + options.timeout;
    let progress;
    let trouble;
    let sighting;
    for (;;) {
        if (signal.aborted)
            throw cancelled(jobId);
        const left = deadline - clock.now();
        const timeout = left <= 0 ? LAST_POLL_TIMEOUT : Math.max(1000, Math.min(POLL_TIMEOUT, left));
        let event;
        let pause;
        try {
            progress = (0,job_progress/* advance */.np)(progress, await service.describe(jobId, { timeout, signal }), options.submitted);
            trouble = undefined;
            event = { kind: 'progress', progress };
            const { percent, phase } = progress;
            const before = sighting;
            sighting = { elapsed: clock.now() - startedAt, progress: { percent, phase } };
            pause = options.interval(sighting, before);
        }
        catch (error) {
            if (!(error instanceof job_service/* CallError */.R))
                throw error;
            if (signal.aborted)
                throw cancelled(jobId);
            const { failure } = error;
            const newborn = progress === undefined && clock.now() - startedAt < watch_BIRTH;
            const refused = !isTransient(failure) && !(newborn && isUnknownJob(failure));
            trouble = count(trouble, failure, refused, clock.now());
            if (isHopeless(trouble, clock.now()))
                throw lostSight(jobId, failure, service.api);
            pause = Math.max(backOff(trouble.failures, options.random), failure.retryAfter ?? 0);
            event = { kind: 'trouble', failure, pause };
        }
        yield event;
        if (event.kind === 'progress' && event.progress.standing !== 'running')
            return;
        if (left <= 0)
            throw timedOut(jobId, options.timeout, progress, trouble);
        await clock.sleep(Math.min(pause, deadline - clock.now()), signal);
    }
}
function count(before, last, refused, now) {
    return {
        failures: (before?.failures ?? 0) + 1,
        refusals: refused ? (before?.refusals ?? 0) + 1 : 0,
        since: before?.since ?? now,
        last,
    };
}
function isHopeless({ failures, refusals, since }, now) {
    return refusals > 1 || (failures >= MOST_FAILURES && now - since >= SHORTEST_TROUBLE);
}
function cancelled(jobId) {
    return new import_error/* ImportError */.Y({
        status: 'Cancelled',
        code: 'Cancelled',
        title: `The workflow was cancelled while import job ${jobId} was running. The import was not touched and goes on`,
        advice: 'To wait for it again, give the step its `jobId`',
    });
}
function lostSight(jobId, { code, said, requestId }, api) {
    const context = `How import job ${jobId} ends is unknown: it was not touched and may still be running`;
    return new import_error/* ImportError */.Y({ status: 'Unknown', code, said, requestId, context, api });
}
function timedOut(jobId, timeout, progress, trouble) {
    const seen = progress ? `last seen: ${(0,job_words/* reached */.V6)(progress)}` : 'no poll has brought an answer';
    return new import_error/* ImportError */.Y({
        status: 'TimedOut',
        code: 'TimedOut',
        title: `Timed out after ${(0,job_words/* duration */.p0)(timeout)} waiting for import job ${jobId} (${seen}). It goes on and was not cancelled`,
        cause: trouble?.last.code,
        said: trouble?.last.said,
        requestId: trouble?.last.requestId,
        advice: 'To wait for it again, give the step its `jobId`; to wait longer, raise `timeout`',
    });
}

// EXTERNAL MODULE: ./report/headline.js
var headline = __nccwpck_require__(1246);
// EXTERNAL MODULE: ./report/text.js
var report_text = __nccwpck_require__(1445);
;// CONCATENATED MODULE: ./report/chart.js


const MOST_FILES = 20;
/** Of more files those that failed are drawn, and so many of those that took longest. */
const SLOWEST = 10;
/** A picture of less is no picture. Milliseconds. */
const chart_SHORTEST = 1000;
/**
 * What there is to draw: the phases of the job and its files; of many files those that failed and those that took
 * longest, the rest in one bar. `undefined` where nothing was seen for long enough to be drawn.
 */
function chartOf(recording, last, end) {
    if (!last || recording.phases.length === 0 || end < chart_SHORTEST)
        return undefined;
    const ended = last.standing !== 'running';
    const phases = recording.phases.map((span, index) => {
        const isNewest = index === recording.phases.length - 1;
        const failed = isNewest && last.standing === 'failed';
        return {
            ...bounds(span, end),
            label: span.phase,
            look: failed ? 'failed' : isNewest && !ended ? 'active' : 'done',
        };
    });
    return { end, phases, files: fileBars(recording, last, end) };
}
function fileBars({ files: spans }, last, end) {
    const seen = last.files.flatMap(file => {
        const span = spans.get(file.name);
        return span || file.isCulprit ? [fileBar(file, span ?? { from: end, to: end }, last, end)] : [];
    });
    if (seen.length <= MOST_FILES)
        return seen;
    const failed = seen.filter(({ look }) => look === 'failed').slice(0, MOST_FILES);
    const slowest = seen
        .filter(({ look }) => look === 'done' || look === 'active')
        .toSorted((a, b) => b.to - b.from - (a.to - a.from))
        .slice(0, Math.min(SLOWEST, MOST_FILES - failed.length));
    const shown = new Set([...failed, ...slowest]);
    const rest = seen.filter(bar => !shown.has(bar));
    return [...seen.filter(bar => shown.has(bar)), ...(rest.length > 0 ? [together(rest)] : [])];
}
function fileBar(file, span, { standing }, end) {
    return { ...bounds(span, end), label: (0,job_words/* fileLabel */.DM)(file.name), look: lookOf(file, standing) };
}
function lookOf({ state, isCulprit }, standing) {
    if (isCulprit)
        return 'failed';
    if (standing === 'failed')
        return 'undone';
    if (state === 'Failed')
        return 'failed';
    return state === 'Completed' || standing === 'completed' ? 'done' : 'active';
}
function together(bars) {
    const from = bars.reduce((least, bar) => Math.min(least, bar.from), Number.POSITIVE_INFINITY);
    const to = bars.reduce((most, bar) => Math.max(most, bar.to), 0);
    const looks = new Set(bars.map(({ look }) => look));
    const look = looks.has('failed') ? 'failed' : looks.has('active') ? 'active' : ([...looks][0] ?? 'done');
    return { label: (0,job_words/* plural */.LS)(bars.length, 'more file'), from, to, look };
}
function bounds({ from, to }, end) {
    return { from: Math.min(from, end), to: Math.min(to ?? end, end) };
}
/** A moment of the run: whole seconds. */
function clockTime(ms) {
    return (0,job_words/* duration */.p0)(Math.round(ms / 1000) * 1000);
}
/**
 * A label of which nothing means anything to Mermaid or Markdown: letters, digits and a few signs stay, anything else
 * becomes a dot. The end of a path tells more than its beginning.
 */
function drawable(label) {
    const safe = label
        .replaceAll('{', '(')
        .replaceAll('}', ')')
        .replace(/[^\p{L}\p{N} ._,()/+=-]/gu, '·')
        .replace(/\s+/g, ' ')
        .trim();
    return (0,report_text/* tail */.RT)(safe, LONGEST_LABEL);
}
const LONGEST_LABEL = 48;

;// CONCATENATED MODULE: ./report/bars.js

const WIDTH = 48;
const MARKS = { done: '█', active: '▓', failed: '▒', undone: '░' };
const bars_WORDS = {
    done: '',
    active: ', goes on',
    failed: ', failed',
    undone: ', not imported',
};
/** The picture as text, for wherever Mermaid is not drawn: one line a bar, on one scale, with its times. */
function renderBars(chart) {
    const bars = [...chart.phases, ...chart.files];
    const labels = bars.map(({ label }) => drawable(label));
    const width = Math.max(...labels.map(label => label.length));
    const line = (bar, index) => `${(labels[index] ?? '').padEnd(width)}  ${drawn(bar, chart.end)}  ${times(bar)}`;
    const lines = bars.map(line);
    const phases = lines.slice(0, chart.phases.length);
    const files = lines.slice(chart.phases.length);
    return [...phases, ...(files.length > 0 ? ['', ...files] : [])].join('\n');
}
function drawn({ from, to, look }, end) {
    const start = Math.min(WIDTH - 1, Math.floor((from / end) * WIDTH));
    const length = Math.max(1, Math.round((to / end) * WIDTH) - start);
    return `${'·'.repeat(start)}${MARKS[look].repeat(length)}`.padEnd(WIDTH, '·').slice(0, WIDTH);
}
function times({ from, to, look }) {
    return `${clockTime(from)} to ${clockTime(to)}${bars_WORDS[look]}`;
}

;// CONCATENATED MODULE: ./report/mermaid.js

/** Mermaid's own colours, light and dark: plain for what is done, pale for what goes on, red, and grey for nothing. */
const TAGS = { done: '', active: 'active', failed: 'crit', undone: 'done' };
/** A shorter bar can't be seen. */
const THINNEST = 1 / 200;
/**
 * The picture as a Gantt chart for Mermaid. Its times are local ones of a made-up day, so that the axis shows
 * the time since the start of the step wherever it is read. A dot leads every file: Mermaid would take a name that looks
 * like a date or a keyword for one.
 */
function renderMermaid(chart) {
    const section = (name, tasks) => tasks.length > 0 ? [`    section ${name}`, ...tasks] : [];
    return [
        'gantt',
        '    dateFormat YYYY-MM-DD HH:mm:ss.SSS',
        `    axisFormat ${chart.end < HOUR ? '%M:%S' : '%H:%M'}`,
        `    tickInterval ${tickOf(chart.end)}`,
        '    todayMarker off',
        ...section('Job', chart.phases.map(bar => task(bar.label, bar, chart.end))),
        ...section('Files', chart.files.map(bar => task(`· ${drawable(bar.label)}`, bar, chart.end))),
    ].join('\n');
}
function task(label, { from, to, look }, end) {
    const until = Math.max(to, from + end * THINNEST);
    const data = [TAGS[look], moment(from), moment(until)].filter(Boolean);
    return `    ${label} :${data.join(', ')}`;
}
/** Mermaid alone would draw a line for every minute of a quarter of an hour. Jobs of days have lines every six hours. */
function tickOf(end) {
    const tick = TICKS.find(([length]) => end / length <= MOST_TICKS);
    return tick?.[1] ?? '6hour';
}
const MOST_TICKS = 8;
const HOUR = 3_600_000;
const TICKS = [
    [1000, '1second'],
    [2000, '2second'],
    [10_000, '10second'],
    [30_000, '30second'],
    [60_000, '1minute'],
    [120_000, '2minute'],
    [300_000, '5minute'],
    [600_000, '10minute'],
    [1_800_000, '30minute'],
    [HOUR, '1hour'],
];
function moment(ms) {
    return new Date(Date.UTC(2000, 0, 3) + Math.round(ms)).toISOString().replace('T', ' ').replace('Z', '');
}

;// CONCATENATED MODULE: ./report/speed.js

/** The newest observations count: what a server did a quarter of an hour ago says little about now. */
const WINDOW = 120_000;
const FEWEST_SAMPLES = 4;
/** Below this a rate is an accident of when was asked. Milliseconds. */
const speed_SHORTEST = 5000;
/** An estimate needs more to stand on, and is not worth a word for a moment. Milliseconds. */
const SHORTEST_FOR_REST = 30_000;
const LEAST_REST = 15_000;
/**
 * The speed at which rows are written, from what was seen in the phase in which they are: `undefined` before there is
 * enough of it, and in every other phase, where rows stand still and say nothing. An estimate is given only while both
 * halves of the window tell about the same speed.
 */
function speedOf(samples, total) {
    const newest = samples.at(-1);
    if (newest?.phase !== 'importing rows')
        return undefined;
    const seen = samples.filter(({ phase, rows, at }) => phase === newest.phase && rows !== undefined && at >= newest.at - WINDOW);
    const [first] = seen;
    if (!first || seen.length < FEWEST_SAMPLES || newest.at - first.at < speed_SHORTEST)
        return undefined;
    const rowsPerSecond = rate(first, newest);
    return rowsPerSecond > 0 ? { rowsPerSecond, rest: restOf(seen, rowsPerSecond, total) } : undefined;
}
/** The speed over the whole phase in which rows are written, for looking back; `undefined` if too little was seen. */
function averageSpeed(samples) {
    const seen = samples.filter(({ phase, rows }) => phase === 'importing rows' && rows !== undefined);
    const [first] = seen;
    const last = seen.at(-1);
    if (!first || !last || seen.length < FEWEST_SAMPLES || last.at - first.at < speed_SHORTEST)
        return undefined;
    return rate(first, last) || undefined;
}
function restOf(seen, speed, total) {
    const [first] = seen;
    const middle = seen[Math.floor(seen.length / 2)];
    const newest = seen.at(-1);
    if (!first || !middle || !newest || !total || newest.at - first.at < SHORTEST_FOR_REST)
        return undefined;
    const [before, after] = [rate(first, middle), rate(middle, newest)];
    const isSteady = after > 0 && before / after < 2 && after / before < 2;
    const rest = (Number(total - (newest.rows ?? 0n)) / speed) * 1000;
    return isSteady && rest >= LEAST_REST ? rest : undefined;
}
function rate(from, to) {
    return to.at > from.at ? (Number((to.rows ?? 0n) - (from.rows ?? 0n)) / (to.at - from.at)) * 1000 : 0;
}
/** `1,230 rows/s`; below ten with one decimal. */
function inWords(rowsPerSecond) {
    const exact = rowsPerSecond < 10 ? Math.round(rowsPerSecond * 10) / 10 : (0,job_words/* count */.U9)(BigInt(Math.round(rowsPerSecond)));
    return `${exact} rows/s`;
}

;// CONCATENATED MODULE: ./report/summary.js








/** More rows make the page slow to read and, with 10,000 files, too large (GitHub drops a summary above 1 MiB). */
const MOST_ROWS = 100;
/** More files are folded, but for those that failed. */
const MOST_OPEN = 20;
const LONGEST_NAME = 120;
const LONGEST_STATE = 60;
const LONGEST_REASON = 300;
const LONGEST_HEADLINE = 200;
/** The job summary of any outcome, as GitHub-flavoured Markdown; every part that a server or a file brought is inert. */
function renderSummary(outcome, recording, options = {}) {
    const { mermaid = true, mostRows = MOST_ROWS } = options;
    return [
        `## ${(0,report_text/* plain */.pj)((0,report_text/* cut */.Jj)((0,headline/* headline */.P)(outcome), LONGEST_HEADLINE))}`,
        explanation(outcome),
        facts(outcome, recording),
        resume(outcome),
        picture(outcome, recording, mermaid),
        files(outcome.last, mostRows),
    ]
        .filter(Boolean)
        .join('\n\n')
        .concat('\n');
}
/** The same while the import goes on, with the picture as text. */
function renderLive(jobId, subject, last, recording, elapsed, { mostRows = MOST_ROWS } = {}) {
    const sofar = {
        status: 'Submitted',
        jobId,
        subject,
        last,
        elapsed,
        error: undefined,
        red: false,
        warnings: [],
    };
    return [facts(sofar, recording), picture(sofar, recording, false), files(last, mostRows)]
        .filter(Boolean)
        .join('\n\n')
        .concat('\n');
}
/** What went wrong and what to do, in a box that GitHub colours. */
function explanation({ error, red, warnings }) {
    const boxes = warnings.map(warning => box('WARNING', [(0,report_text/* plain */.pj)(warning)]));
    if (error) {
        const parts = [
            markdown(error.title),
            error.details.map(detail => `* ${markdown(detail)}`).join('\n> '),
            (0,report_text/* plain */.pj)(error.evidence),
            `**What to do:** ${markdown(error.advice)}`,
        ];
        boxes.push(box(red ? 'CAUTION' : 'WARNING', parts.filter(Boolean)));
    }
    return boxes.join('\n\n');
}
function box(kind, paragraphs) {
    return [
        `> [!${kind}]`,
        ...paragraphs.flatMap((text, index) => (index > 0 ? ['>', `> ${text}`] : [`> ${text}`])),
    ].join('\n');
}
/** Our own words: their backticks are code spans. */
function markdown(text) {
    return text
        .split('`')
        .map((part, index) => (index % 2 === 1 ? (0,report_text/* code */.aY)(part) : (0,report_text/* plain */.pj)(part)))
        .join('');
}
function facts({ jobId, subject, elapsed, last }, { samples }) {
    if (!subject)
        return '';
    const collection = last?.collectionName ?? subject.collectionName;
    const speed = averageSpeed(samples);
    // The headline tells the rows of a job that is over.
    const isOver = last !== undefined && last.standing !== 'running';
    return markdownTable([
        { head: 'Collection', cells: [collection ? (0,report_text/* code */.aY)((0,report_text/* cut */.Jj)(collection, LONGEST_NAME)) : ''] },
        { head: 'Where', cells: [(0,report_text/* code */.aY)(subject.place)] },
        { head: 'Job', cells: [jobId ? (0,report_text/* code */.aY)((0,report_text/* cut */.Jj)(jobId, LONGEST_NAME)) : ''] },
        { head: 'Rows', cells: [isOver ? '' : (0,job_words/* rows */.Ge)(last && (0,job_progress/* importedRowsOf */.$z)(last), last?.totalRows)] },
        { head: 'Speed', cells: [last?.standing === 'completed' && speed ? inWords(speed) : ''] },
        { head: 'Elapsed', cells: [(0,job_words/* duration */.p0)(elapsed)] },
    ]);
}
function picture({ last, elapsed }, recording, mermaid) {
    const chart = chartOf(recording, last, elapsed);
    if (!chart)
        return '';
    const text = ['```text', renderBars(chart), '```'].join('\n');
    if (!mermaid)
        return text;
    const drawn = ['```mermaid', renderMermaid(chart), '```'].join('\n');
    return `${drawn}\n\n${folded('The same as text', text)}`;
}
function files(last, mostRows) {
    if (!last || last.files.length === 0 || mostRows === 0)
        return '';
    const isBad = (file) => isToBlame(file, last);
    const bad = last.files.filter(isBad).slice(0, mostRows);
    const others = last.files.filter(file => !isBad(file)).slice(0, mostRows - bad.length);
    const more = last.files.length - bad.length - others.length;
    const end = more > 0 ? `\n\nand ${(0,job_words/* plural */.LS)(more, 'more file')}` : '';
    if (last.files.length <= MOST_OPEN)
        return fileTable([...bad, ...others], last) + end;
    const title = (0,job_words/* plural */.LS)(last.files.length - bad.length, bad.length > 0 ? 'other file' : 'file');
    return [
        bad.length > 0 ? `${fileTable(bad, last)}\n\n` : '',
        others.length > 0 ? folded(title, fileTable(others, last) + end) : end.trimStart(),
    ].join('');
}
function folded(title, content) {
    return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}
function fileTable(shown, last) {
    const failed = last.standing === 'failed';
    return markdownTable([
        { head: 'File', cells: shown.map(file => (0,report_text/* code */.aY)((0,report_text/* tail */.RT)((0,job_words/* fileLabel */.DM)(file.name), LONGEST_NAME))) },
        { head: 'State', cells: shown.map(file => fileStateCell(file, last)) },
        { head: 'Progress', isNumber: true, cells: shown.map(file => (failed ? '' : `${file.percent}&nbsp;%`)) },
        { head: 'Rows', isNumber: true, cells: shown.map(file => (failed ? '' : rowsCell(file))) },
        { head: 'Size', isNumber: true, cells: shown.map(file => sizeCell(file)) },
        {
            head: 'Reason',
            // Servers copy the reason of the job to every file: it stands above.
            cells: shown.map(({ reason }) => (reason === last.reason ? '' : (0,report_text/* plain */.pj)((0,report_text/* cut */.Jj)(reason, LONGEST_REASON)))),
        },
    ]);
}
function isToBlame(file, { standing }) {
    return file.isCulprit || (file.state === 'Failed' && standing !== 'failed');
}
/** Columns in which nothing stands are left out. */
function markdownTable(columns) {
    const used = columns.filter(({ cells }) => cells.some(Boolean));
    const line = (cells) => `| ${cells.join(' | ')} |`;
    const count = Math.max(...used.map(({ cells }) => cells.length));
    return [
        line(used.map(({ head }) => head)),
        line(used.map(({ isNumber }) => (isNumber ? '---:' : ':---'))),
        ...Array.from({ length: count }, (_, row) => line(used.map(({ cells }) => cells[row] ?? ''))),
    ].join('\n');
}
function fileStateCell(file, last) {
    const state = (0,report_text/* plain */.pj)((0,report_text/* cut */.Jj)((0,job_words/* fileState */.oT)(file, last), LONGEST_STATE)).replaceAll(' ', '&nbsp;');
    return isToBlame(file, last) ? `**${state}**` : state;
}
function sizeCell({ fileSize }) {
    return fileSize === undefined ? '' : (0,job_words/* size */.Ej)(fileSize).replace(' ', '&nbsp;');
}
function rowsCell({ importedRows, totalRows }) {
    if (importedRows === undefined)
        return '';
    if (totalRows === undefined || totalRows <= importedRows)
        return (0,job_words/* count */.U9)(importedRows);
    return `${(0,job_words/* count */.U9)(importedRows)} of ${(0,job_words/* count */.U9)(totalRows)}`;
}
function resume({ jobId, status }) {
    if (!jobId || !['TimedOut', 'Cancelled', 'Unknown', 'Submitted'].includes(status))
        return '';
    const yaml = (0,job_words/* resumeLines */.zF)((0,report_text/* inert */.tJ)(jobId).replaceAll('`', "'"));
    return [`${job_words/* RESUME */.IY}:`, '', '```yaml', ...yaml, '```'].join('\n');
}

;// CONCATENATED MODULE: ./report/check-run.js




/** Milliseconds between two updates: 1,000 requests an hour are shared by a whole repository. */
const PAUSE = 15_000;
/** One call may take so long; nobody waits for it. */
const check_run_CALL_TIMEOUT = 10_000;
/** The last calls are waited for, and less so when the runner is about to kill the process. */
const check_run_LAST_WORDS = 3000;
const LAST_WORDS_CANCELLED = 1500;
/** After so much trouble in a row the check run is left alone until its end. */
const check_run_MOST_FAILURES = 3;
/** GitHub takes 65,535 bytes (github/rest-api-description#5399). */
const LONGEST_SUMMARY = 60_000;
const LONGEST_TITLE = 200;
/**
 * A check run that shows the import while it goes on. It can neither fail nor hold up the import: calls are made aside,
 * one at a time, and trouble is one warning at the end. `finished` resolves when the check run is concluded, or has
 * had its time.
 */
function createCheckRun(options) {
    const { runner, clock, recording } = options;
    const ending = new AbortController();
    const over = new AbortController();
    const news = createNews();
    let about;
    let told = '';
    let following;
    const tell = (mark, output) => {
        if (mark === told)
            return;
        told = mark;
        news.bring(clean(output, runner));
    };
    return {
        submitted(jobId, subject) {
            about = { jobId, subject };
            tell('submitted', { title: 'Submitted', summary: renderLive(jobId, subject, undefined, recording, 0) });
            const name = subject.collectionName ? `Import into ${subject.collectionName}` : `Import job ${jobId}`;
            following = follow({
                ...options,
                name: (0,report_text/* cut */.Jj)(runner.clean(name), LONGEST_TITLE),
                jobId,
                news,
                ending: ending.signal,
                over: over.signal,
            });
        },
        watched(event, elapsed) {
            // The last word is told by the conclusion.
            if (event.kind !== 'progress' || event.progress.standing !== 'running' || !about)
                return;
            const { progress } = event;
            const { jobId, subject } = about;
            const render = (mostRows) => renderLive(jobId, subject, progress, recording, elapsed, { mostRows });
            tell(markOf(progress), { title: (0,job_words/* reached */.V6)(progress), summary: fitting(render) });
        },
        async finished(outcome) {
            ending.abort();
            if (!following)
                return;
            const budget = outcome.status === 'Cancelled' ? LAST_WORDS_CANCELLED : check_run_LAST_WORDS;
            const inTime = new AbortController();
            clock.sleep(budget, inTime.signal).then(() => over.abort());
            const trouble = await conclude(await following, outcome, options, over.signal);
            inTime.abort();
            if (trouble !== undefined)
                runner.warn(warningOf(trouble, runner));
        },
    };
}
/** Creates the check run, then sends what is new, until the end. Never rejects. */
async function follow({ open, clock, name, jobId, news, ending, over }) {
    let checks;
    let id;
    let trouble;
    let failures = 0;
    while (!ending.aborted && failures < check_run_MOST_FAILURES) {
        const output = await news.next(ending);
        if (!output)
            break;
        try {
            checks ??= await open();
            if (id === undefined)
                id = await start(checks, failures > 0, name, jobId, output, over);
            else
                await checks.update(id, output, check_run_within(check_run_CALL_TIMEOUT, ending, over));
            trouble = undefined;
            failures = 0;
        }
        catch (error) {
            if (!ending.aborted || id === undefined)
                trouble = error;
            failures = isRefusal(error) ? check_run_MOST_FAILURES : failures + 1;
            news.again();
        }
        await clock.sleep(PAUSE, ending);
    }
    return { checks, id, trouble };
}
/** Finds the check run of an earlier attempt, or of a create whose answer was lost, and otherwise creates one. */
async function start(checks, again, name, jobId, output, over) {
    const externalId = `${checks.step}/${jobId}`;
    const known = checks.isRerun || again ? await checks.find(name, externalId, check_run_within(check_run_CALL_TIMEOUT, over)) : undefined;
    if (known === undefined)
        return checks.create(name, externalId, output, check_run_within(check_run_CALL_TIMEOUT, over));
    await checks.update(known, output, check_run_within(check_run_CALL_TIMEOUT, over));
    return known;
}
/** Concludes the check run, if there is one. Resolves to what is worth a warning. */
async function conclude({ checks, id, trouble }, outcome, { runner, recording }, over) {
    if (!checks || id === undefined)
        return trouble;
    const render = (mostRows) => renderSummary(outcome, recording, { mermaid: false, mostRows });
    const output = clean({ title: (0,headline/* headline */.P)(outcome), summary: fitting(render) }, runner);
    try {
        await checks.conclude(id, conclusionOf(outcome), output, over);
        return undefined;
    }
    catch (error) {
        return error;
    }
}
/** What GitHub should show: green only where the data is in. */
function conclusionOf({ status, red }) {
    if (status === 'Cancelled')
        return 'cancelled';
    if (status === 'TimedOut')
        return red ? 'timed_out' : 'neutral';
    if (status === 'Submitted')
        return 'neutral';
    return red ? 'failure' : 'success';
}
function createNews() {
    let fresh;
    let taken;
    let wake = () => { };
    return {
        bring(output) {
            fresh = output;
            wake();
        },
        async next(ending) {
            if (!fresh && !ending.aborted) {
                await new Promise(resolve => {
                    wake = resolve;
                    ending.addEventListener('abort', () => resolve(), { once: true });
                });
            }
            taken = fresh;
            fresh = undefined;
            return taken;
        },
        again() {
            fresh ??= taken;
        },
    };
}
/** What is worth an update; the time alone is not. */
function markOf(progress) {
    return [(0,job_words/* reached */.V6)(progress), ...progress.files.map(({ state, percent }) => `${state} ${percent}`)].join();
}
/** As many files as there is room for. */
function fitting(render) {
    const sizes = [100, 20, 5, 0];
    const texts = sizes.values().map(render);
    return texts.find(text => Buffer.byteLength(text) <= LONGEST_SUMMARY) ?? '';
}
function clean({ title, summary }, runner) {
    return { title: (0,report_text/* cut */.Jj)(runner.clean(title), LONGEST_TITLE), summary: runner.redact(summary) };
}
function check_run_within(ms, ...signals) {
    return AbortSignal.any([AbortSignal.timeout(ms), ...signals]);
}
/** A token without the permission, or a repository that it does not reach: asking again would not help. */
function isRefusal(error) {
    return [401, 403, 404, 422].includes(statusOf(error));
}
function statusOf(error) {
    const { status } = error;
    return typeof status === 'number' ? status : 0;
}
function warningOf(trouble, { clean }) {
    const status = statusOf(trouble);
    // Before it is cut: half a secret is one, too.
    const said = clean(trouble instanceof Error ? trouble.message : String(trouble));
    const why = status > 0 ? `GitHub answered ${status}: ${(0,report_text/* cut */.Jj)(said, 200)}` : (0,report_text/* cut */.Jj)(said, 200);
    const advice = isRefusal(trouble) ? '. Give the job the permission `checks: write`' : '';
    return `The check run could not be written (${why})${advice}. The import is not affected.`;
}

;// CONCATENATED MODULE: ./report/table.js
/** Rows as lines of aligned columns for a log: the first two columns to the left, numbers to the right. */
function table(head, rows) {
    const all = [head, ...rows];
    // A column in which nothing stands is left out.
    const widths = head.map((_, column) => (rows.some(row => row[column]) ? widest(all, column) : 0));
    return all.map(row => row
        .flatMap((cell, column) => {
        const width = widths[column] ?? 0;
        if (width === 0)
            return [];
        return [column < 2 ? cell.padEnd(width) : cell.padStart(width)];
    })
        .join('  ')
        .trimEnd());
}
function widest(rows, column) {
    return rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0);
}

;// CONCATENATED MODULE: ./report/closing.js





/** So many files stand open at the end of a log; more go into a folded group. */
const closing_MOST_OPEN = 20;
const closing_MOST_ROWS = 100;
const closing_LONGEST_STATE = 40;
/** The table of the files: those that failed in the open, a long rest folded and capped. */
function closing_fileTable(last) {
    if (!last || last.files.length === 0)
        return [];
    const { files } = last;
    if (files.length <= closing_MOST_OPEN)
        return [{ title: undefined, lines: aligned(files, last) }];
    const isBad = (file) => (0,job_words/* fileState */.oT)(file, last) === 'Failed';
    const bad = files.filter(isBad);
    const others = files.filter(file => !isBad(file));
    return [
        ...(bad.length > 0 ? [{ title: undefined, lines: capped(bad, closing_MOST_OPEN, last) }] : []),
        ...(others.length > 0
            ? [
                {
                    title: (0,job_words/* plural */.LS)(others.length, bad.length > 0 ? 'other file' : 'file'),
                    lines: capped(others, closing_MOST_ROWS, last),
                },
            ]
            : []),
    ];
}
function capped(files, most, last) {
    const lines = aligned(files.slice(0, most), last);
    return files.length > most ? [...lines, `and ${(0,job_words/* plural */.LS)(files.length - most, 'more file')}`] : lines;
}
function aligned(files, last) {
    const states = files.map(file => (0,job_words/* fileState */.oT)(file, last));
    const [head = '', ...lines] = table(['file', 'state', 'rows', 'size'], files.map((file, index) => [
        (0,report_text/* shortName */.EU)((0,job_words/* fileLabel */.DM)(file.name)),
        (0,report_text/* cut */.Jj)((0,report_text/* inert */.tJ)(states[index] ?? ''), closing_LONGEST_STATE),
        file.importedRows === undefined || last.standing === 'failed' ? '' : (0,job_words/* count */.U9)(file.importedRows),
        file.fileSize === undefined ? '' : (0,job_words/* size */.Ej)(file.fileSize),
    ]));
    return [
        [{ text: head, style: 'faint' }],
        ...lines.map((text, index) => [{ text, style: styleOf(states[index]) }]),
    ];
}
function styleOf(state) {
    return state === 'Failed' ? 'bad' : state === 'not imported' ? 'faint' : undefined;
}
/** What is left to say at the end of the log; errors are said by the annotation that follows. */
function closingLines(outcome, { samples }) {
    const { status, last, elapsed, jobId, error } = outcome;
    if (status === 'Completed' && !error && last) {
        const done = last.files.filter(job_words/* isFileDone */.BJ).length;
        const amount = (0,job_words/* rows */.Ge)((0,job_progress/* importedRowsOf */.$z)(last), undefined) || 'no rows reported';
        const speed = averageSpeed(samples);
        return [
            [
                { text: `Import completed in ${(0,job_words/* duration */.p0)(elapsed)}`, style: 'good' },
                { text: `: ${amount}${done > 0 ? ` from ${(0,job_words/* plural */.LS)(done, 'file')}` : ''}` },
                { text: speed ? `, ${inWords(speed)} while rows were written` : '', style: 'faint' },
            ],
        ];
    }
    if (status === 'Submitted')
        return ['Not waiting (`wait: false`): the job goes on at the server'];
    if (jobId && (status === 'TimedOut' || status === 'Cancelled' || status === 'Unknown')) {
        return [[{ text: `${job_words/* RESUME */.IY}:`, style: 'strong' }], ...(0,job_words/* resumeLines */.zF)(jobId).map(line => `    ${line}`)];
    }
    return [];
}

;// CONCATENATED MODULE: ./report/log.js





/** Above this many files only failures and the aggregate are told. */
const log_MOST_FILES = 20;
const HEARTBEAT = 60_000;
/** A poll that comes so long after the last line brings its heartbeat: fresher than one a moment later without it. */
const HEARTBEAT_BY_POLL = 45_000;
/** A file has few states and four quarters; a server that invents more is not followed. */
const MOST_LINES_PER_FILE = 8;
const log_MOST_FAILURES = 20;
function createLog(runner, now, recording) {
    const startedAt = now();
    let printedAt = startedAt;
    let changedAt = startedAt;
    let last;
    let seen = '';
    let toldJob = '';
    let toldTrouble = '';
    let silentPolls = 0;
    const knownWords = new Set(['', 'Pending', 'Importing', 'InProgress', 'Completed', 'Failed', 'Uncommitted']);
    const toldFiles = createFileMemory();
    const print = (line) => {
        runner.line(line);
        printedAt = now();
    };
    const timed = (segments) => print([
        { text: `[${(0,job_words/* duration */.p0)(Math.floor((now() - startedAt) / 1000) * 1000)}]`, style: 'faint' },
        { text: ' ' },
        ...segments,
    ]);
    const standing = (progress) => {
        const speed = speedOf(recording.samples, progress.totalRows);
        const words = [
            speed ? inWords(speed.rowsPerSecond) : '',
            speed?.rest ? `about ${(0,job_words/* duration */.p0)(roughly(speed.rest))} to the last row` : '',
        ];
        return [...jobSegments(progress), { text: listed(words), style: 'faint' }];
    };
    const beat = (after) => {
        if (now() - printedAt < after)
            return;
        const idle = now() - changedAt;
        const words = [
            last && idle >= HEARTBEAT_BY_POLL ? `no change for ${(0,job_words/* duration */.p0)(roughly(idle))}` : '',
            silentPolls > 0 ? `${(0,job_words/* plural */.LS)(silentPolls, 'poll')} without an answer` : '',
        ];
        timed([
            ...(last ? standing(last) : [{ text: 'No answer yet, still waiting' }]),
            { text: listed(words), style: silentPolls > 0 ? 'warn' : 'faint' },
        ]);
    };
    return {
        noted: text => timed([{ text }]),
        submitted(jobId, { collectionName, place, sources }) {
            const target = [collectionName && `collection ${collectionName}`, place].filter(Boolean).join(', ');
            const [before, after] = sources.length === 0
                ? ['Waiting for import job ', ` (${target})`]
                : ['Submitted import job ', `: ${(0,job_words/* plural */.LS)(sources.length, 'source')} into ${target}`];
            print([{ text: before }, { text: jobId, style: 'strong' }, { text: after }]);
        },
        watched(event) {
            if (event.kind === 'trouble') {
                const words = (0,job_words/* failureWords */.AC)(event.failure);
                silentPolls += 1;
                if (words === toldTrouble)
                    return;
                toldTrouble = words;
                const text = `No answer to the poll (${words}), asking again in ${(0,job_words/* duration */.p0)(event.pause)}`;
                timed([{ text, style: 'warn' }]);
                return;
            }
            silentPolls = 0;
            const { progress } = event;
            last = progress;
            if (!knownWords.has(progress.state)) {
                knownWords.add(progress.state);
                timed([
                    { text: `The server says "${progress.state}", a state that this action does not know: waiting on` },
                ]);
            }
            const where = [progress.state, progress.percent, (0,job_progress/* importedRowsOf */.$z)(progress)].join();
            if (where !== seen)
                changedAt = now();
            seen = where;
            const mark = jobMark(progress);
            if (mark !== toldJob) {
                timed(standing(progress));
                toldTrouble = '';
            }
            else
                beat(HEARTBEAT_BY_POLL);
            toldJob = mark;
            if (progress.standing === 'failed')
                return;
            for (const file of toldFiles.news(progress))
                print(fileSegments(file));
        },
        finished(outcome) {
            for (const { title, lines } of closing_fileTable(outcome.last)) {
                if (title)
                    runner.group(title, lines);
                else
                    lines.forEach(print);
            }
            closingLines(outcome, recording).forEach(print);
        },
        beat: () => beat(HEARTBEAT),
        untilBeat: () => Math.max(1, printedAt + HEARTBEAT - now()),
    };
}
/** What makes a change of the job worth a line: its state, its phase, a twentieth of the way or of the files. */
function jobMark({ state, phase, percent, files }) {
    const step = Math.max(1, Math.ceil(files.length / log_MOST_FILES));
    return [state, phase, Math.floor(percent / 5), Math.floor(files.filter(job_words/* isFileDone */.BJ).length / step)].join(' ');
}
/** Where the job stands; its state is what the eye should find. */
function jobSegments(progress) {
    const { state } = progress;
    const words = (0,job_words/* reached */.V6)(progress);
    return [
        { text: words.slice(0, state.length), style: STYLES[progress.standing] },
        { text: words.slice(state.length) },
    ];
}
const STYLES = {
    running: 'accent',
    completed: 'good',
    uncommitted: 'warn',
    failed: 'bad',
};
function fileSegments(file) {
    const facts = [`${file.percent} %`, (0,job_words/* rows */.Ge)(file.importedRows, file.totalRows)].filter(Boolean);
    const failed = file.state === 'Failed';
    const style = failed ? 'bad' : (0,job_words/* isFileDone */.BJ)(file) ? 'good' : undefined;
    return [
        { text: `    ${(0,report_text/* shortName */.EU)((0,job_words/* fileLabel */.DM)(file.name))}  ${facts.join(', ')}, ` },
        { text: file.state || 'no state', style },
        { text: failed && file.reason ? `: ${file.reason.slice(0, 300)}` : '' },
    ];
}
/** Which files are worth a line now, given those that were told before. */
function createFileMemory() {
    const told = new Map();
    let failures = 0;
    return {
        news({ files }) {
            return files.filter((file, index) => {
                const many = files.length > log_MOST_FILES;
                if (many && (file.state !== 'Failed' || failures >= log_MOST_FAILURES))
                    return false;
                const key = `${index} ${file.name}`;
                const mark = many ? file.state : `${file.state} ${Math.floor(file.percent / 25)}`;
                const before = told.get(key);
                if (before?.mark === mark || (before?.lines ?? 0) >= MOST_LINES_PER_FILE)
                    return false;
                told.set(key, { mark, lines: (before?.lines ?? 0) + 1 });
                if (many)
                    failures += 1;
                return true;
            });
        },
    };
}
/** What is to be said after something else. */
function listed(words) {
    return words.map(word => word && `, ${word}`).join('');
}
/** An estimate should not look more exact than it is: to the minute, below two minutes to ten seconds. */
function roughly(ms) {
    const unit = ms < 120_000 ? 10_000 : 60_000;
    return Math.max(1, Math.round(ms / unit)) * unit;
}

;// CONCATENATED MODULE: ./report/outputs.js


/** All outputs of a job together may take 1 MB in UTF-16 (docs.github.com): `files` stops well before. */
const LONGEST_FILES = 400_000;
const LONGEST_CODE = 100;
/** Writes the step's outputs: `jobId` the moment it is known, the others at the end, `status` always. */
function createOutputs(runner) {
    return {
        learned(jobId) {
            runner.output('jobId', (0,report_text/* inert */.tJ)(jobId));
            // If the runner is lost from here on, this is what is true.
            runner.output('status', 'Submitted');
        },
        finished({ status, error, last, elapsed }) {
            runner.output('status', status);
            if (last)
                writeProgress(runner, last);
            if (error) {
                runner.output('errorCode', (0,report_text/* cut */.Jj)(runner.clean(error.code), LONGEST_CODE));
                runner.output('errorMessage', runner.clean(error.message));
            }
            runner.output('elapsedSeconds', String(Math.round(elapsed / 1000)));
        },
    };
}
function writeProgress(runner, last) {
    runner.output('state', runner.clean(last.state));
    runner.output('progress', String(last.percent));
    const imported = (0,job_progress/* importedRowsOf */.$z)(last);
    if (imported !== undefined)
        runner.output('importedRows', String(imported));
    if (last.totalRows !== undefined)
        runner.output('totalRows', String(last.totalRows));
    runner.output('files', filesJson(last));
}
/** A JSON array; counts are JSON numbers with all their digits. Files that do not fit are left out at the end. */
function filesJson({ files }) {
    const items = [];
    let length = 2;
    for (const file of files) {
        const item = JSON.stringify({
            name: file.name,
            state: file.state,
            progress: file.percent,
            importedRows: exact(file.importedRows),
            totalRows: exact(file.totalRows),
            fileSize: exact(file.fileSize),
            reason: (0,report_text/* cut */.Jj)(file.reason, 1000),
        });
        length += item.length + 1;
        if (length > LONGEST_FILES)
            break;
        items.push(item);
    }
    return `[${items.join(',')}]`;
}
function exact(value) {
    return value === undefined ? undefined : JSON.rawJSON(String(value));
}

;// CONCATENATED MODULE: ./report/redacted.js

/** Characters; a state is a word. */
const redacted_LONGEST_STATE = 100;
const redacted_LONGEST_NAME = 255;
/**
 * Makes the progress of a job, answer by answer, what reporters may see. They cut long texts: a secret must be gone
 * before, or the half of it that is left would pass the redaction of what is written. Of thousands of files only those
 * are looked at whose texts are not those of the answer before.
 */
function createRedaction(redact) {
    let known = [];
    let isClean = true;
    return progress => {
        const { state, reason, collectionName, files } = progress;
        const news = files
            .filter((file, seat) => !hasTextsOf(known[seat], file))
            .map(textsOf)
            .join('');
        isClean &&= redact(news) === news;
        known = files;
        return {
            ...progress,
            state: (0,report_text/* cut */.Jj)(redact(state), redacted_LONGEST_STATE),
            reason: redact(reason),
            collectionName: collectionName && (0,report_text/* cut */.Jj)(redact(collectionName), redacted_LONGEST_NAME),
            files: isClean ? files : files.map(file => redactedFile(file, redact)),
        };
    };
}
function hasTextsOf(known, { name, state, reason }) {
    return known?.name === name && known.state === state && known.reason === reason;
}
function textsOf({ name, state, reason }) {
    return `${name}\n${state}\n${reason}\n`;
}
function redactedFile(file, redact) {
    return { ...file, name: redact(file.name), state: redact(file.state), reason: redact(file.reason) };
}

;// CONCATENATED MODULE: ./report/timeline.js

const MOST_SAMPLES = 200;
/**
 * Remembers what the summary draws. It takes bounded memory however long the job runs: at most 200 samples, one span
 * a phase, one span a file. All moments are those of polls, not of the server.
 */
function createTimeline() {
    let samples = [];
    const phases = [];
    const files = new Map();
    return {
        recording: {
            get samples() {
                return samples;
            },
            phases,
            files,
        },
        watched(event, at) {
            if (event.kind !== 'progress')
                return;
            const { progress } = event;
            const before = samples.at(-1);
            enterPhase(phases, progress.phase, at);
            followFiles(files, progress, before?.at ?? 0, at);
            samples.push({ at, phase: progress.phase, percent: progress.percent, rows: (0,job_progress/* importedRowsOf */.$z)(progress) });
            if (samples.length > MOST_SAMPLES)
                samples = thinned(samples);
        },
        finished({ elapsed }) {
            enterPhase(phases, 'done', elapsed);
        },
    };
}
function enterPhase(phases, phase, at) {
    const current = phases.at(-1);
    if (current?.phase === phase)
        return;
    if (current)
        phases[phases.length - 1] = { ...current, to: at };
    // What was before the first answer was no other phase.
    if (phase !== 'done')
        phases.push({ phase, from: current ? at : 0, to: undefined });
}
function followFiles(spans, { files, standing }, previous, at) {
    for (const { name, state, percent } of files) {
        const span = spans.get(name);
        const isDone = state === 'Completed' || standing === 'completed';
        const isAtWork = isDone || percent > 0 || state === 'InProgress' || state === 'Importing';
        // A file that was never seen at work came and went between two polls.
        if (!span && isAtWork)
            spans.set(name, isDone ? { from: previous, to: at } : { from: at, to: undefined });
        else if (span && span.to === undefined && isDone)
            spans.set(name, { ...span, to: at });
    }
}
/** Every second sample, and the newest. */
function thinned(samples) {
    return samples.filter((_, index) => index % 2 === 0 || index === samples.length - 1);
}

;// CONCATENATED MODULE: ./main.js
















/** One run of the action, from the inputs to the outputs. Never throws: whatever happens is in the outcome. */
async function main(world) {
    const { runner, clock } = world;
    const startedAt = clock.now();
    const timeline = createTimeline();
    const { recording } = timeline;
    const log = createLog(runner, clock.now, recording);
    const { githubToken } = world.given;
    const open = () => world.openChecks(githubToken);
    const live = githubToken ? [createCheckRun({ open, runner, clock, recording })] : [];
    const reporters = [timeline, createOutputs(runner), log, ...live];
    const over = new AbortController();
    heartbeat(log, clock, over.signal);
    const run = { jobId: undefined, subject: undefined, last: undefined };
    let inputs;
    let error;
    let warnings = [];
    try {
        inputs = (0,inputs_inputs/* parseInputs */.T)(world.given);
        await importOnce(inputs, run, reporters, startedAt, world);
        if (run.last)
            warnings = judge(run.last, judgementOf(inputs)).warnings;
    }
    catch (thrown) {
        error = thrown instanceof import_error/* ImportError */.Y ? thrown : unexpected(thrown, run.jobId);
    }
    over.abort();
    const outcome = {
        ...run,
        status: error?.status ?? (run.last ? 'Completed' : 'Submitted'),
        elapsed: clock.now() - startedAt,
        error,
        red: error !== undefined && !(error.status === 'TimedOut' && inputs?.onTimeout === 'warn'),
        warnings,
    };
    const finishing = reporters.map(reporter => reporter.finished(outcome));
    if (inputs?.summary ?? true)
        writeSummary(outcome, recording, runner);
    for (const warning of warnings)
        runner.warn(warning);
    if (error && !outcome.red)
        runner.warn(error.message);
    await Promise.all(finishing);
    return outcome;
}
async function importOnce(inputs, run, reporters, startedAt, { clock, connect, random, runner, signal, run: identity }) {
    const { connection, task, target, pollInterval, timeout } = inputs;
    const scope = { target, dbName: connection.dbName };
    const service = createImportService(connection.api, connect(connection), scope, runner.redact);
    const subject = subjectOf(inputs);
    run.subject = subject;
    const learned = (jobId) => {
        run.jobId = jobId;
        for (const reporter of reporters)
            reporter.learned?.(jobId);
    };
    const settled = (jobId) => {
        if (run.jobId !== jobId)
            learned(jobId);
        for (const reporter of reporters)
            reporter.submitted?.(jobId, subject);
    };
    const submission = task.kind === 'attach'
        ? { jobId: task.jobId, isUnverified: false }
        : await submit_submit(task.request, {
            ...{ service, clock, random, signal },
            deadline: startedAt + timeout,
            keys: ownKeyOf(inputs) ?? keysOf(identity, connection.api, connection.endpoint, task.request),
            learned,
            note: line => {
                for (const reporter of reporters)
                    reporter.noted?.(line);
            },
        });
    const { jobId, isUnverified } = submission;
    if (!isUnverified)
        settled(jobId);
    if (!inputs.wait && !isUnverified)
        return;
    const told = watch(jobId, {
        ...{ service, clock, signal, startedAt, timeout, random },
        interval: (now, before) => pollInterval === 'auto' ? adaptiveInterval(now, before, random) : pollInterval,
        submitted: subject.sources,
    });
    const events = isUnverified && task.kind === 'submit'
        ? verified(told, { jobId, request: task.request, api: service.api, onVerified: () => settled(jobId) })
        : told;
    const redacted = createRedaction(runner.redact);
    for await (const seen of events) {
        // Names are compared as they came, and told without secrets.
        const event = seen.kind === 'progress' ? { ...seen, progress: redacted(seen.progress) } : seen;
        if (!inputs.wait && event.kind === 'progress')
            return;
        if (event.kind === 'progress')
            run.last = event.progress;
        for (const reporter of reporters)
            reporter.watched?.(event, clock.now() - startedAt);
    }
}
/** The key that the author chose, or none at all; `undefined` for the one that is made for every run. */
function ownKeyOf({ idempotencyKey }) {
    if (idempotencyKey === 'auto')
        return undefined;
    return idempotencyKey === 'off' ? [] : [idempotencyKey];
}
function judgementOf(inputs) {
    const hasOwnKey = (ownKeyOf(inputs) ?? []).length > 0;
    return { expected: inputs.expectedRows, hasOwnKey, api: inputs.connection.api };
}
function subjectOf({ task, target, connection }) {
    const place = placeOf(target, connection.endpoint);
    if (task.kind === 'attach')
        return { collectionName: task.collectionName, place, sources: [] };
    const { collectionName, source } = task.request;
    return { collectionName, place, sources: sourcesOf(source) };
}
function placeOf(target, endpoint) {
    switch (target.kind) {
        case 'cluster':
            return `cluster ${target.clusterId}`;
        case 'project':
            return `project ${target.projectId} in ${target.regionId}`;
        case 'instance':
            return `Milvus at ${new URL(endpoint).host}`;
    }
}
async function heartbeat(log, clock, over) {
    while (!over.aborted) {
        log.beat();
        await clock.sleep(log.untilBeat(), over);
    }
}
function writeSummary(outcome, recording, runner) {
    try {
        runner.summary(renderSummary(outcome, recording));
    }
    catch (error) {
        runner.warn(`The job summary could not be written: ${error instanceof Error ? error.message : error}`);
    }
}
/** A mistake of this action, not of its surroundings: said as such, and never green. */
function unexpected(thrown, jobId) {
    return new import_error/* ImportError */.Y({
        status: 'Unknown',
        code: 'InternalError',
        context: jobId ? `How import job ${jobId} ends is unknown: it was not touched` : undefined,
        title: `This action made a mistake: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
        advice: 'Please report it with the log of this step',
    });
}


/***/ }),

/***/ 8499:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  yU: () => (/* binding */ ExitCode),
  N4: () => (/* binding */ endGroup),
  z3: () => (/* binding */ error),
  V4: () => (/* binding */ getInput),
  pq: () => (/* binding */ info),
  uH: () => (/* binding */ setOutput),
  Pq: () => (/* binding */ setSecret),
  Oh: () => (/* binding */ startGroup),
  $e: () => (/* binding */ warning)
});

// UNUSED EXPORTS: addPath, debug, exportVariable, getBooleanInput, getIDToken, getMultilineInput, getState, group, isDebug, markdownSummary, notice, platform, saveState, setCommandEcho, setFailed, summary, toPlatformPath, toPosixPath, toWin32Path

// EXTERNAL MODULE: external "os"
var external_os_ = __nccwpck_require__(857);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function utils_toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");
// EXTERNAL MODULE: external "fs"
var external_fs_ = __nccwpck_require__(9896);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os_.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_.EOL}${convertedValue}${external_os_.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function setSecret(secret) {
    command_issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_.EOL);
    command_issueCommand('set-output', { name }, utils_toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function debug(message) {
    issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    command_issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    command_issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return __awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return __awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map

/***/ }),

/***/ 1521:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ openChecks)
/* harmony export */ });
/**
 * Check runs of the commit that the workflow runs for. The client of GitHub is loaded here and only when it is needed.
 * It takes the API's address from `GITHUB_API_URL`, and proxies as the runner does; it never goes through our transport,
 * so that the token of GitHub and the key of the import never meet.
 */
async function openChecks(token) {
    const { context, getOctokit } = await Promise.all(/* import() */[__nccwpck_require__.e(474), __nccwpck_require__.e(75), __nccwpck_require__.e(761)]).then(__nccwpck_require__.bind(__nccwpck_require__, 1075));
    const silent = () => { };
    const { rest } = getOctokit(token, { log: { debug: silent, info: silent, warn: silent, error: silent } });
    const { repo, runId, runAttempt, job, action, serverUrl } = context;
    // A pull request is built as a merge commit, which no page shows: its head is what people look at.
    const pullRequest = context.payload.pull_request;
    const headSha = pullRequest?.head?.sha ?? context.sha;
    return {
        step: `${runId}/${job}/${action}`,
        isRerun: runAttempt > 1,
        async find(name, externalId, signal) {
            const { data } = await rest.checks.listForRef({
                ...repo,
                ref: headSha,
                check_name: name,
                filter: 'all',
                per_page: 100,
                request: { signal },
            });
            return data.check_runs.find(({ external_id }) => external_id === externalId)?.id;
        },
        async create(name, externalId, output, signal) {
            const { data } = await rest.checks.create({
                ...repo,
                name,
                external_id: externalId,
                head_sha: headSha,
                details_url: `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`,
                status: 'in_progress',
                output,
                request: { signal },
            });
            return data.id;
        },
        async update(id, output, signal) {
            await rest.checks.update({
                ...repo,
                check_run_id: id,
                status: 'in_progress',
                output,
                request: { signal },
            });
        },
        async conclude(id, conclusion, output, signal) {
            await rest.checks.update({
                ...repo,
                check_run_id: id,
                status: 'completed',
                conclusion,
                output,
                request: { signal },
            });
        },
    };
}


/***/ }),

/***/ 1246:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ headline)
/* harmony export */ });
/* harmony import */ var _job_progress_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6598);
/* harmony import */ var _job_words_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8380);


/** The verdict in one line: is the data in, how much of it, and if not, which file. Remote names are not yet inert. */
function headline(outcome) {
    const { status, error, last, red, elapsed } = outcome;
    switch (status) {
        case 'Completed':
            if (error)
                return `Import completed, but not with the rows expected: ${completed(outcome)}`;
            return `Import completed: ${completed(outcome)} in ${(0,_job_words_js__WEBPACK_IMPORTED_MODULE_0__/* .duration */ .p0)(elapsed)}`;
        case 'Submitted':
            return 'Import submitted, not waited for';
        case 'Failed':
            return `Import failed${culprits(outcome)}: no row was kept`;
        case 'Rejected':
            return 'Import rejected: nothing was imported';
        case 'InvalidInput':
            return 'Import not started: inputs are not right';
        case 'TimedOut':
            return `${red ? 'Import timed out' : 'Import not finished in time'}${reached(outcome)}: it goes on at the server`;
        case 'Cancelled':
            return last || outcome.jobId
                ? `Workflow cancelled${reached(outcome)}: the import goes on at the server`
                : 'Workflow cancelled before the import was submitted';
        case 'Uncommitted':
            return 'Import not visible yet: it waits for its commit';
        case 'Unknown':
            return outcome.jobId
                ? `Lost sight of the import${reached(outcome)}: how it ends is unknown`
                : 'Whether the import was submitted is unknown';
    }
}
function completed({ last }) {
    if (!last)
        return 'no rows reported';
    const imported = (0,_job_progress_js__WEBPACK_IMPORTED_MODULE_1__/* .importedRowsOf */ .$z)(last);
    const amount = imported === undefined ? 'no rows reported' : `${(0,_job_words_js__WEBPACK_IMPORTED_MODULE_0__/* .rows */ .Ge)(imported, undefined)}`;
    const done = last.files.filter(_job_words_js__WEBPACK_IMPORTED_MODULE_0__/* .isFileDone */ .BJ).length;
    return done > 0 ? `${amount} from ${(0,_job_words_js__WEBPACK_IMPORTED_MODULE_0__/* .plural */ .LS)(done, 'file')}` : amount;
}
function reached({ last }) {
    return last ? ` at ${last.percent} %` : '';
}
/** ` at sports.jsonl`, ` at sports.jsonl and 2 more files`. */
function culprits({ last }) {
    const names = last?.files.filter(file => file.isCulprit).map(file => (0,_job_words_js__WEBPACK_IMPORTED_MODULE_0__/* .fileLabel */ .DM)(file.name)) ?? [];
    const [first] = names;
    if (first === undefined)
        return '';
    const more = names.length > 1 ? ` and ${(0,_job_words_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(BigInt(names.length - 1))} more` : '';
    return ` at ${baseName(first)}${more}`;
}
function baseName(path) {
    const [query] = path.split('?');
    return query?.split('/').at(-1) || path;
}


/***/ }),

/***/ 952:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  j: () => (/* binding */ createRunner)
});

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: ./report/ansi.js
/** 3-bit and 4-bit SGR codes: the log of GitHub renders them in its light and in its dark theme. */
const CODES = {
    good: '32',
    bad: '31',
    warn: '33',
    accent: '36',
    faint: '90',
    strong: '1',
};
/** Wraps a text in the codes of a style; what it opens it closes, so that no line colours the next. */
function paint(text, style) {
    return style === undefined || text === '' ? text : `\x1b[${CODES[style]}m${text}\x1b[0m`;
}
/** The pieces of a line; a plain one is a single piece. */
function segmentsOf(line) {
    return typeof line === 'string' ? [{ text: line }] : line;
}
/** The text of a line without its styles. */
function textOf(line) {
    return segmentsOf(line)
        .map(({ text }) => text)
        .join('');
}

// EXTERNAL MODULE: ./report/text.js
var report_text = __nccwpck_require__(1445);
;// CONCATENATED MODULE: ./report/runner.js



const MOST_WARNINGS = 2;
/** The live console cuts a line at 1,024 characters (`actions/runner` JobServerQueue.cs), codes of colour included. */
const LONGEST_LINE = 900;
function createRunner(core, { redact, summaryFile, color }) {
    let warnings = 0;
    const clean = (text) => (0,report_text/* inert */.tJ)(redact(text));
    const print = (line) => {
        const whole = indented(textOf(line), clean);
        if (whole.length > LONGEST_LINE)
            core.info((0,report_text/* cut */.Jj)(whole, LONGEST_LINE));
        else
            core.info(color ? painted(line, clean) : whole);
    };
    return {
        line: print,
        group(title, lines) {
            core.startGroup((0,report_text/* cut */.Jj)(clean(title), LONGEST_LINE));
            lines.forEach(print);
            core.endGroup();
        },
        warn(message) {
            warnings += 1;
            if (warnings <= MOST_WARNINGS)
                core.warning((0,report_text/* cut */.Jj)(clean(message), LONGEST_LINE));
            else
                print(message);
        },
        output: (name, value) => core.setOutput(name, redact(value)),
        summary(markdown) {
            if (summaryFile)
                (0,external_node_fs_namespaceObject.appendFileSync)(summaryFile, redact(markdown));
        },
        clean,
        redact,
    };
}
/** Our own indentation stays, whatever cleaning does to the text behind it. */
function indented(text, clean) {
    const [indent = ''] = /^ */.exec(text) ?? [];
    return indent + clean(text.slice(indent.length));
}
/**
 * A line with its colours. Where a secret or a command lies across two pieces, the line goes without them: only the
 * whole is then inert. `##` before a code is broken: the runner looks for `##[` by culture rules, in which a control
 * character such as ESC may weigh nothing (`actions/runner` ActionCommand.cs).
 */
function painted(line, clean) {
    const segments = segmentsOf(line);
    const whole = indented(textOf(line), clean);
    const pieces = segments.map(({ text, style }, index) => ({
        text: index === 0 ? indented(text, clean) : clean(text),
        style,
    }));
    if (textOf(pieces) !== whole)
        return whole;
    return pieces
        .map(({ text, style }) => paint(text, style))
        .join('')
        .replace(/##(?=\x1b\[)/g, '## ');
}


/***/ }),

/***/ 1445:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   EU: () => (/* binding */ shortName),
/* harmony export */   Jj: () => (/* binding */ cut),
/* harmony export */   RT: () => (/* binding */ tail),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   pj: () => (/* binding */ plain),
/* harmony export */   tJ: () => (/* binding */ inert)
/* harmony export */ });
/**
 * Makes remote text inert as one line of the log: a runner obeys `::command::` at the start of a line and
 * `##[command]` anywhere, and splits lines at CR, too (`actions/runner` ActionCommand.cs). Control characters (ANSI
 * among them), line and paragraph separators, bidirectional overrides and whatever is invisible go: the runner
 * looks for `##[` by culture rules, in which they weigh nothing. What is left reads as it was sent.
 */
function inert(text) {
    return text
        .replace(/\x1b\[[0-9;:?]*[ -/]*[@-~]/g, '')
        .replace(/[\r\n\t\v\f\x85\u2028\u2029]+/g, ' ')
        .replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
        .replace(/##(?=\[)/g, '## ')
        .replace(/^\s*(?=::)/, '|');
}
/**
 * Makes text inert inside Markdown: no tag, table cell, link, mention, issue reference, code span or emphasis. GitHub
 * looks for mentions and references in what is shown, behind all escapes: nothing that is seen separates them.
 */
function plain(text) {
    return escaped(text).replace(/&#(?:64|35);(?=[\p{L}\p{N}_])|\bGH-(?=\d)/giu, '$&&#8203;');
}
/** A code span whose text can't end it, and can't end the cell of a table; GitHub looks for no references in it. */
function code(text) {
    return `<code>${escaped(text)}</code>`;
}
function escaped(text) {
    return inert(text)
        .replace(/[&<>\\`*_{}[\]|~$!@#]|:(?=\/\/)/g, char => `&#${char.charCodeAt(0)};`)
        .replace(/\bwww\./gi, match => `${match.slice(0, 3)}&#46;`);
}
/** Cuts to `length` characters at most, with an ellipsis as the last of them. */
function cut(text, length) {
    return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
/** Cuts to the last `length` characters: the end of a path tells more than its beginning. */
function tail(text, length) {
    return text.length <= length ? text : `…${text.slice(1 - length)}`;
}
/** A name of a file for the log: inert, so that it can be aligned, and short enough for a line. */
function shortName(name) {
    return tail(inert(name), LONGEST_NAME);
}
const LONGEST_NAME = 80;


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		id: moduleId,
/******/ 		loaded: false,
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Flag the module as loaded
/******/ 	module.loaded = true;
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/node module decorator */
/******/ (() => {
/******/ 	__nccwpck_require__.nmd = (module) => {
/******/ 		module.paths = [];
/******/ 		if (!module.children) module.children = [];
/******/ 		return module;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(8829);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
