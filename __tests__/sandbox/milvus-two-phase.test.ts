import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CollectionSeed } from '../../sandbox/world.ts'
import { bookWith, milvusServer } from './servers.ts'

// Two-phase jobs of Milvus 3.0: the table of checks of commit and abort (`internal/datacoord/services.go`), the
// behaviours of test_import_2pc_operation.py, and who sees rows that wait. `a.json` holds 30 rows.

const twoPhase = (value = 'false') => ({ options: { auto_commit: value } })
const MINUTE = 60_000
const databases = (seed: Partial<CollectionSeed> = {}) => bookWith({ rows: 1000, ...seed })
const book = { collectionName: 'book' }

test('a job stops at Uncommitted, 99 %: its rows are in the statistics, and in no query however long they wait', async () => {
  for (const value of ['false', 'FALSE', 'False']) {
    await using server = await milvusServer('3.0.2', { databases: databases() })
    const last = await server.run(twoPhase(value), 'Uncommitted')
    assert.deepEqual([last.progress, last.importedRows, last.totalRows, last.completeTime], [99, 30, 30, ''])
    await server.plane('collections/refresh_load', book)
    server.advance(48 * 60 * MINUTE)
    assert.equal((await server.plane('collections/get_stats', book)).data.rowCount, 1030)
    assert.equal(await server.count(), 1000)
    assert.equal(await server.sandbox.stagedRows('default', 'book'), 30)
    assert.equal((await server.describe(last.jobId)).state, 'Uncommitted')
    assert.equal(await server.sandbox.jobs.rowsIn('book'), 0)
  }
})

test('a load after the import does not show the rows, a commit and a refresh do; a second commit is fine', async () => {
  await using server = await milvusServer('3.0.2', { databases: databases({ isLoaded: false }) })
  const { jobId } = await server.run(twoPhase(), 'Uncommitted')
  await server.plane('collections/load', book)
  assert.equal(await server.count(), 1000)
  for (const state of ['Committing', 'Completed', 'Completed']) {
    assert.deepEqual((await server.ask('commit', { jobId })).data, {})
    assert.equal((await server.describe(jobId)).state, state)
    const { code, message } = await server.ask('abort', { jobId })
    assert.equal(code, 2100)
    const words = `job ${jobId} is in terminal/committed state ${state}, abort not allowed: importing data failed`
    assert.equal(message, words)
    await server.follow(jobId, 'Completed')
  }
  assert.equal(await server.count(), 1000)
  await server.plane('collections/refresh_load', book)
  server.advance(2000)
  assert.equal(await server.count(), 1030)
  assert.equal(await server.sandbox.stagedRows('default', 'book'), 0)
})

test('a commit shows one channel after the other', async () => {
  const tempo = { committing: 30_000, refreshing: 0 }
  await using server = await milvusServer('3.0.2', { databases: databases({ shardsNum: 2 }), tempo })
  const { jobId } = await server.run(twoPhase(), 'Uncommitted')
  await server.ask('commit', { jobId })
  const seen: unknown[] = []
  for (let step = 0; step < 4; step += 1) {
    await server.plane('collections/refresh_load', book)
    seen.push((await server.describe(jobId)).state, await server.count())
    server.advance(10_000)
  }
  assert.deepEqual(seen, ['Committing', 1000, 'Committing', 1015, 'Committing', 1030, 'Completed', 1030])
})

