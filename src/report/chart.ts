import type { FileProgress, Progress } from '../model/job.ts'
import { plural } from '../words/format.ts'
import { fileLabel, isFileDone } from '../words/job.ts'
import { isFailedFile } from './tables.ts'
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
  const newest = { running: 'active', failed: 'failed', completed: 'done', uncommitted: 'done' } as const
  const phases = recording.phases.map((span, index) => {
    const look = index === recording.phases.length - 1 ? newest[last.standing] : 'done'
    return barOf(span.phase, span, look, end)
  })
  return { end, phases, files: fileBars(recording, last, end) }
}

function fileBars({ files: spans }: Recording, last: Progress, end: number): Bar[] {
  const seen = last.files.flatMap(file => {
    const look = lookOf(file, last)
    const span = spans.get(file.name) ?? (look === 'failed' ? { from: end, to: end } : undefined)
    return span ? [barOf(fileLabel(file), span, look, end)] : []
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

function lookOf(file: FileProgress, last: Progress): Look {
  if (isFailedFile(file, last)) return 'failed'
  if (last.standing === 'failed') return 'undone'
  return isFileDone(file) || last.standing === 'completed' ? 'done' : 'active'
}

/** One bar for all of them. */
function together(bars: readonly Bar[]): Bar {
  const from = bars.reduce((least, bar) => Math.min(least, bar.from), Number.POSITIVE_INFINITY)
  const to = bars.reduce((most, bar) => Math.max(most, bar.to), 0)
  const looks = bars.map(({ look }) => look)
  const look = (['failed', 'active'] as const).find(each => looks.includes(each)) ?? looks[0] ?? 'done'
  return { label: plural(bars.length, 'more file'), from, to, look }
}

function barOf(label: string, { from, to }: Span, look: Look, end: number): Bar {
  return { label, from: Math.min(from, end), to: Math.min(to ?? end, end), look }
}
