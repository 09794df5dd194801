import { type Bar, type Chart, drawable, type Look } from './chart.ts'

/** Mermaid's own colours, light and dark: plain for done, pale for running, red for failed, grey for undone. */
const TAGS: Readonly<Record<Look, string>> = { done: '', active: 'active', failed: 'crit', undone: 'done' }
/** A shorter bar can't be seen. */
const THINNEST = 1 / 200

/**
 * The picture as a Gantt chart for Mermaid. Its times are local ones of a made-up day, so that the axis shows
 * the time since the start of the step wherever it is read. A dot leads every file: Mermaid would take a name that looks
 * like a date or a keyword for one.
 */
export function renderMermaid(chart: Chart): string {
  const section = (name: string, tasks: readonly string[]) =>
    tasks.length > 0 ? [`    section ${name}`, ...tasks] : []
  return [
    'gantt',
    '    dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    `    axisFormat ${chart.end < HOUR ? '%M:%S' : '%H:%M'}`,
    `    tickInterval ${tickOf(chart.end)}`,
    '    todayMarker off',
    ...section(
      'Job',
      chart.phases.map(bar => task(bar.label, bar, chart.end)),
    ),
    ...section(
      'Files',
      chart.files.map(bar => task(`· ${drawable(bar.label)}`, bar, chart.end)),
    ),
  ].join('\n')
}

function task(label: string, { from, to, look }: Bar, end: number): string {
  const until = Math.max(to, from + end * THINNEST)
  const data = [TAGS[look], moment(from), moment(until)].filter(Boolean)
  return `    ${label} :${data.join(', ')}`
}

/** Mermaid alone would draw a line for every minute of a quarter of an hour. Jobs of days have lines every six hours. */
function tickOf(end: number): string {
  const tick = TICKS.find(([length]) => end / length <= MOST_TICKS)
  return tick?.[1] ?? '6hour'
}

const MOST_TICKS = 8
const HOUR = 3_600_000
const TICKS: readonly (readonly [number, string])[] = [
  [1000, '1second'],
  [2000, '2second'],
  [10_000, '10second'],
  [30_000, '30second'],
  [60_000, '1minute'],
  [120_000, '2minute'],
  [300_000, '5minute'],
  [600_000, '10minute'],
  [1_800_000, '30minute'],
  [HOUR, '1hour'],
]

function moment(ms: number): string {
  return new Date(Date.UTC(2000, 0, 3) + Math.round(ms)).toISOString().replace('T', ' ').replace('Z', '')
}
