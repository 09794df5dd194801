import assert from 'node:assert/strict'
import { test } from 'node:test'
import { locate, problemsOfStorageEndpoint } from '../../src/inputs/endpoint.ts'
import type { Api } from '../../src/model/job.ts'

const GLOBAL = 'https://api.cloud.zilliz.com'
const CHINA = 'https://api.cloud.zilliz.com.cn'
const CLUSTER = 'in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com:19530'
const PROJECT = 'proj-0123abc.aws-us-west-2.api.zillizcloud.com'
const LOCATED = { clusterId: undefined, projectId: undefined, regionId: undefined, dataUrl: undefined }

/** Where a good endpoint leads, without the reason. */
function placeOf(endpoint: string, api: Api | 'auto' = 'auto') {
  const { place, problems } = locate(endpoint, api)
  assert.deepEqual(problems, [], endpoint)
  const { because: _, ...found } = { ...LOCATED, ...place }
  return found
}

test('the control planes and the controllers of v1', () => {
  const planes = {
    '': GLOBAL,
    [GLOBAL]: GLOBAL,
    [`${GLOBAL}/`]: GLOBAL,
    'https://API.cloud.zilliz.com.cn': CHINA,
  }
  for (const [endpoint, baseUrl] of Object.entries(planes))
    assert.deepEqual(placeOf(endpoint), { ...LOCATED, api: 'zilliz-v2', baseUrl })
  for (const domain of ['zilliz.com.cn', 'cloud.zilliz.com.cn', 'zillizcloud.com']) {
    const baseUrl = `https://controller.api.ali-cn-hangzhou.${domain}`
    assert.deepEqual(placeOf(baseUrl), { ...LOCATED, api: 'zilliz-v1', baseUrl })
  }
})

const CLUSTERS = {
  [GLOBAL]: [
    'in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com:19530',
    'in01-0123abc.gcp-us-west1.vectordb.zillizcloud.com',
    'in03-0123abc.serverless.gcp-us-west1.cloud.zilliz.com',
    'in05-0123abc.serverless.aws-eu-central-1.vectordb.zillizcloud.com',
    'in03-0123abc.gcp-us-west1.cloud.zilliz.com',
    'in03-0123abc.api.aws-us-east1.zillizcloud.com',
    'in01-0123abc-privatelink.aws-us-west-2.vectordb.zillizcloud.com:19530',
  ],
  [CHINA]: [
    'in01-0123abc.ali-cn-hangzhou.vectordb.zilliz.com.cn:19530',
    'in01-0123abc.ali-cn-hangzhou.cloud.zilliz.com.cn',
    'in01-0123abc.api.tc-ap-beijing.cloud.zilliz.com.cn',
    'in01-0123abc.aws-cn-northwest-1.zilliz.com.cn',
    'in05-0123abc.serverless.ali-cn-hangzhou.vectordb.zilliz.com.cn',
  ],
}

test('the endpoint of a cluster names it, and is its data plane', () => {
  for (const [baseUrl, hosts] of Object.entries(CLUSTERS))
    for (const host of hosts) {
      const expected = { ...LOCATED, api: 'zilliz-v2', baseUrl, clusterId: host.slice(0, 12) }
      assert.deepEqual(placeOf(`https://${host}`), { ...expected, dataUrl: `https://${host}` })
    }
  const dataUrl = 'https://glo-0123abc.aws-us-west-2.vectordb.zillizcloud.com'
  assert.deepEqual(placeOf(dataUrl), { ...LOCATED, api: 'zilliz-v2', baseUrl: GLOBAL, dataUrl })
})

test('the endpoint of a project names it, and its region', () => {
  const projects = {
    [PROJECT]: [GLOBAL, 'aws-us-west-2'],
    'proj-0123abc.ali-cn-hangzhou.api.cloud.zilliz.com.cn': [CHINA, 'ali-cn-hangzhou'],
    'proj-0123abc.ali-cn-hangzhou.api.zilliz.com.cn': [CHINA, 'ali-cn-hangzhou'],
  }
  for (const [host, [baseUrl, regionId]] of Object.entries(projects)) {
    const expected = { ...LOCATED, api: 'zilliz-v2', baseUrl, projectId: 'proj-0123abc', regionId }
    assert.deepEqual(placeOf(`https://${host}`), expected)
  }
})

