import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  type Asked,
  answered,
  BUCKET,
  FIXED,
  KEY,
  MINUTE,
  md5,
  NOW,
  REGION,
  type Signing,
  type StoreSettings,
  sent,
  signed,
  storeInProcess,
} from './store-under-test.ts'

interface Given {
  readonly asked?: Asked
  readonly signing?: Signing
  /** Changes headers after they were signed; `path` the path. */
  readonly altered?: Readonly<Record<string, string>>
  readonly options?: StoreSettings
}

const rights = (...granted: ('read' | 'write' | 'list' | 'delete')[]) => ({
  options: { keys: [{ ...KEY, rights: granted }] },
})
const limited = (limit: { bucket?: string; prefix?: string }) => ({
  options: { keys: [{ ...KEY, ...limit }] },
})
const temporary = (expiresAt = NOW + MINUTE) => ({
  options: { keys: [{ ...KEY, sessionToken: 'TOKEN', expiresAt }] },
})
const withHeaders = (headers: Readonly<Record<string, string>>) => ({ asked: { headers } })
const unsigned = (headers: Readonly<Record<string, string>> = {}) =>
  withHeaders({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers })
const to = (path: string, method = 'PUT', body = '[]') => ({ asked: { method, path, body } })
const at = (query: string, method?: string, body?: string) => to(`/${BUCKET}/x${query}`, method, body)
const by = (method: string) => ({ asked: { method, body: '' } })
const from = (region: string) => ({ signing: { region } })
const token = (sessionToken: string) => ({ signing: { sessionToken } })
const moment = (ms: number) => ({ signing: { at: NOW + ms } })
const changed = (altered: Readonly<Record<string, string>>) => ({ altered })
const LIST = to(`/${BUCKET}?list-type=2&prefix=p%2F`, 'GET', '')
const STREAM = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' }
const gcp = { options: { buckets: { [BUCKET]: { cloud: 'gcp' } } } } as const
const redirect = { options: { buckets: { [BUCKET]: { region: REGION, wrongRegion: 'redirect' } } } } as const
const TYPED = { 'content-type': 'a/b' }

