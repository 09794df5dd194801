import { routeOf } from '../../sandbox/faults.ts'
import type { RecordedRequest, Reply } from '../../sandbox/server.ts'

/** What servers and authors do that is odd, but no fault: it lasts for a whole story. */
export interface World {
  /** Names of files with blanks, commas and percent signs. */
  readonly names: 'plain' | 'odd'
  /** The author gives an alias; the server tells the collection's own name. */
  readonly alias: boolean
  /** How the list tells a job: whole, without its collection, or so that nobody knows which job it is. */
  readonly records: 'whole' | 'no name' | 'null name' | 'upper case' | 'no id' | 'no object'
  /** The list comes in pages of two, oldest first. */
  readonly pages: boolean
  /** Every body begins with a byte order mark. */
  readonly bom: boolean
  /** The second answer to a describe is one about another job, which has completed. */
  readonly mixedUp: boolean
  /** Other rows are in the file when the workflow is run again. */
  readonly changed: boolean
}

export const PLAIN: World = {
  names: 'plain',
  alias: false,
  records: 'whole',
  pages: false,
  bom: false,
  mixedUp: false,
  changed: false,
}

export const ALIAS = 'articles_latest'
const COLLECTION = 'articles'

/** Base names as the author gives them, and as they are in the bucket. */
const ODD: readonly (readonly [odd: string, real: string])[] = [
  ['my science, 100% sure.jsonl', 'science.jsonl'],
  ['our sports, %20 off.jsonl', 'sports.jsonl'],
  ['part 1, 100%25.parquet', 'part-1.parquet'],
  ['absent file.parquet', 'absent.parquet'],
]
/** Base names, and those of files with other rows in the same folder. */
const CHANGED: readonly (readonly [before: string, now: string])[] = [
  ['science.jsonl', 'politics.parquet'],
  ['part-1.parquet', 'part-3.parquet'],
]

/** The inputs of a step in this world. */
export function givenIn(
  { names, alias }: World,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const rename = (text: string) =>
    names === 'odd' ? ODD.reduce((all, [odd, real]) => all.replace(real, odd), text) : text
  const renamed = Object.entries(given).map(([name, value]) => [name, rename(value)])
  return { ...Object.fromEntries(renamed), collectionName: alias ? ALIAS : COLLECTION }
}

/** Stands between an action and a service that is as usual: both see the world. */
export interface Lens {
  request(request: RecordedRequest): RecordedRequest
  reply(request: RecordedRequest, reply: Reply): Reply
}

export function createLens(world: World, attempt: number): Lens {
  const names = [
    ...(world.names === 'odd' ? ODD : []),
    // What was renamed for the author, is renamed again for the bucket.
    ...(world.changed && attempt > 1 ? CHANGED : []),
  ]
  let describes = 0
  return {
    request(request) {
      const seen = names.reduce((text, [told, real]) => text.replaceAll(told, real), request.body)
      const body = world.alias ? seen.replaceAll(`"${ALIAS}"`, `"${COLLECTION}"`) : seen
      if (!world.pages || routeOf(request) !== 'list') return { ...request, body }
      return {
        ...request,
        body: body.replace(/"currentPage":\d+/, '"currentPage":1'),
        path: request.path.replace(/currentPage=\d+/, 'currentPage=1'),
      }
    },
    reply(request, reply) {
      const isText = typeof reply.body !== 'object'
      const text = names
        .toReversed()
        .reduce(
          (all, [told, real]) => all.replaceAll(real, told),
          isText ? String(reply.body) : JSON.stringify(reply.body),
        )
      // An answer of another type, or a half one, has the same names in it.
      if (isText) return { ...reply, body: text }
      let body = JSON.parse(text)
      if (routeOf(request) === 'list') body = listed(body, world, request)
      if (routeOf(request) === 'describe') {
        describes += 1
        if (world.mixedUp && describes === 2) body = { ...body, data: OTHER_JOB }
      }
      return { ...reply, body: world.bom ? `\uFEFF${JSON.stringify(body)}` : body }
    },
  }
}

/** In the words of all APIs. */
const OTHER_JOB = {
  jobId: '4242424242',
  collectionName: COLLECTION,
  state: 'Completed',
  progress: 100,
  readyPercentage: 1,
  completeTime: '2026-11-22T00:00:00Z',
  importedRows: 7,
  totalRows: 7,
  details: [],
}

type Fields = Record<string, unknown>

function listed(body: Fields, { records: how, pages }: World, request: RecordedRequest): Fields {
  const data = body['data'] as Fields | undefined
  const name = data && 'tasks' in data ? 'tasks' : 'records'
  const all = data?.[name]
  if (!Array.isArray(all)) return body
  const [, number] = /currentPage(?:":|=)(\d+)/.exec(request.body + request.path) ?? []
  const page = Number(number ?? 1)
  const shown = pages && number !== undefined ? all.toReversed().slice((page - 1) * 2, page * 2) : all
  return { ...body, data: { ...data, [name]: shown.map(record => retold(record, how)) } }
}

function retold(record: Fields, how: World['records']): unknown {
  const { collectionName, jobId, jobID, ...rest } = record
  const id = { ...(jobId === undefined ? { jobID } : { jobId }) }
  switch (how) {
    case 'whole':
      return record
    case 'no name':
      return { ...id, ...rest }
    case 'null name':
      return { ...id, ...rest, collectionName: null }
    case 'upper case':
      return { ...id, ...rest, collectionName: String(collectionName).toUpperCase() }
    case 'no id':
      return { ...rest, collectionName }
    case 'no object':
      return 'a job'
  }
}

/** One word for each oddity. */
export function tellWorld(world: World): string {
  const { names, alias, records, pages, bom, mixedUp, changed } = world
  return [
    names === 'odd' ? 'odd names' : '',
    alias ? 'through an alias' : '',
    records === 'whole' ? '' : `listed with ${records}`,
    pages ? 'listed in pages of two' : '',
    bom ? 'byte order marks' : '',
    mixedUp ? 'the second describe tells of another job' : '',
    changed ? 'other rows in re-runs' : '',
  ]
    .filter(Boolean)
    .join(', ')
}
