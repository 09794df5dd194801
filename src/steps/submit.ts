import { rejected, submitUnconfirmed, unreachable } from '../errors/failures.ts'
import { sourcesOf } from '../job/files.ts'
import { keysOf, type RunIdentity } from '../job/idempotency.ts'
import { outliving, within } from '../job/limits.ts'
import { BIRTH, CALL, CREATE, LAST_CREATE, LOOK_BEFORE, MOST_REPEATS, UNREACHABLE } from '../job/patience.ts'
import { backOff, isTransient, isUnknownJob, meaningOfCreate } from '../job/retry.ts'
import type { Clock } from '../model/clock.ts'
import type { ImportRequest } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import { CallError, type CallFailure, type ImportService } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { duration } from '../words/format.ts'
import { failureWords } from '../words/job.ts'
import { failureOf, NO_ANSWER, stopIfCancelled } from './limits.ts'
import { type Found, search } from './search.ts'
import type { Followed } from './watch.ts'

export interface SubmitOptions {
  readonly service: ImportService
  readonly clock: Clock
  readonly random: () => number
  /** Aborts when the workflow is cancelled. */
  readonly signal: AbortSignal
  /** When the retries of the create end, on the clock's scale. */
  readonly deadline: number
  /**
   * Idempotency keys to try in this order: a later one only if the job of the one before has failed or is gone. `[]`
   * sends none.
   */
  readonly keys: readonly string[]
  /** Called the moment an answer names the job, before anything else is sent; again if another takes its place. */
  readonly learned: (jobId: string) => void
  /** Says what people should know of the submission, one line at a time. */
  readonly note: (line: string) => void
}

/** The one job of a run. */
export interface Submission {
  readonly jobId: string
  /** Its files are not yet known to be ours: the first answer that tells files decides. */
  readonly isUnverified: boolean
  /** It was there before this step: an earlier attempt submitted it. */
  readonly isFound: boolean
}

/** The step: goes on with the job that the author named. */
export function attach(jobId: string, { tell }: Tools): Followed {
  tell({ kind: 'learned', jobId })
  return { jobId, origin: 'given', unverified: undefined, sources: [] }
}

/**
 * The step: submits one import, or finds the job of it that an earlier attempt submitted. `content` says what the files
 * hold, where that is known.
 */
export async function submitOnce(
  request: ImportRequest,
  { connection, timeout, idempotencyKey }: Plan,
  identity: RunIdentity,
  tools: Tools & { readonly startedAt: number },
  content?: string,
): Promise<Followed> {
  const { tell, startedAt } = tools
  const keys =
    idempotencyKey === 'auto'
      ? keysOf(identity, connection.api, connection.endpoint, request, content)
      : idempotencyKey === 'off'
        ? []
        : [idempotencyKey]
  const { jobId, isUnverified, isFound } = await submit(request, {
    ...tools,
    keys,
    deadline: startedAt + timeout,
    learned: id => tell({ kind: 'learned', jobId: id }),
    note: text => tell({ kind: 'noted', text }),
  })
  return {
    jobId,
    origin: isFound ? 'found' : 'submitted',
    unverified: isUnverified ? request : undefined,
    sources: sourcesOf(request.source),
  }
}

/**
 * Ids of the jobs that the collection had before the create. `hidden`: the server does not tell them; `undefined`:
 * it was not to be reached for them yet.
 */
type Before = ReadonlySet<string> | 'hidden' | undefined

const NOTHING = 'nothing was submitted'
/**
 * Submits one import, and never two. A create that certainly was not carried out is repeated; one that may have been
 * is searched for: in the list of jobs, compared with the list from before, told apart by their files. Only when the
 * server has shown over a grace period that it holds no such job, the create is repeated.
 *
 * Throws an `ImportError`: `Rejected` if there certainly is no job, `Unknown` if there may be one, `Cancelled` if the
 * workflow ended first.
 */
export async function submit(request: ImportRequest, options: SubmitOptions): Promise<Submission> {
  const [first, ...later] = options.keys
  let { submission, before } = await createOnce(request, first, undefined, options)
  for (const key of later) {
    const end = await endOfEarlier(submission, before, options)
    if (end === undefined || options.signal.aborted) break
    options.note(`Import job ${submission.jobId} of an earlier attempt ${end}: submitting one new job`)
    ;({ submission, before } = await createOnce(request, key, before, options))
  }
  const { jobId } = submission
  if (isIn(before, jobId)) {
    options.note(`The idempotency key led to import job ${jobId}, submitted before: nothing is imported anew`)
  }
  return { ...submission, isFound: isIn(before, jobId) }
}

function isIn(before: Before, jobId: string): boolean {
  return before instanceof Set && before.has(jobId)
}

