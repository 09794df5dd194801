import type { RunIdentity } from './job/idempotency.ts'
import { judge } from './job/verdict.ts'
import type { Status } from './model/job.ts'
import type { Plan } from './model/plan.ts'
import type { Tools } from './model/tools.ts'
import { attach, submitOnce } from './steps/submit.ts'
import type { UploadWorld } from './steps/upload.ts'
import { follow } from './steps/watch.ts'

/**
 * What the action does, in this order. Each step takes the plan and the tools, tells what happens as events, and
 * throws an `ImportError` to end the run. Steps that a plan does not ask for are not even loaded. Resolves to the status
 * of a green step.
 */
export async function run(
  plan: Plan,
  identity: RunIdentity,
  tools: Tools,
  outside: () => Promise<UploadWorld>,
): Promise<Status> {
  const { task } = plan
  const upload = await uploadOf(plan, identity, tools, outside)
  const source =
    task.kind === 'attach' ? undefined : task.source.kind === 'local' ? upload?.source : task.source
  const gate = await gateOf(plan, tools)
  const publish = await prepared(plan, tools)
  await upload?.send()
  const timed = { ...tools, startedAt: tools.clock.now() }
  const job =
    task.kind === 'submit' && source
      ? await submitOnce({ ...task.into, source: gate?.held(source) ?? source }, plan, identity, timed)
      : attach(task.kind === 'attach' ? task.jobId : '', tools)
  const last = gate ? await gate.pass(job, timed) : await follow(job, plan, timed)
  if (!last) return 'Submitted'
  if (last.standing === 'uncommitted' && plan.commit === 'manual') return 'Uncommitted'

  const { expectedRows, connection, idempotencyKey } = plan
  const hasOwnKey = idempotencyKey !== 'auto' && idempotencyKey !== 'off'
  const bound = expectedRows?.kind === 'files' ? undefined : expectedRows
  const judgement = { expectedRows: bound, hasOwnKey, api: connection.api, sources: job.sources }
  for (const text of judge(last, judgement)) tools.tell({ kind: 'warned', text })
  await publish?.(last, job.origin, timed.startedAt + plan.timeout)
  await upload?.cleanUp()
  return 'Completed'
}

/** The gate of `commit`, once it is known that the server has one. */
async function gateOf(plan: Plan, tools: Tools) {
  if (plan.commit === 'auto') return undefined
  const { prepareGate } = await import('./steps/gate.ts')
  return prepareGate(plan, tools)
}

/** What `searchable` and `alias` need, found before the create; they are kept by calling it after `Completed`. */
async function prepared(plan: Plan, tools: Tools) {
  if (plan.searchable === 'off') return undefined
  const { preparePublishing } = await import('./steps/publish.ts')
  return preparePublishing(plan, tools)
}

/** The files of `path`, read and planned. */
async function uploadOf(
  plan: Plan,
  identity: RunIdentity,
  tools: Tools,
  outside: () => Promise<UploadWorld>,
) {
  if (plan.task.kind !== 'submit' || plan.task.source.kind !== 'local') return undefined
  const { planUpload } = await import('./steps/upload.ts')
  return planUpload(plan.task.source, plan, identity, tools, await outside())
}
