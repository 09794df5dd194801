import { timedOut } from '../errors/failures.ts'
import { commitRefused, committedLate, commitUnknown, failedCommitting } from '../errors/gate.ts'
import { ImportError } from '../errors/import-error.ts'
import { CALL, COMMIT_MARGIN, COMMIT_POLL } from '../job/patience.ts'
import { readPhaseRefusal } from '../job/refusals.ts'
import { backOff } from '../job/retry.ts'
import type { Progress } from '../model/job.ts'
import type { CallFailure } from '../model/service.ts'
import { failureWords } from '../words/job.ts'
import { type Asked, ask } from './ask.ts'
import { serverTimeLeft } from './server-timeout.ts'
import type { Staged } from './staged.ts'
import { followOn } from './watch.ts'

/** How a commit that was sent ended for us. */
type Sent =
  | 'accepted'
  /** It may have been carried out. */
  | 'lost'
  /** The server answered, and did not carry it out. */
  | 'refused'

/**
 * Sends the commit, and again as long as describe shows that it did not arrive, then waits for `Completed`. From the
 * first commit that may have been carried out nothing is aborted any more. Resolves to the last word about the job, or
 * to `undefined` if time ran out while certainly no commit was carried out. Throws an `ImportError`.
 */
export async function publish(staged: Staged): Promise<Progress | undefined> {
  const { job, plan, plane, tools } = staged
  const { clock, signal, tell } = tools
  const { jobId } = job
  let mayBeCommitted = false
  let lost: CallFailure | undefined
  tell({ kind: 'committing' })
  for (let tries = 1; ; tries += 1) {
    if (signal.aborted && !mayBeCommitted) return undefined
    let asked: Asked<void> | undefined
    if (hasTime(staged)) {
      asked = await ask(tools, options => plane.commit(jobId, options), { timeout: CALL, patience: 0 })
      const sent = readSent(asked)
      if (sent !== 'refused') mayBeCommitted = true
      lost = sent === 'accepted' ? undefined : 'failure' in asked ? asked.failure : lost
      if (sent === 'lost' && !signal.aborted && lost)
        tell({ kind: 'noted', text: `The commit got no answer (${failureWords(lost)}): looking at the job` })
    } else if (!mayBeCommitted) return undefined

    const last = await settled(staged, mayBeCommitted, lost, asked)
    if (last?.standing === 'completed') {
      tell({ kind: 'committed', rows: last.importedRows })
      return last
    }
    if (last?.standing === 'failed') {
      if (!mayBeCommitted) return last
      throw failedCommitting(jobId, last.reason)
    }
    if (asked && isForGood(asked) && 'failure' in asked) throw commitRefused(jobId, asked.failure)
    if (isLate(staged)) {
      if (!mayBeCommitted) return undefined
      throw lost
        ? commitUnknown(jobId, lost)
        : committedLate(timedOut({ jobId, timeout: plan.timeout, last }), jobId)
    }
    const pause = lost ? Math.max(backOff(tries, tools.random), lost.retryAfter ?? 0) : COMMIT_POLL
    const left = tools.startedAt + plan.timeout - clock.now()
    await clock.sleep(Math.min(pause, Math.max(0, left)), signal)
  }
}

function isLate({ plan, tools: { clock, startedAt } }: Staged): boolean {
  return clock.now() - startedAt >= plan.timeout
}

/** No commit is sent in the last minutes of the server's own timeout, where that is known (milvus-io/milvus#53315). */
export function hasTime(staged: Staged): boolean {
  const left = serverTimeLeft(staged)
  return left === undefined || left >= COMMIT_MARGIN
}

function readSent(asked: Asked<void>): Sent {
  if ('answer' in asked) return 'accepted'
  const { failure, refusal } = asked
  if (failure.kind === 'unsent') return 'refused'
  return refusal === 'transient' || failure.kind === 'aborted' ? 'lost' : 'refused'
}

/** A refusal that no later try would get around: no rate limit, and none that a change of the job explains. */
function isForGood(asked: Asked<void>): boolean {
  if ('answer' in asked || asked.failure.kind === 'aborted') return false
  const phase = readPhaseRefusal(asked.failure)
  if (phase !== undefined) return phase === 'autoCommit' || phase === 'jobMissing'
  return asked.refusal !== 'transient' && asked.refusal !== 'rateLimited'
}

/**
 * The word of the server about the job after a commit, waited for until it is no longer on its way. Throws if it can't
 * be had: what was sent before decides in which words.
 */
async function settled(
  { job, plan, tools }: Staged,
  mayBeCommitted: boolean,
  lost: CallFailure | undefined,
  asked: Asked<void> | undefined,
): Promise<Progress | undefined> {
  const { jobId } = job
  try {
    return await followOn(job, plan, tools)
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    if (mayBeCommitted)
      throw lost && error.status === 'TimedOut' ? commitUnknown(jobId, lost) : committedLate(error, jobId)
    if (asked && isForGood(asked) && 'failure' in asked) throw commitRefused(jobId, asked.failure)
    if (error.status === 'TimedOut' || error.status === 'Cancelled') return undefined
    throw error
  }
}
