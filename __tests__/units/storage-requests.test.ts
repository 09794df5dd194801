import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Answer } from '../../src/api/transport.ts'
import { applyCall, readGrant, type StoreKeys } from '../../src/api/volumes.ts'
import { CallError } from '../../src/model/service.ts'
import { objectUrl, parseDestination, placeBehind, urlOf } from '../../src/storage/address.ts'
import { StoreFailure, type StoreFailureDetail } from '../../src/storage/failure.ts'
import { fixedKeys, renewedKeys } from '../../src/storage/keys.ts'
import { meaningOf } from '../../src/storage/meaning.ts'
import { keysFromEnv, openBucket, openVolume, regionFromEnv } from '../../src/storage/open.ts'
import { createS3Store } from '../../src/storage/s3.ts'
import type { Piece, StoreNote } from '../../src/storage/store.ts'
import { type Recorded, recordedWire } from '../harness/recorded-wire.ts'

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

test('destinations: one folder, and what is none', () => {
  const good = [
    ['s3://my-bucket/imports/', { kind: 's3', bucket: 'my-bucket', region: '', key: 'imports/' }],
    ['s3://my-bucket/', { kind: 's3', bucket: 'my-bucket', region: '', key: '' }],
    ['s3://b.with.dots/a b?#%/', { kind: 's3', bucket: 'b.with.dots', region: '', key: 'a b?#%/' }],
    ['gs://bucket_1/x/y/', { kind: 'gcs', bucket: 'bucket_1', region: '', key: 'x/y/' }],
    [
      'https://acct.blob.core.windows.net/box/in%20here/',
      {
        kind: 'azure',
        base: 'https://acct.blob.core.windows.net',
        container: 'box',
        key: 'in here/',
        sas: '',
      },
    ],
    [
      'http://127.0.0.1:10000/devstoreaccount1/box/',
      { kind: 'azure', base: 'http://127.0.0.1:10000/devstoreaccount1', container: 'box', key: '', sas: '' },
    ],
  ] as const
  for (const [line, destination] of good) assert.deepEqual(parseDestination(line), destination, line)
  // Each would send requests, and tokens with them, to a host of somebody else.
  const bad = [
    's3://Bucket/a/',
    's3:///a/',
    's3://evil.example#/a/',
    's3://evil.example?/a/',
    's3://user@evil.example/a/',
    's3://evil.example:443/a/',
    's3://evil\\x/a/',
    'gs://x y/a/',
  ]
  for (const line of bad)
    assert.match(String(parseDestination(line)), /names no bucket that there can be/, line)
  for (const line of ['https://acct.blob.core.windows.net/Box/', 'https://acct.blob.core.windows.net/'])
    assert.match(String(parseDestination(line)), /names no container/, line)
})

test('a destination and what is below it, as the import API calls it', () => {
  for (const line of ['s3://b12/a b/', 'gs://b12/a/', 'https://acct.blob.core.windows.net/box/a%20b/']) {
    const destination = parseDestination(line)
    assert.ok(typeof destination !== 'string')
    assert.equal(urlOf(destination, 'x/'), `${line}x/`)
  }
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
  const failure = (detail: Partial<StoreFailureDetail>): StoreFailureDetail => ({
    kind: detail.code ? 'code' : 'status',
    code: `Http${detail.httpStatus}`,
    said: '',
    ...detail,
  })
  const cases = [
    [{ httpStatus: 503, code: 'SlowDown' }, 'again'],
    [{ httpStatus: 500, code: 'InternalError' }, 'again'],
    [{ httpStatus: 200, code: 'InternalError' }, 'again'],
    [{ httpStatus: 400, code: 'RequestTimeout' }, 'again'],
    [{ httpStatus: 429 }, 'again'],
    [{ httpStatus: 408 }, 'again'],
    [{ httpStatus: 502 }, 'again'],
    [{ httpStatus: 400, code: 'BadDigest' }, 'again'],
    [{ httpStatus: 501, code: 'NotImplemented' }, 'final'],
    [{ httpStatus: 403, code: 'AccessDenied' }, 'final'],
    [{ httpStatus: 403, code: 'SignatureDoesNotMatch' }, 'final'],
    [{ httpStatus: 404, code: 'NoSuchBucket' }, 'final'],
    [{ httpStatus: 400, code: 'ExpiredToken' }, 'expired'],
    [{ httpStatus: 403, code: 'SecurityTokenExpired' }, 'expired'],
    [{ httpStatus: 400, code: 'InvalidToken' }, 'expired'],
    [{ httpStatus: 403, code: 'AccessDenied', said: 'Request has expired' }, 'expired'],
    [{ httpStatus: 401 }, 'expired'],
    [{ httpStatus: 403, code: 'RequestTimeTooSkewed', date: 1 }, 'skewed'],
    [{ httpStatus: 403, code: 'RequestTimeTooSkewed' }, 'final'],
    [{ httpStatus: 301, code: 'PermanentRedirect', region: 'eu-west-1' }, 'elsewhere'],
    [{ httpStatus: 400, code: 'AuthorizationHeaderMalformed', region: 'eu-west-1' }, 'elsewhere'],
    [{ httpStatus: 400, region: 'eu-west-1' }, 'elsewhere'],
    [{ httpStatus: 301, code: 'PermanentRedirect' }, 'final'],
    [{ kind: 'unsent', code: 'ECONNREFUSED' }, 'again'],
    [{ kind: 'unsent', code: 'TlsFailed' }, 'final'],
    [{ kind: 'interrupted', code: 'Timeout' }, 'again'],
    [{ kind: 'unreadable', code: 'Unreadable' }, 'again'],
    [{ kind: 'aborted', code: 'Cancelled' }, 'final'],
    [{ code: 'FileChanged' }, 'final'],
  ] as const
  for (const [detail, meaning] of cases)
    assert.equal(meaningOf(failure(detail as Partial<StoreFailureDetail>)), meaning, JSON.stringify(detail))
})

