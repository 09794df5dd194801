export const id = 447;
export const ids = [447];
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

/***/ 3447:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  prepareGate: () => (/* binding */ prepareGate)
});

// EXTERNAL MODULE: ./errors/checks.js
var checks = __webpack_require__(8192);
// EXTERNAL MODULE: ./errors/failures.js
var failures = __webpack_require__(898);
// EXTERNAL MODULE: ./errors/gate.js
var gate = __webpack_require__(8646);
// EXTERNAL MODULE: ./errors/import-error.js
var import_error = __webpack_require__(687);
// EXTERNAL MODULE: ./job/patience.js
var patience = __webpack_require__(6606);
// EXTERNAL MODULE: ./job/verdict.js
var job_verdict = __webpack_require__(8168);
// EXTERNAL MODULE: ./job/limits.js
var limits = __webpack_require__(6793);
// EXTERNAL MODULE: ./job/refusals.js
var refusals = __webpack_require__(6924);
// EXTERNAL MODULE: ./model/service.js
var service = __webpack_require__(6324);
// EXTERNAL MODULE: ./steps/ask.js
var ask = __webpack_require__(9800);
;// CONCATENATED MODULE: ./steps/server-timeout.js

function holding({ commit, timeout }, given) {
    const isOpen = commit === 'manual' || given['timeout'] !== undefined;
    return {
        auto_commit: 'false',
        ...(isOpen ? {} : { timeout: `${Math.ceil((timeout + patience/* SERVER_TIMEOUT_MARGIN */.VQ) / 1000)}s` }),
    };
}
function serverTimeLeft({ job, plan, tools, seen }) {
    const total = job.origin === 'given' ? undefined : serverTimeout(plan);
    if (total === undefined)
        return undefined;
    const { clock, today, startedAt } = tools;
    if (job.origin === 'submitted')
        return total - (clock.now() - startedAt);
    const createdAt = seen.last?.createdAt;
    return createdAt === undefined ? undefined : total - (today() - createdAt);
}
function serverTimeout({ task, commit, timeout }) {
    const source = task.kind === 'submit' ? task.source : undefined;
    const given = source && 'options' in source ? source.options['timeout'] : undefined;
    if (given !== undefined)
        return goDuration(given);
    return commit === 'manual' ? undefined : timeout + patience/* SERVER_TIMEOUT_MARGIN */.VQ;
}
const UNITS = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
function goDuration(text) {
    if (!/^\+?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(text))
        return undefined;
    return [...text.matchAll(/([\d.]+)([a-zµμ]+)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit], 0);
}

;// CONCATENATED MODULE: ./steps/abort.js






async function abort(staged) {
    const { job, plane, tools } = staged;
    const { clock, signal } = tools;
    const limit = (0,limits/* outliving */.W)(clock, signal, patience/* LAST_ABORT */.ak);
    const options = { timeout: signal.aborted ? patience/* LAST_ABORT */.ak / 2 : patience/* CALL */.XV, signal: limit.signal };
    try {
        const asked = await (0,ask/* ask */.k)({ ...tools, signal: limit.signal }, call => plane.abort(job.jobId, call), options);
        const now = await look(staged, options);
        const end = endOf(asked, now, staged);
        tools.tell({ kind: 'aborted', end: end.kind, state: now?.state });
        return end;
    }
    finally {
        limit.end();
    }
}
function endOf(asked, now, staged) {
    const isCommitted = now?.standing === 'completed' || now?.state === 'Committing';
    if (now?.standing === 'failed' || ('answer' in asked && !isCommitted))
        return { kind: 'aborted' };
    if (isCommitted || ('failure' in asked && (0,refusals/* readPhaseRefusal */.u)(asked.failure) === 'committed'))
        return { kind: 'committed' };
    const { failure, refusal } = asked;
    const left = serverTimeLeft(staged);
    return {
        kind: 'unconfirmed',
        failure,
        isRefused: refusal !== 'transient' && failure.kind !== 'aborted',
        dropsAt: left === undefined ? undefined : staged.tools.today() + left,
    };
}
async function look({ job, tools }, options) {
    try {
        return await tools.service.describe(job.jobId, options);
    }
    catch (error) {
        if (error instanceof service/* CallError */.R)
            return undefined;
        throw error;
    }
}

