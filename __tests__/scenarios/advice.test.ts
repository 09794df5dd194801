import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reply } from '../../sandbox/server.ts'
import { startGithubApi } from '../harness/github-api.ts'
import { startRawServer } from '../harness/raw-server.ts'
import { errorOf, requestsTo, step, testSandbox, warningsOf } from '../harness/step.ts'
import { startAuthority, startTlsFront } from '../harness/tls.ts'

// What people met in the field, as the built action tells it: who said it, what it means, and what to do.

const MILVUS = {
  ...{ api: 'milvus', apiKey: 'root:example-password', clusterId: null, objectUrl: null },
  ...{ accessKey: null, secretKey: null, files: 'daily/science.parquet', timeout: '2s' },
}
const html = (title: string) =>
  `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`

interface Case {
  readonly name: string
  readonly inputs?: Readonly<Record<string, string | null>>
  readonly reply: Reply
  readonly status?: string
  readonly code: string
  readonly right: RegExp
  readonly wrong?: RegExp
}

/** To every call, as a gateway answers that knows nothing of imports. */
const CASES: readonly Case[] = [
  ...[
    ['401', 'Unauthorized', /does not accept the API key.*The answer was: "Unauthorized" \(code Http401/],
    ['403', 'Forbidden', /may not do this, or a gateway refuses the runner/],
    ['400', 'Bad request', /could not read the request/],
    ['404', 'Not found', /does not know the import API at this address/],
    ['413', 'Request Entity Too Large', /request is too large/],
    ['415', 'Unsupported', /probably speaks gRPC/],
    ['429', 'Slow down', /Too many requests/],
  ].map(
    ([code, message, right]): Case => ({
      ...{ name: `a gateway that repeats ${code} as the code`, code: `Http${code}`, right: right as RegExp },
      reply: { status: Number(code), body: { code: Number(code), message } },
      wrong: /resource groups|replicas|never sends/,
    }),
  ),
  {
    name: 'a gateway with words for codes',
    reply: { status: 401, body: { code: 'UNAUTHENTICATED', message: 'no consumer' } },
    ...{
      code: 'Http401',
      right: /does not accept the API key.*"no consumer"/,
      wrong: /connection to the server/,
    },
  },
  {
    name: 'a gateway that says it in another field',
    reply: { status: 403, body: { error: 'blocked by policy 17' } },
    ...{ code: 'Http403', right: /blocked by policy 17/ },
  },
  {
    name: 'user:password for Zilliz Cloud',
    inputs: { apiKey: 'loader:example-password' },
    reply: { status: 401, body: { code: 80001, message: 'Invalid token: Your token is not valid' } },
    ...{ code: '80001', right: /takes an API key here, never `user:password`/ },
  },
  {
    name: 'single sign-on in front',
    reply: { status: 302, body: '', headers: { location: 'https://sso.example/login?state=secret-state' } },
    ...{
      code: 'Http302',
      right: /"redirect to https:\/\/sso\.example\/login" .*sign-in page/,
      wrong: /secret-state/,
    },
  },
  {
    name: 'a redirect that is relative',
    reply: { status: 308, body: '', headers: { location: '/api/' } },
    ...{ code: 'Http308', right: /"redirect to http:\/\/127\.0\.0\.1:\d+\/api\/"/ },
  },
  {
    name: 'a port that speaks gRPC',
    inputs: MILVUS,
    reply: { status: 415, body: 'invalid gRPC request content-type "application/json"' },
    code: 'Http415',
    right: /probably speaks gRPC\. The answer was: “invalid gRPC.*Milvus serves REST on port 19530/,
    wrong: /The server said/,
  },
  {
    name: 'an ingress that answers 502 to every call',
    inputs: MILVUS,
    reply: { status: 502, body: html('502 Bad Gateway') },
    status: 'Unknown',
    code: 'SubmitUnconfirmed',
    right:
      /no call to the server got a usable answer\. The answer was: "502 Bad Gateway.*importing twice doubles the rows.*set up for gRPC/,
    wrong: /the answer (was lost|does not tell)/,
  },
]

for (const { name, inputs, reply, status = 'Rejected', code, right, wrong } of CASES) {
  test(name, async () => {
    await using sandbox = await testSandbox()
    sandbox.intercept = () => reply
    const result = await step(sandbox, { timeout: '2s', ...inputs })
    const message = errorOf(result)
    assert.deepEqual([result.outputs['status'], result.outputs['errorCode']], [status, code], message)
    assert.match(message, right)
    if (wrong) assert.doesNotMatch(message + result.log, wrong)
  })
}

test('a port that speaks something else than HTTP/1.1: our parser is not the server', async () => {
  const { createServer } = await import('node:net')
  const server = createServer(socket =>
    socket.end('\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00\x40\x00'),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const result = await step({ url: `http://127.0.0.1:${port}` }, { ...MILVUS, timeout: '1s' })
  server.close()
  assert.match(errorOf(result), /The error was: .*does not speak HTTP\/1\.1 at this port.*port 19530/s)
  assert.doesNotMatch(errorOf(result), /The server said/)
})

const NO_ROWS = { importedRows: 0, totalRows: 0 }
/** Reasons that a server gives for a file, and what people must and must not read. */
const FILES: readonly (readonly [file: string, reason: string, right: RegExp, wrong: RegExp])[] = [
  ['a.csv', "failed to parse row, error: got invalid timestamptz string '13:00'", /ISO 8601/, /JSON/],
  [
    'a.json',
    'failed to parse row, error: strconv.ParseInt: parsing "1.0": invalid syntax',
    /not a whole number/,
    /array of rows/,
  ],
  ['a.parquet', 'compression for LZ4_RAW unimplemented', /snappy or zstd/, /uploaded completely/],
  [
    'x/geo.npy',
    'unsupported importing numpy files for collection with data type: Geometry',
    /Parquet or JSON/,
    /dtype/,
  ],
]

for (const [file, reason, right, wrong] of FILES) {
  test(`${reason} of ${file}`, async () => {
    await using sandbox = await testSandbox()
    const details = [{ fileName: file, state: 'Failed', progress: 0, reason }]
    const data = {
      jobId: '7',
      state: 'Failed',
      progress: 0,
      ...NO_ROWS,
      reason: `error: ${reason}: importing data failed, file: id:1 paths:"${file}" `,
      details,
    }
    sandbox.intercept = ({ path }) =>
      path.endsWith('/describe') ? { status: 200, body: { code: 0, data } } : undefined
    const result = await step(sandbox, { jobId: '7', objectUrl: null, accessKey: null, secretKey: null })
    assert.equal(result.outputs['status'], 'Failed')
    assert.match(errorOf(result), right)
    assert.doesNotMatch(errorOf(result), wrong)
  })
}

test('an error in Chinese: the annotation has 1,024 bytes at most', async () => {
  await using sandbox = await testSandbox()
  const message = '集合不存在，请检查集合名称和数据库名称是否正确。'.repeat(40)
  sandbox.intercept = ({ path }) =>
    path.endsWith('/create') ? { status: 200, body: { code: 1100, message } } : undefined
  const result = await step(sandbox)
  assert.ok(Buffer.byteLength(errorOf(result)) <= 1024, `${Buffer.byteLength(errorOf(result))} bytes`)
  assert.match(errorOf(result), /集合不存在.*…" \(code 1100, request id \S+\)\. Compare the inputs/)
})

test('answers that begin with a byte order mark are read', async () => {
  let creates = 0
  await using server = await startRawServer((path, response) => {
    const isCreate = path.endsWith('/create')
    creates += isCreate ? 1 : 0
    const data = isCreate
      ? { jobId: 'job-1' }
      : path.endsWith('/list')
        ? { records: [] }
        : { jobId: 'job-1', state: 'Completed', progress: 100, importedRows: 1, totalRows: 1 }
    response.end(`\ufeff${JSON.stringify({ code: 0, data })}`)
  })
  const { outputs } = await step(server)
  assert.deepEqual([outputs['status'], outputs['jobId'], creates], ['Completed', 'job-1', 1])
})

test('a certificate for another host at GitHub: GitHub did not answer', async () => {
  await using authority = await startAuthority()
  await using github = await startGithubApi()
  await using front = await startTlsFront(await authority.issue('other.internal.example'), github.url)
  await using sandbox = await testSandbox()
  const env = { GITHUB_API_URL: `https://localhost:${front.port}`, NODE_EXTRA_CA_CERTS: authority.file }
  const result = await step(sandbox, { githubToken: 'ghs_example.token-0123456789.abcdef' }, { env })
  assert.equal(result.outputs['status'], 'Completed')
  const [warning = ''] = warningsOf(result)
  assert.match(warning, /The check run could not be written \(GitHub never answered: .*altnames/)
  assert.doesNotMatch(warning, /GitHub answered/)
})

test('a gateway in the middle of a run: the create that it may have passed on is looked for', async () => {
  await using sandbox = await testSandbox()
  sandbox.intercept = ({ path }) =>
    path.endsWith('/create') ? { status: 502, body: html('502 Bad Gateway') } : undefined
  const result = await step(sandbox, { timeout: '2s' })
  assert.equal(result.outputs['errorCode'], 'SubmitUnconfirmed')
  assert.match(
    errorOf(result),
    /the answer does not tell, and no job of this step could be found.*A gateway got no usable answer/,
  )
  assert.ok(requestsTo(sandbox, 'list').length > 1)
})