/** The vendor's own fixture (milvus-io/pymilvus `tests/unit/test_bulk_writer_stage.py`). */
const GRANT = {
  volumeName: 'test_volume',
  volumePrefix: 'prefix/',
  endpoint: 's3.amazonaws.com',
  bucketName: 'test-bucket',
  region: 'us-west-2',
  cloud: 'aws',
  condition: { maxContentLength: 1073741824 },
  credentials: {
    tmpAK: 'test_access_key',
    tmpSK: 'test_secret_key',
    sessionToken: 'test_token',
    expireTime: '2099-12-31T23:59:59Z',
  },
}

test('volumes: what is asked, and what is read of the answer', () => {
  assert.deepEqual(applyCall('vol1', 'data/x/y/'), {
    method: 'POST',
    path: '/v2/volumes/apply',
    body: { volumeName: 'vol1', path: 'data/x/y/' },
  })
  assert.deepEqual(readGrant(GRANT), {
    volumeName: 'test_volume',
    cloud: 'aws',
    endpoint: 's3.amazonaws.com',
    region: 'us-west-2',
    bucket: 'test-bucket',
    prefix: 'prefix/',
    keys: {
      accessKey: 'test_access_key',
      secretKey: 'test_secret_key',
      sessionToken: 'test_token',
      expires: Date.UTC(2099, 11, 31, 23, 59, 59),
    },
    mostBytes: 1073741824n,
    mostFiles: undefined,
  })
  const { credentials, bucketName, ...rest } = GRANT
  for (const poor of [rest, { ...rest, credentials }, { ...rest, bucketName }, {}])
    assert.equal(readGrant(poor), undefined)
})

test('a volume on aws: the requests that the vendor’s client was recorded with, but with signed payloads', async () => {
  const wire = recordedWire(answerOfAws)
  const grant = {
    ...(readGrant({ ...GRANT, endpoint: '10.0.0.9:9000', bucketName: 'zc-vol' }) ?? assert.fail()),
    prefix: 'org/vol1/',
  }
  const store = openVolume(grant, { ...context, wire, clock, renew: async () => assert.fail() })
  const folder = 'org/vol1/data/x/y/'
  await store.sizes(folder, never)
  await store.put(`${folder}a b+ü.parquet`, piece('0123'), never)
  const id = await store.createMultipart(`${folder}sub/big.parquet`, never)
  const big = `${folder}sub/big.parquet`
  const tags = [await store.putPart(big, id, 1, piece('part 1'), never), '"f"']
  await store.complete(big, id, tags, never)

  const base = 'https://10.0.0.9:9000/zc-vol'
  assert.deepEqual(
    wire.requests.map(({ method, url }) => `${method} ${url.replace(base, '')}`),
    [
      'GET /?encoding-type=url&list-type=2&prefix=org%2Fvol1%2Fdata%2Fx%2Fy%2F',
      'PUT /org/vol1/data/x/y/a%20b%2B%C3%BC.parquet',
      'POST /org/vol1/data/x/y/sub/big.parquet?uploads=',
      'PUT /org/vol1/data/x/y/sub/big.parquet?partNumber=1&uploadId=UP1',
      'POST /org/vol1/data/x/y/sub/big.parquet?uploadId=UP1',
    ].map(line => line.replace('GET /?', 'GET ?')),
  )
  for (const { headers } of wire.requests) {
    assert.equal(headers['x-amz-security-token'], 'test_token')
    assert.match(
      headers['authorization'] ?? '',
      /^AWS4-HMAC-SHA256 Credential=test_access_key\/20261126\/us-west-2\/s3\/aws4_request, SignedHeaders=[a-z0-9;-]*x-amz-content-sha256[a-z0-9;-]*, Signature=[0-9a-f]{64}$/,
    )
  }
  const [, put, create, , complete] = wire.requests
  assert.deepEqual(
    [put?.headers['content-length'], put?.headers['content-type'], put?.headers['x-amz-content-sha256']],
    ['4', 'application/octet-stream', piece('0123').sha256],
  )
  assert.equal(create?.headers['content-length'], '0')
  assert.equal(
    complete?.body,
    '<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Part><PartNumber>1</PartNumber><ETag>"e"</ETag></Part><Part><PartNumber>2</PartNumber><ETag>"f"</ETag></Part></CompleteMultipartUpload>',
  )
  assert.equal(complete?.headers['content-type'], 'application/xml')
})

