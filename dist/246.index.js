export const id = 246;
export const ids = [246];
export const modules = {

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


/***/ }),

/***/ 9800:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ ask)
/* harmony export */ });
/* harmony import */ var _job_patience_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6606);
/* harmony import */ var _job_refusals_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6924);
/* harmony import */ var _job_retry_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8999);
/* harmony import */ var _model_service_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6324);




async function ask({ clock, random, signal }, question, { timeout, patience = _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .CHECK */ .fi }) {
    const startedAt = clock.now();
    for (let failures = 1;; failures += 1) {
        try {
            return { answer: await question({ timeout, signal }) };
        }
        catch (error) {
            if (!(error instanceof _model_service_js__WEBPACK_IMPORTED_MODULE_2__/* .CallError */ .R))
                throw error;
            const { failure } = error;
            const refusal = (0,_job_refusals_js__WEBPACK_IMPORTED_MODULE_0__/* .readRefusal */ .n)(failure);
            const left = startedAt + patience - clock.now();
            const isPassing = refusal === 'transient' || refusal === 'rateLimited';
            if (!isPassing || left <= 0 || signal.aborted)
                return { refusal, failure };
            const pause = Math.max((0,_job_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .backOff */ .fu)(failures, random), failure.retryAfter ?? 0);
            await clock.sleep(Math.min(pause, left), signal);
        }
    }
}


/***/ }),

/***/ 6246:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  planUpload: () => (/* binding */ planUpload)
});

// EXTERNAL MODULE: ./errors/failures.js
var failures = __webpack_require__(898);
// EXTERNAL MODULE: ./errors/import-error.js
var import_error = __webpack_require__(687);
// EXTERNAL MODULE: ./errors/explain.js + 2 modules
var explain = __webpack_require__(7968);
// EXTERNAL MODULE: ./errors/entry.js
var entry = __webpack_require__(1965);
;// CONCATENATED MODULE: ./errors/storage.js

const putRight = 'The keys need the right to write below `objectUrl` (`s3:PutObject` and `s3:AbortMultipartUpload`; on Google Cloud `storage.objects.create`; on Azure a SAS with `w` and `c`).';
const pair = 'Check that `accessKey` and `secretKey` are one pair and copied completely; temporary keys need their `sessionToken` too.';
const bucket = 'Check the bucket (Azure: account and container) in `objectUrl`, and `storageEndpoint`.';
const region = 'Set `storageRegion` to the region of the bucket.';
const expired = 'Run the step with new keys that outlive upload and import: move the login step next to this one, or raise `role-duration-seconds` (AWS) or `access_token_lifetime` (Google Cloud). A volume needs no keys.';
const corrupted = 'Run the step again; if it happens again, look for a proxy that changes what passes through it.';
const clock = 'Set the clock of the self-hosted runner: signatures are valid for 15 minutes.';
const STORE = [
    ['AccessDenied AuthorizationPermissionMismatch', 'stop', 'The store did not allow the upload', putRight],
    ['InvalidAccessKeyId SignatureDoesNotMatch', 'stop', 'The store does not accept the keys', pair],
    ['AuthenticationFailed AuthorizationFailure', 'stop', 'The store does not accept the SAS', 'Check that the SAS in `sessionToken` is complete, is valid now, and has the rights `w` and `c` for this container; check the firewall of the storage account.'],
    ['NoSuchBucket ContainerNotFound ResourceNotFound', 'stop', 'The bucket does not exist', bucket],
    ['ExpiredToken ExpiredTokenException SecurityTokenExpired InvalidToken InvalidSecurityToken TokenRefreshRequired AuthenticationRequired RequestExpired', 'stop', 'The keys of the store have expired', expired],
    ['PermanentRedirect AuthorizationHeaderMalformed', 'stop', 'The bucket is in another region', region],
    ['RequestTimeTooSkewed', 'stop', "The clock of the runner differs too much from the store's", clock],
    ['EntityTooLarge', 'stop', 'A file is larger than the store accepts', 'Split it into smaller files.'],
    ['QuotaExceeded XMinioStorageFull', 'stop', 'The store is full', 'Free space, or raise the quota of the bucket.'],
    ['BadDigest XAmzContentSHA256Mismatch Md5Mismatch', 'later', 'A file did not arrive as it was sent', corrupted],
    ['NoSuchUpload', 'stop', 'The store has dropped an unfinished upload', 'Check lifecycle rules of the bucket that abort multipart uploads, then run again.'],
    ['SlowDown ServerBusy Throttling ThrottlingException RequestLimitExceeded', 'later', 'The store throttled the upload', 'Run the step again later.'],
    ['RequestTimeout OperationTimedOut IncompleteBody OperationAborted ServiceUnavailable', 'later', 'The store did not finish the request in time', 'Run the step again; if it happens again, check the network between runner and store.'],
];
const storage = (0,entry/* entries */.j)(STORE);

;// CONCATENATED MODULE: ./errors/upload.js



const uploads = {
    FileChanged: ['A file changed or was removed while it was read', 'Let the step that writes the files finish before this one begins, and keep them until this one has ended.'],
    UploadTooLarge: ['The files exceed what the volume accepts', 'Split them into several jobs. On the Free plan a volume takes 1 GB and 1,000 files per upload.'],
    ListingDiffers: ['The folder does not hold exactly the planned files', 'Remove what does not belong there, or give another folder.'],
    UploadMoved: ['The server named another place for the files in the middle of the upload', 'Run the step again.'],
    CloudUnsupported: ['The volume is in a cloud that this action cannot upload to', 'Use a volume on AWS or Google Cloud, or your own bucket (`objectUrl`).'],
};
function uploadFailed({ code, path, title, kept, volumeName, ...rest }) {
    const { own, by, advice, ...known } = meaningOf(code, { ...rest, isStore: volumeName === undefined });
    const what = volumeName ? `The upload into volume ${volumeName}` : `The upload${path ? ` of ${path}` : ''}`;
    const more = [volumeName ? VOLUMES : '', kept ? `What was uploaded stays in ${kept}: ${NOT_AGAIN}` : ''];
    return new import_error/* ImportError */.Y({
        ...{ status: 'UploadFailed', code, advice, by },
        ...(own ? {} : rest),
        context: `${what} failed: nothing was submitted`,
        title: title ?? (own && rest.said ? rest.said : known.title),
        more: more.filter(Boolean).join('. ') || undefined,
    });
}
const NOT_AGAIN = 'the next run does not send it again';
const VOLUMES = 'An upload needs a managed volume (an external one is read-only), and an API key of its organisation with the role Project Admin';
const upload_STORE = 'Check that the runner can reach the store, and `storageEndpoint` and the bucket where they are given. For a private certificate authority set `NODE_EXTRA_CA_CERTS` (in `env:` of the job).';
const BY_STATUS = {
    Http401: 'AccessDenied',
    Http403: 'AccessDenied',
    Http404: 'NoSuchBucket',
};
function meaningOf(code, { said = '', api, isStore }) {
    if (Object.hasOwn(uploads, code)) {
        const [title, advice] = uploads[code];
        return { own: true, by: undefined, title, advice };
    }
    const named = isStore ? (BY_STATUS[code] ?? code) : code;
    const store = Object.hasOwn(storage, named) ? storage[named] : undefined;
    if (store)
        return { own: false, by: 'The store', title: store.title, advice: String(store.advice) };
    const { title, advice } = (0,explain/* explain */.W)(code, said, { api });
    const isAboutEndpoint = isStore && (advice.includes('`endpoint`') || code.startsWith('Http'));
    return { own: false, by: undefined, title, advice: isAboutEndpoint ? upload_STORE : advice };
}
function cancelledUploading(kept) {
    const stays = kept ? `What was uploaded stays in ${kept}: ${NOT_AGAIN}` : 'No file was left behind';
    return new import_error/* ImportError */.Y({
        ...{ status: 'Cancelled', code: 'Cancelled' },
        title: 'The workflow was cancelled during the upload: nothing was submitted',
        advice: `Run the step again to import. ${stays}`,
    });
}
function stayed(error, { shown, input, isSubmitted, deletes }) {
    if (!isSubmitted)
        return error.with(`The files stay in ${shown}: \`${input}\` imports them without uploading them again`);
    if (deletes)
        return error.with(`The uploaded files stay in ${shown}, also with \`deleteUploaded\``);
    return error.status === 'Failed' ? error.with(`The uploaded files stay in ${shown}`) : error;
}

// EXTERNAL MODULE: ./job/limits.js
var limits = __webpack_require__(6793);
// EXTERNAL MODULE: ./job/patience.js
var job_patience = __webpack_require__(6606);
// EXTERNAL MODULE: ./model/service.js
var service = __webpack_require__(6324);
;// CONCATENATED MODULE: ./storage/failure.js

