import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ImportError } from '../../src/errors/import-error.ts'
import { type Given, inputNames, parseInputs } from '../../src/inputs/inputs.ts'

const NOTHING = Object.fromEntries(inputNames.map(name => [name, ''])) as Given
const V2 = { apiKey: 'a-key', clusterId: 'in01-0', collectionName: 'c', objectUrl: 's3://b/a.json' }
const V1 = { ...V2, endpoint: 'https://controller.api.aws-us-west-2.zillizcloud.com' }
const MILVUS = { endpoint: 'http://milvus.example:19530', collectionName: 'c', files: 'a.json' }

const parse = (inputs: Partial<Given>) => parseInputs({ ...NOTHING, ...inputs })
function problemsOf(inputs: Partial<Given>): string {
  try {
    parse(inputs)
  } catch (error) {
    assert.ok(error instanceof ImportError)
    return error.message
  }
  return ''
}

test('the least that each API needs', () => {
  assert.equal(parse(V2).connection.api, 'zilliz-v2')
  assert.equal(parse(V1).connection.api, 'zilliz-v1')
  assert.equal(parse(MILVUS).connection.api, 'milvus')
})

const UPLOAD = { ...V2, objectUrl: 's3://b/in/', path: 'data/*.parquet' }
const VOLUME = { ...V2, objectUrl: '', volumeName: 'v', path: 'data/*.parquet' }
const TO_MILVUS = { ...MILVUS, files: '', objectUrl: 's3://b/in/', path: 'data/*.parquet' }
const AZURE = 'https://account.blob.core.windows.net/c/in/'
const JOB = { ...V2, objectUrl: '', jobId: 'job-1' }
const PROJECT = { ...V2, clusterId: '', projectId: 'proj-1', regionId: 'aws-us-west-2' }

test('a file that is named twice would come in twice', () => {
  assert.match(
    problemsOf({ ...MILVUS, files: 'a.json\nb.json\na.json' }),
    /`files` lines 1 and 3 are the same: its rows would come in twice/,
  )
  assert.match(
    problemsOf({ ...V2, objectUrl: 's3://b/a.json\ns3://b/a.json' }),
    /`objectUrl` lines 1 and 2 are the same/,
  )
})

