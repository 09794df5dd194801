/**
 * A collection as far as an import looks at it, in the words of the Milvus REST API. With the dynamic field on, the
 * server adds a JSON field `$meta`, which is not listed here.
 */
export interface Collection {
  readonly fields: readonly Field[]
  readonly partitions?: readonly string[]
  readonly isLoaded?: boolean
  /** Its data stays where it is, outside of Milvus (3.0). */
  readonly isExternal?: boolean
  /** Keys that are no fields are kept in `$meta`; without it they are refused until Milvus 2.5 and left out since 2.6. */
  readonly enableDynamicField?: boolean
  /** The property `allow_insert_auto_id`: files may bring the key that the server would make (2.6). */
  readonly allowsAutoId?: boolean
  /** The property `function.allowNonBM25Outputs`: files may bring what functions other than BM25 make. */
  readonly allowsFunctionOutputs?: boolean
}

export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly isPrimary?: boolean
  readonly autoId?: boolean
  readonly isPartitionKey?: boolean
  /** Made by the server from other fields: by BM25 (`true`), or by a function of another kind, as `TextEmbedding`. */
  readonly isFunctionOutput?: boolean | 'other'
  readonly nullable?: boolean
  /** What a row without a value gets; a file need not bring the field. */
  readonly defaultValue?: string | number | boolean
  /** Of all vectors but the sparse. */
  readonly dim?: number
  /** Of a VarChar, and of the VarChars in an Array, in bytes. */
  readonly maxLength?: number
  /** Of an Array: the most elements. */
  readonly maxCapacity?: number
  /** Of an Array. */
  readonly elementType?: ElementType
  /** Of an Array of `Struct`: what each element holds, by the types of the elements. */
  readonly fields?: readonly Field[]
}

export type ScalarType = 'Bool' | 'Int8' | 'Int16' | 'Int32' | 'Int64' | 'Float' | 'Double' | 'VarChar'

export type VectorType =
  | 'FloatVector'
  | 'BinaryVector'
  | 'Float16Vector'
  | 'BFloat16Vector'
  | 'Int8Vector'
  | 'SparseFloatVector'

export type FieldType = ScalarType | VectorType | 'JSON' | 'Geometry' | 'Timestamptz' | 'Array'

export type ElementType = ScalarType | 'Struct'

/** How files are read beside their schema: it depends on the server's version and on the options of the job. */
export interface Reading {
  /** Milvus 2.4 and 2.5 refuse columns that are no fields; later versions ignore them. */
  readonly refusesUnknown?: boolean
  /** Of CSV. */
  readonly separator?: string
  /** The text that means null in a CSV. */
  readonly nullKey?: string
  /** What the storage says to everybody who asks for a key. */
  readonly refusal?: (key: string) => string
}

/** Who says so decides how the server wraps it: a check of the data, a reader, or the storage below. */
export type ProblemSource = 'data' | 'reader' | 'storage'

/** Why a file can't be imported, in the words of the server. */
export class ImportProblem extends Error {
  /** Where in the file the server notices: 0 before it reads rows, up to 1 at the last row. */
  readonly at: number
  readonly source: ProblemSource

  constructor(reason: string, at = 0, source: ProblemSource = 'data') {
    super(reason)
    this.at = at
    this.source = source
  }
}

/** Fields that a file has to bring: an AutoID key and the outputs of functions are made by the server. */
export function requiredFields({ fields }: Collection): Field[] {
  return fields.filter(field => !(field.isPrimary && field.autoId) && !field.isFunctionOutput)
}

/** Checks the names that a file brings against those that it may bring. Throws an `ImportProblem`. */
export function checkNames(
  names: ReadonlySet<string>,
  { fields, enableDynamicField }: Collection,
  unknown: ((name: string) => string) | undefined,
  at = 0,
): void {
  for (const { name, autoId, isFunctionOutput } of fields) {
    if (!names.has(name)) continue
    if (autoId) throw new ImportProblem(`the primary key '${name}' is auto-generated, no need to provide`, at)
    if (isFunctionOutput) {
      throw new ImportProblem(`not allowed to provide data for BM25 function output field '${name}'`, at)
    }
  }
  if (!unknown || enableDynamicField) return
  const known = new Set(fields.map(field => field.name))
  for (const name of names) if (!known.has(name)) throw new ImportProblem(unknown(name), at)
}

/** The words of Milvus 2.4 and 2.5 for a column that is no field, of all formats but JSON. */
export function notInSchema(name: string): string {
  return `the field: ${name} is not in schema, if it's a dynamic field, please reformat data by bulk_writer`
}

/** Checks one row of JSON or CSV (`importutilv2/json/row_parser.go`). Throws an `ImportProblem`. */
export function checkRow(
  row: Readonly<Record<string, unknown>>,
  collection: Collection,
  at: number,
  { refusesUnknown }: Reading = {},
): void {
  const unknown = refusesUnknown
    ? (name: string) => `the field '${name}' is not defined in schema`
    : undefined
  checkNames(new Set(Object.keys(row)), collection, unknown, at)
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
    case 'SparseFloatVector':
      return typeof value === 'object'
    default:
      return true
  }
}
