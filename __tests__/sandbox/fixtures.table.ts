import type { MilvusOptions } from '../../sandbox/milvus/options.ts'
import { articles, makeArticles, toNumpy, toParquet } from '../../sandbox/samples.ts'
import type { Collection } from '../../sandbox/schema.ts'
import { CLUSTER } from '../harness/step.ts'
import type { Setting, Situation } from './situation.ts'

/** What a fixture is checked against. */
export interface Vector extends Setting {
  readonly about: string
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

const wide: Collection = {
  ...articles,
  fields: articles.fields.map(field => (field.type === 'FloatVector' ? { ...field, dim: 128 } : field)),
}
const narrow: Collection = { fields: articles.fields.filter(({ name }) => /^(id|vector)$/.test(name)) }
const parquet = (rows: number) => toParquet(makeArticles(1, rows))
const book = { collections: ['book'] }
const users = {
  root: { password: 'Milvus', mayImport: 'admin' },
  test: { password: 'test', mayImport: [] },
} as const
const root = { authorization: 'Bearer root:Milvus' }
const importing = { collectionName: 'book', files: [['a.parquet']] }
const twoPhase = { ...importing, options: { auto_commit: 'false' } }

/** A vector of Milvus with the collection `book` and the file `a.parquet` of 50 rows. */
function milvus(
  version: MilvusOptions['milvus'],
  about: string,
  rest: Partial<Vector & MilvusOptions> = {},
): Vector {
  const { users, handlerTime, maxJobs, trouble, ...vector } = rest
  const api: MilvusOptions = {
    milvus: version,
    ...(users && { users }),
    ...(handlerTime && { handlerTime }),
    ...(maxJobs !== undefined && { maxJobs }),
    ...(trouble && { trouble }),
  }
  return { about, api, ...book, files: { 'a-bucket/a.parquet': parquet(50) }, ...vector }
}

/** Creates a job and turns the clock to where the fixture was taken. */
function after(ms: number, body: object = importing): Partial<Vector> {
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

const DPR = 'publicdataset.zillizcloud.com/medium_articles_2020_dpr/medium_articles_2020_dpr.json'
const cloud = {
  api: 'zilliz-v2',
  collections: ['medium_articles'],
  files: { [DPR]: JSON.stringify(makeArticles(1, 10)) },
} as const
const cluster = { clusterId: CLUSTER }
const project = { projectId: 'proj-xxxxxxxxxxxxxxx', regionId: 'aws-us-west-2' }
const imported = (owner: object) =>
  after(LATER, { ...owner, collectionName: 'medium_articles', objectUrls: [[`s3://${DPR}`]] })

const PART = 'docs-demo/1af78216-xxxx-xxxx-xxxx-2b0a73c566ed/1.parquet'
const v1 = { api: 'zilliz-v1', collections: ['medium_articles'], files: { [PART]: parquet(50) } } as const
const v1Body = { clusterId: CLUSTER, collectionName: 'medium_articles', objectUrl: `gs://${PART}` }

/** Every fixture with what it is checked against, or with the reason why no live service answers so. */
export const VECTORS: Readonly<Record<string, Vector | string>> = {
  'milvus/documented-commit-ok': milvus('3.0', 'commit of a job that waits', after(LATER, twoPhase)),
  'milvus/documented-create-code-0-but-error': 'an example that no version answers: code 0 with a message',
  'milvus/documented-create-idempotency-key': milvus('3.0.2', 'create with a key', {
    collections: ['events'],
  }),
  'milvus/documented-create': milvus('2.4', 'create of three groups', { collections: ['quick_setup'] }),
  'milvus/documented-get-progress-completed-old-file-name':
    'the file name is printed as 2.4 pre-releases did; later versions print the list of paths',
  'milvus/documented-list-v2.3-code-200': '2.3 has no such route, its page shows a build of master',
  'milvus/documented-list': milvus('2.4', 'a job at 50 %', {
    collections: ['quick_setup'],
    files: { 'a-bucket/a.parquet': parquet(30) },
    ...after(2960, { ...importing, collectionName: 'quick_setup' }),
  }),
  'milvus/reported-create-2.4.8-wrong-path-accepted': milvus('2.4.8', 'a local path is taken on', {
    collections: ['price'],
  }),
  'milvus/reported-create-2024-03-27-code-200-jobId': PRE_RELEASE,
  'milvus/reported-create-2024-03-backup-code-200-jobID': PRE_RELEASE,
  'milvus/reported-create-2024-03-code-200-jobID': PRE_RELEASE,
  'milvus/reported-create-2024-10': milvus('2.5', 'create of a test in CI', {
    collections: ['test_collection_2024_10_25_08_27_39_551139EaRekPPo'],
  }),
  'milvus/reported-create-2100-job-limit': milvus('2.5', 'the limit of jobs', {
    collections: ['c'],
    maxJobs: 0,
  }),
  'milvus/reported-describe-80-percent-files-completed-excerpt': milvus(
    '2.5',
    'index building, files are done',
    {
      collections: ['clue_data'],
      files: { 'a-bucket/5.parquet': parquet(50) },
      extra: ['fileSize', 'importedRows', 'jobId', 'totalRows'],
      ...after(5300, { collectionName: 'clue_data', files: [['5.parquet']] }),
    },
  ),
  'milvus/reported-describe-failed-missing-object-2.5': milvus('2.5.6', 'a missing Parquet file', {
    extra: [
      'collectionName',
      'completeTime',
      'details',
      'fileSize',
      'importedRows',
      'jobId',
      'progress',
      'totalRows',
    ],
    quoted: ['reason'],
    ...after(LATER, { ...importing, files: [['missing.parquet']] }),
  }),
  'milvus/reported-describe-failed-without-reason': 'a fault of one server: it lost the reason',
  'milvus/reported-get-progress-2024-03-code-200': PRE_RELEASE,
  'milvus/reported-list-100-collection-not-found': milvus('2.6.0', 'an unknown collection'),
  'milvus/reported-list-pending-excerpt': milvus('2.5', 'a job right after its create', {
    collections: ['test_collection_2024_10_25_08_27_39_551139EaRekPPo'],
    ...after(0, { ...importing, collectionName: 'test_collection_2024_10_25_08_27_39_551139EaRekPPo' }),
  }),
  'milvus/source-1100-import-request-empty': milvus('3.0', 'empty groups alone'),
  'milvus/source-1100-job-id-not-numeric': milvus('2.6', 'a job id that is no number'),
  'milvus/source-1100-request-timeout-header': milvus('3.0', 'a bad header'),
  'milvus/source-1801-auto-commit-null': milvus('3.0', 'auto_commit null'),
  'milvus/source-1801-empty-body': milvus('3.0', 'an empty body'),
  'milvus/source-1802-collection-name-missing': milvus('3.0', 'no collectionName'),
  'milvus/source-200-partition-not-found': milvus('3.0', 'an unknown partition'),
  'milvus/source-2100-file-type-2.4': milvus('2.4', 'CSV in 2.4'),
  'milvus/source-2100-file-type': milvus('3.0', 'a text file'),
  'milvus/source-2100-job-does-not-exist': milvus('2.5', 'an unknown job'),
  'milvus/source-2100-job-id-not-numeric': milvus('2.5', 'a job id that is no number'),
  'milvus/source-2100-mixed-types': milvus('3.0', 'a group of two formats'),
  'milvus/source-2100-partition-key': milvus('3.0', 'a partition where there is a partition key', {
    schema: { fields: articles.fields.map(field => ({ ...field, isPartitionKey: field.name === 'title' })) },
  }),
  'milvus/source-2100-too-many-files': milvus('3.0', '1025 groups', {
    replace: ['"[1025 groups]"', JSON.stringify(Array.from({ length: 1025 }, () => ['a.parquet']))],
  }),
  'milvus/source-2100-two-parquet-in-one-group': milvus('3.0', 'two Parquet files in a group'),
  'milvus/source-2101-job-does-not-exist': milvus('2.6', 'an unknown job'),
  'milvus/source-2101-job-limit-3.0': milvus('3.0', 'the limit of jobs', { maxJobs: 0 }),
  'milvus/source-401-not-authenticated': milvus('3.0', 'a wrong password', {
    users,
    authorization: 'Bearer root:wrong',
  }),
  'milvus/source-403-no-import-privilege': milvus('3.0', 'a user without the privilege', {
    users,
    authorization: 'Bearer test:test',
    before: situation => situation.create(importing, root),
  }),
  'milvus/source-404-unknown-route': milvus('2.4.12', 'describe before 2.4.13'),
  'milvus/source-408-request-timeout-2.4': milvus('2.4', 'a slow handler', { handlerTime: 31_000 }),
  'milvus/source-408-request-timeout': milvus('3.0', 'a slow handler', { handlerTime: 31_000 }),
  'milvus/source-500-panic': milvus('3.0', 'a handler that panics', { trouble: 'panic' }),
  'milvus/source-800-database-not-found': milvus('3.0', 'an unknown database'),
  'milvus/source-abort-2100-auto-commit': milvus('3.0', 'abort of an ordinary job', after(0)),
  'milvus/source-abort-2100-completed': milvus('3.0', 'abort of a completed job', after(LATER)),
  'milvus/source-commit-2100-wrong-state': milvus(
    '3.0',
    'commit of a failed job',
    after(LATER, { ...twoPhase, files: [['missing.json']] }),
  ),
  'milvus/source-commit-2101-not-found': milvus('3.0', 'commit of an unknown job'),
  'milvus/source-describe-completed-zero-rows': milvus('3.0', 'a file without rows', {
    files: { 'a-bucket/a.json': '[]' },
    ...after(LATER, { ...importing, files: [['a.json']] }),
  }),
  'milvus/source-describe-completed': milvus('3.0', 'a completed job', after(LATER)),
  'milvus/source-describe-failed-aborted': milvus(
    '3.0',
    'a job that was aborted before its rows were imported',
    {
      async before(situation) {
        await situation.create(twoPhase)
        await situation.ask('/v2/vectordb/jobs/import/abort', { jobId: situation.ids[0] })
      },
    },
  ),
  'milvus/source-describe-failed-access-denied': milvus('3.0', 'a bucket that refuses', {
    trouble: 'bucketDenied',
    ...after(LATER, { ...importing, files: [['a.json']] }),
  }),
  'milvus/source-describe-failed-all-files-same-reason': milvus(
    '3.0',
    'vectors of another dimension late in a file',
    {
      schema: wide,
      files: {
        'a-bucket/a.parquet': toParquet([...makeArticles(1, 20, 128), ...makeArticles(21, 5, 64)]),
        'a-bucket/b.parquet': toParquet(makeArticles(31, 20, 128)),
      },
      ...after(LATER, { ...importing, files: [['a.parquet'], ['b.parquet']] }),
    },
  ),
  'milvus/source-describe-failed-missing-object-json': milvus(
    '3.0',
    'a missing JSON file',
    after(LATER, { ...importing, files: [['missing.json']] }),
  ),
  'milvus/source-describe-failed-missing-object-parquet': milvus(
    '3.0',
    'a missing Parquet file',
    after(LATER, { ...importing, files: [['missing.parquet']] }),
  ),
  'milvus/source-describe-failed-quota': milvus('3.0', 'a full disk', {
    trouble: 'diskFull',
    ...after(LATER),
  }),
  'milvus/source-describe-failed-server-timeout': milvus('3.0', 'a job that is queued for too long', {
    tempo: { queued: 600_000 },
    ...after(120_000, { ...importing, options: { timeout: '1m' } }),
  }),
  'milvus/source-describe-importing': milvus('3.0', 'two files of one task at their half', {
    files: { 'a-bucket/a.parquet': parquet(50), 'a-bucket/b.parquet': parquet(50) },
    ...after(3310, { ...importing, files: [['a.parquet'], ['b.parquet']] }),
  }),
  'milvus/source-describe-numpy-group': milvus('3.0', 'a set of NumPy files at its half', {
    schema: narrow,
    files: Object.fromEntries(
      Object.entries(toNumpy(makeArticles(1, 50))).map(([name, data]) => [`a-bucket/x/${name}`, data]),
    ),
    ...after(3310, { ...importing, files: [['x/id.npy', 'x/vector.npy']] }),
  }),
  'milvus/source-describe-pending':
    '5 % is the moment between two tasks of a job; the sandbox makes all tasks at once: 0, then 10',
  'milvus/source-describe-pre-importing': milvus(
    '3.0',
    'four files, of which two are checked',
    after(1750, {
      ...importing,
      files: [['a.parquet'], ['/a.parquet'], ['./a.parquet'], ['b/../a.parquet']],
    }),
  ),
  'milvus/source-describe-uncommitted': milvus('3.0', 'a two-phase job that waits', after(LATER, twoPhase)),
  'milvus/source-list-empty': milvus('3.0', 'a collection without jobs'),
  'milvus/source-list-four-states': milvus('3.0', 'jobs of four collections', {
    collections: ['AAA', 'BBB', 'CCC', 'DDD'],
    quoted: ['reason'],
    async before(situation) {
      const create = (collectionName: string, files = [['a.parquet']]) =>
        situation.create({ collectionName, files })
      await create('DDD')
      await create('CCC', [['missing.parquet']])
      situation.advance(LATER)
      await create(
        'BBB',
        Array.from({ length: 6 }, (_, index) => [`${'./'.repeat(index)}a.parquet`]),
      )
      situation.advance(2010)
      await create('AAA')
    },
  }),

  'zilliz-v1/documented-create-80002': { ...v1, about: 'an unknown key', authorization: 'Bearer unknown' },
  'zilliz-v1/documented-create': {
    ...v1,
    about: 'create from Google Cloud Storage',
    replace: ['1af78216-xxxx-2b0a73c566ed', '1af78216-xxxx-xxxx-xxxx-2b0a73c566ed'],
  },
  'zilliz-v1/documented-get-1800': { ...v1, about: 'no key', authorization: '' },
  'zilliz-v1/documented-get-running-no-details': { ...v1, about: 'a queued job', ...after(0, v1Body) },
  'zilliz-v1/documented-get-running': { ...v1, about: 'a running job', ...after(3000, v1Body) },
  'zilliz-v1/documented-list-schema-strings': SCHEMA_ONLY,
  'zilliz-v1/documented-list': {
    ...v1,
    about: 'a running and a completed job',
    async before(situation) {
      await situation.create(v1Body)
      situation.advance(LATER)
      await situation.create(v1Body)
    },
  },

  'zilliz-v2/documented-1800-not-authenticated-http-200': { ...cloud, about: 'no key', authorization: '' },
  'zilliz-v2/documented-21119-apikey-illegal-http-200': 'the recorded answer to a wrong key is HTTP 401',
  'zilliz-v2/documented-abort-failed-1100': NOT_ON_THE_CLOUD,
  'zilliz-v2/documented-commit-failed-1100': NOT_ON_THE_CLOUD,
  'zilliz-v2/documented-commit-ok': NOT_ON_THE_CLOUD,
  'zilliz-v2/documented-create-external-on-demand': { ...cloud, about: 'URLs for an on-demand database' },
  'zilliz-v2/documented-create-external-serving': { ...cloud, about: 'URLs for a cluster' },
  'zilliz-v2/documented-create-object-url-numeric-id': { ...cloud, about: 'the deprecated single URL' },
  'zilliz-v2/documented-create-schema-data-is-array': SCHEMA_ONLY,
  'zilliz-v2/documented-create-volume-on-demand': { ...cloud, about: 'a volume for an on-demand database' },
  'zilliz-v2/documented-create-volume-serving': { ...cloud, about: 'a volume for a cluster' },
  'zilliz-v2/documented-describe-completed': {
    ...cloud,
    about: 'a completed job; the example leaves out the rows of the schema',
    replace: ['{', `{"clusterId":"${CLUSTER}",`],
    extra: ['importedRows', 'totalRows'],
    ...imported(cluster),
  },
  'zilliz-v2/documented-describe-schema-strings': SCHEMA_ONLY,
  'zilliz-v2/documented-get-progress-completed': { ...cloud, about: 'a completed job', ...imported(cluster) },
  'zilliz-v2/documented-get-progress-on-demand': {
    ...cloud,
    about: 'a completed job of an on-demand database',
    ...imported(project),
  },
  'zilliz-v2/documented-list': {
    ...cloud,
    about: 'a completed job',
    collections: ['test_collection'],
    ...after(LATER, { ...cluster, collectionName: 'test_collection', objectUrls: [[`s3://${DPR}`]] }),
  },
}
