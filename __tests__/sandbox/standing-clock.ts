import type { Clock } from '../../sandbox/clock.ts'

/** A clock that stands still until it is turned. */
export class StandingClock implements Clock {
  #now = 0

  now(): number {
    return this.#now
  }

  async sleep(ms: number): Promise<void> {
    this.#now += ms
  }

  advance(ms: number): void {
    this.#now += ms
  }
}
