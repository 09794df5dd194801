import { sourcesOf } from '../job/files.ts'
import { keysOf, noKeys, ownKey, type RunIdentity } from '../job/idempotency.ts'
import type { ImportRequest } from '../model/job.ts'
import { type Keys, NOTHING } from '../model/memory.ts'
import type { Plan } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import { type Before, type Created, createOnce } from './create.ts'
import { asFound, earlierJob, sightOf, succeeded } from './earlier.ts'
import type { Submission, SubmitOptions } from './submission.ts'
import type { Followed } from './watch.ts'

/** The step: goes on with the job that the author named. */
export function attach(jobId: string, { tell }: Tools): Followed {
  tell({ kind: 'learned', jobId })
  return {
    jobId,
    origin: 'given',
    unverified: undefined,
    mustBeSeen: false,
    ifCompleted: undefined,
    sources: [],
  }
}

/**
 * The step: submits one import, or finds the job of it that an earlier attempt submitted. `content` says what the files
 * hold, where that is known; `ready` is called before the first create, and not where a job is found without one.
 */
export async function submitOnce(
  request: ImportRequest,
  plan: Plan,
  identity: RunIdentity,
  tools: Tools & { readonly startedAt: number },
  { content, ready }: { readonly content?: string | undefined; readonly ready?: SubmitOptions['ready'] } = {},
): Promise<Followed> {
  const { tell, startedAt, remember } = tools
  const keys = keysFor(request, plan, identity, content)
  const { jobId, origin, endedBefore, mustBeSeen, isUnverified } = await submit(request, {
    ...tools,
    keys,
    isRerun: identity.attempt > 1,
    memory: remember?.(keys),
    ...{ deadline: startedAt + plan.timeout, ready },
    learned: id => tell({ kind: 'learned', jobId: id }),
    note: text => tell({ kind: 'noted', text }),
  })
  const warning = importedNothing(jobId, plan)
  if (endedBefore && !mustBeSeen) tell({ kind: 'warned', text: warning })
  const isUnseen = origin === 'found' && mustBeSeen
  return {
    ...{ jobId, origin, mustBeSeen, sources: sourcesOf(request.source) },
    unverified: isUnverified ? request : undefined,
    ifCompleted: isUnseen ? warning : undefined,
  }
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

/** A green step that has done nothing must not look like one that has. */
function importedNothing(jobId: string, { idempotencyKey }: Plan): string {
  const newRun = idempotencyKey === 'auto' ? 'start a new run, or ' : ''
  return `Import job ${jobId} of an earlier attempt had already completed: this attempt imported nothing. If the files have changed since, ${newRun}give the step another \`idempotencyKey\`.`
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
export async function submit(request: ImportRequest, given: SubmitOptions): Promise<Submission> {
  const { keys, memory, note, signal } = given
  const earlier = await earlierJob(request, (await memory?.recall()) ?? NOTHING, given)
  if ('jobId' in earlier) return earlier
  const options = { ...given, deadline: (await given.ready?.()) ?? given.deadline }
  const tried = new Set<string>()
  let before: Before
  for (let { turn } = earlier; ; turn += 1) {
    const created = await createOnce(request, keys(turn), before, options)
    const { jobId } = created
    before = created.before
    const isEarlier = before instanceof Set && before.has(jobId)
    // A server that ignores keys makes a new job each time: only in a re-run may it be one that is gone.
    const mayBeGone = options.isRerun && keys(turn + 1) !== undefined
    if (created.isUnverified || !(isEarlier || mayBeGone)) return asSubmitted(created)
    const sight = await sightOf(jobId, options)
    // A new job may have failed in a moment, too.
    const isSpent = sight === 'unknown' || (sight === 'failed' && isEarlier)
    const isLast = keys(turn + 1) === undefined || tried.has(jobId) || signal.aborted
    if (!isSpent || isLast) {
      if (isEarlier) return asFound(jobId, sight)
      // Not seen, it may be an old one that is gone: nobody may take it for submitted.
      return { ...asSubmitted(created), mustBeSeen: sight === 'unseen' || sight === 'unknown' }
    }
    tried.add(jobId)
    note(succeeded(jobId, sight, turn, options))
  }
}

function asSubmitted({ jobId, isUnverified }: Created): Submission {
  return { jobId, origin: 'submitted', endedBefore: false, mustBeSeen: false, isUnverified }
}
