import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { CallError, type CallOptions } from '../model/service.ts'
import type { Call } from './dialect.ts'
import { asCallError } from './network.ts'
import { type Route, routeTo, type WireAnswer, type WireBody, type WireRequest } from './route.ts'

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

/** One exchange with any server. */
export interface Exchange {
  readonly method: WireRequest['method']
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: WireBody
  /** How long the whole exchange may take, in milliseconds. */
  readonly timeout?: number
  /** How long no byte may move in either direction, in milliseconds. */
  readonly stall?: number
  /** A success is wanted as bytes, this many at most: the rest of its body is left. */
  readonly most?: number
  readonly signal: AbortSignal
}

/** What a server answered, whatever its status. */
export interface Answer {
  readonly status: number
  /** By their names in lower case. */
  readonly headers: IncomingHttpHeaders
  /** Decoded text; `''` for what was wanted as bytes. */
  readonly body: string
  readonly bytes: Uint8Array
}

/**
 * Carries single exchanges, each over the way to its server, which is kept. Fails with what the body of a request
 * failed with, else with a `CallError` of kind `unsent`, `interrupted`, `aborted`, `unreadable`, or `status` if a proxy
 * wants a login.
 */
export interface Wire {
  send(exchange: Exchange): Promise<Answer>
}

/** An answer larger than this is an error: 10,000 files take about 3 MB. */
const LARGEST_BODY = 64 * 1024 * 1024

/**
 * The calls of one server, over HTTP: their headers and limits of time. The way there is that of `route.ts`.
 */
export function createTransport(address: Address, env: NodeJS.ProcessEnv): Transport {
  const wire = createWire(env)
  return {
    async send(call, { timeout, signal }) {
      const url = new URL(`${address.endpoint}${call.path}`)
      const answer = await wire.send({
        method: call.method,
        url,
        headers: {
          ...address.headers,
          ...(call.body ? { 'content-type': 'application/json' } : {}),
          ...call.headers,
        },
        body: call.body ? JSON.stringify(call.body) : null,
        ...{ timeout, signal },
      })
      return {
        status: answer.status,
        body: answer.body,
        requestId: header(answer, 'requestid') ?? header(answer, 'x-milvus-trace-id'),
        retryAfter: retryAfter(header(answer, 'retry-after'), Date.now()),
        location: locationOf(header(answer, 'location'), url),
      }
    },
  }
}

/** Exchanges over HTTP: limits of time and size, and what becomes of a failure. */
export function createWire(env: NodeJS.ProcessEnv): Wire {
  const ways = new Map<string, Promise<Route>>()
  const wayTo = (origin: string): Promise<Route> => {
    const way = ways.get(origin) ?? routeTo(origin, env)
    ways.set(origin, way)
    return way
  }
  return {
    async send({ url, timeout, stall, most, signal, body, ...request }) {
      using limit = limitOf(timeout, stall)
      const sent = watched(body, limit.moved)
      const route = await wayTo(url.origin)
      try {
        const answer = await route.exchange(url, {
          ...request,
          body: sent.body,
          signal: AbortSignal.any([limit.signal, signal]),
        })
        limit.moved()
        const { status, headers } = answer
        // The headers of a HEAD are about a body that does not come.
        const content = request.method === 'HEAD' ? { ...answer, headers: {} } : answer
        if (most !== undefined && status >= 200 && status < 300)
          return { status, headers, body: '', bytes: await firstBytes(content.body, most, limit.moved) }
        return { status, headers, body: await readBody(content, limit.moved), bytes: new Uint8Array() }
      } catch (error) {
        if (sent.failure()) throw sent.failure()
        throw asCallError(error, limit.signal, signal, route.proxy)
      }
    },
  }
}

/** Aborts after `timeout` milliseconds, and when `moved` was not called for `stall` milliseconds. */
function limitOf(
  timeout: number | undefined,
  stall: number | undefined,
): Disposable & { readonly signal: AbortSignal; moved(): void } {
  const over = new AbortController()
  const after = (ms: number | undefined) =>
    ms === undefined ? undefined : setTimeout(() => over.abort(), Math.ceil(ms))
  const [late, idle] = [after(timeout), after(stall)]
  return {
    signal: over.signal,
    moved: () => idle?.refresh(),
    [Symbol.dispose]: () => {
      clearTimeout(late)
      clearTimeout(idle)
    },
  }
}

/** A body that reports when bytes move, and whether the body itself was what failed. */
function watched(body: WireBody, moved: () => void): { body: WireBody; failure(): unknown } {
  let failure: unknown
  async function* chunks(source: AsyncIterable<Uint8Array>) {
    try {
      for await (const chunk of source) {
        moved()
        yield chunk
      }
      moved()
    } catch (error) {
      failure = error
      throw error
    }
  }
  const isText = body === null || typeof body === 'string'
  return { body: isText ? body : chunks(body), failure: () => failure }
}

/** The first value of a header. */
export function header(answer: Pick<Answer, 'headers'>, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function locationOf(value: string | undefined, base: URL): string | undefined {
  const target = value === undefined ? null : URL.parse(value, base.href)
  return target && /^https?:$/.test(target.protocol) ? target.origin + target.pathname : undefined
}

/** Fails for a text that is too large. Decoded as a whole: pieces of text would stay on V8's heap for long. */
async function readBody(answer: WireAnswer, moved: () => void): Promise<string> {
  const bytes = await firstBytes(
    decoded(answer.body, header(answer, 'content-encoding')),
    LARGEST_BODY + 1,
    moved,
  )
  if (bytes.length <= LARGEST_BODY) return bytes.toString()
  answer.body.destroy()
  throw new CallError({ kind: 'unreadable', code: 'ResponseTooLarge', said: '' })
}

/** As they come: a server that ignores ranges sends the whole file, of which the rest is left. */
async function firstBytes(body: AsyncIterable<Buffer>, most: number, moved: () => void): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    moved()
    chunks.push(chunk)
    size += chunk.length
    if (size >= most) break
  }
  return Buffer.concat(chunks).subarray(0, most)
}

/** We ask for no encoding, but some gateways compress anyway. */
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
