import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ImportError } from '../../src/errors/import-error.ts'
import { type Given, inputNames, parseInputs } from '../../src/inputs/inputs.ts'
import { inputsWith } from '../../src/inputs/table.ts'

// All inputs together: the plan, or the one message.

type Inputs = Partial<Given>
const NOTHING = Object.fromEntries(inputNames.map(name => [name, ''])) as Given
const parse = (inputs: Inputs) => parseInputs({ ...NOTHING, ...inputs })

/** The message without its frame; `''` if the inputs are right. */
function messageOf(inputs: Inputs): string {
  try {
    parse(inputs)
  } catch (error) {
    assert.ok(error instanceof ImportError && error.code === 'InvalidInput')
    const [, message = ''] =
      /^(.*?)\.? Nothing was sent\. Correct the inputs named here and run again\.$/.exec(error.message) ?? []
    assert.notEqual(message, '')
    return message.replace(/^Invalid input: /, '')
  }
  return ''
}

const V2 = { apiKey: 'a-key', clusterId: 'in01-0', collectionName: 'c', objectUrl: 's3://b/a.json' }
const V1 = { ...V2, endpoint: 'https://controller.api.aws-us-west-2.zillizcloud.com' }
const MILVUS = { endpoint: 'http://milvus.example:19530', collectionName: 'c', files: 'a.json' }
const UPLOAD = { ...V2, objectUrl: 's3://b/in/', path: 'data/*.parquet' }
const VOLUME = { ...V2, objectUrl: '', volumeName: 'v', path: 'data/*.parquet' }
const TO_MILVUS = { ...MILVUS, files: '', objectUrl: 's3://b/in/', path: 'data/*.parquet' }
const AZURE = 'https://account.blob.core.windows.net/c/in/'
const JOB = { ...V2, objectUrl: '', jobId: 'job-1' }
const PROJECT = { ...V2, clusterId: '', projectId: 'proj-1', regionId: 'aws-us-west-2' }
const SANDBOX = { ...V2, endpoint: 'http://127.0.0.1:8080', accessKey: 'a', secretKey: 'b' }
const lines = (length: number) => Array.from({ length }, (_, index) => `s3://b/${index}.json`).join('\n')

test('the least that each API needs', () => {
  assert.equal(parse(V2).connection.api, 'zilliz-v2')
  assert.equal(parse(V1).connection.api, 'zilliz-v1')
  assert.equal(parse(MILVUS).connection.api, 'milvus')
})

