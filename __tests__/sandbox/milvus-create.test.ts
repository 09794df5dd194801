import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MilvusOptions } from '../../sandbox/milvus/options.ts'
import { articles } from '../../sandbox/samples.ts'
import { BODY, bookWith, type Headers, milvusServer } from './servers.ts'

// What a create is checked for, in the order of the server: each row is wrong in everything that comes after it too.

const keyedBy = (...names: readonly string[]) => ({
  ...articles,
  fields: articles.fields.map(field => ({ ...field, isPartitionKey: names.includes(field.name) })),
})
const databases = {
  default: {
    book: articles,
    outside: { ...articles, isExternal: true },
    loaded: { ...articles, isLoaded: true },
    keyed: keyedBy('title', 'reading_time', 'vector'),
  },
}
const users = {
  root: { password: 'Milvus', mayImport: 'admin' },
  reader: { password: 'a:b', mayImport: [] },
} as const
const asRoot = { authorization: 'Bearer root:Milvus' }
const asReader = { authorization: 'Bearer reader:a:b' }
const lateHeader = { 'request-timeout': 'abc' }

const files = [['a.txt'], ['b.parquet', 'c.parquet']]
const wrong = { collectionName: 'book', options: { timeout: 'x' }, partitionName: 'p1', files }
const nowhere = { ...wrong, collectionName: 'nothing' }
const badFiles = { ...wrong, partitionName: '' }
const backup = { options: { backup: 'true' } }
const l0 = { options: { l0_import: 'true' } }
const intoLoaded = { ...wrong, ...l0, collectionName: 'loaded' }
const restore = (...paths: readonly string[]) => ({
  ...BODY,
  ...backup,
  files: [paths],
  partitionName: '_default',
})
const of = (...group: readonly string[]) => ({ ...BODY, files: [group], options: wrong.options })
const lasting = (timeout: string) => ({ ...BODY, options: { timeout } })
const many = Array.from({ length: 1025 }, () => ['a.txt'])

const NO_BODY = 'can only accept json format request, the request body should be nil, however {} is valid'
const NOT_JSON = "can only accept json format request, error: invalid character 'x' looking for"
const BROADCAST = 'failed to broadcast import: failed to validate import request: '

interface More extends Partial<MilvusOptions> {
  readonly headers?: Headers
  readonly status?: number
}

const CASES: readonly (readonly [string, number, words: string, body: unknown, More?])[] = [
  ['no credentials', 1800, "user hasn't authenticated", '', { users, headers: lateHeader, status: 401 }],
  ['a bad Request-Timeout', 1100, 'Request-Timeout parse failed, err: ', '', { headers: lateHeader }],
  ['an empty body', 1801, NO_BODY, ''],
  ['a body of blanks', 1801, NO_BODY, ' \n'],
  ['a body that is cut off', 1801, NO_BODY, '{"collectionName": '],
  ['text that is not JSON', 1801, NOT_JSON, 'x'],
  [
    'two missing fields, each on a line',
    1802,
    "'CollectionName' failed on the 'required' tag\nKey: 'ImportReq.Files' Error:",
    {},
    { users, trouble: 'notReady', headers: asReader },
  ],
  [
    'a user without the privilege',
    65535,
    'PrivilegeImport: permission deny to reader in the `nodb` database',
    { ...nowhere, dbName: 'nodb' },
    { users, trouble: 'notReady', headers: asReader, status: 403 },
  ],
  ['a proxy that is not ready', 1, 'service not ready', nowhere, { trouble: 'notReady' }],
  ['a full queue', 4, 'too many concurrent requests, queue is full', nowhere, { trouble: 'queueFull' }],
  ['an unknown database', 800, 'database not found[database=nodb]', { ...nowhere, dbName: 'nodb' }],
  ['an unknown collection', 100, 'collection not found[database=default][collection=nothing]', nowhere],
  ['an external one', 1100, 'for external collection outside: ', { ...wrong, collectionName: 'outside' }],
  ['a backup of no partition', 1101, 'partition not specified: ', { ...badFiles, ...backup }],
  ['one before 2.6.19', 1100, 'partition not specified: ', { ...badFiles, ...backup }, { milvus: '2.5' }],
  [
    'an l0 import into a loaded one',
    2100,
    'for l0 import, collection cannot be',
    intoLoaded,
    { milvus: '2.6' },
  ],
  ['an l0 import', 2100, 'l0 import is disabled', { ...wrong, ...l0 }],
  ['a partition of a key', 2100, 'not allow to set partition name', { ...wrong, collectionName: 'keyed' }],
  ['an unknown partition', 200, 'partition not found[partition=p1]', { ...wrong, files: [] }],
  ['no group of files', 1100, 'import request is empty: invalid parameter', { ...badFiles, files: [] }],
  ['1025 groups', 2100, 'should not exceed 1024, but got 1025', { ...badFiles, files: many }],
  ['a file type', 2100, 'unexpected file type, files=[a.txt]: importing data failed', badFiles],
  ['an extension in upper case', 2100, 'unexpected file type, files=[a.PARQUET]', of('a.PARQUET')],
  ['a mixed group', 2100, 'inconsistency in file types, (a.npy) vs (b.json)', of('a.npy', 'b.json')],
  ['two Parquet files', 2100, 'for Parquet import, accepts only one file', of('a.parquet', 'b.parquet')],
  ['two CSV files', 2100, 'for CSV import, accepts only one file', of('a.csv', 'b.csv')],
  ['a bad time-out', 2100, 'timeout failed: time: invalid duration "x"', lasting('x'), { maxJobs: 0 }],
  ['300, in 2.5', 2100, ', err=time: missing unit in duration "300"', lasting('300'), { milvus: '2.5' }],
  ['a time-out of days', 2100, 'unknown unit "d" in duration "1d"', lasting('1d')],
  ['an empty time-out', 2100, 'time: invalid duration "": importing data failed', lasting('')],
  ['more than an int64', 2100, 'time: invalid duration "99999999999h"', lasting('99999999999h')],
  ['a restore of nothing', 2100, `${BROADCAST}no binlog to import, input=[paths:"none/"]`, restore('none/')],
  ['one of three, in 2.5', 2100, 'but got paths:[a b c]', restore('a', 'b', 'c'), { milvus: '2.5' }],
  ['too many jobs', 2101, `${BROADCAST}The number of jobs`, BODY, { maxJobs: 0, trouble: 'replicating' }],
  ['too many, before 2.6.19', 2100, 'The number of jobs', BODY, { milvus: '2.6.18', maxJobs: 0 }],
  ['a replicating cluster', 3000, 'import in replicating cluster', BODY, { trouble: 'replicating' }],
]

