import { createServer, type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { type Listening, listening } from './listening.ts'

/** Its URL has the login, if it asks for one. */
export interface Proxy extends Listening {
  /** Every request to the proxy itself, as `CONNECT host:443` or `POST http://host/path`. */
  readonly asked: readonly string[]
  /** Everything that the proxy could read, headers included. */
  seen(): string
}

export interface ProxyOptions {
  /** Which port on loopback stands behind a made-up `host:port`. */
  readonly hosts: Readonly<Record<string, number>>
  /** `user:password`; who does not give it gets 407. */
  readonly login?: string
  /** Answers every tunnel with this status. */
  readonly refusesWith?: number
}

/** A forward proxy on loopback: tunnels for https, requests with whole URLs for http. */
export async function startProxy({ hosts, login, refusesWith }: ProxyOptions): Promise<Proxy> {
  const asked: string[] = []
  const seen: string[] = []
  const expected = login && `Basic ${Buffer.from(login).toString('base64')}`

  const see = ({ method, url, rawHeaders, headers }: IncomingMessage): number => {
    asked.push(`${method} ${url}`)
    seen.push(`${method} ${url} ${rawHeaders.join(' ')}`)
    if (expected && headers['proxy-authorization'] !== expected) return 407
    return refusesWith ?? 200
  }

  const server = createServer((incoming, outgoing) => {
    const status = see(incoming)
    const url = URL.parse(incoming.url ?? '')
    const port = url && hosts[`${url.hostname}:${url.port || 80}`]
    if (status !== 200 || !url || !port) return void outgoing.writeHead(status === 200 ? 502 : status).end()
    const { method, headers } = incoming
    const onward = request(
      { port, host: '127.0.0.1', path: url.pathname + url.search, method, headers },
      answer => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  server.on('connect', (incoming, socket: Socket) => {
    const status = see(incoming)
    const port = hosts[incoming.url ?? '']
    socket.on('error', () => socket.destroy())
    if (status !== 200 || !port)
      return void socket.end(`HTTP/1.1 ${status === 200 ? 502 : status} No\r\n\r\n`)
    const inner = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      inner.pipe(socket).pipe(inner)
    })
    inner.on('error', () => socket.destroy())
    inner.on('close', () => socket.destroy())
    socket.on('close', () => inner.destroy())
  })
  const on = await listening(server)
  const userinfo = login ? `${login.split(':').map(encodeURIComponent).join(':')}@` : ''
  return Object.assign(on, {
    url: on.url.replace('http://', `http://${userinfo}`),
    asked,
    seen: () => seen.join('\n'),
  })
}
