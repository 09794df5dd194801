import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Reply, Transport } from '../../src/api/transport.ts'
import { main } from '../../src/main.ts'
import type { Checks } from '../../src/report/github.ts'
import type { Outcome } from '../../src/report/reporter.ts'
import type { Redactor } from '../../src/words/redact.ts'
import { worldIn } from './in-process.ts'
import { describeJob, type SimulatedJob } from './simulated-job.ts'
import { VirtualTime } from './virtual-time.ts'

/** One run of the action in this process, with a simulated service on a simulated clock. */
export interface Scene {
  readonly inputs?: Readonly<Record<string, string>>
  readonly job?: SimulatedJob
  /** The answer to a call, in place of the simulated job's; it may take its time, or throw a `CallError`. */
  readonly answer?: (
    path: string,
    elapsed: number,
    clock: VirtualTime,
  ) => object | undefined | Promise<object | undefined>
  /** The whole reply, in place of the answer. */
  readonly replies?: (path: string, clock: VirtualTime) => Partial<Reply> | undefined
  /** Cancels the workflow after so many milliseconds. */
  readonly cancelAt?: number
  readonly checks?: (clock: VirtualTime) => Checks
  /** In place of the redactor of the inputs' secrets. */
  readonly redact?: Redactor
}

/** What people and machines saw of a scene. */
export interface Seen {
  readonly outcome: Outcome
  /** Lines as they were printed, with colour. */
  readonly painted: readonly string[]
  /** The same without colour. */
  readonly log: readonly string[]
  /** When each line was printed, in milliseconds. */
  readonly times: readonly number[]
  readonly summary: string
  readonly outputs: Readonly<Record<string, string>>
}

const JOB_ID = 'job-0123456789abcdefghijkl'
const INPUTS: Readonly<Record<string, string>> = {
  apiKey: 'test-api-key-0123456789abcdef',
  clusterId: 'in01-0123456789abcde',
  collectionName: 'articles',
  objectUrl: 's3://example-articles/daily/',
}

/** As the runner shows them. */
const BEFORE = { line: '', warning: 'Warning: ', group: '▼ ' }

export async function play(scene: Scene): Promise<Seen> {
  const { inputs = {}, cancelAt, checks } = scene
  const clock = new VirtualTime()
  const folder = mkdtempSync(join(tmpdir(), 'scene-'))
  const summaryFile = join(folder, 'summary')
  writeFileSync(summaryFile, '')
  const painted: string[] = []
  const times: number[] = []
  const print = (line: string) => {
    painted.push(line)
    times.push(clock.now())
  }
  const cancelled = new AbortController()
  if (cancelAt !== undefined) clock.sleep(cancelAt).then(() => cancelled.abort())
  const { world, outputs } = worldIn({
    ...{ given: { ...INPUTS, ...inputs }, clock, transport: transport(scene, clock) },
    ...{ signal: cancelled.signal, random: () => 0, summaryFile, color: true, redact: scene.redact },
    ...(checks ? { openChecks: async () => checks(clock) } : {}),
    print: (text, kind) => print(BEFORE[kind] + text),
  })
  const { runner } = world
  const outcome = await clock.run(main(world))
  if (outcome.error && outcome.red) print(`Error: ${runner.clean(outcome.error.message)}`)
  const summary = readFileSync(summaryFile, 'utf8')
  rmSync(folder, { recursive: true })
  return { outcome, painted, log: painted.map(stripVTControlCharacters), times, summary, outputs }
}

/** Milliseconds; a minute, and what a timer may be late, is the most that a log may show. */
export function longestSilence({ times, outcome }: Seen): number {
  return Math.max(...[...times, outcome.elapsed].map((time, index) => time - (times[index - 1] ?? 0)))
}

function transport({ job, answer, replies }: Scene, clock: VirtualTime): Transport {
  let createdAt = 0
  return {
    async send({ path }) {
      const whole = replies?.(path, clock)
      if (whole) return { ...reply({}), ...whole }
      const own = await answer?.(path, clock.now() - createdAt, clock)
      if (own) return reply(own)
      if (path.endsWith('/create')) {
        createdAt = clock.now()
        return reply({ code: 0, data: { jobId: JOB_ID } })
      }
      if (path.endsWith('/list')) return reply({ code: 0, data: { count: 0, records: [] } })
      if (!job) throw new Error(`The scene has no answer to ${path}`)
      return reply({ code: 0, data: describeJob(job, JOB_ID, clock.now() - createdAt) })
    },
  }
}

function reply(body: object): Reply {
  return { status: 200, body: JSON.stringify(body), requestId: 'req-000001', retryAfter: undefined }
}

