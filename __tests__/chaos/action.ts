import type { Transport } from '../../src/api/transport.ts'
import { main, type World } from '../../src/main.ts'
import type { Clock } from '../../src/model/clock.ts'
import type { Checks } from '../../src/report/github.ts'
import type { Outcome } from '../../src/report/reporter.ts'
import { masksOf } from '../../src/words/redact.ts'
import { worldIn } from '../harness/in-process.ts'

/** What the runner would have got of one attempt, as far as it went. */
export interface Written {
  readonly outputs: Readonly<Record<string, string>>
  /** Everything that people and machines can read. */
  readonly text: string
  readonly errors: number
  readonly warnings: number
}

export interface ActionOptions {
  readonly given: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly transport: Transport
  readonly checks: Checks
  readonly signal: AbortSignal
  /** 1 for the run, more for its re-runs. */
  readonly attempt: number
}

export type Main = (world: World) => Promise<Outcome>

/**
 * Starts the action inside this process, as `src/index.ts` does. `done` tells whether the step is green, `written` at
 * any moment what was written up to then.
 */
export function startAction(
  options: ActionOptions,
  run: Main = main,
): { done: Promise<boolean>; written(): Written } {
  const { given, clock, transport, checks, signal, attempt } = options
  const text: string[] = []
  let errors = 0
  let warnings = 0
  const { world, outputs } = worldIn({
    ...{ given, clock, transport, signal, attempt, random: seeded(), openChecks: async () => checks },
    print(line, kind) {
      if (kind === 'warning') warnings += 1
      text.push(line)
    },
  })
  const runner = {
    ...world.runner,
    summary: (markdown: string) => void text.push(world.runner.redact(markdown)),
  }
  const done = run({ ...world, runner }).then(outcome => {
    const red = outcome.error && outcome.red
    if (red) errors += 1
    if (outcome.error) text.push(runner.clean(outcome.error.message))
    return !red
  })
  return {
    done,
    written: () => ({
      outputs: { ...outputs },
      text: [...text, ...Object.values(outputs)].join('\n'),
      errors,
      warnings,
    }),
  }
}

/** Every form of the secrets of these inputs that must not be read anywhere. */
export function secretForms(given: Readonly<Record<string, string>>): string[] {
  const values = ['apiKey', 'accessKey', 'secretKey'].map(name => given[name] ?? '')
  return values.filter(Boolean).flatMap(masksOf)
}

/** The same numbers from 0 to 1 for every attempt. */
function seeded(): () => number {
  let state = 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