/** One job under one key, whatever happens to the answers; and what the collection held before it. */
async function createOnce(
  request: ImportRequest,
  key: string | undefined,
  known: Before,
  options: SubmitOptions,
): Promise<{ submission: Submission; before: Before }> {
  const { clock, note } = options
  const startedAt = clock.now()
  let before = known
  let repeats = 0
  for (let failures = 1; ; failures += 1) {
    stopIfCancelled(options.signal, NOTHING)
    // As long as no create was carried out, a list taken now is one from before it.
    before ??= await jobsBefore(request, options)
    const answer = await create(request, key, options)
    if ('jobId' in answer) {
      options.learned(answer.jobId)
      return { submission: { ...answer, isUnverified: false, isFound: false }, before }
    }
    const { failure } = answer
    const meaning = meaningOfCreate(failure)
    if (meaning === 'refused') throw rejected(failure, options.service)
    if (meaning === 'ambiguous') {
      stopIfCancelled(options.signal, NO_ANSWER)
      note(`The answer to the import request was lost (${failureWords(failure)}): looking for the job`)
      const found: Found = before instanceof Set ? await search(request, before, options) : 'unclear'
      if (typeof found === 'object') return { submission: { ...found, isFound: false }, before }
      if (found === 'unclear' || repeats >= MOST_REPEATS || clock.now() >= options.deadline)
        throw submitUnconfirmed({ api: options.service.api, failure, isAnswered: before !== undefined })
      repeats += 1
      note('The server holds no such job: submitting again')
    } else {
      const last =
        meaning === 'unsent' ? Math.min(startedAt + UNREACHABLE, options.deadline) : options.deadline
      const left = last - clock.now()
      if (left <= 0) throw (meaning === 'unsent' ? unreachable : rejected)(failure, options.service)
      const pause = Math.min(left, Math.max(backOff(failures, options.random), failure.retryAfter ?? 0))
      note(`Not submitted yet (${failureWords(failure)}), trying again in ${duration(pause)}`)
      await clock.sleep(pause, options.signal)
    }
  }
}

/** Sends the create once: the job id, or how it failed. A cancel leaves it some seconds, its answer is not to be lost. */
async function create(
  request: ImportRequest,
  key: string | undefined,
  options: SubmitOptions,
): Promise<{ jobId: string } | { failure: CallFailure }> {
  const limit = outliving(options.clock, options.signal, LAST_CREATE)
  try {
    const call = { timeout: CREATE, signal: limit.signal }
    return { jobId: await options.service.create(request, key, call) }
  } catch (error) {
    if (error instanceof CallError) return { failure: error.failure }
    throw error
  } finally {
    limit.end()
  }
}

async function jobsBefore(request: ImportRequest, options: SubmitOptions): Promise<Before> {
  const { service, clock, signal, random } = options
  const limit = within(clock, signal, LOOK_BEFORE)
  try {
    for (let failures = 1; ; failures += 1) {
      try {
        const call = { timeout: CALL, signal: limit.signal }
        return new Set((await service.list(request.collectionName, call)).map(job => job.jobId))
      } catch (error) {
        const failure = failureOf(error, signal, NOTHING)
        if (failure.kind !== 'aborted' && !isTransient(failure)) return 'hidden'
        // A server that is down will say so to the create. Trouble is waited out: without this list, a lost answer
        // could not be looked for.
        if (failure.kind === 'unsent' || limit.signal.aborted) return undefined
        await clock.sleep(backOff(failures, random), limit.signal)
      }
    }
  } finally {
    limit.end()
  }
}

/** How the job of an earlier attempt ended without data; `undefined` if it did not, or if the job is a new one. */
async function endOfEarlier(
  { jobId }: Submission,
  before: Before,
  options: SubmitOptions,
): Promise<string | undefined> {
  const { service, clock, random } = options
  const startedAt = clock.now()
  for (let failures = 1; ; failures += 1) {
    try {
      const { standing } = await service.describe(jobId, { timeout: CALL, signal: options.signal })
      // Only a job that was there before is an earlier one: a new one may fail in a moment, too.
      return standing === 'failed' && isIn(before, jobId) ? 'has failed' : undefined
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      // The job id is known: a cancel must not lose it.
      if (options.signal.aborted) return undefined
      const { failure } = error
      // A job that was made just now may not be known yet; one that is gone stays unknown.
      const left = startedAt + BIRTH - clock.now()
      if (left <= 0) return isUnknownJob(failure) ? 'is no longer known to the server' : undefined
      if (!isTransient(failure) && !isUnknownJob(failure)) return undefined
      const pause = Math.max(backOff(failures, random), failure.retryAfter ?? 0)
      await clock.sleep(Math.min(left, pause), options.signal)
    }
  }
}
