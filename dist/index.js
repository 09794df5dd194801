/******/ var __webpack_modules__ = ({

/***/ 2613:
/***/ ((module) => {

module.exports = process.getBuiltinModule("assert");

/***/ }),

/***/ 6982:
/***/ ((module) => {

module.exports = process.getBuiltinModule("crypto");

/***/ }),

/***/ 4434:
/***/ ((module) => {

module.exports = process.getBuiltinModule("events");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = process.getBuiltinModule("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = process.getBuiltinModule("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = process.getBuiltinModule("https");

/***/ }),

/***/ 9278:
/***/ ((module) => {

module.exports = process.getBuiltinModule("net");

/***/ }),

/***/ 4589:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:assert");

/***/ }),

/***/ 6698:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:buffer");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:crypto");

/***/ }),

/***/ 3053:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:diagnostics_channel");

/***/ }),

/***/ 8474:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:events");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:fs/promises");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:http");

/***/ }),

/***/ 2467:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:http2");

/***/ }),

/***/ 7030:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:net");

/***/ }),

/***/ 542:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:os");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:path");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:perf_hooks");

/***/ }),

/***/ 1792:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:querystring");

/***/ }),

/***/ 99:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:sqlite");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:stream");

/***/ }),

/***/ 7830:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:stream/web");

/***/ }),

/***/ 1692:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:tls");

/***/ }),

/***/ 3136:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:url");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:util");

/***/ }),

/***/ 3429:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:util/types");

/***/ }),

/***/ 5919:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:worker_threads");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = process.getBuiltinModule("os");

/***/ }),

/***/ 6928:
/***/ ((module) => {

module.exports = process.getBuiltinModule("path");

/***/ }),

/***/ 2203:
/***/ ((module) => {

module.exports = process.getBuiltinModule("stream");

/***/ }),

/***/ 4756:
/***/ ((module) => {

module.exports = process.getBuiltinModule("tls");

/***/ }),

/***/ 9023:
/***/ ((module) => {

module.exports = process.getBuiltinModule("util");

/***/ }),

/***/ 3296:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   HT: () => (/* binding */ readEnvelope),
/* harmony export */   LD: () => (/* binding */ readList),
/* harmony export */   _0: () => (/* binding */ readCount),
/* harmony export */   fG: () => (/* binding */ readFlag),
/* harmony export */   kz: () => (/* binding */ readNumber),
/* harmony export */   qI: () => (/* binding */ asFields),
/* harmony export */   r6: () => (/* binding */ readNames),
/* harmony export */   yR: () => (/* binding */ readText)
/* harmony export */ });
function readEnvelope(body) {
    const fields = asFields(parseExact(body.startsWith('\ufeff') ? body.slice(1) : body));
    if (!fields)
        return undefined;
    return {
        code: readText(fields, 'code'),
        message: readText(fields, 'message'),
        data: asFields(fields['data']),
    };
}
function readNames(body) {
    const { data, message } = asFields(parseExact(body)) ?? {};
    if (data === null || data === undefined)
        return message ? undefined : [];
    return Array.isArray(data) && data.every(item => typeof item === 'string') ? data : undefined;
}
function asFields(value) {
    const one = Array.isArray(value) ? value[0] : value;
    return typeof one === 'object' && one !== null && !Array.isArray(one) ? one : undefined;
}
function readText(fields, name) {
    const value = fields[name];
    return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}
function readNumber(fields, name) {
    const given = fields[name];
    if (typeof given === 'number')
        return Number.isFinite(given) ? given : undefined;
    const text = readText(fields, name);
    const value = Number(text);
    return text === '' || !Number.isFinite(value) ? undefined : value;
}
function readCount(fields, name) {
    const value = fields[name];
    if (typeof value === 'number')
        return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
    const text = readText(fields, name);
    return /^\d+$/.test(text) ? BigInt(text) : undefined;
}
function readFlag(fields, name) {
    const value = fields[name];
    return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}
function readList(fields, name, read) {
    const value = fields[name];
    const items = [];
    if (!Array.isArray(value))
        return items;
    for (const one of value) {
        const item = asFields(one);
        if (item)
            items.push(read(item));
    }
    return items;
}
const LONG_INTEGER = new RegExp(`[:,[\\s-]${'\\d'.repeat(16)}`);
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


/***/ }),

/***/ 4268:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ exchange)
/* harmony export */ });
/* harmony import */ var _model_service_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6324);
/* harmony import */ var _envelope_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3296);


const LONGEST_REQUEST_ID = 128;
const LARGEST_PAGE = 16_384;
async function exchange(transport, call, options, redact) {
    const reply = await transport.send(call, options);
    const envelope = (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readEnvelope */ .HT)(reply.body);
    const failure = failureOf(reply, envelope, redact);
    const isSuccess = isSuccessful(reply.status) && (envelope?.code === '0' || envelope?.code === '200');
    if (!envelope || !isSuccess)
        throw new _model_service_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .R(failure);
    return { envelope, body: reply.body, failure };
}
function failureOf(reply, envelope, redact) {
    const requestId = reply.requestId && redact(reply.requestId).slice(0, LONGEST_REQUEST_ID);
    const context = { httpStatus: reply.status, requestId, retryAfter: reply.retryAfter };
    if (envelope && isOwnCode(envelope, reply.status)) {
        return { ...context, kind: 'code', code: envelope.code, said: redact(envelope.message) };
    }
    const said = reply.location
        ? redact(`redirect to ${reply.location}`)
        : envelope?.message
            ? redact(envelope.message)
            : excerpt(redact(reply.body.slice(0, LARGEST_PAGE)));
    if (!isSuccessful(reply.status))
        return { ...context, kind: 'status', code: `Http${reply.status}`, said };
    return { ...context, kind: 'unreadable', code: 'Unreadable', said };
}
function isSuccessful(status) {
    return status >= 200 && status < 300;
}
function isOwnCode(envelope, status) {
    const { code } = envelope;
    if (code === '' || isNothingSaid(envelope))
        return false;
    return isSuccessful(status) || (code !== String(status) && /^-?\d+$/.test(code));
}
function isNothingSaid({ code, message }) {
    return code === '0' || (code === '200' && message === '');
}
function excerpt(body) {
    return body
        .slice(0, 4096)
        .replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, 200);
}


/***/ }),

/***/ 5298:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  oO: () => (/* binding */ createTransport),
  kP: () => (/* binding */ createWire),
  wx: () => (/* binding */ header),
  P9: () => (/* binding */ retryAfter)
});

// EXTERNAL MODULE: ./model/service.js
var service = __nccwpck_require__(6324);
;// CONCATENATED MODULE: ./api/network.js

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
    const kind = unsent ? 'unsent' : code === 'Unreadable' ? 'unreadable' : 'interrupted';
    return new service/* CallError */.R({ kind, code, said: cause.message });
}
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
function isLoginOfProxy({ code, message }) {
    return /^UND_ERR_(ABORTED|INVALID_ARG)$/.test(code) && /proxy.*\(407\)/i.test(message);
}
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
    if (/^HPE_/.test(code))
        return 'NotHttp';
    if (code === 'UND_ERR_ABORTED' && /proxy/i.test(message))
        return 'ProxyFailed';
    return code || 'ECONNRESET';
}

;// CONCATENATED MODULE: ./api/route.js

const KEEP_ALIVE = 55_000;
const CONNECT_TIMEOUT = 10_000;
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
function directRoute(isSecure) {
    const { Agent, request } = process.getBuiltinModule(isSecure ? 'node:https' : 'node:http');
    const agent = new Agent({ keepAlive: true, timeout: KEEP_ALIVE });
    const ready = isSecure ? 'secureConnect' : 'connect';
    return {
        proxy: undefined,
        exchange: (url, { body, ...options }) => new Promise((resolve, reject) => {
            const outgoing = request(url, { ...options, agent });
            outgoing.on('response', answer => {
                answer.on('end', () => outgoing.writableEnded || outgoing.destroy());
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
            if (body === null || typeof body === 'string')
                outgoing.end(body);
            else
                pump(body, outgoing).catch(error => outgoing.destroy(error));
        }),
    };
}
async function pump(body, outgoing) {
    let stop = () => { };
    outgoing.once('close', () => stop(new Error('The request was closed')));
    for await (const chunk of body) {
        if (outgoing.destroyed)
            return;
        await new Promise((resolve, reject) => {
            stop = reject;
            outgoing.write(chunk, error => (error ? reject(error) : resolve()));
        });
    }
    outgoing.end();
}
function notConnected() {
    const message = `No connection within ${CONNECT_TIMEOUT / 1000} s`;
    return Object.assign(new Error(message), { code: 'ConnectTimeout' });
}
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
        async exchange({ origin, pathname, search }, { body: sent, ...options }) {
            const { statusCode, headers, body } = await agent.request({
                ...{ origin, path: pathname + search },
                ...options,
                body: sent === null || typeof sent === 'string' ? sent : streamOf(sent),
                ...{ headersTimeout: 0, bodyTimeout: 0 },
            });
            return { status: statusCode, headers, body };
        },
    };
}
function streamOf(chunks) {
    async function* copies() {
        for await (const chunk of chunks)
            yield Uint8Array.from(chunk);
    }
    return process.getBuiltinModule('node:stream').Readable.from(copies());
}
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
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});



const LARGEST_BODY = 64 * 1024 * 1024;
function createTransport(address, env) {
    const wire = createWire(env);
    return {
        async send(call, { timeout, signal }) {
            const url = new URL(`${address.endpoint}${call.path}`);
            const answer = await wire.send({
                method: call.method,
                url,
                headers: {
                    ...address.headers,
                    ...(call.body ? { 'content-type': 'application/json' } : {}),
                    ...call.headers,
                },
                body: call.body ? JSON.stringify(call.body) : null,
                ...{ timeout, signal },
            });
            return {
                status: answer.status,
                body: answer.body,
                requestId: header(answer, 'requestid') ?? header(answer, 'x-milvus-trace-id'),
                retryAfter: retryAfter(header(answer, 'retry-after'), Date.now()),
                location: locationOf(header(answer, 'location'), url),
            };
        },
    };
}
function createWire(env) {
    const ways = new Map();
    const wayTo = (origin) => {
        const way = ways.get(origin) ?? routeTo(origin, env);
        ways.set(origin, way);
        return way;
    };
    return {
        async send({ url, timeout, stall, most, signal, body, ...request }) {
            const env_1 = { stack: [], error: void 0, hasError: false };
            try {
                const limit = __addDisposableResource(env_1, limitOf(timeout, stall), false);
                const sent = watched(body, limit.moved);
                const route = await wayTo(url.origin);
                try {
                    const answer = await route.exchange(url, {
                        ...request,
                        body: sent.body,
                        signal: AbortSignal.any([limit.signal, signal]),
                    });
                    limit.moved();
                    const { status, headers } = answer;
                    const content = request.method === 'HEAD' ? { ...answer, headers: {} } : answer;
                    if (most !== undefined && status >= 200 && status < 300)
                        return { status, headers, body: '', bytes: await firstBytes(content.body, most, limit.moved) };
                    return { status, headers, body: await readBody(content, limit.moved), bytes: new Uint8Array() };
                }
                catch (error) {
                    if (sent.failure())
                        throw sent.failure();
                    throw asCallError(error, limit.signal, signal, route.proxy);
                }
            }
            catch (e_1) {
                env_1.error = e_1;
                env_1.hasError = true;
            }
            finally {
                __disposeResources(env_1);
            }
        },
    };
}
function limitOf(timeout, stall) {
    const over = new AbortController();
    const after = (ms) => ms === undefined ? undefined : setTimeout(() => over.abort(), Math.ceil(ms));
    const [late, idle] = [after(timeout), after(stall)];
    return {
        signal: over.signal,
        moved: () => idle?.refresh(),
        [Symbol.dispose]: () => {
            clearTimeout(late);
            clearTimeout(idle);
        },
    };
}
function watched(body, moved) {
    let failure;
    async function* chunks(source) {
        try {
            for await (const chunk of source) {
                moved();
                yield chunk;
            }
            moved();
        }
        catch (error) {
            failure = error;
            throw error;
        }
    }
    const isText = body === null || typeof body === 'string';
    return { body: isText ? body : chunks(body), failure: () => failure };
}
function header(answer, name) {
    const value = answer.headers[name];
    return Array.isArray(value) ? value[0] : value;
}
function locationOf(value, base) {
    const target = value === undefined ? null : URL.parse(value, base.href);
    return target && /^https?:$/.test(target.protocol) ? target.origin + target.pathname : undefined;
}
async function readBody(answer, moved) {
    const bytes = await firstBytes(decoded(answer.body, header(answer, 'content-encoding')), LARGEST_BODY + 1, moved);
    if (bytes.length <= LARGEST_BODY)
        return bytes.toString();
    answer.body.destroy();
    throw new service/* CallError */.R({ kind: 'unreadable', code: 'ResponseTooLarge', said: '' });
}
async function firstBytes(body, most, moved) {
    const chunks = [];
    let size = 0;
    for await (const chunk of body) {
        moved();
        chunks.push(chunk);
        size += chunk.length;
        if (size >= most)
            break;
    }
    return Buffer.concat(chunks).subarray(0, most);
}
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
function retryAfter(value, now) {
    if (value === undefined)
        return undefined;
    if (/^\d+$/.test(value.trim()))
        return Number(value) * 1000;
    const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}


/***/ }),

/***/ 2312:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   RQ: () => (/* binding */ milvus),
/* harmony export */   T3: () => (/* binding */ readRecords),
/* harmony export */   bE: () => (/* binding */ post),
/* harmony export */   pk: () => (/* binding */ readReason),
/* harmony export */   t5: () => (/* binding */ zillizV2),
/* harmony export */   tW: () => (/* binding */ readJobId),
/* harmony export */   wG: () => (/* binding */ pathsOf)
/* harmony export */ });
/* unused harmony export readJob */
/* harmony import */ var _envelope_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3296);

const PAGE_SIZE = 100;
const zillizV2 = {
    create: ({ target, dbName, collectionName, partitionName, source }) => post('jobs/import/create', {
        ...scopeFields({ target, dbName }),
        ...{ collectionName, partitionName },
        ...sourceFields(source),
    }),
    describe(scope, jobId) {
        const call = (name) => post(`jobs/import/${name}`, { ...scopeFields(scope), jobId });
        return [call('describe'), call('get_progress'), call('getProgress')];
    },
    readJob,
    list: (scope, collectionName, currentPage) => post('jobs/import/list', { ...scopeFields(scope), collectionName, pageSize: PAGE_SIZE, currentPage }),
    readList: data => readRecords(data, 'records'),
    pageSize: PAGE_SIZE,
    listsOneCollection: false,
    listTellsEnd: false,
};
const milvus = {
    ...zillizV2,
    list: (scope, collectionName) => post('jobs/import/list', { ...scopeFields(scope), collectionName }),
    pageSize: undefined,
    listsOneCollection: true,
};
function post(route, body) {
    return { method: 'POST', path: `/v2/vectordb/${route}`, body };
}
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
function sourceFields(source) {
    switch (source.kind) {
        case 'objects': {
            const { accessKey, secretKey, sessionToken } = source.credentials;
            return { objectUrls: source.urls.map(url => [url]), accessKey, secretKey, token: sessionToken };
        }
        case 'volume':
            return { volumeName: source.volumeName, dataPaths: source.paths.map(path => [path]) };
        case 'files': {
            const { groups, options } = source;
            return { files: groups, options: Object.keys(options).length > 0 ? options : undefined };
        }
    }
}
function readJobId(data) {
    return (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readText */ .yR)(data, 'jobId') || (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readText */ .yR)(data, 'jobID') || undefined;
}
function readJob(data) {
    const state = (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readText */ .yR)(data, 'state');
    return {
        state,
        standing: standingOf(state),
        percent: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readNumber */ .kz)(data, 'progress'),
        collectionName: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readText */ .yR)(data, 'collectionName') || undefined,
        createdAt: Date.parse((0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readText */ .yR)(data, 'createTime')) || undefined,
        importedRows: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readCount */ ._0)(data, 'importedRows'),
        totalRows: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readCount */ ._0)(data, 'totalRows'),
        ...readReason((0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readText */ .yR)(data, 'reason')),
        files: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readList */ .LD)(data, 'details', readFile),
    };
}
function readFile(file) {
    const paths = pathsOf((0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readText */ .yR)(file, 'fileName'));
    return {
        name: paths.length === 1 && paths[0] !== undefined ? paths[0] : paths.join(' '),
        paths,
        state: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readText */ .yR)(file, 'state'),
        percent: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readNumber */ .kz)(file, 'progress'),
        importedRows: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readCount */ ._0)(file, 'importedRows'),
        totalRows: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readCount */ ._0)(file, 'totalRows'),
        fileSize: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readCount */ ._0)(file, 'fileSize'),
        reason: readReason((0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readText */ .yR)(file, 'reason')).reason,
    };
}
function readRecords(data, name) {
    const value = data[name] ?? [];
    const records = Array.isArray(value) ? value : [value];
    return { jobs: records.map(readListedJob), total: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readNumber */ .kz)(data, 'count') };
}
function readListedJob(record) {
    const fields = (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .asFields */ .qI)(record) ?? {};
    return {
        jobId: readJobId(fields),
        collectionName: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readText */ .yR)(fields, 'collectionName') || undefined,
        state: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readText */ .yR)(fields, 'state'),
    };
}
function standingOf(state) {
    if (state === 'Completed')
        return 'completed';
    if (state === 'Failed')
        return 'failed';
    if (state === 'Uncommitted')
        return 'uncommitted';
    return 'running';
}
function pathsOf(printed) {
    const quoted = quotedPaths(printed);
    if (quoted.length > 0)
        return quoted;
    const text = printed.startsWith('[') && printed.endsWith(']') ? printed.slice(1, -1) : printed;
    if (text === '')
        return NONE;
    const parts = text.includes('.npy ') ? text.split(/(?<=\.npy) /) : [];
    return parts.length > 1 && parts.every(part => part.endsWith('.npy')) ? parts : [text];
}
const NONE = [];
function quotedPaths(text) {
    if (!text.includes('paths:"'))
        return NONE;
    return [...text.matchAll(/paths:"((?:[^"\\]|\\.)*)"/g)].map(([, path = '']) => {
        try {
            return JSON.parse(`"${path}"`);
        }
        catch {
            return path;
        }
    });
}
const BLAMED = /,? *file: id:\d+ *((?: *paths:"(?:[^"\\]|\\.)*")+) *$/;
const REFUSED = /(?:key not found|permission denied|invalid credentials|too many requests|IO failed|unexpected EOF)\[key=([^\]]*[^\]/])\]|NoSuchKey\(key=([^)]*[^)/])\)/;
const SUFFIX = /(: (importing data failed( on server side)?|invalid parameter))+$/;
const NO_REASON = { reason: '', blamed: NONE };
function readReason(text) {
    if (text === '')
        return NO_REASON;
    const blamed = quotedPaths(BLAMED.exec(text)?.[1] ?? '');
    const [, key = '', named = key] = REFUSED.exec(text) ?? [];
    return {
        reason: text
            .replace(BLAMED, '')
            .replace(/^error: /, '')
            .replace(SUFFIX, '')
            .trim(),
        blamed: blamed.length > 0 || named === '' ? blamed : [named],
    };
}


/***/ }),

/***/ 2169:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $V: () => (/* binding */ grantCluster),
/* harmony export */   BO: () => (/* binding */ countRows),
/* harmony export */   EL: () => (/* binding */ bucketName),
/* harmony export */   IH: () => (/* binding */ oneAtATime),
/* harmony export */   KX: () => (/* binding */ milvusPath),
/* harmony export */   NU: () => (/* binding */ later),
/* harmony export */   VP: () => (/* binding */ bucketKeys),
/* harmony export */   YC: () => (/* binding */ importRight),
/* harmony export */   bz: () => (/* binding */ cluster),
/* harmony export */   hx: () => (/* binding */ quota),
/* harmony export */   iD: () => (/* binding */ login),
/* harmony export */   jB: () => (/* binding */ partition),
/* harmony export */   jj: () => (/* binding */ bucketAccess),
/* harmony export */   mM: () => (/* binding */ bucketRights),
/* harmony export */   mV: () => (/* binding */ clusterOrGrant),
/* harmony export */   mp: () => (/* binding */ otherPlan),
/* harmony export */   rJ: () => (/* binding */ collection),
/* harmony export */   sR: () => (/* binding */ runLater),
/* harmony export */   sw: () => (/* binding */ checkInputs),
/* harmony export */   uT: () => (/* binding */ grantProject),
/* harmony export */   vK: () => (/* binding */ checkRegion),
/* harmony export */   yL: () => (/* binding */ checkImportApi),
/* harmony export */   yR: () => (/* binding */ checkKey),
/* harmony export */   z_: () => (/* binding */ milvusBucket),
/* harmony export */   zc: () => (/* binding */ checkCluster)
/* harmony export */ });
/* unused harmony export checkLogin */
const checkKey = 'Check that the secret behind `apiKey` is set in this repository or environment, was copied completely, and is still valid. Zilliz Cloud takes an API key here, never `user:password`.';
const checkLogin = 'Give `apiKey` as `user:password` of a Milvus user (`root:Milvus` on a new server), and check that its secret is set in this repository or environment.';
const login = { all: checkKey, milvus: checkLogin };
const clusterInConsole = 'Check `clusterId` against the console';
const checkCluster = `${clusterInConsole}, and that \`endpoint\` is the control plane of that cluster (\`api.cloud.zilliz.com\`, in China \`api.cloud.zilliz.com.cn\`).`;
const checkRegion = 'Check that the region in `endpoint` (`controller.api.{region}.zillizcloud.com`) is the region of the cluster, as in its public endpoint.';
const grantCluster = 'Use an API key with access to this cluster, or ask an organisation or project owner to grant it.';
const cluster = { all: checkCluster, 'zilliz-v1': `${clusterInConsole}. ${checkRegion}` };
const clusterOrGrant = {
    all: `${checkCluster} ${grantCluster}`,
    'zilliz-v1': `${clusterInConsole}. ${grantCluster}`,
};
const grantProject = 'Use an API key with access to this project, or ask an organisation or project owner to grant it.';
const otherPlan = 'Import into a cluster of another plan.';
const checkImportApi = 'Check that `endpoint` is the address of the import API of your system.';
const checkInputs = "Compare the inputs with the server's message.";
const noCreation = 'the import does not create collections';
const collection = {
    all: `Check \`collectionName\` (upper and lower case matter) and \`dbName\`; ${noCreation}.`,
    'zilliz-v1': `Check \`collectionName\` (upper and lower case matter); ${noCreation}.`,
};
const partition = 'Create it, or leave `partitionName` out to import into the default partition.';
const oneAtATime = 'Nothing was imported. Run the step again when that import has finished; in a matrix, set `max-parallel: 1`.';
const runLater = 'Run the step again in a few minutes.';
const countRows = 'Servers remove records of old jobs: count the rows of the collection before you import again.';
const again = `${runLater} If it happens again, send code, message and request id to`;
const later = {
    all: `${again} the support of Zilliz Cloud.`,
    milvus: `${again} whoever runs the server; its log says more.`,
};
const quota = {
    all: 'Free space in the cluster, or scale it up, then run again.',
    milvus: 'Free space, or ask the operator to raise the quota (`quotaAndLimits` in `milvus.yaml`), then run again.',
};
const bucketRights = 'the keys need `s3:GetObject`, `s3:ListBucket` and `s3:GetBucketLocation` (and `kms:Decrypt` for an encrypted bucket), on Google Cloud `storage.objects.get` and `storage.objects.list`, on Alibaba `oss:GetObject` and `oss:ListObjects`';
const milvusPath = 'The path is a key inside the bucket that Milvus itself uses, without bucket name and `s3://`; a path on the runner never works. Check bucket, key, and upper and lower case.';
const milvusBucket = 'Milvus reads its own bucket with its own credentials (`minio` in `milvus.yaml`): ask its operator to check';
const bucketAccess = {
    all: `Check \`accessKey\`, \`secretKey\` and \`sessionToken\`: ${bucketRights}.`,
    milvus: `${milvusBucket} their right to list the bucket and to get objects.`,
};
const bucketName = {
    all: 'Check the bucket (Azure: the container) in `objectUrl`, and that its region and account match the keys.',
    milvus: `${milvusBucket} \`minio.bucketName\`.`,
};
const bucketKeys = {
    all: 'Check `accessKey`, `secretKey` and `sessionToken`, and that they stay valid until the import has finished.',
    milvus: `${milvusBucket} whether these are still valid.`,
};
const importRight = {
    all: 'Grant the API key the right to import into this cluster and database.',
    milvus: 'Grant the role of the user the privilege `Import` on the collection and its database. Before Milvus 2.6.7 only admins may query the progress of an import.',
};


/***/ }),

/***/ 6421:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Ms: () => (/* binding */ entryOf),
  wM: () => (/* binding */ fallbackOf),
  uD: () => (/* binding */ isNetworkName)
});

// UNUSED EXPORTS: fallbacks, groups

// EXTERNAL MODULE: ./errors/entry.js
var entry = __nccwpck_require__(1965);
// EXTERNAL MODULE: ./errors/advice.js
var advice = __nccwpck_require__(2169);
;// CONCATENATED MODULE: ./errors/milvus.js


const loadFirst = 'Load the collection, wait until it is loaded, then run again.';
const updateServer = "Leave out the input that the server's message names (`options` above all), or update the server.";
const wholeFile = 'Check that it was uploaded completely and does not change during the import, then run the step again.';
const damaged = {
    all: 'Send code, message and request id to the support of Zilliz Cloud before you import again.',
    milvus: 'Send code, message and request id to whoever runs the server before you import again.',
};
const lost = 'The server lost track of a segment of the collection';
const otherAlias = 'Check `alias`: it must differ from the names of all collections in the database.';
const met = () => [
    ['1 2', 'later', 'The server is starting, or a part of it is down', advice/* later */.NU],
    ['3', 'stop', 'The server is out of memory', advice/* later */.NU],
    ['4', 'later', 'The server has too many requests at once', advice/* runLater */.sR],
    ['5', 'ambiguous', 'The server had an internal error', advice/* later */.NU, 'words'],
    ['6', 'stop', 'The request reached the wrong cluster', 'Check `endpoint`, and any gateway that several clusters share.'],
    ['7', 'stop', 'The disk of the server is full', advice/* quota */.hx],
    ['8', 'later', 'Too many requests', advice/* runLater */.sR],
    ['9', 'stop', 'A quota of the cluster, database or collection is used up', advice/* quota */.hx, 'words'],
    ['10', 'stop', 'This server does not support this', updateServer],
    ['11', 'stop', 'The server is behind and accepts no data for now', advice/* later */.NU],
    ['12', 'again', 'The server lacks the resources for this now', advice/* later */.NU],
    ['100', 'stop', 'The collection does not exist', advice/* collection */.rJ, 'words'],
    ['101 103', 'stop', 'The collection is not loaded, or not completely yet', loadFirst],
    ['102', 'stop', 'The database has reached its limit of collections', 'Remove collections that are not needed, or raise the limit.'],
    ['105', 'stop', 'The schema of the collection does not allow this import', "Correct what the server's message names; most of a schema can only be changed by creating the collection again.", 'words'],
    ['106', 'again', 'The collection is being recovered', advice/* runLater */.sR],
    ['109', 'stop', 'The schema of the collection is being changed', 'Run the step again when the change is done.'],
    ['110', 'again', 'The schema of the collection is being changed', 'Run the step again when the change is done.'],
    ['200', 'stop', 'The partition does not exist', advice/* partition */.jB, 'words'],
    ['201 202', 'stop', 'The partition is not loaded, or not completely yet', 'Load the partition, wait until it is loaded, then run again.'],
    ['250', 'stop', 'The cluster has reached its limit of collections and partitions', 'Remove what is not needed, or give the cluster more capacity.'],
    ['304 305', 'stop', 'The server has too few query nodes to load the collection', advice/* later */.NU],
    ['500 501 502 503 504 505 506 507', 'stop', 'The server had an internal error, probably in a channel of the collection', advice/* later */.NU],
    ['600 601 602 603 604 605', 'stop', lost, advice/* later */.NU],
    ['700', 'stop', 'A vector field of the collection has no index', 'Create an index on each vector field: a collection without one cannot be loaded.'],
    ['701 702 703', 'stop', 'The server has a problem with an index of the collection', 'Check that each vector field of the collection has an index of a type that the server knows.'],
    ['800', 'stop', 'The database does not exist', 'Check `dbName`, or leave it out for the default database.', 'words'],
    ['801', 'stop', 'The server has reached its limit of databases', 'Import into an existing database: check `dbName`.'],
    ['802', 'stop', 'The database name is not allowed', 'Check `dbName`: letters, digits and underscores, not beginning with a digit.'],
    ['901 902 903 904 905 906', 'stop', 'A node of the server is missing or not ready', advice/* later */.NU],
    ['1000', 'stop', 'The server did not find a file', { all: 'Check bucket, key, and upper and lower case of the path.', milvus: advice/* milvusPath */.KX }, 'words'],
    ['1001', 'stop', 'The server could not read the object storage', `${advice/* runLater */.sR} If it happens again, check bucket and region.`, 'words'],
    ['1002', 'again', 'A file ended early', wholeFile],
    ['1003', 'again', 'The object storage throttled the server', advice/* runLater */.sR],
    ['1004', 'stop', 'The server could not read or write its own data', advice/* later */.NU],
    ['1005', 'stop', 'The bucket refused the credentials', advice/* bucketAccess */.jj],
    ['1006', 'stop', 'The bucket does not exist', advice/* bucketName */.EL],
    ['1007', 'stop', 'The credentials of the bucket are not valid, or have expired', advice/* bucketKeys */.VP],
    ['1008', 'stop', 'The server had an error in its storage', advice/* later */.NU],
    ['1009', 'stop', 'The server found its stored data damaged', damaged],
    ['1010 1011', 'stop', 'The object storage refused to let the server read a file', wholeFile],
    ['1012', 'stop', 'A file is too large for the object storage', 'Split it.'],
    ['1100', 'stop', 'The server refused a part of the request', advice/* checkInputs */.sw, 'words'],
    ['1101 1802', 'stop', 'The request lacks a required field', advice/* checkInputs */.sw, 'words'],
    ['1102', 'stop', 'A part of the request is too large for the server', `${advice/* checkInputs */.sw} If it names the files, split the job.`, 'words'],
    ['1400 1800', 'stop', 'The server does not accept the login', advice/* login */.iD],
    ['1401', 'stop', 'The user may not import into this collection', advice/* importRight */.YC],
    ['1600', 'stop', 'The alias does not exist', 'Check `alias`; upper and lower case matter.'],
    ['1601', 'stop', 'The alias has the name of a collection', otherAlias],
    ['1602', 'stop', 'The alias exists already and points to another collection', otherAlias],
    ['1700', 'stop', 'The collection has no such field', 'Compare the field names in the files with the collection: upper and lower case matter.', 'words'],
    ['1801', 'stop', 'The server could not read the request', advice/* checkImportApi */.yL, 'words'],
    ['1807', 'later', 'Too many requests', advice/* runLater */.sR],
    ['2100 2101', 'stop', 'The server refused the import', "Compare files and inputs with the server's message.", 'words'],
    ['2200', 'stop', 'The server was inconsistent for a moment', advice/* runLater */.sR],
    ['2400', 'stop', 'A function of the collection failed', 'Check the functions of the collection (embedding, BM25), their credentials and their input fields.'],
    ['2401', 'stop', 'All workers of the server are busy', advice/* later */.NU],
    ['2500', 'stop', 'The key that encrypts the data was revoked', 'Restore the key in the key management of the cloud, then run again.'],
    ['3000', 'stop', 'The server does not support this', updateServer, 'words'],
    ['3001', 'stop', 'A part of the server was replaced and is not fully up yet', advice/* runLater */.sR],
    ['10000', 'unanswered', 'The server cancelled the request', advice/* later */.NU, 'words'],
    ['10001', 'unanswered', 'The server took too long for the request', advice/* later */.NU, 'words'],
    ['65535', 'ambiguous', 'The server had an internal error', advice/* later */.NU, 'words'],
];
const milvus = () => [...met(), ...(0,entry/* foreign */.V$)([
        ['loading, clustering or replicating a collection', '104 107 108'],
        ['resource groups or replicas', '300 301 302 303 400 401'],
        ['its metrics or message queue', '1200 1300 1301 1302 1303'],
        ['privilege groups, or the collection behind an alias', '1402 1603'],
        ['inserting or searching rows', '1701 1803 1804 1805 1806 2201'],
        ['replication', '1900 1901 1902 1903'],
        ['its search engine', '2000 2001 2002 2037 2038 2039 2040 2099'],
        ['compaction', '2300 2301 2302 2303 2304 2305 2306 2307 2308 2309 2310 2311 2312 2313 2314 2315 2316 2317'],
        ['an index node', '2402'],
        ['snapshots', '2600 2601'],
    ])];

;// CONCATENATED MODULE: ./errors/network.js

const noImportApi = 'The server does not know the import API at this address';
const checkAddress = {
    all: 'Check `endpoint`: it is the address of the control plane, without a path.',
    'zilliz-v1': 'Check `endpoint`: it is `https://controller.api.{region}.zillizcloud.com`, without a path; v2 of the API is at `https://api.cloud.zilliz.com`.',
    milvus: 'Check `endpoint`: it is host and port (19530) of Milvus 2.4 or later, without a path; the web console has another port.',
};
const mayImport = {
    all: 'Grant the key the right to import into this cluster and database, and check IP allow lists for the address of the runner.',
    milvus: 'Grant the user the privilege `Import` on the collection, and check any gateway for the address of the runner. Before Milvus 2.6.7 only admins may query the progress of an import.',
};
const gateway = {
    all: 'Check that `endpoint` is right. If it is, run the step again in a few minutes; if it happens again, look at the status page of the service, or at the gateway in front of it.',
    milvus: 'Check that `endpoint` leads to the REST port of Milvus (19530), and that the gateway or ingress in front of it passes on HTTP/1.1: one that is set up for gRPC answers like this to every call.',
};
const restPort = {
    all: 'Check `endpoint`: the REST API of Zilliz Cloud is at `https://api.cloud.zilliz.com`.',
    milvus: 'Check `endpoint`: Milvus serves REST on port 19530 (another one if `proxy.http.port` is set), as `http://` or `https://` depending on its TLS settings. A load balancer or ingress for gRPC only does not work.',
};
const internal = {
    all: 'Run the step again in a few minutes; if it happens again, report it with the request id.',
    milvus: 'Run the step again in a few minutes; if it happens again, look for a panic in the log of Milvus.',
};
const fewerFiles = 'Name folders instead of files, or split the job.';
const noRoute = 'Check the network of the runner and its proxy; a private address needs a self-hosted runner.';
const openPort = 'Check host and port of `endpoint`, IP allow lists of the cluster, and firewalls between it and the runner.';
const http = () => [
    ['Http400', 'stop', 'The server, or a gateway in front of it, could not read the request', `${advice/* checkImportApi */.yL} A gateway may refuse what it does not know.`],
    ['Http401', 'stop', 'The server does not accept the API key', advice/* login */.iD],
    ['Http403', 'stop', 'The API key may not do this, or a gateway refuses the runner', mayImport],
    ['Http404 Http405', 'stop', noImportApi, checkAddress],
    ['Http407', 'stop', 'The proxy asks for a login', 'Put user and password into `HTTPS_PROXY` or `HTTP_PROXY` (`http://user:password@host:port`).'],
    ['Http408', 'unanswered', 'The server gave up on the request because it took too long', 'Run the step again when the server is less busy.'],
    ['Http413 Http414', 'stop', 'The request is too large for the server or a proxy in front of it', fewerFiles],
    ['Http415', 'stop', 'The server does not accept JSON at this port: it probably speaks gRPC', restPort],
    ['Http425', 'again', 'The server does not accept the request this early in a connection', 'Run the step again; if it happens again, check the gateway in front of the server.'],
    ['Http429', 'later', 'Too many requests', 'Run the step again later; in a matrix, lower `max-parallel`, or set a longer `pollInterval`.'],
    ['Http431', 'stop', 'The request headers are too large for the server', 'Check that `apiKey` holds only the key.'],
    ['Http500', 'unanswered', 'The server had an internal error', internal],
    ['Http502', 'unanswered', 'A gateway got no usable answer from the server', gateway],
    ['Http503', 'unanswered', 'The server is overloaded or under maintenance', gateway],
    ['Http504', 'unanswered', 'A gateway waited too long for the server', gateway],
];
const network = () => [
    ['ENOTFOUND', 'again', 'The host name could not be resolved', 'Check the spelling of `endpoint`, and that the runner can resolve it: a private link needs a self-hosted runner.'],
    ['EAI_AGAIN', 'again', 'The host name could not be resolved for now', 'Check the DNS of the runner, then run again.'],
    ['ECONNREFUSED', 'again', 'The server refused the connection', 'Check host and port of `endpoint`, and that the server is running and open to the runner.'],
    ['ECONNRESET', 'unanswered', 'The connection broke before the answer came', 'Check that `endpoint` begins with `https` or `http` as the server expects, and any gateway in between.'],
    ['EHOSTUNREACH ENETUNREACH', 'again', 'No network route to the server', noRoute],
    ['ETIMEDOUT ConnectTimeout', 'again', 'The server did not accept the connection in time', openPort],
    ['Timeout', 'unanswered', 'The server did not answer in time', 'Run the step again when the server is less busy; if it happens again, check the network in between.'],
    ['TlsFailed', 'stop', 'No secure connection to the server', 'Check that the certificate is issued for the host in `endpoint`, and that the server speaks TLS at this port. For a private certificate authority set `NODE_EXTRA_CA_CERTS` (in `env:` of the job).'],
    ['ProxyFailed', 'again', 'The proxy did not connect to the server', 'Check `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, and that the proxy allows this host.'],
    ['NotHttp', 'unanswered', 'The server does not speak HTTP/1.1 at this port: it may be a gRPC or TLS port', restPort],
    ['Unreadable', 'unanswered', 'The answer is not one that the import API gives', 'Check `endpoint`, and any proxy or gateway that answers instead.'],
    ['OtherJob', 'unanswered', 'The server answered about another job than the one it was asked for', 'Check any proxy or gateway in between that may keep answers and send them again.'],
    ['ResponseTooLarge', 'unanswered', 'The answer is larger than 64 MiB', 'Check `endpoint`; if it is right, split the job into jobs of fewer files.'],
];

