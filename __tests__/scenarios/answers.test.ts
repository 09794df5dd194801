import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reply } from '../../sandbox/server.ts'
import { API_KEY, BUCKET_KEYS, createBody, errorOf, requestsTo, step, testSandbox } from '../harness/step.ts'

/** Runs a step whose polls get these answers, one after the other, the last one for ever. */
async function polled(answers: readonly Reply[], inputs: Readonly<Record<string, string>> = {}) {
  await using sandbox = await testSandbox()
  let asked = 0
  sandbox.intercept = ({ path }) =>
    path.endsWith('/describe') ? (answers[asked++] ?? answers.at(-1)) : undefined
  return { result: await step(sandbox, inputs), asked }
}

const job = (data: object): Reply => ({ status: 200, body: { code: 0, data } })
const json = { 'content-type': 'application/json' }

test('a word that nobody knows means waiting, and is told once', async () => {
  const unknown = job({ state: 'Compacting', progress: 95 })
  const { result } = await polled([unknown, unknown, unknown, job({ state: 'Completed', importedRows: 5 })])
  assert.equal(result.outputs['status'], 'Completed')
  assert.equal(result.log.match(/Unknown state/g)?.length, 1)
})

test('100 % and complete files are no completion; progress never goes backwards or out of bounds', async () => {
  const file = { fileName: 'a.json', state: 'Completed', progress: 100 }
  const { result, asked } = await polled([
    job({ state: 'Importing', progress: 101, details: [file] }),
    job({ state: 'Importing', progress: -5, details: [file] }),
    job({ state: 'Importing', progress: '40', details: [] }),
    job({ state: 'Failed', progress: 0, reason: 'import timeout' }),
  ])
  assert.equal(asked, 4)
  assert.equal(result.outputs['status'], 'Failed')
  assert.equal(result.outputs['progress'], '100')
  assert.doesNotMatch(result.log, /-5|101/)
})

test('numbers beyond 2^53 survive, as number or as text', async () => {
  const body =
    '{"code":"0","data":[{"jobID":448707763884413158,"state":"Completed","progress":"100","importedRows":9007199254740993,"totalRows":"9007199254740993","details":[{"fileName":"[big.parquet]","fileSize":5368709120,"state":"Completed","progress":100,"totalRows":9007199254740993}]}]}'
  await using sandbox = await testSandbox()
  sandbox.intercept = () => ({ status: 200, body, headers: json })
  const result = await step(sandbox, { expectedRows: '9007199254740993' })
  assert.equal(result.outputs['jobId'], '448707763884413158')
  assert.equal(result.outputs['importedRows'], '9007199254740993')
  assert.match(
    result.outputs['files'] ?? '',
    /"name":"big.parquet".*"totalRows":9007199254740993,"fileSize":5368709120/,
  )
  assert.match(requestsTo(sandbox, 'describe')[0]?.body ?? '', /"jobId":"448707763884413158"/)
  assert.equal(result.conclusion, 'success')
})

test('single failures of polls are survived without an annotation', async () => {
  const { result } = await polled([
    { status: 503, body: 'upstream connect error' },
    { status: 200, body: '<html>maintenance</html>', headers: { 'content-type': 'text/html' } },
    { status: 200, body: '{"code":0,"data":{"state":"Impor', headers: json },
    { status: 200, body: { code: 1807, message: 'request is rejected by limiter' } },
    { status: 200, body: { code: 0, data: {} } },
    job({ state: 'Completed', importedRows: 3 }),
  ])
  assert.equal(result.conclusion, 'success')
  assert.deepEqual(result.annotations, [])
  assert.equal(
    result.log.match(/(No answer to the poll|refused the poll|answer to the poll was not usable)/g)?.length,
    4,
  )
})

test('Failed without a reason anywhere: says that the server gave none', async () => {
  const { result } = await polled([
    job({ state: 'Importing', progress: 30 }),
    job({ state: 'Failed', progress: 0 }),
  ])
  assert.equal(result.outputs['errorCode'], 'ImportFailed')
  assert.match(errorOf(result), /The import failed\. No row was kept, and the server gave no reason/)
  assert.equal(result.outputs['progress'], '30')
})

test('a hostile server: its text is shown, nothing of it is obeyed', async () => {
  const hostile =
    '::set-output name=status::Completed\r::error::boo\n##[add-mask]articles\u001b[31m\u2028::warning::x <img src=x> | @team #12 `x` ![y](z)'
  const details = [{ fileName: hostile, state: hostile, progress: 10, reason: hostile }]
  const { result } = await polled([
    job({ state: hostile, progress: 20, details, reason: hostile }),
    { status: 500, body: hostile },
    job({ state: 'Failed', reason: hostile, details }),
  ])
  assert.equal(result.outputs['status'], 'Failed')
  assert.equal(result.annotations.length, 1)
  assert.doesNotMatch(result.stdout.replace(/\u001b\[(0|1|31|32|33|36|90)m/g, ''), /\u001b|\u2028|##\[/)
  assert.doesNotMatch(result.summary, /<img|@team| #12|!\[y\]/)
  for (const rows of result.summary.split('\n\n').filter(text => text.startsWith('|'))) {
    const cells = rows
      .trim()
      .split('\n')
      .map(line => line.match(/\|/g)?.length)
    assert.equal(new Set(cells).size, 1, 'cells are not broken')
  }
})

test('a server that echoes secrets: none is written', async () => {
  const echo = [
    API_KEY,
    encodeURIComponent(BUCKET_KEYS.secretKey),
    Buffer.from(`x:${API_KEY}`).toString('base64'),
    JSON.stringify(BUCKET_KEYS),
  ].join(' ')
  const details = [{ fileName: `s3://b/${BUCKET_KEYS.accessKey}/a.json`, state: 'Failed', reason: echo }]
  const { result } = await polled([job({ state: 'Failed', reason: echo, details })])
  assert.match(errorOf(result), /\*\*\*/)
  assert.ok(!result.log.includes(BUCKET_KEYS.accessKey))
})

test('a signed URL: its query is masked, and never shown', async () => {
  await using sandbox = await testSandbox()
  const signature = 'sv=2024-11-04&sig=Zm9vYmFyYmF6cXV4%2Fsecret%3D'
  const objectUrl = `https://exampleaccount.blob.core.windows.net/example-articles/daily/science.jsonl?${signature}`
  const result = await step(sandbox, { objectUrl, timeout: '20s' })
  assert.equal(result.outputs['status'], 'Completed')
  const shown =
    result.stdout.replace(/^::add-mask::.*$/gm, '') + result.summary + JSON.stringify(result.outputs)
  assert.ok(!shown.includes('Zm9vYmFyYmF6cXV4'))
  assert.match(JSON.stringify(createBody(sandbox)), /sig=Zm9v/)
})
