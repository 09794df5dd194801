import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StepOptions } from '../../sandbox/runner/run-action.ts'
import type { KnownCheckRun } from '../../src/report/github.ts'
import { type CheckCall, type GithubApi, notingChecks, startGithubApi } from '../harness/github-api.ts'
import { LONG_JOB, play } from '../harness/scenes.ts'
import { step, testSandbox, warningsOf } from '../harness/step.ts'
import { startAuthority, startTlsFront } from '../harness/tls.ts'

const TOKEN = 'ghs_example.token-0123456789.abcdef'

/** Runs a step with a check run against the two services. */
async function checked(
  github: GithubApi,
  inputs: Readonly<Record<string, string>> = {},
  { speed = 20, ...options }: Partial<StepOptions> & { speed?: number } = {},
) {
  await using sandbox = await testSandbox({}, { speed })
  const env = { GITHUB_API_URL: github.url, ...options.env }
  return await step(sandbox, { githubToken: TOKEN, ...inputs }, { ...options, env })
}

/** What the check run was at the end. */
function conclusionOf({ requests }: GithubApi): string | undefined {
  const last = requests.at(-1)
  assert.equal(last?.method, 'PATCH')
  assert.equal(last?.body.status, 'completed')
  return last?.body.conclusion
}

test('created before the create, knows the job the moment we do, concluded with the verdict and the files', async () => {
  await using github = await startGithubApi()
  const result = await checked(github)
  assert.equal(result.outputs['status'], 'Completed')
  const [created] = github.requests
  assert.equal(created?.method, 'POST')
  assert.equal(created?.path, '/api/v3/repos/example-org/articles/check-runs')
  assert.equal(created?.token.replace(/^(token|bearer) /i, ''), TOKEN)
  assert.equal(created?.body.name, 'Import into articles')
  assert.equal(created?.body.status, 'in_progress')
  assert.equal(created?.body.head_sha, '0123456789abcdef0123456789abcdef01234567')
  assert.match(created?.body.external_id ?? '', /^zilliz-import-[0-9a-f]{40}$/)
  const ids = github.requests.slice(1).map(({ body }) => body.external_id)
  const { jobId } = result.outputs
  assert.ok(ids.length > 0 && ids.every(id => id === `${created?.body.external_id}/${jobId}`))
  assert.equal(conclusionOf(github), 'success')
  const { output } = github.requests.at(-1)?.body ?? {}
  assert.match(output?.title ?? '', /^Import completed: 120 rows from 1 file in /)
  assert.match(output?.summary ?? '', /science\.jsonl<\/code> \| Completed/)
  assert.ok(!JSON.stringify(github.requests.map(({ body }) => body)).includes(TOKEN))
  assert.deepEqual(warningsOf(result), [])
})

const ENDS: readonly (readonly [string, Readonly<Record<string, string>>, number, string])[] = [
  ['a failed job', { objectUrl: 's3://example-articles/broken/sports.jsonl' }, 20, 'failure'],
  ['rows that were not expected', { expectedRows: '7' }, 20, 'failure'],
  ['a timeout', { timeout: '1s' }, 1, 'timed_out'],
  ['a timeout that only warns', { timeout: '1s', onTimeout: 'warn' }, 1, 'neutral'],
  ['a job that is not waited for', { wait: 'false' }, 20, 'neutral'],
]
for (const [name, inputs, speed, conclusion] of ENDS) {
  test(`${name} concludes it as ${conclusion}`, async () => {
    await using github = await startGithubApi()
    await checked(github, inputs, { speed })
    assert.equal(conclusionOf(github), conclusion)
  })
}

for (const answer of [undefined, 'hang'] as const) {
  test(`a cancel is over before the process is killed, where the API ${answer ? 'never answers' : 'answers'}`, async () => {
    await using github = await startGithubApi()
    const { promise: asked, resolve } = Promise.withResolvers<void>()
    github.answer = () => {
      setTimeout(resolve, 300)
      return answer
    }
    const result = await checked(github, {}, { speed: 0.1, cancel: asked })
    assert.equal(result.outputs['status'], 'Cancelled')
    if (!answer) assert.equal(conclusionOf(github), 'cancelled')
    assert.ok((result.endedAfter ?? Number.POSITIVE_INFINITY) < (answer ? 4000 : 3000))
  })
}

test('a token without the permission: one warning that names it, the import is green', async () => {
  await using github = await startGithubApi()
  github.answer = () => ({ status: 403, body: { message: 'Resource not accessible by integration' } })
  const result = await checked(github)
  assert.equal(result.conclusion, 'success')
  assert.equal(github.requests.length, 1)
  const [warning = '', ...more] = warningsOf(result)
  assert.deepEqual(more, [])
  assert.match(warning, /GitHub answered 403: Resource not accessible.*`checks: write`.*not affected/)
})

test('an API that never answers: one warning, seconds at most, the import is green', async () => {
  await using github = await startGithubApi()
  github.answer = () => 'hang'
  const startedAt = performance.now()
  const result = await checked(github)
  assert.equal(result.conclusion, 'success')
  assert.equal(warningsOf(result).length, 1)
  assert.ok(performance.now() - startedAt < 10_000)
})

