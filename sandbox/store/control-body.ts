import { Refusal, type StoreReply } from './model.ts'

/** The body of a call to the control plane. */
export type Body = Readonly<Record<string, unknown>>

/** A business error of the control plane: HTTP 200 with its code. */
export function business(code: number, message: string): Refusal {
  return new Refusal(200, String(code), message)
}

/** An answer of the control plane. */
export function json(
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): StoreReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}

/** Refuses what is no JSON object. */
export function objectOf(text: string): Body {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body
  } catch {
    // Not JSON: refused below like every other text that is no object.
  }
  throw business(80000, `Incorrect parameter: the body is not a JSON object`)
}

/** A field that must be text, and not empty unless there is a fallback. */
export function textOf(body: Body, name: string, fallback?: string): string {
  const value = body[name] ?? fallback
  if (typeof value === 'string' && (value !== '' || fallback !== undefined)) return value
  throw business(80000, `Incorrect parameter: ${name}`)
}
