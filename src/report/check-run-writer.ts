import { within } from '../job/limits.ts'
import type { Clock } from '../model/clock.ts'
import { type CheckOutput, type CheckState, type Checks, type Conclusion, isRefusal } from './checks.ts'
import type { KnownCheckRun } from './memory.ts'

/** Milliseconds between two updates: 1,000 requests an hour are shared by a whole repository. */
const PAUSE = 15_000
/** What others depend on is written at once; if that fails again after so long, then after twice as long. */
const SOON = 1000
/** One call may take so long; nobody waits for it. */
const CALL_TIMEOUT = 10_000
/** After so much trouble in a row the check run is left alone until its end. */
const MOST_FAILURES = 5

export interface WriterOptions {
  readonly open: () => Promise<Checks>
  readonly clock: Clock
  readonly name: string
  /** Is this one of an earlier attempt, to go on with? Asked where nothing was adopted. */
  readonly isOurs: (run: KnownCheckRun) => boolean
  /** There may be one from an earlier attempt. */
  readonly isRerun: boolean
}

/**
 * Keeps one check run as it is wanted: calls are made aside, one at a time, at once where the external id changes, and
 * otherwise at most every 15 s.
 */
export interface Writer {
  /** All check runs of this name. Rejects if they can't be had within `ms` milliseconds. */
  find(ms: number): Promise<readonly KnownCheckRun[]>
  /** Goes on with this one. */
  adopt(id: number): void
  want(state: CheckState): void
  /** Resolves when GitHub knows the external id that is wanted now, or will not, and at the latest after `ms`. */
  written(ms: number): Promise<void>
  /** Completes the check run, and others that were left open. Resolves to what is worth a warning. */
  conclude(end: Ending): Promise<unknown>
}

export interface Ending {
  readonly conclusion: Conclusion
  readonly externalId: string
  readonly output: CheckOutput
  readonly others: readonly number[]
  /** Aborts when there is no time left. */
  readonly over: AbortSignal
}

export function createWriter({ open, clock, name, isOurs, isRerun }: WriterOptions): Writer {
  const ending = new AbortController()
  const gone = new AbortController()
  const waiting = new Set<() => void>()
  let opening: Promise<Checks> | undefined
  let id: number | undefined
  let isSearched = !isRerun
  const tried = new Set<string>()
  let wanted: CheckState | undefined
  let told: CheckState | undefined
  /** Of a check run that another step has noted its job in: the note stays. */
  let kept: string | undefined
  let triedAt = Number.NEGATIVE_INFINITY
  let trouble: unknown
  let failures = 0
  let wake = () => {}
  let following: Promise<void> | undefined

  const isUrgent = () => wanted?.externalId !== told?.externalId
  const isHopeless = () => failures >= MOST_FAILURES

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

  async function write(state: CheckState): Promise<void> {
    // One may be there from an earlier attempt, or from a create whose answer was lost.
    if (id === undefined && (tried.size > 0 || !isSearched)) {
      const runs = await ask((checks, signal) => checks.find(name, signal), gone.signal)
      isSearched = true
      const run = runs.findLast(each => tried.has(each.externalId) || isOurs(each))
      if (run && !tried.has(run.externalId)) kept = run.externalId
      id ??= run?.id
    }
    const known = id
    if (known === undefined) {
      tried.add(state.externalId)
      // A create is not given up: nobody could complete what it makes.
      id = await ask((checks, signal) => checks.create(name, state, signal), gone.signal)
    } else {
      const noted = { ...state, externalId: kept ?? state.externalId }
      await ask((checks, signal) => checks.update(known, noted, signal), ending.signal, gone.signal)
    }
  }

  async function attempt(state: CheckState): Promise<void> {
    triedAt = clock.now()
    try {
      await write(state)
      told = state
      trouble = undefined
      failures = 0
    } catch (error) {
      if (!ending.signal.aborted || id === undefined) trouble = error
      failures = isRefusal(error) ? MOST_FAILURES : failures + 1
    }
    if (isUrgent() && !isHopeless()) return
    for (const resolve of waiting) resolve()
  }

  /** Until there is news, and at the latest after `ms`. */
  async function rest(ms: number): Promise<void> {
    const news = Promise.withResolvers<void>()
    const over = new AbortController()
    wake = news.resolve
    ending.signal.addEventListener('abort', wake, { once: true })
    await Promise.race([
      news.promise,
      ms === Number.POSITIVE_INFINITY ? news.promise : clock.sleep(ms, over.signal),
    ])
    over.abort()
    ending.signal.removeEventListener('abort', wake)
  }

  async function follow(): Promise<void> {
    while (!ending.signal.aborted && !isHopeless()) {
      const patience = !isUrgent() ? PAUSE : failures > 0 ? SOON * 2 ** (failures - 1) : 0
      const due = wanted === told ? Number.POSITIVE_INFINITY : triedAt + patience - clock.now()
      if (due > 0 || !wanted) await rest(due)
      else await attempt(wanted)
    }
  }

  return {
    async find(ms) {
      const limit = within(clock, ending.signal, ms)
      try {
        for (let tries = 0; ; tries += 1) {
          try {
            const runs = await ask((checks, signal) => checks.find(name, signal), limit.signal)
            isSearched = true
            return runs
          } catch (error) {
            if (isRefusal(error) || limit.signal.aborted) throw error
            await clock.sleep(SOON * 2 ** tries, limit.signal)
          }
        }
      } finally {
        limit.end()
      }
    },
    adopt(known) {
      id = known
    },
    want(state) {
      wanted = state
      following ??= follow()
      wake()
    },
    async written(ms) {
      if (!isUrgent() || isHopeless()) return
      const over = new AbortController()
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.add(resolve)
      await Promise.race([promise, clock.sleep(ms, AbortSignal.any([over.signal, ending.signal]))])
      waiting.delete(resolve)
      over.abort()
    },
    async conclude({ conclusion, externalId, output, others, over }) {
      over.addEventListener('abort', () => gone.abort(), { once: true })
      ending.abort()
      await following
      const checks = await opening?.catch(() => undefined)
      if (!checks) return trouble
      try {
        if (id !== undefined) {
          await checks.conclude(id, conclusion, { externalId: kept ?? externalId, output }, over)
          trouble = undefined
        }
        for (const other of others) await checks.conclude(other, conclusion, { output }, over)
      } catch (error) {
        return error
      }
      return trouble
    },
  }
}
