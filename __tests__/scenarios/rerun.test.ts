import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StoreFault } from '../../sandbox/store/faults.ts'
import { type GithubApi, startGithubApi } from '../harness/github-api.ts'
import {
  assertSeen,
  type Inputs,
  MILVUS,
  requestsTo,
  step,
  testSandbox,
  warningsOf,
} from '../harness/step.ts'
import { TWO_FILES, uploadWorld, VOLUME } from '../harness/upload.ts'

// A workflow is run again: on a server that ignores idempotency keys (Zilliz Cloud), and on one that honours them.

const TOKEN = 'ghs_example.token-0123456789.abcdef'
const KEYED = { api: { milvus: '3.0.2' } } as const
const BROKEN = { objectUrl: 's3://example-articles/broken/sports.jsonl' }
type Options = NonNullable<Parameters<typeof step>[2]>

async function scene(options: Parameters<typeof testSandbox>[1] = {}) {
  const sandbox = await testSandbox({}, options)
  const github = await startGithubApi()
  const run = (attempt: number, inputs: Inputs = {}, { env, ...more }: Partial<Options> = {}) => {
    const given = { attempt, env: { GITHUB_API_URL: github.url, ...env }, ...more }
    return step(sandbox, { githubToken: TOKEN, ...inputs }, given)
  }
  return {
    ...{ sandbox, github, run },
    creates: () => requestsTo(sandbox, 'create').length,
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]()
      await github[Symbol.asyncDispose]()
    },
  }
}

/** The same for a workflow that uploads. */
async function uploading(options: Parameters<typeof uploadWorld>[1] = {}) {
  const world = await uploadWorld(TWO_FILES, options)
  const github = await startGithubApi()
  return {
    ...{ world, github, sandbox: world.sandbox },
    stored: () => world.sandbox.store.objects(VOLUME.bucket),
    run: (attempt: number, inputs: Inputs = {}, more: Partial<Options> = {}) =>
      world.run({ githubToken: TOKEN, ...inputs }, { attempt, env: { GITHUB_API_URL: github.url }, ...more }),
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await github[Symbol.asyncDispose]()
    },
  }
}

async function until(isTime: () => boolean): Promise<void> {
  while (!isTime()) await sleep(10)
}

/** Options of a run whose runner is lost at that moment. */
const lostWhen = (cancel: Promise<unknown>) => ({ cancel, reason: 'lost' }) as const
const delayed = (ms: number) => {
  const fault: StoreFault = { kind: 'delay', before: ms, after: 0 }
  return { store: { faults: [{ on: 'PutObject', nth: 1, times: 2, fault }] } } as const
}

/** The one check run that there should be. */
function only({ runs }: GithubApi) {
  assert.equal(runs.length, 1)
  const [run] = runs
  assert.ok(run)
  return run
}