/** Inputs, and what the message begins with. */
const WRONG: readonly (readonly [Inputs, string])[] = [
  [{ ...V2, apiKey: '' }, '`apiKey` is required'],
  [{ ...V2, apiKey: 'käy' }, '`apiKey` holds characters that no HTTP header can carry'],
  [{ ...V2, clusterId: '' }, '`clusterId` is required, or `projectId` with `regionId`'],
  [{ ...PROJECT, regionId: '' }, '`projectId` needs `regionId`'],
  [{ ...PROJECT, projectId: '' }, '`regionId` needs `projectId`'],
  [{ ...PROJECT, clusterId: 'in01-0' }, '`clusterId` cannot be combined with `projectId` and `regionId`'],
  [{ ...PROJECT, searchable: 'true' }, '`searchable` and `alias` are for clusters'],
  [{ ...V2, collectionName: '' }, '`collectionName` is required'],
  [{ ...V2, volumeName: 'v', files: 'a.json' }, '`objectUrl` cannot be combined with `volumeName`'],
  [{ ...V2, objectUrl: '', files: 'a.json' }, '`files` needs `volumeName` with `zilliz-v2` (chosen because'],
  [{ ...V2, objectUrl: '', volumeName: 'v' }, '`volumeName` needs `files`'],
  [{ ...V2, files: 'a.json' }, '`objectUrl` cannot be combined with `files`'],
  [{ ...V2, objectUrl: '' }, '`objectUrl` is required, or `volumeName` with `files`, or `path`'],
  [{ ...V2, options: 'timeout=1h' }, '`options` does not work with `zilliz-v2`'],
  [{ ...V2, accessKey: 'x' }, '`accessKey` needs `secretKey`'],
  [{ ...V2, secretKey: 'x' }, '`secretKey` needs `accessKey`'],
  [{ ...V2, objectUrl: lines(1001) }, '`objectUrl` holds 1001 lines, a job of `zilliz-v2` takes 1000'],
  [{ ...V2, timeout: '0' }, '`timeout` must be longer than zero'],
  [{ ...V1, objectUrl: lines(2) }, '`objectUrl` holds 2 lines, a job of `zilliz-v1` takes 1'],
  [{ ...V1, dbName: 'd' }, '`dbName` does not work with `zilliz-v1` (chosen because `endpoint` is a'],
  [{ ...V1, sessionToken: 't' }, '`sessionToken` does not work with `zilliz-v1`'],
  [{ ...V1, clusterId: '' }, '`clusterId` is required with `zilliz-v1`'],
  [{ ...V1, objectUrl: '' }, '`objectUrl` is required with `zilliz-v1`'],
  [{ ...V1, projectId: 'proj-1' }, '`projectId` does not work with `zilliz-v1`'],
  [{ ...V1, commit: 'manual' }, '`commit` does not work with `zilliz-v1`'],
  [{ ...MILVUS, files: '' }, '`files` is required with `milvus`'],
  [{ ...MILVUS, clusterId: 'in01-0' }, '`clusterId` does not work with `milvus` (chosen because `endpoint`'],
  [{ ...MILVUS, api: 'milvus', clusterId: 'x' }, '`clusterId` does not work with `milvus` (chosen because `'],
  [{ ...MILVUS, accessKey: 'a', secretKey: 'b' }, '2 invalid inputs: (1) `accessKey` does not work with'],
  [{ ...MILVUS, files: 's3://bucket/a.json' }, '`files`: this is a URL'],
  [{ ...MILVUS, files: 'folder/' }, '`files`: this is a folder, but Milvus imports files'],
  [{ ...MILVUS, files: 'a.npy, b.json' }, '`files`: several files in one line: only the `.npy` files of one'],
  [{ ...MILVUS, files: lines(1025).replaceAll('s3://', '') }, '`files` holds 1025 lines, a job of `milvus`'],
  [{ ...MILVUS, files: 'a.json\nb.json\na.json' }, '`files` lines 1 and 3 are the same: its rows would come'],
  [{ ...V2, objectUrl: 's3://b/a.json\ns3://b/a.json' }, '`objectUrl` lines 1 and 2 are the same'],
  // Files of the runner
  [{ ...UPLOAD, objectUrl: '' }, '`path` needs a place to upload to: `volumeName` (Zilliz Cloud), or'],
  [{ ...UPLOAD, volumeName: 'v' }, '`objectUrl` cannot be combined with `volumeName`'],
  [{ ...VOLUME, files: 'a.json' }, '`path` cannot be combined with `files`'],
  [{ ...UPLOAD, objectUrl: 's3://b/in' }, '`objectUrl`: with `path` this is the folder'],
  [{ ...UPLOAD, objectUrl: 's3://b/1/\ns3://b/2/' }, '`objectUrl` holds 2 lines, but with `path` it is the'],
  [{ ...UPLOAD, path: '!a.json' }, '`path` only excludes'],
  [{ ...UPLOAD, storageEndpoint: 'http://minio:9000' }, '`storageEndpoint` does not work with `zilliz-v2`'],
  [{ ...MILVUS, storageEndpoint: 'http://minio:9000' }, '`storageEndpoint` is for files that `path` uploads'],
  [{ ...V2, storageRegion: 'us-west-2' }, '`storageRegion` is for files that `path` uploads'],
  [{ ...VOLUME, storageRegion: 'us-west-2' }, '`storageEndpoint` and `storageRegion` are for a bucket in'],
  [{ ...TO_MILVUS, storageEndpoint: 'minio:9000' }, '`storageEndpoint` has no scheme; write'],
  [{ ...TO_MILVUS, objectUrl: 'gs://b/in/', storageEndpoint: 'http://m' }, '`storageEndpoint` is for'],
  [{ ...TO_MILVUS, volumeName: 'v', objectUrl: '' }, '`volumeName` does not work with `milvus`'],
  [{ ...UPLOAD, objectUrl: AZURE }, '`path` to Azure needs a SAS as `sessionToken`'],
  [{ ...V1, path: 'a/', objectUrl: AZURE }, '`path` to Azure needs a SAS as `sessionToken`, which'],
  [{ ...V1, path: 'a/', objectUrl: 's3://b/', sessionToken: 't' }, '`sessionToken` does not work with'],
  [{ ...V2, deleteUploaded: 'true' }, '`deleteUploaded` needs `path`'],
  [{ ...VOLUME, accessKey: 'a', secretKey: 'b' }, '`volumeName` cannot be combined with `accessKey`'],
  // A job that exists, and what follows the create
  [{ ...V2, jobId: 'job-1' }, '`jobId` waits for a job that exists: leave out `objectUrl`'],
  [{ ...UPLOAD, jobId: 'job-1' }, '`jobId` waits for a job that exists: leave out `objectUrl` and `path`'],
  [{ ...JOB, wait: 'false' }, '`jobId` with `wait: false` would do nothing'],
  [{ ...JOB, preflight: 'only' }, '`preflight: only` cannot be combined with `jobId`'],
  [{ ...JOB, expectedRows: 'files' }, '`expectedRows: files` cannot be combined with `jobId`'],
  [{ ...JOB, collectionName: '', searchable: 'true' }, '`searchable` needs `collectionName`, also with'],
  [{ ...V2, commit: 'verified' }, '`commit` does not work with `zilliz-v2` (chosen because no `endpoint` is'],
  [{ ...MILVUS, commit: 'verified', wait: 'false' }, '`wait: false` cannot be combined with `commit`'],
  [{ ...V2, searchable: 'true', wait: 'false' }, '`wait: false` cannot be combined with `searchable`'],
  [{ ...V2, expectedRows: '1', wait: 'false' }, '`wait: false` cannot be combined with `expectedRows`: the'],
  [{ ...UPLOAD, deleteUploaded: 'true', wait: 'false' }, '`wait: false` cannot be combined with'],
  [{ ...V2, alias: 'current' }, '`alias` needs `searchable`'],
  [{ ...V2, alias: 'c', searchable: 'true' }, '`alias` is the name of the collection'],
  [{ ...MILVUS, commit: 'manual', searchable: 'true' }, '`commit: manual` ends before the rows are visible'],
  [{ ...MILVUS, commit: 'verified', options: 'auto_commit=false' }, '`commit` sets `auto_commit` by itself'],
]

