import { within } from '../job/limits.ts'
import type { Clock } from '../model/clock.ts'
import type { Progress } from '../model/job.ts'
import { type Keys, type Memory, NOTHING, type Remembered } from '../model/memory.ts'
import type { UploadProgress } from '../model/upload.ts'
import { reached } from '../words/job.ts'
import { cut } from '../words/text.ts'
import { createWriter, type Writer } from './check-run-writer.ts'
import { type CheckOutput, type Checks, type Conclusion, isRefusal, statusOf } from './checks.ts'
import { headline } from './ending.ts'
import { lineOf, uploadPercent } from './event-lines.ts'
import { beforeNote, NO_JOB, recollect } from './memory.ts'
import { NOTHING_KNOWN, type Outcome, type Reporter } from './reporter.ts'
import { type Runner, textOf } from './runner.ts'
import { renderLive, renderSummary } from './summary.ts'
import type { Recording } from './timeline.ts'

export interface CheckRunOptions {
  readonly open: () => Promise<Checks>
  readonly runner: Runner
  readonly clock: Clock
  readonly recording: Recording
  readonly identity: {
    readonly runId: string
    readonly job: string
    readonly step: string
    readonly attempt: number
  }
  /** Aborts when the workflow is cancelled: nobody waits for GitHub then. */
  readonly signal: AbortSignal
}

export interface CheckRun extends Reporter {
  /** The memory of an import with these keys. Without a key it knows and notes nothing. */
  readonly remember: (keys: Keys) => Memory
}

/** Before a create GitHub has so long to take the note. Milliseconds. */
const LONGEST_NOTE = 5000
/** A re-run waits so long to hear of earlier attempts. Milliseconds. */
const LONGEST_RECALL = 10_000
/** The last calls are waited for, and less so when the runner is about to kill the process. Milliseconds. */
const LAST_WORDS = 3000
const LAST_WORDS_CANCELLED = 1500
/** GitHub takes 65,535 bytes (github/rest-api-description#5399). */
const LONGEST_SUMMARY = 60_000
const LONGEST_TITLE = 200

/**
 * A check run that shows the import while it goes on, and by which a re-run finds its job on every server. It can't fail
 * the import, and holds it up for seconds at most, before the create: trouble is one warning at the end. `finished`
 * resolves when the check run is completed, or has had its time.
 */
