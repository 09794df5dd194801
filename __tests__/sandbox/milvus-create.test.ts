import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MilvusOptions } from '../../sandbox/milvus/options.ts'
import { articles } from '../../sandbox/samples.ts'
import { BODY, milvusServer } from './milvus-server.ts'

// What a create is checked for, in the order of the server: each row is wrong in everything that comes after it too.

const [id, ...others] = articles.fields
const keyed = {
  ...articles,
  fields: [...(id ? [id] : []), ...others.map(field => ({ ...field, isPartitionKey: true }))],
}
const databases = {
  default: {
    book: articles,
    outside: { ...articles, isExternal: true },
    loaded: { ...articles, isLoaded: true },
    keyed,
  },
}
const users = {
  root: { password: 'Milvus', mayImport: 'admin' },
  reader: { password: 'a:b', mayImport: [] },
} as const
const asRoot = { authorization: 'Bearer root:Milvus' }
const asReader = { authorization: 'Bearer reader:a:b' }
const badTimeout = { 'request-timeout': 'abc' }
const wrong = {
  collectionName: 'book',
  options: { timeout: 'x' },
  partitionName: 'p1',
  files: [['a.txt'], ['b.parquet', 'c.parquet']],
}
const many = Array.from({ length: 1025 }, () => ['a.txt'])

interface Case {
  readonly title: string
  readonly options?: Partial<MilvusOptions>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly status?: number
  readonly code: number
  readonly message: RegExp
}

