import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { createTransport } from '../../src/api/transport.ts'
import { CallError } from '../../src/model/service.ts'
import { listening } from '../harness/listening.ts'
import { startProxy } from '../harness/proxy.ts'
import { startRawServer } from '../harness/raw-server.ts'
import { API_KEY, errorOf, step, testSandbox } from '../harness/step.ts'

test('a redirect: nothing is sent to where it points, and the step is red', async () => {
  await using sandbox = await testSandbox()
  await using elsewhere = await stranger()
  sandbox.intercept = ({ path }) => ({
    status: 307,
    body: '',
    headers: { location: `${elsewhere.url}${path}` },
  })
  const result = await step(sandbox, { timeout: '5s' })
  assert.equal(result.conclusion, 'failure')
  assert.match(errorOf(result), /307/)
  assert.deepEqual(elsewhere.seen, [])
})

test('a proxy: it is told the host, and sees no key', async () => {
  await using proxy = await stranger()
  const result = await step(
    { url: 'https://import.example.com' },
    { timeout: '2s' },
    { env: { HTTPS_PROXY: proxy.url } },
  )
  assert.equal(result.conclusion, 'failure')
  assert.ok(proxy.seen.length > 0)
  for (const request of proxy.seen) {
    assert.match(request, /^CONNECT import\.example\.com:443 /)
    assert.ok(!request.includes(API_KEY))
  }
})

/** An answer that would end the step, if it were read. */
const tooLarge = JSON.stringify({
  ...{ code: 0, filler: 'x'.repeat(65 * 1024 * 1024) },
  data: { jobId: 'job-0', state: 'Failed', progress: 0, reason: 'read in spite of the limit' },
})

test('an answer of more than 64 MiB: one failed poll, not the end of the step', async () => {
  await using sandbox = await testSandbox()
  let polls = 0
  sandbox.intercept = ({ path }) => {
    if (!path.endsWith('/describe') || polls++ > 0) return undefined
    return { status: 200, body: tooLarge }
  }
  const { conclusion, outputs } = await step(sandbox)
  assert.equal(conclusion, 'success')
  assert.equal(outputs['status'], 'Completed')
  assert.ok(polls > 1)
})

test('an answer that unpacks to more than 64 MiB: the same', async () => {
  const bomb = gzipSync(tooLarge)
  const done = { code: 0, data: { jobId: 'job-0', state: 'Completed', progress: 100, importedRows: 1 } }
  let polls = 0
  await using server = await startRawServer((_, response) => {
    if (polls++ > 0) response.end(JSON.stringify(done))
    else response.setHeader('content-encoding', 'gzip').end(bomb)
  })
  const { outputs } = await step(server, ATTACH)
  assert.equal(outputs['status'], 'Completed')
  assert.ok(polls > 1)
})

const ATTACH = { jobId: 'job-0', objectUrl: null, accessKey: null, secretKey: null }
const describing = (state: string, progress: number) =>
  JSON.stringify({ code: 0, data: { jobId: 'job-0', state, progress, importedRows: 1 } })

test('a whole run of polls goes over one connection', async () => {
  let polls = 0
  await using server = await startRawServer((_, response) => {
    polls += 1
    response.end(polls > 10 ? describing('Completed', 100) : describing('Importing', polls))
  })
  const { outputs } = await step(server, ATTACH)
  assert.equal(outputs['status'], 'Completed')
  assert.equal(polls, 11)
  assert.equal(server.connections, 1)
})

const PACKED = { gzip: gzipSync, 'x-gzip': gzipSync, br: brotliCompressSync, deflate: deflateSync }
for (const [encoding, pack] of Object.entries(PACKED)) {
  test(`an answer packed with ${encoding} is read`, async () => {
    await using server = await startRawServer((_, response) => {
      response.setHeader('content-encoding', encoding).end(pack(describing('Completed', 100)))
    })
    const { outputs } = await step(server, ATTACH)
    assert.equal(outputs['status'], 'Completed')
    assert.equal(outputs['importedRows'], '1')
  })
}

