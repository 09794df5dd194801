/** The one folder that receives the files, as its author wrote it. Folders are `''` or end in `/`. */
export type Destination =
  | { readonly kind: 's3'; readonly bucket: string; readonly folder: string }
  | { readonly kind: 'gcs'; readonly bucket: string; readonly folder: string }
  | {
      readonly kind: 'azure'
      /** `https://account.blob.core.windows.net`; in front of an emulator's, the account is in the path. */
      readonly base: string
      readonly container: string
      readonly folder: string
    }

/** docs.aws.amazon.com, bucket naming rules; Google's also allow `_` and up to 222 characters with dots. */
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/
/** learn.microsoft.com, naming containers. */
const CONTAINER = /^(\$root|[a-z0-9](?:-?[a-z0-9]){2,62})$/
const AZURE_HOST = /^[a-z0-9]{3,24}\.blob\.core\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/

/**
 * Reads `objectUrl` where it is the destination of an upload: `s3://bucket/folder/`, `gs://bucket/folder/`,
 * `https://account.blob.core.windows.net/container/folder/`. Keys are literal in the first two. Returns a text where
 * it is none of them: what is wrong, to stand behind the name of the input. The text never quotes a query.
 */
export function parseDestination(line: string): Destination | string {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9]*):\/\/(.*)$/is.exec(line.trim()) ?? []
  switch (scheme.toLowerCase()) {
    case 's3':
      return bucketOf('s3', rest)
    case 'gs':
      return bucketOf('gcs', rest)
    case 'http':
    case 'https':
      return azureOf(line.trim())
    case 's3a':
    case 's3n':
      return 'must start with `s3://`'
    case 'oss':
    case 'cos':
      return `has a scheme that files of the runner can't be uploaded to (\`${scheme}://\`): use \`s3://\`, \`gs://\`, Azure's \`https://\`, or \`volumeName\``
    default:
      return 'is not the URL of a folder such as `s3://bucket/folder/`'
  }
}

function bucketOf(kind: 's3' | 'gcs', rest: string): Destination | string {
  const [, bucket = '', slash = '', folder = ''] = /^([^/]*)(\/?)(.*)$/s.exec(rest) ?? []
  if (!BUCKET.test(bucket)) return 'does not name a bucket: its name is lower-case letters, digits and dashes'
  if (slash === '') return `must end in \`/\`: it is the folder that receives the files of \`path\``
  return problemOfFolder(folder) ?? { kind, bucket, folder }
}

function azureOf(line: string): Destination | string {
  const url = URL.parse(line)
  if (!url) return 'is not a URL'
  if (url.search || url.hash) return 'must not hold a query: give the SAS as `sessionToken`'
  if (url.username || url.password) return 'must not hold a user or password'
  const isLocal = isLoopbackHost(url.hostname)
  if (
    /(^|\.)(amazonaws\.com(\.cn)?|storage\.googleapis\.com|storage\.cloud\.google\.com)$/.test(url.hostname)
  )
    return 'must be written as `s3://bucket/folder/` or `gs://bucket/folder/` where files are uploaded'
  if (!isLocal && !AZURE_HOST.test(url.hostname))
    return 'names no store that files can be uploaded to: give `s3://bucket/folder/`, `gs://bucket/folder/` or `https://account.blob.core.windows.net/container/folder/`'
  if (!isLocal && url.protocol !== 'https:') return 'must start with `https://`'
  const [, ...names] = url.pathname.split('/').map(decoded)
  // Emulators have the account in front of the container.
  const account = isLocal ? `/${names.shift() ?? ''}` : ''
  const [container = '', ...folder] = names
  if (!CONTAINER.test(container)) return 'names no container'
  if (folder.length === 0) return 'must end in `/`: it is the folder that receives the files of `path`'
  const path = folder.join('/')
  return problemOfFolder(path) ?? { kind: 'azure', base: `${url.origin}${account}`, container, folder: path }
}

function problemOfFolder(folder: string): string | undefined {
  if (folder !== '' && !folder.endsWith('/'))
    return 'must end in `/`: it is the folder that receives the files of `path`'
  const segments = folder.split('/').slice(0, -1)
  if (segments.includes('')) return 'holds `//`: a folder without a name'
  if (segments.some(segment => segment === '.' || segment === '..')) return 'must not contain `.` or `..`'
  if (/[*{}]/.test(folder)) return 'must not hold wildcards: it is the one folder that receives the files'
  return undefined
}

/** `s3://bucket/folder/` and the like: what the import API calls this folder, and the one below it. */
export function urlOf(destination: Destination, below = ''): string {
  const { folder } = destination
  switch (destination.kind) {
    case 's3':
      return `s3://${destination.bucket}/${folder}${below}`
    case 'gcs':
      return `gs://${destination.bucket}/${folder}${below}`
    case 'azure':
      return `${destination.base}/${destination.container}/${encodedKey(folder + below)}`
  }
}

/** A key for the path of a URL: each segment percent-encoded, all but letters, digits and `-._~`. */
export function encodedKey(key: string): string {
  return key.split('/').map(encodedText).join('/')
}

/** As `encodeURIComponent`, and what AWS wants besides (docs.aws.amazon.com, signature calculations, `UriEncode`). */
export function encodedText(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** This very machine, where plain HTTP is safe. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
