import { importedRowsOf } from '../model/job.ts'
import { count, duration, plural, rows } from '../words/format.ts'
import { fileLabel, isFileDone } from '../words/job.ts'
import type { Outcome } from './reporter.ts'

/** The verdict in one line: is the data in, how much of it, and if not, which file. Remote names are not yet inert. */
export function headline(outcome: Outcome): string {
  const { status, error, last, red, elapsed, gate } = outcome
  switch (status) {
    case 'Completed':
      if (error) return `Import completed${BUT[error.code] ?? ''}: ${completed(outcome)}`
      if (outcome.origin === 'found')
        return `Import of an earlier attempt completed${isSearchable(outcome)}: ${completed(outcome)}`
      return `Import completed${isSearchable(outcome)}: ${completed(outcome)} in ${duration(elapsed)}`
    case 'Submitted':
      if (outcome.origin === 'found') return 'Import of an earlier attempt found; not waiting for it'
      return 'Import submitted; not waiting for it'
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
    case 'TimedOut':
      if (isHeld(outcome)) return `${red ? 'Timed out' : 'Not published in time'}${AT_GATE[gate ?? 'staged']}`
      return `${red ? 'Import timed out' : 'Import not finished in time'}${reached(outcome)}: ${last?.state === 'Pending' ? 'it has not begun' : 'it continues on the server'}`
    case 'Cancelled':
      if (isHeld(outcome)) return `Workflow cancelled${AT_GATE[gate ?? 'staged']}`
      if (last?.standing === 'completed')
        return `Workflow cancelled when the import was complete: ${completed(outcome)}`
      return last || outcome.jobId
        ? `Workflow cancelled${reached(outcome)}: the import continues on the server`
        : 'Workflow cancelled before the import was submitted'
    case 'Uncommitted':
      return error
        ? 'Import waits for its commit; its rows are not visible yet'
        : `Staged ${rows(last && importedRowsOf(last), undefined) || 'the rows'}, not visible until the job is committed`
    case 'Unknown':
      return outcome.jobId
        ? `Lost contact with the import${reached(outcome)}; its result is unknown`
        : 'Whether the import was submitted is unknown'
  }
}

const BUT: Readonly<Record<string, string>> = {
  RowCountMismatch: ', but not with the rows expected',
  NotSearchable: ', but no query sees all its rows yet',
  NotLoaded: ', but is not loaded for queries',
  AliasNotSwitched: ', but the alias was not switched',
}

/** The import has stopped where its rows are not visible yet, or where somebody decided about that. */
function isHeld({ gate, last }: Outcome): boolean {
  return gate !== undefined || last?.standing === 'uncommitted'
}

const AT_GATE: Readonly<Record<NonNullable<Outcome['gate']>, string>> = {
  staged: ': the staged rows wait for a commit or an abort',
  committing: ' after the commit was sent: the rows are, or will be, visible',
  committed: ' when the rows were published',
  aborted: ': the import was aborted, no row became visible',
  unconfirmed: ': the abort of the import is not confirmed, no row is visible yet',
}

/** What a query has counted is more than what the server says. */
export function isSearchable({ rowsAfter }: Outcome): string {
  return rowsAfter === undefined ? '' : ' and searchable'
}

function completed({ last }: Outcome): string {
  if (!last) return 'no rows reported'
  const imported = importedRowsOf(last)
  const amount = imported === undefined ? 'no rows reported' : `${rows(imported, undefined)}`
  const done = last.files.filter(isFileDone).length
  return done > 0 ? `${amount} from ${plural(done, 'file')}` : amount
}

function reached({ last }: Outcome): string {
  return last ? ` at ${last.percent} %` : ''
}

/** ` at sports.jsonl`, ` at sports.jsonl and 2 more files`. */
function culprits({ last }: Outcome): string {
  const names = last?.files.filter(file => file.isCulprit).map(file => fileLabel(file)) ?? []
  const [first] = names
  if (first === undefined) return ''
  const more = names.length > 1 ? ` and ${count(BigInt(names.length - 1))} more` : ''
  return ` at ${baseName(first)}${more}`
}

function baseName(path: string): string {
  const [query] = path.split('?')
  return query?.split('/').at(-1) || path
}
