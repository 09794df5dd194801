/** Which format a file is in, by its extension; servers look at lower case only (Milvus, `importutilv2`). */
export type Format = 'json' | 'jsonl' | 'csv' | 'parquet' | 'npy'

const FORMATS: Readonly<Record<string, Format>> = {
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.parquet': 'parquet',
  '.npy': 'npy',
}
const NAMES: Readonly<Record<Format, string>> = {
  json: 'JSON',
  jsonl: 'JSON Lines',
  csv: 'CSV',
  parquet: 'Parquet',
  npy: 'NumPy',
}

/** The format that a server would take the file for. */
export function formatOf(path: string): Format | undefined {
  const extension = /\.[^./]+$/.exec(path)?.[0] ?? ''
  return Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined
}

/** The name of a format as people say it. */
export function nameOf(format: Format): string {
  return NAMES[format]
}
