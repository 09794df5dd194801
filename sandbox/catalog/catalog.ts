import type { Databases, World } from '../world.ts'
import { StoredCollection } from './collection.ts'

/** The scope of a self-hosted Milvus. Others are the ids of clusters, and `projectId/regionId`. */
export const MILVUS = 'milvus'

/** The first is the example of the documentation; no double can hold the others. */
const FIRST_ID = 448707763883002001n
/** Room for the ids of partitions. */
const STRIDE = 1024n

/** A database: its collections, and the other names that they have. */
export class Database {
  readonly name: string
  readonly id: number
  readonly collections: ReadonlyMap<string, StoredCollection>
  /** Real names by alias. */
  readonly aliases = new Map<string, string>()

  constructor(name: string, id: number, collections: readonly StoredCollection[]) {
    this.name = name
    this.id = id
    this.collections = new Map(collections.map(collection => [collection.name, collection]))
    for (const { name: target, schema } of collections) {
      for (const alias of schema.aliases ?? []) this.aliases.set(alias, target)
    }
  }

  /** By its name, or by an alias. */
  find(name: string): StoredCollection | undefined {
    return this.collections.get(this.aliases.get(name) ?? name)
  }

  aliasesOf(collectionName: string): string[] {
    return [...this.aliases].filter(([, target]) => target === collectionName).map(([alias]) => alias)
  }
}

/** The databases of a cluster, a project, or a Milvus, by name. */
export type Scope = ReadonlyMap<string, Database>

/** All databases of a sandbox, as they are now. */
export class Catalog {
  readonly #scopes: ReadonlyMap<string, Scope>

  constructor({ clusters, projects = {}, databases }: World) {
    let count = 0n
    const inScope = (given: Databases) =>
      new Map(
        Object.entries(given).map(([dbName, collections], index) => {
          const stored = Object.entries(collections).map(([name, seed]) => {
            const id = FIRST_ID + STRIDE * count
            count += 1n
            return new StoredCollection(dbName, name, id, seed)
          })
          return [dbName, new Database(dbName, index + 1, stored)]
        }),
      )
    const ofMilvus = databases ?? Object.values(clusters)[0] ?? {}
    this.#scopes = new Map(
      Object.entries({ [MILVUS]: ofMilvus, ...clusters, ...projects }).map(([scope, given]) => [
        scope,
        inScope(given),
      ]),
    )
  }

  /** `undefined` where there is no such cluster or project. */
  databases(scope: string): Scope | undefined {
    return this.#scopes.get(scope)
  }

  database(scope: string, dbName: string): Database | undefined {
    return this.#scopes.get(scope)?.get(dbName)
  }
}
