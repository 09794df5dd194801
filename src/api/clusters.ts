import type { Cluster, Tier } from '../model/cluster.ts'
import type { Target } from '../model/job.ts'
import type { Connection } from '../model/plan.ts'
import type { Call } from './dialect.ts'
import { type Fields, readText } from './envelope.ts'

// Clusters of Zilliz Cloud, as its control plane describes them (docs.zilliz.com, "Describe Cluster V2"; recorded
// answers in zilliztech/terraform-provider-zillizcloud `client/testdata`).

/** The control plane takes API keys only, no `user:password`. */
export function describeCluster(clusterId: string): Call {
  return { method: 'GET', path: `/v2/clusters/${encodeURIComponent(clusterId)}` }
}

/** The answer to a describe; `undefined` if it holds no cluster. */
export function readCluster(data: Fields): Cluster | undefined {
  const clusterId = readText(data, 'clusterId')
  const word = readText(data, 'status').toUpperCase()
  if (clusterId === '' || word === '') return undefined
  const tier = tierOf(clusterId, readText(data, 'deploymentOption') || readText(data, 'plan'))
  return {
    clusterId,
    word,
    status: statusOf(word, tier),
    tier,
    plan: readText(data, 'plan'),
    regionId: readText(data, 'regionId'),
    projectId: readText(data, 'projectId'),
    connectAddress: readText(data, 'connectAddress').replace(/\/+$/, ''),
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

/** Where the data plane of the import's target is, or why it is not known. */
export type DataPlaneAddress =
  | { readonly url: string }
  /** The control plane has to be asked for the `connectAddress` of the cluster. */
  | { readonly askFor: string }
  | { readonly unknown: string }

/**
 * Finds the data plane: Milvus itself, or the endpoint that the author gave if it is that of a cluster; else what the
 * control plane says of the cluster.
 */
export function dataPlaneOf({ api, endpoint, dataEndpoint }: Connection, target: Target): DataPlaneAddress {
  if (api === 'milvus') return { url: endpoint }
  if (dataEndpoint !== undefined) return { url: dataEndpoint }
  if (target.kind === 'project') return { unknown: 'an on-demand project has no cluster of its own' }
  if (api === 'zilliz-v1') return { unknown: 'the API v1 does not report the endpoint of a cluster' }
  if (target.kind === 'cluster') return { askFor: target.clusterId }
  return { unknown: 'no cluster is given' }
}

/** The data plane by the cluster's own account. It must be https, but for loopback: the key goes with every call. */
export function dataPlaneAt({ connectAddress }: Cluster): DataPlaneAddress {
  if (connectAddress === '') return { unknown: 'the cluster has no endpoint yet' }
  const url = URL.parse(connectAddress)
  if (!url || url.username || url.search) return { unknown: 'the endpoint of the cluster is not a URL' }
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)
  return isSafe ? { url: connectAddress } : { unknown: 'the endpoint of the cluster is not https' }
}
