import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Store } from '../../sandbox/store/store.ts'
import type { VolumeOptions } from '../../sandbox/store/volume-keys.ts'
import { type Asked, answered, type Signing, sent, signed, storeInProcess } from './store-under-test.ts'

const API_KEY = 'example-api-key-0123456789'
const NOW = Date.parse('2026-11-26T12:00:00Z')
const HOUR = 3_600_000
const VOLUMES: readonly VolumeOptions[] = [
  { name: 'vol1', bucket: 'zc-vol', prefix: 'org/vol1/' },
  {
    name: 'google',
    cloud: 'gcp',
    region: 'us-west1',
    bucket: 'zc-gcp',
    prefix: 'org/vol1/',
    lifetime: 10 * 60_000,
  },
  { name: 'free', condition: { maxContentLength: 1073741824 }, rights: ['write', 'list'] },
  { name: 'bare', condition: null, cloud: 'ali' },
  { name: 'external/volume', type: 'EXTERNAL', storageIntegrationId: 'si-1', path: 'datasets/' },
]

interface Data {
  readonly bucketName: string
  readonly volumePrefix: string
  readonly credentials: {
    readonly tmpAK: string
    readonly tmpSK: string
    readonly sessionToken: string
    readonly expireTime: string
  }
  readonly [name: string]: unknown
}

