import type { FileProgress, Phase, Progress } from '../model/job.ts'
import { importedRowsOf } from '../model/job.ts'
import type { Reporter } from './reporter.ts'

/** Where the job stood at one moment. */
export interface Sample {
  /** Milliseconds from the start of the step. */
  readonly at: number
  readonly phase: Phase
  readonly percent: number
  readonly rows: bigint | undefined
}

/** From when to when; `to` is `undefined` while it lasts. Milliseconds from the start of the step. */
export interface Span {
  readonly from: number
  readonly to: number | undefined
}

/** What a stretch of the time was spent on: a phase of the job, or the upload before it. */
export type Stretch = Phase | 'uploading'

/** What was seen of a job over time. */
export interface Recording {
  /** Evenly thinned, the first and the newest always among them. */
  readonly samples: readonly Sample[]
  /** In the order in which they were first seen; each lasts until the next. */
  readonly phases: readonly (Span & { readonly phase: Stretch })[]
  /** By name, from the first sign of work on a file to its completion. */
  readonly files: ReadonlyMap<string, Span>
}

export interface Timeline extends Reporter {
  readonly recording: Recording
}

const MOST_SAMPLES = 200

/**
 * Remembers what the summary draws. It takes bounded memory however long the job runs: at most 200 samples, one span
 * a phase, one span a file. All moments are those of polls, not of the server.
 */
export function createTimeline(): Timeline {
  let samples: Sample[] = []
  const phases: (Span & { phase: Stretch })[] = []
  const files = new Map<string, Span>()
  let settledAt = 0
  let last: Progress | undefined

  return {
    recording: {
      get samples() {
        return samples
      },
      phases,
      files,
    },
    tell(event, at) {
      if (event.kind === 'settled') settledAt = at
      if (event.kind === 'counted' && event.when === 'after')
        enterPhase(phases, 'waiting for queries', at, at)
      if (event.kind === 'uploading') enterPhase(phases, 'uploading', at, at)
      if (event.kind === 'uploaded') enterPhase(phases, 'done', at, at)
      if (event.kind !== 'progress') return
      const { progress } = event
      const before = samples.at(-1)
      enterPhase(phases, progress.phase, at, settledAt)
      followFiles(files, progress, last, before?.at ?? 0, at)
      last = progress
      samples.push({ at, phase: progress.phase, percent: progress.percent, rows: importedRowsOf(progress) })
      if (samples.length > MOST_SAMPLES) samples = thinned(samples)
    },
    finished({ elapsed }) {
      enterPhase(phases, 'done', elapsed, elapsed)
    },
  }
}

function enterPhase(
  phases: (Span & { phase: Stretch })[],
  phase: Stretch,
  at: number,
  /** Since when the job was waited for: what was before the first answer was no other phase. */
  since: number,
): void {
  const current = phases.at(-1)
  if (current?.phase === phase) return
  if (current) phases[phases.length - 1] = { ...current, to: current.to ?? at }
  const isFirst = !current || current.phase === 'uploading'
  if (phase !== 'done') phases.push({ phase, from: isFirst ? since : at, to: undefined })
}

function followFiles(
  spans: Map<string, Span>,
  progress: Progress,
  last: Progress | undefined,
  previous: number,
  at: number,
): void {
  progress.files.forEach((file, seat) => {
    const { name } = file
    const work = workOn(file, progress)
    const before = last?.files[seat]
    // Almost always: of thousands of files a few begin or end between two polls.
    if (last && before?.name === name && workOn(before, last) === work) return
    const span = spans.get(name)
    // A file that was never seen at work came and went between two polls.
    if (!span && work === 'done') spans.set(name, { from: previous, to: at })
    else if (!span && work === 'begun') spans.set(name, { from: at, to: undefined })
    else if (span && span.to === undefined && work === 'done') spans.set(name, { ...span, to: at })
  })
}

function workOn({ state, percent }: FileProgress, { standing }: Progress): 'none' | 'begun' | 'done' {
  if (state === 'Completed' || standing === 'completed') return 'done'
  return percent > 0 || state === 'InProgress' || state === 'Importing' ? 'begun' : 'none'
}

/** Every second sample, and the newest. */
function thinned(samples: readonly Sample[]): Sample[] {
  return samples.filter((_, index) => index % 2 === 0 || index === samples.length - 1)
}
