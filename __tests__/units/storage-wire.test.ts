import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createWire, type Exchange } from '../../src/api/transport.ts'
import { CallError } from '../../src/model/service.ts'
import { listening } from '../harness/listening.ts'
import { startProxy } from '../harness/proxy.ts'

const never = new AbortController().signal

/** A server whose every answer is written by hand, and which need not read what it is sent. */
const peer = (answer: (request: IncomingMessage, response: ServerResponse) => void) =>
  listening(createServer(answer))

/** Chunks in one buffer, each overwriting the one before. */
async function* chunks(count: number, size: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(size)
  for (let index = 0; index < count; index += 1) yield buffer.fill(index)
}

function put(url: string, body: Exchange['body'], size: number, more: Partial<Exchange> = {}): Exchange {
  const headers = { 'content-length': String(size), host: new URL(url).host }
  return { method: 'PUT', url: new URL(url), headers, body, signal: never, ...more }
}

const send = (...asked: Parameters<typeof put>) => createWire({}).send(put(...asked))

function failsAs(kind: string, code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof CallError, String(error))
    assert.deepEqual([error.failure.kind, error.failure.code], [kind, code])
    return true
  }
}

test('bodies in chunks arrive whole and in order, straight and through a proxy', async () => {
  await using server = await peer(async (request, response) => {
    const seen: number[] = []
    for await (const chunk of request) seen.push(...new Set(chunk as Buffer))
    const encoding = request.headers['transfer-encoding'] ?? ''
    response.end(JSON.stringify([request.method, encoding, [...new Set(seen)]]))
  })
  await using proxy = await startProxy({ hosts: { 'store.example:80': server.port } })
  const size = 300_000
  for (const [env, url] of [
    [{}, server.url],
    [{ HTTP_PROXY: proxy.url }, 'http://store.example/'],
  ] as const) {
    const { status, body } = await createWire(env).send(put(url, chunks(8, size), 8 * size))
    assert.deepEqual([status, body], [200, JSON.stringify(['PUT', '', [0, 1, 2, 3, 4, 5, 6, 7]])])
  }
})

test('HEAD and DELETE: no body either way, one connection', async () => {
  await using server = await peer((request, response) => {
    response.setHeader('content-length', request.method === 'HEAD' ? '12345' : '0')
    response.setHeader('content-encoding', request.method === 'HEAD' ? 'gzip' : 'identity')
    response.end()
  })
  const wire = createWire({})
  const asked = { url: new URL(server.url), headers: {}, body: null, signal: never }
  for (const method of ['HEAD', 'DELETE', 'HEAD'] as const) {
    const { body, headers } = await wire.send({ method, ...asked })
    assert.deepEqual([body, headers['content-length']], ['', method === 'HEAD' ? '12345' : '0'])
  }
  assert.equal(server.connections, 1)
})

test('a refusal that does not wait for the body is heard', async () => {
  const refusal = '<Error><Code>AccessDenied</Code></Error>'
  await using server = await peer((_request, response) => void response.writeHead(403).end(refusal))
  let pulled = 0
  async function* endless() {
    for await (const chunk of chunks(4000, 65_536)) {
      pulled += 1
      yield chunk
    }
  }
  const { status, body } = await send(server.url, endless(), 4000 * 65_536)
  assert.deepEqual([status, body], [403, refusal])
  await sleep(50)
  assert.ok(pulled < 4000, 'the rest is not sent')
})

test('a body that fails ends the request and is what the caller hears', async () => {
  let arrived = 0
  let isWhole = false
  await using server = await peer(async (request, response) => {
    try {
      for await (const chunk of request) arrived += (chunk as Buffer).length
      isWhole = true
      response.end()
    } catch {
      // Cut off, as it should be.
    }
  })
  class Changed extends Error {}
  async function* failing() {
    yield* chunks(3, 1000)
    throw new Changed('the file is another')
  }
  await assert.rejects(send(server.url, failing(), 4000), Changed)
  await sleep(50)
  assert.deepEqual([arrived <= 3000, isWhole], [true, false])
})

test('a time without a byte ends a try, in either direction; a slow one that moves goes on', async () => {
  const late = failsAs('interrupted', 'Timeout')
  await using deaf = await peer(() => {})
  await assert.rejects(send(deaf.url, chunks(64, 2 ** 20), 64 * 2 ** 20, { stall: 200 }), late)
  for (const begun of ['', 'half']) {
    await using server = await peer((request, response) => {
      request.resume()
      if (begun) response.write(begun)
    })
    await assert.rejects(send(server.url, chunks(1, 10), 10, { stall: 200 }), late)
  }
  await using slow = await peer(async (request, response) => {
    request.resume()
    for (let times = 0; times < 6; times += 1) {
      response.write(' ')
      await sleep(100)
    }
    response.end('done')
  })
  async function* dripping() {
    for await (const chunk of chunks(6, 10)) {
      await sleep(100)
      yield chunk
    }
  }
  assert.equal((await send(slow.url, dripping(), 60, { stall: 400 })).body.trim(), 'done')
})

test('a cancel ends a body on its way; where nobody listens nothing was sent', async () => {
  const deaf = await peer(() => {})
  const cancel = new AbortController()
  setTimeout(() => cancel.abort(), 50)
  const sending = send(deaf.url, chunks(64, 2 ** 20), 64 * 2 ** 20, { signal: cancel.signal })
  await assert.rejects(sending, failsAs('aborted', 'Cancelled'))
  await deaf[Symbol.asyncDispose]()
  await assert.rejects(send(deaf.url, chunks(4, 10), 40), failsAs('unsent', 'ECONNREFUSED'))
})

test('of a success as many bytes as are wanted, of a refusal its words', async () => {
  await using server = await peer((request, response) => {
    if (request.url === '/none') return void response.writeHead(404).end('no such file')
    // The rest of the file never comes.
    response.writeHead(206).write('bytes, and ')
  })
  const get = { method: 'GET', headers: {}, body: null, signal: never, most: 5, timeout: 5000 } as const
  for (const [path, ...is] of [
    ['/range', 'bytes', ''],
    ['/none', '', 'no such file'],
  ] as const) {
    const { bytes, body } = await createWire({}).send({ ...get, url: new URL(path, server.url) })
    assert.deepEqual([Buffer.from(bytes).toString(), body], is)
  }
})
