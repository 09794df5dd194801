import type { Grant, Right } from './keyring.ts'
import { allows, hasExpired } from './keyring.ts'
import { header, type Refusal, type StoreRequest } from './model.ts'
import { s3Refusal } from './refusals.ts'
import { isSigned, parseAmzDate, parseAuthorization } from './signature.ts'
import type { Address, Target } from './target.ts'
import type { BucketOptions, StoreWorld } from './world.ts'

/** How far a request's time may be from the store's, in milliseconds (AWS, "RequestTimeTooSkewed"). */
const MOST_SKEW = 15 * 60_000

type Bucket = (BucketOptions & { readonly region: string }) | undefined

/** Who asks? Throws what S3 or Google says to one who may not. */
export function authenticate(
  request: StoreRequest,
  target: Target,
  bucket: Bucket,
  world: StoreWorld,
): Grant {
  const text = header(request, 'authorization')
  if (text === '') throw s3Refusal('AccessDenied')
  if (/^bearer /i.test(text)) return bearer(text.slice('bearer '.length), request, bucket, world)
  return signer(request, target, bucket, world)
}

/** A request with a token has no signature of AWS, and nothing that belongs to one (Google, "XML API, request headers"). */
function bearer(token: string, request: StoreRequest, bucket: Bucket, world: StoreWorld): Grant {
  if (bucket && bucket.cloud !== 'gcp') {
    throw s3Refusal('InvalidArgument', { message: 'Unsupported Authorization Type' })
  }
  const odd = Object.keys(request.headers).find(name => /^x-amz-(?!date$|meta-)/.test(name))
  if (odd) throw s3Refusal('InvalidArgument', { message: `Invalid argument: ${odd}` })
  const grant = world.keyring.token(token)
  if (!grant || hasExpired(grant, world.now())) throw s3Refusal('AuthenticationRequired')
  return grant
}

function signer(request: StoreRequest, target: Target, bucket: Bucket, world: StoreWorld): Grant {
  const authorization = parseAuthorization(header(request, 'authorization'))
  if (!authorization) throw s3Refusal('AuthorizationHeaderMalformed')
  checkPayloadHeader(header(request, 'x-amz-content-sha256'))
  const key = world.keyring.key(authorization.accessKey)
  if (!key) throw s3Refusal('InvalidAccessKeyId', { fields: { AWSAccessKeyId: authorization.accessKey } })
  checkRegion(authorization.region, bucket)
  checkDate(request, authorization.day, world.now())
  const token = header(request, 'x-amz-security-token')
  if (token === '' && key.sessionToken !== undefined) throw s3Refusal('InvalidAccessKeyId')
  if (token !== (key.sessionToken ?? '')) throw s3Refusal('InvalidToken')
  if (hasExpired(key, world.now())) throw s3Refusal('ExpiredToken')
  checkSignedHeaders(request, authorization.signedHeaders)
  if (!isSigned(request, target, authorization, key.secretKey)) throw s3Refusal('SignatureDoesNotMatch')
  return key
}

function checkPayloadHeader(value: string): void {
  if (value.startsWith('STREAMING-')) throw s3Refusal('NotImplemented')
  if (value === 'UNSIGNED-PAYLOAD' || /^[0-9a-f]{64}$/.test(value)) return
  const message =
    value === ''
      ? 'Missing required header for this request: x-amz-content-sha256'
      : 'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD or a valid sha256 value.'
  throw s3Refusal(value === '' ? 'InvalidRequest' : 'InvalidArgument', { message })
}

function checkRegion(region: string, bucket: Bucket): void {
  if (!bucket || bucket.cloud === 'gcp' || region === bucket.region) return
  const headers = { 'x-amz-bucket-region': bucket.region }
  if (bucket.wrongRegion === 'redirect') {
    throw s3Refusal('PermanentRedirect', {
      fields: { Endpoint: `s3.${bucket.region}.amazonaws.com` },
      headers,
    })
  }
  const message = `The authorization header is malformed; the region '${region}' is wrong; expecting '${bucket.region}'`
  throw s3Refusal('AuthorizationHeaderMalformed', { message, fields: { Region: bucket.region }, headers })
}

function checkDate(request: StoreRequest, day: string, now: number): void {
  const text = header(request, 'x-amz-date') || header(request, 'date')
  const moment = parseAmzDate(text)
  if (Number.isNaN(moment)) {
    throw s3Refusal('AccessDenied', {
      message: 'AWS authentication requires a valid Date or x-amz-date header',
    })
  }
  if (Math.abs(moment - now) > MOST_SKEW) {
    const fields = {
      RequestTime: text,
      ServerTime: new Date(now).toISOString(),
      MaxAllowedSkewMilliseconds: String(MOST_SKEW),
    }
    throw s3Refusal('RequestTimeTooSkewed', { fields })
  }
  if (new Date(moment).toISOString().slice(0, 10).replaceAll('-', '') !== day) {
    const message =
      'The authorization header is malformed; Invalid credential date. Date is not the same as X-Amz-Date.'
    throw s3Refusal('AuthorizationHeaderMalformed', { message })
  }
}

/** What speaks to AWS must be signed. */
function checkSignedHeaders(request: StoreRequest, signed: readonly string[]): void {
  const loose = ['host', ...Object.keys(request.headers).filter(name => name.startsWith('x-amz-'))].filter(
    name => !signed.includes(name),
  )
  if (loose.length === 0) return
  const message = 'There were headers present in the request which were not signed'
  throw s3Refusal('AccessDenied', { message, fields: { HeadersNotSigned: loose.join(', ') } })
}

/** Throws `AccessDenied` unless the grant covers it. */
export function authorize(grant: Grant, right: Right, address: Address): void {
  if (!allows(grant, right, address)) throw s3Refusal('AccessDenied')
}

/** One who may not list must not learn what is there: a missing object is forbidden, not missing (AWS, "HeadObject"). */
export function missingKey(grant: Grant, address: Address): Refusal {
  return allows(grant, 'list', address)
    ? s3Refusal('NoSuchKey', { fields: { Key: address.key } })
    : s3Refusal('AccessDenied')
}
