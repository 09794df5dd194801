import { play } from '../__tests__/harness/scenes.ts'
import type { SimulatedJob } from '../__tests__/harness/simulated-job.ts'

/** One file and less than a minute. Times in milliseconds. */
const JOB: SimulatedJob = {
  files: [{ name: 'articles/2026-11-01.parquet', rows: 120_000, size: 310_000_000 }],
  queued: 900,
  checking: 1900,
  sorting: 5000,
  indexing: 12_000,
  rowsPerSecond: 6400,
}

/** The log of an import, without colour. The action runs in this process on virtual time: it is the same every time. */
export async function exampleLog(): Promise<readonly string[]> {
  const { log } = await play({ job: JOB })
  return log
}
