import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import type { Planned } from '../../sandbox/faults.ts'
import { runAction, type StepResult } from '../../sandbox/runner/run-action.ts'
import type { StorePlanned } from '../../sandbox/store/faults.ts'
import { BUCKET_KEYS } from '../harness/step.ts'
import { large, type UploadWorld, uploadWorld } from '../harness/upload.ts'

/** What happens to an upload through the built action, as data. */
export interface UploadStory {
  /** The first file goes up in parts. */
  readonly isLarge: boolean
  readonly store: readonly StorePlanned[]
  readonly service: readonly Planned[]
  /** A file is written again when the store has got so many requests; `undefined`: none is. */
  readonly changeAt: number | undefined
  /** The workflow is cancelled when the store has got so many requests. */
  readonly cancelAt: number | undefined
  readonly deletes: boolean
}

const OPERATIONS = [
  ...(['ListObjectsV2', 'PutObject', 'CreateMultipartUpload'] as const),
  ...([
    'PutObject',
    'UploadPart',
    'CompleteMultipartUpload',
    'AbortMultipartUpload',
    'DeleteObject',
  ] as const),
]
const trouble = fc.oneof(
  fc.constantFrom('before', 'during', 'after', 'halfway').map(when => ({ kind: 'reset', when }) as const),
  fc.record({
    kind: fc.constant('answer' as const),
    when: fc.constantFrom('before', 'after'),
    answer: fc.constantFrom('SlowDown', 'InternalError', 'TooManyRequests', 'BadGateway', 'AccessDenied'),
  }),
  fc.constantFrom('before', 'after').map(when => ({ kind: 'error in 200', when }) as const),
  fc.constant({ kind: 'damage' } as const),
  fc.constant({ kind: 'delay', before: 400, after: 0 } as const),
)

/** Once in four stories. */
function seldom<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
}

export const uploadStories: fc.Arbitrary<UploadStory> = fc.record({
  isLarge: fc.boolean(),
  store: fc.array(
    fc.record({
      on: fc.constantFrom(...OPERATIONS),
      nth: fc.integer({ min: 1, max: 3 }),
      times: fc.integer({ min: 1, max: 2 }),
      fault: trouble,
    }) as fc.Arbitrary<StorePlanned>,
    { maxLength: 4 },
  ),
  service: fc.array(fc.constant<Planned>({ on: 'create', nth: 1, fault: { kind: 'reset', when: 'after' } }), {
    maxLength: 1,
  }),
  changeAt: seldom(fc.integer({ min: 1, max: 4 })),
  cancelAt: seldom(fc.integer({ min: 1, max: 8 })),
  deletes: fc.boolean(),
})

/** What is true after a run, whatever the run said. */
export interface UploadFacts {
  /** SHA-256 of what the store holds, by whole key. */
  readonly objects: Readonly<Record<string, string>>
  /** The keys of the files that each job imports; as many jobs as there are. */
  readonly imports: readonly (readonly string[])[]
  /** SHA-256 of what each file held when the step began, by the end of its key. */
  readonly planned: Readonly<Record<string, string>>
  /** Keys of uploads in parts that are open, and how many of them the run warned of. */
  readonly open: readonly string[]
  readonly warnedOfOpen: boolean
  readonly foreign: string
  readonly status: string
  readonly deleted: boolean
}

/** What must hold and does not, one line each. */
export function violationsOf(facts: UploadFacts): string[] {
  const { objects, imports, planned, open, warnedOfOpen, foreign, status, deleted } = facts
  const hashOf = (key: string) => Object.entries(planned).find(([name]) => key.endsWith(`/${name}`))?.[1]
  const own = Object.entries(objects).filter(([key]) => key !== foreign)
  return [
    ...(imports.length > 1 ? [`${imports.length} jobs`] : []),
    ...(!(foreign in objects) ? ['an object of somebody else is gone'] : []),
    ...(open.length > 0 && !warnedOfOpen ? [`open uploads that nobody was told of: ${open.join(', ')}`] : []),
    ...own.filter(([key, hash]) => hashOf(key) !== hash).map(([key]) => `${key} is not what was planned`),
    ...imports.flat().flatMap(key => {
      if (!hashOf(key)) return [`${key} is imported, and was not planned`]
      return key in objects || deleted ? [] : [`${key} is imported, and is not there`]
    }),
    ...imports
      .filter(keys => keys.length !== Object.keys(planned).length)
      .map(keys => `${keys.length} of ${Object.keys(planned).length} files are imported`),
    ...(['Completed', 'Submitted'].includes(status) && imports.length !== 1
      ? [`${status} without a job`]
      : []),
    ...(['UploadFailed', 'InvalidInput'].includes(status) && imports.length > 0
      ? [`${status} with a job`]
      : []),
  ]
}

