import fc from 'fast-check'
import type { Main } from './action.ts'
import type { Verdict } from './invariants.ts'
import type { Profile } from './profiles.ts'
import { simulate } from './simulate.ts'
import { type Story, stories, tellStory } from './story.ts'

export interface SearchOptions {
  readonly profile: Profile
  readonly runs: number
  readonly seed: number
  /** Where in the search a failure was found: replays it. */
  readonly path?: string | undefined
  readonly main?: Main | undefined
}

export interface Finding {
  /** How often attempts ended how. */
  readonly endings: ReadonlyMap<string, number>
  /** The smallest story found that breaks a rule, told in lines with the command that replays it. */
  readonly failure: string | undefined
}

/** Plays random stories until one breaks a rule, and makes that one as small as it gets. */
export async function search({ profile, runs, seed, path, main }: SearchOptions): Promise<Finding> {
  const endings = new Map<string, number>()
  const property = fc.asyncProperty(stories, async story => {
    const verdict = await simulate(story, profile, main).catch(crash)
    for (const ending of verdict.endings) endings.set(ending, (endings.get(ending) ?? 0) + 1)
    if (verdict.violations.length > 0) throw new Broken(story, verdict)
  })
  const result = await fc.check(property, { numRuns: runs, seed, ...(path ? { path } : {}) })
  if (!result.failed) return { endings, failure: undefined }
  const replay = `npm run test:chaos -- --api ${profile.name} --seed ${seed} --path ${result.counterexamplePath}`
  const found = result.errorInstance
  const told = found instanceof Broken ? found.message : String(found)
  return { endings, failure: `${told}\nreplay: ${replay}` }
}

/** An action that throws, hangs or spins breaks a rule like any other. */
function crash(error: unknown): Verdict {
  return { endings: [], violations: [String(error)], ledger: 'nothing' }
}

class Broken extends Error {
  constructor(story: Story, { violations, ledger }: Verdict) {
    super(
      `${violations.join('\n')}\nin the story of ${tellStory(story)}\nthe ledger says:\n  ${ledger.replaceAll('\n', '\n  ')}`,
    )
  }
}

/** `Completed with job 812, …`, most frequent first. */
export function tellEndings(endings: Finding['endings']): string {
  const sorted = [...endings].sort(([, a], [, b]) => b - a)
  return sorted.map(([ending, count]) => `${String(count).padStart(7)}  ${ending}`).join('\n')
}
