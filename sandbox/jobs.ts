import { createHash } from 'node:crypto'
import { type FileGroup, type FileReport, readGroup } from './files/read.ts'
import { type Collection, ImportProblem } from './schema.ts'

/** One import. What its files bring is read once, when it is created; where it stands follows from the clock. */
export interface Job {
  readonly id: string
  /** The cluster or project that it belongs to. */
  readonly scope: string
  readonly dbName: string
  readonly collectionName: string
  /** Milliseconds on the sandbox's clock. */
  readonly createdAt: number
  readonly plan: Promise<Plan>
}

/** What will become of a job: when each file is done, and when and why the job fails, if it does. */
interface Plan {
  readonly files: readonly FileReport[]
  /** Milliseconds from the start of the import of rows. */
  readonly importing: number
  readonly failure: { readonly after: number; readonly reason: string } | undefined
}

/** How long the parts of a job take, in milliseconds on the sandbox's clock, and how fast rows are written. */
export interface Tempo {
  readonly queued: number
  readonly checking: number
  readonly sorting: number
  readonly indexing: number
  readonly rowsPerSecond: number
}

export const tempo: Tempo = { queued: 800, checking: 1800, sorting: 1200, indexing: 1600, rowsPerSecond: 55 }

export type JobState = 'Pending' | 'Importing' | 'Completed' | 'Failed'

/** A job as the server sees it at one moment. */
export interface JobView {
  readonly job: Job
  readonly state: JobState
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

export class Jobs {
  /** Jobs that are there but shown to nobody: too new, or forgotten. */
  isHidden: (job: Job) => boolean = () => false
  readonly #jobs: Job[] = []
  readonly #tempo: Tempo
  readonly #now: () => number

  constructor(speeds: Tempo, now: () => number) {
    this.#tempo = speeds
    this.#now = now
  }

