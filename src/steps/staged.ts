import type { DataPlane } from '../model/data-plane.ts'
import type { CountedPlan } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import { reached } from '../words/job.ts'
import type { Seen } from './seen.ts'
import type { Followed } from './watch.ts'

/** A job between its create and its commit or abort, with all that the gate knows of it. */
export interface Staged {
  readonly job: Followed
  readonly plan: CountedPlan
  readonly plane: DataPlane
  readonly tools: Tools & { readonly startedAt: number }
  readonly seen: Seen
}

/** Where the job was last seen, in words; `''` if it never was. */
export function whereSeen({ seen: { last } }: Staged): string {
  return last ? reached(last) : ''
}

/** Was a commit of the job under way when it was last seen, whoever sent it? */
export function isCommitting({ seen: { last } }: Staged): boolean {
  return last?.state === 'Committing' || last?.standing === 'completed'
}
