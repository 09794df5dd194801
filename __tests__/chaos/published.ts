import fc from 'fast-check'
import { routeOf } from '../../sandbox/faults.ts'
import { articles } from '../../sandbox/samples.ts'
import { createService, type RecordedRequest, type Service } from '../../sandbox/server.ts'
import { main } from '../../src/main.ts'
// What a run loads when it is asked for: on virtual time loading must take no time.
import '../../src/api/data-plane.ts'
import '../../src/steps/gate.ts'
import '../../src/steps/searchable.ts'
import { VirtualTime } from '../harness/virtual-time.ts'
import { worldOf } from '../harness/world.ts'
import { type Main, startAction, type Written } from './action.ts'
import { Github } from './github.ts'
import {
  type PublishedAttempt,
  type PublishedStory,
  publishedStories,
  tellPublished,
} from './published-story.ts'
import { PACES } from './story.ts'
import { createWire, stopAt, type Wire } from './wire.ts'
import { createLens, PLAIN } from './worlds.ts'

/** Rows that the collection has, and that the file brings. */
const BEFORE = 1000
const ROWS = 90
const BEFORE_RERUN = 300_000
/** After this the server has dropped every job that it may drop by itself. */
const AT_LAST = 4 * 3_600_000
const AFTER_CANCEL = 6000

/** What was sent, seen and found of one attempt. */
interface PublishedRecord {
  readonly attempt: PublishedAttempt
  readonly written: Written
  readonly green: boolean | undefined
  readonly stoppedAt: number | undefined
  readonly endedAt: number
  readonly sent: readonly Sent[]
  readonly named: readonly string[]
  /** What the sandbox's own count was at the end. */
  readonly visible: number
  /** The true state of the job that the attempt tells of, at its end. */
  readonly state: string | undefined
}

interface Sent {
  readonly route: 'create' | 'commit' | 'abort'
  readonly jobId: string
}

export interface PublishedVerdict {
  readonly endings: readonly string[]
  readonly violations: readonly string[]
}

/** Plays a story on virtual time, and judges it by what the service really holds. */
export async function playPublished(story: PublishedStory, run: Main = main): Promise<PublishedVerdict> {
  const time = new VirtualTime()
  const collection = { ...articles, rows: BEFORE, isLoaded: story.isLoaded, shardsNum: story.shards }
  const databases = { default: { articles: collection, articles_old: { ...articles, aliases: ['prod'] } } }
  const service = createService({
    ...{ api: { milvus: story.version }, world: await worldOf({ databases }) },
    ...{ tempo: PACES[story.pace], faults: story.faults, clock: time },
  })
  const violations: string[] = []
  const answer = service.answer.bind(service)
  service.answer = async (request, by) => {
    violations.push(...(await time.during(onArrival(request, story, service))))
    return answer(request, by)
  }
  const base = Date.now()
  // As the clocks of runner and server are: of one day.
  const dated: Main = world => run({ ...world, today: () => base + world.clock.now() })
  const records: PublishedRecord[] = []
  await time.run(
    (async () => {
      for (const [index, attempt] of story.attempts.entries()) {
        service.ledger.label = `attempt ${index + 1}`
        records.push(await runAttempt(attempt, index + 1, { story, service, time, run: dated }))
        await time.sleep(BEFORE_RERUN)
      }
      await time.sleep(AT_LAST)
      violations.push(...(await time.during(atLast(story, service))))
    })(),
  )
  if (service.mistakes.length > 0) throw service.mistakes[0]
  for (const [index, record] of records.entries())
    violations.push(...judge(record, story).map(text => `attempt ${index + 1}: ${text}`))
  const endings = records.map(({ green, written }) =>
    green === undefined
      ? 'killed'
      : `${written.outputs['status']} ${written.outputs['errorCode'] ?? ''}`.trim(),
  )
  return { endings, violations }
}

interface Stage {
  readonly story: PublishedStory
  readonly service: Service
  readonly time: VirtualTime
  readonly run: Main
}