;// CONCATENATED MODULE: ./errors/zilliz.js


const objectUrl = {
    all: 'Write `objectUrl` as `s3://bucket/key`, `https://bucket.s3.region.amazonaws.com/key`, `gs://bucket/key` or `https://account.blob.core.windows.net/container/key`; a folder ends in `/`.',
    'zilliz-v1': 'Write `objectUrl` as `s3://bucket/key`, `https://bucket.s3.region.amazonaws.com/key` or `gs://bucket/key`; a folder ends in `/`. Other stores need `api: zilliz-v2`.',
};
const region = {
    all: 'Take the region from the public endpoint of the cluster, or leave `endpoint` out.',
    'zilliz-v1': advice/* checkRegion */.vK,
};
const ownEndpoint = {
    all: 'Check `endpoint`: leave it out, or copy it from the console.',
    'zilliz-v1': advice/* checkRegion */.vK,
};
const noCollection = 'The collection does not exist in this cluster';
const noCluster = 'The request named no cluster';
const notServerless = 'A Serverless cluster does not support this';
const badPage = 'The server refused a page of the job list';
const ourMistake = 'Please report it with code and request id: it is a mistake of this action, not of its inputs.';
const readObject = `Check bucket, key and region in \`objectUrl\`, and \`accessKey\` and \`secretKey\`: ${advice/* bucketRights */.mM}.`;
const v1 = () => [
    ['10003', 'stop', 'An object URL is malformed, or of a kind that the server does not know', objectUrl],
    ['40003', 'stop', 'The cluster is not in a state that allows an import', 'Resume the cluster in the console, or wait until it is running, then run again.'],
    ['40021', 'stop', 'The cluster does not exist', advice/* cluster */.bz],
    ['40022', 'stop', 'The API key has no access to this cluster', advice/* grantCluster */.$V],
    ['47005 90001', 'stop', noCollection, advice/* collection */.rJ],
    ['47035', 'stop', 'A file is larger than the plan of the cluster allows', 'Split it: Free allows 1 GB for a file and for a job, Serverless and Dedicated 10 GB for a file and 1 TB for a job.'],
    ['47036', 'stop', 'The NumPy files are not one for each field of the collection', 'Put exactly one `.npy` file for each field into the folder, named like the field; leave out an AutoID key.'],
    ['47039 47055', 'later', 'The cluster is already importing and takes one import at a time', advice/* oneAtATime */.IH],
    ['47053', 'stop', 'The server could not list or check the files', 'Check that the folder exists, is not empty and holds one format, and that the keys may list and read it.', 'words'],
    ['80000', 'stop', 'The server refused a parameter of the request', advice/* checkInputs */.sw],
    ['80001', 'stop', 'The API key is malformed', advice/* checkKey */.yR],
    ['80002', 'stop', 'The API key is unknown or revoked, or may not import', `${advice/* checkKey */.yR} If it is, grant it access to the cluster.`],
    ['80003 80004', 'stop', badPage, ourMistake],
    ['80020', 'stop', 'The cluster does not exist, or the API key has no access to it', advice/* clusterOrGrant */.mV],
    ['80021', 'stop', notServerless, advice/* otherPlan */.mp],
    ['80022', 'stop', 'A Dedicated cluster does not support this', advice/* otherPlan */.mp],
    ['83001', 'stop', 'The server could not read the object', readObject, 'words'],
    ['83004', 'stop', 'The bucket is in another cloud than the cluster, which this cluster refuses', 'Copy the files into a bucket of the same cloud, and preferably the same region.'],
    ['90011', 'stop', 'The collection name is not allowed', 'Check `collectionName`: letters, digits and underscores, not beginning with a digit.'],
    ['90102', 'stop', 'The cluster is not in the region of this endpoint', region],
    ['90103 90104', 'stop', noCluster, 'Set `clusterId`.'],
    ['90117', 'stop', 'The server does not know the host of the endpoint as its own', ownEndpoint],
    ['90142', 'stop', 'The request was empty when it arrived', 'Check any proxy between runner and server: it must pass on the body of a POST.'],
    ['90144', 'gone', 'The job does not exist in this cluster', `Check that \`jobId\` and \`clusterId\` belong together. ${advice/* countRows */.BO}`],
    ['90145', 'stop', 'The request named no object', 'Set `objectUrl`.'],
];
const v2 = () => [
    ['21119', 'stop', 'The server does not accept the API key', advice/* checkKey */.yR],
    ['63240', 'stop', 'The volume does not exist', 'Check `volumeName`, and that volume and cluster belong to the same organisation, cloud and region.'],
    ['96001', 'stop', 'The server does not know the region', 'Check `regionId` (`aws-us-west-2`).'],
    ['96005', 'stop', 'The project id is not valid', 'Check `projectId`: it looks like `proj-\u2026`.'],
    ['96008 96009', 'stop', badPage, ourMistake],
    ['96012', 'stop', 'The API key belongs to another organisation than the project', 'Use an API key made in the organisation of the project.'],
    ['96013', 'stop', 'The owner of the API key is neither organisation owner nor owner of the project', 'Use a key of such an owner, or one with access to the project.'],
    ['96014', 'stop', 'The API key belongs to another organisation than the cluster', 'Use an API key made in the organisation of the cluster.'],
    ['96015', 'stop', 'The owner of the API key is neither organisation owner nor owner of the project of the cluster', 'Use a key of such an owner, or one with access to the cluster.'],
    ['96016', 'stop', 'The API key has no access to this cluster', advice/* grantCluster */.$V],
    ['96018', 'stop', 'The cluster does not exist', advice/* checkCluster */.zc],
    ['96021', 'stop', 'A Free cluster does not support this', advice/* otherPlan */.mp],
    ['96022', 'stop', notServerless, advice/* otherPlan */.mp],
    ['96025', 'stop', noCluster, 'Set `clusterId`, or `projectId` with `regionId`.'],
    ['96026', 'gone', 'The server does not know the job', `Check \`jobId\`, and that it belongs to this cluster or project. ${advice/* countRows */.BO}`],
    ['96027', 'stop', 'The API key has no access to this project', advice/* grantProject */.uT],
    ['96028', 'stop', 'Only clusters of the Enterprise plan support this', advice/* otherPlan */.mp],
    ['96036', 'stop', 'The cluster id is not valid', 'Check `clusterId`: it looks like `in01-\u2026`.'],
];
const zilliz = () => [...v1(), ...v2(), ...(0,entry/* foreign */.V$)([
        ['a pipeline', '10041'],
        ['creating or changing a cluster', '40013 63032 63104 80005 80006 80007 80008 80009 80010 80011 80012 80014 96000 96002 96003 96004 96010 96017 96019 96020 96023'],
        ['creating a collection', '90013 90014 90015 90016 90017 90018 90019 90020 90023 90024 90025 90026 90027 90101 90106 90112 90113 90114 90122 90136 90138'],
        ['inserting, updating or deleting single rows', '90008 90009 90010 90100 90107 90108 90109 90115 90118 90119 90120 90121 90131 90132 90139 90148 90149 90150 90151 90152 94148'],
        ['a query or search', '90002 90003 90004 90005 90006 90007 90110 90111 90123 90124 90125 90126 90127 90128 90129 90130 90133 90134 90135 90140'],
        ['metrics, usage or a range of time', '96006 96007 96011 96024 96035'],
        ['a backup or its restoring', '96029 96030 96031 96032 96033 96034 96037 96038 96039 96040'],
    ])];

;// CONCATENATED MODULE: ./errors/catalogue.js




const groups = { http: http, network: network, zilliz: zilliz, milvus: milvus };
function entryOf(code) {
    const row = (0,entry/* rowOf */.OB)(Object.values(groups).flatMap(rows => rows()), code);
    return row && (0,entry/* entryOfRow */.af)(row);
}
const fallbacks = () => [
    ['code', 'stop', 'The server refused the request', { all: "See the server's message above; its support can look up the request by time and request id.", milvus: "See the server's message above; its log has more at the time of the request." }],
    ['Http3xx', 'stop', 'The server redirects to another address, and credentials are not sent there', 'If that address is the same server, write it as `endpoint` (often `https` instead of `http`). If it is a sign-in page, `endpoint` needs an address that works without single sign-on.'],
    ['Http4xx', 'stop', 'The server refused the request', 'Check `endpoint`, and any proxy or gateway in front of it.'],
    ['Http5xx', 'unanswered', 'The server, or a gateway in front of it, has a problem', 'Run the step again later; if it happens again, look at the status page of the service.'],
    ['network', 'unanswered', 'The connection to the server failed', 'Check `endpoint`, the network of the runner, and any proxy or gateway in between.'],
];
function fallbackOf(code) {
    return (0,entry/* entryOfRow */.af)((0,entry/* rowOf */.OB)(fallbacks(), fallbackName(code)));
}
function fallbackName(code) {
    const status = /^Http([345])/.exec(code)?.[1];
    if (status)
        return `Http${status}xx`;
    return isNetworkName(code) ? 'network' : 'code';
}
function isNetworkName(code) {
    const isKnown = (0,entry/* rowOf */.OB)(network(), code) !== undefined;
    return isKnown || /^(?:E(?!RROR$)[A-Z]{3,}|ERR_\w+|UND_ERR_\w+|HPE_\w+|Z_\w+)$/.test(code);
}


/***/ }),

/***/ 1965:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   OB: () => (/* binding */ rowOf),
/* harmony export */   V$: () => (/* binding */ foreign),
/* harmony export */   af: () => (/* binding */ entryOfRow),
/* harmony export */   jO: () => (/* binding */ entries)
/* harmony export */ });
function rowOf(rows, code) {
    return rows.find(([codes]) => codes.split(' ').includes(code));
}
function entryOfRow([, does, title, advice, by]) {
    return { title, advice, does, byWords: by === 'words' };
}
function entries(rows) {
    return Object.fromEntries(rows.flatMap(row => row[0].split(' ').map(code => [code, entryOfRow(row)])));
}
function foreign(rows) {
    const advice = 'This action never sends such a request: check that `endpoint` is the address of the import API, then report it with code and request id.';
    return rows.map(([about, codes]) => [codes, 'stop', `The server answered about ${about}`, advice]);
}


/***/ }),

/***/ 7968:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  W: () => (/* binding */ explain),
  m: () => (/* binding */ explainReason)
});

// EXTERNAL MODULE: ./errors/catalogue.js + 3 modules
var catalogue = __nccwpck_require__(6421);
// EXTERNAL MODULE: ./errors/advice.js
var advice = __nccwpck_require__(2169);
;// CONCATENATED MODULE: ./errors/file-kinds.js
const formats = {
    all: 'Use `.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`, in lower case.',
    milvus: 'Use `.parquet`, `.json` or `.npy`, in lower case; `.csv` needs Milvus 2.5, `.jsonl` and `.ndjson` need 2.6.',
};
const smaller = {
    all: 'Split it into smaller files.',
    milvus: 'Split it into smaller files, or ask the operator to raise `dataNode.import.maxImportFileSizeInGB`.',
};
const oneFormat = {
    all: 'Put one format into a folder; only the `.npy` files of one set belong together.',
    milvus: 'Give each file a line of its own in `files`; only the `.npy` files of one set share a line.',
};
const noFiles = {
    all: 'Check that the folder holds files (subfolders do not count), and that the job before this one has written them.',
    milvus: 'Check that `files` names at least one file: Milvus does not look into folders.',
};
const emptyVector = {
    all: 'Write a vector into each row. If the field may be null, write the null as your format writes it.',
    csv: 'Write a vector into each row. If the field may be null, name the text that stands for null in `options`, for example `nullkey=null`: by default only an empty cell is null.',
};
const addField = 'Add the field to the files (upper and lower case matter), or give it a default or make it nullable in the collection.';
const column = {
    all: 'Write the column with the type that the field has in the collection.',
    numpy: 'Save the array with the type of the field: NumPy types are not converted (`astype("int64")` for Int64).',
    csv: 'Write values that the type of the field allows: whole numbers without `.0`, arrays and JSON as JSON text.',
};
const noNulls = {
    all: 'Write values instead, or make the field nullable in the collection; vectors of Milvus 2.5 and earlier can never be null.',
    csv: 'Write values instead, or make the field nullable in the collection. `nullkey` in `options` names the text that stands for null.',
};
const jsonValue = {
    all: 'Write an object; other values (numbers, lists, texts that are not JSON) are refused.',
    json: 'Write an object, or a text that holds the JSON of one; numbers and lists are refused.',
    csv: 'Write the JSON text of an object into the cell, in quotes with the inner ones doubled: `"{""a"": 1}"`.',
    parquet: 'Write a text column that holds the JSON of one object in each row.',
};
const jsonText = {
    all: 'Look for NaN, Infinity, single quotes, trailing commas and comments: JSON allows none of them.',
    csv: 'A cell for a vector, array or JSON field must be JSON. Put it in quotes, and double the quotes inside it: `"{""a"": 1}"`.',
    json: 'Look for NaN, Infinity, single quotes, trailing commas, comments, and text after the end: JSON allows none of them. Leave missing values out, or write `null`.',
};
const jsonForm = {
    all: 'Write valid JSON where the server expects it.',
    json: 'Write an array of rows, `{"rows": [\u2026]}`, or one object per line in a `.jsonl` file.',
    csv: 'Check that the content of the file matches its extension `.csv`, and that vectors, arrays and JSON fields are JSON text in quotes.',
};
const separator = 'Set `sep` in `options` to one character that is not a quote or a line break, or leave it out.';
const csvForm = {
    all: 'Check its header row, delimiter and quotes.',
    milvus: 'Check its header row, quotes and delimiter: for another one than the comma set `sep` in `options`.',
};
const row = {
    all: "Correct the value that the server's message names.",
    csv: "Correct the value that the server's message names; check quotes and delimiter of this row, and `sep` and `nullkey` in `options`.",
    json: "Correct the value that the server's message names; each row is one object whose keys are fields of the collection.",
};
const fileKinds = () => ({
    unexpectedEof: ['A file ended early', 'Check that it was uploaded completely and does not change during the import: let the job that writes it finish first.'],
    emptyFile: ['A file is empty', 'Check that the job that writes it has finished and has written rows; leave empty files out.'],
    fileTooLarge: ['A file is larger than the server allows', smaller],
    tooManyFiles: ['The job has more files than the server allows', 'Split it into several jobs, for instance with a matrix.'],
    fileType: ['The server does not import this type of file', formats],
    mixedTypes: ['A folder or group holds files of several formats', oneFormat],
    oneFilePerGroup: ['A group holds several files that are not NumPy', 'Give each file a line of its own; only the `.npy` files of one set share a line.'],
    noFiles: ['There is no file to import', noFiles],
    rowCountMismatch: ['The columns of a file have different numbers of rows', 'Write all columns (or `.npy` files of a set) with the same number of rows.'],
    dimension: ["A vector does not have the collection's dimension", 'Write the vectors with the dimension of the field, or import into a collection that has their dimension.'],
    'dimension/empty': ['A vector is empty', emptyVector],
    'dimension/shape': ['A NumPy array does not have the shape of its field', 'Save vectors as an array of rows and dimensions (two axes), other values as a plain list (one).'],
    autoIdKey: ['The files hold the primary key, which the collection generates itself', 'Leave it out of the files.'],
    functionOutput: ['A file holds a field that the server computes itself', 'Leave it out of the files.'],
    fieldMissing: ['A file lacks a field of the collection', addField],
    'fieldMissing/numpy': ['A set of NumPy files lacks a field of the collection', 'Add `.npy` files until there is one for each field, named like the field (upper and lower case matter).'],
    fieldUnknown: ['A file has a field that the collection does not know', 'Remove it from the files (upper and lower case matter), or enable the dynamic field of the collection.'],
    fieldType: ['A column does not have the type of its field', column],
    'fieldType/text': ['A text column has a type that Milvus does not read', 'Write texts as `utf8` (in pyarrow `string`): pandas 3 and polars write `large_string`. Cast the column before you write it (`pyarrow.string()` in the schema).'],
    'fieldType/schema': ['The columns of a file do not match the collection', 'Compare names and types of the columns with the fields of the collection.'],
    duplicateField: ['Two columns of a file have the same name', 'Rename or remove one of them.'],
    notNullable: ['A file holds nulls where the collection allows none', noNulls],
    'notNullable/element': ['An array or vector holds a null element', 'Fill or remove the null elements: arrays and vectors cannot hold any, even if the field itself is nullable.'],
    'notNullable/numpy': ['NumPy files cannot fill a nullable field', 'Write the files as Parquet or JSON.'],
    tooLong: ['A text is longer than its field allows', 'Shorten it, or raise `max_length` of the field; it counts bytes, not characters.'],
    'tooLong/array': ['An array is longer than its field allows', 'Shorten it, or raise `max_capacity` of the field.'],
    notUtf8: ['A text is not UTF-8', 'Write all texts in UTF-8.'],
    notFinite: ['A number or vector holds NaN or infinity', 'Write finite numbers, or leave these rows out.'],
    dynamicField: ['The dynamic field `$meta` of a row is not a JSON object', 'Write an object into `$meta`, in Parquet, CSV and NumPy as its JSON text.'],
    'dynamicField/twice': ['The dynamic field `$meta` of a row repeats a key that is also a column', 'Leave the key out of `$meta`, or the column out of the file.'],
    sparseVector: ['A sparse vector is malformed', 'Write it as `{"indices": [\u2026], "values": [\u2026]}` or as `{"index": value, \u2026}`, with whole indices from 0 on.'],
    structArray: ['An array of structs is malformed', 'Write the field as a list of objects, each with all sub-fields.'],
    jsonValue: ['A value of a JSON field is not a JSON object', jsonValue],
    timestamptz: ['A time is not readable', 'Write times as ISO 8601 with an offset, for example `2025-01-31T12:00:00+08:00`.'],
    geometry: ['A geometry is not readable', 'Write geometries as WKT, for example `POINT (30 10)`.'],
    numberRange: ['A number does not fit its field', 'Check the value, or use a field of a larger type (Int64 instead of Int32, Double instead of Float).'],
    wholeNumber: ['A value is not a whole number, and its field takes only those', 'Write it without decimal point, exponent or quotes (`1`, not `1.0`), or use a Float or Double field. Indices of sparse vectors are whole numbers from 0 on.'],
    numberForm: ['A value is not a number, and its field takes only those', 'Write numbers with a decimal point and without separators or units.'],
    booleanForm: ['A value is not a boolean, and its field takes only those', 'Write `true` or `false`.'],
    'jsonSyntax/value': ['A file holds text that is not valid JSON', jsonText],
    jsonSyntax: ['A file is not the JSON that the server expects', jsonForm],
    csvSyntax: ['A CSV file is malformed', csvForm],
    'csvSyntax/separator': ['The server does not accept this delimiter of CSV files', separator],
    compression: ['Milvus cannot read the compression of a Parquet file', 'Write it with snappy or zstd (`compression="zstd"` in pandas and pyarrow).'],
    parquetBroken: ['A file is not readable Parquet', 'Check that it was written and uploaded completely, and that other tools can open it.'],
    numpyBroken: ['A file is not readable NumPy', 'Save it with a plain dtype (no objects, no complex numbers) and upload it completely.'],
    unsupportedType: ['This file format cannot hold a field of this type on this server', 'Write the files as Parquet or JSON. If they are, the type needs a newer server.'],
    row: ['A row of a file could not be read', row],
});

;// CONCATENATED MODULE: ./errors/reasons.js


const notL0 = 'Leave `l0_import` out of `options`: it is for tools that restore backups.';
const wholePair = {
    all: 'Check that `accessKey` and `secretKey` are one pair and copied completely; temporary keys need their `sessionToken` too.',
    milvus: `${advice/* milvusBucket */.z_} whether these are one pair and still valid.`,
};
const missing = {
    all: 'Check bucket, key, and upper and lower case in `objectUrl` (or the path inside the volume), and that the job before this one has written the file.',
    milvus: advice/* milvusPath */.KX,
};
const unreadStorage = {
    all: 'Run the step again in a few minutes. If it happens again, check bucket and region in `objectUrl`.',
    milvus: `${advice/* milvusBucket */.z_} that Milvus can reach it, then run the step again.`,
};
const goneOfMilvus = 'Check `jobId`, and that it belongs to this server. Milvus removes records of old jobs, after 3 hours on most versions: count the rows of the collection before you import again.';
const kinds = () => ({
    jobGone: ['The server does not know the job', { all: `Check \`jobId\`, and that it belongs to this server. ${advice/* countRows */.BO}`, milvus: goneOfMilvus }, 'gone'],
    jobIdForm: ['The job id does not belong to this server', 'Check `jobId`: Milvus gives its jobs whole numbers, Zilliz Cloud `job-\u2026`.', 'gone'],
    noPrivilege: ['The user may not import into this collection', advice/* importRight */.YC],
    databaseMissing: ['The database does not exist', 'Check `dbName`, or leave it out for the default database.'],
    collectionMissing: ['The collection does not exist', advice/* collection */.rJ],
    partitionMissing: ['The partition does not exist', advice/* partition */.jB],
    notLoaded: ['The collection is not loaded, or not completely yet', 'Load the collection, wait until it is loaded, then run again.'],
    noIndex: ['A vector field of the collection has no index', 'Create an index on each vector field: a collection without one cannot be loaded.'],
    jobLimit: ['The server has reached its limit of import jobs', 'Nothing was imported. Run the step again when other imports are done, or put more files into one job.', 'later'],
    diskQuota: ['The storage quota of the cluster, database or collection is used up', advice/* quota */.hx],
    missingObject: ['The server did not find a file', missing],
    bucketMissing: ['The bucket does not exist', advice/* bucketName */.EL],
    credentialsExpired: ['The credentials of the bucket are not valid, or have expired', advice/* bucketKeys */.VP],
    'accessDenied/keys': ['The bucket does not know the keys', wholePair],
    accessDenied: ['The bucket refused the credentials', advice/* bucketAccess */.jj],
    storageThrottled: ['The object storage throttled the server', 'Import again later, with fewer files at once.'],
    partitionKey: ['The collection has a partition key and assigns rows to partitions itself', 'Leave `partitionName` out.'],
    externalCollection: ['The collection is external: it reads its files in place and takes no import', 'Import into an ordinary collection: check `collectionName`.'],
    partitionNotGiven: ['An import with the option `backup` needs a partition', 'Set `partitionName`, or leave `backup` out of `options`: it is for tools that restore backups.'],
    noBackup: ['The folder of the backup holds no data', 'Check the path, or leave `backup` out of `options`: it is for tools that restore backups.'],
    optionTimeout: ['The server does not understand `timeout` in `options`', 'Write it as `300s`, `1.5h` or `1h45m`. It ends the import on the server; the input `timeout` only ends the waiting.'],
    optionAutoCommit: ['The server does not understand `auto_commit` in `options`', 'Write `auto_commit=true` or `auto_commit=false`, or leave it out.'],
    idempotencyKey: ['The idempotency key is too long for the server', 'Shorten `idempotencyKey`, or leave it out.'],
    serverTimeout: ['The time limit that `options` set for the import on the server is up', 'Raise or leave out `timeout` in `options`; it is not the input `timeout` of the step. Before Milvus 2.6.7 this can hit a completed import: count the rows before you import again.'],
    collectionDropped: ['The collection was dropped during the import, or after it', 'Create the collection again, keep other jobs from dropping it, then import again.'],
    aborted: ['Somebody aborted the import on the server', 'Ask who did, then import again.'],
    l0Loaded: ['An import with the option `l0_import` needs a collection that is not loaded', notL0],
    l0Disabled: ['The server takes no import with the option `l0_import`', notL0],
    replicating: ['The cluster replicates its data to another one and takes no import', 'Ask the operator how data gets into this cluster, or import into one that does not replicate.'],
    messageTooLarge: ['The job has too many files or parts for the messages inside the server', 'Split it into jobs of fewer files.'],
    serverInternal: ['The server had an internal error', advice/* later */.NU],
    ioFailed: ['The server could not read the object storage', unreadStorage],
    ...fileKinds(),
});
const lacks = 'A file lacks the field `$1` of the collection';
const unknown = 'A file has the field `$1`, which the collection does not know';
const computed = 'A file holds the field `$1`, which the server computes itself';
const wrongDim = "A vector does not have the collection's dimension: the field ";
const wrongType = 'A column does not have the type of its field: ';
const patterns = () => [
    ['jobGone', /import job does not exist(?:, jobID=([^\s:]+))?/, 'import job does not exist, jobID=448707763884413158', 'The server does not know job $1'],
    ['jobIdForm', /parse job id failed/, 'parse job id failed: strconv.ParseInt: parsing "job-1": invalid syntax'],
    ['noPrivilege', /PrivilegeImport|permission deny to (\S+)/, 'PrivilegeImport: permission deny to writer in the `default` database'],
    ['databaseMissing', /database not found\[database=([^\]]+)\]/, 'database not found[database=press]', 'The database `$1` does not exist'],
    ['collectionMissing', /(?:collection not found|can't find collection)\[database=([^\]]+)\]\[collection=([^\]]+)\]/, 'collection not found[database=default][collection=articles]', 'The collection `$2` does not exist in the database `$1`'],
    ['partitionMissing', /(?:partition not found\[partition=|partition name )([^\]\s]+)(?:\]| not found)/, 'partition not found[partition=week47]', 'The partition `$1` does not exist'],
    ['notLoaded', /(?:collection|partition) not (?:fully )?loaded/, 'collection not loaded[collection=articles]'],
    ['noIndex', /there is no vector index on field: ?\[?([^\],]+)|index not found\[/, 'there is no vector index on field: [v], please create index firstly', 'The field `$1` has no index'],
    ['jobLimit', /The number of jobs has reached the limit/, 'The number of jobs has reached the limit, please try again later'],
    ['diskQuota', /quota exceeded\[reason=disk quota exceeded/, 'quota exceeded[reason=disk quota exceeded, please allocate more resources]'],
    ['missingObject', /(?:NoSuchKey\(key=|key not found\[key=)([^\])]+)[\])]/, 'key not found[key=missing.json]', 'The server did not find the file `$1`'],
    ['missingObject', /NoSuchKey|specified key does not exist|key not found\[key=|no such file or directory|BlobNotFound|object doesn't exist/i, 'The specified key does not exist'],
    ['bucketMissing', /bucket not found\[key=|NoSuchBucket|ContainerNotFound|specified bucket does not exist/i, 'The specified bucket does not exist'],
    ['credentialsExpired', /invalid credentials\[key=|ExpiredToken|SecurityTokenExpired|InvalidToken|token (?:has |is )?expired/i, 'ExpiredToken: The provided token has expired'],
    ['accessDenied/keys', /SignatureDoesNotMatch|InvalidAccessKeyId/i, 'SignatureDoesNotMatch'],
    ['accessDenied', /permission denied\[key=|Access ?Denied|AuthenticationFailed|AuthorizationFailure|AuthorizationPermissionMismatch/i, 'Access Denied'],
    ['storageThrottled', /too many requests\[key=|SlowDown|TooManyRequestsException|ServerBusy/, 'SlowDown: Please reduce your request rate'],
    ['partitionKey', /not allow to set partition name for collection with partition key/, 'not allow to set partition name for collection with partition key'],
    ['externalCollection', /import operation is not supported for external collection (\S+?):?(?:\s|$)/, 'import operation is not supported for external collection articles', 'The collection `$1` is external: it reads its files in place and takes no import'],
    ['partitionNotGiven', /partition not specified/, 'partition not specified'],
    ['noBackup', /no binlog to import/, 'no binlog to import, input=[backup/7]'],
    ['optionTimeout', /parse timeout failed/, 'parse timeout failed, err=time: invalid duration "x"'],
    ['optionAutoCommit', /auto_commit must be one of/, 'options.auto_commit must be one of "true" or "false"'],
    ['idempotencyKey', /idempotency key length (\d+) exceeds limit (\d+)/, 'idempotency key length 300 exceeds limit 256', 'The idempotency key has $1 characters, the server accepts $2'],
    ['serverTimeout', /^import timeout$/, 'import timeout'],
    ['collectionDropped', /^collection \d+ dropped$/, 'collection 451234567890 dropped'],
    ['aborted', /^aborted by user$/, 'aborted by user'],
    ['l0Loaded', /for l0 import, collection cannot be loaded/, 'for l0 import, collection cannot be loaded, please release it first'],
    ['l0Disabled', /l0 import is disabled/, 'l0 import is disabled (dataCoord.import.enableL0Import=false)'],
    ['replicating', /import in replicating cluster is not supported/, 'import in replicating cluster is not supported yet'],
    ['messageTooLarge', /ResourceExhausted desc = trying to send message larger than max/, 'ResourceExhausted desc = trying to send message larger than max (5055713 vs. 2097152)'],
    ['unexpectedEof', /unexpected EOF/, 'unexpected EOF[key=a.json]'],
    ['fileTooLarge', /The import file size has reached the maximum limit allowed for importing, fileSize=(\d+), maxSize=(\d+)/, 'The import file size has reached the maximum limit allowed for importing, fileSize=17179869185, maxSize=17179869184', 'A file has $1 bytes, the server accepts $2'],
    ['tooManyFiles', /The max number of import files should not exceed (\d+), but got (\d+)/, 'The max number of import files should not exceed 1024, but got 1025', 'The job has $2 files, the server accepts $1'],
    ['fileType', /unexpect(?:ed)? file type, files=\[?([^\]:]+)\]?/, 'unexpected file type, files=[a.txt]', 'The server does not import the type of the file `$1`'],
    ['mixedTypes', /inconsistency in file types, \((.+?)\) vs \((.+?)\)/, 'inconsistency in file types, (a.npy) vs (b.json)', 'A folder or group holds files of several formats: `$1` and `$2`'],
    ['oneFilePerGroup', /for (JSON|Parquet|CSV) import, accepts only one file/, 'for Parquet import, accepts only one file', 'A group holds several $1 files'],
    ['noFiles', /import request is empty|no file to import/, 'import request is empty'],
    ['rowCountMismatch', /imported rows are not aligned, field '(.+?)' with '(\d+)' rows/, "imported rows are not aligned, field 'a' with '10' rows, other fields with '9' rows", 'The columns of a file have different numbers of rows: `$1` has $2'],
    ['dimension/empty', /expected dim '(\d+)' for (?:\w+ )?field '(.+?)'.*got dim '0'/, "expected dim '32' for field 'v' with type 'FloatVector', got dim '0'", 'A vector is empty: the field `$2` has $1 dimensions'],
    ['dimension', /expected dim '(\d+)' for (?:\w+ )?field '(.+?)'.*got dim '(\d+)'/, "expected dim '128' for field 'v' with type 'FloatVector', got dim '64'", `${wrongDim}\`$2\` has $1, a file has $3`],
    ['dimension', /vector dimension mismatch for field '(.+?)': (?:position=\d+, )?actual=(\d+), expected=(\d+)/, "vector dimension mismatch for field 'v': position=3, actual=64, expected=128", `${wrongDim}\`$1\` has $3, a file has $2`],
    ['dimension', /length of vector is not aligned: expected (\d+) but got (\d+)(?:: invalid parameter)?, data type: (?:Float|Int8)Vector/, 'length of vector is not aligned: expected 128 but got 64, data type: FloatVector', "A vector does not have the collection's dimension: $1 expected, a file has $2"],
    ['dimension', /length of vector is not aligned|vector (?:dimension|byte size) mismatch|not aligned->\w*Vector/, 'length of vector is not aligned: expected 16 but got 8, data type: BinaryVector'],
    ['dimension/shape', /expected shape '(\d+)' for \w+ field '(.+?)', got shape '(\d+)'/, "expected shape '2' for FloatVector field 'v', got shape '1'", 'The NumPy array of the field `$2` has $3 axes, $1 expected'],
    ['autoIdKey', /the primary key '(.+?)' is auto-generated, no need to provide/, "the primary key 'id' is auto-generated, no need to provide", 'The files hold the primary key `$1`, which the collection generates itself'],
    ['functionOutput', /not allowed to provide data for (?:BM25 )?function output field '(.+?)'/, "not allowed to provide data for BM25 function output field 'sparse'", computed],
    ['functionOutput', /the field '(.+?)' is output by function, no need to provide/, "the field 'sparse' is output by function, no need to provide", computed],
    ['functionOutput', /field (\S+) is Function output, should not be provided/, 'field sparse is Function output, should not be provided', computed],
    ['fieldMissing', /value of (?:struct )?field '(.+?)' is missed/, "value of field 'x' is missed", lacks],
    ['fieldMissing', /(?:value of (?:struct )?field is missed:|no parquet field for milvus (?:field|file)) '(.+?)'/, "no parquet field for milvus field 'x'", lacks],
    ['fieldMissing', /field '(.+?)' not in arrow schema/, "field 'x' not in arrow schema", lacks],
    ['fieldMissing', /field not found in (?:struct|arrow schema|parquet schema): (\S+)/, 'field not found in parquet schema: x', lacks],
    ['fieldMissing/numpy', /no file for field: ([^,]+), files/, 'no file for field: x, files: [a.npy]', 'A set of NumPy files lacks the field `$1` of the collection'],
    ['fieldUnknown', /the field '(.+?)' is not defined in schema/, "the field 'y' is not defined in schema", unknown],
    ['fieldUnknown', /the field: (\S+?),? is not in schema/, 'the field: y is not in schema', unknown],
    ['notNullable', /expected (?:element )?type '.+?' for field '(.+?)', got type '<nil>'/, "expected type 'VarChar' for field 'title', got type '<nil>' with value '<nil>'", 'A file holds a null in the field `$1`, where the collection allows none'],
    ['jsonValue', /expected type 'JSON' for field '(.+?)', got type/, "expected type 'JSON' for field 'extra', got type 'json.Number' with value '5'", 'A value of the JSON field `$1` is not a JSON object'],
    ['sparseVector', /expected type 'SparseFloatVector' for field '(.+?)', got type/, "expected type 'SparseFloatVector' for field 'terms', got type '[]interface {}' with value '[1 2]'", 'The sparse vector of the field `$1` is malformed'],
    ['fieldType/text', /field '(.+?)' type mis-match.*'large_utf8'/, "field 'title' type mis-match, expect arrow type 'utf8', get arrow data type 'large_utf8'", 'The text column `$1` has the type `large_utf8`, which Milvus does not read'],
    ['fieldType', /field '(.+?)' type mis-match, (?:expect arrow type|milvus data type) '(.+?)', (?:get arrow data type|arrow data type get) '(.+?)'/, "field 'x' type mis-match, expect arrow type 'int64', get arrow data type 'utf8'", `${wrongType}\`$1\` needs \`$2\`, a file has \`$3\``],
    ['fieldType', /expect (?:\w+ )?'(.+?)' type for field '(.+?)', but got '(.+?)' type/, "expect 'Float' type for field 'x', but got 'list' type", `${wrongType}\`$2\` needs \`$1\`, a file has \`$3\``],
    ['fieldType', /expected (?:element )?type '(.+?)' for field '(.+?)', got type '(.+?)'/, "expected type 'Int64' for field 'x', got type 'string' with value 'a'", `${wrongType}\`$2\` needs \`$1\`, a file has \`$3\``],
    ['fieldType', /expected (?:element )?type '(.+?)' in array field, got type '(.+?)'/, "expected element type 'Int64' in array field, got type 'string' with value 'a'", 'An array field needs elements of the type `$1`, a file has `$2`'],
    ['fieldType', /type mis-match/, "field 'x' type mis-match"],
    ['duplicateField', /there is multi field with name: ([^\s:]+)/, 'there is multi field with name: x', 'Two columns of a file have the name `$1`'],
    ['notNullable/element', /array element is not allowed to be null(?: value)?(?: for field '(.+?)')?/, "array element is not allowed to be null value for field 'vector'", 'An array or vector of the field `$1` holds a null element'],
    ['notNullable', /the (?:struct )?field '(.+?)' is not nullable but the file contains null value/, "the field 'x' is not nullable but the file contains null value", 'A file holds nulls in the field `$1`, where the collection allows none'],
    ['notNullable', /not support nullable in vector|not nullable, but has null value/, 'not support nullable in vector'],
    ['tooLong', /value length\(?\s?(\d+)\)?(?: for field (\S+))? exceeds max_length\(?\s?(\d+)\)?/, 'value length(300) for field title exceeds max_length(256)', 'A text is longer than its field allows: `$2` holds $3 bytes, a file has $1'],
    ['tooLong/array', /array capacity\(?\s?(\d+)\)?(?: for field (\S+))? exceeds max_capacity\(?\s?(\d+)\)?/, 'array capacity(20) for field tags exceeds max_capacity(16)', 'An array is longer than its field allows: `$2` holds $3 elements, a file has $1'],
    ['notUtf8', /field '(.+?)' contains invalid UTF-8 data/, "field 'title' contains invalid UTF-8 data", 'A text of the field `$1` is not UTF-8'],
    ['notFinite', /is not a number or infinity|contain nan or infinity|float(?:32|64) verification failed/, "value 'NaN' is not a number or infinity"],
    ['dynamicField', /illegal value for dynamic field, not a JSON (?:format string|object)/, 'illegal value for dynamic field, not a JSON format string'],
    ['dynamicField/twice', /duplicated key (?:is not allowed|in dynamic field), key=([^\s:]+)/, 'duplicated key is not allowed, key=title', 'The dynamic field `$meta` of a row repeats the key `$1`, which is also a column'],
    ['sparseVector', /Invalid (?:JSON string|parquet struct) for SparseFloatVector/, "Invalid parquet struct for SparseFloatVector: 'indices' or 'values' missed"],
    ['structArray', /StructArray|struct (?:field|sub-field|column)|sub-field '/, 'invalid element in StructArray, expect map[string]any but got type string'],
    ['timestamptz', /invalid timestamptz(?: string)?(?::? '([^']*)')?/i, "got invalid timestamptz string '2025-13-01'", 'A time is not readable: `$1`'],
    ['geometry', /(?:invalid|failed to|cannot|can't|unmarshal)\b[^,]{0,40}\b(?:wkt|geometry)\b/i, 'failed to parse geometry: invalid WKT'],
    ['numberRange', /strconv\.Parse\w+: parsing "([^"]*)": value out of range/, 'strconv.ParseInt: parsing "3000000000": value out of range', 'The number `$1` does not fit its field'],
    ['wholeNumber', /strconv\.Parse(?:Int|Uint): parsing "([^"]*)": invalid syntax/, 'strconv.ParseInt: parsing "1.0": invalid syntax', '`$1` is not a whole number, and its field takes only those'],
    ['booleanForm', /strconv\.ParseBool: parsing "([^"]*)": invalid syntax/, 'strconv.ParseBool: parsing "yes": invalid syntax', '`$1` is not a boolean, and its field takes only those'],
    ['numberForm', /strconv\.Parse\w+: parsing "([^"]*)": invalid syntax/, 'strconv.ParseFloat: parsing "1,5": invalid syntax', '`$1` is not a number, and its field takes only those'],
    ['jsonSyntax/value', /invalid character '(.+?)' |unexpected end of JSON input|json: cannot unmarshal|after top-level value/, "invalid character 'N' looking for beginning of value"],
    ['emptyFile', /\berr(?:or)?[:=] ?EOF\b/, 'init failed, failed to decode JSON, error: EOF'],
    ['jsonSyntax', /invalid JSON format|failed to decode (?:the )?JSON/, "invalid JSON format, the content should be started with '{' or '['"],
    ['csvSyntax', /the number of fields in the row is not equal to the header|failed to read csv header|(?:bare|extraneous) .{0,3}"? ?in|wrong number of fields/, 'the number of fields in the row is not equal to the header'],
    ['csvSyntax/separator', /unsupported csv separator/, 'unsupported csv separator'],
    ['compression', /compression for (\w+) unimplemented|unsupported compression(?: codec)?:? (\w+)/, 'compression for LZ4_RAW unimplemented', 'Milvus cannot read the compression `$1` of a Parquet file'],
    ['unsupportedType', /unsupported importing numpy files for collection with data type: (\w+)/, 'unsupported importing numpy files for collection with data type: Array', 'NumPy files cannot hold fields of the type `$1`'],
    ['notNullable/numpy', /not support bulk insert numpy files in field\((.+?)\) which set nullable/, 'not support bulk insert numpy files in field(note) which set nullable == true', 'NumPy files cannot fill the field `$1`, because it is nullable'],
    ['numpyBroken', /numpy file|unexpected numpy header|utf32 bytes|not support bulk insert numpy files/, "the numpy file dtype '<c16' is not supported"],
    ['unsupportedType', /unsupport(?:ed)? data type:? ?(\w*)/, 'parse json failed, unsupport data type: Geometry', 'This file format cannot hold a field of the type `$1` on this server'],
    ['unsupportedType', /unsupported array data type/, 'unsupported array data type'],
    ['parquetBroken', /new parquet (?:file )?reader failed/, 'new parquet reader failed, err=parquet: file too small (size=10)'],
    ['fieldType/schema', /schema not equal/, 'schema not equal, err='],
    ['row', /failed to (?:parse|append|decode|read) row/, 'failed to parse row, error: \u2026'],
    ['serverInternal', /no candidate segments found|alloc id failed|failed to allocate job ID|cannot find import task with id|add import job failed|get collection failed/, 'no candidate segments found for channel'],
    ['ioFailed', /IO failed/, 'IO failed[key=a.json]'],
];
function reasons() {
    const known = kinds();
    return patterns().map(([kind, pattern, says, titleWith]) => {
        const [title, advice, does = 'stop'] = known[kind];
        return { kind, pattern, says, title, titleWith, advice, does };
    });
}

;// CONCATENATED MODULE: ./errors/explain.js


function explain(code, said, circumstances = {}) {
    const known = (0,catalogue/* entryOf */.Ms)(code);
    const isOpen = known ? known.byWords : !/^Http/.test(code) && !(0,catalogue/* isNetworkName */.uD)(code);
    return (isOpen && explainReason(said, circumstances)) || fitted(known ?? (0,catalogue/* fallbackOf */.wM)(code), circumstances);
}
function explainReason(said, circumstances = {}) {
    for (const reason of reasons()) {
        const match = reason.pattern.exec(said);
        if (match)
            return { ...fitted(reason, circumstances), title: titleOf(reason, match) };
    }
    return undefined;
}
function fitted({ title, advice, does }, circumstances) {
    return { title, advice: adviceOf(advice, circumstances), does };
}
function adviceOf(advice, { api, files = [] }) {
    if (typeof advice === 'string')
        return advice;
    const format = formatOf(files);
    return (format && advice[format]) ?? (api && advice[api]) ?? advice.all;
}
const FORMATS = {
    ...{ json: 'json', jsonl: 'json', ndjson: 'json', csv: 'csv', parquet: 'parquet', npy: 'numpy' },
};
function formatOf(paths) {
    const formats = new Set(paths.map(path => FORMATS[/\.([a-z]+)(?:\?.*)?$/.exec(path)?.[1] ?? '']));
    return formats.size === 1 ? [...formats][0] : undefined;
}
const LONGEST_CATCH = 60;
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
function asName(text) {
    const name = text.replaceAll('`', "'");
    return name.length > LONGEST_CATCH ? `${name.slice(0, LONGEST_CATCH - 1)}\u2026` : name;
}


/***/ }),

/***/ 898:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $T: () => (/* binding */ jobFailed),
/* harmony export */   HB: () => (/* binding */ unreachable),
/* harmony export */   Jj: () => (/* binding */ submitUnconfirmed),
/* harmony export */   RD: () => (/* binding */ cancelledWaiting),
/* harmony export */   Ry: () => (/* binding */ behind),
/* harmony export */   Uj: () => (/* binding */ boundWords),
/* harmony export */   WB: () => (/* binding */ internalError),
/* harmony export */   aY: () => (/* binding */ invalidInput),
/* harmony export */   bE: () => (/* binding */ cancelledBefore),
/* harmony export */   fl: () => (/* binding */ lostContact),
/* harmony export */   iU: () => (/* binding */ timedOut),
/* harmony export */   jz: () => (/* binding */ earlierUnconfirmed),
/* harmony export */   nS: () => (/* binding */ rejected),
/* harmony export */   q7: () => (/* binding */ rowCountMismatch)
/* harmony export */ });
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(980);
/* harmony import */ var _words_job_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(9796);
/* harmony import */ var _catalogue_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6421);
/* harmony import */ var _explain_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7968);
/* harmony import */ var _import_error_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(687);





