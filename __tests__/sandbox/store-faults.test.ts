import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { StoreFault } from '../../sandbox/store/faults.ts'
import { ConnectionReset } from '../../sandbox/store/model.ts'
import { VirtualTime } from '../harness/virtual-time.ts'
import { StandingClock } from './standing-clock.ts'
import {
  answered,
  BUCKET,
  KEY,
  type Signing,
  s3Client,
  sent,
  signed,
  storeInProcess,
  testStore,
} from './store-under-test.ts'

interface Row {
  readonly fault: StoreFault
  /** The status and code that the client hears; `reset` for none. */
  readonly hears: readonly [number, string | undefined] | 'reset'
  readonly stored: boolean
  /** Milliseconds that pass on the store's clock. */
  readonly takes?: number
  readonly retryAfter?: string
}

const ROWS: readonly Row[] = [
  { fault: { kind: 'reset', when: 'before' }, hears: 'reset', stored: false },
  { fault: { kind: 'reset', when: 'during' }, hears: 'reset', stored: false },
  { fault: { kind: 'reset', when: 'after' }, hears: 'reset', stored: true },
  { fault: { kind: 'reset', when: 'halfway' }, hears: 'reset', stored: true },
  {
    fault: { kind: 'answer', when: 'before', answer: 'SlowDown', retryAfter: 7 },
    hears: [503, 'SlowDown'],
    stored: false,
    retryAfter: '7',
  },
  {
    fault: { kind: 'answer', when: 'after', answer: 'InternalError' },
    hears: [500, 'InternalError'],
    stored: true,
  },
  {
    fault: { kind: 'answer', when: 'before', answer: { status: 418, code: 'Teapot' } },
    hears: [418, 'Teapot'],
    stored: false,
  },
  { fault: { kind: 'error in 200', when: 'before' }, hears: [200, 'InternalError'], stored: false },
  { fault: { kind: 'error in 200', when: 'after' }, hears: [200, 'InternalError'], stored: true },
  { fault: { kind: 'stall', after: 1, ms: 90_000 }, hears: [200, undefined], stored: true, takes: 90_000 },
  { fault: { kind: 'delay', before: 1000, after: 2000 }, hears: [200, undefined], stored: true, takes: 3000 },
  { fault: { kind: 'damage' }, hears: [400, 'XAmzContentSHA256Mismatch'], stored: false },
  { fault: { kind: 'expire' }, hears: [400, 'ExpiredToken'], stored: false },
]

for (const { fault, hears, stored, takes = 0, retryAfter } of ROWS) {
  test(`a fault meets the second PutObject and no other: ${JSON.stringify(fault)}`, async () => {
    const clock = new StandingClock()
    const keys = [{ ...KEY, sessionToken: 'TOKEN' }]
    const startedAt = Date.parse('2026-11-26T12:00:00Z')
    await using store = await storeInProcess({
      keys,
      clock,
      startedAt,
      faults: [{ on: 'PutObject', nth: 2, fault }],
    })
    const put = async (name: string) =>
      answered(
        store,
        await signed({ path: `/${BUCKET}/${name}` }, { sessionToken: 'TOKEN', at: startedAt + clock.now() }),
      )
    assert.equal((await put('first')).status, 200)
    const second = put('second')
    if (hears === 'reset') await assert.rejects(second, ConnectionReset)
    else {
      const { status, code, headers } = await second
      assert.deepEqual([status, code], hears)
      assert.equal(headers['retry-after'], retryAfter)
    }
    assert.equal(clock.now(), takes)
    assert.deepEqual(
      await store.objects(BUCKET),
      ['first', ...(stored ? ['second'] : [])].map(key => ({ key, size: 2 })),
    )
    assert.equal(store.requests[1]?.ended, hears === 'reset' ? 'reset' : hears[0])
    assert.equal(store.faults.fired.length, 1)
    if (fault.kind !== 'expire') assert.equal((await put('third')).status, 200)
    assert.deepEqual(await readdir(join(store.folder, '.incoming')), [])
  })
}

test('faults can be planned while the store runs, for several requests and for any', async () => {
  await using store = await storeInProcess()
  const put = async () => (await answered(store, await signed())).code
  assert.equal(await put(), undefined)
  store.faults.plan({
    on: 'any',
    nth: store.faults.count('any') + 1,
    times: 2,
    fault: { kind: 'answer', when: 'before', answer: 'TooManyRequests' },
  })
  assert.deepEqual([await put(), await put(), await put()], ['TooManyRequests', 'TooManyRequests', undefined])
})

