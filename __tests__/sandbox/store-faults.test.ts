import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { FaultAnswer, StoreFault } from '../../sandbox/store/faults.ts'
import { ConnectionReset } from '../../sandbox/store/model.ts'
import { VirtualTime } from '../harness/virtual-time.ts'
import { StandingClock } from './servers.ts'
import {
  answered,
  BUCKET,
  KEY,
  NOW,
  type Signing,
  s3Client,
  sent,
  signed,
  storeInProcess,
  testStore,
} from './store-under-test.ts'

const answer = (when: 'before' | 'after', named: FaultAnswer, retryAfter?: number) =>
  ({ kind: 'answer', when, answer: named, ...(retryAfter && { retryAfter }) }) as const
const TEAPOT = { status: 418, code: 'Teapot' }

/** What the client hears, status and code, `reset` for none; whether the object is stored; and what passes of time. */
const ROWS: readonly (readonly [StoreFault, readonly [number, string] | 'reset', boolean, number?])[] = [
  [{ kind: 'reset', when: 'before' }, 'reset', false],
  [{ kind: 'reset', when: 'during' }, 'reset', false],
  [{ kind: 'reset', when: 'after' }, 'reset', true],
  [{ kind: 'reset', when: 'halfway' }, 'reset', true],
  [answer('before', 'SlowDown', 7), [503, 'SlowDown'], false],
  [answer('after', 'InternalError'), [500, 'InternalError'], true],
  [answer('before', TEAPOT), [418, 'Teapot'], false],
  [{ kind: 'error in 200', when: 'before' }, [200, 'InternalError'], false],
  [{ kind: 'error in 200', when: 'after' }, [200, 'InternalError'], true],
  [{ kind: 'stall', after: 1, ms: 90_000 }, [200, ''], true, 90_000],
  [{ kind: 'delay', before: 1000, after: 2000 }, [200, ''], true, 3000],
  [{ kind: 'damage' }, [400, 'XAmzContentSHA256Mismatch'], false],
  [{ kind: 'expire' }, [400, 'ExpiredToken'], false],
]

for (const [fault, hears, isStored, takes = 0] of ROWS) {
  test(`a fault meets the second PutObject and no other: ${JSON.stringify(fault)}`, async () => {
    const clock = new StandingClock()
    const keys = [{ ...KEY, sessionToken: 'TOKEN' }]
    const faults = [{ on: 'PutObject', nth: 2, fault }] as const
    await using store = await storeInProcess({ keys, clock, startedAt: NOW, faults })
    const put = async (name: string) => {
      const signing = { sessionToken: 'TOKEN', at: NOW + clock.now() }
      return answered(store, await signed({ path: `/${BUCKET}/${name}` }, signing))
    }
    assert.equal((await put('first')).status, 200)
    const second = put('second')
    if (hears === 'reset') await assert.rejects(second, ConnectionReset)
    else {
      const { status, code = '', headers } = await second
      assert.deepEqual([status, code], hears)
      const retryAfter = fault.kind === 'answer' ? fault.retryAfter?.toString() : undefined
      assert.equal(headers['retry-after'], retryAfter)
    }
    assert.equal(clock.now(), takes)
    const stored = (await store.objects(BUCKET)).map(({ key, size }) => `${key} ${size}`)
    assert.deepEqual(stored, isStored ? ['first 2', 'second 2'] : ['first 2'])
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
  const nth = store.faults.count('any') + 1
  store.faults.plan({ on: 'any', nth, times: 2, fault: answer('before', 'TooManyRequests') })
  assert.deepEqual([await put(), await put(), await put()], ['TooManyRequests', 'TooManyRequests', undefined])
})

test("the volumes' calls have faults too, in their own words", async () => {
  const faults = [{ on: 'ApplyVolume', nth: 1, fault: answer('before', 'SlowDown') }] as const
  await using store = await storeInProcess({ faults })
  const { status, text } = await answered(store, sent({ method: 'POST', path: '/v2/volumes/apply' }))
  const words = { code: 503, message: 'Please reduce your request rate.' }
  assert.deepEqual([status, JSON.parse(text)], [503, words])
})

test('on a socket, a reset is a reset', async () => {
  for (const when of ['before', 'during', 'after', 'halfway'] as const) {
    await using store = await testStore({
      faults: [{ on: 'PutObject', nth: 1, fault: { kind: 'reset', when } }],
    })
    const object = { Bucket: BUCKET, Key: 'x', Body: Buffer.alloc(100_000) }
    const put = () => s3Client(store).send(new PutObjectCommand(object))
    // Half of an answer without a body is its headers: whoever needs no more is content with them.
    if (when !== 'halfway') await assert.rejects(put(), { code: 'ECONNRESET' })
    else await put().catch(() => {})
    assert.equal((await store.objects(BUCKET)).length, when === 'after' || when === 'halfway' ? 1 : 0)
    await put()
  }
})

test('a client that goes away leaves nothing behind, and the store goes on', async () => {
  await using store = await testStore()
  const half = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '1000' }
  const request = await signed({ headers: half })
  const until = async (isDone: () => boolean) => {
    for (let tries = 0; !isDone() && tries < 200; tries += 1)
      await new Promise(resolve => setTimeout(resolve, 5))
  }
  const socket = connect(Number(new URL(store.url).port), '127.0.0.1')
  const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  socket.write(`PUT ${request.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\nhalf`)
  await until(() => store.requests.length > 0)
  socket.resetAndDestroy()
  await once(socket, 'close')
  await until(() => store.requests[0]?.ended !== undefined)
  assert.equal(store.requests[0]?.ended, 'reset')
  assert.deepEqual(await readdir(join(store.folder, '.incoming')), [])
  await s3Client(store).send(new PutObjectCommand({ Bucket: BUCKET, Key: 'x', Body: 'x' }))
})

