import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runAction } from '../../sandbox/runner/run-action.ts'
import { type GithubApi, startGithubApi } from '../harness/github-api.ts'
import { errorOf, requestsTo, STEP, step, testSandbox, warningsOf } from '../harness/step.ts'

// A workflow is run again: on a server that ignores idempotency keys (Zilliz Cloud), and on one that honours them.

const TOKEN = 'ghs_example.token-0123456789.abcdef'
const MILVUS = {
  ...{
    api: 'milvus',
    apiKey: 'root:Milvus',
    clusterId: null,
    objectUrl: null,
    accessKey: null,
    secretKey: null,
  },
  files: 'parts/part-1.parquet',
} as const
const KEYED = { api: { milvus: '3.0.2' } } as const

async function scene(options: Parameters<typeof testSandbox>[1] = {}) {
  const sandbox = await testSandbox({}, options)
  const github = await startGithubApi()
  const run = (
    attempt: number,
    inputs: Parameters<typeof step>[1] = {},
    more: Parameters<typeof step>[2] = {},
  ) =>
    step(
      sandbox,
      { githubToken: TOKEN, ...inputs },
      { attempt, env: { GITHUB_API_URL: github.url }, ...more },
    )
  /** The first attempt, killed at that moment. */
  const lose = (cancel: Promise<void>) =>
    runAction({
      with: { ...STEP, endpoint: sandbox.url, githubToken: TOKEN },
      env: { GITHUB_API_URL: github.url },
      ...{ cancel, reason: 'lost' },
    })
  return {
    ...{ sandbox, github, run, lose },
    creates: () => requestsTo(sandbox, 'create').length,
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]()
      await github[Symbol.asyncDispose]()
    },
  }
}

/** The one check run that there should be. */
function only({ runs }: GithubApi) {
  assert.equal(runs.length, 1)
  const [run] = runs
  assert.ok(run)
  return run
}

