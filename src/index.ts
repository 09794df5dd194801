import { setFlagsFromString } from 'node:v8'
import {
  ExitCode,
  endGroup,
  error,
  getInput,
  info,
  setOutput,
  setSecret,
  startGroup,
  warning,
} from '@actions/core'
import type { Address, Transport } from './api/transport.ts'
import { type Given, inputNames } from './inputs/inputs.ts'
import { masksOf, redactor, secretsOf } from './inputs/secrets.ts'
import { systemClock } from './job/clock.ts'
import { main } from './main.ts'
import { openChecks } from './report/github.ts'
import { headline } from './report/headline.ts'
import { createRunner } from './report/runner.ts'
import { cut } from './report/text.ts'

/** Characters; the log holds the list of inputs whole. */
const LONGEST_ANNOTATION = 1000
const LONGEST_TITLE = 200

// The HTTP client parses by WebAssembly. V8 would compile its parser anew after the first answers, and the end of the
// process would wait for that longer than both answers took: only who reads a hundred times as much gains by it.
setFlagsFromString('--wasm-tiering-budget=1300000000')
// Answers about thousands of files are garbage a moment later: room for more of them at a time would double the memory.
setFlagsFromString('--semi-space-growth-factor=1')

// The process: signals, secrets, the real clock and network. Everything else is an argument from here on.
const cancelled = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) process.on(signal, () => cancelled.abort())

const given = Object.fromEntries(inputNames.map(name => [name, getInput(name)])) as Given
const secrets = secretsOf(given)
for (const mask of secrets.flatMap(masksOf)) setSecret(mask)

// Named one by one: the rest of the toolkit, with an HTTP client of its own, stays out of the bundle.
const core = { setSecret, setOutput, info, warning, startGroup, endGroup }
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
  run: {
    repository: process.env['GITHUB_REPOSITORY'] ?? '',
    runId: process.env['GITHUB_RUN_ID'] ?? '',
    job: process.env['GITHUB_JOB'] ?? '',
    step: process.env['GITHUB_ACTION'] ?? '',
    attempt: Number(process.env['GITHUB_RUN_ATTEMPT'] ?? 1) || 1,
  },
  connect: ({ endpoint, apiKey, dbName }) =>
    lazyTransport({
      endpoint,
      headers: {
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
        accept: 'application/json',
        'user-agent': 'zilliz-import-action',
        ...(dbName ? { 'db-name': dbName } : {}),
      },
    }),
  openChecks,
  signal: cancelled.signal,
})
if (outcome.error && outcome.red) {
  // As `setFailed` does, with a title.
  process.exitCode = ExitCode.Failure
  const title = cut(runner.clean(headline(outcome)), LONGEST_TITLE)
  error(cut(runner.clean(outcome.error.message), LONGEST_ANNOTATION), { title })
}

/** The HTTP client is loaded for the first call: a run that ends at its inputs does without. */
function lazyTransport(address: Address): Transport {
  let transport: Promise<Transport> | undefined
  const load = async () => (await import('./api/transport.ts')).createTransport(address, process.env)
  return {
    async send(call, options) {
      transport ??= load()
      return (await transport).send(call, options)
    },
  }
}
