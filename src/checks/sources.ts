import { CALL } from '../job/patience.ts'
import { formatOf, nameOf } from '../model/formats.ts'
import type { BucketCredentials } from '../model/job.ts'
import type { ObjectFacts, ObjectPlace } from '../model/objects.ts'
import { CallError, type CallOptions } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { ask } from '../steps/ask.ts'
import { plural } from '../words/format.ts'
import { failureWords } from '../words/job.ts'
import { withoutQuery } from '../words/url.ts'
import { grouped, type SeenGroup } from './files.ts'
import { type Found, failed, unknown } from './found.ts'

/** What one line of `objectUrl` leads to. */
export interface SourceSeen {
  readonly line: string
  readonly groups: readonly SeenGroup[]
  /** What is known of it alone. */
  readonly found: readonly Found[]
  /** There are more files than a job takes: not all are listed. */
  readonly isCut?: boolean
  /** Why it was not seen: a sentence without a full stop. `isTrouble`: another time it may be. */
  readonly unseen?: { readonly why: string; readonly isTrouble: boolean }
}

/** The first bytes of a file, in the request that shows that it exists: small files and NumPy headers as a whole. */
const FIRST = 64 * 1024

interface Sight {
  readonly tools: Tools
  readonly credentials: BucketCredentials
  /** Files that a job may hold; of a folder no more are listed. */
  readonly mostFiles: number
  /** How long trouble is waited out from now on, in milliseconds. */
  readonly patience: () => number
}

/** Looks where a line leads: one request for a file, one for each 1,000 files of a folder. */
export async function lookAtSource(
  url: string,
  { tools, credentials, mostFiles, patience }: Sight,
): Promise<SourceSeen> {
  const line = withoutQuery(url)
  const nothing = { line, groups: [], found: [] }
  const located = await tools.locate(url, credentials)
  if (typeof located === 'string') return { ...nothing, unseen: { why: located, isTrouble: false } }
  const { place, key } = located
  const isFolder = key === '' || key.endsWith('/') || key.endsWith('*.npy')
  const look = async (options: CallOptions) =>
    isFolder
      ? folderSeen(line, await place.list(key.replace(/\*\.npy$/, ''), mostFiles, options), place, key, tools)
      : fileSeen(line, await place.read(key, 0, FIRST, options), place, tools)
  const asked = await ask(tools, look, { timeout: CALL, patience: patience() })
  if ('answer' in asked) return asked.answer
  const { refusal, failure } = asked
  const isTrouble = refusal === 'transient' || refusal === 'rateLimited'
  const why = `${meaningOf(failure.httpStatus)} (${failureWords(failure)})`
  return { ...nothing, unseen: { why, isTrouble } }
}

function meaningOf(status: number | undefined): string {
  if (status === undefined) return 'no answer came'
  if (status === 401 || status === 403) return 'access was refused'
  return status >= 300 && status < 400 ? 'it leads to another address' : 'the answer was not usable'
}

function missing(line: string, what: string): SourceSeen {
  return {
    line,
    groups: [],
    found: [failed('objects', { code: 'ObjectMissing', text: `There is no ${what}` })],
  }
}

function fileSeen(
  line: string,
  part: Awaited<ReturnType<ObjectPlace['read']>>,
  place: ObjectPlace,
  tools: Tools,
): SourceSeen {
  if (!part) return missing(line, line)
  const { size, etag, bytes } = part
  const file = { name: baseName(line), size, etag, open: opening(place, part, tools, bytes) }
  return { line, groups: [{ name: file.name, format: formatOf(file.name), files: [file] }], found: [] }
}

/** docs.zilliz.com, "Format options": a folder holds one format, its files lie directly in it. */
function folderSeen(
  line: string,
  listing: Awaited<ReturnType<ObjectPlace['list']>>,
  place: ObjectPlace,
  key: string,
  tools: Tools,
): SourceSeen {
  if (!listing) return missing(line, `bucket of ${line}`)
  const { objects, folders, isCut } = listing
  const isWanted = (object: ObjectFacts) =>
    !object.key.endsWith('/') && (!key.endsWith('*.npy') || object.key.endsWith('.npy'))
  const files = objects.filter(isWanted).map(object => ({
    ...{ name: baseName(object.key), size: object.size, etag: object.etag },
    open: opening(place, object, tools, new Uint8Array()),
  }))
  const { known = [], strange = [] } = Object.groupBy(files, ({ name }) =>
    formatOf(name) === undefined ? 'strange' : 'known',
  )
  const groups = grouped(known, line)
  const found: Found[] = mixedFormats(line, groups)
  if (files.length + folders.length === 0)
    found.push(failed('objects', { code: 'FolderEmpty', text: `There is no file in ${line}` }))
  const [stranger, ...others] = strange
  if (stranger) {
    const more = others.length > 0 ? ` and ${plural(others.length, 'other file')}` : ''
    found.push(unknown('formats', `${line} holds ${stranger.name}${more}, in no format that servers know`))
  }
  const inside = `${line} holds ${plural(folders.length, 'folder')}`
  if (folders.length > 0)
    found.push(unknown('formats', `${inside}, too, and this check does not look into folders`))
  return { line, groups, found, isCut }
}

function mixedFormats(line: string, groups: readonly SeenGroup[]): Found[] {
  const formats = new Map(groups.map(({ format, files }) => [format, files[0]?.name ?? '']))
  if (formats.size <= 1) return []
  const names = [...formats].map(([format, file]) => `${format ? nameOf(format) : ''} (${file})`)
  const text = `${line} holds ${names.join(' and ')}`
  // One is read as the other by some servers.
  const isJson = [...formats.keys()].every(format => format === 'json' || format === 'jsonl')
  return isJson
    ? [unknown('formats', `${text}: not every server takes them together`)]
    : [failed('formats', { code: 'MixedFormats', text })]
}

/** Reads parts of an object that must not change meanwhile; what is known of it already is not asked for. */
function opening(place: ObjectPlace, { key, size, etag }: ObjectFacts, tools: Tools, first: Uint8Array) {
  return async () => ({
    size,
    async read(from: number, to: number) {
      if (to <= first.length) return first.subarray(from, to)
      const question = (options: CallOptions) => place.read(key, from, to, options)
      const asked = await ask(tools, question, { timeout: CALL, patience: 0 })
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
