import type { Catalog } from './catalog/catalog.ts'
import type { StoredCollection } from './catalog/collection.ts'
import type { Rows } from './catalog/rows.ts'

/** What really is, whatever an answer said: of the Milvus, or of the first cluster. Names may be aliases. */
export interface Truth {
  collection(dbName: string, name: string): StoredCollection | undefined
  /** What a query would count at this moment, of all partitions or one; 0 for what is not loaded or not there. */
  visibleRows(dbName: string, collectionName: string, partitionName?: string): Promise<number>
  /** What running imports have written into a collection that is not part of it yet. */
  stagedRows(dbName: string, collectionName: string): Promise<number>
  /** The real names of collections by alias. */
  aliases(dbName: string): Readonly<Record<string, string>>
}

export function truthOf(scope: string, catalog: Catalog, rows: Rows): Truth {
  const collection = (dbName: string, name: string) => catalog.database(scope, dbName)?.find(name)
  return {
    collection,
    async visibleRows(dbName, name, partitionName) {
      const found = collection(dbName, name)
      return found ? rows.visible(found, partitionName ? [partitionName] : undefined) : 0
    },
    async stagedRows(dbName, name) {
      const found = collection(dbName, name)
      return found ? rows.staged(found) : 0
    },
    aliases: dbName => Object.fromEntries(catalog.database(scope, dbName)?.aliases ?? []),
  }
}
