import type { ImportError } from '../errors/import-error.ts'
import type { Check } from '../model/checks.ts'
import type { Event, Origin, Subject } from '../model/events.ts'
import type { Progress, Status } from '../model/job.ts'
import type { UploadProgress } from '../model/upload.ts'

/** What is known of a run so far; it outlives a failure. */
export interface Known {
  readonly subject: Subject | undefined
  readonly jobId: string | undefined
  /** `undefined` until the job that is waited for is settled. */
  readonly origin: Origin | undefined
  /** What was last known of the job. */
  readonly last: Progress | undefined
  /** How far the upload is, or what became of it. */
  readonly upload: UploadProgress | undefined
  readonly uploaded: Extract<Event, { kind: 'uploaded' }> | undefined
  /** What was looked at before the create; `[]` without `preflight`. */
  readonly checks: readonly Check[]
  /** Rows that a query counted before the import, and last after it. */
  readonly rowsBefore: bigint | undefined
  readonly rowsAfter: bigint | undefined
  /** How far the rows got at the gate; `undefined` where there is none, or nothing was staged or aborted. */
  readonly gate: 'staged' | 'committing' | 'committed' | 'aborted' | 'unconfirmed' | undefined
  /** The alias was switched; `before` is where it led, `undefined` if there was none. */
  readonly switched:
    | { readonly alias: string; readonly collectionName: string; readonly before: string | undefined }
    | undefined
  /** Warnings that the step carries, in the order in which they came up. */
  readonly warnings: readonly string[]
}

/** The end of a run, whatever it was. */
export interface Outcome extends Known {
  readonly status: Status
  /** Milliseconds. */
  readonly elapsed: number
  readonly error: ImportError | undefined
  /** Does the error fail the step? `onTimeout: warn` leaves it green. */
  readonly red: boolean
}

/** Something that tells people or machines about the run. */
export interface Reporter {
  /** Takes one event, `elapsed` milliseconds after the start of the step. */
  tell(event: Event, elapsed: number): void
  /** Called once, last, whatever happened. What has to be awaited is what may take a moment, and never fails. */
  finished(outcome: Outcome): void | Promise<void>
}

export const NOTHING_KNOWN: Known = {
  subject: undefined,
  jobId: undefined,
  origin: undefined,
  last: undefined,
  upload: undefined,
  uploaded: undefined,
  checks: [],
  rowsBefore: undefined,
  rowsAfter: undefined,
  gate: undefined,
  switched: undefined,
  warnings: [],
}

/** What is known after one more event. */
export function learn(known: Known, event: Event): Known {
  switch (event.kind) {
    case 'begun':
      return { ...known, subject: event.subject }
    case 'learned':
      return { ...known, jobId: event.jobId }
    case 'settled': {
      const { jobId, origin } = event
      // What was counted may have been counted after a job that was there before.
      return { ...known, jobId, origin, rowsBefore: origin === 'submitted' ? known.rowsBefore : undefined }
    }
    case 'staged':
    case 'committing':
    case 'committed':
      return { ...known, gate: event.kind }
    case 'aborted':
      return aborted(known, event)
    case 'progress':
      return { ...known, last: event.progress }
    case 'uploading':
      return { ...known, upload: event.progress }
    case 'uploaded':
      return { ...known, uploaded: event }
    case 'checked':
      return { ...known, checks: event.checks }
    case 'counted':
      return { ...known, [event.when === 'before' ? 'rowsBefore' : 'rowsAfter']: event.rows }
    case 'switched':
      return { ...known, switched: event }
    case 'warned':
      return { ...known, warnings: [...known.warnings, event.text] }
    default:
      return known
  }
}

function aborted(known: Known, { end, state }: Extract<Event, { kind: 'aborted' }>): Known {
  const { last } = known
  if (end === 'committed') return { ...known, gate: 'committing' }
  const after = { ...(state && { state }), ...(end === 'aborted' && { importedRows: 0n }) }
  return { ...known, gate: end, last: last && { ...last, ...after } }
}
