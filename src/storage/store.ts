import type { Wire } from '../api/transport.ts'
import type { ObjectPlace } from '../model/objects.ts'
import type { CallOptions } from '../model/service.ts'

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

/**
 * A bucket, spoken to with the keys it was made with. Keys of objects are whole, without a slash in front. Every method
 * is one request, repeated only where that can't cost anything (renewed keys, another region, a corrected clock), and
 * fails with a `CallError`.
 */
export interface Store extends ObjectPlace {
  /** The size of an object in bytes; `undefined` if there is none. */
  head(key: string, signal: AbortSignal): Promise<number | undefined>
  /** Sizes by key of all objects below `prefix`. */
  sizes(prefix: string, signal: AbortSignal): Promise<ReadonlyMap<string, number>>
  /** Writes an object as a whole: it is there entirely or not at all. */
  put(key: string, piece: Piece, signal: AbortSignal): Promise<void>
  /** Begins an upload in parts and resolves to its id. */
  createMultipart(key: string, signal: AbortSignal): Promise<string>
  /** Writes one part, counted from 1, and resolves to the tag by which the store knows it. */
  putPart(key: string, uploadId: string, number: number, piece: Piece, signal: AbortSignal): Promise<string>
  /** Makes all parts, in their order, an object. */
  complete(key: string, uploadId: string, tags: readonly string[], signal: AbortSignal): Promise<void>
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

/** What every store is made with. */
export interface StoreContext {
  readonly wire: Wire
  /** The time of day, in milliseconds since 1970. */
  today(): number
  /** Takes the secrets out of a text. */
  redact(text: string): string
  told(note: StoreNote): void
}

/** One request to a store, before it is addressed and signed. */
export interface StoreRequest extends Partial<CallOptions> {
  readonly method: 'GET' | 'PUT' | 'POST' | 'HEAD' | 'DELETE'
  /** `''` for the bucket. */
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Piece | string
  /** The answer is wanted as bytes, this many at most. */
  readonly most?: number
  /** Statuses of refusals that are answers, too. */
  readonly mayBe?: readonly number[]
  readonly signal: AbortSignal
}
