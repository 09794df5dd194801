import { duration } from '../words/format.ts'
import { tail } from '../words/text.ts'
import type { Bar, Chart, Look } from './chart.ts'

/** How each look is drawn: Mermaid's own colours, light and dark; a character, and a word where it takes one. */
const LOOKS: Readonly<Record<Look, { tag: string; mark: string; word: string }>> = {
  done: { tag: '', mark: '█', word: '' },
  active: { tag: 'active', mark: '▓', word: ', goes on' },
  failed: { tag: 'crit', mark: '▒', word: ', failed' },
  undone: { tag: 'done', mark: '░', word: ', not imported' },
}
const LONGEST_LABEL = 48
/** Characters of a bar as text. */
const WIDTH = 48
/** A shorter bar of Mermaid can't be seen. */
const THINNEST = 1 / 200

/** The picture as text, for wherever Mermaid is not drawn: one line a bar, on one scale, with its times. */
export function renderBars({ phases, files, end }: Chart): string {
  const width = Math.max(...[...phases, ...files].map(({ label }) => drawable(label).length))
  const line = (bar: Bar) => {
    const times = `${clockTime(bar.from)} to ${clockTime(bar.to)}${LOOKS[bar.look].word}`
    return `${drawable(bar.label).padEnd(width)}  ${drawn(bar, end)}  ${times}`
  }
  return [...phases.map(line), ...(files.length > 0 ? ['', ...files.map(line)] : [])].join('\n')
}

function drawn({ from, to, look }: Bar, end: number): string {
  const start = Math.min(WIDTH - 1, Math.floor((from / end) * WIDTH))
  const length = Math.max(1, Math.round((to / end) * WIDTH) - start)
  return `${'·'.repeat(start)}${LOOKS[look].mark.repeat(length)}`.padEnd(WIDTH, '·').slice(0, WIDTH)
}

/** A moment of the run: whole seconds. */
function clockTime(ms: number): string {
  return duration(Math.round(ms / 1000) * 1000)
}

/**
 * The picture as a Gantt chart for Mermaid. Its times are local ones of a made-up day, so that the axis shows
 * the time since the start of the step wherever it is read. A dot leads every file: Mermaid would take a name that looks
 * like a date or a keyword for one.
 */
export function renderMermaid({ phases, files, end }: Chart): string {
  const task = (label: string, { from, to, look }: Bar) => {
    const until = Math.max(to, from + end * THINNEST)
    return `    ${label} :${[LOOKS[look].tag, moment(from), moment(until)].filter(Boolean).join(', ')}`
  }
  const section = (name: string, tasks: readonly string[]) =>
    tasks.length > 0 ? [`    section ${name}`, ...tasks] : []
  // Mermaid alone would draw a line for every minute of a quarter of an hour.
  const [tick] = Object.entries(TICKS).find(([, ms]) => end / ms <= MOST_TICKS) ?? [LAST_TICK]
  return [
    'gantt',
    '    dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    `    axisFormat ${end < HOUR ? '%M:%S' : '%H:%M'}`,
    `    tickInterval ${tick}`,
    '    todayMarker off',
    ...section(
      'Job',
      phases.map(bar => task(bar.label, bar)),
    ),
    ...section(
      'Files',
      files.map(bar => task(`· ${drawable(bar.label)}`, bar)),
    ),
  ].join('\n')
}

const MOST_TICKS = 8
const HOUR = 3_600_000
/** Jobs of days have lines every six hours. */
const LAST_TICK = '6hour'
const TICKS: Readonly<Record<string, number>> = {
  ...{ '1second': 1000, '2second': 2000, '10second': 10_000, '30second': 30_000 },
  ...{ '1minute': 60_000, '2minute': 120_000, '5minute': 300_000, '10minute': 600_000 },
  ...{ '30minute': 1_800_000, '1hour': HOUR },
}

function moment(ms: number): string {
  return new Date(Date.UTC(2000, 0, 3) + Math.round(ms)).toISOString().replace('T', ' ').replace('Z', '')
}

/**
 * A label without anything that Mermaid or Markdown could interpret: letters, digits and a few signs stay, the rest
 * becomes dots. The end of a path says more than its beginning.
 */
function drawable(label: string): string {
  const safe = label
    .replaceAll('{', '(')
    .replaceAll('}', ')')
    .replace(/[^\p{L}\p{N} ._,()/+=-]/gu, '·')
    .replace(/\s+/g, ' ')
    .trim()
  return tail(safe, LONGEST_LABEL)
}
