import type { CollectionSchema, Field, Version } from '../model/collection.ts'
import type { Call } from './dialect.ts'
import { type Fields, readCount, readFlag, readList, readNumber, readText, readTexts } from './envelope.ts'

// The data plane of Milvus and of a cluster of Zilliz Cloud: collections, their rows and their names, as a pure codec
// (milvus-io/milvus `internal/distributed/proxy/httpserver`, 2.4 to 3.0; milvus-io/web-content `scripts/apifox-docs`).

/** Where a collection is: its database, `undefined` for the default one. */
export interface Place {
  readonly dbName: string | undefined
  readonly collectionName: string
}

/** True for an alias too. Asks for a login, but for no privilege: the cheapest test of credentials. */
export const hasCollection = (place: Place): Call => ask('collections/has', { ...place })

/** Milvus 2.4 has no such route. */
export const listDatabases = (): Call => ask('databases/list', {})

export const listCollections = (dbName: string | undefined): Call => ask('collections/list', { dbName })

export const describeCollection = (place: Place): Call => ask('collections/describe', { ...place })

/** Answers at once; refused without an index. */
export const loadCollection = (place: Place): Call => ask('collections/load', { ...place })

/** Makes imported rows visible within seconds. Milvus 2.4 has no such route. */
export const refreshLoad = (place: Place): Call => ask('collections/refresh_load', { ...place })

export const hasPartition = (place: Place, partitionName: string): Call =>
  ask('partitions/has', { ...place, partitionName })

export const listPartitions = (place: Place): Call => ask('partitions/list', { ...place })

/**
 * Counts the rows that a query sees, of one partition if one is given. Strong: the default level of a collection may
 * answer from the past (2.4 always uses that default). Rows with one key count twice, deleted ones don't.
 */
export const countRows = (place: Place, partitionName: string | undefined): Call =>
  ask('entities/query', {
    ...place,
    filter: '',
    outputFields: ['count(*)'],
    partitionNames: partitionName === undefined ? undefined : [partitionName],
    consistencyLevel: 'Strong',
  })

export const describeAlias = (dbName: string | undefined, aliasName: string): Call =>
  ask('aliases/describe', { dbName, aliasName })

export const createAlias = (place: Place, aliasName: string): Call =>
  ask('aliases/create', { ...place, aliasName })

/** Also accepted for a collection that is not loaded: then every search by the alias fails. */
export const alterAlias = (place: Place, aliasName: string): Call =>
  ask('aliases/alter', { ...place, aliasName })

/** Fields without a value are left out: Free and Serverless clusters refuse an empty `dbName`. */
function ask(route: string, fields: Fields): Call {
  const body = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  return { method: 'POST', path: `/v2/vectordb/${route}`, body }
}

/** The answer to a `has`; `undefined` if it holds none. */
export function readHas(data: Fields): boolean | undefined {
  return 'has' in data ? readFlag(data, 'has') : undefined
}

/** `data.collectionName` of an alias; `undefined` if it holds none. */
export function readAliasTarget(data: Fields): string | undefined {
  return readText(data, 'collectionName') || undefined
}

/** The count of a `count(*)`: its data is a list of one row. `undefined` if it holds none. */
export function readRowCount(data: Fields): bigint | undefined {
  return readCount(data, 'count(*)')
}

/** The answer to a describe. `message` stands beside the data when a part could not be looked up. */
export function readCollection(data: Fields, message: string): CollectionSchema | undefined {
  const fields = readList(data, 'fields')
  if (fields.length === 0) return undefined
  const isAutoId = readFlag(data, 'autoId')
  return {
    fields: fields.map(field => readField(field, isAutoId)),
    structFields: readList(data, 'structFields').map(field => readText(field, 'name')),
    dynamic: readFlag(data, 'enableDynamicField'),
    acceptsAutoIds: hasProperty(data, /allow_?insert_?auto_?id/i),
    acceptsFunctionOutputs: hasProperty(data, /allow.*non_?bm25.*outputs/i),
    external: readText(data, 'externalSource') !== '',
    aliases: readTexts(data['aliases']),
    indexed: readList(data, 'indexes').map(index => readText(index, 'fieldName')),
    partitions: readNumber(data, 'partitionsNum'),
    loaded: LOADED[readText(data, 'load')],
    oldest: oldestVersion(data, fields),
    incomplete: message,
  }
}

/** Every version has added keys to its descriptions, with or without a value (`printFieldDetail` in the handlers). */
function oldestVersion(data: Fields, fields: readonly Fields[]): Version {
  if ('externalSource' in data) return '3.0'
  if ('structFields' in data) return '2.6'
  return fields.some(field => 'nullable' in field) ? '2.5' : '2.4'
}

const LOADED: Readonly<Record<string, boolean>> = {
  LoadStateLoaded: true,
  LoadStateLoading: false,
  LoadStateNotLoad: false,
}

/** `params` is a list of keys and values, of which the latter are text. */
function readField(field: Fields, isAutoId: boolean): Field {
  const params = readPairs(field, 'params')
  const isPrimary = readFlag(field, 'primaryKey')
  const defaultValue = field['defaultValue']
  return {
    name: readText(field, 'name'),
    type: readText(field, 'type'),
    elementType: readText(field, 'elementType') || undefined,
    dim: readNumber(params, 'dim'),
    maxLength: readNumber(params, 'max_length'),
    maxCapacity: readNumber(params, 'max_capacity'),
    primaryKey: isPrimary,
    autoId: readFlag(field, 'autoId') || (isPrimary && isAutoId),
    partitionKey: readFlag(field, 'partitionKey'),
    nullable: readFlag(field, 'nullable'),
    functionOutput: readFlag(field, 'isFunctionOutput'),
    hasDefault: defaultValue !== undefined && defaultValue !== null,
  }
}

/** A list of `{key, value}`, or an object, as one object. */
function readPairs(fields: Fields, name: string): Fields {
  const value = fields[name]
  if (!Array.isArray(value)) return typeof value === 'object' && value !== null ? (value as Fields) : {}
  return Object.fromEntries(readList(fields, name).map(pair => [readText(pair, 'key'), pair['value']]))
}

function hasProperty(data: Fields, name: RegExp): boolean {
  const properties = readPairs(data, 'properties')
  return Object.keys(properties).some(key => name.test(key) && readFlag(properties, key))
}
