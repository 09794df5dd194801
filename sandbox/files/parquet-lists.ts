import { type Field, ImportProblem, type ReadingRules } from '../schema.ts'
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
  rules: ReadingRules,
): void {
  const elem = elementId(type)
  const isOfFloats = /^float/.test(elem)
  const expected = isOfFloats ? (field.dim ?? 0) : bytesOf(field)
  const odd = lists.findIndex(list => list.length !== expected)
  if (odd >= 0) {
    const { message } = invalid(`expected ${expected} but got ${lists[odd]?.length}`, rules)
    const reason = `length of vector is not aligned: ${message}, data type: ${field.type}`
    throw new ImportProblem(reason, odd / lists.length)
  }
  checkNullableFloats(type, field)
  for (const list of lists) checkNoNulls(list, field, rules)
  if (isOfFloats) for (const list of lists) checkVector(list, field, rules)
}

/** Float vectors that can be null are read as 32-bit floats only (`ReadNullableFloatVectorData`). */
function checkNullableFloats(type: ArrowType, { type: wanted, nullable, name }: Field): void {
  const elem = elementId(type)
  if (!nullable || wanted !== 'FloatVector' || elem === 'float32' || elem === '') return
  throw failed(`expect nullable ' FloatVector' type for field '${name}', but got '${elem}' type`)
}

function checkVector(list: readonly unknown[], field: Field, rules: ReadingRules): void {
  const isHalf = field.type !== 'FloatVector'
  if (!isHalf && !rules.checksParquetVectors && !field.nullable) return
  for (const element of list) {
    const number = Math.fround(Number(element ?? 0))
    checkFinite(number, rules)
    checkHalf(number, field, rules)
  }
}

/** The name of the elements' type; empty where the type is no list. */
export function elementId(type: ArrowType): string {
  if (type.kind !== 'list' && type.kind !== 'fixedSizeList') return ''
  return type.elem.kind === undefined ? type.elem.id : type.elem.kind
}

export function checkNoNulls(list: readonly unknown[], { name }: Field, rules: ReadingRules): void {
  if (!rules.refusesNullElements || !list.some(isNull)) return
  throw failed(`array element is not allowed to be null value for field '${name}'`)
}

/** The elements of an Array, but for its floats. */
export function checkElements(list: readonly unknown[], field: Field, rules: ReadingRules): void {
  checkNoNulls(list, field, rules)
  // 2.5 does not look at the texts of an array that may be null.
  const isUnchecked = !rules.checksText || (rules.words === 2.5 && field.nullable)
  if (field.elementType !== 'VarChar' || isUnchecked) return
  for (const element of list) checkBytes(bytesIn(element ?? Buffer.alloc(0)), field, rules)
}

/** Floats of an Array must be finite. */
export function checkFloats(list: readonly unknown[], type: Field['elementType'], rules: ReadingRules): void {
  if (type !== 'Float' && type !== 'Double') return
  for (const element of list) {
    const number = type === 'Float' ? Math.fround(Number(element ?? 0)) : Number(element ?? 0)
    if (Number.isFinite(number)) continue
    const { message } = invalid(`value '${goFloat(number)}' is not a number or infinity`, rules)
    throw plain(`float${type === 'Float' ? 32 : 64} verification failed: ${message}`)
  }
}
