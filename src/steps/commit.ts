import { timedOut } from '../errors/failures.ts'
import {
  type AbortEnd,
  commitRefused,
  committedLate,
  commitUnknown,
  failedCommitting,
  leftStaged,
} from '../errors/gate.ts'
import { ImportError } from '../errors/import-error.ts'
import { outliving } from '../job/limits.ts'
import { CALL, COMMIT_MARGIN, COMMIT_POLL, LAST_ABORT, SERVER_TIMEOUT_MARGIN } from '../job/patience.ts'
import { readPhaseRefusal } from '../job/refusals.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Progress } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import type { CallFailure } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { failureWords, reached } from '../words/job.ts'
import { type Asked, ask, passesByItself, pauseAfter } from './ask.ts'
import type { Job } from './job.ts'
import { follow } from './watch.ts'

/** A job between its create and its commit or abort, with all that the gate knows of it. */
export interface Staged {
  readonly job: Job
  readonly plan: Plan
  readonly plane: DataPlane
  readonly tools: Tools
}

/** Where the job was last seen, in words; `''` if it never was. */
export function whereSeen({ job: { last } }: Staged): string {
  return last ? reached(last) : ''
}

/** Waits for the job; resolves to its last word, which comes at once if it waits for its commit. */
export async function lastWord({ job, plan, tools }: Staged): Promise<Progress> {
  const last = await follow(job, plan, tools)
  if (!last) throw new Error('a gate always waits')
  return last
}

/** The commits of a job so far. */
interface Sent {
  /** One of them was accepted, or its answer was lost: rows are visible, or may become so. */
  readonly mayBeCommitted: boolean
  /** How the last one failed; `undefined` if it was accepted. */
  readonly failure?: CallFailure
  /** No later try would get around that. */
  readonly isForGood: boolean
}

/**
 * Sends the commit, and again as long as describe shows that it did not arrive, then waits for `Completed`. From here
 * on nothing is aborted any more. Resolves to the last word about the job; throws an `ImportError`.
 */
export async function commit(staged: Staged): Promise<Progress> {
  const { job, plan, tools } = staged
  const { clock, random, signal, tell } = tools
  let sent: Sent = { mayBeCommitted: false, isForGood: false }
  tell({ kind: 'committing' })
  for (let tries = 1; ; tries += 1) {
    if (hasTime(staged)) sent = await send(staged, sent)
    const last = await settled(staged, sent)
    if (last.standing === 'completed') tell({ kind: 'committed', rows: last.importedRows })
    if (last.standing === 'failed' && sent.mayBeCommitted) throw failedCommitting(job.jobId, last.reason)
    if (last.standing !== 'uncommitted') return last
    const left = job.startedAt + plan.timeout - clock.now()
    if (sent.isForGood || left <= 0) throw unpublished(staged, sent, last)
    const pause = sent.failure ? pauseAfter(tries, sent.failure, random) : COMMIT_POLL
    await clock.sleep(Math.min(pause, left), signal)
  }
}

async function send({ job, plane, tools }: Staged, { mayBeCommitted }: Sent): Promise<Sent> {
  const asked = await ask(tools, options => plane.commit(job.jobId, options), { patience: 0 })
  if ('answer' in asked) return { mayBeCommitted: true, isForGood: false }
  const { failure, refusal } = asked
  const isAborted = failure.kind === 'aborted'
  const isLost = failure.kind !== 'unsent' && (refusal === 'transient' || isAborted)
  // No rate limit, no passing trouble, and nothing that a change of the job explains.
  const phase = readPhaseRefusal(failure)
  const isForGood = phase
    ? phase === 'autoCommit' || phase === 'jobMissing'
    : !isAborted && !passesByItself(asked)
  if (isLost && !tools.signal.aborted) {
    const text = `The commit got no answer (${failureWords(failure)}): looking at the job`
    tools.tell({ kind: 'noted', text })
  }
  return { mayBeCommitted: mayBeCommitted || isLost, failure, isForGood }
}

/** The word of the server about the job after a commit, waited for until it is no longer on its way. */
async function settled(staged: Staged, { mayBeCommitted, failure }: Sent): Promise<Progress> {
  const { jobId } = staged.job
  try {
    return await lastWord(staged)
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    if (mayBeCommitted && failure && error.status === 'TimedOut') throw commitUnknown(jobId, failure)
    if (mayBeCommitted) throw committedLate(error, jobId)
    if (error.status === 'Cancelled') throw leftStaged({ jobId, isCancelled: true, seen: whereSeen(staged) })
    throw failure ? commitRefused(jobId, failure) : error
  }
}