// EXTERNAL MODULE: ./job/retry.js
var retry = __webpack_require__(8999);
// EXTERNAL MODULE: ./words/job.js
var words_job = __webpack_require__(9796);
;// CONCATENATED MODULE: ./steps/staged.js

function whereSeen({ seen: { last } }) {
    return last ? (0,words_job/* reached */.V6)(last) : '';
}
function isCommitting({ seen: { last } }) {
    return last?.state === 'Committing' || last?.standing === 'completed';
}

// EXTERNAL MODULE: ./steps/watch.js + 2 modules
var watch = __webpack_require__(3264);
;// CONCATENATED MODULE: ./steps/commit.js











async function publish(staged) {
    const { plan, tools } = staged;
    const { clock, random, startedAt, tell } = tools;
    let sent = { mayBeCommitted: false, failure: undefined, isForGood: false };
    tell({ kind: 'committing' });
    for (let tries = 1;; tries += 1) {
        if (hasTime(staged))
            sent = await send(staged, sent);
        const last = await settled(staged, sent);
        if (last.standing === 'completed')
            tell({ kind: 'committed', rows: last.importedRows });
        if (last.standing === 'failed' && sent.mayBeCommitted)
            throw (0,gate/* failedCommitting */.t8)(staged.job.jobId, last.reason);
        if (last.standing !== 'uncommitted')
            return last;
        const left = startedAt + plan.timeout - clock.now();
        if (sent.isForGood || left <= 0)
            throw unpublished(staged, sent, last);
        const { failure } = sent;
        const pause = failure ? Math.max((0,retry/* backOff */.fu)(tries, random), failure.retryAfter ?? 0) : patience/* COMMIT_POLL */.yM;
        await clock.sleep(Math.min(pause, left), tools.signal);
    }
}
function hasTime(staged) {
    const left = serverTimeLeft(staged);
    return left === undefined || left >= patience/* COMMIT_MARGIN */.XE;
}
async function send({ job, plane, tools }, { mayBeCommitted }) {
    const { signal, tell } = tools;
    const question = (options) => plane.commit(job.jobId, options);
    const asked = await (0,ask/* ask */.k)(tools, question, { timeout: patience/* CALL */.XV, patience: 0 });
    if ('answer' in asked)
        return { mayBeCommitted: true, failure: undefined, isForGood: false };
    const { failure, refusal } = asked;
    const isLost = failure.kind !== 'unsent' && (refusal === 'transient' || failure.kind === 'aborted');
    if (isLost && !signal.aborted)
        tell({ kind: 'noted', text: `The commit got no answer (${(0,words_job/* failureWords */.AC)(failure)}): looking at the job` });
    return { mayBeCommitted: mayBeCommitted || isLost, failure, isForGood: isForGood(refusal, failure) };
}
function isForGood(refusal, failure) {
    const phase = (0,refusals/* readPhaseRefusal */.u)(failure);
    if (phase !== undefined)
        return phase === 'autoCommit' || phase === 'jobMissing';
    return failure.kind !== 'aborted' && refusal !== 'transient' && refusal !== 'rateLimited';
}
async function settled(staged, sent) {
    const { job, plan, tools } = staged;
    try {
        return await (0,watch/* followOn */.RG)(job, plan, tools);
    }
    catch (error) {
        if (!(error instanceof import_error/* ImportError */.Y))
            throw error;
        const { mayBeCommitted, failure } = sent;
        if (mayBeCommitted)
            throw failure && error.status === 'TimedOut'
                ? (0,gate/* commitUnknown */.qN)(job.jobId, failure)
                : (0,gate/* committedLate */.to)(error, job.jobId);
        if (error.status === 'Cancelled')
            throw (0,gate/* leftStaged */.o6)({ jobId: job.jobId, isCancelled: true, seen: whereSeen(staged) });
        throw failure ? (0,gate/* commitRefused */.E9)(job.jobId, failure) : error;
    }
}
function unpublished({ job: { jobId }, plan: { timeout } }, sent, last) {
    const { failure, mayBeCommitted } = sent;
    if (failure && (sent.isForGood || !mayBeCommitted))
        return (0,gate/* commitRefused */.E9)(jobId, failure);
    return failure ? (0,gate/* commitUnknown */.qN)(jobId, failure) : (0,gate/* committedLate */.to)((0,failures/* timedOut */.iU)({ jobId, timeout, last }), jobId);
}

