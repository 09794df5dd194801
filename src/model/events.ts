import type { Check } from './checks.ts'
import type { Progress } from './job.ts'
import type { CallFailure } from './service.ts'
import type { UploadedFile, UploadProgress } from './upload.ts'

/** What the step is about, known before anything is sent. */
export interface Subject {
  readonly collectionName: string | undefined
  /** The cluster, or project and region, in words. */
  readonly place: string
  /** Sources as the author wrote them, without signed queries; `[]` when waiting for a job submitted elsewhere. */
  readonly sources: readonly string[]
}

/**
 * Where the job of a run comes from: this step submitted it; an earlier attempt of the step did, and it was found; or
 * the author gave its id.
 */
export type Origin = 'submitted' | 'found' | 'given'

/**
 * What happens in a run. Steps tell events, reporters take them, and nothing else goes from one to the other: log,
 * outputs, summary and check run are made of the same facts.
 */
export type Event = Readonly<
  /** The inputs are read and hold. */
  | { kind: 'begun'; subject: Subject }
  /** Everything was looked at that can be before the create. */
  | { kind: 'checked'; checks: readonly Check[] }
  /** One line that people should know. */
  | { kind: 'noted'; text: string }
  /** A warning that the step carries at its end, whatever the end is. */
  | { kind: 'warned'; text: string }
  /** Files of the runner were found and read; `folder` is where they lie. */
  | { kind: 'found'; files: number; bytes: number; format: string; folder: string }
  /** So many bytes of the files were read, to know what is uploaded. */
  | { kind: 'reading'; files: number; bytes: number; read: number }
  | { kind: 'uploading'; to: string; progress: UploadProgress }
  /** All files are where the server can read them, `elapsed` milliseconds later. */
  | { kind: 'uploaded'; files: readonly UploadedFile[]; folder: string; sent: number; elapsed: number }
  /** The id of the job is known, and nothing was awaited since. Again, if another job takes its place. */
  | { kind: 'learned'; jobId: string }
  /** The job that is waited for is settled. */
  | { kind: 'settled'; jobId: string; origin: Origin }
  | { kind: 'progress'; progress: Progress }
  /** A poll failed and is repeated after `pause` milliseconds; nothing is known to be wrong with the import. */
  | { kind: 'trouble'; failure: CallFailure; pause: number }
  /** Rows wait for their commit, and were counted. */
  | { kind: 'staged'; rows: bigint | undefined; holds: boolean }
  /** A commit is about to be sent: from here on the rows are, or will be, visible. */
  | { kind: 'committing' }
  | { kind: 'committed'; rows: bigint | undefined }
  /** An abort was sent, and this became of it. `state` is the server's word after it, where it said one. */
  | { kind: 'aborted'; end: 'aborted' | 'committed' | 'unconfirmed'; state: string | undefined }
  /** What is waited for beside the job; told when it changes, and about once a minute. */
  | { kind: 'awaiting'; text: string }
  /** A query counted rows: before the import, or on the way to `wanted`, where that is known. */
  | { kind: 'counted'; rows: bigint; when: 'before' | 'after'; wanted: bigint | undefined }
  /** The alias leads to the collection; `before` is where it led, `undefined` if there was none. */
  | { kind: 'switched'; alias: string; collectionName: string; before: string | undefined }
>
