import { MILVUS } from '../catalog/catalog.ts'
import type { StoredCollection } from '../catalog/collection.ts'
import type { Call } from './call.ts'
import { Refusal } from './refusal.ts'

/** The collection of a database, by its name or an alias; refuses as `pkg/util/merr` words it. */
export function collectionOf(
  { context, profile }: Call,
  dbName: string,
  collectionName: string,
): StoredCollection {
  const database = context.catalog.database(MILVUS, dbName)
  if (!database) {
    const place = profile.isTerse ? `, database: ${dbName}` : `[database=${dbName}]`
    throw new Refusal(800, `database not found${place}`)
  }
  const collection = database.find(collectionName)
  if (!collection) {
    throw new Refusal(100, `collection not found[database=${dbName}][collection=${collectionName}]`)
  }
  return collection
}