const behind = (failure) => failure && { cause: failure.code, said: failure.said, requestId: failure.requestId };
const waitAgain = 'To wait for it again, give the step its `jobId`';
function invalidInput(problems) {
    const title = problems.length === 1 ? 'Invalid input' : `${problems.length} invalid inputs`;
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'InvalidInput', code: 'InvalidInput', title, details: problems },
        advice: 'Nothing was sent. Correct the inputs named here and run again',
    });
}
function rejected(failure, circumstances) {
    const { code, said, requestId } = failure;
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({ status: 'Rejected', code, said, requestId, ...circumstances });
}
function unreachable(failure, circumstances) {
    const { title, advice } = (0,_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .explain */ .W)(failure.code, failure.said, circumstances);
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Rejected', code: 'Unreachable', ...behind(failure) },
        ...{ context: 'Nothing was submitted', title, advice },
    });
}
function hasAnswer({ code }) {
    return code === 'Unreadable' || code === 'ResponseTooLarge' || !(0,_catalogue_js__WEBPACK_IMPORTED_MODULE_0__/* .isNetworkName */ .uD)(code);
}
const JOBS = {
    ...{ milvus: ' (`/v2/vectordb/jobs/import/list`)', 'zilliz-v2': ' in the console', 'zilliz-v1': '' },
};
const lookFirst = (api) => `Look at the import jobs of the collection${JOBS[api]} before you run again: importing twice doubles the rows. If the job is there, wait for it with \`jobId\``;
function submitUnconfirmed(doubt) {
    const { api, failure, list, jobId } = doubt;
    const answer = failure && hasAnswer(failure) ? 'the answer does not say' : 'the answer was lost';
    const seen = jobId
        ? `import job ${jobId} is new, but its files did not show whether it belongs to this step`
        : {
            told: `${answer}, and no job of this step could be found`,
            refused: `${answer}, and the server does not list its jobs`,
            none: 'no call to the server got a usable answer',
        }[list];
    const known = failure && (0,_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .explain */ .W)(failure.code, failure.said, { api });
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Unknown', code: 'SubmitUnconfirmed', ...behind(failure) },
        title: `It is unclear whether the import was submitted: ${seen}`,
        advice: lookFirst(api),
        more: known && `${known.title}. ${known.advice}`,
    });
}
function earlierUnconfirmed(api, isNone) {
    const seen = isNone
        ? 'the server shows no job with its files, but that does not prove that there is none'
        : 'it is unclear which of the jobs on the server belongs to it';
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Unknown', code: 'SubmitUnconfirmed' },
        context: 'An earlier attempt of this run ended before it knew whether its import was submitted',
        title: `Nothing was submitted now: ${seen}`,
        advice: lookFirst(api),
        more: 'If it is not there, start a new run of the workflow: a re-run does not submit while this is unclear',
    });
}
function cancelledWaiting(jobId) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Cancelled', code: 'Cancelled' },
        title: `The workflow was cancelled while import job ${jobId} was running. The import itself was not cancelled and continues on the server`,
        advice: waitAgain,
    });
}
const LEFT_BEHIND = {
    'nothing was submitted': 'Run the step again when the data is to be imported',
    'whether the import was submitted is not known': 'Look at the import jobs of the collection before you import again',
};
function cancelledBefore(what) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Cancelled', code: 'Cancelled', title: `The workflow was cancelled: ${what}` },
        advice: LEFT_BEHIND[what],
    });
}
function lostContact(jobId, failure, circumstances) {
    const { code, said, requestId } = failure;
    const isGone = (0,_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .explain */ .W)(code, said, circumstances).does === 'gone';
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Unknown', code, said, requestId, ...circumstances, isGone },
        context: isGone
            ? `The result of import job ${jobId} is unknown`
            : `Lost contact with import job ${jobId}: its result is unknown, and it may still be running`,
        more: isGone
            ? undefined
            : 'Give the next run the `jobId` of this job: without it, everything is imported once more',
    });
}
function timedOut(wait) {
    const { jobId, timeout, last, trouble } = wait;
    const hasBegun = last?.phase !== 'queued';
    const seen = last ? `last seen: ${(0,_words_job_js__WEBPACK_IMPORTED_MODULE_3__/* .reached */ .V6)(last)}` : 'no poll got a usable answer';
    const known = hasBegun ? 'It continues on the server' : 'The server has not started it yet';
    const state = last ? known : 'The import itself was not cancelled';
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'TimedOut', code: 'TimedOut', ...behind(trouble) },
        title: `Timed out after ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_4__/* .duration */ .p0)(timeout)} waiting for import job ${jobId} (${seen}). ${state}`,
        advice: hasBegun
            ? `${waitAgain}; to wait longer, raise \`timeout\``
            : `The server is busy with other jobs, or short of workers: ask whoever runs it (Zilliz Cloud: the support), a longer \`timeout\` alone may not help. ${waitAgain}`,
    });
}
function boundWords({ kind, rows }) {
    return `${kind === 'atLeast' ? 'at least ' : ''}${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_4__/* .count */ .U9)(rows)}`;
}
function rowCountMismatch(expected, rows) {
    const wanted = `${boundWords(expected)} rows were expected`;
    const found = rows === undefined
        ? 'the server does not report how many rows were imported'
        : `${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_4__/* .count */ .U9)(rows)} were imported`;
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Completed', code: 'RowCountMismatch' },
        title: `The import completed, but \`expectedRows\` does not hold: ${wanted}, ${found}`,
        advice: 'The data is in the collection. Check what the job that wrote the files produced before you import again: a second import adds the same rows once more',
    });
}
function jobFailed(job) {
    const { reason, at, hasOwnKey, ...circumstances } = job;
    const known = (0,_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .explainReason */ .m)(reason, circumstances);
    const log = circumstances.api === 'milvus' ? 'its log' : 'the console';
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Failed', code: 'ImportFailed', said: reason },
        context: `The import failed${at && ` at ${at}`}`,
        title: known?.title ?? (reason ? 'No row was kept' : 'No row was kept, and the server gave no reason'),
        advice: known?.advice ?? `Correct what the server or ${log} reports about the job, then run again`,
        more: hasOwnKey
            ? 'A new import needs a new `idempotencyKey`: this one leads to the failed job'
            : undefined,
    });
}
function internalError(thrown, jobId) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Unknown', code: 'InternalError', title: `Internal error in this action: ${message}` },
        context: jobId
            ? `The result of import job ${jobId} is unknown; the job itself was not touched`
            : undefined,
        advice: 'Please report it with the log of this step',
    });
}


/***/ }),

/***/ 8646:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E9: () => (/* binding */ commitRefused),
/* harmony export */   KV: () => (/* binding */ endedUnstaged),
/* harmony export */   SU: () => (/* binding */ uncommitted),
/* harmony export */   o6: () => (/* binding */ leftStaged),
/* harmony export */   qN: () => (/* binding */ commitUnknown),
/* harmony export */   t8: () => (/* binding */ failedCommitting),
/* harmony export */   to: () => (/* binding */ committedLate),
/* harmony export */   v1: () => (/* binding */ tooLateToCommit),
/* harmony export */   w$: () => (/* binding */ rowsRefused)
/* harmony export */ });
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(980);
/* harmony import */ var _failures_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(898);
/* harmony import */ var _import_error_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(687);



const COMMIT = '`/v2/vectordb/jobs/import/commit`';
const ABORT = '`/v2/vectordb/jobs/import/abort`';
const body = (jobId) => `\`{"jobId":"${jobId}"}\``;
const dontRepeat = (jobId) => `Don't import again: look at the job, or run this step again with \`jobId: "${jobId}"\``;
function choices(jobId) {
    return `To publish the rows, run a step with \`jobId: "${jobId}"\` and \`commit: verified\`, or send ${body(jobId)} to ${COMMIT}; to drop them, send it to ${ABORT}`;
}
function uncommitted(api) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status: 'Uncommitted', code: 'Uncommitted', api },
        title: 'The import waits for its commit: its rows are not visible yet',
        advice: `To publish them, run a step with this \`jobId\` and \`commit: verified\`, or send the commit or the abort yourself (${COMMIT} or \`/abort\`). For imports without a commit leave \`auto_commit\` out of \`options\``,
    });
}
function commitRefused(jobId, { code, said, requestId }) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status: 'Uncommitted', code, said, requestId, api: 'milvus' },
        context: `The rows of import job ${jobId} hold, but the server refused the commit. No row is visible`,
        more: choices(jobId),
    });
}
function ended(jobId, abort, detail, why, advice) {
    if (abort.kind === 'unconfirmed') {
        const { failure, isRefused, dropsAt } = abort;
        const came = isRefused
            ? `The server refused the abort of import job ${jobId}`
            : `The abort of import job ${jobId} got no answer`;
        const goes = dropsAt === undefined
            ? 'the job stays until somebody commits or aborts it'
            : `the server drops the job by itself at about ${clockTime(dropsAt)}`;
        return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
            ...{ ...detail, ...(0,_failures_js__WEBPACK_IMPORTED_MODULE_0__/* .behind */ .Ry)(failure) },
            title: `${why}. ${came}. No row is visible; ${goes}`,
            advice: `Look at the job, or abort it yourself: send ${body(jobId)} to ${ABORT}. ${advice}`,
        });
    }
    if (abort.kind === 'aborted') {
        const title = `${why}. The import was aborted; no row became visible`;
        return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({ ...detail, title, advice });
    }
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ ...detail, status: detail.status === 'Cancelled' ? 'Cancelled' : 'Completed' },
        title: `${why}. The job was committed meanwhile: its rows are, or will be, visible`,
        advice: dontRepeat(jobId),
    });
}
function clockTime(at) {
    const [day, time = ''] = new Date(at).toISOString().split('T');
    return `${time.slice(0, 5)} UTC (${day})`;
}
function rowsRefused(jobId, abort, why) {
    const advice = 'Check what the job that wrote the files produced, then run again';
    return ended(jobId, abort, { status: 'Aborted', code: 'RowCountMismatch' }, why, advice);
}
function tooLateToCommit(jobId, abort, left) {
    const why = `The rows hold, but the server ends the job in ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_2__/* .duration */ .p0)(left)}: too little for a safe commit`;
    const advice = 'Raise `timeout` (or the `timeout` in `options`), then run again';
    return ended(jobId, abort, { status: 'Aborted', code: 'TimedOut' }, why, advice);
}
const reached = (seen) => (seen ? ` (last seen: ${seen})` : '');
function endedUnstaged({ jobId, isCancelled, seen }, abort) {
    if (isCancelled) {
        const advice = 'Run the step again to import';
        const detail = { status: 'Cancelled', code: 'Cancelled' };
        return ended(jobId, abort, detail, 'The workflow was cancelled', advice);
    }
    const why = `Timed out before the rows of import job ${jobId} were published${reached(seen)}`;
    const advice = 'Raise `timeout`, then run again';
    return ended(jobId, abort, { status: 'Aborted', code: 'TimedOut' }, why, advice);
}
function leftStaged({ jobId, isCancelled, seen }) {
    const why = isCancelled ? 'The workflow was cancelled while it waited' : 'Timed out waiting';
    const status = isCancelled ? 'Cancelled' : 'TimedOut';
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status, code: status },
        title: `${why} for import job ${jobId}${reached(seen)}. The job was left as it is: no row is visible, it waits for a commit or an abort`,
        advice: choices(jobId),
    });
}
function commitUnknown(jobId, failure) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status: 'TimedOut', code: 'TimedOut', ...(0,_failures_js__WEBPACK_IMPORTED_MODULE_0__/* .behind */ .Ry)(failure) },
        title: `The commit of import job ${jobId} got no answer: its rows may be visible, or become so`,
        advice: dontRepeat(jobId),
    });
}
function committedLate({ status, code, title }, jobId) {
    const visible = 'the rows are, or will be, visible';
    const ways = { Cancelled: 'Cancelled', TimedOut: 'Timed out' };
    const way = ways[status];
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status, code, advice: dontRepeat(jobId) },
        title: way
            ? `${way} after the commit of import job ${jobId} was sent: ${visible}`
            : `${title} The commit of the job was sent before: ${visible}`,
    });
}
function failedCommitting(jobId, reason) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status: 'Failed', code: 'ImportFailed', said: reason },
        title: `Import job ${jobId} failed after its commit was sent: rows that were visible for a moment may be gone again`,
        advice: 'Count the rows of the collection before you import again. Up to Milvus 3.0.2 the `timeout` of a job can end its commit (milvus-io/milvus#53315): raise it, or update the server',
    });
}


/***/ }),

/***/ 687:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ ImportError)
/* harmony export */ });
/* harmony import */ var _words_text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6240);
/* harmony import */ var _catalogue_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6421);
/* harmony import */ var _explain_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(7968);



class ImportError extends Error {
    name = 'ImportError';
    status;
    code;
    title;
    advice;
    details;
    evidence;
    isGone;
    #detail;
    constructor(detail) {
        const { code, context = '', details = [] } = detail;
        const entry = (0,_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .explain */ .W)(code, detail.said ?? '', detail);
        const title = detail.title ?? entry.title;
        const advice = sentences([detail.advice ?? entry.advice, detail.more]);
        const isOne = details.length === 1;
        const list = details.map((text, index) => (isOne ? text : `(${index + 1}) ${text}`)).join('; ');
        const what = sentences([context, list ? `${title}: ${list}` : title]);
        const evidence = evidenceOf(detail, LONGEST_MESSAGE - Buffer.byteLength(what + advice));
        super(sentences([what, evidence, advice]));
        this.#detail = detail;
        this.status = detail.status;
        this.code = code;
        this.title = sentences([context, title]);
        this.advice = advice;
        this.details = details;
        this.evidence = evidence;
        this.isGone = detail.isGone ?? false;
    }
    with(more) {
        return new ImportError({ ...this.#detail, more: sentences([this.#detail.more, more]) });
    }
}
const LONGEST_MESSAGE = 1000;
const LONGEST_QUOTE = 400;
const SHORTEST_QUOTE = 60;
function evidenceOf({ code, cause, said = '', requestId, by }, room) {
    const shown = cause ?? code;
    const facts = [by || isRemote(shown) ? `code ${shown}` : '', requestId ? `request id ${requestId}` : ''];
    const told = facts.filter(Boolean).join(', ');
    const brackets = told ? ` (${told})` : '';
    const saying = `${by ? `${by} said` : speaker(shown)}: `;
    if (said)
        return `${saying}${quoted(said, room - Buffer.byteLength(saying + brackets))}${brackets}`;
    return told ? `No reason was given${brackets}` : '';
}
function speaker(code) {
    if (code === 'Unreadable' || (/^Http/.test(code) && code !== 'Http407'))
        return 'The answer was';
    return code === 'Http407' || (0,_catalogue_js__WEBPACK_IMPORTED_MODULE_1__/* .isNetworkName */ .uD)(code) ? 'The error was' : 'The server said';
}
function quoted(said, room) {
    const quote = (0,_words_text_js__WEBPACK_IMPORTED_MODULE_0__/* .cutBytes */ .Uw)(said, Math.max(SHORTEST_QUOTE, Math.min(LONGEST_QUOTE, room)));
    return quote.includes('"') ? `\u201c${quote}\u201d` : `"${quote}"`;
}
function isRemote(code) {
    return /^(Http)?-?\d+$/.test(code);
}
function sentences(texts) {
    return texts
        .filter(text => !!text)
        .map(text => (/[.!?\u2026]["\u201d]?$/.test(text ?? '') ? text : `${text}.`))
        .join(' ');
}


/***/ }),

/***/ 8829:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_9__ = __nccwpck_require__(950);
/* harmony import */ var _api_transport_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5298);
/* harmony import */ var _inputs_inputs_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3349);
/* harmony import */ var _inputs_secrets_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6938);
/* harmony import */ var _main_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(4629);
/* harmony import */ var _model_clock_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(711);
/* harmony import */ var _report_ending_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(7549);
/* harmony import */ var _report_runner_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(828);
/* harmony import */ var _words_redact_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(1506);
/* harmony import */ var _words_text_js__WEBPACK_IMPORTED_MODULE_8__ = __nccwpck_require__(6240);










const LONGEST_ANNOTATION = 1024;
const LONGEST_TITLE = 200;
const LATEST_END = 6000;
const cancelled = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK']) {
    process.on(signal, () => {
        cancelled.abort();
        setTimeout(() => process.exit(1), LATEST_END).unref();
    });
}
const given = Object.fromEntries(_inputs_inputs_js__WEBPACK_IMPORTED_MODULE_1__/* .inputNames */ .v.map(name => [name, _actions_core__WEBPACK_IMPORTED_MODULE_9__/* .getInput */ .V4(name)]));
const redact = (0,_words_redact_js__WEBPACK_IMPORTED_MODULE_7__/* .redactor */ .$p)((0,_inputs_secrets_js__WEBPACK_IMPORTED_MODULE_2__/* .secretsOf */ .F)(given, process.env), _actions_core__WEBPACK_IMPORTED_MODULE_9__/* .setSecret */ .Pq);
const { /* setOutput */ "uH": setOutput, /* info */ "pq": info, /* warning */ "$e": warning, /* startGroup */ "Oh": startGroup, /* endGroup */ "N4": endGroup } = _actions_core__WEBPACK_IMPORTED_MODULE_9__;
const runner = (0,_report_runner_js__WEBPACK_IMPORTED_MODULE_6__/* .createRunner */ .ji)({ setOutput, info, warning, startGroup, endGroup }, {
    redact,
    summaryFile: process.env['GITHUB_STEP_SUMMARY'],
    color: !process.env['NO_COLOR'],
});
const outcome = await (0,_main_js__WEBPACK_IMPORTED_MODULE_3__/* .main */ .i)({
    given,
    runner,
    clock: _model_clock_js__WEBPACK_IMPORTED_MODULE_4__/* .systemClock */ .m,
    today: Date.now,
    random: Math.random,
    run: {
        repository: process.env['GITHUB_REPOSITORY'] ?? '',
        runId: process.env['GITHUB_RUN_ID'] ?? '',
        job: process.env['GITHUB_JOB'] ?? '',
        step: process.env['GITHUB_ACTION'] ?? '',
        attempt: Number(process.env['GITHUB_RUN_ATTEMPT'] ?? 1) || 1,
    },
    connect: ({ endpoint, apiKey, dbName }) => (0,_api_transport_js__WEBPACK_IMPORTED_MODULE_0__/* .createTransport */ .oO)({
        endpoint,
        headers: {
            ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
            accept: 'application/json',
            'user-agent': 'zilliz-import-action',
            ...(dbName ? { 'db-name': dbName } : {}),
        },
    }, process.env),
    wire: () => (0,_api_transport_js__WEBPACK_IMPORTED_MODULE_0__/* .createWire */ .kP)(process.env),
    env: process.env,
    openChecks: async (token) => (await __nccwpck_require__.e(/* import() */ 521).then(__nccwpck_require__.bind(__nccwpck_require__, 1521))).openChecks(token),
    signal: cancelled.signal,
});
if (outcome.error && outcome.red) {
    process.exitCode = _actions_core__WEBPACK_IMPORTED_MODULE_9__/* .ExitCode */ .yU.Failure;
    const title = (0,_words_text_js__WEBPACK_IMPORTED_MODULE_8__/* .cut */ .Jj)(runner.clean((0,_report_ending_js__WEBPACK_IMPORTED_MODULE_5__/* .headline */ .Pl)(outcome)), LONGEST_TITLE);
    _actions_core__WEBPACK_IMPORTED_MODULE_9__/* .error */ .z3((0,_words_text_js__WEBPACK_IMPORTED_MODULE_8__/* .cutBytes */ .Uw)(runner.clean(outcome.error.message), LONGEST_ANNOTATION), { title });
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 3349:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  v: () => (/* reexport */ table/* inputNames */.vj),
  T: () => (/* binding */ parseInputs)
});

// EXTERNAL MODULE: ./errors/failures.js
var failures = __nccwpck_require__(898);
// EXTERNAL MODULE: ./words/text.js
var words_text = __nccwpck_require__(6240);
// EXTERNAL MODULE: ./words/url.js
var words_url = __nccwpck_require__(8870);
;// CONCATENATED MODULE: ./inputs/endpoint.js

