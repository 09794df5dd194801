import { type ElementType, type Field, ImportProblem, type Version } from '../schema.ts'
import type { ArrowType } from './arrow-type.ts'
import { subField } from './fields.ts'
import { goFloat } from './go.ts'
import { failed, invalid, plain } from './problems.ts'
import { bytesOf, checkBytes, checkCapacity, checkFinite, checkHalf, isVector } from './values.ts'

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
function elementId(type: ArrowType): string {
  if (type.kind !== 'list' && type.kind !== 'fixedSizeList') return ''
  return type.elem.kind === undefined ? type.elem.id : type.elem.kind
}

/** A null among the elements is an error since 2.6. */
function checkNoNulls(list: readonly unknown[], { name }: Field, version: Version): void {
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

/** Lists of structs, each of whose fields is read alone since 3.0: `importutilv2/parquet/struct_field_reader.go`. */
export function checkStructs(
  rows: readonly (readonly unknown[])[],
  type: ArrowType,
  field: Field,
  version: Version,
): void {
  if (version < 3) return
  const columns = type.kind === 'list' && type.elem.kind === 'struct' ? type.elem.fields : []
  for (const sub of field.fields ?? []) {
    const own = subField(field, sub)
    const elem = columns.find(({ name }) => name === sub.name)?.type
    // Vectors are counted through the file.
    let position = 0
    for (const structs of rows) {
      checkNoNulls(structs, own, version)
      const values = structs.map(each => (each as Readonly<Record<string, unknown>>)[sub.name])
      if (isVector(sub) && elem) {
        checkCapacity(values.length, own, version)
        for (const [index, value] of values.entries()) {
          checkStructVector(value, elem, own, version, position + index)
        }
        position += values.length
      } else checkScalars(values, own, version)
    }
  }
}

function checkScalars(values: readonly unknown[], own: Field, version: Version): void {
  const array: Field = { ...own, type: 'Array', elementType: own.type as ElementType }
  for (const value of values) {
    checkElements([value], array, version)
    checkFloats([value], array.elementType, version)
  }
  checkCapacity(values.length, own, version)
}

function checkStructVector(
  value: unknown,
  type: ArrowType,
  own: Field,
  version: Version,
  position: number,
): void {
  checkNoNulls([value], own, version)
  const list = listIn(value)
  const isOfFloats = /^float/.test(elementId(type))
  const expected = isOfFloats ? (own.dim ?? 0) : bytesOf(own)
  if (list.length !== expected) {
    throw failed(
      `vector dimension mismatch for field '${own.name}': position=${position}, actual=${list.length}, expected=${own.dim}`,
    )
  }
  checkNoNulls(list, own, version)
  if (isOfFloats) for (const element of list) checkFinite(Math.fround(Number(element)), version)
}

// Values as hyparquet gives them: texts and binaries are bytes, lists are arrays, typed or not.

export function isNull(value: unknown): boolean {
  return value === null || value === undefined
}

/** The elements of a list; none where it is no list. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as unknown[]) : []
}

export function bytesIn(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(String(value))
}

export function textIn(value: unknown): string {
  return Buffer.from(bytesIn(value)).toString('utf8')
}
