import assert from 'node:assert/strict'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { SandboxOptions } from '../../sandbox/server.ts'
import type { S3Key } from '../../sandbox/store/keyring.ts'
import { signSas } from '../../sandbox/store/sas.ts'
import { API_KEY, CLUSTER, testSandbox } from '../harness/step.ts'
import { BUCKET_KEYS, sampleBuckets } from '../harness/world.ts'
import { folderWith, StandingClock, serverOf } from './servers.ts'

const VOLUMES = [{ name: 'my_volume', bucket: 'zc-volumes', prefix: 'org/my_volume/' }]

/** A sandbox over an empty folder. */
async function emptySandbox(store: SandboxOptions['store'] = {}) {
  const buckets = await folderWith({})
  const options = { speed: 500, store: { buckets: { mine: {} }, ...store } }
  const sandbox = await testSandbox({ buckets, volumes: VOLUMES }, options)
  const server = serverOf(sandbox, new StandingClock(), { authorization: `Bearer ${API_KEY}` })
  const ask = async (path: string, body: object) => {
    const { code, data, message } = await server.call(path, body)
    assert.equal(code, 0, message)
    return data
  }
  return {
    sandbox,
    ask,
    /** The job of an import at its end, as `Completed 200`. */
    async imported(body: object) {
      const route = '/v2/vectordb/jobs/import'
      const target = { clusterId: CLUSTER, collectionName: 'articles' }
      const { jobId } = await ask(`${route}/create`, { ...target, ...body })
      for (;;) {
        const { state, importedRows } = await ask(`${route}/describe`, { clusterId: CLUSTER, jobId })
        if (state === 'Completed' || state === 'Failed') return `${state} ${importedRows}`
        await new Promise(resolve => setTimeout(resolve, 10))
      }
    },
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]()
      await rm(buckets, { recursive: true })
      assert.deepEqual([sandbox.mistakes, sandbox.store.mistakes], [[], []])
    },
  }
}

/** Puts the sample file, with AWS's client. */
async function put(at: { endpoint: string; region?: string; bucket: string; key: string }, keys: S3Key) {
  const { endpoint, region = 'us-east-1', bucket: Bucket, key: Key } = at
  const { accessKey: accessKeyId, secretKey: secretAccessKey, sessionToken } = keys
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials })
  const Body = await readFile(join(await sampleBuckets(), 'example-articles/daily/politics.parquet'))
  await client.send(new PutObjectCommand({ Bucket, Key, Body }))
}

test('what is put into a volume is what an import of the volume reads', async () => {
  await using world = await emptySandbox()
  const { sandbox, ask, imported } = world
  const dataPaths = [['data/x y/politics.parquet']]
  assert.equal(await imported({ volumeName: 'my_volume', dataPaths }), 'Failed 0')

  const given = await ask('/v2/volumes/apply', { volumeName: 'my_volume', path: 'data/x y/' })
  const { endpoint, region, bucketName: bucket, volumePrefix } = given
  assert.equal(endpoint, sandbox.url)
  const { tmpAK: accessKey, tmpSK: secretKey, sessionToken } = given.credentials
  const key = `${volumePrefix}data/x y/politics.parquet`
  await put({ endpoint, region, bucket, key }, { accessKey, secretKey, sessionToken })
  assert.equal(await imported({ volumeName: 'my_volume', dataPaths }), 'Completed 200')
  const asked = sandbox.requests.filter(({ path }) => !path.startsWith('/v2/vectordb/'))
  const path = '/zc-volumes/org/my_volume/data/x%20y/politics.parquet?x-id=PutObject'
  const lines = asked.map(request => `${request.method} ${request.path}`)
  assert.deepEqual(lines, ['POST /v2/volumes/apply', `PUT ${path}`])
  assert.equal(asked[1]?.body, '', 'bodies of objects are not kept')
  const operations = sandbox.store.requests.map(({ operation }) => operation)
  assert.deepEqual(operations, ['ApplyVolume', 'PutObject'])
})

test('a bucket of one’s own is read the same way, with the keys that the store knows', async () => {
  await using world = await emptySandbox({ keys: [{ accessKey: 'ASIA', secretKey: 'S', sessionToken: 'T' }] })
  const { sandbox, imported } = world
  await put({ endpoint: sandbox.url, bucket: 'mine', key: 'a/politics.parquet' }, BUCKET_KEYS)
  const objectUrls = [['s3://mine/a/politics.parquet']]
  assert.equal(await imported({ objectUrls, ...BUCKET_KEYS }), 'Completed 200')
  const session = { objectUrls, accessKey: 'ASIA', secretKey: 'S' }
  assert.equal(await imported(session), 'Failed 0', 'the keys of a session need their token')
  assert.equal(await imported({ ...session, token: 'T' }), 'Completed 200')
})

test('a connection that the store breaks in the middle of apply is broken, not a mistake', async () => {
  await using world = await emptySandbox()
  const { sandbox, ask } = world
  sandbox.store.faults.plan({ on: 'ApplyVolume', nth: 1, fault: { kind: 'reset', when: 'after' } })
  const apply = () => ask('/v2/volumes/apply', { volumeName: 'my_volume', path: '' })
  await assert.rejects(apply(), { name: 'TypeError' })
  await apply()
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
