import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { makeArticles, toNumpy, toParquet } from '../../sandbox/samples.ts'
import { BUCKET_KEYS, createBody, requestsTo } from '../harness/step.ts'
import { intoMilvus, large, TWO_FILES, type UploadWorld, uploadWorld, VOLUME } from '../harness/upload.ts'

type Run = Awaited<ReturnType<UploadWorld['run']>>

function skippedOf({ outputs }: Run): boolean[] {
  return (JSON.parse(outputs['uploadedFiles'] ?? '[]') as { skipped: boolean }[]).map(
    ({ skipped }) => skipped,
  )
}

/** The keys of the creates, in order. */
function keysOf({ sandbox }: UploadWorld): unknown[] {
  return requestsTo(sandbox, 'create').map(({ headers }) => headers['idempotency-key'])
}

test('what is there is not sent again; other bytes go to another folder, and are another job', async () => {
  await using world = await uploadWorld()
  const first = await world.run()
  const again = await world.run()
  assert.equal(again.outputs['status'], 'Completed')
  assert.deepEqual(
    [skippedOf(first), skippedOf(again)],
    [
      [false, false],
      [true, true],
    ],
  )
  assert.equal(world.count('PutObject'), 2)
  assert.match(again.log, /all files are there already/)
  assert.match(again.log, /Nothing to upload; submitting the import of 2 files/)

  await world.write({ 'out/c.parquet': toParquet(makeArticles(61, 5)) })
  const more = await world.run()
  assert.deepEqual(skippedOf(more), [false, false, false])
  assert.equal(more.outputs['importedRows'], '65')
  await world.write({ 'out/a.parquet': toParquet(makeArticles(901, 40)) })
  const other = await world.run()
  const folders = [first, again, more, other].map(({ outputs }) => outputs['uploadFolder'])
  assert.equal(folders[0], folders[1])
  assert.equal(new Set(folders).size, 3)
  const keys = keysOf(world)
  assert.equal(keys[0], keys[1], 'the same bytes are the same job')
  assert.equal(new Set(keys).size, 3)
})

test('an object of the planned name and another size is written anew', async () => {
  await using world = await uploadWorld()
  const first = await world.run({ wait: 'false' })
  const { sandbox } = world
  // The same folder, but what lies there was cut short by somebody.
  const [object] = await sandbox.store.objects(VOLUME.bucket)
  await writeFile(join(world.workspace, '..', 'buckets', VOLUME.bucket, object?.key ?? ''), 'short')
  const again = await world.run({ wait: 'false' })
  assert.equal(again.outputs['uploadFolder'], first.outputs['uploadFolder'])
  assert.deepEqual(skippedOf(again), [false, true])
})

test('a re-run of the same run adopts the job of the first attempt', async () => {
  await using world = await uploadWorld(TWO_FILES, { api: { milvus: '3.0.2' } })
  const inputs = intoMilvus(world.sandbox)
  const first = await world.run(inputs)
  const again = await world.run(inputs, { attempt: 2 })
  assert.equal(again.outputs['jobId'], first.outputs['jobId'])
  assert.equal(again.outputs['reused'], 'true')
  assert.equal(world.count('PutObject'), 2)
  assert.equal(await world.sandbox.jobs.rowsIn('articles'), 60)
})

test('answers that are lost cost no second job and no second object', async () => {
  await using world = await uploadWorld(
    { ...TWO_FILES },
    { store: { faults: [{ on: 'PutObject', nth: 1, times: 2, fault: { kind: 'reset', when: 'after' } }] } },
  )
  const result = await world.run()
  assert.equal(result.outputs['importedRows'], '60', result.log)
  assert.equal(requestsTo(world.sandbox, 'create').length, 1)
  assert.equal((await world.sandbox.store.objects(VOLUME.bucket)).length, 2)
})

test('keys that may write but not look are enough', async () => {
  await using world = await uploadWorld(TWO_FILES, {
    world: { volumes: [{ ...VOLUME, rights: ['write'] }] },
  })
  const results = [await world.run({ wait: 'false' }), await world.run({ wait: 'false' })]
  for (const result of results) assert.equal(result.outputs['status'], 'Submitted', result.log)
  assert.equal(world.count('PutObject'), 4, 'then everything is sent')
})

