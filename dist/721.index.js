export const id = 721;
export const ids = [721,282];
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

/***/ 9721:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openObjects: () => (/* binding */ openObjects)
});

// EXTERNAL MODULE: ./storage/address.js
var storage_address = __webpack_require__(6115);
// EXTERNAL MODULE: ./storage/destination.js
var destination = __webpack_require__(3347);
// EXTERNAL MODULE: ./storage/sign.js
var sign = __webpack_require__(7406);
// EXTERNAL MODULE: ./objects/fetch.js
var fetch = __webpack_require__(6282);
// EXTERNAL MODULE: ./storage/xml.js
var xml = __webpack_require__(3062);
;// CONCATENATED MODULE: ./objects/listing.js

function readS3List(body) {
    if (!body.includes('<ListBucketResult'))
        return undefined;
    const isEncoded = (0,xml/* textOf */.b6)(body, 'EncodingType') === 'url';
    const keyIn = (element, name) => {
        const key = (0,xml/* textOf */.b6)(element, name) ?? '';
        return isEncoded ? decoded(key) : key;
    };
    const isCut = (0,xml/* textOf */.b6)(body, 'IsTruncated') === 'true';
    return {
        objects: (0,xml/* elementsOf */.ZE)(body, 'Contents').map(object => ({
            key: keyIn(object, 'Key'),
            size: Number((0,xml/* textOf */.b6)(object, 'Size')),
            etag: plainTag((0,xml/* textOf */.b6)(object, 'ETag') ?? ''),
        })),
        folders: (0,xml/* elementsOf */.ZE)(body, 'CommonPrefixes').map(folder => keyIn(folder, 'Prefix')),
        next: isCut ? ((0,xml/* textOf */.b6)(body, 'NextContinuationToken') ?? '') : '',
    };
}
function readAzureList(body) {
    if (!body.includes('<EnumerationResults'))
        return undefined;
    return {
        objects: (0,xml/* elementsOf */.ZE)(body, 'Blob').map(blob => ({
            key: (0,xml/* textOf */.b6)(blob, 'Name') ?? '',
            size: Number((0,xml/* textOf */.b6)(blob, 'Content-Length')),
            etag: plainTag((0,xml/* textOf */.b6)(blob, 'Etag') ?? ''),
        })),
        folders: (0,xml/* elementsOf */.ZE)(body, 'BlobPrefix').map(folder => (0,xml/* textOf */.b6)(folder, 'Name') ?? ''),
        next: (0,xml/* textOf */.b6)(body, 'NextMarker') ?? '',
    };
}
function plainTag(text) {
    return text.replace(/^W\//, '').replaceAll('"', '');
}
function decoded(key) {
    try {
        return decodeURIComponent(key.replaceAll('+', ' '));
    }
    catch {
        return key;
    }
}

;// CONCATENATED MODULE: ./objects/place.js

const AWS = /^(?:(?<bucket>.+)\.)?s3(?:[.-](?<region>[a-z]{2}-[a-z0-9-]+|external-1))?\.amazonaws\.com(?:\.cn)?$/;
const AZURE = /^[a-z0-9]{3,24}\.blob\.core\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/;
const SIGNED_OTHERWISE = /\.(aliyuncs|myqcloud)\.com(\.cn)?$/;
function addressOf(line, credentials) {
    const [, scheme = '', bucket = '', key = ''] = /^(s3|gs|oss):\/\/([^/]*)\/?(.*)$/s.exec(line) ?? [];
    if (scheme === 's3')
        return s3(bucket, key, '', credentials);
    if (scheme === 'gs')
        return google(bucket, key, credentials);
    if (scheme === 'oss')
        return place_hidden('objects of Alibaba Cloud are not looked at from here');
    const url = URL.parse(line);
    return url?.protocol === 'https:' ? ofWeb(url, credentials) : place_hidden('it is not a URL');
}
function place_hidden(why) {
    return { kind: 'hidden', why };
}
function s3(bucket, key, region, { accessKey }) {
    const auth = accessKey ? 'signature' : 'none';
    return { kind: 's3', bucket, endpoint: undefined, region, auth, key };
}
function google(bucket, key, keys) {
    const auth = keys.accessKey ? 'signature' : keys.sessionToken ? 'bearer' : 'none';
    return { kind: 's3', bucket, endpoint: storage_address/* GOOGLE */.A8, region: 'auto', auth, key };
}
function ofWeb(url, credentials) {
    const path = place_decoded(url.pathname.slice(1));
    const [first = '', ...rest] = path.split('/');
    if (AZURE.test(url.hostname))
        return azure(url, credentials);
    if (url.search === '') {
        const aws = AWS.exec(url.hostname)?.groups;
        if (aws) {
            const region = aws['region'] ?? '';
            const own = aws['bucket'];
            return own ? s3(own, path, region, credentials) : s3(first, rest.join('/'), region, credentials);
        }
        if (/^storage\.(googleapis|cloud\.google)\.com$/.test(url.hostname))
            return google(first, rest.join('/'), credentials);
    }
    if (SIGNED_OTHERWISE.test(url.hostname) && credentials.accessKey)
        return place_hidden('objects behind keys of this cloud are not looked at from here');
    if (url.pathname.endsWith('/') || url.pathname.includes('*'))
        return place_hidden('the files of a folder cannot be listed by https');
    return { kind: 'web', url: url.href };
}
function azure(url, { accessKey, sessionToken }) {
    const sas = url.search.slice(1) || (sessionToken ?? '').replace(/^\?/, '');
    if (sas === '' && accessKey)
        return place_hidden('objects of Azure are looked at with a SAS only, not with the key of the account');
    const [container = '', ...rest] = place_decoded(url.pathname.slice(1)).split('/');
    return { kind: 'azure', base: `${url.origin}/${container}`, sas, key: rest.join('/') };
}
function place_decoded(path) {
    try {
        return decodeURIComponent(path);
    }
    catch {
        return path;
    }
}

;// CONCATENATED MODULE: ./objects/open.js






function openObjects(line, credentials, context) {
    const address = addressOf(line, credentials);
    switch (address.kind) {
        case 'hidden':
            return address.why;
        case 'web':
            return { place: webPlace(address.url, context), key: 'file' };
        case 'azure':
            return { place: azurePlace(address, context), key: address.key };
        case 's3':
            return { place: s3Place(address, credentials, context), key: address.key };
    }
}
const LARGEST_PAGE = 8 * 1024 * 1024;
const MISSING = ['NoSuchKey', 'NoSuchBucket', 'BlobNotFound', 'ContainerNotFound'];
function reading(ask, redact, isMissing) {
    return async (key, from, to, options) => {
        const answer = await ask(key, {}, { range: `bytes=${from}-${to - 1}` }, to - from, options);
        const etag = plainTag(answer.header('etag'));
        if (answer.status === 416 && from === 0)
            return { key, size: 0, etag, bytes: new Uint8Array() };
        if (isMissing(answer))
            return undefined;
        const isWhole = answer.status === 200 && from === 0;
        const total = isWhole ? answer.header('content-length') : totalIn(answer);
        if ((answer.status !== 206 && !isWhole) || !/^\d+$/.test(total))
            throw (0,fetch.refusalOf)(answer, redact);
        return { key, size: Number(total), etag, bytes: answer.bytes };
    };
}
function totalIn({ header }) {
    return /\/(\d+)$/.exec(header('content-range'))?.[1] ?? '';
}
const isMissingObject = ({ status }) => status === 404 || status === 410;
function webPlace(url, { fetch, redact }) {
    const ask = (_key, _query, headers, most, options) => fetch(new URL(url), headers, most, options);
    return {
        read: reading(ask, redact, isMissingObject),
        async list() {
            return undefined;
        },
    };
}
function azurePlace({ base, sas }, { fetch, redact }) {
    const ask = (key, query, headers, most, options) => {
        const url = new URL(key === '' ? base : `${base}/${(0,destination/* encodedKey */.EZ)(key)}`);
        url.search = [(0,storage_address/* queryText */.wP)(query), sas].filter(Boolean).join('&');
        return fetch(url, { 'x-ms-version': '2021-12-02', ...headers }, most, options);
    };
    const isMissing = (answer) => sas !== '' && MISSING.includes(answer.header('x-ms-error-code'));
    return {
        read: reading(ask, redact, isMissing),
        list: (folder, most, options) => paged(most, async (marker) => {
            const query = { restype: 'container', comp: 'list', delimiter: '/', prefix: folder };
            const more = marker === '' ? {} : { marker };
            const answer = await ask('', { ...query, ...more }, {}, LARGEST_PAGE, options);
            return isMissing(answer) ? undefined : listed(answer, readAzureList, redact);
        }),
    };
}
function s3Place(address, credentials, { fetch, today, redact }) {
    let region = address.region || 'us-east-1';
    const { accessKey = '', secretKey = '', sessionToken } = credentials;
    const keys = { accessKey, secretKey, sessionToken, expires: undefined };
    const once = async (key, query, headers, most, options) => {
        const url = (0,storage_address/* objectUrl */.bC)(address, region, key, query);
        const sent = address.auth === 'bearer'
            ? { ...headers, authorization: `Bearer ${sessionToken}` }
            : address.auth === 'none'
                ? headers
                : await (0,sign/* signed */.x8)({ method: 'GET', url, headers, sha256: sign/* EMPTY_SHA256 */._e }, keys, region, new Date(today()));
        return fetch(url, sent, most, options);
    };
    const ask = async (...request) => {
        const asked = region;
        const answer = await once(...request);
        const told = answer.header('x-amz-bucket-region');
        if (told === '' || told === asked || answer.status < 300)
            return answer;
        region = told;
        return once(...request);
    };
    return {
        read: reading(ask, redact, isMissingObject),
        list: (folder, most, options) => paged(most, async (token) => {
            const query = { 'list-type': '2', 'encoding-type': 'url', delimiter: '/', prefix: folder };
            const more = token === '' ? {} : { 'continuation-token': token };
            const answer = await ask('', { ...query, ...more }, {}, LARGEST_PAGE, options);
            return isMissingObject(answer) ? undefined : listed(answer, readS3List, redact);
        }),
    };
}
function listed(answer, read, redact) {
    const page = answer.status === 200 ? read(new TextDecoder().decode(answer.bytes)) : undefined;
    if (!page)
        throw (0,fetch.refusalOf)(answer, redact);
    return page;
}
async function paged(most, pageAfter) {
    const objects = [];
    const folders = [];
    for (let next = '';;) {
        const page = await pageAfter(next);
        if (!page)
            return undefined;
        objects.push(...page.objects);
        folders.push(...page.folders);
        next = page.next;
        if (next === '' || objects.length > most)
            return { objects, folders, isCut: next !== '' };
    }
}


/***/ }),

