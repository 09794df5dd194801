import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { lintAction, lintWorkflow } from './workflows-lint.ts'
import { brokenRules } from './workflows-rules.ts'

const ROOT = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')
const WORKFLOWS = readdirSync(new URL('.github/workflows/', ROOT)).map(name => `.github/workflows/${name}`)

for (const path of WORKFLOWS) {
  test(`${path} keeps the rules and passes the linters`, async () => {
    assert.deepEqual(brokenRules(read(path)), [])
    assert.deepEqual(await lintWorkflow(read(path)), [])
  })
}

test('action.yml passes the language service', async () => {
  assert.deepEqual(await lintAction(read('action.yml')), [])
})

for (const paper of ['README.md', 'docs/recipes.md']) {
  for (const [index, example] of examplesOf(read(paper)).entries()) {
    test(`example ${index + 1} of ${paper} is a workflow that the action accepts`, async () => {
      assert.deepEqual(await lintWorkflow(asWorkflow(example)), [])
    })
  }
}

test('the check of branches sums up every job', () => {
  assert.ok('ci-ok' in parse(read('.github/workflows/check.yml')).jobs)
})

test('updates wait a week, for packages and for actions', () => {
  const { updates } = parse(read('.github/dependabot.yml'))
  const cooldowns = updates.map((update: { 'package-ecosystem': string; cooldown: object }) => [
    update['package-ecosystem'],
    update.cooldown,
  ])
  const { npm, 'github-actions': actions } = Object.fromEntries(cooldowns)
  assert.ok(npm['default-days'] >= 7 && actions['default-days'] >= 7)
})

const GOOD = `on: push
permissions: {}
concurrency: one
jobs:
  work:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: read # to check out
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - uses: ./
        id: import
        with:
          apiKey: \${{ secrets.ZILLIZ_API_KEY }}
          clusterId: in01-0123456789abcde
          jobId: job-0123456789
      - run: echo "$STATUS"
        env:
          STATUS: \${{ steps.import.outputs.status }}
  ci-ok:
    needs: [work]
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - run: 'true'
`

test('a good workflow breaks no rule', async () => {
  assert.deepEqual([...brokenRules(GOOD), ...(await lintWorkflow(GOOD))], [])
})

/** A script with an expression in it. */
function expression(text: string): string {
  return `echo "\${{ ${text} }}"`
}

/** One change to the good workflow, and the one thing that is said about it. */
const BAD: readonly [replace: string, by: string, said: RegExp][] = [
  ['@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1', '@v7', /not pinned by SHA/],
  [' # v7.0.1', '', /not pinned by SHA/],
  ['3d3c42e5', '', /not pinned by SHA/],
  ['permissions: {}', 'permissions: read-all', /no `permissions: \{\}` on top/],
  ['read # to check out', 'read', /a permission without a reason/],
  ['persist-credentials: false', 'persist-credentials: true', /leaves the token/],
  ['\n        with:\n          persist-credentials: false', '', /leaves the token/],
  ['echo "$STATUS"', expression('steps.import.outputs.status'), /an expression in a script/],
  ['concurrency: one\n', '', /no `concurrency`/],
  ['    timeout-minutes: 5\n', '', /job work has no timeout/],
  ['needs: [work]', 'needs: []', /ci-ok does not need job work/],
  ['on: push', 'on:\n  pull_request_target:', /hands secrets to the code of strangers/],
  ['jobId:', 'jobIds:', /Invalid action input 'jobIds'/],
  ['outputs.status', 'outputs.state_of_it', /is no output of the action/],
  ['steps.import.outputs.status', 'steps.impart.outputs.status', /property "impart" is not defined/],
  ['    runs-on: ubuntu-24.04\n', '', /runs-on/i],
  ['needs: [work]', 'needs: [werk]', /ci-ok does not need job work/],
  ['echo "$STATUS"', expression('github.event.issue.title'), /potentially untrusted/],
  ['timeout-minutes: 5', 'timeout_minutes: 5', /timeout_minutes/],
]

for (const [replace, by, said] of BAD) {
  test(`a workflow with ${JSON.stringify(by || `no ${replace.trim()}`)} is found out`, async () => {
    assert.ok(GOOD.includes(replace))
    const bad = GOOD.replace(replace, by)
    assert.match([...brokenRules(bad), ...(await lintWorkflow(bad))].join('\n'), said)
  })
}

test('an action.yml with a mistake is found out', async () => {
  const action = read('action.yml')
  const mistakes: readonly [string, string][] = [
    ['node24', 'node22'],
    ['icon: database', 'icon: databasis'],
    ['default: 30m', `default: \${{ secrets.TIMEOUT }}`],
    ['main: dist/index.js', 'mian: dist/index.js'],
  ]
  for (const [right, wrong] of mistakes) {
    assert.ok(action.includes(right))
    assert.notDeepEqual(await lintAction(action.replace(right, wrong)), [], wrong)
  }
})

test('an example with an unknown input or key is found out', async () => {
  const step = '- uses: your-org/zilliz-import@v1\n  with:\n    apiKey: a-key\n'
  assert.deepEqual(await lintWorkflow(asWorkflow(`${step}    jobId: job-0\n`)), [])
  assert.notDeepEqual(await lintWorkflow(asWorkflow(`${step}    cluster: in01-0\n`)), [])
  assert.notDeepEqual(await lintWorkflow(asWorkflow('- run: echo\n- needs: this\n')), [])
  assert.throws(() => asWorkflow('with:\n  wait: false\n'), /neither a workflow, a job nor steps/)
})

test('background steps are no mistake', async () => {
  const steps = '- run: sleep 1\n  id: slow\n  background: true\n- wait: [slow]\n'
  assert.deepEqual(await lintWorkflow(asWorkflow(steps)), [])
})

function examplesOf(markdown: string): string[] {
  return [...markdown.matchAll(/^```ya?ml\n(.*?)^```/gms)].map(([, text]) => text ?? '')
}

/** Completes an example that shows jobs, one job, or steps only. */
function asWorkflow(example: string): string {
  const content = parse(example)
  if (Array.isArray(content)) return asWorkflow(`runs-on: ubuntu-latest\nsteps:\n${indent(example)}`)
  if ('steps' in content) return asWorkflow(`jobs:\n  example:\n${indent(indent(example))}`)
  if ('jobs' in content) return 'on' in content ? example : `on: push\n${example}`
  throw new Error(`This is neither a workflow, a job nor steps:\n${example}`)
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}
