import { couldBeOf } from '../job/files.ts'
import { within } from '../job/limits.ts'
import { CALL, GRACE, SEARCH, SEARCH_INTERVAL } from '../job/patience.ts'
import type { Clock } from '../model/clock.ts'
import type { ImportRequest } from '../model/job.ts'
import type { CallOptions, ImportService, ListedJob } from '../model/service.ts'
import { failureOf, NO_ANSWER, stopIfCancelled } from './limits.ts'

export interface SearchOptions {
  readonly service: ImportService
  readonly clock: Clock
  readonly random: () => number
  /** Aborts when the workflow is cancelled. */
  readonly signal: AbortSignal
  /** Called the moment the job is known. */
  readonly learned: (jobId: string) => void
  readonly note: (line: string) => void
}

/**
 * The job; or `none`: the server has shown over the grace period that there is no such job; or `unclear`: it can't
 * be said. Unverified is a job that was new but told no files yet.
 */
export type Found = { readonly jobId: string; readonly isUnverified: boolean } | 'none' | 'unclear'

/** More new jobs than these are not asked for their files one by one. */
const MOST_NEW = 100

/** What one look at the list has shown of the jobs that were not there before. */
interface Look {
  /** They have our files. */
  readonly ours: readonly string[]
  /** They tell no files yet. */
  readonly open: readonly string[]
  /** There is a record that could be ours, and can't be told to be. */
  readonly hasDoubt: boolean
}

const NOTHING_NEW: Look = { ours: [], open: [], hasDoubt: false }

/**
 * Looks for the job of a create whose answer was lost: one that was not there `before`, and whose files are those of
 * the request. Throws `Cancelled` if the workflow is.
 */
export async function search(
  request: ImportRequest,
  before: ReadonlySet<string>,
  options: SearchOptions,
): Promise<Found> {
  const { clock, signal, random, learned, note } = options
  const startedAt = clock.now()
  const limit = within(clock, signal, SEARCH)
  const look = createLook(request, before, options, { timeout: CALL, signal: limit.signal })
  let last = NOTHING_NEW
  let emptySince: number | undefined
  try {
    for (;;) {
      stopIfCancelled(signal, NO_ANSWER)
      const seen = await look()
      last = seen ?? last
      const [ours, ...twins] = last.ours
      const [open, ...others] = last.open
      const searched = clock.now() - startedAt
      // A cancel aborts the limit as well: it ends as such, with the next round.
      const isOver = (limit.signal.aborted && !signal.aborted) || searched >= SEARCH
      if (ours !== undefined && twins.length === 0 && (open === undefined || isOver)) {
        learned(ours)
        note(`Found it: import job ${ours}`)
        return { jobId: ours, isUnverified: false }
      }
      const isAlone = ours === undefined && others.length === 0 && !last.hasDoubt
      if (isOver && open !== undefined && isAlone) {
        note(`Import job ${open} is new and may be it: following it until it reports its files`)
        return { jobId: open, isUnverified: true }
      }
      if (isOver) return 'unclear'
      if (seen && ours === undefined && open === undefined && !seen.hasDoubt) {
        emptySince ??= searched
        if (searched - emptySince >= GRACE) return 'none'
      }
      await clock.sleep(SEARCH_INTERVAL * (1 - random() / 4), limit.signal)
    }
  } finally {
    limit.end()
  }
}

/** How one job answers: `isOurs` is `undefined` while it tells no files. */
interface Described {
  readonly isOurs: boolean | undefined
  readonly collectionName: string | undefined
}

/** Looks at the list, again and again; `undefined` if it did not come. A job that has told its files is not asked again. */
function createLook(
  { collectionName, source }: ImportRequest,
  before: ReadonlySet<string>,
  { service, signal }: SearchOptions,
  call: CallOptions,
): () => Promise<Look | undefined> {
  const known = new Map<string, Described>()

  const describe = async (jobId: string): Promise<Described> => {
    const job = await service.describe(jobId, call).catch(error => void failureOf(error, signal, NO_ANSWER))
    const told = { isOurs: couldBeOf(source, job?.files ?? []), collectionName: job?.collectionName }
    if (told.isOurs !== undefined) known.set(jobId, told)
    return told
  }
  // Where the server itself leaves out other collections, another name is an alias, or the same in another case.
  const nameOf = (listed: ListedJob, told: Described) =>
    service.listsOneCollection ? collectionName : (listed.collectionName ?? told.collectionName)

  return async () => {
    let jobs: readonly ListedJob[]
    try {
      jobs = await service.list(collectionName, call)
    } catch (error) {
      failureOf(error, signal, NO_ANSWER)
      return undefined
    }
    const fresh = jobs.filter(({ jobId }) => jobId !== undefined && !before.has(jobId))
    const isNameless = jobs.some(({ jobId }) => jobId === undefined)
    if (fresh.length > MOST_NEW) return { ours: [], open: [], hasDoubt: true }
    const told = await Promise.all(
      fresh.map(async listed => {
        const { jobId = '' } = listed
        const answer = known.get(jobId) ?? (await describe(jobId))
        return { jobId, isOurs: answer.isOurs, name: nameOf(listed, answer) }
      }),
    )
    const idsOf = (jobs: typeof told) => jobs.map(({ jobId }) => jobId)
    return {
      ours: idsOf(told.filter(({ isOurs, name }) => isOurs && name === collectionName)),
      open: idsOf(
        told.filter(
          ({ isOurs, name }) => isOurs === undefined && (name ?? collectionName) === collectionName,
        ),
      ),
      hasDoubt: isNameless || told.some(({ isOurs, name }) => isOurs !== false && name !== collectionName),
    }
  }
}