test('a volume on gcp: a bearer, an MD5, and no header of a signature', async () => {
  const wire = recordedWire(() => ({}))
  const grant =
    readGrant({ ...GRANT, cloud: 'gcp', endpoint: 'storage.googleapis.com', bucketName: 'zc-vol' }) ??
    assert.fail()
  const store = openVolume(grant, { ...context, wire, clock, renew: async () => assert.fail() })
  await store.put('org/vol1/a b+ü.parquet', piece('x'), never)
  assert.deepEqual(wire.requests, [
    {
      method: 'PUT',
      url: 'https://storage.googleapis.com/zc-vol/org/vol1/a%20b%2B%C3%BC.parquet',
      headers: {
        authorization: 'Bearer test_token',
        'content-length': '1',
        'content-md5': 'ndTkYSaMgDT1yFZOFVxnpg==',
        'content-type': 'application/octet-stream',
      },
      body: 'x',
    },
  ])
})

test('a volume on another cloud, or in a place that is not safe, is not guessed at', () => {
  const wire = recordedWire(() => assert.fail())
  for (const [change, code] of [
    [{ cloud: 'azure' }, 'CloudUnsupported'],
    [{ cloud: 'ali' }, 'CloudUnsupported'],
    [{ endpoint: 'http://store.example' }, 'Unreadable'],
  ] as const) {
    const grant = readGrant({ ...GRANT, ...change }) ?? assert.fail()
    const open = () => openVolume(grant, { ...context, wire, clock, renew: async () => assert.fail() })
    assert.throws(open, (error: StoreFailure) => error.failure.code === code)
  }
})

function answerOfAws({ method, url }: Recorded): Partial<Answer> {
  if (method === 'GET') return { body: '<ListBucketResult></ListBucketResult>' }
  if (url.endsWith('uploads=')) return { body: '<r><UploadId>UP1</UploadId></r>' }
  return method === 'POST' ? { body: '<CompleteMultipartUploadResult/>' } : { headers: { etag: '"e"' } }
}

function aws(answer: (request: Recorded, index: number) => Partial<Answer> | Error, region?: string) {
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
      { code, said, httpStatus, requestId, retryAfter },
      {
        code: 'AccessDenied',
        said: 'No "PutObject" for *** ☺',
        httpStatus: 403,
        requestId: 'R1',
        retryAfter: 7000,
      },
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
  const destination = parseDestination('https://acct.blob.core.windows.net/box/in/')
  assert.ok(typeof destination !== 'string')
  const wire = recordedWire(({ url }) => ({
    body: url.includes('comp=list&')
      ? '<EnumerationResults><Blobs><Blob><Name>in/a &amp; b</Name><Properties><Content-Length>3</Content-Length></Properties></Blob></Blobs><NextMarker/></EnumerationResults>'
      : '',
  }))
  const access = {
    keys: { ...KEYS, sessionToken: '?sv=2021&sig=a%2Bb%3D' },
    endpoint: undefined,
    region: undefined,
  }
  const store = openBucket(destination, access, { ...context, wire })
  await store.put('in/a b', piece('x'), never)
  const id = await store.createMultipart('in/big', never)
  const tags = await Promise.all(
    [1, 10_000].map(number => store.putPart('in/big', id, number, piece('x'), never)),
  )
  await store.complete('in/big', id, tags, never)
  const list = wire.requests.at(-1)?.body?.toString() ?? ''
  assert.ok(list.includes(tags.map(tag => `<Latest>${tag}</Latest>`).join('')), 'in their order')
  assert.deepEqual([...(await store.sizes('in/', never))], [['in/a & b', 3]])
  await store.abort('in/big', id, never)
  const base = 'https://acct.blob.core.windows.net/box'
  const block = encodeURIComponent(tags[0] ?? '')
  assert.deepEqual(
    wire.requests.map(({ method, url }) => `${method} ${url.replace(base, '')}`),
    [
      'PUT /in/a%20b?sv=2021&sig=a%2Bb%3D',
      `PUT /in/big?blockid=${block}&comp=block&sv=2021&sig=a%2Bb%3D`,
      `PUT /in/big?blockid=${encodeURIComponent(tags[1] ?? '')}&comp=block&sv=2021&sig=a%2Bb%3D`,
      'PUT /in/big?comp=blocklist&sv=2021&sig=a%2Bb%3D',
      'GET ?comp=list&prefix=in%2F&restype=container&sv=2021&sig=a%2Bb%3D',
    ],
  )
  assert.equal(tags[0]?.length, tags[1]?.length)
  const [put] = wire.requests
  assert.deepEqual(
    [put?.headers['x-ms-blob-type'], put?.headers['x-ms-version'], put?.headers['content-md5']],
    ['BlockBlob', '2021-12-02', 'ndTkYSaMgDT1yFZOFVxnpg=='],
  )
})

