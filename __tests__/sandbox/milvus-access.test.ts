import assert from 'node:assert/strict'
import { test } from 'node:test'
import { articles } from '../../sandbox/samples.ts'
import { BODY, milvusServer } from './servers.ts'

// Who may do what, how long a request may take, and which requests are the same (`Idempotency-Key`).

const users = {
  root: { password: 'Milvus', mayImport: 'admin' },
  loader: { password: 'load:er', mayImport: ['db1'] },
  guest: { password: 'guest', mayImport: [] },
} as const
const databases = { default: { book: articles }, db1: { book: articles } }
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
const root = { authorization: 'Bearer root:Milvus' }
const loader = { authorization: 'Bearer loader:load:er', 'DB-Name': 'db1' }
const guest = { authorization: 'Bearer guest:guest' }
const key = (text: string) => ({ 'Idempotency-Key': text })
const JOB_ROUTES = ['describe', 'get_progress', 'commit', 'abort']
const TWO_PHASE = { options: { auto_commit: 'false' } }
const DENIED = 'rpc error: code = PermissionDenied desc = PrivilegeImport: permission deny to '

test('with authentication on, bad credentials are 401 on every route; off, anything will do', async () => {
  await using server = await milvusServer({ milvus: '3.0', users })
  for (const authorization of [
    ...['', 'Bearer root:wrong', 'Bearer nobody:Milvus', 'Bearer root', 'root:Milvus', 'Bearer abcdef'],
    basic('root:wrong'),
  ]) {
    for (const route of ['create', 'list', ...JOB_ROUTES]) {
      const { status, code, message } = await server.ask(route, BODY, authorization ? { authorization } : {})
      assert.deepEqual([status, code, message], [401, 1800, "user hasn't authenticated"], authorization)
    }
  }
  for (const authorization of ['Bearer root:Milvus', basic('root:Milvus')])
    assert.equal((await server.ask('create', BODY, { authorization })).code, 0)
  await using open = await milvusServer('2.5')
  assert.equal((await open.ask('create', BODY, { authorization: 'Bearer anything' })).code, 0)
})

test('a user without the privilege gets a code from create and all routes of a job, and an empty list', async () => {
  await using server = await milvusServer({ milvus: '3.0', users })
  const jobId = await server.create(TWO_PHASE, root)
  for (const route of ['create', ...JOB_ROUTES]) {
    const { status, code, message } = await server.ask(route, { ...BODY, jobId }, guest)
    const words = `${DENIED}guest in the \`default\` database`
    assert.deepEqual([status, code, message], [403, 65535, words])
  }
  for (const body of [{ collectionName: 'book' }, {}])
    assert.deepEqual((await server.ask('list', body, guest)).data, { records: [] })
  assert.equal((await server.ask('list', {}, root)).data.records.length, 1)
})

test('the DB-Name header alone routes describe and commit to the database of the privilege', async () => {
  await using server = await milvusServer({ milvus: '3.0', users }, { databases })
  const jobId = await server.create({ dbName: 'db1', ...TWO_PHASE }, loader)
  const { authorization } = loader
  for (const route of JOB_ROUTES)
    assert.equal((await server.ask(route, { jobId, dbName: 'db1' }, { authorization })).code, 65535)
  server.advance(30_000)
  assert.equal((await server.describe(jobId, loader)).state, 'Uncommitted')
  assert.equal((await server.ask('commit', { jobId }, loader)).code, 0)
  const refused = await server.ask('create', { ...BODY, dbName: 'default' }, loader)
  assert.equal(refused.message, `${DENIED}loader in the \`default\` database`, 'the body comes first')
})

test('up to 2.5 the privilege is checked before the job is looked up; before 2.6.7 only admins read', async () => {
  for (const [milvus, unknown, status] of [
    ['2.5', 65535, 403],
    ['2.6.5', 2100, 403],
    ['2.6', 2101, 200],
  ] as const) {
    await using server = await milvusServer({ milvus, users }, { databases })
    assert.equal((await server.ask('describe', { jobId: '7' }, guest)).code, unknown)
    const jobId = await server.create({}, loader)
    server.advance(1000)
    assert.equal((await server.ask('describe', { jobId }, loader)).status, status)
    assert.equal((await server.ask('describe', { jobId }, { ...root, 'DB-Name': 'db1' })).status, 200)
  }
})

