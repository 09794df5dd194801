import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check } from './judge.ts'
import { runPairs, summaryOf } from './preflight-pairs.ts'

// A check must never block a file that a server takes. `node __tests__/files/preflight-pairs.ts --pairs 5000` runs more.

test('what a check refuses, an import refuses too, on every version; and most bad files are caught', async () => {
  const report = await runPairs(300, 1)
  assert.deepEqual(report.blocked, [])
  const counts = [...report.kinds.values()]
  const refused = counts.reduce((sum, count) => sum + count.refused, 0)
  const caught = counts.reduce((sum, count) => sum + count.caught, 0)
  // Enough of both kinds, or the test would prove nothing.
  assert.ok(report.pairs - refused > 50 && refused > 50, summaryOf(report))
  assert.ok(caught > refused * 0.8, summaryOf(report))
})

test('a check that refuses further columns, whatever the version, would be found', async () => {
  const report = await runPairs(300, 1, async (pair, possible) => {
    const { failed, unknown } = await check(pair, possible)
    const further = pair.mutations.includes('further column')
    const [finding] = (await check(pair, ['2.4'])).failed
    return { failed: further && finding ? [...failed, finding] : failed, unknown }
  })
  assert.notEqual(report.blocked.length, 0)
})
