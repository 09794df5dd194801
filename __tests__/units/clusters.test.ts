import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { dataPlaneAt, dataPlaneOf, describeCluster, readCluster } from '../../src/api/clusters.ts'
import { readEnvelope } from '../../src/api/envelope.ts'
import { type Cluster, limitsOf } from '../../src/model/cluster.ts'
import type { Api } from '../../src/model/job.ts'

function recorded(name: string): Cluster {
  const file = new URL(`../fixtures/control-plane/${name}.json`, import.meta.url)
  const { body } = JSON.parse(readFileSync(file, 'utf8'))
  const cluster = readCluster(readEnvelope(JSON.stringify(body))?.data ?? {})
  assert.ok(cluster, name)
  return cluster
}

for (const [name, tier, status] of [
  ['recorded-200-describe-cluster-dedicated', 'dedicated', undefined],
  ['recorded-200-describe-cluster-dedicated-after-scale', 'dedicated', undefined],
  ['recorded-200-describe-cluster-serverless', 'serverless', 'running'],
  ['recorded-200-describe-cluster-free', 'free', 'running'],
  ['documented-cluster-describe-free-old-host', 'free', 'running'],
  ['documented-cluster-describe-china', 'dedicated', 'running'],
] as const) {
  test(`${name}: its tier, status and a data plane by https`, () => {
    const cluster = recorded(name)
    assert.equal(cluster.tier, tier)
    if (status) assert.equal(cluster.status, status)
    const address = dataPlaneAt(cluster)
    assert.ok('url' in address, JSON.stringify(address))
    assert.equal(address.url, cluster.connectAddress)
    assert.match(address.url, /^https:/)
  })
}

const cluster = (fields: object) => readCluster({ clusterId: 'in01-0123456789abcde', ...fields })

for (const [status, words] of Object.entries({
  running: ['RUNNING'],
  stopped: ['SUSPENDED', 'STOPPED', 'STOPPING', 'FROZEN'],
  gone: ['DELETED', 'DELETING'],
  other: ['MODIFYING', 'RESUMING', 'A_NEW_WORD'],
})) {
  for (const word of words)
    test(`a cluster that is ${word} is ${status}`, () =>
      assert.equal(cluster({ status: word })?.status, status))
}

test('an on-demand cluster that sleeps is not stopped, and an answer may describe no cluster', () => {
  const asleep = readCluster({ clusterId: 'in07-0123456789abcde', status: 'SUSPENDED' })
  assert.equal(asleep?.status, 'other')
  for (const data of [{}, { clusterId: 'in01-0123456789abcde' }, { clusterId: null, status: 'RUNNING' }])
    assert.equal(readCluster(data), undefined)
})

test('an id can not leave its place in the path', () => {
  assert.equal(describeCluster('in01-a/../b?c').path, '/v2/clusters/in01-a%2F..%2Fb%3Fc')
})

test('the limits of a free cluster are lower, whatever its plan is called', () => {
  const free = recorded('recorded-200-describe-cluster-free')
  assert.equal(limitsOf(free.tier).bytesPerFile, 1024 ** 3)
  assert.equal(limitsOf('serverless').bytes, 1024 ** 4)
})

for (const [connectAddress, isUsable] of [
  ['https://in01-a.aws-us-west-2.vectordb.zillizcloud.com:19539', true],
  ['http://127.0.0.1:8080', true],
  ['http://localhost:8080', true],
  ['http://in01-a.aws-us-west-2.vectordb.zillizcloud.com', false],
  ['http://127.0.0.1.evil.example', false],
  ['https://user:password@evil.example', false],
  ['in01-a.aws-us-west-2.vectordb.zillizcloud.com', false],
  ['', false],
] as const) {
  test(`a connect address of "${connectAddress}" is ${isUsable ? '' : 'not '}used`, () => {
    const found = cluster({ status: 'RUNNING', connectAddress })
    assert.ok(found)
    assert.equal('url' in dataPlaneAt(found), isUsable)
  })
}

test('where the data plane is', () => {
  const project = { kind: 'project', projectId: 'proj-1', regionId: 'aws-us-west-2' } as const
  const named = { kind: 'cluster', clusterId: 'in01-a' } as const
  const endpoint = 'https://in01-a.aws-us-west-2.vectordb.zillizcloud.com'
  const connection = (api: Api, dataEndpoint?: string) => ({
    ...{ api, dataEndpoint, endpoint: 'https://api.cloud.zilliz.com', apiKey: 'a-key', dbName: undefined },
  })
  const instance = { kind: 'instance' } as const
  for (const [api, target, dataEndpoint, place] of [
    ['milvus', instance, undefined, { url: 'https://api.cloud.zilliz.com' }],
    ['zilliz-v2', named, endpoint, { url: endpoint }],
    ['zilliz-v1', named, endpoint, { url: endpoint }],
    ['zilliz-v2', named, undefined, undefined],
    ['zilliz-v2', project, undefined, { unknown: 'an on-demand project has no cluster of its own' }],
    ['zilliz-v1', named, undefined, { unknown: 'the API v1 does not report the endpoint of a cluster' }],
  ] as const)
    assert.deepEqual(dataPlaneOf(connection(api, dataEndpoint), target), place)
})