test("the volumes' calls have faults too, in their own words", async () => {
  const faults = [
    { on: 'ApplyVolume', nth: 1, fault: { kind: 'answer', when: 'before', answer: 'SlowDown' } },
  ] as const
  await using store = await storeInProcess({ faults })
  const { status, text } = await answered(store, await signed({ method: 'POST', path: '/v2/volumes/apply' }))
  assert.deepEqual(
    [status, JSON.parse(text)],
    [503, { code: 503, message: 'Please reduce your request rate.' }],
  )
})

test('on a socket, a reset is a reset', async () => {
  for (const when of ['before', 'during', 'after', 'halfway'] as const) {
    await using store = await testStore({
      faults: [{ on: 'PutObject', nth: 1, fault: { kind: 'reset', when } }],
    })
    const client = s3Client(store)
    const put = () =>
      client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'x', Body: Buffer.alloc(100_000) }))
    // Half of an answer without a body is its headers: whoever needs no more is content with them.
    if (when !== 'halfway') await assert.rejects(put(), { code: 'ECONNRESET' })
    else await put().catch(() => {})
    assert.equal((await store.objects(BUCKET)).length, when === 'after' || when === 'halfway' ? 1 : 0)
    await put()
  }
})

test('a client that goes away leaves nothing behind, and the store goes on', async () => {
  await using store = await testStore()
  const request = await signed({
    headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '1000' },
  })
  const socket = connect(Number(new URL(store.url).port), '127.0.0.1')
  const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  socket.write(`PUT ${request.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\nhalf`)
  for (let tries = 0; store.requests.length === 0 && tries < 200; tries += 1)
    await new Promise(resolve => setTimeout(resolve, 5))
  socket.resetAndDestroy()
  await once(socket, 'close')
  for (let tries = 0; store.requests[0]?.ended === undefined && tries < 200; tries += 1)
    await new Promise(resolve => setTimeout(resolve, 5))
  assert.equal(store.requests[0]?.ended, 'reset')
  assert.deepEqual(await readdir(join(store.folder, '.incoming')), [])
  await s3Client(store).send(new PutObjectCommand({ Bucket: BUCKET, Key: 'x', Body: 'x' }))
})

test('the store lives on a virtual clock: hours pass at once, and files are read while it stands still', async () => {
  const time = new VirtualTime()
  const startedAt = Date.parse('2026-11-26T12:00:00Z')
  const volumes = [{ name: 'vol1', prefix: 'p/' }]
  const faults = [{ on: 'PutObject', nth: 1, fault: { kind: 'stall', after: 1, ms: 3_600_000 } }] as const
  await using store = await storeInProcess({ clock: time, startedAt, volumes, apiKeys: ['K'], faults })
  const apply = async () => {
    const body = JSON.stringify({ volumeName: 'vol1', path: '' })
    const { text } = await answered(
      store,
      sent({ method: 'POST', path: '/v2/volumes/apply', headers: { authorization: 'Bearer K' }, body }),
    )
    const { tmpAK: accessKey, tmpSK: secretKey, sessionToken } = JSON.parse(text).data.credentials
    return { accessKey, secretKey, sessionToken, region: 'us-west-2' }
  }
  const put = async (keys: Signing) =>
    answered(store, await signed({ path: '/vol1/p/x' }, { ...keys, at: startedAt + time.now() }))
  const codes = await time.run(
    (async () => {
      const keys = await apply()
      const slow = await put(keys)
      const [late, renewed] = [await put(keys), await put(await apply())]
      return [slow.status, late.code, renewed.status]
    })(),
  )
  assert.deepEqual(codes, [200, 'ExpiredToken', 200])
  assert.equal(time.now(), 3_600_000)
})

test("AWS's client gets over faults, and what it uploads is whole", async () => {
  const slow = { kind: 'answer', when: 'before', answer: 'SlowDown', retryAfter: 0 } as const
  const faults = [
    { on: 'UploadPart', nth: 1, fault: slow },
    { on: 'UploadPart', nth: 3, fault: { kind: 'reset', when: 'during' } },
    { on: 'UploadPart', nth: 4, fault: { kind: 'reset', when: 'after' } },
    { on: 'CompleteMultipartUpload', nth: 1, fault: { kind: 'error in 200', when: 'before' } },
  ] as const
  await using store = await testStore({ faults })
  const bytes = randomBytes(16 * 1024 * 1024 + 1)
  const client = s3Client(store, { maxAttempts: 5 })
  const upload = new Upload({
    client,
    params: { Bucket: BUCKET, Key: 'x', Body: bytes },
    partSize: 8 * 1024 * 1024,
  })
  await upload.done()
  assert.deepEqual(await readFile(join(store.folder, BUCKET, 'x')), bytes)
  assert.equal(store.faults.fired.length, 4)
  assert.deepEqual(store.openUploads(), [])
  assert.deepEqual(await readdir(join(store.folder, '.incoming')), [])
})
