export const id = 699;
export const ids = [699,521];
export const modules = {

/***/ 4699:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createCheckRun: () => (/* binding */ createCheckRun)
});

// EXTERNAL MODULE: ./job/limits.js
var limits = __webpack_require__(6793);
// EXTERNAL MODULE: ./model/memory.js
var memory = __webpack_require__(4420);
// EXTERNAL MODULE: ./words/job.js
var job = __webpack_require__(9796);
// EXTERNAL MODULE: ./words/text.js
var words_text = __webpack_require__(6240);
// EXTERNAL MODULE: ./report/github.js
var github = __webpack_require__(1521);
;// CONCATENATED MODULE: ./report/check-run-writer.js


const PAUSE = 15_000;
const SOON = 1000;
const CALL_TIMEOUT = 10_000;
const MOST_FAILURES = 5;
function createWriter(options) {
    const { clock, cancelled } = options;
    const ending = new AbortController();
    const gone = new AbortController();
    const remote = createRemote(options, ending.signal, gone.signal);
    let wanted;
    let told;
    let triedAt = Number.NEGATIVE_INFINITY;
    let trouble;
    let failures = 0;
    let news = new AbortController();
    let noted = new AbortController();
    let following;
    const isUrgent = () => wanted?.externalId !== told?.externalId;
    const isHopeless = () => failures >= MOST_FAILURES;
    async function attempt(state) {
        triedAt = clock.now();
        try {
            await remote.write(state);
            told = state;
            trouble = undefined;
            failures = 0;
        }
        catch (error) {
            if (!ending.signal.aborted || !remote.isThere())
                trouble = error;
            failures = (0,github.isRefusal)(error) ? MOST_FAILURES : failures + 1;
        }
        if (!isUrgent() || isHopeless())
            noted.abort();
    }
    async function follow() {
        while (wanted && wanted !== told && !ending.signal.aborted && !isHopeless()) {
            const again = failures > 0 ? SOON * 2 ** (failures - 1) : 0;
            const rest = triedAt + (isUrgent() ? again : PAUSE) - clock.now();
            news = new AbortController();
            if (rest > 0)
                await clock.sleep(rest, AbortSignal.any([news.signal, ending.signal]));
            else
                await attempt(wanted);
        }
        following = undefined;
    }
    return {
        find: remote.find,
        adopt: remote.adopt,
        want(state) {
            wanted = state;
            following ??= follow();
            news.abort();
        },
        async written(ms) {
            if (!isUrgent() || isHopeless())
                return;
            noted = new AbortController();
            await clock.sleep(ms, AbortSignal.any([noted.signal, ending.signal, cancelled]));
        },
        async conclude(end, others, over) {
            over.addEventListener('abort', () => gone.abort(), { once: true });
            ending.abort();
            await following;
            try {
                await remote.conclude(end, others, over);
                return remote.isThere() ? undefined : trouble;
            }
            catch (error) {
                return error;
            }
        },
    };
}
function createRemote({ open, clock, name, jobId, isRerun, cancelled }, ending, gone) {
    const tried = new Set();
    let isSearched = !isRerun;
    let opening;
    let id;
    let kept;
    async function ask(call, ...signals) {
        const limit = (0,limits/* within */.u)(clock, AbortSignal.any(signals), CALL_TIMEOUT);
        try {
            opening ??= open();
            return await call(await opening, limit.signal);
        }
        finally {
            limit.end();
        }
    }
    async function findAll(signal) {
        const runs = await ask((checks, limit) => checks.find(name, limit), signal);
        isSearched = true;
        return runs;
    }
    const isOurs = ({ externalId }) => tried.has(externalId) || (jobId !== undefined && externalId.endsWith(`/${jobId}`));
    const update = (known, state, ...signals) => {
        const noted = { ...state, externalId: kept ?? state.externalId };
        return ask((checks, signal) => checks.update(known, noted, signal), ...signals);
    };
    return {
        isThere: () => id !== undefined,
        adopt(known) {
            id = known;
        },
        async find(ms) {
            const limit = (0,limits/* within */.u)(clock, AbortSignal.any([ending, cancelled]), ms);
            try {
                for (let tries = 0;; tries += 1) {
                    try {
                        return await findAll(limit.signal);
                    }
                    catch (error) {
                        if ((0,github.isRefusal)(error) || limit.signal.aborted)
                            throw error;
                        await clock.sleep(SOON * 2 ** tries, limit.signal);
                    }
                }
            }
            finally {
                limit.end();
            }
        },
        async write(state) {
            if (id === undefined && (tried.size > 0 || !isSearched)) {
                const run = (await findAll(gone)).findLast(isOurs);
                if (run && !tried.has(run.externalId))
                    kept = run.externalId;
                id ??= run?.id;
            }
            if (id !== undefined)
                return update(id, state, ending, gone);
            tried.add(state.externalId);
            id = await ask((checks, signal) => checks.create(name, state, signal), gone);
        },
        async conclude(end, others, over) {
            if (id !== undefined)
                await update(id, end, over);
            const { externalId: _, ...theirs } = end;
            for (const other of others)
                await ask((checks, signal) => checks.update(other, theirs, signal), over);
        },
    };
}

