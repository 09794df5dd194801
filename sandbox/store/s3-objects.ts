import type { ObjectInfo } from './disk.ts'
import { header, type Received, type StoreReply } from './model.ts'
import { s3Refusal } from './refusals.ts'
import { missingKey } from './s3-auth.ts'
import type { S3Call } from './s3-call.ts'
import type { StoreWorld } from './world.ts'

export async function putObject(call: S3Call, body: Received, { disk }: StoreWorld): Promise<StoreReply> {
  const { request, address } = call
  const etag = body.md5.toString('hex')
  const contentType = header(request, 'content-type') || 'binary/octet-stream'
  const isPlaced = await disk.place(body.file ?? '', address, { etag, contentType }, mustBeNew(call))
  if (!isPlaced) throw s3Refusal('PreconditionFailed', { fields: { Condition: 'If-None-Match' } })
  return { status: 200, headers: { etag: `"${etag}"` }, body: '' }
}

/** `If-None-Match: *`; S3 knows no other value for a write. */
export function mustBeNew({ request }: S3Call): boolean {
  const condition = header(request, 'if-none-match')
  if (condition !== '' && condition !== '*') throw s3Refusal('NotImplemented')
  return condition === '*'
}

export async function headObject(call: S3Call, _: Received, world: StoreWorld): Promise<StoreReply> {
  const info = await infoOf(call, world)
  return { status: 200, headers: { ...labels(info), 'content-length': String(info.size) }, body: '' }
}

export async function getObject(call: S3Call, _: Received, world: StoreWorld): Promise<StoreReply> {
  const info = await infoOf(call, world)
  const reply = world.disk.read(call.address, info, header(call.request, 'range'), labels(info))
  if (reply) return reply
  throw s3Refusal('InvalidRange', { headers: { 'content-range': `bytes */${info.size}` } })
}

/** Also for an object that is not there. */
export async function deleteObject(
  { address }: S3Call,
  _: Received,
  { disk }: StoreWorld,
): Promise<StoreReply> {
  await disk.remove(address)
  return { status: 204, headers: {}, body: '' }
}

async function infoOf({ grant, address }: S3Call, { disk }: StoreWorld): Promise<ObjectInfo> {
  const info = await disk.info(address)
  if (!info) throw missingKey(grant, address)
  return info
}

function labels({ etag, modifiedAt, contentType }: ObjectInfo): Record<string, string> {
  return {
    etag: `"${etag}"`,
    'last-modified': new Date(modifiedAt).toUTCString(),
    'content-type': contentType,
    'accept-ranges': 'bytes',
  }
}
