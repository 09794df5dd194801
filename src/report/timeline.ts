import { type FileProgress, importedRowsOf, type Phase, type Progress } from '../model/job.ts'
import { isFileDone } from '../words/job.ts'
import type { Reporter } from './reporter.ts'

/** How many rows were in at one moment. */
export interface Sample {
  /** Milliseconds from the start of the step. */
  readonly at: number
  readonly phase: Phase
  readonly rows: bigint | undefined
}

/** From when to when; `to` is `undefined` while it lasts. Milliseconds from the start of the step. */
export interface Span {
  readonly from: number
  readonly to: number | undefined
}

/** What was seen of a job over time. */
export interface Recording {
  /** Evenly thinned, the first and the newest always among them. */
  readonly samples: readonly Sample[]
  /** The phases of the job, and the upload before it, as they were first seen; each lasts until the next. */
  readonly phases: readonly (Span & { readonly phase: Phase | 'uploading' })[]
  /** By name, from the first sign of work on a file to its completion. */
  readonly files: ReadonlyMap<string, Span>
}

const MOST_SAMPLES = 200

/**
 * Remembers what the summary draws. It takes bounded memory however long the job runs: at most 200 samples, one span
 * a phase, one span a file. All moments are those of polls, not of the server.
 */
export function createTimeline(): Reporter & { readonly recording: Recording } {
  const samples: Sample[] = []
  const phases: Recording['phases'][number][] = []
  const files = new Map<string, Span>()
  let settledAt = 0
  let last: Progress | undefined

  /** `since`: what was before the first answer about a job was no other phase. */
  const enter = (phase: Phase | 'uploading', at: number, since = at) => {
    const current = phases.at(-1)
    if (current?.phase === phase) return
    if (current) phases[phases.length - 1] = { ...current, to: current.to ?? at }
    const isFirst = !current || current.phase === 'uploading'
    if (phase !== 'done') phases.push({ phase, from: isFirst ? since : at, to: undefined })
  }

  return {
    recording: { samples, phases, files },
    tell(event, { elapsed: at }) {
      if (event.kind === 'settled') settledAt = at
      if (event.kind === 'counted' && event.when === 'after') enter('waiting for queries', at)
      if (event.kind === 'uploading') enter('uploading', at)
      if (event.kind === 'uploaded') enter('done', at)
      if (event.kind !== 'progress') return
      const { progress } = event
      enter(progress.phase, at, settledAt)
      followFiles(files, progress, last, { from: samples.at(-1)?.at ?? 0, to: at })
      last = progress
      samples.push({ at, phase: progress.phase, rows: importedRowsOf(progress) })
      // Every second one stays, the first and the newest among them: their number is odd.
      if (samples.length > MOST_SAMPLES)
        samples.splice(0, samples.length, ...samples.filter((_, index) => index % 2 === 0))
    },
    finished({ elapsed }) {
      enter('done', elapsed)
    },
  }
}

function followFiles(
  spans: Map<string, Span>,
  progress: Progress,
  last: Progress | undefined,
  { from, to }: { from: number; to: number },
): void {
  progress.files.forEach((file, seat) => {
    const { name } = file
    const work = workOn(file, progress)
    const before = last?.files[seat]
    // Almost always: of thousands of files a few begin or end between two polls.
    if (last && before?.name === name && workOn(before, last) === work) return
    const span = spans.get(name)
    // A file that was never seen at work came and went between two polls.
    if (!span && work === 'done') spans.set(name, { from, to })
    else if (!span && work === 'begun') spans.set(name, { from: to, to: undefined })
    else if (span && span.to === undefined && work === 'done') spans.set(name, { ...span, to })
  })
}

function workOn(file: FileProgress, { standing }: Progress): 'none' | 'begun' | 'done' {
  const { state, percent } = file
  if (isFileDone(file) || standing === 'completed') return 'done'
  return percent > 0 || state === 'InProgress' || state === 'Importing' ? 'begun' : 'none'
}
