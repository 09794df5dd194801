import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reply } from '../../sandbox/server.ts'
import { errorOf, step, testSandbox, warningsOf } from '../harness/step.ts'

// What servers of the field say about a job, and what people read of it through the built action.

type Inputs = Readonly<Record<string, string | null>>

/** A step that waits for job 7 at a Milvus. */
const WAIT: Inputs = {
  ...{ api: 'milvus', clusterId: null, objectUrl: null, accessKey: null, secretKey: null },
  jobId: '7',
}

/** Runs a step whose polls get these answers, one after the other, the last one for ever. */
async function polled(inputs: Inputs, ...answers: readonly (object | Reply)[]) {
  await using sandbox = await testSandbox()
  let asked = 0
  sandbox.intercept = ({ path }) => {
    if (!path.endsWith('/describe')) return undefined
    const answer = answers[Math.min(asked, answers.length - 1)] ?? {}
    asked += 1
    return 'body' in answer
      ? (answer as Reply)
      : { status: 200, body: { code: 0, data: { progress: 0, ...answer } } }
  }
  return await step(sandbox, inputs)
}

const failed = (reason: string) => (fileName: string) => ({ fileName, state: 'Failed', progress: 0, reason })

/** Reasons as Milvus words them, the file that they name, and what people must and must not read. */
const REASONS: readonly (readonly [reason: string, file: string, right: RegExp, wrong?: RegExp])[] = [
  [
    "failed to parse row, error: invalid character 'a' looking for beginning of value",
    'a.csv',
    /double the quotes inside/,
    /array of rows/,
  ],
  [
    'failed to parse row, error: strconv.ParseInt: parsing "300": value out of range',
    'a.csv',
    /The number `300` does not fit its field/,
    /JSON/,
  ],
  [
    "failed to decode row, error: invalid character 'N' looking for beginning of value",
    'a.json',
    /NaN, Infinity/,
  ],
  [
    "array element is not allowed to be null value for field 'vector'",
    'a.parquet',
    /the field `vector` holds a null element/,
  ],
  [
    'unsupported importing numpy files for collection with data type: Array',
    'x/tags.npy',
    /NumPy files cannot hold fields of the type `Array`.*Parquet or JSON/,
    /dtype/,
  ],
  [
    "expected dim '32' for field 'v' with type 'FloatVector', got dim '0'",
    'a.csv',
    /A vector is empty.*`nullkey=null`/,
    /made for them/,
  ],
]

describe('reasons', { concurrency: 4 }, () => {
  for (const [reason, file, right, wrong] of REASONS) {
    test(`${reason} in ${file}`, async () => {
      const result = await polled(WAIT, {
        state: 'Failed',
        reason: `error: ${reason}: importing data failed, file: id:1 paths:"${file}" `,
        details: [failed(reason)(`[${file}]`)],
      })
      assert.equal(result.outputs['status'], 'Failed')
      assert.match(errorOf(result), right)
      const advice = errorOf(result).split(' The server said: ').at(-1) ?? ''
      if (wrong) assert.doesNotMatch(advice, wrong)
      assert.match(errorOf(result), new RegExp(`^The import failed at ${file}\\. `))
    })
  }

  test('the cloud names its staged copy of a file: the URL of the author is shown, too', async () => {
    const copy = 'bulkload/in01-0123456789abcde/job-016881078e8tilww9au69t/science.jsonl'
    const result = await polled(
      {},
      {
        state: 'Failed',
        reason: `failed to decode JSON: key not found[key=${copy}]`,
        details: [failed('')(copy)],
      },
    )
    assert.match(
      errorOf(result),
      /^The import failed at \S+science\.jsonl \(your s3:\/\/example-articles\/daily\/science\.jsonl\)\. The server did not find the file/,
    )
    assert.match(result.outputs['files'] ?? '', /"culprit":true/)
    assert.match(result.summary, /\(your s3&#58;\/\/example-articles\/daily\/science\.jsonl\)/)
  })

  test('a good and a bad file, which Milvus both calls failed: one culprit, first everywhere', async () => {
    const reason = "the field 'y' is not defined in schema"
    const result = await polled(WAIT, {
      state: 'Failed',
      reason: `error: ${reason}: importing data failed, file: id:2 paths:"daily/bad.json" `,
      details: ['[daily/good.json]', '[daily/bad.json]'].map(failed(reason)),
    })
    const files = JSON.parse(result.outputs['files'] ?? '[]')
    assert.deepEqual(
      files.map(({ name, culprit }: { name: string; culprit: boolean }) => [name, culprit]),
      [
        ['daily/bad.json', true],
        ['daily/good.json', false],
      ],
    )
    assert.match(errorOf(result), /^The import failed at daily\/bad\.json\./)
    assert.match(result.log, /bad\.json +Failed\n.*good\.json +not imported/)
    assert.ok(result.summary.indexOf('bad.json') < result.summary.indexOf('good.json'))
  })
})

describe('rows', { concurrency: 4 }, () => {
  const details = [{ fileName: '[a.parquet]', state: 'Completed', progress: 100, fileSize: 1_200_000 }]
  for (const imported of [0, 4000]) {
    test(`completed with ${imported} of 5,000 rows: green, one warning that says no more than that`, async () => {
      const job = {
        state: 'Completed',
        importedRows: imported,
        totalRows: 5000,
        fileSize: 1_200_000,
        details,
      }
      const result = await polled(WAIT, job)
      assert.equal(result.conclusion, 'success')
      assert.deepEqual(warningsOf(result), [
        `The import completed, but the server reports ${imported === 0 ? '0' : '4,000'} of 5,000 rows imported. Count the rows of the collection before you rely on them.`,
      ])
    })
  }

  test('Pending until the timeout: it has not begun, and a longer timeout is no advice', async () => {
    const result = await polled({ ...WAIT, timeout: '1s' }, { state: 'Pending' })
    assert.equal(result.outputs['status'], 'TimedOut')
    assert.match(errorOf(result), /Pending 0 %\)\. The server has not started it yet\. The server is busy/)
    assert.doesNotMatch(errorOf(result), /raise `timeout`/)
  })
})

/** Names as Spark writes them. */
const names = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      `warehouse/articles/day=2026-11-26/part-${String(index).padStart(5, '0')}-7f1c6a0e-5d0c-4c5e-9f51-2f7a0f3f8a11-c000.snappy.parquet`,
  )

