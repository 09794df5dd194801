import { ImportError } from '../errors/import-error.ts'
import type { Api, Progress } from '../model/job.ts'
import { importedRowsOf } from '../model/job.ts'
import { count } from '../words/format.ts'
import { fileLabel } from '../words/job.ts'
import { reasonOf } from './progress.ts'

/** How many rows the author expects: exactly `rows`, or at least so many. */
export interface RowExpectation {
  readonly atLeast: boolean
  readonly rows: bigint
}

export interface Judgement {
  readonly expected: RowExpectation | undefined
  /** Did the author choose the idempotency key? */
  readonly hasOwnKey: boolean
  readonly api: Api
}

/**
 * Judges the last word about a job. Returns the warnings that a green step carries; throws the `ImportError` of a red
 * one. Only `Completed` is green: 100 % is not completion, and neither are files that are all complete.
 */
export function judge(last: Progress, { expected, hasOwnKey, api }: Judgement): { warnings: string[] } {
  if (last.standing === 'failed') throw jobFailed(last, hasOwnKey, api)
  if (last.standing === 'uncommitted')
    throw new ImportError({ status: 'Uncommitted', code: 'Uncommitted', api })
  const rows = importedRowsOf(last)
  if (expected && !holds(expected, rows)) {
    const wanted = `${expected.atLeast ? 'at least ' : ''}${count(expected.rows)} rows were expected`
    const found =
      rows === undefined ? 'the server does not report how many rows came in' : `${count(rows)} came in`
    const title = `The import completed, but \`expectedRows\` does not hold: ${wanted}, ${found}`
    throw new ImportError({ status: 'Completed', code: 'RowCountMismatch', title })
  }
  const empty = rows === 0n ? ['The import completed with 0 rows: the files hold no data.'] : []
  return { warnings: empty }
}

function holds(expected: RowExpectation, rows: bigint | undefined): boolean {
  if (rows === undefined) return false
  return expected.atLeast ? rows >= expected.rows : rows === expected.rows
}

/** A key of the author's own leads to the same failed job for ever. */
function jobFailed(last: Progress, hasOwnKey: boolean, api: Api): ImportError {
  const reason = reasonOf(last)
  const { blamed } = last
  const at = fileLabel({ name: blamed.join(' '), paths: blamed })
  const context = blamed.length > 0 ? `The import failed at ${at}` : 'The import failed'
  const title = reason === '' ? 'No row of it was kept, and the server gave no reason' : undefined
  const more = hasOwnKey
    ? 'A new import needs a new `idempotencyKey`: this one leads to the failed job'
    : undefined
  return new ImportError({
    status: 'Failed',
    code: 'ImportFailed',
    said: reason,
    context,
    title,
    more,
    api,
  })
}
