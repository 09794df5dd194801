import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { runAction, type StepOptions, type StepResult } from '../../sandbox/runner/run-action.ts'
import {
  type RecordedRequest,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  type World,
} from '../../sandbox/server.ts'
import { API_KEY, BUCKET_KEYS, CLUSTER, sampleBuckets, worldOf } from './world.ts'

export { API_KEY, BUCKET_KEYS, CLUSTER, sampleBuckets }

/** The values that must not be seen anywhere, in any run. */
const SECRETS = [API_KEY, ...Object.values(BUCKET_KEYS)]

/** A complete and right step: tests say only what is different. */
export const STEP = {
  api: 'zilliz-v2',
  apiKey: API_KEY,
  clusterId: CLUSTER,
  collectionName: 'articles',
  objectUrl: 's3://example-articles/daily/science.jsonl',
  ...BUCKET_KEYS,
  pollInterval: '100ms',
}

const action = parse(await readFile(new URL('../../action.yml', import.meta.url), 'utf8'))

/** A sandbox with the sample files, twenty times faster than the real thing. Dispose it. */
export async function testSandbox(
  world: Partial<World> = {},
  options: Partial<SandboxOptions> = {},
): Promise<Sandbox> {
  return startSandbox({ speed: 20, ...options, world: await worldOf(world) })
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
  for (const { message } of annotations)
    assert.ok(Buffer.byteLength(message) <= 1024, 'annotations are short')
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

/** The requests of one route, such as `create`. */
export function requestsTo(
  { requests }: Pick<Sandbox, 'requests'>,
  route: string,
): readonly RecordedRequest[] {
  return requests.filter(({ path }) => path.endsWith(`/${route}`))
}

/** The JSON body of the first create. */
export function createBody(sandbox: Pick<Sandbox, 'requests'>): Record<string, unknown> {
  return JSON.parse(requestsTo(sandbox, 'create')[0]?.body ?? '{}')
}
