import { createImportService } from './api/client.ts'
import type { Transport } from './api/transport.ts'
import { zillizV2 } from './api/zilliz-v2.ts'
import { ImportError } from './errors/import-error.ts'
import { type Given, type Inputs, parseInputs } from './inputs/inputs.ts'
import type { Clock } from './job/clock.ts'
import type { Progress, Target } from './job/job.ts'
import { adaptiveInterval } from './job/pace.ts'
import { submit } from './job/submit.ts'
import { judge } from './job/verdict.ts'
import { watch } from './job/watch.ts'
import { type Checks, createCheckRun } from './report/check-run.ts'
import { createLog } from './report/log.ts'
import { createOutputs } from './report/outputs.ts'
import type { Outcome, Reporter, Subject } from './report/reporter.ts'
import type { Runner } from './report/runner.ts'
import { renderSummary } from './report/summary.ts'
import { createTimeline, type Recording } from './report/timeline.ts'

export interface World {
  readonly given: Given
  readonly runner: Runner
  readonly clock: Clock
  readonly random: () => number
  readonly connect: (connection: Inputs['connection']) => Transport
  /** Opens the check runs of GitHub; called only when there is a token for them. */
  readonly openChecks: (githubToken: string) => Promise<Checks>
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
    if (run.last) warnings = judge(run.last, inputs.expectedRows).warnings
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
  { clock, connect, random, signal }: World,
): Promise<void> {
  const { task, target, pollInterval } = inputs
  const service = createImportService(zillizV2, connect(inputs.connection), target)
  const subject = subjectOf(inputs)
  run.subject = subject

  const jobId = task.kind === 'attach' ? task.jobId : await submit(task.request, { service, clock, signal })
  run.jobId = jobId
  for (const reporter of reporters) reporter.submitted?.(jobId, subject)
  if (!inputs.wait) return

  const events = watch(jobId, {
    service,
    clock,
    signal,
    startedAt,
    timeout: inputs.timeout,
    interval: elapsed => (pollInterval === 'auto' ? adaptiveInterval(elapsed, random) : pollInterval),
    random,
    submitted: subject.sources,
  })
  for await (const event of events) {
    if (event.kind === 'progress') run.last = event.progress
    for (const reporter of reporters) reporter.watched?.(event, clock.now() - startedAt)
  }
}

function subjectOf({ task, target }: Inputs): Subject {
  const place = placeOf(target)
  if (task.kind === 'attach') return { collectionName: task.collectionName, place, sources: [] }
  const { collectionName, source } = task.request
  const sources = source.kind === 'objects' ? source.urls.map(withoutQuery) : source.paths
  return { collectionName, place, sources }
}

function placeOf(target: Target): string {
  return target.kind === 'cluster'
    ? `cluster ${target.clusterId}`
    : `project ${target.projectId} in ${target.regionId}`
}

/** A query is a signature: not for showing. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*$/s, '')
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
