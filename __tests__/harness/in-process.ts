import type { Transport } from '../../src/api/transport.ts'
import { type Given, inputNames } from '../../src/inputs/inputs.ts'
import { secretsOf } from '../../src/inputs/secrets.ts'
import type { World } from '../../src/main.ts'
import type { Clock } from '../../src/model/clock.ts'
import { createRunner } from '../../src/report/runner.ts'
// What a run loads when it is asked for: on virtual time loading must take no time.
import '../../src/report/check-run.ts'
import { type Redactor, redactor } from '../../src/words/redact.ts'

/** What surrounds a run of the action inside this process. */
export interface Surroundings {
  /** Inputs; those left out are empty. */
  readonly given: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly transport: Transport
  readonly signal: AbortSignal
  readonly random: () => number
  readonly openChecks?: World['openChecks']
  /** 1 for the run, more for its re-runs. */
  readonly attempt?: number
  /** In place of the redactor of the inputs' secrets. */
  readonly redact?: Redactor | undefined
  readonly summaryFile?: string | undefined
  readonly color?: boolean
  /** Gets what the log would show, and what kind of line it is. */
  readonly print: (line: string, kind: 'line' | 'warning' | 'group') => void
}

/** The world of one run, as `src/index.ts` makes it, but without a network; `outputs` fills while it runs. */
export function worldIn(around: Surroundings): { world: World; outputs: Record<string, string> } {
  const { clock, transport, signal, random, print, attempt = 1, summaryFile, color = false } = around
  const given = Object.fromEntries(inputNames.map(name => [name, around.given[name] ?? ''])) as Given
  const outputs: Record<string, string> = {}
  const core = {
    setOutput(name: string, value: string) {
      outputs[name] = value
    },
    info: (line: string) => print(line, 'line'),
    warning: (message: string) => print(message, 'warning'),
    startGroup: (title: string) => print(title, 'group'),
    endGroup() {},
  }
  const redact = around.redact ?? redactor(secretsOf(given))
  const world = {
    given,
    runner: createRunner(core, { redact, summaryFile, color }),
    clock,
    today: () => clock.now(),
    random,
    connect: () => transport,
    wire: () => ({ send: () => Promise.reject(new Error('This run has no store')) }),
    env: {},
    openChecks: around.openChecks ?? (() => Promise.reject(new Error('This run has no check run'))),
    run: { repository: 'example-org/articles', runId: '9876543210', job: 'load', step: 'import', attempt },
    signal,
  }
  return { world, outputs }
}
