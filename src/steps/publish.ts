import { aliasUnproven } from '../errors/publishing.ts'
import { importedRowsOf, type Progress } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import { planSwitch, switchAlias } from './alias.ts'
import { becomeSearchable, type Provenance, prepare } from './searchable.ts'

/** What is left to do for `searchable` and `alias`, now that nothing is known to be in its way. */
export interface Publishing {
  /** Counts once more before the create: something that took its time came in between. Throws a `CheckFailed`. */
  recount(): Promise<void>
  /** Waits until a query sees the rows of a job that has completed, then switches the alias. Throws an `ImportError`. */
  keep(last: Progress, provenance: Provenance, deadline: number): Promise<void>
}

/**
 * `searchable` and `alias`, which begin before the create and end after it. What can't be kept ends the run now, with
 * a `CheckFailed`.
 */
export async function preparePublishing(plan: Plan, tools: Tools): Promise<Publishing> {
  let baseline = await prepare(plan, tools)
  const { alias } = plan
  const change = alias && (await planSwitch(baseline.plane, alias, baseline.collectionName, tools))
  return {
    async recount() {
      const { rows } = baseline
      // What was told before need not be told again.
      const tell: Tools['tell'] = event => {
        if (event.kind !== 'counted' || event.rows !== rows) tools.tell(event)
      }
      baseline = await prepare(plan, { ...tools, tell })
    },
    async keep(last, provenance, deadline) {
      // Somebody else may switch the alias that the import went by.
      const { collectionName } = change || baseline
      await becomeSearchable({ ...baseline, collectionName }, last, provenance, { ...tools, deadline })
      if (!change) return
      if (importedRowsOf(last) === undefined) throw aliasUnproven(change)
      await switchAlias(change, tools)
    },
  }
}
