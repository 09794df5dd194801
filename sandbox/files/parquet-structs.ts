import type { ElementType, Field, ReadingRules } from '../schema.ts'
import type { ArrowType } from './arrow-type.ts'
import { subField } from './fields.ts'
import { checkElements, checkFloats, checkNoNulls, elementId } from './parquet-lists.ts'
import { listIn } from './parquet-value.ts'
import { failed } from './problems.ts'
import { bytesOf, checkCapacity, checkFinite, isVector } from './values.ts'

/** Lists of structs, each of whose fields is read alone: `importutilv2/parquet/struct_field_reader.go`. */
export function checkStructs(
  rows: readonly (readonly unknown[])[],
  type: ArrowType,
  field: Field,
  rules: ReadingRules,
): void {
  if (!rules.checksStructs) return
  const columns = type.kind === 'list' && type.elem.kind === 'struct' ? type.elem.fields : []
  for (const sub of field.fields ?? []) {
    const own = subField(field, sub)
    const elem = columns.find(({ name }) => name === sub.name)?.type
    // Vectors are counted through the file.
    let position = 0
    for (const structs of rows) {
      checkNoNulls(structs, own, rules)
      const values = structs.map(each => (each as Readonly<Record<string, unknown>>)[sub.name])
      if (isVector(sub) && elem) {
        checkCapacity(values.length, own, rules)
        for (const [index, value] of values.entries()) {
          checkVector(value, elem, own, rules, position + index)
        }
        position += values.length
      } else checkScalars(values, own, rules)
    }
  }
}

function checkScalars(values: readonly unknown[], own: Field, rules: ReadingRules): void {
  const array: Field = { ...own, type: 'Array', elementType: own.type as ElementType }
  for (const value of values) {
    checkElements([value], array, rules)
    checkFloats([value], array.elementType, rules)
  }
  checkCapacity(values.length, own, rules)
}

function checkVector(
  value: unknown,
  type: ArrowType,
  own: Field,
  rules: ReadingRules,
  position: number,
): void {
  checkNoNulls([value], own, rules)
  const list = listIn(value)
  const isOfFloats = /^float/.test(elementId(type))
  const expected = isOfFloats ? (own.dim ?? 0) : bytesOf(own)
  if (list.length !== expected) {
    throw failed(
      `vector dimension mismatch for field '${own.name}': position=${position}, actual=${list.length}, expected=${own.dim}`,
    )
  }
  checkNoNulls(list, own, rules)
  if (isOfFloats) for (const element of list) checkFinite(Math.fround(Number(element)), rules)
}
