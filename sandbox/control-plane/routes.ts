import type { RecordedRequest, Reply } from '../exchange.ts'
import type { Context } from '../protocol.ts'
import { Refusal, refusalOf } from './access.ts'
import { describeCluster, type Resumed, resumeCluster } from './clusters.ts'
import { describeVolume, listVolumes } from './volumes.ts'

/** What a route looks at: the name in its path, and its query. */
interface ControlCall {
  readonly name: string
  readonly query: URLSearchParams
  readonly context: Context
  readonly resumed: Resumed
}

interface ControlRoute {
  readonly method: 'GET' | 'POST'
  readonly path: RegExp
  /** The page of volumes shows 200 where all others have 0. */
  readonly code: 0 | 200
  handle(call: ControlCall): object
}

/** The control plane of Zilliz Cloud beside imports (docs.zilliz.com, cluster and volume operations). */
const ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: /^\/v2\/clusters\/([^/]+)$/,
    code: 0,
    handle: ({ name, context, resumed }) => describeCluster(name, context, resumed),
  },
  {
    method: 'POST',
    path: /^\/v2\/clusters\/([^/]+)\/resume$/,
    code: 0,
    handle: ({ name, context, resumed }) => resumeCluster(name, context, resumed),
  },
  {
    method: 'GET',
    path: /^\/v2\/volumes$/,
    code: 200,
    handle: ({ query, context }) => listVolumes(query, context),
  },
  {
    method: 'GET',
    path: /^\/v2\/volumes\/([^/]+)$/,
    code: 0,
    handle: ({ name, context }) => describeVolume(name, context),
  },
]

/** Answers a request to the control plane; 404 where there is no such route. */
export function controlPlane(request: RecordedRequest, context: Context, resumed: Resumed): Reply {
  const [path = '', search = ''] = request.path.split('?', 2)
  const route = ROUTES.find(each => each.method === request.method && each.path.test(path))
  if (!route) return { status: 404, body: '404 page not found' }
  const refused = refusalOf(request, context)
  if (refused) return refused
  const name = decodeURIComponent(route.path.exec(path)?.[1] ?? '')
  try {
    const data = route.handle({ name, query: new URLSearchParams(search), context, resumed })
    return { status: 200, body: { code: route.code, data } }
  } catch (error) {
    if (error instanceof Refusal) return { status: 200, body: { code: error.code, message: error.message } }
    throw error
  }
}
