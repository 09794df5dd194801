import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ACTION, type Cost, fixed, markdownTable, NODE, run, stepEnv } from './measure.ts'
import { profile } from './profile.ts'

const SIZES = [100, 1000, 10_000] as const
const LARGEST = 10_000
const POLLS = 100
const JOB_ID = '461234567890123456'
/** The least that any client costs: Node's own client fetches the same answers at the same pace, and parses them. */
const BARE = `
const http = require('node:http')
const agent = new http.Agent({ keepAlive: true })
const poll = () => new Promise((resolve, reject) => {
  const outgoing = http.request(process.env.ENDPOINT + '/describe', { method: 'POST', agent }, async answer => {
    const chunks = []
    for await (const chunk of answer) chunks.push(chunk)
    resolve(JSON.parse(Buffer.concat(chunks).toString()))
  })
  outgoing.on('error', reject).end('{}')
})
const follow = async () => {
  while ((await poll()).data.state !== 'Completed') await new Promise(resolve => setTimeout(resolve, 100))
  agent.destroy()
}
follow()`

/** The built action follows jobs of many files over 100 polls; every answer moves every file. */
export async function scale(): Promise<string> {
  const rows: string[][] = []
  let largest: number | undefined
  for (const files of SIZES) {
    const followed = await follow(files)
    rows.push(followed.cells)
    largest = followed.perPoll
  }
  const head = [
    'files',
    'answer, kB',
    'CPU per poll, ms',
    '`JSON.parse` of it, ms',
    'ratio',
    'peak memory, MiB',
    'lines of log',
    'summary, kB',
    'last answer to exit, ms',
  ]
  await using service = await startService(LARGEST)
  const bare = await run([NODE, '-e', BARE], { ENDPOINT: service.endpoint })
  const nothing = await run([NODE, '-e', '0'], {})
  const name = `${inWords(LARGEST)}, fetched and parsed, nothing else`
  service.restart()
  using step = stepEnv(inputsFor(service.endpoint))
  const least = perPollOf(bare, nothing)
  const times = largest === undefined || least === undefined ? undefined : largest / least
  return `${markdownTable(head, [...rows, [name, ...costs(LARGEST, bare, nothing), '–', '–', '–']])}

With ${inWords(LARGEST)} files this action takes ${fixed(times, 1)} times the CPU of fetching and parsing alone.

The same job of ${inWords(LARGEST)} files under V8's profiler, which itself takes some time:

${await profile(step.env, 1)}`
}

/** The same at a pace that leaves V8 time to give back what it does not need. */
export async function pace(): Promise<string> {
  const polls = 30
  await using service = await startService(LARGEST, polls)
  using step = stepEnv({ ...inputsFor(service.endpoint), pollInterval: '9s' })
  const { memory, exitCode, stdout } = await run([NODE, ACTION], step.env)
  if (exitCode !== 0 || service.seen.polls !== polls) throw new Error(stdout.slice(-2000))
  return `Peak memory: ${fixed(memory, 0)} MiB`
}

async function follow(files: number): Promise<{ cells: string[]; perPoll: number | undefined }> {
  await using service = await startService(files)
  using submitting = stepEnv({ ...inputsFor(service.endpoint), wait: 'false' })
  const least = await run([NODE, ACTION], submitting.env)
  using step = stepEnv(inputsFor(service.endpoint))
  const cost = await run([NODE, ACTION], step.env)
  const end = performance.now()
  const { polls, answeredAt } = service.seen
  if (cost.exitCode !== 0 || polls !== POLLS) throw new Error(`${polls} polls: ${cost.stdout.slice(-2000)}`)
  const cells = [
    inWords(files),
    ...costs(files, cost, least),
    String(cost.stdout.split('\n').filter(line => line && !line.startsWith('::')).length),
    fixed(step.summary().length / 1000, 0),
    fixed(end - answeredAt, 0),
  ]
  return { cells, perPoll: perPollOf(cost, least) }
}

