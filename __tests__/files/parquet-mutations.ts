import * as arrow from 'apache-arrow'
import {
  fill,
  fittingColumn,
  fixedListOf,
  listOf,
  type MadeColumn,
  scalarOf,
  TYPES,
  typeOf,
  vectorColumn,
  vectors,
} from './columns.ts'
import type { ParquetOptions } from './parquet-files.ts'
import type { Random } from './random.ts'
import { LONGEST_TEXT, type MadeField, type MadeSchema } from './schemas.ts'

/** A Parquet file before it is written. */
export interface Draft {
  readonly columns: readonly MadeColumn[]
  readonly options: ParquetOptions
  readonly rows: number
}

/** Something that people do to a good file, by mistake or not. `undefined` where it does not apply. */
export type Mutation = (draft: Draft, schema: MadeSchema, random: Random) => Draft | undefined

function withColumn(draft: Draft, column: MadeColumn): Draft {
  return {
    ...draft,
    columns: draft.columns.map(other => (other.name === column.name ? column : other)),
  }
}

/** Changes one column that the file has, of a field that is asked for. */
function changing(
  wanted: (field: MadeField) => boolean,
  change: (column: MadeColumn, field: MadeField, random: Random, rows: number) => MadeColumn | undefined,
): Mutation {
  return (draft, schema, random) => {
    const pairs = schema.fields.filter(wanted).flatMap(field => {
      const column = draft.columns.find(({ name }) => name === field.name)
      return column ? [{ field, column }] : []
    })
    if (pairs.length === 0) return undefined
    const { field, column } = random.pick(pairs)
    const changed = change(column, field, random, draft.rows)
    return changed && withColumn(draft, changed)
  }
}

function adding(
  make: (random: Random, rows: number, schema: MadeSchema) => MadeColumn | undefined,
): Mutation {
  return (draft, schema, random) => {
    const column = make(random, draft.rows, schema)
    return column && { ...draft, columns: [...draft.columns, column] }
  }
}

const isVector = ({ dim }: MadeField) => dim !== undefined
const isAny = () => true
const texts = (rows: number) => fill(rows, row => `text ${row}`)

