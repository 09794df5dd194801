import assert from 'node:assert/strict'
import { test } from 'node:test'
import { locate, type Place, problemsOfStorageEndpoint } from '../../src/inputs/endpoint.ts'
import type { Api } from '../../src/model/job.ts'

const GLOBAL = 'https://api.cloud.zilliz.com'
const CHINA = 'https://api.cloud.zilliz.com.cn'

/** endpoint, api, base URL, cluster or project, region */
type Row = readonly [endpoint: string, api: Api, baseUrl: string, id?: string, region?: string]

const AUTO: readonly Row[] = [
  ['', 'zilliz-v2', GLOBAL],
  ['https://api.cloud.zilliz.com', 'zilliz-v2', GLOBAL],
  ['https://api.cloud.zilliz.com/', 'zilliz-v2', GLOBAL],
  ['https://API.cloud.zilliz.com.cn', 'zilliz-v2', CHINA],
  [
    'https://controller.api.aws-us-west-2.zillizcloud.com',
    'zilliz-v1',
    'https://controller.api.aws-us-west-2.zillizcloud.com',
  ],
  [
    'https://controller.api.ali-cn-hangzhou.zilliz.com.cn',
    'zilliz-v1',
    'https://controller.api.ali-cn-hangzhou.zilliz.com.cn',
  ],
  [
    'https://controller.api.ali-cn-hangzhou.cloud.zilliz.com.cn',
    'zilliz-v1',
    'https://controller.api.ali-cn-hangzhou.cloud.zilliz.com.cn',
  ],
  ['https://in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com:19530', 'zilliz-v2', GLOBAL, 'in01-0123abc'],
  ['https://in01-0123abc.gcp-us-west1.vectordb.zillizcloud.com:443', 'zilliz-v2', GLOBAL, 'in01-0123abc'],
  ['https://in03-0123abc.serverless.gcp-us-west1.cloud.zilliz.com', 'zilliz-v2', GLOBAL, 'in03-0123abc'],
  [
    'https://in05-0123abc.serverless.aws-eu-central-1.vectordb.zillizcloud.com',
    'zilliz-v2',
    GLOBAL,
    'in05-0123abc',
  ],
  ['https://in03-0123abc.gcp-us-west1.cloud.zilliz.com', 'zilliz-v2', GLOBAL, 'in03-0123abc'],
  ['https://in03-0123abc.api.aws-us-east1.zillizcloud.com', 'zilliz-v2', GLOBAL, 'in03-0123abc'],
  ['https://in01-0123abc.ali-cn-hangzhou.vectordb.zilliz.com.cn:19530', 'zilliz-v2', CHINA, 'in01-0123abc'],
  ['https://in01-0123abc.ali-cn-hangzhou.cloud.zilliz.com.cn', 'zilliz-v2', CHINA, 'in01-0123abc'],
  ['https://in01-0123abc.api.tc-ap-beijing.cloud.zilliz.com.cn', 'zilliz-v2', CHINA, 'in01-0123abc'],
  ['https://in01-0123abc.aws-cn-northwest-1.zilliz.com.cn', 'zilliz-v2', CHINA, 'in01-0123abc'],
  [
    'https://in05-0123abc.serverless.ali-cn-hangzhou.vectordb.zilliz.com.cn',
    'zilliz-v2',
    CHINA,
    'in05-0123abc',
  ],
  [
    'https://in01-0123abc-privatelink.aws-us-west-2.vectordb.zillizcloud.com:19530',
    'zilliz-v2',
    GLOBAL,
    'in01-0123abc',
  ],
  [
    'https://proj-0123abc.aws-us-west-2.api.zillizcloud.com',
    'zilliz-v2',
    GLOBAL,
    'proj-0123abc',
    'aws-us-west-2',
  ],
  [
    'https://proj-0123abc.ali-cn-hangzhou.api.cloud.zilliz.com.cn',
    'zilliz-v2',
    CHINA,
    'proj-0123abc',
    'ali-cn-hangzhou',
  ],
  [
    'https://proj-0123abc.ali-cn-hangzhou.api.zilliz.com.cn',
    'zilliz-v2',
    CHINA,
    'proj-0123abc',
    'ali-cn-hangzhou',
  ],
  ['https://glo-0123abc.aws-us-west-2.vectordb.zillizcloud.com', 'zilliz-v2', GLOBAL],
  // Everybody else's hosts, look-alikes among them, are Milvus.
  ['http://localhost:19530', 'milvus', 'http://localhost:19530'],
  ['http://milvus.internal.example:19530/', 'milvus', 'http://milvus.internal.example:19530'],
  ['https://proxy.example/milvus/', 'milvus', 'https://proxy.example/milvus'],
  ['https://api.cloud.zilliz.com.evil.example', 'milvus', 'https://api.cloud.zilliz.com.evil.example'],
  [
    'https://in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com.evil.example',
    'milvus',
    'https://in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com.evil.example',
  ],
  ['https://in01-0123abc.notzillizcloud.com', 'milvus', 'https://in01-0123abc.notzillizcloud.com'],
  ['https://evilapi.cloud.zilliz.com.example', 'milvus', 'https://evilapi.cloud.zilliz.com.example'],
  [
    'https://controller.api.aws-us-west-2.evil.example',
    'milvus',
    'https://controller.api.aws-us-west-2.evil.example',
  ],
  ['https://zillizcloud.com', 'milvus', 'https://zillizcloud.com'],
  ['https://docs.zilliz.com', 'milvus', 'https://docs.zilliz.com'],
]

