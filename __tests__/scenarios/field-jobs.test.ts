import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Planned } from '../../sandbox/faults.ts'
import { articles, makeArticles } from '../../sandbox/samples.ts'
import { asked, milvusSandbox, milvusStep } from '../harness/milvus.ts'
import { errorOf, requestsTo, step, testSandbox } from '../harness/step.ts'

// One job, whatever the answer to the create becomes: what people met in the field.

const LOST: Planned = { on: 'create', nth: 1, fault: { kind: 'answer', when: 'after', answer: '502' } }

test('imported through an alias, the answer is lost: the job is listed under the real name, and found', async () => {
  await using sandbox = await testSandbox(
    { databases: { default: { articles_v7: { ...articles, aliases: ['articles'] } } } },
    { api: { milvus: '2.6' }, faults: [LOST] },
  )
  const result = await milvusStep(sandbox, {})
  assert.equal(result.outputs['status'], 'Completed', errorOf(result))
  assert.equal(result.outputs['importedRows'], '120')
  assert.equal(requestsTo(sandbox, 'create').length, 1)
})

/** A bucket with one file of this name. */
async function bucketWith(name: string) {
  const folder = await mkdtemp(join(tmpdir(), 'bucket-'))
  await mkdir(join(folder, 'example-articles', 'daily'), { recursive: true })
  const rows = makeArticles(1, 20).map(row => JSON.stringify(row))
  await writeFile(join(folder, 'example-articles', name), rows.join('\n'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

for (const name of ['daily/my file.jsonl', 'daily/smith, anna.jsonl', 'daily/100% sure.jsonl']) {
  test(`the answer is lost, and the file is called ${name}: one job`, async () => {
    await using bucket = await bucketWith(name)
    await using sandbox = await testSandbox(
      { databases: { default: { articles } }, buckets: bucket.folder },
      { api: { milvus: '2.6' }, faults: [LOST] },
    )
    const result = await milvusStep(sandbox, { files: name })
    assert.equal(result.outputs['importedRows'], '20', errorOf(result))
    assert.equal(requestsTo(sandbox, 'create').length, 1)
  })
}

/** Runs a step on Zilliz Cloud whose create is lost, and whose list then holds this record. */
async function lostAndListed(record: unknown, details: readonly object[] = []) {
  await using sandbox = await testSandbox()
  const job = { jobId: 'job-7', collectionName: 'articles', state: 'Completed', progress: 100 }
  let creates = 0
  sandbox.intercept = ({ path }) => {
    if (path.endsWith('/create')) {
      creates += 1
      return { status: 502, body: '<html>502</html>' }
    }
    if (path.endsWith('/describe')) return { status: 200, body: { code: 0, data: { ...job, details } } }
    const records = creates > 0 ? [record] : []
    return { status: 200, body: { code: 0, data: { records, count: records.length } } }
  }
  return { ...(await step(sandbox, { timeout: '5s' })), creates }
}

const OURS = [{ fileName: 'daily/science.jsonl', state: 'Completed', importedRows: 3, totalRows: 3 }]
const DOUBTS: readonly (readonly [what: string, record: unknown])[] = [
  ['in another case', { jobId: 'job-7', collectionName: 'Articles', state: 'Importing' }],
  ['without an id', { collectionName: 'articles', state: 'Importing' }],
  ['as something unreadable', 'job-7'],
]
// The doubt could still clear up, so all of the search is waited for, by the three at once.
describe('a doubt about a record of the list', { concurrency: true }, () => {
  for (const [what, record] of DOUBTS) {
    test(`a new job is listed ${what}: nothing is submitted again`, async () => {
      const { creates, outputs } = await lostAndListed(record, OURS)
      assert.deepEqual([outputs['status'], outputs['errorCode']], ['Unknown', 'SubmitUnconfirmed'])
      assert.equal(creates, 1)
    })
  }
})

for (const collectionName of [null, undefined]) {
  test(`a new job is listed with ${collectionName} as its collection: describe tells, and it is found`, async () => {
    const { creates, outputs } = await lostAndListed({ jobId: 'job-7', collectionName, state: 'x' }, OURS)
    assert.deepEqual([outputs['jobId'], outputs['status'], creates], ['job-7', 'Completed', 1])
  })
}

test('answers about another job are trouble, never a verdict', async () => {
  await using sandbox = await testSandbox()
  const other = { jobId: 'job-of-others', state: 'Completed', progress: 100, importedRows: 9 }
  sandbox.intercept = ({ path }) =>
    path.endsWith('/describe') ? { status: 200, body: { code: 0, data: other } } : undefined
  const { outputs, log, ...result } = await step(sandbox, { timeout: '1s' })
  assert.deepEqual([outputs['status'], outputs['importedRows']], ['TimedOut', undefined])
  assert.match(outputs['errorMessage'] ?? '', /\(no poll got a usable answer\).*job-of-others/)
  assert.match(log, /The answer to the poll was not usable \(OtherJob/)
  assert.doesNotMatch(log, /No answer/)
  assert.equal(result.conclusion, 'failure')
})

test('the server does not know the job that was given: told at once, and nobody waits for it again', async () => {
  await using sandbox = await milvusSandbox('2.6')
  const result = await milvusStep(sandbox, { jobId: '448707763884413158', files: null })
  assert.deepEqual(asked(sandbox), ['describe', 'describe'], 'one confirming try')
  assert.equal(result.outputs['status'], 'Unknown')
  assert.match(errorOf(result), /The server does not know job 448707763884413158\. The server said: /)
  assert.match(result.log, /The server refused the poll/)
  assert.doesNotMatch(result.log + result.summary, /No answer|To wait for this job again/)
})

/** Answers to the list before the create that are no list. */
const NO_LISTS = [{ code: 0, data: null }, { code: 0, data: [] }, '<html>Welcome</html>']
for (const body of NO_LISTS) {
  test(`a list that can't be read (${JSON.stringify(body)}) holds up the create for seconds at most`, async () => {
    await using sandbox = await testSandbox()
    sandbox.intercept = ({ path }) => (path.endsWith('/list') ? { status: 200, body } : undefined)
    const startedAt = performance.now()
    const { outputs } = await step(sandbox, { wait: 'false' })
    assert.equal(outputs['status'], 'Submitted')
    assert.ok(performance.now() - startedAt < 8000)
  })
}

test('trouble with the list before the create never outlasts the timeout', async () => {
  await using sandbox = await testSandbox()
  sandbox.intercept = ({ path }) => (path.endsWith('/list') ? { status: 503, body: 'busy' } : undefined)
  const startedAt = performance.now()
  const { outputs } = await step(sandbox, { wait: 'false', timeout: '2s' })
  assert.equal(outputs['status'], 'Submitted')
  assert.ok(performance.now() - startedAt < 5000)
})

test('an answer that came is not called lost', async () => {
  await using sandbox = await testSandbox()
  sandbox.intercept = ({ path }) =>
    path.endsWith('/create')
      ? { status: 200, body: { code: 0, data: {} } }
      : path.endsWith('/list')
        ? { status: 403, body: { message: 'not for this key' } }
        : undefined
  const result = await step(sandbox)
  assert.match(
    errorOf(result),
    /^It is unclear whether the import was submitted: the answer does not tell, and the server does not list its jobs\. The answer was: “{"code":0,"data":{}}” \(request id \S+\)\. Look at/,
  )
  assert.match(result.log, /It is unclear whether the import request was carried out \(Unreadable/)
  assert.doesNotMatch(result.log, /lost/)
})

test('a wait that the server asks for is told as long as it really is', async () => {
  await using sandbox = await testSandbox()
  let polls = 0
  sandbox.intercept = ({ path }) => {
    if (!path.endsWith('/describe')) return undefined
    polls += 1
    return polls === 1 ? { status: 503, body: 'busy', headers: { 'retry-after': '3600' } } : undefined
  }
  const { log } = await step(sandbox, { timeout: '2s' })
  assert.match(log, /Next poll in (1|2)s$|Next poll in \d+ms$/m)
  assert.doesNotMatch(log, /1h/)
})

test('cancelled before the create: nothing was submitted, so there is nothing to look for', async () => {
  await using sandbox = await testSandbox()
  const cancel = new Promise<void>(resolve => {
    sandbox.intercept = ({ path }) => {
      if (!path.endsWith('/create')) return undefined
      resolve()
      return { status: 429, body: 'slow down', headers: { 'retry-after': '20' } }
    }
  })
  const result = await step(sandbox, {}, { cancel })
  assert.equal(
    errorOf(result),
    'The workflow was cancelled: nothing was submitted. Run the step again when the data is to be imported.',
  )
  assert.equal(result.outputs['status'], 'Cancelled')
})
