import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { HttpClient } from '@zilliz/milvus2-sdk-node'
import { articles } from '../../sandbox/samples.ts'
import type { World } from '../../sandbox/server.ts'
import { API_KEY, BUCKET_KEYS, CLUSTER, testSandbox } from '../harness/step.ts'
import { type Answer, cloudServer, type Server } from './servers.ts'

const JOBS = '/v2/vectordb/jobs/import'
const V1 = '/v1/vector/collections/import'
const FOLDER = 's3://example-articles'
const FILE = `${FOLDER}/daily/science.jsonl`
const cluster = { clusterId: CLUSTER }
const target = { ...cluster, collectionName: 'articles' }
const body = { ...target, objectUrls: [[FILE]], ...BUCKET_KEYS }
const v1Body = { ...target, objectUrl: FILE, ...BUCKET_KEYS }

const v1 = (readyAt: 1 | 100 = 1) => cloudServer({}, { api: { api: 'zilliz-v1', readyAt } })
const get = async (server: Server, jobId: string) =>
  (await server.call(`GET ${V1}/get?${new URLSearchParams({ jobId, ...cluster })}`)).data
/** The answers about a job until it ends, with time between them. */
async function follow(server: Server, look: () => Promise<Answer['data']>): Promise<Answer['data'][]> {
  const seen: Answer['data'][] = []
  while (!seen.at(-1)?.completeTime) {
    seen.push(await look())
    server.advance(200)
  }
  return seen
}