// EXTERNAL MODULE: ./steps/limits.js
var steps_limits = __webpack_require__(7533);
// EXTERNAL MODULE: ./steps/plane.js
var steps_plane = __webpack_require__(3751);
;// CONCATENATED MODULE: ./steps/gate.js














async function prepareGate(plan, tools) {
    const plane = await (0,steps_plane/* planeFor */.y)('commit', tools);
    const probed = await (0,ask/* ask */.k)(tools, options => plane.hasTwoPhases(options), { timeout: patience/* CALL */.XV });
    if ('refusal' in probed) {
        (0,steps_limits/* stopIfCancelled */.FE)(tools.signal, steps_limits/* NOTHING */.K$);
        const isRefused = probed.refusal === 'noCredentials' || probed.refusal === 'noPermission';
        const code = isRefused ? 'NotPermitted' : 'DataPlaneUnreachable';
        throw (0,checks/* checkFailed */.s_)(code, { input: 'commit', failure: probed.failure });
    }
    if (!probed.answer)
        throw (0,checks/* checkFailed */.s_)('TwoPhaseUnsupported', { input: 'commit' });
    return {
        held: source => source.kind === 'files'
            ? { ...source, options: { ...source.options, ...holding(plan, source.options) } }
            : source,
        pass: (job, timed, seen) => pass({ job, plan, plane, tools: timed, seen }),
    };
}
const NOT_HELD_BACK = 'The rows of this job became visible without this step: none were held back for it to count';
async function pass(staged) {
    const { job, plan, tools } = staged;
    let last;
    try {
        last = await (0,watch/* follow */.e6)(job, plan, tools);
    }
    catch (error) {
        throw await interrupted(error, staged);
    }
    if (!last)
        throw new Error('a gate always waits');
    if (last.standing !== 'uncommitted') {
        if (last.standing === 'completed' && job.origin === 'given')
            tools.tell({ kind: 'noted', text: NOT_HELD_BACK });
        return last;
    }
    if (tools.signal.aborted)
        throw await interrupted((0,failures/* cancelledWaiting */.RD)(job.jobId), staged);
    const verdict = (0,job_verdict/* stagedRows */.qB)(last, plan.expectedRows);
    tools.tell({ kind: 'staged', rows: last.importedRows, holds: verdict.holds });
    if (!verdict.holds)
        throw (0,gate/* rowsRefused */.w$)({ jobId: job.jobId, abort: await abort(staged), why: verdict.says });
    if (plan.commit === 'manual')
        return last;
    return published(staged);
}
async function published(staged) {
    const { job, plan, tools, seen } = staged;
    const { jobId } = job;
    if (tools.clock.now() - tools.startedAt >= plan.timeout)
        throw await interrupted((0,failures/* timedOut */.iU)({ jobId, timeout: plan.timeout, last: seen.last }), staged);
    if (hasTime(staged))
        return publish(staged);
    const left = Math.max(0, serverTimeLeft(staged) ?? 0);
    throw (0,gate/* tooLateToCommit */.v1)({ jobId, abort: await abort(staged), left });
}
async function interrupted(error, staged) {
    if (!(error instanceof import_error/* ImportError */.Y) || (error.status !== 'TimedOut' && error.status !== 'Cancelled'))
        return error;
    const { job, plan, seen } = staged;
    const { jobId } = job;
    const isCancelled = error.status === 'Cancelled';
    if (!seen.isSettled)
        return error;
    if (isCommitting(staged))
        return (0,gate/* committedLate */.to)(error, jobId);
    const end = { jobId, isCancelled, seen: whereSeen(staged) };
    if (plan.commit === 'manual' || job.origin === 'given')
        return (0,gate/* leftStaged */.o6)(end);
    const dropped = await abort(staged);
    return dropped.kind === 'committed' && !isCancelled
        ? (0,gate/* committedLate */.to)(error, jobId)
        : (0,gate/* endedUnstaged */.KV)({ ...end, abort: dropped });
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


/***/ })

};
