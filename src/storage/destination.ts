import { isLoopback } from '../words/url.ts'

/** The one folder that receives the files, as its author wrote it. Folders are `''` or end in `/`. */
export type Destination =
  | { readonly kind: 's3'; readonly bucket: string; readonly folder: string }
  | { readonly kind: 'gcs'; readonly bucket: string; readonly folder: string }
  | {
      readonly kind: 'azure'
      /** `https://account.blob.core.windows.net`; in front of an emulator's, the account is in the path. */
      readonly base: string
      readonly container: string
      readonly folder: string
    }

/** docs.aws.amazon.com, bucket naming rules; Google's also allow `_` and more characters with dots. */
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/
/** learn.microsoft.com, naming containers. */
const CONTAINER = /^(\$root|[a-z0-9](?:-?[a-z0-9]){2,62})$/

/**
 * Reads the folder URL of a plan, whose form the inputs have checked: `s3://bucket/folder/`, `gs://…`, whose keys are
 * literal, or `https://account.blob.core.windows.net/container/folder/`. Returns a text where it names no bucket that
 * there can be: what is wrong, to stand behind the name of the input.
 */
export function parseDestination(folderUrl: string): Destination | string {
  const [, scheme, bucket = '', folder = ''] = /^(s3|gs):\/\/([^/]*)\/(.*)$/s.exec(folderUrl) ?? []
  if (scheme === undefined) return azureOf(new URL(folderUrl))
  if (!isBucket(bucket))
    return 'names no bucket that there can be: names are of lower-case letters, digits and dashes'
  return { kind: scheme === 's3' ? 's3' : 'gcs', bucket, folder }
}

/** May this be the name of a bucket? It becomes a part of the host that requests and tokens go to. */
export function isBucket(name: string): boolean {
  return BUCKET.test(name)
}

function azureOf({ origin, hostname, pathname }: URL): Destination | string {
  const [, ...names] = pathname.split('/').map(decoded)
  // Emulators have the account in front of the container.
  const account = isLoopback(hostname) ? `/${names.shift() ?? ''}` : ''
  const [container = '', ...folder] = names
  if (!CONTAINER.test(container))
    return 'names no container that there can be: names are of lower-case letters, digits and single dashes'
  return { kind: 'azure', base: `${origin}${account}`, container, folder: folder.join('/') }
}

/** `s3://bucket/folder/` and the like: what the import API calls this folder, and the one below it. */
export function urlOf(destination: Destination, below = ''): string {
  const { folder } = destination
  switch (destination.kind) {
    case 's3':
      return `s3://${destination.bucket}/${folder}${below}`
    case 'gcs':
      return `gs://${destination.bucket}/${folder}${below}`
    case 'azure':
      return `${destination.base}/${destination.container}/${encodedKey(folder + below)}`
  }
}

/** A key for the path of a URL: each segment percent-encoded, all but letters, digits and `-._~`. */
export function encodedKey(key: string): string {
  return key.split('/').map(encodedText).join('/')
}

/** As `encodeURIComponent`, and what AWS wants besides (docs.aws.amazon.com, signature calculations, `UriEncode`). */
export function encodedText(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
