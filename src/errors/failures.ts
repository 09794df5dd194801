import type { Api, Progress } from '../model/job.ts'
import type { RowBound } from '../model/plan.ts'
import type { CallFailure } from '../model/service.ts'
import { count, duration } from '../words/format.ts'
import { reached } from '../words/job.ts'
import { isNetworkName } from './catalogue.ts'
import { type Circumstances, explain, explainReason } from './explain.ts'
import { ImportError } from './import-error.ts'

// How a step ends: one function for each failure of its own. Texts stand here once; the documentation shows them.

/** How a call failed, as far as a message shows it. */
export type Told = Pick<CallFailure, 'code' | 'said' | 'requestId'>

/** The same behind a code of our own. */
export const behind = (failure: Told | undefined) =>
  failure && { cause: failure.code, said: failure.said, requestId: failure.requestId }
const waitAgain = 'To wait for it again, give the step its `jobId`'

/** The inputs can't be used; `problems` name them, one each. No value of a secret may be in them. */
export function invalidInput(problems: readonly string[]): ImportError {
  const title = problems.length === 1 ? 'Invalid input' : `${problems.length} invalid inputs`
  return new ImportError({
    ...{ status: 'InvalidInput', code: 'InvalidInput', title, details: problems },
    advice: 'Nothing was sent. Correct the inputs named here and run again',
  })
}

/** The server refused the create: there certainly is no job. */
export function rejected(failure: Told, circumstances: Circumstances): ImportError {
  const { code, said, requestId } = failure
  return new ImportError({ status: 'Rejected', code, said, requestId, ...circumstances })
}

/** No create reached the server: there certainly is no job. */
export function unreachable(failure: Told, circumstances: Circumstances): ImportError {
  const { title, advice } = explain(failure.code, failure.said, circumstances)
  return new ImportError({
    ...{ status: 'Rejected', code: 'Unreachable', ...behind(failure) },
    ...{ context: 'Nothing was submitted', title, advice },
  })
}

/** Did an answer come, whatever it was? */
function hasAnswer({ code }: Told): boolean {
  return code === 'Unreadable' || code === 'ResponseTooLarge' || !isNetworkName(code)
}

/** Where a person sees the jobs. */
const JOBS: Readonly<Record<Api, string>> = {
  ...{ milvus: ' (`/v2/vectordb/jobs/import/list`)', 'zilliz-v2': ' in the console', 'zilliz-v1': '' },
}
const lookFirst = (api: Api) =>
  `Look at the import jobs of the collection${JOBS[api]} before you run again: importing twice doubles the rows. If the job is there, wait for it with \`jobId\``

/** The create may have been carried out, and no job could be found that certainly is its own. */
export function submitUnconfirmed(doubt: {
  readonly api: Api
  /** How the create failed, if it did. */
  readonly failure?: Told
  /** What the server told about its jobs: a list, that this key may see none, or nothing at all. */
  readonly list: 'told' | 'refused' | 'none'
  /** The new job that could be ours, if there is one. */
  readonly jobId?: string
}): ImportError {
  const { api, failure, list, jobId } = doubt
  const answer = failure && hasAnswer(failure) ? 'the answer does not say' : 'the answer was lost'
  const seen = jobId
    ? `import job ${jobId} is new, but its files did not show whether it belongs to this step`
    : {
        told: `${answer}, and no job of this step could be found`,
        refused: `${answer}, and the server does not list its jobs`,
        none: 'no call to the server got a usable answer',
      }[list]
  // What lies behind it, and what to do about that.
  const known = failure && explain(failure.code, failure.said, { api })
  return new ImportError({
    ...{ status: 'Unknown', code: 'SubmitUnconfirmed', ...behind(failure) },
    title: `It is unclear whether the import was submitted: ${seen}`,
    advice: lookFirst(api),
    more: known && `${known.title}. ${known.advice}`,
  })
}

/**
 * An earlier attempt of this run ended before it knew whether its import was submitted, and its job could not be made
 * out: the list shows none (`isNone`), which proves nothing, or leaves it unclear.
 */
export function earlierUnconfirmed(api: Api, isNone: boolean): ImportError {
  const seen = isNone
    ? 'the server shows no job with its files, but that does not prove that there is none'
    : 'it is unclear which of the jobs on the server belongs to it'
  return new ImportError({
    ...{ status: 'Unknown', code: 'SubmitUnconfirmed' },
    context: 'An earlier attempt of this run ended before it knew whether its import was submitted',
    title: `Nothing was submitted now: ${seen}`,
    advice: lookFirst(api),
    more: 'If it is not there, start a new run of the workflow: a re-run does not submit while this is unclear',
  })
}

/** The workflow was cancelled while a job was waited for. */
export function cancelledWaiting(jobId: string): ImportError {
  return new ImportError({
    ...{ status: 'Cancelled', code: 'Cancelled' },
    title: `The workflow was cancelled while import job ${jobId} was running. The import itself was not cancelled and continues on the server`,
    advice: waitAgain,
  })
}

