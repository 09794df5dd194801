import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeArticles, toParquet } from './samples.ts'
import type { StoreOptions } from './store/store.ts'

const FILES = 24
const ROWS = 60

/** From files on disk to rows that a query counts, by way of a volume. */
export const fromDisk = {
  about: `a job has written ${FILES} Parquet files into out/; \`path\` uploads them into a volume and imports exactly them, and the step is green when a query counts their rows`,
  with: {
    api: 'zilliz-v2',
    apiKey: 'example-api-key-0123456789',
    clusterId: 'in01-0123456789abcde',
    collectionName: 'articles',
    path: 'out/*.parquet',
    volumeName: 'ci',
    expectedRows: String(FILES * ROWS),
    searchable: 'true',
  },
}

export const volumes = [{ name: 'ci', bucket: 'zilliz-volumes', prefix: 'an-organisation/ci/' }]

/** A store at the other end of a slow line, so that there is something to watch. */
export const slowLine: Omit<StoreOptions, 'folder'> = {
  faults: [{ on: 'PutObject', nth: 1, times: FILES, fault: { kind: 'delay', before: 1700, after: 0 } }],
}

/** Writes what the job before the step has generated. */
export async function writeGenerated(workspace: string): Promise<void> {
  await mkdir(join(workspace, 'out'), { recursive: true })
  for (let part = 1; part <= FILES; part += 1) {
    const name = `part-${String(part).padStart(2, '0')}.parquet`
    await writeFile(join(workspace, 'out', name), toParquet(makeArticles(part * 1000, ROWS)))
  }
}
