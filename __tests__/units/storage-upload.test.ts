import assert from 'node:assert/strict'
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
import { createTransport, createWire } from '../../src/api/transport.ts'
import { applyFor } from '../../src/api/volumes.ts'
import { type Clock, systemClock } from '../../src/model/clock.ts'
import type { UploadProgress } from '../../src/model/upload.ts'
import { parseDestination } from '../../src/storage/address.ts'
import { StoreFailure } from '../../src/storage/failure.ts'
import { compareFolder, deleteUploaded, type StoreFolder } from '../../src/storage/folder.ts'
import { openBucket, openVolume } from '../../src/storage/open.ts'
import { findFiles, folderBelow, planParts, type UploadPlan } from '../../src/storage/plan.ts'
import { opened, pieceOf } from '../../src/storage/read.ts'
import { type Trouble, type Uploaded, uploadAll } from '../../src/storage/upload.ts'
import { BUCKET, KEY, testStore } from '../sandbox/store-under-test.ts'

// Uploads against the store of the sandbox, which verifies signatures and hashes.

const MIB = 2 ** 20
/** When all files were written, in seconds since 1970. */
const WRITTEN = 1_700_000_000
const never = new AbortController().signal
/** What the last calls of an upload may take; on a busy machine they take it. */
const LIMITS = [1500, 2500]
/** Pauses take a fiftieth of their time. */
const hasty: Clock = {
  now: () => systemClock.now() * 50,
  sleep: (ms, signal) => systemClock.sleep(LIMITS.includes(ms) ? ms : ms / 50, signal),
}
const patient = { clock: hasty, random: () => 0.5, signal: never, failed: () => {} }
const context = { wire: createWire({}), today: Date.now, redact: (text: string) => text, told: () => {} }

// The globber tells the runner's debug log where it searches.
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = ((chunk: string, ...rest: []) =>
  String(chunk).startsWith('::debug::') ? true : write(chunk, ...rest)) as typeof process.stdout.write

interface Bench extends AsyncDisposable {
  readonly store: RunningStore & { readonly folder: string }
  readonly workspace: string
  readonly plan: UploadPlan
  readonly target: StoreFolder
  readonly count: (operation: Operation) => number
}

type Files = Readonly<Record<string, Buffer | string>>
type Opening = (store: RunningStore) => Promise<StoreFolder> | StoreFolder

async function bench(
  files: Files,
  options: Partial<StartOptions> = {},
  open: Opening = ownBucket(),
): Promise<Bench> {
  const workspace = await mkdtemp(join(tmpdir(), 'upload-'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), content)
    await utimes(join(workspace, path), WRITTEN, WRITTEN)
  }
  const found = await findFiles(['**'], { workspace, temp: undefined })
  const plan = await planParts(found, { signal: never, told: () => {} })
  const store = await testStore({ accounts: [ACCOUNT], ...options })
  const { store: to, prefix } = await open(store)
  return {
    ...{ store, workspace, plan },
    target: { store: to, prefix: folderBelow(prefix, 'acme/app', plan.contentHash) },
    count: operation => store.requests.filter(seen => seen.operation === operation).length,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await rm(workspace, { recursive: true })
    },
  }
}

/** A bucket like that of a Milvus; only its endpoint is known. */
function ownBucket(keys: Partial<typeof KEY> = {}): Opening {
  return ({ url }) => {
    const all = { ...KEY, sessionToken: undefined, expires: undefined, ...keys }
    const access = { keys: all, endpoint: url, region: undefined }
    const destination = { kind: 's3', bucket: BUCKET, region: '', key: 'imports/' } as const
    return { store: openBucket(destination, access, context), prefix: 'imports/' }
  }
}

const ACCOUNT = { name: 'exampleaccount', key: Buffer.from('an-example-key').toString('base64') }

/** A container of Azure, by a SAS with these permissions. */
function container(permissions: string, expiry = Date.now() + 60_000): Opening {
  const scope = { account: ACCOUNT.name, accountKey: ACCOUNT.key, container: BUCKET }
  const sessionToken = signSas(scope, { permissions, expiry })
  return ({ url }) => {
    const destination = parseDestination(`${url}/${ACCOUNT.name}/${BUCKET}/imports/`)
    assert.ok(typeof destination !== 'string')
    const keys = { accessKey: '', secretKey: '', sessionToken, expires: undefined }
    const access = { keys, endpoint: undefined, region: undefined }
    return { store: openBucket(destination, access, context), prefix: 'imports/' }
  }
}

