import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { articles } from '../../sandbox/samples.ts'
import type { SandboxOptions, World } from '../../sandbox/server.ts'
import {
  API_KEY,
  assertSeen,
  BUCKET_KEYS,
  CLUSTER,
  createBody,
  type Inputs,
  MILVUS,
  NO_SOURCE,
  requestsTo,
  step,
  testSandbox,
} from '../harness/step.ts'

// What is sent, for the inputs that are given.

const FILE = 's3://example-articles/daily/science.jsonl'
const INTO = { clusterId: CLUSTER, collectionName: 'articles' }
const NUMPY = ['id', 'title', 'reading_time', 'vector'].map(field => `daily/culture/${field}.npy`)
const project = { projectId: 'proj-0123456789', regionId: 'aws-us-west-2' }

interface Row {
  readonly inputs: Inputs
  readonly world?: Partial<World>
  readonly options?: Partial<SandboxOptions>
  /** The whole body of the create. */
  readonly body: object
  /** Stands in the body of every call; `undefined`: in none. */
  readonly everywhere?: Readonly<Record<string, string | undefined>>
  readonly importedRows?: string
}

const BODIES: Readonly<Record<string, Row>> = {
  'a public object: no keys, nothing empty': {
    inputs: { accessKey: null, secretKey: '', wait: 'false' },
    body: { ...INTO, objectUrls: [[FILE]] },
  },
  'a volume: its paths as dataPaths': {
    inputs: { ...NO_SOURCE, volumeName: 'example-articles', files: 'daily/science.jsonl\nparts/' },
    world: { volumes: ['example-articles'] },
    body: { ...INTO, volumeName: 'example-articles', dataPaths: [['daily/science.jsonl'], ['parts/']] },
    importedRows: '570',
  },
  'an on-demand database: project and region on every call': {
    inputs: { clusterId: null, ...project },
    world: { projects: { 'proj-0123456789/aws-us-west-2': { default: { articles } } } },
    body: { ...project, collectionName: 'articles', objectUrls: [[FILE]], ...BUCKET_KEYS },
    everywhere: { ...project, clusterId: undefined },
    importedRows: '120',
  },
  'a database: in body and header of every call': {
    inputs: { dbName: 'news' },
    world: { clusters: { [CLUSTER]: { news: { articles } } } },
    body: { ...INTO, dbName: 'news', objectUrls: [[FILE]], ...BUCKET_KEYS },
    everywhere: { dbName: 'news' },
    importedRows: '120',
  },
  'Milvus: a group of NumPy files, options as text': {
    inputs: {
      ...MILVUS,
      ...{ apiKey: 'root:Milvus-password', files: NUMPY.join(','), options: 'timeout=1h', dbName: 'default' },
    },
    options: {
      api: { milvus: '2.6', users: { root: { password: 'Milvus-password', mayImport: 'admin' } } },
    },
    body: { dbName: 'default', collectionName: 'articles', files: [NUMPY], options: { timeout: '1h' } },
    everywhere: { dbName: 'default' },
    importedRows: '130',
  },
}

describe('what is sent', { concurrency: 4 }, () => {
  for (const [name, { inputs, world, options, body, everywhere = {}, importedRows }] of Object.entries(
    BODIES,
  ))
    test(name, async () => {
      await using sandbox = await testSandbox(world, options)
      assertSeen(await step(sandbox, inputs), {
        status: importedRows ? 'Completed' : 'Submitted',
        importedRows,
      })
      assert.deepEqual(createBody(sandbox), body)
      for (const { headers, body } of sandbox.requests) {
        const sent = JSON.parse(body)
        for (const [field, value] of Object.entries(everywhere)) assert.equal(sent[field], value)
        assert.equal(headers['db-name'], everywhere['dbName'])
        assert.equal(headers.authorization, `Bearer ${inputs['apiKey'] ?? API_KEY}`)
      }
    })

  test('everything that an object store needs, and the headers', async () => {
    await using sandbox = await testSandbox()
    await step(sandbox, {
      objectUrl: `${FILE}\n\n   gs://example-articles/parts/  \r\n`,
      ...{ sessionToken: 'test-session-token-0123', partitionName: 'archive', wait: 'false' },
    })
    assert.deepEqual(createBody(sandbox), {
      ...{ ...INTO, partitionName: 'archive', objectUrls: [[FILE], ['gs://example-articles/parts/']] },
      ...{ ...BUCKET_KEYS, token: 'test-session-token-0123' },
    })
    const { headers } = requestsTo(sandbox, 'create')[0] ?? {}
    assert.deepEqual([headers?.['content-type'], headers?.accept], ['application/json', 'application/json'])
    assert.match(String(headers?.['idempotency-key']), /^zilliz-import-[0-9a-f]{40}$/)
  })

  for (const route of ['get_progress', 'getProgress'])
    test(`a server that knows progress as ${route} only: found once, and remembered`, async () => {
      await using sandbox = await testSandbox({}, { progressRoutes: [route], speed: 4 })
      assertSeen(await step(sandbox, { expectedRows: '120' }), { status: 'Completed' })
      assert.equal(requestsTo(sandbox, 'describe').length, 1)
      assert.ok(requestsTo(sandbox, route).length > 1)
    })

  test('the key follows from the request: other files another key, other secrets the same; off sends none', async () => {
    await using sandbox = await testSandbox()
    const keyOf = async (inputs: Inputs) => {
      await step(sandbox, { wait: 'false', ...inputs })
      return requestsTo(sandbox, 'create').at(-1)?.headers['idempotency-key']
    }
    const key = await keyOf({})
    assert.equal(await keyOf({ secretKey: 'another-secret-key-0123' }), key)
    assert.notEqual(await keyOf({ objectUrl: FILE.replace('science.jsonl', 'politics.parquet') }), key)
    assert.equal(await keyOf({ idempotencyKey: 'nightly-2026-11-22' }), 'nightly-2026-11-22')
    assert.equal(await keyOf({ idempotencyKey: 'off' }), undefined)
  })
})
