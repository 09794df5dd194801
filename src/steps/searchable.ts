import {
  aliasUnproven,
  cancelledCounting,
  notLoaded,
  notSearchable,
  otherCollection,
} from '../errors/publishing.ts'
import {
  CHECK,
  COUNT,
  COUNT_INTERVAL,
  LAST_POLL,
  LONGEST_COUNT_INTERVAL,
  REFRESH_INTERVAL,
} from '../job/patience.ts'
import { INDEX_BUILT } from '../job/progress.ts'
import { importedRowsOf, type Progress } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import { count } from '../words/format.ts'
import { failureWords } from '../words/job.ts'
import { planSwitch, switchAlias } from './alias.ts'
import { ask, type Refused, stopIfCancelled } from './ask.ts'
import {
  type Counter,
  cannotCount,
  counterOf,
  countRows,
  isPassing,
  isUnloaded,
  load,
  loadedCount,
} from './count.ts'
import type { Job } from './job.ts'

/**
 * `searchable` and `alias`, which begin before the create and end after it: whatever would keep a query from seeing the
 * rows, or the alias from being switched, ends the run now, while nothing is submitted. Loads the collection if the plan
 * says so, which may take as long as `timeout` by itself. Throws a `CheckFailed`.
 */
export async function preparePublishing(plan: Plan, tools: Tools) {
  const counter = await counterOf(plan, tools)
  let rows = await loadedCount(counter, plan, tools)
  // Of a job that was there before, this may be counted after its end.
  const tellRows = () => {
    if (plan.task.kind === 'submit') tools.tell({ kind: 'counted', rows, when: 'before', wanted: undefined })
  }
  tellRows()
  const { alias } = plan
  const change = alias && (await planSwitch(counter.plane, alias, counter.collectionName, tools))
  return {
    /** Counts once more before the create: something that took its time came in between. Throws a `CheckFailed`. */
    async recount() {
      const before = rows
      rows = await loadedCount(counter, plan, tools)
      if (rows !== before) tellRows()
    },
    /** Waits until a query sees the rows of a job that has completed, then switches the alias. Throws an `ImportError`. */
    async keep(job: Job, last: Progress) {
      // Somebody else may switch the alias that the import went by.
      const { collectionName } = change || counter
      const deadline = job.startedAt + plan.timeout
      await becomeSearchable({ ...counter, collectionName, rows }, job, last, { ...tools, deadline })
      if (!change) return
      if (importedRowsOf(last) === undefined) throw aliasUnproven(change.alias)
      await switchAlias(change, tools)
    },
  }
}

/**
 * Whether `preparePublishing` could count, without changing anything: the rows that a query sees, or `undefined` if the
 * collection has to be loaded first. Throws a `CheckFailed`.
 */
export async function probe(plan: Plan, tools: Tools): Promise<bigint | undefined> {
  const counter = await counterOf(plan, tools)
  const counted = await countRows(counter, tools)
  if ('answer' in counted) return counted.answer
  stopIfCancelled(tools.signal)
  if (counter.loads && (isUnloaded(counted) || counted.refusal === 'loading')) return undefined
  throw await cannotCount(counter, counted, tools)
}

/**
 * The step after `Completed`: refreshes the load, and counts until a query sees the rows. That a server says Loaded
 * proves nothing, statistics count rows that no query sees. Of a job that had its rows before this step there is no
 * baseline: at least its rows must be counted. Where the server does not say how many came in, at least one more must be.
 * Throws `NotSearchable` or `NotLoaded` at the deadline, earlier where no later count would differ.
 */
