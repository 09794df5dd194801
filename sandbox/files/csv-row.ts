import type { Collection, Field, Version } from '../schema.ts'
import { checkCell } from './cell.ts'
import { autoKey, checkAutoKey, checkOutput, isRequired, isStruct, knownFields, META } from './fields.ts'
import { type GoValue, isMap } from './go.ts'
import { decodeFirst } from './go-json.ts'
import { GoJsonError } from './go-json-scanner.ts'
import { parseMeta } from './json-row.ts'
import { failed } from './problems.ts'
import { checkNoFlatColumn, checkNullStruct, checkStructs } from './structs.ts'

/** Checks the cells of a row. Throws an `ImportProblem`. */
export type RowParser = (cells: readonly string[]) => void

/** `NewRowParser` and `Parse` of `importutilv2/csv/row_parser.go`. Throws an `ImportProblem` for a bad header. */
export function csvRowParser(
  header: readonly string[],
  collection: Collection,
  nullKey: string,
  version: Version,
): RowParser {
  const known = knownFields(collection, version)
  const key = autoKey(collection)
  for (const name of header) checkNoFlatColumn(name, collection.fields, version)
  checkAutoKey(name => header.includes(name), collection)
  for (const field of known.values()) checkColumn(field, header.includes(field.name), collection, version)

  const columns = header.map(name => known.get(name) ?? (name === key?.name ? key : undefined))
  return cells => {
    if (cells.length !== header.length) {
      throw failed('the number of fields in the row is not equal to the header')
    }
    const others = new Map<string, string>()
    for (const [index, cell] of cells.entries()) {
      const [name = '', field] = [header[index], columns[index]]
      if (field) checkField(cell, field, nullKey, version)
      else if (collection.enableDynamicField) others.set(name, cell)
      else if (version < 2.6) throw failed(`the field '${name}' is not defined in schema`)
    }
    checkDynamic(others)
  }
}

function checkColumn(field: Field, isThere: boolean, collection: Collection, version: Version): void {
  if (isThere) {
    checkOutput(field, collection)
    return
  }
  if (field.isFunctionOutput || (!isRequired(field) && version !== 2.5)) return
  // 2.5 asks for nullable fields and defaults, too. It does not look for the key, and with a key that it makes it looks for nothing: such rows end as unequal columns.
  if (version === 2.5 && (field.isPrimary || autoKey(collection))) return
  const kind = isStruct(field) ? 'struct field' : 'field'
  throw failed(`value of ${kind} is missed: '${field.name}'`)
}

function checkField(cell: string, field: Field, nullKey: string, version: Version): void {
  if (!isStruct(field)) {
    checkCell(cell, field, nullKey, version)
    return
  }
  const value = cell === nullKey ? null : decodeStructs(cell)
  if (value === null && version >= 3) checkNullStruct(field)
  else checkStructs(value ?? [], field, version, { base: 10 })
}

function decodeStructs(cell: string): GoValue {
  try {
    return decodeFirst(cell)
  } catch (error) {
    if (!(error instanceof GoJsonError)) throw error
    // The decoder of bytedance/sonic says so of all that is no JSON.
    throw failed('invalid StructArray format in CSV, failed to parse JSON: EOF')
  }
}

/** `combineDynamicRow`: `$meta` must be an object, whose keys are not columns. */
function checkDynamic(others: ReadonlyMap<string, string>): void {
  const meta = others.get(META.name)
  if (meta === undefined) return
  const inner = parseMeta(meta)
  if (!isMap(inner)) return
  for (const name of inner.keys()) {
    if (others.has(name)) throw failed(`duplicated key in dynamic field, key=${name}`)
  }
}
