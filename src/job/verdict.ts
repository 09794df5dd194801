import { boundWords, jobFailed, rowCountMismatch } from '../errors/failures.ts'
import { uncommitted } from '../errors/gate.ts'
import { type ImportRequest, importedRowsOf, type Progress } from '../model/job.ts'
import type { Plan, RowBound } from '../model/plan.ts'
import { count } from '../words/format.ts'
import { fileLabel } from '../words/job.ts'
import { baseName } from './blame.ts'
import { sourcesOf } from './files.ts'
import { reasonOf } from './progress.ts'

/**
 * Judges the last word about the job of a request. Returns the warnings that a green step carries; throws the
 * `ImportError` of a red one. Only `Completed` is green: 100 % is not completion, and neither are files that are all
 * complete.
 */
export function judge(
  last: Progress,
  { connection: { api }, idempotencyKey }: Plan,
  expected: RowBound | undefined,
  request: ImportRequest | undefined,
): string[] {
  if (last.standing === 'failed') {
    const { at, paths } = place(last, request ? sourcesOf(request.source) : [])
    const files = paths.length > 0 ? paths : last.files.flatMap(file => file.paths)
    const hasOwnKey = idempotencyKey !== 'auto' && idempotencyKey !== 'off'
    throw jobFailed({ reason: reasonOf(last), at, files, hasOwnKey, api })
  }
  if (last.standing === 'uncommitted') throw uncommitted(api)
  const rows = importedRowsOf(last)
  if (expected && !holds(expected, rows)) throw rowCountMismatch(expected, rows)
  return rowWarnings(rows, last.totalRows)
}

/** Did all rows come in for certain: those that were expected, else all that the files hold? */
export function allRowsIn(last: Progress, expected: RowBound | undefined): boolean {
  const rows = importedRowsOf(last)
  return expected ? holds(expected, rows) : rows !== undefined && rows > 0n && rows === last.totalRows
}

/**
 * Judges rows that wait for their commit: all rows of the files must be staged, and `expectedRows` must hold. Where the
 * server does not report them, they don't. In words, too.
 */
export function stagedRows(
  { importedRows: rows, totalRows }: Progress,
  expected: RowBound | undefined,
): { readonly holds: boolean; readonly says: string } {
  if (rows === undefined)
    return { holds: false, says: 'The server does not report how many rows were staged' }
  const staged = `${count(rows)} rows were staged`
  if (totalRows === undefined)
    return { holds: false, says: `${staged}, but the server does not report how many the files hold` }
  if (rows !== totalRows) return { holds: false, says: `${staged}, the files hold ${count(totalRows)}` }
  if (!expected || holds(expected, rows)) return { holds: true, says: staged }
  return { holds: false, says: `${staged}, ${boundWords(expected)} were expected` }
}

function holds(expected: RowBound, rows: bigint | undefined): boolean {
  if (rows === undefined) return false
  return expected.kind === 'atLeast' ? rows >= expected.rows : rows === expected.rows
}

/** What a server reports of a completed job may still be worth a look; no more is claimed than it said. */
function rowWarnings(rows: bigint | undefined, total: bigint | undefined): string[] {
  if (rows === undefined) return []
  if (rows === 0n && !total)
    return ['The import completed, but the server reports 0 rows. Check that the files hold rows.']
  if (total === undefined || (rows > 0n && rows >= total)) return []
  return [
    `The import completed, but the server reports ${count(rows)} of ${count(total)} rows imported. Count the rows of the collection before you rely on them.`,
  ]
}

/**
 * What failed, as paths and in words. Zilliz Cloud names its own copy of a file (milvus-io/milvus#45006): the author's
 * name for it is shown, too.
 */
function place(
  { blamed, files }: Progress,
  sources: readonly string[],
): { readonly at: string; readonly paths: readonly string[] } {
  const [culprit, ...others] = files.filter(file => file.isCulprit)
  const told = others.length === 0 ? culprit?.paths : undefined
  const paths = blamed.length > 0 ? blamed : (told ?? [])
  if (paths.length === 0) return { at: '', paths }
  const label = fileLabel({ name: paths.join(' '), paths })
  const [source, ...twins] = sources.filter(source => baseName(source) === baseName(paths[0] ?? ''))
  const isOther = source !== undefined && !label.includes(source) && !source.endsWith(label)
  return { at: isOther && twins.length === 0 ? `${label} (your ${source})` : label, paths }
}
