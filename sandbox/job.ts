import type { Plan } from './plan.ts'

/** One import. What its files bring is read once, when it is created; where it stands follows from the clock. */
export interface Job {
  readonly id: string
  /** The cluster or project that it belongs to. */
  readonly scope: string
  readonly dbName: string
  readonly collectionName: string
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

export type JobOwner = Pick<Job, 'scope' | 'dbName' | 'collectionName'>
