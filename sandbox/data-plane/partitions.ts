import { Refusal } from '../milvus/refusal.ts'
import { collectionOf, type PlaneRoute } from './call.ts'

const NAMED = {
  struct: 'PartitionReq',
  required: { CollectionName: 'collectionName', PartitionName: 'partitionName' },
}

/** Routes below `/v2/vectordb/partitions/`. */
export const partitions: Readonly<Record<string, PlaneRoute>> = {
  list: {
    struct: 'CollectionNameReq',
    required: { CollectionName: 'collectionName' },
    handle(call) {
      call.demand('ShowPartitions')
      return { data: collectionOf(call).partitions.map(({ name }) => name) }
    },
  },
  has: {
    ...NAMED,
    handle(call) {
      call.demand('HasPartition')
      return { data: { has: collectionOf(call).partition(call.body.text('partitionName')) !== undefined } }
    },
  },
  get_stats: {
    ...NAMED,
    async handle(call) {
      call.demand('GetStatistics')
      const collection = collectionOf(call)
      const name = call.body.text('partitionName')
      if (!collection.partition(name)) throw new Refusal(200, `partition not found[partition=${name}]`)
      return { data: { rowCount: await call.context.rows.written(collection, name) } }
    },
  },
}
