import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { makeArticles, npy, toCsv, toJsonLines, toNumpy, toParquet } from '../../sandbox/samples.ts'
import { errorOf, step, testSandbox } from '../harness/step.ts'

// Every format through the front door: the rows are counted from the files, and bad files fail with the server's words.

const rows = makeArticles(1, 30)
const [first, ...others] = rows
const numpy = toNumpy(rows)
const prefixed = (folder: string, files: Readonly<Record<string, Buffer>>) =>
  Object.fromEntries(Object.entries(files).map(([name, data]) => [`${folder}/${name}`, data]))

const FILES: Readonly<Record<string, Buffer | string>> = {
  'array.json': JSON.stringify(rows),
  'rows.json': JSON.stringify({ rows }),
  'lines.jsonl': toJsonLines(rows),
  'lines.ndjson': `${toJsonLines(rows)}\n\n`,
  'table.csv': toCsv(rows),
  'table.parquet': toParquet(rows),
  ...prefixed('set', numpy),
  'parts/a.parquet': toParquet(rows),
  'parts/b.parquet': toParquet(makeArticles(31, 12)),
  'no-rows.json': '[]',

  'empty.json': '',
  'empty.parquet': '',
  'corrupt.parquet': Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(64, 7), Buffer.from('PAR1')]),
  'corrupt.json': '[{"id": 1, ',
  'root.json': '{"data": []}',
  'missing-field.json': JSON.stringify([{ ...first, vector: undefined }]),
  'missing-field.csv': 'id,title,reading_time\n1,a,2\n',
  'wrong-type.json': JSON.stringify([{ ...first, id: 'one' }, ...others]),
  'wrong-type.csv': toCsv(rows).replace('\n1,', '\none,'),
  'wrong-dim.json': JSON.stringify(makeArticles(1, 3, 4)),
  'wrong-dim.parquet': toParquet(makeArticles(1, 3, 4)),
  'too-long.json': JSON.stringify([{ ...first, title: 'x'.repeat(201) }]),
  'null.json': JSON.stringify([{ ...first, title: null }]),
  'mixed/a.json': JSON.stringify(rows),
  'mixed/b.parquet': toParquet(rows),
  ...prefixed('set-incomplete', { 'id.npy': numpy['id.npy'] ?? Buffer.alloc(0) }),
  ...prefixed('set-wrong-dim', { ...numpy, 'vector.npy': npy('<f4', [30, 4], new Float32Array(120)) }),
  ...prefixed('set-wrong-type', { ...numpy, 'id.npy': npy('<f8', [30], new Float64Array(30)) }),
  ...prefixed('set-unequal', { ...numpy, 'id.npy': npy('<i8', [29], new BigInt64Array(29)) }),
  ...prefixed('set-corrupt', { ...numpy, 'id.npy': Buffer.from('not numpy at all') }),
}

let buckets = ''
before(async () => {
  buckets = await mkdtemp(join(tmpdir(), 'buckets-'))
  for (const [name, data] of Object.entries(FILES)) {
    await mkdir(dirname(join(buckets, 'b', name)), { recursive: true })
    await writeFile(join(buckets, 'b', name), data)
  }
})
after(() => rm(buckets, { recursive: true }))

const run = async (objectUrl: string) => {
  await using sandbox = await testSandbox({ buckets }, { speed: 200 })
  return { result: await step(sandbox, { objectUrl }), rows: await sandbox.jobs.rowsIn('articles') }
}

const GOOD: readonly (readonly [string, number])[] = [
  ['s3://b/array.json', 30],
  ['s3://b/rows.json', 30],
  ['https://b.s3.us-west-2.amazonaws.com/lines.jsonl', 30],
  ['https://s3.us-west-2.amazonaws.com/b/lines.ndjson', 30],
  ['gs://b/table.csv', 30],
  ['https://exampleaccount.blob.core.windows.net/b/table.parquet', 30],
  ['https://storage.cloud.google.com/b/set/', 30],
  ['oss://b/parts/', 42],
  ['s3://b/no-rows.json', 0],
]

for (const [url, count] of GOOD) {
  test(`imports ${url}`, async () => {
    const { result, rows } = await run(url)
    assert.equal(result.outputs['status'], 'Completed', errorOf(result))
    assert.equal(result.outputs['importedRows'], String(count))
    assert.equal(rows, count)
  })
}

const BAD: readonly (readonly [string, RegExp, RegExp])[] = [
  ['absent.json', /key not found\[key=absent\.json\]/, /did not find/],
  ['absent/', /key not found\[key=absent\/\]/, /did not find/],
  ['empty.json', /init failed, failed to decode JSON, error: EOF/, /file is empty/],
  ['empty.parquet', /file too small \(size=0\)/, /not readable Parquet/],
  ['corrupt.parquet', /new parquet reader failed/, /not readable Parquet/],
  ['corrupt.json', /failed to decode row, error: unexpected EOF/, /ended early/],
  ['root.json', /the root key should be 'rows', but get 'data'/, /not the JSON/],
  ['missing-field.json', /value of field 'vector' is missed/, /lacks the field/],
  ['missing-field.csv', /value of field is missed: 'vector'/, /lacks the field/],
  [
    'wrong-type.json',
    /expected type 'Int64' for field 'id', got type 'string' with value 'one'/,
    /type of its field/,
  ],
  ['wrong-type.csv', /expected type 'Int64' for field 'id', got type 'string'/, /type of its field/],
  ['wrong-dim.json', /expected dim '8'.*got dim '4'/, /dimension/],
  ['wrong-dim.parquet', /length of vector is not aligned: expected 8 but got 4/, /dimension/],
  ['too-long.json', /value length\(201\) for field title exceeds max_length\(200\)/, /./],
  ['null.json', /expected type 'VarChar' for field 'title', got type '<nil>'/, /holds a null/],
  ['mixed/', /inconsistency in file types, \(mixed\/a\.json\) vs \(mixed\/b\.parquet\)/, /several formats/],
  ['set-incomplete/', /no file for field: title/, /lacks the field/],
  ['set-wrong-dim/', /expected dim '8' for FloatVector field 'vector', got dim '4'/, /dimension/],
  ['set-wrong-type/', /expected element type 'Int64' for field 'id', got type 'Double'/, /type of its field/],
  ['set-unequal/', /imported rows are not aligned/, /different numbers of rows/],
  ['set-corrupt/', /npy: not a valid NumPy file format/, /./],
]

for (const [key, reason, title] of BAD) {
  test(`refuses ${key} with the server's reason`, async () => {
    const { result, rows } = await run(`s3://b/${key}`)
    assert.equal(result.outputs['status'], 'Failed')
    assert.match(errorOf(result), reason)
    assert.match(errorOf(result), title)
    assert.equal(rows, 0)
  })
}

test('refuses a bucket whose keys are wrong', async () => {
  await using sandbox = await testSandbox({ buckets }, { speed: 200 })
  const result = await step(sandbox, { objectUrl: 's3://b/array.json', secretKey: 'a-wrong-key-0123456789' })
  assert.match(errorOf(result), /The bucket refused the credentials/)
})