test('conflicts and limits, each with the API that was chosen and why', () => {
  for (const [inputs, start] of WRONG) {
    const message = messageOf(inputs)
    assert.ok(message.startsWith(start), `${message} does not begin with ${start}`)
  }
  const late = { searchable: 'load', alias: 'a', expectedRows: '>=1', wait: 'no' }
  assert.match(messageOf({ ...V2, ...late }), /combined with `searchable`, `alias` and `expectedRows`:/)
})

test('what may be together', () => {
  const good: readonly Inputs[] = [
    UPLOAD,
    VOLUME,
    TO_MILVUS,
    {
      ...TO_MILVUS,
      storageEndpoint: 'http://minio:9000',
      accessKey: 'a',
      secretKey: 'b',
      storageRegion: 'x-1',
    },
    { ...UPLOAD, storageRegion: 'us-west-2', deleteUploaded: 'true' },
    { ...UPLOAD, objectUrl: AZURE, sessionToken: 'sv=1&sig=2' },
    { ...V1, path: 'data/', objectUrl: 's3://b/in/' },
    { ...V2, preflight: 'only' },
    { ...JOB, preflight: 'true' },
    {
      ...V2,
      preflight: 'false',
      commit: 'auto',
      searchable: 'FALSE',
      deleteUploaded: 'False',
      wait: 'false',
    },
    { ...MILVUS, files: '', jobId: '1', commit: 'verified', expectedRows: '5' },
    { ...MILVUS, files: '', jobId: '1', commit: 'manual' },
    { ...V2, searchable: 'load', alias: 'current', expectedRows: 'files' },
    { ...JOB, searchable: 'true' },
    { ...MILVUS, options: 'auto_commit=false' },
    { ...MILVUS, files: 'insert_log/1,delta_log/1', options: 'backup=true' },
    { ...JOB, accessKey: 'a', secretKey: 'b' },
    { ...V2, objectUrl: 's3://b/issue #3.parquet' },
    { ...MILVUS, files: 'odd/smith, anna.parquet' },
  ]
  for (const inputs of good) assert.equal(messageOf(inputs), '', JSON.stringify(inputs))
})