test('an abort in every state before the commit leaves no row; a second one is fine, a commit is not', async () => {
  for (const [state, phase, wait] of [
    ['Pending', 'Pending', 0],
    ['Importing', 'PreImporting', 1000],
    ['Importing', 'Importing', 3000],
    ['Uncommitted', '', 30_000],
  ] as const) {
    await using server = await milvusServer('3.0', { databases: databases() })
    const jobId = await server.create(twoPhase())
    const commit = async (in_: string) => {
      const { code, message } = await server.ask('commit', { jobId })
      assert.equal(code, 2100)
      assert.equal(message, `job ${jobId} is in state ${in_}, expected Uncommitted: importing data failed`)
    }
    server.advance(wait)
    assert.equal((await server.describe(jobId)).state, state)
    if (phase) await commit(phase)
    for (const _ of ['once', 'again']) assert.deepEqual((await server.ask('abort', { jobId })).data, {})
    const { reason, progress, state: after } = await server.describe(jobId)
    assert.deepEqual([after, progress, reason], ['Failed', 0, 'aborted by user'])
    await commit('Failed')
    assert.equal((await server.plane('collections/get_stats', book)).data.rowCount, 1000)
    await server.plane('collections/refresh_load', book)
    server.advance(MINUTE)
    assert.equal(await server.count(), 1000)
  }
})

test('a job that failed by itself may be aborted, and keeps its reason; an empty one waits too', async () => {
  await using server = await milvusServer('3.0')
  const failed = await server.run({ ...twoPhase(), files: [['nothing.json']] }, 'Failed')
  assert.equal((await server.ask('abort', { jobId: failed.jobId })).code, 0)
  assert.equal((await server.describe(failed.jobId)).reason, failed.reason)
  const { jobId } = await server.run({ ...twoPhase(), files: [['empty.json']] }, 'Uncommitted')
  await server.ask('commit', { jobId })
  await server.follow(jobId, 'Completed')
})

test('an ordinary job can be neither committed nor aborted; commit is fine once it is completed', async () => {
  await using server = await milvusServer('3.0')
  for (const [file, state, end] of [
    ['a.json', 'Pending', 'Completed'],
    ['nothing.json', 'Failed', 'Failed'],
  ] as const) {
    const jobId = await server.create({ files: [[file]] })
    if (state === 'Failed') await server.follow(jobId, 'Failed')
    const { message } = await server.ask('commit', { jobId })
    assert.equal(message, `job ${jobId} is in state ${state}, expected Uncommitted: importing data failed`)
    const refused = await server.ask('abort', { jobId })
    const words = `job ${jobId} is auto-commit, manual commit/abort not allowed: importing data failed`
    assert.deepEqual([refused.code, refused.message], [2100, words])
    const seen = await server.follow(jobId, end)
    const committing = seen.filter(({ progress }) => progress === 99)
    assert.ok(committing.every(job => job.state === 'Importing'))
    assert.equal(committing.length > 0, end === 'Completed', 'its commit shows as Importing, 99 %')
    assert.equal((await server.ask('commit', { jobId })).code, end === 'Completed' ? 0 : 2100)
  }
})

test('commit and abort refuse an unknown job with 2101, and an id that is no number with 1100', async () => {
  await using server = await milvusServer('3.0')
  for (const route of ['commit', 'abort']) {
    const unknown = await server.ask(route, { jobId: '7' })
    const words = 'job 7 not found: importing data failed on server side'
    assert.deepEqual([unknown.code, unknown.message], [2101, words])
    assert.equal((await server.ask(route, { jobId: 'x' })).code, 1100)
  }
})

test('options.timeout fails a job that waits, within the two minutes of a tick', async () => {
  await using server = await milvusServer('3.0.2', { databases: databases() })
  server.advance(30_000)
  const jobId = await server.create({ options: { auto_commit: 'false', timeout: '5m' } })
  server.advance(5 * MINUTE)
  assert.equal((await server.describe(jobId)).state, 'Uncommitted', 'its time is up, nobody has looked yet')
  server.advance(29_000)
  assert.equal((await server.describe(jobId)).state, 'Uncommitted')
  server.advance(1000)
  const { reason, state } = await server.describe(jobId)
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
    await using server = await milvusServer(milvus, { databases: databases(), tempo })
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

test('2.6 ignores auto_commit: it publishes at once what a gate would hold back', async () => {
  await using server = await milvusServer('2.6', { databases: databases() })
  await server.run(twoPhase(), 'Completed')
  await server.run(twoPhase('maybe'), 'Completed')
  server.advance(17_000)
  assert.equal(await server.count(), 1060)
})
