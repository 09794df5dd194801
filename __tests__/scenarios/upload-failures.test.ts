import assert from 'node:assert/strict'
import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeArticles, toParquet } from '../../sandbox/samples.ts'
import type { StoreFault } from '../../sandbox/store/faults.ts'
import type { Operation } from '../../sandbox/store/model.ts'
import { errorOf, requestsTo, warningsOf } from '../harness/step.ts'
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

/** Red, nothing was submitted, and the message says these things, each word for word. */
function assertFailed(result: Run, errorCode: string, ...says: readonly (string | RegExp)[]): void {
  const { status, errorCode: code } = result.outputs
  assert.deepEqual({ status, code }, { status: 'UploadFailed', code: errorCode }, result.log)
  assert.equal(result.conclusion, 'failure')
  for (const words of ['nothing was submitted', ...says]) {
    const isSaid = typeof words === 'string' ? errorOf(result).includes(words) : words.test(errorOf(result))
    assert.ok(isSaid, `${errorOf(result)}\nshould say ${words}`)
  }
}

const answer = (status: number, code: string, message = code): StoreFault => ({
  ...{ kind: 'answer', when: 'before', answer: { status, code, message } },
})

test('leave to upload into a volume is refused', at3, async t => {
  const volumes = [
    VOLUME,
    { name: 'external', type: 'EXTERNAL' },
    { name: 'azure', cloud: 'azure' },
    { name: 'moon', cloud: 'moon' },
    { name: 'small', condition: { maxContentLength: 4000, maxFileNumber: 1 } },
  ] as const
  await using world = await uploadWorld(TWO_FILES, { world: { volumes } })
  const role =
    'An upload needs a managed volume (an external one is read-only), and an API key of its organisation with the role Project Admin'
  const ROWS = [
    [
      'no such volume',
      { volumeName: 'nowhere' },
      '63240',
      ['The upload into volume nowhere failed', 'The volume does not exist', role],
    ],
    [
      'an external volume',
      { volumeName: 'external' },
      '80000',
      ['The upload into volume external failed', 'the volume is not managed', role],
    ],
    [
      'a key of somebody else',
      { apiKey: 'an-api-key-of-somebody-else' },
      '21119',
      ['The server does not accept the API key', role],
    ],
    [
      'a volume on Azure',
      { volumeName: 'azure' },
      'CloudUnsupported',
      ['`azure`', 'Use a volume on AWS or Google Cloud, or your own bucket (`objectUrl`)'],
    ],
    ['a volume on another cloud', { volumeName: 'moon' }, 'CloudUnsupported', ['`moon`']],
    [
      'too much for the volume',
      { volumeName: 'small' },
      'UploadTooLarge',
      [
        'The files have 4.5 kB, volume small takes 4.0 kB in one upload',
        'There are 2 files, volume small takes 1 in one upload',
        'On the Free plan a volume takes 1 GB and 1,000 files per upload',
      ],
    ],
  ] as const
  await Promise.all(
    ROWS.map(([title, inputs, code, says]) =>
      t.test(title, async () => assertFailed(await world.run(inputs), code, ...says)),
    ),
  )
  const isStore = world.sandbox.store.requests.some(({ operation }) => operation !== 'ApplyVolume')
  assert.ok(!isStore, 'no store was asked for anything')
  assert.deepEqual(requestsTo(world.sandbox, 'create'), [])
})

test('apply answers 403, or not at once', async () => {
  await using world = await uploadWorld(TWO_FILES, {
    store: {
      faults: [
        { on: 'ApplyVolume', nth: 1, fault: answer(403, '403', 'Forbidden') },
        {
          on: 'ApplyVolume',
          nth: 2,
          fault: { kind: 'answer', when: 'before', answer: 'ServiceUnavailable' },
        },
        { on: 'ApplyVolume', nth: 3, fault: { kind: 'reset', when: 'after' } },
      ],
    },
  })
  const refused = await world.run()
  assertFailed(refused, refused.outputs['errorCode'] ?? '', 'role Project Admin')
  assert.match(refused.outputs['errorCode'] ?? '', /403/)
  const late = await world.run()
  assert.equal(late.outputs['status'], 'Completed', late.log)
  assert.equal(world.count('ApplyVolume'), 4)
})

