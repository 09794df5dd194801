import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownKey } from '../../src/job/idempotency.ts'
import { CallError } from '../../src/model/service.ts'
import {
  FOUND,
  fail,
  type Job,
  jobIdOf,
  keys,
  LOST,
  OURS,
  run,
  SUBMITTED,
  server,
  statusOf,
} from '../harness/job-server.ts'

test('the plain case: one create, no waiting', async () => {
  const service = server([{ id: 'old', names: OURS }])
  const { ended, seconds } = await run(service)
  assert.deepEqual(ended, { ...SUBMITTED, jobId: 'new-1' })
  assert.deepEqual([service.creates, seconds], [1, 0])
})

test('the answer is lost, the job exists: adopted, one create', async () => {
  for (const error of [
    LOST,
    fail('status', 'Http502', 502),
    fail('unreadable', 'Unreadable', 200),
    fail('code', '10001', 408),
    fail('code', '10001', 200, 'request timeout'),
  ]) {
    const service = server([{ id: 'old', names: OURS }], () => ({ error, isCarriedOut: true }))
    const { ended } = await run(service)
    assert.deepEqual(ended, { ...SUBMITTED, jobId: 'new-1' })
    assert.equal(service.creates, 1)
  }
})

test('the answer is lost, no job exists: one more create after the grace period', async () => {
  const service = server([{ id: 'old', names: OURS }], n => (n === 1 ? { error: LOST } : undefined))
  const { ended, seconds } = await run(service)
  assert.equal(jobIdOf(ended), 'new-2')
  assert.ok(seconds >= 10)
  assert.equal(service.jobs.length, 2)
})

test('the answer is lost, another job with other files appears meanwhile: not ours', async () => {
  const service = server([], n =>
    n === 1 ? { error: LOST, isCarriedOut: true, names: ['other.json'] } : undefined,
  )
  const { ended } = await run(service)
  assert.equal(jobIdOf(ended), 'new-2')
})

test('the answer is lost, the new job tells no files: followed, to be verified', async () => {
  const service = server([], () => ({ error: LOST, isCarriedOut: true, names: [] }))
  const { ended, seconds } = await run(service)
  assert.deepEqual(ended, { ...SUBMITTED, jobId: 'new-1', isUnverified: true })
  assert.ok(seconds >= 30 && seconds < 40)
  assert.equal(service.creates, 1)
})

test('the answer is lost, and the list is hidden: Unknown, no second create', async () => {
  const service = server([], () => ({ error: LOST, isCarriedOut: true }), { list: false })
  const { ended } = await run(service)
  assert.deepEqual(statusOf(ended), ['Unknown', 'SubmitUnconfirmed'])
  assert.equal(service.creates, 1)
})

test('two new jobs that could both be ours: Unknown, no second create', async () => {
  const service = server([], () => ({ error: LOST, isCarriedOut: true }))
  const jobs = service.jobs
  const list = service.list
  service.list = async (...args) => {
    if (jobs.length === 1) jobs.push({ id: 'twin', names: OURS })
    return list(...args)
  }
  const { ended } = await run(service)
  assert.deepEqual(statusOf(ended), ['Unknown', 'SubmitUnconfirmed'])
  assert.equal(service.creates, 1)
})

test('not now: repeated for as long as the timeout allows, then Rejected', async () => {
  const busy = fail('code', '47055', 200, 'is currently importing data')
  const patient = server([], n => (n < 8 ? { error: busy } : undefined))
  assert.equal(jobIdOf((await run(patient)).ended), 'new-8')
  const hopeless = server([], () => ({ error: busy }))
  const { ended, seconds } = await run(hopeless, { timeout: 300_000 })
  assert.deepEqual(statusOf(ended), ['Rejected', '47055'])
  assert.ok(seconds > 200 && seconds <= 300)
})

test('nobody listens for a while: repeated, and given up after half a minute', async () => {
  const refused = fail('unsent', 'ECONNREFUSED')
  const { ended } = await run(server([], n => (n < 4 ? { error: refused } : undefined)))
  assert.equal(jobIdOf(ended), 'new-4')
  const never = await run(server([], () => ({ error: refused })))
  assert.deepEqual(statusOf(never.ended), ['Rejected', 'Unreachable'])
  assert.ok(never.seconds <= 30)
})

test('a refusal is final', async () => {
  const service = server([], () => ({ error: fail('code', '40021', 200, 'The cluster ID does not exist.') }))
  assert.deepEqual(statusOf((await run(service)).ended), ['Rejected', '40021'])
  assert.equal(service.creates, 1)
})

test('a re-run finds the job of the attempt before', async () => {
  const service = server([{ id: 'first', names: OURS, key: 'k' }], undefined, { honoursKeys: true })
  const { ended } = await run(service, { keys: keys('k') })
  assert.deepEqual(ended, { ...FOUND, jobId: 'first' })
  assert.equal(service.jobs.length, 1)
})

test('a re-run after a failed job submits one new job, and a third attempt finds that one', async () => {
  const failed: Job = { id: 'first', names: OURS, key: 'k', standing: 'failed' }
  const service = server([failed], undefined, { honoursKeys: true })
  const second = await run(service, { keys: keys('k') })
  assert.equal(jobIdOf(second.ended), 'new-2')
  assert.match(
    second.notes.join('\n'),
    /Import job first of an earlier attempt has failed: submitting one new job/,
  )
  const third = await run(service, { keys: keys('k') })
  assert.equal(jobIdOf(third.ended), 'new-2')
  assert.equal(service.jobs.length, 2)
})

