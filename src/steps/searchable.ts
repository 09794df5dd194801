import { type CheckCode, checkFailed } from '../errors/checks.ts'
import type { ImportError } from '../errors/import-error.ts'
import { cancelledCounting, notLoaded, notSearchable } from '../errors/publishing.ts'
import { CALL, COUNT, COUNT_INTERVAL, LONGEST_COUNT_INTERVAL, REFRESH_INTERVAL } from '../job/patience.ts'
import type { Refusal } from '../job/refusals.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Origin } from '../model/events.ts'
import { importedRowsOf, type Progress } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import type { CallFailure } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { count } from '../words/format.ts'
import { type Asked, ask } from './ask.ts'

/** Where rows are counted, and how many a query saw before the import. */
export interface Baseline {
  readonly plane: DataPlane
  readonly collectionName: string
  readonly partitionName: string | undefined
  readonly rows: bigint
}

/**
 * The step before the create: whatever would keep a query from seeing the rows ends the run here, while nothing is
 * submitted. Loads the collection if the plan says so. Throws a `CheckFailed`.
 */
export async function prepare(plan: Plan, tools: Tools): Promise<Baseline> {
  const { searchable } = plan
  const place = await placeOf(plan, tools)
  let counted = await countRows(place, tools)
  if ('refusal' in counted && counted.refusal === 'notLoaded' && searchable === 'load') {
    await load(place, tools)
    counted = await counting(place, plan.timeout, tools)
  }
  if ('refusal' in counted) throw cannotCount(counted.refusal, counted.failure)
  tools.tell({ kind: 'counted', rows: counted.answer, when: 'before', wanted: undefined })
  return { ...place, rows: counted.answer }
}

/**
 * Whether `prepare` would work, without changing anything: the rows that a query sees, or `undefined` if the collection
 * has to be loaded first. Throws a `CheckFailed`.
 */
export async function probe(plan: Plan, tools: Tools): Promise<bigint | undefined> {
  const counted = await countRows(await placeOf(plan, tools), tools)
  if ('answer' in counted) return counted.answer
  if (counted.refusal === 'notLoaded' && plan.searchable === 'load') return undefined
  throw cannotCount(counted.refusal, counted.failure)
}

async function placeOf({ task }: Plan, tools: Tools): Promise<Place> {
  const { collectionName = '', partitionName } = task.kind === 'submit' ? task.into : task
  return { plane: await planeFor('searchable', tools), collectionName, partitionName }
}

/** Opens the data plane, or ends the run: `input` can't be kept without it. */
export async function planeFor(input: string, tools: Tools): Promise<DataPlane> {
  const opened = await ask(tools, options => tools.openDataPlane(options), { timeout: CALL })
  if ('refusal' in opened) throw checkFailed('DataPlaneUnreachable', { input, failure: opened.failure })
  const plane = opened.answer
  if (typeof plane === 'string') throw checkFailed('DataPlaneUnreachable', { input, because: plane })
  return plane
}

type Place = Omit<Baseline, 'rows'>

function countRows({ plane, collectionName, partitionName }: Place, tools: Tools): Promise<Asked<bigint>> {
  return ask(tools, options => plane.count(collectionName, partitionName, options), { timeout: COUNT })
}

/** A load that is asked for twice is harmless: a collection that is loaded answers success. */
async function load({ plane, collectionName }: Place, tools: Tools): Promise<void> {
  tools.tell({ kind: 'noted', text: `Loading collection ${collectionName}: it is not loaded` })
  const loaded = await ask(tools, options => plane.load(collectionName, options), { timeout: CALL })
  if ('refusal' in loaded) throw cannotCount(loaded.refusal, loaded.failure)
}

