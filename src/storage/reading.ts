import { type Answer, header } from '../api/transport.ts'
import type { Listing, ObjectFacts, ObjectPart } from '../model/objects.ts'
import { refusal } from './answer.ts'
import type { Store, StoreContext, StoreRequest } from './store.ts'

/** One page of a list, and the word that asks for the next one; `''` where there is none. */
export interface Page extends Omit<Listing, 'isCut'> {
  readonly next: string
}

/** In what the questions of stores differ. */
interface Dialect {
  /** Resolves to the answer that was asked for. */
  call(request: StoreRequest): Promise<Answer>
  /** Does the answer prove that there is no such object or bucket? */
  isMissing(answer: Answer): boolean
  /** Asks for the page that `next` names, `''` for the first. */
  pageQuery(next: string): Readonly<Record<string, string>>
  /** `undefined` for what is no page of a list. */
  pageIn(body: string): Page | undefined
}

type Reading = Pick<Store, 'read' | 'list' | 'sizes' | 'head' | 'remove'>

/** What all stores do alike. */
export function createReading(dialect: Dialect, context: Pick<StoreContext, 'redact' | 'today'>): Reading {
  const { call, isMissing } = dialect

  /** Resolves to `undefined` if there is no bucket. */
  async function pages(query: StoreRequest['query'], most: number, limits: Pick<StoreRequest, 'signal'>) {
    const objects: ObjectFacts[] = []
    const folders: string[] = []
    for (let next = ''; ; ) {
      const asked = { ...query, ...dialect.pageQuery(next) }
      const answer = await call({ method: 'GET', key: '', query: asked, mayBe: [404, 410], ...limits })
      const page = dialect.pageIn(answer.body)
      if (!page) return { answer }
      objects.push(...page.objects)
      folders.push(...page.folders)
      next = page.next
      if (next === '' || objects.length > most) return { objects, folders, isCut: next !== '' }
    }
  }

  return {
    async read(key, from, to, limits) {
      const headers = { range: `bytes=${from}-${to - 1}` }
      const wanted = { headers, most: to - from, mayBe: [404, 410, 416] }
      const answer = await call({ method: 'GET', key, ...wanted, ...limits })
      const part = partIn(answer, key, from)
      if (!part && !isMissing(answer)) throw refusal(answer, context)
      return part
    },

    async list(folder, most, limits) {
      const found = await pages({ delimiter: '/', prefix: folder }, most, limits)
      if (!('answer' in found)) return found
      if (isMissing(found.answer)) return undefined
      throw refusal(found.answer, context)
    },

    async sizes(prefix, signal) {
      const found = await pages({ prefix }, Number.POSITIVE_INFINITY, { signal })
      if ('answer' in found) throw refusal(found.answer, context)
      return new Map(found.objects.map(({ key, size }) => [key, size]))
    },

    async head(key, signal) {
      const answer = await call({ method: 'HEAD', key, mayBe: [404], signal })
      if (answer.status === 404) return undefined
      const size = Number(header(answer, 'content-length') ?? Number.NaN)
      if (!Number.isSafeInteger(size)) throw refusal(answer, context)
      return size
    },

    async remove(key, signal) {
      await call({ method: 'DELETE', key, mayBe: [404], signal })
    },
  }
}

/** The part of an object in the answer to a range that begins at `from`; `undefined` where there is none. */
function partIn(answer: Answer, key: string, from: number): ObjectPart | undefined {
  const { status, bytes } = answer
  const etag = plainTag(header(answer, 'etag') ?? '')
  // Where no range can begin at the first byte, there is none.
  if (status === 416 && from === 0) return { key, size: 0, etag, bytes }
  const isWhole = status === 200 && from === 0
  if (status !== 206 && !isWhole) return undefined
  // `bytes 0-99/1234`.
  const told = header(answer, isWhole ? 'content-length' : 'content-range') ?? ''
  const [, total] = /(?:^|\/)(\d+)$/.exec(told) ?? []
  return total === undefined ? undefined : { key, size: Number(total), etag, bytes }
}

/** An ETag without its quotes, which lists of Azure leave out, and headers don't. */
export function plainTag(text: string): string {
  return text.replace(/^W\//, '').replaceAll('"', '')
}

/** So say S3, and servers of files, where it is true. */
export function isNotFound({ status }: Answer): boolean {
  return status === 404 || status === 410
}
