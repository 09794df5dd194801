import { setTimeout as sleep } from 'node:timers/promises'
import { type Api, protocolOf } from './api.ts'
import { Catalog } from './catalog/catalog.ts'
import { type Rows, rowsOf } from './catalog/rows.ts'
import type { Clock } from './clock.ts'
import { type Tempo, tempo } from './engine.ts'
import type { Intercept, Later, RecordedRequest, Reply } from './exchange.ts'
import { type Ending, Faults, type Planned } from './faults.ts'
import { Jobs } from './jobs.ts'
import { Ledger } from './ledger.ts'
import type { Context } from './protocol.ts'
import { ConnectionReset } from './store/model.ts'
import { createStore, type Store, type StoreOptions } from './store/store.ts'
import type { World } from './world.ts'

export interface ServiceOptions {
  readonly world: World
  /** What it speaks, `zilliz-v2` if not given. */
  readonly api?: Api
  /** How many times faster than the wall the sandbox's clock runs. */
  readonly speed?: number
  readonly tempo?: Partial<Tempo>
  /** Routes of the progress call that this server knows. */
  readonly progressRoutes?: readonly string[]
  /** What goes wrong, and when. */
  readonly faults?: readonly Planned[]
  /** Instead of the wall's time and `speed`. */
  readonly clock?: Clock
  /** The object store's keys, buckets, faults and the like. Its clock is `clock`, or the wall's time at any `speed`. */
  readonly store?: Partial<StoreOptions>
}

/** The service without a socket. */
export interface Service extends Truth {
  /** Everything that was asked, in order; the bodies of objects are left out. */
  readonly requests: RecordedRequest[]
  readonly jobs: Jobs
  readonly faults: Faults
  readonly ledger: Ledger
  /** Everything outside of `/v1/`, `/v2/` and `/sandbox/` is asked of it. */
  readonly store: Store
  /** What went wrong in the sandbox itself; each was answered with HTTP 500. */
  readonly mistakes: unknown[]
  /** Where it is reached: what the control plane gives as a cluster's address. Set by whoever listens. */
  url: string
  intercept: Intercept | undefined
  /**
   * What the service answers where nothing goes wrong; a job that it makes is put down to `by`. Rejects only with a
   * `ConnectionReset` of the store.
   */
  answer(request: RecordedRequest, by?: string): Promise<Reply>
  /** One exchange, with what the schedule of faults makes of it. */
  exchange(request: RecordedRequest): Promise<Ending>
}

/** A service that is asked by calling it. */
export function createService(options: ServiceOptions): Service {
  const startedAt = Date.now()
  const clock: Clock = options.clock ?? { now: () => (Date.now() - startedAt) * (options.speed ?? 1), sleep }
  const now = () => clock.now()
  const { world, progressRoutes } = options
  const protocol = protocolOf(options.api)
  const pace = { ...tempo, ...options.tempo }
  const jobs = new Jobs(pace, now, protocol.engine)
  const catalog = new Catalog(world)
  const rows = rowsOf(jobs, pace, now)
  const address = () => service.url
  const store = createStore(storeOptions(options, startedAt, address))
  const isoTime = (at: number) => new Date(startedAt + at).toISOString().replace(/\.\d+Z$/, 'Z')
  const held = { world, store, catalog, jobs, rows, tempo: pace }
  const context: Context = { ...held, progressRoutes, address, now, isoTime }
  const ledger = new Ledger(jobs)
  const faults = new Faults(options.faults ?? [], clock)
  jobs.isHidden = job => faults.hides(job.createdAt, now())

  const service: Service = {
    ...truthOf(protocol.scope(world), catalog, rows),
    ...{ requests: [], mistakes: [], intercept: undefined, url: 'http://127.0.0.1:19530' },
    ...{ jobs, faults, ledger, store },
    async answer(request, by = ledger.label) {
      const count = service.requests.push(request)
      const work = async () => service.intercept?.(request, count) ?? protocol.answer(request, context)
      const answered = await answerInTime(work, clock, options.clock ? 1 : (options.speed ?? 1)).catch(
        error => {
          if (error instanceof ConnectionReset) throw error
          service.mistakes.push(error)
          return mistake(error)
        },
      )
      const reply = { ...answered, headers: { ...protocol.headers(count), ...answered.headers } }
      ledger.note(by, request, reply)
      return reply
    },
    exchange(request) {
      const by = ledger.label
      const ending = faults.carry(request, seen => service.answer(seen, by))
      return ending.catch((error): Ending => {
        if (error instanceof ConnectionReset) return { kind: 'reset', half: undefined }
        throw error
      })
    },
  }
  return service
}

/** Time stands still while an answer is worked out, and passes while there can't be one yet. */
async function answerInTime(work: () => Promise<Reply | Later>, clock: Clock, speed: number): Promise<Reply> {
  for (;;) {
    const found = await (clock.during?.(work()) ?? work())
    if (!('until' in found)) return found
    await clock.sleep((found.until - clock.now()) / speed)
  }
}

/** The store over the same folder, for the same people: an import reads what was stored. */
function storeOptions(
  { world, clock, store = {} }: ServiceOptions,
  startedAt: number,
  url: () => string,
): StoreOptions {
  const { apiKeys, buckets: folder, bucketKeys, volumes = [] } = world
  return {
    folder,
    apiKeys,
    startedAt,
    volumes: volumes.map(volume => (typeof volume === 'string' ? { name: volume, prefix: '' } : volume)),
    endpoint: url,
    ...(clock ? { clock } : {}),
    ...store,
    keys: [...(bucketKeys ? [bucketKeys] : []), ...(store.keys ?? [])],
  }
}

/** A mistake of the sandbox: whoever asked is told, and nobody else suffers. */
export function mistake(error: unknown): Reply {
  const said = error instanceof Error ? error.message : String(error)
  return { status: 500, body: { code: 500, message: `the sandbox failed: ${said}` } }
}

/** What really is, whatever an answer said: of the Milvus, or of the first cluster. Names may be aliases. */
type Truth = ReturnType<typeof truthOf>

function truthOf(scope: string, catalog: Catalog, rows: Rows) {
  const collection = (dbName: string, name: string) => catalog.database(scope, dbName)?.find(name)
  return {
    collection,
    /** What a query would count at this moment, of all partitions or one; 0 for what is not loaded or not there. */
    async visibleRows(dbName: string, name: string, partitionName?: string): Promise<number> {
      const found = collection(dbName, name)
      return found ? rows.visible(found, partitionName ? [partitionName] : undefined) : 0
    },
    /** What running imports have written into a collection that is not part of it yet. */
    async stagedRows(dbName: string, name: string): Promise<number> {
      const found = collection(dbName, name)
      return found ? rows.staged(found) : 0
    },
    /** The real names of collections by alias. */
    aliases: (dbName: string): Readonly<Record<string, string>> =>
      Object.fromEntries(catalog.database(scope, dbName)?.aliases ?? []),
  }
}
