import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readReason } from '../../src/api/v2.ts'
import { advance, phaseOf } from '../../src/job/progress.ts'
import { importedRowsOf, type Observation } from '../../src/model/job.ts'
import { file, seen } from '../harness/observed.ts'

test('percents are whole, between 0 and 100, and never fall', () => {
  const percents = [-1, 12.7, 5, 101, Number.NaN, undefined, -(2 ** 63)]
  const told: number[] = []
  let progress: ReturnType<typeof advance> | undefined
  for (const percent of percents) {
    progress = advance(progress, seen({ percent }))
    told.push(progress.percent)
  }
  assert.deepEqual(told, [0, 12, 12, 100, 100, 100, 100])
})

test('a failed job keeps the percent that it had reached, but no rows', () => {
  const before = advance(undefined, seen({ percent: 60, importedRows: 600n, totalRows: 1000n }))
  const after = advance(
    before,
    seen({ standing: 'failed', state: 'Failed', percent: 0, importedRows: 0n, totalRows: 0n }),
  )
  assert.deepEqual([after.percent, after.importedRows, after.totalRows], [60, 0n, 1000n])
})

test('files are told in the order of the request, and stay when a later answer leaves them out', () => {
  const submitted = ['s3://b/x/a.json', 's3://b/set/', 's3://b/x/c.json']
  const files = [file('c.json'), file('b/set/id.npy b/set/v.npy'), file('a.json')]
  const first = advance(undefined, seen({ files }), submitted)
  const second = advance(first, seen({ files: files.toReversed() }), submitted)
  const third = advance(second, seen({ files: [] }), submitted)
  const names = ['a.json', 'b/set/id.npy b/set/v.npy', 'c.json']
  for (const progress of [first, second, third])
    assert.deepEqual(
      progress.files.map(({ name }) => name),
      names,
    )
})

test('two files of one name are shown as the server says', () => {
  const first = advance(
    undefined,
    seen({ files: [file('a.json', { importedRows: 10n }), file('a.json', { importedRows: 20n })] }),
  )
  const again = advance(
    first,
    seen({ files: [file('a.json', { importedRows: 20n }), file('a.json', { importedRows: 10n })] }),
  )
  assert.deepEqual(
    again.files.map(({ importedRows }) => importedRows),
    [20n, 10n],
  )
})

test('rows: of the job, else of its files, else the total of a completed job', () => {
  const rows = (parts: Partial<Observation>) => importedRowsOf(advance(undefined, seen(parts)))
  const completed = { standing: 'completed', state: 'Completed' } as const
  assert.equal(rows({ importedRows: 5n, totalRows: 9n }), 5n)
  assert.equal(rows({ files: [file('a', { importedRows: 2n }), file('b', { importedRows: 3n })] }), 5n)
  assert.equal(rows({ files: [file('a', { importedRows: 2n }), file('b')] }), undefined)
  assert.equal(rows({ ...completed, files: [file('a', { totalRows: 7n })] }), 7n)
  assert.equal(rows({ ...completed, totalRows: 100_000n, files: [file('a')] }), 100_000n)
  assert.equal(rows({ totalRows: 9n }), undefined)
  assert.equal(rows(completed), undefined)
})

test('phases follow the bands of the server', () => {
  const at = (percent: number, state = 'Importing') => phaseOf({ state, standing: 'running' }, percent)
  assert.equal(at(5, 'Pending'), 'queued')
  assert.deepEqual(
    [10, 39].map(percent => at(percent)),
    ['checking files', 'checking files'],
  )
  assert.deepEqual(
    [40, 69].map(percent => at(percent)),
    ['importing rows', 'importing rows'],
  )
  assert.deepEqual(
    [70, 80, 90].map(percent => at(percent)),
    ['sorting', 'building the index', 'finishing'],
  )
  assert.equal(phaseOf({ state: 'Completed', standing: 'completed' }, 100), 'done')
})

test('a reason is stripped of its wrapping, and names its culprits', () => {
  const reason =
    'error: length of vector is not aligned: expected 128 but got 64: invalid parameter, data type: FloatVector: importing data failed, file: id:448707763884413160  paths:"a.parquet"'
  assert.deepEqual(readReason(reason), {
    reason:
      'length of vector is not aligned: expected 128 but got 64: invalid parameter, data type: FloatVector',
    blamed: ['a.parquet'],
  })
  assert.deepEqual(readReason('error: x, file: id:1 paths:"s/id.npy" paths:"s/v.npy"').blamed, [
    's/id.npy',
    's/v.npy',
  ])
  assert.deepEqual(readReason('import timeout'), { reason: 'import timeout', blamed: [] })
})

test('the path that a reason names is to blame; only where it is nowhere, files of its base name are', () => {
  const culprits = (...blamed: readonly string[]) =>
    advance(undefined, seen({ standing: 'failed', blamed, files: [file('a/1.json'), file('b/1.json')] }))
      .files.filter(({ isCulprit }) => isCulprit)
      .map(({ name }) => name)
  assert.deepEqual(culprits('b/1.json'), ['b/1.json'])
  assert.deepEqual(culprits('copy/1.json'), ['a/1.json', 'b/1.json'])
  assert.deepEqual(culprits('2.json'), [])
})

test('two files of one name are told as the server says, answer after answer, in its order', () => {
  const answers = [
    [60, 10, 5],
    [20, 70, 8],
    [30, 40, 2],
  ]
  let progress: ReturnType<typeof advance> | undefined
  const told = answers.map(([a, b, c]) => {
    const files = [file('a', { percent: a }), file('a', { percent: b }), file('c', { percent: c })]
    progress = advance(progress, seen({ files }))
    return progress.files.map(({ percent, isTwin }) => [percent, isTwin])
  })
  // The one that has its name for itself never falls.
  assert.deepEqual(told, [
    [
      [60, true],
      [10, true],
      [5, false],
    ],
    [
      [20, true],
      [70, true],
      [8, false],
    ],
    [
      [30, true],
      [40, true],
      [8, false],
    ],
  ])
})

test('a file told again keeps all that an answer says anew, and is told in the words of the last answer', () => {
  const first = file('a', { percent: 10, importedRows: 1n, totalRows: 9n, fileSize: 5n })
  const before = advance(undefined, seen({ files: [first] }))
  const again = file('a', { state: 'Failed', percent: 5, importedRows: 4n, fileSize: 6n, reason: 'why' })
  const [told] = advance(before, seen({ files: [again] })).files
  assert.deepEqual(told, {
    ...{
      name: 'a',
      paths: ['a'],
      state: 'Failed',
      percent: 10,
      importedRows: 4n,
      totalRows: 9n,
      fileSize: 6n,
    },
    ...{ reason: 'why', isTwin: false, isCulprit: false },
  })
})
