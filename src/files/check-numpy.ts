import { type CollectionSchema, type Field, VERSIONS, type Version } from '../model/collection.ts'
import { fieldText, proof, requiredFields, type Suspicion, whyForbidden } from './findings.ts'
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
export function checkHeaders(
  set: string,
  files: readonly NumpyFile[],
  schema: CollectionSchema,
): Suspicion[] {
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

function missingFile(set: string, field: Field): Suspicion {
  const { name, type } = field
  const text = NO_FORM.includes(type)
    ? `${set} can't be imported: the collection's ${name} is ${type}, which NumPy files can't hold`
    : `${set} has no file ${name}.npy`
  const found = 'no such file'
  return proof({ kind: 'columnMissing', file: set, column: name, found, wanted: fieldText(field), text })
}

function checkHeader({ name: file, header }: NumpyFile, field: Field, schema: CollectionSchema): Suspicion[] {
  const { name } = field
  const here = { file, column: name, found: header.dtype, wanted: fieldText(field) }
  const why = whyForbidden(field, schema)
  if (why !== undefined) {
    const text = `${file} must not be there: ${why}`
    return [proof({ ...here, kind: 'columnForbidden', wanted: 'no such file', text })]
  }
  const rule = RULES[field.type]
  // A structured type has no name to compare.
  if (!rule || header.dtype === '') return []
  const dtype = plainType(header.dtype)
  if (!rule.types.includes(dtype)) {
    const text = `${file} holds ${header.dtype}, the collection's ${name} is ${here.wanted}`
    return [proof({ ...here, kind: 'type', text })]
  }
  return [...checkShape(file, header, field, rule.lengthOf?.(field.dim, dtype)), ...laterTypes(here, dtype)]
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
): Suspicion[] {
  const isVector = RULES[field.type]?.lengthOf !== undefined
  if (shape.length === (isVector ? 2 : 1) && (length === undefined || shape[1] === length)) return []
  const found = `(${shape.join(', ')})`
  const wanted = isVector ? `(rows, ${length ?? field.dim})` : '(rows)'
  const { name } = field
  const text = `${file} has the shape ${found}, the collection's ${name} is ${fieldText(field)} and takes ${wanted}`
  return [proof({ kind: 'dimension', file, column: name, found, wanted, text })]
}

/** Vectors of 16 bits are read from numbers since 3.0; before, from their bytes only. */
function laterTypes(here: Omit<Suspicion['finding'], 'kind' | 'text'>, dtype: string): Suspicion[] {
  if (!/^B?Float16Vector/.test(here.wanted) || dtype === 'u1') return []
  const text = `${here.file} holds ${here.found}, the collection's ${here.column} is ${here.wanted}`
  const refusedBy: Version[] = ['2.4', '2.5', '2.6']
  return [{ finding: { ...here, kind: 'type', text }, refusedBy }]
}

/**
 * Files of one set must be equally long. Where one has no rows at all, some versions take the set for an empty one; so
 * they do with the rest when a file ends after a whole batch (about 1,000 rows), and the rows that have no partner are
 * lost. That is not a success either.
 */
function checkRows(set: string, files: readonly NumpyFile[]): Suspicion[] {
  const [first, ...others] = files
  const other = others.find(({ header }) => header.rows !== first?.header.rows)
  if (!first || !other || files.some(({ header }) => header.rows === 0)) return []
  const found = `${other.header.rows} rows`
  const wanted = `${first.header.rows} rows`
  const text = `${set}: ${first.field}.npy has ${wanted}, ${other.field}.npy has ${other.header.rows}`
  return [proof({ kind: 'unequalRows', file: set, column: other.field, found, wanted, text })]
}

/** 2.5 takes no NumPy files for a collection that has nullable fields. */
function checkNullable(set: string, { fields }: CollectionSchema): Suspicion[] {
  const field = fields.find(({ nullable }) => nullable)
  if (!field) return []
  const text = `${set} can't be imported where a field is nullable, as ${field.name} is`
  const finding = {
    ...{ kind: 'type' as const, file: set, column: field.name },
    ...{ found: 'NumPy files', wanted: 'another format', text },
  }
  return [{ finding, refusedBy: VERSIONS.filter(version => version === '2.5') }]
}
