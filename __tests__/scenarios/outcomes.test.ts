import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  answer,
  assertSeen,
  data,
  type Inputs,
  NO_SOURCE,
  requestsTo,
  type Story,
  step,
  tell,
  testSandbox,
  warningsOf,
  whenAsked,
} from '../harness/step.ts'

// The rows of the table of outcomes in the README. What is wrong with inputs is in inputs.test.ts; checks, uploads, the
// gate and queries have files of their own.

const page = '<html><head><style>p{}</style></head><p>Forbidden by <b>policy</b></p></html>'
const NO_ROWS = { state: 'Completed', progress: 100, importedRows: 0, totalRows: 0, details: [] }

const ROWS: Readonly<Record<string, Story>> = {
  'the server refuses: its code, words and request id': {
    inputs: { clusterId: 'in01-ffffffffffffff0' },
    seen: { status: 'Rejected', errorCode: '96018' },
    says: [
      /The cluster does not exist\. The server said: "Cluster not found.*" \(code 96018, request id req-000002\)\. Check `clusterId`/,
    ],
  },
  'an HTTP error without a code': {
    answers: { '': { status: 403, body: page } },
    seen: { status: 'Rejected', errorCode: 'Http403' },
    says: [/"Forbidden by policy" \(code Http403/],
  },
  'nobody listens': {
    inputs: { endpoint: 'http://127.0.0.1:9', timeout: '2s' },
    seen: { status: 'Rejected', errorCode: 'Unreachable' },
    says: [/The server refused the connection/],
  },
  'nobody waits': {
    inputs: { wait: 'false' },
    seen: { status: 'Submitted', errorCode: undefined, reused: 'false', state: undefined },
  },
  'fewer rows than expected': {
    inputs: { expectedRows: '>=121' },
    seen: { status: 'Completed', errorCode: 'RowCountMismatch', importedRows: '120' },
    says: [/at least 121 rows were expected, 120 were imported/],
  },
  'rows are expected, and the server reports none': {
    inputs: { expectedRows: '>=0' },
    answers: { '/describe': data({ state: 'Completed' }) },
    seen: { status: 'Completed', errorCode: 'RowCountMismatch', importedRows: undefined },
    says: [/the server does not report how many rows were imported/],
  },
  'a completed import of no rows: green with a warning': {
    answers: { '/describe': data(NO_ROWS) },
    seen: { status: 'Completed', conclusion: 'success' },
    warnings: [/^The import completed, but the server reports 0 rows\. Check that the files hold rows\.$/],
  },
  'a two-phase job waits for its commit': {
    answers: { '/describe': data({ state: 'Uncommitted', progress: 99 }) },
    seen: { status: 'Uncommitted', errorCode: 'Uncommitted', conclusion: 'failure' },
  },
  'the wait times out, with `onTimeout: warn`: green, one warning': {
    inputs: { timeout: '1s', onTimeout: 'warn' },
    options: { speed: 1 },
    seen: { status: 'TimedOut', errorCode: 'TimedOut', conclusion: 'success' },
    warnings: [/^Timed out after/],
  },
}

describe('how a step ends', { concurrency: 4 }, () => {
  for (const [name, story] of Object.entries(ROWS))
    test(name, async () => {
      await using sandbox = await testSandbox({}, story.options)
      await tell(sandbox, story)
    })

  test('the job completes: green, with the rows that the files hold', async () => {
    await using sandbox = await testSandbox()
    const objectUrl = ['politics.parquet', 'science.jsonl', 'culture/'].map(
      name => `s3://example-articles/daily/${name}`,
    )
    const result = await step(sandbox, { objectUrl: objectUrl.join('\n'), expectedRows: '450' })
    const counts = { progress: '100', importedRows: '450', totalRows: '450' }
    const seen = { status: 'Completed', state: 'Completed', ...counts, errorCode: undefined }
    assertSeen(result, { ...seen, conclusion: 'success' })
    assert.match(result.outputs['jobId'] ?? '', /^job-/)
    const files = JSON.parse(result.outputs['files'] ?? '') as { importedRows: number }[]
    assert.deepEqual(
      files.map(({ importedRows }) => importedRows),
      [200, 120, 130],
      'files are told in the order of the request',
    )
    assert.equal(await sandbox.jobs.rowsIn('articles'), 450)
  })

  test('the job fails: the culprit, the reason and advice', async () => {
    await using sandbox = await testSandbox()
    const objectUrl = 's3://example-articles/daily/science.jsonl\ns3://example-articles/broken/sports.jsonl'
    const result = await step(sandbox, { objectUrl })
    assertSeen(
      result,
      { status: 'Failed', errorCode: 'ImportFailed' },
      /failed at broken\/sports\.jsonl\. A vector does not have the collection's dimension/,
      /expected dim '8' for field 'vector' with type 'FloatVector', got dim '6'/,
    )
    assert.equal(result.annotations[0]?.title, 'Import failed at sports.jsonl: no row was kept')
    assert.match(result.summary, /^## Import failed at sports\.jsonl: no row was kept$/m)
    assert.match(result.summary, /sports\.jsonl<\/code> \| \*\*Failed\*\*/)
    assert.match(result.summary, /science\.jsonl<\/code> \| not&nbsp;imported/)
    assert.equal(await sandbox.jobs.rowsIn('articles'), 0)
  })

  test('the wait times out: red, with the lines that resume', async () => {
    await using sandbox = await testSandbox({}, { speed: 1 })
    const result = await step(sandbox, { timeout: '1500ms' })
    const seen = { status: 'TimedOut', errorCode: 'TimedOut', conclusion: 'failure' }
    assertSeen(result, seen, /Timed out after .* It continues on the server/)
    const line = `jobId: "${result.outputs['jobId']}"`
    assert.ok(result.log.includes(line) && result.summary.includes(line))
  })

  test('a step with `jobId` waits for that job, and submits nothing', async () => {
    await using sandbox = await testSandbox()
    const { jobId = '' } = (await step(sandbox, { wait: 'false' })).outputs
    const result = await step(sandbox, { ...NO_SOURCE, collectionName: null, jobId })
    assertSeen(result, { conclusion: 'success', jobId, importedRows: '120' })
    assert.equal(requestsTo(sandbox, 'create').length, 1)
  })

  test('the polls are refused: Unknown after one confirmation, the job goes on', async () => {
    await using sandbox = await testSandbox()
    const refusal = { status: 401, body: { code: 21119, message: 'The apikey is illegal' } }
    answer(sandbox, { '/describe': [data({ state: 'Importing', progress: 10 }), refusal] })
    const result = await step(sandbox)
    const lost = /Lost contact with import job job-\S+: its result is unknown/
    assertSeen(result, { status: 'Unknown', errorCode: '21119' }, lost)
    assert.equal(requestsTo(sandbox, 'describe').length, 3, 'a good poll, a refusal and its confirmation')
  })

  test('the workflow is cancelled: the job id is kept, the process ends in time', async () => {
    await using sandbox = await testSandbox({}, { speed: 0.1 })
    const result = await step(sandbox, {}, { cancel: whenAsked(sandbox, '/describe', 2) })
    const seen = { status: 'Cancelled', conclusion: 'cancelled' }
    assertSeen(result, seen, /was not cancelled and continues/)
    assert.match(result.outputs['jobId'] ?? '', /^job-/)
    assert.ok((result.endedAfter ?? Infinity) < 3000, 'nothing is waited for')
  })
})

/** Inputs, environment, and what is warned of. */
const SUMMARIES: readonly (readonly [string, Inputs, Record<string, string | undefined>, ...RegExp[]])[] = [
  ['`summary: false`', { summary: 'false' }, {}],
  ['a runner without summaries', {}, { GITHUB_STEP_SUMMARY: undefined }],
  [
    'a summary that cannot be written',
    {},
    { GITHUB_STEP_SUMMARY: '/nowhere/summary.md' },
    /The job summary could not be written/,
  ],
]
for (const [name, inputs, env, ...warnings] of SUMMARIES)
  test(`${name}: no summary, the same verdict`, async () => {
    await using sandbox = await testSandbox()
    const result = await step(sandbox, inputs, { env })
    assert.deepEqual([result.summary, result.conclusion], ['', 'success'])
    assert.equal(warningsOf(result).length, warnings.length)
    for (const warning of warnings) assert.match(warningsOf(result)[0] ?? '', warning)
  })
