import type { RangeReader } from '../files/reader.ts'
import type { Format } from '../model/formats.ts'
import type { Found } from './found.ts'

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

/** Works on all items, a few at once, and keeps their order. */
export async function atOnce<T, U>(
  most: number,
  items: readonly T[],
  work: (item: T) => Promise<U>,
): Promise<U[]> {
  const results: U[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
  return results
}
