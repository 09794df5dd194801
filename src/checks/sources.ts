import { CALL } from '../job/patience.ts'
import { formatOf } from '../model/formats.ts'
import type { BucketCredentials } from '../model/job.ts'
import type { ObjectFacts, ObjectPlace } from '../model/objects.ts'
import { CallError } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { ask } from '../steps/ask.ts'
import { failureWords } from '../words/job.ts'
import { withoutQuery } from '../words/url.ts'
import { grouped, type SeenFile, type SeenGroup } from './files.ts'

/** What one line of `objectUrl` leads to. */
export type SourceSeen = { readonly line: string } & (
  | { readonly kind: 'file'; readonly group: SeenGroup }
  | {
      readonly kind: 'folder'
      readonly groups: readonly SeenGroup[]
      /** Names of files that are in no format that servers know. */
      readonly strangers: readonly string[]
      readonly folders: readonly string[]
      /** More files than a job takes: not all are listed. */
      readonly isCut: boolean
    }
  | { readonly kind: 'missing'; readonly text: string }
  /** A sentence without a full stop. `isTrouble`: another time it may be seen. */
  | { readonly kind: 'unseen'; readonly why: string; readonly isTrouble: boolean }
)

/** The first bytes of a file, in the request that shows that it exists: small files and NumPy headers as a whole. */
const FIRST = 64 * 1024

export interface Sight {
  readonly tools: Tools
  readonly credentials: BucketCredentials
  /** Files that a job may hold; of a folder no more are listed. */
  readonly mostFiles: number
  /** How long trouble is waited out from now on, in milliseconds. */
  readonly patience: () => number
}

/** Looks where a line leads: one request for a file, one for each 1,000 files of a folder. */
export async function lookAtSource(url: string, sight: Sight): Promise<SourceSeen> {
  const { tools, credentials } = sight
  const line = withoutQuery(url)
  const located = await tools.locate(url, credentials)
  if (typeof located === 'string') return { line, kind: 'unseen', why: located, isTrouble: false }
  const { place, key } = located
  const isFolder = key === '' || key.endsWith('/') || key.endsWith('*.npy')
  return isFolder ? lookAtFolder(line, place, key, sight) : lookAtFile(line, place, key, sight)
}

async function lookAtFile(line: string, place: ObjectPlace, key: string, sight: Sight): Promise<SourceSeen> {
  const { tools, patience } = sight
  const asked = await ask(tools, options => place.read(key, 0, FIRST, options), {
    timeout: CALL,
    patience: patience(),
  })
  if ('refusal' in asked) return unseen(line, asked)
  const part = asked.answer
  if (!part) return { line, kind: 'missing', text: `There is no ${line}` }
  const name = baseName(line)
  const file = { name, size: part.size, etag: part.etag, open: opening(place, part, tools, part.bytes) }
  return { line, kind: 'file', group: { name, format: formatOf(name), files: [file] } }
}

function unseen(
  line: string,
  { refusal, failure }: Extract<Awaited<ReturnType<typeof ask>>, { refusal: unknown }>,
) {
  const isTrouble = refusal === 'transient' || refusal === 'rateLimited'
  const why = `${meaningOf(failure.httpStatus)} (${failureWords(failure)})`
  return { line, kind: 'unseen' as const, why, isTrouble }
}

function meaningOf(status: number | undefined): string {
  if (status === undefined) return 'no answer came'
  if (status === 401 || status === 403) return 'access was refused'
  return status >= 300 && status < 400 ? 'it leads to another address' : 'the answer was not usable'
}

async function lookAtFolder(
  line: string,
  place: ObjectPlace,
  key: string,
  sight: Sight,
): Promise<SourceSeen> {
  const { tools, patience, mostFiles } = sight
  const folder = key.replace(/\*\.npy$/, '')
  const asked = await ask(tools, options => place.list(folder, mostFiles, options), {
    timeout: CALL,
    patience: patience(),
  })
  if ('refusal' in asked) return unseen(line, asked)
  if (!asked.answer) return { line, kind: 'missing', text: `There is no bucket of ${line}` }
  const { objects, folders, isCut } = asked.answer
  const within = objects.filter(object => object.key !== folder && !object.key.endsWith('/'))
  const wanted = key === folder ? within : within.filter(object => object.key.endsWith('.npy'))
  const files = wanted.map(object => fileOf(object, place, tools))
  const known = files.filter(({ name }) => formatOf(name) !== undefined)
  return {
    ...{ line, kind: 'folder', isCut, folders },
    groups: grouped(known, line),
    strangers: files.filter(({ name }) => formatOf(name) === undefined).map(({ name }) => name),
  }
}

function fileOf(object: ObjectFacts, place: ObjectPlace, tools: Tools): SeenFile {
  const { key, size, etag } = object
  return { name: baseName(key), size, etag, open: opening(place, object, tools, new Uint8Array()) }
}

/** Reads parts of an object that must not change meanwhile; what is known of it already is not asked for. */
function opening(place: ObjectPlace, { key, size, etag }: ObjectFacts, tools: Tools, first: Uint8Array) {
  return async () => ({
    size,
    async read(from: number, to: number) {
      if (to <= first.length) return first.subarray(from, to)
      const asked = await ask(tools, options => place.read(key, from, to, options), {
        timeout: CALL,
        patience: 0,
      })
      if ('refusal' in asked) throw new CallError(asked.failure)
      const part = asked.answer
      const isSame = part?.size === size && (etag === '' || part.etag === '' || part.etag === etag)
      if (!part || !isSame || part.bytes.length !== to - from)
        throw new Error('the file changed while it was read')
      return part.bytes
    },
    async close() {},
  })
}

function baseName(path: string): string {
  return path.split('/').at(-1) || path
}
