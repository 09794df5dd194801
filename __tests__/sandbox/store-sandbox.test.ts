import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { SandboxOptions } from '../../sandbox/server.ts'
import { signSas } from '../../sandbox/store/sas.ts'
import { API_KEY, CLUSTER, testSandbox } from '../harness/step.ts'
import { BUCKET_KEYS, sampleBuckets } from '../harness/world.ts'

const VOLUMES = [{ name: 'my_volume', bucket: 'zc-volumes', prefix: 'org/my_volume/' }]

/** A sandbox over an empty folder. */
async function emptySandbox(store: SandboxOptions['store'] = {}) {
  const buckets = await mkdtemp(join(tmpdir(), 'buckets-'))
  const sandbox = await testSandbox(
    { buckets, volumes: VOLUMES },
    { speed: 500, store: { buckets: { mine: {} }, ...store } },
  )
  const ask = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${API_KEY}` }
    const response = await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    const answer = (await response.json()) as {
      code: number
      message?: string
      data: Record<string, unknown>
    }
    assert.equal(answer.code, 0, answer.message)
    return answer.data
  }
  const imported = async (body: object) => {
    const route = '/v2/vectordb/jobs/import'
    const { jobId } = await ask(`${route}/create`, {
      clusterId: CLUSTER,
      collectionName: 'articles',
      ...body,
    })
    for (;;) {
      const job = await ask(`${route}/describe`, { clusterId: CLUSTER, jobId })
      if (job['state'] === 'Completed' || job['state'] === 'Failed') return job
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }
  return {
    sandbox,
    ask,
    imported,
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]()
      await rm(buckets, { recursive: true })
      assert.deepEqual([sandbox.mistakes, sandbox.store.mistakes], [[], []])
    },
  }
}

const sample = async () => readFile(join(await sampleBuckets(), 'example-articles/daily/politics.parquet'))

test('what is put into a volume is what an import of the volume reads', async () => {
  await using world = await emptySandbox()
  const { sandbox, ask, imported } = world
  const dataPaths = [['data/x y/politics.parquet']]
  const missing = await imported({ volumeName: 'my_volume', dataPaths })
  assert.equal(missing['state'], 'Failed')

  const given = await ask('/v2/volumes/apply', { volumeName: 'my_volume', path: 'data/x y/' })
  assert.equal(given['endpoint'], sandbox.url)
  const { tmpAK, tmpSK, sessionToken } = given['credentials'] as Record<
    'tmpAK' | 'tmpSK' | 'sessionToken',
    string
  >
  const client = new S3Client({
    endpoint: String(given['endpoint']),
    region: String(given['region']),
    forcePathStyle: true,
    credentials: { accessKeyId: tmpAK, secretAccessKey: tmpSK, sessionToken },
  })
  const Key = `${given['volumePrefix']}data/x y/politics.parquet`
  await client.send(new PutObjectCommand({ Bucket: String(given['bucketName']), Key, Body: await sample() }))
  const job = await imported({ volumeName: 'my_volume', dataPaths })
  assert.deepEqual([job['state'], job['importedRows']], ['Completed', 200])
  const asked = sandbox.requests.map(({ method, path }) => `${method} ${path}`)
  const order = [
    'POST /v2/volumes/apply',
    `PUT /zc-volumes/org/my_volume/data/x%20y/politics.parquet?x-id=PutObject`,
  ]
  assert.deepEqual(
    asked.filter(line => order.includes(line)),
    order,
  )
  assert.equal(
    sandbox.requests.find(({ method }) => method === 'PUT')?.body,
    '',
    'bodies of objects are not kept',
  )
  assert.deepEqual(
    sandbox.store.requests.map(({ operation }) => operation),
    ['ApplyVolume', 'PutObject'],
  )
})

test('a bucket of one’s own is read the same way, with the keys that the store knows', async () => {
  await using world = await emptySandbox()
  const { sandbox, imported } = world
  const { accessKey, secretKey } = BUCKET_KEYS
  const client = new S3Client({
    endpoint: sandbox.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
  })
  await client.send(new PutObjectCommand({ Bucket: 'mine', Key: 'a/politics.parquet', Body: await sample() }))
  const job = await imported({ objectUrls: [['s3://mine/a/politics.parquet']], ...BUCKET_KEYS })
  assert.deepEqual([job['state'], job['importedRows']], ['Completed', 200])
})

test('a connection that the store breaks in the middle of apply is broken, not a mistake', async () => {
  await using world = await emptySandbox()
  const { sandbox, ask } = world
  sandbox.store.faults.plan({ on: 'ApplyVolume', nth: 1, fault: { kind: 'reset', when: 'after' } })
  await assert.rejects(ask('/v2/volumes/apply', { volumeName: 'my_volume', path: '' }), { name: 'TypeError' })
  await ask('/v2/volumes/apply', { volumeName: 'my_volume', path: '' })
  assert.equal(sandbox.store.issued.length, 2)
})

test('an import needs credentials that may read at that moment: with their token, or a token alone', async () => {
  const keys = [
    { accessKey: 'ASIA', secretKey: 'S', sessionToken: 'T' },
    { accessKey: 'AKIA-WRITES', secretKey: 'S', rights: ['write'] },
  ] as const
  const account = { name: 'anaccount', key: 'a2V5' }
  const store = { keys, tokens: [{ token: 'ya29' }], accounts: [account] }
  await using sandbox = await testSandbox({}, { speed: 500, store })
  const object = { bucket: 'example-articles', key: 'daily/politics.parquet' }
  const sas = signSas(
    { account: account.name, accountKey: account.key, container: object.bucket },
    { permissions: 'rl', expiry: Date.now() + 60_000 },
  )
  const may = (accessKey: string, secretKey: string, token = '') =>
    sandbox.store.mayRead({ accessKey, secretKey, token }, object)
  assert.deepEqual([may('ASIA', 'S', 'T'), may('ASIA', 'S'), may('ASIA', 'X', 'T')], [true, false, false])
  assert.deepEqual([may('', '', 'ya29'), may('', '', 'other'), may('AKIA-WRITES', 'S')], [true, false, false])
  assert.deepEqual([may('', '', sas), may('', '', sas.replace('sp=rl', 'sp=rw'))], [true, false])
  assert.deepEqual(
    [may(account.name, account.key), may(account.name, 'b'), may('nobody', 'S')],
    [true, false, false],
  )
  sandbox.store.expireKeys()
  assert.deepEqual([may('ASIA', 'S', 'T'), may('', '', 'ya29')], [false, false])
})

test('an import with the keys of a session is refused without their token', async () => {
  const keys = [{ accessKey: 'ASIA', secretKey: 'S', sessionToken: 'T' }]
  await using world = await emptySandbox({ keys })
  const { sandbox, imported } = world
  const client = new S3Client({
    endpoint: sandbox.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'ASIA', secretAccessKey: 'S', sessionToken: 'T' },
  })
  await client.send(new PutObjectCommand({ Bucket: 'mine', Key: 'a/politics.parquet', Body: await sample() }))
  const body = { objectUrls: [['s3://mine/a/politics.parquet']], accessKey: 'ASIA', secretKey: 'S' }
  assert.equal((await imported(body))['state'], 'Failed')
  assert.equal((await imported({ ...body, token: 'T' }))['state'], 'Completed')
})
