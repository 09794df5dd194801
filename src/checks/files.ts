import { localReader, type RangeReader } from '../files/reader.ts'
import { limitsOf, type Tier } from '../model/cluster.ts'
import { type Format, formatOf } from '../model/formats.ts'
import type { FoundFile } from '../storage/found.ts'
import { count, plural, size } from '../words/format.ts'
import { type Found, failed, ok } from './found.ts'

/** A file that this runner can read in parts. */
export interface SeenFile {
  /** As messages call it: without the folder where no other file has that name. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** What changes with its content; `''` if nothing tells. */
  readonly etag: string
  /** Opens it; the reader fails with a `CallError`, or as Node.js does. `close` it after use. */
  open(): Promise<RangeReader & { close(): Promise<void> }>
}

/** What the server takes for one file: a file, or the `.npy` files of a set. */
export interface SeenGroup {
  readonly name: string
  readonly format: Format | undefined
  readonly files: readonly SeenFile[]
}

/** What was found of the files of a request. */
export interface FilesSeen {
  readonly found: readonly Found[]
  readonly groups: readonly SeenGroup[]
  /** Sentences without a full stop: why some files were not seen. `[]` if all were. */
  readonly unseen: readonly string[]
  /** Names, sizes and ETags of all that was seen; `undefined` where trouble kept some of it from being seen. */
  readonly content: string | undefined
}

/** The `.npy` files of a folder are one set; every other file is its own. `folder` is how messages call the set. */
export function grouped(files: readonly SeenFile[], folder: string): SeenGroup[] {
  const { set = [], single = [] } = Object.groupBy(files, ({ name }) =>
    name.endsWith('.npy') ? 'set' : 'single',
  )
  return [
    ...single.map(file => ({ name: file.name, format: formatOf(file.name), files: [file] })),
    ...(set.length > 0 ? [{ name: folder, format: 'npy' as const, files: set }] : []),
  ]
}

/**
 * The files of the runner as checks see them; for Zilliz Cloud (`isCloud`) with the limits of a job. What they hold is
 * part of the key by the hash of the upload.
 */
export function seenLocally(
  files: readonly FoundFile[],
  isCloud: boolean,
  tier: Tier | undefined,
): FilesSeen {
  const folders = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/') + 1))
  const groups = [...folders].flatMap(([folder, inside]) => {
    const seen = inside.map(({ path, location, size: bytes }): SeenFile => {
      // A set names its files by their fields, other files are named as the author knows them.
      const name = formatOf(path) === 'npy' ? path.slice(folder.length) : path
      return { name, size: bytes, etag: '', open: () => localReader(location) }
    })
    return grouped(seen, folder || './')
  })
  const there = ok('files', `${plural(files.length, 'file')} of the runner, ${inUnits(bytesOf(files))}`)
  const found = [there, ...(isCloud ? checkLimits(groups, tier, false) : [])]
  return { found, groups, unseen: [], content: undefined }
}

/**
 * Number and sizes of files against what one job of Zilliz Cloud takes, a set of NumPy files as one file. Where the kind
 * of the cluster is not known, the widest limits count. `isCut`: there are more than these.
 */
export function checkLimits(groups: readonly SeenGroup[], tier: Tier | undefined, isCut: boolean): Found[] {
  if (groups.length === 0) return []
  const { files, bytesPerFile, bytes } = limitsOf(tier ?? 'dedicated')
  const tooLarge = (what: string, has: number, most: string) =>
    failed('limits', { code: 'FileTooLarge', text: `${what} ${inUnits(has)}, a job takes ${most}` })
  const found: Found[] = []
  if (groups.length > files) {
    const least = `${isCut ? 'more than ' : ''}${plural(groups.length, 'file')}`
    const text = `There are ${least}, a job takes ${count(BigInt(files))}`
    found.push(failed('limits', { code: 'TooManyFiles', text }))
  }
  const sized = groups.map(({ name, files: own }) => ({ name, size: bytesOf(own) }))
  for (const file of sized.filter(each => each.size > bytesPerFile))
    found.push(tooLarge(`${file.name} has`, file.size, `${inUnits(bytesPerFile)} in one file`))
  if (found.length > 0) return found
  const all = bytesOf(sized)
  if (all > bytes) return [tooLarge('The files have', all, inUnits(bytes))]
  const whose = tier === undefined ? 'the widest limits of any plan' : 'the limits of the plan'
  return [ok('limits', `Number and sizes of the files seen are within ${whose}`)]
}

/** Bytes of all together. */
export function bytesOf(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, file) => sum + file.size, 0)
}

/** `1.5 GB`. */
export function inUnits(bytes: number): string {
  return size(BigInt(bytes))
}
