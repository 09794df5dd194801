import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type DemoStep, publishing, type Scenario } from './demo-publishing.ts'
import { fromDisk, slowLine, volumes, writeGenerated } from './demo-upload.ts'
import { runAction } from './runner/run-action.ts'
import type { LineKind } from './runner/step-log.ts'
import { articles, writeSamples } from './samples.ts'
import { type Sandbox, startSandbox } from './server.ts'

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
  upload: fromDisk,
  'object-urls': {
    about: 'Parquet, JSON Lines and a set of NumPy files in a bucket',
    with: { ...STEP, expectedRows: '450' },
  },
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
  ...publishing,
  slow: { about: 'an import that takes half a minute', with: STEP, speed: 0.3 },
}

const COLORS: Readonly<Record<LineKind, string>> = {
  text: '',
  error: '31',
  warning: '33',
  notice: '34',
  group: '1',
}

// Whatever else is asked for gets the list, too.
const { values } = parseArgs({ strict: false, options: { scenario: { type: 'string', default: 'upload' } } })
const odd = Object.keys(values).find(name => name !== 'scenario')
const scenario = odd === undefined ? SCENARIOS[String(values['scenario'])] : undefined
if (!scenario) {
  const asked = odd === undefined ? `scenario "${values['scenario']}"` : `option "--${odd}"`
  console.error(`There is no ${asked}. Choose a scenario with --scenario <name>:`)
  for (const [name, { about }] of Object.entries(SCENARIOS)) console.error(`  ${name.padEnd(14)} ${about}`)
  process.exitCode = 2
} else {
  await play(scenario)
}

async function play(scenario: Scenario): Promise<void> {
  const { speed = 1, api = 'zilliz-v2', databases, next = [] } = scenario
  const folder = await mkdtemp(join(tmpdir(), 'demo-'))
  const [buckets, workspace] = [join(folder, 'buckets'), join(folder, 'workspace')]
  try {
    await writeSamples(buckets)
    await writeGenerated(workspace)
    const world = {
      apiKeys: [API_KEY],
      clusters: { 'in01-0123456789abcde': { default: { articles } } },
      ...(databases && { databases }),
      ...{ buckets, volumes },
      bucketKeys: { accessKey: STEP.accessKey, secretKey: STEP.secretKey },
    }
    await using sandbox = await startSandbox({ world, speed, api, store: slowLine })
    let outputs: Readonly<Record<string, string>> = {}
    for (const [index, step] of [scenario, ...next].entries()) {
      const taken = step.takes ? { [step.takes]: outputs[step.takes] ?? '' } : {}
      outputs = await playStep({ ...step, with: { ...step.with, ...taken } }, index, sandbox, workspace)
      await tellTruth(sandbox)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function playStep(
  { about, with: given }: DemoStep,
  index: number,
  sandbox: Sandbox,
  workspace: string,
) {
  print('36', `${index > 0 ? '\nThen' : 'Scenario'}: ${about}\n`)
  const result = await runAction({
    with: { ...given, endpoint: sandbox.url },
    // Each is a run of its own: a re-run of one would find its job.
    env: {
      GITHUB_RUN_ID: String(9876543210 + index),
      GITHUB_WORKSPACE: workspace,
      ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
    },
    onLine: (line, kind) => print(COLORS[kind], kind === 'text' ? line : `${kind}: ${line}`),
  })
  print('36', `\nOutputs (the step is a ${result.conclusion})`)
  for (const [name, value] of Object.entries(result.outputs))
    console.log(`  ${name.padEnd(14)} ${shortened(value)}`)
  print('36', '\nJob summary')
  console.log(result.summary)
  return result.outputs
}

/** Long lists would push the summary off the screen. */
function shortened(value: string): string {
  return value.length > 240 ? `${value.slice(0, 200)} … (${value.length} characters)` : value
}

/** What the sandbox itself says, whatever it answered. */
async function tellTruth(sandbox: Sandbox): Promise<void> {
  const { requests } = sandbox
  const names = new Set(sandbox.ledger.entries.map(({ jobId }) => sandbox.jobs.byId(jobId)?.collectionName))
  for (const name of names) {
    if (name === undefined) continue
    const [seen, staged] = [
      await sandbox.visibleRows('default', name),
      await sandbox.stagedRows('default', name),
    ]
    const held = staged > 0 ? `, ${staged} more are staged` : ''
    const late =
      seen === 0 && staged === 0
        ? ' yet: imported rows show some seconds later, which `searchable` waits for'
        : ''
    print(
      '36',
      `The sandbox: a query of ${name} sees ${seen} rows${held}${late} (${requests.length} requests).`,
    )
  }
  for (const [alias, target] of Object.entries(sandbox.aliases('default')))
    print('36', `The sandbox: the alias ${alias} points to ${target}.`)
}

function print(color: string, text: string): void {
  console.log(color && process.stdout.isTTY ? `\x1b[${color}m${text}\x1b[0m` : text)
}
