import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Store } from '../../sandbox/store/store.ts'
import type { VolumeOptions } from '../../sandbox/store/volume-keys.ts'
import { StandingClock } from './servers.ts'
import {
  type Asked,
  answered,
  MINUTE,
  md5,
  NOW,
  type Signing,
  sent,
  signed,
  storeInProcess,
} from './store-under-test.ts'

const API_KEY = 'example-api-key-0123456789'
const HOUR = 60 * MINUTE
const AT_GOOGLE = { cloud: 'gcp', region: 'us-west1', bucket: 'zc-gcp', lifetime: 10 * MINUTE }
const VOLUMES: readonly VolumeOptions[] = [
  { name: 'vol1', bucket: 'zc-vol', prefix: 'org/vol1/' },
  { name: 'google', prefix: 'org/vol1/', ...AT_GOOGLE },
  { name: 'free', condition: { maxContentLength: 1073741824 }, rights: ['write', 'list'] },
  { name: 'bare', condition: null, cloud: 'ali' },
  { name: 'external/volume', type: 'EXTERNAL', storageIntegrationId: 'si-1', path: 'datasets/' },
]

interface Data {
  readonly credentials: Readonly<Record<'tmpAK' | 'tmpSK' | 'sessionToken' | 'expireTime', string>>
  readonly [name: string]: unknown
}

/** A store with these volumes whose clock the test turns. */
async function volumes() {
  const clock = new StandingClock()
  const endpoint = () => 'http://127.0.0.1:9000'
  const options = { volumes: VOLUMES, apiKeys: [API_KEY], clock, startedAt: NOW, endpoint }
  return Object.assign(await storeInProcess(options), { turn: (ms: number) => clock.advance(ms) })
}

async function ask(store: Store, method: string, path: string, body?: unknown, key = API_KEY) {
  const headers: Record<string, string> = key === '' ? {} : { authorization: `Bearer ${key}` }
  const text = body === undefined ? '' : JSON.stringify(body)
  const { status, text: answer } = await answered(store, sent({ method, path, headers, body: text }))
  return { status, ...(JSON.parse(answer) as { code: number; message?: string; data?: Data }) }
}

async function apply(store: Store, volumeName: string, path: string): Promise<Data> {
  const { data, ...rest } = await ask(store, 'POST', '/v2/volumes/apply', { volumeName, path })
  assert.ok(data, JSON.stringify(rest))
  return data
}

function signing({ credentials }: Data, at = NOW): Signing {
  const { tmpAK, tmpSK, sessionToken } = credentials
  return { accessKey: tmpAK, secretKey: tmpSK, sessionToken, region: 'us-west-2', at }
}

test('apply answers as the SDKs read it, with keys that last an hour', async () => {
  await using store = await volumes()
  const { credentials, ...data } = await apply(store, 'vol1', 'data/x/y/')
  assert.deepEqual(data, {
    endpoint: 'http://127.0.0.1:9000',
    cloud: 'aws',
    region: 'us-west-2',
    bucketName: 'zc-vol',
    uploadPath: 'org/vol1/data/x/y/',
    volumeName: 'vol1',
    volumePrefix: 'org/vol1/',
    condition: { maxContentLength: 107374182400, maxFileNumber: null },
  })
  assert.equal(credentials.expireTime, '2026-11-26T13:00:00Z')
  assert.deepEqual((await apply(store, 'free', ''))['condition'], { maxContentLength: 1073741824 })
  assert.deepEqual((await apply(store, 'bare', ''))['condition'], null)
  assert.deepEqual((await apply(store, 'bare', ''))['cloud'], 'ali')
  assert.equal(store.issued.length, 4)
})

/** Begins an upload in parts; its id as a query has it. */
async function begin(store: Store, path: string, key: Signing, headers: Record<string, string> = {}) {
  const begun = await answered(
    store,
    await signed({ method: 'POST', path: `${path}?uploads=`, body: '', headers }, key),
  )
  return encodeURIComponent(/<UploadId>(.*)<\/UploadId>/.exec(begun.text)?.[1] ?? '')
}

