import type { MilvusVersion } from './profile.ts'

/** A self-hosted Milvus: its version, who may do what, and what is wrong with it. */
export interface MilvusOptions {
  readonly milvus: MilvusVersion
  /** Users by name. Given, `common.security.authorizationEnabled` is on; it is off by default. */
  readonly users?: Readonly<Record<string, MilvusUser>>
  /** How long the handler of a request takes, in milliseconds; its time is up after 30 s or `Request-Timeout`. */
  readonly handlerTime?: number
  /** `dataCoord.import.maxImportJobNum`, of jobs that have not ended. */
  readonly maxJobs?: number
  readonly trouble?: Trouble
}

type OfCollections = 'DescribeCollection' | 'GetLoadState' | 'GetStatistics' | 'Load' | 'Release' | 'Query'
type OfPartitions = 'ShowPartitions' | 'HasPartition'
type OfAliases = 'ListAliases' | 'DescribeAlias' | 'CreateAlias' | 'DropAlias'

/** What an operation of the data plane needs, as `Privilege…` in the refusal (`pkg/util/constant.go`). */
export type Privilege = OfCollections | OfPartitions | OfAliases | 'DescribeDatabase'

export interface MilvusUser {
  readonly password: string
  /** Databases in which the user has the privilege `Import`; `admin` may do everything everywhere. */
  readonly mayImport: readonly string[] | 'admin'
  /** What else the user may do, everywhere; everything if not given. */
  readonly privileges?: readonly Privilege[]
}

/** What an operator could have to deal with. */
type Trouble = 'notReady' | 'queueFull' | 'replicating' | 'panic' | 'bucketDenied' | 'diskFull'
