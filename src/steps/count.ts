import { type CheckCode, checkFailed } from '../errors/checks.ts'
import type { ImportError } from '../errors/import-error.ts'
import { CALL, CHECK, COUNT, COUNT_INTERVAL, REFRESH_INTERVAL } from '../job/patience.ts'
import type { Refusal } from '../job/refusals.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Plan } from '../model/plan.ts'
import type { CallFailure } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { duration } from '../words/format.ts'
import { type Asked, ask, type Patience } from './ask.ts'
import { NOTHING, stopIfCancelled } from './limits.ts'
import { planeFor } from './plane.ts'

/** Where rows are counted. */
export interface Counter {
  readonly plane: DataPlane
  readonly collectionName: string
  readonly partitionName: string | undefined
  /** Load what is not loaded? */
  readonly loads: boolean
}

/** Where the rows of a plan are counted. Throws a `CheckFailed` if there is no data plane. */
export async function placeOf({ task, searchable }: Plan, tools: Tools): Promise<Counter> {
  const { collectionName = '', partitionName } = task.kind === 'submit' ? task.into : task
  const plane = await planeFor('searchable', tools)
  return { plane, collectionName, partitionName, loads: searchable === 'load' }
}

/** What a query sees now. It waits while the collection loads. */
export function countRows(
  { plane, collectionName, partitionName }: Counter,
  tools: Tools,
  patience: Patience = { timeout: COUNT },
): Promise<Asked<bigint>> {
  return ask(tools, options => plane.count(collectionName, partitionName, options), patience)
}

/** Starts a load. One that is asked for twice is harmless: a collection that is loaded answers success. */
export function load(
  { plane, collectionName }: Counter,
  tools: Tools,
  patience: Patience,
): Promise<Asked<void>> {
  return ask(tools, options => plane.load(collectionName, options), patience)
}

/** Neither the collection nor the partition answers queries, and nothing is under way to change that. */
export function isUnloaded(asked: Asked<bigint>): boolean {
  return 'refusal' in asked && (asked.refusal === 'notLoaded' || asked.refusal === 'partitionNotLoaded')
}

/** Later it may work, whatever anybody does. */
export function isPassing(asked: Asked<unknown>): boolean {
  return 'refusal' in asked && ['transient', 'rateLimited', 'loading'].includes(asked.refusal)
}

/**
 * The rows that a query sees before the import. Where the collection is loading, or `load` makes it, they are waited
 * for: as long as `timeout` by itself, because the wait for the job has not begun. Throws a `CheckFailed`.
 */
export async function loadedCount(place: Counter, { timeout }: Plan, tools: Tools): Promise<bigint> {
  const { clock, signal, tell } = tools
  const deadline = clock.now() + timeout
  let loadedAt: number | undefined
  for (;;) {
    // A query that waits for a load may outlast every gateway: no trouble of its own.
    const patience = loadedAt === undefined ? Math.min(CHECK, timeout) : 0
    const counted = await countRows(place, tools, { timeout: COUNT, patience })
    if ('answer' in counted) return counted.answer
    stopIfCancelled(signal, NOTHING)
    const mayLoad = isUnloaded(counted) && place.loads
    const isLoading = counted.refusal === 'loading' || (loadedAt !== undefined && isPassing(counted))
    if ((!mayLoad && !isLoading) || clock.now() >= deadline) throw await cannotCount(place, counted, tools)
    if (mayLoad && (loadedAt === undefined || clock.now() - loadedAt >= REFRESH_INTERVAL)) {
      if (loadedAt === undefined)
        tell({ kind: 'noted', text: `Collection ${place.collectionName} is not loaded: loading it` })
      await mustLoad(place, tools)
      loadedAt = clock.now()
    }
    const text = `Waiting until collection ${place.collectionName} is loaded, for ${duration(timeout)} at most; nothing is submitted yet`
    tell({ kind: 'awaiting', text })
    await clock.sleep(Math.min(COUNT_INTERVAL, Math.max(0, deadline - clock.now())), signal)
  }
}

/** A lost answer is settled by the count that follows. */
async function mustLoad(place: Counter, tools: Tools): Promise<void> {
  const loaded = await load(place, tools, { timeout: CALL, patience: CHECK })
  stopIfCancelled(tools.signal, NOTHING)
  if ('refusal' in loaded && !isPassing(loaded)) throw await cannotCount(place, loaded, tools)
}

const CHECKS: Partial<Readonly<Record<Refusal, CheckCode>>> = {
  missing: 'CollectionMissing',
  noDatabase: 'DatabaseMissing',
  partitionMissing: 'PartitionMissing',
  notLoaded: 'NotLoaded',
  loading: 'NotLoaded',
  partitionNotLoaded: 'NotLoaded',
  noIndex: 'NoIndex',
  noPermission: 'NotPermitted',
  noCredentials: 'NotPermitted',
}

type Refused = { readonly refusal: Refusal; readonly failure: CallFailure }

/** Why rows can't be counted, as a `CheckFailed`. */
export async function cannotCount(
  place: Counter,
  { refusal, failure }: Refused,
  tools: Tools,
): Promise<ImportError> {
  const code = CHECKS[refusal] ?? 'DataPlaneUnreachable'
  const because = await detailOf(place, { refusal, failure }, tools)
  return checkFailed(code, { input: 'searchable', failure, because })
}

async function detailOf(
  place: Counter,
  { refusal, failure }: Refused,
  tools: Tools,
): Promise<string | undefined> {
  switch (refusal) {
    case 'noIndex':
      return withoutIndex(place, failure, tools)
    case 'partitionNotLoaded':
      return `partition ${place.partitionName} is not, although others may be`
    case 'loading':
      return 'it is still loading'
    default:
      return undefined
  }
}

/** Which fields lack an index: the server names them in some cases, else its description shows them. */
async function withoutIndex(
  place: Counter,
  { said }: CallFailure,
  tools: Tools,
): Promise<string | undefined> {
  const [, named] = /no vector index on field: \[([^\]]*)\]/.exec(said) ?? []
  const fields = named ? named.split(/[ ,]+/) : await vectorsOf(place, tools)
  return fields.length > 0 ? `\`searchable: load\` needs an index on: ${fields.join(', ')}` : undefined
}

async function vectorsOf({ plane, collectionName }: Counter, tools: Tools): Promise<readonly string[]> {
  const asked = await ask(tools, options => plane.describe(collectionName, options), {
    timeout: CALL,
    patience: 0,
  })
  if ('refusal' in asked) return []
  const { fields, indexed } = asked.answer
  return fields
    .filter(({ name, type }) => type.endsWith('Vector') && !indexed.includes(name))
    .map(({ name }) => name)
}
