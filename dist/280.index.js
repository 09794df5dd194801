export const id = 280;
export const ids = [280];
export const modules = {

/***/ 8192:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EC: () => (/* binding */ CheckFailed),
/* harmony export */   F_: () => (/* binding */ checksFailed),
/* harmony export */   s_: () => (/* binding */ checkFailed)
/* harmony export */ });
/* unused harmony exports checks, CHECK_CODES */
/* harmony import */ var _import_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(687);

const nearest = 'upper and lower case matter';
const checks = {
    ClusterNotRunning: ['The cluster is not running', 'Resume the cluster in the console, or wait until it is running, then run again; if it is not there, check `clusterId` and what the key may see.'],
    DataPlaneUnreachable: ['The address that answers queries could not be reached', 'Give the public endpoint of the cluster as `endpoint`, and check IP allow lists for the address of the runner; a private address needs a self-hosted runner. Or leave out the input that needs it (`searchable`, `alias`).'],
    NotPermitted: ['The credentials do not allow what this step needs', 'Check that the secret behind `apiKey` is set and was copied completely; if it is, grant the user or the key the rights named here, or leave out the input that needs them.'],
    DatabaseMissing: ['The database does not exist', `Check \`dbName\` (${nearest}), or leave it out for the default database.`],
    CollectionMissing: ['The collection does not exist', `Check \`collectionName\` (${nearest}) and \`dbName\`; the import does not create collections.`],
    PartitionMissing: ['The partition does not exist', 'Create it, or leave `partitionName` out to import into the default partition.'],
    PartitionWithKey: ['The collection has a partition key and assigns rows to partitions itself', 'Leave `partitionName` out.'],
    ExternalCollection: ['The collection is external: it reads its files in place and takes no import', 'Import into an ordinary collection: check `collectionName`.'],
    TwoPhaseUnsupported: ['The server has no two-phase import, which needs Milvus 3.0', 'Leave `commit` out: rows then become visible as soon as the import completes. Or update the server.'],
    NotLoaded: ['The collection is not loaded, so its rows cannot be searched', 'Load the collection, or set `searchable: load`.'],
    NoIndex: ['A vector field has no index, so the collection cannot be loaded', 'Create an index on each vector field named here, then run again.'],
    AliasTaken: ['The alias has the name of a collection', 'Choose another `alias`.'],
    ObjectMissing: ['A file is not there', 'Check bucket, key, and upper and lower case, and that the job before this one has written the file.'],
    FolderEmpty: ['A folder holds no file to import', 'Check the folder, that it holds files directly (subfolders do not count), and that the job before this one has written them.'],
    TooManyFiles: ['There are more files than the server accepts in one job', 'Split them into several jobs, for instance with a matrix.'],
    FileTooLarge: ['A file is larger than the server accepts', 'Split it into smaller files.'],
    MixedFormats: ['The files have several formats', 'Put one format into a folder; only the `.npy` files of one set belong together.'],
    FormatUnsupported: ['The server does not import this format', 'Write the files as Parquet or JSON, or update the server.'],
    SchemaMismatch: ['A file does not fit the schema of the collection', 'Correct the files or columns named here, or import into a collection made for these files.'],
    RowsUnknown: ['A file does not report how many rows it has', 'Give `expectedRows` a number (or `>=N`): only Parquet and NumPy files that this step can read tell their rows.'],
};
class CheckFailed extends _import_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ImportError */ .Y {
    proof;
    constructor(proof, detail) {
        const { code, failure } = proof;
        super({
            ...{ status: 'CheckFailed', code, ...detail },
            ...(failure && { cause: failure.code, said: failure.said, requestId: failure.requestId }),
        });
        this.proof = proof;
    }
}
function checkFailed(code, { input, because, failure } = {}) {
    const [title, advice] = checks[code];
    const found = because ? `${title}: ${because}` : title;
    const text = input ? `\`${input}\` would not work: ${found[0]?.toLowerCase()}${found.slice(1)}` : found;
    const context = input
        ? `Nothing was submitted, because \`${input}\` would not work`
        : 'Nothing was submitted';
    return new CheckFailed({ code, text, failure }, { context, title: found, advice });
}
function checksFailed(found) {
    const rank = ({ code }) => CHECK_CODES.indexOf(code);
    const proofs = found.toSorted((one, other) => rank(one) - rank(other));
    const [first = found[0], ...others] = proofs;
    const context = 'Nothing was submitted';
    if (others.length === 0)
        return new CheckFailed(first, { context, title: first.text, advice: checks[first.code][1] });
    const shown = proofs.slice(0, MOST_TOLD);
    const details = shown.map(({ code, text, failure }, index) => {
        const said = failure ? `${text} (${failure.code})` : text;
        const isLast = shown[index + 1]?.code !== code;
        return isLast ? `${said}. ${checks[code][1].replace(/\.$/, '')}` : said;
    });
    const more = proofs.length - shown.length;
    const { code, text } = first;
    return new CheckFailed({ code, text }, {
        context,
        title: `${proofs.length} checks failed`,
        details: more > 0 ? [...details, `${more} more, which the table of the checks shows`] : details,
        advice: 'Correct all of this, then run again',
    });
}
const MOST_TOLD = 8;
const CHECK_CODES = Object.keys(checks);


