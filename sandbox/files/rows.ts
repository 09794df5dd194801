import type { Collection } from '../schema.ts'
import { columnName, givenFields, isRequired } from './fields.ts'
import { failed } from './problems.ts'

/**
 * `CheckRowsEqual` of `internal/datanode/importv2/util.go`: all columns have the same number of rows, but for those that
 * the server can fill, which may have none. Returns the number. Throws an `ImportProblem`.
 */
export function checkAligned(collection: Collection, rowsOf: (name: string) => number): number {
  const counts = givenFields(collection).map(field => ({ field, rows: rowsOf(field.name) }))
  const first = counts.find(({ rows }) => rows !== 0)
  for (const { field, rows } of counts) {
    if (!first || rows === first.rows || (rows === 0 && !isRequired(field))) continue
    throw failed(
      `imported rows are not aligned, field '${columnName(first.field)}' with '${first.rows}' rows, field '${columnName(field)}' with '${rows}' rows`,
    )
  }
  return first?.rows ?? 0
}