test('everybody else, look-alikes among them, is a Milvus', () => {
  for (const endpoint of [
    'http://localhost:19530',
    'http://milvus.internal.example:19530/',
    'https://proxy.example/milvus/',
    'https://api.cloud.zilliz.com.evil.example',
    'https://in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com.evil.example',
    'https://in01-0123abc.notzillizcloud.com',
    'https://evilapi.cloud.zilliz.com.example',
    'https://controller.api.aws-us-west-2.evil.example',
    'https://zillizcloud.com',
    'https://docs.zilliz.com',
  ]) {
    const baseUrl = endpoint.replace(/\/$/, '')
    assert.deepEqual(placeOf(endpoint), { ...LOCATED, api: 'milvus', baseUrl, dataUrl: baseUrl })
  }
})

test('an explicit api wins over the guess', () => {
  const plain: readonly (readonly [Api, string])[] = [
    ['zilliz-v2', 'http://127.0.0.1:8080'],
    ['zilliz-v1', 'http://[::1]:8080'],
    ['zilliz-v2', 'https://proxy.example'],
  ]
  for (const [api, baseUrl] of plain) assert.deepEqual(placeOf(baseUrl, api), { ...LOCATED, api, baseUrl })
  const baseUrl = `https://${CLUSTER}`
  assert.deepEqual(placeOf(baseUrl, 'milvus'), { ...LOCATED, api: 'milvus', baseUrl, dataUrl: baseUrl })
})

test('v1 reaches a cluster through the controller of its region', () => {
  const controllers = {
    [CLUSTER]: 'aws-us-west-2.zillizcloud.com',
    'in01-0123abc.ali-cn-hangzhou.vectordb.zilliz.com.cn': 'ali-cn-hangzhou.zilliz.com.cn',
    'in03-0123abc.serverless.gcp-us-west1.cloud.zilliz.com': 'gcp-us-west1.zillizcloud.com',
  }
  for (const [host, region] of Object.entries(controllers)) {
    const expected = { ...LOCATED, api: 'zilliz-v1', baseUrl: `https://controller.api.${region}` }
    const cluster = { clusterId: host.slice(0, 12), dataUrl: `https://${host}` }
    assert.deepEqual(placeOf(`https://${host}`, 'zilliz-v1'), { ...expected, ...cluster })
  }
})

test('why an API was chosen', () => {
  const reasons: readonly (readonly [string, Api | 'auto', because: string])[] = [
    ['', 'auto', 'no `endpoint` is given'],
    [GLOBAL, 'auto', '`endpoint` is the control plane'],
    ['https://controller.api.r.zillizcloud.com', 'auto', '`endpoint` is a controller of v1'],
    [`https://${CLUSTER}`, 'auto', '`endpoint` is that of a cluster of Zilliz Cloud'],
    [`https://${PROJECT}`, 'auto', '`endpoint` is that of a project of Zilliz Cloud'],
    ['http://milvus:19530', 'auto', '`endpoint` is not an address of Zilliz Cloud'],
    ['http://milvus:19530', 'milvus', '`api` is `milvus`'],
  ]
  for (const [endpoint, api, because] of reasons) assert.equal(locate(endpoint, api).place?.because, because)
})

