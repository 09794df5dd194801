import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Clock } from '../../sandbox/clock.ts'
import type { MilvusOptions } from '../../sandbox/milvus/options.ts'
import type { MilvusVersion } from '../../sandbox/milvus/profile.ts'
import { articles, makeArticles, toParquet } from '../../sandbox/samples.ts'
import { type Sandbox, type SandboxOptions, startSandbox, type World } from '../../sandbox/server.ts'
import type { CollectionSeed } from '../../sandbox/world.ts'
import { API_KEY, testSandbox } from '../harness/step.ts'

export type Headers = Readonly<Record<string, string>>
export type Files = Readonly<Record<string, Buffer | string>>

/** A clock that stands still until it is turned; whoever sleeps turns it. */
export class StandingClock implements Clock {
  #now = 0

  now(): number {
    return this.#now
  }

  async sleep(ms: number): Promise<void> {
    this.#now += ms
  }

  advance(ms: number): void {
    this.#now += ms
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Response['headers']
  readonly text: string
  readonly code: number | undefined
  readonly message: string
  // biome-ignore lint/suspicious/noExplicitAny: each route answers with another shape, which the tests check
  readonly data: any
}

/** A sandbox whose clock stands still until somebody turns it. Dispose it. */
export interface Server extends AsyncDisposable {
  readonly sandbox: Sandbox
  /** Turns the clock by milliseconds. */
  advance(ms: number): void
  /** Asks a path by POST, or by the method before it: `GET /v2/clusters`. */
  call(target: string, body?: unknown, headers?: Headers): Promise<Answer>
}

/** Zilliz Cloud over the sample buckets; calls have the API key, unless they say otherwise. */
export async function cloudServer(
  world: Partial<World> = {},
  options: Partial<SandboxOptions> = {},
): Promise<Server> {
  const clock = new StandingClock()
  const sandbox = await testSandbox(world, { clock, ...options })
  return serverOf(sandbox, clock, { authorization: `Bearer ${API_KEY}` })
}

export function serverOf(sandbox: Sandbox, clock: StandingClock, usual: Headers = {}): Server {
  return {
    sandbox,
    advance: ms => clock.advance(ms),
    call: (target, body, headers = usual) => call(sandbox.url, target, body, headers),
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  }
}

async function call(url: string, target: string, body: unknown, headers: Headers): Promise<Answer> {
  const [path, method = 'POST'] = target.split(' ').reverse()
  const sent = typeof body === 'string' ? body : JSON.stringify(body)
  const init = { method, headers: { 'content-type': 'application/json', ...headers }, body: sent ?? null }
  const response = await fetch(`${url}${path}`, init)
  const text = await response.text()
  const { code, message = '', data } = parsed(text)
  return { status: response.status, headers: response.headers, text, code, message, data }
}

/** An answer may be a text, or damaged. */
function parsed(text: string): { code?: number; message?: string; data?: unknown } {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** Writes files below a new folder, which is removed with the server. */
export async function folderWith(files: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'buckets-'))
  for (const [name, data] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), data)
  }
  return folder
}

export const VERSIONS: readonly MilvusVersion[] = [
  ...(['2.4.12', '2.4', '2.5', '2.6.5', '2.6.13', '2.6.18', '2.6', '2.6.24', '3.0', '3.0.2'] as const),
]

/** Files as they lie in the bucket, with the rows that a collection like `articles` takes. */
export const FILES: Files = {
  'a.json': JSON.stringify(makeArticles(1, 30)),
  'b.json': JSON.stringify(makeArticles(31, 20)),
  'a.parquet': toParquet(makeArticles(1, 40)),
  'empty.json': '[]',
}

export const BODY = { collectionName: 'book', files: [['a.json']] }

/** The default database with the collection `book`, which is like `articles`. */
export const bookWith = (seed: Partial<CollectionSeed> = {}) => ({
  default: { book: { ...articles, ...seed } },
})

/** A Milvus with its clock and its import routes. */
export interface MilvusServer extends Server {
  /** Asks a route of imports, such as `create`. */
  ask(route: string, body?: unknown, headers?: Headers): Promise<Answer>
  /** Asks a route below `/v2/vectordb/`, such as `collections/has`. */
  plane(route: string, body?: unknown, headers?: Headers): Promise<Answer>
  /** What `count(*)` says, of a collection or of one of its partitions. */
  count(collectionName?: string, partitionName?: string): Promise<number | string>
  /** Creates a job and returns its id. */
  create(body?: object, headers?: Headers): Promise<string>
  describe(jobId: string, headers?: Headers): Promise<Answer['data']>
  /** Turns the clock and describes the job until its state is one of these; all that was seen. */
  follow(jobId: string, ...states: readonly string[]): Promise<Answer['data'][]>
  /** Creates a job and follows it; the last that was seen. */
  run(body: object, ...states: readonly string[]): Promise<Answer['data']>
}

export async function milvusServer(
  api: MilvusVersion | MilvusOptions,
  options: Partial<SandboxOptions> & { readonly files?: Files; readonly databases?: World['databases'] } = {},
): Promise<MilvusServer> {
  const { files = FILES, databases = bookWith(), ...more } = options
  const inBucket = Object.entries(files).map(([name, data]) => [`a-bucket/${name}`, data])
  const buckets = await folderWith(Object.fromEntries(inBucket))
  const clock = new StandingClock()
  const sandbox = await startSandbox({
    world: { apiKeys: [], clusters: {}, databases, buckets, bucket: 'a-bucket' },
    api: typeof api === 'string' ? { milvus: api } : api,
    clock,
    ...more,
  })
  const base = serverOf(sandbox, clock)
  const server: MilvusServer = {
    ...base,
    ask: (route, body, headers) => base.call(`/v2/vectordb/jobs/import/${route}`, body, headers),
    plane: (route, body = {}, headers) => base.call(`/v2/vectordb/${route}`, body, headers),
    async count(collectionName = 'book', partitionName) {
      const partitions = partitionName ? { partitionNames: [partitionName] } : {}
      const body = { collectionName, outputFields: ['count(*)'], ...partitions }
      const { data, message } = await server.plane('entities/query', body)
      return data?.[0]['count(*)'] ?? message
    },
    async create(body = {}, headers) {
      const { data, text } = await server.ask('create', { ...BODY, ...body }, headers)
      assert.equal(typeof data?.jobId, 'string', text)
      return data.jobId
    },
    async describe(jobId, headers) {
      const { data, text } = await server.ask('get_progress', { jobId }, headers)
      assert.ok(data, text)
      return data
    },
    async follow(jobId, ...states) {
      const seen: Answer['data'][] = []
      for (let turn = 0; turn < 2000; turn += 1) {
        const data = await server.describe(jobId)
        seen.push(data)
        if (states.includes(data.state)) return seen
        clock.advance(100)
      }
      throw new Error(`the job is ${seen.at(-1)?.state}, not ${states.join(' or ')}`)
    },
    run: async (body, ...states) => (await server.follow(await server.create(body), ...states)).at(-1),
    async [Symbol.asyncDispose]() {
      await base[Symbol.asyncDispose]()
      await rm(buckets, { recursive: true })
    },
  }
  return server
}
