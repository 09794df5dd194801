import { type PartitionRows, shares, spread } from './catalog/spread.ts'
import { type Engine, nextTick, type Tempo } from './engine.ts'
import type { Job, Plan } from './job.ts'

export type JobState = 'Pending' | 'Importing' | 'Uncommitted' | 'Committing' | 'Completed' | 'Failed'

/** The server's own name of where a job stands (`internalpb.ImportJobState`); answers show the state. */
export type JobPhase = JobState | 'PreImporting' | 'Sorting' | 'IndexBuilding'

/** Is there anything to import? */
export function hasRows({ files }: Plan): boolean {
  return files.some(({ rows, problem }) => rows > 0 || problem)
}

/** A part of a job's life, in milliseconds on the sandbox's clock. `until` may be `Infinity`. */
interface Phase {
  readonly name: JobPhase
  readonly from: number
  readonly until: number
  /** Of the job, 0 to 100; `part` and `rows` go from 0 to 1. */
  percent(part: number, rows: number): number
}

/**
 * The bands of a job's progress: 0, then 10 queued (its tasks are made all at once), 10–40 files are checked (two files a task), 40–70 rows are imported,
 * 70–80 sorted, 80–90 indexed, 99 uncommitted or committing (`milvus-io/milvus` `internal/datacoord/import_util.go`,
 * `GetJobProgress`). A job without rows has nothing to import, sort and index.
 */
export function phasesOf(job: Job, plan: Plan, tempo: Tempo, { sorts, commits }: Engine): Phase[] {
  const pieces = plan.files.length
  const phases: Phase[] = []
  let from = job.createdAt
  const then = (name: JobPhase, duration: number, percent: Phase['percent']) => {
    phases.push({ name, from, until: from + duration, percent })
    from += duration
  }
  then('Pending', tempo.queued, part => (part < 0.5 ? 0 : 10))
  then('PreImporting', tempo.checking, part => 10 + band(30, part, Math.ceil(pieces / 2)))
  if (hasRows(plan)) {
    then('Importing', plan.importing, (_, rows) => 40 + 30 * rows)
    if (sorts) then('Sorting', tempo.sorting, part => 70 + band(10, part, pieces))
    const [start, width] = sorts ? [80, 10] : [70, 20]
    then('IndexBuilding', tempo.indexing, part => start + band(width, part, pieces))
  }
  if (!commits) return phases
  if (!job.autoCommit) then('Uncommitted', Math.max(0, (job.committedAt ?? Infinity) - from), () => 99)
  if (from < Infinity) then('Committing', tempo.committing, () => 99)
  return phases
}

/** Progress moves when a piece of work is done, not with the time. */
function band(width: number, part: number, pieces: number): number {
  return pieces === 0 ? 0 : (width * Math.floor(part * pieces)) / pieces
}

/** The state that answers show for a phase. */
export function shownState(phase: JobPhase, { autoCommit }: Job): JobState {
  if (phase === 'Uncommitted' || phase === 'Committing') return autoCommit ? 'Importing' : phase
  if (phase === 'PreImporting' || phase === 'Sorting' || phase === 'IndexBuilding') return 'Importing'
  return phase
}

/** Why a job fails, and when. */
interface Failure {
  readonly at: number
  readonly reason: string
}

/**
 * What has failed a job by now: the first of what can. On old servers a time-out also replaces how it ended; early 3.0
 * fails a job that is being committed (milvus#53315), later ones let it end.
 */
export function failureBy(
  now: number,
  job: Job,
  plan: Plan,
  phases: readonly Phase[],
  engine: Engine,
): Failure | undefined {
  const failures: Failure[] = []
  if (plan.failure) failures.push({ at: job.createdAt + plan.failure.after, reason: plan.failure.reason })
  if (job.abortedAt !== undefined) failures.push({ at: job.abortedAt, reason: 'aborted by user' })
  const first = failures.sort((a, b) => a.at - b.at)[0]
  const timeout = timeoutOf(job, phases, engine)
  const endedAt = Math.min(first?.at ?? phases.at(-1)?.until ?? Infinity, timeout)
  if (now >= timeout && (engine.timeoutUndoesEnd || endedAt === timeout)) {
    return { at: endedAt, reason: 'import timeout' }
  }
  return first && now >= first.at ? first : undefined
}

/** When the server notices that the time of a job is up; `Infinity` if it never does. */
function timeoutOf(job: Job, phases: readonly Phase[], { timeoutSparesCommit }: Engine): number {
  if (job.timeout === undefined) return Infinity
  const at = nextTick(job.createdAt + job.timeout)
  const committing = phases.find(({ name }) => name === 'Committing')
  return timeoutSparesCommit && committing && at >= committing.from ? Infinity : at
}

/** Rows of one import in one partition, which become part of the collection together. */
export interface Segment extends PartitionRows {
  /** Since when they are; milliseconds on the sandbox's clock. A query sees them later, see `StoredCollection`. */
  readonly sealedAt: number
}

/**
 * What a job has brought into its collection by now: nothing before its end, and nothing any more if it failed, even
 * where that undid its end. With a commit the channels follow each other while the job is `Committing`
 * (`internal/datacoord/services.go`, `HandleCommitVchannel`).
 */
export function segmentsOf(job: Job, plan: Plan, now: number, tempo: Tempo, engine: Engine): Segment[] {
  const phases = phasesOf(job, plan, tempo, engine)
  const last = phases.at(-1)
  if (!last || failureBy(now, job, plan, phases, engine)) return []
  const channels = engine.commits ? job.collection.shards : 1
  const sealedAt = (channel: number) =>
    engine.commits ? last.from + ((last.until - last.from) * (channel + 1)) / (channels + 1) : last.until
  const rows = plan.files.reduce((total, file) => total + file.rows, 0)
  return shares(rows, channels).flatMap((part, channel) => {
    const at = sealedAt(channel)
    return at <= now ? spread(part, job.partitionNames).map(piece => ({ ...piece, sealedAt: at })) : []
  })
}
