/** The sandbox's time, in milliseconds from its start. */
export interface Clock {
  now(): number
  sleep(ms: number): Promise<void>
}