/***/ 6115:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A8: () => (/* binding */ GOOGLE),
/* harmony export */   Dp: () => (/* binding */ isRegion),
/* harmony export */   MF: () => (/* binding */ placeBehind),
/* harmony export */   bC: () => (/* binding */ objectUrl),
/* harmony export */   kS: () => (/* binding */ AWS),
/* harmony export */   wP: () => (/* binding */ queryText)
/* harmony export */ });
/* harmony import */ var _inputs_endpoint_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6230);
/* harmony import */ var _destination_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3347);


const AWS = 'https://s3.amazonaws.com';
const GOOGLE = 'https://storage.googleapis.com';
function isRegion(name) {
    return /^[a-z0-9-]{1,64}$/.test(name);
}
function objectUrl({ bucket, endpoint }, region, key, query = {}) {
    const path = (0,_destination_js__WEBPACK_IMPORTED_MODULE_1__/* .encodedKey */ .EZ)(key);
    const url = new URL(endpoint !== undefined
        ? `${endpoint.replace(/\/+$/, '')}/${bucket}${path && `/${path}`}`
        : bucket.includes('.')
            ? `${awsHost(region)}/${bucket}${path && `/${path}`}`
            : `${awsHost(region).replace('://', `://${bucket}.`)}/${path}`);
    url.search = queryText(query);
    return url;
}
function queryText(query) {
    return Object.entries(query)
        .map(([name, value]) => `${(0,_destination_js__WEBPACK_IMPORTED_MODULE_1__/* .encodedText */ .sI)(name)}=${(0,_destination_js__WEBPACK_IMPORTED_MODULE_1__/* .encodedText */ .sI)(value)}`)
        .toSorted()
        .join('&');
}
function awsHost(region) {
    return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
const AWS_HOST = /^(?:.*\.)?s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/;
function placeBehind(endpoint, bucket, mayBePlain = false) {
    const url = URL.parse(endpoint.includes('://') ? endpoint : `https://${endpoint}`);
    if (!url || url.username || url.password || !/^https?:$/.test(url.protocol))
        return undefined;
    if (!(0,_destination_js__WEBPACK_IMPORTED_MODULE_1__/* .isBucket */ .nC)(bucket))
        return undefined;
    if (url.protocol === 'http:' && !mayBePlain && !(0,_inputs_endpoint_js__WEBPACK_IMPORTED_MODULE_0__/* .isLoopback */ .U9)(url.hostname))
        return undefined;
    return { bucket, endpoint: AWS_HOST.test(url.hostname) ? undefined : url.origin };
}


/***/ }),