for (const [title, code, words, body, { headers, status = 200, ...options } = {}] of CASES) {
  test(`create refuses ${title} with ${code}, HTTP ${status}`, async () => {
    await using server = await milvusServer({ milvus: '3.0', ...options }, { databases })
    const answer = await server.ask('create', body, headers ?? (options.users ? asRoot : {}))
    assert.deepEqual([answer.status, answer.code], [status, code], answer.text)
    assert.ok(answer.message.includes(words), answer.message)
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
    assert.deepEqual(Object.keys(JSON.parse(answer.text)), ['code', 'message'])
    assert.deepEqual(await server.sandbox.jobs.all('milvus'), [])
  })
}

const NO_TEXTS = [1, true, ['a'], { a: 'b' }]
const NO_FILES = ['a.json', 1, true, { a: 'b' }, ['a'], [1], [[1]], [[true]], [[['a']]], [[{ a: 'b' }]], null]
const WRONG_TYPES: Readonly<Record<string, readonly unknown[]>> = {
  dbName: NO_TEXTS,
  collectionName: NO_TEXTS,
  partitionName: NO_TEXTS,
  files: NO_FILES,
  options: [
    ...['a', 1, true, ['a']],
    ...NO_TEXTS.flatMap(value => [{ auto_commit: value }, { timeout: value }, { backup: value }]),
    ...[null, '', 'yes', 'TRUE ', '1'].map(value => ({ auto_commit: value })),
  ],
}

test('create rejects other types, and bodies that are no objects', async () => {
  await using server = await milvusServer('3.0')
  for (const [field, values] of Object.entries(WRONG_TYPES)) {
    for (const value of values) {
      const { code, message, text } = await server.ask('create', { ...BODY, [field]: value })
      assert.ok(code === 1801 || code === 1802, `${JSON.stringify(value)}: ${text}`)
      assert.match(message, /^(can only accept json format request|missing required parameters), error: \S/)
    }
  }
  for (const body of ['[]', '"text"', '1', 'true', 'null', '{"collectionName": ']) {
    const { code, text } = await server.ask('create', body)
    assert.ok(code === 1801 || code === 1802, text)
  }
  assert.deepEqual(await server.sandbox.jobs.all('milvus'), [])
})

test('create accepts what Go reads leniently: keys in another case, null, unknown keys, empty groups', async () => {
  await using server = await milvusServer('2.5')
  const body = {
    COLLECTIONNAME: 'book',
    Files: [['a.json'], [], null],
    dbName: null,
    options: { auto_commit: null },
    clusterId: 7,
  }
  const { code, data, text } = await server.ask('create', body)
  assert.equal(code, 0, text)
  assert.deepEqual(Object.keys(data), ['jobId'])
})

for (const [options, reason] of [
  [{ start_ts: 'x' }, /parse start_ts failed, value=x, err=strconv\.ParseUint: parsing "x": invalid syntax/],
  [{ ENDTS: '5' }, /endTs is not a valid hybrid timestamp, value=5/],
  [{ storage_version: '2.0' }, /parse storage_version failed, value=2\.0, err=strconv\.ParseInt/],
  [{}, /the sandbox reads no binlogs/],
] as const) {
  test(`a restore with ${JSON.stringify(options)} is taken on, key or not, and fails by name`, async () => {
    const backups = { 'backup/450/insert_log': 'binlog' }
    const databases = bookWith(keyedBy('reading_time'))
    await using server = await milvusServer('3.0', { files: backups, databases })
    const body = { ...restore('backup'), options: { backup: 'TRUE', ...options } }
    assert.match((await server.run(body, 'Failed')).reason, reason)
  })
}
