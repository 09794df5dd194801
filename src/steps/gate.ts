import { checkFailed } from '../errors/checks.ts'
import { ImportError } from '../errors/import-error.ts'
import {
  type AbortEnd,
  commitRefused,
  committedLate,
  endedUnstaged,
  leftStaged,
  notCommittedYet,
  rowsRefused,
  tooLateToCommit,
} from '../errors/publishing.ts'
import { within } from '../job/limits.ts'
import { CALL, COMMIT_MARGIN, LAST_ABORT, SERVER_TIMEOUT_MARGIN } from '../job/patience.ts'
import { readPhaseRefusal } from '../job/refusals.ts'
import { type RowVerdict, stagedRows } from '../job/verdict.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Options, Progress, Source } from '../model/job.ts'
import type { CountedPlan, Plan } from '../model/plan.ts'
import { CallError, type CallFailure } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { ask } from './ask.ts'
import { type Followed, follow, keepFollowing } from './watch.ts'

type Timed = Tools & { readonly startedAt: number }

/** The two-phase import of Milvus 3.0: rows are staged, judged, and only then published or dropped. */
export interface Gate {
  /** The source as the create must send it: held back, and with an end that the server keeps by itself. */
  held(source: Source): Source
  /** Follows the job to its commit or abort. Resolves to its last word. Throws an `ImportError`. */
  pass(job: Followed, tools: Timed): Promise<Progress>
}

/**
 * Asks, before anything is submitted, whether the server has two phases: an older one ignores the option and would
 * publish at once. Throws a `CheckFailed`.
 */
export async function prepareGate(plan: CountedPlan, tools: Tools): Promise<Gate> {
  const plane = await tools.openDataPlane({ timeout: CALL, signal: tools.signal })
  if (typeof plane === 'string')
    throw checkFailed('DataPlaneUnreachable', { input: 'commit', because: plane })
  const probed = await ask(tools, options => plane.hasTwoPhases(options), { timeout: CALL })
  if ('refusal' in probed) {
    const isRefused = probed.refusal === 'noCredentials' || probed.refusal === 'noPermission'
    const code = isRefused ? 'NotPermitted' : 'DataPlaneUnreachable'
    throw checkFailed(code, { input: 'commit', failure: probed.failure })
  }
  if (!probed.answer) throw checkFailed('TwoPhaseUnsupported', { input: 'commit' })
  return {
    held: source =>
      source.kind === 'files'
        ? { ...source, options: { ...source.options, ...holding(plan, source.options) } }
        : source,
    pass: (job, timed) => pass(job, plan, plane, timed),
  }
}

/** A dead runner leaves an orphan that lives for ever, unless the server ends it (`dc/import_checker.go`). */
function holding({ commit, timeout }: Plan, given: Options): Options {
  const isOpen = commit === 'manual' || given['timeout'] !== undefined
  return {
    auto_commit: 'false',
    ...(isOpen ? {} : { timeout: `${Math.ceil((timeout + SERVER_TIMEOUT_MARGIN) / 1000)}s` }),
  }
}

async function pass(job: Followed, plan: CountedPlan, plane: DataPlane, tools: Timed): Promise<Progress> {
  const isOurs = plan.commit === 'verified' && job.origin !== 'given'
  let last: Progress | undefined
  try {
    last = await follow(job, plan, tools)
  } catch (error) {
    throw isOurs ? await ended(error, job.jobId, plane, tools) : left(error, job.jobId)
  }
  // Failed, or published before: by an earlier attempt, or by a person.
  if (last?.standing !== 'uncommitted') return last ?? unfinished()
  const verdict = stagedRows(last, plan.expectedRows)
  tools.tell({ kind: 'staged', rows: last.importedRows, holds: verdict.holds })
  if (!verdict.holds) throw await refused(verdict, job.jobId, plane, tools)
  if (plan.commit === 'manual') return last
  await leaveTime(job, last, plan, plane, tools)
  return publish(job, plan, plane, tools)
}

function unfinished(): never {
  throw new Error('a gate always waits')
}

/**
 * Early 3.0 servers time out a job that is committing, and drop rows that were visible already (milvus-io/milvus
 * #53315): no commit is sent in the last minutes of the server's own timeout, where that is known.
 */
async function leaveTime(
  { jobId, origin }: Followed,
  last: Progress,
  plan: Plan,
  plane: DataPlane,
  tools: Timed,
): Promise<void> {
  const total = serverTimeout(plan)
  if (total === undefined || origin === 'given') return
  const since = origin === 'submitted' ? tools.clock.now() - tools.startedAt : age(last, tools)
  if (since === undefined || total - since >= COMMIT_MARGIN) return
  const end = await abort(jobId, plane, tools)
  throw tooLateToCommit({ jobId, abort: end, left: Math.max(0, total - since) })
}

