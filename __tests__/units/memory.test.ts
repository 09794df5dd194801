import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keysOf, ownKey } from '../../src/job/idempotency.ts'
import type { ImportRequest } from '../../src/model/job.ts'
import type { Keys, Memory, Remembered } from '../../src/model/memory.ts'
import { beforeNote, type KnownCheckRun, recollect } from '../../src/report/memory.ts'
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

// What a re-run makes of what earlier attempts have noted.

const note = (id: number, externalId: string, more: Partial<KnownCheckRun> = {}): KnownCheckRun => ({
  ...{ id, externalId, isOpen: false, summary: '' },
  ...more,
})
const STEP = { repository: 'o/r', runId: '7', job: 'load', step: 'import', attempt: 1 }
const REQUEST: ImportRequest = {
  target: { kind: 'cluster', clusterId: 'in01-0' },
  dbName: undefined,
  collectionName: 'articles',
  partitionName: undefined,
  source: { kind: 'volume', volumeName: 'v', paths: ['a.json'] },
}
const BEFORE = beforeNote(new Set(['job-1', 'job-2']))

const ROWS: readonly (readonly [string, readonly KnownCheckRun[], Remembered])[] = [
  ['nothing', [], { jobs: [], begun: undefined, turn: 1 }],
  ['a job', [note(1, 'k/job-3')], { jobs: [{ turn: 1, jobId: 'job-3' }], begun: undefined, turn: 1 }],
  ['certainly no job', [note(1, 'k/-')], { jobs: [], begun: undefined, turn: 1 }],
  [
    'nobody knows, and what there was before',
    [note(1, 'k', { summary: `Submitting\n${BEFORE}` })],
    { jobs: [], begun: { turn: 1, before: new Set(['job-1', 'job-2']) }, turn: 1 },
  ],
  [
    'nobody knows, nor what there was before',
    [note(1, 'k', { summary: beforeNote(undefined) })],
    { jobs: [], begun: { turn: 1, before: undefined }, turn: 1 },
  ],
  ['of a third key', [note(1, 'k-3/-')], { jobs: [], begun: undefined, turn: 3 }],
  [
    'a job of the first key, and nobody knows of the second',
    [note(1, 'k/job-1'), note(2, 'k-2', { summary: BEFORE })],
    { jobs: [{ turn: 1, jobId: 'job-1' }], begun: { turn: 2, before: new Set(['job-1', 'job-2']) }, turn: 2 },
  ],
  [
    'one check run twice, because an answer of GitHub was lost',
    [note(1, 'k', { isOpen: true }), note(2, 'k/job-1')],
    { jobs: [{ turn: 1, jobId: 'job-1' }], begun: undefined, turn: 1 },
  ],
  [
    'those of other steps',
    [note(1, 'other/job-1'), note(2, 'kk/job-2'), note(3, 'k-x/job-3'), note(4, 'k-2-2/job-4'), note(5, '')],
    { jobs: [], begun: undefined, turn: 1 },
  ],
]
for (const [name, runs, expected] of ROWS) {
  test(`remembered: ${name}`, () => assert.deepEqual(recollect(runs, keys('k')).remembered, expected))
}

test('a key of the author has no turns', () => {
  const { remembered } = recollect([note(1, 'mine-2/job-1'), note(2, 'mine/job-2')], ownKey('mine'))
  assert.deepEqual(remembered.jobs, [{ turn: 1, jobId: 'job-2' }])
})

test('an attempt that could not look at the files may have had the same ones', () => {
  const keysFor = (content?: string) => keysOf(STEP, 'zilliz-v2', 'https://example', REQUEST, content)
  const jobsOf = (noted: Keys, now: Keys) =>
    recollect([note(1, `${noted(1)}/job-1`)], now).remembered.jobs.map(({ jobId }) => jobId)
  const [one, two, unknown] = [keysFor('a'), keysFor('b'), keysFor()]
  assert.deepEqual(jobsOf(one, one), ['job-1'])
  assert.deepEqual(jobsOf(one, two), [], 'other files are another import')
  assert.deepEqual(jobsOf(one, unknown), ['job-1'])
  assert.deepEqual(jobsOf(unknown, one), ['job-1'])
  assert.deepEqual(recollect([note(1, `${one(2)}/job-2`)], unknown).remembered.turn, 2)
})

