import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'

export interface Listening extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
  readonly connections: number
}

/** Lets a server listen on a port of loopback that is free, until it is disposed of with all its connections. */
export async function listening(server: Server): Promise<Listening> {
  const open = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections += 1
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    // A client that hangs up is no failure of a test.
    socket.on('error', () => {})
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** A server whose every answer is written by hand. */
export function startRawServer(answer: (path: string, response: ServerResponse) => void): Promise<Listening> {
  return listening(
    createServer((request, response) => {
      request.resume().on('end', () => answer(request.url ?? '', response))
    }),
  )
}
