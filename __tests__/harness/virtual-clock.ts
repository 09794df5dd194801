import type { Clock } from '../../src/job/clock.ts'

/** A clock whose time passes at once: sleeps end in the order of their ends, when nothing else is left to do. */
export function virtualClock(): Clock {
  let time = 0
  const sleepers: { at: number; wake: () => void }[] = []
  let isTurning = false

  async function turn(): Promise<void> {
    if (isTurning) return
    isTurning = true
    while (sleepers.length > 0) {
      // Whoever is awake goes on first.
      await new Promise(resolve => setImmediate(resolve))
      sleepers.sort((a, b) => a.at - b.at)
      const next = sleepers.shift()
      if (!next) break
      time = Math.max(time, next.at)
      next.wake()
      await new Promise(resolve => setImmediate(resolve))
    }
    isTurning = false
  }

  return {
    now: () => time,
    sleep: (ms, signal) =>
      new Promise(resolve => {
        if (signal?.aborted) return resolve()
        const sleeper = { at: time + Math.max(0, ms), wake: resolve }
        sleepers.push(sleeper)
        signal?.addEventListener(
          'abort',
          () => {
            const place = sleepers.indexOf(sleeper)
            if (place >= 0) sleepers.splice(place, 1)
            resolve()
          },
          { once: true },
        )
        turn()
      }),
  }
}
