import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { cancelled } from './failure.ts'

/** How much of a file is in memory at once, for each part that is on its way. Bytes. */
export const CHUNK = 512 * 1024

/** Memory that is used again: what is taken must be given back, or it is lost to the next. */
export interface Buffers {
  take(): Buffer
  give(buffer: Buffer): void
}

/** Buffers of `CHUNK` bytes, as many as are in use at once. */
export function createBuffers(): Buffers {
  const free: Buffer[] = []
  return {
    take: () => free.pop() ?? Buffer.allocUnsafeSlow(CHUNK),
    give: buffer => {
      free.push(buffer)
    },
  }
}

/** A range of a file. */
export interface Range {
  /** Where it begins, in bytes. */
  readonly offset: number
  /** Bytes. */
  readonly size: number
}

/**
 * Reads a range by position, chunk by chunk into one buffer: each overwrites the one before. Ends early where the file
 * does.
 */
export async function* chunksOf(
  handle: FileHandle,
  { offset, size }: Range,
  buffers: Buffers,
): AsyncGenerator<Buffer> {
  const buffer = buffers.take()
  for (let done = 0; done < size; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(CHUNK, size - done), offset + done)
    if (bytesRead === 0) break
    done += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
  // Not given back by a reader that gave up: the network may still hold it.
  buffers.give(buffer)
}

/** A digest of a range as it is on the disk now. */
export async function digestOf(
  algorithm: 'sha256' | 'md5',
  encoding: 'hex' | 'base64',
  handle: FileHandle,
  range: Range,
  { buffers, signal }: { readonly buffers: Buffers; readonly signal: AbortSignal },
): Promise<string> {
  const hash = createHash(algorithm)
  for await (const chunk of chunksOf(handle, range, buffers)) {
    if (signal.aborted) throw cancelled()
    hash.update(chunk)
  }
  return hash.digest(encoding)
}
