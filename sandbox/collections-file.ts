import { type Described, describedAs } from './described.ts'
import { DENSE, type ElementType, type Field, type FieldType, OTHERS, SCALARS } from './schema.ts'
import type { CollectionSeed, Databases } from './world.ts'

/** What was read, and what was passed over; each note names its place, as `default.articles.shards`. */
interface CollectionsFile {
  readonly databases: Databases
  readonly notes: readonly string[]
}

/**
 * Reads the file of `--collections`: collections by database and name, in the words of the REST call
 * `collections/describe`; the flat ones of a create, such as `isPrimary` and `dim`, are understood, too. Throws an error that names the place of what is wrong.
 */
export function readCollections(text: string): CollectionsFile {
  const notes: string[] = []
  const root = describedAs(parse(text), '', place => notes.push(`${place} is not known and not used`))
  const databases = root.members().map(([dbName, database]) => {
    const collections = database.members().map(([name, each]) => [name, collectionOf(each)] as const)
    checkAliases(dbName, collections)
    return [dbName, Object.fromEntries(collections)] as const
  })
  return { databases: { default: {}, ...Object.fromEntries(databases) }, notes }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`it is no JSON: ${(error as Error).message}`)
  }
}

/** A name means one collection. */
function checkAliases(dbName: string, collections: readonly (readonly [string, CollectionSeed])[]): void {
  const taken = new Set(collections.map(([name]) => name))
  for (const [name, { aliases = [] }] of collections) {
    for (const alias of aliases) {
      if (taken.has(alias)) throw new Error(`${dbName}.${name}.aliases: "${alias}" is taken in this database`)
      taken.add(alias)
    }
  }
}

function collectionOf(given: Described): CollectionSeed {
  const fields = given.list('fields').map(fieldOf)
  const keys = fields.filter(({ isPrimary }) => isPrimary)
  if (keys.length !== 1)
    throw given.wrong('fields', `exactly one has to be the primaryKey, ${keys.length} are`)
  const partitions = given.texts('partitions') ?? []
  const loaded = given.raw('loaded')
  const seed = {
    fields,
    partitions,
    rows: rowsOf(given),
    aliases: given.texts('aliases') ?? [],
    isLoaded: loaded !== false,
    isExternal: (given.text('externalSource') ?? '') !== '',
    enableDynamicField: given.flag('enableDynamicField'),
    shardsNum: given.number('shardsNum') ?? 1,
    description: given.text('description') ?? '',
    allowsAutoId: propertyOf(given, 'allow_insert_auto_id') === 'true',
    ...indexesOf(given, fields),
    ...(Array.isArray(loaded) && { loadedPartitions: given.texts('loaded') ?? [] }),
  }
  const odd = seed.loadedPartitions?.find(name => ![...partitions, '_default'].includes(name))
  if (odd !== undefined) throw given.wrong('loaded', `there is no partition "${odd}"`)
  if (loaded !== undefined && typeof loaded !== 'boolean' && !Array.isArray(loaded)) {
    throw given.wrong('loaded', 'true, false, or a list of partitions is wanted')
  }
  given.ignore(
    'consistencyLevel',
    'autoId',
    'functions',
    'collectionName',
    'collectionID',
    'partitionsNum',
    'load',
  )
  given.end()
  return seed
}

/** A number, or numbers by partition. */
function rowsOf(given: Described): NonNullable<CollectionSeed['rows']> {
  if (typeof given.raw('rows') !== 'object') return given.number('rows') ?? 0
  const rows = given.child('rows')
  return Object.fromEntries(rows.members().map(([name]) => [name, rows.number(name) ?? 0]))
}

