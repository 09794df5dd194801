import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../src/model/clock.ts'

/** A clock whose time passes only when everybody sleeps: half an hour takes milliseconds, and always the same ones. */
export interface VirtualClock extends Clock {
  /** Lets time pass until the work is done. */
  drive<T>(work: Promise<T>): Promise<T>
}

export function virtualClock(): VirtualClock {
  let now = 0
  const sleepers = new Set<{ readonly at: number; wake(): void }>()
  return {
    now: () => now,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      const sleeper = {
        at: now + Math.max(0, ms),
        wake() {
          sleepers.delete(sleeper)
          resolve()
        },
      }
      sleepers.add(sleeper)
      signal?.addEventListener('abort', sleeper.wake, { once: true })
      return promise
    },
    async drive(work) {
      let isOver = false
      const watched = work.finally(() => {
        isOver = true
      })
      // Whoever awaits it hears of a failure; until then it is nobody's.
      watched.catch(() => {})
      for (;;) {
        await turn()
        if (isOver) return watched
        const [next] = [...sleepers].sort((a, b) => a.at - b.at)
        if (!next) throw new Error('Nobody sleeps, and the work is not done')
        now = Math.max(now, next.at)
        next.wake()
      }
    },
  }
}
