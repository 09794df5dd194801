import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { runAction } from '../../sandbox/runner/run-action.ts'

interface Step {
  readonly id?: string
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, string | number>>
  readonly env?: Readonly<Record<string, string>>
  readonly 'continue-on-error'?: boolean
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const steps: Step[] = parse(readFileSync(`${ROOT}.github/workflows/check.yml`, 'utf8')).jobs.smoke.steps

/** Values of the contexts that the steps of the job read, by their full names. */
const contexts = new Map<string, string>()
const sandbox = startSandbox()

before(async () => {
  const [line] = await once(createInterface(sandbox.stdout), 'line')
  contexts.set('env.SANDBOX', /http:\/\/[\d.]+:\d+/.exec(String(line))?.[0] ?? '')
})
after(() => sandbox.kill())

// The steps of the smoke job, in their order, as a runner would go through them.
for (const step of steps) {
  if (step.uses === './') test(step.name ?? '', () => runStep(step))
  else if (step.name && step.env) test(step.name, () => runAssertions(step))
}

test('the job has a good import and two that fail, each with its assertions', () => {
  const ours = steps.filter(({ uses }) => uses === './')
  assert.deepEqual(
    ours.map(step => step['continue-on-error'] === true),
    [false, true, true],
  )
  for (const { id } of ours)
    assert.ok(steps.some(({ env }) => Object.values(env ?? {}).some(value => value.includes(`steps.${id}.`))))
})

async function runStep({ id, with: given = {}, env = {} }: Step): Promise<void> {
  const { outputs, conclusion } = await runAction({ with: evaluated(given), env: evaluated(env) })
  contexts.set(`steps.${id}.outcome`, conclusion)
  for (const [name, value] of Object.entries(outputs)) contexts.set(`steps.${id}.outputs.${name}`, value)
}

/** The assertions hold; and they do not for a step that said nothing. */
function runAssertions({ run = '', env = {} }: Step): void {
  const passed = bash(run, evaluated(env))
  assert.equal(passed.status, 0, passed.stderr)
  const silent = Object.fromEntries(Object.keys(env).map(name => [name, '']))
  assert.notEqual(bash(run, silent).status, 0)
}

/** As the runner starts `shell: bash`. */
function bash(script: string, env: Record<string, string>) {
  const options = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script]
  return spawnSync('bash', options, { env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' })
}

function evaluated(values: Readonly<Record<string, string | number>>): Record<string, string> {
  const evaluate = (text: string) =>
    text.replaceAll(/\$\{\{ ([\w.]+) \}\}/g, (_, name) => contexts.get(name) ?? '')
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, evaluate(String(value))]))
}

/** With the options that the workflow gives, but on a free port. */
function startSandbox() {
  const script = steps.find(({ run }) => run?.includes('npm run sandbox'))?.run ?? ''
  const [, options = ''] = /npm run sandbox -- ([^>]*)/.exec(script) ?? []
  const given = options.trim().replace('--port 19531', '--port 0').split(' ')
  assert.ok(given.includes('0'))
  return spawn(`${ROOT}node_modules/.bin/node`, [`${ROOT}sandbox/cli.ts`, ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
