import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as arrow from 'apache-arrow'
import { readCollection } from '../../src/api/collections.ts'
import { typeText } from '../../src/files/arrow-types.ts'
import { checkFile, readParquetHead, rowsOf } from '../../src/files/check.ts'
import { readNumpyFile, readNumpyHeader } from '../../src/files/numpy.ts'
import { readParquetFooter } from '../../src/files/parquet.ts'
import { localReader } from '../../src/files/reader.ts'
import { type CollectionSchema, since, type Version } from '../../src/model/collection.ts'
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

test('a good file has no findings, and tells its rows', async () => {
  assert.deepEqual(await check(GOOD), { failed: [], unknown: [] })
  assert.equal(rowsOf(await readParquetHead('a', reader(writeByArrow(GOOD, OPTIONS)))), 3n)
})

test('columns that are missing are all told together, and one in another case is named', async () => {
  const { failed } = await check([{ ...titles(), name: 'Title' }])
  assert.deepEqual(failed, [
    'part-3.parquet has no column id',
    'part-3.parquet has no column title; it has Title, but case counts',
    'part-3.parquet has no column vector',
  ])
})

test('what the server fills in may be left out, and must be', async () => {
  const [id, title, vector] = ARTICLES.fields
  const generated = { fields: [{ ...id, autoId: true }, title, vector] }
  assert.deepEqual((await check([titles(), vectors(4, 4, 4)], generated)).failed, [])
  assert.deepEqual((await check(GOOD, generated)).failed, [
    'part-3.parquet has the column id, but the server generates this key',
  ])
  const allowed = { ...generated, properties: [{ key: 'allow_insert_auto_id', value: 'true' }] }
  assert.deepEqual((await check(GOOD, allowed)).failed, [])
  for (const left of [{ nullable: true }, { defaultValue: 'none' }, { isFunctionOutput: true }]) {
    const fields = [id, { ...title, ...left }, vector]
    assert.deepEqual((await check([ids(3), vectors(4, 4, 4)], { fields })).failed, [], JSON.stringify(left))
  }
  const output = { fields: [id, { ...title, isFunctionOutput: true }, vector] }
  assert.deepEqual((await check(GOOD, output)).failed, [
    'part-3.parquet has the column title, but a function of the collection fills it',
  ])
})

for (const [type, hint] of [
  ['large_utf8', '; write texts as string, not as large_string'],
  ['dictionary', '; write plain values, not categories'],
] as const) {
  test(`texts as ${type}, which only the writer's own schema tells, are refused by every version`, async () => {
    const { failed } = await check([ids(3), titles(type), vectors(4, 4, 4)])
    const shown = type === 'dictionary' ? 'dictionary<utf8>' : type
    assert.deepEqual(failed, [
      `part-3.parquet: column title is ${shown}, the collection's title is VarChar${hint}`,
    ])
  })
}

test('vectors of another length, by the mean of a row group', async () => {
  assert.deepEqual((await check([ids(3), titles(), vectors(3, 3, 3)])).failed, [
    "part-3.parquet: column vector holds 3 values per row, the collection's vector has dimension 4",
  ])
  assert.deepEqual((await check([ids(3), titles(), vectors(4, 4, 3)])).failed, [
    "part-3.parquet: column vector holds 3.666 values per row on average, the collection's vector has dimension 4",
  ])
  // One short and one long vector have the right mean. Only in groups of their own they show.
  const mixed = [ids(3), titles(), vectors(3, 5, 4)]
  assert.deepEqual((await check(mixed)).failed, [])
  assert.equal((await check(mixed, {}, undefined, { ...OPTIONS, groupSize: 1 })).failed.length, 1)
})

test('a mean below the dimension proves nothing where vectors may be missing', async () => {
  const column = { ...vectors(4, 4, 4), values: [[1, 2, 3, 4], null, [1, 2, 3, 4]] }
  const columns = [ids(3), titles(), column]
  const fields = ARTICLES.fields.map(field =>
    field.name === 'vector' ? { ...field, nullable: true } : field,
  )
  assert.deepEqual((await check(columns, { fields })).failed, [])
  assert.deepEqual((await check([ids(3), titles(), vectors(4, 4, 3)], { fields })).failed, [])
  const silent = { ...OPTIONS, statistics: false }
  for (const last of [0, 3, 5]) {
    const files = [ids(3), titles(), vectors(4, 4, last)]
    assert.equal((await check(files, {}, undefined, silent)).failed.length, 1, String(last))
  }
})

test('what versions disagree on fails only where no version is left that accepts it', async () => {
  const further = [...GOOD, { name: 'color', type: typeOf('utf8'), values: ['r', 'g', 'b'] }]
  const text = 'part-3.parquet has the column color, which the collection does not have'
  assert.deepEqual(await check(further), {
    failed: [],
    unknown: [`${text} (refused by Milvus 2.4, 2.5)`],
  })
  assert.deepEqual(await check(further, {}, ['2.4', '2.5']), { failed: [text], unknown: [] })
  assert.deepEqual(await check(further, {}, since('2.6')), { failed: [], unknown: [] })
  const fixed = { ...vectors(4, 4, 4), type: fixedListOf(4, typeOf('float')) }
  assert.deepEqual((await check([ids(3), titles(), fixed])).failed, [])
  assert.equal((await check([ids(3), titles(), fixed], {}, ['2.5'])).failed.length, 1)
})

