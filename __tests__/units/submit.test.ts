import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownKey } from '../../src/job/idempotency.ts'
import { CallError, type CallFailure } from '../../src/model/service.ts'
import { fail, keys, LOST, OURS, run, type ServerJob, server } from '../harness/job-server.ts'

type OnCreate = NonNullable<Parameters<typeof server>[1]>

interface Case {
  readonly jobs?: readonly (Partial<ServerJob> & { readonly id: string })[]
  /** What becomes of the n-th create. */
  readonly create?: OnCreate
  readonly honoursKeys?: boolean
  readonly list?: boolean
  readonly options?: Parameters<typeof run>[1]
}

interface Ending {
  readonly creates?: number
  readonly seconds?: readonly [least: number, most: number]
  readonly notes?: RegExp
}

const lost = (more: Partial<ServerJob & { error: CallError }> = {}) => ({
  error: LOST,
  isCarriedOut: true,
  ...more,
})
const first = (made: ReturnType<OnCreate>) => (n: number) => (n === 1 ? made : undefined)
const asking = (failure: Partial<CallFailure>) =>
  new CallError({ kind: 'status', code: 'Http429', httpStatus: 429, said: '', ...failure })
const busy = { error: fail('code', '47055', 200, 'is currently importing data') }
const silent = { error: fail('unsent', 'ECONNREFUSED') }
const late = fail('code', '10001', 200, 'request timeout')
const keyed = (...jobs: NonNullable<Case['jobs']>): Case => ({
  jobs,
  honoursKeys: true,
  options: { keys: keys('k') },
})
const failed = (id: string, key?: string) => ({ id, key, standing: 'failed' }) as const
const isRerun = false

// biome-ignore format: a table, one row a line
const CASES: readonly (readonly [string, Case, string, Ending?])[] = [
  ['the plain case', { jobs: [{ id: 'old' }] }, 'submitted new-1', { creates: 1, seconds: [0, 0] }],
  ['the answer is lost, the job exists', { create: () => lost(), jobs: [{ id: 'old' }] }, 'submitted new-1', { creates: 1 }],
  ['a gateway answers, the job exists', { create: () => lost({ error: fail('status', 'Http502', 502) }) }, 'submitted new-1', { creates: 1 }],
  ['an answer that is none, the job exists', { create: () => lost({ error: fail('unreadable', 'Unreadable', 200) }) }, 'submitted new-1', { creates: 1 }],
  ['the server was too slow, the job exists', { create: () => lost({ error: late }) }, 'submitted new-1', { creates: 1 }],
  ['the answer is lost, no job exists: the grace period passes', { create: first({ error: LOST }), jobs: [{ id: 'old' }] }, 'submitted new-2', { creates: 2, seconds: [10, 15] }],
  ['the answer is lost, a job with other files appears', { create: first(lost({ names: ['other.json'] })) }, 'submitted new-2'],
  ['the answer is lost, the new job tells no files', { create: () => lost({ names: [] }) }, 'submitted new-1, unverified', { creates: 1, seconds: [30, 40] }],
  ['the answer is lost, and the list is hidden', { create: () => lost(), list: false }, 'Unknown SubmitUnconfirmed', { creates: 1 }],
  ['not now, for a while', { create: n => (n < 8 ? busy : undefined) }, 'submitted new-8'],
  ['not now, until the timeout', { create: () => busy, options: { timeout: 300_000 } }, 'Rejected 47055', { seconds: [201, 300] }],
  ['nobody listens for a while', { create: n => (n < 4 ? silent : undefined) }, 'submitted new-4'],
  ['nobody listens for half a minute', { create: () => silent }, 'Rejected Unreachable', { seconds: [20, 30] }],
  ['a refusal is final', { create: () => ({ error: fail('code', '40021', 200) }) }, 'Rejected 40021', { creates: 1 }],
  ['`Retry-After` is obeyed', { create: first({ error: asking({ retryAfter: 45_000 }) }) }, 'submitted new-2', { seconds: [45, 45] }],
  ['`Retry-After` is obeyed up to the timeout', { create: () => ({ error: asking({ retryAfter: 9e9 }) }), options: { timeout: 60_000 } }, 'Rejected Http429', { seconds: [60, 60] }],
  ['what leaves it open is searched for, and sent again as late as it asked', { create: first({ error: asking({ code: 'Http503', httpStatus: 503, retryAfter: 40_000 }) }) }, 'submitted new-2', { seconds: [40, 40], notes: /^It is unclear whether the import request was carried out \(Http503\)/ }],
  ['a re-run finds the job of the attempt before', keyed({ id: 'a', key: 'k' }), 'found a', { creates: 1 }],
  ['a job that had completed before, whatever the attempt is called', { ...keyed({ id: 'a', key: 'k', standing: 'completed' }), options: { keys: keys('k'), isRerun } }, 'found a, had completed'],
  ['a re-run after a failed job', keyed(failed('a', 'k')), 'submitted new-2', { notes: /^Import job a of an earlier attempt has failed: submitting one new job$/ }],
  ['a re-run whose key leads to a job that is gone', keyed({ id: 'a', key: 'k', isGone: true }), 'submitted new-2', { notes: /^Import job a .* is no longer known to the server: submitting/ }],
  ['failed jobs of three keys, whatever the attempt is called', { ...keyed(failed('a', 'k'), failed('b', 'k-2'), failed('c', 'k-3')), options: { keys: keys('k'), isRerun } }, 'submitted new-4'],
  ["a key of the author's own leads to a failed job", { ...keyed(failed('a', 'mine')), options: { keys: ownKey('mine') } }, 'found a, must be seen', { creates: 1 }],
]

