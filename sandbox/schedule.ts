/** A fault and the exchanges that it meets: the `nth` of a kind (from 1), or of any, and so many of the following ones. */
export interface Scheduled<Kind extends string, Fault> {
  readonly on: Kind | 'any'
  readonly nth: number
  readonly times?: number
  readonly fault: Fault
}

/** Counts exchanges and says what goes wrong with each. */
export class Schedule<Kind extends string, Fault> {
  readonly #planned: Scheduled<Kind, Fault>[]
  readonly #seen = new Map<string, number>()

  constructor(planned: readonly Scheduled<Kind, Fault>[]) {
    this.#planned = [...planned]
  }

  /** Adds a fault; `nth` counts the exchanges since the start. */
  plan(planned: Scheduled<Kind, Fault>): void {
    this.#planned.push(planned)
  }

  /** How many exchanges of a kind there were. */
  count(kind: Kind | 'any'): number {
    return this.#seen.get(kind) ?? 0
  }

  /** The faults that meet the next exchange of a kind. */
  next(kind: Kind): Scheduled<Kind, Fault>[] {
    for (const name of [kind, 'any']) this.#seen.set(name, (this.#seen.get(name) ?? 0) + 1)
    return this.#planned.filter(({ on, nth, times = 1 }) => {
      const count = this.count(on)
      return (on === 'any' || on === kind) && count >= nth && count < nth + times
    })
  }
}
