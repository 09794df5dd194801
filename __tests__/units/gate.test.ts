import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outliving } from '../../src/job/limits.ts'
import { advance } from '../../src/job/progress.ts'
import { readPhaseRefusal, readRefusal } from '../../src/job/refusals.ts'
import { stagedRows } from '../../src/job/verdict.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Tools } from '../../src/model/tools.ts'
import { goDuration } from '../../src/steps/commit.ts'
import { prepareGate } from '../../src/steps/gate.ts'
import { request, server } from '../harness/job-server.ts'
import { seen } from '../harness/observed.ts'
import { VirtualTime } from '../harness/virtual-time.ts'

const UNCOMMITTED = { standing: 'uncommitted' } as const

test('staged rows hold if all rows of the files are staged, and as many as expected', () => {
  const exactly = { kind: 'exactly', rows: 100n } as const
  const atLeast = { kind: 'atLeast', rows: 100n } as const
  const unknown = '100 rows were staged, but the server does not report how many the files hold'
  // biome-ignore format: a table, one row a line
  const rows = [
    [100n, 100n, undefined, true, '100 rows were staged'],
    [0n, 0n, undefined, true, '0 rows were staged'],
    [100n, 100n, exactly, true, '100 rows were staged'],
    [101n, 101n, exactly, false, '101 rows were staged, 100 were expected'],
    [101n, 101n, atLeast, true, '101 rows were staged'],
    [99n, 99n, atLeast, false, '99 rows were staged, at least 100 were expected'],
    [99n, 100n, undefined, false, '99 rows were staged, the files hold 100'],
    [undefined, 100n, atLeast, false, 'The server does not report how many rows were staged'],
    [100n, undefined, exactly, false, unknown],
  ] as const
  for (const [importedRows, totalRows, expected, holds, says] of rows)
    assert.deepEqual(
      stagedRows(advance(undefined, seen({ ...UNCOMMITTED, importedRows, totalRows })), expected),
      { holds, says },
    )
})

test('rows that wait for their commit are those of the last answer, also where it told more before', () => {
  const before = advance(undefined, seen({ importedRows: 90n, totalRows: 100n }))
  const waits = { ...UNCOMMITTED, totalRows: 100n }
  const last = advance(before, seen({ ...waits, importedRows: 80n }))
  assert.deepEqual([last.importedRows, last.totalRows], [80n, 100n])
  assert.equal(stagedRows(advance(before, seen(waits)), undefined).holds, false)
})

test('durations as Go reads them', () => {
  const right = { '90s': 90_000, '1h30m': 5_400_000, '1.5h': 5_400_000, '+300ms': 300, '.5s': 500 }
  const none = { '300': undefined, '': undefined, '-5s': undefined, '1d': undefined }
  const rows = Object.entries({ ...right, '1m1µs': 60_000.001, ...none })
  for (const [text, ms] of rows) assert.equal(goDuration(text), ms, text)
})

test('what outlives a cancel does so from now on if the cancel came before', async () => {
  const clock = new VirtualTime()
  const limit = outliving(clock, AbortSignal.abort(), 3000)
  await clock.run(clock.sleep(2999))
  assert.equal(limit.signal.aborted, false)
  await clock.run(clock.sleep(2))
  assert.equal(limit.signal.aborted, true)
  limit.end()
})

test('refusals of commits and aborts, in the words of the server', () => {
  const failure = (code: string, said: string) => ({ kind: 'code', code, said, httpStatus: 200 }) as const
  const rows = [
    ['2100', 'job 7 is in state Importing, expected Uncommitted: importing data failed', 'tooEarly'],
    ['2100', 'job 7 is in state Failed, expected Uncommitted: importing data failed', 'failed'],
    ['2100', 'job 7 is auto-commit, manual commit/abort not allowed: importing data failed', 'autoCommit'],
    ['2100', 'job 7 is in terminal/committed state Completed, abort not allowed', 'committed'],
    ['2101', 'job 7 not found: importing data failed on server side', 'jobMissing'],
    ['65535', 'PrivilegeImport: permission deny', undefined],
  ] as const
  for (const [code, said, meaning] of rows) assert.equal(readPhaseRefusal(failure(code, said)), meaning, said)
  assert.equal(readRefusal(failure('65535', 'alias not found[database=default][alias=a]')), 'aliasMissing')
})

/** Whose job it is, what `commit` asks for, the server's word at the timeout; how it ends, and how many aborts are sent. */
const ENDS = [
  ['submitted', 'verified', 'Importing', 'Aborted TimedOut', 1],
  ['found', 'verified', 'Importing', 'Aborted TimedOut', 1],
  ['given', 'verified', 'Importing', 'TimedOut TimedOut', 0],
  ['submitted', 'manual', 'Importing', 'TimedOut TimedOut', 0],
  ['submitted', 'verified', 'Committing', 'TimedOut TimedOut', 0],
] as const
for (const [origin, commit, state, ends, most] of ENDS) {
  test(`a job that was ${origin} is ${state} at the timeout of \`commit: ${commit}\`: ${ends}`, async () => {
    const clock = new VirtualTime()
    const aborts: string[] = []
    const abort = async (jobId: string) => void aborts.push(jobId)
    const plane = { hasTwoPhases: async () => true, abort }
    const describe = async () => seen({ state, standing: aborts.length > 0 ? 'failed' : 'running' })
    const tools = {
      ...{ clock, random: () => 0, today: () => 0, signal: new AbortController().signal, tell() {} },
      ...{ service: { ...server([]), describe }, openDataPlane: async () => plane },
    } as unknown as Tools
    const task = { kind: 'attach', jobId: 'j' }
    const plan = { task, commit, wait: true, timeout: 60_000, pollInterval: 'auto' } as Plan
    const passing = prepareGate(plan, tools).then(gate =>
      gate.pass({ jobId: 'j', origin, request, startedAt: 0 }, undefined, tools),
    )
    const { status, code } = await clock.run(passing).catch(error => error)
    assert.deepEqual([`${status} ${code}`, aborts.length], [ends, most])
  })
}
