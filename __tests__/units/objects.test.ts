import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { signSas } from '../../sandbox/store/sas.ts'
import type { Store, StoreOptions } from '../../sandbox/store/store.ts'
import type { Wire } from '../../src/api/transport.ts'
import type { BucketCredentials } from '../../src/model/job.ts'
import type { Located } from '../../src/model/objects.ts'
import { CallError } from '../../src/model/service.ts'
import { addressOf } from '../../src/storage/address.ts'
import { openObjects } from '../../src/storage/open.ts'
import { BUCKET, KEY, storeInProcess } from '../sandbox/store-under-test.ts'

// Objects as the checks see them, against the store of the sandbox, which verifies every signature.

const NONE: BucketCredentials = { accessKey: undefined, secretKey: undefined, sessionToken: undefined }
const KEYS: BucketCredentials = { ...KEY, sessionToken: undefined }
const CALL = { timeout: 1000, signal: new AbortController().signal }
const ACCOUNT = { name: 'exampleaccount', key: Buffer.from('example account key').toString('base64') }
const TOKEN = 'ya29.example-oauth-token'

const AZURE = 'https://acct.blob.core.windows.net'
const OSS = 'https://b.oss-cn-hangzhou.aliyuncs.com'
const s3 = (key: string, region = '') => ({ kind: 's3', bucket: 'box', region, key })
const gcs = { kind: 'gcs', bucket: 'box', region: '', key: 'a.json' }
const web = (url: string) => ({ kind: 'web', url })

/** Where a line leads; a part of the reason where this runner does not look. */
const ADDRESSES: readonly (readonly [line: string, keys: BucketCredentials, is: object | string])[] = [
  ['s3://box/a?b#c d%20+.json', KEYS, s3('a?b#c d%20+.json')],
  ['s3://box/', NONE, s3('')],
  ['https://box.s3.eu-central-1.amazonaws.com/a%20b.json', KEYS, s3('a b.json', 'eu-central-1')],
  ['https://s3.cn-northwest-1.amazonaws.com.cn/box/f/', KEYS, s3('f/', 'cn-northwest-1')],
  ['https://box.s3.amazonaws.com/a.json', KEYS, s3('a.json')],
  ['https://box.s3.amazonaws.com/a.json?Sig=1', KEYS, web('https://box.s3.amazonaws.com/a.json?Sig=1')],
  ['gs://box/a.json', NONE, gcs],
  ['https://storage.cloud.google.com/box/a.json', KEYS, gcs],
  [
    `${AZURE}/c/f/a.json?sv=1`,
    KEYS,
    { kind: 'azure', base: AZURE, container: 'c', key: 'f/a.json', sas: 'sv=1' },
  ],
  [`${AZURE}/c/a.json`, KEYS, 'with a SAS only'],
  [`${OSS}/a.json`, KEYS, 'keys of this cloud'],
  [`${OSS}/a.json`, NONE, web(`${OSS}/a.json`)],
  ['oss://b/a.json', KEYS, 'Alibaba Cloud'],
  ['s3://OldBucket/a.json', KEYS, 'buckets of such names'],
  ['gs://evil.example#/a.json', KEYS, 'buckets of such names'],
  ['https://files.example.com/a.json', KEYS, web('https://files.example.com/a.json')],
  ['https://files.example.com/folder/', NONE, 'cannot be listed by https'],
]

test('where a line leads', () => {
  for (const [line, keys, is] of ADDRESSES) {
    const address = addressOf(line, keys)
    if (typeof is === 'string') assert.ok(String(address).includes(is), line)
    else assert.deepEqual(address, is, line)
  }
})

