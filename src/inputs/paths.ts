import { folderBefore, hasWildcard, notationOf } from './notation.ts'
import type { Problem } from './problem.ts'

/** Formats that the servers import, by extension; they look at lower case only (`importutilv2/util.go`). */
const EXTENSION = /\.(parquet|json|jsonl|ndjson|csv|npy)$/
const EXTENSIONS = '`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`'

/** Does the key name a folder, or a file of a format that the servers know? */
export function isFolderOrFile(key: string): boolean {
  return key.endsWith('/') || EXTENSION.test(key)
}

/** What is wrong with a key, or a path in a volume, apart from its notation. `write` makes a line of a key again. */
export function problemOfKey(key: string, write: (key: string) => string): Problem | undefined {
  if (key.includes('\\'))
    return {
      text: 'use `/` in paths, on Windows too',
      form: write(key.replaceAll('\\', '/')),
    }
  // The one wildcard that is documented, for a NumPy set (docs.zilliz.com, "Supported object paths").
  if (hasWildcard(key.replace(/(?<=^|\/)\*\.npy$/, ''))) {
    const folder = folderBefore(key)
    const text = 'wildcards are not expanded; for all files of a folder, give the folder, ending in `/`'
    return { text, form: folder === '' ? undefined : write(folder) }
  }
  if (isFolderOrFile(key)) return undefined
  if (EXTENSION.test(key.toLowerCase()))
    return {
      text: `an upper-case extension, but servers know only ${EXTENSIONS}`,
      instead: 'rename the file',
    }
  if (/\.(gz|zip|zst|bz2|tar|tgz|npz|7z)$/i.test(key))
    return { text: `this is an archive, but servers read only ${EXTENSIONS}`, instead: 'unpack it first' }
  return { text: `neither a folder (ending in \`/\`) nor a file of a known format (${EXTENSIONS})` }
}

/** What is wrong with one line of `files` for a volume: one path, a file or a folder. */
export function problemOfVolumePath(line: string): Problem | undefined {
  const notation = notationOf(line, isFolderOrFile)
  if (notation) return notation
  const parts = partsOf(line)
  if (parts.length > 1 && parts.every(part => part.endsWith('.npy')))
    return {
      text: 'several files in one line',
      instead: 'give the folder of the `.npy` files, ending in `/`',
    }
  return severalFiles(parts) ?? problemOfRelative(line) ?? problemOfKey(line, key => key)
}

/**
 * What is wrong with one line of `files` for Milvus: one file, or the `.npy` files of one set separated by commas.
 * Folders are for restoring backups only.
 */
export function problemOfGroup(line: string, isRestore: boolean): Problem | undefined {
  const notation = notationOf(line, isFolderOrFile)
  if (notation) return notation
  if (!isRestore) {
    const several = severalFiles(partsOf(line))
    if (several) return several
  }
  for (const path of groupOf(line, isRestore)) {
    const problem = problemOfRelative(path) ?? (isRestore ? undefined : problemOfFile(path))
    if (problem) return problem
  }
  return undefined
}

/**
 * The paths of one line of `files` for Milvus. A comma belongs to the name, but between files that all end in `.npy`:
 * they are one set. A backup is restored from pairs of folders.
 */
export function groupOf(line: string, isRestore: boolean): string[] {
  const parts = partsOf(line)
  return isRestore || parts.every(part => part.endsWith('.npy')) ? parts : [line]
}

function partsOf(line: string): string[] {
  return line
    .split(',')
    .map(path => path.trim())
    .filter(path => path !== '')
}

function severalFiles(parts: readonly string[]): Problem | undefined {
  const files = parts.filter(part => EXTENSION.test(part))
  if (files.length < 2 || parts.every(part => part.endsWith('.npy'))) return undefined
  return {
    text: 'several files in one line: only the `.npy` files of one set share a line, each other file has its own',
  }
}

function problemOfFile(path: string): Problem | undefined {
  if (hasWildcard(path)) return { text: 'wildcards are not expanded', instead: 'name each file' }
  if (path.endsWith('/'))
    return { text: 'this is a folder, but Milvus imports files', instead: 'name each file' }
  return problemOfKey(path, key => key)
}

function problemOfRelative(path: string): Problem | undefined {
  const url = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\/(.*)$/is.exec(path)
  if (url)
    return {
      text: 'this is a URL, but `files` holds paths inside the bucket or volume, without its name',
      form: /^https?:/i.test(path) ? undefined : url[1],
    }
  if (path.split(/[/\\]/).includes('..')) return { text: 'a path must not contain `..`' }
  if (/^[A-Za-z]:[\\/]|^(\.|~|file:)[\\/]/.test(path))
    return {
      text: 'this is a local path, but `files` holds paths inside the bucket or volume',
      instead: 'to upload files of the runner use `path`',
    }
  return undefined
}

/** What is wrong with one line of `path`: a glob of the runner's files, `!` excludes. */
export function problemOfPattern(line: string): Problem | undefined {
  const pattern = line.replace(/^!\s*/, '')
  if (pattern === '') return { text: '`!` alone excludes nothing' }
  // A glob may end in anything, but a glob with a comment behind it does not end as one of files does.
  const isWhole = (text: string) => !/\s#/.test(text) || isFolderOrFile(text) || /\*$/.test(text)
  const notation = notationOf(line, text => isWhole(text) && !/^#|^\[.*\]$|["'`]$/.test(text))
  if (notation) return notation
  if (/^(?!file:)[a-z][a-z0-9+.-]+:\/\//i.test(pattern))
    return {
      text: 'this is a URL, but `path` holds files of the runner',
      instead: 'to import what is in a bucket already use `objectUrl`',
    }
  if (/\{[^{}]*,[^{}]*\}/.test(pattern))
    return { text: 'braces are not expanded', instead: 'give a line for each alternative' }
  if (pattern.includes('\\') && !/^([A-Za-z]:[\\/]|\\\\)/.test(pattern))
    return { text: 'use `/` in paths, on Windows too', form: line.replaceAll('\\', '/') }
  return undefined
}
