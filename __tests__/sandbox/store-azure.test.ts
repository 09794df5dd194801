import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { signSas } from '../../sandbox/store/sas.ts'
import type { StoreOptions } from '../../sandbox/store/store.ts'
import { type Asked, answered, BUCKET, sent, storeInProcess } from './store-under-test.ts'

/** The account that Azurite's documentation names. */
const ACCOUNT = {
  name: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
}
const NOW = Date.parse('2026-11-26T12:00:00Z')
const MINUTE = 60_000
const FIXED: Partial<StoreOptions> = {
  accounts: [ACCOUNT],
  startedAt: NOW,
  clock: { now: () => 0, sleep: async () => {} },
}

/** Made by Microsoft's azure-storage-blob 12.31.1 for Python, all until 13:00. */
const VECTORS = {
  accountForBlobs:
    'se=2026-11-26T13%3A00%3A00Z&sp=rwdlc&sv=2026-10-06&ss=b&srt=o&sig=el9UycRlguuJ14oNA%2BXNFDXmAhHhO/yTL%2BGe7y5%2B3V8%3D',
  accountForContainers:
    'se=2026-11-26T13%3A00%3A00Z&sp=rwdlc&sv=2026-10-06&ss=b&srt=c&sig=zAWUG2Kqy69Mhsmt45msAH2hsdeFkr3iQl6Q9v9hDOc%3D',
  container:
    'st=2026-11-26T11%3A00%3A00Z&se=2026-11-26T13%3A00%3A00Z&sp=rcwdl&spr=https&sv=2026-10-06&sr=c&sig=VChs3dD2BMVXqQNccoh3Qfy4H%2BPZpOA/oCXkN6rvnpY%3D',
  blob: 'se=2026-11-26T13%3A00%3A00Z&sp=r&sv=2026-10-06&sr=b&rsct=text/x&sig=mLRve9U/icuEM0ohoYbqOuxIpeZIOnHDM/xA0d/CaJc%3D',
  account:
    'se=2026-11-26T13%3A00%3A00Z&sp=rwdlc&sv=2026-10-06&ss=b&srt=co&sig=6PSGTJY/VuJgvY%2B51w3ridVcEHBw6I24lTV0La5oUCc%3D',
}

const list = { method: 'GET', body: '' }
const md5 = (text: string) => createHash('md5').update(text).digest('base64')
const BLOCK_BLOB = { 'x-ms-blob-type': 'BlockBlob', 'x-ms-version': '2021-12-02' }

function sas(permissions: string, more: { expiry?: number; start?: number; blob?: string } = {}): string {
  const { expiry = NOW + MINUTE, ...rest } = more
  const { blob, start } = rest
  const scope = {
    account: ACCOUNT.name,
    accountKey: ACCOUNT.key,
    container: BUCKET,
    ...(blob === undefined ? {} : { blob }),
  }
  return signSas(scope, { permissions, expiry, ...(start === undefined ? {} : { start }) })
}

function request(query: string, asked: Asked & { readonly blob?: string } = {}) {
  const { blob = 'x.json', headers = {}, ...rest } = asked
  return sent({
    path: `/${ACCOUNT.name}/${BUCKET}/${blob}?${query}`,
    headers: { ...BLOCK_BLOB, ...headers },
    ...rest,
  })
}

test("signatures of Microsoft's client are taken: container, blob and account", async () => {
  await using store = await storeInProcess(FIXED)
  const blob = 'a%20b%2B%C3%BC.json'
  assert.equal((await answered(store, request(VECTORS.container, { blob }))).status, 201)
  assert.deepEqual(await store.objects(BUCKET), [{ key: 'a b+ü.json', size: 2 }])
  const got = await answered(store, request(VECTORS.blob, { blob, method: 'GET', body: '' }))
  assert.deepEqual([got.status, got.text], [200, '[]'])
  assert.equal((await answered(store, request(VECTORS.account, { blob: 'y.json' }))).status, 201)
  assert.equal(
    (await answered(store, request(VECTORS.blob, { blob: 'y.json', method: 'GET', body: '' }))).status,
    403,
  )
})

