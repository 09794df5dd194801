import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Answer } from '../../src/api/transport.ts'
import { applyCall, readGrant, type StoreKeys, type VolumeGrant } from '../../src/api/volumes.ts'
import { CallError } from '../../src/model/service.ts'
import { objectUrl, parseDestination, placeBehind, urlOf } from '../../src/storage/address.ts'
import { StoreFailure, type StoreFailureDetail } from '../../src/storage/failure.ts'
import { fixedKeys, renewedKeys } from '../../src/storage/keys.ts'
import { meaningOf } from '../../src/storage/meaning.ts'
import { keysFromEnv, openBucket, openVolume, regionFromEnv } from '../../src/storage/open.ts'
import { createS3Store } from '../../src/storage/s3.ts'
import type { Piece, StoreNote } from '../../src/storage/store.ts'
import { type Recorded, type RecordedWire, recordedWire } from '../harness/recorded-wire.ts'

const never = new AbortController().signal
const clock = { now: () => 0, sleep: async () => {} }
const at = Date.parse('2026-11-26T12:00:00Z')
const KEYS: StoreKeys = {
  accessKey: 'tmp-ak',
  secretKey: 'tmp-sk',
  sessionToken: 'TOKEN',
  expires: undefined,
}
const context = {
  today: () => at,
  redact: (text: string) => text.replaceAll('tmp-sk', '***'),
  told: () => {},
}

function piece(text: string): Piece {
  return {
    size: text.length,
    sha256: createHash('sha256').update(text).digest('hex'),
    md5: async () => createHash('md5').update(text).digest('base64'),
    async *chunks() {
      yield Buffer.from(text)
    },
  }
}

test('destinations: one folder, as the import API calls it, and what is none', () => {
  const azure = { kind: 'azure', base: 'https://acct.blob.core.windows.net', container: 'box', sas: '' }
  const good = [
    ['s3://my-bucket/imports/', { kind: 's3', bucket: 'my-bucket', region: '', key: 'imports/' }],
    ['s3://my-bucket/', { kind: 's3', bucket: 'my-bucket', region: '', key: '' }],
    ['s3://b.with.dots/a b?#%/', { kind: 's3', bucket: 'b.with.dots', region: '', key: 'a b?#%/' }],
    ['gs://bucket_1/x/y/', { kind: 'gcs', bucket: 'bucket_1', region: '', key: 'x/y/' }],
    ['https://acct.blob.core.windows.net/box/in%20here/', { ...azure, key: 'in here/' }],
    [
      'http://127.0.0.1:10000/devstoreaccount1/box/',
      { ...azure, base: 'http://127.0.0.1:10000/devstoreaccount1', key: '' },
    ],
  ] as const
  for (const [line, is] of good) {
    const destination = parseDestination(line)
    assert.deepEqual(destination, is, line)
    assert.equal(typeof destination === 'string' || urlOf(destination, 'x/'), `${line}x/`)
  }
  // Each would send requests, and tokens with them, to a host of somebody else.
  const hosts = [
    'evil.example#',
    'evil.example?',
    'user@evil.example',
    'evil.example:443',
    'evil\\x',
    '',
    'B',
  ]
  for (const host of hosts)
    assert.match(String(parseDestination(`s3://${host}/a/`)), /names no bucket that there can be/, host)
  for (const line of ['https://acct.blob.core.windows.net/Box/', 'https://acct.blob.core.windows.net/'])
    assert.match(String(parseDestination(line)), /names no container/, line)
})

