import type { Tempo } from '../engine.ts'
import type { Field } from '../schema.ts'
import type { CollectionSeed } from '../world.ts'
import { spread } from './spread.ts'

/** The words of `commonpb.LoadState`. */
type LoadState = 'LoadStateNotLoad' | 'LoadStateLoading' | 'LoadStateLoaded'

interface Partition {
  readonly name: string
  readonly id: bigint
  /** Rows that it holds from the start. */
  readonly rows: number
}

/** From when to when something is loaded; it stays so after that. */
interface Load {
  readonly from: number
  readonly until: number
}

/** A collection of a partition key has as many, and nobody can name them. */
const KEY_PARTITIONS = 16
const EVER: Load = { from: -Infinity, until: -Infinity }

/**
 * A collection with what changes of it beside its rows: what is loaded, and since when. Moments are milliseconds on
 * the sandbox's clock.
 */
export class StoredCollection {
  readonly dbName: string
  readonly name: string
  /** Larger than 2^53, as ids of servers are. */
  readonly id: bigint
  readonly schema: CollectionSeed
  readonly partitions: readonly Partition[]
  readonly shards: number
  #whole: Load | undefined
  readonly #loads = new Map<string, Load>()
  readonly #refreshes: number[] = []

  constructor(dbName: string, name: string, id: bigint, schema: CollectionSeed) {
    this.dbName = dbName
    this.name = name
    this.id = id
    this.schema = schema
    this.shards = schema.shardsNum ?? 1
    this.partitions = partitionsOf(schema, id)
    if (schema.isLoaded === false) return
    this.#whole = EVER
    const loaded = schema.loadedPartitions ?? this.partitions.map(partition => partition.name)
    for (const partition of loaded) this.#loads.set(partition, EVER)
  }

  partition(name: string): Partition | undefined {
    return this.partitions.find(partition => partition.name === name)
  }

  /** Where an import into that partition, or into none in particular, brings its rows. */
  targets(partitionName: string): string[] {
    if (partitionName) return [partitionName]
    return this.#hasKey() ? this.partitions.map(({ name }) => name) : ['_default']
  }

  /** Loaded as soon as one partition is (recorded): it says nothing about the others. */
  loadState(now: number): LoadState {
    if (!this.#whole) return 'LoadStateNotLoad'
    return now < this.#whole.until ? 'LoadStateLoading' : 'LoadStateLoaded'
  }

  /** 0 to 100. A refresh does not lower it (`querycoordv2/services.go`). */
  loadProgress(now: number): number {
    const { from, until } = this.#whole ?? { from: 0, until: Infinity }
    return now >= until ? 100 : Math.floor((100 * (now - from)) / (until - from))
  }

  loadedAt(): number {
    return this.#whole?.until ?? Infinity
  }

  isLoaded(partitionName: string): boolean {
    return this.#loads.has(partitionName)
  }

  /** Loads what is not loaded yet. */
  load(now: number, duration: number): void {
    const load = { from: now, until: now + duration }
    this.#whole ??= load
    for (const { name } of this.partitions) if (!this.#loads.has(name)) this.#loads.set(name, load)
  }

  release(): void {
    this.#whole = undefined
    this.#loads.clear()
  }

  refresh(now: number): void {
    this.#refreshes.push(now)
  }

  /**
   * When a query begins to see rows that became part of the collection at `sealedAt`: with a load that began later,
   * after a refresh, or by themselves. `Infinity` while their partition is not loaded.
   */
  visibleFrom(partitionName: string, sealedAt: number, { appearing, refreshing }: Tempo): number {
    const load = this.#loads.get(partitionName)
    if (!load) return Infinity
    if (sealedAt <= load.from) return load.until
    const refreshed = this.#refreshes.find(at => at >= sealedAt) ?? Infinity
    return Math.max(load.until, Math.min(sealedAt + appearing, refreshed + refreshing))
  }

  #hasKey(): boolean {
    return this.schema.fields.some(field => field.isPartitionKey)
  }
}

function partitionsOf({ fields, partitions = [], rows = 0 }: CollectionSeed, id: bigint): Partition[] {
  const hasKey = fields.some(field => field.isPartitionKey)
  const names = hasKey
    ? Array.from({ length: KEY_PARTITIONS }, (_, index) => `_default_${index}`)
    : [...new Set(['_default', ...partitions])]
  const given = typeof rows === 'number' ? spread(rows, hasKey ? names : ['_default']) : undefined
  return names.map((name, index) => ({
    name,
    id: id + BigInt(index) + 1n,
    rows: given
      ? (given.find(({ partition }) => partition === name)?.rows ?? 0)
      : ((rows as Readonly<Record<string, number>>)[name] ?? 0),
  }))
}

export function isVector({ type }: Field): boolean {
  return type.endsWith('Vector')
}
