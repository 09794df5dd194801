import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 2613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 6982:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");

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

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

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

/***/ 542:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

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

/***/ 6928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 2203:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("stream");

/***/ }),

/***/ 4756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 9023:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ }),

/***/ 3296:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   HT: () => (/* binding */ readEnvelope),
/* harmony export */   LD: () => (/* binding */ readList),
/* harmony export */   Z7: () => (/* binding */ readTexts),
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
function readTexts(value) {
    return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}
function readList(fields, name) {
    const value = fields[name];
    if (!Array.isArray(value))
        return [];
    const items = value.map(asFields);
    return items.every(item => item !== undefined) ? items : items.filter(item => item !== undefined);
}
const LONG_INTEGER = /[:,[\s-]\d{16}/;
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
async function exchange(transport, call, options, succeeded, redact) {
    const reply = await transport.send(call, options);
    const envelope = (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readEnvelope */ .HT)(reply.body);
    const failure = failureOf(reply, envelope, redact);
    const isSuccess = isSuccessful(reply.status) && envelope && succeeded(envelope);
    if (!isSuccess)
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

/***/ 8835:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ routeTo)
/* harmony export */ });
/* harmony import */ var _model_service_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6324);

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
        throw new _model_service_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .R({
            kind: 'unsent',
            code: 'ProxyFailed',
            said: 'The proxy variable does not hold a URL',
        });
    }
}


/***/ }),

/***/ 4225:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  pO: () => (/* binding */ asCallError),
  oO: () => (/* binding */ createTransport),
  kP: () => (/* binding */ createWire),
  wx: () => (/* binding */ header),
  P9: () => (/* binding */ retryAfter)
});

;// CONCATENATED MODULE: external "node:string_decoder"
const external_node_string_decoder_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:string_decoder");
// EXTERNAL MODULE: ./model/service.js
var service = __nccwpck_require__(6324);
// EXTERNAL MODULE: ./api/route.js
var route = __nccwpck_require__(8835);
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
        const way = ways.get(origin) ?? (0,route/* routeTo */.B)(origin, env);
        ways.set(origin, way);
        return way;
    };
    return {
        async send({ url, timeout, stall, signal, body, ...request }) {
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
                    return { status, headers, body: await readBody(content, limit.moved) };
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
    const decoder = new external_node_string_decoder_namespaceObject.StringDecoder('utf8');
    let text = '';
    let size = 0;
    for await (const chunk of decoded(answer.body, header(answer, 'content-encoding'))) {
        moved();
        size += chunk.length;
        if (size > LARGEST_BODY) {
            answer.body.destroy();
            throw new service/* CallError */.R({ kind: 'unreadable', code: 'ResponseTooLarge', said: '' });
        }
        text += decoder.write(chunk);
    }
    return text + decoder.end();
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


/***/ }),

/***/ 2312:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   IN: () => (/* binding */ readJobList),
/* harmony export */   T3: () => (/* binding */ readRecords),
/* harmony export */   Zn: () => (/* binding */ progressCalls),
/* harmony export */   bE: () => (/* binding */ post),
/* harmony export */   cd: () => (/* binding */ readJob),
/* harmony export */   oJ: () => (/* binding */ isSuccess),
/* harmony export */   pk: () => (/* binding */ readReason),
/* harmony export */   tW: () => (/* binding */ readJobId),
/* harmony export */   wG: () => (/* binding */ pathsOf)
/* harmony export */ });
/* harmony import */ var _envelope_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3296);

function post(route, fields) {
    const body = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    return { method: 'POST', path: `/v2/vectordb/jobs/import/${route}`, body };
}
function progressCalls(fields) {
    return [post('describe', fields), post('get_progress', fields), post('getProgress', fields)];
}
function isSuccess({ code }) {
    return code === '0' || code === '200';
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
        files: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readList */ .LD)(data, 'details').map(readFile),
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
function readJobList(data) {
    return readRecords(data, 'records');
}
function readRecords(data, name) {
    const value = data[name] ?? [];
    const records = Array.isArray(value) ? value : [value];
    return { jobs: records.map(readListedJob), size: records.length, total: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_0__/* .readNumber */ .kz)(data, 'count') };
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

// UNUSED EXPORTS: codes, fallbacks, groups

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
const MET = [
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
const OTHERS = (0,entry/* foreign */.V)([
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
]);
const milvus = { ...(0,entry/* entries */.j)(MET), ...OTHERS };

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
const HTTP = [
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
const NETWORK = [
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
const http = (0,entry/* entries */.j)(HTTP);
const network = (0,entry/* entries */.j)(NETWORK);

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
const V1 = [
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
const V2 = [
    ['21119', 'stop', 'The server does not accept the API key', advice/* checkKey */.yR],
    ['63240', 'stop', 'The volume does not exist', 'Check `volumeName`, and that volume and cluster belong to the same organisation, cloud and region.'],
    ['96001', 'stop', 'The server does not know the region', 'Check `regionId` (`aws-us-west-2`).'],
    ['96005', 'stop', 'The project id is not valid', 'Check `projectId`: it looks like `proj-…`.'],
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
    ['96036', 'stop', 'The cluster id is not valid', 'Check `clusterId`: it looks like `in01-…`.'],
];
const zilliz_OTHERS = (0,entry/* foreign */.V)([
    ['a pipeline', '10041'],
    ['creating or changing a cluster', '40013 63032 63104 80005 80006 80007 80008 80009 80010 80011 80012 80014 96000 96002 96003 96004 96010 96017 96019 96020 96023'],
    ['creating a collection', '90013 90014 90015 90016 90017 90018 90019 90020 90023 90024 90025 90026 90027 90101 90106 90112 90113 90114 90122 90136 90138'],
    ['inserting, updating or deleting single rows', '90008 90009 90010 90100 90107 90108 90109 90115 90118 90119 90120 90121 90131 90132 90139 90148 90149 90150 90151 90152 94148'],
    ['a query or search', '90002 90003 90004 90005 90006 90007 90110 90111 90123 90124 90125 90126 90127 90128 90129 90130 90133 90134 90135 90140'],
    ['metrics, usage or a range of time', '96006 96007 96011 96024 96035'],
    ['a backup or its restoring', '96029 96030 96031 96032 96033 96034 96037 96038 96039 96040'],
]);
const zilliz = { ...(0,entry/* entries */.j)(V1), ...(0,entry/* entries */.j)(V2), ...zilliz_OTHERS };

;// CONCATENATED MODULE: ./errors/catalogue.js




const groups = { http: http, network: network, zilliz: zilliz, milvus: milvus };
const codes = { ...http, ...network, ...zilliz, ...milvus };
function entryOf(code) {
    return Object.hasOwn(codes, code) ? codes[code] : undefined;
}
const fallbacks = (0,entry/* entries */.j)([
    ['code', 'stop', 'The server refused the request', { all: "See the server's message above; its support can look up the request by time and request id.", milvus: "See the server's message above; its log has more at the time of the request." }],
    ['Http3xx', 'stop', 'The server redirects to another address, and credentials are not sent there', 'If that address is the same server, write it as `endpoint` (often `https` instead of `http`). If it is a sign-in page, `endpoint` needs an address that works without single sign-on.'],
    ['Http4xx', 'stop', 'The server refused the request', 'Check `endpoint`, and any proxy or gateway in front of it.'],
    ['Http5xx', 'unanswered', 'The server, or a gateway in front of it, has a problem', 'Run the step again later; if it happens again, look at the status page of the service.'],
    ['network', 'unanswered', 'The connection to the server failed', 'Check `endpoint`, the network of the runner, and any proxy or gateway in between.'],
]);
function fallbackOf(code) {
    return fallbacks[fallbackName(code)];
}
function fallbackName(code) {
    const status = /^Http([345])/.exec(code)?.[1];
    if (status)
        return `Http${status}xx`;
    return isNetworkName(code) ? 'network' : 'code';
}
function isNetworkName(code) {
    return (Object.hasOwn(network, code) || /^(?:E(?!RROR$)[A-Z]{3,}|ERR_\w+|UND_ERR_\w+|HPE_\w+|Z_\w+)$/.test(code));
}


/***/ }),

/***/ 1965:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ foreign),
/* harmony export */   j: () => (/* binding */ entries)
/* harmony export */ });
function entries(rows, foreign = false) {
    return Object.fromEntries(rows.flatMap(([codes, does, title, advice, by]) => codes.split(' ').map(code => [code, { title, advice, does, byReason: by === 'words', foreign }])));
}
function foreign(rows) {
    const advice = 'This action never sends such a request: check that `endpoint` is the address of the import API, then report it with code and request id.';
    return entries(rows.map(([about, codes]) => [codes, 'stop', `The server answered about ${about}`, advice]), true);
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
    json: 'Write an array of rows, `{"rows": […]}`, or one object per line in a `.jsonl` file.',
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
const fileKinds = {
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
    sparseVector: ['A sparse vector is malformed', 'Write it as `{"indices": […], "values": […]}` or as `{"index": value, …}`, with whole indices from 0 on.'],
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
};

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
const kinds = {
    jobGone: ['The server does not know the job', { all: `Check \`jobId\`, and that it belongs to this server. ${advice/* countRows */.BO}`, milvus: goneOfMilvus }, 'gone'],
    jobIdForm: ['The job id does not belong to this server', 'Check `jobId`: Milvus gives its jobs whole numbers, Zilliz Cloud `job-…`.', 'gone'],
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
    ...fileKinds,
};
const lacks = 'A file lacks the field `$1` of the collection';
const unknown = 'A file has the field `$1`, which the collection does not know';
const computed = 'A file holds the field `$1`, which the server computes itself';
const wrongDim = "A vector does not have the collection's dimension: the field ";
const wrongType = 'A column does not have the type of its field: ';
const PATTERNS = [
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
    ['row', /failed to (?:parse|append|decode|read) row/, 'failed to parse row, error: …'],
    ['serverInternal', /no candidate segments found|alloc id failed|failed to allocate job ID|cannot find import task with id|add import job failed|get collection failed/, 'no candidate segments found for channel'],
    ['ioFailed', /IO failed/, 'IO failed[key=a.json]'],
];
const reasons = PATTERNS.map(([kind, pattern, says, titleWith]) => {
    const [title, advice, does = 'stop'] = kinds[kind];
    return { kind, pattern, says, title, titleWith, advice, does, byReason: false, foreign: false };
});

;// CONCATENATED MODULE: ./errors/explain.js


function explain(code, said, circumstances = {}) {
    const known = (0,catalogue/* entryOf */.Ms)(code);
    const isOpen = known ? known.byReason : !/^Http/.test(code) && !(0,catalogue/* isNetworkName */.uD)(code);
    return (isOpen && explainReason(said, circumstances)) || fitted(known ?? (0,catalogue/* fallbackOf */.wM)(code), circumstances);
}
function explainReason(said, circumstances = {}) {
    for (const reason of reasons) {
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
    return name.length > LONGEST_CATCH ? `${name.slice(0, LONGEST_CATCH - 1)}…` : name;
}


/***/ }),

/***/ 898:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $T: () => (/* binding */ jobFailed),
/* harmony export */   HB: () => (/* binding */ unreachable),
/* harmony export */   Jj: () => (/* binding */ submitUnconfirmed),
/* harmony export */   RD: () => (/* binding */ cancelledWaiting),
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





