import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
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

type Column = ReturnType<typeof parquetSchema>['children'][number]

/** `.parquet`: columns are checked against the fields, then every value. Returns the number of rows. */
export async function readParquet(path: string, collection: Collection, reading?: Reading): Promise<number> {
  const file = await asyncBufferFromFile(path)
  if (file.byteLength < 12) {
    throw new ImportProblem(
      `new parquet reader failed, err=parquet: file too small (size=${file.byteLength})`,
    )
  }
  const metadata = await broken(parquetMetadataAsync(file))
  const columns = new Map(parquetSchema(metadata).children.map(column => [column.element.name, column]))
  checkNames(new Set(columns.keys()), collection, reading?.refusesUnknown ? notInSchema : undefined)
  const fields = requiredFields(collection)
  for (const field of fields) checkColumn(columns.get(field.name), field)

  const present = fields.filter(field => columns.has(field.name))
  const names = present.map(field => field.name)
  const rows = await broken(parquetReadObjects({ file, metadata, columns: names }))
  for (const [index, row] of rows.entries()) {
    for (const field of present) checkCell(row[field.name], field, index / rows.length)
  }
  return rows.length
}

async function broken<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    throw new ImportProblem(`new parquet reader failed, err=${(error as Error).message}`)
  }
}

function checkColumn(column: Column | undefined, field: Field): void {
  if (!column) {
    if (field.nullable) return
    throw new ImportProblem(`field '${field.name}' not in arrow schema`)
  }
  const expected = arrowTypeOf(field)
  const found = arrowType(column)
  if (expected !== found && !(field.type === 'JSON' && found === 'utf8')) {
    throw new ImportProblem(
      `field '${field.name}' type mis-match, expect arrow type '${expected}', get arrow data type '${found}'`,
    )
  }
}

/** The server compares the flat length of the vectors, so its words differ from those for JSON. */
function checkCell(value: unknown, field: Field, at: number): void {
  if (field.type === 'FloatVector' && Array.isArray(value) && value.length !== field.dim) {
    throw new ImportProblem(
      `length of vector is not aligned: expected ${field.dim} but got ${value.length}: invalid parameter, data type: FloatVector`,
      at,
    )
  }
  if (field.type !== 'JSON') checkValue(value, field, at)
}

const ARROW_TYPES = {
  Bool: 'bool',
  Int32: 'int32',
  Int64: 'int64',
  Float: 'float32',
  Double: 'float64',
} as const

function arrowTypeOf({ type }: Field): string {
  if (type === 'VarChar' || type === 'JSON' || type === 'SparseFloatVector') return 'utf8'
  return type === 'FloatVector'
    ? 'list<element: float32>'
    : (ARROW_TYPES[type as keyof typeof ARROW_TYPES] ?? 'unknown')
}

function arrowType({ element, children }: Column): string {
  if (element.converted_type === 'LIST' || element.logical_type?.type === 'LIST') {
    const inner = children[0]?.children[0]
    return inner ? `list<element: ${arrowType(inner)}>` : 'list'
  }
  if (children.length > 0) return 'struct'
  const isText = element.converted_type === 'UTF8' || element.logical_type?.type === 'STRING'
  const names: Record<string, string> = {
    BOOLEAN: 'bool',
    INT32: 'int32',
    INT64: 'int64',
    FLOAT: 'float32',
    DOUBLE: 'float64',
    BYTE_ARRAY: isText ? 'utf8' : 'binary',
  }
  return names[element.type ?? ''] ?? 'unknown'
}
