import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { VERSIONS, type Version } from '../../src/model/collection.ts'
import { check, importBy } from './judge.ts'
import { makePair, type Pair } from './pairs.ts'

/** Pairs that were checked and imported, and what came of it. */
export interface Report {
  pairs: number
  /** Pairs that a writer refused to write. */
  unwritable: number
  /** A check failed, and some version that it spoke of took the file. There must be none. */
  readonly blocked: string[]
  /** For each thing that was done to one file: pairs that every version refuses, and those of them that were caught. */
  readonly kinds: Map<string, { refused: number; caught: number }>
}

/** Makes pairs from seed `first` on, and holds each check against imports by all versions. */
export async function runPairs(count: number, first: number, checking = check): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'pairs-'))
  const report: Report = { pairs: 0, unwritable: 0, blocked: [], kinds: new Map() }
  try {
    for (let seed = first; seed < first + count; seed += 1) {
      const pair = written(seed)
      if (pair) await judge(pair, report, join(folder, 'bucket'), checking)
      else report.unwritable += 1
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return report
}

/** Arrow's builder of lists fails on some lists with empty ones in them. */
function written(seed: number): Pair | undefined {
  try {
    return makePair(seed)
  } catch {
    return undefined
  }
}

async function judge(pair: Pair, report: Report, folder: string, checking: typeof check): Promise<void> {
  report.pairs += 1
  const refusals = new Map<Version, string | undefined>()
  for (const version of VERSIONS) refusals.set(version, await importBy(version, pair, folder))
  for (const possible of [VERSIONS, ...VERSIONS.map(version => [version])]) {
    const { failed } = await checking(pair, possible)
    const taking = possible.filter(version => refusals.get(version) === undefined)
    if (failed.length === 0 || taking.length === 0) continue
    report.blocked.push(
      `seed ${pair.seed}, ${pair.mutations.join(' and ')}: ${failed[0]?.text}; taken by ${taking}`,
    )
  }
  if (VERSIONS.some(version => refusals.get(version) === undefined)) return
  const kind = `${pair.format}: ${pair.mutations.length === 1 ? pair.mutations[0] : 'several things'}`
  const counts = report.kinds.get(kind) ?? { refused: 0, caught: 0 }
  counts.refused += 1
  if ((await checking(pair, VERSIONS)).failed.length > 0) counts.caught += 1
  report.kinds.set(kind, counts)
}

/** The share of refused files that the checks catch, in all and by what was done to them. */
export function summaryOf({ pairs, unwritable, blocked, kinds }: Report): string {
  const rows = [...kinds].toSorted(([one], [other]) => one.localeCompare(other))
  const all = { refused: 0, caught: 0 }
  for (const [, { refused, caught }] of rows) {
    all.refused += refused
    all.caught += caught
  }
  const line = (name: string, { refused, caught }: { refused: number; caught: number }) =>
    `${name.padEnd(48)} ${String(caught).padStart(6)} of ${String(refused).padStart(6)} ${`${Math.round((100 * caught) / Math.max(1, refused))} %`.padStart(6)}`
  return [
    `${pairs} pairs by ${VERSIONS.length} versions (${unwritable} could not be written), ${blocked.length} good files blocked`,
    line('files that every version refuses: caught', all),
    ...rows.map(([name, counts]) => line(`  ${name}`, counts)),
    ...blocked.slice(0, 20),
  ].join('\n')
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { pairs: { type: 'string' }, seed: { type: 'string' } } })
  const report = await runPairs(Number(values.pairs ?? 5000), Number(values.seed ?? 1))
  console.log(summaryOf(report))
  if (report.blocked.length > 0) process.exitCode = 1
}
