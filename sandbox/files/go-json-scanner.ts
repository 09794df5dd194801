import { GoNumber, type GoValue, quote } from './go.ts'

/** What `encoding/json` says of a text that is no JSON, or ends too early (`EOF`). */
export class GoJsonError extends Error {}

/** Where the decoder is between two tokens, as `tokenState` of `encoding/json/stream.go`. */
export type Place =
  | 'top'
  | 'arrayStart'
  | 'arrayValue'
  | 'arrayComma'
  | 'objectStart'
  | 'objectKey'
  | 'objectColon'
  | 'objectValue'
  | 'objectComma'

/** What an unexpected character is found after or before (`tokenError`). */
export const CONTEXT: Readonly<Record<Place, string>> = {
  top: 'looking for beginning of value',
  arrayStart: 'looking for beginning of value',
  arrayValue: 'looking for beginning of value',
  arrayComma: 'after array element',
  objectStart: '',
  objectKey: 'looking for beginning of object key string',
  objectColon: 'after object key',
  objectValue: 'looking for beginning of value',
  objectComma: 'after object key:value pair',
}

/** An error about a character, after or before something. */
export function unexpected(char: string, context: string): GoJsonError {
  // Go looks at bytes, and prints the first of a character as a character of its own.
  const [byte = 0] = Buffer.from(char)
  const shown = String.fromCharCode(byte)
  const printed = shown === "'" ? "\\'" : shown === '"' ? shown : quote(shown).slice(1, -1)
  return new GoJsonError(`invalid character '${printed}' ${context}`.trimEnd())
}

/** The grammar of JSON, with the words of `encoding/json/scanner.go` for what breaks it. */
export class JsonScanner {
  readonly #text: string
  /** `Unmarshal` reads numbers as float64, and has its own words for the end. */
  readonly #hasFloats: boolean
  #at = 0

  constructor(text: string, { hasFloats = false } = {}) {
    this.#text = text
    this.#hasFloats = hasFloats
  }

  get offset(): number {
    return this.#at
  }

  /** The next character that is no space. */
  peek(): string | undefined {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1
    return this.#char()
  }

  take(char: string): boolean {
    const isNext = this.peek() === char
    if (isNext) this.#at += 1
    return isNext
  }

  value(): GoValue {
    const char = this.peek()
    switch (char) {
      case undefined:
        throw new GoJsonError('EOF')
      case '{':
        return this.#object()
      case '[':
        return this.#array()
      case '"':
        return this.#string()
      case 't':
        return this.#literal('true', true)
      case 'f':
        return this.#literal('false', false)
      case 'n':
        return this.#literal('null', null)
      default:
        if (char === '-' || isDigit(char)) return this.#number()
        throw unexpected(char, CONTEXT.top)
    }
  }

  #object(): GoValue {
    const map = new Map<string, GoValue>()
    this.take('{')
    if (this.take('}')) return map
    do {
      if (this.#next() !== '"') throw unexpected(this.#next(), CONTEXT.objectKey)
      const key = this.#string()
      if (this.#next() !== ':') throw unexpected(this.#next(), CONTEXT.objectColon)
      this.take(':')
      this.#next()
      map.set(key, this.value())
    } while (this.#goesOn('}', CONTEXT.objectComma))
    return map
  }

  #array(): GoValue {
    const list: GoValue[] = []
    this.take('[')
    if (this.take(']')) return list
    do {
      this.#next()
      list.push(this.value())
    } while (this.#goesOn(']', CONTEXT.arrayComma))
    return list
  }

  #goesOn(closing: string, context: string): boolean {
    const char = this.#next()
    if (char !== ',' && char !== closing) throw unexpected(char, context)
    this.take(char)
    return char === ','
  }

  #string(): string {
    const start = this.#at
    this.#at += 1
    for (;;) {
      const char = this.#inside()
      this.#at += 1
      if (char === '"') return JSON.parse(this.#text.slice(start, this.#at)).toWellFormed()
      if (char < ' ') throw unexpected(char, 'in string literal')
      if (char === '\\') this.#escape()
    }
  }

  #escape(): void {
    const char = this.#inside()
    this.#at += 1
    if (char === 'u') {
      for (let digit = 0; digit < 4; digit += 1) {
        const hex = this.#inside()
        if (!/[\da-f]/i.test(hex)) throw unexpected(hex, 'in \\u hexadecimal character escape')
        this.#at += 1
      }
    } else if (!'"\\/bfnrt'.includes(char)) throw unexpected(char, 'in string escape code')
  }

  #number(): GoNumber {
    const start = this.#at
    if (this.#char() === '-') this.#at += 1
    if (!isDigit(this.#inside())) throw unexpected(this.#inside(), 'in numeric literal')
    if (this.#char() === '0') this.#at += 1
    else this.#digits()
    if (this.#char() === '.') {
      this.#at += 1
      if (!isDigit(this.#inside())) throw unexpected(this.#inside(), 'after decimal point in numeric literal')
      this.#digits()
    }
    if (this.#char() === 'e' || this.#char() === 'E') {
      this.#at += 1
      if (this.#char() === '-' || this.#char() === '+') this.#at += 1
      if (!isDigit(this.#inside())) throw unexpected(this.#inside(), 'in exponent of numeric literal')
      this.#digits()
    }
    const text = this.#text.slice(start, this.#at)
    if (this.#hasFloats && !Number.isFinite(Number(text))) {
      throw new GoJsonError(`json: cannot unmarshal number ${text} into Go value of type float64`)
    }
    return new GoNumber(text)
  }

  #digits(): void {
    while (isDigit(this.#char())) this.#at += 1
  }

  #literal<T>(word: string, value: T): T {
    for (const expected of word) {
      const char = this.#inside()
      if (char !== expected) throw unexpected(char, `in literal ${word} (expecting '${expected}')`)
      this.#at += 1
    }
    return value
  }

  #char(): string | undefined {
    return this.#text[this.#at]
  }

  /** The next character of a value that has begun. */
  #inside(): string {
    const char = this.#char()
    if (char !== undefined) return char
    throw new GoJsonError(this.#hasFloats ? 'unexpected end of JSON input' : 'unexpected EOF')
  }

  #next(): string {
    this.peek()
    return this.#inside()
  }
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9'
}
