import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { createTransport } from '../../src/api/transport.ts'
import { CallError } from '../../src/model/service.ts'
import { startGithubApi } from '../harness/github-api.ts'
import { listening, startRawServer } from '../harness/listening.ts'
import { type ProxyOptions, startProxy } from '../harness/proxy.ts'
import {
  API_KEY,
  assertSeen,
  BUCKET_KEYS,
  errorOf,
  type Inputs,
  MILVUS,
  NO_SOURCE,
  step,
  testSandbox,
  warningsOf,
} from '../harness/step.ts'
import { type Authority, startAuthority, startTlsFront } from '../harness/tls.ts'

// Between the runner and the server: TLS, proxies, limits of time and size.

const HOST = 'milvus.internal.example'
const LOGIN = 'loader:example-proxy-password'
const NOBODY = 'http://127.0.0.1:9'
/** What never reaches a server is tried again until then. */
const SOON = { timeout: '1s' }
let authority: Authority
before(async () => {
  authority = await startAuthority()
})
after(() => authority[Symbol.asyncDispose]())

interface Surroundings {
  readonly certifiedFor?: string
  readonly proxy?: Partial<ProxyOptions>
  readonly env?: (proxy: string) => Readonly<Record<string, string>>
  readonly inputs?: Inputs
  readonly trusts?: boolean
}

/** Runs a step against `https://milvus.internal.example`, which only a proxy can reach. */
async function through({ certifiedFor = HOST, proxy, env, inputs, trusts = true }: Surroundings = {}) {
  await using sandbox = await testSandbox()
  await using front = await startTlsFront(await authority.issue(certifiedFor), sandbox.url)
  await using gate = await startProxy({ hosts: { [`${HOST}:443`]: front.port }, ...proxy })
  const proxies = env?.(gate.url) ?? { HTTPS_PROXY: gate.url }
  const trusted: { NODE_EXTRA_CA_CERTS?: string } = trusts ? { NODE_EXTRA_CA_CERTS: authority.file } : {}
  const inTime = { timeout: '20s', ...inputs }
  const result = await step({ url: `https://${HOST}` }, inTime, { env: { ...proxies, ...trusted } })
  const { asked, connections } = { asked: gate.asked, connections: front.connections }
  return { result, asked, seen: gate.seen(), connections, requests: sandbox.requests }
}

/** No port, no proxy's scheme, no percent-encoding. */
const NO_URLS = [
  `http://${LOGIN}@proxy.example:port`,
  `ftp://${LOGIN}@127.0.0.1:9`,
  `http://${LOGIN}%zz@127.0.0.1:9`,
]
const NOT_THROUGH: Readonly<Record<string, readonly [Surroundings, code: string, ...RegExp[]]>> = {
  'a private authority that is not trusted': [
    { trusts: false },
    'Unreachable',
    /No secure connection to the server.*NODE_EXTRA_CA_CERTS/,
  ],
  'a certificate for another host': [
    { certifiedFor: 'other.internal.example' },
    'Unreachable',
    /No secure connection.*other\.internal\.example.*the certificate is issued for the host/,
    /milvus\.internal\.example/,
  ],
  'a proxy that wants another login': [
    { proxy: { login: LOGIN }, env: url => ({ HTTPS_PROXY: url.replace('example-proxy', 'other-proxy') }) },
    'Http407',
    /The proxy asks for a login/,
  ],
  'a proxy that refuses the host': [
    { proxy: { refusesWith: 403 } },
    'Unreachable',
    /The proxy did not connect to the server.*403/,
  ],
  'a proxy that nobody serves: it is not the server that is blamed': [
    { env: () => ({ HTTPS_PROXY: NOBODY }) },
    'Unreachable',
    /The proxy did not connect to the server.*ECONNREFUSED/,
  ],
  ...Object.fromEntries(
    NO_URLS.map((url, index) => [
      `a proxy variable that is no URL (${index + 1})`,
      [{ env: () => ({ HTTPS_PROXY: url }) }, 'Unreachable', /does not hold a URL/],
    ]),
  ),
}

