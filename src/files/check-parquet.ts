import { type CollectionSchema, type Field, VERSIONS } from '../model/collection.ts'
import { type ArrowType, typeText } from './arrow-types.ts'
import { type Finding, fieldText, requiredFields, whyForbidden } from './findings.ts'
import type { ParquetColumn, ParquetFooter } from './parquet.ts'
import { elementsPerVector, isScalar, refusedTypes } from './parquet-types.ts'

/**
 * Compares a footer with a schema, by the rules of Milvus (`internal/util/importutilv2/parquet`, 2.4 to 3.0). Values
 * are not read.
 */
export function checkFooter(file: string, { columns }: ParquetFooter, schema: CollectionSchema): Finding[] {
  const names = columns.map(({ name }) => name)
  const missing = requiredFields(schema).filter(({ name }) => !names.includes(name))
  return [
    ...missing.map(field => missingColumn(file, field, names)),
    ...columns.flatMap((column, index) =>
      names.indexOf(column.name) === index ? checkColumn(file, column, names, schema) : [],
    ),
    ...checkCodecs(file, columns, schema),
  ]
}

function missingColumn(file: string, { name }: Field, names: readonly string[]): Finding {
  const namesake = names.find(other => other.toLowerCase() === name.toLowerCase())
  const hint = namesake === undefined ? '' : `; it has ${namesake}, but case counts`
  return { text: `${file} has no column ${name}${hint}` }
}

function checkColumn(
  file: string,
  column: ParquetColumn,
  names: readonly string[],
  schema: CollectionSchema,
): Finding[] {
  const { name } = column
  const field = fieldOf(name, schema)
  if (!field) return schema.structFields.includes(name) ? [] : [unknownColumn(file, name)]
  const why = whyForbidden(field, schema)
  if (why !== undefined) return [{ text: `${file} has the column ${name}, but ${why}` }]
  if (names.filter(other => other === name).length > 1)
    return [{ text: `${file} has more than one column ${name}` }]
  const found = checkType(file, column, field)
  return found.length > 0
    ? found
    : [...checkDimension(file, column, field), ...checkNulls(file, column, field)]
}

/** Milvus keeps further keys only in `$meta`. Until 2.5 a further column fails the job, with the dynamic field too. */
function unknownColumn(file: string, name: string): Finding {
  const text = `${file} has the column ${name}, which the collection does not have`
  return { text, refusedBy: ['2.4', '2.5'] }
}

/** With the dynamic field, `$meta` may hold further keys as JSON. */
function fieldOf(name: string, { fields, dynamic }: CollectionSchema): Field | undefined {
  return fields.find(field => field.name === name) ?? (dynamic && name === '$meta' ? META : undefined)
}

const META: Field = {
  ...{ name: '$meta', type: 'JSON', nullable: false, hasDefault: true },
  ...{ elementType: undefined, dim: undefined },
  ...{ primaryKey: false, autoId: false, partitionKey: false, functionOutput: false },
}

function checkType(file: string, { name, type }: ParquetColumn, field: Field): Finding[] {
  const refusedBy = refusedTypes(type, field)
  if (refusedBy.length === 0) return []
  const is = `the collection's ${name} is ${fieldText(field)}`
  return [{ text: `${file}: column ${name} is ${typeText(type)}, ${is}${hintOn(type)}`, refusedBy }]
}

/** What to do about types that only the writer's own schema tells, so that few people know of them. */
function hintOn({ name, element }: ArrowType): string {
  const types = [name, element?.name]
  if (types.includes('large_utf8')) return '; write texts as string, not as large_string'
  if (types.includes('dictionary')) return '; write plain values, not categories'
  return ''
}

/** Codecs that arrow-go, Milvus' reader, does not have. It reads all others. */
const UNKNOWN_CODECS = ['LZ4', 'LZ4_RAW', 'LZO']

/** Pages of columns that are no fields may not be read at all. */
function checkCodecs(file: string, columns: readonly ParquetColumn[], schema: CollectionSchema): Finding[] {
  const known = columns.filter(({ name }) => fieldOf(name, schema) !== undefined)
  const codec = known.flatMap(({ codecs }) => codecs).find(each => UNKNOWN_CODECS.includes(each))
  if (codec === undefined) return []
  const use = 'use snappy, zstd, gzip, brotli or none'
  return [{ text: `${file} is compressed with ${codec}, which Milvus does not read; ${use}` }]
}

/**
 * The mean number of elements a row. An empty or missing list counts as one, so that a mean above the dimension means
 * a vector that is too long. A mean below it means one that is too short or missing, which only a nullable field takes.
 */
function checkDimension(file: string, column: ParquetColumn, field: Field): Finding[] {
  const wanted = elementsPerVector(column.type, field)
  if (wanted === undefined) return []
  const wrong = column.chunks.find(({ rows, values }) => {
    const all = rows * BigInt(wanted)
    return values > all || (values < all && !field.nullable)
  })
  if (!wrong) return []
  const { name, dim } = field
  const mean = Number((wrong.values * 1000n) / wrong.rows) / 1000
  const found = Number.isInteger(mean) ? `${mean} values per row` : `${mean} values per row on average`
  const unit = wanted === dim ? '' : `, which is ${wanted} values`
  const text = `${file}: column ${name} holds ${found}, the collection's ${name} has dimension ${dim}${unit}`
  return [{ text }]
}

/**
 * 2.4 stores nulls of scalars as zeros and empty texts, but refuses those of JSON as all versions do. Lists and vectors
 * are left out: writers do not agree on what a null in them is, and servers string vectors of bytes together.
 */
function checkNulls(file: string, { chunks }: ParquetColumn, field: Field): Finding[] {
  if (field.nullable || field.hasDefault || !isScalar(field)) return []
  const nulls = chunks.reduce((sum, chunk) => sum + (chunk.nulls ?? 0n), 0n)
  if (nulls === 0n) return []
  const found = `${nulls} ${nulls === 1n ? 'null' : 'nulls'}`
  const text = `${file}: column ${field.name} holds ${found}, the collection's ${field.name} is not nullable`
  return [{ text, refusedBy: field.type === 'JSON' ? VERSIONS : ['2.5', '2.6', '3.0'] }]
}
