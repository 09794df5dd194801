import type { Transport } from '../../src/api/transport.ts'
import { type Given, inputNames } from '../../src/inputs/inputs.ts'
import { secretsOf } from '../../src/inputs/secrets.ts'
import { main, type World } from '../../src/main.ts'
import type { Clock } from '../../src/model/clock.ts'
import type { Checks } from '../../src/report/checks.ts'
import type { Outcome } from '../../src/report/reporter.ts'
import { createRunner } from '../../src/report/runner.ts'
import { masksOf, redactor } from '../../src/words/redact.ts'

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
  const { clock, transport, signal, attempt } = options
  const given = Object.fromEntries(inputNames.map(name => [name, options.given[name] ?? ''])) as Given
  const outputs: Record<string, string> = {}
  const text: string[] = []
  let errors = 0
  let warnings = 0
  const core = {
    setSecret: () => {},
    setOutput(name: string, value: string) {
      outputs[name] = value
    },
    info: (line: string) => void text.push(line),
    warning(message: string) {
      warnings += 1
      text.push(message)
    },
    startGroup: (name: string) => void text.push(name),
    endGroup: () => {},
  }
  const redact = redactor(secretsOf(given))
  const runner = {
    ...createRunner(core, { redact, summaryFile: undefined, color: false }),
    summary: (markdown: string) => void text.push(redact(markdown)),
  }
  const identity = {
    repository: 'example-org/articles',
    runId: '9876543210',
    job: 'load',
    step: 'import',
    attempt,
  }
  const wire = () => ({ send: () => Promise.reject(new Error('no store is given')) })
  const openChecks = async () => options.checks
  const world = {
    ...{
      given,
      runner,
      clock,
      today: () => clock.now(),
      random: seeded(),
      connect: () => transport,
      ...{ wire, env: {} },
      openChecks,
    },
    ...{ run: identity, signal },
  }
  const done = run(world).then(outcome => {
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
