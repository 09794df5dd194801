import { fittingColumn } from './columns.ts'
import { makeSet, NUMPY_MUTATIONS, type NumpyDraft, writeNumpy } from './numpy-files.ts'
import { type ParquetOptions, writeByArrow, writeWithoutArrow } from './parquet-files.ts'
import { type Draft, PARQUET_MUTATIONS } from './parquet-mutations.ts'
import { createRandom, type Random } from './random.ts'
import { type MadeSchema, makeSchema } from './schemas.ts'

/** A collection, and a file (or a set of `.npy` files) for it: good, odd, or bad. */
export interface Pair {
  readonly seed: number
  readonly schema: MadeSchema
  readonly format: 'parquet' | 'numpy'
  /** What was done to the good file; none for a good one. */
  readonly mutations: readonly string[]
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

/** The same seed gives the same pair. */
export function makePair(seed: number): Pair {
  const random = createRandom(seed)
  const schema = makeSchema(random)
  const rows = random.pick([1, 2, 3, 5, 8])
  const set = random.chance(0.3) ? makeSet(random, schema, rows) : undefined
  return set ? numpyPair(seed, schema, set, random) : parquetPair(seed, schema, rows, random)
}

function parquetPair(seed: number, schema: MadeSchema, rows: number, random: Random): Pair {
  const { draft, mutations } = mutate(goodFile(schema, rows, random), PARQUET_MUTATIONS, schema, random)
  const isPlain = random.chance(0.25)
  const bytes =
    (isPlain ? writeWithoutArrow(draft.columns, draft.options) : undefined) ??
    writeByArrow(draft.columns, draft.options)
  const [whole, done] = damage(bytes, random)
  return {
    ...{ seed, schema, format: 'parquet', mutations: [...mutations, ...done] },
    files: [{ name: 'a.parquet', bytes: whole }],
  }
}

function goodFile(schema: MadeSchema, rows: number, random: Random): Draft {
  const own = schema.fields.filter(field => !field.autoId && !field.isFunctionOutput)
  const left = own.filter(
    field => (!field.nullable && field.defaultValue === undefined) || random.chance(0.7),
  )
  const options: ParquetOptions = {
    codec: random.pick(['SNAPPY', 'SNAPPY', 'ZSTD', 'GZIP', 'UNCOMPRESSED']),
    groupSize: random.pick([2, 100]),
    statistics: random.chance(0.8),
  }
  return { columns: left.map(field => fittingColumn(random, field, rows)), options, rows }
}

function numpyPair(seed: number, schema: MadeSchema, set: NumpyDraft, random: Random): Pair {
  const { draft, mutations } = mutate(set, NUMPY_MUTATIONS, schema, random)
  const texts = new Set(schema.fields.filter(({ type }) => type === 'JSON').map(({ name }) => name))
  const written = draft.arrays.map(array => ({
    name: `${array.field}.npy`,
    bytes: writeNumpy(array, texts.has(array.field)),
  }))
  const [first, ...others] = written
  if (!first) return parquetPair(seed, schema, draft.rows, random)
  const [bytes, done] = damage(first.bytes, random)
  return {
    ...{ seed, schema, format: 'numpy', mutations: [...mutations, ...done] },
    files: [{ name: first.name, bytes }, ...others],
  }
}

type Change<D> = (draft: D, schema: MadeSchema, random: Random) => D | undefined

/** Two files of five stay as they are, two are changed in one way, one in two. */
function mutate<D>(
  draft: D,
  changes: Readonly<Record<string, Change<D>>>,
  schema: MadeSchema,
  random: Random,
): { draft: D; mutations: string[] } {
  let changed = draft
  const mutations: string[] = []
  const count = random.pick([0, 0, 1, 1, 2])
  for (let tries = 0; mutations.length < count && tries < 20; tries += 1) {
    const name = random.pick(Object.keys(changes).filter(key => !mutations.includes(key)))
    const next = changes[name]?.(changed, schema, random)
    if (next === undefined) continue
    changed = next
    mutations.push(name)
  }
  return { draft: changed, mutations }
}

/** Now and then a file is no whole one. */
function damage(bytes: Uint8Array, random: Random): [Uint8Array, string[]] {
  if (!random.chance(0.04)) return [bytes, []]
  return random.chance(0.5)
    ? [bytes.subarray(0, random.between(1, bytes.length - 1)), ['cut off']]
    : [Buffer.from('<html>not found</html>'.repeat(random.between(1, 20))), ['another file']]
}
