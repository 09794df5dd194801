import type { MilvusVersion } from '../../sandbox/milvus/profile.ts'
import { articles } from '../../sandbox/samples.ts'
import type { CollectionSeed, Databases } from '../../sandbox/world.ts'
import type { MilvusServer } from './servers.ts'

/** How a vector is asked of the sandbox. */
export interface PlaneVector {
  /** All if not given. */
  readonly versions?: readonly MilvusVersion[]
  /** Below `/v2/vectordb/`; that of the vector's own request if not given. */
  readonly route?: string
  /** The vector's own body if not given. */
  readonly body?: object
  readonly databases?: Databases
  readonly before?: (server: MilvusServer) => Promise<unknown>
  /** Names that are in the answer of one side only. */
  readonly extra?: readonly string[]
}

const SINCE_25: readonly MilvusVersion[] = ['2.5', '2.6', '3.0']
const UNTIL_26: readonly MilvusVersion[] = ['2.4', '2.5', '2.6']
const LOAD_STATE = 'collections/get_load_state'
const QUERY = 'entities/query'

const collection = (seed: Partial<CollectionSeed> = {}): CollectionSeed => ({ ...articles, ...seed })
const holds = (name: string, seed: Partial<CollectionSeed> = {}): Databases => ({
  default: { [name]: collection(seed) },
})
const named = (collectionName: string) => ({ collectionName })
const alias = (aliasName: string, collectionName: string) => ({ aliasName, collectionName })
const counts = (collectionName: string, ...partitionNames: readonly string[]) => ({
  ...{ collectionName, outputFields: ['count(*)'] },
  ...(partitionNames.length > 0 && { partitionNames }),
})
const NOT_LOADED = { isLoaded: false }
const P2_NOT_LOADED = holds('c1', { partitions: ['p1', 'p2'], loadedPartitions: ['p1'] })
const TWO_VECTORS = holds('c', {
  fields: [...articles.fields, { name: 'v', type: 'FloatVector', dim: 4 }],
  indexedFields: ['vector'],
  isLoaded: false,
})
const ALIASED: Databases = { default: { c1: collection({ aliases: ['prod'] }), c2: collection() } }
const quickSetup: CollectionSeed = {
  fields: [
    { name: 'id', type: 'Int64', isPrimary: true },
    { name: 'vector', type: 'FloatVector', dim: 5 },
  ],
  enableDynamicField: true,
}
const startsLoading = (name: string) => (server: MilvusServer) =>
  server.plane('collections/load', named(name))

