import { ImportError } from '../errors/import-error.ts'
import type { Clock } from './clock.ts'
import { couldBeOf } from './files.ts'
import type { ImportRequest, Observation } from './job.ts'
import { backOff, type CreateMeaning, isTransient, isUnknownJob, meaningOfCreate } from './retry.ts'
import { CallError, type CallFailure, type CallOptions, type ImportService } from './service.ts'
import { duration, failureWords } from './words.ts'

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
  /** It was there before our create, or its id did not come as the answer to it. */
  readonly isAdopted: boolean
  /** Its files are not yet known to be ours: the first answer that tells files decides. */
  readonly isUnverified: boolean
}

/**
 * Ids of the jobs that the collection had before the create. `hidden`: the server does not tell them; `undefined`:
 * it was not to be reached for them yet.
 */
type Before = ReadonlySet<string> | 'hidden' | undefined

/** Milliseconds for one create: it returns late on a busy server. */
const CREATE_TIMEOUT = 60_000
const CALL_TIMEOUT = 10_000
/** After a cancel a create in flight may still finish, so that its job id is not lost. Milliseconds. */
const LAST_WORDS = 4000
/** A server that can't be reached is asked again for so long. Milliseconds. */
const UNREACHABLE = 30_000
/** So long a server must show that it holds no job of ours before a create is repeated. Milliseconds. */
const GRACE = 10_000
/** A search that has begun may go on for so long. Milliseconds. */
const LONGEST_SEARCH = 30_000
const SEARCH_INTERVAL = 2000
/** How often a create whose answer was lost is repeated, each time after a search that found nothing. */
const MOST_REPEATS = 2

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
  if (submission.isAdopted || !isIn(before, submission.jobId)) return submission
  options.note(
    `The idempotency key led to import job ${submission.jobId}, submitted before: nothing is imported anew`,
  )
  return { ...submission, isAdopted: true }
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
    stopIfCancelled(options, 'nothing was submitted')
    // As long as no create was carried out, a list taken now is one from before it.
    before ??= await jobsBefore(request, options)
    const failure = await create(request, key, options)
    if (typeof failure === 'string') {
      options.learned(failure)
      return { submission: { jobId: failure, isAdopted: false, isUnverified: false }, before }
    }
    const meaning = meaningOfCreate(failure)
    if (meaning === 'refused') throw rejected(failure, meaning, options)
    if (meaning === 'ambiguous') {
      stopIfCancelled(options, 'the answer to the import request did not come')
      note(`The answer to the import request was lost (${failureWords(failure)}): looking for the job`)
      const found = before instanceof Set ? await search(request, before, options) : 'unclear'
      if (typeof found === 'object') return { submission: found, before }
      if (found === 'unclear' || repeats >= MOST_REPEATS || clock.now() >= options.deadline)
        throw unconfirmed(failure, options)
      repeats += 1
      note('The server holds no such job: submitting again')
    } else {
      const last =
        meaning === 'unsent' ? Math.min(startedAt + UNREACHABLE, options.deadline) : options.deadline
      const left = last - clock.now()
      if (left <= 0) throw rejected(failure, meaning, options)
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
): Promise<string | CallFailure> {
  const words = lastWords(options)
  try {
    return await options.service.create(request, key, { timeout: CREATE_TIMEOUT, signal: words.signal })
  } catch (error) {
    if (error instanceof CallError) return error.failure
    throw error
  } finally {
    words.end()
  }
}

async function jobsBefore(request: ImportRequest, options: SubmitOptions): Promise<Before> {
  for (let failures = 1; ; failures += 1) {
    try {
      const jobs = await options.service.list(request.collectionName, callOptions(options))
      return new Set(jobs.map(job => job.jobId))
    } catch (error) {
      const failure = failureOf(error, options, 'nothing was submitted')
      if (!isTransient(failure)) return 'hidden'
      // A server that is down will say so to the create; a hiccup is worth another try.
      if (failure.kind === 'unsent' || failures >= 3) return undefined
      await options.clock.sleep(backOff(failures, options.random), options.signal)
      stopIfCancelled(options, 'nothing was submitted')
    }
  }
}

/**
 * Looks for a job that was not there before and could be ours. `none`: the server has shown over the grace period
 * that there is no such job; `unclear`: it can't be said.
 */