test('where an object is', () => {
  const of = (bucket: string, endpoint: string | undefined, region: string, key = 'a b/ü+(1).json') =>
    objectUrl({ bucket, endpoint }, region, key).href
  const cases = [
    [of('bkt', undefined, 'us-west-2'), 'https://bkt.s3.us-west-2.amazonaws.com/a%20b/%C3%BC%2B%281%29.json'],
    [of('bkt', undefined, 'us-east-1', ''), 'https://bkt.s3.us-east-1.amazonaws.com/'],
    [of('b.k.t', undefined, 'eu-west-1', 'k'), 'https://s3.eu-west-1.amazonaws.com/b.k.t/k'],
    [of('bkt', undefined, 'cn-north-1', 'k'), 'https://bkt.s3.cn-north-1.amazonaws.com.cn/k'],
    [of('bkt', 'http://10.0.0.1:9000/', 'us-east-1', 'k'), 'http://10.0.0.1:9000/bkt/k'],
    [of('bkt', 'https://storage.googleapis.com', 'auto', 'k'), 'https://storage.googleapis.com/bkt/k'],
    [of('bkt', 'http://minio:9000', 'us-east-1', ''), 'http://minio:9000/bkt'],
    [of('bkt', 'http://minio:9000', 'x', '%2F/..a/é'), 'http://minio:9000/bkt/%252F/..a/%C3%A9'],
  ]
  for (const [actual, expected] of cases) assert.equal(actual, expected)
})

test('what the control plane names as an endpoint', () => {
  const cases = [
    ['s3.amazonaws.com', { bucket: 'bkt', endpoint: undefined }],
    ['https://s3.us-west-2.amazonaws.com', { bucket: 'bkt', endpoint: undefined }],
    ['s3.cn-north-1.amazonaws.com.cn', { bucket: 'bkt', endpoint: undefined }],
    ['10.1.2.3:9000', { bucket: 'bkt', endpoint: 'https://10.1.2.3:9000' }],
    ['storage.googleapis.com', { bucket: 'bkt', endpoint: 'https://storage.googleapis.com' }],
    ['http://127.0.0.1:4000', { bucket: 'bkt', endpoint: 'http://127.0.0.1:4000' }],
    ['http://store.example', undefined],
    ['s3.amazonaws.com.evil.example', { bucket: 'bkt', endpoint: 'https://s3.amazonaws.com.evil.example' }],
    ['user:pass@host', undefined],
    ['ftp://host', undefined],
  ] as const
  for (const [endpoint, place] of cases) assert.deepEqual(placeBehind(endpoint, 'bkt'), place, endpoint)
  for (const bucket of ['evil.example#', 'a/b', '', 'user@evil.example'])
    assert.equal(placeBehind('s3.amazonaws.com', bucket), undefined, bucket)
})

test('what a failed request means', () => {
  const table: Readonly<Record<string, string>> = {
    again:
      '503 SlowDown, 500 InternalError, 200 InternalError, 400 RequestTimeout, 400 BadDigest, 400 Md5Mismatch, 429, 408, 425, 502',
    expired:
      '400 ExpiredToken, 403 SecurityTokenExpired, 400 InvalidToken, 403 InvalidAccessKeyId, 401, 403 AccessDenied has expired',
    final:
      '501 NotImplemented, 403 AccessDenied, 403 SignatureDoesNotMatch, 404 NoSuchBucket, 404, 301 PermanentRedirect, 403 RequestTimeTooSkewed',
  }
  for (const [meaning, failures] of Object.entries(table))
    for (const text of failures.split(', ')) {
      const [status = '', code, ...said] = text.split(' ')
      const kind = code ? 'code' : 'status'
      const failure = { kind, code: code ?? `Http${status}`, httpStatus: Number(status) } as const
      assert.equal(meaningOf({ ...failure, said: said.join(' ') }), meaning, text)
    }
  const others: readonly (readonly [Partial<StoreFailureDetail>, string])[] = [
    [{ httpStatus: 403, code: 'RequestTimeTooSkewed', date: 1 }, 'skewed'],
    [{ httpStatus: 301, code: 'PermanentRedirect', region: 'eu-west-1' }, 'elsewhere'],
    [{ httpStatus: 400, code: 'AuthorizationHeaderMalformed', region: 'eu-west-1' }, 'elsewhere'],
    [{ httpStatus: 400, code: 'Http400', region: 'eu-west-1' }, 'elsewhere'],
    [{ httpStatus: 403, code: 'AccessDenied', region: 'eu-west-1' }, 'final'],
    [{ kind: 'unsent', code: 'ECONNREFUSED' }, 'again'],
    [{ kind: 'unsent', code: 'TlsFailed' }, 'final'],
    [{ kind: 'interrupted', code: 'Timeout' }, 'again'],
    [{ kind: 'unreadable', code: 'Unreadable' }, 'again'],
    [{ kind: 'aborted', code: 'Cancelled' }, 'final'],
    [{ code: 'FileChanged' }, 'final'],
  ]
  for (const [failure, meaning] of others)
    assert.equal(
      meaningOf({ kind: 'code', code: '', said: '', ...failure }),
      meaning,
      JSON.stringify(failure),
    )
})

