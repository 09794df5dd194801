export const id = 48;
export const ids = [48];
export const modules = {

/***/ 9516:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ storage),
/* harmony export */   e: () => (/* binding */ EXPIRED)
/* harmony export */ });
/* harmony import */ var _entry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1965);

const putRight = 'The keys need the right to write below `objectUrl` (`s3:PutObject` and `s3:AbortMultipartUpload`; on Google Cloud `storage.objects.create`; on Azure a SAS with `w` and `c`).';
const pair = 'Check that `accessKey` and `secretKey` are one pair and copied completely; temporary keys need their `sessionToken` too.';
const bucket = 'Check the bucket (Azure: account and container) in `objectUrl`, and `storageEndpoint`.';
const region = 'Set `storageRegion` to the region of the bucket.';
const expired = 'Run the step with new keys that outlive upload and import: move the login step next to this one, or raise `role-duration-seconds` (AWS) or `access_token_lifetime` (Google Cloud). A volume needs no keys.';
const corrupted = 'Run the step again; if it happens again, look for a proxy that changes what passes through it.';
const clock = 'Set the clock of the self-hosted runner: signatures are valid for 15 minutes.';
const EXPIRED = 'ExpiredToken ExpiredTokenException SecurityTokenExpired InvalidToken InvalidSecurityToken TokenRefreshRequired AuthenticationRequired';
const STORE = [
    ['AccessDenied AuthorizationPermissionMismatch', 'stop', 'The store did not allow the upload', putRight],
    ['InvalidAccessKeyId SignatureDoesNotMatch', 'stop', 'The store does not accept the keys', pair],
    ['AuthenticationFailed AuthorizationFailure', 'stop', 'The store does not accept the SAS', 'Check that the SAS in `sessionToken` is complete, is valid now, and has the rights `w` and `c` for this container; check the firewall of the storage account.'],
    ['NoSuchBucket ContainerNotFound ResourceNotFound', 'stop', 'The bucket does not exist', bucket],
    [`${EXPIRED} RequestExpired`, 'stop', 'The keys of the store have expired', expired],
    ['PermanentRedirect AuthorizationHeaderMalformed', 'stop', 'The bucket is in another region', region],
    ['RequestTimeTooSkewed', 'stop', "The clock of the runner differs too much from the store's", clock],
    ['EntityTooLarge', 'stop', 'A file is larger than the store accepts', 'Split it into smaller files.'],
    ['QuotaExceeded XMinioStorageFull', 'stop', 'The store is full', 'Free space, or raise the quota of the bucket.'],
    ['BadDigest XAmzContentSHA256Mismatch Md5Mismatch', 'later', 'A file did not arrive as it was sent', corrupted],
    ['NoSuchUpload', 'stop', 'The store has dropped an unfinished upload', 'Check lifecycle rules of the bucket that abort multipart uploads, then run again.'],
    ['SlowDown ServerBusy Throttling ThrottlingException RequestLimitExceeded', 'later', 'The store throttled the upload', 'Run the step again later.'],
    ['RequestTimeout OperationTimedOut IncompleteBody OperationAborted ServiceUnavailable', 'later', 'The store did not finish the request in time', 'Run the step again; if it happens again, check the network between runner and store.'],
];
const storage = (0,_entry_js__WEBPACK_IMPORTED_MODULE_0__/* .entries */ .jO)(STORE);


/***/ }),

/***/ 6115:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A8: () => (/* binding */ GOOGLE),
/* harmony export */   Dp: () => (/* binding */ isRegion),
/* harmony export */   EZ: () => (/* binding */ encodedKey),
/* harmony export */   G2: () => (/* binding */ parseDestination),
/* harmony export */   MF: () => (/* binding */ placeBehind),
/* harmony export */   bC: () => (/* binding */ objectUrl),
/* harmony export */   ci: () => (/* binding */ addressOf),
/* harmony export */   kS: () => (/* binding */ AWS),
/* harmony export */   rs: () => (/* binding */ urlOf),
/* harmony export */   wP: () => (/* binding */ queryText)
/* harmony export */ });
/* harmony import */ var _words_url_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8870);