const CONTROL_PLANE = 'https://api.cloud.zilliz.com';
const CONTROLLER = '`https://controller.api.{region}.zillizcloud.com`';
function locate(endpoint, api) {
    if (endpoint === '')
        return withoutEndpoint(api);
    const { url, problems } = readAddress(endpoint, api);
    if (!url)
        return api === 'auto' ? { problems } : { place: { api, because: chosen(api), baseUrl: '' }, problems };
    const { place, problem } = placeOf(url, api);
    const isOpen = url.protocol === 'http:' && place.api !== 'milvus' && !(0,words_url/* isLoopback */.U9)(url.hostname);
    const needsTls = { text: 'must start with `https://`: the API key goes with every call' };
    return { place, problems: [...problems, ...(problem ? [problem] : []), ...(isOpen ? [needsTls] : [])] };
}
function chosen(api) {
    return `\`api\` is \`${api}\``;
}
function withoutEndpoint(api) {
    const because = api === 'auto' ? 'no `endpoint` is given' : chosen(api);
    const place = { api: api === 'auto' ? 'zilliz-v2' : api, because, baseUrl: CONTROL_PLANE };
    if (place.api === 'zilliz-v2')
        return { place, problems: [] };
    const example = api === 'milvus' ? ', such as `http://milvus.example:19530`' : `: ${CONTROLLER}`;
    return { place, problems: [{ text: `is required for \`api: ${api}\`${example}` }] };
}
const SCHEMES = 'write it with `https://`, or for a Milvus without TLS with `http://`';
const NO_URL = { text: 'is not a URL', instead: SCHEMES };
function readAddress(text, api) {
    const [, unquoted] = /^["'`](.*)["'`]$/.exec(text) ?? [];
    if (unquoted !== undefined) {
        const { url, problems } = readAddress(unquoted, api);
        const form = problems.length === 0 ? unquoted : undefined;
        return { url, problems: [{ text: 'is in quotes, which would be sent along', form }, ...problems] };
    }
    const problem = problemOfScheme(text, api);
    const url = URL.parse(problem ? (problem.form ?? '') : text);
    if (problem)
        return { url, problems: [problem, ...(url ? problemsOfUrl(url) : [])] };
    return { url, problems: url ? [...problemsOfUrl(url)] : [NO_URL] };
}
function problemOfScheme(text, api) {
    if (/\s/.test(text))
        return { text: 'holds blanks or line breaks', instead: 'give one address' };
    if (/[{}<>]/.test(text))
        return { text: 'holds a placeholder', instead: 'write the name in its place' };
    const [bare, name = ''] = /^(?:\/\/)?(\[[0-9a-f:.]+\]|[\w.-]+)(:\d+)?(\/[^?#@]*)?$/i.exec(text) ?? [];
    if (bare) {
        const form = `${plainlyFor(name, api) ? 'http' : 'https'}://${bare.replace(/^\/\//, '')}`;
        return { text: 'has no scheme', form, instead: SCHEMES };
    }
    if (/^https?:\/\/[^/]/i.test(text))
        return undefined;
    const [, scheme = '', rest, host] = /^([a-z][a-z0-9+.-]*):\/*((\[[^\]]*\]|[^/:?#@]+)(?::\d+)?(?:\/[^?#@]*)?)$/i.exec(text) ?? [];
    const isPlain = /^http$/i.test(scheme) || (!/s$/i.test(scheme) && plainlyFor(host ?? '', api));
    const form = rest && `${isPlain ? 'http' : 'https'}://${rest}`;
    return { text: 'must start with `http://` or `https://`', form, instead: SCHEMES };
}
function plainlyFor(host, api) {
    const mayBeMilvus = api === 'auto' || api === 'milvus';
    return (0,words_url/* isLoopback */.U9)(host.toLowerCase()) || (mayBeMilvus && vendorHost(host.toLowerCase()) === undefined);
}
function* problemsOfUrl(url) {
    if (url.username || url.password)
        yield { text: 'must not hold a user or password: they belong into `apiKey`, as `user:password`' };
    if (url.search || url.hash)
        yield { text: 'must not hold a query or a fragment' };
    const call = /\/v[12]\/(vector|vectordb|clusters|volumes|projects)(\/.*)?$/.exec(url.pathname);
    const form = url.origin + url.pathname.slice(0, call?.index);
    if (call)
        yield { text: 'is the address of a call, not of the server', form };
    const instead = 'leave `endpoint` out, or give the public endpoint of the cluster';
    if (/^cloud\.zilliz\.com(\.cn)?$/.test(url.hostname))
        yield { text: 'is the web console', instead };
}
function problemsOfStorageEndpoint(text) {
    const written = URL.parse(text);
    if (written?.username || written?.password)
        return [{ text: 'must not hold a user or password', instead: 'give keys as `accessKey` and `secretKey`' }];
    const { url, problems } = readAddress(text, 'milvus');
    if (!url || url.pathname === '/')
        return problems;
    const form = url.origin;
    return [...problems, { text: 'must not hold a path: the bucket is part of `objectUrl`', form }];
}
function placeOf(url, wanted) {
    const baseUrl = (url.origin + url.pathname).replace(/\/+$/, '');
    const host = vendorHost(url.hostname.replace(/\.$/, ''));
    const api = wanted === 'auto' ? (host?.api ?? 'milvus') : wanted;
    const what = host?.what ?? 'not an address of Zilliz Cloud';
    const because = wanted === 'auto' ? `\`endpoint\` is ${what}` : chosen(wanted);
    const place = { api, because, baseUrl };
    if (api === 'milvus')
        return { place: { ...place, dataUrl: baseUrl } };
    if (!host || host.api === 'zilliz-v1')
        return { place };
    const { isEndpoint, isChina, region, clusterId, projectId } = host;
    if (api === 'zilliz-v1' && !region) {
        const problem = { text: `has no region: for \`api: zilliz-v1\` give ${CONTROLLER}` };
        return { place: { ...place, clusterId }, problem };
    }
    if (!isEndpoint)
        return { place };
    const controller = `https://controller.api.${region}.${isChina ? 'zilliz.com.cn' : 'zillizcloud.com'}`;
    const server = api === 'zilliz-v1' ? controller : `${CONTROL_PLANE}${isChina ? '.cn' : ''}`;
    const isProject = api === 'zilliz-v2' && projectId !== undefined;
    const known = isProject ? { projectId, regionId: region } : { clusterId, dataUrl: baseUrl };
    return { place: { ...place, baseUrl: server, ...known } };
}
const DOMAIN = /.\.(zillizcloud\.com|cloud\.zilliz\.com|cloud\.zilliz\.com\.cn|zilliz\.com\.cn)$/;
const HOSTS = [
    [/^api\.cloud\.zilliz\./, 'zilliz-v2', 'the control plane'],
    [/^controller\.api\./, 'zilliz-v1', 'a controller of v1'],
    [/^(in\d{2}-[0-9a-z]|glo-)/, 'zilliz-v2', 'that of a cluster of Zilliz Cloud'],
    [/^proj-/, 'zilliz-v2', 'that of a project of Zilliz Cloud'],
];
function vendorHost(host) {
    const [, api, what] = (DOMAIN.test(host) && HOSTS.find(([form]) => form.test(host))) || [];
    if (!api)
        return undefined;
    const [clusterId] = /^in\d{2}-[0-9a-z]+/.exec(host) ?? [];
    const [projectId] = /^proj-[^.]*/.exec(host) ?? [];
    const [region] = /(?<=^|\.)(aws|gcp|az|azure|ali|tc|hwc)-[^.]*/.exec(host) ?? [];
    const isEndpoint = !/^(api|controller)\./.test(host);
    return { api, what, isEndpoint, isChina: host.endsWith('.cn'), region, clusterId, projectId };
}

;// CONCATENATED MODULE: ./inputs/notation.js
const DASH = /^-\s+|^-(?=["'[]|[a-z][a-z0-9+.-]*:\/\/)/;
const QUOTES = /^["'`\u201c\u2018\u201e](.*?)["'`\u201d\u2019\u201c][,;]?$/s;
const OPENED = /^\[+\s*(?=["'[])|^\[$/;
const LISTED = /^\[.*\],?$/s;
const COMMENT = /\s+(#|\/\/)(\s.*)?$|\s+#.*$/s;
const LIST = 'this is a JSON list, but each line is one entry';
const QUOTED = 'the quotes would be part of the name';
const LEFT_OVER = [
    [DASH, '`- ` at the start is left from a YAML list, but each line is one entry', 'surely'],
    [OPENED, LIST, 'surely'],
    [LISTED, LIST, 'maybe'],
    [/^\]+,?$/, LIST, 'surely'],
    [/^(["'`]).*\1[,;]?$/s, QUOTED, 'surely'],
    [/["'`\u201d\u2019\u201c][,;]?$/, QUOTED, 'maybe'],
    [/[,;]$/, 'a comma at the end has no meaning; each line is one entry', 'surely'],
    [/^#/, 'this is a comment, and inputs have none', 'maybe', 'leave the line out'],
    [COMMENT, 'a comment at the end of a line would be part of the name', 'maybe'],
];
function notationOf(line, isWhole) {
    const parts = line.split(/(?:\\r)?\\n/).filter(part => part !== '');
    if (parts.length > 1 && parts.every(isWhole))
        return {
            text: '`\\n` does not end a line here',
            instead: 'use a block of YAML (`|`), one entry per line',
        };
    const found = LEFT_OVER.find(([pattern, , sure]) => pattern.test(line) && (sure === 'surely' || !isWhole(line)));
    if (!found)
        return undefined;
    const [, text, , instead] = found;
    if (instead)
        return { text, instead };
    const form = cleaned(line, isWhole);
    return { text, form: form !== line && form !== '' ? form : undefined, instead: 'leave that out' };
}
function cleaned(line, isWhole) {
    let last = line;
    for (;;) {
        const [first = ''] = LISTED.test(last) && !isWhole(last) ? last.slice(1, -1).split(/,\s*/) : [last];
        let next = first
            .replace(DASH, '')
            .replace(OPENED, '')
            .replace(/(?<=["'`])\]+$/, '')
            .replace(QUOTES, '$1')
            .replace(/[,;]$/, '')
            .trim();
        if (!isWhole(next))
            next = next.replace(COMMENT, '').replace(/^([^"'`].*)["'`]$/s, '$1');
        if (next === last)
            return next;
        last = next;
    }
}

// EXTERNAL MODULE: ./inputs/problem.js
var inputs_problem = __nccwpck_require__(944);
;// CONCATENATED MODULE: ./inputs/paths.js


const EXTENSION = /\.(parquet|json|jsonl|ndjson|csv|npy)$/;
const EXTENSIONS = '`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`';
function isFolderOrFile(key) {
    return key.endsWith('/') || EXTENSION.test(key);
}
const WILDCARD = /^((?:[^/]*\/)*?)[^/]*?(?:\*|\{[^{}]*(?:,|\.\.)[^{}]*\}|\[[^\]/]-[^\]/]\])/;
const OF_KEY = [
    [/^(.*\\.*)$/s, 'use `/` in paths, on Windows too', key => key.replaceAll('\\', '/')],
    [
        WILDCARD,
        'wildcards are not expanded; for all files of a folder, give the folder, ending in `/`',
        folder => folder || undefined,
    ],
];
const OF_FORMAT = [
    [
        new RegExp(EXTENSION, 'i'),
        `an upper-case extension, but servers know only ${EXTENSIONS}`,
        'rename the file',
    ],
    [
        /\.(gz|zip|zst|bz2|tar|tgz|npz|7z)$/i,
        `this is an archive, but servers read only ${EXTENSIONS}`,
        'unpack it first',
    ],
    [/^/, `neither a folder (ending in \`/\`) nor a file of a known format (${EXTENSIONS})`],
];
function problemOfKey(key, write) {
    const problem = (0,inputs_problem/* mistakeIn */.oR)(key.replace(/(?<=^|\/)\*\.npy$/, ''), OF_KEY, write);
    return problem ?? (isFolderOrFile(key) ? undefined : (0,inputs_problem/* mistakeIn */.oR)(key, OF_FORMAT));
}
function problemOfFile(line, kind) {
    const notation = notationOf(line, isFolderOrFile);
    if (notation)
        return notation;
    const parts = partsOf(line);
    if (kind === 'volume' && parts.length > 1 && isNumpySet(parts))
        return {
            text: 'several files in one line',
            instead: 'give the folder of the `.npy` files, ending in `/`',
        };
    if (kind !== 'backup' && !isNumpySet(parts) && parts.filter(part => EXTENSION.test(part)).length > 1)
        return { text: SEVERAL };
    const problemOf = (path) => (0,inputs_problem/* mistakeIn */.oR)(path, OF_RELATIVE) ??
        (kind === 'milvus' ? (0,inputs_problem/* mistakeIn */.oR)(path, OF_FILE) : undefined) ??
        (kind === 'backup' ? undefined : problemOfKey(path));
    return groupOf(line, kind === 'backup')
        .map(problemOf)
        .find(Boolean);
}
const SEVERAL = 'several files in one line: only the `.npy` files of one set share a line, each other file has its own';
function groupOf(line, isRestore) {
    const parts = partsOf(line);
    return isRestore || isNumpySet(parts) ? parts : [line];
}
function partsOf(line) {
    return line
        .split(',')
        .map(path => path.trim())
        .filter(path => path !== '');
}
function isNumpySet(parts) {
    return parts.length > 0 && parts.every(part => part.endsWith('.npy'));
}
const OF_FILE = [
    [WILDCARD, 'wildcards are not expanded', 'name each file'],
    [/\/$/, 'this is a folder, but Milvus imports files', 'name each file'],
];
const URL_IN_FILES = 'this is a URL, but `files` holds paths inside the bucket or volume, without its name';
const OF_RELATIVE = [
    [/^https?:\/\/[^/]*\//i, URL_IN_FILES],
    [/^[a-z][a-z0-9+.-]*:\/\/[^/]*\/(.*)$/is, URL_IN_FILES, key => key],
    [/(^|[/\\])\.\.([/\\]|$)/, 'a path must not contain `..`'],
    [
        /^[A-Za-z]:[\\/]|^(\.|~|file:)[\\/]/,
        'this is a local path, but `files` holds paths inside the bucket or volume',
        'to upload files of the runner use `path`',
    ],
];
const OF_PATTERN = [
    [/^!\s*$/, '`!` alone excludes nothing'],
    [
        /^!?\s*(?!file:)[a-z][a-z0-9+.-]+:\/\//i,
        'this is a URL, but `path` holds files of the runner',
        'to import what is in a bucket already use `objectUrl`',
    ],
    [/\{[^{}]*,[^{}]*\}/, 'braces are not expanded', 'give a line for each alternative'],
    [
        /^(?!!?\s*(?:[A-Za-z]:[\\/]|\\\\))(.*\\.*)$/s,
        'use `/` in paths, on Windows too',
        line => line.replaceAll('\\', '/'),
    ],
];
function problemOfPattern(line) {
    const isWhole = (text) => (!/\s#/.test(text) || isFolderOrFile(text) || text.endsWith('*')) && !/^#|^\[.*\]$|["'`]$/.test(text);
    return notationOf(line, isWhole) ?? (0,inputs_problem/* mistakeIn */.oR)(line, OF_PATTERN);
}

// EXTERNAL MODULE: ./inputs/read.js + 1 modules
var inputs_read = __nccwpck_require__(7749);
// EXTERNAL MODULE: ./inputs/rules.js
var rules = __nccwpck_require__(7680);
// EXTERNAL MODULE: ./inputs/table.js
var table = __nccwpck_require__(3879);
;// CONCATENATED MODULE: ./inputs/foreign-urls.js
const AZURE_FORM = 'write `https://ACCOUNT.blob.core.windows.net/CONTAINER/\u2026`';
const NO_SCHEME = 'the URL has no scheme';
const FOREIGN = [
    [
        /^(?:abfss?|wasbs?):\/\/([^@/]+)@([^./]+)\.(?:dfs|blob)\.(core\.[^/]+)\/(.*)$/is,
        'Hadoop and Spark write Azure like this, but the server needs the `https://` URL of the blob',
        (container, account, core, key = '') => `https://${account}.blob.${core}/${container}/${key.split('/').map(encodeURIComponent).join('/')}`,
    ],
    [/^(?:abfss?|wasbs?|az|azure|adl):\/\//i, 'this is not a URL that the server knows for Azure', AZURE_FORM],
    [
        /^https:\/\/([^./]+)\.dfs\.(core\.[^/]+)\/(.*)$/is,
        'this is the Data Lake address, but the server needs the address of the blob',
        (account, core, rest) => `https://${account}.blob.${core}/${rest}`,
    ],
    [
        /^s3[an]:\/\/(.*)$/is,
        'Hadoop and Spark write `s3a://` or `s3n://`, but the scheme is `s3://`',
        rest => `s3://${rest}`,
    ],
    [/^(?:gcs|gcp):\/\/(.*)$/is, 'the scheme of Google Cloud Storage is `gs://`', rest => `gs://${rest}`],
    [/^arn:aws[a-z-]*:s3:::(.*)$/is, 'this is an ARN, not a URL', rest => `s3://${rest}`],
    [
        /^https:\/\/[^/]*(?:console\.aws\.amazon\.com|console\.amazonaws\.cn)\/s3\//i,
        "this is a page of AWS's console",
        'write `s3://BUCKET/KEY`',
    ],
    [
        /^https:\/\/console\.cloud\.google\.com\/storage\/browser\/(?:_details\/)?([^?;]*).*$/is,
        "this is a page of Google's console",
        rest => `gs://${rest}`,
    ],
    [/^https:\/\/portal\.azure\.(?:com|cn)\//i, "this is a page of Azure's portal", AZURE_FORM],
    [
        /^cosn?:\/\//i,
        'this is not a URL that the server knows for Tencent Cloud',
        'write `https://BUCKET.cos.REGION.myqcloud.com/KEY`',
    ],
    [/^http:\/\/(.*)$/is, '`http://` is not encrypted, the scheme is `https://`', rest => `https://${rest}`],
    [
        /^(S3|GS|Gs|OSS|Oss|HTTPS|Https):\/\/(.*)$/s,
        'schemes are written in lower-case letters',
        (scheme = '', rest) => `${scheme.toLowerCase()}://${rest}`,
    ],
    [
        /^(s3|gs|oss|https):\/?(?!\/)(.*)$/s,
        'two slashes follow the scheme',
        (scheme, rest) => `${scheme}://${rest}`,
    ],
    [
        /^(?:file:|[A-Za-z]:[\\/]|\/|\.{1,2}[\\/]|~[\\/])/,
        'this is a local path, but `objectUrl` is the URL of a bucket',
        'to upload files of the runner use `path`',
    ],
    [
        /^([a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|windows\.net|googleapis\.com|aliyuncs\.com|myqcloud\.com)\/.*)$/is,
        NO_SCHEME,
        rest => `https://${rest}`,
    ],
    [
        /^(?![a-z][a-z0-9+.-]*:\/\/)/i,
        NO_SCHEME,
        'write `s3://BUCKET/KEY`, `gs://BUCKET/KEY`, `oss://BUCKET/KEY` or `https://\u2026`',
    ],
];

;// CONCATENATED MODULE: ./inputs/urls.js





const LITERAL = /^(s3|gs|oss):\/\/([^/]*)\/(.*)$/s;
const STORES = 'use `s3://`, `gs://`, the `https://` URL of Azure, or `volumeName`';
const OF_URL = [
    [/^(?:s3|gs|oss):\/\/(?:\/|$)/, 'it does not name a bucket'],
    [
        /^(?:(?:s3|gs|oss):\/\/[^/]*|https:\/\/[^/?#]*)@/,
        'a URL must not hold a user or password',
        'give keys as `accessKey` and `secretKey`',
    ],
];
const OF_OBJECT = [
    [
        /[\s,;]+[a-z][a-z0-9]*:\/\//i,
        'several URLs in one line',
        'give each its own line (in YAML `|`, not `>`)',
    ],
    ...OF_URL,
    [
        /^(?:s3|gs|oss):\/\/[^/]*$/,
        'this is a bucket without a key',
        'name a file, or a folder ending in `/` (`/` alone for the whole bucket)',
    ],
    ...FOREIGN,
];
function problemOfObjectUrl(line) {
    const problem = notationOf(line, isObject) ?? (0,inputs_problem/* mistakeIn */.oR)(line, OF_OBJECT);
    if (problem)
        return problem;
    const [literal, scheme, bucket, key = ''] = LITERAL.exec(line) ?? [];
    if (!literal)
        return problemOfHttps(line);
    if (key === '')
        return undefined;
    const start = key.replace(/[?#].*$/s, '');
    if (!isFolderOrFile(key) && isFolderOrFile(start))
        return {
            text: `a query or fragment, but in \`${scheme}://\` everything belongs to the key`,
            form: `${scheme}://${bucket}/${start}`,
        };
    return problemOfKey(key, other => `${scheme}://${bucket}/${other}`);
}
function isObject(line) {
    const key = LITERAL.exec(line)?.[3];
    if (key !== undefined)
        return key === '' || isFolderOrFile(key);
    const url = URL.parse(line);
    return url !== null && url.hash === '' && isFolderOrFile(url.pathname);
}
function problemOfHttps(line) {
    const url = URL.parse(line);
    if (url?.protocol !== 'https:')
        return { text: 'not a URL of a bucket', instead: 'begin with `s3://`, `gs://`, `oss://` or `https://`' };
    if (url.hash)
        return {
            text: '`#` begins a fragment, which is never sent to a server',
            instead: 'write `%23` where it belongs to the name',
        };
    return problemOfKey(url.pathname, key => `https://${url.host}${key}`);
}
const OF_FOLDER_URL = [
    [/^oss:\/\//, 'files of the runner are not uploaded to `oss://`', STORES],
    ...OF_URL,
];
function problemOfFolderUrl(line) {
    const problem = notationOf(line, isObject) ?? (0,inputs_problem/* mistakeIn */.oR)(line, OF_FOLDER_URL);
    if (problem)
        return problem;
    const [, bucket, folder] = /^((?:s3|gs):\/\/[^/]*)(?:\/(.*))?$/s.exec(line) ?? [];
    return bucket ? problemOfFolder(folder, other => `${bucket}/${other}`) : problemOfAzureFolder(line);
}
const OF_STORE = [
    [
        /^(?:([^/]+)\.)?s3[.-][^/]*amazonaws\.com(?:\.cn)?\/(.*)$/,
        'files are uploaded to the `s3://` form of this URL',
        (bucket, path) => `s3://${bucket ? `${bucket}/` : ''}${path}`,
    ],
    [
        /^storage\.(?:googleapis|cloud\.google)\.com\/(.*)$/,
        'files are uploaded to the `gs://` form of this URL',
        path => `gs://${path}`,
    ],
];
function problemOfAzureFolder(line) {
    const foreign = (0,inputs_problem/* mistakeIn */.oR)(line.replace(/^http(?=:\/\/(localhost|127\.|\[::1\]))/, 'https'), FOREIGN);
    if (foreign)
        return foreign;
    const url = URL.parse(line);
    if (!url)
        return { text: 'not a URL', instead: STORES };
    if (url.search || url.hash)
        return { text: 'the folder must not have a query', instead: 'give the SAS as `sessionToken`' };
    const { hostname, pathname } = url;
    const other = (0,inputs_problem/* mistakeIn */.oR)(hostname + pathname, OF_STORE);
    if (other)
        return other;
    if (!(0,words_url/* isLoopback */.U9)(hostname) && !(0,words_url/* isAzureHost */.K7)(hostname))
        return { text: 'files of the runner are not uploaded to this host', instead: STORES };
    const [, container = '', folder] = /^\/([^/]*)(?:\/(.*))?$/s.exec(pathname) ?? [];
    if (container === '')
        return { text: 'it does not name a container' };
    return problemOfFolder(folder, key => `${url.origin}/${container}/${key}`);
}
const OF_FOLDER = [
    [/^\/|\/\//, '`//` is a folder without a name'],
    [/(^|\/)\.\.?\//, 'a folder must not be `.` or `..`'],
    [
        /^((?:[^/]*\/)*?)[^/]*\*/,
        'a wildcard, but this is the one folder that receives the files',
        folder => folder,
    ],
    [/^(.*\\.*)$/s, 'use `/` in paths, on Windows too', folder => folder.replaceAll('\\', '/')],
];
function problemOfFolder(folder, write) {
    if (folder === '' || folder?.endsWith('/'))
        return (0,inputs_problem/* mistakeIn */.oR)(folder, OF_FOLDER, write);
    return {
        text: isFolderOrFile(folder ?? '')
            ? 'this is a file, but with `path` it is the folder that receives the files, ending in `/`'
            : 'with `path` this is the folder that receives the files, and it must end in `/`',
    };
}

;// CONCATENATED MODULE: ./inputs/inputs.js










function parseInputs(given) {
    const { values, problems: unread } = readAll(given);
    const isShown = (0,inputs_problem/* formFilter */.Ru)((0,table/* inputsWith */.uc)('secret').map(name => given[name]));
    const told = (name, problems) => problems.map(problem => `\`${name}\` ${(0,inputs_problem/* worded */.MH)(problem, isShown)}`);
    const api = values.api ?? meantApi(given.api);
    const located = locate(given.endpoint, api ?? 'auto');
    const place = api && located.place;
    const guess = place && (0,rules/* wrongGuess */.hJ)(place, given);
    const judged = guess && place ? { ...place, api: 'zilliz-v2', because: 'its inputs are given' } : place;
    const problems = [
        ...(guess ? [guess] : []),
        ...unread,
        ...told('endpoint', located.problems),
        ...told('storageEndpoint', given.storageEndpoint ? problemsOfStorageEndpoint(given.storageEndpoint) : []),
        ...(0,rules/* conflictsOf */.hC)(given, judged),
        ...problemsOfSources(judged?.api, given, isShown),
    ];
    if (problems.length > 0 || !place)
        throw (0,failures/* invalidInput */.aY)(problems);
    return planOf(values, place);
}
function readAll(given) {
    const values = {};
    const problems = [];
    for (const name of table/* inputNames */.vj) {
        const { read, fallback } = table/* table */.tp[name];
        const value = read(given[name] || fallback);
        if (value instanceof inputs_read/* Wrong */.YW)
            problems.push(...value.problems.map(problem => `\`${name}\` ${problem}`));
        else
            values[name] = value;
    }
    return { values, problems };
}
function meantApi(text) {
    const value = table/* table */.tp.api.read(text.toLowerCase().replaceAll('_', '-'));
    return value instanceof inputs_read/* Wrong */.YW ? undefined : value;
}
function* problemsOfSources(api, given, isShown) {
    const urls = (0,words_text/* linesOf */.Dx)(given.objectUrl);
    const files = (0,words_text/* linesOf */.Dx)(given.files);
    const patterns = (0,words_text/* linesOf */.Dx)(given.path);
    const ofMilvus = (0,inputs_read/* hasOption */.rc)(given.options, ...RESTORE) ? 'backup' : 'milvus';
    const kind = api === 'milvus' && !given.volumeName ? ofMilvus : 'volume';
    yield* (0,inputs_problem/* problemsOfLines */.z0)('objectUrl', urls, given.path ? problemOfFolderUrl : problemOfObjectUrl, isShown);
    yield* (0,inputs_problem/* problemsOfLines */.z0)('files', files, line => problemOfFile(line, kind), isShown);
    yield* (0,inputs_problem/* problemsOfLines */.z0)('path', patterns, problemOfPattern, isShown);
    if (given.path && urls.length > 1)
        yield `\`objectUrl\` holds ${urls.length} lines, but with \`path\` it is the one folder that receives the files`;
    if (patterns.length > 0 && patterns.every(line => line.startsWith('!')))
        yield '`path` only excludes: give a line of files to upload, without `!`';
    const sources = { objectUrl: given.path ? [] : urls, files };
    for (const [name, lines] of Object.entries(sources))
        yield* repeated(name, lines);
    for (const [name, { length }] of Object.entries(sources))
        if (api && length > rules/* MOST_SOURCES */.H8[api])
            yield `\`${name}\` holds ${length} lines, a job of \`${api}\` takes ${rules/* MOST_SOURCES */.H8[api]}`;
}
function repeated(name, lines) {
    if (new Set(lines).size === lines.length)
        return [];
    const at = lines.findIndex((line, index) => lines.indexOf(line) < index);
    const first = lines.indexOf(lines[at] ?? '');
    return [`\`${name}\` lines ${first + 1} and ${at + 1} are the same: its rows would come in twice`];
}
const RESTORE = ['backup', 'l0_import'];
function planOf(values, place) {
    const { api, baseUrl: endpoint, dataUrl: dataEndpoint } = place;
    const { apiKey = '', dbName, preflight, commit, searchable, alias } = values;
    const { wait, timeout, onTimeout, pollInterval, expectedRows, idempotencyKey, summary } = values;
    const target = targetOf(values, place);
    return {
        connection: { api, endpoint, dataEndpoint, apiKey, dbName },
        target,
        task: taskOf(values, target, api),
        ...{ preflight, commit, searchable, alias },
        ...{ wait, timeout, onTimeout, pollInterval, expectedRows, idempotencyKey, summary },
    };
}
function targetOf(values, place) {
    if (place.api === 'milvus')
        return { kind: 'instance' };
    const { projectId = values.clusterId ? undefined : place.projectId, regionId = place.regionId } = values;
    if (projectId && regionId)
        return { kind: 'project', projectId, regionId };
    return { kind: 'cluster', clusterId: values.clusterId ?? place.clusterId ?? '' };
}
function taskOf(values, target, api) {
    const { jobId, dbName, collectionName, partitionName, path: patterns, deleteUploaded, options } = values;
    if (jobId)
        return { kind: 'attach', jobId, collectionName, partitionName };
    const into = { target, dbName, collectionName: collectionName ?? '', partitionName };
    const source = patterns.length > 0
        ? { kind: 'local', patterns, to: uploadTargetOf(values), deleteUploaded, options }
        : sourceOf(values, api);
    return { kind: 'submit', into, source };
}
function uploadTargetOf(values) {
    const { volumeName, objectUrl, storageRegion } = values;
    if (volumeName)
        return { kind: 'volume', volumeName };
    const [folderUrl = ''] = objectUrl;
    const storageEndpoint = values.storageEndpoint?.replace(/\/+$/, '');
    return { kind: 'bucket', folderUrl, storageEndpoint, storageRegion, credentials: credentialsOf(values) };
}
function sourceOf(values, api) {
    const { volumeName, files, objectUrl: urls, options } = values;
    if (api === 'milvus') {
        const isRestore = RESTORE.some(key => Object.hasOwn(options, key));
        return { kind: 'files', groups: files.map(line => groupOf(line, isRestore)), options };
    }
    if (volumeName)
        return { kind: 'volume', volumeName, paths: files };
    return { kind: 'objects', urls, credentials: credentialsOf(values) };
}
function credentialsOf({ accessKey, secretKey, sessionToken }) {
    return { accessKey, secretKey, sessionToken };
}


/***/ }),

/***/ 944:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   KE: () => (/* binding */ listed),
/* harmony export */   MH: () => (/* binding */ worded),
/* harmony export */   Ru: () => (/* binding */ formFilter),
/* harmony export */   oR: () => (/* binding */ mistakeIn),
/* harmony export */   z0: () => (/* binding */ problemsOfLines)
/* harmony export */ });
/* unused harmony export throughout */
/* harmony import */ var _words_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1506);
/* harmony import */ var _words_url_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8870);


function mistakeIn(text, mistakes, write = (form) => form) {
    for (const [pattern, problem, right] of mistakes) {
        const found = pattern.exec(text);
        if (!found)
            continue;
        if (typeof right !== 'function')
            return { text: problem, instead: right };
        const form = right(...found.slice(1));
        return { text: problem, form: form === undefined ? undefined : write(form) };
    }
    return undefined;
}
const LONGEST_FORM = 160;
function formFilter(secrets) {
    const known = secrets
        .flatMap(secret => [secret, ...secret.split(/[\s:]+/)])
        .filter(secret => secret.length >= _words_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .SHORTEST_SECRET */ .c3);
    return form => form.length <= LONGEST_FORM &&
        !/[\p{Cc}`]/u.test(form) &&
        [form, (0,_words_url_js__WEBPACK_IMPORTED_MODULE_1__/* .decoded */ .DH)(form)].every(text => !/:\/\/[^/]*@|[?&][\w.-]*=/.test(text) && !known.some(secret => text.includes(secret)));
}
function worded(problem, isShown, place = '') {
    const form = shownForm(problem, isShown);
    if (form !== undefined)
        return `${problem.text}; write ${place && `${place} as `}\`${form}\``;
    return problem.instead ? `${problem.text}; ${problem.instead}` : problem.text;
}
function shownForm({ form }, isShown) {
    if (form === undefined)
        return undefined;
    const bare = (0,_words_url_js__WEBPACK_IMPORTED_MODULE_1__/* .withoutQuery */ .j$)(form);
    return isShown(bare) ? bare + (bare === form ? '' : '?\u2026') : undefined;
}
const MOST_ROUNDS = 5;
function throughout(line, problemOf) {
    const texts = new Set();
    let form = line;
    let last;
    for (let round = 0; round < MOST_ROUNDS && form !== undefined; round += 1) {
        const problem = problemOf(form);
        if (!problem)
            break;
        last = problem;
        texts.add(problem.text);
        form = problem.form;
    }
    return last && { text: [...texts].join('; '), form, instead: last.instead };
}
function problemsOfLines(name, lines, problemOf, isShown) {
    const found = lines.flatMap((line, index) => {
        const problem = throughout(line, problemOf);
        return problem ? [{ problem, at: index + 1 }] : [];
    });
    return [...Map.groupBy(found, ({ problem }) => problem.text).values()].flatMap(kind => {
        const shown = kind.find(({ problem }) => shownForm(problem, isShown) !== undefined) ?? kind[0];
        if (!shown)
            return [];
        const place = lines.length > 1 ? ` ${numbered(kind.map(({ at }) => at))}` : '';
        return [
            `\`${name}\`${place}: ${worded(shown.problem, isShown, kind.length > 1 ? `line ${shown.at}` : '')}`,
        ];
    });
}
function numbered(lines) {
    if (lines.length > 5)
        return `lines ${lines.slice(0, 5).join(', ')} and ${lines.length - 5} more`;
    return `${lines.length > 1 ? 'lines' : 'line'} ${listed(lines)}`;
}
function listed(things) {
    return things.join(', ').replace(/, (?=[^,]*$)/, ' and ');
}


/***/ }),

/***/ 7749:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  YW: () => (/* binding */ Wrong),
  D8: () => (/* binding */ anything),
  Kz: () => (/* binding */ apiKey),
  zM: () => (/* binding */ read_boolean),
  Yq: () => (/* binding */ choice),
  eE: () => (/* binding */ credential),
  GU: () => (/* binding */ expectedRows),
  rc: () => (/* binding */ hasOption),
  Bv: () => (/* binding */ headerName),
  id: () => (/* binding */ id),
  T5: () => (/* binding */ idempotencyKey),
  Mn: () => (/* binding */ lines),
  UU: () => (/* binding */ read_name),
  fF: () => (/* binding */ options),
  dq: () => (/* binding */ pollInterval),
  c7: () => (/* binding */ sessionToken),
  wR: () => (/* binding */ timeout)
});

// EXTERNAL MODULE: ./words/text.js
var words_text = __nccwpck_require__(6240);
;// CONCATENATED MODULE: ./inputs/duration.js
const DURATION = /^(?=.)(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;
function parseDuration(text) {
    const parts = DURATION.exec(/^[\d.]+$/.test(text) ? `${text}s` : text);
    if (!parts)
        return undefined;
    const [h = 0, m = 0, s = 0, ms = 0] = parts.slice(1).map(value => Number(value ?? 0));
    const whole = h * 3_600_000 + m * 60_000 + s * 1000 + ms;
    return Number.isFinite(whole) ? whole : undefined;
}
function meantDuration(text) {
    const clock = /^(\d+):([0-5]\d):([0-5]\d)$/.exec(text);
    if (clock)
        return `${Number(clock[1])}h${Number(clock[2])}m${Number(clock[3])}s`.replace(/(?<!\d)0[hms]/g, '');
    const days = /^(\d{1,4})\s*(?:d|days?)$/i.exec(text);
    if (days)
        return `${Number(days[1]) * 24}h`;
    const [thousands] = /^\d{1,3}([_,' ]\d{3})+$/.exec(text) ?? [];
    if (thousands)
        return `${thousands.replace(/\D/g, '')}s`;
    const short = text
        .replace(/^PT/i, '')
        .toLowerCase()
        .replace(/\s+|\band\b/g, '')
        .replace(/(?<=\d)(milliseconds?|millis|msecs?)/g, 'ms')
        .replace(/(?<=\d)(hours?|hrs?)/g, 'h')
        .replace(/(?<=\d)(minutes?|mins?)/g, 'm')
        .replace(/(?<=\d)(seconds?|secs?)/g, 's');
    return short !== text && parseDuration(short) !== undefined ? short : undefined;
}

// EXTERNAL MODULE: ./inputs/problem.js
var inputs_problem = __nccwpck_require__(944);
;// CONCATENATED MODULE: ./inputs/read.js



class Wrong {
    problems;
    constructor(...problems) {
        this.problems = problems;
    }
}
function read_text(mistakes) {
    return given => {
        if (given === '')
            return undefined;
        const problem = (0,inputs_problem/* mistakeIn */.oR)(given, mistakes);
        return problem ? new Wrong(problem.text) : given;
    };
}
const EXPRESSION = '`$' + '{{ env.NAME }}`';
const OF_VALUE = [
    [/^(["'`]).*\1$|^[\u201c\u2018\u201e].*[\u201d\u2019\u201c]$/s, 'is in quotes, which would be sent along: leave them out'],
    [/^\*{3}$/, 'is `***`: that is what a log shows instead of a secret'],
    [
        /^(\$[A-Z_][A-Z0-9_]*|\$\{[A-Za-z_]\w*\}|%[A-Z_][A-Z0-9_]*%)$/,
        `is the name of a variable: inputs are not read by a shell, write ${EXPRESSION}`,
    ],
    [/^\$?\{\{.*\}\}$/s, `is an expression that was not evaluated: write it as ${EXPRESSION}`],
];
const OF_NAME = [
    [/[\p{Cc}\p{Cf}\u00a0]/u, 'holds a control or invisible character: type the name instead of copying it'],
    ...OF_VALUE,
];
const OF_HEADER = [
    [/[^\x20-\x7e]/, 'holds characters that no HTTP header can carry: was it copied whole?'],
];
const OF_CREDENTIAL = [
    [/\p{Cc}/u, 'holds a line break or another control character: was it copied whole?'],
    [/^(Bearer|Basic|Token)\s/i, 'begins with a word such as `Bearer `: give only what follows it'],
    [/^authorization:/i, 'is a whole header: give only the credential'],
    ...OF_VALUE,
];
const OF_TOKEN = [
    ...OF_CREDENTIAL,
    [/^\?/, 'begins with `?`: give the SAS without it'],
    [/^https?:\/\//i, 'is a URL: give only the SAS, the part after the `?`'],
];
const OF_ID = [
    [
        /^\d+(\.\d+)?E\+?\d+$/i,
        "is a number that YAML has rounded: put the id in quotes, such as `'448707763884413158'`",
    ],
    [
        /^https?:\/\/|^in\d\d-[^.]+\..+\./i,
        'is an address: give only the id in it, or give the address as `endpoint`',
    ],
    [/[<>{}]|^your-/i, 'is a placeholder: write the id itself'],
    ...OF_VALUE,
    [/[^A-Za-z0-9_-]/, 'holds characters that an id does not have'],
];
const read_name = read_text(OF_NAME);
const headerName = read_text([...OF_HEADER, ...OF_VALUE]);
const id = read_text(OF_ID);
const apiKey = read_text([...OF_HEADER, ...OF_CREDENTIAL]);
const credential = read_text(OF_CREDENTIAL);
const sessionToken = read_text(OF_TOKEN);
const anything = read_text([]);
const lines = words_text/* linesOf */.Dx;
const LONGEST_KEY = 256;
const OF_KEY = [
    [/[^\x20-\x7e]/, 'must be printable ASCII'],
    [RegExp(`.{${LONGEST_KEY + 1}}`), `must not be longer than ${LONGEST_KEY} characters`],
    [/^(false|no|none|never|off)$/i, 'would be used as a key: write `off` for none'],
    [/^(true|yes|on|auto)$/i, 'would be used as a key: write `auto` for one that the action derives'],
    ...OF_VALUE,
];
const idempotencyKey = given => {
    const problem = given === 'auto' || given === 'off' ? undefined : (0,inputs_problem/* mistakeIn */.oR)(given, OF_KEY);
    return problem ? new Wrong(problem.text) : given;
};
const TRUE = /^(yes|on|y|1|enabled?)$/i;
const FALSE = /^(no|off|n|0|disabled?)$/i;
const OF_YAML = /^(?:true|True|TRUE|false|False|FALSE)$/;
function choice(words, all = `one of ${Object.keys(words)
    .map(word => `\`${word}\``)
    .join(', ')}`) {
    return given => {
        const exact = OF_YAML.test(given) ? given.toLowerCase() : given;
        if (Object.hasOwn(words, exact))
            return words[exact];
        const spelled = given.toLowerCase().replaceAll('_', '-');
        const meant = Object.keys(words).find(word => word === spelled || (word === 'true' && TRUE.test(given)) || (word === 'false' && FALSE.test(given)));
        return new Wrong(`must be ${all}${meant ? `: write \`${meant}\`` : ''}`);
    };
}
const read_boolean = choice({ true: true, false: false }, '`true` or `false`');
const DURATIONS = 'write `90s`, `30m`, `1h30m`, `1500ms`, or a number of seconds';
const timeout = given => {
    const ms = parseDuration(given);
    if (ms)
        return ms;
    if (ms === 0)
        return new Wrong('must be longer than zero; `wait: false` submits without waiting');
    const meant = meantDuration(given);
    return new Wrong(`is not a duration: ${meant ? `write \`${meant}\`` : DURATIONS}`);
};
const SHORTEST_INTERVAL = 100;
const pollInterval = given => {
    if (given === 'auto')
        return 'auto';
    const ms = parseDuration(given);
    if (ms !== undefined && ms >= SHORTEST_INTERVAL)
        return ms;
    const meant = /^auto$/i.test(given) ? 'auto' : meantDuration(given);
    return new Wrong(`must be \`auto\`, or a duration of at least \`100ms\`${meant ? `: write \`${meant}\`` : ''}`);
};
const expectedRows = given => {
    if (given === '')
        return undefined;
    if (given === 'files')
        return { kind: 'files' };
    const [, sign, rows] = /^(>=)?\s*(\d+)$/.exec(given) ?? [];
    if (rows !== undefined)
        return { kind: sign ? 'atLeast' : 'exactly', rows: BigInt(rows) };
    if (/^\d(\.\d+)?E\+?\d+$/i.test(given))
        return new Wrong("is a number that YAML has rounded: put it in quotes, such as `'1500'`");
    const meant = meantRows(given);
    return new Wrong(meant
        ? `is not a plain number of rows: write \`${meant}\``
        : 'must be a whole number such as `1500`, a lower bound such as `>=1`, or `files`');
};
function meantRows(given) {
    if (/^files?$/i.test(given))
        return 'files';
    const [, sign = '', number = ''] = /^(=|==|>|>=|=>|\u2265|\u2267)?\s*(\d{1,3}(?:[_, ']\d{3})+|\d+)(?:\.0+)?\s*(?:rows?)?$/iu.exec(given) ?? [];
    if (number === '')
        return undefined;
    const digits = number.replace(/\D/g, '');
    if (sign === '>')
        return `>=${BigInt(digits) + 1n}`;
    return sign === '' || /^=+$/.test(sign) ? digits : `>=${digits}`;
}
function optionLines(given) {
    return given
        .split(/[\r\n]+/)
        .map(line => line.trimStart())
        .filter(line => line !== '');
}
function keyOf(line) {
    return line.replace(/=.*$/s, '').trim();
}
function hasOption(given, ...keys) {
    return optionLines(given).some(line => keys.includes(keyOf(line)));
}
const OF_OPTION = [
    [/^#/, 'holds a comment, and inputs have none: leave the line out'],
    [/^[{[\]}]/, 'is JSON: write one `key=value` per line'],
    [/^-\s+[^\s=]/, 'is a YAML list: write one `key=value` per line, without `- `'],
    [/^\w+\s*:/, 'must hold one `key=value` per line: write `=` instead of `:`'],
    [/^=|^[^=]*$/, 'must hold one `key=value` per line'],
    [/^["'`]|^[^=]*["'`]\s*=/, 'has quotes around a key: leave them out'],
];
const OF_OPTION_VALUE = [
    [/\S\s+(#|\/\/)/, 'holds a comment, which would be part of the value: leave it out'],
    [/^(["'`]).*\1[,;]?\s*$/, 'has quotes around a value, which would be part of it: leave them out'],
    [/^\s/, 'has a blank after `=`, which would be part of the value: write `key=value`'],
    [/[,;]\s*$/, 'has a comma after a value, which would be part of it: leave it out'],
];
const LITERAL_OPTIONS = ['sep', 'nullkey'];
const options = given => {
    const found = {};
    const problems = new Set();
    for (const line of optionLines(given)) {
        const key = keyOf(line);
        const value = line.slice(line.indexOf('=') + 1);
        const problem = (0,inputs_problem/* mistakeIn */.oR)(line, OF_OPTION) ??
            (LITERAL_OPTIONS.includes(key) ? undefined : (0,inputs_problem/* mistakeIn */.oR)(value, OF_OPTION_VALUE));
        if (problem)
            problems.add(problem.text);
        else if (Object.hasOwn(found, key))
            problems.add('names a key twice');
        else
            found[key] = value;
    }
    return problems.size > 0 ? new Wrong(...problems) : found;
};


/***/ }),

/***/ 7680:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   H8: () => (/* binding */ MOST_SOURCES),
/* harmony export */   hC: () => (/* binding */ conflictsOf),
/* harmony export */   hJ: () => (/* binding */ wrongGuess)
/* harmony export */ });
/* harmony import */ var _words_url_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(8870);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(944);
/* harmony import */ var _read_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7749);
/* harmony import */ var _table_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(3879);




function conflictsOf(given, place) {
    const has = (...names) => names.some(name => (0,_table_js__WEBPACK_IMPORTED_MODULE_2__/* .isSet */ .vM)(given, name));
    return [...ofSources(given, has), ...ofRun(given, has), ...(place ? ofApi(given, has, place) : [])];
}
function* ofSources(given, has) {
    if (!has('jobId', 'collectionName'))
        yield '`collectionName` is required';
    if (has('jobId') && !has('collectionName') && has('searchable', 'alias'))
        yield `\`${has('searchable') ? 'searchable' : 'alias'}\` needs \`collectionName\`, also with \`jobId\``;
    if (has('alias') && given.alias === given.collectionName)
        yield '`alias` is the name of the collection: choose another one';
    if (has('objectUrl') && has('volumeName'))
        yield '`objectUrl` cannot be combined with `volumeName`: a job has one kind of source';
    if (has('objectUrl') && has('files') && !has('volumeName', 'path'))
        yield '`objectUrl` cannot be combined with `files`: a job has one kind of source';
    if (has('path') && has('files'))
        yield '`path` cannot be combined with `files`: exactly the uploaded files are imported';
    if (has('path') && !has('volumeName', 'objectUrl'))
        yield '`path` needs a place to upload to: `volumeName` (Zilliz Cloud), or `objectUrl` with one folder ending in `/`';
    if (has('volumeName') && has('accessKey', 'secretKey', 'sessionToken'))
        yield '`volumeName` cannot be combined with `accessKey`, `secretKey` and `sessionToken`: a volume needs no keys';
    if (has('accessKey') && !has('secretKey'))
        yield '`accessKey` needs `secretKey`';
    if (has('secretKey') && !has('accessKey'))
        yield '`secretKey` needs `accessKey`';
    for (const name of ['storageEndpoint', 'storageRegion'])
        if (has(name) && !has('path', 'jobId'))
            yield `\`${name}\` is for files that \`path\` uploads`;
    if (has('storageEndpoint', 'storageRegion') && has('path') && has('volumeName'))
        yield '`storageEndpoint` and `storageRegion` are for a bucket in `objectUrl`, a volume has its own';
    if (has('storageEndpoint') && has('path') && /^(gs|https?):/i.test(given.objectUrl))
        yield '`storageEndpoint` is for S3-compatible stores: write `objectUrl` as `s3://bucket/folder/`';
    if (has('deleteUploaded') && !has('path'))
        yield '`deleteUploaded` needs `path`: nothing else is uploaded';
}
const SOURCES = ['objectUrl', 'volumeName', 'files', 'path'];
function* ofRun(given, has) {
    const submitsOnly = /^(false|no|n|off|0)$/i.test(given.wait);
    const late = ['commit', 'searchable', 'alias', 'expectedRows', 'deleteUploaded'].filter(name => has(name));
    if (has('jobId') && has(...SOURCES))
        yield `\`jobId\` waits for a job that exists: leave out ${quoted(SOURCES.filter(name => has(name)))}`;
    if (has('jobId') && submitsOnly)
        yield '`jobId` with `wait: false` would do nothing';
    if (submitsOnly && late.length > 0)
        yield `\`wait: false\` cannot be combined with ${quoted(late)}: the step ends before the import does`;
    if (has('alias') && !has('searchable'))
        yield '`alias` needs `searchable`: it is switched once a query sees the rows';
    if (has('jobId') && given.preflight.toLowerCase() === 'only')
        yield '`preflight: only` cannot be combined with `jobId`: that job was submitted before';
    if (has('jobId') && given.expectedRows.toLowerCase() === 'files')
        yield '`expectedRows: files` cannot be combined with `jobId`: the files are not known, give a number';
    if (given.commit.toLowerCase() === 'manual' && has('searchable', 'alias', 'deleteUploaded'))
        yield '`commit: manual` ends before the rows are visible: give `searchable`, `alias` and `deleteUploaded` in the step that commits';
    if (has('commit') && (0,_read_js__WEBPACK_IMPORTED_MODULE_1__/* .hasOption */ .rc)(given.options, 'auto_commit'))
        yield '`commit` sets `auto_commit` by itself: leave it out of `options`';
}
function* ofApi(given, has, place) {
    const { api, because } = place;
    const chosen = `\`${api}\` (chosen because ${because})`;
    if (api !== 'milvus' && !has('apiKey'))
        yield '`apiKey` is required; if it comes from a secret, check that the secret is available here';
    if (api === 'zilliz-v2')
        yield* ofV2(has, place, chosen);
    if (api === 'zilliz-v1' && !has('clusterId') && !place.clusterId)
        yield `\`clusterId\` is required with ${chosen}`;
    if (api === 'zilliz-v1' && !has('jobId', 'objectUrl'))
        yield `\`objectUrl\` is required with ${chosen}`;
    if (api === 'milvus' && !has('jobId', 'files', 'path'))
        yield `\`files\` is required with ${chosen}: the keys in the bucket of Milvus; or \`path\`, the files to upload`;
    if (has('path') && !has('sessionToken') && /^https?:/i.test(given.objectUrl))
        yield `\`path\` to Azure needs a SAS as \`sessionToken\`${api === 'zilliz-v1' ? ', which `zilliz-v1` does not take: use `zilliz-v2`' : ''}`;
    const isProject = has('projectId') || (place.projectId !== undefined && !has('clusterId'));
    if (api === 'zilliz-v2' && isProject && has('searchable', 'alias'))
        yield '`searchable` and `alias` are for clusters: this action cannot query an on-demand database';
    for (const name of _table_js__WEBPACK_IMPORTED_MODULE_2__/* .inputNames */ .vj) {
        const unknown = _table_js__WEBPACK_IMPORTED_MODULE_2__/* .table */ .tp[name].unknownTo[api];
        if (unknown && has(name) && !(unknown.unless && has(unknown.unless)))
            yield `\`${name}\` does not work with ${chosen}${unknown.instead && `: ${unknown.instead}`}`;
    }
}
function* ofV2(has, place, chosen) {
    if (!has('clusterId', 'projectId', 'regionId') && !place.clusterId && !place.projectId)
        yield '`clusterId` is required, or `projectId` with `regionId` for an on-demand database';
    if (has('clusterId') && has('projectId', 'regionId'))
        yield '`clusterId` cannot be combined with `projectId` and `regionId`';
    if (has('projectId') && !has('regionId'))
        yield '`projectId` needs `regionId`';
    if (has('regionId') && !has('projectId', 'clusterId'))
        yield '`regionId` needs `projectId`';
    if (!has('jobId', ...SOURCES))
        yield '`objectUrl` is required, or `volumeName` with `files`, or `path`';
    if (has('files') && !has('volumeName', 'objectUrl', 'path'))
        yield `\`files\` needs \`volumeName\` with ${chosen}; for a bucket use \`objectUrl\``;
    if (has('volumeName') && !has('files', 'path', 'jobId'))
        yield '`volumeName` needs `files`, the paths inside the volume, or `path`, the files to upload';
}
const OF_CLOUD = ['clusterId', 'projectId', 'regionId', 'volumeName', 'objectUrl'];
function wrongGuess(place, given) {
    if ((0,_table_js__WEBPACK_IMPORTED_MODULE_2__/* .isSet */ .vM)(given, 'api') || place.api !== 'milvus')
        return undefined;
    const { protocol, hostname } = new URL(place.baseUrl);
    if (protocol === 'http:' && !(0,_words_url_js__WEBPACK_IMPORTED_MODULE_3__/* .isLoopback */ .U9)(hostname))
        return undefined;
    if ((0,_table_js__WEBPACK_IMPORTED_MODULE_2__/* .isSet */ .vM)(given, 'files') && !(0,_table_js__WEBPACK_IMPORTED_MODULE_2__/* .isSet */ .vM)(given, 'volumeName'))
        return undefined;
    const ofCloud = OF_CLOUD.filter(name => (0,_table_js__WEBPACK_IMPORTED_MODULE_2__/* .isSet */ .vM)(given, name) && !(name === 'objectUrl' && (0,_table_js__WEBPACK_IMPORTED_MODULE_2__/* .isSet */ .vM)(given, 'path')));
    if (ofCloud.length === 0)
        return undefined;
    const [are, them] = ofCloud.length > 1 ? ['are inputs', 'them'] : ['is an input', 'it'];
    return `\`api\` is not given, and ${place.because}, so \`milvus\` was assumed; but ${quoted(ofCloud)} ${are} of Zilliz Cloud: if it answers at this address set \`api: zilliz-v2\` (or \`zilliz-v1\`), else leave ${them} out`;
}
function quoted(names) {
    return (0,_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .listed */ .KE)(names.map(name => `\`${name}\``));
}
const MOST_SOURCES = { milvus: 1024, 'zilliz-v2': 1000, 'zilliz-v1': 1 };


/***/ }),

/***/ 6938:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ secretsOf)
/* harmony export */ });
/* harmony import */ var _words_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1506);
/* harmony import */ var _words_text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6240);
/* harmony import */ var _words_url_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(8870);
/* harmony import */ var _table_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(3879);




const WORDS = new Set([
    ...['true', 'false', 'null', 'none', 'auto', 'default', 'test', 'example', 'secret', 'password'],
    ...['root', 'admin', 'user', 'milvus', 'zilliz', 'import', 'importing', 'completed', 'failed', 'pending'],
]);
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'];
const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
function secretsOf(inputs, env = {}) {
    const values = [
        ...(0,_table_js__WEBPACK_IMPORTED_MODULE_2__/* .inputsWith */ .uc)('secret').flatMap(name => name === 'apiKey' ? partsOfLogin(inputs[name]) : withLines(inputs[name])),
        ...(0,_table_js__WEBPACK_IMPORTED_MODULE_2__/* .inputsWith */ .uc)('urls').flatMap(name => (0,_words_text_js__WEBPACK_IMPORTED_MODULE_1__/* .linesOf */ .Dx)(inputs[name]).flatMap(partsOfUrl)),
        ...[inputs.endpoint, inputs.storageEndpoint].flatMap(url => partsOfUserinfo(url.trim())),
        ...PROXIES.flatMap(name => partsOfUserinfo(env[name]?.trim() ?? '')),
        ...CREDENTIALS.map(name => env[name]?.trim() ?? ''),
    ];
    const ids = (0,_table_js__WEBPACK_IMPORTED_MODULE_2__/* .inputsWith */ .uc)('id').map(name => inputs[name]);
    const isSecret = (value) => value.length >= _words_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .SHORTEST_SECRET */ .c3 && !WORDS.has(value.toLowerCase()) && !ids.includes(value);
    return [...new Set(values.filter(isSecret))].sort((a, b) => b.length - a.length);
}
function partsOfLogin(login) {
    const [, password = ''] = /:(.*)/s.exec(login) ?? [];
    return [...withLines(login), ...withLines(password).filter(isPart)];
}
function withLines(value) {
    return [value, ...(/[\r\n]/.test(value) ? (0,_words_text_js__WEBPACK_IMPORTED_MODULE_1__/* .linesOf */ .Dx)(value).filter(isPart) : [])];
}
function isPart(value) {
    return value.length >= _words_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .SHORTEST_PART */ .XH;
}
function partsOfUrl(url) {
    const login = /^(?:https?|s3|gs|oss):\/\//i.test(url) ? partsOfUserinfo(url) : [];
    return [...login, ...partsOfQuery(url)];
}
function partsOfUserinfo(url) {
    const [, userinfo] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)@/i.exec(url) ?? [];
    if (userinfo === undefined)
        return [];
    return [userinfo, (0,_words_url_js__WEBPACK_IMPORTED_MODULE_3__/* .decoded */ .DH)(userinfo)].flatMap(login => login.includes(':') || isPart(login) ? partsOfLogin(login) : []);
}
function partsOfQuery(url) {
    const [, query] = /^https?:\/\/[^?]*\?([^#]*)/i.exec(url) ?? [];
    if (query === undefined)
        return [];
    const proofs = query.split('&').flatMap(pair => {
        const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
        const isProof = /sig|token|credential|key|secret|password|(^|-)ak$/i.test(name) &&
            !/headers|algorithm|time|list/i.test(name);
        return isProof ? [value, (0,_words_url_js__WEBPACK_IMPORTED_MODULE_3__/* .decoded */ .DH)(value), (0,_words_url_js__WEBPACK_IMPORTED_MODULE_3__/* .decoded */ .DH)(value.replaceAll('+', ' '))] : [];
    });
    return [query, ...proofs].filter(isPart);
}


/***/ }),

/***/ 3879:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   tp: () => (/* binding */ table),
/* harmony export */   uc: () => (/* binding */ inputsWith),
/* harmony export */   vM: () => (/* binding */ isSet),
/* harmony export */   vj: () => (/* binding */ inputNames)
/* harmony export */ });
/* harmony import */ var _read_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7749);

function row(read, facts = {}) {
    const none = { holds: 'words', fallback: '', unknownTo: {} };
    return { read, ...none, ...facts };
}
const NO = { instead: '' };
const OWN_KEYS = { instead: 'Milvus reads its bucket with its own keys', unless: 'path' };
const OWN_BUCKET = {
    instead: 'Milvus reads its own bucket, give the keys in `files`',
    unless: 'path',
};
const NO_TOKEN = { instead: 'v1 takes no token; use keys that do not expire, or `zilliz-v2`' };
const OWN_STORES = { instead: 'Zilliz Cloud reads each cloud at its own address' };
const ONE_PHASE = { instead: 'only Milvus imports in two phases' };
const CLOUD_ONLY = { holds: 'id', unknownTo: { milvus: NO } };
const V2_ONLY = { holds: 'id', unknownTo: { milvus: NO, 'zilliz-v1': NO } };
const table = {
    apiKey: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .apiKey */ .Kz, { holds: 'secret' }),
    endpoint: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .anything */ .D8, { holds: 'urls' }),
    api: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .choice */ .Yq({ auto: 'auto', 'zilliz-v2': 'zilliz-v2', 'zilliz-v1': 'zilliz-v1', milvus: 'milvus' }), { fallback: 'auto' }),
    clusterId: row(_read_js__WEBPACK_IMPORTED_MODULE_0__.id, CLOUD_ONLY),
    projectId: row(_read_js__WEBPACK_IMPORTED_MODULE_0__.id, V2_ONLY),
    regionId: row(_read_js__WEBPACK_IMPORTED_MODULE_0__.id, V2_ONLY),
    dbName: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .headerName */ .Bv, { holds: 'id', unknownTo: { 'zilliz-v1': NO } }),
    collectionName: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .name */ .UU, { holds: 'id' }),
    partitionName: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .name */ .UU, { holds: 'id' }),
    objectUrl: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .lines */ .Mn, { holds: 'urls', unknownTo: { milvus: OWN_BUCKET } }),
    volumeName: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .name */ .UU, V2_ONLY),
    files: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .lines */ .Mn, { holds: 'urls', unknownTo: { 'zilliz-v1': { instead: 'use `objectUrl`' } } }),
    accessKey: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .credential */ .eE, { holds: 'secret', unknownTo: { milvus: OWN_KEYS } }),
    secretKey: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .credential */ .eE, { holds: 'secret', unknownTo: { milvus: OWN_KEYS } }),
    sessionToken: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .sessionToken */ .c7, {
        holds: 'secret',
        unknownTo: { milvus: OWN_KEYS, 'zilliz-v1': NO_TOKEN },
    }),
    path: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .lines */ .Mn),
    storageEndpoint: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .anything */ .D8, {
        holds: 'urls',
        unknownTo: { 'zilliz-v2': OWN_STORES, 'zilliz-v1': OWN_STORES },
    }),
    storageRegion: row(_read_js__WEBPACK_IMPORTED_MODULE_0__.id, { holds: 'id' }),
    deleteUploaded: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .boolean */ .zM, { fallback: 'false' }),
    preflight: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .choice */ .Yq({ false: 'off', true: 'check', only: 'only' }), { fallback: 'false' }),
    commit: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .choice */ .Yq({ auto: 'auto', verified: 'verified', manual: 'manual' }), {
        fallback: 'auto',
        unknownTo: { 'zilliz-v2': ONE_PHASE, 'zilliz-v1': ONE_PHASE },
    }),
    searchable: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .choice */ .Yq({ false: 'off', true: 'wait', load: 'load' }), { fallback: 'false' }),
    alias: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .name */ .UU, { holds: 'id' }),
    options: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .options */ .fF, { unknownTo: { 'zilliz-v2': NO, 'zilliz-v1': NO } }),
    jobId: row(_read_js__WEBPACK_IMPORTED_MODULE_0__.id, { holds: 'id' }),
    wait: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .boolean */ .zM, { fallback: 'true' }),
    timeout: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .timeout */ .wR, { fallback: '30m' }),
    onTimeout: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .choice */ .Yq({ fail: 'fail', warn: 'warn' }), { fallback: 'fail' }),
    pollInterval: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .pollInterval */ .dq, { fallback: 'auto' }),
    expectedRows: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .expectedRows */ .GU),
    idempotencyKey: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .idempotencyKey */ .T5, { fallback: 'auto' }),
    githubToken: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .credential */ .eE, { holds: 'secret' }),
    summary: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .boolean */ .zM, { fallback: 'true' }),
};
const inputNames = Object.keys(table);
function inputsWith(holds) {
    return inputNames.filter(name => table[name].holds === holds);
}
function isSet(given, name) {
    return given[name] !== '' && given[name].toLowerCase() !== table[name].fallback;
}


