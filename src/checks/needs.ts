import type { CollectionSchema } from '../model/collection.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Plan } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import { planSwitch } from '../steps/alias.ts'
import { prepareGate } from '../steps/gate.ts'
import { probe } from '../steps/searchable.ts'
import { rowCount } from '../words/format.ts'
import { type Found, failed, kept, look } from './found.ts'
import type { Receiver } from './server.ts'

/** Whether the server has two phases; asked only where `commit` needs them. */
export async function checkCommit(plan: Plan, tools: Tools): Promise<Found[]> {
  if (plan.commit === 'auto') return []
  const check = kept('commit', async () => {
    await prepareGate({ ...plan, expectedRows: undefined }, tools)
    return 'The server can hold rows back until they are committed'
  })
  return [await check]
}

/**
 * What `searchable` and `alias` need. Changes nothing, loads nothing. Rows are not counted where the receiver has failed
 * already: that would tell the same again.
 */
export async function checkPublishing(
  plan: Plan,
  { plane, silence, schema, found: before }: Receiver,
  tools: Tools,
): Promise<Found[]> {
  if (plan.searchable === 'off') return []
  if (silence) {
    const text = '`searchable` would not work: the address that answers queries could not be reached'
    return [failed('searchable', { code: 'DataPlaneUnreachable', text, failure: silence })]
  }
  const isHopeless = before.some(({ result }) => result === 'failed')
  const found = isHopeless ? [] : [await searchableCheck(plan, schema, tools)]
  if (plan.alias !== undefined && plane) found.push(await aliasCheck(plane, plan.alias, plan, tools))
  return found
}

async function searchableCheck(
  plan: Plan,
  schema: CollectionSchema | undefined,
  tools: Tools,
): Promise<Found> {
  let isToLoad = false
  const check = await kept('searchable', async () => {
    const rows = await probe(plan, tools)
    isToLoad = rows === undefined
    return rows === undefined
      ? 'The collection is not loaded, and will be before the import'
      : `A query counts ${rowCount(rows)} now`
  })
  return isToLoad && schema && lacksIndex(schema) ? failed('searchable', NO_INDEX) : check
}

const NO_INDEX = {
  code: 'NoIndex',
  text: '`searchable` would not work: a vector field has no index, so the collection cannot be loaded',
} as const

/** Servers report the index of the first vector field: without it a load is refused. */
function lacksIndex({ indexed, incomplete, fields }: CollectionSchema): boolean {
  return indexed.length === 0 && incomplete === '' && fields.some(({ type }) => type.endsWith('Vector'))
}

function aliasCheck(plane: DataPlane, alias: string, { task }: Plan, tools: Tools): Promise<Found> {
  const { collectionName = '' } = task.kind === 'submit' ? task.into : task
  return kept('alias', async () => {
    const change = await planSwitch(plane, alias, collectionName, tools)
    const now = await look(tools, options => plane.aliasTarget(alias, options))
    const before = 'answer' in now ? now.answer : undefined
    return before === undefined
      ? `${alias} is free, and will mean ${change.collectionName}`
      : `${alias} means ${before} now, and will mean ${change.collectionName}`
  })
}
