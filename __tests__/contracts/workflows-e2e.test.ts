import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { listening } from '../harness/listening.ts'
import { sampleBuckets } from '../harness/world.ts'

interface Service {
  readonly image: string
  readonly healthcheck?: object
  readonly ports?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { condition: string }>>
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => parse(readFileSync(join(ROOT, path), 'utf8'))
const services: Record<string, Service> = read('e2e/compose.yml').services
const steps: { uses?: string; id?: string; with?: Record<string, string | number> }[] =
  read('.github/workflows/e2e.yml').jobs.milvus.steps

test('every image is pinned by version and digest, and tells when it is healthy', () => {
  for (const [name, { image, healthcheck }] of Object.entries(services)) {
    assert.match(image, /^[\w./-]+:v?\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/, name)
    assert.ok(healthcheck, name)
  }
})

test('nothing listens beyond the machine, and Milvus starts last', () => {
  for (const port of Object.values(services).flatMap(({ ports }) => ports ?? []))
    assert.match(port, /^127\.0\.0\.1:/)
  assert.deepEqual(services['milvus']?.depends_on, {
    etcd: { condition: 'service_healthy' },
    storage: { condition: 'service_healthy' },
  })
})

test('the files of the import are sample files, those of the failing one are not', async () => {
  const buckets = await sampleBuckets()
  const paths = (id: string) =>
    String(steps.find(step => step.id === id)?.with?.['files'])
      .trim()
      .split(/[\n,]/)
  assert.equal(paths('import').length, 6)
  for (const path of paths('import')) assert.ok(existsSync(join(buckets, path)), path)
  for (const path of paths('missing')) assert.ok(!existsSync(join(buckets, path)), path)
})

test('the collection is created as Milvus wants it', async () => {
  const { requests } = await withMilvus(0, 'create')
  assert.deepEqual(requests, [
    {
      path: '/v2/vectordb/collections/create',
      body: {
        collectionName: 'articles',
        schema: {
          fields: [
            { fieldName: 'id', dataType: 'Int64', isPrimary: true, elementTypeParams: {} },
            {
              fieldName: 'title',
              dataType: 'VarChar',
              isPrimary: false,
              elementTypeParams: { max_length: 200 },
            },
            { fieldName: 'reading_time', dataType: 'Int64', isPrimary: false, elementTypeParams: {} },
            { fieldName: 'vector', dataType: 'FloatVector', isPrimary: false, elementTypeParams: { dim: 8 } },
          ],
        },
        indexParams: [
          { fieldName: 'vector', indexName: 'vector', metricType: 'COSINE', indexType: 'AUTOINDEX' },
        ],
      },
    },
  ])
})

test('the count is that of the rows, and a wrong one fails', async () => {
  const right = await withMilvus(450, 'count', '450')
  assert.equal(right.error, undefined)
  assert.deepEqual(
    right.requests.map(({ path }) => path),
    ['/v2/vectordb/collections/refresh_load', '/v2/vectordb/entities/query'],
  )
  const wrong = await withMilvus(300, 'count', '450', '--patience', '0')
  assert.match(String(wrong.error), /holds 300 rows, not 450/)
})

test('an answer that is an error fails', async () => {
  const { error } = await withMilvus('collection not found', 'count', '450')
  assert.match(String(error), /refresh_load answered 200 .*collection not found/)
})

/** Runs `e2e/collection.ts` against a server that counts these rows, or refuses everything with these words. */
async function withMilvus(rows: number | string, ...options: string[]) {
  const requests: { path: string | undefined; body: unknown }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    requests.push({ path: request.url, body: JSON.parse(String(Buffer.concat(chunks))) })
    const refusal = typeof rows === 'string' && { code: 100, message: rows }
    const data = request.url?.endsWith('/query') ? [{ 'count(*)': rows }] : {}
    response.setHeader('connection', 'close').end(JSON.stringify(refusal || { code: 0, data }))
  })
  await using on = await listening(server)
  const node = join(ROOT, 'node_modules', '.bin', 'node')
  const error = await promisify(execFile)(node, [join(ROOT, 'e2e', 'collection.ts'), ...options], {
    env: { ...process.env, MILVUS: on.url },
  }).then(
    () => undefined,
    (error: Error) => error,
  )
  return { requests, error }
}
