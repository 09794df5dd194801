import type { Api, ImportRequest, Observation } from './job.ts'

/** What this folder needs of a server. `api/` provides it; every method fails with a `CallError` only. */
export interface ImportService {
  /** Which API it speaks: advice differs by it. */
  readonly api: Api
  /** Submits one import and resolves to its job id. `key` goes along as the `Idempotency-Key`. */
  create(request: ImportRequest, key: string | undefined, options: CallOptions): Promise<string>
  describe(jobId: string, options: CallOptions): Promise<Observation>
  /**
   * Every record that the server tells of when it is asked for the jobs of a collection, those that can't be read
   * included; fails where they are more than can be read in reason, or fewer than the server counts.
   */
  list(collectionName: string, options: CallOptions): Promise<readonly ListedJob[]>
  /** Does the server itself leave out the jobs of other collections? Then a name that differs is an alias or the like. */
  readonly listsOneCollection: boolean
}

/** A record of a list; `undefined` is what it does not tell. */
export interface ListedJob {
  readonly jobId: string | undefined
  readonly collectionName: string | undefined
  /** The server's own word. */
  readonly state: string
}

export interface CallOptions {
  /** How long one exchange may take, in milliseconds, the body included. */
  readonly timeout: number
  readonly signal: AbortSignal
}

/**
 * How a call failed:
 * - `unsent`: it never reached the server (name not resolved, connection refused, TLS or proxy failed);
 * - `interrupted`: it may have been carried out, but no whole answer came (timeout, reset);
 * - `aborted`: we gave up on it because the workflow was cancelled;
 * - `status`: the server answered with an HTTP error;
 * - `code`: the server answered with a body `code` that is not success, whatever the HTTP status;
 * - `unreadable`: an answer that says neither yes nor no (not JSON, or success without the data asked for).
 */
export type FailureKind = 'unsent' | 'interrupted' | 'aborted' | 'status' | 'code' | 'unreadable'

export interface CallFailure {
  readonly kind: FailureKind
  /** The server's code, `Http503`, or the name of a network failure such as `ECONNREFUSED`. */
  readonly code: string
  /** What the server or the network said, not yet made safe to print. */
  readonly said: string
  readonly httpStatus?: number | undefined
  /** The request id that the server sent with its answer. */
  readonly requestId?: string | undefined
  /** From `Retry-After`: milliseconds from the moment of the answer. */
  readonly retryAfter?: number | undefined
}

/** A call that did not bring what was asked for. Its text is the remote side's: sanitise before printing. */
export class CallError extends Error {
  override readonly name = 'CallError'
  readonly failure: CallFailure

  constructor(failure: CallFailure) {
    super(failure.said || failure.code)
    this.failure = failure
  }
}
