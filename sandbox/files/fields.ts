import type { Collection, Field, Version } from '../schema.ts'
import { failed } from './problems.ts'

// Which fields a file brings, may bring and must not bring.

/** The JSON field that takes what is no field, in a collection with the dynamic field. */
export const META: Field = { name: '$meta', type: 'JSON' }

/** The key that the server makes, if it does. */
export function autoKey({ fields }: Collection): Field | undefined {
  return fields.find(field => field.isPrimary && field.autoId)
}

/** Fields that files bring: all but a key that the server makes, and the outputs of functions. */
export function givenFields({ fields }: Collection): Field[] {
  return fields.filter(field => !(field.isPrimary && field.autoId) && !field.isFunctionOutput)
}

/** Fields without which a row is none. */
export function isRequired({ nullable, defaultValue }: Field): boolean {
  return !nullable && defaultValue === undefined
}

export function isStruct({ type, elementType }: Field): boolean {
  return type === 'Array' && elementType === 'Struct'
}

/** A key that the server makes must not come with the file, unless the collection allows it (2.6). */
export function checkAutoKey(has: (name: string) => boolean, collection: Collection): void {
  const key = autoKey(collection)
  if (key && has(key.name) && !collection.allowsAutoId) {
    throw failed(`the primary key '${key.name}' is auto-generated, no need to provide`)
  }
}

/** What a function makes must not come with the file, unless the collection allows it (2.6; never for BM25). */
export function checkOutput({ name, isFunctionOutput }: Field, collection: Collection): void {
  if (isFunctionOutput === true) {
    throw failed(`not allowed to provide data for BM25 function output field '${name}'`)
  }
  if (isFunctionOutput && !collection.allowsFunctionOutputs) {
    const property = 'collection.function.allowInsertNonBM25FunctionOutputs'
    throw failed(
      `not allowed to provide data for function output field '${name}', set collection property '${property}' to enable`,
    )
  }
}

/** The fields that the readers of JSON and CSV look up by name; until 2.5 outputs of functions are unknown to them. */
export function knownFields(collection: Collection, version: Version): ReadonlyMap<string, Field> {
  const known = collection.fields.filter(
    field => !(field.isPrimary && field.autoId) && (version >= 2.6 || !field.isFunctionOutput),
  )
  return new Map(known.map(field => [field.name, field]))
}

/** `sub` of a struct `field` as a field of its own, as the server keeps it: an array by the name `field[sub]`. */
export function subField({ name, maxCapacity, nullable }: Field, sub: Field): Field {
  const own = { ...sub, name: `${name}[${sub.name}]` }
  return {
    ...own,
    ...(maxCapacity !== undefined && { maxCapacity }),
    ...(nullable !== undefined && { nullable }),
  }
}

/** A struct is known to the server by its parts, so errors name one of them. */
export function columnName(field: Field): string {
  return isStruct(field) ? `${field.name}[${field.fields?.[0]?.name ?? ''}]` : field.name
}

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
