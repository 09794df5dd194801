import { createService, type RecordedRequest, type Service } from '../../sandbox/server.ts'
import { worldOf } from '../harness/world.ts'
import { type Main, secretForms, startAction } from './action.ts'
import { type AttemptRecord, judge, type Verdict } from './invariants.ts'
import type { Profile } from './profiles.ts'
import { type Attempt, PACES, type Story } from './story.ts'
import { VirtualTime } from './virtual-time.ts'
import { createWire, stopAt, type Wire } from './wire.ts'

/** Milliseconds that pass before somebody runs a workflow again: all that is under way has ended by then. */
const BEFORE_RERUN = 300_000

/** Plays a story with the action inside this process, on virtual time, and judges it by what the service really did. */
export async function simulate(story: Story, profile: Profile, main?: Main): Promise<Verdict> {
  const time = new VirtualTime()
  const service = createService({
    ...profile.sandbox,
    world: await worldOf(),
    tempo: PACES[story.pace],
    faults: story.faults,
    clock: time,
  })
  const neighbour = story.neighbour ? createNeighbour(service) : () => {}
  const play = async () => {
    const records: AttemptRecord[] = []
    for (const [index, attempt] of story.attempts.entries()) {
      service.ledger.label = `attempt ${index + 1}`
      const given = { ...profile.given, ...profile.files[story.file], ...inputsOf(attempt) }
      records.push(await runAttempt(attempt, { service, time, given, number: index + 1, neighbour, main }))
      await time.sleep(BEFORE_RERUN)
    }
    return records
  }
  const records = await time.run(play())
  if (service.mistakes.length > 0) throw service.mistakes[0]
  return judge({ profile, service, records, secrets: secretForms(profile.given) })
}

function inputsOf({ timeout, onTimeout, wait }: Attempt) {
  return { collectionName: 'articles', timeout, onTimeout, wait: String(wait) }
}

interface Stage {
  readonly given: Parameters<typeof startAction>[0]['given']
  readonly number: number
  readonly service: Service
  readonly time: VirtualTime
  readonly neighbour: (request: RecordedRequest) => void
  readonly main: Main | undefined
}

async function runAttempt(attempt: Attempt, stage: Stage): Promise<AttemptRecord> {
  const { service, time, given, number, main } = stage
  const { stop } = attempt
  const startedAt = time.now()
  let stoppedAt: number | undefined
  const cancel = new AbortController()
  const killed = Promise.withResolvers<undefined>()
  const clock = {
    now: time.now,
    // Who is dead does not wake up.
    sleep: (ms: number, signal?: AbortSignal) =>
      time
        .sleep(ms, signal)
        .then(() => (stop?.by === 'SIGKILL' && stoppedAt !== undefined ? NEVER : undefined)),
  }
  const onStop = () => {
    stoppedAt = time.now()
    if (stop?.by === 'SIGINT') return cancel.abort()
    wire.cut()
    killed.resolve(undefined)
  }
  const onSent = stop ? stopAt(stop, time, onStop) : () => {}
  const wire: Wire = createWire({
    service,
    time,
    authorization: `Bearer ${given['apiKey'] ?? ''}`,
    onSent(request) {
      onSent(request)
      stage.neighbour(request)
    },
  })
  const action = startAction({ given, clock, transport: wire, signal: cancel.signal, attempt: number }, main)
  const green = await Promise.race([action.done, killed.promise])
  return {
    label: service.ledger.label,
    attempt,
    startedAt,
    endedAt: time.now(),
    stoppedAt,
    green,
    written: action.written(),
    named: [...wire.named],
  }
}

const NEVER = new Promise<void>(() => {})

/** The files of the profiles. */
const OURS = /daily\/science\.jsonl|broken\/sports\.jsonl|parts\/part-1\.parquet|daily\/absent\.parquet/

/** Imports another file into the same collection right after our first create was sent, right before it arrives. */
function createNeighbour(service: Service): (request: RecordedRequest) => void {
  let isDone = false
  return request => {
    const body = request.body.replace(OURS, 'daily/politics.parquet')
    if (isDone || body === request.body) return
    isDone = true
    const { authorization } = request.headers
    void service.answer({ ...request, headers: { authorization }, body }, 'a neighbour')
  }
}
