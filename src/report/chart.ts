import type { FileProgress, Progress } from '../model/job.ts'
import { duration, plural } from '../words/format.ts'
import { fileLabel } from '../words/job.ts'
import { tail } from '../words/text.ts'
import { isFailedFile } from './files.ts'
import type { Recording, Span } from './timeline.ts'

/**
 * How a bar should look: work that is done, that was still going on when we looked last, that failed, or that was
 * undone by the failure of something else.
 */
export type Look = 'done' | 'active' | 'failed' | 'undone'

export interface Bar {
  readonly label: string
  /** Milliseconds from the start of the step. */
  readonly from: number
  readonly to: number
  readonly look: Look
}

/** The picture of an import over time, before anybody draws it. */
export interface Chart {
  readonly end: number
  readonly phases: readonly Bar[]
  readonly files: readonly Bar[]
}

const MOST_FILES = 20
/** Of more files, those that failed are drawn, and this many of those that took longest. */
const SLOWEST = 10
/** Shorter runs get no chart. Milliseconds. */
const SHORTEST = 1000

/**
 * What there is to draw: the phases of the job and its files; of many files, those that failed and those that took
 * longest, and one bar for the rest. `undefined` if the run was too short for a chart.
 */
export function chartOf(recording: Recording, last: Progress | undefined, end: number): Chart | undefined {
  if (!last || recording.phases.length === 0 || end < SHORTEST) return undefined
  const ended = last.standing !== 'running'
  const phases = recording.phases.map((span, index): Bar => {
    const isNewest = index === recording.phases.length - 1
    const failed = isNewest && last.standing === 'failed'
    return {
      ...bounds(span, end),
      label: span.phase,
      look: failed ? 'failed' : isNewest && !ended ? 'active' : 'done',
    }
  })
  return { end, phases, files: fileBars(recording, last, end) }
}

function fileBars({ files: spans }: Recording, last: Progress, end: number): Bar[] {
  const seen = last.files.flatMap(file => {
    const span = spans.get(file.name)
    return span || isFailedFile(file, last) ? [fileBar(file, span ?? { from: end, to: end }, last, end)] : []
  })
  if (seen.length <= MOST_FILES) return seen
  const failed = seen.filter(({ look }) => look === 'failed').slice(0, MOST_FILES)
  const slowest = seen
    .filter(({ look }) => look === 'done' || look === 'active')
    .toSorted((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, Math.min(SLOWEST, MOST_FILES - failed.length))
  const shown = new Set([...failed, ...slowest])
  const rest = seen.filter(bar => !shown.has(bar))
  return [...seen.filter(bar => shown.has(bar)), ...(rest.length > 0 ? [together(rest)] : [])]
}

function fileBar(file: FileProgress, span: Span, last: Progress, end: number): Bar {
  return { ...bounds(span, end), label: fileLabel(file), look: lookOf(file, last) }
}

function lookOf(file: FileProgress, last: Progress): Look {
  if (isFailedFile(file, last)) return 'failed'
  const { standing } = last
  if (standing === 'failed') return 'undone'
  return file.state === 'Completed' || standing === 'completed' ? 'done' : 'active'
}

function together(bars: readonly Bar[]): Bar {
  const from = bars.reduce((least, bar) => Math.min(least, bar.from), Number.POSITIVE_INFINITY)
  const to = bars.reduce((most, bar) => Math.max(most, bar.to), 0)
  const looks = new Set(bars.map(({ look }) => look))
  const look = looks.has('failed') ? 'failed' : looks.has('active') ? 'active' : ([...looks][0] ?? 'done')
  return { label: plural(bars.length, 'more file'), from, to, look }
}

function bounds({ from, to }: Span, end: number): { from: number; to: number } {
  return { from: Math.min(from, end), to: Math.min(to ?? end, end) }
}

/** A moment of the run: whole seconds. */
export function clockTime(ms: number): string {
  return duration(Math.round(ms / 1000) * 1000)
}

/**
 * A label without anything that Mermaid or Markdown could interpret: letters, digits and a few signs stay, the rest
 * becomes dots. The end of a path says more than its beginning.
 */
export function drawable(label: string): string {
  const safe = label
    .replaceAll('{', '(')
    .replaceAll('}', ')')
    .replace(/[^\p{L}\p{N} ._,()/+=-]/gu, '·')
    .replace(/\s+/g, ' ')
    .trim()
  return tail(safe, LONGEST_LABEL)
}

const LONGEST_LABEL = 48
