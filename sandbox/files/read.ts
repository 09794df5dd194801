import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { type Collection, ImportProblem, type Reading } from '../schema.ts'
import { readCsv } from './csv.ts'
import { readJson, readJsonLines } from './json.ts'
import { readNumpySet } from './numpy.ts'
import { readParquet } from './parquet.ts'

/** What one "file" of a job is: a file, or the `.npy` files of one set. */
export interface FileGroup {
  /** As the server prints it. */
  readonly name: string
  /** Keys in the bucket, for the words of the server. */
  readonly keys: readonly string[]
  /** Where they really are. */
  readonly paths: readonly string[]
}

/** What reading a group brought: its size, and its rows or why it can't be imported. */
export interface FileReport {
  readonly group: FileGroup
  readonly size: number
  readonly rows: number
  readonly problem: ImportProblem | undefined
}

/** Really reads the files of a group and checks every row against the collection. Never throws for a bad file. */
export async function readGroup(
  group: FileGroup,
  collection: Collection,
  reading: Reading = {},
): Promise<FileReport> {
  let size = 0
  try {
    for (const [index, path] of group.paths.entries()) {
      const key = group.keys[index] ?? path
      if (reading.refusal) throw new ImportProblem(reading.refusal(key), 0, 'storage')
      size += await sizeOf(path, key)
    }
    return { group, size, rows: await rowsOf(group, collection, reading), problem: undefined }
  } catch (error) {
    return { group, size, rows: 0, problem: asProblem(error) }
  }
}

/** A mistake of the sandbox fails the job, too, and says whose it is. */
export function asProblem(error: unknown): ImportProblem {
  if (error instanceof ImportProblem) return error
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new ImportProblem(`the sandbox itself failed: ${stack}`, 0, 'storage')
}

async function sizeOf(path: string, key: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isFile()) return found.size
  throw missing(key)
}

/** What a missing object is called depends on who looks for it first (milvus#40571, pymilvus#1927, json/reader.go). */
function missing(key: string): ImportProblem {
  const words = 'The specified key does not exist.'
  switch (extname(key)) {
    case '.parquet': {
      const reason = `new parquet reader failed, err=parquet: could not retrieve footer offset: ${words}`
      return new ImportProblem(reason, 0, 'reader')
    }
    case '.npy':
    case '.csv':
      return new ImportProblem(
        `failed to get file size of '${key}', error:${words}: key not found[key=${key}]`,
      )
    default: {
      const reason = `init failed, failed to decode JSON: ${words}: key not found[key=${key}]`
      return new ImportProblem(reason, 0, 'storage')
    }
  }
}

function rowsOf(group: FileGroup, collection: Collection, reading: Reading): Promise<number> {
  const found = fileType(group.keys)
  if ('problem' in found) throw new ImportProblem(found.problem)
  const [path = ''] = group.paths
  switch (found.type) {
    case 'json':
      return readJson(path, collection, reading)
    case 'lines':
      return readJsonLines(path, collection, reading)
    case 'csv':
      return readCsv(path, collection, reading)
    case 'parquet':
      return readParquet(path, collection, reading)
    case 'numpy':
      return readNumpySet(group, collection, reading)
  }
}

/** How the files of a group are read. */
type FileType = 'json' | 'lines' | 'csv' | 'parquet' | 'numpy'

const TYPES: Readonly<Record<string, FileType>> = {
  '.json': 'json',
  '.jsonl': 'lines',
  '.ndjson': 'lines',
  '.csv': 'csv',
  '.parquet': 'parquet',
  '.npy': 'numpy',
}

const NAMES: Readonly<Record<FileType, string>> = {
  json: 'JSON',
  lines: 'JSON',
  csv: 'CSV',
  parquet: 'Parquet',
  numpy: 'Numpy',
}

/**
 * `GetFileType` of `importutilv2/util.go`: the type of a group, or what is wrong with it. `extensions` are those that the
 * version knows: where it knows lines, `.jsonl` and `.ndjson` are one type.
 */
export function fileType(
  paths: readonly string[],
  extensions: readonly string[] = Object.keys(TYPES),
): { readonly type: FileType } | { readonly problem: string } {
  const [first = ''] = paths
  const extension = extname(first)
  const typeOf = (path: string) => (extensions.includes(extname(path)) ? TYPES[extname(path)] : undefined)
  const type = typeOf(first)
  const isSame = (path: string) => extname(path) === extension || (type === 'lines' && typeOf(path) === type)
  const other = paths.find(path => !isSame(path))
  if (other !== undefined) return { problem: `inconsistency in file types, (${first}) vs (${other})` }
  if (!type) return { problem: `unexpected file type, files=[${paths.join(' ')}]` }
  if (paths.length > 1 && type !== 'numpy') {
    return { problem: `for ${NAMES[type]} import, accepts only one file` }
  }
  return { type }
}
