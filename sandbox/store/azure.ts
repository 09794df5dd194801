import { type AzureCall, readAzure } from './azure-call.ts'
import { listBlobs } from './azure-list.ts'
import { Blocks, type NamedBlock } from './blocks.ts'
import { rangeOf } from './body.ts'
import type { ObjectInfo } from './disk.ts'
import { type Dialect, header, type Operation, type Received, type StoreReply } from './model.ts'
import { azureRefusal } from './refusals.ts'
import { isInTime, isSignedSas, reaches } from './sas.ts'
import type { StoreWorld } from './world.ts'
import { elementsOf, unescapeXml, writeXml } from './xml.ts'

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
  const range = rangeOf(header(request, 'x-ms-range') || header(request, 'range'), info.size)
  if (range === 'none') throw azureRefusal('InvalidRange')
  const [start, end] = range ?? [0, info.size - 1]
  const headers = { ...labels(info), 'content-length': String(end - start + 1) }
  const body = disk.read(address, start, end)
  if (!range) return { status: 200, headers, body }
  return { status: 206, headers: { ...headers, 'content-range': `bytes ${start}-${end}/${info.size}` }, body }
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
