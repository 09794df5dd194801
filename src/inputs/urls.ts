import { isAzureHost, isLoopback } from '../words/url.ts'
import { FOREIGN } from './foreign-urls.ts'
import { notationOf } from './notation.ts'
import { isFolderOrFile, problemOfKey } from './paths.ts'
import { type Mistake, mistakeIn, type Problem } from './problem.ts'

const LITERAL = /^(s3|gs|oss):\/\/([^/]*)\/(.*)$/s
const STORES = 'use `s3://`, `gs://`, the `https://` URL of Azure, or `volumeName`'

const OF_URL: readonly Mistake[] = [
  [/^(?:s3|gs|oss):\/\/(?:\/|$)/, 'it does not name a bucket'],
  [
    /^(?:(?:s3|gs|oss):\/\/[^/]*|https:\/\/[^/?#]*)@/,
    'a URL must not hold a user or password',
    'give keys as `accessKey` and `secretKey`',
  ],
]
const OF_OBJECT: readonly Mistake[] = [
  [
    /[\s,;]+[a-z][a-z0-9]*:\/\//i,
    'several URLs in one line',
    'give each its own line (in YAML `|`, not `>`)',
  ],
  ...OF_URL,
  [
    /^(?:s3|gs|oss):\/\/[^/]*$/,
    'this is a bucket without a key',
    'name a file, or a folder ending in `/` (`/` alone for the whole bucket)',
  ],
  ...FOREIGN,
]

/**
 * What is wrong with one line of `objectUrl`, as far as docs.zilliz.com documents the form ("storage options"): the
 * scheme, a bucket and a key, a folder that ends in `/` or a file of a known format. Keys are literal in `s3://`,
 * `gs://` and `oss://`; only `https://` has a query and percent signs.
 */
export function problemOfObjectUrl(line: string): Problem | undefined {
  const problem = notationOf(line, isObject) ?? mistakeIn(line, OF_OBJECT)
  if (problem) return problem
  const [literal, scheme, bucket, key = ''] = LITERAL.exec(line) ?? []
  if (!literal) return problemOfHttps(line)
  if (key === '') return undefined
  const start = key.replace(/[?#].*$/s, '')
  if (!isFolderOrFile(key) && isFolderOrFile(start))
    return {
      text: `a query or fragment, but in \`${scheme}://\` everything belongs to the key`,
      form: `${scheme}://${bucket}/${start}`,
    }
  return problemOfKey(key, other => `${scheme}://${bucket}/${other}`)
}

function isObject(line: string): boolean {
  const key = LITERAL.exec(line)?.[3]
  if (key !== undefined) return key === '' || isFolderOrFile(key)
  const url = URL.parse(line)
  return url !== null && url.hash === '' && isFolderOrFile(url.pathname)
}

function problemOfHttps(line: string): Problem | undefined {
  const url = URL.parse(line)
  if (url?.protocol !== 'https:')
    return { text: 'not a URL of a bucket', instead: 'begin with `s3://`, `gs://`, `oss://` or `https://`' }
  if (url.hash)
    return {
      text: '`#` begins a fragment, which is never sent to a server',
      instead: 'write `%23` where it belongs to the name',
    }
  return problemOfKey(url.pathname, key => `https://${url.host}${key}`)
}

const OF_FOLDER_URL: readonly Mistake[] = [
  [/^oss:\/\//, 'files of the runner are not uploaded to `oss://`', STORES],
  ...OF_URL,
]

/**
 * What is wrong with `objectUrl` where it is the one folder that receives the files of the runner: `s3://`, `gs://`,
 * or the `https://` URL of Azure, ending in `/`.
 */
export function problemOfFolderUrl(line: string): Problem | undefined {
  const problem = notationOf(line, isObject) ?? mistakeIn(line, OF_FOLDER_URL)
  if (problem) return problem
  const [, bucket, folder] = /^((?:s3|gs):\/\/[^/]*)(?:\/(.*))?$/s.exec(line) ?? []
  return bucket ? problemOfFolder(folder, other => `${bucket}/${other}`) : problemOfAzureFolder(line)
}

/** Other addresses of the stores that files are uploaded to. */
const OF_STORE: readonly Mistake[] = [
  [
    /^(?:([^/]+)\.)?s3[.-][^/]*amazonaws\.com(?:\.cn)?\/(.*)$/,
    'files are uploaded to the `s3://` form of this URL',
    (bucket, path) => `s3://${bucket ? `${bucket}/` : ''}${path}`,
  ],
  [
    /^storage\.(?:googleapis|cloud\.google)\.com\/(.*)$/,
    'files are uploaded to the `gs://` form of this URL',
    path => `gs://${path}`,
  ],
]

function problemOfAzureFolder(line: string): Problem | undefined {
  // An emulator speaks plain HTTP.
  const foreign = mistakeIn(line.replace(/^http(?=:\/\/(localhost|127\.|\[::1\]))/, 'https'), FOREIGN)
  if (foreign) return foreign
  const url = URL.parse(line)
  if (!url) return { text: 'not a URL', instead: STORES }
  if (url.search || url.hash)
    return { text: 'the folder must not have a query', instead: 'give the SAS as `sessionToken`' }
  const { hostname, pathname } = url
  const other = mistakeIn(hostname + pathname, OF_STORE)
  if (other) return other
  if (!isLoopback(hostname) && !isAzureHost(hostname))
    return { text: 'files of the runner are not uploaded to this host', instead: STORES }
  const [, container = '', folder] = /^\/([^/]*)(?:\/(.*))?$/s.exec(pathname) ?? []
  if (container === '') return { text: 'it does not name a container' }
  return problemOfFolder(folder, key => `${url.origin}/${container}/${key}`)
}

const OF_FOLDER: readonly Mistake[] = [
  [/^\/|\/\//, '`//` is a folder without a name'],
  [/(^|\/)\.\.?\//, 'a folder must not be `.` or `..`'],
  [
    /^((?:[^/]*\/)*?)[^/]*\*/,
    'a wildcard, but this is the one folder that receives the files',
    folder => folder,
  ],
  [/^(.*\\.*)$/s, 'use `/` in paths, on Windows too', folder => folder.replaceAll('\\', '/')],
]

/** What is wrong with the folder in a bucket, `undefined` if not even a slash follows the bucket. */
function problemOfFolder(folder: string | undefined, write: (folder: string) => string): Problem | undefined {
  if (folder === '' || folder?.endsWith('/')) return mistakeIn(folder, OF_FOLDER, write)
  return {
    text: isFolderOrFile(folder ?? '')
      ? 'this is a file, but with `path` it is the folder that receives the files, ending in `/`'
      : 'with `path` this is the folder that receives the files, and it must end in `/`',
  }
}
