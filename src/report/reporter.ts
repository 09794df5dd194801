import type { ImportError } from '../errors/import-error.ts'
import type { Check } from '../model/checks.ts'
import type { Event, Origin, Subject } from '../model/events.ts'
import type { Progress, Status } from '../model/job.ts'
import type { UploadProgress } from '../model/upload.ts'

/** What is known of a run so far; it outlives a failure. */
export interface Known {
  /** Milliseconds from the start of the step to the last event. */
  readonly elapsed: number
  readonly subject?: Subject
  readonly jobId?: string
  /** Left out until the job that is waited for is settled. */
  readonly origin?: Origin
  /** What was last known of the job. */
  readonly last?: Progress | undefined
  /** How many files of the runner make up the import, how far their upload is, and what became of it. */
  readonly filesToUpload?: number
  readonly upload?: UploadProgress
  readonly uploaded?: Extract<Event, { kind: 'uploaded' }>
  /** What was looked at before the create; `[]` without `preflight`. */
  readonly checks: readonly Check[]
  /** Rows that a query counted before the import, and last after it. */
  readonly rowsBefore?: bigint | undefined
  readonly rowsAfter?: bigint
  /** How far the rows got at the gate; left out where there is none, or nothing was staged or aborted. */
  readonly gate?: 'staged' | 'committing' | 'committed' | 'aborted' | 'unconfirmed'
  readonly switched?: Extract<Event, { kind: 'switched' }>
  /** Warnings that the step carries, in the order in which they came up. */
  readonly warnings: readonly string[]
}

/** The end of a run, whatever it was. */
export interface Outcome extends Known {
  readonly status: Status
  readonly error: ImportError | undefined
  /** Does the error fail the step? `onTimeout: warn` leaves it green. */
  readonly red: boolean
}

/** Something that tells people or machines about the run. */
export interface Reporter {
  /** Takes one event, and what is known with it. */
  tell(event: Event, known: Known): void
  /** Called once, last, whatever happened. What has to be awaited is what may take a moment, and never fails. */
  finished(outcome: Outcome): void | Promise<void>
}

export const NOTHING_KNOWN: Known = { elapsed: 0, checks: [], warnings: [] }

/** What is known after one more event, `elapsed` milliseconds after the start of the step. */
export function learn(before: Known, event: Event, elapsed: number): Known {
  const known = { ...before, elapsed }
  switch (event.kind) {
    case 'begun':
      return { ...known, subject: event.subject }
    case 'checked':
      return { ...known, checks: event.checks }
    case 'warned':
      return { ...known, warnings: [...known.warnings, event.text] }
    case 'found':
      return { ...known, filesToUpload: event.files }
    case 'uploading':
      return { ...known, upload: event.progress }
    case 'uploaded':
    case 'switched':
      return { ...known, [event.kind]: event }
    case 'learned':
      return { ...known, jobId: event.jobId }
    case 'settled': {
      const { jobId, origin } = event
      // What was counted may have been counted after a job that was there before.
      return { ...known, jobId, origin, rowsBefore: origin === 'submitted' ? known.rowsBefore : undefined }
    }
    case 'progress':
      return { ...known, last: event.progress }
    case 'counted':
      return { ...known, [event.when === 'before' ? 'rowsBefore' : 'rowsAfter']: event.rows }
    case 'staged':
    case 'committing':
    case 'committed':
      return { ...known, gate: event.kind }
    case 'aborted':
      return aborted(known, event)
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