test('nulls in a field that takes none are refused since 2.5', async () => {
  const columns = [ids(3), { ...titles(), values: ['a', null, 'c'] }, vectors(4, 4, 4)]
  assert.deepEqual((await check(columns)).failed, [])
  assert.deepEqual((await check(columns, {}, since('2.5'))).failed, [
    "part-3.parquet: column title holds 1 null, the collection's title is not nullable",
  ])
})

test('the form of a description tells how old the server is at most', () => {
  const [id, ...others] = ARTICLES.fields
  assert.equal(schemaOf().oldest, '2.4')
  assert.equal(schemaOf({ fields: [{ ...id, nullable: false }, ...others] }).oldest, '2.5')
  assert.equal(schemaOf({ structFields: [] }).oldest, '2.6')
  assert.equal(schemaOf({ structFields: [], externalSource: '' }).oldest, '3.0')
})

test('LZ4 is told once, and not of columns that nobody reads', async () => {
  const lz4 = { ...OPTIONS, codec: 'LZ4_RAW' as const }
  assert.deepEqual((await check(GOOD, {}, undefined, lz4)).failed, [
    'part-3.parquet is compressed with LZ4_RAW, which Milvus does not read; use snappy, zstd, gzip, brotli or none',
  ])
  const footer = await readParquetFooter(reader(writeByArrow(GOOD, OPTIONS)))
  assert.ok('columns' in footer)
  for (const [codec, bad] of Object.entries({ LZ4: 1, LZO: 1, LZ4_RAW: 1, ZSTD: 0, BROTLI: 0, GZIP: 0 })) {
    const columns = footer.columns.map(column => ({ ...column, codecs: [codec] }))
    const { failed } = checkFile(
      { kind: 'parquet', name: 'x.parquet', footer: { ...footer, columns } },
      schemaOf(),
    )
    assert.equal(failed.length, bad, codec)
  }
})

test('$meta is a field of its own where the dynamic field is on', async () => {
  const meta = { name: '$meta', type: typeOf('large_utf8'), values: ['{}', '{}', '{}'] }
  assert.equal((await check([...GOOD, meta], { enableDynamicField: true })).failed.length, 1)
  assert.deepEqual((await check([...GOOD, meta])).failed, [])
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
  const footer = await readParquetFooter(reader(bytes))
  assert.ok(!('broken' in footer))
  assert.equal(checkFile({ kind: 'parquet', name: 'a', footer }, schemaOf()).failed.length, 0)
})

function npy(field: string, dtype: string, ...shape: readonly number[]) {
  const header = readNumpyHeader(writeNumpy({ field, dtype, shape }, false))
  assert.ok(!('broken' in header))
  return { name: `set/${field}.npy`, field, header }
}

const checkSet = (files: readonly ReturnType<typeof npy>[], changes: object = {}) =>
  checkFile({ kind: 'numpy', name: 'set/', files }, schemaOf(changes)).failed.map(({ text }) => text)

test('a set of .npy files: types, shapes, lengths, files that are missing and files that are too many', () => {
  const [id, title, vector] = [npy('id', '<i8', 3), npy('title', '<U12', 3), npy('vector', '<f4', 3, 4)]
  assert.deepEqual(checkSet([id, title, vector]), [])
  assert.deepEqual(checkSet([id, title, vector, npy('color', '<i8', 9)]), [])
  assert.deepEqual(checkSet([id, npy('title', '|S9', 3), npy('vector', '>f8', 3, 4)]), [])
  assert.deepEqual(checkSet([id, vector]), ['set/ has no file title.npy'])
  assert.deepEqual(checkSet([npy('id', '<i4', 3), title, npy('vector', '<f2', 3, 4)]), [
    "set/id.npy holds <i4, the collection's id is Int64",
    "set/vector.npy holds <f2, the collection's vector is FloatVector of dimension 4",
  ])
  assert.deepEqual(checkSet([id, title, npy('vector', '<f4', 3, 5)]), [
    "set/vector.npy has the shape (3, 5), the collection's vector is FloatVector of dimension 4 and takes (rows, 4)",
  ])
  assert.deepEqual(checkSet([id, npy('title', '<U12', 2), vector]), [
    'set/: id.npy has 3 rows, title.npy has 2',
  ])
  const uneven = { kind: 'numpy', name: 'set/', files: [id, npy('title', '<U12', 2)] } as const
  assert.equal(rowsOf(uneven), undefined)
  assert.equal(rowsOf({ ...uneven, files: [id, title] }), 3n)
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
