import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { parse } from 'yaml'
import { baseEnv, type Declared, inputEnv, unexpectedInputs } from './environment.ts'
import { parseFileCommands } from './file-commands.ts'
import type { Masker } from './masker.ts'
import { type StopReason, sendSignals } from './signals.ts'
import { type Annotation, type LineKind, lineSplitter, StepLog } from './step-log.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const NODE = join(ROOT, 'node_modules', '.bin', 'node')
/** Larger summaries are dropped whole, with an error annotation (FileCommandManager.cs). */
const LARGEST_SUMMARY = 1024 * 1024

export interface StepOptions {
  /** The step's `with:`. */
  readonly with: Readonly<Record<string, string>>
  /** Environment of the step besides what the runner sets. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Called for every line of the log, masked, as it comes; commands are not lines. */
  readonly onLine?: (line: string, kind: LineKind) => void
  /** Stops the step when it resolves. */
  readonly cancel?: Promise<unknown>
  /** Why `cancel` stops it: the workflow is cancelled, unless said otherwise. */
  readonly reason?: StopReason
  readonly attempt?: number
  /** The folder of the action; this repository's, unless said otherwise. */
  readonly action?: string
}

export interface StepResult {
  readonly exitCode: number | null
  readonly conclusion: 'success' | 'failure' | 'cancelled'
  readonly outputs: Readonly<Record<string, string>>
  /** What the outputs become as outputs of the job: without empty ones and those that a mask would change. */
  readonly jobOutputs: Readonly<Record<string, string>>
  /** What `main` left for `post`. */
  readonly state: Readonly<Record<string, string>>
  readonly summary: string
  readonly annotations: readonly Annotation[]
  /** What the runner itself says about the step: malformed files, unknown inputs, dropped outputs, its timeout. */
  readonly complaints: readonly string[]
  /** What people see in the log, masked, without its colours. */
  readonly log: string
  /** Lines that the live console would cut. */
  readonly longLiveLines: readonly string[]
  /** What the process really wrote, unmasked. */
  readonly stdout: string
  readonly stderr: string
  readonly argv: readonly string[]
  /** Commands that the runner obeyed, in order. */
  readonly commands: readonly string[]
  /** Milliseconds from the first signal to the end. */
  readonly endedAfter: number | undefined
}

interface Manifest {
  readonly name: string
  readonly inputs?: Readonly<Record<string, Declared>>
  readonly runs: { readonly main: string; readonly post?: string }
}

/**
 * Runs the built action as `actions/runner` runs a step: `action.yml`'s defaults, `INPUT_` variables, files for
 * outputs, state and summary, separate pipes for stdout and stderr, an environment made from nothing, signals to the
 * process alone when it is cancelled, and its `post` afterwards if it has one.
 */
export async function runAction(options: StepOptions): Promise<StepResult> {
  const { action = ROOT, cancel, reason = 'cancel' } = options
  const temp = await mkdtemp(join(tmpdir(), 'runner-'))
  const manifest: Manifest = parse(await readFile(join(action, 'action.yml'), 'utf8'))
  const { inputs = {}, runs } = manifest
  const log = new StepLog(options.onLine ?? (() => {}))
  const env = { ...baseEnv(temp, options), ...inputEnv(inputs, options.with), ...options.env }

  const stage = { temp, env, log }
  const main = await runPhase(join(action, runs.main), { ...stage, cancel, reason })
  const isStopped = main.stoppedAfter !== undefined
  const stateEnv = Object.fromEntries([...main.state].map(([name, value]) => [`STATE_${name}`, value]))
  const post =
    runs.post && !(isStopped && reason === 'lost')
      ? await runPhase(join(action, runs.post), { ...stage, env: { ...env, ...stateEnv } })
      : undefined
  await rm(temp, { recursive: true })

  const outputs = Object.fromEntries(main.outputs)
  const jobOutputs = jobOutputsOf(outputs, log.masker)
  const isLate = isStopped && reason === 'timeout'
  const failed = main.exitCode !== 0 || main.faults.length > 0 || isStopped
  return {
    exitCode: main.exitCode,
    conclusion:
      isStopped && reason !== 'timeout' && reason !== 'lost' ? 'cancelled' : failed ? 'failure' : 'success',
    outputs,
    jobOutputs: jobOutputs.kept,
    state: Object.fromEntries(main.state),
    summary: main.summary.text + (post?.summary.text ?? ''),
    annotations: log.annotations,
    complaints: [
      ...unexpectedInputs(inputs, options.with),
      ...main.faults,
      ...main.summary.complaints,
      ...(isLate ? [`The action '${manifest.name}' has timed out after 1 minutes.`] : []),
      ...(post ? [...post.faults, ...post.summary.complaints] : []),
      ...jobOutputs.dropped,
    ],
    log: stripVTControlCharacters(log.lines.join('\n')),
    longLiveLines: log.longLiveLines,
    stdout: main.stdout + (post?.stdout ?? ''),
    stderr: main.stderr + (post?.stderr ?? ''),
    argv: main.argv,
    commands: log.commands,
    endedAfter: main.stoppedAfter,
  }
}

