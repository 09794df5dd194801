import type { Ledger } from '../../sandbox/ledger.ts'
import type { Service } from '../../sandbox/server.ts'
import type { KnownCheckRun } from '../../src/report/github.ts'
import type { Written } from './action.ts'
import type { Profile } from './profiles.ts'
import type { Attempt, Story } from './story.ts'

/** What one attempt did, for whoever looks from outside. Times are milliseconds. */
export interface AttemptRecord {
  /** How the ledger calls it. */
  readonly label: string
  readonly attempt: Attempt
  readonly startedAt: number
  /** The same on the clock of the service, as far as that can be told. */
  readonly begunAt: number
  readonly endedAt: number
  readonly stoppedAt: number | undefined
  /** Is the step green? `undefined` where the runner was lost and nobody knows. */
  readonly green: boolean | undefined
  readonly written: Written
  /** Jobs whose id came to the action in a whole answer to its create. */
  readonly named: readonly string[]
}

export interface Trial {
  readonly profile: Pick<Profile, 'honoursKey'>
  readonly service: Pick<Service, 'ledger' | 'faults'>
  readonly records: readonly AttemptRecord[]
  readonly story: Pick<Story, 'token' | 'runner' | 'world'>
  /** The check runs as they were left. */
  readonly github: readonly KnownCheckRun[]
  readonly secrets: readonly string[]
}

export interface Verdict {
  /** One word for how each attempt ended. */
  readonly endings: readonly string[]
  /** Sentences about what must not be; empty if all is well. */
  readonly violations: readonly string[]
  /** What really happened. */
  readonly ledger: string
}

/** From the contract: the last poll, a search that has begun, and a create in flight may outlast the timeout. */
const AFTER_TIMEOUT = 10_000 + 30_000 + 60_000
const AFTER_CANCEL = 6000
const MILLISECONDS = { '20s': 20_000, '2m': 120_000, '30m': 1_800_000 }

/** Judges attempts by what the service really holds. */
export async function judge(trial: Trial): Promise<Verdict> {
  const { records, service, secrets } = trial
  const violations: string[] = []
  for (const [index, record] of records.entries()) {
    // What an attempt that was stopped has left behind may be unclear.
    const isUnclear = records.slice(0, index).some(({ stoppedAt }) => stoppedAt !== undefined)
    const found = [
      ...(await untruths(record, service.ledger, service.faults.fired.length > 0 || isUnclear)),
      ...(await mixedUp(record, trial)),
      ...(await unsaid(record, trial)),
      ...losses(record, service.ledger),
      ...delays(record),
      ...noise(record, secrets),
    ]
    violations.push(...found.map(text => `${record.label}: ${text}`))
  }
  violations.push(...(await surplus(trial)), ...leftOpen(trial))
  const endings = records.map(({ written, green }) => {
    const { status = 'no status', jobId, errorCode } = written.outputs
    const isDetail = status === 'Unknown' && errorCode === 'SubmitUnconfirmed'
    return `${green === undefined ? 'killed' : isDetail ? 'Unconfirmed' : status}${jobId ? ' with job' : ''}`
  })
  return { endings, violations, ledger: await service.ledger.tell() }
}

/** `status` against the ledger. */
async function untruths(record: AttemptRecord, ledger: Ledger, troubled: boolean): Promise<string[]> {
  const { written, green, label, attempt, startedAt, endedAt, stoppedAt } = record
  if (green === undefined) return []
  const { status, jobId, importedRows, errorCode } = written.outputs
  const entry = ledger.entries.find(other => other.jobId === jobId)
  const job = entry && (await ledger.view(entry.jobId))
  const late = endedAt - startedAt >= MILLISECONDS[attempt.timeout]
  const rules: readonly (readonly [boolean, string])[] = [
    [status === undefined, '`status` is not set'],
    [jobId !== undefined && !entry?.by.startsWith('attempt'), `job ${jobId} is not ours`],
    [green && !['Completed', 'Submitted', 'TimedOut'].includes(status ?? ''), `green as ${status}`],
    [green && status === 'Submitted' && attempt.wait, 'green without the wait that was asked for'],
    [green && status === 'TimedOut' && attempt.onTimeout !== 'warn', 'green after a timeout'],
    [
      ['Completed', 'Submitted', 'Failed', 'TimedOut'].includes(status ?? '') && !entry,
      `${status} without a job`,
    ],
    [status === 'Completed' && job?.state !== 'Completed', `Completed, but the job is ${job?.state}`],
    [
      status === 'Completed' && importedRows !== undefined && importedRows !== String(job?.importedRows),
      `${importedRows} rows are told, but ${job?.importedRows} came in`,
    ],
    [status === 'Failed' && job?.state !== 'Failed', `Failed, but the job is ${job?.state}`],
    [status === 'Rejected' && ledger.jobsOf(label).length > 0, 'Rejected, but the server made a job'],
    [status === 'TimedOut' && !late, 'TimedOut too early'],
    [status === 'Cancelled' && stoppedAt === undefined, 'Cancelled, but nobody did'],
    [status === 'Unknown' && !troubled, `Unknown (${errorCode}) although nothing went wrong`],
    [status === 'Rejected' && !troubled, `Rejected (${errorCode}) although nothing went wrong`],
    [status === 'InvalidInput', 'the inputs were right'],
    [errorCode === 'InternalError', `a mistake of the action: ${written.outputs['errorMessage']}`],
  ]
  return rules.filter(([broken]) => broken).map(([, text]) => text)
}

