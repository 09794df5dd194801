import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Fault, routeOf } from '../../sandbox/faults.ts'
import { jobIdOf } from '../../sandbox/ledger.ts'
import { runAction, type StepResult } from '../../sandbox/runner/run-action.ts'
import { type RecordedRequest, type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { worldOf } from '../harness/world.ts'
import { secretForms } from './action.ts'
import { type AttemptRecord, judge } from './invariants.ts'
import { type Profile, profiles } from './profiles.ts'
import { type Attempt, type Stop, type Story, stories, tellStory } from './story.ts'
import { PLAIN } from './worlds.ts'

// The same stories, through the built action, real sockets and real signals: fewer, and in a hurry.

const STORIES = 6
/** One of each API; with and without idempotency. */
const KINDS = ['zilliz-v2', 'zilliz-v1', 'milvus 2.4', 'milvus 3.0.2']
const SEED = 20_261_122
/** How much faster than the wall the service works. */
const SPEED = 20

const eventful = stories.filter(({ faults }) => faults.length > 0).map(hurried)

describe('the built action in random stories', { concurrency: 8 }, () => {
  for (const profile of profiles.filter(({ name }) => KINDS.includes(name))) {
    for (const story of fc.sample(eventful, { seed: SEED, numRuns: STORIES })) {
      test(`${profile.name}: ${tellStory(story).replaceAll('\n', ';')}`, { timeout: 240_000 }, async () => {
        const { violations, ledger } = await play(story, profile)
        assert.deepEqual(violations, [], ledger)
      })
    }
  }
})

/** A story that a wall clock can tell: short waits, at most one re-run, no more than the action's own patience. */
function hurried(story: Story): Story {
  return {
    ...story,
    pace: 'quick',
    neighbour: 'none',
    world: PLAIN,
    token: false,
    runner: 'github',
    attempts: story.attempts.slice(0, 2).map(attempt => ({ ...attempt, timeout: '20s', leg: 1 })),
    faults: story.faults.slice(0, 2).map(({ times = 1, fault, ...where }) => ({
      ...where,
      times: Math.min(times, 2),
      fault: shorter(fault),
    })),
  }
}

function shorter(fault: Fault): Fault {
  const least = (ms: number) => Math.min(ms, 300)
  switch (fault.kind) {
    case 'delay':
      return { ...fault, before: least(fault.before), after: least(fault.after) }
    case 'drip':
      return { ...fault, over: least(fault.over) }
    case 'restart':
      return { ...fault, down: least(fault.down) }
    case 'answer':
      return fault.retryAfter === undefined ? fault : { ...fault, retryAfter: 1 }
    default:
      return fault
  }
}

async function play(story: Story, profile: Profile) {
  const { speed = SPEED, ...options } = profile.sandbox
  await using sandbox = await startSandbox({
    ...options,
    speed,
    world: await worldOf(),
    faults: story.faults,
  })
  const records: AttemptRecord[] = []
  // What a gateway has promised is carried out a little later.
  const hasPromise = story.faults.some(({ fault }) => fault.kind === 'answer' && fault.when === 'meanwhile')
  for (const [index, attempt] of story.attempts.entries()) {
    sandbox.ledger.label = `attempt ${index + 1}`
    records.push(await runAttempt(attempt, index + 1, { sandbox, profile, story }))
    if (index + 1 < story.attempts.length && hasPromise)
      await new Promise(resolve => setTimeout(resolve, 5000))
  }
  return judge({ profile, service: sandbox, records, story, github: [], secrets: secretForms(profile.given) })
}

interface Stage {
  readonly sandbox: Sandbox
  readonly profile: Profile
  readonly story: Story
}

async function runAttempt(attempt: Attempt, number: number, stage: Stage): Promise<AttemptRecord> {
  const { sandbox, profile, story } = stage
  const { timeout, onTimeout, wait, stop } = attempt
  const named: string[] = []
  const moment = stop && momentOf(stop)
  const exchange = sandbox.exchange
  sandbox.exchange = async request => {
    moment?.sent(request)
    const ending = await exchange(request)
    const jobId = ending.kind === 'answered' && !ending.spoilt ? jobIdOf(request, ending.reply) : undefined
    // Whether an answer reached a process that was killed meanwhile, nobody knows.
    if (jobId && stop?.by !== 'SIGKILL') named.push(jobId)
    return ending
  }
  const inputs = {
    ...profile.given,
    ...profile.files[story.file],
    ...{ endpoint: sandbox.url, collectionName: 'articles' },
    ...{ timeout, onTimeout, wait: String(wait), pollInterval: '200ms' },
  }
  const startedAt = performance.now()
  const result = await runAction({
    with: inputs,
    attempt: number,
    ...(moment ? { cancel: moment.come, reason: stop.by === 'SIGKILL' ? 'lost' : 'cancel' } : {}),
  })
  sandbox.exchange = exchange
  const endedAt = performance.now()
  const { endedAfter, conclusion } = result
  const isKilled = stop?.by === 'SIGKILL' && endedAfter !== undefined
  return {
    label: sandbox.ledger.label,
    attempt,
    startedAt,
    begunAt: Number.NEGATIVE_INFINITY,
    endedAt,
    stoppedAt: endedAfter === undefined ? undefined : endedAt - endedAfter,
    // Of a cancelled step the exit code still tells what the action thought.
    green: isKilled ? undefined : conclusion === 'success' || result.exitCode === 0,
    written: writtenBy(result),
    named,
  }
}

/** The moment of a stop: it comes once enough requests were seen; the first one shows that the process has started. */
function momentOf(stop: Stop): { come: Promise<void>; sent(request: RecordedRequest): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const soon = () => setTimeout(resolve, stop.after)
  let seen = 0
  return {
    come: promise,
    sent(request) {
      if (stop.on !== 'start' && routeOf(request) !== stop.on) return
      seen += 1
      if (seen === (stop.on === 'start' ? 1 : stop.nth)) soon()
    },
  }
}

function writtenBy({ outputs, annotations, stdout, stderr, summary }: StepResult): AttemptRecord['written'] {
  const count = (type: string) => annotations.filter(annotation => annotation.type === type).length
  return {
    outputs,
    text: [stdout.replace(/^::add-mask::.*$/gm, ''), stderr, summary, ...Object.values(outputs)].join('\n'),
    errors: count('error'),
    warnings: count('warning'),
  }
}
