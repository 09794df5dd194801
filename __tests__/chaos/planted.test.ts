import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routeOf } from '../../sandbox/faults.ts'
import { createService, type Reply } from '../../sandbox/server.ts'
import type { Transport } from '../../src/api/transport.ts'
import { main, type World } from '../../src/main.ts'
import { masksOf } from '../../src/words/redact.ts'
import { worldOf } from '../harness/world.ts'
import type { Main } from './action.ts'
import { type AttemptRecord, judge } from './invariants.ts'
import { profiles } from './profiles.ts'
import { search } from './search.ts'

// Is the search worth anything? It must find mistakes that are planted around a right action.

/** An action whose transport behaves differently. */
function withTransport(change: (transport: Transport, world: World) => Transport): Main {
  return world => main({ ...world, connect: connection => change(world.connect(connection), world) })
}

const PLANTED: Readonly<Record<string, { readonly plant: Main; readonly found: RegExp }>> = {
  'the create is repeated after a reset': {
    plant: withTransport(transport => ({
      send: (call, options) =>
        transport.send(call, options).catch(error => {
          if (routeOf(call) !== 'create' || error.failure?.code !== 'ECONNRESET') throw error
          return transport.send(call, options)
        }),
    })),
    found: /made 2 jobs/,
  },
  'files that are all complete are taken for completion': {
    plant: withTransport(transport => ({
      async send(call, options) {
        const reply = await transport.send(call, options)
        const isDone = /"details":\[\{[^}]*"state":"Completed"/.test(reply.body)
        const body = isDone ? reply.body.replace('"state":"Importing"', '"state":"Completed"') : reply.body
        return { ...reply, body }
      },
    })),
    found: /Completed, but the job is Importing/,
  },
  'the job id is an output only at the end, and lost by a cancel': {
    plant: world => {
      const late = new Map<string, string>()
      const { runner, signal } = world
      const output = (name: string, value: string) => {
        if (name === 'jobId') late.set(name, value)
        else runner.output(name, value)
        if (name === 'elapsedSeconds' && !signal.aborted) {
          for (const [key, held] of late) runner.output(key, held)
        }
      }
      return main({ ...world, runner: { ...runner, output } })
    },
    found: /the answer named job-\w+, but `jobId` does not/,
  },
  'a cancel is not heard': {
    plant: world => main({ ...world, signal: new AbortController().signal }),
    found: /ms after the cancel/,
  },
  'a lost create is told as refused': {
    plant: world => {
      const { runner } = world
      const tell = (name: string, value: string) =>
        runner.output(name, name === 'status' && value === 'Unknown' ? 'Rejected' : value)
      return main({ ...world, runner: { ...runner, output: tell } })
    },
    found: /Rejected, but the server made a job/,
  },
}

const [profile] = profiles
for (const [name, { plant, found }] of Object.entries(PLANTED)) {
  test(`found and told as a short story: ${name}`, async () => {
    assert.ok(profile)
    const options = { profile, runs: 500, seed: 1, main: plant }
    const { failure = 'nothing was found' } = await search(options)
    assert.match(failure, found)
    const lines = /in the story of ([\s\S]*?)\nthe ledger/.exec(failure)?.[1]?.split('\n') ?? []
    assert.ok(
      lines.length <= 4,
      `a line for the import, one for the run, few for what goes wrong:\n${failure}`,
    )
    const path = /--path (\S+)/.exec(failure)?.[1]
    const replayed = await search({ ...options, path })
    assert.equal(replayed.failure, failure, 'the printed command replays it')
  })
}

test('found: a secret in any form, too many annotations, a job of somebody else', async () => {
  const service = createService({ world: await worldOf() })
  const written = {
    outputs: { status: 'Completed', jobId: 'job-of-a-neighbour' },
    text: `x${Buffer.from('a secret').toString('base64')}`,
    errors: 2,
    warnings: 3,
  }
  service.ledger.note('a neighbour', { path: '/create' }, created('job-of-a-neighbour'))
  const { violations } = await judge({
    profile: { honoursKey: false },
    service,
    records: [{ ...killedAttempt('attempt 1'), green: true, written }],
    secrets: masksOf('a secret'),
  })
  for (const word of [/not ours/, /secret/, /2 errors/, /3 warnings/])
    assert.match(violations.join('\n'), word)
})

test('found: a second job of a re-run, unless the first has failed', async () => {
  const service = createService({ world: await worldOf() })
  service.ledger.note('attempt 1', { path: '/create' }, created('job-1'))
  service.ledger.note('attempt 2', { path: '/create' }, created('job-2'))
  const records = ['attempt 1', 'attempt 2'].map(label => killedAttempt(label))
  const trial = { service, records, secrets: [] }
  const keyed = await judge({ ...trial, profile: { honoursKey: true } })
  assert.deepEqual(keyed.violations, ['the run has 2 jobs: job-1, job-2'])
  const unkeyed = await judge({ ...trial, profile: { honoursKey: false } })
  assert.deepEqual(unkeyed.violations, [])
})

function created(jobId: string): Reply {
  return { status: 200, body: { code: 0, data: { jobId } } }
}

function killedAttempt(label: string): AttemptRecord {
  const attempt = { timeout: '20s', wait: true, onTimeout: 'fail', stop: undefined } as const
  const written = { outputs: {}, text: '', errors: 0, warnings: 0 }
  return { label, attempt, startedAt: 0, endedAt: 1, stoppedAt: 1, green: undefined, written, named: [] }
}
