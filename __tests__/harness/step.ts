import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'yaml'
import type { MilvusOptions } from '../../sandbox/milvus/options.ts'
import { runAction, type StepOptions, type StepResult } from '../../sandbox/runner/run-action.ts'
import { articles } from '../../sandbox/samples.ts'
import {
  type RecordedRequest,
  type Reply,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  type World,
} from '../../sandbox/server.ts'
import type { CollectionSeed } from '../../sandbox/world.ts'
import { API_KEY, BUCKET_KEYS, CLUSTER, sampleBuckets, worldOf } from './world.ts'

export { API_KEY, BUCKET_KEYS, CLUSTER, sampleBuckets }

/** The `with:` of a step; `null` leaves an input out. */
export type Inputs = Readonly<Record<string, string | null>>

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
export const NO_SOURCE = { objectUrl: null, accessKey: null, secretKey: null, files: null }
/** The same on Milvus: it imports 120 rows. */
export const MILVUS = { ...NO_SOURCE, api: 'milvus', clusterId: null, files: 'daily/science.jsonl' }

const action = parse(await readFile(new URL('../../action.yml', import.meta.url), 'utf8'))

/** A sandbox with the sample files, twenty times faster than the real thing. Dispose it. */
export async function testSandbox(
  world: Partial<World> = {},
  options: Partial<SandboxOptions> = {},
): Promise<Sandbox> {
  return startSandbox({ speed: 20, ...options, world: await worldOf(world) })
}

/** A Milvus with the collection `articles`, of which a query sees 1,000 rows unless its seed says otherwise. */
export function milvusSandbox(
  milvus: MilvusOptions['milvus'] | MilvusOptions = '3.0.2',
  seed: Partial<CollectionSeed> = {},
  options: Partial<SandboxOptions> = {},
): Promise<Sandbox> {
  const collections = { articles: { ...articles, rows: 1000, ...seed } }
  const api = typeof milvus === 'string' ? { milvus } : milvus
  return testSandbox({ databases: { default: collections } }, { api, ...options })
}

/** Runs the built action against a sandbox, and checks what must hold for every run but one that is lost. */
export async function step(
  sandbox: Pick<Sandbox, 'url'> & Partial<Pick<Sandbox, 'mistakes'>>,
  inputs: Inputs = {},
  options: Partial<StepOptions> = {},
): Promise<StepResult> {
  const given = Object.entries({ ...STEP, endpoint: sandbox.url, ...inputs }).filter(
    ([, value]) => value !== null,
  )
  const result = await runAction({ ...options, with: Object.fromEntries(given) as Record<string, string> })
  const secrets = ['apiKey', 'accessKey', 'secretKey', 'sessionToken', 'githubToken']
    .map(name => inputs[name])
    .filter(value => !!value)
  if (options.reason !== 'lost') checkEveryRun(result, [...SECRETS, ...(secrets as string[])])
  assert.deepEqual(sandbox.mistakes ?? [], [], 'the sandbox made no mistake')
  return result
}

/** Runs it on Milvus. */
export function milvusStep(
  sandbox: Sandbox,
  inputs: Inputs = {},
  options: Partial<StepOptions> = {},
): Promise<StepResult> {
  return step(sandbox, { ...MILVUS, ...inputs }, options)
}

const ALWAYS_GREEN = ['Submitted', 'Checked']
const GREEN = [...ALWAYS_GREEN, 'Completed', 'Uncommitted', 'TimedOut']
const WITHOUT_JOB = ['InvalidInput', 'CheckFailed', 'Checked', 'UploadFailed', 'Rejected']

