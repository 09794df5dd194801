import { setTimeout as delay } from 'node:timers/promises'

/** Time as the job's code sees it; tests and benchmarks bring their own. */
export interface Clock {
  /** Milliseconds on a monotonic scale. */
  now(): number
  /** Resolves after `ms`, or at once when `signal` aborts; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Timers above this fire at once (Node's `TIMEOUT_MAX`). */
const LONGEST_TIMER = 2 ** 31 - 1

export const systemClock: Clock = {
  // `performance.now()` would load a module of Node.js for the same.
  now() {
    const [seconds, nanoseconds] = process.hrtime()
    return seconds * 1000 + nanoseconds / 1e6
  },
  async sleep(ms, signal) {
    try {
      await delay(Math.min(Math.max(ms, 0), LONGEST_TIMER), undefined, signal ? { signal } : {})
    } catch {
      // Aborted: the caller looks at the signal, not at how the sleep ended.
    }
  },
}