async function search(
  request: ImportRequest,
  before: ReadonlySet<string>,
  options: SubmitOptions,
): Promise<Submission | 'none' | 'unclear'> {
  const startedAt = options.clock.now()
  let emptySince: number | undefined
  for (;;) {
    stopIfCancelled(options, 'the answer to the import request did not come')
    const candidates = await newJobs(request, before, options)
    const ours = candidates?.filter(({ isOurs }) => isOurs) ?? []
    const open = candidates?.filter(({ isOurs }) => isOurs === undefined) ?? []
    const [found, ...twins] = ours
    const [only, ...others] = open
    const searched = options.clock.now() - startedAt
    const isOver = searched >= LONGEST_SEARCH
    if (found && twins.length === 0 && (open.length === 0 || isOver)) {
      options.learned(found.jobId)
      options.note(`Found it: import job ${found.jobId}`)
      return { jobId: found.jobId, isAdopted: true, isUnverified: false }
    }
    if (isOver && ours.length === 0 && only && others.length === 0) {
      options.note(`Import job ${only.jobId} is new and may be it: following it until it tells its files`)
      return { jobId: only.jobId, isAdopted: true, isUnverified: true }
    }
    if (isOver) return 'unclear'
    if (candidates && ours.length + open.length === 0) {
      emptySince ??= searched
      if (searched - emptySince >= GRACE) return 'none'
    }
    await options.clock.sleep(SEARCH_INTERVAL * (1 - options.random() / 4), options.signal)
  }
}

/** The jobs that were not there before, and whether their files are ours; `undefined` if the list did not come. */
async function newJobs(
  request: ImportRequest,
  before: ReadonlySet<string>,
  options: SubmitOptions,
): Promise<{ jobId: string; isOurs: boolean | undefined }[] | undefined> {
  const what = 'the answer to the import request did not come'
  try {
    const jobs = await options.service.list(request.collectionName, callOptions(options))
    const fresh = jobs.map(job => job.jobId).filter(jobId => !before.has(jobId))
    return await Promise.all(
      fresh.map(async jobId => {
        const job = await options.service.describe(jobId, callOptions(options)).catch(error => {
          failureOf(error, options, what)
          return undefined
        })
        return { jobId, isOurs: job && couldBeOf(request.source, namesOf(job)) }
      }),
    )
  } catch (error) {
    failureOf(error, options, what)
    return undefined
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
      const { standing } = await service.describe(jobId, callOptions(options))
      const isNew = before instanceof Set && !before.has(jobId)
      return standing === 'failed' && !isNew ? 'has failed' : undefined
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      // The job id is known: a cancel must not lose it.
      if (options.signal.aborted) return undefined
      const { failure } = error
      // A job that was made just now may not be known yet; one that is gone stays unknown.
      const left = startedAt + 2 * GRACE - clock.now()
      if (left <= 0) return isUnknownJob(failure) ? 'is no longer known to the server' : undefined
      if (!isTransient(failure) && !isUnknownJob(failure)) return undefined
      const pause = Math.max(backOff(failures, random), failure.retryAfter ?? 0)
      await clock.sleep(Math.min(left, pause), options.signal)
    }
  }
}

function namesOf({ files }: Observation): string[] {
  return files.map(file => file.name)
}

function callOptions({ signal }: SubmitOptions): CallOptions {
  return { timeout: CALL_TIMEOUT, signal }
}

/** The failure of a call. Errors of other kinds pass; a cancelled workflow ends here. */
function failureOf(error: unknown, options: SubmitOptions, what: string): CallFailure {
  if (!(error instanceof CallError)) throw error
  stopIfCancelled(options, what)
  return error.failure
}

function stopIfCancelled({ signal }: SubmitOptions, what: string): void {
  if (signal.aborted) throw cancelled(what)
}

/** A signal that aborts some time after the one of the options does, unless it is ended before. */
function lastWords({ clock, signal }: SubmitOptions): { signal: AbortSignal; end(): void } {
  const late = new AbortController()
  const over = new AbortController()
  const onAbort = async () => {
    await clock.sleep(LAST_WORDS, over.signal)
    late.abort()
  }
  signal.addEventListener('abort', onAbort, { signal: over.signal })
  return { signal: late.signal, end: () => over.abort() }
}

function rejected(
  failure: CallFailure,
  meaning: CreateMeaning,
  { service: { api } }: SubmitOptions,
): ImportError {
  const { code, said, requestId } = failure
  return meaning === 'unsent'
    ? new ImportError({ status: 'Rejected', code: 'Unreachable', cause: code, said, requestId, api })
    : new ImportError({ status: 'Rejected', code, said, requestId, api })
}

function unconfirmed(
  { code, said, requestId }: CallFailure,
  { service: { api } }: SubmitOptions,
): ImportError {
  return new ImportError({ status: 'Unknown', code: 'SubmitUnconfirmed', cause: code, said, requestId, api })
}

function cancelled(what: string): ImportError {
  return new ImportError({
    status: 'Cancelled',
    code: 'Cancelled',
    title: `The workflow was cancelled: ${what}`,
    advice: 'Look at the import jobs of the collection before you import again',
  })
}
