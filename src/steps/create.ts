import { rejected, submitUnconfirmed, unreachable } from '../errors/failures.ts'
import { outliving, within } from '../job/limits.ts'
import { CALL, CREATE, LAST_CREATE, LOOK_BEFORE, MOST_REPEATS, UNREACHABLE } from '../job/patience.ts'
import { backOff, isTransient, meaningOfCreate } from '../job/retry.ts'
import type { ImportRequest } from '../model/job.ts'
import { CallError, type CallFailure } from '../model/service.ts'
import { duration } from '../words/format.ts'
import { failureWords } from '../words/job.ts'
import { failureOf, NO_ANSWER, stopIfCancelled } from './limits.ts'
import { type Found, search } from './search.ts'
import type { SubmitOptions } from './submission.ts'

/**
 * Ids of the jobs that the server told of before the create. `hidden`: it does not tell them; `undefined`: it was not
 * to be reached for them yet.
 */
export type Before = ReadonlySet<string> | 'hidden' | undefined

export interface Created {
  readonly jobId: string
  /** Its files are not yet known to be ours: the first answer that tells files decides. */
  readonly isUnverified: boolean
  readonly before: Before
}

const NOTHING = 'nothing was submitted'
/** A server that answers a list with something else once may do so by mistake, a third time it means it. */
const MOST_UNREADABLE = 3

/** One job under one key, whatever happens to the answers; and what the server held before it, if that is not `known`. */
export async function createOnce(
  request: ImportRequest,
  key: string | undefined,
  known: Before,
  options: SubmitOptions,
): Promise<Created> {
  const memory = key === undefined ? undefined : options.memory
  const state: State = { before: known, mayExist: false, isNoted: false }
  try {
    const created = await createFor(request, key, state, options)
    if (!created.isUnverified) memory?.learned(key ?? '', created.jobId)
    return created
  } catch (error) {
    // What this attempt did not begin, an earlier one may have.
    if (state.isNoted && !state.mayExist) memory?.nothing(key ?? '')
    throw error
  }
}

interface State {
  before: Before
  /** A create may have been carried out, and no job was found. */
  mayExist: boolean
  /** The memory was told that a create is about to be sent. */
  isNoted: boolean
}

async function createFor(
  request: ImportRequest,
  key: string | undefined,
  state: State,
  options: SubmitOptions,
): Promise<Created> {
  const { clock, note } = options
  const startedAt = clock.now()
  let repeats = 0
  for (let failures = 1; ; failures += 1) {
    stopIfCancelled(options.signal, NOTHING)
    // As long as no create was carried out, a list taken now is one from before it.
    state.before ??= await jobsBefore(request, options)
    if (failures === 1) await begin(key, state, options)
    const answer = await create(request, key, options)
    if ('jobId' in answer) {
      options.learned(answer.jobId)
      return { ...answer, isUnverified: false, before: state.before }
    }
    const { failure } = answer
    const meaning = meaningOfCreate(failure)
    if (meaning === 'refused') throw rejected(failure, options.service)
    if (meaning === 'ambiguous') {
      state.mayExist = true
      stopIfCancelled(options.signal, NO_ANSWER)
      const answeredAt = clock.now()
      note(`${unclear(failure)} (${failureWords(failure)}): looking for the job`)
      const found: Found =
        state.before instanceof Set ? await search(request, state.before, options) : 'unclear'
      if (typeof found === 'object') return { ...found, before: state.before }
      if (found === 'unclear' || repeats >= MOST_REPEATS || clock.now() >= options.deadline)
        throw submitUnconfirmed({
          ...{ api: options.service.api, failure },
          list: state.before === undefined ? 'none' : state.before === 'hidden' ? 'refused' : 'told',
        })
      repeats += 1
      // A server that is busy may ask for more time than the search took.
      const rest = Math.min(answeredAt + (failure.retryAfter ?? 0), options.deadline) - clock.now()
      await clock.sleep(Math.max(0, rest), options.signal)
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

/** What a refusal is not, but an answer may be. */
function unclear({ kind }: CallFailure): string {
  return kind === 'interrupted' || kind === 'aborted'
    ? 'The answer to the import request was lost'
    : 'It is unclear whether the import request was carried out'
}

/** Notes for a later attempt that a create is about to be sent. */
async function begin(key: string | undefined, state: State, options: SubmitOptions): Promise<void> {
  if (key === undefined) return
  const { before } = state
  state.isNoted = true
  await options.memory?.begin(key, before instanceof Set ? before : undefined)
  stopIfCancelled(options.signal, NOTHING)
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
  const { service, clock, signal, random, deadline } = options
  const limit = within(clock, signal, Math.min(LOOK_BEFORE, Math.max(1000, deadline - clock.now())))
  try {
    for (let failures = 1; ; failures += 1) {
      try {
        const call = { timeout: CALL, signal: limit.signal }
        const jobs = await service.list(request.collectionName, call)
        return new Set(jobs.flatMap(({ jobId }) => jobId ?? []))
      } catch (error) {
        const failure = failureOf(error, signal, NOTHING)
        if (failure.kind !== 'aborted' && !isTransient(failure)) return 'hidden'
        // A server that is down will say so to the create. Trouble is waited out: without this list, a lost answer
        // could not be looked for.
        if (failure.kind === 'unsent' || limit.signal.aborted) return undefined
        if (failure.kind === 'unreadable' && failures >= MOST_UNREADABLE) return undefined
        await clock.sleep(backOff(failures, random), limit.signal)
      }
    }
  } finally {
    limit.end()
  }
}
