import { lstat, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'

/** One line of `path`, as a pattern for `@actions/glob`. */
export interface Line {
  /** As its author wrote it. */
  readonly text: string
  /** Absolute, wildcards escaped where the line names what is there. */
  readonly pattern: string
  /** What the line names if it is no pattern. */
  readonly names: 'file' | 'folder' | undefined
}

/** What one line matches. All paths are absolute and as they were reached: links are not resolved. */
export interface Match {
  readonly line: Line
  /** The folder in which the line begins to be a pattern; for a file that is named, the folder it is in. */
  readonly root: string
  readonly files: readonly string[]
  /** What would match, but is hidden below `root`. */
  readonly hidden: readonly string[]
  /** Links that match and lead nowhere. */
  readonly broken: readonly string[]
}

/** The lines of `path`: what is searched and what is left out. Empty lines and comments are dropped. */
export async function readLines(
  lines: readonly string[],
  workspace: string,
): Promise<{ wanted: readonly Line[]; excluded: readonly Line[] }> {
  const wanted: Line[] = []
  const excluded: Line[] = []
  for (const line of lines) {
    const text = line.trim()
    if (text === '') continue
    const names = await namedBy(resolve(workspace, text))
    if (names) wanted.push({ text, names, pattern: escaped(resolve(workspace, text)) })
    else if (text.startsWith('!')) excluded.push(await excludedBy(text, workspace))
    else if (!text.startsWith('#'))
      wanted.push({ text, names: undefined, pattern: absolute(text, workspace) })
  }
  return { wanted, excluded }
}

async function excludedBy(line: string, workspace: string): Promise<Line> {
  const text = line.slice(1).trim()
  const names = await namedBy(resolve(workspace, text))
  const pattern = names ? escaped(resolve(workspace, text)) : absolute(text, workspace)
  return { text: line, names, pattern: `!${pattern}` }
}

/** A name wins over a pattern: `[x].parquet` is a file if there is such a file. */
async function namedBy(path: string): Promise<Line['names']> {
  try {
    return (await lstat(path)).isDirectory() || (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch {
    // A link that leads nowhere is there as well.
    return (await lstat(path).catch(() => undefined)) && 'file'
  }
}

function absolute(text: string, workspace: string): string {
  const home = text.startsWith('~/') ? join(escaped(homedir()), text.slice(2)) : text
  // The slash at the end says that only folders are meant.
  return resolve(escaped(workspace), home) + (/[/\\]$/.test(text) ? sep : '')
}

/** A path as a pattern that matches it alone. */
function escaped(path: string): string {
  const slashes = sep === '\\' ? path : path.replaceAll('\\', '\\\\')
  return slashes.replace(/[[?*]/g, '[$&]')
}

/**
 * Searches what one line matches, without what the excluding lines match. What can't be read fails with the error of
 * Node.js, which has a `path`.
 */
export async function search(line: Line, excluded: readonly Line[]): Promise<Match> {
  const { create } = await import('@actions/glob')
  const patterns = [line, ...excluded].map(({ pattern }) => pattern).join('\n')
  const globber = await create(patterns, { matchDirectories: false })
  const found = await globber.glob()
  const [searched = ''] = globber.getSearchPaths()
  const root = line.names === 'file' ? dirname(searched) : searched
  const { hidden = [], visible = [] } = Object.groupBy(found, path =>
    isHidden(path, root) ? 'hidden' : 'visible',
  )
  return {
    line,
    root,
    files: visible,
    hidden,
    broken: (await brokenLinks(patterns, found)).filter(path => !isHidden(path, root)),
  }
}

/** The globber passes over links that lead nowhere; when it does not follow links, it yields them. */
async function brokenLinks(patterns: string, found: readonly string[]): Promise<string[]> {
  const { create } = await import('@actions/glob')
  const options = { matchDirectories: false, followSymbolicLinks: false }
  const all = await (await create(patterns, options)).glob()
  const known = new Set(found)
  const broken: string[] = []
  for (const path of all) {
    if (known.has(path)) continue
    const isThere = await stat(path).then(
      () => true,
      () => false,
    )
    if (!isThere) broken.push(path)
  }
  return broken
}

/** Judged below the folder where the search began: a workspace may lie in a hidden folder. */
function isHidden(path: string, root: string): boolean {
  const below = relative(root, path) || basename(path)
  return below.split(sep).some(name => name.startsWith('.'))
}
