import type { BucketCredentials } from '../model/job.ts'
import type { Listing, Located, ObjectPart, ObjectPlace } from '../model/objects.ts'
import type { CallOptions } from '../model/service.ts'
import { objectUrl, queryText } from '../storage/address.ts'
import { encodedKey } from '../storage/destination.ts'
import { EMPTY_SHA256, signed } from '../storage/sign.ts'
import { type Fetch, type Fetched, refusalOf } from './fetch.ts'
import { type Page, plainTag, readAzureList, readS3List } from './listing.ts'
import { addressOf, type ObjectAddress } from './place.ts'

/** What places are made with. */
export interface PlaceContext {
  readonly fetch: Fetch
  /** The time of day, in milliseconds since 1970. */
  readonly today: () => number
  /** Takes the secrets out of a text. */
  readonly redact: (text: string) => string
}

/** Finds where a line of `objectUrl` leads; a sentence where this runner can't look. Asks nobody yet. */
export function openObjects(
  line: string,
  credentials: BucketCredentials,
  context: PlaceContext,
): Located | string {
  const address = addressOf(line, credentials)
  switch (address.kind) {
    case 'hidden':
      return address.why
    case 'web':
      return { place: webPlace(address.url, context), key: 'file' }
    case 'azure':
      return { place: azurePlace(address, context), key: address.key }
    case 's3':
      return { place: s3Place(address, credentials, context), key: address.key }
  }
}

/** A page of a list: 1,000 keys take about 400 kB. */
const LARGEST_PAGE = 8 * 1024 * 1024
/** Names for "there is no such thing" (docs.aws.amazon.com, learn.microsoft.com, error codes). */
const MISSING = ['NoSuchKey', 'NoSuchBucket', 'BlobNotFound', 'ContainerNotFound']

type Ask = (
  key: string,
  query: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
  most: number,
  options: CallOptions,
) => Promise<Fetched>

/** Reads by ranges. Whether a 404 proves that there is nothing, `isMissing` says. */
function reading(ask: Ask, redact: PlaceContext['redact'], isMissing: (answer: Fetched) => boolean) {
  return async (
    key: string,
    from: number,
    to: number,
    options: CallOptions,
  ): Promise<ObjectPart | undefined> => {
    const answer = await ask(key, {}, { range: `bytes=${from}-${to - 1}` }, to - from, options)
    const etag = plainTag(answer.header('etag'))
    // Where no range can begin at the first byte, there is none.
    if (answer.status === 416 && from === 0) return { key, size: 0, etag, bytes: new Uint8Array() }
    if (isMissing(answer)) return undefined
    const isWhole = answer.status === 200 && from === 0
    const total = isWhole ? answer.header('content-length') : totalIn(answer)
    if ((answer.status !== 206 && !isWhole) || !/^\d+$/.test(total)) throw refusalOf(answer, redact)
    return { key, size: Number(total), etag, bytes: answer.bytes }
  }
}

/** `bytes 0-99/1234`. */
function totalIn({ header }: Fetched): string {
  return /\/(\d+)$/.exec(header('content-range'))?.[1] ?? ''
}

const isMissingObject = ({ status }: Fetched) => status === 404 || status === 410

function webPlace(url: string, { fetch, redact }: PlaceContext): ObjectPlace {
  const ask: Ask = (_key, _query, headers, most, options) => fetch(new URL(url), headers, most, options)
  return {
    read: reading(ask, redact, isMissingObject),
    async list() {
      return undefined
    },
  }
}

/** Azure hides what nobody may see: without a SAS a 404 proves nothing. */
function azurePlace(
  { base, sas }: ObjectAddress & { kind: 'azure' },
  { fetch, redact }: PlaceContext,
): ObjectPlace {
  const ask: Ask = (key, query, headers, most, options) => {
    const url = new URL(key === '' ? base : `${base}/${encodedKey(key)}`)
    url.search = [queryText(query), sas].filter(Boolean).join('&')
    return fetch(url, { 'x-ms-version': '2021-12-02', ...headers }, most, options)
  }
  const isMissing = (answer: Fetched) => sas !== '' && MISSING.includes(answer.header('x-ms-error-code'))
  return {
    read: reading(ask, redact, isMissing),
    list: (folder, most, options) =>
      paged(most, async marker => {
        const query = { restype: 'container', comp: 'list', delimiter: '/', prefix: folder }
        const more = marker === '' ? {} : { marker }
        const answer = await ask('', { ...query, ...more }, {}, LARGEST_PAGE, options)
        return isMissing(answer) ? undefined : listed(answer, readAzureList, redact)
      }),
  }
}

/** Without a region it is asked in the first one; AWS tells the right one with every answer. */
function s3Place(
  address: ObjectAddress & { kind: 's3' },
  credentials: BucketCredentials,
  { fetch, today, redact }: PlaceContext,
): ObjectPlace {
  let region = address.region || 'us-east-1'
  const { accessKey = '', secretKey = '', sessionToken } = credentials
  const keys = { accessKey, secretKey, sessionToken, expires: undefined }
  const once: Ask = async (key, query, headers, most, options) => {
    const url = objectUrl(address, region, key, query)
    const sent =
      address.auth === 'bearer'
        ? { ...headers, authorization: `Bearer ${sessionToken}` }
        : address.auth === 'none'
          ? headers
          : await signed(
              { method: 'GET', url, headers, sha256: EMPTY_SHA256 },
              keys,
              region,
              new Date(today()),
            )
    return fetch(url, sent, most, options)
  }
  const ask: Ask = async (...request) => {
    const asked = region
    const answer = await once(...request)
    const told = answer.header('x-amz-bucket-region')
    if (told === '' || told === asked || answer.status < 300) return answer
    region = told
    return once(...request)
  }
  return {
    read: reading(ask, redact, isMissingObject),
    list: (folder, most, options) =>
      paged(most, async token => {
        const query = { 'list-type': '2', 'encoding-type': 'url', delimiter: '/', prefix: folder }
        const more = token === '' ? {} : { 'continuation-token': token }
        const answer = await ask('', { ...query, ...more }, {}, LARGEST_PAGE, options)
        return isMissingObject(answer) ? undefined : listed(answer, readS3List, redact)
      }),
  }
}

function listed(
  answer: Fetched,
  read: (body: string) => Page | undefined,
  redact: PlaceContext['redact'],
): Page {
  const page = answer.status === 200 ? read(new TextDecoder().decode(answer.bytes)) : undefined
  if (!page) throw refusalOf(answer, redact)
  return page
}

async function paged(
  most: number,
  pageAfter: (next: string) => Promise<Page | undefined>,
): Promise<Listing | undefined> {
  const objects = []
  const folders = []
  for (let next = ''; ; ) {
    const page = await pageAfter(next)
    if (!page) return undefined
    objects.push(...page.objects)
    folders.push(...page.folders)
    next = page.next
    if (next === '' || objects.length > most) return { objects, folders, isCut: next !== '' }
  }
}
