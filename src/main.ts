import { createImportService } from './api/client.ts'
import type { Transport } from './api/transport.ts'
import { ImportError } from './errors/import-error.ts'
import { type Connection, type Given, type Inputs, parseInputs } from './inputs/inputs.ts'
import { sourcesOf } from './job/files.ts'
import { keysOf, type RunIdentity } from './job/idempotency.ts'
import { adaptiveInterval } from './job/pace.ts'
import { type Judgement, judge } from './job/verdict.ts'
import type { Clock } from './model/clock.ts'
import type { Progress, Target } from './model/job.ts'
import { type Checks, createCheckRun } from './report/check-run.ts'
import { createLog } from './report/log.ts'
import { createOutputs } from './report/outputs.ts'
import { createRedaction } from './report/redacted.ts'
import type { Outcome, Reporter, Subject } from './report/reporter.ts'
import type { Runner } from './report/runner.ts'
import { renderSummary } from './report/summary.ts'
import { createTimeline, type Recording } from './report/timeline.ts'
import { type Submission, submit } from './steps/submit.ts'
import { verified } from './steps/verify.ts'
import { watch } from './steps/watch.ts'

export interface World {
  readonly given: Given
  readonly runner: Runner
  readonly clock: Clock
  readonly random: () => number
  readonly connect: (connection: Connection) => Transport
  /** Opens the check runs of GitHub; called only when there is a token for them. */
  readonly openChecks: (githubToken: string) => Promise<Checks>
  readonly run: RunIdentity
  /** Aborts when the workflow is cancelled. */
  readonly signal: AbortSignal
}

/** One run of the action, from the inputs to the outputs. Never throws: whatever happens is in the outcome. */
export async function main(world: World): Promise<Outcome> {
  const { runner, clock } = world
  const startedAt = clock.now()
  const timeline = createTimeline()
  const { recording } = timeline
  const log = createLog(runner, clock.now, recording)
  const { githubToken } = world.given
  const open = () => world.openChecks(githubToken)
  const live = githubToken ? [createCheckRun({ open, runner, clock, recording })] : []
  const reporters: readonly Reporter[] = [timeline, createOutputs(runner), log, ...live]
  const over = new AbortController()
  heartbeat(log, clock, over.signal)

  const run: Run = { jobId: undefined, subject: undefined, last: undefined }
  let inputs: Inputs | undefined
  let error: ImportError | undefined
  let warnings: readonly string[] = []
  try {
    inputs = parseInputs(world.given)
    await importOnce(inputs, run, reporters, startedAt, world)
    if (run.last) warnings = judge(run.last, judgementOf(inputs)).warnings
  } catch (thrown) {
    error = thrown instanceof ImportError ? thrown : unexpected(thrown, run.jobId)
  }
  over.abort()

  const outcome: Outcome = {
    ...run,
    status: error?.status ?? (run.last ? 'Completed' : 'Submitted'),
    elapsed: clock.now() - startedAt,
    error,
    red: error !== undefined && !(error.status === 'TimedOut' && inputs?.onTimeout === 'warn'),
    warnings,
  }
  const finishing = reporters.map(reporter => reporter.finished(outcome))
  if (inputs?.summary ?? true) writeSummary(outcome, recording, runner)
  for (const warning of warnings) runner.warn(warning)
  if (error && !outcome.red) runner.warn(error.message)
  await Promise.all(finishing)
  return outcome
}

/** What is known so far; it outlives a failure. */
interface Run {
  jobId: string | undefined
  subject: Subject | undefined
  last: Progress | undefined
}

