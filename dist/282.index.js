export const id = 282;
export const ids = [282];
export const modules = {

/***/ 6282:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createFetch: () => (/* binding */ createFetch),
/* harmony export */   refusalOf: () => (/* binding */ refusalOf)
/* harmony export */ });
/* harmony import */ var _api_route_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8835);
/* harmony import */ var _api_transport_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4225);
/* harmony import */ var _model_service_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6324);
/* harmony import */ var _storage_xml_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3062);




function createFetch(env) {
    const ways = new Map();
    return async (url, headers, most, { timeout, signal }) => {
        const limit = AbortSignal.timeout(Math.ceil(timeout));
        const way = ways.get(url.origin) ?? (0,_api_route_js__WEBPACK_IMPORTED_MODULE_0__/* .routeTo */ .B)(url.origin, env);
        ways.set(url.origin, way);
        const route = await way;
        try {
            const answer = await route.exchange(url, {
                method: 'GET',
                headers: { 'user-agent': 'zilliz-import-action', 'accept-encoding': 'identity', ...headers },
                body: null,
                signal: AbortSignal.any([limit, signal]),
            });
            const bytes = await firstOf(answer, most);
            return { status: answer.status, bytes, header: name => firstValue(answer, name) };
        }
        catch (error) {
            throw (0,_api_transport_js__WEBPACK_IMPORTED_MODULE_1__/* .asCallError */ .pO)(error, limit, signal, route.proxy);
        }
    };
}
async function firstOf({ body }, most) {
    const chunks = [];
    let size = 0;
    for await (const chunk of body) {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= most)
            break;
    }
    if (size >= most)
        body.destroy();
    return Buffer.concat(chunks).subarray(0, most);
}
function firstValue({ headers }, name) {
    const value = headers[name];
    return (Array.isArray(value) ? value[0] : value) ?? '';
}
function refusalOf({ status, bytes, header }, redact) {
    const text = new TextDecoder().decode(bytes.subarray(0, 4096));
    const named = (0,_storage_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .textOf */ .b6)(text, 'Code') ?? (header('x-ms-error-code') || undefined);
    const isSuccess = status >= 200 && status < 300;
    return new _model_service_js__WEBPACK_IMPORTED_MODULE_2__/* .CallError */ .R({
        kind: isSuccess ? 'unreadable' : named ? 'code' : 'status',
        code: isSuccess ? 'Unreadable' : (named ?? `Http${status}`),
        said: redact((0,_storage_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .textOf */ .b6)(text, 'Message') ?? '').slice(0, 300),
        httpStatus: status,
        requestId: (header('x-amz-request-id') || header('x-ms-request-id')).slice(0, 128) || undefined,
    });
}


/***/ }),

/***/ 3062:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mk: () => (/* binding */ escaped),
/* harmony export */   ZE: () => (/* binding */ elementsOf),
/* harmony export */   b6: () => (/* binding */ textOf)
/* harmony export */ });
function textOf(xml, name) {
    const [, text] = new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`).exec(xml) ?? [];
    return text === undefined ? undefined : unescaped(text);
}
function elementsOf(xml, name) {
    return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>(.*?)</${name}>`, 'gs'))].map(([, inner]) => inner ?? '');
}
function escaped(text) {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
function unescaped(text) {
    return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
        if (name)
            return NAMED[name] ?? whole;
        const code = Number.parseInt(hex ?? decimal, hex ? 16 : 10);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
}


/***/ })

};
