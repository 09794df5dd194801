import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { articles } from '../../sandbox/samples.ts'
import type { CollectionSeed } from '../../sandbox/world.ts'
import { startGithubApi } from '../harness/github-api.ts'
import {
  answer,
  asked,
  assertSeen,
  CLUSTER,
  data,
  type Inputs,
  MILVUS,
  milvusSandbox,
  milvusStep,
  requestsTo,
  type Story,
  step,
  tell,
  testSandbox,
  whenAsked,
} from '../harness/step.ts'

// What the contract says of `searchable`, row by row. The sandbox's own counts judge.

interface Row extends Story {
  readonly milvus?: '2.4' | '2.6'
  readonly seed?: Partial<CollectionSeed>
  /** Nothing was submitted. */
  readonly isUnsent?: boolean
}

const searchable = 'true'
const LOAD = { searchable: 'load' }
const STUCK = { tempo: { refreshing: 9e9, appearing: 9e9 } }
const NOT_SEARCHABLE = { status: 'Completed', errorCode: 'NotSearchable' }
const LIMITED = { kind: 'answer', when: 'before', answer: 'code 1807' } as const
const reset = (when: 'before' | 'after') => ({ kind: 'reset', when }) as const
const counting = (rows: number) => data([{ 'count(*)': rows }])
const DENIED = { status: 403, body: { code: 65535, message: 'PrivilegeQuery: permission deny' } }
const GREEN = { conclusion: 'success', status: 'Completed' }

