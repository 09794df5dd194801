import type { CollectionSchema, Field, Version } from '../model/collection.ts'

/** One thing that is wrong with a file. */
export interface Finding {
  /** One sentence without a full stop at its end; begins with the name of the file. */
  readonly text: string
  /** The versions that refuse the file because of it; all, if left out. */
  readonly refusedBy?: readonly Version[]
  /** A file of a set is not there: of a set that is not seen as a whole this proves nothing. */
  readonly isMissing?: boolean
}

/** The result for one file: what is proven to fail, and what can't be told, in sentences. */
export interface FileCheck {
  readonly failed: readonly Finding[]
  readonly unknown: readonly string[]
}

/**
 * Separates proofs from suspicions. A finding is a proof if every version that the server may have refuses the file;
 * if only some do, it is unknown, and the text names them.
 */
export function judge(findings: readonly Finding[], possible: readonly Version[]): FileCheck {
  const failed: Finding[] = []
  const unknown: string[] = []
  for (const finding of findings) {
    const { text, refusedBy = possible } = finding
    const refusing = possible.filter(version => refusedBy.includes(version))
    if (refusing.length === possible.length) failed.push(finding)
    else if (refusing.length > 0) unknown.push(`${text} (refused by Milvus ${refusing.join(', ')})`)
  }
  return { failed, unknown }
}

/** Why the head of a file can't be read. */
export interface Broken {
  /** Every server fails, too; else only this action can't read it. */
  readonly isProof: boolean
  /** Goes behind the name of the file. */
  readonly broken: string
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
