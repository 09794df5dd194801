/**
 * The envelope of every answer, `{"code": 0, "data": …}` or `{"code": 1100, "message": "…"}`, as tolerant as the
 * published schemas disagree: `code` as number or string, everything may be missing.
 */
export interface Envelope {
  /** As text, `''` if there is none. */
  readonly code: string
  readonly message: string
  /** An object; of a one-element array, its element; otherwise `undefined`. */
  readonly data: Fields | undefined
}

/** A JSON object of which nothing is known yet. Integers beyond 2^53 arrive as strings of their digits. */
export type Fields = Readonly<Record<string, unknown>>

/** Reads a body; a byte order mark is ignored, as RFC 8259 (8.1) allows. `undefined` if it is not a JSON object. */
export function readEnvelope(body: string): Envelope | undefined {
  const fields = asFields(parseExact(body.startsWith('\ufeff') ? body.slice(1) : body))
  if (!fields) return undefined
  return {
    code: readText(fields, 'code'),
    message: readText(fields, 'message'),
    data: asFields(fields['data']),
  }
}

/** The names that a body has as its `data`, none if there are none; `undefined` if its data is anything else. */
export function readNames(body: string): readonly string[] | undefined {
  const { data, message } = asFields(parseExact(body)) ?? {}
  if (data === null || data === undefined) return message ? undefined : []
  return Array.isArray(data) && data.every(item => typeof item === 'string') ? data : undefined
}

export function asFields(value: unknown): Fields | undefined {
  const one = Array.isArray(value) ? value[0] : value
  return typeof one === 'object' && one !== null && !Array.isArray(one) ? (one as Fields) : undefined
}

/** Text of a field given as string or number, trimmed; `''` if absent, null, or anything else. */
export function readText(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
}

/** A number given as number or string; `undefined` if absent or not a number. */
export function readNumber(fields: Fields, name: string): number | undefined {
  const given = fields[name]
  if (typeof given === 'number') return Number.isFinite(given) ? given : undefined
  const text = readText(fields, name)
  const value = Number(text)
  return text === '' || !Number.isFinite(value) ? undefined : value
}

/** A count of rows or bytes given as number or string; `undefined` if absent, negative, or not whole. */
export function readCount(fields: Fields, name: string): bigint | undefined {
  const value = fields[name]
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined
  const text = readText(fields, name)
  return /^\d+$/.test(text) ? BigInt(text) : undefined
}

/** A flag given as boolean or text; anything else is no. */
export function readFlag(fields: Fields, name: string): boolean {
  const value = fields[name]
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true')
}

/** The objects of an array field, each as `read` reads it; `[]` if it is anything else. */
export function readList<T>(fields: Fields, name: string, read: (item: Fields) => T): T[] {
  const value = fields[name]
  const items: T[] = []
  if (!Array.isArray(value)) return items
  for (const one of value) {
    const item = asFields(one)
    if (item) items.push(read(item))
  }
  return items
}

/**
 * An integer of 16 digits or more, not the beginning of a text: it may be beyond 2^53. It may also be inside of some
 * text: then the slower way below reads the same. Digit by digit: V8 counts at half the speed.
 */
const LONG_INTEGER = new RegExp(`[:,[\\s-]${'\\d'.repeat(16)}`)

/** `JSON.parse` in which integers beyond 2^53 become strings of their digits; `undefined` if it is not JSON. */
function parseExact(text: string): unknown {
  try {
    return LONG_INTEGER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)
  } catch {
    return undefined
  }
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source
  return typeof value === 'number' && source && /^-?\d+$/.test(source) && !Number.isSafeInteger(value)
    ? source
    : value
}
