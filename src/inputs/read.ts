import * as z from 'zod/mini'
import type { Options } from '../model/job.ts'
import type { RowExpectation } from '../model/plan.ts'
import { meantDuration, parseDuration } from './duration.ts'
import { problemOfCredential, problemOfId, problemOfToken, problemOfValue } from './notation.ts'
import { linesOf } from './problem.ts'

/** How the text of one input becomes a value. Every text arrives trimmed, `''` if nothing was given. */
export type Reader<T> = z.ZodMiniType<T, string>

/** The value, or what is wrong with the text, without quoting it. */
export function readInput<T>(reader: Reader<T>, text: string): { value: T } | { problems: string[] } {
  // Compiling a schema pays only if it is used often.
  const parsed = reader.safeParse(text, { jitless: true })
  return parsed.success
    ? { value: parsed.data }
    : { problems: parsed.error.issues.map(({ message }) => message) }
}

/** A value that a function reads; what the function fails with becomes a problem of this input. */
function read<T>(readText: (text: string, fail: (problem: string) => never) => T): Reader<T> {
  return z.pipe(
    z.string(),
    z.transform((input: string, { issues }): T => {
      const fail = (message: string) => {
        issues.push({ code: 'custom', message, input })
        return z.NEVER
      }
      return readText(input, fail)
    }),
  )
}

/** A value as it was given, `undefined` if nothing was. Only its first problem is reported. */
function checked(...checks: readonly ((text: string) => string | undefined)[]): Reader<string | undefined> {
  return read((text, fail) => {
    if (text === '') return undefined
    for (const check of checks) {
      const problem = check(text)
      if (problem) return fail(problem)
    }
    return text
  })
}

const headerOnly = (text: string) =>
  /^[\x20-\x7e]*$/.test(text)
    ? undefined
    : 'holds characters that no HTTP header can carry: was it copied whole?'
const copied = (text: string) =>
  /\p{Cc}/u.test(text) ? 'holds a line break or another control character: was it copied whole?' : undefined

const noInvisible = (text: string) =>
  /[\p{Cc}\p{Cf}\u00a0]/u.test(text)
    ? 'holds a control or invisible character: type the name instead of copying it'
    : undefined
export const name = checked(noInvisible, problemOfValue)
export const headerName = checked(headerOnly, problemOfValue)
export const id = checked(problemOfId)
export const apiKey = checked(headerOnly, problemOfCredential)
export const credential = checked(copied, problemOfCredential)
export const sessionToken = checked(copied, problemOfToken)
export const anything = checked()
export const lines = read(linesOf)

/** Milvus: `streaming.idempotency.maxKeyLength`. */
const LONGEST_KEY = 256
export const idempotencyKey = read((text, fail) => {
  if (!/^[\x20-\x7e]*$/.test(text)) return fail('must be printable ASCII')
  if (text.length > LONGEST_KEY) return fail(`must not be longer than ${LONGEST_KEY} characters`)
  if (/^(false|no|none|never)$/i.test(text) || (/^off$/i.test(text) && text !== 'off'))
    return fail('would be used as a key: write `off` for none')
  if (/^(true|yes|on)$/i.test(text) || (/^auto$/i.test(text) && text !== 'auto'))
    return fail('would be used as a key: write `auto` for one that the action derives')
  const notation = problemOfValue(text)
  return notation ? fail(notation) : text || 'auto'
})

const TRUE = /^(yes|on|y|1|enabled?)$/i
const FALSE = /^(no|off|n|0|disabled?)$/i

/** `true` or `false`, as YAML writes them. */
export function boolean(fallback: boolean): Reader<boolean> {
  return read((text, fail) => {
    if (text === '') return fallback
    if (/^(true|True|TRUE)$/.test(text)) return true
    if (/^(false|False|FALSE)$/.test(text)) return false
    const meant = TRUE.test(text) ? 'true' : FALSE.test(text) ? 'false' : undefined
    return fail(meant ? `must be \`true\` or \`false\`: write \`${meant}\`` : 'must be `true` or `false`')
  })
}

/** One of the words, the first if nothing is given. Each word means a value of the plan. */
export function choice<const T extends Readonly<Record<string, string>>>(words: T): Reader<T[keyof T]> {
  const known = Object.keys(words)
  return read((text, fail) => {
    const exact = text === '' ? known[0] : known.find(word => word === asYaml(text))
    if (exact !== undefined) return words[exact] as T[keyof T]
    const same = (word: string) =>
      word === text.toLowerCase().replaceAll('_', '-') ||
      (word === 'true' && TRUE.test(text)) ||
      (word === 'false' && FALSE.test(text))
    const meant = known.find(same)
    const all = `must be one of ${known.map(word => `\`${word}\``).join(', ')}`
    return fail(meant ? `${all}: write \`${meant}\`` : all)
  })
}

