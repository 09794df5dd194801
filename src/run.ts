import type { Inputs } from './inputs/inputs.ts'
import type { RunIdentity } from './job/idempotency.ts'
import { judge } from './job/verdict.ts'
import type { Status } from './model/job.ts'
import type { Tools } from './model/tools.ts'
import { submitOrAttach } from './steps/submit.ts'
import { follow } from './steps/watch.ts'

/**
 * What the action does, in this order. Each step takes the plan and the tools, tells what happens as events, and
 * throws an `ImportError` to end the run. Resolves to the status of a green step.
 */
export async function run(plan: Inputs, identity: RunIdentity, tools: Tools): Promise<Status> {
  const startedAt = tools.clock.now()
  const job = await submitOrAttach(plan, identity, { ...tools, startedAt })
  const last = await follow(job, plan, { ...tools, startedAt })
  if (!last) return 'Submitted'

  const { expectedRows, connection, idempotencyKey } = plan
  const hasOwnKey = idempotencyKey !== 'auto' && idempotencyKey !== 'off'
  const judgement = { expectedRows, hasOwnKey, api: connection.api, sources: job.sources }
  for (const text of judge(last, judgement)) tools.tell({ kind: 'warned', text })
  return 'Completed'
}