test('own buckets: the keys decide how Google is spoken to, and the endpoint where', async () => {
  const cases = [
    [
      'gs://bkt/f/',
      { ...KEYS, accessKey: '' },
      undefined,
      'https://storage.googleapis.com/bkt/f/a',
      /^Bearer TOKEN$/,
    ],
    ['gs://bkt/f/', KEYS, undefined, 'https://storage.googleapis.com/bkt/f/a', /\/auto\/s3\//],
    [
      's3://bkt/f/',
      KEYS,
      'https://s3.eu-west-1.amazonaws.com',
      'https://bkt.s3.eu-west-9.amazonaws.com/f/a',
      /\/eu-west-9\/s3\//,
    ],
    ['s3://bkt/f/', KEYS, 'http://minio:9000', 'http://minio:9000/bkt/f/a', /\/eu-west-9\/s3\//],
  ] as const
  for (const [line, keys, endpoint, url, authorization] of cases) {
    const destination = parseDestination(line)
    assert.ok(typeof destination !== 'string')
    const wire = recordedWire(() => ({}))
    const store = openBucket(destination, { keys, endpoint, region: 'eu-west-9' }, { ...context, wire })
    await store.put('f/a', piece('x'), never)
    assert.equal(wire.requests[0]?.url, url)
    assert.match(wire.requests[0]?.headers['authorization'] ?? '', authorization)
  }
})

test('the environment: keys and region as the login step exports them', () => {
  const env = {
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_SESSION_TOKEN: 'c',
    AWS_DEFAULT_REGION: 'd',
  }
  assert.deepEqual(keysFromEnv(env), {
    accessKey: 'a',
    secretKey: 'b',
    sessionToken: 'c',
    expires: undefined,
  })
  assert.equal(keysFromEnv({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: '' }), undefined)
  assert.deepEqual(
    [regionFromEnv(env), regionFromEnv({ ...env, AWS_REGION: 'e' }), regionFromEnv({})],
    ['d', 'e', undefined],
  )
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
  const open = (wire: ReturnType<typeof recordedWire>, prefix: string, fails?: Error) => {
    let renewals = 0
    const grant = readGrant(GRANT) ?? assert.fail()
    return openVolume(grant, {
      ...{ ...context, wire, clock },
      async renew() {
        if (fails) throw fails
        renewals += 1
        return { ...grant, prefix, keys: { ...grant.keys, accessKey: `fresh-${renewals}` } }
      },
    })
  }
  const once = recordedWire(({ headers }) => (headers['authorization']?.includes('fresh-1') ? {} : expired))
  await open(once, 'prefix/').put('prefix/a', piece('x'), never)
  assert.equal(once.requests.length, 2)

  const always = recordedWire(() => expired)
  await assert.rejects(open(always, 'prefix/').put('prefix/a', piece('x'), never), failsWith('ExpiredToken'))
  assert.equal(always.requests.length, 3)

  await assert.rejects(
    open(
      recordedWire(() => expired),
      'other/',
    ).put('prefix/a', piece('x'), never),
    failsWith('UploadMoved'),
  )
  const refused = new CallError({ kind: 'code', code: '63240', said: 'no such volume' })
  await assert.rejects(
    open(
      recordedWire(() => expired),
      'prefix/',
      refused,
    ).put('prefix/a', piece('x'), never),
    (error: unknown) => error === refused,
  )
})

function failsWith(code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof StoreFailure, String(error))
    assert.equal(error.failure.code, code)
    return true
  }
}