/** The vendor's own fixture (milvus-io/pymilvus `tests/unit/test_bulk_writer_stage.py`). */
const GRANT = {
  ...{ volumeName: 'test_volume', volumePrefix: 'prefix/', endpoint: 's3.amazonaws.com' },
  ...{ bucketName: 'test-bucket', region: 'us-west-2', cloud: 'aws' },
  condition: { maxContentLength: 1073741824 },
  credentials: {
    ...{ tmpAK: 'test_access_key', tmpSK: 'test_secret_key', sessionToken: 'test_token' },
    expireTime: '2099-12-31T23:59:59Z',
  },
}

test('volumes: what is asked, and what is read of the answer', () => {
  assert.deepEqual(applyCall('vol1', 'data/x/y/'), {
    ...{ method: 'POST', path: '/v2/volumes/apply' },
    body: { volumeName: 'vol1', path: 'data/x/y/' },
  })
  assert.deepEqual(readGrant(GRANT), {
    ...{ volumeName: 'test_volume', cloud: 'aws', endpoint: 's3.amazonaws.com', region: 'us-west-2' },
    ...{ bucket: 'test-bucket', prefix: 'prefix/', mostBytes: 1073741824n, mostFiles: undefined },
    keys: {
      ...{ accessKey: 'test_access_key', secretKey: 'test_secret_key', sessionToken: 'test_token' },
      expires: Date.UTC(2099, 11, 31, 23, 59, 59),
    },
  })
  const { credentials, bucketName, ...rest } = GRANT
  for (const poor of [rest, { ...rest, credentials }, { ...rest, bucketName }, {}])
    assert.equal(readGrant(poor), undefined)
})

/** The store behind a volume like the fixture's. */
function volume(wire: RecordedWire, change: Partial<typeof GRANT>, renew = (): VolumeGrant => assert.fail()) {
  const grant = readGrant({ ...GRANT, ...change }) ?? assert.fail()
  return openVolume(grant, { ...context, wire, clock, renew: async () => renew() })
}

test('a volume on aws: the requests that the vendor’s client was recorded with, but with signed payloads', async () => {
  const wire = recordedWire(answerOfAws)
  const store = volume(wire, { endpoint: '10.0.0.9:9000', bucketName: 'zc-vol' })
  const big = 'org/vol1/data/x/y/sub/big.parquet'
  await store.sizes('org/vol1/data/x/y/', never)
  await store.put('org/vol1/data/x/y/a b+ü.parquet', piece('0123'), never)
  const id = await store.createMultipart(big, never)
  const tag = await store.putPart(big, id, 1, piece('part 1'), never)
  await store.complete(big, id, [tag, '"f"'], never)
  await store.abort(big, id, never)

  const base = 'https://10.0.0.9:9000/zc-vol'
  assert.deepEqual(
    wire.requests.map(({ method, url }) => `${method} ${url.replace(base, '')}`),
    [
      'GET ?encoding-type=url&list-type=2&prefix=org%2Fvol1%2Fdata%2Fx%2Fy%2F',
      'PUT /org/vol1/data/x/y/a%20b%2B%C3%BC.parquet',
      `POST /${big}?uploads=`,
      `PUT /${big}?partNumber=1&uploadId=UP1`,
      `POST /${big}?uploadId=UP1`,
      `DELETE /${big}?uploadId=UP1`,
    ],
  )
  const authorization =
    /^AWS4-HMAC-SHA256 Credential=test_access_key\/20261126\/us-west-2\/s3\/aws4_request, SignedHeaders=[a-z0-9;-]*x-amz-content-sha256[a-z0-9;-]*, Signature=[0-9a-f]{64}$/
  for (const { headers } of wire.requests) {
    assert.equal(headers['x-amz-security-token'], 'test_token')
    assert.match(headers['authorization'] ?? '', authorization)
  }
  const [, put, create, , complete] = wire.requests
  assert.deepEqual(
    [put?.headers['content-length'], put?.headers['content-type'], put?.headers['x-amz-content-sha256']],
    ['4', 'application/octet-stream', piece('0123').sha256],
  )
  assert.equal(create?.headers['content-length'], '0')
  assert.equal(complete?.headers['content-type'], 'application/xml')
  assert.equal(
    complete?.body,
    '<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Part><PartNumber>1</PartNumber><ETag>"e"</ETag></Part><Part><PartNumber>2</PartNumber><ETag>"f"</ETag></Part></CompleteMultipartUpload>',
  )
})

