import type { Api, BucketCredentials, Destination, Options, Source, Target } from './job.ts'

/** What one step is to do, from its inputs, checked as a whole: `run.ts` and the steps need nothing else of them. */
export interface Plan {
  readonly connection: Connection
  readonly target: Target
  readonly task: Task
  /** `check`: look before anything is submitted. `only`: look, and submit nothing. */
  readonly preflight: 'off' | 'check' | 'only'
  /** `verified`: rows are counted before they become visible. `manual`: stop before they do. Milvus only. */
  readonly commit: 'auto' | 'verified' | 'manual'
  /** `wait`: green only when a query counts the rows. `load`: and load the collection if it is not. */
  readonly searchable: 'off' | 'wait' | 'load'
  /** At the very end this alias points to the collection. Only with `searchable`. */
  readonly alias: string | undefined
  /** Wait for the job to end? `false` submits only. */
  readonly wait: boolean
  /** Milliseconds. */
  readonly timeout: number
  readonly onTimeout: 'fail' | 'warn'
  /** Milliseconds, or adaptive. */
  readonly pollInterval: number | 'auto'
  readonly expectedRows: RowExpectation | undefined
  /** `auto`, `off`, or a key of the author's own. */
  readonly idempotencyKey: string
  readonly summary: boolean
}

/** How to speak to the server. */
export interface Connection {
  readonly api: Api
  /** Base URL without a slash at its end: the control plane, the controller of v1, or Milvus. */
  readonly endpoint: string
  /** Base URL of the cluster's data plane, where `endpoint` named a cluster of Zilliz Cloud, or of Milvus. */
  readonly dataEndpoint: string | undefined
  /** `''` for a Milvus without authentication. */
  readonly apiKey: string
  readonly dbName: string | undefined
}

/** Submit an import, or go on with a job that was submitted before. */
export type Task =
  | SubmitTask
  | {
      readonly kind: 'attach'
      readonly jobId: string
      readonly collectionName: string | undefined
      readonly partitionName: string | undefined
    }

export interface SubmitTask {
  readonly kind: 'submit'
  readonly into: Destination
  /** With `local` the upload comes first, and makes one of the others of it. */
  readonly source: Source | LocalFiles
}

/** Files of the runner: they are uploaded, and exactly they are imported. */
export interface LocalFiles {
  readonly kind: 'local'
  /** Globs, relative to the workspace; `!` excludes. One `path` line each. */
  readonly patterns: readonly string[]
  readonly to: UploadTarget
  /** Delete what was uploaded once the import has completed and its rows hold? */
  readonly deleteUploaded: boolean
  /** `{}` but for Milvus. */
  readonly options: Options
}

/** Where the files of the runner go. */
export type UploadTarget =
  | { readonly kind: 'volume'; readonly volumeName: string }
  | {
      readonly kind: 'bucket'
      /** `s3://bucket/folder/`, `gs://…` or Azure's `https://…`; ends in `/`. */
      readonly folderUrl: string
      /** Base URL of an S3-compatible store, without a path; `undefined` for the cloud's own. */
      readonly storageEndpoint: string | undefined
      readonly storageRegion: string | undefined
      /** As given in the inputs; the upload may take others from the environment, the server never gets those. */
      readonly credentials: BucketCredentials
    }

/** How many rows must have come in: a number, or what the files themselves say (Parquet footers, NumPy headers). */
export type RowExpectation = RowBound | { readonly kind: 'files' }

export interface RowBound {
  readonly kind: 'exactly' | 'atLeast'
  readonly rows: bigint
}
