import type { Api } from '../model/job.ts'
import { duration } from '../words/format.ts'
import { behind, type Told } from './failures.ts'
import { ImportError } from './import-error.ts'

// How a step ends at the gate, where rows are staged and not yet visible.

const COMMIT = '`/v2/vectordb/jobs/import/commit`'
const ABORT = '`/v2/vectordb/jobs/import/abort`'

const body = (jobId: string) => `\`{"jobId":"${jobId}"}\``
const dontRepeat = (jobId: string) =>
  `Don't import again: look at the job, or run this step again with \`jobId: "${jobId}"\``

/** How a person goes on with a job that waits. */
function choices(jobId: string): string {
  return `To publish the rows, run a step with \`jobId: "${jobId}"\` and \`commit: verified\`, or send ${body(jobId)} to ${COMMIT}; to drop them, send it to ${ABORT}`
}

/** A two-phase job waits for a commit that this step does not send. */
export function uncommitted(api: Api): ImportError {
  return new ImportError({
    ...{ status: 'Uncommitted', code: 'Uncommitted', api },
    title: 'The import waits for its commit: its rows are not visible yet',
    advice: `To publish them, run a step with this \`jobId\` and \`commit: verified\`, or send the commit or the abort yourself (${COMMIT} or \`/abort\`). For imports without a commit leave \`auto_commit\` out of \`options\``,
  })
}

/** The server refused the commit for good; the rows stay staged. */
export function commitRefused(jobId: string, { code, said, requestId }: Told): ImportError {
  return new ImportError({
    ...{ status: 'Uncommitted', code, said, requestId, api: 'milvus' },
    context: `The rows of import job ${jobId} hold, but the server refused the commit. No row is visible`,
    more: choices(jobId),
  })
}

/**
 * What became of an abort: the job is dropped; it was committed before the abort came; or that is not known, because
 * the abort got no answer or a refusal.
 */
export type AbortEnd =
  | { readonly kind: 'aborted' | 'committed' }
  | {
      readonly kind: 'unconfirmed'
      readonly failure: Told
      readonly isRefused: boolean
      /** When the server drops the job by itself, milliseconds since 1970; `undefined` if that is not known. */
      readonly dropsAt: number | undefined
    }

/** An error that ends with what the abort came to. `advice` is for a job that is certainly gone. */
function ended(
  jobId: string,
  abort: AbortEnd,
  detail: { readonly status: 'Aborted' | 'Cancelled'; readonly code: string },
  why: string,
  advice: string,
): ImportError {
  if (abort.kind === 'unconfirmed') {
    const { failure, isRefused, dropsAt } = abort
    const came = isRefused
      ? `The server refused the abort of import job ${jobId}`
      : `The abort of import job ${jobId} got no answer`
    const goes =
      dropsAt === undefined
        ? 'the job stays until somebody commits or aborts it'
        : `the server drops the job by itself at about ${clockTime(dropsAt)}`
    return new ImportError({
      ...{ ...detail, ...behind(failure) },
      title: `${why}. ${came}. No row is visible; ${goes}`,
      advice: `Look at the job, or abort it yourself: send ${body(jobId)} to ${ABORT}. ${advice}`,
    })
  }
  if (abort.kind === 'aborted') {
    const title = `${why}. The import was aborted; no row became visible`
    return new ImportError({ ...detail, title, advice })
  }
  return new ImportError({
    ...{ ...detail, status: detail.status === 'Cancelled' ? 'Cancelled' : 'Completed' },
    title: `${why}. The job was committed meanwhile: its rows are, or will be, visible`,
    advice: dontRepeat(jobId),
  })
}

/** `14:30 UTC (2026-11-26)`. A server looks once in two minutes. */
function clockTime(at: number): string {
  const [day, time = ''] = new Date(at).toISOString().split('T')
  return `${time.slice(0, 5)} UTC (${day})`
}

