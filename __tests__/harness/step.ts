import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { parse } from 'yaml'
import { runAction, type StepOptions, type StepResult } from '../../sandbox/runner/run-action.ts'
import { articles, writeSamples } from '../../sandbox/samples.ts'
import { type Sandbox, type SandboxOptions, startSandbox, type World } from '../../sandbox/server.ts'

export const API_KEY = 'test-api-key-0123456789abcdef'
export const CLUSTER = 'in01-0123456789abcde'
export const BUCKET_KEYS = { accessKey: 'TEST-ACCESS-KEY-0123', secretKey: 'test/secret+key=0123456789' }

/** The values that must not be seen anywhere, in any run. */
const SECRETS = [API_KEY, ...Object.values(BUCKET_KEYS)]

/** A complete and right step: tests say only what is different. */
export const STEP = {
  apiKey: API_KEY,
  clusterId: CLUSTER,
  collectionName: 'articles',
  objectUrl: 's3://example-articles/daily/science.jsonl',
  ...BUCKET_KEYS,
  pollInterval: '100ms',
}

const action = parse(await readFile(new URL('../../action.yml', import.meta.url), 'utf8'))

let samples: Promise<string> | undefined

/** The sample buckets, written once for the tests of a file. */
export function sampleBuckets(): Promise<string> {
  samples ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'buckets-'))
    await writeSamples(folder)
    return folder
  })()
  return samples
}

after(async () => {
  if (samples) await rm(await samples, { recursive: true })
})

/** A sandbox with the sample files, twenty times faster than the real thing. Dispose it. */
export async function testSandbox(
  world: Partial<World> = {},
  options: Partial<SandboxOptions> = {},
): Promise<Sandbox> {
  const database = { default: { articles } }
  return startSandbox({
    speed: 20,
    ...options,
    world: {
      apiKeys: [API_KEY],
      clusters: { [CLUSTER]: database },
      buckets: await sampleBuckets(),
      bucketKeys: BUCKET_KEYS,
      ...world,
    },
  })
}

/** Runs the built action against a sandbox, and checks what must hold for every run. `null` leaves an input out. */
export async function step(
  sandbox: Pick<Sandbox, 'url'>,
  inputs: Readonly<Record<string, string | null>> = {},
  options: Partial<StepOptions> = {},
): Promise<StepResult> {
  const given = Object.entries({ ...STEP, endpoint: sandbox.url, ...inputs }).filter(
    ([, value]) => value !== null,
  )
  const result = await runAction({ ...options, with: Object.fromEntries(given) as Record<string, string> })
  const secrets = ['apiKey', 'accessKey', 'secretKey', 'sessionToken', 'githubToken']
    .map(name => inputs[name])
    .filter(value => !!value)
  checkEveryRun(result, [...SECRETS, ...(secrets as string[])])
  return result
}

function checkEveryRun(result: StepResult, secrets: readonly string[]): void {
  const { outputs, annotations, commands, summary } = result
  const obeyed = new Set(commands)
  for (const name of ['add-mask', 'error', 'warning', 'group', 'endgroup']) obeyed.delete(name)
  assert.deepEqual([...obeyed], [], 'only commands that the action means are obeyed')
  assert.ok(outputs['status'], '`status` is always set')
  for (const name of Object.keys(outputs)) assert.ok(name in action.outputs, `output ${name} is declared`)
  assert.ok(annotations.filter(({ type }) => type === 'error').length <= 1, 'at most one error')
  assert.ok(annotations.filter(({ type }) => type === 'warning').length <= 2, 'at most two warnings')
  for (const { message } of annotations) assert.ok(message.length <= 1024, 'annotations are short')
  assert.equal(result.stderr, '', 'nothing on stderr')
  const written = withoutMasks(result.stdout) + JSON.stringify(outputs) + summary
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
      assert.ok(!written.includes(form), 'no secret is written')
    }
  }
}

/** The commands that register the masks are the one place where secrets must stand. */
function withoutMasks(stdout: string): string {
  return stdout.replace(/^::add-mask::.*$/gm, '')
}

/** The one error annotation of a red step. */
export function errorOf({ annotations }: StepResult): string {
  return annotations.find(({ type }) => type === 'error')?.message ?? ''
}

export function warningsOf({ annotations }: StepResult): string[] {
  return annotations.filter(({ type }) => type === 'warning').map(({ message }) => message)
}