/***/ }),

/***/ 8290:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ blamedSeats),
/* harmony export */   F: () => (/* binding */ baseName)
/* harmony export */ });
function blamedSeats({ blamed, files }) {
    const named = seatsOf(files, blamed, path => path);
    if (named.size > 0)
        return named;
    const alike = seatsOf(files, blamed, baseName);
    if (alike.size > 0)
        return alike;
    if (blamed.length > 0 || !files.some(({ state }) => state === 'Failed'))
        return new Set();
    const failed = files.flatMap(({ state }, seat) => (state === 'Failed' ? [seat] : []));
    return new Set(failed.length < files.length ? failed : []);
}
function seatsOf(files, blamed, form) {
    if (blamed.length === 0)
        return new Set();
    const wanted = new Set(blamed.map(form));
    return new Set(files.flatMap(({ paths }, seat) => (paths.some(path => wanted.has(form(path))) ? [seat] : [])));
}
function baseName(path) {
    return path.slice(path.lastIndexOf('/') + 1);
}


/***/ }),

/***/ 4230:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ couldBeOf),
/* harmony export */   u: () => (/* binding */ sourcesOf)
/* harmony export */ });
/* harmony import */ var _words_url_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8870);
/* harmony import */ var _blame_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8290);


function sourcesOf(source) {
    switch (source.kind) {
        case 'objects':
            return source.urls.map(_words_url_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutQuery */ .j$);
        case 'volume':
            return [...source.paths];
        case 'files':
            return source.groups.map(group => group.join(','));
    }
}
function pathsOf(source) {
    if (source.kind === 'files')
        return source.groups.flat();
    const paths = sourcesOf(source);
    const isEncoded = (path) => source.kind === 'objects' && path.startsWith('https:');
    return paths.map(path => (isEncoded(path) ? (0,_words_url_js__WEBPACK_IMPORTED_MODULE_0__/* .decoded */ .DH)(path) : path));
}
function couldBeOf(source, files) {
    const paths = files.flatMap(file => file.paths);
    if (paths.length === 0)
        return undefined;
    const asked = pathsOf(source);
    if (!agree(asked.map(baseOf), paths.map(_blame_js__WEBPACK_IMPORTED_MODULE_1__/* .baseName */ .F)))
        return false;
    return source.kind !== 'files' || agree(asked, paths) ? true : undefined;
}
function agree(asked, found) {
    const there = new Set(found);
    const isByName = (path) => !path.endsWith('/') && !path.includes('*');
    const byName = new Set(asked.filter(isByName));
    const isOpen = byName.size === 0 || !asked.every(isByName);
    return byName.isSubsetOf(there) && (isOpen || there.isSubsetOf(byName));
}
function baseOf(path) {
    return path.endsWith('/') ? path : (0,_blame_js__WEBPACK_IMPORTED_MODULE_1__/* .baseName */ .F)(path);
}


/***/ }),

/***/ 6793:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ outliving),
/* harmony export */   u: () => (/* binding */ within)
/* harmony export */ });
function within(clock, signal, ms) {
    const limit = outliving(clock, AbortSignal.abort(), ms);
    return { ...limit, signal: AbortSignal.any([signal, limit.signal]) };
}
function outliving(clock, signal, ms) {
    const over = new AbortController();
    const late = new AbortController();
    const onAbort = () => void clock.sleep(ms, over.signal).then(() => over.signal.aborted || late.abort());
    if (signal.aborted)
        onAbort();
    else
        signal.addEventListener('abort', onAbort, { signal: over.signal });
    return { signal: late.signal, end: () => over.abort() };
}


/***/ }),

/***/ 6606:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   DP: () => (/* binding */ LOOK_AT_OBJECTS),
/* harmony export */   Dn: () => (/* binding */ SEARCH),
/* harmony export */   Dr: () => (/* binding */ UNREACHABLE),
/* harmony export */   Ft: () => (/* binding */ LAST_POLL),
/* harmony export */   GF: () => (/* binding */ BIRTH),
/* harmony export */   Gt: () => (/* binding */ LAST_CREATE),
/* harmony export */   Qt: () => (/* binding */ LOOK_BEFORE),
/* harmony export */   RV: () => (/* binding */ SEARCH_INTERVAL),
/* harmony export */   Te: () => (/* binding */ MOST_FAILED_POLLS),
/* harmony export */   VQ: () => (/* binding */ SERVER_TIMEOUT_MARGIN),
/* harmony export */   XE: () => (/* binding */ COMMIT_MARGIN),
/* harmony export */   XV: () => (/* binding */ CALL),
/* harmony export */   Zv: () => (/* binding */ GRACE),
/* harmony export */   _f: () => (/* binding */ CLEAN_UP),
/* harmony export */   ak: () => (/* binding */ LAST_ABORT),
/* harmony export */   eE: () => (/* binding */ POLL),
/* harmony export */   fi: () => (/* binding */ CHECK),
/* harmony export */   i2: () => (/* binding */ COUNT),
/* harmony export */   k3: () => (/* binding */ COUNT_INTERVAL),
/* harmony export */   l1: () => (/* binding */ LONGEST_COUNT_INTERVAL),
/* harmony export */   lY: () => (/* binding */ CREATE),
/* harmony export */   oX: () => (/* binding */ REFRESH_INTERVAL),
/* harmony export */   og: () => (/* binding */ LOOK),
/* harmony export */   pk: () => (/* binding */ MOST_REPEATS),
/* harmony export */   yM: () => (/* binding */ COMMIT_POLL),
/* harmony export */   z2: () => (/* binding */ SHORTEST_TROUBLE)
/* harmony export */ });
const POLL = 30_000;
const LAST_POLL = 10_000;
const CALL = 10_000;
const CREATE = 60_000;
const MOST_FAILED_POLLS = 10;
const SHORTEST_TROUBLE = 120_000;
const BIRTH = 20_000;
const UNREACHABLE = 30_000;
const LOOK_BEFORE = 30_000;
const SEARCH = 30_000;
const SEARCH_INTERVAL = 2000;
const GRACE = 10_000;
const MOST_REPEATS = 2;
const LAST_CREATE = 4000;
const COUNT = 60_000;
const COUNT_INTERVAL = 2000;
const LONGEST_COUNT_INTERVAL = 10_000;
const REFRESH_INTERVAL = 10_000;
const CHECK = 30_000;
const LOOK = 5000;
const LOOK_AT_OBJECTS = 10_000;
const SERVER_TIMEOUT_MARGIN = 30 * 60_000;
const COMMIT_MARGIN = 5 * 60_000;
const COMMIT_POLL = 2000;
const LAST_ABORT = 3000;
const CLEAN_UP = 60_000;


/***/ }),

/***/ 6598:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A3: () => (/* binding */ reasonOf),
/* harmony export */   Yt: () => (/* binding */ INDEX_BUILT),
/* harmony export */   np: () => (/* binding */ advance)
/* harmony export */ });
/* unused harmony export phaseOf */
/* harmony import */ var _blame_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8290);

function advance(before, seen, submitted = []) {
    const percent = seen.standing === 'completed' ? 100 : Math.max(before?.percent ?? 0, whole(seen.percent));
    const failed = seen.standing === 'failed';
    const isStaged = seen.standing === 'uncommitted';
    return {
        ...seen,
        percent,
        phase: seen.phase ?? phaseOf(seen, percent),
        collectionName: seen.collectionName ?? before?.collectionName,
        importedRows: failed || isStaged ? seen.importedRows : larger(before?.importedRows, seen.importedRows),
        totalRows: isStaged ? seen.totalRows : larger(before?.totalRows, seen.totalRows),
        files: advanceFiles(before?.files ?? [], seen, submitted),
    };
}
function advanceFiles(before, seen, submitted) {
    if (seen.files.length === 0)
        return before;
    const culprits = (0,_blame_js__WEBPACK_IMPORTED_MODULE_0__/* .blamedSeats */ .E)(seen);
    const isInOrder = seen.files.length === before.length && seen.files.every(({ name }, seat) => name === before[seat]?.name);
    if (isInOrder) {
        return seen.files.map((file, seat) => {
            const known = before[seat];
            const isTwin = known?.isTwin ?? false;
            return advanceFile(file, isTwin ? undefined : known, { seen, isTwin, isCulprit: culprits.has(seat) });
        });
    }
    const twice = namesSeenTwice(seen.files);
    const seats = new Map(before.map((file, seat) => [file.name, { file, seat }]));
    const seatOf = seats.size > 0 ? ({ name }) => seats.get(name)?.seat : submittedSeats(submitted);
    const last = Number.MAX_SAFE_INTEGER;
    return seen.files
        .map((file, at) => {
        const isTwin = twice.has(file.name);
        const known = isTwin ? undefined : seats.get(file.name)?.file;
        const told = advanceFile(file, known, { seen, isTwin, isCulprit: culprits.has(at) });
        return { file: told, seat: seatOf(file) ?? last };
    })
        .sort((a, b) => a.seat - b.seat)
        .map(({ file }) => file);
}
function advanceFile(file, known, { seen, isTwin, isCulprit }) {
    const rows = rowsOf(file, seen);
    return {
        name: known?.name ?? file.name,
        paths: known?.paths ?? file.paths,
        state: file.state,
        percent: seen.standing === 'completed' ? 100 : Math.max(known?.percent ?? 0, whole(file.percent)),
        importedRows: seen.standing === 'failed' ? rows : larger(known?.importedRows, rows),
        totalRows: larger(known?.totalRows, file.totalRows),
        fileSize: known?.fileSize === file.fileSize ? known?.fileSize : file.fileSize,
        reason: file.reason,
        isTwin,
        isCulprit,
    };
}
function namesSeenTwice(files) {
    const once = new Set(files.map(({ name }) => name));
    if (once.size === files.length)
        return new Set();
    return new Set(files.map(({ name }) => name).filter(name => !once.delete(name)));
}
function submittedSeats(submitted) {
    const seats = new Map(submitted.map((source, seat) => [lastName(source), seat]));
    const folders = submitted.flatMap((source, seat) => source.endsWith('/') ? [{ seat, tail: `${source.split('/').at(-2) ?? ''}/` }] : []);
    return ({ paths: [path = ''] }) => seats.get((0,_blame_js__WEBPACK_IMPORTED_MODULE_0__/* .baseName */ .F)(path)) ?? folders.find(({ tail }) => path.includes(tail))?.seat;
}
function lastName(source) {
    return (0,_blame_js__WEBPACK_IMPORTED_MODULE_0__/* .baseName */ .F)(source.split(/(?<=\.npy),/)[0] ?? '');
}
function reasonOf({ reason, files }) {
    return reason || files.find(file => file.reason)?.reason || '';
}
function rowsOf(file, seen) {
    return file.importedRows ?? (seen.standing === 'completed' ? file.totalRows : undefined);
}
const INDEX_BUILT = 90;
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
    if (percent < INDEX_BUILT)
        return 'building the index';
    return 'finishing';
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

/***/ 6924:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ readRefusal),
/* harmony export */   u: () => (/* binding */ readPhaseRefusal)
/* harmony export */ });
const BY_CODE = Object.fromEntries(Object.entries({
    missing: '100',
    noDatabase: '800',
    partitionMissing: '200',
    partitionNotLoaded: '201',
    loading: '103 202',
    noIndex: '700',
    aliasMissing: '1600',
    aliasTaken: '1601 1602',
    noPermission: '1401 40022 80020 96027',
    noCredentials: '1400 1800 21119 80001 80002',
    rateLimited: '4 8 1807',
    transient: '1 2 12 106 110 1002 1003 2200 10000 10001',
}).flatMap(([refusal, codes]) => codes.split(' ').map(code => [code, refusal])));
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
function readPhaseRefusal({ kind, code, said, }) {
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


/***/ }),

/***/ 8999:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   dg: () => (/* binding */ isTransient),
/* harmony export */   fu: () => (/* binding */ backOff),
/* harmony export */   mg: () => (/* binding */ isUnknownJob),
/* harmony export */   v7: () => (/* binding */ meaningOfCreate)
/* harmony export */ });
/* harmony import */ var _errors_catalogue_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6421);
/* harmony import */ var _errors_explain_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7968);


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
            return REPEATED.has(statusDoes(httpStatus)) || REPEATED.has((0,_errors_catalogue_js__WEBPACK_IMPORTED_MODULE_0__/* .entryOf */ .Ms)(code)?.does ?? 'stop');
    }
}
const REPEATED = new Set(['again', 'later', 'unanswered']);
function statusDoes(httpStatus) {
    return (0,_errors_catalogue_js__WEBPACK_IMPORTED_MODULE_0__/* .entryOf */ .Ms)(`Http${httpStatus}`)?.does ?? (httpStatus >= 500 ? 'unanswered' : 'stop');
}
function backOff(failures, random) {
    const full = Math.min(1000 * 2 ** Math.max(0, failures - 1), 30_000);
    return full * (1 - random() / 4);
}
function isUnknownJob({ code, said }) {
    return (0,_errors_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .explain */ .W)(code, said).does === 'gone' || /job not found/i.test(said);
}
function meaningOfCreate(failure) {
    const { kind, code, said, httpStatus = 0 } = failure;
    switch (kind) {
        case 'unsent':
            return 'unsent';
        case 'interrupted':
        case 'aborted':
        case 'unreadable':
            return 'ambiguous';
        case 'status':
        case 'code': {
            const status = statusDoes(httpStatus);
            if (status === 'later')
                return 'later';
            if (kind === 'code' && httpStatus < 500) {
                if ((0,_errors_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .explain */ .W)(code, said).does === 'later')
                    return 'later';
                const does = (0,_errors_catalogue_js__WEBPACK_IMPORTED_MODULE_0__/* .entryOf */ .Ms)(code)?.does;
                if ((does === 'ambiguous' || does === 'unanswered') && httpStatus !== 403)
                    return 'ambiguous';
            }
            return status === 'unanswered' ? 'ambiguous' : 'refused';
        }
    }
}


/***/ }),

/***/ 8168:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Cl: () => (/* binding */ allRowsIn),
/* harmony export */   S4: () => (/* binding */ judge),
/* harmony export */   qB: () => (/* binding */ stagedRows)
/* harmony export */ });
/* harmony import */ var _errors_failures_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(898);
/* harmony import */ var _errors_gate_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8646);
/* harmony import */ var _model_job_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(8260);
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(980);
/* harmony import */ var _words_job_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(9796);
/* harmony import */ var _blame_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(8290);
/* harmony import */ var _files_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4230);
/* harmony import */ var _progress_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(6598);