/***/ 3347:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EZ: () => (/* binding */ encodedKey),
/* harmony export */   G2: () => (/* binding */ parseDestination),
/* harmony export */   nC: () => (/* binding */ isBucket),
/* harmony export */   rs: () => (/* binding */ urlOf),
/* harmony export */   sI: () => (/* binding */ encodedText)
/* harmony export */ });
/* harmony import */ var _inputs_endpoint_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6230);

const BUCKET = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;
const CONTAINER = /^(\$root|[a-z0-9](?:-?[a-z0-9]){2,62})$/;
function parseDestination(folderUrl) {
    const [, scheme, bucket = '', folder = ''] = /^(s3|gs):\/\/([^/]*)\/(.*)$/s.exec(folderUrl) ?? [];
    if (scheme === undefined)
        return azureOf(new URL(folderUrl));
    if (!isBucket(bucket))
        return 'names no bucket that there can be: names are of lower-case letters, digits and dashes';
    return { kind: scheme === 's3' ? 's3' : 'gcs', bucket, folder };
}
function isBucket(name) {
    return BUCKET.test(name);
}
function azureOf({ origin, hostname, pathname }) {
    const [, ...names] = pathname.split('/').map(decoded);
    const account = (0,_inputs_endpoint_js__WEBPACK_IMPORTED_MODULE_0__/* .isLoopback */ .U9)(hostname) ? `/${names.shift() ?? ''}` : '';
    const [container = '', ...folder] = names;
    if (!CONTAINER.test(container))
        return 'names no container that there can be: names are of lower-case letters, digits and single dashes';
    return { kind: 'azure', base: `${origin}${account}`, container, folder: folder.join('/') };
}
function urlOf(destination, below = '') {
    const { folder } = destination;
    switch (destination.kind) {
        case 's3':
            return `s3://${destination.bucket}/${folder}${below}`;
        case 'gcs':
            return `gs://${destination.bucket}/${folder}${below}`;
        case 'azure':
            return `${destination.base}/${destination.container}/${encodedKey(folder + below)}`;
    }
}
function encodedKey(key) {
    return key.split('/').map(encodedText).join('/');
}
function encodedText(text) {
    return encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
function decoded(segment) {
    try {
        return decodeURIComponent(segment);
    }
    catch {
        return segment;
    }
}


/***/ }),

