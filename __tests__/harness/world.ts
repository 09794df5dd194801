import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { articles, writeSamples } from '../../sandbox/samples.ts'
import type { World } from '../../sandbox/server.ts'

export const API_KEY = 'test-api-key-0123456789abcdef'
export const CLUSTER = 'in01-0123456789abcde'
export const BUCKET_KEYS = { accessKey: 'TEST-ACCESS-KEY-0123', secretKey: 'test/secret+key=0123456789' }

let samples: Promise<string> | undefined

/** The sample buckets, written once for each process and removed at its end. */
export function sampleBuckets(): Promise<string> {
  samples ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'buckets-'))
    process.on('exit', () => rmSync(folder, { recursive: true }))
    await writeSamples(folder)
    return folder
  })()
  return samples
}

/** Who may ask for what, and the sample files. */
export async function worldOf(world: Partial<World> = {}): Promise<World> {
  return {
    apiKeys: [API_KEY],
    clusters: { [CLUSTER]: { default: { articles } } },
    buckets: await sampleBuckets(),
    bucketKeys: BUCKET_KEYS,
    ...world,
  }
}