/** YAML has three ways to write each boolean. */
function asYaml(text: string): string {
  return /^(true|false|TRUE|FALSE|True|False)$/.test(text) ? text.toLowerCase() : text
}

const DURATIONS = 'write `90s`, `30m`, `1h30m`, `1500ms`, or a number of seconds'

/** Milliseconds, above zero. */
export const timeout = read((text, fail): number => {
  const ms = parseDuration(text || '30m')
  if (ms !== undefined && ms > 0) return ms
  if (ms === 0) return fail('must be longer than zero; `wait: false` submits without waiting')
  const meant = meantDuration(text)
  return fail(`is not a duration: ${meant ? `write \`${meant}\`` : DURATIONS}`)
})

/** Milliseconds. */
const SHORTEST_INTERVAL = 100
export const pollInterval = read((text, fail): number | 'auto' => {
  if (text === '' || text === 'auto') return 'auto'
  const ms = parseDuration(text)
  if (ms !== undefined && ms >= SHORTEST_INTERVAL) return ms
  const meant = /^auto$/i.test(text) ? 'auto' : meantDuration(text)
  return fail(`must be \`auto\`, or a duration of at least \`100ms\`${meant ? `: write \`${meant}\`` : ''}`)
})

export const expectedRows = read((text, fail): RowExpectation | undefined => {
  if (text === '') return undefined
  if (text === 'files') return { kind: 'files' }
  const [, sign, rows] = /^(>=)?\s*(\d+)$/.exec(text) ?? []
  if (rows !== undefined) return { kind: sign ? 'atLeast' : 'exactly', rows: BigInt(rows) }
  if (/^\d(\.\d+)?E\+?\d+$/i.test(text))
    return fail("is a number that YAML has rounded: put it in quotes, such as `'1500'`")
  const meant = meantRows(text)
  return fail(
    meant
      ? `is not a plain number of rows: write \`${meant}\``
      : 'must be a whole number such as `1500`, a lower bound such as `>=1`, or `files`',
  )
})

/** The rows that another notation means, made of digits and our own signs only. */
function meantRows(text: string): string | undefined {
  if (/^files?$/i.test(text)) return 'files'
  const [, sign = '', number = ''] =
    /^(=|==|>|>=|=>|≥|≧)?\s*(\d{1,3}(?:[_, ']\d{3})+|\d+)(?:\.0+)?\s*(?:rows?)?$/iu.exec(text) ?? []
  if (number === '') return undefined
  const digits = number.replace(/\D/g, '')
  if (sign === '>') return `>=${BigInt(digits) + 1n}`
  return sign === '' || /^=+$/.test(sign) ? digits : `>=${digits}`
}

/** `key=value` lines; a line without `=` has the value `undefined`. A blank at the end of a value counts (`sep`). */
export function optionLines(text: string): [name: string, value: string | undefined][] {
  return text
    .split(/\r\n|\r|\n/)
    .map(line => line.trimStart())
    .filter(line => line !== '')
    .map(line => {
      const equals = line.indexOf('=')
      return equals < 0 ? [line.trim(), undefined] : [line.slice(0, equals).trim(), line.slice(equals + 1)]
    })
}

/** Every character of these values counts, quotes, commas and blanks too. */
const LITERAL_OPTIONS: readonly string[] = ['sep', 'nullkey']

export const options = read((text, fail): Options => {
  const found: Record<string, string> = {}
  const problems = new Set<string>()
  for (const [key, value] of optionLines(text)) {
    const problem =
      problemOfOption(key, value) ?? (Object.hasOwn(found, key) ? 'names a key twice' : undefined)
    if (problem) problems.add(problem)
    else found[key] = value ?? ''
  }
  for (const problem of problems) fail(problem)
  return found
})

function problemOfOption(key: string, value: string | undefined): string | undefined {
  if (/^#/.test(key)) return 'holds a comment, and inputs have none: leave the line out'
  if (/^[{[\]}]/.test(key)) return 'is JSON: write one `key=value` per line'
  if (/^-\s/.test(key)) return 'is a YAML list: write one `key=value` per line, without `- `'
  if (/^\w+\s*:/.test(key)) return 'must hold one `key=value` per line: write `=` instead of `:`'
  if (key === '' || value === undefined) return 'must hold one `key=value` per line'
  if (/^["'`]|["'`]$/.test(key)) return 'has quotes around a key: leave them out'
  if (LITERAL_OPTIONS.includes(key)) return undefined
  if (/\S\s+(#|\/\/)/.test(value)) return 'holds a comment, which would be part of the value: leave it out'
  if (/^(["'`]).*\1[,;]?\s*$/.test(value))
    return 'has quotes around a value, which would be part of it: leave them out'
  if (/^\s/.test(value)) return 'has a blank after `=`, which would be part of the value: write `key=value`'
  return /[,;]\s*$/.test(value)
    ? 'has a comma after a value, which would be part of it: leave it out'
    : undefined
}
