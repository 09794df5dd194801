import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { Collection } from './schema.ts'

export const articles: Collection = {
  fields: [
    { name: 'id', type: 'Int64', isPrimary: true },
    { name: 'title', type: 'VarChar', maxLength: 200 },
    { name: 'reading_time', type: 'Int64' },
    { name: 'vector', type: 'FloatVector', dim: 8 },
  ],
  partitions: ['archive'],
}

interface Article {
  readonly id: number
  readonly title: string
  readonly reading_time: number
  readonly vector: readonly number[]
}

/** Articles that are the same at every run: `first` is the first id. */
export function makeArticles(first: number, count: number, dim = 8): Article[] {
  return Array.from({ length: count }, (_, index) => {
    const id = first + index
    const random = seeded(id)
    const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? ''
    const title = `${pick(OPENINGS)} ${pick(SUBJECTS)} ${pick(ENDINGS)}`
    const vector = Array.from({ length: dim }, () => Math.fround(random() * 2 - 1))
    return { id, title, reading_time: 2 + Math.floor(random() * 14), vector }
  })
}

const OPENINGS = [
  'A short guide to',
  'What we learned from',
  'The trouble with',
  'Ten years of',
  'How to measure',
  'Notes on',
]
const SUBJECTS = [
  'vector search',
  'slow queries',
  'data pipelines',
  'embeddings',
  'cold caches',
  'schema changes',
  'large files',
]
const ENDINGS = [
  'in production',
  'for small teams',
  'at night',
  'without tears',
  'step by step',
  'under load',
]

/** mulberry32, a small generator of numbers from 0 to 1. */
function seeded(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function toParquet(rows: readonly Article[]): Buffer {
  const required = { repetition_type: 'REQUIRED' } as const
  const bytes = parquetWriteBuffer({
    schema: [
      { name: 'schema', num_children: 4 },
      { name: 'id', type: 'INT64', ...required },
      { name: 'title', type: 'BYTE_ARRAY', converted_type: 'UTF8', ...required },
      { name: 'reading_time', type: 'INT64', ...required },
      { name: 'vector', num_children: 1, converted_type: 'LIST', ...required },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', type: 'FLOAT', ...required },
    ],
    columnData: [
      { name: 'id', data: rows.map(row => BigInt(row.id)) },
      { name: 'title', data: rows.map(row => row.title) },
      { name: 'reading_time', data: rows.map(row => BigInt(row.reading_time)) },
      { name: 'vector', data: rows.map(row => [...row.vector]) },
    ],
  })
  return Buffer.from(bytes)
}

export function toJsonLines(rows: readonly Article[]): string {
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}

export function toCsv(rows: readonly Article[]): string {
  const lines = rows.map(
    ({ id, title, reading_time, vector }) => `${id},"${title}",${reading_time},"${JSON.stringify(vector)}"`,
  )
  return `id,title,reading_time,vector\n${lines.join('\n')}\n`
}

/** One `.npy` file for each field. */
export function toNumpy(rows: readonly Article[]): Record<string, Buffer> {
  const width = Math.max(1, ...rows.map(row => row.title.length))
  const count = rows.length
  const integers = (values: number[]) => npy('<i8', [count], BigInt64Array.from(values.map(BigInt)))
  const vectors = Float32Array.from(rows.flatMap(row => row.vector))
  return {
    'id.npy': integers(rows.map(row => row.id)),
    'title.npy': npy(`<U${width}`, [count], utf32(rows, width)),
    'reading_time.npy': integers(rows.map(row => row.reading_time)),
    'vector.npy': npy('<f4', [count, rows[0]?.vector.length ?? 0], vectors),
  }
}

function utf32(rows: readonly Article[], width: number): Uint32Array {
  const codes = new Uint32Array(rows.length * width)
  for (const [index, { title }] of rows.entries()) {
    for (const [place, char] of [...title].entries()) codes[index * width + place] = char.codePointAt(0) ?? 0
  }
  return codes
}

/** The NPY format, version 1 (numpy.org, `numpy.lib.format`): the header is padded to 64 bytes. */
export function npy(descr: string, shape: readonly number[], data: ArrayBufferView): Buffer {
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`
  const header = `${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\n`
  const start = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1')
  start.writeUInt16LE(header.length, 8)
  return Buffer.concat([
    start,
    Buffer.from(header, 'latin1'),
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  ])
}

/** Writes the sample bucket below `buckets`: good files of three formats, a folder of parts, and a bad file. */
export async function writeSamples(buckets: string): Promise<void> {
  const bucket = join(buckets, 'example-articles')
  const files: Record<string, Buffer | string> = {
    'daily/politics.parquet': toParquet(makeArticles(1, 200)),
    'daily/science.jsonl': toJsonLines(makeArticles(201, 120)),
    'parts/part-1.parquet': toParquet(makeArticles(1001, 90)),
    'parts/part-2.parquet': toParquet(makeArticles(1091, 150)),
    'parts/part-3.parquet': toParquet(makeArticles(1241, 210)),
    'broken/sports.jsonl': toJsonLines([...makeArticles(2001, 80), ...makeArticles(2081, 40, 6)]),
  }
  for (const [name, data] of Object.entries(toNumpy(makeArticles(321, 130))))
    files[`daily/culture/${name}`] = data
  for (const [name, data] of Object.entries(files)) {
    const path = join(bucket, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, data)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = 'sandbox/buckets'] = process.argv.slice(2)
  await writeSamples(folder)
  console.log(`Sample files are in ${folder}`)
}
