import { cancelledCounting, notLoaded, notSearchable, otherCollection } from '../errors/publishing.ts'
import {
  CALL,
  CHECK,
  COUNT,
  COUNT_INTERVAL,
  LAST_POLL,
  LONGEST_COUNT_INTERVAL,
  REFRESH_INTERVAL,
} from '../job/patience.ts'
import type { Origin } from '../model/events.ts'
import { importedRowsOf, type Progress } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import type { CallOptions } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { count } from '../words/format.ts'
import { failureWords } from '../words/job.ts'
import { type Asked, ask } from './ask.ts'
import {
  type Counter,
  cannotCount,
  countRows,
  isPassing,
  isUnloaded,
  load,
  loadedCount,
  placeOf,
} from './count.ts'
import { NOTHING, stopIfCancelled } from './limits.ts'

/** Where rows are counted, and how many a query saw before the import. */
export interface Baseline extends Counter {
  readonly rows: bigint
}

/**
 * The step before the create: whatever would keep a query from seeing the rows ends the run here, while nothing is
 * submitted. Loads the collection if the plan says so, which may take as long as `timeout` by itself. Throws a
 * `CheckFailed`.
 */
export async function prepare(plan: Plan, tools: Tools): Promise<Baseline> {
  const place = await placeOf(plan, tools)
  const rows = await loadedCount(place, plan, tools)
  // Of a job that was there before, this may be counted after its end.
  if (plan.task.kind === 'submit') tools.tell({ kind: 'counted', rows, when: 'before', wanted: undefined })
  return { ...place, rows }
}

/**
 * Whether `prepare` would work, without changing anything: the rows that a query sees, or `undefined` if the collection
 * has to be loaded first. Throws a `CheckFailed`.
 */
export async function probe(plan: Plan, tools: Tools): Promise<bigint | undefined> {
  const place = await placeOf(plan, tools)
  const counted = await countRows(place, tools)
  if ('answer' in counted) return counted.answer
  stopIfCancelled(tools.signal, NOTHING)
  if (place.loads && (isUnloaded(counted) || counted.refusal === 'loading')) return undefined
  throw await cannotCount(place, counted, tools)
}

type Timed = Tools & { readonly deadline: number }

/** Where the completed job comes from. */
export interface Provenance {
  readonly origin: Origin
  /** What was counted before the create was counted before any row of the job became visible. */
  readonly hasBaseline: boolean
}

/**
 * The step after `Completed`: refreshes the load, and counts until a query sees the rows. That a server says Loaded
 * proves nothing, statistics count rows that no query sees. Of a job that had its rows before this step there is no
 * baseline: at least its rows must be counted. Where the server does not say how many came in, at least one more must be.
 * Throws `NotSearchable` or `NotLoaded` at the deadline, earlier where no later count would differ.
 */
export async function becomeSearchable(
  baseline: Baseline,
  last: Progress,
  { origin, hasBaseline }: Provenance,
  tools: Timed,
): Promise<void> {
  const { clock, signal, tell, deadline } = tools
  if (origin === 'given') await mustBeIn(baseline, last, tools)
  const since = clock.now()
  const imported = importedRowsOf(last)
  const before = hasBaseline ? baseline.rows : 0n
  const wanted = imported === undefined ? undefined : before + imported
  const refresh = refresher(baseline, tools)
  let refusedSince: number | undefined
  for (let pause = COUNT_INTERVAL; ; pause = Math.min(pause * 1.5, LONGEST_COUNT_INTERVAL)) {
    if (signal.aborted) throw cancelledCounting(imported)
    const left = deadline - clock.now()
    await refresh()
    const timeout = left <= 0 ? LAST_POLL : Math.max(1000, Math.min(COUNT, left))
    const seen = await countRows(baseline, tools, { timeout, patience: 0 })
    if (signal.aborted) throw cancelledCounting(imported)
    let isHopeless = false
    if ('answer' in seen) {
      refusedSince = undefined
      tell({ kind: 'counted', rows: seen.answer, when: 'after', wanted })
      if (seen.answer >= (wanted ?? before + 1n)) {
        noteRows(seen.answer, wanted, hasBaseline, tell)
        return
      }
    } else {
      tell({
        kind: 'awaiting',
        text: `Waiting for queries: the count was refused (${failureWords(seen.failure)})`,
      })
      if (isUnloaded(seen) && baseline.loads) await load(baseline, tools, { timeout, patience: 0 })
      else if (!isPassing(seen)) {
        refusedSince ??= clock.now()
        const isDenied = seen.refusal === 'noPermission' || seen.refusal === 'noCredentials'
        isHopeless = isDenied || clock.now() - refusedSince >= CHECK
      }
    }
    if (left <= 0 || isHopeless) {
      const waited = clock.now() - since
      throw await notSeen(baseline, { imported, seen, before, expected: wanted, waited }, tools)
    }
    await clock.sleep(Math.min(pause, Math.max(0, deadline - clock.now())), signal)
  }
}

