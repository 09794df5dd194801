import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createImportService } from '../../src/api/client.ts'
import { createRunner } from '../../src/report/runner.ts'
import { redactor } from '../../src/words/redact.ts'
import { plain } from '../../src/words/text.ts'
import { hunt } from '../harness/hunt.ts'

// The two stations: where answers are read, and the door to the runner.

const SECRET = `example/secret+key==${'0987654321abcdef'.repeat(8)}`
const FORMS = [SECRET, encodeURIComponent(SECRET), Buffer.from(`x${SECRET}`).toString('base64')]
const redact = redactor([SECRET])
const call = { timeout: 1000, signal: new AbortController().signal }

/** What is read of a job as a server tells it. */
async function read(data: object) {
  const send = async () => ({
    ...{ status: 200, body: JSON.stringify({ code: 0, data }) },
    ...{ requestId: undefined, retryAfter: undefined },
  })
  const scope = { target: { kind: 'instance' }, dbName: undefined } as const
  return createImportService('milvus', { send }, scope, redact).describe('7', call)
}

test('texts of a job hold no secret when they come out of the API, wherever they are cut later', async () => {
  for (const form of FORMS)
    for (let before = 0; before <= 260; before += 13) {
      const text = `${'-'.repeat(before)}${form}`
      const details = [{ fileName: text, state: text, progress: 1, reason: text }]
      const job = await read({ jobId: '7', state: text, collectionName: text, reason: text, details })
      const files = job.files.flatMap(file => [file.name, file.state, file.reason])
      const shown = [job.state, job.reason, job.collectionName, ...files]
      assert.deepEqual(hunt(shown.join('\n'), { SECRET }), [], `${before} characters before`)
    }
})

test('paths are for comparing: they stay as they came, and a job without secrets is not copied', async () => {
  const details = [{ fileName: `[a/${SECRET}.json]` }, { fileName: '[a.json]' }]
  const { files } = await read({ jobId: '7', details })
  const [first, second] = files.map(({ name, paths }) => [name, ...paths])
  assert.deepEqual(
    [first, second],
    [
      ['a/***.json', `a/${SECRET}.json`],
      ['a.json', 'a.json'],
    ],
  )
})

test('at most two warnings are annotations, what else there is to say stands in the log', () => {
  const warned: string[] = []
  const lines: string[] = []
  const core = {
    setOutput() {},
    startGroup() {},
    endGroup() {},
    info: (line: string) => void lines.push(line),
    warning: (message: string) => void warned.push(message),
  }
  const runner = createRunner(core, { redact, summaryFile: undefined, color: false })
  for (const text of ['one', 'two', 'three']) runner.warn(text)
  assert.deepEqual([warned, lines], [['one', 'two'], ['three']])
})

test('nothing passes the door as it came: lines, groups, warnings, outputs, the summary', () => {
  const folder = mkdtempSync(join(tmpdir(), 'door-'))
  const summaryFile = join(folder, 'summary.md')
  for (const color of [true, false]) {
    const seen: string[] = []
    const see = (...texts: string[]) => void seen.push(...texts)
    const core = { setOutput: see, info: see, warning: see, startGroup: see, endGroup: () => {} }
    const runner = createRunner(core, { redact, summaryFile, color })
    for (const form of FORMS) {
      runner.line(`a ${form} b`)
      runner.line([{ text: `a ${form}`, style: 'bad' }, { text: ' b' }])
      runner.group(form, [form])
      runner.warn(form)
      runner.output('files', JSON.stringify([{ name: form }]))
      runner.summary(`| ${form} | ${plain(form)} |\n`)
      seen.push(runner.clean(form), runner.redact(form))
    }
    const written = seen.join('\n') + readFileSync(summaryFile, 'utf8')
    assert.deepEqual(hunt(written, { SECRET }), [])
    assert.ok(written.split('***').length > 8 * FORMS.length)
  }
  rmSync(folder, { recursive: true })
})
