import type { FileProgress, Progress } from '../job/job.ts'
import { importedRowsOf } from '../job/progress.ts'
import { count, duration, fileLabel, fileState, plural, resumeLines, rows, size } from '../job/words.ts'
import type { Outcome } from './reporter.ts'
import { code, cut, inert, plain } from './text.ts'

/** More rows make the page slow to read and, with 10,000 files, too large (GitHub drops a summary above 1 MiB). */
const MOST_ROWS = 100
const LONGEST_CELL = 300

/** The job summary of any outcome, as GitHub-flavoured Markdown; every part that a server or a file brought is inert. */
export function renderSummary(outcome: Outcome): string {
  return [
    `## ${plain(headline(outcome))}`,
    explanation(outcome),
    facts(outcome),
    files(outcome.last),
    resume(outcome),
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n')
}

function headline({ status, error, last, red }: Outcome): string {
  const imported = last && importedRowsOf(last)
  switch (status) {
    case 'Completed':
      if (error) return 'Import completed, but the number of rows is not as expected'
      return imported === undefined ? 'Import completed' : `Import completed: ${rows(imported, undefined)}`
    case 'Submitted':
      return 'Import submitted, not waited for'
    case 'Failed':
      return 'Import failed'
    case 'Rejected':
      return 'Import rejected: nothing was imported'
    case 'InvalidInput':
      return 'Import not started: inputs are not right'
    case 'TimedOut':
      return red
        ? 'Import timed out, it goes on at the server'
        : 'Import not finished in time, it goes on at the server'
    case 'Cancelled':
      return 'Cancelled while importing'
    case 'Uncommitted':
      return 'Import waits for its commit'
    case 'Unknown':
      return 'Import with an unknown end'
  }
}

/** What went wrong and what to do, in a box that GitHub colours. */
function explanation({ error, red, warnings }: Outcome): string {
  const boxes = warnings.map(warning => box('WARNING', [plain(warning)]))
  if (error) {
    const parts = [
      markdown(error.title),
      ...error.details.map(detail => `* ${markdown(detail)}`),
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

function facts({ jobId, subject, elapsed, last, status }: Outcome): string {
  const collection = last?.collectionName ?? subject?.collectionName
  const imported = last && importedRowsOf(last)
  const list: readonly (readonly [string, string | undefined])[] = [
    ['Job', jobId && code(jobId)],
    ['Collection', collection && code(collection)],
    ['Where', subject && code(subject.place)],
    ['Sources', subject?.sources.length ? String(subject.sources.length) : undefined],
    ['Rows', imported === undefined ? undefined : rows(imported, last?.totalRows)],
    ['State', last && status !== 'Completed' ? `${plain(last.state)} ${last.percent} %` : undefined],
    ['Elapsed', duration(elapsed)],
  ]
  const known = list.filter(([, value]) => value)
  return ['| | |', '|---|---|', ...known.map(([name, value]) => `| ${name} | ${value} |`)].join('\n')
}

function files(last: Progress | undefined): string {
  if (!last || last.files.length === 0) return ''
  const isBad = (file: FileProgress) =>
    file.isCulprit || (file.state === 'Failed' && last.standing !== 'failed')
  const shown = [...last.files.filter(isBad), ...last.files.filter(file => !isBad(file))].slice(0, MOST_ROWS)
  // Servers copy the reason of the job to every file: it stands above.
  const withReason = shown.some(file => file.reason && file.reason !== last.reason)
  const head = ['File', 'State', 'Progress', 'Rows', 'Size', ...(withReason ? ['Reason'] : [])]
  const lines = shown.map(file => [
    code(cut(fileLabel(file.name), LONGEST_CELL)),
    plain(cut(fileState(file, last), LONGEST_CELL)),
    `${file.percent} %`,
    file.importedRows === undefined ? '' : count(file.importedRows),
    file.fileSize === undefined ? '' : size(file.fileSize),
    ...(withReason ? [plain(cut(file.reason === last.reason ? '' : file.reason, LONGEST_CELL))] : []),
  ])
  const more = last.files.length - shown.length
  return [
    `| ${head.join(' | ')} |`,
    `|${head.map((_, index) => (index >= 2 && index <= 4 ? '---:' : '---')).join('|')}|`,
    ...lines.map(cells => `| ${cells.join(' | ')} |`),
    ...(more > 0 ? ['', `and ${plural(more, 'more file')}`] : []),
  ].join('\n')
}

function resume({ jobId, status }: Outcome): string {
  if (!jobId || !['TimedOut', 'Cancelled', 'Unknown', 'Submitted'].includes(status)) return ''
  const yaml = resumeLines(inert(jobId).replaceAll('`', "'"))
  return ['To wait for this job again, without importing anything:', '', '```yaml', ...yaml, '```'].join('\n')
}
