import assert from 'node:assert/strict'
import { test } from 'node:test'
import { articles } from '../../sandbox/samples.ts'
import { BODY, type MilvusServer, milvusServer } from './milvus-server.ts'

// Who may do what, how long a request may take, and which requests are the same (`Idempotency-Key`).

const users = {
  root: { password: 'Milvus', mayImport: 'admin' },
  loader: { password: 'load:er', mayImport: ['db1'] },
  guest: { password: 'guest', mayImport: [] },
} as const
const databases = { default: { book: articles }, db1: { book: articles } }
const root = { authorization: 'Bearer root:Milvus' }
const loader = { authorization: 'Bearer loader:load:er', 'DB-Name': 'db1' }
const guest = { authorization: 'Bearer guest:guest' }
const JOB_ROUTES = ['describe', 'get_progress', 'commit', 'abort']

for (const authorization of [
  undefined,
  'Bearer root:wrong',
  'Bearer nobody:Milvus',
  'Bearer root',
  'root:Milvus',
  `Basic ${Buffer.from('root:wrong').toString('base64')}`,
]) {
  test(`with authentication on, ${authorization ?? 'no header'} is 401 on every route`, async () => {
    await using server = await milvusServer({ milvus: '3.0', users })
    for (const route of ['create', 'list', ...JOB_ROUTES]) {
      const { status, code, message } = await server.ask(route, BODY, authorization ? { authorization } : {})
      assert.deepEqual(
        { status, code, message },
        { status: 401, code: 1800, message: "user hasn't authenticated" },
      )
    }
  })
}

test('Bearer user:password and Basic are the same; with authentication off anything will do', async () => {
  await using server = await milvusServer({ milvus: '2.5', users })
  const basic = { authorization: `Basic ${Buffer.from('root:Milvus').toString('base64')}` }
  assert.equal((await server.ask('create', BODY, root)).code, 0)
  assert.equal((await server.ask('create', BODY, basic)).code, 0)
  await using open = await milvusServer({ milvus: '2.5' })
  assert.equal((await open.ask('create', BODY, { authorization: 'Bearer anything' })).code, 0)
})

test('a user without the privilege gets a code from create and all routes of a job, and an empty list', async () => {
  await using server = await milvusServer({ milvus: '3.0', users })
  const jobId = await server.create({ options: { auto_commit: 'false' } }, root)
  for (const route of ['create', ...JOB_ROUTES]) {
    const { status, code, message } = await server.ask(route, { ...BODY, jobId }, guest)
    assert.equal(status, 403)
    assert.equal(code, 65535)
    assert.equal(
      message,
      'rpc error: code = PermissionDenied desc = PrivilegeImport: permission deny to guest in the `default` database',
    )
  }
  assert.deepEqual((await server.ask('list', { collectionName: 'book' }, guest)).data, { records: [] })
  assert.deepEqual((await server.ask('list', {}, guest)).data, { records: [] })
  assert.equal((await server.ask('list', {}, root)).data.records.length, 1)
})

test('the DB-Name header alone routes describe and commit to the database of the privilege', async () => {
  await using server = await milvusServer({ milvus: '3.0', users }, { databases })
  const jobId = await server.create({ dbName: 'db1', options: { auto_commit: 'false' } }, loader)
  const { authorization } = loader
  for (const route of JOB_ROUTES) {
    assert.equal((await server.ask(route, { jobId, dbName: 'db1' }, { authorization })).code, 65535)
  }
  assert.equal((await server.ask('describe', { jobId }, loader)).code, 0)
  await untilUncommitted(server, jobId)
  assert.equal((await server.ask('commit', { jobId }, loader)).code, 0)
})

async function untilUncommitted(server: MilvusServer, jobId: string): Promise<void> {
  for (let step = 0; step < 100; step += 1) {
    if ((await server.ask('describe', { jobId }, loader)).data.state === 'Uncommitted') return
    server.advance(100)
  }
  throw new Error('the job never waits for its commit')
}

test('the body names the database before the header does', async () => {
  await using server = await milvusServer({ milvus: '2.6', users }, { databases })
  assert.equal((await server.ask('create', BODY, loader)).code, 0)
  const refused = await server.ask('create', { ...BODY, dbName: 'default' }, loader)
  assert.match(refused.message, /permission deny to loader in the `default` database/)
})

