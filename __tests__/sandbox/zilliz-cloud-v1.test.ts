import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sandbox } from '../../sandbox/server.ts'
import { API_KEY, BUCKET_KEYS, CLUSTER, testSandbox } from '../harness/step.ts'
import { StandingClock } from './servers.ts'

const ROUTE = '/v1/vector/collections/import'
const BODY = {
  clusterId: CLUSTER,
  collectionName: 'articles',
  objectUrl: 's3://example-articles/daily/science.jsonl',
  ...BUCKET_KEYS,
}
const SIGNED = { authorization: `Bearer ${API_KEY}` }

interface Answer {
  readonly status: number
  readonly code: number
  readonly message: string
  // biome-ignore lint/suspicious/noExplicitAny: each route answers with another shape, which the tests check
  readonly data: any
}

async function ask(sandbox: Sandbox, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(sandbox.url + ROUTE + path, { headers: SIGNED, ...init })
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) }
}

const create = (sandbox: Sandbox, body: unknown, headers = SIGNED) =>
  ask(sandbox, '', { method: 'POST', headers, body: body === undefined ? null : JSON.stringify(body) })

const get = (sandbox: Sandbox, jobId: string, clusterId = CLUSTER) =>
  ask(sandbox, `/get?${new URLSearchParams({ jobId, clusterId })}`)

/** A sandbox of v1 whose clock the test turns. */
async function v1(readyAt: 1 | 100 = 1): Promise<{ sandbox: Sandbox; advance(ms: number): void }> {
  const clock = new StandingClock()
  const sandbox = await testSandbox({}, { api: { api: 'zilliz-v1', readyAt }, clock })
  return {
    sandbox,
    advance(ms) {
      clock.advance(ms)
    },
  }
}

test('a job runs from 0 to 1, tells no state, and is complete when completeTime is set', async () => {
  const { sandbox, advance } = await v1()
  await using _ = sandbox
  const created = await create(sandbox, BODY)
  assert.equal(created.code, 200)
  const { jobId } = created.data
  assert.match(jobId, /^job-/)
  const seen: Answer['data'][] = []
  do {
    const { code, data } = await get(sandbox, jobId)
    assert.equal(code, 200)
    assert.equal('state' in data, false)
    seen.push(data)
    advance(200)
  } while (seen.at(-1).completeTime === null)
  const ready = seen.map(({ readyPercentage }) => readyPercentage)
  assert.deepEqual(
    ready,
    ready.toSorted((a, b) => a - b),
  )
  assert.deepEqual([ready[0], ready.at(-1)], [0, 1])
  const last = seen.at(-1)
  assert.equal(last.errorMessage, null)
  assert.deepEqual(last.details, [
    {
      fileName: 'daily/science.jsonl',
      fileSize: last.fileSize,
      readyPercentage: 1,
      completeTime: last.completeTime,
      errorMessage: null,
    },
  ])
  assert.equal(await sandbox.jobs.rowsIn('articles'), 120)
})

test('readyPercentage may run to 100', async () => {
  const { sandbox, advance } = await v1(100)
  await using _ = sandbox
  const { jobId } = (await create(sandbox, BODY)).data
  advance(60_000)
  const { data } = await get(sandbox, jobId)
  assert.deepEqual([data.readyPercentage, data.details[0].readyPercentage], [100, 100])
})

test('a job whose file is bad ends with an errorMessage', async () => {
  const { sandbox, advance } = await v1()
  await using _ = sandbox
  const objectUrl = 's3://example-articles/broken/sports.jsonl'
  const { jobId } = (await create(sandbox, { ...BODY, objectUrl })).data
  advance(60_000)
  const { data } = await get(sandbox, jobId)
  assert.match(data.errorMessage, /expected dim '8'/)
  assert.equal(data.readyPercentage, 0)
  const { tasks } = (await ask(sandbox, `/list?clusterId=${CLUSTER}`)).data
  assert.deepEqual(tasks, [{ collectionName: 'articles', jobId, state: 'ImportFailed' }])
})

test('a folder is one job of several files', async () => {
  const { sandbox, advance } = await v1()
  await using _ = sandbox
  const { jobId } = (await create(sandbox, { ...BODY, objectUrl: 's3://example-articles/parts/' })).data
  advance(60_000)
  assert.equal((await get(sandbox, jobId)).data.details.length, 3)
})

test('the list pages, newest first, with states of its own', async () => {
  const { sandbox, advance } = await v1()
  await using _ = sandbox
  const ids: string[] = []
  for (let number = 0; number < 7; number += 1) ids.unshift((await create(sandbox, BODY)).data.jobId)
  const page = async (currentPage: number) =>
    (await ask(sandbox, `/list?clusterId=${CLUSTER}&pageSize=5&currentPage=${currentPage}`)).data
  const [one, two] = [await page(1), await page(2)]
  const states = (data: Answer['data']) => data.tasks.map(({ state }: { state: string }) => state)
  assert.deepEqual(
    [...one.tasks, ...two.tasks].map(({ jobId }) => jobId),
    ids,
  )
  assert.deepEqual([two.count, two.currentPage, two.pageSize], [7, 2, 5])
  assert.deepEqual(new Set(states(one)), new Set(['ImportRunning']))
  advance(60_000)
  assert.deepEqual(states(await page(2)), ['ImportCompleted', 'ImportCompleted'])
})