interface PhaseOptions {
  readonly temp: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: StepLog
  readonly cancel?: Promise<unknown> | undefined
  readonly reason?: StopReason
}

/** One process of the step, with files of its own. What it appended before it was killed counts. */
async function runPhase(script: string, { temp, env, log, cancel, reason = 'cancel' }: PhaseOptions) {
  const folder = await mkdtemp(join(temp, 'files-'))
  const workspace = join(temp, 'workspace')
  await mkdir(workspace, { recursive: true })
  const names = ['output', 'state', 'step_summary', 'env', 'path']
  const files = names.map(name => [`GITHUB_${name.toUpperCase()}`, join(folder, name)] as const)
  await Promise.all(files.map(([, file]) => writeFile(file, '')))

  const argv = [NODE, script]
  const child = spawn(NODE, [script], {
    cwd: workspace,
    env: { ...Object.fromEntries(files), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr] = [child.stdout, child.stderr].map(stream => {
    const splitter = lineSplitter(line => log.read(line))
    let raw = ''
    stream.setEncoding('utf8').on('data', (text: string) => {
      raw += text
      splitter.push(text)
    })
    stream.on('end', splitter.end)
    return () => raw
  })
  const signals = sendSignals(child, cancel, reason)
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const ended = performance.now()
  signals.end()

  const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '')
  const outputs = parseFileCommands(await read('output'))
  const state = parseFileCommands(await read('state'))
  return {
    exitCode,
    argv,
    stdout: stdout?.() ?? '',
    stderr: stderr?.() ?? '',
    outputs: new Map([...log.outputs, ...outputs.values]),
    state: new Map([...log.state, ...state.values]),
    faults: [
      ...log.faults.splice(0),
      ...complain('output', outputs.fault),
      ...complain('state', state.fault),
    ],
    summary: readSummary(await read('step_summary'), log.masker),
    stoppedAfter: signals.startedAt === undefined ? undefined : ended - signals.startedAt,
  }
}

function complain(command: string, fault: string | undefined): string[] {
  return fault === undefined ? [] : [`Unable to process file command '${command}' successfully.`, fault]
}

function readSummary(text: string, masker: Masker): { text: string; complaints: string[] } {
  const size = Buffer.byteLength(text)
  if (size > LARGEST_SUMMARY) {
    const got = Math.floor(size / 1024)
    return {
      text: '',
      complaints: [
        `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${got}k.`,
      ],
    }
  }
  const masked = text.split('\n').map(line => masker.mask(line))
  return { text: masked.join('\n'), complaints: [] }
}

/** What `jobs.<id>.outputs` keeps (JobExtension.cs). */
function jobOutputsOf(outputs: Readonly<Record<string, string>>, masker: Masker) {
  const given = Object.entries(outputs).filter(([, value]) => value !== '')
  const open = given.filter(([, value]) => masker.mask(value) === value)
  const dropped = given.filter(pair => !open.includes(pair))
  return {
    kept: Object.fromEntries(open),
    dropped: dropped.map(([name]) => `Skip output '${name}' since it may contain secret.`),
  }
}