const ROWS: readonly (readonly [name: string, status: number, code: string, Given?])[] = [
  ['a right request', 200, ''],
  ['a query in another order', 200, '', to(`/${BUCKET}?prefix=p%2F&list-type=2&delimiter=%2F`, 'GET', '')],
  ['an unsigned payload', 200, '', unsigned()],
  ['a right MD5', 200, '', withHeaders({ 'content-md5': md5('[]') })],
  ['another secret', 403, 'SignatureDoesNotMatch', { signing: { secretKey: 'wrong' } }],
  ['an unknown key', 403, 'InvalidAccessKeyId', { signing: { accessKey: 'AKIAUNKNOWN' } }],
  ['another region', 400, 'AuthorizationHeaderMalformed', from('us-west-2')],
  ['one where the store redirects', 301, 'PermanentRedirect', { ...from('us-west-2'), ...redirect }],
  ['16 minutes late', 403, 'RequestTimeTooSkewed', moment(-16 * MINUTE)],
  ['16 minutes early', 403, 'RequestTimeTooSkewed', moment(16 * MINUTE)],
  ['14 minutes early', 200, '', moment(14 * MINUTE)],
  [
    'a date changed after signing',
    403,
    'SignatureDoesNotMatch',
    changed({ 'x-amz-date': '20261126T120100Z' }),
  ],
  ['a header of Amazon that is not signed', 403, 'AccessDenied', changed({ 'x-amz-acl': 'private' })],
  [
    'a signed header that changed',
    403,
    'SignatureDoesNotMatch',
    { ...withHeaders(TYPED), ...changed({ 'content-type': 'a/c' }) },
  ],
  ['no authorization', 403, 'AccessDenied', changed({ authorization: '' })],
  ['one of another form', 400, 'AuthorizationHeaderMalformed', changed({ authorization: 'AWS AKIA:sig' })],
  ['a streaming signature', 501, 'NotImplemented', withHeaders(STREAM)],
  [
    'a payload hash of other bytes',
    400,
    'XAmzContentSHA256Mismatch',
    withHeaders({ 'x-amz-content-sha256': 'a'.repeat(64) }),
  ],
  ['a payload hash that is none', 400, 'InvalidArgument', withHeaders({ 'x-amz-content-sha256': 'abc' })],
  ['an MD5 of other bytes', 400, 'BadDigest', withHeaders({ 'content-md5': md5('other') })],
  ['an MD5 that is none', 400, 'InvalidDigest', withHeaders({ 'content-md5': 'abc' })],
  ['a CRC32 of other bytes', 400, 'BadDigest', withHeaders({ 'x-amz-checksum-crc32': 'AAAAAA==' })],
  ['fewer bytes than announced', 400, 'IncompleteBody', unsigned({ 'content-length': '3' })],
  ['more than 5 GiB at once', 400, 'EntityTooLarge', unsigned({ 'content-length': `${5 * 1024 ** 3 + 1}` })],
  ['no length', 411, 'MissingContentLength', unsigned({ 'content-length': '' })],
  ['a bucket that is not there', 404, 'NoSuchBucket', to('/no-bucket/x.json')],
  ['a bucket that is the folder above', 404, 'NoSuchBucket', to('/..%2F/x.json')],
  ['a key that leads out of the bucket', 400, 'XMinioInvalidObjectName', to(`/${BUCKET}/../other/x.json`)],
  ['one by encoded slashes', 400, 'XMinioInvalidObjectName', to(`/${BUCKET}/a%2F..%2F..%2Fx.json`)],
  ['a key with an empty segment', 400, 'XMinioInvalidObjectName', to(`/${BUCKET}/a//b`)],
  ['a key of 1025 bytes', 400, 'KeyTooLongError', to(`/${BUCKET}/${'abcd/'.repeat(205)}`)],
  ['a key that is no UTF-8', 400, 'InvalidURI', changed({ path: `/${BUCKET}/%ff` })],
  ['an object that is not there', 404, 'NoSuchKey', by('GET')],
  ['the look at one that is not there', 404, '', by('HEAD')],
  ['the look by one who may only write', 403, '', { ...by('HEAD'), ...rights('write') }],
  ['a list by one who may only write', 403, 'AccessDenied', { ...LIST, ...rights('write') }],
  ['a write by one who may only write', 200, '', rights('write')],
  ['a write by one who may only read', 403, 'AccessDenied', rights('read', 'list')],
  ['a missing object for one who may not list', 403, 'AccessDenied', { ...by('GET'), ...rights('read') }],
  ['a delete without the right', 403, 'AccessDenied', { ...by('DELETE'), ...rights('write') }],
  ['a delete of what is not there', 204, '', by('DELETE')],
  ['a key limited to another bucket', 403, 'AccessDenied', limited({ bucket: 'other' })],
  ['a key limited to another prefix', 403, 'AccessDenied', limited({ prefix: 'mine/' })],
  [
    'a list above the prefix of the key',
    403,
    'AccessDenied',
    { ...to(`/${BUCKET}?list-type=2`, 'GET', ''), ...limited({ prefix: 'p/' }) },
  ],
  ['a list of the prefix of the key', 200, '', { ...LIST, ...limited({ prefix: 'p/' }) }],
  ['a temporary key with its token', 200, '', { ...token('TOKEN'), ...temporary() }],
  ['a temporary key without its token', 403, 'InvalidAccessKeyId', temporary()],
  ['a token of another key', 400, 'InvalidToken', { ...token('OTHER'), ...temporary() }],
  ['a token with a lasting key', 400, 'InvalidToken', token('TOKEN')],
  ['a token after its time', 400, 'ExpiredToken', { ...token('TOKEN'), ...temporary(NOW) }],
  ['a part of no upload', 404, 'NoSuchUpload', at('?partNumber=1&uploadId=nothing')],
  ['a part with the number 0', 400, 'InvalidArgument', at('?partNumber=0&uploadId=u')],
  ['a part with the number 10001', 400, 'InvalidArgument', at('?partNumber=10001&uploadId=u')],
  ['a completion of no upload', 404, 'NoSuchUpload', at('?uploadId=u%2F1%2B%3D', 'POST')],
  ['an abort of no upload', 404, 'NoSuchUpload', at('?uploadId=u', 'DELETE', '')],
  ['a copy', 501, 'NotImplemented', withHeaders({ 'x-amz-copy-source': '/a/b' })],
  ['DeleteObjects', 501, 'NotImplemented', to(`/${BUCKET}?delete=`, 'POST')],
  ["Google's HMAC keys, in any region", 200, '', { ...from('auto'), ...gcp }],
  ['a token of Google at AWS', 400, 'InvalidArgument', changed({ authorization: 'Bearer T' })],
]

for (const [name, status, code, { asked, signing, altered = {}, options } = {}] of ROWS) {
  test(`${name}: ${status} ${code}`, async () => {
    await using store = await storeInProcess({ ...FIXED, ...options })
    const request = await signed(asked, { at: NOW, ...signing })
    const { path = request.path, ...headers } = altered
    const answer = await answered(store, { ...request, path, headers: { ...request.headers, ...headers } })
    assert.deepEqual([answer.status, answer.code ?? ''], [status, code], answer.text)
    const id = answer.headers['x-amz-request-id']
    assert.ok(id)
    if (code) assert.ok(answer.text.includes(`<RequestId>${id}</RequestId>`))
    const isStored = status === 200 && request.method === 'PUT'
    assert.equal((await store.objects(BUCKET)).length, isStored ? 1 : 0)
    const left = await readdir(join(store.folder, '.incoming')).catch(() => [])
    assert.deepEqual(left, [], 'nothing is left behind')
  })
}

