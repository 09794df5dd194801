export const id = 364;
export const ids = [364];
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
/* harmony import */ var _words_format_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(980);
/* harmony import */ var _explain_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7968);
/* harmony import */ var _failures_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(898);
/* harmony import */ var _import_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(687);




const complete = (imported) => `complete${imported === undefined ? '' : ` (${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9)(imported)} rows)`}`;
function notSearchable(seen) {
    const { counted, expected, before, waited } = seen;
    const instead = expected === undefined ? '' : ` instead of ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9)(expected)}`;
    const found = counted === undefined
        ? 'a query could not count its rows'
        : `a query still counts ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9)(counted)}${instead}`;
    const isBehind = counted !== undefined && before !== undefined && counted < before;
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Completed', code: 'NotSearchable', ...(0,_failures_js__WEBPACK_IMPORTED_MODULE_1__/* .behind */ .Ry)(seen.failure) },
        title: `The import is ${complete(seen.imported)}, but ${found} after ${(0,_words_format_js__WEBPACK_IMPORTED_MODULE_3__/* .duration */ .p0)(waited)}`,
        advice: `Don't import again: the rows are stored. ${isBehind
            ? 'Rows were deleted meanwhile, or others write to the collection: count them yourself'
            : 'Check that the collection (or the partition) is loaded, refresh the load, or wait longer with a higher `timeout`'}`,
    });
}
function otherCollection(collectionName, real) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Completed', code: 'NotSearchable' },
        title: `The import is complete, but it went into collection ${real}, not into ${collectionName}: nothing was counted`,
        advice: "Don't import again: correct `collectionName`, then run this step again",
    });
}
function cancelledCounting(imported) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Cancelled', code: 'Cancelled' },
        title: `The workflow was cancelled. The import was ${complete(imported)}, but no query had counted its rows yet`,
        advice: "Don't import again: the rows become visible by themselves, or after a refresh of the load",
    });
}
function notLoaded(what, failure) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Completed', code: 'NotLoaded', ...(0,_failures_js__WEBPACK_IMPORTED_MODULE_1__/* .behind */ .Ry)(failure) },
        title: `The import is complete, but ${what} is not loaded: its rows are stored, but cannot be searched`,
        advice: "Don't import again: load it, or set `searchable: load` next time",
    });
}
const byHand = "Don't import again: switch the alias yourself, or run a step with this `jobId` and `alias`.";
function aliasNotSwitched({ alias, collectionName }, failure, pointsTo) {
    const { title, advice } = (0,_explain_js__WEBPACK_IMPORTED_MODULE_0__/* .explain */ .W)(failure.code, failure.said, { api: 'milvus' });
    const now = pointsTo ? `; it still points to ${pointsTo}` : '';
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Completed', code: 'AliasNotSwitched', ...(0,_failures_js__WEBPACK_IMPORTED_MODULE_1__/* .behind */ .Ry)(failure) },
        context: `The import is complete, but the alias ${alias} could not be switched to ${collectionName}${now}`,
        title,
        advice: `${byHand} ${advice}`,
    });
}
function aliasUnproven(alias) {
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Completed', code: 'AliasNotSwitched' },
        title: `The import is complete, but the server does not report how many rows came in: whether a query sees all of them is not known, and the alias ${alias} was left alone`,
        advice: "Don't import again: count the rows, then switch the alias yourself",
    });
}
function cancelledSwitching(alias, isSent) {
    const what = isSent ? 'may or may not have been switched' : 'was not switched';
    return new _import_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ImportError */ .Y({
        ...{ status: 'Cancelled', code: 'Cancelled' },
        title: `The workflow was cancelled. The import is complete and searchable, but the alias ${alias} ${what}`,
        advice: byHand,
    });
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
/* harmony import */ var _ask_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9800);
/* harmony import */ var _plane_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3751);




