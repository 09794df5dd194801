/**
 * The time to the next poll, in milliseconds: a tenth of the time that the import has taken, at least 1 s and at
 * most 15 s. A job that ends right after a poll is thus seen within max(1 s, 10 % of its duration), after long waits
 * within 15 s. Up to a tenth is taken off at random, so that the legs of a matrix do not march in step; a server
 * moves its jobs every 2 s, so polling faster would tell nothing.
 */
export function adaptiveInterval(elapsed: number, random: () => number): number {
  const full = Math.min(Math.max(elapsed / 10, SHORTEST), LONGEST)
  return Math.max(SHORTEST, full * (1 - random() / 10))
}

const SHORTEST = 1000
const LONGEST = 15_000
