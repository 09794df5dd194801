import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createDataPlane } from '../../src/api/data-plane.ts'
import type { Call } from '../../src/api/dialect.ts'
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

const LINES = readFileSync(new URL('../fixtures/data-plane.jsonl', import.meta.url), 'utf8').trim()
const EXCHANGES: readonly Exchange[] = LINES.split('\n').map(line => JSON.parse(line))
const OPTIONS: CallOptions = { timeout: 1000, signal: new AbortController().signal }

type Asked<T> = (plane: DataPlane) => Promise<T>

function exchange(id: string): Exchange {
  return EXCHANGES.find(one => one.id === id) ?? assert.fail(id)
}

/** Asks a server with one answer, the exchange of this id or the one given; the result, and what was sent as JSON. */
async function ask<T>(answer: string | Omit<Exchange, 'id'>, how: Asked<T>, dbName?: string) {
  const { body, st: status = 200 } = typeof answer === 'string' ? exchange(answer) : answer
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const reply = { status, body: text, requestId: undefined, retryAfter: undefined }
  let sent: Call | undefined
  const send = async (call: Call) => {
    sent = call
    return reply
  }
  const result = await how(createDataPlane({ send }, dbName, said => said))
  return { result, path: sent?.path, body: JSON.parse(JSON.stringify(sent?.body)) }
}

async function failureOf(answer: Parameters<typeof ask>[0], how: Asked<unknown>): Promise<CallFailure> {
  const error = await ask(answer, how).catch(thrown => thrown)
  assert.ok(
    error instanceof CallError,
    `${JSON.stringify(answer)} was taken for a success, or failed: ${error}`,
  )
  return error.failure
}

const refresh: Asked<void> = plane => plane.refresh('c', OPTIONS)
const load: Asked<void> = plane => plane.load('c', OPTIONS)
const count: Asked<bigint> = plane => plane.count('c1', undefined, OPTIONS)
const describe = (plane: DataPlane) => plane.describe('c', OPTIONS)
const has: Asked<boolean> = plane => plane.has('c', OPTIONS)
const list: Asked<readonly string[]> = plane => plane.list(OPTIONS)
const alter: Asked<void> = plane => plane.alterAlias('prod', 'c2', OPTIONS)
const aliasTarget = (name: string) => (plane: DataPlane) => plane.aliasTarget(name, OPTIONS)
const probe: Asked<boolean> = plane => plane.hasTwoPhases(OPTIONS)

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
  ['alias-create-taken', alter, 'aliasTaken'],
  ['alias-create-is-collection', alter, 'aliasTaken'],
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

/** What an answer is read as; the request is compared where the exchange tells it. */
const READ: readonly (readonly [id: string, how: Asked<unknown>, result: unknown, dbName?: string])[] = [
  ['has', has, true, 'default'],
  ['has-not', plane => plane.has('nope', OPTIONS), false],
  ['count', count, 1500n],
  ['load-ok', load, undefined],
  // What is loading at -1 is a partition that nobody loads.
  ['partition-has', plane => plane.hasPartition('c', 'p', OPTIONS), true],
  ['partition-list', plane => plane.partitions('c', OPTIONS), ['_default']],
  ['alias-describe', aliasTarget('alice'), 'quick_setup'],
  ['alias-alter-missing', aliasTarget('prod'), undefined],
  ['alias-alter', alter, undefined],
  ['probe-two-phase-yes', probe, true],
  ['probe-two-phase-no', probe, false],
  ['commit-ok', plane => plane.commit('7', OPTIONS), undefined],
  ['commit-ok', plane => plane.abort('7', OPTIONS), undefined],
]
const COMPARED = ['has', 'has-not', 'count', 'alias-describe', 'alias-alter']
for (const [id, how, result, dbName] of READ) {
  test(`${id} is read`, async () => {
    const told = await ask(id, how, dbName)
    assert.deepEqual(told.result, result)
    if (COMPARED.includes(id)) assert.deepEqual(told.body, exchange(id).in)
  })
}

