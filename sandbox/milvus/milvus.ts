import { MILVUS } from '../catalog/catalog.ts'
import type { Answer, PlaneRoute } from '../data-plane/call.ts'
import { carryOut, planeRouteOf } from '../data-plane/routes.ts'
import type { Later, RecordedRequest, Reply } from '../exchange.ts'
import type { Context } from '../protocol.ts'
import { authenticate, checkPrivilege, may } from './access.ts'
import { type Call, type MilvusState, readTimeout } from './call.ts'
import { create } from './create.ts'
import type { MilvusOptions, Privilege } from './options.ts'
import { type Profile, profileOf } from './profile.ts'
import { describe, finish, list } from './read.ts'
import { unlessRefused } from './refusal.ts'

const PREFIX = '/v2/vectordb/jobs/import/'

/**
 * The import API and the data plane of Milvus, as `internal/distributed/proxy/httpserver/handler_v2.go` of the releases in `profile.ts`
 * answers. Errors are HTTP 200 with a code, but for missing credentials (401), rights (403) and time (408).
 */
export function milvus(
  options: MilvusOptions,
): (request: RecordedRequest, context: Context) => Promise<Reply | Later> {
  const profile = profileOf(options.milvus)
  const state: MilvusState = { timeouts: new Map(), keys: new Map() }
  let count = 0
  return async (request, context) => {
    count += 1
    const trace = profile.sendsTraceId ? { 'X-Milvus-Trace-Id': count.toString(16).padStart(32, '0') } : {}
    const reply = await answer(request, context, { options, profile, state })
    return 'until' in reply ? reply : { ...reply, headers: { ...trace, ...reply.headers } }
  }
}

async function answer(
  request: RecordedRequest,
  context: Context,
  { options, profile, state }: Pick<Call, 'options' | 'profile' | 'state'>,
): Promise<Reply | Later> {
  const handle = handlerOf(request, profile)
  if (!handle) return { status: 404, body: '404 page not found' }
  if (options.trouble === 'panic') return { status: 500, body: { code: 500 } }
  return unlessRefused(async () => {
    const caller = authenticate(request, options)
    const seconds = readTimeout(request, profile, state)
    const headerDb = String(request.headers['db-name'] ?? '') || 'default'
    const found = await handle({ request, context, options, profile, caller, state, headerDb })
    if ('until' in found) return found
    // The handler goes on when its time is up: what it was asked to do happens all the same.
    return (options.handlerTime ?? 0) > seconds * 1000
      ? timedOut(profile)
      : { status: 200, body: { code: 0, ...found } }
  })
}

/** What answers a request; `undefined` where the version knows no such route. */
function handlerOf(
  request: RecordedRequest,
  profile: Profile,
): ((call: Call) => Promise<Answer>) | undefined {
  const plane = planeRouteOf(request, profile)
  if (plane) return call => carryOutPlane(plane, call)
  const { method, path } = request
  const name = path.startsWith(PREFIX) ? path.slice(PREFIX.length) : ''
  const answer = method === 'POST' && profile.routes.includes(name) ? IMPORTS[name] : undefined
  return answer && (async call => ({ data: await answer(call) }))
}

const IMPORTS: Readonly<Record<string, (call: Call) => unknown>> = {
  create,
  list,
  describe,
  get_progress: describe,
  commit: call => finish('commit', call),
  abort: call => finish('abort', call),
}

function carryOutPlane(route: PlaneRoute, { caller, context, profile, request }: Call): Promise<Answer> {
  const demand = (privilege: Privilege, dbName: string) =>
    checkPrivilege(caller, dbName, !caller || may(caller, privilege), privilege)
  return carryOut(route, request, { context, profile, scope: MILVUS, demand })
}

function timedOut({ isTerse }: Profile): Reply {
  if (isTerse) {
    return { status: 408, body: 'timeout', headers: { 'content-type': 'text/plain; charset=utf-8' } }
  }
  return { status: 408, body: { code: 10001, message: 'request timeout' } }
}
