import type { Database } from '../catalog/catalog.ts'
import type { StoredCollection } from '../catalog/collection.ts'
import type { Later } from '../exchange.ts'
import type { Reader } from '../milvus/body.ts'
import type { Privilege } from '../milvus/options.ts'
import type { Profile } from '../milvus/profile.ts'
import { Refusal } from '../milvus/refusal.ts'
import type { Context } from '../protocol.ts'

/** One call of the data plane: everything that a route looks at. */
export interface PlaneCall {
  readonly body: Reader
  /** Of the body, of the header `DB-Name`, or the default database. */
  readonly dbName: string
  /** Whose databases: of a Milvus, or of a cluster. */
  readonly scope: string
  readonly context: Context
  readonly profile: Profile
  /** Throws a `Refusal` where who asks lacks the privilege. */
  demand(privilege: Privilege): void
}

/** What stands in the answer beside its code, or that there is none yet. */
export type Answer = { readonly data: unknown; readonly message?: string; readonly cost?: number } | Later

/** A route below `/v2/vectordb/` (`httpserver/handler_v2.go`, `request_v2.go`). */
export interface PlaneRoute {
  /** The Go struct of its body, as errors name it. */
  readonly struct: string
  /** Fields that must not be empty, by their Go names. */
  readonly required: readonly string[]
  /** Where older versions do not have it. */
  readonly exists?: (profile: Profile) => boolean
  /** A valid login is enough if not given. */
  readonly needs?: Privilege
  handle(call: PlaneCall): Answer | Promise<Answer>
}

type Place = Pick<PlaneCall, 'context' | 'dbName' | 'profile' | 'scope'>

/** Throws a `Refusal` for a database that there is not: 2.4 checks it before all else, in other words. */
export function databaseOf({ context, dbName, profile, scope }: Place): Database {
  const database = context.catalog.database(scope, dbName)
  if (database) return database
  const place = profile.isTerse ? `, database: ${dbName}` : `[database=${dbName}]`
  throw new Refusal(800, `database not found${place}`)
}

/** The collection that the body names, by its name or an alias. */
export function collectionOf(call: PlaneCall): StoredCollection {
  return collectionNamed(call.body.text('collectionName'), call)
}

/** A collection by its name or an alias; refuses as `pkg/util/merr` words it. */
export function collectionNamed(name: string, place: Place): StoredCollection {
  const collection = databaseOf(place).find(name)
  if (collection) return collection
  throw new Refusal(100, `collection not found[database=${place.dbName}][collection=${name}]`)
}

/** An error of the proxy about the request: without a code of its own before 2.6. */
export function unexpected(message: string, { hasInputCodes }: Profile): Refusal {
  return hasInputCodes ? new Refusal(1100, `${message}: invalid parameter`) : new Refusal(65535, message)
}
