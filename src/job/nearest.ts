/** As many names as a message should offer. */
const MOST = 3

/**
 * The names that one may have meant, nearest first: those that differ in case only, then those that one gets to by a
 * few keystrokes, at most a third of the name. `[]` if there are none.
 */
export function nearest(name: string, names: readonly string[]): string[] {
  const most = Math.max(1, Math.floor(name.length / 3))
  return names
    .map(other => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ far }) => far <= most)
    .toSorted((one, next) => one.far - next.far || (one.other < next.other ? -1 : 1))
    .slice(0, MOST)
    .map(({ other }) => other)
}

/** How many letters are to be added, left out, replaced, or swapped with their neighbour. */
function distance(one: string, other: string): number {
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + same,
        swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = row
    row = next
  }
  return row[other.length] ?? 0
}
