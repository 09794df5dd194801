import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ACTION, fixed, markdownTable, NODE, run } from './measure.ts'

interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[]
  readonly samples: readonly number[]
  /** Microseconds. */
  readonly timeDeltas: readonly number[]
}

interface CallFrame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
}

/** Where the CPU time of the main thread goes, by who wrote the code: V8's own profiler over so many runs. */
export async function profile(env: Readonly<Record<string, string>>, runs: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'profile-'))
  const flags = ['--cpu-prof', '--cpu-prof-interval', '100', '--cpu-prof-dir', folder]
  for (let round = 0; round < runs; round += 1) await run([NODE, ...flags, ACTION], env, false)
  const owner = ownersOfLines()
  const micros = new Map<string, number>()
  for (const file of readdirSync(folder)) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile
    const names = new Map(nodes.map(({ id, callFrame }) => [id, partOf(callFrame, owner)]))
    for (const [index, id] of samples.entries()) {
      const name = names.get(id) ?? ''
      if (name !== '') micros.set(name, (micros.get(name) ?? 0) + (timeDeltas[index] ?? 0))
    }
  }
  rmSync(folder, { recursive: true })
  const whole = [...micros.values()].reduce((sum, value) => sum + value, 0)
  const parts = [...micros].toSorted(([, a], [, b]) => b - a)
  return markdownTable(
    ['the CPU time of the main thread goes to', 'ms', '%'],
    parts.map(([name, value]) => [name, fixed(value / 1000 / runs, 1), fixed((100 * value) / whole, 0)]),
  )
}

/** `''` for waiting. */
function partOf({ functionName, url, lineNumber }: CallFrame, owner: readonly string[]): string {
  if (functionName === '(idle)') return ''
  if (functionName === '(garbage collector)') return 'collecting garbage'
  if (functionName.startsWith('RegExp:')) return 'regular expressions'
  if (functionName === 'compileSourceTextModule') return 'compiling `dist/index.js`'
  if (functionName === 'compileForInternalLoader') return 'compiling the modules of Node.js'
  // V8 counts its own functions as part of who calls them.
  if (functionName === 'parseExact') return '`JSON.parse`'
  if (url.endsWith('/dist/index.js')) return owner[lineNumber] ?? ''
  return url.startsWith('node:') ? 'the modules of Node.js' : 'V8 and the operating system'
}

/** Whose each line of the bundle is: the bundler writes the name of its file above each module of a package. */
function ownersOfLines(): string[] {
  let owner = 'this action'
  return readFileSync(ACTION, 'utf8')
    .split('\n')
    .map(line => {
      const [, path] = /^;?\/\/ (?:CONCATENATED MODULE: )?(\.\.?\/\S+\.js)$/.exec(line) ?? []
      const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path ?? '') ?? []
      if (path) owner = name ? `\`${name}\`` : 'this action'
      else if (line.startsWith('/***/ ')) owner = 'this action'
      return owner
    })
}