test('up to 2.5 the privilege is checked before the job is looked up, later after that', async () => {
  for (const [milvus, code] of [
    ['2.5', 65535],
    ['2.6', 2101],
  ] as const) {
    await using server = await milvusServer({ milvus, users })
    assert.equal((await server.ask('describe', { jobId: '7' }, guest)).code, code)
  }
})

test('before 2.6.7 only admins may describe and list, though others may import', async () => {
  for (const [milvus, status] of [
    ['2.5', 403],
    ['2.6.5', 403],
    ['2.6', 200],
  ] as const) {
    await using server = await milvusServer({ milvus, users }, { databases })
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

test('a Request-Timeout of one client changes the route for all in 2.4, and not later', async () => {
  for (const [milvus, status] of [
    ['2.4', 408],
    ['2.5', 200],
  ] as const) {
    await using server = await milvusServer({ milvus, handlerTime: 5000 })
    assert.equal((await server.ask('list', {}, { 'Request-Timeout': '3' })).status, 408)
    assert.equal((await server.ask('list', {})).status, status)
    assert.equal((await server.ask('create', BODY)).status, 200, 'another route')
  }
})

test('a bad Request-Timeout is ignored before 3.0', async () => {
  await using server = await milvusServer({ milvus: '2.6' })
  assert.equal((await server.ask('create', BODY, { 'Request-Timeout': 'abc' })).code, 0)
})

for (const milvus of ['2.6.24', '3.0.2'] as const) {
  test(`${milvus}: the same Idempotency-Key leads to the same job, whatever the body says`, async () => {
    await using server = await milvusServer({ milvus }, { databases })
    const key = { 'Idempotency-Key': 'nightly-2026-11-22' }
    const jobId = await server.create({}, key)
    assert.equal(await server.create({ files: [['b.json']] }, key), jobId)
    assert.notEqual(await server.create({}, { 'Idempotency-Key': 'another' }), jobId)
    assert.notEqual(await server.create({}), jobId)
    assert.notEqual(await server.create({ dbName: 'db1' }, key), jobId, 'another collection')
  })

  test(`${milvus}: an Idempotency-Key leads to a job that failed, too, and is forgotten after 24 hours`, async () => {
    await using server = await milvusServer({ milvus })
    const key = { 'Idempotency-Key': 'k' }
    const jobId = await server.create({ files: [['nothing.json']] }, key)
    await server.follow(jobId, 'Failed')
    assert.equal(await server.create({}, key), jobId)
    server.advance(24 * 3_600_000)
    assert.notEqual(await server.create({}, key), jobId)
  })

  test(`${milvus}: requests at the same time with one Idempotency-Key make one job`, async () => {
    await using server = await milvusServer({ milvus })
    const key = { 'Idempotency-Key': 'k' }
    const ids = await Promise.all(Array.from({ length: 10 }, () => server.create({}, key)))
    assert.equal(new Set(ids).size, 1)
  })
}

test('an Idempotency-Key has at most 256 bytes, and a refused request does not use it up', async () => {
  await using server = await milvusServer({ milvus: '3.0.2', maxJobs: 1 })
  const refused = await server.ask('create', BODY, { 'Idempotency-Key': 'k'.repeat(257) })
  assert.equal(refused.code, 1100)
  assert.match(refused.message, /^idempotency key length 257 exceeds limit 256/)
  const first = await server.create()
  const key = { 'Idempotency-Key': 'k'.repeat(256) }
  assert.equal((await server.ask('create', BODY, key)).code, 2101)
  await server.follow(first, 'Completed')
  assert.notEqual(await server.create({}, key), first)
})

for (const milvus of ['2.5', '2.6', '3.0'] as const) {
  test(`${milvus} does not look at the Idempotency-Key: every request is a job`, async () => {
    await using server = await milvusServer({ milvus })
    const key = { 'Idempotency-Key': 'k'.repeat(300) }
    assert.notEqual(await server.create({}, key), await server.create({}, key))
  })
}
