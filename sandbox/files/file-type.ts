import { extname } from 'node:path'

/** How the files of a group are read. */
export type FileType = 'json' | 'lines' | 'csv' | 'parquet' | 'numpy'

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
