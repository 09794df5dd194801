import { checkFailed } from '../errors/checks.ts'
import { cancelledWaiting, timedOut } from '../errors/failures.ts'
import { committedLate, endedUnstaged, leftStaged, rowsRefused, tooLateToCommit } from '../errors/gate.ts'
import { ImportError } from '../errors/import-error.ts'
import { CALL } from '../job/patience.ts'
import { stagedRows } from '../job/verdict.ts'
import type { Progress, Source } from '../model/job.ts'
import type { CountedPlan } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import { abort } from './abort.ts'
import { ask } from './ask.ts'
import { hasTime, publish } from './commit.ts'
import { NOTHING, stopIfCancelled } from './limits.ts'
import { planeFor } from './plane.ts'
import type { Seen } from './seen.ts'
import { holding, serverTimeLeft } from './server-timeout.ts'
import { isCommitting, type Staged, whereSeen } from './staged.ts'
import { type Followed, follow } from './watch.ts'

type Timed = Tools & { readonly startedAt: number }

/** The two-phase import of Milvus 3.0: rows are staged, judged, and only then published or dropped. */
export interface Gate {
  /** The source as the create must send it: held back, and with an end that the server keeps by itself. */
  held(source: Source): Source
  /** Follows the job to its commit or abort. Resolves to its last word. Throws an `ImportError`. */
  pass(job: Followed, tools: Timed, seen: Seen): Promise<Progress>
}

/**
 * Asks, before anything is submitted, whether the server has two phases: an older one ignores the option and would
 * publish at once. Throws a `CheckFailed`.
 */
export async function prepareGate(plan: CountedPlan, tools: Tools): Promise<Gate> {
  const plane = await planeFor('commit', tools)
  const probed = await ask(tools, options => plane.hasTwoPhases(options), { timeout: CALL })
  if ('refusal' in probed) {
    stopIfCancelled(tools.signal, NOTHING)
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
    pass: (job, timed, seen) => pass({ job, plan, plane, tools: timed, seen }),
  }
}

const NOT_HELD_BACK =
  'The rows of this job became visible without this step: none were held back for it to count'

async function pass(staged: Staged): Promise<Progress> {
  const { job, plan, tools } = staged
  let last: Progress | undefined
  try {
    last = await follow(job, plan, tools)
  } catch (error) {
    throw await interrupted(error, staged)
  }
  if (!last) throw new Error('a gate always waits')
  // Failed, or published before: by an earlier attempt, or by a person.
  if (last.standing !== 'uncommitted') {
    if (last.standing === 'completed' && job.origin === 'given')
      tools.tell({ kind: 'noted', text: NOT_HELD_BACK })
    return last
  }
  if (tools.signal.aborted) throw await interrupted(cancelledWaiting(job.jobId), staged)
  const verdict = stagedRows(last, plan.expectedRows)
  tools.tell({ kind: 'staged', rows: last.importedRows, holds: verdict.holds })
  if (!verdict.holds) throw rowsRefused({ jobId: job.jobId, abort: await abort(staged), why: verdict.says })
  if (plan.commit === 'manual') return last
  return published(staged)
}

/** Publishes, if there is time for it on both sides. */
async function published(staged: Staged): Promise<Progress> {
  const { job, plan, tools, seen } = staged
  const { jobId } = job
  if (tools.clock.now() - tools.startedAt >= plan.timeout)
    throw await interrupted(timedOut({ jobId, timeout: plan.timeout, last: seen.last }), staged)
  if (hasTime(staged)) return publish(staged)
  const left = Math.max(0, serverTimeLeft(staged) ?? 0)
  throw tooLateToCommit({ jobId, abort: await abort(staged), left })
}

/**
 * What becomes of a wait that ended before its job was published: a job of our own is aborted, so that no row of it
 * ever becomes visible. A job that another step submitted, that a person is to approve, or that may be somebody else's
 * is left as it is, and so is one whose commit is under way.
 */
async function interrupted(error: unknown, staged: Staged): Promise<unknown> {
  if (!(error instanceof ImportError) || (error.status !== 'TimedOut' && error.status !== 'Cancelled'))
    return error
  const { job, plan, seen } = staged
  const { jobId } = job
  const isCancelled = error.status === 'Cancelled'
  if (!seen.isSettled) return error
  if (isCommitting(staged)) return committedLate(error, jobId)
  const end = { jobId, isCancelled, seen: whereSeen(staged) }
  if (plan.commit === 'manual' || job.origin === 'given') return leftStaged(end)
  const dropped = await abort(staged)
  return dropped.kind === 'committed' && !isCancelled
    ? committedLate(error, jobId)
    : endedUnstaged({ ...end, abort: dropped })
}
