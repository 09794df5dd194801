import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import type { Received } from './model.ts'

/** Waits for real work; see `Clock.during`. */
export type RealWork = <T>(work: Promise<T>) => Promise<T>

/** What goes to the disk in one call, in bytes. */
const BATCH = 1024 * 1024

type Sums = Pick<Received, 'size' | 'md5' | 'sha256' | 'crc32'>

/** Writes a body to a file, in bounded memory, and hashes it on the way. */
export async function pour(
  body: AsyncIterable<Uint8Array>,
  handle: FileHandle,
  real: RealWork,
): Promise<Sums> {
  const [md5, sha256] = [createHash('md5'), createHash('sha256')]
  // Copied, because a client in this process may use its buffer again.
  const batch = Buffer.allocUnsafe(BATCH)
  let [size, crc, filled] = [0, 0, 0]
  const flush = async () => {
    if (filled > 0) await real(handle.write(batch, 0, filled))
    filled = 0
  }
  for await (const chunk of body) {
    md5.update(chunk)
    sha256.update(chunk)
    crc = crc32(chunk, crc)
    size += chunk.length
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + BATCH - filled)
      batch.set(piece, filled)
      filled += piece.length
      at += piece.length
      if (filled === BATCH) await flush()
    }
  }
  await flush()
  return { size, md5: md5.digest(), sha256: sha256.digest(), crc32: crc }
}
