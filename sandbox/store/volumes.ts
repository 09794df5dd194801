import type { Keyring } from './keyring.ts'
import { type Dialect, header, type Operation, Refusal, type StoreReply, type StoreRequest } from './model.ts'
import { type IssuedKeys, issueKeys, placeOf, type VolumeOptions } from './volume-keys.ts'

interface VolumesOptions {
  readonly apiKeys: readonly string[]
  readonly volumes: readonly VolumeOptions[]
  readonly keyring: Keyring
  /** What `endpoint` of the answer says: a host, or a URL for a store without TLS. */
  endpoint(): string
  /** Wall time in milliseconds, on the store's clock. */
  now(): number
}

interface VolumeCall {
  readonly operation: Operation
  readonly keeps: 'text'
  readonly request: StoreRequest
}

const BAD_SIZE = 'The parameter value for pageSize should be between 1 and 100.'
const BAD_PAGE = 'The parameter currentPage should have a value between 1 and the maximum value of Int.'
const PREFIX = '/v2/volumes'
const PAID = { maxContentLength: 100 * 1024 ** 3, maxFileNumber: null }

/** Does the path of a request belong to the volumes? */
export function isVolumes(path: string): boolean {
  return path === PREFIX || path.startsWith(`${PREFIX}/`) || path.startsWith(`${PREFIX}?`)
}

/**
 * The volume calls of the control plane: list, describe and create by the documentation ("Volume Operations V2"), and
 * `apply`, which is in no documentation, as milvus-io/pymilvus `volume_file_manager.py` uses it. Its refusal of an
 * external volume is a guess.
 */
export class Volumes implements Dialect<VolumeCall> {
  readonly issued: IssuedKeys[] = []
  readonly #options: VolumesOptions
  readonly #startedAt: number
  readonly #volumes: Map<string, VolumeOptions>

  constructor(options: VolumesOptions) {
    this.#options = options
    this.#startedAt = options.now()
    this.#volumes = new Map(options.volumes.map(volume => [volume.name, volume]))
  }

  /** A volume by its name, also one that was created by a call. */
  find(name: string): VolumeOptions | undefined {
    return this.#volumes.get(name)
  }

  read(request: StoreRequest): VolumeCall {
    return { operation: operationOf(request), keeps: 'text', request }
  }

