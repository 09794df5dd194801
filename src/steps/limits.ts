import { cancelledBefore } from '../errors/failures.ts'
import type { Clock } from '../model/clock.ts'
import { CallError, type CallFailure } from '../model/service.ts'

/** What a cancelled create leaves behind. */
export const NO_ANSWER = 'the answer to the import request did not come'

/** A signal with an end: call `end` when what it limits is over, or its timer stays. */
export interface Limit {
  readonly signal: AbortSignal
  end(): void
}

/** Aborts with `signal`, and at the latest after `ms` milliseconds. */
export function within(clock: Clock, signal: AbortSignal, ms: number): Limit {
  const over = new AbortController()
  const late = new AbortController()
  clock.sleep(ms, over.signal).then(() => over.signal.aborted || late.abort())
  return { signal: AbortSignal.any([signal, late.signal]), end: () => over.abort() }
}

/** Aborts `ms` milliseconds after `signal` does. */
export function outliving(clock: Clock, signal: AbortSignal, ms: number): Limit {
  const over = new AbortController()
  const late = new AbortController()
  const onAbort = () => void clock.sleep(ms, over.signal).then(() => late.abort())
  signal.addEventListener('abort', onAbort, { signal: over.signal })
  return { signal: late.signal, end: () => over.abort() }
}

/** The failure of a call. Errors of other kinds pass; a cancelled workflow ends here, having done `what`. */
export function failureOf(error: unknown, signal: AbortSignal, what: string): CallFailure {
  if (!(error instanceof CallError)) throw error
  stopIfCancelled(signal, what)
  return error.failure
}

/** Throws the `Cancelled` of a submission if the workflow was cancelled. */
export function stopIfCancelled(signal: AbortSignal, what: string): void {
  if (!signal.aborted) return
  throw cancelledBefore(what)
}
