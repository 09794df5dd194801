import type { Clock } from '../model/clock.ts'
import type { Keys, Memory } from '../model/memory.ts'
import type { ImportService } from '../model/service.ts'

export interface SubmitOptions {
  readonly service: ImportService
  readonly clock: Clock
  readonly random: () => number
  /** Aborts when the workflow is cancelled. */
  readonly signal: AbortSignal
  /** When the retries of the create end, on the clock's scale. */
  readonly deadline: number
  /** Called once, before the first create, unless a job is found without one; resolves to the deadline from then on. */
  readonly ready?: (() => Promise<number>) | undefined
  readonly keys: Keys
  /** This is not the first attempt of the run. */
  readonly isRerun: boolean
  /** What earlier attempts have noted, and what this one notes for later ones. */
  readonly memory: Memory | undefined
  /** Called the moment an answer names the job, before anything else is sent; again if another takes its place. */
  readonly learned: (jobId: string) => void
  /** Says what people should know of the submission, one line at a time. */
  readonly note: (line: string) => void
}

/** The one job of a run. */
export interface Submission {
  readonly jobId: string
  /** Found is a job that was there before this step began: an earlier attempt has submitted it. */
  readonly origin: 'submitted' | 'found'
  /** The job that was found had completed or failed before: this step imports nothing. */
  readonly endedBefore: boolean
  /** Where it stands must be seen before the step may be green, also where nobody waits for its end. */
  readonly mustBeSeen: boolean
  /** Its files are not yet known to be ours: the first answer that tells files decides. */
  readonly isUnverified: boolean
}
