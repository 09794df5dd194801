import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reply } from '../../sandbox/server.ts'
import {
  answer,
  assertSeen,
  data,
  errorOf,
  type Inputs,
  MILVUS,
  NO_SOURCE,
  requestsTo,
  step,
  testSandbox,
  warningsOf,
} from '../harness/step.ts'

// What servers and gateways answer, and what people read of it: who said it, what it means, and what to do.

const ON_MILVUS = { ...MILVUS, apiKey: 'root:example-password' }
/** A step that waits for job 7 at a Milvus. */
const WAIT = { ...MILVUS, ...NO_SOURCE, jobId: '7' }
const page = (title: string) =>
  `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`

type Gateway = readonly [
  Reply,
  code: string,
  right: RegExp,
  more?: { readonly inputs?: Inputs; readonly status?: string; readonly wrong?: RegExp },
]

/** A gateway that knows nothing of imports repeats its status as the code, which means something else to Milvus. */
const STATUSES: Readonly<Record<number, readonly [message: string, right: RegExp]>> = {
  400: ['Bad request', /could not read the request/],
  401: ['Unauthorized', /does not accept the API key.*The answer was: "Unauthorized" \(code Http401/],
  403: ['Forbidden', /may not do this, or a gateway refuses the runner/],
  404: ['Not found', /does not know the import API at this address/],
  413: ['Request Entity Too Large', /request is too large/],
  415: ['Unsupported', /probably speaks gRPC/],
  429: ['Slow down', /Too many requests/],
}
const WRONG = { wrong: /resource groups|replicas|never sends/ }

/** What is answered to every call. */
const GATEWAYS: Readonly<Record<string, Gateway>> = {
  ...Object.fromEntries(
    Object.entries(STATUSES).map(([status, [message, right]]) => [
      `${status} as the code`,
      [{ status: Number(status), body: { code: Number(status), message } }, `Http${status}`, right, WRONG],
    ]),
  ),
  'a word for a code': [
    { status: 401, body: { code: 'UNAUTHENTICATED', message: 'no consumer' } },
    'Http401',
    /does not accept the API key.*"no consumer"/,
    { wrong: /connection to the server/ },
  ],
  'words in another field': [
    { status: 403, body: { error: 'blocked by policy 17' } },
    'Http403',
    /blocked by policy 17/,
  ],
  'that `user:password` is nothing for Zilliz Cloud': [
    { status: 401, body: { code: 80001, message: 'Invalid token: Your token is not valid' } },
    '80001',
    /takes an API key here, never `user:password`/,
    { inputs: { apiKey: 'loader:example-password' } },
  ],
  'single sign-on': [
    { status: 302, body: '', headers: { location: 'https://sso.example/login?state=secret-state' } },
    'Http302',
    /"redirect to https:\/\/sso\.example\/login" .*sign-in page/,
    { wrong: /secret-state/ },
  ],
  'a relative redirect': [
    { status: 308, body: '', headers: { location: '/api/' } },
    'Http308',
    /"redirect to http:\/\/127\.0\.0\.1:\d+\/api\/"/,
  ],
  'as a port that speaks gRPC': [
    { status: 415, body: 'invalid gRPC request content-type "application/json"' },
    'Http415',
    /probably speaks gRPC\. The answer was: “invalid gRPC.*Milvus serves REST on port 19530/,
    { inputs: ON_MILVUS, wrong: /The server said/ },
  ],
  'as an ingress whose server is down': [
    { status: 502, body: page('502 Bad Gateway') },
    'SubmitUnconfirmed',
    /no call to the server got a usable answer\. The answer was: "502 Bad Gateway.*importing twice doubles the rows.*set up for gRPC/,
    { inputs: ON_MILVUS, status: 'Unknown', wrong: /the answer (was lost|does not say)/ },
  ],
}

/** Reasons as Milvus words them, the file that they name, and what people must and must not read. */
const REASONS: readonly (readonly [reason: string, file: string, right: RegExp, wrong?: RegExp])[] = [
  ["failed to parse row, error: got invalid timestamptz string '13:00'", 'a.csv', /ISO 8601/, /JSON/],
  ['compression for LZ4_RAW unimplemented', 'a.parquet', /snappy or zstd/, /uploaded completely/],
  [
    'failed to parse row, error: strconv.ParseInt: parsing "1.0": invalid syntax',
    'a.json',
    /not a whole number/,
    /array of rows/,
  ],
  [
    "failed to parse row, error: invalid character 'a' looking for beginning of value",
    'a.csv',
    /double the quotes inside/,
    /array of rows/,
  ],
  [
    "array element is not allowed to be null value for field 'vector'",
    'a.parquet',
    /the field `vector` holds a null element/,
  ],
  [
    'unsupported importing numpy files for collection with data type: Array',
    'x/tags.npy',
    /NumPy files cannot hold fields of the type `Array`.*Parquet or JSON/,
    /dtype/,
  ],
]

/** A file as the data plane tells it. */
const file = (fileName: unknown, reason = '', state = 'Failed') => ({ fileName, state, progress: 0, reason })

/** Runs a step whose polls get these answers, one after the other, the last one for ever. */
async function polled(inputs: Inputs, ...answers: readonly (object | Reply)[]) {
  await using sandbox = await testSandbox()
  const replies = answers.map(given =>
    'status' in given ? (given as Reply) : data({ progress: 0, ...given }),
  )
  answer(sandbox, { '/describe': replies })
  const result = await step(sandbox, inputs)
  return { ...result, polls: requestsTo(sandbox, 'describe').length }
}

const DONE = { state: 'Completed', importedRows: 5, totalRows: 5 }

/** Names as Spark writes them; one of the files has failed, late in the list. */
const manyFiles = (count: number, bad: number) => ({
  ...{ state: 'Failed', reason: 'schema not equal, err=' },
  details: Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(5, '0')
    const name = `[warehouse/articles/day=2026-11-26/part-${number}-7f1c6a0e-5d0c-4c5e-9f51-2f7a0f3f8a11-c000.snappy.parquet]`
    const rest = { fileSize: 123_456_789, totalRows: 1000 }
    return index === bad
      ? { ...file(name, 'schema not equal, err='), ...rest }
      : { ...file(name, '', 'Completed'), progress: 100, ...rest }
  }),
})

