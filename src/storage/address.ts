import { isLoopback } from '../words/url.ts'
import { encodedKey, encodedText, isBucket } from './destination.ts'

/** Where a bucket with S3's requests is. */
export interface BucketPlace {
  readonly bucket: string
  /** The base URL of a store that is not AWS itself; `undefined` for AWS, whose hosts follow from the region. */
  readonly endpoint: string | undefined
}

/** Any of AWS: the host follows from the region. */
export const AWS = 'https://s3.amazonaws.com'
/** Google's S3-compatible host (cloud.google.com, XML API). */
export const GOOGLE = 'https://storage.googleapis.com'

/** May this be the name of a region? It becomes a part of the host that requests and tokens go to. */
export function isRegion(name: string): boolean {
  return /^[a-z0-9-]{1,64}$/.test(name)
}

/**
 * The URL of an object (of the bucket for `''`). AWS: the bucket is part of the host, except one with dots, which its
 * certificate does not cover. Everybody else: the bucket is the first segment of the path.
 */
export function objectUrl(
  { bucket, endpoint }: BucketPlace,
  region: string,
  key: string,
  query: Readonly<Record<string, string>> = {},
): URL {
  const path = encodedKey(key)
  const url = new URL(
    endpoint !== undefined
      ? `${endpoint.replace(/\/+$/, '')}/${bucket}${path && `/${path}`}`
      : bucket.includes('.')
        ? `${awsHost(region)}/${bucket}${path && `/${path}`}`
        : `${awsHost(region).replace('://', `://${bucket}.`)}/${path}`,
  )
  url.search = queryText(query)
  return url
}

/** A query in the order of its names, as it is signed: `a=1&b=`. */
export function queryText(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodedText(name)}=${encodedText(value)}`)
    .toSorted()
    .join('&')
}

function awsHost(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
}

/** Hosts of AWS that are not of one region, or of some: the bucket's own region decides. */
const AWS_HOST = /^(?:.*\.)?s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/

/**
 * The place of a bucket behind an `endpoint`: a host, with a scheme or without. AWS' own hosts mean AWS. `undefined`
 * for what is no address or no bucket, and for plain http that is not loopback, unless `mayBePlain`.
 */
export function placeBehind(endpoint: string, bucket: string, mayBePlain = false): BucketPlace | undefined {
  const url = URL.parse(endpoint.includes('://') ? endpoint : `https://${endpoint}`)
  if (!url || url.username || url.password || !/^https?:$/.test(url.protocol)) return undefined
  if (!isBucket(bucket)) return undefined
  if (url.protocol === 'http:' && !mayBePlain && !isLoopback(url.hostname)) return undefined
  return { bucket, endpoint: AWS_HOST.test(url.hostname) ? undefined : url.origin }
}
