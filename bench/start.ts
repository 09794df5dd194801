import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { STEP, testSandbox } from '../__tests__/harness/step.ts'
import { ACTION, fixed, markdownTable, median, NODE, run, stepEnv } from './measure.ts'
import { profile } from './profile.ts'

const RUNS = 30
const PROFILED = 10
/** The least that any action with two requests costs: Node's own client, and nothing else. */
const BARE = `
const http = require('node:http')
const agent = new http.Agent({ keepAlive: true })
const post = path => new Promise((resolve, reject) => {
  const outgoing = http.request(process.env.ENDPOINT + path, { method: 'POST', agent }, answer => answer.resume().on('end', resolve))
  outgoing.on('error', reject).end('{}')
})
post('/v2/vectordb/jobs/import/list')
  .then(() => post('/v2/vectordb/jobs/import/create'))
  .then(() => agent.destroy())`

/** The whole process with `wait: false` (one list, one create), against Node.js that does nothing, one after the other. */
export async function start(): Promise<string> {
  await using sandbox = await testSandbox()
  const walls: Record<string, number[]> = {}
  const note = (name: string, wall: number) => {
    walls[name] = [...(walls[name] ?? []), wall]
  }
  for (let round = 0; round < RUNS; round += 1) {
    using step = stepEnv({ ...STEP, wait: 'false', endpoint: sandbox.url })
    using wrong = stepEnv({ ...STEP, timeout: 'soon', endpoint: sandbox.url })
    note('`node -e 0`', (await run([NODE, '-e', '0'], {}, false)).wall)
    const bare = await run([NODE, '-e', BARE], { ENDPOINT: sandbox.url }, false)
    if (bare.exitCode !== 0) throw new Error(bare.stderr)
    note('Node.js and two requests, nothing else', bare.wall)
    const submitted = await run([NODE, ACTION], step.env, false)
    if (submitted.exitCode !== 0) throw new Error(submitted.stdout)
    note('`wait: false`: two requests', submitted.wall)
    note('an invalid input: no request', (await run([NODE, ACTION], wrong.env, false)).wall)
  }
  const least = median(walls['`node -e 0`'] ?? [])
  const rows = Object.entries(walls).map(([name, times]) => {
    const middle = median(times)
    return [name, fixed(middle, 0), fixed(Math.min(...times), 0), fixed(middle / least, 2)]
  })
  const dist = dirname(ACTION)
  const chunks = readdirSync(dist)
    .filter(file => file.endsWith('.js'))
    .map(file => [`\`${file}\``, fixed(statSync(join(dist, file)).size / 1e6, 2)])
  const sizes = chunks.toSorted((a, b) => Number(b[1]) - Number(a[1]))
  const all = fixed(
    chunks.reduce((sum, [, size]) => sum + Number(size), 0),
    2,
  )
  using profiled = stepEnv({ ...STEP, wait: 'false', endpoint: sandbox.url })
  return `${markdownTable(['process', 'median, ms', 'least, ms', 'ratio'], rows)}

Where the time of \`wait: false\` goes, ${PROFILED} runs under V8's profiler, which itself takes some time:

${await profile(profiled.env, PROFILED)}

${markdownTable(['in `dist/`, not minified', 'MB'], [...sizes, ['all', all]])}`
}
