import type { Clock } from '../model/clock.ts'

/** A signal with an end: call `end` when what it limits is over, or its timer stays. */
interface Limit {
  readonly signal: AbortSignal
  end(): void
}

/** Aborts with `signal`, and at the latest after `ms` milliseconds. */
export function within(clock: Clock, signal: AbortSignal, ms: number): Limit {
  const limit = outliving(clock, AbortSignal.abort(), ms)
  return { ...limit, signal: AbortSignal.any([signal, limit.signal]) }
}

/** Aborts `ms` milliseconds after `signal` does, counted from now if it has. */
export function outliving(clock: Clock, signal: AbortSignal, ms: number): Limit {
  const over = new AbortController()
  const late = new AbortController()
  const onAbort = () => void clock.sleep(ms, over.signal).then(() => over.signal.aborted || late.abort())
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { signal: over.signal })
  return { signal: late.signal, end: () => over.abort() }
}