const told = ({ code, said, requestId }) => ({ cause: code, said, requestId });
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
    const context = 'Nothing was submitted';
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Rejected', code: 'Unreachable', context, title, advice, ...told(failure) },
    });
}
const UNUSABLE = ['Unreadable', 'ResponseTooLarge'];
function hasAnswer({ code }) {
    return UNUSABLE.includes(code) || !(0,_catalogue_js__WEBPACK_IMPORTED_MODULE_0__/* .isNetworkName */ .uD)(code);
}
function lookFirst(api) {
    const jobs = api === 'milvus' ? ' (`/v2/vectordb/jobs/import/list`)' : api === 'zilliz-v1' ? '' : ' in the console';
    return `Look at the import jobs of the collection${jobs} before you run again: importing twice doubles the rows. If the job is there, wait for it with \`jobId\``;
}
function submitUnconfirmed({ api, failure, list, jobId }) {
    const answer = failure && hasAnswer(failure) ? 'the answer does not tell' : 'the answer was lost';
    const seen = jobId
        ? `import job ${jobId} is new, but its files did not show whether it belongs to this step`
        : {
            told: `${answer}, and no job of this step could be found`,
            refused: `${answer}, and the server does not list its jobs`,
            none: 'no call to the server got a usable answer',
        }[list];
    const cause = failure && causeOf(failure, { api });
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Unknown', code: 'SubmitUnconfirmed', ...(failure && told(failure)) },
        title: `It is unclear whether the import was submitted: ${seen}`,
        advice: lookFirst(api),
        more: cause,
    });
}
function earlierUnconfirmed({ api, isNone, }) {
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
function causeOf({ code, said }, circumstances) {
    const { title, advice } = (0,_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .explain */ .W)(code, said, circumstances);
    return `${title}. ${advice}`;
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
function timedOut({ jobId, timeout, last, trouble }) {
    const hasBegun = last?.phase !== 'queued';
    const seen = last ? `last seen: ${(0,_words_job_js__WEBPACK_IMPORTED_MODULE_3__/* .reached */ .V6)(last)}` : 'no poll got a usable answer';
    const state = !last
        ? 'The import itself was not cancelled'
        : hasBegun
            ? 'It continues on the server'
            : 'The server has not started it yet';
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'TimedOut', code: 'TimedOut', ...(trouble && told(trouble)) },
        title: `Timed out after ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_4__/* .duration */ .p0)(timeout)} waiting for import job ${jobId} (${seen}). ${state}`,
        advice: hasBegun
            ? `${waitAgain}; to wait longer, raise \`timeout\``
            : `The server is busy with other jobs, or short of workers: ask whoever runs it (Zilliz Cloud: the support), a longer \`timeout\` alone may not help. ${waitAgain}`,
    });
}
function rowCountMismatch(expected, rows) {
    const wanted = `${expected.kind === 'atLeast' ? 'at least ' : ''}${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_4__/* .count */ .U9)(expected.rows)} rows were expected`;
    const found = rows === undefined
        ? 'the server does not report how many rows were imported'
        : `${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_4__/* .count */ .U9)(rows)} were imported`;
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Completed', code: 'RowCountMismatch' },
        title: `The import completed, but \`expectedRows\` does not hold: ${wanted}, ${found}`,
        advice: 'The data is in the collection. Check what the job that wrote the files produced before you import again: a second import adds the same rows once more',
    });
}
function jobFailed({ reason, at, hasOwnKey, ...circumstances }) {
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
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(980);
/* harmony import */ var _import_error_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(687);


const COMMIT = '`/v2/vectordb/jobs/import/commit`';
const ABORT = '`/v2/vectordb/jobs/import/abort`';
const body = (jobId) => `\`{"jobId":"${jobId}"}\``;
function choices(jobId) {
    return `To publish the rows, run a step with \`jobId: "${jobId}"\` and \`commit: verified\`, or send ${body(jobId)} to ${COMMIT}; to drop them, send it to ${ABORT}`;
}
function uncommitted({ jobId = '', api }) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ImportError */ .Y({
        ...{ status: 'Uncommitted', code: 'Uncommitted', api },
        title: `${jobId ? `Import job ${jobId}` : 'The import'} waits for its commit: its rows are not visible yet`,
        advice: `To publish them, run a step with this \`jobId\` and \`commit: verified\`, or send the commit or the abort yourself (${COMMIT} or \`/abort\`). For imports without a commit leave \`auto_commit\` out of \`options\``,
    });
}
function commitRefused(jobId, { code, said, requestId }) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ImportError */ .Y({
        ...{ status: 'Uncommitted', code, said, requestId, api: 'milvus' },
        context: `The rows of import job ${jobId} hold, but the server refused the commit. No row is visible`,
        more: choices(jobId),
    });
}
function ended({ jobId, abort }, detail) {
    const { status, code, why, advice } = detail;
    switch (abort.kind) {
        case 'aborted':
            return new _import_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ImportError */ .Y({
                ...{ status, code, advice },
                title: `${why}. The import was aborted; no row became visible`,
            });
        case 'committed':
            return new _import_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ImportError */ .Y({
                ...{ status: status === 'Cancelled' ? status : 'Completed', code },
                title: `${why}. The job was committed meanwhile: its rows are, or will be, visible`,
                advice: dontRepeat(jobId),
            });
        case 'unconfirmed': {
            const { failure, isRefused, dropsAt } = abort;
            const { said, requestId } = failure;
            const came = isRefused
                ? `The server refused the abort of import job ${jobId}`
                : `The abort of import job ${jobId} got no answer`;
            const goes = dropsAt === undefined
                ? 'the job stays until somebody commits or aborts it'
                : `the server drops the job by itself at about ${clockTime(dropsAt)}`;
            return new _import_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ImportError */ .Y({
                ...{ status, code, cause: failure.code, said, requestId },
                title: `${why}. ${came}. No row is visible; ${goes}`,
                advice: `Look at the job, or abort it yourself: send ${body(jobId)} to ${ABORT}. ${advice}`,
            });
        }
    }
}
function clockTime(at) {
    const [day, time = ''] = new Date(at).toISOString().split('T');
    return `${time.slice(0, 5)} UTC (${day})`;
}
function rowsRefused({ why, ...end }) {
    const advice = 'Check what the job that wrote the files produced, then run again';
    return ended(end, { status: 'Aborted', code: 'RowCountMismatch', why, advice });
}
function tooLateToCommit({ left, ...end }) {
    return ended(end, {
        ...{ status: 'Aborted', code: 'TimedOut' },
        why: `The rows hold, but the server ends the job in ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0)(left)}: too little for a safe commit`,
        advice: 'Raise `timeout` (or the `timeout` in `options`), then run again',
    });
}
const reached = (seen) => (seen ? ` (last seen: ${seen})` : '');
function endedUnstaged({ isCancelled, seen, ...end }) {
    return isCancelled
        ? ended(end, {
            ...{ status: 'Cancelled', code: 'Cancelled', why: 'The workflow was cancelled' },
            advice: 'Run the step again to import',
        })
        : ended(end, {
            ...{ status: 'Aborted', code: 'TimedOut' },
            why: `Timed out before the rows of import job ${end.jobId} were published${reached(seen)}`,
            advice: 'Raise `timeout`, then run again',
        });
}
function leftStaged({ jobId, isCancelled, seen }) {
    const why = isCancelled ? 'The workflow was cancelled while it waited' : 'Timed out waiting';
    const status = isCancelled ? 'Cancelled' : 'TimedOut';
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ImportError */ .Y({
        ...{ status, code: status },
        title: `${why} for import job ${jobId}${reached(seen)}. The job was left as it is: no row is visible, it waits for a commit or an abort`,
        advice: choices(jobId),
    });
}
function dontRepeat(jobId) {
    return `Don't import again: look at the job, or run this step again with \`jobId: "${jobId}"\``;
}
function commitUnknown(jobId, { code, said, requestId }) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ImportError */ .Y({
        ...{ status: 'TimedOut', code: 'TimedOut', cause: code, said, requestId },
        title: `The commit of import job ${jobId} got no answer: its rows may be visible, or become so`,
        advice: dontRepeat(jobId),
    });
}
function committedLate({ status, code, title }, jobId) {
    const after = `after the commit of import job ${jobId} was sent: the rows are, or will be, visible`;
    const titles = {
        Cancelled: `Cancelled ${after}`,
        TimedOut: `Timed out ${after}`,
    };
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ImportError */ .Y({
        ...{ status, code },
        title: titles[status] ?? `${title} The commit of the job was sent before: the rows are, or will be, visible`,
        advice: dontRepeat(jobId),
    });
}
function failedCommitting(jobId, reason) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ImportError */ .Y({
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
    return quote.includes('"') ? `“${quote}”` : `"${quote}"`;
}
function isRemote(code) {
    return /^(Http)?-?\d+$/.test(code);
}
function sentences(texts) {
    return texts
        .filter(text => !!text)
        .map(text => (/[.!?…]["”]?$/.test(text ?? '') ? text : `${text}.`))
        .join(' ');
}


/***/ }),

/***/ 8829:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_9__ = __nccwpck_require__(950);
/* harmony import */ var _api_transport_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4225);
/* harmony import */ var _inputs_inputs_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(256);
/* harmony import */ var _inputs_secrets_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6938);
/* harmony import */ var _main_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(5642);
/* harmony import */ var _model_clock_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(711);
/* harmony import */ var _report_github_js__WEBPACK_IMPORTED_MODULE_10__ = __nccwpck_require__(1521);
/* harmony import */ var _report_headline_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(1246);
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
const given = Object.fromEntries(_inputs_inputs_js__WEBPACK_IMPORTED_MODULE_1__/* .inputNames */ .vj.map(name => [name, _actions_core__WEBPACK_IMPORTED_MODULE_9__/* .getInput */ .V4(name)]));
const redact = (0,_words_redact_js__WEBPACK_IMPORTED_MODULE_7__/* .redactor */ .$p)((0,_inputs_secrets_js__WEBPACK_IMPORTED_MODULE_2__/* .secretsOf */ .F)(given, process.env), _actions_core__WEBPACK_IMPORTED_MODULE_9__/* .setSecret */ .Pq);
const { /* setOutput */ "uH": setOutput, /* info */ "pq": info, /* warning */ "$e": warning, /* startGroup */ "Oh": startGroup, /* endGroup */ "N4": endGroup } = _actions_core__WEBPACK_IMPORTED_MODULE_9__;
const runner = (0,_report_runner_js__WEBPACK_IMPORTED_MODULE_6__/* .createRunner */ .j)({ setOutput, info, warning, startGroup, endGroup }, {
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
    openChecks: _report_github_js__WEBPACK_IMPORTED_MODULE_10__/* .openChecks */ ._,
    signal: cancelled.signal,
});
if (outcome.error && outcome.red) {
    process.exitCode = _actions_core__WEBPACK_IMPORTED_MODULE_9__/* .ExitCode */ .yU.Failure;
    const title = (0,_words_text_js__WEBPACK_IMPORTED_MODULE_8__/* .cut */ .Jj)(runner.clean((0,_report_headline_js__WEBPACK_IMPORTED_MODULE_5__/* .headline */ .P)(outcome)), LONGEST_TITLE);
    _actions_core__WEBPACK_IMPORTED_MODULE_9__/* .error */ .z3((0,_words_text_js__WEBPACK_IMPORTED_MODULE_8__/* .cutBytes */ .Uw)(runner.clean(outcome.error.message), LONGEST_ANNOTATION), { title });
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 6230:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   U9: () => (/* binding */ isLoopback),
/* harmony export */   WK: () => (/* binding */ problemsOfStorageEndpoint),
/* harmony export */   x5: () => (/* binding */ locate)
/* harmony export */ });
const CONTROL_PLANE = 'https://api.cloud.zilliz.com';
const CONTROL_PLANE_CHINA = 'https://api.cloud.zilliz.com.cn';
function isLoopback(host) {
    return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
function locate(endpoint, api) {
    if (endpoint === '')
        return withoutEndpoint(api);
    const { meant, problems } = readAddress(endpoint, api);
    const url = URL.parse(meant);
    if (!url?.hostname || !/^https?:$/.test(url.protocol)) {
        const wrong = problems.length > 0 ? problems : [NO_URL];
        return { place: api === 'auto' ? undefined : place(api, whyOf(api, ''), ''), problems: wrong };
    }
    const found = placeOf(url, api);
    const mayBePlain = found.place.api === 'milvus' || isLoopback(url.hostname);
    const needsTls = url.protocol !== 'https:' && !mayBePlain ? [NEEDS_TLS] : [];
    return {
        place: found.place,
        problems: [...problems, ...(found.problem ? [found.problem] : []), ...needsTls],
    };
}
const NEEDS_TLS = { text: 'must start with `https://`: the API key goes with every call' };
const SCHEMES = 'write it with `https://`, or for a Milvus without TLS with `http://`';
const NO_URL = { text: 'is not a URL', instead: SCHEMES };
function withoutEndpoint(api) {
    if (api === 'auto' || api === 'zilliz-v2')
        return {
            place: place('zilliz-v2', whyOf(api, 'no `endpoint` is given'), CONTROL_PLANE),
            problems: [],
        };
    const text = api === 'milvus'
        ? 'is required for `api: milvus`, such as `http://milvus.example:19530`'
        : 'is required for `api: zilliz-v1`: `https://controller.api.{region}.zillizcloud.com`';
    return { place: place(api, whyOf(api, ''), ''), problems: [{ text }] };
}
const BARE = /^(?:\/\/)?(\[[0-9a-f:.]+\]|[\w.-]+)(:\d+)?(\/[^?#@]*)?$/i;
function readAddress(endpoint, api) {
    const [, unquoted] = /^["'`](.*)["'`]$/.exec(endpoint) ?? [];
    if (unquoted !== undefined) {
        const inner = readAddress(unquoted, api);
        const form = inner.problems.length === 0 ? unquoted : undefined;
        return {
            meant: inner.meant,
            problems: [{ text: 'is in quotes, which would be sent along', form }, ...inner.problems],
        };
    }
    if (/\s/.test(endpoint))
        return unclear({ text: 'holds blanks or line breaks', instead: 'give one address' });
    if (/[{}<>]/.test(endpoint))
        return unclear({ text: 'holds a placeholder', instead: 'write the name in its place' });
    const bare = BARE.exec(endpoint);
    if (bare) {
        const [, host = ''] = bare;
        const form = `${plainlyFor(host, api) ? 'http' : 'https'}://${endpoint.replace(/^\/\//, '')}`;
        return {
            meant: form,
            problems: [{ text: 'has no scheme', form, instead: SCHEMES }, ...problemsOfUrl(form)],
        };
    }
    if (!/^https?:\/\/[^/]/i.test(endpoint))
        return otherScheme(endpoint, api);
    return { meant: endpoint, problems: problemsOfUrl(endpoint) };
}
function unclear(problem) {
    return { meant: '', problems: [problem] };
}
function otherScheme(endpoint, api) {
    const text = 'must start with `http://` or `https://`';
    const [, scheme = '', rest = '', host = ''] = /^([a-z][a-z0-9+.-]*):\/*((\[[^\]]*\]|[^/:?#@]+)(?::\d+)?(?:\/[^?#@]*)?)$/i.exec(endpoint) ?? [];
    if (host === '')
        return unclear({ text, instead: SCHEMES });
    const isTls = /^https$/i.test(scheme) || (!/^http$/i.test(scheme) && (/s$/i.test(scheme) || !plainlyFor(host, api)));
    const form = `${isTls ? 'https' : 'http'}://${rest}`;
    return { meant: form, problems: [{ text, form, instead: SCHEMES }, ...problemsOfUrl(form)] };
}
function problemsOfStorageEndpoint(text) {
    const written = URL.parse(text);
    if (written?.username || written?.password)
        return [{ text: 'must not hold a user or password', instead: 'give keys as `accessKey` and `secretKey`' }];
    const { meant, problems } = readAddress(text, 'milvus');
    const url = URL.parse(meant);
    if (!url)
        return problems.length > 0 ? problems : [NO_URL];
    const path = { text: 'must not hold a path: the bucket is part of `objectUrl`', form: url.origin };
    return url.pathname === '/' ? problems : [...problems, path];
}
function plainlyFor(host, api) {
    const isCloud = api === 'zilliz-v2' || api === 'zilliz-v1';
    return isLoopback(host.toLowerCase()) || (!isCloud && vendorHost(host.toLowerCase()) === undefined);
}
function problemsOfUrl(endpoint) {
    const url = URL.parse(endpoint);
    if (!url)
        return [];
    const problems = [];
    if (url.username || url.password)
        problems.push({ text: 'must not hold a user or password: they belong into `apiKey`, as `user:password`' });
    if (url.search || url.hash)
        problems.push({ text: 'must not hold a query or a fragment' });
    const call = /\/v[12]\/(vector|vectordb|clusters|volumes|projects)(\/.*)?$/.exec(url.pathname);
    if (call) {
        const form = url.origin + url.pathname.slice(0, call.index);
        problems.push({ text: 'is the address of a call, not of the server', form });
    }
    if (/^cloud\.zilliz\.com(\.cn)?$/.test(url.hostname))
        problems.push({
            text: 'is the web console',
            instead: 'leave `endpoint` out, or give the public endpoint of the cluster',
        });
    return problems;
}
function placeOf(url, api) {
    const baseUrl = (url.origin + url.pathname).replace(/\/+$/, '');
    const host = vendorHost(url.hostname.replace(/\.$/, ''));
    switch (host?.kind) {
        case undefined:
            return {
                place: place(api === 'auto' ? 'milvus' : api, whyOf(api, '`endpoint` is not an address of Zilliz Cloud'), baseUrl),
            };
        case 'control-plane': {
            const because = whyOf(api, '`endpoint` is the control plane');
            const found = place(api === 'auto' ? 'zilliz-v2' : api, because, baseUrl);
            return api === 'zilliz-v1' ? { place: found, problem: NO_REGION } : { place: found };
        }
        case 'controller': {
            const because = whyOf(api, '`endpoint` is a controller of v1');
            return { place: place(api === 'auto' ? 'zilliz-v1' : api, because, baseUrl) };
        }
        case 'cluster':
        case 'project':
            return placeOfEndpoint(host, api, baseUrl);
    }
}
function placeOfEndpoint(host, api, baseUrl) {
    if (api === 'milvus')
        return { place: place('milvus', whyOf(api, ''), baseUrl) };
    const because = whyOf(api, `\`endpoint\` is that of a ${host.kind} of Zilliz Cloud`);
    const { clusterId, projectId, region, isChina } = host;
    if (api === 'zilliz-v1') {
        if (!region)
            return { place: { ...place(api, because, baseUrl), clusterId }, problem: NO_REGION };
        const controller = `https://controller.api.${region}.${isChina ? 'zilliz.com.cn' : 'zillizcloud.com'}`;
        return { place: { ...place(api, because, controller), clusterId, dataUrl: baseUrl } };
    }
    const known = {
        clusterId,
        projectId,
        regionId: projectId && region,
        dataUrl: projectId ? undefined : baseUrl,
    };
    return {
        place: { ...place('zilliz-v2', because, isChina ? CONTROL_PLANE_CHINA : CONTROL_PLANE), ...known },
    };
}
const NO_REGION = {
    text: 'has no region: for `api: zilliz-v1` give `https://controller.api.{region}.zillizcloud.com`',
};
function place(api, because, baseUrl) {
    const nothing = { clusterId: undefined, projectId: undefined, regionId: undefined };
    return { api, because, baseUrl, dataUrl: api === 'milvus' ? baseUrl : undefined, ...nothing };
}
function whyOf(api, guess) {
    return api === 'auto' ? guess : `\`api\` is \`${api}\``;
}
const DOMAIN = /^(.+?)\.(zillizcloud\.com|cloud\.zilliz\.com|cloud\.zilliz\.com\.cn|zilliz\.com\.cn)$/;
const REGION = /^(aws|gcp|az|azure|ali|tc|hwc)-/;
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
    if (first.startsWith('glo-'))
        return { ...base, kind: 'cluster' };
    return undefined;
}


/***/ }),

/***/ 256:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  vj: () => (/* reexport */ table/* inputNames */.vj),
  TL: () => (/* binding */ parseInputs)
});

// UNUSED EXPORTS: publicInputs, secretInputs, urlInputs

// EXTERNAL MODULE: ./errors/failures.js
var failures = __nccwpck_require__(898);
// EXTERNAL MODULE: ./inputs/endpoint.js
var endpoint = __nccwpck_require__(6230);
// EXTERNAL MODULE: ./inputs/notation.js
var inputs_notation = __nccwpck_require__(2041);
;// CONCATENATED MODULE: ./inputs/paths.js

const EXTENSION = /\.(parquet|json|jsonl|ndjson|csv|npy)$/;
const EXTENSIONS = '`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`';
function isFolderOrFile(key) {
    return key.endsWith('/') || EXTENSION.test(key);
}
function problemOfKey(key, write) {
    if (key.includes('\\'))
        return {
            text: 'use `/` in paths, on Windows too',
            form: write(key.replaceAll('\\', '/')),
        };
    if ((0,inputs_notation/* hasWildcard */.rl)(key.replace(/(?<=^|\/)\*\.npy$/, ''))) {
        const folder = (0,inputs_notation/* folderBefore */.CP)(key);
        const text = 'wildcards are not expanded; for all files of a folder, give the folder, ending in `/`';
        return { text, form: folder === '' ? undefined : write(folder) };
    }
    if (isFolderOrFile(key))
        return undefined;
    if (EXTENSION.test(key.toLowerCase()))
        return {
            text: `an upper-case extension, but servers know only ${EXTENSIONS}`,
            instead: 'rename the file',
        };
    if (/\.(gz|zip|zst|bz2|tar|tgz|npz|7z)$/i.test(key))
        return { text: `this is an archive, but servers read only ${EXTENSIONS}`, instead: 'unpack it first' };
    return { text: `neither a folder (ending in \`/\`) nor a file of a known format (${EXTENSIONS})` };
}
function problemOfVolumePath(line) {
    const notation = (0,inputs_notation/* notationOf */.MU)(line, isFolderOrFile);
    if (notation)
        return notation;
    const parts = partsOf(line);
    if (parts.length > 1 && parts.every(part => part.endsWith('.npy')))
        return {
            text: 'several files in one line',
            instead: 'give the folder of the `.npy` files, ending in `/`',
        };
    return severalFiles(parts) ?? problemOfRelative(line) ?? problemOfKey(line, key => key);
}
function problemOfGroup(line, isRestore) {
    const notation = (0,inputs_notation/* notationOf */.MU)(line, isFolderOrFile);
    if (notation)
        return notation;
    if (!isRestore) {
        const several = severalFiles(partsOf(line));
        if (several)
            return several;
    }
    for (const path of groupOf(line, isRestore)) {
        const problem = problemOfRelative(path) ?? (isRestore ? undefined : problemOfFile(path));
        if (problem)
            return problem;
    }
    return undefined;
}
function groupOf(line, isRestore) {
    const parts = partsOf(line);
    return isRestore || parts.every(part => part.endsWith('.npy')) ? parts : [line];
}
function partsOf(line) {
    return line
        .split(',')
        .map(path => path.trim())
        .filter(path => path !== '');
}
function severalFiles(parts) {
    const files = parts.filter(part => EXTENSION.test(part));
    if (files.length < 2 || parts.every(part => part.endsWith('.npy')))
        return undefined;
    return {
        text: 'several files in one line: only the `.npy` files of one set share a line, each other file has its own',
    };
}
function problemOfFile(path) {
    if ((0,inputs_notation/* hasWildcard */.rl)(path))
        return { text: 'wildcards are not expanded', instead: 'name each file' };
    if (path.endsWith('/'))
        return { text: 'this is a folder, but Milvus imports files', instead: 'name each file' };
    return problemOfKey(path, key => key);
}
function problemOfRelative(path) {
    const url = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\/(.*)$/is.exec(path);
    if (url)
        return {
            text: 'this is a URL, but `files` holds paths inside the bucket or volume, without its name',
            form: /^https?:/i.test(path) ? undefined : url[1],
        };
    if (path.split(/[/\\]/).includes('..'))
        return { text: 'a path must not contain `..`' };
    if (/^[A-Za-z]:[\\/]|^(\.|~|file:)[\\/]/.test(path))
        return {
            text: 'this is a local path, but `files` holds paths inside the bucket or volume',
            instead: 'to upload files of the runner use `path`',
        };
    return undefined;
}
function problemOfPattern(line) {
    const pattern = line.replace(/^!\s*/, '');
    if (pattern === '')
        return { text: '`!` alone excludes nothing' };
    const isWhole = (text) => !/\s#/.test(text) || isFolderOrFile(text) || /\*$/.test(text);
    const notation = (0,inputs_notation/* notationOf */.MU)(line, text => isWhole(text) && !/^#|^\[.*\]$|["'`]$/.test(text));
    if (notation)
        return notation;
    if (/^(?!file:)[a-z][a-z0-9+.-]+:\/\//i.test(pattern))
        return {
            text: 'this is a URL, but `path` holds files of the runner',
            instead: 'to import what is in a bucket already use `objectUrl`',
        };
    if (/\{[^{}]*,[^{}]*\}/.test(pattern))
        return { text: 'braces are not expanded', instead: 'give a line for each alternative' };
    if (pattern.includes('\\') && !/^([A-Za-z]:[\\/]|\\\\)/.test(pattern))
        return { text: 'use `/` in paths, on Windows too', form: line.replaceAll('\\', '/') };
    return undefined;
}

// EXTERNAL MODULE: ./inputs/problem.js
var inputs_problem = __nccwpck_require__(944);
// EXTERNAL MODULE: ./inputs/read.js + 12 modules
var read = __nccwpck_require__(9483);
// EXTERNAL MODULE: ./inputs/rules.js
var rules = __nccwpck_require__(7680);
// EXTERNAL MODULE: ./inputs/table.js
var table = __nccwpck_require__(3879);
;// CONCATENATED MODULE: ./inputs/foreign-urls.js
const AZURE_FORM = 'https://ACCOUNT.blob.core.windows.net/CONTAINER/…';
const FORMS = [
    {
        pattern: /^(?:abfss?|wasbs?):\/\/([^@/]+)@([^./]+)\.(?:dfs|blob)\.(core\.[^/]+)\/(.*)$/is,
        text: 'Hadoop and Spark write Azure like this, but the server needs the `https://` URL of the blob',
        form: (container, account, core, key = '') => `https://${account}.blob.${core}/${container}/${encodedKey(key)}`,
    },
    {
        pattern: /^(?:abfss?|wasbs?|az|azure|adl):\/\//i,
        text: 'this is not a URL that the server knows for Azure',
        instead: `write \`${AZURE_FORM}\``,
    },
    {
        pattern: /^https:\/\/([^./]+)\.dfs\.(core\.[^/]+)\/(.*)$/is,
        text: 'this is the Data Lake address, but the server needs the address of the blob',
        form: (account, core, rest = '') => `https://${account}.blob.${core}/${rest}`,
    },
    {
        pattern: /^s3[an]:\/\/(.*)$/is,
        text: 'Hadoop and Spark write `s3a://` or `s3n://`, but the scheme is `s3://`',
        form: rest => `s3://${rest}`,
    },
    {
        pattern: /^(?:gcs|gcp):\/\/(.*)$/is,
        text: 'the scheme of Google Cloud Storage is `gs://`',
        form: rest => `gs://${rest}`,
    },
    {
        pattern: /^arn:aws[a-z-]*:s3:::(.*)$/is,
        text: 'this is an ARN, not a URL',
        form: rest => `s3://${rest}`,
    },
    {
        pattern: /^https:\/\/[^/]*(?:console\.aws\.amazon\.com|console\.amazonaws\.cn)\/s3\//i,
        text: "this is a page of AWS's console",
        instead: 'write `s3://BUCKET/KEY`',
    },
    {
        pattern: /^https:\/\/console\.cloud\.google\.com\/storage\/browser\/(?:_details\/)?([^?;]*).*$/is,
        text: "this is a page of Google's console",
        form: rest => `gs://${rest}`,
    },
    {
        pattern: /^https:\/\/portal\.azure\.(?:com|cn)\//i,
        text: "this is a page of Azure's portal",
        instead: `write \`${AZURE_FORM}\``,
    },
    {
        pattern: /^cosn?:\/\//i,
        text: 'this is not a URL that the server knows for Tencent Cloud',
        instead: 'write `https://BUCKET.cos.REGION.myqcloud.com/KEY`',
    },
    {
        pattern: /^http:\/\/(.*)$/is,
        text: '`http://` is not encrypted, the scheme is `https://`',
        form: rest => `https://${rest}`,
    },
    {
        pattern: /^(S3|GS|Gs|OSS|Oss|HTTPS|Https):\/\/(.*)$/s,
        text: 'schemes are written in lower-case letters',
        form: (scheme = '', rest) => `${scheme.toLowerCase()}://${rest}`,
    },
    {
        pattern: /^(s3|gs|oss|https):(?:\/(?!\/)|(?!\/))(.*)$/s,
        text: 'two slashes follow the scheme',
        form: (scheme = '', rest) => `${scheme}://${rest}`,
    },
    {
        pattern: /^(?:file:|[A-Za-z]:[\\/]|\/|\.{1,2}[\\/]|~[\\/])/,
        text: 'this is a local path, but `objectUrl` is the URL of a bucket',
        instead: 'to upload files of the runner use `path`',
    },
    {
        pattern: /^([a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|windows\.net|googleapis\.com|aliyuncs\.com|myqcloud\.com)\/.*)$/is,
        text: 'the URL has no scheme',
        form: rest => `https://${rest}`,
    },
    {
        pattern: /^(?![a-z][a-z0-9+.-]*:\/\/)/i,
        text: 'the URL has no scheme',
        instead: 'write `s3://BUCKET/KEY`, `gs://BUCKET/KEY`, `oss://BUCKET/KEY` or `https://…`',
    },
];
function otherForm(line) {
    if (/^https:\/\/[^/]*@/.test(line))
        return undefined;
    for (const { pattern, text, form, instead } of FORMS) {
        const found = pattern.exec(line);
        if (!found)
            continue;
        return { text, form: form?.(...found.slice(1)), instead };
    }
    return undefined;
}
function encodedKey(key) {
    return key.split('/').map(encodeURIComponent).join('/');
}

;// CONCATENATED MODULE: ./inputs/urls.js



const LITERAL = /^(s3|gs|oss):\/\/([^/]*)(?:\/(.*))?$/s;
const AZURE = /^[a-z0-9]{3,24}\.blob\.core\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/;
function problemOfObjectUrl(line) {
    const notation = (0,inputs_notation/* notationOf */.MU)(line, isObject) ?? several(line);
    if (notation)
        return notation;
    const literal = LITERAL.exec(line);
    if (!literal)
        return otherForm(line) ?? problemOfHttps(line);
    const [, scheme = '', bucket = '', key] = literal;
    if (bucket === '')
        return { text: 'it does not name a bucket' };
    if (bucket.includes('@'))
        return { text: 'a URL must not hold a user or password', instead: KEYS };
    if (key === undefined)
        return {
            text: 'this is a bucket without a key',
            instead: 'name a file, or a folder ending in `/` (`/` alone for the whole bucket)',
        };
    if (key === '')
        return undefined;
    const start = key.replace(/[?#].*$/s, '');
    if (!isFolderOrFile(key) && start !== key && isFolderOrFile(start))
        return {
            text: `a query or fragment, but in \`${scheme}://\` everything belongs to the key`,
            form: `${scheme}://${bucket}/${start}`,
        };
    return problemOfKey(key, other => `${scheme}://${bucket}/${other}`);
}
const KEYS = 'give keys as `accessKey` and `secretKey`';
function isObject(line) {
    const key = LITERAL.exec(line)?.[3];
    if (key !== undefined)
        return key === '' || isFolderOrFile(key);
    const url = URL.parse(line);
    return url !== null && url.hash === '' && isFolderOrFile(url.pathname);
}
function several(line) {
    const [first] = line.split(/[\s,;]+(?=[a-z][a-z0-9]*:\/\/)/i);
    return first !== undefined && first !== line
        ? { text: 'several URLs in one line', instead: 'give each its own line (in YAML `|`, not `>`)' }
        : undefined;
}
function problemOfHttps(line) {
    const url = URL.parse(line);
    if (url?.protocol !== 'https:')
        return { text: 'not a URL of a bucket', instead: 'begin with `s3://`, `gs://`, `oss://` or `https://`' };
    if (url.username || url.password)
        return { text: 'a URL must not hold a user or password', instead: KEYS };
    if (url.hash)
        return {
            text: '`#` begins a fragment, which is never sent to a server',
            instead: 'write `%23` where it belongs to the name',
        };
    return problemOfKey(url.pathname, key => `https://${url.host}${key}`);
}
function problemOfFolderUrl(line) {
    const notation = (0,inputs_notation/* notationOf */.MU)(line, isObject);
    if (notation)
        return notation;
    const literal = LITERAL.exec(line);
    if (!literal)
        return (otherForm(line.replace(/^http(?=:\/\/(localhost|127\.|\[::1\]))/, 'https')) ??
            problemOfAzureFolder(line));
    const [, scheme = '', bucket = '', key] = literal;
    if (scheme === 'oss')
        return { text: 'files of the runner are not uploaded to `oss://`', instead: STORES };
    if (bucket === '')
        return { text: 'it does not name a bucket' };
    if (bucket.includes('@'))
        return { text: 'a URL must not hold a user or password', instead: KEYS };
    return problemOfFolder(key ?? 'x', folder => `${scheme}://${bucket}/${folder}`);
}
const STORES = 'use `s3://`, `gs://`, the `https://` URL of Azure, or `volumeName`';
function problemOfAzureFolder(line) {
    const url = URL.parse(line);
    if (!url)
        return { text: 'not a URL', instead: STORES };
    if (url.username || url.password)
        return { text: 'a URL must not hold a user or password', instead: KEYS };
    if (url.search || url.hash)
        return { text: 'the folder must not have a query', instead: 'give the SAS as `sessionToken`' };
    const { hostname, pathname } = url;
    const aws = /^(?:([^/]+)\.)?s3[.-][^/]*amazonaws\.com(?:\.cn)?$/.exec(hostname);
    if (aws) {
        const rest = aws[1] ? `${aws[1]}${pathname}` : pathname.slice(1);
        return { text: 'files are uploaded to the `s3://` form of this URL', form: `s3://${rest}` };
    }
    if (/^storage\.(googleapis|cloud\.google)\.com$/.test(hostname))
        return { text: 'files are uploaded to the `gs://` form of this URL', form: `gs://${pathname.slice(1)}` };
    const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
    if (!isLocal && !AZURE.test(hostname))
        return { text: 'files of the runner are not uploaded to this host', instead: STORES };
    const [container = '', ...folder] = pathname.slice(1).split('/');
    if (container === '')
        return { text: 'it does not name a container' };
    return problemOfFolder(folder.join('/') || (pathname.endsWith('/') ? '' : 'x'), key => `${url.origin}/${container}/${key}`);
}
function problemOfFolder(folder, write) {
    if (folder === '' || folder.endsWith('/')) {
        const names = folder.split('/').slice(0, -1);
        if (names.includes(''))
            return { text: '`//` is a folder without a name' };
        if (names.some(name => name === '.' || name === '..'))
            return { text: 'a folder must not be `.` or `..`' };
        const isPlain = !/[*\\]/.test(folder);
        if (isPlain)
            return undefined;
        return /\*/.test(folder)
            ? {
                text: 'a wildcard, but this is the one folder that receives the files',
                form: write((0,inputs_notation/* folderBefore */.CP)(folder)),
            }
            : problemOfKey(folder, write);
    }
    if (isFolderOrFile(folder))
        return { text: 'this is a file, but with `path` it is the folder that receives the files, ending in `/`' };
    return {
        text: 'with `path` this is the folder that receives the files, and it must end in `/`',
        form: undefined,
    };
}

;// CONCATENATED MODULE: ./inputs/inputs.js









function parseInputs(given) {
    const isShown = (0,inputs_problem/* formFilter */.Ru)(table/* secretInputs */._y.map(name => given[name]));
    const { values, problems: unread } = readAll(given);
    const api = values.api ?? meantApi(given.api);
    const located = (0,endpoint/* locate */.x5)(given.endpoint, api ?? 'auto');
    const place = api && located.place;
    const guess = place && (0,rules/* wrongGuess */.hJ)(place, given);
    const cloud = { api: 'zilliz-v2', because: 'its inputs are given' };
    const judged = guess && place ? { ...place, ...cloud } : place;
    const problems = [
        ...(guess ? [guess] : []),
        ...unread,
        ...located.problems.map(problem => `\`endpoint\` ${(0,inputs_problem/* worded */.MH)(problem, isShown)}`),
        ...problemsOfStore(given, isShown),
        ...(0,rules/* conflictsOf */.hC)(given),
        ...(judged ? (0,rules/* conflictsWith */.ao)(judged, given) : []),
        ...problemsOfSources(judged?.api, given, isShown),
    ];
    if (problems.length > 0 || !place)
        throw (0,failures/* invalidInput */.aY)(problems);
    return assemble(values, place);
}
function readAll(given) {
    const values = {};
    const problems = [];
    for (const name of table/* inputNames */.vj) {
        const found = (0,read/* readInput */.R5)(table/* table */.tp[name].read, given[name]);
        if ('value' in found)
            values[name] = found.value;
        else
            problems.push(...found.problems.map(problem => `\`${name}\` ${problem}`));
    }
    return { values, problems };
}
function meantApi(text) {
    const word = text.toLowerCase().replaceAll('_', '-');
    return ['auto', 'zilliz-v2', 'zilliz-v1', 'milvus'].find(known => known === word);
}
function problemsOfStore({ storageEndpoint }, isShown) {
    const problems = storageEndpoint === '' ? [] : (0,endpoint/* problemsOfStorageEndpoint */.WK)(storageEndpoint);
    return problems.map(problem => `\`storageEndpoint\` ${(0,inputs_problem/* worded */.MH)(problem, isShown)}`);
}
function problemsOfSources(api, given, isShown) {
    const urls = (0,inputs_problem/* linesOf */.Dx)(given.objectUrl);
    const files = (0,inputs_problem/* linesOf */.Dx)(given.files);
    const patterns = (0,inputs_problem/* linesOf */.Dx)(given.path);
    const isRestore = isBackup(given.options);
    const problemOfFiles = api === 'milvus' && !given.volumeName
        ? (line) => problemOfGroup(line, isRestore)
        : problemOfVolumePath;
    const problems = [
        ...(0,inputs_problem/* problemsOfLines */.z0)('objectUrl', urls, given.path ? problemOfFolderUrl : problemOfObjectUrl, isShown),
        ...(0,inputs_problem/* problemsOfLines */.z0)('files', files, problemOfFiles, isShown),
        ...(0,inputs_problem/* problemsOfLines */.z0)('path', patterns, problemOfPattern, isShown),
    ];
    if (given.path && urls.length > 1)
        problems.push(`\`objectUrl\` holds ${urls.length} lines, but with \`path\` it is the one folder that receives the files`);
    if (patterns.length > 0 && patterns.every(line => line.startsWith('!')))
        problems.push('`path` only excludes: give a line of files to upload, without `!`');
    problems.push(...repeated('objectUrl', given.path ? [] : urls), ...repeated('files', files));
    for (const [name, lines] of [['objectUrl', given.path ? [] : urls], ['files', files]])
        if (api && lines.length > rules/* MOST_SOURCES */.H8[api])
            problems.push(`\`${name}\` holds ${lines.length} lines, a job of \`${api}\` takes ${rules/* MOST_SOURCES */.H8[api]}`);
    return problems;
}
function repeated(name, lines) {
    const at = lines.findIndex((line, index) => lines.indexOf(line) < index);
    if (at < 0)
        return [];
    const first = lines.indexOf(lines[at] ?? '');
    return [`\`${name}\` lines ${first + 1} and ${at + 1} are the same: its rows would come in twice`];
}
function isBackup(options) {
    return (0,read/* optionLines */.rQ)(options).some(([name]) => name === 'backup' || name === 'l0_import');
}
function assemble(values, place) {
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
    const { jobId, dbName, collectionName, partitionName } = values;
    if (jobId)
        return { kind: 'attach', jobId, collectionName, partitionName };
    const into = { target, dbName, collectionName: collectionName ?? '', partitionName };
    return { kind: 'submit', into, source: values.path.length > 0 ? localOf(values) : sourceOf(values, api) };
}
function localOf(values) {
    const { path: patterns, volumeName, deleteUploaded, options } = values;
    const { objectUrl, storageRegion } = values;
    const storageEndpoint = values.storageEndpoint?.replace(/\/+$/, '');
    const credentials = credentialsOf(values);
    return {
        kind: 'local',
        patterns,
        to: volumeName
            ? { kind: 'volume', volumeName }
            : { kind: 'bucket', folderUrl: objectUrl[0] ?? '', storageEndpoint, storageRegion, credentials },
        deleteUploaded,
        options,
    };
}
function sourceOf(values, api) {
    const { volumeName, files, objectUrl: urls, options } = values;
    if (api === 'milvus') {
        const isRestore = Object.hasOwn(options, 'backup') || Object.hasOwn(options, 'l0_import');
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

/***/ 2041:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   CP: () => (/* binding */ folderBefore),
/* harmony export */   CU: () => (/* binding */ problemOfCredential),
/* harmony export */   Cl: () => (/* binding */ problemOfToken),
/* harmony export */   Cx: () => (/* binding */ problemOfValue),
/* harmony export */   MU: () => (/* binding */ notationOf),
/* harmony export */   O: () => (/* binding */ problemOfId),
/* harmony export */   rl: () => (/* binding */ hasWildcard)
/* harmony export */ });
const EXPRESSION = '`$' + '{{ env.NAME }}`';
function problemOfValue(value) {
    if (/^(["'`]).*\1$/s.test(value) || /^[“‘„].*[”’“]$/s.test(value))
        return 'is in quotes, which would be sent along: leave them out';
    if (/^\*{3}$/.test(value))
        return 'is `***`: that is what a log shows instead of a secret';
    if (/^(\$[A-Z_][A-Z0-9_]*|\$\{[A-Za-z_]\w*\}|%[A-Z_][A-Z0-9_]*%)$/.test(value))
        return `is the name of a variable: inputs are not read by a shell, write ${EXPRESSION}`;
    if (/^\$?\{\{.*\}\}$/s.test(value))
        return `is an expression that was not evaluated: write it as ${EXPRESSION}`;
    return undefined;
}
function problemOfCredential(value) {
    const [scheme] = /^(Bearer|Basic|Token)(?=\s)/i.exec(value) ?? [];
    if (scheme)
        return `begins with a word such as \`Bearer \`: give only what follows it`;
    if (/^authorization:/i.test(value))
        return 'is a whole header: give only the credential';
    return problemOfValue(value);
}
function problemOfToken(value) {
    if (/^\?/.test(value))
        return 'begins with `?`: give the SAS without it';
    if (/^https?:\/\//i.test(value))
        return 'is a URL: give only the SAS, the part after the `?`';
    return problemOfCredential(value);
}
function problemOfId(value) {
    if (/^\d+(\.\d+)?E\+?\d+$/i.test(value))
        return "is a number that YAML has rounded: put the id in quotes, such as `'448707763884413158'`";
    if (/^https?:\/\//i.test(value) || /^in\d\d-[^.]+\..+\./.test(value))
        return 'is an address: give only the id in it, or give the address as `endpoint`';
    if (/[<>{}]|^your-/i.test(value))
        return 'is a placeholder: write the id itself';
    const notation = problemOfValue(value);
    if (notation)
        return notation;
    return /^[A-Za-z0-9_-]*$/.test(value) ? undefined : 'holds characters that an id does not have';
}
const DASH = /^-\s+|^-(?=["'[]|[a-z][a-z0-9+.-]*:\/\/)/;
const QUOTES = /^["'`“‘„](.*?)["'`”’“][,;]?$/s;
const OPENED = /^\[+\s*(?=["'[])|^\[$/;
const LISTED = /^\[.*\],?$/s;
const COMMENT = /\s+(#|\/\/)(\s.*)?$|\s+#.*$/s;
function notationOf(line, isWhole) {
    const form = cleaned(line, isWhole);
    const shown = { form: form !== line && form !== '' ? form : undefined, instead: 'leave that out' };
    const parts = line.split(/(?:\\r)?\\n/).filter(part => part !== '');
    if (parts.length > 1 && parts.every(isWhole))
        return {
            text: '`\\n` does not end a line here',
            instead: 'use a block of YAML (`|`), one entry per line',
        };
    if (DASH.test(line))
        return { text: '`- ` at the start is left from a YAML list, but each line is one entry', ...shown };
    if (OPENED.test(line) || (LISTED.test(line) && !isWhole(line)) || /^\]+,?$/.test(line))
        return { text: 'this is a JSON list, but each line is one entry', ...shown };
    if (/^(["'`]).*\1[,;]?$/s.test(line) || (/["'`”’“][,;]?$/.test(line) && !isWhole(line)))
        return { text: 'the quotes would be part of the name', ...shown };
    if (/[,;]$/.test(line))
        return { text: 'a comma at the end has no meaning; each line is one entry', ...shown };
    if (/^#/.test(line) && !isWhole(line))
        return { text: 'this is a comment, and inputs have none', instead: 'leave the line out' };
    if (COMMENT.test(line) && !isWhole(line))
        return { text: 'a comment at the end of a line would be part of the name', ...shown };
    return undefined;
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
function hasWildcard(key) {
    return /\*|\{[^{}]*(,|\.\.)[^{}]*\}|\[[^\]/]-[^\]/]\]/.test(key);
}
function folderBefore(key) {
    const segments = key.split('/');
    const at = segments.findIndex(hasWildcard);
    return segments
        .slice(0, at)
        .map(segment => `${segment}/`)
        .join('');
}


/***/ }),

/***/ 944:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Dx: () => (/* binding */ linesOf),
/* harmony export */   MH: () => (/* binding */ worded),
/* harmony export */   Ru: () => (/* binding */ formFilter),
/* harmony export */   z0: () => (/* binding */ problemsOfLines)
/* harmony export */ });
/* unused harmony export throughout */
/* harmony import */ var _words_url_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8870);

const LONGEST_FORM = 160;
const SHORTEST_SECRET = 4;
function formFilter(secrets) {
    const known = secrets
        .flatMap(secret => [secret, ...secret.split(/[\s:]+/)])
        .filter(secret => secret.length >= SHORTEST_SECRET);
    return form => form.length <= LONGEST_FORM &&
        !/[\p{Cc}`]/u.test(form) &&
        ![form, decoded(form)].some(text => /:\/\/[^/]*@|[?&][\w.-]*=/.test(text)) &&
        !known.some(secret => form.includes(secret) || decoded(form).includes(secret));
}
function worded(problem, isShown, place = '') {
    const form = formOf(problem, isShown);
    if (form !== undefined)
        return `${problem.text}; write ${place && `${place} as `}\`${form}\``;
    return problem.instead ? `${problem.text}; ${problem.instead}` : problem.text;
}
function formOf({ form }, isShown) {
    if (form === undefined)
        return undefined;
    const bare = (0,_words_url_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutQuery */ .j)(form);
    return isShown(bare) ? bare + (bare === form ? '' : '?…') : undefined;
}
const MOST_ROUNDS = 5;
function throughout(problemOf) {
    return line => {
        const texts = [];
        let form = line;
        let last;
        for (let round = 0; round < MOST_ROUNDS && form !== undefined; round += 1) {
            const problem = problemOf(form);
            if (!problem)
                break;
            last = problem;
            if (!texts.includes(problem.text))
                texts.push(problem.text);
            form = problem.form;
        }
        return last && { text: texts.join('; '), form, instead: last.instead };
    };
}
function linesOf(value) {
    return value
        .split(/\r\n|\r|\n/)
        .map(line => line.trim())
        .filter(line => line !== '');
}
function problemsOfLines(name, lines, problemOf, isShown) {
    const kinds = new Map();
    for (const [index, line] of lines.entries()) {
        const problem = throughout(problemOf)(line);
        if (!problem)
            continue;
        const kind = kinds.get(problem.text) ?? { at: [], problem, shown: index + 1 };
        kind.at.push(index + 1);
        const hasForm = (other) => formOf(other, isShown) !== undefined;
        if (!hasForm(kind.problem) && hasForm(problem))
            Object.assign(kind, { problem, shown: index + 1 });
        kinds.set(problem.text, kind);
    }
    return [...kinds.values()].map(({ at, problem, shown }) => {
        const place = lines.length > 1 ? ` ${numbered(at)}` : '';
        return `\`${name}\`${place}: ${worded(problem, isShown, at.length > 1 ? `line ${shown}` : '')}`;
    });
}
function numbered(lines) {
    const shown = lines.slice(0, 5);
    if (lines.length > 5)
        return `lines ${shown.join(', ')} and ${lines.length - 5} more`;
    const last = shown.pop();
    return shown.length > 0 ? `lines ${shown.join(', ')} and ${last}` : `line ${last}`;
}
function decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}


/***/ }),

/***/ 9483:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  D8: () => (/* binding */ anything),
  Kz: () => (/* binding */ apiKey),
  zM: () => (/* binding */ read_boolean),
  Yq: () => (/* binding */ choice),
  eE: () => (/* binding */ credential),
  GU: () => (/* binding */ expectedRows),
  Bv: () => (/* binding */ headerName),
  id: () => (/* binding */ id),
  T5: () => (/* binding */ idempotencyKey),
  Mn: () => (/* binding */ lines),
  UU: () => (/* binding */ read_name),
  rQ: () => (/* binding */ optionLines),
  fF: () => (/* binding */ options),
  dq: () => (/* binding */ pollInterval),
  R5: () => (/* binding */ readInput),
  c7: () => (/* binding */ sessionToken),
  wR: () => (/* binding */ timeout)
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
function isObject(data) {
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
    if (isObject(o) === false)
        return false;
    // modified constructor
    const ctor = o.constructor;
    if (ctor === undefined)
        return true;
    if (typeof ctor !== "function")
        return true;
    // modified prototype
    const prot = ctor.prototype;
    if (isObject(prot) === false)
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
        final.issues.push(...util.prefixIssues(key, result.issues));
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
const NO_SYMBOL_KEYS = (/* unused pure expression or super */ null && ([]));
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
    const okeys = util.optionalKeys(def.shape);
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
            if (util.aborted(payload, seen))
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
const $ZodObject = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodObject", (inst, def) => {
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
    const _normalized = util.cached(() => normalizeDef(def));
    util.defineLazyInternal(inst, "propValues", (zod) => {
        const shape = zod.def.shape;
        const propValues = {};
        for (const key in shape) {
            const field = shape[key]._zod;
            if (field.values) {
                if (!Object.prototype.hasOwnProperty.call(propValues, key)) {
                    util.assignProp(propValues, key, new Set());
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
    const isObject = util.isObject;
    const catchall = def.catchall;
    let value;
    const memo = core.globalConfig.memoizer;
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
                if (util.aborted(payload, seen))
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
})));
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
const $ZodCustom = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCustom", (inst, def) => {
    checks.$ZodCheck.init(inst, def);
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
})));
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
        payload.issues.push(util.issue(_iss));
    }
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
    return !util.nullish(val) && val.length !== undefined;
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
const $ZodCheckMaxLength = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckMaxLength", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const units = input.length;
        // Strings are measured in Unicode code points, not UTF-16 units. A code point is at most two units, so a string that already fits in units fits in code points; only an overflow has to be counted.
        const length = typeof input === "string" && units > def.maximum ? util.codePointLength(input) : units;
        if (length <= def.maximum)
            return;
        const origin = util.getLengthableOrigin(input);
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
})));
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
const $ZodCheckStringFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckStringFormat", (inst, def) => {
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
})));
const $ZodCheckRegex = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckRegex", (inst, def) => {
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
})));
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
    const ch = new checks.$ZodCheckMaxLength({
        check: "max_length",
        ...util.normalizeParams(params),
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
    return new checks.$ZodCheckRegex({
        check: "string_format",
        format: "regex",
        ...util.normalizeParams(params),
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
        ...util.normalizeParams(_params),
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
const ZodMiniObject = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniObject", (inst, def) => {
    core.$ZodObject.init(inst, def);
    ZodMiniType.init(inst, def);
    util.installLazyProp(inst, "shape", (self) => self._zod.def.shape, false);
})));
// @__NO_SIDE_EFFECTS__
function object(shape, params) {
    const def = {
        type: "object",
        shape: shape ?? {},
        ...util.normalizeParams(params),
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
const ZodMiniCustom = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCustom", (inst, def) => {
    core.$ZodCustom.init(inst, def);
    ZodMiniType.init(inst, def);
})));
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
    return core._refine(ZodMiniCustom, fn, _params);
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


