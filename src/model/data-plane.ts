import type { CollectionSchema } from './collection.ts'
import type { CallOptions } from './service.ts'

/**
 * What steps need of the place where collections live: Milvus itself, or the endpoint of a cluster. Every method fails
 * with a `CallError` only; `readRefusal` (`job/`) reads what its failure means.
 */
export interface DataPlane {
  /** Whether there is such a collection, or an alias of that name. Needs a login, but no privilege. */
  has(collectionName: string, options: CallOptions): Promise<boolean>
  /** All databases; `noRoute` on Milvus 2.4. Needs a login, but no privilege. */
  databases(options: CallOptions): Promise<readonly string[]>
  /** All collections of the database. */
  list(options: CallOptions): Promise<readonly string[]>
  describe(collectionName: string, options: CallOptions): Promise<CollectionSchema>
  hasPartition(collectionName: string, partitionName: string, options: CallOptions): Promise<boolean>
  partitions(collectionName: string, options: CallOptions): Promise<readonly string[]>
  /** Rows that a query sees now, by `count(*)` at level Strong. The only proof that rows are searchable. */
  count(collectionName: string, partitionName: string | undefined, options: CallOptions): Promise<bigint>
  /** Starts loading; done is only what `count` says. */
  load(collectionName: string, options: CallOptions): Promise<void>
  /** Lets a loaded collection look for new rows; `noRoute` on Milvus 2.4. */
  refresh(collectionName: string, options: CallOptions): Promise<void>
  /** The collection behind an alias; `undefined` if there is no such alias. */
  aliasTarget(aliasName: string, options: CallOptions): Promise<string | undefined>
  createAlias(aliasName: string, collectionName: string, options: CallOptions): Promise<void>
  alterAlias(aliasName: string, collectionName: string, options: CallOptions): Promise<void>
  /** Whether the server can hold an import back until it is committed. Fails if the answer is unclear. */
  hasTwoPhases(options: CallOptions): Promise<boolean>
  commit(jobId: string, options: CallOptions): Promise<void>
  abort(jobId: string, options: CallOptions): Promise<void>
}
