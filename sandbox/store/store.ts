import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import { azureDialect } from './azure.ts'
import { isAzure } from './azure-call.ts'
import { Disk } from './disk.ts'
import { carryOut } from './exchange.ts'
import { type StorePlanned, StoreSchedule } from './faults.ts'
import { type BearerToken, Keyring, type S3Key } from './keyring.ts'
import type { Call, Dialect, SeenRequest, StoreReply, StoreRequest } from './model.ts'
import type { RealWork } from './pour.ts'
import { s3Dialect } from './s3.ts'
import { type Credentials, mayRead } from './sas.ts'
import type { Address } from './target.ts'
import { type OpenUpload, Uploads } from './uploads.ts'
import { type IssuedKeys, placeOf, type VolumeOptions } from './volume-keys.ts'
import { isVolumes, Volumes } from './volumes.ts'
import type { AzureAccount, BucketOptions, StoreWorld } from './world.ts'

export interface StoreOptions {
  /** The folder that holds one folder for each bucket or container. Every folder in it is a bucket. */
  readonly folder: string
  /** What is special about buckets; one that is named here needs no folder. */
  readonly buckets?: Readonly<Record<string, BucketOptions>>
  /** The region of all other buckets, `us-east-1` if not given. */
  readonly region?: string
  readonly keys?: readonly S3Key[]
  readonly tokens?: readonly BearerToken[]
  readonly accounts?: readonly AzureAccount[]
  readonly volumes?: readonly VolumeOptions[]
  /** Who may call `/v2/volumes`. */
  readonly apiKeys?: readonly string[]
  /** What `apply` says about where the store is; `startStore` knows its own URL. */
  readonly endpoint?: () => string
  /** What goes wrong, and when. `store.faults.plan` adds to it. */
  readonly faults?: readonly StorePlanned[]
  /** The wall's time if not given. */
  readonly clock?: Clock
  /** The wall time at the zero of the clock, in milliseconds; now if not given. */
  readonly startedAt?: number
  /** The smallest part but the last, in bytes; 5 MiB if not given, as at AWS. Less is for tests of many parts. */
  readonly smallestPart?: number
}

/** An object store that verifies every request: S3, Google's XML API, Azure Blob, and the volumes of Zilliz Cloud. */
export interface Store {
  /** Everything that was asked, in order. Bodies are not kept. */
  readonly requests: readonly SeenRequest[]
  readonly faults: StoreSchedule
  /** The keys that `apply` gave out, in order. */
  readonly issued: readonly IssuedKeys[]
  /** Errors of the store itself, each answered with 500: a test that finds one has found a bug of the sandbox. */
  readonly mistakes: readonly unknown[]
  /** Rejects with a `ConnectionReset` where the client gets no answer. */
  handle(request: StoreRequest): Promise<StoreReply>
  /** The keys of a bucket with their sizes, in the order of S3. */
  objects(bucket: string): Promise<readonly { readonly key: string; readonly size: number }[]>
  /** Multipart uploads that are neither complete nor aborted. Blocks of Azure are none: nobody can abort those. */
  openUploads(): readonly OpenUpload[]
  /** The bucket and key prefix of a volume, also of one that was created by a call. */
  volume(name: string): { readonly bucket: string; readonly prefix: string } | undefined
  /** May an import with these credentials read there, or list a folder? The store's keys, tokens and accounts decide. */
  mayRead(credentials: Credentials, address: Address): boolean
  /** Every temporary key that was given out so far is expired from now on. */
  expireKeys(): void
}

export function createStore(options: StoreOptions): Store {
  const { world, real } = createWorld(options)
  const volumes = new Volumes({
    apiKeys: options.apiKeys ?? [],
    volumes: options.volumes ?? [],
    keyring: world.keyring,
    endpoint: options.endpoint ?? (() => 's3.amazonaws.com'),
    now: world.now,
  })
  const [s3, azure] = [s3Dialect(world), azureDialect(world)]
  const faults = new StoreSchedule(options.faults ?? [])
  const requests: SeenRequest[] = []
  const mistakes: unknown[] = []
  const expireKeys = () => world.keyring.expire(world.now())
  const context = { world, real, expireKeys, mistake: (error: unknown) => void mistakes.push(error) }

  const carry = async <C extends Call>(dialect: Dialect<C>, request: StoreRequest): Promise<StoreReply> => {
    const call = dialect.read(request)
    const { method, path, headers } = request
    const seen: SeenRequest = { method, path, headers, operation: call.operation }
    const id = `TX${String(requests.push(seen)).padStart(14, '0')}`
    const met = faults.next(call.operation).map(({ fault }) => fault)
    try {
      const reply = await carryOut(dialect, { call, seen, request, id }, met, context)
      seen.ended = reply.status
      const dated = {
        date: new Date(world.now()).toUTCString(),
        'x-amz-request-id': id,
        'x-ms-request-id': id,
      }
      return { ...reply, headers: { ...dated, ...reply.headers } }
    } catch (error) {
      seen.ended = 'reset'
      throw error
    }
  }

  return {
    requests,
    faults,
    mistakes,
    issued: volumes.issued,
    expireKeys,
    handle: request => {
      if (isVolumes(request.path)) return carry(volumes, request)
      return isAzure(request) ? carry(azure, request) : carry(s3, request)
    },
    async objects(bucket) {
      const keys = await world.disk.keys(bucket)
      return Promise.all(
        keys.map(async key => ({ key, size: (await world.disk.info({ bucket, key }))?.size ?? 0 })),
      )
    },
    mayRead: (credentials, address) => mayRead(credentials, address, world),
    openUploads: () => world.uploads.all(),
    volume: name => {
      const found = volumes.find(name)
      return found && placeOf(found)
    },
  }
}

function createWorld(options: StoreOptions): { world: StoreWorld; real: RealWork } {
  const { folder, region = 'us-east-1', buckets = {}, volumes = [] } = options
  const startedAt = options.startedAt ?? Date.now()
  const wall = Date.now()
  const clock: Clock = options.clock ?? { now: () => Date.now() - wall, sleep: ms => sleep(ms) }
  const real: RealWork = work => clock.during?.(work) ?? work
  const disk = new Disk(folder, real)
  const ofVolumes = volumes.map(volume => {
    const { cloud = 'aws', region: at = 'us-west-2' } = volume
    return [placeOf(volume).bucket, { region: at, cloud: cloud === 'gcp' ? 'gcp' : 'aws' } as const] as const
  })
  const named = new Map<string, BucketOptions>([...ofVolumes, ...Object.entries(buckets)])
  const world: StoreWorld = {
    disk,
    uploads: new Uploads(disk, options.smallestPart ?? 5 * 1024 * 1024),
    keyring: new Keyring(options.keys, options.tokens),
    accounts: options.accounts ?? [],
    clock,
    now: () => startedAt + clock.now(),
    async bucket(name) {
      const found = named.get(name)
      if (found) await disk.makeBucket(name)
      return found || (await disk.hasBucket(name)) ? { region, ...found } : undefined
    },
  }
  return { world, real }
}
