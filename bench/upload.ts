import { randomFillSync } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunningStore, startStore } from '../sandbox/store/serve.ts'
import { type Cost, fixed, markdownTable, median, NODE, run } from './measure.ts'

const MIB = 2 ** 20
const RUNS = 3
const BUCKET = 'bench'
const KEY = { accessKey: 'AKIAEXAMPLEBENCH0001', secretKey: 'an-example-secret-of-the-benchmark-00000' }

const SETS: Readonly<Record<string, readonly number[]>> = {
  '200 MiB: one file of 100, 50 of 2': [100, ...Array.from({ length: 50 }, () => 2)],
  '1 GiB: one file': [1024],
}
const PEERS: Readonly<Record<string, string>> = {
  'this action': 'peers/upload-action.mjs',
  '@aws-sdk/lib-storage': 'peers/upload-sdk.mjs',
}

/** The same files to the store of the sandbox by this action and by AWS's client, in turn, each in a new process. */
export async function upload(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-upload-'))
  try {
    const rows: string[][] = []
    for (const [title, sizes] of Object.entries(SETS)) {
      const files = join(folder, 'files')
      mkdirSync(files)
      for (const [index, size] of sizes.entries()) write(join(files, `${index}.parquet`), size)
      const costs = await measure(folder, files, sizes.length)
      const [, peer = []] = Object.values(costs)
      for (const [name, runs] of Object.entries(costs)) rows.push([title, name, ...cellsOf(runs, peer)])
      rmSync(files, { recursive: true })
    }
    const head = ['', '', 'wall', 'ratio', 'CPU', 'ratio', 'peak memory']
    return markdownTable(head, rows)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function measure(folder: string, files: string, count: number): Promise<Record<string, Cost[]>> {
  const costs: Record<string, Cost[]> = {}
  for (let times = 0; times < RUNS; times += 1) {
    for (const [name, script] of Object.entries(PEERS)) {
      const data = join(folder, 'store')
      await using store = await startStore({ folder: data, buckets: { [BUCKET]: {} }, keys: [KEY] })
      const cost = await run([NODE, fileURLToPath(new URL(script, import.meta.url))], envFor(store, files))
      const stored = await store.objects(BUCKET)
      if (cost.exitCode !== 0 || stored.length !== count)
        throw new Error(`${name} stored ${stored.length} of ${count} files: ${cost.stderr}`)
      costs[name] = [...(costs[name] ?? []), cost]
      rmSync(data, { recursive: true })
    }
  }
  return costs
}

function envFor({ url }: RunningStore, files: string): Record<string, string> {
  return { ENDPOINT: url, BUCKET, FOLDER: files, ACCESS_KEY: KEY.accessKey, SECRET_KEY: KEY.secretKey }
}

function cellsOf(runs: readonly Cost[], peer: readonly Cost[]): string[] {
  const of = (costs: readonly Cost[], value: (cost: Cost) => number | undefined) =>
    median(costs.map(cost => value(cost) ?? Number.NaN))
  const wall = (costs: readonly Cost[]) => of(costs, cost => cost.wall / 1000)
  const cpu = (costs: readonly Cost[]) => of(costs, cost => cost.cpu && cost.cpu / 1000)
  return [
    fixed(wall(runs), 2, ' s'),
    fixed(wall(runs) / wall(peer), 2),
    fixed(cpu(runs), 2, ' s'),
    fixed(cpu(runs) / cpu(peer), 2),
    fixed(Math.max(...runs.map(({ memory }) => memory ?? Number.NaN)), 0, ' MiB'),
  ]
}

/** A file of so many MiB that no compression helps with. */
function write(path: string, size: number): void {
  const block = Buffer.alloc(MIB)
  writeFileSync(path, '')
  for (let done = 0; done < size; done += 1) appendFileSync(path, randomFillSync(block))
}
