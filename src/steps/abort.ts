import type { AbortEnd } from '../errors/gate.ts'
import { outliving } from '../job/limits.ts'
import { CALL, LAST_ABORT } from '../job/patience.ts'
import { readPhaseRefusal } from '../job/refusals.ts'
import type { Observation } from '../model/job.ts'
import { CallError, type CallOptions } from '../model/service.ts'
import { ask } from './ask.ts'
import { serverTimeLeft } from './server-timeout.ts'
import type { Staged } from './staged.ts'

/**
 * Aborts the job, also when the workflow is being cancelled: one request that is sent at once, and repeated while there
 * is time. A lost answer is settled by what describe says. Tells and resolves to what became of it.
 */
export async function abort(staged: Staged): Promise<AbortEnd> {
  const { job, plane, tools } = staged
  const { clock, signal } = tools
  const limit = outliving(clock, signal, LAST_ABORT)
  // In a hurry there must be time for a second try, and for a look.
  const options = { timeout: signal.aborted ? LAST_ABORT / 2 : CALL, signal: limit.signal }
  try {
    const asked = await ask({ ...tools, signal: limit.signal }, call => plane.abort(job.jobId, call), options)
    const now = await look(staged, options)
    const end = endOf(asked, now, staged)
    tools.tell({ kind: 'aborted', end: end.kind, state: now?.state })
    return end
  } finally {
    limit.end()
  }
}

function endOf(
  asked: Awaited<ReturnType<typeof ask<void>>>,
  now: Observation | undefined,
  staged: Staged,
): AbortEnd {
  const isCommitted = now?.standing === 'completed' || now?.state === 'Committing'
  if (now?.standing === 'failed' || ('answer' in asked && !isCommitted)) return { kind: 'aborted' }
  if (isCommitted || ('failure' in asked && readPhaseRefusal(asked.failure) === 'committed'))
    return { kind: 'committed' }
  const { failure, refusal } = asked as Extract<typeof asked, { failure: unknown }>
  const left = serverTimeLeft(staged)
  return {
    kind: 'unconfirmed',
    failure,
    isRefused: refusal !== 'transient' && failure.kind !== 'aborted',
    dropsAt: left === undefined ? undefined : staged.tools.today() + left,
  }
}

/** What the server says of the job now; `undefined` if it does not say. */
async function look({ job, tools }: Staged, options: CallOptions): Promise<Observation | undefined> {
  try {
    return await tools.service.describe(job.jobId, options)
  } catch (error) {
    if (error instanceof CallError) return undefined
    throw error
  }
}
