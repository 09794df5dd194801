import { type Field, VERSIONS, type Version } from '../model/collection.ts'
import type { ArrowType } from './arrow-types.ts'

const SIGNED = ['int8', 'int16', 'int32', 'int64']
const FLOATS = ['float', 'double']

/** What scalar fields take, in Arrow's words (`isArrowDataTypeConvertible`): the same or narrower, ints as floats. */
const SCALARS: Readonly<Record<string, readonly string[]>> = {
  Bool: ['bool'],
  Int8: ['int8'],
  Int16: ['int8', 'int16'],
  Int32: ['int8', 'int16', 'int32'],
  Int64: SIGNED,
  Float: [...SIGNED, ...FLOATS],
  Double: [...SIGNED, ...FLOATS],
  VarChar: ['utf8'],
  JSON: ['utf8'],
}

/** What the elements of vectors may be. */
const VECTORS: Readonly<Record<string, readonly string[]>> = {
  FloatVector: [...SIGNED, ...FLOATS],
  BinaryVector: ['uint8'],
  Float16Vector: ['uint8'],
  BFloat16Vector: ['uint8'],
  Int8Vector: ['int8'],
}

/** Is it a field of one plain value a row, or JSON? */
export function isScalar({ type }: Field): boolean {
  return SCALARS[type] !== undefined
}

const BYTES = ['BinaryVector', 'Float16Vector', 'BFloat16Vector']

/**
 * Versions that refuse a column of this type for this field. None where nobody has read or run what happens: for
 * types of fields and columns that are not named here.
 */
export function refusedTypes(type: ArrowType, field: Field): readonly Version[] {
  if (isUnknown(type)) return []
  if (type.name === 'null') return field.nullable || field.hasDefault ? [] : VERSIONS
  const scalars = SCALARS[field.type]
  if (scalars) return scalars.includes(type.name) ? [] : VERSIONS
  if (field.type === 'Array') return refusedArrays(type, field)
  if (field.type === 'SparseFloatVector') return refusedSparse(type)
  return VECTORS[field.type] ? refusedVectors(type, field.type) : []
}

function isUnknown({ name, element }: ArrowType): boolean {
  return name === 'unknown' || (element !== undefined && isUnknown(element))
}

function refusedArrays({ name, element }: ArrowType, { elementType = '' }: Field): readonly Version[] {
  if (name === 'fixed_size_list') return until('2.5')
  if (name !== 'list' || !element) return VERSIONS
  const accepted = SCALARS[elementType]
  return !accepted || element.name === 'null' || accepted.includes(element.name) ? [] : VERSIONS
}

/** Text in all versions, a struct of two lists since 2.5. */
function refusedSparse({ name, fields }: ArrowType): readonly Version[] {
  if (name === 'utf8') return []
  const isPair =
    fields?.some(field => field.name === 'indices') && fields.some(field => field.name === 'values')
  return isPair ? until('2.4') : VERSIONS
}

/** Lists of a fixed size since 2.6 (milvus-io/milvus#49683), floats for vectors of 16 bits since 3.0. */
function refusedVectors({ name, element }: ArrowType, field: string): readonly Version[] {
  if (name === 'binary' && BYTES.includes(field)) return []
  // Not taken by any version that was read, but the form is natural for bytes, so that a later one may.
  if (name === 'fixed_size_binary' && BYTES.includes(field)) return until('2.6')
  if ((name !== 'list' && name !== 'fixed_size_list') || !element) return VERSIONS
  const isFloat16 = field === 'Float16Vector' || field === 'BFloat16Vector'
  if (isFloat16 && FLOATS.includes(element.name)) return until('2.6')
  if (!VECTORS[field]?.includes(element.name)) return VERSIONS
  return name === 'list' ? [] : until('2.5')
}

/** All versions up to this one. */
function until(last: Version): readonly Version[] {
  return VERSIONS.slice(0, VERSIONS.indexOf(last) + 1)
}

/** How many elements a list has that holds one vector; `undefined` where that can't be told. */
export function elementsPerVector({ element }: ArrowType, { type, dim }: Field): number | undefined {
  if (!element || dim === undefined || !VECTORS[type]) return undefined
  if (type === 'BinaryVector') return dim / 8
  return BYTES.includes(type) && element.name === 'uint8' ? dim * 2 : dim
}
