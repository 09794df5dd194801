import type { RunIdentity } from './job/idempotency.ts'
import { allRowsIn, judge } from './job/verdict.ts'
import type { ImportRequest, Status } from './model/job.ts'
import type { Plan, RowBound, SubmitTask } from './model/plan.ts'
import type { Tools } from './model/tools.ts'
import { attach, submitOnce } from './steps/submit.ts'
import type { Upload, UploadWorld } from './steps/upload.ts'
import { follow } from './steps/watch.ts'

/**
 * What the action does, in this order: check → upload → submit → wait → gate → judge → searchable → switch the alias.
 * Each step takes the plan and the tools, tells what happens as events, and throws an `ImportError` to end the run. Steps
 * that a plan does not ask for are not even loaded. Resolves to the status of a green step.
 */
export async function run(
  plan: Plan,
  identity: RunIdentity,
  tools: Tools,
  outside: () => Promise<UploadWorld>,
): Promise<Status> {
  const { task } = plan
  const upload = await uploadOf(plan, identity, tools, outside)
  const looked = await lookedAt(plan, tools, upload?.files)
  if (plan.preflight === 'only') return 'Checked'
  const expected = expectedOf(plan, looked?.rows)
  const gate = await gateOf(plan, looked?.tools ?? tools)
  const publishing = await publishingOf(plan, looked?.tools ?? tools)
  looked?.over()

  // The files go up right before the create, and not at all where a job of them is found.
  const ready = async () => {
    await upload?.send()
    if (upload) await publishing?.recount()
  }
  const content = upload?.content ?? looked?.content
  let isSubmitted = false
  try {
    const job =
      task.kind === 'attach'
        ? attach(task.jobId, tools)
        : await submitOnce(requestOf(task, upload, gate), plan, identity, tools, { content, ready })
    isSubmitted = true
    const last = gate ? await gate.pass(job, expected, tools) : await follow(job, plan, tools)
    if (!last) return 'Submitted'
    if (last.standing === 'uncommitted' && plan.commit === 'manual') return 'Uncommitted'

    for (const text of judge(last, plan, expected, job.request)) tools.tell({ kind: 'warned', text })
    await publishing?.keep(job, last)
    await upload?.cleanUp(allRowsIn(last, expected))
    return 'Completed'
  } catch (error) {
    throw upload ? upload.explained(error, isSubmitted) : error
  }
}

/** The files of `path`, read and planned. */
async function uploadOf(
  plan: Plan,
  identity: RunIdentity,
  tools: Tools,
  outside: () => Promise<UploadWorld>,
): Promise<Upload | undefined> {
  if (plan.task.kind !== 'submit' || plan.task.source.kind !== 'local') return undefined
  const { planUpload } = await import('./steps/upload.ts')
  return planUpload(plan.task.source, plan, identity, tools, await outside())
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

/** `expectedRows` as a number: what the files tell of theirs has been read. */
function expectedOf({ expectedRows }: Plan, rows: bigint | undefined): RowBound | undefined {
  if (expectedRows?.kind !== 'files') return expectedRows
  if (rows === undefined) throw new Error('the rows of the files were not counted')
  return { kind: 'exactly', rows }
}

/** The gate of `commit`, once it is known that the server has one. */
async function gateOf(plan: Plan, tools: Tools) {
  if (plan.commit === 'auto') return undefined
  const { prepareGate } = await import('./steps/gate.ts')
  return prepareGate(plan, tools)
}

/** What `searchable` and `alias` need, found before the create. */
async function publishingOf(plan: Plan, tools: Tools) {
  if (plan.searchable === 'off') return undefined
  const { preparePublishing } = await import('./steps/searchable.ts')
  return preparePublishing(plan, tools)
}

function requestOf(
  { into, source }: SubmitTask,
  upload: Upload | undefined,
  gate: Awaited<ReturnType<typeof gateOf>>,
): ImportRequest {
  const remote = source.kind === 'local' ? upload?.source : source
  if (!remote) throw new Error('the files of the runner were not planned')
  return { ...into, source: gate?.held(remote) ?? remote }
}