test('a volume on gcp: a bearer, an MD5, and no header of a signature', async () => {
  const wire = recordedWire(() => ({}))
  const store = volume(wire, { cloud: 'gcp', endpoint: 'storage.googleapis.com', bucketName: 'zc-vol' })
  await store.put('org/vol1/a b+ü.parquet', piece('x'), never)
  assert.deepEqual(wire.requests, [
    {
      method: 'PUT',
      url: 'https://storage.googleapis.com/zc-vol/org/vol1/a%20b%2B%C3%BC.parquet',
      headers: {
        ...{ authorization: 'Bearer test_token', 'content-length': '1' },
        ...{ 'content-md5': 'ndTkYSaMgDT1yFZOFVxnpg==', 'content-type': 'application/octet-stream' },
      },
      body: 'x',
    },
  ])
})

test('a volume on another cloud, or in a place that is not safe, is not guessed at', () => {
  for (const [change, code] of [
    [{ cloud: 'azure' }, 'CloudUnsupported'],
    [{ endpoint: 'http://store.example' }, 'Unreadable'],
  ] as const)
    assert.throws(
      () =>
        volume(
          recordedWire(() => assert.fail()),
          change,
        ),
      failsWith(code),
    )
})

function answerOfAws({ method, url }: Recorded): Partial<Answer> {
  if (method === 'GET') return { body: '<ListBucketResult></ListBucketResult>' }
  if (url.endsWith('uploads=')) return { body: '<r><UploadId>UP1</UploadId></r>' }
  return method === 'POST' ? { body: '<CompleteMultipartUploadResult/>' } : { headers: { etag: '"e"' } }
}

function aws(answer: (request: Recorded, index: number) => Partial<Answer>, region?: string) {
  const wire = recordedWire(answer)
  const notes: StoreNote[] = []
  const store = createS3Store({
    ...context,
    place: { bucket: 'bkt', endpoint: undefined },
    auth: 'signature',
    isGuess: false,
    keys: fixedKeys(KEYS),
    told: note => notes.push(note),
    ...{ wire, region },
  })
  return {
    store,
    wire,
    notes,
    hosts: () => wire.requests.map(({ method, url }) => `${method} ${new URL(url).host}`),
  }
}

