import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createImportService } from '../../src/api/client.ts'
import type { Call } from '../../src/api/dialect.ts'
import { milvus, zillizV2 } from '../../src/api/v2.ts'
import { zillizV1 } from '../../src/api/zilliz-v1.ts'
import type { ImportRequest, Source, Target } from '../../src/model/job.ts'
import { CallError } from '../../src/model/service.ts'

// What we send, by the documented requests, and what the exchanges of `fixtures.test.ts` do not show.

/** As it goes over the wire. */
const sent = (call: Call | undefined) => JSON.parse(JSON.stringify(call))

const target = { kind: 'cluster', clusterId: 'in01-0123456789abcde' } as const
const options = { timeout: 1000, signal: new AbortController().signal }

/** A client whose calls are answered by a function. */
function clientOf(
  api: 'zilliz-v1' | 'milvus',
  answer: (call: Call) => { status?: number; retryAfter?: number; data?: object },
) {
  const asked: string[] = []
  const send = async (call: Call) => {
    asked.push(call.path.split('/').at(-1)?.split('?')[0] ?? '')
    const { status = 200, retryAfter, data } = answer(call)
    return { status, retryAfter, requestId: undefined, body: JSON.stringify({ code: 0, data }) }
  }
  return { asked, ...createImportService(api, { send }, { target, dbName: undefined }, text => text) }
}

async function failureOf(call: Promise<unknown>) {
  const error = await call.catch(thrown => thrown)
  assert.ok(error instanceof CallError)
  return error.failure
}

interface Exchange {
  readonly request: { readonly url: string; readonly body: Record<string, unknown> }
  readonly status: number
  readonly body: unknown
}

const FOLDER = new URL('../fixtures/zilliz-v2/', import.meta.url)
const exchange = (name: string): Exchange => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'))
const REQUESTS = ['external-on-demand', 'external-serving', 'volume-on-demand', 'volume-serving']
for (const name of REQUESTS.map(variant => `documented-create-${variant}`)) {
  test(`sends what ${name} sends, without the empty fields`, () => {
    const { url, body } = exchange(name).request
    const call = sent(zillizV2.create(requestFrom(body)))
    assert.equal(call.path, new URL(url).pathname)
    const filled = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''))
    assert.deepEqual(call.body, filled)
  })
}

function requestFrom(body: Exchange['request']['body']): ImportRequest {
  const text = (name: string) => (body[name] as string) || undefined
  const list = (name: string) => (body[name] as string[][] | undefined)?.map(([path]) => path ?? '') ?? []
  const target: Target = body['clusterId']
    ? { kind: 'cluster', clusterId: text('clusterId') ?? '' }
    : { kind: 'project', projectId: text('projectId') ?? '', regionId: text('regionId') ?? '' }
  const credentials = {
    accessKey: text('accessKey'),
    secretKey: text('secretKey'),
    sessionToken: text('token'),
  }
  const source: Source = body['volumeName']
    ? { kind: 'volume', volumeName: text('volumeName') ?? '', paths: list('dataPaths') }
    : { kind: 'objects', urls: list('objectUrls'), credentials }
  const collectionName = text('collectionName') ?? ''
  return { target, dbName: text('dbName'), collectionName, partitionName: text('partitionName'), source }
}

test('asks for a job by the documented route and body', () => {
  const { url, body } = exchange('documented-get-progress-on-demand').request
  const target = {
    kind: 'project',
    projectId: String(body['projectId']),
    regionId: String(body['regionId']),
  } as const
  const calls = zillizV2.describe({ target, dbName: undefined }, String(body['jobId']))
  assert.deepEqual(sent(calls[1]), { method: 'POST', path: new URL(url).pathname, body })
  assert.deepEqual(
    calls.map(({ path }) => path.split('/').at(-1)),
    ['describe', 'get_progress', 'getProgress'],
  )
})

test('v1: an error message is the end, a time of completion is the other; up to 1 is a fraction', () => {
  const read = (data: object) => {
    const { standing, percent } = zillizV1.readJob(data as never)
    return [standing, percent]
  }
  assert.deepEqual(read({ readyPercentage: 0.5 }), ['running', 50])
  assert.deepEqual(read({ readyPercentage: '1' }), ['running', 100])
  assert.deepEqual(read({ readyPercentage: 37 }), ['running', 37])
  assert.deepEqual(read({ readyPercentage: 1, completeTime: '2026-01-01' }), ['completed', 100])
  const failed = { readyPercentage: 1, completeTime: '2026-01-01', errorMessage: 'no' }
  assert.deepEqual(read(failed), ['failed', 100])
})

test('v1: of a job that does not move, the list tells the end', async () => {
  for (const [word, standing] of [
    ['ImportCompleted', 'completed'],
    ['ImportFailed', 'failed'],
    ['ImportRunning', 'running'],
  ] as const) {
    const client = clientOf('zilliz-v1', ({ path }) =>
      path.includes('/list')
        ? { data: { count: 1, tasks: [{ jobId: '7', collectionName: 'c', state: word }] } }
        : { data: { jobId: '7', collectionName: 'c', readyPercentage: 0.5 } },
    )
    assert.equal((await client.describe('7', options)).standing, 'running')
    assert.deepEqual(client.asked, ['get'], 'it moves: nothing more is asked')
    assert.equal((await client.describe('7', options)).standing, standing)
  }
})

test('Milvus: groups of files, and options only where there are some', () => {
  const body = (given: Readonly<Record<string, string>>) => {
    const source = { kind: 'files', groups: [['a.npy', 'b.npy'], ['c.json']], options: given } as const
    const request: ImportRequest = {
      ...{ target: { kind: 'instance' }, dbName: 'd', collectionName: 'c', partitionName: 'p' },
      source,
    }
    return sent(milvus.create(request)).body
  }
  const plain = {
    dbName: 'd',
    collectionName: 'c',
    partitionName: 'p',
    files: [['a.npy', 'b.npy'], ['c.json']],
  }
  assert.deepEqual(body({}), plain)
  assert.deepEqual(body({ timeout: '300s' }), { ...plain, options: { timeout: '300s' } })
})

test('of the routes of describe the one that is known is kept, and a refusal of the first is what is told', async () => {
  const known = clientOf('milvus', ({ path }) =>
    path.endsWith('/get_progress') ? { data: { jobId: '7', progress: 1 } } : { status: 404 },
  )
  await known.describe('7', options)
  await known.describe('7', options)
  assert.deepEqual(known.asked, ['describe', 'get_progress', 'get_progress'])
  const nowhere = clientOf('milvus', ({ path }) => ({ status: path.endsWith('/describe') ? 404 : 405 }))
  assert.equal((await failureOf(nowhere.describe('7', options))).code, 'Http404')
  assert.equal(nowhere.asked.length, 3)
})

test('what a server asks to wait reaches who waits', async () => {
  const busy = clientOf('milvus', () => ({ status: 503, retryAfter: 7000 }))
  assert.equal((await failureOf(busy.describe('7', options))).retryAfter, 7000)
})
