import type { Collection, Field, Version } from '../schema.ts'
import { type ArrowField, type ArrowType, expectedType, isConvertible, printType } from './arrow-type.ts'
import { checkAutoKey, checkOutput, givenFields, isRequired, isStruct, META, subField } from './fields.ts'
import { failed } from './problems.ts'

/** `CreateFieldReaders` of `importutilv2/parquet/util.go`: which columns there are, and of which types. */
export function checkColumns(columns: readonly ArrowField[], collection: Collection, version: Version): void {
  const types = new Map(columns.map(({ name, type }) => [name, type]))
  const structs = collection.fields.filter(isStruct)
  for (const field of structs) checkStructColumn(field, types)
  for (const field of [...givenFields(collection), ...(collection.enableDynamicField ? [META] : [])]) {
    const type = types.get(field.name)
    if (type && isStruct(field)) checkStructTypes(field, type, version)
    else if (type) checkType(field, type, version)
    else if (isRequired(field) && field !== META) throw unequal(missing(field))
  }
  checkNames(columns, collection, version)
}

function missing(field: Field): string {
  return isStruct(field)
    ? `struct field not found in arrow schema: ${field.name}`
    : `field '${field.name}' not in arrow schema`
}

/** `isSchemaEqual`. */
function checkType(field: Field, type: ArrowType, version: Version): void {
  const expected = expectedType(field)
  if (isConvertible(type, expected, field, version)) return
  const wanted =
    version >= 2.6
      ? `expect arrow type '${printType(expected)}', get arrow data type`
      : `milvus data type '${field.type}', arrow data type get`
  throw unequal(`field '${field.name}' type mis-match, ${wanted} '${printType(type)}'`)
}

function unequal(reason: string): Error {
  return failed(`schema not equal, err=${reason}: importing data failed`)
}

function checkNames(columns: readonly ArrowField[], collection: Collection, version: Version): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    const field = [...collection.fields, META].find(each => each.name === name)
    if (!field || (field === META && !collection.enableDynamicField)) {
      if (version >= 2.6) continue
      throw failed(
        `the field: ${name} is not in schema, if it's a dynamic field, please reformat data by bulk_writer`,
      )
    }
    checkAutoKey(each => each === name, collection)
    if (version >= 2.6) checkOutput(field, collection)
    else if (field.isFunctionOutput) {
      throw failed(`the field '${name}' is output by function, no need to provide`)
    }
    if (seen.has(name)) throw failed(`there is multi field with name: ${name}`)
    seen.add(name)
  }
}

function checkStructColumn(field: Field, types: ReadonlyMap<string, ArrowType>): void {
  for (const sub of field.fields ?? []) {
    const flat = subField(field, sub).name
    if (!types.has(flat)) continue
    throw failed(
      `struct field '${field.name}' must be provided as list<struct>; flat sub-field column '${flat}' is not supported`,
    )
  }
  const type = types.get(field.name)
  if (!type) return
  if (type.kind !== 'list' || type.elem.kind !== 'struct') {
    throw failed(`struct field is not a list of structs: ${field.name}`)
  }
  const names = type.elem.fields.map(({ name }) => name)
  for (const sub of field.fields ?? []) {
    if (!names.includes(sub.name)) throw failed(`field not found in struct: ${sub.name}`)
  }
}

function checkStructTypes(field: Field, type: ArrowType, version: Version): void {
  if (type.kind !== 'list' || type.elem.kind !== 'struct') return
  const { fields } = type.elem
  for (const sub of field.fields ?? []) {
    const found = fields.find(({ name }) => name === sub.name)?.type
    const expected = expectedType(sub)
    if (!found || isConvertible(found, expected, sub, version, false)) continue
    throw unequal(
      `sub-field '${sub.name}' in struct '${field.name}' type mis-match, expect arrow type '${printType(expected)}', got '${printType(found)}'`,
    )
  }
  const expected = field.fields?.length ?? 0
  if (fields.length === expected) return
  throw unequal(`struct field number dismatch: ${field.name}, expect ${expected}, got ${fields.length}`)
}
