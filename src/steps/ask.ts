import { CHECK } from '../job/patience.ts'
import { type Refusal, readRefusal } from '../job/refusals.ts'
import { backOff } from '../job/retry.ts'
import { CallError, type CallFailure, type CallOptions } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'

/** The answer, or why there is none: never a `CallError`. */
export type Asked<T> = { readonly answer: T } | { readonly refusal: Refusal; readonly failure: CallFailure }

export interface Patience {
  /** Milliseconds for one call. */
  readonly timeout: number
  /** How long passing trouble is waited out, in milliseconds. */
  readonly patience?: number
}

/**
 * Asks a question that changes nothing, or that may be asked again without harm: passing trouble (rate limits, lost
 * answers) is waited out with back-off and `Retry-After`, every other refusal is returned at once.
 */
export async function ask<T>(
  { clock, random, signal }: Pick<Tools, 'clock' | 'random' | 'signal'>,
  question: (options: CallOptions) => Promise<T>,
  { timeout, patience = CHECK }: Patience,
): Promise<Asked<T>> {
  const startedAt = clock.now()
  for (let failures = 1; ; failures += 1) {
    try {
      return { answer: await question({ timeout, signal }) }
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      const { failure } = error
      const refusal = readRefusal(failure)
      const left = startedAt + patience - clock.now()
      const isPassing = refusal === 'transient' || refusal === 'rateLimited'
      if (!isPassing || left <= 0 || signal.aborted) return { refusal, failure }
      const pause = Math.max(backOff(failures, random), failure.retryAfter ?? 0)
      await clock.sleep(Math.min(pause, left), signal)
    }
  }
}