const FOREIGN = 'imports/example-org/articles/of-somebody-else.json'

/** Plays a story through the built action against the store of the sandbox. Resolves to what is true at its end. */
export async function playUpload(story: UploadStory): Promise<{ facts: UploadFacts; result: StepResult }> {
  const rows = (id: number) =>
    JSON.stringify([{ id, title: 'x', reading_time: 1, vector: Array(8).fill(0.5) }])
  const files = {
    'out/a.json': story.isLarge ? large(17) : rows(1),
    'out/b.json': rows(2),
    'out/c/d.json': rows(3),
  }
  const { store, service } = story
  await using world = await uploadWorld(files, {
    ...{ api: { milvus: '3.0.2' }, faults: service },
    store: { buckets: { 'example-articles': {} }, faults: store },
  })
  await world.putAside('example-articles', FOREIGN, 'theirs')
  const planned = Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path.slice('out/'.length), sha256(content)]),
  )
  const over = new AbortController()
  const reached = async (count: number) => {
    while (world.sandbox.store.requests.length < count && !over.signal.aborted) await sleep(5)
    return !over.signal.aborted
  }
  if (story.changeAt !== undefined)
    reached(story.changeAt).then(async isTime => {
      if (isTime) await writeFile(join(world.workspace, 'out/b.json'), rows(4))
    })
  const { cancelAt } = story
  const cancel =
    cancelAt === undefined
      ? undefined
      : reached(cancelAt).then(isTime => (isTime ? undefined : new Promise(() => {})))
  const { url } = world.sandbox
  const result = await runAction({
    with: {
      ...{
        api: 'milvus',
        endpoint: url,
        apiKey: 'test-api-key-0123456789abcdef',
        collectionName: 'articles',
      },
      ...{ path: 'out', objectUrl: 's3://example-articles/imports/', storageEndpoint: url, ...BUCKET_KEYS },
      ...{ deleteUploaded: String(story.deletes), timeout: '30s', pollInterval: '100ms' },
    },
    env: { GITHUB_WORKSPACE: world.workspace },
    ...(cancel ? { cancel } : {}),
  })
  over.abort()
  return { facts: await factsOf(world, planned, result), result }
}

async function factsOf(
  { sandbox, folder }: UploadWorld,
  planned: UploadFacts['planned'],
  { log, outputs }: StepResult,
): Promise<UploadFacts> {
  const objects: Record<string, string> = {}
  for (const { key } of await sandbox.store.objects('example-articles'))
    objects[key] = sha256(await readFile(join(folder, 'buckets', 'example-articles', key)))
  const creates = sandbox.requests.filter(({ path }) => path.endsWith('/import/create'))
  const bodies = new Map(creates.map(({ headers, body }) => [String(headers['idempotency-key']), body]))
  return {
    ...{ objects, planned, foreign: FOREIGN, status: outputs['status'] ?? '' },
    imports: sandbox.ledger.entries.map((_, index) => keysIn([...bodies.values()][index] ?? '{}')),
    open: sandbox.store.openUploads().map(({ key }) => key),
    warnedOfOpen: /unfinished upload/.test(log),
    deleted: /Deleted 3 uploaded files|could not be deleted/.test(log),
  }
}

function keysIn(body: string): string[] {
  return (JSON.parse(body) as { files?: string[][] }).files?.flat() ?? []
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Looks for a story after which something does not hold; resolves to how they ended, and to the first such story. */
export async function searchUploads({
  runs,
  seed,
}: {
  readonly runs: number
  readonly seed: number
}): Promise<{ endings: Readonly<Record<string, number>>; failure: string | undefined }> {
  const endings: Record<string, number> = {}
  const failures: string[] = []
  const queue = fc.sample(uploadStories, { seed, numRuns: runs }).values()
  const worker = async () => {
    for (const story of queue) {
      if (failures.length > 0) return
      const { facts, result } = await playUpload(story)
      const ending = [facts.status, result.outputs['errorCode']].filter(Boolean).join(' ')
      endings[ending] = (endings[ending] ?? 0) + 1
      const violations = violationsOf(facts)
      if (violations.length > 0) failures.push([...violations, JSON.stringify(story), result.log].join('\n'))
    }
  }
  await Promise.all([worker(), worker(), worker()])
  return { endings, failure: failures[0] }
}
