import type { BucketCredentials } from '../model/job.ts'
import { GOOGLE } from '../storage/address.ts'

/** Where an object is, and how this runner may ask for it. Keys are decoded, without a slash in front. */
export type ObjectAddress =
  | {
      readonly kind: 's3'
      readonly bucket: string
      /** `undefined` for AWS. */
      readonly endpoint: string | undefined
      /** `''` where the address does not tell. */
      readonly region: string
      readonly auth: 'signature' | 'bearer' | 'none'
      readonly key: string
    }
  | {
      readonly kind: 'azure'
      /** `https://account.blob.core.windows.net/container`. */
      readonly base: string
      /** A query without `?`; `''` where there is none. */
      readonly sas: string
      readonly key: string
    }
  /** A server that knows files, but no folders. */
  | { readonly kind: 'web'; readonly url: string }
  /** A sentence without a full stop: why this runner does not look. */
  | { readonly kind: 'hidden'; readonly why: string }

const AWS =
  /^(?:(?<bucket>.+)\.)?s3(?:[.-](?<region>[a-z]{2}-[a-z0-9-]+|external-1))?\.amazonaws\.com(?:\.cn)?$/
const AZURE = /^[a-z0-9]{3,24}\.blob\.core\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/
const SIGNED_OTHERWISE = /\.(aliyuncs|myqcloud)\.com(\.cn)?$/

/** Reads a line of `objectUrl` (docs.zilliz.com, "storage options"), which the inputs have checked. */
export function addressOf(line: string, credentials: BucketCredentials): ObjectAddress {
  const [, scheme = '', bucket = '', key = ''] = /^(s3|gs|oss):\/\/([^/]*)\/?(.*)$/s.exec(line) ?? []
  if (scheme === 's3') return s3(bucket, key, '', credentials)
  if (scheme === 'gs') return google(bucket, key, credentials)
  if (scheme === 'oss') return hidden('objects of Alibaba Cloud are not looked at from here')
  const url = URL.parse(line)
  return url?.protocol === 'https:' ? ofWeb(url, credentials) : hidden('it is not a URL')
}

function hidden(why: string): ObjectAddress {
  return { kind: 'hidden', why }
}

function s3(bucket: string, key: string, region: string, { accessKey }: BucketCredentials): ObjectAddress {
  const auth = accessKey ? 'signature' : 'none'
  return { kind: 's3', bucket, endpoint: undefined, region, auth, key }
}

/** Google takes the requests of S3, with an HMAC key, or an OAuth token as a bearer (cloud.google.com, XML API). */
function google(bucket: string, key: string, keys: BucketCredentials): ObjectAddress {
  const auth = keys.accessKey ? 'signature' : keys.sessionToken ? 'bearer' : 'none'
  return { kind: 's3', bucket, endpoint: GOOGLE, region: 'auto', auth, key }
}

function ofWeb(url: URL, credentials: BucketCredentials): ObjectAddress {
  const path = decoded(url.pathname.slice(1))
  const [first = '', ...rest] = path.split('/')
  // A query is a signature of its own.
  if (AZURE.test(url.hostname)) return azure(url, credentials)
  if (url.search === '') {
    const aws = AWS.exec(url.hostname)?.groups
    if (aws) {
      const region = aws['region'] ?? ''
      const own = aws['bucket']
      return own ? s3(own, path, region, credentials) : s3(first, rest.join('/'), region, credentials)
    }
    if (/^storage\.(googleapis|cloud\.google)\.com$/.test(url.hostname))
      return google(first, rest.join('/'), credentials)
  }
  if (SIGNED_OTHERWISE.test(url.hostname) && credentials.accessKey)
    return hidden('objects behind keys of this cloud are not looked at from here')
  if (url.pathname.endsWith('/') || url.pathname.includes('*'))
    return hidden('the files of a folder cannot be listed by https')
  return { kind: 'web', url: url.href }
}

function azure(url: URL, { accessKey, sessionToken }: BucketCredentials): ObjectAddress {
  const sas = url.search.slice(1) || (sessionToken ?? '').replace(/^\?/, '')
  if (sas === '' && accessKey)
    return hidden('objects of Azure are looked at with a SAS only, not with the key of the account')
  const [container = '', ...rest] = decoded(url.pathname.slice(1)).split('/')
  return { kind: 'azure', base: `${url.origin}/${container}`, sas, key: rest.join('/') }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
