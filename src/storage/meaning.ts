import { EXPIRED, storage } from '../errors/storage.ts'
import type { StoreFailureDetail } from './failure.ts'

/**
 * What a failed request to a store means:
 * - `again`: the same request may succeed a moment later;
 * - `expired`: the store no longer accepts these keys, new ones may work;
 * - `skewed`: the clock of this machine is wrong; the answer has the store's time;
 * - `elsewhere`: the bucket is in another region, which the answer names;
 * - `final`: the store, or something on the way, said no.
 */
type StoreMeaning = 'again' | 'expired' | 'skewed' | 'elsewhere' | 'final'

const EXPIRED_CODES = [...EXPIRED.split(' '), 'InvalidAccessKeyId', 'Http401']
/** `Http400` is what a HEAD for another region gets: an answer without a body. */
const ELSEWHERE = ['AuthorizationHeaderMalformed', 'Http400']

/** What to do about a failed request. */
export function meaningOf(failure: StoreFailureDetail): StoreMeaning {
  const { kind, code, said, httpStatus = 0, region, date } = failure
  switch (kind) {
    case 'aborted':
      return 'final'
    case 'unsent':
      return code === 'TlsFailed' ? 'final' : 'again'
    case 'interrupted':
    case 'unreadable':
      return 'again'
    case 'status':
    case 'code':
      if (code === 'RequestTimeTooSkewed') return date === undefined ? 'final' : 'skewed'
      if (region && ([301, 307].includes(httpStatus) || ELSEWHERE.includes(code))) return 'elsewhere'
      if (EXPIRED_CODES.includes(code)) return 'expired'
      if ([400, 401, 403].includes(httpStatus) && /expired/i.test(said)) return 'expired'
      return mayPass(code, httpStatus) ? 'again' : 'final'
  }
}

function mayPass(code: string, httpStatus: number): boolean {
  if (httpStatus === 501) return false
  const isLater = Object.hasOwn(storage, code) && storage[code]?.does === 'later'
  // The first also comes with a 200.
  return code === 'InternalError' || isLater || [408, 425, 429].includes(httpStatus) || httpStatus >= 500
}
