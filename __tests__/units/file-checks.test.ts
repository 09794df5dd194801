import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as arrow from 'apache-arrow'
import { readCollection } from '../../src/api/collections.ts'
import { typeText } from '../../src/files/arrow-types.ts'
import { checkFile, numpyHead, readParquetHead, rowsOf } from '../../src/files/check.ts'
import { readNumpyFile, readNumpyHeader } from '../../src/files/numpy.ts'
import { readParquetFooter } from '../../src/files/parquet.ts'
import { localReader } from '../../src/files/reader.ts'
import { type CollectionSchema, VERSIONS, type Version } from '../../src/model/collection.ts'
import { fill, fixedListOf, listOf, type MadeColumn, typeOf } from '../files/columns.ts'
import { writeNumpy } from '../files/numpy-files.ts'
import { writeByArrow } from '../files/parquet-files.ts'

const OPTIONS = { codec: 'SNAPPY', groupSize: 1000, statistics: true } as const

const ids = (rows: number): MadeColumn => ({ name: 'id', type: typeOf('int64'), values: fill(rows, BigInt) })
const titles = (type = 'utf8'): MadeColumn => ({ name: 'title', type: typeOf(type), values: ['a', 'b', 'c'] })
const vectors = (...lengths: readonly number[]): MadeColumn => ({
  name: 'vector',
  type: listOf(typeOf('float')),
  values: lengths.map(length => fill(length, () => 0.5)),
})
const GOOD = [ids(3), titles(), vectors(4, 4, 4)]

const ARTICLES = {
  collectionName: 'articles',
  fields: [
    { name: 'id', type: 'Int64', primaryKey: true },
    { name: 'title', type: 'VarChar', params: [{ key: 'max_length', value: '200' }] },
    { name: 'vector', type: 'FloatVector', params: [{ key: 'dim', value: '4' }] },
  ],
}

function schemaOf(changes: object = {}): CollectionSchema {
  const schema = readCollection({ ...ARTICLES, ...changes }, '')
  assert.ok(schema)
  return schema
}

const reader = (bytes: Uint8Array) => ({
  size: bytes.length,
  read: async (from: number, to: number) => bytes.subarray(from, to),
})

async function check(
  columns: readonly MadeColumn[],
  changes: object = {},
  possible?: readonly Version[],
  options: Parameters<typeof writeByArrow>[1] = OPTIONS,
) {
  const head = await readParquetHead('part-3.parquet', reader(writeByArrow(columns, options)))
  const { failed, unknown } = checkFile(head, schemaOf(changes), possible)
  return { failed: failed.map(({ text }) => text), unknown }
}

const [ID, TITLE, VECTOR] = ARTICLES.fields
const column = (name: string) => `part-3.parquet: column ${name}`
const own = (name: string) => `the collection's ${name}`
const color = { name: 'color', type: typeOf('utf8'), values: ['r', 'g', 'b'] }
const fixed = { ...vectors(4, 4, 4), type: fixedListOf(4, typeOf('float')) }
const withNull = [ids(3), { ...titles(), values: ['a', null, 'c'] }, vectors(4, 4, 4)]
const meta = { name: '$meta', type: typeOf('large_utf8'), values: ['{}', '{}', '{}'] }
const missingVector = { ...vectors(4, 4, 4), values: [[1, 2, 3, 4], null, [1, 2, 3, 4]] }
const maybeVector = { fields: [ID, TITLE, { ...VECTOR, nullable: true }] }
const generated = { fields: [{ ...ID, autoId: true }, TITLE, VECTOR] }
const short = (mean: string) => `${column('vector')} holds ${mean}, ${own('vector')} has dimension 4`
const foreign = 'part-3.parquet has the column color, which the collection does not have'

