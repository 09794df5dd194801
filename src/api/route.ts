import type { ClientRequest, IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { CallError } from '../model/service.ts'

/** A way to one server, and the connections on it, which are kept for the next request. */
export interface Route {
  /** Sends one request; resolves when the head of the answer is there, and fails as Node.js or undici does. */
  exchange(url: URL, request: WireRequest): Promise<WireAnswer>
  /** `host:port` of the proxy that may stand in between. */
  readonly proxy: string | undefined
}

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'HEAD' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body: WireBody
  /** Ends the exchange, the body of its answer included. */
  readonly signal: AbortSignal
}

/**
 * Text, or bytes in chunks, whose number is in the header `content-length`. A chunk has been sent when the next one is
 * asked for: its memory may be used again.
 */
export type WireBody = string | AsyncIterable<Uint8Array> | null

export interface WireAnswer {
  readonly status: number
  /** By their names in lower case. */
  readonly headers: IncomingHttpHeaders
  readonly body: Readable
}

/** Longer than the pause between two polls, shorter than the minute after which gateways hang up. Milliseconds. */
const KEEP_ALIVE = 55_000
/** For name, connection and TLS; not a byte of the request is sent before. Milliseconds. */
const CONNECT_TIMEOUT = 10_000

/**
 * The way to `endpoint`: as curl and the runner do it, through `HTTPS_PROXY` for https and `HTTP_PROXY` for http, both
 * in either case, an empty variable is no variable. Loopback is never proxied. Redirects are not followed: the
 * credentials stay with the host they are meant for.
 */
export async function routeTo(endpoint: string, env: NodeJS.ProcessEnv): Promise<Route> {
  const first = (...names: string[]) => names.map(name => env[name]?.trim()).find(Boolean) ?? ''
  const { protocol, hostname } = new URL(endpoint)
  const isSecure = protocol === 'https:'
  const proxy = isSecure ? first('https_proxy', 'HTTPS_PROXY') : first('http_proxy', 'HTTP_PROXY')
  if (proxy === '' || LOOPBACK.test(hostname)) return directRoute(isSecure)
  return proxiedRoute(
    proxy.includes('://') ? proxy : `http://${proxy}`,
    isSecure,
    first('no_proxy', 'NO_PROXY'),
  )
}

const LOOPBACK = /^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/

/** By Node's own client: it is there, and undici loads HTTP/2 and TLS whatever the server speaks. */
function directRoute(isSecure: boolean): Route {
  // Not imported: TLS adds a third to the start of Node.js.
  const { Agent, request }: Pick<typeof import('node:http'), 'Agent' | 'request'> = process.getBuiltinModule(
    isSecure ? 'node:https' : 'node:http',
  )
  const agent = new Agent({ keepAlive: true, timeout: KEEP_ALIVE })
  const ready = isSecure ? 'secureConnect' : 'connect'

  return {
    proxy: undefined,
    exchange: (url, { body, ...options }) =>
      new Promise((resolve, reject) => {
        const outgoing = request(url, { ...options, agent })
        outgoing.on('response', answer => {
          // An answer that does not wait for the whole request is a refusal: the rest need not be sent.
          answer.on('end', () => outgoing.writableEnded || outgoing.destroy())
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer })
        })
        outgoing.on('error', reject)
        outgoing.on('socket', socket => {
          if (!socket.connecting) return
          const late = setTimeout(() => outgoing.destroy(notConnected()), CONNECT_TIMEOUT)
          for (const event of [ready, 'close']) socket.once(event, () => clearTimeout(late))
        })
        if (body === null || typeof body === 'string') outgoing.end(body)
        else pump(body, outgoing).catch(error => outgoing.destroy(error))
      }),
  }
}

/** Sends chunk by chunk. Fails as `body` does, and when the request is closed before its end. */
async function pump(body: AsyncIterable<Uint8Array>, outgoing: ClientRequest): Promise<void> {
  let stop: (error: Error) => void = () => {}
  outgoing.once('close', () => stop(new Error('The request was closed')))
  for await (const chunk of body) {
    if (outgoing.destroyed) return
    await new Promise<void>((resolve, reject) => {
      stop = reject
      outgoing.write(chunk, error => (error ? reject(error) : resolve()))
    })
  }
  outgoing.end()
}

function notConnected(): Error {
  const message = `No connection within ${CONNECT_TIMEOUT / 1000} s`
  return Object.assign(new Error(message), { code: 'ConnectTimeout' })
}

/** By undici: Node's own client knows no proxies in the oldest release that the runner has (24.4). */
async function proxiedRoute(proxy: string, isSecure: boolean, noProxy: string): Promise<Route> {
  const { EnvHttpProxyAgent } = await import('undici')
  const { host, port, protocol } = usable(() => new URL(proxy))
  const agent = usable(
    () =>
      new EnvHttpProxyAgent({
        httpProxy: isSecure ? '' : proxy,
        httpsProxy: isSecure ? proxy : '',
        noProxy,
        keepAliveTimeout: KEEP_ALIVE,
      }),
  )
  return {
    proxy: port ? host : `${host}:${protocol === 'https:' ? 443 : 80}`,
    async exchange({ origin, pathname, search }, { body: sent, ...options }) {
      const { statusCode, headers, body } = await agent.request({
        ...{ origin, path: pathname + search },
        ...options,
        body: sent === null || typeof sent === 'string' ? sent : streamOf(sent),
        // The signal is the only clock: these would race with it.
        ...{ headersTimeout: 0, bodyTimeout: 0 },
      })
      return { status: statusCode, headers, body }
    },
  }
}

/** A stream asks for the next chunk while undici still holds the last one, so each chunk has its own memory. */
function streamOf(chunks: AsyncIterable<Uint8Array>): Readable {
  async function* copies() {
    for await (const chunk of chunks) yield Uint8Array.from(chunk)
  }
  return process.getBuiltinModule('node:stream').Readable.from(copies())
}

/** The proxy that the variable names. If it is not a URL, the error does not quote it: it may hold a login. */
function usable<T>(make: () => T): T {
  try {
    return make()
  } catch {
    throw new CallError({
      kind: 'unsent',
      code: 'ProxyFailed',
      said: 'The proxy variable does not hold a URL',
    })
  }
}
