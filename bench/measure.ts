import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
export const NODE = join(ROOT, 'node_modules', '.bin', 'node')
export const ACTION = join(ROOT, 'dist', 'index.js')
/** GNU time: the only way to learn what a child and its own children took. */
const TIME = '/usr/bin/time'

/** What one process, with all that it started, has cost. */
export interface Cost {
  /** Milliseconds. */
  readonly wall: number
  /** Milliseconds of user and system; `undefined` without GNU time. */
  readonly cpu: number | undefined
  /** The largest resident set of one process, in MiB. */
  readonly memory: number | undefined
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command in an environment made from nothing; without `detail` only the wall time is measured. */
export async function run(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  detail = true,
): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const report = join(folder, 'time')
  const measured = detail && existsSync(TIME) ? [TIME, '-f', '%U %S %M', '-o', report, ...argv] : argv
  const startedAt = performance.now()
  const child = spawn(measured[0] ?? '', measured.slice(1), {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', text => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', text => (stderr += text))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const wall = performance.now() - startedAt
  const last = existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n').at(-1) : undefined
  const [user, system, memory] = (last ?? '').split(' ').map(Number)
  rmSync(folder, { recursive: true })
  const isKnown = user !== undefined && system !== undefined && memory !== undefined
  return {
    wall,
    cpu: isKnown ? (user + system) * 1000 : undefined,
    memory: isKnown ? memory / 1024 : undefined,
    ...{ exitCode, stdout, stderr },
  }
}

/** The environment of a step: its inputs, and files for what it writes. */
export function stepEnv(inputs: Readonly<Record<string, string>>): Disposable & {
  readonly env: Record<string, string>
  summary(): string
} {
  const folder = mkdtempSync(join(tmpdir(), 'step-'))
  const [output, summary] = [join(folder, 'output'), join(folder, 'summary')]
  for (const file of [output, summary]) writeFileSync(file, '')
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  const env = {
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_REPOSITORY: 'example-org/articles',
    GITHUB_RUN_ID: '1',
    GITHUB_JOB: 'load',
    GITHUB_ACTION: 'import',
    ...Object.fromEntries(given),
  }
  return {
    env,
    summary: () => readFileSync(summary, 'utf8'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** A Markdown table, numbers to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [head, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

export function fixed(value: number | undefined, digits: number, unit = ''): string {
  return value === undefined ? '–' : `${value.toFixed(digits)}${unit}`
}
