import type { Origin } from '../model/events.ts'
import type { ImportRequest, Progress } from '../model/job.ts'
import type { Keys, Memory } from '../model/memory.ts'
import type { Tools } from '../model/tools.ts'

/** What it takes to submit a job and to watch it. */
export type JobTools = Pick<Tools, 'service' | 'clock' | 'random' | 'signal' | 'tell'>

/** One import that is to be submitted once. */
export interface Submission extends JobTools {
  readonly request: ImportRequest
  readonly keys: Keys
  /** This is not the first attempt of the run. */
  readonly isRerun: boolean
  /** What earlier attempts have noted, and what this one notes for later ones. */
  readonly memory: Memory | undefined
  readonly startedAt: number
  /** Milliseconds. */
  readonly timeout: number
}

/** The one job of a run, from its create to its judgement. */
export interface Job {
  readonly jobId: string
  /** Found is a job that was there before this step began: an earlier attempt has submitted it. */
  readonly origin: Origin
  /** What was submitted, unless another step did. */
  readonly request?: ImportRequest
  /** When the wait for it began, on the clock's scale: after the upload. */
  readonly startedAt: number
  /** Its files have yet to show that it is ours: the first answer that tells files decides. */
  isUnverified?: boolean
  /** Where it stands must be seen before the step may be green, also where nobody waits for its end. */
  readonly mustBeSeen?: boolean
  /** It had completed before: this step imports nothing. */
  readonly hadCompleted?: boolean
  /** How it was seen first, and last. */
  first?: Progress
  last?: Progress
}
