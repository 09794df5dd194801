import type { GoValue } from './go.ts'
import { CONTEXT, GoJsonError, JsonScanner, type Place, unexpected } from './go-json-scanner.ts'

/** A bracket that opens or closes, or a value that is none. */
export type Token = { readonly delim: string } | { readonly value: GoValue }

const TAKES_VALUE: ReadonlySet<Place> = new Set(['top', 'arrayStart', 'arrayValue', 'objectValue'])

/**
 * `json.Decoder` with `UseNumber`: a text as a stream of values, with or without tokens around them. Numbers keep their
 * text, as `JSON.parse` can't read a stream. Throws a `GoJsonError`.
 */
export class GoJsonDecoder {
  readonly #scan: JsonScanner
  #place: Place = 'top'
  readonly #outer: Place[] = []

  constructor(text: string) {
    this.#scan = new JsonScanner(text)
  }

  /** How far it has read, in characters. */
  get offset(): number {
    return this.#scan.offset
  }

  /** Whether a value or key follows, rather than a closing bracket or the end. */
  more(): boolean {
    const char = this.#scan.peek()
    return char !== undefined && char !== ']' && char !== '}'
  }

  /** The next bracket, key or value; commas and colons are passed over. */
  token(): Token {
    for (;;) {
      const char = this.#scan.peek()
      if (char === undefined) throw new GoJsonError('EOF')
      const next = NEXT[`${this.#place} ${char}`]
      if (next) {
        this.#scan.take(char)
        this.#place = next
      } else if (char === '"' && (this.#place === 'objectStart' || this.#place === 'objectKey')) {
        this.#place = 'objectColon'
        return { value: this.#scan.value() }
      } else if (char === ']' || char === '}') {
        return this.#close(char)
      } else if (!TAKES_VALUE.has(this.#place) || char === ',' || char === ':') {
        throw unexpected(char, CONTEXT[this.#place])
      } else {
        return char === '[' || char === '{' ? this.#open(char) : { value: this.decode() }
      }
    }
  }

  /** The next value as a whole. */
  decode(): GoValue {
    if (this.#place === 'arrayComma' && this.#scan.peek() !== undefined) {
      if (!this.#scan.take(',')) throw new GoJsonError('expected comma after array element')
      this.#place = 'arrayValue'
    } else if (this.#place === 'objectColon' && this.#scan.peek() !== undefined) {
      if (!this.#scan.take(':')) throw new GoJsonError('expected colon after object key')
      this.#place = 'objectValue'
    }
    if (!TAKES_VALUE.has(this.#place)) throw new GoJsonError('not at beginning of value')
    const value = this.#scan.value()
    this.#endValue()
    return value
  }

  #open(delim: string): Token {
    this.#scan.take(delim)
    this.#outer.push(this.#place)
    this.#place = delim === '[' ? 'arrayStart' : 'objectStart'
    return { delim }
  }

  #close(delim: string): Token {
    const [start, comma] = delim === ']' ? ['arrayStart', 'arrayComma'] : ['objectStart', 'objectComma']
    if (this.#place !== start && this.#place !== comma) throw unexpected(delim, CONTEXT[this.#place])
    this.#scan.take(delim)
    this.#place = this.#outer.pop() ?? 'top'
    this.#endValue()
    return { delim }
  }

  #endValue(): void {
    if (this.#place === 'arrayStart' || this.#place === 'arrayValue') this.#place = 'arrayComma'
    else if (this.#place === 'objectValue') this.#place = 'objectComma'
  }
}

const NEXT: Readonly<Record<string, Place>> = {
  'arrayComma ,': 'arrayValue',
  'objectComma ,': 'objectKey',
  'objectColon :': 'objectValue',
}

/** `json.Unmarshal` into an interface: one value of numbers that a float64 holds, and nothing after it. Throws a `GoJsonError`. */
export function unmarshal(text: string): GoValue {
  const scan = new JsonScanner(text, { hasFloats: true })
  if (scan.peek() === undefined) throw new GoJsonError('unexpected end of JSON input')
  const value = scan.value()
  const rest = scan.peek()
  if (rest !== undefined) throw unexpected(rest, 'after top-level value')
  return value
}

/** The first value of a text, whatever follows it. Throws a `GoJsonError`. */
export function decodeFirst(text: string): GoValue {
  return new GoJsonDecoder(text).decode()
}
