import type { Api } from '../model/job.ts'
import { count, duration } from '../words/format.ts'
import { explain } from './explain.ts'
import type { Told } from './failures.ts'
import { ImportError } from './import-error.ts'

// How a step ends between the last row and the first search: the gate, the count, the alias.

const routes = '`/v2/vectordb/jobs/import/commit` or `/abort`'
const told = (failure: Told | undefined) =>
  failure && { cause: failure.code, said: failure.said, requestId: failure.requestId }

/** A two-phase job waits for a commit that this step does not send. */
export function uncommitted({ jobId, api }: { jobId: string; api: Api }): ImportError {
  return new ImportError({
    ...{ status: 'Uncommitted', code: 'Uncommitted', api },
    title: `Import job ${jobId} waits for its commit: its rows are not visible yet`,
    advice: `To publish them, run a step with this \`jobId\` and \`commit: verified\`, or send the commit or the abort yourself (${routes}). For imports without a commit leave \`auto_commit\` out of \`options\``,
  })
}

/** The server refused the commit for good; the rows stay staged. */
export function commitRefused(failure: Told, { jobId, api }: { jobId: string; api: Api }): ImportError {
  const { code, said, requestId } = failure
  return new ImportError({
    ...{ status: 'Uncommitted', code, said, requestId, api },
    context: `The commit of import job ${jobId} was refused: its rows are not visible`,
  })
}

export interface Refusal {
  readonly jobId: string
  readonly code: 'RowCountMismatch' | 'TimedOut' | (string & {})
  /** Why the rows were not published: `9,990 rows were staged, 10,000 expected`. */
  readonly why: string
}

/** The gate refused the rows, and the server confirmed the abort. */
export function aborted({ jobId, code, why }: Refusal): ImportError {
  return new ImportError({
    ...{ status: 'Aborted', code },
    title: `${why}. Import job ${jobId} was aborted; no row became visible`,
    advice:
      code === 'TimedOut'
        ? 'To give it more time, raise `timeout`'
        : 'Check what the job that wrote the files produced, then run again',
  })
}

/** The gate refused the rows, and nobody confirmed the abort. `until`: when the server drops the job by itself. */
export function abortUnknown({
  jobId,
  why,
  until,
  failure,
}: Omit<Refusal, 'code'> & {
  readonly until?: string | undefined
  readonly failure?: Told | undefined
}): ImportError {
  const ends = until ? `the server drops the job at ${until}` : 'the job stays until somebody aborts it'
  return new ImportError({
    ...{ status: 'Unknown', code: 'AbortUnknown', ...told(failure) },
    title: `${why}. The abort of import job ${jobId} got no answer; no row is visible`,
    advice: `Do not commit it: ${ends}, or abort it yourself (\`/v2/vectordb/jobs/import/abort\`)`,
  })
}

/** A commit was sent, and what became of it could not be found out. */
export function commitUnknown({
  jobId,
  failure,
}: {
  readonly jobId: string
  readonly failure?: Told | undefined
}): ImportError {
  return new ImportError({
    ...{ status: 'Unknown', code: 'CommitUnknown', ...told(failure) },
    title: `The commit of import job ${jobId} got no answer: its rows may be visible`,
    advice:
      "Don't import again. Run this step with the `jobId` of this job: it shows whether the rows are in, and commits them if not",
  })
}

/** The step ended after its commit was sent: rows can't be taken back any more. */
export function committedLate({
  jobId,
  status,
}: {
  readonly jobId: string
  readonly status: 'Cancelled' | 'TimedOut'
}): ImportError {
  return new ImportError({
    ...{ status, code: status },
    title: `${status === 'Cancelled' ? 'The workflow was cancelled' : 'Timed out'} after the commit of import job ${jobId} was sent: its rows are visible, or will be`,
    advice: "Don't import again. To see the result, run this step with the `jobId` of this job",
  })
}

export interface Uncounted {
  readonly imported: bigint | undefined
  /** What the last query counted, if one did. */
  readonly counted: bigint | undefined
  readonly expected: bigint | undefined
  /** Milliseconds since the import completed. */
  readonly waited: number
  readonly failure?: Told | undefined
}

/** The import is complete, but no query counts all its rows. */
export function notSearchable(seen: Uncounted): ImportError {
  const { imported, counted, expected, waited } = seen
  const rows = imported === undefined ? '' : ` (${count(imported)} rows)`
  const found =
    counted === undefined
      ? 'no query could count its rows'
      : `a query still counts ${count(counted)}${expected === undefined ? '' : ` instead of ${count(expected)}`}`
  return new ImportError({
    ...{ status: 'Completed', code: 'NotSearchable', ...told(seen.failure) },
    title: `The import is complete${rows}, but ${found} after ${duration(waited)}`,
    advice:
      "Don't import again: the rows are stored. Check that the collection (or the partition) is loaded, refresh the load, or wait longer with a higher `timeout`",
  })
}

/** Rows are in, but what holds them is not loaded: `the partition week47`. */
export function notLoaded(what: string): ImportError {
  return new ImportError({
    ...{ status: 'Completed', code: 'NotLoaded' },
    title: `The import is complete, but ${what} is not loaded: its rows are stored, but cannot be searched`,
    advice: "Don't import again: load it, or set `searchable: load` next time",
  })
}

export interface Alias {
  readonly alias: string
  readonly collectionName: string
  /** Where the alias points to now, if that is known. */
  readonly pointsTo?: string | undefined
  readonly failure: Told
}

/** The import is complete and searchable, but the alias does not point to its collection. */
export function aliasNotSwitched({ alias, collectionName, pointsTo, failure }: Alias): ImportError {
  const { title, advice } = explain(failure.code, failure.said, { api: 'milvus' })
  const now = pointsTo ? `; it still points to ${pointsTo}` : ''
  return new ImportError({
    ...{ status: 'Completed', code: 'AliasNotSwitched', ...told(failure) },
    context: `The import is complete, but the alias ${alias} could not be switched to ${collectionName}${now}`,
    title,
    advice: `Don't import again: switch the alias yourself, or run a step with this \`jobId\` and \`alias\`. ${advice}`,
  })
}
