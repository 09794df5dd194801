import type { BucketCredentials } from '../model/job.ts'
import { decoded, isAzureHost, isLoopback } from '../words/url.ts'

/** An object or a folder of a bucket. Keys are decoded, without a slash in front; those of folders are `''` or end in `/`. */
export type BucketAddress =
  | {
      readonly kind: 's3' | 'gcs'
      readonly bucket: string
      /** `''` where the address does not tell. */
      readonly region: string
      readonly key: string
    }
  | {
      readonly kind: 'azure'
      /** `https://account.blob.core.windows.net`; in front of an emulator's, the account is in the path. */
      readonly base: string
      readonly container: string
      readonly key: string
      /** A query without `?`, if the address has one. */
      readonly sas: string
    }

/** What can be looked at: also a server that knows files, but no folders. */
type Address = BucketAddress | { readonly kind: 'web'; readonly url: string }

/** docs.aws.amazon.com, bucket naming rules; Google's also allow `_` and more characters with dots. */
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/
/** learn.microsoft.com, naming containers. */
const CONTAINER = /^(\$root|[a-z0-9](?:-?[a-z0-9]){2,62})$/
/** Hosts of AWS, of one region or of none: then the bucket's own region decides. */
const AWS_HOST =
  /^(?:(?<bucket>.+)\.)?s3(?:[.-](?<region>[a-z]{2}-[a-z0-9-]+|external-1))?\.amazonaws\.com(?:\.cn)?$/
const GOOGLE_HOST = /^storage\.(googleapis|cloud\.google)\.com$/
const SIGNED_OTHERWISE = /\.(aliyuncs|myqcloud)\.com(\.cn)?$/

/**
 * Reads the folder URL of an upload, whose form the inputs have checked: `s3://bucket/folder/`, `gs://…`, whose keys are
 * literal, or `https://account.blob.core.windows.net/container/folder/`. Returns a text where it names no bucket that
 * there can be: what is wrong, to stand behind the name of the input.
 */
export function parseDestination(folderUrl: string): BucketAddress | string {
  const [, scheme, bucket = '', key = ''] = /^(s3|gs):\/\/([^/]*)\/(.*)$/s.exec(folderUrl) ?? []
  if (scheme === undefined) {
    const address = azureAt(new URL(folderUrl))
    return CONTAINER.test(address.container)
      ? address
      : 'names no container that there can be: names are of lower-case letters, digits and single dashes'
  }
  if (!BUCKET.test(bucket))
    return 'names no bucket that there can be: names are of lower-case letters, digits and dashes'
  return { kind: scheme === 's3' ? 's3' : 'gcs', bucket, region: '', key }
}

/**
 * Reads a line of `objectUrl` (docs.zilliz.com, "storage options"), which the inputs have checked. Returns a sentence
 * without a full stop where this runner does not look: why.
 */
export function addressOf(line: string, { accessKey, sessionToken }: BucketCredentials): Address | string {
  const [, scheme = '', bucket = '', key = ''] = /^(s3|gs|oss):\/\/([^/]*)\/?(.*)$/s.exec(line) ?? []
  // Old buckets of AWS may have upper-case letters, which a host name loses: then "no such bucket" would prove nothing.
  if ((scheme === 's3' || scheme === 'gs') && !BUCKET.test(bucket))
    return 'buckets of such names are not looked at from here'
  if (scheme === 's3') return { kind: 's3', bucket, region: '', key }
  if (scheme === 'gs') return { kind: 'gcs', bucket, region: '', key }
  if (scheme === 'oss') return 'objects of Alibaba Cloud are not looked at from here'
  const url = URL.parse(line)
  if (url?.protocol !== 'https:') return 'it is not a URL'
  if (isAzureHost(url.hostname))
    return accessKey && !sessionToken && url.search === ''
      ? 'objects of Azure are looked at with a SAS only, not with the key of the account'
      : azureAt(url)
  // A query is a signature of its own.
  const own = url.search === '' ? inPath(url) : undefined
  if (own) return own
  if (SIGNED_OTHERWISE.test(url.hostname) && accessKey)
    return 'objects behind keys of this cloud are not looked at from here'
  if (url.pathname.endsWith('/') || url.pathname.includes('*'))
    return 'the files of a folder cannot be listed by https'
  return { kind: 'web', url: url.href }
}

/** The object behind a URL of AWS or Google. */
function inPath({ hostname, pathname }: URL): BucketAddress | undefined {
  const path = decoded(pathname.slice(1))
  const [first = '', ...rest] = path.split('/')
  const inFirst = { bucket: first, key: rest.join('/') }
  if (GOOGLE_HOST.test(hostname)) return { kind: 'gcs', region: '', ...inFirst }
  const aws = AWS_HOST.exec(hostname)?.groups
  if (!aws) return undefined
  const { bucket, region = '' } = aws
  return { kind: 's3', region, ...(bucket ? { bucket, key: path } : inFirst) }
}

function azureAt({ origin, hostname, pathname, search }: URL): BucketAddress & { kind: 'azure' } {
  const [, ...names] = pathname.split('/').map(decoded)
  // Emulators have the account in front of the container.
  const account = isLoopback(hostname) ? `/${names.shift() ?? ''}` : ''
  const [container = '', ...key] = names
  return { kind: 'azure', base: `${origin}${account}`, container, key: key.join('/'), sas: search.slice(1) }
}

/** `s3://bucket/folder/` and the like: what the import API calls this folder, and the one below it. */
export function urlOf(destination: BucketAddress, below = ''): string {
  const key = destination.key + below
  switch (destination.kind) {
    case 's3':
      return `s3://${destination.bucket}/${key}`
    case 'gcs':
      return `gs://${destination.bucket}/${key}`
    case 'azure':
      return `${destination.base}/${destination.container}/${encodedKey(key)}`
  }
}

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

/**
 * The place of a bucket behind an `endpoint`: a host, with a scheme or without. AWS' own hosts mean AWS. `undefined`
 * for what is no address or no bucket, and for plain http that is not loopback, unless `mayBePlain`: requests and tokens
 * go there.
 */
export function placeBehind(endpoint: string, bucket: string, mayBePlain = false): BucketPlace | undefined {
  const url = URL.parse(endpoint.includes('://') ? endpoint : `https://${endpoint}`)
  if (!url || url.username || url.password || !/^https?:$/.test(url.protocol)) return undefined
  if (!BUCKET.test(bucket)) return undefined
  if (url.protocol === 'http:' && !mayBePlain && !isLoopback(url.hostname)) return undefined
  return { bucket, endpoint: ANY_AWS_HOST.test(url.hostname) ? undefined : url.origin }
}

const ANY_AWS_HOST = /^(?:.*\.)?s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/

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
  const aws = `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
  const isPath = endpoint !== undefined || bucket.includes('.')
  const url = new URL(
    isPath
      ? `${(endpoint ?? aws).replace(/\/+$/, '')}/${bucket}${path && `/${path}`}`
      : `${aws.replace('://', `://${bucket}.`)}/${path}`,
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

/** A key for the path of a URL: each segment percent-encoded, all but letters, digits and `-._~`. */
export function encodedKey(key: string): string {
  return key.split('/').map(encodedText).join('/')
}

/** As `encodeURIComponent`, and what AWS wants besides (docs.aws.amazon.com, signature calculations, `UriEncode`). */
function encodedText(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
