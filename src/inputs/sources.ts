/** Formats that the servers import, by extension; they look at lower case only (`importutilv2/util.go`). */
const EXTENSION = /\.(parquet|json|jsonl|ndjson|csv|npy)$/
const EXTENSIONS = '`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`'

/**
 * Checks one line of `objectUrl` as far as docs.zilliz.com documents the form ("storage options"): the scheme, a
 * bucket and a key, a folder that ends in `/` or a file of a known format. Returns what is wrong, without quoting
 * the line: it may be signed.
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

/** The same for a path inside a volume. */
export function problemOfVolumePath(line: string): string | undefined {
  if (/^[a-z0-9]+:\/\//i.test(line)) return 'is a URL: write the path inside the volume'
  if (line.split('/').includes('..')) return 'must not contain `..`'
  if (/\.npy\s*,/.test(line)) return 'holds several files: give the folder of the `.npy` files, ending in `/`'
  return problemOfPath(line)
}

function problemOfPath(path: string): string | undefined {
  if (path.endsWith('/') || EXTENSION.test(path)) return undefined
  if (EXTENSION.test(path.toLowerCase()))
    return `has an upper-case extension: servers know only ${EXTENSIONS}`
  return `is neither a folder (ending in \`/\`) nor a file of a known format (${EXTENSIONS})`
}
