/** A collection as far as an import looks at it. Names of types are those of the Milvus REST API. */
export interface Collection {
  readonly fields: readonly Field[]
  readonly partitions?: readonly string[]
  /** Columns that are no fields are kept; without it they are ignored, as servers do from Milvus 2.6 on. */
  readonly enableDynamicField?: boolean
}

export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly isPrimary?: boolean
  readonly autoId?: boolean
  readonly nullable?: boolean
  /** Of a FloatVector. */
  readonly dim?: number
  /** Of a VarChar, in bytes. */
  readonly maxLength?: number
}

export type FieldType = 'Bool' | 'Int32' | 'Int64' | 'Float' | 'Double' | 'VarChar' | 'JSON' | 'FloatVector'

/** Why a file can't be imported, in the words of the server. */
export class ImportProblem extends Error {
  /** Where in the file the server notices: 0 before it reads rows, up to 1 at the last row. */
  readonly at: number

  constructor(reason: string, at = 0) {
    super(reason)
    this.at = at
  }
}

/** Fields that a file has to bring: an AutoID key is made by the server. */
export function requiredFields({ fields }: Collection): Field[] {
  return fields.filter(field => !(field.isPrimary && field.autoId))
}

/** Checks one row of JSON or CSV (`importutilv2/json/row_parser.go`). Throws an `ImportProblem`. */
export function checkRow(row: Readonly<Record<string, unknown>>, collection: Collection, at: number): void {
  const generated = collection.fields.find(field => field.autoId && row[field.name] !== undefined)
  if (generated) {
    throw new ImportProblem(`the primary key '${generated.name}' is auto-generated, no need to provide`, at)
  }
  for (const field of requiredFields(collection)) {
    const value = row[field.name]
    if (value === undefined) {
      if (field.nullable) continue
      throw new ImportProblem(`value of field '${field.name}' is missed`, at)
    }
    checkValue(value, field, at)
  }
}

/** Checks one value, `null` included. Throws an `ImportProblem`. */
export function checkValue(value: unknown, field: Field, at: number): void {
  if (value === null || value === undefined) {
    if (field.nullable) return
    throw new ImportProblem(`the field '${field.name}' is not nullable but the file contains null value`, at)
  }
  if (!fits(value, field.type)) {
    const type = Array.isArray(value) ? 'list' : typeof value
    const shown = typeof value === 'object' ? JSON.stringify(value) : String(value)
    throw new ImportProblem(
      `expected type '${field.type}' for field '${field.name}', got type '${type}' with value '${shown}'`,
      at,
    )
  }
  if (field.type === 'VarChar' && field.maxLength !== undefined) {
    const length = Buffer.byteLength(value as string)
    if (length > field.maxLength) {
      throw new ImportProblem(
        `value length(${length}) for field ${field.name} exceeds max_length(${field.maxLength}): invalid parameter`,
        at,
      )
    }
  }
  if (field.type === 'FloatVector') checkVector(value as unknown[], field, at)
}

function checkVector(vector: readonly unknown[], field: Field, at: number): void {
  if (vector.length !== field.dim) {
    throw new ImportProblem(
      `expected dim '${field.dim}' for field '${field.name}' with type 'FloatVector', got dim '${vector.length}'`,
      at,
    )
  }
  for (const element of vector) {
    if (typeof element !== 'number') {
      throw new ImportProblem(
        `expected type 'FloatVector' for field '${field.name}', got type '${typeof element}' with value '${String(element)}'`,
        at,
      )
    }
    if (!Number.isFinite(element)) {
      throw new ImportProblem(
        `float32 verification failed: value '${element}' is not a number or infinity: invalid parameter`,
        at,
      )
    }
  }
}

function fits(value: unknown, type: FieldType): boolean {
  switch (type) {
    case 'Bool':
      return typeof value === 'boolean'
    case 'Int32':
    case 'Int64':
      return typeof value === 'bigint' || Number.isInteger(value)
    case 'Float':
    case 'Double':
      return typeof value === 'number'
    case 'VarChar':
      return typeof value === 'string'
    case 'FloatVector':
      return Array.isArray(value)
    case 'JSON':
      return true
  }
}
