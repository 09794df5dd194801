import type { SandboxOptions } from '../../sandbox/server.ts'
import type { Given } from '../../src/inputs/inputs.ts'
import { CLUSTER } from '../harness/world.ts'

/** A kind of server, and the inputs that lead to it. */
export interface Profile {
  readonly name: string
  readonly sandbox: Partial<SandboxOptions>
  readonly given: Partial<Given>
  /** Does the server honour `Idempotency-Key`? Only then can a re-run know the job of an attempt that was lost. */
  readonly honoursKey: boolean
  /** Where the good and the broken file are, as the API wants to hear it. */
  readonly files: Readonly<Record<'good' | 'broken', Partial<Given>>>
}

/** Whose servers the action must get along with. A new API of the sandbox is one more entry. */
export const profiles: readonly Profile[] = [
  {
    name: 'zilliz-v2',
    sandbox: {},
    given: { clusterId: CLUSTER },
    honoursKey: false,
    files: {
      good: { objectUrl: 's3://example-articles/daily/science.jsonl' },
      broken: { objectUrl: 's3://example-articles/broken/sports.jsonl' },
    },
  },
]
