import type { DataPlane } from '../model/data-plane.ts'
import type { Progress } from '../model/job.ts'
import type { CountedPlan } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import { reached } from '../words/job.ts'
import type { Followed } from './watch.ts'

/** A job between its create and its commit or abort, with all that the gate knows of it. */
export interface Staged {
  readonly job: Followed
  readonly plan: CountedPlan
  readonly plane: DataPlane
  readonly tools: Tools & { readonly startedAt: number }
  readonly seen: Seen
}

/** What was told of the job so far. */
export interface Seen {
  /** Its files have shown that it is ours, or its create said so. */
  readonly isSettled: boolean
  readonly last: Progress | undefined
}

/** Tools that tell as the others do, and remember what was told of the job. */
export function witnessed<T extends Tools>(tools: T): { readonly tools: T; readonly seen: Seen } {
  const seen: { isSettled: boolean; last: Progress | undefined } = { isSettled: false, last: undefined }
  const tell: Tools['tell'] = event => {
    if (event.kind === 'settled') seen.isSettled = true
    if (event.kind === 'progress') seen.last = event.progress
    tools.tell(event)
  }
  return { tools: { ...tools, tell }, seen }
}

/** Where the job was last seen, in words; `''` if it never was. */
export function whereSeen({ seen: { last } }: Staged): string {
  return last ? reached(last) : ''
}

/** Was a commit of the job under way when it was last seen, whoever sent it? */
export function isCommitting({ seen: { last } }: Staged): boolean {
  return last?.state === 'Committing' || last?.standing === 'completed'
}
