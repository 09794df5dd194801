import type { CallFailure } from './service.ts'

/**
 * Codes that say "not now": of Milvus (service not ready, rate limits, recovering, storage throttled) and of the
 * cloud (a cluster that imports already). `milvus-io/milvus` `pkg/util/merr`, the flag "retriable".
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
 * - `unsent`: the request never arrived, there is no job;
 * - `ambiguous`: there may be a job. Codes 5, 10000, 10001 and 65535 only say "internal error" (65535 with HTTP 403 is
 *   a refusal of Milvus), an answer without a readable yes or no says nothing.
 */
export function meaningOfCreate({
  kind,
  code,
  httpStatus = 0,
}: CallFailure): 'refused' | 'unsent' | 'ambiguous' {
  switch (kind) {
    case 'unsent':
      return 'unsent'
    case 'interrupted':
    case 'aborted':
    case 'unreadable':
      return 'ambiguous'
    case 'status':
    case 'code':
      if (httpStatus === 408 || httpStatus >= 500) return 'ambiguous'
      return AMBIGUOUS_CODES.has(code) && httpStatus !== 403 ? 'ambiguous' : 'refused'
  }
}

const AMBIGUOUS_CODES = new Set(['5', '10000', '10001', '65535'])