test('the store says no: its code, and what to check', at3, async t => {
  await using world = await uploadWorld(TWO_FILES, {
    api: { milvus: '3.0.2' },
    store: {
      buckets: { 'example-articles': {} },
      keys: [
        { accessKey: 'AKIAREADSONLY', secretKey: 'reads-only-secret', rights: ['read', 'list'] },
        {
          accessKey: 'ASIATEMPORARY',
          secretKey: 'a-temporary-secret',
          sessionToken: 'a-session-token',
          expiresAt: 1,
        },
      ],
    },
  })
  const milvus = intoMilvus(world.sandbox)
  const ROWS = [
    [
      'no right to write',
      { accessKey: 'AKIAREADSONLY', secretKey: 'reads-only-secret' },
      'AccessDenied',
      ['The store did not allow the upload', '`s3:PutObject`', '`storage.objects.create`'],
    ],
    [
      'an unknown key',
      { accessKey: 'AKIANOBODY' },
      'InvalidAccessKeyId',
      ['The store does not accept the keys', '`accessKey` and `secretKey` are one pair'],
    ],
    [
      'a wrong secret',
      { secretKey: 'not-the-secret-of-this' },
      'SignatureDoesNotMatch',
      ['The store does not accept the keys'],
    ],
    [
      'no such bucket',
      { objectUrl: 's3://nowhere/x/' },
      'NoSuchBucket',
      ['The bucket does not exist', '`objectUrl`'],
    ],
    [
      'keys that have expired',
      { accessKey: 'ASIATEMPORARY', secretKey: 'a-temporary-secret', sessionToken: 'a-session-token' },
      'ExpiredToken',
      [
        'The keys of the store have expired',
        'raise `role-duration-seconds`',
        'move the login step next to this one',
      ],
    ],
  ] as const
  await Promise.all(
    ROWS.map(([title, inputs, code, says]) =>
      t.test(title, async () => {
        const result = await world.run({ ...milvus, ...inputs })
        assertFailed(result, code, 'The store said:', `code ${code}`, ...says)
      }),
    ),
  )
  assert.deepEqual(requestsTo(world.sandbox, 'create'), [])
})

