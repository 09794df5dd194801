import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RawServer extends AsyncDisposable {
  readonly url: string
  readonly connections: number
}

/** A server on loopback whose every answer is written by hand. */
export async function startRawServer(
  answer: (path: string, response: ServerResponse) => void,
): Promise<RawServer> {
  let connections = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request.url ?? '', response))
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
