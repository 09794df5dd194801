import { type Check, tally } from '../model/checks.ts'
import { type FileProgress, importedRowsOf, type Progress } from '../model/job.ts'
import { count, duration, plural, rowCount, rows, size } from '../words/format.ts'
import { fileLabel, fileState } from '../words/job.ts'
import { code, cut, inert, plain, tail } from '../words/text.ts'
import { chartOf } from './chart.ts'
import { renderBars, renderMermaid } from './drawings.ts'
import { GATE, headline, nextLines } from './ending.ts'
import { uploadReached } from './event-lines.ts'
import type { Known, Outcome } from './reporter.ts'
import { averageSpeed, inWords } from './speed.ts'
import { failedChecksFirst, filesToShow, isFailedFile, MOST_TABLE_ROWS } from './tables.ts'
import type { Recording } from './timeline.ts'

const LONGEST_NAME = 120
const LONGEST_STATE = 60
const LONGEST_REASON = 300
const LONGEST_HEADLINE = 200

/**
 * The job summary of any outcome, as GitHub-flavoured Markdown; every part that a server or a file brought is inert.
 * Where Mermaid is known to be drawn a picture is drawn; elsewhere it is text.
 */
export function renderSummary(
  outcome: Outcome,
  recording: Recording,
  { mermaid = true, mostRows = MOST_TABLE_ROWS } = {},
): string {
  return joined([
    `## ${plain(cut(headline(outcome), LONGEST_HEADLINE))}`,
    explanation(outcome),
    facts(outcome, recording),
    next(outcome),
    picture(outcome, recording, mermaid),
    checks(outcome.checks),
    files(outcome.last, mostRows),
  ])
}

/** The same while the import goes on, with the picture as text. */
export function renderLive(known: Known, recording: Recording, mostRows = MOST_TABLE_ROWS): string {
  return joined([facts(known, recording), picture(known, recording, false), files(known.last, mostRows)])
}

function joined(parts: readonly string[]): string {
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

/** What went wrong and what to do, in a box that GitHub colours. */
function explanation({ error, red, warnings }: Outcome): string {
  const boxes = warnings.map(warning => box('WARNING', [plain(warning)]))
  if (error) {
    const parts = [
      markdown(error.title),
      error.details.map(detail => `* ${markdown(detail)}`).join('\n> '),
      plain(error.evidence),
      `**What to do:** ${markdown(error.advice)}`,
    ]
    boxes.push(box(red ? 'CAUTION' : 'WARNING', parts.filter(Boolean)))
  }
  return boxes.join('\n\n')
}

function box(kind: 'CAUTION' | 'WARNING', paragraphs: readonly string[]): string {
  return `> [!${kind}]\n${paragraphs.map(text => `> ${text}`).join('\n>\n')}`
}

/** Our own words: their backticks are code spans. */
function markdown(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? code(part) : plain(part)))
    .join('')
}

function facts(known: Known, { samples }: Recording): string {
  const { jobId, origin, subject, elapsed, last } = known
  if (!subject) return ''
  const speed = last?.standing === 'completed' ? averageSpeed(samples) : undefined
  // The headline tells the rows of a job that is over.
  const isOver = last !== undefined && last.standing !== 'running'
  const collection = last?.collectionName ?? subject.collectionName
  const earlier = origin === 'found' ? ' (of an earlier attempt)' : ''
  return factTable([
    ['Collection', collection ? name(collection) : ''],
    ['Where', code(subject.place)],
    ['Job', jobId ? name(jobId) + earlier : ''],
    ['Rows', isOver ? '' : rows(last && importedRowsOf(last), last?.totalRows)],
    ['Upload', upload(known)],
    ['Checks', tally(known.checks)],
    ['Gate', known.gate ? GATE[known.gate] : ''],
    ['Searchable', searchable(known)],
    ['Alias', alias(known)],
    ['Speed', speed ? inWords(speed) : ''],
    ['Elapsed', duration(elapsed)],
  ])
}

function name(text: string): string {
  return code(cut(text, LONGEST_NAME))
}

/** More facts do not fit beside each other. */
const MOST_ABREAST = 6

/** Few facts stand in one row, more of them below each other. */
function factTable(facts: readonly (readonly [name: string, text: string])[]): string {
  const known = facts.filter(([, text]) => text !== '')
  if (known.length <= MOST_ABREAST)
    return markdownTable(known.map(([head, text]) => ({ head, cells: [text] })))
  const [[head, first] = ['', ''], ...others] = known
  return markdownTable([
    { head, cells: others.map(([name]) => name) },
    { head: first, cells: others.map(([, text]) => text) },
  ])
}

/** What came of the upload, or how far it is. */
function upload({ upload, uploaded }: Known): string {
  if (!uploaded) return upload ? uploadReached(upload) : ''
  const there = uploaded.files.filter(({ skipped }) => skipped).length
  const facts = [plural(uploaded.files.length, 'file'), there > 0 ? `${there} were there` : '']
  return `${facts.filter(Boolean).join(', ')} in ${name(uploaded.folder)}`
}

