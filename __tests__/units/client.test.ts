import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createImportService } from '../../src/api/client.ts'
import type { Call } from '../../src/api/dialect.ts'
import { milvus, zillizV2 } from '../../src/api/v2.ts'
import { zillizV1 } from '../../src/api/zilliz-v1.ts'
import type { Api, ImportRequest, Source, Target } from '../../src/model/job.ts'
import { CallError, type ListedJob } from '../../src/model/service.ts'

// What we send, by the documented requests, and what the client makes of several answers, or of odd ones; single good
// ones are in `fixtures.test.ts`.

const options = { timeout: 1000, signal: new AbortController().signal }

/** As it goes over the wire. */
const sent = (call: Call | undefined) => JSON.parse(JSON.stringify(call))

interface Answer {
  readonly status?: number
  readonly retryAfter?: number
  readonly code?: number
  readonly data?: unknown
}

/** A client whose calls are answered by a function, or by the n-th answer; the last parts of the routes are kept. */
function clientOf(api: Api, answer: ((call: Call) => Answer) | readonly unknown[]) {
  const asked: string[] = []
  const send = async (call: Call) => {
    const {
      status = 200,
      retryAfter,
      ...body
    } = typeof answer === 'function' ? answer(call) : (answer[asked.length] as Answer)
    asked.push(call.path.split('/').at(-1)?.split('?')[0] ?? '')
    return { status, retryAfter, requestId: undefined, body: JSON.stringify({ code: 0, ...body }) }
  }
  const scope = { target: { kind: 'cluster', clusterId: 'in01-0' }, dbName: undefined } as const
  return { asked, ...createImportService(api, { send }, scope, text => text) }
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
  const failed = { readyPercentage: 1, completeTime: '2026-01-01', errorMessage: 'no' }
  for (const [data, standing, percent] of [
    [{ readyPercentage: 0.5 }, 'running', 50],
    [{ readyPercentage: '1' }, 'running', 100],
    [{ readyPercentage: 37 }, 'running', 37],
    [{ readyPercentage: 1, completeTime: '2026-01-01' }, 'completed', 100],
    [failed, 'failed', 100],
  ] as const) {
    const job = zillizV1.readJob(data)
    assert.deepEqual([job.standing, job.percent], [standing, percent])
  }
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

const record = (jobId: number | string) => ({
  jobId: `job-${jobId}`,
  collectionName: 'c',
  state: 'Importing',
})
const page = (records: unknown, count?: number) => ({ code: 0, data: { records, count } })
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => record(from + at))
const idsOf = (jobs: readonly ListedJob[]) => jobs.map(({ jobId }) => jobId)

// biome-ignore format: a table, one row a line
const PAGES: readonly (readonly [string, readonly unknown[], number])[] = [
  ['one that is not full', [page(range(0, 3), 3)], 3],
  ['three', [page(range(0, 100), 230), page(range(100, 200), 230), page(range(200, 230), 230)], 230],
  ['full ones that count only themselves', [page(range(0, 100), 100), page(range(100, 130), 30)], 130],
  ['full ones without a count', [page(range(0, 100)), page(range(100, 130))], 130],
  ['a server with smaller pages than were asked for', [page(range(0, 20), 30), page(range(20, 30), 30)], 30],
  ['a record on two pages, because one more came in front', [page(range(0, 100), 101), page(range(99, 101), 102)], 101],
  ['fewer than the server counts', [page(range(0, 100), 150), page([], 150)], Number.NaN],
]
for (const [name, bodies, found] of PAGES) {
  test(`pages of a list: ${name}`, async () => {
    const { list, asked } = clientOf('zilliz-v2', bodies)
    if (Number.isNaN(found)) await assert.rejects(() => list('c', options), /no end that can be seen/)
    else assert.equal(new Set(idsOf(await list('c', options))).size, found)
    assert.equal(asked.length, bodies.length)
  })
}

// biome-ignore format: a table, one row a line
const RECORDS: readonly (readonly [string, unknown, readonly (string | undefined)[]])[] = [
  ['other collections, other cases, none', [{ jobId: 'a', collectionName: 'C' }, { jobId: 'b', collectionName: null }, { jobId: 'd' }], ['a', 'b', 'd']],
  ['no id', [{ jobId: '', collectionName: 'c' }, { collectionName: 'c' }], [undefined, undefined]],
  ['no object', ['job-1', null, 7], [undefined, undefined, undefined]],
  ['an id as a number, or called jobID', [{ jobId: 7 }, { jobID: 'x' }], ['7', 'x']],
  ['null', null, []],
  ['one object in place of a list', { jobId: 'a' }, ['a']],
]
for (const [name, records, ids] of RECORDS) {
  test(`records of a list, none is dropped: ${name}`, async () => {
    for (const api of ['zilliz-v2', 'milvus'] as const)
      assert.deepEqual(idsOf(await clientOf(api, [page(records)]).list('c', options)), ids)
    const v1 = clientOf('zilliz-v1', [{ code: 200, data: { tasks: records } }])
    assert.deepEqual(idsOf(await v1.list('c', options)), ids)
  })
}

test('the list of Milvus has no pages', async () => {
  const { list, asked } = clientOf('milvus', [page(range(0, 150))])
  assert.equal((await list('c', options)).length, 150)
  assert.deepEqual(asked, ['list'])
  const scope = { target: { kind: 'instance' }, dbName: 'd' } as const
  assert.deepEqual(sent(milvus.list(scope, 'c', 1)).body, { dbName: 'd', collectionName: 'c' })
})

test('an answer about another job is none about ours', async () => {
  const other = { data: { jobId: '8', state: 'Completed', progress: 100 } }
  const ours = { data: { jobId: 7, state: 'Importing', progress: 40 } }
  const { describe, asked } = clientOf('milvus', [other, ours])
  const { code, kind } = await failureOf(describe('7', options))
  assert.deepEqual([code, kind], ['OtherJob', 'unreadable'])
  assert.equal((await describe('7', options)).percent, 40)
  assert.deepEqual(asked, ['describe', 'describe'])
})
