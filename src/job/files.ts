import type { Source } from '../model/job.ts'
import { withoutQuery } from '../words/url.ts'
import { baseName } from './blame.ts'

/** The sources of a request as its author wrote them, without signed queries; a set of NumPy files is one. */
export function sourcesOf(source: Source): string[] {
  switch (source.kind) {
    case 'objects':
      return source.urls.map(withoutQuery)
    case 'volume':
      return [...source.paths]
    case 'files':
      return source.groups.map(group => group.join(','))
  }
}

/** The same as lists of paths, decoded where a URL is encoded: what the server calls the files. */
function pathsOf(source: Source): string[] {
  switch (source.kind) {
    case 'objects':
      return source.urls.map(withoutQuery).map(decoded)
    case 'volume':
      return [...source.paths]
    case 'files':
      return source.groups.flat()
  }
}

/** Keys are literal in `s3://`, `gs://` and `oss://`; of `https://` the path is percent-encoded. */
function decoded(url: string): string {
  if (!url.startsWith('https:')) return url
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}

/**
 * Could a job with these files be the one of this request? `undefined` while the server tells no files. Names are
 * lists of paths, blanks and commas in them count. Servers copy files under paths of their own, so base names are
 * compared: every file must have been asked for, and every file that was asked for by name must be there. Behind a
 * folder there may be any files.
 */
export function couldBeOf(
  source: Source,
  files: readonly { readonly paths: readonly string[] }[],
): boolean | undefined {
  const found = new Set(files.flatMap(({ paths }) => paths).map(baseName))
  if (found.size === 0) return undefined
  const asked = pathsOf(source)
  const isByName = (path: string) => !path.endsWith('/') && !path.includes('*')
  const byName = new Set(asked.filter(isByName).map(baseName))
  const isOpen = asked.some(path => !isByName(path))
  return byName.isSubsetOf(found) && (isOpen || found.isSubsetOf(byName))
}
