import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Collection, type Field, NEWEST, type Reading, type Version } from '../schema.ts'
import { checkAutoKey, checkOutput, givenFields, isRequired, isStruct, META } from './fields.ts'
import { parseNpy } from './npy.ts'
import { checkArray, readArray } from './numpy-field.ts'
import { failed, plain } from './problems.ts'
import { checkAligned } from './rows.ts'

/** The files of a set, and their keys in the bucket for the words of the server. */
export interface NumpySet {
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