const EXPLICIT: readonly (readonly [Api, ...Row])[] = [
  ['zilliz-v2', 'http://127.0.0.1:8080', 'zilliz-v2', 'http://127.0.0.1:8080'],
  ['zilliz-v1', 'http://[::1]:8080', 'zilliz-v1', 'http://[::1]:8080'],
  [
    'zilliz-v1',
    'https://in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com:19530',
    'zilliz-v1',
    'https://controller.api.aws-us-west-2.zillizcloud.com',
    'in01-0123abc',
  ],
  [
    'zilliz-v1',
    'https://in01-0123abc.ali-cn-hangzhou.vectordb.zilliz.com.cn',
    'zilliz-v1',
    'https://controller.api.ali-cn-hangzhou.zilliz.com.cn',
    'in01-0123abc',
  ],
  [
    'zilliz-v1',
    'https://in03-0123abc.serverless.gcp-us-west1.cloud.zilliz.com',
    'zilliz-v1',
    'https://controller.api.gcp-us-west1.zillizcloud.com',
    'in03-0123abc',
  ],
  [
    'milvus',
    'https://in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com:19530',
    'milvus',
    'https://in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com:19530',
  ],
  ['zilliz-v2', 'https://proxy.example', 'zilliz-v2', 'https://proxy.example'],
]

const found = (place: Place) => [place.api, place.baseUrl, place.clusterId ?? place.projectId, place.regionId]

test('auto: every documented form of an endpoint, and look-alikes', () => {
  for (const [endpoint, ...expected] of AUTO) {
    const { place, problems } = locate(endpoint, 'auto')
    assert.ok(place && problems.length === 0, endpoint)
    assert.deepEqual(found(place), [...expected, undefined, undefined].slice(0, 4), endpoint)
  }
})

test('an explicit api wins over the guess', () => {
  for (const [api, endpoint, ...expected] of EXPLICIT) {
    const { place, problems } = locate(endpoint, api)
    assert.ok(place && problems.length === 0, endpoint)
    assert.deepEqual(found(place), [...expected, undefined, undefined].slice(0, 4), endpoint)
  }
})

/** endpoint, api, what is wrong, how it should be written */
type Wrong = readonly [endpoint: string, api: Api | 'auto', text: RegExp, form?: string]

