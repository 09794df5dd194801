import assert from 'node:assert/strict'
import { test } from 'node:test'
import { locate, type Place } from '../../src/inputs/endpoint.ts'
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
    const place = locate(endpoint, 'auto')
    assert.ok(typeof place === 'object', `${endpoint}: ${place}`)
    assert.deepEqual(found(place), [...expected, undefined, undefined].slice(0, 4), endpoint)
  }
})

test('an explicit api wins over the guess', () => {
  for (const [api, endpoint, ...expected] of EXPLICIT) {
    const place = locate(endpoint, api)
    assert.ok(typeof place === 'object', `${endpoint}: ${place}`)
    assert.deepEqual(found(place), [...expected, undefined, undefined].slice(0, 4), endpoint)
  }
})

test('what is no endpoint, or none for this api', () => {
  const wrong: readonly (readonly [string, Api | 'auto', RegExp])[] = [
    ['api.cloud.zilliz.com', 'auto', /is not a URL/],
    ['ftp://host', 'auto', /is not a URL/],
    ['http://api.cloud.zilliz.com', 'auto', /must start with `https/],
    ['http://127.0.0.1.evil.example', 'zilliz-v2', /must start with `https/],
    ['https://user:pw@api.cloud.zilliz.com', 'auto', /must not hold a user or password/],
    ['https://api.cloud.zilliz.com?key=1', 'auto', /query/],
    ['', 'milvus', /is required/],
    ['', 'zilliz-v1', /is required/],
    ['https://api.cloud.zilliz.com', 'zilliz-v1', /has no region/],
    ['https://in01-0123abc.zillizcloud.com', 'zilliz-v1', /has no region/],
  ]
  for (const [endpoint, api, problem] of wrong) assert.match(String(locate(endpoint, api)), problem, endpoint)
})
