import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CheckCall, notingChecks } from '../harness/github-api.ts'
import { LONG_JOB, longestSilence, play, type Scene } from '../harness/scenes.ts'

// What people see while queries, a load or a commit are waited for, on a clock of its own.

const MILVUS = {
  ...{ api: 'milvus', endpoint: 'http://127.0.0.1:19530', clusterId: '', objectUrl: '' },
  files: 'daily/science.jsonl',
}
const ROWS = 1_850_000

/** A scene whose queries count what `rows` says, from the milliseconds since the create. */
function counting(rows: (elapsed: number) => number | object, inputs: Record<string, string>): Scene {
  return {
    inputs: { ...MILVUS, searchable: 'true', ...inputs },
    job: LONG_JOB,
    answer(path, elapsed) {
      if (path.endsWith('/list')) return { code: 0, data: { records: [] } }
      if (/\/(refresh_load|load)$/.test(path)) return { code: 0, data: {} }
      if (!path.endsWith('/query')) return undefined
      const found = rows(elapsed)
      return typeof found === 'number' ? { code: 0, data: [{ 'count(*)': found }] } : found
    },
  }
}

const END = 30 * 60_000

test('queries are waited for for ten minutes: told, never silent for more than a minute, and few lines', async () => {
  const seen = await play(
    counting(elapsed => (elapsed < END + 600_000 ? 500 : 500 + ROWS), { timeout: '1h' }),
  )
  assert.equal(seen.outcome.status, 'Completed')
  assert.ok(longestSilence(seen) <= 60_010, `${longestSilence(seen)} ms`)
  const waiting = seen.log.filter(line =>
    line.includes('Waiting for queries: they count 500 of 1,850,500 rows'),
  )
  assert.ok(waiting.length >= 9 && waiting.length <= 14, `${waiting.length} lines`)
  assert.match(waiting.at(-1) ?? '', /^\[39m\d\ds\] .*no change for/)
  assert.match(seen.summary, /^## Import completed and searchable: 1,850,000 rows/m)
  assert.match(seen.summary, /waiting for queries +·+█+ +29m31s to 40m/)
})

test('a count that is refused for minutes is told once, then by the heartbeat', async () => {
  const limited = { code: 1807, message: 'request is rejected by limiter' }
  const rows = (elapsed: number) =>
    elapsed > 0 && elapsed < END + 300_000 ? limited : elapsed > END ? 500 + ROWS : 500
  const seen = await play(counting(rows, { timeout: '1h' }))
  assert.equal(seen.outcome.status, 'Completed')
  const waiting = seen.log.filter(line => line.includes('Waiting for queries: the count was refused (1807:'))
  assert.ok(waiting.length >= 4 && waiting.length <= 7, `${waiting.length} lines`)
  assert.ok(longestSilence(seen) <= 60_010)
})

test('a load before the create is waited for aloud', async () => {
  let asked = 0
  const rows = (elapsed: number) => {
    asked += 1
    if (elapsed > END) return 500 + ROWS
    if (asked === 1) return { code: 101, message: 'failed to query: collection not loaded[collection=7]' }
    return asked < 200 ? { code: 103, message: 'collection not fully loaded' } : 500
  }
  const seen = await play(counting(rows, { timeout: '1h', searchable: 'load' }))
  assert.equal(seen.outcome.status, 'Completed')
  const waiting = seen.log.filter(line => line.includes('Waiting until collection articles is loaded'))
  assert.ok(waiting.length >= 5, `${waiting.length} lines`)
  assert.ok(longestSilence(seen) <= 60_010)
})

test('a commit that is on its way for minutes: where the job stands', async () => {
  let committedAt: number | undefined
  const seen = await play({
    inputs: { ...MILVUS, commit: 'verified', timeout: '1h' },
    answer(path, elapsed) {
      if (path.endsWith('/list')) return { code: 0, data: { records: [] } }
      if (path.endsWith('/commit')) {
        if (elapsed > END) committedAt ??= elapsed
        return elapsed > END ? { code: 0, data: {} } : { code: 1802, message: 'missing required parameters' }
      }
      if (!path.endsWith('/describe')) return undefined
      const rows = { importedRows: 120, totalRows: 120, details: [] }
      if (elapsed < END) return { code: 0, data: { state: 'Importing', progress: 50, ...rows } }
      if (committedAt === undefined) return { code: 0, data: { state: 'Uncommitted', progress: 99, ...rows } }
      const isOver = elapsed > committedAt + 300_000
      return {
        code: 0,
        data: { state: isOver ? 'Completed' : 'Committing', progress: isOver ? 100 : 99, ...rows },
      }
    },
  })
  assert.equal(seen.outcome.status, 'Completed', seen.outcome.error?.message)
  assert.ok(seen.log.some(line => /Committing 99 %, finishing/.test(line)))
  assert.ok(seen.log.some(line => /Committing 99 %.*no change for/.test(line)))
  assert.ok(longestSilence(seen) <= 60_010)
})

test('the check run shows each part while it lasts', async () => {
  const calls: CheckCall[] = []
  const rows = (elapsed: number) => (elapsed < END + 120_000 ? 500 : 500 + ROWS)
  const scene = counting(rows, { timeout: '1h', githubToken: 'ghs_example0123456789' })
  await play({ ...scene, checks: clock => notingChecks(clock, calls) })
  const titles = calls.map(({ title }) => title)
  assert.ok(titles.includes('Waiting for queries: they count 500 of 1,850,500 rows'), titles.join('\n'))
  assert.equal(calls.at(-1)?.what, 'success')
  assert.match(titles.at(-1) ?? '', /^Import completed and searchable: 1,850,000 rows/)
})