/** What queries see, by their own count. */
function searchable({ rowsBefore, rowsAfter }: Known): string {
  const before = rowsBefore === undefined ? '' : `${rowCount(rowsBefore)} before the import`
  if (rowsAfter === undefined) return before
  return `a query counts ${rowCount(rowsAfter)}${before ? `, ${before}` : ''}`
}

function alias({ switched }: Known): string {
  if (!switched) return ''
  const { before, collectionName } = switched
  const asBefore = before === collectionName ? 'as before' : `before: ${name(before ?? '')}`
  const was = before === undefined ? 'newly created' : asBefore
  return `${name(switched.alias)} points to ${name(collectionName)} (${was})`
}

/** What was looked at before the create, failures first. */
function checks(all: readonly Check[]): string {
  if (all.length === 0) return ''
  const shown = failedChecksFirst(all).slice(0, MOST_TABLE_ROWS)
  const content = markdownTable([
    { head: 'Check', cells: shown.map(({ name }) => plain(name)) },
    { head: 'Result', cells: shown.map(({ result }) => (result === 'failed' ? '**failed**' : result)) },
    { head: 'What was seen', cells: shown.map(({ text }) => markdown(cut(text, LONGEST_REASON))) },
  ])
  return folded(`Checks: ${tally(all)}`, content)
}

function picture({ last, elapsed }: Known, recording: Recording, mermaid: boolean): string {
  const chart = chartOf(recording, last, elapsed)
  if (!chart) return ''
  const text = ['```text', renderBars(chart), '```'].join('\n')
  if (!mermaid) return text
  const drawn = ['```mermaid', renderMermaid(chart), '```'].join('\n')
  return `${drawn}\n\n${folded('The same as text', text)}`
}

function files(last: Progress | undefined, mostRows: number): string {
  if (!last || last.files.length === 0 || mostRows === 0) return ''
  const { open, folded: rest, title } = filesToShow(last)
  const inOpen = open.slice(0, mostRows)
  const inFold = rest.slice(0, mostRows - inOpen.length)
  const more = last.files.length - inOpen.length - inFold.length
  const end = more > 0 ? `and ${plural(more, 'more file')}` : ''
  const parts =
    inFold.length > 0
      ? [fileTable(inOpen, last), folded(title, [fileTable(inFold, last), end].filter(Boolean).join('\n\n'))]
      : [fileTable(inOpen, last), end]
  return parts.filter(Boolean).join('\n\n')
}

function folded(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`
}

function fileTable(shown: readonly FileProgress[], last: Progress): string {
  if (shown.length === 0) return ''
  const cells = (cell: (file: FileProgress) => string) => shown.map(cell)
  const failed = last.standing === 'failed'
  return markdownTable([
    { head: 'File', cells: cells(file => code(tail(fileLabel(file), LONGEST_NAME))) },
    { head: 'State', cells: cells(file => stateCell(file, last)) },
    { head: 'Progress', isNumber: true, cells: cells(({ percent }) => (failed ? '' : `${percent}&nbsp;%`)) },
    { head: 'Rows', isNumber: true, cells: cells(file => (failed ? '' : rowsCell(file))) },
    { head: 'Size', isNumber: true, cells: cells(sizeCell) },
    // Servers copy the reason of the job to every file: it stands above.
    {
      head: 'Reason',
      cells: cells(({ reason }) => (reason === last.reason ? '' : plain(cut(reason, LONGEST_REASON)))),
    },
  ])
}

/** Cells are inert already. Columns in which nothing stands are left out. */
function markdownTable(
  columns: readonly { head: string; isNumber?: boolean; cells: readonly string[] }[],
): string {
  const used = columns.filter(({ cells }) => cells.some(Boolean))
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const count = Math.max(...used.map(({ cells }) => cells.length))
  return [
    line(used.map(({ head }) => head)),
    line(used.map(({ isNumber }) => (isNumber ? '---:' : ':---'))),
    ...Array.from({ length: count }, (_, row) => line(used.map(({ cells }) => cells[row] ?? ''))),
  ].join('\n')
}

function stateCell(file: FileProgress, last: Progress): string {
  const state = plain(cut(fileState(file, last), LONGEST_STATE)).replaceAll(' ', '&nbsp;')
  return isFailedFile(file, last) ? `**${state}**` : state
}

function sizeCell({ fileSize }: FileProgress): string {
  return fileSize === undefined ? '' : size(fileSize).replace(' ', '&nbsp;')
}

function rowsCell({ importedRows, totalRows }: FileProgress): string {
  if (importedRows === undefined) return ''
  if (totalRows === undefined || totalRows <= importedRows) return count(importedRows)
  return `${count(importedRows)} of ${count(totalRows)}`
}

function next(outcome: Outcome): string {
  const jobId = outcome.jobId && inert(outcome.jobId).replaceAll('`', "'")
  const lines = nextLines(jobId, outcome)
  return lines ? [`${lines.text}:`, '', '```yaml', ...lines.yaml, '```'].join('\n') : ''
}
