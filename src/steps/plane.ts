import { checkFailed } from '../errors/checks.ts'
import { CALL } from '../job/patience.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Tools } from '../model/tools.ts'
import { ask } from './ask.ts'
import { NOTHING, stopIfCancelled } from './limits.ts'

/** Opens the data plane before the create, or ends the run with a `CheckFailed`: `input` can't be kept without it. */
export async function planeFor(input: string, tools: Tools): Promise<DataPlane> {
  const opened = await ask(tools, options => tools.openDataPlane(options), { timeout: CALL })
  stopIfCancelled(tools.signal, NOTHING)
  if ('refusal' in opened) {
    const isRefused = opened.refusal === 'noCredentials' || opened.refusal === 'noPermission'
    const code = isRefused ? 'NotPermitted' : 'DataPlaneUnreachable'
    throw checkFailed(code, { input, failure: opened.failure })
  }
  const plane = opened.answer
  if (typeof plane === 'string') throw checkFailed('DataPlaneUnreachable', { input, because: plane })
  return plane
}