test('deleteUploaded: these files, one by one, from a folder of this step alone, when all rows are in', async () => {
  await using world = await uploadWorld()
  await world.run()
  const others = await world.sandbox.store.objects(VOLUME.bucket)
  const result = await world.run({ deleteUploaded: 'true', searchable: 'true' })
  assert.equal(result.outputs['status'], 'Completed', result.log)
  assert.match(result.outputs['uploadFolder'] ?? '', /[0-9a-f]{20}-[0-9a-f]{12}\/$/)
  assert.ok(result.log.indexOf('Searchable: ') < result.log.indexOf('Deleted 2 uploaded files'))
  assert.equal(world.count('DeleteObject'), 2)
  assert.deepEqual(await world.sandbox.store.objects(VOLUME.bucket), others, 'what others put there stays')

  const leg = await world.run({ deleteUploaded: 'true', partitionName: 'archive' })
  assert.notEqual(
    leg.outputs['uploadFolder'],
    result.outputs['uploadFolder'],
    'legs of a matrix do not share',
  )
  const wrong = await world.run({ deleteUploaded: 'true', expectedRows: '61' })
  assert.deepEqual([wrong.outputs['status'], wrong.outputs['errorCode']], ['Completed', 'RowCountMismatch'])
  assert.match(
    wrong.outputs['errorMessage'] ?? '',
    /The uploaded files stay in imports\/.*, also with `deleteUploaded`/,
  )
  assert.equal(world.count('DeleteObject'), 4)
})

test('a volume that moves while its keys are renewed: everything again, at the new place', async () => {
  await using world = await uploadWorld(
    { 'out/big.json': large(17), 'out/small.json': '[]' },
    { store: { faults: [{ on: 'UploadPart', nth: 1, fault: { kind: 'expire' } }] } },
  )
  const { sandbox } = world
  const { accessKey: tmpAK, secretKey: tmpSK } = BUCKET_KEYS
  let asked = 0
  sandbox.intercept = ({ path }) => {
    if (!path.endsWith('/apply')) return undefined
    asked += 1
    const place = { volumeName: 'ci', bucketName: VOLUME.bucket, volumePrefix: 'org/moved/' }
    const data = {
      ...place,
      endpoint: sandbox.url,
      cloud: 'aws',
      region: 'us-west-2',
      credentials: { tmpAK, tmpSK },
    }
    return asked === 1 ? undefined : { status: 200, body: { code: 0, data } }
  }
  const result = await world.run({ path: 'out', wait: 'false' })
  assert.equal(result.outputs['status'], 'Submitted', result.log)
  assert.match(result.log, /The volume is in another place now: uploading there/)
  const moved = (await sandbox.store.objects(VOLUME.bucket)).filter(({ key }) => key.startsWith('org/moved/'))
  assert.deepEqual(
    moved.map(({ size }) => size),
    [17 * 2 ** 20, 2],
  )
  assert.match(result.outputs['uploadFolder'] ?? '', /^imports\//)
})

test('the folder must hold nothing else where it is named', async () => {
  const set = Object.entries(toNumpy(makeArticles(1, 10))).map(([name, bytes]) => [`npy/${name}`, bytes])
  await using world = await uploadWorld(Object.fromEntries(set))
  const first = await world.run({ path: 'npy' })
  assert.equal(first.outputs['status'], 'Completed', first.log)
  const foreign = join(
    world.workspace,
    '..',
    'buckets',
    VOLUME.bucket,
    VOLUME.prefix,
    first.outputs['uploadFolder'] ?? '',
    'other.npy',
  )
  await mkdir(dirname(foreign), { recursive: true })
  await writeFile(foreign, 'x')
  const again = await world.run({ path: 'npy' })
  assert.deepEqual([again.outputs['status'], again.outputs['errorCode']], ['UploadFailed', 'ListingDiffers'])
  assert.match(again.outputs['errorMessage'] ?? '', /1 object not of this upload \(.*other\.npy\)/)
  assert.equal(requestsTo(world.sandbox, 'create').length, 1)
})

test('`timeout` starts after the upload', async () => {
  await using world = await uploadWorld(TWO_FILES, {
    store: { faults: [{ on: 'PutObject', nth: 1, fault: { kind: 'delay', before: 2500, after: 0 } }] },
  })
  const result = await world.run({ timeout: '2s' })
  assert.equal(result.outputs['status'], 'Completed', result.log)
  assert.ok(createBody(world.sandbox))
})