function judge(last, { connection: { api }, idempotencyKey }, expected, request) {
    if (last.standing === 'failed') {
        const { at, paths } = place(last, request ? (0,_files_js__WEBPACK_IMPORTED_MODULE_2__/* .sourcesOf */ .u)(request.source) : []);
        const files = paths.length > 0 ? paths : last.files.flatMap(file => file.paths);
        const hasOwnKey = idempotencyKey !== 'auto' && idempotencyKey !== 'off';
        throw (0,_errors_failures_js__WEBPACK_IMPORTED_MODULE_0__/* .jobFailed */ .$T)({ reason: (0,_progress_js__WEBPACK_IMPORTED_MODULE_3__/* .reasonOf */ .A3)(last), at, files, hasOwnKey, api });
    }
    if (last.standing === 'uncommitted')
        throw (0,_errors_gate_js__WEBPACK_IMPORTED_MODULE_1__/* .uncommitted */ .SU)(api);
    const rows = (0,_model_job_js__WEBPACK_IMPORTED_MODULE_4__/* .importedRowsOf */ .$)(last);
    if (expected && !holds(expected, rows))
        throw (0,_errors_failures_js__WEBPACK_IMPORTED_MODULE_0__/* .rowCountMismatch */ .q7)(expected, rows);
    return rowWarnings(rows, last.totalRows);
}
function allRowsIn(last, expected) {
    const rows = (0,_model_job_js__WEBPACK_IMPORTED_MODULE_4__/* .importedRowsOf */ .$)(last);
    return expected ? holds(expected, rows) : rows !== undefined && rows > 0n && rows === last.totalRows;
}
function stagedRows({ importedRows: rows, totalRows }, expected) {
    if (rows === undefined)
        return { holds: false, says: 'The server does not report how many rows were staged' };
    const staged = `${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_5__/* .count */ .U9)(rows)} rows were staged`;
    if (totalRows === undefined)
        return { holds: false, says: `${staged}, but the server does not report how many the files hold` };
    if (rows !== totalRows)
        return { holds: false, says: `${staged}, the files hold ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_5__/* .count */ .U9)(totalRows)}` };
    if (!expected || holds(expected, rows))
        return { holds: true, says: staged };
    return { holds: false, says: `${staged}, ${(0,_errors_failures_js__WEBPACK_IMPORTED_MODULE_0__/* .boundWords */ .Uj)(expected)} were expected` };
}
function holds(expected, rows) {
    if (rows === undefined)
        return false;
    return expected.kind === 'atLeast' ? rows >= expected.rows : rows === expected.rows;
}
function rowWarnings(rows, total) {
    if (rows === undefined)
        return [];
    if (rows === 0n && !total)
        return ['The import completed, but the server reports 0 rows. Check that the files hold rows.'];
    if (total === undefined || (rows > 0n && rows >= total))
        return [];
    return [
        `The import completed, but the server reports ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_5__/* .count */ .U9)(rows)} of ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_5__/* .count */ .U9)(total)} rows imported. Count the rows of the collection before you rely on them.`,
    ];
}
function place({ blamed, files }, sources) {
    const [culprit, ...others] = files.filter(file => file.isCulprit);
    const told = others.length === 0 ? culprit?.paths : undefined;
    const paths = blamed.length > 0 ? blamed : (told ?? []);
    if (paths.length === 0)
        return { at: '', paths };
    const label = (0,_words_job_js__WEBPACK_IMPORTED_MODULE_6__/* .fileLabel */ .DM)({ name: paths.join(' '), paths });
    const [source, ...twins] = sources.filter(source => (0,_blame_js__WEBPACK_IMPORTED_MODULE_7__/* .baseName */ .F)(source) === (0,_blame_js__WEBPACK_IMPORTED_MODULE_7__/* .baseName */ .F)(paths[0] ?? ''));
    const isOther = source !== undefined && !label.includes(source) && !source.endsWith(label);
    return { at: isOther && twins.length === 0 ? `${label} (your ${source})` : label, paths };
}


/***/ }),

/***/ 4629:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  i: () => (/* binding */ main)
});

// EXTERNAL MODULE: ./model/service.js
var service = __nccwpck_require__(6324);
// EXTERNAL MODULE: ./words/text.js
var words_text = __nccwpck_require__(6240);
// EXTERNAL MODULE: ./api/failure.js
var api_failure = __nccwpck_require__(4268);
// EXTERNAL MODULE: ./api/v2.js
var v2 = __nccwpck_require__(2312);
// EXTERNAL MODULE: ./api/envelope.js
var envelope = __nccwpck_require__(3296);
;// CONCATENATED MODULE: ./api/zilliz-v1.js


const IMPORT = '/v1/vector/collections/import';
const PAGE_SIZE = 100;
const zillizV1 = {
    create: request => ({ method: 'POST', path: IMPORT, body: createFields(request) }),
    describe: (scope, jobId) => [get('get', { jobId, clusterId: clusterOf(scope) })],
    readJob,
    list: (scope, _collectionName, page) => get('list', { clusterId: clusterOf(scope), pageSize: String(PAGE_SIZE), currentPage: String(page) }),
    readList: data => (0,v2/* readRecords */.T3)(data, 'tasks'),
    pageSize: PAGE_SIZE,
    listsOneCollection: false,
    listTellsEnd: true,
};
function get(route, query) {
    return { method: 'GET', path: `${IMPORT}/${route}?${new URLSearchParams(query)}` };
}
function clusterOf({ target }) {
    return target.kind === 'cluster' ? target.clusterId : '';
}
function createFields({ target, collectionName, partitionName, source }) {
    const { urls, credentials } = source.kind === 'objects' ? source : { urls: [], credentials: undefined };
    return {
        clusterId: clusterOf({ target, dbName: undefined }),
        collectionName,
        partitionName,
        objectUrl: urls[0],
        accessKey: credentials?.accessKey,
        secretKey: credentials?.secretKey,
    };
}
function readJob(data) {
    const standing = standingOf(data);
    const details = (0,envelope/* readList */.LD)(data, 'details', file => file);
    const files = details.length > 0 ? details : [data].filter(job => (0,envelope/* readText */.yR)(job, 'fileName') !== '');
    return {
        state: WORDS[standing],
        standing,
        percent: readPercent(data),
        phase: standing === 'running' ? 'importing rows' : 'done',
        collectionName: (0,envelope/* readText */.yR)(data, 'collectionName') || undefined,
        importedRows: undefined,
        totalRows: undefined,
        ...(0,v2/* readReason */.pk)((0,envelope/* readText */.yR)(data, 'errorMessage')),
        files: files.map(file => ({
            ...readName(file),
            state: WORDS[standingOf(file)],
            percent: readPercent(file),
            importedRows: undefined,
            totalRows: undefined,
            fileSize: (0,envelope/* readCount */._0)(file, 'fileSize'),
            reason: (0,v2/* readReason */.pk)((0,envelope/* readText */.yR)(file, 'errorMessage')).reason,
        })),
    };
}
function readName(file) {
    const paths = (0,v2/* pathsOf */.wG)((0,envelope/* readText */.yR)(file, 'fileName'));
    return { name: paths.join(' '), paths };
}
function standingOf(fields) {
    if ((0,envelope/* readText */.yR)(fields, 'errorMessage') !== '')
        return 'failed';
    return (0,envelope/* readText */.yR)(fields, 'completeTime') === '' ? 'running' : 'completed';
}
const WORDS = {
    running: 'Importing',
    completed: 'Completed',
    failed: 'Failed',
    uncommitted: 'Uncommitted',
};
function standingOfWord(word) {
    if (word === 'ImportCompleted')
        return 'completed';
    return word === 'ImportFailed' ? 'failed' : undefined;
}
function readPercent(fields) {
    const ready = (0,envelope/* readNumber */.kz)(fields, 'readyPercentage');
    return ready !== undefined && ready <= 1 ? ready * 100 : ready;
}

;// CONCATENATED MODULE: ./api/client.js





const DIALECTS = { 'zilliz-v2': v2/* zillizV2 */.t5, 'zilliz-v1': zillizV1, milvus: v2/* milvus */.RQ };
const MOST_PAGES = 100;
const LONGEST_STATE = 100;
const LONGEST_NAME = 255;
function createImportService(api, transport, scope, redact) {
    const dialect = DIALECTS[api];
    let route = 0;
    let reached;
    async function ask(call, options) {
        const { envelope, failure } = await (0,api_failure/* exchange */.c)(transport, call, options, redact);
        if (!envelope.data)
            throw new service/* CallError */.R(failure);
        return { data: envelope.data, failure };
    }
    async function describe(jobId, options) {
        let refused;
        for (const [index, call] of dialect.describe(scope, jobId).entries()) {
            if (index < route)
                continue;
            try {
                const { data, failure } = await ask(call, options);
                route = index;
                const named = (0,v2/* readJobId */.tW)(data);
                if (named === undefined || named === jobId)
                    return dialect.readJob(data);
                const said = `It is about import job ${named}`;
                throw new service/* CallError */.R({ ...failure, kind: 'unreadable', code: 'OtherJob', said });
            }
            catch (error) {
                if (!isUnknownRoute(error))
                    throw error;
                refused ??= error;
            }
        }
        throw refused;
    }
    const list = (collectionName, options) => wholeList(dialect, async (page) => (await ask(dialect.list(scope, collectionName, page), options)).data);
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
        listsOneCollection: dialect.listsOneCollection,
        async create(request, key, options) {
            const call = dialect.create(request);
            const { data, failure } = await ask(key ? { ...call, headers: { 'idempotency-key': key } } : call, options);
            const jobId = (0,v2/* readJobId */.tW)(data);
            if (jobId === undefined)
                throw new service/* CallError */.R(failure);
            return jobId;
        },
        async describe(jobId, options) {
            const job = await describe(jobId, options);
            return readable(dialect.listTellsEnd ? await endInList(job, jobId, options) : job, redact);
        },
        list,
    };
}
async function wholeList({ readList, pageSize }, ask) {
    const found = new Map();
    const nameless = [];
    let read = 0;
    for (let page = 1; page <= MOST_PAGES; page += 1) {
        const { jobs, total = 0 } = readList(await ask(page));
        for (const job of jobs) {
            if (job.jobId === undefined)
                nameless.push(job);
            else
                found.set(job.jobId, job);
        }
        read += jobs.length;
        if (pageSize === undefined || (jobs.length < pageSize && read >= total))
            return [...found.values(), ...nameless];
        if (jobs.length === 0)
            break;
    }
    const said = 'The list of jobs has no end that can be seen';
    throw new service/* CallError */.R({ kind: 'unreadable', code: 'Unreadable', said });
}
function isUnknownRoute(error) {
    return error instanceof service/* CallError */.R && (error.failure.httpStatus === 404 || error.failure.httpStatus === 405);
}
function readable(job, redact) {
    const { state, reason, collectionName, files } = job;
    const own = {
        state: (0,words_text/* cut */.Jj)(redact(state), LONGEST_STATE),
        reason: redact(reason),
        collectionName: collectionName && (0,words_text/* cut */.Jj)(redact(collectionName), LONGEST_NAME),
    };
    if (!holdsSecret(files, redact))
        return { ...job, ...own };
    const clean = (file) => ({
        ...file,
        ...{ name: redact(file.name), state: redact(file.state), reason: redact(file.reason) },
    });
    return { ...job, ...own, files: files.map(clean) };
}
const PIECE = 16_384;
function holdsSecret(files, redact) {
    let piece = '';
    let before = '';
    for (const { name, state, reason } of files) {
        const words = reason === '' ? state : `${state}\n${reason}`;
        piece += words === before ? `${name}\n` : `${name}\n${words}\n`;
        before = words;
        if (piece.length < PIECE)
            continue;
        if (redact(piece) !== piece)
            return true;
        piece = '';
    }
    return redact(piece) !== piece;
}

// EXTERNAL MODULE: ./errors/failures.js
var failures = __nccwpck_require__(898);
// EXTERNAL MODULE: ./errors/import-error.js
var import_error = __nccwpck_require__(687);
// EXTERNAL MODULE: ./inputs/inputs.js + 5 modules
var inputs = __nccwpck_require__(3349);
// EXTERNAL MODULE: ./job/files.js
var files = __nccwpck_require__(4230);
// EXTERNAL MODULE: ./words/format.js
var format = __nccwpck_require__(980);
// EXTERNAL MODULE: ./words/job.js
var words_job = __nccwpck_require__(9796);
// EXTERNAL MODULE: ./report/ending.js
var ending = __nccwpck_require__(7549);
// EXTERNAL MODULE: ./report/event-lines.js
var event_lines = __nccwpck_require__(7626);
// EXTERNAL MODULE: ./model/job.js
var job = __nccwpck_require__(8260);
// EXTERNAL MODULE: ./report/tables.js
var tables = __nccwpck_require__(9271);
;// CONCATENATED MODULE: ./report/job-news.js



const MOST_LINES_PER_FILE = 8;
const MOST_FAILURES = 20;
const STATES = ['Pending', 'Importing', 'InProgress', 'Completed', 'Failed', 'Uncommitted', 'Committing'];
function createJobNews() {
    const states = new Set(['', ...STATES]);
    const filesOf = createFileNews();
    let position = '';
    let mark = '';
    return (progress) => {
        const { state, percent, standing } = progress;
        const before = { position, mark };
        const isUnknownState = !states.has(state);
        states.add(state);
        position = [state, percent, (0,job/* importedRowsOf */.$)(progress)].join();
        mark = markOf(progress);
        const files = standing === 'failed' ? [] : filesOf(progress);
        return {
            isUnknownState,
            hasMoved: position !== before.position,
            isWorthLine: mark !== before.mark,
            files,
        };
    };
}
function markOf(progress) {
    const { state, phase, percent, files } = progress;
    const step = Math.max(1, Math.ceil(files.length / tables/* MOST_OPEN_FILES */.FJ));
    return [state, phase, Math.floor(percent / 5), Math.floor((0,words_job/* doneFiles */.Yd)(progress) / step)].join(' ');
}
function createFileNews() {
    const told = new Map();
    let failures = 0;
    return ({ files }) => {
        const many = files.length > tables/* MOST_OPEN_FILES */.FJ;
        return files.filter((file, index) => {
            if (many && (file.state !== 'Failed' || failures >= MOST_FAILURES))
                return false;
            const key = `${index} ${file.name}`;
            const mark = many ? file.state : `${file.state} ${Math.floor(file.percent / 25)}`;
            const { mark: before, lines } = told.get(key) ?? { mark: undefined, lines: 0 };
            if (before === mark || lines >= MOST_LINES_PER_FILE)
                return false;
            told.set(key, { mark, lines: lines + 1 });
            if (many)
                failures += 1;
            return true;
        });
    };
}

// EXTERNAL MODULE: ./report/runner.js
var report_runner = __nccwpck_require__(828);
// EXTERNAL MODULE: ./report/speed.js
var report_speed = __nccwpck_require__(6699);
;// CONCATENATED MODULE: ./report/log.js








const HEARTBEAT = 60_000;
const HEARTBEAT_BY_POLL = 45_000;
const UPLOAD_PAUSE = 5000;
function createLog(runner, now, recording) {
    const { print, timed, silence } = createPaper(runner, now);
    const heart = createHeart(now, recording);
    const newsOf = createJobNews();
    let toldTrouble = '';
    let toldTenth;
    const beat = (after) => {
        if (silence() >= after)
            timed(heart.line());
    };
    const onTrouble = (failure, line) => {
        heart.pollFailed();
        const words = (0,words_job/* failureWords */.AC)(failure);
        if (words !== toldTrouble)
            timed(line);
        toldTrouble = words;
    };
    const onProgress = (progress) => {
        const { isUnknownState, hasMoved, isWorthLine, files } = newsOf(progress);
        heart.polled(progress, hasMoved);
        if (isUnknownState)
            timed(`Unknown state "${progress.state}"; still waiting`);
        if (isWorthLine) {
            timed(standing(progress, recording));
            toldTrouble = '';
        }
        else
            beat(HEARTBEAT_BY_POLL);
        for (const file of files)
            print((0,event_lines/* fileLine */.RO)(file));
    };
    const onUploading = (percent, line) => {
        const tenth = Math.floor(percent / 10);
        heart.waitFor(line);
        if (toldTenth !== undefined && (tenth <= toldTenth || silence() < UPLOAD_PAUSE))
            return beat(HEARTBEAT_BY_POLL);
        timed(line);
        toldTenth = tenth;
    };
    return {
        tell(event, known) {
            if (event.kind === 'progress')
                return onProgress(event.progress);
            const line = (0,event_lines/* lineOf */.cA)(event, known);
            if (line === undefined)
                return;
            switch (event.kind) {
                case 'checked':
                    timed(line);
                    (0,tables/* checkLines */.Wb)(event.checks.filter(({ result }) => result === 'failed')).forEach(print);
                    return runner.group('All checks', (0,tables/* checkLines */.Wb)(event.checks));
                case 'settled':
                    return print(line);
                case 'trouble':
                    return onTrouble(event.failure, line);
                case 'reading':
                    heart.waitFor(line);
                    return beat(HEARTBEAT_BY_POLL);
                case 'uploading':
                    return onUploading((0,event_lines/* uploadPercent */.tk)(event.progress), line);
                case 'uploaded':
                    heart.waitFor(undefined);
                    return timed(line);
                case 'counted':
                case 'awaiting':
                    return heart.waitFor(line) ? timed(line) : beat(HEARTBEAT_BY_POLL);
                default:
                    timed(line);
            }
        },
        finished(outcome) {
            for (const { title, lines } of (0,tables/* fileLines */.c0)(outcome.last)) {
                if (title)
                    runner.group(title, lines);
                else
                    lines.forEach(print);
            }
            (0,ending/* closingLines */.Po)(outcome, recording).forEach(print);
        },
        beat: () => beat(HEARTBEAT),
        untilBeat: () => Math.max(1, HEARTBEAT - silence()),
    };
}
function createPaper(runner, now) {
    const startedAt = now();
    let printedAt = startedAt;
    const print = (line) => {
        runner.line(line);
        printedAt = now();
    };
    return {
        print,
        timed(line) {
            const at = `[${(0,format/* duration */.p0)(Math.floor((now() - startedAt) / 1000) * 1000)}]`;
            print([(0,report_runner/* styled */.I4)('faint', at), ' ', ...(typeof line === 'string' ? [line] : line)]);
        },
        silence: () => now() - printedAt,
    };
}
function createHeart(now, recording) {
    let waiting;
    let last;
    let changedAt = now();
    let failedPolls = 0;
    return {
        waitFor(line) {
            const isNew = line === undefined || waiting === undefined || (0,report_runner/* textOf */.b6)(line) !== (0,report_runner/* textOf */.b6)(waiting);
            if (isNew)
                changedAt = now();
            waiting = line;
            return isNew;
        },
        polled(progress, hasMoved) {
            if (hasMoved)
                changedAt = now();
            last = progress;
            waiting = undefined;
            failedPolls = 0;
        },
        pollFailed() {
            failedPolls += 1;
        },
        line() {
            const idle = now() - changedAt;
            const words = [
                last && idle >= HEARTBEAT_BY_POLL ? `no change for ${(0,format/* duration */.p0)(roughly(idle))}` : '',
                failedPolls > 0 ? `${(0,format/* plural */.LS)(failedPolls, 'poll')} failed` : '',
            ];
            const what = waiting ?? (last ? standing(last, recording) : 'No answer yet, still waiting');
            const more = (0,report_runner/* styled */.I4)(failedPolls > 0 ? 'warn' : 'faint', listed(words));
            return [...(typeof what === 'string' ? [what] : what), more];
        },
    };
}
function standing(progress, { samples }) {
    const speed = (0,report_speed/* speedOf */.r7)(samples, progress.totalRows);
    const words = [
        speed ? (0,report_speed/* inWords */.r4)(speed.rowsPerSecond) : '',
        speed?.rest ? `about ${(0,format/* duration */.p0)(roughly(speed.rest))} to the last row` : '',
    ];
    return (0,event_lines/* jobLine */._r)(progress, listed(words));
}
function listed(words) {
    return words.map(word => word && `, ${word}`).join('');
}
function roughly(ms) {
    const unit = ms < 120_000 ? 10_000 : 60_000;
    return Math.max(1, Math.round(ms / unit)) * unit;
}

;// CONCATENATED MODULE: ./report/outputs.js



const LONGEST_JSON = 120_000;
const LONGEST_CODE = 100;
const LONGEST_REASON = 1000;
const outputNames = [
    ...['jobId', 'status', 'state', 'progress', 'importedRows', 'totalRows', 'files'],
    ...['filesOmitted', 'reused', 'errorCode', 'errorMessage', 'elapsedSeconds'],
    ...['uploadedFiles', 'uploadFolder', 'checks', 'rowsBefore', 'rowsAfter', 'aliasBefore'],
];
function createOutputs(runner) {
    const { clean } = runner;
    const write = (name, value) => {
        if (value !== undefined)
            runner.output(name, String(value));
    };
    return {
        tell(event) {
            switch (event.kind) {
                case 'checked':
                    return write('checks', fitting(event.checks.toSorted(failedFirstOf).map(checkJson)).json);
                case 'uploaded':
                    write('uploadFolder', clean(event.folder));
                    return write('uploadedFiles', fitting(event.files.map(file => JSON.stringify(file))).json);
                case 'learned':
                    write('jobId', (0,words_text/* inert */.tJ)(event.jobId));
                    return write('status', 'Submitted');
                case 'settled':
                    return write('reused', event.origin === 'found');
                case 'switched':
                    return write('aliasBefore', clean(event.before ?? ''));
                default:
            }
        },
        finished({ status, error, last, elapsed, rowsBefore, rowsAfter }) {
            write('status', status);
            write('rowsBefore', rowsBefore);
            write('rowsAfter', rowsAfter);
            if (last) {
                const files = fitting((0,tables/* failedFirst */.Yk)(last).map(fileJson));
                write('state', clean(last.state));
                write('progress', last.percent);
                write('importedRows', (0,job/* importedRowsOf */.$)(last));
                write('totalRows', last.totalRows);
                write('files', files.json);
                write('filesOmitted', files.omitted);
            }
            write('errorCode', error && (0,words_text/* cut */.Jj)(clean(error.code), LONGEST_CODE));
            write('errorMessage', error && clean(error.message));
            write('elapsedSeconds', Math.round(elapsed / 1000));
        },
    };
}
function failedFirstOf(one, other) {
    return Number(other.result === 'failed') - Number(one.result === 'failed');
}
function checkJson({ name, result, text }) {
    return JSON.stringify({ name, result, text: (0,words_text/* cut */.Jj)(text, LONGEST_REASON) });
}
function fileJson(file) {
    const exact = (value) => (value === undefined ? undefined : JSON.rawJSON(String(value)));
    return JSON.stringify({
        name: file.name,
        state: file.state,
        progress: file.percent,
        importedRows: exact(file.importedRows),
        totalRows: exact(file.totalRows),
        fileSize: exact(file.fileSize),
        reason: (0,words_text/* cut */.Jj)(file.reason, LONGEST_REASON),
        culprit: file.isCulprit,
    });
}
function fitting(items) {
    let size = '[]'.length;
    const end = items.findIndex(item => {
        size += Buffer.byteLength(item) + 1;
        return size > LONGEST_JSON;
    });
    const kept = end < 0 ? items : items.slice(0, end);
    return { json: `[${kept.join(',')}]`, omitted: items.length - kept.length };
}

// EXTERNAL MODULE: ./report/reporter.js
var reporter = __nccwpck_require__(1699);
// EXTERNAL MODULE: ./report/summary.js + 2 modules
var summary = __nccwpck_require__(9243);
;// CONCATENATED MODULE: ./report/timeline.js


const MOST_SAMPLES = 200;
function createTimeline() {
    const samples = [];
    const phases = [];
    const files = new Map();
    let settledAt = 0;
    let last;
    const enter = (phase, at, since = at) => {
        const current = phases.at(-1);
        if (current?.phase === phase)
            return;
        if (current)
            phases[phases.length - 1] = { ...current, to: current.to ?? at };
        const isFirst = !current || current.phase === 'uploading';
        if (phase !== 'done')
            phases.push({ phase, from: isFirst ? since : at, to: undefined });
    };
    return {
        recording: { samples, phases, files },
        tell(event, { elapsed: at }) {
            if (event.kind === 'settled')
                settledAt = at;
            if (event.kind === 'counted' && event.when === 'after')
                enter('waiting for queries', at);
            if (event.kind === 'uploading')
                enter('uploading', at);
            if (event.kind === 'uploaded')
                enter('done', at);
            if (event.kind !== 'progress')
                return;
            const { progress } = event;
            enter(progress.phase, at, settledAt);
            followFiles(files, progress, last, { from: samples.at(-1)?.at ?? 0, to: at });
            last = progress;
            samples.push({ at, phase: progress.phase, rows: (0,job/* importedRowsOf */.$)(progress) });
            if (samples.length > MOST_SAMPLES)
                samples.splice(0, samples.length, ...samples.filter((_, index) => index % 2 === 0));
        },
        finished({ elapsed }) {
            enter('done', elapsed);
        },
    };
}
function followFiles(spans, progress, last, { from, to }) {
    progress.files.forEach((file, seat) => {
        const { name } = file;
        const work = workOn(file, progress);
        const before = last?.files[seat];
        if (last && before?.name === name && workOn(before, last) === work)
            return;
        const span = spans.get(name);
        if (!span && work === 'done')
            spans.set(name, { from, to });
        else if (!span && work === 'begun')
            spans.set(name, { from: to, to: undefined });
        else if (span && span.to === undefined && work === 'done')
            spans.set(name, { ...span, to });
    });
}
function workOn(file, { standing }) {
    const { state, percent } = file;
    if ((0,words_job/* isFileDone */.BJ)(file) || standing === 'completed')
        return 'done';
    return percent > 0 || state === 'InProgress' || state === 'Importing' ? 'begun' : 'none';
}

// EXTERNAL MODULE: ./job/verdict.js
var verdict = __nccwpck_require__(8168);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
// EXTERNAL MODULE: ./words/url.js
var url = __nccwpck_require__(8870);
;// CONCATENATED MODULE: ./job/idempotency.js


const noKeys = () => undefined;
function ownKey(key) {
    return turn => (turn === 1 ? key : undefined);
}
function keysOf(run, api, endpoint, request, content) {
    if (run.runId === '')
        return noKeys;
    const { target, dbName, collectionName, partitionName, source } = request;
    const who = [run.repository, run.runId, run.job, run.step];
    const visible = source.kind === 'objects' ? source.urls.map(url/* withoutQuery */.j$) : source;
    const what = [api, endpoint, target, dbName, collectionName, partitionName, visible];
    const base = `zilliz-import-${hashOf([...who, ...what]).slice(0, 40)}`;
    const first = content === undefined ? base : `${base}.${hashOf(content).slice(0, CONTENT)}`;
    const keys = (turn) => (turn === 1 ? first : `${first}-${turn}`);
    return Object.assign(keys, { whatever: { base } });
}
const CONTENT = 16;
function hashOf(value) {
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(value)).digest('hex');
}

// EXTERNAL MODULE: ./model/memory.js
var model_memory = __nccwpck_require__(4420);
// EXTERNAL MODULE: ./job/limits.js
var limits = __nccwpck_require__(6793);
// EXTERNAL MODULE: ./job/patience.js
var patience = __nccwpck_require__(6606);
// EXTERNAL MODULE: ./job/retry.js
var retry = __nccwpck_require__(8999);
// EXTERNAL MODULE: ./steps/ask.js
var ask = __nccwpck_require__(9800);
;// CONCATENATED MODULE: ./steps/search.js




const MOST_NEW = 100;
async function search(submission, before) {
    const { clock, signal, random, tell } = submission;
    const startedAt = clock.now();
    const limit = (0,limits/* within */.u)(clock, signal, patience/* SEARCH */.Dn);
    const look = createLook(submission, before, limit.signal);
    let last = { ours: [], open: [], hasDoubt: false };
    let emptySince;
    try {
        for (;;) {
            (0,ask/* stopIfCancelled */.FE)(signal, ask/* NO_ANSWER */.Dn);
            const seen = await look();
            last = seen ?? last;
            const [ours, ...twins] = last.ours;
            const [open, ...others] = last.open;
            const searched = clock.now() - startedAt;
            const isOver = (limit.signal.aborted && !signal.aborted) || searched >= patience/* SEARCH */.Dn;
            if (ours !== undefined && twins.length === 0 && (open === undefined || isOver)) {
                tell({ kind: 'learned', jobId: ours });
                tell({ kind: 'noted', text: `Found it: import job ${ours}` });
                return { jobId: ours, isUnverified: false };
            }
            const isAlone = ours === undefined && others.length === 0 && !last.hasDoubt;
            if (isOver && open !== undefined && isAlone) {
                const text = `Import job ${open} is new and may be it: following it until it reports its files`;
                tell({ kind: 'noted', text });
                return { jobId: open, isUnverified: true };
            }
            if (isOver)
                return 'unclear';
            if (seen && ours === undefined && open === undefined && !seen.hasDoubt) {
                emptySince ??= searched;
                if (searched - emptySince >= patience/* GRACE */.Zv)
                    return 'none';
            }
            await clock.sleep(patience/* SEARCH_INTERVAL */.RV * (1 - random() / 4), limit.signal);
        }
    }
    finally {
        limit.end();
    }
}
function createLook({ request: { collectionName, source }, service, clock, random, signal }, before, limit) {
    const limited = { clock, random, signal: limit };
    const once = async (question) => {
        const asked = await (0,ask/* ask */.kA)(limited, question, { patience: 0 });
        if ('answer' in asked)
            return asked.answer;
        (0,ask/* stopIfCancelled */.FE)(signal, ask/* NO_ANSWER */.Dn);
        return undefined;
    };
    const known = new Map();
    const describe = async (jobId) => {
        const job = await once(call => service.describe(jobId, call));
        const told = { isOurs: (0,files/* couldBeOf */.K)(source, job?.files ?? []), collectionName: job?.collectionName };
        if (told.isOurs !== undefined)
            known.set(jobId, told);
        return told;
    };
    return async () => {
        const jobs = await once(call => service.list(collectionName, call));
        if (!jobs)
            return undefined;
        const fresh = jobs.filter(({ jobId }) => jobId !== undefined && !before.has(jobId));
        if (fresh.length > MOST_NEW)
            return { ours: [], open: [], hasDoubt: true };
        const told = await Promise.all(fresh.map(async ({ jobId = '', collectionName: listed }) => {
            const { isOurs, collectionName: described } = known.get(jobId) ?? (await describe(jobId));
            const name = service.listsOneCollection ? collectionName : (listed ?? described);
            return { jobId, isOurs, name };
        }));
        const idsOf = (jobs) => jobs.map(({ jobId }) => jobId);
        const isHere = (name = collectionName) => name === collectionName;
        return {
            ours: idsOf(told.filter(({ isOurs, name }) => isOurs && name === collectionName)),
            open: idsOf(told.filter(({ isOurs, name }) => isOurs === undefined && isHere(name))),
            hasDoubt: jobs.some(({ jobId }) => jobId === undefined) ||
                told.some(({ isOurs, name }) => isOurs !== false && name !== collectionName),
        };
    };
}

;// CONCATENATED MODULE: ./steps/create.js








const MOST_UNREADABLE = 3;
async function createOnce(submission, key, known) {
    const { clock, random, signal, service, tell } = submission;
    const memory = key === undefined ? undefined : submission.memory;
    const startedAt = clock.now();
    const deadline = submission.startedAt + submission.timeout;
    let before = known;
    let job;
    let repeats = 0;
    let mayExist = false;
    let isNoted = false;
    try {
        for (let tries = 1; !job; tries += 1) {
            (0,ask/* stopIfCancelled */.FE)(signal);
            before ??= await jobsBefore(submission, deadline);
            if (tries === 1 && key !== undefined) {
                isNoted = true;
                await memory?.begin(key, typeof before === 'object' ? before : undefined);
                (0,ask/* stopIfCancelled */.FE)(signal);
            }
            const sent = await send(submission, key);
            if ('answer' in sent) {
                tell({ kind: 'learned', jobId: sent.answer });
                job = { jobId: sent.answer, isUnverified: false };
                break;
            }
            const { failure } = sent;
            const meaning = (0,retry/* meaningOfCreate */.v7)(failure);
            if (meaning === 'refused')
                throw (0,failures/* rejected */.nS)(failure, service);
            if (meaning === 'ambiguous') {
                mayExist = true;
                job = await searchFor(submission, before, failure, repeats < patience/* MOST_REPEATS */.pk ? deadline : startedAt);
                repeats += 1;
                continue;
            }
            const isUnsent = meaning === 'unsent';
            const last = isUnsent ? Math.min(startedAt + patience/* UNREACHABLE */.Dr, deadline) : deadline;
            const left = last - clock.now();
            if (left <= 0)
                throw (isUnsent ? failures/* unreachable */.HB : failures/* rejected */.nS)(failure, service);
            const pause = Math.min(left, (0,ask/* pauseAfter */.l0)(tries, failure, random));
            const text = `Not submitted yet (${(0,words_job/* failureWords */.AC)(failure)}), trying again in ${(0,format/* duration */.p0)(pause)}`;
            tell({ kind: 'noted', text });
            await clock.sleep(pause, signal);
        }
    }
    catch (error) {
        if (isNoted && !mayExist)
            memory?.nothing(key ?? '');
        throw error;
    }
    if (!job.isUnverified)
        memory?.learned(key ?? '', job.jobId);
    return { ...job, before };
}
async function searchFor(submission, before, failure, deadline) {
    const { clock, signal, service, tell } = submission;
    (0,ask/* stopIfCancelled */.FE)(signal, ask/* NO_ANSWER */.Dn);
    const answeredAt = clock.now();
    tell({ kind: 'noted', text: `${unclear(failure)} (${(0,words_job/* failureWords */.AC)(failure)}): looking for the job` });
    const found = typeof before === 'object' ? await search(submission, before) : 'unclear';
    if (typeof found === 'object')
        return found;
    if (found === 'unclear' || clock.now() >= deadline) {
        const list = typeof before === 'object' ? 'told' : (before ?? 'none');
        throw (0,failures/* submitUnconfirmed */.Jj)({ api: service.api, failure, list });
    }
    const rest = Math.min(answeredAt + (failure.retryAfter ?? 0), deadline) - clock.now();
    await clock.sleep(Math.max(0, rest), signal);
    tell({ kind: 'noted', text: 'The server holds no such job: submitting again' });
    return undefined;
}
function unclear({ kind }) {
    return kind === 'interrupted' || kind === 'aborted'
        ? 'The answer to the import request was lost'
        : 'It is unclear whether the import request was carried out';
}
async function send(submission, key) {
    const { request, service, clock, random, signal } = submission;
    const limit = (0,limits/* outliving */.W)(clock, signal, patience/* LAST_CREATE */.Gt);
    const outlasting = { clock, random, signal: limit.signal };
    const once = { timeout: patience/* CREATE */.lY, patience: 0 };
    try {
        return await (0,ask/* ask */.kA)(outlasting, call => service.create(request, key, call), once);
    }
    finally {
        limit.end();
    }
}
async function jobsBefore(submission, deadline) {
    const { request, service, clock, signal, random } = submission;
    const limit = (0,limits/* within */.u)(clock, signal, Math.min(patience/* LOOK_BEFORE */.Qt, Math.max(1000, deadline - clock.now())));
    const limited = { clock, random, signal: limit.signal };
    try {
        for (let failures = 1;; failures += 1) {
            const asked = await (0,ask/* ask */.kA)(limited, call => service.list(request.collectionName, call), { patience: 0 });
            if ('answer' in asked)
                return new Set(asked.answer.flatMap(({ jobId }) => jobId ?? []));
            (0,ask/* stopIfCancelled */.FE)(signal);
            const { failure } = asked;
            if (failure.kind !== 'aborted' && !(0,retry/* isTransient */.dg)(failure))
                return 'refused';
            if (failure.kind === 'unsent' || limit.signal.aborted)
                return undefined;
            if (failure.kind === 'unreadable' && failures >= MOST_UNREADABLE)
                return undefined;
            await clock.sleep((0,retry/* backOff */.fu)(failures, random), limit.signal);
        }
    }
    finally {
        limit.end();
    }
}

;// CONCATENATED MODULE: ./steps/earlier.js





