import { cancelledBefore, type LeftBehind } from '../errors/failures.ts'
import { CallError, type CallFailure } from '../model/service.ts'

/** What a cancel before the create leaves behind. */
export const NOTHING = 'nothing was submitted'
/** What a cancelled create leaves behind. */
export const NO_ANSWER = 'whether the import was submitted is not known'

/** The failure of a call. Errors of other kinds pass; a cancelled workflow ends here, having done `what`. */
export function failureOf(error: unknown, signal: AbortSignal, what: LeftBehind): CallFailure {
  if (!(error instanceof CallError)) throw error
  stopIfCancelled(signal, what)
  return error.failure
}

/** Throws the `Cancelled` of a submission if the workflow was cancelled. */
export function stopIfCancelled(signal: AbortSignal, what: LeftBehind): void {
  if (!signal.aborted) return
  throw cancelledBefore(what)
}
