import { within } from '../job/limits.ts'
import type { Clock } from '../model/clock.ts'
import { type CheckState, type Checks, isRefusal, type KnownCheckRun } from './github.ts'

/** Milliseconds between two updates: 1,000 requests an hour are shared by a whole repository. */
const PAUSE = 15_000
/** What others depend on is written at once; if that fails again after so long, then after twice as long. */
const SOON = 1000
/** One call may take so long; nobody waits for it. */
const CALL_TIMEOUT = 10_000
/** After so much trouble in a row the check run is left alone until its end. */
const MOST_FAILURES = 5

interface Options {
  readonly open: () => Promise<Checks>
  readonly clock: Clock
  readonly name: string
  /** A check run of an earlier attempt that knows this job is gone on with, where none was adopted. */
  readonly jobId: string | undefined
  /** There may be one from an earlier attempt. */
  readonly isRerun: boolean
  /** Aborts when the workflow is cancelled: nobody waits for GitHub then. */
  readonly cancelled: AbortSignal
}

export type Writer = ReturnType<typeof createWriter>

/**
 * Keeps one check run as it is wanted: calls are made aside, one at a time, at once where the external id changes, and
 * otherwise at most every 15 s.
 */
export function createWriter(options: Options) {
  const { clock, cancelled } = options
  const ending = new AbortController()
  const gone = new AbortController()
  const remote = createRemote(options, ending.signal, gone.signal)
  let wanted: CheckState | undefined
  let told: CheckState | undefined
  let triedAt = Number.NEGATIVE_INFINITY
  let trouble: unknown
  let failures = 0
  let news = new AbortController()
  let noted = new AbortController()
  let following: Promise<void> | undefined

  const isUrgent = () => wanted?.externalId !== told?.externalId
  const isHopeless = () => failures >= MOST_FAILURES

  async function attempt(state: CheckState): Promise<void> {
    triedAt = clock.now()
    try {
      await remote.write(state)
      told = state
      trouble = undefined
      failures = 0
    } catch (error) {
      if (!ending.signal.aborted || !remote.isThere()) trouble = error
      failures = isRefusal(error) ? MOST_FAILURES : failures + 1
    }
    if (!isUrgent() || isHopeless()) noted.abort()
  }

  async function follow(): Promise<void> {
    while (wanted && wanted !== told && !ending.signal.aborted && !isHopeless()) {
      const again = failures > 0 ? SOON * 2 ** (failures - 1) : 0
      const rest = triedAt + (isUrgent() ? again : PAUSE) - clock.now()
      news = new AbortController()
      if (rest > 0) await clock.sleep(rest, AbortSignal.any([news.signal, ending.signal]))
      else await attempt(wanted)
    }
    following = undefined
  }

  return {
    find: remote.find,
    adopt: remote.adopt,
    want(state: CheckState): void {
      wanted = state
      following ??= follow()
      news.abort()
    },
    /** Resolves when GitHub knows the external id that is wanted now, or will not, and at the latest after `ms`. */
    async written(ms: number): Promise<void> {
      if (!isUrgent() || isHopeless()) return
      noted = new AbortController()
      await clock.sleep(ms, AbortSignal.any([noted.signal, ending.signal, cancelled]))
    },
    /** Completes it, and `others` that were left open, until `over` aborts. Resolves to what is worth a warning. */
    async conclude(end: CheckState, others: readonly number[], over: AbortSignal): Promise<unknown> {
      over.addEventListener('abort', () => gone.abort(), { once: true })
      ending.abort()
      await following
      try {
        await remote.conclude(end, others, over)
        return remote.isThere() ? undefined : trouble
      } catch (error) {
        return error
      }
    },
  }
}

/**
 * The check run at GitHub: one that an earlier attempt or a lost answer has left there, or a new one. Updates are given up
 * when `ending` aborts, everything when `gone` does.
 */
function createRemote(
  { open, clock, name, jobId, isRerun, cancelled }: Options,
  ending: AbortSignal,
  gone: AbortSignal,
) {
  const tried = new Set<string>()
  let isSearched = !isRerun
  let opening: Promise<Checks> | undefined
  let id: number | undefined
  /** Of a check run that another step has noted its job in: the note stays. */
  let kept: string | undefined

  async function ask<T>(
    call: (checks: Checks, signal: AbortSignal) => Promise<T>,
    ...signals: AbortSignal[]
  ): Promise<T> {
    const limit = within(clock, AbortSignal.any(signals), CALL_TIMEOUT)
    try {
      opening ??= open()
      return await call(await opening, limit.signal)
    } finally {
      limit.end()
    }
  }
  async function findAll(signal: AbortSignal): Promise<readonly KnownCheckRun[]> {
    const runs = await ask((checks, limit) => checks.find(name, limit), signal)
    isSearched = true
    return runs
  }
  const isOurs = ({ externalId }: KnownCheckRun) =>
    tried.has(externalId) || (jobId !== undefined && externalId.endsWith(`/${jobId}`))
  const update = (known: number, state: CheckState, ...signals: AbortSignal[]) => {
    const noted = { ...state, externalId: kept ?? state.externalId }
    return ask((checks, signal) => checks.update(known, noted, signal), ...signals)
  }

  return {
    isThere: () => id !== undefined,
    /** Goes on with this one. */
    adopt(known: number): void {
      id = known
    },
    /** All check runs of this name. Rejects if they can't be had within `ms` milliseconds. */
    async find(ms: number): Promise<readonly KnownCheckRun[]> {
      const limit = within(clock, AbortSignal.any([ending, cancelled]), ms)
      try {
        for (let tries = 0; ; tries += 1) {
          try {
            return await findAll(limit.signal)
          } catch (error) {
            if (isRefusal(error) || limit.signal.aborted) throw error
            await clock.sleep(SOON * 2 ** tries, limit.signal)
          }
        }
      } finally {
        limit.end()
      }
    },
    async write(state: CheckState): Promise<void> {
      if (id === undefined && (tried.size > 0 || !isSearched)) {
        const run = (await findAll(gone)).findLast(isOurs)
        if (run && !tried.has(run.externalId)) kept = run.externalId
        id ??= run?.id
      }
      if (id !== undefined) return update(id, state, ending, gone)
      tried.add(state.externalId)
      // A create is not given up: nobody could complete what it makes.
      id = await ask((checks, signal) => checks.create(name, state, signal), gone)
    },
    async conclude(end: CheckState, others: readonly number[], over: AbortSignal): Promise<void> {
      if (id !== undefined) await update(id, end, over)
      const { externalId: _, ...theirs } = end
      for (const other of others) await ask((checks, signal) => checks.update(other, theirs, signal), over)
    },
  }
}