/***/ 7406:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bj: () => (/* binding */ sha256Of),
/* harmony export */   _e: () => (/* binding */ EMPTY_SHA256),
/* harmony export */   x8: () => (/* binding */ signed)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
async function signed({ method, url, headers, sha256 }, { accessKey, secretKey, sessionToken }, region, at) {
    const { SignatureV4 } = await __webpack_require__.e(/* import() */ 48).then(__webpack_require__.t.bind(__webpack_require__, 6048, 19));
    const signer = new SignatureV4({
        service: 's3',
        region,
        credentials: {
            accessKeyId: accessKey,
            secretAccessKey: secretKey,
            ...(sessionToken ? { sessionToken } : {}),
        },
        sha256: Sha256,
        uriEscapePath: false,
    });
    const request = {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: { ...headers, host: url.host, 'x-amz-content-sha256': sha256 },
    };
    return (await signer.sign(request, { signingDate: at })).headers;
}
class Sha256 {
    #hash;
    constructor(secret) {
        this.#hash = secret === undefined ? (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256') : (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHmac)('sha256', bytesOf(secret));
    }
    update(data) {
        this.#hash.update(bytesOf(data));
    }
    async digest() {
        return this.#hash.digest();
    }
}
function bytesOf(data) {
    if (typeof data === 'string')
        return data;
    return ArrayBuffer.isView(data)
        ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
        : new Uint8Array(data);
}
function sha256Of(text) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(text).digest('hex');
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
