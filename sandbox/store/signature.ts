import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { header, type StoreRequest } from './model.ts'
import { type Target, uriEncode } from './target.ts'

/** The `Authorization` header of Signature Version 4, taken apart. */
export interface Authorization {
  readonly accessKey: string
  /** `YYYYMMDD` */
  readonly day: string
  readonly region: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

const FORM =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/s3\/aws4_request\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})$/

/** `undefined` if the header has another form. */
export function parseAuthorization(text: string): Authorization | undefined {
  const [, accessKey, day, region, signed, signature] = FORM.exec(text) ?? []
  if (!accessKey || !day || !region || !signed || !signature) return undefined
  return { accessKey, day, region, signedHeaders: signed.split(';'), signature }
}

/** The moment of `YYYYMMDDTHHMMSSZ` or of an HTTP date, in milliseconds; `NaN` for anything else. */
export function parseAmzDate(text: string): number {
  const basic = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!basic) return Date.parse(text)
  const [, year, month, day, hour, minute, second] = basic
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

/**
 * Is this the signature that the holder of the secret makes for this request? Computed from AWS's description
 * ("Create a signed AWS API request", with the rules of S3: the path is encoded once and not normalised).
 */
export function isSigned(
  request: Pick<StoreRequest, 'method' | 'headers'>,
  target: Target,
  authorization: Authorization,
  secretKey: string,
): boolean {
  const { day, region, signedHeaders, signature } = authorization
  const scope = `${day}/${region}/s3/aws4_request`
  const canonical = [
    request.method,
    target.segments.map(uriEncode).join('/'),
    canonicalQuery(target.pairs),
    ...signedHeaders.map(name => `${name}:${canonicalValue(request, name)}`),
    '',
    signedHeaders.join(';'),
    header(request, 'x-amz-content-sha256'),
  ].join('\n')
  const digest = createHash('sha256').update(canonical).digest('hex')
  const toSign = ['AWS4-HMAC-SHA256', amzDate(request), scope, digest].join('\n')
  const expected = hmac(signingKey(secretKey, day, region), toSign)
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
}

/** The date that was signed, as `YYYYMMDDTHHMMSSZ`; a `Date` header may stand in for `x-amz-date`. */
function amzDate(request: Pick<StoreRequest, 'headers'>): string {
  const given = header(request, 'x-amz-date')
  if (given) return given
  const moment = parseAmzDate(header(request, 'date'))
  return Number.isNaN(moment) ? '' : new Date(moment).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

function canonicalQuery(pairs: Target['pairs']): string {
  return pairs
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function canonicalValue(request: Pick<StoreRequest, 'headers'>, name: string): string {
  return header(request, name).trim().replace(/ +/g, ' ')
}

function signingKey(secretKey: string, day: string, region: string): Buffer {
  return [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secretKey}`, day))
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest()
}
