import { CallError, type CallFailure } from '../model/service.ts'

/** How a request to a store, or a whole upload, failed: as a call, and what only stores and uploads know. */
export interface StoreFailureDetail extends CallFailure {
  /** The region that the store says the bucket is in. */
  readonly region?: string | undefined
  /** The store's own time, in milliseconds since 1970. */
  readonly date?: number | undefined
  /** The local path of the file, as the plan has it. */
  readonly file?: string | undefined
  /** Which part of the file, counted from 1. */
  readonly part?: number | undefined
  /** What happened, where no store said it. */
  readonly title?: string | undefined
  /** The volume for which the control plane did not give leave to upload. */
  readonly volumeName?: string | undefined
  /** Keys whose multipart upload could not be aborted: their parts are stored, invisible and billed. */
  readonly leftOpen?: readonly string[] | undefined
  /** Keys that this upload had finished before it failed. */
  readonly finished?: readonly string[] | undefined
}

/** A request to a store, or a whole upload, that failed. Its text comes from the remote side, redacted. */
export class StoreFailure extends CallError {
  declare readonly failure: StoreFailureDetail

  constructor(failure: StoreFailureDetail) {
    super(failure)
  }

  /** The same failure, with more said about it. */
  with(more: Partial<StoreFailureDetail>): StoreFailure {
    return new StoreFailure({ ...this.failure, ...more })
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
