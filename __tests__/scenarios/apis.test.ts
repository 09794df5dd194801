import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Api } from '../../sandbox/api.ts'
import type { MilvusVersion } from '../../sandbox/milvus/profile.ts'
import { API_KEY, BUCKET_KEYS, createBody, errorOf, requestsTo, step, testSandbox } from '../harness/step.ts'

// The same stories for each API, through the built action.

type With = Readonly<Record<string, string | null>>

interface Case {
  readonly name: string
  readonly sandbox: Api
  /** What this API needs besides the usual step, or must not have. */
  readonly with: With
  /** Several files, of 450 rows in all where the API takes several. */
  readonly good: With
  readonly rows: number
  /** A file whose vectors have a wrong dimension. */
  readonly bad: With
  /** What this API refuses at once, and its code. */
  readonly refused: With
  readonly code: string
  readonly create: string
  readonly progress: string
}

const NO_CLOUD: With = { clusterId: null, objectUrl: null, accessKey: null, secretKey: null, apiKey: null }
const milvus = (version: MilvusVersion): Case => ({
  name: `milvus ${version}`,
  sandbox: { milvus: version },
  with: { ...NO_CLOUD, api: 'milvus' },
  good: {
    files: [
      'daily/politics.parquet',
      version === '2.4' || version === '2.5' ? 'parts/part-1.parquet' : 'daily/science.jsonl',
      ['id', 'title', 'reading_time', 'vector'].map(field => `daily/culture/${field}.npy`).join(', '),
    ].join('\n'),
  },
  rows: version === '2.4' || version === '2.5' ? 200 + 90 + 130 : 450,
  bad: { files: version === '2.4' || version === '2.5' ? 'broken/sports.json' : 'broken/sports.jsonl' },
  refused: { collectionName: 'nothing', files: 'daily/politics.parquet' },
  code: '100',
  create: 'import/create',
  progress: version === '2.4.12' ? 'get_progress' : 'describe',
})

const DAILY = 's3://example-articles/daily'
const CASES: readonly Case[] = [
  {
    name: 'zilliz-v2',
    sandbox: 'zilliz-v2',
    with: { api: 'zilliz-v2' },
    good: { objectUrl: `${DAILY}/politics.parquet\n${DAILY}/science.jsonl\n${DAILY}/culture/` },
    rows: 450,
    bad: { objectUrl: 's3://example-articles/broken/sports.jsonl' },
    refused: { collectionName: 'nothing' },
    code: '100',
    create: 'import/create',
    progress: 'describe',
  },
  {
    name: 'zilliz-v1',
    sandbox: 'zilliz-v1',
    with: { api: 'zilliz-v1' },
    good: { objectUrl: 's3://example-articles/parts/' },
    rows: 450,
    bad: { objectUrl: 's3://example-articles/broken/sports.jsonl' },
    refused: { collectionName: 'nothing' },
    code: '47005',
    create: 'collections/import',
    progress: `get?`,
  },
  ...(['2.4', '2.5', '2.6', '3.0', '3.0.2'] as const).map(milvus),
]

for (const { name, sandbox: api, with: base, good, rows, bad, refused, code, create, progress } of CASES) {
  const sandboxOf = (speed = 40) => testSandbox({}, { api, speed })
  const isV1 = name === 'zilliz-v1'

  test(`${name}: several files`, async () => {
    await using sandbox = await sandboxOf()
    const result = await step(sandbox, { ...base, ...good, ...(isV1 ? {} : { expectedRows: String(rows) }) })
    assert.equal(result.outputs['status'], 'Completed', errorOf(result))
    assert.equal(result.outputs['importedRows'], isV1 ? undefined : String(rows))
    assert.equal(JSON.parse(result.outputs['files'] ?? '[]').length, 3)
    assert.equal(result.outputs['state'], 'Completed')
    assert.doesNotMatch(result.log, /does not know/)
    assert.equal(await sandbox.jobs.rowsIn('articles'), rows)
  })

  test(`${name}: a failing file`, async () => {
    await using sandbox = await sandboxOf()
    const result = await step(sandbox, { ...base, ...bad })
    if (name === 'milvus 2.4' || name === 'milvus 2.5') {
      assert.match(errorOf(result), /did not find the file.*inside the bucket that Milvus/)
    } else {
      assert.equal(result.outputs['status'], 'Failed', errorOf(result))
      assert.match(errorOf(result), /dimension/)
    }
    assert.equal(result.conclusion, 'failure')
    assert.equal(await sandbox.jobs.rowsIn('articles'), 0)
  })

  test(`${name}: a refusal`, async () => {
    await using sandbox = await sandboxOf()
    const result = await step(sandbox, { ...base, ...good, ...refused })
    assert.equal(result.outputs['status'], 'Rejected')
    assert.equal(result.outputs['errorCode'], code)
    assert.match(errorOf(result), /Check `collectionName`/)
  })

  test(`${name}: submitted without waiting, then waited for`, async () => {
    await using sandbox = await sandboxOf()
    const first = await step(sandbox, { ...base, ...good, wait: 'false' })
    assert.equal(first.outputs['status'], 'Submitted', errorOf(first))
    const { jobId = '' } = first.outputs
    const nothing = { objectUrl: null, files: null, accessKey: null, secretKey: null, collectionName: null }
    const second = await step(sandbox, { ...base, ...nothing, jobId })
    assert.equal(second.outputs['status'], 'Completed', errorOf(second))
    assert.equal(second.outputs['jobId'], jobId)
    assert.equal(sandbox.requests.filter(({ path }) => path.endsWith(create)).length, 1)
    assert.ok(sandbox.requests.some(({ path }) => path.includes(progress)))
  })

  test(`${name}: a wait that is too short`, async () => {
    await using sandbox = await sandboxOf(0.5)
    const result = await step(sandbox, { ...base, ...good, timeout: '1s' })
    assert.equal(result.outputs['status'], 'TimedOut', errorOf(result))
    assert.ok(result.log.includes(`jobId: "${result.outputs['jobId']}"`))
  })
}

