import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { fileChanged } from './failure.ts'
import type { PlannedFile, PlannedPart } from './plan.ts'
import { type Buffers, chunksOf, digestOf } from './read.ts'
import type { Piece } from './store.ts'

export interface PieceContext {
  readonly buffers: Buffers
  readonly signal: AbortSignal
  /** Gets the number of bytes that were sent; a negative one for those of a try that failed. */
  moved(bytes: number): void
}

/** Opens a planned file. Fails with `FileChanged` if it is gone, or not the one that was planned. */
export async function openPlanned(file: PlannedFile): Promise<FileHandle> {
  const handle = await open(file.location).catch(() => {
    throw fileChanged(file.path, 'The file is gone, or can no longer be read')
  })
  try {
    await checkUnchanged(handle, file)
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function checkUnchanged(handle: FileHandle, file: PlannedFile): Promise<void> {
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
  file: PlannedFile,
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
