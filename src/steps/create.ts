import { rejected, submitUnconfirmed, unreachable } from '../errors/failures.ts'
import { outliving, within } from '../job/limits.ts'
import { CREATE, LAST_CREATE, LOOK_BEFORE, MOST_REPEATS, UNREACHABLE } from '../job/patience.ts'
import { backOff, isTransient, meaningOfCreate } from '../job/retry.ts'
import type { CallFailure } from '../model/service.ts'
import { duration } from '../words/format.ts'
import { failureWords } from '../words/job.ts'
import { type Asked, ask, NO_ANSWER, pauseAfter, stopIfCancelled } from './ask.ts'
import type { Submission } from './job.ts'
import { type FoundJob, search } from './search.ts'

/**
 * Ids of the jobs that the server told of before the create. `refused`: it does not tell them; `undefined`: it was not
 * to be reached for them yet.
 */
export type Before = ReadonlySet<string> | 'refused' | undefined

/** A server that answers a list with something else once may do so by mistake, a third time it means it. */
const MOST_UNREADABLE = 3

/** One job under one key, whatever happens to the answers; and what the server held before it, if that is not `known`. */
export async function createOnce(
  submission: Submission,
  key: string | undefined,
  known: Before,
): Promise<FoundJob & { readonly before: Before }> {
  const { clock, random, signal, service, tell } = submission
  const memory = key === undefined ? undefined : submission.memory
  const startedAt = clock.now()
  const deadline = submission.startedAt + submission.timeout
  let before = known
  let job: FoundJob | undefined
  let repeats = 0
  /** A create may have been carried out, and no job was found. */
  let mayExist = false
  /** A later attempt is told that a create is about to be sent. */
  let isNoted = false
  try {
    for (let tries = 1; !job; tries += 1) {
      stopIfCancelled(signal)
      // As long as no create was carried out, a list taken now is one from before it.
      before ??= await jobsBefore(submission, deadline)
      if (tries === 1 && key !== undefined) {
        isNoted = true
        await memory?.begin(key, typeof before === 'object' ? before : undefined)
        stopIfCancelled(signal)
      }
      const sent = await send(submission, key)
      if ('answer' in sent) {
        tell({ kind: 'learned', jobId: sent.answer })
        job = { jobId: sent.answer, isUnverified: false }
        break
      }
      const { failure } = sent
      const meaning = meaningOfCreate(failure)
      if (meaning === 'refused') throw rejected(failure, service)
      if (meaning === 'ambiguous') {
        mayExist = true
        job = await searchFor(submission, before, failure, repeats < MOST_REPEATS ? deadline : startedAt)
        repeats += 1
        continue
      }
      const isUnsent = meaning === 'unsent'
      const last = isUnsent ? Math.min(startedAt + UNREACHABLE, deadline) : deadline
      const left = last - clock.now()
      if (left <= 0) throw (isUnsent ? unreachable : rejected)(failure, service)
      const pause = Math.min(left, pauseAfter(tries, failure, random))
      const text = `Not submitted yet (${failureWords(failure)}), trying again in ${duration(pause)}`
      tell({ kind: 'noted', text })
      await clock.sleep(pause, signal)
    }
  } catch (error) {
    // What this attempt did not begin, an earlier one may have.
    if (isNoted && !mayExist) memory?.nothing(key ?? '')
    throw error
  }
  if (!job.isUnverified) memory?.learned(key ?? '', job.jobId)
  return { ...job, before }
}

/**
 * The job of a create that may have been carried out; `undefined` if there is none, and before the deadline it may be
 * sent again.
 */
async function searchFor(
  submission: Submission,
  before: Before,
  failure: CallFailure,
  deadline: number,
): Promise<FoundJob | undefined> {
  const { clock, signal, service, tell } = submission
  stopIfCancelled(signal, NO_ANSWER)
  const answeredAt = clock.now()
  tell({ kind: 'noted', text: `${unclear(failure)} (${failureWords(failure)}): looking for the job` })
  const found = typeof before === 'object' ? await search(submission, before) : 'unclear'
  if (typeof found === 'object') return found
  if (found === 'unclear' || clock.now() >= deadline) {
    const list = typeof before === 'object' ? 'told' : (before ?? 'none')
    throw submitUnconfirmed({ api: service.api, failure, list })
  }
  // A server that is busy may ask for more time than the search took.
  const rest = Math.min(answeredAt + (failure.retryAfter ?? 0), deadline) - clock.now()
  await clock.sleep(Math.max(0, rest), signal)
  tell({ kind: 'noted', text: 'The server holds no such job: submitting again' })
  return undefined
}

/** What a refusal is not, but an answer may be. */
function unclear({ kind }: CallFailure): string {
  return kind === 'interrupted' || kind === 'aborted'
    ? 'The answer to the import request was lost'
    : 'It is unclear whether the import request was carried out'
}

/** Sends the create once. A cancel leaves it some seconds, its answer is not to be lost. */
async function send(submission: Submission, key: string | undefined): Promise<Asked<string>> {
  const { request, service, clock, random, signal } = submission
  const limit = outliving(clock, signal, LAST_CREATE)
  const outlasting = { clock, random, signal: limit.signal }
  const once = { timeout: CREATE, patience: 0 }
  try {
    return await ask(outlasting, call => service.create(request, key, call), once)
  } finally {
    limit.end()
  }
}

async function jobsBefore(submission: Submission, deadline: number): Promise<Before> {
  const { request, service, clock, signal, random } = submission
  const limit = within(clock, signal, Math.min(LOOK_BEFORE, Math.max(1000, deadline - clock.now())))
  const limited = { clock, random, signal: limit.signal }
  try {
    for (let failures = 1; ; failures += 1) {
      const asked = await ask(limited, call => service.list(request.collectionName, call), { patience: 0 })
      if ('answer' in asked) return new Set(asked.answer.flatMap(({ jobId }) => jobId ?? []))
      stopIfCancelled(signal)
      const { failure } = asked
      if (failure.kind !== 'aborted' && !isTransient(failure)) return 'refused'
      // A server that is down will say so to the create. Trouble is waited out: without this list, a lost answer
      // could not be looked for.
      if (failure.kind === 'unsent' || limit.signal.aborted) return undefined
      if (failure.kind === 'unreadable' && failures >= MOST_UNREADABLE) return undefined
      await clock.sleep(backOff(failures, random), limit.signal)
    }
  } finally {
    limit.end()
  }
}
