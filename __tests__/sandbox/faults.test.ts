import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { type Fault, type Planned, routeOf, tell } from '../../sandbox/faults.ts'
import { API_KEY, BUCKET_KEYS, CLUSTER } from '../harness/step.ts'
import { type Answer, cloudServer } from './servers.ts'

const JOBS = '/v2/vectordb/jobs/import'
const cluster = { clusterId: CLUSTER }
const objectUrls = [['s3://example-articles/daily/science.jsonl']]
const BODY = { ...cluster, collectionName: 'articles', objectUrls, ...BUCKET_KEYS }
const BROKEN = /ECONNRESET|UND_ERR_SOCKET|terminated|fetch failed/

/** A sandbox under a schedule, with what a client sees of it: an answer, or the name of how the network failed. */
async function planned(...faults: readonly Planned[]) {
  const server = await cloudServer({}, { faults })
  const ask = async (route: string, body: object = BODY): Promise<Answer | string> => {
    try {
      return await server.call(`${JOBS}/${route}`, body)
    } catch (error) {
      const { cause, message } = error as Error & { cause?: { code?: string } }
      return cause?.code ?? message
    }
  }
  const create = async () => /job-\w+/.exec(JSON.stringify(await ask('create')))?.[0]
  return { server, ask, create, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

/** One create under a fault: what the client sees, and how many jobs there are in truth. */
async function create(fault: Fault) {
  await using world = await planned({ on: 'create', nth: 1, fault })
  const seen = await world.ask('create')
  return { seen, jobs: world.server.sandbox.ledger.entries.length }
}

const job = /^\{"code":0,"data":\{"jobId":"job-\w+"\}\}$/
const DATED = { kind: 'answer', when: 'after', answer: '502', retryAfter: 60, asDate: true } as const
const JSON_TYPE = 'application/json; charset=utf-8'
type Row = readonly [Fault, jobs: number, status: number, type: string, text: RegExp, retryAfter?: RegExp]
const ANSWERED: readonly Row[] = [
  [
    { kind: 'answer', when: 'before', answer: '503', retryAfter: 7 },
    0,
    503,
    'text/plain',
    /^upstream/,
    /^7$/,
  ],
  [DATED, 1, 502, 'text/html', /502 Bad Gateway/, /^\w{3}, \d\d \w+ \d{4} .* GMT$/],
  [{ kind: 'answer', when: 'before', answer: 'code 2100' }, 0, 200, JSON_TYPE, /2100,.*reached the limit/],
  [{ kind: 'answer', when: 'meanwhile', answer: '504' }, 1, 504, 'text/html', /504 Gateway Time-out/],
  [{ kind: 'spoil', how: 'html' }, 1, 200, 'text/html', /^<html>/],
  [{ kind: 'spoil', how: 'truncated' }, 1, 200, JSON_TYPE, /^\{"code":0,[^}]*$/],
  [{ kind: 'spoil', how: 'empty' }, 1, 200, JSON_TYPE, /^$/],
  [{ kind: 'spoil', how: 'wrong type' }, 1, 200, 'text/html', job],
  [{ kind: 'spoil', how: 'echo' }, 1, 500, 'text/plain', new RegExp(API_KEY)],
  [{ kind: 'drip', over: 300 }, 1, 200, JSON_TYPE, job],
]

for (const [fault, jobs, status, type, text, retryAfter] of ANSWERED) {
  test(`answers to a create: ${JSON.stringify(fault)}`, async () => {
    const before = performance.now()
    const result = await create(fault)
    const { seen } = result
    assert.ok(typeof seen === 'object', String(seen))
    assert.deepEqual([seen.status, seen.headers.get('content-type'), result.jobs], [status, type, jobs])
    assert.match(seen.text, text)
    if (retryAfter) assert.match(seen.headers.get('retry-after') ?? '', retryAfter)
    if (fault.kind === 'drip') assert.ok(performance.now() - before > 200)
  })
}

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

test('a delay passes on the clock of the sandbox, before and after the work', async () => {
  const fault = { kind: 'delay', before: 1000, after: 2000 } as const
  await using world = await planned({ on: 'create', nth: 1, fault })
  const jobId = (await world.create()) ?? ''
  const job = world.server.sandbox.jobs.byId(jobId)
  assert.equal(job?.createdAt, 1000)
  const { data } = await world.server.call(`${JOBS}/describe`, { ...cluster, jobId })
  assert.equal(data.progress, 10, '2 s after its create')
})

test('credentials expire in the middle', async () => {
  await using world = await planned({ on: 'list', nth: 2, fault: { kind: 'expire' } })
  const statuses: unknown[] = []
  for (const _ of [1, 2, 3]) statuses.push(((await world.ask('list', cluster)) as Answer).status)
  assert.deepEqual(statuses, [200, 401, 401])
})

for (const [title, fault, isYoung, wait] of [
  ['a new job is invisible for a moment', { kind: 'hide', young: 9000 }, true, 9000],
  ['a job is forgotten once it is older than three minutes', { kind: 'forget' }, false, 180_000],
] as const) {
  test(`${title}, in describe and in list; the ledger knows it`, async () => {
    await using world = await planned({ on: 'any', nth: 1, times: 9, fault })
    const jobId = await world.create()
    const isShown = async () => {
      const seen = [await world.ask('describe', { ...cluster, jobId }), await world.ask('list', cluster)]
      return seen.map(answer => (answer as Answer).data?.state ?? (answer as Answer).data?.count ?? 'none')
    }
    assert.deepEqual(await isShown(), isYoung ? ['none', 0] : ['Pending', 1])
    world.server.advance(wait)
    assert.deepEqual(await isShown(), isYoung ? ['Completed', 1] : ['none', 0])
    assert.match(await world.server.sandbox.ledger.tell(), /^somebody made job-\w+: Completed/)
  })
}

test('the server restarts: nobody listens for a while, then it is back with its jobs', async () => {
  const fault = { kind: 'restart', when: 'after', down: 500 } as const
  await using world = await planned({ on: 'describe', nth: 1, fault })
  const jobId = await world.create()
  const describe = () => world.ask('describe', { ...cluster, jobId })
  assert.match(String(await describe()), BROKEN)
  assert.equal(await describe(), 'ECONNREFUSED')
  world.server.advance(500)
  for (let tries = 0; tries < 100 && typeof (await describe()) === 'string'; tries += 1) {
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  assert.equal(((await describe()) as Answer).data.state, 'Pending')
})

test('the ledger tells what really came in, and in whose name', async () => {
  await using world = await planned({ on: 'create', nth: 1, fault: { kind: 'reset', when: 'after' } })
  const { jobs, ledger } = world.server.sandbox
  for (const label of ['attempt 1', 'attempt 2']) {
    ledger.label = label
    await world.create()
  }
  world.server.advance(60_000)
  const story =
    /^attempt 1 made (job-\w+): Completed, 120 rows in articles\nattempt 2 made (?!\1)job-\w+: Completed, 120 rows/
  assert.match(await ledger.tell(), story)
  assert.equal(await jobs.rowsIn('articles'), 240)
  assert.equal(ledger.jobsOf('attempt 1').length, 1)
})

test('a schedule is data, and reads like a story', () => {
  const busy = { kind: 'answer', when: 'before', answer: '503', retryAfter: 7 } as const
  const schedule: Planned[] = [
    { on: 'create', nth: 1, fault: { kind: 'reset', when: 'after' } },
    { on: 'describe', nth: 2, times: 3, fault: busy },
    { on: 'any', nth: 9, fault: { kind: 'restart', when: 'before', down: 300 } },
  ]
  assert.deepEqual(JSON.parse(JSON.stringify(schedule)), schedule)
  assert.deepEqual(schedule.map(tell), [
    'create #1: reset after it is carried out',
    'describe #2 to #4: answered 503, Retry-After 7 s, not carried out',
    'exchange #9: the server restarts before it is carried out, down for 300 ms',
  ])
})

test('what an exchange is for follows from its path', () => {
  for (const [path, route] of [
    [`${JOBS}/create`, 'create'],
    ['/v1/vector/collections/import', 'create'],
    ['/v1/vector/collections/import/get?jobId=a&clusterId=b', 'describe'],
    ['/v1/vector/collections/import/list?clusterId=b', 'list'],
    [`${JOBS}/getProgress`, 'describe'],
    [`${JOBS}/commit`, 'commit'],
    ['/v2/vectordb/aliases/create', 'alias'],
    ['/v2/vectordb/collections/list', 'collection'],
    ['/v2/vectordb/collections/load', 'load'],
    ['/v2/vectordb/collections/refresh_load', 'refresh'],
    ['/v2/vectordb/entities/query', 'query'],
    ['/v2/volumes/create', 'volume'],
    ['/v2/clusters/in01-0/resume', 'cluster'],
    ['/elsewhere', 'other'],
  ] as const)
    assert.equal(routeOf({ path }), route, path)
})

test('a mistake of the sandbox is HTTP 500 with a word, and the next request is answered', async () => {
  await using server = await cloudServer()
  const { sandbox } = server
  sandbox.intercept = () => {
    throw new TypeError('a planted mistake')
  }
  const failed = await server.call(`${JOBS}/list`, cluster)
  assert.equal(failed.status, 500)
  assert.equal(failed.text, '{"code":500,"message":"the sandbox failed: a planted mistake"}')
  assert.equal(sandbox.mistakes.length, 1)
  sandbox.intercept = undefined
  assert.equal((await server.call(`${JOBS}/list`, cluster)).code, 0)
})

test('a client that goes away in the middle of its body is no mistake', async () => {
  await using server = await cloudServer()
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-length': 100 }
  const half = request(`${server.sandbox.url}${JOBS}/list`, { method: 'POST', headers })
  half.on('error', () => {})
  half.write('{')
  await new Promise(resolve => setTimeout(resolve, 50))
  half.destroy()
  await new Promise(resolve => setTimeout(resolve, 50))
  assert.deepEqual(server.sandbox.mistakes, [])
})
