/** The sandbox's time, in milliseconds from its start. */
export interface Clock {
  now(): number
  sleep(ms: number): Promise<void>
  /** Waits for real work, such as reading a file: a virtual clock stands still for it. */
  during?<T>(work: Promise<T>): Promise<T>
}
