import type { Ledger } from '../../sandbox/ledger.ts'
import type { Service } from '../../sandbox/server.ts'
import type { Written } from './action.ts'
import type { Profile } from './profiles.ts'
import type { Attempt } from './story.ts'

/** What one attempt did, for whoever looks from outside. Times are milliseconds. */
export interface AttemptRecord {
  /** How the ledger calls it. */
  readonly label: string
  readonly attempt: Attempt
  readonly startedAt: number
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
  for (const record of records) {
    const found = [
      ...(await untruths(record, service.ledger, service.faults.fired.length > 0)),
      ...losses(record, service.ledger),
      ...delays(record),
      ...noise(record, secrets),
    ]
    violations.push(...found.map(text => `${record.label}: ${text}`))
  }
  violations.push(...(await surplus(trial)))
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
 * At most one job for a run. A re-run makes a second one only if the first has failed or is no longer known; where the
 * server does not honour the key, a re-run can't know the job of the attempt before, and each attempt has one.
 */
async function surplus({ profile, service: { ledger, faults }, records }: Trial): Promise<string[]> {
  const perAttempt = records.map(({ label }) => ledger.jobsOf(label))
  const found = perAttempt.flatMap((jobs, index) =>
    jobs.length > 1 ? [`attempt ${index + 1} made ${jobs.length} jobs: ${jobs.join(', ')}`] : [],
  )
  if (!profile.honoursKey) return found
  const jobs = perAttempt.flat()
  const views = await Promise.all(jobs.map(jobId => ledger.view(jobId)))
  const forgets = faults.fired.some(({ fault }) => fault.kind === 'forget')
  const spent = views.filter(view => view?.state === 'Failed' || forgets).length
  return jobs.length > 1 + Math.min(spent, records.length - 1)
    ? [...found, `the run has ${jobs.length} jobs: ${jobs.join(', ')}`]
    : found
}
