import type { StoredCollection } from './catalog/collection.ts'
import type { Engine, Tempo } from './engine.ts'
import { asProblem, type FileGroup, type FileReport, readGroup } from './files/read.ts'
import type { Collection, Reading } from './schema.ts'

/** One import. What its files bring is read once, when it is created; where it stands follows from the clock. */
export interface Job {
  readonly id: string
  /** The cluster or project that it belongs to. */
  readonly scope: string
  readonly dbName: string
  /** Its real name, whatever alias the request used: a job stays with the collection that an alias meant then. */
  readonly collectionName: string
  readonly collection: StoredCollection
  /** Where its rows go: one partition, or all over which a partition key spreads them. */
  readonly partitionNames: readonly string[]
  /** Milliseconds on the sandbox's clock, like the moments below. */
  readonly createdAt: number
  /** Milliseconds after which the server gives up. */
  readonly timeout: number | undefined
  /** `false` waits for a commit before the rows become visible. */
  readonly autoCommit: boolean
  readonly plan: Promise<Plan>
  committedAt?: number
  abortedAt?: number
}

/** What will become of a job: what its files hold, and when and why the job fails, if it does. */
export interface Plan {
  readonly files: readonly FileReport[]
  /** Milliseconds that the import of rows takes. */
  readonly importing: number
  /** Milliseconds after the create. */
  readonly failure: { readonly after: number; readonly reason: string } | undefined
}

interface PlanOptions {
  readonly jobId: string
  readonly collection: Collection
  readonly reading: Reading
  readonly tempo: Tempo
  readonly engine: Engine
}

/** Reads the files of a job. A missing file is found here, after the create, as on the real servers. */
export async function makePlan(
  findFiles: () => Promise<readonly FileGroup[]>,
  options: PlanOptions,
): Promise<Plan> {
  const { jobId, collection, reading, tempo, engine } = options
  try {
    const groups = await findFiles()
    const files = await Promise.all(groups.map(group => readGroup(group, collection, reading)))
    const importing = Math.max(0, ...files.map(file => importTime(file, tempo)))
    return { files, importing, failure: firstFailure(files, options) }
  } catch (error) {
    const reason = engine.reason(asProblem(error), jobId, 0)
    return { files: [], importing: 0, failure: { after: tempo.queued + tempo.checking, reason } }
  }
}

/** A file with a problem inside is written until then; how many rows it holds is not known, so its size speaks. */
export function importTime({ rows, size, problem }: FileReport, { rowsPerSecond }: Tempo): number {
  const guess = problem ? size / 100 : rows
  return 500 + (guess / rowsPerSecond) * 1000
}

/** The first bad file fails the job: an import is all or nothing. */
function firstFailure(files: readonly FileReport[], { jobId, tempo, engine }: PlanOptions): Plan['failure'] {
  const failures = files.flatMap((file, index) => {
    const { problem, group } = file
    if (!problem) return []
    const after = tempo.queued + tempo.checking + problem.at * importTime(file, tempo)
    return [{ after, reason: engine.reason(problem, jobId, index, group) }]
  })
  return failures.sort((a, b) => a.after - b.after)[0]
}