;// CONCATENATED MODULE: ./inputs/duration.js
const UNITS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
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
const WORDS = [
    [/(?<=\d)(milliseconds?|millis|msecs?)/g, 'ms'],
    [/(?<=\d)(hours?|hrs?)/g, 'h'],
    [/(?<=\d)(minutes?|mins?)/g, 'm'],
    [/(?<=\d)(seconds?|secs?)/g, 's'],
];
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
    let short = text
        .replace(/^PT/i, '')
        .toLowerCase()
        .replace(/\s+|\band\b/g, '');
    for (const [words, unit] of WORDS)
        short = short.replace(words, unit);
    return short !== text && parseDuration(short) !== undefined ? short : undefined;
}
function finite(ms) {
    return Number.isFinite(ms) ? ms : undefined;
}

// EXTERNAL MODULE: ./inputs/notation.js
var inputs_notation = __nccwpck_require__(2041);
// EXTERNAL MODULE: ./inputs/problem.js
var problem = __nccwpck_require__(944);
;// CONCATENATED MODULE: ./inputs/read.js




function readInput(reader, text) {
    const parsed = reader.safeParse(text, { jitless: true });
    return parsed.success
        ? { value: parsed.data }
        : { problems: parsed.error.issues.map(({ message }) => message) };
}
function read(readText) {
    return pipe(schemas_string(), transform((input, { issues }) => {
        const fail = (message) => {
            issues.push({ code: 'custom', message, input });
            return NEVER;
        };
        return readText(input, fail);
    }));
}
function checked(...checks) {
    return read((text, fail) => {
        if (text === '')
            return undefined;
        for (const check of checks) {
            const problem = check(text);
            if (problem)
                return fail(problem);
        }
        return text;
    });
}
const headerOnly = (text) => /^[\x20-\x7e]*$/.test(text)
    ? undefined
    : 'holds characters that no HTTP header can carry: was it copied whole?';
const copied = (text) => /\p{Cc}/u.test(text) ? 'holds a line break or another control character: was it copied whole?' : undefined;
const noInvisible = (text) => /[\p{Cc}\p{Cf}\u00a0]/u.test(text)
    ? 'holds a control or invisible character: type the name instead of copying it'
    : undefined;