/** A store with these volumes whose clock the test turns. */
async function volumes(): Promise<Store & AsyncDisposable & { turn(ms: number): void }> {
  let now = 0
  const clock = { now: () => now, sleep: async () => {} }
  const endpoint = () => 'http://127.0.0.1:9000'
  const store = await storeInProcess({
    volumes: VOLUMES,
    apiKeys: [API_KEY],
    clock,
    startedAt: NOW,
    endpoint,
  })
  return Object.assign(store, {
    turn(ms: number) {
      now += ms
    },
  })
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

test("the requests that the vendor's client was seen to make are answered (milvus-io/pymilvus 3.0.2)", async () => {
  await using store = await volumes()
  const key = signing(await apply(store, 'vol1', 'data/x/y/'))
  const put = async (asked: Asked) => {
    const md5 = createHash('md5')
      .update(asked.body ?? '')
      .digest('base64')
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-md5': md5, ...asked.headers }
    const got = await answered(store, await signed({ ...asked, headers }, key))
    assert.equal(got.status, 200, got.text)
    return got
  }
  const folder = '/zc-vol/org/vol1/data/x/y'
  const list = `/zc-vol?delimiter=&encoding-type=url&list-type=2&max-keys=1000&prefix=org%2Fvol1%2Fdata%2Fx%2Fy%2F`
  await put({ method: 'GET', path: list, body: '' })
  await put({
    path: `${folder}/a%20b%2B%C3%BC.parquet`,
    headers: { 'content-type': 'application/octet-stream' },
    body: 'x'.repeat(1000),
  })
  await put({ path: `${folder}/empty.json`, body: '' })
  const big = `${folder}/sub/big.parquet`
  const begun = await put({ method: 'POST', path: `${big}?uploads=`, body: '' })
  const id = encodeURIComponent(/<UploadId>(.*)<\/UploadId>/.exec(begun.text)?.[1] ?? '')
  const one = await put({ path: `${big}?partNumber=1&uploadId=${id}`, body: Buffer.alloc(5242880) })
  const two = await put({ path: `${big}?partNumber=2&uploadId=${id}`, body: Buffer.alloc(1048576) })
  const parts = [one, two].map(
    ({ headers }, index) =>
      `<Part><PartNumber>${index + 1}</PartNumber><ETag>${headers['etag']}</ETag></Part>`,
  )
  const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`
  await put({
    method: 'POST',
    path: `${big}?uploadId=${id}`,
    headers: { 'content-type': 'application/xml' },
    body,
  })
  assert.deepEqual(await store.objects('zc-vol'), [
    { key: 'org/vol1/data/x/y/a b+ü.parquet', size: 1000 },
    { key: 'org/vol1/data/x/y/empty.json', size: 0 },
    { key: 'org/vol1/data/x/y/sub/big.parquet', size: 6291456 },
  ])
  assert.match(
    (await put({ method: 'GET', path: list, body: '' })).text,
    /<Key>org\/vol1\/data\/x\/y\/a\+b%2B%C3%BC\.parquet<\/Key>/,
  )
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
  const begun = await answered(
    store,
    await signed(
      { method: 'POST', path: `${path}?uploads=`, body: '' },
      signing(await apply(store, 'vol1', '')),
    ),
  )
  const id = encodeURIComponent(/<UploadId>(.*)<\/UploadId>/.exec(begun.text)?.[1] ?? '')
  store.turn(HOUR)
  const key = signing(await apply(store, 'vol1', ''), NOW + HOUR)
  const part = await answered(store, await signed({ path: `${path}?partNumber=1&uploadId=${id}` }, key))
  assert.equal(part.status, 200)
  const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers['etag']}</ETag></Part></CompleteMultipartUpload>`
  assert.equal(
    (await answered(store, await signed({ method: 'POST', path: `${path}?uploadId=${id}`, body }, key)))
      .status,
    200,
  )
  assert.deepEqual(await store.objects('zc-vol'), [{ key: 'org/vol1/x', size: 2 }])
})

test('a volume at Google takes the token alone', async () => {
  await using store = await volumes()
  const { credentials, ...data } = await apply(store, 'google', '')
  assert.deepEqual(
    [data['cloud'], credentials.tmpAK, credentials.expireTime],
    ['gcp', '', '2026-11-26T12:10:00Z'],
  )
  const path = '/zc-gcp/org/vol1/a%20b%2B%C3%BC.parquet'
  const headers = { authorization: `Bearer ${credentials.sessionToken}`, 'x-amz-date': '20261126T120000Z' }
  assert.equal((await answered(store, sent({ path, headers }))).status, 200)
  store.turn(10 * 60_000)
  assert.equal((await answered(store, sent({ path, headers }))).status, 401)
})

test('rights of a volume: keys that may not read', async () => {
  await using store = await volumes()
  const key = signing(await apply(store, 'free', ''))
  assert.equal((await answered(store, await signed({ path: '/free/volume/x' }, key))).status, 200)
  assert.equal(
    (await answered(store, await signed({ method: 'HEAD', path: '/free/volume/x', body: '' }, key))).status,
    403,
  )
})

interface Row {
  readonly name: string
  readonly method?: string
  readonly path: string
  readonly body?: unknown
  readonly key?: string
  readonly expect: readonly [number, number]
}

const APPLY = '/v2/volumes/apply'
const ROWS: readonly Row[] = [
  {
    name: 'a wrong API key',
    path: APPLY,
    body: { volumeName: 'vol1', path: '' },
    key: 'wrong',
    expect: [401, 21119],
  },
  { name: 'no API key', path: APPLY, body: { volumeName: 'vol1', path: '' }, key: '', expect: [200, 1800] },
  {
    name: 'a volume that is not there',
    path: APPLY,
    body: { volumeName: 'none', path: '' },
    expect: [200, 63240],
  },
  {
    name: 'an external volume',
    path: APPLY,
    body: { volumeName: 'external/volume', path: '' },
    expect: [200, 80000],
  },
  {
    name: 'a path that leads out',
    path: APPLY,
    body: { volumeName: 'vol1', path: 'a/../../x/' },
    expect: [200, 80000],
  },
  { name: 'no name', path: APPLY, body: { path: '' }, expect: [200, 80000] },
  { name: 'a body that is no object', path: APPLY, body: [], expect: [200, 80000] },
  {
    name: 'a look at one that is not there',
    method: 'GET',
    path: '/v2/volumes/my_volume',
    expect: [200, 63240],
  },
  { name: 'a list without a project', method: 'GET', path: '/v2/volumes', expect: [200, 80000] },
  {
    name: 'a page of 101',
    method: 'GET',
    path: '/v2/volumes?projectId=p&pageSize=101',
    expect: [200, 96008],
  },
  {
    name: 'a name that is taken',
    path: '/v2/volumes/create',
    body: { projectId: 'p', regionId: 'aws-us-west-2', volumeName: 'vol1' },
    expect: [200, 80000],
  },
  { name: 'another call', method: 'DELETE', path: '/v2/volumes/vol1', expect: [404, 404] },
]

for (const { name, method = 'POST', path, body, key, expect } of ROWS) {
  test(`volumes: ${name}: ${expect.join(' ')}`, async () => {
    await using store = await volumes()
    const { status, code, message } = await ask(store, method, path, body, key)
    assert.deepEqual([status, code], expect)
    assert.ok(message)
  })
}

test('volumes are created, described and listed', async () => {
  await using store = await volumes()
  const body = {
    projectId: 'proj-1',
    regionId: 'aws-us-west-2',
    volumeName: 'managed-volume',
    type: 'MANAGED',
  }
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
