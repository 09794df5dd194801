import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import fc from 'fast-check'
import type { StoreFault } from '../../sandbox/store/faults.ts'
import type { Operation } from '../../sandbox/store/model.ts'
import { signSas } from '../../sandbox/store/sas.ts'
import type { RunningStore, StartOptions } from '../../sandbox/store/serve.ts'
import { readEnvelope } from '../../src/api/envelope.ts'
import { createTransport, createWire } from '../../src/api/transport.ts'
import { applyCall, readGrant, type StoreKeys, type VolumeGrant } from '../../src/api/volumes.ts'
import { type Clock, systemClock } from '../../src/model/clock.ts'
import type { UploadProgress } from '../../src/model/upload.ts'
import { parseDestination } from '../../src/storage/address.ts'
import { StoreFailure } from '../../src/storage/failure.ts'
import { compareFolder, deleteUploaded, type StoreFolder } from '../../src/storage/folder.ts'
import { openBucket, openVolume } from '../../src/storage/open.ts'
import { findFiles, folderBelow, planParts, type UploadPlan } from '../../src/storage/plan.ts'
import { opened, pieceOf } from '../../src/storage/read.ts'
import type { StoreNote } from '../../src/storage/store.ts'
import { type Trouble, type Uploaded, uploadAll } from '../../src/storage/upload.ts'
import { BUCKET, KEY, REGION, testStore } from '../sandbox/store-under-test.ts'

const MIB = 2 ** 20
/** When all files were written, in seconds since 1970. */
const WRITTEN = 1_700_000_000
const never = new AbortController().signal
const KEYS: StoreKeys = { ...KEY, sessionToken: undefined, expires: undefined }
/** What the last calls of an upload may take; on a busy machine they take it. */
const LIMITS = [1500, 2500]
/** Pauses take a fiftieth of their time. */
const hasty: Clock = {
  now: () => systemClock.now() * 50,
  sleep: (ms, signal) => systemClock.sleep(LIMITS.includes(ms) ? ms : ms / 50, signal),
}
const patient = { clock: hasty, random: () => 0.5, signal: never, failed: () => {} }

// The globber tells the runner's debug log where it searches.
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = ((chunk: string, ...rest: []) =>
  String(chunk).startsWith('::debug::') ? true : write(chunk, ...rest)) as typeof process.stdout.write

interface Bench extends AsyncDisposable {
  readonly store: RunningStore
  readonly workspace: string
  readonly plan: UploadPlan
  readonly target: StoreFolder
  readonly notes: StoreNote[]
}

/** Bytes that tell where they are: none of 4 MiB is like another. */
function bytesOf(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size, seed)
  for (let at = 0; at + 8 <= size; at += 4096) bytes.writeDoubleLE(at + seed, at)
  return bytes
}

async function bench(
  files: Readonly<Record<string, Buffer | string>>,
  options: Partial<StartOptions> = {},
  targetOf: (store: RunningStore, notes: StoreNote[]) => Promise<StoreFolder> | StoreFolder = ownBucket,
): Promise<Bench> {
  const workspace = await mkdtemp(join(tmpdir(), 'upload-'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), content)
    await utimes(join(workspace, path), WRITTEN, WRITTEN)
  }
  const found = await findFiles(['**'], { workspace, temp: undefined })
  const plan = await planParts(found, { signal: never, told: () => {} })
  const store = await testStore(options)
  const notes: StoreNote[] = []
  const { store: opened, prefix } = await targetOf(store, notes)
  return {
    ...{ store, workspace, plan, notes },
    target: { store: opened, prefix: folderBelow(prefix, 'acme/app', plan.contentHash) },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await rm(workspace, { recursive: true })
    },
  }
}

const contextWith = (notes: StoreNote[]) => ({
  wire: createWire({}),
  today: Date.now,
  redact: (text: string) => text,
  told: (note: StoreNote) => void notes.push(note),
})

/** A bucket like that of a Milvus; only its endpoint is known. */
function ownBucket(store: RunningStore, notes: StoreNote[], keys: Partial<StoreKeys> = {}): StoreFolder {
  const destination = { kind: 's3', bucket: BUCKET, region: '', key: 'imports/' } as const
  const access = { keys: { ...KEYS, ...keys }, endpoint: store.url, region: undefined }
  return { store: openBucket(destination, access, contextWith(notes)), prefix: 'imports/' }
}

