const PAGE_SIZE = 100
/** GitHub tells of the latest 1,000 (docs.github.com, REST API, "List check runs for a Git reference"). */
const MOST_PAGES = 10

export type Conclusion = 'success' | 'failure' | 'timed_out' | 'cancelled' | 'neutral'

/** What a check run is to say. A conclusion completes it. */
export interface CheckState {
  /** For whoever looks for it. */
  readonly externalId: string
  readonly title: string
  /** Markdown. */
  readonly summary: string
  readonly conclusion?: Conclusion
}

/** A check run as it was left. */
export interface KnownCheckRun {
  readonly id: number
  readonly externalId: string
  /** It was never completed. */
  readonly isOpen: boolean
  readonly summary: string
}

/** The check runs of one commit, as a step may use them; every call rejects when something is wrong. */
export interface Checks {
  /** All of this name that workflows have made, those of earlier attempts included; oldest first. */
  find(name: string, signal: AbortSignal): Promise<readonly KnownCheckRun[]>
  create(name: string, state: CheckState, signal: AbortSignal): Promise<number>
  /** What is left out stays as it is. */
  update(id: number, state: Partial<CheckState>, signal: AbortSignal): Promise<void>
}

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
      })
      return data.id
    },
    async update(check_run_id, { externalId, conclusion, title = '', summary = '' }, signal) {
      await rest.checks.update({
        ...repo,
        check_run_id,
        ...(externalId === undefined ? {} : { external_id: externalId }),
        ...(conclusion ? { status: 'completed', conclusion } : { status: 'in_progress' }),
        output: { title, summary },
        request: { signal },
      })
    },
  }
}

/** A token without the permission, or a repository that it does not reach: asking again would not help. */
export function isRefusal(error: unknown): boolean {
  return [401, 403, 404, 422].includes(statusOf(error))
}

/** The HTTP status of GitHub's answer; 0 if it never answered: its client calls that 500, without a response. */
export function statusOf(error: unknown): number {
  const { status, response } = error as { status?: unknown; response?: unknown }
  return typeof status === 'number' && !(status === 500 && !response) ? status : 0
}