  /** Takes a job on, whatever its files are like: a missing file is found later, as on the real servers. */
  create(
    owner: Pick<Job, 'scope' | 'dbName' | 'collectionName'>,
    collection: Collection,
    findFiles: () => Promise<FileGroup[]>,
  ): Job {
    const hash = createHash('sha256').update(`${owner.scope} ${this.#jobs.length}`).digest('hex')
    const plan = makePlan(findFiles, collection, this.#tempo)
    const job = { id: `job-${hash.slice(0, 22)}`, ...owner, createdAt: this.#now(), plan }
    this.#jobs.push(job)
    return job
  }

  find(scope: string, id: string): Job | undefined {
    return this.#jobs.find(job => job.scope === scope && job.id === id && !this.isHidden(job))
  }

  /** A job whoever owns it, hidden or not: for the ledger, not for an answer. */
  byId(id: string): Job | undefined {
    return this.#jobs.find(job => job.id === id)
  }

  /** Newest first. */
  all(scope: string): Job[] {
    return this.#jobs.filter(job => job.scope === scope && !this.isHidden(job)).reverse()
  }

  async view(job: Job): Promise<JobView> {
    return viewAt(job, await job.plan, this.#now() - job.createdAt, this.#tempo)
  }

  /** Rows that a collection has really got, from all jobs that are completed by now. */
  async rowsIn(collectionName: string): Promise<number> {
    const views = await Promise.all(this.#jobs.map(job => this.view(job)))
    const done = views.filter(
      ({ job, state }) => state === 'Completed' && job.collectionName === collectionName,
    )
    return done.reduce((sum, { importedRows }) => sum + importedRows, 0)
  }
}

async function makePlan(
  findFiles: () => Promise<FileGroup[]>,
  collection: Collection,
  speeds: Tempo,
): Promise<Plan> {
  let groups: FileGroup[]
  try {
    groups = await findFiles()
  } catch (error) {
    if (!(error instanceof ImportProblem)) throw error
    const reason = `error: ${error.message}: importing data failed`
    return { files: [], importing: 0, failure: { after: speeds.queued + speeds.checking, reason } }
  }
  const files = await Promise.all(groups.map(group => readGroup(group, collection)))
  const importing = Math.max(0, ...files.map(file => importTime(file, speeds)))
  return { files, importing, failure: firstFailure(files, speeds) }
}

/** A file with a problem inside is written until then; how many rows it holds is not known, so its size speaks. */
function importTime({ rows, size, problem }: FileReport, { rowsPerSecond }: Tempo): number {
  const guess = problem ? size / 100 : rows
  return 500 + (guess / rowsPerSecond) * 1000
}

/** The first bad file fails the job, and the reason names it (Milvus from 2.5 on). */
function firstFailure(files: readonly FileReport[], speeds: Tempo): Plan['failure'] {
  const failures = files.flatMap((file, index) => {
    const { problem, group } = file
    if (!problem) return []
    const paths = group.keys.map(key => `paths:${JSON.stringify(key)}`).join(' ')
    const reason = `error: ${problem.message}: importing data failed, file: id:${index + 1} ${paths}`
    const after = speeds.queued + speeds.checking + problem.at * importTime(file, speeds)
    return [{ after, reason }]
  })
  return failures.sort((a, b) => a.after - b.after)[0]
}

/**
 * The bands of a job's progress: 0–10 queued, 10–40 files are checked (two files a task), 40–70 rows are imported,
 * 70–80 sorted, 80–90 indexed (`milvus-io/milvus` `internal/datacoord/import_util.go`, `GetJobProgress`).
 */
function viewAt(job: Job, plan: Plan, elapsed: number, speeds: Tempo): JobView {
  const { failure, files } = plan
  const checked = speeds.queued + speeds.checking
  const written = checked + plan.importing
  const sorted = written + speeds.sorting
  const indexed = sorted + speeds.indexing

  const failed = failure && elapsed >= failure.after ? failure : undefined
  const visible = elapsed >= checked && !(failed && failed.after <= checked)
  const details = visible ? files.map(file => fileAt(file, elapsed - checked, speeds, failed?.reason)) : []
  const importedRows = details.reduce((rows, file) => rows + file.importedRows, 0)
  const totalRows = details.reduce((rows, file) => rows + file.totalRows, 0)
  const base = { job, details, fileSize: details.reduce((bytes, file) => bytes + file.fileSize, 0) }
  if (failed) {
    const endedAt = job.createdAt + failed.after
    return {
      ...base,
      state: 'Failed',
      progress: 0,
      reason: failed.reason,
      importedRows: 0,
      totalRows: 0,
      endedAt,
    }
  }
  const running = {
    ...base,
    state: 'Importing',
    reason: '',
    importedRows,
    totalRows,
    endedAt: undefined,
  } as const
  if (elapsed < speeds.queued) {
    return { ...running, state: 'Pending', progress: Math.floor((10 * elapsed) / speeds.queued) }
  }
  if (elapsed < checked) {
    return {
      ...running,
      progress: 10 + band(30, (elapsed - speeds.queued) / speeds.checking, Math.ceil(files.length / 2)),
    }
  }
  if (elapsed < written) {
    return { ...running, progress: 40 + Math.floor(totalRows > 0 ? (30 * importedRows) / totalRows : 0) }
  }
  if (elapsed < sorted)
    return { ...running, progress: 70 + band(10, (elapsed - written) / speeds.sorting, files.length) }
  if (elapsed < indexed)
    return { ...running, progress: 80 + band(10, (elapsed - sorted) / speeds.indexing, files.length) }
  return { ...running, state: 'Completed', progress: 100, endedAt: job.createdAt + indexed }
}

/** Progress moves when a piece of work is done, not with the time. */
function band(width: number, part: number, pieces: number): number {
  return pieces === 0 ? 0 : Math.floor((width * Math.floor(part * pieces)) / pieces)
}

function fileAt(report: FileReport, elapsed: number, speeds: Tempo, reason: string | undefined): FileView {
  const { group, size: fileSize, rows: totalRows } = report
  if (reason !== undefined) {
    return { group, fileSize, totalRows, state: 'Failed', progress: 0, importedRows: 0, reason }
  }
  const progress = Math.min(100, Math.floor((100 * elapsed) / importTime(report, speeds)))
  const importedRows = Math.floor((progress * totalRows) / 100)
  return {
    group,
    fileSize,
    totalRows,
    state: progress === 100 ? 'Completed' : 'InProgress',
    progress,
    importedRows,
    reason: '',
  }
}
