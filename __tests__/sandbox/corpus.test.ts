import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { MilvusVersion } from '../../sandbox/milvus/profile.ts'
import { articles, makeArticles, npy, toNumpy, toParquet } from '../../sandbox/samples.ts'
import type { Field } from '../../sandbox/schema.ts'
import { createService } from '../../sandbox/service.ts'
import { parseObjectUrl } from '../../sandbox/storage.ts'
import { explain } from '../../src/errors/explain.ts'
import { API_KEY, CLUSTER } from '../harness/step.ts'
import { type Files, folderWith, StandingClock } from './servers.ts'

// Files of real writers with known outcomes: see the README in `__tests__/fixtures/files`.

/** What becomes of a create call and its job. Reasons and messages are regular expressions where they are expected. */
type Outcome =
  | { readonly state: 'Completed'; readonly rows: number }
  | { readonly state: 'Failed'; readonly reason: string }
  | { readonly state: 'Refused'; readonly code?: number; readonly message: string }
  | { readonly state: 'Accepted' }

/** Data files, a collection, and what is known of the import. The keys are told in the README beside the files. */
interface Case {
  readonly name: string
  readonly files: readonly (readonly string[])[]
  readonly schema: readonly Field[]
  readonly dynamic: boolean
  readonly options: Readonly<Record<string, string>>
  readonly partitionName?: string
  readonly partitions?: readonly string[]
  readonly bodySuffix?: string
  readonly profiles: Readonly<Record<string, Outcome | 'unknown'>>
  readonly words?: Readonly<Record<string, string>>
}

type Import = Omit<Case, 'name' | 'profiles' | 'words'>

/** Where the paths of cases begin. */
const CORPUS = fileURLToPath(new URL('../fixtures/files', import.meta.url))
const cases: readonly Case[] = readFileSync(`${CORPUS}/cases.jsonl`, 'utf8')
  .split('\n')
  .filter(line => line !== '')
  .map(line => JSON.parse(line))

/** Carries an import out on the service of a version, or of the cloud, from the create call to the end of the job. */
async function carryOut(given: Import, profile: string, root = CORPUS): Promise<Outcome> {
  const { files, options, partitionName, bodySuffix = '', partitions, schema, dynamic } = given
  const isCloud = profile === 'zilliz-v2'
  const collection = { fields: schema, enableDynamicField: dynamic, ...(partitions && { partitions }) }
  const databases = { default: { c: collection } }
  const places = { buckets: dirname(root), bucket: basename(root) }
  const world = { apiKeys: [API_KEY], clusters: { [CLUSTER]: databases }, databases, ...places }
  const clock = new StandingClock()
  const service = createService({
    world,
    clock,
    ...(!isCloud && { api: { milvus: profile as MilvusVersion } }),
  })
  const ask = async (route: string, body: string) => {
    const headers = { authorization: `Bearer ${API_KEY}` }
    const path = `/v2/vectordb/jobs/import/${route}`
    const reply = await service.answer({ method: 'POST', path, headers, body })
    return reply.body as {
      code: number
      message?: string
      data?: Readonly<Record<string, string & number>>
    }
  }
  const where = isCloud ? { clusterId: CLUSTER, dbName: 'default' } : {}
  const objectUrls = files.map(group => group.map(path => `s3://${basename(root)}/${path}`))
  const source = isCloud ? { objectUrls } : { files, options }
  const body = { ...where, collectionName: 'c', ...source, ...(partitionName && { partitionName }) }
  const { code, message = '', data } = await ask('create', JSON.stringify(body) + bodySuffix)
  if (code !== 0 || !data) return { state: 'Refused', code, message }
  // Ten minutes: all jobs are over, and none is forgotten.
  clock.advance(600_000)
  const job = (await ask('describe', JSON.stringify({ ...where, jobId: data['jobId'] }))).data ?? {}
  if (job['state'] === 'Failed') return { state: 'Failed', reason: String(job['reason']) }
  assert.equal(job['state'], 'Completed', JSON.stringify(job))
  assert.equal(job['importedRows'], job['totalRows'])
  return { state: 'Completed', rows: Number(job['totalRows']) }
}

function isExpected(found: Outcome, expected: Outcome): boolean {
  if (expected.state === 'Accepted') return found.state !== 'Refused'
  if (found.state === 'Completed' && expected.state === 'Completed') return found.rows === expected.rows
  if (found.state === 'Failed' && expected.state === 'Failed') {
    return new RegExp(expected.reason, 's').test(found.reason)
  }
  if (found.state !== 'Refused' || expected.state !== 'Refused') return false
  const isCode = expected.code === undefined || expected.code === found.code
  return isCode && new RegExp(expected.message, 's').test(found.message)
}

for (const profile of ['2.4', '2.5', '2.6', '3.0', 'zilliz-v2']) {
  test(`reads the corpus as ${profile} does`, async t => {
    const misses: string[] = []
    let held = 0
    for (const each of cases) {
      const expected = each.profiles[profile]
      if (expected === undefined || expected === 'unknown') continue
      const found = await carryOut(each, profile)
      const words = each.words?.[profile] ?? ''
      const hasWords = found.state !== 'Failed' || found.reason.includes(words)
      if (isExpected(found, expected) && hasWords) held += 1
      else misses.push(`${each.name}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)} ${words}`)
    }
    t.diagnostic(`${held} of ${cases.length}`)
    assert.deepEqual(misses, [])
  })
}

// Files that the corpus has not: those that are none, sets and folders. The action knows each reason.