/** The staged rows are not those expected; `why` says so: `9,990 rows were staged, 10,000 were expected`. */
export function rowsRefused(jobId: string, abort: AbortEnd, why: string): ImportError {
  const advice = 'Check what the job that wrote the files produced, then run again'
  return ended(jobId, abort, { status: 'Aborted', code: 'RowCountMismatch' }, why, advice)
}

/** The server would end the job in `left` milliseconds: a commit might lose rows that are visible already. */
export function tooLateToCommit(jobId: string, abort: AbortEnd, left: number): ImportError {
  const why = `The rows hold, but the server ends the job in ${duration(left)}: too little for a safe commit`
  const advice = 'Raise `timeout` (or the `timeout` in `options`), then run again'
  return ended(jobId, abort, { status: 'Aborted', code: 'TimedOut' }, why, advice)
}

interface Interrupted {
  readonly jobId: string
  readonly isCancelled: boolean
  /** Where the job was last seen, in words; `''` if it never was. */
  readonly seen: string
}

const reached = (seen: string) => (seen ? ` (last seen: ${seen})` : '')

/** The wait for a job of our own ended before its rows were published: it was aborted. */
export function endedUnstaged({ jobId, isCancelled, seen }: Interrupted, abort: AbortEnd): ImportError {
  if (isCancelled) {
    const advice = 'Run the step again to import'
    const detail = { status: 'Cancelled', code: 'Cancelled' } as const
    return ended(jobId, abort, detail, 'The workflow was cancelled', advice)
  }
  const why = `Timed out before the rows of import job ${jobId} were published${reached(seen)}`
  const advice = 'Raise `timeout`, then run again'
  return ended(jobId, abort, { status: 'Aborted', code: 'TimedOut' }, why, advice)
}

/** A job that another step submitted, or that a person is to approve, is left as it is. */
export function leftStaged({ jobId, isCancelled, seen }: Interrupted): ImportError {
  const why = isCancelled ? 'The workflow was cancelled while it waited' : 'Timed out waiting'
  const status = isCancelled ? 'Cancelled' : 'TimedOut'
  return new ImportError({
    ...{ status, code: status },
    title: `${why} for import job ${jobId}${reached(seen)}. The job was left as it is: no row is visible, it waits for a commit or an abort`,
    advice: choices(jobId),
  })
}

/** The wait ended when the commit had been sent, and had not got a usable answer yet. */
export function commitUnknown(jobId: string, failure: Told): ImportError {
  return new ImportError({
    ...{ status: 'TimedOut', code: 'TimedOut', ...behind(failure) },
    title: `The commit of import job ${jobId} got no answer: its rows may be visible, or become so`,
    advice: dontRepeat(jobId),
  })
}

/** Something ended the step after a commit was sent: whoever reads the message must not import again. */
export function committedLate({ status, code, title }: ImportError, jobId: string): ImportError {
  const visible = 'the rows are, or will be, visible'
  const ways: Partial<Record<typeof status, string>> = { Cancelled: 'Cancelled', TimedOut: 'Timed out' }
  const way = ways[status]
  return new ImportError({
    ...{ status, code, advice: dontRepeat(jobId) },
    title: way
      ? `${way} after the commit of import job ${jobId} was sent: ${visible}`
      : `${title} The commit of the job was sent before: ${visible}`,
  })
}

/** The job failed after its commit was sent, which takes back what was visible already (milvus-io/milvus#53315). */
export function failedCommitting(jobId: string, reason: string): ImportError {
  return new ImportError({
    ...{ status: 'Failed', code: 'ImportFailed', said: reason },
    title: `Import job ${jobId} failed after its commit was sent: rows that were visible for a moment may be gone again`,
    advice:
      'Count the rows of the collection before you import again. Up to Milvus 3.0.2 the `timeout` of a job can end its commit (milvus-io/milvus#53315): raise it, or update the server',
  })
}