class StoreFailure extends Error {
    name = 'StoreFailure';
    detail;
    constructor(detail) {
        super(detail.said || detail.code);
        this.detail = detail;
    }
    with(more) {
        return new StoreFailure({ ...this.detail, ...more });
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
    if (error instanceof service/* CallError */.R)
        return new StoreFailure(error.failure);
    throw error;
}

// EXTERNAL MODULE: ./job/retry.js
var retry = __webpack_require__(8999);
;// CONCATENATED MODULE: ./storage/meaning.js
const TRANSIENT_STATUS = new Set([408, 425, 429]);
const TRANSIENT_CODES = new Set([
    'RequestTimeout',
    'SlowDown',
    'InternalError',
    'ServiceUnavailable',
    'Throttling',
    'ThrottlingException',
    'RequestLimitExceeded',
    'OperationAborted',
    'IncompleteBody',
    'BadDigest',
    'XAmzContentSHA256Mismatch',
    'Md5Mismatch',
    'ServerBusy',
    'OperationTimedOut',
]);
const EXPIRED_CODES = new Set([
    'ExpiredToken',
    'ExpiredTokenException',
    'SecurityTokenExpired',
    'InvalidToken',
    'InvalidSecurityToken',
    'TokenRefreshRequired',
    'InvalidAccessKeyId',
    'AuthenticationRequired',
    'Http401',
]);
const ELSEWHERE_STATUS = new Set([301, 307]);
const ELSEWHERE_CODES = new Set(['AuthorizationHeaderMalformed', 'Http400']);
function meaning_meaningOf(failure) {
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
            if (region && (ELSEWHERE_STATUS.has(httpStatus) || ELSEWHERE_CODES.has(code)))
                return 'elsewhere';
            if (EXPIRED_CODES.has(code) || (isRefusal(httpStatus) && /expired/i.test(said)))
                return 'expired';
            if (httpStatus === 501)
                return 'final';
            return TRANSIENT_CODES.has(code) || TRANSIENT_STATUS.has(httpStatus) || httpStatus >= 500
                ? 'again'
                : 'final';
    }
}
function isRefusal(httpStatus) {
    return httpStatus === 400 || httpStatus === 401 || httpStatus === 403;
}

;// CONCATENATED MODULE: ./storage/tries.js



const RETRIES = 5;
const LONGEST_WAIT = 120_000;
async function persistently(request, patience) {
    const { clock, random, signal, failed } = patience;
    for (let failures = 1;; failures += 1) {
        if (signal.aborted)
            throw cancelled();
        try {
            return await request();
        }
        catch (error) {
            const failure = asStoreFailure(error);
            if (meaning_meaningOf(failure.detail) !== 'again' || failures > RETRIES)
                throw failure;
            if (signal.aborted)
                throw cancelled();
            const wait = Math.min(Math.max((0,retry/* backOff */.fu)(failures, random), failure.detail.retryAfter ?? 0), LONGEST_WAIT);
            failed(failure, wait);
            await clock.sleep(wait, signal);
        }
    }
}
async function atOnce(most, items, work) {
    const queue = items.values();
    const failures = [];
    const worker = async () => {
        for (const item of queue) {
            if (failures.length > 0)
                return;
            try {
                await work(item);
            }
            catch (error) {
                failures.push(error);
                return;
            }
        }
    };
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
    if (failures.length > 0)
        throw failures[0];
}

;// CONCATENATED MODULE: ./storage/look.js


