import type { RecordedRequest } from './exchange.ts'
import type { Job } from './job.ts'
import { Refusal } from './milvus/refusal.ts'
import type { JobView } from './progress.ts'
import type { Context } from './protocol.ts'

// What the two import APIs of Zilliz Cloud and its control plane have in common. All throw a `Refusal`.

export type Body = Readonly<Record<string, unknown>>

/** Who has no key is refused with HTTP 200, who has a wrong one with HTTP 401 (recorded). */
export function checkKey({ headers }: RecordedRequest, { world }: Context): void {
  if (!headers.authorization) throw notAuthenticated()
  const key = /^Bearer (.+)$/.exec(headers.authorization)?.[1]
  if (!key || !world.apiKeys.includes(key)) throw new Refusal(21119, 'The apikey is illegal', 401)
}

export function notAuthenticated(): Refusal {
  return new Refusal(1800, "User hasn't authenticated")
}

export function badParameter(name: string): Refusal {
  return new Refusal(80000, `Incorrect parameter: ${name}`)
}

export function parseBody(text: string): Body {
  if (text === '') throw new Refusal(90142, 'No import content provided.')
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body
  } catch {
    // Not JSON: refused below like every other text that is no object.
  }
  throw badParameter('the body is not a JSON object')
}

/** Empty where there is none. */
export function textIn(body: Body, name: string): string {
  const value = body[name] ?? ''
  if (typeof value === 'string') return value
  throw badParameter(name)
}

export function collectionNameIn(body: Body): string {
  const name = textIn(body, 'collectionName')
  if (/^[A-Za-z_]\w*$/.test(name)) return name
  throw new Refusal(
    90011,
    'Invalid CollectionName. Reason: Name contains only alphanumeric letters and underscores, and the first character should be an underscore, a lowercase letter, or a uppercase letter',
  )
}

/** A number of a page or of its entries. */
export function pageNumber(
  given: unknown,
  fallback: number,
  range: readonly [number, number],
  no: Refusal,
): number {
  const value = Number(given ?? fallback)
  if (Number.isInteger(value) && value >= range[0] && value <= range[1]) return value
  throw no
}

/** One page of the jobs of a cluster or project, newest first. */
export async function jobsOnPage<T>(
  scope: string,
  { currentPage, pageSize }: { readonly currentPage: number; readonly pageSize: number },
  { jobs }: Context,
  render: (job: Job, state: JobView['state']) => T,
): Promise<{ count: number; shown: T[] }> {
  const all = await jobs.all(scope)
  const page = all.slice((currentPage - 1) * pageSize, currentPage * pageSize)
  const views = await Promise.all(page.map(job => jobs.view(job)))
  return { count: all.length, shown: views.map(({ job, state }) => render(job, state)) }
}
