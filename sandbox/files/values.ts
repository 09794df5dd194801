import { isUtf8 } from 'node:buffer'
import type { Field, Version } from '../schema.ts'
import { type GoValue, goFloat, goText, goType } from './go.ts'
import { unmarshal } from './go-json.ts'
import { GoJsonError } from './go-json-scanner.ts'
import { failed, invalid, plain, translate } from './problems.ts'

// Checks of values that all formats share. Each throws an `ImportProblem`.

/** `CheckVarcharLength` of `importutilv2/common/util.go`, in bytes. */
export function checkLength(bytes: number, { name, maxLength = Infinity }: Field, version: Version): void {
  if (bytes <= maxLength) return
  throw invalid(
    version === 2.4
      ? `value length ${bytes} exceeds max_length ${maxLength}`
      : `value length(${bytes}) for field ${name} exceeds max_length(${maxLength})`,
    version,
  )
}

/** `CheckValidString`: UTF-8, and not too long. */
export function checkBytes(bytes: Uint8Array, field: Field, version: Version): void {
  checkUtf8(bytes, field, version)
  checkLength(bytes.length, field, version)
}

/** `CheckValidUTF8`, since 2.5. */
export function checkUtf8(bytes: Uint8Array, { name }: Field, version: Version): void {
  if (version < 2.5 || isUtf8(bytes)) return
  const shown = Buffer.from(bytes).toString('utf8').slice(0, 100)
  const subject = version >= 2.6 ? `field '${name}'` : `field ${name}`
  throw invalid(`${subject} contains invalid UTF-8 data, value=${shown}`, version)
}

/** `CheckArrayCapacity`. */
export function checkCapacity(
  length: number,
  { name, maxCapacity = Infinity }: Field,
  version: Version,
): void {
  if (length <= maxCapacity) return
  throw invalid(
    version === 2.4
      ? `array capacity ${length} exceeds max_capacity ${maxCapacity}`
      : `array capacity(${length}) for field ${name} exceeds max_capacity(${maxCapacity})`,
    version,
  )
}

/** `VerifyFloat` of `pkg/util/typeutil/float_util.go`. */
export function checkFinite(value: number, version: Version): void {
  if (Number.isFinite(value)) return
  throw invalid(`value '${goFloat(value)}' is not a number or infinity`, version)
}

/** From here on a number rounds to the infinity of 16-bit floats. */
const FLOAT16_LIMIT = 65_520

/** `VerifyFloats16`: a Float16Vector must be finite after rounding; a BFloat16Vector has the range of 32-bit floats. */
export function checkHalf(value: number, { type }: Field, version: Version): void {
  if (version < 2.5 || type !== 'Float16Vector' || Math.abs(value) < FLOAT16_LIMIT) return
  throw invalid('float16 vector contain nan or infinity value.', version)
}

/** A text that must be JSON; the error is that of Go's `encoding/json`, where newer servers have bytedance/sonic. */
export function checkJsonText(text: string): GoValue {
  return translate(
    GoJsonError,
    () => unmarshal(text),
    ({ message }) => plain(message),
  )
}

export function typeError({ type, name }: Field, value: GoValue): Error {
  return failed(
    `expected type '${type}' for field '${name}', got type '${goType(value)}' with value '${goText(value)}'`,
  )
}

export function dimError({ type, name, dim }: Field, found: number): Error {
  return failed(`expected dim '${dim}' for field '${name}' with type '${type}', got dim '${found}'`)
}

/** What the length of a vector's list is for its dimension, where it is a list of bytes or of numbers. */
export function bytesOf({ type, dim = 0 }: Field): number {
  switch (type) {
    case 'BinaryVector':
      return Math.floor(dim / 8)
    case 'Float16Vector':
    case 'BFloat16Vector':
      return dim * 2
    default:
      return dim
  }
}

export function isVector({ type }: Field): boolean {
  return type.endsWith('Vector')
}

/** Vectors can't be null before 2.6, which is said even of those that are there. */
export function checkNullVector(field: Field, version: Version): void {
  if (field.nullable && isVector(field) && version < 2.6) {
    throw plain('not support nullable in vector: invalid parameter')
  }
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[-+](\d\d)(?::(\d\d))?)?$/

/** `ParseTimeTz` of `pkg/util/timestamptz`: RFC 3339, with a space for the T, or without an offset. */
export function checkTimestamp(text: string, version: Version): void {
  const parts = TIME.exec(text)
    ?.slice(1)
    .map(part => Number(part ?? 0))
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offset = 0] = parts ?? []
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const isTime =
    month >= 1 && month <= 12 && day >= 1 && day <= lastDay && hour < 24 && minute < 60 && second < 60
  if (!parts || !isTime || offset > 24) {
    throw invalid(`invalid timestamp string: '${text}'. Does not match any known format`, version)
  }
}