const FILES_AT_ONCE = 5;
const MOST_REFUSALS = 3;
async function lookFor(plan, { store, prefix }, patience) {
    const { signal } = patience;
    const listed = await allowed(() => persistently(() => store.list(prefix, signal), patience));
    if (listed) {
        return new Set(plan.files.filter(({ key, size }) => listed.get(prefix + key) === size).map(({ key }) => key));
    }
    const found = new Set();
    let [answers, refusals] = [0, 0];
    await atOnce(FILES_AT_ONCE, plan.files, async ({ key, size }) => {
        if (answers === 0 && refusals >= MOST_REFUSALS)
            return;
        const there = await allowed(async () => ({
            size: await persistently(() => store.head(prefix + key, signal), patience),
        }));
        if (there)
            answers += 1;
        else
            refusals += 1;
        if (there?.size === size)
            found.add(key);
    });
    return found;
}
async function compareFolder(plan, { store, prefix }, patience) {
    const listed = await persistently(() => store.list(prefix, patience.signal), patience);
    const planned = new Set(plan.files.map(({ key }) => prefix + key));
    return {
        missing: plan.files.filter(({ key, size }) => listed.get(prefix + key) !== size).map(({ key }) => key),
        foreign: [...listed.keys()].filter(key => !planned.has(key)),
    };
}
async function allowed(request) {
    try {
        return await request();
    }
    catch (error) {
        const failure = asStoreFailure(error);
        if (failure.detail.httpStatus === 403)
            return undefined;
        throw failure;
    }
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./storage/formats.js
var formats = __webpack_require__(5123);
;// CONCATENATED MODULE: ./storage/found.js



const CREDENTIALS = /^gha-creds-.*\.json$/;
const LARGEST = 5 * 2 ** 40;
function shownPath(path, { workspace }) {
    const below = (0,external_node_path_.relative)(workspace, path);
    const isBelow = below !== '' && !below.startsWith(`..${external_node_path_.sep}`) && below !== '..' && !(0,external_node_path_.isAbsolute)(below);
    return (isBelow ? below : path).split(external_node_path_.sep).join('/');
}
async function gather(matches, ground) {
    const problems = [];
    const reached = new Set(matches.flatMap(({ files }) => files));
    const named = new Set(matches.flatMap(({ line, files }) => (line.names === 'file' ? files : [])));
    const common = commonFolder(matches.map(({ root }) => root));
    const bounds = await boundsOf(ground);
    const files = [];
    const credentials = [];
    for (const location of reached) {
        const path = shownPath(location, ground);
        const real = await (0,promises_.realpath)(location).catch(() => location);
        if (isCredentials(location) || isCredentials(real)) {
            if (named.has(location))
                problems.push(`\`path\` names \`${path}\`, which holds credentials of Google Cloud: never upload it`);
            else
                credentials.push(path);
            continue;
        }
        const found = await (0,promises_.stat)(location).catch(() => undefined);
        const problem = found && problemOf(path, real, found, bounds);
        if (problem)
            problems.push(problem);
        if (!found || problem)
            continue;
        const key = (0,external_node_path_.relative)(common, location).split(external_node_path_.sep).join('/');
        files.push({ path, location, real, key, size: found.size, mtimeMs: found.mtimeMs });
    }
    files.sort((a, b) => (a.key < b.key ? -1 : 1));
    problems.push(...problemsOfPairs(files));
    return { files: files.map(({ real: _, ...file }) => file), credentials, problems };
}
function problemOf(path, real, found, bounds) {
    const bound = bounds.find(each => real.startsWith(each + external_node_path_.sep));
    if (!bound)
        return `\`path\` matches \`${path}\`, which lies outside of the workspace and of the runner's temporary folder (links resolved): only files from there are uploaded`;
    if ((0,external_node_path_.relative)(bound, real).split(external_node_path_.sep).includes('.git'))
        return `\`path\` matches \`${path}\`, which is a file of Git: never upload it`;
    if (!found.isFile())
        return `\`path\` matches \`${path}\`, which is not a regular file`;
    if ([...path].some(char => char < ' ' || char === '\x7f'))
        return `\`path\` matches \`${path}\`, whose name holds a control character: rename it`;
    if (found.size === 0)
        return `\`path\` matches \`${path}\`, which is empty: let the job write it, or exclude it with \`!${path}\``;
    return found.size > LARGEST
        ? `\`path\` matches \`${path}\`, which is larger than 5 TiB, the limit of object stores: split it`
        : undefined;
}
async function boundsOf({ workspace, temp }) {
    const folders = temp ? [workspace, temp] : [workspace];
    return await Promise.all(folders.map(folder => (0,promises_.realpath)(folder).catch(() => (0,external_node_path_.resolve)(folder))));
}
function isCredentials(path) {
    return CREDENTIALS.test((0,external_node_path_.basename)(path));
}
function commonFolder(folders) {
    const [first = [], ...others] = folders.map(folder => folder.split(external_node_path_.sep));
    const differs = first.findIndex((name, index) => others.some(names => names[index] !== name));
    const common = differs < 0 ? first : first.slice(0, differs);
    return common.join(external_node_path_.sep) || external_node_path_.sep;
}
function problemsOfPairs(files) {
    const byKey = Map.groupBy(files, ({ key }) => key.normalize('NFC').toLowerCase());
    const byFile = Map.groupBy(files, ({ real }) => real);
    const doubles = (groups) => [...groups].filter(group => group.length > 1).map(group => (0,formats/* someOf */.yU)(group.map(({ path }) => path)));
    return [
        ...doubles(byKey.values()).map(paths => `\`path\` matches ${paths}, whose names differ by case only: rename or exclude all but one`),
        ...doubles(byFile.values()).map(paths => `\`path\` matches ${paths}, which are one file (a link): its rows would be imported twice, exclude one`),
    ];
}

;// CONCATENATED MODULE: ./storage/nearby.js




const MOST_LOOKED_AT = 2000;
async function problemOfNothing(match, ground, isExcluded) {
    const { line, root, hidden } = match;
    const said = `\`path\` line \`${line.text}\``;
    const folder = await nearestFolder(root);
    const place = folder === ground.workspace ? 'the workspace' : `\`${shownPath(folder, ground)}/\``;
    if (line.names === 'file' && hidden.length > 0)
        return `${said} names a hidden file: those are never uploaded, rename it`;
    if (isExcluded)
        return `${said} matches only what other lines exclude`;
    if (folder !== root && line.names === undefined)
        return `${said} matches no file: there is no \`${shownPath(root, ground)}\` in ${place}${await contentOf(folder)}`;
    const why = await nearMiss(match, ground);
    return `${said} matches no file in ${place}${why}`;
}
async function nearMiss({ line, root, hidden }, ground) {
    const shown = (paths) => (0,formats/* someOf */.yU)(paths.map(path => shownPath(path, ground)));
    if (hidden.length > 0)
        return `, but for what is hidden, which is never uploaded: ${shown(hidden)}`;
    if (/[{}]/.test(line.text))
        return ': braces are not understood, write one line for each alternative';
    const files = await filesBelow(root);
    const likeness = looseMatcher(line.pattern);
    const alike = files.filter(path => likeness.test(path.split(external_node_path_.sep).join('/')));
    if (alike.length > 0)
        return `, but there is ${shown(alike)}: case matters`;
    const name = line.text.split('/').at(-1) ?? '';
    const deeper = files.filter(path => looseMatcher(name).test(path.split(external_node_path_.sep).at(-1) ?? ''));
    if (deeper.length > 0)
        return `, but there is ${shown(deeper)}: \`**\` looks into folders`;
    return files.length > 0 ? `, which holds ${shown(files)}` : ', which holds no files';
}
async function nearestFolder(path) {
    const isFolder = await (0,promises_.stat)(path).then(found => found.isDirectory(), () => false);
    return isFolder || (0,external_node_path_.dirname)(path) === path ? path : nearestFolder((0,external_node_path_.dirname)(path));
}
async function contentOf(folder) {
    const names = await (0,promises_.readdir)(folder).catch(() => []);
    const visible = names.filter(name => !name.startsWith('.')).toSorted();
    return visible.length > 0 ? `, which holds ${(0,formats/* someOf */.yU)(visible)}` : ', which is empty';
}
async function filesBelow(root) {
    const files = [];
    const folders = [root];
    let looked = 0;
    for (let folder = folders.shift(); folder !== undefined && looked < MOST_LOOKED_AT; folder = folders.shift()) {
        const entries = await (0,promises_.readdir)(folder, { withFileTypes: true }).catch(() => []);
        looked += entries.length + 1;
        for (const entry of entries.slice(0, MOST_LOOKED_AT)) {
            if (entry.name.startsWith('.'))
                continue;
            const path = (0,external_node_path_.join)(folder, entry.name);
            if (entry.isDirectory())
                folders.push(path);
            else
                files.push(path);
        }
    }
    return files.toSorted((a, b) => depth(root, a) - depth(root, b) || (a < b ? -1 : 1));
}
function depth(root, path) {
    return (0,external_node_path_.relative)(root, path).split(external_node_path_.sep).length;
}
function looseMatcher(pattern) {
    const source = pattern
        .split(external_node_path_.sep === '\\' ? /\\+/ : '/')
        .join('/')
        .replace(/[.+^$(){}|]/g, '\\$&')
        .replaceAll('**/', '\u0000')
        .replaceAll('**', '\u0001')
        .replaceAll('*', '[^/]*')
        .replaceAll('?', '[^/]')
        .replaceAll('\u0000', '(?:.*/)?')
        .replaceAll('\u0001', '.*');
    try {
        return new RegExp(`^${source}$`, 'i');
    }
    catch {
        return /^$/;
    }
}

;// CONCATENATED MODULE: ./storage/problem.js
class PlanProblem extends Error {
    name = 'PlanProblem';
    problems;
    constructor(problems) {
        super(problems.join('; '));
        this.problems = problems;
    }
}

;// CONCATENATED MODULE: ./storage/read.js


const CHUNK = 512 * 1024;
function createBuffers() {
    const free = [];
    return {
        take: () => free.pop() ?? Buffer.allocUnsafeSlow(CHUNK),
        give: buffer => {
            free.push(buffer);
        },
    };
}
async function* chunksOf(handle, { offset, size }, buffers) {
    const buffer = buffers.take();
    for (let done = 0; done < size;) {
        const { bytesRead } = await handle.read(buffer, 0, Math.min(CHUNK, size - done), offset + done);
        if (bytesRead === 0)
            break;
        done += bytesRead;
        yield buffer.subarray(0, bytesRead);
    }
    buffers.give(buffer);
}
async function digestOf(algorithm, encoding, handle, range, { buffers, signal }) {
    const hash = (0,external_node_crypto_.createHash)(algorithm);
    for await (const chunk of chunksOf(handle, range, buffers)) {
        if (signal.aborted)
            throw cancelled();
        hash.update(chunk);
    }
    return hash.digest(encoding);
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(542);
;// CONCATENATED MODULE: ./storage/search.js



async function readLines(lines, workspace) {
    const wanted = [];
    const excluded = [];
    for (const line of lines) {
        const text = line.trim();
        if (text === '')
            continue;
        const names = await namedBy((0,external_node_path_.resolve)(workspace, text));
        if (names)
            wanted.push({ text, names, pattern: escaped((0,external_node_path_.resolve)(workspace, text)) });
        else if (text.startsWith('!'))
            excluded.push(await excludedBy(text, workspace));
        else if (!text.startsWith('#'))
            wanted.push({ text, names: undefined, pattern: absolute(text, workspace) });
    }
    return { wanted, excluded };
}
async function excludedBy(line, workspace) {
    const text = line.slice(1).trim();
    const names = await namedBy((0,external_node_path_.resolve)(workspace, text));
    const pattern = names ? escaped((0,external_node_path_.resolve)(workspace, text)) : absolute(text, workspace);
    return { text: line, names, pattern: `!${pattern}` };
}
async function namedBy(path) {
    try {
        return (await (0,promises_.lstat)(path)).isDirectory() || (await (0,promises_.stat)(path)).isDirectory() ? 'folder' : 'file';
    }
    catch {
        return (await (0,promises_.lstat)(path).catch(() => undefined)) && 'file';
    }
}
function absolute(text, workspace) {
    const home = text.startsWith('~/') ? (0,external_node_path_.join)(escaped((0,external_node_os_.homedir)()), text.slice(2)) : text;
    return (0,external_node_path_.resolve)(escaped(workspace), home) + (/[/\\]$/.test(text) ? external_node_path_.sep : '');
}
function escaped(path) {
    const slashes = external_node_path_.sep === '\\' ? path : path.replaceAll('\\', '\\\\');
    return slashes.replace(/[[?*]/g, '[$&]');
}
async function search(line, excluded) {
    const { create } = await __webpack_require__.e(/* import() */ 84).then(__webpack_require__.bind(__webpack_require__, 84));
    const patterns = [line, ...excluded].map(({ pattern }) => pattern).join('\n');
    const globber = await create(patterns, { matchDirectories: false });
    const found = await globber.glob();
    const [searched = ''] = globber.getSearchPaths();
    const root = line.names === 'file' ? (0,external_node_path_.dirname)(searched) : searched;
    const { hidden = [], visible = [] } = Object.groupBy(found, path => isHidden(path, root) ? 'hidden' : 'visible');
    return {
        line,
        root,
        files: visible,
        hidden,
        broken: (await brokenLinks(patterns, found)).filter(path => !isHidden(path, root)),
    };
}
async function brokenLinks(patterns, found) {
    const { create } = await __webpack_require__.e(/* import() */ 84).then(__webpack_require__.bind(__webpack_require__, 84));
    const options = { matchDirectories: false, followSymbolicLinks: false };
    const all = await (await create(patterns, options)).glob();
    const known = new Set(found);
    const broken = [];
    for (const path of all) {
        if (known.has(path))
            continue;
        const isThere = await (0,promises_.stat)(path).then(() => true, () => false);
        if (!isThere)
            broken.push(path);
    }
    return broken;
}
function isHidden(path, root) {
    const below = (0,external_node_path_.relative)(root, path) || (0,external_node_path_.basename)(path);
    return below.split(external_node_path_.sep).some(name => name.startsWith('.'));
}

;// CONCATENATED MODULE: ./storage/plan.js
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










const PART = 16 * 2 ** 20;
const MOST_PARTS = 10_000;
const MIB = 2 ** 20;
async function findFiles(lines, given) {
    const ground = { ...given, workspace: (0,external_node_path_.resolve)(given.workspace) };
    const { wanted, excluded } = await readLines(lines, ground.workspace);
    if (wanted.length === 0)
        throw new PlanProblem(['`path` names no files: give at least one line without `!`']);
    const matches = [];
    const problems = [];
    for (const line of wanted) {
        const match = await searchOne(line, excluded, ground);
        if (typeof match === 'string')
            problems.push(match);
        else {
            matches.push(match);
            problems.push(...(await problemsOfMatch(match, ground, excluded)));
        }
    }
    const { files, credentials, problems: wrong } = await gather(matches, ground);
    const { format, problems: mixed } = (0,formats/* judgeFormats */.A3)(files.map(({ path }) => path));
    problems.push(...wrong, ...mixed);
    if (problems.length > 0)
        throw new PlanProblem([...new Set(problems)]);
    if (!format)
        throw new PlanProblem([`\`path\` matches nothing but credentials of Google Cloud`]);
    const folder = commonFolder(matches.map(({ root }) => root));
    return {
        files,
        bytes: files.reduce((sum, { size }) => sum + size, 0),
        format,
        folder: folder === ground.workspace ? '.' : shownPath(folder, ground),
        skipped: credentials,
    };
}
async function searchOne(line, excluded, ground) {
    try {
        return await search(line, excluded);
    }
    catch (error) {
        const { code = '', path = '' } = error;
        const said = `\`path\` line \`${line.text}\``;
        if (path === '')
            return `${said} is not a pattern: ${error.message}`;
        const why = code === 'ELOOP' ? 'is a link that leads to itself' : `can't be read (${code})`;
        return `${said}: \`${shownPath(path, ground)}\` ${why}`;
    }
}
async function problemsOfMatch(match, ground, excluded) {
    const broken = match.broken.map(path => `\`path\` matches \`${shownPath(path, ground)}\`, a link that leads nowhere: restore its file or exclude it`);
    if (match.files.length > 0 || broken.length > 0)
        return broken;
    const isExcluded = excluded.length > 0 && (await search(match.line, [])).files.length > 0;
    return [await problemOfNothing(match, ground, isExcluded)];
}
async function planParts(found, { signal, told }) {
    const context = { buffers: createBuffers(), signal };
    const files = [];
    for (const file of found.files) {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const parts = [];
            const handle = __addDisposableResource(env_1, await (0,promises_.open)(file.location).catch(() => {
                throw fileChanged(file.path, 'The file is gone, or can no longer be read');
            }), true);
            for (const range of rangesOf(file.size)) {
                parts.push({ ...range, sha256: await digestOf('sha256', 'hex', handle, range, context) });
                told(range.size);
            }
            const { size, mtimeMs } = await handle.stat();
            if (size !== file.size || mtimeMs !== file.mtimeMs)
                throw fileChanged(file.path, 'The file was written while it was read');
            files.push({ ...file, parts });
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = __disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    }
    return { ...found, files, contentHash: contentHash(files) };
}
function rangesOf(size) {
    if (size < PART)
        return [{ offset: 0, size }];
    const partSize = Math.max(PART, Math.ceil(size / MOST_PARTS / MIB) * MIB);
    return Array.from({ length: Math.ceil(size / partSize) }, (_, index) => ({
        offset: index * partSize,
        size: Math.min(partSize, size - index * partSize),
    }));
}
function contentHash(files) {
    const lines = files.map(({ key, size, parts }) => [key, size, parts.map(({ sha256 }) => sha256)]);
    const sorted = lines.map(line => JSON.stringify(line)).toSorted();
    return (0,external_node_crypto_.createHash)('sha256').update(sorted.join('\n')).digest('hex').slice(0, 20);
}
function folderBelow(base, repository, hash, owner) {
    const own = owner && (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(owner)).digest('hex').slice(0, 12);
    return [base.replace(/\/$/, ''), repository, own ? `${hash}-${own}` : hash]
        .filter(name => name !== '')
        .join('/')
        .concat('/');
}

;// CONCATENATED MODULE: ./storage/remove.js



async function deleteUploaded(plan, { store, prefix }, patience) {
    const keys = plan.files.map(({ key }) => prefix + key);
    const removed = [];
    let failure;
    await atOnce(FILES_AT_ONCE, keys, async (key) => {
        await persistently(() => store.remove(key, patience.signal), patience);
        removed.push(key);
    }).catch(error => {
        failure = asStoreFailure(error);
    });
    return { removed, kept: keys.filter(key => !removed.includes(key)), failure };
}

;// CONCATENATED MODULE: ./storage/piece.js




async function openPlanned(file) {
    const handle = await (0,promises_.open)(file.location).catch(() => {
        throw fileChanged(file.path, 'The file is gone, or can no longer be read');
    });
    try {
        await checkUnchanged(handle, file);
        return handle;
    }
    catch (error) {
        await handle.close();
        throw error;
    }
}
async function checkUnchanged(handle, file) {
    const { size, mtimeMs } = await handle.stat();
    if (size !== file.size)
        throw fileChanged(file.path, `The file had ${file.size} bytes and now has ${size}`);
    if (mtimeMs !== file.mtimeMs)
        throw fileChanged(file.path, 'The file was written again');
}
function pieceOf(handle, file, part, { buffers, signal, moved }) {
    let counted = 0;
    const count = (bytes) => {
        counted += bytes;
        moved(bytes);
    };
    return {
        size: part.size,
        sha256: part.sha256,
        md5: () => digestOf('md5', 'base64', handle, part, { buffers, signal }),
        async *chunks() {
            count(-counted);
            const hash = (0,external_node_crypto_.createHash)('sha256');
            let read = 0;
            for await (const chunk of chunksOf(handle, part, buffers)) {
                read += chunk.length;
                hash.update(chunk);
                if (read === part.size) {
                    await checkUnchanged(handle, file);
                    if (hash.digest('hex') !== part.sha256)
                        throw fileChanged(file.path, 'Its content is another now');
                }
                yield chunk;
                count(chunk.length);
            }
            if (read < part.size)
                throw fileChanged(file.path, 'The file is shorter than it was');
        },
    };
}

;// CONCATENATED MODULE: ./storage/upload.js
var upload_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var upload_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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







const PARTS_AT_ONCE = 3;
const LAST_ANSWER = 1500;
const LAST_CALLS = 2500;
const GONE = new Set(['NoSuchUpload', 'InvalidBlockList']);
async function uploadAll(plan, target, options) {
    const { clock, random, told } = options;
    const stop = new AbortController();
    const signal = AbortSignal.any([options.signal, stop.signal]);
    const startedAt = clock.now();
    const patienceFor = (path, part, until = signal) => ({
        ...{ clock, random, signal: until },
        failed: (failure, wait) => told({ kind: 'trouble', path, part, failure, wait }),
    });
    const present = await lookFor(plan, target, patienceFor(plan.folder));
    const missing = plan.files.filter(({ key }) => !present.has(key));
    const toSend = sum(missing);
    told({
        kind: 'looked',
        files: plan.files.length,
        bytes: plan.bytes,
        present: present.size,
        presentBytes: plan.bytes - toSend,
    });
    const finished = [];
    const leftOpen = new Set();
    const progress = createProgress(toSend, missing.length, told);
    const buffers = createBuffers();
    try {
        await atOnce(FILES_AT_ONCE, missing, async (file) => {
            try {
                await sendFile(file);
            }
            catch (error) {
                stop.abort();
                throw asStoreFailure(error).with({ file: file.path });
            }
            finished.push(target.prefix + file.key);
            progress.fileDone();
            told({ kind: 'file', path: file.path, size: file.size });
        });
    }
    catch (error) {
        const failure = options.signal.aborted ? cancelled() : asStoreFailure(error);
        throw failure.with({ leftOpen: [...leftOpen], finished });
    }
    told({ kind: 'done', files: missing.length, bytes: toSend, elapsed: clock.now() - startedAt });
    return {
        files: plan.files.map(({ path, key, size }) => ({
            ...{ path, key: target.prefix + key, size },
            skipped: present.has(key),
        })),
        sentBytes: toSend,
        leftOpen: [...leftOpen],
    };
    async function sendFile(file) {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const handle = upload_addDisposableResource(env_1, await openPlanned(file), true);
            const context = { buffers, signal, moved: progress.moved };
            const [only] = file.parts;
            if (file.size < PART && only) {
                const piece = pieceOf(handle, file, only, context);
                const key = target.prefix + file.key;
                await persistently(() => target.store.put(key, piece, signal), patienceFor(file.path));
                return;
            }
            for (let isFirst = true;; isFirst = false) {
                try {
                    await sendParts(file, handle);
                    return;
                }
                catch (error) {
                    if (!isFirst || !GONE.has(asStoreFailure(error).detail.code))
                        throw error;
                }
            }
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = upload_disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    }
    async function sendParts(file, handle) {
        const key = target.prefix + file.key;
        const uploadId = await createMultipart(key, file.path);
        const fileStop = new AbortController();
        const until = AbortSignal.any([signal, fileStop.signal]);
        const context = { buffers, signal: until, moved: progress.moved };
        try {
            const taken = [];
            await atOnce(PARTS_AT_ONCE, [...file.parts.entries()], async ([index, part]) => {
                const number = index + 1;
                const piece = pieceOf(handle, file, part, context);
                try {
                    const tag = await persistently(() => target.store.putPart(key, uploadId, number, piece, until), patienceFor(file.path, number, until));
                    taken.push({ number, tag });
                }
                catch (error) {
                    fileStop.abort();
                    throw asStoreFailure(error).with({ part: number });
                }
            });
            await complete(file, key, uploadId, taken);
        }
        catch (error) {
            await giveUp(key, uploadId);
            throw error;
        }
    }
    async function createMultipart(key, path) {
        const limit = (0,limits/* outliving */.W)(clock, signal, LAST_ANSWER);
        try {
            return await persistently(async () => {
                try {
                    return await target.store.createMultipart(key, limit.signal);
                }
                catch (error) {
                    if (mayBeOpen(asStoreFailure(error)))
                        leftOpen.add(key);
                    throw error;
                }
            }, patienceFor(path));
        }
        finally {
            limit.end();
        }
    }
    async function complete(file, key, uploadId, parts) {
        let tries = 0;
        await persistently(async () => {
            tries += 1;
            try {
                await target.store.complete(key, uploadId, parts, signal);
            }
            catch (error) {
                const isRepeated = tries > 1 && GONE.has(asStoreFailure(error).detail.code);
                if (!isRepeated || (await sizeOf(key)) !== file.size)
                    throw error;
            }
        }, patienceFor(file.path));
    }
    async function sizeOf(key) {
        return await target.store.head(key, signal).catch(() => undefined);
    }
    async function giveUp(key, uploadId) {
        const limit = (0,limits/* within */.u)(clock, new AbortController().signal, LAST_CALLS);
        try {
            await persistently(() => target.store.abort(key, uploadId, limit.signal), patienceFor(key, undefined, limit.signal));
        }
        catch (error) {
            if (!GONE.has(asStoreFailure(error).detail.code))
                leftOpen.add(key);
        }
        finally {
            limit.end();
        }
    }
}
function mayBeOpen({ detail: { kind, httpStatus = 0 } }) {
    return kind === 'interrupted' || kind === 'aborted' || kind === 'unreadable' || httpStatus >= 500;
}
function sum(files) {
    return files.reduce((total, { size }) => total + size, 0);
}
function createProgress(toSend, filesToSend, told) {
    let [moved, sent, filesDone] = [0, 0, 0];
    const tell = () => told({ kind: 'progress', sent, toSend, filesDone, filesToSend });
    return {
        moved(bytes) {
            moved += bytes;
            if (moved <= sent)
                return;
            sent = Math.min(moved, toSend);
            tell();
        },
        fileDone() {
            filesDone += 1;
            tell();
        },
    };
}

// EXTERNAL MODULE: ./words/format.js
var format = __webpack_require__(980);
;// CONCATENATED MODULE: ./steps/upload-notes.js

const PAUSE = 5000;
const MOST_TROUBLE = 50;
function noting({ tell, clock }) {
    let renewedAt = Number.NEGATIVE_INFINITY;
    return note => {
        if (note.kind === 'region')
            tell({ kind: 'noted', text: `The bucket is in ${note.region}: going on there` });
        if (note.kind === 'clock')
            tell({
                kind: 'noted',
                text: `The clock of this runner differs from the store's by ${Math.round(note.ahead / 1000)} s: signing with the store's time`,
            });
        if (note.kind !== 'renewed' || clock.now() - renewedAt < PAUSE)
            return;
        renewedAt = clock.now();
        tell({ kind: 'noted', text: 'The temporary keys of the volume were renewed' });
    };
}
function troubles({ tell, clock }) {
    const toldAt = new Map();
    let lines = 0;
    return ({ path, part, failure, wait }) => {
        const { code } = failure.detail;
        const isSoon = clock.now() - (toldAt.get(code) ?? Number.NEGATIVE_INFINITY) < PAUSE;
        if (isSoon || lines >= MOST_TROUBLE)
            return;
        toldAt.set(code, clock.now());
        lines += 1;
        const where = part === undefined ? path : `${path}, part ${part}`;
        tell({
            kind: 'noted',
            text: `${where}: ${code}. Trying again in ${(0,format/* duration */.p0)(Math.ceil(wait / 1000) * 1000)}`,
        });
    };
}
function openParts(keys) {
    return `${(0,format/* plural */.LS)(keys.length, 'unfinished upload')} may be left in the bucket, invisible and billed (${keys.slice(0, 3).join(', ')}): a lifecycle rule that aborts incomplete multipart uploads removes them`;
}

// EXTERNAL MODULE: ./storage/destination.js
var storage_destination = __webpack_require__(3347);
// EXTERNAL MODULE: ./storage/address.js
var address = __webpack_require__(6115);
// EXTERNAL MODULE: ./api/transport.js + 1 modules
var transport = __webpack_require__(4225);
// EXTERNAL MODULE: ./storage/xml.js
var xml = __webpack_require__(3062);
;// CONCATENATED MODULE: ./storage/answers.js




const STALL = 60_000;
function refusal(answer, redact, now) {
    const { status, body } = answer;
    const named = (0,xml/* textOf */.b6)(body, 'Code') ?? (0,transport/* header */.wx)(answer, 'x-ms-error-code');
    const date = Date.parse((0,transport/* header */.wx)(answer, 'date') ?? '');
    return new StoreFailure({
        kind: named ? 'code' : 'status',
        code: named ?? `Http${status}`,
        said: redact((0,xml/* textOf */.b6)(body, 'Message') ?? '')
            .trim()
            .slice(0, 1000),
        httpStatus: status,
        requestId: requestIdOf(answer),
        retryAfter: (0,transport/* retryAfter */.P9)((0,transport/* header */.wx)(answer, 'retry-after'), now),
        region: regionIn(answer),
        date: Number.isNaN(date) ? undefined : date,
    });
}
function unreadable(answer) {
    return new StoreFailure({
        kind: 'unreadable',
        code: 'Unreadable',
        said: '',
        httpStatus: answer.status,
        requestId: requestIdOf(answer),
    });
}
function isSuccess({ status }) {
    return status >= 200 && status < 300;
}
function sizeIn(answer) {
    const size = Number((0,transport/* header */.wx)(answer, 'content-length') ?? Number.NaN);
    if (!Number.isSafeInteger(size))
        throw unreadable(answer);
    return size;
}
function regionIn(answer) {
    const region = (0,transport/* header */.wx)(answer, 'x-amz-bucket-region') ?? (0,xml/* textOf */.b6)(answer.body, 'Region');
    return region !== undefined && (0,address/* isRegion */.Dp)(region) ? region : undefined;
}
function requestIdOf(answer) {
    const names = ['x-amz-request-id', 'x-ms-request-id', 'x-guploader-uploadid'];
    const id = names.map(name => (0,transport/* header */.wx)(answer, name)).find(Boolean) ?? (0,xml/* textOf */.b6)(answer.body, 'RequestId');
    return id?.slice(0, 128);
}

;// CONCATENATED MODULE: ./storage/azure.js





const VERSION = '2021-12-02';
function createAzureStore({ base, container, sas, wire, today, redact }) {
    const signature = sas.replace(/^\?/, '');
    async function call(request, signal) {
        const { method, key, query = {}, body } = request;
        const url = new URL(`${base}/${(0,storage_destination/* encodedKey */.EZ)(key ? `${container}/${key}` : container)}`);
        url.search = [(0,address/* queryText */.wP)(query), signature].filter(Boolean).join('&');
        const size = body === undefined ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.size;
        const answer = await wire
            .send({
            ...{ method, url, signal, stall: STALL },
            body: body === undefined || typeof body === 'string' ? (body ?? null) : body.chunks(),
            headers: {
                'x-ms-version': VERSION,
                ...request.headers,
                ...(typeof body === 'object' ? { 'content-md5': await body.md5() } : {}),
                ...(method === 'PUT' ? { 'content-length': String(size) } : {}),
            },
        })
            .catch(error => {
            throw asStoreFailure(error);
        });
        const isGone = (method === 'HEAD' || method === 'DELETE') && answer.status === 404;
        if (!isSuccess(answer) && !isGone)
            throw refusal(answer, redact, today());
        return answer;
    }
    return {
        async head(key, signal) {
            const answer = await call({ method: 'HEAD', key }, signal);
            return answer.status === 404 ? undefined : sizeIn(answer);
        },
        async list(prefix, signal) {
            const found = new Map();
            for (let marker = '';;) {
                const query = { restype: 'container', comp: 'list', prefix, ...(marker ? { marker } : {}) };
                const answer = await call({ method: 'GET', key: '', query }, signal);
                if (!answer.body.includes('<EnumerationResults'))
                    throw unreadable(answer);
                for (const blob of (0,xml/* elementsOf */.ZE)(answer.body, 'Blob'))
                    found.set((0,xml/* textOf */.b6)(blob, 'Name') ?? '', Number((0,xml/* textOf */.b6)(blob, 'Content-Length')));
                marker = (0,xml/* textOf */.b6)(answer.body, 'NextMarker') ?? '';
                if (marker === '')
                    return found;
            }
        },
        async put(key, piece, signal) {
            const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/octet-stream' };
            await call({ method: 'PUT', key, headers, body: piece }, signal);
        },
        async createMultipart() {
            return '';
        },
        async putPart(key, _uploadId, number, piece, signal) {
            const tag = blockId(number, piece);
            await call({ method: 'PUT', key, query: { comp: 'block', blockid: tag }, body: piece }, signal);
            return tag;
        },
        async complete(key, _uploadId, parts, signal) {
            const list = parts
                .toSorted((a, b) => a.number - b.number)
                .map(({ tag }) => `<Latest>${(0,xml/* escaped */.Mk)(tag)}</Latest>`);
            const body = `<?xml version="1.0" encoding="utf-8"?><BlockList>${list.join('')}</BlockList>`;
            const headers = {
                'content-type': 'application/xml',
                'x-ms-blob-content-type': 'application/octet-stream',
            };
            await call({ method: 'PUT', key, query: { comp: 'blocklist' }, headers, body }, signal);
        },
        async abort() { },
        async remove(key, signal) {
            await call({ method: 'DELETE', key }, signal);
        },
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
    let keys = first;
    let since = clock.now();
    let due = dueOf(first);
    let renewal;
    function dueOf({ expires }) {
        if (expires === undefined)
            return Number.POSITIVE_INFINITY;
        const life = Math.max(0, expires - today());
        return life > 2 * LEEWAY ? life - LEEWAY : Math.max(life / 2, Math.min(CLOSEST, life));
    }
    function renewOnce() {
        renewal ??= renew()
            .then(fresh => {
            keys = fresh;
            since = clock.now();
            due = dueOf(fresh);
        })
            .finally(() => {
            renewal = undefined;
        });
        return renewal;
    }
    return {
        async current() {
            if (clock.now() - since >= due)
                await renewOnce();
            return keys;
        },
        async renewed(refused) {
            if (refused !== keys)
                return true;
            await renewOnce();
            return true;
        },
    };
}

// EXTERNAL MODULE: ./storage/sign.js
var sign = __webpack_require__(7406);
;// CONCATENATED MODULE: ./storage/s3.js







const MOST_RENEWALS = 2;
function createS3Store(options) {
    const { place, keys: ring, wire, today, redact, told } = options;
    let region;
    let hasMoved = false;
    let ahead = 0;
    async function call(request, signal) {
        for (let renewals = 0;;) {
            region ??= options.region ? Promise.resolve(options.region) : findRegion(options, signal);
            const terms = { keys: await ring.current(), region: await regionOr(() => (region = undefined)), ahead };
            try {
                return await exchange(request, terms, signal);
            }
            catch (error) {
                const failure = asStoreFailure(error);
                const meaning = meaning_meaningOf(failure.detail);
                if (meaning === 'expired' && renewals < MOST_RENEWALS && (await ring.renewed(terms.keys))) {
                    renewals += 1;
                    told({ kind: 'renewed' });
                }
                else if (!(await corrected(meaning, failure.detail, terms)))
                    throw failure;
            }
        }
    }
    async function regionOr(forget) {
        try {
            return (await region) ?? '';
        }
        catch (error) {
            forget();
            throw error;
        }
    }
    async function corrected(meaning, detail, terms) {
        if (meaning === 'elsewhere' && detail.region) {
            if ((await region) !== terms.region)
                return true;
            if (hasMoved || detail.region === terms.region)
                return false;
            hasMoved = true;
            region = Promise.resolve(detail.region);
            told({ kind: 'region', region: detail.region });
            return true;
        }
        if (meaning === 'skewed' && detail.date !== undefined) {
            if (ahead !== terms.ahead)
                return true;
            if (ahead !== 0)
                return false;
            ahead = detail.date - today();
            told({ kind: 'clock', ahead });
            return ahead !== 0;
        }
        return false;
    }
    async function exchange(request, terms, signal) {
        const { method, key, query, body } = request;
        const url = (0,address/* objectUrl */.bC)(place, terms.region, key, query);
        const { size, headers, sha256, content } = await sentOf(body, options.auth);
        const authorized = options.auth === 'bearer'
            ? { ...headers, authorization: `Bearer ${terms.keys.sessionToken ?? ''}` }
            : await (0,sign/* signed */.x8)({ method, url, headers, sha256 }, terms.keys, terms.region, new Date(today() + terms.ahead));
        const withLength = method === 'PUT' || method === 'POST' ? { 'content-length': String(size) } : {};
        const answer = await wire.send({
            ...{ method, url, signal, body: content, stall: STALL },
            headers: { ...authorized, ...withLength },
        });
        const isGone = (method === 'HEAD' || method === 'DELETE') && answer.status === 404;
        const isFailed = isSuccess(answer) && method !== 'GET' && /<Error[\s>]/.test(answer.body);
        if ((!isSuccess(answer) && !isGone) || isFailed)
            throw refusal(answer, redact, today());
        return answer;
    }
    return {
        async head(key, signal) {
            const answer = await call({ method: 'HEAD', key }, signal);
            return answer.status === 404 ? undefined : sizeIn(answer);
        },
        async list(prefix, signal) {
            const found = new Map();
            for (let token = '';;) {
                const page = token ? { 'continuation-token': token } : {};
                const query = { 'list-type': '2', 'encoding-type': 'url', prefix, ...page };
                const answer = await call({ method: 'GET', key: '', query }, signal);
                if (!answer.body.includes('<ListBucketResult'))
                    throw unreadable(answer);
                const isEncoded = (0,xml/* textOf */.b6)(answer.body, 'EncodingType') === 'url';
                for (const object of (0,xml/* elementsOf */.ZE)(answer.body, 'Contents')) {
                    const key = (0,xml/* textOf */.b6)(object, 'Key') ?? '';
                    found.set(isEncoded ? decodedKey(key) : key, Number((0,xml/* textOf */.b6)(object, 'Size')));
                }
                token = (0,xml/* textOf */.b6)(answer.body, 'NextContinuationToken') ?? '';
                if ((0,xml/* textOf */.b6)(answer.body, 'IsTruncated') !== 'true' || token === '')
                    return found;
            }
        },
        async put(key, piece, signal) {
            await call({ method: 'PUT', key, body: piece }, signal);
        },
        async createMultipart(key, signal) {
            const answer = await call({ method: 'POST', key, query: { uploads: '' } }, signal);
            const id = (0,xml/* textOf */.b6)(answer.body, 'UploadId');
            if (!id)
                throw unreadable(answer);
            return id;
        },
        async putPart(key, uploadId, number, piece, signal) {
            const query = { partNumber: String(number), uploadId };
            const answer = await call({ method: 'PUT', key, query, body: piece }, signal);
            const tag = (0,transport/* header */.wx)(answer, 'etag');
            if (!tag)
                throw unreadable(answer);
            return tag;
        },
        async complete(key, uploadId, parts, signal) {
            const list = parts
                .toSorted((a, b) => a.number - b.number)
                .map(({ number, tag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${(0,xml/* escaped */.Mk)(tag)}</ETag></Part>`);
            const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join('')}</CompleteMultipartUpload>`;
            const answer = await call({ method: 'POST', key, query: { uploadId }, body }, signal);
            if (!answer.body.includes('<CompleteMultipartUploadResult'))
                throw unreadable(answer);
        },
        async abort(key, uploadId, signal) {
            await call({ method: 'DELETE', key, query: { uploadId } }, signal);
        },
        async remove(key, signal) {
            await call({ method: 'DELETE', key }, signal);
        },
    };
}
async function sentOf(body, auth) {
    if (body === undefined)
        return { size: 0, headers: {}, sha256: sign/* EMPTY_SHA256 */._e, content: null };
    if (typeof body === 'string') {
        const headers = { 'content-type': 'application/xml' };
        return { size: Buffer.byteLength(body), headers, sha256: (0,sign/* sha256Of */.Bj)(body), content: body };
    }
    const digest = auth === 'bearer' ? { 'content-md5': await body.md5() } : {};
    const headers = { 'content-type': 'application/octet-stream', ...digest };
    return { size: body.size, headers, sha256: body.sha256, content: body.chunks() };
}
async function findRegion({ place, wire }, signal) {
    if (place.endpoint === address/* GOOGLE */.A8)
        return 'auto';
    if (place.endpoint !== undefined)
        return 'us-east-1';
    const url = (0,address/* objectUrl */.bC)(place, 'us-east-1', '');
    const answer = await wire
        .send({ method: 'HEAD', url, headers: {}, body: null, stall: STALL, signal })
        .catch(error => {
        throw asStoreFailure(error);
    });
    const region = regionIn(answer);
    if (region)
        return region;
    const isMissing = answer.status === 404;
    throw new StoreFailure({
        kind: isMissing ? 'code' : 'unreadable',
        code: isMissing ? 'NoSuchBucket' : 'Unreadable',
        said: isMissing ? 'There is no such bucket' : '',
        httpStatus: answer.status,
    });
}
function decodedKey(key) {
    try {
        return decodeURIComponent(key.replaceAll('+', ' '));
    }
    catch {
        return key;
    }
}

;// CONCATENATED MODULE: ./storage/open.js





function openBucket(destination, access, context) {
    const { keys, endpoint, region } = access;
    switch (destination.kind) {
        case 'azure':
            return createAzureStore({ ...destination, ...context, sas: keys.sessionToken ?? '' });
        case 'gcs':
        case 's3': {
            const { kind, bucket } = destination;
            const place = placeOf(endpoint ?? (kind === 'gcs' ? address/* GOOGLE */.A8 : address/* AWS */.kS), bucket, true);
            return createS3Store({
                ...{ ...context, place, keys: fixedKeys(keys) },
                region: place.endpoint === address/* GOOGLE */.A8 ? undefined : region,
                auth: kind === 'gcs' && keys.accessKey === '' ? 'bearer' : 'signature',
            });
        }
    }
}
function openVolume(grant, context) {
    const terms = termsOf(grant);
    const keys = renewedKeys(grant.keys, async () => {
        const fresh = await context.renew();
        if (fresh.bucket !== grant.bucket || fresh.prefix !== grant.prefix)
            throw moved();
        return fresh.keys;
    }, context);
    return createS3Store({ ...context, ...terms, keys });
}
function termsOf({ cloud, endpoint, bucket, region, }) {
    switch (cloud) {
        case 'aws':
            return {
                place: placeOf(endpoint || address/* AWS */.kS, bucket),
                region: (0,address/* isRegion */.Dp)(region) ? region : undefined,
                auth: 'signature',
            };
        case 'gcp':
            return { place: placeOf(endpoint || address/* GOOGLE */.A8, bucket), region: 'auto', auth: 'bearer' };
        default:
            throw new StoreFailure({
                kind: 'unreadable',
                code: 'CloudUnsupported',
                said: `The volume is on \`${cloud}\`: uploads are supported on aws and gcp`,
            });
    }
}
function placeOf(endpoint, bucket, mayBePlain = false) {
    const place = (0,address/* placeBehind */.MF)(endpoint, bucket, mayBePlain);
    if (place)
        return place;
    const title = 'The server named no store that files can safely go to';
    throw new StoreFailure({ kind: 'unreadable', code: 'Unreadable', said: '', title });
}
function moved() {
    const said = 'With its new keys the volume is in another place';
    return new StoreFailure({ kind: 'code', code: 'UploadMoved', said });
}
function keysFromEnv(env) {
    const [accessKey = '', secretKey = ''] = [env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY']];
    if (accessKey === '' || secretKey === '')
        return undefined;
    return { accessKey, secretKey, sessionToken: env['AWS_SESSION_TOKEN'] || undefined, expires: undefined };
}
function regionFromEnv(env) {
    const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
    return region && (0,address/* isRegion */.Dp)(region) ? region : undefined;
}

// EXTERNAL MODULE: ./steps/ask.js
var ask = __webpack_require__(9800);
;// CONCATENATED MODULE: ./steps/upload-place.js








function upload_place_placeOf({ to }, below, api) {
    if (to.kind === 'volume') {
        const path = `imports/${below}`;
        return { path, shown: path, words: `volume ${to.volumeName}, folder ${path}`, input: 'files' };
    }
    const destination = destinationOf(to);
    const shown = (0,storage_destination/* urlOf */.rs)(destination, below);
    const input = api === 'milvus' ? 'files' : 'objectUrl';
    return { path: destination.folder + below, shown, words: shown, input };
}
function destinationOf({ folderUrl }) {
    const destination = (0,storage_destination/* parseDestination */.G2)(folderUrl);
    if (typeof destination === 'string')
        throw (0,failures/* invalidInput */.aY)([`\`objectUrl\` ${destination}`]);
    return destination;
}
function keysFor(to, api, env) {
    const { kind } = destinationOf(to);
    const { accessKey = '', secretKey = '', sessionToken } = to.credentials;
    const needsPair = kind === 's3' || (kind === 'gcs' && !sessionToken);
    if (!needsPair || accessKey !== '')
        return { accessKey, secretKey, sessionToken, expires: undefined };
    if (kind === 'gcs')
        return api === 'zilliz-v1' ? NEEDS_HMAC : NEEDS_GOOGLE;
    const found = keysFromEnv(env);
    if (found && api === 'milvus')
        return found;
    if (!found)
        return api === 'milvus' ? `${NEEDS_PAIR}, or ${IN_ENV}` : NEEDS_PAIR;
    if (found.sessionToken && api === 'zilliz-v1')
        return NO_TOKEN_IN_V1;
    const lines = [...PASTE, ...(found.sessionToken ? [PASTE_TOKEN] : [])].map(line => `\`${line}\``);
    return `\`accessKey\` and \`secretKey\` are required: the server reads the bucket with them, and the keys of the environment go to nobody unless you say so. Add to \`with\`: ${lines.join(', ')}`;
}
const expression = (text) => `\${{ ${text} }}`;
const NEEDS_PAIR = '`objectUrl` needs `accessKey` and `secretKey`, the keys of the bucket';
const IN_ENV = '`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in the environment';
const NEEDS_HMAC = '`objectUrl` on Google Cloud needs an HMAC key as `accessKey` and `secretKey` with `zilliz-v1`, which takes no token';
const NEEDS_GOOGLE = `\`objectUrl\` on Google Cloud needs an access token (\`sessionToken: ${expression('steps.auth.outputs.access_token')}\`), or an HMAC key as \`accessKey\` and \`secretKey\``;
const NO_TOKEN_IN_V1 = '`zilliz-v1` takes no session token, and the keys of the environment have one: give keys that do not expire as `accessKey` and `secretKey`, or use `zilliz-v2`';
const PASTE = [
    `accessKey: ${expression('env.AWS_ACCESS_KEY_ID')}`,
    `secretKey: ${expression('env.AWS_SECRET_ACCESS_KEY')}`,
];
const PASTE_TOKEN = `sessionToken: ${expression('env.AWS_SESSION_TOKEN')}`;
async function openPlace({ to }, { path }, api, { plan, tools, world }) {
    const { wire, env, redact } = world;
    const context = { wire, redact, today: tools.today, told: noting(tools) };
    if (to.kind === 'bucket') {
        const keys = keysFor(to, api, env);
        if (typeof keys === 'string')
            throw (0,failures/* invalidInput */.aY)([keys]);
        const { storageEndpoint: endpoint, storageRegion } = to;
        const region = storageRegion ?? regionFromEnv(env);
        return { store: openBucket(destinationOf(to), { keys, endpoint, region }, context), prefix: path };
    }
    const grantOf = () => grantFor(to.volumeName, path, tools, world);
    const grant = await grantOf();
    judgeTerms(plan, grant);
    const store = openVolume(grant, { ...context, clock: tools.clock, renew: grantOf });
    return { store, prefix: grant.prefix + path };
}
async function grantFor(volumeName, folder, tools, { redact, apply }) {
    const asked = await (0,ask/* ask */.k)(tools, options => apply(volumeName, folder, options), { timeout: job_patience/* CALL */.XV });
    if ('refusal' in asked)
        throw new StoreFailure({ ...asked.failure, volumeName });
    const { accessKey, secretKey, sessionToken = '' } = asked.answer.keys;
    redact.add([accessKey, secretKey, sessionToken].filter(Boolean));
    return asked.answer;
}
function judgeTerms(plan, { mostBytes, mostFiles, volumeName }) {
    const problems = [
        mostBytes !== undefined && BigInt(plan.bytes) > mostBytes
            ? `The files have ${(0,format/* size */.Ej)(BigInt(plan.bytes))}, volume ${volumeName} takes ${(0,format/* size */.Ej)(mostBytes)} in one upload`
            : '',
        mostFiles !== undefined && BigInt(plan.files.length) > mostFiles
            ? `There are ${(0,format/* plural */.LS)(plan.files.length, 'file')}, volume ${volumeName} takes ${mostFiles} in one upload`
            : '',
    ].filter(Boolean);
    if (problems.length > 0)
        throw new StoreFailure({ kind: 'code', code: 'UploadTooLarge', said: '', title: problems.join('. ') });
}

// EXTERNAL MODULE: ./inputs/rules.js
var rules = __webpack_require__(7680);
;// CONCATENATED MODULE: ./steps/upload-source.js



function sourceOf(found, local, folder, api) {
    const { to, options } = local;
    if (api === 'milvus')
        return { kind: 'files', groups: groupsOf(found).map(keys => keys.map(key => folder + key)), options };
    const below = namesByFolder(found, api) ? foldersOf(found) : found.files.map(({ key }) => key);
    if (to.kind === 'volume')
        return { kind: 'volume', volumeName: to.volumeName, paths: below.map(key => folder + key) };
    const destination = (0,storage_destination/* parseDestination */.G2)(to.folderUrl);
    if (typeof destination === 'string')
        throw new TypeError(destination);
    const base = folder.slice(destination.folder.length);
    return {
        kind: 'objects',
        urls: below.map(key => (0,storage_destination/* urlOf */.rs)(destination, base + key)),
        credentials: to.credentials,
    };
}
function namesByFolder({ format, files }, api) {
    return api !== 'milvus' && (format === 'npy' || files.length > rules/* MOST_SOURCES */.H8[api]);
}
function problemOfSource(found, api) {
    const most = rules/* MOST_SOURCES */.H8[api];
    const files = `\`path\` matches ${(0,format/* count */.U9)(BigInt(found.files.length))} files`;
    if (api === 'milvus') {
        const { length } = groupsOf(found);
        return length > most
            ? `${files}, a job of \`milvus\` takes ${(0,format/* count */.U9)(BigInt(most))}: split them among several steps`
            : undefined;
    }
    if (!namesByFolder(found, api))
        return undefined;
    const folders = foldersOf(found);
    const why = found.format === 'npy'
        ? 'a NumPy set is named by its folder'
        : `a job of \`${api}\` takes ${most === 1 ? 'one URL' : `${(0,format/* count */.U9)(BigInt(most))} names`}, so that folders are named`;
    if (folders.length > most)
        return `${files} in ${(0,format/* count */.U9)(BigInt(folders.length))} folders: ${why}, and only ${(0,format/* count */.U9)(BigInt(most))}. Put them into ${most === 1 ? 'one folder, or use `zilliz-v2`' : 'fewer folders'}`;
    const inner = folders.find(folder => folders.some(outer => outer !== folder && folder.startsWith(outer)));
    return inner === undefined
        ? undefined
        : `${files}, some in a folder inside of another (\`${inner}\`): ${why}, and files inside could be imported twice. Put them into folders side by side`;
}
function foldersOf({ files }) {
    return [...new Set(files.map(({ key }) => folderOf(key)))];
}
function groupsOf({ files, format }) {
    const keys = files.map(({ key }) => key);
    return format === 'npy' ? [...Map.groupBy(keys, folderOf).values()] : keys.map(key => [key]);
}
function folderOf(key) {
    return key.slice(0, key.lastIndexOf('/') + 1);
}

;// CONCATENATED MODULE: ./steps/upload.js















async function planUpload(local, plan, identity, tools, world) {
    const { api } = plan.connection;
    const found = await filesOf(local, api, world.env);
    const { files, bytes, format, folder, skipped } = found;
    tools.tell({ kind: 'found', files: files.length, bytes, format, folder });
    for (const name of skipped)
        tools.tell({ kind: 'noted', text: `Not uploaded: ${name} holds credentials of Google Cloud` });
    const parts = await readOnce(found, tools);
    const owner = local.deleteUploaded ? ownerOf(plan, identity) : undefined;
    const below = folderBelow('', identity.repository, parts.contentHash, owner);
    const to = upload_place_placeOf(local, below, api);
    const open = () => openPlace(local, to, api, { plan: parts, tools, world });
    let target;
    let isThere = false;
    let isSent = false;
    const sendOnce = async () => {
        target = await open();
        const hidden = local.to.kind === 'volume' ? target.prefix.length - to.path.length : 0;
        const all = await transfer(parts, target, to, tools);
        isThere = true;
        if (namesByFolder(parts, api))
            await checkListing(parts, target, tools);
        tools.tell({
            ...{ kind: 'uploaded', folder: to.shown, sent: all.sentBytes, elapsed: all.elapsed },
            files: all.files.map(file => ({ ...file, key: file.key.slice(hidden) })),
        });
    };
    return {
        source: sourceOf(parts, local, to.path, api),
        files: parts.files,
        content: parts.contentHash,
        async send() {
            try {
                await sendOnce().catch(error => {
                    if (!isMoved(error))
                        throw error;
                    warnOfOpen(error, tools);
                    tools.tell({ kind: 'noted', text: 'The volume is in another place now: uploading there' });
                    return sendOnce();
                });
            }
            catch (error) {
                throw asUploadFailed(error, tools, { api, to, isThere });
            }
            isSent = true;
        },
        explained(error, isSubmitted) {
            if (!isSent || !(error instanceof import_error/* ImportError */.Y))
                return error;
            return stayed(error, { ...to, isSubmitted, deletes: local.deleteUploaded });
        },
        async cleanUp(allRowsIn) {
            if (!local.deleteUploaded)
                return;
            if (allRowsIn)
                return remove(parts, target ?? open, to, tools);
            const why = 'the server does not report that all of their rows came in';
            tools.tell({ kind: 'noted', text: `The uploaded files stay in ${to.shown}: ${why}` });
        },
    };
}
async function filesOf({ patterns, to }, api, env) {
    const keys = to.kind === 'bucket' ? keysFor(to, api, env) : '';
    const problems = typeof keys === 'string' && keys !== '' ? [keys] : [];
    const ground = {
        workspace: env['GITHUB_WORKSPACE'] || process.cwd(),
        temp: env['RUNNER_TEMP'] || undefined,
    };
    const found = await findFiles(patterns, ground).catch(error => {
        if (error instanceof PlanProblem)
            throw (0,failures/* invalidInput */.aY)([...problems, ...error.problems]);
        throw error;
    });
    const problem = problemOfSource(found, api);
    if (problem)
        problems.push(problem);
    if (problems.length > 0)
        throw (0,failures/* invalidInput */.aY)(problems);
    return found;
}
async function readOnce(found, tools) {
    const { signal, tell } = tools;
    const { files, bytes } = found;
    let read = 0;
    const told = (more) => {
        read += more;
        tell({ kind: 'reading', files: files.length, bytes, read });
    };
    try {
        return await planParts(found, { signal, told });
    }
    catch (error) {
        throw asUploadFailed(error, tools);
    }
}
function ownerOf({ connection, target, task }, { runId, job, step }) {
    const into = task.kind === 'submit' ? task.into : task;
    return [runId, job, step, JSON.stringify([connection.api, connection.endpoint, target, into])];
}
async function transfer(plan, target, to, tools) {
    const { clock, random, signal, tell } = tools;
    const startedAt = clock.now();
    const tellTrouble = troubles(tools);
    let progress = {
        ...{ files: plan.files.length, bytes: plan.bytes, filesThere: 0, bytesThere: 0, sent: 0, filesSent: 0 },
        speed: undefined,
    };
    const told = (event) => {
        if (event.kind === 'trouble')
            return tellTrouble(event);
        if (event.kind === 'looked')
            progress = { ...progress, filesThere: event.present, bytesThere: event.presentBytes };
        else if (event.kind === 'progress') {
            const elapsed = clock.now() - startedAt;
            const speed = elapsed >= 1000 ? (event.sent / elapsed) * 1000 : undefined;
            progress = { ...progress, sent: event.sent, filesSent: event.filesDone, speed };
        }
        else
            return;
        tell({ kind: 'uploading', to: to.words, progress });
    };
    const all = await uploadAll(plan, target, { clock, random, signal, told });
    if (all.leftOpen.length > 0)
        tell({ kind: 'warned', text: openParts(all.leftOpen) });
    return { ...all, elapsed: clock.now() - startedAt };
}
async function checkListing(plan, target, { clock, random, signal }) {
    const { missing, foreign } = await compareFolder(plan, target, { clock, random, signal, failed: () => { } });
    const some = (keys) => keys.slice(0, 3).join(', ');
    const problems = [
        missing.length > 0 ? `${(0,format/* plural */.LS)(missing.length, 'file')} missing (${some(missing)})` : '',
        foreign.length > 0 ? `${(0,format/* plural */.LS)(foreign.length, 'object')} not of this upload (${some(foreign)})` : '',
    ].filter(Boolean);
    if (problems.length === 0)
        return;
    const title = `The folder does not hold exactly the planned files: ${problems.join('; ')}`;
    throw new StoreFailure({ kind: 'code', code: 'ListingDiffers', said: '', title });
}
async function remove(plan, target, { shown }, tools) {
    const { clock, random, tell } = tools;
    const limit = (0,limits/* within */.u)(clock, tools.signal, job_patience/* CLEAN_UP */._f);
    const patience = { clock, random, signal: limit.signal, failed: () => { } };
    try {
        const folder = typeof target === 'function' ? await target() : target;
        const { removed, kept, failure } = await deleteUploaded(plan, folder, patience);
        if (failure)
            tell({ kind: 'warned', text: notDeleted(kept.length, shown, failure) });
        else
            tell({ kind: 'noted', text: `Deleted ${(0,format/* plural */.LS)(removed.length, 'uploaded file')}` });
    }
    catch (error) {
        if (!(error instanceof StoreFailure))
            throw error;
        tell({ kind: 'warned', text: notDeleted(plan.files.length, shown, error) });
    }
    finally {
        limit.end();
    }
}
function notDeleted(files, shown, { detail }) {
    return `${(0,format/* plural */.LS)(files, 'uploaded file')} could not be deleted and may stay in ${shown} (${detail.code}). The import is not affected; the keys need the right to delete, or a lifecycle rule of the bucket removes what is old.`;
}
function isMoved(error) {
    return error instanceof StoreFailure && error.detail.code === 'UploadMoved';
}
function warnOfOpen({ detail: { leftOpen = [] } }, { tell }) {
    if (leftOpen.length > 0)
        tell({ kind: 'warned', text: openParts(leftOpen) });
}
function asUploadFailed(error, tools, sending) {
    if (!(error instanceof StoreFailure))
        return error;
    const { code, said, requestId, file, part, title, volumeName, finished = [] } = error.detail;
    warnOfOpen(error, tools);
    const kept = sending && (sending.isThere || finished.length > 0) ? sending.to.shown : undefined;
    if (tools.signal.aborted)
        return cancelledUploading(kept);
    const path = file && part !== undefined ? `${file}, part ${part},` : file;
    const api = sending?.api;
    return uploadFailed({ code, said, requestId, path, title, kept, volumeName, api });
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

/***/ 5123:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A3: () => (/* binding */ judgeFormats),
/* harmony export */   Vb: () => (/* binding */ nameOf),
/* harmony export */   be: () => (/* binding */ formatOf),
/* harmony export */   yU: () => (/* binding */ someOf)
/* harmony export */ });
/* unused harmony export extensionOf */
const FORMATS = {
    '.json': 'json',
    '.jsonl': 'jsonl',
    '.ndjson': 'jsonl',
    '.csv': 'csv',
    '.parquet': 'parquet',
    '.npy': 'npy',
};
const NAMES = {
    json: 'JSON',
    jsonl: 'JSON Lines',
    csv: 'CSV',
    parquet: 'Parquet',
    npy: 'NumPy',
};
const EXTENSIONS = '`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`';
function extensionOf(path) {
    return /\.[^./]+$/.exec(path.split('/').at(-1) ?? '')?.[0] ?? '';
}
function formatOf(path) {
    const extension = extensionOf(path);
    return Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined;
}
function nameOf(format) {
    return NAMES[format];
}
function judgeFormats(shown) {
    const unknown = shown.filter(path => formatOf(path) === undefined);
    if (unknown.length > 0)
        return { problems: [problemOfUnknown(unknown)] };
    const first = new Map();
    for (const path of shown) {
        const format = formatOf(path);
        if (format && !first.has(format))
            first.set(format, path);
    }
    const [[format] = []] = first;
    if (first.size <= 1)
        return format ? { format, problems: [] } : { problems: [] };
    const found = [...first].map(([each, path]) => `${NAMES[each]} (\`${path}\`)`).join(' and ');
    return { problems: [`\`path\` matches ${found}: a job takes one format, use one step for each`] };
}
function problemOfUnknown(paths) {
    const isCase = paths.every(path => formatOf(path.toLowerCase()) !== undefined);
    const why = isCase
        ? `with an upper-case extension: servers know only ${EXTENSIONS}, so rename`
        : `that no server imports: it takes ${EXTENSIONS}, so narrow the pattern (\`${narrower(paths)}\`) or exclude`;
    return `\`path\` matches ${someOf(paths)} ${why} ${paths.length === 1 ? 'it' : 'them'}`;
}
function narrower([path = '']) {
    const folder = path.split('/').slice(0, -1).join('/');
    return `${folder && `${folder}/`}*.parquet`;
}
function someOf(paths, most = 3) {
    const shown = paths
        .slice(0, most)
        .map(path => `\`${path}\``)
        .join(', ');
    return paths.length > most ? `${shown} and ${paths.length - most} more` : shown;
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
