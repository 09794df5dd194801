import { importedRowsOf } from '../model/job.ts'
import { count, duration, plural, rows } from '../words/format.ts'
import { fileLabel, isFileDone } from '../words/job.ts'
import type { Outcome } from './reporter.ts'

/** The verdict in one line: is the data in, how much of it, and if not, which file. Remote names are not yet inert. */
export function headline(outcome: Outcome): string {
  const { status, error, last, red, elapsed } = outcome
  switch (status) {
    case 'Completed':
      if (error) return `Import completed${BUT[error.code] ?? ''}: ${completed(outcome)}`
      if (outcome.origin === 'found') return `Import of an earlier attempt completed: ${completed(outcome)}`
      return `Import completed: ${completed(outcome)} in ${duration(elapsed)}`
    case 'Submitted':
      if (outcome.origin === 'found') return 'Import of an earlier attempt found, not waited for'
      return 'Import submitted, not waited for'
    case 'Failed':
      return `Import failed${culprits(outcome)}: no row was kept`
    case 'Rejected':
      return 'Import rejected: nothing was imported'
    case 'InvalidInput':
      return 'Import not started: invalid input'
    case 'CheckFailed':
      return 'Import not submitted: a check failed'
    case 'Checked':
      return 'Checked: nothing was found that would keep the import from working'
    case 'UploadFailed':
      return 'Upload failed: nothing was submitted'
    case 'Aborted':
      return 'Import aborted: no row became visible'
    case 'TimedOut':
      return `${red ? 'Import timed out' : 'Import not finished in time'}${reached(outcome)}: ${last?.state === 'Pending' ? 'it has not begun' : 'it goes on at the server'}`
    case 'Cancelled':
      return last || outcome.jobId
        ? `Workflow cancelled${reached(outcome)}: the import goes on at the server`
        : 'Workflow cancelled before the import was submitted'
    case 'Uncommitted':
      return error
        ? 'Import not visible yet: it waits for its commit'
        : `Staged ${rows(last && importedRowsOf(last), undefined) || 'the rows'}, visible to nobody until the job is committed`
    case 'Unknown':
      return outcome.jobId
        ? `Lost contact with the import${reached(outcome)}; its result is unknown`
        : 'Whether the import was submitted is unknown'
  }
}

const BUT: Readonly<Record<string, string>> = {
  RowCountMismatch: ', but not with the rows expected',
  NotSearchable: ', but no query sees all its rows yet',
  AliasNotSwitched: ', but the alias was not switched',
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
