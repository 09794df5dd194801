import { checkBody, checkLength } from './body.ts'
import type { Right } from './keyring.ts'
import type { Dialect, Operation, Received, Refusal, StoreReply } from './model.ts'
import { s3Refusal } from './refusals.ts'
import { authenticate, authorize } from './s3-auth.ts'
import { headBucket, listObjects, listUploads, location } from './s3-buckets.ts'
import { readS3, type S3Call } from './s3-call.ts'
import { abortUpload, completeUpload, createUpload, uploadPart } from './s3-multipart.ts'
import { deleteObject, getObject, headObject, putObject } from './s3-objects.ts'
import type { Address } from './target.ts'
import type { StoreWorld } from './world.ts'
import { writeXml } from './xml.ts'

type Handler = (call: S3Call, body: Received, world: StoreWorld) => Promise<StoreReply>

const OPERATIONS: Partial<Record<Operation, readonly [Right, Handler]>> = {
  PutObject: ['write', putObject],
  HeadObject: ['read', headObject],
  GetObject: ['read', getObject],
  DeleteObject: ['delete', deleteObject],
  CreateMultipartUpload: ['write', createUpload],
  UploadPart: ['write', uploadPart],
  CompleteMultipartUpload: ['write', completeUpload],
  AbortMultipartUpload: ['write', abortUpload],
  ListObjectsV2: ['list', listObjects],
  ListMultipartUploads: ['list', listUploads],
  HeadBucket: ['list', headBucket],
  GetBucketLocation: ['list', location],
}

/** The calls of S3 that an upload needs, and Google's XML API, which takes the same with a token. */
export function s3Dialect(world: StoreWorld): Dialect<S3Call> {
  return {
    read: readS3,
    async admit(call) {
      const { problem, request, target, address, operation } = call
      if (problem) throw problem
      if (address.bucket === '') throw s3Refusal('NotImplemented')
      const bucket = await world.bucket(address.bucket)
      call.region = bucket?.region
      call.grant = authenticate(request, target, bucket, world)
      if (!bucket) throw s3Refusal('NoSuchBucket', { fields: { BucketName: address.bucket } })
      const [right] = OPERATIONS[operation] ?? []
      if (!right) throw s3Refusal('NotImplemented')
      const key = address.key === '' ? (target.query.get('prefix') ?? '') : address.key
      authorize(call.grant, right, { bucket: address.bucket, key })
      if (right === 'write') world.disk.fileOf(address)
      if (operation === 'PutObject' || operation === 'UploadPart') checkLength(request)
    },
    async perform(call, body) {
      checkBody(call.request, body)
      const [, handler] = OPERATIONS[call.operation] ?? []
      if (!handler) throw s3Refusal('NotImplemented')
      return handler(call, body, world)
    },
    refuse({ request, operation, address, region }, refusal, id) {
      const { status, headers } = refusal
      // Whoever asks may know it, also without a key (AWS, "HeadBucket").
      const told = operation === 'HeadBucket' && region ? { 'x-amz-bucket-region': region } : {}
      const body = request.method === 'HEAD' ? '' : errorBody(refusal, address, id)
      return { status, headers: { 'content-type': 'application/xml', ...told, ...headers }, body }
    },
  }
}

function errorBody({ code, message, fields }: Refusal, { bucket, key }: Address, id: string): string {
  return writeXml('Error', [
    ['Code', code],
    ['Message', message],
    ...Object.entries(fields),
    ['Resource', `/${bucket}${key && `/${key}`}`],
    ['RequestId', id],
    ['HostId', 'sandbox'],
  ])
}
