// What Go's standard library makes of texts and values, as far as the readers of Milvus pass it on: `strconv` for
// numbers, `%T` and `%v` of `fmt` for values. Go 1.26.

/** A number of a JSON text as it was written: `json.Number`. */
export class GoNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A value of JSON. Objects are maps, so that any key is only a key. */
export type GoValue = null | boolean | string | GoNumber | readonly GoValue[] | ReadonlyMap<string, GoValue>

/** What `strconv` says of a text that it can't read. */
export class GoNumberError extends Error {
  constructor(func: string, text: string, why: 'invalid syntax' | 'value out of range') {
    super(`strconv.${func}: parsing ${quote(text)}: ${why}`)
  }
}

/** `strconv.ParseInt`: base 10, or 0 for `0x1F`, `0o17`, `0b1`, `017` and `1_000`, too. */
export function parseInt64(text: string, base: 0 | 10, bits: number): bigint {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(text) ?? []
  const size = unsigned(digits, base)
  if (size === undefined) throw new GoNumberError('ParseInt', text, 'invalid syntax')
  const value = sign === '-' ? -size : size
  if (BigInt.asIntN(bits, value) !== value) throw new GoNumberError('ParseInt', text, 'value out of range')
  return value
}

/** `strconv.ParseUint`, which knows no sign. */
export function parseUint(text: string, base: 0 | 10, bits: number): bigint {
  const value = unsigned(text, base)
  if (value === undefined) throw new GoNumberError('ParseUint', text, 'invalid syntax')
  if (BigInt.asUintN(bits, value) !== value) throw new GoNumberError('ParseUint', text, 'value out of range')
  return value
}

const PREFIXED = /^0(?:x_?[\da-f]+(?:_[\da-f]+)*|o_?[0-7]+(?:_[0-7]+)*|b_?[01]+(?:_[01]+)*)$/i
const OCTAL = /^0(?:_?[0-7]+)+$/
const DECIMAL = /^(?:0|[1-9]\d*(?:_\d+)*)$/

function unsigned(digits: string, base: 0 | 10): bigint | undefined {
  if (base === 10) return /^\d+$/.test(digits) ? BigInt(digits) : undefined
  const plain = digits.replaceAll('_', '').toLowerCase()
  if (PREFIXED.test(digits) || DECIMAL.test(digits)) return BigInt(plain)
  return OCTAL.test(digits) ? BigInt(`0o${plain.slice(1)}`) : undefined
}

const FLOAT = /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?$/i
const HEX_FLOAT = /^([-+]?)0x_?([\da-f_]*)\.?([\da-f_]*)p([-+]?\d+)$/i
const SPECIAL = /^([-+]?)(inf|infinity|nan)$/i

/** `strconv.ParseFloat`: it reads `Inf`, `NaN`, `0x1p-2` and `1_000`, too, and what rounds to infinity is out of range. */
export function parseFloat64(text: string, bits: 32 | 64): number {
  const [, minus = '', name = ''] = SPECIAL.exec(text) ?? []
  if (name) return /^nan$/i.test(name) ? NaN : minus === '-' ? -Infinity : Infinity
  const exact = FLOAT.test(text) ? Number(text.replaceAll('_', '')) : hexFloat(text)
  if (exact === undefined) throw new GoNumberError('ParseFloat', text, 'invalid syntax')
  const value = bits === 32 ? Math.fround(exact) : exact
  if (!Number.isFinite(value)) throw new GoNumberError('ParseFloat', text, 'value out of range')
  return value
}

function hexFloat(text: string): number | undefined {
  const [, sign = '', whole = '', part = '', exponent = ''] = HEX_FLOAT.exec(text) ?? []
  const digits = (whole + part).replaceAll('_', '')
  if (digits === '') return undefined
  const size = Number(`0x${digits}`) * 2 ** (Number(exponent) - 4 * part.replaceAll('_', '').length)
  return sign === '-' ? -size : size
}

/** `strconv.ParseBool`; `undefined` for all other texts. */
export function parseBool(text: string): boolean | undefined {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true
  return /^(0|f|F|FALSE|false|False)$/.test(text) ? false : undefined
}

/** `%T`. */
export function goType(value: GoValue | undefined): string {
  if (value === null || value === undefined) return '<nil>'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  if (value instanceof GoNumber) return 'json.Number'
  return isList(value) ? '[]interface {}' : 'map[string]interface {}'
}

/** `%v`. */
export function goText(value: GoValue | undefined): string {
  if (value === null || value === undefined) return '<nil>'
  if (value instanceof GoNumber) return value.text
  if (typeof value !== 'object') return String(value)
  if (isList(value)) return `[${value.map(goText).join(' ')}]`
  const keys = [...value.keys()].sort()
  return `map[${keys.map(key => `${key}:${goText(value.get(key))}`).join(' ')}]`
}

/** `%f` as far as it is asked for: of what is not a number or infinity. */
export function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
}

/** `%q`. */
export function quote(text: string): string {
  return JSON.stringify(text)
}

export function isList(value: GoValue | undefined): value is readonly GoValue[] {
  return Array.isArray(value)
}

export function isMap(value: GoValue | undefined): value is ReadonlyMap<string, GoValue> {
  return value instanceof Map
}
