/** A collection as far as files and steps ask for it, as its server describes it. */
export interface CollectionSchema {
  readonly fields: readonly Field[]
  /** Fields that hold arrays of structs (Milvus 2.6 and later). A file brings each as one column. */
  readonly structFields: readonly string[]
  /** Keys that are no fields are kept in `$meta`. */
  readonly dynamic: boolean
  /** The collection takes keys from files although it generates them (property `allow_insert_auto_id`). */
  readonly acceptsAutoIds: boolean
  /** It takes values for outputs of functions other than BM25. */
  readonly acceptsFunctionOutputs: boolean
  /** Its data stays outside of Milvus (3.0): it can't be imported into. */
  readonly external: boolean
  readonly aliases: readonly string[]
  /** Fields with an index. Servers report the first vector field only: a field that is not in here may have one. */
  readonly indexed: readonly string[]
  /** The oldest version whose answers have this form. Newer than that the server may be. */
  readonly oldest: Version
  /** What the server said about parts that it could not look up, such as indexes or aliases; `''` if nothing. */
  readonly incomplete: string
}

export interface Field {
  readonly name: string
  /** The server's word, such as `Int64`, `VarChar` or `FloatVector`. */
  readonly type: string
  /** Of an Array; `undefined` if unknown. */
  readonly elementType: string | undefined
  /** Dimensions of a vector; a BinaryVector has one per bit. */
  readonly dim: number | undefined
  readonly primaryKey: boolean
  readonly autoId: boolean
  readonly partitionKey: boolean
  readonly nullable: boolean
  readonly functionOutput: boolean
  readonly hasDefault: boolean
}

/** The releases whose readers differ. Later ones read as 3.0 does. */
export const VERSIONS = ['2.4', '2.5', '2.6', '3.0'] as const
export type Version = (typeof VERSIONS)[number]

/** This version and all later ones. */
export function since(version: Version): readonly Version[] {
  return VERSIONS.slice(VERSIONS.indexOf(version))
}
