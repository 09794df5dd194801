import assert from 'node:assert/strict'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { makeArticles, toJsonLines, toNumpy } from '../../sandbox/samples.ts'
import { signSas } from '../../sandbox/store/sas.ts'
import { asked, assertSeen, createBody, requestsTo, withoutMasks } from '../harness/step.ts'
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

// Files of the runner: where they go, and what the job names.

type Run = Awaited<ReturnType<UploadWorld['run']>>

/** Green, and every row of the files is in. */
function assertImported(result: Run, importedRows = '60'): void {
  assertSeen(result, { status: 'Completed', importedRows })
}

function uploadedFiles({ outputs }: Run): { path: string; key: string; size: number; skipped: boolean }[] {
  return JSON.parse(outputs['uploadedFiles'] ?? '[]')
}

const folderOf = ({ outputs }: Run) => outputs['uploadFolder'] ?? ''
const numpy = (folder: string, first = 1) =>
  Object.entries(toNumpy(makeArticles(first, 10))).map(([name, bytes]) => [folder + name, bytes] as const)
const NUMPY = Object.fromEntries(numpy('npy/'))
const NO_KEYS = { accessKey: null, secretKey: null }

/** The bucket `mine` under names of AWS. */
const awsHosts = (world: UploadWorld, ...regions: string[]) =>
  cloudHosts(world.sandbox, [
    ...regions.map(region => `mine.s3.${region}.amazonaws.com`),
    's3.us-east-1.amazonaws.com',
  ])