const read_name = checked(noInvisible, inputs_notation/* problemOfValue */.Cx);
const headerName = checked(headerOnly, inputs_notation/* problemOfValue */.Cx);
const id = checked(inputs_notation/* problemOfId */.O);
const apiKey = checked(headerOnly, inputs_notation/* problemOfCredential */.CU);
const credential = checked(copied, inputs_notation/* problemOfCredential */.CU);
const sessionToken = checked(copied, inputs_notation/* problemOfToken */.Cl);
const anything = checked();
const lines = read(problem/* linesOf */.Dx);
const LONGEST_KEY = 256;
const idempotencyKey = read((text, fail) => {
    if (!/^[\x20-\x7e]*$/.test(text))
        return fail('must be printable ASCII');
    if (text.length > LONGEST_KEY)
        return fail(`must not be longer than ${LONGEST_KEY} characters`);
    if (/^(false|no|none|never)$/i.test(text) || (/^off$/i.test(text) && text !== 'off'))
        return fail('would be used as a key: write `off` for none');
    if (/^(true|yes|on)$/i.test(text) || (/^auto$/i.test(text) && text !== 'auto'))
        return fail('would be used as a key: write `auto` for one that the action derives');
    const notation = (0,inputs_notation/* problemOfValue */.Cx)(text);
    return notation ? fail(notation) : text || 'auto';
});
const TRUE = /^(yes|on|y|1|enabled?)$/i;
const FALSE = /^(no|off|n|0|disabled?)$/i;
function read_boolean(fallback) {
    return read((text, fail) => {
        if (text === '')
            return fallback;
        if (/^(true|True|TRUE)$/.test(text))
            return true;
        if (/^(false|False|FALSE)$/.test(text))
            return false;
        const meant = TRUE.test(text) ? 'true' : FALSE.test(text) ? 'false' : undefined;
        return fail(meant ? `must be \`true\` or \`false\`: write \`${meant}\`` : 'must be `true` or `false`');
    });
}
function choice(words) {
    const known = Object.keys(words);
    return read((text, fail) => {
        const exact = text === '' ? known[0] : known.find(word => word === asYaml(text));
        if (exact !== undefined)
            return words[exact];
        const same = (word) => word === text.toLowerCase().replaceAll('_', '-') ||
            (word === 'true' && TRUE.test(text)) ||
            (word === 'false' && FALSE.test(text));
        const meant = known.find(same);
        const all = `must be one of ${known.map(word => `\`${word}\``).join(', ')}`;
        return fail(meant ? `${all}: write \`${meant}\`` : all);
    });
}
function asYaml(text) {
    return /^(true|false|TRUE|FALSE|True|False)$/.test(text) ? text.toLowerCase() : text;
}
const DURATIONS = 'write `90s`, `30m`, `1h30m`, `1500ms`, or a number of seconds';
const timeout = read((text, fail) => {
    const ms = parseDuration(text || '30m');
    if (ms !== undefined && ms > 0)
        return ms;
    if (ms === 0)
        return fail('must be longer than zero; `wait: false` submits without waiting');
    const meant = meantDuration(text);
    return fail(`is not a duration: ${meant ? `write \`${meant}\`` : DURATIONS}`);
});
const SHORTEST_INTERVAL = 100;
const pollInterval = read((text, fail) => {
    if (text === '' || text === 'auto')
        return 'auto';
    const ms = parseDuration(text);
    if (ms !== undefined && ms >= SHORTEST_INTERVAL)
        return ms;
    const meant = /^auto$/i.test(text) ? 'auto' : meantDuration(text);
    return fail(`must be \`auto\`, or a duration of at least \`100ms\`${meant ? `: write \`${meant}\`` : ''}`);
});
const expectedRows = read((text, fail) => {
    if (text === '')
        return undefined;
    if (text === 'files')
        return { kind: 'files' };
    const [, sign, rows] = /^(>=)?\s*(\d+)$/.exec(text) ?? [];
    if (rows !== undefined)
        return { kind: sign ? 'atLeast' : 'exactly', rows: BigInt(rows) };
    if (/^\d(\.\d+)?E\+?\d+$/i.test(text))
        return fail("is a number that YAML has rounded: put it in quotes, such as `'1500'`");
    const meant = meantRows(text);
    return fail(meant
        ? `is not a plain number of rows: write \`${meant}\``
        : 'must be a whole number such as `1500`, a lower bound such as `>=1`, or `files`');
});
function meantRows(text) {
    if (/^files?$/i.test(text))
        return 'files';
    const [, sign = '', number = ''] = /^(=|==|>|>=|=>|≥|≧)?\s*(\d{1,3}(?:[_, ']\d{3})+|\d+)(?:\.0+)?\s*(?:rows?)?$/iu.exec(text) ?? [];
    if (number === '')
        return undefined;
    const digits = number.replace(/\D/g, '');
    if (sign === '>')
        return `>=${BigInt(digits) + 1n}`;
    return sign === '' || /^=+$/.test(sign) ? digits : `>=${digits}`;
}
function optionLines(text) {
    return text
        .split(/\r\n|\r|\n/)
        .map(line => line.trimStart())
        .filter(line => line !== '')
        .map(line => {
        const equals = line.indexOf('=');
        return equals < 0 ? [line.trim(), undefined] : [line.slice(0, equals).trim(), line.slice(equals + 1)];
    });
}
const LITERAL_OPTIONS = ['sep', 'nullkey'];
const options = read((text, fail) => {
    const found = {};
    const problems = new Set();
    for (const [key, value] of optionLines(text)) {
        const problem = problemOfOption(key, value) ?? (Object.hasOwn(found, key) ? 'names a key twice' : undefined);
        if (problem)
            problems.add(problem);
        else
            found[key] = value ?? '';
    }
    for (const problem of problems)
        fail(problem);
    return found;
});
function problemOfOption(key, value) {
    if (/^#/.test(key))
        return 'holds a comment, and inputs have none: leave the line out';
    if (/^[{[\]}]/.test(key))
        return 'is JSON: write one `key=value` per line';
    if (/^-\s/.test(key))
        return 'is a YAML list: write one `key=value` per line, without `- `';
    if (/^\w+\s*:/.test(key))
        return 'must hold one `key=value` per line: write `=` instead of `:`';
    if (key === '' || value === undefined)
        return 'must hold one `key=value` per line';
    if (/^["'`]|["'`]$/.test(key))
        return 'has quotes around a key: leave them out';
    if (LITERAL_OPTIONS.includes(key))
        return undefined;
    if (/\S\s+(#|\/\/)/.test(value))
        return 'holds a comment, which would be part of the value: leave it out';
    if (/^(["'`]).*\1[,;]?\s*$/.test(value))
        return 'has quotes around a value, which would be part of it: leave them out';
    if (/^\s/.test(value))
        return 'has a blank after `=`, which would be part of the value: write `key=value`';
    return /[,;]\s*$/.test(value)
        ? 'has a comma after a value, which would be part of it: leave it out'
        : undefined;
}


/***/ }),

/***/ 7680:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   H8: () => (/* binding */ MOST_SOURCES),
/* harmony export */   ao: () => (/* binding */ conflictsWith),
/* harmony export */   hC: () => (/* binding */ conflictsOf),
/* harmony export */   hJ: () => (/* binding */ wrongGuess)
/* harmony export */ });
/* harmony import */ var _read_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9483);
/* harmony import */ var _table_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3879);


function hasOf(given) {
    return (...names) => names.some(name => (0,_table_js__WEBPACK_IMPORTED_MODULE_1__/* .isSet */ .vM)(given, name));
}
function conflictsOf(given) {
    const has = hasOf(given);
    return broken([
        ...rulesOfTarget(has, given),
        ...rulesOfSource(has, given),
        ...rulesOfJob(has, given),
        ...rulesOfEnd(has, given),
    ]);
}
function rulesOfTarget(has, given) {
    const needs = ['searchable', 'alias'].find(name => has(name));
    return [
        [!has('jobId') && !has('collectionName'), '`collectionName` is required'],
        [
            has('jobId') && !has('collectionName') && needs !== undefined,
            `\`${needs}\` needs \`collectionName\`, also with \`jobId\``,
        ],
        [
            has('alias') && given.alias === given.collectionName,
            '`alias` is the name of the collection: choose another one',
        ],
    ];
}
function rulesOfSource(has, given) {
    const one = 'a job has one kind of source';
    return [
        [has('objectUrl') && has('volumeName'), `\`objectUrl\` cannot be combined with \`volumeName\`: ${one}`],
        [
            has('objectUrl') && has('files') && !has('volumeName', 'path'),
            `\`objectUrl\` cannot be combined with \`files\`: ${one}`,
        ],
        [
            has('path') && has('files'),
            '`path` cannot be combined with `files`: exactly the uploaded files are imported',
        ],
        [
            has('path') && !has('volumeName', 'objectUrl'),
            '`path` needs a place to upload to: `volumeName` (Zilliz Cloud), or `objectUrl` with one folder ending in `/`',
        ],
        [
            has('volumeName') && has('accessKey', 'secretKey', 'sessionToken'),
            '`volumeName` cannot be combined with `accessKey`, `secretKey` and `sessionToken`: a volume needs no keys',
        ],
        [has('accessKey') && !has('secretKey'), '`accessKey` needs `secretKey`'],
        [has('secretKey') && !has('accessKey'), '`secretKey` needs `accessKey`'],
        [has('storageEndpoint') && !has('path', 'jobId'), '`storageEndpoint` is for files that `path` uploads'],
        [has('storageRegion') && !has('path', 'jobId'), '`storageRegion` is for files that `path` uploads'],
        [
            has('storageEndpoint', 'storageRegion') && has('path') && has('volumeName'),
            '`storageEndpoint` and `storageRegion` are for a bucket in `objectUrl`, a volume has its own',
        ],
        [
            has('storageEndpoint') && has('path') && /^(gs|https?):/i.test(given.objectUrl),
            '`storageEndpoint` is for S3-compatible stores: write `objectUrl` as `s3://bucket/folder/`',
        ],
        [has('deleteUploaded') && !has('path'), '`deleteUploaded` needs `path`: nothing else is uploaded'],
    ];
}
function rulesOfJob(has, given) {
    const sources = ['objectUrl', 'volumeName', 'files', 'path'].filter(name => has(name));
    return [
        [
            has('jobId') && sources.length > 0,
            `\`jobId\` waits for a job that exists: leave out ${listed(sources)}`,
        ],
        [has('jobId') && isSubmitOnly(given), '`jobId` with `wait: false` would do nothing'],
    ];
}
function rulesOfEnd(has, given) {
    const late = ['commit', 'searchable', 'alias', 'expectedRows', 'deleteUploaded'].filter(name => has(name));
    const autoCommit = (0,_read_js__WEBPACK_IMPORTED_MODULE_0__/* .optionLines */ .rQ)(given.options).some(([name]) => name === 'auto_commit');
    return [
        [
            isSubmitOnly(given) && late.length > 0,
            `\`wait: false\` cannot be combined with ${listed(late)}: the step ends before the import does`,
        ],
        [
            has('alias') && !has('searchable'),
            '`alias` needs `searchable`: it is switched once a query sees the rows',
        ],
        [
            given.preflight.toLowerCase() === 'only' && has('jobId'),
            '`preflight: only` cannot be combined with `jobId`: that job was submitted before',
        ],
        [
            given.expectedRows.toLowerCase() === 'files' && has('jobId'),
            '`expectedRows: files` cannot be combined with `jobId`: the files are not known, give a number',
        ],
        [
            given.commit.toLowerCase() === 'manual' && has('searchable', 'alias', 'deleteUploaded'),
            '`commit: manual` ends before the rows are visible: give `searchable`, `alias` and `deleteUploaded` in the step that commits',
        ],
        [has('commit') && autoCommit, '`commit` sets `auto_commit` by itself: leave it out of `options`'],
    ];
}
function isSubmitOnly({ wait }) {
    return /^(false|no|n|off|0)$/i.test(wait);
}
function lacksSas(has, given) {
    return has('path') && !has('sessionToken') && /^https?:/i.test(given.objectUrl);
}
function conflictsWith(place, given) {
    const { api, because } = place;
    const has = hasOf(given);
    const chosen = `\`${api}\` (chosen because ${because})`;
    const strangers = _table_js__WEBPACK_IMPORTED_MODULE_1__/* .inputNames */ .vj
        .filter(name => has(name))
        .flatMap(name => {
        const unknown = _table_js__WEBPACK_IMPORTED_MODULE_1__/* .table */ .tp[name].unknownTo[api];
        if (!unknown || (unknown.unless && has(unknown.unless)))
            return [];
        return [`\`${name}\` does not work with ${chosen}${unknown.instead && `: ${unknown.instead}`}`];
    });
    const key = [
        !has('apiKey'),
        '`apiKey` is required; if it comes from a secret, check that the secret is available here',
    ];
    switch (api) {
        case 'zilliz-v2':
            return [...broken([key, ...rulesOfV2(has, place, chosen, given)]), ...strangers];
        case 'zilliz-v1':
            return [...broken([key, ...rulesOfV1(has, place, chosen, given)]), ...strangers];
        case 'milvus':
            return [...broken(rulesOfMilvus(has, chosen, given)), ...strangers];
    }
}
function rulesOfV2(has, place, chosen, given) {
    const hasTarget = has('clusterId', 'projectId', 'regionId') || !!place.clusterId || !!place.projectId;
    const isProject = has('projectId') || (place.projectId !== undefined && !has('clusterId'));
    return [
        [!hasTarget, '`clusterId` is required, or `projectId` with `regionId` for an on-demand database'],
        [
            has('clusterId') && has('projectId', 'regionId'),
            '`clusterId` cannot be combined with `projectId` and `regionId`',
        ],
        [has('projectId') && !has('regionId'), '`projectId` needs `regionId`'],
        [has('regionId') && !has('projectId', 'clusterId'), '`regionId` needs `projectId`'],
        [
            !has('jobId', 'objectUrl', 'volumeName', 'files', 'path'),
            '`objectUrl` is required, or `volumeName` with `files`, or `path`',
        ],
        [
            has('files') && !has('volumeName', 'objectUrl', 'path'),
            `\`files\` needs \`volumeName\` with ${chosen}; for a bucket use \`objectUrl\``,
        ],
        [
            has('volumeName') && !has('files', 'path', 'jobId'),
            '`volumeName` needs `files`, the paths inside the volume, or `path`, the files to upload',
        ],
        [lacksSas(has, given), NEEDS_SAS],
        [
            isProject && has('searchable', 'alias'),
            '`searchable` and `alias` are for clusters: this action cannot query an on-demand database',
        ],
    ];
}
function rulesOfV1(has, place, chosen, given) {
    return [
        [!has('clusterId') && !place.clusterId, `\`clusterId\` is required with ${chosen}`],
        [!has('jobId', 'objectUrl'), `\`objectUrl\` is required with ${chosen}`],
        [
            lacksSas(has, given),
            '`path` to Azure needs a SAS as `sessionToken`, which `zilliz-v1` does not take: use `zilliz-v2`',
        ],
    ];
}
function rulesOfMilvus(has, chosen, given) {
    return [
        [
            !has('jobId', 'files', 'path'),
            `\`files\` is required with ${chosen}: the keys in the bucket of Milvus; or \`path\`, the files to upload`,
        ],
        [lacksSas(has, given), NEEDS_SAS],
    ];
}
const NEEDS_SAS = '`path` to Azure needs a SAS as `sessionToken`';
const OF_CLOUD = ['clusterId', 'projectId', 'regionId', 'volumeName', 'objectUrl'];
function wrongGuess(place, given) {
    const has = hasOf(given);
    const mayBeCloud = /^(https:|http:\/\/(localhost|127\.|\[::1\]))/.test(place.baseUrl);
    if (has('api') || place.api !== 'milvus' || !mayBeCloud)
        return undefined;
    if (has('files') && !has('volumeName'))
        return undefined;
    const ofCloud = OF_CLOUD.filter(name => has(name) && !(name === 'objectUrl' && has('path')));
    if (ofCloud.length === 0)
        return undefined;
    const are = ofCloud.length > 1 ? 'are inputs' : 'is an input';
    return `\`api\` is not given, and ${place.because}, so \`milvus\` was assumed; but ${listed(ofCloud)} ${are} of Zilliz Cloud: if it answers at this address set \`api: zilliz-v2\` (or \`zilliz-v1\`), else leave ${ofCloud.length > 1 ? 'them' : 'it'} out`;
}
function listed(names) {
    const quoted = names.map(name => `\`${name}\``);
    const last = quoted.pop() ?? '';
    return quoted.length > 0 ? `${quoted.join(', ')} and ${last}` : last;
}
function broken(rules) {
    return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem);
}
const MOST_SOURCES = { milvus: 1024, 'zilliz-v2': 1000, 'zilliz-v1': 1 };


/***/ }),

/***/ 6938:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ secretsOf)
/* harmony export */ });
/* harmony import */ var _words_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1506);
/* harmony import */ var _table_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3879);


const WORDS = new Set([
    ...['true', 'false', 'null', 'none', 'auto', 'default', 'test', 'example', 'secret', 'password'],
    ...['root', 'admin', 'user', 'milvus', 'zilliz', 'import', 'importing', 'completed', 'failed', 'pending'],
]);
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'];
const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
function secretsOf(inputs, env = {}) {
    const lines = _table_js__WEBPACK_IMPORTED_MODULE_1__/* .urlInputs */ .L2.flatMap(name => inputs[name].split(/[\r\n]+/).map(line => line.trim()));
    const values = [
        ..._table_js__WEBPACK_IMPORTED_MODULE_1__/* .secretInputs */ ._y.flatMap(name => (name === 'apiKey' ? partsOfLogin(inputs[name]) : linesOf(inputs[name]))),
        ...lines.flatMap(line => [...(hasLogin(line) ? userinfoOf(line) : []), ...signedPartsOf(line)]),
        ...[inputs.endpoint, inputs.storageEndpoint].flatMap(url => userinfoOf(url.trim())),
        ...PROXIES.flatMap(name => userinfoOf(env[name]?.trim() ?? '')),
        ...CREDENTIALS.map(name => env[name]?.trim() ?? ''),
    ];
    const ids = new Set(_table_js__WEBPACK_IMPORTED_MODULE_1__/* .publicInputs */ .PX.map(name => inputs[name]));
    const isSecret = (value) => value.length >= _words_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .SHORTEST_SECRET */ .c3 && !WORDS.has(value.toLowerCase()) && !ids.has(value);
    return [...new Set(values.filter(isSecret))].sort((a, b) => b.length - a.length);
}
function partsOfLogin(login) {
    const password = login.includes(':') ? login.slice(login.indexOf(':') + 1) : '';
    return [...linesOf(login), ...linesOf(password).filter(isPart)];
}
function linesOf(value) {
    const lines = value.split(/[\r\n]+/).map(line => line.trim());
    return lines.length > 1 ? [value, ...lines.filter(isPart)] : [value];
}
function isPart(value) {
    return value.length >= _words_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .SHORTEST_PART */ .XH;
}
function hasLogin(url) {
    return /^(?:https?|s3|gs|oss):\/\//i.test(url);
}
function userinfoOf(text) {
    const [, userinfo] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)@/i.exec(text) ?? [];
    if (userinfo === undefined)
        return [];
    return [userinfo, decode(userinfo)].flatMap(login => login.includes(':') || isPart(login) ? partsOfLogin(login) : []);
}
function signedPartsOf(url) {
    const [, query] = /^https?:\/\/[^?]*\?([^#]*)/i.exec(url) ?? [];
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
function decode(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}


/***/ }),

/***/ 3879:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   L2: () => (/* binding */ urlInputs),
/* harmony export */   PX: () => (/* binding */ publicInputs),
/* harmony export */   _y: () => (/* binding */ secretInputs),
/* harmony export */   tp: () => (/* binding */ table),
/* harmony export */   vM: () => (/* binding */ isSet),
/* harmony export */   vj: () => (/* binding */ inputNames)
/* harmony export */ });
/* harmony import */ var _read_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9483);

function row(read, facts = {}) {
    return { read, holds: 'words', fallback: '', unknownTo: {}, ...facts };
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
    deleteUploaded: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .boolean */ .zM(false), { fallback: 'false' }),
    preflight: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .choice */ .Yq({ false: 'off', true: 'check', only: 'only' }), { fallback: 'false' }),
    commit: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .choice */ .Yq({ auto: 'auto', verified: 'verified', manual: 'manual' }), {
        fallback: 'auto',
        unknownTo: { 'zilliz-v2': ONE_PHASE, 'zilliz-v1': ONE_PHASE },
    }),
    searchable: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .choice */ .Yq({ false: 'off', true: 'wait', load: 'load' }), { fallback: 'false' }),
    alias: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .name */ .UU, { holds: 'id' }),
    options: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .options */ .fF, { unknownTo: { 'zilliz-v2': NO, 'zilliz-v1': NO } }),
    jobId: row(_read_js__WEBPACK_IMPORTED_MODULE_0__.id, { holds: 'id' }),
    wait: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .boolean */ .zM(true), { fallback: 'true' }),
    timeout: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .timeout */ .wR, { fallback: '30m' }),
    onTimeout: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .choice */ .Yq({ fail: 'fail', warn: 'warn' }), { fallback: 'fail' }),
    pollInterval: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .pollInterval */ .dq, { fallback: 'auto' }),
    expectedRows: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .expectedRows */ .GU),
    idempotencyKey: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .idempotencyKey */ .T5, { fallback: 'auto' }),
    githubToken: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .credential */ .eE, { holds: 'secret' }),
    summary: row(_read_js__WEBPACK_IMPORTED_MODULE_0__/* .boolean */ .zM(true), { fallback: 'true' }),
};
const inputNames = Object.keys(table);
const secretInputs = inputNames.filter(name => table[name].holds === 'secret');
const publicInputs = inputNames.filter(name => table[name].holds === 'id');
const urlInputs = inputNames.filter(name => table[name].holds === 'urls');
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
            return source.urls.map(_words_url_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutQuery */ .j);
        case 'volume':
            return [...source.paths];
        case 'files':
            return source.groups.map(group => group.join(','));
    }
}
function pathsOf(source) {
    switch (source.kind) {
        case 'objects':
            return source.urls.map(_words_url_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutQuery */ .j).map(decoded);
        case 'volume':
            return [...source.paths];
        case 'files':
            return source.groups.flat();
    }
}
function decoded(url) {
    if (!url.startsWith('https:'))
        return url;
    try {
        return decodeURIComponent(url);
    }
    catch {
        return url;
    }
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
    const over = new AbortController();
    const late = new AbortController();
    clock.sleep(ms, over.signal).then(() => over.signal.aborted || late.abort());
    return { signal: AbortSignal.any([signal, late.signal]), end: () => over.abort() };
}
function outliving(clock, signal, ms) {
    const over = new AbortController();
    const late = new AbortController();
    const onAbort = () => void clock.sleep(ms, over.signal).then(() => late.abort());
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
function whole(percent) {
    return percent === undefined || Number.isNaN(percent) ? 0 : Math.min(100, Math.max(0, Math.floor(percent)));
}
function larger(a, b) {
    if (a === undefined || b === undefined)
        return a ?? b;
    return b > a ? b : a;
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
function meaningOfCreate({ kind, code, said, httpStatus = 0 }) {
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
/* harmony import */ var _model_job_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8260);
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(980);
/* harmony import */ var _words_job_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(9796);
/* harmony import */ var _blame_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(8290);
/* harmony import */ var _progress_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(6598);







function judge(last, judgement) {
    if (last.standing === 'failed')
        throw failure(last, judgement);
    if (last.standing === 'uncommitted')
        throw (0,_errors_gate_js__WEBPACK_IMPORTED_MODULE_1__/* .uncommitted */ .SU)({ api: judgement.api });
    const rows = (0,_model_job_js__WEBPACK_IMPORTED_MODULE_2__/* .importedRowsOf */ .$)(last);
    if (judgement.expectedRows && !holds(judgement.expectedRows, rows))
        throw (0,_errors_failures_js__WEBPACK_IMPORTED_MODULE_0__/* .rowCountMismatch */ .q7)(judgement.expectedRows, rows);
    return rowWarnings(rows, last.totalRows);
}
function allRowsIn(last, expected) {
    const rows = (0,_model_job_js__WEBPACK_IMPORTED_MODULE_2__/* .importedRowsOf */ .$)(last);
    return expected ? holds(expected, rows) : rows !== undefined && rows > 0n && rows === last.totalRows;
}
function stagedRows({ importedRows: rows, totalRows }, expected) {
    const staged = rows === undefined
        ? 'The server does not report how many rows were staged'
        : `${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9)(rows)} rows were staged`;
    if (rows === undefined)
        return { holds: false, says: staged };
    if (totalRows === undefined)
        return { holds: false, says: `${staged}, but the server does not report how many the files hold` };
    if (rows !== totalRows)
        return { holds: false, says: `${staged}, the files hold ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9)(totalRows)}` };
    if (!expected || holds(expected, rows))
        return { holds: true, says: staged };
    return { holds: false, says: `${staged}, ${wantedRows(expected)} were expected` };
}
function wantedRows({ kind, rows }) {
    return `${kind === 'atLeast' ? 'at least ' : ''}${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9)(rows)}`;
}
function holds(expected, rows) {
    if (rows === undefined)
        return false;
    return expected.kind === 'atLeast' ? rows >= expected.rows : rows === expected.rows;
}
function rowWarnings(rows, total) {
    if (rows === undefined || (total !== undefined && rows > 0n && rows >= total))
        return [];
    if (rows === 0n && !total)
        return ['The import completed, but the server reports 0 rows. Check that the files hold rows.'];
    if (total === undefined)
        return [];
    return [
        `The import completed, but the server reports ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9)(rows)} of ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9)(total)} rows imported. Count the rows of the collection before you rely on them.`,
    ];
}
function failure(last, { hasOwnKey, api, sources }) {
    const { at, paths } = place(last, sources);
    const files = paths.length > 0 ? paths : last.files.flatMap(file => file.paths);
    return (0,_errors_failures_js__WEBPACK_IMPORTED_MODULE_0__/* .jobFailed */ .$T)({ reason: (0,_progress_js__WEBPACK_IMPORTED_MODULE_4__/* .reasonOf */ .A3)(last), at, files, hasOwnKey, api });
}
function place({ blamed, files }, sources) {
    const culprits = files.filter(file => file.isCulprit);
    const [file] = culprits;
    const paths = blamed.length > 0 ? blamed : culprits.length === 1 && file ? file.paths : [];
    if (paths.length === 0)
        return { at: '', paths };
    const label = (0,_words_job_js__WEBPACK_IMPORTED_MODULE_5__/* .fileLabel */ .DM)({ name: paths.join(' '), paths });
    const own = sources.filter(source => (0,_blame_js__WEBPACK_IMPORTED_MODULE_6__/* .baseName */ .F)(source) === (0,_blame_js__WEBPACK_IMPORTED_MODULE_6__/* .baseName */ .F)(paths[0] ?? ''));
    const [source] = own;
    const isCopy = own.length === 1 && source !== undefined && !label.includes(source) && !source.endsWith(label);
    return { at: `${label}${isCopy ? ` (your ${source})` : ''}`, paths };
}


/***/ }),

/***/ 5642:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  i: () => (/* binding */ main)
});

// EXTERNAL MODULE: ./model/service.js
var model_service = __nccwpck_require__(6324);
// EXTERNAL MODULE: ./words/text.js
var words_text = __nccwpck_require__(6240);
// EXTERNAL MODULE: ./api/failure.js
var api_failure = __nccwpck_require__(4268);
// EXTERNAL MODULE: ./api/v2.js
var v2 = __nccwpck_require__(2312);
;// CONCATENATED MODULE: ./api/milvus.js

const milvus = {
    succeeded: v2/* isSuccess */.oJ,
    create: request => (0,v2/* post */.bE)('create', createFields(request)),
    readJobId: v2/* readJobId */.tW,
    describe: ({ dbName }, jobId) => (0,v2/* progressCalls */.Zn)({ dbName, jobId }),
    readJob: v2/* readJob */.cd,
    list: ({ dbName }, collectionName) => (0,v2/* post */.bE)('list', { dbName, collectionName }),
    readList: v2/* readJobList */.IN,
    pageSize: undefined,
    listsOneCollection: true,
    listTellsEnd: false,
};
function createFields({ dbName, collectionName, partitionName, source }) {
    const files = source.kind === 'files' ? source.groups : [];
    const hasOptions = source.kind === 'files' && Object.keys(source.options).length > 0;
    return { dbName, collectionName, partitionName, files, options: hasOptions ? source.options : undefined };
}

// EXTERNAL MODULE: ./api/envelope.js
var envelope = __nccwpck_require__(3296);
;// CONCATENATED MODULE: ./api/zilliz-v1.js


