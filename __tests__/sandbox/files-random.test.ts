import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Table, vectorFromArray } from 'apache-arrow'
import fc from 'fast-check'
import { Compression } from 'parquet-wasm'
import { type FileReport, readGroup } from '../../sandbox/files/read.ts'
import {
  arrowTable,
  arrowWriter,
  BOOKS,
  type Book,
  books,
  hyparquetWriter,
  numpyWriter,
  TEXT_WRITERS,
  type Writer,
  writeArrow,
} from './tables.ts'

// Random tables by every writer that npm has, read back; and with one wrong value, which fails with the right reason.

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tables-'))
})
after(() => rm(folder, { recursive: true }))

const SEEDED = { seed: 20_260_613, numRuns: 25 }

async function read(files: ReturnType<Writer>): Promise<FileReport> {
  const keys = Object.keys(files)
  const paths = keys.map(key => join(folder, key))
  await Promise.all(Object.values(files).map((data, index) => writeFile(paths[index] ?? '', data)))
  return readGroup({ name: keys.join(), keys, paths }, BOOKS)
}

const WRITERS: Readonly<Record<string, Writer>> = {
  ...TEXT_WRITERS,
  numpy: numpyWriter,
  'hyparquet-writer': hyparquetWriter,
  'parquet-wasm': arrowWriter,
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

/** A wrong value of a row, and the reason in the words of JSON, CSV, NumPy and Parquet where that format has it. */
interface Mistake {
  readonly of: keyof Book
  readonly value: unknown
  readonly json?: RegExp
  readonly csv?: RegExp
  readonly numpy?: RegExp
  readonly parquet?: RegExp
}

const NOT_FINITE = /value 'NaN' is not a number or infinity: invalid parameter$/
const MISTAKES: readonly Mistake[] = [
  {
    of: 'title',
    value: 'é'.repeat(31),
    json: /value length\(62\) for field title exceeds max_length\(60\): invalid parameter$/,
    csv: /value length\(62\) for field title exceeds max_length\(60\): invalid parameter$/,
    numpy: /value length\(62\) for field title exceeds max_length\(60\): invalid parameter$/,
    parquet: /value length\(62\) for field title exceeds max_length\(60\): invalid parameter$/,
  },
  {
    of: 'title',
    value: null,
    json: /expected type 'VarChar' for field 'title', got type '<nil>' with value '<nil>'/,
    parquet: /the field 'title' is not nullable but the file contains null value$/,
  },
  {
    of: 'pages',
    value: 2 ** 31,
    json: /^failed to parse row, error: strconv\.ParseInt: parsing "2147483648": value out of range$/,
    csv: /expected type 'Int32' for field 'pages', got type 'string' with value '2147483648'/,
  },
  {
    of: 'pages',
    value: 1.5,
    json: /strconv\.ParseInt: parsing "1\.5": invalid syntax/,
    csv: /expected type 'Int32' for field 'pages', got type 'string' with value '1\.5'/,
  },
  {
    of: 'is_free',
    value: 'yes',
    json: /expected type 'Bool' for field 'is_free', got type 'string' with value 'yes'/,
    csv: /expected type 'Bool' for field 'is_free', got type 'string' with value 'yes'/,
  },
  { of: 'price', value: Number.NaN, csv: NOT_FINITE, parquet: NOT_FINITE },
  {
    of: 'vector',
    value: [1, 2],
    json: /expected dim '3' for field 'vector' with type 'FloatVector', got dim '2'/,
    csv: /expected dim '3' for field 'vector' with type 'FloatVector', got dim '2'/,
    parquet:
      /length of vector is not aligned: expected 3 but got 2: invalid parameter, data type: FloatVector$/,
  },
  { of: 'vector', value: [1, Number.NaN, 2], numpy: NOT_FINITE, parquet: NOT_FINITE },
  {
    of: 'vector',
    value: [1, 1e39, 2],
    json: /strconv\.ParseFloat: parsing "1e\+39": value out of range/,
    csv: /expected type 'FloatVector' for field 'vector', got type 'string'/,
  },
]

const FORMATS: Readonly<Record<'json' | 'csv' | 'numpy' | 'parquet', Writer>> = {
  json: TEXT_WRITERS['array'] as Writer,
  csv: TEXT_WRITERS['csv'] as Writer,
  numpy: numpyWriter,
  parquet: arrowWriter,
}

for (const mistake of MISTAKES) {
  for (const [format, write] of Object.entries(FORMATS)) {
    const reason = mistake[format as keyof typeof FORMATS]
    if (!reason) continue
    test(`finds ${mistake.of} ${JSON.stringify(mistake.value)} in ${format}`, async () => {
      const property = fc.asyncProperty(books, fc.nat(1000), async (rows, random) => {
        const place = random % rows.length
        const wrong = rows.map((row, index) =>
          index === place ? { ...row, [mistake.of]: mistake.value } : row,
        )
        const { problem } = await read(write(wrong as Book[], random))
        assert.match(problem?.message ?? '', reason)
      })
      await fc.assert(property, { ...SEEDED, numRuns: 8 })
    })
  }
}

const one: Book = { id: 1n, title: 'a', pages: 1, is_free: true, score: 1, price: 1, vector: [1, 2, 3] }

test('a text column as a dictionary is refused', async () => {
  const columns = arrowTable([one])
  const table = new Table({
    ...Object.fromEntries(columns.schema.fields.map(({ name }) => [name, columns.getChild(name)])),
    title: vectorFromArray(['a']),
  } as never)
  const { problem } = await read({ 'a.parquet': writeArrow(table, Compression.SNAPPY) })
  assert.match(
    problem?.message ?? '',
    /get arrow data type 'dictionary<values=utf8, indices=int32, ordered=false>'/,
  )
})

test('LZ4 is a codec that the server does not have', async () => {
  const { problem } = await read({ 'a.parquet': writeArrow(arrowTable([one]), Compression.LZ4_RAW) })
  assert.equal(problem?.message, 'compression for LZ4_RAW unimplemented')
})

test('a mistake of the sandbox fails the file and says whose it is', async () => {
  const path = join(folder, 'a.json')
  await writeFile(path, '[{"id": 1}]')
  const broken = { fields: [{ name: 'id', type: 'Nothing' }] } as never
  const { problem, rows } = await readGroup({ name: 'a.json', keys: ['a.json'], paths: [path] }, broken)
  assert.equal(rows, 0)
  assert.match(problem?.message ?? '', /^the sandbox itself failed: TypeError/)
})
