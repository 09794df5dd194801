import { header, type Operation, type StoreRequest } from './model.ts'
import { type Address, type ObjectCall, readCall, splitFirst, type Target } from './target.ts'

/** A request of Azure Blob. `address.bucket` is the container, `address.key` the blob. */
export interface AzureCall extends ObjectCall {
  readonly account: string
}

/** Is this a request of Azure's, and not of S3? By its headers, its signature or its host. */
export function isAzure(request: StoreRequest): boolean {
  if (header(request, 'x-ms-version') || header(request, 'x-ms-blob-type')) return true
  if (/^[^.]+\.blob\./.test(header(request, 'host'))) return true
  return (
    /[?&](comp|restype)=/.test(request.path) ||
    (/[?&]sig=/.test(request.path) && /[?&]sv=/.test(request.path))
  )
}

/** Takes a request apart: `/account/container/blob`, or the account in the host. */
export function readAzure(request: StoreRequest): AzureCall {
  return readCall(request, { account: '' }, target => {
    const inHost = /^([^.]+)\.blob\./.exec(header(request, 'host'))?.[1]
    const path = target.path.slice(1)
    const { bucket: account, key: rest } = inHost ? { bucket: inHost, key: path } : splitFirst(path)
    const address = splitFirst(rest)
    return { operation: operationOf(request.method, target.query, address), address, account }
  })
}

function operationOf(method: string, query: Target['query'], { bucket, key }: Address): Operation {
  const comp = query.get('comp')
  if (key === '') {
    const isList =
      method === 'GET' && query.get('restype') === 'container' && comp === 'list' && bucket !== ''
    return isList ? 'ListBlobs' : 'Unknown'
  }
  if (method === 'PUT' && comp === 'block') return 'PutBlock'
  if (method === 'PUT' && comp === 'blocklist') return 'PutBlockList'
  if (comp !== undefined) return 'Unknown'
  return BLOB_METHODS[method] ?? 'Unknown'
}

const BLOB_METHODS: Readonly<Record<string, Operation>> = {
  PUT: 'PutBlob',
  GET: 'GetBlob',
  HEAD: 'HeadBlob',
  DELETE: 'DeleteBlob',
}