function checkEveryRun(result: StepResult, secrets: readonly string[]): void {
  const { outputs, annotations, commands, summary, conclusion } = result
  const { status = '', jobId, errorCode, errorMessage = '' } = outputs
  const obeyed = new Set(commands)
  for (const name of ['add-mask', 'error', 'warning', 'group', 'endgroup']) obeyed.delete(name)
  assert.deepEqual([...obeyed], [], 'only commands that the action means are obeyed')
  assert.deepEqual(result.complaints, [], 'the runner has nothing to complain about')
  for (const name of Object.keys(outputs)) assert.ok(name in action.outputs, `output ${name} is declared`)
  assert.ok(status, '`status` is always set')
  if (conclusion === 'success') assert.ok(GREEN.includes(status), `${status} is never green`)
  else assert.ok(errorCode && !ALWAYS_GREEN.includes(status), `${status} is never red`)
  if (WITHOUT_JOB.includes(status)) assert.equal(jobId, undefined, 'nothing was submitted')
  const error = errorOf(result)
  const isCut = error.endsWith('…') && errorMessage.startsWith(error.slice(0, -1))
  if (conclusion === 'success') assert.equal(error, '', 'a green step has no error')
  else assert.ok(error === errorMessage || isCut, 'a red step has one error, which is an output, too')
  const types = annotations.map(({ type }) => type)
  assert.ok(types.filter(type => type === 'error').length <= 1, 'at most one error')
  assert.ok(types.filter(type => type === 'warning').length <= 2, 'at most two warnings')
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
export function withoutMasks(stdout: string): string {
  return stdout.replace(/^::add-mask::.*$/gm, '')
}

/** The step has these outputs (`undefined`: not set) or this `conclusion`, and its message says these things. */
export function assertSeen(
  result: StepResult,
  expected: Readonly<Record<string, string | undefined>>,
  ...says: readonly (string | RegExp)[]
): void {
  const all: Readonly<Record<string, string | undefined>> = {
    ...result.outputs,
    conclusion: result.conclusion,
  }
  const seen = Object.fromEntries(Object.keys(expected).map(name => [name, all[name]]))
  const message = errorOf(result) || (result.outputs['errorMessage'] ?? '')
  assert.deepEqual(seen, expected, message || result.log)
  for (const words of says) {
    if (typeof words === 'string') assert.ok(message.includes(words), `${message}\nshould say ${words}`)
    else assert.match(message, words)
  }
}

/** The one error annotation of a red step. */
export function errorOf({ annotations }: StepResult): string {
  return annotations.find(({ type }) => type === 'error')?.message ?? ''
}

export function warningsOf({ annotations }: StepResult): string[] {
  return annotations.filter(({ type }) => type === 'warning').map(({ message }) => message)
}

/** An answer of the API that holds this data. */
export function data(fields: unknown): Reply {
  return { status: 200, body: { code: 0, data: fields } }
}

/** One reply for ever, several in turn (the last one for ever), or one that depends; `undefined` is the service's own. */
type Answer =
  | Reply
  | undefined
  | readonly (Reply | undefined)[]
  | ((nth: number, request: RecordedRequest) => Reply | undefined)

/** Answers in place of the service to paths that end so. */
export function answer(sandbox: Sandbox, answers: Readonly<Record<string, Answer>>): void {
  const counts = new Map<string, number>()
  sandbox.intercept = request => {
    const end = Object.keys(answers).find(each => request.path.endsWith(each)) ?? '-'
    const nth = (counts.get(end) ?? 0) + 1
    counts.set(end, nth)
    const given = answers[end]
    if (typeof given === 'function') return given(nth, request)
    return given && 'length' in given ? given[Math.min(nth, given.length) - 1] : given
  }
}

/** Resolves when a request matches, and leaves the answer to who answers. */
export function whenAsked(sandbox: Sandbox, end: string, nth = 1): Promise<RecordedRequest> {
  const { promise, resolve } = Promise.withResolvers<RecordedRequest>()
  const before = sandbox.intercept
  let count = 0
  sandbox.intercept = (request, number) => {
    if (request.path.endsWith(end)) count += 1
    if (count === nth) resolve(request)
    return before?.(request, number)
  }
  return promise
}

/** One step, and what is seen of it. */
export interface Story {
  readonly options?: Partial<SandboxOptions>
  readonly answers?: Parameters<typeof answer>[1]
  readonly inputs?: Inputs
  /** Cancelled when this is asked for the nth time, or so many milliseconds later. */
  readonly cancel?: readonly [path: string, nth: number, later?: number]
  /** Milliseconds from the cancel to the end. */
  readonly within?: number
  readonly seen: Parameters<typeof assertSeen>[1]
  /** The message. */
  readonly says?: readonly (string | RegExp)[]
  readonly log?: readonly RegExp[]
  readonly warnings?: readonly RegExp[]
  /** Of the annotation, and of the summary. */
  readonly title?: string
}

/** Runs a step as its story says, and checks what is seen of it. */
export async function tell(sandbox: Sandbox, story: Story, inputs: Inputs = {}): Promise<StepResult> {
  const { answers, seen, says = [], log = [], warnings, title, within = 3000 } = story
  if (answers) answer(sandbox, answers)
  const [path, nth, later = 0] = story.cancel ?? []
  const cancel = path && whenAsked(sandbox, path, nth).then(() => sleep(later))
  const result = await step(sandbox, { ...inputs, ...story.inputs }, cancel ? { cancel } : {})
  assertSeen(result, seen, ...says)
  for (const line of log) assert.match(result.log, line)
  const warned = warningsOf(result)
  if (warnings) assert.equal(warned.length, warnings.length, warned.join('\n'))
  for (const [index, warning] of (warnings ?? []).entries()) assert.match(warned[index] ?? '', warning)
  if (title) {
    assert.equal(result.annotations[0]?.title, title)
    assert.ok(result.summary.includes(`## ${title}\n`), result.summary)
  }
  if (cancel) assert.ok((result.endedAfter ?? Infinity) < within, `${result.endedAfter} ms`)
  return result
}

/** The requests of one route, such as `create`. */
export function requestsTo(
  { requests }: Pick<Sandbox, 'requests'>,
  route: string,
): readonly RecordedRequest[] {
  return requests.filter(({ path }) => path.endsWith(`/${route}`))
}

/** The ends of the paths that were asked for, in order, such as `entities/query`. */
export function asked({ requests }: Pick<Sandbox, 'requests'>): string[] {
  return requests.map(({ path }) => path.replace('/v2/vectordb/', '').replace('jobs/import/', ''))
}

/** The JSON body of the first create. */
export function createBody(sandbox: Pick<Sandbox, 'requests'>): Record<string, unknown> {
  return JSON.parse(requestsTo(sandbox, 'create')[0]?.body ?? '{}')
}
