import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnswerName, Fault } from '../../sandbox/faults.ts'
import { type Profile, profiles } from './profiles.ts'
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

const onCreate = (fault: Fault, times = 1): Partial<Story> => ({
  faults: [{ on: 'create', nth: 1, times, fault }],
})
const answered = (answer: AnswerName, when: 'before' | 'meanwhile' | 'after', times = 1) =>
  onCreate({ kind: 'answer', when, answer }, times)
const stopped = (stop: Stop): Partial<Story> => ({ attempts: [{ ...attempt, stop }] })

interface Named {
  readonly story: Partial<Story>
  /** How the attempts end. */
  readonly ends: readonly string[]
  readonly jobs: number
}

const ADOPTED = { ends: ['Completed with job'], jobs: 1 }

const NAMED: Readonly<Record<string, Named>> = {
  'nothing goes wrong': { story: {}, ...ADOPTED },
  'a bad file': { story: { file: 'broken' }, ends: ['Failed with job'], jobs: 1 },

  // The answer to the create is lost, the job exists.
  'reset after the create was carried out': { story: onCreate({ kind: 'reset', when: 'after' }), ...ADOPTED },
  'reset in the middle of the answer': { story: onCreate({ kind: 'reset', when: 'halfway' }), ...ADOPTED },
  'the answer takes longer than we wait': {
    story: onCreate({ kind: 'delay', before: 0, after: 62_000 }),
    ...ADOPTED,
  },
  '502 while it is carried out': { story: answered('502', 'after'), ...ADOPTED },
  '504, and only then it is carried out': { story: answered('504', 'meanwhile'), ...ADOPTED },
  'an internal error, but it was carried out': { story: answered('code 65535', 'after'), ...ADOPTED },
  'half of the answer': { story: onCreate({ kind: 'spoil', how: 'truncated' }), ...ADOPTED },
  'a page instead of the answer': { story: onCreate({ kind: 'spoil', how: 'html' }), ...ADOPTED },
  'a neighbour imports another file right then': {
    story: { ...onCreate({ kind: 'reset', when: 'after' }), neighbour: 'another file' },
    ...ADOPTED,
  },
  'the job shows up late': {
    story: {
      faults: [
        { on: 'any', nth: 1, fault: { kind: 'hide', young: 3000 } },
        { on: 'create', nth: 1, fault: { kind: 'reset', when: 'after' } },
      ],
    },
    ...ADOPTED,
  },

  // The create was not carried out.
  'reset before it was carried out': { story: onCreate({ kind: 'reset', when: 'before' }), ...ADOPTED },
  'reset before, and only a neighbour has a job': {
    story: { ...onCreate({ kind: 'reset', when: 'before' }), neighbour: 'another file' },
    ...ADOPTED,
  },
  '503, not carried out': { story: answered('503', 'before'), ...ADOPTED },
  'too many requests, three times': { story: answered('429', 'before', 3), ...ADOPTED },
  'the job limit for a while': { story: answered('code 2100', 'before', 3), ...ADOPTED },
  'the job limit until the timeout': {
    story: { ...answered('code 2100', 'before', 100_000), attempts: [{ ...attempt, timeout: '2m' }] },
    ends: ['Rejected'],
    jobs: 0,
  },
  'the server is down at first': {
    story: { faults: [{ on: 'any', nth: 1, fault: { kind: 'restart', when: 'before', down: 20_000 } }] },
    ...ADOPTED,
  },

  // Nobody can know.
  'the answer is lost, and no list ever comes': {
    story: {
      faults: [
        { on: 'create', nth: 1, fault: { kind: 'reset', when: 'after' } },
        { on: 'list', nth: 1, times: 1000, fault: { kind: 'answer', when: 'before', answer: '500' } },
      ],
    },
    ends: ['Unconfirmed'],
    jobs: 1,
  },

  // Waiting.
  'ten failed polls within seconds, then a good one': {
    story: { faults: [{ on: 'describe', nth: 1, times: 6, fault: { kind: 'reset', when: 'before' } }] },
    ...ADOPTED,
  },
  'the server restarts while we wait': {
    story: { faults: [{ on: 'describe', nth: 2, fault: { kind: 'restart', when: 'after', down: 20_000 } }] },
    ...ADOPTED,
  },
  'the credentials expire while we wait': {
    story: { faults: [{ on: 'describe', nth: 2, fault: { kind: 'expire' } }] },
    ends: ['Unknown with job'],
    jobs: 1,
  },
  'the job is forgotten while we wait': {
    story: { pace: 'slow', faults: [{ on: 'describe', nth: 1, times: 1000, fault: { kind: 'forget' } }] },
    ends: ['Unknown with job'],
    jobs: 1,
  },
  'the wait is shorter than the import': {
    story: { pace: 'slow', attempts: [{ ...attempt, timeout: '2m' }] },
    ends: ['TimedOut with job'],
    jobs: 1,
  },

  // Stops.
  'cancelled while the create is under way: its job id is kept': {
    story: {
      ...onCreate({ kind: 'delay', before: 0, after: 3000 }),
      ...stopped({ by: 'SIGINT', on: 'create', nth: 1, after: 30 }),
    },
    ends: ['Cancelled with job'],
    jobs: 1,
  },
  'cancelled while polling': {
    story: stopped({ by: 'SIGINT', on: 'describe', nth: 2, after: 10 }),
    ends: ['Cancelled with job'],
    jobs: 1,
  },
  'the runner is lost while polling': {
    story: stopped({ by: 'SIGKILL', on: 'describe', nth: 2, after: 10 }),
    ends: ['killed with job'],
    jobs: 1,
  },
}

/** What only a server with `Idempotency-Key` makes possible. */
const KEYED: Readonly<Record<string, Named>> = {
  'the runner is lost before the answer came, the re-run adopts': {
    story: { attempts: [{ ...attempt, stop: { by: 'SIGKILL', on: 'create', nth: 1, after: 30 } }, attempt] },
    ends: ['killed', 'Completed with job'],
    jobs: 1,
  },
  'a re-run of a run that completed': {
    story: { attempts: [attempt, attempt, attempt] },
    ends: ['Completed with job', 'Completed with job', 'Completed with job'],
    jobs: 1,
  },
  'a re-run of a run that failed submits anew': {
    story: { file: 'broken', attempts: [attempt, attempt] },
    ends: ['Failed with job', 'Failed with job'],
    jobs: 2,
  },
  'the job was forgotten before the re-run': {
    story: {
      attempts: [attempt, attempt],
      faults: [{ on: 'create', nth: 2, fault: { kind: 'forget' } }],
    },
    ends: ['Completed with job', 'Completed with job'],
    jobs: 2,
  },
}

for (const profile of profiles) {
  const stories = profile.honoursKey ? { ...NAMED, ...KEYED } : NAMED
  for (const [name, named] of Object.entries(stories)) {
    test(`${profile.name}: ${name}`, () => ends(named, profile))
  }
}

async function ends({ story, ends: expected, jobs }: Named, profile: Profile): Promise<void> {
  const { endings, violations, ledger } = await simulate({ ...calm, ...story }, profile)
  assert.deepEqual({ endings, violations }, { endings: expected, violations: [] }, ledger)
  assert.equal(ledger.match(/^attempt/gm)?.length ?? 0, jobs, ledger)
}
