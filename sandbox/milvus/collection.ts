import type { Collection } from '../schema.ts'
import type { Call } from './call.ts'
import { Refusal } from './refusal.ts'

/** The collection of a database; refuses as `pkg/util/merr` words it. */
export function collectionOf({ context }: Call, dbName: string, collectionName: string): Collection {
  const { world } = context
  const databases = world.databases ?? Object.values(world.clusters)[0] ?? {}
  const database = Object.hasOwn(databases, dbName) ? databases[dbName] : undefined
  if (!database) throw new Refusal(800, `database not found[database=${dbName}]`)
  const collection = Object.hasOwn(database, collectionName) ? database[collectionName] : undefined
  if (!collection) {
    throw new Refusal(100, `collection not found[database=${dbName}][collection=${collectionName}]`)
  }
  return collection
}
