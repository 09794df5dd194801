import type { Clock } from '../model/clock.ts'
import type { Progress } from '../model/job.ts'
import { reached } from '../words/job.ts'
import { cut } from '../words/text.ts'
import { headline } from './headline.ts'
import { learn, NOTHING_KNOWN, type Outcome, type Reporter } from './reporter.ts'
import type { Runner } from './runner.ts'
import { renderLive, renderSummary } from './summary.ts'
import type { Recording } from './timeline.ts'

export type Conclusion = 'success' | 'failure' | 'timed_out' | 'cancelled' | 'neutral'

export interface CheckOutput {
  readonly title: string
  /** Markdown. */
  readonly summary: string
}

/** The check runs of one commit, as a step may use them; every call rejects when something is wrong. */
export interface Checks {
  /** What tells this step from others, the same in every attempt of a run. */
  readonly step: string
  readonly isRerun: boolean
  find(name: string, externalId: string, signal: AbortSignal): Promise<number | undefined>
  create(name: string, externalId: string, output: CheckOutput, signal: AbortSignal): Promise<number>
  update(id: number, output: CheckOutput, signal: AbortSignal): Promise<void>
  conclude(id: number, conclusion: Conclusion, output: CheckOutput, signal: AbortSignal): Promise<void>
}

export interface CheckRunOptions {
  readonly open: () => Promise<Checks>
  readonly runner: Runner
  readonly clock: Clock
  readonly recording: Recording
}

/** Milliseconds between two updates: 1,000 requests an hour are shared by a whole repository. */
const PAUSE = 15_000
/** One call may take so long; nobody waits for it. */
const CALL_TIMEOUT = 10_000
/** The last calls are waited for, and less so when the runner is about to kill the process. */
const LAST_WORDS = 3000
const LAST_WORDS_CANCELLED = 1500
/** After so much trouble in a row the check run is left alone until its end. */
const MOST_FAILURES = 3
/** GitHub takes 65,535 bytes (github/rest-api-description#5399). */
const LONGEST_SUMMARY = 60_000
const LONGEST_TITLE = 200

/**
 * A check run that shows the import while it goes on. It can neither fail nor hold up the import: calls are made aside,
 * one at a time, and trouble is one warning at the end. `finished` resolves when the check run is concluded, or has
 * had its time.
 */
export function createCheckRun(options: CheckRunOptions): Reporter {
  const { runner, clock, recording } = options
  const ending = new AbortController()
  const over = new AbortController()
  const news = createNews()
  let known = NOTHING_KNOWN
  let told = ''
  let following: Promise<Followed> | undefined

  const show = (mark: string, output: CheckOutput) => {
    if (mark === told) return
    told = mark
    news.bring(clean(output, runner))
  }
  const begin = (jobId: string) => {
    show('submitted', { title: 'Submitted', summary: renderLive(known, recording, 0) })
    const collection = known.subject?.collectionName
    const name = collection ? `Import into ${collection}` : `Import job ${jobId}`
    following = follow({
      ...options,
      name: cut(runner.clean(name), LONGEST_TITLE),
      jobId,
      news,
      ending: ending.signal,
      over: over.signal,
    })
  }

  return {
    tell(event, elapsed) {
      known = learn(known, event)
      if (event.kind === 'settled') begin(event.jobId)
      // The last word is told by the conclusion.
      if (event.kind !== 'progress' || event.progress.standing !== 'running' || !following) return
      const render = (mostRows: number) => renderLive(known, recording, elapsed, { mostRows })
      show(markOf(event.progress), { title: reached(event.progress), summary: fitting(render) })
    },

    async finished(outcome) {
      ending.abort()
      if (!following) return
      const budget = outcome.status === 'Cancelled' ? LAST_WORDS_CANCELLED : LAST_WORDS
      const inTime = new AbortController()
      clock.sleep(budget, inTime.signal).then(() => over.abort())
      const trouble = await conclude(await following, outcome, options, over.signal)
      inTime.abort()
      if (trouble !== undefined) runner.warn(warningOf(trouble, runner))
    },
  }
}

/** What became of the check run while the import went on. */
interface Followed {
  readonly checks: Checks | undefined
  readonly id: number | undefined
  readonly trouble: unknown
}

interface FollowOptions extends CheckRunOptions {
  readonly name: string
  readonly jobId: string
  readonly news: News
  /** Aborts when the import is over: an update under way is old by then, a create is not given up. */
  readonly ending: AbortSignal
  /** Aborts when there is no time left. */
  readonly over: AbortSignal
}

