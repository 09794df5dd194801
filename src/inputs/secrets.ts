import { SHORTEST_PART, SHORTEST_SECRET } from '../words/redact.ts'
import { linesOf } from '../words/text.ts'
import { decoded } from '../words/url.ts'
import { type Given, inputsWith } from './table.ts'

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
  const values = [
    ...inputsWith('secret').flatMap(name =>
      name === 'apiKey' ? partsOfLogin(inputs[name]) : withLines(inputs[name]),
    ),
    ...inputsWith('urls').flatMap(name => linesOf(inputs[name]).flatMap(partsOfUrl)),
    ...[inputs.endpoint, inputs.storageEndpoint].flatMap(url => partsOfUserinfo(url.trim())),
    ...PROXIES.flatMap(name => partsOfUserinfo(env[name]?.trim() ?? '')),
    ...CREDENTIALS.map(name => env[name]?.trim() ?? ''),
  ]
  const ids = inputsWith('id').map(name => inputs[name])
  const isSecret = (value: string) =>
    value.length >= SHORTEST_SECRET && !WORDS.has(value.toLowerCase()) && !ids.includes(value)
  return [...new Set(values.filter(isSecret))].sort((a, b) => b.length - a.length)
}

/** `user:password` as a whole, and the password; of a key, the key. */
function partsOfLogin(login: string): string[] {
  const [, password = ''] = /:(.*)/s.exec(login) ?? []
  return [...withLines(login), ...withLines(password).filter(isPart)]
}

/** A secret of several lines, pasted by mistake or not, may come back line by line. */
function withLines(value: string): string[] {
  return [value, ...(/[\r\n]/.test(value) ? linesOf(value).filter(isPart) : [])]
}

function isPart(value: string): boolean {
  return value.length >= SHORTEST_PART
}

/** Before these hosts stands a login; before that of `abfss://container@account` the name of a container. */
function partsOfUrl(url: string): string[] {
  const login = /^(?:https?|s3|gs|oss):\/\//i.test(url) ? partsOfUserinfo(url) : []
  return [...login, ...partsOfQuery(url)]
}

/** Of `https://user:password@host`, as written and decoded; also where the rest makes no URL. */
function partsOfUserinfo(url: string): string[] {
  const [, userinfo] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)@/i.exec(url) ?? []
  if (userinfo === undefined) return []
  return [userinfo, decoded(userinfo)].flatMap(login =>
    login.includes(':') || isPart(login) ? partsOfLogin(login) : [],
  )
}

/**
 * The query of a SAS or presigned URL: the whole, and what proves something, as written and decoded. Only `https` has
 * one: in `s3://` a question mark is part of the key.
 */
function partsOfQuery(url: string): string[] {
  const [, query] = /^https?:\/\/[^?]*\?([^#]*)/i.exec(url) ?? []
  if (query === undefined) return []
  const proofs = query.split('&').flatMap(pair => {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? []
    const isProof =
      /sig|token|credential|key|secret|password|(^|-)ak$/i.test(name) &&
      !/headers|algorithm|time|list/i.test(name)
    return isProof ? [value, decoded(value), decoded(value.replaceAll('+', ' '))] : []
  })
  return [query, ...proofs].filter(isPart)
}
