import { CallError } from '../model/service.ts'

/** Failures that prove that no byte of the request was sent. */
const UNSENT = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ConnectTimeout',
])

/** What became of an exchange that brought no answer: `limit` was its time, `signal` the cancel of the workflow. */
export function asCallError(
  error: unknown,
  limit: AbortSignal,
  signal: AbortSignal,
  proxy: string | undefined,
): CallError {
  if (error instanceof CallError) return error
  if (signal.aborted) return new CallError({ kind: 'aborted', code: 'Cancelled', said: '' })
  if (limit.aborted) return new CallError({ kind: 'interrupted', code: 'Timeout', said: '' })
  const cause = rootCause(error)
  if (isLoginOfProxy(cause)) {
    return new CallError({ kind: 'status', code: 'Http407', httpStatus: 407, said: cause.message })
  }
  const name = networkName(cause)
  const isNamed = proxy !== undefined && isAbout(cause, proxy)
  const code = isNamed && UNSENT.has(name) ? 'ProxyFailed' : name
  const unsent = UNSENT.has(code) || code === 'TlsFailed' || code === 'ProxyFailed'
  const kind = unsent ? 'unsent' : code === 'Unreadable' ? 'unreadable' : 'interrupted'
  return new CallError({ kind, code, said: cause.message })
}

interface Cause {
  readonly code: string
  readonly message: string
  /** `host:port`, if the network error names one. */
  readonly place: string
}

/** undici wraps causes, and trying several addresses yields an error of errors. */
function rootCause(error: unknown): Cause {
  const { code, message, cause, errors, hostname, address, port } = error as Record<string, unknown>
  const inner = Array.isArray(errors) ? errors[0] : cause
  if (inner && !/^UND_ERR_PRX/.test(String(code))) return rootCause(inner)
  return {
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? message : '',
    place: `${hostname ?? address ?? ''}:${port ?? ''}`,
  }
}

/** In a tunnel undici says "Proxy response (407)", without one "Proxy Authentication Required (407)". */
function isLoginOfProxy({ code, message }: Cause): boolean {
  return /^UND_ERR_(ABORTED|INVALID_ARG)$/.test(code) && /proxy.*\(407\)/i.test(message)
}

/** Behind a proxy, all connections go to it. Its name may have many addresses, so the port decides. */
function isAbout({ place, message }: Cause, proxy: string): boolean {
  const { hostname, port } = new URL(`http://${proxy}`)
  return place === `${hostname}:` || place.endsWith(`:${port || 80}`) || message.includes(proxy)
}

function networkName({ code, message }: Cause): string {
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'ConnectTimeout'
  if (/^UND_ERR_PRX/.test(code)) return 'ProxyFailed'
  if (code === 'UND_ERR_SOCKET' || code === 'EPIPE') return 'ECONNRESET'
  if (/^ERR_TLS|^ERR_SSL|CERT|^UNABLE_TO|SELF_SIGNED|^EPROTO$/.test(code)) return 'TlsFailed'
  if (/^Z_|^ERR__ERROR_FORMAT|^ERR_BROTLI/.test(code)) return 'Unreadable'
  if (/^HPE_/.test(code)) return 'NotHttp'
  if (code === 'UND_ERR_ABORTED' && /proxy/i.test(message)) return 'ProxyFailed'
  return code || 'ECONNRESET'
}
