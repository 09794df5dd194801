import assert from 'node:assert/strict'
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { SignatureV4 } from '@smithy/signature-v4'
import type { StoreRequest } from '../../sandbox/store/model.ts'
import { type RunningStore, type StartOptions, startStore } from '../../sandbox/store/serve.ts'
import { createStore, type Store, type StoreOptions } from '../../sandbox/store/store.ts'

export const KEY = {
  accessKey: 'AKIAEXAMPLE0000000001',
  secretKey: 'wJalr/XUtn+FEMI/K7MDENG=bPxRfiCYEXAMPLEKEY',
}
export const BUCKET = 'a-bucket'
export const REGION = 'eu-central-1'
export const NOW = Date.parse('2026-11-26T12:00:00Z')
export const MINUTE = 60_000
export type StoreSettings = Partial<StoreOptions>
/** A store at that moment. */
export const FIXED: StoreSettings = { startedAt: NOW, clock: { now: () => 0, sleep: async () => {} } }
export const md5 = (text: string | Uint8Array) => createHash('md5').update(text).digest('base64')

/** A store with one bucket and one key, in a folder of its own that goes with it. */
export async function testStore(
  options: Partial<StartOptions> = {},
): Promise<RunningStore & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'))
  const store = await startStore({
    folder,
    buckets: { [BUCKET]: { region: REGION } },
    keys: [KEY],
    ...options,
  })
  const stop = store[Symbol.asyncDispose].bind(store)
  return Object.assign(store, {
    folder,
    async [Symbol.asyncDispose]() {
      await stop()
      assert.deepEqual(store.mistakes, [])
      await rm(folder, { recursive: true })
    },
  })
}

/** The same without a socket. */
export async function storeInProcess(
  options: Partial<StoreOptions> = {},
): Promise<Store & AsyncDisposable & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'))
  const store = createStore({ folder, buckets: { [BUCKET]: { region: REGION } }, keys: [KEY], ...options })
  return Object.assign(store, {
    folder,
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true })
      assert.deepEqual(store.mistakes, [])
    },
  })
}

/** AWS's own client, with one try and no settings but those that reach the store. */
export function s3Client(store: { readonly url: string }, config: Partial<S3ClientConfig> = {}): S3Client {
  return new S3Client({
    endpoint: store.url,
    region: REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: KEY.accessKey, secretAccessKey: KEY.secretKey },
    maxAttempts: 1,
    ...config,
  })
}

/** What a test asks for; the rest is as it should be. */
export interface Asked {
  readonly method?: string
  /** Encoded, with its query. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface Signing {
  readonly accessKey?: string
  readonly secretKey?: string
  readonly sessionToken?: string
  readonly region?: string
  /** Milliseconds. */
  readonly at?: number
}

/** A request signed by AWS's own signer. */
export async function signed(asked: Asked = {}, signing: Signing = {}): Promise<StoreRequest> {
  const { method = 'PUT', path = `/${BUCKET}/x.json`, headers = {}, body = '[]' } = asked
  const { accessKey = KEY.accessKey, secretKey = KEY.secretKey, sessionToken, region = REGION, at } = signing
  const [pathname = '', search] = path.split('?')
  const query = Object.fromEntries(new URLSearchParams(search))
  const keys = { accessKeyId: accessKey, secretAccessKey: secretKey }
  const credentials = { ...keys, ...(sessionToken && { sessionToken }) }
  const signer = new SignatureV4({ service: 's3', region, credentials, uriEscapePath: false, sha256: Sha256 })
  const all = { host: '127.0.0.1', 'content-length': String(Buffer.byteLength(body)), ...headers }
  const place = { protocol: 'http:', hostname: '127.0.0.1', path: pathname, query }
  const request = { method, ...place, headers: all, body }
  const done = await signer.sign(request, at === undefined ? {} : { signingDate: new Date(at) })
  return sent({ method, path, headers: done.headers, body })
}

/** A request as it arrives at a store, in one piece. */
export function sent(asked: Asked): StoreRequest {
  const { method = 'PUT', path = `/${BUCKET}/x.json`, headers = {}, body = '[]' } = asked
  const length = String(Buffer.byteLength(body))
  const all = { host: '127.0.0.1', 'content-length': length, ...headers }
  return { method, path, headers: all, body: Readable.from([Buffer.from(body)]) }
}

/** What came back: `code` is the one of an XML error. */
export async function answered(store: Store, request: StoreRequest) {
  const { status, headers, body } = await store.handle(request)
  const text = typeof body === 'string' ? body : await textOf(Readable.from(body))
  return { status, headers, text, code: /<Code>(.*)<\/Code>/.exec(text)?.[1] }
}

/** SHA-256 as AWS's signer wants it. */
class Sha256 {
  readonly #hash: Hash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret))
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data)
}
