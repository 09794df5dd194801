import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCollections } from '../../sandbox/collections-file.ts'

const ID = { name: 'id', type: 'Int64', primaryKey: true }
const VECTOR = { name: 'vector', type: 'FloatVector', params: { dim: 8 } }
const read = (collection: object) => readCollections(JSON.stringify({ default: { books: collection } }))
const books = (collection: object) => read(collection).databases['default']?.['books']

test('the words of a describe become a collection', () => {
  const fields = [
    { ...ID, autoId: true },
    { name: 'title', type: 'VarChar', params: { max_length: 200 }, nullable: true, partitionKey: true },
    { name: 'tags', type: 'Array', elementType: 'Int16', params: { max_capacity: 5 } },
    { name: 'year', type: 'Int64', defaultValue: 2024 },
    VECTOR,
  ]
  const rest = { enableDynamicField: true, partitions: ['archive'], rows: 12, aliases: ['b'] }
  const found = books({ ...rest, fields, loaded: false })
  const kept = found?.fields.map(field => Object.entries(field).filter(([, value]) => value !== false))
  assert.deepEqual(kept?.map(Object.fromEntries), [
    { name: 'id', type: 'Int64', isPrimary: true, autoId: true },
    { name: 'title', type: 'VarChar', maxLength: 200, nullable: true, isPartitionKey: true },
    { name: 'tags', type: 'Array', maxCapacity: 5, elementType: 'Int16' },
    { name: 'year', type: 'Int64', defaultValue: 2024 },
    { name: 'vector', type: 'FloatVector', dim: 8 },
  ])
  assert.partialDeepStrictEqual(found, { ...rest, isLoaded: false })
})

test('what is not told: loaded, empty, indexed, and there is a default database', () => {
  const { databases } = readCollections(JSON.stringify({ db1: { books: { fields: [ID, VECTOR] } } }))
  assert.deepEqual(Object.keys(databases), ['default', 'db1'])
  const found = databases['db1']?.['books']
  assert.deepEqual([found?.isLoaded, found?.rows, found?.indexedFields], [true, 0, undefined])
})

test('a collection that a server described can be taken as it is', () => {
  const key = { ...ID, autoId: false, description: '', id: 100, partitionKey: false }
  const vector = { ...VECTOR, id: 101, clusteringKey: false, params: [{ key: 'dim', value: '5' }] }
  const described = {
    ...{ aliases: [], autoId: false, collectionID: 448707763883002, collectionName: 'books' },
    ...{ consistencyLevel: 'Bounded', description: '', enableDynamicField: true, fields: [key, vector] },
    ...{ functions: [], load: 'LoadStateLoaded', partitionsNum: 1, properties: [], shardsNum: 1 },
    indexes: [{ fieldName: 'vector', indexName: 'vector', metricType: 'COSINE' }],
  }
  const { notes } = read(described)
  assert.deepEqual(notes, [])
  assert.equal(books(described)?.fields[1]?.dim, 5)
  assert.deepEqual(books(described)?.indexedFields, ['vector'])
})

test('only some partitions loaded, rows by partition, no index', () => {
  const parts = { partitions: ['p'], loaded: ['p'], rows: { p: 3 } }
  const found = books({ fields: [ID, VECTOR], ...parts, index: false })
  assert.deepEqual([found?.loadedPartitions, found?.rows, found?.indexedFields], [['p'], { p: 3 }, []])
})

test('the flat words of a create are understood, too', () => {
  const key = { name: 'id', type: 'VarChar', isPrimary: true, maxLength: 36, isPartitionKey: true }
  const found = books({ fields: [key, { name: 'vector', type: 'FloatVector', dim: 4 }] })
  const [id, vector] = found?.fields ?? []
  assert.deepEqual([id?.isPrimary, id?.isPartitionKey, id?.maxLength, vector?.dim], [true, true, 36, 4])
})

test('a word that means nothing is told with its place', () => {
  const { notes } = read({ fields: [{ ...ID, primary: true }, VECTOR], shards: 2 })
  assert.deepEqual(notes, [
    'default.books.fields[0].primary is not known and not used',
    'default.books.shards is not known and not used',
  ])
})

const BOOKS = 'default.books'
const WHOLE: readonly (readonly [string, unknown])[] = [
  ['it is no JSON: ', '{'],
  ['the whole file: an object is wanted, it is a list', []],
  ['default: an object is wanted, it is 3', { default: 3 }],
  [`${BOOKS}: an object is wanted, it is a list`, { default: { books: [] } }],
]
const WRONG: readonly (readonly [string, object])[] = [
  ['.fields: it is missing', {}],
  ['.fields: a list is wanted, it is an object', { fields: {} }],
  ['.fields[1]: an object is wanted, it is "vector"', { fields: [ID, 'vector'] }],
  ['.fields: exactly one has to be the primaryKey, 0 are', { fields: [VECTOR] }],
  ['.fields: exactly one has to be the primaryKey, 2 are', { fields: [ID, ID] }],
  ['.fields[0].name: a name is wanted', { fields: [{ type: 'Int64' }] }],
  ['.fields[0].type: "int64" is none; one of Bool, ', { fields: [{ ...ID, type: 'int64' }] }],
  ['.fields[1].params.dim: a FloatVector needs its dimension', { fields: [ID, { ...VECTOR, params: {} }] }],
  ['.fields[1].params.dim: a whole number is wanted', { fields: [ID, { ...VECTOR, params: { dim: 'x' } }] }],
  ['.fields[1].elementType: it is missing; one of Bool, ', { fields: [ID, { name: 'a', type: 'Array' }] }],
  ['.fields[0].autoId: true or false is wanted, it is "yes"', { fields: [{ ...ID, autoId: 'yes' }] }],
  ['.rows: a whole number is wanted, it is -1', { fields: [ID], rows: -1 }],
  ['.loaded: true, false, or a list of partitions is wanted', { fields: [ID], loaded: 'yes' }],
  ['.loaded: there is no partition "p"', { fields: [ID], loaded: ['p'] }],
  ['.index: there is no field "v"', { fields: [ID], index: ['v'] }],
  ['.aliases: a list of texts is wanted, it is "b"', { fields: [ID], aliases: 'b' }],
  ['.aliases: "books" is taken in this database', { fields: [ID], aliases: ['books'] }],
]

test('what is wrong is told with its place', () => {
  const inBooks = WRONG.map(([words, books]) => [BOOKS + words, { default: { books } }] as const)
  for (const [words, given] of [...WHOLE, ...inBooks]) {
    const text = typeof given === 'string' ? given : JSON.stringify(given)
    assert.throws(
      () => readCollections(text),
      ({ message }: Error) => message.startsWith(words),
      words,
    )
  }
})