/***/ }),

/***/ 4436:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JQ: () => (/* binding */ aliasNotSwitched),
/* harmony export */   L3: () => (/* binding */ cancelledCounting),
/* harmony export */   Ln: () => (/* binding */ otherCollection),
/* harmony export */   iV: () => (/* binding */ notSearchable),
/* harmony export */   im: () => (/* binding */ cancelledSwitching),
/* harmony export */   v2: () => (/* binding */ notLoaded),
/* harmony export */   yC: () => (/* binding */ aliasUnproven)
/* harmony export */ });
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(980);
/* harmony import */ var _explain_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7968);
/* harmony import */ var _import_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(687);



const told = (failure) => failure && { cause: failure.code, said: failure.said, requestId: failure.requestId };
const inBrackets = (imported) => imported === undefined ? '' : ` (${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9)(imported)} rows)`;
function notSearchable(seen) {
    const { imported, counted, expected, waited } = seen;
    const after = waited === undefined ? '' : ` after ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_2__/* .duration */ .p0)(waited)}`;
    const found = counted === undefined
        ? `a query could not count its rows${after}`
        : `a query still counts ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9)(counted)}${expected === undefined ? '' : ` instead of ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9)(expected)}`}${after}`;
    const isBehind = counted !== undefined && seen.before !== undefined && counted < seen.before;
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status: 'Completed', code: 'NotSearchable', ...told(seen.failure) },
        title: `The import is complete${inBrackets(imported)}, but ${found}`,
        advice: `Don't import again: the rows are stored. ${isBehind
            ? 'Rows were deleted meanwhile, or others write to the collection: count them yourself'
            : 'Check that the collection (or the partition) is loaded, refresh the load, or wait longer with a higher `timeout`'}`,
    });
}
function otherCollection(collectionName, real) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status: 'Completed', code: 'NotSearchable' },
        title: `The import is complete, but it went into collection ${real}, not into ${collectionName}: nothing was counted`,
        advice: "Don't import again: correct `collectionName`, then run this step again",
    });
}
function cancelledCounting(imported) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status: 'Cancelled', code: 'Cancelled' },
        title: `The workflow was cancelled. The import was complete${inBrackets(imported)}, but no query had counted its rows yet`,
        advice: "Don't import again: the rows become visible by themselves, or after a refresh of the load",
    });
}
function notLoaded(what, failure) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status: 'Completed', code: 'NotLoaded', ...told(failure) },
        title: `The import is complete, but ${what} is not loaded: its rows are stored, but cannot be searched`,
        advice: "Don't import again: load it, or set `searchable: load` next time",
    });
}
const byHand = "Don't import again: switch the alias yourself, or run a step with this `jobId` and `alias`.";
function aliasNotSwitched({ alias, collectionName, pointsTo, failure }) {
    const { title, advice } = (0,_explain_js__WEBPACK_IMPORTED_MODULE_0__/* .explain */ .W)(failure.code, failure.said, { api: 'milvus' });
    const now = pointsTo ? `; it still points to ${pointsTo}` : '';
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status: 'Completed', code: 'AliasNotSwitched', ...told(failure) },
        context: `The import is complete, but the alias ${alias} could not be switched to ${collectionName}${now}`,
        title,
        advice: `${byHand} ${advice}`,
    });
}
function aliasUnproven({ alias }) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status: 'Completed', code: 'AliasNotSwitched' },
        title: `The import is complete, but the server does not report how many rows came in: whether a query sees all of them is not known, and the alias ${alias} was left alone`,
        advice: "Don't import again: count the rows, then switch the alias yourself",
    });
}
function cancelledSwitching({ alias, isSent, }) {
    const what = isSent ? 'may or may not have been switched' : 'was not switched';
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y({
        ...{ status: 'Cancelled', code: 'Cancelled' },
        title: `The workflow was cancelled. The import is complete and searchable, but the alias ${alias} ${what}`,
        advice: byHand,
    });
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

/***/ 9877:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ switchAlias),
/* harmony export */   S: () => (/* binding */ planSwitch)
/* harmony export */ });
/* harmony import */ var _errors_checks_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8192);
/* harmony import */ var _errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4436);
/* harmony import */ var _job_patience_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6606);
/* harmony import */ var _ask_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9800);
/* harmony import */ var _limits_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7533);





