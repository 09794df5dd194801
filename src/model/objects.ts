import type { BucketCredentials } from './job.ts'
import type { CallOptions } from './service.ts'

/** One object, as its store describes it. */
export interface ObjectFacts {
  /** The whole key, without a slash in front. */
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** Changes with the content; `''` if the store tells none. */
  readonly etag: string
}

/** Some bytes of an object. */
export interface ObjectPart extends ObjectFacts {
  readonly bytes: Uint8Array
}

/** What lies in a folder. */
export interface Listing {
  /** Those directly in it. */
  readonly objects: readonly ObjectFacts[]
  /** Keys of the folders in it, each ending in `/`. */
  readonly folders: readonly string[]
  /** There is more than was asked for. */
  readonly isCut: boolean
}

/**
 * A place with objects, as this runner sees it with the keys of the bucket, or with none. Every method is one request
 * (of a list, one for each page), a second one where the bucket turns out to be in another region, and fails with a
 * `CallError` only.
 */
export interface ObjectPlace {
  /** The bytes from `from` up to, not including, `to`, fewer where the object ends before. `undefined`: no such object. */
  read(key: string, from: number, to: number, options: CallOptions): Promise<ObjectPart | undefined>
  /** At most some more than `most` objects of a folder, which is `''` or ends in `/`. `undefined`: no such bucket. */
  list(folder: string, most: number, options: CallOptions): Promise<Listing | undefined>
}

/** A line of `objectUrl`, found. */
export interface Located {
  readonly place: ObjectPlace
  /** `''` or ending in `/` for a folder. */
  readonly key: string
}

/** Finds where a URL leads; a sentence without a full stop where this runner can't look. Asks nobody yet. */
export type Locate = (url: string, credentials: BucketCredentials) => Promise<Located | string>
