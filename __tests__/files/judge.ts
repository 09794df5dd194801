import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readGroup } from '../../sandbox/files/read.ts'
import { profileOf } from '../../sandbox/milvus/profile.ts'
import type { Collection, Field } from '../../sandbox/schema.ts'
import { readCollection } from '../../src/api/collections.ts'
import { checkFile, type FileHead } from '../../src/files/check.ts'
import type { FileCheck } from '../../src/files/findings.ts'
import { readNumpyHeader } from '../../src/files/numpy.ts'
import { readParquetFooter } from '../../src/files/parquet.ts'
import type { Version } from '../../src/model/collection.ts'
import type { Pair } from './pairs.ts'
import { describedAs, LONGEST_TEXT, type MadeSchema, MOST_ELEMENTS } from './schemas.ts'

/** What the client makes of a pair, reading heads only, as it does before an import. */
export async function check(pair: Pair, possible: readonly Version[]): Promise<FileCheck> {
  const schema = readCollection(describedAs(pair.schema), '')
  if (!schema) throw new Error('the schema was not read')
  const checks = (await headsOf(pair)).map(head => checkFile(head, schema, possible))
  return {
    failed: checks.flatMap(({ failed }) => failed),
    unknown: checks.flatMap(({ unknown }) => unknown),
  }
}

async function headsOf({ format, files }: Pair): Promise<FileHead[]> {
  const [first] = files
  if (format === 'parquet' && first) {
    const { name, bytes } = first
    const read = async (from: number, to: number) => bytes.subarray(from, to)
    return [{ kind: 'parquet', name, footer: await readParquetFooter({ size: bytes.length, read }) }]
  }
  const read = files.map(({ name, bytes }) => ({ name, header: readNumpyHeader(bytes.subarray(0, 4096)) }))
  const broken = read.flatMap(({ name, header }) =>
    'broken' in header ? [{ kind: 'brokenNumpy' as const, name, header }] : [],
  )
  const whole = read.flatMap(({ name, header }) =>
    'broken' in header ? [] : [{ name, field: name.replace(/\.npy$/, ''), header }],
  )
  // A file that can't be read is there all the same: what such a set lacks is not told.
  return broken.length > 0 ? broken : [{ kind: 'numpy', name: 'set/', files: whole }]
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
