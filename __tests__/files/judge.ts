import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readGroup } from '../../sandbox/files/read.ts'
import { profileOf } from '../../sandbox/milvus/profile.ts'
import type { Collection, Field } from '../../sandbox/schema.ts'
import { readCollection } from '../../src/api/collections.ts'
import { checkFile, type FileHead, numpyHead, readParquetHead } from '../../src/files/check.ts'
import type { FileCheck } from '../../src/files/findings.ts'
import { readNumpyHeader } from '../../src/files/numpy.ts'
import type { Version } from '../../src/model/collection.ts'
import type { Pair } from './pairs.ts'
import { describedAs, LONGEST_TEXT, type MadeSchema, MOST_ELEMENTS } from './schemas.ts'

/** What the client makes of a pair, reading heads only, as it does before an import. */
export async function check(pair: Pair, possible: readonly Version[]): Promise<FileCheck> {
  const schema = readCollection(describedAs(pair.schema), '')
  if (!schema) throw new Error('the schema was not read')
  return checkFile(await headOf(pair), schema, possible)
}

async function headOf({ format, files }: Pair): Promise<FileHead> {
  const [first] = files
  if (format === 'parquet' && first) {
    const { name, bytes } = first
    const read = async (from: number, to: number) => bytes.subarray(from, to)
    return readParquetHead(name, { size: bytes.length, read })
  }
  const headers = files.map(({ name, bytes }) => ({ name, header: readNumpyHeader(bytes.subarray(0, 4096)) }))
  return numpyHead('set/', headers)
}

/** Why a version of Milvus refuses the pair, by the sandbox, which reads the whole file; `undefined` if it takes it. */
export async function importBy(
  version: Version,
  { schema, files }: Pair,
  folder: string,
): Promise<string | undefined> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const paths = files.map(({ name, bytes }) => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    return path
  })
  const group = { name: 'group', keys: files.map(({ name }) => name), paths }
  const { problem } = await readGroup(group, collectionOf(schema), { version: profileOf(version).reading })
  return problem?.message
}

function collectionOf({ fields, dynamic }: MadeSchema): Collection {
  return {
    enableDynamicField: dynamic,
    fields: fields.map(
      field => ({ ...field, maxLength: LONGEST_TEXT, maxCapacity: MOST_ELEMENTS }) as unknown as Field,
    ),
  }
}