/** A way to the store without a socket. */
function wireTo(store: Store, asked: string[]): Wire {
  return {
    async send({ method, url, headers, most = Number.POSITIVE_INFINITY }) {
      asked.push(url.href)
      const path = url.pathname + url.search
      const reply = await store.handle({
        ...{ method, path, body: Readable.from([]) },
        headers: { host: url.host, ...headers },
      })
      const chunks: Uint8Array[] = []
      for await (const chunk of typeof reply.body === 'string' ? [Buffer.from(reply.body)] : reply.body)
        chunks.push(chunk)
      const bytes = Buffer.concat(chunks)
      return {
        status: reply.status,
        headers: reply.headers,
        body: String(bytes),
        bytes: bytes.subarray(0, most),
      }
    },
  }
}

async function opened(options: Partial<StoreOptions>) {
  const store = await storeInProcess(options)
  const write = (path: string, text: string) => {
    const file = join(store.folder, BUCKET, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const asked: string[] = []
  const open = (line: string, keys: BucketCredentials): Located => {
    const located = openObjects(line, keys, {
      wire: wireTo(store, asked),
      today: Date.now,
      redact: text => text,
      told: () => {},
    })
    if (typeof located === 'string') throw new Error(located)
    return located
  }
  return Object.assign(store, { write, open, asked })
}

/** Reads, lists, and finds nothing where nothing is: the same for every kind of store. */
async function holds(
  { write, open }: Awaited<ReturnType<typeof opened>>,
  base: string,
  keys: BucketCredentials,
): Promise<void> {
  write('folder/a b+ü%.json', '0123456789')
  write('folder/empty.json', '')
  write('folder/deeper/x.json', '[]')
  const encoded = base.startsWith('https') ? 'folder/a%20b%2B%C3%BC%25.json' : 'folder/a b+ü%.json'
  const { place, key } = open(`${base}/${encoded}`, keys)
  const part = await place.read(key, 2, 5, CALL)
  assert.equal(Buffer.from(part?.bytes ?? []).toString(), '234')
  assert.equal(part?.size, 10)
  assert.notEqual(part?.etag, '')
  assert.equal((await place.read('folder/empty.json', 0, 100, CALL))?.size, 0)
  assert.equal(await place.read('folder/no.json', 0, 100, CALL), undefined)
  const listing = await place.list('folder/', 1000, CALL)
  assert.deepEqual(listing?.objects.map(object => [object.key, object.size]).toSorted(), [
    ['folder/a b+ü%.json', 10],
    ['folder/empty.json', 0],
  ])
  assert.equal(listing?.objects.find(({ size }) => size === 10)?.etag, part?.etag)
  assert.deepEqual(listing?.folders, ['folder/deeper/'])
  assert.deepEqual((await place.list('nothing/', 1000, CALL))?.objects, [])
}

for (const wrongRegion of ['malformed', 'redirect'] as const)
  test(`S3: the region is learned from the first answer (${wrongRegion}), and kept`, async () => {
    await using store = await opened({ buckets: { [BUCKET]: { region: 'eu-central-1', wrongRegion } } })
    await holds(store, `s3://${BUCKET}`, KEYS)
    assert.deepEqual(
      store.asked.slice(0, 3).map(url => /s3\.([a-z0-9-]+)\./.exec(url)?.[1]),
      ['us-east-1', 'eu-central-1', 'eu-central-1'],
    )
  })

test('Google, by an HMAC key and by a token', async () => {
  await using store = await opened({ buckets: { [BUCKET]: { cloud: 'gcp' } }, tokens: [{ token: TOKEN }] })
  await holds(store, `gs://${BUCKET}`, KEYS)
  await holds(store, `gs://${BUCKET}`, { ...NONE, sessionToken: TOKEN })
})

test('Azure, by a SAS that may read and list', async () => {
  await using store = await opened({ accounts: [ACCOUNT] })
  const scope = { account: ACCOUNT.name, accountKey: ACCOUNT.key, container: BUCKET }
  const sessionToken = signSas(scope, { permissions: 'rl', expiry: Date.now() + 60_000 })
  await holds(store, `https://${ACCOUNT.name}.blob.core.windows.net/${BUCKET}`, { ...NONE, sessionToken })
})

test('keys that may not look, and no keys: a failure with the code of the store, nothing that looks like a proof', async () => {
  await using store = await opened({ keys: [{ ...KEY, rights: ['write'] }], accounts: [ACCOUNT] })
  store.write('a.json', '[]')
  const azure = `https://${ACCOUNT.name}.blob.core.windows.net/${BUCKET}/a.json`
  const nothing = `https://${ACCOUNT.name}.blob.core.windows.net/${BUCKET}/none.json`
  for (const [line, keys] of [
    [`s3://${BUCKET}/a.json`, KEYS],
    [`s3://${BUCKET}/a.json`, NONE],
    [azure, NONE],
    [nothing, NONE],
  ] as const) {
    const { place, key } = store.open(line, keys)
    await assert.rejects(place.read(key, 0, 10, CALL), error => {
      assert.ok(error instanceof CallError, String(error))
      return (error.failure.httpStatus ?? 0) >= 400
    })
  }
})

test('a list is read to its end, but not much further than was asked for', async () => {
  await using store = await opened({})
  for (let index = 0; index < 2100; index += 1) store.write(`many/${index}.json`, '')
  const { place } = store.open(`s3://${BUCKET}/many/`, KEYS)
  assert.equal((await place.list('many/', 5000, CALL))?.objects.length, 2100)
  const some = await place.list('many/', 1000, CALL)
  assert.equal(some?.objects.length, 2000)
  assert.equal(some?.isCut, true)
})

/** What a public server may answer to the first bytes, and what is made of it: a size, nothing, or a failure. */
const ANSWERS: readonly (readonly [
  status: number,
  headers: Readonly<Record<string, string>>,
  is: unknown,
])[] = [
  [206, { 'content-range': 'bytes 0-4/12345678901' }, 12_345_678_901],
  [200, { 'content-length': '5' }, 5],
  [416, {}, 0],
  [404, {}, undefined],
  [410, {}, undefined],
  [206, {}, 'Unreadable'],
  [206, { 'content-range': 'bytes 0-4/*' }, 'Unreadable'],
  [200, {}, 'Unreadable'],
  [302, { location: 'https://elsewhere.example.com/' }, 'Http302'],
  [401, {}, 'Http401'],
  [403, {}, 'Http403'],
  [503, {}, 'Http503'],
]

test('answers of public servers: only "not found" proves anything', async () => {
  for (const [status, headers, is] of ANSWERS) {
    const wire: Wire = { send: async () => ({ status, headers, body: '', bytes: Buffer.from('hello') }) }
    const context = { wire, today: Date.now, redact: (text: string) => text, told: () => {} }
    const located = openObjects('https://files.example.com/a.json', NONE, context)
    assert.ok(typeof located === 'object')
    const found = await located.place.read(located.key, 0, 5, CALL).then(
      part => part?.size,
      error => error.failure.code,
    )
    assert.equal(found, is, `${status} ${JSON.stringify(headers)}`)
  }
})

test('Azure says "not found" also of what nobody may see: only with a SAS, and by its code, it is a proof', async () => {
  for (const [sas, code, isProof] of [
    ['?sv=1', 'BlobNotFound', true],
    ['?sv=1', 'ContainerNotFound', true],
    ['?sv=1', 'ResourceNotFound', false],
    ['', 'BlobNotFound', false],
  ] as const) {
    const headers = { 'x-ms-error-code': code }
    const wire: Wire = { send: async () => ({ status: 404, headers, body: '', bytes: Buffer.alloc(0) }) }
    const context = { wire, today: Date.now, redact: (text: string) => text, told: () => {} }
    const located = openObjects(`${AZURE}/c/a.json`, { ...NONE, sessionToken: sas }, context)
    assert.ok(typeof located === 'object')
    const { place, key } = located
    for (const asking of [place.read(key, 0, 5, CALL), place.list('', 5, CALL)])
      if (isProof) assert.equal(await asking, undefined)
      else await assert.rejects(asking, (error: unknown) => error instanceof CallError)
  }
})