test('the store lives on a virtual clock: hours pass at once, and files are read while it stands still', async () => {
  const time = new VirtualTime()
  const volumes = [{ name: 'vol1', prefix: 'p/' }]
  const faults = [{ on: 'PutObject', nth: 1, fault: { kind: 'stall', after: 1, ms: 3_600_000 } }] as const
  await using store = await storeInProcess({ clock: time, startedAt: NOW, volumes, apiKeys: ['K'], faults })
  const apply = async () => {
    const [headers, body] = [{ authorization: 'Bearer K' }, JSON.stringify({ volumeName: 'vol1', path: '' })]
    const request = sent({ method: 'POST', path: '/v2/volumes/apply', headers, body })
    const {
      tmpAK: accessKey,
      tmpSK: secretKey,
      sessionToken,
    } = JSON.parse((await answered(store, request)).text).data.credentials
    return { accessKey, secretKey, sessionToken, region: 'us-west-2' }
  }
  const put = async (keys: Signing) =>
    answered(store, await signed({ path: '/vol1/p/x' }, { ...keys, at: NOW + time.now() }))
  const story = async () => {
    const keys = await apply()
    return [(await put(keys)).status, (await put(keys)).code, (await put(await apply())).status]
  }
  assert.deepEqual(await time.run(story()), [200, 'ExpiredToken', 200])
  assert.equal(time.now(), 3_600_000)
})

test("AWS's client gets over faults, and what it uploads is whole", async () => {
  const slow = { ...answer('before', 'SlowDown'), retryAfter: 0 }
  const faults = [
    { on: 'UploadPart', nth: 1, fault: slow },
    { on: 'UploadPart', nth: 3, fault: { kind: 'reset', when: 'during' } },
    { on: 'UploadPart', nth: 4, fault: { kind: 'reset', when: 'after' } },
    { on: 'CompleteMultipartUpload', nth: 1, fault: { kind: 'error in 200', when: 'before' } },
  ] as const
  await using store = await testStore({ faults })
  const bytes = randomBytes(16 * 1024 * 1024 + 1)
  const client = s3Client(store, { maxAttempts: 5 })
  const params = { Bucket: BUCKET, Key: 'x', Body: bytes }
  await new Upload({ client, params, partSize: 8 * 1024 * 1024 }).done()
  assert.deepEqual(await readFile(join(store.folder, BUCKET, 'x')), bytes)
  assert.equal(store.faults.fired.length, 4)
  assert.deepEqual(store.openUploads(), [])
  assert.deepEqual(await readdir(join(store.folder, '.incoming')), [])
})