async function becomeSearchable(
  counter: Counter & { readonly rows: bigint },
  job: Job,
  last: Progress,
  tools: Tools & { readonly deadline: number },
): Promise<void> {
  const { clock, signal, tell, deadline } = tools
  if (job.origin === 'given') await mustBeIn(counter, last, tools)
  const since = clock.now()
  const imported = importedRowsOf(last)
  const hasBaseline = job.origin === 'submitted' || wasHidden(job)
  const before = hasBaseline ? counter.rows : 0n
  const wanted = imported === undefined ? undefined : before + imported
  const refresh = refresher(counter, tools)
  let refusedSince: number | undefined
  for (let pause = COUNT_INTERVAL; ; pause = Math.min(pause * 1.5, LONGEST_COUNT_INTERVAL)) {
    if (signal.aborted) throw cancelledCounting(imported)
    const left = deadline - clock.now()
    await refresh()
    const timeout = left <= 0 ? LAST_POLL : Math.max(1000, Math.min(COUNT, left))
    const seen = await countRows(counter, tools, { timeout, patience: 0 })
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
      const text = `Waiting for queries: the count was refused (${failureWords(seen.failure)})`
      tell({ kind: 'awaiting', text })
      if (isUnloaded(seen) && counter.loads) await load(counter, tools, { timeout, patience: 0 })
      else if (!isPassing(seen)) {
        refusedSince ??= clock.now()
        const isDenied = seen.refusal === 'noPermission' || seen.refusal === 'noCredentials'
        isHopeless = isDenied || clock.now() - refusedSince >= CHECK
      }
    }
    if (left <= 0 || isHopeless) {
      const counted = 'answer' in seen ? seen.answer : undefined
      const about = { imported, counted, before, expected: wanted, waited: clock.now() - since }
      throw 'answer' in seen ? await tooFew(counter, about, tools) : uncounted(counter, about, seen)
    }
    await clock.sleep(Math.min(pause, Math.max(0, deadline - clock.now())), signal)
  }
}

/** Was no row of it visible yet when it was first seen? Then what was counted before that is a baseline. */
function wasHidden({ first }: Job): boolean {
  if (first?.standing === 'uncommitted') return true
  // From there on rows may become visible, one channel after the other.
  return first?.standing === 'running' && first.percent < INDEX_BUILT
}

/** A job whose id was given may have gone elsewhere: then no count says anything about it. */
async function mustBeIn(counter: Counter, { collectionName: real }: Progress, tools: Tools): Promise<void> {
  const { plane, collectionName } = counter
  if (real === undefined || real === collectionName) return
  const target = await ask(tools, options => plane.aliasTarget(collectionName, options))
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
    const asked = await ask(tools, options => plane.refresh(collectionName, options), { patience: 0 })
    refreshedAt = clock.now()
    if ('answer' in asked) return
    isOver = asked.refusal === 'noRoute' || asked.refusal === 'noPermission'
    const who = asked.refusal === 'noRoute' ? 'This server cannot' : 'The login may not'
    const text = `${who} refresh a load: rows appear by themselves, within a minute or so`
    if (isOver) tell({ kind: 'noted', text })
  }
}

function noteRows(rows: bigint, wanted: bigint | undefined, hasBaseline: boolean, tell: Tools['tell']): void {
  const note = (text: string) => tell({ kind: 'noted', text })
  if (wanted === undefined)
    note(
      'The server did not report how many rows the job brought: a query sees new ones, whether it sees all is not known',
    )
  else if (rows > wanted && hasBaseline)
    note(`That is ${count(rows - wanted)} more than this import explains: others write, too`)
  else if (rows > wanted)
    note(`That is at least the ${count(wanted)} of this job: how many there were before it is not known`)
}

type Uncounted = Parameters<typeof notSearchable>[0]

/** A query counts, and does not see all rows. */
async function tooFew(counter: Counter, about: Uncounted, tools: Tools) {
  // A collection of which one partition is loaded answers queries; rows of an import go into `_default`.
  if (counter.partitionName !== undefined) return notSearchable(about)
  const ofDefault = { ...counter, partitionName: '_default' }
  const asked = await countRows(ofDefault, tools, { timeout: LAST_POLL, patience: 0 })
  const isElsewhere = 'refusal' in asked && asked.refusal === 'partitionNotLoaded'
  return isElsewhere ? notLoaded('the partition _default') : notSearchable(about)
}

/** No query counts. */
function uncounted({ collectionName, partitionName }: Counter, about: Uncounted, refused: Refused) {
  const { refusal, failure } = refused
  if (refusal === 'notLoaded') return notLoaded(`the collection ${collectionName}`, failure)
  if (refusal === 'partitionNotLoaded') return notLoaded(`the partition ${partitionName}`, failure)
  return notSearchable({ ...about, failure })
}
