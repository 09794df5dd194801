import type { RunIdentity } from './job/idempotency.ts'
import { allRowsIn, type Judgement, judge } from './job/verdict.ts'
import type { Status } from './model/job.ts'
import type { CountedPlan, Plan } from './model/plan.ts'
import type { Tools } from './model/tools.ts'
import { wasHidden, witnessed } from './steps/seen.ts'
import { attach, submitOnce } from './steps/submit.ts'
import type { Upload, UploadWorld } from './steps/upload.ts'
import { type Followed, follow } from './steps/watch.ts'

/**
 * What the action does, in this order. Each step takes the plan and the tools, tells what happens as events, and
 * throws an `ImportError` to end the run. Steps that a plan does not ask for are not even loaded. Resolves to the status
 * of a green step.
 */
export async function run(
  given: Plan,
  identity: RunIdentity,
  tools: Tools,
  outside: () => Promise<UploadWorld>,
): Promise<Status> {
  const { task } = given
  const upload = await uploadOf(given, identity, tools, outside)
  const looked = await lookedAt(given, tools, upload?.files)
  if (given.preflight === 'only') return 'Checked'
  const plan = counted(given, looked?.rows)
  const source =
    task.kind === 'attach' ? undefined : task.source.kind === 'local' ? upload?.source : task.source
  const gate = await gateOf(plan, looked?.tools ?? tools)
  const publish = await prepared(plan, looked?.tools ?? tools)
  looked?.over()
  let startedAt = tools.clock.now()
  const { tools: seeing, seen } = witnessed(tools)
  // The files go up right before the create, and not at all where a job of them is found. `timeout` starts after them.
  const ready = async () => {
    await upload?.send()
    if (upload) await publish?.recount()
    startedAt = tools.clock.now()
    return startedAt + plan.timeout
  }
  const content = upload?.content ?? looked?.content
  const request = task.kind === 'submit' && source && { ...task.into, source: gate?.held(source) ?? source }
  const job = request
    ? await submitOnce(request, plan, identity, { ...seeing, startedAt }, { content, ready }).catch(error => {
        throw upload ? upload.explained(error, false) : error
      })
    : attach(task.kind === 'attach' ? task.jobId : '', seeing)
  const timed = { ...seeing, startedAt }
  try {
    const last = gate ? await gate.pass(job, timed, seen) : await follow(job, plan, timed)
    if (!last) return 'Submitted'
    if (last.standing === 'uncommitted' && plan.commit === 'manual') return 'Uncommitted'

    for (const text of judge(last, judgementOf(plan, job))) tools.tell({ kind: 'warned', text })
    const hasBaseline = job.origin === 'submitted' || wasHidden(seen)
    await publish?.keep(last, { origin: job.origin, hasBaseline }, startedAt + plan.timeout)
    await upload?.cleanUp(allRowsIn(last, plan.expectedRows))
    return 'Completed'
  } catch (error) {
    throw upload ? upload.explained(error, true) : error
  }
}

function judgementOf(
  { expectedRows, connection, idempotencyKey }: CountedPlan,
  { sources }: Followed,
): Judgement {
  const hasOwnKey = idempotencyKey !== 'auto' && idempotencyKey !== 'off'
  return { expectedRows, hasOwnKey, api: connection.api, sources }
}

/** What `preflight` finds, or the rows of the files where only those are asked for. Nothing for a job that is there. */
async function lookedAt(plan: Plan, tools: Tools, local: Upload['files'] | undefined) {
  const { task, preflight, expectedRows } = plan
  if (task.kind === 'attach' || (preflight === 'off' && expectedRows?.kind !== 'files')) return undefined
  const steps = await import('./checks/preflight.ts')
  return preflight === 'off'
    ? steps.countRowsOfFiles(task, tools, local)
    : steps.preflight(plan, task, tools, local)
}

function counted(plan: Plan, rows: bigint | undefined): CountedPlan {
  const { expectedRows } = plan
  if (expectedRows?.kind !== 'files') return { ...plan, expectedRows }
  if (rows === undefined) throw new Error('the rows of the files were not counted')
  return { ...plan, expectedRows: { kind: 'exactly', rows } }
}

/** The gate of `commit`, once it is known that the server has one. */
async function gateOf(plan: CountedPlan, tools: Tools) {
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
