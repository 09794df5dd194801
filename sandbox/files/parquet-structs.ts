import type { ElementType, Field, Version } from '../schema.ts'
import type { ArrowType } from './arrow-type.ts'
import { subField } from './fields.ts'
import { checkElements, checkFloats, checkNoNulls, elementId } from './parquet-lists.ts'
import { listIn } from './parquet-value.ts'
import { failed } from './problems.ts'
import { bytesOf, checkCapacity, checkFinite, isVector } from './values.ts'

/** Lists of structs, each of whose fields is read alone since 3.0: `importutilv2/parquet/struct_field_reader.go`. */
export function checkStructs(
  rows: readonly (readonly unknown[])[],
  type: ArrowType,
  field: Field,
  version: Version,
): void {
  if (version < 3) return
  const columns = type.kind === 'list' && type.elem.kind === 'struct' ? type.elem.fields : []
  for (const sub of field.fields ?? []) {
    const own = subField(field, sub)
    const elem = columns.find(({ name }) => name === sub.name)?.type
    // Vectors are counted through the file.
    let position = 0
    for (const structs of rows) {
      checkNoNulls(structs, own, version)
      const values = structs.map(each => (each as Readonly<Record<string, unknown>>)[sub.name])
      if (isVector(sub) && elem) {
        checkCapacity(values.length, own, version)
        for (const [index, value] of values.entries()) {
          checkVector(value, elem, own, version, position + index)
        }
        position += values.length
      } else checkScalars(values, own, version)
    }
  }
}

function checkScalars(values: readonly unknown[], own: Field, version: Version): void {
  const array: Field = { ...own, type: 'Array', elementType: own.type as ElementType }
  for (const value of values) {
    checkElements([value], array, version)
    checkFloats([value], array.elementType, version)
  }
  checkCapacity(values.length, own, version)
}

function checkVector(value: unknown, type: ArrowType, own: Field, version: Version, position: number): void {
  checkNoNulls([value], own, version)
  const list = listIn(value)
  const isOfFloats = /^float/.test(elementId(type))
  const expected = isOfFloats ? (own.dim ?? 0) : bytesOf(own)
  if (list.length !== expected) {
    throw failed(
      `vector dimension mismatch for field '${own.name}': position=${position}, actual=${list.length}, expected=${own.dim}`,
    )
  }
  checkNoNulls(list, own, version)
  if (isOfFloats) for (const element of list) checkFinite(Math.fround(Number(element)), version)
}
