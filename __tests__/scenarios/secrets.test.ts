import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StepResult } from '../../sandbox/runner/run-action.ts'
import type { Reply } from '../../sandbox/server.ts'
import type { Checks } from '../../src/report/github.ts'
import { redactor } from '../../src/words/redact.ts'
import { startGithubApi } from '../harness/github-api.ts'
import { hunt } from '../harness/hunt.ts'
import { LONG_JOB, play, SCENES } from '../harness/scenes.ts'
import { CLUSTER, step, testSandbox } from '../harness/step.ts'

const SIGNATURE = 'c2lnbmF0dXJl0123456789zyxwvu'
const SECRETS = {
  apiKey: 'loader:A-long/password+of&the<loader>',
  ...{ accessKey: 'EXAMPLE-ACCESS-KEY-9876', secretKey: 'example/secret+key==0987654321abcdef' },
  ...{
    sessionToken: `example-session-token-${'Zz9/'.repeat(60)}`,
    githubToken: 'ghs_example0987654321TOKEN',
  },
}
const HUNTED = { ...SECRETS, password: 'A-long/password+of&the<loader>', signature: SIGNATURE }
const INPUTS = { ...SECRETS, objectUrl: `https://h.example/daily/a.json?sv=2024&sig=${SIGNATURE}` }

/** The fixed forms that are promised, as a server may send our secrets back. */
const ECHOES: readonly ((secret: string) => string)[] = [
  secret => secret,
  encodeURIComponent,
  secret => encodeURIComponent(secret).replace(/%../g, hex => hex.toLowerCase()),
  secret => JSON.stringify(secret),
  secret => Buffer.from(`x${secret}`).toString('base64'),
  secret => Buffer.from(`xy:${secret}`).toString('base64url'),
  // So that the cuts of reasons, names and messages go through it.
  ...[30, 60, 100, 110, 190, 290, 380, 390].map(
    length => (secret: string) => `${'-'.repeat(length)}${secret}`,
  ),
  secret => `folder/${secret}/${'x'.repeat(40)}.parquet`,
]

/** A job that fails with an echo in every field. */
function failing(echo: string): object {
  const file = { fileName: `s3://b/${echo}/a.json`, state: 'Failed', progress: 10, reason: `file: ${echo}` }
  const other = { fileName: echo, state: echo, progress: 50, reason: echo }
  return {
    code: 0,
    data: {
      state: 'Failed',
      progress: 0,
      collectionName: echo,
      reason: `error: ${echo}`,
      details: [file, other],
    },
  }
}

/** Remembers everything that went to the check run. */
function recordingChecks(told: unknown[]): () => Checks {
  const note = async (...all: unknown[]) => void told.push(all)
  return () => ({
    ...{ find: async () => [], update: note },
    create: async (...all: unknown[]) => {
      told.push(all)
      return 1
    },
  })
}

/** Everything that one scene left behind. */
async function leftBy(scene: Parameters<typeof play>[0]): Promise<string> {
  const told: unknown[] = []
  const seen = await play({ ...scene, inputs: { ...INPUTS, ...scene.inputs }, checks: recordingChecks(told) })
  return [
    ...seen.painted,
    ...seen.log,
    seen.summary,
    ...Object.values(seen.outputs),
    JSON.stringify(told),
  ].join('\n')
}

const echoing = Object.values(SECRETS)
  .concat(SIGNATURE)
  .flatMap(secret => ECHOES.map(make => make(secret)))
const jobs = echoing.map(echo => ({ job: LONG_JOB, answer: after(60_000, failing(echo)) }))
const refusals = echoing.map(echo => ({
  replies: (path: string) =>
    path.endsWith('/create')
      ? {
          status: 400,
          body: JSON.stringify({ code: 1100, message: echo }),
          requestId: echo,
          retryAfter: undefined,
        }
      : undefined,
}))
const pages = echoing.map(echo => ({
  inputs: { timeout: '30m' },
  job: LONG_JOB,
  replies: (path: string) =>
    path.endsWith('/describe')
      ? { status: 502, body: `<html><p>${echo}</p></html>`, requestId: echo, retryAfter: undefined }
      : undefined,
}))

function after(start: number, body: object) {
  return (path: string, elapsed: number) => (elapsed > start && path.endsWith('/describe') ? body : undefined)
}

