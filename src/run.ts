import type { RunIdentity } from './job/idempotency.ts'
import { allRowsIn, type Judgement, judge } from './job/verdict.ts'
import type { Status } from './model/job.ts'
import type { CountedPlan, Plan } from './model/plan.ts'
import type { Tools } from './model/tools.ts'
import type { Gate } from './steps/gate.ts'
import type { Publishing } from './steps/publish.ts'
import { wasHidden, witnessed } from './steps/seen.ts'
import { attach, submitOnce } from './steps/submit.ts'
import type { Upload, UploadWorld } from './steps/upload.ts'
import { type Followed, follow } from './steps/watch.ts'

/**
 * What the action does, in this order: check → upload → submit → wait → gate → judge → searchable → switch the alias.
 * Each step takes the plan and the tools, tells what happens as events, and throws an `ImportError` to end the run. Steps
 * that a plan does not ask for are not even loaded. Resolves to the status of a green step.
 */
export async function run(
  given: Plan,
  identity: RunIdentity,
  tools: Tools,
  outside: () => Promise<UploadWorld>,
): Promise<Status> {
  const upload = await uploadOf(given, identity, tools, outside)
  const looked = await lookedAt(given, tools, upload?.files)
  if (given.preflight === 'only') return 'Checked'
  const plan = counted(given, looked?.rows)
  const gate = await gateOf(plan, looked?.tools ?? tools)
  const publish = await publishingOf(plan, looked?.tools ?? tools)
  looked?.over()

  const { tools: seeing, seen } = witnessed(tools)
  const content = upload?.content ?? looked?.content
  const { job, startedAt } = await submitted(plan, { upload, gate, publish, content }, identity, seeing)
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

interface Ready {
  readonly upload: Upload | undefined
  readonly gate: Gate | undefined
  readonly publish: Publishing | undefined
  /** What the files hold, where that is known. */
  readonly content: string | undefined
}

/** The one job, and when the wait for it began: after the upload. */
async function submitted(
  plan: CountedPlan,
  { upload, gate, publish, content }: Ready,
  identity: RunIdentity,
  tools: Tools,
): Promise<{ job: Followed; startedAt: number }> {
  const { task } = plan
  let startedAt = tools.clock.now()
  if (task.kind === 'attach') return { job: attach(task.jobId, tools), startedAt }
  const source = task.source.kind === 'local' ? upload?.source : task.source
  if (!source) throw new Error('the files of the runner were not planned')
  // The files go up right before the create, and not at all where a job of them is found.
  const ready = async () => {
    await upload?.send()
    if (upload) await publish?.recount()
    startedAt = tools.clock.now()
    return startedAt + plan.timeout
  }
  const request = { ...task.into, source: gate?.held(source) ?? source }
  try {
    const job = await submitOnce(request, plan, identity, { ...tools, startedAt }, { content, ready })
    return { job, startedAt }
  } catch (error) {
    throw upload ? upload.explained(error, false) : error
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
async function publishingOf(plan: Plan, tools: Tools) {
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
