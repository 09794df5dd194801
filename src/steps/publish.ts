import type { Origin } from '../model/events.ts'
import type { Progress } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import { planSwitch, switchAlias } from './alias.ts'
import { becomeSearchable, prepare } from './searchable.ts'

/**
 * `searchable` and `alias`, which begin before the create and end after it. What can't be kept ends the run now, with
 * a `CheckFailed`; the function that this resolves to waits until a query sees the rows, then switches the alias.
 */
export async function preparePublishing(plan: Plan, tools: Tools) {
  const baseline = await prepare(plan, tools)
  const { alias } = plan
  const change = alias && (await planSwitch(baseline.plane, alias, baseline.collectionName, tools))
  return async (last: Progress, origin: Origin, deadline: number): Promise<void> => {
    await becomeSearchable(baseline, last, origin, { ...tools, deadline })
    if (change) await switchAlias(change, tools)
  }
}
