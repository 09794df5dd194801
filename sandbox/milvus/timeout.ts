import type { RecordedRequest } from '../exchange.ts'
import type { MilvusState } from './call.ts'
import type { Profile } from './profile.ts'
import { parameterInvalid } from './refusal.ts'

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
