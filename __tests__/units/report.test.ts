import assert from 'node:assert/strict'
import { test } from 'node:test'
import mermaid from 'mermaid'
import { advance } from '../../src/job/progress.ts'
import type { Event } from '../../src/model/events.ts'
import type { Observation, Progress } from '../../src/model/job.ts'
import { chartOf } from '../../src/report/chart.ts'
import { renderBars, renderMermaid } from '../../src/report/drawings.ts'
import { nextLines } from '../../src/report/ending.ts'
import { lineOf } from '../../src/report/event-lines.ts'
import { NOTHING_KNOWN, type Outcome } from '../../src/report/reporter.ts'
import { createRunner, type Line, textOf } from '../../src/report/runner.ts'
import { averageSpeed, speedOf } from '../../src/report/speed.ts'
import { renderSummary } from '../../src/report/summary.ts'
import { failedFirst } from '../../src/report/tables.ts'
import { createTimeline, type Sample } from '../../src/report/timeline.ts'
import { redactor } from '../../src/words/redact.ts'
import { file, seen } from '../harness/observed.ts'
import { HOSTILE, play, SCENES } from '../harness/scenes.ts'

/** A timeline of these answers, one a second. */
function recorded(answers: readonly Partial<Observation>[]) {
  const timeline = createTimeline()
  const told = answers.map((answer, second) => {
    const progress = advance(undefined, seen(answer))
    timeline.tell({ kind: 'progress', progress }, { ...NOTHING_KNOWN, elapsed: second * 1000 })
    return progress
  })
  return { recording: timeline.recording, last: told.at(-1) as Progress }
}

