import { type AzureCall, readAzure } from './azure-call.ts'
import { Blocks, type NamedBlock } from './blocks.ts'
import type { Disk, ObjectInfo } from './disk.ts'
import { type Dialect, header, type Operation, type Received, type StoreReply } from './model.ts'
import { azureRefusal } from './refusals.ts'
import { isInTime, isSignedSas, reaches } from './sas.ts'
import { pageOf } from './target.ts'
import type { StoreWorld } from './world.ts'
import { elementsOf, unescapeXml, writeXml, type Xml } from './xml.ts'

interface Context extends StoreWorld {
  readonly blocks: Blocks
}

type Handler = (call: AzureCall, body: Received, context: Context) => Promise<StoreReply>

/** Any of these letters of `sp` is enough. */
const OPERATIONS: Partial<Record<Operation, readonly [string, Handler]>> = {
  PutBlob: ['cw', putBlob],
  PutBlock: ['w', putBlock],
  PutBlockList: ['w', putBlockList],
  HeadBlob: ['r', headBlob],
  GetBlob: ['r', getBlob],
  DeleteBlob: ['d', deleteBlob],
  ListBlobs: ['l', (call, _, { disk }) => listBlobs(call, disk)],
}

/** The calls of Azure Blob that an upload needs, with a SAS. Account keys (SharedKey) are not supported. */
export function azureDialect(world: StoreWorld): Dialect<AzureCall> {
  const context: Context = { ...world, blocks: new Blocks(world.disk) }
  return {
    read: readAzure,
    async admit(call) {
      if (call.problem) throw azureRefusal('InvalidUri')
      checkSas(call, world)
      const [letters] = OPERATIONS[call.operation] ?? []
      if (letters === undefined) throw azureRefusal('UnsupportedHttpVerb')
      const permissions = call.target.query.get('sp') ?? ''
      const isContainer = call.operation === 'ListBlobs'
      const may = [...letters].some(letter => permissions.includes(letter))
      if (!may || !reaches(call.target.query, isContainer ? 'c' : 'o'))
        throw azureRefusal('AuthorizationPermissionMismatch')
      if (!(await world.bucket(call.address.bucket))) throw azureRefusal('ContainerNotFound')
      checkHeaders(call)
    },
    async perform(call, body) {
      checkMd5(call, body)
      const [, handler] = OPERATIONS[call.operation] ?? []
      if (!handler) throw azureRefusal('UnsupportedHttpVerb')
      return handler(call, body, context)
    },
    refuse({ request }, { status, code, message, headers }, requestId) {
      const words = `${message}\nRequestId:${requestId}`
      const body = writeXml('Error', [
        ['Code', code],
        ['Message', words],
      ])
      const names = { 'content-type': 'application/xml', 'x-ms-error-code': code }
      return { status, headers: { ...names, ...headers }, body: request.method === 'HEAD' ? '' : body }
    },
  }
}

function checkSas({ target, account, address }: AzureCall, { accounts, now }: StoreWorld): void {
  const found = accounts.find(({ name }) => name === account)
  const scope = found && { account, accountKey: found.key, container: address.bucket, blob: address.key }
  if (!scope || !isSignedSas(target.query, scope) || !isInTime(target.query, now())) {
    throw azureRefusal('AuthorizationFailure')
  }
}

function checkHeaders({ operation, keeps, request }: AzureCall): void {
  if (keeps === 'file' && !/^\d+$/.test(header(request, 'content-length'))) {
    throw azureRefusal('MissingContentLengthHeader')
  }
  if (operation !== 'PutBlob') return
  const type = header(request, 'x-ms-blob-type')
  if (type === '') throw azureRefusal('MissingRequiredHeader', 'x-ms-blob-type')
  if (type !== 'BlockBlob') throw azureRefusal('InvalidHeaderValue', 'x-ms-blob-type')
}

function checkMd5({ request, operation }: AzureCall, body: Received): void {
  const length = header(request, 'content-length')
  if (length && Number(length) !== body.size) throw azureRefusal('InvalidInput')
  const ofBlob = operation === 'PutBlob' ? header(request, 'x-ms-blob-content-md5') : ''
  for (const given of [header(request, 'content-md5'), ofBlob]) {
    if (given === '') continue
    if (Buffer.from(given, 'base64').length !== 16) throw azureRefusal('InvalidMd5')
    if (given !== body.md5.toString('base64')) throw azureRefusal('Md5Mismatch')
  }
}

