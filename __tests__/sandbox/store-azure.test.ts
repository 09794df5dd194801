import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { signSas } from '../../sandbox/store/sas.ts'
import {
  type Asked,
  FIXED as AT_NOW,
  answered,
  BUCKET,
  MINUTE,
  md5,
  NOW,
  sent,
  storeInProcess,
} from './store-under-test.ts'

/** The account that Azurite's documentation names. */
const ACCOUNT = {
  name: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
}
const FIXED = { ...AT_NOW, accounts: [ACCOUNT] }

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

const BLOCK_BLOB = { 'x-ms-blob-type': 'BlockBlob', 'x-ms-version': '2021-12-02' }
const OF_CONTAINER = 'restype=container&comp=list'

type Blob = Asked & { readonly blob?: string }

function sas(permissions: string, { expiry = NOW + MINUTE, start = NOW, blob = '' } = {}): string {
  const scope = { account: ACCOUNT.name, accountKey: ACCOUNT.key, container: BUCKET }
  return signSas({ ...scope, ...(blob && { blob }) }, { permissions, expiry, start })
}

function request(query: string, { blob = 'x.json', headers = {}, ...rest }: Blob = {}) {
  const path = `/${ACCOUNT.name}/${BUCKET}/${blob}?${query}`
  return sent({ path, headers: { ...BLOCK_BLOB, ...headers }, ...rest })
}

/** Asks a store; the status and code of its answer. */
const asking = (store: Awaited<ReturnType<typeof storeInProcess>>) => async (query: string, asked?: Blob) =>
  answered(store, request(query, asked))
const by = (method: string) => ({ method, body: '' })

test("signatures of Microsoft's client are taken: container, blob and account", async () => {
  await using store = await storeInProcess(FIXED)
  const ask = asking(store)
  const blob = 'a%20b%2B%C3%BC.json'
  assert.equal((await ask(VECTORS.container, { blob })).status, 201)
  assert.deepEqual(await store.objects(BUCKET), [{ key: 'a b+ü.json', size: 2 }])
  const got = await ask(VECTORS.blob, { blob, ...by('GET') })
  assert.deepEqual([got.status, got.text], [200, '[]'])
  assert.equal((await ask(VECTORS.account, { blob: 'y.json' })).status, 201)
  assert.equal((await ask(VECTORS.blob, { blob: 'y.json', ...by('GET') })).status, 403)
})

test('an account signature reaches the kinds of things that it names', async () => {
  await using store = await storeInProcess(FIXED)
  for (const [query, put, list] of [
    [VECTORS.accountForBlobs, 201, 403],
    [VECTORS.accountForContainers, 403, 200],
  ] as const) {
    assert.equal((await asking(store)(query)).status, put)
    const listed = await asking(store)(`${OF_CONTAINER}&${query}`, { blob: '', ...by('GET') })
    assert.equal(listed.status, list)
  }
})

const MISMATCH = 'AuthorizationPermissionMismatch'
const FAILURE = 'AuthorizationFailure'
const there = { blob: 'there.json' }
const onlyNew = { headers: { 'if-none-match': '*' } }
const withHeaders = (headers: Readonly<Record<string, string>>) => ({ headers })
const blocks = (id: string) => `<BlockList><Latest>${id}</Latest></BlockList>`

