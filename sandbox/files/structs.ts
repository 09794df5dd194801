import type { ElementType, Field, Version } from '../schema.ts'
import { checkElements } from './entity.ts'
import { isStruct, subField } from './fields.ts'
import { GoNumber, type GoValue, goText, goType, isList, isMap, parseInt64, parseUint } from './go.ts'
import { failed } from './problems.ts'
import { readFloat, strict } from './sparse.ts'
import { bytesOf, checkCapacity, checkFinite, checkHalf, isVector } from './values.ts'

// Arrays of structs, since 2.6: `reconstructArrayForStructArray` of `json/row_parser.go` and `csv/row_parser.go`, and
// `common/vector_array.go` for vectors within structs.

/** A column of a struct's field alone, `chunks[text]`, is refused since 3.0. */
export function checkNoFlatColumn(name: string, fields: readonly Field[], version: Version): void {
  if (version < 3) return
  for (const field of fields.filter(isStruct)) {
    if (!field.fields?.some(sub => subField(field, sub).name === name)) continue
    throw failed(
      `struct field '${field.name}' must be provided as a struct array; flat sub-field '${name}' is not supported`,
    )
  }
}

export function checkNullStruct({ name, nullable }: Field): void {
  if (nullable) return
  throw failed(`the struct field '${name}' is not nullable but the file contains null value`)
}

/** Checks a list of maps. Throws an `ImportProblem`. */
export function checkStructs(
  value: GoValue,
  field: Field,
  version: Version,
  { base }: { readonly base: 0 | 10 },
): void {
  const subs = field.fields ?? []
  if (!isList(value)) {
    throw failed(
      base === 0
        ? `invalid StructArray format in JSON, each row should be a key-value map, but got type ${goType(value)}`
        : `invalid StructArray format in CSV, expect array but got type ${goType(value)}`,
    )
  }
  if (version < 3) checkEqualKeys(value, field)
  else for (const [position, element] of value.entries()) checkKeys(element, position, field, base)
  for (const sub of subs) {
    const list = value.map(element => (isMap(element) ? (element.get(sub.name) ?? null) : null))
    checkSub(list, subField(field, sub), version, base)
  }
}

/** In 2.6 the first struct says which keys all have; keys that are no fields are left out. */
function checkEqualKeys(value: readonly GoValue[], { name, fields = [] }: Field): void {
  const [first] = value
  for (const element of value) {
    if (!isMap(element)) {
      throw failed(`invalid element in StructArray, expect map[string]any but got type ${goType(element)}`)
    }
    const isEqual =
      isMap(first) && first.size === element.size && [...first.keys()].every(key => element.has(key))
    if (!isEqual) throw failed('inconsistent field count in StructArray')
  }
  const missing = isMap(first) && fields.find(field => !first.has(field.name))
  if (missing) throw failed(`value of field '${name}[${missing.name}]' is missed`)
}

function checkKeys(element: GoValue, position: number, { name, fields = [] }: Field, base: 0 | 10): void {
  if (!isMap(element)) {
    throw failed(`invalid element in StructArray, expect map[string]any but got type ${goType(element)}`)
  }
  if (element.size !== fields.length) {
    throw failed(
      `inconsistent field count in StructArray element: position=${position}, actual=${element.size}, expected=${fields.length}`,
    )
  }
  const names = fields.map(field => field.name)
  for (const key of element.keys()) {
    if (names.includes(key)) continue
    throw failed(
      base === 0
        ? `unexpected field in StructArray element: field=${key}, position=${position}, expected fields=[${names.join(' ')}]`
        : `unexpected field in StructArray element: field=${name}[${key}], position=${position}`,
    )
  }
}

function checkSub(list: readonly GoValue[], sub: Field, version: Version, base: 0 | 10): void {
  checkCapacity(list.length, sub, version)
  if (isVector(sub))
    for (const [position, value] of list.entries()) checkVector(value, position, sub, version)
  else {
    const array: Field = { ...sub, type: 'Array', elementType: sub.type as ElementType }
    checkElements(list, array, version, { base, checksLength: true })
  }
}

/** `ArrayOfVectorToFieldData`. */
function checkVector(value: GoValue, position: number, sub: Field, version: Version): void {
  if (sub.type === 'SparseFloatVector') {
    throw failed('ArrayOfVector with SparseFloatVector element type is not implemented yet')
  }
  if (!isList(value)) throw failed(`expected slice as vector, but got ${goType(value)}`)
  const expected = sub.type === 'BinaryVector' ? bytesOf(sub) : sub.dim
  if (value.length !== expected) {
    const what = sub.type === 'BinaryVector' ? 'byte size' : 'dimension'
    throw failed(
      `vector ${what} mismatch for field '${sub.name}': position=${position}, actual=${value.length}, expected=${expected}`,
    )
  }
  for (const element of value) checkNumber(element, sub, version)
}

function checkNumber(element: GoValue, sub: Field, version: Version): void {
  if (!(element instanceof GoNumber)) {
    throw failed(`expected numeric vector element, got type ${goType(element)} with value ${goText(element)}`)
  }
  const { text } = element
  if (sub.type === 'BinaryVector') strict(() => parseUint(text, 0, 8))
  else if (sub.type === 'Int8Vector') strict(() => parseInt64(text, 10, 8))
  else {
    const value = readFloat(text, 32)
    checkFinite(value, version)
    checkHalf(value, sub, version)
  }
}
