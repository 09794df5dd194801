import type { Random } from './random.ts'

/** A field of a made-up collection, in the words of Milvus' REST API. */
export interface MadeField {
  readonly name: string
  readonly type: string
  readonly elementType?: string
  readonly dim?: number
  readonly isPrimary?: boolean
  readonly autoId?: boolean
  readonly nullable?: boolean
  readonly isFunctionOutput?: boolean
  readonly defaultValue?: number | string | boolean
}

export interface MadeSchema {
  readonly fields: readonly MadeField[]
  readonly dynamic: boolean
}

export const SCALARS = ['Bool', 'Int8', 'Int16', 'Int32', 'Int64', 'Float', 'Double', 'VarChar'] as const
const VECTORS = [
  ...['FloatVector', 'FloatVector', 'FloatVector', 'BinaryVector', 'Float16Vector', 'BFloat16Vector'],
  ...['Int8Vector', 'SparseFloatVector'],
] as const
export const LONGEST_TEXT = 40
export const MOST_ELEMENTS = 5

const DEFAULTS: Readonly<Record<string, number | string | boolean>> = { Bool: true, VarChar: 'none' }

/** A collection as people have them: a key, a vector, and some other fields. */
export function makeSchema(random: Random): MadeSchema {
  const isText = random.chance(0.2)
  const autoId = random.chance(0.2)
  const key: MadeField = { name: 'id', type: isText ? 'VarChar' : 'Int64', isPrimary: true, autoId }
  const others = Array.from({ length: random.between(0, 4) }, (_, index) => makeScalar(random, `f${index}`))
  const vectors = Array.from({ length: random.between(1, 2) }, (_, index) => makeVector(random, `v${index}`))
  return { fields: [key, ...others, ...vectors], dynamic: random.chance(0.3) }
}

function makeScalar(random: Random, name: string): MadeField {
  const type = random.pick<string>([...SCALARS, 'VarChar', 'Int64', 'JSON', 'Array'])
  if (type === 'Array') return { name, type, elementType: random.pick(SCALARS), nullable: random.chance(0.2) }
  if (type === 'JSON') return { name, type, nullable: random.chance(0.2) }
  if (random.chance(0.15)) return { name, type, defaultValue: DEFAULTS[type] ?? 1 }
  return { name, type, nullable: random.chance(0.25) }
}

function makeVector(random: Random, name: string): MadeField {
  const type = random.pick<string>(VECTORS)
  if (type === 'SparseFloatVector') return { name, type, isFunctionOutput: random.chance(0.4) }
  return { name, type, dim: type === 'BinaryVector' ? random.pick([8, 16, 32]) : random.between(2, 12) }
}

/** What a server's describe says about the collection. */
export function describedAs({ fields, dynamic }: MadeSchema): Readonly<Record<string, unknown>> {
  return {
    collectionName: 'c',
    enableDynamicField: dynamic,
    autoId: fields.some(field => field.autoId),
    load: 'LoadStateLoaded',
    fields: fields.map(({ isPrimary = false, dim, elementType, ...field }) => ({
      ...{ name: field.name, type: field.type, primaryKey: isPrimary, autoId: field.autoId ?? false },
      ...(elementType === undefined ? {} : { elementType }),
      ...(field.nullable ? { nullable: true } : {}),
      ...(field.isFunctionOutput ? { isFunctionOutput: true } : {}),
      ...(field.defaultValue === undefined ? {} : { defaultValue: field.defaultValue }),
      params: [
        ...(dim === undefined ? [] : [{ key: 'dim', value: `${dim}` }]),
        { key: 'max_length', value: `${LONGEST_TEXT}` },
        { key: 'max_capacity', value: `${MOST_ELEMENTS}` },
      ],
    })),
  }
}
