import type { StoredCollection } from '../catalog/collection.ts'
import { Refusal } from '../milvus/refusal.ts'
import { type Answer, collectionOf, type PlaneCall, type PlaneRoute, unexpected } from './call.ts'

const LEVELS = ['Strong', 'Session', 'Bounded', 'Eventually', 'Customized']

/** Routes below `/v2/vectordb/entities/`. Rows are counted, not kept: `count(*)` is the one query that there is. */
export const entities: Readonly<Record<string, PlaneRoute>> = {
  query: { struct: 'QueryReqV2', required: { CollectionName: 'collectionName' }, handle: query },
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