/** Sends a signed request to a store whose time is `NOW`. */
const asking =
  (store: Awaited<ReturnType<typeof storeInProcess>>) =>
  async (method: string, path = 'x.json', more: Asked & Signing = {}) =>
    answered(store, await signed({ ...more, method, path: `/${BUCKET}/${path}` }, { at: NOW, ...more }))

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
  const send = asking(store)
  const { text } = await send('POST', 'a?uploads=')
  const id = encodeURIComponent(/<UploadId>(.*)<\/UploadId>/.exec(text)?.[1] ?? '')
  assert.equal((await send('PUT', `b?partNumber=1&uploadId=${id}`)).code, 'NoSuchUpload')
  assert.equal((await send('PUT', `a?partNumber=1&uploadId=${id}`)).status, 200)
  assert.equal((await send('DELETE', `b?uploadId=${id}`)).code, 'NoSuchUpload')
  assert.equal((await send('DELETE', `a?uploadId=${id}`)).status, 204)
})

test('the region is told in the answer, also without a body or a signature', async () => {
  await using store = await storeInProcess(FIXED)
  const put = await asking(store)('PUT', 'x.json', { region: 'us-west-2' })
  assert.match(put.text, /<Region>eu-central-1<\/Region>/)
  const head = { method: 'HEAD', path: `/${BUCKET}`, body: '' }
  for (const [request, status] of [
    [await signed(head, { at: NOW, region: 'us-west-2' }), 400],
    [sent(head), 403],
  ] as const) {
    const answer = await answered(store, request)
    assert.deepEqual([answer.status, answer.headers['x-amz-bucket-region']], [status, REGION])
  }
})

test('If-None-Match keeps what is there', async () => {
  await using store = await storeInProcess(FIXED)
  const put = (body: string) => asking(store)('PUT', 'x.json', { body, headers: { 'if-none-match': '*' } })
  assert.equal((await put('first')).status, 200)
  assert.equal((await put('other')).code, 'PreconditionFailed')
  assert.deepEqual(await store.objects(BUCKET), [{ key: 'x.json', size: 5 }])
})

test("Google's XML API takes a token in place of a signature, and nothing of AWS's", async () => {
  const tokens = [{ token: 'ya29.T', prefix: 'p/', expiresAt: NOW + MINUTE }]
  await using store = await storeInProcess({ ...FIXED, ...gcp.options, tokens })
  const put = async (name: string, headers: Record<string, string>) => {
    const all = { authorization: 'Bearer ya29.T', ...headers }
    const { status, code } = await answered(store, sent({ path: `/${BUCKET}/${name}`, headers: all }))
    return code ?? status
  }
  const dated = { 'x-amz-date': '20261126T120000Z', 'content-md5': md5('[]') }
  assert.equal(await put('p/a%20b%2B%C3%BC.json', dated), 200)
  assert.deepEqual(await store.objects(BUCKET), [{ key: 'p/a b+ü.json', size: 2 }])
  assert.equal(await put('other.json', {}), 'AccessDenied')
  assert.equal(await put('p/x', { 'content-md5': md5('other') }), 'BadDigest')
  assert.equal(await put('p/x', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }), 'InvalidArgument')
  assert.equal(await put('p/x', { authorization: 'Bearer other' }), 'AuthenticationRequired')
  store.expireKeys()
  assert.equal(await put('p/x', {}), 'AuthenticationRequired')
})

test('an object is no folder, and a folder no object', async () => {
  await using store = await storeInProcess(FIXED)
  const put = async (path: string) => (await asking(store)('PUT', path)).code
  assert.equal(await put('a/b'), undefined)
  assert.equal(await put('a'), 'XMinioObjectExistsAsDirectory')
  assert.equal(await put('a/b/c'), 'XMinioParentIsObject')
  assert.equal((await asking(store)('DELETE', 'a/b', { body: '' })).status, 204)
  assert.equal(await put('a'), undefined, 'a folder goes with its last object')
})

test('a file that someone else wrote is an object, with its own MD5', async () => {
  await using store = await storeInProcess(FIXED)
  const etag = async () => (await asking(store)('HEAD', 'x.json', { body: '' })).headers['etag']
  const hex = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`
  assert.equal((await asking(store)('PUT')).status, 200)
  assert.equal(await etag(), hex('[]'))
  await writeFile(join(store.folder, BUCKET, 'x.json'), '[1,2]')
  assert.equal(await etag(), hex('[1,2]'))
})
