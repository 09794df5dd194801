import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { MilvusOptions } from '../../sandbox/milvus/options.ts'
import type { MilvusVersion } from '../../sandbox/milvus/profile.ts'
import { articles, makeArticles, toParquet } from '../../sandbox/samples.ts'
import {
  type Databases,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  type World,
} from '../../sandbox/server.ts'
import { StandingClock } from './standing-clock.ts'

export const VERSIONS: readonly MilvusVersion[] = [
  ...(['2.4.12', '2.4', '2.5', '2.6.5', '2.6.13', '2.6.18', '2.6', '2.6.24', '3.0', '3.0.2'] as const),
]

/** Files as they lie in the bucket, with the rows that a collection like `articles` takes. */
export const FILES: Readonly<Record<string, Buffer | string>> = {
  'a.json': JSON.stringify(makeArticles(1, 30)),
  'b.json': JSON.stringify(makeArticles(31, 20)),
  'a.parquet': toParquet(makeArticles(1, 40)),
  'empty.json': '[]',
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly code: number | undefined
  readonly message: string
  // biome-ignore lint/suspicious/noExplicitAny: each route answers with another shape, which the tests check
  readonly data: any
}

/** A Milvus whose clock stands still until somebody turns it. Dispose it. */
export interface MilvusServer extends AsyncDisposable {
  readonly sandbox: Sandbox
  ask(route: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Asks a route below `/v2/vectordb/`, such as `collections/has`. */
  plane(route: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** What `count(*)` says, of a collection or of one of its partitions. */
  count(collectionName?: string, partitionName?: string): Promise<number | string>
  /** Creates a job and returns its id. */
  create(body?: object, headers?: Readonly<Record<string, string>>): Promise<string>
  /** Turns the clock by milliseconds. */
  advance(ms: number): void
  /** Turns the clock and describes the job until its state is one of these; all that was seen. */
  follow(jobId: string, ...states: readonly string[]): Promise<Answer['data'][]>
}

export const BODY = { collectionName: 'book', files: [['a.json']] }

export async function milvusServer(
  options: MilvusOptions,
  {
    files = FILES,
    databases = { default: { book: articles } },
    world = {},
    sandbox: more = {},
  }: {
    files?: Readonly<Record<string, Buffer | string>>
    databases?: Databases
    world?: Partial<World>
    sandbox?: Partial<SandboxOptions>
  } = {},
): Promise<MilvusServer> {
  const buckets = await mkdtemp(join(tmpdir(), 'buckets-'))
  for (const [name, data] of Object.entries(files)) {
    const path = join(buckets, 'a-bucket', name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, data)
  }
  const clock = new StandingClock()
  const sandbox = await startSandbox({
    world: { apiKeys: [], clusters: {}, databases, buckets, bucket: 'a-bucket', ...world },
    api: options,
    clock,
    ...more,
  })
  const server: MilvusServer = {
    sandbox,
    ask: (route, body, headers) => ask(sandbox.url, `jobs/import/${route}`, body, headers),
    plane: (route, body = {}, headers = {}) => ask(sandbox.url, route, body, headers),
    async count(collectionName = 'book', partitionName) {
      const partitions = partitionName ? { partitionNames: [partitionName] } : {}
      const body = { collectionName, outputFields: ['count(*)'], ...partitions }
      const { data, message } = await server.plane('entities/query', body)
      return data?.[0]['count(*)'] ?? message
    },
    async create(body = {}, headers = {}) {
      const { data, text } = await server.ask('create', { ...BODY, ...body }, headers)
      assert.equal(typeof data?.jobId, 'string', text)
      return data.jobId
    },
    advance(ms) {
      clock.advance(ms)
    },
    async follow(jobId, ...states) {
      const seen: Answer['data'][] = []
      for (let step = 0; step < 2000; step += 1) {
        const { data, text } = await server.ask('get_progress', { jobId })
        assert.ok(data, text)
        seen.push(data)
        if (states.includes(data.state)) return seen
        clock.advance(100)
      }
      throw new Error(`the job is ${seen.at(-1)?.state}, not ${states.join(' or ')}`)
    },
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]()
      await rm(buckets, { recursive: true })
    },
  }
  return server
}

async function ask(
  url: string,
  route: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const sent = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(`${url}/v2/vectordb/${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: sent ?? null,
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  const { code, message = '', data } = isJson ? JSON.parse(text) : {}
  return { status: response.status, headers: response.headers, text, code, message, data }
}
