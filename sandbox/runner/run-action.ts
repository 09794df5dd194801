import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { parse } from 'yaml'
import { lineSplitter } from './commands.ts'
import { parseFileCommand } from './file-commands.ts'
import type { Masker } from './masker.ts'
import { type Annotation, type LineKind, StepLog } from './step-log.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
/** Larger summaries are dropped whole, with an error annotation (FileCommandManager.cs). */
const LARGEST_SUMMARY = 1024 * 1024

export interface StepOptions {
  /** The step's `with:`. */
  readonly with: Readonly<Record<string, string>>
  /** Environment of the step besides what the runner sets. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Called for every line of the log, masked, as it comes; commands are not lines. */
  readonly onLine?: (line: string, kind: LineKind) => void
  /** Cancels the workflow when it resolves. */
  readonly cancel?: Promise<unknown>
  readonly attempt?: number
}

export interface StepResult {
  readonly exitCode: number | null
  readonly conclusion: 'success' | 'failure' | 'cancelled'
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly annotations: readonly Annotation[]
  /** What people see in the log, masked, without its colours. */
  readonly log: string
  /** What the process really wrote, unmasked. */
  readonly stdout: string
  readonly stderr: string
  /** Commands that the runner obeyed, in order. */
  readonly commands: readonly string[]
  /** Milliseconds from the first signal to the end. */
  readonly endedAfter: number | undefined
}

/**
 * Runs the built action as `actions/runner` runs a step: `action.yml`'s defaults, `INPUT_` variables, files for
 * outputs and summary, separate pipes for stdout and stderr, an environment made from nothing, and SIGINT, 7.5 s,
 * SIGTERM, 2.5 s, SIGKILL to the process alone when it is cancelled.
 */
export async function runAction(options: StepOptions): Promise<StepResult> {
  const temp = await mkdtemp(join(tmpdir(), 'runner-'))
  const files = { GITHUB_OUTPUT: join(temp, 'output'), GITHUB_STEP_SUMMARY: join(temp, 'summary') }
  await Promise.all(Object.values(files).map(file => writeFile(file, '')))
  const action = parse(await readFile(join(ROOT, 'action.yml'), 'utf8'))
  const env = {
    ...baseEnv(temp, options),
    ...files,
    ...inputEnv(action.inputs, options.with),
    ...options.env,
  }

  const log = new StepLog(options.onLine ?? (() => {}))
  const node = join(ROOT, 'node_modules', '.bin', 'node')
  const child = spawn(node, [join(ROOT, action.runs.main)], {
    cwd: temp,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const streams = [child.stdout, child.stderr].map(stream => {
    const splitter = lineSplitter(line => log.read(line))
    let raw = ''
    stream.setEncoding('utf8').on('data', (text: string) => {
      raw += text
      splitter.push(text)
    })
    stream.on('end', splitter.end)
    return () => raw
  })
  const signals = signalsOf(child, options.cancel)
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const ended = performance.now()
  signals.stop()

  const [outputs, summary] = await Promise.all(Object.values(files).map(file => readFile(file, 'utf8')))
  await rm(temp, { recursive: true })
  const isCancelled = signals.startedAt !== undefined
  return {
    exitCode,
    conclusion: isCancelled ? 'cancelled' : exitCode === 0 ? 'success' : 'failure',
    outputs: Object.fromEntries(parseFileCommand(outputs ?? '')),
    summary: maskSummary(summary ?? '', log.masker),
    annotations: log.annotations,
    log: stripVTControlCharacters(log.lines.join('\n')),
    stdout: streams[0]?.() ?? '',
    stderr: streams[1]?.() ?? '',
    commands: log.commands,
    endedAfter: signals.startedAt === undefined ? undefined : ended - signals.startedAt,
  }
}

function maskSummary(summary: string, masker: Masker): string {
  if (Buffer.byteLength(summary) > LARGEST_SUMMARY) return ''
  return summary
    .split('\n')
    .map(line => masker.mask(line))
    .join('\n')
}

/** What the runner sets for every step, with made-up values; nothing of our own environment but `PATH` and `HOME`. */
function baseEnv(temp: string, { attempt = 1 }: StepOptions): Record<string, string | undefined> {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: 'import',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_JOB: 'load',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'example-org/articles',
    GITHUB_RUN_ATTEMPT: String(attempt),
    GITHUB_RUN_ID: '9876543210',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_WORKFLOW: 'nightly',
    GITHUB_WORKSPACE: temp,
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temp,
  }
}

/** A default holds only where a key is absent; an expression that came out empty arrives as `''` (ActionRunner.cs). */
function inputEnv(
  declared: Readonly<Record<string, { default?: string }>>,
  given: StepOptions['with'],
): Record<string, string> {
  const defaults = Object.entries(declared).map(
    ([name, { default: value = '' }]) => [name, String(value)] as const,
  )
  const values = new Map([...defaults, ...Object.entries(given)])
  return Object.fromEntries(
    [...values].map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  )
}

function signalsOf(child: ReturnType<typeof spawn>, cancel: Promise<unknown> | undefined) {
  const timers: NodeJS.Timeout[] = []
  const state = {
    startedAt: undefined as number | undefined,
    stop: () => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
  cancel?.then(() => {
    if (child.exitCode !== null) return
    state.startedAt = performance.now()
    child.kill('SIGINT')
    timers.push(setTimeout(() => child.kill('SIGTERM'), 7500))
    timers.push(setTimeout(() => child.kill('SIGKILL'), 10_000))
  })
  return state
}
