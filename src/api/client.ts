import type { Api, FileObservation, Observation } from '../model/job.ts'
import {
  CallError,
  type CallFailure,
  type CallOptions,
  type ImportService,
  type ListedJob,
} from '../model/service.ts'
import { cut } from '../words/text.ts'
import type { Call, Dialect, Scope } from './dialect.ts'
import type { Fields } from './envelope.ts'
import { exchange } from './failure.ts'
import type { Transport } from './transport.ts'
import { milvus, readJobId, zillizV2 } from './v2.ts'
import { standingOfWord, WORDS, zillizV1 } from './zilliz-v1.ts'

const DIALECTS: Readonly<Record<Api, Dialect>> = { 'zilliz-v2': zillizV2, 'zilliz-v1': zillizV1, milvus }

/** A list of more pages is not read to its end: with 100 jobs a page it would hold more than any collection allows. */
const MOST_PAGES = 100
/** A state is a word. Characters. */
const LONGEST_STATE = 100
const LONGEST_NAME = 255

/**
 * Puts the dialect of an API on a transport: the `ImportService` that `steps/` ask for. Texts that people may see are
 * redacted here, where they are still whole: half of a secret would pass later.
 */
export function createImportService(
  api: Api,
  transport: Transport,
  scope: Scope,
  redact: (text: string) => string,
): ImportService {
  const dialect = DIALECTS[api]
  /** The route of describe that this server knows, found by the first call. */
  let route = 0
  /** How far the job was when it was last described. */
  let reached: number | undefined

  async function ask(call: Call, options: CallOptions): Promise<{ data: Fields; failure: CallFailure }> {
    const { envelope, failure } = await exchange(transport, call, options, redact)
    if (!envelope.data) throw new CallError(failure)
    return { data: envelope.data, failure }
  }

  async function describe(jobId: string, options: CallOptions): Promise<Observation> {
    let refused: unknown
    for (const [index, call] of dialect.describe(scope, jobId).entries()) {
      if (index < route) continue
      try {
        const { data, failure } = await ask(call, options)
        route = index
        const named = readJobId(data)
        if (named === undefined || named === jobId) return dialect.readJob(data)
        const said = `It is about import job ${named}`
        throw new CallError({ ...failure, kind: 'unreadable', code: 'OtherJob', said })
      } catch (error) {
        if (!isUnknownRoute(error)) throw error
        refused ??= error
      }
    }
    throw refused
  }

  const list = (collectionName: string, options: CallOptions) =>
    wholeList(dialect, async page => (await ask(dialect.list(scope, collectionName, page), options)).data)

  /** What the list says about a job that describe is silent about: it runs, but does not move or is at its end. */
  async function endInList(job: Observation, jobId: string, options: CallOptions): Promise<Observation> {
    const isMoving = job.percent !== undefined && job.percent < 100 && job.percent !== reached
    reached = job.percent
    if (job.standing !== 'running' || isMoving || !job.collectionName) return job
    const jobs = await list(job.collectionName, options).catch(() => [])
    const word = jobs.find(listed => listed.jobId === jobId)?.state ?? ''
    const standing = standingOfWord(word)
    return standing ? { ...job, standing, phase: 'done', state: WORDS[standing] } : job
  }

  return {
    api,
    listsOneCollection: dialect.listsOneCollection,
    async create(request, key, options) {
      const call = dialect.create(request)
      const { data, failure } = await ask(
        key ? { ...call, headers: { 'idempotency-key': key } } : call,
        options,
      )
      const jobId = readJobId(data)
      if (jobId === undefined) throw new CallError(failure)
      return jobId
    },
    async describe(jobId, options) {
      const job = await describe(jobId, options)
      return readable(dialect.listTellsEnd ? await endInList(job, jobId, options) : job, redact)
    },
    list,
  }
}

/** The jobs of all pages, each once. */
async function wholeList(
  { readList, pageSize }: Dialect,
  ask: (page: number) => Promise<Fields>,
): Promise<readonly ListedJob[]> {
  const found = new Map<string, ListedJob>()
  const nameless: ListedJob[] = []
  let read = 0
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { jobs, total = 0 } = readList(await ask(page))
    for (const job of jobs) {
      if (job.jobId === undefined) nameless.push(job)
      else found.set(job.jobId, job)
    }
    read += jobs.length
    // A server may send fewer than were asked for on a page, and count less than there are: both must say the end.
    if (pageSize === undefined || (jobs.length < pageSize && read >= total))
      return [...found.values(), ...nameless]
    if (jobs.length === 0) break
  }
  const said = 'The list of jobs has no end that can be seen'
  throw new CallError({ kind: 'unreadable', code: 'Unreadable', said })
}

function isUnknownRoute(error: unknown): boolean {
  return error instanceof CallError && (error.failure.httpStatus === 404 || error.failure.httpStatus === 405)
}

/**
 * A job whose texts people may see. They are cut later: a secret must be gone before, or the half of it that is left
 * would pass the redaction at the door. Ids, numbers and `paths` are for comparing and stay.
 */
function readable(job: Observation, redact: (text: string) => string): Observation {
  const { state, reason, collectionName, files } = job
  const own = {
    state: cut(redact(state), LONGEST_STATE),
    reason: redact(reason),
    collectionName: collectionName && cut(redact(collectionName), LONGEST_NAME),
  }
  if (!holdsSecret(files, redact)) return { ...job, ...own }
  const clean = (file: FileObservation): FileObservation => ({
    ...file,
    ...{ name: redact(file.name), state: redact(file.state), reason: redact(file.reason) },
  })
  return { ...job, ...own, files: files.map(clean) }
}

/** The texts of thousands of files are looked through together, in pieces that V8 gives back quickly. Characters. */
const PIECE = 16_384

function holdsSecret(files: readonly FileObservation[], redact: (text: string) => string): boolean {
  let piece = ''
  let before = ''
  for (const { name, state, reason } of files) {
    const words = reason === '' ? state : `${state}\n${reason}`
    piece += words === before ? `${name}\n` : `${name}\n${words}\n`
    before = words
    if (piece.length < PIECE) continue
    if (redact(piece) !== piece) return true
    piece = ''
  }
  return redact(piece) !== piece
}