const CASES: readonly Case[] = [
  {
    title: 'missing credentials',
    options: { users },
    body: '',
    headers: badTimeout,
    status: 401,
    code: 1800,
    message: /^user hasn't authenticated$/,
  },
  {
    title: 'an API key, which an open-source Milvus does not know',
    options: { users },
    headers: { authorization: 'Bearer abcdef' },
    status: 401,
    code: 1800,
    message: /^user hasn't authenticated$/,
  },
  {
    title: 'a bad Request-Timeout',
    body: '',
    headers: badTimeout,
    code: 1100,
    message:
      /^Request-Timeout parse failed, err: strconv\.ParseInt: parsing "abc": invalid syntax: invalid parameter$/,
  },
  {
    title: 'an empty body',
    body: '',
    code: 1801,
    message: /the request body should be nil, however \{\} is valid$/,
  },
  {
    title: 'a body of blanks',
    body: ' \n',
    code: 1801,
    message: /the request body should be nil, however \{\} is valid$/,
  },
  {
    title: 'a body that is cut off',
    body: '{"collectionName": ',
    code: 1801,
    message: /the request body should be nil, however \{\} is valid$/,
  },
  {
    title: 'text that is not JSON',
    body: 'x',
    code: 1801,
    message:
      /^can only accept json format request, error: invalid character 'x' looking for beginning of value$/,
  },
  {
    title: 'two missing fields, each on a line',
    options: { users, trouble: 'notReady' },
    headers: asReader,
    body: {},
    code: 1802,
    message: /'CollectionName' failed on the 'required' tag\nKey: 'ImportReq\.Files' .*'required' tag$/,
  },
  {
    title: 'a user without the privilege',
    options: { users, trouble: 'notReady' },
    headers: asReader,
    body: { ...wrong, collectionName: 'nothing', dbName: 'nodb' },
    status: 403,
    code: 65535,
    message:
      /^rpc error: code = PermissionDenied desc = PrivilegeImport: permission deny to reader in the `nodb` database$/,
  },
  {
    title: 'a proxy that is not ready',
    options: { trouble: 'notReady' },
    body: { ...wrong, collectionName: 'nothing', dbName: 'nodb' },
    code: 1,
    message: /^service not ready$/,
  },
  {
    title: 'a full queue',
    options: { trouble: 'queueFull' },
    body: { ...wrong, collectionName: 'nothing' },
    code: 4,
    message: /^too many concurrent requests, queue is full/,
  },
  {
    title: 'an unknown database',
    body: { ...wrong, collectionName: 'nothing', dbName: 'nodb' },
    code: 800,
    message: /^database not found\[database=nodb\]$/,
  },
  {
    title: 'an unknown collection',
    body: { ...wrong, collectionName: 'nothing' },
    code: 100,
    message: /^collection not found\[database=default\]\[collection=nothing\]$/,
  },
  {
    title: 'an external collection',
    body: { ...wrong, collectionName: 'outside' },
    code: 1100,
    message: /^import operation is not supported for external collection outside: invalid parameter$/,
  },
  {
    title: 'a backup without a partition',
    body: { ...wrong, collectionName: 'keyed', partitionName: '', options: { backup: 'true' } },
    code: 1101,
    message: /^partition not specified: /,
  },
  {
    title: 'a backup without a partition, before 2.6.19',
    options: { milvus: '2.5' },
    body: { ...wrong, partitionName: '', options: { backup: 'true' } },
    code: 1100,
    message: /^partition not specified: /,
  },
  {
    title: 'an l0 import into a loaded collection',
    options: { milvus: '2.6' },
    body: { ...wrong, collectionName: 'loaded', options: { l0_import: 'true' } },
    code: 2100,
    message: /^for l0 import, collection cannot be loaded, please release it first: /,
  },
  {
    title: 'an l0 import',
    body: { ...wrong, options: { l0_import: 'true' } },
    code: 2100,
    message: /^l0 import is disabled/,
  },
  {
    title: 'a partition where there is a partition key',
    body: { ...wrong, collectionName: 'keyed' },
    code: 2100,
    message: /^not allow to set partition name for collection with partition key: importing data failed$/,
  },
  {
    title: 'an unknown partition',
    body: { ...wrong, files: [] },
    code: 200,
    message: /^partition not found\[partition=p1\]$/,
  },
  {
    title: 'no group of files',
    body: { ...wrong, partitionName: '', files: [] },
    code: 1100,
    message: /^import request is empty: invalid parameter$/,
  },
  {
    title: 'empty groups alone',
    body: { ...BODY, files: [[], []] },
    code: 1100,
    message: /^import request is empty/,
  },
  {
    title: '1025 groups, at once',
    body: { ...wrong, partitionName: '', files: many },
    code: 2100,
    message: /^The max number of import files should not exceed 1024, but got 1025: importing data failed$/,
  },
  {
    title: 'a file type',
    body: { ...wrong, partitionName: '' },
    code: 2100,
    message: /^unexpected file type, files=\[a\.txt\]: importing data failed$/,
  },
  {
    title: 'an extension in upper case',
    body: { ...BODY, files: [['a.PARQUET']] },
    code: 2100,
    message: /^unexpected file type, files=\[a\.PARQUET\]/,
  },
  {
    title: 'a mixed group',
    body: { ...BODY, files: [['a.npy', 'b.json']], options: wrong.options },
    code: 2100,
    message: /^inconsistency in file types, \(a\.npy\) vs \(b\.json\): importing data failed$/,
  },
  {
    title: 'two Parquet files in a group',
    body: { ...BODY, files: [['a.parquet', 'b.parquet']], options: wrong.options },
    code: 2100,
    message: /^for Parquet import, accepts only one file: importing data failed$/,
  },
  {
    title: 'two CSV files in a group',
    body: { ...BODY, files: [['a.csv', 'b.csv']] },
    code: 2100,
    message: /^for CSV import, accepts only one file/,
  },
  {
    title: 'a bad time-out of the job',
    options: { maxJobs: 0 },
    body: { ...BODY, options: wrong.options },
    code: 2100,
    message: /^parse timeout failed: time: invalid duration "x": importing data failed$/,
  },
  {
    title: 'a time-out without a unit, in 2.5',
    options: { milvus: '2.5' },
    body: { ...BODY, options: { timeout: '300' } },
    code: 2100,
    message: /^parse timeout failed, err=time: missing unit in duration "300": /,
  },
  {
    title: 'a time-out of days',
    body: { ...BODY, options: { timeout: '1d' } },
    code: 2100,
    message: /unknown unit "d" in duration "1d"/,
  },
  {
    title: 'an empty time-out',
    body: { ...BODY, options: { timeout: '' } },
    code: 2100,
    message: /^parse timeout failed: time: invalid duration "": importing data failed$/,
  },
  {
    title: 'a time-out that no int64 of nanoseconds holds',
    body: { ...BODY, options: { timeout: '99999999999h' } },
    code: 2100,
    message: /time: invalid duration "99999999999h"/,
  },
  {
    title: 'a restore of nothing',
    body: { ...BODY, files: [['none/']], partitionName: '_default', options: { backup: 'true' } },
    code: 2100,
    message:
      /^failed to broadcast import: failed to validate import request: no binlog to import, input=\[paths:"none\/"\]/,
  },
  {
    title: 'a restore of three folders in a group, in 2.5',
    options: { milvus: '2.5' },
    body: { ...BODY, files: [['a', 'b', 'c']], partitionName: '_default', options: { backup: 'true' } },
    code: 2100,
    message: /^too many input paths for binlog import\..* but got paths:\[a b c\]/,
  },
  {
    title: 'too many unfinished jobs',
    options: { maxJobs: 0, trouble: 'replicating' },
    code: 2101,
    message:
      /^failed to broadcast import: failed to validate import request: The number of jobs has reached the limit, please try again later\./,
  },
  {
    title: 'too many unfinished jobs, before 2.6.19',
    options: { milvus: '2.6.18', maxJobs: 0 },
    code: 2100,
    message: /^The number of jobs has reached the limit.*: importing data failed$/,
  },
  {
    title: 'a replicating cluster',
    options: { trouble: 'replicating' },
    code: 3000,
    message: /^import in replicating cluster is not supported yet/,
  },
]

