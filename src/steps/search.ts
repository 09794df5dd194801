import { couldBeOf } from '../job/files.ts'
import { within } from '../job/limits.ts'
import { GRACE, SEARCH, SEARCH_INTERVAL } from '../job/patience.ts'
import { ask, NO_ANSWER, stopIfCancelled } from './ask.ts'
import type { Submission } from './job.ts'

export interface FoundJob {
  readonly jobId: string
  /** It is new, but told no files yet. */
  readonly isUnverified: boolean
}

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

/**
 * Looks for the job of a create whose answer was lost: one that was not there `before`, and whose files are those of
 * the request. `none`: the server has shown over the grace period that there is no such job; `unclear`: it can't be
 * said. Throws `Cancelled` if the workflow is.
 */
export async function search(
  submission: Submission,
  before: ReadonlySet<string>,
): Promise<FoundJob | 'none' | 'unclear'> {
  const { clock, signal, random, tell } = submission
  const startedAt = clock.now()
  const limit = within(clock, signal, SEARCH)
  const look = createLook(submission, before, limit.signal)
  let last: Look = { ours: [], open: [], hasDoubt: false }
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
        tell({ kind: 'learned', jobId: ours })
        tell({ kind: 'noted', text: `Found it: import job ${ours}` })
        return { jobId: ours, isUnverified: false }
      }
      const isAlone = ours === undefined && others.length === 0 && !last.hasDoubt
      if (isOver && open !== undefined && isAlone) {
        const text = `Import job ${open} is new and may be it: following it until it reports its files`
        tell({ kind: 'noted', text })
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

/** Looks at the list, again and again; `undefined` if it did not come. A job that has told its files is not asked again. */
function createLook(
  { request: { collectionName, source }, service, clock, random, signal }: Submission,
  before: ReadonlySet<string>,
  limit: AbortSignal,
): () => Promise<Look | undefined> {
  const limited = { clock, random, signal: limit }
  const once = async <T>(question: Parameters<typeof ask<T>>[1]): Promise<T | undefined> => {
    const asked = await ask(limited, question, { patience: 0 })
    if ('answer' in asked) return asked.answer
    stopIfCancelled(signal, NO_ANSWER)
    return undefined
  }
  /** `isOurs` is `undefined` while it tells no files. */
  const known = new Map<string, { isOurs: boolean | undefined; collectionName: string | undefined }>()
  const describe = async (jobId: string) => {
    const job = await once(call => service.describe(jobId, call))
    const told = { isOurs: couldBeOf(source, job?.files ?? []), collectionName: job?.collectionName }
    if (told.isOurs !== undefined) known.set(jobId, told)
    return told
  }

  return async () => {
    const jobs = await once(call => service.list(collectionName, call))
    if (!jobs) return undefined
    const fresh = jobs.filter(({ jobId }) => jobId !== undefined && !before.has(jobId))
    if (fresh.length > MOST_NEW) return { ours: [], open: [], hasDoubt: true }
    const told = await Promise.all(
      fresh.map(async ({ jobId = '', collectionName: listed }) => {
        const { isOurs, collectionName: described } = known.get(jobId) ?? (await describe(jobId))
        // Where the server itself leaves out other collections, another name is an alias, or the same in another case.
        const name = service.listsOneCollection ? collectionName : (listed ?? described)
        return { jobId, isOurs, name }
      }),
    )
    const idsOf = (jobs: typeof told) => jobs.map(({ jobId }) => jobId)
    const isHere = (name = collectionName) => name === collectionName
    return {
      ours: idsOf(told.filter(({ isOurs, name }) => isOurs && name === collectionName)),
      open: idsOf(told.filter(({ isOurs, name }) => isOurs === undefined && isHere(name))),
      hasDoubt:
        jobs.some(({ jobId }) => jobId === undefined) ||
        told.some(({ isOurs, name }) => isOurs !== false && name !== collectionName),
    }
  }
}
