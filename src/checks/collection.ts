import type { CollectionSchema } from '../model/collection.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Destination } from '../model/job.ts'
import type { Tools } from '../model/tools.ts'
import { plural } from '../words/format.ts'
import { type Found, failed, look, nearestOf, ok, refused, unknown } from './found.ts'

/** What a collection is that certainly exists, under this name or as an alias. */
export async function collectionChecks(
  plane: DataPlane,
  { collectionName }: Destination,
  tools: Tools,
): Promise<{ found: Found[]; schema: CollectionSchema | undefined }> {
  const described = await look(tools, options => plane.describe(collectionName, options))
  if ('refusal' in described) {
    const why = refused('schema', described)
    return { found: [ok('collection', `${collectionName} exists`), why], schema: undefined }
  }
  const schema = described.answer
  if (schema.external) {
    const text = `Collection ${collectionName} is an external one, which takes no imports`
    return { found: [failed('collection', { code: 'ExternalCollection', text })], schema }
  }
  return { found: [await nameCheck(plane, collectionName, schema, tools)], schema }
}

/** Servers repeat the name that was asked for, also of an alias: only the aliases tell. */
async function nameCheck(
  plane: DataPlane,
  collectionName: string,
  { aliases, incomplete, fields }: CollectionSchema,
  tools: Tools,
): Promise<Found> {
  const exists = `${collectionName} exists, with ${plural(fields.length, 'field')}`
  if (!aliases.includes(collectionName) && incomplete === '') return ok('collection', exists)
  const target = await look(tools, options => plane.aliasTarget(collectionName, options))
  if ('answer' in target)
    return ok(
      'collection',
      target.answer === undefined ? exists : `${collectionName} is an alias, and means ${target.answer} now`,
    )
  return unknown('collection', `${exists}; whether the name is an alias is not known`)
}

export async function partitionCheck(
  plane: DataPlane,
  collectionName: string,
  partitionName: string,
  schema: CollectionSchema | undefined,
  tools: Tools,
): Promise<Found> {
  const key = schema?.fields.find(field => field.partitionKey)
  if (key) {
    const text = `Partition ${partitionName} is given, but the partition key ${key.name} decides where each row goes`
    return failed('partition', { code: 'PartitionWithKey', text })
  }
  const has = await look(tools, options => plane.hasPartition(collectionName, partitionName, options))
  if ('refusal' in has) return refused('partition', has)
  if (has.answer) return ok('partition', `${partitionName} exists`)
  const names = await look(tools, options => plane.partitions(collectionName, options))
  const text = `There is no partition ${partitionName} in ${collectionName}${nearestOf(partitionName, names)}`
  return failed('partition', { code: 'PartitionMissing', text })
}
