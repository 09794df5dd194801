import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Planned } from '../../sandbox/faults.ts'
import { articles, makeArticles } from '../../sandbox/samples.ts'
import {
  answer,
  asked,
  assertSeen,
  data,
  milvusSandbox,
  milvusStep,
  requestsTo,
  step,
  testSandbox,
  whenAsked,
} from '../harness/step.ts'

// One job, whatever becomes of the answer to the create. Doubts that take half a minute are in waiting.test.ts.

const LOST: Planned = { on: 'create', nth: 1, fault: { kind: 'answer', when: 'after', answer: '502' } }

/** A bucket with one file of this name. */
async function bucketWith(name: string) {
  const folder = await mkdtemp(join(tmpdir(), 'bucket-'))
  await mkdir(join(folder, 'example-articles', 'daily'), { recursive: true })
  const rows = makeArticles(1, 20).map(row => JSON.stringify(row))
  await writeFile(join(folder, 'example-articles', name), rows.join('\n'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

/** Answers to the list before the create that are no list. */
const NO_LISTS = [{ code: 0, data: null }, { code: 0, data: [] }, '<html>Welcome</html>']

describe('one job', { concurrency: 4 }, () => {
  test('imported through an alias, the answer is lost: listed under the real name, and found', async () => {
    const databases = { default: { articles_v7: { ...articles, aliases: ['articles'] } } }
    await using sandbox = await testSandbox({ databases }, { api: { milvus: '2.6' }, faults: [LOST] })
    assertSeen(await milvusStep(sandbox), { status: 'Completed', importedRows: '120' })
    assert.equal(requestsTo(sandbox, 'create').length, 1)
  })

  for (const name of ['daily/my file.jsonl', 'daily/smith, anna.jsonl', 'daily/100% sure.jsonl'])
    test(`the answer is lost, and the file is called ${name}: one job`, async () => {
      await using bucket = await bucketWith(name)
      const world = { databases: { default: { articles } }, buckets: bucket.folder }
      await using sandbox = await testSandbox(world, { api: { milvus: '2.6' }, faults: [LOST] })
      assertSeen(await milvusStep(sandbox, { files: name }), { importedRows: '20' })
      assert.equal(requestsTo(sandbox, 'create').length, 1)
    })

  test('a new job is listed without its collection: describe tells, and it is found', async () => {
    await using sandbox = await testSandbox()
    const job = { jobId: 'job-7', state: 'Completed', progress: 100 }
    const details = [{ fileName: 'daily/science.jsonl', state: 'Completed', importedRows: 3, totalRows: 3 }]
    answer(sandbox, {
      '/create': { status: 502, body: '<html>502</html>' },
      '/list': [data({ records: [] }), data({ records: [{ ...job, collectionName: null }] })],
      '/describe': data({ ...job, collectionName: 'articles', details }),
    })
    assertSeen(await step(sandbox), { jobId: 'job-7', status: 'Completed' })
    assert.equal(requestsTo(sandbox, 'create').length, 1)
  })

  test('answers about another job are trouble, never a verdict', async () => {
    await using sandbox = await testSandbox()
    const other = { jobId: 'job-of-others', state: 'Completed', progress: 100, importedRows: 9 }
    answer(sandbox, { '/describe': data(other) })
    const result = await step(sandbox, { timeout: '1s' })
    const seen = { status: 'TimedOut', importedRows: undefined, conclusion: 'failure' }
    assertSeen(result, seen, /\(no poll got a usable answer\).*job-of-others/)
    assert.match(result.log, /The answer to the poll was not usable \(OtherJob/)
    assert.doesNotMatch(result.log, /No answer/)
  })

  test('the server does not know the job that was given: told at once, and nobody waits for it again', async () => {
    await using sandbox = await milvusSandbox('2.6')
    const result = await milvusStep(sandbox, { jobId: '448707763884413158', files: null })
    assert.deepEqual(asked(sandbox), ['describe', 'describe'], 'one confirming try')
    const says = /The server does not know job 448707763884413158\. The server said: /
    assertSeen(result, { status: 'Unknown' }, says)
    assert.match(result.log, /The server refused the poll/)
    assert.doesNotMatch(result.log + result.summary, /No answer|To wait for this job again/)
  })

  for (const body of NO_LISTS)
    test(`a list that can't be read (${JSON.stringify(body)}) holds up the create for seconds at most`, async () => {
      await using sandbox = await testSandbox()
      answer(sandbox, { '/list': { status: 200, body } })
      const startedAt = performance.now()
      assertSeen(await step(sandbox, { wait: 'false' }), { status: 'Submitted' })
      assert.ok(performance.now() - startedAt < 8000)
    })

  test('trouble with the list before the create never outlasts the timeout', async () => {
    await using sandbox = await testSandbox()
    answer(sandbox, { '/list': { status: 503, body: 'busy' } })
    const startedAt = performance.now()
    assertSeen(await step(sandbox, { wait: 'false', timeout: '1s' }), { status: 'Submitted' })
    assert.ok(performance.now() - startedAt < 4000)
  })

  test('an answer that came is not called lost', async () => {
    await using sandbox = await testSandbox()
    const hidden = { status: 403, body: { message: 'not for this key' } }
    answer(sandbox, { '/create': data({}), '/list': hidden })
    const result = await step(sandbox)
    assertSeen(
      result,
      { status: 'Unknown' },
      /^It is unclear whether the import was submitted: the answer does not say, and the server does not list its jobs\. The answer was: “{"code":0,"data":{}}” \(request id \S+\)\. Look at/,
    )
    assert.match(result.log, /It is unclear whether the import request was carried out \(Unreadable/)
    assert.doesNotMatch(result.log, /lost/)
  })

  test('a wait that the server asks for is told as long as it really is', async () => {
    await using sandbox = await testSandbox()
    const busy = { status: 503, body: 'busy', headers: { 'retry-after': '3600' } }
    answer(sandbox, { '/describe': [busy, undefined] })
    const { log } = await step(sandbox, { timeout: '1s' })
    assert.match(log, /Next poll in (1s|\d+ms)$/m)
    assert.doesNotMatch(log, /1h/)
  })

  test('cancelled before the create: nothing was submitted, so there is nothing to look for', async () => {
    await using sandbox = await testSandbox()
    answer(sandbox, { '/create': { status: 429, body: 'slow down', headers: { 'retry-after': '20' } } })
    const result = await step(sandbox, {}, { cancel: whenAsked(sandbox, '/create') })
    assertSeen(
      result,
      { status: 'Cancelled', jobId: undefined },
      /^The workflow was cancelled: nothing was submitted\. Run the step again when the data is to be imported\.$/,
    )
  })
})
