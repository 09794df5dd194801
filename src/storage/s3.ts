import { type Answer, header, type Wire, type WireBody } from '../api/transport.ts'
import { type BucketPlace, GOOGLE, objectUrl } from './address.ts'
import { isSuccess, refusal, regionIn, STALL, sizeIn, unreadable } from './answers.ts'
import { asStoreFailure, StoreFailure, type StoreFailureDetail } from './failure.ts'
import type { KeyRing, StoreKeys } from './keys.ts'
import { meaningOf } from './meaning.ts'
import { EMPTY_SHA256, sha256Of, signed } from './sign.ts'
import type { Piece, Store, StoreNote } from './store.ts'
import { elementsOf, escaped, textOf } from './xml.ts'

export interface S3Options {
  readonly place: BucketPlace
  /** `undefined` where it can't be told: AWS is asked, others get what they take by default. */
  readonly region: string | undefined
  readonly keys: KeyRing
  /** `bearer`: the session token is an OAuth token of Google, and nothing is signed. */
  readonly auth: 'signature' | 'bearer'
  readonly wire: Wire
  /** The time of day, in milliseconds since 1970. */
  today(): number
  /** Takes the secrets out of a text. */
  redact(text: string): string
  told(note: StoreNote): void
}

interface Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'HEAD' | 'DELETE'
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Piece | string
}

/** What a request was made with, and may have been wrong. */
interface Terms {
  readonly keys: StoreKeys
  readonly region: string
  /** Milliseconds that the store's clock is ahead of ours. */
  readonly ahead: number
}

/** More renewals in one request mean that the keys are refused for another reason. */
const MOST_RENEWALS = 2