describe('where files go', { concurrency: 4 }, () => {
  test('a volume: leave is asked for the folder, files go up, and exactly they are imported', async () => {
    await using world = await uploadWorld()
    const result = await world.run({ expectedRows: '60' })
    assertImported(result)
    const folder = folderOf(result)
    assert.match(folder, /^imports\/example-org\/articles\/[0-9a-f]{20}\/$/)
    const keys = ['a.parquet', 'sub dir/b.parquet'].map(name => folder + name)
    assert.deepEqual(
      uploadedFiles(result).map(({ path, key, skipped }) => [path, key, skipped]),
      [
        ['out/a.parquet', keys[0], false],
        ['out/sub dir/b.parquet', keys[1], false],
      ],
    )
    const { sandbox } = world
    const [apply] = requestsTo(sandbox, 'apply')
    assert.deepEqual(JSON.parse(apply?.body ?? ''), { volumeName: 'ci', path: folder })
    const { volumeName, dataPaths } = createBody(sandbox)
    assert.deepEqual([volumeName, dataPaths], ['ci', keys.map(key => [key])])
    const stored = await sandbox.store.objects(VOLUME.bucket)
    assert.deepEqual(
      stored.map(({ key }) => key),
      keys.map(key => VOLUME.prefix + key),
    )
    assert.match(result.log, /Found 2 files in out\/ \(4\.5 kB, Parquet\)/)
    assert.match(result.log, /Uploading to volume ci, folder imports\//)
    assert.match(result.log, /Uploaded 2 files \(4\.5 kB\) in .*; submitting their import/)
    assert.match(result.summary, /Upload[\s\S]*2 files in <code>imports\//)
    const [issued] = sandbox.store.issued
    for (const secret of [issued?.accessKey, issued?.secretKey, issued?.sessionToken ?? '-']) {
      assert.ok(result.stdout.includes(`::add-mask::${secret}`), 'temporary keys are masked')
      assert.ok(!withoutMasks(result.stdout).includes(secret ?? '-'))
    }
  })

  test('a volume on Google Cloud, by its token alone', async () => {
    const volumes = [{ ...VOLUME, cloud: 'gcp', region: 'us-west1' }]
    await using world = await uploadWorld(TWO_FILES, { world: { volumes } })
    assertImported(await world.run())
    for (const { headers } of world.sandbox.store.requests.filter(seen => seen.operation === 'PutObject')) {
      assert.match(String(headers['authorization']), /^Bearer ya29\./)
      assert.ok(headers['content-md5'])
      assert.equal(headers['x-amz-content-sha256'], undefined)
    }
  })

  test('a bucket of AWS, by a proxy and a private authority: the region is asked for', async t => {
    const buckets = { mine: { region: 'eu-central-1' }, 'with.dots': { region: 'us-east-1' } }
    await using world = await uploadWorld(TWO_FILES, { store: { buckets } })
    await using cloud = await awsHosts(world, 'us-east-1', 'eu-central-1')
    const { env } = cloud
    await t.test('the region is found', async () => {
      const result = await world.run(INTO_BUCKET, { env })
      assertImported(result)
      assert.match(folderOf(result), /^s3:\/\/mine\/imports\/example-org\/articles\/[0-9a-f]{20}\/$/)
      assert.ok(cloud.proxy.asked.includes('CONNECT mine.s3.eu-central-1.amazonaws.com:443'))
    })
    await t.test('a region that is wrong is put right, with a note', async () => {
      const inputs = { ...INTO_BUCKET, objectUrl: 's3://mine/again/', storageRegion: 'us-east-1' }
      const result = await world.run(inputs, { env })
      assertImported(result)
      assert.match(result.log, /The bucket is in eu-central-1: going on there/)
    })
    await t.test('a name with dots is in the path, where the certificate holds', async () =>
      assertImported(await world.run({ ...INTO_BUCKET, objectUrl: 's3://with.dots/x/' }, { env })),
    )
    for (const { body } of requestsTo(world.sandbox, 'create')) {
      const { objectUrls, accessKey, secretKey } = JSON.parse(body)
      assert.equal(objectUrls.length, 2, 'every file by its name')
      assert.deepEqual([accessKey, secretKey], [INTO_BUCKET.accessKey, INTO_BUCKET.secretKey])
    }
  })

  test('v1 gets the one folder, after a listing equals the plan; one file gets its name', async () => {
    const [a, b] = [makeArticles(1, 10), makeArticles(11, 10)].map(toJsonLines)
    await using world = await uploadWorld(
      { 'flat/a.jsonl': a ?? '', 'flat/b.jsonl': b ?? '' },
      { api: 'zilliz-v1' },
    )
    await using cloud = await awsHosts(world, 'us-east-1')
    const v1 = { ...INTO_BUCKET, api: 'zilliz-v1', storageRegion: 'us-east-1' }
    const sent = () => JSON.parse(requestsTo(world.sandbox, 'import').at(-1)?.body ?? '{}').objectUrl
    const both = await world.run({ ...v1, path: 'flat/*' }, { env: cloud.env })
    assertSeen(both, { status: 'Completed' })
    assert.equal(await world.sandbox.jobs.rowsIn('articles'), 20)
    assert.equal(sent(), folderOf(both))
    assert.equal(world.count('ListObjectsV2'), 2)
    const one = await world.run({ ...v1, path: 'flat/a.jsonl' }, { env: cloud.env })
    assertSeen(one, { status: 'Completed' })
    assert.equal(sent(), `${folderOf(one)}a.jsonl`)
  })

  test('Google Cloud: by an access token, and by an HMAC key', async () => {
    const tokens = [{ token: 'ya29.an-access-token-0123456789' }]
    await using world = await uploadWorld(TWO_FILES, {
      store: { buckets: { mine: { cloud: 'gcp' } }, tokens },
    })
    await using cloud = await cloudHosts(world.sandbox, ['storage.googleapis.com'])
    const token = { ...NO_KEYS, sessionToken: 'ya29.an-access-token-0123456789' }
    const inputs = { ...INTO_BUCKET, objectUrl: 'gs://mine/token/', ...token }
    const result = await world.run(inputs, { env: cloud.env })
    assertImported(result)
    assert.match(folderOf(result), /^gs:\/\/mine\/token\/example-org\//)
    // A region of the environment is one of AWS.
    const env = { ...cloud.env, AWS_REGION: 'eu-central-1' }
    assertImported(await world.run({ ...INTO_BUCKET, objectUrl: 'gs://mine/hmac/' }, { env }))
  })

  test('Azure, by a SAS', async () => {
    const account = { name: 'anaccount', key: 'a2V5LW9mLXRoZS1hY2NvdW50' }
    await using world = await uploadWorld(TWO_FILES, {
      store: { buckets: { mine: {} }, accounts: [account] },
    })
    await using cloud = await cloudHosts(world.sandbox, ['anaccount.blob.core.windows.net'])
    const sessionToken = signSas(
      { account: account.name, accountKey: account.key, container: 'mine' },
      { permissions: 'racwl', expiry: Date.now() + 600_000 },
    )
    const objectUrl = 'https://anaccount.blob.core.windows.net/mine/im ports/'
    const result = await world.run({ volumeName: null, objectUrl, sessionToken }, { env: cloud.env })
    assertImported(result)
    assert.ok(
      folderOf(result).startsWith('https://anaccount.blob.core.windows.net/mine/im%20ports/example-org/'),
    )
    assert.equal(world.count('PutBlob'), 2)
  })

  test('the bucket of a Milvus: the job names keys, and gets none of ours', async () => {
    await using world = await uploadWorld(TWO_FILES, { api: { milvus: '3.0.2' } })
    const result = await world.run({ ...intoMilvus(world.sandbox), searchable: 'true' })
    assertImported(result)
    assert.match(folderOf(result), /^s3:\/\/example-articles\/imports\//)
    assert.deepEqual(
      createBody(world.sandbox)['files'],
      uploadedFiles(result).map(({ key }) => [key]),
    )
    const [create] = requestsTo(world.sandbox, 'create')
    assert.ok(!create?.body.includes(INTO_BUCKET.accessKey))
    const paths = asked(world.sandbox)
    const before = paths.slice(0, paths.indexOf('create')).filter(path => path === 'entities/query')
    assert.equal(before.length, 2, 'rows are counted again once the files are up')
  })

  test('a Milvus, by keys of the environment: one group for each folder of a NumPy set', async () => {
    const sets = Object.fromEntries([...numpy('npy/x/'), ...numpy('npy/y/', 11)])
    await using world = await uploadWorld(sets, { api: { milvus: '3.0.2' } })
    const env = { AWS_ACCESS_KEY_ID: INTO_BUCKET.accessKey, AWS_SECRET_ACCESS_KEY: INTO_BUCKET.secretKey }
    const inputs = { ...intoMilvus(world.sandbox), ...NO_KEYS, path: 'npy' }
    assertImported(await world.run(inputs, { env }), '20')
    const groups = createBody(world.sandbox)['files'] as string[][]
    assert.deepEqual(
      groups.map(group => group.length),
      [4, 4],
    )
    for (const group of groups) assert.equal(new Set(group.map(key => key.replace(/[^/]+$/, ''))).size, 1)
  })

  test('a bucket of AWS behind a Milvus needs no endpoint', async () => {
    await using world = await uploadWorld(TWO_FILES, { api: { milvus: '2.6.24' } })
    await using cloud = await cloudHosts(world.sandbox, ['example-articles.s3.us-east-1.amazonaws.com'])
    const inputs = { ...intoMilvus(world.sandbox), storageEndpoint: null, storageRegion: 'us-east-1' }
    assertImported(await world.run(inputs, { env: cloud.env }))
  })

  test('a NumPy set in a volume is its folder, after a listing equals the plan: it must hold nothing else', async () => {
    await using world = await uploadWorld(NUMPY)
    const result = await world.run({ path: 'npy/*.npy' })
    assertImported(result, '10')
    assert.deepEqual(createBody(world.sandbox)['dataPaths'], [[folderOf(result)]])
    assert.equal(world.count('ListObjectsV2'), 2)
    await world.putAside(VOLUME.bucket, `${VOLUME.prefix}${folderOf(result)}other.npy`, 'x')
    const says = /1 object not of this upload \(.*other\.npy\)/
    const again = await world.run({ path: 'npy/*.npy' })
    assertSeen(again, { status: 'UploadFailed', errorCode: 'ListingDiffers' }, says)
    assert.equal(requestsTo(world.sandbox, 'create').length, 1)
  })

  test('more than 1,000 files: their folder, and an output that fits into an environment variable', async () => {
    const files = Array.from({ length: 1001 }, (_, index) => [
      `parts/a-rather-long-name-of-a-part-that-a-job-wrote-${index}.jsonl`,
      toJsonLines(makeArticles(index, 1)),
    ])
    await using world = await uploadWorld(Object.fromEntries(files))
    const result = await world.run({ path: 'parts/*.jsonl', timeout: '2m' })
    assertImported(result, '1001')
    assert.deepEqual(createBody(world.sandbox)['dataPaths'], [[folderOf(result)]])
    assert.ok(Buffer.byteLength(result.outputs['uploadedFiles'] ?? '') < 120_000)
    assert.ok(uploadedFiles(result).length > 500)
    assert.ok(result.log.split('\n').filter(line => line.startsWith('[')).length < 20, 'a short log')
  })

  test('from 16 MiB on in parts, whatever the name of a file', async () => {
    const name = "odd/we ird+&#?%2F!'()*[é日].json"
    await using world = await uploadWorld({ [name]: large(17), 'odd/small.json': '[]' })
    assertSeen(await world.run({ path: 'odd', wait: 'false' }), { status: 'Submitted' })
    const operations = [
      'CreateMultipartUpload',
      'UploadPart',
      'CompleteMultipartUpload',
      'PutObject',
    ] as const
    assert.deepEqual(operations.map(world.count), [1, 2, 1, 1])
    const stored = await world.sandbox.store.objects(VOLUME.bucket)
    assert.ok(stored.some(({ key, size }) => key.endsWith(name.slice(3)) && size === 17 * 2 ** 20))
    assert.deepEqual(world.sandbox.store.openUploads(), [])
    const paths = (createBody(world.sandbox)['dataPaths'] as string[][]).flat()
    assert.ok(
      paths.some(path => path.endsWith(name.slice(3))),
      'names are literal',
    )
  })

  test('a link is followed and keeps its name; credentials of Google are left out, with a note', async () => {
    await using world = await uploadWorld({
      ...{ 'data/real.json': '[]', 'out/gha-creds-0123456789abcdef.json': '{"secret":1}' },
    })
    await mkdir(join(world.workspace, 'out'), { recursive: true })
    await symlink('../data/real.json', join(world.workspace, 'out/today.json'))
    const result = await world.run({ path: 'out/*.json', wait: 'false' })
    assertSeen(result, { status: 'Submitted' })
    assert.ok(
      result.log.includes(
        'Not uploaded: out/gha-creds-0123456789abcdef.json holds credentials of Google Cloud',
      ),
    )
    assert.deepEqual(
      uploadedFiles(result).map(({ path }) => path),
      ['out/today.json'],
    )
    assert.equal((await world.sandbox.store.objects(VOLUME.bucket)).length, 1)
  })
})
