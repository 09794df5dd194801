import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RecordedRequest, type Reply, textOf } from './exchange.ts'
import type { Ending } from './faults.ts'
import { createService, mistake, type Service, type ServiceOptions } from './service.ts'
import { serve } from './store/serve.ts'

export type { Intercept, RecordedRequest, Reply } from './exchange.ts'
export { createService, type Service } from './service.ts'
export type { Databases, World } from './world.ts'

export interface SandboxOptions extends ServiceOptions {
  /** 0 takes a free port. */
  readonly port?: number
}

export interface Sandbox extends Service, AsyncDisposable {}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const API_PATH = /^\/(v1|v2|sandbox)\//

/** Starts a local import service on loopback. Dispose it to stop. Throws what Node.js says of a port that it cannot take. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const service = createService(options)
  const server = createServer(async (incoming, outgoing) => {
    try {
      if (incoming.url === '/sandbox/requests') {
        return void outgoing.writeHead(200, JSON_TYPE).end(textOf(service.requests))
      }
      if (!API_PATH.test(incoming.url ?? '')) {
        // Objects are streamed: their bodies are not kept.
        service.requests.push({ ...headOf(incoming), body: '' })
        return await serve(service.store, incoming, outgoing)
      }
      await deliver(outgoing, await service.exchange(await record(incoming)))
    } catch (error) {
      const isGone = incoming.destroyed && !incoming.complete
      if (isGone) return
      service.mistakes.push(error)
      if (outgoing.headersSent || outgoing.destroyed) return void outgoing.destroy()
      const reply = mistake(error)
      outgoing.writeHead(reply.status, headersOf(reply)).end(textOf(reply.body))
    }
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  await listen(options.port ?? 0)
  const { port } = server.address() as AddressInfo
  const over = new AbortController()
  service.faults.onRestart = async down => {
    server.closeAllConnections()
    server.close()
    const isBack = await sleep(down, true, { signal: over.signal }).catch(() => false)
    if (isBack) await listen(port)
  }
  service.url = `http://127.0.0.1:${port}`
  return Object.assign(service, {
    async [Symbol.asyncDispose]() {
      over.abort()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  })
}

async function record(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return { ...headOf(incoming), body: Buffer.concat(chunks).toString('utf8') }
}

function headOf({ method = '', url: path = '', headers }: IncomingMessage): Omit<RecordedRequest, 'body'> {
  return { method, path, headers }
}

/** Brings an ending to its connection. The client may be gone by then. */
async function deliver(outgoing: ServerResponse, ending: Ending): Promise<void> {
  const { socket } = outgoing
  if (ending.kind !== 'answered') {
    if (ending.kind === 'reset' && ending.half) writeHalf(outgoing, ending.half)
    socket?.resetAndDestroy()
    return
  }
  const { reply, drip } = ending
  outgoing.writeHead(reply.status, headersOf(reply))
  const text = textOf(reply.body)
  for (const piece of drip > 0 ? text : []) {
    outgoing.write(piece)
    await sleep(drip / text.length)
  }
  outgoing.end(drip > 0 ? '' : text)
}

function writeHalf(outgoing: ServerResponse, reply: Reply): void {
  const text = textOf(reply.body)
  outgoing.writeHead(reply.status, { ...headersOf(reply), 'content-length': Buffer.byteLength(text) })
  outgoing.write(text.slice(0, text.length / 2))
}

function headersOf({ body, headers }: Reply): Record<string, string> {
  return {
    'content-type': typeof body === 'string' ? 'text/plain' : 'application/json; charset=utf-8',
    ...headers,
  }
}
