import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startGithubApi } from '../harness/github-api.ts'
import { startProxy } from '../harness/proxy.ts'
import { step, testSandbox } from '../harness/step.ts'
import { uploadWorld } from '../harness/upload.ts'
import { witness } from '../harness/witness.ts'

/** What takes longest to load of Node.js; a server on plain HTTP needs none of it. */
const COSTLY = ['tls', 'https', 'http2', 'zlib', 'perf_hooks', 'child_process', 'worker_threads']

test('an import loads one file, and of Node.js nothing for TLS, proxies, compression or children', async () => {
  await using sandbox = await testSandbox()
  using seen = witness()
  const { conclusion } = await step(sandbox, {}, { env: seen.env })
  assert.equal(conclusion, 'success')
  const { files, builtins, open } = seen.testimony()
  assert.deepEqual(files, ['index.js'])
  assert.ok(builtins.includes('http'))
  assert.deepEqual(
    COSTLY.filter(name => builtins.includes(name)),
    [],
  )
  assert.deepEqual(open, [])
  const others = sandbox.requests.filter(({ path }) => !path.startsWith('/v2/vectordb/jobs/import/'))
  assert.deepEqual(others, [], 'nothing is checked that nobody asked for')
})

test('inputs that are not right load no HTTP and ask nobody', async () => {
  await using sandbox = await testSandbox()
  using seen = witness()
  const { outputs } = await step(sandbox, { timeout: 'soon' }, { env: seen.env })
  assert.equal(outputs['status'], 'InvalidInput')
  assert.deepEqual(sandbox.requests, [])
  const { files, builtins } = seen.testimony()
  assert.deepEqual(files, ['index.js'])
  assert.ok(!builtins.includes('http'))
})

test('undici is loaded for a proxy, and the client of GitHub for a check run', async () => {
  await using sandbox = await testSandbox()
  await using github = await startGithubApi()
  await using proxy = await startProxy({ hosts: {} })
  using withProxy = witness()
  const lost = await step(
    { url: 'https://import.example.com' },
    { timeout: '1s' },
    { env: { ...withProxy.env, HTTPS_PROXY: proxy.url } },
  )
  assert.equal(lost.conclusion, 'failure')
  assert.ok(proxy.asked.length > 0)
  assert.ok(withProxy.testimony().files.length > 1)
  using withToken = witness()
  const shown = await step(
    sandbox,
    { githubToken: 'ghs_example0123456789' },
    { env: { ...withToken.env, GITHUB_API_URL: github.url } },
  )
  assert.equal(shown.conclusion, 'success')
  assert.ok(withToken.testimony().files.length > withProxy.testimony().files.length)
})

test('the code of uploads is loaded for `path` only, its signer only where something is signed; without TLS both ways', async () => {
  await using world = await uploadWorld()
  using without = witness()
  const plain = await step(world.sandbox, {}, { env: without.env })
  assert.notEqual(plain.outputs['status'], 'InvalidInput')
  assert.deepEqual(without.testimony().files, ['index.js'])
  assert.deepEqual(world.sandbox.store.requests, [], 'no store and no volume is asked')
  using withPath = witness()
  const uploaded = await world.run({}, { env: withPath.env })
  assert.equal(uploaded.outputs['status'], 'Completed')
  const seen = withPath.testimony()
  assert.ok(seen.files.length > 1)
  assert.deepEqual(
    COSTLY.filter(name => seen.builtins.includes(name)),
    [],
  )
  using refused = witness()
  const wrong = await world.run({ path: 'nowhere/*' }, { env: refused.env })
  assert.equal(wrong.outputs['status'], 'InvalidInput')
  assert.ok(refused.testimony().files.length < seen.files.length, 'nothing is signed')
})