/** What a query sees in the end. */
const SEEN: Readonly<Record<string, Row>> = {
  '2.4 has no refresh: rows appear by themselves, and the route is asked for once': {
    ...{ milvus: '2.4', inputs: { files: 'daily/politics.parquet' } },
    seen: { ...GREEN, rowsAfter: '1200' },
    log: [/This server cannot refresh a load: rows appear by themselves, within a minute or so/],
  },
  'rate limits and lost answers of count and refresh are survived': {
    options: {
      faults: [
        { on: 'query', nth: 1, fault: { kind: 'answer', when: 'before', answer: '429', retryAfter: 1 } },
        { on: 'query', nth: 3, fault: LIMITED },
        { on: 'query', nth: 4, fault: reset('after') },
        { on: 'refresh', nth: 1, fault: reset('before') },
      ],
    },
    seen: { ...GREEN, rowsAfter: '1120' },
    log: [/Waiting for queries: the count was refused \(1807: /],
  },
  'all but one row are not all': {
    answers: { '/query': [undefined, counting(1119), undefined] },
    seen: { ...GREEN, rowsAfter: '1120' },
    log: [/Waiting for queries: they count 1,119 of 1,120 rows/],
  },
  'others write, too: more rows than expected are a note': {
    answers: { '/query': [undefined, counting(5000)] },
    seen: GREEN,
    log: [/That is 3,880 more than this import explains: others write, too/],
  },
  'the server does not tell rows: a new row must be seen, and no more is claimed': {
    answers: { '/describe': data({ state: 'Completed', progress: 100 }) },
    seen: GREEN,
    log: [/a query sees new ones, whether it sees all is not known/],
  },
  'what is not loaded is loaded before the create, in a time of its own': {
    ...{ seed: { isLoaded: false }, options: { tempo: { loading: 60_000 } } },
    inputs: { ...LOAD, timeout: '4s' },
    seen: { ...GREEN, rowsBefore: '1000', rowsAfter: '1120' },
    log: [
      /Collection articles is not loaded: loading it/,
      /Waiting until collection articles is loaded, for 4s at most; nothing is submitted yet/,
    ],
  },
  'a partition that is not loaded is loaded with its collection': {
    ...{ seed: { loadedPartitions: ['_default'] }, inputs: { ...LOAD, partitionName: 'archive' } },
    seen: { ...GREEN, rowsAfter: '120' },
  },
  'lost answers and rate limits of the load are survived': {
    seed: { isLoaded: false },
    options: {
      faults: [
        { on: 'load', nth: 1, fault: LIMITED },
        { on: 'load', nth: 2, fault: reset('after') },
      ],
    },
    ...{ inputs: LOAD, seen: GREEN },
  },
}

/** What is seen too late, or never. */
const UNSEEN: Readonly<Record<string, Row>> = {
  'NotSearchable at the deadline: red, never a second import': {
    ...{ options: STUCK, inputs: { alias: 'prod', timeout: '4s' } },
    seen: { ...NOT_SEARCHABLE, conclusion: 'failure', rowsAfter: '1000' },
    says: [
      /^The import is complete \(120 rows\), but a query still counts 1,000 instead of 1,120 after \ds\. Don't import again: the rows are stored\. Check that the collection/,
    ],
    title: 'Import completed, but no query sees all its rows yet: 120 rows from 1 file',
  },
  'NotSearchable with onTimeout: warn: green, one warning, the alias stays': {
    ...{ options: STUCK, inputs: { alias: 'prod', timeout: '3s', onTimeout: 'warn' } },
    seen: { ...NOT_SEARCHABLE, conclusion: 'success' },
    warnings: [/^The import is complete/],
  },
  'fewer rows than before: others delete': {
    ...{ answers: { '/query': [undefined, counting(7)] }, inputs: { timeout: '2s' } },
    seen: NOT_SEARCHABLE,
    says: [/still counts 7 instead of 1,120 .* Rows were deleted meanwhile, or others write/],
  },
  'a count that is not allowed any more: its cause, at once': {
    ...{ answers: { '/query': [undefined, DENIED] }, seen: NOT_SEARCHABLE },
    says: [
      /a query could not count its rows.*The server said: "PrivilegeQuery: permission deny" \(code 65535/,
    ],
  },
  'rows go into the default partition, which is not loaded': {
    ...{ seed: { loadedPartitions: ['archive'], rows: 0 }, inputs: { timeout: '2s' } },
    seen: { status: 'Completed', errorCode: 'NotLoaded' },
    says: [/the partition _default is not loaded/],
  },
  'cancelled while queries are waited for: at once, and nobody should import again': {
    ...{ options: STUCK, cancel: ['/query', 2], seen: { status: 'Cancelled' } },
    says: [
      /^The workflow was cancelled\. The import was complete \(120 rows\), but no query had counted its rows yet\. Don't import again: the rows become visible by themselves, or after a refresh of the load\.$/,
    ],
    title: 'Workflow cancelled when the import was complete: 120 rows from 1 file',
  },
  'cancelled before the create: nothing was submitted': {
    ...{ seed: { isLoaded: false }, options: { tempo: { loading: 9e9 } }, inputs: LOAD },
    ...{ cancel: ['/load', 1], isUnsent: true, seen: { status: 'Cancelled' } },
    says: [/^The workflow was cancelled: nothing was submitted\./],
  },
}

type Refusal = readonly [seed: Partial<CollectionSeed>, Inputs, code: string, words?: RegExp]
const HALF = { loadedPartitions: ['_default'] }
const PARTITION = /partition archive is not, although others may be/
/** What would not work ends before the create. */
const REFUSED: Readonly<Record<string, Refusal>> = {
  'not loaded': [{ isLoaded: false }, {}, 'NotLoaded', /not loaded, so its rows cannot be searched\./],
  'partition not loaded': [HALF, { partitionName: 'archive' }, 'NotLoaded', PARTITION],
  'partition missing': [{}, { partitionName: 'week47' }, 'PartitionMissing'],
  'collection missing': [{}, { collectionName: 'artikel' }, 'CollectionMissing'],
  'database missing': [{}, { dbName: 'nope' }, 'DatabaseMissing', /The database does not exist/],
  'no index': [{ isLoaded: false, indexedFields: [] }, LOAD, 'NoIndex', /needs an index on: vector\./],
}

const UNREACHABLE: Readonly<Record<string, readonly [connectAddress: string, RegExp]>> = {
  'not https': ['http://in01-0123456789abcde.example.com', /the endpoint of the cluster is not https/],
  'no address yet': ['', /the cluster has no endpoint yet/],
  'nobody there': ['http://127.0.0.1:9', /ECONNREFUSED/],
}
const cloud = (details: object = {}) => ({
  clusters: { [CLUSTER]: { default: { articles: { ...articles, rows: 10 } } } },
  clusterDetails: { [CLUSTER]: details },
})

describe('searchable', { concurrency: 4 }, () => {
  for (const [name, row] of Object.entries({ ...SEEN, ...UNSEEN }))
    test(name, async () => {
      const { milvus = '2.6', seed, options, isUnsent } = row
      await using sandbox = await milvusSandbox(milvus, seed, options)
      const result = await tell(sandbox, row, { ...MILVUS, searchable })
      const paths = asked(sandbox)
      const sent = isUnsent ? 0 : 1
      assert.deepEqual([requestsTo(sandbox, 'create').length, sandbox.ledger.entries.length], [sent, sent])
      if (milvus === '2.4') assert.equal(requestsTo(sandbox, 'refresh_load').length, 1)
      if (paths.includes('create') && paths.includes('collections/load'))
        assert.ok(paths.indexOf('create') > paths.indexOf('collections/load'))
      assert.deepEqual(sandbox.aliases('default'), {})
      const { rowsAfter } = result.outputs
      if (result.conclusion === 'success' && rowsAfter === '1120')
        assert.equal(await sandbox.visibleRows('default', 'articles'), 1120)
    })

  for (const [what, [seed, inputs, errorCode, words = /\S/]] of Object.entries(REFUSED))
    test(`${what}: ${errorCode}, before the create`, async () => {
      await using sandbox = await milvusSandbox('2.6', seed)
      const result = await milvusStep(sandbox, { searchable, ...inputs })
      const says = 'Nothing was submitted, because `searchable` would not work. '
      assertSeen(result, { status: 'CheckFailed', errorCode }, says, words)
      assert.deepEqual(requestsTo(sandbox, 'create'), [])
    })

  test('a user who may import but not query: NotPermitted', async () => {
    const users = { loader: { password: 'example-password', mayImport: ['default'], privileges: [] } }
    await using sandbox = await milvusSandbox({ milvus: '2.6', users })
    const result = await milvusStep(sandbox, { searchable, apiKey: 'loader:example-password' })
    assertSeen(result, { status: 'CheckFailed', errorCode: 'NotPermitted' })
    assert.deepEqual(requestsTo(sandbox, 'create'), [])
  })

  test('a partition that stays unloaded: NotLoaded, and nothing was submitted', async () => {
    await using sandbox = await milvusSandbox('2.6', HALF)
    answer(sandbox, { '/load': data({}) })
    const result = await milvusStep(sandbox, { ...LOAD, partitionName: 'archive', timeout: '2s' })
    assertSeen(result, { status: 'CheckFailed', errorCode: 'NotLoaded' }, PARTITION)
    assert.deepEqual(requestsTo(sandbox, 'create'), [])
  })

  test('counted before the create, refreshed after the end, counted until they are there', async () => {
    await using sandbox = await milvusSandbox('2.6', {}, { tempo: { refreshing: 20_000 } })
    await using github = await startGithubApi()
    const env = { GITHUB_API_URL: github.url }
    const result = await milvusStep(sandbox, { searchable, githubToken: 'ghs_example0123456789' }, { env })
    assertSeen(result, { ...GREEN, rowsBefore: '1000', rowsAfter: '1120' })
    assert.equal(await sandbox.visibleRows('default', 'articles'), 1120)
    const paths = asked(sandbox)
    assert.equal(paths[0], 'entities/query')
    assert.ok(paths.indexOf('collections/refresh_load') > paths.lastIndexOf('describe'))
    assert.deepEqual(JSON.parse(sandbox.requests[0]?.body ?? ''), {
      ...{ collectionName: 'articles', filter: '', outputFields: ['count(*)'], consistencyLevel: 'Strong' },
    })
    assert.ok(!paths.some(path => /get_stats|get_load_state/.test(path)), 'neither is a proof')
    assert.match(result.log, /A query counts 1,000 rows now/)
    assert.match(result.log, /Waiting for queries: they count 1,000 of 1,120 rows/)
    assert.match(result.log, /Searchable: a query counts 1,120 rows/)
    const told = /a query counts 1,120 rows, 1,000 rows before the import/
    assert.match(result.summary, told)
    assert.match(github.requests.at(-1)?.body.output?.summary ?? '', told)
  })

  test('the rows of the partition are counted if one is given', async () => {
    await using sandbox = await milvusSandbox('2.6', { rows: { _default: 1000, archive: 30 } })
    const result = await milvusStep(sandbox, { searchable, partitionName: 'archive' })
    assertSeen(result, { rowsBefore: '30', rowsAfter: '150' })
    for (const { body } of requestsTo(sandbox, 'query'))
      assert.deepEqual(JSON.parse(body).partitionNames, ['archive'])
  })

  test('a job that an earlier attempt submitted has no baseline: its own rows must be counted', async () => {
    await using sandbox = await milvusSandbox()
    await milvusStep(sandbox, { searchable })
    const again = await milvusStep(sandbox, { searchable }, { attempt: 2 })
    assertSeen(again, { ...GREEN, reused: 'true', rowsBefore: undefined, rowsAfter: '1120' })
    assert.doesNotMatch(again.log, /Before the import|others write/)
    assert.match(
      again.log,
      /That is at least the 120 of this job: how many there were before it is not known/,
    )
    assert.equal(sandbox.ledger.entries.length, 1)
  })

  test('a job of an earlier attempt that still runs has the baseline from before it was seen', async () => {
    await using sandbox = await milvusSandbox('3.0.2', {}, { speed: 4 })
    const cancel = whenAsked(sandbox, '/describe', 1)
    await milvusStep(sandbox, { searchable }, { cancel, reason: 'lost' })
    sandbox.intercept = undefined
    const again = await milvusStep(sandbox, { searchable }, { attempt: 2 })
    assertSeen(again, { ...GREEN, reused: 'true', rowsAfter: '1120' })
    assert.equal(await sandbox.visibleRows('default', 'articles'), 1120)
  })

  test('a job that was given has no baseline, and must have gone into the collection that is counted', async () => {
    const databases = {
      default: { articles: { ...articles, aliases: ['latest'] }, other: { ...articles, rows: 9000 } },
    }
    await using sandbox = await testSandbox({ databases }, { api: { milvus: '3.0.2' } })
    const { jobId = '' } = (await milvusStep(sandbox, { wait: 'false' })).outputs
    const run = (more: Inputs = {}) => milvusStep(sandbox, { files: null, jobId, searchable, ...more })
    const [direct, byAlias, elsewhere] = await Promise.all([
      run(),
      run({ collectionName: 'latest' }),
      run({ collectionName: 'other', alias: 'prod' }),
    ])
    assertSeen(direct, { ...GREEN, rowsBefore: undefined })
    assertSeen(byAlias, GREEN)
    assertSeen(
      elsewhere,
      { errorCode: 'NotSearchable' },
      /^The import is complete, but it went into collection articles, not into other: nothing was counted\. Don't import again: correct `collectionName`, then run this step again\.$/,
    )
    assert.deepEqual(sandbox.aliases('default'), { latest: 'articles' })
  })

  test('a count at the deadline wins', async () => {
    await using sandbox = await milvusSandbox('2.6')
    const startedAt = Date.now()
    answer(sandbox, { '/query': () => (Date.now() - startedAt < 4000 ? counting(1000) : undefined) })
    assertSeen(await milvusStep(sandbox, { searchable, timeout: '4s' }), GREEN)
  })

  for (const mode of [searchable, 'load'])
    test(`the collection is released meanwhile, with \`searchable: ${mode}\``, async () => {
      await using sandbox = await milvusSandbox('2.6')
      let isReleased = false
      sandbox.intercept = ({ path }) => {
        if (path.endsWith('/describe') && !isReleased) sandbox.collection('default', 'articles')?.release()
        isReleased ||= path.endsWith('/describe')
        return undefined
      }
      const result = await milvusStep(sandbox, { searchable: mode, timeout: mode === 'load' ? null : '3s' })
      if (mode === 'load') return assertSeen(result, { ...GREEN, rowsAfter: '1120' })
      assertSeen(
        result,
        { status: 'Completed', errorCode: 'NotLoaded' },
        /^The import is complete, but the collection articles is not loaded: its rows are stored, but cannot be searched\..* Don't import again: load it, or set `searchable: load` next time\.$/,
      )
    })

  test('a load that outlasts every query is waited for', async () => {
    const options = { tempo: { loading: 40_000 } }
    await using sandbox = await milvusSandbox('2.6', { isLoaded: false }, options)
    const startedAt = Date.now()
    const late = { status: 408, body: { code: 10001, message: 'request timeout' } }
    const isLate = () => requestsTo(sandbox, 'load').length > 0 && Date.now() - startedAt < 2500
    answer(sandbox, { '/query': () => (isLate() ? late : undefined) })
    assertSeen(await milvusStep(sandbox, LOAD), GREEN)
  })

  test('the data plane is the connectAddress of the cluster, when no endpoint of it is given', async () => {
    await using sandbox = await testSandbox(cloud())
    assertSeen(await step(sandbox, { searchable }), { ...GREEN, rowsBefore: '10', rowsAfter: '130' })
    assert.equal(sandbox.requests[0]?.path, `/v2/clusters/${CLUSTER}`)
  })

  for (const [what, [connectAddress, words]] of Object.entries(UNREACHABLE))
    test(`${what}: DataPlaneUnreachable, nothing was submitted`, async () => {
      await using sandbox = await testSandbox(cloud({ connectAddress }))
      const result = await step(sandbox, { searchable, timeout: '2s' })
      assertSeen(result, { errorCode: 'DataPlaneUnreachable' }, words)
      assert.deepEqual(requestsTo(sandbox, 'create'), [])
    })
})
