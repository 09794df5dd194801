import type { StoreFailureDetail } from './failure.ts'

/**
 * What a failed request to a store means:
 * - `again`: the same request may succeed a moment later;
 * - `expired`: the store no longer accepts these keys, new ones may work;
 * - `skewed`: the clock of this machine is wrong; the answer has the store's time;
 * - `elsewhere`: the bucket is in another region, which the answer names;
 * - `final`: the store, or something on the way, said no.
 */
export type StoreMeaning = 'again' | 'expired' | 'skewed' | 'elsewhere' | 'final'

const TRANSIENT_STATUS = new Set([408, 425, 429])
/**
 * docs.aws.amazon.com, S3 error responses; learn.microsoft.com, Blob service error codes; those of the vendor's own
 * client (milvus-io/pymilvus `bulk_writer/volume_file_manager.py`). The digests: what arrived was not what was sent.
 */
const TRANSIENT_CODES = new Set([
  'RequestTimeout',
  'SlowDown',
  'InternalError',
  'ServiceUnavailable',
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'OperationAborted',
  'IncompleteBody',
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'Md5Mismatch',
  'ServerBusy',
  'OperationTimedOut',
])
/** Names for "your keys have expired" of S3, STS, OSS, and of Google's XML API. */
const EXPIRED_CODES = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'SecurityTokenExpired',
  'InvalidToken',
  'InvalidSecurityToken',
  'TokenRefreshRequired',
  'InvalidAccessKeyId',
  'AuthenticationRequired',
  'Http401',
])
const ELSEWHERE_STATUS = new Set([301, 307])
/** The second is what a HEAD for another region gets: an answer without a body. */
const ELSEWHERE_CODES = new Set(['AuthorizationHeaderMalformed', 'Http400'])

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
      if (region && (ELSEWHERE_STATUS.has(httpStatus) || ELSEWHERE_CODES.has(code))) return 'elsewhere'
      if (EXPIRED_CODES.has(code) || (isRefusal(httpStatus) && /expired/i.test(said))) return 'expired'
      if (httpStatus === 501) return 'final'
      return TRANSIENT_CODES.has(code) || TRANSIENT_STATUS.has(httpStatus) || httpStatus >= 500
        ? 'again'
        : 'final'
  }
}

function isRefusal(httpStatus: number): boolean {
  return httpStatus === 400 || httpStatus === 401 || httpStatus === 403
}
