import type { RecordedRequest } from '../exchange.ts'
import type { Context } from '../protocol.ts'
import type { Caller } from './access.ts'
import type { MilvusOptions } from './options.ts'
import type { Profile } from './profile.ts'
import { parameterInvalid } from './refusal.ts'

/** One call: everything that a route looks at. */
export interface Call {
  readonly request: RecordedRequest
  readonly context: Context
  readonly options: MilvusOptions
  readonly profile: Profile
  readonly caller: Caller
  readonly state: MilvusState
  /** The header `DB-Name`, or the default database. */
  readonly headerDb: string
}

/** What a server keeps beside its jobs. */
export interface MilvusState {
  /** Seconds by route: a `Request-Timeout` that stays (2.4). */
  readonly timeouts: Map<string, number>
  /** Idempotency keys by collection: the job that they lead to, and when they were first seen. */
  readonly keys: Map<string, { readonly jobId: string; readonly at: number }>
}

/** Seconds that a request has (`httpserver/timeout_middleware.go`): 30, or what `Request-Timeout` says. */
export function readTimeout(
  { headers, path: route }: RecordedRequest,
  { checksTimeout, timeoutSticks }: Profile,
  { timeouts }: MilvusState,
): number {
  const given = headers['request-timeout']
  const usual = timeouts.get(route) ?? 30
  if (given === undefined) return usual
  if (!/^[-+]?\d+$/.test(String(given))) {
    if (!checksTimeout) return usual
    throw parameterInvalid(
      `Request-Timeout parse failed, err: strconv.ParseInt: parsing ${JSON.stringify(given)}: invalid syntax`,
    )
  }
  if (timeoutSticks) timeouts.set(route, Number(given))
  return Number(given)
}