for (const {
  title,
  options,
  body = BODY,
  headers = options?.users ? asRoot : {},
  status = 200,
  code,
  message,
} of CASES) {
  test(`create refuses ${title} with ${code}, HTTP ${status}`, async () => {
    await using server = await milvusServer({ milvus: '3.0', ...options }, { databases })
    const answer = await server.ask('create', body, headers)
    assert.equal(answer.status, status, answer.text)
    assert.equal(answer.code, code, answer.text)
    assert.match(answer.message, message)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json; charset=utf-8$/)
    assert.deepEqual(Object.keys(JSON.parse(answer.text)), ['code', 'message'])
    assert.deepEqual(await server.sandbox.jobs.all('milvus'), [])
  })
}

const OPTION_TYPES = [1, true, ['a'], { a: 'b' }]
const WRONG_TYPES: readonly (readonly [string, unknown])[] = [
  ...[1, true, ['a'], { a: 'b' }].flatMap(value =>
    ['dbName', 'collectionName', 'partitionName'].map(field => [field, value] as const),
  ),
  ...[
    'a.json',
    1,
    true,
    { a: 'b' },
    ['a.json'],
    [1],
    [[1]],
    [[true]],
    [[['a.json']]],
    [[{ a: 'b' }]],
    null,
  ].map(value => ['files', value] as const),
  ...['a', 1, true, ['a']].map(value => ['options', value] as const),
  ...OPTION_TYPES.flatMap(value =>
    ['auto_commit', 'timeout', 'backup'].map(key => ['options', { [key]: value }] as const),
  ),
  ...[null, '', 'yes', 'TRUE ', '1'].map(value => ['options', { auto_commit: value }] as const),
]

for (const [field, value] of WRONG_TYPES) {
  test(`create rejects ${field} ${JSON.stringify(value)}`, async () => {
    await using server = await milvusServer({ milvus: '3.0' })
    const { code, message, text } = await server.ask('create', { ...BODY, [field]: value })
    assert.notEqual(code, 0)
    assert.match(message, /^(can only accept json format request|missing required parameters), error: \S/)
    assert.doesNotMatch(text, /jobId/i)
  })
}

for (const body of ['[]', '"text"', '1', 'true', 'null', '{"collectionName": ']) {
  test(`create rejects the body ${body}`, async () => {
    await using server = await milvusServer({ milvus: '2.5' })
    const { code, text } = await server.ask('create', body)
    assert.ok(code === 1801 || code === 1802, text)
    assert.doesNotMatch(text, /jobId/i)
  })
}

test('create accepts what Go reads leniently: keys in another case, null, unknown keys, empty groups', async () => {
  await using server = await milvusServer({ milvus: '2.5' })
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

const RESTORES: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
  [{ start_ts: 'x' }, /parse start_ts failed, value=x, err=strconv\.ParseUint: parsing "x": invalid syntax/],
  [{ ENDTS: '5' }, /endTs is not a valid hybrid timestamp, value=5/],
  [{ storage_version: '2.0' }, /parse storage_version failed, value=2\.0, err=strconv\.ParseInt/],
  [{}, /the sandbox reads no binlogs/],
]

for (const [options, reason] of RESTORES) {
  test(`a restore with ${JSON.stringify(options)} is taken on, key or not, and fails by name`, async () => {
    const keyed = {
      fields: articles.fields.map(field => ({ ...field, isPartitionKey: field.name === 'reading_time' })),
    }
    await using server = await milvusServer(
      { milvus: '3.0' },
      { files: { 'backup/450/insert_log': 'binlog' }, databases: { default: { book: keyed } } },
    )
    const restore = { files: [['backup']], partitionName: '_default' }
    const jobId = await server.create({ ...restore, options: { backup: 'TRUE', ...options } })
    assert.match((await server.follow(jobId, 'Failed')).at(-1).reason, reason)
  })
}
