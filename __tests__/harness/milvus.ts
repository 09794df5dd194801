import type { MilvusOptions } from '../../sandbox/milvus/options.ts'
import type { StepOptions, StepResult } from '../../sandbox/runner/run-action.ts'
import { articles } from '../../sandbox/samples.ts'
import type { RecordedRequest, Sandbox, SandboxOptions } from '../../sandbox/server.ts'
import type { CollectionSeed } from '../../sandbox/world.ts'
import { step, testSandbox } from './step.ts'

/** A right step on Milvus: it imports 120 rows. */
const MILVUS_STEP = {
  ...{ api: 'milvus', clusterId: null, objectUrl: null, accessKey: null, secretKey: null },
  files: 'daily/science.jsonl',
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

/** Runs the built action on it. */
export function milvusStep(
  sandbox: Sandbox,
  inputs: Readonly<Record<string, string | null>>,
  options: Partial<StepOptions> = {},
): Promise<StepResult> {
  return step(sandbox, { ...MILVUS_STEP, ...inputs }, options)
}

/** The ends of the paths that were asked for, in order, such as `entities/query`. */
export function asked({ requests }: Pick<Sandbox, 'requests'>): string[] {
  return requests.map(({ path }) => path.replace('/v2/vectordb/', '').replace('jobs/import/', ''))
}

/** Resolves when a request matches, and leaves the answer to the service. */
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