test('the region: asked for once if nobody says it, and taken from a refusal once', async () => {
  const bucketIn = (region: string) => ({ 'x-amz-bucket-region': region })
  const unknown = aws(({ headers }) =>
    headers['authorization']
      ? { headers: { 'content-length': '7' } }
      : { status: 403, headers: bucketIn('eu-west-1') },
  )
  await Promise.all([unknown.store.head('a', never), unknown.store.head('b', never)])
  assert.deepEqual(unknown.hosts(), [
    'HEAD bkt.s3.us-east-1.amazonaws.com',
    'HEAD bkt.s3.eu-west-1.amazonaws.com',
    'HEAD bkt.s3.eu-west-1.amazonaws.com',
  ])

  for (const refusal of [
    { status: 301, headers: bucketIn('eu-west-1') },
    { status: 400, headers: bucketIn('eu-west-1') },
    {
      status: 400,
      body: '<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>',
    },
  ]) {
    const wrong = aws(({ url }) => (url.includes('us-east-1') ? refusal : {}), 'us-east-1')
    await wrong.store.put('a', piece('x'), never)
    assert.deepEqual(wrong.hosts(), [
      'PUT bkt.s3.us-east-1.amazonaws.com',
      'PUT bkt.s3.eu-west-1.amazonaws.com',
    ])
    assert.deepEqual(wrong.notes, [{ kind: 'region', region: 'eu-west-1' }])
    assert.match(wrong.wire.requests[1]?.headers['authorization'] ?? '', /\/eu-west-1\/s3\//)
  }

  const lost = aws((_, index) => ({ status: 301, headers: bucketIn(`eu-west-${index + 1}`) }), 'us-east-1')
  await assert.rejects(lost.store.put('a', piece('x'), never), { name: 'CallError' })
  assert.equal(lost.wire.requests.length, 2)

  const evil = aws(() => ({ status: 301, headers: bucketIn('evil.example/') }), 'us-east-1')
  await assert.rejects(evil.store.put('a', piece('x'), never), failsWith('Http301'))
  assert.equal(evil.wire.requests.length, 1)

  const missing = aws(() => ({ status: 404 }))
  await assert.rejects(missing.store.put('a', piece('x'), never), failsWith('NoSuchBucket'))
})

test('a wrong clock is put right once, by the time of the answer', async () => {
  const skewed = {
    status: 403,
    headers: { date: 'Thu, 26 Nov 2026 12:20:00 GMT' },
    body: '<Error><Code>RequestTimeTooSkewed</Code></Error>',
  }
  const late = aws(({ headers }) => (headers['x-amz-date'] === '20261126T122000Z' ? {} : skewed), 'us-east-1')
  await late.store.put('a', piece('x'), never)
  await late.store.put('b', piece('x'), never)
  assert.deepEqual([late.wire.requests.length, late.notes], [3, [{ kind: 'clock', ahead: 1_200_000 }]])
  const hopeless = aws(() => skewed, 'us-east-1')
  await assert.rejects(hopeless.store.put('a', piece('x'), never), failsWith('RequestTimeTooSkewed'))
  assert.equal(hopeless.wire.requests.length, 2)
})

test('a refusal is told in the words of the store, without secrets', async () => {
  const body =
    '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>No &quot;PutObject&quot; for tmp-sk &#x263a;</Message><RequestId>R1</RequestId></Error>'
  const { store } = aws(() => ({ status: 403, headers: { 'retry-after': '7' }, body }), 'us-east-1')
  await assert.rejects(store.put('a', piece('x'), never), (error: StoreFailure) => {
    const { code, said, httpStatus, requestId, retryAfter } = error.failure
    assert.deepEqual(
      [code, said, httpStatus, requestId, retryAfter],
      ['AccessDenied', 'No "PutObject" for *** ☺', 403, 'R1', 7000],
    )
    return true
  })
  const plain = aws(() => ({ status: 502, body: '<html>Bad gateway</html>' }), 'us-east-1')
  await assert.rejects(plain.store.put('a', piece('x'), never), failsWith('Http502'))
})

test('an answer without what was asked for is none', async () => {
  const { store } = aws(() => ({}), 'us-east-1')
  await assert.rejects(store.createMultipart('a', never), failsWith('Unreadable'))
  await assert.rejects(store.putPart('a', 'UP', 1, piece('x'), never), failsWith('Unreadable'))
  await assert.rejects(store.complete('a', 'UP', [], never), failsWith('Unreadable'))
  await assert.rejects(store.sizes('a/', never), failsWith('Unreadable'))
  const inBody = aws(() => ({ body: '<Error><Code>InternalError</Code></Error>' }), 'us-east-1')
  await assert.rejects(inBody.store.complete('a', 'UP', [], never), failsWith('InternalError'))
})

test('lists are read over all their pages, and decoded', async () => {
  const page = (keys: readonly string[], more: string) =>
    `<ListBucketResult><EncodingType>url</EncodingType>${keys
      .map(key => `<Contents><Key>${key}</Key><Size>${key.length}</Size></Contents>`)
      .join('')}${more}</ListBucketResult>`
  const { store, wire } = aws(
    ({ url }) => ({
      body: url.includes('continuation-token=t%2F1')
        ? page(['f/c'], '<IsTruncated>false</IsTruncated>')
        : page(
            ['f/a+b', 'f/%2B%C3%BC'],
            '<IsTruncated>true</IsTruncated><NextContinuationToken>t/1</NextContinuationToken>',
          ),
    }),
    'us-east-1',
  )
  assert.deepEqual([...(await store.sizes('f/', never)).keys()], ['f/a b', 'f/+ü', 'f/c'])
  assert.equal(wire.requests.length, 2)
})

test('Azure: a blob, blocks, a list of blocks, and the SAS at the end of every query', async () => {
  const wire = recordedWire(({ url }) => ({
    body: url.includes('comp=list&')
      ? '<EnumerationResults><Blobs><Blob><Name>in/a &amp; b</Name><Properties><Content-Length>3</Content-Length></Properties></Blob></Blobs><NextMarker/></EnumerationResults>'
      : '',
  }))
  const keys = { ...KEYS, sessionToken: '?sv=2021&sig=a%2Bb%3D' }
  const store = own('https://acct.blob.core.windows.net/box/in/', wire, { keys })
  await store.put('in/a b', piece('x'), never)
  const id = await store.createMultipart('in/big', never)
  const put = (number: number) => store.putPart('in/big', id, number, piece('x'), never)
  const [first, last] = [await put(1), await put(10_000)]
  await store.complete('in/big', id, [first, last], never)
  const list = wire.requests.at(-1)?.body
  assert.ok(list?.includes(`<Latest>${first}</Latest><Latest>${last}</Latest>`), 'in their order')
  assert.deepEqual([...(await store.sizes('in/', never))], [['in/a & b', 3]])
  await store.abort('in/big', id, never)
  const base = 'https://acct.blob.core.windows.net/box'
  assert.deepEqual(
    wire.requests.map(({ method, url }) => `${method} ${url.replace(base, '')}`),
    [
      'PUT /in/a%20b?',
      `PUT /in/big?blockid=${encodeURIComponent(first)}&comp=block&`,
      `PUT /in/big?blockid=${encodeURIComponent(last)}&comp=block&`,
      'PUT /in/big?comp=blocklist&',
      'GET ?comp=list&prefix=in%2F&restype=container&',
    ].map(line => `${line}sv=2021&sig=a%2Bb%3D`),
  )
  assert.equal(first.length, last.length)
  const { headers = {} } = wire.requests[0] ?? {}
  assert.deepEqual(
    [headers['x-ms-blob-type'], headers['x-ms-version'], headers['content-md5']],
    ['BlockBlob', '2021-12-02', 'ndTkYSaMgDT1yFZOFVxnpg=='],
  )
})

/** The store of one's own bucket. */
function own(line: string, wire: RecordedWire, access: Partial<Parameters<typeof openBucket>[1]>) {
  const destination = parseDestination(line)
  assert.ok(typeof destination !== 'string')
  const all = { keys: KEYS, endpoint: undefined, region: undefined, ...access }
  return openBucket(destination, all, { ...context, wire })
}

test('own buckets: the keys decide how Google is spoken to, and the endpoint where', async () => {
  const token = { ...KEYS, accessKey: '' }
  const google = 'https://storage.googleapis.com/bkt/f/a'
  const west = 'https://s3.eu-west-1.amazonaws.com'
  const cases = [
    ['gs://bkt/f/', token, undefined, google, /^Bearer TOKEN$/],
    ['gs://bkt/f/', KEYS, undefined, google, /\/auto\/s3\//],
    ['s3://bkt/f/', KEYS, west, 'https://bkt.s3.eu-west-9.amazonaws.com/f/a', /\/eu-west-9\/s3\//],
    ['s3://bkt/f/', KEYS, 'http://minio:9000', 'http://minio:9000/bkt/f/a', /\/eu-west-9\/s3\//],
  ] as const
  for (const [line, keys, endpoint, url, authorization] of cases) {
    const wire = recordedWire(() => ({}))
    await own(line, wire, { keys, endpoint, region: 'eu-west-9' }).put('f/a', piece('x'), never)
    assert.equal(wire.requests[0]?.url, url)
    assert.match(wire.requests[0]?.headers['authorization'] ?? '', authorization)
  }
})

test('the environment: keys and region as the login step exports them', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' }
  const read = { accessKey: 'a', secretKey: 'b', sessionToken: 'c', expires: undefined }
  assert.deepEqual(keysFromEnv(keys), read)
  assert.equal(keysFromEnv({ ...keys, AWS_SECRET_ACCESS_KEY: '' }), undefined)
  const regions = [{ AWS_DEFAULT_REGION: 'd' }, { AWS_DEFAULT_REGION: 'd', AWS_REGION: 'e' }, {}]
  assert.deepEqual(regions.map(regionFromEnv), ['d', 'e', undefined])
})

test('keys are renewed before they end, at half of a short life, and at once when refused; all share one', async () => {
  const cases = [
    // Life and, in seconds, when the keys are renewed.
    [3600, 3300],
    [601, 301],
    [600, 300],
    [200, 100],
    [90, 60],
    [30, 30],
  ] as const
  for (const [life, due] of cases) {
    let now = 0
    let renewals = 0
    const fresh = () => ({ ...KEYS, accessKey: `k${renewals}`, expires: at + now + life * 1000 })
    const ring = renewedKeys(
      fresh(),
      async () => {
        renewals += 1
        return fresh()
      },
      { clock: { ...clock, now: () => now }, today: () => at + now },
    )
    now = due * 1000 - 1
    const first = await ring.current()
    assert.equal(renewals, 0, `${life}`)
    now = due * 1000
    await Promise.all([ring.current(), ring.current(), ring.current()])
    assert.equal(renewals, 1, `${life}`)
    await Promise.all([ring.renewed(first), ring.renewed(first)])
    assert.equal(renewals, 1, 'those that were refused are not the present ones')
    const present = await ring.current()
    await Promise.all([ring.renewed(present), ring.renewed(present)])
    assert.equal(renewals, 2, 'refused, though not due')
  }
})

test('refused as expired: renewed twice at most; another place is the end of the upload', async () => {
  const expired = { status: 400, body: '<Error><Code>ExpiredToken</Code></Error>' }
  const put = (wire: RecordedWire, prefix = 'prefix/', fails?: Error) => {
    let renewals = 0
    const store = volume(wire, {}, () => {
      if (fails) throw fails
      renewals += 1
      const grant = readGrant(GRANT) ?? assert.fail()
      return { ...grant, prefix, keys: { ...grant.keys, accessKey: `fresh-${renewals}` } }
    })
    return store.put('prefix/a', piece('x'), never)
  }
  const once = recordedWire(({ headers }) => (headers['authorization']?.includes('fresh-1') ? {} : expired))
  await put(once)
  assert.equal(once.requests.length, 2)
  const always = recordedWire(() => expired)
  await assert.rejects(put(always), failsWith('ExpiredToken'))
  assert.equal(always.requests.length, 3)
  await assert.rejects(put(always, 'other/'), failsWith('UploadMoved'))
  const refused = new CallError({ kind: 'code', code: '63240', said: 'no such volume' })
  await assert.rejects(put(always, 'prefix/', refused), (error: unknown) => error === refused)
})

function failsWith(code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof StoreFailure, String(error))
    assert.equal(error.failure.code, code)
    return true
  }
}
