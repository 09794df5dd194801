import * as core from '@actions/core'
import { createTransport } from './api/transport.ts'
import { type Given, inputNames } from './inputs/inputs.ts'
import { masksOf, redactor, secretsOf } from './inputs/secrets.ts'
import { systemClock } from './job/clock.ts'
import { main } from './main.ts'
import { openChecks } from './report/github.ts'
import { headline } from './report/headline.ts'
import { createRunner } from './report/runner.ts'
import { cut } from './report/text.ts'

// The process: signals, secrets, the real clock and network. Everything else is an argument from here on.
const cancelled = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) process.on(signal, () => cancelled.abort())

const given = Object.fromEntries(inputNames.map(name => [name, core.getInput(name)])) as Given
const secrets = secretsOf(given)
for (const mask of secrets.flatMap(masksOf)) core.setSecret(mask)

const runner = createRunner(core, {
  redact: redactor(secrets),
  summaryFile: process.env['GITHUB_STEP_SUMMARY'],
  color: !process.env['NO_COLOR'],
})
const outcome = await main({
  given,
  runner,
  clock: systemClock,
  random: Math.random,
  connect: ({ endpoint, apiKey, dbName }) =>
    createTransport(
      {
        endpoint,
        headers: {
          authorization: `Bearer ${apiKey}`,
          accept: 'application/json',
          'user-agent': 'zilliz-import-action',
          ...(dbName ? { 'db-name': dbName } : {}),
        },
      },
      process.env,
    ),
  openChecks,
  signal: cancelled.signal,
})
if (outcome.error && outcome.red) {
  // As `setFailed` does, with a title.
  process.exitCode = core.ExitCode.Failure
  core.error(runner.clean(outcome.error.message), { title: cut(runner.clean(headline(outcome)), 200) })
}