/** What is proven of files with these columns, for a collection like this. */
const PROVEN: Readonly<Record<string, readonly [readonly MadeColumn[], readonly string[], object?]>> = {
  'a good file': [GOOD, []],
  'columns that are missing, one by its case': [
    [{ ...titles(), name: 'Title' }],
    ['id', 'title; it has Title, but case counts', 'vector'].map(
      text => `part-3.parquet has no column ${text}`,
    ),
  ],
  'a key that the server generates may be left out': [[titles(), vectors(4, 4, 4)], [], generated],
  'and must be': [GOOD, ['part-3.parquet has the column id, but the server generates this key'], generated],
  'unless it may be given': [
    GOOD,
    [],
    { ...generated, properties: [{ key: 'allow_insert_auto_id', value: 'true' }] },
  ],
  'an output of a function must not be there': [
    GOOD,
    ['part-3.parquet has the column title, but a function of the collection fills it'],
    { fields: [ID, { ...TITLE, isFunctionOutput: true }, VECTOR] },
  ],
  ...Object.fromEntries(
    [{ nullable: true }, { defaultValue: 'none' }, { isFunctionOutput: true }].map(left => [
      `a field with ${Object.keys(left)} may be left out`,
      [[ids(3), vectors(4, 4, 4)], [], { fields: [ID, { ...TITLE, ...left }, VECTOR] }] as const,
    ]),
  ),
  'large texts, which only the own schema of the writer tells': [
    [ids(3), titles('large_utf8'), vectors(4, 4, 4)],
    [
      `${column('title')} is large_utf8, ${own('title')} is VarChar; write texts as string, not as large_string`,
    ],
  ],
  categories: [
    [ids(3), titles('dictionary'), vectors(4, 4, 4)],
    [
      `${column('title')} is dictionary<utf8>, ${own('title')} is VarChar; write plain values, not categories`,
    ],
  ],
  'vectors of another length': [[ids(3), titles(), vectors(3, 3, 3)], [short('3 values per row')]],
  'one of another length': [[ids(3), titles(), vectors(4, 4, 3)], [short('3.666 values per row on average')]],
  'a short and a long one, which have the right mean': [[ids(3), titles(), vectors(3, 5, 4)], []],
  'vectors that may be missing': [[ids(3), titles(), missingVector], [], maybeVector],
  'or short, which looks the same': [[ids(3), titles(), vectors(4, 4, 3)], [], maybeVector],
  '$meta as texts that are too large': [
    [...GOOD, meta],
    [`${column('$meta')} is large_utf8, ${own('$meta')} is JSON; write texts as string, not as large_string`],
    { enableDynamicField: true },
  ],
  '$meta without the dynamic field': [[...GOOD, meta], []],
}

for (const [title, [columns, failed, changes]] of Object.entries(PROVEN))
  test(title, async () => assert.deepEqual((await check(columns, changes)).failed, failed))

test('vectors of the wrong length show in groups of their own, and without statistics', async () => {
  const single = { ...OPTIONS, groupSize: 1 }
  assert.equal((await check([ids(3), titles(), vectors(3, 5, 4)], {}, undefined, single)).failed.length, 1)
  const silent = { ...OPTIONS, statistics: false }
  for (const last of [0, 3, 5]) {
    const files = [ids(3), titles(), vectors(4, 4, last)]
    assert.equal((await check(files, {}, undefined, silent)).failed.length, 1, String(last))
  }
})

test('what versions disagree on fails only where no version is left that accepts it', async () => {
  const nulls = `${column('title')} holds 1 null, ${own('title')} is not nullable`
  const listed = `${column('vector')} is fixed_size_list<float>, ${own('vector')} is FloatVector of dimension 4`
  const cases = [
    [[...GOOD, color], foreign, ['2.4', '2.5']],
    [[ids(3), titles(), fixed], listed, ['2.4', '2.5']],
    [withNull, nulls, ['2.5', '2.6', '3.0']],
  ] as const
  for (const [columns, text, refusing] of cases) {
    const accepting = VERSIONS.filter(version => !(refusing as readonly Version[]).includes(version))
    const doubt = `${text} (refused by Milvus ${refusing.join(', ')})`
    assert.deepEqual(await check(columns), { failed: [], unknown: [doubt] })
    assert.deepEqual(await check(columns, {}, refusing), { failed: [text], unknown: [] })
    assert.deepEqual(await check(columns, {}, accepting), { failed: [], unknown: [] })
  }
})

