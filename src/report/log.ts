import type { Event, Subject } from '../model/events.ts'
import type { FileProgress, Progress, Standing } from '../model/job.ts'
import { importedRowsOf } from '../model/job.ts'
import type { CallFailure } from '../model/service.ts'
import { duration, plural, rows } from '../words/format.ts'
import { failureWords, fileLabel, isFileDone, reached } from '../words/job.ts'
import { shortName } from '../words/text.ts'
import { type Line, type Segment, type Style, textOf } from './ansi.ts'
import { checkLines } from './check-table.ts'
import { closingLines, fileTable } from './closing.ts'
import { MOST_OPEN_FILES } from './files.ts'
import { countedSegments, gateSegments, switchedSegments } from './publish-lines.ts'
import type { Reporter } from './reporter.ts'
import type { Runner } from './runner.ts'
import { inWords, speedOf } from './speed.ts'
import type { Recording } from './timeline.ts'
import {
  foundSegments,
  percentOf,
  readingSegments,
  uploadedSegments,
  uploadingSegments,
} from './upload-lines.ts'

const HEARTBEAT = 60_000
/** A poll that comes so long after the last line brings its heartbeat: fresher than one a moment later without it. */
const HEARTBEAT_BY_POLL = 45_000
/** A file has few states and four quarters; a server that invents more is not followed. */
const MOST_LINES_PER_FILE = 8
const MOST_FAILURES = 20
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
  const startedAt = now()
  let printedAt = startedAt
  let changedAt = startedAt
  let last: Progress | undefined
  let seen = ''
  let toldJob = ''
  let toldTrouble = ''
  let failedPolls = 0
  let toldTenth: number | undefined
  let uploads: number | undefined
  let waiting: readonly Segment[] = []
  let subject: Subject | undefined
  const knownWords = new Set([
    '',
    'Pending',
    'Importing',
    'InProgress',
    'Completed',
    'Failed',
    'Uncommitted',
    'Committing',
  ])
  const toldFiles = createFileMemory()

  const print = (line: Line) => {
    runner.line(line)
    printedAt = now()
  }
  const timed = (segments: readonly Segment[]) =>
    print([
      { text: `[${duration(Math.floor((now() - startedAt) / 1000) * 1000)}]`, style: 'faint' },
      { text: ' ' },
      ...segments,
    ])
  const standing = (progress: Progress): Segment[] => {
    const speed = speedOf(recording.samples, progress.totalRows)
    const words = [
      speed ? inWords(speed.rowsPerSecond) : '',
      speed?.rest ? `about ${duration(roughly(speed.rest))} to the last row` : '',
    ]
    return [...jobSegments(progress), { text: listed(words), style: 'faint' }]
  }

  const beat = (after: number) => {
    if (now() - printedAt < after) return
    const idle = now() - changedAt
    const words = [
      last && idle >= HEARTBEAT_BY_POLL ? `no change for ${duration(roughly(idle))}` : '',
      failedPolls > 0 ? `${plural(failedPolls, 'poll')} failed` : '',
    ]
    timed([
      ...(waiting.length > 0 ? waiting : last ? standing(last) : [{ text: 'No answer yet, still waiting' }]),
      { text: listed(words), style: failedPolls > 0 ? 'warn' : 'faint' },
    ])
  }

  /** What is waited for after the import itself: told when it changes, and by the heartbeat. */
  const onWaiting = (segments: readonly Segment[]) => {
    const text = textOf(segments)
    if (text === textOf(waiting)) return beat(HEARTBEAT_BY_POLL)
    waiting = segments
    changedAt = now()
    timed(segments)
  }

  /** A line at the start, then at a tenth of the way if that takes some seconds, and by the heartbeat. */
  const onUploading = (event: Extract<Event, { kind: 'uploading' }>) => {
    const { sent, bytes, bytesThere } = event.progress
    const tenth = Math.floor(percentOf(sent, bytes - bytesThere) / 10)
    waiting = uploadingSegments(event)
    changedAt = now()
    const isNews = toldTenth === undefined || (tenth > toldTenth && now() - printedAt >= UPLOAD_PAUSE)
    if (!isNews) return beat(HEARTBEAT_BY_POLL)
    timed(waiting)
    toldTenth = tenth
  }

  const onTrouble = (failure: CallFailure, pause: number) => {
    const words = failureWords(failure)
    failedPolls += 1
    if (words === toldTrouble) return
    toldTrouble = words
    const next = pause > 0 ? `. Next poll in ${duration(pause)}` : ''
    timed([{ text: `${pollTrouble(failure)} (${words})${next}`, style: 'warn' }])
  }

  const onProgress = (progress: Progress) => {
    failedPolls = 0
    waiting = []
    last = progress
    if (!knownWords.has(progress.state)) {
      knownWords.add(progress.state)
      timed([{ text: `Unknown state "${progress.state}"; still waiting` }])
    }
    const where = [progress.state, progress.percent, importedRowsOf(progress)].join()
    if (where !== seen) changedAt = now()
    seen = where
    const mark = jobMark(progress)
    if (mark !== toldJob) {
      timed(standing(progress))
      toldTrouble = ''
    } else beat(HEARTBEAT_BY_POLL)
    toldJob = mark
    if (progress.standing === 'failed') return
    for (const file of toldFiles.news(progress)) print(fileSegments(file))
  }

  return {
    tell(event) {
      switch (event.kind) {
        case 'begun':
          subject = event.subject
          return
        case 'checked': {
          const { head, open, folded } = checkLines(event.checks)
          timed(head)
          open.forEach(print)
          return folded.length > 0 ? runner.group('All checks', folded) : undefined
        }
        case 'noted':
          return timed([{ text: event.text }])
        case 'settled':
          return print(settledSegments(event, subject, uploads))
        case 'trouble':
          return onTrouble(event.failure, event.pause)
        case 'progress':
          return onProgress(event.progress)
        case 'found':
          uploads = event.files
          return timed(foundSegments(event))
        case 'reading':
          waiting = readingSegments(event)
          return beat(HEARTBEAT_BY_POLL)
        case 'uploading':
          return onUploading(event)
        case 'uploaded':
          waiting = []
          return timed(uploadedSegments(event))
        case 'counted':
          return onWaiting(countedSegments(event))
        case 'staged':
        case 'committing':
        case 'committed':
        case 'aborted':
          return timed(gateSegments(event))
        case 'switched':
          return timed(switchedSegments(event))
        case 'awaiting':
          return onWaiting([{ text: event.text }])
        default:
      }
    },

    finished(outcome) {
      for (const { title, lines } of fileTable(outcome.last)) {
        if (title) runner.group(title, lines)
        else lines.forEach(print)
      }
      closingLines(outcome, recording).forEach(print)
    },

    beat: () => beat(HEARTBEAT),
    untilBeat: () => Math.max(1, printedAt + HEARTBEAT - now()),
  }
}

