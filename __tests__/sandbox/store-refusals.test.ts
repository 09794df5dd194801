import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { StoreOptions } from '../../sandbox/store/store.ts'
import {
  type Asked,
  answered,
  BUCKET,
  KEY,
  REGION,
  type Signing,
  sent,
  signed,
  storeInProcess,
} from './store-under-test.ts'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const MINUTE = 60_000
const FIXED: Partial<StoreOptions> = { startedAt: NOW, clock: { now: () => 0, sleep: async () => {} } }

interface Row {
  readonly name: string
  readonly asked?: Asked
  readonly signing?: Signing
  /** Changes headers after they were signed. */
  readonly altered?: Readonly<Record<string, string>>
  readonly options?: Partial<StoreOptions>
  readonly expect: readonly [number, string | undefined]
}

const md5 = (text: string) => createHash('md5').update(text).digest('base64')
const only = (...rights: ('read' | 'write' | 'list' | 'delete')[]) => ({ keys: [{ ...KEY, rights }] })
const token = { keys: [{ ...KEY, sessionToken: 'TOKEN', expiresAt: NOW + MINUTE }] }
const unsigned = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
const list = { method: 'GET', path: `/${BUCKET}?list-type=2&prefix=p%2F`, body: '' }
const gcp = { buckets: { [BUCKET]: { cloud: 'gcp' } } } as const