// EXTERNAL MODULE: ./report/ending.js
var ending = __webpack_require__(7549);
// EXTERNAL MODULE: ./report/event-lines.js
var event_lines = __webpack_require__(7626);
;// CONCATENATED MODULE: ./report/memory.js
const NO_JOB = '-';
function recollect(runs, keys, redact = text => text) {
    const notes = runs
        .flatMap(run => readNote(run, keys, redact))
        .sort((a, b) => b.turn - a.turn || b.id - a.id);
    const turn = notes[0]?.turn ?? 1;
    const latest = notes.filter(note => note.turn === turn);
    const begun = latest.some(({ jobId }) => jobId !== '') ? undefined : latest[0];
    const mine = begun ?? notes[0];
    return {
        remembered: {
            jobs: notes
                .filter(({ jobId }) => jobId !== '' && jobId !== NO_JOB)
                .map(note => ({ turn: note.turn, jobId: note.jobId })),
            begun: begun && { turn, before: known(readBefore(begun.summary), runs, notes) },
            turn,
        },
        mine,
        leftOpen: notes.filter(note => note.isOpen && note !== mine).map(({ id }) => id),
    };
}
function known(before, runs, ours) {
    const mine = new Set(ours.map(({ id }) => id));
    const others = runs.filter(({ id, externalId }) => !mine.has(id) && externalId !== '');
    if (!before || others.some(({ externalId }) => !externalId.includes('/')))
        return undefined;
    const theirs = others.map(({ externalId }) => externalId.slice(externalId.lastIndexOf('/') + 1));
    return new Set([...before, ...theirs.filter(jobId => jobId !== NO_JOB)]);
}
const LARGEST_TURN = /^(?:-([1-9]\d{0,3}))?(?:\/([^/]*))?$/;
function readNote(run, keys, redact) {
    const first = redact(keys(1) ?? '');
    const rest = restOf(run.externalId, first, keys);
    if (first === '' || rest === undefined)
        return [];
    const [match, number = '1', jobId = ''] = LARGEST_TURN.exec(rest) ?? [];
    const turn = Number(number);
    return match !== undefined && keys(turn) !== undefined ? [{ ...run, turn, jobId }] : [];
}
function restOf(externalId, first, { whatever }) {
    const base = whatever?.base ?? first;
    if (!externalId.startsWith(base))
        return undefined;
    const [content = ''] = /^\.[0-9a-f]+/.exec(externalId.slice(base.length)) ?? [];
    const ours = first.slice(base.length);
    const isSame = content === ours || (whatever !== undefined && (content === '' || ours === ''));
    return isSame ? externalId.slice(base.length + content.length) : undefined;
}
const LONGEST_BEFORE = 40_000;
function beforeNote(before) {
    const ids = before && [...before].every(id => /^\w[\w.-]*$/.test(id)) ? [...before].join() : undefined;
    return `<!-- jobs before: ${ids === undefined || ids.length > LONGEST_BEFORE ? '?' : ids} -->`;
}
function readBefore(summary) {
    const [, ids = ''] = /<!-- jobs before: (\S*) -->/.exec(summary) ?? [];
    return ids === '?' ? undefined : new Set(ids.split(',').filter(Boolean));
}

// EXTERNAL MODULE: ./report/reporter.js
var reporter = __webpack_require__(1699);
// EXTERNAL MODULE: ./report/runner.js
var report_runner = __webpack_require__(828);
// EXTERNAL MODULE: ./report/summary.js + 2 modules
var summary = __webpack_require__(9243);
;// CONCATENATED MODULE: ./report/check-run.js












