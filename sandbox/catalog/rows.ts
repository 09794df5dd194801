import type { Tempo } from '../engine.ts'
import type { Jobs } from '../jobs.ts'
import type { StoredCollection } from './collection.ts'
import { spread } from './spread.ts'

export type Rows = ReturnType<typeof rowsOf>

/** Counts rows as queries and statistics see them at this moment: what was there from the start, and what jobs brought. */
export function rowsOf(jobs: Jobs, tempo: Tempo, now: () => number) {
  return {
    /** What a query counts in these partitions: the rows whose partitions are loaded, once their segments are, too. */
    async visible(collection: StoredCollection, partitionNames?: readonly string[]): Promise<number> {
      const at = now()
      const isAsked = (name: string) => partitionNames?.includes(name) ?? true
      const seen = (name: string, sealedAt: number) =>
        isAsked(name) && at >= collection.visibleFrom(name, sealedAt, tempo)
      const first = collection.partitions.filter(({ name }) => seen(name, -Infinity))
      const later = (await jobs.segments(collection)).filter(({ partition, sealedAt }) =>
        seen(partition, sealedAt),
      )
      return sum([...first, ...later])
    },

    /** What statistics tell: all rows that are written, visible or not, of imports that have not failed. */
    async written(collection: StoredCollection, partitionName?: string): Promise<number> {
      const isAsked = (name: string) => partitionName === undefined || name === partitionName
      const views = await jobs.viewsOf(collection)
      const parts = views.flatMap(({ job, importedRows }) => spread(importedRows, job.partitionNames))
      const first = collection.partitions.filter(({ name }) => isAsked(name))
      return sum([...first, ...parts.filter(({ partition }) => isAsked(partition))])
    },

    /** Rows that are written and not part of the collection yet. */
    async staged(collection: StoredCollection): Promise<number> {
      const sealed = sum(await jobs.segments(collection))
      const views = await jobs.viewsOf(collection)
      return views.reduce((total, { importedRows }) => total + importedRows, 0) - sealed
    },
  }
}

function sum(parts: readonly { readonly rows: number }[]): number {
  return parts.reduce((total, { rows }) => total + rows, 0)
}
