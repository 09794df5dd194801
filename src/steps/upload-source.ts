import type { Api, Source } from '../model/job.ts'
import type { LocalFiles } from '../model/plan.ts'
import { parseDestination, urlOf } from '../storage/destination.ts'
import type { UploadPlan } from '../storage/plan.ts'

/** docs.zilliz.com, data import: files of one job. */
const MOST_NAMED = 1000

/**
 * What the server is told to import: every file by its name, so that nothing else in the folder can come along. A folder
 * is named for a set of `.npy` files in a bucket or volume, for v1, which takes one URL, and where there are more files
 * than a request takes. `folder` is the whole path in the bucket or volume.
 */
export function sourceOf(plan: UploadPlan, local: LocalFiles, folder: string, api: Api): Source {
  const { to, options } = local
  if (api === 'milvus') return { kind: 'files', groups: groupsOf(plan, folder), options }
  const below = namesByFolder(plan, api) ? foldersOf(plan) : plan.files.map(({ key }) => key)
  if (to.kind === 'volume')
    return { kind: 'volume', volumeName: to.volumeName, paths: below.map(key => folder + key) }
  const destination = parseDestination(to.folderUrl)
  if (typeof destination === 'string') throw new TypeError(destination)
  const base = folder.slice(destination.folder.length)
  return {
    kind: 'objects',
    urls: below.map(key => urlOf(destination, base + key)),
    credentials: to.credentials,
  }
}

/** Are folders named in place of files? Then nothing else may lie in them. */
export function namesByFolder({ format, files }: UploadPlan, api: Api): boolean {
  if (api === 'milvus') return false
  return format === 'npy' || files.length > (api === 'zilliz-v1' ? 1 : MOST_NAMED)
}

function foldersOf({ files }: UploadPlan): string[] {
  return [...new Set(files.map(({ key }) => folderOf(key)))]
}

/** One group a file; the `.npy` files of one folder are one set. */
function groupsOf({ files, format }: UploadPlan, folder: string): string[][] {
  if (format !== 'npy') return files.map(({ key }) => [folder + key])
  const sets = Map.groupBy(files, ({ key }) => folderOf(key))
  return [...sets.values()].map(set => set.map(({ key }) => folder + key))
}

/** `''` or ending in `/`. */
function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1)
}
