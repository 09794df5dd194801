import { type CollectionSchema, type Field, VERSIONS, type Version } from '../model/collection.ts'

/** One thing that is wrong with a file, and that no server which may stand behind the endpoint accepts. */
export interface Finding {
  readonly kind: FindingKind
  /** The file, or the name of a set of `.npy` files. */
  readonly file: string
  /** `''` where the file as a whole is meant. */
  readonly column: string
  /** In the file, in its own words: a type, a length, a number of rows. */
  readonly found: string
  /** What the collection asks for. */
  readonly wanted: string
  /** One sentence without a full stop at its end; begins with the name of the file. */
  readonly text: string
}

export type FindingKind =
  | 'broken'
  | 'columnMissing'
  | 'columnForbidden'
  | 'columnUnknown'
  | 'columnTwice'
  | 'type'
  | 'compression'
  | 'dimension'
  | 'nulls'
  | 'unequalRows'

/** The result for one file: what is proven to fail, and what can't be told, in sentences. */
export interface FileCheck {
  readonly failed: readonly Finding[]
  readonly unknown: readonly string[]
}

/** A finding, and the versions that refuse the file because of it. */
export interface Suspicion {
  readonly finding: Finding
  readonly refusedBy: readonly Version[]
}

/** Something that every version refuses. */
export function proof(finding: Finding): Suspicion {
  return { finding, refusedBy: VERSIONS }
}

/**
 * Separates proofs from suspicions. A finding is a proof if every version that the server may have refuses the file;
 * if only some do, it is unknown, and the text names them.
 */
export function judge(suspicions: readonly Suspicion[], possible: readonly Version[]): FileCheck {
  const failed: Finding[] = []
  const unknown: string[] = []
  for (const { finding, refusedBy } of suspicions) {
    const refusing = possible.filter(version => refusedBy.includes(version))
    if (refusing.length === possible.length) failed.push(finding)
    else if (refusing.length > 0) unknown.push(`${finding.text} (refused by Milvus ${refusing.join(', ')})`)
  }
  return { failed, unknown }
}

/** Fields that a file has to bring: all but those that the server fills in by itself. */
export function requiredFields({ fields }: CollectionSchema): Field[] {
  return fields.filter(
    field => !isGenerated(field) && !field.functionOutput && !field.nullable && !field.hasDefault,
  )
}

/** Why a file may not bring this field; `undefined` if it may. */
export function whyForbidden(field: Field, schema: CollectionSchema): string | undefined {
  if (isGenerated(field) && !schema.acceptsAutoIds) return 'the server generates this key'
  if (field.functionOutput && !schema.acceptsFunctionOutputs) return 'a function of the collection fills it'
  return undefined
}

function isGenerated({ primaryKey, autoId }: Field): boolean {
  return primaryKey && autoId
}

/** A field in words, such as `FloatVector of dimension 8`. */
export function fieldText({ type, dim, elementType }: Field): string {
  if (dim !== undefined) return `${type} of dimension ${dim}`
  return elementType === undefined ? type : `${type} of ${elementType}`
}
