import { jobFailed, rowCountMismatch } from '../errors/failures.ts'
import { uncommitted } from '../errors/gate.ts'
import type { ImportError } from '../errors/import-error.ts'
import { type Api, importedRowsOf, type Progress } from '../model/job.ts'
import type { RowBound } from '../model/plan.ts'
import { count } from '../words/format.ts'
import { fileLabel } from '../words/job.ts'
import { baseName } from './blame.ts'
import { reasonOf } from './progress.ts'

export interface Judgement {
  readonly expectedRows: RowBound | undefined
  /** Did the author choose the idempotency key? */
  readonly hasOwnKey: boolean
  readonly api: Api
  /** Sources as the author wrote them. */
  readonly sources: readonly string[]
}

/**
 * Judges the last word about a job. Returns the warnings that a green step carries; throws the `ImportError` of a red
 * one. Only `Completed` is green: 100 % is not completion, and neither are files that are all complete.
 */
export function judge(last: Progress, judgement: Judgement): string[] {
  if (last.standing === 'failed') throw failure(last, judgement)
  if (last.standing === 'uncommitted') throw uncommitted({ api: judgement.api })
  const rows = importedRowsOf(last)
  if (judgement.expectedRows && !holds(judgement.expectedRows, rows))
    throw rowCountMismatch(judgement.expectedRows, rows)
  return rowWarnings(rows, last.totalRows)
}

/** Did all rows come in for certain: those that were expected, else all that the files hold? */
export function allRowsIn(last: Progress, expected: RowBound | undefined): boolean {
  const rows = importedRowsOf(last)
  return expected ? holds(expected, rows) : rows !== undefined && rows > 0n && rows === last.totalRows
}

/** Whether staged rows may be published, and in words why not. */
export interface RowVerdict {
  readonly holds: boolean
  readonly says: string
}

/**
 * Judges rows that wait for their commit: all rows of the files must be staged, and `expectedRows` must hold. Where the
 * server does not report them, they don't.
 */
export function stagedRows(
  { importedRows: rows, totalRows }: Progress,
  expected: RowBound | undefined,
): RowVerdict {
  const staged =
    rows === undefined
      ? 'The server does not report how many rows were staged'
      : `${count(rows)} rows were staged`
  if (rows === undefined) return { holds: false, says: staged }
  if (totalRows === undefined)
    return { holds: false, says: `${staged}, but the server does not report how many the files hold` }
  if (rows !== totalRows) return { holds: false, says: `${staged}, the files hold ${count(totalRows)}` }
  if (!expected || holds(expected, rows)) return { holds: true, says: staged }
  return { holds: false, says: `${staged}, ${wantedRows(expected)} were expected` }
}

function wantedRows({ kind, rows }: RowBound): string {
  return `${kind === 'atLeast' ? 'at least ' : ''}${count(rows)}`
}

function holds(expected: RowBound, rows: bigint | undefined): boolean {
  if (rows === undefined) return false
  return expected.kind === 'atLeast' ? rows >= expected.rows : rows === expected.rows
}

/** What a server reports of a completed job may still be worth a look; no more is claimed than it said. */
function rowWarnings(rows: bigint | undefined, total: bigint | undefined): string[] {
  if (rows === undefined || (total !== undefined && rows > 0n && rows >= total)) return []
  if (rows === 0n && !total)
    return ['The import completed, but the server reports 0 rows. Check that the files hold rows.']
  if (total === undefined) return []
  return [
    `The import completed, but the server reports ${count(rows)} of ${count(total)} rows imported. Count the rows of the collection before you rely on them.`,
  ]
}

function failure(last: Progress, { hasOwnKey, api, sources }: Judgement): ImportError {
  const { at, paths } = place(last, sources)
  const files = paths.length > 0 ? paths : last.files.flatMap(file => file.paths)
  return jobFailed({ reason: reasonOf(last), at, files, hasOwnKey, api })
}

/**
 * What failed, as paths and in words. Zilliz Cloud names its own copy of a file (milvus-io/milvus#45006): the author's
 * name for it is shown, too.
 */
function place(
  { blamed, files }: Progress,
  sources: readonly string[],
): { readonly at: string; readonly paths: readonly string[] } {
  const culprits = files.filter(file => file.isCulprit)
  const [file] = culprits
  const paths = blamed.length > 0 ? blamed : culprits.length === 1 && file ? file.paths : []
  if (paths.length === 0) return { at: '', paths }
  const label = fileLabel({ name: paths.join(' '), paths })
  const own = sources.filter(source => baseName(source) === baseName(paths[0] ?? ''))
  const [source] = own
  const isCopy =
    own.length === 1 && source !== undefined && !label.includes(source) && !source.endsWith(label)
  return { at: `${label}${isCopy ? ` (your ${source})` : ''}`, paths }
}
