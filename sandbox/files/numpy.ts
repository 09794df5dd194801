import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Collection, type Field, ImportProblem, NEWEST, type Reading, type Version } from '../schema.ts'
import { checkAligned, checkAutoKey, checkOutput, givenFields, isRequired, isStruct, META } from './fields.ts'
import { isMap } from './go.ts'
import {
  elementType,
  floatAt,
  type NpyArray,
  parseNpy,
  sizeOf,
  type TextType,
  textAt,
  textType,
} from './npy.ts'
import { at, failed, invalid, notMap, plain, translate } from './problems.ts'
import { bytesOf, checkFinite, checkHalf, checkJsonText, checkLength, checkUtf8, isVector } from './values.ts'
import { isWkt } from './wkt.ts'

/** The files of a set, and their keys in the bucket for the words of the server. */
interface NumpySet {
  readonly paths: readonly string[]
  readonly keys: readonly string[]
}

/**
 * A set of `.npy` files, one for each field and named like it (`importutilv2/numpy`); other files are not looked at.
 * Returns the number of rows. Throws an `ImportProblem`.
 */
export async function readNumpySet(
  { paths, keys }: NumpySet,
  collection: Collection,
  { version = NEWEST }: Reading = {},
): Promise<number> {
  const files = new Map(keys.map((key, index) => [basename(key, '.npy'), paths[index] ?? key]))
  const printed = `[${keys.join(' ')}]`
  checkFiles(files, printed, collection, version)
  const fields = [...givenFields(collection), ...(collection.enableDynamicField ? [META] : [])]
  const outputs = collection.fields.filter(field => field.isFunctionOutput)
  const counts = new Map<string, number>()
  for (const field of [...fields, ...outputs]) {
    const path = files.get(field.name)
    if (path === undefined || isStruct(field)) continue
    const array = parseNpy(await readFile(path))
    checkArray(array, field, version)
    counts.set(field.name, readArray(array, field, version))
  }
  // An array without rows is the end of the set.
  if ([...counts.values()].includes(0)) return 0
  return checkAligned(collection, name => counts.get(name) ?? 0)
}

/** `CreateReaders`: what is there, and what is missing. */
function checkFiles(
  files: ReadonlyMap<string, string>,
  printed: string,
  collection: Collection,
  version: Version,
): void {
  const isNew = version >= 2.6
  const nullable = collection.fields.find(field => field.nullable)
  if (version === 2.5 && nullable) {
    throw plain(
      `not support bulk insert numpy files in field(${nullable.name}) which set nullable == true: invalid parameter`,
    )
  }
  checkAutoKey(name => files.has(name), { ...collection, allowsAutoId: false })
  for (const field of collection.fields) {
    if (!files.has(field.name) || isStruct(field)) continue
    if (isNew) checkKnownType(field)
    if (isNew) checkOutput(field, collection)
    else if (field.isFunctionOutput) {
      throw failed(
        `field ${field.name} is Function output, should not be provided. Provided files: ${printed}`,
      )
    }
  }
  for (const field of givenFields(collection)) {
    // Structs are no fields to this reader: their columns are found to be empty in the end.
    if (isStruct(field) || (isNew && !isRequired(field))) continue
    if (isNew) checkKnownType(field)
    if (!files.has(field.name)) throw failed(`no file for field: ${field.name}, files: ${printed}`)
  }
}

/** NumPy has no form for these (`checkUnsupportedDataType`, since 2.6). */
function checkKnownType({ type }: Field): void {
  if (type !== 'Array' && type !== 'SparseFloatVector') return
  throw failed(`unsupported importing numpy files for collection with data type: ${type}`)
}

/** Rows that the server reads at once (`EstimateReadCountPerBatch`, unless they are large). */
const BATCH = 1000

/** `validateHeader` of `importutilv2/numpy/util.go`: type, shape and dimension. Throws an `ImportProblem`. */
function checkArray({ descr, shape }: NpyArray, field: Field, version: Version): void {
  const found = elementType(descr)
  if (!found) {
    const words = `the numpy file dtype '${descr}' is not supported`
    if (version < 2.6) throw failed(words)
    throw failed(`unexpected numpy header for field '${field.name}': '${invalid(words, version).message}'`)
  }
  const { type, name, dim = 0 } = field
  const takes = elementTypes(field, version)
  if (takes.length === 0) throw failed(`unsupported data type: ${type}`)
  if (!takes.includes(found) && !takes.includes('any')) {
    // Until 2.5 the server prints the Go type of the type.
    const shown = version >= 2.6 ? found : 'schemapb.DataType'
    throw failed(`expected element type '${type}' for field '${name}', got type '${shown}'`)
  }
  const axes = isVector(field) ? 2 : 1
  if (shape.length !== axes) {
    throw failed(`expected shape '${axes}' for ${type} field '${name}', got shape '${shape.length}'`)
  }
  const width = found === 'BinaryVector' ? bytesOf(field) : dim
  if (axes === 1 || shape[1] === width) return
  const isBits = type === 'BinaryVector'
  const expected = isBits || version < 3 ? dim : width
  throw failed(
    `expected dim '${expected}' for ${type} field '${name}', got dim '${(shape[1] ?? 0) * (isBits ? 8 : 1)}'`,
  )
}

