import assert from 'node:assert/strict'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeArticles, toNumpy } from '../../sandbox/samples.ts'
import { errorOf } from '../harness/step.ts'
import { INTO_BUCKET, intoMilvus, type UploadWorld, uploadWorld } from '../harness/upload.ts'

/** As a workflow writes it. */
const expression = (text: string) => `\${{ ${text} }}`

const FILES = {
  'out/a.parquet': 'PAR1',
  'out/sub/b.parquet': 'PAR1',
  'out/.hidden.parquet': 'PAR1',
  'out/.cache/c.parquet': 'PAR1',
  'out/_SUCCESS': '',
  'upper/DATA.PARQUET': 'PAR1',
  'case/a.json': '[]',
  'case/A.json': '[]',
  'two/x/rows.csv': 'id',
  'mixed/a.csv': 'id',
  'mixed/b.json': '[]',
  'keys/gha-creds-0123456789abcdef.json': '{}',
  '[x].json': '[]',
}

test('what `path` must not be is told before anything is sent', { concurrency: 3 }, async t => {
  await using world = await uploadWorld(FILES)
  await symlink('/etc/hostname', join(world.workspace, 'out/etc.json'))
  await symlink('nowhere', join(world.workspace, 'case/gone.json'))
  await mkdir(join(world.workspace, 'empty'))

  const ROWS: readonly (readonly [
    title: string,
    path: string,
    says: RegExp,
    inputs?: Record<string, string | null>,
  ])[] = [
    [
      'a line without a match, whatever the others match',
      'out/*.parquet\nempty/*.json',
      /`path` line `empty\/\*\.json` matches no file in `empty\/`, which holds no files/,
    ],
    [
      'a folder that is not there',
      'oot/*.parquet',
      /`path` line `oot\/\*\.parquet` matches no file: there is no `oot` in the workspace, which holds/,
    ],
    ['another case', 'upper/*.parquet', /but there is `upper\/DATA\.PARQUET`: case matters/],
    [
      'a hidden file by name',
      'out/.hidden.parquet',
      /names a hidden file: those are never uploaded, rename it/,
    ],
    [
      'only what is hidden',
      'out/.cache/*.parquet\nout/.h*',
      /`path` line `out\/\.h\*` matches no file.*hidden, which is never uploaded/,
    ],
    ['what the server does not read', 'out/*', /_SUCCESS/],
    ['several formats', 'mixed/*', /`mixed\/a\.csv`.*`mixed\/b\.json`|CSV|csv.*json/s],
    [
      'two files for one key, but for their case',
      'case/?.json',
      /case\/A\.json.*case\/a\.json|case\/a\.json.*case\/A\.json/,
    ],
    ['a link that leads out of the workspace', 'out/*.json', /`out\/etc\.json`.*outside/],
    ['a link that leads nowhere', 'case/g*.json', /a link that leads nowhere/],
    [
      'credentials of Google by name',
      'keys/gha-creds-0123456789abcdef.json',
      /holds credentials of Google Cloud: never upload it/,
    ],
    ['nothing but credentials', 'keys/*.json', /nothing but credentials of Google Cloud/],
    ['a folder of somebody else', '/etc/*.json', /outside of the workspace|matches no file/],
  ]
  const rows = ROWS.map(([title, path, says, inputs]) =>
    t.test(title, async () => {
      const result = await world.run({ path, ...inputs })
      assert.equal(result.outputs['status'], 'InvalidInput')
      assert.match(errorOf(result), says)
      assert.match(errorOf(result), /Nothing was sent/)
    }),
  )
  await Promise.all(rows)

  await t.test('all problems together, those of the keys too', async () => {
    const result = await world.run({
      ...INTO_BUCKET,
      accessKey: null,
      secretKey: null,
      path: 'oot/*.csv\nnone/*.json',
    })
    assert.match(errorOf(result), /^3 invalid inputs: \(1\) .*`accessKey`.*\(2\) .*oot.*\(3\) .*none/)
  })

  assert.deepEqual(world.sandbox.requests, [], 'nothing was sent by any of them')
})