const LONGEST_NOTE = 5000;
const LONGEST_RECALL = 10_000;
const LAST_WORDS = 3000;
const LAST_WORDS_CANCELLED = 1500;
const LONGEST_SUMMARY = 60_000;
const LONGEST_TITLE = 200;
const SHOWN = ['counted', 'switched', 'awaiting', 'staged', 'committing', 'committed', 'aborted'];
function createCheckRun(options) {
    const { runner, clock, recording, identity } = options;
    const page = createPage(options);
    const withoutKey = `${identity.runId}/${identity.job}/${identity.step}`;
    let firstKey;
    return {
        remember(keys) {
            firstKey = keys(1);
            return createMemory(keys, page, options);
        },
        tell(event, known) {
            const { state } = page;
            state.known = known;
            const live = () => fitting(mostRows => (0,summary/* renderLive */.j)(known, recording, mostRows));
            switch (event.kind) {
                case 'settled': {
                    const { jobId, origin } = event;
                    page.writerFor(jobId);
                    const isNoted = state.externalId.endsWith(`/${jobId}`);
                    const id = isNoted ? state.externalId : `${state.externalId || withoutKey}/${jobId}`;
                    return page.enter(id, origin === 'found' ? 'Found' : 'Submitted');
                }
                case 'uploading':
                    page.writerFor(undefined);
                    state.externalId ||= firstKey === undefined ? withoutKey : `${runner.redact(firstKey)}/${NO_JOB}`;
                    return page.show(`Uploading ${(0,event_lines/* uploadPercent */.tk)(event.progress)} %`, live);
                case 'progress': {
                    const { progress } = event;
                    if (progress.standing !== 'running' || !state.writer)
                        return;
                    const detail = progress.files.map(({ state, percent }) => `${state} ${percent}`).join();
                    return page.show((0,job/* reached */.V6)(progress), live, detail);
                }
                default: {
                    const line = state.writer && SHOWN.includes(event.kind) ? (0,event_lines/* lineOf */.cA)(event, known) : undefined;
                    if (line !== undefined)
                        page.show((0,report_runner/* textOf */.b6)(line), live);
                }
            }
        },
        async finished(outcome) {
            const { writer, externalId, trail, leftOpen, lost } = page.state;
            if (!writer)
                return;
            const patience = outcome.status === 'Cancelled' ? LAST_WORDS_CANCELLED : LAST_WORDS;
            const limit = (0,limits/* within */.u)(clock, new AbortController().signal, patience);
            const render = (mostRows) => (0,summary/* renderSummary */.B)(outcome, recording, { mermaid: false, mostRows });
            const end = page.clean(externalId, (0,ending/* headline */.Pl)(outcome), fitting(render) + trail);
            const conclusion = conclusionOf(outcome);
            const trouble = await writer.conclude({ ...end, conclusion }, leftOpen, limit.signal);
            limit.end();
            if (lost !== undefined)
                runner.warn(`The check runs of earlier attempts could not be read ${why(lost, runner)}. This attempt went on as if there were none: if an earlier one has submitted its import, check that it was not imported twice.`);
            else if (trouble !== undefined)
                runner.warn(`The check run could not be written ${why(trouble, runner)}. The import is not affected.`);
        },
    };
}
function createPage({ open, runner, clock, recording, identity, signal }) {
    const state = {
        known: reporter/* NOTHING_KNOWN */.G,
        writer: undefined,
        externalId: '',
        trail: '',
        leftOpen: [],
        lost: undefined,
    };
    let shown = '';
    const clean = (externalId, title, summary) => ({
        externalId,
        title: (0,words_text/* cut */.Jj)(runner.clean(title), LONGEST_TITLE),
        summary: runner.redact(summary),
    });
    const show = (title, summary, detail = '') => {
        const { externalId, trail, writer } = state;
        const mark = [externalId, title, detail].join(' ');
        if (mark !== shown)
            writer?.want(clean(externalId, title, summary() + trail));
        shown = mark;
    };
    return {
        state,
        clean,
        show,
        enter(id, title, trail = '') {
            state.externalId = id;
            state.trail = trail;
            show(title, () => (0,summary/* renderLive */.j)({ ...state.known, elapsed: 0 }, recording));
        },
        writerFor(jobId) {
            const collection = state.known.subject?.collectionName;
            const name = collection ? `Import into ${collection}` : `Import job ${jobId}`;
            state.writer ??= createWriter({
                ...{ open, clock, jobId, isRerun: identity.attempt > 1, cancelled: signal },
                name: (0,words_text/* cut */.Jj)(runner.clean(name), LONGEST_TITLE),
            });
            return state.writer;
        },
    };
}
function createMemory(keys, { state, enter, writerFor }, { identity, runner: { redact }, signal }) {
    return {
        async recall() {
            if (keys(1) === undefined || identity.attempt === 1)
                return memory/* NOTHING */.K;
            try {
                const writer = writerFor(undefined);
                const found = recollect(await writer.find(LONGEST_RECALL), keys, redact);
                const { remembered, mine } = found;
                state.leftOpen = found.leftOpen;
                if (mine) {
                    writer.adopt(mine.id);
                    state.externalId = mine.externalId;
                    state.trail = remembered.begun ? beforeNote(remembered.begun.before) : '';
                }
                return remembered;
            }
            catch (error) {
                if (!signal.aborted)
                    state.lost = error;
                return memory/* NOTHING */.K;
            }
        },
        async begin(key, before) {
            const writer = writerFor(undefined);
            enter(redact(key), 'Submitting', beforeNote(before));
            await writer.written(LONGEST_NOTE);
        },
        learned: (key, jobId) => enter(`${redact(key)}/${jobId}`, 'Submitted'),
        nothing: key => enter(`${redact(key)}/${NO_JOB}`, 'Not submitted'),
    };
}
function conclusionOf({ status, red }) {
    if (status === 'Cancelled')
        return 'cancelled';
    if (status === 'TimedOut')
        return red ? 'timed_out' : 'neutral';
    if (status === 'Submitted')
        return 'neutral';
    return red ? 'failure' : 'success';
}
function fitting(render) {
    const texts = [100, 20, 5, 0].values().map(render);
    return texts.find(text => Buffer.byteLength(text) <= LONGEST_SUMMARY) ?? '';
}
function why(trouble, { clean }) {
    const isLate = trouble instanceof Error && /^(Abort|Timeout)Error$/.test(trouble.name);
    if (isLate)
        return '(GitHub did not answer in time)';
    const status = (0,github.statusOf)(trouble);
    const said = (0,words_text/* cut */.Jj)(clean(trouble instanceof Error ? trouble.message : String(trouble)), 200);
    const advice = (0,github.isRefusal)(trouble) ? '. Give the job the permission `checks: write`' : '';
    return `(${status > 0 ? `GitHub answered ${status}` : 'GitHub never answered'}: ${said})${advice}`;
}


