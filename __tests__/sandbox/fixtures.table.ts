import type { Api } from '../../sandbox/api.ts'
import type { Tempo } from '../../sandbox/engine.ts'
import type { MilvusOptions } from '../../sandbox/milvus/options.ts'
import type { MilvusVersion } from '../../sandbox/milvus/profile.ts'
import { articles, makeArticles, toNumpy, toParquet } from '../../sandbox/samples.ts'
import type { Collection } from '../../sandbox/schema.ts'
import { CLUSTER } from '../harness/step.ts'
import type { Files, Headers, Server } from './servers.ts'

/** A server before it is asked what the fixture was asked. */
export interface Situation extends Server {
  /** Jobs, the last one first. */
  readonly ids: readonly string[]
  /** Sends a create, which must be taken on; its job is the one that the fixture asks for. */
  create(body: object, headers?: Headers): Promise<void>
}

/** What a fixture is checked against: what its author must have had before the server answered so. */
export interface Vector {
  readonly api: Api
  readonly collections: readonly string[]
  /** What the collections are like, `articles` if not given. */
  readonly schema?: Collection
  /** By `bucket/key`; the bucket of a Milvus is `a-bucket`. */
  readonly files: Files
  readonly tempo?: Partial<Tempo>
  before?(situation: Situation): Promise<void> | void
  /** `''` sends none. */
  readonly authorization?: string
  /** Replaces a text of the request that is a placeholder. */
  readonly replace?: readonly [string, string]
  /** Keys that the fixture's example leaves out or that its author cut off. */
  readonly extra?: readonly string[]
  /** Keys whose text the fixture quotes in part, or whose value is made up. */
  readonly quoted?: readonly string[]
}

const withDim = (dim: number): Collection => ({
  ...articles,
  fields: articles.fields.map(field => (field.type === 'FloatVector' ? { ...field, dim } : field)),
})
const keyed: Collection = {
  fields: articles.fields.map(field => ({ ...field, isPartitionKey: field.name === 'title' })),
}
const narrow: Collection = { fields: articles.fields.filter(({ name }) => /^(id|vector)$/.test(name)) }
const numpy = Object.entries(toNumpy(makeArticles(1, 50))).map(([name, data]) => [`x/${name}`, data])
const users = {
  root: { password: 'Milvus', mayImport: 'admin' },
  test: { password: 'test', mayImport: [] },
} as const

/** Files in the bucket of a Milvus: Parquet of so many articles, or as they are given. */
const inBucket = (files: Readonly<Record<string, number | string | Buffer>>) => ({
  files: Object.fromEntries(
    Object.entries(files).map(([name, data]) => [
      `a-bucket/${name}`,
      typeof data === 'number' ? toParquet(makeArticles(1, data)) : data,
    ]),
  ),
})
const called = (...collections: readonly string[]) => ({ collections })
const importing = { collectionName: 'book', files: [['a.parquet']] }
const of = (...paths: readonly string[]) => ({ ...importing, files: paths.map(path => path.split(' ')) })
const twoPhase = { ...importing, options: { auto_commit: 'false' } }

/** Creates a job and turns the clock to where the fixture was taken. */
function after(ms: number, body: object = importing): Pick<Vector, 'before'> {
  return {
    async before(situation) {
      await situation.create(body)
      situation.advance(ms)
    },
  }
}

const LATER = 60_000
const PRE_RELEASE = 'a build of master before 2.4.0, when success was code 200 and keys had other names'
const NOT_ON_THE_CLOUD = 'two-phase imports are not published for Zilliz Cloud'
const SCHEMA_ONLY = 'put together from the types of a schema that contradict the example of the same page'
const IN_CI = 'test_collection_2024_10_25_08_27_39_551139EaRekPPo'
const LOST = ['collectionName', 'completeTime', 'details', 'fileSize', 'importedRows', 'jobId', 'progress']

type Milvus = readonly [MilvusVersion, Partial<Vector & Omit<MilvusOptions, 'milvus'>>?]

