import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Privilege } from '../../sandbox/milvus/options.ts'
import type { MilvusVersion } from '../../sandbox/milvus/profile.ts'
import { articles } from '../../sandbox/samples.ts'
import type { CollectionSeed } from '../../sandbox/world.ts'
import { PLANE_VECTORS, type PlaneVector } from './data-plane.table.ts'
import { type Answer, bookWith, type MilvusServer, milvusServer, VERSIONS } from './servers.ts'

// Answers of the data plane that were recorded, documented or read in the source (`fixtures/data-plane.jsonl`, with
// the source of each), asked of the sandbox in the situation that they tell of, on the versions that they hold for.

interface Line {
  readonly id: string
  readonly src: string
  readonly req?: string
  readonly in?: unknown
  readonly st?: number
  readonly ct?: string
  readonly body: unknown
}

const lines: readonly Line[] = readFileSync(new URL('../fixtures/data-plane.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line))

test('every line is a vector, or is left out for a reason', () => {
  const ids = lines.map(({ id }) => id)
  assert.deepEqual(Object.keys(PLANE_VECTORS), ids)
})

for (const line of lines) {
  const vector = PLANE_VECTORS[line.id]
  if (typeof vector !== 'object') continue
  for (const milvus of vector.versions ?? (['2.4', '2.5', '2.6', '3.0'] as const)) {
    test(`${line.id} on ${milvus} (${line.src})`, async () => {
      const { before, body = line.in, databases } = vector
      await using server = await milvusServer(milvus, databases && { databases })
      await before?.(server)
      const route = vector.route ?? /POST B\/(.*)$/.exec(line.req ?? '')?.[1] ?? ''
      check(await server.plane(route, body), line, vector)
    })
  }
}

function check(answer: Answer, { body, ct, st = 200 }: Line, { extra = [] }: PlaneVector): void {
  assert.equal(answer.status, st, answer.text)
  if (ct) assert.ok(answer.headers.get('content-type')?.startsWith(ct))
  if (typeof body === 'string') {
    assert.equal(answer.text, body)
    return
  }
  const leave = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll(/\d{18}/g, 'ID')
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(leave)
    const kept = Object.entries(value).filter(([name]) => !extra.includes(name))
    const isId = (name: string) => name === 'collectionID' || name === 'dbID'
    return Object.fromEntries(kept.map(([name, each]) => [name, isId(name) ? typeof each : leave(each)]))
  }
  assert.deepEqual(leave(JSON.parse(answer.text)), leave(body))
}

// What queries see around an import, as it was recorded on a standalone Milvus (2.3.5): with 30 rows in `a.json`.

const databases = (seed: Partial<CollectionSeed> = {}) => bookWith({ rows: 1000, ...seed })
const book = { collectionName: 'book' }
const stats = async (server: MilvusServer) =>
  (await server.plane('collections/get_stats', book)).data.rowCount
const loadState = async (server: MilvusServer) =>
  (await server.plane('collections/get_load_state', book)).data

for (const milvus of VERSIONS) {
  test(`${milvus}: rows appear by themselves 17 s after the end, Loaded all the while`, async () => {
    await using server = await milvusServer(milvus, { databases: databases() })
    const jobId = await server.create()
    server.advance(1000)
    await server.follow(jobId, 'Completed')
    assert.equal(await stats(server), 1030, 'statistics count at once')
    for (let second = 0; second < 16; second += 1) {
      assert.equal(await server.count(), 1000)
      assert.deepEqual(await loadState(server), { loadProgress: 100, loadState: 'LoadStateLoaded' })
      server.advance(1000)
    }
    server.advance(1000)
    assert.equal(await server.count(), 1030)
  })
}

test('2 s after a refresh; one from before the end or that a limiter refuses does not help', async () => {
  const limited = { kind: 'answer', when: 'before', answer: 'code 1807' } as const
  const faults = [{ on: 'refresh', nth: 2, fault: limited }] as const
  await using server = await milvusServer('2.6', { databases: databases(), faults })
  const refresh = async () => (await server.plane('collections/refresh_load', book)).code
  const jobId = await server.create()
  server.advance(500)
  assert.equal(await refresh(), 0)
  await server.follow(jobId, 'Completed')
  server.advance(3000)
  assert.equal(await refresh(), 1807)
  server.advance(3000)
  assert.equal(await server.count(), 1000)
  assert.equal(await refresh(), 0)
  server.advance(1900)
  assert.equal(await server.count(), 1000)
  server.advance(100)
  assert.equal(await server.count(), 1030)
})

test('statistics count rows as they are written, and none of a job that failed', async () => {
  await using server = await milvusServer('2.6', { databases: databases() })
  const jobId = await server.create()
  const seen: number[] = []
  for (let step = 0; step < 8; step += 1) {
    server.advance(500)
    seen.push(await stats(server))
  }
  assert.deepEqual(seen, seen.toSorted())
  assert.ok(seen.some(rows => rows > 1000 && rows <= 1030))
  assert.notEqual((await server.describe(jobId)).state, 'Completed')
  await server.run({ files: [['nothing.json']] }, 'Failed')
  await server.follow(jobId, 'Completed')
  assert.equal(await stats(server), 1030)
})

test('released: nothing can be queried or refreshed; a load takes seconds, a query waits for it and sees all', async () => {
  await using server = await milvusServer('2.6', { databases: databases() })
  const jobId = await server.create()
  await server.plane('collections/release', book)
  await server.follow(jobId, 'Completed')
  assert.match(String(await server.count()), /^failed to query: collection not loaded\[collection=\d+\]$/)
  assert.equal((await server.plane('collections/refresh_load', book)).code, 101)
  assert.deepEqual(await loadState(server), { loadState: 'LoadStateNotLoad' })

  assert.deepEqual((await server.plane('collections/load', book)).data, {})
  assert.match((await server.plane('collections/refresh_load', book)).message, /^collection not fully loaded/)
  server.advance(3000)
  assert.deepEqual(await loadState(server), { loadProgress: 50, loadState: 'LoadStateLoading' })
  assert.equal(await server.count(), 1030, 'the query was held until the end of the load')
  assert.equal((await loadState(server)).loadState, 'LoadStateLoaded')
  assert.equal((await server.plane('collections/load', book)).code, 0, 'once more is fine')
})

test('one partition loaded means Loaded, and rows of the others are not counted', async () => {
  const parts = { partitions: ['p1', 'p2'], loadedPartitions: ['p1'], rows: { p1: 5, p2: 7 } }
  await using server = await milvusServer('2.6', { databases: databases(parts) })
  for (const partitionName of ['p1', 'p2']) await server.run({ partitionName }, 'Completed')
  await server.plane('collections/refresh_load', book)
  server.advance(30_000)
  assert.equal((await loadState(server)).loadState, 'LoadStateLoaded')
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
  const fields = articles.fields.map(field => ({ ...field, isPartitionKey: field.name === 'title' }))
  await using server = await milvusServer('2.6', { databases: databases({ fields }) })
  const { data } = await server.plane('partitions/list', book)
  assert.deepEqual([data.length, data[0], data[15]], [16, '_default_0', '_default_15'])
  await server.run({}, 'Completed')
  server.advance(17_000)
  assert.equal(await server.count(), 1030)
})

test('an import by alias stays with the collection that the alias meant, and tells its real name', async () => {
  const aliased = {
    default: { book_v1: { ...articles, aliases: ['book'] }, book_v2: { ...articles, isLoaded: false } },
  }
  await using server = await milvusServer('2.6', { databases: aliased })
  const jobId = await server.create()
  const moved = await server.plane('aliases/alter', { aliasName: 'book', collectionName: 'book_v2' })
  assert.equal(moved.code, 0, 'that the target is not loaded does not matter')
  assert.equal((await server.follow(jobId, 'Completed')).at(-1).collectionName, 'book_v1')
  server.advance(17_000)
  assert.equal(await server.count('book_v1'), 30)
  assert.match(String(await server.count()), /collection not loaded/, 'the alias means the other one now')
  const { data } = await server.plane('collections/describe', book)
  assert.deepEqual([data.collectionName, data.load, data.aliases], ['book', 'LoadStateNotLoad', ['book']])
  assert.deepEqual(server.sandbox.aliases('default'), { book: 'book_v2' })
  const listed = await server.ask('list', { collectionName: 'book_v1' })
  assert.equal(listed.data.records[0].jobId, jobId)
})

test('aliases: made, found, moved, dropped', async () => {
  await using server = await milvusServer('3.0', { databases: { default: { c1: articles, c2: articles } } })
  const of = (collectionName: string) => ({ collectionName })
  const to = (collectionName: string) => ({ aliasName: 'prod', collectionName })
  for (const [route, body, code, data] of [
    ['aliases/describe', { aliasName: 'prod' }, 1600],
    ['aliases/create', to('c1'), 0],
    ['aliases/create', to('c1'), 0],
    ['collections/has', of('prod'), 0, { has: true }],
    ['aliases/alter', to('prod'), 100],
    ['aliases/alter', to('c2'), 0],
    ['aliases/list', of('c2'), 0, ['prod']],
    ['aliases/list', of('c1'), 0, []],
    ['aliases/list', of('prod'), 100],
    ['aliases/drop', { aliasName: 'prod' }, 0],
    ['collections/has', of('prod'), 0, { has: false }],
    ['aliases/alter', of('c1'), 1802],
  ] as const) {
    const answer = await server.plane(route, body)
    assert.equal(answer.code, code, `${route} ${answer.text}`)
    if (data) assert.deepEqual(answer.data, data, route)
  }
})

test('the description of a collection by version', async () => {
  const fields = [
    { name: 'id', type: 'VarChar', isPrimary: true, maxLength: 36 },
    { name: 'tags', type: 'Array', elementType: 'VarChar', maxCapacity: 4, maxLength: 20, nullable: true },
    { name: 'year', type: 'Int64', defaultValue: 2024 },
    { name: 'sparse', type: 'SparseFloatVector', isFunctionOutput: true },
  ] as const
  const described = async (milvus: MilvusVersion) => {
    await using server = await milvusServer(milvus, { databases: databases({ fields, isExternal: true }) })
    const { data, text } = await server.plane('collections/describe', book)
    assert.match(text, /"collectionID":\d{18}[,}]/, 'a number that no double can hold')
    return data
  }
  const old = await described('2.4')
  assert.deepEqual([old.fields[1].nullable, old.functions], [undefined, undefined])
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
  await using server = await milvusServer('2.6', { databases: two })
  assert.equal((await server.plane('collections/get_stats', { ...book, dbName: 'db1' })).data.rowCount, 2)
  assert.equal((await server.plane('collections/get_stats', book, { 'db-name': 'db1' })).data.rowCount, 2)
  assert.deepEqual((await server.plane('collections/list', { dbName: 'db1' })).data, ['book'])
  assert.equal(await server.sandbox.visibleRows('db1', 'book'), 2)
})

