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

/** One create until its job is known. */
interface Create extends Submission {
  readonly key: string | undefined
  readonly deadline: number
  before: Before
  /** A create may have been carried out, and no job was found. */
  mayExist: boolean
  /** The memory was told that a create is about to be sent. */
  isNoted: boolean
}

/** One job under one key, whatever happens to the answers; and what the server held before it, if that is not `known`. */
export async function createOnce(
  submission: Submission,
  key: string | undefined,
  known: Before,
): Promise<FoundJob & { readonly before: Before }> {
  const memory = key === undefined ? undefined : submission.memory
  const deadline = submission.startedAt + submission.timeout
  const create: Create = {
    ...{ ...submission, memory, key, deadline },
    ...{ before: known, mayExist: false, isNoted: false },
  }
  try {
    const job = await sendUntilKnown(create)
    if (!job.isUnverified) memory?.learned(key ?? '', job.jobId)
    return { ...job, before: create.before }
  } catch (error) {
    // What this attempt did not begin, an earlier one may have.
    if (create.isNoted && !create.mayExist) memory?.nothing(key ?? '')
    throw error
  }
}

async function sendUntilKnown(create: Create): Promise<FoundJob> {
  const { clock, signal, service, tell } = create
  const startedAt = clock.now()
  let repeats = 0
  for (let tries = 1; ; tries += 1) {
    stopIfCancelled(signal)
    // As long as no create was carried out, a list taken now is one from before it.
    create.before ??= await jobsBefore(create)
    if (tries === 1) await begin(create)
    const sent = await send(create)
    if ('answer' in sent) {
      tell({ kind: 'learned', jobId: sent.answer })
      return { jobId: sent.answer, isUnverified: false }
    }
    const { failure } = sent
    const meaning = meaningOfCreate(failure)
    if (meaning === 'refused') throw rejected(failure, service)
    if (meaning === 'ambiguous') {
      create.mayExist = true
      const found = await searchFor(create, failure, repeats < MOST_REPEATS)
      if (found) return found
      repeats += 1
    } else {
      const isUnsent = meaning === 'unsent'
      const last = isUnsent ? Math.min(startedAt + UNREACHABLE, create.deadline) : create.deadline
      const left = last - clock.now()
      if (left <= 0) throw (isUnsent ? unreachable : rejected)(failure, service)
      const pause = Math.min(left, pauseAfter(tries, failure, create.random))
      const text = `Not submitted yet (${failureWords(failure)}), trying again in ${duration(pause)}`
      tell({ kind: 'noted', text })
      await clock.sleep(pause, signal)
    }
  }
}

/** The job of a create that may have been carried out; `undefined` if there is none, and it may be sent again. */
async function searchFor(
  create: Create,
  failure: CallFailure,
  mayRepeat: boolean,
): Promise<FoundJob | undefined> {
  const { clock, signal, service, tell, before, deadline } = create
  stopIfCancelled(signal, NO_ANSWER)
  const answeredAt = clock.now()
  tell({ kind: 'noted', text: `${unclear(failure)} (${failureWords(failure)}): looking for the job` })
  const found = typeof before === 'object' ? await search(create, before) : 'unclear'
  if (typeof found === 'object') return found
  if (found === 'unclear' || !mayRepeat || clock.now() >= deadline) {
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

/** Notes for a later attempt that a create is about to be sent. */
async function begin(create: Create): Promise<void> {
  const { key, before, memory, signal } = create
  if (key === undefined) return
  create.isNoted = true
  await memory?.begin(key, typeof before === 'object' ? before : undefined)
  stopIfCancelled(signal)
}

/** Sends the create once. A cancel leaves it some seconds, its answer is not to be lost. */
async function send({ request, key, service, clock, random, signal }: Create): Promise<Asked<string>> {
  const limit = outliving(clock, signal, LAST_CREATE)
  const outlasting = { clock, random, signal: limit.signal }
  const once = { timeout: CREATE, patience: 0 }
  try {
    return await ask(outlasting, call => service.create(request, key, call), once)
  } finally {
    limit.end()
  }
}

async function jobsBefore({ request, service, clock, signal, random, deadline }: Create): Promise<Before> {
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
