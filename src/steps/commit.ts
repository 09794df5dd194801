import { timedOut } from '../errors/failures.ts'
import { commitRefused, committedLate, commitUnknown, failedCommitting, leftStaged } from '../errors/gate.ts'
import { ImportError } from '../errors/import-error.ts'
import { CALL, COMMIT_MARGIN, COMMIT_POLL } from '../job/patience.ts'
import { type Refusal, readPhaseRefusal } from '../job/refusals.ts'
import { backOff } from '../job/retry.ts'
import type { Progress } from '../model/job.ts'
import type { CallFailure, CallOptions } from '../model/service.ts'
import { failureWords } from '../words/job.ts'
import { ask } from './ask.ts'
import { serverTimeLeft } from './server-timeout.ts'
import { type Staged, whereSeen } from './staged.ts'
import { followOn } from './watch.ts'

/** The commits of a job so far. */
interface Sent {
  /** One of them was accepted, or its answer was lost: rows are visible, or may become so. */
  readonly mayBeCommitted: boolean
  /** How the last one failed; `undefined` if it was accepted. */
  readonly failure: CallFailure | undefined
  /** No later try would get around that. */
  readonly isForGood: boolean
}

/**
 * Sends the commit, and again as long as describe shows that it did not arrive, then waits for `Completed`. From here
 * on nothing is aborted any more. Resolves to the last word about the job; throws an `ImportError`.
 */
export async function publish(staged: Staged): Promise<Progress> {
  const { plan, tools } = staged
  const { clock, random, startedAt, tell } = tools
  let sent: Sent = { mayBeCommitted: false, failure: undefined, isForGood: false }
  tell({ kind: 'committing' })
  for (let tries = 1; ; tries += 1) {
    if (hasTime(staged)) sent = await send(staged, sent)
    const last = await settled(staged, sent)
    if (last.standing === 'completed') tell({ kind: 'committed', rows: last.importedRows })
    if (last.standing === 'failed' && sent.mayBeCommitted)
      throw failedCommitting(staged.job.jobId, last.reason)
    if (last.standing !== 'uncommitted') return last
    const left = startedAt + plan.timeout - clock.now()
    if (sent.isForGood || left <= 0) throw unpublished(staged, sent, last)
    const { failure } = sent
    const pause = failure ? Math.max(backOff(tries, random), failure.retryAfter ?? 0) : COMMIT_POLL
    await clock.sleep(Math.min(pause, left), tools.signal)
  }
}

/** No commit is sent in the last minutes of the server's own timeout, where that is known (milvus-io/milvus#53315). */
export function hasTime(staged: Staged): boolean {
  const left = serverTimeLeft(staged)
  return left === undefined || left >= COMMIT_MARGIN
}

async function send({ job, plane, tools }: Staged, { mayBeCommitted }: Sent): Promise<Sent> {
  const { signal, tell } = tools
  const question = (options: CallOptions) => plane.commit(job.jobId, options)
  const asked = await ask(tools, question, { timeout: CALL, patience: 0 })
  if ('answer' in asked) return { mayBeCommitted: true, failure: undefined, isForGood: false }
  const { failure, refusal } = asked
  const isLost = failure.kind !== 'unsent' && (refusal === 'transient' || failure.kind === 'aborted')
  if (isLost && !signal.aborted)
    tell({ kind: 'noted', text: `The commit got no answer (${failureWords(failure)}): looking at the job` })
  return { mayBeCommitted: mayBeCommitted || isLost, failure, isForGood: isForGood(refusal, failure) }
}

/** No rate limit, no passing trouble, and nothing that a change of the job explains. */
function isForGood(refusal: Refusal, failure: CallFailure): boolean {
  const phase = readPhaseRefusal(failure)
  if (phase !== undefined) return phase === 'autoCommit' || phase === 'jobMissing'
  return failure.kind !== 'aborted' && refusal !== 'transient' && refusal !== 'rateLimited'
}

/** The word of the server about the job after a commit, waited for until it is no longer on its way. */
async function settled(staged: Staged, sent: Sent): Promise<Progress> {
  const { job, plan, tools } = staged
  try {
    return await followOn(job, plan, tools)
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    const { mayBeCommitted, failure } = sent
    if (mayBeCommitted)
      throw failure && error.status === 'TimedOut'
        ? commitUnknown(job.jobId, failure)
        : committedLate(error, job.jobId)
    if (error.status === 'Cancelled')
      throw leftStaged({ jobId: job.jobId, isCancelled: true, seen: whereSeen(staged) })
    throw failure ? commitRefused(job.jobId, failure) : error
  }
}

/** The job still waits, and no further commit is sent. */
function unpublished({ job: { jobId }, plan: { timeout } }: Staged, sent: Sent, last: Progress): ImportError {
  const { failure, mayBeCommitted } = sent
  if (failure && (sent.isForGood || !mayBeCommitted)) return commitRefused(jobId, failure)
  return failure ? commitUnknown(jobId, failure) : committedLate(timedOut({ jobId, timeout, last }), jobId)
}
