import { plain } from './problems.ts'

/** An array of an `.npy` file: what its header says, and its bytes. */
export interface NpyArray {
  /** As NumPy writes it: `<f4`, `|b1`, `<U12`. */
  readonly descr: string
  readonly shape: readonly number[]
  readonly data: Buffer
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1')

/**
 * Reads the header as sbinet/npyio v0.6.0 does: versions 1 and 2 of the format, whatever the order of the axes. Throws an
 * `ImportProblem`.
 */
export function parseNpy(file: Buffer): NpyArray {
  if (file.length < MAGIC.length) throw plain(file.length === 0 ? 'EOF' : 'unexpected EOF')
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) throw plain('npy: not a valid NumPy file format')
  const major = file[6] ?? 0
  if (major !== 1 && major !== 2) throw plain(`npy: invalid major version number (${major})`)
  const start = major === 1 ? 10 : 12
  if (file.length < start) throw plain('unexpected EOF')
  const end = start + (major === 1 ? file.readUInt16LE(8) : file.readUInt32LE(8))
  if (file.length < end) throw plain('unexpected EOF')
  const header = file.toString('latin1', start, end)
  const [, descr, , shape] =
    /'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\)/.exec(header) ?? []
  // A structured type has a list of types, which the reader takes for one name.
  if (shape === undefined) throw plain('npy: invalid dictionary format')
  const lengths = shape.split(',').filter(part => part.trim() !== '')
  return { descr: descr ?? '', shape: lengths.map(Number), data: file.subarray(end) }
}

/** Whether numbers have their first byte first. */
function isBigEndian({ descr }: NpyArray): boolean {
  return descr.startsWith('>')
}

/** The length of the texts of an array: how many, and whether of bytes (`S`) or of UTF-32 characters (`U`). */
export interface TextType {
  readonly length: number
  readonly isUtf32: boolean
}

/** `stringLen` of `importutilv2/numpy/util.go`; `undefined` for other types. */
export function textType(descr: string): TextType | undefined {
  const [, bytes, otherBytes] = /^\|*(?:(\d+)[Sa]|[Sa](\d+))$/.exec(descr) ?? []
  if (bytes ?? otherBytes) return { length: Number(bytes ?? otherBytes), isUtf32: false }
  const [, chars, otherChars] = /^[<|>]*(?:(\d+)U|U(\d+))$/.exec(descr) ?? []
  if (chars ?? otherChars) return { length: Number(chars ?? otherChars), isUtf32: true }
  return undefined
}

/** The type of Milvus that an element has (`convertNumpyType`); `undefined` where there is none. */
export function elementType(descr: string): string | undefined {
  const [, order = '', name = ''] = /^([<>|]?)([biuf]\d)$/.exec(descr) ?? []
  const type = NUMBERS[name] ?? NAMES[descr]
  // Bools and bytes are not known with the first byte first.
  if (type) return order === '>' && /^[bu]/.test(name) ? undefined : type
  return textType(descr) && 'VarChar'
}

const NUMBERS: Readonly<Record<string, string>> = {
  b1: 'Bool',
  // The bytes of a BinaryVector, and of vectors of 16-bit floats.
  u1: 'BinaryVector',
  i1: 'Int8',
  i2: 'Int16',
  i4: 'Int32',
  i8: 'Int64',
  f4: 'Float',
  f8: 'Double',
}

const NAMES: Readonly<Record<string, string>> = {
  bool: 'Bool',
  uint8: 'BinaryVector',
  int8: 'Int8',
  int16: 'Int16',
  int32: 'Int32',
  int64: 'Int64',
  float32: 'Float',
  float64: 'Double',
}

/** Bytes of an element of a number type. */
export function sizeOf(descr: string): number {
  return Number(/\d+$/.exec(descr)?.[0] ?? 1)
}

/** The float at a place. */
export function floatAt(array: NpyArray, index: number): number {
  const size = sizeOf(array.descr)
  const { data } = array
  if (size === 4) return isBigEndian(array) ? data.readFloatBE(index * 4) : data.readFloatLE(index * 4)
  return isBigEndian(array) ? data.readDoubleBE(index * 8) : data.readDoubleLE(index * 8)
}

/**
 * The text at a place; what is cut off at the end of the file is short or empty, as for the server. `undefined` where
 * UTF-32 can't be decoded.
 */
export function textAt(array: NpyArray, { length, isUtf32 }: TextType, index: number): Buffer | undefined {
  const size = isUtf32 ? length * 4 : length
  const bytes = array.data.subarray(index * size, (index + 1) * size)
  if (!isUtf32) {
    const end = bytes.indexOf(0)
    return end > 0 ? bytes.subarray(0, end) : bytes
  }
  if (bytes.length % 4 !== 0) return undefined
  let text = ''
  for (let place = 0; place < bytes.length; place += 4) {
    const code = isBigEndian(array) ? bytes.readUInt32BE(place) : bytes.readUInt32LE(place)
    if (code > 0x10_ffff) return undefined
    if (code !== 0) text += String.fromCodePoint(code)
  }
  return Buffer.from(text)
}
