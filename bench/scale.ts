import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ACTION, fixed, markdownTable, NODE, run, stepEnv } from './measure.ts'

const SIZES = [100, 1000, 10_000] as const
const POLLS = 100
const JOB_ID = '461234567890123456'

/** The built action follows jobs of many files over 100 polls; every answer moves every file. */
export async function scale(): Promise<string> {
  const rows: string[][] = []
  for (const files of SIZES) rows.push(await follow(files))
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
  return markdownTable(head, rows)
}

async function follow(files: number): Promise<string[]> {
  let polls = 0
  let size = 0
  let answeredAt = 0
  const server = createServer((incoming, outgoing) => {
    incoming.resume()
    outgoing.setHeader('content-type', 'application/json')
    if (incoming.url?.endsWith('/list')) return outgoing.end('{"code":0,"data":{"records":[]}}')
    if (incoming.url?.endsWith('/create')) return outgoing.end(`{"code":0,"data":{"jobId":"${JOB_ID}"}}`)
    polls += 1
    const body = answer(files, polls)
    size = body.length
    answeredAt = performance.now()
    return outgoing.end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const inputs = {
    ...{ api: 'zilliz-v2', endpoint, apiKey: 'example-api-key', clusterId: 'in01-0123456789abcde' },
    ...{ collectionName: 'articles', objectUrl: 's3://example-articles/parts/', pollInterval: '100ms' },
  }
  try {
    using submitting = stepEnv({ ...inputs, wait: 'false' })
    const least = await run([NODE, ACTION], submitting.env)
    using step = stepEnv(inputs)
    polls = 0
    const cost = await run([NODE, ACTION], step.env)
    const end = performance.now()
    if (cost.exitCode !== 0 || polls !== POLLS) throw new Error(`${polls} polls: ${cost.stdout.slice(-2000)}`)
    const perPoll =
      cost.cpu === undefined || least.cpu === undefined ? undefined : (cost.cpu - least.cpu) / POLLS
    const parsing = parseTime(files)
    return [
      files.toLocaleString('en-US'),
      fixed(size / 1000, 0),
      fixed(perPoll, 2),
      fixed(parsing, 2),
      fixed(perPoll === undefined ? undefined : perPoll / parsing, 1),
      fixed(cost.memory, 0),
      String(cost.stdout.split('\n').filter(line => line && !line.startsWith('::')).length),
      fixed(step.summary().length / 1000, 0),
      fixed(end - answeredAt, 0),
    ]
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

/** The n-th answer (`GetJobProgress` of Milvus, which the cloud passes on): all files move at once, the last answer completes them. */
function answer(files: number, poll: number): string {
  const isDone = poll >= POLLS
  const total = 1_000_000
  const imported = Math.floor((total * poll) / POLLS)
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
