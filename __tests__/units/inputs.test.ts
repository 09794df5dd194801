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

test('conflicts and limits, each with the API that was chosen and why', () => {
  const cases: readonly (readonly [Partial<Given>, RegExp])[] = [
    [{ ...V2, apiKey: '' }, /`apiKey` is required/],
    [{ ...V2, clusterId: '' }, /`clusterId` is required, or `projectId` with `regionId`/],
    [{ ...V2, clusterId: '', projectId: 'proj-1' }, /`projectId` needs `regionId`/],
    [
      { ...V2, projectId: 'proj-1', regionId: 'aws-us-west-2' },
      /`clusterId` excludes `projectId` and `regionId`/,
    ],
    [{ ...V2, volumeName: 'v' }, /`objectUrl` excludes `volumeName`/],
    [
      { ...V2, objectUrl: '', files: 'a.json' },
      /`files` needs `volumeName` with `zilliz-v2` \(chosen because no `endpoint` is given\)/,
    ],
    [{ ...V2, objectUrl: '', volumeName: 'v' }, /`volumeName` needs `files`/],
    [{ ...V2, objectUrl: '' }, /`objectUrl` is required/],
    [{ ...V2, options: 'timeout=1h' }, /`options` is not known to `zilliz-v2`/],
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
      /`dbName` is not known to `zilliz-v1` \(chosen because `endpoint` is a controller of v1\)/,
    ],
    [{ ...V1, sessionToken: 't' }, /`sessionToken` is not known to `zilliz-v1`/],
    [{ ...V1, clusterId: '' }, /`clusterId` is required with `zilliz-v1`/],
    [{ ...V1, clusterId: '', projectId: 'proj-1', regionId: 'r' }, /`projectId` is not known to `zilliz-v1`/],
    [{ ...MILVUS, files: '' }, /`files` is required with `milvus`/],
    [
      { ...MILVUS, objectUrl: 's3://b/a.json' },
      /`objectUrl` is not known to `milvus` \(chosen because `endpoint` is no address of Zilliz Cloud\)/,
    ],
    [
      { ...MILVUS, api: 'milvus', clusterId: 'in01-0' },
      /`clusterId` is not known to `milvus` \(chosen because `api` is `milvus`\)/,
    ],
    [{ ...MILVUS, volumeName: 'v' }, /`volumeName` is not known to `milvus`/],
    [{ ...MILVUS, accessKey: 'a', secretKey: 'b' }, /`accessKey` is not known to `milvus`/],
    [{ ...MILVUS, files: 's3://bucket/a.json' }, /is a URL/],
    [{ ...MILVUS, files: 'folder/' }, /is a folder/],
    [{ ...MILVUS, files: 'a.json, b.json' }, /only the `.npy` files of one set share a line/],
    [{ ...MILVUS, files: 'a.npy, b.json' }, /only the `.npy` files/],
    [
      { ...MILVUS, files: Array(1025).fill('a.json').join('\n') },
      /holds 1025 lines, a job of `milvus` takes 1024/,
    ],
    [{ ...MILVUS, options: 'timeout' }, /`options` must hold one `key=value` per line/],
    [{ ...MILVUS, options: 'a=1\na=2' }, /`options` names a key twice/],
  ]
  for (const [inputs, problem] of cases) assert.match(problemsOf(inputs), problem)
})

test('no message quotes a value', () => {
  const secret = 'very-secret-value'
  const everywhere = Object.fromEntries(inputNames.map(name => [name, `${secret}\u0001ü`])) as Given
  assert.doesNotMatch(problemsOf(everywhere), new RegExp(secret))
  assert.match(problemsOf(everywhere), /things about the inputs are not right/)
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
})
