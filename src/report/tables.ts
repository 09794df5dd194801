import type { Check } from '../model/checks.ts'
import type { FileProgress, Progress } from '../model/job.ts'
import { count, plural, size } from '../words/format.ts'
import { fileLabel, fileState } from '../words/job.ts'
import { cut, inert, shortName } from '../words/text.ts'
import { type Line, styled } from './runner.ts'

// Which files and checks everything shows, in which order, and as lines of the log.

/** Above this many files only those that failed are shown; the rest is folded or counted. */
export const MOST_OPEN_FILES = 20
/** More rows make a table slow to read. */
export const MOST_TABLE_ROWS = 100
const LONGEST_STATE = 40
const LONGEST_TEXT = 400

/** Is this one to be shown before all others? */
export function isFailedFile(file: FileProgress, { standing }: Progress): boolean {
  return file.isCulprit || (file.state === 'Failed' && standing !== 'failed')
}

/** The files in the order in which everything shows them: those that failed first, else as they were submitted. */
export function failedFirst(progress: Progress): readonly FileProgress[] {
  const { files } = progress
  const failed = files.filter(file => isFailedFile(file, progress))
  return failed.length === 0 ? files : [...failed, ...files.filter(file => !isFailedFile(file, progress))]
}

/** The files that a table shows in the open, and those that it folds under this title. */
export function filesToShow(progress: Progress) {
  const all = failedFirst(progress)
  const isFew = all.length <= MOST_OPEN_FILES
  const open = isFew ? all : all.filter(file => isFailedFile(file, progress))
  const folded = all.slice(open.length)
  return { open, folded, title: plural(folded.length, open.length > 0 ? 'other file' : 'file') }
}

/** The table of the files for the log: in parts, folded under their title if they have one. */
export function fileLines(last: Progress | undefined): { title: string; lines: readonly Line[] }[] {
  if (!last) return []
  const { open, folded, title } = filesToShow(last)
  return [
    { title: '', lines: fileTable(open, MOST_OPEN_FILES, last) },
    { title, lines: fileTable(folded, MOST_TABLE_ROWS, last) },
  ].filter(({ lines }) => lines.length > 0)
}

function fileTable(files: readonly FileProgress[], most: number, last: Progress): Line[] {
  if (files.length === 0) return []
  const shown = files.slice(0, most)
  const states = shown.map(file => fileState(file, last))
  const [head = '', ...lines] = table(
    ['file', 'state', 'rows', 'size'],
    shown.map((file, index) => [
      shortName(fileLabel(file)),
      cut(inert(states[index] ?? ''), LONGEST_STATE),
      file.importedRows === undefined || last.standing === 'failed' ? '' : count(file.importedRows),
      file.fileSize === undefined ? '' : size(file.fileSize),
    ]),
  )
  const styleOf = (state: string | undefined) =>
    state === 'Failed' ? 'bad' : state === 'not imported' ? 'faint' : undefined
  return [
    [styled('faint', head)],
    ...lines.map((text, index): Line => [styled(styleOf(states[index]), text)]),
    ...(files.length > most ? [`and ${plural(files.length - most, 'more file')}`] : []),
  ]
}

/** Rows as lines of aligned columns: the first two to the left, numbers to the right; empty columns are left out. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => {
    const longest = rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0)
    return longest === 0 ? 0 : Math.max(longest, title.length)
  })
  const aligned = (cell: string, column: number) =>
    column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  return [head, ...rows].map(row =>
    row
      .map(aligned)
      .filter((_, column) => widths[column])
      .join('  ')
      .trimEnd(),
  )
}

/** Failures first, then what is not known, each in the order in which they were looked at. */
export function failedChecksFirst(checks: readonly Check[]): Check[] {
  const order = ['failed', 'unknown', 'ok']
  return checks.toSorted((one, other) => order.indexOf(one.result) - order.indexOf(other.result))
}

/** Checks as lines of the log. */
export function checkLines(checks: readonly Check[]): Line[] {
  const widest = Math.max(0, ...checks.map(({ name }) => name.length))
  const styles = { ok: 'good', failed: 'bad', unknown: 'faint' } as const
  return failedChecksFirst(checks).map(
    ({ name, result, text }): Line => [
      `    ${name.padEnd(widest)}  `,
      styled(styles[result], result),
      `${' '.repeat('unknown'.length - result.length)}  ${cut(inert(text), LONGEST_TEXT)}`,
    ],
  )
}
