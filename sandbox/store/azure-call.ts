import { header, type Operation, Refusal, type StoreRequest } from './model.ts'
import { type Address, NOWHERE, parseTarget, splitFirst, type Target } from './target.ts'

/** A request of Azure Blob. `address.bucket` is the container, `address.key` the blob. */
export interface AzureCall {
  readonly operation: Operation
  readonly keeps: 'file' | 'text'
  readonly request: StoreRequest
  readonly target: Target
  readonly account: string
  readonly address: Address
  /** Why the request cannot be read. */
  readonly problem?: Refusal
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
  try {
    const target = parseTarget(request.path)
    const inHost = /^([^.]+)\.blob\./.exec(header(request, 'host'))?.[1]
    const path = target.path.slice(1)
    const { bucket: account, key: rest } = inHost ? { bucket: inHost, key: path } : splitFirst(path)
    const address = splitFirst(rest)
    const operation = operationOf(request.method, target.query, address)
    const keeps = operation === 'PutBlob' || operation === 'PutBlock' ? 'file' : 'text'
    return { operation, keeps, request, target, account, address }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const address = { bucket: '', key: '' }
    return {
      operation: 'Unknown',
      keeps: 'text',
      request,
      target: NOWHERE,
      account: '',
      address,
      problem: error,
    }
  }
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