/** By the id of a line of `fixtures/data-plane.jsonl`: how it is asked, or why it is not. */
export const PLANE_VECTORS: Readonly<Record<string, PlaneVector | string>> = {
  'v2-on-2.3': 'no profile of a Milvus before 2.4',
  'v1-list': 'the older data API of Milvus is not served',
  'v1-describe': 'the older data API of Milvus is not served',
  'v1-describe-missing': 'the older data API of Milvus is not served',
  'v1-missing-param': 'the older data API of Milvus is not served',
  'v1-query-int64-as-string': 'the older data API of Milvus is not served',
  'v1-count-refused': 'the older data API of Milvus is not served',
  'v1-bad-json': 'the older data API of Milvus is not served',
  'wrong-token-auth-off': 'the older data API of Milvus is not served',

  has: { databases: holds('c') },
  'has-not': {},
  'has-no-db': { versions: SINCE_25 },
  'no-db-2.4': { versions: ['2.4'] },
  describe: {
    body: named('test_collection'),
    databases: { default: { test_collection: quickSetup } },
    extra: [
      ...['message', 'nullable', 'clusteringKey', 'functions'],
      ...['structFields', 'externalSource', 'externalSpec'],
    ],
  },
  'describe-3.0-extra': 'an excerpt; `the description of a collection by version` holds its fields',
  'describe-partial': 'an excerpt; `what a role may not see is missing from a description` holds it',
  'describe-missing-≤2.6': { versions: UNTIL_26, route: 'collections/describe', body: named('nope') },
  'describe-missing-3.0': { versions: ['3.0'], route: 'collections/describe', body: named('nope') },
  stats: { body: named('c'), databases: holds('c', { rows: 1500 }) },
  'load-state-loaded': { body: named('c'), databases: holds('c') },
  'load-state-loaded-spec': 'the message stands in `data`, unlike in the source and in what was recorded',
  'load-state-loading': {
    ...{ route: LOAD_STATE, body: named('c'), databases: holds('c', NOT_LOADED) },
    async before(server) {
      await startsLoading('c')(server)
      server.advance(2400)
    },
  },
  'load-state-not': { route: LOAD_STATE, body: named('c'), databases: holds('c', NOT_LOADED) },
  'load-state-missing': { route: LOAD_STATE, body: named('nope') },
  'load-state-partition-not-loaded': { route: LOAD_STATE, databases: P2_NOT_LOADED },
  'load-no-index': { body: named('c1'), databases: holds('c1', { ...NOT_LOADED, indexedFields: [] }) },
  'load-one-field-no-index-≤2.5': { versions: ['2.4', '2.5'], body: named('c'), databases: TWO_VECTORS },
  'load-one-field-no-index': { versions: ['2.6', '3.0'], body: named('c'), databases: TWO_VECTORS },
  'load-ok': { body: named('c'), databases: holds('c', NOT_LOADED) },
  'refresh-2.4': { versions: ['2.4'], body: named('book') },
  'refresh-not-loaded': { versions: SINCE_25, body: named('c'), databases: holds('c', NOT_LOADED) },
  'refresh-while-loading': {
    ...{ versions: SINCE_25, body: named('c'), databases: holds('c', NOT_LOADED) },
    before: startsLoading('c'),
  },
  count: { databases: holds('c1', { rows: 1500 }) },
  'count-not-loaded': { body: counts('c'), databases: holds('c', NOT_LOADED) },
  'count-partition-not-loaded': { route: QUERY, body: counts('c1', 'p2'), databases: P2_NOT_LOADED },
  'count-partition-unknown': { versions: ['2.4', '2.5'], route: QUERY, body: counts('book', 'pX') },
  'count-bad-level': {
    ...{ versions: SINCE_25, route: QUERY },
    body: { ...counts('book'), consistencyLevel: 'strong' },
  },
  'rate-limited': 'a fault; `2 s after a refresh` holds it',
  'partition-has': { databases: holds('c', { partitions: ['p'] }) },
  'partition-list': { body: named('c'), databases: holds('c', { partitions: [] }) },
  'db-list': { versions: SINCE_25, databases: { default: {}, test: {} } },
  'db-describe': {
    ...{ versions: SINCE_25, extra: ['cost', 'properties'] },
    databases: { default: {}, my_database: {} },
  },
  'alias-describe': { databases: { default: { quick_setup: { ...quickSetup, aliases: ['alice'] } } } },
  'alias-list': { body: {}, databases: holds('c', { aliases: ['bob'] }) },
  'alias-alter': { databases: ALIASED },
  'alias-alter-missing': { route: 'aliases/alter', body: alias('prod', 'book') },
  'alias-alter-no-target': { route: 'aliases/alter', body: alias('prod', 'nope'), databases: ALIASED },
  'alias-create-taken': { route: 'aliases/create', body: alias('prod', 'c2'), databases: ALIASED },
  'alias-create-is-collection': { route: 'aliases/create', body: alias('c2', 'c1'), databases: ALIASED },
  'drop-by-alias': 'collections are not dropped here',
  'probe-two-phase-yes': { versions: ['3.0', '3.0.2'] },
  'probe-two-phase-no': { versions: ['2.4', '2.5', '2.6', '2.6.24'] },
  'commit-too-early': 'held in milvus-two-phase.test.ts, with the id of a job that there is',
  'commit-auto-job': 'held in milvus-two-phase.test.ts, with the id of a job that there is',
  'commit-ok': 'held in milvus-two-phase.test.ts, with the id of a job that there is',
  'cloud-not-authenticated': 'of Zilliz Cloud; held in zilliz-cloud.test.ts',
  cluster: 'of Zilliz Cloud; held in zilliz-cloud.test.ts',
  resume: 'of Zilliz Cloud; held in zilliz-cloud.test.ts',
}
