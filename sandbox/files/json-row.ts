import type { Collection, Field, Version } from '../schema.ts'
import { checkEntity } from './entity.ts'
import {
  autoKey,
  checkAutoKey,
  checkOutput,
  columnName,
  isRequired,
  isStruct,
  knownFields,
  META,
} from './fields.ts'
import { type GoValue, goType, isMap } from './go.ts'
import { unmarshal } from './go-json.ts'
import { GoJsonError } from './go-json-scanner.ts'
import { failed } from './problems.ts'
import { checkNoFlatColumn, checkNullStruct, checkStructs } from './structs.ts'

/** Checks a row. Throws an `ImportProblem`. */
export type RowParser = (row: GoValue) => void

/** `NewRowParser` and `Parse` of `importutilv2/json/row_parser.go`. */
export function jsonRowParser(collection: Collection, version: Version): RowParser {
  const known = knownFields(collection, version)
  const key = autoKey(collection)
  const checkField = (value: GoValue, field: Field) => {
    checkOutput(field, collection)
    if (!isStruct(field)) checkEntity(value, field, version)
    else if (value === null && version >= 3) checkNullStruct(field)
    else checkStructs(value, field, version, { base: 0 })
  }
  return row => {
    if (!isMap(row)) {
      const type = version === 2.4 ? '' : `, but got type ${goType(row)}`
      throw failed(`invalid JSON format, each row should be a key-value map${type}`)
    }
    checkAutoKey(name => row.has(name), collection)
    const others = new Map<string, GoValue>()
    for (const [name, value] of row) {
      const field = known.get(name) ?? (name === key?.name ? key : undefined)
      checkNoFlatColumn(name, collection.fields, version)
      if (field) checkField(value, field)
      else if (collection.enableDynamicField) others.set(name, value)
      else if (version < 2.6) throw failed(`the field '${name}' is not defined in schema`)
    }
    for (const field of known.values()) {
      if (row.has(field.name) || field.isFunctionOutput || !isRequired(field)) continue
      throw failed(`value of field '${columnName(field)}' is missed`)
    }
    if (collection.enableDynamicField) checkDynamic(others, version)
  }
}

/** `combineDynamicRow`: keys beside `$meta` and those in it become one object. Since 2.6 `$meta` is one of the keys. */
function checkDynamic(others: ReadonlyMap<string, GoValue>, version: Version): void {
  const meta = others.get(META.name)
  if (meta === undefined) return
  const inner = typeof meta === 'string' ? parseMeta(meta) : meta
  if (!isMap(inner)) throw failed('illegal value for dynamic field, not a JSON object')
  for (const key of inner.keys()) {
    if (others.has(key) && (key !== META.name || version >= 2.6))
      throw failed(`duplicated key is not allowed, key=${key}`)
  }
}

/** A text is read into a map, which takes `null`, too. Throws an `ImportProblem`. */
export function parseMeta(text: string): ReadonlyMap<string, GoValue> {
  try {
    const value = unmarshal(text)
    if (value === null) return new Map()
    if (isMap(value)) return value
  } catch (error) {
    if (!(error instanceof GoJsonError)) throw error
  }
  throw failed('illegal value for dynamic field, not a JSON format string')
}
