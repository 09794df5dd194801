import { earlierUnconfirmed } from '../errors/failures.ts'
import { BIRTH } from '../job/patience.ts'
import { isTransient, isUnknownJob } from '../job/retry.ts'
import type { Standing } from '../model/job.ts'
import type { Remembered } from '../model/memory.ts'
import { ask } from './ask.ts'
import type { Job, Submission } from './job.ts'
import { search } from './search.ts'

/** What the server says of a job that is known by its id; `unseen`: it could not be asked. */
type Sight = Standing | 'unknown' | 'unseen'

/** Nothing will come of it any more. */
function isOver(sight: Sight): sight is 'failed' | 'unknown' {
  return sight === 'failed' || sight === 'unknown'
}

/**
 * The job that an earlier attempt has submitted, as far as is remembered; or the turn of the key under which a new one
 * is in order. Throws an `Unknown` if an earlier attempt may have submitted one that can't be found.
 */
export async function earlierJob(
  submission: Submission,
  { jobs, begun, turn }: Remembered,
): Promise<Job | number> {
  for (const job of jobs) {
    const usable = await ifUsable(submission, job.jobId, job.turn)
    if (usable) return usable
  }
  if (!begun) return jobs.length > 0 ? next(turn, submission) : turn

  const text = 'An earlier attempt may have submitted this import: looking for its job'
  submission.tell({ kind: 'noted', text })
  const told = begun.before ? await search(submission, begun.before) : 'unclear'
  if (typeof told === 'string') throw earlierUnconfirmed(submission.service.api, told === 'none')
  const { jobId, isUnverified } = told
  if (isUnverified) return { ...found(submission, jobId, 'unseen'), isUnverified }
  return (await ifUsable(submission, jobId, begun.turn)) ?? next(begun.turn, submission)
}

/** A key of one's own has no further ones. */
function next(turn: number, { keys }: Submission): number {
  return keys(turn + 1) === undefined ? turn : turn + 1
}

/** This job of an earlier attempt, unless nothing will come of it any more. */
async function ifUsable(submission: Submission, jobId: string, turn: number): Promise<Job | undefined> {
  const { tell, memory, keys } = submission
  const sight = await sightOf(submission, jobId)
  if (isOver(sight)) {
    tell({ kind: 'noted', text: succeeded(submission, jobId, sight, turn) })
    return undefined
  }
  tell({ kind: 'learned', jobId })
  memory?.learned(keys(turn) ?? '', jobId)
  return found(submission, jobId, sight)
}

/** Says that the job of a turn is over, and what follows. */
export function succeeded(
  submission: Submission,
  jobId: string,
  sight: 'failed' | 'unknown',
  turn: number,
): string {
  const end = sight === 'failed' ? 'has failed' : 'is no longer known to the server'
  const how =
    next(turn, submission) === turn ? 'submitting again with the same key' : 'submitting one new job'
  return `Import job ${jobId} of an earlier attempt ${end}: ${how}`
}

/** What the server says of the job; waits out trouble for a while, and for a job that may be too new to be known. */
export async function sightOf(submission: Submission, jobId: string): Promise<Sight> {
  const asked = await ask(submission, call => submission.service.describe(jobId, call), {
    patience: BIRTH,
    isPassing: ({ failure }) => isTransient(failure) || isUnknownJob(failure),
  })
  if ('answer' in asked) return asked.answer.standing
  // The job id is known: a cancel must not lose it.
  return !submission.signal.aborted && isUnknownJob(asked.failure) ? 'unknown' : 'unseen'
}

/** The job of an earlier attempt. */
export function found({ request, startedAt }: Submission, jobId: string, sight: Sight): Job {
  const mustBeSeen = isOver(sight) || sight === 'unseen'
  return { jobId, origin: 'found', request, startedAt, mustBeSeen, hadCompleted: sight === 'completed' }
}
