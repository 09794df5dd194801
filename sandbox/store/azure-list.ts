import type { AzureCall } from './azure-call.ts'
import type { Disk } from './disk.ts'
import type { StoreReply } from './model.ts'
import { pageOf } from './page.ts'
import { azureRefusal } from './refusals.ts'
import { writeXml, type Xml } from './xml.ts'

/** Entries of one page at most (Microsoft, "List Blobs"). */
const MOST_BLOBS = 5000

/** List Blobs with `prefix`, `delimiter`, `marker` and `maxresults`. */
export async function listBlobs({ target, account, address }: AzureCall, disk: Disk): Promise<StoreReply> {
  const { query } = target
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? '']
  const maxKeys = Number(query.get('maxresults') ?? MOST_BLOBS)
  if (!Number.isInteger(maxKeys) || maxKeys < 1)
    throw azureRefusal('InvalidQueryParameterValue', 'maxresults')
  const startAfter = Buffer.from(query.get('marker') ?? '', 'base64').toString('utf8')
  const keys = await disk.keys(address.bucket, prefix)
  const page = pageOf(keys, { prefix, delimiter, startAfter, maxKeys: Math.min(maxKeys, MOST_BLOBS) })
  const blobs: [string, Xml][] = []
  for (const key of page.keys) {
    const info = await disk.info({ bucket: address.bucket, key })
    if (!info) continue
    const properties: [string, string][] = [
      ['Last-Modified', new Date(info.modifiedAt).toUTCString()],
      ['Etag', `0x${info.etag.slice(0, 15).toUpperCase()}`],
      ['Content-Length', String(info.size)],
      ['Content-Type', info.contentType],
      ['BlobType', 'BlockBlob'],
    ]
    const blob: [string, Xml][] = [
      ['Name', key],
      ['Properties', properties],
    ]
    blobs.push(['Blob', blob])
  }
  const folders = page.folders.map((folder): [string, Xml] => ['BlobPrefix', [['Name', folder]]])
  const body = writeXml(
    'EnumerationResults',
    [
      ['Prefix', prefix],
      ['MaxResults', String(maxKeys)],
      ['Delimiter', delimiter],
      ['Blobs', [...blobs, ...folders]],
      ['NextMarker', page.next === undefined ? '' : Buffer.from(page.next).toString('base64')],
    ],
    `ServiceEndpoint="/${account}" ContainerName="${address.bucket}"`,
  )
  return { status: 200, headers: { 'content-type': 'application/xml' }, body }
}