async function planSwitch(plane, alias, collectionName, tools) {
    const target = await (0,_plane_js__WEBPACK_IMPORTED_MODULE_3__/* .mustKnow */ .J)('alias', tools, options => plane.aliasTarget(alias, options));
    const isFree = target === undefined;
    if (isFree && (await (0,_plane_js__WEBPACK_IMPORTED_MODULE_3__/* .mustKnow */ .J)('alias', tools, options => plane.has(alias, options))))
        throw (0,_errors_checks_js__WEBPACK_IMPORTED_MODULE_0__/* .checkFailed */ .s_)('AliasTaken', { input: 'alias', because: alias });
    const real = await (0,_plane_js__WEBPACK_IMPORTED_MODULE_3__/* .mustKnow */ .J)('alias', tools, options => plane.aliasTarget(collectionName, options));
    return { plane, alias, collectionName: real ?? collectionName };
}
async function switchAlias(change, tools) {
    const { plane, alias, collectionName } = change;
    const where = () => (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .kA)(tools, options => plane.aliasTarget(alias, options));
    let now = await where();
    const before = 'answer' in now ? now.answer : undefined;
    let failed;
    for (let changes = 0; !('answer' in now && now.answer === collectionName); changes += 1) {
        if (tools.signal.aborted)
            throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__/* .cancelledSwitching */ .im)(alias, changes > 0);
        if ('refusal' in now)
            throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__/* .aliasNotSwitched */ .JQ)(change, now.failure);
        const isOtherVerb = failed?.refusal === 'aliasMissing' || failed?.refusal === 'aliasTaken';
        if (failed && changes >= (isOtherVerb ? 2 : 1))
            throw (0,_errors_publishing_js__WEBPACK_IMPORTED_MODULE_1__/* .aliasNotSwitched */ .JQ)(change, failed.failure, now.answer);
        const lead = now.answer === undefined ? plane.createAlias : plane.alterAlias;
        const changed = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .ask */ .kA)(tools, options => lead(alias, collectionName, options));
        if ('answer' in changed)
            break;
        failed = changed;
        now = await where();
    }
    tools.tell({ kind: 'switched', alias, collectionName, before });
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


/***/ }),

/***/ 9364:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  preparePublishing: () => (/* binding */ preparePublishing),
  d: () => (/* binding */ probe)
});

// EXTERNAL MODULE: ./errors/publishing.js
var publishing = __webpack_require__(4436);
// EXTERNAL MODULE: ./job/patience.js
var job_patience = __webpack_require__(6606);
// EXTERNAL MODULE: ./job/progress.js
var progress = __webpack_require__(6598);
// EXTERNAL MODULE: ./model/job.js
var model_job = __webpack_require__(8260);
// EXTERNAL MODULE: ./words/format.js
var format = __webpack_require__(980);
// EXTERNAL MODULE: ./words/job.js
var words_job = __webpack_require__(9796);
// EXTERNAL MODULE: ./steps/alias.js
var steps_alias = __webpack_require__(9877);
// EXTERNAL MODULE: ./steps/ask.js
var ask = __webpack_require__(9800);
// EXTERNAL MODULE: ./errors/checks.js
var checks = __webpack_require__(8192);
// EXTERNAL MODULE: ./steps/plane.js
var steps_plane = __webpack_require__(3751);
;// CONCATENATED MODULE: ./steps/count.js





