import type { Api } from './api.ts'
import type { Databases } from './world.ts'

/** A step as an author writes it. */
export interface DemoStep {
  readonly about: string
  readonly with: Readonly<Record<string, string>>
  /** An output of the step before that it gets as an input. */
  readonly takes?: string
}

/** A step, those that follow it, and the server: how fast it works, and what it holds. */
export interface Scenario extends DemoStep {
  readonly next?: readonly DemoStep[]
  readonly speed?: number
  readonly api?: Api
  /** Of a Milvus; else there is `articles`. */
  readonly databases?: Databases
}