describe('many files', { concurrency: 2 }, () => {
  /** One of them has failed, late in the list. */
  const tellMany = (count: number, bad: number) => ({
    state: 'Failed',
    reason: 'schema not equal, err=',
    details: names(count).map((fileName, index) =>
      index === bad
        ? failed('schema not equal, err=')(fileName)
        : { fileName, state: 'Completed', progress: 100, fileSize: 123_456_789, totalRows: 1000 },
    ),
  })

  test('1,000: each output fits into the environment of a later step, the failed file first', async () => {
    const { outputs } = await polled(WAIT, tellMany(1000, 777))
    const files = JSON.parse(outputs['files'] ?? '[]')
    for (const value of Object.values(outputs)) assert.ok(Buffer.byteLength(value) < 120_000)
    assert.match(files[0].name, /part-00777/)
    assert.equal(files[0].culprit, true)
    assert.equal(files.length + Number(outputs['filesOmitted']), 1000)
    assert.ok(Number(outputs['filesOmitted']) > 0)
  })

  test('300: the failed file and its reason come first in log and summary', async () => {
    const { log, summary } = await polled(WAIT, tellMany(300, 250))
    const row = summary.split('\n').find(line => line.includes('part-'))
    assert.match(summary.slice(0, summary.indexOf('part-00000')), /part-00250/)
    assert.ok(row)
    assert.match(log, /part-00250\S* +Failed/)
    assert.match(summary, /schema not equal/)
  })
})

describe('answers that are odd', { concurrency: 4 }, () => {
  const done = { state: 'Completed', importedRows: 1, totalRows: 1 }

  test('an answer that does not unpack came all the same', async () => {
    const packed = { status: 200, body: 'not packed', headers: { 'content-encoding': 'gzip' } }
    const { log, outputs } = await polled(WAIT, packed, done)
    assert.equal(outputs['status'], 'Completed')
    assert.match(log, /The answer to the poll was not usable \(Unreadable/)
  })

  test('files without a name are told as such', async () => {
    const { log, outputs } = await polled(WAIT, { ...done, details: [{ fileName: null }, null, 'x'] })
    assert.equal(outputs['status'], 'Completed')
    assert.match(log, /^ +unnamed {2}100 %, no state$/m)
  })

  test('every field null: waited for, then judged by what there is', async () => {
    const empty = {
      ...{ state: null, progress: null, reason: null, details: null },
      ...{ importedRows: null, totalRows: '', fileSize: null, completeTime: null },
    }
    const { outputs, log } = await polled(WAIT, empty, { ...empty, state: 'Completed' })
    assert.deepEqual([outputs['status'], outputs['importedRows']], ['Completed', undefined])
    assert.match(log, /no state 0 %/)
  })
})
