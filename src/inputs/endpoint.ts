import type { Api } from '../model/job.ts'

/** Where the calls go, which API is spoken there, and what the address itself says about the target. */
export interface Place {
  readonly api: Api
  /** Why this API, for messages: "because …". */
  readonly because: string
  /** Base URL without a slash at its end. */
  readonly baseUrl: string
  readonly clusterId: string | undefined
  readonly projectId: string | undefined
  readonly regionId: string | undefined
}

const CONTROL_PLANE = 'https://api.cloud.zilliz.com'
const CONTROL_PLANE_CHINA = 'https://api.cloud.zilliz.com.cn'

/** Names and addresses of this very machine, where plain HTTP is safe. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Reads `endpoint` and `api` as spec'd by the vendor's address forms: the control planes, the controllers of v1, the
 * public and private-link endpoints of clusters and on-demand projects, and Milvus for every other host. An explicit
 * `api` wins over the guess. Returns a text where the two make no sense.
 */
export function locate(endpoint: string, api: Api | 'auto'): Place | string {
  if (endpoint === '') {
    if (api === 'auto' || api === 'zilliz-v2')
      return place('zilliz-v2', whyOf(api, 'no `endpoint` is given'), CONTROL_PLANE)
    return api === 'milvus'
      ? 'is required for `api: milvus`, such as `http://milvus.example:19530`'
      : 'is required for `api: zilliz-v1`: `https://controller.api.{region}.zillizcloud.com`'
  }
  const url = URL.parse(endpoint)
  if (!url || !/^https?:$/.test(url.protocol)) return 'is not a URL: write it with `https://`'
  if (url.username || url.password) return 'must not hold a user or password: they belong into `apiKey`'
  if (url.search || url.hash) return 'must not hold a query or a fragment'
  const found = placeOf(url, api)
  if (typeof found === 'string') return found
  const mayBePlain = found.api === 'milvus' || isLoopback(url.hostname)
  return url.protocol === 'https:' || mayBePlain
    ? found
    : 'must start with `https://`: the API key goes with every call'
}

function placeOf(url: URL, api: Api | 'auto'): Place | string {
  const baseUrl = (url.origin + url.pathname).replace(/\/+$/, '')
  const host = vendorHost(url.hostname.replace(/\.$/, ''))
  switch (host?.kind) {
    case undefined:
      return place(
        api === 'auto' ? 'milvus' : api,
        whyOf(api, '`endpoint` is no address of Zilliz Cloud'),
        baseUrl,
      )
    case 'control-plane':
      if (api === 'zilliz-v1')
        return 'has no region: for `api: zilliz-v1` give `https://controller.api.{region}.zillizcloud.com`'
      return place(api === 'auto' ? 'zilliz-v2' : api, whyOf(api, '`endpoint` is the control plane'), baseUrl)
    case 'controller':
      return place(
        api === 'auto' ? 'zilliz-v1' : api,
        whyOf(api, '`endpoint` is a controller of v1'),
        baseUrl,
      )
    case 'cluster':
    case 'project': {
      if (api === 'milvus') return place('milvus', whyOf(api, ''), baseUrl)
      const because = whyOf(api, `\`endpoint\` is that of a ${host.kind} of Zilliz Cloud`)
      if (api === 'zilliz-v1') {
        if (!host.region)
          return 'has no region: for `api: zilliz-v1` give `https://controller.api.{region}.zillizcloud.com`'
        const domain = host.isChina ? 'zilliz.com.cn' : 'zillizcloud.com'
        return {
          ...place(api, because, `https://controller.api.${host.region}.${domain}`),
          clusterId: host.clusterId,
        }
      }
      const controlPlane = host.isChina ? CONTROL_PLANE_CHINA : CONTROL_PLANE
      const { clusterId, projectId } = host
      return {
        ...place('zilliz-v2', because, controlPlane),
        clusterId,
        projectId,
        regionId: projectId && host.region,
      }
    }
  }
}

function place(api: Api, because: string, baseUrl: string): Place {
  return { api, because, baseUrl, clusterId: undefined, projectId: undefined, regionId: undefined }
}

function whyOf(api: Api | 'auto', guess: string): string {
  return api === 'auto' ? guess : `\`api\` is \`${api}\``
}

interface VendorHost {
  readonly kind: 'control-plane' | 'controller' | 'cluster' | 'project'
  readonly isChina: boolean
  readonly region: string | undefined
  readonly clusterId: string | undefined
  readonly projectId: string | undefined
}

/** The domains of Zilliz Cloud; only whole labels count: `zillizcloud.com.evil.example` is somebody else's. */
const DOMAIN = /^(.+?)\.(zillizcloud\.com|cloud\.zilliz\.com|cloud\.zilliz\.com\.cn|zilliz\.com\.cn)$/
const REGION = /^(aws|gcp|az|azure|ali|tc|hwc)-/

/** Reads a host of Zilliz Cloud; `undefined` for everybody else's. Forms: docs.zilliz.com, terraform provider. */
function vendorHost(host: string): VendorHost | undefined {
  const [, names = '', domain = ''] = DOMAIN.exec(host) ?? []
  if (names === '') return undefined
  const isChina = domain.endsWith('.cn')
  const labels = names.split('.')
  const [first = ''] = labels
  const base = {
    isChina,
    region: labels.find(label => REGION.test(label)),
    clusterId: undefined,
    projectId: undefined,
  }
  if (names === 'api' && domain.startsWith('cloud.')) return { ...base, kind: 'control-plane' }
  if (names.startsWith('controller.api.')) return { ...base, kind: 'controller' }
  const [clusterId] = /^in\d{2}-[0-9a-z]+/.exec(first) ?? []
  if (clusterId) return { ...base, kind: 'cluster', clusterId }
  if (first.startsWith('proj-')) return { ...base, kind: 'project', projectId: first }
  // A global cluster: its members have ids of their own, `clusterId` has to name one.
  if (first.startsWith('glo-')) return { ...base, kind: 'cluster' }
  return undefined
}