/** endpoint, api, what is wrong, how it should be written */
const WRONG: readonly (readonly [string, Api | 'auto', text: string, form?: string])[] = [
  ['http://api.cloud.zilliz.com', 'auto', 'must start with `https'],
  ['http://127.0.0.1.evil.example', 'zilliz-v2', 'must start with `https'],
  ['https://user:pw@api.cloud.zilliz.com', 'auto', 'must not hold a user or password'],
  ['https://api.cloud.zilliz.com?key=1', 'auto', 'must not hold a query'],
  ['', 'milvus', 'is required'],
  ['', 'zilliz-v1', 'is required'],
  ['https://api.cloud.zilliz.com', 'zilliz-v1', 'has no region'],
  ['https://in01-0123abc.zillizcloud.com', 'zilliz-v1', 'has no region'],
  ['localhost:19530', 'auto', 'has no scheme', 'http://localhost:19530'],
  ['milvus.example:19530/base', 'milvus', 'has no scheme', 'http://milvus.example:19530/base'],
  ['10.0.0.5:19530', 'auto', 'has no scheme', 'http://10.0.0.5:19530'],
  ['[::1]:19530', 'auto', 'has no scheme', 'http://[::1]:19530'],
  ['//milvus:19530', 'auto', 'has no scheme', 'http://milvus:19530'],
  ['proxy.example', 'zilliz-v2', 'has no scheme', 'https://proxy.example'],
  ['api.cloud.zilliz.com', 'auto', 'has no scheme', 'https://api.cloud.zilliz.com'],
  [CLUSTER, 'auto', 'has no scheme', `https://${CLUSTER}`],
  ['tcp://milvus:19530', 'auto', 'must start with `http', 'http://milvus:19530'],
  ['grpc://milvus:19530', 'auto', 'must start with `http', 'http://milvus:19530'],
  ['grpcs://milvus:443', 'auto', 'must start with `http', 'https://milvus:443'],
  [`tcp://${CLUSTER}`, 'auto', 'must start with `http', `https://${CLUSTER}`],
  ['http:/milvus:19530', 'auto', 'must start with', 'http://milvus:19530'],
  ['ftp://host', 'auto', 'must start with `http', 'http://host'],
  ['"http://milvus:19530"', 'auto', 'is in quotes', 'http://milvus:19530'],
  ['http://a:1 http://b:1', 'auto', 'holds blanks'],
  ['https://controller.api.{region}.zillizcloud.com', 'auto', 'holds a placeholder'],
  [
    'http://milvus:19530/v2/vectordb/jobs/import/create',
    'auto',
    'is the address of a call',
    'http://milvus:19530',
  ],
  ['https://cloud.zilliz.com/orgs/org-1', 'auto', 'is the web console'],
  ['https://', 'auto', 'must start with'],
]

test('what is no endpoint, or none for this api, and the form that is right', () => {
  for (const [endpoint, api, text, form] of WRONG) {
    const { place, problems } = locate(endpoint, api)
    const [problem, ...more] = problems
    assert.ok(problem?.text.startsWith(text), `${endpoint}: ${problem?.text}`)
    assert.deepEqual(more, [], endpoint)
    assert.equal(problem?.form, form, endpoint)
    // It is read as it is meant, so that the other inputs can be judged.
    if (form) assert.equal(place?.api, locate(form, api).place?.api, endpoint)
  }
})

test('an address with several problems: each is told', () => {
  const { problems } = locate('http://user:pw@api.cloud.zilliz.com/v2/vectordb/jobs?x=1', 'auto')
  assert.deepEqual(
    problems.map(({ text }) => text.split(' ').slice(0, 4).join(' ')),
    ['must not hold a', 'must not hold a', 'is the address of', 'must start with `https://`:'],
  )
})

test('the endpoint of a store', () => {
  const told = (text: string) => problemsOfStorageEndpoint(text).map(problem => [problem.text, problem.form])
  for (const good of ['http://minio:9000', 'https://store.example/']) assert.deepEqual(told(good), [], good)
  const wrong: readonly (readonly [string, text: RegExp, form?: string])[] = [
    ['minio:9000', /^has no scheme/, 'http://minio:9000'],
    ['s3://bucket', /^must start with/, 'http://bucket'],
    ['http://minio:9000/bucket', /^must not hold a path/, 'http://minio:9000'],
    ['http://key:secret@minio:9000', /^must not hold a user or password$/],
    ['http://minio:9000?x=1', /^must not hold a query/],
  ]
  for (const [endpoint, text, form] of wrong) {
    const [found, ...more] = told(endpoint)
    assert.match(found?.[0] ?? '', text, endpoint)
    assert.deepEqual([found?.[1], more], [form, []], endpoint)
  }
})
