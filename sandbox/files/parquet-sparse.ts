import { ImportProblem, type Version } from '../schema.ts'
import { isMap } from './go.ts'
import { decodeFirst } from './go-json.ts'
import { GoJsonError } from './go-json-scanner.ts'
import { listIn } from './parquet-value.ts'
import { failed, notMap } from './problems.ts'
import { checkSparse, checkSparseRow } from './sparse.ts'

// Sparse vectors of Parquet: `parseSparseFloatRowVector` and `parseSparseFloatVectorStructRow` of
// `importutilv2/parquet/field_reader.go`.

/** A text of JSON, of which the first value counts. */
export function checkSparseText(text: string, version: Version): void {
  try {
    const value = decodeFirst(text) ?? new Map()
    if (!isMap(value)) throw notMap(value)
    checkSparse(value, version, 'float64')
  } catch (error) {
    if (!(error instanceof GoJsonError || error instanceof ImportProblem)) throw error
    throw failed(`Invalid JSON string for SparseFloatVector: '${text}', err = ${error.message}`)
  }
}

export function checkSparseStruct(row: Readonly<Record<string, unknown>>, version: Version): void {
  const words = 'Invalid parquet struct for SparseFloatVector: '
  const [indices, values] = [row['indices'] ?? null, row['values'] ?? null]
  if (indices === null || values === null) {
    throw failed(`${words}'indices' or 'values' is null for a valid sparse row`)
  }
  const [left, right] = [listIn(indices), listIn(values)]
  if (left.length !== right.length) {
    throw failed(
      `${words}number of elements of 'indices' and 'values' mismatched, '${left.length}' vs '${right.length}'`,
    )
  }
  const whole = left.map(index => BigInt(Number(index ?? 0)))
  checkSparseRow(whole, right.map(Number), version)
}
