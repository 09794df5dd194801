/** What is sent of a file in one request: the whole of it, or one part. */
export interface Piece {
  /** Bytes. */
  readonly size: number
  /** SHA-256 in hexadecimal, as planned. */
  readonly sha256: string
  /** Reads the bytes once and resolves to their MD5 in Base64, for stores that do not take a SHA-256. */
  md5(): Promise<string>
  /**
   * The bytes, read anew for every try; a chunk is overwritten by the next. Fails with `FileChanged` before its last
   * chunk if the bytes are not the planned ones.
   */
  chunks(): AsyncIterable<Uint8Array>
}

/** A part that a store has taken. */
export interface TakenPart {
  /** From 1. */
  readonly number: number
  /** By which the store knows it: an ETag, or the id of a block. */
  readonly tag: string
}

/**
 * A bucket, spoken to with the keys it was made with. Keys are whole, without a slash in front. Every method is one
 * request, repeated only where that can't cost anything (renewed keys, another region, a corrected clock), and fails
 * with a `StoreFailure`.
 */
export interface Store {
  /** The size of an object in bytes; `undefined` if there is none. */
  head(key: string, signal: AbortSignal): Promise<number | undefined>
  /** Sizes by key of all objects below `prefix`. */
  list(prefix: string, signal: AbortSignal): Promise<ReadonlyMap<string, number>>
  /** Writes an object as a whole: it is there entirely or not at all. */
  put(key: string, piece: Piece, signal: AbortSignal): Promise<void>
  /** Begins an upload in parts and resolves to its id. */
  createMultipart(key: string, signal: AbortSignal): Promise<string>
  /** Writes one part and resolves to its tag. */
  putPart(key: string, uploadId: string, number: number, piece: Piece, signal: AbortSignal): Promise<string>
  /** Makes the parts an object. */
  complete(key: string, uploadId: string, parts: readonly TakenPart[], signal: AbortSignal): Promise<void>
  /** Aborts an upload in parts. It is not an error if the upload is gone. */
  abort(key: string, uploadId: string, signal: AbortSignal): Promise<void>
  /** Deletes one object. It is not an error if the object is gone. */
  remove(key: string, signal: AbortSignal): Promise<void>
}

/** What a store notes besides its answers. */
export type StoreNote =
  | { readonly kind: 'region'; readonly region: string }
  | { readonly kind: 'clock'; readonly ahead: number }
  | { readonly kind: 'renewed' }
