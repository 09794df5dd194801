import type { IncomingHttpHeaders } from 'node:http'

/** One request as it arrived. Nothing is left out or hidden: credentials too are what a test may want to see. */
export interface RecordedRequest {
  readonly method: string
  /** With the query, as it was sent. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** An answer: an object goes as JSON, a string as plain text. */
export interface Reply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** There is no answer before a moment of the sandbox's clock: the request waits, and is looked at again then. */
export interface Later {
  readonly until: number
}

/** Answers in place of the service, or leaves the request to it. `count` is 1 for the first request. */
export type Intercept = (request: RecordedRequest, count: number) => Reply | undefined

/** The body as it goes over the wire. A bigint is a JSON number, as ids of servers are that no double can hold. */
export function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body, plainNumber)
}

/** TypeScript does not know `JSON.rawJSON` (ES2026) yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

function plainNumber(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? rawJSON(String(value)) : value
}
