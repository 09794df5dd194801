import type { Stats } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, relative, resolve, sep } from 'node:path'
import { type Format, formatOf, nameOf } from '../model/formats.ts'
import type { Match } from './search.ts'

/** Where files may come from. Absolute paths. */
export interface Ground {
  readonly workspace: string
  /** The runner's folder for temporary files; `undefined` where there is none. */
  readonly temp: string | undefined
}

/** A file that is to be uploaded. */
export interface FoundFile {
  /** As its author knows it: below the workspace if it is there. With `/`. */
  readonly path: string
  /** Absolute. */
  readonly location: string
  /** Below the common folder, with `/`. */
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** When it was last written, in milliseconds since 1970. */
  readonly mtimeMs: number
}

/** google-github-actions/auth writes it into the workspace; its README warns of uploading it. */
const CREDENTIALS = /^gha-creds-.*\.json$/
/** docs.aws.amazon.com, cloud.google.com: the largest object. Bytes. */
const LARGEST = 5 * 2 ** 40

/** A path as its author knows it. */
export function shownPath(path: string, { workspace }: Ground): string {
  const below = relative(workspace, path)
  const isBelow = below !== '' && !below.startsWith(`..${sep}`) && below !== '..' && !isAbsolute(below)
  return (isBelow ? below : path).split(sep).join('/')
}

/** All files that the lines match, once each, and what is wrong with them. Credentials are told apart. */
export async function gather(
  matches: readonly Match[],
  ground: Ground,
): Promise<{ files: FoundFile[]; credentials: string[]; problems: string[] }> {
  const problems: string[] = []
  const reached = new Set(matches.flatMap(({ files }) => files))
  const named = new Set(matches.flatMap(({ line, files }) => (line.names === 'file' ? files : [])))
  const common = commonFolder(matches.map(({ root }) => root))
  const bounds = await boundsOf(ground)
  const files: (FoundFile & { readonly real: string })[] = []
  const credentials: string[] = []
  for (const location of reached) {
    const path = shownPath(location, ground)
    const real = await realpath(location).catch(() => location)
    if (isCredentials(location) || isCredentials(real)) {
      if (named.has(location))
        problems.push(`\`path\` names \`${path}\`, which holds credentials of Google Cloud: never upload it`)
      else credentials.push(path)
      continue
    }
    const found = await stat(location).catch(() => undefined)
    if (!found) continue
    const problem = problemOf(path, real, found, bounds)
    if (problem) {
      problems.push(`\`path\` matches \`${path}\`, ${problem}`)
      continue
    }
    const key = relative(common, location).split(sep).join('/')
    files.push({ path, location, real, key, size: found.size, mtimeMs: found.mtimeMs })
  }
  files.sort((a, b) => (a.key < b.key ? -1 : 1))
  problems.push(...problemsOfPairs(files))
  return { files: files.map(({ real: _, ...file }) => file), credentials, problems }
}

/** What is wrong with one file, to stand behind its path. */
function problemOf(path: string, real: string, found: Stats, bounds: readonly string[]): string | undefined {
  const bound = bounds.find(each => real.startsWith(each + sep))
  if (!bound)
    return "which lies outside of the workspace and of the runner's temporary folder (links resolved): only files from there are uploaded"
  // The credentials of a checkout are there, and a link to it can come with a pull request.
  if (relative(bound, real).split(sep).includes('.git')) return 'which is a file of Git: never upload it'
  if (!found.isFile()) return 'which is not a regular file'
  if ([...path].some(char => char < ' ' || char === '\x7f'))
    return 'whose name holds a control character: rename it'
  if (found.size === 0) return `which is empty: let the job write it, or exclude it with \`!${path}\``
  if (found.size > LARGEST) return 'which is larger than 5 TiB, the limit of object stores: split it'
  return undefined
}

/** Links may lead anywhere, also the workspace itself. */
async function boundsOf({ workspace, temp }: Ground): Promise<string[]> {
  const folders = temp ? [workspace, temp] : [workspace]
  return await Promise.all(folders.map(folder => realpath(folder).catch(() => resolve(folder))))
}

function isCredentials(path: string): boolean {
  return CREDENTIALS.test(basename(path))
}

/** The deepest folder that all `folders` are, or lie in. */
export function commonFolder(folders: readonly string[]): string {
  const [first = [], ...others] = folders.map(folder => folder.split(sep))
  const differs = first.findIndex((name, index) => others.some(names => names[index] !== name))
  const common = differs < 0 ? first : first.slice(0, differs)
  return common.join(sep) || sep
}

/** Two files for one key, also where only the case differs, and one file under two names. */
function problemsOfPairs(files: readonly (FoundFile & { readonly real: string })[]): string[] {
  const byKey = Map.groupBy(files, ({ key }) => key.normalize('NFC').toLowerCase())
  const byFile = Map.groupBy(files, ({ real }) => real)
  const doubles = (groups: Iterable<readonly FoundFile[]>) =>
    [...groups].filter(group => group.length > 1).map(group => someOf(group.map(({ path }) => path)))
  const isCase = 'whose names differ by case only: rename or exclude all but one'
  const isLink = 'which are one file (a link): its rows would be imported twice, exclude one'
  return [
    ...doubles(byKey.values()).map(paths => `\`path\` matches ${paths}, ${isCase}`),
    ...doubles(byFile.values()).map(paths => `\`path\` matches ${paths}, ${isLink}`),
  ]
}

/** Problems of the formats of all files; the format if there are none. `shown` are paths as the author knows them. */
export function judgeFormats(shown: readonly string[]): { format?: Format; problems: string[] } {
  const unknown = shown.filter(path => formatOf(path) === undefined)
  if (unknown.length > 0) return { problems: [problemOfUnknown(unknown)] }
  const first = new Map<Format, string>()
  for (const path of shown) {
    const format = formatOf(path)
    if (format && !first.has(format)) first.set(format, path)
  }
  const [[format] = []] = first
  if (first.size <= 1) return format ? { format, problems: [] } : { problems: [] }
  const found = [...first].map(([each, path]) => `${nameOf(each)} (\`${path}\`)`).join(' and ')
  return { problems: [`\`path\` matches ${found}: a job takes one format, use one step for each`] }
}

const EXTENSIONS = '`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`'

function problemOfUnknown(paths: readonly string[]): string {
  const isCase = paths.every(path => formatOf(path.toLowerCase()) !== undefined)
  const why = isCase
    ? `with an upper-case extension: servers know only ${EXTENSIONS}, so rename`
    : `that no server imports: it takes ${EXTENSIONS}, so narrow the pattern (\`${narrower(paths)}\`) or exclude`
  return `\`path\` matches ${someOf(paths)} ${why} ${paths.length === 1 ? 'it' : 'them'}`
}

/** `out/*.parquet`, said of `out/_SUCCESS`. */
function narrower([path = '']: readonly string[]): string {
  const folder = path.split('/').slice(0, -1).join('/')
  return `${folder && `${folder}/`}*.parquet`
}

/** The first three, and how many more there are. */
export function someOf(paths: readonly string[], most = 3): string {
  const shown = paths
    .slice(0, most)
    .map(path => `\`${path}\``)
    .join(', ')
  return paths.length > most ? `${shown} and ${paths.length - most} more` : shown
}
