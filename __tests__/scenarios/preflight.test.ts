import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { StepResult } from '../../sandbox/runner/run-action.ts'
import { articles, writeSamples } from '../../sandbox/samples.ts'
import type { Sandbox, SandboxOptions, World } from '../../sandbox/server.ts'
import {
  answer,
  assertSeen,
  BUCKET_KEYS,
  CLUSTER,
  data,
  type Inputs,
  MILVUS,
  requestsTo,
  step,
  testSandbox,
} from '../harness/step.ts'
import { type Stores, startStores } from '../harness/stores.ts'
import { type Authority, startAuthority } from '../harness/tls.ts'

const DATA = fileURLToPath(new URL('../fixtures/files/data', import.meta.url))
const S3 = 'example-articles.s3.us-east-1.amazonaws.com'
const WEB = 'files.example.com'
const HOSTS = { store: [S3], web: WEB }
const LARGE = { '/web/large.json': 1024 ** 3 + 1 }

let folder: string
let authority: Authority
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-'))
  await writeSamples(folder)
  authority = await startAuthority()
  put('web/plain.parquet', 'plain.parquet')
  put('example-articles/one/plain.parquet', 'plain.parquet')
  put('example-articles/one/dim.parquet', 'dim.parquet')
  put('example-articles/both/a.parquet', 'plain.parquet')
  write('example-articles/both/b.json', '[]')
  mkdirSync(join(folder, 'example-articles/nothing'))
  for (let index = 0; index <= 1000; index += 1) write(`example-articles/many/${index}.json`, '[]')
})
after(async () => {
  await authority[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

function put(path: string, fixture: string): void {
  write(path, '')
  copyFileSync(join(DATA, fixture), join(folder, path))
}

function write(path: string, text: string): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

interface Seen extends StepResult {
  readonly checks: readonly { readonly name: string; readonly result: string; readonly text: string }[]
  readonly sandbox: Sandbox
  readonly stores: Stores
}

interface Around {
  readonly world?: Partial<World>
  readonly options?: Partial<SandboxOptions>
  readonly answers?: Parameters<typeof answer>[1]
  /** The store refuses everything. */
  readonly isClosed?: boolean
}

/** What one step saw; sandbox and store are gone by then, their records are not. */
async function look(
  inputs: Inputs,
  { world, options, answers = {}, isClosed = false }: Around = {},
): Promise<Seen> {
  await using sandbox = await testSandbox({ buckets: folder, ...world }, options)
  await using stores = await startStores(authority, HOSTS, { folder, keys: [BUCKET_KEYS] }, LARGE)
  answer(sandbox, answers)
  const fault = { kind: 'answer', when: 'before', answer: 'AccessDenied' } as const
  if (isClosed) stores.store.faults.plan({ on: 'any', nth: 1, times: 99, fault })
  const source = { objectUrl: 's3://example-articles/one/plain.parquet' }
  const result = await step(sandbox, { preflight: 'only', ...source, ...inputs }, { env: stores.env })
  assert.deepEqual(stores.store.mistakes, [])
  return { ...result, checks: JSON.parse(result.outputs['checks'] ?? '[]'), sandbox, stores }
}

const of = (collections: object): Partial<World> => ({
  clusters: { [CLUSTER]: { default: { articles, ...collections } } },
})
const keyed = {
  fields: [...articles.fields, { name: 'tenant', type: 'VarChar', maxLength: 20, isPartitionKey: true }],
}
const cold = { cold: { ...articles, isLoaded: false } }
const ON_MILVUS = { ...MILVUS, files: 'one/plain.parquet' }
const FAST = { tempo: { appearing: 100, refreshing: 50 } }
const LOAD_COLD = { collectionName: 'cold', searchable: 'load' }

/** Every code that a check can fail with, and what is told. */
const CASES: Readonly<Record<string, readonly [Inputs, says: RegExp, Around?]>> = {
  ClusterNotRunning: [
    {},
    /Cluster in01-0123456789abcde is SUSPENDED\. .*Resume the cluster/,
    { world: { clusterDetails: { [CLUSTER]: { status: 'SUSPENDED' } } } },
  ],
  DataPlaneUnreachable: [
    { searchable: 'true' },
    /`searchable` would not work: the address that answers queries could not be reached/,
    { world: { clusterDetails: { [CLUSTER]: { connectAddress: 'https://127.0.0.1:1' } } } },
  ],
  NotPermitted: [{ apiKey: 'another-api-key-0123456789' }, /does not accept the API key/],
  DatabaseMissing: [{ dbName: 'defualt' }, /no database defualt; the nearest is default/],
  CollectionMissing: [{ collectionName: 'Artcles' }, /no collection Artcles; the nearest is articles/],
  PartitionMissing: [{ partitionName: 'archiv' }, /no partition archiv in articles; the nearest is archive/],
  PartitionWithKey: [
    {
      ...{ collectionName: 'keyed', partitionName: 'archive' },
      objectUrl: 's3://example-articles/daily/science.jsonl',
    },
    /the partition key tenant decides/,
    { world: of({ keyed }) },
  ],
  ExternalCollection: [
    { ...ON_MILVUS, collectionName: 'outside' },
    /Collection outside is an external one/,
    { world: of({ outside: { ...articles, isExternal: true } }), options: { api: { milvus: '3.0' } } },
  ],
  TwoPhaseUnsupported: [
    { ...ON_MILVUS, commit: 'verified' },
    /`commit` would not work: the server has no two-phase import/,
    { options: { api: { milvus: '2.6' } } },
  ],
  NotLoaded: [{ collectionName: 'cold', searchable: 'true' }, /`searchable: load`/, { world: of(cold) }],
  NoIndex: [
    LOAD_COLD,
    /A vector field has no index|a vector field has no index/,
    { world: of({ cold: { ...cold.cold, indexedFields: [] } }) },
  ],
  AliasTaken: [
    { searchable: 'true', alias: 'prod' },
    /the alias has the name of a collection: prod/,
    { world: of({ prod: articles }) },
  ],
  ObjectMissing: [
    { objectUrl: 's3://example-articles/one/plan.parquet' },
    /There is no s3:\/\/example-articles\/one\/plan\.parquet\. /,
  ],
  FolderEmpty: [
    { objectUrl: 's3://example-articles/nothing/' },
    /There is no file in s3:\/\/example-articles\/nothing\//,
  ],
  TooManyFiles: [{ objectUrl: 's3://example-articles/many/' }, /There are 1,001 files, a job takes 1,000/],
  FileTooLarge: [
    { clusterId: 'in03-0123456789abcde', objectUrl: `https://${WEB}/web/large.json` },
    /large\.json has 1\.1 GB, a job takes 1\.1 GB in one file/,
    { world: { clusters: { 'in03-0123456789abcde': { default: { articles } } } } },
  ],
  MixedFormats: [
    { objectUrl: 's3://example-articles/both/' },
    /holds Parquet \(a\.parquet\) and JSON \(b\.json\)/,
  ],
  FormatUnsupported: [
    { ...ON_MILVUS, files: 'one/a.csv' },
    /Milvus 2\.4 does not read CSV/,
    { options: { api: { milvus: '2.4' } } },
  ],
  SchemaMismatch: [
    { objectUrl: 's3://example-articles/one/dim.parquet' },
    /dim\.parquet: column vector holds .* dimension 8/,
  ],
  RowsUnknown: [
    { objectUrl: 's3://example-articles/daily/science.jsonl', expectedRows: 'files' },
    /`expectedRows: files` would not work: science\.jsonl is JSON Lines, which does not show how many rows it has/,
  ],
}

const FORBIDDEN = { status: 403, body: { code: 65535, message: 'PermissionDenied: privilege check failure' } }
const NO_ROUTE = { status: 404, body: '404 page not found' }
/** What keeps a step from looking, and the checks that are unknown then. */
const BLIND: Readonly<Record<string, readonly [NonNullable<Around['answers']>, ...unknown: string[]]>> = {
  'a description that is refused': [{ 'collections/describe': FORBIDDEN }, 'schema', 'schema'],
  'no data plane at the address': [
    {
      '': (_, { path }) => (/^\/v2\/vectordb\/(?!jobs\/import\/)/.test(path) ? NO_ROUTE : undefined),
    },
    ...['credentials', 'schema'],
  ],
  'a control plane that tells nothing about clusters': [
    { [`clusters/${CLUSTER}`]: FORBIDDEN },
    ...['cluster', 'collection', 'schema'],
  ],
  'a data plane that breaks down': [
    { 'collections/has': { status: 503, body: 'upstream' } },
    ...['data plane', 'schema'],
  ],
}

const sum = ({ sandbox, stores }: Seen) => sandbox.requests.length + stores.store.requests.length
const unseen = ({ checks }: Seen) => checks.find(({ name }) => name === 'objects')
const FILES_TELL = /The files hold 5 rows, according to their footers and headers/

for (const [errorCode, [inputs, says, around]] of Object.entries(CASES))
  test(`${errorCode}: red before the create, with what was seen and what to do`, async () => {
    const seen = await look(inputs, around)
    assertSeen(seen, { status: 'CheckFailed', errorCode }, /^Nothing was submitted\. /, says)
    assert.deepEqual(requestsTo(seen.sandbox, 'create'), [])
    assert.equal(seen.checks.filter(({ result }) => result === 'failed').length, 1)
    assert.match(seen.summary, /Checks: .*1 failed/)
  })

describe('preflight', { concurrency: 4 }, () => {
  test('four things wrong at once are told together, each with what to do; the first of the list is the code', async () => {
    const objectUrl = 's3://example-articles/one/dim.parquet\ns3://example-articles/one/plan.parquet'
    const inputs = { partitionName: 'archiv', searchable: 'true', alias: 'prod', objectUrl }
    const seen = await look(inputs, { world: of({ prod: articles }) })
    const { stdout, summary } = seen
    assertSeen(
      seen,
      { errorCode: 'PartitionMissing' },
      "Nothing was submitted. 4 checks failed: (1) There is no partition archiv in articles; the nearest is archive. Create it, or leave `partitionName` out to import into the default partition; (2) `alias` would not work: the alias has the name of a collection: prod. Choose another `alias`; (3) There is no s3://example-articles/one/plan.parquet. Check bucket, key, and upper and lower case, and that the job before this one has written the file; (4) dim.parquet: column vector holds 3 values per row, the collection's vector has dimension 8. Correct the files or columns named here, or import into a collection made for these files. Correct all of this, then run again.",
    )
    assert.match(stdout, /Checks: 5 ok, 4 failed, 1 unknown/)
    assert.match(stdout, /::group::All checks/)
    assert.match(summary, /\| partition \| \*\*failed\*\* \| There is no partition archiv/)
    assert.deepEqual(requestsTo(seen.sandbox, 'create'), [])
  })

  test('green: nothing is wrong, nothing was submitted, four requests, and what was not checked is said', async () => {
    const seen = await look({})
    const { checks, stdout, summary } = seen
    assertSeen(seen, { conclusion: 'success', status: 'Checked' })
    assert.deepEqual(
      checks.map(({ name, result }) => `${name} ${result}`),
      [
        'cluster ok',
        'credentials ok',
        'collection ok',
        'objects ok',
        'limits ok',
        'schema ok',
        'row values unknown',
      ],
    )
    assert.equal(sum(seen), 4)
    assert.match(stdout, /Checks: 6 ok, 1 unknown/)
    assert.match(summary, /<summary>Checks: 6 ok, 1 unknown<\/summary>/)
  })

  test('only with everything: searchable, alias, partition, rows of files: at most ten requests', async () => {
    const inputs = { searchable: 'load', alias: 'prod', partitionName: 'archive', expectedRows: 'files' }
    const world = of({ v7: { ...articles, aliases: ['latest', 'prod'] } })
    const seen = await look({ ...inputs, collectionName: 'latest' }, { world })
    assertSeen(seen, { status: 'Checked' })
    assert.ok(sum(seen) <= 10)
    assert.ok(seen.checks.some(({ text }) => text === 'latest is an alias, and means v7 now'))
    assert.ok(seen.checks.some(({ text }) => FILES_TELL.test(text)))
  })

  test('a collection that searchable would load: only leaves it, true loads it, and a query counts the rows', async () => {
    const only = await look(LOAD_COLD, { world: of(cold) })
    assertSeen(only, { status: 'Checked' })
    assert.deepEqual(requestsTo(only.sandbox, 'load'), [])
    const seen = await look({ ...LOAD_COLD, preflight: 'true' }, { world: of(cold), options: FAST })
    assertSeen(seen, { status: 'Completed', rowsAfter: '5' })
    assert.equal(requestsTo(seen.sandbox, 'load').length, 1)
  })

  /** The requests of a whole import, those of its waiting left out. */
  const beforeTheEnd = ({ sandbox }: Seen) =>
    sandbox.requests.map(({ path }) => path).filter(path => !/import\/(describe|get_progress)$/.test(path))

  test('true goes on to a completed import, with few requests more than without, and none twice', async () => {
    const without = await look({ preflight: null })
    const seen = await look({ preflight: 'true', expectedRows: 'files', partitionName: 'archive' })
    assertSeen(seen, { status: 'Completed', importedRows: '5' })
    const paths = beforeTheEnd(seen)
    const more = paths.length - beforeTheEnd(without).length + seen.stores.store.requests.length
    assert.ok(more <= 10, `${more} more`)
    assert.deepEqual([without.stores.store.requests, without.stores.asked], [[], []])
    const reads = paths.filter(path => !/create|list/.test(path))
    assert.equal(new Set(reads).size, reads.length)
  })

  test('with searchable and alias the checks cost no second request', async () => {
    const seen = await look({ preflight: 'true', searchable: 'true', alias: 'prod' }, { options: FAST })
    assertSeen(seen, { status: 'Completed' })
    const paths = beforeTheEnd(seen)
    const before = paths.slice(
      0,
      paths.findIndex(path => path.endsWith('import/create')),
    )
    const most = { 'entities/query': 1, 'collections/has': 2, [`clusters/${CLUSTER}`]: 1 }
    for (const [route, times] of Object.entries(most))
      assert.ok(before.filter(path => path.endsWith(route)).length <= times, route)
  })

  for (const [what, [answers, ...names]] of Object.entries(BLIND))
    test(`${what} stops nobody`, async () => {
      const seen = await look({ preflight: 'true' }, { answers })
      assertSeen(seen, { status: 'Completed' })
      const results = (word: string) =>
        seen.checks.filter(({ result }) => result === word).map(({ name }) => name)
      assert.deepEqual([results('unknown'), results('failed')], [[...names, 'row values'], []])
    })

  test('a bucket that these keys may not read stops nobody', async () => {
    const seen = await look({ preflight: 'true' }, { isClosed: true })
    assertSeen(seen, { status: 'Completed' })
    assert.equal(unseen(seen)?.result, 'unknown')
    assert.match(String(unseen(seen)?.text), /access was refused \(AccessDenied: Access Denied\)/)
  })

  test('a bucket out of reach stops nobody', async () => {
    const seen = await look({ objectUrl: 's3://another-bucket/a.parquet' })
    assertSeen(seen, { status: 'Checked' })
    assert.equal(unseen(seen)?.result, 'unknown')
  })

  test('the older API: what can be looked at is, the rest is unknown', async () => {
    const seen = await look({ api: 'zilliz-v1' }, { options: { api: 'zilliz-v1' } })
    assertSeen(seen, { status: 'Checked' })
    assert.equal(unseen(seen)?.result, 'ok')
    assert.deepEqual(seen.sandbox.requests, [])
  })

  test('a public file is read by ranges, without any keys', async () => {
    const inputs = { accessKey: null, secretKey: null, objectUrl: `https://${WEB}/web/plain.parquet` }
    const { checks, stores, sandbox } = await look(inputs)
    assert.ok(checks.some(({ name, result }) => name === 'schema' && result === 'ok'))
    assert.deepEqual(stores.files.asked, ['/web/plain.parquet bytes=0-65535'])
    assert.ok(sandbox.requests.length + stores.files.asked.length <= 10)
  })

  test('expectedRows: files is a number then: fewer rows than the files tell are red, without any other check', async () => {
    const inputs = { preflight: null, expectedRows: 'files' }
    const good = await look(inputs)
    assertSeen(good, { status: 'Completed', checks: undefined })
    assert.match(good.log, FILES_TELL)
    const job = { jobId: '1', state: 'Completed', progress: 100, totalRows: 4 }
    const answers = { 'import/create': data({ jobId: '1' }), 'import/describe': data(job) }
    assertSeen(await look(inputs, { answers }), { errorCode: 'RowCountMismatch' }, /5/)
  })

  test('files that are hidden are no ground for a create where their rows are to be counted', async () => {
    const inputs = { ...ON_MILVUS, preflight: null, expectedRows: 'files' }
    const seen = await look(inputs, { options: { api: { milvus: '2.6' } } })
    const says = /the bucket of Milvus cannot be looked at from here/
    assertSeen(seen, { errorCode: 'RowsUnknown' }, says)
    assert.deepEqual(seen.sandbox.requests, [])
  })

  test('what the files hold is part of the key: the same files lead to the same key, others to another', async () => {
    await using sandbox = await testSandbox({ buckets: folder })
    await using stores = await startStores(authority, HOSTS, { folder, keys: [BUCKET_KEYS] })
    const keyWith = async (fixture: string, preflight: string | null = 'true') => {
      put('example-articles/again/a.parquet', fixture)
      const inputs = { preflight, objectUrl: 's3://example-articles/again/', wait: 'false' }
      assertSeen(await step(sandbox, inputs, { env: stores.env }), { status: 'Submitted' })
      return requestsTo(sandbox, 'create').at(-1)?.headers['idempotency-key']
    }
    const first = await keyWith('plain.parquet')
    assert.match(String(first), /^zilliz-import-/)
    assert.equal(await keyWith('plain.parquet'), first)
    assert.notEqual(await keyWith('gzip.parquet'), first)
    assert.notEqual(await keyWith('plain.parquet', null), first)
  })

  /** A step that uploads one file of the runner into a bucket. */
  async function upload(fixture: string, inputs: Inputs) {
    const workspace = mkdtempSync(join(tmpdir(), 'workspace-'))
    copyFileSync(join(DATA, fixture), join(workspace, fixture))
    await using sandbox = await testSandbox({ buckets: folder })
    await using stores = await startStores(authority, HOSTS, { folder, keys: [BUCKET_KEYS] })
    const given = { path: fixture, objectUrl: 's3://example-articles/up/', ...inputs }
    const result = await step(sandbox, given, { env: { ...stores.env, GITHUB_WORKSPACE: workspace } })
    rmSync(workspace, { recursive: true })
    return { ...result, stored: stores.store.requests, submitted: requestsTo(sandbox, 'create') }
  }

  test('files of the runner are checked before anything of them is sent', async () => {
    const seen = await upload('dim.parquet', { preflight: 'true' })
    assertSeen(seen, { errorCode: 'SchemaMismatch' }, /dim\.parquet: column vector holds/)
    assert.deepEqual(seen.stored, [])
  })

  test('files of the runner tell their rows: checked, uploaded, imported; with `only` nothing is sent', async () => {
    const inputs = { expectedRows: 'files', preflight: 'true' }
    const done = await upload('plain.parquet', inputs)
    assertSeen(done, { status: 'Completed' })
    assert.match(done.log, FILES_TELL)
    assert.ok(done.stored.length > 0)
    const only = await upload('plain.parquet', { ...inputs, preflight: 'only' })
    assertSeen(only, { status: 'Checked' })
    assert.deepEqual([only.stored, only.submitted], [[], []])
  })
})
