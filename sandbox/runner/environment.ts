import { join } from 'node:path'

export interface Declared {
  readonly default?: string
}

/** What the runner sets for every step, with made-up values; nothing of our own environment but `PATH` and `HOME`. */
export function baseEnv(
  temp: string,
  { attempt = 1 }: { readonly attempt?: number },
): Record<string, string | undefined> {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: 'import',
    GITHUB_ACTION_REF: '',
    GITHUB_ACTION_REPOSITORY: '',
    GITHUB_ACTOR: 'example-user',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_EVENT_NAME: 'schedule',
    GITHUB_JOB: 'load',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REPOSITORY: 'example-org/articles',
    GITHUB_REPOSITORY_OWNER: 'example-org',
    GITHUB_RUN_ATTEMPT: String(attempt),
    GITHUB_RUN_ID: '9876543210',
    GITHUB_RUN_NUMBER: '42',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_WORKFLOW: 'nightly',
    GITHUB_WORKSPACE: join(temp, 'workspace'),
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_NAME: 'sandbox',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temp,
    RUNNER_TRACKING_ID: 'github_sandbox',
  }
}

/** A default holds only where a key is absent; an expression that came out empty arrives as `''` (ActionRunner.cs). */
export function inputEnv(
  declared: Readonly<Record<string, Declared>>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const defaults = Object.entries(declared).map(
    ([name, { default: value = '' }]) => [name, String(value)] as const,
  )
  const names = new Map(defaults.map(([name]) => [name.toLowerCase(), name]))
  const values = new Map(defaults)
  for (const [name, value] of Object.entries(given)) values.set(names.get(name.toLowerCase()) ?? name, value)
  return Object.fromEntries(
    [...values].map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  )
}

/** The runner's warning about inputs that `action.yml` does not declare; it passes them on all the same. */
export function unexpectedInputs(
  declared: Readonly<Record<string, Declared>>,
  given: Readonly<Record<string, string>>,
): string[] {
  const valid = Object.keys(declared)
  const known = new Set(valid.map(name => name.toLowerCase()))
  const odd = Object.keys(given).filter(name => !known.has(name.toLowerCase()))
  if (odd.length === 0) return []
  return [`Unexpected input(s) '${odd.join("', '")}', valid inputs are ['${valid.join("', '")}']`]
}