async function planSwitch(plane, alias, collectionName, tools) {
    const look = async (question) => {
        const asked = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .k)(tools, question, { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_4__/* .CALL */ .XV });
        (0,_limits_js__WEBPACK_IMPORTED_MODULE_3__/* .stopIfCancelled */ .FE)(tools.signal, _limits_js__WEBPACK_IMPORTED_MODULE_3__/* .NOTHING */ .K$);
        if ('refusal' in asked)
            throw unknowable(asked.failure);
        return asked.answer;
    };
    const target = await look(options => plane.aliasTarget(alias, options));
    if (target === undefined && (await look(options => plane.has(alias, options))))
        throw (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)('AliasTaken', { input: 'alias', because: alias });
    const real = await look(options => plane.aliasTarget(collectionName, options));
    return { plane, alias, collectionName: real ?? collectionName };
}
function unknowable(failure) {
    const code = failure.httpStatus === 403 ? 'NotPermitted' : 'DataPlaneUnreachable';
    return (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)(code, { input: 'alias', failure });
}
const MOST_CHANGES = 2;
async function switchAlias({ plane, alias, collectionName }, tools) {
    const { signal, tell } = tools;
    const where = () => (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .k)(tools, options => plane.aliasTarget(alias, options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_4__/* .CALL */ .XV });
    let now = await where();
    const before = 'answer' in now ? now.answer : undefined;
    let changed;
    for (let changes = 0; !('answer' in now && now.answer === collectionName); changes += 1) {
        if (signal.aborted)
            throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__/* .cancelledSwitching */ .im)({ alias, isSent: changes > 0 });
        if ('refusal' in now)
            throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__/* .aliasNotSwitched */ .JQ)({ alias, collectionName, failure: now.failure });
        if (changed && 'failure' in changed && changes >= limitFor(changed))
            throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__/* .aliasNotSwitched */ .JQ)({ alias, collectionName, pointsTo: now.answer, failure: changed.failure });
        const change = now.answer === undefined ? plane.createAlias : plane.alterAlias;
        changed = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .k)(tools, options => change(alias, collectionName, options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_4__/* .CALL */ .XV });
        if ('answer' in changed)
            break;
        now = await where();
    }
    tell({ kind: 'switched', alias, collectionName, before });
}
function limitFor(changed) {
    const isOtherVerb = 'refusal' in changed && (changed.refusal === 'aliasMissing' || changed.refusal === 'aliasTaken');
    return isOtherVerb ? MOST_CHANGES : 1;
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

/***/ 3751:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ planeFor)
/* harmony export */ });
/* harmony import */ var _errors_checks_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8192);
/* harmony import */ var _job_patience_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6606);
/* harmony import */ var _ask_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9800);
/* harmony import */ var _limits_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7533);




