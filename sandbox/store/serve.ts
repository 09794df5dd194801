import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { ConnectionReset, type StoreReply } from './model.ts'
import { createStore, type Store, type StoreOptions } from './store.ts'

export interface StartOptions extends StoreOptions {
  /** 0 takes a free port. */
  readonly port?: number
  /** PEM. With it the store is there by TLS as well, on a port of its own. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** A store that listens on loopback. Dispose it to stop. */
export interface RunningStore extends Store, AsyncDisposable {
  readonly url: string
  /** Only with `tls`. */
  readonly tlsUrl: string | undefined
}

/** Starts an object store on loopback. Unless `endpoint` is given, `apply` names its URL, or its host if it has TLS. */
export async function startStore(options: StartOptions): Promise<RunningStore> {
  let endpoint = ''
  const store = createStore({ endpoint: () => endpoint, ...options })
  const handler = (incoming: IncomingMessage, outgoing: ServerResponse) =>
    void serve(store, incoming, outgoing)
  const plain = createServer({ requestTimeout: 0 }, handler)
  const secure = options.tls && createTlsServer({ ...options.tls, requestTimeout: 0 }, handler)
  const host = await listen(plain, options.port ?? 0)
  const secureHost = secure && (await listen(secure, 0))
  endpoint = secureHost ?? `http://${host}`
  return Object.assign(store, {
    url: `http://${host}`,
    tlsUrl: secureHost && `https://${secureHost}`,
    async [Symbol.asyncDispose]() {
      for (const server of secure ? [plain, secure] : [plain]) {
        server.closeAllConnections()
        server.close()
        await once(server, 'close')
      }
    },
  })
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Brings one request of a server to the store and its answer back. Never rejects. */
export async function serve(
  store: Store,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = '', url: path = '', headers } = incoming
  try {
    await send(outgoing, await store.handle({ method, path, headers, body: incoming }))
    // A refusal may come before the body: the rest is read, so that the client hears the answer.
    incoming.resume()
  } catch (error) {
    if (error instanceof ConnectionReset) {
      if (error.half) await sendHalf(outgoing, error.half)
      return void outgoing.socket?.resetAndDestroy()
    }
    // The client is gone while its object was on the way.
    outgoing.destroy()
  }
}

async function send(outgoing: ServerResponse, { status, headers, body }: StoreReply): Promise<void> {
  outgoing.writeHead(status, headers)
  if (typeof body === 'string') outgoing.end(body)
  else await pipeline(body, outgoing)
}

/** Headers, half of the body, and no more. */
async function sendHalf(outgoing: ServerResponse, { status, headers, body }: StoreReply): Promise<void> {
  const chunks: Uint8Array[] = []
  if (typeof body === 'string') chunks.push(Buffer.from(body))
  else for await (const chunk of body) if (chunks.push(chunk) > 0) break
  const [first = Buffer.alloc(0)] = chunks
  outgoing.writeHead(status, { ...headers, 'content-length': String(first.length || 1) })
  outgoing.write(first.subarray(0, first.length / 2))
  await new Promise(resolve => setImmediate(resolve))
}