const ownVolume: Opening = async ({ url }) => {
  const transport = createTransport({ endpoint: url, headers: { authorization: 'Bearer an-api-key' } }, {})
  const renew = () => applyFor(transport, text => text)('ci', 'imports/', { timeout: 10_000, signal: never })
  const grant = await renew()
  return { store: openVolume(grant, { ...context, clock: hasty, renew }), prefix: `${grant.prefix}imports/` }
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
  const options = {
    ...{ clock: hasty, random: () => 0.5, signal },
    told(seen: UploadProgress) {
      progress.push(seen)
      told(seen.sent)
    },
    failed: (trouble: Trouble) => void troubles.push(trouble),
  }
  const result = await uploadAll(plan, target, options).catch((error: unknown) => {
    assert.ok(error instanceof StoreFailure, String(error))
    return error
  })
  return { result, progress, troubles }
}

function failure({ result }: Run): StoreFailure['failure'] {
  assert.ok(result instanceof StoreFailure, 'it should have failed')
  return result.failure
}

/** What was uploaded holds the files of the workspace, byte for byte, and nothing else; resolves to what was skipped. */
async function isSent({ result }: Run, { store, plan, target }: Bench, bucket = BUCKET): Promise<string[]> {
  assert.ok(!(result instanceof StoreFailure), String(result))
  const objects = (await store.objects(bucket)).map(({ key }) => key)
  assert.deepEqual(objects.toSorted(), plan.files.map(({ key }) => target.prefix + key).toSorted())
  for (const { location, key } of plan.files) {
    const stored = readFileSync(join(store.folder, bucket, target.prefix, key))
    assert.ok(stored.equals(readFileSync(location)), key)
  }
  assert.deepEqual(store.openUploads(), [])
  return result.files.filter(({ skipped }) => skipped).map(({ path }) => path)
}

/** Bytes that tell where they are: none of 4 MiB is like another. */
function bytesOf(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size, seed)
  for (let at = 0; at + 8 <= size; at += 4096) bytes.writeDoubleLE(at + seed, at)
  return bytes
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
  const { bytes } = it.plan
  const first = await upload(it)
  assert.deepEqual(await isSent(first, it), [])
  assert.deepEqual([it.count('UploadPart'), it.count('PutObject')], [3, 2])
  assert.ok(first.progress.length > 90, 'progress is told while bytes move')
  for (const [index, { sent }] of first.progress.entries())
    assert.ok(sent >= (first.progress[index - 1]?.sent ?? 0) && sent <= bytes)
  assert.equal(first.progress.at(-1)?.sent, bytes)

  writeFileSync(join(it.store.folder, BUCKET, it.target.prefix, 'small.json'), 'of another size')
  const second = await upload(it)
  assert.deepEqual(await isSent(second, it), ['below.json', 'big.json', 'edge.json'])
  assert.deepEqual([it.count('UploadPart'), it.count('PutObject')], [3, 3])
  assert.deepEqual(second.progress[0], {
    ...{ files: 4, bytes, filesThere: 3, bytesThere: bytes - 2 },
    ...{ sent: 0, speed: undefined },
  })
})

test('any name a file can have is a key that the store accepts the signature of', async () => {
  const unit = fc.constantFrom(...'aZ0 +%&#?!\'()*[]{}|^`~@$,;:=._-üß漢🙂é"<>')
  const name = fc.string({ unit, minLength: 1, maxLength: 12 }).map(text => `x${text}.json`)
  const selector = (text: string) => text.normalize('NFC').toLowerCase()
  const names = fc.uniqueArray(name, { minLength: 1, maxLength: 12, selector })
  const isTaken = async (files: readonly string[]) => {
    await using it = await bench(Object.fromEntries(files.map(each => [`in/${each}`, each])))
    await isSent(await upload(it), it)
    assert.equal((await isSent(await upload(it), it)).length, files.length)
  }
  await fc.assert(fc.asyncProperty(names, isTaken), { numRuns: 25 })
})

