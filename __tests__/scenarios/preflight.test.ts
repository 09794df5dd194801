import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { StepResult } from '../../sandbox/runner/run-action.ts'
import { articles, writeSamples } from '../../sandbox/samples.ts'
import type { Sandbox, SandboxOptions, World } from '../../sandbox/server.ts'
import { BUCKET_KEYS, errorOf, requestsTo, step, testSandbox } from '../harness/step.ts'
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

/** What one step saw; sandbox and store are gone by then, their records are not. */
async function look(
  inputs: Readonly<Record<string, string | null>>,
  world: Partial<World> = {},
  options: Partial<SandboxOptions> = {},
  withSandbox: (sandbox: Sandbox, stores: Stores) => void = () => {},
): Promise<Seen> {
  await using sandbox = await testSandbox({ buckets: folder, ...world }, options)
  await using stores = await startStores(authority, HOSTS, { folder, keys: [BUCKET_KEYS] }, LARGE)
  withSandbox(sandbox, stores)
  const source = { objectUrl: 's3://example-articles/one/plain.parquet' }
  const result = await step(sandbox, { preflight: 'only', ...source, ...inputs }, { env: stores.env })
  assert.deepEqual(stores.store.mistakes, [])
  assert.deepEqual(sandbox.mistakes, [])
  return { ...result, checks: JSON.parse(result.outputs['checks'] ?? '[]'), sandbox, stores }
}

const DB = 'default'
const CLUSTER = 'in01-0123456789abcde'
const of = (collections: object, more: object = {}): Partial<World> =>
  ({ clusters: { [CLUSTER]: { [DB]: { articles, ...collections } } }, ...more }) as Partial<World>
const keyed = {
  fields: [...articles.fields, { name: 'tenant', type: 'VarChar', maxLength: 20, isPartitionKey: true }],
}
const MILVUS = {
  ...{ api: 'milvus', clusterId: null, objectUrl: null, accessKey: null, secretKey: null },
  files: 'one/plain.parquet',
}

interface Case {
  readonly inputs: Readonly<Record<string, string | null>>
  readonly world?: Partial<World>
  readonly options?: Partial<SandboxOptions>
  readonly says: RegExp
}

