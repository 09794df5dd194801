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
  /** Those of the newest version if not given. */
  readonly rules?: ReadingRules
  /** Of CSV: the first character counts, and an empty text is a comma. */
  readonly separator?: string
  /** The text that means null in a CSV, for fields that can be null. */
  readonly nullKey?: string
  /** What the storage says to everybody who asks for a key. */
  readonly refusal?: (key: string) => string
}

/** What versions of Milvus read differently. Each rule names the last or the first version that has it. */
export interface ReadingRules {
  /** Whose words reasons have; those of 2.6 are those of all later versions. */
  readonly words: 2.4 | 2.5 | 2.6
  /** Keys and columns that are no fields are refused (until 2.5); JSON and CSV have the dynamic field for them. */
  readonly refusesUnknown: boolean
  /** A null in Parquet is a zero, an empty text or an empty list (2.4). */
  readonly storesNulls: boolean
  /** Texts of Parquet, CSV and NumPy must be UTF-8, and those in arrays of Parquet and CSV not too long (2.5). */
  readonly checksText: boolean
  /** Texts in arrays of JSON must not be too long (2.6). */
  readonly checksJsonElements: boolean
  /** 16-bit floats must be finite when they are written as numbers (2.5). */
  readonly checksHalfFloats: boolean
  /** A null among the elements of a Parquet list is an error (2.6). */
  readonly refusesNullElements: boolean
  /** Sparse vectors of Parquet may be `struct<indices, values>` (2.5). */
  readonly takesSparseStructs: boolean
  /** Vectors and arrays of Parquet may be lists of a fixed size (2.6). */
  readonly takesFixedSizeLists: boolean
  /** 16-bit floats may be lists of 32-bit ones in Parquet and NumPy (3.0). */
  readonly takesWideHalfFloats: boolean
  /** Vectors may be null (2.6). */
  readonly takesNullVectors: boolean
  /** Floats in arrays of Parquet must be finite, unless the array may be null (2.6). */
  readonly checksParquetArrays: boolean
  /** Structs have all of their fields and no other, and in Parquet their parts are looked at (3.0). */
  readonly checksStructs: boolean
  /** Float vectors of Parquet must be finite (3.0, milvus#50705); those that may be null have always been looked at. */
  readonly checksParquetVectors: boolean
  /** A set of `.npy` files ends before rows with a vector that is not finite (until 2.5). */
  readonly endsNumpyAtNaN: boolean
  /** A collection with a nullable field takes no `.npy` files (2.5). */
  readonly refusesNullableNumpy: boolean
  /** A CSV must have the columns of nullable fields and of defaults, too, and an empty cell is no default (2.5). */
  readonly asksForAllColumns: boolean
}

/** Milvus 3.0, which the cloud is taken to read like. */
export const NEWEST_RULES: ReadingRules = {
  words: 2.6,
  refusesUnknown: false,
  storesNulls: false,
  checksText: true,
  checksJsonElements: true,
  checksHalfFloats: true,
  refusesNullElements: true,
  takesSparseStructs: true,
  takesFixedSizeLists: true,
  takesWideHalfFloats: true,
  takesNullVectors: true,
  checksParquetArrays: true,
  checksStructs: true,
  checksParquetVectors: true,
  endsNumpyAtNaN: false,
  refusesNullableNumpy: false,
  asksForAllColumns: false,
}

/** Who says so decides how the server wraps it: a check of the data, a reader, or the storage and libraries below. */
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
