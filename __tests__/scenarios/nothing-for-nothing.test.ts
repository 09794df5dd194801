import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startGithubApi } from '../harness/github-api.ts'
import { startProxy } from '../harness/proxy.ts'
import {
  asked,
  assertSeen,
  type Inputs,
  milvusSandbox,
  milvusStep,
  step,
  testSandbox,
} from '../harness/step.ts'
import { uploadWorld } from '../harness/upload.ts'
import { witness } from '../harness/witness.ts'

// What a step does not ask for is neither loaded nor requested.

/** What takes longest to load of Node.js; a server on plain HTTP needs none of it. */
const COSTLY = ['tls', 'https', 'http2', 'zlib', 'perf_hooks', 'child_process', 'worker_threads']

/** Runs a step before a witness: what it loaded, and the most costly of it. */
async function seenOf(
  run: (env: Readonly<Record<string, string>>) => ReturnType<typeof step>,
  expected: Readonly<Record<string, string>>,
) {
  using seen = witness()
  assertSeen(await run(seen.env), expected)
  const { files, builtins, open } = seen.testimony()
  return { files, builtins, open, costly: COSTLY.filter(name => builtins.includes(name)) }
}

test('an import loads one file, and of Node.js nothing for TLS, proxies, compression or children', async () => {
  await using sandbox = await testSandbox()
  const seen = await seenOf(env => step(sandbox, {}, { env }), { conclusion: 'success' })
  assert.deepEqual([seen.files, seen.costly, seen.open], [['index.js'], [], []])
  assert.ok(seen.builtins.includes('http'))
  const others = sandbox.requests.filter(({ path }) => !path.startsWith('/v2/vectordb/jobs/import/'))
  assert.deepEqual(others, [], 'nothing is checked that nobody asked for')
})

test('inputs that are not right load no HTTP and ask nobody', async () => {
  await using sandbox = await testSandbox()
  const seen = await seenOf(env => step(sandbox, { timeout: 'soon' }, { env }), { status: 'InvalidInput' })
  assert.deepEqual(seen.files, ['index.js'])
  assert.ok(!seen.builtins.includes('http'))
  assert.deepEqual(sandbox.requests, [])
})

test('undici is loaded for a proxy, and the client of GitHub for a check run', async () => {
  await using sandbox = await testSandbox()
  await using github = await startGithubApi()
  await using proxy = await startProxy({ hosts: {} })
  const far = { url: 'https://import.example.com' }
  const withProxy = await seenOf(
    env => step(far, { timeout: '1s' }, { env: { ...env, HTTPS_PROXY: proxy.url } }),
    { conclusion: 'failure' },
  )
  assert.ok(proxy.asked.length > 0)
  assert.ok(withProxy.files.length > 1)
  const inputs = { githubToken: 'ghs_example0123456789' }
  const withToken = await seenOf(
    env => step(sandbox, inputs, { env: { ...env, GITHUB_API_URL: github.url } }),
    { conclusion: 'success' },
  )
  assert.ok(withToken.files.length > withProxy.files.length)
})

test('the code of uploads is loaded for `path` only, its signer only where something is signed; without TLS both ways', async () => {
  await using world = await uploadWorld()
  const { sandbox } = world
  const source = { objectUrl: 's3://example-articles/absent.json' }
  const plain = await seenOf(env => step(sandbox, source, { env }), { conclusion: 'failure' })
  assert.deepEqual(plain.files, ['index.js'])
  assert.deepEqual(sandbox.store.requests, [], 'no store and no volume is asked')
  const withPath = await seenOf(env => world.run({}, { env }), { status: 'Completed' })
  assert.ok(withPath.files.length > 1)
  assert.deepEqual(withPath.costly, [])
  const wrong = { path: 'nowhere/*' }
  const refused = await seenOf(env => world.run(wrong, { env }), { status: 'InvalidInput' })
  assert.ok(refused.files.length < withPath.files.length, 'nothing is signed')
})

test('without `searchable` not one request more is made, and no code for it is loaded', async () => {
  await using sandbox = await milvusSandbox()
  const loadedBy = async (inputs: Inputs) => {
    const { files } = await seenOf(env => milvusStep(sandbox, inputs, { env }), { status: 'Completed' })
    return files
  }
  assert.deepEqual(await loadedBy({}), ['index.js'])
  assert.deepEqual([...new Set(asked(sandbox))], ['list', 'create', 'describe'])
  assert.ok((await loadedBy({ searchable: 'true' })).length > 1)
})
