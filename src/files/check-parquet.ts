import { type CollectionSchema, type Field, VERSIONS } from '../model/collection.ts'
import { type ArrowType, typeText } from './arrow-types.ts'
import { fieldText, proof, requiredFields, type Suspicion, whyForbidden } from './findings.ts'
import type { ParquetColumn, ParquetFooter } from './parquet.ts'
import { elementsPerVector, isScalar, refusedTypes } from './parquet-types.ts'

/**
 * Compares a footer with a schema, by the rules of Milvus (`internal/util/importutilv2/parquet`, 2.4 to 3.0). Values
 * are not read.
 */
export function checkFooter(file: string, { columns }: ParquetFooter, schema: CollectionSchema): Suspicion[] {
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

function missingColumn(file: string, field: Field, names: readonly string[]): Suspicion {
  const { name } = field
  const namesake = names.find(other => other.toLowerCase() === name.toLowerCase())
  const hint = namesake === undefined ? '' : `; it has ${namesake}, but case counts`
  return proof({
    kind: 'columnMissing',
    ...{ file, column: name, found: namesake ?? 'no such column', wanted: fieldText(field) },
    text: `${file} has no column ${name}${hint}`,
  })
}

function checkColumn(
  file: string,
  column: ParquetColumn,
  names: readonly string[],
  schema: CollectionSchema,
): Suspicion[] {
  const { name } = column
  const field = fieldOf(name, schema)
  if (!field) return schema.structFields.includes(name) ? [] : [unknownColumn(file, column)]
  const why = whyForbidden(field, schema)
  const here = { file, column: name, found: typeText(column.type), wanted: fieldText(field) }
  if (why !== undefined) {
    const text = `${file} has the column ${name}, but ${why}`
    return [proof({ ...here, kind: 'columnForbidden', wanted: 'no such column', text })]
  }
  if (names.filter(other => other === name).length > 1) {
    return [proof({ ...here, kind: 'columnTwice', text: `${file} has more than one column ${name}` })]
  }
  const found = checkType(file, column, field)
  return found.length > 0
    ? found
    : [...checkDimension(file, column, field), ...checkNulls(file, column, field)]
}

/** Milvus keeps further keys only in `$meta`. Until 2.5 a further column fails the job, with the dynamic field too. */
function unknownColumn(file: string, { name, type }: ParquetColumn): Suspicion {
  return {
    finding: {
      kind: 'columnUnknown',
      ...{ file, column: name, found: typeText(type), wanted: 'no such column' },
      text: `${file} has the column ${name}, which the collection does not have`,
    },
    refusedBy: ['2.4', '2.5'],
  }
}

/** With the dynamic field, `$meta` may hold further keys as JSON. */
function fieldOf(name: string, { fields, dynamic }: CollectionSchema): Field | undefined {
  return fields.find(field => field.name === name) ?? (dynamic && name === '$meta' ? META : undefined)
}

const META: Field = {
  ...{ name: '$meta', type: 'JSON', nullable: false, hasDefault: true },
  ...{ elementType: undefined, dim: undefined, maxLength: undefined, maxCapacity: undefined },
  ...{ primaryKey: false, autoId: false, partitionKey: false, functionOutput: false },
}

function checkType(file: string, { name, type }: ParquetColumn, field: Field): Suspicion[] {
  const refusedBy = refusedTypes(type, field)
  if (refusedBy.length === 0) return []
  const [found, wanted] = [typeText(type), fieldText(field)]
  const text = `${file}: column ${name} is ${found}, the collection's ${name} is ${wanted}${hintOn(type)}`
  return [{ finding: { kind: 'type', file, column: name, found, wanted, text }, refusedBy }]
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
function checkCodecs(file: string, columns: readonly ParquetColumn[], schema: CollectionSchema): Suspicion[] {
  const known = columns.filter(({ name }) => fieldOf(name, schema) !== undefined)
  const bad = known.find(({ codecs }) => codecs.some(codec => UNKNOWN_CODECS.includes(codec)))
  if (!bad) return []
  const found = bad.codecs.find(codec => UNKNOWN_CODECS.includes(codec)) ?? ''
  const wanted = 'snappy, zstd, gzip, brotli or none'
  const text = `${file} is compressed with ${found}, which Milvus does not read; use ${wanted}`
  return [proof({ kind: 'compression', file, column: bad.name, found, wanted, text })]
}

/**
 * The mean number of elements a row. An empty or missing list counts as one, so that a mean above the dimension means
 * a vector that is too long. A mean below it means one that is too short or missing, which only a nullable field takes.
 */
function checkDimension(file: string, column: ParquetColumn, field: Field): Suspicion[] {
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
  return [proof({ kind: 'dimension', file, column: name, found, wanted: `${wanted} values per row`, text })]
}

/**
 * 2.4 stores nulls of scalars as zeros and empty texts, but refuses those of JSON as all versions do. Lists and vectors
 * are left out: writers do not agree on what a null in them is, and servers string vectors of bytes together.
 */
function checkNulls(file: string, { chunks }: ParquetColumn, field: Field): Suspicion[] {
  if (field.nullable || field.hasDefault || !isScalar(field)) return []
  const nulls = chunks.reduce((sum, chunk) => sum + (chunk.nulls ?? 0n), 0n)
  if (nulls === 0n) return []
  const { name } = field
  const found = `${nulls} ${nulls === 1n ? 'null' : 'nulls'}`
  const text = `${file}: column ${name} holds ${found}, the collection's ${name} is not nullable`
  return [
    {
      finding: { kind: 'nulls', file, column: name, found, wanted: 'no nulls', text },
      refusedBy: field.type === 'JSON' ? VERSIONS : ['2.5', '2.6', '3.0'],
    },
  ]
}
