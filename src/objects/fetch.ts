import { type Route, routeTo, type WireAnswer } from '../api/route.ts'
import { asCallError } from '../api/transport.ts'
import { CallError, type CallOptions } from '../model/service.ts'
import { textOf } from '../storage/xml.ts'

/** What a store answered, whatever its status. */
export interface Fetched {
  readonly status: number
  readonly bytes: Uint8Array
  /** The first value of a header; `''` if there is none. */
  header(name: string): string
}

/**
 * Asks for a URL, and keeps at most `most` bytes of the answer. Redirects are not followed. Fails with a `CallError` if
 * no answer comes.
 */
export type Fetch = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  most: number,
  options: CallOptions,
) => Promise<Fetched>

/** Over the way that calls to servers take, proxies and private authorities included. */
export function createFetch(env: NodeJS.ProcessEnv): Fetch {
  const ways = new Map<string, Promise<Route>>()
  return async (url, headers, most, { timeout, signal }) => {
    const limit = AbortSignal.timeout(Math.ceil(timeout))
    const way = ways.get(url.origin) ?? routeTo(url.origin, env)
    ways.set(url.origin, way)
    const route = await way
    try {
      const answer = await route.exchange(url, {
        method: 'GET',
        headers: { 'user-agent': 'zilliz-import-action', 'accept-encoding': 'identity', ...headers },
        body: null,
        signal: AbortSignal.any([limit, signal]),
      })
      const bytes = await firstOf(answer, most)
      return { status: answer.status, bytes, header: name => firstValue(answer, name) }
    } catch (error) {
      throw asCallError(error, limit, signal, route.proxy)
    }
  }
}

/** A server that ignores ranges sends the whole file: the rest of it is left. */
async function firstOf({ body }: WireAnswer, most: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= most) break
  }
  if (size >= most) body.destroy()
  return Buffer.concat(chunks).subarray(0, most)
}

function firstValue({ headers }: WireAnswer, name: string): string {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** What an answer that is not the one asked for says; redacted, where it is still whole. */
export function refusalOf({ status, bytes, header }: Fetched, redact: (text: string) => string): CallError {
  const text = new TextDecoder().decode(bytes.subarray(0, 4096))
  const named = textOf(text, 'Code') ?? (header('x-ms-error-code') || undefined)
  const isSuccess = status >= 200 && status < 300
  return new CallError({
    kind: isSuccess ? 'unreadable' : named ? 'code' : 'status',
    code: isSuccess ? 'Unreadable' : (named ?? `Http${status}`),
    said: redact(textOf(text, 'Message') ?? '').slice(0, 300),
    httpStatus: status,
    requestId: (header('x-amz-request-id') || header('x-ms-request-id')).slice(0, 128) || undefined,
  })
}
