import { backOff } from '../job/retry.ts'
import type { Clock } from '../model/clock.ts'
import { asStoreFailure, cancelled, type StoreFailure } from './failure.ts'
import { meaningOf } from './meaning.ts'

export interface Patience {
  readonly clock: Clock
  /** From 0 to 1. */
  random(): number
  readonly signal: AbortSignal
  /** A try failed, and another one comes in `wait` milliseconds. */
  failed(failure: StoreFailure, wait: number): void
}

/** Besides the first. */
const RETRIES = 5
/** What a store may ask to wait. Milliseconds. */
const LONGEST_WAIT = 120_000

/**
 * Does `request` again while it fails in a way that may pass: five times more, with growing pauses, or those that the
 * store asks for. Fails with the last `StoreFailure`, with `Cancelled` once `signal` is aborted.
 */
export async function persistently<T>(request: () => Promise<T>, patience: Patience): Promise<T> {
  const { clock, random, signal, failed } = patience
  for (let failures = 1; ; failures += 1) {
    if (signal.aborted) throw cancelled()
    try {
      return await request()
    } catch (error) {
      const failure = asStoreFailure(error)
      if (meaningOf(failure.failure) !== 'again' || failures > RETRIES) throw failure
      if (signal.aborted) throw cancelled()
      const wait = Math.min(
        Math.max(backOff(failures, random), failure.failure.retryAfter ?? 0),
        LONGEST_WAIT,
      )
      failed(failure, wait)
      await clock.sleep(wait, signal)
    }
  }
}

/**
 * Does `work` on each item, `most` of them at once, begun in their order. After a failure nothing more is begun; it is
 * thrown when all have ended.
 */
export async function atOnce<T, U>(
  most: number,
  items: readonly T[],
  work: (item: T) => Promise<U>,
): Promise<U[]> {
  const results: U[] = []
  const failures: unknown[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) {
      if (failures.length > 0) return
      try {
        results[index] = await work(item)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
  if (failures.length > 0) throw failures[0]
  return results
}
