import { writeFileSync } from 'node:fs'
import { adaptiveInterval, type Sighting } from '../src/job/pace.ts'
import { fixed, markdownTable, mean } from './measure.ts'
import { type Dot, plot } from './plot.ts'
import { makeTraces, SHAPES, seeded, sightingOf, type Trace } from './traces.ts'

const JOBS = 2000
const SEED = 20_261_122

/** Milliseconds to the first poll and between polls. */
interface Strategy {
  readonly name: string
  readonly first: number
  next(now: Sighting, before: Sighting | undefined, polls: number): number
}

/** Loops sleep first, as the examples do: it saves them a call. */
const every = (seconds: number): Strategy => ({
  name: `every ${seconds} s`,
  first: seconds * 1000,
  next: () => seconds * 1000,
})

function strategies(random: () => number): Strategy[] {
  return [
    { name: 'this action', first: 0, next: (now, before) => adaptiveInterval(now, before, random) },
    ...[3, 5, 15, 60].map(every),
    {
      name: 'doubling from 1 s to 60 s',
      first: 1000,
      next: (_now, _before, polls) => Math.min(60_000, 1000 * 2 ** polls),
    },
  ]
}

interface Result {
  readonly trace: Trace
  readonly calls: number
  readonly lag: number
}

/** How long the end of simulated jobs stays unseen, and for how many calls: a table, and the picture of it. */
export function detection(image: string): string {
  const traces = makeTraces(JOBS, seeded(SEED))
  const random = seeded(SEED + 1)
  const all = strategies(random).map(strategy => ({
    name: strategy.name,
    results: traces.map(trace => follow(trace, strategy)),
  }))
  const dots = all.map(({ name, results }): Dot => dotOf(name, results))
  const curve = Array.from({ length: 60 }, (_, index) => every(index + 1)).map(strategy =>
    dotOf(
      strategy.name,
      traces.map(trace => follow(trace, strategy)),
    ),
  )
  writeFileSync(image, plot(dots, curve))

  const overall = all.map(({ name, results }) => {
    const lags = results.map(({ lag }) => lag / 1000).toSorted((a, b) => a - b)
    const shares = results.map(({ lag, trace }) => (100 * lag) / trace.duration)
    const calls = results.map(result => result.calls)
    return [
      name,
      fixed(mean(calls), 0),
      fixed(mean(lags), 1),
      fixed(lags[Math.floor(lags.length * 0.95)], 1),
      fixed(lags.at(-1), 1),
      fixed(mean(shares), 1),
      String(callsFor(1_800_000, strategyOf(name, random))),
    ]
  })
  const shapes = SHAPES.map(shape => {
    const cells = all.slice(0, 3).map(({ results }) => {
      const own = results.filter(({ trace }) => trace.shape === shape)
      return `${fixed(mean(own.map(({ lag }) => lag / 1000)), 1)} s, ${fixed(mean(own.map(({ calls }) => calls)), 0)}`
    })
    return [shape, ...cells]
  })
  const [ours] = dots
  const better = [...dots.slice(1), ...curve].filter(
    dot => ours && dot.calls <= ours.calls && dot.lag <= ours.lag,
  )
  const head = [
    'poll',
    'mean calls',
    'mean lag, s',
    '95 %, s',
    'most, s',
    'mean lag, % of the job',
    'calls for 30 min',
  ]
  return `${markdownTable(head, overall)}

Better in both than this action: ${better.length === 0 ? 'none, and no loop with any fixed interval from 1 s to 60 s either' : better.map(({ name }) => name).join(', ')}.

Mean lag and calls by the shape of the job:

${markdownTable(['shape', ...all.slice(0, 3).map(({ name }) => name)], shapes)}`
}

function strategyOf(name: string, random: () => number): Strategy {
  return strategies(random).find(strategy => strategy.name === name) ?? every(5)
}

function dotOf(name: string, results: readonly Result[]): Dot {
  return {
    name,
    calls: mean(results.map(({ calls }) => calls)),
    lag: mean(results.map(({ lag }) => lag / 1000)),
  }
}

function follow(trace: Trace, strategy: Strategy): Result {
  let before: Sighting | undefined
  let elapsed = strategy.first
  for (let calls = 1; ; calls += 1) {
    if (elapsed >= trace.duration) return { trace, calls, lag: elapsed - trace.duration }
    const now = sightingOf(trace, elapsed)
    elapsed += strategy.next(now, before, calls)
    before = now
  }
}

function callsFor(duration: number, strategy: Strategy): number {
  const percentAt = (elapsed: number) => Math.floor((99 * elapsed) / duration)
  return follow({ shape: 'even', duration, percentAt }, strategy).calls
}
