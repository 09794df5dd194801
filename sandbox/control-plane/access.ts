import type { RecordedRequest, Reply } from '../exchange.ts'
import type { Context } from '../protocol.ts'

/** A business error of Zilliz Cloud: HTTP 200 with its code and the server's words. */
export class Refusal extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** The refusal of who has no good key: none at all is HTTP 200, a wrong one HTTP 401 (recorded). */
export function refusalOf({ headers }: RecordedRequest, { world }: Context): Reply | undefined {
  if (!headers.authorization) return NOT_AUTHENTICATED
  const key = /^Bearer (.+)$/.exec(headers.authorization)?.[1]
  if (key && world.apiKeys.includes(key)) return undefined
  return { status: 401, body: { code: 21119, message: 'The apikey is illegal' } }
}

export const NOT_AUTHENTICATED: Reply = {
  status: 200,
  body: { code: 1800, message: "User hasn't authenticated" },
}
