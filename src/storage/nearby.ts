import { readdir, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { type Ground, shownPath, someOf } from './found.ts'
import type { Match } from './search.ts'

/** Enough to find what a pattern just missed. Files and folders. */
const MOST_LOOKED_AT = 2000

/** Says that a line matches nothing: the line, the folder where it was tried, and what it just missed. */
export async function problemOfNothing(match: Match, ground: Ground, isExcluded: boolean): Promise<string> {
  const { line, root, hidden } = match
  const said = `\`path\` line \`${line.text}\``
  const folder = await nearestFolder(root)
  const place = folder === ground.workspace ? 'the workspace' : `\`${shownPath(folder, ground)}/\``
  if (line.names === 'file' && hidden.length > 0)
    return `${said} names a hidden file: those are never uploaded, rename it`
  if (isExcluded) return `${said} matches only what other lines exclude`
  if (folder !== root && line.names === undefined)
    return `${said} matches no file: there is no \`${shownPath(root, ground)}\` in ${place}${await contentOf(folder)}`
  const why = await nearMiss(match, ground)
  return `${said} matches no file in ${place}${why}`
}

async function nearMiss({ line, root, hidden }: Match, ground: Ground): Promise<string> {
  const shown = (paths: readonly string[]) => someOf(paths.map(path => shownPath(path, ground)))
  if (hidden.length > 0) return `, but for what is hidden, which is never uploaded: ${shown(hidden)}`
  if (/[{}]/.test(line.text)) return ': braces are not understood, write one line for each alternative'
  const files = await filesBelow(root)
  const likeness = looseMatcher(line.pattern)
  const alike = files.filter(path => likeness.test(path.split(sep).join('/')))
  if (alike.length > 0) return `, but there is ${shown(alike)}: case matters`
  const name = line.text.split('/').at(-1) ?? ''
  const deeper = files.filter(path => looseMatcher(name).test(path.split(sep).at(-1) ?? ''))
  if (deeper.length > 0) return `, but there is ${shown(deeper)}: \`**\` looks into folders`
  return files.length > 0 ? `, which holds ${shown(files)}` : ', which holds no files'
}

/** The folder itself, or the nearest above that is there. */
async function nearestFolder(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
  return isFolder || dirname(path) === path ? path : nearestFolder(dirname(path))
}

async function contentOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => [])
  const visible = names.filter(name => !name.startsWith('.')).toSorted()
  return visible.length > 0 ? `, which holds ${someOf(visible)}` : ', which is empty'
}

/** Visible files, breadth first, as many as can be looked at in no time. */
async function filesBelow(root: string): Promise<string[]> {
  const files: string[] = []
  const folders = [root]
  let looked = 0
  for (
    let folder = folders.shift();
    folder !== undefined && looked < MOST_LOOKED_AT;
    folder = folders.shift()
  ) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    looked += entries.length + 1
    for (const entry of entries.slice(0, MOST_LOOKED_AT)) {
      if (entry.name.startsWith('.')) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else files.push(path)
    }
  }
  return files.toSorted((a, b) => depth(root, a) - depth(root, b) || (a < b ? -1 : 1))
}

function depth(root: string, path: string): number {
  return relative(root, path).split(sep).length
}

/** A pattern in which case does not matter. */
function looseMatcher(pattern: string): RegExp {
  const source = pattern
    .split(sep === '\\' ? /\\+/ : '/')
    .join('/')
    .replace(/[.+^$(){}|]/g, '\\$&')
    .replaceAll('**/', '\u0000')
    .replaceAll('**', '\u0001')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\u0000', '(?:.*/)?')
    .replaceAll('\u0001', '.*')
  try {
    return new RegExp(`^${source}$`, 'i')
  } catch {
    return /^$/
  }
}
