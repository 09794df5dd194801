import assert from 'node:assert/strict'
import { test } from 'node:test'
import { articles } from '../../sandbox/samples.ts'
import { milvusServer, VERSIONS } from './milvus-server.ts'

// What queries see around an import, as it was recorded on a standalone Milvus (2.3.5): with 30 rows in `a.json`.

const databases = (seed: object = {}) => ({ default: { book: { ...articles, rows: 1000, ...seed } } })
const book = { collectionName: 'book' }
const stats = async (server: Awaited<ReturnType<typeof milvusServer>>) =>
  (await server.plane('collections/get_stats', book)).data.rowCount

for (const milvus of VERSIONS) {
  test(`${milvus}: rows appear by themselves 17 s after the end, Loaded all the while`, async () => {
    await using server = await milvusServer({ milvus }, { databases: databases() })
    const jobId = await server.create()
    server.advance(1000)
    await server.follow(jobId, 'Completed')
    assert.equal(await stats(server), 1030, 'statistics count at once')
    for (let second = 0; second < 16; second += 1) {
      assert.equal(await server.count(), 1000)
      const { data } = await server.plane('collections/get_load_state', book)
      assert.deepEqual(data, { loadProgress: 100, loadState: 'LoadStateLoaded' })
      server.advance(1000)
    }
    server.advance(1000)
    assert.equal(await server.count(), 1030)
  })
}

test('2 s after a refresh; one from before the end does not help', async () => {
  await using server = await milvusServer({ milvus: '2.6' }, { databases: databases() })
  const jobId = await server.create()
  server.advance(500)
  assert.equal((await server.plane('collections/refresh_load', book)).code, 0)
  await server.follow(jobId, 'Completed')
  server.advance(3000)
  assert.equal(await server.count(), 1000)
  assert.deepEqual((await server.plane('collections/refresh_load', book)).data, {})
  server.advance(1900)
  assert.equal(await server.count(), 1000)
  server.advance(100)
  assert.equal(await server.count(), 1030)
})

test('statistics count rows as they are written, and none of a job that failed', async () => {
  await using server = await milvusServer({ milvus: '2.6' }, { databases: databases() })
  const jobId = await server.create()
  const seen: number[] = []
  for (let step = 0; step < 8; step += 1) {
    server.advance(500)
    seen.push(await stats(server))
  }
  assert.deepEqual(seen, seen.toSorted())
  assert.ok(seen.some(rows => rows > 1000 && rows <= 1030))
  assert.notEqual((await server.ask('describe', { jobId })).data.state, 'Completed')
  await server.follow(await server.create({ files: [['nothing.json']] }), 'Failed')
  await server.follow(jobId, 'Completed')
  assert.equal(await stats(server), 1030)
})

test('released: nothing can be queried or refreshed; a load takes seconds, a query waits for it and sees all', async () => {
  await using server = await milvusServer({ milvus: '2.6' }, { databases: databases() })
  const jobId = await server.create()
  await server.plane('collections/release', book)
  await server.follow(jobId, 'Completed')
  assert.match(String(await server.count()), /^failed to query: collection not loaded\[collection=\d+\]$/)
  assert.equal((await server.plane('collections/refresh_load', book)).code, 101)
  const { data } = await server.plane('collections/get_load_state', book)
  assert.deepEqual(data, { loadState: 'LoadStateNotLoad' })

  assert.deepEqual((await server.plane('collections/load', book)).data, {})
  assert.match((await server.plane('collections/refresh_load', book)).message, /^collection not fully loaded/)
  server.advance(3000)
  const loading = await server.plane('collections/get_load_state', book)
  assert.deepEqual(loading.data, { loadProgress: 50, loadState: 'LoadStateLoading' })
  assert.equal(await server.count(), 1030, 'the query was held until the end of the load')
  const loaded = await server.plane('collections/get_load_state', book)
  assert.equal(loaded.data.loadState, 'LoadStateLoaded')
  assert.equal((await server.plane('collections/load', book)).code, 0, 'once more is fine')
})

