import { cancelledWaiting, lostContact, timedOut } from '../errors/failures.ts'
import { adaptiveInterval, type Sighting } from '../job/pace.ts'
import { BIRTH, LAST_POLL, MOST_FAILED_POLLS, POLL, SHORTEST_TROUBLE } from '../job/patience.ts'
import { advance } from '../job/progress.ts'
import { backOff, isTransient, isUnknownJob } from '../job/retry.ts'
import type { Origin, WatchEvent } from '../model/events.ts'
import type { ImportRequest, Progress } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import { CallError, type CallFailure } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { verified } from './verify.ts'

/** The job to follow. */
export interface Followed {
  readonly jobId: string
  readonly origin: Origin
  /** Set if its files have yet to show that it is the job of this request. */
  readonly unverified: ImportRequest | undefined
  /** Where it stands must be seen before the step may be green, also where nobody waits for its end. */
  readonly mustBeSeen: boolean
  /** A warning, if the first answer shows that it had completed before. */
  readonly ifCompleted: string | undefined
  readonly sources: readonly string[]
}

/**
 * The step: waits for the job and tells what happens; resolves to its last word. Without `wait` it only stays until
 * the job is known to be ours, and not to have failed before.
 */
export async function follow(
  { jobId, origin, unverified, mustBeSeen, ifCompleted, sources }: Followed,
  { wait, timeout, pollInterval }: Pick<Plan, 'wait' | 'timeout' | 'pollInterval'>,
  { startedAt, ...tools }: Tools & { readonly startedAt: number },
): Promise<Progress | undefined> {
  const { tell, random, service } = tools
  const settled = () => tell({ kind: 'settled', jobId, origin })
  // Until its files are known, the id is nobody's to rely on.
  const onVerified = () => {
    tell({ kind: 'learned', jobId })
    settled()
  }
  if (!unverified) settled()
  if (!wait && !unverified && !mustBeSeen) return undefined
  const interval = intervalOf(pollInterval, random)
  const isNewborn = origin !== 'given'
  const told = watch(jobId, { ...tools, startedAt, timeout, interval, sources, isNewborn })
  const events = unverified
    ? verified(told, { jobId, request: unverified, api: service.api, onVerified })
    : told
  let last: Progress | undefined
  for await (const event of events) {
    const isFirst = event.kind === 'progress' && last === undefined
    if (isFirst && ifCompleted && event.progress.standing === 'completed')
      tell({ kind: 'warned', text: ifCompleted })
    if (!wait && event.kind === 'progress' && event.progress.standing !== 'failed') return undefined
    if (event.kind === 'progress') last = event.progress
    tell(event)
  }
  return last
}

/** Goes on with a job that is settled; resolves to its last word, which comes at once if it waits for a commit. */
export async function followOn(
  { jobId, sources }: Followed,
  { timeout, pollInterval }: Pick<Plan, 'timeout' | 'pollInterval'>,
  tools: Tools & { readonly startedAt: number },
): Promise<Progress> {
  const interval = intervalOf(pollInterval, tools.random)
  let last: Progress | undefined
  for await (const event of watch(jobId, { ...tools, timeout, interval, sources, isNewborn: false })) {
    if (event.kind === 'progress') last = event.progress
    tools.tell(event)
  }
  if (!last) throw new Error('a watch ends with an answer')
  return last
}

function intervalOf(pollInterval: Plan['pollInterval'], random: () => number) {
  return (now: Sighting, before: Sighting | undefined) =>
    pollInterval === 'auto' ? adaptiveInterval(now, before, random) : pollInterval
}

export interface WatchOptions extends Pick<Tools, 'service' | 'clock' | 'random' | 'signal'> {
  /** When waiting began, on the clock's scale. */
  readonly startedAt: number
  /** Milliseconds. */
  readonly timeout: number
  /** Milliseconds to the next poll, from the last two sightings. */
  readonly interval: (now: Sighting, before: Sighting | undefined) => number
  /** Sources in the order of the request: files are told in this order. */
  readonly sources: readonly string[]
  /** The job was made a moment ago: the server may not know it yet. */
  readonly isNewborn: boolean
}

/**
 * Follows one job until it is settled; the last event is its last word. Throws an `ImportError`: `TimedOut` after one
 * last poll at the deadline, `Unknown` when polls keep failing, `Cancelled` when the signal aborts. A failed poll is
 * not a failed import: it is repeated, a refusal once.
 */
export async function* watch(jobId: string, options: WatchOptions): AsyncGenerator<WatchEvent, void> {
  const { service, clock, signal, startedAt } = options
  const deadline = startedAt + options.timeout
  let progress: Progress | undefined
  let trouble: Trouble | undefined
  let sighting: Sighting | undefined

  for (;;) {
    if (signal.aborted) throw cancelledWaiting(jobId)
    const left = deadline - clock.now()
    const timeout = left <= 0 ? LAST_POLL : Math.max(1000, Math.min(POLL, left))
    let event: WatchEvent
    let pause: number
    try {
      progress = advance(progress, await service.describe(jobId, { timeout, signal }), options.sources)
      trouble = undefined
      event = { kind: 'progress', progress }
      const { percent, phase } = progress
      const before = sighting
      sighting = { elapsed: clock.now() - startedAt, progress: { percent, phase } }
      pause = options.interval(sighting, before)
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (signal.aborted) throw cancelledWaiting(jobId)
      const { failure } = error
      const isNewborn = options.isNewborn && progress === undefined && clock.now() - startedAt < BIRTH
      const refused = !isTransient(failure) && !(isNewborn && isUnknownJob(failure))
      trouble = count(trouble, failure, refused, clock.now())
      if (isHopeless(trouble, clock.now())) throw lostContact(jobId, failure, service)
      const rest = Math.max(0, deadline - clock.now())
      pause = Math.min(rest, Math.max(backOff(trouble.failures, options.random), failure.retryAfter ?? 0))
      event = { kind: 'trouble', failure, pause }
    }
    yield event
    if (event.kind === 'progress' && event.progress.standing !== 'running') return
    if (left <= 0) throw timedOut({ jobId, timeout: options.timeout, last: progress, trouble: trouble?.last })
    await clock.sleep(Math.min(pause, deadline - clock.now()), signal)
  }
}

/** Failed polls in a row. */
interface Trouble {
  readonly failures: number
  readonly refusals: number
  readonly since: number
  readonly last: CallFailure
}

function count(before: Trouble | undefined, last: CallFailure, refused: boolean, now: number): Trouble {
  return {
    failures: (before?.failures ?? 0) + 1,
    refusals: refused ? (before?.refusals ?? 0) + 1 : 0,
    since: before?.since ?? now,
    last,
  }
}

function isHopeless({ failures, refusals, since }: Trouble, now: number): boolean {
  return refusals > 1 || (failures >= MOST_FAILED_POLLS && now - since >= SHORTEST_TROUBLE)
}
