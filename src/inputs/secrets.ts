import type { Given } from './inputs.ts'
import { layersOf, placedLayersOf } from './layers.ts'

/** Shorter values are not secrets: masking them would garble every line and protect nothing. */
const SHORTEST_SECRET = 4
/** Of `user:password` the password alone is masked from this length on: `root:Milvus` must not hide every "Milvus". */
const SHORTEST_PART = 8
/** Words that no secret can be: as masks they would garble the log, the runner's own lines included. */
const WORDS = new Set([
  ...['true', 'false', 'null', 'none', 'auto', 'default', 'test', 'example', 'secret', 'password'],
  ...['root', 'admin', 'user', 'milvus', 'zilliz', 'import', 'importing', 'completed', 'failed', 'pending'],
])
const IDS = [
  ...(['clusterId', 'projectId', 'regionId', 'dbName', 'collectionName'] as const),
  ...(['partitionName', 'volumeName', 'jobId'] as const),
]
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']

/**
 * The secret values themselves, without derived forms, longest first, each once: of the inputs, of URLs in them, and
 * of the proxies of the environment. What is given as an id in the open is none.
 */
export function secretsOf(inputs: Given, env: NodeJS.ProcessEnv = {}): string[] {
  const { apiKey, accessKey, secretKey, sessionToken, githubToken } = inputs
  const urls = `${inputs.objectUrl}\n${inputs.files}\n${inputs.endpoint}`.split(/\s+/)
  const values = [
    ...partsOfLogin(apiKey),
    ...[accessKey, secretKey, sessionToken, githubToken].flatMap(linesOf),
    ...urls.flatMap(url => [...userinfoOf(url), ...signedPartsOf(url)]),
    ...PROXIES.flatMap(name => userinfoOf(env[name]?.trim() ?? '')),
  ]
  const ids = new Set(IDS.map(name => inputs[name]))
  const isSecret = (value: string) =>
    value.length >= SHORTEST_SECRET && !WORDS.has(value.toLowerCase()) && !ids.has(value)
  return [...new Set(values.filter(isSecret))].sort((a, b) => b.length - a.length)
}

/** `user:password` as a whole, and the password; of a key, the key. */
function partsOfLogin(login: string): string[] {
  const password = login.includes(':') ? login.slice(login.indexOf(':') + 1) : ''
  return [...linesOf(login), ...linesOf(password).filter(isPart)]
}

/** A secret of several lines, pasted by mistake or not, may come back line by line. */
function linesOf(value: string): string[] {
  const lines = value.split(/[\r\n]+/).map(line => line.trim())
  return lines.length > 1 ? [value, ...lines.filter(isPart)] : [value]
}

function isPart(value: string): boolean {
  return value.length >= SHORTEST_PART
}

/** Of `https://user:password@host`, as written and decoded; also where the rest makes no URL. */
function userinfoOf(text: string): string[] {
  const [, userinfo] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)@/i.exec(text) ?? []
  if (userinfo === undefined) return []
  return [userinfo, decode(userinfo)].flatMap(login =>
    login.includes(':') || isPart(login) ? partsOfLogin(login) : [],
  )
}

/** The query of a SAS or presigned URL: the whole, and what proves something, as written and decoded. */
function signedPartsOf(url: string): string[] {
  const [, query] = /^[^?]*:\/\/[^?]*\?([^#]*)/.exec(url) ?? []
  if (query === undefined) return []
  const signed = query.split('&').flatMap(pair => {
    const [name = '', ...rest] = pair.split('=')
    const value = rest.join('=')
    const isProof =
      /sig|token|credential|key|secret|password|(^|-)ak$/i.test(name) &&
      !/headers|algorithm|time|list/i.test(name)
    return isProof ? [value, decode(value), decode(value.replaceAll('+', ' '))] : []
  })
  return [query, ...signed].filter(isPart)
}

/**
 * Every form in which the runner must mask a secret: as is, URL-encoded in either case, and as Base64 and Base64url
 * in every alignment. The runner derives more by itself, but neither Base64url nor lower-case escapes, and not the
 * finished Base64 of `user:password` (`actions/runner` ValueEncoders.cs). Of several lines the runner would mask each,
 * however short: their lines are secrets of their own.
 */
export function masksOf(secret: string): string[] {
  const encoded = encodeURIComponent(wellFormed(secret))
  const forms = [
    ...(/[\r\n]/.test(secret) ? [] : [secret]),
    encoded,
    lowerEscapes(encoded),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    ...base64Cores(secret).filter(isPart),
  ]
  return [...new Set(forms)]
}

/**
 * Replaces every secret in a text by `***`: as is, in whatever mixture of URL, HTML and JSON escapes, inside Base64 and
 * Base64url at all three alignments, and also where blanks, line breaks, ANSI codes or invisible characters stand
 * between its characters. Short ones are found only in one piece.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap(secret => [...layersOf(secret), ...base64Cores(secret)])
  const needles = [...new Set(forms)].filter(form => form.length >= SHORTEST_SECRET)
  if (needles.length === 0) return text => text
  return text => {
    const isTouched = layersOf(text).some(layer => needles.some(needle => layer.includes(needle)))
    return isTouched ? covered(text, hitsOf(text, needles)) : text
  }
}

type Hit = readonly [from: number, to: number]

function hitsOf(text: string, needles: readonly string[]): Hit[] {
  const hits: Hit[] = []
  for (const { text: layer, from, to } of placedLayersOf(text)) {
    for (const needle of needles) {
      for (let at = layer.indexOf(needle); at >= 0; at = layer.indexOf(needle, at + 1)) {
        const end = at + needle.length
        const isWhole = () => from.slice(at + 1, end).every((start, index) => start <= (to[at + index] ?? 0))
        if (isPart(needle) || isWhole()) hits.push([from[at] ?? 0, to[end - 1] ?? 0])
      }
    }
  }
  return hits.sort(([a], [b]) => a - b)
}

/** Hits that overlap become one. */
function covered(text: string, hits: readonly Hit[]): string {
  let safe = ''
  let end = 0
  for (const [from, to] of hits) {
    if (from >= end) safe += `${text.slice(end, from)}***`
    end = Math.max(end, to)
  }
  return safe + text.slice(end)
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

/** Half a surrogate can't be encoded. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
