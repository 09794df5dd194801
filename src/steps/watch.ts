import { cancelledWaiting, lostContact, submitUnconfirmed, timedOut } from '../errors/failures.ts'
import { ImportError } from '../errors/import-error.ts'
import { couldBeOf, sourcesOf } from '../job/files.ts'
import { adaptiveInterval, type Sighting } from '../job/pace.ts'
import { BIRTH, LAST_POLL, MOST_FAILED_POLLS, POLL, SHORTEST_TROUBLE } from '../job/patience.ts'
import { advance } from '../job/progress.ts'
import { isTransient, isUnknownJob } from '../job/retry.ts'
import type { Event } from '../model/events.ts'
import type { Progress } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import type { CallFailure } from '../model/service.ts'
import { ask, pauseAfter } from './ask.ts'
import type { Job, JobTools } from './job.ts'

/**
 * The step: waits for the job and tells what happens; resolves to its last word. Without `wait` it only stays until
 * the job is known to be ours, and not to have failed before. Until the files of an unverified job have shown that it
 * is ours nothing of it counts: whatever ends the wait before, a cancel aside, is a `SubmitUnconfirmed`. Goes on with a
 * job that it has followed before.
 */
export async function follow(
  job: Job,
  plan: Pick<Plan, 'wait' | 'timeout' | 'pollInterval' | 'idempotencyKey'>,
  tools: JobTools,
): Promise<Progress | undefined> {
  const { tell, service } = tools
  const { jobId, origin, mustBeSeen } = job
  const settled = () => tell({ kind: 'settled', jobId, origin })
  if (!job.first && job.hadCompleted) tell({ kind: 'warned', text: importedNothing(jobId, plan) })
  if (!job.first && !job.isUnverified) settled()
  if (!plan.wait && !job.isUnverified && !mustBeSeen) return undefined
  try {
    for await (const event of watch(job, plan, tools)) {
      if (event.kind === 'progress') {
        const { progress } = event
        if (job.isUnverified) {
          if (!hasShown(job, progress, service)) continue
          job.isUnverified = false
          // Until its files are known, the id is nobody's to rely on.
          tell({ kind: 'learned', jobId })
          settled()
        }
        if (!job.first && origin === 'found' && mustBeSeen && progress.standing === 'completed')
          tell({ kind: 'warned', text: importedNothing(jobId, plan) })
        if (!plan.wait && progress.standing !== 'failed') return undefined
        job.first ??= progress
        job.last = progress
      }
      tell(event)
    }
  } catch (error) {
    const isCancel = error instanceof ImportError && error.status === 'Cancelled'
    throw !job.isUnverified || isCancel ? error : notShown(job, service)
  }
  return job.last
}

/** Have the files of the job shown that it is ours? */
function hasShown(job: Job, { files, standing }: Progress, service: JobTools['service']): boolean {
  if (job.request && couldBeOf(job.request.source, files)) return true
  // What is told and does not decide will not do so later.
  if (files.length > 0 || standing !== 'running') throw notShown(job, service)
  return false
}

function notShown({ jobId }: Job, { api }: JobTools['service']): ImportError {
  return submitUnconfirmed({ api, jobId, list: 'told' })
}

/** A green step that has done nothing must not look like one that has. */
function importedNothing(jobId: string, { idempotencyKey }: Pick<Plan, 'idempotencyKey'>): string {
  const newRun = idempotencyKey === 'auto' ? 'start a new run, or ' : ''
  return `Import job ${jobId} of an earlier attempt had already completed: this attempt imported nothing. If the files have changed since, ${newRun}give the step another \`idempotencyKey\`.`
}

/**
 * Polls one job until it is settled; the last event is its last word. Throws an `ImportError`: `TimedOut` after one
 * last poll at the deadline, `Unknown` when polls keep failing, `Cancelled` when the signal aborts. A failed poll is
 * not a failed import: it is repeated, a refusal once.
 */
async function* watch(
  job: Job,
  { timeout, pollInterval }: Pick<Plan, 'timeout' | 'pollInterval'>,
  tools: JobTools,
): AsyncGenerator<Extract<Event, { kind: 'progress' | 'trouble' }>, void> {
  const { service, clock, random, signal } = tools
  const { jobId, request, startedAt } = job
  const submitted = request ? sourcesOf(request.source) : []
  const deadline = startedAt + timeout
  let progress: Progress | undefined
  let sighting: Sighting | undefined
  /** Failed polls in a row. */
  let trouble: { failures: number; refusals: number; since: number; last: CallFailure } | undefined

  for (;;) {
    if (signal.aborted) throw cancelledWaiting(jobId)
    const left = deadline - clock.now()
    const asked = await ask(tools, call => service.describe(jobId, call), {
      timeout: left <= 0 ? LAST_POLL : Math.max(1000, Math.min(POLL, left)),
      patience: 0,
    })
    let pause: number
    if ('answer' in asked) {
      trouble = undefined
      progress = advance(progress, asked.answer, submitted)
      const { percent, phase } = progress
      const now = { elapsed: clock.now() - startedAt, progress: { percent, phase } }
      pause = pollInterval === 'auto' ? adaptiveInterval(now, sighting, random) : pollInterval
      sighting = now
      yield { kind: 'progress', progress }
      if (progress.standing !== 'running') return
    } else {
      if (signal.aborted) throw cancelledWaiting(jobId)
      const { failure } = asked
      // Servers may not know a new job yet.
      const isNewborn = job.origin !== 'given' && !job.first && !progress && clock.now() - startedAt < BIRTH
      const isRefusal = !isTransient(failure) && !(isNewborn && isUnknownJob(failure))
      const now = clock.now()
      const { failures, refusals, since } = trouble ?? { failures: 0, refusals: 0, since: now }
      trouble = { failures: failures + 1, refusals: isRefusal ? refusals + 1 : 0, since, last: failure }
      const isLasting = trouble.failures >= MOST_FAILED_POLLS && now - since >= SHORTEST_TROUBLE
      if (trouble.refusals > 1 || isLasting) throw lostContact(jobId, failure, service)
      const rest = Math.max(0, deadline - clock.now())
      pause = Math.min(rest, pauseAfter(trouble.failures, failure, random))
      yield { kind: 'trouble', failure, pause }
    }
    if (left <= 0) throw timedOut({ jobId, timeout, last: progress, trouble: trouble?.last })
    await clock.sleep(Math.min(pause, deadline - clock.now()), signal)
  }
}
