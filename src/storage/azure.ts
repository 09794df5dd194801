import { type Answer, header } from '../api/transport.ts'
import { encodedKey, queryText } from './address.ts'
import { ASKING, isSuccess, refusal, STALL } from './answer.ts'
import { createReading, type Page, plainTag } from './reading.ts'
import type { Piece, Store, StoreContext, StoreRequest } from './store.ts'
import { elementsOf, escaped, textOf } from './xml.ts'

interface AzureOptions extends StoreContext {
  /** `https://account.blob.core.windows.net`. */
  readonly base: string
  readonly container: string
  /** A shared access signature: a query, with `?` in front or without; `''` for what anybody may see. */
  readonly sas: string
}

/** Has Put Blob up to 5,000 MiB and Put Block up to 4,000 MiB (learn.microsoft.com, Blob service versions). */
const VERSION = '2021-12-02'
/** Names for "there is no such thing" (learn.microsoft.com, Blob error codes). */
const MISSING = ['BlobNotFound', 'ContainerNotFound']

/**
 * Azure Blob Storage by a SAS (learn.microsoft.com, Blob service REST API). An upload in parts has no id and need not be
 * aborted: blocks are put under the blob's name, and those that no list names are thrown away by the store.
 */
export function createAzureStore(options: AzureOptions): Store {
  const call = callsOf(options)
  const pageQuery = (next: string) => ({
    ...{ restype: 'container', comp: 'list' },
    ...(next === '' ? {} : { marker: next }),
  })
  // What nobody may see is hidden: without a SAS a 404 proves nothing.
  const isMissing = (answer: Answer) =>
    options.sas !== '' && MISSING.includes(header(answer, 'x-ms-error-code') ?? '')

  return {
    ...createReading({ call, pageQuery, pageIn, isMissing }, options),

    async put(key, piece, signal) {
      const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/octet-stream' }
      await call({ method: 'PUT', key, headers, body: piece, signal })
    },

    async createMultipart() {
      return ''
    },

    async putPart(key, _uploadId, number, piece, signal) {
      const tag = blockId(number, piece)
      await call({ method: 'PUT', key, query: { comp: 'block', blockid: tag }, body: piece, signal })
      return tag
    },

    async complete(key, _uploadId, tags, signal) {
      const list = tags.map(tag => `<Latest>${escaped(tag)}</Latest>`)
      const body = `<?xml version="1.0" encoding="utf-8"?><BlockList>${list.join('')}</BlockList>`
      const headers = {
        'content-type': 'application/xml',
        'x-ms-blob-content-type': 'application/octet-stream',
      }
      await call({ method: 'PUT', key, query: { comp: 'blocklist' }, headers, body, signal })
    },

    async abort() {},
  }
}

/** Single requests. Resolve to the answer that was asked for, fail with a `CallError`. */
function callsOf(options: AzureOptions) {
  const { base, container, sas, wire } = options
  return async ({ key, query = {}, headers, body, mayBe, ...request }: StoreRequest): Promise<Answer> => {
    const { method } = request
    const url = new URL(`${base}/${encodedKey(key === '' ? container : `${container}/${key}`)}`)
    url.search = [queryText(query), sas.replace(/^\?/, '')].filter(Boolean).join('&')
    const size = typeof body === 'string' ? Buffer.byteLength(body) : (body?.size ?? 0)
    const answer = await wire.send({
      ...{ ...request, url, stall: STALL },
      body: typeof body === 'object' ? body.chunks() : (body ?? null),
      headers: {
        ...(method === 'GET' ? ASKING : {}),
        'x-ms-version': VERSION,
        ...headers,
        ...(typeof body === 'object' ? { 'content-md5': await body.md5() } : {}),
        ...(method === 'PUT' ? { 'content-length': String(size) } : {}),
      },
    })
    if (!isSuccess(answer) && !mayBe?.includes(answer.status)) throw refusal(answer, options)
    return answer
  }
}

/** A page of a list (learn.microsoft.com, List Blobs). */
function pageIn(body: string): Page | undefined {
  if (!body.includes('<EnumerationResults')) return undefined
  return {
    objects: elementsOf(body, 'Blob').map(blob => ({
      key: textOf(blob, 'Name') ?? '',
      size: Number(textOf(blob, 'Content-Length')),
      etag: plainTag(textOf(blob, 'Etag') ?? ''),
    })),
    folders: elementsOf(body, 'BlobPrefix').map(folder => textOf(folder, 'Name') ?? ''),
    next: textOf(body, 'NextMarker') ?? '',
  }
}

/** All of one length, as Azure wants it; the same bytes have the same id, whoever sends them. */
function blockId(number: number, { sha256 }: Piece): string {
  return Buffer.from(`${String(number).padStart(6, '0')}-${sha256.slice(0, 16)}`).toString('base64')
}
