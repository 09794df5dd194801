import { type ElementType, type Field, ImportProblem, type ReadingRules } from '../schema.ts'
import type { ArrowType } from './arrow-type.ts'
import { isStruct, META, subField } from './fields.ts'
import { isMap } from './go.ts'
import { decodeFirst, GoJsonError } from './go-json.ts'
import { failed, invalid, plain } from './problems.ts'
import { checkSparse, checkSparseRow } from './sparse.ts'
import {
  bytesOf,
  checkBytes,
  checkCapacity,
  checkFinite,
  checkHalf,
  checkJsonText,
  checkNullVector,
  checkTimestamp,
  isGeometry,
  isVector,
} from './values.ts'

/** Checks a value of a column that is not null. Texts are bytes. */
type Check = (value: unknown, field: Field, rules: ReadingRules, type: ArrowType) => void

/**
 * The values of a column: `importutilv2/parquet/field_reader.go`, and `struct_field_reader.go` for structs. Returns the
 * rows. Throws an `ImportProblem`.
 */
export function checkColumnValues(
  column: readonly unknown[],
  type: ArrowType,
  field: Field,
  rules: ReadingRules,
): number {
  if (column.length === 0) return 0
  checkNullVector(field, rules)
  if (isVector(field) && isLeaf(type, 'binary')) return checkBinary(column, field)
  checkNullableFloats(type, field)
  for (const [row, value] of column.entries()) {
    try {
      checkValue(value, type, field, rules)
    } catch (error) {
      if (!(error instanceof ImportProblem)) throw error
      throw new ImportProblem(error.message, row / column.length, error.source)
    }
  }
  return column.length
}

function isLeaf(type: ArrowType, id: string): boolean {
  return type.kind === undefined && type.id === id
}

function checkValue(given: unknown, type: ArrowType, field: Field, rules: ReadingRules): void {
  if (given !== null && given !== undefined) {
    checkPresent(given, type, field, rules)
    return
  }
  if (field.nullable || (field.defaultValue !== undefined && !isNested(field))) return
  if (rules.storesNulls || (rules.words === 2.5 && type.kind === 'list')) {
    checkPresent(zeroOf(type), type, field, rules)
    return
  }
  if (rules.words === 2.5) throw plain('not nullable, but has null value: invalid parameter')
  throw failed(`the field '${field.name}' is not nullable but the file contains null value`)
}

function isNested({ type }: Field): boolean {
  return type === 'JSON' || type === 'Array' || type.endsWith('Vector')
}

function zeroOf(type: ArrowType): unknown {
  if (type.kind !== undefined) return []
  if (type.id === 'utf8' || type.id === 'binary') return Buffer.alloc(0)
  return type.id === 'bool' ? false : 0
}

function checkPresent(value: unknown, type: ArrowType, field: Field, rules: ReadingRules): void {
  if (isStruct(field)) checkStructs(listOf(value), type, field, rules)
  else CHECKS[field.type]?.(value, field, rules, type)
}

const CHECKS: Readonly<Partial<Record<Field['type'], Check>>> = {
  Float: (value, _field, rules) => checkFinite(Math.fround(Number(value)), rules),
  Double: (value, _field, rules) => checkFinite(Number(value), rules),
  VarChar: (value, field, rules) => checkBytes(bytesIn(value), field, rules),
  JSON: (value, field) => checkJson(textIn(value), field),
  Geometry(value) {
    if (!isGeometry(textIn(value))) throw plain('invalid WKT')
  },
  Timestamptz: (value, _field, rules) => checkTimestamp(textIn(value), rules),
  Array(value, field, rules) {
    const list = listOf(value)
    checkElements(list, field, rules)
    checkCapacity(list.length, field, rules)
  },
  FloatVector: checkNumbers,
  Int8Vector: checkNumbers,
  BinaryVector: checkNumbers,
  Float16Vector: checkNumbers,
  BFloat16Vector: checkNumbers,
  SparseFloatVector(value, _field, rules, type) {
    if (type.kind === 'struct') checkSparseStruct(value as Readonly<Record<string, unknown>>, rules)
    else checkSparseText(textIn(value), rules)
  },
}

/** `checkVectorAligned`: the length of each list, then its elements. */
function checkNumbers(value: unknown, field: Field, rules: ReadingRules, type: ArrowType): void {
  const list = listOf(value)
  const isOfFloats = type.kind !== undefined && 'elem' in type && /^float/.test(idOf(type.elem))
  const expected = isOfFloats ? (field.dim ?? 0) : bytesOf(field)
  if (list.length !== expected) {
    const { message } = invalid(`expected ${expected} but got ${list.length}`, rules)
    throw failed(`length of vector is not aligned: ${message}, data type: ${field.type}`)
  }
  checkNoNulls(list, field, rules)
  if (!isOfFloats) return
  const isHalf = field.type !== 'FloatVector'
  if (!isHalf && !rules.checksParquetVectors) return
  for (const element of list) {
    const number = Math.fround(Number(element ?? 0))
    checkFinite(number, rules)
    checkHalf(number, field, rules)
  }
}

