import type { Clock } from './clock.ts'
import type { Cluster } from './cluster.ts'
import type { DataPlane } from './data-plane.ts'
import type { Event } from './events.ts'
import type { Keys, Memory } from './memory.ts'
import type { Locate } from './objects.ts'
import type { CallOptions, ImportService } from './service.ts'

/** What every step of a run works with. */
export interface Tools {
  readonly service: ImportService
  readonly clock: Clock
  /** Milliseconds since 1970, to compare with moments that a server names. */
  readonly today: () => number
  /** From 0 to 1. */
  readonly random: () => number
  /** Aborts when the workflow is cancelled. */
  readonly signal: AbortSignal
  readonly tell: (event: Event) => void
  /**
   * The cluster, by the control plane's account; a sentence if there is none. Asks once: what it was told is what it
   * tells. Fails with a `CallError`.
   */
  readonly findCluster: (options: CallOptions) => Promise<Cluster | string>
  /**
   * Finds the data plane, with a request to the control plane where only that knows. Resolves to a sentence if there is
   * none that this step could use; fails with a `CallError`.
   */
  readonly openDataPlane: (options: CallOptions) => Promise<DataPlane | string>
  readonly locate: Locate
  /** The memory that the attempts of the run share, if they have one. */
  readonly remember: ((keys: Keys) => Memory) | undefined
}
