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

async function echo(request: IncomingMessage, response: ServerResponse) {
  const seen: number[] = []
  for await (const chunk of request) seen.push(...new Set(chunk as Buffer))
  response.end(
    JSON.stringify([request.method, request.headers['transfer-encoding'] ?? '', [...new Set(seen)]]),
  )
}

test('bodies in chunks arrive whole and in order, straight and through a proxy', async () => {
  await using server = await peer(echo)
  await using proxy = await startProxy({ hosts: { 'store.example:80': server.port } })
  const size = 300_000
  const expected = JSON.stringify(['PUT', '', [0, 1, 2, 3, 4, 5, 6, 7]])
  const straight = createWire({})
  assert.equal((await straight.send(put(server.url, chunks(8, size), 8 * size))).body, expected)
  const behind = createWire({ HTTP_PROXY: proxy.url })
  const answer = await behind.send(put('http://store.example/', chunks(8, size), 8 * size))
  assert.deepEqual([answer.status, answer.body], [200, expected])
})

test('HEAD and DELETE: no body either way, one connection', async () => {
  await using server = await peer((request, response) => {
    response.setHeader('content-length', request.method === 'HEAD' ? '12345' : '0')
    response.setHeader('content-encoding', request.method === 'HEAD' ? 'gzip' : 'identity')
    response.end()
  })
  const wire = createWire({})
  for (const method of ['HEAD', 'DELETE', 'HEAD'] as const) {
    const answer = await wire.send({
      method,
      url: new URL(server.url),
      headers: {},
      body: null,
      signal: never,
    })
    assert.deepEqual([answer.body, answer.headers['content-length']], ['', method === 'HEAD' ? '12345' : '0'])
  }
  assert.equal(server.connections, 1)
})

test('a refusal that does not wait for the body is heard', async () => {
  await using server = await peer((_request, response) => {
    response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>')
  })
  const wire = createWire({})
  let pulled = 0
  async function* endless() {
    for await (const chunk of chunks(4000, 65_536)) {
      pulled += 1
      yield chunk
    }
  }
  const answer = await wire.send(put(server.url, endless(), 4000 * 65_536))
  assert.deepEqual([answer.status, answer.body], [403, '<Error><Code>AccessDenied</Code></Error>'])
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
  await assert.rejects(createWire({}).send(put(server.url, failing(), 4000)), Changed)
  await sleep(50)
  assert.deepEqual([arrived <= 3000, isWhole], [true, false])
})

test('a time without a byte ends a try, in either direction; a slow one that moves goes on', async () => {
  const timedOut = (error: unknown) => {
    assert.ok(error instanceof CallError, String(error))
    assert.deepEqual([error.failure.kind, error.failure.code], ['interrupted', 'Timeout'])
    return true
  }
  await using deaf = await peer(() => {})
  await assert.rejects(
    createWire({}).send(put(deaf.url, chunks(64, 2 ** 20), 64 * 2 ** 20, { stall: 200 })),
    timedOut,
  )
  await using mute = await peer(request => void request.resume())
  await assert.rejects(createWire({}).send(put(mute.url, chunks(1, 10), 10, { stall: 200 })), timedOut)
  await using halting = await peer((request, response) => {
    request.resume()
    response.write('half')
  })
  await assert.rejects(createWire({}).send(put(halting.url, chunks(1, 10), 10, { stall: 200 })), timedOut)

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
  assert.equal((await createWire({}).send(put(slow.url, dripping(), 60, { stall: 400 }))).body.trim(), 'done')
})

test('a cancel ends a body on its way', async () => {
  await using deaf = await peer(() => {})
  const cancel = new AbortController()
  const sending = createWire({}).send(
    put(deaf.url, chunks(64, 2 ** 20), 64 * 2 ** 20, { signal: cancel.signal }),
  )
  setTimeout(() => cancel.abort(), 50)
  await assert.rejects(
    sending,
    (error: unknown) => error instanceof CallError && error.failure.kind === 'aborted',
  )
})

test('of a success as many bytes as are wanted, of a refusal its words', async () => {
  await using server = await peer((request, response) => {
    const isRange = request.url === '/range'
    response.writeHead(isRange ? 206 : 404).write(isRange ? 'bytes, and ' : 'no such file')
    // The rest of a file, which never ends.
    if (!isRange) response.end()
  })
  const wire = createWire({})
  const get = { method: 'GET', headers: {}, body: null, signal: never, most: 5, timeout: 5000 } as const
  const range = await wire.send({ ...get, url: new URL('/range', server.url) })
  assert.deepEqual([Buffer.from(range.bytes).toString(), range.body], ['bytes', ''])
  const none = await wire.send({ ...get, url: new URL('/none', server.url) })
  assert.deepEqual([none.bytes.length, none.body], [0, 'no such file'])
})

test('nobody listens: nothing was sent', async () => {
  await using gone = await peer(() => {})
  const { url } = gone
  await gone[Symbol.asyncDispose]()
  await assert.rejects(
    createWire({}).send(put(url, chunks(4, 10), 40)),
    (error: unknown) =>
      error instanceof CallError && error.failure.code === 'ECONNREFUSED' && error.failure.kind === 'unsent',
  )
})