type Case = readonly [title: string, body: unknown, code: number, message: RegExp]
const REFUSED: readonly Case[] = [
  ['no body', undefined, 90142, /^No import content provided\.$/],
  [
    'no cluster',
    { ...BODY, clusterId: '' },
    90104,
    /^The clusterId parameter is empty in the request parameter\.$/,
  ],
  [
    'a cluster id of another form',
    { ...BODY, clusterId: 'articles' },
    80020,
    /^Invalid clusterId or you do not/,
  ],
  ['an unknown cluster', { ...BODY, clusterId: 'in01-ffff' }, 40021, /^The cluster ID does not exist\.$/],
  ['a bad collection name', { ...BODY, collectionName: '1st' }, 90011, /^Invalid CollectionName\. Reason: /],
  [
    'an unknown collection',
    { ...BODY, collectionName: 'nothing' },
    47005,
    /^The specified cluster collection not exists\.$/,
  ],
  [
    'an unknown partition',
    { ...BODY, partitionName: 'nothing' },
    80000,
    /^Incorrect parameter: partitionName$/,
  ],
  ['no URL', { ...BODY, objectUrl: undefined }, 90145, /^No ObjectUrl key field\.$/],
  ['a list of URLs', { ...BODY, objectUrl: [BODY.objectUrl] }, 80000, /objectUrl/],
  ['URLs as in v2', { ...BODY, objectUrl: undefined, objectUrls: [[BODY.objectUrl]] }, 90145, /ObjectUrl/],
  [
    'a store that v1 does not know',
    { ...BODY, objectUrl: 'oss://b/a.json' },
    10003,
    /^Invalid s3 ObjectUrl\. \[oss:\/\/b\/a\.json\]$/,
  ],
  ['keys that the bucket refuses', { ...BODY, secretKey: 'wrong' }, 83001, /Access denied/],
  [
    'an object that is not there',
    { ...BODY, objectUrl: 's3://example-articles/no.json' },
    83001,
    /^Failed to getObjectMeta /,
  ],
  [
    'an empty folder',
    { ...BODY, objectUrl: 's3://example-articles/nothing/' },
    47053,
    /^Failed to checkFiles /,
  ],
]

for (const [title, body, code, message] of REFUSED) {
  test(`v1 refuses ${title} with ${code}, HTTP 200`, async () => {
    const { sandbox } = await v1()
    await using _ = sandbox
    const answer = await create(sandbox, body)
    assert.deepEqual([answer.status, answer.code], [200, code])
    assert.match(answer.message, message)
    assert.deepEqual(await sandbox.jobs.all(CLUSTER), [])
  })
}

for (const [path, code] of [
  ['/get?jobId=job-0', 90103],
  ['/get?jobId=job-0&clusterId=', 90104],
  [`/get?jobId=job-0&clusterId=${CLUSTER}`, 90144],
  ['/list', 90104],
  ['/list?clusterId=in01-ffff', 40021],
  [`/list?clusterId=${CLUSTER}&pageSize=4`, 80003],
  [`/list?clusterId=${CLUSTER}&pageSize=101`, 80003],
  [`/list?clusterId=${CLUSTER}&currentPage=0`, 80004],
] as const) {
  test(`v1 refuses ${path} with ${code}`, async () => {
    const { sandbox } = await v1()
    await using _ = sandbox
    assert.equal((await ask(sandbox, path)).code, code)
  })
}

for (const [authorization, code] of [
  ['', 1800],
  ['Bearer user name', 80001],
  ['Basic abc', 80001],
  ['Bearer an-unknown-key', 80002],
] as const) {
  test(`v1 refuses the credentials "${authorization}" with ${code}, HTTP 200`, async () => {
    const { sandbox } = await v1()
    await using _ = sandbox
    const answer = await create(sandbox, BODY, { authorization })
    assert.deepEqual([answer.status, answer.code], [200, code])
  })
}

test('v1 does not speak v2, nor v2 v1', async () => {
  const { sandbox } = await v1()
  await using _ = sandbox
  const other = await fetch(`${sandbox.url}/v2/vectordb/jobs/import/list`, {
    method: 'POST',
    headers: SIGNED,
  })
  assert.equal(other.status, 404)
  await using v2 = await testSandbox()
  assert.equal((await fetch(`${v2.url}${ROUTE}/list`, { headers: SIGNED })).status, 404)
})