const IMPORT = '/v1/vector/collections/import';
const PAGE_SIZE = 100;
const zillizV1 = {
    succeeded: v2/* isSuccess */.oJ,
    create: request => ({ method: 'POST', path: IMPORT, body: zilliz_v1_createFields(request) }),
    readJobId: v2/* readJobId */.tW,
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
function readJob(data) {
    const standing = standingOf(data);
    const details = (0,envelope/* readList */.LD)(data, 'details');
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

;// CONCATENATED MODULE: ./api/zilliz-v2.js

const zilliz_v2_PAGE_SIZE = 100;
const zillizV2 = {
    succeeded: v2/* isSuccess */.oJ,
    create: ({ target, dbName, collectionName, partitionName, source }) => (0,v2/* post */.bE)('create', {
        ...scopeFields({ target, dbName }),
        collectionName,
        partitionName,
        ...sourceFields(source),
    }),
    readJobId: v2/* readJobId */.tW,
    describe: (scope, jobId) => (0,v2/* progressCalls */.Zn)({ ...scopeFields(scope), jobId }),
    readJob: v2/* readJob */.cd,
    list: (scope, collectionName, currentPage) => (0,v2/* post */.bE)('list', { ...scopeFields(scope), collectionName, pageSize: zilliz_v2_PAGE_SIZE, currentPage }),
    readList: v2/* readJobList */.IN,
    pageSize: zilliz_v2_PAGE_SIZE,
    listsOneCollection: false,
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
const MOST_PAGES = 100;
const LONGEST_STATE = 100;
const LONGEST_NAME = 255;
function createImportService(api, transport, scope, redact) {
    const dialect = DIALECTS[api];
    let route = 0;
    let reached;
    async function ask(call, options) {
        const { envelope, failure } = await (0,api_failure/* exchange */.c)(transport, call, options, dialect.succeeded, redact);
        if (!envelope.data)
            throw new model_service/* CallError */.R(failure);
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
                const named = dialect.readJobId(data);
                if (named === undefined || named === jobId)
                    return dialect.readJob(data);
                const said = `It tells of import job ${named}`;
                throw new model_service/* CallError */.R({ ...failure, kind: 'unreadable', code: 'OtherJob', said });
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
        const nameless = [];
        let read = 0;
        for (let page = 1; page <= MOST_PAGES; page += 1) {
            const { data } = await ask(dialect.list(scope, collectionName, page), options);
            const { jobs, size, total = 0 } = dialect.readList(data);
            for (const job of jobs) {
                if (job.jobId === undefined)
                    nameless.push(job);
                else
                    found.set(job.jobId, job);
            }
            read += size;
            const { pageSize } = dialect;
            if (pageSize === undefined || (size < pageSize && read >= total))
                return [...found.values(), ...nameless];
            if (size === 0)
                break;
        }
        throw new model_service/* CallError */.R({
            kind: 'unreadable',
            code: 'Unreadable',
            said: 'The list of jobs has no end that can be seen',
        });
    }
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
            const jobId = dialect.readJobId(data);
            if (jobId === undefined)
                throw new model_service/* CallError */.R(failure);
            return jobId;
        },
        async describe(jobId, options) {
            const job = await describe(jobId, options);
            return readable(dialect.listTellsEnd ? await endInList(job, jobId, options) : job, redact);
        },
        list,
    };
}
function isUnknownRoute(error) {
    return error instanceof model_service/* CallError */.R && (error.failure.httpStatus === 404 || error.failure.httpStatus === 405);
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
var errors_failures = __nccwpck_require__(898);
// EXTERNAL MODULE: ./errors/import-error.js
var import_error = __nccwpck_require__(687);
// EXTERNAL MODULE: ./inputs/inputs.js + 3 modules
var inputs = __nccwpck_require__(256);
// EXTERNAL MODULE: ./job/files.js
var files = __nccwpck_require__(4230);
// EXTERNAL MODULE: ./job/limits.js
var limits = __nccwpck_require__(6793);
;// CONCATENATED MODULE: ./model/memory.js
const NOTHING = { jobs: [], begun: undefined, turn: 1 };

// EXTERNAL MODULE: ./words/job.js
var job = __nccwpck_require__(9796);
;// CONCATENATED MODULE: ./report/checks.js
function isRefusal(error) {
    return [401, 403, 404, 422].includes(statusOf(error));
}
function statusOf(error) {
    const { status, response } = error;
    return typeof status === 'number' && !(status === 500 && !response) ? status : 0;
}

;// CONCATENATED MODULE: ./report/check-run-writer.js


const PAUSE = 15_000;
const SOON = 1000;
const CALL_TIMEOUT = 10_000;
const MOST_FAILURES = 5;
function createWriter({ open, clock, name, isOurs, isRerun }) {
    const ending = new AbortController();
    const gone = new AbortController();
    const waiting = new Set();
    let opening;
    let id;
    let isSearched = !isRerun;
    const tried = new Set();
    let wanted;
    let told;
    let kept;
    let triedAt = Number.NEGATIVE_INFINITY;
    let trouble;
    let failures = 0;
    let wake = () => { };
    let following;
    const isUrgent = () => wanted?.externalId !== told?.externalId;
    const isHopeless = () => failures >= MOST_FAILURES;
    async function ask(call, ...signals) {
        const limit = (0,limits/* within */.u)(clock, AbortSignal.any(signals), CALL_TIMEOUT);
        try {
            opening ??= open();
            return await call(await opening, limit.signal);
        }
        finally {
            limit.end();
        }
    }
    async function write(state) {
        if (id === undefined && (tried.size > 0 || !isSearched)) {
            const runs = await ask((checks, signal) => checks.find(name, signal), gone.signal);
            isSearched = true;
            const run = runs.findLast(each => tried.has(each.externalId) || isOurs(each));
            if (run && !tried.has(run.externalId))
                kept = run.externalId;
            id ??= run?.id;
        }
        const known = id;
        if (known === undefined) {
            tried.add(state.externalId);
            id = await ask((checks, signal) => checks.create(name, state, signal), gone.signal);
        }
        else {
            const noted = { ...state, externalId: kept ?? state.externalId };
            await ask((checks, signal) => checks.update(known, noted, signal), ending.signal, gone.signal);
        }
    }
    async function attempt(state) {
        triedAt = clock.now();
        try {
            await write(state);
            told = state;
            trouble = undefined;
            failures = 0;
        }
        catch (error) {
            if (!ending.signal.aborted || id === undefined)
                trouble = error;
            failures = isRefusal(error) ? MOST_FAILURES : failures + 1;
        }
        if (isUrgent() && !isHopeless())
            return;
        for (const resolve of waiting)
            resolve();
    }
    async function rest(ms) {
        const news = Promise.withResolvers();
        const over = new AbortController();
        wake = news.resolve;
        ending.signal.addEventListener('abort', wake, { once: true });
        await Promise.race([
            news.promise,
            ms === Number.POSITIVE_INFINITY ? news.promise : clock.sleep(ms, over.signal),
        ]);
        over.abort();
        ending.signal.removeEventListener('abort', wake);
    }
    async function follow() {
        while (!ending.signal.aborted && !isHopeless()) {
            const patience = !isUrgent() ? PAUSE : failures > 0 ? SOON * 2 ** (failures - 1) : 0;
            const due = wanted === told ? Number.POSITIVE_INFINITY : triedAt + patience - clock.now();
            if (due > 0 || !wanted)
                await rest(due);
            else
                await attempt(wanted);
        }
    }
    return {
        async find(ms) {
            const limit = (0,limits/* within */.u)(clock, ending.signal, ms);
            try {
                for (let tries = 0;; tries += 1) {
                    try {
                        const runs = await ask((checks, signal) => checks.find(name, signal), limit.signal);
                        isSearched = true;
                        return runs;
                    }
                    catch (error) {
                        if (isRefusal(error) || limit.signal.aborted)
                            throw error;
                        await clock.sleep(SOON * 2 ** tries, limit.signal);
                    }
                }
            }
            finally {
                limit.end();
            }
        },
        adopt(known) {
            id = known;
        },
        want(state) {
            wanted = state;
            following ??= follow();
            wake();
        },
        async written(ms) {
            if (!isUrgent() || isHopeless())
                return;
            const over = new AbortController();
            const { promise, resolve } = Promise.withResolvers();
            waiting.add(resolve);
            await Promise.race([promise, clock.sleep(ms, AbortSignal.any([over.signal, ending.signal]))]);
            waiting.delete(resolve);
            over.abort();
        },
        async conclude({ conclusion, externalId, output, others, over }) {
            over.addEventListener('abort', () => gone.abort(), { once: true });
            ending.abort();
            await following;
            const checks = await opening?.catch(() => undefined);
            if (!checks)
                return trouble;
            try {
                if (id !== undefined) {
                    await checks.conclude(id, conclusion, { externalId: kept ?? externalId, output }, over);
                    trouble = undefined;
                }
                for (const other of others)
                    await checks.conclude(other, conclusion, { output }, over);
            }
            catch (error) {
                return error;
            }
            return trouble;
        },
    };
}

// EXTERNAL MODULE: ./report/headline.js
var headline = __nccwpck_require__(1246);
;// CONCATENATED MODULE: ./report/memory.js
const NO_JOB = '-';
function recollect(runs, keys, redact = text => text) {
    const notes = runs
        .flatMap(run => readNote(run, keys, redact))
        .sort((a, b) => b.turn - a.turn || b.id - a.id);
    const jobs = notes.filter(({ jobId }) => jobId !== '' && jobId !== NO_JOB);
    const turn = Math.max(1, ...notes.map(note => note.turn));
    const isSettled = notes.some(note => note.turn === turn && note.jobId !== '');
    const begun = isSettled ? undefined : notes.find(note => note.turn === turn);
    const mine = begun ?? notes[0];
    return {
        remembered: {
            jobs: jobs.map(note => ({ turn: note.turn, jobId: note.jobId })),
            begun: begun && { turn, before: known(readBefore(begun.summary), runs, notes) },
            turn,
        },
        mine,
        leftOpen: notes.filter(note => note.isOpen && note !== mine).map(({ id }) => id),
    };
}
function known(before, runs, ours) {
    const mine = new Set(ours.map(({ id }) => id));
    const others = runs.filter(({ id, externalId }) => !mine.has(id) && externalId !== '');
    if (!before || others.some(({ externalId }) => !externalId.includes('/')))
        return undefined;
    const theirs = others.map(({ externalId }) => externalId.slice(externalId.lastIndexOf('/') + 1));
    return new Set([...before, ...theirs.filter(jobId => jobId !== NO_JOB)]);
}
const LARGEST_TURN = /^(?:-(\d{1,4}))?(?:\/([^/]*))?$/;
function readNote(run, keys, redact) {
    const first = redact(keys(1) ?? '');
    const rest = restOf(run.externalId, first, keys);
    if (first === '' || rest === undefined)
        return [];
    const [match, number = '1', jobId = ''] = LARGEST_TURN.exec(rest) ?? [];
    const turn = Number(number);
    return match !== undefined && keys(turn) !== undefined ? [{ ...run, turn, jobId }] : [];
}
function restOf(externalId, first, { whatever }) {
    const base = whatever?.base ?? first;
    if (!externalId.startsWith(base))
        return undefined;
    const [content = ''] = /^\.[0-9a-f]+/.exec(externalId.slice(base.length)) ?? [];
    const ours = first.slice(base.length);
    const isSame = content === ours || (whatever !== undefined && (content === '' || ours === ''));
    return isSame ? externalId.slice(base.length + content.length) : undefined;
}
const LONGEST_BEFORE = 40_000;
function beforeNote(before) {
    const ids = before && [...before].every(id => /^\w[\w.-]*$/.test(id)) ? [...before].join() : undefined;
    return `<!-- jobs before: ${ids === undefined || ids.length > LONGEST_BEFORE ? '?' : ids} -->`;
}
function readBefore(summary) {
    const [, ids = ''] = /<!-- jobs before: (\S*) -->/.exec(summary) ?? [];
    return ids === '?' ? undefined : new Set(ids.split(',').filter(Boolean));
}

// EXTERNAL MODULE: ./words/format.js
var words_format = __nccwpck_require__(980);
// EXTERNAL MODULE: ./report/ansi.js
var ansi = __nccwpck_require__(657);
;// CONCATENATED MODULE: ./report/publish-lines.js


function countedSegments({ rows, when, wanted }) {
    if (when === 'before')
        return [{ text: `A query counts ${(0,words_format/* rowCount */.oW)(rows)} now` }];
    if (wanted === undefined)
        return [{ text: `A query counts ${(0,words_format/* rowCount */.oW)(rows)}` }];
    if (rows < wanted)
        return [
            { text: 'Waiting for queries', style: 'accent' },
            { text: `: they count ${(0,words_format/* count */.U9)(rows)} of ${(0,words_format/* rowCount */.oW)(wanted)}` },
        ];
    return [{ text: 'Searchable', style: 'good' }, { text: `: a query counts ${(0,words_format/* rowCount */.oW)(rows)}` }];
}
function switchedSegments({ alias, collectionName, before }) {
    if (before === collectionName)
        return [{ text: `Alias ${alias} already points to ${collectionName}` }];
    const was = before === undefined ? 'newly created' : `before: ${before}`;
    return [
        { text: 'Switched', style: 'good' },
        { text: `: alias ${alias} points to ${collectionName} (${was})` },
    ];
}
function gateSegments(event) {
    switch (event.kind) {
        case 'staged': {
            const rows = event.rows === undefined ? 'an unknown number of rows' : `${(0,words_format/* rowCount */.oW)(event.rows)}`;
            return [
                { text: 'Staged', style: 'accent' },
                { text: ` ${rows}, not visible yet: ` },
                event.holds
                    ? { text: 'the count holds', style: 'good' }
                    : { text: 'the count does not hold', style: 'bad' },
            ];
        }
        case 'committing':
            return [{ text: 'Committing: from here on the rows are, or will be, visible' }];
        case 'committed':
            return [
                { text: 'Published', style: 'good' },
                { text: event.rows === undefined ? '' : ` ${(0,words_format/* rowCount */.oW)(event.rows)}` },
            ];
        case 'aborted':
            switch (event.end) {
                case 'aborted':
                    return [{ text: 'Aborted', style: 'warn' }, { text: ': no row became visible' }];
                case 'committed':
                    return [{ text: 'Too late to abort', style: 'warn' }, { text: ': the job was committed meanwhile' }];
                case 'unconfirmed':
                    return [{ text: 'The abort is not confirmed', style: 'warn' }, { text: ': no row is visible yet' }];
            }
    }
}
function publishWords(event) {
    switch (event.kind) {
        case 'counted':
            return (0,ansi/* textOf */.b6)(countedSegments(event));
        case 'switched':
            return (0,ansi/* textOf */.b6)(switchedSegments(event));
        case 'awaiting':
            return event.text;
        case 'staged':
        case 'committing':
        case 'committed':
        case 'aborted':
            return (0,ansi/* textOf */.b6)(gateSegments(event));
        default:
            return undefined;
    }
}

;// CONCATENATED MODULE: ./report/reporter.js
const NOTHING_KNOWN = {
    subject: undefined,
    jobId: undefined,
    origin: undefined,
    last: undefined,
    upload: undefined,
    uploaded: undefined,
    checks: [],
    rowsBefore: undefined,
    rowsAfter: undefined,
    gate: undefined,
    switched: undefined,
    warnings: [],
};
function learn(known, event) {
    switch (event.kind) {
        case 'begun':
            return { ...known, subject: event.subject };
        case 'learned':
            return { ...known, jobId: event.jobId };
        case 'settled': {
            const { jobId, origin } = event;
            return { ...known, jobId, origin, rowsBefore: origin === 'submitted' ? known.rowsBefore : undefined };
        }
        case 'staged':
        case 'committing':
        case 'committed':
            return { ...known, gate: event.kind };
        case 'aborted':
            return aborted(known, event);
        case 'progress':
            return { ...known, last: event.progress };
        case 'uploading':
            return { ...known, upload: event.progress };
        case 'uploaded':
            return { ...known, uploaded: event };
        case 'checked':
            return { ...known, checks: event.checks };
        case 'counted':
            return { ...known, [event.when === 'before' ? 'rowsBefore' : 'rowsAfter']: event.rows };
        case 'switched':
            return { ...known, switched: event };
        case 'warned':
            return { ...known, warnings: [...known.warnings, event.text] };
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

;// CONCATENATED MODULE: ./model/checks.js
function tally(checks) {
    return ['ok', 'failed', 'unknown']
        .map(result => [checks.filter(check => check.result === result).length, result])
        .filter(([count]) => count > 0)
        .map(([count, result]) => `${count} ${result}`)
        .join(', ');
}

// EXTERNAL MODULE: ./model/job.js
var model_job = __nccwpck_require__(8260);
;// CONCATENATED MODULE: ./report/files.js
const MOST_OPEN_FILES = 20;
const MOST_TABLE_ROWS = 100;
function isFailedFile(file, { standing }) {
    return file.isCulprit || (file.state === 'Failed' && standing !== 'failed');
}
function failedFirst(progress) {
    const failed = progress.files.filter(file => isFailedFile(file, progress));
    if (failed.length === 0)
        return progress.files;
    return [...failed, ...progress.files.filter(file => !isFailedFile(file, progress))];
}

;// CONCATENATED MODULE: ./report/chart.js




const MOST_FILES = 20;
const SLOWEST = 10;
const SHORTEST = 1000;
function chartOf(recording, last, end) {
    if (!last || recording.phases.length === 0 || end < SHORTEST)
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
        return span || isFailedFile(file, last) ? [fileBar(file, span ?? { from: end, to: end }, last, end)] : [];
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
function fileBar(file, span, last, end) {
    return { ...bounds(span, end), label: (0,job/* fileLabel */.DM)(file), look: lookOf(file, last) };
}
function lookOf(file, last) {
    if (isFailedFile(file, last))
        return 'failed';
    const { standing } = last;
    if (standing === 'failed')
        return 'undone';
    return file.state === 'Completed' || standing === 'completed' ? 'done' : 'active';
}
function together(bars) {
    const from = bars.reduce((least, bar) => Math.min(least, bar.from), Number.POSITIVE_INFINITY);
    const to = bars.reduce((most, bar) => Math.max(most, bar.to), 0);
    const looks = new Set(bars.map(({ look }) => look));
    const look = looks.has('failed') ? 'failed' : looks.has('active') ? 'active' : ([...looks][0] ?? 'done');
    return { label: (0,words_format/* plural */.LS)(bars.length, 'more file'), from, to, look };
}
function bounds({ from, to }, end) {
    return { from: Math.min(from, end), to: Math.min(to ?? end, end) };
}
function clockTime(ms) {
    return (0,words_format/* duration */.p0)(Math.round(ms / 1000) * 1000);
}
function drawable(label) {
    const safe = label
        .replaceAll('{', '(')
        .replaceAll('}', ')')
        .replace(/[^\p{L}\p{N} ._,()/+=-]/gu, '·')
        .replace(/\s+/g, ' ')
        .trim();
    return (0,words_text/* tail */.RT)(safe, LONGEST_LABEL);
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

;// CONCATENATED MODULE: ./report/check-table.js


const LONGEST_TEXT = 400;
function failedChecksFirst(checks) {
    const order = ['failed', 'unknown', 'ok'];
    return checks.toSorted((one, other) => order.indexOf(one.result) - order.indexOf(other.result));
}
function checkLines(checks) {
    const bad = checks.filter(({ result }) => result === 'failed');
    return {
        head: [{ text: `Checks: ${tally(checks)}`, style: bad.length > 0 ? 'bad' : 'good' }],
        open: aligned(bad),
        folded: aligned(failedChecksFirst(checks)),
    };
}
function aligned(checks) {
    const widest = Math.max(0, ...checks.map(({ name }) => name.length));
    return checks.map(({ name, result, text }) => [
        { text: `    ${name.padEnd(widest)}  ` },
        { text: result, style: STYLES[result] },
        { text: `${' '.repeat('unknown'.length - result.length)}  ${(0,words_text/* cut */.Jj)((0,words_text/* inert */.tJ)(text), LONGEST_TEXT)}` },
    ]);
}
const STYLES = {
    ok: 'good',
    failed: 'bad',
    unknown: 'faint',
};

;// CONCATENATED MODULE: ./report/mermaid.js

const TAGS = { done: '', active: 'active', failed: 'crit', undone: 'done' };
const THINNEST = 1 / 200;
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

;// CONCATENATED MODULE: ./report/next.js

const OPEN = ['TimedOut', 'Cancelled', 'Unknown', 'Submitted'];
function nextLines({ jobId, status, gate, last, error }) {
    if (!jobId || gate === 'aborted' || error?.isGone)
        return undefined;
    const isStaged = status === 'Uncommitted' || (OPEN.includes(status) && gate === 'staged');
    if (isStaged && last?.standing === 'uncommitted')
        return { text: job/* PUBLISH */.We, yaml: (0,job/* publishLines */.v2)(jobId) };
    return OPEN.includes(status) ? { text: job/* RESUME */.IY, yaml: (0,job/* resumeLines */.zF)(jobId) } : undefined;
}

;// CONCATENATED MODULE: ./report/speed.js

const WINDOW = 120_000;
const FEWEST_SAMPLES = 4;
const speed_SHORTEST = 5000;
const SHORTEST_FOR_REST = 30_000;
const LEAST_REST = 15_000;
function speedOf(samples, total) {
    const newest = samples.at(-1);
    if (newest?.phase !== 'importing rows')
        return undefined;
    const seen = samples.filter(({ phase, rows, at }) => phase === newest.phase && rows !== undefined && at >= newest.at - WINDOW);
    const [first] = seen;
    if (!first || seen.length < FEWEST_SAMPLES || newest.at - first.at < speed_SHORTEST)
        return undefined;
    const rowsPerSecond = rate(first, newest);
    return rowsPerSecond > 0 ? { rowsPerSecond, rest: speed_restOf(seen, rowsPerSecond, total) } : undefined;
}
function averageSpeed(samples) {
    const seen = samples.filter(({ phase, rows }) => phase === 'importing rows' && rows !== undefined);
    const [first] = seen;
    const last = seen.at(-1);
    if (!first || !last || seen.length < FEWEST_SAMPLES || last.at - first.at < speed_SHORTEST)
        return undefined;
    return rate(first, last) || undefined;
}
function speed_restOf(seen, speed, total) {
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
    const exact = rowsPerSecond < 10 ? Math.round(rowsPerSecond * 10) / 10 : (0,words_format/* count */.U9)(BigInt(Math.round(rowsPerSecond)));
    return `${exact} rows/s`;
}

;// CONCATENATED MODULE: ./report/upload-lines.js

function foundSegments({ files, bytes, format, folder }) {
    const where = folder === '.' ? 'the workspace' : `${folder}/`;
    return [
        {
            text: `Found ${(0,words_format/* plural */.LS)(files, 'file')} in ${where} (${(0,words_format/* size */.Ej)(BigInt(bytes))}, ${FORMATS[format] ?? format})`,
        },
    ];
}
const FORMATS = {
    ...{ json: 'JSON', jsonl: 'JSON Lines', csv: 'CSV', parquet: 'Parquet', npy: 'NumPy' },
};
function readingSegments({ files, bytes, read }) {
    const reached = `${percentOf(read, bytes)} % of ${(0,words_format/* size */.Ej)(BigInt(bytes))}`;
    return [{ text: 'Reading', style: 'accent' }, { text: ` ${(0,words_format/* plural */.LS)(files, 'file')}: ${reached}` }];
}
function uploadingSegments({ to, progress }) {
    if (progress.sent > 0)
        return [{ text: 'Uploading', style: 'accent' }, { text: ` ${uploadReached(progress)}` }];
    const { files, filesThere } = progress;
    const there = filesThere === 0
        ? ''
        : filesThere === files
            ? ': all files are there already'
            : `: ${filesThere} of ${files} files are there already`;
    return [{ text: 'Uploading', style: 'accent' }, { text: ` to ${to}${there}` }];
}
function uploadReached({ bytes, bytesThere, sent, speed }) {
    const toSend = bytes - bytesThere;
    const left = speed && speed > 0 ? (0,words_format/* duration */.p0)(Math.ceil((toSend - sent) / speed) * 1000) : '';
    const facts = [
        `${(0,words_format/* size */.Ej)(BigInt(Math.round(sent)))} of ${(0,words_format/* size */.Ej)(BigInt(toSend))}`,
        speed === undefined ? '' : `${(0,words_format/* size */.Ej)(BigInt(Math.round(speed)))}/s`,
        left === '' || left === '0s' ? '' : `${left} left`,
    ];
    return `${percentOf(sent, toSend)} % (${facts.filter(Boolean).join(', ')})`;
}
function percentOf(sent, toSend) {
    return toSend === 0 ? 100 : Math.floor((100 * sent) / toSend);
}
function uploadedSegments({ files, sent, elapsed }) {
    const fresh = files.filter(({ skipped }) => !skipped).length;
    if (fresh === 0)
        return [{ text: `Nothing to upload; submitting the import of ${(0,words_format/* plural */.LS)(files.length, 'file')}` }];
    const all = fresh < files.length ? `; submitting the import of all ${files.length}` : '; submitting their import';
    return [
        { text: 'Uploaded', style: 'good' },
        { text: ` ${(0,words_format/* plural */.LS)(fresh, 'file')} (${(0,words_format/* size */.Ej)(BigInt(sent))}) in ${(0,words_format/* duration */.p0)(elapsed)}${all}` },
    ];
}

;// CONCATENATED MODULE: ./report/summary.js














const summary_LONGEST_NAME = 120;
const summary_LONGEST_STATE = 60;
const LONGEST_REASON = 300;
const LONGEST_HEADLINE = 200;
function renderSummary(outcome, recording, options = {}) {
    const { mermaid = true, mostRows = MOST_TABLE_ROWS } = options;
    return [
        `## ${(0,words_text/* plain */.pj)((0,words_text/* cut */.Jj)((0,headline/* headline */.P)(outcome), LONGEST_HEADLINE))}`,
        explanation(outcome),
        facts(outcome, recording),
        next(outcome),
        picture(outcome, recording, mermaid),
        checks(outcome),
        summary_files(outcome.last, mostRows),
    ]
        .filter(Boolean)
        .join('\n\n')
        .concat('\n');
}
function renderLive(known, recording, elapsed, { mostRows = MOST_TABLE_ROWS } = {}) {
    const sofar = { ...known, status: 'Submitted', elapsed, error: undefined, red: false };
    return [facts(sofar, recording), picture(sofar, recording, false), summary_files(known.last, mostRows)]
        .filter(Boolean)
        .join('\n\n')
        .concat('\n');
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
    return [
        `> [!${kind}]`,
        ...paragraphs.flatMap((text, index) => (index > 0 ? ['>', `> ${text}`] : [`> ${text}`])),
    ].join('\n');
}
function markdown(text) {
    return text
        .split('`')
        .map((part, index) => (index % 2 === 1 ? (0,words_text/* code */.aY)(part) : (0,words_text/* plain */.pj)(part)))
        .join('');
}
function facts(known, { samples }) {
    const { jobId, origin, subject, elapsed, last, switched } = known;
    if (!subject)
        return '';
    const collection = last?.collectionName ?? subject.collectionName;
    const speed = averageSpeed(samples);
    const isOver = last !== undefined && last.standing !== 'running';
    const job = jobId ? (0,words_text/* code */.aY)((0,words_text/* cut */.Jj)(jobId, summary_LONGEST_NAME)) : '';
    return factTable([
        ['Collection', collection ? (0,words_text/* code */.aY)((0,words_text/* cut */.Jj)(collection, summary_LONGEST_NAME)) : ''],
        ['Where', (0,words_text/* code */.aY)(subject.place)],
        ['Job', job && origin === 'found' ? `${job} (of an earlier attempt)` : job],
        ['Rows', isOver ? '' : (0,words_format/* rows */.Ge)(last && (0,model_job/* importedRowsOf */.$)(last), last?.totalRows)],
        ['Upload', upload(known)],
        ['Checks', tally(known.checks)],
        ['Gate', gate(known)],
        ['Searchable', searchable(known)],
        ['Alias', switched ? alias(switched) : ''],
        ['Speed', last?.standing === 'completed' && speed ? inWords(speed) : ''],
        ['Elapsed', (0,words_format/* duration */.p0)(elapsed)],
    ]);
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
        return upload ? uploadReached(upload) : '';
    const there = uploaded.files.filter(({ skipped }) => skipped).length;
    const facts = [`${(0,words_format/* plural */.LS)(uploaded.files.length, 'file')}`, there > 0 ? `${there} were there` : ''];
    return `${facts.filter(Boolean).join(', ')} in ${(0,words_text/* code */.aY)((0,words_text/* cut */.Jj)(uploaded.folder, summary_LONGEST_NAME))}`;
}
const GATE = {
    staged: 'staged, not visible yet',
    committing: 'commit sent: visible, or about to be',
    committed: 'published after the count held',
    aborted: 'aborted: no row became visible',
    unconfirmed: 'abort not confirmed: no row visible yet',
};
function gate({ gate }) {
    return gate ? GATE[gate] : '';
}
function searchable({ rowsBefore, rowsAfter }) {
    const before = rowsBefore === undefined ? '' : `${(0,words_format/* rowCount */.oW)(rowsBefore)} before the import`;
    if (rowsAfter === undefined)
        return before;
    return `a query counts ${(0,words_format/* rowCount */.oW)(rowsAfter)}${before ? `, ${before}` : ''}`;
}
function alias({ alias, before, collectionName }) {
    const [name, target, former] = [alias, collectionName, before ?? ''].map(each => (0,words_text/* code */.aY)((0,words_text/* cut */.Jj)(each, summary_LONGEST_NAME)));
    const was = before === undefined ? 'newly created' : before === collectionName ? 'as before' : `before: ${former}`;
    return `${name} points to ${target} (${was})`;
}
function checks({ checks }) {
    if (checks.length === 0)
        return '';
    const shown = failedChecksFirst(checks).slice(0, MOST_TABLE_ROWS);
    const content = markdownTable([
        { head: 'Check', cells: shown.map(({ name }) => (0,words_text/* plain */.pj)(name)) },
        { head: 'Result', cells: shown.map(({ result }) => (result === 'failed' ? '**failed**' : result)) },
        { head: 'What was seen', cells: shown.map(({ text }) => markdown((0,words_text/* cut */.Jj)(text, LONGEST_REASON))) },
    ]);
    return folded(`Checks: ${tally(checks)}`, content);
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
function summary_files(last, mostRows) {
    if (!last || last.files.length === 0 || mostRows === 0)
        return '';
    const isBad = (file) => isFailedFile(file, last);
    const bad = last.files.filter(isBad).slice(0, mostRows);
    const others = last.files.filter(file => !isBad(file)).slice(0, mostRows - bad.length);
    const more = last.files.length - bad.length - others.length;
    const end = more > 0 ? `\n\nand ${(0,words_format/* plural */.LS)(more, 'more file')}` : '';
    if (last.files.length <= MOST_OPEN_FILES)
        return fileTable([...bad, ...others], last) + end;
    const title = (0,words_format/* plural */.LS)(last.files.length - bad.length, bad.length > 0 ? 'other file' : 'file');
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
        { head: 'File', cells: shown.map(file => (0,words_text/* code */.aY)((0,words_text/* tail */.RT)((0,job/* fileLabel */.DM)(file), summary_LONGEST_NAME))) },
        { head: 'State', cells: shown.map(file => fileStateCell(file, last)) },
        { head: 'Progress', isNumber: true, cells: shown.map(file => (failed ? '' : `${file.percent}&nbsp;%`)) },
        { head: 'Rows', isNumber: true, cells: shown.map(file => (failed ? '' : rowsCell(file))) },
        { head: 'Size', isNumber: true, cells: shown.map(file => sizeCell(file)) },
        {
            head: 'Reason',
            cells: shown.map(({ reason }) => (reason === last.reason ? '' : (0,words_text/* plain */.pj)((0,words_text/* cut */.Jj)(reason, LONGEST_REASON)))),
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
function fileStateCell(file, last) {
    const state = (0,words_text/* plain */.pj)((0,words_text/* cut */.Jj)((0,job/* fileState */.oT)(file, last), summary_LONGEST_STATE)).replaceAll(' ', '&nbsp;');
    return isFailedFile(file, last) ? `**${state}**` : state;
}
function sizeCell({ fileSize }) {
    return fileSize === undefined ? '' : (0,words_format/* size */.Ej)(fileSize).replace(' ', '&nbsp;');
}
function rowsCell({ importedRows, totalRows }) {
    if (importedRows === undefined)
        return '';
    if (totalRows === undefined || totalRows <= importedRows)
        return (0,words_format/* count */.U9)(importedRows);
    return `${(0,words_format/* count */.U9)(importedRows)} of ${(0,words_format/* count */.U9)(totalRows)}`;
}
function next(outcome) {
    const jobId = outcome.jobId && (0,words_text/* inert */.tJ)(outcome.jobId).replaceAll('`', "'");
    const lines = nextLines({ ...outcome, jobId });
    return lines ? [`${lines.text}:`, '', '```yaml', ...lines.yaml, '```'].join('\n') : '';
}

;// CONCATENATED MODULE: ./report/check-run.js












const LONGEST_NOTE = 5000;
const LONGEST_RECALL = 10_000;
const LAST_WORDS = 3000;
const LAST_WORDS_CANCELLED = 1500;
const LONGEST_SUMMARY = 60_000;
const LONGEST_TITLE = 200;
function createCheckRun(options) {
    const { open, runner, clock, recording, identity, signal } = options;
    const isRerun = identity.attempt > 1;
    let known = NOTHING_KNOWN;
    let writer;
    let externalId = '';
    let trail = '';
    let shown = '';
    let lost;
    let firstKey;
    let leftOpen = [];
    const writerFor = (jobId) => {
        const collection = known.subject?.collectionName;
        const name = collection ? `Import into ${collection}` : `Import job ${jobId}`;
        writer ??= createWriter({
            ...{ open, clock, isRerun },
            name: (0,words_text/* cut */.Jj)(runner.clean(name), LONGEST_TITLE),
            isOurs: run => jobId !== undefined && run.externalId.endsWith(`/${jobId}`),
        });
        return writer;
    };
    const show = (mark, output) => {
        if (mark === shown)
            return;
        shown = mark;
        const { title, summary } = output;
        writer?.want({ externalId, output: clean({ title, summary: summary + trail }, runner) });
    };
    const enter = (id, title, more = '') => {
        externalId = id;
        trail = more;
        show(`${id} ${title}`, { title, summary: renderLive(known, recording, 0) });
    };
    const onUploading = (progress, elapsed) => {
        const percent = percentOf(progress.sent, progress.bytes - progress.bytesThere);
        if (`Uploading ${percent}` === shown)
            return;
        writerFor(undefined);
        const { runId, job, step } = identity;
        externalId ||= firstKey === undefined ? `${runId}/${job}/${step}` : `${runner.redact(firstKey)}/${NO_JOB}`;
        show(`Uploading ${percent}`, {
            title: `Uploading ${percent} %`,
            summary: renderLive(known, recording, elapsed),
        });
    };
    const remember = (keys) => ({
        async recall() {
            firstKey = keys(1);
            if (firstKey === undefined || !isRerun)
                return NOTHING;
            try {
                const runs = await unlessCancelled(writerFor(undefined).find(LONGEST_RECALL), signal);
                const { remembered, mine, leftOpen: others } = recollect(runs ?? [], keys, runner.redact);
                leftOpen = others;
                if (mine) {
                    writer?.adopt(mine.id);
                    externalId = mine.externalId;
                    trail = remembered.begun ? beforeNote(remembered.begun.before) : '';
                }
                return remembered;
            }
            catch (error) {
                lost = error;
                return NOTHING;
            }
        },
        async begin(key, before) {
            const { written } = writerFor(undefined);
            enter(runner.redact(key), 'Submitting', beforeNote(before));
            await unlessCancelled(written(LONGEST_NOTE), signal);
        },
        learned: (key, jobId) => enter(`${runner.redact(key)}/${jobId}`, 'Submitted'),
        nothing: key => enter(`${runner.redact(key)}/${NO_JOB}`, 'Not submitted'),
    });
    const onSettled = (jobId) => {
        writerFor(jobId);
        const { runId, job, step } = identity;
        const isNoted = externalId.endsWith(`/${jobId}`);
        const id = isNoted ? externalId : `${externalId || `${runId}/${job}/${step}`}/${jobId}`;
        enter(id, known.origin === 'found' ? 'Found' : 'Submitted');
    };
    return {
        remember,
        tell(event, elapsed) {
            known = learn(known, event);
            if (event.kind === 'settled')
                onSettled(event.jobId);
            if (event.kind === 'uploading')
                onUploading(event.progress, elapsed);
            if (!writer)
                return;
            const render = (mostRows) => renderLive(known, recording, elapsed, { mostRows });
            const words = publishWords(event);
            if (words !== undefined)
                show(words, { title: words, summary: fitting(render) });
            if (event.kind !== 'progress' || event.progress.standing !== 'running')
                return;
            show(markOf(event.progress), { title: (0,job/* reached */.V6)(event.progress), summary: fitting(render) });
        },
        async finished(outcome) {
            if (!writer)
                return;
            const limit = (0,limits/* within */.u)(clock, new AbortController().signal, outcome.status === 'Cancelled' ? LAST_WORDS_CANCELLED : LAST_WORDS);
            const render = (mostRows) => renderSummary(outcome, recording, { mermaid: false, mostRows });
            const output = { title: (0,headline/* headline */.P)(outcome), summary: fitting(render) + trail };
            const trouble = await writer.conclude({
                ...{ externalId, output: clean(output, runner), others: leftOpen },
                conclusion: conclusionOf(outcome),
                over: limit.signal,
            });
            limit.end();
            if (lost !== undefined)
                runner.warn(lostWarning(lost, runner));
            else if (trouble !== undefined)
                runner.warn(warningOf(trouble, runner));
        },
    };
}
function unlessCancelled(work, signal) {
    const { promise, resolve } = Promise.withResolvers();
    const stop = () => resolve(undefined);
    if (signal.aborted)
        stop();
    signal.addEventListener('abort', stop, { once: true });
    return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop));
}
function conclusionOf({ status, red }) {
    if (status === 'Cancelled')
        return 'cancelled';
    if (status === 'TimedOut')
        return red ? 'timed_out' : 'neutral';
    if (status === 'Submitted')
        return 'neutral';
    return red ? 'failure' : 'success';
}
function markOf(progress) {
    return [(0,job/* reached */.V6)(progress), ...progress.files.map(({ state, percent }) => `${state} ${percent}`)].join();
}
function fitting(render) {
    const sizes = [100, 20, 5, 0];
    const texts = sizes.values().map(render);
    return texts.find(text => Buffer.byteLength(text) <= LONGEST_SUMMARY) ?? '';
}
function clean({ title, summary }, runner) {
    return { title: (0,words_text/* cut */.Jj)(runner.clean(title), LONGEST_TITLE), summary: runner.redact(summary) };
}
function why(trouble, { clean }) {
    const status = statusOf(trouble);
    const said = (0,words_text/* cut */.Jj)(clean(trouble instanceof Error ? trouble.message : String(trouble)), 200);
    const advice = isRefusal(trouble) ? '. Give the job the permission `checks: write`' : '';
    const isLate = trouble instanceof Error && /^(Abort|Timeout)Error$/.test(trouble.name);
    if (isLate)
        return '(GitHub did not answer in time)';
    return `(${status > 0 ? `GitHub answered ${status}` : 'GitHub never answered'}: ${said})${advice}`;
}
function warningOf(trouble, runner) {
    return `The check run could not be written ${why(trouble, runner)}. The import is not affected.`;
}
function lostWarning(trouble, runner) {
    return `The check runs of earlier attempts could not be read ${why(trouble, runner)}. This attempt went on as if there were none: if an earlier one has submitted its import, check that it was not imported twice.`;
}

;// CONCATENATED MODULE: ./report/table.js
function table(head, rows) {
    const all = [head, ...rows];
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









const closing_LONGEST_STATE = 40;
function closing_fileTable(last) {
    if (!last || last.files.length === 0)
        return [];
    const { files } = last;
    if (files.length <= MOST_OPEN_FILES)
        return [{ title: undefined, lines: closing_aligned(failedFirst(last), last) }];
    const isBad = (file) => isFailedFile(file, last);
    const bad = files.filter(isBad);
    const others = files.filter(file => !isBad(file));
    return [
        ...(bad.length > 0 ? [{ title: undefined, lines: capped(bad, MOST_OPEN_FILES, last) }] : []),
        ...(others.length > 0
            ? [
                {
                    title: (0,words_format/* plural */.LS)(others.length, bad.length > 0 ? 'other file' : 'file'),
                    lines: capped(others, MOST_TABLE_ROWS, last),
                },
            ]
            : []),
    ];
}
function capped(files, most, last) {
    const lines = closing_aligned(files.slice(0, most), last);
    return files.length > most ? [...lines, `and ${(0,words_format/* plural */.LS)(files.length - most, 'more file')}`] : lines;
}
function closing_aligned(files, last) {
    const states = files.map(file => (0,job/* fileState */.oT)(file, last));
    const [head = '', ...lines] = table(['file', 'state', 'rows', 'size'], files.map((file, index) => [
        (0,words_text/* shortName */.EU)((0,job/* fileLabel */.DM)(file)),
        (0,words_text/* cut */.Jj)((0,words_text/* inert */.tJ)(states[index] ?? ''), closing_LONGEST_STATE),
        file.importedRows === undefined || last.standing === 'failed' ? '' : (0,words_format/* count */.U9)(file.importedRows),
        file.fileSize === undefined ? '' : (0,words_format/* size */.Ej)(file.fileSize),
    ]));
    return [
        [{ text: head, style: 'faint' }],
        ...lines.map((text, index) => [{ text, style: styleOf(states[index]) }]),
    ];
}
function styleOf(state) {
    return state === 'Failed' ? 'bad' : state === 'not imported' ? 'faint' : undefined;
}
function closingLines(outcome, { samples }) {
    const { status, last, elapsed, error, origin } = outcome;
    if (status === 'Completed' && !error && last) {
        const done = last.files.filter(job/* isFileDone */.BJ).length;
        const amount = (0,words_format/* rows */.Ge)((0,model_job/* importedRowsOf */.$)(last), undefined) || 'no rows reported';
        const speed = averageSpeed(samples);
        return [
            [
                {
                    text: origin === 'found'
                        ? `Import of an earlier attempt completed${(0,headline/* isSearchable */.l)(outcome)}`
                        : `Import completed${(0,headline/* isSearchable */.l)(outcome)} in ${(0,words_format/* duration */.p0)(elapsed)}`,
                    style: 'good',
                },
                { text: `: ${amount}${done > 0 ? ` from ${(0,words_format/* plural */.LS)(done, 'file')}` : ''}` },
                { text: speed ? `, ${inWords(speed)} while rows were written` : '', style: 'faint' },
            ],
        ];
    }
    if (status === 'Submitted')
        return ['Not waiting (`wait: false`): the import continues on the server'];
    const next = nextLines(outcome);
    return next ? [[{ text: `${next.text}:`, style: 'strong' }], ...next.yaml.map(line => `    ${line}`)] : [];
}

;// CONCATENATED MODULE: ./report/log.js











const HEARTBEAT = 60_000;
const HEARTBEAT_BY_POLL = 45_000;
const MOST_LINES_PER_FILE = 8;
const log_MOST_FAILURES = 20;
const UPLOAD_PAUSE = 5000;
function createLog(runner, now, recording) {
    const startedAt = now();
    let printedAt = startedAt;
    let changedAt = startedAt;
    let last;
    let seen = '';
    let toldJob = '';
    let toldTrouble = '';
    let failedPolls = 0;
    let toldTenth;
    let uploads;
    let waiting = [];
    let subject;
    const knownWords = new Set([
        '',
        'Pending',
        'Importing',
        'InProgress',
        'Completed',
        'Failed',
        'Uncommitted',
        'Committing',
    ]);
    const toldFiles = createFileMemory();
    const print = (line) => {
        runner.line(line);
        printedAt = now();
    };
    const timed = (segments) => print([
        { text: `[${(0,words_format/* duration */.p0)(Math.floor((now() - startedAt) / 1000) * 1000)}]`, style: 'faint' },
        { text: ' ' },
        ...segments,
    ]);
    const standing = (progress) => {
        const speed = speedOf(recording.samples, progress.totalRows);
        const words = [
            speed ? inWords(speed.rowsPerSecond) : '',
            speed?.rest ? `about ${(0,words_format/* duration */.p0)(roughly(speed.rest))} to the last row` : '',
        ];
        return [...jobSegments(progress), { text: listed(words), style: 'faint' }];
    };
    const beat = (after) => {
        if (now() - printedAt < after)
            return;
        const idle = now() - changedAt;
        const words = [
            last && idle >= HEARTBEAT_BY_POLL ? `no change for ${(0,words_format/* duration */.p0)(roughly(idle))}` : '',
            failedPolls > 0 ? `${(0,words_format/* plural */.LS)(failedPolls, 'poll')} failed` : '',
        ];
        timed([
            ...(waiting.length > 0 ? waiting : last ? standing(last) : [{ text: 'No answer yet, still waiting' }]),
            { text: listed(words), style: failedPolls > 0 ? 'warn' : 'faint' },
        ]);
    };
    const onWaiting = (segments) => {
        const text = (0,ansi/* textOf */.b6)(segments);
        if (text === (0,ansi/* textOf */.b6)(waiting))
            return beat(HEARTBEAT_BY_POLL);
        waiting = segments;
        changedAt = now();
        timed(segments);
    };
    const onUploading = (event) => {
        const { sent, bytes, bytesThere } = event.progress;
        const tenth = Math.floor(percentOf(sent, bytes - bytesThere) / 10);
        waiting = uploadingSegments(event);
        changedAt = now();
        const isNews = toldTenth === undefined || (tenth > toldTenth && now() - printedAt >= UPLOAD_PAUSE);
        if (!isNews)
            return beat(HEARTBEAT_BY_POLL);
        timed(waiting);
        toldTenth = tenth;
    };
    const onTrouble = (failure, pause) => {
        const words = (0,job/* failureWords */.AC)(failure);
        failedPolls += 1;
        if (words === toldTrouble)
            return;
        toldTrouble = words;
        const next = pause > 0 ? `. Next poll in ${(0,words_format/* duration */.p0)(pause)}` : '';
        timed([{ text: `${pollTrouble(failure)} (${words})${next}`, style: 'warn' }]);
    };
    const onProgress = (progress) => {
        failedPolls = 0;
        waiting = [];
        last = progress;
        if (!knownWords.has(progress.state)) {
            knownWords.add(progress.state);
            timed([{ text: `Unknown state "${progress.state}"; still waiting` }]);
        }
        const where = [progress.state, progress.percent, (0,model_job/* importedRowsOf */.$)(progress)].join();
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
    };
    return {
        tell(event) {
            switch (event.kind) {
                case 'begun':
                    subject = event.subject;
                    return;
                case 'checked': {
                    const { head, open, folded } = checkLines(event.checks);
                    timed(head);
                    open.forEach(print);
                    return folded.length > 0 ? runner.group('All checks', folded) : undefined;
                }
                case 'noted':
                    return timed([{ text: event.text }]);
                case 'settled':
                    return print(settledSegments(event, subject, uploads));
                case 'trouble':
                    return onTrouble(event.failure, event.pause);
                case 'progress':
                    return onProgress(event.progress);
                case 'found':
                    uploads = event.files;
                    return timed(foundSegments(event));
                case 'reading':
                    waiting = readingSegments(event);
                    return beat(HEARTBEAT_BY_POLL);
                case 'uploading':
                    return onUploading(event);
                case 'uploaded':
                    waiting = [];
                    return timed(uploadedSegments(event));
                case 'counted':
                    return onWaiting(countedSegments(event));
                case 'staged':
                case 'committing':
                case 'committed':
                case 'aborted':
                    return timed(gateSegments(event));
                case 'switched':
                    return timed(switchedSegments(event));
                case 'awaiting':
                    return onWaiting([{ text: event.text }]);
                default:
            }
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
function settledSegments({ jobId, origin }, subject, uploads) {
    const { collectionName, place = '', sources = [] } = subject ?? {};
    const target = [collectionName && `collection ${collectionName}`, place].filter(Boolean).join(', ');
    const what = uploads === undefined ? (0,words_format/* plural */.LS)(sources.length, 'source') : (0,words_format/* plural */.LS)(uploads, 'uploaded file');
    const [before, after] = {
        submitted: ['Submitted import job ', `: ${what} into ${target}`],
        found: ['Found import job ', ` of an earlier attempt: ${what} into ${target}`],
        given: ['Waiting for import job ', ` (${target})`],
    }[origin];
    return [{ text: before ?? '' }, { text: jobId, style: 'strong' }, { text: after ?? '' }];
}
function pollTrouble({ kind }) {
    switch (kind) {
        case 'code':
        case 'status':
            return 'The server refused the poll';
        case 'unreadable':
            return 'The answer to the poll was not usable';
        default:
            return 'No answer to the poll';
    }
}
function jobMark({ state, phase, percent, files }) {
    const step = Math.max(1, Math.ceil(files.length / MOST_OPEN_FILES));
    return [state, phase, Math.floor(percent / 5), Math.floor(files.filter(job/* isFileDone */.BJ).length / step)].join(' ');
}
function jobSegments(progress) {
    const { state } = progress;
    const words = (0,job/* reached */.V6)(progress);
    return [
        { text: words.slice(0, state.length), style: log_STYLES[progress.standing] },
        { text: words.slice(state.length) },
    ];
}
const log_STYLES = {
    running: 'accent',
    completed: 'good',
    uncommitted: 'warn',
    failed: 'bad',
};
function fileSegments(file) {
    const facts = [`${file.percent} %`, (0,words_format/* rows */.Ge)(file.importedRows, file.totalRows)].filter(Boolean);
    const failed = file.state === 'Failed';
    const style = failed ? 'bad' : (0,job/* isFileDone */.BJ)(file) ? 'good' : undefined;
    return [
        { text: `    ${(0,words_text/* shortName */.EU)((0,job/* fileLabel */.DM)(file))}  ${facts.join(', ')}, ` },
        { text: file.state || 'no state', style },
        { text: failed && file.reason ? `: ${file.reason.slice(0, 300)}` : '' },
    ];
}
function createFileMemory() {
    const told = new Map();
    let failures = 0;
    return {
        news({ files }) {
            return files.filter((file, index) => {
                const many = files.length > MOST_OPEN_FILES;
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
const outputs_LONGEST_REASON = 1000;
const outputNames = [
    ...['jobId', 'status', 'state', 'progress', 'importedRows', 'totalRows', 'files'],
    ...['filesOmitted', 'reused', 'errorCode', 'errorMessage', 'elapsedSeconds'],
    ...['uploadedFiles', 'uploadFolder', 'checks', 'rowsBefore', 'rowsAfter', 'aliasBefore'],
];
function createOutputs(runner) {
    const { clean } = runner;
    const write = (name, value) => runner.output(name, value);
    return {
        tell(event) {
            if (event.kind === 'checked')
                write('checks', checksJson(event.checks));
            if (event.kind === 'settled')
                write('reused', String(event.origin === 'found'));
            if (event.kind === 'uploaded') {
                write('uploadFolder', clean(event.folder));
                write('uploadedFiles', outputs_fitting(event.files.map(file => JSON.stringify(file)), LONGEST_JSON).json);
            }
            if (event.kind === 'switched')
                write('aliasBefore', clean(event.before ?? ''));
            if (event.kind !== 'learned')
                return;
            write('jobId', (0,words_text/* inert */.tJ)(event.jobId));
            write('status', 'Submitted');
        },
        finished({ status, error, last, elapsed, rowsBefore, rowsAfter }) {
            write('status', status);
            if (rowsBefore !== undefined)
                write('rowsBefore', String(rowsBefore));
            if (rowsAfter !== undefined)
                write('rowsAfter', String(rowsAfter));
            if (last)
                for (const [name, value] of progressOutputs(last, runner))
                    write(name, value);
            if (error) {
                write('errorCode', (0,words_text/* cut */.Jj)(runner.clean(error.code), LONGEST_CODE));
                write('errorMessage', runner.clean(error.message));
            }
            write('elapsedSeconds', String(Math.round(elapsed / 1000)));
        },
    };
}
function progressOutputs(last, { clean }) {
    const imported = (0,model_job/* importedRowsOf */.$)(last);
    const files = outputs_fitting(failedFirst(last).map(fileJson), LONGEST_JSON);
    return [
        ['state', clean(last.state)],
        ['progress', String(last.percent)],
        ...(imported === undefined ? [] : [['importedRows', String(imported)]]),
        ...(last.totalRows === undefined ? [] : [['totalRows', String(last.totalRows)]]),
        ['files', files.json],
        ['filesOmitted', String(files.omitted)],
    ];
}
function checksJson(checks) {
    const isBad = ({ result }) => result === 'failed';
    const all = [...checks.filter(isBad), ...checks.filter(check => !isBad(check))];
    const items = all.map(({ name, result, text }) => JSON.stringify({ name, result, text: (0,words_text/* cut */.Jj)(text, outputs_LONGEST_REASON) }));
    return outputs_fitting(items, LONGEST_JSON).json;
}
function fileJson(file) {
    return JSON.stringify({
        name: file.name,
        state: file.state,
        progress: file.percent,
        importedRows: exact(file.importedRows),
        totalRows: exact(file.totalRows),
        fileSize: exact(file.fileSize),
        reason: (0,words_text/* cut */.Jj)(file.reason, outputs_LONGEST_REASON),
        culprit: file.isCulprit,
    });
}
function outputs_fitting(items, bytes) {
    const kept = [];
    let size = '[]'.length;
    for (const item of items) {
        size += Buffer.byteLength(item) + 1;
        if (size > bytes)
            break;
        kept.push(item);
    }
    return { json: `[${kept.join(',')}]`, omitted: items.length - kept.length };
}
function exact(value) {
    return value === undefined ? undefined : JSON.rawJSON(String(value));
}

;// CONCATENATED MODULE: ./report/timeline.js

const MOST_SAMPLES = 200;
function createTimeline() {
    let samples = [];
    const phases = [];
    const files = new Map();
    let settledAt = 0;
    let last;
    return {
        recording: {
            get samples() {
                return samples;
            },
            phases,
            files,
        },
        tell(event, at) {
            if (event.kind === 'settled')
                settledAt = at;
            if (event.kind === 'counted' && event.when === 'after')
                enterPhase(phases, 'waiting for queries', at, at);
            if (event.kind === 'uploading')
                enterPhase(phases, 'uploading', at, at);
            if (event.kind === 'uploaded')
                enterPhase(phases, 'done', at, at);
            if (event.kind !== 'progress')
                return;
            const { progress } = event;
            const before = samples.at(-1);
            enterPhase(phases, progress.phase, at, settledAt);
            followFiles(files, progress, last, before?.at ?? 0, at);
            last = progress;
            samples.push({ at, phase: progress.phase, percent: progress.percent, rows: (0,model_job/* importedRowsOf */.$)(progress) });
            if (samples.length > MOST_SAMPLES)
                samples = thinned(samples);
        },
        finished({ elapsed }) {
            enterPhase(phases, 'done', elapsed, elapsed);
        },
    };
}
function enterPhase(phases, phase, at, since) {
    const current = phases.at(-1);
    if (current?.phase === phase)
        return;
    if (current)
        phases[phases.length - 1] = { ...current, to: current.to ?? at };
    const isFirst = !current || current.phase === 'uploading';
    if (phase !== 'done')
        phases.push({ phase, from: isFirst ? since : at, to: undefined });
}
function followFiles(spans, progress, last, previous, at) {
    progress.files.forEach((file, seat) => {
        const { name } = file;
        const work = workOn(file, progress);
        const before = last?.files[seat];
        if (last && before?.name === name && workOn(before, last) === work)
            return;
        const span = spans.get(name);
        if (!span && work === 'done')
            spans.set(name, { from: previous, to: at });
        else if (!span && work === 'begun')
            spans.set(name, { from: at, to: undefined });
        else if (span && span.to === undefined && work === 'done')
            spans.set(name, { ...span, to: at });
    });
}
function workOn({ state, percent }, { standing }) {
    if (state === 'Completed' || standing === 'completed')
        return 'done';
    return percent > 0 || state === 'InProgress' || state === 'Importing' ? 'begun' : 'none';
}
function thinned(samples) {
    return samples.filter((_, index) => index % 2 === 0 || index === samples.length - 1);
}

// EXTERNAL MODULE: ./job/verdict.js
var verdict = __nccwpck_require__(8168);
;// CONCATENATED MODULE: ./steps/seen.js
function witnessed(tools) {
    const seen = {
        ...{ isSettled: false, first: undefined, last: undefined },
    };
    const tell = event => {
        if (event.kind === 'settled')
            seen.isSettled = true;
        if (event.kind === 'progress') {
            seen.first ??= event.progress;
            seen.last = event.progress;
        }
        tools.tell(event);
    };
    return { tools: { ...tools, tell }, seen };
}
const INDEX_BUILT = 90;
function wasHidden({ first }) {
    if (first?.standing === 'uncommitted')
        return true;
    return first?.standing === 'running' && first.percent < INDEX_BUILT;
}

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
    const parts = [
        run.repository,
        run.runId,
        run.job,
        run.step,
        ...[api, endpoint, target, dbName, collectionName, partitionName, publicSource(source)],
    ];
    const base = `zilliz-import-${hashOf(parts).slice(0, 40)}`;
    const first = content === undefined ? base : `${base}.${hashOf(content).slice(0, CONTENT)}`;
    const keys = (turn) => (turn === 1 ? first : `${first}-${turn}`);
    return Object.assign(keys, { whatever: { base, content } });
}
const CONTENT = 16;
function hashOf(value) {
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(value)).digest('hex');
}
function publicSource(source) {
    if (source.kind !== 'objects')
        return source;
    return source.urls.map(url/* withoutQuery */.j);
}

// EXTERNAL MODULE: ./job/patience.js
var patience = __nccwpck_require__(6606);
// EXTERNAL MODULE: ./job/retry.js
var retry = __nccwpck_require__(8999);
// EXTERNAL MODULE: ./steps/limits.js
var steps_limits = __nccwpck_require__(7533);
;// CONCATENATED MODULE: ./steps/search.js




const MOST_NEW = 100;
const NOTHING_NEW = { ours: [], open: [], hasDoubt: false };
async function search(request, before, options) {
    const { clock, signal, random, learned, note } = options;
    const startedAt = clock.now();
    const limit = (0,limits/* within */.u)(clock, signal, patience/* SEARCH */.Dn);
    const look = createLook(request, before, options, { timeout: patience/* CALL */.XV, signal: limit.signal });
    let last = NOTHING_NEW;
    let emptySince;
    try {
        for (;;) {
            (0,steps_limits/* stopIfCancelled */.FE)(signal, steps_limits/* NO_ANSWER */.Dn);
            const seen = await look();
            last = seen ?? last;
            const [ours, ...twins] = last.ours;
            const [open, ...others] = last.open;
            const searched = clock.now() - startedAt;
            const isOver = (limit.signal.aborted && !signal.aborted) || searched >= patience/* SEARCH */.Dn;
            if (ours !== undefined && twins.length === 0 && (open === undefined || isOver)) {
                learned(ours);
                note(`Found it: import job ${ours}`);
                return { jobId: ours, isUnverified: false };
            }
            const isAlone = ours === undefined && others.length === 0 && !last.hasDoubt;
            if (isOver && open !== undefined && isAlone) {
                note(`Import job ${open} is new and may be it: following it until it reports its files`);
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
function createLook({ collectionName, source }, before, { service, signal }, call) {
    const known = new Map();
    const describe = async (jobId) => {
        const job = await service.describe(jobId, call).catch(error => void (0,steps_limits/* failureOf */.g5)(error, signal, steps_limits/* NO_ANSWER */.Dn));
        const told = { isOurs: (0,files/* couldBeOf */.K)(source, job?.files ?? []), collectionName: job?.collectionName };
        if (told.isOurs !== undefined)
            known.set(jobId, told);
        return told;
    };
    const nameOf = (listed, told) => service.listsOneCollection ? collectionName : (listed.collectionName ?? told.collectionName);
    return async () => {
        let jobs;
        try {
            jobs = await service.list(collectionName, call);
        }
        catch (error) {
            (0,steps_limits/* failureOf */.g5)(error, signal, steps_limits/* NO_ANSWER */.Dn);
            return undefined;
        }
        const fresh = jobs.filter(({ jobId }) => jobId !== undefined && !before.has(jobId));
        const isNameless = jobs.some(({ jobId }) => jobId === undefined);
        if (fresh.length > MOST_NEW)
            return { ours: [], open: [], hasDoubt: true };
        const told = await Promise.all(fresh.map(async (listed) => {
            const { jobId = '' } = listed;
            const answer = known.get(jobId) ?? (await describe(jobId));
            return { jobId, isOurs: answer.isOurs, name: nameOf(listed, answer) };
        }));
        const idsOf = (jobs) => jobs.map(({ jobId }) => jobId);
        return {
            ours: idsOf(told.filter(({ isOurs, name }) => isOurs && name === collectionName)),
            open: idsOf(told.filter(({ isOurs, name }) => isOurs === undefined && (name ?? collectionName) === collectionName)),
            hasDoubt: isNameless || told.some(({ isOurs, name }) => isOurs !== false && name !== collectionName),
        };
    };
}

;// CONCATENATED MODULE: ./steps/create.js









const create_NOTHING = 'nothing was submitted';
const MOST_UNREADABLE = 3;
async function createOnce(request, key, known, options) {
    const memory = key === undefined ? undefined : options.memory;
    const state = { before: known, mayExist: false, isNoted: false };
    try {
        const created = await createFor(request, key, state, options);
        if (!created.isUnverified)
            memory?.learned(key ?? '', created.jobId);
        return created;
    }
    catch (error) {
        if (state.isNoted && !state.mayExist)
            memory?.nothing(key ?? '');
        throw error;
    }
}
async function createFor(request, key, state, options) {
    const { clock, note } = options;
    const startedAt = clock.now();
    let repeats = 0;
    for (let failures = 1;; failures += 1) {
        (0,steps_limits/* stopIfCancelled */.FE)(options.signal, create_NOTHING);
        state.before ??= await jobsBefore(request, options);
        if (failures === 1)
            await begin(key, state, options);
        const answer = await create(request, key, options);
        if ('jobId' in answer) {
            options.learned(answer.jobId);
            return { ...answer, isUnverified: false, before: state.before };
        }
        const { failure } = answer;
        const meaning = (0,retry/* meaningOfCreate */.v7)(failure);
        if (meaning === 'refused')
            throw (0,errors_failures/* rejected */.nS)(failure, options.service);
        if (meaning === 'ambiguous') {
            state.mayExist = true;
            (0,steps_limits/* stopIfCancelled */.FE)(options.signal, steps_limits/* NO_ANSWER */.Dn);
            const answeredAt = clock.now();
            note(`${unclear(failure)} (${(0,job/* failureWords */.AC)(failure)}): looking for the job`);
            const found = state.before instanceof Set ? await search(request, state.before, options) : 'unclear';
            if (typeof found === 'object')
                return { ...found, before: state.before };
            if (found === 'unclear' || repeats >= patience/* MOST_REPEATS */.pk || clock.now() >= options.deadline)
                throw (0,errors_failures/* submitUnconfirmed */.Jj)({
                    ...{ api: options.service.api, failure },
                    list: state.before === undefined ? 'none' : state.before === 'hidden' ? 'refused' : 'told',
                });
            repeats += 1;
            const rest = Math.min(answeredAt + (failure.retryAfter ?? 0), options.deadline) - clock.now();
            await clock.sleep(Math.max(0, rest), options.signal);
            note('The server holds no such job: submitting again');
        }
        else {
            const last = meaning === 'unsent' ? Math.min(startedAt + patience/* UNREACHABLE */.Dr, options.deadline) : options.deadline;
            const left = last - clock.now();
            if (left <= 0)
                throw (meaning === 'unsent' ? errors_failures/* unreachable */.HB : errors_failures/* rejected */.nS)(failure, options.service);
            const pause = Math.min(left, Math.max((0,retry/* backOff */.fu)(failures, options.random), failure.retryAfter ?? 0));
            note(`Not submitted yet (${(0,job/* failureWords */.AC)(failure)}), trying again in ${(0,words_format/* duration */.p0)(pause)}`);
            await clock.sleep(pause, options.signal);
        }
    }
}
function unclear({ kind }) {
    return kind === 'interrupted' || kind === 'aborted'
        ? 'The answer to the import request was lost'
        : 'It is unclear whether the import request was carried out';
}
async function begin(key, state, options) {
    if (key === undefined)
        return;
    const { before } = state;
    state.isNoted = true;
    await options.memory?.begin(key, before instanceof Set ? before : undefined);
    (0,steps_limits/* stopIfCancelled */.FE)(options.signal, create_NOTHING);
}
async function create(request, key, options) {
    const limit = (0,limits/* outliving */.W)(options.clock, options.signal, patience/* LAST_CREATE */.Gt);
    try {
        const call = { timeout: patience/* CREATE */.lY, signal: limit.signal };
        return { jobId: await options.service.create(request, key, call) };
    }
    catch (error) {
        if (error instanceof model_service/* CallError */.R)
            return { failure: error.failure };
        throw error;
    }
    finally {
        limit.end();
    }
}
async function jobsBefore(request, options) {
    const { service, clock, signal, random, deadline } = options;
    const limit = (0,limits/* within */.u)(clock, signal, Math.min(patience/* LOOK_BEFORE */.Qt, Math.max(1000, deadline - clock.now())));
    try {
        for (let failures = 1;; failures += 1) {
            try {
                const call = { timeout: patience/* CALL */.XV, signal: limit.signal };
                const jobs = await service.list(request.collectionName, call);
                return new Set(jobs.flatMap(({ jobId }) => jobId ?? []));
            }
            catch (error) {
                const failure = (0,steps_limits/* failureOf */.g5)(error, signal, create_NOTHING);
                if (failure.kind !== 'aborted' && !(0,retry/* isTransient */.dg)(failure))
                    return 'hidden';
                if (failure.kind === 'unsent' || limit.signal.aborted)
                    return undefined;
                if (failure.kind === 'unreadable' && failures >= MOST_UNREADABLE)
                    return undefined;
                await clock.sleep((0,retry/* backOff */.fu)(failures, random), limit.signal);
            }
        }
    }
    finally {
        limit.end();
    }
}

;// CONCATENATED MODULE: ./steps/earlier.js





async function earlierJob(request, { jobs, begun, turn }, options) {
    for (const job of jobs) {
        const sight = await sightOf(job.jobId, options);
        if (!isOver(sight))
            return accepted(job.jobId, job.turn, sight, options);
        options.note(succeeded(job.jobId, sight, job.turn, options));
    }
    if (!begun)
        return { turn: jobs.length > 0 ? earlier_next(turn, options) : turn };
    const found = await lookFor(request, begun.before, options);
    if (found.isUnverified)
        return { ...asFound(found.jobId, 'unseen'), isUnverified: true };
    const sight = await sightOf(found.jobId, options);
    if (!isOver(sight))
        return accepted(found.jobId, begun.turn, sight, options);
    options.note(succeeded(found.jobId, sight, begun.turn, options));
    return { turn: earlier_next(begun.turn, options) };
}
function earlier_next(turn, { keys }) {
    return keys(turn + 1) === undefined ? turn : turn + 1;
}
function isOver(sight) {
    return sight === 'failed' || sight === 'unknown';
}
function succeeded(jobId, sight, turn, options) {
    const end = sight === 'failed' ? 'has failed' : 'is no longer known to the server';
    const how = earlier_next(turn, options) === turn ? 'submitting again with the same key' : 'submitting one new job';
    return `Import job ${jobId} of an earlier attempt ${end}: ${how}`;
}
function accepted(jobId, turn, sight, options) {
    options.learned(jobId);
    options.memory?.learned(options.keys(turn) ?? '', jobId);
    return asFound(jobId, sight);
}
function asFound(jobId, sight) {
    return {
        jobId,
        origin: 'found',
        endedBefore: sight === 'completed' || sight === 'failed',
        mustBeSeen: isOver(sight) || sight === 'unseen',
        isUnverified: false,
    };
}
async function lookFor(request, before, options) {
    options.note('An earlier attempt may have submitted this import: looking for its job');
    const found = before ? await search(request, before, options) : 'unclear';
    if (typeof found === 'object')
        return found;
    throw (0,errors_failures/* earlierUnconfirmed */.jz)({ api: options.service.api, isNone: found === 'none' });
}
async function sightOf(jobId, options) {
    const { service, clock, random, signal } = options;
    const startedAt = clock.now();
    for (let failures = 1;; failures += 1) {
        try {
            return (await service.describe(jobId, { timeout: patience/* CALL */.XV, signal })).standing;
        }
        catch (error) {
            if (!(error instanceof model_service/* CallError */.R))
                throw error;
            if (signal.aborted)
                return 'unseen';
            const { failure } = error;
            const left = startedAt + patience/* BIRTH */.GF - clock.now();
            if (left <= 0)
                return (0,retry/* isUnknownJob */.mg)(failure) ? 'unknown' : 'unseen';
            if (!(0,retry/* isTransient */.dg)(failure) && !(0,retry/* isUnknownJob */.mg)(failure))
                return 'unseen';
            const pause = Math.max((0,retry/* backOff */.fu)(failures, random), failure.retryAfter ?? 0);
            await clock.sleep(Math.min(left, pause), signal);
        }
    }
}

;// CONCATENATED MODULE: ./steps/submit.js





function attach(jobId, { tell }) {
    tell({ kind: 'learned', jobId });
    return {
        jobId,
        origin: 'given',
        unverified: undefined,
        mustBeSeen: false,
        ifCompleted: undefined,
        sources: [],
    };
}
async function submitOnce(request, plan, identity, tools, { content, ready } = {}) {
    const { tell, startedAt, remember } = tools;
    const keys = keysFor(request, plan, identity, content);
    const { jobId, origin, endedBefore, mustBeSeen, isUnverified } = await submit_submit(request, {
        ...tools,
        keys,
        isRerun: identity.attempt > 1,
        memory: remember?.(keys),
        ...{ deadline: startedAt + plan.timeout, ready },
        learned: id => tell({ kind: 'learned', jobId: id }),
        note: text => tell({ kind: 'noted', text }),
    });
    const warning = importedNothing(jobId, plan);
    if (endedBefore && !mustBeSeen)
        tell({ kind: 'warned', text: warning });
    const isUnseen = origin === 'found' && mustBeSeen;
    return {
        ...{ jobId, origin, mustBeSeen, sources: (0,files/* sourcesOf */.u)(request.source) },
        unverified: isUnverified ? request : undefined,
        ifCompleted: isUnseen ? warning : undefined,
    };
}
function keysFor(request, { idempotencyKey, connection }, identity, content) {
    if (idempotencyKey === 'off')
        return noKeys;
    if (idempotencyKey !== 'auto')
        return ownKey(idempotencyKey);
    return keysOf(identity, connection.api, connection.endpoint, request, content);
}
function importedNothing(jobId, { idempotencyKey }) {
    const newRun = idempotencyKey === 'auto' ? 'start a new run, or ' : '';
    return `Import job ${jobId} of an earlier attempt had already completed: this attempt imported nothing. If the files have changed since, ${newRun}give the step another \`idempotencyKey\`.`;
}
async function submit_submit(request, given) {
    const { keys, memory, note, signal } = given;
    const earlier = await earlierJob(request, (await memory?.recall()) ?? NOTHING, given);
    if ('jobId' in earlier)
        return earlier;
    const options = { ...given, deadline: (await given.ready?.()) ?? given.deadline };
    const tried = new Set();
    let before;
    for (let { turn } = earlier;; turn += 1) {
        const created = await createOnce(request, keys(turn), before, options);
        const { jobId } = created;
        before = created.before;
        const isEarlier = before instanceof Set && before.has(jobId);
        const mayBeGone = options.isRerun && keys(turn + 1) !== undefined;
        if (created.isUnverified || !(isEarlier || mayBeGone))
            return asSubmitted(created);
        const sight = await sightOf(jobId, options);
        const isSpent = sight === 'unknown' || (sight === 'failed' && isEarlier);
        const isLast = keys(turn + 1) === undefined || tried.has(jobId) || signal.aborted;
        if (!isSpent || isLast) {
            if (isEarlier)
                return asFound(jobId, sight);
            return { ...asSubmitted(created), mustBeSeen: sight === 'unseen' || sight === 'unknown' };
        }
        tried.add(jobId);
        note(succeeded(jobId, sight, turn, options));
    }
}
function asSubmitted({ jobId, isUnverified }) {
    return { jobId, origin: 'submitted', endedBefore: false, mustBeSeen: false, isUnverified };
}

// EXTERNAL MODULE: ./steps/watch.js + 2 modules
var watch = __nccwpck_require__(3264);
;// CONCATENATED MODULE: ./run.js




async function run(given, identity, tools, outside) {
    const upload = await uploadOf(given, identity, tools, outside);
    const looked = await lookedAt(given, tools, upload?.files);
    if (given.preflight === 'only')
        return 'Checked';
    const plan = counted(given, looked?.rows);
    const gate = await gateOf(plan, looked?.tools ?? tools);
    const publish = await publishingOf(plan, looked?.tools ?? tools);
    looked?.over();
    const { tools: seeing, seen } = witnessed(tools);
    const content = upload?.content ?? looked?.content;
    const { job, startedAt } = await submitted(plan, { upload, gate, publish, content }, identity, seeing);
    const timed = { ...seeing, startedAt };
    try {
        const last = gate ? await gate.pass(job, timed, seen) : await (0,watch/* follow */.e6)(job, plan, timed);
        if (!last)
            return 'Submitted';
        if (last.standing === 'uncommitted' && plan.commit === 'manual')
            return 'Uncommitted';
        for (const text of (0,verdict/* judge */.S4)(last, judgementOf(plan, job)))
            tools.tell({ kind: 'warned', text });
        const hasBaseline = job.origin === 'submitted' || wasHidden(seen);
        await publish?.keep(last, { origin: job.origin, hasBaseline }, startedAt + plan.timeout);
        await upload?.cleanUp((0,verdict/* allRowsIn */.Cl)(last, plan.expectedRows));
        return 'Completed';
    }
    catch (error) {
        throw upload ? upload.explained(error, true) : error;
    }
}
async function submitted(plan, { upload, gate, publish, content }, identity, tools) {
    const { task } = plan;
    let startedAt = tools.clock.now();
    if (task.kind === 'attach')
        return { job: attach(task.jobId, tools), startedAt };
    const source = task.source.kind === 'local' ? upload?.source : task.source;
    if (!source)
        throw new Error('the files of the runner were not planned');
    const ready = async () => {
        await upload?.send();
        if (upload)
            await publish?.recount();
        startedAt = tools.clock.now();
        return startedAt + plan.timeout;
    };
    const request = { ...task.into, source: gate?.held(source) ?? source };
    try {
        const job = await submitOnce(request, plan, identity, { ...tools, startedAt }, { content, ready });
        return { job, startedAt };
    }
    catch (error) {
        throw upload ? upload.explained(error, false) : error;
    }
}
function judgementOf({ expectedRows, connection, idempotencyKey }, { sources }) {
    const hasOwnKey = idempotencyKey !== 'auto' && idempotencyKey !== 'off';
    return { expectedRows, hasOwnKey, api: connection.api, sources };
}
async function lookedAt(plan, tools, local) {
    const { task, preflight, expectedRows } = plan;
    if (task.kind === 'attach' || (preflight === 'off' && expectedRows?.kind !== 'files'))
        return undefined;
    const steps = await Promise.all(/* import() */[__nccwpck_require__.e(280), __nccwpck_require__.e(456)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7456));
    return preflight === 'off'
        ? steps.countRowsOfFiles(task, tools, local)
        : steps.preflight(plan, task, tools, local);
}
function counted(plan, rows) {
    const { expectedRows } = plan;
    if (expectedRows?.kind !== 'files')
        return { ...plan, expectedRows };
    if (rows === undefined)
        throw new Error('the rows of the files were not counted');
    return { ...plan, expectedRows: { kind: 'exactly', rows } };
}
async function gateOf(plan, tools) {
    if (plan.commit === 'auto')
        return undefined;
    const { prepareGate } = await __nccwpck_require__.e(/* import() */ 447).then(__nccwpck_require__.bind(__nccwpck_require__, 3447));
    return prepareGate(plan, tools);
}
async function publishingOf(plan, tools) {
    if (plan.searchable === 'off')
        return undefined;
    const { preparePublishing } = await Promise.all(/* import() */[__nccwpck_require__.e(280), __nccwpck_require__.e(830)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2449));
    return preparePublishing(plan, tools);
}
async function uploadOf(plan, identity, tools, outside) {
    if (plan.task.kind !== 'submit' || plan.task.source.kind !== 'local')
        return undefined;
    const { planUpload } = await __nccwpck_require__.e(/* import() */ 246).then(__nccwpck_require__.bind(__nccwpck_require__, 6246));
    return planUpload(plan.task.source, plan, identity, tools, await outside());
}

;// CONCATENATED MODULE: ./main.js












async function main(world) {
    const { runner, clock } = world;
    const startedAt = clock.now();
    const elapsed = () => clock.now() - startedAt;
    const { reporters, log, recording, checkRun } = reportersOf(world);
    let known = NOTHING_KNOWN;
    const tell = (event) => {
        known = learn(known, event);
        for (const reporter of reporters)
            reporter.tell(event, elapsed());
    };
    const over = new AbortController();
    heartbeat(log, clock, over.signal);
    let plan;
    let status;
    let error;
    try {
        plan = (0,inputs/* parseInputs */.TL)(world.given);
        tell({ kind: 'begun', subject: subjectOf(plan) });
        const outside = uploadWorldOf.bind(undefined, plan, world);
        status = await run(plan, world.run, toolsOf(plan, world, tell, checkRun), outside);
    }
    catch (thrown) {
        error = thrown instanceof import_error/* ImportError */.Y ? thrown : (0,errors_failures/* internalError */.WB)(thrown, known.jobId);
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
function reportersOf(world) {
    const { runner, clock } = world;
    const { githubToken } = world.given;
    const timeline = createTimeline();
    const { recording } = timeline;
    const log = createLog(runner, clock.now, recording);
    const open = () => world.openChecks(githubToken);
    const checkRun = githubToken
        ? createCheckRun({ open, runner, clock, recording, identity: world.run, signal: world.signal })
        : undefined;
    const reporters = [timeline, createOutputs(runner), log, ...(checkRun ? [checkRun] : [])];
    return { reporters, log, recording, checkRun };
}
function toolsOf(plan, world, tell, checkRun) {
    const { clock, today, random, signal, runner, connect } = world;
    const { connection, target } = plan;
    const scope = { target, dbName: connection.dbName };
    const service = createImportService(connection.api, connect(connection), scope, runner.redact);
    const access = { connection, target, connect, redact: runner.redact };
    const findCluster = once(async (options) => {
        const api = await __nccwpck_require__.e(/* import() */ 561).then(__nccwpck_require__.bind(__nccwpck_require__, 5561));
        return api.findCluster(access, options);
    });
    const openDataPlane = once(async (options) => {
        const api = await __nccwpck_require__.e(/* import() */ 561).then(__nccwpck_require__.bind(__nccwpck_require__, 5561));
        return api.openDataPlane(access, findCluster, options);
    });
    let fetch;
    const locate = async (url, credentials) => {
        const [{ openObjects }, { createFetch }] = await Promise.all([
            __nccwpck_require__.e(/* import() */ 721).then(__nccwpck_require__.bind(__nccwpck_require__, 9721)),
            __nccwpck_require__.e(/* import() */ 282).then(__nccwpck_require__.bind(__nccwpck_require__, 6282)),
        ]);
        fetch ??= createFetch(world.env);
        return openObjects(url, credentials, { fetch, today, redact: runner.redact });
    };
    const { remember } = checkRun ?? { remember: undefined };
    return { service, clock, today, random, signal, tell, findCluster, openDataPlane, locate, remember };
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
async function uploadWorldOf({ connection }, { connect, env, runner, wire }) {
    const { applyFor } = await __nccwpck_require__.e(/* import() */ 433).then(__nccwpck_require__.bind(__nccwpck_require__, 4433));
    const { redact } = runner;
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
        runner.summary(renderSummary(outcome, recording));
    }
    catch (error) {
        runner.warn(`The job summary could not be written: ${error instanceof Error ? error.message : error}`);
    }
}


/***/ }),

/***/ 711:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  m: () => (/* binding */ systemClock)
});

;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
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

/***/ 657:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   OD: () => (/* binding */ segmentsOf),
/* harmony export */   b6: () => (/* binding */ textOf),
/* harmony export */   nI: () => (/* binding */ paint)
/* harmony export */ });
const CODES = {
    good: '32',
    bad: '31',
    warn: '33',
    accent: '36',
    faint: '90',
    strong: '1',
};
function paint(text, style) {
    return style === undefined || text === '' ? text : `\x1b[${CODES[style]}m${text}\x1b[0m`;
}
function segmentsOf(line) {
    return typeof line === 'string' ? [{ text: line }] : line;
}
function textOf(line) {
    return segmentsOf(line)
        .map(({ text }) => text)
        .join('');
}


/***/ }),

/***/ 1521:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ openChecks)
/* harmony export */ });
const PAGE_SIZE = 100;
const MOST_PAGES = 10;
async function openChecks(token) {
    const { context, getOctokit } = await Promise.all(/* import() */[__nccwpck_require__.e(474), __nccwpck_require__.e(75), __nccwpck_require__.e(761)]).then(__nccwpck_require__.bind(__nccwpck_require__, 1075));
    const silent = () => { };
    const { rest } = getOctokit(token, { log: { debug: silent, info: silent, warn: silent, error: silent } });
    const { repo, runId, serverUrl } = context;
    const pullRequest = context.payload.pull_request;
    const headSha = pullRequest?.head?.sha ?? context.sha;
    return {
        async find(name, signal) {
            const found = [];
            for (let page = 1; page <= MOST_PAGES; page += 1) {
                const { data } = await rest.checks.listForRef({
                    ...repo,
                    ref: headSha,
                    check_name: name,
                    filter: 'all',
                    ...{ per_page: PAGE_SIZE, page },
                    request: { signal },
                });
                const ours = data.check_runs.filter(({ app }) => app?.slug === 'github-actions');
                for (const { id, external_id, status, output } of ours) {
                    const isOpen = status !== 'completed';
                    found.push({ id, externalId: external_id ?? '', isOpen, summary: output.summary ?? '' });
                }
                if (data.check_runs.length < PAGE_SIZE)
                    break;
            }
            return found.sort((a, b) => a.id - b.id);
        },
        async create(name, { externalId, output }, signal) {
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
        async update(id, { externalId, output }, signal) {
            await rest.checks.update({
                ...repo,
                check_run_id: id,
                external_id: externalId,
                status: 'in_progress',
                output,
                request: { signal },
            });
        },
        async conclude(id, conclusion, { externalId, output }, signal) {
            await rest.checks.update({
                ...repo,
                check_run_id: id,
                ...(externalId === undefined ? {} : { external_id: externalId }),
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
/* harmony export */   P: () => (/* binding */ headline),
/* harmony export */   l: () => (/* binding */ isSearchable)
/* harmony export */ });
/* harmony import */ var _model_job_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8260);
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(980);
/* harmony import */ var _words_job_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(9796);



function headline(outcome) {
    const { status, error, last, red, elapsed, gate } = outcome;
    switch (status) {
        case 'Completed':
            if (error)
                return `Import completed${BUT[error.code] ?? ''}: ${completed(outcome)}`;
            if (outcome.origin === 'found')
                return `Import of an earlier attempt completed${isSearchable(outcome)}: ${completed(outcome)}`;
            return `Import completed${isSearchable(outcome)}: ${completed(outcome)} in ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_0__/* .duration */ .p0)(elapsed)}`;
        case 'Submitted':
            if (outcome.origin === 'found')
                return 'Import of an earlier attempt found; not waiting for it';
            return 'Import submitted; not waiting for it';
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
        case 'TimedOut':
            if (isHeld(outcome))
                return `${red ? 'Timed out' : 'Not published in time'}${AT_GATE[gate ?? 'staged']}`;
            return `${red ? 'Import timed out' : 'Import not finished in time'}${reached(outcome)}: ${last?.state === 'Pending' ? 'it has not begun' : 'it continues on the server'}`;
        case 'Cancelled':
            if (isHeld(outcome))
                return `Workflow cancelled${AT_GATE[gate ?? 'staged']}`;
            if (last?.standing === 'completed')
                return `Workflow cancelled when the import was complete: ${completed(outcome)}`;
            return last || outcome.jobId
                ? `Workflow cancelled${reached(outcome)}: the import continues on the server`
                : 'Workflow cancelled before the import was submitted';
        case 'Uncommitted':
            return error
                ? 'Import waits for its commit; its rows are not visible yet'
                : `Staged ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_0__/* .rows */ .Ge)(last && (0,_model_job_js__WEBPACK_IMPORTED_MODULE_1__/* .importedRowsOf */ .$)(last), undefined) || 'the rows'}, not visible until the job is committed`;
        case 'Unknown':
            return outcome.jobId
                ? `Lost contact with the import${reached(outcome)}; its result is unknown`
                : 'Whether the import was submitted is unknown';
    }
}
const BUT = {
    RowCountMismatch: ', but not with the rows expected',
    NotSearchable: ', but no query sees all its rows yet',
    NotLoaded: ', but is not loaded for queries',
    AliasNotSwitched: ', but the alias was not switched',
};
function isHeld({ gate, last }) {
    return gate !== undefined || last?.standing === 'uncommitted';
}
const AT_GATE = {
    staged: ': the staged rows wait for a commit or an abort',
    committing: ' after the commit was sent: the rows are, or will be, visible',
    committed: ' when the rows were published',
    aborted: ': the import was aborted, no row became visible',
    unconfirmed: ': the abort of the import is not confirmed, no row is visible yet',
};
function isSearchable({ rowsAfter }) {
    return rowsAfter === undefined ? '' : ' and searchable';
}
function completed({ last }) {
    if (!last)
        return 'no rows reported';
    const imported = (0,_model_job_js__WEBPACK_IMPORTED_MODULE_1__/* .importedRowsOf */ .$)(last);
    const amount = imported === undefined ? 'no rows reported' : `${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_0__/* .rows */ .Ge)(imported, undefined)}`;
    const done = last.files.filter(_words_job_js__WEBPACK_IMPORTED_MODULE_2__/* .isFileDone */ .BJ).length;
    return done > 0 ? `${amount} from ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_0__/* .plural */ .LS)(done, 'file')}` : amount;
}
function reached({ last }) {
    return last ? ` at ${last.percent} %` : '';
}
function culprits({ last }) {
    const names = last?.files.filter(file => file.isCulprit).map(file => (0,_words_job_js__WEBPACK_IMPORTED_MODULE_2__/* .fileLabel */ .DM)(file)) ?? [];
    const [first] = names;
    if (first === undefined)
        return '';
    const more = names.length > 1 ? ` and ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(BigInt(names.length - 1))} more` : '';
    return ` at ${baseName(first)}${more}`;
}
function baseName(path) {
    const [query] = path.split('?');
    return query?.split('/').at(-1) || path;
}


/***/ }),

/***/ 828:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ createRunner)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3024);
/* harmony import */ var _words_text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6240);
/* harmony import */ var _ansi_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(657);



const MOST_WARNINGS = 2;
const LONGEST_LINE = 900;
function createRunner(core, { redact, summaryFile, color }) {
    let warnings = 0;
    const clean = (text) => (0,_words_text_js__WEBPACK_IMPORTED_MODULE_1__/* .inert */ .tJ)(redact(text));
    const print = (line) => {
        const whole = indented((0,_ansi_js__WEBPACK_IMPORTED_MODULE_2__/* .textOf */ .b6)(line), clean);
        if (whole.length > LONGEST_LINE)
            core.info((0,_words_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cut */ .Jj)(whole, LONGEST_LINE));
        else
            core.info(color ? painted(line, clean) : whole);
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
function painted(line, clean) {
    const segments = (0,_ansi_js__WEBPACK_IMPORTED_MODULE_2__/* .segmentsOf */ .OD)(line);
    const whole = indented((0,_ansi_js__WEBPACK_IMPORTED_MODULE_2__/* .textOf */ .b6)(line), clean);
    const pieces = segments.map(({ text, style }, index) => ({
        text: index === 0 ? indented(text, clean) : clean(text),
        style,
    }));
    if ((0,_ansi_js__WEBPACK_IMPORTED_MODULE_2__/* .textOf */ .b6)(pieces) !== whole)
        return whole;
    return pieces
        .map(({ text, style }) => (0,_ansi_js__WEBPACK_IMPORTED_MODULE_2__/* .paint */ .nI)(text, style))
        .join('')
        .replace(/##(?=\x1b\[)/g, '## ');
}


/***/ }),

/***/ 7533:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Dn: () => (/* binding */ NO_ANSWER),
/* harmony export */   FE: () => (/* binding */ stopIfCancelled),
/* harmony export */   K$: () => (/* binding */ NOTHING),
/* harmony export */   g5: () => (/* binding */ failureOf)
/* harmony export */ });
/* harmony import */ var _errors_failures_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(898);
/* harmony import */ var _model_service_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6324);


const NOTHING = 'nothing was submitted';
const NO_ANSWER = 'whether the import was submitted is not known';
function failureOf(error, signal, what) {
    if (!(error instanceof _model_service_js__WEBPACK_IMPORTED_MODULE_1__/* .CallError */ .R))
        throw error;
    stopIfCancelled(signal, what);
    return error.failure;
}
function stopIfCancelled(signal, what) {
    if (!signal.aborted)
        return;
    throw (0,_errors_failures_js__WEBPACK_IMPORTED_MODULE_0__/* .cancelledBefore */ .bE)(what);
}


/***/ }),

/***/ 3264:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  e6: () => (/* binding */ follow),
  RG: () => (/* binding */ followOn)
});

// UNUSED EXPORTS: watch

// EXTERNAL MODULE: ./errors/failures.js
var failures = __nccwpck_require__(898);
;// CONCATENATED MODULE: ./job/pace.js
const SHORTEST = 1000;
const LONGEST = 20_000;
const SHARE = 0.1;
const JITTER = 0.02;
const INDEX_BUILT = 90;
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
    return ((INDEX_BUILT - now.progress.percent) * (now.elapsed - before.elapsed)) / moved;
}

