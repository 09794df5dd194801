import { type Engine, nextTick, type Tempo } from './engine.ts'
import type { FileGroup, FileReport } from './files/read.ts'
import type { Job } from './job.ts'
import { importTime, type Plan } from './plan.ts'

export type JobState = 'Pending' | 'Importing' | 'Uncommitted' | 'Committing' | 'Completed' | 'Failed'

/** The server's own name of where a job stands (`internalpb.ImportJobState`); answers show the state. */
export type JobPhase = JobState | 'PreImporting' | 'Sorting' | 'IndexBuilding'

/** A job as the server sees it at one moment. */
export interface JobView {
  readonly job: Job
  readonly state: JobState
  readonly phase: JobPhase
  readonly progress: number
  readonly reason: string
  readonly importedRows: number
  readonly totalRows: number
  readonly fileSize: number
  /** Milliseconds on the sandbox's clock, or `undefined` while it runs. */
  readonly endedAt: number | undefined
  /** Empty until the import of rows begins: files are checked first. */
  readonly details: readonly FileView[]
}

export interface FileView {
  readonly group: FileGroup
  readonly state: 'Pending' | 'InProgress' | 'Completed' | 'Failed'
  readonly progress: number
  readonly reason: string
  readonly importedRows: number
  readonly totalRows: number
  readonly fileSize: number
}

/** Where a job stands at a moment. It follows from its plan, the clock, and whether somebody committed or aborted it. */
export function viewAt(job: Job, plan: Plan, now: number, tempo: Tempo, engine: Engine): JobView {
  const phases = phasesOf(job, plan, tempo, engine)
  const started = job.createdAt + tempo.queued + tempo.checking
  const completedAt = phases.at(-1)?.until ?? started
  const failed = failureBy(now, job, plan, completedAt, engine)

  const visible = hasRows(plan) && now >= started && !(failed && failed.at <= started)
  const fileView = (file: FileReport) =>
    fileAt(
      file,
      now - started,
      engine.sharesProgress ? plan.importing : importTime(file, tempo),
      failed?.reason,
    )
  const details = visible ? plan.files.map(fileView) : []
  const fileSize = sum(details, file => file.fileSize)
  const common = { job, details, fileSize }
  if (failed) {
    const { reason, at: endedAt } = failed
    const rows = { importedRows: 0, totalRows: 0 }
    return { ...common, ...rows, state: 'Failed', phase: 'Failed', progress: 0, reason, endedAt }
  }
  const importedRows = sum(details, file => file.importedRows)
  const totalRows = sum(details, file => file.totalRows)
  const running = { ...common, importedRows, totalRows, reason: '', endedAt: undefined }
  const phase = phases.find(({ until }) => now < until)
  if (!phase) {
    return { ...running, state: 'Completed', phase: 'Completed', progress: 100, endedAt: completedAt }
  }
  const part = (now - phase.from) / (phase.until - phase.from)
  const progress = Math.floor(phase.percent(part, totalRows > 0 ? importedRows / totalRows : 0))
  return { ...running, state: shownState(phase.name, job), phase: phase.name, progress }
}

function hasRows({ files }: Plan): boolean {
  return files.some(({ rows, problem }) => rows > 0 || problem)
}

interface Phase {
  readonly name: JobPhase
  readonly from: number
  readonly until: number
  percent(part: number, rows: number): number
}

/**
 * The bands of a job's progress: 0–10 queued, 10–40 files are checked (two files a task), 40–70 rows are imported,
 * 70–80 sorted, 80–90 indexed, 99 uncommitted or committing (`milvus-io/milvus` `internal/datacoord/import_util.go`,
 * `GetJobProgress`). A job without rows has nothing to import, sort and index.
 */
function phasesOf(job: Job, plan: Plan, tempo: Tempo, { sorts, commits }: Engine): Phase[] {
  const pieces = plan.files.length
  const phases: Phase[] = []
  let from = job.createdAt
  const then = (name: JobPhase, duration: number, percent: Phase['percent']) => {
    phases.push({ name, from, until: from + duration, percent })
    from += duration
  }
  then('Pending', tempo.queued, part => 10 * part)
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

function shownState(phase: JobPhase, { autoCommit }: Job): JobState {
  if (phase === 'Uncommitted' || phase === 'Committing') return autoCommit ? 'Importing' : phase
  if (phase === 'PreImporting' || phase === 'Sorting' || phase === 'IndexBuilding') return 'Importing'
  return phase
}

interface Failure {
  readonly at: number
  readonly reason: string
}

/** What has failed a job by now: the first of what can. On old servers a time-out also replaces how it ended. */
function failureBy(
  now: number,
  job: Job,
  plan: Plan,
  completedAt: number,
  engine: Engine,
): Failure | undefined {
  const failures: Failure[] = []
  if (plan.failure) failures.push({ at: job.createdAt + plan.failure.after, reason: plan.failure.reason })
  if (job.abortedAt !== undefined) failures.push({ at: job.abortedAt, reason: 'aborted by user' })
  const timeout = job.timeout === undefined ? Infinity : nextTick(job.createdAt + job.timeout)
  const first = failures.sort((a, b) => a.at - b.at)[0]
  const endedAt = Math.min(first?.at ?? completedAt, timeout)
  if (now >= timeout && (engine.timeoutUndoesEnd || endedAt === timeout)) {
    return { at: endedAt, reason: 'import timeout' }
  }
  return first && now >= first.at ? first : undefined
}

function fileAt(
  { group, size: fileSize, rows: totalRows }: FileReport,
  elapsed: number,
  duration: number,
  reason: string | undefined,
): FileView {
  if (reason !== undefined) {
    return { group, fileSize, totalRows, state: 'Failed', progress: 0, importedRows: 0, reason }
  }
  const progress = Math.min(100, Math.floor((100 * elapsed) / duration))
  const importedRows = Math.floor((progress * totalRows) / 100)
  const state = progress === 100 ? 'Completed' : 'InProgress'
  return { group, fileSize, totalRows, state, progress, importedRows, reason: '' }
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0)
}
