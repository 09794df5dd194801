import type { MilvusVersion } from '../../sandbox/milvus/profile.ts'
import type { SandboxOptions } from '../../sandbox/server.ts'
import { API_KEY, BUCKET_KEYS, CLUSTER } from '../harness/world.ts'

/** A kind of server, and the inputs that lead to it. */
export interface Profile {
  readonly name: string
  readonly sandbox: Partial<SandboxOptions>
  /** Credentials included: of `apiKey`, `accessKey` and `secretKey` nothing may be seen. */
  readonly given: Readonly<Record<string, string>>
  /** Does the server honour `Idempotency-Key`? Only then can a re-run know the job of an attempt that was lost. */
  readonly honoursKey: boolean
  /** Where the good and the broken file are, as the API wants to hear it. */
  readonly files: Readonly<Record<'good' | 'broken', Readonly<Record<string, string>>>>
}

const PASSWORD = 'test-password-0123456789'

const milvus = (version: MilvusVersion, honoursKey: boolean): Profile => ({
  name: `milvus ${version}`,
  sandbox: { api: { milvus: version, users: { loader: { password: PASSWORD, mayImport: 'admin' } } } },
  given: { api: 'milvus', endpoint: 'http://127.0.0.1:19530', apiKey: `loader:${PASSWORD}` },
  honoursKey,
  files: { good: { files: 'parts/part-1.parquet' }, broken: { files: 'daily/absent.parquet' } },
})

/** Whose servers the action must get along with. A new API of the sandbox is one more entry. */
export const profiles: readonly Profile[] = [
  {
    name: 'zilliz-v2',
    sandbox: {},
    given: { api: 'zilliz-v2', apiKey: API_KEY, clusterId: CLUSTER, ...BUCKET_KEYS },
    honoursKey: false,
    files: {
      good: { objectUrl: 's3://example-articles/daily/science.jsonl' },
      broken: { objectUrl: 's3://example-articles/broken/sports.jsonl' },
    },
  },
  {
    name: 'zilliz-v1',
    sandbox: { api: 'zilliz-v1' },
    given: {
      api: 'zilliz-v1',
      endpoint: 'http://127.0.0.1:8080',
      apiKey: API_KEY,
      clusterId: CLUSTER,
      ...BUCKET_KEYS,
    },
    honoursKey: false,
    files: {
      good: { objectUrl: 's3://example-articles/daily/science.jsonl' },
      broken: { objectUrl: 's3://example-articles/broken/sports.jsonl' },
    },
  },
  milvus('2.4', false),
  milvus('2.5', false),
  milvus('2.6', false),
  milvus('2.6.24', true),
  milvus('3.0.2', true),
]
