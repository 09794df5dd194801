import { code, inert, plain } from './text.ts'

/** Shorter values are not secrets: masking them would garble every line and protect nothing. */
export const SHORTEST_SECRET = 4
/** Of a part of a secret, and of what is left of it in Base64. Characters. */
export const SHORTEST_PART = 8

/**
 * Replaces every secret in a text by `***`, in the fixed forms of `formsOf`; returns the very same text if there is
 * none. `add` takes secrets that become known later, such as temporary keys.
 */
export interface Redactor {
  (text: string): string
  add(secrets: readonly string[]): void
}

/** A redactor of `secrets`; `mask` gets each form that the runner should mask by itself, before anything is printed. */
export function redactor(secrets: readonly string[], mask: (form: string) => void = () => {}): Redactor {
  const known = new Set<string>()
  let needles: readonly string[] = []
  const add = (more: readonly string[]) => {
    const news = more.filter(secret => secret.length >= SHORTEST_SECRET && !known.has(secret))
    for (const secret of news) {
      known.add(secret)
      masksOf(secret).forEach(mask)
    }
    needles = [...new Set([...needles, ...news.flatMap(formsOf)])]
  }
  const redact = (text: string) =>
    needles.some(needle => text.includes(needle)) ? covered(text, needles) : text
  add(secrets)
  return Object.assign(redact, { add })
}

/**
 * The forms in which a secret is found: as is; URL-encoded; JSON-escaped; inside Base64 and Base64url at all three
 * alignments; and as our own Markdown and one-line texts write it.
 */
function formsOf(secret: string): readonly string[] {
  const forms = [
    secret,
    ...urlEncoded(secret),
    ...jsonEscaped(secret),
    ...base64Cores(secret),
    ...[inert(secret), plain(secret), code(secret).slice('<code>'.length, -'</code>'.length)],
  ]
  return [...new Set(forms)].filter(form => form.length >= SHORTEST_SECRET)
}

/**
 * Every form in which the runner must mask a secret. It derives more by itself, but neither Base64url nor lower-case
 * escapes, and not the finished Base64 of `user:password` (`actions/runner` ValueEncoders.cs). Of several lines the
 * runner would mask each, however short: their lines are secrets of their own.
 */
export function masksOf(secret: string): readonly string[] {
  const encoded = encodeURIComponent(secret.toWellFormed())
  const forms = [
    ...(/[\r\n]/.test(secret) ? [] : [secret]),
    encoded,
    lowerEscapes(encoded),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    ...base64Cores(secret).filter(core => core.length >= SHORTEST_PART),
  ]
  return [...new Set(forms)]
}

/** Each hit becomes `***`; hits that overlap become one. */
function covered(text: string, needles: readonly string[]): string {
  const hits = needles
    .flatMap(needle => placesOf(needle, text).map(from => ({ from, to: from + needle.length })))
    .sort((a, b) => a.from - b.from)
  let safe = ''
  let end = 0
  for (const { from, to } of hits) {
    if (from >= end) safe += `${text.slice(end, from)}***`
    end = Math.max(end, to)
  }
  return safe + text.slice(end)
}

function placesOf(needle: string, text: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) places.push(at)
  return places
}

/** As JavaScript, Go and Python write it: `!'()*` and `/` escaped or not, a blank as `%20` or `+`, either hex case. */
function urlEncoded(secret: string): string[] {
  const encoded = encodeURIComponent(secret.toWellFormed())
  const strict = encoded.replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  const forms = [encoded, strict].flatMap(form => [form, form.replaceAll('%2F', '/')])
  return forms
    .flatMap(form => [form, form.replaceAll('%20', '+')])
    .flatMap(form => [form, lowerEscapes(form)])
}

/** As JavaScript, Go (`<>&` too), PHP (`/` too) and Python (ASCII only) write it, without the quotes. */
function jsonEscaped(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const unicode = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  return [
    json,
    json.replace(/[<>&\u2028\u2029]/g, unicode),
    json.replaceAll('/', '\\/'),
    json.replace(/[^\0-\x7f]/g, unicode),
  ]
}

/** The parts of the Base64 of 0 to 2 unknown bytes, the secret, and anything, that depend on the secret only. */
function base64Cores(secret: string): string[] {
  return [0, 1, 2].flatMap(shift => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)])
    const core = bytes
      .toString('base64')
      .slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6))
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function lowerEscapes(encoded: string): string {
  return encoded.replace(/%[0-9A-F]{2}/g, hex => hex.toLowerCase())
}
