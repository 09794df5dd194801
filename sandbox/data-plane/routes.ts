import type { RecordedRequest } from '../exchange.ts'
import { readObject } from '../milvus/body.ts'
import type { Privilege } from '../milvus/options.ts'
import type { Profile } from '../milvus/profile.ts'
import { aliases } from './aliases.ts'
import { type Answer, databaseOf, type PlaneCall, type PlaneRoute } from './call.ts'
import { collections } from './collections.ts'
import { databases } from './databases.ts'
import { partitions } from './partitions.ts'
import { entities } from './query.ts'

const GROUPS: Readonly<Record<string, Readonly<Record<string, PlaneRoute>>>> = {
  collections,
  databases,
  partitions,
  aliases,
  entities,
}

/** The route of a request to the data plane; `undefined` where the version has none. */
export function planeRouteOf({ method, path }: RecordedRequest, profile: Profile): PlaneRoute | undefined {
  const [, group = '', name = ''] = /^\/v2\/vectordb\/(\w+)\/(\w+)$/.exec(path) ?? []
  const routes = Object.hasOwn(GROUPS, group) ? GROUPS[group] : undefined
  const route = routes && Object.hasOwn(routes, name) ? routes[name] : undefined
  return method === 'POST' && (route?.exists?.(profile) ?? true) ? route : undefined
}

/** Throws a `Refusal` where who asks lacks a privilege in a database. */
export type Demand = (privilege: Privilege, dbName: string) => void

/** Reads the body as the server does, then carries the call out. Throws a `Refusal`. */
export async function carryOut(
  route: PlaneRoute,
  request: RecordedRequest,
  rest: Omit<PlaneCall, 'body' | 'dbName' | 'demand'> & { readonly demand: Demand },
): Promise<Answer> {
  const body = readObject(request.body, route.struct)
  const names = Object.entries(route.required)
  body.require(Object.fromEntries(names.map(([name, field]) => [name, body.text(field) !== ''])))
  const dbName = body.text('dbName') || String(request.headers['db-name'] ?? '') || 'default'
  const demand = (privilege: Privilege) => rest.demand(privilege, dbName)
  const call = { ...rest, body, dbName, demand }
  if (call.profile.isTerse) databaseOf(call)
  return route.handle(call)
}
