import type { Status } from '../src/model/job.ts'
import { code, table } from './markdown.ts'

/** Every way in which a step can end: what happened, and the colour of the step. A new status needs a row here. */
const OUTCOMES: Readonly<Record<Status, readonly [what: string, step: string]>> = {
  Completed: [
    'The server reports this job as `Completed`.',
    'green; red with `RowCountMismatch`, `NotSearchable` or `AliasNotSwitched`',
  ],
  Submitted: ['`wait: false`.', 'green'],
  Checked: ['`preflight: only` found nothing wrong.', 'green'],
  Uncommitted: [
    'The rows are there, but invisible until the job is committed.',
    'green with `commit: manual`, else red',
  ],
  TimedOut: ['The wait is over, the import goes on.', 'red; green with `onTimeout: warn`'],
  Failed: ['The import failed; no row was kept.', 'red'],
  Aborted: ['`commit: verified` refused the rows; none became visible.', 'red'],
  Rejected: ['The server refused the import, or was never reached: there is no job.', 'red'],
  Unknown: ['Whether there is a job, or how it ends, is not known.', 'red'],
  InvalidInput: ['The inputs are wrong; nothing was sent.', 'red'],
  CheckFailed: ['A check failed; nothing was submitted.', 'red'],
  UploadFailed: ['The upload failed; nothing was submitted.', 'red'],
  Cancelled: ['The workflow was cancelled.', 'as the runner decides'],
}

/** The table of the output `status`. */
export function outcomesTable(): string {
  const rows = Object.entries(OUTCOMES).map(([status, [what, step]]) => [code(status), what, step])
  return table(['`status`', 'What happened', 'Step'], rows)
}
