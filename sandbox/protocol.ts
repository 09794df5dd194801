import type { Catalog } from './catalog/catalog.ts'
import type { Rows } from './catalog/rows.ts'
import type { Engine, Tempo } from './engine.ts'
import type { Later, RecordedRequest, Reply } from './exchange.ts'
import type { Jobs } from './jobs.ts'
import type { Store } from './store/store.ts'
import type { World } from './world.ts'

/** What a request is answered from. */
export interface Context {
  readonly world: World
  /** Routes of the progress call that this server knows; all of them if not given. */
  readonly progressRoutes: readonly string[] | undefined
  readonly catalog: Catalog
  /** The objects that imports read, and the volumes. */
  readonly store: Store
  readonly jobs: Jobs
  readonly rows: Rows
  readonly tempo: Tempo
  /** The URL that the sandbox is reached at. */
  address(): string
  /** Milliseconds on the sandbox's clock. */
  now(): number
  /** The wall time of a moment of the sandbox's clock, as the servers write it. */
  isoTime(at: number): string
}

/** An API: how its jobs go, what it answers, and the headers that all its answers have. */
export interface Protocol {
  readonly engine: Engine
  /** Whose databases its data plane shows. */
  scope(world: World): string
  answer(request: RecordedRequest, context: Context): Promise<Reply | Later>
  headers(count: number): Readonly<Record<string, string>>
}