function isOver(sight) {
    return sight === 'failed' || sight === 'unknown';
}
async function earlierJob(submission, { jobs, begun, turn }) {
    for (const job of jobs) {
        const usable = await ifUsable(submission, job.jobId, job.turn);
        if (usable)
            return usable;
    }
    if (!begun)
        return jobs.length > 0 ? next(turn, submission) : turn;
    const text = 'An earlier attempt may have submitted this import: looking for its job';
    submission.tell({ kind: 'noted', text });
    const told = begun.before ? await search(submission, begun.before) : 'unclear';
    if (typeof told === 'string')
        throw (0,failures/* earlierUnconfirmed */.jz)(submission.service.api, told === 'none');
    const { jobId, isUnverified } = told;
    if (isUnverified)
        return { ...found(submission, jobId, 'unseen'), isUnverified };
    return (await ifUsable(submission, jobId, begun.turn)) ?? next(begun.turn, submission);
}
function next(turn, { keys }) {
    return keys(turn + 1) === undefined ? turn : turn + 1;
}
async function ifUsable(submission, jobId, turn) {
    const { tell, memory, keys } = submission;
    const sight = await sightOf(submission, jobId);
    if (isOver(sight)) {
        tell({ kind: 'noted', text: succeeded(submission, jobId, sight, turn) });
        return undefined;
    }
    tell({ kind: 'learned', jobId });
    memory?.learned(keys(turn) ?? '', jobId);
    return found(submission, jobId, sight);
}
function succeeded(submission, jobId, sight, turn) {
    const end = sight === 'failed' ? 'has failed' : 'is no longer known to the server';
    const how = next(turn, submission) === turn ? 'submitting again with the same key' : 'submitting one new job';
    return `Import job ${jobId} of an earlier attempt ${end}: ${how}`;
}
async function sightOf(submission, jobId) {
    const asked = await (0,ask/* ask */.kA)(submission, call => submission.service.describe(jobId, call), {
        patience: patience/* BIRTH */.GF,
        isPassing: ({ failure }) => (0,retry/* isTransient */.dg)(failure) || (0,retry/* isUnknownJob */.mg)(failure),
    });
    if ('answer' in asked)
        return asked.answer.standing;
    return !submission.signal.aborted && (0,retry/* isUnknownJob */.mg)(asked.failure) ? 'unknown' : 'unseen';
}
function found({ request, startedAt }, jobId, sight) {
    const mustBeSeen = isOver(sight) || sight === 'unseen';
    return { jobId, origin: 'found', request, startedAt, mustBeSeen, hadCompleted: sight === 'completed' };
}

;// CONCATENATED MODULE: ./steps/submit.js




function attach(jobId, { clock, tell }) {
    tell({ kind: 'learned', jobId });
    return { jobId, origin: 'given', startedAt: clock.now() };
}
function submitOnce(request, plan, identity, tools, { content, ready }) {
    const keys = keysFor(request, plan, identity, content);
    const submission = {
        ...{ ...tools, request, keys, memory: tools.remember?.(keys), isRerun: identity.attempt > 1 },
        ...{ startedAt: tools.clock.now(), timeout: plan.timeout },
    };
    return submit_submit(submission, ready);
}
function keysFor(request, { idempotencyKey, connection }, identity, content) {
    if (idempotencyKey === 'off')
        return noKeys;
    if (idempotencyKey !== 'auto')
        return ownKey(idempotencyKey);
    return keysOf(identity, connection.api, connection.endpoint, request, content);
}
async function submit_submit(given, ready = async () => { }) {
    const { request, keys, memory, isRerun, clock, signal, tell } = given;
    const earlier = await earlierJob(given, (await memory?.recall()) ?? model_memory/* NOTHING */.K);
    if (typeof earlier === 'object')
        return earlier;
    await ready();
    const startedAt = clock.now();
    const submission = { ...given, startedAt };
    const tried = new Set();
    let before;
    for (let turn = earlier;; turn += 1) {
        const created = await createOnce(submission, keys(turn), before);
        const { jobId, isUnverified } = created;
        before = created.before;
        const job = { jobId, origin: 'submitted', request, startedAt, isUnverified };
        const isEarlier = typeof before === 'object' && before.has(jobId);
        const hasNext = keys(turn + 1) !== undefined;
        const mayBeGone = isRerun && hasNext;
        if (isUnverified || !(isEarlier || mayBeGone))
            return job;
        const sight = await sightOf(submission, jobId);
        const isSpent = sight === 'unknown' || (sight === 'failed' && isEarlier);
        if (!isSpent || !hasNext || tried.has(jobId) || signal.aborted) {
            if (isEarlier)
                return found(submission, jobId, sight);
            return { ...job, mustBeSeen: sight === 'unseen' || sight === 'unknown' };
        }
        tried.add(jobId);
        tell({ kind: 'noted', text: succeeded(submission, jobId, sight, turn) });
    }
}

// EXTERNAL MODULE: ./steps/watch.js + 1 modules
var watch = __nccwpck_require__(8883);
;// CONCATENATED MODULE: ./run.js



async function run(plan, identity, tools, outside) {
    const { task } = plan;
    const upload = await uploadOf(plan, identity, tools, outside);
    const looked = await lookedAt(plan, tools, upload?.files);
    if (plan.preflight === 'only')
        return 'Checked';
    const expected = expectedOf(plan, looked?.rows);
    const gate = await gateOf(plan, looked?.tools ?? tools);
    const publishing = await publishingOf(plan, looked?.tools ?? tools);
    looked?.over();
    const ready = async () => {
        await upload?.send();
        if (upload)
            await publishing?.recount();
    };
    const content = upload?.content ?? looked?.content;
    let isSubmitted = false;
    try {
        const job = task.kind === 'attach'
            ? attach(task.jobId, tools)
            : await submitOnce(requestOf(task, upload, gate), plan, identity, tools, { content, ready });
        isSubmitted = true;
        const last = gate ? await gate.pass(job, expected, tools) : await (0,watch/* follow */.e)(job, plan, tools);
        if (!last)
            return 'Submitted';
        if (last.standing === 'uncommitted' && plan.commit === 'manual')
            return 'Uncommitted';
        for (const text of (0,verdict/* judge */.S4)(last, plan, expected, job.request))
            tools.tell({ kind: 'warned', text });
        await publishing?.keep(job, last);
        await upload?.cleanUp((0,verdict/* allRowsIn */.Cl)(last, expected));
        return 'Completed';
    }
    catch (error) {
        throw upload ? upload.explained(error, isSubmitted) : error;
    }
}
async function uploadOf(plan, identity, tools, outside) {
    if (plan.task.kind !== 'submit' || plan.task.source.kind !== 'local')
        return undefined;
    const { planUpload } = await Promise.all(/* import() */[__nccwpck_require__.e(48), __nccwpck_require__.e(265)]).then(__nccwpck_require__.bind(__nccwpck_require__, 4265));
    return planUpload(plan.task.source, plan, identity, tools, await outside());
}
async function lookedAt(plan, tools, local) {
    const { task, preflight, expectedRows } = plan;
    if (task.kind === 'attach' || (preflight === 'off' && expectedRows?.kind !== 'files'))
        return undefined;
    const steps = await Promise.all(/* import() */[__nccwpck_require__.e(364), __nccwpck_require__.e(887)]).then(__nccwpck_require__.bind(__nccwpck_require__, 4887));
    return preflight === 'off'
        ? steps.countRowsOfFiles(task, tools, local)
        : steps.preflight(plan, task, tools, local);
}
function expectedOf({ expectedRows }, rows) {
    if (expectedRows?.kind !== 'files')
        return expectedRows;
    if (rows === undefined)
        throw new Error('the rows of the files were not counted');
    return { kind: 'exactly', rows };
}
async function gateOf(plan, tools) {
    if (plan.commit === 'auto')
        return undefined;
    const { prepareGate } = await __nccwpck_require__.e(/* import() */ 827).then(__nccwpck_require__.bind(__nccwpck_require__, 827));
    return prepareGate(plan, tools);
}
async function publishingOf(plan, tools) {
    if (plan.searchable === 'off')
        return undefined;
    const { preparePublishing } = await __nccwpck_require__.e(/* import() */ 364).then(__nccwpck_require__.bind(__nccwpck_require__, 9364));
    return preparePublishing(plan, tools);
}
function requestOf({ into, source }, upload, gate) {
    const remote = source.kind === 'local' ? upload?.source : source;
    if (!remote)
        throw new Error('the files of the runner were not planned');
    return { ...into, source: gate?.held(remote) ?? remote };
}

;// CONCATENATED MODULE: ./main.js











async function main(world) {
    const { given, runner, clock } = world;
    const startedAt = clock.now();
    const elapsed = () => clock.now() - startedAt;
    const timeline = createTimeline();
    const { recording } = timeline;
    const log = createLog(runner, clock.now, recording);
    const checkRun = await checkRunOf(world, recording);
    const reporters = [timeline, createOutputs(runner), log, ...(checkRun ? [checkRun] : [])];
    let known = reporter/* NOTHING_KNOWN */.G;
    const tell = (event) => {
        known = (0,reporter/* learn */.n)(known, event, elapsed());
        for (const reporter of reporters)
            reporter.tell(event, known);
    };
    const over = new AbortController();
    heartbeat(log, clock, over.signal);
    let plan;
    let status;
    let error;
    try {
        plan = (0,inputs/* parseInputs */.T)(given);
        tell({ kind: 'begun', subject: subjectOf(plan) });
        const tools = toolsOf(plan, world, tell, checkRun?.remember);
        status = await run(plan, world.run, tools, uploadWorldOf.bind(undefined, plan, world));
    }
    catch (thrown) {
        error = thrown instanceof import_error/* ImportError */.Y ? thrown : (0,failures/* internalError */.WB)(thrown, known.jobId);
        status = error.status;
    }
    over.abort();
    const isLate = status === 'TimedOut' || error?.code === 'NotSearchable';
    const red = error !== undefined && !(isLate && plan?.onTimeout === 'warn');
    const outcome = { ...known, status, elapsed: elapsed(), error, red };
    const finishing = reporters.map(reporter => reporter.finished(outcome));
    if (plan?.summary ?? true)
        writeSummary(outcome, recording, runner);
    for (const warning of outcome.warnings)
        runner.warn(warning);
    if (error && !red)
        runner.warn(error.message);
    await Promise.all(finishing);
    return outcome;
}
async function checkRunOf({ given: { githubToken }, run: identity, ...world }, recording) {
    if (!githubToken)
        return undefined;
    const { createCheckRun } = await __nccwpck_require__.e(/* import() */ 699).then(__nccwpck_require__.bind(__nccwpck_require__, 4699));
    return createCheckRun({ ...world, open: () => world.openChecks(githubToken), identity, recording });
}
function toolsOf(plan, world, tell, remember) {
    const { clock, today, random, signal, runner, connect } = world;
    const { redact } = runner;
    const { connection, target } = plan;
    const scope = { target, dbName: connection.dbName };
    const access = { connection, target, connect, redact };
    const findCluster = once(async (options) => {
        const api = await Promise.all(/* import() */[__nccwpck_require__.e(20), __nccwpck_require__.e(39)]).then(__nccwpck_require__.bind(__nccwpck_require__, 39));
        return api.findCluster(access, options);
    });
    let wire;
    return {
        ...{ clock, today, random, signal, tell, findCluster, remember },
        service: createImportService(connection.api, connect(connection), scope, redact),
        openDataPlane: once(async (options) => {
            const api = await Promise.all(/* import() */[__nccwpck_require__.e(20), __nccwpck_require__.e(39)]).then(__nccwpck_require__.bind(__nccwpck_require__, 39));
            return api.openDataPlane(access, findCluster, options);
        }),
        async locate(url, credentials) {
            const { openObjects } = await __nccwpck_require__.e(/* import() */ 48).then(__nccwpck_require__.bind(__nccwpck_require__, 48));
            wire ??= world.wire();
            return openObjects(url, credentials, { wire, today, redact, told() { } });
        },
    };
}
function once(ask) {
    let answer;
    return options => {
        answer ??= ask(options).catch(error => {
            answer = undefined;
            throw error;
        });
        return answer;
    };
}
async function uploadWorldOf({ connection }, { connect, env, runner: { redact }, wire }) {
    const { applyFor } = await __nccwpck_require__.e(/* import() */ 433).then(__nccwpck_require__.bind(__nccwpck_require__, 4433));
    return { wire: wire(), env, redact, apply: applyFor(connect(connection), redact) };
}
function subjectOf({ task, target, connection }) {
    const place = placeOf(target, connection.endpoint);
    if (task.kind === 'attach')
        return { collectionName: task.collectionName, place, sources: [] };
    const { into, source } = task;
    const sources = source.kind === 'local' ? source.patterns : (0,files/* sourcesOf */.u)(source);
    return { collectionName: into.collectionName, place, sources };
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
        runner.summary((0,summary/* renderSummary */.B)(outcome, recording));
    }
    catch (error) {
        runner.warn(`The job summary could not be written: ${error instanceof Error ? error.message : error}`);
    }
}


/***/ }),

/***/ 9814:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ tally)
/* harmony export */ });
function tally(checks) {
    return ['ok', 'failed', 'unknown']
        .map(result => [checks.filter(check => check.result === result).length, result])
        .filter(([count]) => count > 0)
        .map(([count, result]) => `${count} ${result}`)
        .join(', ');
}


/***/ }),

/***/ 711:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  m: () => (/* binding */ systemClock)
});

;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = process.getBuiltinModule("node:timers/promises");
;// CONCATENATED MODULE: ./model/clock.js

const LONGEST_TIMER = 2 ** 31 - 1;
const systemClock = {
    now() {
        const [seconds, nanoseconds] = process.hrtime();
        return seconds * 1000 + nanoseconds / 1e6;
    },
    async sleep(ms, signal) {
        try {
            await (0,promises_namespaceObject.setTimeout)(Math.min(Math.max(ms, 0), LONGEST_TIMER), undefined, signal ? { signal } : {});
        }
        catch {
        }
    },
};


/***/ }),

/***/ 8260:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ importedRowsOf)
/* harmony export */ });
function importedRowsOf(progress) {
    if (progress.importedRows !== undefined)
        return progress.importedRows;
    const ofFiles = progress.files.map(file => file.importedRows);
    if (ofFiles.length > 0 && ofFiles.every(rows => rows !== undefined)) {
        return ofFiles.reduce((sum, rows) => sum + rows, 0n);
    }
    return progress.standing === 'completed' ? progress.totalRows : undefined;
}


/***/ }),

/***/ 4420:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ NOTHING)
/* harmony export */ });
const NOTHING = { jobs: [], begun: undefined, turn: 1 };


/***/ }),

/***/ 6324:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ CallError)
/* harmony export */ });
class CallError extends Error {
    name = 'CallError';
    failure;
    constructor(failure) {
        super(failure.said || failure.code);
        this.failure = failure;
    }
}


/***/ }),

/***/ 950:
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
// EXTERNAL MODULE: external "crypto"
var external_crypto_ = __nccwpck_require__(6982);
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
    const delimiter = `ghadelimiter_${external_crypto_.randomUUID()}`;
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
// EXTERNAL MODULE: external "path"
var external_path_ = __nccwpck_require__(6928);
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

/***/ 7549:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   N7: () => (/* binding */ nextLines),
/* harmony export */   Pl: () => (/* binding */ headline),
/* harmony export */   Po: () => (/* binding */ closingLines),
/* harmony export */   k6: () => (/* binding */ GATE)
/* harmony export */ });
/* harmony import */ var _model_job_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8260);
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(980);
/* harmony import */ var _words_job_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(9796);
/* harmony import */ var _runner_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(828);
/* harmony import */ var _speed_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(6699);





function headline(outcome) {
    const { status, error, last, red, elapsed, gate, origin, jobId } = outcome;
    const atGate = held(outcome);
    switch (status) {
        case 'Completed':
            if (error)
                return `Import completed${BUT[error.code] ?? ''}: ${amount(outcome)}`;
            return `${completed(outcome)}: ${amount(outcome)}${origin === 'found' ? '' : ` in ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0)(elapsed)}`}`;
        case 'Submitted':
            return `Import ${origin === 'found' ? 'of an earlier attempt found' : 'submitted'}; not waiting for it`;
        case 'Failed':
            return `Import failed${culprits(outcome)}: no row was kept`;
        case 'Rejected':
            return 'Import rejected: nothing was imported';
        case 'InvalidInput':
            return 'Import not started: invalid input';
        case 'CheckFailed':
            return 'Import not submitted: a check failed';
        case 'Checked':
            return 'Checked: found nothing that would stop the import';
        case 'UploadFailed':
            return 'Upload failed: nothing was submitted';
        case 'Aborted':
            return gate === 'unconfirmed'
                ? 'Import stopped, but its abort is not confirmed: no row is visible yet'
                : 'Import aborted: no row became visible';
        case 'TimedOut': {
            if (atGate)
                return `${red ? 'Timed out' : 'Not published in time'}${atGate}`;
            const end = last?.state === 'Pending' ? 'it has not begun' : 'it continues on the server';
            return `${red ? 'Import timed out' : 'Import not finished in time'}${at(outcome)}: ${end}`;
        }
        case 'Cancelled':
            if (atGate)
                return `Workflow cancelled${atGate}`;
            if (last?.standing === 'completed')
                return `Workflow cancelled when the import was complete: ${amount(outcome)}`;
            return last || jobId
                ? `Workflow cancelled${at(outcome)}: the import continues on the server`
                : 'Workflow cancelled before the import was submitted';
        case 'Uncommitted':
            if (error)
                return 'Import waits for its commit; its rows are not visible yet';
            return `Staged ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_1__/* .rows */ .Ge)(last && (0,_model_job_js__WEBPACK_IMPORTED_MODULE_2__/* .importedRowsOf */ .$)(last), undefined) || 'the rows'}, not visible until the job is committed`;
        case 'Unknown':
            return jobId
                ? `Lost contact with the import${at(outcome)}; its result is unknown`
                : 'Whether the import was submitted is unknown';
    }
}
const BUT = {
    RowCountMismatch: ', but not with the rows expected',
    NotSearchable: ', but no query sees all its rows yet',
    NotLoaded: ', but is not loaded for queries',
    AliasNotSwitched: ', but the alias was not switched',
};
const GATE = {
    staged: 'staged, not visible yet',
    committing: 'commit sent: visible, or about to be',
    committed: 'published after the count held',
    aborted: 'aborted: no row became visible',
    unconfirmed: 'abort not confirmed: no row visible yet',
};
const ENDED_AT_GATE = {
    staged: ': the staged rows wait for a commit or an abort',
    committing: ' after the commit was sent: the rows are, or will be, visible',
    committed: ' when the rows were published',
    aborted: ': the import was aborted, no row became visible',
    unconfirmed: ': the abort of the import is not confirmed, no row is visible yet',
};
function held({ gate, last }) {
    return gate || last?.standing === 'uncommitted' ? ENDED_AT_GATE[gate ?? 'staged'] : '';
}
function completed({ origin, rowsAfter }) {
    const what = origin === 'found' ? 'Import of an earlier attempt' : 'Import';
    return `${what} completed${rowsAfter === undefined ? '' : ' and searchable'}`;
}
function amount({ last }) {
    const done = last ? (0,_words_job_js__WEBPACK_IMPORTED_MODULE_3__/* .doneFiles */ .Yd)(last) : 0;
    const imported = (0,_words_format_js__WEBPACK_IMPORTED_MODULE_1__/* .rows */ .Ge)(last && (0,_model_job_js__WEBPACK_IMPORTED_MODULE_2__/* .importedRowsOf */ .$)(last), undefined) || 'no rows reported';
    return done > 0 ? `${imported} from ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_1__/* .plural */ .LS)(done, 'file')}` : imported;
}
function at({ last }) {
    return last ? ` at ${last.percent} %` : '';
}
function culprits({ last }) {
    const [first, ...others] = last?.files.filter(file => file.isCulprit).map(_words_job_js__WEBPACK_IMPORTED_MODULE_3__/* .fileLabel */ .DM) ?? [];
    if (first === undefined)
        return '';
    const more = others.length > 0 ? ` and ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(BigInt(others.length))} more` : '';
    const [path] = first.split('?');
    return ` at ${path?.split('/').at(-1) || first}${more}`;
}
function closingLines(outcome, { samples }) {
    const { status, last, elapsed, error, origin } = outcome;
    if (status === 'Completed' && !error && last) {
        const speed = (0,_speed_js__WEBPACK_IMPORTED_MODULE_4__/* .averageSpeed */ .vE)(samples);
        const time = origin === 'found' ? '' : ` in ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0)(elapsed)}`;
        return [
            [
                (0,_runner_js__WEBPACK_IMPORTED_MODULE_0__/* .styled */ .I4)('good', `${completed(outcome)}${time}`),
                `: ${amount(outcome)}`,
                (0,_runner_js__WEBPACK_IMPORTED_MODULE_0__/* .styled */ .I4)('faint', speed ? `, ${(0,_speed_js__WEBPACK_IMPORTED_MODULE_4__/* .inWords */ .r4)(speed)} while rows were written` : ''),
            ],
        ];
    }
    if (status === 'Submitted')
        return ['Not waiting (`wait: false`): the import continues on the server'];
    const next = nextLines(outcome.jobId, outcome);
    return next ? [[(0,_runner_js__WEBPACK_IMPORTED_MODULE_0__/* .styled */ .I4)('strong', `${next.text}:`)], ...next.yaml.map(line => `    ${line}`)] : [];
}
const OPEN = ['TimedOut', 'Cancelled', 'Unknown', 'Submitted'];
function nextLines(jobId, { status, gate, last, error }) {
    if (!jobId || gate === 'aborted' || error?.isGone)
        return undefined;
    const yaml = ['with:', `  jobId: ${JSON.stringify(jobId)}`];
    const isStaged = status === 'Uncommitted' || (OPEN.includes(status) && gate === 'staged');
    if (isStaged && last?.standing === 'uncommitted') {
        const text = 'To publish the rows, give a later step this in place of the source';
        return { text, yaml: [...yaml, '  commit: verified'] };
    }
    if (!OPEN.includes(status))
        return undefined;
    const text = 'To wait for this job again without importing anything, give this in place of the source';
    return { text, yaml };
}


/***/ }),

/***/ 7626:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   RO: () => (/* binding */ fileLine),
/* harmony export */   _r: () => (/* binding */ jobLine),
/* harmony export */   cA: () => (/* binding */ lineOf),
/* harmony export */   cG: () => (/* binding */ uploadReached),
/* harmony export */   tk: () => (/* binding */ uploadPercent)
/* harmony export */ });
/* harmony import */ var _model_checks_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(9814);
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(980);
/* harmony import */ var _words_job_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(9796);
/* harmony import */ var _words_text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6240);
/* harmony import */ var _runner_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(828);





function lineOf(event, known) {
    switch (event.kind) {
        case 'noted':
        case 'awaiting':
            return event.text;
        case 'checked': {
            const hasFailed = event.checks.some(({ result }) => result === 'failed');
            return [(0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)(hasFailed ? 'bad' : 'good', `Checks: ${(0,_model_checks_js__WEBPACK_IMPORTED_MODULE_2__/* .tally */ .N)(event.checks)}`)];
        }
        case 'found': {
            const where = event.folder === '.' ? 'the workspace' : `${event.folder}/`;
            const format = FORMATS[event.format] ?? event.format;
            return `Found ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .plural */ .LS)(event.files, 'file')} in ${where} (${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .size */ .Ej)(BigInt(event.bytes))}, ${format})`;
        }
        case 'reading': {
            const read = `${percentOf(event.read, event.bytes)} % of ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .size */ .Ej)(BigInt(event.bytes))}`;
            return [(0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('accent', 'Reading'), ` ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .plural */ .LS)(event.files, 'file')}: ${read}`];
        }
        case 'uploading':
            return [(0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('accent', 'Uploading'), ` ${uploading(event)}`];
        case 'uploaded':
            return uploaded(event);
        case 'settled':
            return settled(event, known);
        case 'trouble':
            return [(0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('warn', trouble(event))];
        case 'counted':
            return counted(event);
        case 'staged':
            return [
                (0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('accent', 'Staged'),
                ` ${event.rows === undefined ? 'an unknown number of rows' : (0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .rowCount */ .oW)(event.rows)}, not visible yet: `,
                event.holds ? (0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('good', 'the count holds') : (0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('bad', 'the count does not hold'),
            ];
        case 'committing':
            return 'Committing: from here on the rows are, or will be, visible';
        case 'committed':
            return [(0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('good', 'Published'), event.rows === undefined ? '' : ` ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .rowCount */ .oW)(event.rows)}`];
        case 'aborted': {
            const [what, more] = ABORTS[event.end];
            return [(0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('warn', what), more];
        }
        case 'switched':
            return switched(event);
        default:
            return undefined;
    }
}
const FORMATS = {
    ...{ json: 'JSON', jsonl: 'JSON Lines', csv: 'CSV', parquet: 'Parquet', npy: 'NumPy' },
};
const ABORTS = {
    aborted: ['Aborted', ': no row became visible'],
    committed: ['Too late to abort', ': the job was committed meanwhile'],
    unconfirmed: ['The abort is not confirmed', ': no row is visible yet'],
};
function uploading({ to, progress }) {
    const { sent, files, filesThere } = progress;
    if (sent > 0)
        return uploadReached(progress);
    if (filesThere === 0)
        return `to ${to}`;
    const there = filesThere === files ? 'all files are' : `${filesThere} of ${files} files are`;
    return `to ${to}: ${there} there already`;
}
function uploadReached(progress) {
    const { bytes, bytesThere, sent, speed } = progress;
    const toSend = bytes - bytesThere;
    const left = speed && speed > 0 ? (0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .duration */ .p0)(Math.ceil((toSend - sent) / speed) * 1000) : '0s';
    const facts = [
        `${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .size */ .Ej)(BigInt(Math.round(sent)))} of ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .size */ .Ej)(BigInt(toSend))}`,
        speed === undefined ? '' : `${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .size */ .Ej)(BigInt(Math.round(speed)))}/s`,
        left === '0s' ? '' : `${left} left`,
    ];
    return `${uploadPercent(progress)} % (${facts.filter(Boolean).join(', ')})`;
}
function uploadPercent({ bytes, bytesThere, sent }) {
    return percentOf(sent, bytes - bytesThere);
}
function percentOf(part, whole) {
    return whole === 0 ? 100 : Math.floor((100 * part) / whole);
}
function uploaded({ files, sent, elapsed }) {
    const fresh = files.filter(({ skipped }) => !skipped).length;
    if (fresh === 0)
        return `Nothing to upload; submitting the import of ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .plural */ .LS)(files.length, 'file')}`;
    const all = fresh < files.length ? `the import of all ${files.length}` : 'their import';
    const what = `${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .plural */ .LS)(fresh, 'file')} (${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .size */ .Ej)(BigInt(sent))}) in ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .duration */ .p0)(elapsed)}`;
    return [(0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('good', 'Uploaded'), ` ${what}; submitting ${all}`];
}
function settled({ jobId, origin }, { subject, filesToUpload }) {
    const { collectionName, place = '', sources = [] } = subject ?? {};
    const target = [collectionName && `collection ${collectionName}`, place].filter(Boolean).join(', ');
    const what = filesToUpload === undefined ? (0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .plural */ .LS)(sources.length, 'source') : (0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .plural */ .LS)(filesToUpload, 'uploaded file');
    const [before, after] = {
        submitted: ['Submitted import job ', `: ${what} into ${target}`],
        found: ['Found import job ', ` of an earlier attempt: ${what} into ${target}`],
        given: ['Waiting for import job ', ` (${target})`],
    }[origin];
    return [before, (0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('strong', jobId), after];
}
function trouble({ failure, pause }) {
    const next = pause > 0 ? `. Next poll in ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .duration */ .p0)(pause)}` : '';
    return `${pollTrouble(failure)} (${(0,_words_job_js__WEBPACK_IMPORTED_MODULE_4__/* .failureWords */ .AC)(failure)})${next}`;
}
function pollTrouble({ kind }) {
    if (kind === 'code' || kind === 'status')
        return 'The server refused the poll';
    return kind === 'unreadable' ? 'The answer to the poll was not usable' : 'No answer to the poll';
}
function counted({ rows, when, wanted }) {
    if (when === 'before')
        return `A query counts ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .rowCount */ .oW)(rows)} now`;
    if (wanted === undefined)
        return `A query counts ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .rowCount */ .oW)(rows)}`;
    if (rows >= wanted)
        return [(0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('good', 'Searchable'), `: a query counts ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .rowCount */ .oW)(rows)}`];
    return [(0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('accent', 'Waiting for queries'), `: they count ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9)(rows)} of ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .rowCount */ .oW)(wanted)}`];
}
function switched({ alias, collectionName, before }) {
    if (before === collectionName)
        return `Alias ${alias} already points to ${collectionName}`;
    const was = before === undefined ? 'newly created' : `before: ${before}`;
    return [(0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('good', 'Switched'), `: alias ${alias} points to ${collectionName} (${was})`];
}
function jobLine(progress, more) {
    const { state, standing } = progress;
    const words = (0,_words_job_js__WEBPACK_IMPORTED_MODULE_4__/* .reached */ .V6)(progress);
    const style = { running: 'accent', completed: 'good', uncommitted: 'warn', failed: 'bad' };
    return [
        (0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)(style[standing], words.slice(0, state.length)),
        words.slice(state.length),
        (0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('faint', more),
    ];
}
function fileLine(file) {
    const facts = [`${file.percent} %`, (0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .rows */ .Ge)(file.importedRows, file.totalRows)].filter(Boolean);
    const failed = file.state === 'Failed';
    return [
        `    ${(0,_words_text_js__WEBPACK_IMPORTED_MODULE_0__/* .shortName */ .EU)((0,_words_job_js__WEBPACK_IMPORTED_MODULE_4__/* .fileLabel */ .DM)(file))}  ${facts.join(', ')}, `,
        (0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)(failed ? 'bad' : (0,_words_job_js__WEBPACK_IMPORTED_MODULE_4__/* .isFileDone */ .BJ)(file) ? 'good' : undefined, file.state || 'no state'),
        failed && file.reason ? `: ${file.reason.slice(0, 300)}` : '',
    ];
}


/***/ }),

/***/ 1699:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ NOTHING_KNOWN),
/* harmony export */   n: () => (/* binding */ learn)
/* harmony export */ });
const NOTHING_KNOWN = { elapsed: 0, checks: [], warnings: [] };
function learn(before, event, elapsed) {
    const known = { ...before, elapsed };
    switch (event.kind) {
        case 'begun':
            return { ...known, subject: event.subject };
        case 'checked':
            return { ...known, checks: event.checks };
        case 'warned':
            return { ...known, warnings: [...known.warnings, event.text] };
        case 'found':
            return { ...known, filesToUpload: event.files };
        case 'uploading':
            return { ...known, upload: event.progress };
        case 'uploaded':
        case 'switched':
            return { ...known, [event.kind]: event };
        case 'learned':
            return { ...known, jobId: event.jobId };
        case 'settled': {
            const { jobId, origin } = event;
            return { ...known, jobId, origin, rowsBefore: origin === 'submitted' ? known.rowsBefore : undefined };
        }
        case 'progress':
            return { ...known, last: event.progress };
        case 'counted':
            return { ...known, [event.when === 'before' ? 'rowsBefore' : 'rowsAfter']: event.rows };
        case 'staged':
        case 'committing':
        case 'committed':
            return { ...known, gate: event.kind };
        case 'aborted':
            return aborted(known, event);
        default:
            return known;
    }
}
function aborted(known, { end, state }) {
    const { last } = known;
    if (end === 'committed')
        return { ...known, gate: 'committing' };
    const after = { ...(state && { state }), ...(end === 'aborted' && { importedRows: 0n }) };
    return { ...known, gate: end, last: last && { ...last, ...after } };
}


/***/ }),

/***/ 828:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   I4: () => (/* binding */ styled),
/* harmony export */   b6: () => (/* binding */ textOf),
/* harmony export */   ji: () => (/* binding */ createRunner)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3024);
/* harmony import */ var _words_text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6240);


const CODES = { good: '32', bad: '31', warn: '33', accent: '36', faint: '90', strong: '1' };
function styled(style, text) {
    return { text, style };
}
function piecesOf(line) {
    const pieces = typeof line === 'string' ? [line] : line;
    return pieces.map(piece => (typeof piece === 'string' ? { text: piece } : piece));
}
function textOf(line) {
    return piecesOf(line)
        .map(({ text }) => text)
        .join('');
}
const MOST_WARNINGS = 2;
const LONGEST_LINE = 900;
function createRunner(core, options) {
    const { redact, summaryFile, color } = options;
    let warnings = 0;
    const clean = (text) => (0,_words_text_js__WEBPACK_IMPORTED_MODULE_1__/* .inert */ .tJ)(redact(text));
    const print = (line) => {
        const whole = indented(textOf(line), clean);
        if (whole.length > LONGEST_LINE)
            core.info((0,_words_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)(whole, LONGEST_LINE));
        else
            core.info(color ? painted(piecesOf(line), whole, clean) : whole);
    };
    return {
        line: print,
        group(title, lines) {
            core.startGroup((0,_words_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)(clean(title), LONGEST_LINE));
            lines.forEach(print);
            core.endGroup();
        },
        warn(message) {
            warnings += 1;
            if (warnings <= MOST_WARNINGS)
                core.warning((0,_words_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)(clean(message), LONGEST_LINE));
            else
                print(message);
        },
        output: (name, value) => core.setOutput(name, redact(value)),
        summary(markdown) {
            if (summaryFile)
                (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.appendFileSync)(summaryFile, redact(markdown));
        },
        clean,
        redact,
    };
}
function indented(text, clean) {
    const [indent = ''] = /^ */.exec(text) ?? [];
    return indent + clean(text.slice(indent.length));
}
function painted(line, whole, clean) {
    const pieces = line.map(({ text, style }, index) => styled(style, index === 0 ? indented(text, clean) : clean(text)));
    if (textOf(pieces) !== whole)
        return whole;
    return pieces
        .map(({ text, style }) => (style && text ? `\x1b[${CODES[style]}m${text}\x1b[0m` : text))
        .join('')
        .replace(/##(?=\x1b\[)/g, '## ');
}


/***/ }),

/***/ 6699:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   r4: () => (/* binding */ inWords),
/* harmony export */   r7: () => (/* binding */ speedOf),
/* harmony export */   vE: () => (/* binding */ averageSpeed)
/* harmony export */ });
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(980);

const WINDOW = 120_000;
const FEWEST_SAMPLES = 4;
const SHORTEST = 5000;
const SHORTEST_FOR_REST = 30_000;
const LEAST_REST = 15_000;
function speedOf(samples, total) {
    const newest = samples.at(-1);
    if (newest?.phase !== 'importing rows' || newest.rows === undefined)
        return undefined;
    const seen = writing(samples).filter(({ at }) => at >= newest.at - WINDOW);
    const rowsPerSecond = averageSpeed(seen) ?? 0;
    return rowsPerSecond > 0 ? { rowsPerSecond, rest: restOf(seen, rowsPerSecond, total) } : undefined;
}
function averageSpeed(samples) {
    const seen = writing(samples);
    const [first] = seen;
    const last = seen.at(-1);
    if (!first || !last || seen.length < FEWEST_SAMPLES || last.at - first.at < SHORTEST)
        return undefined;
    return rate(first, last) || undefined;
}
function writing(samples) {
    return samples.filter(({ phase, rows }) => phase === 'importing rows' && rows !== undefined);
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
function inWords(rowsPerSecond) {
    const exact = rowsPerSecond < 10 ? Math.round(rowsPerSecond * 10) / 10 : (0,_words_format_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(BigInt(Math.round(rowsPerSecond)));
    return `${exact} rows/s`;
}


/***/ }),

/***/ 9243:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  j: () => (/* binding */ renderLive),
  B: () => (/* binding */ renderSummary)
});

// EXTERNAL MODULE: ./model/checks.js
var checks = __nccwpck_require__(9814);
// EXTERNAL MODULE: ./model/job.js
var job = __nccwpck_require__(8260);
// EXTERNAL MODULE: ./words/format.js
var format = __nccwpck_require__(980);
// EXTERNAL MODULE: ./words/job.js
var words_job = __nccwpck_require__(9796);
// EXTERNAL MODULE: ./words/text.js
var words_text = __nccwpck_require__(6240);
// EXTERNAL MODULE: ./report/tables.js
var tables = __nccwpck_require__(9271);
;// CONCATENATED MODULE: ./report/chart.js



