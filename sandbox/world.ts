import type { Collection } from './schema.ts'
import type { VolumeOptions } from './store/volume-keys.ts'

/** What a sandbox holds when it starts: who may ask, which collections there are, where the files of the buckets are. */
export interface World {
  readonly apiKeys: readonly string[]
  /** Clusters by id, each with its databases. The first one answers for the data plane of Zilliz Cloud. */
  readonly clusters: Readonly<Record<string, Databases>>
  /** What the control plane tells of a cluster, by id; it runs, and its endpoint is the sandbox, if not given. */
  readonly clusterDetails?: Readonly<Record<string, ClusterDetails>>
  /** Users of the data plane of Zilliz Cloud, with their passwords: `user:password` is as good as an API key there. */
  readonly clusterUsers?: Readonly<Record<string, string>>
  /** On-demand databases by `projectId/regionId`. */
  readonly projects?: Readonly<Record<string, Databases>>
  /** The databases of a self-hosted Milvus; without them it has those of the first cluster. */
  readonly databases?: Databases
  /** The bucket that a self-hosted Milvus is configured with, `example-articles` if not given. */
  readonly bucket?: string
  /** The folder that holds one folder for each bucket. */
  readonly buckets: string
  /** Volumes; one that is only a name is a bucket of its own, with nothing before its keys. */
  readonly volumes?: readonly (string | VolumeOptions)[]
  /** If given, an import needs these keys, or others that the object store lets read. The store takes them too. */
  readonly bucketKeys?: { readonly accessKey: string; readonly secretKey: string }
}

/** Collections by database and name. */
export type Databases = Readonly<Record<string, Readonly<Record<string, CollectionSeed>>>>

/** A collection as it is when the sandbox starts. It is loaded, unless `isLoaded` is false. */
export interface CollectionSeed extends Collection {
  readonly description?: string
  /** Only these partitions are loaded. */
  readonly loadedPartitions?: readonly string[]
  /** Rows that it holds, all in `_default`, or by partition; 0 if not given. */
  readonly rows?: number | Readonly<Record<string, number>>
  /** The vector fields that have an index, all if not given. */
  readonly indexedFields?: readonly string[]
  readonly aliases?: readonly string[]
  /** Its virtual channels: a commit makes rows visible one channel after the other. 1 if not given. */
  readonly shardsNum?: number
}

interface ClusterDetails {
  /** As the server writes it: `RUNNING`, `SUSPENDED`, …; `RUNNING` if not given. */
  readonly status?: string
  readonly plan?: string
  readonly regionId?: string
  /** The endpoint of its data plane; the sandbox itself if not given. */
  readonly connectAddress?: string
}
