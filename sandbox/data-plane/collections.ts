import { isVector } from '../catalog/collection.ts'
import { Refusal } from '../milvus/refusal.ts'
import { type Answer, collectionOf, databaseOf, type PlaneCall, type PlaneRoute, unexpected } from './call.ts'
import { describe } from './describe.ts'

const NAMED = { struct: 'CollectionNameReq', required: ['CollectionName'] }

/** Routes below `/v2/vectordb/collections/`. `has` and `list` ask for a valid login only. */
export const collections: Readonly<Record<string, PlaneRoute>> = {
  has: {
    ...NAMED,
    handle: call => ({
      data: { has: databaseOf(call).find(call.body.text('collectionName')) !== undefined },
    }),
  },
  list: {
    struct: 'DatabaseReq',
    required: [],
    handle: call => ({ data: [...databaseOf(call).collections.keys()] }),
  },
  describe: { ...NAMED, needs: 'DescribeCollection', handle: describe },
  get_stats: {
    ...NAMED,
    needs: 'GetStatistics',
    handle: async call => ({ data: { rowCount: await call.context.rows.written(collectionOf(call)) } }),
  },
  get_load_state: { ...NAMED, needs: 'GetLoadState', handle: getLoadState },
  load: { ...NAMED, needs: 'Load', handle: load },
  release: {
    ...NAMED,
    needs: 'Release',
    handle(call) {
      collectionOf(call).release()
      return { data: {} }
    },
  },
  refresh_load: { ...NAMED, exists: profile => profile.refreshes, needs: 'Load', handle: refreshLoad },
}

/**
 * Two calls of the server in one: the first does not look at the partitions, and an error of the second is only text
 * beside `LoadStateLoading`. A name that can't be resolved is "not found" whatever the cause.
 */
function getLoadState(call: PlaneCall): Answer {
  const { body, context, dbName, scope } = call
  const name = body.text('collectionName')
  const collection = context.catalog.database(scope, dbName)?.find(name)
  if (!collection) throw new Refusal(100, `collection not found[collection=${name}]`)
  const now = context.now()
  const loadState = collection.loadState(now)
  if (loadState === 'LoadStateNotLoad') return { data: { loadState } }
  for (const partitionName of body.list('partitionNames')) {
    const partition = collection.partition(partitionName)
    if (partition && collection.isLoaded(partitionName)) continue
    const problem = partition
      ? `partition not loaded[partition=${partition.id}]`
      : `partition not found[partition=${partitionName}]`
    return { data: { loadProgress: -1, loadState: 'LoadStateLoading' }, message: `${problem}.` }
  }
  return { data: { loadProgress: collection.loadProgress(now), loadState }, message: '' }
}

/** Answers at once; the collection is loaded a few seconds later. */
function load(call: PlaneCall): Answer {
  checkIndex(call)
  const { now, tempo } = call.context
  collectionOf(call).load(now(), tempo.loading)
  return { data: {} }
}

/** What is loaded already, and again while it loads, is refused with the id in place of the name. */
function refreshLoad(call: PlaneCall): Answer {
  checkIndex(call)
  const collection = collectionOf(call)
  const now = call.context.now()
  const state = collection.loadState(now)
  if (state !== 'LoadStateLoaded') {
    const prefix = state === 'LoadStateLoading' ? 'collection not fully loaded: ' : ''
    throw new Refusal(101, `${prefix}collection not loaded[collection=${collection.id}]`)
  }
  collection.refresh(now)
  return { data: {} }
}

function checkIndex(call: PlaneCall): void {
  const { schema } = collectionOf(call)
  const vectors = schema.fields.filter(isVector).map(({ name }) => name)
  const missing = vectors.filter(name => schema.indexedFields && !schema.indexedFields.includes(name))
  const [first] = missing
  if (first === undefined) return
  if (missing.length === vectors.length) {
    throw new Refusal(700, `index not found[collection=${call.body.text('collectionName')}]`)
  }
  throw unexpected(
    `there is no vector index on field: [${missing.join(' ')}], please create index firstly`,
    call.profile,
  )
}