/***/ }),

/***/ 1521:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   isRefusal: () => (/* binding */ isRefusal),
/* harmony export */   openChecks: () => (/* binding */ openChecks),
/* harmony export */   statusOf: () => (/* binding */ statusOf)
/* harmony export */ });
const PAGE_SIZE = 100;
const MOST_PAGES = 10;
async function openChecks(token) {
    const { context, getOctokit } = await Promise.all(/* import() */[__webpack_require__.e(474), __webpack_require__.e(75), __webpack_require__.e(761)]).then(__webpack_require__.bind(__webpack_require__, 1075));
    const silent = () => { };
    const { rest } = getOctokit(token, { log: { debug: silent, info: silent, warn: silent, error: silent } });
    const { repo, runId, serverUrl } = context;
    const pullRequest = context.payload.pull_request;
    const headSha = pullRequest?.head?.sha ?? context.sha;
    return {
        async find(name, signal) {
            const found = [];
            for (let page = 1; page <= MOST_PAGES; page += 1) {
                const { data } = await rest.checks.listForRef({
                    ...repo,
                    ref: headSha,
                    check_name: name,
                    filter: 'all',
                    ...{ per_page: PAGE_SIZE, page },
                    request: { signal },
                });
                const ours = data.check_runs.filter(({ app }) => app?.slug === 'github-actions');
                for (const { id, external_id, status, output } of ours) {
                    const isOpen = status !== 'completed';
                    found.push({ id, externalId: external_id ?? '', isOpen, summary: output.summary ?? '' });
                }
                if (data.check_runs.length < PAGE_SIZE)
                    break;
            }
            return found.sort((a, b) => a.id - b.id);
        },
        async create(name, { externalId, ...output }, signal) {
            const { data } = await rest.checks.create({
                ...repo,
                name,
                external_id: externalId,
                head_sha: headSha,
                details_url: `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`,
                status: 'in_progress',
                output,
                request: { signal },
            });
            return data.id;
        },
        async update(check_run_id, { externalId, conclusion, title = '', summary = '' }, signal) {
            await rest.checks.update({
                ...repo,
                check_run_id,
                ...(externalId === undefined ? {} : { external_id: externalId }),
                ...(conclusion ? { status: 'completed', conclusion } : { status: 'in_progress' }),
                output: { title, summary },
                request: { signal },
            });
        },
    };
}
function isRefusal(error) {
    return [401, 403, 404, 422].includes(statusOf(error));
}
function statusOf(error) {
    const { status, response } = error;
    return typeof status === 'number' && !(status === 500 && !response) ? status : 0;
}


/***/ })

};