test('the form of a description tells how old the server is at most', () => {
  assert.equal(schemaOf().oldest, '2.4')
  assert.equal(schemaOf({ fields: [{ ...ID, nullable: false }, TITLE, VECTOR] }).oldest, '2.5')
  assert.equal(schemaOf({ structFields: [] }).oldest, '2.6')
  assert.equal(schemaOf({ structFields: [], externalSource: '' }).oldest, '3.0')
})

test('codecs that Milvus does not read are told once, and not of columns that nobody reads', async () => {
  const lz4 = { ...OPTIONS, codec: 'LZ4_RAW' as const }
  const text =
    'part-3.parquet is compressed with LZ4_RAW, which Milvus does not read; use snappy, zstd, gzip, brotli or none'
  assert.deepEqual((await check(GOOD, {}, undefined, lz4)).failed, [text])
  const head = await readParquetHead('x.parquet', reader(writeByArrow(GOOD, OPTIONS)))
  assert.ok(head.kind === 'parquet')
  const compressed = (codec: string, name?: string) => {
    const columns = head.footer.columns.map(each => ({ ...each, name: name ?? each.name, codecs: [codec] }))
    return checkFile({ ...head, footer: { ...head.footer, columns } }, schemaOf()).failed
  }
  for (const [codec, bad] of Object.entries({ LZ4: 1, LZO: 1, LZ4_RAW: 1, ZSTD: 0, BROTLI: 0, GZIP: 0 }))
    assert.equal(compressed(codec).length, bad, codec)
  assert.ok(compressed('LZ4', 'other').every(finding => !finding.text.includes('LZ4')))
})

test('types as arrow-go reads them: nested texts, large lists, structs, timestamps', async () => {
  const columns: MadeColumn[] = [
    { name: 'a', type: listOf(typeOf('large_utf8')), values: [['x']] },
    { name: 'b', type: typeOf('timestamp'), values: [1000] },
    { name: 'c', type: typeOf('uint16'), values: [7] },
    {
      name: 'd',
      type: new arrow.Struct([new arrow.Field('indices', listOf(typeOf('uint32')), true)]),
      values: [{ indices: [1] }],
    },
  ]
  const footer = await readParquetFooter(reader(writeByArrow(columns, OPTIONS)))
  assert.ok(!('broken' in footer))
  assert.deepEqual(
    footer.columns.map(({ type }) => typeText(type)),
    ['list<large_utf8>', 'timestamp', 'uint16', 'struct<indices: list<uint32>>'],
  )
})

test('of a large file only the tail is read, and more only for a longer footer', async () => {
  const wide = fill(200, index => ({
    name: `${'long'.repeat(500)}${index}`,
    type: typeOf('int64'),
    values: [1n],
  }))
  const bytes = writeByArrow(wide, OPTIONS)
  const reads: [number, number][] = []
  const padded = 64 * 1024 * 1024
  const whole = Buffer.concat([Buffer.alloc(padded), bytes])
  const read = async (from: number, to: number) => {
    reads.push([from, to])
    return whole.subarray(from, to)
  }
  const footer = await readParquetFooter({ size: whole.length, read })
  assert.ok(!('broken' in footer) && footer.columns.length === 200)
  assert.equal(reads.length, 2)
  assert.equal(reads[0]?.[0], whole.length - 512 * 1024)
  assert.ok(reads.every(([from]) => from > padded))
})

test('files that are none: what every server refuses, and what only we can not read', async () => {
  const bytes = Buffer.from(writeByArrow(GOOD, OPTIONS))
  const verdictOf = async (broken: Uint8Array) => {
    return checkFile(await readParquetHead('a.parquet', reader(broken)), schemaOf())
  }
  assert.deepEqual((await verdictOf(Buffer.from('PAR1'))).failed[0]?.text, 'a.parquet has only 4 bytes')
  assert.equal((await verdictOf(bytes.subarray(0, -10))).failed[0]?.text, 'a.parquet does not end in `PAR1`')
  const tail = bytes.subarray(-300)
  tail.writeUInt32LE(1_000_000, tail.length - 8)
  assert.match((await verdictOf(tail)).failed[0]?.text ?? '', /cut off/)
  const garbled = Buffer.from(writeByArrow(GOOD, OPTIONS))
  garbled.fill(0xff, garbled.length - 200, garbled.length - 8)
  const { failed, unknown } = await verdictOf(garbled)
  assert.deepEqual([failed.length, unknown.length], [0, 1])
})

