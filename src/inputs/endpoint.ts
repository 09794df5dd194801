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
  /** As much as is known, even if something is wrong; `undefined` if not even the API is known. */
  readonly place: Place | undefined
  readonly problems: readonly Problem[]
}

/**
 * Reads `endpoint` and `api` by the vendor's address forms: the control planes, the controllers of v1, the public and
 * private-link endpoints of clusters and on-demand projects, and Milvus for every other host. An explicit `api` wins
 * over the guess. A wrong notation is read as it is meant, so that the other inputs can still be checked.
 */
export function locate(endpoint: string, api: Api | 'auto'): Located {
  if (endpoint === '') return withoutEndpoint(api)
  const { meant, problems } = readAddress(endpoint, api)
  const url = URL.parse(meant)
  if (!url?.hostname || !/^https?:$/.test(url.protocol)) {
    const wrong = problems.length > 0 ? problems : [NO_URL]
    return { place: api === 'auto' ? undefined : place(api, whyOf(api, ''), ''), problems: wrong }
  }
  const found = placeOf(url, api)
  const mayBePlain = found.place.api === 'milvus' || isLoopback(url.hostname)
  const needsTls = url.protocol !== 'https:' && !mayBePlain ? [NEEDS_TLS] : []
  return {
    place: found.place,
    problems: [...problems, ...(found.problem ? [found.problem] : []), ...needsTls],
  }
}

const NEEDS_TLS: Problem = { text: 'must start with `https://`: the API key goes with every call' }

const SCHEMES = 'write it with `https://`, or for a Milvus without TLS with `http://`'
const NO_URL: Problem = { text: 'is not a URL', instead: SCHEMES }

function withoutEndpoint(api: Api | 'auto'): Located {
  if (api === 'auto' || api === 'zilliz-v2')
    return {
      place: place('zilliz-v2', whyOf(api, 'no `endpoint` is given'), CONTROL_PLANE),
      problems: [],
    }
  const text =
    api === 'milvus'
      ? 'is required for `api: milvus`, such as `http://milvus.example:19530`'
      : 'is required for `api: zilliz-v1`: `https://controller.api.{region}.zillizcloud.com`'
  return { place: place(api, whyOf(api, ''), ''), problems: [{ text }] }
}

