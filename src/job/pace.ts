import type { Progress } from '../model/job.ts'
import { INDEX_BUILT } from './progress.ts'

/** What was seen of a job, and when: milliseconds since the submit. */
export interface Sighting {
  readonly elapsed: number
  readonly progress: Pick<Progress, 'percent' | 'phase'>
}

/** Milliseconds. A server moves its jobs every 2 s; polling faster shows nothing new. */
const SHORTEST = 1000
const LONGEST = 20_000
/** Of the time so far. */
const SHARE = 0.1
/** Up to this share is taken off at random. */
const JITTER = 0.02

/**
 * The time to the next poll, in milliseconds, from the last two sightings.
 *
 * A job that ends right after a poll is seen one interval later, and it may end at any moment: it fails, or the last
 * phases take no time. So the interval is a tenth of the time so far, never below 1 s, never above 20 s: the lag is
 * at most max(1 s, 10 % of the job), for jobs of more than 200 s at most 20 s. It is only ever shortened: at random,
 * so that the legs of a matrix do not march in step, and when the index is being built and its progress shows
 * when it will be done. A plateau shows nothing.
 *
 * Worst cases without network time: a job of 30 minutes takes 125 calls at most (a fixed 5 s loop: 361), of 5
 * minutes 50, of 10 s 11.
 */
export function adaptiveInterval(now: Sighting, before: Sighting | undefined, random: () => number): number {
  const full = Math.min(Math.max(now.elapsed * SHARE, SHORTEST), LONGEST)
  const soon = Math.min(full, foreseenRest(now, before) ?? full)
  return Math.max(SHORTEST, soon * (1 - random() * JITTER))
}

/** Milliseconds until the index is built, if it goes on as before; `undefined` if its progress stands still. */
function foreseenRest(now: Sighting, before: Sighting | undefined): number | undefined {
  if (now.progress.phase !== 'building the index' || before?.progress.phase !== 'building the index')
    return undefined
  const moved = now.progress.percent - before.progress.percent
  if (moved <= 0) return undefined
  return ((INDEX_BUILT - now.progress.percent) * (now.elapsed - before.elapsed)) / moved
}
