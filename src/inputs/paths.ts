import { notationOf } from './notation.ts'
import { type Mistake, mistakeIn, type Problem } from './problem.ts'

/** Formats that the servers import, by extension; they look at lower case only (`importutilv2/util.go`). */
const EXTENSION = /\.(parquet|json|jsonl|ndjson|csv|npy)$/
const EXTENSIONS = '`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`'

/** Does the key name a folder, or a file of a format that the servers know? */
export function isFolderOrFile(key: string): boolean {
  return key.endsWith('/') || EXTENSION.test(key)
}

/**
 * A wildcard that nothing expands, and the folder in which the first one stands: `*`, `{a,b}`, `{0..9}`, `[0-9]`. Other
 * brackets and braces, and `?`, are characters of keys like any others.
 */
const WILDCARD = /^((?:[^/]*\/)*?)[^/]*?(?:\*|\{[^{}]*(?:,|\.\.)[^{}]*\}|\[[^\]/]-[^\]/]\])/

const OF_KEY: readonly Mistake[] = [
  [/^(.*\\.*)$/s, 'use `/` in paths, on Windows too', key => key.replaceAll('\\', '/')],
  [
    WILDCARD,
    'wildcards are not expanded; for all files of a folder, give the folder, ending in `/`',
    folder => folder || undefined,
  ],
]
const OF_FORMAT: readonly Mistake[] = [
  [
    new RegExp(EXTENSION, 'i'),
    `an upper-case extension, but servers know only ${EXTENSIONS}`,
    'rename the file',
  ],
  [
    /\.(gz|zip|zst|bz2|tar|tgz|npz|7z)$/i,
    `this is an archive, but servers read only ${EXTENSIONS}`,
    'unpack it first',
  ],
  [/^/, `neither a folder (ending in \`/\`) nor a file of a known format (${EXTENSIONS})`],
]

/** What is wrong with a key, or a path in a volume, apart from its notation. `write` makes a line of a key again. */
export function problemOfKey(key: string, write?: (key: string) => string): Problem | undefined {
  // The one wildcard that is documented, for a NumPy set (docs.zilliz.com, "Supported object paths").
  const problem = mistakeIn(key.replace(/(?<=^|\/)\*\.npy$/, ''), OF_KEY, write)
  return problem ?? (isFolderOrFile(key) ? undefined : mistakeIn(key, OF_FORMAT))
}

/**
 * What is wrong with one line of `files`. In a volume it is one path, a file or a folder. For Milvus it is one file, or
 * the `.npy` files of one set separated by commas; folders are for restoring backups only.
 */
export function problemOfFile(line: string, kind: 'volume' | 'milvus' | 'backup'): Problem | undefined {
  const notation = notationOf(line, isFolderOrFile)
  if (notation) return notation
  const parts = partsOf(line)
  if (kind === 'volume' && parts.length > 1 && isNumpySet(parts))
    return {
      text: 'several files in one line',
      instead: 'give the folder of the `.npy` files, ending in `/`',
    }
  if (kind !== 'backup' && !isNumpySet(parts) && parts.filter(part => EXTENSION.test(part)).length > 1)
    return { text: SEVERAL }
  const problemOf = (path: string) =>
    mistakeIn(path, OF_RELATIVE) ??
    (kind === 'milvus' ? mistakeIn(path, OF_FILE) : undefined) ??
    (kind === 'backup' ? undefined : problemOfKey(path))
  return groupOf(line, kind === 'backup')
    .map(problemOf)
    .find(Boolean)
}

const SEVERAL =
  'several files in one line: only the `.npy` files of one set share a line, each other file has its own'

/**
 * The paths of one line of `files` for Milvus. A comma belongs to the name, but between files that all end in `.npy`:
 * they are one set. A backup is restored from pairs of folders.
 */
export function groupOf(line: string, isRestore: boolean): string[] {
  const parts = partsOf(line)
  return isRestore || isNumpySet(parts) ? parts : [line]
}

function partsOf(line: string): string[] {
  return line
    .split(',')
    .map(path => path.trim())
    .filter(path => path !== '')
}

function isNumpySet(parts: readonly string[]): boolean {
  return parts.length > 0 && parts.every(part => part.endsWith('.npy'))
}

const OF_FILE: readonly Mistake[] = [
  [WILDCARD, 'wildcards are not expanded', 'name each file'],
  [/\/$/, 'this is a folder, but Milvus imports files', 'name each file'],
]

const URL_IN_FILES = 'this is a URL, but `files` holds paths inside the bucket or volume, without its name'
const OF_RELATIVE: readonly Mistake[] = [
  [/^https?:\/\/[^/]*\//i, URL_IN_FILES],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/]*\/(.*)$/is, URL_IN_FILES, key => key],
  [/(^|[/\\])\.\.([/\\]|$)/, 'a path must not contain `..`'],
  [
    /^[A-Za-z]:[\\/]|^(\.|~|file:)[\\/]/,
    'this is a local path, but `files` holds paths inside the bucket or volume',
    'to upload files of the runner use `path`',
  ],
]

const OF_PATTERN: readonly Mistake[] = [
  [/^!\s*$/, '`!` alone excludes nothing'],
  [
    /^!?\s*(?!file:)[a-z][a-z0-9+.-]+:\/\//i,
    'this is a URL, but `path` holds files of the runner',
    'to import what is in a bucket already use `objectUrl`',
  ],
  [/\{[^{}]*,[^{}]*\}/, 'braces are not expanded', 'give a line for each alternative'],
  [
    /^(?!!?\s*(?:[A-Za-z]:[\\/]|\\\\))(.*\\.*)$/s,
    'use `/` in paths, on Windows too',
    line => line.replaceAll('\\', '/'),
  ],
]

/** What is wrong with one line of `path`: a glob of the runner's files, `!` excludes. */
export function problemOfPattern(line: string): Problem | undefined {
  // A glob may end in anything, but a glob with a comment behind it does not end as one of files does.
  const isWhole = (text: string) =>
    (!/\s#/.test(text) || isFolderOrFile(text) || text.endsWith('*')) && !/^#|^\[.*\]$|["'`]$/.test(text)
  return notationOf(line, isWhole) ?? mistakeIn(line, OF_PATTERN)
}
