import type { Wire } from '../api/transport.ts'
import type { VolumeGrant } from '../api/volumes.ts'
import type { Clock } from '../model/clock.ts'
import { AWS, type BucketPlace, GOOGLE, isRegion, placeBehind } from './address.ts'
import { createAzureStore } from './azure.ts'
import type { Destination } from './destination.ts'
import { StoreFailure } from './failure.ts'
import { fixedKeys, renewedKeys, type StoreKeys } from './keys.ts'
import { createS3Store, type S3Options } from './s3.ts'
import type { Store, StoreNote } from './store.ts'

/** What every store is made with. */
export interface StoreContext {
  readonly wire: Wire
  /** The time of day, in milliseconds since 1970. */
  today(): number
  /** Takes the secrets out of a text. */
  redact(text: string): string
  told(note: StoreNote): void
}

/** How one's own bucket is reached. */
export interface BucketAccess {
  /** For Azure the SAS, for Google without an HMAC key the OAuth token is `sessionToken`. */
  readonly keys: StoreKeys
  /** `storageEndpoint`: a store that is not the cloud's own. */
  readonly endpoint: string | undefined
  readonly region: string | undefined
}

/** The store of one's own bucket. Nothing is asked of it yet. */
export function openBucket(destination: Destination, access: BucketAccess, context: StoreContext): Store {
  const { keys, endpoint, region } = access
  switch (destination.kind) {
    case 'azure':
      return createAzureStore({ ...destination, ...context, sas: keys.sessionToken ?? '' })
    case 'gcs':
    case 's3': {
      const { kind, bucket } = destination
      const place = placeOf(endpoint ?? (kind === 'gcs' ? GOOGLE : AWS), bucket, true)
      return createS3Store({
        ...{ ...context, place, keys: fixedKeys(keys) },
        // A region in the environment is one of AWS.
        region: place.endpoint === GOOGLE ? undefined : region,
        auth: kind === 'gcs' && keys.accessKey === '' ? 'bearer' : 'signature',
      })
    }
  }
}

export interface VolumeContext extends StoreContext {
  readonly clock: Clock
  /** Asks for the grant anew, for the same folder. */
  renew(): Promise<VolumeGrant>
}

/**
 * The store behind a volume, with keys that renew themselves; whole keys begin with `grant.prefix`. Fails with a
 * `StoreFailure`: `CloudUnsupported` for a cloud whose protocol is not known, `Unreadable` for a grant that names no
 * place; later, `UploadMoved` when a renewal names another one.
 */
export function openVolume(grant: VolumeGrant, context: VolumeContext): Store {
  const terms = termsOf(grant)
  const keys = renewedKeys(
    grant.keys,
    async () => {
      const fresh = await context.renew()
      if (fresh.bucket !== grant.bucket || fresh.prefix !== grant.prefix) throw moved()
      return fresh.keys
    },
    context,
  )
  return createS3Store({ ...context, ...terms, keys })
}

/** Per cloud as milvus-io/pymilvus does it (`volume_file_manager.py`): on gcp a bearer, on aws a signature. */
function termsOf({
  cloud,
  endpoint,
  bucket,
  region,
}: VolumeGrant): Pick<S3Options, 'place' | 'auth' | 'region'> {
  switch (cloud) {
    case 'aws':
      return {
        place: placeOf(endpoint || AWS, bucket),
        region: isRegion(region) ? region : undefined,
        auth: 'signature',
      }
    case 'gcp':
      return { place: placeOf(endpoint || GOOGLE, bucket), region: 'auto', auth: 'bearer' }
    default:
      throw new StoreFailure({
        kind: 'unreadable',
        code: 'CloudUnsupported',
        said: `The volume is on \`${cloud}\`: uploads are supported on aws and gcp`,
      })
  }
}

function placeOf(endpoint: string, bucket: string, mayBePlain = false): BucketPlace {
  const place = placeBehind(endpoint, bucket, mayBePlain)
  if (place) return place
  const title = 'The server named no store that files can safely go to'
  throw new StoreFailure({ kind: 'unreadable', code: 'Unreadable', said: '', title })
}

function moved(): StoreFailure {
  const said = 'With its new keys the volume is in another place'
  return new StoreFailure({ kind: 'code', code: 'UploadMoved', said })
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