test('what passes is tried again, each part by itself', async () => {
  const again = (on: Operation, nth: number, fault: StoreFault) => ({ on, nth, fault })
  await using world = await uploadWorld(
    { 'out/big.json': large(17), 'out/small.json': '[]' },
    {
      store: {
        faults: [
          again('PutObject', 1, { kind: 'answer', when: 'before', answer: 'SlowDown' }),
          again('UploadPart', 1, { kind: 'reset', when: 'during' }),
          again('UploadPart', 3, { kind: 'damage' }),
          again('CompleteMultipartUpload', 1, { kind: 'error in 200', when: 'before' }),
          again('CompleteMultipartUpload', 2, { kind: 'reset', when: 'after' }),
        ],
      },
    },
  )
  const result = await world.run({ path: 'out', wait: 'false' })
  assert.equal(result.outputs['status'], 'Submitted', result.log)
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

test('what does not pass', { concurrency: 4 }, async t => {
  await Promise.all([
    t.test('a create of which nobody knows what became', async () => {
      const lost = { kind: 'reset', when: 'after' } as const
      const down = { kind: 'answer', when: 'before', answer: '503' } as const
      await using world = await uploadWorld(TWO_FILES, {
        faults: [
          { on: 'create', nth: 1, fault: lost },
          { on: 'list', nth: 1, times: 99, fault: down },
        ],
      })
      const result = await world.run()
      const { status, errorCode, uploadFolder } = result.outputs
      assert.deepEqual([status, errorCode], ['Unknown', 'SubmitUnconfirmed'], result.log)
      assert.ok(errorOf(result).includes(`The files stay in ${uploadFolder}: `), errorOf(result))
    }),
    t.test(
      'five tries more, then the file, the part and the last answer are told, and nothing stays open',
      async () => {
        const always: StoreFault = { kind: 'answer', when: 'before', answer: 'SlowDown', retryAfter: 0 }
        await using world = await uploadWorld(
          { 'out/big.json': large(17) },
          { store: { faults: [{ on: 'UploadPart', nth: 2, times: 99, fault: always }] } },
        )
        const result = await world.run({ path: 'out' })
        assertFailed(
          result,
          'SlowDown',
          /The upload of out\/big\.json, part [12], failed/,
          'The store throttled the upload',
          'Please reduce your request rate',
        )
        assert.equal(world.count('UploadPart'), 7)
        assert.equal(world.count('AbortMultipartUpload'), 1)
        assert.deepEqual(world.sandbox.store.openUploads(), [])
      },
    ),
    t.test('a proxy that refuses, and a certificate that nobody trusts', at3, async t => {
      await using world = await uploadWorld()
      await using cloud = await cloudHosts(world.sandbox, ['mine.s3.us-east-1.amazonaws.com'])
      const inputs = { ...INTO_BUCKET, storageRegion: 'us-east-1' }
      await Promise.all([
        t.test('TLS', async () => {
          const result = await world.run(inputs, { env: { HTTPS_PROXY: cloud.proxy.url } })
          assertFailed(result, 'TlsFailed', 'NODE_EXTRA_CA_CERTS')
        }),
        t.test('proxy', async () => {
          const result = await world.run({ ...inputs, objectUrl: 's3://elsewhere/x/' }, { env: cloud.env })
          assertFailed(result, result.outputs['errorCode'] ?? '')
          assert.match(result.outputs['errorCode'] ?? '', /^(ProxyFailed|Http502)$/)
        }),
      ])
    }),
  ])
})

test('an upload that can not be aborted is told', async () => {
  await using world = await uploadWorld(
    { 'out/big.json': large(17) },
    {
      store: {
        faults: [
          { on: 'UploadPart', nth: 1, times: 9, fault: answer(403, 'AccessDenied') },
          { on: 'AbortMultipartUpload', nth: 1, times: 9, fault: answer(403, 'AccessDenied') },
        ],
      },
    },
  )
  const result = await world.run({ path: 'out' })
  assertFailed(result, 'AccessDenied')
  const [warning = ''] = warningsOf(result)
  assert.match(
    warning,
    /1 unfinished upload may be left in the bucket, invisible and billed \(org\/ci\/imports\/.*big\.json\): a lifecycle rule that aborts incomplete multipart uploads removes them/,
  )
})

test('keys of a volume that expire are renewed', async () => {
  const files = Array.from({ length: 12 }, (_, index) => [`out/${index}.json`, '[]'])
  await using world = await uploadWorld(Object.fromEntries(files), {
    store: { faults: [{ on: 'PutObject', nth: 4, fault: { kind: 'expire' } }] },
  })
  const result = await world.run({ path: 'out', wait: 'false' })
  assert.equal(result.outputs['status'], 'Submitted', result.log)
  assert.equal(world.count('ApplyVolume'), 2)
  assert.equal(result.log.match(/The temporary keys of the volume were renewed/g)?.length, 1)
  assert.equal((await world.sandbox.store.objects(VOLUME.bucket)).length, 12)
})

test('a file that changes or goes after it was planned', at3, async t => {
  const change = async (title: string, spoil: (path: string) => Promise<unknown>, says: RegExp) =>
    t.test(title, async () => {
      const files = { 'out/a.json': '[1]', 'out/b.json': '[2]' }
      await using world = await uploadWorld(files, {
        store: {
          faults: [{ on: 'ApplyVolume', nth: 1, fault: { kind: 'delay', before: 1500, after: 0 } }],
        },
      })
      const running = world.run({ path: 'out' })
      while (world.count('ApplyVolume') === 0) await sleep(20)
      await spoil(join(world.workspace, 'out/b.json'))
      const result = await running
      assertFailed(
        result,
        'FileChanged',
        says,
        'Let the step that writes the files finish before this one begins',
      )
      const stored = await world.sandbox.store.objects(VOLUME.bucket)
      assert.ok(!stored.some(({ key }) => key.endsWith('b.json')), 'other bytes are no object')
    })
  await Promise.all([
    change(
      'another size',
      path => writeFile(path, '[2, 3]'),
      /The upload of out\/b\.json failed.*had 3 bytes and now has 6/,
    ),
    change(
      'the same size and time',
      async path => {
        await writeFile(path, '[3]')
        await utimes(path, 1_700_000_000, 1_700_000_000)
      },
      /out\/b\.json failed.*Its content is another now/,
    ),
    change('written again', path => writeFile(path, '[2]'), /out\/b\.json failed.*was written again/),
  ])
})

test('a create that is refused or unknown after the upload says where the files stay', at3, async t => {
  await using world = await uploadWorld()
  await Promise.all([
    t.test('refused', async () => {
      const result = await world.run({ collectionName: 'nowhere' })
      assert.equal(result.outputs['status'], 'Rejected')
      const { uploadFolder = '' } = result.outputs
      assert.ok(uploadFolder)
      assert.ok(
        errorOf(result).endsWith(
          `The files stay in ${uploadFolder}: \`files\` imports them without uploading them again.`,
        ),
        errorOf(result),
      )
    }),
  ])
  const { uploadFolder, uploadedFiles = '[]' } = (await world.run({ collectionName: 'nowhere' })).outputs
  const keys = (JSON.parse(uploadedFiles) as { key: string; skipped: boolean }[]).map(({ key }) => key)
  assert.ok(keys.every(key => key.startsWith(uploadFolder ?? '?')))
  const before = world.count('PutObject')
  const next = await world.run({ path: null, files: keys.join('\n') })
  assert.equal(next.outputs['importedRows'], '60', 'and that is true')
  assert.equal(world.count('PutObject'), before)
})

test('an import that fails keeps the files, also with `deleteUploaded`', async () => {
  await using world = await uploadWorld({ 'out/a.parquet': toParquet(makeArticles(1, 5, 6)) })
  const result = await world.run({ deleteUploaded: 'true' })
  assert.equal(result.outputs['status'], 'Failed', result.log)
  assert.match(errorOf(result), /The uploaded files stay in imports\/.*, also with `deleteUploaded`\.$/)
  assert.equal(world.count('DeleteObject'), 0)
  assert.equal((await world.sandbox.store.objects(VOLUME.bucket)).length, 1)
})

test('a clean-up that is refused is one warning', async () => {
  await using world = await uploadWorld(TWO_FILES, {
    world: { volumes: [{ ...VOLUME, rights: ['read', 'write', 'list'] }] },
  })
  const result = await world.run({ deleteUploaded: 'true' })
  assert.equal(result.outputs['status'], 'Completed', result.log)
  assert.equal(result.conclusion, 'success')
  const [warning = ''] = warningsOf(result)
  assert.match(
    warning,
    /^2 uploaded files could not be deleted and may stay in imports\/.*\(AccessDenied\)\. The import is not affected; .*lifecycle rule/,
  )
})

test('cancelled: within six seconds, nothing open, and what stays where', at3, async t => {
  const stall: StoreFault = { kind: 'stall', after: 1, ms: 8000 }
  const delay: StoreFault = { kind: 'delay', before: 8000, after: 0 }
  const cancelled = (
    title: string,
    on: Operation,
    fault: StoreFault,
    nth = 1,
    says = 'No file was left behind',
  ) =>
    t.test(title, async () => {
      const files = { 'out/big.json': large(17), 'out/small.json': '[]' }
      await using world = await uploadWorld(files, { store: { faults: [{ on, nth, times: 9, fault }] } })
      const isReached = (async () => {
        while (world.count(on) < nth) await sleep(20)
        await sleep(500)
      })()
      const result = await world.run({ path: 'out' }, { cancel: isReached })
      assert.equal(result.outputs['status'], 'Cancelled', result.log)
      assert.ok((result.endedAfter ?? Infinity) < 6000, `${result.endedAfter} ms`)
      assert.match(result.log, /The workflow was cancelled during the upload: nothing was submitted/)
      assert.ok(result.log.includes(says), result.log)
      assert.deepEqual(world.sandbox.store.openUploads(), [])
      assert.deepEqual(requestsTo(world.sandbox, 'create'), [])
    })
  const small = 'What was uploaded stays in imports/'
  await Promise.all([
    cancelled('while leave is asked for', 'ApplyVolume', delay),
    cancelled('while the folder is listed', 'ListObjectsV2', delay),
    cancelled('while parts are on their way', 'UploadPart', stall, 1, small),
    cancelled('while an upload is completed', 'CompleteMultipartUpload', delay, 1, small),
  ])
})
