import fc from 'fast-check'
import type { Tempo } from '../../sandbox/engine.ts'
import {
  AMBIGUOUS,
  answerNames,
  type Fault,
  type Planned,
  type Route,
  TRY_AGAIN,
  tell,
} from '../../sandbox/faults.ts'
import { PLAIN, tellWorld, type World } from './worlds.ts'

/** One run of a workflow, its re-runs, and everything that goes wrong meanwhile. Plain data. */
export interface Story {
  readonly pace: keyof typeof PACES
  readonly file: 'good' | 'broken'
  /** What somebody else imports right before our first create arrives. */
  readonly neighbour: Neighbour
  readonly world: World
  /** Is a `githubToken` given? Then GitHub remembers. */
  readonly token: boolean
  /** Some runners call every attempt the first one. */
  readonly runner: 'github' | 'act'
  readonly faults: readonly Planned[]
  /** The run and its re-runs, one after the other. */
  readonly attempts: readonly Attempt[]
}

export interface Attempt {
  readonly timeout: '20s' | '2m' | '30m'
  readonly wait: boolean
  readonly onTimeout: 'fail' | 'warn'
  readonly stop: Stop | undefined
  /** Of a matrix: the second leg imports the same into a partition. Each has attempts of its own. */
  readonly leg: 1 | 2
}

/** Another file, one of the same name in another folder (where the server tells folders), or ours into another collection. */
export type Neighbour = 'none' | 'another file' | 'the same name' | 'another collection'

/** SIGINT is a cancel, SIGKILL the loss of the runner: so long after the start, or after a request was sent. */
export interface Stop {
  readonly by: 'SIGINT' | 'SIGKILL'
  readonly on: Route | 'check' | 'start'
  readonly nth: number
  readonly after: number
}

/** Imports of about 7 s, 1 min and 10 min. */
export const PACES = {
  quick: {},
  usual: { queued: 5000, checking: 10_000, sorting: 20_000, indexing: 20_000 },
  slow: { queued: 30_000, checking: 60_000, sorting: 240_000, indexing: 240_000 },
} satisfies Record<string, Partial<Tempo>>

const oneOf = fc.constantFrom
/** Longer than any client waits for a create; no longer than one that gave up can still find its job. */
const wait = oneOf(0, 300, 3000, 29_000, 35_000, 62_000)

/**
 * Faults that a careful client can live with. A server is slow, broken or gone, but it does not lie: what says "try
 * again later" was not carried out, and no job stays hidden for as long as a search lasts.
 */
export const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: oneOf('reset'), when: oneOf('before', 'after', 'halfway') }) },
  { weight: 2, arbitrary: fc.record({ kind: oneOf('delay'), before: wait, after: wait }) },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        kind: oneOf('answer'),
        when: oneOf('before', 'meanwhile', 'after'),
        answer: oneOf(...AMBIGUOUS),
        retryAfter: oneOf(0, 7, 3600),
      },
      { requiredKeys: ['kind', 'when', 'answer'] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        kind: oneOf('answer'),
        when: oneOf('before'),
        answer: oneOf(...TRY_AGAIN, ...answerNames),
        retryAfter: oneOf(0, 7, 3600),
      },
      { requiredKeys: ['kind', 'when', 'answer'] },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: oneOf('spoil'),
      how: oneOf('html', 'truncated', 'empty', 'wrong type', 'echo'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: oneOf('drip'), over: oneOf(500, 31_000, 61_000) }) },
  { weight: 1, arbitrary: oneOf({ kind: 'expire' } as const, { kind: 'forget' } as const) },
  { weight: 1, arbitrary: fc.record({ kind: oneOf('hide'), young: oneOf(500, 3000) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: oneOf('restart'),
      when: oneOf('before', 'after'),
      down: oneOf(300, 5000, 20_000, 200_000),
    }),
  },
)

const planned: fc.Arbitrary<Planned> = fc.record(
  {
    on: oneOf<Planned['on'][]>('create', 'create', 'create', 'list', 'describe', 'any'),
    nth: fc.integer({ min: 1, max: 4 }),
    times: oneOf(1, 2, 12),
    fault,
  },
  { requiredKeys: ['on', 'nth', 'fault'] },
)

const stop: fc.Arbitrary<Stop> = fc.record({
  by: oneOf('SIGINT', 'SIGKILL'),
  on: oneOf<Stop['on'][]>('start', 'create', 'create', 'describe', 'list', 'check'),
  nth: fc.integer({ min: 1, max: 3 }),
  after: oneOf(0, 10, 30, 2500, 9000),
})

const attempt: fc.Arbitrary<Attempt> = fc.record({
  timeout: oneOf('30m', '2m', '20s'),
  wait: oneOf(true, true, true, false),
  onTimeout: oneOf('fail', 'warn'),
  stop: fc.option(stop, { nil: undefined, freq: 2 }),
  leg: oneOf(1, 1, 1, 1, 2),
})

const world: fc.Arbitrary<World> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(PLAIN) },
  {
    weight: 3,
    arbitrary: fc.record({
      names: oneOf('plain', 'odd'),
      alias: fc.boolean(),
      records: oneOf<World['records'][]>(
        ...(['whole', 'whole', 'whole', 'no name', 'null name', 'upper case', 'no id', 'no object'] as const),
      ),
      pages: fc.boolean(),
      bom: fc.boolean(),
      mixedUp: fc.boolean(),
      changed: fc.boolean(),
    }),
  },
)

export const stories: fc.Arbitrary<Story> = fc.record({
  pace: oneOf('quick', 'usual', 'slow'),
  file: oneOf('good', 'good', 'good', 'broken'),
  neighbour: oneOf<Neighbour[]>('none', 'none', 'another file', 'the same name', 'another collection'),
  world,
  token: fc.boolean(),
  runner: oneOf('github', 'github', 'github', 'act'),
  faults: fc.array(planned, { maxLength: 4 }),
  attempts: fc.array(attempt, { minLength: 1, maxLength: 3 }),
})

/** A story in lines, one for each fault. */
export function tellStory(story: Story): string {
  const { pace, file, neighbour, faults, attempts, world, token, runner } = story
  const runs = attempts.map(({ timeout, wait, onTimeout, stop, leg }, index) => {
    const ending = stop ? `, ${tellStop(stop)}` : ''
    return `  attempt ${index + 1}${leg === 2 ? ' of another leg' : ''}: timeout ${timeout} (${onTimeout})${wait ? '' : ', no wait'}${ending}`
  })
  return [
    [
      `a ${pace} import of a ${file} file`,
      neighbour === 'none' ? '' : `a neighbour imports ${neighbour}`,
      token ? 'with a token' : '',
      runner === 'act' ? 'on a runner that always says attempt 1' : '',
      tellWorld(world),
    ]
      .filter(Boolean)
      .join(', '),
    ...runs,
    ...faults.map(fault => `  ${tell(fault)}`),
  ].join('\n')
}

function tellStop({ by, on, nth, after }: Stop): string {
  return `${by} ${after} ms after ${on === 'start' ? 'the start' : `${on} #${nth} was sent`}`
}
