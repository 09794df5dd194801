import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readReason } from '../../src/api/v2.ts'
import { advance, phaseOf } from '../../src/job/progress.ts'
import { importedRowsOf, type Observation } from '../../src/model/job.ts'
import { file, seen } from '../harness/observed.ts'

type Told = ReturnType<typeof advance>

/** What is told after each of these answers. */
function answers(seen: readonly Observation[], submitted: readonly string[] = []): Told[] {
  const told: Told[] = []
  for (const each of seen) told.push(advance(told.at(-1), each, submitted))
  return told
}

test('percents are whole, between 0 and 100, and never fall', () => {
  const percents = [-1, 12.7, 5, 101, Number.NaN, undefined, -(2 ** 63)].map(percent => seen({ percent }))
  assert.deepEqual(
    answers(percents).map(({ percent }) => percent),
    [0, 12, 12, 100, 100, 100, 100],
  )
})

test('a failed job keeps the percent that it had reached, but no rows', () => {
  const running = seen({ percent: 60, importedRows: 600n, totalRows: 1000n })
  const failed = seen({ standing: 'failed', percent: 0, importedRows: 0n, totalRows: 0n })
  const after = answers([running, failed]).at(-1)
  assert.deepEqual([after?.percent, after?.importedRows, after?.totalRows], [60, 0n, 1000n])
})

test('files are told in the order of the request, and stay when a later answer leaves them out', () => {
  const files = [file('c.json'), file('b/set/id.npy b/set/v.npy'), file('a.json')]
  const seenFiles = [files, files.toReversed(), []].map(files => seen({ files }))
  for (const progress of answers(seenFiles, ['s3://b/x/a.json', 's3://b/set/', 's3://b/x/c.json']))
    assert.deepEqual(
      progress.files.map(({ name }) => name),
      ['a.json', 'b/set/id.npy b/set/v.npy', 'c.json'],
    )
})

test('rows: of the job, else of its files, else the total of a completed job', () => {
  const completed = { standing: 'completed' } as const
  const rows: readonly (readonly [Partial<Observation>, bigint | undefined])[] = [
    [{ importedRows: 5n, totalRows: 9n }, 5n],
    [{ files: [file('a', { importedRows: 2n }), file('b', { importedRows: 3n })] }, 5n],
    [{ files: [file('a', { importedRows: 2n }), file('b')] }, undefined],
    [{ ...completed, files: [file('a', { totalRows: 7n })] }, 7n],
    [{ ...completed, totalRows: 100_000n, files: [file('a')] }, 100_000n],
    [{ totalRows: 9n }, undefined],
    [completed, undefined],
  ]
  for (const [parts, expected] of rows)
    assert.equal(importedRowsOf(advance(undefined, seen(parts))), expected)
})

test('phases follow the bands of the server', () => {
  const bands = { 'checking files': [10, 39], 'importing rows': [40, 69], sorting: [70, 79] }
  const all = { ...bands, 'building the index': [80, 89], finishing: [90, 99] }
  for (const [phase, percents] of Object.entries(all))
    for (const percent of percents)
      assert.equal(phaseOf({ state: 'Importing', standing: 'running' }, percent), phase)
  assert.equal(phaseOf({ state: 'Pending', standing: 'running' }, 5), 'queued')
  assert.equal(phaseOf({ state: 'Completed', standing: 'completed' }, 100), 'done')
})

test('a reason is stripped of its wrapping, and names its culprits', () => {
  const misaligned =
    'length of vector is not aligned: expected 128 but got 64: invalid parameter, data type: X'
  const wrapped = `error: ${misaligned}: importing data failed, file: id:448707763884413160  paths:"a.parquet"`
  assert.deepEqual(readReason(wrapped), { reason: misaligned, blamed: ['a.parquet'] })
  const { blamed } = readReason('error: x, file: id:1 paths:"s/id.npy" paths:"s/v.npy"')
  assert.deepEqual(blamed, ['s/id.npy', 's/v.npy'])
  assert.deepEqual(readReason('import timeout'), { reason: 'import timeout', blamed: [] })
})

test('the path that a reason names is to blame; only where it is nowhere, files of its base name are', () => {
  const culprits = (blamed: readonly string[], states = ['Failed', 'Failed']) => {
    const [one, two] = states.map(state => ({ state }))
    const files = [file('a/1.json', one), file('b/1.json', two)]
    const told = advance(undefined, seen({ standing: 'failed', blamed, files }))
    return told.files.flatMap(({ name, isCulprit }) => (isCulprit ? [name] : []))
  }
  assert.deepEqual(culprits(['b/1.json']), ['b/1.json'])
  assert.deepEqual(culprits(['copy/1.json']), ['a/1.json', 'b/1.json'])
  assert.deepEqual(culprits(['2.json']), [])
  assert.deepEqual(culprits([]), [], 'all of them failed: that says nothing')
  assert.deepEqual(culprits([], ['Completed', 'Failed']), ['b/1.json'])
})

test('two files of one name are told as the server says, answer after answer; another one never falls', () => {
  const percents = [
    [60, 10, 5],
    [20, 70, 8],
    [30, 40, 2],
  ]
  const seenFiles = percents.map(([a, b, c]) =>
    seen({ files: [file('a', { percent: a }), file('a', { percent: b }), file('c', { percent: c })] }),
  )
  const told = answers(seenFiles).map(({ files }) => files.map(({ percent }) => percent))
  assert.deepEqual(told, [percents[0], percents[1], [30, 40, 8]])
})

test('a file told again keeps all that an answer says anew, and is told in the words of the last answer', () => {
  const first = file('a', { percent: 10, importedRows: 1n, totalRows: 9n, fileSize: 5n })
  const again = file('a', { state: 'Failed', percent: 5, importedRows: 4n, fileSize: 6n, reason: 'why' })
  const [told] = answers([seen({ files: [first] }), seen({ files: [again] })]).at(-1)?.files ?? []
  const kept = { percent: 10, totalRows: 9n, isTwin: false, isCulprit: false }
  assert.deepEqual(told, { ...again, ...kept })
})
