/** A text, and where in the original each of its UTF-16 units stands. */
export interface Layer {
  readonly text: string
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** What a reader overlooks, or what is gone when a text is made one line: blanks, breaks, ANSI codes, invisible signs. */
const GAPS = /\x1b\[[0-9;:?]*[ -/]*[@-~]|[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu
const ESCAPES = /(?:%[0-9a-f]{2})+|&#\d{1,7};?|&#x[0-9a-f]{1,6};?|&[a-z]{2,8};|\\u[0-9a-f]{4}|\\./giu
/** Encoded once, twice, or once more on the way through two systems. */
const MOST_ROUNDS = 4

/**
 * The text as it is, without its gaps, and with its escapes (URL, HTML, JSON) resolved before or after that, once and
 * again until nothing is left to resolve: what any reader could make of it.
 */
export function layersOf(text: string): string[] {
  const bare = (part: string) => part.replace(GAPS, '')
  const clear = (part: string) => part.replace(ESCAPES, resolve)
  return all(text, bare, clear, (a, b) => a === b)
}

/** The same, with the place of every character. */
export function placedLayersOf(text: string): Layer[] {
  const places = Array.from({ length: text.length }, (_, index) => index)
  const whole = { text, from: places, to: places.map(place => place + 1) }
  const bare = (layer: Layer) => rewrite(layer, GAPS, () => '')
  const clear = (layer: Layer) => rewrite(layer, ESCAPES, resolve)
  return all<Layer>(whole, bare, clear, (a, b) => a.text === b.text)
}

function all<T>(whole: T, bare: (part: T) => T, clear: (part: T) => T, isSame: (a: T, b: T) => boolean): T[] {
  const layers: T[] = []
  for (const [first, step] of [
    [whole, clear],
    [bare(whole), (part: T) => bare(clear(part))],
  ] as const) {
    let last = first
    for (let round = 0; round <= MOST_ROUNDS; round += 1) {
      layers.push(last)
      const next = step(last)
      if (isSame(next, last)) break
      last = next
    }
    layers.push(bare(last))
  }
  return layers
}

function rewrite(layer: Layer, pattern: RegExp, replacement: (found: string) => string): Layer {
  const pieces: string[] = []
  const from: number[] = []
  const to: number[] = []
  let at = 0
  const keepUntil = (end: number) => {
    pieces.push(layer.text.slice(at, end))
    for (; at < end; at += 1) {
      from.push(layer.from[at] ?? 0)
      to.push(layer.to[at] ?? 0)
    }
  }
  for (const { 0: found, index } of layer.text.matchAll(pattern)) {
    keepUntil(index)
    const made = replacement(found)
    at = index + found.length
    pieces.push(made)
    for (let unit = 0; unit < made.length; unit += 1) {
      from.push(layer.from[index] ?? 0)
      to.push(layer.to[at - 1] ?? 0)
    }
  }
  keepUntil(layer.text.length)
  return { text: pieces.join(''), from, to }
}

function resolve(coded: string): string {
  if (coded.startsWith('%')) return Buffer.from(coded.replaceAll('%', ''), 'hex').toString('utf8')
  if (coded.startsWith('\\')) {
    const hex = /^\\u(.{4})$/i.exec(coded)?.[1]
    if (hex) return String.fromCharCode(Number.parseInt(hex, 16))
    return /^\\[bfnrt]$/.test(coded) ? '' : coded.slice(1)
  }
  const [, isHex, digits] = /^&#(x?)([0-9a-f]+);?$/i.exec(coded) ?? []
  if (digits === undefined) return NAMED[coded.slice(1, -1)] ?? coded
  const point = Number.parseInt(digits, isHex ? 16 : 10)
  return point <= 0x10ffff ? String.fromCodePoint(point) : coded
}

/** HTML's names of what secrets are made of besides letters and digits. */
const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', AMP: '&', lt: '<', LT: '<', gt: '>', GT: '>', quot: '"', QUOT: '"', apos: "'", nbsp: ' ' },
  ...{ plus: '+', sol: '/', equals: '=', colon: ':', semi: ';', comma: ',', period: '.', commat: '@' },
  ...{ num: '#', percnt: '%', dollar: '$', excl: '!', quest: '?', ast: '*', lowbar: '_', hyphen: '-' },
  ...{ lpar: '(', rpar: ')', lsqb: '[', rsqb: ']', lcub: '{', rcub: '}', vert: '|', bsol: '\\', grave: '`' },
  ...{ Hat: '^', tilde: '~', Tab: '\t', NewLine: '\n' },
}
