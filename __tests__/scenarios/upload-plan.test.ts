import assert from 'node:assert/strict'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { makeArticles, toNumpy } from '../../sandbox/samples.ts'
import { assertSeen, type Inputs } from '../harness/step.ts'
import { INTO_BUCKET, intoMilvus, type UploadWorld, uploadWorld } from '../harness/upload.ts'

// What can't be uploaded is told before anything is sent: files, keys, and what one job can't name.

/** As a workflow writes it. */
const expression = (text: string) => `\${{ ${text} }}`
const many = (count: number, folder: (index: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${folder(index)}${index}.json`, '[]']))
const named = (folder: string) =>
  Object.fromEntries(
    Object.entries(toNumpy(makeArticles(1, 3))).map(([name, bytes]) => [folder + name, bytes]),
  )

const FILES = {
  ...{ 'out/a.parquet': 'PAR1', 'out/sub/b.parquet': 'PAR1', 'out/_SUCCESS': '', '[x].json': '[]' },
  ...{ 'out/.hidden.parquet': 'PAR1', 'out/.cache/c.parquet': 'PAR1', 'upper/DATA.PARQUET': 'PAR1' },
  ...{ 'case/a.json': '[]', 'case/A.json': '[]', 'mixed/a.csv': 'id', 'mixed/b.json': '[]' },
  'keys/gha-creds-0123456789abcdef.json': '{}',
  ...many(1025, () => 'flat/'),
  ...many(1001, index => (index % 2 ? 'deep/' : 'deep/er/')),
  ...{ 'few/a.json': '[]', 'few/b/c.json': '[]', ...named('sets/'), ...named('sets/more/') },
}

const PATHS: Readonly<Record<string, readonly [path: string, says: RegExp]>> = {
  'a line without a match, whatever the others match': [
    'out/*.parquet\nempty/*.json',
    /`path` line `empty\/\*\.json` matches no file in `empty\/`, which holds no files/,
  ],
  'a folder that is not there': [
    'oot/*.parquet',
    /`path` line `oot\/\*\.parquet` matches no file: there is no `oot` in the workspace, which holds/,
  ],
  'another case': ['upper/*.parquet', /but there is `upper\/DATA\.PARQUET`: case matters/],
  'a hidden file by name': [
    'out/.hidden.parquet',
    /names a hidden file: those are never uploaded, rename it/,
  ],
  'only what is hidden': [
    'out/.cache/*.parquet\nout/.h*',
    /`path` line `out\/\.h\*` matches no file.*hidden, which is never uploaded/,
  ],
  'what the server does not read': ['out/*', /_SUCCESS/],
  'several formats': ['mixed/*', /`mixed\/a\.csv`.*`mixed\/b\.json`|CSV|csv.*json/s],
  'two files for one key, but for their case': [
    'case/?.json',
    /case\/A\.json.*case\/a\.json|case\/a\.json.*case\/A\.json/,
  ],
  'a link that leads out of the workspace': ['out/*.json', /`out\/etc\.json`.*outside/],
  'a link that leads nowhere': ['case/g*.json', /a link that leads nowhere/],
  'credentials of Google by name': [
    'keys/gha-creds-0123456789abcdef.json',
    /holds credentials of Google Cloud: never upload it/,
  ],
  'nothing but credentials': ['keys/*.json', /nothing but credentials of Google Cloud/],
  'a folder of somebody else': ['/etc/*.json', /outside of the workspace|matches no file/],
  'more than 1,000 files in folders that hold each other': [
    'deep',
    /matches 1,001 files, some in a folder inside of another \(`er\/`\)/,
  ],
  'a NumPy set inside of another': [
    'sets',
    /a NumPy set is named by its folder, and files inside could be imported twice/,
  ],
}

type Row = readonly [inputs: Inputs, says: RegExp | string, env?: Readonly<Record<string, string>>]
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000001', AWS_SECRET_ACCESS_KEY: 'secretsecret/secret' }
const TOKEN = { ...KEYS, AWS_SESSION_TOKEN: 'token-token-token-token' }
const none = { ...INTO_BUCKET, accessKey: null, secretKey: null }
const v1 = { ...none, api: 'zilliz-v1' }
const gcs = { objectUrl: 'gs://mine/imports/' }
const milvus = intoMilvus({ url: 'http://127.0.0.1:9' })
const OTHERS: Readonly<Record<string, Row>> = {
  'a login by OIDC': [
    none,
    `Add to \`with\`: \`accessKey: ${expression('env.AWS_ACCESS_KEY_ID')}\`, \`secretKey: ${expression('env.AWS_SECRET_ACCESS_KEY')}\`, \`sessionToken: ${expression('env.AWS_SESSION_TOKEN')}\`.`,
    TOKEN,
  ],
  'keys of the environment': [none, `\`secretKey: ${expression('env.AWS_SECRET_ACCESS_KEY')}\`.`, KEYS],
  'no keys at all': [none, '`objectUrl` needs `accessKey` and `secretKey`, the keys of the bucket'],
  'v1 and temporary keys': [
    v1,
    '`zilliz-v1` takes no session token, and the keys of the environment have one',
    TOKEN,
  ],
  'v1 and a token': [{ ...v1, ...INTO_BUCKET, sessionToken: 'token-token-token-token' }, 'v1 takes no token'],
  'Google Cloud without a token': [
    { ...none, ...gcs },
    `\`sessionToken: ${expression('steps.auth.outputs.access_token')}\`), or an HMAC key`,
    TOKEN,
  ],
  'Google Cloud and v1': [
    { ...v1, ...gcs },
    'needs an HMAC key as `accessKey` and `secretKey` with `zilliz-v1`',
  ],
  'Azure without a SAS': [
    { ...none, objectUrl: 'https://anaccount.blob.core.windows.net/mine/x/' },
    '`path` to Azure needs a SAS as `sessionToken`',
  ],
  'a Milvus without keys': [
    { ...milvus, accessKey: null, secretKey: null },
    '`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in the environment',
  ],
  'more groups than a job of Milvus takes': [
    { ...milvus, path: 'flat' },
    /`path` matches 1,025 files, a job of `milvus` takes 1,024/,
  ],
  'several folders for v1': [
    { ...INTO_BUCKET, api: 'zilliz-v1', path: 'few' },
    /`path` matches 2 files in 2 folders: a job of `zilliz-v1` takes one URL.*Put them into one folder, or use `zilliz-v2`/,
  ],
  'all problems together, those of the keys too': [
    { ...none, path: 'oot/*.csv\nnone/*.json' },
    /^3 invalid inputs: \(1\) .*`accessKey`.*\(2\) .*oot.*\(3\) .*none/,
  ],
}

describe('what can not be uploaded', { concurrency: 4 }, () => {
  let world: UploadWorld
  before(async () => {
    world = await uploadWorld(FILES)
    await symlink('/etc/hostname', join(world.workspace, 'out/etc.json'))
    await symlink('nowhere', join(world.workspace, 'case/gone.json'))
    await mkdir(join(world.workspace, 'empty'))
  })
  after(async () => {
    assert.deepEqual(world.sandbox.requests, [], 'nothing was sent by any of them')
    await world[Symbol.asyncDispose]()
  })

  const paths = Object.entries(PATHS).map(([title, [path, says]]) => [title, [{ path }, says]] as const)
  for (const [title, [inputs, says, env = {}]] of [...paths, ...Object.entries(OTHERS)])
    test(title, async () => {
      const result = await world.run({ path: 'out/*.parquet', ...inputs }, { env })
      assertSeen(result, { status: 'InvalidInput' }, says, 'Nothing was sent')
      assert.ok(!result.log.includes('secretsecret'))
    })
})
