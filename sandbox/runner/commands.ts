/** A workflow command as the runner understood it. */
export interface Command {
  readonly name: string
  /** By name in lower case: the runner looks them up in any case. */
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

export const registeredCommands: ReadonlySet<string> = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
])

/** White space as .NET trims it; JavaScript's `trim` also takes U+FEFF and lacks U+0085. */
const LEADING_SPACE = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/

type Escapes = readonly (readonly [string, string])[]
const DATA: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
]
const PROPERTY: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
]
const OLD: Escapes = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%'],
]

/**
 * Reads one line as `actions/runner` does (ActionCommand.cs, OutputManager.cs): `::name key=value,…::data` behind white
 * space, else `##[name key=value;…]data` anywhere in the line. Names are those of `known`, in any case; `undefined`: an
 * ordinary line.
 */
export function parseCommand(line: string, known = registeredCommands): Command | undefined {
  return parseColons(line.replace(LEADING_SPACE, ''), known) ?? parseHashes(line, known)
}

function parseColons(line: string, known: ReadonlySet<string>): Command | undefined {
  const end = line.indexOf('::', 2)
  if (!line.startsWith('::') || end < 0) return undefined
  const head = parseHead(line.slice(2, end), ',', PROPERTY, known)
  return head && { ...head, data: decode(line.slice(end + 2), DATA) }
}

function parseHashes(line: string, known: ReadonlySet<string>): Command | undefined {
  const start = line.indexOf('##[')
  const end = line.indexOf(']', start)
  if (start < 0 || end < 0) return undefined
  const head = parseHead(line.slice(start + 3, end), ';', OLD, known)
  return head && { ...head, data: decode(line.slice(end + 1), OLD) }
}

/** The name goes up to the first blank, or is all there is; a pair without `=` is no pair. */
function parseHead(
  head: string,
  separator: string,
  escapes: Escapes,
  known: ReadonlySet<string>,
): Omit<Command, 'data'> | undefined {
  const blank = head.indexOf(' ')
  const name = (blank < 0 ? head : head.slice(0, blank)).toLowerCase()
  if (!known.has(name)) return undefined
  const rest = blank < 0 ? '' : head.slice(blank + 1)
  const pairs = (separator === ',' ? rest.trim() : rest).split(separator).filter(pair => pair.includes('='))
  const properties = pairs.map(pair => {
    const equals = pair.indexOf('=')
    return [pair.slice(0, equals).toLowerCase(), decode(pair.slice(equals + 1), escapes)]
  })
  return { name, properties: Object.fromEntries(properties) }
}

function decode(text: string, escapes: Escapes): string {
  return escapes.reduce((done, [from, to]) => done.replaceAll(from, to), text)
}