/** Milliseconds of CPU that a poll took, without what a run takes that polls nothing. */
function perPollOf(cost: Cost, least: Cost): number | undefined {
  return cost.cpu === undefined || least.cpu === undefined ? undefined : (cost.cpu - least.cpu) / POLLS
}

/** Size of an answer; CPU per poll, absolutely and against `JSON.parse`; memory. */
function costs(files: number, cost: Cost, least: Cost): string[] {
  const perPoll = perPollOf(cost, least)
  const parsing = parseTime(files)
  return [
    fixed(answer(files, POLLS).length / 1000, 0),
    fixed(perPoll, 2),
    fixed(parsing, 2),
    fixed(perPoll === undefined ? undefined : perPoll / parsing, 1),
    fixed(cost.memory, 0),
  ]
}

function inputsFor(endpoint: string): Record<string, string> {
  return {
    ...{ api: 'zilliz-v2', endpoint, apiKey: 'example-api-key', clusterId: 'in01-0123456789abcde' },
    ...{ collectionName: 'articles', objectUrl: 's3://example-articles/parts/', pollInterval: '100ms' },
  }
}

function inWords(files: number): string {
  return files.toLocaleString('en-US')
}

interface Service extends AsyncDisposable {
  readonly endpoint: string
  readonly seen: { polls: number; answeredAt: number }
  /** The job begins anew. */
  restart(): void
}

/** Answers a list, a create, and each poll with the next answer. */
async function startService(files: number, polls = POLLS): Promise<Service> {
  const seen = { polls: 0, answeredAt: 0 }
  const server = createServer((incoming, outgoing) => {
    incoming.resume()
    outgoing.setHeader('content-type', 'application/json')
    if (incoming.url?.endsWith('/list')) return outgoing.end('{"code":0,"data":{"records":[]}}')
    if (incoming.url?.endsWith('/create')) return outgoing.end(`{"code":0,"data":{"jobId":"${JOB_ID}"}}`)
    seen.polls += 1
    const body = answer(files, seen.polls, polls)
    seen.answeredAt = performance.now()
    return outgoing.end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    restart() {
      seen.polls = 0
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** The n-th answer (`GetJobProgress` of Milvus, which the cloud passes on): all files move at once, the last answer completes them. */
function answer(files: number, poll: number, polls = POLLS): string {
  const isDone = poll >= polls
  const total = 1_000_000
  const imported = Math.floor((total * poll) / polls)
  const details = Array.from({ length: files }, (_, index) => ({
    fileName: `parts/2026-11-${String(1 + (index % 28)).padStart(2, '0')}/part-${String(index).padStart(5, '0')}.parquet`,
    fileSize: 2_000_000 + index * 1000,
    progress: isDone ? 100 : poll,
    completeTime: isDone ? '2026-11-22T10:00:00Z' : '',
    state: isDone ? 'Completed' : 'Importing',
    importedRows: imported,
    totalRows: total,
  }))
  return JSON.stringify({
    code: 0,
    data: {
      ...{ jobId: JOB_ID, collectionName: 'articles', completeTime: isDone ? '2026-11-22T10:00:00Z' : '' },
      ...{ state: isDone ? 'Completed' : 'Importing', progress: isDone ? 100 : 40 + Math.floor(poll * 0.3) },
      ...{ importedRows: imported * files, totalRows: total * files, fileSize: 2_000_000 * files, details },
    },
  })
}

/** CPU of `JSON.parse` for one answer, over as many different ones as there are polls. */
function parseTime(files: number): number {
  let micros = 0
  for (let poll = 1; poll <= POLLS; poll += 1) {
    const text = answer(files, poll)
    const before = process.cpuUsage()
    JSON.parse(text)
    const { user, system } = process.cpuUsage(before)
    micros += user + system
  }
  return micros / 1000 / POLLS
}
