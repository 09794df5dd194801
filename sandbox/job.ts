import type { StoredCollection } from './catalog/collection.ts'
import type { Plan } from './plan.ts'

/** One import. What its files bring is read once, when it is created; where it stands follows from the clock. */
export interface Job {
  readonly id: string
  /** The cluster or project that it belongs to. */
  readonly scope: string
  readonly dbName: string
  /** Its real name, whatever alias the request used: a job stays with the collection that an alias meant then. */
  readonly collectionName: string
  readonly collection: StoredCollection
  /** Where its rows go: one partition, or all over which a partition key spreads them. */
  readonly partitionNames: readonly string[]
  /** Milliseconds on the sandbox's clock, like the moments below. */
  readonly createdAt: number
  /** Milliseconds after which the server gives up. */
  readonly timeout: number | undefined
  /** `false` waits for a commit before the rows become visible. */
  readonly autoCommit: boolean
  readonly plan: Promise<Plan>
  committedAt?: number
  abortedAt?: number
}
