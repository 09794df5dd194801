import type { Checks } from './checks.ts'
import type { KnownCheckRun } from './memory.ts'

const PAGE_SIZE = 100
/** GitHub tells of the latest 1,000 (docs.github.com, REST API, "List check runs for a Git reference"). */
const MOST_PAGES = 10

/**
 * Check runs of the commit that the workflow runs for. The client of GitHub is loaded here and only when it is needed.
 * It takes the API's address from `GITHUB_API_URL`, and proxies as the runner does; it never goes through our transport,
 * so that the token of GitHub and the key of the import never meet.
 */
export async function openChecks(token: string): Promise<Checks> {
  const { context, getOctokit } = await import('@actions/github')
  const silent = () => {}
  const { rest } = getOctokit(token, { log: { debug: silent, info: silent, warn: silent, error: silent } })
  const { repo, runId, serverUrl } = context
  // A pull request is built as a merge commit, which no page shows: its head is what people look at.
  const pullRequest = context.payload.pull_request as { head?: { sha?: string } } | undefined
  const headSha = pullRequest?.head?.sha ?? context.sha

  return {
    async find(name, signal) {
      const found: KnownCheckRun[] = []
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const { data } = await rest.checks.listForRef({
          ...repo,
          ref: headSha,
          check_name: name,
          // Not only the latest: attempts of a run are in one suite.
          filter: 'all',
          ...{ per_page: PAGE_SIZE, page },
          request: { signal },
        })
        // Nobody else's check run is believed.
        const ours = data.check_runs.filter(({ app }) => app?.slug === 'github-actions')
        for (const { id, external_id, status, output } of ours) {
          const isOpen = status !== 'completed'
          found.push({ id, externalId: external_id ?? '', isOpen, summary: output.summary ?? '' })
        }
        if (data.check_runs.length < PAGE_SIZE) break
      }
      return found.sort((a, b) => a.id - b.id)
    },
    async create(name, { externalId, output }, signal) {
      const { data } = await rest.checks.create({
        ...repo,
        name,
        external_id: externalId,
        head_sha: headSha,
        details_url: `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`,
        status: 'in_progress',
        output,
        request: { signal },
      })
      return data.id
    },
    async update(id, { externalId, output }, signal) {
      await rest.checks.update({
        ...repo,
        check_run_id: id,
        external_id: externalId,
        status: 'in_progress',
        output,
        request: { signal },
      })
    },
    async conclude(id, conclusion, { externalId, output }, signal) {
      await rest.checks.update({
        ...repo,
        check_run_id: id,
        ...(externalId === undefined ? {} : { external_id: externalId }),
        status: 'completed',
        conclusion,
        output,
        request: { signal },
      })
    },
  }
}