const on = (...given: Milvus) => given

/** Answers of a Milvus with the collection `book` and the file `a.parquet` of 50 rows, unless it says otherwise. */
const MILVUS: Readonly<Record<string, Milvus | string>> = {
  'documented-commit-ok': ['3.0', after(LATER, twoPhase)],
  'documented-create-code-0-but-error': 'an example that no version answers: code 0 with a message',
  'documented-create-idempotency-key': ['3.0.2', called('events')],
  'documented-create': ['2.4', called('quick_setup')],
  'documented-get-progress-completed-old-file-name':
    'the file name is printed as 2.4 pre-releases did; later versions print the list of paths',
  'documented-list-v2.3-code-200': '2.3 has no such route, its page shows a build of master',
  'documented-list': on('2.4', {
    ...{ ...called('quick_setup'), ...inBucket({ 'a.parquet': 30 }) },
    ...after(2960, { ...importing, collectionName: 'quick_setup' }),
  }),
  'reported-create-2.4.8-wrong-path-accepted': ['2.4.8', called('price')],
  'reported-create-2024-03-27-code-200-jobId': PRE_RELEASE,
  'reported-create-2024-03-backup-code-200-jobID': PRE_RELEASE,
  'reported-create-2024-03-code-200-jobID': PRE_RELEASE,
  'reported-create-2024-10': ['2.5', called(IN_CI)],
  'reported-create-2100-job-limit': ['2.5', { ...called('c'), maxJobs: 0 }],
  'reported-describe-80-percent-files-completed-excerpt': on('2.5', {
    ...{ ...called('clue_data'), ...inBucket({ '5.parquet': 50 }) },
    extra: ['fileSize', 'importedRows', 'jobId', 'totalRows'],
    ...after(5300, { collectionName: 'clue_data', files: [['5.parquet']] }),
  }),
  'reported-describe-failed-missing-object-2.5': on('2.5.6', {
    extra: [...LOST, 'totalRows'],
    quoted: ['reason'],
    ...after(LATER, of('missing.parquet')),
  }),
  'reported-describe-failed-without-reason': 'a fault of one server: it lost the reason',
  'reported-get-progress-2024-03-code-200': PRE_RELEASE,
  'reported-list-100-collection-not-found': ['2.6.0'],
  'reported-list-pending-excerpt': on('2.5', {
    ...called(IN_CI),
    ...after(0, { ...importing, collectionName: IN_CI }),
  }),
  'source-1100-import-request-empty': ['3.0'],
  'source-1100-job-id-not-numeric': ['2.6'],
  'source-1100-request-timeout-header': ['3.0'],
  'source-1801-auto-commit-null': ['3.0'],
  'source-1801-empty-body': ['3.0'],
  'source-1802-collection-name-missing': ['3.0'],
  'source-200-partition-not-found': ['3.0'],
  'source-2100-file-type-2.4': ['2.4'],
  'source-2100-file-type': ['3.0'],
  'source-2100-job-does-not-exist': ['2.5'],
  'source-2100-job-id-not-numeric': ['2.5'],
  'source-2100-mixed-types': ['3.0'],
  'source-2100-partition-key': ['3.0', { schema: keyed }],
  'source-2100-too-many-files': on('3.0', {
    replace: ['"[1025 groups]"', JSON.stringify(Array.from({ length: 1025 }, () => ['a.parquet']))],
  }),
  'source-2100-two-parquet-in-one-group': ['3.0'],
  'source-2101-job-does-not-exist': ['2.6'],
  'source-2101-job-limit-3.0': ['3.0', { maxJobs: 0 }],
  'source-401-not-authenticated': ['3.0', { users, authorization: 'Bearer root:wrong' }],
  'source-403-no-import-privilege': on('3.0', {
    ...{ users, authorization: 'Bearer test:test' },
    before: situation => situation.create(importing, { authorization: 'Bearer root:Milvus' }),
  }),
  'source-404-unknown-route': ['2.4.12'],
  'source-408-request-timeout-2.4': ['2.4', { handlerTime: 31_000 }],
  'source-408-request-timeout': ['3.0', { handlerTime: 31_000 }],
  'source-500-panic': ['3.0', { trouble: 'panic' }],
  'source-800-database-not-found': ['3.0'],
  'source-abort-2100-auto-commit': ['3.0', after(0)],
  'source-abort-2100-completed': ['3.0', after(LATER)],
  'source-commit-2100-wrong-state': ['3.0', after(LATER, { ...twoPhase, files: [['missing.json']] })],
  'source-commit-2101-not-found': ['3.0'],
  'source-describe-completed-zero-rows': on('3.0', {
    ...inBucket({ 'a.json': '[]' }),
    ...after(LATER, of('a.json')),
  }),
  'source-describe-completed': ['3.0', after(LATER)],
  'source-describe-failed-aborted': on('3.0', {
    async before(situation) {
      await situation.create(twoPhase)
      await situation.call('/v2/vectordb/jobs/import/abort', { jobId: situation.ids[0] })
    },
  }),
  'source-describe-failed-access-denied': ['3.0', { trouble: 'bucketDenied', ...after(LATER, of('a.json')) }],
  'source-describe-failed-all-files-same-reason': on('3.0', {
    schema: withDim(128),
    ...inBucket({
      'a.parquet': toParquet([...makeArticles(1, 20, 128), ...makeArticles(21, 5, 64)]),
      'b.parquet': toParquet(makeArticles(31, 20, 128)),
    }),
    ...after(LATER, of('a.parquet', 'b.parquet')),
  }),
  'source-describe-failed-missing-object-json': ['3.0', after(LATER, of('missing.json'))],
  'source-describe-failed-missing-object-parquet': ['3.0', after(LATER, of('missing.parquet'))],
  'source-describe-failed-quota': ['3.0', { trouble: 'diskFull', ...after(LATER) }],
  'source-describe-failed-server-timeout': on('3.0', {
    tempo: { queued: 600_000 },
    ...after(120_000, { ...importing, options: { timeout: '1m' } }),
  }),
  'source-describe-importing': on('3.0', {
    ...inBucket({ 'a.parquet': 50, 'b.parquet': 50 }),
    ...after(3310, of('a.parquet', 'b.parquet')),
  }),
  'source-describe-numpy-group': on('3.0', {
    ...{ schema: narrow, ...inBucket(Object.fromEntries(numpy)) },
    ...after(3310, of('x/id.npy x/vector.npy')),
  }),
  'source-describe-pending':
    '5 % is the moment between two tasks of a job; the sandbox makes all tasks at once: 0, then 10',
  'source-describe-pre-importing': on(
    '3.0',
    after(1750, of('a.parquet', '/a.parquet', './a.parquet', 'b/../a.parquet')),
  ),
  'source-describe-uncommitted': ['3.0', after(LATER, twoPhase)],
  'source-list-empty': ['3.0'],
  'source-list-four-states': on('3.0', {
    ...{ ...called('AAA', 'BBB', 'CCC', 'DDD'), quoted: ['reason'] },
    async before(situation) {
      const six = Array.from({ length: 6 }, (_, index) => `${'./'.repeat(index)}a.parquet`)
      for (const [collectionName, wait, ...paths] of [
        ['DDD', 0, 'a.parquet'],
        ['CCC', LATER, 'missing.parquet'],
        ['BBB', 2010, ...six],
        ['AAA', 0, 'a.parquet'],
      ] as const) {
        await situation.create({ ...of(...paths), collectionName })
        situation.advance(wait)
      }
    },
  }),
}

