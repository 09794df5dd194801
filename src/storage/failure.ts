import { CallError, type FailureKind } from '../model/service.ts'

export interface StoreFailureDetail {
  /** As of a call, see `FailureKind`; `code` where the store gave a code of its own, `status` where it did not. */
  readonly kind: FailureKind
  /** The store's code, `Http503`, the name of a network failure, or one of ours: `FileChanged`, `UploadMoved`. */
  readonly code: string
  /** What the store or the network said, redacted but not yet made safe to print. */
  readonly said: string
  readonly httpStatus?: number | undefined
  readonly requestId?: string | undefined
  /** From `Retry-After`: milliseconds from the moment of the answer. */
  readonly retryAfter?: number | undefined
  /** The region that the store says the bucket is in. */
  readonly region?: string | undefined
  /** The store's own time, in milliseconds since 1970. */
  readonly date?: number | undefined
  /** The local path of the file, as the plan has it. */
  readonly file?: string | undefined
  /** What happened, where no store said it. */
  readonly title?: string | undefined
  /** Which part of the file, counted from 1. */
  readonly part?: number | undefined
  /** The volume for which the control plane did not give leave to upload. */
  readonly volumeName?: string | undefined
  /** Keys whose multipart upload could not be aborted: their parts are stored, invisible and billed. */
  readonly leftOpen?: readonly string[] | undefined
  /** Keys that this upload had finished before it failed. */
  readonly finished?: readonly string[] | undefined
}

/** A request to a store, or a whole upload, that failed. Its text comes from the remote side. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure'
  readonly detail: StoreFailureDetail

  constructor(detail: StoreFailureDetail) {
    super(detail.said || detail.code)
    this.detail = detail
  }

  /** The same failure, with more said about it. */
  with(more: Partial<StoreFailureDetail>): StoreFailure {
    return new StoreFailure({ ...this.detail, ...more })
  }
}

/** A file that is not, or no longer, what was planned. */
export function fileChanged(file: string, said: string): StoreFailure {
  return new StoreFailure({ kind: 'code', code: 'FileChanged', said, file })
}

/** The workflow was cancelled. */
export function cancelled(): StoreFailure {
  return new StoreFailure({ kind: 'aborted', code: 'Cancelled', said: '' })
}

/** The failure of a request. Other errors are thrown again. */
export function asStoreFailure(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error
  if (error instanceof CallError) return new StoreFailure(error.failure)
  throw error
}