describe('answers', { concurrency: 4 }, () => {
  for (const [name, [reply, code, right, more = {}]] of Object.entries(GATEWAYS))
    test(`a gateway answers ${name}`, async () => {
      const { inputs, status = 'Rejected', wrong } = more
      await using sandbox = await testSandbox()
      sandbox.intercept = () => reply
      const result = await step(sandbox, { timeout: '1s', ...inputs })
      assertSeen(result, { status, errorCode: code }, right)
      if (wrong) assert.doesNotMatch(errorOf(result) + result.log, wrong)
    })

  test('a gateway in the middle of a run: the create that it may have passed on is looked for', async () => {
    await using sandbox = await testSandbox()
    answer(sandbox, { '/create': { status: 502, body: page('502 Bad Gateway') } })
    const says = /the answer does not say, and no job of this step could be found.*A gateway got no usable/
    assertSeen(await step(sandbox, { timeout: '2s' }), { errorCode: 'SubmitUnconfirmed' }, says)
    assert.ok(requestsTo(sandbox, 'list').length > 1)
  })

  test('a refusal in Chinese: the annotation has 1,024 bytes at most', async () => {
    await using sandbox = await testSandbox()
    const message = '集合不存在，请检查集合名称和数据库名称是否正确。'.repeat(40)
    answer(sandbox, { '/create': { status: 200, body: { code: 1100, message } } })
    assertSeen(await step(sandbox), {}, /集合不存在.*…" \(code 1100, request id \S+\)\. Compare the inputs/)
  })

  for (const [reason, name, right, wrong] of REASONS)
    test(`${reason} in ${name}`, async () => {
      const whole = `error: ${reason}: importing data failed, file: id:1 paths:"${name}" `
      const result = await polled(WAIT, {
        ...{ state: 'Failed', reason: whole, details: [file(`[${name}]`, reason)] },
      })
      assertSeen(result, { status: 'Failed' }, `The import failed at ${name}. `, right)
      const advice = errorOf(result).split(' The server said: ').at(-1) ?? ''
      if (wrong) assert.doesNotMatch(advice, wrong)
    })

  test('the cloud names its staged copy of a file: the URL of the author is shown, too', async () => {
    const copy = 'bulkload/in01-0123456789abcde/job-016881078e8tilww9au69t/science.jsonl'
    const reason = `failed to decode JSON: key not found[key=${copy}]`
    const result = await polled({}, { state: 'Failed', reason, details: [file(copy)] })
    assertSeen(
      result,
      { status: 'Failed' },
      /^The import failed at \S+science\.jsonl \(your s3:\/\/example-articles\/daily\/science\.jsonl\)\. The server did not find the file/,
    )
    assert.match(result.outputs['files'] ?? '', /"culprit":true/)
    assert.match(result.summary, /\(your s3&#58;\/\/example-articles\/daily\/science\.jsonl\)/)
  })

  test('a good and a bad file, which Milvus both calls failed: one culprit, first everywhere', async () => {
    const reason = "the field 'y' is not defined in schema"
    const whole = `error: ${reason}: importing data failed, file: id:2 paths:"daily/bad.json" `
    const details = ['[daily/good.json]', '[daily/bad.json]'].map(name => file(name, reason))
    const result = await polled(WAIT, { state: 'Failed', reason: whole, details })
    assertSeen(result, { status: 'Failed' }, /^The import failed at daily\/bad\.json\./)
    const files = JSON.parse(result.outputs['files'] ?? '[]') as { name: string; culprit: boolean }[]
    assert.deepEqual(
      files.map(({ name, culprit }) => [name, culprit]),
      [
        ['daily/bad.json', true],
        ['daily/good.json', false],
      ],
    )
    assert.match(result.log, /bad\.json +Failed\n.*good\.json +not imported/)
    assert.ok(result.summary.indexOf('bad.json') < result.summary.indexOf('good.json'))
  })

  test('Failed without a reason anywhere: says that the server gave none', async () => {
    const result = await polled({}, { state: 'Importing', progress: 30 }, { state: 'Failed' })
    const says = /The import failed\. No row was kept, and the server gave no reason/
    assertSeen(result, { errorCode: 'ImportFailed', progress: '30' }, says)
  })

  for (const imported of [0, 4000])
    test(`completed with ${imported} of 5,000 rows: green, one warning that says no more than that`, async () => {
      const details = [file('[a.parquet]', '', 'Completed')]
      const result = await polled(WAIT, { ...DONE, importedRows: imported, totalRows: 5000, details })
      assertSeen(result, { conclusion: 'success' })
      assert.deepEqual(warningsOf(result), [
        `The import completed, but the server reports ${imported === 0 ? '0' : '4,000'} of 5,000 rows imported. Count the rows of the collection before you rely on them.`,
      ])
    })

  test('Pending until the timeout: it has not begun, and a longer timeout is no advice', async () => {
    const result = await polled({ ...WAIT, timeout: '1s' }, { state: 'Pending' })
    const says = /Pending 0 %\)\. The server has not started it yet\. The server is busy/
    assertSeen(result, { status: 'TimedOut' }, says)
    assert.doesNotMatch(errorOf(result), /raise `timeout`/)
  })

  test('1,000 files: each output fits into the environment of a later step, the failed file first', async () => {
    const { outputs, log, summary } = await polled(WAIT, manyFiles(1000, 777))
    for (const value of Object.values(outputs)) assert.ok(Buffer.byteLength(value) < 120_000)
    const files = JSON.parse(outputs['files'] ?? '[]') as { name: string; culprit: boolean }[]
    assert.match(files[0]?.name ?? '', /part-00777/)
    assert.equal(files[0]?.culprit, true)
    assert.equal(files.length + Number(outputs['filesOmitted']), 1000)
    assert.ok(Number(outputs['filesOmitted']) > 0)
    assert.match(summary.slice(0, summary.indexOf('part-00000')), /part-00777/)
    assert.match(log, /part-00777\S* +Failed/)
    assert.match(summary, /schema not equal/)
  })

  test('a word that nobody knows means waiting, and is told once', async () => {
    const unknown = { state: 'Compacting', progress: 95 }
    const result = await polled({}, unknown, unknown, unknown, DONE)
    assertSeen(result, { status: 'Completed' })
    assert.equal(result.log.match(/Unknown state/g)?.length, 1)
  })

  test('100 % and complete files are no completion; progress never goes backwards or out of bounds', async () => {
    const details = [file('a.json', '', 'Completed')]
    const running = (progress: number | string) => ({ state: 'Importing', progress, details })
    const failed = { state: 'Failed', reason: 'import timeout' }
    const result = await polled({}, running(101), running(-5), { ...running('40'), details: [] }, failed)
    assertSeen(result, { status: 'Failed', progress: '100' })
    assert.equal(result.polls, 4)
    assert.doesNotMatch(result.log, /-5|101/)
  })

  test('numbers beyond 2^53 survive, as number or as text', async () => {
    await using sandbox = await testSandbox()
    const body =
      '{"code":"0","data":[{"jobID":448707763884413158,"state":"Completed","progress":"100","importedRows":9007199254740993,"totalRows":"9007199254740993","details":[{"fileName":"[big.parquet]","fileSize":5368709120,"state":"Completed","progress":100,"totalRows":9007199254740993}]}]}'
    sandbox.intercept = () => ({ status: 200, body, headers: { 'content-type': 'application/json' } })
    const result = await step(sandbox, { expectedRows: '9007199254740993' })
    const seen = { jobId: '448707763884413158', importedRows: '9007199254740993' }
    assertSeen(result, { ...seen, conclusion: 'success' })
    assert.match(
      result.outputs['files'] ?? '',
      /"name":"big.parquet".*"totalRows":9007199254740993,"fileSize":5368709120/,
    )
    assert.match(requestsTo(sandbox, 'describe')[0]?.body ?? '', /"jobId":"448707763884413158"/)
  })

  test('single failures of polls are survived without an annotation', async () => {
    const running = { state: 'Importing', progress: 10 }
    const failures: readonly Reply[] = [
      { status: 503, body: 'upstream connect error' },
      { status: 200, body: '<html>maintenance</html>', headers: { 'content-type': 'text/html' } },
      { status: 200, body: '{"code":0,"data":{"state":"Impor' },
      { status: 200, body: { code: 1807, message: 'request is rejected by limiter' } },
    ]
    const result = await polled({}, ...failures.flatMap(failure => [failure, running]), data({}), DONE)
    assertSeen(result, { conclusion: 'success' })
    assert.deepEqual(result.annotations, [])
    const told = /(No answer to the poll|refused the poll|answer to the poll was not usable)/g
    assert.equal(result.log.match(told)?.length, 4)
  })

  test('every field null, and files without a name: waited for, then judged by what there is', async () => {
    const empty = {
      ...{ state: null, progress: null, reason: null, details: null },
      ...{ importedRows: null, totalRows: '', fileSize: null, completeTime: null },
    }
    const last = { ...empty, state: 'Completed', details: [{ fileName: null }, null, 'x'] }
    const result = await polled(WAIT, empty, last)
    assertSeen(result, { status: 'Completed', importedRows: undefined })
    assert.match(result.log, /no state 0 %/)
    assert.match(result.log, /^ +unnamed {2}100 %, no state$/m)
  })
})