const NEW_RULES: readonly (readonly [Partial<Given>, RegExp])[] = [
  [
    { ...UPLOAD, objectUrl: '' },
    /`path` needs a place to upload to: `volumeName` \(Zilliz Cloud\), or `objectUrl`/,
  ],
  [{ ...UPLOAD, volumeName: 'v' }, /`objectUrl` cannot be combined with `volumeName`/],
  [{ ...VOLUME, files: 'a.json' }, /`path` cannot be combined with `files`/],
  [{ ...UPLOAD, objectUrl: '', jobId: 'job-1' }, /`jobId` waits for a job that exists: leave out `path`/],
  [{ ...UPLOAD, jobId: 'job-1' }, /leave out `objectUrl` and `path`/],
  [{ ...UPLOAD, objectUrl: 's3://b/in' }, /`objectUrl`: with `path` this is the folder/],
  [
    { ...UPLOAD, objectUrl: 's3://b/in/\ns3://b/two/' },
    /holds 2 lines, but with `path` it is the one folder/,
  ],
  [{ ...UPLOAD, path: '!a.json' }, /`path` only excludes/],
  [{ ...UPLOAD, storageEndpoint: 'http://minio:9000' }, /`storageEndpoint` does not work with `zilliz-v2`/],
  [{ ...MILVUS, storageEndpoint: 'http://minio:9000' }, /`storageEndpoint` is for files that `path` uploads/],
  [{ ...V2, storageRegion: 'us-west-2' }, /`storageRegion` is for files that `path` uploads/],
  [{ ...VOLUME, storageRegion: 'us-west-2' }, /are for a bucket in `objectUrl`, a volume has its own/],
  [
    { ...TO_MILVUS, storageEndpoint: 'minio:9000' },
    /`storageEndpoint` has no scheme; write `http:\/\/minio:9000`/,
  ],
  [
    { ...TO_MILVUS, objectUrl: 'gs://b/in/', storageEndpoint: 'http://minio:9000' },
    /`storageEndpoint` is for S3-compatible stores/,
  ],
  [{ ...TO_MILVUS, volumeName: 'v', objectUrl: '' }, /`volumeName` does not work with `milvus`/],
  [{ ...UPLOAD, objectUrl: AZURE }, /`path` to Azure needs a SAS as `sessionToken`/],
  [{ ...V1, ...UPLOAD, endpoint: V1.endpoint, objectUrl: AZURE }, /which `zilliz-v1` does not take/],
  [
    { ...V1, ...UPLOAD, endpoint: V1.endpoint, sessionToken: 't' },
    /`sessionToken` does not work with `zilliz-v1`.*takes no token/,
  ],
  [{ ...V2, deleteUploaded: 'true' }, /`deleteUploaded` needs `path`/],
  [
    { ...UPLOAD, deleteUploaded: 'true', wait: 'false' },
    /`wait: false` cannot be combined with `deleteUploaded`/,
  ],
  [{ ...VOLUME, accessKey: 'a', secretKey: 'b' }, /`volumeName` cannot be combined with `accessKey`/],
  [{ ...JOB, preflight: 'only' }, /`preflight: only` cannot be combined with `jobId`/],
  [
    { ...V2, commit: 'verified' },
    /`commit` does not work with `zilliz-v2` .*only Milvus imports in two phases/,
  ],
  [{ ...V1, commit: 'manual' }, /`commit` does not work with `zilliz-v1`/],
  [{ ...MILVUS, commit: 'verified', wait: 'false' }, /`wait: false` cannot be combined with `commit`/],
  [{ ...V2, searchable: 'true', wait: 'false' }, /`wait: false` cannot be combined with `searchable`/],
  [
    { ...V2, expectedRows: '1', wait: 'false' },
    /`wait: false` cannot be combined with `expectedRows`: the step ends before/,
  ],
  [
    { ...V2, searchable: 'load', alias: 'a', expectedRows: '>=1', wait: 'no' },
    /`wait: false` cannot be combined with `searchable`, `alias` and `expectedRows`/,
  ],
  [{ ...V2, alias: 'current' }, /`alias` needs `searchable`/],
  [{ ...V2, alias: 'c', searchable: 'true' }, /`alias` is the name of the collection/],
  [
    { ...JOB, collectionName: '', searchable: 'true' },
    /`searchable` needs `collectionName`, also with `jobId`/,
  ],
  [{ ...PROJECT, searchable: 'true' }, /`searchable` and `alias` are for clusters/],
  [{ ...JOB, expectedRows: 'files' }, /`expectedRows: files` cannot be combined with `jobId`/],
  [{ ...MILVUS, commit: 'manual', searchable: 'true' }, /`commit: manual` ends before the rows are visible/],
  [{ ...MILVUS, commit: 'verified', options: 'auto_commit=false' }, /`commit` sets `auto_commit` by itself/],
]

