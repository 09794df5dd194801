import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VirtualTime } from '../__tests__/chaos/virtual-time.ts'
import { createWire } from '../__tests__/chaos/wire.ts'
import { articles, writeSamples } from '../sandbox/samples.ts'
import { createService } from '../sandbox/server.ts'
import { type Given, inputNames } from '../src/inputs/inputs.ts'
import { main } from '../src/main.ts'
import { createRunner } from '../src/report/runner.ts'

const API_KEY = 'example-api-key-0123456789'
const CLUSTER = 'in01-0123456789abcde'
const BUCKET_KEYS = { accessKey: 'EXAMPLE-ACCESS-KEY', secretKey: 'example-secret-key' }
const INPUTS: Partial<Given> = {
  apiKey: API_KEY,
  clusterId: CLUSTER,
  collectionName: 'articles',
  objectUrl: 's3://example-articles/daily/politics.parquet\ns3://example-articles/daily/science.jsonl',
  ...BUCKET_KEYS,
}

/**
 * The log of an import of two files into the sandbox, as lines without colour. The action and the service run in this
 * process on virtual time, so the text is the same every time.
 */
export async function exampleLog(): Promise<string[]> {
  const buckets = await mkdtemp(join(tmpdir(), 'buckets-'))
  try {
    await writeSamples(buckets)
    const clusters = { [CLUSTER]: { default: { articles } } }
    return await play({ apiKeys: [API_KEY], clusters, buckets, bucketKeys: BUCKET_KEYS })
  } finally {
    await rm(buckets, { recursive: true })
  }
}

async function play(world: Parameters<typeof createService>[0]['world']): Promise<string[]> {
  const time = new VirtualTime()
  const service = createService({ world, clock: time })
  const wire = createWire({ service, time, authorization: `Bearer ${API_KEY}`, onSent: () => {} })
  const lines: string[] = []
  const print = (line: string) => void lines.push(line)
  const core = {
    setSecret() {},
    setOutput() {},
    info: print,
    warning: print,
    startGroup: print,
    endGroup() {},
  }
  const world_ = {
    given: Object.fromEntries(inputNames.map(name => [name, INPUTS[name] ?? ''])) as Given,
    runner: createRunner(core, { redact: text => text, summaryFile: undefined, color: false }),
    clock: time,
    today: time.now,
    random: () => 0.5,
    connect: () => wire,
    openChecks: () => Promise.reject(new Error('no token is given')),
    run: { repository: 'example-org/articles', runId: '1', job: 'load', step: 'import', attempt: 1 },
    signal: new AbortController().signal,
  }
  const { error } = await time.run(main(world_))
  if (error) throw error
  return lines
}
