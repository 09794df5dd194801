import { cancelledBefore } from '../errors/failures.ts'
import { CALL, CHECK } from '../job/patience.ts'
import { type Refusal, readRefusal } from '../job/refusals.ts'
import { backOff } from '../job/retry.ts'
import { CallError, type CallFailure, type CallOptions } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'

/** The answer, or why there is none: never a `CallError`. */
export type Asked<T> = { readonly answer: T } | Refused
export interface Refused {
  readonly refusal: Refusal
  readonly failure: CallFailure
}

interface Patience {
  /** Milliseconds for one call. */
  readonly timeout?: number
  /** How long passing trouble is waited out, in milliseconds; 0 asks once. */
  readonly patience?: number
  readonly isPassing?: (refused: Refused) => boolean
}

/**
 * Asks a question that changes nothing, or that may be asked again without harm: passing trouble (rate limits, lost
 * answers) is waited out with back-off and `Retry-After`, every other refusal is returned at once.
 */
export async function ask<T>(
  { clock, random, signal }: Pick<Tools, 'clock' | 'random' | 'signal'>,
  question: (options: CallOptions) => Promise<T>,
  { timeout = CALL, patience = CHECK, isPassing = passesByItself }: Patience = {},
): Promise<Asked<T>> {
  const startedAt = clock.now()
  for (let failures = 1; ; failures += 1) {
    try {
      return { answer: await question({ timeout, signal }) }
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      const { failure } = error
      const refused = { refusal: readRefusal(failure), failure }
      const left = startedAt + patience - clock.now()
      if (left <= 0 || signal.aborted || !isPassing(refused)) return refused
      await clock.sleep(Math.min(left, pauseAfter(failures, failure, random)), signal)
    }
  }
}

/** No answer came, or the server asks to come again. */
export function passesByItself({ refusal }: Refused): boolean {
  return refusal === 'transient' || refusal === 'rateLimited'
}

/** Milliseconds until it is worth asking again: the back-off, or longer if the server asks for it. */
export function pauseAfter(failures: number, { retryAfter = 0 }: CallFailure, random: () => number): number {
  return Math.max(backOff(failures, random), retryAfter)
}

/** Throws a `Cancelled` if the workflow was cancelled before the job was known. */
export function stopIfCancelled(
  signal: AbortSignal,
  what: Parameters<typeof cancelledBefore>[0] = 'nothing was submitted',
): void {
  if (signal.aborted) throw cancelledBefore(what)
}

/** What a cancelled create leaves behind. */
export const NO_ANSWER = 'whether the import was submitted is not known'
