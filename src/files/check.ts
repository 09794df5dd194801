import { type CollectionSchema, VERSIONS, type Version } from '../model/collection.ts'
import { checkHeaders, type NumpyFile } from './check-numpy.ts'
import { checkFooter } from './check-parquet.ts'
import { type FileCheck, type Finding, judge, proof } from './findings.ts'
import type { BrokenNumpy } from './numpy.ts'
import type { BrokenParquet, ParquetFooter } from './parquet.ts'

/** What was read of a file, or of the `.npy` files of one set, without their rows. */
export type FileHead =
  | { readonly kind: 'parquet'; readonly name: string; readonly footer: ParquetFooter | BrokenParquet }
  | { readonly kind: 'numpy'; readonly name: string; readonly files: readonly NumpyFile[] }
  | { readonly kind: 'brokenNumpy'; readonly name: string; readonly header: BrokenNumpy }

/**
 * Compares the head of a file with a schema. `possible` are the versions that the server may have: what any of them
 * accepts is never a failure. Row values are not read, so that no finding means nothing about them.
 */
export function checkFile(
  file: FileHead,
  schema: CollectionSchema,
  possible: readonly Version[] = VERSIONS,
): FileCheck {
  switch (file.kind) {
    case 'parquet':
      if ('broken' in file.footer) return brokenFile(file.name, file.footer)
      return judge(checkFooter(file.name, file.footer, schema), possible)
    case 'numpy':
      return judge(checkHeaders(file.name, file.files, schema), possible)
    case 'brokenNumpy':
      return brokenFile(file.name, file.header)
  }
}

function brokenFile(file: string, { broken, text }: BrokenParquet | BrokenNumpy): FileCheck {
  const sentence = `${file} ${text}`
  if (broken === 'unreadable') return { failed: [], unknown: [sentence] }
  const finding: Finding = {
    ...{ kind: 'broken', file, column: '', found: text },
    ...{ wanted: 'a whole file', text: sentence },
  }
  return judge([proof(finding)], VERSIONS)
}

/** How many rows a file holds, by its own account; `undefined` if it does not say, or its files disagree. */
export function rowsOf(file: FileHead): bigint | undefined {
  if (file.kind === 'brokenNumpy') return undefined
  if (file.kind === 'parquet') return 'broken' in file.footer ? undefined : file.footer.rows
  const [first, ...others] = file.files.map(({ header }) => header.rows)
  return first === undefined || others.some(rows => rows !== first) ? undefined : BigInt(first)
}
