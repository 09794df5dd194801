import type { Readable } from 'node:stream'
import { CallError, type CallOptions } from '../model/service.ts'
import type { Call } from './dialect.ts'
import { type Route, routeTo, type WireAnswer } from './route.ts'

export interface Reply {
  readonly status: number
  readonly body: string
  readonly requestId: string | undefined
  /** Milliseconds that the server asks to wait, from its `Retry-After`. */
  readonly retryAfter: number | undefined
  /** Where a redirect leads: origin and path, without the query, which may hold a secret. */
  readonly location?: string | undefined
}

/** Carries calls to one server. Fails with a `CallError` of kind `unsent`, `interrupted`, `aborted` or `unreadable`. */
export interface Transport {
  send(call: Call, options: CallOptions): Promise<Reply>
}

export interface Address {
  /** Base URL without a slash at its end. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
}

/** An answer larger than this is an error: 10,000 files take about 3 MB. */
const LARGEST_BODY = 64 * 1024 * 1024

/**
 * The calls of one server, over HTTP: their headers, limits of time and size, and what becomes of a failure. The way
 * there is that of `route.ts`.
 */
export function createTransport(address: Address, env: NodeJS.ProcessEnv): Transport {
  let way: Promise<Route> | undefined
  return {
    async send(call, { timeout, signal }) {
      const limit = AbortSignal.timeout(Math.ceil(timeout))
      way ??= routeTo(address.endpoint, env)
      const route = await way
      try {
        const url = new URL(`${address.endpoint}${call.path}`)
        const answer = await route.exchange(url, {
          method: call.method,
          headers: {
            ...address.headers,
            ...(call.body ? { 'content-type': 'application/json' } : {}),
            ...call.headers,
          },
          body: call.body ? JSON.stringify(call.body) : null,
          signal: AbortSignal.any([limit, signal]),
        })
        return {
          status: answer.status,
          body: await readBody(answer),
          requestId: header(answer, 'requestid') ?? header(answer, 'x-milvus-trace-id'),
          retryAfter: retryAfter(header(answer, 'retry-after'), Date.now()),
          location: locationOf(header(answer, 'location'), url),
        }
      } catch (error) {
        throw asCallError(error, limit, signal, route.proxy)
      }
    },
  }
}

function header(answer: WireAnswer, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function locationOf(value: string | undefined, base: URL): string | undefined {
  const target = value === undefined ? null : URL.parse(value, base.href)
  return target && /^https?:$/.test(target.protocol) ? target.origin + target.pathname : undefined
}

async function readBody(answer: WireAnswer): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of decoded(answer.body, header(answer, 'content-encoding'))) {
    size += chunk.length
    if (size > LARGEST_BODY) {
      answer.body.destroy()
      throw new CallError({ kind: 'unreadable', code: 'ResponseTooLarge', said: '' })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** We ask for no encoding, but gateways compress all the same. */
function decoded(body: Readable, encoding: string | undefined): AsyncIterable<Buffer> {
  const decoder = encoding && decoderFor(encoding)
  if (!decoder) return body
  body.on('error', error => decoder.destroy(error))
  return body.pipe(decoder)
}

function decoderFor(encoding: string) {
  const { createGunzip, createInflate, createBrotliDecompress } = process.getBuiltinModule('node:zlib')
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
    default:
      return undefined
  }
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3) as milliseconds from `now`; `undefined` for anything else. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** Failures that prove that no byte of the request was sent. */
const UNSENT = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ConnectTimeout',
])

function asCallError(
  error: unknown,
  limit: AbortSignal,
  signal: AbortSignal,
  proxy: string | undefined,
): CallError {
  if (error instanceof CallError) return error
  if (signal.aborted) return new CallError({ kind: 'aborted', code: 'Cancelled', said: '' })
  if (limit.aborted) return new CallError({ kind: 'interrupted', code: 'Timeout', said: '' })
  const cause = rootCause(error)
  if (isLoginOfProxy(cause)) {
    return new CallError({ kind: 'status', code: 'Http407', httpStatus: 407, said: cause.message })
  }
  const name = networkName(cause)
  const isNamed = proxy !== undefined && isAbout(cause, proxy)
  const code = isNamed && UNSENT.has(name) ? 'ProxyFailed' : name
  const unsent = UNSENT.has(code) || code === 'TlsFailed' || code === 'ProxyFailed'
  return new CallError({ kind: unsent ? 'unsent' : 'interrupted', code, said: cause.message })
}

interface Cause {
  readonly code: string
  readonly message: string
  /** `host:port`, as far as the network told where it failed. */
  readonly place: string
}

/** undici wraps causes, and trying several addresses yields an error of errors. */
function rootCause(error: unknown): Cause {
  const { code, message, cause, errors, hostname, address, port } = error as Record<string, unknown>
  const inner = Array.isArray(errors) ? errors[0] : cause
  if (inner && !/^UND_ERR_PRX/.test(String(code))) return rootCause(inner)
  return {
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? message : '',
    place: `${hostname ?? address ?? ''}:${port ?? ''}`,
  }
}

/** In a tunnel undici says "Proxy response (407)", without one "Proxy Authentication Required (407)". */
function isLoginOfProxy({ code, message }: Cause): boolean {
  return /^UND_ERR_(ABORTED|INVALID_ARG)$/.test(code) && /proxy.*\(407\)/i.test(message)
}

/** Behind a proxy we connect to nobody else; the port tells, its name may have many addresses. */
function isAbout({ place, message }: Cause, proxy: string): boolean {
  const { hostname, port } = new URL(`http://${proxy}`)
  return place === `${hostname}:` || place.endsWith(`:${port || 80}`) || message.includes(proxy)
}

function networkName({ code, message }: Cause): string {
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'ConnectTimeout'
  if (/^UND_ERR_PRX/.test(code)) return 'ProxyFailed'
  if (code === 'UND_ERR_SOCKET' || code === 'EPIPE') return 'ECONNRESET'
  if (/^ERR_TLS|^ERR_SSL|CERT|^UNABLE_TO|SELF_SIGNED|^EPROTO$/.test(code)) return 'TlsFailed'
  if (/^Z_|^ERR__ERROR_FORMAT|^ERR_BROTLI/.test(code)) return 'Unreadable'
  if (/^HPE_/.test(code)) return 'NotHttp'
  if (code === 'UND_ERR_ABORTED' && /proxy/i.test(message)) return 'ProxyFailed'
  return code || 'ECONNRESET'
}
