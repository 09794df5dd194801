/** A workflow command as the runner understood it. */
export interface Command {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

const REGISTERED = new Set([
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

/**
 * Reads one line as `actions/runner` does (ActionCommand.cs, OutputManager.cs): `::name key=value::data` behind
 * white space, else `##[name key=value;…]data` anywhere in the line. `undefined`: an ordinary line.
 */
export function parseCommand(line: string): Command | undefined {
  return parseColons(line.replace(LEADING_SPACE, '')) ?? parseHashes(line)
}

function parseColons(line: string): Command | undefined {
  const end = line.indexOf('::', 2)
  if (!line.startsWith('::') || end < 0) return undefined
  return command(line.slice(2, end), ',', line.slice(end + 2), [
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%3A', ':'],
    ['%2C', ','],
    ['%25', '%'],
  ])
}

function parseHashes(line: string): Command | undefined {
  const start = line.indexOf('##[')
  const end = line.indexOf(']', start)
  if (start < 0 || end < 0) return undefined
  return command(line.slice(start + 3, end), ';', line.slice(end + 1), [
    ['%3B', ';'],
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%5D', ']'],
    ['%25', '%'],
  ])
}

function command(
  head: string,
  separator: string,
  data: string,
  escapes: [string, string][],
): Command | undefined {
  const [, name = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(head.trim()) ?? []
  if (!REGISTERED.has(name.toLowerCase())) return undefined
  const decode = (text: string) => escapes.reduce((done, [from, to]) => done.replaceAll(from, to), text)
  const pairs = rest.split(separator).map(pair => /^([^=]+)=(.*)$/s.exec(pair.trim()))
  const properties = Object.fromEntries(
    pairs.filter(pair => pair !== null).map(pair => [pair[1], decode(pair[2] ?? '')]),
  )
  return { name: name.toLowerCase(), properties, data: decode(data) }
}

/** Splits a stream of text at LF, CR LF and lone CR; an unterminated last line counts when the stream ends. */
export function lineSplitter(onLine: (line: string) => void): { push(text: string): void; end(): void } {
  let rest = ''
  return {
    push(text) {
      rest += text
      // A CR at the very end may be the first half of CR LF: it waits for what follows.
      const parts = rest.split(/\r\n|\n|\r(?!$)/)
      rest = parts.pop() ?? ''
      parts.forEach(onLine)
    },
    end() {
      if (rest !== '') onLine(rest.replace(/\r$/, ''))
      rest = ''
    },
  }
}
