import type { RecordedRequest, Reply } from '../exchange.ts'
import type { Context } from '../protocol.ts'
import { authenticate } from './access.ts'
import type { Call, MilvusState } from './call.ts'
import { create } from './create.ts'
import { finish } from './finish.ts'
import type { MilvusOptions } from './options.ts'
import { type Profile, profileOf } from './profile.ts'
import { describe, list } from './read.ts'
import { Refusal } from './refusal.ts'
import { readTimeout } from './timeout.ts'

const PREFIX = '/v2/vectordb/jobs/import/'

/**
 * The import API of Milvus, as `internal/distributed/proxy/httpserver/handler_v2.go` of the releases in `profile.ts`
 * answers. Errors are HTTP 200 with a code, but for missing credentials (401), rights (403) and time (408).
 */
export function milvus(
  options: MilvusOptions,
): (request: RecordedRequest, context: Context) => Promise<Reply> {
  const profile = profileOf(options.milvus)
  const state: MilvusState = { timeouts: new Map(), keys: new Map() }
  let count = 0
  return async (request, context) => {
    count += 1
    const trace = profile.sendsTraceId ? { 'X-Milvus-Trace-Id': count.toString(16).padStart(32, '0') } : {}
    const { headers, ...reply } = await answer(request, context, { options, profile, state })
    return { ...reply, headers: { ...trace, ...headers } }
  }
}

async function answer(
  request: RecordedRequest,
  context: Context,
  { options, profile, state }: Pick<Call, 'options' | 'profile' | 'state'>,
): Promise<Reply> {
  const route = request.path.startsWith(PREFIX) ? request.path.slice(PREFIX.length) : ''
  if (!profile.routes.includes(route) || request.method !== 'POST') {
    return { status: 404, body: '404 page not found' }
  }
  if (options.trouble === 'panic') return { status: 500, body: { code: 500 } }
  try {
    const caller = authenticate(request, options)
    const seconds = readTimeout(request, route, profile, state)
    const headerDb = String(request.headers['db-name'] ?? '') || 'default'
    const data = await carryOut(route, { request, context, options, profile, caller, state, headerDb })
    // The handler goes on when its time is up: what it was asked to do happens all the same.
    return (options.handlerTime ?? 0) > seconds * 1000
      ? timedOut(profile)
      : { status: 200, body: { code: 0, data } }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, message, status } = error
    return { status, body: { code, message } }
  }
}

function carryOut(route: string, call: Call): unknown {
  switch (route) {
    case 'create':
      return create(call)
    case 'list':
      return list(call)
    case 'commit':
    case 'abort':
      return finish(route, call)
    default:
      return describe(call)
  }
}

function timedOut({ isTerse }: Profile): Reply {
  if (isTerse) {
    return { status: 408, body: 'timeout', headers: { 'content-type': 'text/plain; charset=utf-8' } }
  }
  return { status: 408, body: { code: 10001, message: 'request timeout' } }
}
