import assert from 'node:assert/strict'
import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeArticles, toParquet } from '../../sandbox/samples.ts'
import type { StoreFault } from '../../sandbox/store/faults.ts'
import type { Operation } from '../../sandbox/store/model.ts'
import { assertSeen, errorOf, type Inputs, requestsTo, warningsOf } from '../harness/step.ts'
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

// Files of the runner that could not be uploaded, or that stay behind: nothing is submitted of what is not there.

type Run = Awaited<ReturnType<UploadWorld['run']>>
type Says = readonly (string | RegExp)[]

/** Red, nothing was submitted, and the message says these things. */
function assertFailed(result: Run, errorCode: string, ...says: Says): void {
  assertSeen(result, { status: 'UploadFailed', errorCode }, 'nothing was submitted', ...says)
}

const answer = (status: number, code: string, message = code): StoreFault => ({
  ...{ kind: 'answer', when: 'before', answer: { status, code, message } },
})
const planned = (on: Operation, nth: number, fault: StoreFault, times = 1) => ({ on, nth, fault, times })
const DENIED = answer(403, 'AccessDenied')
const BUSY: StoreFault = { kind: 'answer', when: 'before', answer: 'ServiceUnavailable' }
const BIG = { 'out/big.json': large(17), 'out/small.json': '[]' }

const VOLUMES = [
  ...[VOLUME, { name: 'external', type: 'EXTERNAL' }, { name: 'azure', cloud: 'azure' }],
  { name: 'moon', cloud: 'moon' },
  { name: 'small', condition: { maxContentLength: 4000, maxFileNumber: 1 } },
] as const
const ROLE =
  'An upload needs a managed volume (an external one is read-only), and an API key of its organisation with the role Project Admin'
const NO_LEAVE: readonly (readonly [Inputs, code: string, ...says: string[]])[] = [
  [{ volumeName: 'nowhere' }, '63240', 'upload into volume nowhere failed', 'volume does not exist', ROLE],
  [{ volumeName: 'external' }, '80000', 'upload into volume external failed', 'is not managed', ROLE],
  [{ apiKey: 'an-api-key-of-somebody-else' }, '21119', 'The server does not accept the API key', ROLE],
  [
    { volumeName: 'azure' },
    'CloudUnsupported',
    '`azure`',
    'Use a volume on AWS or Google Cloud, or your own bucket (`objectUrl`)',
  ],
  [{ volumeName: 'moon' }, 'CloudUnsupported', '`moon`'],
  [
    { volumeName: 'small' },
    'UploadTooLarge',
    'The files have 4.5 kB, volume small takes 4.0 kB in one upload',
    'There are 2 files, volume small takes 1 in one upload',
    'On the Free plan a volume takes 1 GB and 1,000 files per upload',
  ],
]

const READER = { accessKey: 'AKIAREADSONLY', secretKey: 'reads-only-secret' }
const OLD = {
  accessKey: 'ASIATEMPORARY',
  secretKey: 'a-temporary-secret',
  sessionToken: 'a-session-token',
}
const REFUSED: readonly (readonly [Inputs, code: string, ...says: string[]])[] = [
  [READER, 'AccessDenied', 'did not allow the upload', '`s3:PutObject`', '`storage.objects.create`'],
  [
    { accessKey: 'AKIANOBODY' },
    'InvalidAccessKeyId',
    'The store does not accept the keys',
    '`accessKey` and `secretKey` are one pair',
  ],
  [{ secretKey: 'not-the-secret-of-this' }, 'SignatureDoesNotMatch', 'The store does not accept the keys'],
  [{ objectUrl: 's3://nowhere/x/' }, 'NoSuchBucket', 'The bucket does not exist', '`objectUrl`'],
  [
    OLD,
    'ExpiredToken',
    'The keys of the store have expired',
    'raise `role-duration-seconds`',
    'move the login step next to this one',
  ],
]

const FINISH = 'Let the step that writes the files finish before this one begins'
const CHANGES: readonly (readonly [what: string, spoil: (path: string) => Promise<unknown>, says: RegExp])[] =
  [
    [
      'another size',
      path => writeFile(path, '[2, 3]'),
      /The upload of out\/b\.json failed.*had 3 bytes and now has 6/,
    ],
    [
      'the same size and time',
      async path => {
        await writeFile(path, '[3]')
        await utimes(path, 1_700_000_000, 1_700_000_000)
      },
      /out\/b\.json failed.*Its content is another now/,
    ],
    ['written again', path => writeFile(path, '[2]'), /out\/b\.json failed.*was written again/],
  ]

const STALL: StoreFault = { kind: 'stall', after: 1, ms: 8000 }
const DELAY: StoreFault = { kind: 'delay', before: 8000, after: 0 }
const LEFT = 'What was uploaded stays in imports/'
const CANCELS: readonly (readonly [when: string, Operation, StoreFault, says?: string])[] = [
  ['while leave is asked for', 'ApplyVolume', DELAY],
  ['while the folder is listed', 'ListObjectsV2', DELAY],
  ['while parts are on their way', 'UploadPart', STALL, LEFT],
  ['while an upload is completed', 'CompleteMultipartUpload', DELAY, LEFT],
]

