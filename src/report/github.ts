import type { Checks } from './check-run.ts'

/**
 * Check runs of the commit that the workflow runs for. The client of GitHub is loaded here and only when it is needed.
 * It takes the API's address from `GITHUB_API_URL`, and proxies as the runner does; it never goes through our transport,
 * so that the token of GitHub and the key of the import never meet.
 */
export async function openChecks(token: string): Promise<Checks> {
  const { context, getOctokit } = await import('@actions/github')
  const silent = () => {}
  const { rest } = getOctokit(token, { log: { debug: silent, info: silent, warn: silent, error: silent } })
  const { repo, runId, runAttempt, job, action, serverUrl } = context
  // A pull request is built as a merge commit, which no page shows: its head is what people look at.
  const pullRequest = context.payload.pull_request as { head?: { sha?: string } } | undefined
  const headSha = pullRequest?.head?.sha ?? context.sha

  return {
    step: `${runId}/${job}/${action}`,
    isRerun: runAttempt > 1,
    async find(name, externalId, signal) {
      const { data } = await rest.checks.listForRef({
        ...repo,
        ref: headSha,
        check_name: name,
        filter: 'all',
        per_page: 100,
        request: { signal },
      })
      return data.check_runs.find(({ external_id }) => external_id === externalId)?.id
    },
    async create(name, externalId, output, signal) {
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
    async update(id, output, signal) {
      await rest.checks.update({
        ...repo,
        check_run_id: id,
        status: 'in_progress',
        output,
        request: { signal },
      })
    },
    async conclude(id, conclusion, output, signal) {
      await rest.checks.update({
        ...repo,
        check_run_id: id,
        status: 'completed',
        conclusion,
        output,
        request: { signal },
      })
    },
  }
}
