import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { type Collection, checkValue, type Field, ImportProblem, requiredFields } from '../schema.ts'

/** `.csv` with a header row; vectors and JSON are JSON text (`importutilv2/csv`). Returns the number of rows. */
export async function readCsv(path: string, collection: Collection): Promise<number> {
  const [header, ...rows] = records(await readFile(path, 'utf8'))
  if (!header) throw new ImportProblem('failed to read csv header, error: EOF')
  const generated = collection.fields.find(field => field.autoId && header.includes(field.name))
  if (generated)
    throw new ImportProblem(`the primary key '${generated.name}' is auto-generated, no need to provide`)
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
      if (index >= 0) checkValue(cellValue(row[index] ?? '', field), field, at)
    }
  }
  return rows.length
}

function records(text: string): string[][] {
  try {
    return parse(text, { relaxColumnCount: true, skipEmptyLines: true })
  } catch (error) {
    throw new ImportProblem(`failed to read csv header, error: ${(error as Error).message}`)
  }
}

/** A cell as the value that its field asks for; what can't be read stays text and fails the check of its type. */
function cellValue(cell: string, { type, nullable }: Field): unknown {
  if (cell === '' && nullable) return null
  if (type === 'VarChar') return cell
  if (/^(Int|Float$|Double)/.test(type))
    return cell.trim() === '' || Number.isNaN(Number(cell)) ? cell : Number(cell)
  try {
    return JSON.parse(cell)
  } catch {
    return cell
  }
}
