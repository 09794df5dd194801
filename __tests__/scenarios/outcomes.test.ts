import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorOf, requestsTo, step, testSandbox, warningsOf } from '../harness/step.ts'

// One test for each row of the table of outcomes in the README.

test('wrong inputs: InvalidInput, every problem in one message, nothing is sent', async () => {
  await using sandbox = await testSandbox()
  const result = await step(sandbox, {
    collectionName: '',
    objectUrl: 's3a://bucket/file.parquet\ns3://bucket/file.txt',
    timeout: 'soon',
    wait: 'maybe',
    secretKey: '',
    pollInterval: '10ms',
    expectedRows: 'many',
    onTimeout: 'ignore',
  })
  assert.equal(result.conclusion, 'failure')
  assert.deepEqual(sandbox.requests, [])
  assert.equal(result.outputs['status'], 'InvalidInput')
  assert.equal(result.outputs['errorCode'], 'InvalidInput')
  assert.equal(result.outputs['jobId'], undefined)
  const named = [
    /`collectionName`/,
    /`objectUrl` line 1/,
    /`objectUrl` line 2/,
    /`timeout`/,
    /`wait`/,
    /`accessKey` needs `secretKey`/,
  ]
  for (const name of [...named, /`pollInterval`/, /`expectedRows`/, /`onTimeout`/])
    assert.match(errorOf(result), name)
})

test('the server refuses: Rejected with its code, words and request id', async () => {
  await using sandbox = await testSandbox()
  const result = await step(sandbox, { clusterId: 'in01-ffffffffffffff0' })
  assert.equal(result.conclusion, 'failure')
  assert.equal(result.outputs['status'], 'Rejected')
  assert.equal(result.outputs['errorCode'], '96018')
  assert.match(
    errorOf(result),
    /The cluster does not exist\. The server said: "Cluster not found.*" \(code 96018, request id req-000002\)\. Check `clusterId`/,
  )
  assert.equal(result.outputs['errorMessage'], errorOf(result))
})

