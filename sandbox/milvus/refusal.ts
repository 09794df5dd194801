import type { Reply } from '../exchange.ts'

/** An answer with a code other than 0: HTTP 200 but for the two that deny access (`httpserver/handler_v2.go`). */
export class Refusal extends Error {
  readonly code: number
  readonly status: number

  constructor(code: number, message: string, status = 200) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** What the work answers, or what becomes of its refusal. */
export async function unlessRefused<T>(work: () => T | Promise<T>): Promise<T | Reply> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, message, status } = error
    return { status, body: { code, message } }
  }
}

// Every error of the server ends with the words of what it is one of (`pkg/util/merr/errors.go`).

export function parameterInvalid(message: string): Refusal {
  return new Refusal(1100, `${message}: invalid parameter`)
}

export function importFailed(message: string): Refusal {
  return new Refusal(2100, `${message}: importing data failed`)
}

/** A failure that is not the client's fault: code 2101 where the version has it. */
export function importSystemFailed(message: string, hasSystemCodes: boolean): Refusal {
  if (!hasSystemCodes) return importFailed(message)
  return new Refusal(2101, `${message}: importing data failed on server side`)
}
