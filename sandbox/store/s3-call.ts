import type { Grant } from './keyring.ts'
import { header, type Operation, type StoreRequest } from './model.ts'
import { type Address, addressOf, type ObjectCall, readCall, type Target } from './target.ts'

/** A request of S3 or of Google's XML API. */
export interface S3Call extends ObjectCall {
  /** What the caller may do; set by `admit`. */
  grant: Grant
  /** The region of the bucket, if there is one; set by `admit`. */
  region?: string | undefined
}

export function readS3(request: StoreRequest): S3Call {
  return readCall(request, { grant: {} }, target => {
    const address = addressOf(target, header(request, 'host'))
    return { operation: operationOf(request, target, address), address, grant: {} }
  })
}

function operationOf(request: StoreRequest, { query }: Target, { key }: Address): Operation {
  return key === '' ? bucketOperation(request.method, query) : objectOperation(request, query)
}

function bucketOperation(method: string, query: Target['query']): Operation {
  if (method === 'HEAD') return 'HeadBucket'
  if (method !== 'GET') return 'Unknown'
  if (query.get('list-type') === '2') return 'ListObjectsV2'
  if (query.has('uploads')) return 'ListMultipartUploads'
  return query.has('location') ? 'GetBucketLocation' : 'Unknown'
}

function objectOperation(request: StoreRequest, query: Target['query']): Operation {
  const isOfUpload = query.has('uploadId')
  switch (request.method) {
    case 'PUT':
      if (header(request, 'x-amz-copy-source')) return 'Unknown'
      return isOfUpload ? 'UploadPart' : 'PutObject'
    case 'POST':
      if (query.has('uploads')) return 'CreateMultipartUpload'
      return isOfUpload ? 'CompleteMultipartUpload' : 'Unknown'
    case 'DELETE':
      return isOfUpload ? 'AbortMultipartUpload' : 'DeleteObject'
    case 'HEAD':
      return 'HeadObject'
    case 'GET':
      return isOfUpload ? 'Unknown' : 'GetObject'
    default:
      return 'Unknown'
  }
}
