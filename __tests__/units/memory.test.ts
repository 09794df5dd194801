import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keysOf, ownKey } from '../../src/job/idempotency.ts'
import type { ImportRequest } from '../../src/model/job.ts'
import { type Keys, type Memory, NOTHING, type Remembered } from '../../src/model/memory.ts'
import type { KnownCheckRun } from '../../src/report/github.ts'
import { beforeNote, recollect } from '../../src/report/memory.ts'
import { fail, keys, LOST, OURS, run, type ServerJob, server } from '../harness/job-server.ts'

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

const job1 = { turn: 1, jobId: 'job-1' }
const known = new Set(['job-1', 'job-2'])
// biome-ignore format: a table, one row a line
const ROWS: readonly (readonly [string, readonly KnownCheckRun[], Partial<Remembered>])[] = [
  ['nothing', [], {}],
  ['a job', [note(1, 'k/job-1')], { jobs: [job1] }],
  ['certainly no job', [note(1, 'k/-')], {}],
  ['nobody knows, and what there was before', [note(1, 'k', { summary: `Submitting\n${BEFORE}` })], { begun: { turn: 1, before: known } }],
  ['nobody knows, nor what there was before', [note(1, 'k', { summary: beforeNote(undefined) })], { begun: { turn: 1, before: undefined } }],
  ['of a third key', [note(1, 'k-3/-')], { turn: 3 }],
  ['a job of the first key, and nobody knows of the second', [note(1, 'k/job-1'), note(2, 'k-2', { summary: BEFORE })], { jobs: [job1], begun: { turn: 2, before: known }, turn: 2 }],
  ['one check run twice, because an answer of GitHub was lost', [note(1, 'k', { isOpen: true }), note(2, 'k/job-1')], { jobs: [job1] }],
  ['those of other steps', [note(1, 'other/job-1'), note(2, 'kk/job-2'), note(3, 'k-x/job-3'), note(4, 'k-2-2/job-4'), note(5, '')], {}],
]
for (const [name, runs, expected] of ROWS) {
  test(`remembered: ${name}`, () =>
    assert.deepEqual(recollect(runs, keys('k')).remembered, { ...NOTHING, ...expected }))
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
function memory(held: Partial<Remembered> = {}): Memory & { readonly heard: string[] } {
  const heard: string[] = []
  return {
    heard,
    recall: async () => ({ ...NOTHING, ...held }),
    begin: async (key, before) => void heard.push(`begin ${key} after ${before ? [...before] : '?'}`),
    learned: (key, jobId) => void heard.push(`${key}/${jobId}`),
    nothing: key => void heard.push(`${key}/-`),
  }
}

const job = (id: string, more: Partial<ServerJob> = {}): ServerJob => ({ id, names: OURS, ...more })
const failed = (id: string) => job(id, { standing: 'failed' })
const knows = (jobId: string, turn = 1) => ({ jobs: [{ turn, jobId }], turn })
const begun = (...before: readonly string[]) => ({ begun: { turn: 1, before: new Set(before) } })
const both = { jobs: ['b', 'a'].map(jobId => ({ turn: 1, jobId })) }

/** On a server that ignores keys: its jobs, what is remembered, how it ends, what is noted for later, and told. */
// biome-ignore format: a table, one row a line
const RERUNS: readonly (readonly [string, ServerJob[], Partial<Remembered>, string, readonly string[], RegExp?])[] = [
  ['nothing: the note comes before the create, then the job', [job('old')], {}, 'submitted new-1', ['begin k after old', 'k/new-1']],
  ['a job that runs', [job('a')], knows('a'), 'found a', ['k/a']],
  ['a job that has completed', [job('a', { standing: 'completed' })], knows('a'), 'found a, had completed', ['k/a']],
  ['a job that has failed', [failed('a')], knows('a', 2), 'submitted new-1', ['begin k-3 after a', 'k-3/new-1'], /^Import job a of an earlier attempt has failed: submitting one new job$/],
  ['a job that the server has forgotten', [job('a', { isGone: true })], knows('a'), 'submitted new-1', ['begin k-2 after ', 'k-2/new-1'], /is no longer known to the server: submitting one new job$/],
  ['two jobs, one of which has not failed', [job('a', { standing: 'completed' }), failed('b')], both, 'found a, had completed', ['k/a'], /^Import job b .* has failed/],
  ['doubt, and there is one new job with our files', [job('old'), job('a')], begun('old'), 'found a', ['k/a'], /looking for its job/],
  ['doubt, and the one new job has failed', [failed('a')], begun(), 'submitted new-1', ['begin k-2 after a', 'k-2/new-1']],
  ['doubt, and there is a new job that tells no files', [job('a', { names: [] })], begun(), 'found a, unverified, must be seen', []],
  ['doubt, and there is no new job', [job('old')], begun('old'), 'Unknown SubmitUnconfirmed', []],
  ['doubt, and a new job has other files', [job('old'), job('a', { names: ['other.json'] })], begun('old'), 'Unknown SubmitUnconfirmed', []],
  ['doubt, and two new jobs have our files', [job('a'), job('b')], begun(), 'Unknown SubmitUnconfirmed', []],
  ['doubt, and what there was before is not known', [job('a')], { begun: { turn: 1, before: undefined } }, 'Unknown SubmitUnconfirmed', []],
]
for (const [name, jobs, held, ends, noted, told = /^/] of RERUNS) {
  test(`remembered is ${name}: ${ends}`, async () => {
    const service = server(jobs)
    const remembering = memory(held)
    const { ended, notes, message } = await run(service, { keys: keys('k'), memory: remembering })
    assert.deepEqual([ended, remembering.heard], [ends, noted])
    assert.equal(service.creates, ends.startsWith('submitted') ? 1 : 0)
    assert.match(notes.join('\n'), told)
    if (message) assert.match(message, /An earlier attempt .* start a new run of the workflow/)
  })
}

test('a key of the author is sent again where the remembered job has failed', async () => {
  const remembering = memory(knows('a'))
  const { notes } = await run(server([failed('a')]), { keys: ownKey('k'), memory: remembering })
  assert.deepEqual(remembering.heard, ['begin k after a', 'k/new-1'])
  assert.match(notes.join(), /has failed: submitting again with the same key/)
})

test('a remembered job that can not be described is no ground for a create', async () => {
  const service = server([job('a')])
  service.describe = async () => {
    throw fail('code', '21119', 401, 'The apikey is illegal')
  }
  const { ended } = await run(service, { keys: keys('k'), memory: memory(knows('a')) })
  assert.deepEqual([ended, service.creates], ['found a, must be seen', 0])
})

test('noted is that certainly no job was made; not where one may have been, nor what this attempt did not begin', async () => {
  const hearing = async (service: ReturnType<typeof server>, signal = new AbortController().signal) => {
    const remembering = memory()
    await run(service, { keys: keys('k'), memory: remembering, signal })
    return remembering.heard
  }
  const refused = server([], () => ({ error: fail('code', '40021', 200) }))
  assert.deepEqual(await hearing(refused), ['begin k after ', 'k/-'])
  const lost = server([], () => ({ error: LOST }), { list: false })
  assert.deepEqual(await hearing(lost), ['begin k after ?'])
  assert.deepEqual(await hearing(server([]), AbortSignal.abort()), [])
})
