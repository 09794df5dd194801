import { SHORTEST_PART, SHORTEST_SECRET } from '../words/redact.ts'
import { type Given, publicInputs, secretInputs, urlInputs } from './table.ts'

/** Words that no secret can be: as masks they would garble the log, the runner's own lines included. */
const WORDS = new Set([
  ...['true', 'false', 'null', 'none', 'auto', 'default', 'test', 'example', 'secret', 'password'],
  ...['root', 'admin', 'user', 'milvus', 'zilliz', 'import', 'importing', 'completed', 'failed', 'pending'],
])
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']
/** Credentials of the environment that an upload may use. */
const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']

/**
 * The secret values themselves, without derived forms, longest first, each once: of the inputs, of URLs in them, and
 * of the environment. Of `user:password` the whole, and the password if it is long enough: `root:Milvus` must not hide
 * every "Milvus". A value also given as an id is not treated as a secret, and neither is the name of a file.
 */
export function secretsOf(inputs: Given, env: NodeJS.ProcessEnv = {}): string[] {
  const lines = urlInputs.flatMap(name => inputs[name].split(/[\r\n]+/).map(line => line.trim()))
  const values = [
    ...secretInputs.flatMap(name => (name === 'apiKey' ? partsOfLogin(inputs[name]) : linesOf(inputs[name]))),
    ...lines.flatMap(line => [...(hasLogin(line) ? userinfoOf(line) : []), ...signedPartsOf(line)]),
    ...[inputs.endpoint, inputs.storageEndpoint].flatMap(url => userinfoOf(url.trim())),
    ...PROXIES.flatMap(name => userinfoOf(env[name]?.trim() ?? '')),
    ...CREDENTIALS.map(name => env[name]?.trim() ?? ''),
  ]
  const ids = new Set(publicInputs.map(name => inputs[name]))
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

/** Before the host of these stands a login; before that of `abfss://container@account` the name of a container. */
function hasLogin(url: string): boolean {
  return /^(?:https?|s3|gs|oss):\/\//i.test(url)
}

/** Of `https://user:password@host`, as written and decoded; also where the rest makes no URL. */
function userinfoOf(text: string): string[] {
  const [, userinfo] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)@/i.exec(text) ?? []
  if (userinfo === undefined) return []
  return [userinfo, decode(userinfo)].flatMap(login =>
    login.includes(':') || isPart(login) ? partsOfLogin(login) : [],
  )
}

/**
 * The query of a SAS or presigned URL: the whole, and what proves something, as written and decoded. Only `https` has
 * one: in `s3://` a question mark is part of the key.
 */
function signedPartsOf(url: string): string[] {
  const [, query] = /^https?:\/\/[^?]*\?([^#]*)/i.exec(url) ?? []
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

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
