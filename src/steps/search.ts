import { couldBeOf } from '../job/files.ts'
import { within } from '../job/limits.ts'
import { CALL, GRACE, SEARCH, SEARCH_INTERVAL } from '../job/patience.ts'
import type { Clock } from '../model/clock.ts'
import type { ImportRequest } from '../model/job.ts'
import type { CallOptions, ImportService } from '../model/service.ts'
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

/** A job that was not there before the create; `isOurs` is `undefined` while it tells no files. */
interface Candidate {
  readonly jobId: string
  readonly isOurs: boolean | undefined
}

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
  const call = { timeout: CALL, signal: limit.signal }
  let candidates: readonly Candidate[] = []
  let emptySince: number | undefined
  try {
    for (;;) {
      stopIfCancelled(signal, NO_ANSWER)
      const seen = await newJobs(request, before, options, call)
      candidates = seen ?? candidates
      const [ours, ...twins] = candidates.filter(({ isOurs }) => isOurs)
      const [open, ...others] = candidates.filter(({ isOurs }) => isOurs === undefined)
      const searched = clock.now() - startedAt
      const isOver = searched >= SEARCH
      if (ours && twins.length === 0 && (open === undefined || isOver)) {
        learned(ours.jobId)
        note(`Found it: import job ${ours.jobId}`)
        return { jobId: ours.jobId, isUnverified: false }
      }
      if (isOver && !ours && open && others.length === 0) {
        note(`Import job ${open.jobId} is new and may be it: following it until it tells its files`)
        return { jobId: open.jobId, isUnverified: true }
      }
      if (isOver) return 'unclear'
      if (seen && !ours && !open) {
        emptySince ??= searched
        if (searched - emptySince >= GRACE) return 'none'
      }
      await clock.sleep(SEARCH_INTERVAL * (1 - random() / 4), limit.signal)
    }
  } finally {
    limit.end()
  }
}

/** The jobs that were not there before; `undefined` if the list did not come. */
async function newJobs(
  { collectionName, source }: ImportRequest,
  before: ReadonlySet<string>,
  { service, signal }: SearchOptions,
  call: CallOptions,
): Promise<readonly Candidate[] | undefined> {
  try {
    const jobs = await service.list(collectionName, call)
    const fresh = jobs.filter(({ jobId }) => !before.has(jobId))
    return await Promise.all(
      fresh.map(async ({ jobId }) => {
        const job = await service
          .describe(jobId, call)
          .catch(error => void failureOf(error, signal, NO_ANSWER))
        return { jobId, isOurs: couldBeOf(source, job?.files ?? []) }
      }),
    )
  } catch (error) {
    failureOf(error, signal, NO_ANSWER)
    return undefined
  }
}
