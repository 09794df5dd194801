import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HttpClient } from '@zilliz/milvus2-sdk-node'
import { API_KEY, BUCKET_KEYS, CLUSTER, testSandbox } from '../harness/step.ts'

const JOBS = '/v2/vectordb/jobs/import'
const FILE = 's3://example-articles/daily/science.jsonl'

test('the official Node client creates, follows and lists a job', async () => {
  await using sandbox = await testSandbox({}, { speed: 5 })
  const client = new HttpClient({ endpoint: sandbox.url, token: API_KEY, timeout: 5000 })
  const request = { clusterId: CLUSTER, collectionName: 'articles', objectUrls: [[FILE]], ...BUCKET_KEYS }
  // Its types know the fields of Milvus only; it sends whatever it is given.
  const created = await client.createImportJobs(request as never)
  assert.equal(created.code, 0)
  const { jobId } = created.data
  assert.match(jobId, /^job-/)

  const states: string[] = []
  for (;;) {
    const { data } = await client.getImportJobProgress({ clusterId: CLUSTER, jobId } as never)
    if (states.at(-1) !== data.state) states.push(data.state)
    if (data.state === 'Completed') {
      assert.equal(data.progress, 100)
      assert.equal(Number(data.totalRows), 120)
      break
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  assert.deepEqual(states, ['Pending', 'Importing', 'Completed'])

  const listed = await client.listImportJobs({ clusterId: CLUSTER, collectionName: 'articles' } as never)
  assert.deepEqual(listed.data.records, [{ collectionName: 'articles', jobId, state: 'Completed' }])
})

test('the official Node client is refused with a wrong key, as recorded', async () => {
  await using sandbox = await testSandbox()
  const client = new HttpClient({ endpoint: sandbox.url, token: 'a-wrong-key', timeout: 5000 })
  const refused = client.listImportJobs({ clusterId: CLUSTER } as never)
  await assert.rejects(refused, /HTTP 401.*"code":21119,"message":"The apikey is illegal"/)
})

type Case = readonly [title: string, body: unknown, code: number, message: RegExp]
const body = { clusterId: CLUSTER, collectionName: 'articles', objectUrls: [[FILE]] }
const REFUSED: readonly Case[] = [
  ['no body', undefined, 90142, /No import content/],
  ['no cluster', { ...body, clusterId: '' }, 96025, /Empty clusterId/],
  ['a cluster id of another form', { ...body, clusterId: 'articles' }, 96036, /Invalid clusterId/],
  ['an unknown cluster', { ...body, clusterId: 'in01-ffff' }, 96018, /Cluster not found/],
  [
    'a project id of another form',
    { ...body, clusterId: '', projectId: 'x', regionId: 'y' },
    96005,
    /proj-xxxxxxxx/,
  ],
  [
    'an unknown project',
    { ...body, clusterId: '', projectId: 'proj-1', regionId: 'y' },
    96027,
    /Apikey scope/,
  ],
  [
    'an unknown collection',
    { ...body, collectionName: 'nothing' },
    100,
    /collection not found\[database=default\]\[collection=nothing\]/,
  ],
  ['an unknown database', { ...body, dbName: 'nothing' }, 800, /database not found\[database=nothing\]/],
  [
    'an unknown partition',
    { ...body, partitionName: 'nothing' },
    200,
    /partition not found\[partition=nothing\]/,
  ],
  ['a bad collection name', { ...body, collectionName: '1st' }, 90011, /Invalid CollectionName/],
  ['no source', { ...body, objectUrls: undefined }, 90145, /No ObjectUrl/],
  ['a URL of another form', { ...body, objectUrls: [['ftp://host/a.json']] }, 10003, /Invalid s3 ObjectUrl/],
  [
    'an unknown volume',
    { ...body, volumeName: 'nothing', dataPaths: [['a.json']] },
    63240,
    /volume not exists/,
  ],
  ['two URLs in one inner list', { ...body, objectUrls: [[FILE, FILE]] }, 80000, /objectUrls/],
]

for (const [title, sent, code, message] of REFUSED) {
  test(`refuses ${title} with ${code}, HTTP 200`, async () => {
    await using sandbox = await testSandbox()
    const reply = await post(sandbox.url, 'create', sent)
    assert.equal(reply.status, 200)
    const { code: answered, message: said, data } = (await reply.json()) as Answer
    assert.equal(answered, code)
    assert.match(said, message)
    assert.equal(data, undefined)
  })
}

test('pages through the list, newest first, and refuses other page sizes', async () => {
  await using sandbox = await testSandbox()
  const ids: string[] = []
  for (let number = 0; number < 3; number += 1) {
    ids.unshift((await ask(sandbox.url, 'create', body)).data.jobId)
  }
  const page = async (currentPage: number) =>
    (await ask(sandbox.url, 'list', { clusterId: CLUSTER, pageSize: 2, currentPage })).data
  const [one, two] = [await page(1), await page(2)]
  assert.deepEqual(
    [...one.records, ...two.records].map(({ jobId }) => jobId),
    ids,
  )
  assert.deepEqual(
    { count: one.count, currentPage: two.currentPage, pageSize: two.pageSize },
    { count: 3, currentPage: 2, pageSize: 2 },
  )
  const refused = await ask(sandbox.url, 'list', { clusterId: CLUSTER, pageSize: 101 })
  assert.equal(refused.code, 96008)
})

test('does not know the job of another cluster', async () => {
  await using sandbox = await testSandbox()
  const { code } = await ask(sandbox.url, 'describe', { clusterId: CLUSTER, jobId: 'job-0' })
  assert.equal(code, 96026)
})

test('progress runs through the bands, details come with the rows, counts add up', async () => {
  await using sandbox = await testSandbox({}, { speed: 10 })
  const objectUrls = [[FILE], ['s3://example-articles/daily/politics.parquet']]
  const { data } = await ask(sandbox.url, 'create', { ...body, ...BUCKET_KEYS, objectUrls })
  const seen: {
    state: string
    progress: number
    details: { importedRows: number }[]
    importedRows: number
  }[] = []
  do {
    seen.push((await ask(sandbox.url, 'describe', { clusterId: CLUSTER, jobId: data.jobId })).data)
    await new Promise(resolve => setTimeout(resolve, 10))
  } while (seen.at(-1)?.state !== 'Completed')
  const percents = seen.map(({ progress }) => progress)
  assert.deepEqual(
    percents,
    percents.toSorted((a, b) => a - b),
  )
  for (const { progress, details, importedRows } of seen) {
    assert.equal(details.length > 0, progress >= 40, 'details appear when rows are imported')
    assert.equal(
      importedRows,
      details.reduce((sum, file) => sum + file.importedRows, 0),
    )
  }
  assert.equal(seen.at(-1)?.importedRows, 320)
})

interface Answer {
  readonly code: number
  readonly message: string
  // biome-ignore lint/suspicious/noExplicitAny: each route answers with another shape, which the tests check
  readonly data: any
}

async function ask(url: string, route: string, sent: unknown): Promise<Answer> {
  return (await (await post(url, route, sent)).json()) as Answer
}

function post(url: string, route: string, sent: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${API_KEY}` }
  return fetch(`${url}${JOBS}/${route}`, {
    method: 'POST',
    headers,
    body: sent === undefined ? null : JSON.stringify(sent),
  })
}