test('Milvus: groups, options as text, no authentication', () => {
  const options = 'timeout=1h\nsep=;\nx=a=b'
  const { task, connection, target } = parse({ ...MILVUS, files: 'a.json\n x/id.npy , x/v.npy\n', options })
  assert.equal(connection.apiKey, '')
  assert.deepEqual(target, { kind: 'instance' })
  assert.ok(task.kind === 'submit')
  assert.deepEqual(task.source, {
    kind: 'files',
    groups: [['a.json'], ['x/id.npy', 'x/v.npy']],
    options: { timeout: '1h', sep: ';', x: 'a=b' },
  })
})

test('what the endpoint says fills what is empty, and only that', () => {
  const endpoint = 'https://in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com'
  const project = 'https://proj-0123abc.aws-us-west-2.api.zillizcloud.com'
  const targetOf = (clusterId: string, endpoint: string) => parse({ ...V2, clusterId, endpoint }).target
  assert.deepEqual(targetOf('', endpoint), { kind: 'cluster', clusterId: 'in01-0123abc' })
  assert.deepEqual(targetOf('in01-other', endpoint), { kind: 'cluster', clusterId: 'in01-other' })
  const expected = { kind: 'project', projectId: 'proj-0123abc', regionId: 'aws-us-west-2' }
  assert.deepEqual(targetOf('', project), expected)
  assert.deepEqual(targetOf('in01-0', project), { kind: 'cluster', clusterId: 'in01-0' })
})

test('files of the runner: where they go, and what goes along', () => {
  const { task } = parse({
    ...{ ...TO_MILVUS, path: 'data/*.parquet\n!data/tmp/*', storageEndpoint: 'http://minio:9000/' },
    ...{ accessKey: 'a', secretKey: 'b', options: 'timeout=1h', deleteUploaded: 'true' },
  })
  assert.ok(task.kind === 'submit')
  assert.deepEqual(task.source, {
    kind: 'local',
    patterns: ['data/*.parquet', '!data/tmp/*'],
    to: {
      kind: 'bucket',
      folderUrl: 's3://b/in/',
      storageEndpoint: 'http://minio:9000',
      storageRegion: undefined,
      credentials: { accessKey: 'a', secretKey: 'b', sessionToken: undefined },
    },
    deleteUploaded: true,
    options: { timeout: '1h' },
  })
  const volume = parse(VOLUME).task
  assert.ok(volume.kind === 'submit' && volume.source.kind === 'local')
  assert.deepEqual(volume.source.to, { kind: 'volume', volumeName: 'v' })
})

test('the whole way, as a plan', () => {
  const way = { commit: 'verified', searchable: 'load', alias: 'now' } as const
  const plan = parse({ ...MILVUS, ...way, preflight: 'True', expectedRows: '>= 120' })
  const { preflight, commit, searchable, alias } = plan
  assert.deepEqual({ preflight, commit, searchable, alias }, { ...way, preflight: 'check' })
  assert.deepEqual(plan.expectedRows, { kind: 'atLeast', rows: 120n })
})

test('messages, word for word', () => {
  const cases: readonly (readonly [Inputs, string])[] = [
    [
      { ...V2, objectUrl: 'abfss://c@acct.dfs.core.windows.net/x.parquet' },
      '`objectUrl`: Hadoop and Spark write Azure like this, but the server needs the `https://` URL of the blob; write `https://acct.blob.core.windows.net/c/x.parquet`',
    ],
    [
      SANDBOX,
      '`api` is not given, and `endpoint` is not an address of Zilliz Cloud, so `milvus` was assumed; but `clusterId` and `objectUrl` are inputs of Zilliz Cloud: if it answers at this address set `api: zilliz-v2` (or `zilliz-v1`), else leave them out',
    ],
  ]
  for (const [inputs, message] of cases) assert.equal(messageOf(inputs), message)
})

