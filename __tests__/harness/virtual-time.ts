import type { Clock } from '../../src/model/clock.ts'

/** More turns than any story needs: a loop that does not let time pass is found out. */
const MOST_TURNS = 3000

interface Timer {
  readonly at: number
  readonly fire: () => void
}

/**
 * Time that passes only when nothing else can happen, shared by the action and the service: hours take milliseconds,
 * and the same story always happens in the same order.
 */
export class VirtualTime implements Clock {
  #now = 0
  #timers: Timer[] = []
  #busy = 0

  now = (): number => this.#now

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise(resolve => {
      if (signal?.aborted) return resolve()
      const timer = { at: this.#now + Math.max(0, ms), fire: resolve }
      const later = this.#timers.findIndex(({ at }) => at > timer.at)
      this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer)
      signal?.addEventListener('abort', () => {
        this.#timers = this.#timers.filter(other => other !== timer)
        resolve()
      })
    })

  /** Time stands still during real work, such as reading a file. */
  during = async <T>(work: Promise<T>): Promise<T> => {
    this.#busy += 1
    try {
      return await work
    } finally {
      this.#busy -= 1
    }
  }

  /** Lets a story happen to its end. */
  async run<T>(story: Promise<T>): Promise<T> {
    let isOver = false
    const end = story.finally(() => {
      isOver = true
    })
    end.catch(() => {})
    for (let turn = 0; ; turn += this.#busy > 0 ? 0 : 1) {
      await new Promise(setImmediate)
      if (isOver) return end
      if (this.#busy > 0) continue
      const next = this.#timers.shift()
      if (!next) throw new Error('stuck: nothing is left that could happen')
      if (turn > MOST_TURNS) throw new Error('a loop that never ends')
      this.#now = Math.max(this.#now, next.at)
      next.fire()
    }
  }
}