/** Every code that a check can fail with, and what is told. */
const CASES: Readonly<Record<string, Case>> = {
  ClusterNotRunning: {
    inputs: {},
    world: { clusterDetails: { [CLUSTER]: { status: 'SUSPENDED' } } },
    says: /Cluster in01-0123456789abcde is SUSPENDED\. .*Resume the cluster/,
  },
  DataPlaneUnreachable: {
    inputs: { searchable: 'true' },
    world: { clusterDetails: { [CLUSTER]: { connectAddress: 'https://127.0.0.1:1' } } },
    says: /`searchable` would not work: the address that answers queries could not be reached/,
  },
  NotPermitted: { inputs: { apiKey: 'another-api-key-0123456789' }, says: /does not accept the API key/ },
  DatabaseMissing: { inputs: { dbName: 'defualt' }, says: /no database defualt; the nearest is default/ },
  CollectionMissing: {
    inputs: { collectionName: 'Artcles' },
    says: /no collection Artcles; the nearest is articles/,
  },
  PartitionMissing: {
    inputs: { partitionName: 'archiv' },
    says: /no partition archiv in articles; the nearest is archive/,
  },
  PartitionWithKey: {
    inputs: {
      ...{ collectionName: 'keyed', partitionName: 'archive' },
      objectUrl: 's3://example-articles/daily/science.jsonl',
    },
    world: of({ keyed }),
    says: /the partition key tenant decides/,
  },
  ExternalCollection: {
    inputs: { ...MILVUS, collectionName: 'outside' },
    world: of({ outside: { ...articles, isExternal: true } }),
    options: { api: { milvus: '3.0' } },
    says: /Collection outside is an external one/,
  },
  TwoPhaseUnsupported: {
    inputs: { ...MILVUS, commit: 'verified' },
    options: { api: { milvus: '2.6' } },
    says: /`commit` would not work: the server has no two-phase import/,
  },
  NotLoaded: {
    inputs: { collectionName: 'cold', searchable: 'true' },
    world: of({ cold: { ...articles, isLoaded: false } }),
    says: /`searchable: load`/,
  },
  NoIndex: {
    inputs: { collectionName: 'cold', searchable: 'load' },
    world: of({ cold: { ...articles, isLoaded: false, indexedFields: [] } }),
    says: /A vector field has no index|a vector field has no index/,
  },
  AliasTaken: {
    inputs: { searchable: 'true', alias: 'prod' },
    world: of({ prod: articles }),
    says: /the alias has the name of a collection: prod/,
  },
  ObjectMissing: {
    inputs: { objectUrl: 's3://example-articles/one/plan.parquet' },
    says: /There is no s3:\/\/example-articles\/one\/plan\.parquet\. /,
  },
  FolderEmpty: {
    inputs: { objectUrl: 's3://example-articles/nothing/' },
    says: /There is no file in s3:\/\/example-articles\/nothing\//,
  },
  TooManyFiles: {
    inputs: { objectUrl: 's3://example-articles/many/' },
    says: /There are 1,001 files, a job takes 1,000/,
  },
  FileTooLarge: {
    inputs: { clusterId: 'in03-0123456789abcde', objectUrl: `https://${WEB}/web/large.json` },
    world: { clusters: { 'in03-0123456789abcde': { [DB]: { articles } } } },
    says: /large\.json has 1\.1 GB, a job takes 1\.1 GB in one file/,
  },
  MixedFormats: {
    inputs: { objectUrl: 's3://example-articles/both/' },
    says: /holds Parquet \(a\.parquet\) and JSON \(b\.json\)/,
  },
  FormatUnsupported: {
    inputs: { ...MILVUS, files: 'one/a.csv' },
    options: { api: { milvus: '2.4' } },
    says: /Milvus 2\.4 does not read CSV/,
  },
  SchemaMismatch: {
    inputs: { objectUrl: 's3://example-articles/one/dim.parquet' },
    says: /dim\.parquet: column vector holds .* dimension 8/,
  },
  RowsUnknown: {
    inputs: { objectUrl: 's3://example-articles/daily/science.jsonl', expectedRows: 'files' },
    says: /`expectedRows: files` would not work: science\.jsonl is JSON Lines, which does not tell its rows/,
  },
}

for (const [code, { inputs, world, options, says }] of Object.entries(CASES)) {
  test(`${code}: red before the create, with what was seen and what to do`, async () => {
    const seen = await look(inputs, world, options)
    assert.equal(seen.outputs['errorCode'], code, errorOf(seen))
    assert.equal(seen.outputs['status'], 'CheckFailed')
    assert.match(errorOf(seen), says)
    assert.match(errorOf(seen), /^Nothing was submitted\. /)
    assert.equal(requestsTo(seen.sandbox, 'create').length, 0)
    assert.equal(seen.checks.filter(({ result }) => result === 'failed').length, 1)
    assert.match(seen.summary, /Checks: .*1 failed/)
  })
}

test('four things wrong at once are told together, each with what to do; the first of the list is the code', async () => {
  const seen = await look(
    {
      ...{ partitionName: 'archiv', searchable: 'true', alias: 'prod' },
      objectUrl: 's3://example-articles/one/dim.parquet\ns3://example-articles/one/plan.parquet',
    },
    of({ prod: articles }),
  )
  const { outputs, stdout, summary } = seen
  assert.equal(outputs['errorCode'], 'PartitionMissing')
  assert.equal(
    errorOf(seen),
    "Nothing was submitted. 4 checks failed: (1) There is no partition archiv in articles; the nearest is archive. Create it, or leave `partitionName` out to import into the default partition; (2) `alias` would not work: the alias has the name of a collection: prod. Choose another `alias`; (3) There is no s3://example-articles/one/plan.parquet. Check bucket, key, and upper and lower case, and that the job before this one has written the file; (4) dim.parquet: column vector holds 3 values per row, the collection's vector has dimension 8. Correct the files or columns named here, or import into a collection made for these files. Correct all of this, then run again.",
  )
  assert.match(stdout, /Checks: 5 ok, 4 failed, 1 unknown/)
  assert.match(stdout, /::group::All checks/)
  assert.match(summary, /\| partition \| \*\*failed\*\* \| There is no partition archiv/)
  assert.deepEqual(requestsTo(seen.sandbox, 'create'), [])
})

