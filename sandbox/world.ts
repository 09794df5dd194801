import type { Collection } from './schema.ts'

/** What a sandbox holds: who may ask, which collections there are, and where the files of the buckets are. */
export interface World {
  readonly apiKeys: readonly string[]
  /** Clusters by id, each with its databases, each with its collections. */
  readonly clusters: Readonly<Record<string, Databases>>
  /** On-demand databases by `projectId/regionId`. */
  readonly projects?: Readonly<Record<string, Databases>>
  /** The databases of a self-hosted Milvus; without them it has those of the first cluster. */
  readonly databases?: Databases
  /** The bucket that a self-hosted Milvus is configured with, `example-articles` if not given. */
  readonly bucket?: string
  /** The folder that holds one folder for each bucket. */
  readonly buckets: string
  /** Volumes by name: each is a bucket of its own. */
  readonly volumes?: readonly string[]
  /** If given, a bucket refuses all other keys. */
  readonly bucketKeys?: { readonly accessKey: string; readonly secretKey: string }
}

/** Collections by database and name. */
export type Databases = Readonly<Record<string, Readonly<Record<string, Collection>>>>