async function runAttempt(attempt: PublishedAttempt, number: number, stage: Stage): Promise<PublishedRecord> {
  const { story, service, time, run } = stage
  const { stop, timeout, onTimeout } = attempt
  let stoppedAt: number | undefined
  const cancel = new AbortController()
  const killed = Promise.withResolvers<undefined>()
  const isDead = () => stop?.by === 'SIGKILL' && stoppedAt !== undefined
  const clock = {
    now: time.now,
    sleep: (ms: number, signal?: AbortSignal) =>
      time.sleep(ms, signal).then(() => (isDead() ? new Promise<void>(() => {}) : undefined)),
  }
  const onSent = stop
    ? stopAt(stop, time, () => {
        stoppedAt = time.now()
        if (stop.by === 'SIGINT') return cancel.abort()
        wire.cut()
        killed.resolve(undefined)
      })
    : () => {}
  const sent: Sent[] = []
  const wire: Wire = createWire({
    ...{ service, time, lens: createLens(PLAIN, number), authorization: '' },
    onSent(request) {
      const route = routeOf(request)
      const { jobId = '' } = JSON.parse(request.body || '{}')
      if (route === 'create' || route === 'abort' || (route === 'commit' && jobId))
        sent.push({ route, jobId })
      onSent(route)
    },
  })
  const given = inputsOf(story, timeout, onTimeout)
  // No token is given: nobody asks for it.
  const checks = new Github().checksFor(time, () => {}, isDead)
  const { signal } = cancel
  const action = startAction({ given, clock, transport: wire, checks, signal, attempt: number }, run)
  const green = await Promise.race([action.done, killed.promise])
  const written = action.written()
  const view = await time.during(service.ledger.view(written.outputs['jobId'] ?? ''))
  const visible = await time.during(service.visibleRows('default', 'articles'))
  return {
    ...{ attempt, written, green, stoppedAt, endedAt: time.now(), sent, named: [...wire.named] },
    ...{ visible, state: view?.state },
  }
}

function inputsOf(story: PublishedStory, timeout: string, onTimeout: string): Record<string, string> {
  const { commit, searchable, alias, expects } = story
  return {
    ...{ api: 'milvus', endpoint: 'http://127.0.0.1:19530', collectionName: 'articles' },
    ...{ files: 'parts/part-1.parquet', timeout, onTimeout, commit, searchable },
    ...(alias && { alias: 'prod' }),
    ...(expects !== 'nothing' && { expectedRows: expects === 'more' ? `>=${ROWS + 1}` : String(ROWS) }),
  }
}

/** What must hold at the moment at which the service hears a request. */
async function onArrival(
  request: RecordedRequest,
  story: PublishedStory,
  service: Service,
): Promise<string[]> {
  const isSwitch = /\/aliases\/(create|alter)$/.test(request.path)
  if (isSwitch) {
    const rows = await service.visibleRows('default', 'articles')
    const isLoaded = service.collection('default', 'articles')?.isLoaded('_default')
    if (!isLoaded) return ['the alias moves to a collection that is not loaded']
    if (rows < BEFORE + ROWS) return [`the alias moves when a query sees ${rows} rows`]
  }
  const { jobId = '' } = JSON.parse(request.body || '{}')
  if (routeOf(request) !== 'commit' || !jobId) return []
  const view = await service.ledger.view(jobId)
  if (view?.job.autoCommit) return ['a commit of a job that was not held back']
  if (story.commit === 'verified' && story.expects === 'more') return ['rows are published that do not hold']
  return story.commit === 'manual' ? ['a commit that nobody asked for'] : []
}

/** What must hold when everything has come to its end. */
async function atLast({ commit, expects }: PublishedStory, service: Service): Promise<string[]> {
  const found: string[] = []
  const labels = new Set(service.ledger.entries.map(({ by }) => by))
  for (const label of labels) {
    const jobs = service.ledger.jobsOf(label)
    if (jobs.length > 1) found.push(`${label} made ${jobs.length} jobs`)
  }
  for (const { jobId } of service.ledger.entries) {
    const view = await service.ledger.view(jobId)
    if (!view || commit !== 'verified') continue
    if (view.job.timeout === undefined) found.push(`job ${jobId} has no timeout of the server`)
    if (view.state === 'Uncommitted') found.push(`job ${jobId} stays at Uncommitted for ever`)
    if (expects === 'more' && view.state === 'Completed')
      found.push(`job ${jobId} is published, and does not hold`)
  }
  return found
}