test('no problem hides another', () => {
  const message = messageOf({
    ...{ endpoint: 'localhost:19530', api: 'Milvus', clusterId: 'in01-0', timeout: '30 min', wait: 'no' },
    ...{ files: '- a.json\nb.txt', expectedRows: '1,000', collectionName: '', accessKey: 'only' },
  })
  for (const part of [
    '`endpoint` has no scheme',
    '`api` must be one of',
    '`clusterId` does not work with `milvus`',
    '`timeout` is not a duration: write `30m`',
    '`wait` must be `true` or `false`: write `false`',
    '`wait: false` cannot be combined with `expectedRows`',
    '`files` line 1: `- ` at the start',
    '`files` line 2: neither',
    '`expectedRows` is not a plain number of rows: write `1000`',
    '`collectionName` is required',
    '`accessKey` needs `secretKey`',
    '`accessKey` does not work with `milvus`',
  ])
    assert.ok(message.includes(part), `${part} in ${message}`)
})

test('a sandbox without `api`: it is named first, and what is wrong besides is said as well', () => {
  const message = messageOf({ ...SANDBOX, timeout: 'soon', collectionName: '' })
  assert.match(message, /^3 invalid inputs: \(1\) `api` is not given.*`timeout` is not.*`collectionName` is/)
  const oneTooMany = messageOf({ ...MILVUS, endpoint: 'http://127.0.0.1:19530', clusterId: 'in01-0' })
  assert.match(oneTooMany, /^`clusterId` does not work with `milvus`/, 'still a Milvus')
})

/** Notations around a value, as people leave them. */
const AROUND: readonly ((value: string) => string)[] = [
  value => value,
  value => `- '${value}'`,
  value => `"${value}",`,
  value => `Bearer ${value}`,
  value => `${value} # mine`,
  value => `s3://bucket/${value}.parquet`,
  value => `s3a://bucket/${value}.parquet`,
  value => `- s3://bucket/${encodeURIComponent(value)}.parquet`,
  value => `https://account.dfs.core.windows.net/c/a.parquet?sig=${value}`,
  value => `http://host/a.parquet?X-Amz-Signature=${value}`,
  value => `https://user:${value}@host/a.json`,
  value => `abfss://c@${value}.dfs.core.windows.net/x.parquet`,
  value => `tcp://${value}:19530`,
  value => `${value}:19530`,
  value => `${value}/*.parquet`,
  value => `daily\\${value}.json`,
]

test('no message quotes a secret, wherever it stands and whatever is written around it', () => {
  const scene = fc.record({
    secret: fc.stringMatching(/^[A-Za-z0-9+/=_.~%-]{8,40}$/).filter(text => !/^\d+$/.test(text)),
    owner: fc.constantFrom(...inputsWith('secret')),
    places: fc.uniqueArray(fc.constantFrom(...inputNames), { minLength: 1, maxLength: 6 }),
    wrap: fc.constantFrom(...AROUND),
    base: fc.constantFrom<Inputs>(V2, MILVUS, SANDBOX, {}),
  })
  const run = fc.property(scene, ({ secret, owner, places, wrap, base }) => {
    const inputs: Record<string, string> = { ...base, [owner]: secret }
    for (const place of places) if (place !== owner) inputs[place] = wrap(secret)
    const message = messageOf(inputs)
    assert.ok(!message.includes(secret), message)
    assert.ok(!message.includes(encodeURIComponent(secret)), message)
  })
  fc.assert(run, { seed: 20261126, numRuns: 3000 })
})

test('no message quotes the query or the user information of a URL', () => {
  const shapes: readonly ((value: string) => string)[] = [
    value => `- https://account.blob.core.windows.net/c/a.parquet?sig=${value}`,
    value => `http://account.blob.core.windows.net/c/a.parquet?sig=${value}`,
    value => `https://account.dfs.core.windows.net/c/a.parquet?sig=${value}`,
    value => `https://account.blob.core.windows.net/c/a.txt?sig=${value}`,
    value => `"https://user:${value}@host/a.json"`,
    value => `https://${value}@host/daily/*.json`,
    value => `account.blob.core.windows.net/c/a.parquet?sig=${value}`,
    value => `abfss://c@account.dfs.core.windows.net/a.parquet?sig=${value}`,
    value => `s3a://AKIA:${value}@bucket/a.json`,
    value => `- s3://AKIA:${value}@bucket/a.json`,
  ]
  const proof = 'abcdefghijkl0123456789'
  for (const shape of shapes)
    for (const name of ['objectUrl', 'files', 'path', 'endpoint', 'storageEndpoint'] as const) {
      const message = messageOf({ ...V2, [name]: shape(proof) })
      assert.notEqual(message, '')
      assert.ok(!message.includes(proof), message)
    }
})