test('a server that asks for time before it tells of an earlier job gets it', async () => {
  const failed: Job = { id: 'first', names: OURS, key: 'k', standing: 'failed' }
  const service = server([failed], undefined, { honoursKeys: true })
  const { describe } = service
  let looks = 0
  service.describe = async (...args) => {
    looks += 1
    const busy = { kind: 'status', code: 'Http503', httpStatus: 503, said: '', retryAfter: 9000 } as const
    if (looks === 1) throw new CallError(busy)
    return describe(...args)
  }
  const { ended, seconds } = await run(service, { keys: keys('k') })
  assert.equal(jobIdOf(ended), 'new-2')
  assert.ok(seconds >= 9 && seconds < 12, String(seconds))
})

test('a re-run whose key leads to a job that is gone submits one new job', async () => {
  const service = server([{ id: 'first', names: OURS, key: 'k', isGone: true }], undefined, {
    honoursKeys: true,
  })
  const { ended, notes } = await run(service, { keys: keys('k') })
  assert.equal(jobIdOf(ended), 'new-2')
  assert.match(notes.join('\n'), /is no longer known to the server/)
})

test("a key of the author's own is sent as it is, whatever it leads to", async () => {
  const service = server([{ id: 'first', names: OURS, key: 'mine', standing: 'failed' }], undefined, {
    honoursKeys: true,
  })
  const { ended } = await run(service, { keys: ownKey('mine') })
  assert.deepEqual(ended, { ...FOUND, jobId: 'first', mustBeSeen: true })
})

test('cancelled in the search: Cancelled, nothing is submitted again', async () => {
  const stop = new AbortController()
  const service = server([], () => ({ error: LOST }))
  const list = service.list
  let lists = 0
  service.list = async (...args) => {
    lists += 1
    if (lists === 3) stop.abort()
    return list(...args)
  }
  const { ended } = await run(service, { signal: stop.signal })
  assert.equal(statusOf(ended)[0], 'Cancelled')
  assert.equal(service.creates, 1)
})

test('`Retry-After` is obeyed, as far as the timeout allows', async () => {
  const busy = new CallError({ kind: 'code', code: '1807', said: 'retry later', retryAfter: 45_000 })
  const { ended, seconds } = await run(server([], n => (n === 1 ? { error: busy } : undefined)))
  assert.deepEqual([jobIdOf(ended), seconds], ['new-2', 45])
  const late = new CallError({ kind: 'status', code: 'Http429', httpStatus: 429, said: '', retryAfter: 9e9 })
  const hopeless = await run(
    server([], () => ({ error: late })),
    { timeout: 60_000 },
  )
  assert.deepEqual([...statusOf(hopeless.ended), hopeless.seconds], ['Rejected', 'Http429', 60])
})

test('an answer that leaves it open is searched for, and a repeated create waits as long as it asked', async () => {
  const open = new CallError({
    kind: 'status',
    code: 'Http503',
    httpStatus: 503,
    said: '',
    retryAfter: 40_000,
  })
  const { ended, seconds, notes } = await run(server([], n => (n === 1 ? { error: open } : undefined)))
  assert.equal(jobIdOf(ended), 'new-2')
  assert.equal(seconds, 40)
  assert.match(notes[0] ?? '', /^It is unclear whether the import request was carried out \(Http503\)/)
})

test('keys are walked as far as there are failed jobs, whatever the attempt is called', async () => {
  const failed = (id: string, key: string): Job => ({ id, names: OURS, key, standing: 'failed' })
  const jobs = [failed('a', 'k'), failed('b', 'k-2'), failed('c', 'k-3')]
  const service = server(jobs, undefined, { honoursKeys: true })
  const first = await run(service, { keys: keys('k'), isRerun: false })
  assert.deepEqual(first.ended, { ...SUBMITTED, jobId: 'new-4' })
  const again = await run(service, { keys: keys('k'), isRerun: false })
  assert.deepEqual(again.ended, { ...FOUND, jobId: 'new-4' })
})

test('a server that answers every key with one failed job is asked no more than twice', async () => {
  const service = server([{ id: 'a', names: OURS, standing: 'failed' }])
  service.create = async () => {
    service.creates += 1
    return 'a'
  }
  const { ended } = await run(service, { keys: keys('k') })
  assert.deepEqual(ended, { ...FOUND, jobId: 'a', mustBeSeen: true })
  assert.equal(service.creates, 2)
})

test('a job that had completed before is told as such', async () => {
  const service = server([{ id: 'a', names: OURS, key: 'k', standing: 'completed' }], undefined, {
    honoursKeys: true,
  })
  const { ended } = await run(service, { keys: keys('k'), isRerun: false })
  assert.deepEqual(ended, { ...FOUND, jobId: 'a', hadCompleted: true })
})

test('a job found that can not be described is no ground for a create', async () => {
  const service = server([{ id: 'a', names: OURS, key: 'k' }], undefined, { honoursKeys: true })
  service.describe = async () => {
    throw fail('status', 'Http500', 500)
  }
  const { ended } = await run(service, { keys: keys('k') })
  assert.deepEqual(ended, { ...FOUND, jobId: 'a', mustBeSeen: true })
  assert.equal(service.creates, 1)
})
