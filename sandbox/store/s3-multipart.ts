import { header, type Received, type StoreReply } from './model.ts'
import { s3Refusal } from './refusals.ts'
import type { S3Call } from './s3-call.ts'
import { mustBeNew } from './s3-objects.ts'
import type { NamedPart } from './uploads.ts'
import type { StoreWorld } from './world.ts'
import { elementsOf, unescapeXml, writeXml } from './xml.ts'

/** The highest number of a part (AWS, "Amazon S3 multipart upload limits"). */
const MOST_PARTS = 10_000
const XML = { 'content-type': 'application/xml' }

export async function createUpload(call: S3Call, _: Received, world: StoreWorld): Promise<StoreReply> {
  const { address, request } = call
  const contentType = header(request, 'content-type') || 'binary/octet-stream'
  const uploadId = world.uploads.create(address, contentType, world.now())
  const body = writeXml('InitiateMultipartUploadResult', [
    ['Bucket', address.bucket],
    ['Key', address.key],
    ['UploadId', uploadId],
  ])
  return { status: 200, headers: XML, body }
}

export async function uploadPart(call: S3Call, body: Received, world: StoreWorld): Promise<StoreReply> {
  const number = Number(call.target.query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS) {
    const message = 'Part number must be an integer between 1 and 10000, inclusive'
    throw s3Refusal('InvalidArgument', { message, fields: { ArgumentName: 'partNumber' } })
  }
  await world.uploads.addPart(call.address, uploadIdOf(call), number, body)
  return { status: 200, headers: { etag: `"${body.md5.toString('hex')}"` }, body: '' }
}

export async function completeUpload(call: S3Call, body: Received, world: StoreWorld): Promise<StoreReply> {
  const { address } = call
  const uploadId = uploadIdOf(call)
  const { contentType } = world.uploads.find(address, uploadId)
  const { file, etag } = await world.uploads.join(address, uploadId, partsOf(body.text))
  const isPlaced = await world.disk.place(file, address, { etag, contentType }, mustBeNew(call))
  if (!isPlaced) throw s3Refusal('PreconditionFailed', { fields: { Condition: 'If-None-Match' } })
  await world.uploads.abort(address, uploadId)
  const answer = writeXml('CompleteMultipartUploadResult', [
    ['Location', `/${address.bucket}/${address.key}`],
    ['Bucket', address.bucket],
    ['Key', address.key],
    ['ETag', `"${etag}"`],
  ])
  return { status: 200, headers: XML, body: answer }
}

export async function abortUpload(call: S3Call, _: Received, { uploads }: StoreWorld): Promise<StoreReply> {
  await uploads.abort(call.address, uploadIdOf(call))
  return { status: 204, headers: {}, body: '' }
}

function uploadIdOf({ target }: S3Call): string {
  return target.query.get('uploadId') ?? ''
}

function partsOf(text: string): NamedPart[] {
  const isDocument =
    /<CompleteMultipartUpload[\s>]/.test(text) && /<\/CompleteMultipartUpload\s*>\s*$/.test(text)
  const parts = elementsOf(text, 'Part').map(([, inner]) => {
    const values = new Map(elementsOf(inner, 'PartNumber', 'ETag'))
    const number = Number(values.get('PartNumber') ?? Number.NaN)
    const etag = unescapeXml(values.get('ETag') ?? '').replace(/^"|"$/g, '')
    return { number, etag }
  })
  const isSound = parts.every(({ number, etag }) => Number.isInteger(number) && etag !== '')
  if (!isDocument || parts.length === 0 || parts.length > MOST_PARTS || !isSound)
    throw s3Refusal('MalformedXML')
  return parts
}
