import type { Answer, Wire } from '../api/transport.ts'
import { queryText } from './address.ts'
import { isSuccess, refusal, STALL, sizeIn, unreadable } from './answers.ts'
import { encodedKey } from './destination.ts'
import { asStoreFailure } from './failure.ts'
import type { Piece, Store } from './store.ts'
import { elementsOf, escaped, textOf } from './xml.ts'

export interface AzureOptions {
  /** `https://account.blob.core.windows.net`. */
  readonly base: string
  readonly container: string
  /** A shared access signature: a query, with `?` in front or without. */
  readonly sas: string
  readonly wire: Wire
  /** The time of day, in milliseconds since 1970. */
  today(): number
  /** Takes the secrets out of a text. */
  redact(text: string): string
}

interface Request {
  readonly method: 'GET' | 'PUT' | 'HEAD' | 'DELETE'
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Piece | string
}

/** Has Put Blob up to 5,000 MiB and Put Block up to 4,000 MiB (learn.microsoft.com, Blob service versions). */
const VERSION = '2021-12-02'

/**
 * Azure Blob Storage by a SAS (learn.microsoft.com, Blob service REST API). An upload in parts has no id and need not be
 * aborted: blocks are put under the blob's name, and those that no list names are thrown away by the store.
 */
export function createAzureStore({ base, container, sas, wire, today, redact }: AzureOptions): Store {
  const signature = sas.replace(/^\?/, '')

  async function call(request: Request, signal: AbortSignal): Promise<Answer> {
    const { method, key, query = {}, body } = request
    const url = new URL(`${base}/${encodedKey(key ? `${container}/${key}` : container)}`)
    url.search = [queryText(query), signature].filter(Boolean).join('&')
    const size = body === undefined ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.size
    const answer = await wire
      .send({
        ...{ method, url, signal, stall: STALL },
        body: body === undefined || typeof body === 'string' ? (body ?? null) : body.chunks(),
        headers: {
          'x-ms-version': VERSION,
          ...request.headers,
          ...(typeof body === 'object' ? { 'content-md5': await body.md5() } : {}),
          ...(method === 'PUT' ? { 'content-length': String(size) } : {}),
        },
      })
      .catch(error => {
        throw asStoreFailure(error)
      })
    const isGone = (method === 'HEAD' || method === 'DELETE') && answer.status === 404
    if (!isSuccess(answer) && !isGone) throw refusal(answer, redact, today())
    return answer
  }

  return {
    async head(key, signal) {
      const answer = await call({ method: 'HEAD', key }, signal)
      return answer.status === 404 ? undefined : sizeIn(answer)
    },

    async list(prefix, signal) {
      const found = new Map<string, number>()
      for (let marker = ''; ; ) {
        const query = { restype: 'container', comp: 'list', prefix, ...(marker ? { marker } : {}) }
        const answer = await call({ method: 'GET', key: '', query }, signal)
        if (!answer.body.includes('<EnumerationResults')) throw unreadable(answer)
        for (const blob of elementsOf(answer.body, 'Blob'))
          found.set(textOf(blob, 'Name') ?? '', Number(textOf(blob, 'Content-Length')))
        marker = textOf(answer.body, 'NextMarker') ?? ''
        if (marker === '') return found
      }
    },

    async put(key, piece, signal) {
      const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/octet-stream' }
      await call({ method: 'PUT', key, headers, body: piece }, signal)
    },

    async createMultipart() {
      return ''
    },

    async putPart(key, _uploadId, number, piece, signal) {
      const tag = blockId(number, piece)
      await call({ method: 'PUT', key, query: { comp: 'block', blockid: tag }, body: piece }, signal)
      return tag
    },

    async complete(key, _uploadId, parts, signal) {
      const list = parts
        .toSorted((a, b) => a.number - b.number)
        .map(({ tag }) => `<Latest>${escaped(tag)}</Latest>`)
      const body = `<?xml version="1.0" encoding="utf-8"?><BlockList>${list.join('')}</BlockList>`
      const headers = {
        'content-type': 'application/xml',
        'x-ms-blob-content-type': 'application/octet-stream',
      }
      await call({ method: 'PUT', key, query: { comp: 'blocklist' }, headers, body }, signal)
    },

    async abort() {},

    async remove(key, signal) {
      await call({ method: 'DELETE', key }, signal)
    },
  }
}

/** All of one length, as Azure wants it; the same bytes have the same id, whoever sends them. */
function blockId(number: number, { sha256 }: Piece): string {
  return Buffer.from(`${String(number).padStart(6, '0')}-${sha256.slice(0, 16)}`).toString('base64')
}
