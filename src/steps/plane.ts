import { checkFailed } from '../errors/checks.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { CallOptions } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { ask, stopIfCancelled } from './ask.ts'

/** Opens the data plane before the create, or ends the run with a `CheckFailed`: `input` can't be kept without it. */
export async function planeFor(input: string, tools: Tools): Promise<DataPlane> {
  const plane = await mustKnow(input, tools, tools.openDataPlane)
  if (typeof plane === 'string') throw checkFailed('DataPlaneUnreachable', { input, because: plane })
  return plane
}

/** The answer to a question before the create, or a `CheckFailed`: `input` can't be kept without it. */
export async function mustKnow<T>(
  input: string,
  tools: Tools,
  question: (options: CallOptions) => Promise<T>,
): Promise<T> {
  const asked = await ask(tools, question)
  stopIfCancelled(tools.signal)
  if ('answer' in asked) return asked.answer
  const { refusal, failure } = asked
  const isRefused = refusal === 'noCredentials' || refusal === 'noPermission'
  throw checkFailed(isRefused ? 'NotPermitted' : 'DataPlaneUnreachable', { input, failure })
}