test('every summary: Mermaid reads its picture, tables are whole, lines are short, all of it is small', async () => {
  for (const [name, scene] of Object.entries(SCENES)) {
    const { summary } = await play(scene)
    for (const [, picture = ''] of summary.matchAll(/```mermaid\n([\s\S]*?)\n```/g))
      assert.deepEqual((await mermaid.parse(picture)).diagramType, 'gantt', name)
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
    const rows = block.trim().split('\n')
    const widths = new Set(rows.map(line => line.match(/\|/g)?.length))
    assert.equal(widths.size, 1, `${name}: ${block.slice(0, 200)}`)
  }
}

test('a name can be no syntax of Mermaid, whatever it is', async () => {
  const keywords = [
    'gantt',
    'end',
    'vert',
    'section x',
    'title x',
    'dateFormat x',
    'topAxis',
    'weekday monday',
  ]
  const signs = [':', '', '"', '```', 'a:b;c#d%%e', '%%{init: {"theme": "dark"}}%%', '---\nconfig: {}\n---']
  const others = [
    '2026-11-22',
    '2026-11-22.parquet',
    'click a href "b"',
    'accTitle: x',
    'accDescr { x',
    '🙂.json',
  ]
  for (const label of [HOSTILE, ...keywords, ...signs, ...others]) {
    const bar = { label, from: 0, to: 5000, look: 'done' } as const
    const text = renderMermaid({ end: 10_000, phases: [], files: [bar] })
    assert.equal((await mermaid.parse(text)).diagramType, 'gantt', label)
    assert.equal(text.split('\n').length, 7, label)
    assert.doesNotMatch(renderBars({ end: 10_000, phases: [], files: [bar] }), /`/)
  }
})

test('10,000 files with the worst of names: a summary far below what GitHub takes', () => {
  const worst = HOSTILE.repeat(20)
  const files = Array.from({ length: 10_000 }, (_, index) =>
    file(`${index} ${worst}`, { state: worst, reason: `${index} ${worst}` }),
  )
  const { recording, last } = recorded([{ state: 'Failed', standing: 'failed', reason: HOSTILE, files }])
  const subject = { collectionName: 'articles', place: 'cluster in01-0', sources: [] }
  const run = { ...NOTHING_KNOWN, subject, jobId: HOSTILE, last, elapsed: 60_000 }
  const summary = renderSummary({ ...run, status: 'Failed', error: undefined, red: true }, recording)
  assert.ok(Buffer.byteLength(summary) < 900_000, `${Buffer.byteLength(summary)} bytes`)
  checkTables(summary, 'worst')
})

const FRESH = { path: 'a', key: 'a', size: 1, skipped: false }
const THERE = { ...FRESH, skipped: true }
const upload = {
  files: 4,
  bytes: 4e9,
  filesThere: 1,
  bytesThere: 1e9,
  sent: 0,
  speed: undefined,
}
const counted = { kind: 'counted', rows: 199n, when: 'after', wanted: 200n } as const
const uploaded = { kind: 'uploaded', folder: 'f', sent: 2e9, elapsed: 27_000 } as const
const alias = { kind: 'switched', alias: 'a', collectionName: 'new' } as const

const LINES: readonly (readonly [Event, string])[] = [
  [{ ...counted, when: 'before' }, 'A query counts 199 rows now'],
  [{ ...counted, wanted: undefined }, 'A query counts 199 rows'],
  [counted, 'Waiting for queries: they count 199 of 200 rows'],
  [{ ...counted, wanted: 199n }, 'Searchable: a query counts 199 rows'],
  [{ ...alias, before: undefined }, 'Switched: alias a points to new (newly created)'],
  [{ ...alias, before: 'old' }, 'Switched: alias a points to new (before: old)'],
  [{ ...alias, before: 'new' }, 'Alias a already points to new'],
  [{ kind: 'aborted', end: 'committed', state: '' }, 'Too late to abort: the job was committed meanwhile'],
  [{ kind: 'uploading', to: 'v', progress: upload }, 'Uploading to v: 1 of 4 files are there already'],
  [
    { kind: 'uploading', to: 'v', progress: { ...upload, sent: 1e9, speed: 1e8 } },
    'Uploading 33 % (1.0 GB of 3.0 GB, 100.0 MB/s, 20s left)',
  ],
  [{ ...uploaded, files: [FRESH] }, 'Uploaded 1 file (2.0 GB) in 27s; submitting their import'],
  [{ ...uploaded, files: [FRESH, THERE] }, 'Uploaded 1 file (2.0 GB) in 27s; submitting the import of all 2'],
  [{ ...uploaded, files: [THERE] }, 'Nothing to upload; submitting the import of 1 file'],
]
for (const [event, text] of LINES) {
  test(`line: ${text}`, () => assert.equal(textOf(lineOf(event, NOTHING_KNOWN) ?? ''), text))
}

test('a file that has failed comes first, also where the job goes on', () => {
  const files = [file('a'), file('b', { state: 'Failed' }), file('c')]
  const progress = advance(undefined, seen({ blamed: ['c'], files }))
  assert.equal(
    failedFirst(progress)
      .map(({ name }) => name)
      .join(''),
    'bca',
  )
})

const open = { ...NOTHING_KNOWN, status: 'TimedOut', error: undefined, red: true } as const
const uncommitted = advance(undefined, seen({ standing: 'uncommitted' }))
const NEXT: readonly (readonly [string, Outcome, RegExp])[] = [
  ['a job that is still open is waited for', open, /^To wait .* {2}jobId: "7"$/],
  [
    'a staged one is published',
    { ...open, gate: 'staged', last: uncommitted },
    /^To publish .*commit: verified$/,
  ],
  ['nothing goes on with one that is over', { ...open, status: 'Failed' }, /^$/],
  ['nor with one that was aborted', { ...open, gate: 'aborted' }, /^$/],
]
for (const [name, outcome, expected] of NEXT) {
  test(`how to go on: ${name}`, () => {
    const { text = '', yaml = [] } = nextLines('7', outcome) ?? {}
    assert.match([text, ...yaml].join(' ').trim(), expected)
  })
}

test('a timeline stays small however long the job runs, and keeps its ends', () => {
  const answers = Array.from({ length: 5000 }, (_, at) => ({ percent: at / 50, files: [file('a.json')] }))
  const { samples, phases, files } = recorded(answers).recording
  assert.ok(samples.length <= 200)
  assert.deepEqual([samples[0]?.at, samples.at(-1)?.at], [0, 4_999_000])
  assert.deepEqual([phases.length, files.size], [5, 1])
})

test('of many files those that failed and the slowest are drawn, the rest as one', () => {
  const names = Array.from({ length: 50 }, (_, index) => `part-${index}.json`)
  const answer = (stateOf: (index: number) => string) => ({
    files: names.map((name, index) => file(name, { state: stateOf(index) })),
  })
  const polls = Array.from({ length: 51 }, (_, poll) =>
    answer(index => (index < poll ? 'Completed' : 'InProgress')),
  )
  const { recording, last } = recorded([...polls, answer(index => (index === 3 ? 'Failed' : 'Completed'))])
  const labels = chartOf(recording, last, 50_000)?.files.map(({ label }) => label)
  assert.deepEqual(labels, ['part-3.json', ...names.slice(-10), '39 more files'])
})

/** One poll every ten seconds while rows are written, with so many of them. */
const polls = (...rows: readonly number[]) => rows.map((count, index) => poll(index * 10, count))
const poll = (seconds: number, rows: number, phase: Sample['phase'] = 'importing rows') => ({
  ...{ at: seconds * 1000, phase, rows: BigInt(rows) },
})
const STEADY = polls(0, 1000, 2000, 3000, 4000)

const SPEEDS: readonly (readonly [string, readonly Sample[], bigint | undefined, unknown])[] = [
  ['steady', STEADY, 10_000n, { rowsPerSecond: 100, rest: 60_000 }],
  ['no total', STEADY, undefined, { rowsPerSecond: 100, rest: undefined }],
  ['too few polls', STEADY.slice(0, 3), 10_000n, undefined],
  ['another phase', [...STEADY, poll(50, 4000, 'sorting')], 10_000n, undefined],
  ['not steady', polls(0, 3000, 3500, 3600, 3700), 10_000n, { rowsPerSecond: 92.5, rest: undefined }],
  ['standing still', polls(500, 500, 500, 500), 10_000n, undefined],
]
for (const [name, samples, total, expected] of SPEEDS) {
  test(`speed: ${name}`, () => assert.deepEqual(speedOf(samples, total), expected))
}

test('the average speed is that of the phase in which rows are written', () => {
  assert.equal(averageSpeed([poll(0, 0, 'checking files'), ...STEADY, poll(90, 4000, 'sorting')]), 100)
  assert.equal(averageSpeed([]), undefined)
})

test('colour never splits a secret or a command, and NO_COLOR leaves it out', () => {
  const cases: readonly (readonly [Line, string])[] = [
    [['a ', { text: 'b', style: 'good' }], 'a \x1b[32mb\x1b[0m'],
    [[{ text: 'sec', style: 'good' }, 'ret'], '***'],
    [['x ##', { text: '[error]', style: 'bad' }], 'x ## [error]'],
    [[{ text: 'x ##', style: 'bad' }, ' y'], '\x1b[31mx ## \x1b[0m y'],
    [[{ text: 'a\x1b[31mb', style: 'good' }], '\x1b[32mab\x1b[0m'],
    [[{ text: '    ::error::x', style: 'bad' }], '\x1b[31m    |::error::x\x1b[0m'],
  ]
  const printed: string[] = []
  const nothing = { setOutput() {}, warning() {}, startGroup() {}, endGroup() {} }
  const core = { ...nothing, info: (line: string) => printed.push(line) }
  const runner = (color: boolean) =>
    createRunner(core, { redact: redactor(['secret']), summaryFile: undefined, color })
  for (const [line] of cases) runner(true).line(line)
  runner(false).line(['a ', { text: 'b', style: 'good' }])
  assert.deepEqual(printed, [...cases.map(([, text]) => text), 'a b'])
})
