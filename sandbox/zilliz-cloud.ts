import { NOT_AUTHENTICATED } from './control-plane/access.ts'
import type { Resumed } from './control-plane/clusters.ts'
import { controlPlane } from './control-plane/routes.ts'
import { answerVolumes } from './control-plane/volumes.ts'
import type { PlaneRoute } from './data-plane/call.ts'
import { carryOut, planeRouteOf } from './data-plane/routes.ts'
import type { Later, RecordedRequest, Reply } from './exchange.ts'
import { profileOf } from './milvus/profile.ts'
import { Refusal } from './milvus/refusal.ts'
import type { Context } from './protocol.ts'
import { isVolumes } from './store/volumes.ts'
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
async function dataPlane(
  route: PlaneRoute,
  request: RecordedRequest,
  context: Context,
): Promise<Reply | Later> {
  const { apiKeys, clusters, clusterUsers = {} } = context.world
  const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  const users = Object.entries(clusterUsers).map(([user, password]) => `${user}:${password}`)
  if (!key || ![...apiKeys, ...users].includes(key)) return NOT_AUTHENTICATED
  const scope = Object.keys(clusters)[0] ?? ''
  try {
    const found = await carryOut(route, request, { context, profile: DATA_PLANE, scope, demand: () => {} })
    return 'until' in found ? found : { status: 200, body: { code: 0, ...found } }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { status: error.status, body: { code: error.code, message: error.message } }
  }
}
