import { importedRowsOf } from '../model/job.ts'
import { count, duration, plural, rows } from '../words/format.ts'
import { doneFiles, fileLabel } from '../words/job.ts'
import type { Known, Outcome } from './reporter.ts'
import { type Line, styled } from './runner.ts'
import { averageSpeed, inWords } from './speed.ts'
import type { Recording } from './timeline.ts'

// How a run ended, in words.

/** The verdict in one line: is the data in, how much of it, and if not, which file. Remote names are not yet inert. */
export function headline(outcome: Outcome): string {
  const { status, error, last, red, elapsed, gate, origin, jobId } = outcome
  const atGate = held(outcome)
  switch (status) {
    case 'Completed':
      if (error) return `Import completed${BUT[error.code] ?? ''}: ${amount(outcome)}`
      return `${completed(outcome)}: ${amount(outcome)}${origin === 'found' ? '' : ` in ${duration(elapsed)}`}`
    case 'Submitted':
      return `Import ${origin === 'found' ? 'of an earlier attempt found' : 'submitted'}; not waiting for it`
    case 'Failed':
      return `Import failed${culprits(outcome)}: no row was kept`
    case 'Rejected':
      return 'Import rejected: nothing was imported'
    case 'InvalidInput':
      return 'Import not started: invalid input'
    case 'CheckFailed':
      return 'Import not submitted: a check failed'
    case 'Checked':
      return 'Checked: found nothing that would stop the import'
    case 'UploadFailed':
      return 'Upload failed: nothing was submitted'
    case 'Aborted':
      return gate === 'unconfirmed'
        ? 'Import stopped, but its abort is not confirmed: no row is visible yet'
        : 'Import aborted: no row became visible'
    case 'TimedOut': {
      if (atGate) return `${red ? 'Timed out' : 'Not published in time'}${atGate}`
      const end = last?.state === 'Pending' ? 'it has not begun' : 'it continues on the server'
      return `${red ? 'Import timed out' : 'Import not finished in time'}${at(outcome)}: ${end}`
    }
    case 'Cancelled':
      if (atGate) return `Workflow cancelled${atGate}`
      if (last?.standing === 'completed')
        return `Workflow cancelled when the import was complete: ${amount(outcome)}`
      return last || jobId
        ? `Workflow cancelled${at(outcome)}: the import continues on the server`
        : 'Workflow cancelled before the import was submitted'
    case 'Uncommitted':
      if (error) return 'Import waits for its commit; its rows are not visible yet'
      return `Staged ${rows(last && importedRowsOf(last), undefined) || 'the rows'}, not visible until the job is committed`
    case 'Unknown':
      return jobId
        ? `Lost contact with the import${at(outcome)}; its result is unknown`
        : 'Whether the import was submitted is unknown'
  }
}

const BUT: Readonly<Record<string, string>> = {
  RowCountMismatch: ', but not with the rows expected',
  NotSearchable: ', but no query sees all its rows yet',
  NotLoaded: ', but is not loaded for queries',
  AliasNotSwitched: ', but the alias was not switched',
}

type AtGate = Readonly<Record<NonNullable<Known['gate']>, string>>

/** Where the rows stand at the gate, as a fact. */
export const GATE: AtGate = {
  staged: 'staged, not visible yet',
  committing: 'commit sent: visible, or about to be',
  committed: 'published after the count held',
  aborted: 'aborted: no row became visible',
  unconfirmed: 'abort not confirmed: no row visible yet',
}

/** The same where the run has ended there. */
const ENDED_AT_GATE: AtGate = {
  staged: ': the staged rows wait for a commit or an abort',
  committing: ' after the commit was sent: the rows are, or will be, visible',
  committed: ' when the rows were published',
  aborted: ': the import was aborted, no row became visible',
  unconfirmed: ': the abort of the import is not confirmed, no row is visible yet',
}

/** Where the rows were not visible yet when the run ended, or where somebody decided about that; `''` elsewhere. */
function held({ gate, last }: Outcome): string {
  return gate || last?.standing === 'uncommitted' ? ENDED_AT_GATE[gate ?? 'staged'] : ''
}

/** What a query has counted is more than what the server says. */
function completed({ origin, rowsAfter }: Outcome): string {
  const what = origin === 'found' ? 'Import of an earlier attempt' : 'Import'
  return `${what} completed${rowsAfter === undefined ? '' : ' and searchable'}`
}

/** `450 rows from 3 files`. */
function amount({ last }: Outcome): string {
  const done = last ? doneFiles(last) : 0
  const imported = rows(last && importedRowsOf(last), undefined) || 'no rows reported'
  return done > 0 ? `${imported} from ${plural(done, 'file')}` : imported
}

function at({ last }: Outcome): string {
  return last ? ` at ${last.percent} %` : ''
}

/** ` at sports.jsonl`, ` at sports.jsonl and 2 more`. */
function culprits({ last }: Outcome): string {
  const [first, ...others] = last?.files.filter(file => file.isCulprit).map(fileLabel) ?? []
  if (first === undefined) return ''
  const more = others.length > 0 ? ` and ${count(BigInt(others.length))} more` : ''
  const [path] = first.split('?')
  return ` at ${path?.split('/').at(-1) || first}${more}`
}

/** What is left to say at the end of the log; errors are said by the annotation that follows. */
export function closingLines(outcome: Outcome, { samples }: Recording): Line[] {
  const { status, last, elapsed, error, origin } = outcome
  if (status === 'Completed' && !error && last) {
    const speed = averageSpeed(samples)
    const time = origin === 'found' ? '' : ` in ${duration(elapsed)}`
    return [
      [
        styled('good', `${completed(outcome)}${time}`),
        `: ${amount(outcome)}`,
        styled('faint', speed ? `, ${inWords(speed)} while rows were written` : ''),
      ],
    ]
  }
  if (status === 'Submitted') return ['Not waiting (`wait: false`): the import continues on the server']
  const next = nextLines(outcome.jobId, outcome)
  return next ? [[styled('strong', `${next.text}:`)], ...next.yaml.map(line => `    ${line}`)] : []
}

const OPEN = ['TimedOut', 'Cancelled', 'Unknown', 'Submitted']

/**
 * How the author goes on with a job that is not over: a sentence, and the YAML that waits for the job or commits it.
 * `undefined` where there is nothing to go on with.
 */
export function nextLines(
  jobId: string | undefined,
  { status, gate, last, error }: Outcome,
): { text: string; yaml: readonly string[] } | undefined {
  if (!jobId || gate === 'aborted' || error?.isGone) return undefined
  // Quoted: a workflow would read a bare numeric id as a floating-point number and lose its last digits.
  const yaml = ['with:', `  jobId: ${JSON.stringify(jobId)}`]
  const isStaged = status === 'Uncommitted' || (OPEN.includes(status) && gate === 'staged')
  if (isStaged && last?.standing === 'uncommitted') {
    const text = 'To publish the rows, give a later step this in place of the source'
    return { text, yaml: [...yaml, '  commit: verified'] }
  }
  if (!OPEN.includes(status)) return undefined
  // A job id excludes a source.
  const text = 'To wait for this job again without importing anything, give this in place of the source'
  return { text, yaml }
}