export function createCheckRun(options: CheckRunOptions): CheckRun {
  const { open, runner, clock, recording, identity, signal } = options
  const isRerun = identity.attempt > 1
  let known = NOTHING_KNOWN
  let writer: Writer | undefined
  let externalId = ''
  /** Stays in the text as long as nobody knows of a job. */
  let trail = ''
  let shown = ''
  let lost: unknown
  let firstKey: string | undefined
  let leftOpen: readonly number[] = []

  const writerFor = (jobId: string | undefined): Writer => {
    const collection = known.subject?.collectionName
    const name = collection ? `Import into ${collection}` : `Import job ${jobId}`
    writer ??= createWriter({
      ...{ open, clock, isRerun },
      name: cut(runner.clean(name), LONGEST_TITLE),
      isOurs: run => jobId !== undefined && run.externalId.endsWith(`/${jobId}`),
    })
    return writer
  }
  const show = (mark: string, output: CheckOutput) => {
    if (mark === shown) return
    shown = mark
    const { title, summary } = output
    writer?.want({ externalId, output: clean({ title, summary: summary + trail }, runner) })
  }
  const enter = (id: string, title: string, more = '') => {
    externalId = id
    trail = more
    show(`${id} ${title}`, { title, summary: renderLive({ ...known, elapsed: 0 }, recording) })
  }

  /** Nothing was submitted yet: a later attempt that finds this check run may go on without a doubt. */
  const onUploading = (progress: UploadProgress) => {
    const percent = uploadPercent(progress)
    if (`Uploading ${percent}` === shown) return
    writerFor(undefined)
    const { runId, job, step } = identity
    externalId ||= firstKey === undefined ? `${runId}/${job}/${step}` : `${runner.redact(firstKey)}/${NO_JOB}`
    show(`Uploading ${percent}`, {
      title: `Uploading ${percent} %`,
      summary: renderLive(known, recording),
    })
  }

  const remember = (keys: Keys): Memory => ({
    async recall(): Promise<Remembered> {
      firstKey = keys(1)
      if (firstKey === undefined || !isRerun) return NOTHING
      try {
        const runs = await unlessCancelled(writerFor(undefined).find(LONGEST_RECALL), signal)
        const { remembered, mine, leftOpen: others } = recollect(runs ?? [], keys, runner.redact)
        leftOpen = others
        if (mine) {
          writer?.adopt(mine.id)
          externalId = mine.externalId
          trail = remembered.begun ? beforeNote(remembered.begun.before) : ''
        }
        return remembered
      } catch (error) {
        lost = error
        return NOTHING
      }
    },
    async begin(key, before) {
      const { written } = writerFor(undefined)
      enter(runner.redact(key), 'Submitting', beforeNote(before))
      await unlessCancelled(written(LONGEST_NOTE), signal)
    },
    learned: (key, jobId) => enter(`${runner.redact(key)}/${jobId}`, 'Submitted'),
    nothing: key => enter(`${runner.redact(key)}/${NO_JOB}`, 'Not submitted'),
  })

  const onSettled = (jobId: string) => {
    writerFor(jobId)
    // Without a key nothing is remembered; after a search the files of the job have shown only now that it is ours.
    const { runId, job, step } = identity
    const isNoted = externalId.endsWith(`/${jobId}`)
    const id = isNoted ? externalId : `${externalId || `${runId}/${job}/${step}`}/${jobId}`
    enter(id, known.origin === 'found' ? 'Found' : 'Submitted')
  }

  return {
    remember,

    tell(event, now) {
      known = now
      if (event.kind === 'settled') onSettled(event.jobId)
      if (event.kind === 'uploading') onUploading(event.progress)
      if (!writer) return
      const render = (mostRows: number) => renderLive(known, recording, mostRows)
      const line = SHOWN.includes(event.kind) ? lineOf(event, known) : undefined
      const words = line && textOf(line)
      if (words !== undefined) show(words, { title: words, summary: fitting(render) })
      // The last word is told by the conclusion.
      if (event.kind !== 'progress' || event.progress.standing !== 'running') return
      show(markOf(event.progress), { title: reached(event.progress), summary: fitting(render) })
    },

    async finished(outcome) {
      if (!writer) return
      const limit = within(
        clock,
        new AbortController().signal,
        outcome.status === 'Cancelled' ? LAST_WORDS_CANCELLED : LAST_WORDS,
      )
      const render = (mostRows: number) => renderSummary(outcome, recording, { mermaid: false, mostRows })
      const output = { title: headline(outcome), summary: fitting(render) + trail }
      const trouble = await writer.conclude({
        ...{ externalId, output: clean(output, runner), others: leftOpen },
        conclusion: conclusionOf(outcome),
        over: limit.signal,
      })
      limit.end()
      if (lost !== undefined) runner.warn(lostWarning(lost, runner))
      else if (trouble !== undefined) runner.warn(warningOf(trouble, runner))
    },
  }
}

/** What goes on between the last row and the first search; the job's own progress has more to say. */
const SHOWN = ['counted', 'switched', 'awaiting', 'staged', 'committing', 'committed', 'aborted']

/** Resolves to nothing the moment the workflow is cancelled. */
function unlessCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const stop = () => resolve(undefined)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop))
}

/** What GitHub should show: green only where the data is in. */
export function conclusionOf({ status, red }: Pick<Outcome, 'status' | 'red'>): Conclusion {
  if (status === 'Cancelled') return 'cancelled'
  if (status === 'TimedOut') return red ? 'timed_out' : 'neutral'
  if (status === 'Submitted') return 'neutral'
  return red ? 'failure' : 'success'
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

/** `GitHub answered 403: …`, or that it never did. */
function why(trouble: unknown, { clean }: Runner): string {
  const status = statusOf(trouble)
  // Before it is cut: half a secret is one, too.
  const said = cut(clean(trouble instanceof Error ? trouble.message : String(trouble)), 200)
  const advice = isRefusal(trouble) ? '. Give the job the permission `checks: write`' : ''
  const isLate = trouble instanceof Error && /^(Abort|Timeout)Error$/.test(trouble.name)
  if (isLate) return '(GitHub did not answer in time)'
  return `(${status > 0 ? `GitHub answered ${status}` : 'GitHub never answered'}: ${said})${advice}`
}

function warningOf(trouble: unknown, runner: Runner): string {
  return `The check run could not be written ${why(trouble, runner)}. The import is not affected.`
}

function lostWarning(trouble: unknown, runner: Runner): string {
  return `The check runs of earlier attempts could not be read ${why(trouble, runner)}. This attempt went on as if there were none: if an earlier one has submitted its import, check that it was not imported twice.`
}