test('a re-run finds the job of the attempt before, imports nothing, and says so', async () => {
  await using on = await scene()
  const first = await on.run(1)
  const again = await on.run(2)
  const { jobId } = first.outputs
  assert.equal(on.creates(), 1)
  assert.deepEqual([first.outputs['reused'], again.outputs['reused']], ['false', 'true'])
  assert.deepEqual(
    [again.outputs['jobId'], again.outputs['status'], again.conclusion],
    [jobId, 'Completed', 'success'],
  )
  assert.deepEqual(warningsOf(again), [
    `Import job ${jobId} of an earlier attempt had already completed: this attempt imported nothing. If the files have changed since, start a new run, or give the step another \`idempotencyKey\`.`,
  ])
  assert.match(again.stdout, new RegExp(`Found import job .*${jobId}.* of an earlier attempt: 1 source into`))
  assert.doesNotMatch(again.stdout, /Submitted import job/)
  assert.match(again.summary, /^## Import of an earlier attempt completed: 120 rows from 1 file/)
  assert.match(again.summary, /\(of an earlier attempt\)/)
  const { external_id, conclusion, output } = only(on.github)
  assert.match(external_id, new RegExp(`^zilliz-import-[0-9a-f]{40}/${jobId}$`))
  assert.equal(conclusion, 'success')
  assert.match(output.title ?? '', /^Import of an earlier attempt completed/)
})

test('a new run submits its own job', async () => {
  await using on = await scene()
  await on.run(1)
  await on.run(1, {}, { env: { GITHUB_API_URL: on.github.url, GITHUB_RUN_ID: '9876543211' } })
  assert.equal(on.creates(), 2)
  assert.equal(on.github.runs.length, 2)
})

test('a job that has failed is succeeded by one new job, which a third attempt finds', async () => {
  await using on = await scene()
  const broken = { objectUrl: 's3://example-articles/broken/sports.jsonl' }
  const first = await on.run(1, broken)
  const second = await on.run(2, broken)
  assert.equal(on.creates(), 2)
  assert.match(
    second.stdout,
    new RegExp(
      `Import job ${first.outputs['jobId']} of an earlier attempt has failed: submitting one new job`,
    ),
  )
  assert.equal(second.outputs['reused'], 'false')
  assert.match(only(on.github).external_id, new RegExp(`-2/${second.outputs['jobId']}$`))
})

test('an attempt that was killed before it knew the answer: the next one finds the job, and completes the check run', async () => {
  await using on = await scene({
    faults: [{ on: 'create', nth: 1, fault: { kind: 'delay', before: 0, after: 60_000 } }],
  })
  const sent = Promise.withResolvers<void>()
  on.sandbox.intercept = ({ path }) => {
    if (path.endsWith('/create')) setTimeout(sent.resolve, 100)
    return undefined
  }
  const lost = await on.lose(sent.promise)
  assert.equal(lost.outputs['jobId'], undefined)
  const left = only(on.github)
  assert.match(left.external_id, /^zilliz-import-[0-9a-f]{40}$/)
  assert.equal(left.status, 'in_progress')
  const again = await on.run(2)
  assert.equal(on.creates(), 1)
  assert.deepEqual([again.outputs['status'], again.outputs['reused']], ['Completed', 'true'])
  assert.deepEqual([only(on.github).status, only(on.github).conclusion], ['completed', 'success'])
})

test('an attempt that was killed before its create arrived: Unknown, and how to go on', async () => {
  await using on = await scene()
  // Sent, and never carried out.
  const sent = Promise.withResolvers<void>()
  on.sandbox.intercept = ({ path }) => {
    if (!path.endsWith('/create')) return undefined
    setTimeout(sent.resolve, 100)
    return { status: 500, body: 'gone' }
  }
  await on.lose(sent.promise)
  on.sandbox.intercept = undefined
  const again = await on.run(2)
  assert.deepEqual([again.outputs['status'], again.outputs['errorCode']], ['Unknown', 'SubmitUnconfirmed'])
  assert.match(
    errorOf(again),
    /^An earlier attempt of this run ended before it knew whether its import was submitted\. Nothing was submitted now: the server shows no job with its files, but that does not prove that there is none\. .*If the job is there, wait for it with `jobId`\. If it is not there, start a new run of the workflow: a re-run does not submit while this is unclear\.$/,
  )
  assert.equal(only(on.github).conclusion, 'failure')
  assert.match(only(on.github).external_id, /^zilliz-import-[0-9a-f]{40}$/)
})

test('a create that was refused leaves nothing to look for', async () => {
  await using on = await scene()
  const refused = await on.run(1, { collectionName: 'absent' })
  assert.equal(refused.outputs['status'], 'Rejected')
  assert.match(only(on.github).external_id, /\/-$/)
  assert.equal(only(on.github).conclusion, 'failure')
  const again = await on.run(2, { collectionName: 'absent' })
  assert.equal(again.outputs['status'], 'Rejected')
})

test('`off` looks nothing up', async () => {
  await using on = await scene()
  await on.run(1, { idempotencyKey: 'off' })
  await on.run(2, { idempotencyKey: 'off' })
  assert.equal(on.creates(), 2)
  assert.ok(on.github.runs.every(({ external_id }) => /^9876543210\/load\/import\/job-/.test(external_id)))
})

test('check runs of other apps are not believed, and later pages are read', async () => {
  await using on = await scene()
  await on.run(1)
  const mine = only(on.github)
  const other = { ...mine, app: { slug: 'somebody-else' } }
  const key = mine.external_id.split('/')[0]
  on.github.runs.push(
    ...Array.from({ length: 120 }, (_, at) => ({ ...other, id: 2 + at, external_id: `${key}-2/job-forged` })),
  )
  const again = await on.run(2)
  assert.equal(on.creates(), 1)
  assert.equal(again.outputs['jobId'], mine.external_id.split('/')[1])
})

test('no permission to read check runs: one warning, and everything as without a token', async () => {
  await using on = await scene()
  on.github.answer = () => ({ status: 403, body: { message: 'Resource not accessible by integration' } })
  await on.run(1)
  const again = await on.run(2)
  assert.equal(again.conclusion, 'success')
  assert.equal(on.creates(), 2)
  assert.deepEqual(warningsOf(again), [
    'The check runs of earlier attempts could not be read (GitHub answered 403: Resource not accessible by integration). Give the job the permission `checks: write`. This attempt went on as if there were none: if an earlier one has submitted its import, check that it was not imported twice.',
  ])
})

for (const attempt of [1, 2]) {
  test(`a server that honours the key, and a runner that calls the second run attempt ${attempt}`, async () => {
    await using on = await scene(KEYED)
    const run = (number: number, inputs = {}) => on.run(number, { ...MILVUS, githubToken: '', ...inputs })
    const first = await run(1)
    const again = await run(attempt)
    assert.equal(again.outputs['jobId'], first.outputs['jobId'])
    assert.equal(again.outputs['reused'], 'true')
    assert.match(warningsOf(again).join(), /had already completed: this attempt imported nothing/)
    // Not waited for: the same words.
    const quick = await run(attempt, { wait: 'false' })
    assert.deepEqual([quick.outputs['status'], quick.outputs['reused']], ['Submitted', 'true'])
    assert.match(quick.summary, /^## Import of an earlier attempt found; not waiting for it/)
    assert.match(warningsOf(quick).join(), /imported nothing/)
    // A failed one has a successor.
    const broken = { files: 'daily/absent.parquet' }
    const failed = await run(1, broken)
    const successor = await run(attempt, broken)
    assert.notEqual(successor.outputs['jobId'], failed.outputs['jobId'])
    assert.equal(successor.outputs['reused'], 'false')
    const third = await run(attempt, broken)
    assert.equal(new Set([failed, successor, third].map(({ outputs }) => outputs['jobId'])).size, 3)
  })
}

test('a key of the author that leads to a failed job: red, also where nobody waits', async () => {
  await using on = await scene(KEYED)
  const inputs = {
    ...MILVUS,
    githubToken: '',
    idempotencyKey: 'articles/2026-11',
    files: 'daily/absent.parquet',
  }
  await on.run(1, inputs)
  for (const wait of ['true', 'false']) {
    const again = await on.run(1, { ...inputs, wait })
    assert.deepEqual([again.outputs['status'], again.outputs['reused']], ['Failed', 'true'])
    assert.match(
      errorOf(again),
      /A new import needs a new `idempotencyKey`: this one leads to the failed job/,
    )
  }
})
