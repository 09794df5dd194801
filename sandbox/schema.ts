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
  /** The property `collection.function.allowInsertNonBM25FunctionOutputs`: files may bring what functions other than BM25 make. */
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

export const SCALARS = ['Bool', 'Int8', 'Int16', 'Int32', 'Int64', 'Float', 'Double', 'VarChar'] as const
/** Vectors with a dimension. */
export const DENSE = ['FloatVector', 'BinaryVector', 'Float16Vector', 'BFloat16Vector', 'Int8Vector'] as const
export const OTHERS = ['SparseFloatVector', 'JSON', 'Geometry', 'Timestamptz', 'Array'] as const

type ScalarType = (typeof SCALARS)[number]

export type FieldType = ScalarType | (typeof DENSE)[number] | (typeof OTHERS)[number]

export type ElementType = ScalarType | 'Struct'

/** How files are read beside their schema: it depends on the server's version and on the options of the job. */
export interface Reading {
  /** The newest if not given. */
  readonly version?: Version
  /** Of CSV: the first character counts, and an empty text is a comma. */
  readonly separator?: string
  /** The text that means null in a CSV, for fields that can be null. */
  readonly nullKey?: string
  /** What the storage says to everybody who asks for a key. */
  readonly refusal?: (key: string) => string
}

/** The line of a Milvus whose readers are meant: what they do differently is said where it matters. */
export type Version = 2.4 | 2.5 | 2.6 | 3

/** Milvus 3.0, which the cloud is taken to read like. */
export const NEWEST: Version = 3

/** Who says so decides how the server wraps it: a check of the data, a reader, or the storage and libraries below. */
type ProblemSource = 'data' | 'reader' | 'storage'

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
