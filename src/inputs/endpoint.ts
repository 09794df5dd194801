import type { Api } from '../model/job.ts'
import { isLoopback } from '../words/url.ts'
import type { Problem } from './problem.ts'

/** Where the calls go, which API is spoken there, and what the address itself says about the target. */
export interface Place {
  readonly api: Api
  /** Why this API, for messages: "because …". */
  readonly because: string
  /** Base URL without a slash at its end. */
  readonly baseUrl: string
  /** Base URL of the data plane: Milvus itself, or the cluster of Zilliz Cloud that `endpoint` named. */
  readonly dataUrl?: string | undefined
  readonly clusterId?: string | undefined
  readonly projectId?: string | undefined
  readonly regionId?: string | undefined
}

const CONTROL_PLANE = 'https://api.cloud.zilliz.com'
const CONTROLLER = '`https://controller.api.{region}.zillizcloud.com`'

/**
 * Reads `endpoint` and `api` by the vendor's address forms: the control planes, the controllers of v1, the public and
 * private-link endpoints of clusters and on-demand projects, and Milvus for every other host. An explicit `api` wins
 * over the guess. A wrong notation is read as it is meant, so that the other inputs can still be checked: the place is
 * as much as is known, `undefined` if not even the API is.
 */
export function locate(endpoint: string, api: Api | 'auto'): { place?: Place; problems: readonly Problem[] } {
  if (endpoint === '') return withoutEndpoint(api)
  const { url, problems } = readAddress(endpoint, api)
  if (!url)
    return api === 'auto' ? { problems } : { place: { api, because: chosen(api), baseUrl: '' }, problems }
  const { place, problem } = placeOf(url, api)
  const isOpen = url.protocol === 'http:' && place.api !== 'milvus' && !isLoopback(url.hostname)
  const needsTls = { text: 'must start with `https://`: the API key goes with every call' }
  return { place, problems: [...problems, ...(problem ? [problem] : []), ...(isOpen ? [needsTls] : [])] }
}

function chosen(api: Api): string {
  return `\`api\` is \`${api}\``
}

function withoutEndpoint(api: Api | 'auto'): { place: Place; problems: readonly Problem[] } {
  const because = api === 'auto' ? 'no `endpoint` is given' : chosen(api)
  const place = { api: api === 'auto' ? 'zilliz-v2' : api, because, baseUrl: CONTROL_PLANE } as const
  if (place.api === 'zilliz-v2') return { place, problems: [] }
  const example = api === 'milvus' ? ', such as `http://milvus.example:19530`' : `: ${CONTROLLER}`
  return { place, problems: [{ text: `is required for \`api: ${api}\`${example}` }] }
}

const SCHEMES = 'write it with `https://`, or for a Milvus without TLS with `http://`'
const NO_URL: Problem = { text: 'is not a URL', instead: SCHEMES }