/** The job of another leg, or one that had failed before: neither brings the data of this step. */
async function mixedUp(
  { written, green, label, attempt, begunAt }: AttemptRecord,
  { service: { ledger, faults }, records, story }: Trial,
): Promise<string[]> {
  const { jobId, status } = written.outputs
  const entry = ledger.entries.find(other => other.jobId === jobId)
  if (!entry || entry.by === label || green === undefined) return []
  const owner = records.find(record => record.label === entry.by)
  const endedAt = (await ledger.view(entry.jobId))?.endedAt
  const isOld = endedAt !== undefined && endedAt < begunAt
  // It may be seen only later that it had failed.
  const isBlind = cannotTell(story) || faults.fired.some(({ on }) => on !== 'create')
  return [
    ...(owner && owner.attempt.leg !== attempt.leg ? ['took the job of another leg'] : []),
    ...(status === 'Failed' && isOld && !isBlind
      ? [`failed with the job of ${entry.by}, which had failed before`]
      : []),
  ]
}

/** A green step that has submitted nothing says so, and that it imported nothing where the job had ended before. */
async function unsaid(record: AttemptRecord, { service, story }: Trial): Promise<string[]> {
  const { written, green, label, begunAt } = record
  const { jobId, reused } = written.outputs
  const entry = service.ledger.entries.find(other => other.jobId === jobId)
  const hasTrouble = service.faults.fired.some(({ on }) => on === 'list' || on === 'any')
  // Where every attempt is the first, nobody asks whether the job of a key is one that the server has forgotten.
  const isForgotten =
    story.runner === 'act' && service.faults.fired.some(({ fault }) => fault.kind === 'forget')
  if (!green || !entry || cannotTell(story) || hasTrouble || isForgotten) return []
  if (entry.by === label) return reused === 'true' ? ['`reused`, but it submitted the job itself'] : []
  if (reused !== 'true') return [`green with the job of ${entry.by}, but not \`reused\``]
  const endedAt = (await service.ledger.view(entry.jobId))?.endedAt
  // Who waited in vain has not seen that it had ended.
  const isOld = endedAt !== undefined && endedAt < begunAt && written.outputs['status'] !== 'TimedOut'
  return isOld && !/imported nothing/.test(written.text) ? ['no word that nothing was imported'] : []
}

/** Without ids in the list from before, and without memory, nobody can tell an old job from a new one. */
function cannotTell({ token, runner, world }: Trial['story']): boolean {
  return ['no id', 'no object'].includes(world.records) && !(token && runner === 'github')
}

/** The next attempt completes what a killed one has left open. */
function leftOpen({ records, story, github }: Trial): string[] {
  const isStopped = [1, 2].some(leg => {
    const last = records.findLast(({ attempt }) => attempt.leg === leg)
    return last?.stoppedAt !== undefined
  })
  if (!story.token || story.runner === 'act' || isStopped) return []
  return github.filter(({ isOpen }) => isOpen).map(({ externalId }) => `check run ${externalId} is left open`)
}

/** A job id that came must be an output, unless a later job of this attempt took its place. */
function losses({ label, named, written }: AttemptRecord, ledger: Ledger): string[] {
  const { jobId } = written.outputs
  const isKnown = jobId !== undefined && [...named, ...ledger.jobsOf(label)].includes(jobId)
  return named.length === 0 || isKnown ? [] : [`the answer named ${named[0]}, but \`jobId\` does not`]
}

function delays({ attempt, startedAt, endedAt, stoppedAt }: AttemptRecord): string[] {
  const deadline = startedAt + MILLISECONDS[attempt.timeout] + AFTER_TIMEOUT
  const late = endedAt > deadline ? [`ended ${endedAt - deadline} ms after the latest end`] : []
  const isSlow =
    attempt.stop?.by === 'SIGINT' && stoppedAt !== undefined && endedAt - stoppedAt > AFTER_CANCEL
  return isSlow ? [...late, `ended ${endedAt - stoppedAt} ms after the cancel`] : late
}

function noise({ written }: AttemptRecord, secrets: readonly string[]): string[] {
  const { text, errors, warnings } = written
  return [
    ...(secrets.some(secret => text.includes(secret)) ? ['a secret is written'] : []),
    ...(errors > 1 ? [`${errors} errors`] : []),
    ...(warnings > 2 ? [`${warnings} warnings`] : []),
  ]
}

/**
 * At most one job for a run. A re-run makes a second one only if the first has failed or is no longer known. Where the
 * server does not honour the key, and no check run remembers, a re-run can't know the job of the attempt before, and each
 * attempt has one.
 */
async function surplus({ profile, service: { ledger, faults }, records, story }: Trial): Promise<string[]> {
  const found = records.flatMap(({ label }) => {
    const jobs = ledger.jobsOf(label)
    return jobs.length > 1 ? [`${label} made ${jobs.length} jobs: ${jobs.join(', ')}`] : []
  })
  const isRemembered = story.token && story.runner === 'github'
  if (!profile.honoursKey && !isRemembered) return found
  const forgets = faults.fired.some(({ fault }) => fault.kind === 'forget')
  for (const leg of [1, 2]) {
    const attempts = records.filter(({ attempt }) => attempt.leg === leg)
    const jobs = attempts.flatMap(({ label }) => ledger.jobsOf(label))
    const views = await Promise.all(jobs.map(jobId => ledger.view(jobId)))
    const spent = views.filter(view => view?.state === 'Failed' || forgets).length
    if (jobs.length > 1 + Math.min(spent, attempts.length - 1))
      found.push(`the run has ${jobs.length} jobs: ${jobs.join(', ')}`)
  }
  return found
}
