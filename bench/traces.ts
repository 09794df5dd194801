import type { Sighting } from '../src/job/pace.ts'
import { phaseOf } from '../src/job/progress.ts'

/** A job as a poll sees it: when it really ends, and the percentage that it shows until then. */
export interface Trace {
  readonly shape: Shape
  /** Milliseconds. */
  readonly duration: number
  percentAt(elapsed: number): number
}

export type Shape = (typeof SHAPES)[number]

/**
 * - `small`: ten seconds or a little more;
 * - `even`: all phases take their share;
 * - `plateau`: most of the time it stands at 70 or 80 %;
 * - `sudden`: it fails at any moment, or its last phases take no time.
 */
export const SHAPES = ['small', 'even', 'plateau', 'sudden'] as const

const SHORTEST = 10_000
const LONGEST = 7_200_000
/** The server moves its jobs every two seconds (`dataCoord.import.scheduleInterval`). */
const TICK = 2000
/** Where the phases end, and in how many steps the percentage moves in each (`GetJobProgress`, two files a task). */
const BANDS = [10, 40, 70, 80, 90, 99] as const

/** Jobs from ten seconds to two hours, evenly on a logarithmic scale; the same seed makes the same jobs. */
export function makeTraces(number: number, random: () => number): Trace[] {
  return Array.from({ length: number }, (_, index) =>
    makeTrace(SHAPES[index % SHAPES.length] ?? 'even', random),
  )
}

function makeTrace(shape: Shape, random: () => number): Trace {
  const longest = shape === 'small' ? 2 * SHORTEST : LONGEST
  const duration = SHORTEST * (longest / SHORTEST) ** random()
  const weights = BANDS.map((_, phase) => (0.2 + random()) * weightOf(shape, phase))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  // What ends suddenly had more to do.
  const planned = shape === 'sudden' ? duration / (0.05 + 0.95 * random()) : duration
  const pieces = BANDS.map(() => 1 + Math.floor(random() * 20))
  return {
    shape,
    duration,
    percentAt(elapsed) {
      const tick = Math.floor(elapsed / TICK) * TICK
      let [from, start] = [0, 0]
      for (const [phase, end] of BANDS.entries()) {
        const length = (planned * (weights[phase] ?? 0)) / whole
        const steps = phase === 2 ? 30 : (pieces[phase] ?? 1)
        if (tick < from + length)
          return Math.floor(start + ((end - start) * Math.floor((steps * (tick - from)) / length)) / steps)
        from += length
        start = end
      }
      return 99
    },
  }
}

function weightOf(shape: Shape, phase: number): number {
  if (shape === 'plateau') return phase === 3 || phase === 4 ? 10 : 1
  return [0.2, 1, 3, 1, 1, 0.1][phase] ?? 1
}

export function sightingOf(trace: Trace, elapsed: number): Sighting {
  const percent = trace.percentAt(elapsed)
  return {
    elapsed,
    progress: { percent, phase: phaseOf({ state: 'Importing', standing: 'running' }, percent) },
  }
}

/** mulberry32, a small generator of numbers from 0 to 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
