import { createServer, type ServerResponse } from 'node:http'
import { type Listening, listening } from './listening.ts'

/** A server on loopback whose every answer is written by hand. */
export function startRawServer(answer: (path: string, response: ServerResponse) => void): Promise<Listening> {
  return listening(
    createServer((request, response) => {
      request.resume().on('end', () => answer(request.url ?? '', response))
    }),
  )
}