describe('run again', { concurrency: 4 }, () => {
  test('a re-run finds the job of the attempt before, imports nothing, and says so', async () => {
    await using on = await scene()
    const first = await on.run(1)
    const again = await on.run(2)
    const { jobId } = first.outputs
    assert.equal(on.creates(), 1)
    assertSeen(first, { reused: 'false' })
    assertSeen(again, { reused: 'true', jobId, status: 'Completed', conclusion: 'success' })
    assert.deepEqual(warningsOf(again), [
      `Import job ${jobId} of an earlier attempt had already completed: this attempt imported nothing. If the files have changed since, start a new run, or give the step another \`idempotencyKey\`.`,
    ])
    assert.match(again.log, new RegExp(`Found import job ${jobId} of an earlier attempt: 1 source into`))
    assert.doesNotMatch(again.log, /Submitted import job/)
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
    await on.run(1, {}, { env: { GITHUB_RUN_ID: '9876543211' } })
    assert.deepEqual([on.creates(), on.github.runs.length], [2, 2])
  })

  test('a job that has failed is succeeded by one new job', async () => {
    await using on = await scene()
    const first = await on.run(1, BROKEN)
    const second = await on.run(2, BROKEN)
    assert.equal(on.creates(), 2)
    const { jobId } = first.outputs
    const line = `Import job ${jobId} of an earlier attempt has failed: submitting one new job`
    assert.ok(second.log.includes(line), second.log)
    assertSeen(second, { reused: 'false' })
    assert.match(only(on.github).external_id, new RegExp(`-2/${second.outputs['jobId']}$`))
  })

  test('killed before it knew the answer: the next attempt finds the job, and completes the check run', async () => {
    const fault = { kind: 'delay', before: 0, after: 3000 } as const
    await using on = await scene({ faults: [{ on: 'create', nth: 1, fault }] })
    const sent = until(() => on.creates() > 0).then(() => sleep(100))
    assertSeen(await on.run(1, {}, lostWhen(sent)), { jobId: undefined })
    const { external_id, status } = only(on.github)
    assert.match(`${external_id} ${status}`, /^zilliz-import-[0-9a-f]{40} in_progress$/)
    assertSeen(await on.run(2), { status: 'Completed', reused: 'true' })
    assert.equal(on.creates(), 1)
    assert.deepEqual([only(on.github).status, only(on.github).conclusion], ['completed', 'success'])
  })

  test('killed before its create arrived: Unknown, and how to go on', async () => {
    await using on = await scene()
    // Sent, and never carried out.
    on.sandbox.intercept = ({ path }) =>
      path.endsWith('/create') ? { status: 500, body: 'gone' } : undefined
    await on.run(1, {}, lostWhen(until(() => on.creates() > 0).then(() => sleep(100))))
    on.sandbox.intercept = undefined
    assertSeen(
      await on.run(2),
      { status: 'Unknown', errorCode: 'SubmitUnconfirmed' },
      /^An earlier attempt of this run ended before it knew whether its import was submitted\. Nothing was submitted now: the server shows no job with its files, but that does not prove that there is none\. .*If the job is there, wait for it with `jobId`\. If it is not there, start a new run of the workflow: a re-run does not submit while this is unclear\.$/,
    )
    assert.equal(only(on.github).conclusion, 'failure')
    assert.match(only(on.github).external_id, /^zilliz-import-[0-9a-f]{40}$/)
  })

  test('a create that was refused leaves nothing to look for', async () => {
    await using on = await scene()
    for (const attempt of [1, 2]) {
      assertSeen(await on.run(attempt, { collectionName: 'absent' }), { status: 'Rejected' })
      assert.match(only(on.github).external_id, /\/-$/)
      assert.equal(only(on.github).conclusion, 'failure')
    }
  })

  test('`off` looks nothing up', async () => {
    await using on = await scene()
    for (const attempt of [1, 2]) await on.run(attempt, { idempotencyKey: 'off' })
    assert.equal(on.creates(), 2)
    assert.ok(on.github.runs.every(({ external_id }) => /^9876543210\/load\/import\/job-/.test(external_id)))
  })

  test('check runs of other apps are not believed, and later pages are read', async () => {
    await using on = await scene()
    await on.run(1)
    const mine = only(on.github)
    const [key, jobId] = mine.external_id.split('/')
    const forged = { ...mine, app: { slug: 'somebody-else' }, external_id: `${key}-2/job-forged` }
    on.github.runs.push(...Array.from({ length: 120 }, (_, at) => ({ ...forged, id: 2 + at })))
    assertSeen(await on.run(2), { jobId })
    assert.equal(on.creates(), 1)
  })

  test('no permission to read check runs: one warning, and everything as without a token', async () => {
    await using on = await scene()
    on.github.answer = () => ({ status: 403, body: { message: 'Resource not accessible by integration' } })
    await on.run(1)
    const again = await on.run(2)
    assertSeen(again, { conclusion: 'success' })
    assert.equal(on.creates(), 2)
    assert.deepEqual(warningsOf(again), [
      'The check runs of earlier attempts could not be read (GitHub answered 403: Resource not accessible by integration). Give the job the permission `checks: write`. This attempt went on as if there were none: if an earlier one has submitted its import, check that it was not imported twice.',
    ])
  })

  for (const attempt of [1, 2])
    test(`a server that honours the key, and a runner that calls the second run attempt ${attempt}`, async () => {
      await using on = await scene(KEYED)
      const run = (number: number, inputs = {}) => on.run(number, { ...MILVUS, githubToken: '', ...inputs })
      const { jobId } = (await run(1)).outputs
      const again = await run(attempt)
      assertSeen(again, { jobId, reused: 'true' })
      assert.match(warningsOf(again).join(), /had already completed: this attempt imported nothing/)
      // Not waited for: the same words.
      const quick = await run(attempt, { wait: 'false' })
      assertSeen(quick, { status: 'Submitted', reused: 'true' })
      assert.match(quick.summary, /^## Import of an earlier attempt found; not waiting for it/)
      assert.match(warningsOf(quick).join(), /imported nothing/)
      // A failed one has a successor, each time.
      const broken = { files: 'daily/absent.parquet' }
      const failed = [await run(1, broken), await run(attempt, broken), await run(attempt, broken)]
      assertSeen(failed[1] ?? again, { reused: 'false' })
      assert.equal(new Set(failed.map(({ outputs }) => outputs['jobId'])).size, 3)
    })

  test('a key of the author that leads to a failed job: red, also where nobody waits', async () => {
    await using on = await scene(KEYED)
    const own = { githubToken: '', idempotencyKey: 'articles/2026-11', files: 'daily/absent.parquet' }
    await on.run(1, { ...MILVUS, ...own })
    for (const wait of ['true', 'false']) {
      const again = await on.run(1, { ...MILVUS, ...own, wait })
      const says = 'A new import needs a new `idempotencyKey`: this one leads to the failed job'
      assertSeen(again, { status: 'Failed', reused: 'true' }, says)
    }
  })

  test('where the job is found nothing is uploaded, and no leave for it is asked; other data is another job', async () => {
    await using on = await uploading()
    const { jobId } = (await on.run(1)).outputs
    const { length } = on.sandbox.store.requests
    assertSeen(await on.run(2), { jobId, reused: 'true', status: 'Completed' })
    assert.equal(on.sandbox.store.requests.length, length)
    assert.equal(requestsTo(on.sandbox, 'create').length, 1)
    assertSeen(await on.run(3, { path: 'out/a.parquet' }), { reused: 'false', importedRows: '40' })
  })

  test('what a killed attempt has uploaded is deleted by the one that finds its job', async () => {
    await using on = await uploading({ speed: 4 })
    const deleting = { deleteUploaded: 'true' }
    await on.run(1, deleting, lostWhen(until(() => requestsTo(on.sandbox, 'describe').length > 0)))
    assert.equal((await on.stored()).length, 2)
    assertSeen(await on.run(2, deleting), { status: 'Completed', reused: 'true' })
    assert.equal(on.world.count('PutObject'), 2)
    assert.deepEqual(await on.stored(), [])
  })

  test('the check run shows the upload before anything is submitted', async () => {
    await using on = await uploading(delayed(1500))
    let created: number | undefined
    on.github.answer = () => {
      created ??= requestsTo(on.sandbox, 'create').length
      return undefined
    }
    assertSeen(await on.run(1), { status: 'Completed' })
    const { output } = on.github.requests.find(({ method }) => method === 'POST')?.body ?? {}
    assert.match(output?.title ?? '', /^Uploading \d+ %$/)
    assert.match(output?.summary ?? '', /Upload/)
    assert.equal(created, 0)
    assert.equal(only(on.github).conclusion, 'success')
    assert.match(only(on.github).output.summary ?? '', /2 files in <code>imports\//)
  })

  test('an attempt that was lost while it uploaded leaves no doubt: the next one submits', async () => {
    await using on = await uploading(delayed(3000))
    await on.run(1, {}, lostWhen(until(() => on.github.runs.length > 0)))
    assert.match(only(on.github).external_id, /^zilliz-import-[0-9a-f.]+\/-$/)
    assertSeen(await on.run(2), { status: 'Completed', reused: 'false' })
    assert.equal(only(on.github).status, 'completed')
  })
})