/** A store that speaks S3: AWS, MinIO and others, Google's XML API. docs.aws.amazon.com, S3 API Reference. */
export function createS3Store(options: S3Options): Store {
  const { place, keys: ring, wire, today, redact, told } = options
  let region: Promise<string> | undefined
  let hasMoved = false
  let ahead = 0

  async function call(request: Request, signal: AbortSignal): Promise<Answer> {
    for (let renewals = 0; ; ) {
      region ??= options.region ? Promise.resolve(options.region) : findRegion(options, signal)
      const terms = { keys: await ring.current(), region: await regionOr(() => (region = undefined)), ahead }
      try {
        return await exchange(request, terms, signal)
      } catch (error) {
        const failure = asStoreFailure(error)
        const meaning = meaningOf(failure.detail)
        if (meaning === 'expired' && renewals < MOST_RENEWALS && (await ring.renewed(terms.keys))) {
          renewals += 1
          told({ kind: 'renewed' })
        } else if (!(await corrected(meaning, failure.detail, terms))) throw failure
      }
    }
  }

  async function regionOr(forget: () => void): Promise<string> {
    try {
      return (await region) ?? ''
    } catch (error) {
      forget()
      throw error
    }
  }

  /** Puts right what the store says is wrong with our terms, once each; another request may have done it already. */
  async function corrected(meaning: string, detail: StoreFailureDetail, terms: Terms): Promise<boolean> {
    if (meaning === 'elsewhere' && detail.region) {
      if ((await region) !== terms.region) return true
      if (hasMoved || detail.region === terms.region) return false
      hasMoved = true
      region = Promise.resolve(detail.region)
      told({ kind: 'region', region: detail.region })
      return true
    }
    if (meaning === 'skewed' && detail.date !== undefined) {
      if (ahead !== terms.ahead) return true
      if (ahead !== 0) return false
      ahead = detail.date - today()
      told({ kind: 'clock', ahead })
      return ahead !== 0
    }
    return false
  }

  async function exchange(request: Request, terms: Terms, signal: AbortSignal): Promise<Answer> {
    const { method, key, query, body } = request
    const url = objectUrl(place, terms.region, key, query)
    const { size, headers, sha256, content } = await sentOf(body, options.auth)
    const authorized =
      options.auth === 'bearer'
        ? { ...headers, authorization: `Bearer ${terms.keys.sessionToken ?? ''}` }
        : await signed(
            { method, url, headers, sha256 },
            terms.keys,
            terms.region,
            new Date(today() + terms.ahead),
          )
    const withLength = method === 'PUT' || method === 'POST' ? { 'content-length': String(size) } : {}
    const answer = await wire.send({
      ...{ method, url, signal, body: content, stall: STALL },
      headers: { ...authorized, ...withLength },
    })
    const isGone = (method === 'HEAD' || method === 'DELETE') && answer.status === 404
    // The head of an answer may be sent before the work is done: then a failure comes with a 200.
    const isFailed = isSuccess(answer) && method !== 'GET' && /<Error[\s>]/.test(answer.body)
    if ((!isSuccess(answer) && !isGone) || isFailed) throw refusal(answer, redact, today())
    return answer
  }

  return {
    async head(key, signal) {
      const answer = await call({ method: 'HEAD', key }, signal)
      return answer.status === 404 ? undefined : sizeIn(answer)
    },

    async list(prefix, signal) {
      const found = new Map<string, number>()
      for (let token = ''; ; ) {
        const page = token ? { 'continuation-token': token } : {}
        const query = { 'list-type': '2', 'encoding-type': 'url', prefix, ...page }
        const answer = await call({ method: 'GET', key: '', query }, signal)
        if (!answer.body.includes('<ListBucketResult')) throw unreadable(answer)
        const isEncoded = textOf(answer.body, 'EncodingType') === 'url'
        for (const object of elementsOf(answer.body, 'Contents')) {
          const key = textOf(object, 'Key') ?? ''
          found.set(isEncoded ? decodedKey(key) : key, Number(textOf(object, 'Size')))
        }
        token = textOf(answer.body, 'NextContinuationToken') ?? ''
        if (textOf(answer.body, 'IsTruncated') !== 'true' || token === '') return found
      }
    },

    async put(key, piece, signal) {
      await call({ method: 'PUT', key, body: piece }, signal)
    },

    async createMultipart(key, signal) {
      const answer = await call({ method: 'POST', key, query: { uploads: '' } }, signal)
      const id = textOf(answer.body, 'UploadId')
      if (!id) throw unreadable(answer)
      return id
    },

    async putPart(key, uploadId, number, piece, signal) {
      const query = { partNumber: String(number), uploadId }
      const answer = await call({ method: 'PUT', key, query, body: piece }, signal)
      const tag = header(answer, 'etag')
      if (!tag) throw unreadable(answer)
      return tag
    },

    async complete(key, uploadId, parts, signal) {
      const list = parts
        .toSorted((a, b) => a.number - b.number)
        .map(
          ({ number, tag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`,
        )
      const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join('')}</CompleteMultipartUpload>`
      const answer = await call({ method: 'POST', key, query: { uploadId }, body }, signal)
      if (!answer.body.includes('<CompleteMultipartUploadResult')) throw unreadable(answer)
    },

    async abort(key, uploadId, signal) {
      await call({ method: 'DELETE', key, query: { uploadId } }, signal)
    },

    async remove(key, signal) {
      await call({ method: 'DELETE', key }, signal)
    },
  }
}

interface Sent {
  readonly size: number
  readonly headers: Readonly<Record<string, string>>
  readonly sha256: string
  readonly content: WireBody
}

/** With a bearer nothing holds the body's hash, so its MD5 goes along. */
async function sentOf(body: Piece | string | undefined, auth: S3Options['auth']): Promise<Sent> {
  if (body === undefined) return { size: 0, headers: {}, sha256: EMPTY_SHA256, content: null }
  if (typeof body === 'string') {
    const headers = { 'content-type': 'application/xml' }
    return { size: Buffer.byteLength(body), headers, sha256: sha256Of(body), content: body }
  }
  const digest = auth === 'bearer' ? { 'content-md5': await body.md5() } : {}
  const headers = { 'content-type': 'application/octet-stream', ...digest }
  return { size: body.size, headers, sha256: body.sha256, content: body.chunks() }
}

/**
 * The region of a bucket where nobody has told it. AWS says it with every answer, also with a refusal (docs.aws.amazon.com,
 * HeadBucket); other stores take `us-east-1`, or say what they want instead; Google's takes `auto`.
 */
async function findRegion({ place, wire }: S3Options, signal: AbortSignal): Promise<string> {
  if (place.endpoint === GOOGLE) return 'auto'
  if (place.endpoint !== undefined) return 'us-east-1'
  const url = objectUrl(place, 'us-east-1', '')
  const answer = await wire
    .send({ method: 'HEAD', url, headers: {}, body: null, stall: STALL, signal })
    .catch(error => {
      throw asStoreFailure(error)
    })
  const region = regionIn(answer)
  if (region) return region
  const isMissing = answer.status === 404
  throw new StoreFailure({
    kind: isMissing ? 'code' : 'unreadable',
    code: isMissing ? 'NoSuchBucket' : 'Unreadable',
    said: isMissing ? 'There is no such bucket' : '',
    httpStatus: answer.status,
  })
}

/** As S3 encodes keys in a list: a plus is a blank. */
function decodedKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}
