import type { Api } from '../model/job.ts'

/** Formats that the servers import, by extension; they look at lower case only (`importutilv2/util.go`). */
const EXTENSION = /\.(parquet|json|jsonl|ndjson|csv|npy)$/
const EXTENSIONS = '`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`'
/** Milvus: `dataCoord.import.maxImportFileNumPerReq`; Zilliz Cloud: docs.zilliz.com, data import. */
const MOST_SOURCES: Readonly<Record<Api, number>> = { milvus: 1024, 'zilliz-v2': 1000, 'zilliz-v1': 1 }

/** What is wrong with the lines of `objectUrl` or `files`, each with the number of its line; no line is quoted. */
export function problemsOfLines(
  name: string,
  lines: readonly string[],
  api: Api,
  problemOf: (line: string) => string | undefined,
): string[] {
  const problems = lines.flatMap((line, index) => {
    const problem = problemOf(line)
    if (!problem) return []
    return [`\`${name}\` ${lines.length > 1 ? `line ${index + 1} ` : ''}${problem}`]
  })
  const most = MOST_SOURCES[api]
  if (lines.length > most)
    problems.push(`\`${name}\` holds ${lines.length} lines, a job of \`${api}\` takes ${most}`)
  return problems
}

/**
 * Checks one line of `objectUrl` as far as docs.zilliz.com documents the form ("storage options"): the scheme, a
 * bucket and a key, a folder that ends in `/` or a file of a known format.
 */
export function problemOfObjectUrl(line: string): string | undefined {
  const url = URL.parse(line)
  if (!url) return 'is not a URL such as `s3://bucket/key` or `https://…`'
  if (url.username || url.password) return 'must not hold a user or password'
  switch (url.protocol) {
    case 's3:':
    case 'gs:':
    case 'oss:':
    case 'https:':
      break
    case 's3a:':
    case 's3n:':
      return 'must start with `s3://`'
    default:
      return 'must start with `s3://`, `gs://`, `oss://` or `https://`'
  }
  if (!url.hostname) return 'names no bucket'
  return problemOfPath(url.pathname)
}

/** Checks one line of `files` for a volume: one path, a file or a folder. */
export function problemOfVolumePath(line: string): string | undefined {
  if (/\.npy\s*,/.test(line)) return 'holds several files: give the folder of the `.npy` files, ending in `/`'
  return problemOfRelative(line) ?? problemOfPath(line)
}

/**
 * Checks one line of `files` for Milvus: one file, or the `.npy` files of one set separated by commas. Folders are
 * for restoring backups only.
 */
export function problemOfGroup(line: string, isRestore: boolean): string | undefined {
  const paths = groupOf(line)
  if (paths.length === 0) return 'names no file'
  for (const path of paths) {
    const problem = problemOfRelative(path)
    if (problem) return problem
    if (isRestore) continue
    if (path.endsWith('/')) return 'is a folder: Milvus imports files, name each of them'
    const wrong = problemOfPath(path)
    if (wrong) return wrong
  }
  const isSet = paths.every(path => path.endsWith('.npy'))
  return paths.length === 1 || isSet || isRestore
    ? undefined
    : 'holds several files: only the `.npy` files of one set share a line, others have a line each'
}

/** The paths of one line of `files` for Milvus. */
export function groupOf(line: string): string[] {
  return line
    .split(',')
    .map(path => path.trim())
    .filter(path => path !== '')
}

function problemOfRelative(path: string): string | undefined {
  if (/^[a-z0-9]+:\/\//i.test(path))
    return 'is a URL: write the path inside the bucket or volume, without its name'
  return path.split('/').includes('..') ? 'must not contain `..`' : undefined
}

function problemOfPath(path: string): string | undefined {
  if (path.endsWith('/') || EXTENSION.test(path)) return undefined
  if (EXTENSION.test(path.toLowerCase()))
    return `has an upper-case extension: servers know only ${EXTENSIONS}`
  return `is neither a folder (ending in \`/\`) nor a file of a known format (${EXTENSIONS})`
}
