import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import {
  type Collection,
  checkNames,
  checkValue,
  type Field,
  ImportProblem,
  notInSchema,
  type Reading,
  requiredFields,
} from '../schema.ts'

/** `.csv` with a header row; vectors and JSON are JSON text (`importutilv2/csv`). Returns the number of rows. */
export async function readCsv(
  path: string,
  collection: Collection,
  { separator = ',', nullKey = '', refusesUnknown }: Reading = {},
): Promise<number> {
  if (separator.length !== 1 || '\0\n\r"'.includes(separator)) {
    throw new ImportProblem(`unsupported csv separator: ${separator}`)
  }
  const [header, ...rows] = records(await readFile(path, 'utf8'), separator)
  if (!header) throw new ImportProblem('failed to read csv header, error: EOF')
  checkNames(new Set(header), collection, refusesUnknown ? notInSchema : undefined)
  const columns = requiredFields(collection).map(field => ({ field, index: header.indexOf(field.name) }))
  for (const { field, index } of columns) {
    if (index < 0 && !field.nullable) throw new ImportProblem(`value of field is missed: '${field.name}'`)
  }
  for (const [number, row] of rows.entries()) {
    const at = number / rows.length
    if (row.length !== header.length) {
      throw new ImportProblem('the number of fields in the row is not equal to the header', at)
    }
    for (const { field, index } of columns) {
      if (index >= 0) checkValue(cellValue(row[index] ?? '', field, nullKey), field, at)
    }
  }
  return rows.length
}

function records(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { delimiter, relaxColumnCount: true, skipEmptyLines: true })
  } catch (error) {
    throw new ImportProblem(`failed to read csv header, error: ${(error as Error).message}`)
  }
}

/** A cell as the value that its field asks for; what can't be read stays text and fails the check of its type. */
function cellValue(cell: string, { type, nullable }: Field, nullKey: string): unknown {
  if (cell === nullKey && (nullable || nullKey !== '')) return null
  if (type === 'VarChar') return cell
  if (/^(Int|Float$|Double)/.test(type))
    return cell.trim() === '' || Number.isNaN(Number(cell)) ? cell : Number(cell)
  try {
    return JSON.parse(cell)
  } catch {
    return cell
  }
}
