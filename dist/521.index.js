export const id = 521;
export const ids = [521];
export const modules = {

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