/** A job whose id was given may have gone elsewhere: then no count says anything about it. */
async function mustBeIn(place: Counter, { collectionName: real }: Progress, tools: Tools): Promise<void> {
  const { plane, collectionName } = place
  if (real === undefined || real === collectionName) return
  const target = await ask(tools, options => plane.aliasTarget(collectionName, options), { timeout: CALL })
  if ('answer' in target && target.answer !== real) throw otherCollection(collectionName, real)
}

/**
 * Refreshes the load at most every 10 s. Not any more where the server has no such route (Milvus 2.4, which shows rows
 * by itself) or the login no right to it.
 */
function refresher({ plane, collectionName }: Counter, tools: Tools): () => Promise<void> {
  const { clock, tell } = tools
  let refreshedAt: number | undefined
  let isOver = false
  return async () => {
    if (isOver || (refreshedAt !== undefined && clock.now() - refreshedAt < REFRESH_INTERVAL)) return
    const question = (options: CallOptions) => plane.refresh(collectionName, options)
    const asked = await ask(tools, question, { timeout: CALL, patience: 0 })
    refreshedAt = clock.now()
    if (!('refusal' in asked)) return
    isOver = asked.refusal === 'noRoute' || asked.refusal === 'noPermission'
    const why = asked.refusal === 'noRoute' ? 'This server can' : 'The login may'
    if (isOver)
      tell({
        kind: 'noted',
        text: `${why} not refresh a load: rows appear by themselves, within a minute or so`,
      })
  }
}

function noteRows(rows: bigint, wanted: bigint | undefined, hasBaseline: boolean, tell: Tools['tell']): void {
  if (wanted === undefined)
    tell({
      kind: 'noted',
      text: 'The server did not report how many rows the job brought: a query sees new ones, whether it sees all is not known',
    })
  else if (rows > wanted)
    tell({
      kind: 'noted',
      text: hasBaseline
        ? `That is ${count(rows - wanted)} more than this import explains: others write, too`
        : `That is at least the ${count(wanted)} of this job: how many there were before it is not known`,
    })
}

interface Unseen {
  readonly imported: bigint | undefined
  readonly seen: Asked<bigint>
  readonly before: bigint
  readonly expected: bigint | undefined
  readonly waited: number
}

async function notSeen(place: Counter, { seen, ...rest }: Unseen, tools: Tools) {
  const { collectionName, partitionName } = place
  if ('answer' in seen) {
    // A collection of which one partition is loaded answers queries; rows of an import go into `_default`.
    const isElsewhere = partitionName === undefined && (await isDefaultUnloaded(place, tools))
    if (isElsewhere) return notLoaded('the partition _default')
    return notSearchable({ ...rest, counted: seen.answer })
  }
  const { refusal, failure } = seen
  if (refusal === 'notLoaded') return notLoaded(`the collection ${collectionName}`, failure)
  if (refusal === 'partitionNotLoaded') return notLoaded(`the partition ${partitionName}`, failure)
  return notSearchable({ ...rest, counted: undefined, failure })
}

async function isDefaultUnloaded(place: Counter, tools: Tools): Promise<boolean> {
  const partitionName = '_default'
  const asked = await countRows({ ...place, partitionName }, tools, { timeout: LAST_POLL, patience: 0 })
  return 'refusal' in asked && asked.refusal === 'partitionNotLoaded'
}
