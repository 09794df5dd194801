import type { RangeReader } from './reader.ts'

/** What the header of an `.npy` file says (numpy.org, `numpy.lib.format`). */
export interface NumpyHeader {
  /** Such as `<f4`; `''` for a structured one, which lists its fields. */
  readonly dtype: string
  readonly shape: readonly number[]
  /** The first length of the shape; 1 for a single value. */
  readonly rows: number
  /** The product of the other lengths. */
  readonly elementsPerRow: number
}

/** Why an `.npy` file has no header that can be read; `noHeader` means that every server fails too. */
export interface BrokenNumpy {
  readonly broken: 'noHeader' | 'unreadable'
  readonly text: string
}

const MAGIC = '\x93NUMPY'
/** NumPy pads headers to 128 bytes; one of this size would have thousands of fields. Bytes. */
const HEAD = 4096

/** Reads the header of an `.npy` file, and nothing else of it. */
export async function readNumpyFile({ size, read }: RangeReader): Promise<NumpyHeader | BrokenNumpy> {
  return readNumpyHeader(await read(0, Math.min(size, HEAD)))
}

/** Reads the header from the first bytes of a file, versions 1 to 3; 4 KiB are enough for any plain array. */
export function readNumpyHeader(bytes: Uint8Array): NumpyHeader | BrokenNumpy {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (head.length < 12 || head.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    return { broken: 'noHeader', text: 'is no NumPy file: it does not begin as one' }
  }
  const isFirst = head[6] === 1
  const start = isFirst ? 10 : 12
  const length = isFirst ? head.readUInt16LE(8) : head.readUInt32LE(8)
  if (start + length > head.length)
    return { broken: 'unreadable', text: 'has a header that could not be read' }
  return headerOf(head.toString('latin1', start, start + length))
}

/** The header is a Python dictionary, `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 8), }`. */
function headerOf(text: string): NumpyHeader | BrokenNumpy {
  const [, dtype] = /['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|\[)/.exec(text) ?? [undefined]
  const [, lengths] = /['"]shape['"]\s*:\s*\(([\d,\sL]*)\)/.exec(text) ?? []
  if (lengths === undefined || !/['"]descr['"]/.test(text)) {
    return { broken: 'unreadable', text: 'has a header that could not be read' }
  }
  const shape = (lengths.match(/\d+/g) ?? []).map(Number)
  const [rows = 1, ...others] = shape
  return { dtype: dtype ?? '', shape, rows, elementsPerRow: others.reduce((all, one) => all * one, 1) }
}