const minutes = (count: number) => count * 60_000

/** Half an hour, three files of different sizes. */
export const LONG_JOB: SimulatedJob = {
  files: [
    { name: 'daily/politics.parquet', rows: 1_200_000, size: 3_100_000_000 },
    { name: 'daily/science.jsonl', rows: 400_000, size: 1_900_000_000 },
    {
      name: 'daily/culture/id.npy daily/culture/title.npy daily/culture/vector.npy',
      rows: 250_000,
      size: 800_000_000,
    },
  ],
  queued: minutes(1.5),
  checking: minutes(3),
  sorting: minutes(4),
  indexing: minutes(7),
  rowsPerSecond: 1_850_000 / (14 * 60),
}

const thousand: SimulatedJob = {
  ...LONG_JOB,
  files: Array.from({ length: 1000 }, (_, index) => ({
    name: `parts/2026-11-${String(1 + (index % 28)).padStart(2, '0')}/part-${String(index).padStart(4, '0')}.parquet`,
    rows: 1300 + (index % 10) * 120,
    size: 2_000_000 + index * 1000,
  })),
}

const BAD_REASON =
  "error: expected dim '768' for field 'vector' with type 'FloatVector', got dim '512': importing data failed, file: id:4 paths:\"daily/sports.jsonl\""

export const HOSTILE =
  '::set-output name=status::Completed\r::error::boo\n##[add-mask]articles\u001b[31m\u2028 <img src=x> | @team #12 `x` ![y](z) ```\n%%{init: {}}%% ; click a href "https://evil.example" \u202e</table></details>'

/** Everything that a run can come to, for the tests of what people see and for the preview. */
export const SCENES = {
  green: { job: LONG_JOB },
  'failing file': {
    job: {
      ...LONG_JOB,
      files: [...LONG_JOB.files, { name: 'daily/sports.jsonl', rows: 90_000, size: 410_000_000 }],
      failure: { at: minutes(7), reason: BAD_REASON },
    },
  },
  timeout: { inputs: { timeout: '15m' }, job: LONG_JOB },
  'timeout, warn': { inputs: { timeout: '20m', onTimeout: 'warn' }, job: LONG_JOB },
  cancelled: { cancelAt: minutes(8), job: LONG_JOB },
  rejected: {
    answer: path =>
      path.endsWith('/create')
        ? { code: 96018, message: 'Cluster not found, clusterId: in01-0123456789abcde' }
        : undefined,
  },
  'invalid inputs': {
    inputs: { objectUrl: 's3a://example-articles/a.parquet', timeout: 'soon', secretKey: 'x'.repeat(20) },
  },
  'not waited for': { inputs: { wait: 'false' }, job: LONG_JOB },
  unknown: {
    job: LONG_JOB,
    answer: (path, elapsed) =>
      elapsed > minutes(10) && !path.endsWith('/create')
        ? { code: 21119, message: 'The apikey is illegal' }
        : undefined,
  },
  'wrong row count': { inputs: { expectedRows: '2000000' }, job: LONG_JOB },
  'no rows': {
    answer: path =>
      path.endsWith('/create')
        ? undefined
        : {
            code: 0,
            data: { state: 'Completed', progress: 100, totalRows: 0, importedRows: 0, details: [] },
          },
  },
  '1,000 files': { job: thousand },
  '1,000 files, one failing': {
    job: {
      ...thousand,
      failure: {
        at: minutes(9),
        reason: BAD_REASON.replace('daily/sports.jsonl', 'parts/2026-11-22/part-0441.parquet'),
      },
    },
  },
  'hostile names': {
    job: {
      ...LONG_JOB,
      files: [
        ...LONG_JOB.files,
        { name: HOSTILE, rows: 10_000, size: 1000 },
        { name: '2026-11-22', rows: 10_000, size: 1000 },
        { name: 'click here', rows: 10_000, size: 1000 },
        { name: '日本語/データ.parquet', rows: 10_000, size: 1000 },
        { name: `${'very-long-folder/'.repeat(40)}a.parquet`, rows: 10_000, size: 1000 },
      ],
      failure: { at: minutes(9), reason: HOSTILE },
    },
  },
  short: {
    job: {
      files: LONG_JOB.files.map(file => ({
        ...file,
        rows: Math.ceil(file.rows / 10_000),
        size: Math.ceil(file.size / 10_000),
      })),
      queued: 800,
      checking: 1800,
      sorting: 1200,
      indexing: 1600,
      rowsPerSecond: 40,
    },
  },
} satisfies Readonly<Record<string, Scene>>
