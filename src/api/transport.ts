import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Dispatcher } from 'undici'
import api from 'undici/lib/api/index.js'
import AnyDispatcher from 'undici/lib/dispatcher/dispatcher.js'
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js'
import { CallError, type CallOptions } from '../job/service.ts'
import type { Call } from './dialect.ts'

export interface Reply {
  readonly status: number
  readonly body: string
  readonly requestId: string | undefined
  /** Milliseconds that the server asks to wait, from its `Retry-After`. */
  readonly retryAfter: number | undefined
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
 * The only file that speaks HTTP. Proxies come from `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` in either case,
 * loopback is never proxied. Redirects are not followed: the credentials stay with the host they are meant for.
 */
export function createTransport(address: Address, env: NodeJS.ProcessEnv): Transport {
  let dispatcher: Dispatcher | undefined
  return {
    async send(call, { timeout, signal }) {
      const limit = AbortSignal.timeout(Math.ceil(timeout))
      try {
        dispatcher ??= createDispatcher(address.endpoint, env)
        const { origin, pathname, search } = new URL(`${address.endpoint}${call.path}`)
        const answer = await dispatcher.request({
          origin,
          path: pathname + search,
          method: call.method,
          headers: {
            ...address.headers,
            ...(call.body ? { 'content-type': 'application/json' } : {}),
            ...call.headers,
          },
          body: call.body ? JSON.stringify(call.body) : null,
          signal: AbortSignal.any([limit, signal]),
          // The signal above is the only clock: these would race with it.
          headersTimeout: 0,
          bodyTimeout: 0,
        })
        return {
          status: answer.statusCode,
          body: await readBody(answer),
          requestId: header(answer, 'requestid') ?? header(answer, 'x-milvus-trace-id'),
          retryAfter: retryAfter(header(answer, 'retry-after'), Date.now()),
        }
      } catch (error) {
        throw asCallError(error, limit, signal)
      }
    },
  }
}

/** As curl and the runner do it: `HTTPS_PROXY` for https, `HTTP_PROXY` for http, an empty variable is no variable. */
function createDispatcher(endpoint: string, env: NodeJS.ProcessEnv): Dispatcher {
  const first = (...names: string[]) => names.map(name => env[name]?.trim()).find(Boolean) ?? ''
  const secure = endpoint.startsWith('https:')
  const proxy = secure ? first('https_proxy', 'HTTPS_PROXY') : first('http_proxy', 'HTTP_PROXY')
  const uri = proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`
  // As the index of undici does it, which would load much more: the agent of a proxy asks by these methods, too.
  Object.assign(AnyDispatcher.prototype, api)
  const noProxy = [first('no_proxy', 'NO_PROXY'), 'localhost', '127.0.0.1', '[::1]'].filter(Boolean).join(',')
  try {
    return new EnvHttpProxyAgent({ httpProxy: secure ? '' : uri, httpsProxy: secure ? uri : '', noProxy })
  } catch {
    throw new CallError({
      kind: 'unsent',
      code: 'ProxyFailed',
      said: 'The proxy variable does not hold a URL',
    })
  }
}

function header(answer: Dispatcher.ResponseData, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value[0] : value
}

async function readBody(answer: Dispatcher.ResponseData): Promise<string> {
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
  const decoder = decoderFor(encoding)
  if (!decoder) return body
  body.on('error', error => decoder.destroy(error))
  return body.pipe(decoder)
}

function decoderFor(encoding: string | undefined) {
  switch (encoding?.trim().toLowerCase()) {
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

function asCallError(error: unknown, limit: AbortSignal, signal: AbortSignal): CallError {
  if (error instanceof CallError) return error
  if (signal.aborted) return new CallError({ kind: 'aborted', code: 'Cancelled', said: '' })
  if (limit.aborted) return new CallError({ kind: 'interrupted', code: 'Timeout', said: '' })
  const { code, message } = rootCause(error)
  const name = networkName(code, message)
  const unsent = UNSENT.has(name) || name === 'TlsFailed' || name === 'ProxyFailed'
  return new CallError({ kind: unsent ? 'unsent' : 'interrupted', code: name, said: message })
}

/** undici wraps causes, and trying several addresses yields an error of errors. */
function rootCause(error: unknown): { code: string; message: string } {
  const { code, message, cause, errors } = error as {
    code?: unknown
    message?: unknown
    cause?: unknown
    errors?: unknown[]
  }
  const inner = errors?.[0] ?? cause
  if (inner) return rootCause(inner)
  return { code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '' }
}

function networkName(code: string, message: string): string {
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'ConnectTimeout'
  if (code === 'UND_ERR_SOCKET' || code === 'EPIPE') return 'ECONNRESET'
  if (/^ERR_TLS|^ERR_SSL|CERT|^UNABLE_TO|SELF_SIGNED|^EPROTO$/.test(code)) return 'TlsFailed'
  if (/^Z_|^ERR__ERROR_FORMAT|^ERR_BROTLI/.test(code)) return 'Unreadable'
  if (code === 'UND_ERR_ABORTED' && /proxy/i.test(message)) return 'ProxyFailed'
  return code || 'ECONNRESET'
}
