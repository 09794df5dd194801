import type { FileProgress, Progress } from '../model/job.ts'
import { importedRowsOf } from '../model/job.ts'
import { count, duration, plural, rows, size } from '../words/format.ts'
import { fileLabel, fileState, isFileDone } from '../words/job.ts'
import { cut, inert, shortName } from '../words/text.ts'
import type { Line, Style } from './ansi.ts'
import { failedFirst, isFailedFile, MOST_OPEN_FILES, MOST_TABLE_ROWS } from './files.ts'
import { isSearchable } from './headline.ts'
import { nextLines } from './next.ts'
import type { Outcome } from './reporter.ts'
import { averageSpeed, inWords } from './speed.ts'
import { table } from './table.ts'
import type { Recording } from './timeline.ts'

const LONGEST_STATE = 40

/** A part of the log: folded under its title if it has one. */
export interface Part {
  readonly title: string | undefined
  readonly lines: readonly Line[]
}

/** The table of the files: those that failed in the open, a long rest folded and capped. */
export function fileTable(last: Progress | undefined): Part[] {
  if (!last || last.files.length === 0) return []
  const { files } = last
  if (files.length <= MOST_OPEN_FILES) return [{ title: undefined, lines: aligned(failedFirst(last), last) }]
  const isBad = (file: FileProgress) => isFailedFile(file, last)
  const bad = files.filter(isBad)
  const others = files.filter(file => !isBad(file))
  return [
    ...(bad.length > 0 ? [{ title: undefined, lines: capped(bad, MOST_OPEN_FILES, last) }] : []),
    ...(others.length > 0
      ? [
          {
            title: plural(others.length, bad.length > 0 ? 'other file' : 'file'),
            lines: capped(others, MOST_TABLE_ROWS, last),
          },
        ]
      : []),
  ]
}

function capped(files: readonly FileProgress[], most: number, last: Progress): Line[] {
  const lines = aligned(files.slice(0, most), last)
  return files.length > most ? [...lines, `and ${plural(files.length - most, 'more file')}`] : lines
}

function aligned(files: readonly FileProgress[], last: Progress): Line[] {
  const states = files.map(file => fileState(file, last))
  const [head = '', ...lines] = table(
    ['file', 'state', 'rows', 'size'],
    files.map((file, index) => [
      shortName(fileLabel(file)),
      cut(inert(states[index] ?? ''), LONGEST_STATE),
      file.importedRows === undefined || last.standing === 'failed' ? '' : count(file.importedRows),
      file.fileSize === undefined ? '' : size(file.fileSize),
    ]),
  )
  return [
    [{ text: head, style: 'faint' }],
    ...lines.map((text, index): Line => [{ text, style: styleOf(states[index]) }]),
  ]
}

function styleOf(state: string | undefined): Style | undefined {
  return state === 'Failed' ? 'bad' : state === 'not imported' ? 'faint' : undefined
}

/** What is left to say at the end of the log; errors are said by the annotation that follows. */
export function closingLines(outcome: Outcome, { samples }: Recording): Line[] {
  const { status, last, elapsed, error, origin } = outcome
  if (status === 'Completed' && !error && last) {
    const done = last.files.filter(isFileDone).length
    const amount = rows(importedRowsOf(last), undefined) || 'no rows reported'
    const speed = averageSpeed(samples)
    return [
      [
        {
          text:
            origin === 'found'
              ? `Import of an earlier attempt completed${isSearchable(outcome)}`
              : `Import completed${isSearchable(outcome)} in ${duration(elapsed)}`,
          style: 'good',
        },
        { text: `: ${amount}${done > 0 ? ` from ${plural(done, 'file')}` : ''}` },
        { text: speed ? `, ${inWords(speed)} while rows were written` : '', style: 'faint' },
      ],
    ]
  }
  if (status === 'Submitted') return ['Not waiting (`wait: false`): the import continues on the server']
  const next = nextLines(outcome)
  return next ? [[{ text: `${next.text}:`, style: 'strong' }], ...next.yaml.map(line => `    ${line}`)] : []
}
