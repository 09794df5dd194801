import type { FileGroup } from './files/read.ts'
import type { ImportProblem } from './schema.ts'

/** How long the parts of a job take, in milliseconds on the sandbox's clock, and how fast rows are written. */
export type Tempo = Readonly<typeof tempo>

/** What is recorded, is so on a standalone Milvus 2.3.5. */
export const tempo = {
  queued: 800,
  checking: 1800,
  sorting: 1200,
  indexing: 1600,
  committing: 400,
  /** Until a collection that was not loaded is; recorded: 6.3 s. */
  loading: 6000,
  /** From a refresh of the load until a query sees the rows; recorded: 2.0 s. */
  refreshing: 2000,
  /** From the end of an import until a query sees its rows by itself; recorded: 19.1 s and 16.9 s. */
  appearing: 17_000,
  /** Until a suspended cluster runs again. */
  resuming: 120_000,
  rowsPerSecond: 55,
}

/** What servers do differently with a job that they have taken on. */
export interface Engine {
  /** Without sorting the index has the band 70–90 (Milvus 2.4). */
  readonly sorts: boolean
  /** Jobs end with a commit, at 99 % (Milvus 3.0). */
  readonly commits: boolean
  /** Files of one task have one progress, and at the sizes of a sandbox all files are one task (Milvus). */
  readonly sharesProgress: boolean
  /** `options.timeout` fails even a job that has ended (2.4, 2.5, 2.6 before 2.6.7; milvus#45768). */
  readonly timeoutUndoesEnd: boolean
  /** `options.timeout` leaves a job alone that is being committed (milvus#53318, after 3.0.2). */
  readonly timeoutSparesCommit: boolean
  /** A job is known only some milliseconds after the answer to its create. */
  readonly visibleAfter: number
  /** Milliseconds from the end of a job until it is forgotten (`dataCoord.import.taskRetention`). */
  readonly retention: number
  /** The id of the n-th job of the server. */
  jobId(scope: string, number: number): string
  /** What a problem becomes as the reason of a job; without a group no file is to blame. */
  reason(problem: ImportProblem, jobId: string, index: number, group?: FileGroup): string
}

/** Time-outs and retention are looked at once in two minutes (`dataCoord.import.checkIntervalLow`). */
export const TICK = 120_000

/** The first look at or after a moment. */
export function nextTick(at: number): number {
  return Math.ceil(at / TICK) * TICK
}

/** `paths:"a" paths:"b"`, as the reason of a job names its file (Milvus from 2.5 on). */
export function printPaths({ keys }: FileGroup): string {
  return keys.map(key => `paths:${JSON.stringify(key)}`).join(' ')
}
