import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { articles } from '../../sandbox/samples.ts'
import { type Sandbox, type SandboxOptions, startSandbox, type World } from '../../sandbox/server.ts'
import { API_KEY, CLUSTER, worldOf } from '../harness/world.ts'
import { StandingClock } from './servers.ts'

interface Answer {
  readonly status: number
  readonly code: number
  readonly message?: string
  // biome-ignore lint/suspicious/noExplicitAny: each route answers with another shape, which the tests check
  readonly data: any
}

async function ask(
  sandbox: Sandbox,
  call: string,
  body?: object,
  key: string | null = API_KEY,
): Promise<Answer> {
  const [method = '', path = ''] = call.split(' ')
  const response = await fetch(sandbox.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    body: body ? JSON.stringify(body) : null,
  })
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) }
}

async function cloud(world: Partial<World> = {}, options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  return startSandbox({ ...options, world: await worldOf(world) })
}

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/control-plane/${name}.json`, import.meta.url), 'utf8'))

test('a cluster: what was recorded is there, and its endpoint is the sandbox', async () => {
  await using sandbox = await cloud()
  const { code, data } = await ask(sandbox, `GET /v2/clusters/${CLUSTER}`)
  const recorded = fixture('recorded-200-describe-cluster-dedicated').body.data
  for (const [name, value] of Object.entries(recorded)) assert.equal(typeof data[name], typeof value, name)
  assert.deepEqual(
    [code, data.clusterId, data.status, data.connectAddress],
    [0, CLUSTER, 'RUNNING', sandbox.url],
  )
})

test('a cluster that is suspended, and told to resume', async () => {
  const clusterDetails = { [CLUSTER]: { status: 'SUSPENDED', connectAddress: 'https://127.0.0.1:1' } }
  const clock = new StandingClock()
  await using sandbox = await cloud({ clusterDetails }, { clock })
  const status = async () => (await ask(sandbox, `GET /v2/clusters/${CLUSTER}`)).data.status
  assert.equal(await status(), 'SUSPENDED')
  const resumed = await ask(sandbox, `POST /v2/clusters/${CLUSTER}/resume`)
  const { prompt } = fixture('documented-cluster-resume').body.data
  assert.deepEqual([resumed.code, resumed.data], [0, { clusterId: CLUSTER, prompt }])
  assert.equal(await status(), 'RESUMING')
  clock.advance(120_000)
  assert.equal(await status(), 'RUNNING')
  const { data } = await ask(sandbox, `GET /v2/clusters/${CLUSTER}`)
  assert.equal(data.connectAddress, 'https://127.0.0.1:1')
})

test('free and serverless clusters can not be resumed; one that is not there is 96018', async () => {
  const clusters = { 'in03-0123456789abcde': {}, 'in05-0123456789abcde': {} }
  await using sandbox = await cloud({ clusters })
  const resume = async (id: string) => (await ask(sandbox, `POST /v2/clusters/${id}/resume`)).code
  assert.equal(await resume('in03-0123456789abcde'), 96021)
  assert.equal(await resume('in05-0123456789abcde'), 96022)
  assert.equal(await resume('in01-absent'), 96018)
  assert.equal((await ask(sandbox, 'GET /v2/clusters/in01-absent')).code, 96018)
})

test('volumes: the answers have the documented shape', async () => {
  await using sandbox = await cloud({ volumes: ['my_volume', 'other'] })
  const described = await ask(sandbox, 'GET /v2/volumes/my_volume')
  const documented = fixture('documented-volume-describe-managed').body
  assert.deepEqual(Object.keys(described.data), Object.keys(documented.data))
  const listed = await ask(sandbox, 'GET /v2/volumes?projectId=proj-0&pageSize=1&currentPage=2')
  assert.equal(listed.code, 200)
  assert.deepEqual([listed.data.count, listed.data.volumes.length], [2, 1])
  assert.equal(listed.data.volumes[0].volumeName, 'other')
  const { status: _, ...missing } = await ask(sandbox, 'GET /v2/volumes/absent')
  assert.deepEqual(missing, fixture('documented-volume-not-found-63240').body)
})

test('the control plane wants an API key', async () => {
  await using sandbox = await cloud({ clusterUsers: { loader: 'a-password' } })
  const path = `GET /v2/clusters/${CLUSTER}`
  const wrong = await ask(sandbox, path, undefined, 'wrong')
  assert.deepEqual([wrong.status, wrong.code], [401, 21119])
  assert.equal((await ask(sandbox, path, undefined, null)).code, 1800)
  assert.equal((await ask(sandbox, path, undefined, 'loader:a-password')).code, 21119)
  assert.equal((await ask(sandbox, `GET /v2/clusters/${CLUSTER}`)).code, 0)
})

test('the data plane takes an API key or a user with a password', async () => {
  await using sandbox = await cloud({ clusterUsers: { loader: 'a-password' } })
  const has = (key: string | null) =>
    ask(sandbox, 'POST /v2/vectordb/collections/has', { collectionName: 'articles' }, key)
  assert.deepEqual((await has(API_KEY)).data, { has: true })
  assert.deepEqual((await has('loader:a-password')).data, { has: true })
  for (const key of [null, 'wrong', 'loader:wrong']) {
    const { code, message } = await has(key)
    assert.deepEqual([code, message], [1800, "User hasn't authenticated"])
  }
})

test('an import of the control plane is seen by the data plane', async () => {
  const clusters = { [CLUSTER]: { default: { articles: { ...articles, rows: 7 } } } }
  const clock = new StandingClock()
  await using sandbox = await cloud({ clusters, volumes: ['example-articles'] }, { clock })
  const body = {
    clusterId: CLUSTER,
    collectionName: 'articles',
    volumeName: 'example-articles',
    dataPaths: [['daily/science.jsonl']],
  }
  assert.equal((await ask(sandbox, 'POST /v2/vectordb/jobs/import/create', body)).code, 0)
  clock.advance(60_000)
  assert.equal(await sandbox.visibleRows('default', 'articles'), 127)
  const query = { collectionName: 'articles', outputFields: ['count(*)'] }
  const { data } = await ask(sandbox, 'POST /v2/vectordb/entities/query', query)
  assert.deepEqual(data, [{ 'count(*)': 127 }])
})

test('there are no routes of two phases', async () => {
  await using sandbox = await cloud()
  for (const route of ['commit', 'abort']) {
    const response = await fetch(`${sandbox.url}/v2/vectordb/jobs/import/${route}`, {
      method: 'POST',
      body: '{}',
    })
    assert.equal(response.status, 404)
  }
})