/** Counts until the load, which takes its time, lets a query through. */
async function counting(place: Place, patience: number, tools: Tools): Promise<Asked<bigint>> {
  const { clock, signal } = tools
  const deadline = clock.now() + patience
  for (;;) {
    const counted = await countRows(place, tools)
    const isLoading =
      'refusal' in counted && (counted.refusal === 'notLoaded' || counted.refusal === 'loading')
    if (!isLoading || clock.now() >= deadline || signal.aborted) return counted
    await clock.sleep(COUNT_INTERVAL, signal)
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

function cannotCount(refusal: Refusal, failure: CallFailure): ImportError {
  const because =
    refusal === 'partitionNotLoaded'
      ? 'the partition is not loaded, although its collection may be'
      : undefined
  return checkFailed(CHECKS[refusal] ?? 'DataPlaneUnreachable', { input: 'searchable', failure, because })
}

/**
 * The step after `Completed`: refreshes the load, and counts until a query sees the rows. That a server says Loaded
 * proves nothing, statistics count rows that no query sees. A job that was found or given has no baseline of its own:
 * at least its rows must be counted. Throws `NotSearchable` at the deadline.
 */
export async function becomeSearchable(
  baseline: Baseline,
  last: Progress,
  origin: Origin,
  { deadline, ...tools }: Tools & { readonly deadline: number },
): Promise<void> {
  const { clock, signal, tell } = tools
  const imported = importedRowsOf(last)
  const before = origin === 'submitted' ? baseline.rows : 0n
  const wanted = imported === undefined ? undefined : before + imported
  let refreshedAt: number | undefined
  let canRefresh = true
  let seen: Asked<bigint> | undefined
  for (let pause = COUNT_INTERVAL; ; pause = Math.min(pause * 1.5, LONGEST_COUNT_INTERVAL)) {
    if (signal.aborted) throw cancelledCounting(last.importedRows)
    const isLast = clock.now() >= deadline
    if (canRefresh && (refreshedAt === undefined || clock.now() - refreshedAt >= REFRESH_INTERVAL)) {
      canRefresh = await refresh(baseline, tools)
      refreshedAt = clock.now()
    }
    seen = await countRows(baseline, tools)
    if ('answer' in seen) {
      tell({ kind: 'counted', rows: seen.answer, when: 'after', wanted })
      if (wanted === undefined || seen.answer >= wanted) return noteMore(seen.answer, wanted, tell)
    } else if (seen.refusal === 'noPermission' || seen.refusal === 'noCredentials') break
    if (isLast) break
    await clock.sleep(Math.min(pause, Math.max(0, deadline - clock.now())), signal)
  }
  throw notSeen(last, seen, before, wanted, baseline.partitionName)
}

/** Resolves to whether asking again makes sense: Milvus 2.4 has no such route, and shows rows without it. */
async function refresh({ plane, collectionName }: Baseline, tools: Tools): Promise<boolean> {
  const asked = await ask(tools, options => plane.refresh(collectionName, options), {
    timeout: CALL,
    patience: 0,
  })
  return !('refusal' in asked && (asked.refusal === 'noRoute' || asked.refusal === 'noPermission'))
}

function noteMore(rows: bigint, wanted: bigint | undefined, tell: Tools['tell']): void {
  if (wanted === undefined)
    tell({ kind: 'noted', text: 'The server did not report the rows of the job: counts can not be compared' })
  else if (rows > wanted)
    tell({
      kind: 'noted',
      text: `That is ${count(rows - wanted)} more than this import explains: others write, too`,
    })
}

function notSeen(
  last: Progress,
  seen: Asked<bigint> | undefined,
  before: bigint,
  expected: bigint | undefined,
  partitionName: string | undefined,
): ImportError {
  // Its collection may be loaded: no refresh helps.
  if (seen && 'refusal' in seen && seen.refusal === 'partitionNotLoaded')
    return notLoaded(`the partition ${partitionName}`)
  const failure = seen && 'failure' in seen ? seen.failure : undefined
  const counted = seen && 'answer' in seen ? seen.answer : undefined
  return notSearchable({ imported: importedRowsOf(last), counted, expected, before, failure })
}
