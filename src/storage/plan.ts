import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { Format } from '../model/formats.ts'
import { fileChanged } from './failure.ts'
import { commonFolder, type FoundFile, type Ground, gather, judgeFormats, shownPath } from './found.ts'
import { problemOfNothing } from './nearby.ts'
import { digestOf, opened, type PlannedPart, type Range } from './read.ts'
import { type Line, type Match, readLines, search } from './search.ts'

/** Files that are to be uploaded: all that can be known without reading them. */
export interface FoundFiles {
  /** In the order of their keys; at least one. */
  readonly files: readonly FoundFile[]
  /** Of all together. */
  readonly bytes: number
  readonly format: Format
  /** The folder that keys are relative to, as the author knows it; `.` is the workspace. */
  readonly folder: string
  /** Files of credentials that a pattern caught and that are not uploaded. */
  readonly skipped: readonly string[]
}

export interface PlannedFile extends FoundFile {
  /** One part for a file below 16 MiB, which is sent as a whole. */
  readonly parts: readonly PlannedPart[]
}

/** What is uploaded: these bytes and no others. */
export interface UploadPlan extends Omit<FoundFiles, 'files'> {
  readonly files: readonly PlannedFile[]
  /** 20 hexadecimal digits that follow from keys and bytes, and from nothing else. */
  readonly contentHash: string
}

/** What is wrong with `path`, before anything is sent: every problem names the input and says what to do. */
export class PlanProblem extends Error {
  override readonly name = 'PlanProblem'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('; '))
    this.problems = problems
  }
}

/** From this size on a file is sent in parts; also the size of a part. Bytes. */
export const PART = 16 * 2 ** 20
/** docs.aws.amazon.com, multipart upload limits. */
const MOST_PARTS = 10_000
const MIB = 2 ** 20

/**
 * Finds the files that the lines of `path` mean: globs relative to the workspace, `!` excludes. Reads no file. Fails
 * with a `PlanProblem` that names everything that is wrong.
 */
export async function findFiles(lines: readonly string[], given: Ground): Promise<FoundFiles> {
  const ground = { ...given, workspace: resolve(given.workspace) }
  const { wanted, excluded } = await readLines(lines, ground.workspace)
  if (wanted.length === 0)
    throw new PlanProblem(['`path` names no files: give at least one line without `!`'])
  const matches: Match[] = []
  const problems: string[] = []
  for (const line of wanted) {
    const match = await searchOne(line, excluded, ground)
    if (typeof match === 'string') problems.push(match)
    else {
      matches.push(match)
      problems.push(...(await problemsOfMatch(match, ground, excluded)))
    }
  }
  const { files, credentials, problems: wrong } = await gather(matches, ground)
  const { format, problems: mixed } = judgeFormats(files.map(({ path }) => path))
  problems.push(...wrong, ...mixed)
  if (problems.length > 0) throw new PlanProblem([...new Set(problems)])
  if (!format) throw new PlanProblem([`\`path\` matches nothing but credentials of Google Cloud`])
  const folder = commonFolder(matches.map(({ root }) => root))
  return {
    files,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    format,
    folder: folder === ground.workspace ? '.' : shownPath(folder, ground),
    skipped: credentials,
  }
}

async function searchOne(line: Line, excluded: readonly Line[], ground: Ground): Promise<Match | string> {
  try {
    return await search(line, excluded)
  } catch (error) {
    const { code = '', path = '' } = error as NodeJS.ErrnoException
    const said = `\`path\` line \`${line.text}\``
    if (path === '') return `${said} is not a pattern: ${(error as Error).message}`
    const why = code === 'ELOOP' ? 'is a link that leads to itself' : `can't be read (${code})`
    return `${said}: \`${shownPath(path, ground)}\` ${why}`
  }
}

async function problemsOfMatch(match: Match, ground: Ground, excluded: readonly Line[]): Promise<string[]> {
  const broken = match.broken.map(
    path =>
      `\`path\` matches \`${shownPath(path, ground)}\`, a link that leads nowhere: restore its file or exclude it`,
  )
  if (match.files.length > 0 || broken.length > 0) return broken
  const isExcluded = excluded.length > 0 && (await search(match.line, [])).files.length > 0
  return [await problemOfNothing(match, ground, isExcluded)]
}

/**
 * Reads the files once and plans their parts. Fails with a `StoreFailure` `FileChanged` if one is not, or does not stay
 * during this, what was found. `told` gets the number of bytes that were read.
 */
export async function planParts(
  found: FoundFiles,
  { signal, told }: { readonly signal: AbortSignal; told(bytes: number): void },
): Promise<UploadPlan> {
  const context = { buffers: [], signal }
  const files: PlannedFile[] = []
  for (const file of found.files) {
    const parts: PlannedPart[] = []
    await using handle = await opened(file)
    for (const range of rangesOf(file.size)) {
      parts.push({ ...range, sha256: await digestOf('sha256', 'hex', handle, range, context) })
      told(range.size)
    }
    const { size, mtimeMs } = await handle.stat()
    if (size !== file.size || mtimeMs !== file.mtimeMs)
      throw fileChanged(file.path, 'The file was written while it was read')
    files.push({ ...file, parts })
  }
  return { ...found, files, contentHash: contentHash(files) }
}

/** How a file is cut: whole below 16 MiB, else parts of 16 MiB, or of more where they would be above 10,000. */
export function rangesOf(size: number): Range[] {
  if (size < PART) return [{ offset: 0, size }]
  const partSize = Math.max(PART, Math.ceil(size / MOST_PARTS / MIB) * MIB)
  return Array.from({ length: Math.ceil(size / partSize) }, (_, index) => ({
    offset: index * partSize,
    size: Math.min(partSize, size - index * partSize),
  }))
}

/** Equal for equal keys and bytes, whatever the order. */
export function contentHash(
  files: readonly { readonly key: string; readonly size: number; readonly parts: readonly PlannedPart[] }[],
): string {
  const lines = files.map(({ key, size, parts }) => [key, size, parts.map(({ sha256 }) => sha256)])
  const sorted = lines.map(line => JSON.stringify(line)).toSorted()
  return createHash('sha256').update(sorted.join('\n')).digest('hex').slice(0, 20)
}

/**
 * The folder of an upload below `base` (`''` or ending in `/`): of the repository and the content, so that other bytes
 * never mix with these and equal ones are not sent again. With `owner` (run, job, step) it is that step's alone, and
 * may be deleted by it.
 */
export function folderBelow(
  base: string,
  repository: string,
  hash: string,
  owner?: readonly string[],
): string {
  const own = owner && createHash('sha256').update(JSON.stringify(owner)).digest('hex').slice(0, 12)
  return [base.replace(/\/$/, ''), repository, own ? `${hash}-${own}` : hash]
    .filter(name => name !== '')
    .join('/')
    .concat('/')
}