test('every scene, every echo in every field: nothing of a secret is left', async () => {
  let scenes = 0
  for (const scene of [...Object.values(SCENES), ...jobs, ...refusals, ...pages]) {
    assert.deepEqual(hunt(await leftBy(scene), HUNTED), [], `scene ${scenes}`)
    scenes += 1
  }
  assert.ok(scenes > 200)
})

test('the hunt finds them where nothing takes them out', async () => {
  const redact = redactor([])
  const scenes = [...jobs, ...refusals, ...pages]
  let found = 0
  for (const scene of scenes) found += hunt(await leftBy({ ...scene, redact }), HUNTED).length > 0 ? 1 : 0
  // Of some messages the end is cut off, and the secret with it.
  assert.ok(found > 0.85 * scenes.length, `${found} of ${scenes.length}`)
})

/** What the built action wrote, but for the masks. */
function written(result: StepResult): string {
  const stdout = result.stdout.replace(/^::add-mask::.*$/gm, '')
  return [stdout, result.stderr, result.summary, ...Object.values(result.outputs), ...result.argv].join('\n')
}

/** Of those none is part of an id that may be shown. */
const KEYS = {
  apiKey: 'unlike-any-id-98765zyxwvu',
  accessKey: SECRETS.accessKey,
  secretKey: SECRETS.secretKey,
}
const ownSandbox = (speed = 20) => {
  const { apiKey, ...bucketKeys } = KEYS
  return testSandbox({ apiKeys: [apiKey], bucketKeys }, { speed })
}

const RUNS: readonly (readonly [string, Readonly<Record<string, string>>, Reply | undefined])[] = [
  ['green', {}, undefined],
  ['a failing file', { objectUrl: 's3://example-articles/broken/sports.jsonl' }, undefined],
  ['wrong inputs', { timeout: 'soon', endpoint: `https://loader:${KEYS.secretKey}@h.example` }, undefined],
  ['a timeout', { timeout: '300ms' }, undefined],
  [
    'a refusal that echoes, also in a header',
    {},
    {
      status: 400,
      body: { code: 1100, message: `${'-'.repeat(380)}${KEYS.apiKey} ${JSON.stringify(KEYS)}` },
      headers: { requestid: KEYS.secretKey, 'x-milvus-trace-id': KEYS.apiKey },
    },
  ],
  [
    'a page that echoes',
    {},
    { status: 403, body: `<p>${KEYS.apiKey} ${encodeURIComponent(KEYS.secretKey)}</p>` },
  ],
]

for (const [name, inputs, reply] of RUNS) {
  test(`the built action, ${name}: masks first, and no secret anywhere`, async () => {
    await using sandbox = await ownSandbox()
    await using github = await startGithubApi()
    sandbox.intercept = ({ path }) => (path.endsWith('/create') ? reply : undefined)
    const secrets = { ...KEYS, githubToken: SECRETS.githubToken }
    const result = await step(sandbox, { ...secrets, ...inputs }, { env: { GITHUB_API_URL: github.url } })
    const bodies = JSON.stringify(github.requests.map(({ path, body }) => [path, body]))
    assert.deepEqual(hunt(written(result) + bodies, secrets), [])
    const lines = result.stdout.split('\n').map(line => line.startsWith('::add-mask::'))
    const first = lines.indexOf(false)
    assert.ok(first >= Object.keys(secrets).length, 'masks come first')
    assert.ok(!lines.slice(first).includes(true), 'all of them')
  })
}

test('a cancelled step leaves none, and ids are never masked', async () => {
  await using sandbox = await ownSandbox(0.1)
  const { promise, resolve } = Promise.withResolvers<void>()
  sandbox.intercept = () => void setTimeout(resolve, 300)
  const result = await step(sandbox, KEYS, { cancel: promise })
  assert.deepEqual(hunt(written(result), KEYS), [])
  assert.match(result.log, new RegExp(`into collection articles, cluster ${CLUSTER}`))
})

test('short and trivial secrets do not garble the log', async () => {
  const inputs = { apiKey: 'root:Milvus', accessKey: 'true', secretKey: 'articles', sessionToken: 'abc' }
  const { log, summary } = await play({ inputs, job: LONG_JOB })
  assert.doesNotMatch(log.join('\n') + summary, /\*\*\*/)
})