const BARE = /^(?:\/\/)?(\[[0-9a-f:.]+\]|[\w.-]+)(:\d+)?(\/[^?#@]*)?$/i

interface Address {
  /** As it is meant; `''` where that is unclear. */
  readonly meant: string
  readonly problems: readonly Problem[]
}

function readAddress(endpoint: string, api: Api | 'auto'): Address {
  const [, unquoted] = /^["'`](.*)["'`]$/.exec(endpoint) ?? []
  if (unquoted !== undefined) {
    const inner = readAddress(unquoted, api)
    const form = inner.problems.length === 0 ? unquoted : undefined
    return {
      meant: inner.meant,
      problems: [{ text: 'is in quotes, which would be sent along', form }, ...inner.problems],
    }
  }
  if (/\s/.test(endpoint))
    return unclear({ text: 'holds blanks or line breaks', instead: 'give one address' })
  if (/[{}<>]/.test(endpoint))
    return unclear({ text: 'holds a placeholder', instead: 'write the name in its place' })
  const bare = BARE.exec(endpoint)
  if (bare) {
    const [, host = ''] = bare
    const form = `${plainlyFor(host, api) ? 'http' : 'https'}://${endpoint.replace(/^\/\//, '')}`
    return {
      meant: form,
      problems: [{ text: 'has no scheme', form, instead: SCHEMES }, ...problemsOfUrl(form)],
    }
  }
  if (!/^https?:\/\/[^/]/i.test(endpoint)) return otherScheme(endpoint, api)
  return { meant: endpoint, problems: problemsOfUrl(endpoint) }
}

function unclear(problem: Problem): Address {
  return { meant: '', problems: [problem] }
}

/** `tcp://milvus:19530` and the like: calls go to the REST API, which is HTTP. */
function otherScheme(endpoint: string, api: Api | 'auto'): Address {
  const text = 'must start with `http://` or `https://`'
  const [, scheme = '', rest = '', host = ''] =
    /^([a-z][a-z0-9+.-]*):\/*((\[[^\]]*\]|[^/:?#@]+)(?::\d+)?(?:\/[^?#@]*)?)$/i.exec(endpoint) ?? []
  if (host === '') return unclear({ text, instead: SCHEMES })
  const isTls =
    /^https$/i.test(scheme) || (!/^http$/i.test(scheme) && (/s$/i.test(scheme) || !plainlyFor(host, api)))
  const form = `${isTls ? 'https' : 'http'}://${rest}`
  return { meant: form, problems: [{ text, form, instead: SCHEMES }, ...problemsOfUrl(form)] }
}

/** What is wrong with `storageEndpoint`, the base URL of an S3-compatible store. */
export function problemsOfStorageEndpoint(text: string): readonly Problem[] {
  const written = URL.parse(text)
  if (written?.username || written?.password)
    return [{ text: 'must not hold a user or password', instead: 'give keys as `accessKey` and `secretKey`' }]
  const { meant, problems } = readAddress(text, 'milvus')
  const url = URL.parse(meant)
  if (!url) return problems.length > 0 ? problems : [NO_URL]
  const path = { text: 'must not hold a path: the bucket is part of `objectUrl`', form: url.origin }
  return url.pathname === '/' ? problems : [...problems, path]
}

/** Would the server at this host speak plain HTTP? A Milvus mostly does, Zilliz Cloud never. */
function plainlyFor(host: string, api: Api | 'auto'): boolean {
  const isCloud = api === 'zilliz-v2' || api === 'zilliz-v1'
  return isLoopback(host.toLowerCase()) || (!isCloud && vendorHost(host.toLowerCase()) === undefined)
}

function problemsOfUrl(endpoint: string): Problem[] {
  const url = URL.parse(endpoint)
  if (!url) return []
  const problems: Problem[] = []
  if (url.username || url.password)
    problems.push({ text: 'must not hold a user or password: they belong into `apiKey`, as `user:password`' })
  if (url.search || url.hash) problems.push({ text: 'must not hold a query or a fragment' })
  const call = /\/v[12]\/(vector|vectordb|clusters|volumes|projects)(\/.*)?$/.exec(url.pathname)
  if (call) {
    const form = url.origin + url.pathname.slice(0, call.index)
    problems.push({ text: 'is the address of a call, not of the server', form })
  }
  if (/^cloud\.zilliz\.com(\.cn)?$/.test(url.hostname))
    problems.push({
      text: 'is the web console',
      instead: 'leave `endpoint` out, or give the public endpoint of the cluster',
    })
  return problems
}

function placeOf(url: URL, api: Api | 'auto'): { place: Place; problem?: Problem } {
  const baseUrl = (url.origin + url.pathname).replace(/\/+$/, '')
  const host = vendorHost(url.hostname.replace(/\.$/, ''))
  switch (host?.kind) {
    case undefined:
      return {
        place: place(
          api === 'auto' ? 'milvus' : api,
          whyOf(api, '`endpoint` is not an address of Zilliz Cloud'),
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

/** The domains of Zilliz Cloud. Only whole labels count: `zillizcloud.com.evil.example` is not one. */
const DOMAIN = /^(.+?)\.(zillizcloud\.com|cloud\.zilliz\.com|cloud\.zilliz\.com\.cn|zilliz\.com\.cn)$/
const REGION = /^(aws|gcp|az|azure|ali|tc|hwc)-/

/** Reads a host of Zilliz Cloud; `undefined` for any other host. Forms: docs.zilliz.com, terraform provider. */
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
