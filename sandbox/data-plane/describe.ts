import { isVector, type StoredCollection } from '../catalog/collection.ts'
import type { Privilege } from '../milvus/options.ts'
import type { Profile } from '../milvus/profile.ts'
import { Refusal } from '../milvus/refusal.ts'
import type { Field } from '../schema.ts'
import { type Answer, databaseOf, type PlaneCall } from './call.ts'

/**
 * The answer of `collections/describe` (`httpserver/handler_v2.go`, `getCollectionDetails`): the name is that which
 * was asked for, also an alias. What further calls of the server are refused is missing, and told in `message`.
 */
export function describe(call: PlaneCall): Answer {
  const { body, context, dbName, profile } = call
  const database = databaseOf(call)
  const name = body.text('collectionName')
  const collection = database.find(name)
  if (!collection) throw new Refusal(100, missing(name, dbName, profile))
  const refused: string[] = []
  const unlessRefused = <T>(privilege: Privilege, value: T, end = ';'): T | undefined => {
    try {
      call.demand(privilege)
      return value
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refused.push(error.message + end)
      return undefined
    }
  }
  const load = unlessRefused('GetLoadState', collection.loadState(context.now())) ?? ''
  const aliases = unlessRefused('ListAliases', database.aliasesOf(collection.name), '.') ?? []
  return {
    data: { ...render(collection, profile), aliases, collectionName: name, load },
    message: refused.join(''),
  }
}

function missing(name: string, dbName: string, { describesPlainly }: Profile): string {
  const words = describesPlainly ? 'collection not found' : "can't find collection"
  return `${words}[database=${dbName}][collection=${name}]`
}

function render({ id, partitions, schema, shards }: StoredCollection, profile: Profile): object {
  const fields = schema.fields.map((field, index) => renderField(field, index, profile))
  return {
    autoId: schema.fields.some(field => field.isPrimary && field.autoId),
    collectionID: id,
    consistencyLevel: 'Bounded',
    description: schema.description ?? '',
    enableDynamicField: schema.enableDynamicField ?? false,
    fields,
    indexes: indexesOf(schema.fields, schema.indexedFields),
    partitionsNum: partitions.length,
    properties: [],
    shardsNum: shards,
    ...(profile.showsNullable && { functions: functionsOf(schema.fields) }),
    ...(profile.showsStructs && { structFields: [] }),
    ...(profile.hasExternalCollections && {
      externalSource: schema.isExternal ? 's3://example-external/' : '',
      externalSpec: '',
    }),
  }
}

function renderField(field: Field, index: number, { showsNullable }: Profile): object {
  const { autoId = false, defaultValue, elementType, isFunctionOutput, isPartitionKey = false } = field
  const { isPrimary = false, name, nullable = false, type } = field
  const params = paramsOf(field)
  return {
    autoId,
    description: '',
    id: 100 + index,
    name,
    partitionKey: isPartitionKey,
    primaryKey: isPrimary,
    type,
    ...(params.length > 0 && { params }),
    ...(elementType && { elementType }),
    ...(showsNullable && {
      clusteringKey: false,
      nullable,
      ...(isFunctionOutput && { isFunctionOutput: true }),
      ...(defaultValue !== undefined && { defaultValue: protobuf(defaultValue, type) }),
    }),
  }
}

/** Numbers are texts here. */
function paramsOf({ dim, maxCapacity, maxLength }: Field): { key: string; value: string }[] {
  return Object.entries({ dim, max_length: maxLength, max_capacity: maxCapacity }).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: String(value) }],
  )
}

/** `schemapb.ValueField` as Go prints it (inferred from its definition). */
function protobuf(value: string | number | boolean, type: Field['type']): object {
  const kinds: Partial<Record<Field['type'], string>> = {
    Bool: 'BoolData',
    Int64: 'LongData',
    Float: 'FloatData',
    Double: 'DoubleData',
    VarChar: 'StringData',
  }
  return { Data: { [kinds[type] ?? (typeof value === 'string' ? 'StringData' : 'IntData')]: value } }
}

/** Of the first vector field only. */
function indexesOf(fields: readonly Field[], indexed: readonly string[] | undefined): object[] {
  const first = fields.find(isVector)
  if (!first || (indexed && !indexed.includes(first.name))) return []
  return [{ fieldName: first.name, indexName: first.name, metricType: METRICS[first.type] ?? 'COSINE' }]
}

const METRICS: Partial<Record<Field['type'], string>> = { BinaryVector: 'HAMMING', SparseFloatVector: 'IP' }

function functionsOf(fields: readonly Field[]): object[] {
  const inputFieldNames = fields
    .filter(({ type }) => type === 'VarChar')
    .slice(0, 1)
    .map(({ name }) => name)
  return fields
    .filter(({ isFunctionOutput }) => isFunctionOutput)
    .map(({ isFunctionOutput, name }) => ({
      name: `${name}_function`,
      type: isFunctionOutput === 'other' ? 2 : 1,
      inputFieldNames,
      outputFieldNames: [name],
      params: null,
    }))
}
