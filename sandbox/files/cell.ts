import type { Field, Version } from '../schema.ts'
import { checkElements } from './entity.ts'
import {
  GoNumber,
  GoNumberError,
  type GoValue,
  isList,
  isMap,
  parseBool,
  parseFloat64,
  parseInt64,
} from './go.ts'
import { decodeFirst, unmarshal } from './go-json.ts'
import { GoJsonError } from './go-json-scanner.ts'
import { translate } from './problems.ts'
import { checkSparse } from './sparse.ts'
import {
  bytesOf,
  checkBytes,
  checkCapacity,
  checkFinite,
  checkHalf,
  checkJsonText,
  checkNullVector,
  checkTimestamp,
  dimError,
  typeError,
} from './values.ts'
import { isWkt } from './wkt.ts'

/** Checks a cell that is not null. */
type Check = (cell: string, field: Field, version: Version) => void

/**
 * One cell of a CSV: `parseEntity` of `importutilv2/csv/row_parser.go`, line by line. Numbers are read by strconv with
 * base 10, vectors, arrays and JSON are JSON texts. In 2.5 an empty cell is no default. Throws an `ImportProblem`.
 */
export function checkCell(cell: string, field: Field, nullKey: string, version: Version): void {
  if (cell === nullKey && field.defaultValue !== undefined && version !== 2.5) return
  if (cell === nullKey) checkNullVector(field, version)
  if (cell === nullKey && field.nullable) return
  CHECKS[field.type](cell, field, version)
}

const CHECKS: Readonly<Record<Field['type'], Check>> = {
  Bool(cell, field) {
    if (parseBool(cell) === undefined) throw typeError(field, cell)
  },
  Int8: integer(8),
  Int16: integer(16),
  Int32: integer(32),
  Int64: integer(64),
  Float: float(32),
  Double: float(64),
  VarChar: (cell, field, version) => checkBytes(Buffer.from(cell), field, version),
  JSON: cell => void checkJsonText(cell),
  Geometry(cell, field) {
    if (!isWkt(cell)) throw typeError(field, cell)
  },
  Timestamptz: (cell, _field, version) => checkTimestamp(cell, version),
  Array(cell, field, version) {
    const value = read(cell, field, decodeFirst) ?? []
    if (!isList(value)) throw typeError(field, cell)
    checkCapacity(value.length, field, version)
    checkElements(value, field, version, { base: 10, checksLength: true })
  },
  FloatVector: vector(isFloat32),
  Float16Vector: vector(isFloat32),
  BFloat16Vector: vector(isFloat32),
  Int8Vector: vector(text => isInteger(text, -128n, 127n)),
  BinaryVector(cell, field) {
    const value = read(cell, field, unmarshal)
    // Go takes a text for bytes in base64.
    const isBase64 = typeof value === 'string' && /^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(value)
    const bytes = isBase64 ? [...Buffer.from(value, 'base64')] : numbers(value, cell, field)
    if (bytes.some(byte => typeof byte === 'string' && !isInteger(byte, 0n, 255n)))
      throw typeError(field, cell)
    if (bytes.length !== bytesOf(field)) throw dimError(field, bytes.length * 8)
  },
  SparseFloatVector(cell, field, version) {
    const value = read(cell, field, decodeFirst) ?? new Map()
    if (!isMap(value)) throw typeError(field, cell)
    checkSparse(value, version)
  },
}

function integer(bits: number): Check {
  return (cell, field) => {
    typed(cell, field, () => parseInt64(cell, 10, bits))
  }
}

function float(bits: 32 | 64): Check {
  return (cell, field, version) =>
    checkFinite(
      typed(cell, field, () => parseFloat64(cell, bits)),
      version,
    )
}

function vector(isElement: (text: string) => boolean): Check {
  return (cell, field, version) => {
    const elements = numbers(read(cell, field, unmarshal), cell, field)
    if (!elements.every(isElement)) throw typeError(field, cell)
    if (elements.length !== field.dim) throw dimError(field, elements.length)
    for (const text of elements) checkHalf(Number(text), field, version)
  }
}

function isFloat32(text: string): boolean {
  return Number.isFinite(Math.fround(Number(text)))
}

function isInteger(text: string, least: bigint, most: bigint): boolean {
  return /^-?\d+$/.test(text) && BigInt(text) >= least && BigInt(text) <= most
}

/** `json.Unmarshal` into a slice of numbers: `null` is an empty one, and 0 within it. */
function numbers(value: GoValue, cell: string, field: Field): string[] {
  if (value === null) return []
  if (!isList(value)) throw typeError(field, cell)
  return value.map(element => {
    if (element === null) return '0'
    if (element instanceof GoNumber) return element.text
    throw typeError(field, cell)
  })
}

/** What strconv can't read is of the wrong type. */
function typed<T>(cell: string, field: Field, parse: () => T): T {
  return translate(GoNumberError, parse, () => typeError(field, cell))
}

function read(cell: string, field: Field, parse: (text: string) => GoValue): GoValue {
  return translate(
    GoJsonError,
    () => parse(cell),
    () => typeError(field, cell),
  )
}
