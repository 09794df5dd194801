import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keysOf, ownKey } from '../../src/job/idempotency.ts'
import { type Keys, type Memory, NOTHING, type Remembered } from '../../src/model/memory.ts'
import type { KnownCheckRun } from '../../src/report/github.ts'
import { beforeNote, recollect } from '../../src/report/memory.ts'
import {
  FOUND,
  fail,
  type Job,
  keys,
  LOST,
  OURS,
  request,
  run,
  SUBMITTED,
  server,
} from '../harness/job-server.ts'

// What a re-run makes of what earlier attempts have noted.

const note = (id: number, externalId: string, summary = '', isOpen = false): KnownCheckRun => ({
  ...{ id, externalId, isOpen, summary },
})
const BEFORE = beforeNote(new Set(['job-1', 'job-2']))
const KNOWN = new Set(['job-1', 'job-2'])
const jobs = (...jobIds: string[]) => jobIds.map(jobId => ({ turn: 1, jobId }))

const NOTES: readonly (readonly [string, readonly KnownCheckRun[], Partial<Remembered>])[] = [
  ['nothing', [], {}],
  ['a job', [note(1, 'k/job-3')], { jobs: jobs('job-3') }],
  ['certainly no job', [note(1, 'k/-')], {}],
  [
    'nobody knows, and what there was before',
    [note(1, 'k', `Submitting\n${BEFORE}`)],
    { begun: { turn: 1, before: KNOWN } },
  ],
  [
    'nobody knows, nor what there was before, whatever others have noted',
    [note(1, 'k', beforeNote(undefined)), note(2, 'other/job-9')],
    { begun: { turn: 1, before: undefined } },
  ],
  ['of a third key', [note(1, 'k-3/-')], { turn: 3 }],
  [
    'a job of the first key, and nobody knows of the second',
    [note(1, 'k/job-1'), note(2, 'k-2', BEFORE)],
    { jobs: jobs('job-1'), begun: { turn: 2, before: KNOWN }, turn: 2 },
  ],
  [
    'one check run twice, because an answer of GitHub was lost',
    [note(1, 'k', '', true), note(2, 'k/job-1')],
    { jobs: jobs('job-1') },
  ],
  [
    'those of other steps',
    [note(1, 'other/job-1'), note(2, 'kk/job-2'), note(3, 'k-x/job-3'), note(4, 'k-2-2/job-4'), note(5, '')],
    {},
  ],
  [
    'a job that another leg has noted is none of ours, also where its files are the same',
    [note(1, 'k', BEFORE), note(2, 'other/job-9'), note(3, 'third/-')],
    { begun: { turn: 1, before: new Set([...KNOWN, 'job-9']) } },
  ],
  [
    'as long as another leg does not know its job, a new one may be theirs',
    [note(1, 'k', BEFORE), note(2, 'other')],
    { begun: { turn: 1, before: undefined } },
  ],
]
for (const [name, runs, expected] of NOTES) {
  test(`remembered: ${name}`, () =>
    assert.deepEqual(recollect(runs, keys('k')).remembered, { ...NOTHING, ...expected }))
}

test('a key of the author has no turns', () => {
  const { remembered } = recollect([note(1, 'mine-2/job-1'), note(2, 'mine/job-2')], ownKey('mine'))
  assert.deepEqual(remembered.jobs, jobs('job-2'))
})

test('an attempt that could not look at the files may have had the same ones', () => {
  const step = { repository: 'o/r', runId: '7', job: 'load', step: 'import', attempt: 1 }
  const keysFor = (content?: string) => keysOf(step, 'zilliz-v2', 'https://example', request, content)
  const [one, two, unknown] = [keysFor('a'), keysFor('b'), keysFor()]
  const found = (noted: Keys, now: Keys) => recollect([note(1, `${noted(1)}/job-1`)], now).remembered.jobs
  assert.deepEqual(found(one, one), jobs('job-1'))
  assert.deepEqual(found(one, two), [], 'other files are another import')
  assert.deepEqual(found(one, unknown), jobs('job-1'))
  assert.deepEqual(found(unknown, one), jobs('job-1'))
  assert.deepEqual(recollect([note(1, `${one(2)}/job-2`)], unknown).remembered.turn, 2)
})

test('goes on with the check run that says most, and completes the others', () => {
  const runs = [note(1, 'k', '', true), note(2, 'k/job-1', '', true), note(3, 'x', '', true)]
  const { mine, leftOpen } = recollect(runs, keys('k'))
  assert.deepEqual([mine?.id, leftOpen], [2, [1]])
})

test('ids that could end the comment are not written, nor more than fit', () => {
  assert.equal(beforeNote(new Set(['a -->'])), '<!-- jobs before: ? -->')
  assert.equal(beforeNote(new Set(['j'.repeat(50_000)])), '<!-- jobs before: ? -->')
  assert.equal(beforeNote(new Set()), '<!-- jobs before:  -->')
})

/** A memory that holds this, and writes down what is noted. */
function memory(held: Partial<Remembered>, heard: string[]): Memory {
  return {
    recall: async () => ({ ...NOTHING, ...held }),
    begin: async (key, before) => void heard.push(`begin ${key} after ${before ? [...before] : '?'}`),
    learned: (key, jobId) => void heard.push(`${key}/${jobId}`),
    nothing: key => void heard.push(`${key}/-`),
  }
}

