import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Api } from '../../sandbox/api.ts'
import type { Tempo } from '../../sandbox/engine.ts'
import { articles } from '../../sandbox/samples.ts'
import type { Collection } from '../../sandbox/schema.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { API_KEY, CLUSTER } from '../harness/step.ts'
import { StandingClock } from './standing-clock.ts'

/** What the author of a fixture must have had before the server answered so. */
export interface Setting {
  readonly api: Api
  readonly database?: string
  readonly collections?: readonly string[]
  /** What the collections are like, `articles` if not given. */
  readonly schema?: Collection
  /** By `bucket/key`; the bucket of a Milvus is `a-bucket`. */
  readonly files?: Readonly<Record<string, string | Buffer>>
  readonly tempo?: Partial<Tempo>
}

export interface Situation extends AsyncDisposable {
  readonly url: string
  readonly ids: readonly string[]
  advance(ms: number): void
  /** Sends a create, which must be taken on; its job is the one that the fixture asks for. */
  create(body: object, headers?: Readonly<Record<string, string>>): Promise<void>
  ask(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Response>
}

const PATHS = { v1: '/v1/vector/collections/import', v2: '/v2/vectordb/jobs/import/create' }

/** A sandbox in that situation, with a clock that stands still until it is turned. */
export async function arrange(setting: Setting): Promise<Situation> {
  const { api, database = 'default', collections = [], schema = articles, files = {}, tempo = {} } = setting
  const buckets = await mkdtemp(join(tmpdir(), 'buckets-'))
  for (const [name, data] of Object.entries(files)) {
    await mkdir(dirname(join(buckets, name)), { recursive: true })
    await writeFile(join(buckets, name), data)
  }
  const clock = new StandingClock()
  const databases = { default: {}, [database]: Object.fromEntries(collections.map(name => [name, schema])) }
  const projects = Object.fromEntries(
    ['ali-cn-hangzhou', 'aws-us-west-2'].map(region => [`proj-xxxxxxxxxxxxxxx/${region}`, databases]),
  )
  const world = {
    apiKeys: [API_KEY],
    clusters: { [CLUSTER]: databases },
    projects,
    databases,
    buckets,
    bucket: 'a-bucket',
    volumes: ['my_volume'],
  }
  const sandbox = await startSandbox({ api, world, tempo, clock })
  const ids: string[] = []
  const ask = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
    fetch(sandbox.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, ...headers },
      body: JSON.stringify(body),
    })
  return {
    url: sandbox.url,
    ids,
    ask,
    advance(ms) {
      clock.advance(ms)
    },
    async create(body, headers) {
      const answer = await (await ask(api === 'zilliz-v1' ? PATHS.v1 : PATHS.v2, body, headers)).json()
      const { data } = answer as { data?: { jobId: string } }
      assert.ok(data, JSON.stringify(answer))
      ids.unshift(data.jobId)
    },
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]()
      await rm(buckets, { recursive: true })
    },
  }
}
