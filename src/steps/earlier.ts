import { earlierUnconfirmed } from '../errors/failures.ts'
import { BIRTH, CALL } from '../job/patience.ts'
import { backOff, isTransient, isUnknownJob } from '../job/retry.ts'
import type { ImportRequest, Standing } from '../model/job.ts'
import type { Remembered } from '../model/memory.ts'
import { CallError } from '../model/service.ts'
import { search } from './search.ts'
import type { Submission, SubmitOptions } from './submission.ts'

/** What the server says of a job that is known by its id; `unseen`: it could not be asked. */
export type Sight = Standing | 'unknown' | 'unseen'

/**
 * The job that an earlier attempt has submitted, as far as is remembered; or the turn of the key under which a new one
 * is in order. Throws an `Unknown` if an earlier attempt may have submitted one that can't be found.
 */
export async function earlierJob(
  request: ImportRequest,
  { jobs, begun, turn }: Remembered,
  options: SubmitOptions,
): Promise<Submission | { readonly turn: number }> {
  for (const job of jobs) {
    const sight = await sightOf(job.jobId, options)
    if (!isOver(sight)) return accepted(job.jobId, job.turn, sight, options)
    options.note(succeeded(job.jobId, sight, job.turn, options))
  }
  if (!begun) return { turn: jobs.length > 0 ? next(turn, options) : turn }

  const found = await lookFor(request, begun.before, options)
  if (found.isUnverified) return { ...asFound(found.jobId, 'unseen'), isUnverified: true }
  const sight = await sightOf(found.jobId, options)
  if (!isOver(sight)) return accepted(found.jobId, begun.turn, sight, options)
  options.note(succeeded(found.jobId, sight, begun.turn, options))
  return { turn: next(begun.turn, options) }
}

/** A key of one's own has no further ones. */
function next(turn: number, { keys }: SubmitOptions): number {
  return keys(turn + 1) === undefined ? turn : turn + 1
}

/** Nothing will come of it any more. */
export function isOver(sight: Sight): sight is 'failed' | 'unknown' {
  return sight === 'failed' || sight === 'unknown'
}

export function succeeded(
  jobId: string,
  sight: 'failed' | 'unknown',
  turn: number,
  options: SubmitOptions,
): string {
  const end = sight === 'failed' ? 'has failed' : 'is no longer known to the server'
  const how = next(turn, options) === turn ? 'submitting again with the same key' : 'submitting one new job'
  return `Import job ${jobId} of an earlier attempt ${end}: ${how}`
}

function accepted(jobId: string, turn: number, sight: Sight, options: SubmitOptions): Submission {
  options.learned(jobId)
  options.memory?.learned(options.keys(turn) ?? '', jobId)
  return asFound(jobId, sight)
}

export function asFound(jobId: string, sight: Sight): Submission {
  return {
    jobId,
    origin: 'found',
    endedBefore: sight === 'completed' || sight === 'failed',
    mustBeSeen: isOver(sight) || sight === 'unseen',
    isUnverified: false,
  }
}

/** Looks for the job of an attempt that was lost before it knew the answer. */
async function lookFor(
  request: ImportRequest,
  before: ReadonlySet<string> | undefined,
  options: SubmitOptions,
): Promise<{ jobId: string; isUnverified: boolean }> {
  options.note('An earlier attempt may have submitted this import: looking for its job')
  const found = before ? await search(request, before, options) : 'unclear'
  if (typeof found === 'object') return found
  throw earlierUnconfirmed({ api: options.service.api, isNone: found === 'none' })
}

/** What the server says of the job; waits out trouble for a while, and for a job that may be too new to be known. */
export async function sightOf(jobId: string, options: SubmitOptions): Promise<Sight> {
  const { service, clock, random, signal } = options
  const startedAt = clock.now()
  for (let failures = 1; ; failures += 1) {
    try {
      return (await service.describe(jobId, { timeout: CALL, signal })).standing
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      // The job id is known: a cancel must not lose it.
      if (signal.aborted) return 'unseen'
      const { failure } = error
      const left = startedAt + BIRTH - clock.now()
      if (left <= 0) return isUnknownJob(failure) ? 'unknown' : 'unseen'
      if (!isTransient(failure) && !isUnknownJob(failure)) return 'unseen'
      const pause = Math.max(backOff(failures, random), failure.retryAfter ?? 0)
      await clock.sleep(Math.min(left, pause), signal)
    }
  }
}
