import { createHmac, timingSafeEqual } from 'node:crypto'
import { allows, hasExpired } from './keyring.ts'
import { type Address, parseTarget } from './target.ts'
import type { StoreWorld } from './world.ts'

/** The fields of a shared access signature, decoded, by their names in the query. */
type Sas = ReadonlyMap<string, string>

/** The first version whose signatures include the encryption scope; older ones are not supported. */
const OLDEST = '2020-12-06'

/** What a SAS is compared with. */
interface SasScope {
  readonly account: string
  /** In base64. */
  readonly accountKey: string
  readonly container: string
  /** Empty for the container. */
  readonly blob: string
}

/**
 * Was this SAS signed with the account's key, for this place? Service SAS (`sr=b|c`) and account SAS (`ss`, `srt`) as
 * Microsoft describes them ("Create a service SAS", "Create an account SAS", version 2020-12-06 and later). A user
 * delegation SAS is not supported.
 */
export function isSignedSas(sas: Sas, scope: SasScope): boolean {
  if (field(sas, 'sv') < OLDEST || sas.has('skoid')) return false
  const text = sas.has('ss') ? accountText(sas, scope) : serviceText(sas, scope)
  if (text === undefined) return false
  const given = Buffer.from(field(sas, 'sig'), 'base64')
  const expected = hmac(scope.accountKey, text)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** Is the moment, in milliseconds, inside of the times of the SAS? */
export function isInTime(sas: Sas, now: number): boolean {
  const [start, end] = [Date.parse(field(sas, 'st') || '1970-01-01'), Date.parse(field(sas, 'se'))]
  return start <= now && now < end
}

/** Does the SAS reach blobs (`o`) or the container itself (`c`)? A service SAS reaches what it was signed for. */
export function reaches(sas: Sas, what: 'o' | 'c'): boolean {
  return !sas.has('ss') || (field(sas, 'ss').includes('b') && field(sas, 'srt').includes(what))
}

function accountText(sas: Sas, { account }: SasScope): string {
  const names = ['sp', 'ss', 'srt', 'st', 'se', 'sip', 'spr', 'sv', 'ses']
  return [account, ...names.map(name => field(sas, name)), ''].join('\n')
}

function serviceText(sas: Sas, { account, container, blob }: SasScope): string | undefined {
  const kind = field(sas, 'sr')
  if (kind !== 'b' && kind !== 'c') return undefined
  const resource = `/blob/${account}/${container}${kind === 'b' ? `/${blob}` : ''}`
  const before = ['sp', 'st', 'se'].map(name => field(sas, name))
  const snapshot = ''
  const middle = ['si', 'sip', 'spr', 'sv', 'sr'].map(name => field(sas, name))
  const after = ['ses', 'rscc', 'rscd', 'rsce', 'rscl', 'rsct'].map(name => field(sas, name))
  return [...before, resource, ...middle, snapshot, ...after].join('\n')
}

function field(sas: Sas, name: string): string {
  return sas.get(name) ?? ''
}

function hmac(accountKey: string, text: string): Buffer {
  return createHmac('sha256', Buffer.from(accountKey, 'base64')).update(text, 'utf8').digest()
}

/**
 * Signs a SAS, for tests and the demo: the query without `?`. With `blob` it is for that blob, without for the
 * container. `permissions` in Azure's order (`racwdl`), `expiry` in milliseconds.
 */
export function signSas(
  scope: Omit<SasScope, 'blob'> & { readonly blob?: string },
  { permissions, expiry, start }: { permissions: string; expiry: number; start?: number },
): string {
  const sas = new Map([
    ['sv', '2022-11-02'],
    ['sr', scope.blob === undefined ? 'c' : 'b'],
    ...(start === undefined ? [] : [['st', isoSeconds(start)] as const]),
    ['se', isoSeconds(expiry)],
    ['sp', permissions],
  ])
  const text = serviceText(sas, { ...scope, blob: scope.blob ?? '' }) ?? ''
  const signed = [...sas, ['sig', hmac(scope.accountKey, text).toString('base64')]]
  return signed.map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`).join('&')
}

function isoSeconds(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d{3}/, '')
}

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
