import type { Broken } from './findings.ts'
import type { RangeReader } from './reader.ts'

/** What the header of an `.npy` file says (numpy.org, `numpy.lib.format`). */
export interface NumpyHeader {
  /** Such as `<f4`; `''` for a structured one, which lists its fields. */
  readonly dtype: string
  readonly shape: readonly number[]
  /** The first length of the shape; 1 for a single value. */
  readonly rows: number
}

const MAGIC = '\x93NUMPY'
/** NumPy pads headers to 128 bytes; one of this size would have thousands of fields. Bytes. */
const HEAD = 4096
const UNREADABLE: Broken = { isProof: false, broken: 'has a header that could not be read' }

/** Reads the header of an `.npy` file, and nothing else of it. */
export async function readNumpyFile({ size, read }: RangeReader): Promise<NumpyHeader | Broken> {
  return readNumpyHeader(await read(0, Math.min(size, HEAD)))
}

/** Reads the header from the first bytes of a file, versions 1 to 3; 4 KiB are enough for any plain array. */
export function readNumpyHeader(bytes: Uint8Array): NumpyHeader | Broken {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (head.length < 12 || head.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    return { isProof: true, broken: 'is no NumPy file: it does not begin as one' }
  }
  const isFirst = head[6] === 1
  const start = isFirst ? 10 : 12
  const length = isFirst ? head.readUInt16LE(8) : head.readUInt32LE(8)
  if (start + length > head.length) return UNREADABLE
  return headerOf(head.toString('latin1', start, start + length))
}

/** The header is a Python dictionary, `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 8), }`. */
function headerOf(text: string): NumpyHeader | Broken {
  const [, dtype] = /['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|\[)/.exec(text) ?? [undefined]
  const [, lengths] = /['"]shape['"]\s*:\s*\(([\d,\sL]*)\)/.exec(text) ?? []
  if (lengths === undefined || !/['"]descr['"]/.test(text)) return UNREADABLE
  const shape = (lengths.match(/\d+/g) ?? []).map(Number)
  return { dtype: dtype ?? '', shape, rows: shape[0] ?? 1 }
}