async function planeFor(input, tools) {
    const opened = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_1__/* .ask */ .k)(tools, options => tools.openDataPlane(options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .CALL */ .XV });
    (0,_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .stopIfCancelled */ .FE)(tools.signal, _limits_js__WEBPACK_IMPORTED_MODULE_2__/* .NOTHING */ .K$);
    if ('refusal' in opened) {
        const isRefused = opened.refusal === 'noCredentials' || opened.refusal === 'noPermission';
        const code = isRefused ? 'NotPermitted' : 'DataPlaneUnreachable';
        throw (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)(code, { input, failure: opened.failure });
    }
    const plane = opened.answer;
    if (typeof plane === 'string')
        throw (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)('DataPlaneUnreachable', { input, because: plane });
    return plane;
}


/***/ }),

/***/ 9364:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  S8: () => (/* binding */ becomeSearchable),
  iA: () => (/* binding */ prepare),
  dy: () => (/* binding */ probe)
});

// EXTERNAL MODULE: ./errors/publishing.js
var publishing = __webpack_require__(4436);
// EXTERNAL MODULE: ./job/patience.js
var job_patience = __webpack_require__(6606);
// EXTERNAL MODULE: ./model/job.js
var job = __webpack_require__(8260);
// EXTERNAL MODULE: ./words/format.js
var format = __webpack_require__(980);
// EXTERNAL MODULE: ./words/job.js
var words_job = __webpack_require__(9796);
// EXTERNAL MODULE: ./steps/ask.js
var ask = __webpack_require__(9800);
// EXTERNAL MODULE: ./errors/checks.js
var checks = __webpack_require__(8192);
// EXTERNAL MODULE: ./steps/limits.js
var limits = __webpack_require__(7533);
// EXTERNAL MODULE: ./steps/plane.js
var steps_plane = __webpack_require__(3751);
;// CONCATENATED MODULE: ./steps/count.js






async function placeOf({ task, searchable }, tools) {
    const { collectionName = '', partitionName } = task.kind === 'submit' ? task.into : task;
    const plane = await (0,steps_plane/* planeFor */.y)('searchable', tools);
    return { plane, collectionName, partitionName, loads: searchable === 'load' };
}
function countRows({ plane, collectionName, partitionName }, tools, patience = { timeout: job_patience/* COUNT */.i2 }) {
    return (0,ask/* ask */.k)(tools, options => plane.count(collectionName, partitionName, options), patience);
}
function load({ plane, collectionName }, tools, patience) {
    return (0,ask/* ask */.k)(tools, options => plane.load(collectionName, options), patience);
}
function isUnloaded(asked) {
    return 'refusal' in asked && (asked.refusal === 'notLoaded' || asked.refusal === 'partitionNotLoaded');
}
function isPassing(asked) {
    return 'refusal' in asked && ['transient', 'rateLimited', 'loading'].includes(asked.refusal);
}
async function loadedCount(place, { timeout }, tools) {
    const { clock, signal, tell } = tools;
    const deadline = clock.now() + timeout;
    let loadedAt;
    for (;;) {
        const patience = loadedAt === undefined ? Math.min(job_patience/* CHECK */.fi, timeout) : 0;
        const counted = await countRows(place, tools, { timeout: job_patience/* COUNT */.i2, patience });
        if ('answer' in counted)
            return counted.answer;
        (0,limits/* stopIfCancelled */.FE)(signal, limits/* NOTHING */.K$);
        const mayLoad = isUnloaded(counted) && place.loads;
        const isLoading = counted.refusal === 'loading' || (loadedAt !== undefined && isPassing(counted));
        if ((!mayLoad && !isLoading) || clock.now() >= deadline)
            throw await cannotCount(place, counted, tools);
        if (mayLoad && (loadedAt === undefined || clock.now() - loadedAt >= job_patience/* REFRESH_INTERVAL */.oX)) {
            if (loadedAt === undefined)
                tell({ kind: 'noted', text: `Collection ${place.collectionName} is not loaded: loading it` });
            await mustLoad(place, tools);
            loadedAt = clock.now();
        }
        const text = `Waiting until collection ${place.collectionName} is loaded, for ${(0,format/* duration */.p0)(timeout)} at most; nothing is submitted yet`;
        tell({ kind: 'awaiting', text });
        await clock.sleep(Math.min(job_patience/* COUNT_INTERVAL */.k3, Math.max(0, deadline - clock.now())), signal);
    }
}
async function mustLoad(place, tools) {
    const loaded = await load(place, tools, { timeout: job_patience/* CALL */.XV, patience: job_patience/* CHECK */.fi });
    (0,limits/* stopIfCancelled */.FE)(tools.signal, limits/* NOTHING */.K$);
    if ('refusal' in loaded && !isPassing(loaded))
        throw await cannotCount(place, loaded, tools);
}
const CHECKS = {
    missing: 'CollectionMissing',
    noDatabase: 'DatabaseMissing',
    partitionMissing: 'PartitionMissing',
    notLoaded: 'NotLoaded',
    loading: 'NotLoaded',
    partitionNotLoaded: 'NotLoaded',
    noIndex: 'NoIndex',
    noPermission: 'NotPermitted',
    noCredentials: 'NotPermitted',
};
async function cannotCount(place, { refusal, failure }, tools) {
    const code = CHECKS[refusal] ?? 'DataPlaneUnreachable';
    const because = await detailOf(place, { refusal, failure }, tools);
    return (0,checks/* checkFailed */.s_)(code, { input: 'searchable', failure, because });
}
async function detailOf(place, { refusal, failure }, tools) {
    switch (refusal) {
        case 'noIndex':
            return withoutIndex(place, failure, tools);
        case 'partitionNotLoaded':
            return `partition ${place.partitionName} is not, although others may be`;
        case 'loading':
            return 'it is still loading';
        default:
            return undefined;
    }
}
async function withoutIndex(place, { said }, tools) {
    const [, named] = /no vector index on field: \[([^\]]*)\]/.exec(said) ?? [];
    const fields = named ? named.split(/[ ,]+/) : await vectorsOf(place, tools);
    return fields.length > 0 ? `\`searchable: load\` needs an index on: ${fields.join(', ')}` : undefined;
}
async function vectorsOf({ plane, collectionName }, tools) {
    const asked = await (0,ask/* ask */.k)(tools, options => plane.describe(collectionName, options), {
        timeout: job_patience/* CALL */.XV,
        patience: 0,
    });
    if ('refusal' in asked)
        return [];
    const { fields, indexed } = asked.answer;
    return fields
        .filter(({ name, type }) => type.endsWith('Vector') && !indexed.includes(name))
        .map(({ name }) => name);
}