// EXTERNAL MODULE: ./job/patience.js
var patience = __nccwpck_require__(6606);
// EXTERNAL MODULE: ./job/progress.js
var job_progress = __nccwpck_require__(6598);
// EXTERNAL MODULE: ./job/retry.js
var retry = __nccwpck_require__(8999);
// EXTERNAL MODULE: ./model/service.js
var model_service = __nccwpck_require__(6324);
// EXTERNAL MODULE: ./errors/import-error.js
var import_error = __nccwpck_require__(687);
// EXTERNAL MODULE: ./job/files.js
var job_files = __nccwpck_require__(4230);
;// CONCATENATED MODULE: ./steps/verify.js



async function* verified(events, { jobId, request, api, onVerified }) {
    let isOurs;
    try {
        for await (const event of events) {
            if (!isOurs && event.kind === 'progress') {
                const { files, standing } = event.progress;
                isOurs = (0,job_files/* couldBeOf */.K)(request.source, files);
                if (isOurs)
                    onVerified();
                else if (files.length > 0 || standing !== 'running')
                    throw (0,failures/* submitUnconfirmed */.Jj)({ api, jobId, list: 'told' });
            }
            if (isOurs || event.kind === 'trouble')
                yield event;
        }
    }
    catch (error) {
        const isCancel = error instanceof import_error/* ImportError */.Y && error.status === 'Cancelled';
        throw isOurs || isCancel ? error : (0,failures/* submitUnconfirmed */.Jj)({ api, jobId, list: 'told' });
    }
}

