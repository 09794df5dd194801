import { localReader } from '../files/reader.ts'
import type { Tier } from '../model/cluster.ts'
import { formatOf } from '../model/formats.ts'
import { plural, size } from '../words/format.ts'
import { ok } from './found.ts'
import { checkLimits } from './limits.ts'
import type { FilesSeen, SeenFile, SeenGroup } from './seen.ts'
import { grouped } from './sources.ts'

/** A file of the runner that will be uploaded. */
export interface LocalFile {
  /** As its author knows it, with `/`. */
  readonly path: string
  /** Absolute. */
  readonly location: string
  /** Bytes. */
  readonly size: number
}

/**
 * The files of the runner as checks see them; for Zilliz Cloud (`isCloud`) with the limits of a job. What they hold is
 * part of the key by the hash of the upload.
 */
export function seenLocally(
  files: readonly LocalFile[],
  isCloud: boolean,
  tier: Tier | undefined,
): FilesSeen {
  const folders = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/') + 1))
  const groups = [...folders].flatMap(([folder, inside]) => groupsOf(folder, inside))
  const bytes = files.reduce((sum, file) => sum + file.size, 0)
  const there = ok('files', `${plural(files.length, 'file')} of the runner, ${size(BigInt(bytes))}`)
  const found = [there, ...(isCloud ? checkLimits(groups, tier, false) : [])]
  return { found, groups, unseen: [], content: undefined }
}

function groupsOf(folder: string, files: readonly LocalFile[]): SeenGroup[] {
  const seen = files.map(({ path, location, size: bytes }): SeenFile => {
    // A set names its files by their fields, other files are named as the author knows them.
    const name = formatOf(path) === 'npy' ? path.slice(folder.length) : path
    return { name, size: bytes, etag: '', open: () => localReader(location) }
  })
  return grouped(seen, folder || './')
}
