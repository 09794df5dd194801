import { otherForm } from './foreign-urls.ts'
import { folderBefore, notationOf } from './notation.ts'
import { isFolderOrFile, problemOfKey } from './paths.ts'
import type { Problem } from './problem.ts'

const LITERAL = /^(s3|gs|oss):\/\/([^/]*)(?:\/(.*))?$/s
const AZURE = /^[a-z0-9]{3,24}\.blob\.core\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/

/**
 * What is wrong with one line of `objectUrl`, as far as docs.zilliz.com documents the form ("storage options"): the
 * scheme, a bucket and a key, a folder that ends in `/` or a file of a known format. Keys are literal in `s3://`,
 * `gs://` and `oss://`; only `https://` has a query and percent signs.
 */
export function problemOfObjectUrl(line: string): Problem | undefined {
  const notation = notationOf(line, isObject) ?? several(line)
  if (notation) return notation
  const literal = LITERAL.exec(line)
  if (!literal) return otherForm(line) ?? problemOfHttps(line)
  const [, scheme = '', bucket = '', key] = literal
  if (bucket === '') return { text: 'it does not name a bucket' }
  if (bucket.includes('@')) return { text: 'a URL must not hold a user or password', instead: KEYS }
  if (key === undefined)
    return {
      text: 'this is a bucket without a key',
      instead: 'name a file, or a folder ending in `/` (`/` alone for the whole bucket)',
    }
  if (key === '') return undefined
  const start = key.replace(/[?#].*$/s, '')
  if (!isFolderOrFile(key) && start !== key && isFolderOrFile(start))
    return {
      text: `a query or fragment, but in \`${scheme}://\` everything belongs to the key`,
      form: `${scheme}://${bucket}/${start}`,
    }
  return problemOfKey(key, other => `${scheme}://${bucket}/${other}`)
}

const KEYS = 'give keys as `accessKey` and `secretKey`'

function isObject(line: string): boolean {
  const key = LITERAL.exec(line)?.[3]
  if (key !== undefined) return key === '' || isFolderOrFile(key)
  const url = URL.parse(line)
  return url !== null && url.hash === '' && isFolderOrFile(url.pathname)
}

function several(line: string): Problem | undefined {
  const [first] = line.split(/[\s,;]+(?=[a-z][a-z0-9]*:\/\/)/i)
  return first !== undefined && first !== line
    ? { text: 'several URLs in one line', instead: 'give each its own line (in YAML `|`, not `>`)' }
    : undefined
}

function problemOfHttps(line: string): Problem | undefined {
  const url = URL.parse(line)
  if (url?.protocol !== 'https:')
    return { text: 'not a URL of a bucket', instead: 'begin with `s3://`, `gs://`, `oss://` or `https://`' }
  if (url.username || url.password) return { text: 'a URL must not hold a user or password', instead: KEYS }
  if (url.hash)
    return {
      text: '`#` begins a fragment, which is never sent to a server',
      instead: 'write `%23` where it belongs to the name',
    }
  return problemOfKey(url.pathname, key => `https://${url.host}${key}`)
}

/**
 * What is wrong with `objectUrl` where it is the one folder that receives the files of the runner: `s3://`, `gs://`,
 * or the `https://` URL of Azure, ending in `/`.
 */
export function problemOfFolderUrl(line: string): Problem | undefined {
  const notation = notationOf(line, isObject)
  if (notation) return notation
  const literal = LITERAL.exec(line)
  if (!literal)
    return (
      otherForm(line.replace(/^http(?=:\/\/(localhost|127\.|\[::1\]))/, 'https')) ??
      problemOfAzureFolder(line)
    )
  const [, scheme = '', bucket = '', key] = literal
  if (scheme === 'oss') return { text: 'files of the runner are not uploaded to `oss://`', instead: STORES }
  if (bucket === '') return { text: 'it does not name a bucket' }
  if (bucket.includes('@')) return { text: 'a URL must not hold a user or password', instead: KEYS }
  return problemOfFolder(key ?? 'x', folder => `${scheme}://${bucket}/${folder}`)
}

const STORES = 'use `s3://`, `gs://`, the `https://` URL of Azure, or `volumeName`'

function problemOfAzureFolder(line: string): Problem | undefined {
  const url = URL.parse(line)
  if (!url) return { text: 'not a URL', instead: STORES }
  if (url.username || url.password) return { text: 'a URL must not hold a user or password', instead: KEYS }
  if (url.search || url.hash)
    return { text: 'the folder must not have a query', instead: 'give the SAS as `sessionToken`' }
  const { hostname, pathname } = url
  const aws = /^(?:([^/]+)\.)?s3[.-][^/]*amazonaws\.com(?:\.cn)?$/.exec(hostname)
  if (aws) {
    const rest = aws[1] ? `${aws[1]}${pathname}` : pathname.slice(1)
    return { text: 'files are uploaded to the `s3://` form of this URL', form: `s3://${rest}` }
  }
  if (/^storage\.(googleapis|cloud\.google)\.com$/.test(hostname))
    return { text: 'files are uploaded to the `gs://` form of this URL', form: `gs://${pathname.slice(1)}` }
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
  if (!isLocal && !AZURE.test(hostname))
    return { text: 'files of the runner are not uploaded to this host', instead: STORES }
  const [container = '', ...folder] = pathname.slice(1).split('/')
  if (container === '') return { text: 'it does not name a container' }
  return problemOfFolder(
    folder.join('/') || (pathname.endsWith('/') ? '' : 'x'),
    key => `${url.origin}/${container}/${key}`,
  )
}

function problemOfFolder(folder: string, write: (folder: string) => string): Problem | undefined {
  if (folder === '' || folder.endsWith('/')) {
    const names = folder.split('/').slice(0, -1)
    if (names.includes('')) return { text: '`//` is a folder without a name' }
    if (names.some(name => name === '.' || name === '..')) return { text: 'a folder must not be `.` or `..`' }
    const isPlain = !/[*\\]/.test(folder)
    if (isPlain) return undefined
    return /\*/.test(folder)
      ? {
          text: 'a wildcard, but this is the one folder that receives the files',
          form: write(folderBefore(folder)),
        }
      : problemOfKey(folder, write)
  }
  if (isFolderOrFile(folder))
    return { text: 'this is a file, but with `path` it is the folder that receives the files, ending in `/`' }
  return {
    text: 'with `path` this is the folder that receives the files, and it must end in `/`',
    form: undefined,
  }
}
