import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { cancelled, fileChanged } from './failure.ts'
import type { FoundFile } from './found.ts'
import type { Piece } from './store.ts'

/** How much of a file is in memory at once, for each part that is on its way. Bytes. */
const CHUNK = 512 * 1024

/** A range of a file. */
export interface Range {
  /** Where it begins, in bytes. */
  readonly offset: number
  /** Bytes. */
  readonly size: number
}

/**
 * Reads a range by position, chunk by chunk into one buffer: each overwrites the one before. Ends early where the file
 * does. `buffers` are free to be used again.
 */
async function* chunksOf(
  handle: FileHandle,
  { offset, size }: Range,
  buffers: Buffer[],
): AsyncGenerator<Buffer> {
  const buffer = buffers.pop() ?? Buffer.allocUnsafeSlow(CHUNK)
  for (let done = 0; done < size; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(CHUNK, size - done), offset + done)
    if (bytesRead === 0) break
    done += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
  // Not given back by a reader that gave up: the network may still hold it.
  buffers.push(buffer)
}

/** A digest of a range as it is on the disk now. */
export async function digestOf(
  algorithm: 'sha256' | 'md5',
  encoding: 'hex' | 'base64',
  handle: FileHandle,
  range: Range,
  { buffers, signal }: { readonly buffers: Buffer[]; readonly signal: AbortSignal },
): Promise<string> {
  const hash = createHash(algorithm)
  for await (const chunk of chunksOf(handle, range, buffers)) {
    if (signal.aborted) throw cancelled()
    hash.update(chunk)
  }
  return hash.digest(encoding)
}

/** A range with the SHA-256, in hexadecimal, that its bytes had when they were planned. */
export interface PlannedPart extends Range {
  readonly sha256: string
}

interface PieceContext {
  readonly buffers: Buffer[]
  readonly signal: AbortSignal
  /** Gets the number of bytes that were sent; a negative one for those of a try that failed. */
  moved(bytes: number): void
}

/** Opens a file that was found. Fails with `FileChanged` if it is gone. */
export async function opened({ location, path }: FoundFile): Promise<FileHandle> {
  return await open(location).catch(() => {
    throw fileChanged(path, 'The file is gone, or can no longer be read')
  })
}

/** Fails with `FileChanged` if the file is not the one that was found. */
export async function checkUnchanged(handle: FileHandle, file: FoundFile): Promise<void> {
  const { size, mtimeMs } = await handle.stat()
  if (size !== file.size) throw fileChanged(file.path, `The file had ${file.size} bytes and now has ${size}`)
  if (mtimeMs !== file.mtimeMs) throw fileChanged(file.path, 'The file was written again')
}

/**
 * One part of an open file, to be sent as often as need be. Its last chunk is handed out only when everything before
 * and in it has the SHA-256 that was planned and the file is as it was: a store never gets the whole of anything else.
 */
export function pieceOf(
  handle: FileHandle,
  file: FoundFile,
  part: PlannedPart,
  { buffers, signal, moved }: PieceContext,
): Piece {
  let counted = 0
  const count = (bytes: number) => {
    counted += bytes
    moved(bytes)
  }
  return {
    size: part.size,
    sha256: part.sha256,
    md5: () => digestOf('md5', 'base64', handle, part, { buffers, signal }),
    async *chunks() {
      count(-counted)
      const hash = createHash('sha256')
      let read = 0
      for await (const chunk of chunksOf(handle, part, buffers)) {
        read += chunk.length
        hash.update(chunk)
        if (read === part.size) {
          await checkUnchanged(handle, file)
          if (hash.digest('hex') !== part.sha256) throw fileChanged(file.path, 'Its content is another now')
        }
        yield chunk
        count(chunk.length)
      }
      if (read < part.size) throw fileChanged(file.path, 'The file is shorter than it was')
    },
  }
}
