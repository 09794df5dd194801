import type { RecordedRequest, Reply } from './exchange.ts'
import { Refusal, unlessRefused } from './milvus/refusal.ts'
import type { Context } from './protocol.ts'
import { checkKey } from './zilliz-cloud-request.ts'

/** When clusters were told to resume, by id; milliseconds on the sandbox's clock. */
export type Resumed = Map<string, number>

/** The control plane of Zilliz Cloud beside imports and volumes (docs.zilliz.com); 404 where there is no such route. */
export async function controlPlane(
  request: RecordedRequest,
  context: Context,
  resumed: Resumed,
): Promise<Reply> {
  const [path = ''] = request.path.split('?', 1)
  const [, id = '', action] = /^\/v2\/clusters\/([^/]+)(\/resume)?$/.exec(path) ?? []
  const handle = action ? resumeCluster : describeCluster
  if (id === '' || request.method !== (action ? 'POST' : 'GET'))
    return { status: 404, body: '404 page not found' }
  return unlessRefused(() => {
    checkKey(request, context)
    return { status: 200, body: { code: 0, data: handle(decodeURIComponent(id), context, resumed) } }
  })
}

/** The answer of `GET /v2/clusters/{id}`: the fields that zilliztech/terraform-provider-zillizcloud recorded. */
function describeCluster(clusterId: string, context: Context, resumed: Resumed): object {
  checkCluster(clusterId, context)
  const {
    connectAddress = context.address(),
    plan = 'Standard',
    regionId = 'aws-us-west-2',
  } = context.world.clusterDetails?.[clusterId] ?? {}
  return {
    clusterId,
    clusterName: 'example-cluster',
    projectId: 'proj-0123456789abcdef',
    description: '',
    regionId,
    plan,
    deploymentOption: deploymentOf(clusterId),
    cuType: 'Performance-optimized',
    cuSize: 1,
    replica: 1,
    status: statusOf(clusterId, context, resumed),
    connectAddress,
    privateLinkAddress: '',
    createTime: context.isoTime(0),
    storageSize: 0,
    snapshotNumber: 0,
    createProgress: 100,
  }
}

/** `POST /v2/clusters/{id}/resume` answers at once; the cluster runs some minutes later. */
function resumeCluster(clusterId: string, context: Context, resumed: Resumed): object {
  checkCluster(clusterId, context)
  const deployment = deploymentOf(clusterId)
  if (deployment === 'Free') throw new Refusal(96021, 'Free cluster does not support this operation.')
  if (deployment === 'Serverless') {
    throw new Refusal(96022, 'Serverless cluster does not support this operation.')
  }
  if (!resumed.has(clusterId)) resumed.set(clusterId, context.now())
  const prompt =
    'successfully Submitted. Cluster is being resumed, which is expected to takes several minutes. You can access data about the creation progress and status of your cluster by DescribeCluster API. Once the cluster status is RUNNING, you may access your vector database using the SDK.'
  return { clusterId, prompt }
}

function statusOf(clusterId: string, { now, tempo, world }: Context, resumed: Resumed): string {
  const first = world.clusterDetails?.[clusterId]?.status ?? 'RUNNING'
  const at = resumed.get(clusterId)
  if (at === undefined || !/^(SUSPENDED|STOPPED)$/.test(first)) return first
  return now() < at + tempo.resuming ? 'RESUMING' : 'RUNNING'
}

function checkCluster(clusterId: string, { world }: Context): void {
  if (Object.hasOwn(world.clusters, clusterId)) return
  throw new Refusal(
    96018,
    'Cluster not found. Please use the ListClusters API to obtain your scoped clusters.',
  )
}

/** The prefix of its id tells the kind of a cluster. */
function deploymentOf(clusterId: string): 'Dedicated' | 'Free' | 'Serverless' {
  if (clusterId.startsWith('in03-')) return 'Free'
  return clusterId.startsWith('in05-') ? 'Serverless' : 'Dedicated'
}
