import * as core from '@actions/core'
import { createTransport, createWire } from './api/transport.ts'
import { type Given, inputNames } from './inputs/inputs.ts'
import { secretsOf } from './inputs/secrets.ts'
import { main } from './main.ts'
import { systemClock } from './model/clock.ts'
import { headline } from './report/ending.ts'
import { createRunner } from './report/runner.ts'
import { redactor } from './words/redact.ts'
import { cut, cutBytes } from './words/text.ts'

/** Bytes; the log holds the list of inputs whole. */
const LONGEST_ANNOTATION = 1024
/** Characters. */
const LONGEST_TITLE = 200
/** Milliseconds after a cancel; the runner kills after 10 s. */
const LATEST_END = 6000

// The process: signals, secrets, the real clock and network. Everything else is an argument from here on.
const cancelled = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) {
  process.on(signal, () => {
    cancelled.abort()
    // The last resort: everything else has limits of its own that are shorter.
    setTimeout(() => process.exit(1), LATEST_END).unref()
  })
}

const given = Object.fromEntries(inputNames.map(name => [name, core.getInput(name)])) as Given
// Masks come before anything else is printed.
const redact = redactor(secretsOf(given, process.env), core.setSecret)

// By name: a package that is handed on as a whole goes into the bundle as a whole.
const { setOutput, info, warning, startGroup, endGroup } = core
const runner = createRunner(
  { setOutput, info, warning, startGroup, endGroup },
  {
    redact,
    summaryFile: process.env['GITHUB_STEP_SUMMARY'],
    color: !process.env['NO_COLOR'],
  },
)
const outcome = await main({
  given,
  runner,
  clock: systemClock,
  today: Date.now,
  random: Math.random,
  run: {
    repository: process.env['GITHUB_REPOSITORY'] ?? '',
    runId: process.env['GITHUB_RUN_ID'] ?? '',
    job: process.env['GITHUB_JOB'] ?? '',
    step: process.env['GITHUB_ACTION'] ?? '',
    attempt: Number(process.env['GITHUB_RUN_ATTEMPT'] ?? 1) || 1,
  },
  connect: ({ endpoint, apiKey, dbName }) =>
    createTransport(
      {
        endpoint,
        headers: {
          ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
          accept: 'application/json',
          'user-agent': 'zilliz-import-action',
          ...(dbName ? { 'db-name': dbName } : {}),
        },
      },
      process.env,
    ),
  wire: () => createWire(process.env),
  env: process.env,
  openChecks: async token => (await import('./report/github.ts')).openChecks(token),
  signal: cancelled.signal,
})
if (outcome.error && outcome.red) {
  // As `setFailed` does, with a title.
  process.exitCode = core.ExitCode.Failure
  const title = cut(runner.clean(headline(outcome)), LONGEST_TITLE)
  core.error(cutBytes(runner.clean(outcome.error.message), LONGEST_ANNOTATION), { title })
}