const completionOf = (...parts: readonly { headers: Readonly<Record<string, string>> }[]) => {
  const list = parts.map(
    ({ headers: { etag } }, index) =>
      `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`,
  )
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join('')}</CompleteMultipartUpload>`
}

test("the requests that the vendor's client was seen to make are answered (milvus-io/pymilvus 3.0.2)", async () => {
  await using store = await volumes()
  const key = signing(await apply(store, 'vol1', 'data/x/y/'))
  const put = async (asked: Asked) => {
    const sums = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-md5': md5(asked.body ?? '') }
    const got = await answered(store, await signed({ ...asked, headers: { ...sums, ...asked.headers } }, key))
    assert.equal(got.status, 200, got.text)
    return got
  }
  const folder = '/zc-vol/org/vol1/data/x/y'
  const list = `/zc-vol?delimiter=&encoding-type=url&list-type=2&max-keys=1000&prefix=org%2Fvol1%2Fdata%2Fx%2Fy%2F`
  await put({ method: 'GET', path: list, body: '' })
  const headers = { 'content-type': 'application/octet-stream' }
  await put({ path: `${folder}/a%20b%2B%C3%BC.parquet`, headers, body: 'x'.repeat(1000) })
  await put({ path: `${folder}/empty.json`, body: '' })
  const big = `${folder}/sub/big.parquet`
  const id = await begin(store, big, key, { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' })
  const one = await put({ path: `${big}?partNumber=1&uploadId=${id}`, body: Buffer.alloc(5242880) })
  const two = await put({ path: `${big}?partNumber=2&uploadId=${id}`, body: Buffer.alloc(1048576) })
  const xml = { 'content-type': 'application/xml' }
  await put({ method: 'POST', path: `${big}?uploadId=${id}`, headers: xml, body: completionOf(one, two) })
  assert.deepEqual(await store.objects('zc-vol'), [
    { key: 'org/vol1/data/x/y/a b+ü.parquet', size: 1000 },
    { key: 'org/vol1/data/x/y/empty.json', size: 0 },
    { key: 'org/vol1/data/x/y/sub/big.parquet', size: 6291456 },
  ])
  const listed = await put({ method: 'GET', path: list, body: '' })
  assert.match(listed.text, /<Key>org\/vol1\/data\/x\/y\/a\+b%2B%C3%BC\.parquet<\/Key>/)
})

test('keys of a volume reach its folder, no other one, and end with their time', async () => {
  await using store = await volumes()
  const data = await apply(store, 'vol1', 'mine/')
  const put = async (path: string, signs = signing(data)) =>
    (await answered(store, await signed({ path }, signs))).code
  assert.equal(await put('/zc-vol/org/vol1/mine/x'), undefined)
  assert.equal(await put('/zc-vol/org/vol1/others/x'), 'AccessDenied')
  assert.equal(await put('/zc-vol/org/vol2/mine/x'), 'AccessDenied')
  store.turn(HOUR)
  assert.equal(await put('/zc-vol/org/vol1/mine/x', signing(data, NOW + HOUR)), 'ExpiredToken')
  const renewed = signing(await apply(store, 'vol1', 'mine/'), NOW + HOUR)
  assert.equal(await put('/zc-vol/org/vol1/mine/y', renewed), undefined)
})

test('an upload goes on with new keys', async () => {
  await using store = await volumes()
  const path = '/zc-vol/org/vol1/x'
  const id = await begin(store, path, signing(await apply(store, 'vol1', '')))
  store.turn(HOUR)
  const key = signing(await apply(store, 'vol1', ''), NOW + HOUR)
  const part = await answered(store, await signed({ path: `${path}?partNumber=1&uploadId=${id}` }, key))
  assert.equal(part.status, 200)
  const complete = { method: 'POST', path: `${path}?uploadId=${id}`, body: completionOf(part) }
  assert.equal((await answered(store, await signed(complete, key))).status, 200)
  assert.deepEqual(await store.objects('zc-vol'), [{ key: 'org/vol1/x', size: 2 }])
})

test('a volume at Google takes the token alone', async () => {
  await using store = await volumes()
  const { credentials, cloud } = await apply(store, 'google', '')
  const { expireTime, sessionToken, tmpAK } = credentials
  assert.deepEqual([cloud, tmpAK, expireTime], ['gcp', '', '2026-11-26T12:10:00Z'])
  const path = '/zc-gcp/org/vol1/a%20b%2B%C3%BC.parquet'
  const headers = { authorization: `Bearer ${sessionToken}`, 'x-amz-date': '20261126T120000Z' }
  assert.equal((await answered(store, sent({ path, headers }))).status, 200)
  store.turn(10 * MINUTE)
  assert.equal((await answered(store, sent({ path, headers }))).status, 401)
})

test('rights of a volume: keys that may not read', async () => {
  await using store = await volumes()
  const key = signing(await apply(store, 'free', ''))
  const path = '/free/volume/x'
  assert.equal((await answered(store, await signed({ path }, key))).status, 200)
  assert.equal((await answered(store, await signed({ method: 'HEAD', path, body: '' }, key))).status, 403)
})

const APPLY = 'POST /v2/volumes/apply'
const taken = { projectId: 'p', regionId: 'aws-us-west-2', volumeName: 'vol1' }
const of = (volumeName: string, path = '') => ({ volumeName, path })
type Row = readonly [name: string, status: number, code: number, call: string, body?: unknown, key?: string]
const ROWS: readonly Row[] = [
  ['a wrong API key', 401, 21119, APPLY, of('vol1'), 'wrong'],
  ['no API key', 200, 1800, APPLY, of('vol1'), ''],
  ['a volume that is not there', 200, 63240, APPLY, of('none')],
  ['an external volume', 200, 80000, APPLY, of('external/volume')],
  ['a path that leads out', 200, 80000, APPLY, of('vol1', 'a/../../x/')],
  ['no name', 200, 80000, APPLY, { path: '' }],
  ['a body that is no object', 200, 80000, APPLY, []],
  ['a look at one that is not there', 200, 63240, 'GET /v2/volumes/my_volume'],
  ['a list without a project', 200, 80000, 'GET /v2/volumes'],
  ['a page of 101', 200, 96008, 'GET /v2/volumes?projectId=p&pageSize=101'],
  ['a name that is taken', 200, 80000, 'POST /v2/volumes/create', taken],
  ['another call', 404, 404, 'DELETE /v2/volumes/vol1'],
]

for (const [name, wanted, wantedCode, call, body, key] of ROWS) {
  test(`volumes: ${name}: ${wanted} ${wantedCode}`, async () => {
    await using store = await volumes()
    const [method = '', path = ''] = call.split(' ')
    const { status, code, message } = await ask(store, method, path, body, key)
    assert.deepEqual([status, code], [wanted, wantedCode])
    assert.ok(message)
  })
}

test('volumes are created, described and listed', async () => {
  await using store = await volumes()
  const body = { ...taken, volumeName: 'managed-volume', type: 'MANAGED' }
  const created = await ask(store, 'POST', '/v2/volumes/create', body)
  assert.deepEqual(created, { status: 200, code: 0, data: { volumeName: 'managed-volume' } })
  assert.equal((await apply(store, 'managed-volume', ''))['region'], 'us-west-2')
  const { data } = await ask(store, 'GET', '/v2/volumes/external%2Fvolume')
  const described = ['volumeName', 'type', 'storageIntegrationId', 'path'].map(name => data?.[name])
  assert.deepEqual(described, ['external/volume', 'EXTERNAL', 'si-1', 'datasets/'])
  const listed = await ask(store, 'GET', '/v2/volumes?projectId=proj-1&pageSize=2&currentPage=3')
  assert.deepEqual(listed.code, 200)
  assert.deepEqual(listed.data?.['count'], 6)
  const shown = listed.data?.['volumes'] as readonly { readonly volumeName: string }[]
  assert.deepEqual(
    shown.map(({ volumeName }) => volumeName),
    ['external/volume', 'managed-volume'],
  )
})

test('answers have the fields of the documented ones', async () => {
  await using store = await volumes()
  for (const [name, path] of [
    ['documented-volume-describe-managed', '/v2/volumes/vol1'],
    ['documented-volume-describe-external', '/v2/volumes/external%2Fvolume'],
    ['documented-volume-list-code-200', '/v2/volumes?projectId=proj-1'],
    ['documented-volume-not-found-63240', '/v2/volumes/my_volume'],
  ] as const) {
    const url = new URL(`../fixtures/control-plane/${name}.json`, import.meta.url)
    const { status, body } = JSON.parse(await readFile(url, 'utf8'))
    const { status: given, ...answer } = await ask(store, 'GET', path)
    assert.deepEqual([given, answer.code, answer.message], [status, body.code, body.message])
    assert.deepEqual(Object.keys(answer.data ?? {}).sort(), Object.keys(body.data ?? {}).sort())
  }
})
