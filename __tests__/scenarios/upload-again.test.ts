import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { makeArticles, toParquet } from '../../sandbox/samples.ts'
import { answer, assertSeen, BUCKET_KEYS, data, requestsTo } from '../harness/step.ts'
import { large, TWO_FILES, type UploadWorld, uploadWorld, VOLUME } from '../harness/upload.ts'

// Files of the runner that were uploaded before: what is sent again, and what is deleted.

type Run = Awaited<ReturnType<UploadWorld['run']>>

const skippedOf = ({ outputs }: Run) =>
  (JSON.parse(outputs['uploadedFiles'] ?? '[]') as { skipped: boolean }[]).map(({ skipped }) => skipped)
const folderOf = ({ outputs }: Run) => outputs['uploadFolder'] ?? ''
const BIG = { 'out/big.json': large(17), 'out/small.json': '[]' }

describe('what is sent again', { concurrency: 4 }, () => {
  test('nothing of what is there; other bytes go to another folder, and are another job', async () => {
    await using world = await uploadWorld()
    const first = await world.run()
    const again = await world.run()
    assert.deepEqual([skippedOf(first), skippedOf(again)], [Array(2).fill(false), Array(2).fill(true)])
    assert.equal(world.count('PutObject'), 2)
    assert.match(again.log, /all files are there already/)
    assert.match(again.log, /Nothing to upload; submitting the import of 2 files/)

    await world.write({ 'out/c.parquet': toParquet(makeArticles(61, 5)) })
    const more = await world.run()
    assert.deepEqual(skippedOf(more), [false, false, false])
    assertSeen(more, { status: 'Completed', importedRows: '65' })
    await world.write({ 'out/a.parquet': toParquet(makeArticles(901, 40)) })
    const other = await world.run()
    const folders = [first, again, more, other].map(folderOf)
    const keys = requestsTo(world.sandbox, 'create').map(({ headers }) => headers['idempotency-key'])
    assert.deepEqual([folders[0], keys[0]], [folders[1], keys[1]], 'the same bytes are the same job')
    assert.deepEqual([new Set(folders).size, new Set(keys).size], [3, 3])
  })

  test('an object of the planned name and another size', async () => {
    await using world = await uploadWorld()
    const first = await world.run({ wait: 'false' })
    // The same folder, but what lies there was cut short by somebody.
    const [object] = await world.sandbox.store.objects(VOLUME.bucket)
    await writeFile(join(world.folder, 'buckets', VOLUME.bucket, object?.key ?? ''), 'short')
    const again = await world.run({ wait: 'false' })
    assert.equal(folderOf(again), folderOf(first))
    assert.deepEqual(skippedOf(again), [false, true])
  })

  test('what was lost: no second job and no second object', async () => {
    const fault = { kind: 'reset', when: 'after' } as const
    await using world = await uploadWorld(TWO_FILES, {
      store: { faults: [{ on: 'PutObject', nth: 1, times: 2, fault }] },
    })
    assertSeen(await world.run(), { importedRows: '60' })
    assert.equal(requestsTo(world.sandbox, 'create').length, 1)
    assert.equal((await world.sandbox.store.objects(VOLUME.bucket)).length, 2)
  })

  test('everything, where keys may write but not look', async () => {
    const volumes = [{ ...VOLUME, rights: ['write'] as const }]
    await using world = await uploadWorld(TWO_FILES, { world: { volumes } })
    for (const sent of [2, 4]) {
      assertSeen(await world.run({ wait: 'false' }), { status: 'Submitted' })
      assert.equal(world.count('PutObject'), sent)
    }
  })

  test('everything, where a volume moves while its keys are renewed', async () => {
    await using world = await uploadWorld(BIG, {
      store: { faults: [{ on: 'UploadPart', nth: 1, fault: { kind: 'expire' } }] },
    })
    const { sandbox } = world
    const credentials = { tmpAK: BUCKET_KEYS.accessKey, tmpSK: BUCKET_KEYS.secretKey }
    const place = { volumeName: 'ci', bucketName: VOLUME.bucket, volumePrefix: 'org/moved/' }
    const moved = { ...place, endpoint: sandbox.url, cloud: 'aws', region: 'us-west-2', credentials }
    answer(sandbox, { '/apply': [undefined, data(moved)] })
    const result = await world.run({ path: 'out', wait: 'false' })
    assertSeen(result, { status: 'Submitted' })
    assert.match(result.log, /The volume is in another place now: uploading there/)
    const stored = await sandbox.store.objects(VOLUME.bucket)
    assert.deepEqual(
      stored.filter(({ key }) => key.startsWith('org/moved/')).map(({ size }) => size),
      [17 * 2 ** 20, 2],
    )
    assert.match(folderOf(result), /^imports\//)
  })

  test('deleteUploaded: these files, one by one, from a folder of this step alone, when all rows are in', async () => {
    await using world = await uploadWorld()
    await world.run()
    const others = await world.sandbox.store.objects(VOLUME.bucket)
    const deleteUploaded = 'true'
    const result = await world.run({ deleteUploaded, searchable: 'true' })
    assertSeen(result, { status: 'Completed', importedRows: '60' })
    assert.match(folderOf(result), /[0-9a-f]{20}-[0-9a-f]{12}\/$/)
    assert.ok(result.log.indexOf('Searchable: ') < result.log.indexOf('Deleted 2 uploaded files'))
    assert.equal(world.count('DeleteObject'), 2)
    assert.deepEqual(await world.sandbox.store.objects(VOLUME.bucket), others, 'what others put there stays')

    const leg = await world.run({ deleteUploaded, partitionName: 'archive' })
    assert.notEqual(folderOf(leg), folderOf(result), 'legs of a matrix do not share')
    const wrong = await world.run({ deleteUploaded, expectedRows: '61' })
    const says = /The uploaded files stay in imports\/.*, also with `deleteUploaded`/
    assertSeen(wrong, { status: 'Completed', errorCode: 'RowCountMismatch' }, says)
    assert.equal(world.count('DeleteObject'), 4)
  })

  test('`timeout` starts after the upload', async () => {
    const fault = { kind: 'delay', before: 2500, after: 0 } as const
    await using world = await uploadWorld(TWO_FILES, {
      store: { faults: [{ on: 'PutObject', nth: 1, fault }] },
    })
    assertSeen(await world.run({ timeout: '2s' }), { status: 'Completed' })
  })
})