const serverOf = ({ jobs = [], create, honoursKeys = false, list = true }: Case) =>
  server(
    jobs.map(job => ({ names: OURS, ...job })),
    create,
    { honoursKeys, list },
  )

for (const [name, given, ended, { creates, seconds, notes } = {}] of CASES) {
  test(`${name}: ${ended}`, async () => {
    const service = serverOf(given)
    const result = await run(service, given.options)
    assert.equal(result.ended, ended)
    if (creates !== undefined) assert.equal(service.creates, creates)
    const [least, most] = seconds ?? [0, Number.POSITIVE_INFINITY]
    assert.ok(result.seconds >= least && result.seconds <= most, `${result.seconds} s`)
    assert.match(result.notes[0] ?? '', notes ?? /^/)
  })
}

test('two new jobs that could both be ours: Unknown, no second create', async () => {
  const service = serverOf({ create: () => lost() })
  const { jobs, list } = service
  service.list = async (...args) => {
    if (jobs.length === 1) jobs.push({ id: 'twin', names: OURS })
    return list(...args)
  }
  assert.equal((await run(service)).ended, 'Unknown SubmitUnconfirmed')
  assert.equal(service.creates, 1)
})

test('a third attempt finds the job that the second has made', async () => {
  const service = serverOf(keyed(failed('a', 'k')))
  await run(service, { keys: keys('k') })
  assert.equal((await run(service, { keys: keys('k') })).ended, 'found new-2')
  assert.equal(service.jobs.length, 2)
})

test('a server that asks for time before it tells of an earlier job gets it', async () => {
  const service = serverOf(keyed(failed('a', 'k')))
  const { describe } = service
  let looks = 0
  service.describe = async (...args) => {
    looks += 1
    if (looks === 1) throw asking({ code: 'Http503', httpStatus: 503, retryAfter: 9000 })
    return describe(...args)
  }
  const { ended, seconds } = await run(service, { keys: keys('k') })
  assert.equal(ended, 'submitted new-2')
  assert.ok(seconds >= 9 && seconds < 12, String(seconds))
})

test('cancelled in the search: Cancelled, nothing is submitted again', async () => {
  const stop = new AbortController()
  const service = serverOf({ create: () => ({ error: LOST }) })
  const { list } = service
  let lists = 0
  service.list = async (...args) => {
    lists += 1
    if (lists === 3) stop.abort()
    return list(...args)
  }
  assert.equal((await run(service, { signal: stop.signal })).ended, 'Cancelled Cancelled')
  assert.equal(service.creates, 1)
})

test('a server that answers every key with one failed job is asked no more than twice', async () => {
  const service = serverOf({ jobs: [failed('a')] })
  service.create = async () => {
    service.creates += 1
    return 'a'
  }
  assert.equal((await run(service, { keys: keys('k') })).ended, 'found a, must be seen')
  assert.equal(service.creates, 2)
})

test('a job found that can not be described is no ground for a create', async () => {
  const service = serverOf(keyed({ id: 'a', key: 'k' }))
  service.describe = async () => {
    throw fail('status', 'Http500', 500)
  }
  assert.equal((await run(service, { keys: keys('k') })).ended, 'found a, must be seen')
  assert.equal(service.creates, 1)
})
