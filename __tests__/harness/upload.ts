import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { StepOptions, StepResult } from '../../sandbox/runner/run-action.ts'
import { makeArticles, toParquet } from '../../sandbox/samples.ts'
import type { Sandbox, SandboxOptions, World } from '../../sandbox/server.ts'
import type { Operation } from '../../sandbox/store/model.ts'
import { step, testSandbox } from './step.ts'
import { cloudNames } from './stores.ts'
import { startAuthority } from './tls.ts'

/** A volume, and the bucket and prefix behind it. */
export const VOLUME = { name: 'ci', bucket: 'zc-volumes', prefix: 'org/ci/' }

/** Files that a job before this step has written, and the sandbox that they are uploaded to. */
export interface UploadWorld extends AsyncDisposable {
  readonly sandbox: Sandbox
  readonly workspace: string
  /** Holds the folder of the buckets, and goes with the world. */
  readonly folder: string
  /** Writes files below the workspace. */
  write(files: Readonly<Record<string, Buffer | string>>): Promise<void>
  /** Puts an object of somebody else into a bucket. */
  putAside(bucket: string, key: string, content: string): Promise<void>
  /** The step with `path` into the volume `ci`, unless the inputs say otherwise. */
  run(inputs?: Readonly<Record<string, string | null>>, options?: Partial<StepOptions>): Promise<StepResult>
  /** How many requests of this kind the store got. */
  count(operation: Operation): number
}

/** Two files of the collection `articles`: 60 rows. */
export const TWO_FILES = {
  'out/a.parquet': toParquet(makeArticles(1, 40)),
  'out/sub dir/b.parquet': toParquet(makeArticles(41, 20)),
}

/** Starts a sandbox with an empty folder of buckets; whatever is in them was uploaded. */
export async function uploadWorld(
  files: Readonly<Record<string, Buffer | string>> = TWO_FILES,
  options: Partial<Omit<SandboxOptions, 'world'>> & { readonly world?: Partial<World> } = {},
): Promise<UploadWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'upload-'))
  const workspace = join(folder, 'workspace')
  const buckets = join(folder, 'buckets')
  await mkdir(buckets)
  const { world, store, ...rest } = options
  const sandbox = await testSandbox(
    { buckets, volumes: [VOLUME], ...world },
    { speed: 100, store: { buckets: { mine: {}, 'example-articles': {} }, ...store }, ...rest },
  )
  const write = async (all: Readonly<Record<string, Buffer | string>>) => {
    for (const [path, content] of Object.entries(all)) {
      await mkdir(dirname(join(workspace, path)), { recursive: true })
      await writeFile(join(workspace, path), content)
      await utimes(join(workspace, path), 1_700_000_000, 1_700_000_000)
    }
  }
  await write(files)
  return {
    ...{ sandbox, workspace, folder, write },
    async putAside(bucket, key, content) {
      const path = join(buckets, bucket, key)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, content)
    },
    run: (inputs = {}, { env, ...more } = {}) =>
      step(
        sandbox,
        { path: 'out/**/*.parquet', ...INTO_VOLUME, ...inputs },
        { ...more, env: { GITHUB_WORKSPACE: workspace, ...env } },
      ),
    count: operation => sandbox.store.requests.filter(seen => seen.operation === operation).length,
    async [Symbol.asyncDispose]() {
      await sandbox[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
      assert.deepEqual([sandbox.mistakes, sandbox.store.mistakes], [[], []])
    },
  }
}

const INTO_VOLUME = { volumeName: 'ci', objectUrl: null, accessKey: null, secretKey: null }
/** Instead of a volume: one folder of a bucket, by keys of the inputs. */
export const INTO_BUCKET = {
  ...{ volumeName: null, objectUrl: 's3://mine/imports/' },
  ...{ accessKey: 'TEST-ACCESS-KEY-0123', secretKey: 'test/secret+key=0123456789' },
}
/** The bucket of a Milvus, whose address is known. */
export function intoMilvus({ url }: Pick<Sandbox, 'url'>): Record<string, string | null> {
  return {
    ...INTO_BUCKET,
    ...{ api: 'milvus', clusterId: null, objectUrl: 's3://example-articles/imports/', storageEndpoint: url },
  }
}

/** Brings requests for hosts of clouds to the sandbox: by a proxy, with certificates that only `env` makes trusted. */
export async function cloudHosts({ url }: Pick<Sandbox, 'url'>, hosts: readonly string[]) {
  const authority = await startAuthority()
  const names = await cloudNames(
    authority,
    hosts.map(host => [host, url]),
  )
  return {
    ...names,
    async [Symbol.asyncDispose]() {
      await names[Symbol.asyncDispose]()
      await authority[Symbol.asyncDispose]()
    },
  }
}

/** Bytes of which no two parts are alike. */
export function large(mebibytes: number): Buffer {
  const bytes = Buffer.alloc(mebibytes * 2 ** 20)
  for (let at = 0; at < bytes.length; at += 4096) bytes.writeDoubleLE(at + 1, at)
  return bytes
}
