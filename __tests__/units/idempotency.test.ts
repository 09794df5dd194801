import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keysOf, noKeys, ownKey, type RunIdentity } from '../../src/job/idempotency.ts'
import type { ImportRequest } from '../../src/model/job.ts'

const run: RunIdentity = { repository: 'o/r', runId: '7', job: 'load', step: 'import', attempt: 1 }
const request: ImportRequest = {
  target: { kind: 'instance' },
  dbName: undefined,
  collectionName: 'articles',
  partitionName: undefined,
  source: { kind: 'files', groups: [['a.json']], options: {} },
}
const ENDPOINT = 'http://127.0.0.1:19530'
const keyOf = (changed: Partial<ImportRequest> = {}, who: Partial<RunIdentity> = {}, content?: string) =>
  keysOf({ ...run, ...who }, 'milvus', ENDPOINT, { ...request, ...changed }, content)(1)

const files = (groups: string[][], options = {}) => ({ source: { kind: 'files', groups, options } }) as const
const bucket = (url: string, secretKey: string) => {
  const credentials = { accessKey: 'a', secretKey, sessionToken: undefined }
  return { source: { kind: 'objects', urls: [url], credentials } } as const
}

test('every part of a request that matters makes another key', () => {
  const all = {
    itself: keyOf(),
    partition: keyOf({ partitionName: 'archive' }),
    collection: keyOf({ collectionName: 'notes' }),
    database: keyOf({ dbName: 'other' }),
    files: keyOf(files([['b.json']])),
    'how files are grouped': keyOf(files([['a.json'], ['b.json']])),
    options: keyOf(files([['a.json']], { nullkey: 'x' })),
    run: keyOf({}, { runId: '8' }),
    job: keyOf({}, { job: 'other' }),
    step: keyOf({}, { step: 'other' }),
    repository: keyOf({}, { repository: 'o/s' }),
    'what the files hold': keyOf({}, {}, 'sha256:1'),
    'what the files hold now': keyOf({}, {}, 'sha256:2'),
  }
  assert.equal(new Set(Object.values(all)).size, Object.keys(all).length, JSON.stringify(all))
})

test('secrets, signed queries and the number of the attempt do not', () => {
  assert.equal(keyOf({}, { attempt: 3 }), keyOf())
  const key = keyOf(bucket('https://h.example/a.json?sig=1', 'one'))
  assert.equal(keyOf(bucket('https://h.example/a.json?sig=2', 'two')), key)
})

test('turns', () => {
  const keys = keysOf(run, 'milvus', ENDPOINT, request)
  assert.match(keys(1) ?? '', /^zilliz-import-[0-9a-f]{40}$/)
  assert.equal(keys(3), `${keys(1)}-3`)
  assert.deepEqual([ownKey('mine')(1), ownKey('mine')(2)], ['mine', undefined])
  assert.equal(noKeys(1), undefined)
  assert.equal(keysOf({ ...run, runId: '' }, 'milvus', ENDPOINT, request)(1), undefined)
})
