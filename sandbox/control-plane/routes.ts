import type { RecordedRequest, Reply } from '../exchange.ts'
import type { Context } from '../protocol.ts'
import { Refusal, refusalOf } from './access.ts'
import { describeCluster, type Resumed, resumeCluster } from './clusters.ts'

/** What a route looks at: the name in its path. */
interface ControlCall {
  readonly name: string
  readonly context: Context
  readonly resumed: Resumed
}

interface ControlRoute {
  readonly method: 'GET' | 'POST'
  readonly path: RegExp
  handle(call: ControlCall): object
}

/** The control plane of Zilliz Cloud beside imports (docs.zilliz.com, cluster and volume operations). */
const ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: /^\/v2\/clusters\/([^/]+)$/,
    handle: ({ name, context, resumed }) => describeCluster(name, context, resumed),
  },
  {
    method: 'POST',
    path: /^\/v2\/clusters\/([^/]+)\/resume$/,
    handle: ({ name, context, resumed }) => resumeCluster(name, context, resumed),
  },
]

/** Answers a request to the control plane; 404 where there is no such route. */
export function controlPlane(request: RecordedRequest, context: Context, resumed: Resumed): Reply {
  const [path = ''] = request.path.split('?', 1)
  const route = ROUTES.find(each => each.method === request.method && each.path.test(path))
  if (!route) return { status: 404, body: '404 page not found' }
  const refused = refusalOf(request, context)
  if (refused) return refused
  const name = decodeURIComponent(route.path.exec(path)?.[1] ?? '')
  try {
    const data = route.handle({ name, context, resumed })
    return { status: 200, body: { code: 0, data } }
  } catch (error) {
    if (error instanceof Refusal) return { status: 200, body: { code: error.code, message: error.message } }
    throw error
  }
}
