import { type CheckCode, checkFailed } from '../errors/checks.ts'
import type { ImportError } from '../errors/import-error.ts'
import { CHECK, COUNT, COUNT_INTERVAL, REFRESH_INTERVAL } from '../job/patience.ts'
import type { Refusal } from '../job/refusals.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Plan } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import { duration } from '../words/format.ts'
import { type Asked, ask, passesByItself, type Refused, stopIfCancelled } from './ask.ts'
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
export async function counterOf({ task, searchable }: Plan, tools: Tools): Promise<Counter> {
  const { collectionName = '', partitionName } = task.kind === 'submit' ? task.into : task
  const plane = await planeFor('searchable', tools)
  return { plane, collectionName, partitionName, loads: searchable === 'load' }
}

/** What a query sees now. It waits while the collection loads. */
export function countRows(
  { plane, collectionName, partitionName }: Omit<Counter, 'loads'>,
  tools: Tools,
  { timeout = COUNT, patience = CHECK } = {},
): Promise<Asked<bigint>> {
  const question = plane.count.bind(plane, collectionName, partitionName)
  return ask(tools, question, { timeout, patience })
}

/** Starts a load. One that is asked for twice is harmless: a collection that is loaded answers success. */
export function load(
  { plane, collectionName }: Counter,
  tools: Tools,
  patience?: Parameters<typeof ask>[2],
): Promise<Asked<void>> {
  return ask(tools, options => plane.load(collectionName, options), patience)
}

/** Neither the collection nor the partition answers queries, and nothing is under way to change that. */
export function isUnloaded({ refusal }: Refused): boolean {
  return refusal === 'notLoaded' || refusal === 'partitionNotLoaded'
}

/** Later it may work, whatever anybody does. */
export function isPassing(refused: Refused): boolean {
  return passesByItself(refused) || refused.refusal === 'loading'
}

/**
 * The rows that a query sees before the import. Where the collection is loading, or `load` makes it, they are waited
 * for: as long as `timeout` by itself, because the wait for the job has not begun. Throws a `CheckFailed`.
 */
export async function loadedCount(counter: Counter, { timeout }: Plan, tools: Tools): Promise<bigint> {
  const { clock, signal, tell } = tools
  const deadline = clock.now() + timeout
  let loadedAt: number | undefined
  for (;;) {
    // A query that waits for a load may outlast every gateway: no trouble of its own.
    const patience = loadedAt === undefined ? Math.min(CHECK, timeout) : 0
    const counted = await countRows(counter, tools, { patience })
    if ('answer' in counted) return counted.answer
    stopIfCancelled(signal)
    const mayLoad = isUnloaded(counted) && counter.loads
    const isLoading = counted.refusal === 'loading' || (loadedAt !== undefined && isPassing(counted))
    if ((!mayLoad && !isLoading) || clock.now() >= deadline) throw await cannotCount(counter, counted, tools)
    const name = `collection ${counter.collectionName}`
    if (mayLoad && (loadedAt === undefined || clock.now() - loadedAt >= REFRESH_INTERVAL)) {
      if (loadedAt === undefined)
        tell({ kind: 'noted', text: `Collection ${counter.collectionName} is not loaded: loading it` })
      // A lost answer is settled by the count that follows.
      const loaded = await load(counter, tools)
      stopIfCancelled(signal)
      if ('refusal' in loaded && !isPassing(loaded)) throw await cannotCount(counter, loaded, tools)
      loadedAt = clock.now()
    }
    const text = `Waiting until ${name} is loaded, for ${duration(timeout)} at most; nothing is submitted yet`
    tell({ kind: 'awaiting', text })
    await clock.sleep(Math.min(COUNT_INTERVAL, Math.max(0, deadline - clock.now())), signal)
  }
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

/** Why rows can't be counted, as a `CheckFailed`. */
export async function cannotCount(counter: Counter, refused: Refused, tools: Tools): Promise<ImportError> {
  const { refusal, failure } = refused
  const details: Partial<Record<Refusal, string | undefined>> = {
    partitionNotLoaded: `partition ${counter.partitionName} is not, although others may be`,
    loading: 'it is still loading',
  }
  const because = refusal === 'noIndex' ? await withoutIndex(counter, failure.said, tools) : details[refusal]
  return checkFailed(CHECKS[refusal] ?? 'DataPlaneUnreachable', { input: 'searchable', failure, because })
}

/** Which fields lack an index: the server names them in some cases, else its description shows them. */
async function withoutIndex(counter: Counter, said: string, tools: Tools): Promise<string | undefined> {
  const [, named] = /no vector index on field: \[([^\]]*)\]/.exec(said) ?? []
  const fields = named ? named.split(/[ ,]+/) : await unindexed(counter, tools)
  return fields.length > 0 ? `\`searchable: load\` needs an index on: ${fields.join(', ')}` : undefined
}

async function unindexed({ plane, collectionName }: Counter, tools: Tools): Promise<readonly string[]> {
  const asked = await ask(tools, options => plane.describe(collectionName, options), { patience: 0 })
  if ('refusal' in asked) return []
  const { fields, indexed } = asked.answer
  return fields
    .filter(({ name, type }) => type.endsWith('Vector') && !indexed.includes(name))
    .map(({ name }) => name)
}