const ROWS: readonly (readonly [name: string, status: number, code: string, query: string, Blob?])[] = [
  ['a write', 201, '', sas('cw')],
  ['a new blob with c alone', 201, '', sas('c'), { blob: 'new.json' }],
  ['a blob that is there with c alone', 403, MISMATCH, sas('c'), there],
  ['no signature', 403, FAILURE, ''],
  ['a tampered signature', 403, FAILURE, sas('r').replace('sp=r', 'sp=w')],
  ['a signature that is over', 403, FAILURE, sas('cw', { expiry: NOW })],
  ['a signature that is yet to begin', 403, FAILURE, sas('cw', { start: NOW + MINUTE })],
  ['a signature for another blob', 403, FAILURE, sas('cw', { blob: 'y.json' })],
  ['an old version of signatures', 403, FAILURE, sas('cw').replace('2022-11-02', '2019-02-02')],
  ['a write with the right to read', 403, MISMATCH, sas('rl')],
  [
    'a list with the right to write',
    403,
    MISMATCH,
    `${OF_CONTAINER}&${sas('cw')}`,
    { ...by('GET'), blob: '' },
  ],
  ['a delete with the right to write', 403, MISMATCH, sas('cw'), by('DELETE')],
  ['If-None-Match on a new blob', 201, '', sas('cw'), onlyNew],
  ['If-None-Match on a blob that is there', 409, 'BlobAlreadyExists', sas('cw'), { ...there, ...onlyNew }],
  ['an MD5 of other bytes', 400, 'Md5Mismatch', sas('cw'), withHeaders({ 'content-md5': md5('other') })],
  ['one of a blob', 400, 'Md5Mismatch', sas('cw'), withHeaders({ 'x-ms-blob-content-md5': md5('other') })],
  ['an MD5 that is none', 400, 'InvalidMd5', sas('cw'), withHeaders({ 'content-md5': 'abc' })],
  ['no type of blob', 400, 'MissingRequiredHeader', sas('cw'), withHeaders({ 'x-ms-blob-type': '' })],
  ['a page blob', 400, 'InvalidHeaderValue', sas('cw'), withHeaders({ 'x-ms-blob-type': 'PageBlob' })],
  ['fewer bytes than announced', 400, 'InvalidInput', sas('cw'), withHeaders({ 'content-length': '3' })],
  ['a read of what is not there', 404, 'BlobNotFound', sas('r'), by('GET')],
  ['a look at what is not there', 404, '', sas('r'), by('HEAD')],
  ['a delete of what is not there', 404, 'BlobNotFound', sas('d'), by('DELETE')],
  ['an id that is no base64', 400, 'InvalidQueryParameterValue', `comp=block&blockid=a&${sas('cw')}`],
  ['a block never sent', 400, 'InvalidBlockList', `comp=blocklist&${sas('cw')}`, { body: blocks('MDAx') }],
  ['a list that is no XML', 400, 'InvalidXmlDocument', `comp=blocklist&${sas('cw')}`, { body: 'x' }],
]

for (const [name, wanted, code, query, asked] of ROWS) {
  test(`Azure: ${name}: ${wanted} ${code}`, async () => {
    await using store = await storeInProcess(FIXED)
    await asking(store)(sas('cw'), there)
    const { status, code: found = '', text, headers } = await asking(store)(query, asked)
    assert.deepEqual([status, found], [wanted, code], text)
    assert.ok(headers['x-ms-request-id'])
    if (code) assert.equal(headers['x-ms-error-code'], code)
    assert.equal((await store.objects(BUCKET)).length, status === 201 ? 2 : 1)
  })
}

test('a container that is not there', async () => {
  await using store = await storeInProcess({ ...FIXED, buckets: {} })
  assert.equal((await asking(store)(sas('cw'))).code, 'ContainerNotFound')
})

test('blocks become a blob by their list, in its order, and the container lists and deletes it', async () => {
  await using store = await storeInProcess(FIXED)
  const key = sas('racwdl')
  const ask = (query: string, asked: Blob = {}) =>
    asking(store)(`${query}${key}`, { blob: 'folder/b%20c.json', ...asked })
  for (const [id, body] of [
    ['MDAx', 'first '],
    ['MDAy', 'second '],
    ['MDAz', 'third'],
  ] as const)
    assert.equal((await ask(`comp=block&blockid=${id}&`, { body })).status, 201)
  assert.equal((await ask('comp=block&blockid=MDAwMDA0&')).code, 'InvalidBlobOrBlock')
  assert.deepEqual(await store.objects(BUCKET), [])
  const body =
    '<?xml version="1.0" encoding="utf-8"?><BlockList><Latest>MDAy</Latest><Uncommitted>MDAx</Uncommitted></BlockList>'
  const done = await ask('comp=blocklist&', { body, headers: { 'x-ms-blob-content-type': 'text/x' } })
  assert.equal(done.status, 201, done.text)
  assert.equal(await readFile(join(store.folder, BUCKET, 'folder/b c.json'), 'utf8'), 'second first ')
  const head = await ask('', by('HEAD'))
  assert.deepEqual([head.headers['content-length'], head.headers['content-type']], ['13', 'text/x'])
  const part = await ask('', { ...by('GET'), headers: { 'x-ms-range': 'bytes=7-11' } })
  assert.deepEqual([part.status, part.text], [206, 'first'])
  const listed = await ask(`${OF_CONTAINER}&prefix=folder%2F&`, { blob: '', ...by('GET') })
  assert.match(listed.text, /<Name>folder\/b c\.json<\/Name><Properties>.*<Content-Length>13</)
  assert.equal((await ask('', by('DELETE'))).status, 202)
  assert.deepEqual(await store.objects(BUCKET), [])
})

test('the account may be in the host', async () => {
  await using store = await storeInProcess(FIXED)
  const headers = { ...BLOCK_BLOB, host: `${ACCOUNT.name}.blob.core.windows.net` }
  assert.equal((await answered(store, sent({ path: `/${BUCKET}/x.json?${sas('cw')}`, headers }))).status, 201)
})
