import { fileURLToPath } from 'node:url'
import { STEP, testSandbox } from '../__tests__/harness/step.ts'
import { ACTION, fixed, markdownTable, NODE, run, stepEnv } from './measure.ts'

/** Tells on stderr, at the end, what is still open when the process has nothing left to do. */
const WITNESS = fileURLToPath(new URL('witness.ts', import.meta.url))
const CASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'an input that is not right': { timeout: 'soon' },
  '`wait: false`': { wait: 'false' },
  'a whole import': {},
}

/** What a run costs in requests and open handles. */
export async function nothing(): Promise<string> {
  const rows: string[][] = []
  for (const [name, inputs] of Object.entries(CASES)) {
    await using sandbox = await testSandbox()
    using step = stepEnv({ ...STEP, ...inputs, endpoint: sandbox.url })
    const { stderr } = await run([NODE, '--import', WITNESS, ACTION], step.env)
    const end = performance.timeOrigin + performance.now()
    const told = JSON.parse(stderr.trim().split('\n').at(-1) ?? '{}')
    rows.push([
      name,
      String(sandbox.requests.length),
      told.open.join(', ') || 'none',
      fixed(end - told.at, 0),
    ])
  }
  const head = ['run', 'requests', 'open at the end', 'then gone in, ms']
  return markdownTable(head, rows)
}
