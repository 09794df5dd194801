import type { Api } from '../model/job.ts'
import type { Problem } from './problem.ts'

/** Where the calls go, which API is spoken there, and what the address itself says about the target. */
export interface Place {
  readonly api: Api
  /** Why this API, for messages: "because …". */
  readonly because: string
  /** Base URL without a slash at its end. */
  readonly baseUrl: string
  /** Base URL of the data plane: Milvus itself, or the cluster of Zilliz Cloud that `endpoint` named. */
  readonly dataUrl: string | undefined
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

export interface Located {
  /** As far as it can be told, also where something is wrong; `undefined` where not even the API is known. */
  readonly place: Place | undefined
  readonly problem: Problem | undefined
}

/**
 * Reads `endpoint` and `api` by the vendor's address forms: the control planes, the controllers of v1, the public and
 * private-link endpoints of clusters and on-demand projects, and Milvus for every other host. An explicit `api` wins
 * over the guess. What is written wrong is read as it is meant, so that the other inputs can be judged all the same.
 */
export function locate(endpoint: string, api: Api | 'auto'): Located {
  if (endpoint === '') return withoutEndpoint(api)
  const { meant, problem } = readAddress(endpoint, api)
  const url = URL.parse(meant)
  if (!url?.hostname || !/^https?:$/.test(url.protocol)) {
    const wrong = problem ?? { text: 'is not a URL', instead: SCHEMES }
    return { place: api === 'auto' ? undefined : place(api, whyOf(api, ''), ''), problem: wrong }
  }
  const found = placeOf(url, api)
  const mayBePlain = found.place.api === 'milvus' || isLoopback(url.hostname)
  const plain = { text: 'must start with `https://`: the API key goes with every call' }
  const needsTls = url.protocol !== 'https:' && !mayBePlain ? plain : undefined
  return { place: found.place, problem: problem ?? found.problem ?? needsTls }
}

const SCHEMES = 'write it with `https://`, or for a Milvus without TLS with `http://`'

function withoutEndpoint(api: Api | 'auto'): Located {
  if (api === 'auto' || api === 'zilliz-v2')
    return {
      place: place('zilliz-v2', whyOf(api, 'no `endpoint` is given'), CONTROL_PLANE),
      problem: undefined,
    }
  const text =
    api === 'milvus'
      ? 'is required for `api: milvus`, such as `http://milvus.example:19530`'
      : 'is required for `api: zilliz-v1`: `https://controller.api.{region}.zillizcloud.com`'
  return { place: place(api, whyOf(api, ''), ''), problem: { text } }
}

const BARE = /^(?:\/\/)?(\[[0-9a-f:.]+\]|[\w.-]+)(:\d+)?(\/[^?#@]*)?$/i

/** The address as it is meant, and what is wrong with how it is written. */
function readAddress(endpoint: string, api: Api | 'auto'): { meant: string; problem?: Problem } {
  const [, unquoted] = /^["'`](.*)["'`]$/.exec(endpoint) ?? []
  if (unquoted !== undefined)
    return { meant: unquoted, problem: { text: 'is in quotes, which would be sent along', form: unquoted } }
  if (/\s/.test(endpoint))
    return { meant: '', problem: { text: 'holds blanks or line breaks', instead: 'give one address' } }
  if (/[{}<>]/.test(endpoint))
    return { meant: '', problem: { text: 'holds a placeholder', instead: 'write the name in its place' } }
  const bare = BARE.exec(endpoint)
  if (bare) {
    const [, host = ''] = bare
    const form = `${plainlyFor(host, api) ? 'http' : 'https'}://${endpoint.replace(/^\/\//, '')}`
    return { meant: form, problem: { text: 'has no scheme', form, instead: SCHEMES } }
  }
  if (!/^https?:\/\/[^/]/i.test(endpoint)) return otherScheme(endpoint, api)
  return { meant: endpoint, ...problemOfUrl(endpoint) }
}

/** `tcp://milvus:19530` and the like: calls go to the REST API, which is HTTP. */
function otherScheme(endpoint: string, api: Api | 'auto'): { meant: string; problem: Problem } {
  const text = 'must start with `http://` or `https://`'
  const [, scheme = '', rest = '', host = ''] =
    /^([a-z][a-z0-9+.-]*):\/*((\[[^\]]*\]|[^/:?#@]+)(?::\d+)?(?:\/[^?#@]*)?)$/i.exec(endpoint) ?? []
  if (host === '') return { meant: '', problem: { text, instead: SCHEMES } }
  const isTls =
    /^https$/i.test(scheme) || (!/^http$/i.test(scheme) && (/s$/i.test(scheme) || !plainlyFor(host, api)))
  const form = `${isTls ? 'https' : 'http'}://${rest}`
  return { meant: form, problem: { text, form, instead: SCHEMES } }
}

/** What is wrong with `storageEndpoint`, the base URL of an S3-compatible store. */
export function problemOfStorageEndpoint(text: string): Problem | undefined {
  const written = URL.parse(text)
  if (written?.username || written?.password)
    return {
      text: 'must not hold a user or password',
      instead: 'give keys as `accessKey` and `secretKey`',
    }
  const { meant, problem } = readAddress(text, 'milvus')
  if (problem) return problem
  const url = URL.parse(meant)
  if (!url) return { text: 'is not a URL', instead: SCHEMES }
  return url.pathname === '/'
    ? undefined
    : { text: 'must not hold a path: the bucket is part of `objectUrl`', form: url.origin }
}

/** Would the server at this host speak plain HTTP? A Milvus mostly does, Zilliz Cloud never. */
function plainlyFor(host: string, api: Api | 'auto'): boolean {
  const isCloud = api === 'zilliz-v2' || api === 'zilliz-v1'
  return isLoopback(host.toLowerCase()) || (!isCloud && vendorHost(host.toLowerCase()) === undefined)
}

function problemOfUrl(endpoint: string): { problem?: Problem } {
  const url = URL.parse(endpoint)
  if (!url) return {}
  if (url.username || url.password)
    return {
      problem: { text: 'must not hold a user or password: they belong into `apiKey`, as `user:password`' },
    }
  if (url.search || url.hash) return { problem: { text: 'must not hold a query or a fragment' } }
  const call = /\/v[12]\/(vector|vectordb|clusters|volumes|projects)(\/.*)?$/.exec(url.pathname)
  if (call)
    return {
      problem: {
        text: 'is the address of a call, not of the server',
        form: url.origin + url.pathname.slice(0, call.index),
      },
    }
  if (/^cloud\.zilliz\.com(\.cn)?$/.test(url.hostname))
    return {
      problem: {
        text: 'is the web console',
        instead: 'leave `endpoint` out, or give the public endpoint of the cluster',
      },
    }
  return {}
}

function placeOf(url: URL, api: Api | 'auto'): { place: Place; problem?: Problem } {
  const baseUrl = (url.origin + url.pathname).replace(/\/+$/, '')
  const host = vendorHost(url.hostname.replace(/\.$/, ''))
  switch (host?.kind) {
    case undefined:
      return {
        place: place(
          api === 'auto' ? 'milvus' : api,
          whyOf(api, '`endpoint` is no address of Zilliz Cloud'),
          baseUrl,
        ),
      }
    case 'control-plane': {
      const because = whyOf(api, '`endpoint` is the control plane')
      const found = place(api === 'auto' ? 'zilliz-v2' : api, because, baseUrl)
      return api === 'zilliz-v1' ? { place: found, problem: NO_REGION } : { place: found }
    }
    case 'controller': {
      const because = whyOf(api, '`endpoint` is a controller of v1')
      return { place: place(api === 'auto' ? 'zilliz-v1' : api, because, baseUrl) }
    }
    case 'cluster':
    case 'project':
      return placeOfEndpoint(host, api, baseUrl)
  }
}

/** The endpoint of a cluster or project says which, and where its control plane is. */
function placeOfEndpoint(
  host: VendorHost,
  api: Api | 'auto',
  baseUrl: string,
): { place: Place; problem?: Problem } {
  if (api === 'milvus') return { place: place('milvus', whyOf(api, ''), baseUrl) }
  const because = whyOf(api, `\`endpoint\` is that of a ${host.kind} of Zilliz Cloud`)
  const { clusterId, projectId, region, isChina } = host
  if (api === 'zilliz-v1') {
    if (!region) return { place: { ...place(api, because, baseUrl), clusterId }, problem: NO_REGION }
    const controller = `https://controller.api.${region}.${isChina ? 'zilliz.com.cn' : 'zillizcloud.com'}`
    return { place: { ...place(api, because, controller), clusterId, dataUrl: baseUrl } }
  }
  const known = {
    clusterId,
    projectId,
    regionId: projectId && region,
    dataUrl: projectId ? undefined : baseUrl,
  }
  return {
    place: { ...place('zilliz-v2', because, isChina ? CONTROL_PLANE_CHINA : CONTROL_PLANE), ...known },
  }
}

const NO_REGION: Problem = {
  text: 'has no region: for `api: zilliz-v1` give `https://controller.api.{region}.zillizcloud.com`',
}

function place(api: Api, because: string, baseUrl: string): Place {
  const nothing = { clusterId: undefined, projectId: undefined, regionId: undefined }
  return { api, because, baseUrl, dataUrl: api === 'milvus' ? baseUrl : undefined, ...nothing }
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
