import { count } from '../words/format.ts'
import type { Sample } from './timeline.ts'

/** Only recent observations count: what a server did a quarter of an hour ago says little about now. */
const WINDOW = 120_000
const FEWEST_SAMPLES = 4
/** Over less time, a rate depends on the moments of the polls. Milliseconds. */
const SHORTEST = 5000
/** An estimate needs more observations, and is not worth a word for a moment. Milliseconds. */
const SHORTEST_FOR_REST = 30_000
const LEAST_REST = 15_000

/**
 * The speed at which rows are written, from the polls of the phase that writes them: `undefined` before there are
 * enough of them, and in every other phase, in which the count of rows stands still. `rest`, the milliseconds to the last
 * row, is given only while both halves of the window show about the same speed: else it would be a guess.
 */
export function speedOf(
  samples: readonly Sample[],
  total: bigint | undefined,
): { rowsPerSecond: number; rest: number | undefined } | undefined {
  const newest = samples.at(-1)
  if (newest?.phase !== 'importing rows' || newest.rows === undefined) return undefined
  const seen = writing(samples).filter(({ at }) => at >= newest.at - WINDOW)
  const rowsPerSecond = averageSpeed(seen) ?? 0
  return rowsPerSecond > 0 ? { rowsPerSecond, rest: restOf(seen, rowsPerSecond, total) } : undefined
}

/** The speed over all polls of the phase in which rows are written; `undefined` if too little was seen. */
export function averageSpeed(samples: readonly Sample[]): number | undefined {
  const seen = writing(samples)
  const [first] = seen
  const last = seen.at(-1)
  if (!first || !last || seen.length < FEWEST_SAMPLES || last.at - first.at < SHORTEST) return undefined
  return rate(first, last) || undefined
}

function writing(samples: readonly Sample[]): Sample[] {
  return samples.filter(({ phase, rows }) => phase === 'importing rows' && rows !== undefined)
}

function restOf(seen: readonly Sample[], speed: number, total: bigint | undefined): number | undefined {
  const [first] = seen
  const middle = seen[Math.floor(seen.length / 2)]
  const newest = seen.at(-1)
  if (!first || !middle || !newest || !total || newest.at - first.at < SHORTEST_FOR_REST) return undefined
  const [before, after] = [rate(first, middle), rate(middle, newest)]
  const isSteady = after > 0 && before / after < 2 && after / before < 2
  const rest = (Number(total - (newest.rows ?? 0n)) / speed) * 1000
  return isSteady && rest >= LEAST_REST ? rest : undefined
}

function rate(from: Sample, to: Sample): number {
  return to.at > from.at ? (Number((to.rows ?? 0n) - (from.rows ?? 0n)) / (to.at - from.at)) * 1000 : 0
}

/** `1,230 rows/s`; below ten with one decimal. */
export function inWords(rowsPerSecond: number): string {
  const exact =
    rowsPerSecond < 10 ? Math.round(rowsPerSecond * 10) / 10 : count(BigInt(Math.round(rowsPerSecond)))
  return `${exact} rows/s`
}