async function counterOf({ task, searchable }, tools) {
    const { collectionName = '', partitionName } = task.kind === 'submit' ? task.into : task;
    const plane = await (0,steps_plane/* planeFor */.y)('searchable', tools);
    return { plane, collectionName, partitionName, loads: searchable === 'load' };
}
function countRows({ plane, collectionName, partitionName }, tools, { timeout = job_patience/* COUNT */.i2, patience = job_patience/* CHECK */.fi } = {}) {
    const question = plane.count.bind(plane, collectionName, partitionName);
    return (0,ask/* ask */.kA)(tools, question, { timeout, patience });
}
function load({ plane, collectionName }, tools, patience) {
    return (0,ask/* ask */.kA)(tools, options => plane.load(collectionName, options), patience);
}
function isUnloaded({ refusal }) {
    return refusal === 'notLoaded' || refusal === 'partitionNotLoaded';
}
function isPassing(refused) {
    return (0,ask/* passesByItself */.uj)(refused) || refused.refusal === 'loading';
}
async function loadedCount(counter, { timeout }, tools) {
    const { clock, signal, tell } = tools;
    const deadline = clock.now() + timeout;
    let loadedAt;
    for (;;) {
        const patience = loadedAt === undefined ? Math.min(job_patience/* CHECK */.fi, timeout) : 0;
        const counted = await countRows(counter, tools, { patience });
        if ('answer' in counted)
            return counted.answer;
        (0,ask/* stopIfCancelled */.FE)(signal);
        const mayLoad = isUnloaded(counted) && counter.loads;
        const isLoading = counted.refusal === 'loading' || (loadedAt !== undefined && isPassing(counted));
        if ((!mayLoad && !isLoading) || clock.now() >= deadline)
            throw await cannotCount(counter, counted, tools);
        const name = `collection ${counter.collectionName}`;
        if (mayLoad && (loadedAt === undefined || clock.now() - loadedAt >= job_patience/* REFRESH_INTERVAL */.oX)) {
            if (loadedAt === undefined)
                tell({ kind: 'noted', text: `Collection ${counter.collectionName} is not loaded: loading it` });
            const loaded = await load(counter, tools);
            (0,ask/* stopIfCancelled */.FE)(signal);
            if ('refusal' in loaded && !isPassing(loaded))
                throw await cannotCount(counter, loaded, tools);
            loadedAt = clock.now();
        }
        const text = `Waiting until ${name} is loaded, for ${(0,format/* duration */.p0)(timeout)} at most; nothing is submitted yet`;
        tell({ kind: 'awaiting', text });
        await clock.sleep(Math.min(job_patience/* COUNT_INTERVAL */.k3, Math.max(0, deadline - clock.now())), signal);
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
async function cannotCount(counter, refused, tools) {
    const { refusal, failure } = refused;
    const details = {
        partitionNotLoaded: `partition ${counter.partitionName} is not, although others may be`,
        loading: 'it is still loading',
    };
    const because = refusal === 'noIndex' ? await withoutIndex(counter, failure.said, tools) : details[refusal];
    return (0,checks/* checkFailed */.s_)(CHECKS[refusal] ?? 'DataPlaneUnreachable', { input: 'searchable', failure, because });
}
async function withoutIndex(counter, said, tools) {
    const [, named] = /no vector index on field: \[([^\]]*)\]/.exec(said) ?? [];
    const fields = named ? named.split(/[ ,]+/) : await unindexed(counter, tools);
    return fields.length > 0 ? `\`searchable: load\` needs an index on: ${fields.join(', ')}` : undefined;
}
async function unindexed({ plane, collectionName }, tools) {
    const asked = await (0,ask/* ask */.kA)(tools, options => plane.describe(collectionName, options), { patience: 0 });
    if ('refusal' in asked)
        return [];
    const { fields, indexed } = asked.answer;
    return fields
        .filter(({ name, type }) => type.endsWith('Vector') && !indexed.includes(name))
        .map(({ name }) => name);
}

;// CONCATENATED MODULE: ./steps/searchable.js









async function preparePublishing(plan, tools) {
    const counter = await counterOf(plan, tools);
    let rows = await loadedCount(counter, plan, tools);
    const tellRows = () => {
        if (plan.task.kind === 'submit')
            tools.tell({ kind: 'counted', rows, when: 'before', wanted: undefined });
    };
    tellRows();
    const { alias } = plan;
    const change = alias && (await (0,steps_alias/* planSwitch */.S)(counter.plane, alias, counter.collectionName, tools));
    return {
        async recount() {
            const before = rows;
            rows = await loadedCount(counter, plan, tools);
            if (rows !== before)
                tellRows();
        },
        async keep(job, last) {
            const { collectionName } = change || counter;
            const deadline = job.startedAt + plan.timeout;
            await becomeSearchable({ ...counter, collectionName, rows }, job, last, { ...tools, deadline });
            if (!change)
                return;
            if ((0,model_job/* importedRowsOf */.$)(last) === undefined)
                throw (0,publishing/* aliasUnproven */.yC)(change.alias);
            await (0,steps_alias/* switchAlias */.$)(change, tools);
        },
    };
}
async function probe(plan, tools) {
    const counter = await counterOf(plan, tools);
    const counted = await countRows(counter, tools);
    if ('answer' in counted)
        return counted.answer;
    (0,ask/* stopIfCancelled */.FE)(tools.signal);
    if (counter.loads && (isUnloaded(counted) || counted.refusal === 'loading'))
        return undefined;
    throw await cannotCount(counter, counted, tools);
}
async function becomeSearchable(counter, job, last, tools) {
    const { clock, signal, tell, deadline } = tools;
    if (job.origin === 'given')
        await mustBeIn(counter, last, tools);
    const since = clock.now();
    const imported = (0,model_job/* importedRowsOf */.$)(last);
    const hasBaseline = job.origin === 'submitted' || wasHidden(job);
    const before = hasBaseline ? counter.rows : 0n;
    const wanted = imported === undefined ? undefined : before + imported;
    const refresh = refresher(counter, tools);
    let refusedSince;
    for (let pause = job_patience/* COUNT_INTERVAL */.k3;; pause = Math.min(pause * 1.5, job_patience/* LONGEST_COUNT_INTERVAL */.l1)) {
        if (signal.aborted)
            throw (0,publishing/* cancelledCounting */.L3)(imported);
        const left = deadline - clock.now();
        await refresh();
        const timeout = left <= 0 ? job_patience/* LAST_POLL */.Ft : Math.max(1000, Math.min(job_patience/* COUNT */.i2, left));
        const seen = await countRows(counter, tools, { timeout, patience: 0 });
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
            const text = `Waiting for queries: the count was refused (${(0,words_job/* failureWords */.AC)(seen.failure)})`;
            tell({ kind: 'awaiting', text });
            if (isUnloaded(seen) && counter.loads)
                await load(counter, tools, { timeout, patience: 0 });
            else if (!isPassing(seen)) {
                refusedSince ??= clock.now();
                const isDenied = seen.refusal === 'noPermission' || seen.refusal === 'noCredentials';
                isHopeless = isDenied || clock.now() - refusedSince >= job_patience/* CHECK */.fi;
            }
        }
        if (left <= 0 || isHopeless) {
            const counted = 'answer' in seen ? seen.answer : undefined;
            const about = { imported, counted, before, expected: wanted, waited: clock.now() - since };
            throw 'answer' in seen ? await tooFew(counter, about, tools) : uncounted(counter, about, seen);
        }
        await clock.sleep(Math.min(pause, Math.max(0, deadline - clock.now())), signal);
    }
}
function wasHidden({ first }) {
    if (first?.standing === 'uncommitted')
        return true;
    return first?.standing === 'running' && first.percent < progress/* INDEX_BUILT */.Yt;
}
async function mustBeIn(counter, { collectionName: real }, tools) {
    const { plane, collectionName } = counter;
    if (real === undefined || real === collectionName)
        return;
    const target = await (0,ask/* ask */.kA)(tools, options => plane.aliasTarget(collectionName, options));
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
        const asked = await (0,ask/* ask */.kA)(tools, options => plane.refresh(collectionName, options), { patience: 0 });
        refreshedAt = clock.now();
        if ('answer' in asked)
            return;
        isOver = asked.refusal === 'noRoute' || asked.refusal === 'noPermission';
        const who = asked.refusal === 'noRoute' ? 'This server cannot' : 'The login may not';
        const text = `${who} refresh a load: rows appear by themselves, within a minute or so`;
        if (isOver)
            tell({ kind: 'noted', text });
    };
}
function noteRows(rows, wanted, hasBaseline, tell) {
    const note = (text) => tell({ kind: 'noted', text });
    if (wanted === undefined)
        note('The server did not report how many rows the job brought: a query sees new ones, whether it sees all is not known');
    else if (rows > wanted && hasBaseline)
        note(`That is ${(0,format/* count */.U9)(rows - wanted)} more than this import explains: others write, too`);
    else if (rows > wanted)
        note(`That is at least the ${(0,format/* count */.U9)(wanted)} of this job: how many there were before it is not known`);
}
async function tooFew(counter, about, tools) {
    if (counter.partitionName !== undefined)
        return (0,publishing/* notSearchable */.iV)(about);
    const ofDefault = { ...counter, partitionName: '_default' };
    const asked = await countRows(ofDefault, tools, { timeout: job_patience/* LAST_POLL */.Ft, patience: 0 });
    const isElsewhere = 'refusal' in asked && asked.refusal === 'partitionNotLoaded';
    return isElsewhere ? (0,publishing/* notLoaded */.v2)('the partition _default') : (0,publishing/* notSearchable */.iV)(about);
}
function uncounted({ collectionName, partitionName }, about, refused) {
    const { refusal, failure } = refused;
    if (refusal === 'notLoaded')
        return (0,publishing/* notLoaded */.v2)(`the collection ${collectionName}`, failure);
    if (refusal === 'partitionNotLoaded')
        return (0,publishing/* notLoaded */.v2)(`the partition ${partitionName}`, failure);
    return (0,publishing/* notSearchable */.iV)({ ...about, failure });
}


/***/ })

};
