import assert from 'node:assert/strict'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeArticles, toJsonLines, toNumpy } from '../../sandbox/samples.ts'
import { signSas } from '../../sandbox/store/sas.ts'
import { createBody, requestsTo } from '../harness/step.ts'
import {
  cloudHosts,
  INTO_BUCKET,
  intoMilvus,
  large,
  TWO_FILES,
  type UploadWorld,
  uploadWorld,
  VOLUME,
} from '../harness/upload.ts'

const at3 = { concurrency: 3 }
type Run = Awaited<ReturnType<UploadWorld['run']>>

/** Green, and every row of the two files is in. */
function assertImported(result: Run, rows = '60'): void {
  assert.equal(result.outputs['status'], 'Completed', result.log)
  assert.equal(result.outputs['importedRows'], rows)
}

function uploadedFiles({ outputs }: Run): { path: string; key: string; size: number; skipped: boolean }[] {
  return JSON.parse(outputs['uploadedFiles'] ?? '[]')
}

test('a volume: leave is asked for the folder, files go up, and exactly they are imported', async () => {
  await using world = await uploadWorld()
  const result = await world.run({ expectedRows: '60' })
  assertImported(result)
  const { uploadFolder = '' } = result.outputs
  assert.match(uploadFolder, /^imports\/example-org\/articles\/[0-9a-f]{20}\/$/)
  const keys = ['a.parquet', 'sub dir/b.parquet'].map(name => uploadFolder + name)
  assert.deepEqual(
    uploadedFiles(result).map(({ path, key, skipped }) => ({ path, key, skipped })),
    [
      { path: 'out/a.parquet', key: keys[0], skipped: false },
      { path: 'out/sub dir/b.parquet', key: keys[1], skipped: false },
    ],
  )
  const { sandbox } = world
  const [apply] = requestsTo(sandbox, 'apply')
  assert.deepEqual(JSON.parse(apply?.body ?? ''), { volumeName: 'ci', path: uploadFolder })
  const { volumeName, dataPaths } = createBody(sandbox)
  assert.deepEqual({ volumeName, dataPaths }, { volumeName: 'ci', dataPaths: keys.map(key => [key]) })
  const stored = await sandbox.store.objects(VOLUME.bucket)
  assert.deepEqual(
    stored.map(({ key }) => key),
    keys.map(key => VOLUME.prefix + key),
  )
  assert.match(result.log, /Found 2 files in out\/ \(4\.5 kB, Parquet\)/)
  assert.match(result.log, /Uploading to volume ci, folder imports\//)
  assert.match(result.log, /Uploaded 2 files \(4\.5 kB\) in .*; submitting their import/)
  assert.match(
    result.summary,
    /\| Upload \| 2 files in <code>imports\/|Upload[\s\S]*2 files in <code>imports\//,
  )
  const [{ accessKey = '', secretKey = '', sessionToken = '' } = {}] = sandbox.store.issued
  for (const secret of [accessKey, secretKey, sessionToken]) {
    const mask = result.stdout.indexOf(`::add-mask::${secret}`)
    assert.ok(mask >= 0, 'temporary keys are masked')
    assert.ok(!result.stdout.replaceAll(/^::add-mask::.*$/gm, '').includes(secret))
  }
})

test('a volume on Google Cloud, by its token alone', async () => {
  await using world = await uploadWorld(TWO_FILES, {
    world: { volumes: [{ ...VOLUME, cloud: 'gcp', region: 'us-west1' }] },
  })
  assertImported(await world.run())
  const seen = world.sandbox.store.requests.filter(({ operation }) => operation === 'PutObject')
  for (const { headers } of seen) {
    assert.match(String(headers['authorization']), /^Bearer ya29\./)
    assert.ok(headers['content-md5'])
    assert.equal(headers['x-amz-content-sha256'], undefined)
  }
})

test('a bucket of AWS: by a proxy and a private authority; the region is asked for', at3, async t => {
  await using world = await uploadWorld(TWO_FILES, {
    store: { buckets: { mine: { region: 'eu-central-1' }, 'with.dots': { region: 'us-east-1' } } },
  })
  await using cloud = await cloudHosts(world.sandbox, [
    'mine.s3.us-east-1.amazonaws.com',
    'mine.s3.eu-central-1.amazonaws.com',
    's3.us-east-1.amazonaws.com',
  ])
  await Promise.all([
    t.test('the region is found', async () => {
      const result = await world.run(INTO_BUCKET, { env: cloud.env })
      assertImported(result)
      assert.match(
        result.outputs['uploadFolder'] ?? '',
        /^s3:\/\/mine\/imports\/example-org\/articles\/[0-9a-f]{20}\/$/,
      )
      assert.ok(cloud.proxy.asked.includes('CONNECT mine.s3.eu-central-1.amazonaws.com:443'))
    }),
    t.test('a region that is wrong is put right, with a note', async () => {
      const inputs = { ...INTO_BUCKET, objectUrl: 's3://mine/again/', storageRegion: 'us-east-1' }
      const result = await world.run(inputs, { env: cloud.env })
      assertImported(result)
      assert.match(result.log, /The bucket is in eu-central-1: going on there/)
    }),
    t.test('a name with dots is in the path, where the certificate holds', async () => {
      const inputs = { ...INTO_BUCKET, objectUrl: 's3://with.dots/x/' }
      assertImported(await world.run(inputs, { env: cloud.env }))
    }),
  ])
  const bodies = requestsTo(world.sandbox, 'create').map(({ body }) => JSON.parse(body))
  for (const { objectUrls, accessKey, secretKey } of bodies) {
    assert.equal(objectUrls.length, 2, 'every file by its name')
    assert.deepEqual(
      { accessKey, secretKey },
      { accessKey: INTO_BUCKET.accessKey, secretKey: INTO_BUCKET.secretKey },
    )
  }
})

test('v1 gets the one folder, after a listing equals the plan; one file gets its name', async () => {
  await using world = await uploadWorld(
    { 'flat/a.jsonl': toJsonLines(makeArticles(1, 10)), 'flat/b.jsonl': toJsonLines(makeArticles(11, 10)) },
    { api: 'zilliz-v1' },
  )
  await using cloud = await cloudHosts(world.sandbox, ['mine.s3.us-east-1.amazonaws.com'])
  const v1 = { ...INTO_BUCKET, api: 'zilliz-v1', storageRegion: 'us-east-1' }
  const both = await world.run({ ...v1, path: 'flat/*' }, { env: cloud.env })
  assert.equal(both.outputs['status'], 'Completed', both.log)
  assert.equal(await world.sandbox.jobs.rowsIn('articles'), 20)
  const body = () =>
    JSON.parse(world.sandbox.requests.findLast(({ path }) => path.endsWith('/import'))?.body ?? '{}')
  assert.equal(body().objectUrl, both.outputs['uploadFolder'])
  assert.equal(world.count('ListObjectsV2'), 2)
  const one = await world.run({ ...v1, path: 'flat/a.jsonl' }, { env: cloud.env })
  assert.equal(one.outputs['status'], 'Completed', one.log)
  assert.equal(body().objectUrl, `${one.outputs['uploadFolder']}a.jsonl`)
})

test('Google Cloud: by an access token, and by an HMAC key', at3, async t => {
  await using world = await uploadWorld(TWO_FILES, {
    store: { buckets: { mine: { cloud: 'gcp' } }, tokens: [{ token: 'ya29.an-access-token-0123456789' }] },
  })
  await using cloud = await cloudHosts(world.sandbox, ['storage.googleapis.com'])
  await Promise.all([
    t.test('token', async () => {
      const token = { accessKey: null, secretKey: null, sessionToken: 'ya29.an-access-token-0123456789' }
      const result = await world.run(
        { ...INTO_BUCKET, objectUrl: 'gs://mine/token/', ...token },
        { env: cloud.env },
      )
      assertImported(result)
      assert.match(result.outputs['uploadFolder'] ?? '', /^gs:\/\/mine\/token\/example-org\//)
    }),
    t.test('HMAC', async () => {
      const inputs = { ...INTO_BUCKET, objectUrl: 'gs://mine/hmac/' }
      // A region of the environment is one of AWS.
      assertImported(await world.run(inputs, { env: { ...cloud.env, AWS_REGION: 'eu-central-1' } }))
    }),
  ])
})

test('Azure, by a SAS', async () => {
  const account = { name: 'anaccount', key: 'a2V5LW9mLXRoZS1hY2NvdW50' }
  await using world = await uploadWorld(TWO_FILES, { store: { buckets: { mine: {} }, accounts: [account] } })
  await using cloud = await cloudHosts(world.sandbox, ['anaccount.blob.core.windows.net'])
  const sas = signSas(
    { account: account.name, accountKey: account.key, container: 'mine' },
    { permissions: 'racwl', expiry: Date.now() + 600_000 },
  )
  const result = await world.run(
    {
      ...{ volumeName: null, objectUrl: 'https://anaccount.blob.core.windows.net/mine/im ports/' },
      sessionToken: sas,
    },
    { env: cloud.env },
  )
  assertImported(result)
  assert.match(
    result.outputs['uploadFolder'] ?? '',
    /^https:\/\/anaccount\.blob\.core\.windows\.net\/mine\/im%20ports\/example-org\//,
  )
  assert.equal(world.count('PutBlob'), 2)
})

test('the bucket of a Milvus: the job names keys', at3, async t => {
  const sets = Object.fromEntries(
    ['x/', 'y/'].flatMap((folder, index) =>
      Object.entries(toNumpy(makeArticles(1 + index * 10, 10))).map(([name, bytes]) => [
        `npy/${folder}${name}`,
        bytes,
      ]),
    ),
  )
  await using world = await uploadWorld({ ...TWO_FILES, ...sets }, { api: { milvus: '3.0.2' } })
  const { sandbox } = world
  const filesOf = (key: string) =>
    requestsTo(sandbox, 'create')
      .map(({ body }) => JSON.parse(body).files as string[][])
      .find(files => files.flat().some(file => file.includes(key))) ?? []
  const env = { AWS_ACCESS_KEY_ID: INTO_BUCKET.accessKey, AWS_SECRET_ACCESS_KEY: INTO_BUCKET.secretKey }
  await Promise.all([
    t.test('by keys of the inputs', async () => {
      const result = await world.run({ ...intoMilvus(sandbox), searchable: 'true' })
      assertImported(result)
      assert.match(result.outputs['uploadFolder'] ?? '', /^s3:\/\/example-articles\/imports\//)
      assert.deepEqual(
        filesOf('a.parquet'),
        uploadedFiles(result).map(({ key }) => [key]),
      )
      const [create] = requestsTo(sandbox, 'create')
      assert.ok(!create?.body.includes(INTO_BUCKET.accessKey), 'Milvus gets no keys')
    }),
    t.test('by keys of the environment, one group for each folder of a NumPy set', async () => {
      const inputs = { ...intoMilvus(sandbox), accessKey: null, secretKey: null, path: 'npy' }
      assertImported(await world.run(inputs, { env }), '20')
      const groups = filesOf('vector.npy')
      assert.deepEqual(
        groups.map(group => group.length),
        [4, 4],
      )
      for (const group of groups) assert.equal(new Set(group.map(key => key.replace(/[^/]+$/, ''))).size, 1)
    }),
  ])
})

test('a bucket of AWS behind a Milvus needs no endpoint', async () => {
  await using world = await uploadWorld(TWO_FILES, { api: { milvus: '2.6.24' } })
  await using cloud = await cloudHosts(world.sandbox, ['example-articles.s3.us-east-1.amazonaws.com'])
  const inputs = { ...intoMilvus(world.sandbox), storageEndpoint: null, storageRegion: 'us-east-1' }
  assertImported(await world.run(inputs, { env: cloud.env }))
})

test('a NumPy set in a volume is its folder, after a listing equals the plan', async () => {
  const files = Object.entries(toNumpy(makeArticles(1, 10))).map(([name, bytes]) => [`npy/${name}`, bytes])
  await using world = await uploadWorld(Object.fromEntries(files))
  const result = await world.run({ path: 'npy/*.npy' })
  assertImported(result, '10')
  assert.deepEqual(createBody(world.sandbox)['dataPaths'], [[result.outputs['uploadFolder']]])
  assert.equal(world.count('ListObjectsV2'), 2)
})

test('more than 1,000 files: their folder, and an output that fits into an environment variable', async () => {
  const name = (index: number) => `a-rather-long-name-of-a-part-that-a-job-wrote-${index}`
  const files = Array.from({ length: 1001 }, (_, index) => [
    `parts/${name(index)}.jsonl`,
    toJsonLines(makeArticles(index, 1)),
  ])
  await using world = await uploadWorld(Object.fromEntries(files))
  const result = await world.run({ path: 'parts/*.jsonl', timeout: '2m' })
  assertImported(result, '1001')
  assert.deepEqual(createBody(world.sandbox)['dataPaths'], [[result.outputs['uploadFolder']]])
  assert.ok(Buffer.byteLength(result.outputs['uploadedFiles'] ?? '') < 120_000)
  assert.ok(uploadedFiles(result).length > 500)
  assert.ok(result.log.split('\n').filter(line => line.startsWith('[')).length < 20, 'a short log')
})

test('from 16 MiB on in parts, whatever the name of a file', async () => {
  const name = "odd/we ird+&#?%2F!'()*[é日].json"
  await using world = await uploadWorld({ [name]: large(17), 'odd/small.json': '[]' })
  const result = await world.run({ path: 'odd', wait: 'false' })
  assert.equal(result.outputs['status'], 'Submitted', result.log)
  const counts = (
    ['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload', 'PutObject'] as const
  ).map(world.count)
  assert.deepEqual(counts, [1, 2, 1, 1])
  const stored = await world.sandbox.store.objects(VOLUME.bucket)
  assert.ok(stored.some(({ key, size }) => key.endsWith(name.slice(3)) && size === 17 * 2 ** 20))
  assert.deepEqual(world.sandbox.store.openUploads(), [])
  const { dataPaths } = createBody(world.sandbox) as { dataPaths: string[][] }
  assert.ok(
    dataPaths.flat().some(path => path.endsWith(name.slice(3))),
    'names are literal',
  )
})

test('credentials of Google that a pattern catches are left out, with a note', async () => {
  await using world = await uploadWorld({
    'out/a.json': '[]',
    'out/gha-creds-0123456789abcdef.json': '{"secret":1}',
  })
  const result = await world.run({ path: 'out/*.json', wait: 'false' })
  assert.equal(result.outputs['status'], 'Submitted', result.log)
  assert.match(
    result.log,
    /Not uploaded: out\/gha-creds-0123456789abcdef\.json holds credentials of Google Cloud/,
  )
  assert.equal((await world.sandbox.store.objects(VOLUME.bucket)).length, 1)
})

test('a link is followed, and what lies behind it has the name of the link', async () => {
  await using world = await uploadWorld({ 'data/real.json': '[]' })
  await mkdir(join(world.workspace, 'out'))
  await symlink('../data/real.json', join(world.workspace, 'out/today.json'))
  const result = await world.run({ path: 'out', wait: 'false' })
  assert.equal(result.outputs['status'], 'Submitted', result.log)
  assert.deepEqual(
    uploadedFiles(result).map(({ path }) => path),
    ['out/today.json'],
  )
})