test('a handler that takes too long is a 408, a text in 2.4; what it was asked to do happens all the same', async () => {
  for (const [milvus, body] of [
    ['2.4', 'timeout'],
    ['2.5', '{"code":10001,"message":"request timeout"}'],
    ['3.0', '{"code":10001,"message":"request timeout"}'],
  ] as const) {
    await using server = await milvusServer({ milvus, handlerTime: 31_000 })
    const { status, text } = await server.ask('create', BODY)
    assert.deepEqual([status, text], [408, body])
    const longer = await server.ask('list', {}, { 'Request-Timeout': '600' })
    assert.equal(longer.data.records.length, 1)
  }
})

test('a Request-Timeout of one client changes the route for all in 2.4; a bad one is ignored before 3.0', async () => {
  for (const [milvus, status] of [
    ['2.4', 408],
    ['2.5', 200],
  ] as const) {
    await using server = await milvusServer({ milvus, handlerTime: 5000 })
    assert.equal((await server.ask('list', {}, { 'Request-Timeout': '3' })).status, 408)
    assert.equal((await server.ask('list', {})).status, status)
    assert.equal((await server.ask('create', BODY, { 'Request-Timeout': 'abc' })).code, 0, 'another route')
  }
})

for (const milvus of ['2.6.24', '3.0.2'] as const) {
  test(`${milvus}: the same Idempotency-Key leads to the same job, whatever the body says`, async () => {
    await using server = await milvusServer(milvus, { databases })
    const jobId = await server.create({}, key('nightly-2026-11-22'))
    assert.equal(await server.create({ files: [['b.json']] }, key('nightly-2026-11-22')), jobId)
    assert.notEqual(await server.create({}, key('another')), jobId)
    assert.notEqual(await server.create({}), jobId)
    const elsewhere = await server.create({ dbName: 'db1' }, key('nightly-2026-11-22'))
    assert.notEqual(elsewhere, jobId, 'another collection')
    const ids = await Promise.all(Array.from({ length: 10 }, () => server.create({}, key('at once'))))
    assert.equal(new Set(ids).size, 1)
  })

  test(`${milvus}: a key leads to a job that failed or was aborted, too, and is forgotten after 24 hours`, async () => {
    await using server = await milvusServer(milvus)
    const jobId = await server.create({ files: [['nothing.json']] }, key('k'))
    await server.follow(jobId, 'Failed')
    const aborted = await server.create(TWO_PHASE, key('a'))
    await server.ask('abort', { jobId: aborted })
    assert.equal(await server.create(TWO_PHASE, key('a')), aborted)
    server.advance(23.9 * 3_600_000)
    assert.equal(await server.create({}, key('k')), jobId)
    server.advance(0.1 * 3_600_000)
    assert.notEqual(await server.create({}, key('k')), jobId)
  })
}

test('an Idempotency-Key has at most 256 bytes, and a refused request does not use it up', async () => {
  await using server = await milvusServer({ milvus: '3.0.2', maxJobs: 1 })
  const refused = await server.ask('create', BODY, key('k'.repeat(257)))
  assert.equal(refused.code, 1100)
  assert.match(refused.message, /^idempotency key length 257 exceeds limit 256/)
  const first = await server.create()
  assert.equal((await server.ask('create', BODY, key('k'.repeat(256)))).code, 2101)
  await server.follow(first, 'Completed')
  assert.notEqual(await server.create({}, key('k'.repeat(256))), first)
})

test('other versions do not look at the Idempotency-Key: every request is a job', async () => {
  for (const milvus of ['2.5', '2.6', '3.0'] as const) {
    await using server = await milvusServer(milvus)
    assert.notEqual(
      await server.create({}, key('k'.repeat(300))),
      await server.create({}, key('k'.repeat(300))),
    )
  }
})