test('requests: routes, one partition, a probe without anything', async () => {
  assert.equal((await ask('has', has)).path, '/v2/vectordb/collections/has')
  const { body } = await ask('count', plane => plane.count('c1', 'p', OPTIONS))
  assert.deepEqual(body.partitionNames, ['p'])
  assert.deepEqual((await ask('probe-two-phase-yes', probe, 'default')).body, {})
})

const REFUSED = { code: 0, message: 'The token is illegal.' }
for (const [name, answer, how] of [
  ['an empty count is not zero rows', { body: { code: 0, data: [] } }, count],
  ['a message alone is no success', { body: REFUSED }, load],
  ['a message alone is no list', { body: REFUSED }, list],
  ['a describe without fields is no description', 'describe-partial', describe],
  ['a probe guesses nothing from a refusal', 'cloud-not-authenticated', probe],
  ['a probe guesses nothing from a gateway', { body: 'bad gateway', st: 502 }, probe],
] as const) {
  test(name, async () => assert.ok(await failureOf(answer, how)))
}

test('null is an empty list, and a count is exact', async () => {
  assert.deepEqual((await ask({ body: { code: 0, data: null } }, list)).result, [])
  const large = await ask({ body: '{"code":0,"data":[{"count(*)":9007199254740993}]}' }, count)
  assert.equal(large.result, 9007199254740993n)
})

test('describe: dimensions are text in a list of pairs, the key may be generated', async () => {
  const { result } = await ask('describe', describe)
  const { dynamic, external, indexed, aliases, oldest } = result
  assert.deepEqual(
    { dynamic, external, indexed, aliases, oldest },
    {
      ...{ dynamic: true, external: false },
      ...{ indexed: ['vector'], aliases: [], oldest: '2.4' },
    },
  )
  const [id, vector] = result.fields
  assert.deepEqual([id?.name, id?.type, id?.primaryKey, id?.autoId], ['id', 'Int64', true, false])
  assert.deepEqual([vector?.name, vector?.type, vector?.dim], ['vector', 'FloatVector', 5])
})

test('describe of 3.0: outputs of functions, external data, and a generated key told at the top only', async () => {
  const { result } = await ask('describe-3.0-extra', describe)
  assert.deepEqual([result.fields[0]?.functionOutput, result.external], [true, false])
  const { data } = exchange('describe').body as { data: object }
  const properties = [{ key: 'allow_insert_auto_id', value: 'true' }]
  const more = { autoId: 'true', externalSource: 's3://b/f', properties }
  const said = 'rpc error: code = PermissionDenied'
  const other = await ask({ body: { code: 0, message: said, data: { ...data, ...more } } }, describe)
  assert.deepEqual(
    other.result.fields.map(({ autoId }) => autoId),
    [true, false],
  )
  const { acceptsAutoIds, external, oldest, incomplete } = other.result
  assert.deepEqual([acceptsAutoIds, external, oldest, incomplete], [true, true, '3.0', said])
})

test('describe takes what may be missing, null, or of another type', async () => {
  const fields = [{ name: ' v ', type: 'FloatVector', params: { dim: '4' }, primaryKey: 'True' }, null, 'x']
  const odd = { fields, autoId: null, structFields: 'none', aliases: ['a', 7], properties: [] }
  const { result } = await ask({ body: { code: 0, data: odd } }, describe)
  assert.deepEqual(
    result.fields.map(({ name, dim, primaryKey, hasDefault }) => [name, dim, primaryKey, hasDefault]),
    [['v', 4, true, false]],
  )
  assert.deepEqual([result.structFields, result.aliases], [[], ['a']])
})

for (const [id, how, refusal] of [
  ['commit-too-early', (plane: DataPlane) => plane.commit('7', OPTIONS), 'tooEarly'],
  ['commit-auto-job', (plane: DataPlane) => plane.abort('7', OPTIONS), 'autoCommit'],
] as const) {
  test(`${id} means ${refusal}`, async () =>
    assert.equal(readPhaseRefusal(await failureOf(id, how)), refusal))
}

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