/** What an attempt told and sent, against the truth. */
function judge(record: PublishedRecord, story: PublishedStory): string[] {
  const { written, green, sent, stoppedAt, endedAt, attempt, visible, state, named } = record
  const routes = sent.map(({ route }) => route)
  const firstCommit = routes.indexOf('commit')
  const firstAbort = routes.indexOf('abort')
  const { status = '', errorCode = '', reused } = written.outputs
  const { commit, searchable, expects } = story
  const isOver = green !== undefined
  const isAborted = written.text.includes('The import was aborted; no row became visible')
  const isHeld = commit === 'verified' && named.length > 0 && firstCommit < 0
  const wanted = reused === 'true' ? ROWS : BEFORE + ROWS
  const rules: readonly (readonly [boolean, string])[] = [
    [firstCommit >= 0 && routes.lastIndexOf('abort') > firstCommit, 'an abort after a commit'],
    [firstAbort >= 0 && routes.lastIndexOf('commit') > firstAbort, 'a commit after an abort'],
    [
      routes.lastIndexOf('create') > Math.max(firstAbort, firstCommit) &&
        Math.max(firstAbort, firstCommit) >= 0,
      'a create after the gate',
    ],
    [
      isOver && (status === '' || errorCode === 'InternalError'),
      `a mistake of the action: ${written.text.slice(-300)}`,
    ],
    [isOver && status === 'InvalidInput', 'the inputs were right'],
    [isOver && status === 'Completed' && state !== 'Completed', `Completed, but the job is ${state}`],
    [isOver && isAborted && state !== 'Failed', `aborted, but the job is ${state}`],
    [
      isOver &&
        commit === 'verified' &&
        ['Aborted', 'Cancelled'].includes(status) &&
        isHeld &&
        firstAbort < 0 &&
        ['Pending', 'Importing', 'Uncommitted'].includes(state ?? ''),
      'nobody aborted',
    ],
    [
      green === true && status === 'Uncommitted' && (commit !== 'manual' || state !== 'Uncommitted'),
      `green, and the job is ${state}`,
    ],
    [green === true && expects === 'more' && status === 'Completed', 'green, and the rows do not hold'],
    [green === true && status === 'Aborted', 'green, and aborted'],
    [
      green === true &&
        status === 'Completed' &&
        errorCode === '' &&
        searchable !== 'false' &&
        visible < wanted,
      `green, and a query sees ${visible} rows`,
    ],
    [
      isOver &&
        attempt.stop?.by === 'SIGINT' &&
        stoppedAt !== undefined &&
        endedAt - stoppedAt > AFTER_CANCEL,
      `ended ${endedAt - (stoppedAt ?? 0)} ms after the cancel`,
    ],
    [written.errors > 1 || written.warnings > 2, 'too many annotations'],
  ]
  return rules.filter(([isBroken]) => isBroken).map(([, text]) => text)
}

export interface PublishedFinding {
  readonly endings: ReadonlyMap<string, number>
  /** The smallest story that breaks a rule; `undefined` if none did. */
  readonly failure: string | undefined
}

/** Plays random stories until one breaks a rule, and makes that one as small as it gets. */
export async function searchPublished(
  options: { readonly runs: number; readonly seed: number; readonly path?: string | undefined },
  run?: Main,
): Promise<PublishedFinding> {
  const { runs, seed, path } = options
  const endings = new Map<string, number>()
  const property = fc.asyncProperty(publishedStories, async story => {
    const verdict = await playPublished(story, run).catch(
      (error): PublishedVerdict => ({ endings: [], violations: [String(error)] }),
    )
    for (const ending of verdict.endings) endings.set(ending, (endings.get(ending) ?? 0) + 1)
    if (verdict.violations.length > 0)
      throw new Error(`${verdict.violations.join('\n')}\nin the story of ${tellPublished(story)}`)
  })
  const result = await fc.check(property, { numRuns: runs, seed, ...(path ? { path } : {}) })
  if (!result.failed) return { endings, failure: undefined }
  const found =
    result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance)
  const replay = `npm run test:chaos -- --published --seed ${seed} --path ${result.counterexamplePath}`
  return { endings, failure: `${found}\nreplay: ${replay}` }
}
