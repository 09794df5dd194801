import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createImportService } from '../../src/api/client.ts'
import type { Transport } from '../../src/api/transport.ts'
import type { Api } from '../../src/model/job.ts'
import { CallError, type ListedJob } from '../../src/model/service.ts'

// What the client makes of several answers, or of odd ones; single good ones are tested as exchanges.

const call = { timeout: 1000, signal: new AbortController().signal }

/** A service whose n-th answer is the n-th body; what was asked is kept. */
function service(api: Api, ...bodies: readonly unknown[]) {
  const asked: string[] = []
  const transport: Transport = {
    async send({ path, body }) {
      const answer = bodies[asked.length]
      asked.push(`${path} ${JSON.stringify(body)}`)
      return { status: 200, body: JSON.stringify(answer), requestId: undefined, retryAfter: undefined }
    },
  }
  const target = { kind: 'cluster', clusterId: 'in01-0' } as const
  return { ...createImportService(api, transport, { target, dbName: undefined }, text => text), asked }
}

const record = (jobId: number | string) => ({
  jobId: `job-${jobId}`,
  collectionName: 'c',
  state: 'Importing',
})
const page = (records: unknown, count?: number) => ({ code: 0, data: { records, count } })
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => record(from + at))
const idsOf = (jobs: readonly ListedJob[]) => jobs.map(({ jobId }) => jobId)

const PAGES: readonly (readonly [string, readonly unknown[], number])[] = [
  ['one that is not full', [page(range(0, 3), 3)], 3],
  ['three', [page(range(0, 100), 230), page(range(100, 200), 230), page(range(200, 230), 230)], 230],
  ['full ones that count only themselves', [page(range(0, 100), 100), page(range(100, 130), 30)], 130],
  ['full ones without a count', [page(range(0, 100)), page(range(100, 130))], 130],
  ['a server with smaller pages than were asked for', [page(range(0, 20), 30), page(range(20, 30), 30)], 30],
  [
    'a record on two pages, because one more came in front',
    [page(range(0, 100), 101), page(range(99, 101), 102)],
    101,
  ],
  ['fewer than the server counts', [page(range(0, 100), 150), page([], 150)], Number.NaN],
]
for (const [name, bodies, found] of PAGES) {
  test(`pages of a list: ${name}`, async () => {
    const { list, asked } = service('zilliz-v2', ...bodies)
    if (Number.isNaN(found)) await assert.rejects(() => list('c', call), /no end that can be seen/)
    else assert.equal(new Set(idsOf(await list('c', call))).size, found)
    assert.equal(asked.length, bodies.length)
  })
}

const RECORDS: readonly (readonly [string, unknown, readonly (string | undefined)[]])[] = [
  [
    'other collections, other cases, none',
    [{ jobId: 'a', collectionName: 'C' }, { jobId: 'b', collectionName: null }, { jobId: 'd' }],
    ['a', 'b', 'd'],
  ],
  ['no id', [{ jobId: '', collectionName: 'c' }, { collectionName: 'c' }], [undefined, undefined]],
  ['no object', ['job-1', null, 7], [undefined, undefined, undefined]],
  ['an id as a number, or called jobID', [{ jobId: 7 }, { jobID: 'x' }], ['7', 'x']],
  ['null', null, []],
  ['one object in place of a list', { jobId: 'a' }, ['a']],
]
for (const [name, records, ids] of RECORDS) {
  test(`records of a list, none is dropped: ${name}`, async () => {
    for (const api of ['zilliz-v2', 'milvus'] as const)
      assert.deepEqual(idsOf(await service(api, page(records)).list('c', call)), ids)
    const v1 = service('zilliz-v1', { code: 200, data: { tasks: records } })
    assert.deepEqual(idsOf(await v1.list('c', call)), ids)
  })
}

test('an answer about another job is none about ours', async () => {
  const other = { code: 0, data: { jobId: '8', state: 'Completed', progress: 100 } }
  const ours = { code: 0, data: { jobId: 7, state: 'Importing', progress: 40 } }
  const { describe, asked } = service('milvus', other, ours)
  await assert.rejects(
    () => describe('7', call),
    (error: unknown) =>
      error instanceof CallError && error.failure.code === 'OtherJob' && error.failure.kind === 'unreadable',
  )
  assert.equal((await describe('7', call)).percent, 40)
  assert.ok(asked.every(path => path.startsWith('/v2/vectordb/jobs/import/describe')))
})
