import { DataType, MessageReader, type Field as StoredField } from 'apache-arrow'
import { type FileMetaData, parquetSchema } from 'hyparquet'
import { type ArrowField, type ArrowType, leaf, listOf } from './arrow-type.ts'

type Node = ReturnType<typeof parquetSchema>['children'][number]

/**
 * The Arrow types that Go has for the columns of a Parquet file: `parquet/pqarrow/schema.go` of apache/arrow v17. The
 * schema that Arrow's writers store beside the columns (`ARROW:schema`) corrects what Parquet has no word for.
 */
export function arrowFields(metadata: FileMetaData): ArrowField[] {
  const stored = storedFields(metadata)
  return parquetSchema(metadata).children.map((node, index) => {
    const origin = stored[index]
    const type = inferred(node)
    return { name: node.element.name, type: origin ? corrected(origin.type, type) : type }
  })
}

/** Without fields where there is no such schema, or one that can't be read. */
function storedFields({ key_value_metadata: pairs = [] }: FileMetaData): readonly StoredField[] {
  const value = pairs.find(({ key }) => key === 'ARROW:schema')?.value
  if (value === undefined) return []
  try {
    return new MessageReader(Buffer.from(value, 'base64')).readSchema()?.fields ?? []
  } catch {
    return []
  }
}

/** `nodeToSchemaField`: what Parquet itself says. */
function inferred(node: Node): ArrowType {
  const { element, children } = node
  const isRepeated = element.repetition_type === 'REPEATED'
  if (children.length === 0) return isRepeated ? listOf(primitive(node)) : primitive(node)
  if (isAnnotated(node, 'LIST')) return list(node)
  const struct: ArrowType = {
    kind: 'struct',
    fields: children.map(child => ({ name: child.element.name, type: inferred(child) })),
  }
  if (isAnnotated(node, 'MAP')) return leaf('map')
  return isRepeated ? listOf(struct) : struct
}

/** `listToSchemaField`: three levels, or two in the old forms. */
function list({ element, children }: Node): ArrowType {
  const [repeated] = children
  if (!repeated) return listOf(leaf('null'))
  const { name } = repeated.element
  const [item, ...more] = repeated.children
  const isOld = name === 'array' || name === `${element.name}_tuple`
  if (item && more.length === 0 && !isOld) return listOf(inferred(item), name)
  const once: Node = { ...repeated, element: { ...repeated.element, repetition_type: 'REQUIRED' } }
  return listOf(inferred(once), name)
}

function isAnnotated({ element }: Node, type: 'LIST' | 'MAP'): boolean {
  return element.converted_type === type || element.logical_type?.type === type
}

/** `getArrowType`. */
function primitive({ element }: Node): ArrowType {
  const { type, converted_type: old, logical_type: logical, type_length: length = 0 } = element
  if (logical?.type === 'NULL') return leaf('null')
  const integer = old && /^(U?)INT_(\d+)$/.exec(old)
  switch (type) {
    case 'BOOLEAN':
      return leaf('bool')
    case 'INT32':
    case 'INT64':
      if (logical?.type === 'INTEGER') return leaf(`${logical.isSigned ? '' : 'u'}int${logical.bitWidth}`)
      if (integer) return leaf(`${integer[1] ? 'u' : ''}int${integer[2]}`)
      return annotated(element) ?? leaf(type.toLowerCase())
    case 'INT96':
      return leaf('timestamp[ns, tz=UTC]')
    case 'FLOAT':
      return leaf('float32')
    case 'DOUBLE':
      return leaf('float64')
    case 'BYTE_ARRAY':
      if (old === 'UTF8' || logical?.type === 'STRING') return leaf('utf8')
      return annotated(element) ?? leaf('binary')
    default:
      if (logical?.type === 'FLOAT16') return leaf('float16')
      return annotated(element) ?? leaf(`fixed_size_binary[${length}]`)
  }
}

const UNITS: Readonly<Record<string, string>> = { MILLIS: 'ms', MICROS: 'us', NANOS: 'ns' }

/** Dates, times and decimals, which no field takes. */
function annotated({ converted_type: old, logical_type: logical, precision, scale = 0 }: Node['element']) {
  if (old === 'DATE' || logical?.type === 'DATE') return leaf('date32')
  if (old === 'DECIMAL' || logical?.type === 'DECIMAL') return leaf(`decimal(${precision}, ${scale})`)
  if (logical?.type === 'TIMESTAMP') {
    return leaf(`timestamp[${UNITS[logical.unit]}${logical.isAdjustedToUTC ? ', tz=UTC' : ''}]`)
  }
  if (logical?.type === 'TIME')
    return leaf(`time${logical.unit === 'MILLIS' ? 32 : 64}[${UNITS[logical.unit]}]`)
  const [, name, unit = ''] = /^(TIMESTAMP|TIME)_(MILLIS|MICROS)$/.exec(old ?? '') ?? []
  if (name === 'TIMESTAMP') return leaf(`timestamp[${UNITS[unit]}, tz=UTC]`)
  return name ? leaf(`time${unit === 'MILLIS' ? 32 : 64}[${UNITS[unit]}]`) : undefined
}

/** `applyOriginalStorageMetadata`: a large list stays a list, but large texts and dictionaries are what they were. */
function corrected(origin: DataType, type: ArrowType): ArrowType {
  if (DataType.isLargeUtf8(origin)) return leaf('large_utf8')
  if (DataType.isLargeBinary(origin)) return leaf('large_binary')
  if (DataType.isDictionary(origin)) {
    const isText = type.kind === undefined && ['utf8', 'binary'].includes(type.id)
    return isText ? { kind: 'dictionary', values: type, isOrdered: origin.isOrdered } : type
  }
  if (DataType.isStruct(origin) && type.kind === 'struct') return correctedStruct(origin.children, type)
  if (type.kind !== 'list') return type
  const [item] = origin.children ?? []
  if (DataType.isFixedSizeList(origin) && item) {
    return { kind: 'fixedSizeList', size: origin.listSize, elem: corrected(item.type, type.elem) }
  }
  if (!DataType.isList(origin) || !item) return type
  const elem = corrected(item.type, type.elem)
  return elem === type.elem ? type : listOf(elem)
}

function correctedStruct(
  origins: readonly StoredField[],
  type: ArrowType & { readonly kind: 'struct' },
): ArrowType {
  if (origins.length !== type.fields.length) return type
  const fields = type.fields.map((field, index) => {
    const origin = origins[index]
    const better = origin ? corrected(origin.type, field.type) : field.type
    return better === field.type ? field : { ...field, type: better }
  })
  return fields.every((field, index) => field === type.fields[index]) ? type : { kind: 'struct', fields }
}
