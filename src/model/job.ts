/** The three APIs that an import can be submitted through. */
export type Api = 'zilliz-v2' | 'zilliz-v1' | 'milvus'

/** Where the rows go. */
export interface Destination {
  readonly target: Target
  readonly dbName: string | undefined
  readonly collectionName: string
  readonly partitionName: string | undefined
}

/** What is imported, and where to. Credentials of the API are not part of it; credentials of the bucket are. */
export interface ImportRequest extends Destination {
  readonly source: Source
}

/** The system that receives the data: a cluster, an on-demand (project) database, or the one at the endpoint. */
export type Target =
  | { readonly kind: 'cluster'; readonly clusterId: string }
  | { readonly kind: 'project'; readonly projectId: string; readonly regionId: string }
  | { readonly kind: 'instance' }

/** Where the files are: in a bucket, in a volume of Zilliz Cloud, or in the bucket of Milvus. */
export type Source =
  | { readonly kind: 'objects'; readonly urls: readonly string[]; readonly credentials: BucketCredentials }
  | { readonly kind: 'volume'; readonly volumeName: string; readonly paths: readonly string[] }
  | { readonly kind: 'files'; readonly groups: readonly (readonly string[])[]; readonly options: Options }

/** Options of Milvus; values stay text, also numbers and booleans. */
export type Options = Readonly<Record<string, string>>

export interface BucketCredentials {
  readonly accessKey: string | undefined
  readonly secretKey: string | undefined
  readonly sessionToken: string | undefined
}

/** Where the words of a server lead: it still works, or it will not change any more. */
export type Standing = 'running' | 'completed' | 'failed' | 'uncommitted'

/** What people call the part of the work that the server is in. */
export type Phase =
  | 'queued'
  | 'checking files'
  | 'importing rows'
  | 'sorting'
  | 'building the index'
  | 'finishing'
  /** The job is complete, and no query sees all its rows yet. */
  | 'waiting for queries'
  | 'done'

/**
 * One answer of a server about a job, read but not yet judged: `percent` may go backwards or lie outside 0–100,
 * everything may be missing. Counts are `bigint`: rows and bytes beyond 2^53 stay exact.
 */
export interface Observation {
  /** The server's own word, `''` if it said none. */
  readonly state: string
  readonly standing: Standing
  readonly percent: number | undefined
  /** The phase, if the percentage does not show it. */
  readonly phase?: Phase
  readonly collectionName: string | undefined
  /** When the server took the job on, milliseconds since 1970 (Milvus 2.6.6 and later). */
  readonly createdAt?: number | undefined
  readonly importedRows: bigint | undefined
  readonly totalRows: bigint | undefined
  /** Why it failed, without the wrapping that says nothing; `''` if nothing is said. */
  readonly reason: string
  /** The paths that the reason names as the cause; `[]` if it names none. */
  readonly blamed: readonly string[]
  readonly files: readonly FileObservation[]
}

export interface FileObservation {
  /** As the server names it, without the list that it prints around; for people, and redacted. */
  readonly name: string
  /** The paths in that name, as they came: one, or the files of one NumPy set. Never split at blanks by anybody else. */
  readonly paths: readonly string[]
  readonly state: string
  readonly percent: number | undefined
  readonly importedRows: bigint | undefined
  readonly totalRows: bigint | undefined
  readonly fileSize: bigint | undefined
  readonly reason: string
}

/** What we show of a job: never backwards, integers from 0 to 100, a phase with a name. */
export interface Progress extends Observation {
  readonly percent: number
  readonly phase: Phase
  readonly files: readonly FileProgress[]
}

export interface FileProgress extends FileObservation {
  readonly percent: number
  /** Another file of the job has the same name: the two look alike, and are shown as the server reports them. */
  readonly isTwin: boolean
  /** This file is to blame (`job/blame.ts`): the one judgement that log, summary, outputs and check run share. */
  readonly isCulprit: boolean
}

/** How the step ended: the `status` output. */
export type Status =
  | 'InvalidInput'
  | 'CheckFailed'
  | 'Checked'
  | 'UploadFailed'
  | 'Rejected'
  | 'Unknown'
  | 'Submitted'
  | 'Completed'
  | 'Failed'
  | 'Uncommitted'
  | 'Aborted'
  | 'TimedOut'
  | 'Cancelled'

/**
 * The rows that a job has brought in, as well as the server lets us know: its own count, else the sum over the
 * files, else, for a completed job, its total (the documented answer of Zilliz Cloud holds nothing but the total).
 */
export function importedRowsOf(progress: Progress): bigint | undefined {
  if (progress.importedRows !== undefined) return progress.importedRows
  const ofFiles = progress.files.map(file => file.importedRows)
  if (ofFiles.length > 0 && ofFiles.every(rows => rows !== undefined)) {
    return ofFiles.reduce((sum, rows) => sum + rows, 0n)
  }
  return progress.standing === 'completed' ? progress.totalRows : undefined
}