function idOf(type: ArrowType): string {
  return type.kind === undefined ? type.id : type.kind
}

function checkNoNulls(list: readonly unknown[], { name }: Field, rules: ReadingRules): void {
  if (!rules.refusesNullElements || !list.some(element => element === null || element === undefined)) return
  throw failed(`array element is not allowed to be null value for field '${name}'`)
}

function checkElements(list: readonly unknown[], field: Field, rules: ReadingRules): void {
  checkNoNulls(list, field, rules)
  for (const element of list) {
    if (field.elementType === 'VarChar' && rules.checksText) {
      checkBytes(bytesIn(element ?? Buffer.alloc(0)), field, rules)
    } else if (field.elementType === 'Float') checkFinite(Math.fround(Number(element ?? 0)), rules)
    else if (field.elementType === 'Double') checkFinite(Number(element ?? 0), rules)
  }
}

/** Vectors as bytes are strung together; how many there are follows from their sum, unless they can be null. */
function checkBinary(column: readonly unknown[], field: Field): number {
  const width = bytesOf(field)
  let sum = 0
  for (const [row, value] of column.entries()) {
    if (value === null || value === undefined) continue
    const { length } = bytesIn(value)
    if (field.nullable && length !== width) {
      throw failed(
        `vector row width mismatch: field ${field.name}, row ${row}, expected ${width} bytes but got ${length} bytes, data type: ${field.type}`,
      )
    }
    sum += length
  }
  if (field.nullable) return column.length
  if (sum % width !== 0) {
    throw plain(`Wrong vector size: invalid parameter[expected=${width}][actual=${sum}]`)
  }
  return sum / width
}

/** Float vectors that can be null are read as 32-bit floats only (`ReadNullableFloatVectorData`). */
function checkNullableFloats(type: ArrowType, { type: wanted, nullable, name }: Field): void {
  if (!nullable || wanted !== 'FloatVector' || !('elem' in type) || idOf(type.elem) === 'float32') return
  throw failed(`expect nullable ' FloatVector' type for field '${name}', but got '${idOf(type.elem)}' type`)
}

function checkJson(text: string, field: Field): void {
  const value = checkJsonText(text)
  if (field !== META || value === null || isMap(value)) return
  throw plain('json: cannot unmarshal into Go value of type map[string]interface {}')
}

function checkSparseText(text: string, rules: ReadingRules): void {
  try {
    const value = decodeFirst(text) ?? new Map()
    if (!isMap(value)) throw plain('json: cannot unmarshal into Go value of type map[string]interface {}')
    checkSparse(value, rules, 'float64')
  } catch (error) {
    if (!(error instanceof GoJsonError || error instanceof ImportProblem)) throw error
    throw failed(`Invalid JSON string for SparseFloatVector: '${text}', err = ${error.message}`)
  }
}

/** `parseSparseFloatVectorStructRow`. */
function checkSparseStruct(row: Readonly<Record<string, unknown>>, rules: ReadingRules): void {
  const [indices, values] = [row['indices'] ?? null, row['values'] ?? null]
  const words = 'Invalid parquet struct for SparseFloatVector: '
  if (indices === null || values === null) {
    throw failed(`${words}'indices' or 'values' is null for a valid sparse row`)
  }
  const [left, right] = [listOf(indices), listOf(values)]
  if (left.length !== right.length) {
    throw failed(
      `${words}number of elements of 'indices' and 'values' mismatched, '${left.length}' vs '${right.length}'`,
    )
  }
  const whole = left.map(index => BigInt(Number(index ?? 0)))
  checkSparseRow(whole, right.map(Number), rules)
}

function checkStructs(list: readonly unknown[], type: ArrowType, field: Field, rules: ReadingRules): void {
  for (const sub of field.fields ?? []) {
    const own = subField(field, sub)
    checkNoNulls(list, own, rules)
    const values = list.map(element => (element as Readonly<Record<string, unknown>>)[sub.name])
    checkNoNulls(values, own, rules)
    checkCapacity(values.length, own, rules)
    const found = type.kind === 'list' && type.elem.kind === 'struct' ? type.elem.fields : []
    const subType = found.find(({ name }) => name === sub.name)?.type
    if (isVector(sub) && subType) for (const value of values) checkNumbers(value, own, rules, subType)
    else checkElements(values, { ...own, type: 'Array', elementType: sub.type as ElementType }, rules)
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as unknown[]) : []
}

function bytesIn(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(String(value))
}

function textIn(value: unknown): string {
  return Buffer.from(bytesIn(value)).toString('utf8')
}