describe('uploads that fail', { concurrency: 4 }, () => {
  test('leave to upload into a volume is refused: no store is asked', async () => {
    await using world = await uploadWorld(TWO_FILES, { world: { volumes: VOLUMES } })
    const { sandbox } = world
    await Promise.all(
      NO_LEAVE.map(async ([inputs, code, ...says]) => assertFailed(await world.run(inputs), code, ...says)),
    )
    assert.ok(sandbox.store.requests.every(({ operation }) => operation === 'ApplyVolume'))
    assert.deepEqual(requestsTo(sandbox, 'create'), [])
  })

  test('the store says no: its code, and what to check', async () => {
    const keys = [
      { ...READER, rights: ['read', 'list'] },
      { ...OLD, expiresAt: 1 },
    ] as const
    const store = { buckets: { 'example-articles': {} }, keys }
    await using world = await uploadWorld(TWO_FILES, { api: { milvus: '3.0.2' }, store })
    const milvus = intoMilvus(world.sandbox)
    await Promise.all(
      REFUSED.map(async ([inputs, code, ...says]) =>
        assertFailed(
          await world.run({ ...milvus, ...inputs }),
          code,
          'The store said:',
          `code ${code}`,
          ...says,
        ),
      ),
    )
    assert.deepEqual(requestsTo(world.sandbox, 'create'), [])
  })

  test('apply answers 403, or not at once', async () => {
    const faults = [
      planned('ApplyVolume', 1, answer(403, '403', 'Forbidden')),
      planned('ApplyVolume', 2, BUSY),
      planned('ApplyVolume', 3, { kind: 'reset', when: 'after' }),
    ]
    await using world = await uploadWorld(TWO_FILES, { store: { faults } })
    const refused = await world.run()
    assertFailed(refused, refused.outputs['errorCode'] ?? '', 'role Project Admin')
    assert.match(refused.outputs['errorCode'] ?? '', /403/)
    assertSeen(await world.run(), { status: 'Completed' })
    assert.equal(world.count('ApplyVolume'), 4)
  })

  test('what passes is tried again, each part by itself', async () => {
    const faults = [
      planned('PutObject', 1, { kind: 'answer', when: 'before', answer: 'SlowDown' }),
      planned('UploadPart', 1, { kind: 'reset', when: 'during' }),
      planned('UploadPart', 3, { kind: 'damage' }),
      planned('CompleteMultipartUpload', 1, { kind: 'error in 200', when: 'before' }),
      planned('CompleteMultipartUpload', 2, { kind: 'reset', when: 'after' }),
    ]
    await using world = await uploadWorld(BIG, { store: { faults } })
    const result = await world.run({ path: 'out', wait: 'false' })
    assertSeen(result, { status: 'Submitted' })
    assert.match(result.log, /out\/small\.json: SlowDown\. Trying again in 1s/)
    assert.match(result.log, /out\/big\.json, part [12]: /)
    assert.equal(world.count('CreateMultipartUpload'), 1)
    assert.deepEqual(world.sandbox.store.openUploads(), [])
    const stored = await world.sandbox.store.objects(VOLUME.bucket)
    assert.deepEqual(
      stored.map(({ size }) => size),
      [17 * 2 ** 20, 2],
    )
  })

  test('a part is refused: file and part are told, and the upload is aborted', async () => {
    await using world = await uploadWorld(BIG, { store: { faults: [planned('UploadPart', 1, DENIED, 9)] } })
    const result = await world.run({ path: 'out' })
    assertFailed(result, 'AccessDenied', /The upload of out\/big\.json, part [12], failed/)
    assert.equal(world.count('AbortMultipartUpload'), 1)
    assert.deepEqual(world.sandbox.store.openUploads(), [])
    assert.deepEqual(warningsOf(result), [])
  })

  test('an upload that can not be aborted is told', async () => {
    const faults = [planned('UploadPart', 1, DENIED, 9), planned('AbortMultipartUpload', 1, DENIED, 9)]
    await using world = await uploadWorld(BIG, { store: { faults } })
    const result = await world.run({ path: 'out' })
    assertFailed(result, 'AccessDenied')
    assert.match(
      warningsOf(result).join(),
      /^1 unfinished upload may be left in the bucket, invisible and billed \(org\/ci\/imports\/.*big\.json\): a lifecycle rule that aborts incomplete multipart uploads removes them/,
    )
  })

  test('a certificate that nobody trusts', async () => {
    await using world = await uploadWorld()
    await using cloud = await cloudHosts(world.sandbox, ['mine.s3.us-east-1.amazonaws.com'])
    const env = { HTTPS_PROXY: cloud.proxy.url }
    const result = await world.run({ ...INTO_BUCKET, storageRegion: 'us-east-1' }, { env })
    assertFailed(result, 'TlsFailed', 'NODE_EXTRA_CA_CERTS')
  })

  test('keys of a volume that expire are renewed', async () => {
    const files = Array.from({ length: 12 }, (_, index) => [`out/${index}.json`, '[]'])
    const faults = [planned('PutObject', 4, { kind: 'expire' })]
    await using world = await uploadWorld(Object.fromEntries(files), { store: { faults } })
    const result = await world.run({ path: 'out', wait: 'false' })
    assertSeen(result, { status: 'Submitted' })
    assert.equal(world.count('ApplyVolume'), 2)
    assert.equal(result.log.match(/The temporary keys of the volume were renewed/g)?.length, 1)
    assert.equal((await world.sandbox.store.objects(VOLUME.bucket)).length, 12)
  })

  for (const [what, spoil, says] of CHANGES)
    test(`a file that changes after it was planned: ${what}`, async () => {
      const faults = [planned('ApplyVolume', 1, { kind: 'delay', before: 1500, after: 0 })]
      await using world = await uploadWorld(
        { 'out/a.json': '[1]', 'out/b.json': '[2]' },
        { store: { faults } },
      )
      const running = world.run({ path: 'out' })
      while (world.count('ApplyVolume') === 0) await sleep(20)
      await spoil(join(world.workspace, 'out/b.json'))
      assertFailed(await running, 'FileChanged', says, FINISH)
      const stored = await world.sandbox.store.objects(VOLUME.bucket)
      assert.ok(!stored.some(({ key }) => key.endsWith('b.json')), 'other bytes are no object')
    })

  test('a create of which nobody knows what became', async () => {
    const down = { kind: 'answer', when: 'before', answer: '503' } as const
    await using world = await uploadWorld(TWO_FILES, {
      faults: [
        { on: 'create', nth: 1, fault: { kind: 'reset', when: 'after' } },
        { on: 'list', nth: 1, times: 99, fault: down },
      ],
    })
    const result = await world.run({ timeout: '2s' })
    const says = `The files stay in ${result.outputs['uploadFolder']}: `
    assertSeen(result, { status: 'Unknown', errorCode: 'SubmitUnconfirmed' }, says)
  })

  test('a create that is refused says where the files stay, and that is true', async () => {
    await using world = await uploadWorld()
    const result = await world.run({ collectionName: 'nowhere' })
    const { uploadFolder = '?', uploadedFiles = '[]' } = result.outputs
    assertSeen(result, { status: 'Rejected' })
    const says = `The files stay in ${uploadFolder}: \`files\` imports them without uploading them again.`
    assert.ok(errorOf(result).endsWith(says), errorOf(result))
    const keys = (JSON.parse(uploadedFiles) as { key: string }[]).map(({ key }) => key)
    assert.ok(keys.every(key => key.startsWith(uploadFolder)))
    assertSeen(await world.run({ path: null, files: keys.join('\n') }), { importedRows: '60' })
    assert.equal(world.count('PutObject'), 2)
  })

  test('an import that fails keeps the files, also with `deleteUploaded`', async () => {
    await using world = await uploadWorld({ 'out/a.parquet': toParquet(makeArticles(1, 5, 6)) })
    const says = /The uploaded files stay in imports\/.*, also with `deleteUploaded`\.$/
    assertSeen(await world.run({ deleteUploaded: 'true' }), { status: 'Failed' }, says)
    assert.equal(world.count('DeleteObject'), 0)
    assert.equal((await world.sandbox.store.objects(VOLUME.bucket)).length, 1)
  })

  test('a clean-up that is refused is one warning', async () => {
    const volumes = [{ ...VOLUME, rights: ['read', 'write', 'list'] as const }]
    await using world = await uploadWorld(TWO_FILES, { world: { volumes } })
    const result = await world.run({ deleteUploaded: 'true' })
    assertSeen(result, { status: 'Completed', conclusion: 'success' })
    assert.match(
      warningsOf(result).join(),
      /^2 uploaded files could not be deleted and may stay in imports\/.*\(AccessDenied\)\. The import is not affected; .*lifecycle rule/,
    )
  })

  for (const [when, on, fault, says = 'No file was left behind'] of CANCELS)
    test(`cancelled ${when}: within six seconds, nothing open, and what stays where`, async () => {
      await using world = await uploadWorld(BIG, { store: { faults: [planned(on, 1, fault, 9)] } })
      const isReached = (async () => {
        while (world.count(on) < 1) await sleep(20)
        await sleep(500)
      })()
      const result = await world.run({ path: 'out' }, { cancel: isReached })
      assertSeen(result, { status: 'Cancelled' }, 'cancelled during the upload: nothing was submitted', says)
      assert.ok((result.endedAfter ?? Infinity) < 6000, `${result.endedAfter} ms`)
      assert.deepEqual(world.sandbox.store.openUploads(), [])
      assert.deepEqual(requestsTo(world.sandbox, 'create'), [])
    })
})
