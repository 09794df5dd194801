import { createHash } from 'node:crypto'
import { controlPlane, type Resumed } from './control-plane.ts'
import type { PlaneRoute } from './data-plane/call.ts'
import { carryOut, planeRouteOf } from './data-plane/routes.ts'
import { type Engine, printPaths } from './engine.ts'
import type { Later, RecordedRequest, Reply } from './exchange.ts'
import { profileOf } from './milvus/profile.ts'
import { unlessRefused } from './milvus/refusal.ts'
import type { Context } from './protocol.ts'
import type { Store } from './store/store.ts'
import { isVolumes } from './store/volumes.ts'
import { notAuthenticated } from './zilliz-cloud-request.ts'
import { zillizCloudV2 } from './zilliz-cloud-v2.ts'

/** What the data plane of a cluster behaves like; the vendor's specification is shared with this line of Milvus. */
const DATA_PLANE = profileOf('2.6')

/**
 * Zilliz Cloud v2 in one host: imports, the control plane, and the data plane of the first cluster, whose own host is
 * the sandbox, too.
 */
export function zillizCloud(): (request: RecordedRequest, context: Context) => Promise<Reply | Later> {
  const resumed: Resumed = new Map()
  return async (request, context) => {
    const plane = planeRouteOf(request, DATA_PLANE)
    if (plane) return dataPlane(plane, request, context)
    if (request.path.startsWith('/v2/vectordb/')) return zillizCloudV2(request, context)
    if (isVolumes(request.path)) return answerVolumes(request, context.store)
    return controlPlane(request, context, resumed)
  }
}

/** An API key or `user:password`, both as a bearer; who has either may do everything. */
function dataPlane(route: PlaneRoute, request: RecordedRequest, context: Context): Promise<Reply | Later> {
  const { apiKeys, clusters, clusterUsers = {} } = context.world
  const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  const users = Object.entries(clusterUsers).map(([user, password]) => `${user}:${password}`)
  const scope = Object.keys(clusters)[0] ?? ''
  return unlessRefused(async () => {
    if (!key || ![...apiKeys, ...users].includes(key)) throw notAuthenticated()
    const found = await carryOut(route, request, { context, profile: DATA_PLANE, scope, demand: () => {} })
    return 'until' in found ? found : { status: 200, body: { code: 0, ...found } }
  })
}

/** Volumes belong to the object store, which gives out the keys for them: it answers, with its own faults. */
async function answerVolumes({ body, ...request }: RecordedRequest, store: Store): Promise<Reply> {
  const { body: text, ...reply } = await store.handle({ ...request, body: inOnePiece(body) })
  return { ...reply, body: typeof text === 'string' ? JSON.parse(text) : undefined }
}

async function* inOnePiece(body: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(body)
}

/** Jobs of Zilliz Cloud, as far as its pages show them; how long they are remembered is not published. */
export const cloudEngine: Engine = {
  sorts: true,
  commits: false,
  sharesProgress: false,
  timeoutUndoesEnd: false,
  timeoutSparesCommit: false,
  visibleAfter: 0,
  retention: Infinity,
  jobId(scope, number) {
    const hash = createHash('sha256').update(`${scope} ${number}`).digest('hex')
    return `job-${hash.slice(0, 22)}`
  },
  reason({ message, source }, _jobId, index, group) {
    const chain = source === 'storage' ? message : `${message}: importing data failed`
    return group ? `error: ${chain}, file: id:${index + 1} ${printPaths(group)}` : `error: ${chain}`
  },
}
