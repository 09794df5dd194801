import { createHash } from 'node:crypto'
import type { WireBody } from '../api/route.ts'
import { type Answer, header } from '../api/transport.ts'
import { decoded } from '../words/url.ts'
import { objectUrl } from './address.ts'
import { ASKING, holdsError, isSuccess, refusal, STALL } from './answer.ts'
import { createReading, isNotFound, type Page, plainTag } from './reading.ts'
import { EMPTY_SHA256, signed } from './sign.ts'
import type { Piece, Store, StoreRequest } from './store.ts'
import { createTerms, type S3Options, type Terms } from './terms.ts'
import { elementsOf, escaped, textOf } from './xml.ts'

/** A store that speaks S3: AWS, MinIO and others, Google's XML API. docs.aws.amazon.com, S3 API Reference. */
export function createS3Store(options: S3Options): Store {
  const call = callsOf(options)
  const pageQuery = (next: string) => ({
    ...{ 'list-type': '2', 'encoding-type': 'url' },
    ...(next === '' ? {} : { 'continuation-token': next }),
  })

  return {
    ...createReading({ call, pageQuery, pageIn, isMissing: isNotFound }, options),

    async put(key, piece, signal) {
      await call({ method: 'PUT', key, body: piece, signal })
    },

    async createMultipart(key, signal) {
      const answer = await call({ method: 'POST', key, query: { uploads: '' }, signal })
      const id = textOf(answer.body, 'UploadId')
      if (!id) throw refusal(answer, options)
      return id
    },

    async putPart(key, uploadId, number, piece, signal) {
      const query = { partNumber: String(number), uploadId }
      const answer = await call({ method: 'PUT', key, query, body: piece, signal })
      const tag = header(answer, 'etag')
      if (!tag) throw refusal(answer, options)
      return tag
    },

    async complete(key, uploadId, tags, signal) {
      const list = tags.map(
        (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`,
      )
      const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join('')}</CompleteMultipartUpload>`
      const answer = await call({ method: 'POST', key, query: { uploadId }, body, signal })
      if (!answer.body.includes('<CompleteMultipartUploadResult')) throw refusal(answer, options)
    },

    async abort(key, uploadId, signal) {
      await call({ method: 'DELETE', key, query: { uploadId }, mayBe: [404], signal })
    },
  }
}

/** Requests under terms that the store may correct. Resolve to the answer that was asked for, fail with a `CallError`. */
function callsOf(options: S3Options) {
  const terms = createTerms(options)
  return async (request: StoreRequest): Promise<Answer> => {
    const correct = terms.corrector()
    for (;;) {
      const present = await terms.current(request.signal)
      const answer = await exchange(request, present, options)
      // A GET of an object may bring anything.
      const isFailed = request.method !== 'GET' && holdsError(answer)
      if (request.mayBe?.includes(answer.status) || (isSuccess(answer) && !isFailed)) return answer
      const refused = refusal(answer, options)
      if (!(await correct(refused, present))) throw refused
    }
  }
}

async function exchange(
  { key, query, headers: own, body, mayBe: _, ...request }: StoreRequest,
  { keys, region, ahead }: Terms,
  { place, auth, wire, today }: S3Options,
): Promise<Answer> {
  const { method } = request
  const url = objectUrl(place, region, key, query)
  const { size, sha256, content, ...sent } = await contentOf(body, auth)
  const plain = { ...sent.headers, ...own }
  const bearer = auth === 'bearer' ? { authorization: `Bearer ${keys.sessionToken ?? ''}` } : {}
  const headers =
    auth === 'signature'
      ? await signed({ method, url, headers: plain, sha256 }, keys, region, today() + ahead)
      : { ...plain, ...bearer }
  return await wire.send({
    ...{ ...request, url, body: content, stall: STALL },
    headers: {
      ...headers,
      ...(method === 'PUT' || method === 'POST' ? { 'content-length': String(size) } : {}),
      ...(method === 'GET' ? ASKING : {}),
    },
  })
}

/** What is sent, its size and hash. With a bearer nothing holds the hash, so an MD5 goes along. */
async function contentOf(
  body: Piece | string | undefined,
  auth: S3Options['auth'],
): Promise<{ size: number; sha256: string; headers: Record<string, string>; content: WireBody }> {
  if (body === undefined) return { size: 0, headers: {}, sha256: EMPTY_SHA256, content: null }
  if (typeof body === 'string') {
    const sha256 = createHash('sha256').update(body).digest('hex')
    const headers = { 'content-type': 'application/xml' }
    return { size: Buffer.byteLength(body), headers, sha256, content: body }
  }
  const digest = auth === 'bearer' ? { 'content-md5': await body.md5() } : {}
  const headers = { 'content-type': 'application/octet-stream', ...digest }
  return { size: body.size, headers, sha256: body.sha256, content: body.chunks() }
}

/** A page of a list, version 2 (docs.aws.amazon.com, ListObjectsV2). */
function pageIn(body: string): Page | undefined {
  if (!body.includes('<ListBucketResult')) return undefined
  const isEncoded = textOf(body, 'EncodingType') === 'url'
  const keyIn = (element: string, name: string) => {
    const key = textOf(element, name) ?? ''
    // S3 encodes keys as forms do: a plus is a blank.
    return isEncoded ? decoded(key.replaceAll('+', ' ')) : key
  }
  return {
    objects: elementsOf(body, 'Contents').map(object => ({
      key: keyIn(object, 'Key'),
      size: Number(textOf(object, 'Size')),
      etag: plainTag(textOf(object, 'ETag') ?? ''),
    })),
    folders: elementsOf(body, 'CommonPrefixes').map(folder => keyIn(folder, 'Prefix')),
    next: textOf(body, 'IsTruncated') === 'true' ? (textOf(body, 'NextContinuationToken') ?? '') : '',
  }
}