  async admit({ request, operation }: VolumeCall): Promise<void> {
    if (operation === 'Unknown') throw new Refusal(404, '404', 'page not found')
    const given = header(request, 'authorization')
    if (given === '') throw business(1800, "User hasn't authenticated")
    const key = /^Bearer (.+)$/.exec(given)?.[1]
    if (!key || !this.#options.apiKeys.includes(key)) throw new Refusal(401, '21119', 'The apikey is illegal')
  }

  async perform(
    { request, operation }: VolumeCall,
    { text }: { readonly text: string },
  ): Promise<StoreReply> {
    switch (operation) {
      case 'ApplyVolume':
        return json({ code: 0, data: this.#apply(objectOf(text)) })
      case 'CreateVolume':
        return json({ code: 0, data: this.#create(objectOf(text)) })
      case 'DescribeVolume':
        return json({ code: 0, data: this.#describe(nameOf(request.path)) })
      default:
        // The documented example of this call has code 200.
        return json({ code: 200, data: this.#list(new URLSearchParams(request.path.split('?')[1])) })
    }
  }

  refuse(_: VolumeCall, { status, code, message, headers }: Refusal): StoreReply {
    const number = Number.isNaN(Number(code)) ? status : Number(code)
    return json({ code: number, message }, status, headers)
  }

  #apply(body: Body): unknown {
    const volume = this.#get(textOf(body, 'volumeName'))
    const path = textOf(body, 'path', '')
    if (volume.type === 'EXTERNAL') throw business(80000, `Incorrect parameter: the volume is not managed`)
    if (path.split('/').includes('..')) throw business(80000, `Incorrect parameter: path`)
    const { cloud = 'aws', region = 'us-west-2', condition = PAID } = volume
    const { bucket, prefix } = placeOf(volume)
    const keys = issueKeys(volume, prefix + path, this.#options)
    this.issued.push(keys)
    return {
      endpoint: this.#options.endpoint(),
      cloud,
      region,
      bucketName: bucket,
      uploadPath: prefix + path,
      volumeName: volume.name,
      volumePrefix: prefix,
      credentials: {
        tmpAK: keys.accessKey,
        tmpSK: keys.secretKey,
        sessionToken: keys.sessionToken,
        expireTime: wholeSeconds(keys.expiresAt),
      },
      condition,
    }
  }

  #create(body: Body): unknown {
    const name = textOf(body, 'volumeName')
    const regionId = textOf(body, 'regionId')
    const projectId = textOf(body, 'projectId')
    const type = textOf(body, 'type', 'MANAGED')
    if (!/^[A-Za-z_][\w-]{0,63}$/.test(name) || this.#volumes.has(name))
      throw business(80000, `Incorrect parameter: volumeName`)
    if (type !== 'MANAGED' && type !== 'EXTERNAL') throw business(80000, `Incorrect parameter: type`)
    const [cloud = '', ...region] = regionId.split('-')
    const external =
      type === 'EXTERNAL'
        ? { storageIntegrationId: textOf(body, 'storageIntegrationId'), path: textOf(body, 'path') }
        : {}
    this.#volumes.set(name, { name, type, cloud, region: region.join('-'), projectId, ...external })
    return { volumeName: name }
  }

  #describe(name: string): unknown {
    const volume = this.#get(name)
    const { type = 'MANAGED', cloud = 'aws', region = 'us-west-2', storageIntegrationId, path } = volume
    return {
      volumeName: name,
      type,
      regionId: `${cloud}-${region}`,
      ...(storageIntegrationId === undefined ? {} : { storageIntegrationId }),
      ...(path === undefined ? {} : { path }),
      status: 'RUNNING',
      createTime: wholeSeconds(this.#startedAt),
      description: '',
    }
  }

  #list(query: URLSearchParams): unknown {
    if (!query.get('projectId')) throw business(80000, `Incorrect parameter: projectId`)
    const currentPage = Number(query.get('currentPage') ?? 1)
    const pageSize = Number(query.get('pageSize') ?? 10)
    if (!Number.isInteger(currentPage) || currentPage < 1) throw business(96009, BAD_PAGE)
    if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 100) throw business(96008, BAD_SIZE)
    const type = query.get('type')
    const all = [...this.#volumes.values()].filter(volume => !type || (volume.type ?? 'MANAGED') === type)
    const shown = all.slice((currentPage - 1) * pageSize, currentPage * pageSize)
    const volumes = shown.map(({ name, type = 'MANAGED' }) => ({ volumeName: name, type, description: '' }))
    return { count: all.length, currentPage, pageSize, volumes }
  }

  #get(name: string): VolumeOptions {
    const volume = this.#volumes.get(name)
    if (!volume) throw business(63240, 'The specified volume not exists, please check your request.')
    return volume
  }
}

function operationOf({ method, path }: StoreRequest): Operation {
  const [route = ''] = path.slice(PREFIX.length).split('?')
  if (method === 'POST')
    return route === '/apply' ? 'ApplyVolume' : route === '/create' ? 'CreateVolume' : 'Unknown'
  if (method !== 'GET') return 'Unknown'
  return route === '' || route === '/' ? 'ListVolumes' : 'DescribeVolume'
}

function nameOf(path: string): string {
  const [route = ''] = path.slice(PREFIX.length + 1).split('?')
  return URL.parse(`http://localhost/${route}`) ? decodeURIComponent(route) : route
}

/** `2026-05-06T03:50:35Z` */
function wholeSeconds(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d{3}/, '')
}

/** The body of a call to the control plane. */
type Body = Readonly<Record<string, unknown>>

/** A business error of the control plane: HTTP 200 with its code. */
function business(code: number, message: string): Refusal {
  return new Refusal(200, String(code), message)
}

/** An answer of the control plane. */
function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): StoreReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}

/** Refuses what is no JSON object. */
function objectOf(text: string): Body {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body
  } catch {
    // Not JSON: refused below like every other text that is no object.
  }
  throw business(80000, `Incorrect parameter: the body is not a JSON object`)
}

/** A field that must be text, and not empty unless there is a fallback. */
function textOf(body: Body, name: string, fallback?: string): string {
  const value = body[name] ?? fallback
  if (typeof value === 'string' && (value !== '' || fallback !== undefined)) return value
  throw business(80000, `Incorrect parameter: ${name}`)
}