;// CONCATENATED MODULE: ./steps/searchable.js








async function prepare(plan, tools) {
    const place = await placeOf(plan, tools);
    const rows = await loadedCount(place, plan, tools);
    if (plan.task.kind === 'submit')
        tools.tell({ kind: 'counted', rows, when: 'before', wanted: undefined });
    return { ...place, rows };
}
async function probe(plan, tools) {
    const place = await placeOf(plan, tools);
    const counted = await countRows(place, tools);
    if ('answer' in counted)
        return counted.answer;
    (0,limits/* stopIfCancelled */.FE)(tools.signal, limits/* NOTHING */.K$);
    if (place.loads && (isUnloaded(counted) || counted.refusal === 'loading'))
        return undefined;
    throw await cannotCount(place, counted, tools);
}
async function becomeSearchable(baseline, last, { origin, hasBaseline }, tools) {
    const { clock, signal, tell, deadline } = tools;
    if (origin === 'given')
        await mustBeIn(baseline, last, tools);
    const since = clock.now();
    const imported = (0,job/* importedRowsOf */.$)(last);
    const before = hasBaseline ? baseline.rows : 0n;
    const wanted = imported === undefined ? undefined : before + imported;
    const refresh = refresher(baseline, tools);
    let refusedSince;
    for (let pause = job_patience/* COUNT_INTERVAL */.k3;; pause = Math.min(pause * 1.5, job_patience/* LONGEST_COUNT_INTERVAL */.l1)) {
        if (signal.aborted)
            throw (0,publishing/* cancelledCounting */.L3)(imported);
        const left = deadline - clock.now();
        await refresh();
        const timeout = left <= 0 ? job_patience/* LAST_POLL */.Ft : Math.max(1000, Math.min(job_patience/* COUNT */.i2, left));
        const seen = await countRows(baseline, tools, { timeout, patience: 0 });
        if (signal.aborted)
            throw (0,publishing/* cancelledCounting */.L3)(imported);
        let isHopeless = false;
        if ('answer' in seen) {
            refusedSince = undefined;
            tell({ kind: 'counted', rows: seen.answer, when: 'after', wanted });
            if (seen.answer >= (wanted ?? before + 1n)) {
                noteRows(seen.answer, wanted, hasBaseline, tell);
                return;
            }
        }
        else {
            tell({
                kind: 'awaiting',
                text: `Waiting for queries: the count was refused (${(0,words_job/* failureWords */.AC)(seen.failure)})`,
            });
            if (isUnloaded(seen) && baseline.loads)
                await load(baseline, tools, { timeout, patience: 0 });
            else if (!isPassing(seen)) {
                refusedSince ??= clock.now();
                const isDenied = seen.refusal === 'noPermission' || seen.refusal === 'noCredentials';
                isHopeless = isDenied || clock.now() - refusedSince >= job_patience/* CHECK */.fi;
            }
        }
        if (left <= 0 || isHopeless) {
            const waited = clock.now() - since;
            throw await notSeen(baseline, { imported, seen, before, expected: wanted, waited }, tools);
        }
        await clock.sleep(Math.min(pause, Math.max(0, deadline - clock.now())), signal);
    }
}
async function mustBeIn(place, { collectionName: real }, tools) {
    const { plane, collectionName } = place;
    if (real === undefined || real === collectionName)
        return;
    const target = await (0,ask/* ask */.k)(tools, options => plane.aliasTarget(collectionName, options), { timeout: job_patience/* CALL */.XV });
    if ('answer' in target && target.answer !== real)
        throw (0,publishing/* otherCollection */.Ln)(collectionName, real);
}
function refresher({ plane, collectionName }, tools) {
    const { clock, tell } = tools;
    let refreshedAt;
    let isOver = false;
    return async () => {
        if (isOver || (refreshedAt !== undefined && clock.now() - refreshedAt < job_patience/* REFRESH_INTERVAL */.oX))
            return;
        const question = (options) => plane.refresh(collectionName, options);
        const asked = await (0,ask/* ask */.k)(tools, question, { timeout: job_patience/* CALL */.XV, patience: 0 });
        refreshedAt = clock.now();
        if (!('refusal' in asked))
            return;
        isOver = asked.refusal === 'noRoute' || asked.refusal === 'noPermission';
        const why = asked.refusal === 'noRoute' ? 'This server can' : 'The login may';
        if (isOver)
            tell({
                kind: 'noted',
                text: `${why} not refresh a load: rows appear by themselves, within a minute or so`,
            });
    };
}
function noteRows(rows, wanted, hasBaseline, tell) {
    if (wanted === undefined)
        tell({
            kind: 'noted',
            text: 'The server did not report how many rows the job brought: a query sees new ones, whether it sees all is not known',
        });
    else if (rows > wanted)
        tell({
            kind: 'noted',
            text: hasBaseline
                ? `That is ${(0,format/* count */.U9)(rows - wanted)} more than this import explains: others write, too`
                : `That is at least the ${(0,format/* count */.U9)(wanted)} of this job: how many there were before it is not known`,
        });
}
async function notSeen(place, { seen, ...rest }, tools) {
    const { collectionName, partitionName } = place;
    if ('answer' in seen) {
        const isElsewhere = partitionName === undefined && (await isDefaultUnloaded(place, tools));
        if (isElsewhere)
            return (0,publishing/* notLoaded */.v2)('the partition _default');
        return (0,publishing/* notSearchable */.iV)({ ...rest, counted: seen.answer });
    }
    const { refusal, failure } = seen;
    if (refusal === 'notLoaded')
        return (0,publishing/* notLoaded */.v2)(`the collection ${collectionName}`, failure);
    if (refusal === 'partitionNotLoaded')
        return (0,publishing/* notLoaded */.v2)(`the partition ${partitionName}`, failure);
    return (0,publishing/* notSearchable */.iV)({ ...rest, counted: undefined, failure });
}
async function isDefaultUnloaded(place, tools) {
    const partitionName = '_default';
    const asked = await countRows({ ...place, partitionName }, tools, { timeout: job_patience/* LAST_POLL */.Ft, patience: 0 });
    return 'refusal' in asked && asked.refusal === 'partitionNotLoaded';
}


/***/ })

};
