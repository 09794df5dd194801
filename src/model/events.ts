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
export type Event =
  /** The inputs are read and hold. */
  | { readonly kind: 'begun'; readonly subject: Subject }
  /** Everything was looked at that can be before the create. */
  | { readonly kind: 'checked'; readonly checks: readonly Check[] }
  /** One line that people should know. */
  | { readonly kind: 'noted'; readonly text: string }
  /** A warning that the step carries at its end, whatever the end is. */
  | { readonly kind: 'warned'; readonly text: string }
  /** Files of the runner were found and read; `folder` is where they lie. */
  | {
      readonly kind: 'found'
      readonly files: number
      readonly bytes: number
      readonly format: string
      readonly folder: string
    }
  /** So many bytes of the files were read, to know what is uploaded. */
  | { readonly kind: 'reading'; readonly files: number; readonly bytes: number; readonly read: number }
  | { readonly kind: 'uploading'; readonly to: string; readonly progress: UploadProgress }
  /** All files are where the server can read them. */
  | {
      readonly kind: 'uploaded'
      readonly files: readonly UploadedFile[]
      readonly folder: string
      readonly sent: number
      /** Milliseconds. */
      readonly elapsed: number
    }
  /** The id of the job is known, and nothing was awaited since. Again, if another job takes its place. */
  | { readonly kind: 'learned'; readonly jobId: string }
  /** The job that is waited for is settled. */
  | { readonly kind: 'settled'; readonly jobId: string; readonly origin: Origin }
  | { readonly kind: 'progress'; readonly progress: Progress }
  /** A poll failed and is repeated after `pause` milliseconds; nothing is known to be wrong with the import. */
  | { readonly kind: 'trouble'; readonly failure: CallFailure; readonly pause: number }
  /** Rows wait for their commit, and were counted. */
  | { readonly kind: 'staged'; readonly rows: bigint | undefined; readonly holds: boolean }
  /** A commit is about to be sent: from here on the rows are, or will be, visible. */
  | { readonly kind: 'committing' }
  | { readonly kind: 'committed'; readonly rows: bigint | undefined }
  /** An abort was sent, and this became of it. `state` is the server's word after it, where it said one. */
  | {
      readonly kind: 'aborted'
      readonly end: 'aborted' | 'committed' | 'unconfirmed'
      readonly state: string | undefined
    }
  /** What is waited for beside the job; told when it changes, and about once a minute. */
  | { readonly kind: 'awaiting'; readonly text: string }
  /** A query counted rows: before the import, or on the way to `wanted`. */
  | {
      readonly kind: 'counted'
      readonly rows: bigint
      readonly when: 'before' | 'after'
      /** How many it takes until the import is searchable; `undefined` where nothing can be compared. */
      readonly wanted: bigint | undefined
    }
  /** The alias leads to the collection; `before` is where it led, `undefined` if there was none. */
  | {
      readonly kind: 'switched'
      readonly alias: string
      readonly collectionName: string
      readonly before: string | undefined
    }
