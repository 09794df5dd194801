import { routeOf } from '../../sandbox/faults.ts'
import { articles } from '../../sandbox/samples.ts'
import { createService, type RecordedRequest, type Service } from '../../sandbox/server.ts'
import { VirtualTime } from '../harness/virtual-time.ts'
import { CLUSTER, worldOf } from '../harness/world.ts'
import { type Main, secretForms, startAction } from './action.ts'
import { Github } from './github.ts'
import { type AttemptRecord, judge, type Verdict } from './invariants.ts'
import type { Profile } from './profiles.ts'
import { type Attempt, type Neighbour, PACES, type Story } from './story.ts'
import { createWire, stopAt, type Wire } from './wire.ts'
import { createLens, givenIn, type Lens } from './worlds.ts'

/** Milliseconds that pass before somebody runs a workflow again: all that is under way has ended by then. */
const BEFORE_RERUN = 300_000

/** Plays a story with the action inside this process, on virtual time, and judges it by what the service really did. */
export async function simulate(story: Story, profile: Profile, main?: Main): Promise<Verdict> {
  const time = new VirtualTime()
  const service = createService({
    ...profile.sandbox,
    world: await worldOf({ clusters: { [CLUSTER]: { default: { articles, [OTHER]: articles } } } }),
    tempo: PACES[story.pace],
    faults: story.faults,
    clock: time,
  })
  const neighbour = createNeighbour(service, story.neighbour)
  const github = new Github()
  const play = async () => {
    const records: AttemptRecord[] = []
    for (const [index, attempt] of story.attempts.entries()) {
      service.ledger.label = `attempt ${index + 1}`
      const own = { ...profile.given, ...profile.files[story.file], ...inputsOf(attempt) }
      const given = { ...givenIn(story.world, own), ...(story.token ? { githubToken: TOKEN } : {}) }
      const number = story.runner === 'act' ? 1 : index + 1
      const lens = createLens(story.world, index + 1)
      records.push(await runAttempt(attempt, { service, time, given, number, lens, github, neighbour, main }))
      await time.sleep(BEFORE_RERUN)
    }
    return records
  }
  const records = await time.run(play())
  if (service.mistakes.length > 0) throw service.mistakes[0]
  return judge({
    ...{ profile, service, records, story },
    github: github.runs,
    secrets: [...secretForms(profile.given), TOKEN],
  })
}

const TOKEN = 'ghs_example.token-0123456789.abcdef'
const OTHER = 'notes'

function inputsOf({ timeout, onTimeout, wait, leg }: Attempt) {
  return { timeout, onTimeout, wait: String(wait), partitionName: leg === 2 ? 'archive' : '' }
}

interface Stage {
  readonly given: Parameters<typeof startAction>[0]['given']
  readonly number: number
  readonly lens: Lens
  readonly github: Github
  readonly service: Service
  readonly time: VirtualTime
  readonly neighbour: (request: RecordedRequest) => void
  readonly main: Main | undefined
}

async function runAttempt(attempt: Attempt, stage: Stage): Promise<AttemptRecord> {
  const { service, time, given, number, lens, github, main } = stage
  const { stop } = attempt
  const startedAt = time.now()
  let stoppedAt: number | undefined
  const cancel = new AbortController()
  const killed = Promise.withResolvers<undefined>()
  const clock = {
    now: time.now,
    // Who is dead does not wake up.
    sleep: (ms: number, signal?: AbortSignal) =>
      time.sleep(ms, signal).then(() => (isDead() ? NEVER : undefined)),
  }
  const onStop = () => {
    stoppedAt = time.now()
    if (stop?.by === 'SIGINT') return cancel.abort()
    wire.cut()
    killed.resolve(undefined)
  }
  const onSent = stop ? stopAt(stop, time, onStop) : () => {}
  const isDead = () => stop?.by === 'SIGKILL' && stoppedAt !== undefined
  const checks = github.checksFor(time, () => onSent('check'), isDead)
  const wire: Wire = createWire({
    service,
    time,
    lens,
    authorization: `Bearer ${given['apiKey'] ?? ''}`,
    onSent(request) {
      onSent(routeOf(request))
      stage.neighbour(lens.request(request))
    },
  })
  const { signal } = cancel
  const action = startAction({ given, clock, transport: wire, checks, signal, attempt: number }, main)
  const green = await Promise.race([action.done, killed.promise])
  return {
    label: service.ledger.label,
    attempt,
    startedAt,
    begunAt: startedAt,
    endedAt: time.now(),
    stoppedAt,
    green,
    written: action.written(),
    named: [...wire.named],
  }
}

const NEVER = new Promise<void>(() => {})

/** The files of the profiles, and those that stand for them with other rows: else the neighbour would import ours. */
const OURS =
  /(?:daily|broken|parts)\/(science\.jsonl|sports\.jsonl|part-[13]\.parquet|absent\.parquet|politics\.parquet)/

/** Imports something right after our first create was sent, right before it arrives. */
function createNeighbour(service: Service, what: Neighbour): (request: RecordedRequest) => void {
  let isDone = what === 'none'
  return request => {
    if (isDone || routeOf(request) !== 'create') return
    isDone = true
    const { authorization } = request.headers
    const body = changed(request.body, what)
    void service.answer({ ...request, headers: { authorization }, body }, 'a neighbour')
  }
}

function changed(body: string, what: Neighbour): string {
  if (what === 'another collection') return body.replace('"articles"', `"${OTHER}"`)
  // The cloud does not tell folders: there the same name would be the same file.
  const isTold = what === 'the same name' && !body.includes('://')
  return body.replace(OURS, isTold ? 'elsewhere/$1' : 'parts/part-2.parquet')
}
