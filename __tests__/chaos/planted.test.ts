import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routeOf } from '../../sandbox/faults.ts'
import { createService, type Reply } from '../../sandbox/server.ts'
import type { Call } from '../../src/api/dialect.ts'
import type { Transport } from '../../src/api/transport.ts'
import { main, type World } from '../../src/main.ts'
import type { Checks } from '../../src/report/github.ts'
import { masksOf } from '../../src/words/redact.ts'
import { worldOf } from '../harness/world.ts'
import type { Main } from './action.ts'
import { type AttemptRecord, judge } from './invariants.ts'
import { profiles } from './profiles.ts'
import { search } from './search.ts'
import { PLAIN } from './worlds.ts'

// Is the search worth anything? It must find mistakes that are planted around a right action.

/** An action that sees other answers of a route than were given. */
function withAnswers(
  route: 'list' | 'describe',
  change: (data: Fields, call: Call, world: World) => Fields,
): Main {
  return withTransport((transport, world) => ({
    async send(call, options) {
      const reply = await transport.send(call, options)
      const body = parsed(reply.body)
      if (routeOf(call) !== route || typeof body?.data !== 'object') return reply
      return { ...reply, body: JSON.stringify({ ...body, data: change(body.data, call, world) }) }
    },
  }))
}

type Fields = Readonly<Record<string, unknown>>

