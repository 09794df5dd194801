import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longestSilence, play, SCENES } from '../harness/scenes.ts'

// What people see, word for word: a change of wording is one diff of the files in seen/. To accept one:
// node --test --test-update-snapshots __tests__/scenarios/log-and-summary.test.ts

/** A minute, and what a timer may be late. */
const LONGEST_SILENCE = 60_010

const asText = { serializers: [(text: unknown) => String(text)] }

for (const [name, file] of Object.entries({
  green: 'green',
  'failing file': 'failing-file',
  timeout: 'timeout',
  cancelled: 'cancelled',
  '1,000 files, one failing': '1000-files-one-failing',
  'hostile names': 'hostile-names',
})) {
  test(`log and summary: ${name}`, async t => {
    const seen = await play(SCENES[name as keyof typeof SCENES])
    const path = new URL(`seen/${file}`, import.meta.url).pathname
    t.assert.fileSnapshot(`${seen.log.join('\n')}\n`, `${path}.log.txt`, asText)
    t.assert.fileSnapshot(seen.summary, `${path}.summary.md`, asText)
  })
}

test('the log of half an hour and three files: under 200 lines, never silent for more than a minute', async () => {
  const seen = await play(SCENES.green)
  assert.ok(seen.outcome.elapsed > 29 * 60_000)
  assert.ok(seen.log.length < 200, `${seen.log.length} lines`)
  assert.ok(longestSilence(seen) <= LONGEST_SILENCE, `${longestSilence(seen)} ms`)
})

test('the log of half an hour and 1,000 files: under 300 lines, the table folded', async () => {
  const seen = await play(SCENES['1,000 files'])
  assert.ok(seen.log.length < 300, `${seen.log.length} lines`)
  assert.ok(longestSilence(seen) <= LONGEST_SILENCE, `${longestSilence(seen)} ms`)
  assert.ok(seen.log.includes('▼ 1,000 files'))
  // A later step may get it as one environment variable.
  const { files = '', filesOmitted } = seen.outputs
  assert.ok(files.length > 100_000 && Buffer.byteLength(files) <= 131_072)
  assert.equal(JSON.parse(files).length + Number(filesOmitted), 1000)
  assert.ok(seen.log.includes('and 900 more files'))
})

test('a fast poll does not make the log longer', async () => {
  const seen = await play({ ...SCENES.green, inputs: { pollInterval: '1s' } })
  assert.ok(seen.log.length < 200, `${seen.log.length} lines`)
})

test('polls that fail for minutes: told once, then by the heartbeat', async () => {
  const answer = (path: string, elapsed: number) =>
    !path.endsWith('/create') && elapsed > 60_000 && elapsed < 175_000
      ? { code: 1807, message: 'request is rejected by limiter' }
      : undefined
  const seen = await play({ ...SCENES.green, answer })
  assert.equal(seen.log.filter(line => line.includes('refused the poll')).length, 1)
  assert.ok(seen.log.some(line => /Pending 6 %.*, \d+ polls failed$/.test(line)))
  assert.doesNotMatch(seen.log.slice(-40).join(), /failed/, 'they are forgotten when a poll is answered')
  assert.ok(longestSilence(seen) <= LONGEST_SILENCE, `${longestSilence(seen)} ms`)
  assert.equal(seen.outcome.status, 'Completed')
})

test('nothing is estimated where rows stand still, nor from a few seconds', async () => {
  const { log } = await play(SCENES.green)
  const said = (words: RegExp) => log.filter(line => words.test(line))
  assert.ok(said(/rows\/s/).length > 5)
  assert.deepEqual(said(/(Pending|checking|sorting|index|Completed 100).*(rows\/s|last row)/), [])
  const short = await play(SCENES.short)
  assert.deepEqual(
    short.log.filter(line => line.includes('last row')),
    [],
  )
})

test('estimates come true', async () => {
  const { log } = await play(SCENES.green)
  const end = 18 * 60 + 30
  for (const line of log) {
    const [, minutes, seconds, rest] = /^\[(\d+)m(\d+)s\].* about (\d+)m to the last row/.exec(line) ?? []
    if (rest === undefined) continue
    const promised = Number(minutes) * 60 + Number(seconds) + Number(rest) * 60
    assert.ok(Math.abs(promised - end) < 90, line)
  }
})

test('colour is closed on its line, only ours, and never inside what is not', async () => {
  for (const scene of [SCENES.green, SCENES['failing file'], SCENES['hostile names']]) {
    for (const line of (await play(scene)).painted) {
      const rest = line.replace(/\x1b\[(1|31|32|33|36|90)m[^\x1b]*\x1b\[0m/g, '')
      assert.doesNotMatch(rest, /[\x00-\x1f\x7f-\x9f\u2028]/)
      assert.doesNotMatch(line, /##\x1b?\[/)
    }
  }
})