async function ownVolume(store: RunningStore, notes: StoreNote[]): Promise<StoreFolder> {
  const transport = createTransport(
    { endpoint: store.url, headers: { authorization: 'Bearer an-api-key' } },
    {},
  )
  const apply = async (): Promise<VolumeGrant> => {
    const reply = await transport.send(applyCall('ci', 'imports/'), { timeout: 10_000, signal: never })
    return readGrant(readEnvelope(reply.body)?.data ?? {}) ?? assert.fail(reply.body)
  }
  const grant = await apply()
  const opened = openVolume(grant, { ...contextWith(notes), clock: hasty, renew: apply })
  return { store: opened, prefix: `${grant.prefix}imports/` }
}

interface Run {
  readonly result: Uploaded | StoreFailure
  readonly progress: readonly UploadProgress[]
  readonly troubles: readonly Trouble[]
}

async function upload(
  { plan, target }: Bench,
  signal: AbortSignal = never,
  told: (sent: number) => void = () => {},
): Promise<Run> {
  const progress: UploadProgress[] = []
  const troubles: Trouble[] = []
  const result = await uploadAll(plan, target, {
    ...{ clock: hasty, random: () => 0.5, signal },
    told(seen) {
      progress.push(seen)
      told(seen.sent)
    },
    failed: trouble => void troubles.push(trouble),
  }).catch((error: unknown) => {
    assert.ok(error instanceof StoreFailure, String(error))
    return error
  })
  return { result, progress, troubles }
}

function uploaded({ result }: Run): Uploaded {
  assert.ok(!(result instanceof StoreFailure), String(result))
  return result
}

function failure({ result }: Run): StoreFailure['failure'] {
  assert.ok(result instanceof StoreFailure, 'it should have failed')
  return result.failure
}

/** The store holds the files of the workspace, byte for byte, and nothing else. */
async function assertStored({ store, plan, target }: Bench, bucket = BUCKET): Promise<void> {
  const objects = await store.objects(bucket)
  assert.deepEqual(
    objects.map(({ key }) => key).toSorted(),
    plan.files.map(({ key }) => target.prefix + key).toSorted(),
  )
  for (const { location, key } of plan.files) {
    const stored = readFileSync(join(storeFolder(store), bucket, target.prefix, key))
    assert.deepEqual(sha256(stored), sha256(readFileSync(location)), key)
  }
  assert.deepEqual(store.openUploads(), [])
}

