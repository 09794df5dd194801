import type { Tempo } from '../engine.ts'
import type { Jobs } from '../jobs.ts'
import type { StoredCollection } from './collection.ts'
import { spread } from './spread.ts'

/** Counts rows as queries and statistics see them at this moment: what was there from the start, and what jobs brought. */
export class Rows {
  readonly #jobs: Jobs
  readonly #tempo: Tempo
  readonly #now: () => number

  constructor(jobs: Jobs, tempo: Tempo, now: () => number) {
    this.#jobs = jobs
    this.#tempo = tempo
    this.#now = now
  }

  /** What a query counts in these partitions: the rows whose partitions are loaded, once their segments are, too. */
  async visible(collection: StoredCollection, partitionNames?: readonly string[]): Promise<number> {
    const now = this.#now()
    const isAsked = (name: string) => partitionNames?.includes(name) ?? true
    const seen = (name: string, sealedAt: number) =>
      isAsked(name) && now >= collection.visibleFrom(name, sealedAt, this.#tempo)
    const first = collection.partitions.filter(({ name }) => seen(name, -Infinity))
    const segments = await this.#jobs.segments(collection)
    const later = segments.filter(({ partition, sealedAt }) => seen(partition, sealedAt))
    return [...first, ...later].reduce((sum, { rows }) => sum + rows, 0)
  }

  /** What statistics tell: all rows that are written, visible or not, of imports that have not failed. */
  async written(collection: StoredCollection, partitionName?: string): Promise<number> {
    const isAsked = (name: string) => partitionName === undefined || name === partitionName
    const first = collection.partitions.filter(({ name }) => isAsked(name))
    const views = await this.#jobs.viewsOf(collection)
    const parts = views.flatMap(({ job, importedRows }) => spread(importedRows, job.partitionNames))
    const asked = parts.filter(({ partition }) => isAsked(partition))
    return [...first, ...asked].reduce((sum, { rows }) => sum + rows, 0)
  }

  /** Rows that are written and not part of the collection yet. */
  async staged(collection: StoredCollection): Promise<number> {
    const sealed = (await this.#jobs.segments(collection)).reduce((sum, { rows }) => sum + rows, 0)
    const views = await this.#jobs.viewsOf(collection)
    return views.reduce((sum, { importedRows }) => sum + importedRows, 0) - sealed
  }
}
