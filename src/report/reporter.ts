import type { ImportError } from '../errors/import-error.ts'
import type { WatchEvent } from '../model/events.ts'
import type { Progress, Status } from '../model/job.ts'

/** What the step is about, known before anything is sent. */
export interface Subject {
  readonly collectionName: string | undefined
  /** The cluster, or project and region, in words. */
  readonly place: string
  /** Sources as the author wrote them, without signed queries; `[]` when waiting for a job submitted elsewhere. */
  readonly sources: readonly string[]
}

/** The end of a run, whatever it was. */
export interface Outcome {
  readonly status: Status
  readonly subject: Subject | undefined
  readonly jobId: string | undefined
  /** What was last known of the job. */
  readonly last: Progress | undefined
  /** Milliseconds. */
  readonly elapsed: number
  readonly error: ImportError | undefined
  /** Does the error fail the step? `onTimeout: warn` leaves it green. */
  readonly red: boolean
  readonly warnings: readonly string[]
}

/** Something that tells people or machines about the run. All of it happens in this order, `finished` always. */
export interface Reporter {
  /** Something happened on the way to the job. */
  noted?(line: string): void
  /** The id of the job is known; nothing has been awaited since. Again, if another job takes its place. */
  learned?(jobId: string): void
  /** The job that is waited for is settled. */
  submitted?(jobId: string, subject: Subject): void
  watched?(event: WatchEvent, elapsed: number): void
  /** What has to be awaited is what may take a moment, and never fails. */
  finished(outcome: Outcome): void | Promise<void>
}