/** The address as it is meant, `undefined` where that is unclear, and what is wrong with how it is written. */
function readAddress(text: string, api: Api | 'auto'): { url: URL | null; problems: readonly Problem[] } {
  const [, unquoted] = /^["'`](.*)["'`]$/.exec(text) ?? []
  if (unquoted !== undefined) {
    const { url, problems } = readAddress(unquoted, api)
    const form = problems.length === 0 ? unquoted : undefined
    return { url, problems: [{ text: 'is in quotes, which would be sent along', form }, ...problems] }
  }
  const problem = problemOfScheme(text, api)
  const url = URL.parse(problem ? (problem.form ?? '') : text)
  if (problem) return { url, problems: [problem, ...(url ? problemsOfUrl(url) : [])] }
  return { url, problems: url ? [...problemsOfUrl(url)] : [NO_URL] }
}

function problemOfScheme(text: string, api: Api | 'auto'): Problem | undefined {
  if (/\s/.test(text)) return { text: 'holds blanks or line breaks', instead: 'give one address' }
  if (/[{}<>]/.test(text)) return { text: 'holds a placeholder', instead: 'write the name in its place' }
  const [bare, name = ''] = /^(?:\/\/)?(\[[0-9a-f:.]+\]|[\w.-]+)(:\d+)?(\/[^?#@]*)?$/i.exec(text) ?? []
  if (bare) {
    const form = `${plainlyFor(name, api) ? 'http' : 'https'}://${bare.replace(/^\/\//, '')}`
    return { text: 'has no scheme', form, instead: SCHEMES }
  }
  if (/^https?:\/\/[^/]/i.test(text)) return undefined
  // `tcp://milvus:19530` and the like: calls go to the REST API, which is HTTP.
  const [, scheme = '', rest, host] =
    /^([a-z][a-z0-9+.-]*):\/*((\[[^\]]*\]|[^/:?#@]+)(?::\d+)?(?:\/[^?#@]*)?)$/i.exec(text) ?? []
  const isPlain = /^http$/i.test(scheme) || (!/s$/i.test(scheme) && plainlyFor(host ?? '', api))
  const form = rest && `${isPlain ? 'http' : 'https'}://${rest}`
  return { text: 'must start with `http://` or `https://`', form, instead: SCHEMES }
}

/** Would the server at this host speak plain HTTP? A Milvus mostly does, Zilliz Cloud never. */
function plainlyFor(host: string, api: Api | 'auto'): boolean {
  const mayBeMilvus = api === 'auto' || api === 'milvus'
  return isLoopback(host.toLowerCase()) || (mayBeMilvus && vendorHost(host.toLowerCase()) === undefined)
}

function* problemsOfUrl(url: URL): Generator<Problem> {
  if (url.username || url.password)
    yield { text: 'must not hold a user or password: they belong into `apiKey`, as `user:password`' }
  if (url.search || url.hash) yield { text: 'must not hold a query or a fragment' }
  const call = /\/v[12]\/(vector|vectordb|clusters|volumes|projects)(\/.*)?$/.exec(url.pathname)
  const form = url.origin + url.pathname.slice(0, call?.index)
  if (call) yield { text: 'is the address of a call, not of the server', form }
  const instead = 'leave `endpoint` out, or give the public endpoint of the cluster'
  if (/^cloud\.zilliz\.com(\.cn)?$/.test(url.hostname)) yield { text: 'is the web console', instead }
}

/** What is wrong with `storageEndpoint`, the base URL of an S3-compatible store. */
export function problemsOfStorageEndpoint(text: string): readonly Problem[] {
  const written = URL.parse(text)
  if (written?.username || written?.password)
    return [{ text: 'must not hold a user or password', instead: 'give keys as `accessKey` and `secretKey`' }]
  const { url, problems } = readAddress(text, 'milvus')
  if (!url || url.pathname === '/') return problems
  const form = url.origin
  return [...problems, { text: 'must not hold a path: the bucket is part of `objectUrl`', form }]
}

function placeOf(url: URL, wanted: Api | 'auto'): { place: Place; problem?: Problem } {
  const baseUrl = (url.origin + url.pathname).replace(/\/+$/, '')
  const host = vendorHost(url.hostname.replace(/\.$/, ''))
  const api = wanted === 'auto' ? (host?.api ?? 'milvus') : wanted
  const what = host?.what ?? 'not an address of Zilliz Cloud'
  const because = wanted === 'auto' ? `\`endpoint\` is ${what}` : chosen(wanted)
  const place = { api, because, baseUrl }
  if (api === 'milvus') return { place: { ...place, dataUrl: baseUrl } }
  if (!host || host.api === 'zilliz-v1') return { place }
  const { isEndpoint, isChina, region, clusterId, projectId } = host
  if (api === 'zilliz-v1' && !region) {
    const problem = { text: `has no region: for \`api: zilliz-v1\` give ${CONTROLLER}` }
    return { place: { ...place, clusterId }, problem }
  }
  if (!isEndpoint) return { place }
  const controller = `https://controller.api.${region}.${isChina ? 'zilliz.com.cn' : 'zillizcloud.com'}`
  const server = api === 'zilliz-v1' ? controller : `${CONTROL_PLANE}${isChina ? '.cn' : ''}`
  const isProject = api === 'zilliz-v2' && projectId !== undefined
  const known = isProject ? { projectId, regionId: region } : { clusterId, dataUrl: baseUrl }
  return { place: { ...place, baseUrl: server, ...known } }
}

/** The domains of Zilliz Cloud. Only whole labels count: `zillizcloud.com.evil.example` is not one. */
const DOMAIN = /.\.(zillizcloud\.com|cloud\.zilliz\.com|cloud\.zilliz\.com\.cn|zilliz\.com\.cn)$/

/** What a host of Zilliz Cloud is, and the API that is spoken there or on its control plane. */
const HOSTS: readonly (readonly [RegExp, Api, what: string])[] = [
  [/^api\.cloud\.zilliz\./, 'zilliz-v2', 'the control plane'],
  [/^controller\.api\./, 'zilliz-v1', 'a controller of v1'],
  // A global cluster, too: its members have ids of their own, `clusterId` has to name one.
  [/^(in\d{2}-[0-9a-z]|glo-)/, 'zilliz-v2', 'that of a cluster of Zilliz Cloud'],
  [/^proj-/, 'zilliz-v2', 'that of a project of Zilliz Cloud'],
]

/** Reads a host of Zilliz Cloud; `undefined` for any other host. Forms: docs.zilliz.com, terraform provider. */
function vendorHost(host: string) {
  const [, api, what] = (DOMAIN.test(host) && HOSTS.find(([form]) => form.test(host))) || []
  if (!api) return undefined
  const [clusterId] = /^in\d{2}-[0-9a-z]+/.exec(host) ?? []
  const [projectId] = /^proj-[^.]*/.exec(host) ?? []
  const [region] = /(?<=^|\.)(aws|gcp|az|azure|ali|tc|hwc)-[^.]*/.exec(host) ?? []
  const isEndpoint = !/^(api|controller)\./.test(host)
  return { api, what, isEndpoint, isChina: host.endsWith('.cn'), region, clusterId, projectId }
}
