import fc from 'fast-check'
import { type Planned, tell } from '../../sandbox/faults.ts'
import type { MilvusVersion } from '../../sandbox/milvus/profile.ts'
import { fault, type PACES, type Stop } from './story.ts'

/** A run whose rows are to be held back, counted or switched to, its re-runs, and everything that goes wrong. */
export interface PublishedStory {
  readonly version: MilvusVersion
  readonly pace: keyof typeof PACES
  readonly commit: 'auto' | 'verified' | 'manual'
  readonly searchable: 'false' | 'true' | 'load'
  readonly alias: boolean
  /** What the author expects of the file, which has 90 rows. */
  readonly expects: 'nothing' | 'its rows' | 'more'
  readonly isLoaded: boolean
  readonly shards: number
  readonly faults: readonly Planned[]
  readonly attempts: readonly PublishedAttempt[]
}

export interface PublishedAttempt {
  readonly timeout: '20s' | '2m' | '30m'
  readonly onTimeout: 'fail' | 'warn'
  readonly stop: Stop | undefined
}

const oneOf = fc.constantFrom

const planned: fc.Arbitrary<Planned> = fc.record(
  {
    on: oneOf<Planned['on'][]>(
      'commit',
      'commit',
      'abort',
      'abort',
      'query',
      'refresh',
      'load',
      'alias',
      'describe',
      'create',
      'list',
      'any',
    ),
    nth: fc.integer({ min: 1, max: 5 }),
    times: oneOf(1, 2, 12),
    fault,
  },
  { requiredKeys: ['on', 'nth', 'fault'] },
)

const stop: fc.Arbitrary<Stop> = fc.record({
  by: oneOf('SIGINT', 'SIGINT', 'SIGKILL'),
  on: oneOf<Stop['on'][]>(
    'start',
    'create',
    'describe',
    'describe',
    'commit',
    'commit',
    'abort',
    'query',
    'alias',
  ),
  nth: fc.integer({ min: 1, max: 6 }),
  after: oneOf(0, 10, 30, 2500, 9000),
})

const attempt: fc.Arbitrary<PublishedAttempt> = fc.record({
  timeout: oneOf('30m', '2m', '20s'),
  onTimeout: oneOf('fail', 'warn'),
  stop: fc.option(stop, { nil: undefined, freq: 2 }),
})

/** Of versions that hold rows back. */
export const publishedStories: fc.Arbitrary<PublishedStory> = fc
  .record({
    version: oneOf<MilvusVersion[]>('3.0.1', '3.0.2', '3.0.3'),
    pace: oneOf('quick', 'usual', 'slow'),
    commit: oneOf('auto', 'verified', 'verified', 'verified', 'manual'),
    searchable: oneOf('false', 'true', 'load'),
    alias: fc.boolean(),
    expects: oneOf('nothing', 'its rows', 'more'),
    isLoaded: oneOf(true, true, false),
    shards: oneOf(1, 4),
    faults: fc.array(planned, { maxLength: 4 }),
    attempts: fc.array(attempt, { minLength: 1, maxLength: 3 }),
  })
  .map(story => {
    const searchable = story.commit === 'manual' ? 'false' : story.searchable
    return { ...story, searchable, alias: story.alias && searchable !== 'false' }
  })

/** A story in lines, one for each attempt and fault. */
export function tellPublished(story: PublishedStory): string {
  const { version, pace, commit, searchable, alias, expects, isLoaded, shards, faults, attempts } = story
  const runs = attempts.map(
    ({ timeout, onTimeout, stop }, index) =>
      `  attempt ${index + 1}: timeout ${timeout} (${onTimeout})${stop ? `, ${stop.by} ${stop.after} ms after ${stop.on} #${stop.nth}` : ''}`,
  )
  return [
    `${version}, a ${pace} import: commit ${commit}, searchable ${searchable}${alias ? ', alias' : ''}, expects ${expects}${isLoaded ? '' : ', not loaded'}, ${shards} channels`,
    ...runs,
    ...faults.map(each => `  ${tell(each)}`),
  ].join('\n')
}
