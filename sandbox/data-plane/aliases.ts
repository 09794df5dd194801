import { Refusal } from '../milvus/refusal.ts'
import { type Answer, databaseOf, type PlaneCall, type PlaneRoute } from './call.ts'

const ALIAS = { struct: 'AliasReq', required: ['AliasName'] }
const TARGET = {
  struct: 'AliasCollectionReq',
  required: ['CollectionName', 'AliasName'],
}

/** Routes below `/v2/vectordb/aliases/`, with the checks of `internal/rootcoord/meta_table.go` in their order. */
export const aliases: Readonly<Record<string, PlaneRoute>> = {
  list: { struct: 'OptionalCollectionNameReq', required: [], needs: 'ListAliases', handle: list },
  describe: { ...ALIAS, needs: 'DescribeAlias', handle: describe },
  create: { ...TARGET, needs: 'CreateAlias', handle: create },
  alter: { ...TARGET, needs: 'CreateAlias', handle: alter },
  drop: {
    ...ALIAS,
    needs: 'DropAlias',
    handle(call) {
      databaseOf(call).aliases.delete(call.body.text('aliasName'))
      return { data: {} }
    },
  },
}

function list(call: PlaneCall): Answer {
  const database = databaseOf(call)
  const name = call.body.text('collectionName')
  if (!name) return { data: [...database.aliases.keys()] }
  if (!database.collections.has(name)) throw notFound(name)
  return { data: database.aliasesOf(name) }
}

function describe(call: PlaneCall): Answer {
  const aliasName = call.body.text('aliasName')
  const collectionName = databaseOf(call).aliases.get(aliasName)
  if (collectionName === undefined) throw noAlias(call, aliasName)
  return { data: { aliasName, collectionName, dbName: call.dbName } }
}

/** The same alias of the same collection once more is fine. */
function create(call: PlaneCall): Answer {
  const { alias, target } = namesOf(call)
  const database = databaseOf(call)
  if (!database.collections.has(target)) {
    throw new Refusal(100, `collection not found[database=${call.dbName}][collection=${target}]`)
  }
  const other = database.aliases.get(alias)
  if (other !== undefined && other !== target) {
    const place = `[database=${call.dbName}][alias=${alias}]`
    throw new Refusal(1602, `${alias} is alias to another collection: ${other}: alias already exist${place}`)
  }
  database.aliases.set(alias, target)
  return { data: {} }
}

/** Whether the target is loaded does not matter to the server. */
function alter(call: PlaneCall): Answer {
  const { alias, target } = namesOf(call)
  const database = databaseOf(call)
  if (!database.collections.has(target)) throw notFound(target)
  if (!database.aliases.has(alias)) throw noAlias(call, alias)
  database.aliases.set(alias, target)
  return { data: {} }
}

function namesOf(call: PlaneCall): { alias: string; target: string } {
  const alias = call.body.text('aliasName')
  if (databaseOf(call).collections.has(alias)) {
    const place = `[database=${call.dbName}][alias=${alias}]`
    throw new Refusal(1601, `alias and collection name conflict${place}`)
  }
  return { alias, target: call.body.text('collectionName') }
}

function notFound(collectionName: string): Refusal {
  return new Refusal(100, `collection not found[collection=${collectionName}]`)
}

function noAlias({ dbName }: PlaneCall, alias: string): Refusal {
  return new Refusal(1600, `alias not found[database=${dbName}][alias=${alias}]`)
}
