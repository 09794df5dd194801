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
export function uncommitted({ jobId = '', api }: { jobId?: string; api: Api }): ImportError {
  return new ImportError({
    ...{ status: 'Uncommitted', code: 'Uncommitted', api },
    title: `${jobId ? `Import job ${jobId}` : 'The import'} waits for its commit: its rows are not visible yet`,
    advice: `To publish them, run a step with this \`jobId\` and \`commit: verified\`, or send the commit or the abort yourself (${routes}). For imports without a commit leave \`auto_commit\` out of \`options\``,
  })
}

/** The server refused the commit for good; the rows stay staged. */
export function commitRefused(jobId: string, { code, said, requestId }: Told): ImportError {
  return new ImportError({
    ...{ status: 'Uncommitted', code, said, requestId, api: 'milvus' },
    context: `The rows of import job ${jobId} hold, but the server refused the commit. No row is visible`,
  })
}

/** How an abort ended: confirmed, too late because the job was committed meanwhile, or without an answer. */
export type AbortEnd = 'aborted' | 'committed' | 'unanswered'

function ending(jobId: string, abort: AbortEnd): string {
  switch (abort) {
    case 'aborted':
      return 'The import was aborted; no row became visible'
    case 'committed':
      return 'The job was committed meanwhile: its rows are visible'
    case 'unanswered':
      return `The abort of import job ${jobId} got no answer; no row is visible yet. Look at the job, and abort it yourself (\`/v2/vectordb/jobs/import/abort\`)`
  }
}

/** What ended a job at the gate. */
export interface Ended {
  readonly jobId: string
  readonly abort: AbortEnd
}

/** The staged rows are not those expected; `why` says so: `9,990 rows were staged, 10,000 were expected`. */
export function rowsRefused({ jobId, abort, why }: Ended & { readonly why: string }): ImportError {
  return new ImportError({
    ...{ status: 'Aborted', code: 'RowCountMismatch', title: `${why}. ${ending(jobId, abort)}` },
    advice: 'Check what the job that wrote the files produced, then run again',
  })
}

/** The server would end the job in `left` milliseconds: a commit might lose rows that are visible already. */
export function tooLateToCommit({ jobId, abort, left }: Ended & { readonly left: number }): ImportError {
  return new ImportError({
    ...{ status: 'Aborted', code: 'TimedOut' },
    title: `The rows hold, but the server ends the job in ${duration(left)}: too little for a safe commit. ${ending(jobId, abort)}`,
    advice: 'Raise `timeout` (or the `timeout` in `options`), then run again',
  })
}

/** The wait for a job of our own ended before its rows were staged: it was aborted. */
export function endedUnstaged({
  jobId,
  abort,
  isCancelled,
}: Ended & { readonly isCancelled: boolean }): ImportError {
  return isCancelled
    ? new ImportError({
        ...{ status: 'Cancelled', code: 'Cancelled' },
        title: `The workflow was cancelled. ${ending(jobId, abort)}`,
        advice: 'Run the step again to import',
      })
    : new ImportError({
        ...{ status: 'Aborted', code: 'TimedOut' },
        title: `Timed out before the rows of import job ${jobId} were staged. ${ending(jobId, abort)}`,
        advice: 'Raise `timeout`, then run again',
      })
}

/** A job that another step submitted, or that a person is to approve, is left as it is. */
export function leftStaged({ status, code, title }: ImportError, jobId: string): ImportError {
  return new ImportError({
    ...{ status, code },
    title: `${bare(title)}. No row is visible: the job waits for a commit or an abort`,
    advice: `Publish it by a step with \`jobId: "${jobId}"\` and \`commit: verified\`, or send \`{"jobId":"${jobId}"}\` to ${routes}`,
  })
}

/** The wait ended after the commit was sent, before the server reported its end. */
export function notCommittedYet(jobId: string): ImportError {
  return new ImportError({
    ...{ status: 'TimedOut', code: 'TimedOut' },
    title: `Timed out waiting for import job ${jobId} to be published`,
    advice: waitForIt,
  })
}

const waitForIt = "Don't import again: look at the job, or wait for it with `jobId`"

/** Something ended the step after its commit was sent: whoever reads the message must not import again. */
export function committedLate({ status, code, title }: ImportError, jobId: string): ImportError {
  return new ImportError({
    ...{ status, code },
    title: `${bare(title)}. The commit of import job ${jobId} had been sent: its rows are visible, or will be`,
    advice: waitForIt,
  })
}

/** Without its full stop. */
function bare(title: string): string {
  return title.replace(/\.$/, '')
}

export interface Uncounted {
  readonly imported: bigint | undefined
  /** What the last query counted, if one did. */
  readonly counted: bigint | undefined
  readonly expected: bigint | undefined
  /** What a query counted before the import. */
  readonly before?: bigint | undefined
  readonly failure?: Told | undefined
}

/** The import is complete, but no query counts all its rows. */
export function notSearchable(seen: Uncounted): ImportError {
  const { imported, counted, expected } = seen
  const rows = imported === undefined ? '' : ` (${count(imported)} rows)`
  const found =
    counted === undefined
      ? 'a query could not count its rows'
      : `a query still counts ${count(counted)}${expected === undefined ? '' : ` instead of ${count(expected)}`}`
  const isBehind = counted !== undefined && seen.before !== undefined && counted < seen.before
  return new ImportError({
    ...{ status: 'Completed', code: 'NotSearchable', ...told(seen.failure) },
    title: `The import is complete${rows}, but ${found}`,
    advice: `Don't import again: the rows are stored. ${
      isBehind
        ? 'Rows were deleted meanwhile, or others write to the collection: count them yourself'
        : 'Check that the collection (or the partition) is loaded, refresh the load, or wait longer with a higher `timeout`'
    }`,
  })
}

/** The workflow was cancelled after the job completed, before a query had seen its rows. */
export function cancelledCounting(imported: bigint | undefined): ImportError {
  const rows = imported === undefined ? '' : ` (${count(imported)} rows)`
  return new ImportError({
    ...{ status: 'Cancelled', code: 'Cancelled' },
    title: `The workflow was cancelled. The import was complete${rows}, but no query had counted its rows yet`,
    advice: "Don't import again: the rows become visible by themselves, or after a refresh of the load",
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