async function putBlob(call: AzureCall, body: Received, context: Context): Promise<StoreReply> {
  const md5 = body.md5
  await write(call, { file: body.file ?? '', etag: md5.toString('hex') }, context)
  return created(md5.toString('hex'), { 'content-md5': md5.toString('base64') })
}

async function putBlock(call: AzureCall, body: Received, { blocks }: Context): Promise<StoreReply> {
  await blocks.add(call.address, call.target.query.get('blockid') ?? '', body)
  return { status: 201, headers: { 'content-md5': body.md5.toString('base64') }, body: '' }
}

async function putBlockList(call: AzureCall, body: Received, context: Context): Promise<StoreReply> {
  if (!/<BlockList[\s>]/.test(body.text)) throw azureRefusal('InvalidXmlDocument')
  const named = elementsOf(body.text, 'Latest', 'Uncommitted', 'Committed').map(
    ([from, inner]): NamedBlock => ({ from: from as NamedBlock['from'], id: unescapeXml(inner) }),
  )
  const joined = await context.blocks.join(call.address, named)
  await write(call, joined, context)
  return created(joined.etag, {})
}

/** Makes a file the blob, if the SAS and `If-None-Match` let it replace what may be there. */
async function write(
  { request, target, address }: AzureCall,
  { file, etag }: { file: string; etag: string },
  { disk, blocks }: Context,
): Promise<void> {
  const mustBeNew = header(request, 'if-none-match') === '*'
  const mayReplace = target.query.get('sp')?.includes('w') ?? false
  const contentType =
    header(request, 'x-ms-blob-content-type') || header(request, 'content-type') || 'application/octet-stream'
  const isPlaced = await disk.place(file, address, { etag, contentType }, mustBeNew || !mayReplace)
  if (!isPlaced) throw azureRefusal(mustBeNew ? 'BlobAlreadyExists' : 'AuthorizationPermissionMismatch')
  await blocks.forget(address)
}

function created(etag: string, headers: Record<string, string>): StoreReply {
  const always = { etag: quoted(etag), 'x-ms-request-server-encrypted': 'true' }
  return { status: 201, headers: { ...always, ...headers }, body: '' }
}

async function headBlob({ address }: AzureCall, _: Received, { disk }: Context): Promise<StoreReply> {
  const info = await disk.info(address)
  if (!info) throw azureRefusal('BlobNotFound')
  return { status: 200, headers: { ...labels(info), 'content-length': String(info.size) }, body: '' }
}

async function getBlob({ request, address }: AzureCall, _: Received, { disk }: Context): Promise<StoreReply> {
  const info = await disk.info(address)
  if (!info) throw azureRefusal('BlobNotFound')
  const range = header(request, 'x-ms-range') || header(request, 'range')
  const reply = disk.read(address, info, range, labels(info))
  if (!reply) throw azureRefusal('InvalidRange')
  return reply
}

async function deleteBlob(
  { address }: AzureCall,
  _: Received,
  { disk, blocks }: Context,
): Promise<StoreReply> {
  if (!(await disk.remove(address))) throw azureRefusal('BlobNotFound')
  await blocks.forget(address)
  return { status: 202, headers: { 'x-ms-delete-type-permanent': 'true' }, body: '' }
}

function labels({ etag, modifiedAt, contentType }: ObjectInfo): Record<string, string> {
  return {
    etag: quoted(etag),
    'last-modified': new Date(modifiedAt).toUTCString(),
    'content-type': contentType,
    'x-ms-blob-type': 'BlockBlob',
    'accept-ranges': 'bytes',
  }
}

function quoted(etag: string): string {
  return `"0x${etag.slice(0, 15).toUpperCase()}"`
}

/** Entries of one page at most (Microsoft, "List Blobs"). */
const MOST_BLOBS = 5000

/** List Blobs with `prefix`, `delimiter`, `marker` and `maxresults`. */
async function listBlobs({ target, account, address }: AzureCall, disk: Disk): Promise<StoreReply> {
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
