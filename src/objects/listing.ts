import type { Listing } from '../model/objects.ts'
import { elementsOf, textOf } from '../storage/xml.ts'

/** One page of a list, and the word that asks for the next one; `''` where there is none. */
export interface Page extends Omit<Listing, 'isCut'> {
  readonly next: string
}

/** A page of S3's list, version 2 (docs.aws.amazon.com, ListObjectsV2); `undefined` if it is none. */
export function readS3List(body: string): Page | undefined {
  if (!body.includes('<ListBucketResult')) return undefined
  const isEncoded = textOf(body, 'EncodingType') === 'url'
  const keyIn = (element: string, name: string) => {
    const key = textOf(element, name) ?? ''
    return isEncoded ? decoded(key) : key
  }
  const isCut = textOf(body, 'IsTruncated') === 'true'
  return {
    objects: elementsOf(body, 'Contents').map(object => ({
      key: keyIn(object, 'Key'),
      size: Number(textOf(object, 'Size')),
      etag: plainTag(textOf(object, 'ETag') ?? ''),
    })),
    folders: elementsOf(body, 'CommonPrefixes').map(folder => keyIn(folder, 'Prefix')),
    next: isCut ? (textOf(body, 'NextContinuationToken') ?? '') : '',
  }
}

/** A page of Azure's list (learn.microsoft.com, List Blobs); `undefined` if it is none. */
export function readAzureList(body: string): Page | undefined {
  if (!body.includes('<EnumerationResults')) return undefined
  return {
    objects: elementsOf(body, 'Blob').map(blob => ({
      key: textOf(blob, 'Name') ?? '',
      size: Number(textOf(blob, 'Content-Length')),
      etag: plainTag(textOf(blob, 'Etag') ?? ''),
    })),
    folders: elementsOf(body, 'BlobPrefix').map(folder => textOf(folder, 'Name') ?? ''),
    next: textOf(body, 'NextMarker') ?? '',
  }
}

/** An ETag without its quotes, which lists of Azure leave out, and headers don't. */
export function plainTag(text: string): string {
  return text.replace(/^W\//, '').replaceAll('"', '')
}

/** As S3 encodes keys in a list: a plus is a blank. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}
