import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advance } from '../../src/job/progress.ts'
import type { Progress } from '../../src/model/job.ts'
import { createRedaction } from '../../src/report/redacted.ts'

const FILE = { percent: 0, importedRows: undefined, totalRows: undefined, fileSize: undefined }
/** One answer after another, as files with a name, a state and a reason. */
const ANSWERS = [
  [['a', 'Pending', '']],
  [['a', 'Importing', '']],
  [
    ['a', 'Importing', ''],
    ['b?sig=secret', 'Pending', ''],
  ],
  [
    ['a', 'secret', ''],
    ['b?sig=secret', 'Importing', ''],
  ],
  [
    ['b?sig=secret', 'Importing', ''],
    ['a', 'Failed', 'no secret here'],
  ],
  [['a', 'Completed', '']],
] as const

test('whenever a secret comes, it is told of no file, in that answer and in all that follow', () => {
  const asked: string[] = []
  const redact = (text: string) => {
    asked.push(text)
    return text.replaceAll('secret', '***')
  }
  const redacted = createRedaction(redact)
  let progress: Progress | undefined
  for (const files of ANSWERS) {
    progress = advance(progress, {
      ...{ state: 'Importing', standing: 'running', percent: 0, collectionName: 'c', reason: '', blamed: [] },
      ...{ importedRows: undefined, totalRows: undefined },
      files: files.map(([name, state, reason]) => ({ ...FILE, name, paths: [name], state, reason })),
    })
    const told = redacted(progress).files.map(({ name, state, reason }) => [name, state, reason])
    const safe = files.map(texts => texts.map(text => text.replaceAll('secret', '***')))
    assert.deepEqual(told.toSorted(), safe.toSorted())
  }
})

test('what was found clean is not read again', () => {
  let read = 0
  const redacted = createRedaction(text => {
    read += text.length
    return text
  })
  const answer: Progress = {
    ...advance(undefined, {
      ...{ state: 'Importing', standing: 'running', percent: 0, collectionName: 'c', reason: '', blamed: [] },
      ...{ importedRows: undefined, totalRows: undefined },
      files: Array.from({ length: 1000 }, (_, index) => ({
        ...FILE,
        name: `part-${index}`,
        paths: [`part-${index}`],
        state: '',
        reason: '',
      })),
    }),
  }
  redacted(answer)
  const first = read
  redacted(answer)
  assert.ok(first > 9000)
  assert.ok(read - first < 100)
})