/** The types of elements that a field takes, by `convertNumpyType`'s names. */
function elementTypes({ type }: Field, version: Version): readonly string[] {
  switch (type) {
    case 'FloatVector':
      return ['Float', 'Double']
    case 'Float16Vector':
    case 'BFloat16Vector':
      // Lists of 32-bit floats since 3.0.
      return ['BinaryVector', ...(version >= 3 ? ['Float', 'Double'] : [])]
    case 'Int8Vector':
      return ['Int8']
    case 'VarChar':
    case 'JSON':
    case 'Geometry':
      // Until 2.5 a wrong type is found when its texts are read.
      return [version >= 2.6 ? 'VarChar' : 'any']
    case 'Array':
      return []
    case 'SparseFloatVector':
      // Until 2.5 it is a type like others, which no array has.
      return version >= 2.6 ? [] : [type]
    default:
      return [type]
  }
}

/** `Next` of `importutilv2/numpy/field_reader.go`: checks the values, returns the rows. Throws an `ImportProblem`. */
function readArray(array: NpyArray, field: Field, version: Version): number {
  const [rows = 0] = array.shape
  const items = array.shape.reduce((product, length) => product * length, 1)
  if (items === 0) return 0
  if (['VarChar', 'JSON', 'Geometry'].includes(field.type)) {
    readTexts(array, field, version)
    return rows
  }
  const isShort = array.data.length < items * sizeOf(array.descr)
  if (isShort) throw plain(array.data.length === 0 ? 'EOF' : 'unexpected EOF')
  return isVector(field) && /f\d/.test(array.descr) ? readVectors(array, field, items, version) : rows
}

/** Vectors of floats must be finite; until 2.5 a set ends before rows with one that is not. Scalars need not be. */
function readVectors(array: NpyArray, field: Field, items: number, version: Version): number {
  const [rows = 0, width = 1] = array.shape
  for (let index = 0; index < items; index += 1) {
    const given = floatAt(array, index)
    // 16-bit floats are made of 32-bit ones, which a large double does not fit.
    const value = field.type === 'FloatVector' ? given : Math.fround(given)
    if (Number.isFinite(value) && field.type !== 'Float16Vector') continue
    const row = Math.floor(index / width)
    const endsHere = version < 2.6 && sizeOf(array.descr) === 4 && !Number.isFinite(value)
    if (endsHere) return row - (row % BATCH)
    at(row / rows, () => {
      checkFinite(value, version)
      checkHalf(value, field, version)
    })
  }
  return rows
}

function readTexts(array: NpyArray, field: Field, version: Version): void {
  const type = textType(array.descr)
  if (!type?.length) {
    const error = type
      ? '<nil>'
      : `dtype '${array.descr}' of numpy file is not varchar data type: importing data failed`
    throw failed(`failed to get max length 0 of varchar from numpy file header, error: ${error}`)
  }
  const [rows = 0] = array.shape
  for (let row = 0; row < rows; row += 1) at(row / rows, () => checkText(array, type, row, field, version))
}

function checkText(array: NpyArray, type: TextType, row: number, field: Field, version: Version): void {
  const bytes = textAt(array, type, row)
  if (!bytes) {
    // For a VarChar the server forgets this error over the next check.
    if (field.type === 'VarChar') return
    throw failed('failed to decode utf32 bytes, error: invalid utf32')
  }
  if (!type.isUtf32) checkUtf8(bytes, field, version)
  else if (field.type === 'VarChar') checkLength(bytes.length, field, version)
  if (field.type === 'JSON') checkJson(bytes.toString('utf8'), field)
  if (field.type === 'Geometry' && !isWkt(bytes.toString('utf8'))) throw plain('syntax error: invalid WKT')
}

function checkJson(text: string, field: Field): void {
  const isMeta = field === META
  const prefix = `failed to parse value '${text}' for ${isMeta ? 'dynamic ' : ''}JSON field '${field.name}', error: `
  const check = () => {
    const value = checkJsonText(text)
    if (isMeta && value !== null && !isMap(value)) throw notMap(value)
  }
  translate(ImportProblem, check, ({ message }) => failed(prefix + message))
}