test('a connection to GitHub that is not safe, or refused: it never answered', async () => {
  await using github = await startGithubApi()
  await using authority = await startAuthority()
  await using front = await startTlsFront(await authority.issue('localhost'), github.url)
  await using sandbox = await testSandbox()
  const urls = [`https://localhost:${front.port}/api/v3`, 'http://127.0.0.1:9/api/v3']
  for (const url of urls) {
    const result = await step(sandbox, { githubToken: TOKEN }, { env: { GITHUB_API_URL: url } })
    assert.equal(result.conclusion, 'success')
    const [warning = '', ...more] = warningsOf(result)
    assert.match(
      warning,
      /^The check run could not be written \(GitHub never answered: .+\)\. The import is not affected\.$/,
    )
    assert.deepEqual(more, [])
  }
})

test('proxies are used as everywhere: never for loopback', async () => {
  await using github = await startGithubApi()
  const proxy = 'http://127.0.0.1:9'
  const result = await checked(github, {}, { env: { http_proxy: proxy, https_proxy: proxy } })
  assert.deepEqual(warningsOf(result), [])
  assert.equal(conclusionOf(github), 'success')
})

test('a re-run finds its check run again', async () => {
  await using github = await startGithubApi()
  await using sandbox = await testSandbox()
  const run = async (attempt: number, inputs: Readonly<Record<string, string>>) =>
    step(sandbox, { githubToken: TOKEN, ...inputs }, { attempt, env: { GITHUB_API_URL: github.url } })
  const { outputs } = await run(1, { wait: 'false' })
  const again = { jobId: outputs['jobId'] ?? '', objectUrl: '', accessKey: '', secretKey: '' }
  await run(2, again)
  assert.equal(github.requests.filter(({ method }) => method === 'POST').length, 1)
  assert.equal(conclusionOf(github), 'success')
})

test('updated on change, at most every 15 s', async () => {
  const calls: CheckCall[] = []
  await play({
    inputs: { githubToken: TOKEN, pollInterval: '1s' },
    job: LONG_JOB,
    checks: clock => notingChecks(clock, calls),
  })
  assert.equal(calls[0]?.what, 'create')
  assert.equal(calls.at(-1)?.what, 'success')
  // The job id is noted at once.
  const live = calls.slice(1, -1)
  const gaps = live.slice(1).map(({ at }, index) => at - (live[index]?.at ?? 0))
  assert.ok(gaps.length > 50)
  assert.ok(Math.min(...gaps) >= 15_000, `${Math.min(...gaps)} ms`)
  assert.match(live.at(-1)?.title ?? '', /^Importing 8\d %, building the index, 3\/3 files/)
})

test('a job that stands still is not told again', async () => {
  const calls: CheckCall[] = []
  const still = { code: 0, data: { state: 'Importing', progress: 80 } }
  await play({
    inputs: { githubToken: TOKEN },
    answer: path => (path.endsWith('/create') ? undefined : still),
    checks: clock => notingChecks(clock, calls),
  })
  assert.equal(calls.map(({ what }) => what).join(), 'create,update,update,timed_out')
})

test('trouble that passes is no warning', async () => {
  const calls: CheckCall[] = []
  const { log } = await play({
    inputs: { githubToken: TOKEN },
    job: LONG_JOB,
    checks(clock) {
      const checks = notingChecks(clock, calls)
      return {
        ...checks,
        async update(id, state, signal) {
          await checks.update(id, state, signal)
          if (calls.length % 3 === 0 && !state.conclusion)
            throw Object.assign(new Error('Bad gateway'), { status: 502 })
        },
      }
    },
  })
  assert.equal(calls.at(-1)?.what, 'success')
  assert.ok(!log.some(line => line.startsWith('Warning')))
})

test('a create whose answer was lost is found again, not made twice', async () => {
  const calls: CheckCall[] = []
  await play({
    inputs: { githubToken: TOKEN },
    job: LONG_JOB,
    checks(clock) {
      const checks = notingChecks(clock, calls)
      const runs: KnownCheckRun[] = []
      return {
        ...checks,
        find: async () => runs,
        async create(name, state, signal) {
          runs.push({ ...state, id: 7, isOpen: true })
          await checks.create(name, state, signal)
          throw new Error('socket hang up')
        },
      }
    },
  })
  assert.equal(calls.filter(({ what }) => what === 'create').length, 1)
  assert.equal(calls.at(-1)?.what, 'success')
})

for (const [takes, submitted] of [[2000, 2000] as const, [60_000, 5000] as const]) {
  test(`the note comes before the create: GitHub takes ${takes} ms, it waits ${submitted}`, async () => {
    let submittedAt: number | undefined
    await play({
      inputs: { githubToken: TOKEN, wait: 'false' },
      answer(path, _, clock) {
        if (!path.endsWith('/create')) return undefined
        submittedAt = clock.now()
        return { code: 0, data: { jobId: 'job-1' } }
      },
      checks: clock => ({
        ...notingChecks(clock, []),
        create: (_, __, signal) => clock.sleep(takes, signal).then(() => 1),
      }),
    })
    assert.equal(submittedAt, submitted)
  })
}
