import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Table, vectorFromArray } from 'apache-arrow'
import fc from 'fast-check'
import { Compression } from 'parquet-wasm'
import { type FileReport, readGroup } from '../../sandbox/files/read.ts'
import { type Files, folderWith } from './servers.ts'
import { arrowTable, BOOKS, type Book, books, WRITERS, writeArrow } from './tables.ts'

// Random tables by every writer that npm has, read back; and with one wrong value, which fails with the right reason.

const folder = await folderWith({})
after(() => rm(folder, { recursive: true }))

const SEEDED = { seed: 20_260_613, numRuns: 25 }

async function read(files: Files): Promise<FileReport> {
  const keys = Object.keys(files)
  const paths = keys.map(key => join(folder, key))
  await Promise.all(Object.values(files).map((data, index) => writeFile(paths[index] ?? '', data)))
  return readGroup({ name: keys.join(), keys, paths }, BOOKS)
}

for (const [name, write] of Object.entries(WRITERS)) {
  test(`reads back random tables: ${name}`, async () => {
    const property = fc.asyncProperty(books, fc.nat(1000), async (rows, random) => {
      const { rows: found, problem } = await read(write(rows, random))
      assert.equal(problem, undefined)
      assert.equal(found, rows.length)
    })
    await fc.assert(property, SEEDED)
  })
}

const FORMATS = {
  json: WRITERS.array,
  csv: WRITERS.csv,
  numpy: WRITERS.numpy,
  parquet: WRITERS['parquet-wasm'],
}
const NOT_FINITE = "value 'NaN' is not a number or infinity: invalid parameter"
const LONG = 'value length(62) for field title exceeds max_length(60): invalid parameter'
const DIM = "expected dim '3' for field 'vector' with type 'FloatVector', got dim '2'"
const UNALIGNED = 'not aligned: expected 3 but got 2: invalid parameter, data type: FloatVector'
const PAGES = "expected type 'Int32' for field 'pages', got type 'string' with value "
const IS_FREE = "expected type 'Bool' for field 'is_free', got type 'string' with value 'yes'"
const NIL = "expected type 'VarChar' for field 'title', got type '<nil>' with value '<nil>'"
const NULL = "the field 'title' is not nullable but the file contains null value"
const PARSE = 'failed to parse row, error: strconv.'

/** A wrong value of a row, and the reason in the words of JSON, CSV, NumPy and Parquet where that format has it. */
const MISTAKES: readonly (readonly [
  keyof Book,
  unknown,
  Readonly<Partial<Record<keyof typeof FORMATS, string>>>,
])[] = [
  ['title', 'é'.repeat(31), { json: LONG, csv: LONG, numpy: LONG, parquet: LONG }],
  ['title', null, { json: NIL, parquet: NULL }],
  ['pages', 2 ** 31, { json: `${PARSE}ParseInt: parsing "2147483648": value out of range` }],
  ['pages', 2 ** 31, { csv: `${PAGES}'2147483648'` }],
  ['pages', 1.5, { json: `${PARSE}ParseInt: parsing "1.5": invalid syntax`, csv: `${PAGES}'1.5'` }],
  ['is_free', 'yes', { json: IS_FREE, csv: IS_FREE }],
  ['price', Number.NaN, { csv: NOT_FINITE, parquet: NOT_FINITE }],
  ['vector', [1, 2], { json: DIM, csv: DIM, parquet: UNALIGNED }],
  ['vector', [1, Number.NaN, 2], { numpy: NOT_FINITE, parquet: NOT_FINITE }],
  ['vector', [1, 1e39, 2], { json: `${PARSE}ParseFloat: parsing "1e+39": value out of range` }],
  ['vector', [1, 1e39, 2], { csv: "expected type 'FloatVector' for field 'vector', got type 'string'" }],
]

for (const [field, value, reasons] of MISTAKES) {
  for (const [format, reason] of Object.entries(reasons)) {
    test(`finds ${field} ${JSON.stringify(value)} in ${format}`, async () => {
      const write = FORMATS[format as keyof typeof FORMATS]
      const property = fc.asyncProperty(books, fc.nat(1000), async (rows, random) => {
        const wrong = rows.with(random % rows.length, {
          ...(rows[random % rows.length] as Book),
          [field]: value,
        })
        const { problem } = await read(write(wrong, random))
        assert.ok(problem?.message.includes(reason), problem?.message)
      })
      await fc.assert(property, { ...SEEDED, numRuns: 8 })
    })
  }
}

const one: Book = { id: 1n, title: 'a', pages: 1, is_free: true, score: 1, price: 1, vector: [1, 2, 3] }

test('a text column as a dictionary is refused, and LZ4 is a codec that the server does not have', async () => {
  const columns = arrowTable([one])
  const own = columns.schema.fields.map(({ name }) => [name, columns.getChild(name)])
  const table = new Table({ ...Object.fromEntries(own), title: vectorFromArray(['a']) } as never)
  const dictionary = await read({ 'a.parquet': writeArrow(table, Compression.SNAPPY) })
  const words = "get arrow data type 'dictionary<values=utf8, indices=int32, ordered=false>'"
  assert.ok(dictionary.problem?.message.includes(words))
  const lz4 = await read({ 'a.parquet': writeArrow(columns, Compression.LZ4_RAW) })
  assert.equal(lz4.problem?.message, 'compression for LZ4_RAW unimplemented')
})

test('a mistake of the sandbox fails the file and says whose it is', async () => {
  const path = join(folder, 'a.json')
  await writeFile(path, '[{"id": 1}]')
  const broken = { fields: [{ name: 'id', type: 'Nothing' }] } as never
  const { problem, rows } = await readGroup({ name: 'a.json', keys: ['a.json'], paths: [path] }, broken)
  assert.equal(rows, 0)
  assert.match(problem?.message ?? '', /^the sandbox itself failed: TypeError/)
})
