import { open } from 'node:fs/promises'

/** A file that is read in parts, wherever it lies. */
export interface RangeReader {
  /** Bytes. */
  readonly size: number
  /** The bytes from `from` up to, not including, `to`; both lie within the file. */
  read(from: number, to: number): Promise<Uint8Array>
}

/** A file on this machine. `close` it after use; fails as Node.js does if it can't be read, or ends early. */
export async function localReader(path: string): Promise<RangeReader & { close(): Promise<void> }> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    return {
      size,
      async read(from, to) {
        const bytes = new Uint8Array(to - from)
        let filled = 0
        while (filled < bytes.length) {
          const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled)
          if (bytesRead === 0) throw new Error('The file became shorter while it was read')
          filled += bytesRead
        }
        return bytes
      },
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}
