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
  const found = books({
    fields,
    enableDynamicField: true,
    partitions: ['archive'],
    loaded: false,
    rows: 12,
    aliases: ['b'],
  })
  assert.ok(found)
  const { fields: read, ...rest } = found
  const only = (names: readonly string[]) =>
    read.map(field =>
      Object.fromEntries(Object.entries(field).filter(([name, value]) => names.includes(name) && value)),
    )
  assert.deepEqual(only(['name', 'type', 'isPrimary', 'autoId', 'nullable', 'isPartitionKey']), [
    { name: 'id', type: 'Int64', isPrimary: true, autoId: true },
    { name: 'title', type: 'VarChar', nullable: true, isPartitionKey: true },
    { name: 'tags', type: 'Array' },
    { name: 'year', type: 'Int64' },
    { name: 'vector', type: 'FloatVector' },
  ])
  assert.deepEqual(only(['dim', 'maxLength', 'maxCapacity', 'elementType', 'defaultValue']), [
    {},
    { maxLength: 200 },
    { maxCapacity: 5, elementType: 'Int16' },
    { defaultValue: 2024 },
    { dim: 8 },
  ])
  const { aliases, enableDynamicField, isLoaded, partitions, rows } = rest
  assert.deepEqual(
    { aliases, enableDynamicField, isLoaded, partitions, rows },
    { aliases: ['b'], enableDynamicField: true, isLoaded: false, partitions: ['archive'], rows: 12 },
  )
})

test('what is not told: loaded, empty, indexed, and there is a default database', () => {
  const { databases } = readCollections(JSON.stringify({ db1: { books: { fields: [ID, VECTOR] } } }))
  assert.deepEqual(Object.keys(databases), ['default', 'db1'])
  const found = databases['db1']?.['books']
  assert.deepEqual([found?.isLoaded, found?.rows, found?.indexedFields], [true, 0, undefined])
})

test('a collection that a server described can be taken as it is', () => {
  const described = {
    aliases: [],
    autoId: false,
    collectionID: 448707763883002,
    collectionName: 'books',
    consistencyLevel: 'Bounded',
    description: '',
    enableDynamicField: true,
    fields: [
      {
        autoId: false,
        description: '',
        id: 100,
        name: 'id',
        partitionKey: false,
        primaryKey: true,
        type: 'Int64',
      },
      { ...VECTOR, id: 101, clusteringKey: false, params: [{ key: 'dim', value: '5' }] },
    ],
    functions: [],
    indexes: [{ fieldName: 'vector', indexName: 'vector', metricType: 'COSINE' }],
    load: 'LoadStateLoaded',
    partitionsNum: 1,
    properties: [],
    shardsNum: 1,
  }
  const { notes } = read(described)
  assert.deepEqual(notes, [])
  assert.equal(books(described)?.fields[1]?.dim, 5)
  assert.deepEqual(books(described)?.indexedFields, ['vector'])
})

test('only some partitions loaded, rows by partition, no index', () => {
  const found = books({
    fields: [ID, VECTOR],
    partitions: ['p'],
    loaded: ['p'],
    rows: { p: 3 },
    index: false,
  })
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

const WRONG: readonly (readonly [string, unknown, RegExp])[] = [
  ['no JSON', '{', /^it is no JSON: /],
  ['a list', [], /^the whole file: an object is wanted, it is a list$/],
  ['a database', { default: 3 }, /^default: an object is wanted, it is 3$/],
  ['a collection', { default: { books: [] } }, /^default\.books: an object is wanted, it is a list$/],
  ['no fields', {}, /^default\.books\.fields: it is missing$/],
  ['fields', { fields: {} }, /^default\.books\.fields: a list is wanted, it is an object$/],
  [
    'a field',
    { fields: [ID, 'vector'] },
    /^default\.books\.fields\[1\]: an object is wanted, it is "vector"$/,
  ],
  ['no key', { fields: [VECTOR] }, /^default\.books\.fields: exactly one has to be the primaryKey, 0 are$/],
  ['two keys', { fields: [ID, ID] }, /exactly one has to be the primaryKey, 2 are$/],
  ['no name', { fields: [{ type: 'Int64' }] }, /^default\.books\.fields\[0\]\.name: a name is wanted$/],
  [
    'a type',
    { fields: [{ ...ID, type: 'int64' }] },
    /^default\.books\.fields\[0\]\.type: "int64" is none; one of Bool, /,
  ],
  [
    'no dimension',
    { fields: [ID, { ...VECTOR, params: {} }] },
    /fields\[1\]\.params\.dim: a FloatVector needs its dimension$/,
  ],
  [
    'a dimension',
    { fields: [ID, { ...VECTOR, params: { dim: 'x' } }] },
    /fields\[1\]\.params\.dim: a whole number is wanted$/,
  ],
  [
    'no elements',
    { fields: [ID, { name: 'a', type: 'Array' }] },
    /fields\[1\]\.elementType: it is missing; one of Bool, /,
  ],
  [
    'a flag',
    { fields: [{ ...ID, autoId: 'yes' }] },
    /fields\[0\]\.autoId: true or false is wanted, it is "yes"$/,
  ],
  ['rows', { fields: [ID], rows: -1 }, /^default\.books\.rows: a whole number is wanted, it is -1$/],
  [
    'loaded',
    { fields: [ID], loaded: 'yes' },
    /^default\.books\.loaded: true, false, or a list of partitions is wanted$/,
  ],
  ['a partition', { fields: [ID], loaded: ['p'] }, /^default\.books\.loaded: there is no partition "p"$/],
  ['an index', { fields: [ID], index: ['v'] }, /^default\.books\.index: there is no field "v"$/],
  [
    'aliases',
    { fields: [ID], aliases: 'b' },
    /^default\.books\.aliases: a list of texts is wanted, it is "b"$/,
  ],
  [
    'a taken alias',
    { fields: [ID], aliases: ['books'] },
    /^default\.books\.aliases: "books" is taken in this database$/,
  ],
]

for (const [name, given, words] of WRONG) {
  test(`wrong: ${name}`, () => {
    const isCollection =
      typeof given === 'object' && !Array.isArray(given) && !('default' in (given as object))
    const whole = isCollection ? { default: { books: given } } : given
    const text = typeof whole === 'string' ? whole : JSON.stringify(whole)
    assert.throws(() => readCollections(text), { message: words })
  })
}