/** All that is done to Parquet files, by a name that the report uses. */
export const PARQUET_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'column missing': (draft, _, random) => {
    const { name } = random.pick(draft.columns)
    return draft.columns.length < 2
      ? undefined
      : { ...draft, columns: draft.columns.filter(column => column.name !== name) }
  },
  'column in other case': (draft, _, random) => {
    const { name } = random.pick(draft.columns)
    return {
      ...draft,
      columns: draft.columns.map(column =>
        column.name === name ? { ...column, name: name.toUpperCase() } : column,
      ),
    }
  },
  'generated key': adding((random, rows, { fields }) => {
    const key = fields.find(({ autoId }) => autoId)
    return key && fittingColumn(random, key, rows)
  }),
  'output of a function': adding((random, rows, { fields }) => {
    const output = fields.find(({ isFunctionOutput }) => isFunctionOutput)
    return output && fittingColumn(random, output, rows)
  }),
  'further column': adding((_, rows) => ({ name: 'color', type: typeOf('utf8'), values: texts(rows) })),
  'further column of a rare type': adding((_, rows) => {
    return { name: 'color', type: typeOf('dictionary'), values: texts(rows) }
  }),
  'other type': changing(isAny, ({ name }, field, random, rows) => {
    const type = random.pick(Object.keys(TYPES))
    return { name, type: typeOf(type), values: fill(rows, row => scalarOf(random, type, field, row)) }
  }),
  'list of another type': changing(isAny, ({ name }, field, random, rows) => {
    const type = random.pick(Object.keys(TYPES).filter(one => one !== 'dictionary'))
    return { name, type: listOf(typeOf(type)), values: vectors(random, rows, field.dim ?? 2, type) }
  }),
  'large text': changing(
    ({ type }) => ['VarChar', 'JSON', 'SparseFloatVector'].includes(type),
    column => ({ ...column, type: typeOf('large_utf8') }),
  ),
  'large text in a list': changing(
    ({ elementType }) => elementType === 'VarChar',
    column => ({ ...column, type: listOf(typeOf('large_utf8')) }),
  ),
  categories: changing(
    ({ type }) => type === 'VarChar',
    column => ({ ...column, type: typeOf('dictionary') }),
  ),
  'list of fixed size': changing(isVector, ({ name, values }, { type, dim = 1 }) => {
    if (type !== 'FloatVector') return undefined
    return { name, type: fixedListOf(dim, typeOf('float')), values }
  }),
  'other dimension': changing(isVector, (_, field, random, rows) => {
    const step = field.type === 'BinaryVector' ? 8 : 1
    return vectorColumn(random, field, rows, (field.dim ?? 1) + random.pick([step, step * 2]))
  }),
  'smaller dimension': changing(isVector, (_, field, random, rows) => {
    const step = field.type === 'BinaryVector' ? 8 : 1
    const dim = (field.dim ?? 1) - step
    return dim < step ? undefined : vectorColumn(random, field, rows, dim)
  }),
  'one short vector': oneVector(vector => vector.slice(1)),
  'one long vector': oneVector(vector => [...vector, vector[0]]),
  'one empty vector': oneVector(() => []),
  'one short and one long vector': (draft, schema, random) => {
    const change = changing(isVector, ({ values, ...column }) => {
      const [first, second, ...others] = values
      if (!Array.isArray(first) || !Array.isArray(second)) return undefined
      return { ...column, values: [first.slice(1), [...second, second[0]], ...others] }
    })
    return change(draft, schema, random)
  },
  nulls: changing(isAny, ({ values, ...column }, _, random) => {
    const at = random.between(0, values.length - 1)
    return { ...column, values: values.map((value, index) => (index === at ? null : value)) }
  }),
  'null type': changing(isAny, ({ name }, _field, _random, rows) => {
    return { name, type: new arrow.Null(), values: fill(rows, () => null) }
  }),
  'sparse struct': changing(
    ({ type }) => type === 'SparseFloatVector',
    ({ name }, _, random, rows) => {
      const type = new arrow.Struct([
        new arrow.Field('indices', listOf(typeOf('uint32')), true),
        new arrow.Field('values', listOf(typeOf('float')), true),
      ])
      return {
        name,
        type,
        values: fill(rows, () => ({ indices: [random.between(0, 9), 20], values: [0.5, 1] })),
      }
    },
  ),
  lz4: draft => ({ ...draft, options: { ...draft.options, codec: 'LZ4_RAW' } }),
  'further keys in $meta': adding((random, rows) => ({
    ...{ name: '$meta', type: typeOf(random.pick(['utf8', 'utf8', 'large_utf8'])) },
    values: fill(rows, row => JSON.stringify({ color: row })),
  })),
  '$meta that is no object': adding((_, rows) => ({
    name: '$meta',
    type: typeOf('utf8'),
    values: texts(rows),
  })),
  'text too long': changing(
    ({ type }) => type === 'VarChar',
    ({ values, ...column }) => ({ ...column, values: ['y'.repeat(LONGEST_TEXT + 1), ...values.slice(1)] }),
  ),
  'not a number': changing(
    ({ type }) => type === 'Float' || type === 'Double',
    ({ values, ...column }) =>
      typeof values[0] === 'number' && `${column.type}`.startsWith('Float')
        ? { ...column, values: [Number.NaN, ...values.slice(1)] }
        : undefined,
  ),
}

function oneVector(change: (vector: readonly unknown[]) => unknown[]): Mutation {
  return changing(isVector, ({ values, ...column }, _, random) => {
    const at = random.between(0, values.length - 1)
    const vector = values[at]
    if (!Array.isArray(vector)) return undefined
    return { ...column, values: values.map((value, index) => (index === at ? change(vector) : value)) }
  })
}