test('the official Node client creates, follows and lists a job', async () => {
  await using sandbox = await testSandbox({}, { speed: 50 })
  const client = new HttpClient({ endpoint: sandbox.url, token: API_KEY, timeout: 5000 })
  // Its types know the fields of Milvus only; it sends whatever it is given.
  const created = await client.createImportJobs(body as never)
  assert.equal(created.code, 0)
  const { jobId } = created.data
  assert.match(jobId, /^job-/)
  for (;;) {
    const { data } = await client.getImportJobProgress({ ...cluster, jobId } as never)
    if (data.state === 'Completed') {
      assert.deepEqual([data.progress, Number(data.totalRows)], [100, 120])
      break
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  const listed = await client.listImportJobs(target as never)
  assert.deepEqual(listed.data.records, [{ collectionName: 'articles', jobId, state: 'Completed' }])
})

test('the official Node client is refused with a wrong key, as recorded', async () => {
  await using sandbox = await testSandbox()
  const client = new HttpClient({ endpoint: sandbox.url, token: 'a-wrong-key', timeout: 5000 })
  const refused = client.listImportJobs(cluster as never)
  await assert.rejects(refused, /HTTP 401.*"code":21119,"message":"The apikey is illegal"/)
})

type Refused = readonly [title: string, code: number, words: string, body: unknown]
const BADLY = 'https://b.s3.us-west-2.amazonaws.com/100%%20sure.parquet'
const onDemand = { ...body, clusterId: '', regionId: 'y' }
const V2_REFUSED: readonly Refused[] = [
  ['no body', 90142, 'No import content provided.', undefined],
  ['no cluster', 96025, 'Empty clusterId', { ...body, clusterId: '' }],
  ['a cluster id of another form', 96036, 'Invalid clusterId', { ...body, clusterId: 'articles' }],
  ['an unknown cluster', 96018, 'Cluster not found', { ...body, clusterId: 'in01-ffff' }],
  ['a project id of another form', 96005, 'proj-xxxxxxxx', { ...onDemand, projectId: 'x' }],
  ['an unknown project', 96027, 'Apikey scope', { ...onDemand, projectId: 'proj-1' }],
  ['a cluster and a project', 80000, 'clusterId excludes projectId', { ...body, projectId: 'proj-1' }],
  ['an unknown collection', 100, '[database=default][collection=no]', { ...body, collectionName: 'no' }],
  ['an unknown database', 800, 'database not found[database=no]', { ...body, dbName: 'no' }],
  ['an unknown partition', 200, 'partition not found[partition=no]', { ...body, partitionName: 'no' }],
  ['a bad collection name', 90011, 'Invalid CollectionName. Reason: ', { ...body, collectionName: '1st' }],
  ['no source', 90145, 'No ObjectUrl key field.', { ...body, objectUrls: undefined }],
  [
    'a URL of another form',
    10003,
    'Invalid s3 ObjectUrl. [ftp:',
    { ...body, objectUrls: [['ftp://h/a.json']] },
  ],
  ['one that is badly encoded', 10003, 'Invalid s3 ObjectUrl. [https:', { ...body, objectUrls: [[BADLY]] }],
  ['an unknown volume', 63240, 'volume not exists', { ...body, volumeName: 'no', dataPaths: [['a.json']] }],
  ['two URLs in one inner list', 80000, 'parameter: objectUrls', { ...body, objectUrls: [[FILE, FILE]] }],
]
const V1_REFUSED: readonly Refused[] = [
  ['no body', 90142, 'No import content provided.', undefined],
  ['no cluster', 90104, 'clusterId parameter is empty in the request para', { ...v1Body, clusterId: '' }],
  ['a cluster id of another form', 80020, 'Invalid clusterId or you', { ...v1Body, clusterId: 'articles' }],
  ['an unknown cluster', 40021, 'The cluster ID does not exist.', { ...v1Body, clusterId: 'in01-ffff' }],
  ['a bad collection name', 90011, 'Invalid CollectionName. Reason: ', { ...v1Body, collectionName: '1st' }],
  ['an unknown collection', 47005, 'cluster collection not exists.', { ...v1Body, collectionName: 'no' }],
  ['an unknown partition', 80000, 'parameter: partitionName', { ...v1Body, partitionName: 'no' }],
  ['no URL', 90145, 'No ObjectUrl key field.', { ...v1Body, objectUrl: undefined }],
  ['a list of URLs', 80000, 'Incorrect parameter: objectUrl', { ...v1Body, objectUrl: [FILE] }],
  ['URLs as in v2', 90145, 'ObjectUrl', body],
  ['another store', 10003, 'Invalid s3 ObjectUrl. [oss://b/a]', { ...v1Body, objectUrl: 'oss://b/a' }],
  ['keys that the bucket refuses', 83001, 'Access denied', { ...v1Body, secretKey: 'wrong' }],
  ['a missing object', 83001, 'Failed to getObjectMeta ', { ...v1Body, objectUrl: `${FOLDER}/no.json` }],
  ['an empty folder', 47053, 'Failed to checkFiles ', { ...v1Body, objectUrl: `${FOLDER}/nothing/` }],
]

for (const [api, path, rows] of [
  ['zilliz-v2', `${JOBS}/create`, V2_REFUSED],
  ['zilliz-v1', V1, V1_REFUSED],
] as const) {
  for (const [title, code, words, sent] of rows) {
    test(`${api} refuses ${title} with ${code}, HTTP 200`, async () => {
      await using server = await cloudServer({}, { api })
      const answer = await server.call(path, sent)
      assert.deepEqual([answer.status, answer.code, answer.data], [200, code, undefined])
      assert.ok(answer.message.includes(words), answer.message)
      assert.deepEqual(await server.sandbox.jobs.all(CLUSTER), [])
    })
  }
}

test('v1 refuses what it is asked about jobs, and who asks', async () => {
  await using server = await v1()
  for (const [path, code] of [
    ['/get?jobId=job-0', 90103],
    ['/get?jobId=job-0&clusterId=', 90104],
    [`/get?jobId=job-0&clusterId=${CLUSTER}`, 90144],
    ['/list', 90104],
    ['/list?clusterId=in01-ffff', 40021],
    [`/list?clusterId=${CLUSTER}&pageSize=4`, 80003],
    [`/list?clusterId=${CLUSTER}&pageSize=101`, 80003],
    [`/list?clusterId=${CLUSTER}&currentPage=0`, 80004],
  ] as const)
    assert.equal((await server.call(`GET ${V1}${path}`)).code, code, path)
  for (const [authorization, code] of [
    ['', 1800],
    ['Bearer user name', 80001],
    ['Basic abc', 80001],
    ['Bearer an-unknown-key', 80002],
  ] as const) {
    const answer = await server.call(V1, v1Body, { authorization })
    assert.deepEqual([answer.status, answer.code], [200, code], authorization)
  }
})

test('the list pages, newest first, and refuses other page sizes', async () => {
  for (const [api, create, states] of [
    ['zilliz-v2', `${JOBS}/create`, ['Pending', 'Completed']],
    ['zilliz-v1', V1, ['ImportRunning', 'ImportCompleted']],
  ] as const) {
    await using server = await cloudServer({}, { api })
    const ids: string[] = []
    for (let number = 0; number < 7; number += 1) {
      const { data } = await server.call(create, api === 'zilliz-v1' ? v1Body : body)
      ids.unshift(data.jobId)
    }
    const list = (pageSize: number, currentPage: number) => {
      const query = new URLSearchParams({
        ...cluster,
        pageSize: `${pageSize}`,
        currentPage: `${currentPage}`,
      })
      const asked = { ...cluster, pageSize, currentPage }
      return api === 'zilliz-v1' ? server.call(`GET ${V1}/list?${query}`) : server.call(`${JOBS}/list`, asked)
    }
    const page = async (currentPage: number) => {
      const { data } = await list(5, currentPage)
      const { count, pageSize } = data
      assert.deepEqual([count, data.currentPage, pageSize], [7, currentPage, 5])
      return data.tasks ?? data.records
    }
    const found = [...(await page(1)), ...(await page(2))]
    assert.deepEqual(
      found.map(({ jobId, state }) => [jobId, state]),
      ids.map(id => [id, states[0]]),
    )
    server.advance(60_000)
    const ended = await page(2)
    assert.deepEqual(
      ended.map(({ state }: { state: string }) => state),
      [states[1], states[1]],
    )
    assert.equal((await list(101, 1)).code, api === 'zilliz-v1' ? 80003 : 96008)
  }
})

test('v2: progress runs through the bands, details come with the rows, counts add up', async () => {
  await using server = await cloudServer()
  const objectUrls = [[FILE], [`${FOLDER}/daily/politics.parquet`]]
  const { jobId } = (await server.call(`${JOBS}/create`, { ...body, objectUrls })).data
  const look = async () => (await server.call(`${JOBS}/describe`, { ...cluster, jobId })).data
  const seen = await follow(server, look)
  const percents: number[] = seen.map(({ progress }) => progress)
  const sorted = percents.toSorted((a, b) => a - b)
  assert.deepEqual(percents, sorted)
  assert.deepEqual([...new Set(seen.map(({ state }) => state))], ['Pending', 'Importing', 'Completed'])
  for (const { progress, details, importedRows } of seen) {
    assert.equal(details.length > 0, progress >= 40, 'details appear when rows are imported')
    const sum = details.reduce((total: number, file: Answer['data']) => total + file.importedRows, 0)
    assert.equal(importedRows, sum)
  }
  assert.equal(seen.at(-1).importedRows, 320)
  const unknown = await server.call(`${JOBS}/describe`, { ...cluster, jobId: 'job-0' })
  assert.equal(unknown.code, 96026)
})

test('v1: a job runs from 0 to 1, tells no state, and is complete when completeTime is set', async () => {
  await using server = await v1()
  const created = await server.call(V1, v1Body)
  assert.equal(created.code, 200)
  const { jobId } = created.data
  const seen = await follow(server, () => get(server, jobId))
  const ready: number[] = seen.map(({ readyPercentage }) => readyPercentage)
  const sorted = ready.toSorted((a, b) => a - b)
  assert.deepEqual(ready, sorted)
  assert.deepEqual([ready[0], ready.at(-1)], [0, 1])
  const { completeTime, details, errorMessage, fileSize, ...last } = seen.at(-1)
  assert.deepEqual([errorMessage, last.state], [null, undefined])
  const file = { fileName: 'daily/science.jsonl', readyPercentage: 1 }
  assert.deepEqual(details, [{ ...file, fileSize, completeTime, errorMessage }])
  assert.equal(await server.sandbox.jobs.rowsIn('articles'), 120)
})

test('v1: readyPercentage may run to 100, a folder is one job of several files, a bad file is told', async () => {
  await using server = await v1(100)
  const run = async (objectUrl: string) => {
    const { jobId } = (await server.call(V1, { ...v1Body, objectUrl })).data
    server.advance(60_000)
    return get(server, jobId)
  }
  const { readyPercentage, details } = await run(`${FOLDER}/parts/`)
  assert.deepEqual([readyPercentage, details[0].readyPercentage, details.length], [100, 100, 3])
  const failed = await run(`${FOLDER}/broken/sports.jsonl`)
  assert.match(failed.errorMessage, /expected dim '8'/)
  assert.equal(failed.readyPercentage, 0)
  const { tasks } = (await server.call(`GET ${V1}/list?clusterId=${CLUSTER}`)).data
  assert.deepEqual(tasks[0], { collectionName: 'articles', jobId: failed.jobId, state: 'ImportFailed' })
})

test('v1 does not speak v2, nor v2 v1; on neither there are routes of two phases', async () => {
  await using old = await v1()
  await using server = await cloudServer()
  assert.equal((await old.call(`${JOBS}/list`)).status, 404)
  for (const path of [`GET ${V1}/list`, `${JOBS}/commit`, `${JOBS}/abort`])
    assert.equal((await server.call(path)).status, 404, path)
})

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/control-plane/${name}.json`, import.meta.url), 'utf8')).body
const CLUSTER_CALL = `GET /v2/clusters/${CLUSTER}`

test('a cluster: what was recorded is there, and its endpoint is the sandbox', async () => {
  await using server = await cloudServer()
  const { code, data } = await server.call(CLUSTER_CALL)
  const recorded = fixture('recorded-200-describe-cluster-dedicated').data
  for (const [name, value] of Object.entries(recorded)) assert.equal(typeof data[name], typeof value, name)
  const { clusterId, connectAddress, status } = data
  assert.deepEqual([code, clusterId, status, connectAddress], [0, CLUSTER, 'RUNNING', server.sandbox.url])
})

test('a cluster that is suspended, and told to resume', async () => {
  const connectAddress = 'https://127.0.0.1:1'
  const clusterDetails = { [CLUSTER]: { status: 'SUSPENDED', connectAddress } }
  await using server = await cloudServer({ clusterDetails })
  const status = async () => (await server.call(CLUSTER_CALL)).data.status
  assert.equal(await status(), 'SUSPENDED')
  const resumed = await server.call(`/v2/clusters/${CLUSTER}/resume`)
  const { prompt } = fixture('documented-cluster-resume').data
  assert.deepEqual([resumed.code, resumed.data], [0, { clusterId: CLUSTER, prompt }])
  assert.equal(await status(), 'RESUMING')
  server.advance(120_000)
  assert.equal(await status(), 'RUNNING')
  assert.equal((await server.call(CLUSTER_CALL)).data.connectAddress, connectAddress)
})

test('free and serverless clusters can not be resumed; one that is not there is 96018', async () => {
  await using server = await cloudServer({
    clusters: { 'in03-0123456789abcde': {}, 'in05-0123456789abcde': {} },
  })
  for (const [call, code] of [
    ['/v2/clusters/in03-0123456789abcde/resume', 96021],
    ['/v2/clusters/in05-0123456789abcde/resume', 96022],
    ['/v2/clusters/in01-absent/resume', 96018],
    ['GET /v2/clusters/in01-absent', 96018],
  ] as const)
    assert.equal((await server.call(call)).code, code, call)
})

test('volumes: the answers have the documented shape', async () => {
  await using server = await cloudServer({ volumes: ['my_volume', 'other'] })
  const described = await server.call('GET /v2/volumes/my_volume')
  const documented = fixture('documented-volume-describe-managed').data
  assert.deepEqual(Object.keys(described.data), Object.keys(documented))
  const { code, data } = await server.call('GET /v2/volumes?projectId=proj-0&pageSize=1&currentPage=2')
  const names = data.volumes.map((volume: { volumeName: string }) => volume.volumeName)
  assert.deepEqual([code, data.count, names], [200, 2, ['other']])
  const missing = await server.call('GET /v2/volumes/absent')
  assert.deepEqual(JSON.parse(missing.text), fixture('documented-volume-not-found-63240'))
})

test('the control plane wants an API key, the data plane takes a user with a password, too', async () => {
  await using server = await cloudServer({ clusterUsers: { loader: 'a-password' } })
  for (const [key, control, data] of [
    [API_KEY, [200, 0], 0],
    ['wrong', [401, 21119], 1800],
    ['', [200, 1800], 1800],
    ['loader:a-password', [401, 21119], 0],
    ['loader:wrong', [401, 21119], 1800],
  ] as const) {
    const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {}
    const { status, code } = await server.call(CLUSTER_CALL, undefined, headers)
    assert.deepEqual([status, code], control, key)
    const has = await server.call('/v2/vectordb/collections/has', { collectionName: 'articles' }, headers)
    assert.equal(has.code, data, key)
    if (data === 0) assert.deepEqual(has.data, { has: true })
    else assert.equal(has.message, "User hasn't authenticated")
  }
})

test('an import of the control plane is seen by the data plane', async () => {
  const clusters: World['clusters'] = { [CLUSTER]: { default: { articles: { ...articles, rows: 7 } } } }
  await using server = await cloudServer({ clusters, volumes: ['example-articles'] })
  const source = { volumeName: 'example-articles', dataPaths: [['daily/science.jsonl']] }
  assert.equal((await server.call(`${JOBS}/create`, { ...target, ...source })).code, 0)
  server.advance(60_000)
  assert.equal(await server.sandbox.visibleRows('default', 'articles'), 127)
  const query = { collectionName: 'articles', outputFields: ['count(*)'] }
  const { data } = await server.call('/v2/vectordb/entities/query', query)
  assert.deepEqual(data, [{ 'count(*)': 127 }])
})