test('one partition loaded means Loaded, and rows of the others are not counted', async () => {
  const parts = { partitions: ['p1', 'p2'], loadedPartitions: ['p1'], rows: { p1: 5, p2: 7 } }
  await using server = await milvusServer({ milvus: '2.6' }, { databases: databases(parts) })
  for (const partitionName of ['p1', 'p2']) {
    await server.follow(await server.create({ partitionName }), 'Completed')
  }
  await server.plane('collections/refresh_load', book)
  server.advance(30_000)
  const { data } = await server.plane('collections/get_load_state', book)
  assert.equal(data.loadState, 'LoadStateLoaded')
  assert.equal(await server.count(), 35)
  assert.match(String(await server.count('book', 'p2')), /partition not loaded/)
  await server.plane('collections/load', book)
  assert.equal(await server.count('book', 'p2'), 0, 'loaded is not visible yet')
  server.advance(6000)
  assert.equal(await server.count('book', 'p2'), 37)
  const stored = await server.plane('partitions/get_stats', { ...book, partitionName: 'p2' })
  assert.equal(stored.data.rowCount, 37)
})

test('a partition key spreads the rows over partitions that nobody can name', async () => {
  const fields = articles.fields.map(field =>
    field.name === 'title' ? { ...field, isPartitionKey: true } : field,
  )
  await using server = await milvusServer({ milvus: '2.6' }, { databases: databases({ fields }) })
  const { data } = await server.plane('partitions/list', book)
  assert.deepEqual([data.length, data[0], data[15]], [16, '_default_0', '_default_15'])
  await server.follow(await server.create(), 'Completed')
  server.advance(17_000)
  assert.equal(await server.count(), 1030)
})

test('an import by alias stays with the collection that the alias meant, and tells its real name', async () => {
  const aliased = {
    default: { book_v1: { ...articles, aliases: ['book'] }, book_v2: { ...articles, isLoaded: false } },
  }
  await using server = await milvusServer({ milvus: '2.6' }, { databases: aliased })
  const jobId = await server.create()
  const moved = await server.plane('aliases/alter', { aliasName: 'book', collectionName: 'book_v2' })
  assert.equal(moved.code, 0, 'that the target is not loaded does not matter')
  const last = (await server.follow(jobId, 'Completed')).at(-1)
  assert.equal(last.collectionName, 'book_v1')
  server.advance(17_000)
  assert.equal(await server.count('book_v1'), 30)
  assert.match(String(await server.count()), /collection not loaded/, 'the alias means the other one now')
  const { data } = await server.plane('collections/describe', book)
  assert.deepEqual([data.collectionName, data.load, data.aliases], ['book', 'LoadStateNotLoad', ['book']])
  assert.deepEqual(server.sandbox.aliases('default'), { book: 'book_v2' })
  const listed = await server.ask('list', { collectionName: 'book_v1' })
  assert.deepEqual(
    listed.data.records.map((record: { jobId: string }) => record.jobId),
    [jobId],
  )
})

test('aliases: made, found, moved, dropped', async () => {
  const two = { default: { c1: articles, c2: articles } }
  await using server = await milvusServer({ milvus: '3.0' }, { databases: two })
  const alias = { aliasName: 'prod' }
  assert.equal((await server.plane('aliases/describe', alias)).code, 1600)
  for (const _ of [1, 2]) {
    assert.equal((await server.plane('aliases/create', { ...alias, collectionName: 'c1' })).code, 0)
  }
  assert.equal((await server.plane('collections/has', { collectionName: 'prod' })).data.has, true)
  assert.equal((await server.plane('aliases/alter', { ...alias, collectionName: 'prod' })).code, 100)
  assert.equal((await server.plane('aliases/alter', { ...alias, collectionName: 'c2' })).code, 0)
  assert.deepEqual((await server.plane('aliases/list', { collectionName: 'c2' })).data, ['prod'])
  assert.deepEqual((await server.plane('aliases/list', { collectionName: 'c1' })).data, [])
  assert.equal((await server.plane('aliases/list', { collectionName: 'prod' })).code, 100)
  assert.equal((await server.plane('aliases/drop', alias)).code, 0)
  assert.equal((await server.plane('collections/has', { collectionName: 'prod' })).data.has, false)
  const { code, message } = await server.plane('aliases/alter', { collectionName: 'c1' })
  assert.equal(code, 1802)
  assert.match(message, /AliasCollectionReq\.AliasName/)
})

