export const id = 433;
export const ids = [433];
export const modules = {

/***/ 4433:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   applyFor: () => (/* binding */ applyFor)
/* harmony export */ });
/* unused harmony exports applyCall, readGrant */
/* harmony import */ var _model_service_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6324);
/* harmony import */ var _envelope_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3296);
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4268);



function applyCall(volumeName, folder) {
    return { method: 'POST', path: '/v2/volumes/apply', body: { volumeName, path: folder } };
}
function readGrant(data) {
    const credentials = (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .asFields */ .qI)(data['credentials']) ?? {};
    const condition = (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .asFields */ .qI)(data['condition']) ?? {};
    const keys = {
        accessKey: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(credentials, 'tmpAK'),
        secretKey: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(credentials, 'tmpSK'),
        sessionToken: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(credentials, 'sessionToken') || undefined,
        expires: timeOf((0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(credentials, 'expireTime')),
    };
    const cloud = (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(data, 'cloud').toLowerCase();
    const bucket = (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(data, 'bucketName');
    const isSigned = keys.accessKey !== '' && keys.secretKey !== '';
    if (cloud === '' || bucket === '' || !(isSigned || keys.sessionToken))
        return undefined;
    const prefix = (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(data, 'volumePrefix').replace(/^\/+/, '');
    return {
        volumeName: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(data, 'volumeName'),
        endpoint: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(data, 'endpoint'),
        region: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(data, 'region'),
        prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
        mostBytes: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readCount */ ._0)(condition, 'maxContentLength'),
        mostFiles: (0,_envelope_js__WEBPACK_IMPORTED_MODULE_1__/* .readCount */ ._0)(condition, 'maxFileNumber'),
        ...{ cloud, bucket, keys },
    };
}
function timeOf(text) {
    const hasZone = /(z|[+-]\d{2}:?\d{2})$/i.test(text);
    const time = Date.parse(hasZone ? text : `${text}Z`);
    return Number.isNaN(time) ? undefined : time;
}
function applyFor(transport, redact) {
    return async (volumeName, folder, options) => {
        const call = applyCall(volumeName, folder);
        const { envelope, failure } = await (0,_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .exchange */ .c)(transport, call, options, redact);
        const grant = envelope.data && readGrant(envelope.data);
        if (!grant)
            throw new _model_service_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .R({ ...failure, kind: 'unreadable', code: 'Unreadable', said: '' });
        return grant;
    };
}


/***/ })

};
