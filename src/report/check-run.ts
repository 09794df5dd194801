import type { RunIdentity } from '../job/idempotency.ts'
import { within } from '../job/limits.ts'
import type { Clock } from '../model/clock.ts'
import { type Keys, type Memory, NOTHING } from '../model/memory.ts'
import { reached } from '../words/job.ts'
import { cut } from '../words/text.ts'
import { createWriter, type Writer } from './check-run-writer.ts'
import { headline } from './ending.ts'
import { lineOf, uploadPercent } from './event-lines.ts'
import { type CheckState, type Checks, type Conclusion, isRefusal, statusOf } from './github.ts'
import { beforeNote, NO_JOB, recollect } from './memory.ts'
import { type Known, NOTHING_KNOWN, type Outcome, type Reporter } from './reporter.ts'
import { type Runner, textOf } from './runner.ts'
import { renderLive, renderSummary } from './summary.ts'
import type { Recording } from './timeline.ts'

interface Options {
  readonly open: () => Promise<Checks>
  readonly runner: Runner
  readonly clock: Clock
  readonly recording: Recording
  readonly identity: RunIdentity
  /** Aborts when the workflow is cancelled: nobody waits for GitHub then. */
  readonly signal: AbortSignal
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

/** What goes on between the last row and the first search, and is shown as the log says it. */
const SHOWN = ['counted', 'switched', 'awaiting', 'staged', 'committing', 'committed', 'aborted']

/**
 * A check run that shows the import while it goes on, and by which a re-run finds its job on every server. It can't fail
 * the import, and holds it up for seconds at most, before the create: trouble is one warning at the end. `finished`
 * resolves when the check run is completed, or has had its time. `remember` is the memory of an import with these keys;
 * without a key it knows and notes nothing.
 */
export function createCheckRun(options: Options): Reporter & { readonly remember: (keys: Keys) => Memory } {
  const { runner, clock, recording, identity } = options
  const page = createPage(options)
  const withoutKey = `${identity.runId}/${identity.job}/${identity.step}`
  let firstKey: string | undefined

  return {
    remember(keys) {
      firstKey = keys(1)
      return createMemory(keys, page, options)
    },

    tell(event, known) {
      const { state } = page
      state.known = known
      const live = () => fitting(mostRows => renderLive(known, recording, mostRows))
      switch (event.kind) {
        case 'settled': {
          const { jobId, origin } = event
          page.writerFor(jobId)
          // Without a key nothing is remembered; after a search the files of the job have shown only now that it is ours.
          const isNoted = state.externalId.endsWith(`/${jobId}`)
          const id = isNoted ? state.externalId : `${state.externalId || withoutKey}/${jobId}`
          return page.enter(id, origin === 'found' ? 'Found' : 'Submitted')
        }
        // Nothing was submitted yet: a later attempt that finds this check run may go on without a doubt.
        case 'uploading':
          page.writerFor(undefined)
          state.externalId ||= firstKey === undefined ? withoutKey : `${runner.redact(firstKey)}/${NO_JOB}`
          return page.show(`Uploading ${uploadPercent(event.progress)} %`, live)
        case 'progress': {
          const { progress } = event
          // The last word is told by the conclusion; the time alone is not worth an update.
          if (progress.standing !== 'running' || !state.writer) return
          const detail = progress.files.map(({ state, percent }) => `${state} ${percent}`).join()
          return page.show(reached(progress), live, detail)
        }
        default: {
          const line = state.writer && SHOWN.includes(event.kind) ? lineOf(event, known) : undefined
          if (line !== undefined) page.show(textOf(line), live)
        }
      }
    },

    async finished(outcome) {
      const { writer, externalId, trail, leftOpen, lost } = page.state
      if (!writer) return
      const patience = outcome.status === 'Cancelled' ? LAST_WORDS_CANCELLED : LAST_WORDS
      const limit = within(clock, new AbortController().signal, patience)
      const render = (mostRows: number) => renderSummary(outcome, recording, { mermaid: false, mostRows })
      const end = page.clean(externalId, headline(outcome), fitting(render) + trail)
      const conclusion = conclusionOf(outcome)
      const trouble = await writer.conclude({ ...end, conclusion }, leftOpen, limit.signal)
      limit.end()
      if (lost !== undefined)
        runner.warn(
          `The check runs of earlier attempts could not be read ${why(lost, runner)}. This attempt went on as if there were none: if an earlier one has submitted its import, check that it was not imported twice.`,
        )
      else if (trouble !== undefined)
        runner.warn(`The check run could not be written ${why(trouble, runner)}. The import is not affected.`)
    },
  }
}

/** What the check run says, and what writes it. */
function createPage({ open, runner, clock, recording, identity, signal }: Options) {
  const state = {
    known: NOTHING_KNOWN as Known,
    writer: undefined as Writer | undefined,
    externalId: '',
    /** Stays in the text as long as nobody knows of a job. */
    trail: '',
    /** Check runs of earlier attempts that nobody has completed. */
    leftOpen: [] as readonly number[],
    /** Why those of earlier attempts could not be read. */
    lost: undefined as unknown,
  }
  let shown = ''

  const clean = (externalId: string, title: string, summary: string): CheckState => ({
    externalId,
    title: cut(runner.clean(title), LONGEST_TITLE),
    summary: runner.redact(summary),
  })
  const show = (title: string, summary: () => string, detail = '') => {
    const { externalId, trail, writer } = state
    const mark = [externalId, title, detail].join(' ')
    if (mark !== shown) writer?.want(clean(externalId, title, summary() + trail))
    shown = mark
  }
  return {
    state,
    clean,
    /** Shows this if it is new; `detail` is what is new about it beside its title. */
    show,
    /** Shows it under a new external id. */
    enter(id: string, title: string, trail = '') {
      state.externalId = id
      state.trail = trail
      show(title, () => renderLive({ ...state.known, elapsed: 0 }, recording))
    },
    writerFor(jobId: string | undefined): Writer {
      const collection = state.known.subject?.collectionName
      const name = collection ? `Import into ${collection}` : `Import job ${jobId}`
      state.writer ??= createWriter({
        ...{ open, clock, jobId, isRerun: identity.attempt > 1, cancelled: signal },
        name: cut(runner.clean(name), LONGEST_TITLE),
      })
      return state.writer
    },
  }
}

function createMemory(
  keys: Keys,
  { state, enter, writerFor }: ReturnType<typeof createPage>,
  { identity, runner: { redact }, signal }: Options,
): Memory {
  return {
    async recall() {
      if (keys(1) === undefined || identity.attempt === 1) return NOTHING
      try {
        const writer = writerFor(undefined)
        const found = recollect(await writer.find(LONGEST_RECALL), keys, redact)
        const { remembered, mine } = found
        state.leftOpen = found.leftOpen
        if (mine) {
          writer.adopt(mine.id)
          state.externalId = mine.externalId
          state.trail = remembered.begun ? beforeNote(remembered.begun.before) : ''
        }
        return remembered
      } catch (error) {
        if (!signal.aborted) state.lost = error
        return NOTHING
      }
    },
    async begin(key, before) {
      const writer = writerFor(undefined)
      enter(redact(key), 'Submitting', beforeNote(before))
      await writer.written(LONGEST_NOTE)
    },
    learned: (key, jobId) => enter(`${redact(key)}/${jobId}`, 'Submitted'),
    nothing: key => enter(`${redact(key)}/${NO_JOB}`, 'Not submitted'),
  }
}

/** What GitHub should show: green only where the data is in. */
function conclusionOf({ status, red }: Outcome): Conclusion {
  if (status === 'Cancelled') return 'cancelled'
  if (status === 'TimedOut') return red ? 'timed_out' : 'neutral'
  if (status === 'Submitted') return 'neutral'
  return red ? 'failure' : 'success'
}

/** As many files as there is room for. */
function fitting(render: (mostRows: number) => string): string {
  const texts = [100, 20, 5, 0].values().map(render)
  return texts.find(text => Buffer.byteLength(text) <= LONGEST_SUMMARY) ?? ''
}

/** `(GitHub answered 403: …)`, or that it never did, and what helps. */
function why(trouble: unknown, { clean }: Runner): string {
  const isLate = trouble instanceof Error && /^(Abort|Timeout)Error$/.test(trouble.name)
  if (isLate) return '(GitHub did not answer in time)'
  const status = statusOf(trouble)
  // Before it is cut: half a secret is one, too.
  const said = cut(clean(trouble instanceof Error ? trouble.message : String(trouble)), 200)
  const advice = isRefusal(trouble) ? '. Give the job the permission `checks: write`' : ''
  return `(${status > 0 ? `GitHub answered ${status}` : 'GitHub never answered'}: ${said})${advice}`
}
