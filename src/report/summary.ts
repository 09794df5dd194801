import type { FileProgress, Progress } from '../job/job.ts'
import { importedRowsOf } from '../job/progress.ts'
import { count, duration, fileLabel, fileState, plural, resumeLines, rows, size } from '../job/words.ts'
import { renderBars } from './bars.ts'
import { chartOf } from './chart.ts'
import { headline } from './headline.ts'
import { renderMermaid } from './mermaid.ts'
import type { Outcome, Subject } from './reporter.ts'
import { averageSpeed, inWords } from './speed.ts'
import { code, cut, inert, plain } from './text.ts'
import type { Recording } from './timeline.ts'

/** More rows make the page slow to read and, with 10,000 files, too large (GitHub drops a summary above 1 MiB). */
const MOST_ROWS = 100
const LONGEST_CELL = 300
const LONGEST_HEADLINE = 200

/** Where Mermaid is known to be drawn a picture is drawn; elsewhere it is text. */
export interface SummaryOptions {
  readonly mermaid?: boolean
  readonly mostRows?: number
}

/** The job summary of any outcome, as GitHub-flavoured Markdown; every part that a server or a file brought is inert. */
export function renderSummary(outcome: Outcome, recording: Recording, options: SummaryOptions = {}): string {
  const { mermaid = true, mostRows = MOST_ROWS } = options
  return [
    `## ${plain(cut(headline(outcome), LONGEST_HEADLINE))}`,
    explanation(outcome),
    facts(outcome, recording),
    resume(outcome),
    picture(outcome, recording, mermaid),
    files(outcome.last, mostRows),
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n')
}

/** The same while the import goes on, with the picture as text. */
export function renderLive(
  jobId: string,
  subject: Subject,
  last: Progress | undefined,
  recording: Recording,
  elapsed: number,
  { mostRows = MOST_ROWS }: SummaryOptions = {},
): string {
  const sofar: Outcome = {
    status: 'Submitted',
    jobId,
    subject,
    last,
    elapsed,
    error: undefined,
    red: false,
    warnings: [],
  }
  return [facts(sofar, recording), picture(sofar, recording, false), files(last, mostRows)]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n')
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
  return [
    `> [!${kind}]`,
    ...paragraphs.flatMap((text, index) => (index > 0 ? ['>', `> ${text}`] : [`> ${text}`])),
  ].join('\n')
}

/** Our own words: their backticks are code spans. */
function markdown(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? code(part) : plain(part)))
    .join('')
}

/** An HTML table, because one of Markdown must have a head. */
function facts({ jobId, subject, elapsed, last, status }: Outcome, { samples }: Recording): string {
  const collection = last?.collectionName ?? subject?.collectionName
  const speed = averageSpeed(samples)
  const imported = last && importedRowsOf(last)
  const amount = imported === undefined || last?.standing === 'failed' ? '' : rows(imported, last?.totalRows)
  const list: readonly (readonly [string, string | undefined])[] = [
    ['Collection', collection && code(collection)],
    ['Where', subject && code(subject.place)],
    ['Job', jobId && code(jobId)],
    ['Sources', subject?.sources.length ? String(subject.sources.length) : undefined],
    [
      'State',
      last && status !== 'Completed' ? `${plain(cut(last.state, 100))} at ${last.percent} %` : undefined,
    ],
    ['Rows', [amount, amount && speed ? `written at ${inWords(speed)}` : ''].filter(Boolean).join(', ')],
    ['Elapsed', duration(elapsed)],
  ]
  const lines = list
    .filter(([, value]) => value)
    .map(([name, value]) => `<tr><th align="left">${name}</th><td>${value}</td></tr>`)
  return ['<table>', ...lines, '</table>'].join('\n')
}

function picture({ last, elapsed }: Outcome, recording: Recording, mermaid: boolean): string {
  const chart = chartOf(recording, last, elapsed)
  if (!chart) return ''
  const text = ['```text', renderBars(chart), '```'].join('\n')
  if (!mermaid) return text
  return [
    '```mermaid',
    renderMermaid(chart),
    '```',
    '',
    '<details><summary>The same as text</summary>',
    '',
    text,
    '',
    '</details>',
  ].join('\n')
}

function files(last: Progress | undefined, mostRows: number): string {
  if (!last || last.files.length === 0 || mostRows === 0) return ''
  const isBad = (file: FileProgress) =>
    file.isCulprit || (file.state === 'Failed' && last.standing !== 'failed')
  const shown = [...last.files.filter(isBad), ...last.files.filter(file => !isBad(file))].slice(0, mostRows)
  // Servers copy the reason of the job to every file: it stands above.
  const withReason = shown.some(file => file.reason && file.reason !== last.reason)
  const head = ['File', 'State', 'Progress', 'Rows', 'Size', ...(withReason ? ['Reason'] : [])]
  const lines = shown.map(file => {
    const state = plain(cut(fileState(file, last), LONGEST_CELL))
    return [
      code(cut(fileLabel(file.name), LONGEST_CELL)),
      isBad(file) ? `**${state}**` : state,
      last.standing === 'failed' ? '' : `${file.percent} %`,
      last.standing === 'failed' ? '' : rowsCell(file),
      file.fileSize === undefined ? '' : size(file.fileSize),
      ...(withReason ? [plain(cut(file.reason === last.reason ? '' : file.reason, LONGEST_CELL))] : []),
    ]
  })
  const more = last.files.length - shown.length
  return [
    `| ${head.join(' | ')} |`,
    `|${head.map((_, index) => (index >= 2 && index <= 4 ? '---:' : '---')).join('|')}|`,
    ...lines.map(cells => `| ${cells.join(' | ')} |`),
    ...(more > 0 ? ['', `and ${plural(more, 'more file')}; the output \`files\` holds them, too`] : []),
  ].join('\n')
}

function rowsCell({ importedRows, totalRows }: FileProgress): string {
  if (importedRows === undefined) return ''
  if (totalRows === undefined || totalRows <= importedRows) return count(importedRows)
  return `${count(importedRows)} of ${count(totalRows)}`
}

function resume({ jobId, status }: Outcome): string {
  if (!jobId || !['TimedOut', 'Cancelled', 'Unknown', 'Submitted'].includes(status)) return ''
  const yaml = resumeLines(inert(jobId).replaceAll('`', "'"))
  return ['To wait for this job again, without importing anything:', '', '```yaml', ...yaml, '```'].join('\n')
}
