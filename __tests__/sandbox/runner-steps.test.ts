import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { runAction, type StepOptions } from '../../sandbox/runner/run-action.ts'

const HEAD = `
  const { appendFileSync } = require('node:fs')
  const write = (file, text) => appendFileSync(process.env[file], text)
`

/** Runs a small script as an action. `ready` of the options is called when it prints "ready". */
async function script(
  main: string,
  options: Partial<StepOptions> & { ready?: () => void } = {},
  post?: string,
) {
  const folder = await mkdtemp(join(tmpdir(), 'action-'))
  const runs = { using: 'node24', main: 'main.cjs', ...(post === undefined ? {} : { post: 'post.cjs' }) }
  const inputs = { level: { default: 'some' }, 'with space': {}, 'with-hyphen': {} }
  await writeFile(join(folder, 'action.yml'), JSON.stringify({ name: 'example', inputs, runs }))
  await writeFile(join(folder, 'main.cjs'), HEAD + main)
  await writeFile(join(folder, 'post.cjs'), HEAD + (post ?? ''))
  const onLine = (line: string) => {
    if (line === 'ready') options.ready?.()
  }
  try {
    return await runAction({ with: {}, ...options, onLine, action: folder })
  } finally {
    await rm(folder, { recursive: true })
  }
}

function stopWhenReady(reason: NonNullable<StepOptions['reason']>) {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { cancel: promise, reason, ready: resolve }
}

const WAIT = `setInterval(() => {}, 1000); console.log('ready');`

const CLEANS = `process.on('SIGINT', () => setTimeout(() => { write('GITHUB_OUTPUT', 'a=2\\n'); process.exit(0) }, 1000));`
const COUNTS = `let seen = 0; process.on('SIGINT', () => { seen += 1; if (seen === 2) process.exit(0) });`
const IGNORES = `process.on('SIGINT', () => {});`
const TIMED_OUT = "The action 'example' has timed out after 1 minutes."

describe('the double of the runner, as a process sees it', { concurrency: true }, () => {
  test('inputs: names, defaults, empty values, unknown ones; nothing leaks in from outside', async () => {
    process.env['GITHUB_LEAK'] = 'x'
    const result = await script(
      `for (const [name, value] of Object.entries(process.env)) if (/^INPUT_|LEAK|^GITHUB_RUN_AT/.test(name)) write('GITHUB_OUTPUT', name + '=' + value + '\\n')`,
      { with: { LEVEL: '', 'with space': 'a b', odd: '1' }, attempt: 3 },
    )
    delete process.env['GITHUB_LEAK']
    const inputs = { INPUT_LEVEL: '', INPUT_WITH_SPACE: 'a b', 'INPUT_WITH-HYPHEN': '', INPUT_ODD: '1' }
    assert.deepEqual(result.outputs, { GITHUB_RUN_ATTEMPT: '3', ...inputs })
    const words = "Unexpected input(s) 'odd', valid inputs are ['level', 'with space', 'with-hyphen']"
    assert.deepEqual([result.complaints, result.conclusion], [[words], 'success'])
  })

  test('job outputs: empty ones are skipped, masked ones dropped; the step keeps them all', async () => {
    const result = await script(
      `console.log('::add-mask::abc'); write('GITHUB_OUTPUT', 'a=xabcx\\nb=\\nc=1\\n'); console.log('::set-output name=d::2')`,
    )
    assert.deepEqual(result.outputs, { a: 'xabcx', b: '', c: '1', d: '2' })
    assert.deepEqual(result.jobOutputs, { c: '1', d: '2' })
    assert.deepEqual(result.complaints, ["Skip output 'a' since it may contain secret."])
  })

  test('a malformed file fails the step, what stands before the fault counts', async () => {
    const result = await script(`write('GITHUB_OUTPUT', 'a=1\\nb<<E\\n2\\n')`)
    assert.deepEqual([result.conclusion, result.exitCode, result.outputs], ['failure', 0, { a: '1' }])
    assert.deepEqual(result.complaints, [
      "Unable to process file command 'output' successfully.",
      "Invalid value. Matching delimiter not found 'E'",
    ])
  })

  test('a summary is masked line by line; one above 1 MiB is dropped, the step stays green', async () => {
    const masked = await script(`console.log('::add-mask::abc'); write('GITHUB_STEP_SUMMARY', '# abc\\nx')`)
    assert.equal(masked.summary, '# ***\nx')
    const large = await script(`write('GITHUB_STEP_SUMMARY', 'x'.repeat(1024 * 1024 + 1))`)
    assert.deepEqual([large.summary, large.conclusion], ['', 'success'])
    assert.match(large.complaints.join(), /upload aborted, supports content up to a size of 1024k, got 1024k/)
  })

  test('post runs after main with its state, also after a failure', async () => {
    const result = await script(
      `write('GITHUB_STATE', 'a=1\\n'); console.log('::save-state name=b::2'); write('GITHUB_STEP_SUMMARY', 'main'); process.exitCode = 3`,
      {},
      `write('GITHUB_STEP_SUMMARY', ' post ' + process.env.STATE_a + process.env.STATE_b)`,
    )
    assert.equal(result.summary, 'main post 12')
    assert.deepEqual([result.conclusion, result.exitCode, result.state], ['failure', 3, { b: '2', a: '1' }])
  })

  for (const [title, main, reason, expected, complaints] of [
    ['without a handler a cancel ends it at once', '', 'cancel', ['cancelled', null, { a: '1' }], []],
    [
      'one that cleans up is cancelled whatever its exit code',
      CLEANS,
      'cancel',
      ['cancelled', 0, { a: '2' }],
      [],
    ],
    ['the timeout of a step has failed', '', 'timeout', ['failure', null, { a: '1' }], [TIMED_OUT]],
    ['a second SIGINT by hand arrives', COUNTS, 'impatient', ['cancelled', 0, { a: '1' }], []],
    ['the runner is lost: SIGKILL, no post', IGNORES, 'lost', ['failure', null, { a: '1' }], []],
  ] as const) {
    test(`${title}; what it wrote before counts`, async () => {
      const begin = `write('GITHUB_OUTPUT', 'a=1\\n');`
      const post = reason === 'lost' ? `console.log('post')` : undefined
      const result = await script(begin + main + WAIT, stopWhenReady(reason), post)
      assert.deepEqual([result.conclusion, result.exitCode, result.outputs], expected)
      assert.deepEqual(result.complaints, complaints)
      assert.ok((result.endedAfter ?? Number.NaN) < 7000, 'by SIGINT alone')
      assert.doesNotMatch(result.log, /post/)
    })
  }

  test('one that ignores everything gets SIGTERM after 7.5 s and SIGKILL after 10 s', async () => {
    const handler = `for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => write('GITHUB_OUTPUT', name + '=' + Date.now() + '\\n'));`
    const result = await script(handler + WAIT, stopWhenReady('cancel'))
    const { SIGINT, SIGTERM } = result.outputs
    const between = Number(SIGTERM) - Number(SIGINT)
    assert.ok(between > 6500 && between < 10_000, `SIGTERM after ${between} ms`)
    const total = result.endedAfter ?? Number.NaN
    assert.ok(total > 9000 && total < 14_000, `ended after ${total} ms`)
    assert.equal(result.exitCode, null)
  })
})