;// CONCATENATED MODULE: ./steps/watch.js







async function follow({ jobId, origin, unverified, mustBeSeen, ifCompleted, sources }, { wait, timeout, pollInterval }, { startedAt, ...tools }) {
    const { tell, random, service } = tools;
    const settled = () => tell({ kind: 'settled', jobId, origin });
    const onVerified = () => {
        tell({ kind: 'learned', jobId });
        settled();
    };
    if (!unverified)
        settled();
    if (!wait && !unverified && !mustBeSeen)
        return undefined;
    const interval = intervalOf(pollInterval, random);
    const isNewborn = origin !== 'given';
    const told = watch(jobId, { ...tools, startedAt, timeout, interval, sources, isNewborn });
    const events = unverified
        ? verified(told, { jobId, request: unverified, api: service.api, onVerified })
        : told;
    let last;
    for await (const event of events) {
        const isFirst = event.kind === 'progress' && last === undefined;
        if (isFirst && ifCompleted && event.progress.standing === 'completed')
            tell({ kind: 'warned', text: ifCompleted });
        if (!wait && event.kind === 'progress' && event.progress.standing !== 'failed')
            return undefined;
        if (event.kind === 'progress')
            last = event.progress;
        tell(event);
    }
    return last;
}
async function followOn({ jobId, sources }, { timeout, pollInterval }, tools) {
    const interval = intervalOf(pollInterval, tools.random);
    let last;
    for await (const event of watch(jobId, { ...tools, timeout, interval, sources, isNewborn: false })) {
        if (event.kind === 'progress')
            last = event.progress;
        tools.tell(event);
    }
    if (!last)
        throw new Error('a watch ends with an answer');
    return last;
}
function intervalOf(pollInterval, random) {
    return (now, before) => pollInterval === 'auto' ? adaptiveInterval(now, before, random) : pollInterval;
}
async function* watch(jobId, options) {
    const { service, clock, signal, startedAt } = options;
    const deadline = startedAt + options.timeout;
    let progress;
    let trouble;
    let sighting;
    for (;;) {
        if (signal.aborted)
            throw (0,failures/* cancelledWaiting */.RD)(jobId);
        const left = deadline - clock.now();
        const timeout = left <= 0 ? patience/* LAST_POLL */.Ft : Math.max(1000, Math.min(patience/* POLL */.eE, left));
        let event;
        let pause;
        try {
            progress = (0,job_progress/* advance */.np)(progress, await service.describe(jobId, { timeout, signal }), options.sources);
            trouble = undefined;
            event = { kind: 'progress', progress };
            const { percent, phase } = progress;
            const before = sighting;
            sighting = { elapsed: clock.now() - startedAt, progress: { percent, phase } };
            pause = options.interval(sighting, before);
        }
        catch (error) {
            if (!(error instanceof model_service/* CallError */.R))
                throw error;
            if (signal.aborted)
                throw (0,failures/* cancelledWaiting */.RD)(jobId);
            const { failure } = error;
            const isNewborn = options.isNewborn && progress === undefined && clock.now() - startedAt < patience/* BIRTH */.GF;
            const refused = !(0,retry/* isTransient */.dg)(failure) && !(isNewborn && (0,retry/* isUnknownJob */.mg)(failure));
            trouble = count(trouble, failure, refused, clock.now());
            if (isHopeless(trouble, clock.now()))
                throw (0,failures/* lostContact */.fl)(jobId, failure, service);
            const rest = Math.max(0, deadline - clock.now());
            pause = Math.min(rest, Math.max((0,retry/* backOff */.fu)(trouble.failures, options.random), failure.retryAfter ?? 0));
            event = { kind: 'trouble', failure, pause };
        }
        yield event;
        if (event.kind === 'progress' && event.progress.standing !== 'running')
            return;
        if (left <= 0)
            throw (0,failures/* timedOut */.iU)({ jobId, timeout: options.timeout, last: progress, trouble: trouble?.last });
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
    return refusals > 1 || (failures >= patience/* MOST_FAILED_POLLS */.Te && now - since >= patience/* SHORTEST_TROUBLE */.z2);
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
/* harmony export */   IY: () => (/* binding */ RESUME),
/* harmony export */   V6: () => (/* binding */ reached),
/* harmony export */   We: () => (/* binding */ PUBLISH),
/* harmony export */   oT: () => (/* binding */ fileState),
/* harmony export */   v2: () => (/* binding */ publishLines),
/* harmony export */   zF: () => (/* binding */ resumeLines)
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
function reached(progress) {
    const { files, phase, state, percent, standing } = progress;
    const isBeforeRows = phase === 'queued' || phase === 'checking files';
    return [
        `${state || 'no state'} ${percent} %`,
        phase === 'done' || phase === 'queued' ? '' : phase,
        files.length > 0 ? `${files.filter(isFileDone).length}/${files.length} files` : '',
        isBeforeRows || standing === 'failed' ? '' : (0,_format_js__WEBPACK_IMPORTED_MODULE_0__/* .rows */ .Ge)((0,_model_job_js__WEBPACK_IMPORTED_MODULE_1__/* .importedRowsOf */ .$)(progress), progress.totalRows),
    ]
        .filter(Boolean)
        .join(', ');
}
const RESUME = 'To wait for this job again without importing anything, give this in place of the source';
function resumeLines(jobId) {
    return ['with:', `  jobId: ${JSON.stringify(jobId)}`];
}
const PUBLISH = 'To publish the rows, give a later step this in place of the source';
function publishLines(jobId) {
    return [...resumeLines(jobId), '  commit: verified'];
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
/* unused harmony exports formsOf, masksOf */
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
function cut(text, length) {
    return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
function cutBytes(text, bytes) {
    if (Buffer.byteLength(text) <= bytes)
        return text;
    const whole = Buffer.from(text).subarray(0, bytes - ELLIPSIS.length);
    return new TextDecoder().decode(whole, { stream: true }).concat('…');
}
const ELLIPSIS = Buffer.from('…');
function tail(text, length) {
    return text.length <= length ? text : `…${text.slice(1 - length)}`;
}
function shortName(name) {
    return tail(inert(name), LONGEST_NAME);
}
const LONGEST_NAME = 80;


/***/ }),

/***/ 8870:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ withoutQuery)
/* harmony export */ });
function withoutQuery(url) {
    return /^https?:/i.test(url) ? url.replace(/\?.*$/s, '') : url;
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
