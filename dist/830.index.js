export const id = 830;
export const ids = [830];
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
    ClusterNotRunning: ['The cluster is not running', 'Resume the cluster in the console, or wait until it is running, then run again.'],
    DataPlaneUnreachable: ['The address that answers queries could not be reached', 'Give the public endpoint of the cluster as `endpoint`, and check IP allow lists for the address of the runner; a private address needs a self-hosted runner. Or leave out the input that needs it (`searchable`, `alias`).'],
    NotPermitted: ['The credentials do not allow what this step needs', 'Grant the user or the key the rights named here, or leave out the input that needs them.'],
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
    SchemaMismatch: ['A file does not fit the schema of the collection', 'Correct the columns named here, or import into a collection made for these files.'],
    RowsUnknown: ['A file does not tell how many rows it has', 'Give `expectedRows` a number (or `>=N`): only Parquet and NumPy files that this step can read tell their rows.'],
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
    const text = input ? `\`${input}\` cannot be kept: ${found[0]?.toLowerCase()}${found.slice(1)}` : found;
    const context = input
        ? `Nothing was submitted, because \`${input}\` cannot be kept`
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
/* harmony import */ var _job_patience_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6606);
/* harmony import */ var _ask_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9800);




async function planSwitch(plane, alias, collectionName, tools) {
    const target = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .k)(tools, options => plane.aliasTarget(alias, options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .CALL */ .XV });
    if ('refusal' in target)
        throw unknowable(target.failure);
    if (target.answer === undefined) {
        const taken = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .k)(tools, options => plane.has(alias, options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .CALL */ .XV });
        if ('answer' in taken && taken.answer)
            throw (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)('AliasTaken', { input: 'alias', because: alias });
    }
    const real = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .k)(tools, options => plane.aliasTarget(collectionName, options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .CALL */ .XV });
    const resolved = 'answer' in real ? real.answer : undefined;
    return { plane, alias, collectionName: resolved ?? collectionName };
}
function unknowable(failure) {
    const code = failure.httpStatus === 403 ? 'NotPermitted' : 'DataPlaneUnreachable';
    return (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)(code, { input: 'alias', failure });
}
async function switchAlias({ plane, alias, collectionName }, tools) {
    const where = () => (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .k)(tools, options => plane.aliasTarget(alias, options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .CALL */ .XV });
    const found = await where();
    if ('refusal' in found)
        throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__/* .aliasNotSwitched */ .JQ)({ alias, collectionName, failure: found.failure });
    const before = found.answer;
    if (before !== collectionName) {
        const change = before === undefined ? plane.createAlias : plane.alterAlias;
        const changed = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .k)(tools, options => change(alias, collectionName, options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .CALL */ .XV });
        if ('refusal' in changed) {
            const now = await where();
            if (!('answer' in now && now.answer === collectionName))
                throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__/* .aliasNotSwitched */ .JQ)({ alias, collectionName, pointsTo: before, failure: changed.failure });
        }
    }
    tools.tell({ kind: 'switched', alias, collectionName, before });
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

/***/ 2449:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   preparePublishing: () => (/* binding */ preparePublishing)
/* harmony export */ });
/* harmony import */ var _alias_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9877);
/* harmony import */ var _searchable_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4757);


async function preparePublishing(plan, tools) {
    const baseline = await (0,_searchable_js__WEBPACK_IMPORTED_MODULE_1__/* .prepare */ .iA)(plan, tools);
    const { alias } = plan;
    const change = alias && (await (0,_alias_js__WEBPACK_IMPORTED_MODULE_0__/* .planSwitch */ .S)(baseline.plane, alias, baseline.collectionName, tools));
    return async (last, origin, deadline) => {
        await (0,_searchable_js__WEBPACK_IMPORTED_MODULE_1__/* .becomeSearchable */ .S8)(baseline, last, origin, { ...tools, deadline });
        if (change)
            await (0,_alias_js__WEBPACK_IMPORTED_MODULE_0__/* .switchAlias */ .$)(change, tools);
    };
}


/***/ }),

/***/ 4757:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S8: () => (/* binding */ becomeSearchable),
/* harmony export */   dy: () => (/* binding */ probe),
/* harmony export */   iA: () => (/* binding */ prepare)
/* harmony export */ });
/* unused harmony export planeFor */
/* harmony import */ var _errors_checks_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8192);
/* harmony import */ var _errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4436);
/* harmony import */ var _job_patience_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6606);
/* harmony import */ var _model_job_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8260);
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(980);
/* harmony import */ var _ask_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9800);






