import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import type { StoreKeys } from '../api/volumes.ts'

/** SHA-256 of no bytes. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/**
 * The headers of a request to S3 or one of its kind, signed with AWS Signature Version 4
 * (docs.aws.amazon.com, "Authenticating requests"), path and query of `url` as they are. The body's hash, in
 * hexadecimal, is part of it, so the store takes no other bytes.
 */
export async function signed(
  request: { method: string; url: URL; headers: Readonly<Record<string, string>>; sha256: string },
  { accessKey, secretKey, sessionToken }: StoreKeys,
  region: string,
  at: number,
): Promise<Record<string, string>> {
  const { method, url, headers, sha256 } = request
  const { SignatureV4 } = await import('@smithy/signature-v4')
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: {
      accessKeyId: accessKey,
      secretAccessKey: secretKey,
      ...(sessionToken ? { sessionToken } : {}),
    },
    sha256: Sha256,
    // S3 signs the path as it is sent.
    uriEscapePath: false,
  })
  const unsigned = {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host, 'x-amz-content-sha256': sha256 },
  }
  return (await signer.sign(unsigned, { signingDate: new Date(at) })).headers
}

/** Node's SHA-256, and HMAC with a secret, as the signer wants it. */
class Sha256 {
  readonly #hash: Hash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret))
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === 'string') return data
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data)
}
