import assert from 'node:assert/strict'
import { test } from 'node:test'
import { articles } from '../../sandbox/samples.ts'
import { milvusServer } from './milvus-server.ts'

// Rows that wait for a commit (3.0): who sees them, and what becomes of them. `a.json` holds 30 rows.

const TWO_PHASE = { options: { auto_commit: 'false' } }
const MINUTE = 60_000
const databases = (seed: object = {}) => ({ default: { book: { ...articles, rows: 1000, ...seed } } })
const book = { collectionName: 'book' }

test('staged rows are in the statistics, and in no query however long they wait', async () => {
  await using server = await milvusServer({ milvus: '3.0.2' }, { databases: databases() })
  const jobId = await server.create(TWO_PHASE)
  const last = (await server.follow(jobId, 'Uncommitted')).at(-1)
  assert.deepEqual([last.importedRows, last.totalRows, last.details[0].importedRows], [30, 30, 30])
  await server.plane('collections/refresh_load', book)
  server.advance(48 * 60 * MINUTE)
  assert.equal((await server.plane('collections/get_stats', book)).data.rowCount, 1030)
  assert.equal(await server.count(), 1000)
  assert.equal(await server.sandbox.stagedRows('default', 'book'), 30)
  assert.equal((await server.ask('describe', { jobId })).data.state, 'Uncommitted')
})

test('a load after the import does not show them either, a commit and a refresh do', async () => {
  await using server = await milvusServer({ milvus: '3.0.2' }, { databases: databases({ isLoaded: false }) })
  const jobId = await server.create(TWO_PHASE)
  await server.follow(jobId, 'Uncommitted')
  await server.plane('collections/load', book)
  assert.equal(await server.count(), 1000)
  await server.ask('commit', { jobId })
  await server.follow(jobId, 'Completed')
  assert.equal(await server.count(), 1000)
  await server.plane('collections/refresh_load', book)
  server.advance(2000)
  assert.equal(await server.count(), 1030)
  assert.equal(await server.sandbox.stagedRows('default', 'book'), 0)
})

test('a commit shows one channel after the other', async () => {
  const tempo = { committing: 30_000, refreshing: 0 }
  await using server = await milvusServer(
    { milvus: '3.0.2' },
    { databases: databases({ shardsNum: 2 }), sandbox: { tempo } },
  )
  const jobId = await server.create(TWO_PHASE)
  await server.follow(jobId, 'Uncommitted')
  await server.ask('commit', { jobId })
  const seen: unknown[] = []
  for (let step = 0; step < 4; step += 1) {
    await server.plane('collections/refresh_load', book)
    seen.push([(await server.ask('describe', { jobId })).data.state, await server.count()])
    server.advance(10_000)
  }
  assert.deepEqual(seen, [
    ['Committing', 1000],
    ['Committing', 1015],
    ['Committing', 1030],
    ['Completed', 1030],
  ])
})

test('an abort in every state before the commit leaves no row, neither seen nor stored', async () => {
  for (const [state, wait] of [
    ['Pending', 0],
    ['Importing', 1500],
    ['Importing', 3000],
    ['Uncommitted', 30_000],
  ] as const) {
    await using server = await milvusServer({ milvus: '3.0.2' }, { databases: databases() })
    const jobId = await server.create(TWO_PHASE)
    server.advance(wait)
    assert.equal((await server.ask('describe', { jobId })).data.state, state)
    assert.deepEqual((await server.ask('abort', { jobId })).data, {})
    const { data } = await server.ask('describe', { jobId })
    assert.deepEqual([data.state, data.reason], ['Failed', 'aborted by user'])
    assert.equal((await server.plane('collections/get_stats', book)).data.rowCount, 1000)
    await server.plane('collections/refresh_load', book)
    server.advance(MINUTE)
    assert.equal(await server.count(), 1000)
  }
})

test('no abort while it is being committed, nor after', async () => {
  await using server = await milvusServer({ milvus: '3.0.2' })
  const jobId = await server.create(TWO_PHASE)
  await server.follow(jobId, 'Uncommitted')
  await server.ask('commit', { jobId })
  for (const state of ['Committing', 'Completed']) {
    const { code, message } = await server.ask('abort', { jobId })
    assert.equal(code, 2100)
    assert.match(message, new RegExp(`is in terminal/committed state ${state}, abort not allowed`))
    await server.follow(jobId, 'Completed')
  }
})

test('options.timeout fails a job that waits, within the two minutes of a tick', async () => {
  await using server = await milvusServer({ milvus: '3.0.2' }, { databases: databases() })
  server.advance(30_000)
  const jobId = await server.create({ options: { auto_commit: 'false', timeout: '5m' } })
  const stateAfter = async (ms: number) => {
    server.advance(ms)
    return (await server.ask('describe', { jobId })).data
  }
  assert.equal((await stateAfter(5 * MINUTE)).state, 'Uncommitted', 'its time is up, nobody has looked yet')
  const { reason, state } = await stateAfter(30_000)
  assert.deepEqual([state, reason], ['Failed', 'import timeout'])
  assert.match((await server.ask('commit', { jobId })).message, /is in state Failed, expected Uncommitted/)
  assert.equal((await server.plane('collections/get_stats', book)).data.rowCount, 1000)
})

for (const [milvus, state, rows] of [
  ['3.0', 'Failed', 1000],
  ['3.0.1', 'Failed', 1000],
  ['3.0.2', 'Failed', 1000],
  ['3.0.3', 'Completed', 1030],
] as const) {
  test(`${milvus}: a time that is up during the commit ends it ${state}, ${rows} rows (milvus#53315)`, async () => {
    const tempo = { committing: 20_000, refreshing: 0 }
    await using server = await milvusServer({ milvus }, { databases: databases(), sandbox: { tempo } })
    const jobId = await server.create({ options: { auto_commit: 'false', timeout: '100s' } })
    server.advance(108_000)
    await server.ask('commit', { jobId })
    server.advance(11_000)
    await server.plane('collections/refresh_load', book)
    assert.equal(await server.count(), 1030, 'its rows are seen before it has ended')
    const last = (await server.follow(jobId, 'Failed', 'Completed')).at(-1)
    assert.equal(last.state, state)
    server.advance(MINUTE)
    await server.plane('collections/refresh_load', book)
    assert.equal(await server.count(), rows)
  })
}

test('an Idempotency-Key leads to the job that was aborted; another one makes a new job', async () => {
  await using server = await milvusServer({ milvus: '3.0.2' })
  const withKey = (key: string) => server.create(TWO_PHASE, { 'idempotency-key': key })
  const jobId = await withKey('a key')
  await server.ask('abort', { jobId })
  assert.equal(await withKey('a key'), jobId)
  assert.equal((await server.ask('describe', { jobId })).data.reason, 'aborted by user')
  assert.notEqual(await withKey('a key/2'), jobId)
})

test('2.6 publishes at once what a gate would hold back', async () => {
  await using server = await milvusServer({ milvus: '2.6' }, { databases: databases() })
  await server.follow(await server.create(TWO_PHASE), 'Completed')
  server.advance(17_000)
  assert.equal(await server.count(), 1030)
  for (const route of ['commit', 'abort']) {
    assert.deepEqual((await server.ask(route, {})).text, '404 page not found')
  }
})
