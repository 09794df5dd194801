import { compareUtf8 } from './disk.ts'

/** Part of a listing. */
export interface Page {
  readonly keys: string[]
  readonly folders: string[]
  /** The last entry of this page, if there are more. */
  readonly next: string | undefined
}

/** One page of sorted keys; those that share a prefix up to the delimiter count as one entry. */
export function pageOf(
  keys: readonly string[],
  options: {
    readonly prefix: string
    readonly delimiter: string
    readonly startAfter: string
    readonly maxKeys: number
  },
): Page {
  const { prefix, delimiter, startAfter, maxKeys } = options
  const page = { keys: [] as string[], folders: [] as string[] }
  let last = startAfter
  for (const key of keys) {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const entry = end < 0 ? key : key.slice(0, end + delimiter.length)
    if (last !== '' && compareUtf8(entry, last) <= 0) continue
    if (page.keys.length + page.folders.length === maxKeys)
      return { ...page, next: maxKeys > 0 ? last : undefined }
    ;(end < 0 ? page.keys : page.folders).push(entry)
    last = entry
  }
  return { ...page, next: undefined }
}