test('conflicts and limits, each with the API that was chosen and why', () => {
  const cases: readonly (readonly [Partial<Given>, RegExp])[] = [
    [{ ...V2, apiKey: '' }, /`apiKey` is required/],
    [{ ...V2, clusterId: '' }, /`clusterId` is required, or `projectId` with `regionId`/],
    [{ ...V2, clusterId: '', projectId: 'proj-1' }, /`projectId` needs `regionId`/],
    [
      { ...V2, projectId: 'proj-1', regionId: 'aws-us-west-2' },
      /`clusterId` cannot be combined with `projectId` and `regionId`/,
    ],
    [{ ...V2, volumeName: 'v' }, /`objectUrl` cannot be combined with `volumeName`/],
    [
      { ...V2, objectUrl: '', files: 'a.json' },
      /`files` needs `volumeName` with `zilliz-v2` \(chosen because no `endpoint` is given\)/,
    ],
    [{ ...V2, objectUrl: '', volumeName: 'v' }, /`volumeName` needs `files`/],
    [{ ...V2, objectUrl: '' }, /`objectUrl` is required/],
    [{ ...V2, options: 'timeout=1h' }, /`options` does not work with `zilliz-v2`/],
    [{ ...V2, accessKey: 'x' }, /`accessKey` needs `secretKey`/],
    [{ ...V2, secretKey: 'x' }, /`secretKey` needs `accessKey`/],
    [{ ...V2, jobId: 'job-1' }, /leave out `objectUrl`/],
    [{ ...V2, objectUrl: '', jobId: 'job-1', wait: 'false' }, /would do nothing/],
    [
      { ...V2, objectUrl: Array(1001).fill('s3://b/a.json').join('\n') },
      /holds 1001 lines, a job of `zilliz-v2` takes 1000/,
    ],
    [{ ...V2, apiKey: 'käy' }, /no HTTP header can carry/],
    [{ ...V2, idempotencyKey: 'ö' }, /`idempotencyKey` must be printable ASCII/],
    [{ ...V2, idempotencyKey: 'x'.repeat(257) }, /must not be longer than 256/],
    [{ ...V2, timeout: '0' }, /`timeout` must be longer than zero/],
    [{ ...V1, objectUrl: 's3://b/a.json\ns3://b/b.json' }, /holds 2 lines, a job of `zilliz-v1` takes 1/],
    [
      { ...V1, dbName: 'd' },
      /`dbName` does not work with `zilliz-v1` \(chosen because `endpoint` is a controller of v1\)/,
    ],
    [{ ...V1, sessionToken: 't' }, /`sessionToken` does not work with `zilliz-v1`/],
    [{ ...V1, clusterId: '' }, /`clusterId` is required with `zilliz-v1`/],
    [
      { ...V1, clusterId: '', projectId: 'proj-1', regionId: 'r' },
      /`projectId` does not work with `zilliz-v1`/,
    ],
    [{ ...MILVUS, files: '' }, /`files` is required with `milvus`/],
    [
      { ...MILVUS, objectUrl: 's3://b/a.json' },
      /`objectUrl` does not work with `milvus` \(chosen because `endpoint` is not an address of Zilliz Cloud\)/,
    ],
    [
      { ...MILVUS, api: 'milvus', clusterId: 'in01-0' },
      /`clusterId` does not work with `milvus` \(chosen because `api` is `milvus`\)/,
    ],
    [{ ...MILVUS, volumeName: 'v' }, /`volumeName` does not work with `milvus`/],
    [{ ...MILVUS, accessKey: 'a', secretKey: 'b' }, /`accessKey` does not work with `milvus`/],
    [{ ...MILVUS, files: 's3://bucket/a.json' }, /is a URL/],
    [{ ...MILVUS, files: 'folder/' }, /is a folder/],
    [{ ...MILVUS, files: 'a.json, b.json' }, /only the `.npy` files of one set share a line/],
    [{ ...MILVUS, files: 'a.npy, b.json' }, /only the `.npy` files/],
    [
      { ...MILVUS, files: Array(1025).fill('a.json').join('\n') },
      /holds 1025 lines, a job of `milvus` takes 1024/,
    ],
    ...NEW_RULES,
    [{ ...MILVUS, options: 'timeout' }, /`options` must hold one `key=value` per line/],
    [{ ...MILVUS, options: 'a=1\na=2' }, /`options` names a key twice/],
  ]
  for (const [inputs, problem] of cases) assert.match(problemsOf(inputs), problem)
})

test('Milvus: groups, options as text, no authentication', () => {
  const { task, connection, target } = parse({
    ...MILVUS,
    files: 'a.json\n x/id.npy , x/v.npy\n',
    options: 'timeout=1h\nsep=;\nx=a=b',
  })
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
  assert.deepEqual(parse({ ...V2, clusterId: '', endpoint }).target, {
    kind: 'cluster',
    clusterId: 'in01-0123abc',
  })
  assert.deepEqual(parse({ ...V2, clusterId: 'in01-other', endpoint }).target, {
    kind: 'cluster',
    clusterId: 'in01-other',
  })
  const project = 'https://proj-0123abc.aws-us-west-2.api.zillizcloud.com'
  const expected = { kind: 'project', projectId: 'proj-0123abc', regionId: 'aws-us-west-2' }
  assert.deepEqual(parse({ ...V2, clusterId: '', endpoint: project }).target, expected)
  assert.deepEqual(parse({ ...V2, endpoint: project }).target, { kind: 'cluster', clusterId: 'in01-0' })
})

test('what the new inputs may be together', () => {
  const good: readonly Partial<Given>[] = [
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
    { ...JOB, options: '', accessKey: 'a', secretKey: 'b' },
  ]
  for (const inputs of good) assert.equal(problemsOf(inputs), '', JSON.stringify(inputs))
})

test('files of the runner: where they go, and what goes along', () => {
  const { task } = parse({
    ...TO_MILVUS,
    path: 'data/*.parquet\n!data/tmp/*',
    storageEndpoint: 'http://minio:9000/',
    accessKey: 'a',
    secretKey: 'b',
    options: 'timeout=1h',
    deleteUploaded: 'true',
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
  const { preflight, commit, searchable, alias, expectedRows } = parse({
    ...MILVUS,
    ...{ preflight: 'True', commit: 'verified', searchable: 'load', alias: 'now', expectedRows: '>= 120' },
  })
  assert.deepEqual(
    { preflight, commit, searchable, alias, expectedRows },
    {
      ...{ preflight: 'check', commit: 'verified', searchable: 'load', alias: 'now' },
      expectedRows: { kind: 'atLeast', rows: 120n },
    },
  )
})
