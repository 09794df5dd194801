import type { StoredCollection } from '../catalog/collection.ts'
import type { RecordedRequest } from '../exchange.ts'
import { readObject } from '../milvus/body.ts'
import type { Privilege } from '../milvus/options.ts'
import type { Profile } from '../milvus/profile.ts'
import { Refusal } from '../milvus/refusal.ts'
import { aliases } from './aliases.ts'
import { type Answer, collectionOf, databaseOf, type PlaneCall, type PlaneRoute, unexpected } from './call.ts'
import { collections } from './collections.ts'

/** The route of a request to the data plane; `undefined` where the version has none. */
export function planeRouteOf({ method, path }: RecordedRequest, profile: Profile): PlaneRoute | undefined {
  const [, group = '', name = ''] = /^\/v2\/vectordb\/(\w+)\/(\w+)$/.exec(path) ?? []
  const routes = Object.hasOwn(GROUPS, group) ? GROUPS[group] : undefined
  const route = routes && Object.hasOwn(routes, name) ? routes[name] : undefined
  return method === 'POST' && (route?.exists?.(profile) ?? true) ? route : undefined
}

/** Reads the body as the server does, then carries the call out. Throws a `Refusal`. */
export async function carryOut(
  route: PlaneRoute,
  request: RecordedRequest,
  rest: Omit<PlaneCall, 'body' | 'dbName' | 'demand'> & {
    demand(privilege: Privilege, dbName: string): void
  },
): Promise<Answer> {
  const body = readObject(request.body, route.struct)
  const isThere = (name: string) => body.text(name.charAt(0).toLowerCase() + name.slice(1)) !== ''
  body.require(Object.fromEntries(route.required.map(name => [name, isThere(name)])))
  const dbName = body.text('dbName') || String(request.headers['db-name'] ?? '') || 'default'
  const demand = (privilege: Privilege) => rest.demand(privilege, dbName)
  const call = { ...rest, body, dbName, demand }
  if (call.profile.isTerse) databaseOf(call)
  if (route.needs) demand(route.needs)
  return route.handle(call)
}

/** Routes below `/v2/vectordb/databases/`. `list` asks for a valid login only. */
const databases: Readonly<Record<string, PlaneRoute>> = {
  list: {
    struct: 'EmptyReq',
    required: [],
    exists: profile => profile.showsDatabases,
    handle: ({ context, scope }) => ({ data: [...(context.catalog.databases(scope)?.keys() ?? [])] }),
  },
  describe: {
    struct: 'DatabaseReqRequiredName',
    required: ['DbName'],
    exists: profile => profile.showsDatabases,
    needs: 'DescribeDatabase',
    handle(call) {
      const { id, name } = databaseOf(call)
      return { data: { dbName: name, dbID: id, properties: [] } }
    },
  },
}

const NAMED = {
  struct: 'PartitionReq',
  required: ['CollectionName', 'PartitionName'],
}

/** Routes below `/v2/vectordb/partitions/`. */
const partitions: Readonly<Record<string, PlaneRoute>> = {
  list: {
    struct: 'CollectionNameReq',
    required: ['CollectionName'],
    needs: 'ShowPartitions',
    handle: call => ({ data: collectionOf(call).partitions.map(({ name }) => name) }),
  },
  has: {
    ...NAMED,
    needs: 'HasPartition',
    handle: call => ({
      data: { has: collectionOf(call).partition(call.body.text('partitionName')) !== undefined },
    }),
  },
  get_stats: {
    ...NAMED,
    needs: 'GetStatistics',
    async handle(call) {
      const collection = collectionOf(call)
      const name = call.body.text('partitionName')
      if (!collection.partition(name)) throw new Refusal(200, `partition not found[partition=${name}]`)
      return { data: { rowCount: await call.context.rows.written(collection, name) } }
    },
  },
}

const LEVELS = ['Strong', 'Session', 'Bounded', 'Eventually', 'Customized']

/** Routes below `/v2/vectordb/entities/`. Rows are counted, not kept: `count(*)` is the one query that there is. */
const entities: Readonly<Record<string, PlaneRoute>> = {
  query: { struct: 'QueryReqV2', required: ['CollectionName'], handle: query },
}

const GROUPS: Readonly<Record<string, Readonly<Record<string, PlaneRoute>>>> = {
  collections,
  databases,
  partitions,
  aliases,
  entities,
}

async function query(call: PlaneCall): Promise<Answer> {
  const { body, context, profile } = call
  const collection = collectionOf(call)
  const level = body.text('consistencyLevel')
  if (profile.readsConsistency && level !== '' && !LEVELS.includes(level)) throw badLevel(level)
  call.demand('Query')
  const state = collection.loadState(context.now())
  if (state === 'LoadStateNotLoad') {
    throw new Refusal(101, `failed to query: collection not loaded[collection=${collection.id}]`)
  }
  // It is answered when the collection is loaded (recorded: after 6 s).
  if (state === 'LoadStateLoading') return { until: collection.loadedAt() }
  const names = body.list('partitionNames')
  for (const name of names) checkPartition(call, collection, name)
  checkCount(call)
  const count = await context.rows.visible(collection, names.length > 0 ? names : undefined)
  return { cost: 0, data: [{ 'count(*)': count }] }
}

function badLevel(level: string): Refusal {
  return new Refusal(
    1100,
    `consistencyLevel can only be [${LEVELS.join(', ')}], default: Bounded, err:parameter:'${level}' is incorrect, please check it: invalid parameter`,
  )
}

function checkPartition({ profile }: PlaneCall, collection: StoredCollection, name: string): void {
  const partition = collection.partition(name)
  if (!partition) throw unexpected(`partition name ${name} not found`, profile)
  if (collection.isLoaded(name)) return
  const channel = `by-dev-rootcoord-dml_0_${collection.id}v0`
  throw new Refusal(
    65535,
    `failed to search/query delegator 1 for channel ${channel}: fail to Query, QueryNode ID = 1, reason=partition not loaded[partition=[${partition.id}]]`,
  )
}

/** What the sandbox can't do is said in its own words. */
function checkCount({ body }: PlaneCall): void {
  const isCount = body.list('outputFields').join().trim().toLowerCase() === 'count(*)'
  if (isCount && body.text('filter') === '') return
  throw new Refusal(65535, 'the sandbox keeps no rows: of queries it answers count(*) without a filter only')
}