/** Milliseconds since the server took the job on, by its own account. */
function age({ createdAt }: Progress, { today }: Tools): number | undefined {
  return createdAt === undefined ? undefined : today() - createdAt
}

/** Milliseconds from the create to the end that the server sets; `undefined` where it is not known. */
function serverTimeout({ task, commit, timeout }: Plan): number | undefined {
  const options =
    task.kind === 'submit' && task.source.kind !== 'objects' && task.source.kind !== 'volume'
      ? task.source.options
      : {}
  const given = options['timeout']
  if (given === undefined) return commit === 'manual' ? undefined : timeout + SERVER_TIMEOUT_MARGIN
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(given) ?? []
  return amount && unit ? Number(amount) * { s: 1000, m: 60_000, h: 3_600_000 }[unit as 's'] : undefined
}

/** Sends the commit until an answer settles it, then waits for `Completed`. Nothing is aborted from here on. */
async function publish(job: Followed, plan: Plan, plane: DataPlane, tools: Timed): Promise<Progress> {
  const { jobId } = job
  tools.tell({ kind: 'committing' })
  const sent = await ask(tools, options => plane.commit(jobId, options), { timeout: CALL })
  if ('failure' in sent && readPhaseRefusal(sent.failure) !== undefined)
    return settleRefusal(job, plan, sent.failure, tools)
  if (
    'failure' in sent &&
    sent.refusal !== 'transient' &&
    sent.refusal !== 'rateLimited' &&
    !tools.signal.aborted
  )
    throw commitRefused(jobId, sent.failure)
  try {
    const last = await keepFollowing(job, plan, tools, progress => progress.standing !== 'uncommitted')
    if (last.standing === 'uncommitted') throw notCommittedYet(jobId)
    if (last.standing === 'completed') tools.tell({ kind: 'committed', rows: last.importedRows })
    return last
  } catch (error) {
    throw error instanceof ImportError ? committedLate(error, jobId) : error
  }
}

/** The server says what state the job is in; what describe says of it decides. */
async function settleRefusal(
  job: Followed,
  plan: Plan,
  failure: CallFailure,
  tools: Timed,
): Promise<Progress> {
  const last = await keepFollowing(job, plan, tools, () => true)
  if (last.standing === 'uncommitted') throw commitRefused(job.jobId, failure)
  return last
}

/** The wait for our own job has ended without a word: it is aborted, so that no row of it ever becomes visible. */
async function ended(error: unknown, jobId: string, plane: DataPlane, tools: Timed): Promise<unknown> {
  if (!(error instanceof ImportError) || (error.status !== 'TimedOut' && error.status !== 'Cancelled'))
    return error
  const isCancelled = error.status === 'Cancelled'
  return endedUnstaged({ jobId, abort: await abort(jobId, plane, tools), isCancelled })
}

/** A job that another step submitted, or that a person is to approve, is left as it is. */
function left(error: unknown, jobId: string): unknown {
  const isOver = error instanceof ImportError && (error.status === 'TimedOut' || error.status === 'Cancelled')
  return isOver ? leftStaged(error, jobId) : error
}

async function refused(
  verdict: RowVerdict,
  jobId: string,
  plane: DataPlane,
  tools: Timed,
): Promise<ImportError> {
  return rowsRefused({ jobId, abort: await abort(jobId, plane, tools), why: verdict.says })
}

/**
 * Aborts the job, also when the workflow is being cancelled: one request that is sent at once, and repeated while there
 * is time. Resolves to what became of it.
 */
async function abort(jobId: string, plane: DataPlane, tools: Timed): Promise<AbortEnd> {
  const { signal, service, tell } = tools
  const isHurried = signal.aborted
  const limit = isHurried ? within(tools.clock, new AbortController().signal, LAST_ABORT).signal : signal
  const hurried = { ...tools, signal: limit }
  const patience = isHurried ? LAST_ABORT : undefined
  const timeout = isHurried ? LAST_ABORT : CALL
  const sent = await ask(hurried, options => plane.abort(jobId, options), {
    timeout,
    ...(patience === undefined ? {} : { patience }),
  })
  const isDropped = 'answer' in sent || (await isFailed(jobId, service, { timeout, signal: limit }))
  tell({ kind: 'aborted', isConfirmed: isDropped })
  if (isDropped) return 'aborted'
  return 'failure' in sent && readPhaseRefusal(sent.failure) === 'committed' ? 'committed' : 'unanswered'
}

async function isFailed(
  jobId: string,
  service: Tools['service'],
  options: { timeout: number; signal: AbortSignal },
): Promise<boolean> {
  try {
    return (await service.describe(jobId, options)).standing === 'failed'
  } catch (error) {
    if (error instanceof CallError) return false
    throw error
  }
}