/** Creates the check run, then sends what is new, until the end. Never rejects. */
async function follow({ open, clock, name, jobId, news, ending, over }: FollowOptions): Promise<Followed> {
  let checks: Checks | undefined
  let id: number | undefined
  let trouble: unknown
  let failures = 0
  while (!ending.aborted && failures < MOST_FAILURES) {
    const output = await news.next(ending)
    if (!output) break
    try {
      checks ??= await open()
      if (id === undefined) id = await start(checks, failures > 0, name, jobId, output, over)
      else await checks.update(id, output, within(CALL_TIMEOUT, ending, over))
      trouble = undefined
      failures = 0
    } catch (error) {
      if (!ending.aborted || id === undefined) trouble = error
      failures = isRefusal(error) ? MOST_FAILURES : failures + 1
      news.again()
    }
    await clock.sleep(PAUSE, ending)
  }
  return { checks, id, trouble }
}

/** Finds the check run of an earlier attempt, or of a create whose answer was lost, and otherwise creates one. */
async function start(
  checks: Checks,
  again: boolean,
  name: string,
  jobId: string,
  output: CheckOutput,
  over: AbortSignal,
): Promise<number> {
  const externalId = `${checks.step}/${jobId}`
  const known =
    checks.isRerun || again ? await checks.find(name, externalId, within(CALL_TIMEOUT, over)) : undefined
  if (known === undefined) return checks.create(name, externalId, output, within(CALL_TIMEOUT, over))
  await checks.update(known, output, within(CALL_TIMEOUT, over))
  return known
}

/** Concludes the check run, if there is one. Resolves to what is worth a warning. */
async function conclude(
  { checks, id, trouble }: Followed,
  outcome: Outcome,
  { runner, recording }: CheckRunOptions,
  over: AbortSignal,
): Promise<unknown> {
  if (!checks || id === undefined) return trouble
  const render = (mostRows: number) => renderSummary(outcome, recording, { mermaid: false, mostRows })
  const output = clean({ title: headline(outcome), summary: fitting(render) }, runner)
  try {
    await checks.conclude(id, conclusionOf(outcome), output, over)
    return undefined
  } catch (error) {
    return error
  }
}

/** What GitHub should show: green only where the data is in. */
export function conclusionOf({ status, red }: Pick<Outcome, 'status' | 'red'>): Conclusion {
  if (status === 'Cancelled') return 'cancelled'
  if (status === 'TimedOut') return red ? 'timed_out' : 'neutral'
  if (status === 'Submitted') return 'neutral'
  return red ? 'failure' : 'success'
}

interface News {
  bring(output: CheckOutput): void
  /** The newest output that was not taken yet, when there is one; `undefined` at the end. */
  next(ending: AbortSignal): Promise<CheckOutput | undefined>
  /** What was taken last did not arrive: it is news again, unless there is newer. */
  again(): void
}

function createNews(): News {
  let fresh: CheckOutput | undefined
  let taken: CheckOutput | undefined
  let wake = () => {}
  return {
    bring(output) {
      fresh = output
      wake()
    },
    async next(ending) {
      if (!fresh && !ending.aborted) {
        await new Promise<void>(resolve => {
          wake = resolve
          ending.addEventListener('abort', () => resolve(), { once: true })
        })
      }
      taken = fresh
      fresh = undefined
      return taken
    },
    again() {
      fresh ??= taken
    },
  }
}

/** What is worth an update; the time alone is not. */
function markOf(progress: Progress): string {
  return [reached(progress), ...progress.files.map(({ state, percent }) => `${state} ${percent}`)].join()
}

/** As many files as there is room for. */
function fitting(render: (mostRows: number) => string): string {
  const sizes = [100, 20, 5, 0]
  const texts = sizes.values().map(render)
  return texts.find(text => Buffer.byteLength(text) <= LONGEST_SUMMARY) ?? ''
}

function clean({ title, summary }: CheckOutput, runner: Runner): CheckOutput {
  return { title: cut(runner.clean(title), LONGEST_TITLE), summary: runner.redact(summary) }
}

function within(ms: number, ...signals: readonly AbortSignal[]): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(ms), ...signals])
}

/** A token without the permission, or a repository that it does not reach: asking again would not help. */
function isRefusal(error: unknown): boolean {
  return [401, 403, 404, 422].includes(statusOf(error))
}

/** 0 where GitHub did not answer: its client calls a failure on the way (DNS, TLS) a 500 without a response. */
function statusOf(error: unknown): number {
  const { status, response } = error as { status?: unknown; response?: unknown }
  return typeof status === 'number' && !(status === 500 && !response) ? status : 0
}

function warningOf(trouble: unknown, { clean }: Runner): string {
  const status = statusOf(trouble)
  // Before it is cut: half a secret is one, too.
  const said = clean(trouble instanceof Error ? trouble.message : String(trouble))
  const why = status > 0 ? `GitHub answered ${status}: ${cut(said, 200)}` : `no answer: ${cut(said, 200)}`
  const advice = isRefusal(trouble) ? '. Give the job the permission `checks: write`' : ''
  return `The check run could not be written (${why})${advice}. The import is not affected.`
}
