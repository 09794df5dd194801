import { createImportService } from './api/client.ts'
import type { Transport, Wire } from './api/transport.ts'
import { internalError } from './errors/failures.ts'
import { ImportError } from './errors/import-error.ts'
import { type Given, parseInputs } from './inputs/inputs.ts'
import { sourcesOf } from './job/files.ts'
import type { RunIdentity } from './job/idempotency.ts'
import type { Clock } from './model/clock.ts'
import type { Event, Subject } from './model/events.ts'
import type { Status, Target } from './model/job.ts'
import type { Connection, Plan } from './model/plan.ts'
import type { CallOptions } from './model/service.ts'
import type { Tools } from './model/tools.ts'
import type { Checks } from './report/github.ts'
import { createLog, type Log } from './report/log.ts'
import { createOutputs } from './report/outputs.ts'
import { learn, NOTHING_KNOWN, type Outcome } from './report/reporter.ts'
import type { Runner } from './report/runner.ts'
import { renderSummary } from './report/summary.ts'
import { createTimeline, type Recording } from './report/timeline.ts'
import { run } from './run.ts'
import type { UploadWorld } from './steps/upload.ts'

export interface World {
  readonly given: Given
  readonly runner: Runner
  readonly clock: Clock
  /** Milliseconds since 1970. */
  readonly today: () => number
  readonly random: () => number
  readonly connect: (connection: Connection) => Transport
  /** The way to object stores; called only by who looks at them or uploads. */
  readonly wire: () => Wire
  readonly env: NodeJS.ProcessEnv
  /** Opens the check runs of GitHub; called only when there is a token for them. */
  readonly openChecks: (githubToken: string) => Promise<Checks>
  readonly run: RunIdentity
  /** Aborts when the workflow is cancelled. */
  readonly signal: AbortSignal
}

/** One run of the action, from the inputs to the outputs. Never throws: whatever happens is in the outcome. */
export async function main(world: World): Promise<Outcome> {
  const { given, runner, clock } = world
  const startedAt = clock.now()
  const elapsed = () => clock.now() - startedAt
  const timeline = createTimeline()
  const { recording } = timeline
  const log = createLog(runner, clock.now, recording)
  const checkRun = await checkRunOf(world, recording)
  const reporters = [timeline, createOutputs(runner), log, ...(checkRun ? [checkRun] : [])]
  let known = NOTHING_KNOWN
  const tell = (event: Event) => {
    known = learn(known, event, elapsed())
    for (const reporter of reporters) reporter.tell(event, known)
  }
  const over = new AbortController()
  heartbeat(log, clock, over.signal)

  let plan: Plan | undefined
  let status: Status
  let error: ImportError | undefined
  try {
    plan = parseInputs(given)
    tell({ kind: 'begun', subject: subjectOf(plan) })
    const tools = toolsOf(plan, world, tell, checkRun?.remember)
    status = await run(plan, world.run, tools, uploadWorldOf.bind(undefined, plan, world))
  } catch (thrown) {
    error = thrown instanceof ImportError ? thrown : internalError(thrown, known.jobId)
    status = error.status
  }
  over.abort()

  const isLate = status === 'TimedOut' || error?.code === 'NotSearchable'
  const red = error !== undefined && !(isLate && plan?.onTimeout === 'warn')
  const outcome: Outcome = { ...known, status, elapsed: elapsed(), error, red }
  const finishing = reporters.map(reporter => reporter.finished(outcome))
  if (plan?.summary ?? true) writeSummary(outcome, recording, runner)
  for (const warning of outcome.warnings) runner.warn(warning)
  if (error && !red) runner.warn(error.message)
  await Promise.all(finishing)
  return outcome
}

/** The code for it is loaded by those who ask. */
async function checkRunOf({ given: { githubToken }, run: identity, ...world }: World, recording: Recording) {
  if (!githubToken) return undefined
  const { createCheckRun } = await import('./report/check-run.ts')
  return createCheckRun({ ...world, open: () => world.openChecks(githubToken), identity, recording })
}

/** What loads code of its own loads it when it is asked. */
function toolsOf(plan: Plan, world: World, tell: Tools['tell'], remember: Tools['remember']): Tools {
  const { clock, today, random, signal, runner, connect } = world
  const { redact } = runner
  const { connection, target } = plan
  const scope = { target, dbName: connection.dbName }
  const access = { connection, target, connect, redact }
  const findCluster = once(async options => {
    const api = await import('./api/data-plane.ts')
    return api.findCluster(access, options)
  })
  let wire: Wire | undefined
  return {
    ...{ clock, today, random, signal, tell, findCluster, remember },
    service: createImportService(connection.api, connect(connection), scope, redact),
    openDataPlane: once(async options => {
      const api = await import('./api/data-plane.ts')
      return api.openDataPlane(access, findCluster, options)
    }),
    async locate(url, credentials) {
      const { openObjects } = await import('./storage/open.ts')
      wire ??= world.wire()
      return openObjects(url, credentials, { wire, today, redact, told() {} })
    },
  }
}

/** Asks until an answer comes, and repeats that. */
function once<T>(ask: (options: CallOptions) => Promise<T>): (options: CallOptions) => Promise<T> {
  let answer: Promise<T> | undefined
  return options => {
    answer ??= ask(options).catch(error => {
      answer = undefined
      throw error
    })
    return answer
  }
}

async function uploadWorldOf(
  { connection }: Plan,
  { connect, env, runner: { redact }, wire }: World,
): Promise<UploadWorld> {
  const { applyFor } = await import('./api/volumes.ts')
  return { wire: wire(), env, redact, apply: applyFor(connect(connection), redact) }
}

function subjectOf({ task, target, connection }: Plan): Subject {
  const place = placeOf(target, connection.endpoint)
  if (task.kind === 'attach') return { collectionName: task.collectionName, place, sources: [] }
  const { into, source } = task
  const sources = source.kind === 'local' ? source.patterns : sourcesOf(source)
  return { collectionName: into.collectionName, place, sources }
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

async function heartbeat(log: Log, clock: Clock, over: AbortSignal): Promise<void> {
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
