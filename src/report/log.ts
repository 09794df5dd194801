import type { Progress } from '../job/job.ts'
import {
  count,
  duration,
  failureWords,
  fileLabel,
  fileState,
  isFileDone,
  plural,
  reached,
  resumeLines,
  rows,
  size,
} from '../job/words.ts'
import type { Outcome, Reporter } from './reporter.ts'
import type { Runner } from './runner.ts'
import { table } from './table.ts'

/** Above this many files only failures and the aggregate are told. */
const MOST_FILES = 20
const HEARTBEAT = 60_000

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

export function createLog(runner: Runner, now: () => number): Log {
  const startedAt = now()
  let printedAt = startedAt
  let told = ''
  let last: Progress | undefined
  const knownWords = new Set(['', 'Pending', 'Importing', 'InProgress', 'Completed', 'Failed', 'Uncommitted'])
  const fileMarks = new Map<string, string>()

  const print = (text: string) => {
    runner.line(text)
    printedAt = now()
  }
  const timed = (text: string) =>
    print(`[${duration(Math.floor((now() - startedAt) / 1000) * 1000)}] ${text}`)

  function tellFiles({ files }: Progress): void {
    for (const file of files) {
      const mark = files.length > MOST_FILES ? failureMark(file) : `${file.state} ${quarter(file.percent)}`
      if (mark === '' || fileMarks.get(file.name) === mark) continue
      fileMarks.set(file.name, mark)
      const facts = [`${file.percent} %`, rows(file.importedRows, file.totalRows), file.state].filter(Boolean)
      print(`    ${fileLabel(file.name)}  ${facts.join(' · ')}`)
    }
  }

  return {
    noted: timed,

    submitted(jobId, { collectionName, place, sources }) {
      const target = [collectionName && `collection ${collectionName}`, place].filter(Boolean).join(', ')
      if (sources.length === 0) print(`Waiting for import job ${jobId} (${target})`)
      else print(`Submitted import job ${jobId}: ${plural(sources.length, 'source')} into ${target}`)
    },

    watched(event) {
      if (event.kind === 'trouble') {
        timed(
          `No answer to the poll (${failureWords(event.failure)}), asking again in ${duration(event.pause)}`,
        )
        return
      }
      const { progress } = event
      last = progress
      if (!knownWords.has(progress.state)) {
        knownWords.add(progress.state)
        timed(`The server says "${progress.state}", a state that this action does not know: waiting on`)
      }
      const mark = jobMark(progress)
      if (mark !== told) timed(reached(progress))
      told = mark
      if (progress.standing !== 'failed') tellFiles(progress)
    },

    finished(outcome) {
      if (outcome.last && outcome.last.files.length > 0) tellTable(runner, outcome.last)
      for (const line of closingLines(outcome)) print(line)
    },

    beat() {
      if (now() - printedAt >= HEARTBEAT) timed(`${last ? reached(last) : 'No answer yet'}, still waiting`)
    },
    untilBeat: () => Math.max(0, printedAt + HEARTBEAT - now()),
  }
}

/** What makes a change of the job worth a line: its state, its phase, a file done, a twentieth of the way. */
function jobMark({ state, phase, percent, files }: Progress): string {
  return [state, phase, Math.floor(percent / 5), files.filter(isFileDone).length].join(' ')
}

function quarter(percent: number): number {
  return Math.floor(percent / 25)
}

function failureMark({ state, reason }: Progress['files'][number]): string {
  return state === 'Failed' || reason ? 'Failed' : ''
}

function tellTable(runner: Runner, last: Progress): void {
  const { files } = last
  const lines = table(
    ['file', 'state', 'rows', 'size'],
    files.map(file => [
      fileLabel(file.name),
      fileState(file, last),
      file.importedRows === undefined ? '' : count(file.importedRows),
      file.fileSize === undefined ? '' : size(file.fileSize),
    ]),
  )
  if (files.length > MOST_FILES) runner.group(plural(files.length, 'file'), lines)
  else lines.forEach(runner.line)
}

function closingLines({ status, last, elapsed, jobId, error }: Outcome): string[] {
  if (status === 'Completed' && !error && last) {
    const done = last.files.filter(isFileDone).length
    const facts = [rows(last.importedRows ?? last.totalRows, undefined), done > 0 ? plural(done, 'file') : '']
    return [
      `Import completed in ${duration(elapsed)}: ${facts.filter(Boolean).join(' from ') || 'no rows reported'}`,
    ]
  }
  if (status === 'Submitted') return ['Not waiting (`wait: false`): the job goes on at the server']
  if (jobId && (status === 'TimedOut' || status === 'Cancelled' || status === 'Unknown')) {
    return [
      'To wait for this job again, without importing anything:',
      ...resumeLines(jobId).map(line => `    ${line}`),
    ]
  }
  return []
}
