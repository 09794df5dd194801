import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fault, type Planned, routeOf, tell } from '../../sandbox/faults.ts'
import type { Sandbox, SandboxOptions } from '../../sandbox/server.ts'
import { API_KEY, BUCKET_KEYS, CLUSTER, testSandbox } from '../harness/step.ts'

type Seen = { status: number; type: string | null; text: string; retryAfter: string | null } | string

const BODY = {
  clusterId: CLUSTER,
  collectionName: 'articles',
  objectUrls: [['s3://example-articles/daily/science.jsonl']],
  ...BUCKET_KEYS,
}

/** What a client sees of one exchange: an answer, or the name of how the network failed. */
async function ask({ url }: Pick<Sandbox, 'url'>, route: string, body: object = BODY): Promise<Seen> {
  try {
    const answer = await fetch(`${url}/v2/vectordb/jobs/import/${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}` },
      body: JSON.stringify(body),
    })
    const { status, headers } = answer
    const text = await answer.text()
    return { status, type: headers.get('content-type'), text, retryAfter: headers.get('retry-after') }
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } }
    return cause?.code ?? message
  }
}

/** One create under a fault: what the client sees, and how many jobs there are in truth. */
async function create(fault: Fault, options: Partial<SandboxOptions> = {}) {
  await using sandbox = await testSandbox({}, { ...options, faults: [{ on: 'create', nth: 1, fault }] })
  const before = performance.now()
  const seen = await ask(sandbox, 'create')
  return { seen, took: performance.now() - before, jobs: sandbox.ledger.entries.length }
}

const BROKEN = /ECONNRESET|UND_ERR_SOCKET|terminated|fetch failed/

test('a connection breaks before, after, and in the middle of the answer', async () => {
  for (const [when, jobs] of [
    ['before', 0],
    ['after', 1],
    ['halfway', 1],
  ] as const) {
    const result = await create({ kind: 'reset', when })
    assert.match(String(result.seen), BROKEN, when)
    assert.equal(result.jobs, jobs, when)
  }
})

test('an answer in place of the true one, with or without the work, with Retry-After', async () => {
  const busy = await create({ kind: 'answer', when: 'before', answer: '503', retryAfter: 7 })
  assert.deepEqual(busy, {
    ...busy,
    jobs: 0,
    seen: { ...(busy.seen as object), status: 503, retryAfter: '7' },
  })
  const dated = await create({ kind: 'answer', when: 'after', answer: '502', retryAfter: 60, asDate: true })
  assert.equal(dated.jobs, 1)
  assert.ok(typeof dated.seen === 'object' && Date.parse(dated.seen.retryAfter ?? '') > Date.now())
  const limit = await create({ kind: 'answer', when: 'before', answer: 'code 2100' })
  assert.ok(typeof limit.seen === 'object' && limit.seen.status === 200)
  assert.match(limit.seen.text, /"code":2100,.*number of jobs has reached the limit/)
})

test('damaged answers to creates that were carried out', async () => {
  const cases = [
    ['html', 200, 'text/html', /^<html>/],
    ['truncated', 200, 'application/json; charset=utf-8', /^\{"code":0,[^}]*$/],
    ['empty', 200, 'application/json; charset=utf-8', /^$/],
    ['wrong type', 200, 'text/html', /^\{"code":0,"data":\{"jobId":"job-\w+"\}\}$/],
    ['echo', 500, 'text/plain', new RegExp(API_KEY)],
  ] as const
  for (const [how, status, type, text] of cases) {
    const { seen, jobs } = await create({ kind: 'spoil', how })
    assert.ok(typeof seen === 'object', how)
    assert.deepEqual([seen.status, seen.type, jobs], [status, type, 1], how)
    assert.match(seen.text, text)
  }
})

test('slow exchanges: delayed, or dripping in', async () => {
  const delayed = await create({ kind: 'delay', before: 150, after: 150 })
  assert.ok(delayed.took > 250 && delayed.jobs === 1)
  const dripped = await create({ kind: 'drip', over: 300 })
  assert.ok(dripped.took > 200)
  assert.match(JSON.stringify(dripped.seen), /job-/)
})

/** A sandbox with one job that goes through a schedule of describes. */
async function described(faults: readonly Planned[], options: Partial<SandboxOptions> = {}) {
  const sandbox = await testSandbox({}, { ...options, faults })
  const created = await ask(sandbox, 'create')
  const jobId = /job-\w+/.exec(JSON.stringify(created))?.[0]
  const describe = () => ask(sandbox, 'describe', { clusterId: CLUSTER, jobId })
  return { sandbox, describe }
}

