import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnswerName, Fault, Planned } from '../../sandbox/faults.ts'
import { profiles } from './profiles.ts'
import { simulate } from './simulate.ts'
import type { Attempt, Stop, Story } from './story.ts'
import { PLAIN } from './worlds.ts'

// What the contract promises beyond the rules that every story keeps: how these must end.

const attempt: Attempt = { timeout: '30m', wait: true, onTimeout: 'fail', stop: undefined, leg: 1 }
const calm: Story = {
  pace: 'quick',
  file: 'good',
  neighbour: 'none',
  world: PLAIN,
  token: false,
  runner: 'github',
  faults: [],
  attempts: [attempt],
}

/** What happens, how the attempts end, and after how many jobs; one job that completes where nothing else is said. */
type Named = readonly [name: string, story: Partial<Story>, ends?: readonly string[], jobs?: number]

const at = (on: Planned['on'], nth: number, fault: Fault, times = 1): Planned => ({ on, nth, times, fault })
const faults = (...planned: readonly Planned[]): Partial<Story> => ({ faults: planned })
const onCreate = (fault: Fault, times = 1) => faults(at('create', 1, fault, times))
const answered = (answer: AnswerName, when: 'before' | 'meanwhile' | 'after', times = 1) =>
  onCreate({ kind: 'answer', when, answer }, times)
const reset = (when: 'before' | 'after' | 'halfway') => ({ kind: 'reset', when }) as const
const down = { kind: 'restart', down: 20_000 } as const
const forget = { kind: 'forget' } as const
const stopped = (by: Stop['by'], on: Stop['on'], nth: number, after: number): Attempt => ({
  ...attempt,
  stop: { by, on, nth, after },
})
const short = [{ ...attempt, timeout: '2m' }] as const
const COMPLETED = 'Completed with job'

// biome-ignore format: a table, one row a line
const NAMED: readonly Named[] = [
  ['nothing goes wrong', {}],
  ['a bad file', { file: 'broken' }, ['Failed with job']],

  // The answer to the create is lost, the job exists.
  ['reset after the create was carried out', onCreate(reset('after'))],
  ['reset in the middle of the answer', onCreate(reset('halfway'))],
  ['the answer takes longer than we wait', onCreate({ kind: 'delay', before: 0, after: 62_000 })],
  ['502 while it is carried out', answered('502', 'after')],
  ['504, and only then it is carried out', answered('504', 'meanwhile')],
  ['an internal error, but it was carried out', answered('code 65535', 'after')],
  ['half of the answer', onCreate({ kind: 'spoil', how: 'truncated' })],
  ['a page instead of the answer', onCreate({ kind: 'spoil', how: 'html' })],
  ['a neighbour imports another file right then', { ...onCreate(reset('after')), neighbour: 'another file' }],
  ['the job shows up late', faults(at('any', 1, { kind: 'hide', young: 3000 }), at('create', 1, reset('after')))],

  // The create was not carried out.
  ['reset before it was carried out', onCreate(reset('before'))],
  ['reset before, and only a neighbour has a job', { ...onCreate(reset('before')), neighbour: 'another file' }],
  ['503, not carried out', answered('503', 'before')],
  ['too many requests, three times', answered('429', 'before', 3)],
  ['the job limit for a while', answered('code 2100', 'before', 3)],
  ['the job limit until the timeout', { ...answered('code 2100', 'before', 100_000), attempts: short }, ['Rejected'], 0],
  ['the server is down at first', faults(at('any', 1, { ...down, when: 'before' }))],

  // Nobody can know.
  ['the answer is lost, and no list ever comes', faults(at('create', 1, reset('after')), at('list', 1, { kind: 'answer', when: 'before', answer: '500' }, 1000)), ['Unconfirmed']],

  // Waiting.
  ['six failed polls within seconds, then a good one', faults(at('describe', 1, reset('before'), 6))],
  ['the server restarts while we wait', faults(at('describe', 2, { ...down, when: 'after' }))],
  ['the credentials expire while we wait', faults(at('describe', 2, { kind: 'expire' })), ['Unknown with job']],
  ['the job is forgotten while we wait', { ...faults(at('describe', 1, forget, 1000)), pace: 'slow' }, ['Unknown with job']],
  ['the wait is shorter than the import', { pace: 'slow', attempts: short }, ['TimedOut with job']],

  // Stops.
  ['cancelled while the create is under way: its job id is kept', { ...onCreate({ kind: 'delay', before: 0, after: 3000 }), attempts: [stopped('SIGINT', 'create', 1, 30)] }, ['Cancelled with job']],
  ['cancelled while polling', { attempts: [stopped('SIGINT', 'describe', 2, 10)] }, ['Cancelled with job']],
  ['the runner is lost while polling', { attempts: [stopped('SIGKILL', 'describe', 2, 10)] }, ['killed with job']],
]

/** What only a server with `Idempotency-Key` makes possible. */
// biome-ignore format: a table, one row a line
const KEYED: readonly Named[] = [
  ['the runner is lost before the answer came, the re-run adopts', { attempts: [stopped('SIGKILL', 'create', 1, 30), attempt] }, ['killed', COMPLETED]],
  ['a re-run of a run that completed', { attempts: [attempt, attempt, attempt] }, [COMPLETED, COMPLETED, COMPLETED]],
  ['a re-run of a run that failed submits anew', { file: 'broken', attempts: [attempt, attempt] }, ['Failed with job', 'Failed with job'], 2],
  ['the job was forgotten before the re-run', { ...faults(at('create', 2, forget)), attempts: [attempt, attempt] }, [COMPLETED, COMPLETED], 2],
]

for (const profile of profiles) {
  for (const [name, story, ends = [COMPLETED], jobs = 1] of profile.honoursKey
    ? [...NAMED, ...KEYED]
    : NAMED) {
    test(`${profile.name}: ${name}`, async () => {
      const { endings, violations, ledger } = await simulate({ ...calm, ...story }, profile)
      assert.deepEqual({ endings, violations }, { endings: ends, violations: [] }, ledger)
      assert.equal(ledger.match(/^attempt/gm)?.length ?? 0, jobs, ledger)
    })
  }
}