const CLUSTER = 'in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com:19530'
const WRONG: readonly Wrong[] = [
  ['http://api.cloud.zilliz.com', 'auto', /must start with `https/],
  ['http://127.0.0.1.evil.example', 'zilliz-v2', /must start with `https/],
  ['https://user:pw@api.cloud.zilliz.com', 'auto', /must not hold a user or password/],
  ['https://api.cloud.zilliz.com?key=1', 'auto', /query/],
  ['', 'milvus', /is required/],
  ['', 'zilliz-v1', /is required/],
  ['https://api.cloud.zilliz.com', 'zilliz-v1', /has no region/],
  ['https://in01-0123abc.zillizcloud.com', 'zilliz-v1', /has no region/],
  ['localhost:19530', 'auto', /has no scheme/, 'http://localhost:19530'],
  ['milvus.example:19530/base', 'milvus', /has no scheme/, 'http://milvus.example:19530/base'],
  ['10.0.0.5:19530', 'auto', /has no scheme/, 'http://10.0.0.5:19530'],
  ['[::1]:19530', 'auto', /has no scheme/, 'http://[::1]:19530'],
  ['//milvus:19530', 'auto', /has no scheme/, 'http://milvus:19530'],
  ['proxy.example', 'zilliz-v2', /has no scheme/, 'https://proxy.example'],
  ['api.cloud.zilliz.com', 'auto', /has no scheme/, 'https://api.cloud.zilliz.com'],
  [CLUSTER, 'auto', /has no scheme/, `https://${CLUSTER}`],
  ['tcp://milvus:19530', 'auto', /must start with `http/, 'http://milvus:19530'],
  ['grpc://milvus:19530', 'auto', /must start with `http/, 'http://milvus:19530'],
  ['grpcs://milvus:443', 'auto', /must start with `http/, 'https://milvus:443'],
  [`tcp://${CLUSTER}`, 'auto', /must start with `http/, `https://${CLUSTER}`],
  ['http:/milvus:19530', 'auto', /must start with/, 'http://milvus:19530'],
  ['ftp://host', 'auto', /must start with `http/, 'http://host'],
  ['"http://milvus:19530"', 'auto', /is in quotes/, 'http://milvus:19530'],
  ['http://a:1 http://b:1', 'auto', /holds blanks/],
  ['https://controller.api.{region}.zillizcloud.com', 'auto', /holds a placeholder/],
  ['http://milvus:19530/v2/vectordb/jobs/import/create', 'auto', /address of a call/, 'http://milvus:19530'],
  ['https://cloud.zilliz.com/orgs/org-1', 'auto', /is the web console/],
  ['https://', 'auto', /must start with/],
]

test('what is no endpoint, or none for this api, and the form that is right', () => {
  for (const [endpoint, api, text, form] of WRONG) {
    const [problem, ...more] = locate(endpoint, api).problems
    assert.match(problem?.text ?? '', text, endpoint)
    assert.deepEqual(more, [], endpoint)
    if (form) assert.equal(problem?.form, form, endpoint)
  }
})

test('an address with several problems: each is told', () => {
  const { problems } = locate('http://user:pw@api.cloud.zilliz.com/v2/vectordb/jobs?x=1', 'auto')
  assert.deepEqual(
    problems.map(({ text }) => text.split(' ').slice(0, 4).join(' ')),
    ['must not hold a', 'must not hold a', 'is the address of', 'must start with `https://`:'],
  )
})

test('what is written wrong is read as it is meant, so that the other inputs can be judged', () => {
  for (const [endpoint, api, , form] of WRONG)
    if (form) assert.deepEqual(locate(endpoint, api).place?.api, locate(form, api).place?.api, endpoint)
})

test('the data plane: Milvus itself, or the cluster that the endpoint names', () => {
  const dataUrlOf = (endpoint: string, api: Api | 'auto') => locate(endpoint, api).place?.dataUrl
  assert.equal(dataUrlOf('http://milvus:19530/', 'auto'), 'http://milvus:19530')
  assert.equal(dataUrlOf(`https://${CLUSTER}`, 'auto'), `https://${CLUSTER}`)
  assert.equal(dataUrlOf(`https://${CLUSTER}`, 'zilliz-v1'), `https://${CLUSTER}`)
  assert.equal(dataUrlOf('', 'auto'), undefined)
  assert.equal(dataUrlOf('https://proj-0123abc.aws-us-west-2.api.zillizcloud.com', 'auto'), undefined)
})

test('the endpoint of a store', () => {
  for (const good of ['http://minio:9000', 'https://store.example/'])
    assert.deepEqual(problemsOfStorageEndpoint(good), [], good)
  const wrong: readonly (readonly [string, RegExp, string?])[] = [
    ['minio:9000', /has no scheme/, 'http://minio:9000'],
    ['s3://bucket', /must start with/],
    ['http://minio:9000/bucket', /must not hold a path/, 'http://minio:9000'],
    ['http://key:secret@minio:9000', /must not hold a user or password/],
    ['http://minio:9000?x=1', /query/],
  ]
  for (const [text, problem, form] of wrong) {
    const [found] = problemsOfStorageEndpoint(text)
    assert.match(found?.text ?? '', problem, text)
    if (form) assert.equal(found?.form, form, text)
  }
})
