import type { Bar, Chart, Look } from './chart.ts'

/** GitHub draws Mermaid in its own colours: grey for what is done, pale for what goes on, red for what failed. */
const TAGS: Readonly<Record<Look, string>> = { done: 'done', active: 'active', failed: 'crit', undone: '' }
const LONGEST_LABEL = 48
/** A shorter bar can't be seen. */
const THINNEST = 1 / 200

/**
 * The picture as a Gantt chart for Mermaid. Its times are local ones of a made-up day, so that the axis shows
 * the time since the start of the step wherever it is read.
 */
export function renderMermaid(chart: Chart): string {
  const hours = chart.end >= 3_600_000
  const section = (name: string, bars: readonly Bar[]) =>
    bars.length > 0 ? [`    section ${name}`, ...bars.map(bar => task(bar, chart.end))] : []
  return [
    'gantt',
    '    dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    `    axisFormat ${hours ? '%H:%M' : '%M:%S'}`,
    '    todayMarker off',
    ...section('Job', chart.phases),
    ...section('Files', chart.files),
  ].join('\n')
}

function task({ label, from, to, look }: Bar, end: number): string {
  const until = Math.max(to, from + end * THINNEST)
  const data = [TAGS[look], moment(from), moment(until)].filter(Boolean)
  return `    ${safeLabel(label)} :${data.join(', ')}`
}

function moment(ms: number): string {
  return new Date(Date.UTC(2000, 0, 3) + Math.round(ms)).toISOString().replace('T', ' ').replace('Z', '')
}

/**
 * Only letters, digits and a few signs that mean nothing to Mermaid: others become a dot, so that a name can neither
 * end its line nor start a command. A name that looks like a date or a keyword would be read as one: no label starts a line
 * with a letter or digit (Mermaid's grammar of Gantt charts).
 */
function safeLabel(label: string): string {
  const safe = label
    .replaceAll('{', '(')
    .replaceAll('}', ')')
    .replace(/[^\p{L}\p{N} ._,()/+=-]/gu, '·')
    .replace(/\s+/g, ' ')
    .trim()
  const tail = safe.length <= LONGEST_LABEL ? safe : `…${safe.slice(1 - LONGEST_LABEL)}`
  return `· ${tail}`
}
