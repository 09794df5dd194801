import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { test } from 'node:test'
import { articles } from '../../sandbox/samples.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { API_KEY, CLUSTER } from '../harness/step.ts'
import { type Situation, VECTORS, type Vector } from './fixtures.table.ts'
import { folderWith, StandingClock, serverOf } from './servers.ts'

// Every fixture that a live service can answer is asked of the sandbox, in the situation that it tells of: the status,
// the content type, the code and all texts must be the same, and the body must have the same shape.

const FIXTURES = new URL('../fixtures/', import.meta.url)

interface Exchange {
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: Readonly<Record<string, unknown>>
  }
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

test('every fixture is a vector, or is left out for a reason', () => {
  const files = ['milvus', 'zilliz-v1', 'zilliz-v2'].flatMap(folder =>
    readdirSync(new URL(folder, FIXTURES)).map(name => `${folder}/${name.replace(/\.json$/, '')}`),
  )
  assert.deepEqual(Object.keys(VECTORS).toSorted(), files.toSorted())
})

for (const [name, vector] of Object.entries(VECTORS)) {
  if (typeof vector !== 'string') test(name, () => check(name, vector))
}

async function check(name: string, vector: Vector): Promise<void> {
  const file = readFileSync(new URL(`${name}.json`, FIXTURES), 'utf8')
  const { request, ...expected }: Exchange = JSON.parse(file)
  await using situation = await arrange(vector)
  await vector.before?.(situation)
  const fill = (text: string) => fillIn(text, situation.ids[0]).replace(...(vector.replace ?? ['', '']))

  const { pathname, search } = new URL(request.url)
  const { Authorization: _, ...headers } = request.headers
  const authorization = vector.authorization ?? `Bearer ${API_KEY}`
  const { status, text, ...answer } = await situation.call(
    `${request.method} ${fill(pathname + search)}`,
    request.body && fill(JSON.stringify(request.body)),
    { ...headers, ...(authorization && { authorization }) },
  )
  assert.equal(status, expected.status, text)
  const type = expected.headers['Content-Type']
  if (type) assert.equal(answer.headers.get('content-type'), type)
  if (typeof expected.body === 'string') assert.equal(text, expected.body)
  else compare(JSON.parse(text), expected.body, vector, name)
}

const REGIONS = ['ali-cn-hangzhou', 'aws-us-west-2']

/** A sandbox in the situation of a fixture. */
async function arrange({
  api,
  collections,
  schema = articles,
  files,
  tempo = {},
}: Vector): Promise<Situation> {
  const buckets = await folderWith(files)
  const databases = { default: Object.fromEntries(collections.map(name => [name, schema])) }
  const projects = Object.fromEntries(REGIONS.map(region => [`proj-xxxxxxxxxxxxxxx/${region}`, databases]))
  const clusters = { [CLUSTER]: databases }
  const places = { buckets, bucket: 'a-bucket', volumes: ['my_volume'] }
  const clock = new StandingClock()
  const world = { apiKeys: [API_KEY], clusters, projects, databases, ...places }
  const sandbox = await startSandbox({ api, world, tempo, clock })
  const server = serverOf(sandbox, clock, { authorization: `Bearer ${API_KEY}` })
  const ids: string[] = []
  const path = api === 'zilliz-v1' ? '/v1/vector/collections/import' : '/v2/vectordb/jobs/import/create'
  return {
    ...server,
    ids,
    async create(body, headers) {
      const { data, text } = await server.call(path, body, headers)
      assert.ok(data, text)
      ids.unshift(data.jobId)
    },
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]()
      await rm(buckets, { recursive: true })
    },
  }
}

/** Placeholders become names that the sandbox knows, the job id that of the job that was created for it. */
function fillIn(text: string, jobId: string | undefined): string {
  const known = text.replaceAll('inxx-xxxxxxxxxxxxxxx', CLUSTER).replaceAll('<region>', 'us-west-2')
  if (!jobId) return known
  return known.replace(/"jobId":"[^"]*"/, `"jobId":"${jobId}"`).replace(/jobId=[^&]*/, `jobId=${jobId}`)
}

/** Names whose values must be the same, and not only of the same type. */
const SAME =
  /^(code|message|state|progress|reason|errorMessage|collectionName|fileName|count|currentPage|pageSize)$/

function compare(actual: unknown, expected: unknown, vector: Vector, path: string): void {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), path)
    assert.equal(actual.length, expected.length, path)
    const [found, wanted] = [inOrder(actual), inOrder(expected)]
    for (const [index, item] of wanted.entries()) compare(found[index], item, vector, `${path}[${index}]`)
  } else if (isObject(expected)) {
    assert.ok(isObject(actual), path)
    const keys = (value: object) => Object.keys(value).filter(key => !vector.extra?.includes(key))
    assert.deepEqual(keys(actual).toSorted(), keys(expected).toSorted(), path)
    for (const key of Object.keys(expected)) {
      if (key in actual || !vector.extra?.includes(key))
        compareValue(key, actual[key], expected[key], vector, path)
    }
  } else assert.equal(typeof actual, typeof expected, path)
}

function compareValue(key: string, actual: unknown, expected: unknown, vector: Vector, path: string): void {
  const here = `${path}.${key}`
  if (vector.quoted?.includes(key)) {
    if (expected !== 'mock reason') assert.ok(String(actual).includes(String(expected)), `${here}: ${actual}`)
    else assert.equal(typeof actual, typeof expected, here)
  } else if (SAME.test(key)) assert.equal(plain(actual), plain(expected), here)
  else if (key.endsWith('Time')) assert.equal(kindOfTime(actual), kindOfTime(expected), here)
  else compare(actual, expected, vector, here)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Milvus gives files and jobs in no order. */
function inOrder(items: readonly unknown[]): unknown[] {
  const name = (item: unknown) => (isObject(item) ? String(item['fileName'] ?? item['collectionName']) : '')
  return items.toSorted((a, b) => name(a).localeCompare(name(b)))
}

/** Ids differ, and protobuf prints one space or two. */
function plain(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll(/\d{18}/g, 'ID').replaceAll(/ {2,}/g, ' ') : value
}

function kindOfTime(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll(/\d/g, '0') : String(value)
}
