import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Api, protocolOf } from './api.ts'
import { type Tempo, tempo } from './engine.ts'
import { type Clock, type Ending, Faults, type Planned, textOf } from './faults.ts'
import { Jobs } from './jobs.ts'
import { Ledger } from './ledger.ts'
import type { Collection } from './schema.ts'

/** What a sandbox holds: who may ask, which collections there are, and where the files of the buckets are. */
export interface World {
  readonly apiKeys: readonly string[]
  /** Clusters by id, each with its databases, each with its collections. */
  readonly clusters: Readonly<Record<string, Databases>>
  /** On-demand databases by `projectId/regionId`. */
  readonly projects?: Readonly<Record<string, Databases>>
  /** The databases of a self-hosted Milvus; without them it has those of the first cluster. */
  readonly databases?: Databases
  /** The bucket that a self-hosted Milvus is configured with, `example-articles` if not given. */
  readonly bucket?: string
  /** The folder that holds one folder for each bucket. */
  readonly buckets: string
  /** Volumes by name: each is a bucket of its own. */
  readonly volumes?: readonly string[]
  /** If given, a bucket refuses all other keys. */
  readonly bucketKeys?: { readonly accessKey: string; readonly secretKey: string }
}

export type Databases = Readonly<Record<string, Readonly<Record<string, Collection>>>>

export interface SandboxOptions {
  readonly world: World
  /** What it speaks, `zilliz-v2` if not given. */
  readonly api?: Api
  /** 0 takes a free port. */
  readonly port?: number
  /** How many times faster than the wall the sandbox's clock runs. */
  readonly speed?: number
  readonly tempo?: Partial<Tempo>
  /** Routes of the progress call that this server knows. */
  readonly progressRoutes?: readonly string[]
  /** What goes wrong, and when. */
  readonly faults?: readonly Planned[]
  /** Instead of the wall's time and `speed`. */
  readonly clock?: Clock
}

/** One request as it arrived. */
export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An answer: an object goes as JSON, a string as plain text. */
export interface Reply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers in place of the service, or leaves the request to it. */
export type Intercept = (request: RecordedRequest, count: number) => Reply | undefined

/** The service without a socket. */
export interface Service {
  /** Everything that was asked, in order. */
  readonly requests: readonly RecordedRequest[]
  readonly jobs: Jobs
  readonly faults: Faults
  readonly ledger: Ledger
  intercept: Intercept | undefined
  /** What the service answers where nothing goes wrong; a job that it makes is put down to `by`. */
  answer(request: RecordedRequest, by?: string): Promise<Reply>
  /** One exchange, with what the schedule of faults makes of it. */
  exchange(request: RecordedRequest): Promise<Ending>
}

export interface Sandbox extends Service, AsyncDisposable {
  readonly url: string
}

export interface Context {
  readonly options: SandboxOptions
  readonly jobs: Jobs
  /** Milliseconds on the sandbox's clock. */
  now(): number
  /** The wall time of a moment of the sandbox's clock, as the servers write it. */
  isoTime(at: number): string
}

/** A service that is asked by calling it. */
export function createService(options: SandboxOptions): Service {
  const startedAt = Date.now()
  const clock: Clock = options.clock ?? { now: () => (Date.now() - startedAt) * (options.speed ?? 1), sleep }
  const now = () => clock.now()
  const protocol = protocolOf(options.api)
  const jobs = new Jobs({ ...tempo, ...options.tempo }, now, protocol.engine)
  const isoTime = (at: number) => new Date(startedAt + at).toISOString().replace(/\.\d+Z$/, 'Z')
  const context: Context = { options, jobs, now, isoTime }
  const requests: RecordedRequest[] = []
  const ledger = new Ledger(jobs)
  const faults = new Faults(options.faults ?? [], clock)
  jobs.isHidden = job => faults.hides(job.createdAt, clock.now())

  const service: Service = {
    requests,
    jobs,
    faults,
    ledger,
    intercept: undefined,
    async answer(request, by = ledger.label) {
      const count = requests.push(request)
      const work = async () => service.intercept?.(request, count) ?? protocol.answer(request, context)
      const answered = await (clock.during?.(work()) ?? work())
      const reply = { ...answered, headers: { ...protocol.headers(count), ...answered.headers } }
      ledger.note(by, request, reply)
      return reply
    },
    exchange(request) {
      const by = ledger.label
      return faults.carry(request, seen => service.answer(seen, by))
    },
  }
  return service
}

/** Starts a local import service on loopback. Dispose it to stop. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const service = createService(options)
  const server = createServer(async (incoming, outgoing) => {
    try {
      await deliver(outgoing, await service.exchange(await record(incoming)))
    } catch (error) {
      // A mistake of the sandbox: nobody is left waiting, and it is seen.
      outgoing.destroy()
      throw error
    }
  })
  const listen = (port: number) => new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  await listen(options.port ?? 0)
  const { port } = server.address() as AddressInfo
  const over = new AbortController()
  service.faults.onRestart = async down => {
    server.closeAllConnections()
    server.close()
    const isBack = await sleep(down, true, { signal: over.signal }).catch(() => false)
    if (isBack) await listen(port)
  }
  return Object.assign(service, {
    url: `http://127.0.0.1:${port}`,
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
  const { method = '', url: path = '', headers } = incoming
  return { method, path, headers, body: Buffer.concat(chunks).toString('utf8') }
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
