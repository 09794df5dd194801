import type { Clock } from './clock.ts'
import type { Event } from './events.ts'
import type { ImportService } from './service.ts'

/** What every step of a run works with. */
export interface Tools {
  readonly service: ImportService
  readonly clock: Clock
  /** From 0 to 1. */
  readonly random: () => number
  /** Aborts when the workflow is cancelled. */
  readonly signal: AbortSignal
  readonly tell: (event: Event) => void
}
