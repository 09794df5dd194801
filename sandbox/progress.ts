import type { Engine, Tempo } from './engine.ts'
import type { FileGroup, FileReport } from './files/read.ts'
import { importTime, type Job, type Plan } from './job.ts'
import { failureBy, hasRows, type JobPhase, type JobState, phasesOf, shownState } from './phases.ts'

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
  /** When its rows were all written; milliseconds on the sandbox's clock, `undefined` before. */
  readonly completedAt: number | undefined
}

/** Where a job stands at a moment. It follows from its plan, the clock, and whether somebody committed or aborted it. */
export function viewAt(job: Job, plan: Plan, now: number, tempo: Tempo, engine: Engine): JobView {
  const phases = phasesOf(job, plan, tempo, engine)
  const started = job.createdAt + tempo.queued + tempo.checking
  const completedAt = phases.at(-1)?.until ?? started
  const failed = failureBy(now, job, plan, phases, engine)

  const visible = hasRows(plan) && now >= started && !(failed && failed.at <= started)
  const fileView = (file: FileReport) =>
    fileAt(
      file,
      { started, now },
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

function fileAt(
  { group, size: fileSize, rows: totalRows }: FileReport,
  { started, now }: { readonly started: number; readonly now: number },
  duration: number,
  reason: string | undefined,
): FileView {
  const file = { group, fileSize, totalRows }
  if (reason !== undefined) {
    return { ...file, state: 'Failed', progress: 0, importedRows: 0, reason, completedAt: undefined }
  }
  const progress = Math.min(100, Math.floor((100 * (now - started)) / duration))
  const importedRows = Math.floor((progress * totalRows) / 100)
  const state = progress === 100 ? 'Completed' : 'InProgress'
  const completedAt = progress === 100 ? started + duration : undefined
  return { ...file, state, progress, importedRows, reason: '', completedAt }
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0)
}