test('a job that another leg has noted is none of ours, also where its files are the same', () => {
  const runs = [note(1, 'k', { summary: BEFORE }), note(2, 'other/job-9'), note(3, 'third/-')]
  const { begun } = recollect(runs, keys('k')).remembered
  assert.deepEqual(begun?.before, new Set(['job-1', 'job-2', 'job-9']))
  const inDoubt = [note(1, 'k', { summary: BEFORE }), note(2, 'other')]
  assert.equal(recollect(inDoubt, keys('k')).remembered.begun?.before, undefined, 'a new job may be theirs')
  const unknown = [note(1, 'k', { summary: beforeNote(undefined) }), note(2, 'other/job-9')]
  assert.equal(recollect(unknown, keys('k')).remembered.begun?.before, undefined)
})

test('an attempt that is cancelled before its create notes nothing: an earlier one may have submitted', async () => {
  const noted: string[] = []
  const memory: Memory = {
    recall: async () => ({ jobs: [], begun: undefined, turn: 1 }),
    begin: async () => void noted.push('begin'),
    learned: () => noted.push('learned'),
    nothing: () => noted.push('nothing'),
  }
  const cancelled = AbortSignal.abort()
  const { ended } = await run(server([]), { keys: keys('k'), memory, signal: cancelled, isRerun: true })
  assert.equal(statusOf(ended)[0], 'Cancelled')
  assert.deepEqual(noted, [])
})

test('goes on with the check run that says most, and completes the others', () => {
  const runs = [
    note(1, 'k', { isOpen: true }),
    note(2, 'k/job-1', { isOpen: true }),
    note(3, 'x', { isOpen: true }),
  ]
  const { mine, leftOpen } = recollect(runs, keys('k'))
  assert.deepEqual([mine?.id, leftOpen], [2, [1]])
})

test('ids that could end the comment are not written, nor more than fit', () => {
  assert.equal(beforeNote(new Set(['a -->'])), '<!-- jobs before: ? -->')
  assert.equal(beforeNote(new Set(['j'.repeat(50_000)])), '<!-- jobs before: ? -->')
  assert.equal(beforeNote(new Set()), '<!-- jobs before:  -->')
})

/** A memory that holds this, and hears what is noted. */
function memory(held: Partial<Remembered>): Memory & { readonly heard: string[] } {
  const heard: string[] = []
  return {
    heard,
    recall: async () => ({ jobs: [], begun: undefined, turn: 1, ...held }),
    begin: async (key, before) => void heard.push(`begin ${key} after ${before ? [...before] : '?'}`),
    learned: (key, jobId) => void heard.push(`${key}/${jobId}`),
    nothing: key => void heard.push(`${key}/-`),
  }
}

const job = (id: string, more: Partial<Job> = {}): Job => ({ id, names: OURS, ...more })
const knows = (jobId: string, turn = 1) => memory({ jobs: [{ turn, jobId }], turn })
const begun = (before: readonly string[] | undefined) =>
  memory({ begun: { turn: 1, before: before && new Set(before) } })

/** One attempt after the first, on a server that ignores keys. */
async function rerun(jobs: Job[], remembering: ReturnType<typeof memory>, isOwnKey = false) {
  const service = server(jobs)
  const { ended, notes } = await run(service, {
    keys: isOwnKey ? ownKey('k') : keys('k'),
    memory: remembering,
  })
  return { ended, notes, creates: service.creates, heard: remembering.heard }
}

test('the note comes before the create, and knows what there was; then the job', async () => {
  const { ended, heard } = await rerun([job('old')], memory({}))
  assert.deepEqual(ended, { ...SUBMITTED, jobId: 'new-1' })
  assert.deepEqual(heard, ['begin k after old', 'k/new-1'])
})

