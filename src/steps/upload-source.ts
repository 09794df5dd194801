import { MOST_SOURCES } from '../inputs/rules.ts'
import type { Api, Source } from '../model/job.ts'
import type { LocalFiles } from '../model/plan.ts'
import { parseDestination, urlOf } from '../storage/address.ts'
import type { FoundFiles } from '../storage/plan.ts'
import { count } from '../words/format.ts'

type Files = Pick<FoundFiles, 'files' | 'format'>

/**
 * What the server is told to import: every file by its name, so that nothing else in the folder can come along. A folder
 * is named for a set of `.npy` files in a bucket or volume, for v1, which takes one URL, and where there are more files
 * than a request takes. `folder` is the whole path in the bucket or volume.
 */
export function sourceOf(found: Files, local: LocalFiles, folder: string, api: Api): Source {
  const { to, options } = local
  if (api === 'milvus')
    return { kind: 'files', groups: groupsOf(found).map(keys => keys.map(key => folder + key)), options }
  const below = namesByFolder(found, api) ? foldersOf(found) : found.files.map(({ key }) => key)
  if (to.kind === 'volume')
    return { kind: 'volume', volumeName: to.volumeName, paths: below.map(key => folder + key) }
  const destination = parseDestination(to.folderUrl)
  if (typeof destination === 'string') throw new TypeError(destination)
  const base = folder.slice(destination.key.length)
  return {
    kind: 'objects',
    urls: below.map(key => urlOf(destination, base + key)),
    credentials: to.credentials,
  }
}

/** Are folders named in place of files? Then nothing else may lie in them. */
export function namesByFolder({ format, files }: Files, api: Api): boolean {
  return api !== 'milvus' && (format === 'npy' || files.length > MOST_SOURCES[api])
}

/** Why one job can't name these files; `undefined` if it can. */
export function problemOfSource(found: Files, api: Api): string | undefined {
  const most = MOST_SOURCES[api]
  const files = `\`path\` matches ${count(BigInt(found.files.length))} files`
  if (api === 'milvus') {
    const { length } = groupsOf(found)
    return length > most
      ? `${files}, a job of \`milvus\` takes ${count(BigInt(most))}: split them among several steps`
      : undefined
  }
  if (!namesByFolder(found, api)) return undefined
  const folders = foldersOf(found)
  const why =
    found.format === 'npy'
      ? 'a NumPy set is named by its folder'
      : `a job of \`${api}\` takes ${most === 1 ? 'one URL' : `${count(BigInt(most))} names`}, so that folders are named`
  if (folders.length > most)
    return `${files} in ${count(BigInt(folders.length))} folders: ${why}, and only ${count(BigInt(most))}. Put them into ${most === 1 ? 'one folder, or use `zilliz-v2`' : 'fewer folders'}`
  const inner = folders.find(folder => folders.some(outer => outer !== folder && folder.startsWith(outer)))
  return inner === undefined
    ? undefined
    : `${files}, some in a folder inside of another (\`${inner}\`): ${why}, and files inside could be imported twice. Put them into folders side by side`
}

function foldersOf({ files }: Files): string[] {
  return [...new Set(files.map(({ key }) => folderOf(key)))]
}

/** One group a file; the `.npy` files of one folder are one set. */
function groupsOf({ files, format }: Files): string[][] {
  const keys = files.map(({ key }) => key)
  return format === 'npy' ? [...Map.groupBy(keys, folderOf).values()] : keys.map(key => [key])
}

/** `''` or ending in `/`. */
function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1)
}