test('milvus before 2.4.13: get_progress where describe is not known', async () => {
  await using sandbox = await testSandbox({}, { api: { milvus: '2.4.12' } })
  const result = await step(sandbox, { ...NO_CLOUD, api: 'milvus', files: 'daily/politics.parquet' })
  assert.equal(result.outputs['status'], 'Completed', errorOf(result))
  assert.equal(requestsTo(sandbox, 'describe').length, 1)
})

test('milvus: user and password, options as text, the database in body and header, the group of NumPy files', async () => {
  const users = { root: { password: 'Milvus-password', mayImport: 'admin' } } as const
  await using sandbox = await testSandbox({}, { api: { milvus: '2.6', users } })
  const files =
    'daily/culture/id.npy,daily/culture/title.npy,daily/culture/reading_time.npy,daily/culture/vector.npy'
  const inputs = {
    ...NO_CLOUD,
    api: 'milvus',
    apiKey: 'root:Milvus-password',
    files,
    options: 'timeout=1h',
    dbName: 'default',
  }
  const result = await step(sandbox, inputs)
  assert.equal(result.outputs['status'], 'Completed', errorOf(result))
  assert.deepEqual(createBody(sandbox), {
    dbName: 'default',
    collectionName: 'articles',
    files: [files.split(',')],
    options: { timeout: '1h' },
  })
  for (const { headers } of sandbox.requests) assert.equal(headers['db-name'], 'default')
  const refused = await step(sandbox, { ...inputs, apiKey: 'root:another-password' })
  assert.equal(refused.outputs['errorCode'], '1800')
  assert.match(errorOf(refused), /`user:password`/)
})

test('milvus 3.0: a two-phase job ends as Uncommitted, with what to do', async () => {
  await using sandbox = await testSandbox({}, { api: { milvus: '3.0' } })
  const result = await step(sandbox, {
    ...NO_CLOUD,
    api: 'milvus',
    files: 'daily/politics.parquet',
    options: 'auto_commit=false',
  })
  assert.equal(result.outputs['status'], 'Uncommitted')
  assert.match(errorOf(result), /\/v2\/vectordb\/jobs\/import\/commit/)
})

test('milvus 3.0.2: a re-run of the same run finds its job; after a failed one it submits one new', async () => {
  await using sandbox = await testSandbox({}, { api: { milvus: '3.0.2' } })
  const inputs = { ...NO_CLOUD, api: 'milvus', files: 'daily/politics.parquet' }
  const first = await step(sandbox, inputs)
  const again = await step(sandbox, inputs, { attempt: 2 })
  assert.equal(again.outputs['jobId'], first.outputs['jobId'])
  assert.match(again.log, /Found import job \S+ of an earlier attempt/)
  assert.equal(await sandbox.jobs.rowsIn('articles'), 200)

  const bad = { ...inputs, files: 'daily/absent.parquet' }
  const failed = await step(sandbox, bad)
  const retried = await step(sandbox, bad, { attempt: 2 })
  assert.notEqual(retried.outputs['jobId'], failed.outputs['jobId'])
  assert.match(retried.log, /of an earlier attempt has failed: submitting one new job/)
})

test("milvus 3.0.2: a key of the author's own that leads to a failed job says that a new import needs a new key", async () => {
  await using sandbox = await testSandbox({}, { api: { milvus: '3.0.2' } })
  const inputs = {
    ...NO_CLOUD,
    api: 'milvus',
    files: 'daily/absent.parquet',
    idempotencyKey: 'nightly-2026-11-22',
  }
  const result = await step(sandbox, inputs)
  assert.match(errorOf(result), /A new import needs a new `idempotencyKey`/)
  const [create] = requestsTo(sandbox, 'create')
  assert.equal(create?.headers['idempotency-key'], 'nightly-2026-11-22')
})

test('the key is derived from the request: other files another key, other secrets the same; off sends none', async () => {
  await using sandbox = await testSandbox({ bucketKeys: BUCKET_KEYS })
  const keyOf = async (inputs: With) => {
    await step(sandbox, { wait: 'false', ...inputs })
    return requestsTo(sandbox, 'create').at(-1)?.headers['idempotency-key']
  }
  const key = await keyOf({})
  assert.match(String(key), /^zilliz-import-[0-9a-f]{40}$/)
  assert.equal(await keyOf({ secretKey: 'another-secret-key-0123', apiKey: API_KEY }), key)
  assert.notEqual(await keyOf({ objectUrl: `${DAILY}/politics.parquet` }), key)
  assert.equal(await keyOf({ idempotencyKey: 'off' }), undefined)
})

test('v1: the scale of readyPercentage, both ways', async () => {
  for (const readyAt of [1, 100] as const) {
    await using sandbox = await testSandbox({}, { api: { api: 'zilliz-v1', readyAt }, speed: 2 })
    const result = await step(sandbox, { api: 'zilliz-v1', timeout: '3s' })
    const { progress } = result.outputs
    assert.ok(Number(progress) > 10 && Number(progress) < 100, `readyAt ${readyAt}: ${progress}`)
  }
})
