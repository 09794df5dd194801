import type { Progress } from '../model/job.ts'
import type { Tools } from '../model/tools.ts'

/** What was told of the job of a run so far. */
export interface Seen {
  /** Its files have shown that it is ours, or its create said so. */
  readonly isSettled: boolean
  readonly first: Progress | undefined
  readonly last: Progress | undefined
}

/** Tools that tell as the others do, and remember what was told of the job. */
export function witnessed<T extends Tools>(tools: T): { readonly tools: T; readonly seen: Seen } {
  const seen: { -readonly [name in keyof Seen]: Seen[name] } = {
    ...{ isSettled: false, first: undefined, last: undefined },
  }
  const tell: Tools['tell'] = event => {
    if (event.kind === 'settled') seen.isSettled = true
    if (event.kind === 'progress') {
      seen.first ??= event.progress
      seen.last = event.progress
    }
    tools.tell(event)
  }
  return { tools: { ...tools, tell }, seen }
}

/** From here on rows may become visible, one channel after the other. Percent. */
const INDEX_BUILT = 90

/** Was no row of it visible yet when it was first seen? Then what was counted before that is a baseline. */
export function wasHidden({ first }: Seen): boolean {
  if (first?.standing === 'uncommitted') return true
  return first?.standing === 'running' && first.percent < INDEX_BUILT
}
