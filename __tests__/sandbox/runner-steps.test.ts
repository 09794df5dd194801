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

describe('the double of the runner, as a process sees it', { concurrency: true }, () => {
  test('inputs: names, defaults, empty values, unknown ones; nothing leaks in from outside', async () => {
    process.env['GITHUB_LEAK'] = 'x'
    const result = await script(
      `for (const [name, value] of Object.entries(process.env)) if (/^INPUT_|LEAK|^GITHUB_RUN_AT/.test(name)) write('GITHUB_OUTPUT', name + '=' + value + '\\n')`,
      { with: { LEVEL: '', 'with space': 'a b', odd: '1' }, attempt: 3 },
    )
    delete process.env['GITHUB_LEAK']
    const { complaints, outputs, conclusion } = result
    assert.deepEqual(outputs, {
      GITHUB_RUN_ATTEMPT: '3',
      INPUT_LEVEL: '',
      INPUT_WITH_SPACE: 'a b',
      'INPUT_WITH-HYPHEN': '',
      INPUT_ODD: '1',
    })
    assert.deepEqual(complaints, [
      "Unexpected input(s) 'odd', valid inputs are ['level', 'with space', 'with-hyphen']",
    ])
    assert.equal(conclusion, 'success')
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

  test('without a handler a cancel ends it at once, what it wrote before counts', async () => {
    const result = await script(`write('GITHUB_OUTPUT', 'a=1\\n'); ${WAIT}`, stopWhenReady('cancel'))
    assert.deepEqual([result.conclusion, result.outputs], ['cancelled', { a: '1' }])
    assert.ok((result.endedAfter ?? Number.NaN) < 3000)
  })

  test('one that cleans up has its time, and is cancelled whatever its exit code', async () => {
    const handler = `process.on('SIGINT', () => setTimeout(() => { write('GITHUB_OUTPUT', 'a=2\\n'); process.exit(0) }, 1000));`
    const result = await script(handler + WAIT, stopWhenReady('cancel'))
    assert.deepEqual([result.conclusion, result.exitCode, result.outputs], ['cancelled', 0, { a: '2' }])
  })

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

  test('the timeout of a step: the same signals, but it has failed', async () => {
    const result = await script(WAIT, stopWhenReady('timeout'))
    assert.equal(result.conclusion, 'failure')
    assert.deepEqual(result.complaints, ["The action 'example' has timed out after 1 minutes."])
  })

  test('a second SIGINT by hand arrives', async () => {
    const handler = `let seen = 0; process.on('SIGINT', () => { seen += 1; if (seen === 2) process.exit(0) });`
    const result = await script(handler + WAIT, stopWhenReady('impatient'))
    assert.equal(result.exitCode, 0)
  })

  test('the runner is lost: SIGKILL at once, no post, what was written counts', async () => {
    const handler = `process.on('SIGINT', () => {}); write('GITHUB_OUTPUT', 'a=1\\n');`
    const result = await script(handler + WAIT, stopWhenReady('lost'), `console.log('post')`)
    assert.deepEqual([result.conclusion, result.exitCode, result.outputs], ['failure', null, { a: '1' }])
    assert.doesNotMatch(result.log, /post/)
  })
})
