import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { articles } from '../../sandbox/samples.ts'
import { startGithubApi } from '../harness/github-api.ts'
import {
  asked,
  CLUSTER,
  errorOf,
  milvusSandbox,
  milvusStep,
  requestsTo,
  step,
  testSandbox,
  warningsOf,
  whenAsked,
} from '../harness/step.ts'
import { witness } from '../harness/witness.ts'

// What the contract says of `searchable`, row by row. The sandbox's own counts judge.

const searchable = 'true'
/** An answer in place of the service's, from the `nth` time on that a path is asked for. */
function answerOn(end: string, body: object, { from = 1, status = 200 } = {}) {
  let count = 0
  return ({ path }: { path: string }) => {
    if (!path.endsWith(end)) return undefined
    count += 1
    return count >= from ? { status, body } : undefined
  }
}

describe('searchable: green means that a query counts the rows', { concurrency: 4 }, () => {
  test('counted before the create, refreshed after the end, counted until they are there', async () => {
    await using sandbox = await milvusSandbox('2.6')
    const result = await milvusStep(sandbox, { searchable })
    assert.equal(result.conclusion, 'success', errorOf(result))
    const { status, rowsBefore, rowsAfter } = result.outputs
    assert.deepEqual(
      { status, rowsBefore, rowsAfter },
      { status: 'Completed', rowsBefore: '1000', rowsAfter: '1120' },
    )
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
    assert.match(result.summary, /a query counts 1,120 rows, 1,000 rows before the import/)
  })

  test('the rows of the partition are counted if one is given', async () => {
    const rows = { _default: 1000, archive: 30 }
    await using sandbox = await milvusSandbox('2.6', { rows })
    const result = await milvusStep(sandbox, { searchable, partitionName: 'archive' })
    assert.equal(result.outputs['rowsBefore'], '30')
    assert.equal(result.outputs['rowsAfter'], '150')
    for (const { body } of requestsTo(sandbox, 'query'))
      assert.deepEqual(JSON.parse(body).partitionNames, ['archive'])
  })

  test('2.4 has no refresh: rows appear by themselves, and the route is asked for once', async () => {
    await using sandbox = await milvusSandbox('2.4')
    const result = await milvusStep(sandbox, { searchable, files: 'daily/politics.parquet' })
    assert.equal(result.outputs['rowsAfter'], '1200', errorOf(result))
    assert.equal(requestsTo(sandbox, 'refresh_load').length, 1)
    assert.match(
      result.log,
      /This server can not refresh a load: rows appear by themselves, within a minute or so/,
    )
  })

  test('rate limits and lost answers of count and refresh are survived', async () => {
    const limited = { kind: 'answer', when: 'before', answer: 'code 1807' } as const
    const faults = [
      { on: 'query', nth: 1, fault: { kind: 'answer', when: 'before', answer: '429', retryAfter: 1 } },
      { on: 'query', nth: 3, fault: limited },
      { on: 'query', nth: 4, fault: { kind: 'reset', when: 'after' } },
      { on: 'refresh', nth: 1, fault: { kind: 'reset', when: 'before' } },
    ] as const
    await using sandbox = await milvusSandbox('2.6', {}, { faults })
    const result = await milvusStep(sandbox, { searchable })
    assert.equal(result.outputs['rowsAfter'], '1120', errorOf(result))
    assert.match(result.log, /Waiting for queries: the count was refused \(1807: /)
    assert.equal(sandbox.ledger.entries.length, 1)
  })

  test('a job that an earlier attempt submitted has no baseline: its own rows must be counted', async () => {
    await using sandbox = await milvusSandbox('3.0.2')
    await milvusStep(sandbox, { searchable })
    const again = await milvusStep(sandbox, { searchable }, { attempt: 2 })
    assert.equal(again.conclusion, 'success', errorOf(again))
    const { reused, rowsBefore, rowsAfter } = again.outputs
    assert.deepEqual(
      { reused, rowsBefore, rowsAfter },
      { reused: 'true', rowsBefore: undefined, rowsAfter: '1120' },
    )
    assert.doesNotMatch(again.log, /Before the import|others write/)
    assert.match(
      again.log,
      /That is at least the 120 of this job: how many there were before it is not known/,
    )
    assert.equal(sandbox.ledger.entries.length, 1)
  })

  test('a job of an earlier attempt that still runs has the baseline from before it was seen', async () => {
    await using sandbox = await milvusSandbox('3.0.2', {}, { speed: 4 })
    const lost = whenAsked(sandbox, '/describe', 1)
    await milvusStep(sandbox, { searchable }, { cancel: lost, reason: 'lost' }).catch(() => {})
    sandbox.intercept = undefined
    const again = await milvusStep(sandbox, { searchable }, { attempt: 2 })
    assert.equal(again.conclusion, 'success', errorOf(again))
    assert.deepEqual([again.outputs['reused'], again.outputs['rowsAfter']], ['true', '1120'])
    assert.equal(await sandbox.visibleRows('default', 'articles'), 1120)
  })

  test('a job that was given has no baseline, and must have gone into the collection that is counted', async () => {
    await using sandbox = await milvusSandbox('3.0.2', { aliases: ['latest'] })
    const { outputs } = await milvusStep(sandbox, { wait: 'false' })
    const given = { files: null, jobId: outputs['jobId'] ?? '', searchable }
    const [direct, byAlias] = await Promise.all([
      milvusStep(sandbox, given),
      milvusStep(sandbox, { ...given, collectionName: 'latest' }),
    ])
    assert.equal(direct.outputs['status'], 'Completed')
    assert.equal(direct.outputs['rowsBefore'], undefined)
    assert.equal(byAlias.conclusion, 'success', errorOf(byAlias))
  })

  test('a job that was given and went elsewhere: nothing is counted', async () => {
    const databases = { default: { articles, other: { ...articles, rows: 9000 } } }
    await using sandbox = await testSandbox({ databases }, { api: { milvus: '3.0.2' } })
    const { outputs } = await milvusStep(sandbox, { wait: 'false' })
    const given = { files: null, jobId: outputs['jobId'] ?? '', collectionName: 'other' }
    const result = await milvusStep(sandbox, { ...given, searchable, alias: 'prod' })
    assert.equal(result.outputs['errorCode'], 'NotSearchable')
    assert.equal(
      errorOf(result),
      "The import is complete, but it went into collection articles, not into other: nothing was counted. Don't import again: correct `collectionName`, then run this step again.",
    )
    assert.deepEqual(sandbox.aliases('default'), {})
  })

  test('others write, too: more rows than expected are a note', async () => {
    await using sandbox = await milvusSandbox('2.6')
    sandbox.intercept = answerOn('/query', { code: 0, data: [{ 'count(*)': 5000 }] }, { from: 2 })
    const result = await milvusStep(sandbox, { searchable })
    assert.equal(result.conclusion, 'success')
    assert.match(result.log, /That is 3,880 more than this import explains: others write, too/)
  })

  test('the server does not tell rows: a new row must be seen, and no more is claimed', async () => {
    await using sandbox = await milvusSandbox('2.6')
    sandbox.intercept = answerOn('/describe', { code: 0, data: { state: 'Completed', progress: 100 } })
    const result = await milvusStep(sandbox, { searchable })
    assert.equal(result.conclusion, 'success', errorOf(result))
    assert.match(result.log, /a query sees new ones, whether it sees all is not known/)
  })

  test('the check run shows what is waited for', async () => {
    await using sandbox = await milvusSandbox('2.6')
    await using github = await startGithubApi()
    const env = { GITHUB_API_URL: github.url }
    const result = await milvusStep(sandbox, { searchable, githubToken: 'ghs_example0123456789' }, { env })
    assert.equal(result.conclusion, 'success')
    const summaries = github.requests.map(({ body }) => body.output?.summary ?? '')
    assert.match(summaries.at(-1) ?? '', /a query counts 1,120 rows, 1,000 rows before the import/)
  })
})

describe('searchable: not in time', { concurrency: 4 }, () => {
  const STUCK = { tempo: { refreshing: 9e9, appearing: 9e9 } }

  test('NotSearchable at the deadline: red, never a second import', async () => {
    await using sandbox = await milvusSandbox('2.6', {}, STUCK)
    const result = await milvusStep(sandbox, { searchable, alias: 'prod', timeout: '4s' })
    assert.equal(result.conclusion, 'failure')
    const { status, errorCode, rowsAfter } = result.outputs
    assert.deepEqual(
      { status, errorCode, rowsAfter },
      { status: 'Completed', errorCode: 'NotSearchable', rowsAfter: '1000' },
    )
    assert.match(
      errorOf(result),
      /^The import is complete \(120 rows\), but a query still counts 1,000 instead of 1,120 after \ds\. Don't import again: the rows are stored\. Check that the collection/,
    )
    assert.equal(
      result.annotations[0]?.title,
      'Import completed, but no query sees all its rows yet: 120 rows from 1 file',
    )
    assert.deepEqual(sandbox.aliases('default'), {})
    assert.ok(!asked(sandbox).some(path => /aliases\/(create|alter)/.test(path)))
  })

  test('NotSearchable with onTimeout: warn: green, one warning, the alias stays', async () => {
    await using sandbox = await milvusSandbox('2.6', {}, STUCK)
    const result = await milvusStep(sandbox, { searchable, alias: 'prod', timeout: '3s', onTimeout: 'warn' })
    assert.equal(result.conclusion, 'success')
    assert.equal(result.outputs['status'], 'Completed')
    assert.equal(result.outputs['errorCode'], 'NotSearchable')
    assert.equal(warningsOf(result).length, 1)
    assert.deepEqual(sandbox.aliases('default'), {})
  })

  test('a count at the deadline wins', async () => {
    await using sandbox = await milvusSandbox('2.6')
    const startedAt = Date.now()
    sandbox.intercept = ({ path }) =>
      path.endsWith('/query') && Date.now() - startedAt < 4000
        ? { status: 200, body: { code: 0, data: [{ 'count(*)': 1000 }] } }
        : undefined
    const result = await milvusStep(sandbox, { searchable, timeout: '4s' })
    assert.equal(result.conclusion, 'success', errorOf(result))
  })

  test('fewer rows than before: others delete', async () => {
    await using sandbox = await milvusSandbox('2.6')
    sandbox.intercept = answerOn('/query', { code: 0, data: [{ 'count(*)': 7 }] }, { from: 2 })
    const result = await milvusStep(sandbox, { searchable, timeout: '2s' })
    assert.match(
      errorOf(result),
      /still counts 7 instead of 1,120 .* Rows were deleted meanwhile, or others write/,
    )
  })

  test('a count that is not allowed any more: NotSearchable with its cause, at once', async () => {
    await using sandbox = await milvusSandbox('2.6')
    const denied = { code: 65535, message: 'PrivilegeQuery: permission deny' }
    sandbox.intercept = answerOn('/query', denied, { from: 2, status: 403 })
    const result = await milvusStep(sandbox, { searchable })
    assert.equal(result.outputs['errorCode'], 'NotSearchable')
    assert.match(
      errorOf(result),
      /a query could not count its rows.*The server said: "PrivilegeQuery: permission deny" \(code 65535/,
    )
  })

  test('the collection is released meanwhile: NotLoaded', async () => {
    await using sandbox = await milvusSandbox('2.6')
    sandbox.intercept = ({ path }) => {
      if (path.endsWith('/describe')) sandbox.collection('default', 'articles')?.release()
      return undefined
    }
    const result = await milvusStep(sandbox, { searchable, timeout: '3s' })
    assert.equal(result.outputs['status'], 'Completed')
    assert.equal(result.outputs['errorCode'], 'NotLoaded')
    assert.match(
      errorOf(result),
      /^The import is complete, but the collection articles is not loaded: its rows are stored, but cannot be searched\..* Don't import again: load it, or set `searchable: load` next time\.$/,
    )
  })

  test('the collection is released meanwhile, and load loads it again', async () => {
    await using sandbox = await milvusSandbox('2.6')
    let isReleased = false
    sandbox.intercept = ({ path }) => {
      if (path.endsWith('/describe') && !isReleased) sandbox.collection('default', 'articles')?.release()
      if (path.endsWith('/describe')) isReleased = true
      return undefined
    }
    const result = await milvusStep(sandbox, { searchable: 'load' })
    assert.equal(result.conclusion, 'success', errorOf(result))
    assert.equal(result.outputs['rowsAfter'], '1120')
  })

  test('rows go into the default partition, which is not loaded: NotLoaded', async () => {
    await using sandbox = await milvusSandbox('2.6', { loadedPartitions: ['archive'], rows: 0 })
    const result = await milvusStep(sandbox, { searchable, timeout: '3s' })
    assert.equal(result.outputs['errorCode'], 'NotLoaded')
    assert.match(errorOf(result), /the partition _default is not loaded/)
  })

  test('cancelled while queries are waited for: at once, and nobody should import again', async () => {
    await using sandbox = await milvusSandbox('2.6', {}, STUCK)
    const cancel = whenAsked(sandbox, '/query', 2)
    const result = await milvusStep(sandbox, { searchable }, { cancel })
    assert.equal(result.outputs['status'], 'Cancelled')
    assert.equal(
      errorOf(result),
      "The workflow was cancelled. The import was complete (120 rows), but no query had counted its rows yet. Don't import again: the rows become visible by themselves, or after a refresh of the load.",
    )
    assert.ok((result.endedAfter ?? Infinity) < 3000, `${result.endedAfter} ms`)
    assert.equal(
      result.annotations[0]?.title,
      'Workflow cancelled when the import was complete: 120 rows from 1 file',
    )
  })
})

describe('searchable: what would not work ends before the create', { concurrency: 4 }, () => {
  const CASES = [
    [
      'not loaded',
      { isLoaded: false },
      {},
      'NotLoaded',
      /The collection is not loaded, so its rows cannot be searched\./,
    ],
    [
      'partition not loaded',
      { loadedPartitions: ['_default'] },
      { partitionName: 'archive' },
      'NotLoaded',
      /partition archive is not, although others may be/,
    ],
    [
      'partition missing',
      {},
      { partitionName: 'week47' },
      'PartitionMissing',
      /The partition does not exist/,
    ],
    [
      'collection missing',
      {},
      { collectionName: 'artikel' },
      'CollectionMissing',
      /The collection does not exist/,
    ],
    ['database missing', {}, { dbName: 'nope' }, 'DatabaseMissing', /The database does not exist/],
    [
      'no index',
      { isLoaded: false, indexedFields: [] },
      { searchable: 'load' },
      'NoIndex',
      /`searchable: load` needs an index on: vector\./,
    ],
  ] as const
  for (const [what, seed, inputs, code, words] of CASES) {
    test(`${what}: ${code}`, async () => {
      await using sandbox = await milvusSandbox('2.6', seed)
      const result = await milvusStep(sandbox, { searchable, ...inputs })
      assert.equal(result.outputs['status'], 'CheckFailed')
      assert.equal(result.outputs['errorCode'], code, errorOf(result))
      assert.match(errorOf(result), /^Nothing was submitted, because `searchable` would not work\. /)
      assert.match(errorOf(result), words)
      assert.deepEqual(requestsTo(sandbox, 'create'), [])
      assert.equal(result.outputs['jobId'], undefined)
    })
  }

  test('a user who may import but not query: NotPermitted', async () => {
    const users = { loader: { password: 'example-password', mayImport: ['default'], privileges: [] } }
    await using sandbox = await milvusSandbox({ milvus: '2.6', users })
    const result = await milvusStep(sandbox, { searchable, apiKey: 'loader:example-password' })
    assert.equal(result.outputs['errorCode'], 'NotPermitted')
    assert.deepEqual(requestsTo(sandbox, 'create'), [])
  })

  test('cancelled before the create: nothing was submitted', async () => {
    await using sandbox = await milvusSandbox('2.6', { isLoaded: false }, { tempo: { loading: 9e9 } })
    const result = await milvusStep(sandbox, { searchable: 'load' }, { cancel: whenAsked(sandbox, '/load') })
    assert.equal(result.outputs['status'], 'Cancelled')
    assert.match(errorOf(result), /^The workflow was cancelled: nothing was submitted\./)
    assert.deepEqual(requestsTo(sandbox, 'create'), [])
  })
})

describe('searchable: load', { concurrency: 4 }, () => {
  test('what is not loaded is loaded before the create, in a time of its own', async () => {
    const options = { tempo: { loading: 60_000 } }
    await using sandbox = await milvusSandbox('2.6', { isLoaded: false }, options)
    const result = await milvusStep(sandbox, { searchable: 'load', timeout: '4s' })
    assert.equal(result.conclusion, 'success', errorOf(result))
    assert.ok(asked(sandbox).indexOf('create') > asked(sandbox).indexOf('collections/load'))
    assert.match(result.log, /Collection articles is not loaded: loading it/)
    assert.match(
      result.log,
      /Waiting until collection articles is loaded, for 4s at most; nothing is submitted yet/,
    )
    assert.deepEqual([result.outputs['rowsBefore'], result.outputs['rowsAfter']], ['1000', '1120'])
    assert.equal(await sandbox.visibleRows('default', 'articles'), 1120)
  })

  test('a partition that is not loaded is loaded with its collection', async () => {
    await using sandbox = await milvusSandbox('2.6', { loadedPartitions: ['_default'] })
    const result = await milvusStep(sandbox, { searchable: 'load', partitionName: 'archive' })
    assert.equal(result.outputs['rowsAfter'], '120', errorOf(result))
  })

  test('a partition that stays unloaded: NotLoaded', async () => {
    await using sandbox = await milvusSandbox('2.6', { loadedPartitions: ['_default'] })
    sandbox.intercept = answerOn('/load', { code: 0, data: {} })
    const inputs = { searchable: 'load', partitionName: 'archive', timeout: '3s' }
    const result = await milvusStep(sandbox, inputs)
    assert.equal(result.outputs['errorCode'], 'NotLoaded')
    assert.match(errorOf(result), /partition archive is not, although others may be/)
    assert.deepEqual(requestsTo(sandbox, 'create'), [])
  })

  test('lost answers and rate limits of the load are survived', async () => {
    const faults = [
      { on: 'load', nth: 1, fault: { kind: 'answer', when: 'before', answer: 'code 1807' } },
      { on: 'load', nth: 2, fault: { kind: 'reset', when: 'after' } },
    ] as const
    await using sandbox = await milvusSandbox('2.6', { isLoaded: false }, { faults })
    const result = await milvusStep(sandbox, { searchable: 'load' })
    assert.equal(result.conclusion, 'success', errorOf(result))
  })

  test('a load that outlasts every query is waited for', async () => {
    const options = { tempo: { loading: 100_000 } }
    await using sandbox = await milvusSandbox('2.6', { isLoaded: false }, options)
    const startedAt = Date.now()
    sandbox.intercept = ({ path }) =>
      path.endsWith('/query') && requestsTo(sandbox, 'load').length > 0 && Date.now() - startedAt < 5000
        ? { status: 408, body: { code: 10001, message: 'request timeout' } }
        : undefined
    const result = await milvusStep(sandbox, { searchable: 'load' })
    assert.equal(result.conclusion, 'success', errorOf(result))
  })
})

describe('searchable: where the data plane is', { concurrency: 4 }, () => {
  const cloud = (details: object = {}) => ({
    clusters: { [CLUSTER]: { default: { articles: { ...articles, rows: 10 } } } },
    clusterDetails: { [CLUSTER]: details },
  })

  test('the connectAddress of the cluster, when no endpoint of it is given', async () => {
    await using sandbox = await testSandbox(cloud())
    const result = await step(sandbox, { searchable })
    assert.equal(result.conclusion, 'success', errorOf(result))
    assert.equal(sandbox.requests[0]?.path, `/v2/clusters/${CLUSTER}`)
    assert.deepEqual([result.outputs['rowsBefore'], result.outputs['rowsAfter']], ['10', '130'])
  })

  const BAD = [
    ['not https', 'http://in01-0123456789abcde.example.com', /the endpoint of the cluster is not https/],
    ['no address yet', '', /the cluster has no endpoint yet/],
    ['nobody there', 'http://127.0.0.1:9', /ECONNREFUSED/],
  ] as const
  for (const [what, connectAddress, words] of BAD) {
    test(`${what}: DataPlaneUnreachable, nothing was submitted`, async () => {
      await using sandbox = await testSandbox(cloud({ connectAddress }))
      const result = await step(sandbox, { searchable, timeout: '2s' })
      assert.equal(result.outputs['errorCode'], 'DataPlaneUnreachable')
      assert.match(errorOf(result), words)
      assert.deepEqual(requestsTo(sandbox, 'create'), [])
    })
  }

  test('an on-demand project: refused by the inputs', async () => {
    await using sandbox = await testSandbox()
    const project = { clusterId: null, projectId: 'proj-0123456789abcdef', regionId: 'aws-us-west-2' }
    const result = await step(sandbox, { ...project, searchable })
    assert.equal(result.outputs['status'], 'InvalidInput')
    assert.deepEqual(sandbox.requests, [])
  })
})

test('without the inputs not one request more is made, and no code for them is loaded', async () => {
  await using sandbox = await milvusSandbox('3.0.2')
  using without = witness()
  await milvusStep(sandbox, {}, { env: without.env })
  assert.deepEqual([...new Set(asked(sandbox))], ['list', 'create', 'describe'])
  assert.deepEqual(without.testimony().files, ['index.js'])
  using within = witness()
  await milvusStep(sandbox, { searchable }, { env: within.env })
  assert.ok(within.testimony().files.length > 1)
})