type Attempt = Parameters<typeof run>[1] & { readonly held?: Partial<Remembered> }

/** One attempt on a server that ignores keys. */
async function attempt(service: ReturnType<typeof server>, { held = {}, ...options }: Attempt = {}) {
  const heard: string[] = []
  const { ended, notes } = await run(service, { keys: keys('k'), memory: memory(held, heard), ...options })
  return { ended, heard, creates: service.creates, notes: notes.join() }
}

const job = (id: string, more: Partial<Job> = {}): Job => ({ id, names: OURS, ...more })
const failed = (id: string) => job(id, { standing: 'failed' })
const a = { ...FOUND, jobId: 'a' }
const fresh = { ...SUBMITTED, jobId: 'new-1' }
const begun = (...before: string[]) => ({ begun: { turn: 1, before: new Set(before) } })

const RERUNS: readonly (readonly [string, Job[], Attempt, object, string[], RegExp?])[] = [
  [
    'the note comes before the create, then the job',
    [job('old')],
    {},
    fresh,
    ['begin k after old', 'k/new-1'],
  ],
  ['a remembered job that runs is found', [job('a')], { held: { jobs: jobs('a') } }, a, ['k/a']],
  [
    'a remembered job that is completed is found',
    [job('a', { standing: 'completed' })],
    { held: { jobs: jobs('a') } },
    { ...a, endedBefore: true },
    ['k/a'],
  ],
  [
    'a remembered job that has failed is succeeded by one new job under the next key',
    [failed('a')],
    { held: { jobs: [{ turn: 2, jobId: 'a' }], turn: 2 } },
    fresh,
    ['begin k-3 after a', 'k-3/new-1'],
    /^Import job a of an earlier attempt has failed: submitting one new job$/,
  ],
  [
    'a remembered job that the server has forgotten is succeeded, too',
    [job('a', { isGone: true })],
    { held: { jobs: jobs('a') } },
    fresh,
    ['begin k-2 after ', 'k-2/new-1'],
    /is no longer known to the server: submitting one new job/,
  ],
  [
    'a key of the author is sent again where the remembered job has failed',
    [failed('a')],
    { held: { jobs: jobs('a') }, keys: ownKey('k') },
    fresh,
    ['begin k after a', 'k/new-1'],
    /has failed: submitting again with the same key/,
  ],
  [
    'of two remembered jobs one that has not failed is enough',
    [job('a', { standing: 'completed' }), failed('b')],
    { held: { jobs: jobs('b', 'a') } },
    { ...a, endedBefore: true },
    ['k/a'],
  ],
  [
    'nobody knows: the one new job with our files is found',
    [job('old'), job('a')],
    { held: begun('old') },
    a,
    ['k/a'],
  ],
  [
    'nobody knows, and the one new job has failed: one new job',
    [failed('a')],
    { held: begun() },
    fresh,
    ['begin k-2 after a', 'k-2/new-1'],
  ],
]
for (const [name, there, options, expected, heard, said = /^/] of RERUNS) {
  test(name, async () => {
    const result = await attempt(server(there), options)
    assert.deepEqual([result.ended, result.heard], [expected, heard])
    assert.equal(result.creates, expected === fresh ? 1 : 0)
    assert.match(result.notes, said)
  })
}

const UNCLEAR: readonly (readonly [string, Job[], Partial<Remembered>])[] = [
  ['no new job', [job('old')], begun('old')],
  ['a new job with other files', [job('old'), job('a', { names: ['other.json'] })], begun('old')],
  ['two new jobs with our files', [job('a'), job('b')], begun()],
  ['what there was before is not known', [job('a')], { begun: { turn: 1, before: undefined } }],
]
for (const [name, there, held] of UNCLEAR) {
  test(`nobody knows, and there is ${name}: Unknown, how to go on, no create`, async () => {
    const { ended, creates, heard } = await attempt(server(there), { held })
    const { status, code, message } = ended as Error & { status: string; code: string }
    assert.deepEqual([status, code, creates, heard], ['Unknown', 'SubmitUnconfirmed', 0, []])
    assert.match(message, /An earlier attempt .* start a new run of the workflow/)
  })
}

test('a remembered job that can not be described is no ground for a create', async () => {
  const service = server([job('a')])
  service.describe = async () => {
    throw fail('code', '21119', 401, 'The apikey is illegal')
  }
  const { ended, creates } = await attempt(service, { held: { jobs: jobs('a') } })
  assert.deepEqual([ended, creates], [{ ...a, mustBeSeen: true }, 0])
})

test('a create that certainly was not carried out is noted as such; one that may have been stays open', async () => {
  const refused = await attempt(server([], () => ({ error: fail('code', '40021', 200) })))
  assert.deepEqual(refused.heard, ['begin k after ', 'k/-'])
  const lost = await attempt(server([], () => ({ error: LOST }), { list: false }))
  assert.deepEqual(lost.heard, ['begin k after ?'])
})

test('an attempt that is cancelled before its create notes nothing: an earlier one may have submitted', async () => {
  const { ended, heard } = await attempt(server([]), { signal: AbortSignal.abort() })
  assert.deepEqual([(ended as { status?: string }).status, heard], ['Cancelled', []])
})
