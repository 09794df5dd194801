import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Api, protocolOf } from './api.ts'
import type { Clock } from './clock.ts'
import { type Tempo, tempo } from './engine.ts'
import { Jobs } from './jobs.ts'
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
  /** Instead of the wall's time and `speed`. */
  readonly clock?: Clock
  readonly tempo?: Partial<Tempo>
  /** Routes of the progress call that this server knows. */
  readonly progressRoutes?: readonly string[]
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

export interface Sandbox extends AsyncDisposable {
  readonly url: string
  /** Everything that was asked, in order. */
  readonly requests: readonly RecordedRequest[]
  readonly jobs: Jobs
  intercept: Intercept | undefined
}

export interface Context {
  readonly options: SandboxOptions
  readonly jobs: Jobs
  /** Milliseconds on the sandbox's clock. */
  now(): number
  /** The wall time of a moment of the sandbox's clock, as the servers write it. */
  isoTime(at: number): string
}

/** Starts a local import service on loopback. Dispose it to stop. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const startedAt = Date.now()
  const now = () => options.clock?.now() ?? (Date.now() - startedAt) * (options.speed ?? 1)
  const { engine, headers, answer } = protocolOf(options.api)
  const jobs = new Jobs({ ...tempo, ...options.tempo }, now, engine)
  const isoTime = (at: number) => new Date(startedAt + at).toISOString().replace(/\.\d+Z$/, 'Z')
  const context: Context = { options, jobs, now, isoTime }
  const requests: RecordedRequest[] = []

  const server = createServer(async (incoming, outgoing) => {
    const request = await record(incoming)
    requests.push(request)
    const reply = sandbox.intercept?.(request, requests.length) ?? (await answer(request, context))
    send(outgoing, reply, headers(requests.length))
  })
  await new Promise<void>(resolve => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const sandbox: Sandbox = {
    url: `http://127.0.0.1:${port}`,
    requests,
    jobs,
    intercept: undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return sandbox
}

async function record(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const { method = '', url: path = '', headers } = incoming
  return { method, path, headers, body: Buffer.concat(chunks).toString('utf8') }
}

function send(
  outgoing: ServerResponse,
  { status, body, headers }: Reply,
  usual: Readonly<Record<string, string>>,
): void {
  const text = typeof body === 'string'
  outgoing.writeHead(status, {
    'content-type': text ? 'text/plain' : 'application/json; charset=utf-8',
    ...usual,
    ...headers,
  })
  outgoing.end(text ? body : JSON.stringify(body))
}