const DPR = 'publicdataset.zillizcloud.com/medium_articles_2020_dpr/medium_articles_2020_dpr.json'
const v2Files = { [DPR]: JSON.stringify(makeArticles(1, 10)) }
const v2: Vector = { api: 'zilliz-v2', ...called('medium_articles'), files: v2Files }
const cluster = { clusterId: CLUSTER }
const project = { projectId: 'proj-xxxxxxxxxxxxxxx', regionId: 'aws-us-west-2' }
const imported = (owner: object, collectionName = 'medium_articles') =>
  after(LATER, { ...owner, collectionName, objectUrls: [[`s3://${DPR}`]] })

const PART = 'docs-demo/1af78216-xxxx-xxxx-xxxx-2b0a73c566ed/1.parquet'
const v1Files = { [PART]: toParquet(makeArticles(1, 50)) }
const v1: Vector = { api: 'zilliz-v1', ...called('medium_articles'), files: v1Files }
const v1Body = { clusterId: CLUSTER, collectionName: 'medium_articles', objectUrl: `gs://${PART}` }

/** Every fixture with what it is checked against, or with the reason why no live service answers so. */
export const VECTORS: Readonly<Record<string, Vector | string>> = {
  ...Object.fromEntries(
    Object.entries(MILVUS).map(([name, given]) => {
      if (typeof given === 'string') return [`milvus/${name}`, given]
      const [milvus, { users, handlerTime = 0, maxJobs = 1024, trouble, ...vector } = {}] = given
      const api = { milvus, handlerTime, maxJobs, ...(users && { users }), ...(trouble && { trouble }) }
      return [`milvus/${name}`, { api, ...called('book'), ...inBucket({ 'a.parquet': 50 }), ...vector }]
    }),
  ),

  'zilliz-v1/documented-create-80002': { ...v1, authorization: 'Bearer unknown' },
  'zilliz-v1/documented-create': {
    ...v1,
    replace: ['1af78216-xxxx-2b0a73c566ed', '1af78216-xxxx-xxxx-xxxx-2b0a73c566ed'],
  },
  'zilliz-v1/documented-get-1800': { ...v1, authorization: '' },
  'zilliz-v1/documented-get-running-no-details': { ...v1, ...after(0, v1Body) },
  'zilliz-v1/documented-get-running': { ...v1, ...after(3000, v1Body) },
  'zilliz-v1/documented-list-schema-strings': SCHEMA_ONLY,
  'zilliz-v1/documented-list': {
    ...v1,
    async before(situation) {
      await situation.create(v1Body)
      situation.advance(LATER)
      await situation.create(v1Body)
    },
  },

  'zilliz-v2/documented-1800-not-authenticated-http-200': { ...v2, authorization: '' },
  'zilliz-v2/documented-21119-apikey-illegal-http-200': 'the recorded answer to a wrong key is HTTP 401',
  'zilliz-v2/documented-abort-failed-1100': NOT_ON_THE_CLOUD,
  'zilliz-v2/documented-commit-failed-1100': NOT_ON_THE_CLOUD,
  'zilliz-v2/documented-commit-ok': NOT_ON_THE_CLOUD,
  'zilliz-v2/documented-create-external-on-demand': v2,
  'zilliz-v2/documented-create-external-serving': v2,
  'zilliz-v2/documented-create-object-url-numeric-id': v2,
  'zilliz-v2/documented-create-schema-data-is-array': SCHEMA_ONLY,
  'zilliz-v2/documented-create-volume-on-demand': v2,
  'zilliz-v2/documented-create-volume-serving': v2,
  'zilliz-v2/documented-describe-completed': {
    ...{ ...v2, ...imported(cluster) },
    // The example leaves out the rows of the schema.
    extra: ['importedRows', 'totalRows'],
    replace: ['{', `{"clusterId":"${CLUSTER}",`],
  },
  'zilliz-v2/documented-describe-schema-strings': SCHEMA_ONLY,
  'zilliz-v2/documented-get-progress-completed': { ...v2, ...imported(cluster) },
  'zilliz-v2/documented-get-progress-on-demand': { ...v2, ...imported(project) },
  'zilliz-v2/documented-list': {
    ...v2,
    ...called('test_collection'),
    ...imported(cluster, 'test_collection'),
  },
}