test('an account signature reaches the kinds of things that it names', async () => {
  await using store = await storeInProcess(FIXED)
  const put = async (query: string) => (await answered(store, request(query))).status
  const listed = async (query: string) =>
    (await answered(store, request(`restype=container&comp=list&${query}`, { blob: '', ...list }))).status
  assert.deepEqual([await put(VECTORS.accountForBlobs), await listed(VECTORS.accountForBlobs)], [201, 403])
  assert.deepEqual(
    [await put(VECTORS.accountForContainers), await listed(VECTORS.accountForContainers)],
    [403, 200],
  )
})

interface Row {
  readonly name: string
  readonly query: string
  readonly asked?: Asked & { readonly blob?: string }
  readonly expect: readonly [number, string | undefined]
}

const ROWS: readonly Row[] = [
  { name: 'a write', query: sas('cw'), expect: [201, undefined] },
  { name: 'a new blob with c alone', query: sas('c'), asked: { blob: 'new.json' }, expect: [201, undefined] },
  {
    name: 'a blob that is there with c alone',
    query: sas('c'),
    asked: { blob: 'there.json' },
    expect: [403, 'AuthorizationPermissionMismatch'],
  },
  { name: 'no signature', query: '', expect: [403, 'AuthorizationFailure'] },
  {
    name: 'a tampered signature',
    query: sas('r').replace('sp=r', 'sp=w'),
    expect: [403, 'AuthorizationFailure'],
  },
  {
    name: 'a signature that is over',
    query: sas('cw', { expiry: NOW }),
    expect: [403, 'AuthorizationFailure'],
  },
  {
    name: 'a signature that is yet to begin',
    query: sas('cw', { start: NOW + MINUTE }),
    expect: [403, 'AuthorizationFailure'],
  },
  {
    name: 'a signature for another blob',
    query: sas('cw', { blob: 'y.json' }),
    expect: [403, 'AuthorizationFailure'],
  },
  {
    name: 'a version of signatures that is too old',
    query: sas('cw').replace('2022-11-02', '2019-02-02'),
    expect: [403, 'AuthorizationFailure'],
  },
  {
    name: 'a write with the right to read',
    query: sas('rl'),
    expect: [403, 'AuthorizationPermissionMismatch'],
  },
  {
    name: 'a list with the right to write',
    query: `restype=container&comp=list&${sas('cw')}`,
    asked: { ...list, blob: '' },
    expect: [403, 'AuthorizationPermissionMismatch'],
  },
  {
    name: 'a delete with the right to write',
    query: sas('cw'),
    asked: { method: 'DELETE', body: '' },
    expect: [403, 'AuthorizationPermissionMismatch'],
  },
  {
    name: 'If-None-Match on a new blob',
    query: sas('cw'),
    asked: { headers: { 'if-none-match': '*' } },
    expect: [201, undefined],
  },
  {
    name: 'If-None-Match on a blob that is there',
    query: sas('cw'),
    asked: { blob: 'there.json', headers: { 'if-none-match': '*' } },
    expect: [409, 'BlobAlreadyExists'],
  },
  {
    name: 'an MD5 of other bytes',
    query: sas('cw'),
    asked: { headers: { 'content-md5': md5('other') } },
    expect: [400, 'Md5Mismatch'],
  },
  {
    name: "an MD5 of another blob's bytes",
    query: sas('cw'),
    asked: { headers: { 'x-ms-blob-content-md5': md5('other') } },
    expect: [400, 'Md5Mismatch'],
  },
  {
    name: 'an MD5 that is none',
    query: sas('cw'),
    asked: { headers: { 'content-md5': 'abc' } },
    expect: [400, 'InvalidMd5'],
  },
  {
    name: 'no type of blob',
    query: sas('cw'),
    asked: { headers: { 'x-ms-blob-type': '' } },
    expect: [400, 'MissingRequiredHeader'],
  },
  {
    name: 'a page blob',
    query: sas('cw'),
    asked: { headers: { 'x-ms-blob-type': 'PageBlob' } },
    expect: [400, 'InvalidHeaderValue'],
  },
  {
    name: 'fewer bytes than announced',
    query: sas('cw'),
    asked: { headers: { 'content-length': '3' } },
    expect: [400, 'InvalidInput'],
  },
  {
    name: 'a read of what is not there',
    query: sas('r'),
    asked: { method: 'GET', body: '' },
    expect: [404, 'BlobNotFound'],
  },
  {
    name: 'a look at what is not there',
    query: sas('r'),
    asked: { method: 'HEAD', body: '' },
    expect: [404, undefined],
  },
  {
    name: 'a delete of what is not there',
    query: sas('d'),
    asked: { method: 'DELETE', body: '' },
    expect: [404, 'BlobNotFound'],
  },
  {
    name: 'a block whose id is no base64',
    query: `comp=block&blockid=a&${sas('cw')}`,
    expect: [400, 'InvalidQueryParameterValue'],
  },
  {
    name: 'a list of a block that was never sent',
    query: `comp=blocklist&${sas('cw')}`,
    asked: { body: '<BlockList><Latest>MDAx</Latest></BlockList>' },
    expect: [400, 'InvalidBlockList'],
  },
  {
    name: 'a list that is no XML',
    query: `comp=blocklist&${sas('cw')}`,
    asked: { body: 'x' },
    expect: [400, 'InvalidXmlDocument'],
  },
]