async function importOnce(
  inputs: Inputs,
  run: Run,
  reporters: readonly Reporter[],
  startedAt: number,
  { clock, connect, random, runner, signal, run: identity }: World,
): Promise<void> {
  const { connection, task, target, pollInterval, timeout } = inputs
  const scope = { target, dbName: connection.dbName }
  const service = createImportService(connection.api, connect(connection), scope, runner.redact)
  const subject = subjectOf(inputs)
  run.subject = subject
  const learned = (jobId: string) => {
    run.jobId = jobId
    for (const reporter of reporters) reporter.learned?.(jobId)
  }
  const settled = (jobId: string) => {
    if (run.jobId !== jobId) learned(jobId)
    for (const reporter of reporters) reporter.submitted?.(jobId, subject)
  }

  const submission: Submission =
    task.kind === 'attach'
      ? { jobId: task.jobId, isUnverified: false }
      : await submit(task.request, {
          ...{ service, clock, random, signal },
          deadline: startedAt + timeout,
          keys: ownKeyOf(inputs) ?? keysOf(identity, connection.api, connection.endpoint, task.request),
          learned,
          note: line => {
            for (const reporter of reporters) reporter.noted?.(line)
          },
        })
  const { jobId, isUnverified } = submission
  if (!isUnverified) settled(jobId)
  if (!inputs.wait && !isUnverified) return

  const told = watch(jobId, {
    ...{ service, clock, signal, startedAt, timeout, random },
    interval: (now, before) =>
      pollInterval === 'auto' ? adaptiveInterval(now, before, random) : pollInterval,
    submitted: subject.sources,
  })
  const events =
    isUnverified && task.kind === 'submit'
      ? verified(told, { jobId, request: task.request, api: service.api, onVerified: () => settled(jobId) })
      : told
  const redacted = createRedaction(runner.redact)
  for await (const seen of events) {
    // Names are compared as they came, and told without secrets.
    const event = seen.kind === 'progress' ? { ...seen, progress: redacted(seen.progress) } : seen
    if (!inputs.wait && event.kind === 'progress') return
    if (event.kind === 'progress') run.last = event.progress
    for (const reporter of reporters) reporter.watched?.(event, clock.now() - startedAt)
  }
}

/** The key that the author chose, or none at all; `undefined` for the one that is made for every run. */
function ownKeyOf({ idempotencyKey }: Inputs): readonly string[] | undefined {
  if (idempotencyKey === 'auto') return undefined
  return idempotencyKey === 'off' ? [] : [idempotencyKey]
}

function judgementOf(inputs: Inputs): Judgement {
  const hasOwnKey = (ownKeyOf(inputs) ?? []).length > 0
  return { expected: inputs.expectedRows, hasOwnKey, api: inputs.connection.api }
}

function subjectOf({ task, target, connection }: Inputs): Subject {
  const place = placeOf(target, connection.endpoint)
  if (task.kind === 'attach') return { collectionName: task.collectionName, place, sources: [] }
  const { collectionName, source } = task.request
  return { collectionName, place, sources: sourcesOf(source) }
}

function placeOf(target: Target, endpoint: string): string {
  switch (target.kind) {
    case 'cluster':
      return `cluster ${target.clusterId}`
    case 'project':
      return `project ${target.projectId} in ${target.regionId}`
    case 'instance':
      return `Milvus at ${new URL(endpoint).host}`
  }
}

async function heartbeat(log: ReturnType<typeof createLog>, clock: Clock, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    log.beat()
    await clock.sleep(log.untilBeat(), over)
  }
}

function writeSummary(outcome: Outcome, recording: Recording, runner: Runner): void {
  try {
    runner.summary(renderSummary(outcome, recording))
  } catch (error) {
    runner.warn(`The job summary could not be written: ${error instanceof Error ? error.message : error}`)
  }
}

/** A mistake of this action, not of its surroundings: said as such, and never green. */
function unexpected(thrown: unknown, jobId: string | undefined): ImportError {
  return new ImportError({
    status: 'Unknown',
    code: 'InternalError',
    context: jobId ? `How import job ${jobId} ends is unknown: it was not touched` : undefined,
    title: `This action made a mistake: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    advice: 'Please report it with the log of this step',
  })
}
