import { randomBytes } from 'node:crypto'
import type { Keyring, Right } from './keyring.ts'

/** A volume of Zilliz Cloud. */
export interface VolumeOptions {
  readonly name: string
  /** `MANAGED` if not given; an `EXTERNAL` one takes no uploads. */
  readonly type?: 'MANAGED' | 'EXTERNAL'
  /** `aws` if not given; any word goes to the client as it is. */
  readonly cloud?: string
  /** The cloud's name of its region, `us-west-2` if not given. */
  readonly region?: string
  /** The bucket that it lies in: that of the same name if not given. */
  readonly bucket?: string
  /** Before every key; ends in `/`, or is empty. `volume/` if not given. */
  readonly prefix?: string
  /** How long keys for it last, in milliseconds; an hour if not given (the vendor says nothing about it). */
  readonly lifetime?: number
  /** What keys for it may do; all if not given. */
  readonly rights?: readonly Right[]
  /** The limits of one upload as they are sent, `null` included; those of a paid volume if not given. */
  readonly condition?: {
    readonly maxContentLength?: number | null
    readonly maxFileNumber?: number | null
  } | null
  readonly projectId?: string
  readonly storageIntegrationId?: string
  readonly path?: string
}

/** Where the files of a volume lie. */
export function placeOf({ name, bucket = name, prefix = 'volume/' }: VolumeOptions): {
  bucket: string
  prefix: string
} {
  return { bucket, prefix }
}

/** Keys as `apply` gave them out. */
export interface IssuedKeys {
  readonly volumeName: string
  readonly accessKey: string
  readonly secretKey: string
  readonly sessionToken: string
  /** Wall time in milliseconds, on the store's clock. */
  readonly expiresAt: number
}

const HOUR = 3_600_000

/** Makes keys for what begins with `prefix` in a volume's bucket, and makes them known. Google takes the token alone. */
export function issueKeys(
  volume: VolumeOptions,
  prefix: string,
  { keyring, now }: { readonly keyring: Keyring; now(): number },
): IssuedKeys {
  const { name, cloud, lifetime = HOUR, rights } = volume
  const isToken = cloud === 'gcp'
  const keys: IssuedKeys = {
    volumeName: name,
    accessKey: isToken ? '' : `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretKey: isToken ? '' : randomBytes(30).toString('base64'),
    sessionToken: isToken
      ? `ya29.${randomBytes(90).toString('base64url')}`
      : randomBytes(240).toString('base64'),
    // The answer holds whole seconds.
    expiresAt: Math.floor((now() + lifetime) / 1000) * 1000,
  }
  const grant = { bucket: placeOf(volume).bucket, prefix, rights, expiresAt: keys.expiresAt }
  if (isToken) keyring.addToken({ ...grant, token: keys.sessionToken })
  else keyring.addKey({ ...grant, ...keys })
  return keys
}
