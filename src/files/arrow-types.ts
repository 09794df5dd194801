import type { SchemaElement, SchemaTree } from 'hyparquet'
import type { ArrowField } from './arrow-schema.ts'

/**
 * The type of a column as Milvus' reader sees it: the names are those of Arrow, `list<float>` has an element,
 * `struct` has fields. `unknown` is everything else.
 */
export interface ArrowType {
  readonly name: string
  readonly element?: ArrowType
  readonly fields?: readonly { readonly name: string; readonly type: ArrowType }[]
}

/** A type in Arrow's words, such as `list<float>`. */
export function typeText({ name, element, fields }: ArrowType): string {
  if (element) return `${name}<${typeText(element)}>`
  if (fields) return `${name}<${fields.map(field => `${field.name}: ${typeText(field.type)}`).join(', ')}>`
  return name
}

/**
 * The type of a column by the rules of arrow-go (`parquet/pqarrow/schema.go`), which Milvus reads Parquet with: first
 * what Parquet itself says, then what the writer's own Arrow schema adds, if the file has one.
 */
export function arrowType(column: SchemaTree, origin: ArrowField | undefined): ArrowType {
  const inferred = inferredType(column)
  return origin ? withOrigin(inferred, origin) : inferred
}

/**
 * Large texts, large bytes, dictionaries and lists of a fixed size come from the writer's schema alone. Large lists
 * don't: they stay lists, and what they hold is left as it was inferred.
 */
function withOrigin(inferred: ArrowType, origin: ArrowField): ArrowType {
  if (origin.isDictionary) {
    return inferred.name === 'utf8' || inferred.name === 'binary'
      ? { name: 'dictionary', element: inferred }
      : inferred
  }
  if (origin.kind === 'largeUtf8') return { name: 'large_utf8' }
  if (origin.kind === 'largeBinary') return { name: 'large_binary' }
  const [child] = origin.children
  if (inferred.name === 'list' && inferred.element && child) {
    const element = withOrigin(inferred.element, child)
    if (origin.kind === 'list') return { name: 'list', element }
    if (origin.kind === 'fixedSizeList') return { name: 'fixed_size_list', element }
  }
  return inferred
}

function inferredType(column: SchemaTree): ArrowType {
  const { element } = column
  if (element.repetition_type === 'REPEATED') return { name: 'list', element: bareType(column) }
  return bareType(column)
}

/** The type of a node without its own repetition. */
function bareType({ element, children }: SchemaTree): ArrowType {
  if (children.length === 0) return { name: leafType(element) }
  if (isAnnotated(element, 'LIST')) return listType(element, children)
  if (isAnnotated(element, 'MAP') || element.converted_type === 'MAP_KEY_VALUE') return { name: 'map' }
  return {
    name: 'struct',
    fields: children.map(child => ({ name: child.element.name, type: inferredType(child) })),
  }
}

/** Lists of three levels, and the older ones of two (parquet-format, `LogicalTypes.md`, "Lists"). */
function listType({ name }: SchemaElement, [repeated, ...more]: readonly SchemaTree[]): ArrowType {
  if (!repeated || more.length > 0 || repeated.element.repetition_type !== 'REPEATED')
    return { name: 'unknown' }
  const [item, ...others] = repeated.children
  if (!item) return { name: 'list', element: bareType(repeated) }
  const isTuple = ['array', `${name}_tuple`].includes(repeated.element.name)
  const element = others.length > 0 || isTuple ? bareType(repeated) : inferredType(item)
  return { name: 'list', element }
}

function isAnnotated({ converted_type, logical_type }: SchemaElement, type: 'LIST' | 'MAP'): boolean {
  return converted_type === type || logical_type?.type === type
}

const PLAIN: Readonly<Record<string, string>> = {
  BOOLEAN: 'bool',
  INT32: 'int32',
  INT64: 'int64',
  INT96: 'timestamp',
  FLOAT: 'float',
  DOUBLE: 'double',
  BYTE_ARRAY: 'binary',
  FIXED_LEN_BYTE_ARRAY: 'fixed_size_binary',
}

const CONVERTED: Readonly<Record<string, string>> = {
  UTF8: 'utf8',
  DATE: 'date',
  DECIMAL: 'decimal',
  TIME_MILLIS: 'time',
  TIME_MICROS: 'time',
  TIMESTAMP_MILLIS: 'timestamp',
  TIMESTAMP_MICROS: 'timestamp',
  INT_8: 'int8',
  INT_16: 'int16',
  INT_32: 'int32',
  INT_64: 'int64',
  UINT_8: 'uint8',
  UINT_16: 'uint16',
  UINT_32: 'uint32',
  UINT_64: 'uint64',
}

const LOGICAL: Readonly<Record<string, string>> = {
  STRING: 'utf8',
  DATE: 'date',
  DECIMAL: 'decimal',
  TIME: 'time',
  TIMESTAMP: 'timestamp',
  FLOAT16: 'float16',
  NULL: 'null',
}

function leafType({ type, logical_type, converted_type }: SchemaElement): string {
  if (logical_type?.type === 'INTEGER') {
    return `${logical_type.isSigned ? '' : 'u'}int${logical_type.bitWidth}`
  }
  // Other annotations, such as JSON and UUID, are read differently by different versions of arrow-go.
  if (logical_type) return LOGICAL[logical_type.type] ?? 'unknown'
  if (converted_type) return CONVERTED[converted_type] ?? 'unknown'
  return PLAIN[type ?? ''] ?? 'unknown'
}
