import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
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

test('an answer of more than 64 MiB: one failed poll, not the end of the step', async () => {
  await using sandbox = await testSandbox()
  let polls = 0
  sandbox.intercept = ({ path }) => {
    if (!path.endsWith('/describe') || polls++ > 0) return undefined
    return { status: 200, body: 'x'.repeat(65 * 1024 * 1024) }
  }
  const { conclusion, outputs } = await step(sandbox)
  assert.equal(conclusion, 'success')
  assert.equal(outputs['status'], 'Completed')
  assert.ok(polls > 1)
})

test('an answer that unpacks to more than 64 MiB: the same', async () => {
  const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024))
  const done = { code: 0, data: { jobId: 'job-0', state: 'Completed', progress: 100, importedRows: 1 } }
  let polls = 0
  const server = createServer((_, response) => {
    if (polls++ > 0) response.end(JSON.stringify(done))
    else response.setHeader('content-encoding', 'gzip').end(bomb)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { outputs } = await step(
    { url },
    { jobId: 'job-0', objectUrl: null, accessKey: null, secretKey: null },
  )
  server.close()
  assert.equal(outputs['status'], 'Completed')
  assert.ok(polls > 1)
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
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
