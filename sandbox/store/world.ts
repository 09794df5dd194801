import type { Clock } from '../clock.ts'
import type { Disk } from './disk.ts'
import type { Keyring } from './keyring.ts'
import type { Uploads } from './uploads.ts'

/** What is special about a bucket. */
export interface BucketOptions {
  readonly region?: string
  /** Google's XML API: tokens instead of signatures are fine, and no region is checked. */
  readonly cloud?: 'aws' | 'gcp'
  /** A signature for another region: 400 `AuthorizationHeaderMalformed` if not given, or 301 `PermanentRedirect`. */
  readonly wrongRegion?: 'malformed' | 'redirect'
}

/** An account of Azure; its containers are buckets. */
export interface AzureAccount {
  readonly name: string
  /** In base64. */
  readonly key: string
}

/** What the dialects work on. */
export interface StoreWorld {
  readonly disk: Disk
  readonly uploads: Uploads
  readonly keyring: Keyring
  readonly accounts: readonly AzureAccount[]
  readonly clock: Clock
  /** Wall time in milliseconds, on the store's clock. */
  now(): number
  /** The bucket's options; every folder is a bucket, those that are named here are made when they are needed. */
  bucket(name: string): Promise<(BucketOptions & { readonly region: string }) | undefined>
}
