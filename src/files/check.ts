import { type CollectionSchema, VERSIONS, type Version } from '../model/collection.ts'
import { checkHeaders, type NumpyFile } from './check-numpy.ts'
import { checkFooter } from './check-parquet.ts'
import { type Broken, type FileCheck, judge } from './findings.ts'
import type { NumpyHeader } from './numpy.ts'
import { type ParquetFooter, readParquetFooter } from './parquet.ts'
import type { RangeReader } from './reader.ts'

/** What was read of a file, or of the `.npy` files of one set, without their rows. `name` is how messages call it. */
export type FileHead = { readonly name: string } & (
  | { readonly kind: 'parquet'; readonly footer: ParquetFooter }
  | { readonly kind: 'numpy'; readonly files: readonly NumpyFile[] }
  | ({ readonly kind: 'broken' } & Broken)
)

/** Reads the footer of a Parquet file. Fails as the reader does. */
export async function readParquetHead(name: string, reader: RangeReader): Promise<FileHead> {
  const footer = await readParquetFooter(reader)
  return 'broken' in footer ? { kind: 'broken', name, ...footer } : { kind: 'parquet', name, footer }
}

/** The headers of a set, which is as broken as the first of its files that is. */
export function numpyHead(
  set: string,
  files: readonly { readonly name: string; readonly header: NumpyHeader | Broken }[],
): FileHead {
  const whole: NumpyFile[] = []
  for (const { name, header } of files) {
    if ('broken' in header) return { kind: 'broken', name, ...header }
    whole.push({ name, field: name.replace(/^.*\/|\.npy$/g, ''), header })
  }
  return { kind: 'numpy', name: set, files: whole }
}

/**
 * Compares the head of a file with a schema. `possible` are the versions that the server may have: what any of them
 * accepts is never a failure. Row values are not read, so that no finding means nothing about them.
 */
export function checkFile(
  head: FileHead,
  schema: CollectionSchema,
  possible: readonly Version[] = VERSIONS,
): FileCheck {
  switch (head.kind) {
    case 'parquet':
      return judge(checkFooter(head.name, head.footer, schema), possible)
    case 'numpy':
      return judge(checkHeaders(head.name, head.files, schema), possible)
    case 'broken': {
      const text = `${head.name} ${head.broken}`
      return head.isProof ? { failed: [{ text }], unknown: [] } : { failed: [], unknown: [text] }
    }
  }
}

/** How many rows a file holds, by its own account; `undefined` if it does not say, or its files disagree. */
export function rowsOf(head: FileHead): bigint | undefined {
  if (head.kind === 'broken') return undefined
  if (head.kind === 'parquet') return head.footer.rows
  const [first, ...others] = head.files.map(({ header }) => header.rows)
  return first === undefined || others.some(rows => rows !== first) ? undefined : BigInt(first)
}
