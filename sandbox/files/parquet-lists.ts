import { type Field, ImportProblem, type Version } from '../schema.ts'
import type { ArrowType } from './arrow-type.ts'
import { goFloat } from './go.ts'
import { bytesIn, isNull } from './parquet-value.ts'
import { failed, invalid, plain } from './problems.ts'
import { bytesOf, checkBytes, checkFinite, checkHalf } from './values.ts'

// Lists: `list_like.go` and the readers of vectors and arrays of `importutilv2/parquet/field_reader.go`.

/** Vectors: the length of each, the type of their elements, then the elements. */
export function checkLists(
  lists: readonly (readonly unknown[])[],
  type: ArrowType,
  field: Field,
  version: Version,
): void {
  const elem = elementId(type)
  const isOfFloats = /^float/.test(elem)
  const expected = isOfFloats ? (field.dim ?? 0) : bytesOf(field)
  const odd = lists.findIndex(list => list.length !== expected)
  if (odd >= 0) {
    const { message } = invalid(`expected ${expected} but got ${lists[odd]?.length}`, version)
    const reason = `length of vector is not aligned: ${message}, data type: ${field.type}`
    throw new ImportProblem(reason, odd / lists.length)
  }
  checkNullableFloats(type, field)
  for (const list of lists) checkNoNulls(list, field, version)
  if (isOfFloats) for (const list of lists) checkVector(list, field, version)
}

/** Float vectors that can be null are read as 32-bit floats only (`ReadNullableFloatVectorData`). */
function checkNullableFloats(type: ArrowType, { type: wanted, nullable, name }: Field): void {
  const elem = elementId(type)
  if (!nullable || wanted !== 'FloatVector' || elem === 'float32' || elem === '') return
  throw failed(`expect nullable ' FloatVector' type for field '${name}', but got '${elem}' type`)
}

/** Float vectors must be finite since 3.0 (milvus#50705); those that may be null have always been looked at. */
function checkVector(list: readonly unknown[], field: Field, version: Version): void {
  const isHalf = field.type !== 'FloatVector'
  if (!isHalf && version < 3 && !field.nullable) return
  for (const element of list) {
    const number = Math.fround(Number(element ?? 0))
    checkFinite(number, version)
    checkHalf(number, field, version)
  }
}

/** The name of the elements' type; empty where the type is no list. */
export function elementId(type: ArrowType): string {
  if (type.kind !== 'list' && type.kind !== 'fixedSizeList') return ''
  return type.elem.kind === undefined ? type.elem.id : type.elem.kind
}

/** A null among the elements is an error since 2.6. */
export function checkNoNulls(list: readonly unknown[], { name }: Field, version: Version): void {
  if (version < 2.6 || !list.some(isNull)) return
  throw failed(`array element is not allowed to be null value for field '${name}'`)
}

/** The elements of an Array, but for its floats. */
export function checkElements(list: readonly unknown[], field: Field, version: Version): void {
  checkNoNulls(list, field, version)
  // 2.5 does not look at the texts of an array that may be null.
  const isUnchecked = version < 2.5 || (version === 2.5 && field.nullable)
  if (field.elementType !== 'VarChar' || isUnchecked) return
  for (const element of list) checkBytes(bytesIn(element ?? Buffer.alloc(0)), field, version)
}

/** Floats of an Array must be finite. */
export function checkFloats(list: readonly unknown[], type: Field['elementType'], version: Version): void {
  if (type !== 'Float' && type !== 'Double') return
  for (const element of list) {
    const number = type === 'Float' ? Math.fround(Number(element ?? 0)) : Number(element ?? 0)
    if (Number.isFinite(number)) continue
    const { message } = invalid(`value '${goFloat(number)}' is not a number or infinity`, version)
    throw plain(`float${type === 'Float' ? 32 : 64} verification failed: ${message}`)
  }
}
