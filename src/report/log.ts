import type { Progress } from '../model/job.ts'
import type { CallFailure } from '../model/service.ts'
import { duration, plural } from '../words/format.ts'
import { failureWords } from '../words/job.ts'
import { closingLines } from './ending.ts'
import { fileLine, jobLine, lineOf, uploadPercent } from './event-lines.ts'
import { createJobNews } from './job-news.ts'
import type { Reporter } from './reporter.ts'
import { type Line, type Runner, styled, textOf } from './runner.ts'
import { inWords, speedOf } from './speed.ts'
import { checkLines, fileLines } from './tables.ts'
import type { Recording } from './timeline.ts'

const HEARTBEAT = 60_000
/** A poll that comes so long after the last line brings its heartbeat: fresher than one a moment later without it. */
const HEARTBEAT_BY_POLL = 45_000
/** Between two lines about one upload. Milliseconds. */
const UPLOAD_PAUSE = 5000

/**
 * The log: a line when something changed, and one heartbeat a minute where nothing does. Call `beat` from a timer,
 * `untilBeat` says when.
 */
export interface Log extends Reporter {
  /** Prints the heartbeat if a minute has passed without a line. */
  beat(): void
  /** Milliseconds to the next heartbeat if nothing else is printed. */
  untilBeat(): number
}

export function createLog(runner: Runner, now: () => number, recording: Recording): Log {
  const { print, timed, silence } = createPaper(runner, now)
  const heart = createHeart(now, recording)
  const newsOf = createJobNews()
  let toldTrouble = ''
  let toldTenth: number | undefined

  const beat = (after: number) => {
    if (silence() >= after) timed(heart.line())
  }
  const onTrouble = (failure: CallFailure, line: Line) => {
    heart.pollFailed()
    const words = failureWords(failure)
    if (words !== toldTrouble) timed(line)
    toldTrouble = words
  }
  const onProgress = (progress: Progress) => {
    const { isUnknownState, hasMoved, isWorthLine, files } = newsOf(progress)
    heart.polled(progress, hasMoved)
    if (isUnknownState) timed(`Unknown state "${progress.state}"; still waiting`)
    if (isWorthLine) {
      timed(standing(progress, recording))
      toldTrouble = ''
    } else beat(HEARTBEAT_BY_POLL)
    for (const file of files) print(fileLine(file))
  }
  /** A line at the start, then at a tenth of the way if that takes some seconds, and by the heartbeat. */
  const onUploading = (percent: number, line: Line) => {
    const tenth = Math.floor(percent / 10)
    heart.waitFor(line)
    if (toldTenth !== undefined && (tenth <= toldTenth || silence() < UPLOAD_PAUSE))
      return beat(HEARTBEAT_BY_POLL)
    timed(line)
    toldTenth = tenth
  }

  return {
    tell(event, known) {
      if (event.kind === 'progress') return onProgress(event.progress)
      const line = lineOf(event, known)
      if (line === undefined) return
      switch (event.kind) {
        case 'checked':
          timed(line)
          checkLines(event.checks.filter(({ result }) => result === 'failed')).forEach(print)
          return runner.group('All checks', checkLines(event.checks))
        case 'settled':
          return print(line)
        case 'trouble':
          return onTrouble(event.failure, line)
        case 'reading':
          heart.waitFor(line)
          return beat(HEARTBEAT_BY_POLL)
        case 'uploading':
          return onUploading(uploadPercent(event.progress), line)
        case 'uploaded':
          heart.waitFor(undefined)
          return timed(line)
        // What is waited for beside the job: told when it changes, and by the heartbeat.
        case 'counted':
        case 'awaiting':
          return heart.waitFor(line) ? timed(line) : beat(HEARTBEAT_BY_POLL)
        default:
          timed(line)
      }
    },

    finished(outcome) {
      for (const { title, lines } of fileLines(outcome.last)) {
        if (title) runner.group(title, lines)
        else lines.forEach(print)
      }
      closingLines(outcome, recording).forEach(print)
    },

    beat: () => beat(HEARTBEAT),
    untilBeat: () => Math.max(1, HEARTBEAT - silence()),
  }
}

/** Prints lines, those of events with the time since the start, and knows for how long nothing was printed. */
function createPaper(runner: Runner, now: () => number) {
  const startedAt = now()
  let printedAt = startedAt
  const print = (line: Line) => {
    runner.line(line)
    printedAt = now()
  }
  return {
    print,
    timed(line: Line) {
      const at = `[${duration(Math.floor((now() - startedAt) / 1000) * 1000)}]`
      print([styled('faint', at), ' ', ...(typeof line === 'string' ? [line] : line)])
    },
    silence: () => now() - printedAt,
  }
}

/** Knows what is waited for, and since when nothing has changed. */
function createHeart(now: () => number, recording: Recording) {
  let waiting: Line | undefined
  let last: Progress | undefined
  let changedAt = now()
  let failedPolls = 0
  return {
    /** Something other than the job, `undefined` if no more; is it something else than before? */
    waitFor(line: Line | undefined): boolean {
      const isNew = line === undefined || waiting === undefined || textOf(line) !== textOf(waiting)
      if (isNew) changedAt = now()
      waiting = line
      return isNew
    },
    polled(progress: Progress, hasMoved: boolean) {
      if (hasMoved) changedAt = now()
      last = progress
      waiting = undefined
      failedPolls = 0
    },
    pollFailed() {
      failedPolls += 1
    },
    line(): Line {
      const idle = now() - changedAt
      const words = [
        last && idle >= HEARTBEAT_BY_POLL ? `no change for ${duration(roughly(idle))}` : '',
        failedPolls > 0 ? `${plural(failedPolls, 'poll')} failed` : '',
      ]
      const what = waiting ?? (last ? standing(last, recording) : 'No answer yet, still waiting')
      const more = styled(failedPolls > 0 ? 'warn' : 'faint', listed(words))
      return [...(typeof what === 'string' ? [what] : what), more]
    },
  }
}

/** Where the job stands, and how fast it goes on. */
function standing(progress: Progress, { samples }: Recording): Line {
  const speed = speedOf(samples, progress.totalRows)
  const words = [
    speed ? inWords(speed.rowsPerSecond) : '',
    speed?.rest ? `about ${duration(roughly(speed.rest))} to the last row` : '',
  ]
  return jobLine(progress, listed(words))
}

/** What is to be said after something else. */
function listed(words: readonly string[]): string {
  return words.map(word => word && `, ${word}`).join('')
}

/** An estimate should not look more exact than it is: to the minute, below two minutes to ten seconds. */
function roughly(ms: number): number {
  const unit = ms < 120_000 ? 10_000 : 60_000
  return Math.max(1, Math.round(ms / unit)) * unit
}
