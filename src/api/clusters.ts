import * as z from 'zod/mini'
import type { Cluster, Tier } from '../model/cluster.ts'
import type { Target } from '../model/job.ts'
import type { Connection } from '../model/plan.ts'
import type { Call } from './dialect.ts'
import type { Fields } from './envelope.ts'
import { text } from './schema.ts'

// Clusters of Zilliz Cloud, as its control plane describes them (docs.zilliz.com, "Describe Cluster V2"; recorded
// answers in zilliztech/terraform-provider-zillizcloud `client/testdata`).

/** The control plane takes API keys only, no `user:password`. */
export function describeCluster(clusterId: string): Call {
  return { method: 'GET', path: `/v2/clusters/${encodeURIComponent(clusterId)}` }
}

const CLUSTER = z.object({
  ...{ clusterId: text, status: text, deploymentOption: text, plan: text },
  ...{ regionId: text, projectId: text, connectAddress: text },
})

/** The answer to a describe; `undefined` if it holds no cluster. */
export function readCluster(data: Fields): Cluster | undefined {
  const { status, deploymentOption, connectAddress, ...cluster } = z.parse(CLUSTER, data)
  const word = status.toUpperCase()
  if (cluster.clusterId === '' || word === '') return undefined
  const tier = tierOf(cluster.clusterId, deploymentOption || cluster.plan)
  return {
    ...cluster,
    ...{ word, status: statusOf(word, tier), tier },
    connectAddress: connectAddress.replace(/\/+$/, ''),
  }
}

/**
 * The word of a suspended cluster is missing in the published list: the terraform provider reads `STOPPED`, the CLI
 * writes `SUSPENDED`. On-demand clusters are suspended whenever nobody asks them, and wake by themselves.
 */
function statusOf(word: string, tier: Tier): Cluster['status'] {
  if (word === 'RUNNING') return 'running'
  if (/^DELET(ED|ING)$/.test(word)) return 'gone'
  const isStopped = /^(SUSPEND|STOP|FREEZ|FROZEN)/.test(word)
  return isStopped && tier !== 'onDemand' ? 'stopped' : 'other'
}

/** By the id: a free cluster was recorded with the plan "Serverless". */
function tierOf(clusterId: string, option: string): Tier {
  if (clusterId.startsWith('in03-') || /^free$/i.test(option)) return 'free'
  if (clusterId.startsWith('in05-') || /^serverless$/i.test(option)) return 'serverless'
  return clusterId.startsWith('in07-') ? 'onDemand' : 'dedicated'
}

/** Where a data plane is, or why nobody knows. */
type Address = { readonly url: string } | { readonly unknown: string }

/**
 * Where the data plane of the import's target is: Milvus itself, or the endpoint that the author gave if it is that of a
 * cluster. `undefined`: the control plane has to be asked for the cluster.
 */
export function dataPlaneOf(
  { api, endpoint, dataEndpoint }: Connection,
  target: Target,
): Address | undefined {
  if (api === 'milvus') return { url: endpoint }
  if (dataEndpoint !== undefined) return { url: dataEndpoint }
  if (target.kind === 'project') return { unknown: 'an on-demand project has no cluster of its own' }
  if (api === 'zilliz-v1') return { unknown: 'the API v1 does not report the endpoint of a cluster' }
  return target.kind === 'cluster' ? undefined : { unknown: 'no cluster is given' }
}

/** The data plane by the cluster's own account. It must be https, but for loopback: the key goes with every call. */
export function dataPlaneAt({ connectAddress }: Cluster): Address {
  if (connectAddress === '') return { unknown: 'the cluster has no endpoint yet' }
  const url = URL.parse(connectAddress)
  if (!url || url.username || url.search) return { unknown: 'the endpoint of the cluster is not a URL' }
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)
  return isSafe ? { url: connectAddress } : { unknown: 'the endpoint of the cluster is not https' }
}
