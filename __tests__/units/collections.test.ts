import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createDataPlane } from '../../src/api/data-plane.ts'
import type { Call } from '../../src/api/dialect.ts'
import type { Reply, Transport } from '../../src/api/transport.ts'
import { readPhaseRefusal, readRefusal } from '../../src/job/refusals.ts'
import type { DataPlane } from '../../src/model/data-plane.ts'
import { CallError, type CallFailure, type CallOptions } from '../../src/model/service.ts'

// Recorded, documented and read answers of the data plane, as the client reads them.

interface Exchange {
  readonly id: string
  readonly in?: unknown
  readonly st?: number
  readonly body: unknown
}

const EXCHANGES = new Map<string, Exchange>(
  readFileSync(new URL('../fixtures/data-plane.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Exchange)
    .map(exchange => [exchange.id, exchange]),
)

const OPTIONS: CallOptions = { timeout: 1000, signal: new AbortController().signal }

/** Asks a server that gives the answer with this id, and returns the result and what was sent. */
async function ask<T>(
  id: string,
  how: (plane: DataPlane) => Promise<T>,
  dbName?: string,
): Promise<{ result: T; call: Call | undefined }> {
  const exchange = EXCHANGES.get(id)
  assert.ok(exchange, id)
  return answerWith(exchange.body, exchange.st, how, dbName)
}

async function answerWith<T>(
  body: unknown,
  status = 200,
  how: (plane: DataPlane) => Promise<T>,
  dbName?: string,
): Promise<{ result: T; call: Call | undefined }> {
  let call: Call | undefined
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const reply: Reply = { status, body: text, requestId: undefined, retryAfter: undefined }
  const transport: Transport = {
    async send(sent) {
      call = sent
      return reply
    },
  }
  const result = await how(createDataPlane(transport, dbName, said => said))
  return { result, call }
}

async function failureOf(id: string, how: (plane: DataPlane) => Promise<unknown>): Promise<CallFailure> {
  const error = await ask(id, how).then(
    () => assert.fail(`${id} was taken for a success`),
    thrown => thrown,
  )
  assert.ok(error instanceof CallError, String(error))
  return error.failure
}

const refresh = (plane: DataPlane) => plane.refresh('c', OPTIONS)
const load = (plane: DataPlane) => plane.load('c', OPTIONS)
const count = (plane: DataPlane) => plane.count('c', undefined, OPTIONS)
const describe = (plane: DataPlane) => plane.describe('c', OPTIONS)
const has = (plane: DataPlane) => plane.has('c', OPTIONS)
const alter = (plane: DataPlane) => plane.alterAlias('prod', 'c2', OPTIONS)

for (const [id, how, refusal] of [
  ['v2-on-2.3', has, 'noRoute'],
  ['v1-describe-missing', describe, 'missing'],
  ['has-no-db', has, 'noDatabase'],
  ['no-db-2.4', has, 'noDatabase'],
  ['describe-missing-≤2.6', describe, 'missing'],
  ['describe-missing-3.0', describe, 'missing'],
  ['load-no-index', load, 'noIndex'],
  ['load-one-field-no-index-≤2.5', load, 'noIndex'],
  ['load-one-field-no-index', load, 'noIndex'],
  ['refresh-2.4', refresh, 'noRoute'],
  ['refresh-not-loaded', refresh, 'notLoaded'],
  ['refresh-while-loading', refresh, 'loading'],
  ['count-not-loaded', count, 'notLoaded'],
  ['count-partition-not-loaded', count, 'partitionNotLoaded'],
  ['count-partition-unknown', count, 'partitionMissing'],
  ['count-bad-level', count, 'other'],
  ['rate-limited', refresh, 'rateLimited'],
  ['alias-alter-missing', alter, 'aliasMissing'],
  ['alias-alter-no-target', alter, 'missing'],
  ['alias-create-taken', (plane: DataPlane) => plane.createAlias('prod', 'c2', OPTIONS), 'aliasTaken'],
  ['alias-create-is-collection', (plane: DataPlane) => plane.createAlias('c2', 'c', OPTIONS), 'aliasTaken'],
  ['drop-by-alias', alter, 'other'],
  ['cloud-not-authenticated', has, 'noCredentials'],
] as const) {
  test(`${id} means ${refusal}`, async () => assert.equal(readRefusal(await failureOf(id, how)), refusal))
}

for (const [name, failure, refusal] of [
  ['401', { kind: 'status', code: 'Http401', httpStatus: 401 }, 'noCredentials'],
  ['403 with the code of everything', { kind: 'code', code: '65535', httpStatus: 403 }, 'noPermission'],
  ['403 of a gateway', { kind: 'status', code: 'Http403', httpStatus: 403 }, 'noPermission'],
  ['not permitted', { kind: 'code', code: '1401', httpStatus: 200 }, 'noPermission'],
  ['a code that repeats its status', { kind: 'code', code: '503', httpStatus: 200 }, 'transient'],
  ['a gateway that is away', { kind: 'status', code: 'Http502', httpStatus: 502 }, 'transient'],
  ['a 405', { kind: 'status', code: 'Http405', httpStatus: 405 }, 'noRoute'],
  ['429', { kind: 'status', code: 'Http429', httpStatus: 429 }, 'rateLimited'],
  ['a timeout', { kind: 'interrupted', code: 'Timeout' }, 'transient'],
  ['nobody there', { kind: 'unsent', code: 'ECONNREFUSED' }, 'transient'],
  ['a cancelled call', { kind: 'aborted', code: 'Cancelled' }, 'other'],
  ['code 65535 with a text of its own', { kind: 'code', code: '65535', httpStatus: 200 }, 'other'],
] as const) {
  test(`${name} means ${refusal}`, () => assert.equal(readRefusal({ said: 'text', ...failure }), refusal))
}

test('has: yes and no, and the database goes along', async () => {
  const yes = await ask('has', plane => plane.has('c', OPTIONS), 'default')
  assert.equal(yes.result, true)
  assert.deepEqual(yes.call?.body, EXCHANGES.get('has')?.in)
  assert.equal(yes.call?.path, '/v2/vectordb/collections/has')
  const no = await ask('has-not', plane => plane.has('nope', OPTIONS))
  assert.equal(no.result, false)
  assert.deepEqual(no.call?.body, EXCHANGES.get('has-not')?.in)
})

test('describe: dimensions are text in a list of pairs, the key may be generated', async () => {
  const { result } = await ask('describe', describe)
  assert.equal(result.dynamic, true)
  assert.equal(result.loaded, true)
  assert.equal(result.partitions, 1)
  assert.equal(result.external, false)
  assert.deepEqual(result.indexed, ['vector'])
  const [id, vector] = result.fields
  assert.deepEqual([id?.name, id?.type, id?.primaryKey, id?.autoId], ['id', 'Int64', true, false])
  assert.deepEqual([vector?.name, vector?.type, vector?.dim], ['vector', 'FloatVector', 5])
})

test('describe of 3.0: outputs of functions, external data, and a generated key told at the top only', async () => {
  const { result } = await ask('describe-3.0-extra', describe)
  assert.equal(result.fields[0]?.functionOutput, true)
  assert.equal(result.external, false)
  const { body } = EXCHANGES.get('describe') ?? {}
  const data = (body as { data: object }).data
  const other = await answerWith(
    {
      code: 0,
      data: {
        ...data,
        autoId: true,
        externalSource: 's3://b/f',
        properties: [{ key: 'allow_insert_auto_id', value: 'true' }],
      },
    },
    200,
    describe,
  )
  assert.equal(other.result.fields[0]?.autoId, true)
  assert.equal(other.result.fields[1]?.autoId, false)
  assert.equal(other.result.acceptsAutoIds, true)
  assert.equal(other.result.external, true)
})

test('a describe without fields is no description', async () => {
  const failure = await failureOf('describe-partial', describe)
  assert.equal(failure.kind, 'unreadable')
})

test('what a describe could not look up is kept beside it', async () => {
  const { body } = EXCHANGES.get('describe') ?? {}
  const said = 'rpc error: code = PermissionDenied'
  const { result } = await answerWith({ ...(body as object), message: said }, 200, describe)
  assert.equal(result.incomplete, said)
})

test('count: the call is the documented one, the count is exact', async () => {
  const { result, call } = await ask('count', plane => plane.count('c1', undefined, OPTIONS))
  assert.equal(result, 1500n)
  assert.deepEqual(call?.body, EXCHANGES.get('count')?.in)
  const one = await ask('count', plane => plane.count('c1', 'p', OPTIONS))
  assert.deepEqual(one.call?.body?.['partitionNames'], ['p'])
  const large = await answerWith('{"code":0,"data":[{"count(*)":9007199254740993}]}', 200, count)
  assert.equal(large.result, 9007199254740993n)
})

test('count: an empty answer is not zero rows', async () => {
  await assert.rejects(answerWith({ code: 0, data: [] }, 200, count), CallError)
})

test('loads and refreshes succeed with empty data, not with a message alone', async () => {
  await ask('load-ok', load)
  await assert.rejects(answerWith({ code: 0, message: 'The token is illegal.' }, 200, load), CallError)
})

test('partitions and collections are lists of names', async () => {
  assert.equal((await ask('partition-has', plane => plane.hasPartition('c', 'p', OPTIONS))).result, true)
  assert.deepEqual((await ask('partition-list', plane => plane.partitions('c', OPTIONS))).result, [
    '_default',
  ])
  const none = await answerWith({ code: 0, data: null }, 200, plane => plane.list(OPTIONS))
  assert.deepEqual(none.result, [])
  await assert.rejects(
    answerWith({ code: 0, message: 'The token is illegal.' }, 200, plane => plane.list(OPTIONS)),
    CallError,
  )
})

test('an alias leads to a collection, or there is none', async () => {
  const { result, call } = await ask('alias-describe', plane => plane.aliasTarget('alice', OPTIONS))
  assert.equal(result, 'quick_setup')
  assert.deepEqual(call?.body, EXCHANGES.get('alias-describe')?.in)
  assert.equal(
    (await ask('alias-alter-missing', plane => plane.aliasTarget('prod', OPTIONS))).result,
    undefined,
  )
  const altered = await ask('alias-alter', alter)
  assert.deepEqual(altered.call?.body, EXCHANGES.get('alias-alter')?.in)
})

test('the probe tells servers with two phases from those without, and guesses nothing', async () => {
  const probe = (plane: DataPlane) => plane.hasTwoPhases(OPTIONS)
  const { result, call } = await ask('probe-two-phase-yes', probe)
  assert.equal(result, true)
  assert.deepEqual(call?.body, {})
  assert.equal((await ask('probe-two-phase-no', probe)).result, false)
  await assert.rejects(ask('cloud-not-authenticated', probe), CallError)
  await assert.rejects(answerWith('bad gateway', 502, probe), CallError)
})

test('commit and abort: done, too early, and a job that commits by itself', async () => {
  await ask('commit-ok', plane => plane.commit('7', OPTIONS))
  await ask('commit-ok', plane => plane.abort('7', OPTIONS))
  const early = await failureOf('commit-too-early', plane => plane.commit('7', OPTIONS))
  assert.equal(readPhaseRefusal(early), 'tooEarly')
  const auto = await failureOf('commit-auto-job', plane => plane.abort('7', OPTIONS))
  assert.equal(readPhaseRefusal(auto), 'autoCommit')
})

for (const [code, said, refusal] of [
  ['2101', 'job 7 not found: importing data failed', 'jobMissing'],
  ['2100', 'job 7 is in state Failed, expected Uncommitted: importing data failed', 'failed'],
  ['2100', 'job 7 is in terminal/committed state Completed, abort not allowed', 'committed'],
  ['2100', 'something else', undefined],
  ['1807', 'expected Uncommitted', undefined],
] as const) {
  test(`a refused commit or abort: ${said}`, () =>
    assert.equal(readPhaseRefusal({ kind: 'code', code, said }), refusal))
}
