import assert from 'node:assert/strict'
import { test } from 'node:test'
import { milvusServer } from './milvus-server.ts'

// Two-phase jobs of Milvus 3.0: the table of checks of commit and abort (`internal/datacoord/services.go`), and the
// behaviours of test_import_2pc_operation.py.

const twoPhase = (value = 'false') => ({ options: { auto_commit: value } })

for (const value of ['false', 'FALSE', 'False']) {
  test(`auto_commit "${value}" stops at Uncommitted, 99 %, without rows in the collection`, async () => {
    await using server = await milvusServer({ milvus: '3.0' })
    const jobId = await server.create(twoPhase(value))
    const last = (await server.follow(jobId, 'Uncommitted')).at(-1)
    assert.deepEqual([last.progress, last.importedRows, last.totalRows, last.completeTime], [99, 30, 30, ''])
    server.advance(24 * 3_600_000)
    assert.equal((await server.ask('describe', { jobId })).data.state, 'Uncommitted')
    assert.equal(await server.sandbox.jobs.rowsIn('book'), 0)
  })
}

test('commit makes the rows visible; a second one is fine too', async () => {
  await using server = await milvusServer({ milvus: '3.0' })
  const jobId = await server.create(twoPhase())
  await server.follow(jobId, 'Uncommitted')
  for (const state of ['Committing', 'Completed']) {
    assert.deepEqual((await server.ask('commit', { jobId })).data, {})
    const seen = await server.follow(jobId, 'Completed', 'Committing')
    assert.equal(seen.at(-1).state, state)
    server.advance(1000)
  }
  assert.equal((await server.ask('commit', { jobId })).code, 0)
  assert.equal(await server.sandbox.jobs.rowsIn('book'), 30)
  const refused = await server.ask('abort', { jobId })
  assert.equal(refused.code, 2100)
  assert.equal(
    refused.message,
    `job ${jobId} is in terminal/committed state Completed, abort not allowed: importing data failed`,
  )
})

test('abort fails the job; a second one is fine, a commit is not', async () => {
  await using server = await milvusServer({ milvus: '3.0' })
  const jobId = await server.create(twoPhase())
  await server.follow(jobId, 'Uncommitted')
  assert.deepEqual((await server.ask('abort', { jobId })).data, {})
  assert.equal((await server.ask('abort', { jobId })).code, 0)
  const { data } = await server.ask('describe', { jobId })
  assert.deepEqual([data.state, data.progress, data.reason], ['Failed', 0, 'aborted by user'])
  const refused = await server.ask('commit', { jobId })
  assert.equal(refused.code, 2100)
  assert.equal(
    refused.message,
    `job ${jobId} is in state Failed, expected Uncommitted: importing data failed`,
  )
  server.advance(60_000)
  assert.equal(await server.sandbox.jobs.rowsIn('book'), 0)
})

test('a two-phase job that runs can be aborted, not committed', async () => {
  await using server = await milvusServer({ milvus: '3.0' })
  const jobId = await server.create(twoPhase())
  for (const [advance, phase] of [
    [0, 'Pending'],
    [1000, 'PreImporting'],
    [2000, 'Importing'],
  ] as const) {
    server.advance(advance)
    const { code, message } = await server.ask('commit', { jobId })
    assert.equal(code, 2100)
    assert.equal(message, `job ${jobId} is in state ${phase}, expected Uncommitted: importing data failed`)
  }
  assert.equal((await server.ask('abort', { jobId })).code, 0)
  assert.equal((await server.ask('describe', { jobId })).data.reason, 'aborted by user')
})

test('a two-phase job that failed by itself may be aborted, and keeps its reason', async () => {
  await using server = await milvusServer({ milvus: '3.0' })
  const jobId = await server.create({ ...twoPhase(), files: [['nothing.json']] })
  const { reason } = (await server.follow(jobId, 'Failed')).at(-1)
  assert.equal((await server.ask('abort', { jobId })).code, 0)
  assert.equal((await server.ask('describe', { jobId })).data.reason, reason)
})

test('an empty two-phase job stops at Uncommitted too', async () => {
  await using server = await milvusServer({ milvus: '3.0' })
  const jobId = await server.create({ ...twoPhase(), files: [['empty.json']] })
  await server.follow(jobId, 'Uncommitted')
  await server.ask('commit', { jobId })
  await server.follow(jobId, 'Completed')
})

test('an ordinary job can be neither committed nor aborted while it runs; commit is fine once it is completed', async () => {
  await using server = await milvusServer({ milvus: '3.0' })
  const jobId = await server.create()
  const early = await server.ask('commit', { jobId })
  assert.equal(early.message, `job ${jobId} is in state Pending, expected Uncommitted: importing data failed`)
  const refused = await server.ask('abort', { jobId })
  assert.equal(refused.code, 2100)
  assert.equal(
    refused.message,
    `job ${jobId} is auto-commit, manual commit/abort not allowed: importing data failed`,
  )
  await server.follow(jobId, 'Completed')
  assert.equal((await server.ask('commit', { jobId })).code, 0)
})

test('an ordinary job that failed can be neither committed nor aborted', async () => {
  await using server = await milvusServer({ milvus: '3.0' })
  const jobId = await server.create({ files: [['nothing.json']] })
  await server.follow(jobId, 'Failed')
  assert.match((await server.ask('commit', { jobId })).message, /is in state Failed, expected Uncommitted/)
  assert.match((await server.ask('abort', { jobId })).message, /is auto-commit/)
})

test('an ordinary job shows its commit as Importing, 99 %', async () => {
  await using server = await milvusServer({ milvus: '3.0' })
  const seen = await server.follow(await server.create(), 'Completed')
  const last = seen.filter(({ progress }) => progress === 99)
  assert.ok(last.length > 0)
  assert.ok(last.every(({ state }) => state === 'Importing'))
})

for (const route of ['commit', 'abort']) {
  test(`${route} refuses an unknown job with 2101, and an id that is no number with 1100`, async () => {
    await using server = await milvusServer({ milvus: '3.0' })
    const unknown = await server.ask(route, { jobId: '7' })
    assert.equal(unknown.code, 2101)
    assert.equal(unknown.message, 'job 7 not found: importing data failed on server side')
    assert.equal((await server.ask(route, { jobId: 'x' })).code, 1100)
  })
}

test('2.6 ignores auto_commit: the job completes', async () => {
  await using server = await milvusServer({ milvus: '2.6' })
  await server.follow(await server.create(twoPhase()), 'Completed')
  await server.follow(await server.create(twoPhase('maybe')), 'Completed')
})
