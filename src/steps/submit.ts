import { keysOf, noKeys, ownKey, type RunIdentity } from '../job/idempotency.ts'
import type { ImportRequest } from '../model/job.ts'
import { type Keys, NOTHING } from '../model/memory.ts'
import type { Plan } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import { type Before, createOnce } from './create.ts'
import { earlierJob, found, sightOf, succeeded } from './earlier.ts'
import type { Job, Submission } from './job.ts'

/** The step: goes on with the job that the author named. */
export function attach(jobId: string, { clock, tell }: Tools): Job {
  tell({ kind: 'learned', jobId })
  return { jobId, origin: 'given', startedAt: clock.now() }
}

/**
 * The step: submits one import, or finds the job of it that an earlier attempt submitted. `content` says what the files
 * hold, where that is known; `ready` is called before the first create, and not where a job is found without one.
 */
export function submitOnce(
  request: ImportRequest,
  plan: Plan,
  identity: RunIdentity,
  tools: Tools,
  { content, ready }: { readonly content: string | undefined; readonly ready: () => Promise<void> },
): Promise<Job> {
  const keys = keysFor(request, plan, identity, content)
  const submission = {
    ...{ ...tools, request, keys, memory: tools.remember?.(keys), isRerun: identity.attempt > 1 },
    ...{ startedAt: tools.clock.now(), timeout: plan.timeout },
  }
  return submit(submission, ready)
}

function keysFor(
  request: ImportRequest,
  { idempotencyKey, connection }: Plan,
  identity: RunIdentity,
  content: string | undefined,
): Keys {
  if (idempotencyKey === 'off') return noKeys
  if (idempotencyKey !== 'auto') return ownKey(idempotencyKey)
  return keysOf(identity, connection.api, connection.endpoint, request, content)
}

/**
 * Submits one import, and never two. The job of an earlier attempt is found: by what that attempt has noted, or by the
 * key on servers that honour it; one that has failed, or that the server no longer knows, is succeeded by one new job
 * under a further key. A create that certainly was not carried out is repeated; one that may have been is searched for:
 * in the list of jobs, compared with the list from before, told apart by their files. Only when the server has shown
 * over a grace period that it holds no such job, the create is repeated.
 *
 * Throws an `ImportError`: `Rejected` if there certainly is no job, `Unknown` if there may be one, `Cancelled` if the
 * workflow ended first.
 */
export async function submit(given: Submission, ready = async () => {}): Promise<Job> {
  const { request, keys, memory, isRerun, clock, signal, tell } = given
  const earlier = await earlierJob(given, (await memory?.recall()) ?? NOTHING)
  if (typeof earlier === 'object') return earlier
  await ready()
  const startedAt = clock.now()
  const submission = { ...given, startedAt }
  const tried = new Set<string>()
  let before: Before
  for (let turn = earlier; ; turn += 1) {
    const created = await createOnce(submission, keys(turn), before)
    const { jobId, isUnverified } = created
    before = created.before
    const job: Job = { jobId, origin: 'submitted', request, startedAt, isUnverified }
    const isEarlier = typeof before === 'object' && before.has(jobId)
    const hasNext = keys(turn + 1) !== undefined
    // A server that ignores keys makes a new job each time: only in a re-run may it be one that is gone.
    const mayBeGone = isRerun && hasNext
    if (isUnverified || !(isEarlier || mayBeGone)) return job
    const sight = await sightOf(submission, jobId)
    // A new job may have failed in a moment, too.
    const isSpent = sight === 'unknown' || (sight === 'failed' && isEarlier)
    if (!isSpent || !hasNext || tried.has(jobId) || signal.aborted) {
      if (isEarlier) return found(submission, jobId, sight)
      // Not seen, it may be an old one that is gone: nobody may take it for submitted.
      return { ...job, mustBeSeen: sight === 'unseen' || sight === 'unknown' }
    }
    tried.add(jobId)
    tell({ kind: 'noted', text: succeeded(submission, jobId, sight, turn) })
  }
}
