import assert from 'node:assert/strict'
import { test } from 'node:test'
import mermaid from 'mermaid'
import { advance } from '../../src/job/progress.ts'
import type { Progress } from '../../src/model/job.ts'
import { chartOf } from '../../src/report/chart.ts'
import { renderBars, renderMermaid } from '../../src/report/drawings.ts'
import type { Outcome } from '../../src/report/reporter.ts'
import { NOTHING_KNOWN } from '../../src/report/reporter.ts'
import { createRunner } from '../../src/report/runner.ts'
import { averageSpeed, speedOf } from '../../src/report/speed.ts'
import { renderSummary } from '../../src/report/summary.ts'
import { table } from '../../src/report/tables.ts'
import { createTimeline, type Sample } from '../../src/report/timeline.ts'
import { redactor } from '../../src/words/redact.ts'
import { file, seen } from '../harness/observed.ts'
import { HOSTILE, play, SCENES } from '../harness/scenes.ts'

test('every summary: Mermaid reads its picture, tables are whole, lines are short, all of it is small', async () => {
  for (const [name, scene] of Object.entries(SCENES)) {
    const { summary } = await play(scene)
    for (const [, picture = ''] of summary.matchAll(/```mermaid\n([\s\S]*?)\n```/g)) {
      assert.deepEqual((await mermaid.parse(picture)).diagramType, 'gantt', name)
    }
    checkTables(summary, name)
    for (const line of summary.split('\n'))
      assert.ok(line.length < 3000, `${name}: ${line.length} characters`)
    assert.ok(Buffer.byteLength(summary) < 60_000, name)
    assert.equal(summary.match(/<details>/g)?.length, summary.match(/<\/details>/g)?.length, name)
    assert.doesNotMatch(summary, /<img|@team| #12|!\[y\]|<\/table>/, name)
  }
})

/** Every row of a table has as many cells as its head. */
function checkTables(markdown: string, name: string): void {
  for (const block of markdown.split('\n\n').filter(text => text.startsWith('|'))) {
    const widths = block
      .trim()
      .split('\n')
      .map(line => line.match(/\|/g)?.length)
    assert.equal(new Set(widths).size, 1, `${name}: ${block.slice(0, 200)}`)
  }
}

test('a name can be no syntax of Mermaid, whatever it is', async () => {
  const names = [
    HOSTILE,
    '2026-11-22',
    '2026-11-22.parquet',
    'gantt',
    'section x',
    'click a href "b"',
    'title x',
    'dateFormat x',
    'topAxis',
    'weekday monday',
    'accTitle: x',
    'accDescr { x',
    'a:b;c#d%%e',
    '%%{init: {"theme": "dark"}}%%',
    '---\nconfig: {}\n---',
    ':',
    '',
    '"',
    '```',
    'end',
    'vert',
    '🙂.json',
  ]
  for (const label of names) {
    const bar = { label, from: 0, to: 5000, look: 'done' } as const
    const text = renderMermaid({ end: 10_000, phases: [], files: [bar] })
    assert.equal((await mermaid.parse(text)).diagramType, 'gantt', label)
    assert.equal(text.split('\n').length, 7, label)
    assert.doesNotMatch(renderBars({ end: 10_000, phases: [], files: [bar] }), /`/)
  }
})

test('10,000 files with the worst of names: a summary far below what GitHub takes', () => {
  const progress = advance(undefined, {
    ...seen({ state: 'Failed', percent: 0 }),
    reason: HOSTILE,
    standing: 'failed',
    files: Array.from({ length: 10_000 }, (_, index) => ({
      ...file(`${index} ${HOSTILE.repeat(20)}`),
      state: HOSTILE.repeat(20),
      reason: `${index} ${HOSTILE.repeat(20)}`,
    })),
  })
  const timeline = createTimeline()
  timeline.tell({ kind: 'progress', progress }, { ...NOTHING_KNOWN, elapsed: 60_000 })
  const summary = renderSummary(outcome(progress), timeline.recording)
  assert.ok(Buffer.byteLength(summary) < 900_000, `${Buffer.byteLength(summary)} bytes`)
  checkTables(summary, 'worst')
})

test('a timeline stays small however long the job runs, and keeps its ends', () => {
  const timeline = createTimeline()
  for (let at = 0; at < 5000; at += 1) {
    const progress = advance(undefined, {
      ...seen({ state: 'Importing', percent: at / 50 }),
      files: [file('a.json')],
    })
    timeline.tell({ kind: 'progress', progress }, { ...NOTHING_KNOWN, elapsed: at * 1000 })
  }
  const { samples, phases, files } = timeline.recording
  assert.ok(samples.length <= 200)
  assert.equal(samples[0]?.at, 0)
  assert.equal(samples.at(-1)?.at, 4_999_000)
  assert.equal(phases.length, 5)
  assert.equal(files.size, 1)
})

test('of many files those that failed and the slowest are drawn, the rest as one', () => {
  const timeline = createTimeline()
  const names = Array.from({ length: 50 }, (_, index) => `part-${index}.json`)
  for (let poll = 0; poll <= 50; poll += 1) {
    const files = names.map((name, index) => ({
      ...file(name),
      state: index < poll ? 'Completed' : 'InProgress',
    }))
    timeline.tell(
      {
        kind: 'progress',
        progress: advance(undefined, { ...seen({ state: 'Importing', percent: 50 }), files }),
      },
      { ...NOTHING_KNOWN, elapsed: poll * 1000 },
    )
  }
  const files = names.map((name, index) => ({ ...file(name), state: index === 3 ? 'Failed' : 'Completed' }))
  const chart = chartOf(
    timeline.recording,
    advance(undefined, { ...seen({ state: 'Importing', percent: 50 }), files }),
    50_000,
  )
  const labels = chart?.files.map(({ label }) => label)
  assert.deepEqual(labels, ['part-3.json', ...names.slice(-10), '39 more files'])
})

const at = (seconds: number, rows: number, phase: Sample['phase'] = 'importing rows'): Sample => ({
  at: seconds * 1000,
  phase,
  rows: BigInt(rows),
})

test('speed: only while rows are written, only from enough, an estimate only while it is steady', () => {
  const steady = [0, 10, 20, 30, 40].map(seconds => at(seconds, seconds * 100))
  assert.deepEqual(speedOf(steady, 10_000n), { rowsPerSecond: 100, rest: 60_000 })
  assert.deepEqual(speedOf(steady, undefined), { rowsPerSecond: 100, rest: undefined })
  assert.equal(speedOf(steady.slice(0, 3), 10_000n), undefined)
  assert.equal(speedOf([...steady, at(50, 4000, 'sorting')], 10_000n), undefined)
  const slowing = [at(0, 0), at(10, 3000), at(20, 3500), at(30, 3600), at(40, 3700)]
  assert.equal(speedOf(slowing, 10_000n)?.rest, undefined)
  const still = [0, 10, 20, 30].map(seconds => at(seconds, 500))
  assert.equal(speedOf(still, 10_000n), undefined)
  assert.equal(averageSpeed([at(0, 0, 'checking files'), ...steady, at(90, 4000, 'sorting')]), 100)
  assert.equal(averageSpeed([]), undefined)
})

test('a table of the log is aligned, and leaves out what is empty', () => {
  assert.deepEqual(
    table(
      ['file', 'state', 'rows', 'size'],
      [
        ['a.json', 'Failed', '', '1 B'],
        ['longer.json', 'not imported', '', '20 B'],
      ],
    ),
    ['file         state         size', 'a.json       Failed         1 B', 'longer.json  not imported  20 B'],
  )
})

test('colour never splits a secret or a command, and NO_COLOR leaves it out', () => {
  const printed: string[] = []
  const core = {
    setSecret() {},
    setOutput() {},
    info: (line: string) => printed.push(line),
    warning() {},
    startGroup() {},
    endGroup() {},
  }
  const redact = redactor(['secret'])
  const runner = (color: boolean) => createRunner(core, { redact, summaryFile: undefined, color })
  runner(true).line([{ text: 'a ' }, { text: 'b', style: 'good' }])
  runner(true).line([{ text: 'sec', style: 'good' }, { text: 'ret' }])
  runner(true).line([{ text: 'x ##' }, { text: '[error]', style: 'bad' }])
  runner(true).line([{ text: 'x ##', style: 'bad' }, { text: ' y' }])
  runner(true).line([{ text: 'a\x1b[31mb', style: 'good' }])
  runner(true).line([{ text: '    ::error::x', style: 'bad' }])
  runner(false).line([{ text: 'a ' }, { text: 'b', style: 'good' }])
  assert.deepEqual(printed, [
    `a ${paint('b', 'good')}`,
    '***',
    'x ## [error]',
    '\x1b[31mx ## \x1b[0m y',
    paint('ab', 'good'),
    paint('    |::error::x', 'bad'),
    'a b',
  ])
})

const paint = (text: string, style: 'good' | 'bad') => `\x1b[${style === 'good' ? 32 : 31}m${text}\x1b[0m`

function outcome(last: Progress): Outcome {
  return {
    status: 'Failed',
    ...NOTHING_KNOWN,
    origin: 'submitted',
    subject: { collectionName: 'articles', place: 'cluster in01-0', sources: [] },
    jobId: HOSTILE,
    last,
    elapsed: 60_000,
    error: undefined,
    red: true,
    warnings: [],
  }
}