test('keys that the server could not read the bucket with', { concurrency: 3 }, async t => {
  await using world = await uploadWorld()
  const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000001', AWS_SECRET_ACCESS_KEY: 'secretsecret/secret' }
  const TOKEN = { ...KEYS, AWS_SESSION_TOKEN: 'token-token-token-token' }
  const none = { ...INTO_BUCKET, accessKey: null, secretKey: null }
  const v1 = { ...none, api: 'zilliz-v1' }
  const gcs = { objectUrl: 'gs://mine/imports/' }
  const ROWS = [
    [
      'a login by OIDC',
      none,
      TOKEN,
      `Add to \`with\`: \`accessKey: ${expression('env.AWS_ACCESS_KEY_ID')}\`, \`secretKey: ${expression('env.AWS_SECRET_ACCESS_KEY')}\`, \`sessionToken: ${expression('env.AWS_SESSION_TOKEN')}\`.`,
    ],
    ['keys of the environment', none, KEYS, `\`secretKey: ${expression('env.AWS_SECRET_ACCESS_KEY')}\`.`],
    ['no keys at all', none, {}, '`objectUrl` needs `accessKey` and `secretKey`, the keys of the bucket'],
    [
      'v1 and temporary keys',
      v1,
      TOKEN,
      '`zilliz-v1` takes no session token, and the keys of the environment have one',
    ],
    [
      'v1 and a token',
      { ...v1, ...INTO_BUCKET, sessionToken: 'token-token-token-token' },
      {},
      'v1 takes no token',
    ],
    [
      'Google Cloud without a token',
      { ...none, ...gcs },
      TOKEN,
      `\`sessionToken: ${expression('steps.auth.outputs.access_token')}\`), or an HMAC key`,
    ],
    [
      'Google Cloud and v1',
      { ...v1, ...gcs },
      {},
      'needs an HMAC key as `accessKey` and `secretKey` with `zilliz-v1`',
    ],
    [
      'Azure without a SAS',
      { ...none, objectUrl: 'https://anaccount.blob.core.windows.net/mine/x/' },
      {},
      '`path` to Azure needs a SAS as `sessionToken`',
    ],
    [
      'a Milvus without keys',
      { ...intoMilvus(world.sandbox), accessKey: null, secretKey: null },
      {},
      '`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in the environment',
    ],
  ] as const
  const rows = ROWS.map(([title, inputs, env, says]) =>
    t.test(title, async () => {
      const result = await world.run(inputs, { env })
      assert.equal(result.outputs['status'], 'InvalidInput')
      assert.ok(errorOf(result).includes(says), errorOf(result))
      assert.ok(!result.log.includes('secretsecret'))
    }),
  )
  await Promise.all(rows)
  assert.deepEqual(world.sandbox.requests, [], 'nothing was sent by any of them')
})

test('files that one job can not name', { concurrency: 3 }, async t => {
  const many = (count: number, folder: (index: number) => string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${folder(index)}${index}.json`, '[]']))
  const sets = toNumpy(makeArticles(1, 3))
  const named = (folder: string) =>
    Object.fromEntries(Object.entries(sets).map(([name, bytes]) => [folder + name, bytes]))
  await using world = await uploadWorld({
    ...many(1025, () => 'flat/'),
    ...many(1001, index => (index % 2 ? 'deep/' : 'deep/er/')),
    'few/a.json': '[]',
    'few/b/c.json': '[]',
    ...named('sets/'),
    ...named('sets/more/'),
  })
  const refused = async (inputs: Record<string, string | null>, says: RegExp) => {
    const result: Awaited<ReturnType<UploadWorld['run']>> = await world.run(inputs)
    assert.equal(result.outputs['status'], 'InvalidInput')
    assert.match(errorOf(result), says)
  }
  await Promise.all([
    t.test('more groups than a job of Milvus takes', () =>
      refused(
        { ...intoMilvus(world.sandbox), path: 'flat' },
        /`path` matches 1,025 files, a job of `milvus` takes 1,024/,
      ),
    ),
    t.test('more than 1,000 files in folders that hold each other', () =>
      refused({ path: 'deep' }, /matches 1,001 files, some in a folder inside of another \(`er\/`\)/),
    ),
    t.test('several folders for v1', () =>
      refused(
        { ...INTO_BUCKET, api: 'zilliz-v1', path: 'few' },
        /`path` matches 2 files in 2 folders: a job of `zilliz-v1` takes one URL.*Put them into one folder, or use `zilliz-v2`/,
      ),
    ),
    t.test('a NumPy set inside of another', () =>
      refused(
        { path: 'sets' },
        /a NumPy set is named by its folder, and files inside could be imported twice/,
      ),
    ),
  ])
  assert.deepEqual(world.sandbox.requests, [], 'nothing was sent by any of them')
})
