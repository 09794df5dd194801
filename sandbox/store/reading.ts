import { allows, hasExpired } from './keyring.ts'
import { isInTime, isSignedSas } from './sas.ts'
import { type Address, parseTarget } from './target.ts'
import type { StoreWorld } from './world.ts'

/** What the body of an import gives the server to read a bucket with; empty text for what it does not give. */
export interface Credentials {
  readonly accessKey: string
  readonly secretKey: string
  /** A session token, an OAuth token, or a SAS. */
  readonly token: string
}

/** May one who holds these read the object, or list the folder, at this moment? */
export function mayRead(credentials: Credentials, address: Address, world: StoreWorld): boolean {
  const { keyring, now } = world
  const { accessKey, secretKey, token } = credentials
  if (accessKey === '') return ofToken(token, address, world)
  const key = keyring.key(accessKey)
  if (!key) return world.accounts.some(({ name, key }) => name === accessKey && key === secretKey)
  const isHolder = key.secretKey === secretKey && (key.sessionToken ?? '') === token
  const needed = address.key.endsWith('/') ? 'list' : 'read'
  return isHolder && !hasExpired(key, now()) && allows(key, needed, address)
}

function ofToken(token: string, address: Address, { keyring, accounts, now }: StoreWorld): boolean {
  const grant = keyring.token(token)
  if (grant) return !hasExpired(grant, now()) && allows(grant, 'read', address)
  const { query } = parseTarget(`?${token}`)
  return accounts.some(({ name, key }) => {
    const scope = { account: name, accountKey: key, container: address.bucket, blob: address.key }
    return isSignedSas(query, scope) && isInTime(query, now()) && (query.get('sp') ?? '').includes('r')
  })
}
