import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { routeOf } from '../../sandbox/faults.ts'
import type { Call } from '../../src/api/dialect.ts'
import type { Reply, Transport } from '../../src/api/transport.ts'
import { main } from '../../src/main.ts'
import type { CallOptions } from '../../src/model/service.ts'
import type { Main } from './action.ts'
import { searchPublished } from './published.ts'

// Random stories of the gate, the count and the alias, on Milvus 3.0; and whether mistakes would be found.

test('no row is visible that was not judged, nothing green that no query sees, no second import', async () => {
  const { failure, endings } = await searchPublished({ runs: 60, seed: 1 })
  assert.equal(failure, undefined)
  for (const ending of ['Completed', 'Aborted RowCountMismatch', 'Aborted TimedOut', 'Uncommitted'])
    assert.ok(endings.has(ending), ending)
})

type Send = (call: Call, options: CallOptions) => Promise<Reply>

/** An action whose transport behaves differently; what it remembers is of one run. */
function planted(change: (send: Send) => Send): Main {
  return world => {
    let shared: Transport | undefined
    const connect: typeof world.connect = connection => {
      shared ??= (() => {
        const inner = world.connect(connection)
        const own = change((call, options) => inner.send(call as never, options))
        return { ...inner, send: own as Transport['send'] }
      })()
      return shared
    }
    return main({ ...world, connect })
  }
}

const edited = (reply: Reply, change: (text: string) => string): Reply => ({
  ...reply,
  body: change(reply.body),
})

/** The mistake, the seed, and the sentence that finds it. */
const MISTAKES: readonly (readonly [string, Main, RegExp])[] = [
  [
    'rows are committed before they are judged',
    planted(send => async (call, options) => {
      const reply = await send(call, options)
      if (routeOf(call) !== 'describe' || !reply.body.includes('"Uncommitted"')) return reply
      return edited(reply, text => text.replace(/"(importedRows|totalRows)":90/g, '"$1":91'))
    }),
    /rows are published that do not hold/,
  ],
  [
    'a job is aborted after its commit',
    planted(send => {
      let jobId: unknown
      return async (call, options) => {
        if (routeOf(call) === 'commit' && call.body?.['jobId']) jobId = call.body['jobId']
        if (routeOf(call) === 'describe' && jobId !== undefined)
          await send(
            { method: 'POST', path: '/v2/vectordb/jobs/import/abort', body: { jobId } },
            options,
          ).catch(() => {})
        return send(call, options)
      }
    }),
    /an abort after a commit/,
  ],
  [
    'the server is given no timeout',
    planted(send => (call, options) => {
      if (routeOf(call) !== 'create') return send(call, options)
      const { timeout, ...rest } = (call.body?.['options'] ?? {}) as Record<string, string>
      return send({ ...call, body: { ...call.body, options: rest } }, options)
    }),
    /has no timeout of the server|stays at Uncommitted for ever/,
  ],
  [
    'a lost abort is followed by another create',
    planted(send => {
      let create: Call | undefined
      return async (call, options) => {
        if (routeOf(call) === 'create') create = call
        return send(call, options).catch(async error => {
          if (routeOf(call) === 'abort' && create) await send({ ...create, headers: {} }, options)
          throw error
        })
      }
    }),
    /a create after the gate|made 2 jobs/,
  ],
  [
    'the alias moves before the rows are searchable',
    planted(send => {
      let isSubmitted = false
      return async (call, options) => {
        const reply = await send(call, options)
        if (routeOf(call) === 'create') isSubmitted = true
        if (routeOf(call) !== 'query' || !isSubmitted) return reply
        return edited(reply, text => text.replace(/"count\(\*\)":1000/, '"count(*)":1090'))
      }
    }),
    /the alias moves when a query sees|green, and a query sees/,
  ],
  [
    'a cancel leaves the job',
    planted(send => (call, options) => {
      if (routeOf(call) !== 'abort') return send(call, options)
      return Promise.resolve({
        status: 200,
        body: '{"code":0,"data":{}}',
        requestId: undefined,
        retryAfter: undefined,
      })
    }),
    /nobody aborted|aborted, but the job is/,
  ],
]

describe('a mistake is found', { concurrency: 2 }, () => {
  for (const [mistake, run, found] of MISTAKES) {
    test(mistake, async () => {
      const { failure } = await searchPublished({ runs: 300, seed: 3 }, run)
      assert.match(failure ?? '', found)
    })
  }
})
