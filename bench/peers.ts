import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { worldOf } from '../__tests__/harness/world.ts'
import type { Api } from '../sandbox/api.ts'
import type { Planned } from '../sandbox/faults.ts'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { ACTION, type Cost, fixed, markdownTable, mean, NODE, run, stepEnv } from './measure.ts'

/** Of 200 and of 120 rows. */
const FILES = ['daily/politics.parquet', 'daily/science.jsonl'] as const
const LOST_REPLY: readonly Planned[] = [{ on: 'create', nth: 1, fault: { kind: 'reset', when: 'after' } }]

interface Peer {
  readonly name: string
  run(endpoint: string, file: string, attempt: number): Promise<Cost>
}

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const script = (name: string, argv: readonly string[]): Peer => ({
  name,
  run: (endpoint, file) => run(argv, { ENDPOINT: endpoint, FILE: file }),
})
const PEERS: readonly Peer[] = [
  {
    name: 'this action',
    async run(endpoint, file, attempt) {
      using step = stepEnv({ api: 'milvus', endpoint, collectionName: 'articles', files: file })
      return await run([NODE, ACTION], { ...step.env, GITHUB_RUN_ATTEMPT: String(attempt) })
    },
  },
  script('curl and jq, every 5 s', ['/bin/bash', path('peers/curl.sh')]),
  script('official client, every 5 s', [NODE, path('peers/official-client.ts')]),
]

/** The same job of some ten seconds by this action and by what its users would write, on the same sandbox. */
export async function peers(): Promise<string> {
  const rows: string[][] = []
  for (const peer of PEERS) {
    const jobs: Job[] = []
    for (const file of FILES) jobs.push(await oneJob(peer, file))
    const average = (of: (job: Job) => number | undefined) => mean(jobs.map(job => of(job) ?? Number.NaN))
    rows.push([
      peer.name,
      fixed(
        average(({ cost }) => cost.wall / 1000),
        1,
      ),
      fixed(
        average(({ lag }) => lag / 1000),
        1,
      ),
      fixed(
        average(({ calls }) => calls),
        1,
      ),
      fixed(
        average(({ cost }) => cost.cpu),
        0,
      ),
      fixed(
        average(({ cost }) => cost.memory),
        0,
      ),
      await jobsAfter(peer, '3.0.2'),
      await jobsAfter(peer, '2.6.20'),
    ])
  }
  const head = ['', 'wall, s', 'end of the job to exit, s', 'calls', 'CPU, ms', 'peak memory, MiB']
  return markdownTable([...head, 'jobs, Milvus 3.0.2', 'jobs, Milvus 2.6.20'], rows)
}

interface Job {
  readonly cost: Cost
  readonly calls: number
  /** Milliseconds from the real end of the job to the end of the process. */
  readonly lag: number
}

async function oneJob(peer: Peer, file: string): Promise<Job> {
  await using world = await service('3.0.2', [])
  const { ledger, requests, url } = world.sandbox
  const cost = await peer.run(url, file, 1)
  const end = world.now()
  if (cost.exitCode !== 0) throw new Error(`${peer.name}: ${cost.stdout}${cost.stderr}`)
  const [entry] = ledger.entries
  const view = entry && (await ledger.view(entry.jobId))
  return { cost, calls: requests.length, lag: end - (view?.endedAt ?? Number.NaN) }
}

/** The answer to the create is lost; if the step has failed it is run again. One job is right. */
async function jobsAfter(peer: Peer, version: '3.0.2' | '2.6.20'): Promise<string> {
  await using world = await service(version, LOST_REPLY, 20)
  const first = await peer.run(world.sandbox.url, FILES[0], 1)
  if (first.exitCode !== 0) await peer.run(world.sandbox.url, FILES[0], 2)
  return String(world.sandbox.ledger.entries.length)
}

interface Started extends AsyncDisposable {
  readonly sandbox: Sandbox
  now(): number
}

async function service(version: '3.0.2' | '2.6.20', faults: readonly Planned[], speed = 1): Promise<Started> {
  const startedAt = performance.now()
  const now = () => (performance.now() - startedAt) * speed
  const api: Api = { milvus: version }
  const world = await worldOf({})
  const { bucketKeys: _, ...open } = world
  const sandbox = await startSandbox({
    world: open,
    api,
    faults,
    clock: { now, sleep: ms => sleep(ms / speed) },
  })
  return { sandbox, now, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() }
}