test('the description of a collection by version', async () => {
  const fields = [
    { name: 'id', type: 'VarChar', isPrimary: true, maxLength: 36 },
    { name: 'tags', type: 'Array', elementType: 'VarChar', maxCapacity: 4, maxLength: 20, nullable: true },
    { name: 'year', type: 'Int64', defaultValue: 2024 },
    { name: 'sparse', type: 'SparseFloatVector', isFunctionOutput: true },
  ] as const
  const described = async (milvus: (typeof VERSIONS)[number]) => {
    await using server = await milvusServer(
      { milvus },
      { databases: databases({ fields, isExternal: true }) },
    )
    const { data, text } = await server.plane('collections/describe', book)
    assert.match(text, /"collectionID":\d{18}[,}]/, 'a number that no double can hold')
    return data
  }
  const old = await described('2.4')
  assert.equal(old.fields[1].nullable, undefined)
  assert.equal(old.functions, undefined)
  const today = await described('3.0')
  const [, tags, year, sparse] = today.fields
  assert.deepEqual([tags.elementType, tags.nullable], ['VarChar', true])
  assert.deepEqual(tags.params, [
    { key: 'max_length', value: '20' },
    { key: 'max_capacity', value: '4' },
  ])
  assert.deepEqual(year.defaultValue, { Data: { LongData: 2024 } })
  assert.equal(sparse.isFunctionOutput, true)
  assert.deepEqual(today.functions[0].outputFieldNames, ['sparse'])
  assert.deepEqual(today.structFields, [])
  assert.notEqual(today.externalSource, '')
  assert.equal((await described('2.6')).externalSource, undefined)
})

test('databases apart, by the body or by the header', async () => {
  const two = { default: { book: { ...articles, rows: 1 } }, db1: { book: { ...articles, rows: 2 } } }
  await using server = await milvusServer({ milvus: '2.6' }, { databases: two })
  assert.equal((await server.plane('collections/get_stats', { ...book, dbName: 'db1' })).data.rowCount, 2)
  assert.equal((await server.plane('collections/get_stats', book, { 'db-name': 'db1' })).data.rowCount, 2)
  assert.deepEqual((await server.plane('collections/list', { dbName: 'db1' })).data, ['book'])
  assert.equal(await server.sandbox.visibleRows('db1', 'book'), 2)
})

test('a query that is no count is refused in the words of the sandbox', async () => {
  await using server = await milvusServer({ milvus: '2.6' })
  for (const more of [{}, { outputFields: ['id'] }, { outputFields: ['count(*)'], filter: 'id > 3' }]) {
    const { code, message } = await server.plane('entities/query', { ...book, ...more })
    assert.equal(code, 65535)
    assert.match(message, /the sandbox keeps no rows/)
  }
})

test('a limiter refuses, and nothing is refreshed', async () => {
  const faults = [
    { on: 'refresh', nth: 1, fault: { kind: 'answer', when: 'before', answer: 'code 1807' } },
  ] as const
  await using server = await milvusServer({ milvus: '2.6' }, { databases: databases(), sandbox: { faults } })
  await server.follow(await server.create(), 'Completed')
  assert.equal((await server.plane('collections/refresh_load', book)).code, 1807)
  server.advance(5000)
  assert.equal(await server.count(), 1000)
  assert.equal((await server.plane('collections/refresh_load', book)).code, 0)
  server.advance(2000)
  assert.equal(await server.count(), 1030)
})