/** An answer that would end the step, if it were read. */
const tooLarge = JSON.stringify({
  ...{ code: 0, filler: 'x'.repeat(65 * 1024 * 1024) },
  data: { jobId: 'job-0', state: 'Failed', progress: 0, reason: 'read in spite of the limit' },
})
const ATTACH = { ...NO_SOURCE, jobId: 'job-0' }
const describing = (state: string, progress: number) =>
  JSON.stringify({ code: 0, data: { jobId: 'job-0', state, progress, importedRows: 1 } })
const drip = (response: ServerResponse) => {
  const timer = setInterval(() => response.write(' '), 20)
  response.on('close', () => clearInterval(timer))
}
const gzip = { 'content-encoding': 'gzip' }
const PACKED = { gzip: gzipSync, 'x-gzip': gzipSync, br: brotliCompressSync, deflate: deflateSync }
/** The first answers to a poll, and what the log says of them; the one after them tells of a completed job. */
const FIRST: Readonly<Record<string, readonly ((response: ServerResponse) => void)[]>> = {
  'more than 64 MiB': [response => response.end(tooLarge)],
  'what unpacks to more than 64 MiB': [response => response.writeHead(200, gzip).end(gzipSync(tooLarge))],
  'what does not unpack': [response => response.writeHead(200, gzip).end('not packed')],
  'a byte order mark in front': [response => response.end(`\ufeff${describing('Completed', 100)}`)],
  'ten polls': Array.from({ length: 10 }, (_, at) => response => response.end(describing('Importing', at))),
  ...Object.fromEntries(
    Object.entries(PACKED).map(([encoding, pack]) => [
      `what is packed with ${encoding}`,
      [
        response =>
          response.writeHead(200, { 'content-encoding': encoding }).end(pack(describing('Completed', 100))),
      ],
    ]),
  ),
}
const UNREAD = /64 MiB|not unpack/

/** Sends one request from this process. */
function send(endpoint: string, timeout: number, env: NodeJS.ProcessEnv = {}) {
  const { signal } = new AbortController()
  return createTransport({ endpoint, headers: {} }, env).send(
    { method: 'GET', path: '/' },
    { timeout, signal },
  )
}

const failsWith = (kind: string, code: string) => (error: CallError) => {
  assert.deepEqual([error.failure.kind, error.failure.code], [kind, code])
  return true
}

/** Endpoint, `NO_PROXY`, and whether the proxy is asked. */
const EXEMPTIONS: readonly (readonly [string, string, boolean])[] = [
  ['http://a.b.invalid', '', true],
  ['http://a.b.invalid', '*', false],
  ['http://a.b.invalid', 'other.invalid, *', false],
  ['http://a.b.invalid', 'a.b.invalid', false],
  ['http://A.B.invalid', 'a.B.INVALID', false],
  ['http://a.b.invalid', 'b.invalid', false],
  ['http://a.b.invalid', '.b.invalid', false],
  ['http://a.b.invalid', '*.b.invalid', false],
  ['http://b.invalid', '*.b.invalid', true],
  ['http://xb.invalid', 'b.invalid', true],
  ['http://a.b.invalid:19530', 'a.b.invalid:19530', false],
  ['http://a.b.invalid:19530', 'a.b.invalid:19531', true],
  ['http://a.b.invalid', 'x.invalid,a.b.invalid:80', false],
  ['http://[2001:db8::1]:19530', '[2001:db8::1]', false],
  ['http://[2001:db8::1]:19530', '[2001:db8::1]:19530', false],
  ['http://[2001:db8::1]:19530', '2001:db8::2', true],
  ['http://127.0.0.1:9', '', false],
  ['http://127.8.9.1:9', '', false],
  ['http://localhost:9', '', false],
  ['http://[::1]:9', '', false],
]