test('green: nothing is wrong, nothing was submitted, four requests, and what was not checked is said', async () => {
  const { outputs, checks, conclusion, sandbox, stores, stdout, summary } = await look({})
  assert.equal(conclusion, 'success')
  assert.equal(outputs['status'], 'Checked')
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
  assert.equal(sandbox.requests.length + stores.store.requests.length, 4)
  assert.match(stdout, /Checks: 6 ok, 1 unknown/)
  assert.match(summary, /<summary>Checks: 6 ok, 1 unknown<\/summary>/)
})

test('only with everything: searchable, alias, partition, rows of files: at most ten requests', async () => {
  const inputs = { searchable: 'load', alias: 'prod', partitionName: 'archive', expectedRows: 'files' }
  const seen = await look(
    { ...inputs, collectionName: 'latest' },
    of({ v7: { ...articles, aliases: ['latest', 'prod'] } }),
  )
  assert.equal(seen.outputs['status'], 'Checked', errorOf(seen))
  assert.ok(seen.sandbox.requests.length + seen.stores.store.requests.length <= 10)
  assert.ok(seen.checks.some(({ text }) => text === 'latest is an alias, and means v7 now'))
  assert.ok(
    seen.checks.some(({ text }) => text === 'The files hold 5 rows, according to their footers and headers'),
  )
})

test('only loads nothing: a collection that searchable would load stays as it is', async () => {
  const world = of({ cold: { ...articles, isLoaded: false } })
  const seen = await look({ collectionName: 'cold', searchable: 'load' }, world)
  assert.equal(seen.outputs['status'], 'Checked', errorOf(seen))
  assert.deepEqual(requestsTo(seen.sandbox, 'load'), [])
})

test('true loads it, once everything else has held, and a query counts the rows', async () => {
  const world = of({ cold: { ...articles, isLoaded: false } })
  const inputs = { preflight: 'true', collectionName: 'cold', searchable: 'load' }
  const seen = await look(inputs, world, { tempo: { appearing: 100, refreshing: 50 } })
  assert.equal(seen.outputs['status'], 'Completed', errorOf(seen))
  assert.equal(seen.outputs['rowsAfter'], '5')
  assert.equal(requestsTo(seen.sandbox, 'load').length, 1)
})

/** The requests of a whole import, those of its waiting left out. */
function beforeTheEnd({ requests }: Sandbox): string[] {
  return requests
    .map(({ path }) => path)
    .filter(path => !/describe$|get_progress$/.test(path) || /collections/.test(path))
}

test('true goes on to a completed import, with few requests more than without, and none twice', async () => {
  const without = await look({ preflight: null })
  const seen = await look({ preflight: 'true', expectedRows: 'files', partitionName: 'archive' })
  assert.equal(seen.outputs['status'], 'Completed', errorOf(seen))
  assert.equal(seen.outputs['importedRows'], '5')
  const paths = beforeTheEnd(seen.sandbox)
  const more = paths.length - beforeTheEnd(without.sandbox).length + seen.stores.store.requests.length
  assert.ok(more <= 10, `${more} more`)
  assert.equal(without.stores.store.requests.length, 0)
  assert.deepEqual(without.stores.asked, [])
  const reads = paths.filter(path => !/create|list/.test(path))
  assert.equal(new Set(reads).size, reads.length)
})