/** The job still waits, and no further commit is sent. */
function unpublished({ job: { jobId }, plan: { timeout } }: Staged, sent: Sent, last: Progress): ImportError {
  const { failure, mayBeCommitted, isForGood } = sent
  if (failure && (isForGood || !mayBeCommitted)) return commitRefused(jobId, failure)
  return failure ? commitUnknown(jobId, failure) : committedLate(timedOut({ jobId, timeout, last }), jobId)
}

/**
 * Aborts the job, also when the workflow is being cancelled: one request that is sent at once, and repeated while there
 * is time. A lost answer is settled by what describe says. Tells and resolves to what became of it.
 */
export async function abort(staged: Staged): Promise<AbortEnd> {
  const { job, plane, tools } = staged
  const { clock, random, signal, service } = tools
  const limit = outliving(clock, signal, LAST_ABORT)
  const limited = { clock, random, signal: limit.signal }
  // In a hurry there must be time for a second try, and for a look.
  const timeout = signal.aborted ? LAST_ABORT / 2 : CALL
  try {
    const asked = await ask(limited, options => plane.abort(job.jobId, options), { timeout })
    const seen = await ask(limited, options => service.describe(job.jobId, options), { timeout, patience: 0 })
    const now = 'answer' in seen ? seen.answer : undefined
    const isCommitted = now?.standing === 'completed' || now?.state === 'Committing'
    const end = endOf(asked, { isFailed: now?.standing === 'failed', isCommitted }, staged)
    tools.tell({ kind: 'aborted', end: end.kind, state: now?.state })
    return end
  } finally {
    limit.end()
  }
}

function endOf(
  asked: Asked<void>,
  { isFailed, isCommitted }: { readonly isFailed: boolean; readonly isCommitted: boolean },
  staged: Staged,
): AbortEnd {
  if (isFailed) return { kind: 'aborted' }
  if (isCommitted) return { kind: 'committed' }
  if ('answer' in asked) return { kind: 'aborted' }
  const { failure, refusal } = asked
  if (readPhaseRefusal(failure) === 'committed') return { kind: 'committed' }
  const left = serverTimeLeft(staged)
  return {
    kind: 'unconfirmed',
    failure,
    isRefused: refusal !== 'transient' && failure.kind !== 'aborted',
    dropsAt: left === undefined ? undefined : staged.tools.today() + left,
  }
}

/** No commit is sent in the last minutes of the server's own timeout, where that is known (milvus-io/milvus#53315). */
export function hasTime(staged: Staged): boolean {
  const left = serverTimeLeft(staged)
  return left === undefined || left >= COMMIT_MARGIN
}

/** Milliseconds until the server ends the job by itself; `undefined` where its timeout, or its age, is not known. */
export function serverTimeLeft({ job, plan, tools }: Staged): number | undefined {
  const total = job.origin === 'given' ? undefined : serverTimeout(plan)
  if (total === undefined) return undefined
  if (job.origin === 'submitted') return total - (tools.clock.now() - job.startedAt)
  // The job of an earlier attempt is as old as the server says.
  const createdAt = job.last?.createdAt
  return createdAt === undefined ? undefined : total - (tools.today() - createdAt)
}

/**
 * Milliseconds from the create to the end that the server sets; `undefined` if it sets none, or one that can't be read.
 * A dead runner leaves an orphan that lives for ever, unless the server ends it (milvus-io/milvus
 * `internal/datacoord/import_checker.go`, `tryTimeoutJob`); where a person is to approve, that may take days.
 */
export function serverTimeout({ task, commit, timeout }: Plan): number | undefined {
  const source = task.kind === 'submit' ? task.source : undefined
  const given = source && 'options' in source ? source.options['timeout'] : undefined
  if (given !== undefined) return goDuration(given)
  return commit === 'manual' ? undefined : timeout + SERVER_TIMEOUT_MARGIN
}

const UNITS = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const

/** `1h30m`, `1.5h`, `300ms` in milliseconds, as Go reads it (`time.ParseDuration`); `undefined` if it is none. */
export function goDuration(text: string): number | undefined {
  if (!/^\+?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined
  return [...text.matchAll(/([\d.]+)([a-zµμ]+)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit as keyof typeof UNITS],
    0,
  )
}
