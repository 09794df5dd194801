import type { CallFailure } from '../model/service.ts'

/**
 * Codes that say "not now": of Milvus (service not ready, rate limits, recovering, storage throttled) and of the
 * cloud. `milvus-io/milvus` `pkg/util/merr`, the flag "retriable"; 10000 and 10001 are cancelled and timed out.
 */
const TRANSIENT_CODES = new Set([
  '1',
  '2',
  '4',
  '8',
  '12',
  '106',
  '110',
  '1002',
  '1003',
  '1807',
  '10000',
  '10001',
])
const TRANSIENT_STATUS = new Set([408, 425, 429])

/** Whether the same question may be answered a moment later. Refusals (a wrong key, an unknown cluster) may not. */
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
      return TRANSIENT_STATUS.has(httpStatus) || httpStatus >= 500 || TRANSIENT_CODES.has(code)
  }
}

/** Milliseconds to wait after `failures` failures in a row: 1, 2, 4 … 30 s, with up to a quarter less of it. */
export function backOff(failures: number, random: () => number): number {
  const full = Math.min(1000 * 2 ** Math.max(0, failures - 1), 30_000)
  return full * (1 - random() / 4)
}

/** The server says that it has no such job: too early, or after it has removed the record. */
export function isUnknownJob({ code, said }: CallFailure): boolean {
  return code === '96026' || code === '90144' || /import job does not exist|job not found/i.test(said)
}

/**
 * What a failed create means for the one job:
 * - `refused`: the server said no, there is no job;
 * - `later`: the server said not now, there is no job;
 * - `unsent`: the request never arrived, there is no job;
 * - `ambiguous`: there may be a job.
 */
export type CreateMeaning = 'refused' | 'later' | 'unsent' | 'ambiguous'

/**
 * Codes of a refusal that passes: Milvus not ready, busy, or limiting (1, 2, 4, 8, 1807), a cluster that imports
 * already (47039, 47055). They come before anything is registered.
 */
const LATER_CODES = new Set(['1', '2', '4', '8', '1807', '47039', '47055'])
/** Milvus' limit of jobs has the code of many other refusals: 2100, from 2.6.19 on 2101. */
const JOB_LIMIT = /number of jobs has reached the limit/i
/** "Internal error": the job may have been registered before it. 65535 with HTTP 403 is a refusal of Milvus. */
const AMBIGUOUS_CODES = new Set(['5', '10000', '10001', '65535'])

export function meaningOfCreate({ kind, code, said, httpStatus = 0 }: CallFailure): CreateMeaning {
  switch (kind) {
    case 'unsent':
      return 'unsent'
    case 'interrupted':
    case 'aborted':
    case 'unreadable':
      return 'ambiguous'
    case 'status':
    case 'code':
      if (httpStatus === 429) return 'later'
      if (kind === 'code' && httpStatus < 500) {
        if (LATER_CODES.has(code) || JOB_LIMIT.test(said)) return 'later'
        if (AMBIGUOUS_CODES.has(code) && httpStatus !== 403) return 'ambiguous'
      }
      return httpStatus === 408 || httpStatus >= 500 ? 'ambiguous' : 'refused'
  }
}
