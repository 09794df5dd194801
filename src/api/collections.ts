import * as z from 'zod/mini'
import type { CollectionSchema, Field, Version } from '../model/collection.ts'
import type { Fields } from './envelope.ts'
import { flag, list, number, pairs, text } from './schema.ts'

// What the data plane of Milvus and of a cluster of Zilliz Cloud tells of a collection (milvus-io/milvus
// `internal/distributed/proxy/httpserver`, 2.4 to 3.0; milvus-io/web-content `scripts/apifox-docs`).

/** `params` hold text. */
const FIELD = z.object({
  ...{ name: text, type: text, elementType: text },
  params: z.pipe(pairs, z.object({ dim: number })),
  ...{ primaryKey: flag, autoId: flag, partitionKey: flag, nullable: flag, isFunctionOutput: flag },
  defaultValue: z.optional(z.unknown()),
})

const COLLECTION = z.object({
  ...{ autoId: flag, enableDynamicField: flag, externalSource: text },
  ...{ fields: list(FIELD), structFields: list(z.object({ name: text })), aliases: list(z.string()) },
  indexes: list(z.object({ fieldName: text })),
  properties: pairs,
})

/** The answer to a describe. `message` stands beside the data when a part could not be looked up. */
export function readCollection(data: Fields, message: string): CollectionSchema | undefined {
  const told = z.parse(COLLECTION, data)
  if (told.fields.length === 0) return undefined
  return {
    fields: told.fields.map(field => fieldOf(field, told.autoId)),
    structFields: told.structFields.map(({ name }) => name),
    dynamic: told.enableDynamicField,
    acceptsAutoIds: hasProperty(told.properties, /allow_?insert_?auto_?id/i),
    acceptsFunctionOutputs: hasProperty(told.properties, /allow.*non_?bm25.*outputs/i),
    external: told.externalSource !== '',
    aliases: told.aliases,
    indexed: told.indexes.map(({ fieldName }) => fieldName),
    oldest: oldestVersion(data),
    incomplete: message,
  }
}

function fieldOf(told: z.infer<typeof FIELD>, isAutoId: boolean): Field {
  const { name, type, elementType, params, primaryKey, autoId, partitionKey, nullable } = told
  return {
    ...{ name, type, primaryKey, partitionKey, nullable },
    elementType: elementType || undefined,
    dim: params.dim,
    autoId: autoId || (primaryKey && isAutoId),
    functionOutput: told.isFunctionOutput,
    hasDefault: (told.defaultValue ?? undefined) !== undefined,
  }
}

/** Every version has added keys to its descriptions, with or without a value (`printFieldDetail` in the handlers). */
function oldestVersion(data: Fields): Version {
  if ('externalSource' in data) return '3.0'
  if ('structFields' in data) return '2.6'
  const fields = z.parse(list(z.record(z.string(), z.unknown())), data['fields'])
  return fields.some(field => 'nullable' in field) ? '2.5' : '2.4'
}

function hasProperty(properties: Fields, name: RegExp): boolean {
  return Object.entries(properties).some(([key, value]) => name.test(key) && z.parse(flag, value))
}
