import type { CollectionSchema, Field } from '../model/collection.ts'
import { type Finding, fieldText, requiredFields, whyForbidden } from './findings.ts'
import type { NumpyHeader } from './numpy.ts'

/** One file of a set, which is named like its field. */
export interface NumpyFile {
  /** As messages call it. */
  readonly name: string
  /** The name without folders and `.npy`. */
  readonly field: string
  readonly header: NumpyHeader
}

/** NumPy has no form for these. */
const NO_FORM = ['SparseFloatVector', 'Array']

/**
 * Compares the headers of a set with a schema, by the rules of Milvus (`internal/util/importutilv2/numpy`). Files that
 * are no fields are ignored, as all versions do. `set` is how messages call it.
 */
export function checkHeaders(set: string, files: readonly NumpyFile[], schema: CollectionSchema): Finding[] {
  const pairs = files.flatMap(file => {
    const field = schema.fields.find(({ name }) => name === file.field)
    return field ? [{ file, field }] : []
  })
  const missing = requiredFields(schema).filter(field => !files.some(file => file.field === field.name))
  return [
    ...missing.map(field => missingFile(set, field)),
    ...pairs.flatMap(({ file, field }) => checkHeader(file, field, schema)),
    ...checkRows(
      set,
      pairs.map(({ file }) => file),
    ),
    ...checkNullable(set, schema),
  ]
}

function missingFile(set: string, { name, type }: Field): Finding {
  const text = NO_FORM.includes(type)
    ? `${set} can't be imported: the collection's ${name} is ${type}, which NumPy files can't hold`
    : `${set} has no file ${name}.npy`
  return { text, isMissing: true }
}

function checkHeader({ name: file, header }: NumpyFile, field: Field, schema: CollectionSchema): Finding[] {
  const why = whyForbidden(field, schema)
  if (why !== undefined) return [{ text: `${file} must not be there: ${why}` }]
  const rule = RULES[field.type]
  // A structured type has no name to compare.
  if (!rule || header.dtype === '') return []
  const dtype = plainType(header.dtype)
  const text = `${file} holds ${header.dtype}, the collection's ${field.name} is ${fieldText(field)}`
  if (!rule.types.includes(dtype)) return [{ text }]
  const wrongShape = checkShape(file, header, field, rule.lengthOf?.(field.dim, dtype))
  // Vectors of 16 bits are read from numbers since 3.0; before, from their bytes only.
  const isLater = /^B?Float16Vector$/.test(field.type) && dtype !== 'u1'
  return isLater ? [...wrongShape, { text, refusedBy: ['2.4', '2.5', '2.6'] }] : wrongShape
}

interface Rule {
  readonly types: readonly string[]
  /** Of one row; left out where a row is one value. */
  readonly lengthOf?: (dim: number | undefined, dtype: string) => number | undefined
}

const dimOf = (dim: number | undefined) => dim
const bitsOf = (dim: number | undefined) => dim && dim / 8
/** The bytes, or, since 3.0, the numbers. */
const halfOf = (dim: number | undefined, dtype: string) => dim && (dtype === 'u1' ? dim * 2 : dim)

/** Types of NumPy without their byte order, for each type of a field. There is no widening. */
const RULES: Readonly<Record<string, Rule>> = {
  Bool: { types: ['b1'] },
  Int8: { types: ['i1'] },
  Int16: { types: ['i2'] },
  Int32: { types: ['i4'] },
  Int64: { types: ['i8'] },
  Float: { types: ['f4'] },
  Double: { types: ['f8'] },
  VarChar: { types: ['text'] },
  JSON: { types: ['text'] },
  FloatVector: { types: ['f4', 'f8'], lengthOf: dimOf },
  Int8Vector: { types: ['i1'], lengthOf: dimOf },
  BinaryVector: { types: ['u1'], lengthOf: bitsOf },
  Float16Vector: { types: ['u1', 'f4', 'f8'], lengthOf: halfOf },
  BFloat16Vector: { types: ['u1', 'f4', 'f8'], lengthOf: halfOf },
}

/** `<f4` is `f4`; `<U10` and `|S3` are `text`. */
function plainType(dtype: string): string {
  const plain = dtype.replace(/^[<>|=]/, '')
  return /^[USa]\d+$/.test(plain) ? 'text' : plain
}

function checkShape(
  file: string,
  { shape }: NumpyHeader,
  field: Field,
  length: number | undefined,
): Finding[] {
  const isVector = RULES[field.type]?.lengthOf !== undefined
  if (shape.length === (isVector ? 2 : 1) && (length === undefined || shape[1] === length)) return []
  const wanted = isVector ? `(rows, ${length ?? field.dim})` : '(rows)'
  const is = `the collection's ${field.name} is ${fieldText(field)} and takes ${wanted}`
  return [{ text: `${file} has the shape (${shape.join(', ')}), ${is}` }]
}

/**
 * Files of one set must be equally long. Where one has no rows at all, some versions take the set for an empty one; so
 * they do with the rest when a file ends after a whole batch (about 1,000 rows), and the rows that have no partner are
 * lost. That is not a success either.
 */
function checkRows(set: string, files: readonly NumpyFile[]): Finding[] {
  const [first, ...others] = files
  const other = others.find(({ header }) => header.rows !== first?.header.rows)
  if (!first || !other || files.some(({ header }) => header.rows === 0)) return []
  const rows = `${first.field}.npy has ${first.header.rows} rows, ${other.field}.npy has ${other.header.rows}`
  return [{ text: `${set}: ${rows}` }]
}

/** 2.5 takes no NumPy files for a collection that has nullable fields. */
function checkNullable(set: string, { fields }: CollectionSchema): Finding[] {
  const field = fields.find(({ nullable }) => nullable)
  if (!field) return []
  const text = `${set} can't be imported where a field is nullable, as ${field.name} is`
  return [{ text, refusedBy: ['2.5'] }]
}
