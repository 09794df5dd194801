import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Agent } from 'node:http'
import type { LookupFunction } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { BUCKET, KEY, REGION, s3Client, testStore } from './store-under-test.ts'

const MIB = 1024 * 1024
const ODD_KEYS = [
  'plain.json',
  'a folder/a b.json',
  "a+b%&#?!'()*.json",
  '[x]{y}|^`~.json',
  'üäö/日本語/🎈.json',
  '🎈.json',
  '\uff5e.json',
  'literal%2Fslash%20.json',
  '..a/b..',
  'a=b;c,d:e@f$g"h<i>j\\k',
]

test("AWS's client puts, looks at, reads, lists and deletes objects with any key", async () => {
  await using store = await testStore()
  const client = s3Client(store)
  for (const key of ODD_KEYS) {
    const bytes = Buffer.from(`content of ${key}`)
    const at = { Bucket: BUCKET, Key: key }
    const put = await client.send(new PutObjectCommand({ ...at, Body: bytes, ContentType: 'text/x' }))
    assert.equal(put.ETag, `"${createHash('md5').update(bytes).digest('hex')}"`)
    const head = await client.send(new HeadObjectCommand(at))
    assert.deepEqual([head.ContentLength, head.ETag, head.ContentType], [bytes.length, put.ETag, 'text/x'])
    const got = await client.send(new GetObjectCommand(at))
    assert.equal(await got.Body?.transformToString(), bytes.toString())
    assert.deepEqual(await readFile(join(store.folder, BUCKET, key)), bytes)
  }
  const listed = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))
  const inOrder = [...ODD_KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  assert.deepEqual(keysOf(listed), inOrder)
  for (const key of ODD_KEYS) await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }))
  assert.deepEqual(await store.objects(BUCKET), [])
})

test("AWS's client uploads in parts: lib-storage, with sums of its own, and what is stored is right", async () => {
  await using store = await testStore()
  const bytes = randomBytes(12 * MIB + 7)
  for (const requestChecksumCalculation of ['WHEN_SUPPORTED', 'WHEN_REQUIRED'] as const) {
    const client = s3Client(store, { requestChecksumCalculation })
    const key = `${requestChecksumCalculation}.bin`
    const params = { Bucket: BUCKET, Key: key, Body: Readable.from(chunksOf(bytes)) }
    const done = await new Upload({ client, params, partSize: 5 * MIB }).done()
    assert.match(done.ETag ?? '', /^"[0-9a-f]{32}-3"$/)
    assert.deepEqual(await readFile(join(store.folder, BUCKET, key)), bytes)
    const across = { Bucket: BUCKET, Key: key, Range: 'bytes=5242878-5242883' }
    const range = await client.send(new GetObjectCommand(across))
    assert.equal(range.ContentRange, `bytes 5242878-5242883/${bytes.length}`)
    const got = Buffer.from((await range.Body?.transformToByteArray()) ?? [])
    assert.deepEqual(got, bytes.subarray(5242878, 5242884))
  }
  assert.deepEqual(store.openUploads(), [])
})

test('open uploads are listed until they are aborted; parts of a list must be there, in order, and large', async () => {
  await using store = await testStore()
  const client = s3Client(store)
  const at = { Bucket: BUCKET, Key: 'a b/ü.bin' }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at))
  const part = async (PartNumber: number, size: number) => {
    const Body = Buffer.alloc(size, PartNumber)
    const { ETag } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }))
    return { PartNumber, ETag }
  }
  const [one, two, three] = [await part(1, 5 * MIB), await part(2, 100), await part(3, 5 * MIB)]
  const complete = (...Parts: { PartNumber: number; ETag: string | undefined }[]) =>
    client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }))
  await assert.rejects(complete(one, two, three), { name: 'EntityTooSmall' })
  await assert.rejects(complete(three, one), { name: 'InvalidPartOrder' })
  await assert.rejects(complete(one, { PartNumber: 3, ETag: one.ETag }), { name: 'InvalidPart' })
  await assert.rejects(complete(one, { PartNumber: 4, ETag: one.ETag }), { name: 'InvalidPart' })
  const listed = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: 'a b/' }))
  const open = listed.Uploads?.map(upload => [upload.Key, upload.UploadId])
  assert.deepEqual(open, [[at.Key, UploadId]])
  await complete(one, two)
  assert.deepEqual(await store.objects(BUCKET), [{ key: at.Key, size: 5 * MIB + 100 }])
  await assert.rejects(complete(one, two), { name: 'NoSuchUpload' })
  const again = await client.send(new CreateMultipartUploadCommand(at))
  assert.equal(store.openUploads().length, 1)
  const abort = () => client.send(new AbortMultipartUploadCommand({ ...at, UploadId: again.UploadId }))
  await abort()
  await assert.rejects(abort(), { name: 'NoSuchUpload' })
  assert.deepEqual(store.openUploads(), [])
})

