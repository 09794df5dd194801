import type { RecordedRequest } from '../exchange.ts'
import type { MilvusOptions, MilvusUser, Privilege } from './options.ts'
import { Refusal } from './refusal.ts'

/** Who asks: `undefined` where authentication is off, and everybody may do everything. */
export type Caller = { readonly name: string; readonly user: MilvusUser } | undefined

/**
 * `Bearer user:password`, split at the first colon, or HTTP Basic. A bearer without a colon is an API key, which an
 * open-source Milvus never accepts (`internal/distributed/proxy/service.go`).
 */
export function authenticate({ headers }: RecordedRequest, { users }: MilvusOptions): Caller {
  if (!users) return undefined
  const [, scheme = '', credentials = ''] = /^(\w+) +(.*)$/.exec(headers.authorization ?? '') ?? []
  const text = scheme === 'Basic' ? Buffer.from(credentials, 'base64').toString('utf8') : credentials
  const colon = text.indexOf(':')
  const name = text.slice(0, Math.max(0, colon))
  const user = Object.hasOwn(users, name) ? users[name] : undefined
  if (!/^(Basic|Bearer)$/.test(scheme) || colon < 0 || user?.password !== text.slice(colon + 1)) {
    throw new Refusal(1800, "user hasn't authenticated", 401)
  }
  return { name, user }
}

export function mayImport(caller: Caller, dbName: string): boolean {
  return !caller || isAdmin(caller) || caller.user.mayImport.includes(dbName)
}

export function isAdmin(caller: Caller): boolean {
  return !caller || caller.user.mayImport === 'admin'
}

export function may({ user }: NonNullable<Caller>, privilege: Privilege): boolean {
  return user.mayImport === 'admin' || (user.privileges?.includes(privilege) ?? true)
}

/** The refusal of `internal/proxy/privilege_interceptor.go`. */
export function checkPrivilege(
  caller: Caller,
  dbName: string,
  isAllowed: boolean,
  privilege: Privilege | 'Import' = 'Import',
): void {
  if (isAllowed || !caller) return
  const words = `Privilege${privilege}: permission deny to ${caller.name} in the \`${dbName}\` database`
  throw new Refusal(65535, `rpc error: code = PermissionDenied desc = ${words}`, 403)
}
