import { PUBLISH, publishLines, RESUME, resumeLines } from '../words/job.ts'
import type { Outcome } from './reporter.ts'

/** What a later step can do with the job, as a sentence and its lines of YAML. */
export interface Next {
  readonly text: string
  readonly yaml: readonly string[]
}

const OPEN = ['TimedOut', 'Cancelled', 'Unknown', 'Submitted']

/** How the author goes on with a job that is not over; `undefined` where there is nothing to go on with. */
export function nextLines({ jobId, status, gate, last, error }: Outcome): Next | undefined {
  if (!jobId || gate === 'aborted' || error?.isGone) return undefined
  const isStaged = status === 'Uncommitted' || (OPEN.includes(status) && gate === 'staged')
  if (isStaged && last?.standing === 'uncommitted') return { text: PUBLISH, yaml: publishLines(jobId) }
  return OPEN.includes(status) ? { text: RESUME, yaml: resumeLines(jobId) } : undefined
}
