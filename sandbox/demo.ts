import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Api } from './api.ts'
import { runAction } from './runner/run-action.ts'
import type { LineKind } from './runner/step-log.ts'
import { articles, writeSamples } from './samples.ts'
import { startSandbox } from './server.ts'

/** A step as an author writes it, and how fast the server works while it runs. */
interface Scenario {
  readonly about: string
  readonly with: Readonly<Record<string, string>>
  readonly speed?: number
  readonly api?: Api
}

const API_KEY = 'example-api-key-0123456789'
const THREE_SOURCES = [
  's3://example-articles/daily/politics.parquet',
  's3://example-articles/daily/science.jsonl',
  's3://example-articles/daily/culture/',
].join('\n')
const STEP = {
  api: 'zilliz-v2',
  apiKey: API_KEY,
  clusterId: 'in01-0123456789abcde',
  collectionName: 'articles',
  objectUrl: THREE_SOURCES,
  accessKey: 'EXAMPLE-ACCESS-KEY',
  secretKey: 'example-secret-key',
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  import: { about: 'Parquet, JSON Lines and a set of NumPy files', with: { ...STEP, expectedRows: '450' } },
  folder: { about: 'every file of a folder', with: { ...STEP, objectUrl: 's3://example-articles/parts/' } },
  'failing-file': {
    about: 'a file whose vectors have another dimension than the collection',
    with: { ...STEP, objectUrl: `${THREE_SOURCES}\ns3://example-articles/broken/sports.jsonl` },
  },
  'missing-file': {
    about: 'a file that is not there',
    with: { ...STEP, objectUrl: 's3://example-articles/daily/tomorrow.parquet' },
  },
  'wrong-key': {
    about: 'an API key that the server does not accept',
    with: { ...STEP, apiKey: 'example-revoked-key' },
  },
  'wrong-inputs': {
    about: 'several inputs that are not right, found before anything is sent',
    with: { ...STEP, objectUrl: 's3a://example-articles/daily/*.txt', timeout: '10 minutes', secretKey: '' },
  },
  timeout: { about: 'a wait that is shorter than the import', with: { ...STEP, timeout: '5s' } },
  milvus: {
    about: 'a self-hosted Milvus, whose files are in its own bucket',
    with: {
      api: 'milvus',
      collectionName: 'articles',
      files: [
        'daily/politics.parquet',
        'daily/science.jsonl',
        'daily/culture/id.npy, daily/culture/title.npy, daily/culture/reading_time.npy, daily/culture/vector.npy',
      ].join('\n'),
    },
    api: { milvus: '3.0.2' },
  },
  v1: {
    about: 'the legacy API of Zilliz Cloud',
    with: { ...STEP, api: 'zilliz-v1', objectUrl: 's3://example-articles/parts/' },
    api: 'zilliz-v1',
  },
  slow: { about: 'an import that takes half a minute', with: STEP, speed: 0.3 },
}

const COLORS: Readonly<Record<LineKind, string>> = {
  text: '',
  error: '31',
  warning: '33',
  notice: '34',
  group: '1',
}

const { values } = parseArgs({ options: { scenario: { type: 'string', default: 'import' } } })
const scenario = SCENARIOS[values.scenario]
if (!scenario) {
  console.error(`There is no scenario "${values.scenario}". Choose one of:`)
  for (const [name, { about }] of Object.entries(SCENARIOS)) console.error(`  ${name.padEnd(14)} ${about}`)
  process.exitCode = 2
} else {
  await play(scenario)
}

async function play({ about, with: given, speed = 1, api = 'zilliz-v2' }: Scenario): Promise<void> {
  const buckets = await mkdtemp(join(tmpdir(), 'buckets-'))
  try {
    await writeSamples(buckets)
    const world = {
      apiKeys: [API_KEY],
      clusters: { 'in01-0123456789abcde': { default: { articles } } },
      buckets,
      bucketKeys: { accessKey: STEP.accessKey, secretKey: STEP.secretKey },
    }
    await using sandbox = await startSandbox({ world, speed, api })
    print('36', `Scenario: ${about}\n`)
    const result = await runAction({
      with: { ...given, endpoint: sandbox.url },
      env: process.stdout.isTTY ? {} : { NO_COLOR: '1' },
      onLine: (line, kind) => print(COLORS[kind], kind === 'text' ? line : `${kind}: ${line}`),
    })
    print('36', `\nOutputs (the step is a ${result.conclusion})`)
    for (const [name, value] of Object.entries(result.outputs)) console.log(`  ${name.padEnd(14)} ${value}`)
    print('36', '\nJob summary')
    console.log(result.summary)
    const rows = await sandbox.jobs.rowsIn('articles')
    print(
      '36',
      `The sandbox counts ${rows} rows in the collection, after ${sandbox.requests.length} requests.`,
    )
  } finally {
    await rm(buckets, { recursive: true })
  }
}

function print(color: string, text: string): void {
  console.log(color && process.stdout.isTTY ? `\x1b[${color}m${text}\x1b[0m` : text)
}
