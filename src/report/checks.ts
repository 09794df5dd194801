import type { KnownCheckRun } from './memory.ts'

export type Conclusion = 'success' | 'failure' | 'timed_out' | 'cancelled' | 'neutral'

export interface CheckOutput {
  readonly title: string
  /** Markdown. */
  readonly summary: string
}

/** What a check run is to say; the external id is for whoever looks for it. */
export interface CheckState {
  readonly externalId: string
  readonly output: CheckOutput
}

/** The check runs of one commit, as a step may use them; every call rejects when something is wrong. */
export interface Checks {
  /** All of this name that workflows have made, those of earlier attempts included; oldest first. */
  find(name: string, signal: AbortSignal): Promise<readonly KnownCheckRun[]>
  create(name: string, state: CheckState, signal: AbortSignal): Promise<number>
  update(id: number, state: CheckState, signal: AbortSignal): Promise<void>
  /** Completes it; without an external id it keeps the one that it has. */
  conclude(
    id: number,
    conclusion: Conclusion,
    state: Pick<CheckState, 'output'> & Partial<CheckState>,
    signal: AbortSignal,
  ): Promise<void>
}

/** A token without the permission, or a repository that it does not reach: asking again would not help. */
export function isRefusal(error: unknown): boolean {
  return [401, 403, 404, 422].includes(statusOf(error))
}

/** The HTTP status of GitHub's answer; 0 if it never answered: its client calls a failure on the way 500, without a response. */
export function statusOf(error: unknown): number {
  const { status, response } = error as { status?: unknown; response?: unknown }
  return typeof status === 'number' && !(status === 500 && !response) ? status : 0
}
