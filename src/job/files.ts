import type { Source } from '../model/job.ts'
import { withoutQuery } from './idempotency.ts'

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

/**
 * Could a job with these files be the one of this request? `undefined` while the server tells no files. Servers copy
 * files under paths of their own, so base names are compared: every file must have been asked for, and every file
 * that was asked for by name must be there. Behind a folder there may be any files.
 */
export function couldBeOf(source: Source, names: readonly string[]): boolean | undefined {
  const found = names
    .flatMap(name => name.split(/[ ,]/))
    .filter(name => name !== '')
    .map(baseName)
  if (found.length === 0) return undefined
  const asked = sourcesOf(source).flatMap(text => text.split(','))
  const byName = asked.filter(path => !path.endsWith('/') && !path.includes('*')).map(baseName)
  const isOpen = byName.length < asked.length
  return byName.every(name => found.includes(name)) && (isOpen || found.every(name => byName.includes(name)))
}

function baseName(path: string): string {
  return path.split('/').at(-1) ?? path
}