test('a query that is no count is refused in the words of the sandbox', async () => {
  await using server = await milvusServer('2.6')
  for (const more of [{}, { outputFields: ['id'] }, { outputFields: ['count(*)'], filter: 'id > 3' }]) {
    const { code, message } = await server.plane('entities/query', { ...book, ...more })
    assert.equal(code, 65535)
    assert.match(message, /the sandbox keeps no rows/)
  }
})

const alias = { aliasName: 'prod', ...book }
const partition = { partitionName: '_default', ...book }

/** What each call needs (`pkg/util/constant.go`); `has` and the lists of names need a valid login only. */
const NEEDS: readonly (readonly [string, object, Privilege?])[] = [
  ['collections/has', book],
  ['collections/list', {}],
  ['databases/list', {}],
  ['collections/describe', book, 'DescribeCollection'],
  ['collections/get_stats', book, 'GetStatistics'],
  ['collections/get_load_state', book, 'GetLoadState'],
  ['collections/load', book, 'Load'],
  ['collections/refresh_load', book, 'Load'],
  ['partitions/list', book, 'ShowPartitions'],
  ['partitions/has', partition, 'HasPartition'],
  ['partitions/get_stats', partition, 'GetStatistics'],
  ['databases/describe', { dbName: 'default' }, 'DescribeDatabase'],
  ['aliases/create', alias, 'CreateAlias'],
  ['aliases/alter', alias, 'CreateAlias'],
  ['aliases/describe', alias, 'DescribeAlias'],
  ['aliases/list', {}, 'ListAliases'],
  ['aliases/drop', alias, 'DropAlias'],
  ['entities/query', { outputFields: ['count(*)'], ...book }, 'Query'],
  ['collections/release', book, 'Release'],
]
const DENIED = 'rpc error: code = PermissionDenied desc = Privilege'

