export const id = 827;
export const ids = [827];
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
    RowsUnknown: ['A file does not report how many rows it has', 'Give `expectedRows` a number (or `>=N`): only Parquet and NumPy files that this step can read show how many they have.'],
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

/***/ 827:
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
// EXTERNAL MODULE: ./job/verdict.js
var verdict = __webpack_require__(8168);
// EXTERNAL MODULE: ./job/limits.js
var limits = __webpack_require__(6793);
// EXTERNAL MODULE: ./job/patience.js
var patience = __webpack_require__(6606);
// EXTERNAL MODULE: ./job/refusals.js
var refusals = __webpack_require__(6924);
// EXTERNAL MODULE: ./words/job.js
var words_job = __webpack_require__(9796);
// EXTERNAL MODULE: ./steps/ask.js
var ask = __webpack_require__(9800);
// EXTERNAL MODULE: ./steps/watch.js + 1 modules
var watch = __webpack_require__(8883);
;// CONCATENATED MODULE: ./steps/commit.js









function whereSeen({ job: { last } }) {
    return last ? (0,words_job/* reached */.V6)(last) : '';
}
async function lastWord({ job, plan, tools }) {
    const last = await (0,watch/* follow */.e)(job, plan, tools);
    if (!last)
        throw new Error('a gate always waits');
    return last;
}
async function commit(staged) {
    const { job, plan, tools } = staged;
    const { clock, random, signal, tell } = tools;
    let sent = { mayBeCommitted: false, isForGood: false };
    tell({ kind: 'committing' });
    for (let tries = 1;; tries += 1) {
        if (hasTime(staged))
            sent = await send(staged, sent);
        const last = await settled(staged, sent);
        if (last.standing === 'completed')
            tell({ kind: 'committed', rows: last.importedRows });
        if (last.standing === 'failed' && sent.mayBeCommitted)
            throw (0,gate/* failedCommitting */.t8)(job.jobId, last.reason);
        if (last.standing !== 'uncommitted')
            return last;
        const left = job.startedAt + plan.timeout - clock.now();
        if (sent.isForGood || left <= 0)
            throw unpublished(staged, sent, last);
        const pause = sent.failure ? (0,ask/* pauseAfter */.l0)(tries, sent.failure, random) : patience/* COMMIT_POLL */.yM;
        await clock.sleep(Math.min(pause, left), signal);
    }
}
async function send({ job, plane, tools }, { mayBeCommitted }) {
    const asked = await (0,ask/* ask */.kA)(tools, options => plane.commit(job.jobId, options), { patience: 0 });
    if ('answer' in asked)
        return { mayBeCommitted: true, isForGood: false };
    const { failure, refusal } = asked;
    const isAborted = failure.kind === 'aborted';
    const isLost = failure.kind !== 'unsent' && (refusal === 'transient' || isAborted);
    const phase = (0,refusals/* readPhaseRefusal */.u)(failure);
    const isForGood = phase
        ? phase === 'autoCommit' || phase === 'jobMissing'
        : !isAborted && !(0,ask/* passesByItself */.uj)(asked);
    if (isLost && !tools.signal.aborted) {
        const text = `The commit got no answer (${(0,words_job/* failureWords */.AC)(failure)}): looking at the job`;
        tools.tell({ kind: 'noted', text });
    }
    return { mayBeCommitted: mayBeCommitted || isLost, failure, isForGood };
}
async function settled(staged, { mayBeCommitted, failure }) {
    const { jobId } = staged.job;
    try {
        return await lastWord(staged);
    }
    catch (error) {
        if (!(error instanceof import_error/* ImportError */.Y))
            throw error;
        if (mayBeCommitted && failure && error.status === 'TimedOut')
            throw (0,gate/* commitUnknown */.qN)(jobId, failure);
        if (mayBeCommitted)
            throw (0,gate/* committedLate */.to)(error, jobId);
        if (error.status === 'Cancelled')
            throw (0,gate/* leftStaged */.o6)({ jobId, isCancelled: true, seen: whereSeen(staged) });
        throw failure ? (0,gate/* commitRefused */.E9)(jobId, failure) : error;
    }
}
function unpublished({ job: { jobId }, plan: { timeout } }, sent, last) {
    const { failure, mayBeCommitted, isForGood } = sent;
    if (failure && (isForGood || !mayBeCommitted))
        return (0,gate/* commitRefused */.E9)(jobId, failure);
    return failure ? (0,gate/* commitUnknown */.qN)(jobId, failure) : (0,gate/* committedLate */.to)((0,failures/* timedOut */.iU)({ jobId, timeout, last }), jobId);
}
async function abort(staged) {
    const { job, plane, tools } = staged;
    const { clock, random, signal, service } = tools;
    const limit = (0,limits/* outliving */.W)(clock, signal, patience/* LAST_ABORT */.ak);
    const limited = { clock, random, signal: limit.signal };
    const timeout = signal.aborted ? patience/* LAST_ABORT */.ak / 2 : patience/* CALL */.XV;
    try {
        const asked = await (0,ask/* ask */.kA)(limited, options => plane.abort(job.jobId, options), { timeout });
        const seen = await (0,ask/* ask */.kA)(limited, options => service.describe(job.jobId, options), { timeout, patience: 0 });
        const now = 'answer' in seen ? seen.answer : undefined;
        const isCommitted = now?.standing === 'completed' || now?.state === 'Committing';
        const end = endOf(asked, { isFailed: now?.standing === 'failed', isCommitted }, staged);
        tools.tell({ kind: 'aborted', end: end.kind, state: now?.state });
        return end;
    }
    finally {
        limit.end();
    }
}
function endOf(asked, { isFailed, isCommitted }, staged) {
    if (isFailed)
        return { kind: 'aborted' };
    if (isCommitted)
        return { kind: 'committed' };
    if ('answer' in asked)
        return { kind: 'aborted' };
    const { failure, refusal } = asked;
    if ((0,refusals/* readPhaseRefusal */.u)(failure) === 'committed')
        return { kind: 'committed' };
    const left = serverTimeLeft(staged);
    return {
        kind: 'unconfirmed',
        failure,
        isRefused: refusal !== 'transient' && failure.kind !== 'aborted',
        dropsAt: left === undefined ? undefined : staged.tools.today() + left,
    };
}
function hasTime(staged) {
    const left = serverTimeLeft(staged);
    return left === undefined || left >= patience/* COMMIT_MARGIN */.XE;
}
function serverTimeLeft({ job, plan, tools }) {
    const total = job.origin === 'given' ? undefined : serverTimeout(plan);
    if (total === undefined)
        return undefined;
    if (job.origin === 'submitted')
        return total - (tools.clock.now() - job.startedAt);
    const createdAt = job.last?.createdAt;
    return createdAt === undefined ? undefined : total - (tools.today() - createdAt);
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

// EXTERNAL MODULE: ./steps/plane.js
var steps_plane = __webpack_require__(3751);
;// CONCATENATED MODULE: ./steps/gate.js







async function prepareGate(plan, tools) {
    const plane = await (0,steps_plane/* planeFor */.y)('commit', tools);
    const hasTwoPhases = await (0,steps_plane/* mustKnow */.J)('commit', tools, options => plane.hasTwoPhases(options));
    if (!hasTwoPhases)
        throw (0,checks/* checkFailed */.s_)('TwoPhaseUnsupported', { input: 'commit' });
    return {
        held(source) {
            if (source.kind !== 'files')
                return source;
            const isOpen = plan.commit === 'manual' || source.options['timeout'] !== undefined;
            const timeout = `${Math.ceil((serverTimeout(plan) ?? 0) / 1000)}s`;
            const options = { ...source.options, auto_commit: 'false', ...(isOpen ? {} : { timeout }) };
            return { ...source, options };
        },
        pass: (job, expected, seeing) => pass({ job, plan, plane, tools: seeing }, expected),
    };
}
const NOT_HELD_BACK = 'The rows of this job became visible without this step: none were held back for it to count';
async function pass(staged, expected) {
    const { job, plan, tools } = staged;
    const { jobId, startedAt } = job;
    const last = await lastWord(staged).catch(async (error) => {
        throw await interrupted(error, staged);
    });
    if (last.standing !== 'uncommitted') {
        if (last.standing === 'completed' && job.origin === 'given')
            tools.tell({ kind: 'noted', text: NOT_HELD_BACK });
        return last;
    }
    if (tools.signal.aborted)
        throw await interrupted((0,failures/* cancelledWaiting */.RD)(jobId), staged);
    const { holds, says } = (0,verdict/* stagedRows */.qB)(last, expected);
    tools.tell({ kind: 'staged', rows: last.importedRows, holds });
    if (!holds)
        throw (0,gate/* rowsRefused */.w$)(jobId, await abort(staged), says);
    if (plan.commit === 'manual')
        return last;
    if (tools.clock.now() - startedAt >= plan.timeout)
        throw await interrupted((0,failures/* timedOut */.iU)({ jobId, timeout: plan.timeout, last }), staged);
    if (hasTime(staged))
        return commit(staged);
    const left = Math.max(0, serverTimeLeft(staged) ?? 0);
    throw (0,gate/* tooLateToCommit */.v1)(jobId, await abort(staged), left);
}
async function interrupted(error, staged) {
    if (!(error instanceof import_error/* ImportError */.Y) || (error.status !== 'TimedOut' && error.status !== 'Cancelled'))
        return error;
    const { jobId, origin, isUnverified, last } = staged.job;
    if (isUnverified)
        return error;
    if (last?.state === 'Committing' || last?.standing === 'completed')
        return (0,gate/* committedLate */.to)(error, jobId);
    const isCancelled = error.status === 'Cancelled';
    const end = { jobId, isCancelled, seen: whereSeen(staged) };
    if (staged.plan.commit === 'manual' || origin === 'given')
        return (0,gate/* leftStaged */.o6)(end);
    const dropped = await abort(staged);
    return dropped.kind === 'committed' && !isCancelled
        ? (0,gate/* committedLate */.to)(error, jobId)
        : (0,gate/* endedUnstaged */.KV)(end, dropped);
}


/***/ }),

/***/ 3751:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ mustKnow),
/* harmony export */   y: () => (/* binding */ planeFor)
/* harmony export */ });
/* harmony import */ var _errors_checks_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8192);
/* harmony import */ var _ask_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9800);


async function planeFor(input, tools) {
    const plane = await mustKnow(input, tools, tools.openDataPlane);
    if (typeof plane === 'string')
        throw (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)('DataPlaneUnreachable', { input, because: plane });
    return plane;
}
async function mustKnow(input, tools, question) {
    const asked = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_1__/* .ask */ .kA)(tools, question);
    (0,_ask_js__WEBPACK_IMPORTED_MODULE_1__/* .stopIfCancelled */ .FE)(tools.signal);
    if ('answer' in asked)
        return asked.answer;
    const { refusal, failure } = asked;
    const isRefused = refusal === 'noCredentials' || refusal === 'noPermission';
    throw (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)(isRefused ? 'NotPermitted' : 'DataPlaneUnreachable', { input, failure });
}


/***/ })

};