const MOST_FILES = 20;
const SLOWEST = 10;
const SHORTEST = 1000;
function chartOf(recording, last, end) {
    if (!last || recording.phases.length === 0 || end < SHORTEST)
        return undefined;
    const newest = { running: 'active', failed: 'failed', completed: 'done', uncommitted: 'done' };
    const phases = recording.phases.map((span, index) => {
        const look = index === recording.phases.length - 1 ? newest[last.standing] : 'done';
        return barOf(span.phase, span, look, end);
    });
    return { end, phases, files: fileBars(recording, last, end) };
}
function fileBars({ files: spans }, last, end) {
    const seen = last.files.flatMap(file => {
        const look = lookOf(file, last);
        const span = spans.get(file.name) ?? (look === 'failed' ? { from: end, to: end } : undefined);
        return span ? [barOf((0,words_job/* fileLabel */.DM)(file), span, look, end)] : [];
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
function lookOf(file, last) {
    if ((0,tables/* isFailedFile */.Qk)(file, last))
        return 'failed';
    if (last.standing === 'failed')
        return 'undone';
    return (0,words_job/* isFileDone */.BJ)(file) || last.standing === 'completed' ? 'done' : 'active';
}
function together(bars) {
    const from = bars.reduce((least, bar) => Math.min(least, bar.from), Number.POSITIVE_INFINITY);
    const to = bars.reduce((most, bar) => Math.max(most, bar.to), 0);
    const looks = bars.map(({ look }) => look);
    const look = ['failed', 'active'].find(each => looks.includes(each)) ?? looks[0] ?? 'done';
    return { label: (0,format/* plural */.LS)(bars.length, 'more file'), from, to, look };
}
function barOf(label, { from, to }, look, end) {
    return { label, from: Math.min(from, end), to: Math.min(to ?? end, end), look };
}

;// CONCATENATED MODULE: ./report/drawings.js


const LOOKS = {
    done: { tag: '', mark: '\u2588', word: '' },
    active: { tag: 'active', mark: '\u2593', word: ', goes on' },
    failed: { tag: 'crit', mark: '\u2592', word: ', failed' },
    undone: { tag: 'done', mark: '\u2591', word: ', not imported' },
};
const LONGEST_LABEL = 48;
const WIDTH = 48;
const THINNEST = 1 / 200;
function renderBars({ phases, files, end }) {
    const width = Math.max(...[...phases, ...files].map(({ label }) => drawable(label).length));
    const line = (bar) => {
        const times = `${clockTime(bar.from)} to ${clockTime(bar.to)}${LOOKS[bar.look].word}`;
        return `${drawable(bar.label).padEnd(width)}  ${drawn(bar, end)}  ${times}`;
    };
    return [...phases.map(line), ...(files.length > 0 ? ['', ...files.map(line)] : [])].join('\n');
}
function drawn({ from, to, look }, end) {
    const start = Math.min(WIDTH - 1, Math.floor((from / end) * WIDTH));
    const length = Math.max(1, Math.round((to / end) * WIDTH) - start);
    return `${'\u00b7'.repeat(start)}${LOOKS[look].mark.repeat(length)}`.padEnd(WIDTH, '\u00b7').slice(0, WIDTH);
}
function clockTime(ms) {
    return (0,format/* duration */.p0)(Math.round(ms / 1000) * 1000);
}
function renderMermaid({ phases, files, end }) {
    const task = (label, { from, to, look }) => {
        const until = Math.max(to, from + end * THINNEST);
        return `    ${label} :${[LOOKS[look].tag, moment(from), moment(until)].filter(Boolean).join(', ')}`;
    };
    const section = (name, tasks) => tasks.length > 0 ? [`    section ${name}`, ...tasks] : [];
    const [tick] = Object.entries(TICKS).find(([, ms]) => end / ms <= MOST_TICKS) ?? [LAST_TICK];
    return [
        'gantt',
        '    dateFormat YYYY-MM-DD HH:mm:ss.SSS',
        `    axisFormat ${end < HOUR ? '%M:%S' : '%H:%M'}`,
        `    tickInterval ${tick}`,
        '    todayMarker off',
        ...section('Job', phases.map(bar => task(bar.label, bar))),
        ...section('Files', files.map(bar => task(`\u00b7 ${drawable(bar.label)}`, bar))),
    ].join('\n');
}
const MOST_TICKS = 8;
const HOUR = 3_600_000;
const LAST_TICK = '6hour';
const TICKS = {
    ...{ '1second': 1000, '2second': 2000, '10second': 10_000, '30second': 30_000 },
    ...{ '1minute': 60_000, '2minute': 120_000, '5minute': 300_000, '10minute': 600_000 },
    ...{ '30minute': 1_800_000, '1hour': HOUR },
};
function moment(ms) {
    return new Date(Date.UTC(2000, 0, 3) + Math.round(ms)).toISOString().replace('T', ' ').replace('Z', '');
}
function drawable(label) {
    const safe = label
        .replaceAll('{', '(')
        .replaceAll('}', ')')
        .replace(/[^\p{L}\p{N} ._,()/+=-]/gu, '\u00b7')
        .replace(/\s+/g, ' ')
        .trim();
    return (0,words_text/* tail */.RT)(safe, LONGEST_LABEL);
}

// EXTERNAL MODULE: ./report/ending.js
var ending = __nccwpck_require__(7549);
// EXTERNAL MODULE: ./report/event-lines.js
var event_lines = __nccwpck_require__(7626);
// EXTERNAL MODULE: ./report/speed.js
var report_speed = __nccwpck_require__(6699);
;// CONCATENATED MODULE: ./report/summary.js











const LONGEST_NAME = 120;
const LONGEST_STATE = 60;
const LONGEST_REASON = 300;
const LONGEST_HEADLINE = 200;
function renderSummary(outcome, recording, { mermaid = true, mostRows = tables/* MOST_TABLE_ROWS */.xD } = {}) {
    return joined([
        `## ${(0,words_text/* plain */.pj)((0,words_text/* cut */.Jj)((0,ending/* headline */.Pl)(outcome), LONGEST_HEADLINE))}`,
        explanation(outcome),
        facts(outcome, recording),
        next(outcome),
        picture(outcome, recording, mermaid),
        summary_checks(outcome.checks),
        files(outcome.last, mostRows),
    ]);
}
function renderLive(known, recording, mostRows = tables/* MOST_TABLE_ROWS */.xD) {
    return joined([facts(known, recording), picture(known, recording, false), files(known.last, mostRows)]);
}
function joined(parts) {
    return `${parts.filter(Boolean).join('\n\n')}\n`;
}
function explanation({ error, red, warnings }) {
    const boxes = warnings.map(warning => box('WARNING', [(0,words_text/* plain */.pj)(warning)]));
    if (error) {
        const parts = [
            markdown(error.title),
            error.details.map(detail => `* ${markdown(detail)}`).join('\n> '),
            (0,words_text/* plain */.pj)(error.evidence),
            `**What to do:** ${markdown(error.advice)}`,
        ];
        boxes.push(box(red ? 'CAUTION' : 'WARNING', parts.filter(Boolean)));
    }
    return boxes.join('\n\n');
}
function box(kind, paragraphs) {
    return `> [!${kind}]\n${paragraphs.map(text => `> ${text}`).join('\n>\n')}`;
}
function markdown(text) {
    return text
        .split('`')
        .map((part, index) => (index % 2 === 1 ? (0,words_text/* code */.aY)(part) : (0,words_text/* plain */.pj)(part)))
        .join('');
}
function facts(known, { samples }) {
    const { jobId, origin, subject, elapsed, last } = known;
    if (!subject)
        return '';
    const speed = last?.standing === 'completed' ? (0,report_speed/* averageSpeed */.vE)(samples) : undefined;
    const isOver = last !== undefined && last.standing !== 'running';
    const collection = last?.collectionName ?? subject.collectionName;
    const earlier = origin === 'found' ? ' (of an earlier attempt)' : '';
    return factTable([
        ['Collection', collection ? summary_name(collection) : ''],
        ['Where', (0,words_text/* code */.aY)(subject.place)],
        ['Job', jobId ? summary_name(jobId) + earlier : ''],
        ['Rows', isOver ? '' : (0,format/* rows */.Ge)(last && (0,job/* importedRowsOf */.$)(last), last?.totalRows)],
        ['Upload', upload(known)],
        ['Checks', (0,checks/* tally */.N)(known.checks)],
        ['Gate', known.gate ? ending/* GATE */.k6[known.gate] : ''],
        ['Searchable', searchable(known)],
        ['Alias', alias(known)],
        ['Speed', speed ? (0,report_speed/* inWords */.r4)(speed) : ''],
        ['Elapsed', (0,format/* duration */.p0)(elapsed)],
    ]);
}
function summary_name(text) {
    return (0,words_text/* code */.aY)((0,words_text/* cut */.Jj)(text, LONGEST_NAME));
}
const MOST_ABREAST = 6;
function factTable(facts) {
    const known = facts.filter(([, text]) => text !== '');
    if (known.length <= MOST_ABREAST)
        return markdownTable(known.map(([head, text]) => ({ head, cells: [text] })));
    const [[head, first] = ['', ''], ...others] = known;
    return markdownTable([
        { head, cells: others.map(([name]) => name) },
        { head: first, cells: others.map(([, text]) => text) },
    ]);
}
function upload({ upload, uploaded }) {
    if (!uploaded)
        return upload ? (0,event_lines/* uploadReached */.cG)(upload) : '';
    const there = uploaded.files.filter(({ skipped }) => skipped).length;
    const facts = [(0,format/* plural */.LS)(uploaded.files.length, 'file'), there > 0 ? `${there} were there` : ''];
    return `${facts.filter(Boolean).join(', ')} in ${summary_name(uploaded.folder)}`;
}
function searchable({ rowsBefore, rowsAfter }) {
    const before = rowsBefore === undefined ? '' : `${(0,format/* rowCount */.oW)(rowsBefore)} before the import`;
    if (rowsAfter === undefined)
        return before;
    return `a query counts ${(0,format/* rowCount */.oW)(rowsAfter)}${before ? `, ${before}` : ''}`;
}
function alias({ switched }) {
    if (!switched)
        return '';
    const { before, collectionName } = switched;
    const asBefore = before === collectionName ? 'as before' : `before: ${summary_name(before ?? '')}`;
    const was = before === undefined ? 'newly created' : asBefore;
    return `${summary_name(switched.alias)} points to ${summary_name(collectionName)} (${was})`;
}
function summary_checks(all) {
    if (all.length === 0)
        return '';
    const shown = (0,tables/* failedChecksFirst */.d8)(all).slice(0, tables/* MOST_TABLE_ROWS */.xD);
    const content = markdownTable([
        { head: 'Check', cells: shown.map(({ name }) => (0,words_text/* plain */.pj)(name)) },
        { head: 'Result', cells: shown.map(({ result }) => (result === 'failed' ? '**failed**' : result)) },
        { head: 'What was seen', cells: shown.map(({ text }) => markdown((0,words_text/* cut */.Jj)(text, LONGEST_REASON))) },
    ]);
    return folded(`Checks: ${(0,checks/* tally */.N)(all)}`, content);
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
    const { open, folded: rest, title } = (0,tables/* filesToShow */.GO)(last);
    const inOpen = open.slice(0, mostRows);
    const inFold = rest.slice(0, mostRows - inOpen.length);
    const more = last.files.length - inOpen.length - inFold.length;
    const end = more > 0 ? `and ${(0,format/* plural */.LS)(more, 'more file')}` : '';
    const parts = inFold.length > 0
        ? [fileTable(inOpen, last), folded(title, [fileTable(inFold, last), end].filter(Boolean).join('\n\n'))]
        : [fileTable(inOpen, last), end];
    return parts.filter(Boolean).join('\n\n');
}
function folded(title, content) {
    return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}
function fileTable(shown, last) {
    if (shown.length === 0)
        return '';
    const cells = (cell) => shown.map(cell);
    const failed = last.standing === 'failed';
    return markdownTable([
        { head: 'File', cells: cells(file => (0,words_text/* code */.aY)((0,words_text/* tail */.RT)((0,words_job/* fileLabel */.DM)(file), LONGEST_NAME))) },
        { head: 'State', cells: cells(file => stateCell(file, last)) },
        { head: 'Progress', isNumber: true, cells: cells(({ percent }) => (failed ? '' : `${percent}&nbsp;%`)) },
        { head: 'Rows', isNumber: true, cells: cells(file => (failed ? '' : rowsCell(file))) },
        { head: 'Size', isNumber: true, cells: cells(sizeCell) },
        {
            head: 'Reason',
            cells: cells(({ reason }) => (reason === last.reason ? '' : (0,words_text/* plain */.pj)((0,words_text/* cut */.Jj)(reason, LONGEST_REASON)))),
        },
    ]);
}
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
function stateCell(file, last) {
    const state = (0,words_text/* plain */.pj)((0,words_text/* cut */.Jj)((0,words_job/* fileState */.oT)(file, last), LONGEST_STATE)).replaceAll(' ', '&nbsp;');
    return (0,tables/* isFailedFile */.Qk)(file, last) ? `**${state}**` : state;
}
function sizeCell({ fileSize }) {
    return fileSize === undefined ? '' : (0,format/* size */.Ej)(fileSize).replace(' ', '&nbsp;');
}
function rowsCell({ importedRows, totalRows }) {
    if (importedRows === undefined)
        return '';
    if (totalRows === undefined || totalRows <= importedRows)
        return (0,format/* count */.U9)(importedRows);
    return `${(0,format/* count */.U9)(importedRows)} of ${(0,format/* count */.U9)(totalRows)}`;
}
function next(outcome) {
    const jobId = outcome.jobId && (0,words_text/* inert */.tJ)(outcome.jobId).replaceAll('`', "'");
    const lines = (0,ending/* nextLines */.N7)(jobId, outcome);
    return lines ? [`${lines.text}:`, '', '```yaml', ...lines.yaml, '```'].join('\n') : '';
}


/***/ }),

/***/ 9271:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   FJ: () => (/* binding */ MOST_OPEN_FILES),
/* harmony export */   GO: () => (/* binding */ filesToShow),
/* harmony export */   Qk: () => (/* binding */ isFailedFile),
/* harmony export */   Wb: () => (/* binding */ checkLines),
/* harmony export */   Yk: () => (/* binding */ failedFirst),
/* harmony export */   c0: () => (/* binding */ fileLines),
/* harmony export */   d8: () => (/* binding */ failedChecksFirst),
/* harmony export */   xD: () => (/* binding */ MOST_TABLE_ROWS)
/* harmony export */ });
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(980);
/* harmony import */ var _words_job_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(9796);
/* harmony import */ var _words_text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6240);
/* harmony import */ var _runner_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(828);




const MOST_OPEN_FILES = 20;
const MOST_TABLE_ROWS = 100;
const LONGEST_STATE = 40;
const LONGEST_TEXT = 400;
function isFailedFile(file, { standing }) {
    return file.isCulprit || (file.state === 'Failed' && standing !== 'failed');
}
function failedFirst(progress) {
    const { files } = progress;
    const failed = files.filter(file => isFailedFile(file, progress));
    return failed.length === 0 ? files : [...failed, ...files.filter(file => !isFailedFile(file, progress))];
}
function filesToShow(progress) {
    const all = failedFirst(progress);
    const isFew = all.length <= MOST_OPEN_FILES;
    const open = isFew ? all : all.filter(file => isFailedFile(file, progress));
    const folded = all.slice(open.length);
    return { open, folded, title: (0,_words_format_js__WEBPACK_IMPORTED_MODULE_2__/* .plural */ .LS)(folded.length, open.length > 0 ? 'other file' : 'file') };
}
function fileLines(last) {
    if (!last)
        return [];
    const { open, folded, title } = filesToShow(last);
    return [
        { title: '', lines: fileTable(open, MOST_OPEN_FILES, last) },
        { title, lines: fileTable(folded, MOST_TABLE_ROWS, last) },
    ].filter(({ lines }) => lines.length > 0);
}
function fileTable(files, most, last) {
    if (files.length === 0)
        return [];
    const shown = files.slice(0, most);
    const states = shown.map(file => (0,_words_job_js__WEBPACK_IMPORTED_MODULE_3__/* .fileState */ .oT)(file, last));
    const [head = '', ...lines] = table(['file', 'state', 'rows', 'size'], shown.map((file, index) => [
        (0,_words_text_js__WEBPACK_IMPORTED_MODULE_0__/* .shortName */ .EU)((0,_words_job_js__WEBPACK_IMPORTED_MODULE_3__/* .fileLabel */ .DM)(file)),
        (0,_words_text_js__WEBPACK_IMPORTED_MODULE_0__/* .cut */ .Jj)((0,_words_text_js__WEBPACK_IMPORTED_MODULE_0__/* .inert */ .tJ)(states[index] ?? ''), LONGEST_STATE),
        file.importedRows === undefined || last.standing === 'failed' ? '' : (0,_words_format_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9)(file.importedRows),
        file.fileSize === undefined ? '' : (0,_words_format_js__WEBPACK_IMPORTED_MODULE_2__/* .size */ .Ej)(file.fileSize),
    ]));
    const styleOf = (state) => state === 'Failed' ? 'bad' : state === 'not imported' ? 'faint' : undefined;
    return [
        [(0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)('faint', head)],
        ...lines.map((text, index) => [(0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)(styleOf(states[index]), text)]),
        ...(files.length > most ? [`and ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_2__/* .plural */ .LS)(files.length - most, 'more file')}`] : []),
    ];
}
function table(head, rows) {
    const widths = head.map((title, column) => {
        const longest = rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0);
        return longest === 0 ? 0 : Math.max(longest, title.length);
    });
    const aligned = (cell, column) => column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
    return [head, ...rows].map(row => row
        .map(aligned)
        .filter((_, column) => widths[column])
        .join('  ')
        .trimEnd());
}
function failedChecksFirst(checks) {
    const order = ['failed', 'unknown', 'ok'];
    return checks.toSorted((one, other) => order.indexOf(one.result) - order.indexOf(other.result));
}
function checkLines(checks) {
    const widest = Math.max(0, ...checks.map(({ name }) => name.length));
    const styles = { ok: 'good', failed: 'bad', unknown: 'faint' };
    return failedChecksFirst(checks).map(({ name, result, text }) => [
        `    ${name.padEnd(widest)}  `,
        (0,_runner_js__WEBPACK_IMPORTED_MODULE_1__/* .styled */ .I4)(styles[result], result),
        `${' '.repeat('unknown'.length - result.length)}  ${(0,_words_text_js__WEBPACK_IMPORTED_MODULE_0__/* .cut */ .Jj)((0,_words_text_js__WEBPACK_IMPORTED_MODULE_0__/* .inert */ .tJ)(text), LONGEST_TEXT)}`,
    ]);
}


/***/ }),

/***/ 9800:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Dn: () => (/* binding */ NO_ANSWER),
/* harmony export */   FE: () => (/* binding */ stopIfCancelled),
/* harmony export */   kA: () => (/* binding */ ask),
/* harmony export */   l0: () => (/* binding */ pauseAfter),
/* harmony export */   uj: () => (/* binding */ passesByItself)
/* harmony export */ });
/* harmony import */ var _errors_failures_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(898);
/* harmony import */ var _job_patience_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(6606);
/* harmony import */ var _job_refusals_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6924);
/* harmony import */ var _job_retry_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8999);
/* harmony import */ var _model_service_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(6324);





async function ask({ clock, random, signal }, question, { timeout = _job_patience_js__WEBPACK_IMPORTED_MODULE_4__/* .CALL */ .XV, patience = _job_patience_js__WEBPACK_IMPORTED_MODULE_4__/* .CHECK */ .fi, isPassing = passesByItself } = {}) {
    const startedAt = clock.now();
    for (let failures = 1;; failures += 1) {
        try {
            return { answer: await question({ timeout, signal }) };
        }
        catch (error) {
            if (!(error instanceof _model_service_js__WEBPACK_IMPORTED_MODULE_3__/* .CallError */ .R))
                throw error;
            const { failure } = error;
            const refused = { refusal: (0,_job_refusals_js__WEBPACK_IMPORTED_MODULE_1__/* .readRefusal */ .n)(failure), failure };
            const left = startedAt + patience - clock.now();
            if (left <= 0 || signal.aborted || !isPassing(refused))
                return refused;
            await clock.sleep(Math.min(left, pauseAfter(failures, failure, random)), signal);
        }
    }
}
function passesByItself({ refusal }) {
    return refusal === 'transient' || refusal === 'rateLimited';
}
function pauseAfter(failures, { retryAfter = 0 }, random) {
    return Math.max((0,_job_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .backOff */ .fu)(failures, random), retryAfter);
}
function stopIfCancelled(signal, what = 'nothing was submitted') {
    if (signal.aborted)
        throw (0,_errors_failures_js__WEBPACK_IMPORTED_MODULE_0__/* .cancelledBefore */ .bE)(what);
}
const NO_ANSWER = 'whether the import was submitted is not known';


/***/ }),

/***/ 8883:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  e: () => (/* binding */ follow)
});

// EXTERNAL MODULE: ./errors/failures.js
var errors_failures = __nccwpck_require__(898);
// EXTERNAL MODULE: ./errors/import-error.js
var import_error = __nccwpck_require__(687);
// EXTERNAL MODULE: ./job/files.js
var job_files = __nccwpck_require__(4230);
// EXTERNAL MODULE: ./job/progress.js
var job_progress = __nccwpck_require__(6598);
;// CONCATENATED MODULE: ./job/pace.js

const SHORTEST = 1000;
const LONGEST = 20_000;
const SHARE = 0.1;
const JITTER = 0.02;
function adaptiveInterval(now, before, random) {
    const full = Math.min(Math.max(now.elapsed * SHARE, SHORTEST), LONGEST);
    const soon = Math.min(full, foreseenRest(now, before) ?? full);
    return Math.max(SHORTEST, soon * (1 - random() * JITTER));
}
function foreseenRest(now, before) {
    if (now.progress.phase !== 'building the index' || before?.progress.phase !== 'building the index')
        return undefined;
    const moved = now.progress.percent - before.progress.percent;
    if (moved <= 0)
        return undefined;
    return ((job_progress/* INDEX_BUILT */.Yt - now.progress.percent) * (now.elapsed - before.elapsed)) / moved;
}

// EXTERNAL MODULE: ./job/patience.js
var patience = __nccwpck_require__(6606);
// EXTERNAL MODULE: ./job/retry.js
var retry = __nccwpck_require__(8999);
// EXTERNAL MODULE: ./steps/ask.js
var ask = __nccwpck_require__(9800);
;// CONCATENATED MODULE: ./steps/watch.js








async function follow(job, plan, tools) {
    const { tell, service } = tools;
    const { jobId, origin, mustBeSeen } = job;
    const settled = () => tell({ kind: 'settled', jobId, origin });
    if (!job.first && job.hadCompleted)
        tell({ kind: 'warned', text: importedNothing(jobId, plan) });
    if (!job.first && !job.isUnverified)
        settled();
    if (!plan.wait && !job.isUnverified && !mustBeSeen)
        return undefined;
    try {
        for await (const event of watch(job, plan, tools)) {
            if (event.kind === 'progress') {
                const { progress } = event;
                if (job.isUnverified) {
                    if (!hasShown(job, progress, service))
                        continue;
                    job.isUnverified = false;
                    tell({ kind: 'learned', jobId });
                    settled();
                }
                if (!job.first && origin === 'found' && mustBeSeen && progress.standing === 'completed')
                    tell({ kind: 'warned', text: importedNothing(jobId, plan) });
                if (!plan.wait && progress.standing !== 'failed')
                    return undefined;
                job.first ??= progress;
                job.last = progress;
            }
            tell(event);
        }
    }
    catch (error) {
        const isCancel = error instanceof import_error/* ImportError */.Y && error.status === 'Cancelled';
        throw !job.isUnverified || isCancel ? error : notShown(job, service);
    }
    return job.last;
}
function hasShown(job, { files, standing }, service) {
    if (job.request && (0,job_files/* couldBeOf */.K)(job.request.source, files))
        return true;
    if (files.length > 0 || standing !== 'running')
        throw notShown(job, service);
    return false;
}
function notShown({ jobId }, { api }) {
    return (0,errors_failures/* submitUnconfirmed */.Jj)({ api, jobId, list: 'told' });
}
function importedNothing(jobId, { idempotencyKey }) {
    const newRun = idempotencyKey === 'auto' ? 'start a new run, or ' : '';
    return `Import job ${jobId} of an earlier attempt had already completed: this attempt imported nothing. If the files have changed since, ${newRun}give the step another \`idempotencyKey\`.`;
}
async function* watch(job, { timeout, pollInterval }, tools) {
    const { service, clock, random, signal } = tools;
    const { jobId, request, startedAt } = job;
    const submitted = request ? (0,job_files/* sourcesOf */.u)(request.source) : [];
    const deadline = startedAt + timeout;
    let progress;
    let sighting;
    let trouble;
    for (;;) {
        if (signal.aborted)
            throw (0,errors_failures/* cancelledWaiting */.RD)(jobId);
        const left = deadline - clock.now();
        const asked = await (0,ask/* ask */.kA)(tools, call => service.describe(jobId, call), {
            timeout: left <= 0 ? patience/* LAST_POLL */.Ft : Math.max(1000, Math.min(patience/* POLL */.eE, left)),
            patience: 0,
        });
        let pause;
        if ('answer' in asked) {
            trouble = undefined;
            progress = (0,job_progress/* advance */.np)(progress, asked.answer, submitted);
            const { percent, phase } = progress;
            const now = { elapsed: clock.now() - startedAt, progress: { percent, phase } };
            pause = pollInterval === 'auto' ? adaptiveInterval(now, sighting, random) : pollInterval;
            sighting = now;
            yield { kind: 'progress', progress };
            if (progress.standing !== 'running')
                return;
        }
        else {
            if (signal.aborted)
                throw (0,errors_failures/* cancelledWaiting */.RD)(jobId);
            const { failure } = asked;
            const isNewborn = job.origin !== 'given' && !job.first && !progress && clock.now() - startedAt < patience/* BIRTH */.GF;
            const isRefusal = !(0,retry/* isTransient */.dg)(failure) && !(isNewborn && (0,retry/* isUnknownJob */.mg)(failure));
            const now = clock.now();
            const { failures, refusals, since } = trouble ?? { failures: 0, refusals: 0, since: now };
            trouble = { failures: failures + 1, refusals: isRefusal ? refusals + 1 : 0, since, last: failure };
            const isLasting = trouble.failures >= patience/* MOST_FAILED_POLLS */.Te && now - since >= patience/* SHORTEST_TROUBLE */.z2;
            if (trouble.refusals > 1 || isLasting)
                throw (0,errors_failures/* lostContact */.fl)(jobId, failure, service);
            const rest = Math.max(0, deadline - clock.now());
            pause = Math.min(rest, (0,ask/* pauseAfter */.l0)(trouble.failures, failure, random));
            yield { kind: 'trouble', failure, pause };
        }
        if (left <= 0)
            throw (0,errors_failures/* timedOut */.iU)({ jobId, timeout, last: progress, trouble: trouble?.last });
        await clock.sleep(Math.min(pause, deadline - clock.now()), signal);
    }
}


/***/ }),

/***/ 980:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ej: () => (/* binding */ size),
/* harmony export */   Ge: () => (/* binding */ rows),
/* harmony export */   LS: () => (/* binding */ plural),
/* harmony export */   U9: () => (/* binding */ count),
/* harmony export */   oW: () => (/* binding */ rowCount),
/* harmony export */   p0: () => (/* binding */ duration)
/* harmony export */ });
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
function count(value) {
    return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
function rowCount(value) {
    return `${count(value)} row${value === 1n ? '' : 's'}`;
}
function rows(imported, total) {
    if (imported === undefined && (total === undefined || total === 0n))
        return '';
    if (total === undefined || total === 0n || total === imported)
        return imported === undefined ? '? rows' : rowCount(imported);
    return `${imported === undefined ? '?' : count(imported)}/${rowCount(total)}`;
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
function plural(number, noun) {
    return `${count(BigInt(number))} ${noun}${number === 1 ? '' : 's'}`;
}


/***/ }),

/***/ 9796:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   AC: () => (/* binding */ failureWords),
/* harmony export */   BJ: () => (/* binding */ isFileDone),
/* harmony export */   DM: () => (/* binding */ fileLabel),
/* harmony export */   V6: () => (/* binding */ reached),
/* harmony export */   Yd: () => (/* binding */ doneFiles),
/* harmony export */   oT: () => (/* binding */ fileState)
/* harmony export */ });
/* harmony import */ var _model_job_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8260);
/* harmony import */ var _format_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(980);


function fileLabel({ name, paths }) {
    const parts = name.split(/(?<=\.npy) /).map(path => /^(.*\/)?([^/]+)\.npy$/.exec(path));
    const [first] = parts;
    const isSet = paths.length > 1 && parts.every(part => part && part[1] === first?.[1]);
    return isSet ? `${first?.[1] ?? ''}{${parts.map(part => part?.[2]).join(',')}}.npy` : name || 'unnamed';
}
function fileState(file, { standing, files, importedRows }) {
    if (standing === 'uncommitted' && file.state === 'Completed')
        return importedRows === 0n ? 'dropped' : 'staged';
    if (standing !== 'failed')
        return file.state;
    if (file.isCulprit)
        return 'Failed';
    return files.some(other => other.isCulprit) ? 'not imported' : file.state;
}
function isFileDone(file) {
    return file.state === 'Completed';
}
function doneFiles({ files }) {
    let done = 0;
    for (const file of files)
        if (isFileDone(file))
            done += 1;
    return done;
}
function reached(progress) {
    const { files, phase, state, percent, standing } = progress;
    const isBeforeRows = phase === 'queued' || phase === 'checking files';
    return [
        `${state || 'no state'} ${percent} %`,
        phase === 'done' || phase === 'queued' ? '' : phase,
        files.length > 0 ? `${doneFiles(progress)}/${files.length} files` : '',
        isBeforeRows || standing === 'failed' ? '' : (0,_format_js__WEBPACK_IMPORTED_MODULE_0__/* .rows */ .Ge)((0,_model_job_js__WEBPACK_IMPORTED_MODULE_1__/* .importedRowsOf */ .$)(progress), progress.totalRows),
    ]
        .filter(Boolean)
        .join(', ');
}
function failureWords({ code, said }) {
    return said ? `${code}: ${said.slice(0, LONGEST_WORDS)}` : code;
}
const LONGEST_WORDS = 200;


/***/ }),

/***/ 1506:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $p: () => (/* binding */ redactor),
/* harmony export */   XH: () => (/* binding */ SHORTEST_PART),
/* harmony export */   c3: () => (/* binding */ SHORTEST_SECRET)
/* harmony export */ });
/* unused harmony export masksOf */
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6240);

const SHORTEST_SECRET = 4;
const SHORTEST_PART = 8;
function redactor(secrets, mask = () => { }) {
    const known = new Set();
    let needles = [];
    const add = (more) => {
        const news = more.filter(secret => secret.length >= SHORTEST_SECRET && !known.has(secret));
        for (const secret of news) {
            known.add(secret);
            masksOf(secret).forEach(mask);
        }
        needles = [...new Set([...needles, ...news.flatMap(formsOf)])];
    };
    const redact = (text) => needles.some(needle => text.includes(needle)) ? covered(text, needles) : text;
    add(secrets);
    return Object.assign(redact, { add });
}
function formsOf(secret) {
    const forms = [
        secret,
        ...urlEncoded(secret),
        ...jsonEscaped(secret),
        ...base64Cores(secret),
        ...[(0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .inert */ .tJ)(secret), (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .plain */ .pj)(secret), (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(secret).slice('<code>'.length, -'</code>'.length)],
    ];
    return [...new Set(forms)].filter(form => form.length >= SHORTEST_SECRET);
}
function masksOf(secret) {
    const encoded = encodeURIComponent(secret.toWellFormed());
    const forms = [
        ...(/[\r\n]/.test(secret) ? [] : [secret]),
        encoded,
        lowerEscapes(encoded),
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('base64url'),
        ...base64Cores(secret).filter(core => core.length >= SHORTEST_PART),
    ];
    return [...new Set(forms)];
}
function covered(text, needles) {
    const hits = needles
        .flatMap(needle => placesOf(needle, text).map(from => ({ from, to: from + needle.length })))
        .sort((a, b) => a.from - b.from);
    let safe = '';
    let end = 0;
    for (const { from, to } of hits) {
        if (from >= end)
            safe += `${text.slice(end, from)}***`;
        end = Math.max(end, to);
    }
    return safe + text.slice(end);
}
function placesOf(needle, text) {
    const places = [];
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1))
        places.push(at);
    return places;
}
function urlEncoded(secret) {
    const encoded = encodeURIComponent(secret.toWellFormed());
    const strict = encoded.replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
    const forms = [encoded, strict].flatMap(form => [form, form.replaceAll('%2F', '/')]);
    return forms
        .flatMap(form => [form, form.replaceAll('%20', '+')])
        .flatMap(form => [form, lowerEscapes(form)]);
}
function jsonEscaped(secret) {
    const json = JSON.stringify(secret).slice(1, -1);
    const unicode = (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return [
        json,
        json.replace(/[<>&\u2028\u2029]/g, unicode),
        json.replaceAll('/', '\\/'),
        json.replace(/[^\0-\x7f]/g, unicode),
    ];
}
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


/***/ }),

/***/ 6240:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Dx: () => (/* binding */ linesOf),
/* harmony export */   EU: () => (/* binding */ shortName),
/* harmony export */   Jj: () => (/* binding */ cut),
/* harmony export */   RT: () => (/* binding */ tail),
/* harmony export */   Uw: () => (/* binding */ cutBytes),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   pj: () => (/* binding */ plain),
/* harmony export */   tJ: () => (/* binding */ inert)
/* harmony export */ });
function inert(text) {
    return text
        .replace(/\x1b\[[0-9;:?]*[ -/]*[@-~]/g, '')
        .replace(/[\r\n\t\v\f\x85\u2028\u2029]+/g, ' ')
        .replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
        .replace(/##(?=\[)/g, '## ')
        .replace(/^\s*(?=::)/, '|');
}
function plain(text) {
    return escaped(text).replace(/&#(?:64|35);(?=[\p{L}\p{N}_])|\bGH-(?=\d)/giu, '$&&#8203;');
}
function code(text) {
    return `<code>${escaped(text)}</code>`;
}
function escaped(text) {
    return inert(text)
        .replace(/[&<>\\`*_{}[\]|~$!@#]|:(?=\/\/)/g, char => `&#${char.charCodeAt(0)};`)
        .replace(/\bwww\./gi, match => `${match.slice(0, 3)}&#46;`);
}
function linesOf(text) {
    return text
        .split(/[\r\n]+/)
        .map(line => line.trim())
        .filter(line => line !== '');
}
function cut(text, length) {
    return text.length <= length ? text : `${text.slice(0, length - 1)}\u2026`;
}
function cutBytes(text, bytes) {
    if (Buffer.byteLength(text) <= bytes)
        return text;
    const whole = Buffer.from(text).subarray(0, bytes - ELLIPSIS.length);
    return new TextDecoder().decode(whole, { stream: true }).concat('\u2026');
}
const ELLIPSIS = Buffer.from('\u2026');
function tail(text, length) {
    return text.length <= length ? text : `\u2026${text.slice(1 - length)}`;
}
function shortName(name) {
    return tail(inert(name), LONGEST_NAME);
}
const LONGEST_NAME = 80;


/***/ }),

/***/ 8870:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   DH: () => (/* binding */ decoded),
/* harmony export */   K7: () => (/* binding */ isAzureHost),
/* harmony export */   U9: () => (/* binding */ isLoopback),
/* harmony export */   j$: () => (/* binding */ withoutQuery)
/* harmony export */ });
function withoutQuery(url) {
    return /^https?:/i.test(url) ? url.replace(/\?.*$/s, '') : url;
}
function isLoopback(hostname) {
    return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
function isAzureHost(hostname) {
    return /^[a-z0-9]{3,24}\.blob\.core\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/.test(hostname);
}
function decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}


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