for (const [who, privileges, password, refused] of [
  ['a role that may import and nothing else', [], 'a-password', [403, 65535]],
  ['a role whose privileges are not told', undefined, 'a-password', [200, 0]],
  ['a wrong password', undefined, 'wrong', [401, 1800]],
] as const) {
  test(`${who}: status ${refused[0]}, code ${refused[1]}`, async () => {
    const loader = { password: 'a-password', mayImport: ['default'], ...(privileges && { privileges }) }
    await using server = await milvusServer({ milvus: '2.6', users: { loader } })
    for (const [route, body, privilege] of NEEDS) {
      const headers = { authorization: `Bearer loader:${password}` }
      const { code, message, status } = await server.plane(route, body, headers)
      const isOpen = privilege === undefined && password !== 'wrong'
      assert.deepEqual([status, code], isOpen ? [200, 0] : refused, route)
      if (code !== 65535) continue
      assert.equal(message, `${DENIED}${privilege}: permission deny to loader in the \`default\` database`)
    }
  })
}

test('what a role may not see is missing from a description; the refusal names the database of the body', async () => {
  const loader = { password: 'p', mayImport: ['default'], privileges: ['DescribeCollection'] } as const
  await using server = await milvusServer({ milvus: '2.6', users: { loader } })
  const headers = { authorization: 'Bearer loader:p' }
  const { code, data, message } = await server.plane('collections/describe', book, headers)
  assert.deepEqual([code, data.load, data.aliases], [0, '', []])
  assert.match(message, /^rpc error: .*PrivilegeGetLoadState: .*;rpc error: .*PrivilegeListAliases: .*\.$/)
  const refused = await server.plane('collections/load', { ...book, dbName: 'db1' }, headers)
  assert.match(refused.message, /in the `db1` database$/)
})