const ROWS: readonly Row[] = [
  {
    name: 'a key limited to another bucket',
    options: { keys: [{ ...KEY, bucket: 'other' }] },
    expect: [403, 'AccessDenied'],
  },
  {
    name: 'a query in another order',
    asked: { ...list, path: `/${BUCKET}?prefix=p%2F&list-type=2&delimiter=%2F` },
    expect: [200, undefined],
  },
  { name: 'a right request', expect: [200, undefined] },
  { name: 'an unsigned payload', asked: { headers: unsigned }, expect: [200, undefined] },
  { name: 'a right MD5', asked: { headers: { 'content-md5': md5('[]') } }, expect: [200, undefined] },
  { name: 'another secret', signing: { secretKey: 'wrong' }, expect: [403, 'SignatureDoesNotMatch'] },
  { name: 'an unknown key', signing: { accessKey: 'AKIAUNKNOWN' }, expect: [403, 'InvalidAccessKeyId'] },
  { name: 'another region', signing: { region: 'us-west-2' }, expect: [400, 'AuthorizationHeaderMalformed'] },
  {
    name: 'another region where the store redirects',
    signing: { region: 'us-west-2' },
    options: { buckets: { [BUCKET]: { region: REGION, wrongRegion: 'redirect' } } },
    expect: [301, 'PermanentRedirect'],
  },
  { name: '16 minutes late', signing: { at: NOW - 16 * MINUTE }, expect: [403, 'RequestTimeTooSkewed'] },
  { name: '16 minutes early', signing: { at: NOW + 16 * MINUTE }, expect: [403, 'RequestTimeTooSkewed'] },
  { name: '14 minutes early', signing: { at: NOW + 14 * MINUTE }, expect: [200, undefined] },
  {
    name: 'a date changed after signing',
    altered: { 'x-amz-date': '20261126T120100Z' },
    expect: [403, 'SignatureDoesNotMatch'],
  },
  {
    name: 'a header of Amazon that is not signed',
    altered: { 'x-amz-acl': 'private' },
    expect: [403, 'AccessDenied'],
  },
  {
    name: 'a signed header that changed',
    asked: { headers: { 'content-type': 'a/b' } },
    altered: { 'content-type': 'a/c' },
    expect: [403, 'SignatureDoesNotMatch'],
  },
  { name: 'no authorization', altered: { authorization: '' }, expect: [403, 'AccessDenied'] },
  {
    name: 'an authorization of another form',
    altered: { authorization: 'AWS AKIA:sig' },
    expect: [400, 'AuthorizationHeaderMalformed'],
  },
  {
    name: 'a streaming signature',
    asked: { headers: { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' } },
    expect: [501, 'NotImplemented'],
  },
  {
    name: 'a payload hash of other bytes',
    asked: { headers: { 'x-amz-content-sha256': 'a'.repeat(64) } },
    expect: [400, 'XAmzContentSHA256Mismatch'],
  },
  {
    name: 'a payload hash that is none',
    asked: { headers: { 'x-amz-content-sha256': 'abc' } },
    expect: [400, 'InvalidArgument'],
  },
  {
    name: 'an MD5 of other bytes',
    asked: { headers: { 'content-md5': md5('other') } },
    expect: [400, 'BadDigest'],
  },
  {
    name: 'an MD5 that is none',
    asked: { headers: { 'content-md5': 'abc' } },
    expect: [400, 'InvalidDigest'],
  },
  {
    name: 'a CRC32 of other bytes',
    asked: { headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } },
    expect: [400, 'BadDigest'],
  },
  {
    name: 'fewer bytes than announced',
    asked: { headers: { ...unsigned, 'content-length': '3' } },
    expect: [400, 'IncompleteBody'],
  },
  {
    name: 'an object above 5 GiB in one request',
    asked: { headers: { ...unsigned, 'content-length': String(5 * 1024 ** 3 + 1) } },
    expect: [400, 'EntityTooLarge'],
  },
  {
    name: 'no length',
    asked: { headers: { ...unsigned, 'content-length': '' } },
    expect: [411, 'MissingContentLength'],
  },
  { name: 'a bucket that is not there', asked: { path: '/no-bucket/x.json' }, expect: [404, 'NoSuchBucket'] },
  {
    name: 'a bucket that is the folder above',
    asked: { path: '/..%2F/x.json' },
    expect: [404, 'NoSuchBucket'],
  },
  {
    name: 'a key that leads out of the bucket',
    asked: { path: `/${BUCKET}/../other/x.json` },
    expect: [400, 'XMinioInvalidObjectName'],
  },
  {
    name: 'a key that leads out by encoded slashes',
    asked: { path: `/${BUCKET}/a%2F..%2F..%2Fx.json` },
    expect: [400, 'XMinioInvalidObjectName'],
  },
  {
    name: 'a key with an empty segment',
    asked: { path: `/${BUCKET}/a//b` },
    expect: [400, 'XMinioInvalidObjectName'],
  },
  {
    name: 'a key of 1025 bytes',
    asked: { path: `/${BUCKET}/${'abcd/'.repeat(205)}` },
    expect: [400, 'KeyTooLongError'],
  },
  {
    name: 'a key that is no UTF-8',
    asked: { path: `/${BUCKET}/x` },
    altered: { 'x-test-path': `/${BUCKET}/%ff` },
    expect: [400, 'InvalidURI'],
  },
  { name: 'an object that is not there', asked: { method: 'GET', body: '' }, expect: [404, 'NoSuchKey'] },
  {
    name: 'the look at one that is not there',
    asked: { method: 'HEAD', body: '' },
    expect: [404, undefined],
  },
  {
    name: 'the look by one who may only write',
    asked: { method: 'HEAD', body: '' },
    options: only('write'),
    expect: [403, undefined],
  },
  {
    name: 'a list by one who may only write',
    asked: list,
    options: only('write'),
    expect: [403, 'AccessDenied'],
  },
  { name: 'a write by one who may only write', options: only('write'), expect: [200, undefined] },
  { name: 'a write by one who may only read', options: only('read', 'list'), expect: [403, 'AccessDenied'] },
  {
    name: 'a missing object for one who may read but not list',
    asked: { method: 'GET', body: '' },
    options: only('read'),
    expect: [403, 'AccessDenied'],
  },
  {
    name: 'a delete without the right',
    asked: { method: 'DELETE', body: '' },
    options: only('write'),
    expect: [403, 'AccessDenied'],
  },
  { name: 'a delete of what is not there', asked: { method: 'DELETE', body: '' }, expect: [204, undefined] },
  {
    name: 'a key limited to another prefix',
    options: { keys: [{ ...KEY, prefix: 'mine/' }] },
    expect: [403, 'AccessDenied'],
  },
  {
    name: 'a list above the prefix of the key',
    asked: { ...list, path: `/${BUCKET}?list-type=2` },
    options: { keys: [{ ...KEY, prefix: 'p/' }] },
    expect: [403, 'AccessDenied'],
  },
  {
    name: 'a list of the prefix of the key',
    asked: list,
    options: { keys: [{ ...KEY, prefix: 'p/' }] },
    expect: [200, undefined],
  },
  {
    name: 'a temporary key with its token',
    signing: { sessionToken: 'TOKEN' },
    options: token,
    expect: [200, undefined],
  },
  { name: 'a temporary key without its token', options: token, expect: [403, 'InvalidAccessKeyId'] },
  {
    name: 'a token of another key',
    signing: { sessionToken: 'OTHER' },
    options: token,
    expect: [400, 'InvalidToken'],
  },
  { name: 'a token with a lasting key', signing: { sessionToken: 'TOKEN' }, expect: [400, 'InvalidToken'] },
  {
    name: 'a token after its time',
    signing: { sessionToken: 'TOKEN' },
    options: { keys: [{ ...KEY, sessionToken: 'TOKEN', expiresAt: NOW }] },
    expect: [400, 'ExpiredToken'],
  },
  {
    name: 'a part of no upload',
    asked: { path: `/${BUCKET}/x?partNumber=1&uploadId=nothing` },
    expect: [404, 'NoSuchUpload'],
  },
  {
    name: 'a part with the number 0',
    asked: { path: `/${BUCKET}/x?partNumber=0&uploadId=u` },
    expect: [400, 'InvalidArgument'],
  },
  {
    name: 'a part with the number 10001',
    asked: { path: `/${BUCKET}/x?partNumber=10001&uploadId=u` },
    expect: [400, 'InvalidArgument'],
  },
  {
    name: 'a completion of no upload',
    asked: { method: 'POST', path: `/${BUCKET}/x?uploadId=u%2F1%2B%3D` },
    expect: [404, 'NoSuchUpload'],
  },
  {
    name: 'an abort of no upload',
    asked: { method: 'DELETE', path: `/${BUCKET}/x?uploadId=u`, body: '' },
    expect: [404, 'NoSuchUpload'],
  },
  { name: 'a copy', asked: { headers: { 'x-amz-copy-source': '/a/b' } }, expect: [501, 'NotImplemented'] },
  {
    name: 'DeleteObjects',
    asked: { method: 'POST', path: `/${BUCKET}?delete=` },
    expect: [501, 'NotImplemented'],
  },
  {
    name: "Google's HMAC keys, in any region",
    signing: { region: 'auto' },
    options: gcp,
    expect: [200, undefined],
  },
  {
    name: 'a token of Google at AWS',
    altered: { authorization: 'Bearer T' },
    expect: [400, 'InvalidArgument'],
  },
]

for (const { name, asked, signing, altered = {}, options, expect } of ROWS) {
  test(`${name}: ${expect[0]} ${expect[1] ?? ''}`, async () => {
    await using store = await storeInProcess({ ...FIXED, ...options })
    const request = await signed(asked, { at: NOW, ...signing })
    const { 'x-test-path': path = request.path, ...headers } = altered
    const {
      status,
      code,
      text,
      headers: given,
    } = await answered(store, { ...request, path, headers: { ...request.headers, ...headers } })
    assert.deepEqual([status, code], expect, text)
    assert.ok(given['x-amz-request-id'])
    if (code) assert.match(text, new RegExp(`<RequestId>${given['x-amz-request-id']}</RequestId>`))
    const isStored = status === 200 && request.method === 'PUT'
    assert.equal((await store.objects(BUCKET)).length, isStored ? 1 : 0)
    assert.deepEqual(
      await readdir(join(store.folder, '.incoming')).catch(() => []),
      [],
      'nothing is left behind',
    )
  })
}

test('the day of the key must be the day of the request', async () => {
  await using store = await storeInProcess(FIXED)
  const request = await signed({}, { at: NOW })
  const authorization = String(request.headers['authorization']).replace('/20261126/', '/20261125/')
  const { code, text } = await answered(store, { ...request, headers: { ...request.headers, authorization } })
  assert.equal(code, 'AuthorizationHeaderMalformed')
  assert.match(text, /Date is not the same as X-Amz-Date/)
})

test('an upload belongs to its key', async () => {
  await using store = await storeInProcess(FIXED)
  const send = async (method: string, path: string) =>
    answered(store, await signed({ method, path: `/${BUCKET}/${path}` }, { at: NOW }))
  const { text } = await send('POST', 'a?uploads=')
  const id = encodeURIComponent(/<UploadId>(.*)<\/UploadId>/.exec(text)?.[1] ?? '')
  assert.equal((await send('PUT', `b?partNumber=1&uploadId=${id}`)).code, 'NoSuchUpload')
  assert.equal((await send('PUT', `a?partNumber=1&uploadId=${id}`)).status, 200)
  assert.equal((await send('DELETE', `b?uploadId=${id}`)).code, 'NoSuchUpload')
  assert.equal((await send('DELETE', `a?uploadId=${id}`)).status, 204)
})

test('the region is told in the answer, also without a body', async () => {
  await using store = await storeInProcess(FIXED)
  const put = await answered(store, await signed({}, { at: NOW, region: 'us-west-2' }))
  assert.match(put.text, /<Region>eu-central-1<\/Region>/)
  const head = await signed(
    { method: 'HEAD', path: `/${BUCKET}`, body: '' },
    { at: NOW, region: 'us-west-2' },
  )
  assert.equal((await answered(store, head)).headers['x-amz-bucket-region'], REGION)
  const refused = await sent({ method: 'HEAD', path: `/${BUCKET}`, body: '' })
  const { status, headers } = await answered(store, refused)
  assert.deepEqual([status, headers['x-amz-bucket-region']], [403, REGION])
})

test('If-None-Match keeps what is there', async () => {
  await using store = await storeInProcess(FIXED)
  const put = async (body: string) =>
    answered(store, await signed({ body, headers: { 'if-none-match': '*' } }, { at: NOW }))
  assert.equal((await put('first')).status, 200)
  assert.deepEqual([(await put('other')).code], ['PreconditionFailed'])
  assert.deepEqual(await store.objects(BUCKET), [{ key: 'x.json', size: 5 }])
})

test("Google's XML API takes a token in place of a signature, and nothing of AWS's", async () => {
  const tokens = [{ token: 'ya29.T', prefix: 'p/', expiresAt: NOW + MINUTE }]
  await using store = await storeInProcess({ ...FIXED, buckets: { [BUCKET]: { cloud: 'gcp' } }, tokens })
  const put = (name: string, headers: Record<string, string>) =>
    answered(
      store,
      sent({ path: `/${BUCKET}/${name}`, headers: { authorization: 'Bearer ya29.T', ...headers } }),
    )
  assert.equal(
    (await put('p/a%20b%2B%C3%BC.json', { 'x-amz-date': '20261126T120000Z', 'content-md5': md5('[]') }))
      .status,
    200,
  )
  assert.deepEqual(await store.objects(BUCKET), [{ key: 'p/a b+ü.json', size: 2 }])
  assert.equal((await put('other.json', {})).code, 'AccessDenied')
  assert.equal((await put('p/x', { 'content-md5': md5('other') })).code, 'BadDigest')
  assert.equal((await put('p/x', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' })).code, 'InvalidArgument')
  assert.equal((await put('p/x', { authorization: 'Bearer other' })).status, 401)
  store.expireKeys()
  assert.equal((await put('p/x', {})).status, 401)
})

test('an object is no folder, and a folder no object', async () => {
  await using store = await storeInProcess(FIXED)
  const put = async (path: string) =>
    (await answered(store, await signed({ path: `/${BUCKET}/${path}` }, { at: NOW }))).code
  assert.equal(await put('a/b'), undefined)
  assert.equal(await put('a'), 'XMinioObjectExistsAsDirectory')
  assert.equal(await put('a/b/c'), 'XMinioParentIsObject')
  const deleted = await signed({ method: 'DELETE', path: `/${BUCKET}/a/b`, body: '' }, { at: NOW })
  assert.equal((await answered(store, deleted)).status, 204)
  assert.equal(await put('a'), undefined, 'a folder goes with its last object')
})

test('a file that someone else wrote is an object, with its own MD5', async () => {
  await using store = await storeInProcess(FIXED)
  const head = async () => {
    const request = await signed({ method: 'HEAD', body: '' }, { at: NOW })
    return (await answered(store, request)).headers['etag']
  }
  const hex = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`
  assert.equal((await answered(store, await signed({}, { at: NOW }))).status, 200)
  assert.equal(await head(), hex('[]'))
  await writeFile(join(store.folder, BUCKET, 'x.json'), '[1,2]')
  assert.equal(await head(), hex('[1,2]'))
})
