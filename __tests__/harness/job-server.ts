import { pathsOf } from '../../src/api/v2.ts'
import { ImportError } from '../../src/errors/import-error.ts'
import { noKeys } from '../../src/job/idempotency.ts'
import type { ImportRequest, Observation } from '../../src/model/job.ts'
import { CallError, type CallFailure, type ImportService } from '../../src/model/service.ts'
import type { Job, Submission } from '../../src/steps/job.ts'
import { submit } from '../../src/steps/submit.ts'
import { file, seen } from './observed.ts'
import { VirtualTime } from './virtual-time.ts'

export const request: ImportRequest = {
  target: { kind: 'instance' },
  dbName: undefined,
  collectionName: 'c',
  partitionName: undefined,
  source: { kind: 'files', groups: [['a.json'], ['b/x.npy', 'b/y.npy']], options: {} },
}
export const OURS = ['a.json', 'b/x.npy b/y.npy']

export interface ServerJob {
  readonly id: string
  readonly names: readonly string[]
  readonly key?: string | undefined
  readonly standing?: Observation['standing']
  readonly isGone?: boolean
  /** What the list calls its collection, `c` if not given. */
  readonly listedAs?: string | undefined
  /** The list does not tell its id. */
  readonly isNameless?: boolean
}

export const fail = (kind: CallFailure['kind'], code: string, httpStatus?: number, said = ''): CallError =>
  new CallError({ kind, code, httpStatus, said })
export const LOST = fail('interrupted', 'ECONNRESET')

export interface Server extends ImportService {
  readonly jobs: ServerJob[]
  creates: number
}

/** A server in memory; `onCreate` breaks the n-th create, before or after it was carried out. */
export function server(
  jobs: ServerJob[],
  onCreate: (
    n: number,
  ) => ({ error: CallError; isCarriedOut?: boolean } & Partial<ServerJob>) | undefined = () => undefined,
  { honoursKeys = false, list = true }: { honoursKeys?: boolean; list?: boolean } = {},
): Server {
  const self: Server = {
    api: 'milvus',
    listsOneCollection: true,
    jobs,
    creates: 0,
    async create(_, key) {
      self.creates += 1
      const known = honoursKeys && key ? jobs.find(job => job.key === key) : undefined
      const broken = onCreate(self.creates)
      const add = () => jobs.push({ id: `new-${self.creates}`, names: OURS, key, ...broken })
      if (broken) {
        if (broken.isCarriedOut && !known) add()
        throw broken.error
      }
      if (known) return known.id
      add()
      return `new-${self.creates}`
    },
    async describe(jobId) {
      const job = jobs.find(({ id, isGone }) => id === jobId && !isGone)
      if (!job) throw fail('code', '2101', 200, `import job does not exist, jobID=${jobId}`)
      return observation(job)
    },
    async list() {
      if (!list) throw fail('code', '65535', 403, 'permission deny')
      return jobs
        .filter(({ isGone }) => !isGone)
        .map(job => ({
          jobId: job.isNameless ? undefined : job.id,
          collectionName: 'listedAs' in job ? job.listedAs : 'c',
          state: 'Importing',
        }))
    },
  }
  return self
}

export const observation = ({ names, standing = 'running' }: ServerJob): Observation =>
  seen({
    standing,
    collectionName: 'c',
    files: names.map(name => file(name, { paths: pathsOf(`[${name}]`) })),
  })

/** Submits `request`: how it ended in words, the message of an error, and what was noted meanwhile. */
export async function run(service: Server, options: Partial<Submission> = {}) {
  const notes: string[] = []
  let message = ''
  const clock = new VirtualTime()
  const submitting = submit({
    ...{ service, clock, random: () => 0, signal: new AbortController().signal },
    ...{ request, keys: noKeys, isRerun: true, memory: undefined, startedAt: 0, timeout: 1_800_000 },
    tell: event => void (event.kind === 'noted' && notes.push(event.text)),
    ...options,
  })
  const ended = await clock.run(submitting).then(inWords, error => {
    if (!(error instanceof ImportError)) throw error
    message = error.message
    return `${error.status} ${error.code}`
  })
  return { ended, message, notes, seconds: clock.now() / 1000 }
}

/** `found job-1, had completed`. */
function inWords({ jobId, origin, isUnverified, mustBeSeen, hadCompleted }: Job): string {
  const facts = [isUnverified && 'unverified', mustBeSeen && 'must be seen', hadCompleted && 'had completed']
  return [`${origin} ${jobId}`, ...facts].filter(Boolean).join(', ')
}

/** The first key, and one more for each turn. */
export const keys = (first: string) => (turn: number) => (turn === 1 ? first : `${first}-${turn}`)