function parsed(text: string): { data?: Fields } | undefined {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

function withRecords(change: (records: readonly unknown[], world: World) => readonly unknown[]): Main {
  return withAnswers('list', (data, _, world) => {
    const { records, count } = data
    if (!Array.isArray(records)) return data
    const kept = change(records, world)
    return { ...data, records: kept, count: Number(count) - records.length + kept.length }
  })
}

/** An action whose check runs behave differently. */
function withChecks(change: (checks: Checks) => Checks): Main {
  return world => main({ ...world, openChecks: async token => change(await world.openChecks(token)) })
}

/** An action that sends another key. */
function withKey(change: (key: string) => string): Main {
  return withTransport(transport => ({
    send(call, options) {
      const { headers } = call
      const key = headers?.['idempotency-key']
      if (key === undefined) return transport.send(call, options)
      return transport.send({ ...call, headers: { ...headers, 'idempotency-key': change(key) } }, options)
    },
  }))
}

/** An action whose transport behaves differently. */
function withTransport(change: (transport: Transport, world: World) => Transport): Main {
  return world => main({ ...world, connect: connection => change(world.connect(connection), world) })
}

interface Planted {
  readonly plant: Main
  readonly found: RegExp
  /** The name of the profile, if not the first. */
  readonly on?: string
  /** Lines of the smallest story. */
  readonly lines?: number
}

const PLANTED: Readonly<Record<string, Planted>> = {
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
  'names are split at blanks': {
    plant: withAnswers('describe', data => ({
      ...data,
      details: ((data['details'] ?? []) as Fields[]).flatMap(file =>
        String(file['fileName'])
          .split(' ')
          .map(fileName => ({ ...file, fileName })),
      ),
    })),
    found: /made \d jobs/,
  },
  'records of other names are dropped, on Milvus': {
    plant: withRecords((records, { given }) =>
      records.filter(record => (record as Fields)['collectionName'] === given.collectionName),
    ),
    found: /made \d jobs/,
    on: 'milvus 2.5',
  },
  'records of other names are dropped, on Zilliz Cloud': {
    plant: withRecords((records, { given }) =>
      records.filter(record => (record as Fields)['collectionName'] === given.collectionName),
    ),
    found: /made \d jobs/,
  },
  'records without an id are dropped': {
    plant: withRecords(records => records.filter(record => (record as Fields)['jobId'] !== undefined)),
    found: /made \d jobs/,
  },
  'only the first page of the list is read': {
    plant: withAnswers('list', (data, { body }) => {
      const records = (data['records'] ?? []) as Fields[]
      return body?.['currentPage'] === 1 ? { ...data, count: records.length } : { records: [], count: 0 }
    }),
    found: /made \d jobs/,
    lines: 5,
  },
  'an answer about another job is taken for one about ours': {
    plant: withAnswers('describe', ({ jobId: _, ...data }) => data),
    found: /7 rows are told|Completed, but the job is/,
  },
  'a byte order mark makes an answer unreadable': {
    plant: withTransport(transport => ({
      async send(call, options) {
        const reply = await transport.send(call, options)
        return { ...reply, body: reply.body.replace(/^\uFEFF/, '?') }
      },
    })),
    found: /although nothing went wrong|in time|the answer named/,
  },
  'the partition is left out of the key': {
    plant: withKey(key => key.replace(/[0-9a-f]{40}/, '0'.repeat(40))),
    found: /took the job of another leg/,
    on: 'milvus 3.0.2',
  },
  'a failed job has no successor where every attempt is the first': {
    plant: withKey(key => key.replace(/-\d+$/, '')),
    found: /which had failed before/,
    on: 'milvus 3.0.2',
  },
  'a re-run does not look at the check runs': {
    plant: withChecks(checks => ({ ...checks, find: async () => [] })),
    found: /the run has \d jobs/,
  },
  'a re-run reads the latest check run only': {
    plant: withChecks(checks => ({
      ...checks,
      find: async (name, signal) => (await checks.find(name, signal)).slice(-1),
    })),
    found: /the run has \d jobs|left open/,
    lines: 5,
  },
  'the check run is created after the create only': {
    plant: withChecks(checks => ({
      ...checks,
      create: (name, state, signal) =>
        state.externalId.includes('/')
          ? checks.create(name, state, signal)
          : Promise.reject(new Error('not yet')),
    })),
    found: /the run has \d jobs/,
  },
  'a job of an earlier attempt is told as submitted': {
    plant: world => {
      const { runner } = world
      const tell = (name: string, value: string) => runner.output(name, name === 'reused' ? 'false' : value)
      return main({ ...world, runner: { ...runner, output: tell } })
    },
    found: /green with the job of attempt 1, but not `reused`/,
  },
}

for (const [name, { plant, found, on = 'zilliz-v2', lines: most = 4 }] of Object.entries(PLANTED)) {
  test(`found and told as a short story: ${name}`, async () => {
    const profile = profiles.find(known => known.name === on)
    assert.ok(profile)
    const options = { profile, runs: 1000, seed: 1, main: plant }
    const { failure = 'nothing was found' } = await search(options)
    assert.match(failure, found)
    const lines = /in the story of ([\s\S]*?)\nthe ledger/.exec(failure)?.[1]?.split('\n') ?? []
    assert.ok(
      lines.length <= most,
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
    story: UNREMEMBERED,
    github: [],
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
  const trial = { service, records, story: UNREMEMBERED, github: [], secrets: [] }
  const keyed = await judge({ ...trial, profile: { honoursKey: true } })
  assert.deepEqual(keyed.violations, ['the run has 2 jobs: job-1, job-2'])
  const unkeyed = await judge({ ...trial, profile: { honoursKey: false } })
  assert.deepEqual(unkeyed.violations, [])
})

const UNREMEMBERED = { token: false, runner: 'github', world: PLAIN } as const

function created(jobId: string): Reply {
  return { status: 200, body: { code: 0, data: { jobId } } }
}

function killedAttempt(label: string): AttemptRecord {
  const attempt = { timeout: '20s', wait: true, onTimeout: 'fail', stop: undefined, leg: 1 } as const
  const written = { outputs: {}, text: '', errors: 0, warnings: 0 }
  return {
    label,
    attempt,
    startedAt: 0,
    begunAt: 0,
    endedAt: 1,
    stoppedAt: 1,
    green: undefined,
    written,
    named: [],
  }
}