describe('network', { concurrency: 6 }, () => {
  test('a private authority and a proxy: connections are kept, and the proxy sees no key', async () => {
    const { result, asked, seen, connections, requests } = await through()
    assertSeen(result, { status: 'Completed' })
    assert.ok(requests.length >= 3)
    // The create does not wait for the list that is asked at the same time.
    assert.ok(connections <= 2, `${connections} connections`)
    assert.deepEqual(new Set(asked), new Set([`CONNECT ${HOST}:443`]))
    for (const secret of [API_KEY, ...Object.values(BUCKET_KEYS)]) assert.ok(!seen.includes(secret))
  })

  test('a proxy with a login: it is given, and never shown', async () => {
    const { result, asked } = await through({ proxy: { login: LOGIN } })
    assertSeen(result, { status: 'Completed' })
    assert.ok(asked.length <= 2)
    const masks = [...result.stdout.matchAll(/^::add-mask::(.*)$/gm)].map(([, mask]) => mask)
    for (const mask of [LOGIN, 'example-proxy-password', Buffer.from(LOGIN).toString('base64')])
      assert.ok(masks.includes(mask), mask)
  })

  for (const [name, [given, errorCode, ...says]] of Object.entries(NOT_THROUGH))
    test(`${name}: nothing was sent`, async () => {
      const { result, requests, asked } = await through({ inputs: SOON, ...given })
      assertSeen(result, { status: 'Rejected', errorCode }, ...says)
      assert.doesNotMatch(result.log, /(example|other)-proxy-password/)
      assert.deepEqual(requests, [])
      if (errorCode === 'Http407') assert.ok(asked.length <= 2, 'told at once')
    })

  test('the server speaks no TLS', async () => {
    await using sandbox = await testSandbox()
    const result = await step({ url: sandbox.url.replace('http:', 'https:') }, SOON)
    assertSeen(result, {}, /No secure connection.*speaks TLS at this port/)
  })

  test('lower case comes before upper case, and an empty variable is none', async () => {
    const lower = await through({
      env: url => ({ https_proxy: url, HTTPS_PROXY: NOBODY, HTTP_PROXY: NOBODY }),
    })
    assertSeen(lower.result, { status: 'Completed' })
    const empty = await through({ env: url => ({ https_proxy: '', HTTPS_PROXY: url }) })
    assertSeen(empty.result, { status: 'Completed' })
  })

  test('the check run goes through the same proxy', async () => {
    await using sandbox = await testSandbox()
    await using github = await startGithubApi()
    const api = 'github.internal.example'
    await using front = await startTlsFront(await authority.issue(api), github.url)
    await using gate = await startProxy({ hosts: { [`${api}:443`]: front.port }, login: LOGIN })
    const env = { https_proxy: gate.url, GITHUB_API_URL: `https://${api}/api/v3` }
    const trusting = { env: { ...env, NODE_EXTRA_CA_CERTS: authority.file } }
    const result = await step(sandbox, { githubToken: 'ghs_example0123456789' }, trusting)
    assert.deepEqual(warningsOf(result), [])
    assert.equal(github.requests.at(-1)?.body.conclusion, 'success')
    assert.deepEqual(new Set(gate.asked), new Set([`CONNECT ${api}:443`]))
  })

  test('a certificate for another host at GitHub: GitHub did not answer', async () => {
    await using sandbox = await testSandbox()
    await using github = await startGithubApi()
    await using front = await startTlsFront(await authority.issue('other.internal.example'), github.url)
    const env = { GITHUB_API_URL: `https://localhost:${front.port}`, NODE_EXTRA_CA_CERTS: authority.file }
    const result = await step(sandbox, { githubToken: 'ghs_example0123456789' }, { env })
    assertSeen(result, { status: 'Completed' })
    assert.match(
      warningsOf(result).join(),
      /^The check run could not be written \(GitHub never answered: .*altnames/,
    )
  })

  test('a Milvus behind a proxy by plain http, and NO_PROXY', async () => {
    await using sandbox = await testSandbox({}, { api: { milvus: '2.6' } })
    await using gate = await startProxy({ hosts: { [`${HOST}:19530`]: Number(new URL(sandbox.url).port) } })
    const run = (inputs: Inputs, env: Readonly<Record<string, string>>) =>
      step({ url: `http://${HOST}:19530` }, { ...MILVUS, timeout: '20s', ...inputs }, { env })
    assertSeen(await run({}, { http_proxy: gate.url }), { status: 'Completed' })
    assert.match(gate.asked[0] ?? '', /^POST http:\/\/milvus\.internal\.example:19530\/v2\//)
    const { length } = gate.asked
    const exempt = await run(SOON, { http_proxy: gate.url, no_proxy: '.internal.example' })
    assertSeen(exempt, {}, /The host name could not be resolved/)
    assert.equal(gate.asked.length, length)
    await using closed = await startProxy({ hosts: {}, login: LOGIN })
    const unknown = await run({}, { http_proxy: closed.url.replace('loader', 'other') })
    assertSeen(unknown, { errorCode: 'Http407' })
  })

  test('a redirect: nothing is sent to where it points, and the step is red', async () => {
    await using sandbox = await testSandbox()
    const seen: string[] = []
    await using elsewhere = await startRawServer((path, response) => {
      seen.push(path)
      response.writeHead(403).end()
    })
    sandbox.intercept = ({ path }) => ({
      ...{ status: 307, body: '' },
      headers: { location: `${elsewhere.url}${path}` },
    })
    assertSeen(await step(sandbox, { timeout: '5s' }), { conclusion: 'failure' }, /307/)
    assert.deepEqual(seen, [])
  })

  for (const [name, first] of Object.entries(FIRST))
    test(`${name}: one failed poll at most, not the end of the step, over one connection`, async () => {
      let polls = 0
      await using server = await startRawServer((_, response) => {
        const answer = first[polls++]
        if (answer) answer(response)
        else response.end(describing('Completed', 100))
      })
      const result = await step(server, ATTACH)
      assertSeen(result, { status: 'Completed', importedRows: '1' })
      const isLast = /packed with|mark/.test(name)
      assert.equal(polls, first.length + (isLast ? 0 : 1), 'the first word of an end is final')
      if (!UNREAD.test(name)) assert.equal(server.connections, 1)
      const word = /64 MiB/.test(name) ? 'ResponseTooLarge' : 'Unreadable'
      if (UNREAD.test(name))
        assert.ok(result.log.includes(`The answer to the poll was not usable (${word}`), result.log)
    })

  test('a server that takes the request and drips for ever: the deadline holds', async () => {
    await using server = await startRawServer((_, response) => drip(response))
    const startedAt = performance.now()
    const result = await step(server, { ...ATTACH, timeout: '1s' })
    assertSeen(result, { status: 'TimedOut' }, /no poll got a usable answer/)
    assert.ok(performance.now() - startedAt < 18_000)
  })

  test('a port that speaks something else than HTTP/1.1: our parser is not the server', async () => {
    const frame = '\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00\x40\x00'
    await using server = await listening(createTcpServer(socket => socket.end(frame)))
    const result = await step(server, { ...MILVUS, apiKey: 'root:example-password', timeout: '1s' })
    assertSeen(result, {}, /The error was: .*does not speak HTTP\/1\.1 at this port.*port 19530/s)
    assert.doesNotMatch(errorOf(result), /The server said/)
  })

  test('each call has a limit of its own, the body included', async () => {
    await using silent = await startRawServer(() => {})
    await using dripping = await startRawServer((_, response) => drip(response))
    for (const { url } of [silent, dripping])
      await assert.rejects(send(url, 300), failsWith('interrupted', 'Timeout'))
  })

  test('a server that never greets: not connected after 10 s, so nothing was sent', async () => {
    await using server = await listening(createTcpServer(socket => socket.on('error', () => {})))
    const sent = send(server.url.replace('http:', 'https:'), 60_000)
    await assert.rejects(sent, failsWith('unsent', 'ConnectTimeout'))
  })

  for (const [proxyName, noProxyName] of [
    ['http_proxy', 'no_proxy'],
    ['HTTP_PROXY', 'NO_PROXY'],
  ] as const)
    test(`${noProxyName} in every form; loopback is never proxied`, async () => {
      const checks = EXEMPTIONS.map(async ([endpoint, exempt, isProxied]) => {
        await using proxy = await startProxy({ hosts: {}, refusesWith: 403 })
        const env = { [proxyName]: proxy.url, [noProxyName]: exempt, https_proxy: NOBODY }
        const reply = await send(endpoint, 5000, env).catch((error: CallError) => error)
        const name = `${endpoint} with ${noProxyName}=${exempt}`
        assert.equal(proxy.asked.length > 0, isProxied, name)
        assert.equal(reply instanceof CallError, !isProxied, name)
      })
      await Promise.all(checks)
    })
})