test('with searchable and alias the checks cost no second request', async () => {
  const inputs = { preflight: 'true', searchable: 'true', alias: 'prod' }
  const seen = await look(inputs, {}, { tempo: { appearing: 100, refreshing: 50 } })
  assert.equal(seen.outputs['status'], 'Completed', errorOf(seen))
  const paths = seen.sandbox.requests.map(({ path }) => path)
  const before = paths.slice(
    0,
    paths.findIndex(path => path.endsWith('import/create')),
  )
  for (const route of ['entities/query', 'collections/has', 'clusters/in01-0123456789abcde'])
    assert.ok(
      before.filter(path => path.endsWith(route)).length <= (route === 'collections/has' ? 2 : 1),
      route,
    )
})

type Intercept = NonNullable<Sandbox['intercept']>
const NO_ROUTE = { status: 404, body: '404 page not found' }
const FORBIDDEN = { status: 403, body: { code: 65535, message: 'PermissionDenied: privilege check failure' } }
const IS_IMPORT = /\/jobs\/import\//

/** What keeps a step from looking, and the checks that are unknown then. */
const UNSEEN: readonly (readonly [
  what: string,
  intercept: Intercept | undefined,
  unknown: readonly string[],
])[] = [
  [
    'a description that is refused',
    ({ path }) => (path.endsWith('collections/describe') ? FORBIDDEN : undefined),
    ['schema', 'schema'],
  ],
  [
    'no data plane at the address',
    ({ path }) => (/^\/v2\/vectordb\//.test(path) && !IS_IMPORT.test(path) ? NO_ROUTE : undefined),
    ['credentials', 'schema'],
  ],
  [
    'a control plane that tells nothing about clusters',
    ({ path }) => (/^\/v2\/clusters\//.test(path) ? FORBIDDEN : undefined),
    ['cluster', 'collection', 'schema'],
  ],
  [
    'a data plane that breaks down',
    ({ path }) => (path.endsWith('collections/has') ? { status: 503, body: 'upstream' } : undefined),
    ['data plane', 'schema'],
  ],
]

for (const [what, intercept, names] of UNSEEN)
  test(`${what} stops nobody`, async () => {
    const seen = await look({ preflight: 'true' }, {}, {}, sandbox => {
      sandbox.intercept = intercept
    })
    assert.equal(seen.outputs['status'], 'Completed', errorOf(seen))
    assert.deepEqual(
      seen.checks.filter(({ result }) => result === 'unknown').map(({ name }) => name),
      [...names, 'row values'],
    )
    assert.deepEqual(
      seen.checks.filter(({ result }) => result === 'failed'),
      [],
    )
  })

test('a bucket that these keys may not read stops nobody, and one out of reach neither', async () => {
  const refused = await look({ preflight: 'true' }, {}, {}, (_, { store }) => {
    const fault = { kind: 'answer', when: 'before', answer: 'AccessDenied' } as const
    store.faults.plan({ on: 'any', nth: 1, times: 99, fault })
  })
  assert.equal(refused.outputs['status'], 'Completed', errorOf(refused))
  const unknown = ({ checks }: Seen) => checks.find(({ name }) => name === 'objects')
  assert.equal(unknown(refused)?.result, 'unknown')
  assert.match(String(unknown(refused)?.text), /access was refused \(AccessDenied: Access Denied\)/)
  const away = await look({ objectUrl: 's3://another-bucket/a.parquet' })
  assert.equal(away.outputs['status'], 'Checked')
  assert.equal(unknown(away)?.result, 'unknown')
})

test('the older API and projects: what can be looked at is, the rest is unknown', async () => {
  const v1 = await look({ api: 'zilliz-v1', clusterId: CLUSTER }, {}, { api: 'zilliz-v1' })
  assert.equal(v1.outputs['status'], 'Checked', errorOf(v1))
  assert.ok(v1.checks.some(({ name, result }) => name === 'objects' && result === 'ok'))
  assert.deepEqual(v1.sandbox.requests, [])
})

test('a public file is read by ranges, without any keys', async () => {
  const inputs = { accessKey: null, secretKey: null, objectUrl: `https://${WEB}/web/plain.parquet` }
  const { checks, stores, sandbox } = await look(inputs)
  assert.ok(checks.some(({ name, result }) => name === 'schema' && result === 'ok'))
  assert.deepEqual(stores.files.asked, ['/web/plain.parquet bytes=0-65535'])
  assert.ok(sandbox.requests.length + stores.files.asked.length <= 10)
})

test('expectedRows: files is a number then: more rows than the files tell are red, without any other check', async () => {
  const inputs = { preflight: null, expectedRows: 'files' }
  const good = await look(inputs)
  assert.equal(good.outputs['status'], 'Completed', errorOf(good))
  assert.equal(good.outputs['checks'], undefined)
  assert.match(good.stdout, /The files hold 5 rows, according to their footers and headers/)
  const bad = await look(inputs, {}, {}, sandbox => {
    sandbox.intercept = ({ path }) =>
      /jobs\/import\/(describe|get_progress)$/.test(path)
        ? {
            status: 200,
            body: { code: 0, data: { jobId: '1', state: 'Completed', progress: 100, totalRows: 4 } },
          }
        : path.endsWith('import/create')
          ? { status: 200, body: { code: 0, data: { jobId: '1' } } }
          : undefined
  })
  assert.equal(bad.outputs['errorCode'], 'RowCountMismatch', errorOf(bad))
  assert.match(errorOf(bad), /5/)
})

test('files that are hidden are no ground for a create where their rows are to be counted', async () => {
  const inputs = { ...MILVUS, preflight: null, expectedRows: 'files' }
  const seen = await look(inputs, {}, { api: { milvus: '2.6' } })
  assert.equal(seen.outputs['errorCode'], 'RowsUnknown')
  assert.match(errorOf(seen), /the bucket of Milvus cannot be looked at from here/)
  assert.deepEqual(seen.sandbox.requests, [])
})

test('what the files hold is part of the key: the same files lead to the same key, others to another', async () => {
  await using sandbox = await testSandbox({ buckets: folder })
  await using stores = await startStores(authority, HOSTS, { folder, keys: [BUCKET_KEYS] })
  const keyWith = async (fixture: string, preflight: string | null = 'true') => {
    put('example-articles/again/a.parquet', fixture)
    const inputs = { preflight, objectUrl: 's3://example-articles/again/', wait: 'false' }
    const { outputs } = await step(sandbox, inputs, { env: stores.env })
    assert.equal(outputs['status'], 'Submitted')
    return requestsTo(sandbox, 'create').at(-1)?.headers['idempotency-key']
  }
  const first = await keyWith('plain.parquet')
  assert.match(String(first), /^zilliz-import-/)
  assert.equal(await keyWith('plain.parquet'), first)
  assert.notEqual(await keyWith('gzip.parquet'), first)
  assert.notEqual(await keyWith('plain.parquet', null), first)
})

/** A step that uploads one file of the runner into a bucket. */
async function upload(fixture: string, inputs: Readonly<Record<string, string>>) {
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
  const { outputs, stored, ...result } = await upload('dim.parquet', { preflight: 'true' })
  assert.equal(outputs['errorCode'], 'SchemaMismatch', outputs['errorMessage'])
  assert.match(String(outputs['errorMessage']), /dim\.parquet: column vector holds/)
  assert.equal(result.conclusion, 'failure')
  assert.deepEqual(stored, [])
})

test('files of the runner tell their rows: checked, uploaded, imported; with `only` nothing is sent', async () => {
  const inputs = { expectedRows: 'files', preflight: 'true' }
  const done = await upload('plain.parquet', inputs)
  assert.equal(done.outputs['status'], 'Completed', done.outputs['errorMessage'])
  assert.match(done.stdout, /The files hold 5 rows, according to their footers and headers/)
  assert.ok(done.stored.length > 0)
  const only = await upload('plain.parquet', { ...inputs, preflight: 'only' })
  assert.equal(only.outputs['status'], 'Checked')
  assert.deepEqual([only.stored, only.submitted], [[], []])
})