const rows = makeArticles(1, 30)
const parquet = toParquet(rows)
const numpy = toNumpy(rows)
const set = (folder: string, files: Files) =>
  Object.fromEntries(
    Object.entries({ ...numpy, ...files }).map(([name, data]) => [`b/${folder}/${name}`, data]),
  )

const FILES: Files = {
  'b/lines.ndjson': `${rows.map(row => JSON.stringify(row)).join('\n')}\n\n\n`,
  'b/parts/a.parquet': parquet,
  'b/parts/b.parquet': toParquet(makeArticles(31, 12)),
  'b/empty.json': '',
  'b/empty.parquet': '',
  'b/corrupt.parquet': Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(64, 7), Buffer.from('PAR1')]),
  'b/corrupt.json': '[{"id": 1, ',
  'b/root.json': '{"data": []}',
  'b/mixed/a.json': JSON.stringify(rows),
  'b/mixed/b.parquet': parquet,
  'b/set-incomplete/id.npy': numpy['id.npy'] ?? '',
  ...set('set', {}),
  ...set('set-wrong-dim', { 'vector.npy': npy('<f4', [30, 4], new Float32Array(120)) }),
  ...set('set-flat', { 'vector.npy': npy('<f4', [240], new Float32Array(240)) }),
  ...set('set-wrong-type', { 'id.npy': npy('<f8', [30], new Float64Array(30)) }),
  ...set('set-unequal', { 'id.npy': npy('<i8', [29], new BigInt64Array(29)) }),
  ...set('set-corrupt', { 'id.npy': Buffer.from('not numpy at all') }),
}

for (const [key, expected, title] of [
  ['lines.ndjson', 30],
  ['set/', 30],
  ['parts/', 42],
  ['absent.json', 'key not found[key=absent.json]', /did not find/],
  [
    'absent/',
    'no file to import, the folder is empty or does not exist: key not found[key=absent/]',
    /did not/,
  ],
  ['empty.json', 'init failed, failed to decode JSON, error: EOF', /file is empty/],
  ['empty.parquet', 'file too small (size=0)', /not readable Parquet/],
  ['corrupt.parquet', 'new parquet reader failed', /not readable Parquet/],
  ['corrupt.json', 'failed to decode row, error: unexpected EOF', /ended early/],
  ['root.json', "the root key should be 'rows', but get 'data'", /not the JSON/],
  ['mixed/', 'inconsistency in file types, (mixed/a.json) vs (mixed/b.parquet)', /several formats/],
  ['set-incomplete/', 'no file for field: title', /lacks the field/],
  ['set-wrong-dim/', "expected dim '8' for FloatVector field 'vector', got dim '4'", /dimension/],
  ['set-flat/', "expected shape '2' for FloatVector field 'vector', got shape '1'", /./],
  ['set-wrong-type/', "expected element type 'Int64' for field 'id', got type 'Double'", /type of its field/],
  ['set-unequal/', 'imported rows are not aligned', /different numbers of rows/],
  ['set-corrupt/', 'npy: not a valid NumPy file format', /./],
] as const) {
  test(`reads ${key}: ${expected}`, async t => {
    const folder = await folderWith(FILES)
    t.after(() => rm(folder, { recursive: true }))
    const given = { files: [[key]], schema: articles.fields, dynamic: false, options: {} }
    const found = await carryOut(given, 'zilliz-v2', `${folder}/b`)
    if (typeof expected === 'number') return assert.deepEqual(found, { state: 'Completed', rows: expected })
    const reason = found.state === 'Failed' ? found.reason : ''
    assert.ok(reason.includes(expected), JSON.stringify(found))
    assert.match(explain('ImportFailed', reason).title, title)
  })
}

test('NumPy has 32-bit floats for 16-bit ones since 3.0', async t => {
  const folder = await folderWith(FILES)
  t.after(() => rm(folder, { recursive: true }))
  const schema = [
    { name: 'id', type: 'Int64', isPrimary: true },
    { name: 'vector', type: 'Float16Vector', dim: 8 },
  ] as const
  const given = { files: [['set/id.npy', 'set/vector.npy']], schema, dynamic: false, options: {} }
  for (const [version, state] of [
    ['2.6', 'Failed'],
    ['3.0', 'Completed'],
  ] as const)
    assert.equal((await carryOut(given, version, `${folder}/b`)).state, state)
})

test('URLs of objects: which bucket and key they mean', () => {
  for (const [url, bucket, key] of [
    ['s3://bucket/100% sure.parquet', 'bucket', '100% sure.parquet'],
    ['s3://bucket/a%20b?c#d+e.json', 'bucket', 'a%20b?c#d+e.json'],
    ['gs://bucket/ä/', 'bucket', 'ä/'],
    ['oss://b/parts/', 'b', 'parts/'],
    ['https://bucket.s3.us-west-2.amazonaws.com/a%20b.json?X-Amz-Date=1', 'bucket', 'a b.json'],
    ['https://s3.us-west-2.amazonaws.com/b/lines.ndjson', 'b', 'lines.ndjson'],
    ['https://exampleaccount.blob.core.windows.net/b/table.parquet', 'b', 'table.parquet'],
    ['https://storage.cloud.google.com/b/set/', 'b', 'set/'],
    ['https://b.oss-cn-hangzhou.aliyuncs.com/a', 'b', 'a'],
    ['https://b.cos.ap-shanghai.myqcloud.com/a', 'b', 'a'],
  ] as const)
    assert.deepEqual(parseObjectUrl(url), { bucket, key }, url)
  for (const url of [
    'https://b.s3.us-west-2.amazonaws.com/100%%20sure',
    'http://b.s3.us-west-2.amazonaws.com/a',
  ])
    assert.equal(parseObjectUrl(url), undefined, url)
})
