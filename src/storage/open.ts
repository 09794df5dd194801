import type { StoreKeys, VolumeGrant } from '../api/volumes.ts'
import type { Clock } from '../model/clock.ts'
import type { BucketCredentials } from '../model/job.ts'
import type { Located, ObjectPlace } from '../model/objects.ts'
import {
  AWS,
  addressOf,
  type BucketAddress,
  type BucketPlace,
  GOOGLE,
  isRegion,
  placeBehind,
} from './address.ts'
import { ASKING, STALL } from './answer.ts'
import { createAzureStore } from './azure.ts'
import { StoreFailure } from './failure.ts'
import { fixedKeys, renewedKeys } from './keys.ts'
import { createReading, isNotFound } from './reading.ts'
import { createS3Store } from './s3.ts'
import type { Store, StoreContext, StoreRequest } from './store.ts'
import type { S3Options } from './terms.ts'

/** How one's own bucket is reached. */
interface BucketAccess {
  readonly keys: StoreKeys
  /** `storageEndpoint`: a store that is not the cloud's own. */
  readonly endpoint: string | undefined
  readonly region: string | undefined
}

/** The store of one's own bucket, to upload to. Nothing is asked of it yet. */
export function openBucket(destination: BucketAddress, access: BucketAccess, context: StoreContext): Store {
  const { keys, endpoint, region } = access
  if (destination.kind === 'azure')
    return createAzureStore({ ...context, ...destination, sas: keys.sessionToken ?? '' })
  const { kind, bucket } = destination
  const place = placeOf(endpoint ?? (kind === 'gcs' ? GOOGLE : AWS), bucket, true)
  return createS3Store({
    ...{ ...context, place, isGuess: false, keys: fixedKeys(keys), auth: authOf(kind, keys) },
    // A region in the environment is one of AWS.
    region: place.endpoint === GOOGLE ? undefined : region,
  })
}

/** Google takes the requests of S3, with an HMAC key, or an OAuth token as a bearer (cloud.google.com, XML API). */
function authOf(kind: 's3' | 'gcs', { accessKey, sessionToken }: StoreKeys): S3Options['auth'] {
  if (accessKey !== '') return 'signature'
  return kind === 'gcs' && sessionToken ? 'bearer' : 'none'
}

/**
 * Where a line of `objectUrl` leads, with the keys of the bucket or with none; a sentence where this runner can't look.
 * Asks nobody yet. Without a region it is asked in the first one: AWS tells the right one with every answer.
 */
export function openObjects(
  line: string,
  credentials: BucketCredentials,
  context: StoreContext,
): Located | string {
  const address = addressOf(line, credentials)
  if (typeof address === 'string') return address
  if (address.kind === 'web') return { place: webPlace(address.url, context), key: 'file' }
  const { accessKey = '', secretKey = '', sessionToken } = credentials
  if (address.kind === 'azure') {
    const sas = address.sas || (sessionToken ?? '')
    return { place: createAzureStore({ ...context, ...address, sas }), key: address.key }
  }
  const { kind, bucket, region, key } = address
  const keys = { accessKey, secretKey, sessionToken, expires: undefined }
  const place = createS3Store({
    ...{ ...context, isGuess: true, keys: fixedKeys(keys), auth: authOf(kind, keys) },
    place: { bucket, endpoint: kind === 'gcs' ? GOOGLE : undefined },
    region: kind === 'gcs' ? 'auto' : region || 'us-east-1',
  })
  return { place, key }
}

/** One file of a server that knows no folders, by ranges. Redirects are not followed. */
function webPlace(url: string, context: StoreContext): ObjectPlace {
  const call = ({ headers, mayBe: _, ...request }: StoreRequest) =>
    context.wire.send({
      ...{ ...request, url: new URL(url), body: null, stall: STALL },
      headers: { ...ASKING, ...headers },
    })
  const nothing = { pageQuery: () => ({}), pageIn: () => undefined }
  const { read } = createReading({ call, isMissing: isNotFound, ...nothing }, context)
  return { read, list: async () => undefined }
}

interface VolumeContext extends StoreContext {
  readonly clock: Clock
  /** Asks for the grant anew, for the same folder. */
  renew(): Promise<VolumeGrant>
}

/**
 * The store behind a volume, with keys that renew themselves; whole keys begin with `grant.prefix`. Per cloud as
 * milvus-io/pymilvus does it (`volume_file_manager.py`): on gcp a bearer, on aws a signature. Fails with a
 * `StoreFailure`: `CloudUnsupported` for a cloud whose protocol is not known, `Unreadable` for a grant that names no
 * place; later, `UploadMoved` when a renewal names another one.
 */
export function openVolume(grant: VolumeGrant, context: VolumeContext): Store {
  const { cloud, endpoint, bucket, region } = grant
  if (cloud !== 'aws' && cloud !== 'gcp') {
    const said = `The volume is on \`${cloud}\`: uploads are supported on aws and gcp`
    throw new StoreFailure({ kind: 'unreadable', code: 'CloudUnsupported', said })
  }
  const isGoogle = cloud === 'gcp'
  const named = isRegion(region) ? region : undefined
  const renew = async () => {
    const fresh = await context.renew()
    if (fresh.bucket === bucket && fresh.prefix === grant.prefix) return fresh.keys
    const said = 'With its new keys the volume is in another place'
    throw new StoreFailure({ kind: 'code', code: 'UploadMoved', said })
  }
  return createS3Store({
    ...{ ...context, isGuess: false, keys: renewedKeys(grant.keys, renew, context) },
    place: placeOf(endpoint || (isGoogle ? GOOGLE : AWS), bucket),
    region: isGoogle ? 'auto' : named,
    auth: isGoogle ? 'bearer' : 'signature',
  })
}

function placeOf(endpoint: string, bucket: string, mayBePlain = false): BucketPlace {
  const place = placeBehind(endpoint, bucket, mayBePlain)
  if (place) return place
  const title = 'The server named no store that files can safely go to'
  throw new StoreFailure({ kind: 'unreadable', code: 'Unreadable', said: '', title })
}

/** Keys that the runner's environment holds, as `aws-actions/configure-aws-credentials` exports them. */
export function keysFromEnv(env: NodeJS.ProcessEnv): StoreKeys | undefined {
  const [accessKey = '', secretKey = ''] = [env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY']]
  if (accessKey === '' || secretKey === '') return undefined
  return { accessKey, secretKey, sessionToken: env['AWS_SESSION_TOKEN'] || undefined, expires: undefined }
}

/** The region of AWS that the environment names. */
export function regionFromEnv(env: NodeJS.ProcessEnv): string | undefined {
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION']
  return region && isRegion(region) ? region : undefined
}
