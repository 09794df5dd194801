import type { Source } from '../model/job.ts'
import { decoded, withoutQuery } from '../words/url.ts'
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

/** The same file by file, decoded where a URL is encoded: what the server calls them. */
function pathsOf(source: Source): string[] {
  if (source.kind === 'files') return source.groups.flat()
  const paths = sourcesOf(source)
  // Keys are literal in `s3://`, `gs://` and `oss://`; of `https://` the path is percent-encoded.
  const isEncoded = (path: string) => source.kind === 'objects' && path.startsWith('https:')
  return paths.map(path => (isEncoded(path) ? decoded(path) : path))
}

/**
 * Could a job with these files be the one of this request? Names are lists of paths, blanks and commas in them count.
 * Every file must have been asked for, and every file that was asked for by name must be there; behind a folder there
 * may be any files. The cloud copies files under paths of its own, so base names are compared. Milvus names files as it
 * was asked to: the same names in other folders are most likely another job, which can't be said for certain.
 *
 * `undefined`: nobody can say, also while the server tells no files.
 */
export function couldBeOf(
  source: Source,
  files: readonly { readonly paths: readonly string[] }[],
): boolean | undefined {
  const paths = files.flatMap(file => file.paths)
  if (paths.length === 0) return undefined
  const asked = pathsOf(source)
  if (!agree(asked.map(baseOf), paths.map(baseName))) return false
  return source.kind !== 'files' || agree(asked, paths) ? true : undefined
}

function agree(asked: readonly string[], found: readonly string[]): boolean {
  const there = new Set(found)
  const isByName = (path: string) => !path.endsWith('/') && !path.includes('*')
  const byName = new Set(asked.filter(isByName))
  const isOpen = byName.size === 0 || !asked.every(isByName)
  return byName.isSubsetOf(there) && (isOpen || there.isSubsetOf(byName))
}

/** A folder stays one. */
function baseOf(path: string): string {
  return path.endsWith('/') ? path : baseName(path)
}
