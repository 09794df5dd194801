import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import mermaid from 'mermaid'
import { code, inert, plain } from '../../src/words/text.ts'
import { commandsIn, faultsOf, hostile } from '../harness/hostile.ts'
import { LONG_JOB, play } from '../harness/scenes.ts'
import { step, testSandbox } from '../harness/step.ts'

test('4,000 hostile texts, made inert: no command as a line, no markup in a cell', () => {
  fc.assert(
    fc.property(hostile, text => {
      assert.deepEqual(commandsIn(`${inert(text)}\n    ${inert(text)}\nx ${inert(text)}`), [])
      assert.deepEqual(faultsOf(`| a | b |\n| :--- | :--- |\n| ${plain(text)} | ${code(text)} |`), [])
    }),
    { numRuns: 4000 },
  )
})

test('the judges find what is not made inert', () => {
  const found = new Set(commandsIn('::error::x\n  ::WARNING::y\rx ##[set-output name=a]b'))
  assert.deepEqual(found, new Set(['error', 'warning', 'set-output']))
  assert.ok(commandsIn('x ##\u00ad[error]y').includes('error'))
  for (const text of [
    '@team',
    '#12',
    'GH-1',
    '<b>x</b>',
    '[a](https://b.example)',
    '![a](b)',
    'www.x.example',
  ])
    assert.notDeepEqual(faultsOf(`x ${text}`), [], text)
  assert.notDeepEqual(faultsOf('| a | b |\n| - | - |\n| c | d | e |'), [])
})

/** Answers of every kind, with hostile text in every field that holds text. */
const answers = fc.record({
  ...{ reason: hostile, state: hostile, name: hostile, other: hostile, message: hostile, code: hostile },
  ...{ jobId: hostile, requestId: hostile, collection: hostile },
  ending: fc.constantFrom('failed', 'completed', 'refused', 'page', 'unknown'),
})
type Answers = typeof answers extends fc.Arbitrary<infer T> ? T : never

function replyTo(path: string, polls: number, texts: Answers) {
  const { ending, message, requestId } = texts
  const reply = (status: number, body: unknown) => ({
    ...{ status, requestId, retryAfter: undefined },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  if (path.endsWith('/list')) return reply(200, { code: 0, data: { count: 0, records: [] } })
  if (path.endsWith('/create')) {
    if (ending === 'refused') return reply(400, { code: 1100, message })
    if (ending === 'page') return reply(403, `<html><p>${message}</p>\n${message}</html>`)
    return reply(200, { code: 0, data: { jobId: texts.jobId.trim() || 'job-0' } })
  }
  if (ending === 'unknown') return polls > 3 ? reply(401, { code: texts.code, message }) : reply(502, message)
  const file = (fileName: string, state: string) => ({ fileName, state, progress: 50, reason: texts.reason })
  const details = [file(texts.name, 'Failed'), file(texts.other, texts.state), file(texts.name, 'Completed')]
  const data = {
    collectionName: texts.collection,
    reason: texts.reason,
    details,
    progress: 30,
    importedRows: 3,
  }
  const last = ending === 'failed' ? 'Failed' : 'Completed'
  return reply(200, { code: 0, data: { ...data, state: polls > 3 ? last : texts.state } })
}

async function played(texts: Answers) {
  let polls = 0
  return play({
    inputs: { pollInterval: '10s', timeout: '2m' },
    job: LONG_JOB,
    replies: path => replyTo(path, path.endsWith('/describe') ? polls++ : polls, texts),
  })
}

test('1,200 runs against a hostile server: no command, no markup, a picture that Mermaid reads', async () => {
  let pictures = 0
  await fc.assert(
    fc.asyncProperty(answers, async texts => {
      const { painted, summary, outputs, outcome } = await played(texts)
      assert.deepEqual(commandsIn(painted.join('\n')), [])
      assert.ok(
        painted.every(line => line.length <= 1024 || line.startsWith('Error: ')),
        'no line that the live console would cut',
      )
      assert.deepEqual(faultsOf(summary), [])
      assert.ok(Buffer.byteLength(summary) < 900_000)
      assert.equal(outputs['status'], outcome.status)
      for (const name of ['jobId', 'state', 'errorCode', 'errorMessage'])
        assert.doesNotMatch(outputs[name] ?? '', /[\p{Cc}\u2028\u2029]/u, name)
      for (const [, picture = ''] of summary.matchAll(/```mermaid\n([\s\S]*?)\n```/g)) {
        pictures += 1
        if (pictures % 10 === 0) assert.equal((await mermaid.parse(picture)).diagramType, 'gantt')
      }
    }),
    { numRuns: 1200 },
  )
  assert.ok(pictures > 100)
})

test('the built action against a hostile server: nothing of it is obeyed', async () => {
  for (const texts of fc.sample(answers, { numRuns: 24, seed: 7 })) {
    await using sandbox = await testSandbox()
    let polls = 0
    sandbox.intercept = ({ path }) => {
      const { status, body } = replyTo(path, path.endsWith('/describe') ? polls++ : polls, texts)
      return { status, body, headers: { requestid: texts.requestId.replace(/[^\x20-\x7e]/g, '').trim() } }
    }
    const result = await step(sandbox, { timeout: '3s' })
    assert.deepEqual(result.complaints, [])
    assert.deepEqual(faultsOf(result.summary), [])
  }
})
