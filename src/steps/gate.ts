import { checkFailed } from '../errors/checks.ts'
import { cancelledWaiting, timedOut } from '../errors/failures.ts'
import { committedLate, endedUnstaged, leftStaged, rowsRefused, tooLateToCommit } from '../errors/gate.ts'
import { ImportError } from '../errors/import-error.ts'
import { stagedRows } from '../job/verdict.ts'
import type { Progress, Source } from '../model/job.ts'
import type { Plan, RowBound } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import {
  abort,
  commit,
  hasTime,
  lastWord,
  type Staged,
  serverTimeLeft,
  serverTimeout,
  whereSeen,
} from './commit.ts'
import type { Job } from './job.ts'
import { mustKnow, planeFor } from './plane.ts'

/**
 * The two-phase import of Milvus 3.0: rows are staged, judged, and only then published or dropped. Asks, before anything
 * is submitted, whether the server has two phases: an older one ignores the option and would publish at once. Throws a
 * `CheckFailed`.
 */
export async function prepareGate(plan: Plan, tools: Tools) {
  const plane = await planeFor('commit', tools)
  const hasTwoPhases = await mustKnow('commit', tools, options => plane.hasTwoPhases(options))
  if (!hasTwoPhases) throw checkFailed('TwoPhaseUnsupported', { input: 'commit' })
  return {
    /** The source as the create must send it: held back, and with an end that the server keeps by itself. */
    held(source: Source): Source {
      if (source.kind !== 'files') return source
      const isOpen = plan.commit === 'manual' || source.options['timeout'] !== undefined
      const timeout = `${Math.ceil((serverTimeout(plan) ?? 0) / 1000)}s`
      const options = { ...source.options, auto_commit: 'false', ...(isOpen ? {} : { timeout }) }
      return { ...source, options }
    },
    /** Follows the job to its commit or abort. Resolves to its last word. Throws an `ImportError`. */
    pass: (job: Job, expected: RowBound | undefined, seeing: Tools) =>
      pass({ job, plan, plane, tools: seeing }, expected),
  }
}

const NOT_HELD_BACK =
  'The rows of this job became visible without this step: none were held back for it to count'

async function pass(staged: Staged, expected: RowBound | undefined): Promise<Progress> {
  const { job, plan, tools } = staged
  const { jobId, startedAt } = job
  const last = await lastWord(staged).catch(async error => {
    throw await interrupted(error, staged)
  })
  // Failed, or published before: by an earlier attempt, or by a person.
  if (last.standing !== 'uncommitted') {
    if (last.standing === 'completed' && job.origin === 'given')
      tools.tell({ kind: 'noted', text: NOT_HELD_BACK })
    return last
  }
  if (tools.signal.aborted) throw await interrupted(cancelledWaiting(jobId), staged)
  const { holds, says } = stagedRows(last, expected)
  tools.tell({ kind: 'staged', rows: last.importedRows, holds })
  if (!holds) throw rowsRefused(jobId, await abort(staged), says)
  if (plan.commit === 'manual') return last
  if (tools.clock.now() - startedAt >= plan.timeout)
    throw await interrupted(timedOut({ jobId, timeout: plan.timeout, last }), staged)
  if (hasTime(staged)) return commit(staged)
  const left = Math.max(0, serverTimeLeft(staged) ?? 0)
  throw tooLateToCommit(jobId, await abort(staged), left)
}

/**
 * What becomes of a wait that ended before its job was published: a job of our own is aborted, so that no row of it
 * ever becomes visible. A job that another step submitted, that a person is to approve, or that may be somebody else's
 * is left as it is, and so is one whose commit is under way.
 */
async function interrupted(error: unknown, staged: Staged): Promise<unknown> {
  if (!(error instanceof ImportError) || (error.status !== 'TimedOut' && error.status !== 'Cancelled'))
    return error
  const { jobId, origin, isUnverified, last } = staged.job
  if (isUnverified) return error
  if (last?.state === 'Committing' || last?.standing === 'completed') return committedLate(error, jobId)
  const isCancelled = error.status === 'Cancelled'
  const end = { jobId, isCancelled, seen: whereSeen(staged) }
  if (staged.plan.commit === 'manual' || origin === 'given') return leftStaged(end)
  const dropped = await abort(staged)
  return dropped.kind === 'committed' && !isCancelled
    ? committedLate(error, jobId)
    : endedUnstaged(end, dropped)
}