test('rights: to write is enough; to look at files, or to list them, saves sending them again', async () => {
  const cases = [
    [{ keys: [{ ...KEY, rights: ['write'] }] }, ownBucket(), 0],
    [{ keys: [{ ...KEY, rights: ['write', 'read'] }] }, ownBucket(), 2],
    [{}, container('cw'), 0],
    [{}, container('rcwdl'), 2],
  ] as const
  for (const [options, open, skipped] of cases) {
    await using it = await bench(SMALL, options, open)
    assert.equal((await isSent(await upload(it), it)).length, 0)
    assert.equal((await isSent(await upload(it), it)).length, skipped)
  }
})

const S3_FAULTS: readonly (readonly [Operation, StoreFault])[] = [
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
const AZURE_FAULTS: typeof S3_FAULTS = [
  ['PutBlock', { kind: 'answer', when: 'before', answer: 'ServiceUnavailable' }],
  ['PutBlock', { kind: 'reset', when: 'after' }],
  ['PutBlock', { kind: 'damage' }],
  ['PutBlockList', { kind: 'reset', when: 'before' }],
  ['PutBlockList', { kind: 'reset', when: 'after' }],
  ['PutBlockList', { kind: 'answer', when: 'after', answer: 'InternalError' }],
  ['PutBlob', { kind: 'damage' }],
]

test('what fails is sent again by itself; a completion whose answer was lost is settled', async () => {
  for (const [on, fault] of [...S3_FAULTS, ...AZURE_FAULTS]) {
    const isAzure = AZURE_FAULTS.some(each => each[0] === on)
    const open = isAzure ? container('rcwdl') : ownBucket()
    await using it = await bench(LARGE, { faults: [{ on, nth: 1, fault }] }, open)
    const run = await upload(it)
    await isSent(run, it)
    const [trouble, ...others] = run.troubles
    assert.ok(trouble && others.length === 0, `${on} ${JSON.stringify(fault)}`)
    assert.ok('retryAfter' in fault ? trouble.wait === 3000 : trouble.wait >= 750)
    const part = isAzure ? 'PutBlock' : 'UploadPart'
    assert.equal(it.count(part), on === part ? 3 : 2)
  }
  const faults = [{ on: 'CompleteMultipartUpload', nth: 1, fault: { kind: 'reset', when: 'after' } }] as const
  await using blind = await bench(LARGE, { faults, keys: [{ ...KEY, rights: ['write'] }] })
  await isSent(await upload(blind), blind)
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
  assert.equal(run.troubles.filter(trouble => trouble.part === part).length, 5)
})

test('what is refused for good is not asked again, and ends everything', async () => {
  const refuse = { kind: 'answer', when: 'before', answer: 'AccessDenied' } as const
  const slow = { on: 'PutObject', nth: 1, fault: { kind: 'delay', before: 300, after: 0 } } as const
  const cases = [
    [{ faults: [{ on: 'UploadPart', nth: 1, fault: refuse }, slow] }, ownBucket(), 'AccessDenied'],
    [{}, ownBucket({ secretKey: 'wrong' }), 'SignatureDoesNotMatch'],
    [{}, ownBucket({ accessKey: 'nobody' }), 'InvalidAccessKeyId'],
    [{}, container('rl'), 'AuthorizationPermissionMismatch'],
    [{}, container('rcwdl', Date.now() - 1000), 'AuthorizationFailure'],
  ] as const
  for (const [options, open, code] of cases) {
    await using it = await bench(LARGE, options, open)
    const run = await upload(it)
    assert.deepEqual([failure(run).code, failure(run).leftOpen, run.troubles], [code, [], []])
    assert.deepEqual(it.store.openUploads(), [])
  }
})

test('files that change after they were planned fail, and no object has other bytes', async () => {
  const replaced = (path: string) => {
    writeFileSync(`${path}.new`, '[9]')
    renameSync(`${path}.new`, path)
  }
  // With size and time of before: only its bytes tell.
  const disguised = async (path: string) => {
    writeFileSync(path, '[9]')
    await utimes(path, WRITTEN, WRITTEN)
  }
  const changes: readonly (readonly [(path: string) => Promise<void> | void, RegExp])[] = [
    [path => writeFileSync(path, '[9]'), /written again/],
    [path => appendFileSync(path, ' '), /had 3 bytes and now has 4/],
    [path => rmSync(path), /gone/],
    [replaced, /written again/],
    [disguised, /Its content is another now/],
  ]
  for (const [change, said] of changes) {
    await using it = await bench(SMALL)
    await change(join(it.workspace, 'a.json'))
    const { code, file, said: text } = failure(await upload(it))
    assert.deepEqual([code, file], ['FileChanged', 'a.json'])
    assert.match(text, said)
    const objects = await it.store.objects(BUCKET)
    assert.ok(!objects.some(({ key }) => key.endsWith('a.json')), 'it must not be there')
  }
})

test('a file that ends before its part does, or is rewritten while it is sent', async () => {
  await using it = await bench({ 'a.json': '[]', 'big.json': bytesOf(64 * MIB) })
  const [file] = it.plan.files
  const [part] = file?.parts ?? []
  assert.ok(file && part)
  const handle = await opened(file)
  const longer = { ...part, size: part.size + 1 }
  const piece = pieceOf(handle, file, longer, { buffers: [], signal: never, moved() {} })
  await assert.rejects(buffer(piece.chunks()), /shorter than it was/)
  await handle.close()

  let isDone = false
  const run = await upload(it, never, sent => {
    if (sent < 8 * MIB || isDone) return
    isDone = true
    writeFileSync(join(it.workspace, 'big.json'), bytesOf(64 * MIB, 2))
  })
  assert.equal(failure(run).code, 'FileChanged')
  assert.deepEqual(it.store.openUploads(), [])
  assert.ok((await it.store.objects(BUCKET)).every(({ key }) => key.endsWith('a.json')))
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
  assert.deepEqual(await isSent(await upload(it), it), ['a.json'])
})

test('a store that does not answer to an abort does not hold a cancel up', async () => {
  const fault = { kind: 'delay', before: 4000, after: 0 } as const
  const faults = [{ on: 'AbortMultipartUpload', nth: 1, times: 9, fault }] as const
  await using it = await bench({ 'big.json': bytesOf(32 * MIB) }, { faults })
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
  const fault = { kind: 'delay', before: 0, after: 20 } as const
  const faults = [{ on: 'CreateMultipartUpload', nth: 1, fault }] as const
  await using it = await bench({ 'big.json': bytesOf(16 * MIB) }, { faults })
  const cancel = new AbortController()
  const running = upload(it, cancel.signal)
  while (it.store.openUploads().length === 0) await systemClock.sleep(1)
  cancel.abort()
  assert.deepEqual([failure(await running).code, it.store.openUploads()], ['Cancelled', []])
})

test('a volume: keys that expire are renewed, once for all who wait; on gcp they are a bearer', async () => {
  for (const cloud of ['aws', 'gcp'] as const) {
    const options = {
      apiKeys: ['an-api-key'],
      volumes: [{ name: 'ci', bucket: 'zc-vol', prefix: 'org/vol/', cloud }],
      faults: [{ on: 'UploadPart', nth: 2, fault: { kind: 'expire' } }] as const,
    }
    await using it = await bench(LARGE, options, ownVolume)
    await isSent(await upload(it), it, 'zc-vol')
    assert.match(it.target.prefix, /^org\/vol\/imports\/acme\/app\/[0-9a-f]{20}\/$/)
    assert.equal(it.count('ApplyVolume'), 2)
    const isBearer = it.store.requests.every(({ headers }) =>
      /^Bearer /.test(String(headers['authorization'])),
    )
    assert.equal(isBearer, cloud === 'gcp')
    assert.equal((await isSent(await upload(it), it, 'zc-vol')).length, 2)
  }
})

test('deleting: one by one, only what was planned', async () => {
  for (const open of [ownBucket(), container('rcwdl')]) {
    await using it = await bench(SMALL, {}, open)
    await isSent(await upload(it), it)
    const others = [`${it.target.prefix}foreign.json`, 'imports/acme/app/other/a.json']
    for (const key of others) {
      mkdirSync(dirname(join(it.store.folder, BUCKET, key)), { recursive: true })
      writeFileSync(join(it.store.folder, BUCKET, key), '[]')
    }
    const foreign = others.slice(0, 1)
    assert.deepEqual(await compareFolder(it.plan, it.target, patient), { missing: [], foreign })
    await deleteUploaded(it.plan, it.target, patient)
    const left = await it.store.objects(BUCKET)
    assert.deepEqual(left.map(({ key }) => key).toSorted(), others.toSorted())
    const missing = ['a.json', 'sub/b c+ü.json']
    assert.deepEqual(await compareFolder(it.plan, it.target, patient), { missing, foreign })
  }
})
