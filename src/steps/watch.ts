import { ImportError } from '../errors/import-error.ts'
import type { Sighting } from '../job/pace.ts'
import { advance } from '../job/progress.ts'
import { backOff, isTransient, isUnknownJob } from '../job/retry.ts'
import type { Clock } from '../model/clock.ts'
import type { WatchEvent } from '../model/events.ts'
import type { Api, Progress } from '../model/job.ts'
import { CallError, type CallFailure, type ImportService } from '../model/service.ts'
import { duration } from '../words/format.ts'
import { reached } from '../words/job.ts'

export interface WatchOptions {
  readonly service: ImportService
  readonly clock: Clock
  /** Aborts when the workflow is cancelled. */
  readonly signal: AbortSignal
  /** When waiting began, on the clock's scale. */
  readonly startedAt: number
  /** Milliseconds. */
  readonly timeout: number
  /** Milliseconds to the next poll, from the last two sightings. */
  readonly interval: (now: Sighting, before: Sighting | undefined) => number
  readonly random: () => number
  /** Sources in the order of the request: files are told in this order. */
  readonly submitted: readonly string[]
}

/** One poll may take this long, the last one at the deadline less. Milliseconds. */
const POLL_TIMEOUT = 30_000
const LAST_POLL_TIMEOUT = 10_000
/** Polls are given up after so many failures in a row, over at least so many milliseconds. */
const MOST_FAILURES = 10
const SHORTEST_TROUBLE = 120_000
/** A server may not know a job yet in the first moments after its create (Milvus 2.6.0 to 2.6.13). Milliseconds. */
const BIRTH = 20_000

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
    if (signal.aborted) throw cancelled(jobId)
    const left = deadline - clock.now()
    const timeout = left <= 0 ? LAST_POLL_TIMEOUT : Math.max(1000, Math.min(POLL_TIMEOUT, left))
    let event: WatchEvent
    let pause: number
    try {
      progress = advance(progress, await service.describe(jobId, { timeout, signal }), options.submitted)
      trouble = undefined
      event = { kind: 'progress', progress }
      const { percent, phase } = progress
      const before = sighting
      sighting = { elapsed: clock.now() - startedAt, progress: { percent, phase } }
      pause = options.interval(sighting, before)
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (signal.aborted) throw cancelled(jobId)
      const { failure } = error
      const newborn = progress === undefined && clock.now() - startedAt < BIRTH
      const refused = !isTransient(failure) && !(newborn && isUnknownJob(failure))
      trouble = count(trouble, failure, refused, clock.now())
      if (isHopeless(trouble, clock.now())) throw lostSight(jobId, failure, service.api)
      pause = Math.max(backOff(trouble.failures, options.random), failure.retryAfter ?? 0)
      event = { kind: 'trouble', failure, pause }
    }
    yield event
    if (event.kind === 'progress' && event.progress.standing !== 'running') return
    if (left <= 0) throw timedOut(jobId, options.timeout, progress, trouble)
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
  return refusals > 1 || (failures >= MOST_FAILURES && now - since >= SHORTEST_TROUBLE)
}

function cancelled(jobId: string): ImportError {
  return new ImportError({
    status: 'Cancelled',
    code: 'Cancelled',
    title: `The workflow was cancelled while import job ${jobId} was running. The import was not touched and goes on`,
    advice: 'To wait for it again, give the step its `jobId`',
  })
}

function lostSight(jobId: string, { code, said, requestId }: CallFailure, api: Api): ImportError {
  const context = `How import job ${jobId} ends is unknown: it was not touched and may still be running`
  return new ImportError({ status: 'Unknown', code, said, requestId, context, api })
}

function timedOut(
  jobId: string,
  timeout: number,
  progress: Progress | undefined,
  trouble: Trouble | undefined,
): ImportError {
  const seen = progress ? `last seen: ${reached(progress)}` : 'no poll has brought an answer'
  return new ImportError({
    status: 'TimedOut',
    code: 'TimedOut',
    title: `Timed out after ${duration(timeout)} waiting for import job ${jobId} (${seen}). It goes on and was not cancelled`,
    cause: trouble?.last.code,
    said: trouble?.last.said,
    requestId: trouble?.last.requestId,
    advice: 'To wait for it again, give the step its `jobId`; to wait longer, raise `timeout`',
  })
}
