import type { Options } from '../model/job.ts'
import type { RowExpectation } from '../model/plan.ts'
import { linesOf } from '../words/text.ts'
import { meantDuration, parseDuration } from './duration.ts'
import { type Mistake, mistakeIn } from './problem.ts'

/** What is wrong with the text of an input, without quoting it. */
export class Wrong {
  readonly problems: readonly string[]
  constructor(...problems: readonly string[]) {
    this.problems = problems
  }
}

/** Makes a value of the text of one input. The text is trimmed; an empty one has been replaced by its default. */
type Reader<T> = (text: string) => T | Wrong

/** A value as it was given, `undefined` if nothing was. Only its first problem is reported. */
function text(mistakes: readonly Mistake[]): Reader<string | undefined> {
  return given => {
    if (given === '') return undefined
    const problem = mistakeIn(given, mistakes)
    return problem ? new Wrong(problem.text) : given
  }
}

/** As GitHub evaluates it, for messages. */
const EXPRESSION = '`$' + '{{ env.NAME }}`'

const OF_VALUE: readonly Mistake[] = [
  [/^(["'`]).*\1$|^[“‘„].*[”’“]$/s, 'is in quotes, which would be sent along: leave them out'],
  [/^\*{3}$/, 'is `***`: that is what a log shows instead of a secret'],
  [
    /^(\$[A-Z_][A-Z0-9_]*|\$\{[A-Za-z_]\w*\}|%[A-Z_][A-Z0-9_]*%)$/,
    `is the name of a variable: inputs are not read by a shell, write ${EXPRESSION}`,
  ],
  [/^\$?\{\{.*\}\}$/s, `is an expression that was not evaluated: write it as ${EXPRESSION}`],
]
const OF_NAME: readonly Mistake[] = [
  [/[\p{Cc}\p{Cf}\u00a0]/u, 'holds a control or invisible character: type the name instead of copying it'],
  ...OF_VALUE,
]
const OF_HEADER: readonly Mistake[] = [
  [/[^\x20-\x7e]/, 'holds characters that no HTTP header can carry: was it copied whole?'],
]
/** A credential that was copied with something around it. */
const OF_CREDENTIAL: readonly Mistake[] = [
  [/\p{Cc}/u, 'holds a line break or another control character: was it copied whole?'],
  [/^(Bearer|Basic|Token)\s/i, 'begins with a word such as `Bearer `: give only what follows it'],
  [/^authorization:/i, 'is a whole header: give only the credential'],
  ...OF_VALUE,
]
/** A SAS as Azure's portal shows it: a query, or a whole URL. */
const OF_TOKEN: readonly Mistake[] = [
  ...OF_CREDENTIAL,
  [/^\?/, 'begins with `?`: give the SAS without it'],
  [/^https?:\/\//i, 'is a URL: give only the SAS, the part after the `?`'],
]
const OF_ID: readonly Mistake[] = [
  [
    /^\d+(\.\d+)?E\+?\d+$/i,
    "is a number that YAML has rounded: put the id in quotes, such as `'448707763884413158'`",
  ],
  [
    /^https?:\/\/|^in\d\d-[^.]+\..+\./i,
    'is an address: give only the id in it, or give the address as `endpoint`',
  ],
  [/[<>{}]|^your-/i, 'is a placeholder: write the id itself'],
  ...OF_VALUE,
  [/[^A-Za-z0-9_-]/, 'holds characters that an id does not have'],
]

export const name = text(OF_NAME)
export const headerName = text([...OF_HEADER, ...OF_VALUE])
export const id = text(OF_ID)
export const apiKey = text([...OF_HEADER, ...OF_CREDENTIAL])
export const credential = text(OF_CREDENTIAL)
export const sessionToken = text(OF_TOKEN)
export const anything = text([])
export const lines: Reader<string[]> = linesOf

/** Milvus: `streaming.idempotency.maxKeyLength`. */
const LONGEST_KEY = 256
const OF_KEY: readonly Mistake[] = [
  [/[^\x20-\x7e]/, 'must be printable ASCII'],
  [RegExp(`.{${LONGEST_KEY + 1}}`), `must not be longer than ${LONGEST_KEY} characters`],
  [/^(false|no|none|never|off)$/i, 'would be used as a key: write `off` for none'],
  [/^(true|yes|on|auto)$/i, 'would be used as a key: write `auto` for one that the action derives'],
  ...OF_VALUE,
]
export const idempotencyKey: Reader<string> = given => {
  const problem = given === 'auto' || given === 'off' ? undefined : mistakeIn(given, OF_KEY)
  return problem ? new Wrong(problem.text) : given
}

const TRUE = /^(yes|on|y|1|enabled?)$/i
const FALSE = /^(no|off|n|0|disabled?)$/i
/** YAML has three ways to write each boolean. */
const OF_YAML = /^(?:true|True|TRUE|false|False|FALSE)$/

/** One of the words; each means a value of the plan. `all` names them for messages. */
export function choice<const T extends Readonly<Record<string, unknown>>>(
  words: T,
  all = `one of ${Object.keys(words)
    .map(word => `\`${word}\``)
    .join(', ')}`,
): Reader<T[keyof T]> {
  return given => {
    const exact = OF_YAML.test(given) ? given.toLowerCase() : given
    if (Object.hasOwn(words, exact)) return words[exact] as T[keyof T]
    const spelled = given.toLowerCase().replaceAll('_', '-')
    const meant = Object.keys(words).find(
      word =>
        word === spelled || (word === 'true' && TRUE.test(given)) || (word === 'false' && FALSE.test(given)),
    )
    return new Wrong(`must be ${all}${meant ? `: write \`${meant}\`` : ''}`)
  }
}

/** `true` or `false`, as YAML writes them. */
export const boolean: Reader<boolean> = choice({ true: true, false: false }, '`true` or `false`')

const DURATIONS = 'write `90s`, `30m`, `1h30m`, `1500ms`, or a number of seconds'

/** Milliseconds, above zero. */
export const timeout: Reader<number> = given => {
  const ms = parseDuration(given)
  if (ms) return ms
  if (ms === 0) return new Wrong('must be longer than zero; `wait: false` submits without waiting')
  const meant = meantDuration(given)
  return new Wrong(`is not a duration: ${meant ? `write \`${meant}\`` : DURATIONS}`)
}

/** Milliseconds. */
const SHORTEST_INTERVAL = 100
export const pollInterval: Reader<number | 'auto'> = given => {
  if (given === 'auto') return 'auto'
  const ms = parseDuration(given)
  if (ms !== undefined && ms >= SHORTEST_INTERVAL) return ms
  const meant = /^auto$/i.test(given) ? 'auto' : meantDuration(given)
  return new Wrong(
    `must be \`auto\`, or a duration of at least \`100ms\`${meant ? `: write \`${meant}\`` : ''}`,
  )
}

export const expectedRows: Reader<RowExpectation | undefined> = given => {
  if (given === '') return undefined
  if (given === 'files') return { kind: 'files' }
  const [, sign, rows] = /^(>=)?\s*(\d+)$/.exec(given) ?? []
  if (rows !== undefined) return { kind: sign ? 'atLeast' : 'exactly', rows: BigInt(rows) }
  if (/^\d(\.\d+)?E\+?\d+$/i.test(given))
    return new Wrong("is a number that YAML has rounded: put it in quotes, such as `'1500'`")
  const meant = meantRows(given)
  return new Wrong(
    meant
      ? `is not a plain number of rows: write \`${meant}\``
      : 'must be a whole number such as `1500`, a lower bound such as `>=1`, or `files`',
  )
}

