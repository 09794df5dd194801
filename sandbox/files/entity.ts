import { type Field, ImportProblem, type Version } from '../schema.ts'
import { GoNumber, type GoValue, goText, isList, isMap, parseInt64, parseUint } from './go.ts'
import { failed, plain, translate } from './problems.ts'
import { checkSparse, readFloat, strict } from './sparse.ts'
import {
  bytesOf,
  checkCapacity,
  checkFinite,
  checkHalf,
  checkJsonText,
  checkLength,
  checkNullVector,
  checkTimestamp,
  dimError,
  typeError,
} from './values.ts'
import { isWkt } from './wkt.ts'

/** Checks a value of JSON that is not null. */
type Check = (value: GoValue, field: Field, version: Version) => void

/**
 * One value of a row: `parseEntity` of `importutilv2/json/row_parser.go`, line by line. Numbers are read by strconv with
 * base 0 from the text as it was written, so `1.0` is no integer. Throws an `ImportProblem`.
 */
export function checkEntity(value: GoValue, field: Field, version: Version): void {
  if (value === null && field.defaultValue !== undefined) return
  checkNullVector(field, version)
  if (value === null && field.nullable) return
  CHECKS[field.type](value, field, version)
}

const CHECKS: Readonly<Record<Field['type'], Check>> = {
  Bool(value, field) {
    if (typeof value !== 'boolean') throw typeError(field, value)
  },
  Int8: integer(8),
  Int16: integer(16),
  Int32: integer(32),
  Int64: integer(64),
  Float: (value, field, version) => checkFinite(readFloat(numberOf(value, field), 32), version),
  Double: (value, field, version) => checkFinite(readFloat(numberOf(value, field), 64), version),
  VarChar: (value, field, version) => checkLength(Buffer.byteLength(textOf(value, field)), field, version),
  JSON(value, field) {
    if (typeof value === 'string') checkJsonText(value)
    else if (!isMap(value)) throw typeError(field, value)
  },
  Geometry(value, field) {
    if (!isWkt(textOf(value, field))) throw typeError(field, value)
  },
  Timestamptz: (value, field, version) => checkTimestamp(textOf(value, field), version),
  Array(value, field, version) {
    if (!isList(value)) throw typeError(field, value)
    checkCapacity(value.length, field, version)
    checkElements(value, field, version, { base: 0, checksLength: version >= 2.6 })
  },
  FloatVector: vector((text, _field, version) => checkFinite(readFloat(text, 32), version)),
  Float16Vector: vector((text, field, version) => checkHalf(readFloat(text, 32), field, version)),
  BFloat16Vector: vector((text, field, version) => checkHalf(readFloat(text, 32), field, version)),
  Int8Vector: vector(text => strict(() => parseInt64(text, 10, 8))),
  BinaryVector(value, field) {
    if (!isList(value)) throw typeError(field, value)
    if (value.length !== bytesOf(field)) throw dimError(field, value.length * 8)
    for (const byte of value) strict(() => parseUint(numberOf(byte, field), 0, 8))
  },
  SparseFloatVector(value, field, version) {
    if (!isMap(value)) throw typeError(field, value)
    checkSparse(value, version)
  },
}

function integer(bits: number): Check {
  return (value, field) => {
    const text = numberOf(value, field)
    strict(() => parseInt64(text, 0, bits))
  }
}

function vector(checkElement: (text: string, field: Field, version: Version) => void): Check {
  return (value, field, version) => {
    if (!isList(value)) throw typeError(field, value)
    if (value.length !== field.dim) throw dimError(field, value.length)
    for (const element of value) checkElement(numberOf(element, field), field, version)
  }
}

function numberOf(value: GoValue, field: Field): string {
  if (value instanceof GoNumber) return value.text
  throw typeError(field, value)
}

function textOf(value: GoValue, field: Field): string {
  if (typeof value === 'string') return value
  throw typeError(field, value)
}

interface ElementRules {
  readonly base: 0 | 10
  readonly checksLength: boolean
}

/**
 * The elements of an Array: `arrayToFieldData` of `json/row_parser.go` (base 0) and `csv/row_parser.go` (base 10). Small
 * integers have the range of an Int32 there.
 */
export function checkElements(
  list: readonly GoValue[],
  field: Field,
  version: Version,
  { base, checksLength }: ElementRules,
): void {
  for (const element of list) {
    switch (field.elementType) {
      case 'Bool':
        if (typeof element !== 'boolean') throw elementError(field, list)
        break
      case 'VarChar':
        if (typeof element !== 'string') throw elementError(field, list)
        if (checksLength) checkLength(Buffer.byteLength(element), field, version)
        break
      case 'Float':
      case 'Double':
        checkFloat(numberIn(element, field, list), field.elementType, version)
        break
      case 'Int64':
        named('failed to parse int64', version, () => parseInt64(numberIn(element, field, list), base, 64))
        break
      default:
        named('failed to parse int32', version, () => parseInt64(numberIn(element, field, list), base, 32))
    }
  }
}

function checkFloat(text: string, type: 'Float' | 'Double', version: Version): void {
  const bits = type === 'Float' ? 32 : 64
  const value = named(`failed to parse float${bits}`, version, () => readFloat(text, bits))
  named(`float${bits} verification failed`, version, () => checkFinite(value, version))
}

/** 2.4 says the words of strconv alone. */
function named<T>(what: string, version: Version, parse: () => T): T {
  return translate(
    ImportProblem,
    () => strict(parse),
    problem =>
      version === 2.4 || problem.source !== 'storage' ? problem : plain(`${what}: ${problem.message}`),
  )
}

function numberIn(element: GoValue, { elementType = 'Int64' }: Field, list: readonly GoValue[]): string {
  if (element instanceof GoNumber) return element.text
  throw elementError({ elementType }, list)
}

/** The server shows the whole array, not the element. */
function elementError({ elementType }: Pick<Field, 'elementType'>, list: readonly GoValue[]): Error {
  return failed(
    `expected element type '${elementType}' in array field, got type '[]interface {}' with value '${goText(list)}'`,
  )
}