for (const { name, query, asked, expect } of ROWS) {
  test(`Azure: ${name}: ${expect[0]} ${expect[1] ?? ''}`, async () => {
    await using store = await storeInProcess(FIXED)
    await answered(store, request(sas('cw'), { blob: 'there.json' }))
    const { status, code, text, headers } = await answered(store, request(query, asked))
    assert.deepEqual([status, code], expect, text)
    assert.ok(headers['x-ms-request-id'])
    if (code) assert.equal(headers['x-ms-error-code'], code)
    assert.equal((await store.objects(BUCKET)).length, status === 201 ? 2 : 1)
  })
}

test('a container that is not there', async () => {
  await using store = await storeInProcess({ ...FIXED, buckets: {} })
  assert.equal((await answered(store, request(sas('cw')))).code, 'ContainerNotFound')
})

test('blocks become a blob by their list, in its order, and the container lists and deletes it', async () => {
  await using store = await storeInProcess(FIXED)
  const key = sas('racwdl')
  const blob = 'folder/b%20c.json'
  for (const [id, body] of [
    ['MDAx', 'first '],
    ['MDAy', 'second '],
    ['MDAz', 'third'],
  ] as const) {
    assert.equal(
      (await answered(store, request(`comp=block&blockid=${id}&${key}`, { blob, body }))).status,
      201,
    )
  }
  assert.equal(
    (await answered(store, request(`comp=block&blockid=MDAwMDA0&${key}`, { blob }))).code,
    'InvalidBlobOrBlock',
  )
  assert.deepEqual(await store.objects(BUCKET), [])
  const body =
    '<?xml version="1.0" encoding="utf-8"?><BlockList><Latest>MDAy</Latest><Uncommitted>MDAx</Uncommitted></BlockList>'
  const done = await answered(
    store,
    request(`comp=blocklist&${key}`, { blob, body, headers: { 'x-ms-blob-content-type': 'text/x' } }),
  )
  assert.equal(done.status, 201, done.text)
  assert.equal(await readFile(join(store.folder, BUCKET, 'folder/b c.json'), 'utf8'), 'second first ')
  const head = await answered(store, request(key, { blob, method: 'HEAD', body: '' }))
  assert.deepEqual([head.headers['content-length'], head.headers['content-type']], ['13', 'text/x'])
  const part = await answered(
    store,
    request(key, { blob, method: 'GET', body: '', headers: { 'x-ms-range': 'bytes=7-11' } }),
  )
  assert.deepEqual([part.status, part.text], [206, 'first'])
  const listed = await answered(
    store,
    request(`restype=container&comp=list&prefix=folder%2F&${key}`, { blob: '', ...list }),
  )
  assert.match(listed.text, /<Name>folder\/b c\.json<\/Name><Properties>.*<Content-Length>13</)
  assert.equal((await answered(store, request(key, { blob, method: 'DELETE', body: '' }))).status, 202)
  assert.deepEqual(await store.objects(BUCKET), [])
})

test('the account may be in the host', async () => {
  await using store = await storeInProcess(FIXED)
  const headers = { ...BLOCK_BLOB, host: `${ACCOUNT.name}.blob.core.windows.net` }
  assert.equal((await answered(store, sent({ path: `/${BUCKET}/x.json?${sas('cw')}`, headers }))).status, 201)
})