test('an HTTP error without a code: Rejected with the status', async () => {
  await using sandbox = await testSandbox()
  sandbox.intercept = () => ({
    status: 403,
    body: '<html><head><style>p{}</style></head><p>Forbidden by <b>policy</b></p></html>',
  })
  const result = await step(sandbox)
  assert.equal(result.outputs['status'], 'Rejected')
  assert.equal(result.outputs['errorCode'], 'Http403')
  assert.match(errorOf(result), /"Forbidden by policy" \(code Http403/)
})

test('nobody listens: Rejected, Unreachable, no job', async () => {
  const sandbox = await testSandbox()
  await sandbox[Symbol.asyncDispose]()
  const result = await step(sandbox, { timeout: '3s' })
  assert.equal(result.outputs['status'], 'Rejected')
  assert.equal(result.outputs['errorCode'], 'Unreachable')
  assert.match(result.log, /Not submitted yet \(ECONNREFUSED.*trying again/)
  assert.match(errorOf(result), /The server refused the connection/)
})

test('the answer to the create is lost: Unknown, and how to check', async () => {
  await using sandbox = await testSandbox()
  sandbox.intercept = () => ({ status: 502, body: '<html><title>502 Bad Gateway</title></html>' })
  const result = await step(sandbox)
  assert.equal(result.conclusion, 'failure')
  assert.equal(result.outputs['status'], 'Unknown')
  assert.equal(result.outputs['errorCode'], 'SubmitUnconfirmed')
  assert.match(errorOf(result), /importing twice doubles the rows/)
})

test('wait: false: Submitted, green, no progress is asked for', async () => {
  await using sandbox = await testSandbox()
  const result = await step(sandbox, { wait: 'false' })
  assert.equal(result.conclusion, 'success')
  assert.match(result.outputs['jobId'] ?? '', /^job-/)
  assert.equal(result.outputs['status'], 'Submitted')
  assert.deepEqual(requestsTo(sandbox, 'describe'), [])
})

test('the job completes: Completed, green, with the rows that the files hold', async () => {
  await using sandbox = await testSandbox()
  const objectUrl = ['politics.parquet', 'science.jsonl', 'culture/'].map(
    name => `s3://example-articles/daily/${name}`,
  )
  const result = await step(sandbox, { objectUrl: objectUrl.join('\n'), expectedRows: '450' })
  assert.equal(result.conclusion, 'success')
  const { jobId, status, state, progress, importedRows, totalRows, files = '' } = result.outputs
  assert.match(jobId ?? '', /^job-/)
  assert.deepEqual(
    { status, state, progress, importedRows, totalRows },
    { status: 'Completed', state: 'Completed', progress: '100', importedRows: '450', totalRows: '450' },
  )
  const rows = JSON.parse(files).map((file: { importedRows: number }) => file.importedRows)
  assert.deepEqual(rows, [200, 120, 130], 'files are told in the order of the request')
  assert.equal(result.outputs['errorCode'], undefined)
  assert.equal(await sandbox.jobs.rowsIn('articles'), 450)
})

test('expectedRows does not hold: Completed and red', async () => {
  await using sandbox = await testSandbox()
  const result = await step(sandbox, { expectedRows: '>=121' })
  assert.equal(result.conclusion, 'failure')
  assert.equal(result.outputs['status'], 'Completed')
  assert.equal(result.outputs['errorCode'], 'RowCountMismatch')
  assert.match(errorOf(result), /at least 121 rows were expected, 120 were imported/)
})

test('expectedRows where the server reports no rows: red, and says so', async () => {
  await using sandbox = await testSandbox()
  sandbox.intercept = ({ path }) =>
    path.endsWith('/describe') ? { status: 200, body: { code: 0, data: { state: 'Completed' } } } : undefined
  const result = await step(sandbox, { expectedRows: '>=0' })
  assert.equal(result.outputs['errorCode'], 'RowCountMismatch')
  assert.match(errorOf(result), /the server does not report how many rows were imported/)
})

test('the job fails: Failed, with the culprit, the reason and advice', async () => {
  await using sandbox = await testSandbox()
  const objectUrl = 's3://example-articles/daily/science.jsonl\ns3://example-articles/broken/sports.jsonl'
  const result = await step(sandbox, { objectUrl })
  assert.equal(result.conclusion, 'failure')
  assert.equal(result.outputs['status'], 'Failed')
  assert.equal(result.outputs['errorCode'], 'ImportFailed')
  assert.match(
    errorOf(result),
    /failed at broken\/sports\.jsonl\. A vector does not have the collection's dimension/,
  )
  assert.match(errorOf(result), /expected dim '8' for field 'vector' with type 'FloatVector', got dim '6'/)
  assert.equal(result.annotations[0]?.title, 'Import failed at sports.jsonl: no row was kept')
  assert.match(result.summary, /^## Import failed at sports\.jsonl: no row was kept$/m)
  assert.match(result.summary, /sports\.jsonl<\/code> \| \*\*Failed\*\*/)
  assert.match(result.summary, /science\.jsonl<\/code> \| not&nbsp;imported/)
  assert.equal(await sandbox.jobs.rowsIn('articles'), 0)
})

test('a two-phase job waits for its commit: Uncommitted and red', async () => {
  await using sandbox = await testSandbox()
  sandbox.intercept = ({ path }) =>
    path.endsWith('/describe')
      ? { status: 200, body: { code: 0, data: { state: 'Uncommitted', progress: 99 } } }
      : undefined
  const result = await step(sandbox)
  assert.equal(result.conclusion, 'failure')
  assert.equal(result.outputs['status'], 'Uncommitted')
  assert.equal(result.outputs['errorCode'], 'Uncommitted')
})

test('the wait times out: TimedOut, red, with the lines that resume', async () => {
  await using sandbox = await testSandbox({}, { speed: 1 })
  const result = await step(sandbox, { timeout: '1500ms' })
  assert.equal(result.conclusion, 'failure')
  assert.equal(result.outputs['status'], 'TimedOut')
  assert.equal(result.outputs['errorCode'], 'TimedOut')
  const { jobId } = result.outputs
  assert.match(errorOf(result), /Timed out after .* It continues on the server/)
  assert.ok(result.log.includes(`jobId: "${jobId}"`))
  assert.ok(result.summary.includes(`jobId: "${jobId}"`))
})

test('the wait times out with onTimeout: warn: TimedOut, green, one warning', async () => {
  await using sandbox = await testSandbox({}, { speed: 1 })
  const result = await step(sandbox, { timeout: '1s', onTimeout: 'warn' })
  assert.equal(result.conclusion, 'success')
  assert.equal(result.outputs['status'], 'TimedOut')
  assert.equal(errorOf(result), '')
  assert.equal(warningsOf(result).length, 1)
})

test('the polls are refused: Unknown after one confirmation, the job goes on', async () => {
  await using sandbox = await testSandbox()
  sandbox.intercept = ({ path }, count) =>
    path.endsWith('/describe') && count > 3
      ? { status: 401, body: { code: 21119, message: 'The apikey is illegal' } }
      : undefined
  const result = await step(sandbox)
  assert.equal(result.conclusion, 'failure')
  assert.equal(result.outputs['status'], 'Unknown')
  assert.equal(result.outputs['errorCode'], '21119')
  assert.match(result.outputs['jobId'] ?? '', /^job-/)
  assert.equal(requestsTo(sandbox, 'describe').length, 3, 'a good poll, a refusal and its confirmation')
  assert.match(errorOf(result), /Lost contact with import job \S+: its result is unknown/)
})

test('the workflow is cancelled: Cancelled, the job id is kept, the process ends in time', async () => {
  await using sandbox = await testSandbox({}, { speed: 0.1 })
  const twoPolls = new Promise<void>(resolve => {
    sandbox.intercept = (_, count) => {
      if (count === 4) resolve()
      return undefined
    }
  })
  const result = await step(sandbox, {}, { cancel: twoPolls })
  assert.equal(result.conclusion, 'cancelled')
  assert.equal(result.outputs['status'], 'Cancelled')
  assert.match(result.outputs['jobId'] ?? '', /^job-/)
  assert.match(errorOf(result), /was not cancelled and continues/)
  assert.ok((result.endedAfter ?? Number.POSITIVE_INFINITY) < 3000, 'nothing is waited for')
})

test('a completed import of no rows: green with a warning', async () => {
  await using sandbox = await testSandbox()
  sandbox.intercept = ({ path }) =>
    path.endsWith('/describe')
      ? {
          status: 200,
          body: {
            code: 0,
            data: { state: 'Completed', progress: 100, importedRows: 0, totalRows: 0, details: [] },
          },
        }
      : undefined
  const result = await step(sandbox)
  assert.equal(result.conclusion, 'success')
  assert.deepEqual(warningsOf(result), [
    'The import completed, but the server reports 0 rows. Check that the files hold rows.',
  ])
})
