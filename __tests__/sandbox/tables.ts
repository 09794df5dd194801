import {
  Bool,
  type DataType,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { Compression, Table as WasmTable, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm'
import { npy } from '../../sandbox/samples.ts'
import type { Collection } from '../../sandbox/schema.ts'
import type { Files } from './servers.ts'

/** What random tables are written for. */
export const BOOKS: Collection = {
  fields: [
    { name: 'id', type: 'Int64', isPrimary: true },
    { name: 'title', type: 'VarChar', maxLength: 60 },
    { name: 'pages', type: 'Int32' },
    { name: 'is_free', type: 'Bool' },
    { name: 'score', type: 'Float' },
    { name: 'price', type: 'Double' },
    { name: 'vector', type: 'FloatVector', dim: 3 },
  ],
}

export interface Book {
  readonly id: bigint
  readonly title: string
  readonly pages: number
  readonly is_free: boolean
  readonly score: number
  readonly price: number
  readonly vector: readonly number[]
}

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true })

export const books: fc.Arbitrary<Book[]> = fc.array(
  fc.record({
    id: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    // NumPy pads with NUL, so texts have none.
    title: fc.string({ unit: 'grapheme', maxLength: 5 }).map(text => text.replaceAll('\0', '')),
    pages: fc.integer(),
    is_free: fc.boolean(),
    score: float32,
    price: fc.double({ noNaN: true, noDefaultInfinity: true }),
    vector: fc.tuple(float32, float32, float32).map(vector => [...vector]),
  }),
  { minLength: 1, maxLength: 20 },
)

/** The files that a writer makes of rows, by name. */
export type Writer = (rows: readonly Book[], random: number) => Files

/** The value of a row as JSON text: an Int64 is no double. */
function jsonOf({ id, ...others }: Book): string {
  return `{"id": ${id}, ${JSON.stringify(others).slice(1)}`
}

function csvOf(rows: readonly Book[], end: string): string {
  const cell = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`
  const line = ({ vector, ...row }: Book) =>
    [...Object.values(row).map(cell), cell(JSON.stringify(vector))].join()
  return [BOOKS.fields.map(field => field.name).join(), ...rows.map(line)].join(end) + end
}

/** The value of one field of all rows. */
function column<K extends keyof Book>(rows: readonly Book[], name: K): Book[K][] {
  return rows.map(row => row[name])
}

const numpyWriter: Writer = rows => {
  const width = Math.max(1, ...rows.map(({ title }) => [...title].length))
  const codes = rows.flatMap(({ title }) =>
    Array.from({ length: width }, (_, place) => [...title][place]?.codePointAt(0) ?? 0),
  )
  const one = (descr: string, data: ArrayBufferView) => npy(descr, [rows.length], data)
  return {
    'id.npy': one('<i8', BigInt64Array.from(column(rows, 'id'))),
    'title.npy': one(`<U${width}`, Uint32Array.from(codes)),
    'pages.npy': one('<i4', Int32Array.from(column(rows, 'pages'))),
    'is_free.npy': one('|b1', Uint8Array.from(column(rows, 'is_free').map(Number))),
    'score.npy': one('<f4', Float32Array.from(column(rows, 'score'))),
    'price.npy': one('<f8', Float64Array.from(column(rows, 'price'))),
    'vector.npy': npy('<f4', [rows.length, 3], Float32Array.from(column(rows, 'vector').flat())),
  }
}

const hyparquetWriter: Writer = (rows, random) => {
  const required = { repetition_type: random % 2 ? 'OPTIONAL' : 'REQUIRED' } as const
  const bytes = parquetWriteBuffer({
    schema: [
      { name: 'schema', num_children: 7 },
      { name: 'id', type: 'INT64', ...required },
      { name: 'title', type: 'BYTE_ARRAY', converted_type: 'UTF8', ...required },
      { name: 'pages', type: 'INT32', ...required },
      { name: 'is_free', type: 'BOOLEAN', ...required },
      { name: 'score', type: 'FLOAT', ...required },
      { name: 'price', type: 'DOUBLE', ...required },
      { name: 'vector', num_children: 1, converted_type: 'LIST', ...required },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', type: 'FLOAT', ...required },
    ],
    columnData: BOOKS.fields.map(({ name }) => ({ name, data: column(rows, name as keyof Book) as never })),
    codec: random % 3 ? 'SNAPPY' : 'UNCOMPRESSED',
    rowGroupSize: 1 + (random % 7),
  })
  return { 'a.parquet': Buffer.from(bytes) }
}

/** The codecs that the server knows, too. */
const { UNCOMPRESSED, SNAPPY, GZIP, BROTLI, ZSTD } = Compression
const CODECS = [UNCOMPRESSED, SNAPPY, GZIP, BROTLI, ZSTD]

export const WRITERS = {
  array: rows => ({ 'a.json': `[${rows.map(jsonOf).join(',\n')}]` }),
  'object of rows': rows => ({ 'a.json': `{"rows": [${rows.map(jsonOf).join()}]}` }),
  lines: rows => ({ 'a.jsonl': rows.map(jsonOf).join('\n') }),
  'values without lines': rows => ({ 'a.ndjson': rows.map(jsonOf).join(' ') }),
  csv: rows => ({ 'a.csv': csvOf(rows, '\n') }),
  'csv of Windows': rows => ({ 'a.csv': csvOf(rows, '\r\n') }),
  numpy: numpyWriter,
  'hyparquet-writer': hyparquetWriter,
  'parquet-wasm': (rows, random) => ({
    'a.parquet': writeArrow(arrowTable(rows), CODECS[random % CODECS.length] ?? SNAPPY),
  }),
} satisfies Record<string, Writer>

export function arrowTable(rows: readonly Book[]): Table {
  const types: Readonly<Record<keyof Book, DataType>> = {
    id: new Int64(),
    title: new Utf8(),
    pages: new Int32(),
    is_free: new Bool(),
    score: new Float32(),
    price: new Float64(),
    vector: new List(new Field('item', new Float32(), true)),
  }
  const columns = Object.entries(types).map(([name, type]) => [
    name,
    vectorFromArray(column(rows, name as keyof Book), type),
  ])
  return new Table(Object.fromEntries(columns))
}

/** Parquet by arrow-rs, which stores the types of Arrow beside the columns. */
export function writeArrow(table: Table, codec: Compression): Buffer {
  const properties = new WriterPropertiesBuilder().setCompression(codec).build()
  return Buffer.from(writeParquet(WasmTable.fromIPCStream(tableToIPC(table, 'stream')), properties))
}