function settledSegments(
  { jobId, origin }: Extract<Event, { kind: 'settled' }>,
  subject: Subject | undefined,
  uploads: number | undefined,
): Segment[] {
  const { collectionName, place = '', sources = [] } = subject ?? {}
  const target = [collectionName && `collection ${collectionName}`, place].filter(Boolean).join(', ')
  const what = uploads === undefined ? plural(sources.length, 'source') : plural(uploads, 'uploaded file')
  const [before, after] = {
    submitted: ['Submitted import job ', `: ${what} into ${target}`],
    found: ['Found import job ', ` of an earlier attempt: ${what} into ${target}`],
    given: ['Waiting for import job ', ` (${target})`],
  }[origin]
  return [{ text: before ?? '' }, { text: jobId, style: 'strong' }, { text: after ?? '' }]
}

/** An answer that is not the one hoped for is an answer. */
function pollTrouble({ kind }: CallFailure): string {
  switch (kind) {
    case 'code':
    case 'status':
      return 'The server refused the poll'
    case 'unreadable':
      return 'The answer to the poll was not usable'
    default:
      return 'No answer to the poll'
  }
}

/** What makes a change of the job worth a line: its state, its phase, a twentieth of the way or of the files. */
function jobMark({ state, phase, percent, files }: Progress): string {
  const step = Math.max(1, Math.ceil(files.length / MOST_OPEN_FILES))
  return [state, phase, Math.floor(percent / 5), Math.floor(files.filter(isFileDone).length / step)].join(' ')
}

/** Where the job stands; its state is what the eye should find. */
function jobSegments(progress: Progress): Segment[] {
  const { state } = progress
  const words = reached(progress)
  return [
    { text: words.slice(0, state.length), style: STYLES[progress.standing] },
    { text: words.slice(state.length) },
  ]
}

const STYLES: Readonly<Record<Standing, Style>> = {
  running: 'accent',
  completed: 'good',
  uncommitted: 'warn',
  failed: 'bad',
}

function fileSegments(file: FileProgress): Segment[] {
  const facts = [`${file.percent} %`, rows(file.importedRows, file.totalRows)].filter(Boolean)
  const failed = file.state === 'Failed'
  const style = failed ? 'bad' : isFileDone(file) ? 'good' : undefined
  return [
    { text: `    ${shortName(fileLabel(file))}  ${facts.join(', ')}, ` },
    { text: file.state || 'no state', style },
    { text: failed && file.reason ? `: ${file.reason.slice(0, 300)}` : '' },
  ]
}

/** Which files are worth a line now, given those that were told before. */
function createFileMemory() {
  const told = new Map<string, { mark: string; lines: number }>()
  let failures = 0
  return {
    news({ files }: Progress): FileProgress[] {
      return files.filter((file, index) => {
        const many = files.length > MOST_OPEN_FILES
        if (many && (file.state !== 'Failed' || failures >= MOST_FAILURES)) return false
        const key = `${index} ${file.name}`
        const mark = many ? file.state : `${file.state} ${Math.floor(file.percent / 25)}`
        const before = told.get(key)
        if (before?.mark === mark || (before?.lines ?? 0) >= MOST_LINES_PER_FILE) return false
        told.set(key, { mark, lines: (before?.lines ?? 0) + 1 })
        if (many) failures += 1
        return true
      })
    },
  }
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
