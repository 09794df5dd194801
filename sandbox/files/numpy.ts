import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  type Collection,
  checkNames,
  type Field,
  ImportProblem,
  notInSchema,
  type Reading,
  requiredFields,
} from '../schema.ts'

/** A set of `.npy` files, one per field and named like it (`importutilv2/numpy`). Returns the number of rows. */
export async function readNumpySet(
  paths: readonly string[],
  collection: Collection,
  reading?: Reading,
): Promise<number> {
  const files = new Map(paths.map(path => [basename(path, '.npy'), path]))
  checkNames(new Set(files.keys()), collection, reading?.refusesUnknown ? notInSchema : undefined)
  const counts: { name: string; rows: number }[] = []
  for (const field of requiredFields(collection)) {
    const path = files.get(field.name)
    if (path) counts.push({ name: field.name, rows: await readArray(path, field) })
    else if (!field.nullable) {
      throw new ImportProblem(
        `no file for field: ${field.name}, files: [${paths.map(name => basename(name)).join(' ')}]`,
      )
    }
  }
  const first = counts[0]
  const other = counts.find(({ rows }) => rows !== first?.rows)
  if (first && other) {
    throw new ImportProblem(
      `imported rows are not aligned, field '${other.name}' with '${other.rows}' rows, other fields with '${first.rows}' rows`,
      1,
    )
  }
  return first?.rows ?? 0
}

/** The dtype that a field asks for, as NumPy writes it. */
const DTYPES: Readonly<Partial<Record<Field['type'], RegExp>>> = {
  Bool: /^\|b1$/,
  Int32: /^<i4$/,
  Int64: /^<i8$/,
  Float: /^<f4$/,
  Double: /^<f8$/,
  VarChar: /^(<U|\|S)\d+$/,
  FloatVector: /^<f4$/,
}

async function readArray(path: string, field: Field): Promise<number> {
  const { descr, shape, byteLength } = readHeader(await readFile(path))
  const dims = field.type === 'FloatVector' ? 2 : 1
  if (shape.length !== dims) {
    throw new ImportProblem(
      `expected shape '${dims}' for ${field.type} field '${field.name}', got shape '${shape.length}'`,
    )
  }
  if (field.type === 'FloatVector' && shape[1] !== field.dim) {
    throw new ImportProblem(
      `expected dim '${field.dim}' for FloatVector field '${field.name}', got dim '${shape[1]}'`,
    )
  }
  if (!DTYPES[field.type]?.test(descr)) {
    throw new ImportProblem(
      `expected element type '${goType(field.type)}' for field '${field.name}', got type '${descr}'`,
    )
  }
  const items = shape.reduce((product, length) => product * length, 1)
  if (byteLength < items * itemSize(descr)) throw new ImportProblem('unexpected EOF')
  return shape[0] ?? 0
}

/** The header of the NPY format, versions 1 to 3 (numpy.org, `numpy.lib.format`). */
function readHeader(file: Buffer): { descr: string; shape: number[]; byteLength: number } {
  const isNumpy = file.length >= 10 && file.subarray(0, 6).equals(Buffer.from('\x93NUMPY', 'latin1'))
  if (!isNumpy) throw new ImportProblem('unexpected numpy header')
  const start = file[6] === 1 ? 10 : 12
  const length = file[6] === 1 ? file.readUInt16LE(8) : file.readUInt32LE(8)
  const header = file.subarray(start, start + length).toString('utf8')
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1]
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1]
  if (descr === undefined || shape === undefined) throw new ImportProblem('unexpected numpy header')
  const lengths = shape.split(',').filter(part => part.trim() !== '')
  return { descr, shape: lengths.map(Number), byteLength: file.length - start - length }
}

function itemSize(descr: string): number {
  const size = Number(descr.slice(2))
  return descr[1] === 'U' ? size * 4 : size
}

function goType(type: Field['type']): string {
  return (
    { Int32: 'int32', Int64: 'int64', Float: 'float32', Double: 'float64', FloatVector: 'float32' }[
      type as 'Float'
    ] ?? type
  )
}