/** `index`: false for none, or the fields that have one; `indexes` as a describe gives them. */
function indexesOf(given: Described, fields: readonly Field[]): { indexedFields?: readonly string[] } {
  const index = given.raw('index')
  if (index === false) return { indexedFields: [] }
  const named = Array.isArray(index) ? given.texts('index') : undefined
  const described =
    given.raw('indexes') === undefined
      ? undefined
      : given.list('indexes').map(each => {
          const name = each.text('fieldName') ?? ''
          each.ignore('indexName', 'metricType', 'indexType')
          each.end()
          return name
        })
  const indexed = named ?? described
  const odd = indexed?.find(name => !fields.some(field => field.name === name))
  if (odd !== undefined) throw given.wrong(named ? 'index' : 'indexes', `there is no field "${odd}"`)
  return indexed ? { indexedFields: indexed } : {}
}

function propertyOf(given: Described, name: string): string | undefined {
  if (given.raw('properties') === undefined) return undefined
  const pairs = given
    .list('properties')
    .map(each => [each.text('key') ?? '', each.text('value') ?? ''] as const)
  return new Map(pairs).get(name)
}

function fieldOf(given: Described): Field {
  const name = given.text('name') ?? ''
  if (!name) throw given.wrong('name', 'a name is wanted')
  const type = oneOf(given, 'type', [...SCALARS, ...DENSE, ...OTHERS]) as FieldType
  const params = paramsOf(given)
  const dim = params('dim') ?? given.number('dim')
  const maxLength = params('max_length') ?? given.number('maxLength')
  const maxCapacity = params('max_capacity') ?? given.number('maxCapacity')
  if (DENSE.some(each => each === type) && dim === undefined)
    throw given.wrong('params.dim', `a ${type} needs its dimension`)
  const elementType =
    type === 'Array' ? (oneOf(given, 'elementType', [...SCALARS, 'Struct']) as ElementType) : undefined
  const isFunctionOutput = given.flag('isFunctionOutput')
  const defaultValue = defaultOf(given)
  given.ignore('id', 'description', 'clusteringKey', 'elementType')
  const nested = elementType === 'Struct' ? { fields: given.list('fields').map(fieldOf) } : {}
  const field = {
    name,
    type,
    isPrimary: given.flag('primaryKey') || given.flag('isPrimary'),
    autoId: given.flag('autoId'),
    nullable: given.flag('nullable'),
    isPartitionKey: given.flag('partitionKey') || given.flag('isPartitionKey'),
    ...nested,
    ...(isFunctionOutput && { isFunctionOutput }),
    ...(dim !== undefined && { dim }),
    ...(maxLength !== undefined && { maxLength }),
    ...(maxCapacity !== undefined && { maxCapacity }),
    ...(elementType && { elementType }),
    ...(defaultValue !== undefined && { defaultValue }),
  }
  given.end()
  return field
}

function oneOf(given: Described, name: string, words: readonly string[]): string {
  const found = given.text(name)
  if (found !== undefined && words.includes(found)) return found
  const said = found === undefined ? 'it is missing' : `"${found}" is none`
  throw given.wrong(name, `${said}; one of ${words.join(', ')} is wanted`)
}

/** `{"dim":8}`, or `[{"key":"dim","value":"8"}]` as a describe gives it. */
function paramsOf(given: Described): (name: string) => number | undefined {
  const raw = given.raw('params')
  if (raw === undefined) return () => undefined
  const params = Array.isArray(raw)
    ? given.list('params').map(each => ({ key: each.text('key') ?? '', of: each, name: 'value' }))
    : given
        .child('params')
        .members()
        .map(([key]) => ({ key, of: given.child('params'), name: key }))
  return wanted => {
    const found = params.find(({ key }) => key === wanted)
    if (!found) return undefined
    const value = found.of.raw(found.name)
    if (Number.isInteger(Number(value)) && Number(value) > 0 && value !== true) return Number(value)
    throw found.of.wrong(found.name, 'a whole number is wanted')
  }
}

function defaultOf(given: Described): Field['defaultValue'] {
  const value = given.raw('defaultValue')
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw given.wrong('defaultValue', 'a text, a number or a boolean is wanted')
}