/** The rows that another notation means, made of digits and our own signs only. */
function meantRows(given: string): string | undefined {
  if (/^files?$/i.test(given)) return 'files'
  const [, sign = '', number = ''] =
    /^(=|==|>|>=|=>|≥|≧)?\s*(\d{1,3}(?:[_, ']\d{3})+|\d+)(?:\.0+)?\s*(?:rows?)?$/iu.exec(given) ?? []
  if (number === '') return undefined
  const digits = number.replace(/\D/g, '')
  if (sign === '>') return `>=${BigInt(digits) + 1n}`
  return sign === '' || /^=+$/.test(sign) ? digits : `>=${digits}`
}

/** The lines of options; a blank at the end of a value counts (`sep`). */
function optionLines(given: string): string[] {
  return given
    .split(/[\r\n]+/)
    .map(line => line.trimStart())
    .filter(line => line !== '')
}

function keyOf(line: string): string {
  return line.replace(/=.*$/s, '').trim()
}

/** Do the options, right or wrong, name one of these? */
export function hasOption(given: string, ...keys: readonly string[]): boolean {
  return optionLines(given).some(line => keys.includes(keyOf(line)))
}

/** Of a whole line of options. */
const OF_OPTION: readonly Mistake[] = [
  [/^#/, 'holds a comment, and inputs have none: leave the line out'],
  [/^[{[\]}]/, 'is JSON: write one `key=value` per line'],
  [/^-\s+[^\s=]/, 'is a YAML list: write one `key=value` per line, without `- `'],
  [/^\w+\s*:/, 'must hold one `key=value` per line: write `=` instead of `:`'],
  [/^=|^[^=]*$/, 'must hold one `key=value` per line'],
  [/^["'`]|^[^=]*["'`]\s*=/, 'has quotes around a key: leave them out'],
]
const OF_OPTION_VALUE: readonly Mistake[] = [
  [/\S\s+(#|\/\/)/, 'holds a comment, which would be part of the value: leave it out'],
  [/^(["'`]).*\1[,;]?\s*$/, 'has quotes around a value, which would be part of it: leave them out'],
  [/^\s/, 'has a blank after `=`, which would be part of the value: write `key=value`'],
  [/[,;]\s*$/, 'has a comma after a value, which would be part of it: leave it out'],
]
/** Every character of their values counts: quotes, commas and blanks, too. */
const LITERAL_OPTIONS: readonly string[] = ['sep', 'nullkey']

export const options: Reader<Options> = given => {
  const found: Record<string, string> = {}
  const problems = new Set<string>()
  for (const line of optionLines(given)) {
    const key = keyOf(line)
    const value = line.slice(line.indexOf('=') + 1)
    const problem =
      mistakeIn(line, OF_OPTION) ??
      (LITERAL_OPTIONS.includes(key) ? undefined : mistakeIn(value, OF_OPTION_VALUE))
    if (problem) problems.add(problem.text)
    else if (Object.hasOwn(found, key)) problems.add('names a key twice')
    else found[key] = value
  }
  return problems.size > 0 ? new Wrong(...problems) : found
}
