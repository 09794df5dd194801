import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { runAction } from '../../sandbox/runner/run-action.ts'
import { startGithubApi } from '../harness/github-api.ts'
import { requestsTo, STEP } from '../harness/step.ts'
import { TWO_FILES, uploadWorld, VOLUME } from '../harness/upload.ts'

// A workflow that uploads is run again, on a server that ignores idempotency keys.

const TOKEN = 'ghs_example.token-0123456789.abcdef'

async function scene(options: Parameters<typeof uploadWorld>[1] = {}) {
  const world = await uploadWorld(TWO_FILES, options)
  const github = await startGithubApi()
  return {
    ...{ world, github },
    run: (attempt: number, inputs = {}, more: Parameters<typeof world.run>[1] = {}) =>
      world.run({ githubToken: TOKEN, ...inputs }, { attempt, env: { GITHUB_API_URL: github.url }, ...more }),
    /** The first attempt, killed when that is so. */
    async lose(isTime: () => Promise<boolean>, inputs: Readonly<Record<string, string>> = {}) {
      const cancel = (async () => {
        while (!(await isTime())) await sleep(10)
      })()
      const { api, apiKey, clusterId, collectionName, pollInterval } = STEP
      const into = { path: 'out/**/*.parquet', volumeName: 'ci', githubToken: TOKEN }
      const given = { api, apiKey, clusterId, collectionName, pollInterval, ...into, ...inputs }
      await runAction({
        with: { ...given, endpoint: world.sandbox.url },
        env: { GITHUB_API_URL: github.url, GITHUB_WORKSPACE: world.workspace },
        ...{ cancel, reason: 'lost' },
      })
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await github[Symbol.asyncDispose]()
    },
  }
}

test('where the job of an earlier attempt is found, nothing is uploaded, and no leave for it is asked', async () => {
  await using on = await scene()
  const first = await on.run(1)
  const asked = on.world.sandbox.store.requests.length
  const again = await on.run(2)
  assert.equal(again.outputs['jobId'], first.outputs['jobId'])
  assert.deepEqual([again.outputs['reused'], again.outputs['status']], ['true', 'Completed'])
  assert.equal(on.world.sandbox.store.requests.length, asked)
  assert.equal(requestsTo(on.world.sandbox, 'create').length, 1)
})

test('other data is another job, also in a re-run', async () => {
  await using on = await scene()
  await on.run(1, { path: 'out/a.parquet' })
  const again = await on.run(2)
  assert.deepEqual([again.outputs['reused'], again.outputs['importedRows']], ['false', '60'])
})

test('what a killed attempt has left is deleted by the one that finds its job', async () => {
  await using on = await scene({ speed: 4 })
  const { sandbox } = on.world
  await on.lose(async () => requestsTo(sandbox, 'describe').length > 0, { deleteUploaded: 'true' })
  assert.equal((await sandbox.store.objects(VOLUME.bucket)).length, 2)
  const again = await on.run(2, { deleteUploaded: 'true' })
  assert.deepEqual([again.outputs['status'], again.outputs['reused']], ['Completed', 'true'], again.log)
  assert.equal(on.world.count('PutObject'), 2)
  assert.deepEqual(await sandbox.store.objects(VOLUME.bucket), [])
})

test('the check run shows the upload before anything is submitted', async () => {
  await using on = await scene({
    store: {
      faults: [{ on: 'PutObject', nth: 1, times: 2, fault: { kind: 'delay', before: 1500, after: 0 } }],
    },
  })
  let created = -1
  on.github.answer = () => {
    created = created < 0 ? requestsTo(on.world.sandbox, 'create').length : created
    return undefined
  }
  const result = await on.run(1)
  assert.equal(result.outputs['status'], 'Completed', result.log)
  const [first] = on.github.requests.filter(({ method }) => method === 'POST')
  assert.match(first?.body.output?.title ?? '', /^Uploading \d+ %$/)
  assert.match(first?.body.output?.summary ?? '', /Upload/)
  assert.equal(created, 0)
  const [run] = on.github.runs
  assert.equal(on.github.runs.length, 1)
  assert.equal(run?.conclusion, 'success')
  assert.match(run?.output.summary ?? '', /2 files in <code>imports\//)
})

test('an attempt that was lost while it uploaded leaves no doubt: the next one submits', async () => {
  await using on = await scene({
    store: {
      faults: [{ on: 'PutObject', nth: 1, times: 2, fault: { kind: 'delay', before: 3000, after: 0 } }],
    },
  })
  await on.lose(async () => on.github.runs.length > 0)
  assert.match(on.github.runs[0]?.external_id ?? '', /^zilliz-import-[0-9a-f.]+\/-$/)
  const again = await on.run(2)
  assert.equal(again.outputs['status'], 'Completed', again.log)
  assert.equal(again.outputs['reused'], 'false')
  assert.equal(on.github.runs.length, 1)
})
