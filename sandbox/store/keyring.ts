import type { Address } from './target.ts'

export type Right = 'read' | 'write' | 'list' | 'delete'

/** What a key may do, and until when. */
export interface Grant {
  /** All if not given. */
  readonly rights?: readonly Right[] | undefined
  /** Everywhere if not given. */
  readonly bucket?: string | undefined
  /** Only keys that begin so. */
  readonly prefix?: string | undefined
  /** Wall time in milliseconds, on the store's clock. */
  readonly expiresAt?: number | undefined
}

/** A key pair of S3, or of Google's HMAC. One with a session token is temporary. */
export interface S3Key extends Grant {
  readonly accessKey: string
  readonly secretKey: string
  readonly sessionToken?: string | undefined
}

/** An OAuth token of Google. */
export interface BearerToken extends Grant {
  readonly token: string
}

/** All keys that the store knows. */
export class Keyring {
  readonly #keys = new Map<string, S3Key>()
  readonly #tokens = new Map<string, BearerToken>()

  constructor(keys: readonly S3Key[] = [], tokens: readonly BearerToken[] = []) {
    for (const key of keys) this.addKey(key)
    for (const token of tokens) this.addToken(token)
  }

  addKey(key: S3Key): void {
    this.#keys.set(key.accessKey, key)
  }

  addToken(token: BearerToken): void {
    this.#tokens.set(token.token, token)
  }

  key(accessKey: string): S3Key | undefined {
    return this.#keys.get(accessKey)
  }

  token(token: string): BearerToken | undefined {
    return this.#tokens.get(token)
  }

  /** From this moment on every temporary key that there is has expired; later ones are not touched. */
  expire(now: number): void {
    for (const key of this.#keys.values()) {
      if (key.sessionToken !== undefined) this.addKey({ ...key, expiresAt: now })
    }
    for (const token of this.#tokens.values()) this.addToken({ ...token, expiresAt: now })
  }
}

/** May the holder of a grant do this there? For a list, `key` is the prefix that is asked for. */
export function allows(grant: Grant, right: Right, { bucket, key }: Address): boolean {
  const { rights, bucket: only, prefix = '' } = grant
  return (
    (!rights || rights.includes(right)) && (only === undefined || only === bucket) && key.startsWith(prefix)
  )
}

export function hasExpired({ expiresAt }: Grant, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now
}
