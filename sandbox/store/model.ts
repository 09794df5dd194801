/** A request as it arrives, the body not yet read. The body must not wait on the store's clock. */
export interface StoreRequest {
  readonly method: string
  /** The target of the request line, as it was sent: percent-encoded, with its query. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: AsyncIterable<Uint8Array>
}

/** An answer. Objects come as a stream; it opens its file when it is read. */
export interface StoreReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | AsyncIterable<Uint8Array>
}

type OfObjects = 'PutObject' | 'HeadObject' | 'GetObject' | 'DeleteObject'
type OfUploads = 'CreateMultipartUpload' | 'UploadPart' | 'CompleteMultipartUpload' | 'AbortMultipartUpload'
type OfBuckets = 'ListObjectsV2' | 'ListMultipartUploads' | 'HeadBucket' | 'GetBucketLocation'
type OfAzure = 'PutBlob' | 'PutBlock' | 'PutBlockList' | 'HeadBlob' | 'GetBlob' | 'DeleteBlob' | 'ListBlobs'
type OfVolumes = 'ApplyVolume' | 'ListVolumes' | 'DescribeVolume' | 'CreateVolume'

/** What a request is for: the calls of S3, those of Azure Blob, and those of the volumes. */
export type Operation = OfObjects | OfUploads | OfBuckets | OfAzure | OfVolumes | 'Unknown'

/** One request as it was seen. `size` and `sha256` are of the body; they stay unset if it was not read to its end. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: StoreRequest['headers']
  readonly operation: Operation
  size?: number
  sha256?: string
  /** The status of the answer, or `reset`. */
  ended?: number | 'reset'
}

/** A body that was read: kept as text, or as a temporary file of the store. */
export interface Received {
  readonly text: string
  readonly file: string | undefined
  readonly size: number
  readonly md5: Buffer
  readonly sha256: Buffer
  readonly crc32: number
}

/** What a dialect made of a request before its body is read. */
export interface Call {
  readonly operation: Operation
  /** Bodies of objects go to a file, all others are text. */
  readonly keeps: 'file' | 'text'
}

/** A way to speak to the store. All but `read` may throw a `Refusal`. */
export interface Dialect<C extends Call> {
  /** Never throws: what it cannot read is `Unknown`, refused by `admit`. */
  read(request: StoreRequest): C
  /** Who asks, and may they? Looks at the headers only. */
  admit(call: C): Promise<void>
  perform(call: C, body: Received): Promise<StoreReply>
  refuse(call: C, refusal: Refusal, requestId: string): StoreReply
}

/** An answer of the store that is an error. `fields` go into its body. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly fields: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    message: string,
    more: { readonly fields?: Record<string, string>; readonly headers?: Record<string, string> } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.fields = more.fields ?? {}
    this.headers = more.headers ?? {}
  }
}

/** The connection broke: there is no answer. `half`: an answer of which half arrives before. */
export class ConnectionReset extends Error {
  readonly half: StoreReply | undefined

  constructor(half?: StoreReply) {
    super('the connection was reset')
    this.half = half
  }
}

/** The first value of a header, or the empty string. */
export function header({ headers }: Pick<StoreRequest, 'headers'>, name: string): string {
  const value = headers[name]
  return (typeof value === 'string' ? value : value?.join(',')) ?? ''
}
