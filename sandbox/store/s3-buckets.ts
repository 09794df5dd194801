import type { Received, StoreReply } from './model.ts'
import { s3Refusal } from './refusals.ts'
import type { S3Call } from './s3-call.ts'
import { compareUtf8, pageOf, uriEncode } from './target.ts'
import type { StoreWorld } from './world.ts'
import { writeXml, type Xml } from './xml.ts'

const XML = { 'content-type': 'application/xml' }
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
/** Entries of one page at most. */
const MOST_KEYS = 1000

export async function headBucket({ address }: S3Call, _: Received, world: StoreWorld): Promise<StoreReply> {
  const region = (await world.bucket(address.bucket))?.region ?? ''
  return { status: 200, headers: { 'x-amz-bucket-region': region }, body: '' }
}

/** Empty for the first region of AWS, as ever. */
export async function location({ address }: S3Call, _: Received, world: StoreWorld): Promise<StoreReply> {
  const region = (await world.bucket(address.bucket))?.region ?? ''
  const body = writeXml('LocationConstraint', region === 'us-east-1' ? '' : region, NAMESPACE)
  return { status: 200, headers: XML, body }
}

export async function listObjects(call: S3Call, _: Received, world: StoreWorld): Promise<StoreReply> {
  const { query } = call.target
  const { bucket } = call.address
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? '']
  const maxKeys = pageSize(query.get('max-keys'))
  const token = query.get('continuation-token')
  const startAfter = token === undefined ? (query.get('start-after') ?? '') : decodeToken(token)
  const page = pageOf(await world.disk.keys(bucket, prefix), { prefix, delimiter, startAfter, maxKeys })
  const encode = encoder(query.get('encoding-type'))
  const contents: [string, Xml][] = []
  for (const key of page.keys) {
    const info = await world.disk.info({ bucket, key })
    if (!info) continue
    const fields: [string, string][] = [
      ['Key', encode(key)],
      ['LastModified', new Date(info.modifiedAt).toISOString()],
      ['ETag', `"${info.etag}"`],
      ['Size', String(info.size)],
      ['StorageClass', 'STANDARD'],
    ]
    contents.push(['Contents', fields])
  }
  const optional: [string, string | undefined][] = [
    ['Delimiter', delimiter && encode(delimiter)],
    ['EncodingType', query.get('encoding-type')],
    ['ContinuationToken', token],
    ['NextContinuationToken', page.next && Buffer.from(page.next).toString('base64')],
  ]
  const body = writeXml(
    'ListBucketResult',
    [
      ['Name', bucket],
      ['Prefix', encode(prefix)],
      ['MaxKeys', String(maxKeys)],
      ['KeyCount', String(page.keys.length + page.folders.length)],
      ['IsTruncated', String(page.next !== undefined)],
      ...optional.flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
      ...contents,
      ...page.folders.map((folder): [string, Xml] => ['CommonPrefixes', [['Prefix', encode(folder)]]]),
    ],
    NAMESPACE,
  )
  return { status: 200, headers: XML, body }
}

export async function listUploads(call: S3Call, _: Received, { uploads }: StoreWorld): Promise<StoreReply> {
  const { query } = call.target
  const { bucket } = call.address
  const prefix = query.get('prefix') ?? ''
  const encode = encoder(query.get('encoding-type'))
  const open = uploads
    .all()
    .filter(upload => upload.bucket === bucket && upload.key.startsWith(prefix))
    .sort((a, b) => compareUtf8(a.key, b.key) || a.initiatedAt - b.initiatedAt)
  const entries = open.map(({ key, uploadId, initiatedAt }): [string, Xml] => [
    'Upload',
    [
      ['Key', encode(key)],
      ['UploadId', uploadId],
      ['Initiated', new Date(initiatedAt).toISOString()],
      ['StorageClass', 'STANDARD'],
    ],
  ])
  const head: [string, string][] = [
    ['Bucket', bucket],
    ['Prefix', encode(prefix)],
    ['MaxUploads', String(MOST_KEYS)],
    ['IsTruncated', 'false'],
  ]
  return {
    status: 200,
    headers: XML,
    body: writeXml('ListMultipartUploadsResult', [...head, ...entries], NAMESPACE),
  }
}

function pageSize(text: string | undefined): number {
  const size = Number(text ?? MOST_KEYS)
  if (!Number.isInteger(size) || size < 0) {
    throw s3Refusal('InvalidArgument', {
      message: 'Argument max-keys must be an integer between 0 and 2147483647',
    })
  }
  return Math.min(size, MOST_KEYS)
}

function decodeToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8')
  if (Buffer.from(text).toString('base64') === token) return text
  throw s3Refusal('InvalidArgument', { message: 'The continuation token provided is incorrect' })
}

/** `encoding-type=url` writes keys as a form does, but for the slash: a blank is a plus. */
function encoder(type: string | undefined): (text: string) => string {
  if (type === undefined) return text => text
  if (type !== 'url')
    throw s3Refusal('InvalidArgument', { message: 'Invalid Encoding Method specified in Request' })
  return text => uriEncode(text).replaceAll('%20', '+').replaceAll('%2F', '/')
}
