import { entryOf } from '../errors/catalogue.ts'
import type { Does } from '../errors/entry.ts'
import { explain } from '../errors/explain.ts'
import type { CallFailure } from '../model/service.ts'

/** Whether the same request may succeed a moment later. Refusals (a wrong key, an unknown cluster) do not. */
export function isTransient({ kind, code, httpStatus = 0 }: CallFailure): boolean {
  switch (kind) {
    case 'aborted':
      return false
    case 'unsent':
      return code !== 'TlsFailed'
    case 'interrupted':
    case 'unreadable':
      return true
    case 'status':
    case 'code':
      return REPEATED.has(statusDoes(httpStatus)) || REPEATED.has(entryOf(code)?.does ?? 'stop')
  }
}

const REPEATED: ReadonlySet<Does> = new Set(['again', 'later', 'unanswered'])

/** What the HTTP status alone demands. */
function statusDoes(httpStatus: number): Does {
  return entryOf(`Http${httpStatus}`)?.does ?? (httpStatus >= 500 ? 'unanswered' : 'stop')
}

/** Milliseconds to wait after `failures` failures in a row: 1, 2, 4 … 30 s, with up to a quarter less of it. */
export function backOff(failures: number, random: () => number): number {
  const full = Math.min(1000 * 2 ** Math.max(0, failures - 1), 30_000)
  return full * (1 - random() / 4)
}

/** The server says that it has no such job: too early, or after it has removed the record. */
export function isUnknownJob({ code, said }: CallFailure): boolean {
  return explain(code, said).does === 'gone' || /job not found/i.test(said)
}

/**
 * What a failed create means for the one job:
 * - `refused`: the server said no, there is no job;
 * - `later`: the server said not now, there is no job;
 * - `unsent`: the request never arrived, there is no job;
 * - `ambiguous`: there may be a job.
 *
 * A body code decides where the HTTP status is no failure of a server; with 403 a code for anything is a refusal.
 */
export function meaningOfCreate(failure: CallFailure): 'refused' | 'later' | 'unsent' | 'ambiguous' {
  const { kind, code, said, httpStatus = 0 } = failure
  switch (kind) {
    case 'unsent':
      return 'unsent'
    case 'interrupted':
    case 'aborted':
    case 'unreadable':
      return 'ambiguous'
    case 'status':
    case 'code': {
      const status = statusDoes(httpStatus)
      if (status === 'later') return 'later'
      if (kind === 'code' && httpStatus < 500) {
        // Only the text names the limit of jobs: its code, 2100 or 2101, means many refusals.
        if (explain(code, said).does === 'later') return 'later'
        const does = entryOf(code)?.does
        if ((does === 'ambiguous' || does === 'unanswered') && httpStatus !== 403) return 'ambiguous'
      }
      return status === 'unanswered' ? 'ambiguous' : 'refused'
    }
  }
}