const BUCKET = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;
const CONTAINER = /^(\$root|[a-z0-9](?:-?[a-z0-9]){2,62})$/;
const AWS_HOST = /^(?:(?<bucket>.+)\.)?s3(?:[.-](?<region>[a-z]{2}-[a-z0-9-]+|external-1))?\.amazonaws\.com(?:\.cn)?$/;
const GOOGLE_HOST = /^storage\.(googleapis|cloud\.google)\.com$/;
const SIGNED_OTHERWISE = /\.(aliyuncs|myqcloud)\.com(\.cn)?$/;
function parseDestination(folderUrl) {
    const [, scheme, bucket = '', key = ''] = /^(s3|gs):\/\/([^/]*)\/(.*)$/s.exec(folderUrl) ?? [];
    if (scheme === undefined) {
        const address = azureAt(new URL(folderUrl));
        return CONTAINER.test(address.container)
            ? address
            : 'names no container that there can be: names are of lower-case letters, digits and single dashes';
    }
    if (!BUCKET.test(bucket))
        return 'names no bucket that there can be: names are of lower-case letters, digits and dashes';
    return { kind: scheme === 's3' ? 's3' : 'gcs', bucket, region: '', key };
}
function addressOf(line, { accessKey, sessionToken }) {
    const [, scheme = '', bucket = '', key = ''] = /^(s3|gs|oss):\/\/([^/]*)\/?(.*)$/s.exec(line) ?? [];
    if ((scheme === 's3' || scheme === 'gs') && !BUCKET.test(bucket))
        return 'buckets of such names are not looked at from here';
    if (scheme === 's3')
        return { kind: 's3', bucket, region: '', key };
    if (scheme === 'gs')
        return { kind: 'gcs', bucket, region: '', key };
    if (scheme === 'oss')
        return 'objects of Alibaba Cloud are not looked at from here';
    const url = URL.parse(line);
    if (url?.protocol !== 'https:')
        return 'it is not a URL';
    if ((0,_words_url_js__WEBPACK_IMPORTED_MODULE_0__/* .isAzureHost */ .K7)(url.hostname))
        return accessKey && !sessionToken && url.search === ''
            ? 'objects of Azure are looked at with a SAS only, not with the key of the account'
            : azureAt(url);
    const own = url.search === '' ? inPath(url) : undefined;
    if (own)
        return own;
    if (SIGNED_OTHERWISE.test(url.hostname) && accessKey)
        return 'objects behind keys of this cloud are not looked at from here';
    if (url.pathname.endsWith('/') || url.pathname.includes('*'))
        return 'the files of a folder cannot be listed by https';
    return { kind: 'web', url: url.href };
}
function inPath({ hostname, pathname }) {
    const path = (0,_words_url_js__WEBPACK_IMPORTED_MODULE_0__/* .decoded */ .DH)(pathname.slice(1));
    const [first = '', ...rest] = path.split('/');
    const inFirst = { bucket: first, key: rest.join('/') };
    if (GOOGLE_HOST.test(hostname))
        return { kind: 'gcs', region: '', ...inFirst };
    const aws = AWS_HOST.exec(hostname)?.groups;
    if (!aws)
        return undefined;
    const { bucket, region = '' } = aws;
    return { kind: 's3', region, ...(bucket ? { bucket, key: path } : inFirst) };
}
function azureAt({ origin, hostname, pathname, search }) {
    const [, ...names] = pathname.split('/').map(_words_url_js__WEBPACK_IMPORTED_MODULE_0__/* .decoded */ .DH);
    const account = (0,_words_url_js__WEBPACK_IMPORTED_MODULE_0__/* .isLoopback */ .U9)(hostname) ? `/${names.shift() ?? ''}` : '';
    const [container = '', ...key] = names;
    return { kind: 'azure', base: `${origin}${account}`, container, key: key.join('/'), sas: search.slice(1) };
}
function urlOf(destination, below = '') {
    const key = destination.key + below;
    switch (destination.kind) {
        case 's3':
            return `s3://${destination.bucket}/${key}`;
        case 'gcs':
            return `gs://${destination.bucket}/${key}`;
        case 'azure':
            return `${destination.base}/${destination.container}/${encodedKey(key)}`;
    }
}
const AWS = 'https://s3.amazonaws.com';
const GOOGLE = 'https://storage.googleapis.com';
function placeBehind(endpoint, bucket, mayBePlain = false) {
    const url = URL.parse(endpoint.includes('://') ? endpoint : `https://${endpoint}`);
    if (!url || url.username || url.password || !/^https?:$/.test(url.protocol))
        return undefined;
    if (!BUCKET.test(bucket))
        return undefined;
    if (url.protocol === 'http:' && !mayBePlain && !(0,_words_url_js__WEBPACK_IMPORTED_MODULE_0__/* .isLoopback */ .U9)(url.hostname))
        return undefined;
    return { bucket, endpoint: ANY_AWS_HOST.test(url.hostname) ? undefined : url.origin };
}
const ANY_AWS_HOST = /^(?:.*\.)?s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/;
function isRegion(name) {
    return /^[a-z0-9-]{1,64}$/.test(name);
}
function objectUrl({ bucket, endpoint }, region, key, query = {}) {
    const path = encodedKey(key);
    const aws = `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
    const isPath = endpoint !== undefined || bucket.includes('.');
    const url = new URL(isPath
        ? `${(endpoint ?? aws).replace(/\/+$/, '')}/${bucket}${path && `/${path}`}`
        : `${aws.replace('://', `://${bucket}.`)}/${path}`);
    url.search = queryText(query);
    return url;
}
function queryText(query) {
    return Object.entries(query)
        .map(([name, value]) => `${encodedText(name)}=${encodedText(value)}`)
        .toSorted()
        .join('&');
}
function encodedKey(key) {
    return key.split('/').map(encodedText).join('/');
}
function encodedText(text) {
    return encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}


/***/ }),

/***/ 6041:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J8: () => (/* binding */ fileChanged),
/* harmony export */   KW: () => (/* binding */ cancelled),
/* harmony export */   gT: () => (/* binding */ asStoreFailure),
/* harmony export */   kB: () => (/* binding */ StoreFailure)
/* harmony export */ });
/* harmony import */ var _model_service_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6324);

class StoreFailure extends _model_service_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .R {
    constructor(failure) {
        super(failure);
    }
    with(more) {
        return new StoreFailure({ ...this.failure, ...more });
    }
}
function fileChanged(file, said) {
    return new StoreFailure({ kind: 'code', code: 'FileChanged', said, file });
}
function cancelled() {
    return new StoreFailure({ kind: 'aborted', code: 'Cancelled', said: '' });
}
function asStoreFailure(error) {
    if (error instanceof StoreFailure)
        return error;
    if (error instanceof _model_service_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .R)
        return new StoreFailure(error.failure);
    throw error;
}


/***/ }),

/***/ 6416:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ meaningOf)
/* harmony export */ });
/* harmony import */ var _errors_storage_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9516);

const EXPIRED_CODES = [..._errors_storage_js__WEBPACK_IMPORTED_MODULE_0__/* .EXPIRED */ .e.split(' '), 'InvalidAccessKeyId', 'Http401'];
const ELSEWHERE = ['AuthorizationHeaderMalformed', 'Http400'];
function meaningOf(failure) {
    const { kind, code, said, httpStatus = 0, region, date } = failure;
    switch (kind) {
        case 'aborted':
            return 'final';
        case 'unsent':
            return code === 'TlsFailed' ? 'final' : 'again';
        case 'interrupted':
        case 'unreadable':
            return 'again';
        case 'status':
        case 'code':
            if (code === 'RequestTimeTooSkewed')
                return date === undefined ? 'final' : 'skewed';
            if (region && ([301, 307].includes(httpStatus) || ELSEWHERE.includes(code)))
                return 'elsewhere';
            if (EXPIRED_CODES.includes(code))
                return 'expired';
            if ([400, 401, 403].includes(httpStatus) && /expired/i.test(said))
                return 'expired';
            return mayPass(code, httpStatus) ? 'again' : 'final';
    }
}
function mayPass(code, httpStatus) {
    if (httpStatus === 501)
        return false;
    const isLater = Object.hasOwn(_errors_storage_js__WEBPACK_IMPORTED_MODULE_0__/* .storage */ .I, code) && _errors_storage_js__WEBPACK_IMPORTED_MODULE_0__/* .storage */ .I[code]?.does === 'later';
    return code === 'InternalError' || isLater || [408, 425, 429].includes(httpStatus) || httpStatus >= 500;
}


/***/ }),

/***/ 48:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  uq: () => (/* binding */ keysFromEnv),
  xB: () => (/* binding */ openBucket),
  openObjects: () => (/* binding */ openObjects),
  VN: () => (/* binding */ openVolume),
  Yl: () => (/* binding */ regionFromEnv)
});

// EXTERNAL MODULE: ./storage/address.js
var storage_address = __webpack_require__(6115);
// EXTERNAL MODULE: ./api/transport.js + 2 modules
var transport = __webpack_require__(5298);
// EXTERNAL MODULE: ./storage/failure.js
var failure = __webpack_require__(6041);
;// CONCATENATED MODULE: ./storage/xml.js
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

;// CONCATENATED MODULE: ./storage/answer.js




const STALL = 60_000;
const ASKING = { 'user-agent': 'zilliz-import-action', 'accept-encoding': 'identity' };
function isSuccess({ status }) {
    return status >= 200 && status < 300;
}
function holdsError({ body }) {
    return /<Error[\s>]/.test(body);
}
function refusal(answer, { redact, today }) {
    const { status, body } = answer;
    const requestId = requestIdOf(answer);
    if (isSuccess(answer) && !holdsError(answer))
        return new failure/* StoreFailure */.kB({
            kind: 'unreadable',
            code: 'Unreadable',
            said: '',
            httpStatus: status,
            requestId,
        });
    const named = textOf(body, 'Code') ?? (0,transport/* header */.wx)(answer, 'x-ms-error-code');
    const said = redact(textOf(body, 'Message') ?? '').trim();
    const date = Date.parse((0,transport/* header */.wx)(answer, 'date') ?? '');
    return new failure/* StoreFailure */.kB({
        kind: named ? 'code' : 'status',
        code: named ?? `Http${status}`,
        said: said.slice(0, 1000),
        ...{ httpStatus: status, requestId },
        retryAfter: (0,transport/* retryAfter */.P9)((0,transport/* header */.wx)(answer, 'retry-after'), today()),
        region: regionIn(answer),
        date: Number.isNaN(date) ? undefined : date,
    });
}
function regionIn(answer) {
    const region = (0,transport/* header */.wx)(answer, 'x-amz-bucket-region') ?? textOf(answer.body, 'Region');
    return region !== undefined && (0,storage_address/* isRegion */.Dp)(region) ? region : undefined;
}
function requestIdOf(answer) {
    const names = ['x-amz-request-id', 'x-ms-request-id', 'x-guploader-uploadid'];
    const id = names.map(name => (0,transport/* header */.wx)(answer, name)).find(Boolean) ?? textOf(answer.body, 'RequestId');
    return id?.slice(0, 128);
}

;// CONCATENATED MODULE: ./storage/reading.js


function createReading(dialect, context) {
    const { call, isMissing } = dialect;
    async function pages(query, most, limits) {
        const objects = [];
        const folders = [];
        for (let next = '';;) {
            const asked = { ...query, ...dialect.pageQuery(next) };
            const answer = await call({ method: 'GET', key: '', query: asked, mayBe: [404, 410], ...limits });
            const page = dialect.pageIn(answer.body);
            if (!page)
                return { answer };
            objects.push(...page.objects);
            folders.push(...page.folders);
            next = page.next;
            if (next === '' || objects.length > most)
                return { objects, folders, isCut: next !== '' };
        }
    }
    return {
        async read(key, from, to, limits) {
            const headers = { range: `bytes=${from}-${to - 1}` };
            const wanted = { headers, most: to - from, mayBe: [404, 410, 416] };
            const answer = await call({ method: 'GET', key, ...wanted, ...limits });
            const part = partIn(answer, key, from);
            if (!part && !isMissing(answer))
                throw refusal(answer, context);
            return part;
        },
        async list(folder, most, limits) {
            const found = await pages({ delimiter: '/', prefix: folder }, most, limits);
            if (!('answer' in found))
                return found;
            if (isMissing(found.answer))
                return undefined;
            throw refusal(found.answer, context);
        },
        async sizes(prefix, signal) {
            const found = await pages({ prefix }, Number.POSITIVE_INFINITY, { signal });
            if ('answer' in found)
                throw refusal(found.answer, context);
            return new Map(found.objects.map(({ key, size }) => [key, size]));
        },
        async head(key, signal) {
            const answer = await call({ method: 'HEAD', key, mayBe: [404], signal });
            if (answer.status === 404)
                return undefined;
            const size = Number((0,transport/* header */.wx)(answer, 'content-length') ?? Number.NaN);
            if (!Number.isSafeInteger(size))
                throw refusal(answer, context);
            return size;
        },
        async remove(key, signal) {
            await call({ method: 'DELETE', key, mayBe: [404], signal });
        },
    };
}
function partIn(answer, key, from) {
    const { status, bytes } = answer;
    const etag = plainTag((0,transport/* header */.wx)(answer, 'etag') ?? '');
    if (status === 416 && from === 0)
        return { key, size: 0, etag, bytes };
    const isWhole = status === 200 && from === 0;
    if (status !== 206 && !isWhole)
        return undefined;
    const told = (0,transport/* header */.wx)(answer, isWhole ? 'content-length' : 'content-range') ?? '';
    const [, total] = /(?:^|\/)(\d+)$/.exec(told) ?? [];
    return total === undefined ? undefined : { key, size: Number(total), etag, bytes };
}
function plainTag(text) {
    return text.replace(/^W\//, '').replaceAll('"', '');
}
function isNotFound({ status }) {
    return status === 404 || status === 410;
}

;// CONCATENATED MODULE: ./storage/azure.js





const VERSION = '2021-12-02';
const MISSING = ['BlobNotFound', 'ContainerNotFound'];
function createAzureStore(options) {
    const call = callsOf(options);
    const pageQuery = (next) => ({
        ...{ restype: 'container', comp: 'list' },
        ...(next === '' ? {} : { marker: next }),
    });
    const isMissing = (answer) => options.sas !== '' && MISSING.includes((0,transport/* header */.wx)(answer, 'x-ms-error-code') ?? '');
    return {
        ...createReading({ call, pageQuery, pageIn, isMissing }, options),
        async put(key, piece, signal) {
            const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/octet-stream' };
            await call({ method: 'PUT', key, headers, body: piece, signal });
        },
        async createMultipart() {
            return '';
        },
        async putPart(key, _uploadId, number, piece, signal) {
            const tag = blockId(number, piece);
            await call({ method: 'PUT', key, query: { comp: 'block', blockid: tag }, body: piece, signal });
            return tag;
        },
        async complete(key, _uploadId, tags, signal) {
            const list = tags.map(tag => `<Latest>${escaped(tag)}</Latest>`);
            const body = `<?xml version="1.0" encoding="utf-8"?><BlockList>${list.join('')}</BlockList>`;
            const headers = {
                'content-type': 'application/xml',
                'x-ms-blob-content-type': 'application/octet-stream',
            };
            await call({ method: 'PUT', key, query: { comp: 'blocklist' }, headers, body, signal });
        },
        async abort() { },
    };
}
function callsOf(options) {
    const { base, container, sas, wire } = options;
    return async ({ key, query = {}, headers, body, mayBe, ...request }) => {
        const { method } = request;
        const url = new URL(`${base}/${(0,storage_address/* encodedKey */.EZ)(key === '' ? container : `${container}/${key}`)}`);
        url.search = [(0,storage_address/* queryText */.wP)(query), sas.replace(/^\?/, '')].filter(Boolean).join('&');
        const size = typeof body === 'string' ? Buffer.byteLength(body) : (body?.size ?? 0);
        const answer = await wire.send({
            ...{ ...request, url, stall: STALL },
            body: typeof body === 'object' ? body.chunks() : (body ?? null),
            headers: {
                ...(method === 'GET' ? ASKING : {}),
                'x-ms-version': VERSION,
                ...headers,
                ...(typeof body === 'object' ? { 'content-md5': await body.md5() } : {}),
                ...(method === 'PUT' ? { 'content-length': String(size) } : {}),
            },
        });
        if (!isSuccess(answer) && !mayBe?.includes(answer.status))
            throw refusal(answer, options);
        return answer;
    };
}
function pageIn(body) {
    if (!body.includes('<EnumerationResults'))
        return undefined;
    return {
        objects: elementsOf(body, 'Blob').map(blob => ({
            key: textOf(blob, 'Name') ?? '',
            size: Number(textOf(blob, 'Content-Length')),
            etag: plainTag(textOf(blob, 'Etag') ?? ''),
        })),
        folders: elementsOf(body, 'BlobPrefix').map(folder => textOf(folder, 'Name') ?? ''),
        next: textOf(body, 'NextMarker') ?? '',
    };
}
function blockId(number, { sha256 }) {
    return Buffer.from(`${String(number).padStart(6, '0')}-${sha256.slice(0, 16)}`).toString('base64');
}

;// CONCATENATED MODULE: ./storage/keys.js
function fixedKeys(keys) {
    return { current: async () => keys, renewed: async () => false };
}
const LEEWAY = 300_000;
const CLOSEST = 60_000;
function renewedKeys(first, renew, { clock, today }) {
    const dueOf = ({ expires }) => {
        if (expires === undefined)
            return Number.POSITIVE_INFINITY;
        const life = Math.max(0, expires - today());
        return life > 2 * LEEWAY ? life - LEEWAY : Math.max(life / 2, Math.min(CLOSEST, life));
    };
    let held = { keys: first, since: clock.now(), due: dueOf(first) };
    let renewal;
    const renewOnce = () => {
        renewal ??= renew()
            .then(keys => {
            held = { keys, since: clock.now(), due: dueOf(keys) };
        })
            .finally(() => {
            renewal = undefined;
        });
        return renewal;
    };
    return {
        async current() {
            if (clock.now() - held.since >= held.due)
                await renewOnce();
            return held.keys;
        },
        async renewed(refused) {
            if (refused === held.keys)
                await renewOnce();
            return true;
        },
    };
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./words/url.js
var url = __webpack_require__(8870);
;// CONCATENATED MODULE: ./storage/sign.js

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
async function signed(request, { accessKey, secretKey, sessionToken }, region, at) {
    const { method, url, headers, sha256 } = request;
    const { SignatureV4 } = await __webpack_require__.e(/* import() */ 667).then(__webpack_require__.t.bind(__webpack_require__, 6048, 19));
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
    const unsigned = {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: { ...headers, host: url.host, 'x-amz-content-sha256': sha256 },
    };
    return (await signer.sign(unsigned, { signingDate: new Date(at) })).headers;
}
class Sha256 {
    #hash;
    constructor(secret) {
        this.#hash = secret === undefined ? (0,external_node_crypto_.createHash)('sha256') : (0,external_node_crypto_.createHmac)('sha256', bytesOf(secret));
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

// EXTERNAL MODULE: ./storage/meaning.js
var storage_meaning = __webpack_require__(6416);
;// CONCATENATED MODULE: ./storage/terms.js




const MOST_RENEWALS = 2;
function createTerms(options) {
    const { keys: ring, today, told } = options;
    let region = options.region === undefined ? undefined : Promise.resolve(options.region);
    let hasMoved = false;
    let ahead = 0;
    async function current(signal) {
        region ??= findRegion(options, signal);
        const known = await region.catch(error => {
            region = undefined;
            throw error;
        });
        return { keys: await ring.current(), region: known, ahead };
    }
    async function goTo(named, from) {
        if ((await region) !== from)
            return true;
        if (hasMoved || named === from)
            return false;
        hasMoved = true;
        region = Promise.resolve(named);
        told({ kind: 'region', region: named });
        return true;
    }
    function setClock(date, before) {
        if (ahead !== before)
            return true;
        if (ahead !== 0)
            return false;
        ahead = date - today();
        told({ kind: 'clock', ahead });
        return ahead !== 0;
    }
    function corrector() {
        let renewals = 0;
        return async ({ failure }, terms) => {
            const meaning = (0,storage_meaning/* meaningOf */.P)(failure);
            const { region: named, date } = failure;
            if (named !== undefined && (meaning === 'elsewhere' || options.isGuess))
                return goTo(named, terms.region);
            if (meaning === 'skewed' && date !== undefined)
                return setClock(date, terms.ahead);
            if (meaning !== 'expired' || renewals >= MOST_RENEWALS || !(await ring.renewed(terms.keys)))
                return false;
            renewals += 1;
            told({ kind: 'renewed' });
            return true;
        };
    }
    return { current, corrector };
}
async function findRegion(options, signal) {
    const { place, wire } = options;
    if (place.endpoint === storage_address/* GOOGLE */.A8)
        return 'auto';
    if (place.endpoint !== undefined)
        return 'us-east-1';
    const url = (0,storage_address/* objectUrl */.bC)(place, 'us-east-1', '');
    const answer = await wire.send({ method: 'HEAD', url, headers: {}, body: null, stall: STALL, signal });
    const region = regionIn(answer);
    if (region)
        return region;
    const { httpStatus, requestId } = refusal(answer, options).failure;
    throw answer.status === 404
        ? new failure/* StoreFailure */.kB({ kind: 'code', code: 'NoSuchBucket', said: 'There is no such bucket', httpStatus })
        : new failure/* StoreFailure */.kB({ kind: 'unreadable', code: 'Unreadable', said: '', httpStatus, requestId });
}

;// CONCATENATED MODULE: ./storage/s3.js









function createS3Store(options) {
    const call = s3_callsOf(options);
    const pageQuery = (next) => ({
        ...{ 'list-type': '2', 'encoding-type': 'url' },
        ...(next === '' ? {} : { 'continuation-token': next }),
    });
    return {
        ...createReading({ call, pageQuery, pageIn: s3_pageIn, isMissing: isNotFound }, options),
        async put(key, piece, signal) {
            await call({ method: 'PUT', key, body: piece, signal });
        },
        async createMultipart(key, signal) {
            const answer = await call({ method: 'POST', key, query: { uploads: '' }, signal });
            const id = textOf(answer.body, 'UploadId');
            if (!id)
                throw refusal(answer, options);
            return id;
        },
        async putPart(key, uploadId, number, piece, signal) {
            const query = { partNumber: String(number), uploadId };
            const answer = await call({ method: 'PUT', key, query, body: piece, signal });
            const tag = (0,transport/* header */.wx)(answer, 'etag');
            if (!tag)
                throw refusal(answer, options);
            return tag;
        },
        async complete(key, uploadId, tags, signal) {
            const list = tags.map((tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`);
            const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join('')}</CompleteMultipartUpload>`;
            const answer = await call({ method: 'POST', key, query: { uploadId }, body, signal });
            if (!answer.body.includes('<CompleteMultipartUploadResult'))
                throw refusal(answer, options);
        },
        async abort(key, uploadId, signal) {
            await call({ method: 'DELETE', key, query: { uploadId }, mayBe: [404], signal });
        },
    };
}
function s3_callsOf(options) {
    const terms = createTerms(options);
    return async (request) => {
        const correct = terms.corrector();
        for (;;) {
            const present = await terms.current(request.signal);
            const answer = await exchange(request, present, options);
            const isFailed = request.method !== 'GET' && holdsError(answer);
            if (request.mayBe?.includes(answer.status) || (isSuccess(answer) && !isFailed))
                return answer;
            const refused = refusal(answer, options);
            if (!(await correct(refused, present)))
                throw refused;
        }
    };
}
async function exchange({ key, query, headers: own, body, mayBe: _, ...request }, { keys, region, ahead }, { place, auth, wire, today }) {
    const { method } = request;
    const url = (0,storage_address/* objectUrl */.bC)(place, region, key, query);
    const { size, sha256, content, ...sent } = await contentOf(body, auth);
    const plain = { ...sent.headers, ...own };
    const bearer = auth === 'bearer' ? { authorization: `Bearer ${keys.sessionToken ?? ''}` } : {};
    const headers = auth === 'signature'
        ? await signed({ method, url, headers: plain, sha256 }, keys, region, today() + ahead)
        : { ...plain, ...bearer };
    return await wire.send({
        ...{ ...request, url, body: content, stall: STALL },
        headers: {
            ...headers,
            ...(method === 'PUT' || method === 'POST' ? { 'content-length': String(size) } : {}),
            ...(method === 'GET' ? ASKING : {}),
        },
    });
}
async function contentOf(body, auth) {
    if (body === undefined)
        return { size: 0, headers: {}, sha256: EMPTY_SHA256, content: null };
    if (typeof body === 'string') {
        const sha256 = (0,external_node_crypto_.createHash)('sha256').update(body).digest('hex');
        const headers = { 'content-type': 'application/xml' };
        return { size: Buffer.byteLength(body), headers, sha256, content: body };
    }
    const digest = auth === 'bearer' ? { 'content-md5': await body.md5() } : {};
    const headers = { 'content-type': 'application/octet-stream', ...digest };
    return { size: body.size, headers, sha256: body.sha256, content: body.chunks() };
}
function s3_pageIn(body) {
    if (!body.includes('<ListBucketResult'))
        return undefined;
    const isEncoded = textOf(body, 'EncodingType') === 'url';
    const keyIn = (element, name) => {
        const key = textOf(element, name) ?? '';
        return isEncoded ? (0,url/* decoded */.DH)(key.replaceAll('+', ' ')) : key;
    };
    return {
        objects: elementsOf(body, 'Contents').map(object => ({
            key: keyIn(object, 'Key'),
            size: Number(textOf(object, 'Size')),
            etag: plainTag(textOf(object, 'ETag') ?? ''),
        })),
        folders: elementsOf(body, 'CommonPrefixes').map(folder => keyIn(folder, 'Prefix')),
        next: textOf(body, 'IsTruncated') === 'true' ? (textOf(body, 'NextContinuationToken') ?? '') : '',
    };
}

;// CONCATENATED MODULE: ./storage/open.js







function openBucket(destination, access, context) {
    const { keys, endpoint, region } = access;
    if (destination.kind === 'azure')
        return createAzureStore({ ...context, ...destination, sas: keys.sessionToken ?? '' });
    const { kind, bucket } = destination;
    const place = placeOf(endpoint ?? (kind === 'gcs' ? storage_address/* GOOGLE */.A8 : storage_address/* AWS */.kS), bucket, true);
    return createS3Store({
        ...{ ...context, place, isGuess: false, keys: fixedKeys(keys), auth: authOf(kind, keys) },
        region: place.endpoint === storage_address/* GOOGLE */.A8 ? undefined : region,
    });
}
function authOf(kind, { accessKey, sessionToken }) {
    if (accessKey !== '')
        return 'signature';
    return kind === 'gcs' && sessionToken ? 'bearer' : 'none';
}
function openObjects(line, credentials, context) {
    const address = (0,storage_address/* addressOf */.ci)(line, credentials);
    if (typeof address === 'string')
        return address;
    if (address.kind === 'web')
        return { place: webPlace(address.url, context), key: 'file' };
    const { accessKey = '', secretKey = '', sessionToken } = credentials;
    if (address.kind === 'azure') {
        const sas = address.sas || (sessionToken ?? '');
        return { place: createAzureStore({ ...context, ...address, sas }), key: address.key };
    }
    const { kind, bucket, region, key } = address;
    const keys = { accessKey, secretKey, sessionToken, expires: undefined };
    const place = createS3Store({
        ...{ ...context, isGuess: true, keys: fixedKeys(keys), auth: authOf(kind, keys) },
        place: { bucket, endpoint: kind === 'gcs' ? storage_address/* GOOGLE */.A8 : undefined },
        region: kind === 'gcs' ? 'auto' : region || 'us-east-1',
    });
    return { place, key };
}
function webPlace(url, context) {
    const call = ({ headers, mayBe: _, ...request }) => context.wire.send({
        ...{ ...request, url: new URL(url), body: null, stall: STALL },
        headers: { ...ASKING, ...headers },
    });
    const nothing = { pageQuery: () => ({}), pageIn: () => undefined };
    const { read } = createReading({ call, isMissing: isNotFound, ...nothing }, context);
    return { read, list: async () => undefined };
}
function openVolume(grant, context) {
    const { cloud, endpoint, bucket, region } = grant;
    if (cloud !== 'aws' && cloud !== 'gcp') {
        const said = `The volume is on \`${cloud}\`: uploads are supported on aws and gcp`;
        throw new failure/* StoreFailure */.kB({ kind: 'unreadable', code: 'CloudUnsupported', said });
    }
    const isGoogle = cloud === 'gcp';
    const named = (0,storage_address/* isRegion */.Dp)(region) ? region : undefined;
    const renew = async () => {
        const fresh = await context.renew();
        if (fresh.bucket === bucket && fresh.prefix === grant.prefix)
            return fresh.keys;
        const said = 'With its new keys the volume is in another place';
        throw new failure/* StoreFailure */.kB({ kind: 'code', code: 'UploadMoved', said });
    };
    return createS3Store({
        ...{ ...context, isGuess: false, keys: renewedKeys(grant.keys, renew, context) },
        place: placeOf(endpoint || (isGoogle ? storage_address/* GOOGLE */.A8 : storage_address/* AWS */.kS), bucket),
        region: isGoogle ? 'auto' : named,
        auth: isGoogle ? 'bearer' : 'signature',
    });
}
function placeOf(endpoint, bucket, mayBePlain = false) {
    const place = (0,storage_address/* placeBehind */.MF)(endpoint, bucket, mayBePlain);
    if (place)
        return place;
    const title = 'The server named no store that files can safely go to';
    throw new failure/* StoreFailure */.kB({ kind: 'unreadable', code: 'Unreadable', said: '', title });
}
function keysFromEnv(env) {
    const [accessKey = '', secretKey = ''] = [env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY']];
    if (accessKey === '' || secretKey === '')
        return undefined;
    return { accessKey, secretKey, sessionToken: env['AWS_SESSION_TOKEN'] || undefined, expires: undefined };
}
function regionFromEnv(env) {
    const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
    return region && (0,storage_address/* isRegion */.Dp)(region) ? region : undefined;
}


/***/ })

};
