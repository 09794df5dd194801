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
const EXTENSIONS = '`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`'

/** `.parquet` of `a/b.parquet`, in the case it has; `''` if the name has none. */
export function extensionOf(path: string): string {
  return /\.[^./]+$/.exec(path.split('/').at(-1) ?? '')?.[0] ?? ''
}

/** The format that a server would take the file for. */
export function formatOf(path: string): Format | undefined {
  const extension = extensionOf(path)
  return Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined
}

/** The name of a format as people say it. */
export function nameOf(format: Format): string {
  return NAMES[format]
}

/** Problems of the formats of all files; the format if there are none. `shown` are paths as the author knows them. */
export function judgeFormats(shown: readonly string[]): { format?: Format; problems: string[] } {
  const unknown = shown.filter(path => formatOf(path) === undefined)
  if (unknown.length > 0) return { problems: [problemOfUnknown(unknown)] }
  const first = new Map<Format, string>()
  for (const path of shown) {
    const format = formatOf(path)
    if (format && !first.has(format)) first.set(format, path)
  }
  const [[format] = []] = first
  if (first.size <= 1) return format ? { format, problems: [] } : { problems: [] }
  const found = [...first].map(([each, path]) => `${NAMES[each]} (\`${path}\`)`).join(' and ')
  return { problems: [`\`path\` matches ${found}: a job takes one format, use one step for each`] }
}

function problemOfUnknown(paths: readonly string[]): string {
  const isCase = paths.every(path => formatOf(path.toLowerCase()) !== undefined)
  const why = isCase
    ? `with an upper-case extension: servers know only ${EXTENSIONS}, so rename`
    : `that no server imports: it takes ${EXTENSIONS}, so narrow the pattern (\`${narrower(paths)}\`) or exclude`
  return `\`path\` matches ${someOf(paths)} ${why} ${paths.length === 1 ? 'it' : 'them'}`
}

/** `out/*.parquet`, said of `out/_SUCCESS`. */
function narrower([path = '']: readonly string[]): string {
  const folder = path.split('/').slice(0, -1).join('/')
  return `${folder && `${folder}/`}*.parquet`
}

/** The first three, and how many more there are. */
export function someOf(paths: readonly string[], most = 3): string {
  const shown = paths
    .slice(0, most)
    .map(path => `\`${path}\``)
    .join(', ')
  return paths.length > most ? `${shown} and ${paths.length - most} more` : shown
}
