import { CheckFailed, type Proof } from '../errors/checks.ts'
import { nearest } from '../job/nearest.ts'
import { CALL, LOOK } from '../job/patience.ts'
import type { Refusal } from '../job/refusals.ts'
import type { Check } from '../model/checks.ts'
import type { CallFailure, CallOptions } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { type Asked, ask } from '../steps/ask.ts'
import { failureWords } from '../words/job.ts'

/** A check, with the proof where it failed. */
export interface Found extends Check {
  readonly proof?: Proof | undefined
}

export function ok(name: string, text: string): Found {
  return { name, result: 'ok', text }
}

/** Neither for nor against: nobody is stopped by it. */
export function unknown(name: string, text: string): Found {
  return { name, result: 'unknown', text }
}

export function failed(name: string, proof: Proof): Found {
  return { name, result: 'failed', text: proof.text, proof }
}

/** What a refused question means for a check: nothing but that it could not be answered. */
export function refused(
  name: string,
  { refusal, failure }: { refusal: Refusal; failure: CallFailure },
): Found {
  return unknown(name, `${WHY[refusal] ?? 'Not known'} (${failureWords(failure)})`)
}

const WHY: Partial<Readonly<Record<Refusal, string>>> = {
  noPermission: 'The credentials may not look at it',
  noCredentials: 'The credentials are not accepted for it',
  noRoute: 'The server has no such route',
  transient: 'No answer came',
  rateLimited: 'The server was too busy to answer',
}

/** Does what may throw a `CheckFailed`, and makes a check of it; any other error passes. */
export async function kept(name: string, work: () => Promise<string>): Promise<Found> {
  try {
    return ok(name, await work())
  } catch (error) {
    if (error instanceof CheckFailed) return failed(name, error.proof)
    throw error
  }
}

/** Asks one question of a check: trouble is waited out for a few seconds only, for it stops nobody. */
export function look<T>(tools: Tools, question: (options: CallOptions) => Promise<T>): Promise<Asked<T>> {
  return ask(tools, question, { timeout: CALL, patience: LOOK })
}

/** `; the nearest is articles`, to stand behind what is missing; `''` where nothing is near or known. */
export function nearestOf(name: string, names: Asked<readonly string[]>): string {
  const found = 'answer' in names ? nearest(name, names.answer) : []
  if (found.length === 0) return ''
  return `; the nearest ${found.length === 1 ? 'is' : 'are'} ${found.join(', ')}`
}
