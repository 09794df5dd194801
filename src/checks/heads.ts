import { checkFile, type FileHead, numpyHead, readParquetHead, rowsOf } from '../files/check.ts'
import type { FileCheck } from '../files/findings.ts'
import { readNumpyFile } from '../files/numpy.ts'
import type { RangeReader } from '../files/reader.ts'
import type { CollectionSchema, Version } from '../model/collection.ts'
import { nameOf } from '../model/formats.ts'
import { CallError } from '../model/service.ts'
import { atOnce } from '../storage/tries.ts'
import { plural } from '../words/format.ts'
import { failureWords } from '../words/job.ts'
import type { SeenFile, SeenGroup } from './files.ts'
import { type Found, failed, ok, unknown } from './found.ts'

/** Heads that a check reads, unless all rows are to be counted. */
const MOST_HEADS = 20
const HEADS_AT_ONCE = 5
/** Fields of a collection are fewer. */
const MOST_OF_SET = 256
/** Findings of one run that are told one by one. */
const MOST_FINDINGS = 50

/** What the head of a file or set says; a sentence without a full stop where it could not be read. */
export interface HeadSeen {
  readonly group: SeenGroup
  readonly head: FileHead | string
}

/** Reads the heads of Parquet files and NumPy sets: the first ones, or all of them. */
export async function readHeads(groups: readonly SeenGroup[], isAll: boolean): Promise<HeadSeen[]> {
  const telling = groups.filter(({ format }) => format === 'parquet' || format === 'npy')
  const chosen = isAll ? telling : telling.slice(0, MOST_HEADS)
  return atOnce(HEADS_AT_ONCE, chosen, async group => ({ group, head: await headOf(group) }))
}

async function headOf({ name, format, files }: SeenGroup): Promise<FileHead | string> {
  const [first] = files
  if (files.length > MOST_OF_SET || !first)
    return `${name} holds ${plural(files.length, 'file')}, too many for a set`
  try {
    if (format === 'parquet') return await opened(first, reader => readParquetHead(name, reader))
    const read = async (file: SeenFile) => ({ name: file.name, header: await opened(file, readNumpyFile) })
    return numpyHead(name, await atOnce(HEADS_AT_ONCE, files, read))
  } catch (error) {
    const why = error instanceof CallError ? failureWords(error.failure) : (error as Error).message
    return `${name} could not be read: ${why}`
  }
}

async function opened<T>(file: SeenFile, read: (reader: RangeReader) => Promise<T>): Promise<T> {
  const reader = await file.open()
  try {
    return await read(reader)
  } finally {
    await reader.close()
  }
}

/** Compares heads with the schema of the collection, or says why it can't. */
export function checkHeads(
  groups: readonly SeenGroup[],
  heads: readonly HeadSeen[],
  schema: CollectionSchema | undefined,
  versions: readonly Version[],
): Found[] {
  if (groups.length === 0) return []
  const found: Found[] = []
  const silent = groups.filter(({ format }) => format !== 'parquet' && format !== 'npy').length
  if (silent > 0)
    found.push(unknown('schema', `${plural(silent, 'file')} in a format that does not show its columns`))
  const skipped = groups.length - silent - heads.length
  if (skipped > 0)
    found.push(
      unknown('schema', `The heads of ${heads.length} files were read, of ${skipped} more they were not`),
    )
  if (heads.length === 0) return found
  if (!schema) return [...found, unknown('schema', 'Files are not compared: the schema is not known')]

  let good = 0
  for (const { group, head } of heads) {
    const check =
      typeof head === 'string' ? { failed: [], unknown: [head] } : checkFile(head, schema, versions)
    const isLone = group.format === 'npy' && !group.name.endsWith('/') && group.files.length === 1
    const proofs = isLone ? ofLone(check) : check
    found.push(...proofs.failed.map(({ text }) => failed('schema', { code: 'SchemaMismatch', text })))
    found.push(...proofs.unknown.map(text => unknown('schema', text)))
    if (proofs.failed.length + proofs.unknown.length === 0) good += 1
  }
  if (good > 0) found.unshift(ok('schema', `${plural(good, 'file')} with the columns of the collection`))
  return found.slice(0, MOST_FINDINGS)
}

/** One `.npy` file may be part of a set that other lines name: what it lacks by itself proves nothing. */
function ofLone({ failed: proofs, unknown: open }: FileCheck): FileCheck {
  const { own = [], missing = [] } = Object.groupBy(proofs, ({ isMissing }) =>
    isMissing ? 'missing' : 'own',
  )
  return { failed: own, unknown: [...open, ...missing.map(({ text }) => text)] }
}

/** The rows of all files by their own account; else, for each file that does not tell them, why. */
export function countHeads(
  groups: readonly SeenGroup[],
  heads: readonly HeadSeen[],
): { rows: bigint; silent: readonly string[] } {
  const silent: string[] = []
  let rows = 0n
  for (const group of groups) {
    const head = heads.find(seen => seen.group === group)?.head
    const own = head === undefined || typeof head === 'string' ? undefined : rowsOf(head)
    if (own === undefined) silent.push(silence(group, head))
    else rows += own
  }
  return { rows, silent }
}

function silence({ name, format }: SeenGroup, head: FileHead | string | undefined): string {
  if (typeof head === 'string') return head
  if (head === undefined)
    return `${name} is ${format ? nameOf(format) : 'in no format that servers know'}, which does not show how many rows it has`
  return `${name} does not show how many rows it has`
}