function storeFolder(store: RunningStore): string {
  return (store as RunningStore & { folder: string }).folder
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function count({ store }: Bench, operation: Operation): number {
  return store.requests.filter(seen => seen.operation === operation).length
}

const SMALL = { 'a.json': '[1]', 'sub/b c+ü.json': '[2]' }
/** Two parts. */
const LARGE = { 'big.json': bytesOf(17 * MIB), 'small.json': '[]' }

test('sent as they are, in parts from 16 MiB on, and not again', async () => {
  await using it = await bench({
    ...LARGE,
    'edge.json': bytesOf(16 * MIB),
    'below.json': bytesOf(16 * MIB - 1),
  })
  const first = await upload(it)
  assert.equal(uploaded(first).sent, it.plan.bytes)
  await assertStored(it)
  assert.deepEqual([count(it, 'UploadPart'), count(it, 'PutObject')], [3, 2])
  const { progress } = first
  assert.ok(progress.length > 100, 'progress is told while bytes move')
  for (const [index, { sent, bytes }] of progress.entries())
    assert.ok(sent >= (progress[index - 1]?.sent ?? 0) && sent <= bytes)
  assert.equal(progress.at(-1)?.sent, it.plan.bytes)

  const second = await upload(it)
  assert.ok(uploaded(second).files.every(({ skipped }) => skipped))
  assert.deepEqual([count(it, 'UploadPart'), count(it, 'PutObject')], [3, 2])
  rmSync(join(storeFolder(it.store), BUCKET, it.target.prefix, 'small.json'))
  const third = await upload(it)
  assert.deepEqual(
    uploaded(third).files.map(({ path, skipped }) => [path, skipped]),
    [
      ['below.json', true],
      ['big.json', true],
      ['edge.json', true],
      ['small.json', false],
    ],
  )
  assert.deepEqual(third.progress[0], {
    ...{ files: 4, bytes: it.plan.bytes, filesThere: 3, bytesThere: it.plan.bytes - 2 },
    ...{ sent: 0, filesSent: 0, speed: undefined },
  })
  await assertStored(it)
})

test('any name a file can have is a key that the store accepts the signature of', async () => {
  const names = fc.uniqueArray(
    fc
      .string({
        unit: fc.constantFrom(...'aZ0 +%&#?!\'()*[]{}|^`~@$,;:=._-üß漢🙂é"<>'),
        minLength: 1,
        maxLength: 12,
      })
      .map(name => `x${name}.json`),
    { minLength: 1, maxLength: 12, selector: name => name.normalize('NFC').toLowerCase() },
  )
  await fc.assert(
    fc.asyncProperty(names, async files => {
      await using it = await bench(Object.fromEntries(files.map(name => [`in/${name}`, name])))
      uploaded(await upload(it))
      await assertStored(it)
      assert.ok(uploaded(await upload(it)).files.every(({ skipped }) => skipped))
    }),
    { numRuns: 25 },
  )
})

test('keys that may write but not look: everything is sent', async () => {
  await using it = await bench(SMALL, { keys: [{ ...KEY, rights: ['write'] }] })
  for (let times = 0; times < 2; times += 1)
    assert.ok(uploaded(await upload(it)).files.every(({ skipped }) => !skipped))
  await assertStored(it)
})

test('keys that may read but not list: one look at each file', async () => {
  await using it = await bench(SMALL, { keys: [{ ...KEY, rights: ['write', 'read'] }] })
  uploaded(await upload(it))
  assert.ok(uploaded(await upload(it)).files.every(({ skipped }) => skipped))
})

test('a part that fails is sent again by itself', async () => {
  const faults: readonly (readonly [Operation, StoreFault])[] = [
    ['UploadPart', { kind: 'answer', when: 'before', answer: 'SlowDown' }],
    ['UploadPart', { kind: 'answer', when: 'after', answer: 'InternalError' }],
    ['UploadPart', { kind: 'reset', when: 'during' }],
    ['UploadPart', { kind: 'reset', when: 'after' }],
    ['UploadPart', { kind: 'damage' }],
    ['PutObject', { kind: 'reset', when: 'before' }],
    ['PutObject', { kind: 'reset', when: 'after' }],
    ['PutObject', { kind: 'answer', when: 'before', answer: 'RequestTimeout' }],
    ['PutObject', { kind: 'answer', when: 'before', answer: 'TooManyRequests', retryAfter: 3 }],
    ['PutObject', { kind: 'damage' }],
    ['ListObjectsV2', { kind: 'reset', when: 'halfway' }],
    ['CreateMultipartUpload', { kind: 'answer', when: 'before', answer: 'ServiceUnavailable' }],
    ['CompleteMultipartUpload', { kind: 'answer', when: 'before', answer: 'BadGateway' }],
    ['CompleteMultipartUpload', { kind: 'error in 200', when: 'before' }],
    ['CompleteMultipartUpload', { kind: 'error in 200', when: 'after' }],
    ['CompleteMultipartUpload', { kind: 'answer', when: 'after', answer: 'BadGateway' }],
    ['CompleteMultipartUpload', { kind: 'reset', when: 'after' }],
  ]
  for (const [on, fault] of faults) {
    await using it = await bench(LARGE, { faults: [{ on, nth: 1, fault }] })
    const run = await upload(it)
    uploaded(run)
    await assertStored(it)
    const [trouble, ...others] = run.troubles
    assert.ok(trouble && others.length === 0, `${on} ${JSON.stringify(fault)}`)
    assert.ok(trouble.wait >= 750)
    if ('retryAfter' in fault) assert.equal(trouble.wait, 3000)
    assert.equal(count(it, 'UploadPart'), on === 'UploadPart' ? 3 : 2)
  }
})

test('a completed upload whose answer was lost is found, also where nobody may look', async () => {
  const faults = [{ on: 'CompleteMultipartUpload', nth: 1, fault: { kind: 'reset', when: 'after' } }] as const
  await using blind = await bench(LARGE, { faults, keys: [{ ...KEY, rights: ['write'] }] })
  uploaded(await upload(blind))
  await assertStored(blind)
})

test('six tries, then the failure names file, part and the last answer, and nothing stays open', async () => {
  const fault = { kind: 'answer', when: 'before', answer: 'SlowDown' } as const
  await using it = await bench(LARGE, { faults: [{ on: 'UploadPart', nth: 2, times: 1000, fault }] })
  const run = await upload(it)
  const { code, httpStatus, file, leftOpen, finished, requestId, part } = failure(run)
  assert.deepEqual([code, httpStatus, file, leftOpen], ['SlowDown', 503, 'big.json', []])
  assert.deepEqual(finished, [`${it.target.prefix}small.json`])
  assert.ok(requestId && part)
  assert.deepEqual(it.store.openUploads(), [])
  const troubles = run.troubles.filter(trouble => trouble.part === part)
  assert.equal(troubles.length, 5)
})

test('what is refused for good is not asked again, and ends everything', async () => {
  await using it = await bench(LARGE, {
    faults: [
      { on: 'UploadPart', nth: 1, fault: { kind: 'answer', when: 'before', answer: 'AccessDenied' } },
      { on: 'PutObject', nth: 1, fault: { kind: 'delay', before: 300, after: 0 } },
    ],
  })
  assert.equal(failure(await upload(it)).code, 'AccessDenied')
  assert.deepEqual(it.store.openUploads(), [])
  for (const [change, code] of [
    [{ secretKey: 'wrong' }, 'SignatureDoesNotMatch'],
    [{ accessKey: 'nobody' }, 'InvalidAccessKeyId'],
  ] as const) {
    await using other = await bench(LARGE, {}, (store, notes) => ownBucket(store, notes, change))
    const detail = failure(await upload(other))
    assert.deepEqual([detail.code, detail.leftOpen], [code, []])
  }
})

test('an upload that could not be aborted is told', async () => {
  const refuse = { kind: 'answer', when: 'before', answer: 'AccessDenied' } as const
  await using it = await bench(
    { 'big.json': bytesOf(17 * MIB) },
    {
      faults: [
        { on: 'UploadPart', nth: 1, times: 9, fault: refuse },
        { on: 'AbortMultipartUpload', nth: 1, times: 99, fault: refuse },
      ],
    },
  )
  assert.deepEqual(failure(await upload(it)).leftOpen, [`${it.target.prefix}big.json`])
})

test('files that change after they were planned fail, and no object has other bytes', async () => {
  const path = (it: Bench, name: string) => join(it.workspace, name)
  const changes: readonly (readonly [string, (it: Bench) => Promise<void> | void, RegExp])[] = [
    ['a.json', it => writeFileSync(path(it, 'a.json'), '[9]'), /written again/],
    ['a.json', it => appendFileSync(path(it, 'a.json'), ' '), /had 3 bytes and now has 4/],
    ['a.json', it => rmSync(path(it, 'a.json')), /gone/],
    [
      'a.json',
      async it => {
        writeFileSync(path(it, 'new'), '[9]')
        renameSync(path(it, 'new'), path(it, 'a.json'))
      },
      /written again/,
    ],
    [
      // With size and time of before: only its bytes tell.
      'a.json',
      async it => {
        writeFileSync(path(it, 'a.json'), '[9]')
        await utimes(path(it, 'a.json'), WRITTEN, WRITTEN)
      },
      /Its content is another now/,
    ],
  ]
  for (const [name, change, said] of changes) {
    await using it = await bench(SMALL)
    await change(it)
    const { code, file, said: text } = failure(await upload(it))
    assert.deepEqual([code, file], ['FileChanged', name])
    assert.match(text, said)
    const objects = await it.store.objects(BUCKET)
    assert.ok(!objects.some(({ key }) => key.endsWith(name)), 'it must not be there')
  }
})

test('a file that ends before its part does fails: nothing short is sent as if it were whole', async () => {
  await using it = await bench(SMALL)
  const { files } = it.plan
  const [file] = files
  const [part] = file?.parts ?? []
  assert.ok(file && part)
  const handle = await opened(file)
  const longer = { ...part, size: part.size + 1 }
  const piece = pieceOf(handle, file, longer, { buffers: [], signal: never, moved() {} })
  await assert.rejects(buffer(piece.chunks()), /shorter than it was/)
  await handle.close()
})

test('a file that is rewritten while it is sent', async () => {
  await using it = await bench({ 'big.json': bytesOf(64 * MIB) })
  let isDone = false
  const run = await upload(it, never, sent => {
    if (sent < 8 * MIB || isDone) return
    isDone = true
    writeFileSync(join(it.workspace, 'big.json'), bytesOf(64 * MIB, 2))
  })
  assert.equal(failure(run).code, 'FileChanged')
  assert.deepEqual([it.store.openUploads(), await it.store.objects(BUCKET)], [[], []])
})

test('a cancel ends at once, aborts what is open, and the next run sends the rest', async () => {
  await using it = await bench({ 'a.json': '[]', 'big.json': bytesOf(64 * MIB) })
  const cancel = new AbortController()
  const run = await upload(it, cancel.signal, sent => {
    if (sent > 20 * MIB) cancel.abort()
  })
  const { code, kind, leftOpen, finished } = failure(run)
  assert.deepEqual([code, kind, leftOpen], ['Cancelled', 'aborted', []])
  assert.deepEqual(finished, [`${it.target.prefix}a.json`])
  assert.deepEqual(it.store.openUploads(), [])
  const again = uploaded(await upload(it))
  assert.deepEqual(
    again.files.map(({ path, skipped }) => [path, skipped]),
    [
      ['a.json', true],
      ['big.json', false],
    ],
  )
  await assertStored(it)
})

test('a store that does not answer to an abort does not hold a cancel up', async () => {
  const hang = { kind: 'delay', before: 4000, after: 0 } as const
  await using it = await bench(
    { 'big.json': bytesOf(32 * MIB) },
    { faults: [{ on: 'AbortMultipartUpload', nth: 1, times: 9, fault: hang }] },
  )
  const cancel = new AbortController()
  let cancelledAt = 0
  const run = await upload(it, cancel.signal, sent => {
    if (sent < MIB || cancelledAt > 0) return
    cancelledAt = performance.now()
    cancel.abort()
  })
  assert.ok(performance.now() - cancelledAt < 5000)
  assert.deepEqual(failure(run).leftOpen, [`${it.target.prefix}big.json`])
})

test('a cancel while an upload is created waits for its id, and aborts it', async () => {
  await using it = await bench(
    { 'big.json': bytesOf(16 * MIB) },
    { faults: [{ on: 'CreateMultipartUpload', nth: 1, fault: { kind: 'delay', before: 0, after: 20 } }] },
  )
  const cancel = new AbortController()
  const running = upload(it, cancel.signal)
  while (it.store.openUploads().length === 0) await systemClock.sleep(1)
  cancel.abort()
  assert.deepEqual([failure(await running).code, it.store.openUploads()], ['Cancelled', []])
})

test('a volume: temporary keys that expire are renewed, once for all who wait', async () => {
  const options = {
    apiKeys: ['an-api-key'],
    volumes: [{ name: 'ci', bucket: 'zc-vol', prefix: 'org/vol/' }],
    faults: [{ on: 'UploadPart', nth: 2, fault: { kind: 'expire' } }] as const,
  }
  await using it = await bench(LARGE, options, ownVolume)
  uploaded(await upload(it))
  await assertStored(it, 'zc-vol')
  assert.match(it.target.prefix, /^org\/vol\/imports\/acme\/app\/[0-9a-f]{20}\/$/)
  assert.equal(count(it, 'ApplyVolume'), 2)
  assert.ok(it.notes.some(({ kind }) => kind === 'renewed'))
})

test('a volume on gcp: a bearer instead of a signature, in parts too', async () => {
  const options = {
    apiKeys: ['an-api-key'],
    volumes: [{ name: 'ci', bucket: 'zc-vol', cloud: 'gcp' }],
    faults: [{ on: 'UploadPart', nth: 2, fault: { kind: 'expire' } }] as const,
  }
  await using it = await bench(LARGE, options, ownVolume)
  uploaded(await upload(it))
  await assertStored(it, 'zc-vol')
  assert.ok(it.store.requests.every(({ headers }) => /^Bearer /.test(String(headers['authorization']))))
  assert.ok(uploaded(await upload(it)).files.every(({ skipped }) => skipped))
})

test('keys that nobody renews: the failure says that they have expired', async () => {
  const expired = { ...KEY, sessionToken: 'token', expiresAt: Date.now() - 1000 }
  await using it = await bench(SMALL, { keys: [expired] }, (store, notes) =>
    ownBucket(store, notes, { sessionToken: 'token' }),
  )
  assert.equal(failure(await upload(it)).code, 'ExpiredToken')
})

test('the region that the store names is taken, with a note', async () => {
  await using it = await bench(SMALL)
  uploaded(await upload(it))
  assert.deepEqual(it.notes, [{ kind: 'region', region: REGION }])
})

test('deleting: one by one, only what was planned', async () => {
  await using it = await bench(SMALL)
  uploaded(await upload(it))
  const others = [`${it.target.prefix}foreign.json`, 'imports/acme/app/other/a.json']
  for (const key of others) {
    mkdirSync(dirname(join(storeFolder(it.store), BUCKET, key)), { recursive: true })
    writeFileSync(join(storeFolder(it.store), BUCKET, key), '[]')
  }
  assert.deepEqual(await compareFolder(it.plan, it.target, patient), {
    missing: [],
    foreign: [`${it.target.prefix}foreign.json`],
  })
  assert.deepEqual(await deleteUploaded(it.plan, it.target, patient), { removed: 2, failure: undefined })
  assert.deepEqual(
    (await it.store.objects(BUCKET)).map(({ key }) => key),
    others.toSorted(),
  )
  assert.deepEqual((await compareFolder(it.plan, it.target, patient)).missing, ['a.json', 'sub/b c+ü.json'])
})

test('deleting without the right to: told, not thrown', async () => {
  await using it = await bench(SMALL, { keys: [{ ...KEY, rights: ['write', 'list', 'read'] }] })
  uploaded(await upload(it))
  const { removed, failure: why } = await deleteUploaded(it.plan, it.target, patient)
  assert.deepEqual([removed, why?.failure.code], [0, 'AccessDenied'])
})

const ACCOUNT = {
  name: 'exampleaccount',
  key: Buffer.from('an-example-key-of-an-account').toString('base64'),
}

/** A container of Azure, by a SAS with these permissions. */
async function container(
  files: Readonly<Record<string, Buffer | string>>,
  permissions: string,
  options: Partial<StartOptions> = {},
  expiry = Date.now() + 60_000,
): Promise<Bench> {
  const scope = { account: ACCOUNT.name, accountKey: ACCOUNT.key, container: BUCKET }
  const sessionToken = signSas(scope, { permissions, expiry })
  return await bench(files, { accounts: [ACCOUNT], ...options }, (store, notes) => {
    const destination = parseDestination(`${store.url}/${ACCOUNT.name}/${BUCKET}/imports/`)
    assert.ok(typeof destination !== 'string')
    const access = { keys: { ...KEYS, sessionToken }, endpoint: undefined, region: undefined }
    return { store: openBucket(destination, access, contextWith(notes)), prefix: 'imports/' }
  })
}

test('Azure: by a SAS, in blocks from 16 MiB on, and not again', async () => {
  const odd = { "sub/b c+ü%2F'(1)[2].json": '[2]' }
  await using it = await container({ ...LARGE, ...odd }, 'rcwdl')
  uploaded(await upload(it))
  await assertStored(it)
  assert.deepEqual([count(it, 'PutBlob'), count(it, 'PutBlock'), count(it, 'PutBlockList')], [2, 2, 1])
  assert.ok(uploaded(await upload(it)).files.every(({ skipped }) => skipped))
  const { removed, failure: why } = await deleteUploaded(it.plan, it.target, patient)
  assert.deepEqual([removed, why, await it.store.objects(BUCKET)], [3, undefined, []])
})

test('Azure: a SAS that may write but not look is enough', async () => {
  await using it = await container(SMALL, 'cw')
  for (let times = 0; times < 2; times += 1)
    assert.ok(uploaded(await upload(it)).files.every(({ skipped }) => !skipped))
  await assertStored(it)
})

test('Azure: blocks that fail are sent again; a list whose answer was lost is settled', async () => {
  const faults: readonly (readonly [Operation, StoreFault])[] = [
    ['PutBlock', { kind: 'answer', when: 'before', answer: 'ServiceUnavailable' }],
    ['PutBlock', { kind: 'reset', when: 'after' }],
    ['PutBlock', { kind: 'damage' }],
    ['PutBlockList', { kind: 'reset', when: 'before' }],
    ['PutBlockList', { kind: 'reset', when: 'after' }],
    ['PutBlockList', { kind: 'answer', when: 'after', answer: 'InternalError' }],
    ['PutBlob', { kind: 'damage' }],
  ]
  for (const [on, fault] of faults) {
    await using it = await container(LARGE, 'rcwdl', { faults: [{ on, nth: 1, fault }] })
    const run = await upload(it)
    uploaded(run)
    await assertStored(it)
    assert.equal(run.troubles.length, 1, `${on} ${JSON.stringify(fault)}`)
  }
})

test('Azure: a SAS that has ended, or may only read, is refused in words of the store', async () => {
  await using late = await container(SMALL, 'rcwdl', {}, Date.now() - 1000)
  assert.deepEqual([failure(await upload(late)).httpStatus, failure(await upload(late)).kind], [403, 'code'])
  await using reader = await container(SMALL, 'rl')
  assert.equal(failure(await upload(reader)).code, 'AuthorizationPermissionMismatch')
})