test('a create that certainly was not carried out is noted as such; one that may have been stays open', async () => {
  const refused = memory({})
  await run(
    server([], () => ({ error: fail('code', '40021', 200) })),
    { keys: keys('k'), memory: refused },
  )
  assert.deepEqual(refused.heard, ['begin k after ', 'k/-'])
  const lost = memory({})
  await run(
    server([], () => ({ error: LOST }), { list: false }),
    { keys: keys('k'), memory: lost },
  )
  assert.deepEqual(lost.heard, ['begin k after ?'])
})

for (const standing of ['running', 'completed'] as const) {
  test(`a remembered job that is ${standing} is found: no create`, async () => {
    const { ended, creates } = await rerun([job('a', { standing })], knows('a'))
    assert.deepEqual(ended, { ...FOUND, jobId: 'a', hadCompleted: standing === 'completed' })
    assert.equal(creates, 0)
  })
}

test('a remembered job that has failed is succeeded by one new job under the next key', async () => {
  const { ended, creates, heard, notes } = await rerun([job('a', { standing: 'failed' })], knows('a', 2))
  assert.deepEqual([jobIdOf(ended), creates], ['new-1', 1])
  assert.deepEqual(heard, ['begin k-3 after a', 'k-3/new-1'])
  assert.deepEqual(notes, ['Import job a of an earlier attempt has failed: submitting one new job'])
})

test('a remembered job that the server has forgotten is succeeded, too', async () => {
  const { ended, notes } = await rerun([job('a', { isGone: true })], knows('a'))
  assert.equal(jobIdOf(ended), 'new-1')
  assert.match(notes.join(), /is no longer known to the server: submitting one new job/)
})

test('a key of the author is sent again where the remembered job has failed', async () => {
  const { heard, notes } = await rerun([job('a', { standing: 'failed' })], knows('a'), true)
  assert.deepEqual(heard, ['begin k after a', 'k/new-1'])
  assert.match(notes.join(), /has failed: submitting again with the same key/)
})

test('a remembered job that can not be described is no ground for a create', async () => {
  const service = server([job('a')])
  service.describe = async () => {
    throw fail('code', '21119', 401, 'The apikey is illegal')
  }
  const { ended } = await run(service, { keys: keys('k'), memory: knows('a') })
  assert.deepEqual(ended, { ...FOUND, jobId: 'a', mustBeSeen: true })
  assert.equal(service.creates, 0)
})

test('of two remembered jobs one that has not failed is enough', async () => {
  const both = memory({
    jobs: [
      { turn: 1, jobId: 'b' },
      { turn: 1, jobId: 'a' },
    ],
  })
  const { ended, creates } = await rerun(
    [job('a', { standing: 'completed' }), job('b', { standing: 'failed' })],
    both,
  )
  assert.deepEqual([jobIdOf(ended), creates], ['a', 0])
})

test('nobody knows: the one new job with our files is found', async () => {
  const { ended, creates, heard } = await rerun([job('old'), job('a')], begun(['old']))
  assert.deepEqual(ended, { ...FOUND, jobId: 'a' })
  assert.deepEqual([creates, heard], [0, ['k/a']])
})

const UNCLEAR: readonly (readonly [string, Job[], readonly string[] | undefined])[] = [
  ['no new job', [job('old')], ['old']],
  ['a new job with other files', [job('old'), job('a', { names: ['other.json'] })], ['old']],
  ['two new jobs with our files', [job('a'), job('b')], []],
  ['what there was before is not known', [job('a')], undefined],
]
for (const [name, jobs, before] of UNCLEAR) {
  test(`nobody knows, and there is ${name}: Unknown, how to go on, no create`, async () => {
    const { ended, creates, heard } = await rerun(jobs, begun(before))
    assert.deepEqual([...statusOf(ended), creates, heard], ['Unknown', 'SubmitUnconfirmed', 0, []])
    assert.match((ended as Error).message, /An earlier attempt .* start a new run of the workflow/)
  })
}

test('nobody knows, and the one new job has failed: one new job', async () => {
  const { ended, heard } = await rerun([job('a', { standing: 'failed' })], begun([]))
  assert.equal(jobIdOf(ended), 'new-1')
  assert.deepEqual(heard, ['begin k-2 after a', 'k-2/new-1'])
})