test('a writer that lies about its schema is not believed', async () => {
  const bytes = Buffer.from(writeByArrow(GOOD, OPTIONS))
  const at = bytes.indexOf('ARROW:schema')
  bytes.fill('A', at + 20, at + 60)
  const head = await readParquetHead('a', reader(bytes))
  assert.ok(head.kind === 'parquet')
  assert.deepEqual(checkFile(head, schemaOf()).failed, [])
})

const npy = (field: string, dtype: string, ...shape: readonly number[]) => ({
  name: `set/${field}.npy`,
  header: readNumpyHeader(writeNumpy({ field, dtype, shape }, false)),
})

test('a set of .npy files: types, shapes, lengths, files that are missing and files that are too many', () => {
  const [id, title, vector] = [npy('id', '<i8', 3), npy('title', '<U12', 3), npy('vector', '<f4', 3, 4)]
  const is = `${own('vector')} is FloatVector of dimension 4`
  const cases: readonly (readonly [readonly ReturnType<typeof npy>[], ...string[]])[] = [
    [[id, title, vector]],
    [[id, title, vector, npy('color', '<i8', 9)]],
    [[id, npy('title', '|S9', 3), npy('vector', '>f8', 3, 4)]],
    [[id, vector], 'set/ has no file title.npy'],
    [
      [npy('id', '<i4', 3), title, npy('vector', '<f2', 3, 4)],
      `set/id.npy holds <i4, ${own('id')} is Int64`,
      `set/vector.npy holds <f2, ${is}`,
    ],
    [
      [id, title, npy('vector', '<f4', 3, 5)],
      `set/vector.npy has the shape (3, 5), ${is} and takes (rows, 4)`,
    ],
    [[id, npy('title', '<U12', 2), vector], 'set/: id.npy has 3 rows, title.npy has 2'],
  ]
  for (const [files, ...failed] of cases) {
    const head = numpyHead('set/', files)
    assert.deepEqual(
      checkFile(head, schemaOf()).failed.map(({ text }) => text),
      failed,
    )
  }
  assert.equal(rowsOf(numpyHead('set/', [id, title, npy('color', '<i8', 9)])), undefined)
  assert.equal(rowsOf(numpyHead('set/', [id, title])), 3n)
  const nullable = { fields: [ID, { ...TITLE, nullable: true }, VECTOR] }
  assert.deepEqual(checkFile(numpyHead('set/', [id, title, vector]), schemaOf(nullable)), {
    failed: [],
    unknown: ["set/ can't be imported where a field is nullable, as title is (refused by Milvus 2.5)"],
  })
})

test('headers of NumPy, versions 1 to 3, and of files that are none', async () => {
  const first = writeNumpy({ field: 'a', dtype: '<f4', shape: [3, 4] }, false)
  const text = Buffer.from(first).toString('latin1', 10, 128)
  const second = Buffer.concat([
    Buffer.from('\x93NUMPY\x02\x00', 'latin1'),
    Buffer.alloc(4),
    Buffer.from(text),
  ])
  second.writeUInt32LE(text.length, 8)
  const expected = { dtype: '<f4', shape: [3, 4], rows: 3 }
  assert.deepEqual(readNumpyHeader(first), expected)
  assert.deepEqual(await readNumpyFile(reader(second)), expected)
  assert.ok('broken' in readNumpyHeader(Buffer.from('not a NumPy file')))
  assert.deepEqual(readNumpyHeader(first.subarray(0, 40)), {
    isProof: false,
    broken: 'has a header that could not be read',
  })
})

test('a local file is read in parts, and one that shrinks is not taken for another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heads-'))
  try {
    const path = join(folder, 'a.parquet')
    writeFileSync(path, writeByArrow(GOOD, OPTIONS))
    const file = await localReader(path)
    assert.equal(rowsOf(await readParquetHead('a', file)), 3n)
    writeFileSync(path, '')
    await assert.rejects(file.read(0, 4), /shorter/)
    await file.close()
    await assert.rejects(localReader(join(folder, 'none.parquet')), { code: 'ENOENT' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
