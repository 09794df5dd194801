import { fill } from './columns.ts'
import type { Random } from './random.ts'
import { LONGEST_TEXT, type MadeField, type MadeSchema } from './schemas.ts'

/** One array of a made-up set; its values are zeros and short texts, which fit every field. */
export interface MadeArray {
  readonly field: string
  readonly dtype: string
  readonly shape: readonly number[]
}

export interface NumpyDraft {
  readonly arrays: readonly MadeArray[]
  readonly rows: number
}

const DTYPES: Readonly<Record<string, string>> = {
  ...{ Bool: '|b1', Int8: '|i1', Int16: '<i2', Int32: '<i4', Int64: '<i8', Float: '<f4', Double: '<f8' },
  ...{ VarChar: '<U12', JSON: '<U12', FloatVector: '<f4', BinaryVector: '|u1' },
  ...{ Float16Vector: '|u1', BFloat16Vector: '|u1', Int8Vector: '|i1' },
}

/** The bytes of an `.npy` file, version 1. */
export function writeNumpy({ dtype, shape }: MadeArray, isJson: boolean): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${tuple}, }`
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10
  const head = Buffer.alloc(10)
  head.write('\x93NUMPY\x01\x00', 'latin1')
  head.writeUInt16LE(length, 8)
  const count = shape.reduce((all, one) => all * one, 1)
  return Buffer.concat([head, Buffer.from(`${text.padEnd(length - 1)}\n`), valuesOf(dtype, count, isJson)])
}

function valuesOf(dtype: string, count: number, isJson: boolean): Uint8Array {
  const [, kind = '', size = '1'] = /^[<>|=]?([a-zA-Z])(\d+)/.exec(dtype) ?? []
  if (kind !== 'U' && kind !== 'S') return Buffer.alloc(count * Number(size))
  const width = kind === 'U' ? 4 : 1
  const texts = fill(count, index => {
    const bytes = Buffer.alloc(Number(size) * width)
    const text = isJson ? '{}' : `t${index}`
    for (const [at, letter] of [...text.slice(0, Number(size))].entries())
      bytes[at * width] = letter.charCodeAt(0)
    return bytes
  })
  return Buffer.concat(texts)
}

/** A set that fits, as `numpy.save` writes it; `undefined` where NumPy has no form for a field. */
export function makeSet(random: Random, schema: MadeSchema, rows: number): NumpyDraft | undefined {
  const fields = schema.fields.filter(field => !field.autoId && !field.isFunctionOutput)
  const needed = fields.filter(
    field => (!field.nullable && field.defaultValue === undefined) || random.chance(0.5),
  )
  if (needed.some(({ type }) => DTYPES[type] === undefined)) return undefined
  return { rows, arrays: needed.map(field => fittingArray(random, field, rows)) }
}

export function fittingArray(random: Random, field: MadeField, rows: number): MadeArray {
  const { name, type, dim } = field
  const dtype = DTYPES[type] ?? '<i8'
  const isDouble = type === 'FloatVector' && random.chance(0.2)
  const length = lengthOf(type, dim)
  return {
    field: name,
    dtype: isDouble ? '<f8' : type === 'VarChar' && random.chance(0.3) ? '|S9' : dtype,
    shape: length === undefined ? [rows] : [rows, length],
  }
}

function lengthOf(type: string, dim: number | undefined): number | undefined {
  if (dim === undefined) return undefined
  if (type === 'BinaryVector') return dim / 8
  return type === 'Float16Vector' || type === 'BFloat16Vector' ? dim * 2 : dim
}

export type NumpyMutation = (draft: NumpyDraft, schema: MadeSchema, random: Random) => NumpyDraft | undefined

function changing(change: (array: MadeArray, random: Random) => MadeArray | undefined): NumpyMutation {
  return (draft, _, random) => {
    if (draft.arrays.length === 0) return undefined
    const old = random.pick(draft.arrays)
    const changed = change(old, random)
    return changed && { ...draft, arrays: draft.arrays.map(array => (array === old ? changed : array)) }
  }
}

function adding(wanted: (field: MadeField) => boolean | undefined): NumpyMutation {
  return (draft, schema, random) => {
    const field = schema.fields.find(wanted)
    return field && { ...draft, arrays: [...draft.arrays, fittingArray(random, field, draft.rows)] }
  }
}

const OTHER_DTYPES = [
  ...['|b1', '|i1', '<i2', '<i4', '<i8', '>i8', '|u1', '<u2', '<u4', '<u8', '<f2', '<f4', '<f8'],
  ...['<U12', '|S9', '|O', '<M8[ns]', '<c8'],
]

/** All that is done to sets of `.npy` files, by a name that the report uses. */
export const NUMPY_MUTATIONS: Readonly<Record<string, NumpyMutation>> = {
  'file missing': (draft, _, random) => {
    if (draft.arrays.length < 2) return undefined
    const missing = random.pick(draft.arrays)
    return { ...draft, arrays: draft.arrays.filter(array => array !== missing) }
  },
  'further file': draft => ({
    ...draft,
    arrays: [...draft.arrays, { field: 'color', dtype: '<i8', shape: [draft.rows + 1] }],
  }),
  'generated key': adding(({ autoId }) => autoId),
  'output of a function': adding(({ isFunctionOutput }) => isFunctionOutput),
  'other type': changing((array, random) => ({ ...array, dtype: random.pick(OTHER_DTYPES) })),
  'other dimension': changing((array, random) =>
    array.shape.length === 2
      ? { ...array, shape: [array.shape[0] ?? 0, (array.shape[1] ?? 0) + random.pick([1, 8])] }
      : undefined,
  ),
  'other shape': changing(array =>
    array.shape.length === 2
      ? { ...array, shape: [array.shape.reduce((all, one) => all * one, 1)] }
      : { ...array, shape: [...array.shape, 1] },
  ),
  'fewer rows': changing(array => {
    const [rows = 0, ...others] = array.shape
    return rows < 2 ? undefined : { ...array, shape: [rows - 1, ...others] }
  }),
  'no rows in one file': changing(array => ({ ...array, shape: [0, ...array.shape.slice(1)] })),
  'wide texts': changing(array =>
    array.dtype === '<U12' ? { ...array, dtype: `<U${LONGEST_TEXT * 2}` } : undefined,
  ),
}
