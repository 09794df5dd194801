import { type Operation, Refusal, type StoreRequest } from './model.ts'
import { s3Refusal } from './refusals.ts'

/** Where a request goes, decoded. */
export interface Target {
  /** The path of the request line, percent-decoded once. */
  readonly path: string
  /** Its segments, each decoded by itself: an encoded slash is part of one. */
  readonly segments: readonly string[]
  /** The pairs of the query in order, percent-decoded; a `+` is a plus. */
  readonly pairs: readonly (readonly [string, string])[]
  readonly query: ReadonlyMap<string, string>
}

/** A bucket, and a key in it; an empty key means the bucket. */
export interface Address {
  readonly bucket: string
  readonly key: string
}

/** A request for a bucket or an object, taken apart. */
export interface ObjectCall {
  readonly operation: Operation
  readonly keeps: 'file' | 'text'
  readonly request: StoreRequest
  readonly target: Target
  readonly address: Address
  /** Why the request cannot be read. */
  readonly problem?: Refusal
}

const FILES: readonly Operation[] = ['PutObject', 'UploadPart', 'PutBlob', 'PutBlock']

/** Takes a request apart; what cannot be read has a `problem`, and what a dialect adds is as in `unread`. */
export function readCall<More>(
  request: StoreRequest,
  unread: More,
  take: (target: Target) => More & Pick<ObjectCall, 'operation' | 'address'>,
): More & ObjectCall {
  try {
    const target = parseTarget(request.path)
    const taken = take(target)
    return { ...taken, keeps: FILES.includes(taken.operation) ? 'file' : 'text', request, target }
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem
    const target = { path: '', segments: [], pairs: [], query: new Map() }
    const nowhere = { operation: 'Unknown', keeps: 'text', target, address: { bucket: '', key: '' } } as const
    return { ...unread, ...nowhere, request, problem }
  }
}

/** Takes a request line apart. Throws `InvalidURI` for bytes that are no UTF-8. */
export function parseTarget(raw: string): Target {
  const [path = '', ...rest] = raw.split('?')
  const pairs = rest
    .join('?')
    .split('&')
    .filter(pair => pair !== '')
    .map(pair => {
      const [name = '', ...value] = pair.split('=')
      return [decode(name), decode(value.join('='))] as const
    })
  return { path: decode(path), segments: path.split('/').map(decode), pairs, query: new Map(pairs) }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw s3Refusal('InvalidURI')
  }
}

/** Everything but unreserved characters, as AWS's signatures want it ("UriEncode"). */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/**
 * The bucket is in the host (`bucket.s3.…`, `bucket.s3-…`), else it leads the path.
 * A host like `s3.us-west-2.amazonaws.com` or `127.0.0.1:9000` holds none.
 */
export function addressOf({ path }: Target, host: string): Address {
  const inHost = /^(.+?)\.s3[.-]/.exec(host)?.[1]
  return inHost ? { bucket: inHost, key: path.slice(1) } : splitFirst(path.slice(1))
}

/** Takes the first segment for the bucket. */
export function splitFirst(path: string): Address {
  const slash = path.indexOf('/')
  return slash < 0 ? { bucket: path, key: '' } : { bucket: path.slice(0, slash), key: path.slice(slash + 1) }
}

export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** Part of a listing. */
interface Page {
  readonly keys: string[]
  readonly folders: string[]
  /** The last entry of this page, if there are more. */
  readonly next: string | undefined
}

/** One page of sorted keys; those that share a prefix up to the delimiter count as one entry. */
export function pageOf(
  keys: readonly string[],
  options: {
    readonly prefix: string
    readonly delimiter: string
    readonly startAfter: string
    readonly maxKeys: number
  },
): Page {
  const { prefix, delimiter, startAfter, maxKeys } = options
  const page = { keys: [] as string[], folders: [] as string[] }
  let last = startAfter
  for (const key of keys) {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const entry = end < 0 ? key : key.slice(0, end + delimiter.length)
    if (last !== '' && compareUtf8(entry, last) <= 0) continue
    if (page.keys.length + page.folders.length === maxKeys)
      return { ...page, next: maxKeys > 0 ? last : undefined }
    ;(end < 0 ? page.keys : page.folders).push(entry)
    last = entry
  }
  return { ...page, next: undefined }
}