test('credentials expire in the middle', async () => {
  const { sandbox, describe } = await described([{ on: 'describe', nth: 2, fault: { kind: 'expire' } }])
  await using _ = sandbox
  const statuses = [await describe(), await describe(), await describe()].map(
    seen => (seen as { status: number }).status,
  )
  assert.deepEqual(statuses, [200, 401, 401])
})

test('a new job is invisible for a moment, in describe and in list; the ledger knows it', async () => {
  const { sandbox, describe } = await described([
    { on: 'create', nth: 1, fault: { kind: 'hide', young: 8000 } },
  ])
  await using _ = sandbox
  assert.match(JSON.stringify([await describe(), await ask(sandbox, 'list')]), /Job not found.*"count\\":0/)
  assert.match(await sandbox.ledger.tell(), /^somebody made job-\w+: (Pending|Importing|Completed)/)
  await new Promise(resolve => setTimeout(resolve, 500))
  assert.match(JSON.stringify([await describe(), await ask(sandbox, 'list')]), /"state.*"count\\":1/)
})

test('a job is forgotten once it is older than three minutes', async () => {
  const forget: Planned = { on: 'describe', nth: 2, times: 9, fault: { kind: 'forget' } }
  const { sandbox, describe } = await described([forget], { speed: 200 })
  await using _ = sandbox
  assert.match(JSON.stringify([await describe(), await describe()]), /"state.*"state/, 'it is too young')
  await new Promise(resolve => setTimeout(resolve, 1000))
  assert.match(JSON.stringify([await describe(), await ask(sandbox, 'list')]), /Job not found.*"count\\":0/)
})

test('the server restarts: nobody listens for a while, then it is back with its jobs', async () => {
  const { sandbox, describe } = await described([
    { on: 'describe', nth: 1, fault: { kind: 'restart', when: 'after', down: 500 } },
  ])
  await using _ = sandbox
  assert.match(String(await describe()), BROKEN)
  assert.equal(await describe(), 'ECONNREFUSED')
  for (let tries = 0; tries < 100 && typeof (await describe()) === 'string'; tries += 1) {
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  assert.match(JSON.stringify(await describe()), /"state/)
})

test('the ledger tells what really came in, and in whose name', async () => {
  const after: Fault = { kind: 'reset', when: 'after' }
  await using sandbox = await testSandbox(
    {},
    { speed: 1000, faults: [{ on: 'create', nth: 1, fault: after }] },
  )
  sandbox.ledger.label = 'attempt 1'
  await ask(sandbox, 'create')
  sandbox.ledger.label = 'attempt 2'
  await ask(sandbox, 'create')
  await new Promise(resolve => setTimeout(resolve, 100))
  assert.match(
    await sandbox.ledger.tell(),
    /^attempt 1 made (job-\w+): Completed, 120 rows in articles\nattempt 2 made (?!\1)job-\w+: Completed, 120 rows/,
  )
  assert.equal(await sandbox.jobs.rowsIn('articles'), 240)
  assert.deepEqual(sandbox.ledger.jobsOf('attempt 1').length, 1)
})

test('a schedule is data, and reads like a story', () => {
  const schedule: Planned[] = [
    { on: 'create', nth: 1, fault: { kind: 'reset', when: 'after' } },
    {
      on: 'describe',
      nth: 2,
      times: 3,
      fault: { kind: 'answer', when: 'before', answer: '503', retryAfter: 7 },
    },
    { on: 'any', nth: 9, fault: { kind: 'restart', when: 'before', down: 300 } },
  ]
  assert.deepEqual(JSON.parse(JSON.stringify(schedule)), schedule)
  assert.deepEqual(schedule.map(tell), [
    'create #1: reset after it is carried out',
    'describe #2 to #4: answered 503, Retry-After 7 s, not carried out',
    'exchange #9: the server restarts before it is carried out, down for 300 ms',
  ])
})

for (const [path, route] of [
  ['/v2/vectordb/jobs/import/create', 'create'],
  ['/v1/vector/collections/import', 'create'],
  ['/v1/vector/collections/import/get?jobId=a&clusterId=b', 'describe'],
  ['/v1/vector/collections/import/list?clusterId=b', 'list'],
  ['/v2/vectordb/jobs/import/getProgress', 'describe'],
  ['/v2/vectordb/jobs/import/commit', 'commit'],
  ['/v2/vectordb/aliases/create', 'alias'],
  ['/v2/vectordb/collections/list', 'collection'],
  ['/v2/vectordb/collections/load', 'load'],
  ['/v2/vectordb/collections/refresh_load', 'refresh'],
  ['/v2/vectordb/entities/query', 'query'],
  ['/v2/volumes/create', 'volume'],
  ['/v2/clusters/in01-0/resume', 'cluster'],
  ['/elsewhere', 'other'],
] as const) {
  test(`${path} is an exchange of the kind ${route}`, () => assert.equal(routeOf({ path }), route))
}
