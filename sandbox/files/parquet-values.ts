import { type Field, ImportProblem, type Version } from '../schema.ts'
import type { ArrowType } from './arrow-type.ts'
import { columnName, isStruct, META } from './fields.ts'
import { isMap } from './go.ts'
import { decodeFirst } from './go-json.ts'
import { GoJsonError } from './go-json-scanner.ts'
import {
  bytesIn,
  checkElements,
  checkFloats,
  checkLists,
  checkStructs,
  isNull,
  listIn,
  textIn,
} from './parquet-lists.ts'
import { at, failed, notMap, plain, translate } from './problems.ts'
import { checkSparse, checkSparseRow } from './sparse.ts'
import {
  bytesOf,
  checkBytes,
  checkCapacity,
  checkFinite,
  checkJsonText,
  checkNullVector,
  checkTimestamp,
  isVector,
} from './values.ts'
import { isWkt } from './wkt.ts'

/** Checks a value of a column that is not null. Texts are bytes. */
type Check = (value: unknown, field: Field, version: Version, type: ArrowType) => void

/**
 * The values of a column: `importutilv2/parquet/field_reader.go`. Nulls are looked for first, then the lengths of lists,
 * then what is in them. Returns the rows. Throws an `ImportProblem`.
 */
export function checkColumnValues(
  column: readonly unknown[],
  type: ArrowType,
  field: Field,
  version: Version,
): number {
  if (column.length === 0) return 0
  checkNullVector(field, version)
  // A column of the null type has none but nulls, which only a field that can be filled takes.
  if (type.kind === undefined && type.id === 'null') return column.length
  checkFixedSize(column, type)
  if (isVector(field) && type.kind === undefined && type.id === 'binary') return checkBinary(column, field)
  const values = withoutNulls(column, type, field, version)
  if (isStruct(field)) checkStructs(values.map(listIn), type, field, version)
  else if (field.type === 'Array') checkArrays(values.map(listIn), field, version)
  else if (isVector(field) && field.type !== 'SparseFloatVector') {
    checkLists(values.map(listIn), type, field, version)
  } else each(values, value => SCALARS[field.type]?.(value, field, version, type))
  return column.length
}

/**
 * A null in a list of a fixed size is a list of another size to the Parquet reader of arrow-go, which counts from 1 and
 * does not look at the last row (`fixedSizeListReader` of `pqarrow/column_readers.go`, as it was seen to do).
 */
function checkFixedSize(column: readonly unknown[], type: ArrowType): void {
  if (type.kind !== 'fixedSizeList') return
  const index = column.slice(0, -1).findIndex(value => listIn(value).length !== type.size)
  if (index < 0) return
  throw plain(
    `expected all lists to be of size=${type.size}, but index ${index + 1} had size=${listIn(column[index]).length}`,
  )
}

/** What is left to be checked where nulls are allowed, or are something else in this version. */
function withoutNulls(
  column: readonly unknown[],
  type: ArrowType,
  field: Field,
  version: Version,
): unknown[] {
  if (!column.some(isNull)) return [...column]
  const isUnchecked = isStruct(field) && version < 3
  if (isUnchecked || field.nullable || (field.defaultValue !== undefined && !isNested(field))) {
    return column.filter(value => !isNull(value))
  }
  if (version === 2.4 || (version === 2.5 && type.kind === 'list')) {
    return column.map(value => (isNull(value) ? zeroOf(type) : value))
  }
  if (version === 2.5) throw plain('not nullable, but has null value: invalid parameter')
  throw failed(`the field '${columnName(field)}' is not nullable but the file contains null value`)
}

function isNested({ type }: Field): boolean {
  return type === 'JSON' || type === 'Array' || type.endsWith('Vector')
}

function zeroOf(type: ArrowType): unknown {
  if (type.kind !== undefined) return []
  if (type.id === 'utf8' || type.id === 'binary') return Buffer.alloc(0)
  return type.id === 'bool' ? false : 0
}

/** Checks one value after the other; what is wrong is noticed in its row. */
function each<T>(values: readonly T[], check: (value: T) => void): void {
  for (const [row, value] of values.entries()) at(row / values.length, () => check(value))
}

const SCALARS: Readonly<Partial<Record<Field['type'], Check>>> = {
  Float: (value, _field, version) => checkFinite(Math.fround(Number(value)), version),
  Double: (value, _field, version) => checkFinite(Number(value), version),
  VarChar: (value, field, version) => checkBytes(bytesIn(value), field, version),
  JSON: (value, field) => checkJson(textIn(value), field),
  Geometry(value) {
    if (!isWkt(textIn(value))) throw plain('syntax error: invalid WKT')
  },
  Timestamptz: (value, _field, version) => checkTimestamp(textIn(value), version),
  SparseFloatVector(value, _field, version, type) {
    if (type.kind === 'struct') checkSparseStruct(value as Readonly<Record<string, unknown>>, version)
    else checkSparseText(textIn(value), version)
  },
}

function checkJson(text: string, field: Field): void {
  const value = checkJsonText(text)
  if (field !== META || value === null || isMap(value)) return
  throw notMap(value)
}

function checkArrays(lists: readonly (readonly unknown[])[], field: Field, version: Version): void {
  for (const list of lists) checkElements(list, field, version)
  each(lists, list => {
    if (version >= 2.6 && !field.nullable) checkFloats(list, field.elementType, version)
    checkCapacity(list.length, field, version)
  })
}

/** Vectors as bytes are strung together; how many there are follows from their sum, unless they can be null. */
function checkBinary(column: readonly unknown[], field: Field): number {
  const width = bytesOf(field)
  let sum = 0
  for (const [row, value] of column.entries()) {
    if (isNull(value)) continue
    const { length } = bytesIn(value)
    if (field.nullable && length !== width) {
      throw failed(
        `vector row width mismatch: field ${field.name}, row ${row}, expected ${width} bytes but got ${length} bytes, data type: ${field.type}`,
      )
    }
    sum += length
  }
  if (field.nullable) return column.length
  if (sum % width !== 0) throw plain(`Wrong vector size: invalid parameter[expected=${width}][actual=${sum}]`)
  return sum / width
}

// Sparse vectors of Parquet: `parseSparseFloatRowVector` and `parseSparseFloatVectorStructRow` of
// `importutilv2/parquet/field_reader.go`.

/** A text of JSON, of which the first value counts. */
function checkSparseText(text: string, version: Version): void {
  const fail = ({ message }: Error) =>
    failed(`Invalid JSON string for SparseFloatVector: '${text}', err = ${message}`)
  const value = translate(GoJsonError, () => decodeFirst(text), fail) ?? new Map()
  const check = () => {
    if (!isMap(value)) throw notMap(value)
    checkSparse(value, version, 'float64')
  }
  translate(ImportProblem, check, fail)
}

function checkSparseStruct(row: Readonly<Record<string, unknown>>, version: Version): void {
  const words = 'Invalid parquet struct for SparseFloatVector: '
  const [indices, values] = [row['indices'] ?? null, row['values'] ?? null]
  if (indices === null || values === null) {
    throw failed(`${words}'indices' or 'values' is null for a valid sparse row`)
  }
  const [left, right] = [listIn(indices), listIn(values)]
  if (left.length !== right.length) {
    throw failed(
      `${words}number of elements of 'indices' and 'values' mismatched, '${left.length}' vs '${right.length}'`,
    )
  }
  const whole = left.map(index => BigInt(Number(index ?? 0)))
  checkSparseRow(whole, right.map(Number), version)
}