test('lists come in pages, fold at a delimiter, and are encoded when asked', async () => {
  await using store = await testStore()
  const client = s3Client(store)
  const keys = ['a b/1+1.json', 'a b/2.json', 'a b/sub/3.json', 'a b/sub/4.json', 'other.json']
  for (const Key of keys) await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }))
  const paged: (string | undefined)[] = []
  for await (const page of paginateListObjectsV2({ client, pageSize: 2 }, { Bucket: BUCKET })) {
    assert.ok((page.KeyCount ?? 0) <= 2)
    paged.push(...keysOf(page))
  }
  assert.deepEqual(paged, keys)
  const within = { Bucket: BUCKET, Prefix: 'a b/', Delimiter: '/', EncodingType: 'url' } as const
  const folded = await client.send(new ListObjectsV2Command(within))
  assert.deepEqual(keysOf(folded), ['a+b/1%2B1.json', 'a+b/2.json'])
  assert.deepEqual(folded.CommonPrefixes, [{ Prefix: 'a+b/sub/' }])
})

test('the bucket may be in the host, and HeadBucket tells its region', async () => {
  await using store = await testStore()
  const { port } = new URL(store.url)
  const requestHandler = { httpAgent: new Agent({ lookup: toLoopback }) }
  const client = s3Client({ url: `http://s3.localhost:${port}` }, { forcePathStyle: false, requestHandler })
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'x y.json', Body: '[]' }))
  assert.equal(store.requests[0]?.headers['host'], `${BUCKET}.s3.localhost:${port}`)
  assert.equal(store.requests[0]?.path, '/x%20y.json?x-id=PutObject')
  const head = await client.send(new HeadBucketCommand({ Bucket: BUCKET }))
  assert.equal(head.BucketRegion, REGION)
  assert.deepEqual(await store.objects(BUCKET), [{ key: 'x y.json', size: 2 }])
})

test('temporary keys need their token', async () => {
  const temporary = { ...KEY, sessionToken: 'FwoGZXIvYXdz//+EXAMPLE==' }
  await using store = await testStore({ keys: [temporary] })
  const put = async (sessionToken?: string) => {
    const credentials = { accessKeyId: KEY.accessKey, secretAccessKey: KEY.secretKey }
    const client = s3Client(store, { credentials: { ...credentials, ...(sessionToken && { sessionToken }) } })
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'x', Body: 'x' }))
  }
  await put(temporary.sessionToken)
  await assert.rejects(put(), { name: 'InvalidAccessKeyId' })
  await assert.rejects(put('another'), { name: 'InvalidToken' })
  store.expireKeys()
  await assert.rejects(put(temporary.sessionToken), { name: 'ExpiredToken' })
})

test("AWS's client follows the store to another region", async () => {
  for (const wrongRegion of ['redirect', 'malformed'] as const) {
    await using store = await testStore({ buckets: { [BUCKET]: { region: REGION, wrongRegion } } })
    const client = s3Client(store, { region: 'us-west-2', followRegionRedirects: true })
    const sent = client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'x', Body: 'x' }))
    if (wrongRegion === 'redirect') await sent
    else await assert.rejects(sent, { name: 'AuthorizationHeaderMalformed', Region: REGION })
    assert.equal((await store.objects(BUCKET)).length, wrongRegion === 'redirect' ? 1 : 0)
  }
})

function keysOf({ Contents = [] }: ListObjectsV2CommandOutput): (string | undefined)[] {
  return Contents.map(({ Key }) => Key)
}

function* chunksOf(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000)
}

const toLoopback: LookupFunction = (_, { all }, done) => {
  if (all) done(null, [{ address: '127.0.0.1', family: 4 }])
  else done(null, '127.0.0.1', 4)
}