/** What a cancel leaves behind before a job is known, and what to do then. */
const LEFT_BEHIND = {
  'nothing was submitted': 'Run the step again when the data is to be imported',
  'whether the import was submitted is not known':
    'Look at the import jobs of the collection before you import again',
}

/** The workflow was cancelled before a job was known. */
export function cancelledBefore(what: keyof typeof LEFT_BEHIND): ImportError {
  return new ImportError({
    ...{ status: 'Cancelled', code: 'Cancelled', title: `The workflow was cancelled: ${what}` },
    advice: LEFT_BEHIND[what],
  })
}

/** Polls kept failing, or the server does not know the job (any more). */
export function lostContact(jobId: string, failure: Told, circumstances: Circumstances): ImportError {
  const { code, said, requestId } = failure
  const isGone = explain(code, said, circumstances).does === 'gone'
  return new ImportError({
    ...{ status: 'Unknown', code, said, requestId, ...circumstances, isGone },
    context: isGone
      ? `The result of import job ${jobId} is unknown`
      : `Lost contact with import job ${jobId}: its result is unknown, and it may still be running`,
    more: isGone
      ? undefined
      : 'Give the next run the `jobId` of this job: without it, everything is imported once more',
  })
}

/** The wait of `timeout` milliseconds is over, the job is not; `trouble` is how the last poll failed, if it did. */
export function timedOut(wait: {
  readonly jobId: string
  readonly timeout: number
  readonly last: Progress | undefined
  readonly trouble?: Told | undefined
}): ImportError {
  const { jobId, timeout, last, trouble } = wait
  const hasBegun = last?.phase !== 'queued'
  const seen = last ? `last seen: ${reached(last)}` : 'no poll got a usable answer'
  const known = hasBegun ? 'It continues on the server' : 'The server has not started it yet'
  const state = last ? known : 'The import itself was not cancelled'
  return new ImportError({
    ...{ status: 'TimedOut', code: 'TimedOut', ...behind(trouble) },
    title: `Timed out after ${duration(timeout)} waiting for import job ${jobId} (${seen}). ${state}`,
    advice: hasBegun
      ? `${waitAgain}; to wait longer, raise \`timeout\``
      : `The server is busy with other jobs, or short of workers: ask whoever runs it (Zilliz Cloud: the support), a longer \`timeout\` alone may not help. ${waitAgain}`,
  })
}

/** `at least 1,000`. */
export function boundWords({ kind, rows }: RowBound): string {
  return `${kind === 'atLeast' ? 'at least ' : ''}${count(rows)}`
}

/** `expectedRows` does not hold for a completed job; `rows` is `undefined` where the server reports none. */
export function rowCountMismatch(expected: RowBound, rows: bigint | undefined): ImportError {
  const wanted = `${boundWords(expected)} rows were expected`
  const found =
    rows === undefined
      ? 'the server does not report how many rows were imported'
      : `${count(rows)} were imported`
  return new ImportError({
    ...{ status: 'Completed', code: 'RowCountMismatch' },
    title: `The import completed, but \`expectedRows\` does not hold: ${wanted}, ${found}`,
    advice:
      'The data is in the collection. Check what the job that wrote the files produced before you import again: a second import adds the same rows once more',
  })
}

/** The server says that the job failed. An import is all or nothing: no row of it was kept. */
export function jobFailed(
  job: Circumstances & {
    /** The server's words, `''` if it gave none. */
    readonly reason: string
    /** What failed, as people know it: `daily/sports.jsonl`; `''` if that is not known. */
    readonly at: string
    /** Did the author choose the idempotency key? It leads to the same failed job for ever. */
    readonly hasOwnKey: boolean
  },
): ImportError {
  const { reason, at, hasOwnKey, ...circumstances } = job
  const known = explainReason(reason, circumstances)
  const log = circumstances.api === 'milvus' ? 'its log' : 'the console'
  return new ImportError({
    ...{ status: 'Failed', code: 'ImportFailed', said: reason },
    context: `The import failed${at && ` at ${at}`}`,
    title: known?.title ?? (reason ? 'No row was kept' : 'No row was kept, and the server gave no reason'),
    advice: known?.advice ?? `Correct what the server or ${log} reports about the job, then run again`,
    more: hasOwnKey
      ? 'A new import needs a new `idempotencyKey`: this one leads to the failed job'
      : undefined,
  })
}

/** A mistake of this action, not of its surroundings: said as such, and never green. */
export function internalError(thrown: unknown, jobId: string | undefined): ImportError {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new ImportError({
    ...{ status: 'Unknown', code: 'InternalError', title: `Internal error in this action: ${message}` },
    context: jobId
      ? `The result of import job ${jobId} is unknown; the job itself was not touched`
      : undefined,
    advice: 'Please report it with the log of this step',
  })
}
