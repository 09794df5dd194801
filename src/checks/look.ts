import { CALL, LOOK } from '../job/patience.ts'
import type { CallOptions } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { type Asked, ask } from '../steps/ask.ts'

/** Asks one question of a check: trouble is waited out for a few seconds only, for it stops nobody. */
export function look<T>(tools: Tools, question: (options: CallOptions) => Promise<T>): Promise<Asked<T>> {
  return ask(tools, question, { timeout: CALL, patience: LOOK })
}
