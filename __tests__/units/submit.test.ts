import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ImportError } from '../../src/errors/import-error.ts'
import type { ImportRequest, Observation } from '../../src/model/job.ts'
import { CallError, type CallFailure, type ImportService } from '../../src/model/service.ts'
import { type SubmitOptions, submit } from '../../src/steps/submit.ts'
import { virtualClock } from '../harness/virtual-clock.ts'

const request: ImportRequest = {
  target: { kind: 'instance' },
  dbName: undefined,
  collectionName: 'c',
  partitionName: undefined,
  source: { kind: 'files', groups: [['a.json'], ['b/x.npy', 'b/y.npy']], options: {} },
}
const OURS = ['a.json', 'b/x.npy b/y.npy']

interface Job {
  readonly id: string
  readonly names: readonly string[]
  readonly key?: string | undefined
  readonly standing?: Observation['standing']
  readonly isGone?: boolean
}

const fail = (kind: CallFailure['kind'], code: string, httpStatus?: number, said = ''): CallError =>
  new CallError({ kind, code, httpStatus, said })
const LOST = fail('interrupted', 'ECONNRESET')

interface Server extends ImportService {
  readonly jobs: Job[]
  creates: number
}

/** A server in memory; `onCreate` breaks the n-th create, before or after it was carried out. */
function server(
  jobs: Job[],
  onCreate: (
    n: number,
  ) => { error: CallError; isCarriedOut?: boolean; names?: readonly string[] } | undefined = () => undefined,
  { honoursKeys = false, list = true }: { honoursKeys?: boolean; list?: boolean } = {},
): Server {
  const self: Server = {
    api: 'milvus',
    jobs,
    creates: 0,
    async create(_, key) {
      self.creates += 1
      const known = honoursKeys && key ? jobs.find(job => job.key === key) : undefined
      const broken = onCreate(self.creates)
      const add = () => jobs.push({ id: `new-${self.creates}`, names: broken?.names ?? OURS, key })
      if (broken) {
        if (broken.isCarriedOut && !known) add()
        throw broken.error
      }
      if (known) return known.id
      add()
      return `new-${self.creates}`
    },
    async describe(jobId) {
      const job = jobs.find(({ id, isGone }) => id === jobId && !isGone)
      if (!job) throw fail('code', '2101', 200, `import job does not exist, jobID=${jobId}`)
      return observation(job)
    },
    async list() {
      if (!list) throw fail('code', '65535', 403, 'permission deny')
      return jobs
        .filter(({ isGone }) => !isGone)
        .map(({ id }) => ({ jobId: id, collectionName: 'c', state: 'Importing' }))
    },
  }
  return self
}

const observation = ({ names, standing = 'running' }: Job): Observation => ({
  state: '',
  standing,
  percent: undefined,
  collectionName: 'c',
  importedRows: undefined,
  totalRows: undefined,
  reason: '',
  blamed: [],
  files: names.map(name => ({
    name,
    paths: name.split(' '),
    state: '',
    percent: undefined,
    importedRows: undefined,
    totalRows: undefined,
    fileSize: undefined,
    reason: '',
  })),
})

async function run(service: Server, options: Partial<SubmitOptions> = {}) {
  const notes: string[] = []
  const clock = virtualClock()
  const submitting = submit(request, {
    ...{
      service,
      clock,
      random: () => 0,
      signal: new AbortController().signal,
      deadline: 1_800_000,
      keys: [],
    },
    note: line => notes.push(line),
    learned: () => {},
    ...options,
  })
  const ended = await clock.drive(submitting).catch(error => {
    if (error instanceof ImportError) return error
    throw error
  })
  return { ended, notes, seconds: clock.now() / 1000 }
}

const jobIdOf = (ended: unknown) => (ended as { jobId?: string }).jobId
const statusOf = (ended: unknown) => [(ended as ImportError).status, (ended as ImportError).code]

test('the plain case: one create, no waiting', async () => {
  const service = server([{ id: 'old', names: OURS }])
  const { ended, seconds } = await run(service)
  assert.deepEqual(ended, { jobId: 'new-1', isUnverified: false, isFound: false })
  assert.deepEqual([service.creates, seconds], [1, 0])
})

test('the answer is lost, the job exists: adopted, one create', async () => {
  for (const error of [
    LOST,
    fail('status', 'Http502', 502),
    fail('unreadable', 'Unreadable', 200),
    fail('code', '10001', 408),
  ]) {
    const service = server([{ id: 'old', names: OURS }], () => ({ error, isCarriedOut: true }))
    const { ended } = await run(service)
    assert.deepEqual(ended, { jobId: 'new-1', isUnverified: false, isFound: false })
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
  assert.deepEqual(ended, { jobId: 'new-1', isUnverified: true, isFound: false })
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
  const { ended, seconds } = await run(hopeless, { deadline: 300_000 })
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
  const { ended, notes } = await run(service, { keys: ['k', 'k-2'] })
  assert.deepEqual(ended, { jobId: 'first', isUnverified: false, isFound: true })
  assert.match(notes.join('\n'), /led to import job first, submitted before/)
  assert.equal(service.jobs.length, 1)
})

test('a re-run after a failed job submits one new job, and a third attempt finds that one', async () => {
  const failed: Job = { id: 'first', names: OURS, key: 'k', standing: 'failed' }
  const service = server([failed], undefined, { honoursKeys: true })
  const second = await run(service, { keys: ['k', 'k-2'] })
  assert.equal(jobIdOf(second.ended), 'new-2')
  assert.match(
    second.notes.join('\n'),
    /Import job first of an earlier attempt has failed: submitting one new job/,
  )
  const third = await run(service, { keys: ['k', 'k-2', 'k-3'] })
  assert.equal(jobIdOf(third.ended), 'new-2')
  assert.equal(service.jobs.length, 2)
})

test('a re-run whose key leads to a job that is gone submits one new job', async () => {
  const service = server([{ id: 'first', names: OURS, key: 'k', isGone: true }], undefined, {
    honoursKeys: true,
  })
  const { ended, notes } = await run(service, { keys: ['k', 'k-2'] })
  assert.equal(jobIdOf(ended), 'new-2')
  assert.match(notes.join('\n'), /is no longer known to the server/)
})

test("a key of the author's own is sent as it is, whatever it leads to", async () => {
  const service = server([{ id: 'first', names: OURS, key: 'mine', standing: 'failed' }], undefined, {
    honoursKeys: true,
  })
  const { ended } = await run(service, { keys: ['mine'] })
  assert.deepEqual(ended, { jobId: 'first', isUnverified: false, isFound: true })
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