async function prepare(plan, tools) {
    const { searchable } = plan;
    const place = await placeOf(plan, tools);
    let counted = await countRows(place, tools);
    if ('refusal' in counted && counted.refusal === 'notLoaded' && searchable === 'load') {
        await load(place, tools);
        counted = await counting(place, plan.timeout, tools);
    }
    if ('refusal' in counted)
        throw cannotCount(counted.refusal, counted.failure);
    tools.tell({ kind: 'counted', rows: counted.answer, when: 'before', wanted: undefined });
    return { ...place, rows: counted.answer };
}
async function probe(plan, tools) {
    const counted = await countRows(await placeOf(plan, tools), tools);
    if ('answer' in counted)
        return counted.answer;
    if (counted.refusal === 'notLoaded' && plan.searchable === 'load')
        return undefined;
    throw cannotCount(counted.refusal, counted.failure);
}
async function placeOf({ task }, tools) {
    const { collectionName = '', partitionName } = task.kind === 'submit' ? task.into : task;
    return { plane: await planeFor('searchable', tools), collectionName, partitionName };
}
async function planeFor(input, tools) {
    const opened = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .k)(tools, options => tools.openDataPlane(options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .CALL */ .XV });
    if ('refusal' in opened)
        throw (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)('DataPlaneUnreachable', { input, failure: opened.failure });
    const plane = opened.answer;
    if (typeof plane === 'string')
        throw (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)('DataPlaneUnreachable', { input, because: plane });
    return plane;
}
function countRows({ plane, collectionName, partitionName }, tools) {
    return (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .k)(tools, options => plane.count(collectionName, partitionName, options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .COUNT */ .i2 });
}
async function load({ plane, collectionName }, tools) {
    tools.tell({ kind: 'noted', text: `Loading collection ${collectionName}: it is not loaded` });
    const loaded = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .k)(tools, options => plane.load(collectionName, options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .CALL */ .XV });
    if ('refusal' in loaded)
        throw cannotCount(loaded.refusal, loaded.failure);
}
async function counting(place, patience, tools) {
    const { clock, signal } = tools;
    const deadline = clock.now() + patience;
    for (;;) {
        const counted = await countRows(place, tools);
        const isLoading = 'refusal' in counted && (counted.refusal === 'notLoaded' || counted.refusal === 'loading');
        if (!isLoading || clock.now() >= deadline || signal.aborted)
            return counted;
        await clock.sleep(_job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .COUNT_INTERVAL */ .k3, signal);
    }
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
function cannotCount(refusal, failure) {
    const because = refusal === 'partitionNotLoaded'
        ? 'the partition is not loaded, although its collection may be'
        : undefined;
    return (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)(CHECKS[refusal] ?? 'DataPlaneUnreachable', { input: 'searchable', failure, because });
}
async function becomeSearchable(baseline, last, origin, { deadline, ...tools }) {
    const { clock, signal, tell } = tools;
    const imported = (0,_model_job_js__WEBPACK_IMPORTED_MODULE_4__/* .importedRowsOf */ .$)(last);
    const before = origin === 'submitted' ? baseline.rows : 0n;
    const wanted = imported === undefined ? undefined : before + imported;
    let refreshedAt;
    let canRefresh = true;
    let seen;
    for (let pause = _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .COUNT_INTERVAL */ .k3;; pause = Math.min(pause * 1.5, _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .LONGEST_COUNT_INTERVAL */ .l1)) {
        if (signal.aborted)
            throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__/* .cancelledCounting */ .L3)(last.importedRows);
        const isLast = clock.now() >= deadline;
        if (canRefresh && (refreshedAt === undefined || clock.now() - refreshedAt >= _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .REFRESH_INTERVAL */ .oX)) {
            canRefresh = await refresh(baseline, tools);
            refreshedAt = clock.now();
        }
        seen = await countRows(baseline, tools);
        if ('answer' in seen) {
            tell({ kind: 'counted', rows: seen.answer, when: 'after', wanted });
            if (wanted === undefined || seen.answer >= wanted)
                return noteMore(seen.answer, wanted, tell);
        }
        else if (seen.refusal === 'noPermission' || seen.refusal === 'noCredentials')
            break;
        if (isLast)
            break;
        await clock.sleep(Math.min(pause, Math.max(0, deadline - clock.now())), signal);
    }
    throw notSeen(last, seen, before, wanted, baseline.partitionName);
}
async function refresh({ plane, collectionName }, tools) {
    const asked = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .k)(tools, options => plane.refresh(collectionName, options), {
        timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_3__/* .CALL */ .XV,
        patience: 0,
    });
    return !('refusal' in asked && (asked.refusal === 'noRoute' || asked.refusal === 'noPermission'));
}
function noteMore(rows, wanted, tell) {
    if (wanted === undefined)
        tell({ kind: 'noted', text: 'The server did not report the rows of the job: counts can not be compared' });
    else if (rows > wanted)
        tell({
            kind: 'noted',
            text: `That is ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_5__/* .count */ .U9)(rows - wanted)} more than this import explains: others write, too`,
        });
}
function notSeen(last, seen, before, expected, partitionName) {
    if (seen && 'refusal' in seen && seen.refusal === 'partitionNotLoaded')
        return (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__/* .notLoaded */ .v2)(`the partition ${partitionName}`);
    const failure = seen && 'failure' in seen ? seen.failure : undefined;
    const counted = seen && 'answer' in seen ? seen.answer : undefined;
    return (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__/* .notSearchable */ .iV)({ imported: (0,_model_job_js__WEBPACK_IMPORTED_MODULE_4__/* .importedRowsOf */ .$)(last), counted, expected, before, failure });
}


/***/ })

};
