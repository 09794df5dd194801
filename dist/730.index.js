export const id = 730;
export const ids = [730];
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

/***/ 4730:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   prepareGate: () => (/* binding */ prepareGate)
/* harmony export */ });
/* harmony import */ var _errors_checks_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8192);
/* harmony import */ var _errors_import_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(687);
/* harmony import */ var _errors_publishing_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4436);
/* harmony import */ var _job_limits_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(6793);
/* harmony import */ var _job_patience_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(6606);
/* harmony import */ var _job_refusals_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6924);
/* harmony import */ var _job_verdict_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8168);
/* harmony import */ var _model_service_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6324);
/* harmony import */ var _ask_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9800);
/* harmony import */ var _watch_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(3264);










async function prepareGate(plan, tools) {
    const plane = await tools.openDataPlane({ timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_8__/* .CALL */ .XV, signal: tools.signal });
    if (typeof plane === 'string')
        throw (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)('DataPlaneUnreachable', { input: 'commit', because: plane });
    const probed = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_6__/* .ask */ .k)(tools, options => plane.hasTwoPhases(options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_8__/* .CALL */ .XV });
    if ('refusal' in probed) {
        const isRefused = probed.refusal === 'noCredentials' || probed.refusal === 'noPermission';
        const code = isRefused ? 'NotPermitted' : 'DataPlaneUnreachable';
        throw (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)(code, { input: 'commit', failure: probed.failure });
    }
    if (!probed.answer)
        throw (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)('TwoPhaseUnsupported', { input: 'commit' });
    return {
        held: source => source.kind === 'files'
            ? { ...source, options: { ...source.options, ...holding(plan, source.options) } }
            : source,
        pass: (job, timed) => pass(job, plan, plane, timed),
    };
}
function holding({ commit, timeout }, given) {
    const isOpen = commit === 'manual' || given['timeout'] !== undefined;
    return {
        auto_commit: 'false',
        ...(isOpen ? {} : { timeout: `${Math.ceil((timeout + _job_patience_js__WEBPACK_IMPORTED_MODULE_8__/* .SERVER_TIMEOUT_MARGIN */ .VQ) / 1000)}s` }),
    };
}
async function pass(job, plan, plane, tools) {
    const isOurs = plan.commit === 'verified' && job.origin !== 'given';
    let last;
    try {
        last = await (0,_watch_js__WEBPACK_IMPORTED_MODULE_7__/* .follow */ .e6)(job, plan, tools);
    }
    catch (error) {
        throw isOurs ? await ended(error, job.jobId, plane, tools) : left(error, job.jobId);
    }
    if (last?.standing !== 'uncommitted')
        return last ?? unfinished();
    const verdict = (0,_job_verdict_js__WEBPACK_IMPORTED_MODULE_4__/* .stagedRows */ .q)(last, plan.expectedRows);
    tools.tell({ kind: 'staged', rows: last.importedRows, holds: verdict.holds });
    if (!verdict.holds)
        throw await refused(verdict, job.jobId, plane, tools);
    if (plan.commit === 'manual')
        return last;
    await leaveTime(job, last, plan, plane, tools);
    return publish(job, plan, plane, tools);
}
function unfinished() {
    throw new Error('a gate always waits');
}
async function leaveTime({ jobId, origin }, last, plan, plane, tools) {
    const total = serverTimeout(plan);
    if (total === undefined || origin === 'given')
        return;
    const since = origin === 'submitted' ? tools.clock.now() - tools.startedAt : age(last, tools);
    if (since === undefined || total - since >= _job_patience_js__WEBPACK_IMPORTED_MODULE_8__/* .COMMIT_MARGIN */ .XE)
        return;
    const end = await abort(jobId, plane, tools);
    throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_2__/* .tooLateToCommit */ .v1)({ jobId, abort: end, left: Math.max(0, total - since) });
}
function age({ createdAt }, { today }) {
    return createdAt === undefined ? undefined : today() - createdAt;
}
function serverTimeout({ task, commit, timeout }) {
    const options = task.kind === 'submit' && task.source.kind !== 'objects' && task.source.kind !== 'volume'
        ? task.source.options
        : {};
    const given = options['timeout'];
    if (given === undefined)
        return commit === 'manual' ? undefined : timeout + _job_patience_js__WEBPACK_IMPORTED_MODULE_8__/* .SERVER_TIMEOUT_MARGIN */ .VQ;
    const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(given) ?? [];
    return amount && unit ? Number(amount) * { s: 1000, m: 60_000, h: 3_600_000 }[unit] : undefined;
}
async function publish(job, plan, plane, tools) {
    const { jobId } = job;
    tools.tell({ kind: 'committing' });
    const sent = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_6__/* .ask */ .k)(tools, options => plane.commit(jobId, options), { timeout: _job_patience_js__WEBPACK_IMPORTED_MODULE_8__/* .CALL */ .XV });
    if ('failure' in sent && (0,_job_refusals_js__WEBPACK_IMPORTED_MODULE_3__/* .readPhaseRefusal */ .u)(sent.failure) !== undefined)
        return settleRefusal(job, plan, sent.failure, tools);
    if ('failure' in sent &&
        sent.refusal !== 'transient' &&
        sent.refusal !== 'rateLimited' &&
        !tools.signal.aborted)
        throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_2__/* .commitRefused */ .E9)(jobId, sent.failure);
    try {
        const last = await (0,_watch_js__WEBPACK_IMPORTED_MODULE_7__/* .keepFollowing */ .PS)(job, plan, tools, progress => progress.standing !== 'uncommitted');
        if (last.standing === 'uncommitted')
            throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_2__/* .notCommittedYet */ .A_)(jobId);
        if (last.standing === 'completed')
            tools.tell({ kind: 'committed', rows: last.importedRows });
        return last;
    }
    catch (error) {
        throw error instanceof _errors_import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y ? (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_2__/* .committedLate */ .to)(error, jobId) : error;
    }
}
async function settleRefusal(job, plan, failure, tools) {
    const last = await (0,_watch_js__WEBPACK_IMPORTED_MODULE_7__/* .keepFollowing */ .PS)(job, plan, tools, () => true);
    if (last.standing === 'uncommitted')
        throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_2__/* .commitRefused */ .E9)(job.jobId, failure);
    return last;
}
async function ended(error, jobId, plane, tools) {
    if (!(error instanceof _errors_import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y) || (error.status !== 'TimedOut' && error.status !== 'Cancelled'))
        return error;
    const isCancelled = error.status === 'Cancelled';
    return (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_2__/* .endedUnstaged */ .KV)({ jobId, abort: await abort(jobId, plane, tools), isCancelled });
}
function left(error, jobId) {
    const isOver = error instanceof _errors_import_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImportError */ .Y && (error.status === 'TimedOut' || error.status === 'Cancelled');
    return isOver ? (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_2__/* .leftStaged */ .o6)(error, jobId) : error;
}
async function refused(verdict, jobId, plane, tools) {
    return (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_2__/* .rowsRefused */ .w$)({ jobId, abort: await abort(jobId, plane, tools), why: verdict.says });
}
async function abort(jobId, plane, tools) {
    const { signal, service, tell } = tools;
    const isHurried = signal.aborted;
    const limit = isHurried ? (0,_job_limits_js__WEBPACK_IMPORTED_MODULE_9__/* .within */ .u)(tools.clock, new AbortController().signal, _job_patience_js__WEBPACK_IMPORTED_MODULE_8__/* .LAST_ABORT */ .ak).signal : signal;
    const hurried = { ...tools, signal: limit };
    const patience = isHurried ? _job_patience_js__WEBPACK_IMPORTED_MODULE_8__/* .LAST_ABORT */ .ak : undefined;
    const timeout = isHurried ? _job_patience_js__WEBPACK_IMPORTED_MODULE_8__/* .LAST_ABORT */ .ak : _job_patience_js__WEBPACK_IMPORTED_MODULE_8__/* .CALL */ .XV;
    const sent = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_6__/* .ask */ .k)(hurried, options => plane.abort(jobId, options), {
        timeout,
        ...(patience === undefined ? {} : { patience }),
    });
    const isDropped = 'answer' in sent || (await isFailed(jobId, service, { timeout, signal: limit }));
    tell({ kind: 'aborted', isConfirmed: isDropped });
    if (isDropped)
        return 'aborted';
    return 'failure' in sent && (0,_job_refusals_js__WEBPACK_IMPORTED_MODULE_3__/* .readPhaseRefusal */ .u)(sent.failure) === 'committed' ? 'committed' : 'unanswered';
}
async function isFailed(jobId, service, options) {
    try {
        return (await service.describe(jobId, options)).standing === 'failed';
    }
    catch (error) {
        if (error instanceof _model_service_js__WEBPACK_IMPORTED_MODULE_5__/* .CallError */ .R)
            return false;
        throw error;
    }
}


/***/ })

};
