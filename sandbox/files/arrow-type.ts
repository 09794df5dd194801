import type { ElementType, Field, Version } from '../schema.ts'
import { isStruct } from './fields.ts'

/** A type of Arrow. `id` is its name in Go, with its parameters where it has any: `timestamp[us, tz=UTC]`. */
export type ArrowType =
  | { readonly id: string; readonly kind?: undefined }
  /** `item` is the name of the elements. */
  | { readonly kind: 'list'; readonly item: string; readonly elem: ArrowType }
  | { readonly kind: 'fixedSizeList'; readonly size: number; readonly elem: ArrowType }
  | { readonly kind: 'struct'; readonly fields: readonly ArrowField[] }
  | { readonly kind: 'dictionary'; readonly values: ArrowType; readonly isOrdered: boolean }

export interface ArrowField {
  readonly name: string
  readonly type: ArrowType
}

export function leaf(id: string): ArrowType {
  return { id }
}

export function listOf(elem: ArrowType, item = 'item'): ArrowType {
  return { kind: 'list', item, elem }
}

/** As Go prints it (`arrow.DataType.String`). */
export function printType(type: ArrowType): string {
  switch (type.kind) {
    case undefined:
      return type.id
    case 'list':
      return `list<${type.item}: ${printType(type.elem)}, nullable>`
    case 'fixedSizeList':
      return `fixed_size_list<item: ${printType(type.elem)}, nullable>[${type.size}]`
    case 'struct':
      return `struct<${type.fields.map(field => `${field.name}: ${printType(field.type)}`).join(', ')}>`
    case 'dictionary':
      return `dictionary<values=${printType(type.values)}, indices=int32, ordered=${type.isOrdered}>`
  }
}

/** The type that a field asks for: `convertToArrowDataType` of `importutilv2/parquet/util.go`. */
export function expectedType(field: Field): ArrowType {
  switch (field.type) {
    case 'Array':
      return listOf(isStruct(field) ? structOf(field) : leaf(LEAVES[field.elementType ?? 'Int64']))
    case 'BinaryVector':
    case 'Float16Vector':
    case 'BFloat16Vector':
      return listOf(leaf('uint8'))
    case 'FloatVector':
      return listOf(leaf('float32'))
    case 'Int8Vector':
      return listOf(leaf('int8'))
    case 'SparseFloatVector':
      return leaf('utf8')
    default:
      return leaf(LEAVES[field.type])
  }
}

const LEAVES: Readonly<Record<ElementType | 'JSON' | 'Geometry' | 'Timestamptz', string>> = {
  Bool: 'bool',
  Int8: 'int8',
  Int16: 'int16',
  Int32: 'int32',
  Int64: 'int64',
  Float: 'float32',
  Double: 'float64',
  VarChar: 'utf8',
  JSON: 'utf8',
  Geometry: 'utf8',
  Timestamptz: 'utf8',
  Struct: 'struct',
}

function structOf({ fields = [] }: Field): ArrowType {
  return { kind: 'struct', fields: fields.map(sub => ({ name: sub.name, type: expectedType(sub) })) }
}

const INTEGERS = ['int8', 'int16', 'int32', 'int64']
const FLOATS = ['float32', 'float64']

/**
 * Whether a column of one type is taken for a field that asks for another: `isArrowDataTypeConvertible` of
 * `importutilv2/parquet/util.go`. Types that it does not name, as `large_utf8` and dictionaries, are not. Sparse vectors
 * may be structs since 2.5, lists of a fixed size came with 2.6, lists of 32-bit floats for 16-bit ones with 3.0.
 */
export function isConvertible(
  from: ArrowType,
  to: ArrowType,
  field: Field,
  version: Version,
  takesFixedSize = version >= 2.6,
): boolean {
  const isHalf = field.type === 'Float16Vector' || field.type === 'BFloat16Vector'
  switch (from.kind) {
    case undefined:
      if (isHalf && version >= 3 && isLeaf(to, ['uint8']) && FLOATS.includes(from.id)) return true
      return isLeafConvertible(from.id, to, field)
    case 'list':
      return to.kind === 'list' && isConvertible(from.elem, to.elem, field, version, false)
    case 'fixedSizeList':
      return takesFixedSize && to.kind === 'list' && isConvertible(from.elem, to.elem, field, version, false)
    case 'struct':
      return field.type === 'SparseFloatVector' && version >= 2.5 && isSparseStruct(from.fields)
    case 'dictionary':
      return false
  }
}

function isLeafConvertible(from: string, to: ArrowType, { nullable, defaultValue }: Field): boolean {
  switch (from) {
    case 'bool':
    case 'uint8':
    case 'utf8':
      return isLeaf(to, [from])
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      // An integer may become wider, or a float.
      return isLeaf(to, [...INTEGERS.slice(INTEGERS.indexOf(from)), ...FLOATS])
    case 'float32':
    case 'float64':
      return isLeaf(to, FLOATS)
    case 'binary':
      return to.kind === 'list' && isLeaf(to.elem, ['uint8'])
    case 'null':
      return nullable === true || defaultValue !== undefined
    default:
      return false
  }
}

function isLeaf(type: ArrowType, ids: readonly string[]): boolean {
  return type.kind === undefined && ids.includes(type.id)
}

/** `IsValidSparseVectorSchema`. */
function isSparseStruct(fields: readonly ArrowField[]): boolean {
  const isListOf = (name: string, ids: readonly string[]) => {
    const type = fields.find(field => field.name === name)?.type
    return type?.kind === 'list' && isLeaf(type.elem, ids)
  }
  return isListOf('indices', ['int32', 'uint32', 'int64', 'uint64']) && isListOf('values', FLOATS)
}
