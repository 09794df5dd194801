import { type Bar, type Chart, clockTime, drawable, type Look } from './chart.ts'

const WIDTH = 48
const MARKS: Readonly<Record<Look, string>> = { done: '█', active: '▓', failed: '▒', undone: '░' }
const WORDS: Readonly<Record<Look, string>> = {
  done: '',
  active: ', goes on',
  failed: ', failed',
  undone: ', not imported',
}

/** The picture as text, for wherever Mermaid is not drawn: one line a bar, on one scale, with its times. */
export function renderBars(chart: Chart): string {
  const bars = [...chart.phases, ...chart.files]
  const labels = bars.map(({ label }) => drawable(label))
  const width = Math.max(...labels.map(label => label.length))
  const line = (bar: Bar, index: number) =>
    `${(labels[index] ?? '').padEnd(width)}  ${drawn(bar, chart.end)}  ${times(bar)}`
  const lines = bars.map(line)
  const phases = lines.slice(0, chart.phases.length)
  const files = lines.slice(chart.phases.length)
  return [...phases, ...(files.length > 0 ? ['', ...files] : [])].join('\n')
}

function drawn({ from, to, look }: Bar, end: number): string {
  const start = Math.min(WIDTH - 1, Math.floor((from / end) * WIDTH))
  const length = Math.max(1, Math.round((to / end) * WIDTH) - start)
  return `${'·'.repeat(start)}${MARKS[look].repeat(length)}`.padEnd(WIDTH, '·').slice(0, WIDTH)
}

function times({ from, to, look }: Bar): string {
  return `${clockTime(from)} to ${clockTime(to)}${WORDS[look]}`
}
