import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import mermaid from 'mermaid'
import type { StepResult } from '../../sandbox/runner/run-action.ts'
import type { Reply } from '../../sandbox/server.ts'
import type { Checks } from '../../src/report/github.ts'
import { redactor } from '../../src/words/redact.ts'
import { code, inert, plain } from '../../src/words/text.ts'
import { startGithubApi } from '../harness/github-api.ts'
import { commandsIn, faultsOf, hostile } from '../harness/hostile.ts'
import { hunt } from '../harness/hunt.ts'
import { LONG_JOB, play, SCENES, type Scene } from '../harness/scenes.ts'
import {
  assertSeen,
  CLUSTER,
  createBody,
  type Inputs,
  step,
  testSandbox,
  whenAsked,
  withoutMasks,
} from '../harness/step.ts'

// What must not be seen or obeyed: our secrets, wherever a server echoes them, and what a hostile server sends.

const SIGNATURE = 'c2lnbmF0dXJl0123456789zyxwvu'
const SECRETS = {
  apiKey: 'loader:A-long/password+of&the<loader>',
  ...{ accessKey: 'EXAMPLE-ACCESS-KEY-9876', secretKey: 'example/secret+key==0987654321abcdef' },
  sessionToken: `example-session-token-${'Zz9/'.repeat(60)}`,
  githubToken: 'ghs_example0987654321TOKEN',
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
const echoing = [...Object.values(SECRETS), SIGNATURE].flatMap(secret => ECHOES.map(make => make(secret)))

/** A job that fails with an echo in every field. */
function failing(echo: string): object {
  const file = { fileName: `s3://b/${echo}/a.json`, state: 'Failed', progress: 10, reason: `file: ${echo}` }
  const details = [file, { fileName: echo, state: echo, progress: 50, reason: echo }]
  const data = { state: 'Failed', progress: 0, collectionName: echo, reason: `error: ${echo}`, details }
  return { code: 0, data }
}

/** An echo to every call of one route. */
function told(route: string, status: number, echo: string, body: string): Scene {
  const reply = { status, body, requestId: echo, retryAfter: undefined }
  return { job: LONG_JOB, replies: path => (path.endsWith(route) ? reply : undefined) }
}

/** A job that fails, a create that is refused, polls that get a page. */
const ECHO_SCENES: readonly Scene[] = echoing.flatMap(echo => [
  {
    job: LONG_JOB,
    answer: (path, elapsed) => (elapsed > 60_000 && path.endsWith('/describe') ? failing(echo) : undefined),
  },
  told('/create', 400, echo, JSON.stringify({ code: 1100, message: echo })),
  told('/describe', 502, echo, `<html><p>${echo}</p></html>`),
])

/** Everything that one scene left behind, what went to the check run included. */
async function leftBy(scene: Scene): Promise<string> {
  const told: unknown[] = []
  const note = async (...all: unknown[]) => void told.push(all)
  const checks: Checks = {
    ...{ find: async () => [], update: note },
    create: async (...all) => told.push(all),
  }
  const seen = await play({ ...scene, inputs: { ...INPUTS, ...scene.inputs }, checks: () => checks })
  const { painted, log, summary, outputs } = seen
  return [...painted, ...log, summary, ...Object.values(outputs), JSON.stringify(told)].join('\n')
}

test('every scene, every echo in every field: nothing of a secret is left', async () => {
  for (const [index, scene] of [...Object.values(SCENES), ...ECHO_SCENES].entries())
    assert.deepEqual(hunt(await leftBy(scene), HUNTED), [], `scene ${index}`)
})

test('the hunt finds them where nothing takes them out', async () => {
  const some = ECHO_SCENES.filter((_, index) => index % 7 === 0)
  let found = 0
  for (const scene of some)
    found += hunt(await leftBy({ ...scene, redact: redactor([]) }), HUNTED).length > 0 ? 1 : 0
  // Of some messages the end is cut off, and the secret with it.
  assert.ok(found > 0.8 * some.length, `${found} of ${some.length}`)
})

/** What the built action wrote, but for the masks. */
function written({ stdout, stderr, summary, outputs, argv }: StepResult): string {
  return [withoutMasks(stdout), stderr, summary, ...Object.values(outputs), ...argv].join('\n')
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

const ECHOED = `${'-'.repeat(380)}${KEYS.apiKey} ${JSON.stringify(KEYS)}`
const RUNS: readonly (readonly [string, Inputs, Reply?])[] = [
  ['green', {}],
  ['a failing file', { objectUrl: 's3://example-articles/broken/sports.jsonl' }],
  ['wrong inputs', { timeout: 'soon', endpoint: `https://loader:${KEYS.secretKey}@h.example` }],
  ['a timeout', { timeout: '300ms' }],
  [
    'a refusal that echoes, also in a header',
    {},
    {
      ...{ status: 400, body: { code: 1100, message: ECHOED } },
      headers: { requestid: KEYS.secretKey, 'x-milvus-trace-id': KEYS.apiKey },
    },
  ],
  [
    'a page that echoes',
    {},
    { status: 403, body: `<p>${KEYS.apiKey} ${encodeURIComponent(KEYS.secretKey)}</p>` },
  ],
]

/** Answers of every kind, with hostile text in every field that holds text. */
const answers = fc.record({
  ...{ reason: hostile, state: hostile, name: hostile, other: hostile, message: hostile, code: hostile },
  ...{ jobId: hostile, requestId: hostile, collection: hostile },
  ending: fc.constantFrom('failed', 'completed', 'refused', 'page', 'unknown'),
})
type Answers = typeof answers extends fc.Arbitrary<infer T> ? T : never

/** Answers as these texts have it, for one run. */
function hostileServer({ ending, message, requestId, ...texts }: Answers) {
  let polls = 0
  const reply = (status: number, body: unknown) => ({
    ...{ status, requestId, retryAfter: undefined },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const file = (fileName: string, state: string) => ({
    fileName,
    state,
    progress: 50,
    reason: texts.reason,
  })
  const details = [file(texts.name, 'Failed'), file(texts.other, texts.state), file(texts.name, 'Completed')]
  const job = { collectionName: texts.collection, reason: texts.reason, progress: 30, importedRows: 3 }
  return (path: string) => {
    if (path.endsWith('/list')) return reply(200, { code: 0, data: { count: 0, records: [] } })
    if (path.endsWith('/create')) {
      if (ending === 'refused') return reply(400, { code: 1100, message })
      if (ending === 'page') return reply(403, `<html><p>${message}</p>\n${message}</html>`)
      return reply(200, { code: 0, data: { jobId: texts.jobId.trim() || 'job-0' } })
    }
    const isLast = polls++ > 3
    if (ending === 'unknown') return isLast ? reply(401, { code: texts.code, message }) : reply(502, message)
    const state = isLast ? (ending === 'failed' ? 'Failed' : 'Completed') : texts.state
    return reply(200, { code: 0, data: { ...job, details, state } })
  }
}

describe('the built action', { concurrency: 4 }, () => {
  for (const [name, inputs, reply] of RUNS)
    test(`${name}: masks first, and no secret anywhere`, async () => {
      await using sandbox = await ownSandbox()
      await using github = await startGithubApi()
      sandbox.intercept = ({ path }) => (path.endsWith('/create') ? reply : undefined)
      const secrets = { ...KEYS, githubToken: SECRETS.githubToken }
      const result = await step(sandbox, { ...secrets, ...inputs }, { env: { GITHUB_API_URL: github.url } })
      const bodies = JSON.stringify(github.requests.map(({ path, body }) => [path, body]))
      assert.deepEqual(hunt(written(result) + bodies, secrets), [])
      if (reply) assert.match(result.log, /\*\*\*/)
      const lines = result.stdout.split('\n').map(line => line.startsWith('::add-mask::'))
      const first = lines.indexOf(false)
      assert.ok(first >= Object.keys(secrets).length, 'masks come first')
      assert.ok(!lines.slice(first).includes(true), 'all of them')
    })

  test('a cancelled step leaves none, and ids are never masked', async () => {
    await using sandbox = await ownSandbox(0.1)
    const result = await step(sandbox, KEYS, { cancel: whenAsked(sandbox, '/describe', 2) })
    assert.deepEqual(hunt(written(result), KEYS), [])
    assert.match(result.log, new RegExp(`into collection articles, cluster ${CLUSTER}`))
  })

  test('a signed URL: its query is sent, and never shown', async () => {
    await using sandbox = await testSandbox()
    const signature = 'sv=2024-11-04&sig=Zm9vYmFyYmF6cXV4%2Fsecret%3D'
    const objectUrl = `https://exampleaccount.blob.core.windows.net/example-articles/daily/science.jsonl?${signature}`
    const result = await step(sandbox, { objectUrl })
    assertSeen(result, { status: 'Completed' })
    assert.ok(!written(result).includes('Zm9vYmFyYmF6cXV4'))
    assert.match(JSON.stringify(createBody(sandbox)), /sig=Zm9v/)
  })

  for (const [index, texts] of fc.sample(answers, { numRuns: 16, seed: 7 }).entries())
    test(`against hostile server ${index + 1}: nothing of it is obeyed`, async () => {
      await using sandbox = await testSandbox()
      const reply = hostileServer(texts)
      const requestid = texts.requestId.replace(/[^\x20-\x7e]/g, '').trim()
      sandbox.intercept = ({ path }) => ({ ...reply(path), headers: { requestid } })
      const result = await step(sandbox, { timeout: '2s' })
      assert.deepEqual(faultsOf(result.summary), [])
      assert.doesNotMatch(result.stdout.replace(/\u001b\[(0|1|31|32|33|36|90)m/g, ''), /\u001b|\u2028|##\[/)
    })
})

test('short and trivial secrets do not garble the log', async () => {
  const inputs = { apiKey: 'root:Milvus', accessKey: 'true', secretKey: 'articles', sessionToken: 'abc' }
  const { log, summary } = await play({ inputs, job: LONG_JOB })
  assert.doesNotMatch(log.join('\n') + summary, /\*\*\*/)
})

test('4,000 hostile texts, made inert: no command as a line, no markup in a cell', () => {
  fc.assert(
    fc.property(hostile, text => {
      assert.deepEqual(commandsIn(`${inert(text)}\n    ${inert(text)}\nx ${inert(text)}`), [])
      assert.deepEqual(faultsOf(`| a | b |\n| :--- | :--- |\n| ${plain(text)} | ${code(text)} |`), [])
    }),
    { numRuns: 4000 },
  )
})

test('the judges find what is not made inert', () => {
  const found = new Set(commandsIn('::error::x\n  ::WARNING::y\rx ##[set-output name=a]b'))
  assert.deepEqual(found, new Set(['error', 'warning', 'set-output']))
  assert.ok(commandsIn('x ##\u00ad[error]y').includes('error'))
  for (const text of '@team #12 GH-1 <b>x</b> [a](https://b.example) ![a](b) www.x.example'.split(' '))
    assert.notDeepEqual(faultsOf(`x ${text}`), [], text)
  assert.notDeepEqual(faultsOf('| a | b |\n| - | - |\n| c | d | e |'), [])
})

test('1,200 runs against a hostile server: no command, no markup, a picture that Mermaid reads', async () => {
  let pictures = 0
  const inputs = { pollInterval: '10s', timeout: '2m' }
  await fc.assert(
    fc.asyncProperty(answers, async texts => {
      const { painted, summary, outputs, outcome } = await play({
        ...{ inputs, job: LONG_JOB, replies: hostileServer(texts) },
      })
      assert.deepEqual(commandsIn(painted.join('\n')), [])
      const isWhole = (line: string) => line.length <= 1024 || line.startsWith('Error: ')
      assert.ok(painted.every(isWhole), 'no line that the live console would cut')
      assert.deepEqual(faultsOf(summary), [])
      assert.ok(Buffer.byteLength(summary) < 900_000)
      assert.equal(outputs['status'], outcome.status)
      for (const name of ['jobId', 'state', 'errorCode', 'errorMessage'])
        assert.doesNotMatch(outputs[name] ?? '', /[\p{Cc}\u2028\u2029]/u, name)
      for (const [, picture = ''] of summary.matchAll(/```mermaid\n([\s\S]*?)\n```/g)) {
        pictures += 1
        if (pictures % 10 === 0) assert.equal((await mermaid.parse(picture)).diagramType, 'gantt')
      }
    }),
    { numRuns: 1200 },
  )
  assert.ok(pictures > 100)
})
