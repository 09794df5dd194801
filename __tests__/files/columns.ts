import * as arrow from 'apache-arrow'
import type { Random } from './random.ts'
import { LONGEST_TEXT, type MadeField, MOST_ELEMENTS } from './schemas.ts'

/** A column of a made-up Parquet file: Arrow's type, and one value a row. */
export interface MadeColumn {
  readonly name: string
  readonly type: arrow.DataType
  readonly values: readonly unknown[]
}

/** Arrow's types by short names, as mutations pick them. */
export const TYPES: Readonly<Record<string, () => arrow.DataType>> = {
  bool: () => new arrow.Bool(),
  int8: () => new arrow.Int8(),
  int16: () => new arrow.Int16(),
  int32: () => new arrow.Int32(),
  int64: () => new arrow.Int64(),
  uint8: () => new arrow.Uint8(),
  uint16: () => new arrow.Uint16(),
  uint32: () => new arrow.Uint32(),
  uint64: () => new arrow.Uint64(),
  float: () => new arrow.Float32(),
  double: () => new arrow.Float64(),
  utf8: () => new arrow.Utf8(),
  large_utf8: () => new arrow.LargeUtf8(),
  binary: () => new arrow.Binary(),
  date: () => new arrow.DateDay(),
  timestamp: () => new arrow.TimestampMicrosecond(),
  dictionary: () => new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
}

export function typeOf(name: string): arrow.DataType {
  const make = TYPES[name]
  if (!make) throw new RangeError(`no type ${name}`)
  return make()
}

export function listOf(element: arrow.DataType): arrow.DataType {
  return new arrow.List(new arrow.Field('item', element, true))
}

export function fixedListOf(length: number, element: arrow.DataType): arrow.DataType {
  return new arrow.FixedSizeList(length, new arrow.Field('item', element, true))
}

const NATURAL: Readonly<Record<string, string>> = {
  ...{ Bool: 'bool', Int8: 'int8', Int16: 'int16', Int32: 'int32', Int64: 'int64' },
  ...{ Float: 'float', Double: 'double', VarChar: 'utf8', JSON: 'utf8', SparseFloatVector: 'utf8' },
}

/** Other types that fields take. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  Int16: ['int8'],
  Int32: ['int8', 'int16'],
  Int64: ['int8', 'int16', 'int32'],
  Float: ['int8', 'int32', 'int64', 'double'],
  Double: ['int8', 'int32', 'int64', 'float'],
}

/** A column that fits the field, as one of the writers that people use would write it. */
export function fittingColumn(random: Random, field: MadeField, rows: number): MadeColumn {
  const { name } = field
  const natural = NATURAL[field.type]
  if (natural !== undefined) {
    const type = random.chance(0.2) ? random.pick([natural, ...(WIDER[field.type] ?? [])]) : natural
    return { name, type: typeOf(type), values: fill(rows, row => scalarOf(random, type, field, row)) }
  }
  if (field.type === 'Array') {
    const type = NATURAL[field.elementType ?? ''] ?? 'utf8'
    const values = fill(rows, row =>
      fill(random.between(0, MOST_ELEMENTS), () => scalarOf(random, type, {}, row)),
    )
    return { name, type: listOf(typeOf(type)), values }
  }
  return vectorColumn(random, field, rows, field.dim ?? 1)
}

/** A column of vectors of `dim` dimensions, in one of the forms that the field takes. */
export function vectorColumn(random: Random, field: MadeField, rows: number, dim: number): MadeColumn {
  const { name, type } = field
  if (type === 'FloatVector') {
    const element = random.pick(['float', 'float', 'double'])
    return { name, type: listOf(typeOf(element)), values: vectors(random, rows, dim, element) }
  }
  if (type === 'Int8Vector') {
    return { name, type: listOf(typeOf('int8')), values: vectors(random, rows, dim, 'int8') }
  }
  const bytes = type === 'BinaryVector' ? dim / 8 : dim * 2
  // Bytes below 60 are finite in both kinds of 16-bit floats.
  const values = fill(rows, () => Uint8Array.from({ length: bytes }, () => random.between(0, 59)))
  return random.chance(0.3)
    ? { name, type: typeOf('binary'), values }
    : { name, type: listOf(typeOf('uint8')), values: values.map(value => [...value]) }
}

export function vectors(random: Random, rows: number, dim: number, element: string): unknown[][] {
  return fill(rows, () => fill(dim, () => scalarOf(random, element, {}, 0)))
}

export function fill<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index))
}

/** A value for a column of this type, which is also a good value of the field. */
export function scalarOf(
  random: Random,
  type: string,
  field: Pick<Partial<MadeField>, 'type' | 'isPrimary'>,
  row: number,
): unknown {
  const small = field.isPrimary ? row % 100 : random.between(0, 100)
  switch (type) {
    case 'bool':
      return random.chance(0.5)
    case 'int64':
    case 'uint64':
      return BigInt(small)
    case 'float':
    case 'double':
      return small / 4
    case 'date':
      return new Date(small * 86_400_000)
    case 'binary':
      return Uint8Array.from([small])
    case 'utf8':
    case 'large_utf8':
    case 'dictionary':
      return textOf(random, field.type, small)
    default:
      return small
  }
}

function textOf(random: Random, type: string | undefined, small: number): string {
  if (type === 'JSON') return JSON.stringify({ a: small })
  if (type === 'SparseFloatVector') return JSON.stringify({ [small]: 0.5, [small + 101]: 1.25 })
  return 'x'.repeat(random.between(1, LONGEST_TEXT - 4)) + String(small)
}