for (const drips of [false, true]) {
  const name = drips ? 'drips for ever' : 'never answers'
  test(`a server that takes the request and ${name}: the deadline holds`, async () => {
    await using server = await startRawServer((_, response) => {
      if (!drips) return
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(timer))
    })
    const startedAt = performance.now()
    const result = await step(server, { ...ATTACH, timeout: '1s' })
    assert.equal(result.outputs['status'], 'TimedOut')
    assert.match(errorOf(result), /no poll got a usable answer/)
    assert.ok(performance.now() - startedAt < 18_000)
  })
}

test('each call has a limit of its own, the body included', async () => {
  await using silent = await startRawServer(() => {})
  await using dripping = await startRawServer((_, response) => {
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  })
  for (const { url } of [silent, dripping]) {
    const sent = createTransport({ endpoint: url, headers: {} }, {}).send(
      { method: 'GET', path: '/' },
      { timeout: 300, signal: new AbortController().signal },
    )
    await assert.rejects(sent, (error: CallError) => {
      assert.deepEqual([error.failure.kind, error.failure.code], ['interrupted', 'Timeout'])
      return true
    })
  }
})

test('a server that takes the connection and never greets: not connected after 10 s, so nothing was sent', async () => {
  const open: Socket[] = []
  const server = createTcpServer(socket => open.push(socket.on('error', () => {})))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const sent = createTransport({ endpoint, headers: {} }, {}).send(
    { method: 'GET', path: '/' },
    { timeout: 60_000, signal: new AbortController().signal },
  )
  await assert.rejects(sent, (error: CallError) => {
    assert.deepEqual([error.failure.kind, error.failure.code], ['unsent', 'ConnectTimeout'])
    return true
  })
  for (const socket of open) socket.destroy()
  server.close()
})

test('a login in `endpoint` is refused before anything is sent, and not shown', async () => {
  await using elsewhere = await stranger()
  const url = elsewhere.url.replace('http://', 'http://loader:example-password@')
  const result = await step({ url })
  assert.equal(result.outputs['status'], 'InvalidInput')
  assert.match(errorOf(result), /must not hold a user or password/)
  assert.ok(!result.log.includes('example-password'))
  assert.deepEqual(elsewhere.seen, [])
})

test('plain http to Zilliz Cloud is refused before anything is sent', async () => {
  for (const url of ['http://api.cloud.zilliz.com', 'http://import.example.com'])
    assert.match(errorOf(await step({ url })), /must start with `https:\/\/`/, url)
})

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

test('NO_PROXY in every form and both cases; loopback is never proxied', async () => {
  for (const [endpoint, exempt, isProxied] of EXEMPTIONS) {
    for (const [proxyName, noProxyName] of [
      ['http_proxy', 'no_proxy'],
      ['HTTP_PROXY', 'NO_PROXY'],
    ] as const) {
      await using proxy = await startProxy({ hosts: {}, refusesWith: 403 })
      const env = { [proxyName]: proxy.url, [noProxyName]: exempt, https_proxy: 'http://127.0.0.1:9' }
      const sent = createTransport({ endpoint, headers: {} }, env).send(
        { method: 'GET', path: '/' },
        { timeout: 400, signal: new AbortController().signal },
      )
      const reply = await sent.catch((error: CallError) => error)
      const name = `${endpoint} with ${noProxyName}=${exempt}`
      assert.equal(proxy.asked.length > 0, isProxied, name)
      assert.equal(reply instanceof CallError, !isProxied, name)
    }
  }
})

/** A server that nothing secret may reach: it keeps what it sees, and refuses it. */
async function stranger() {
  const seen: string[] = []
  const see = ({ method, url, rawHeaders }: IncomingMessage) =>
    seen.push(`${method} ${url} ${rawHeaders.join(' ')}`)
  const server = createServer((request, response) => {
    see(request)
    response.writeHead(403).end()
  })
  server.on('connect', (request, socket) => {
    see(request)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  return Object.assign(await listening(server), { seen })
}
