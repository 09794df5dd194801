import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Api } from '../../sandbox/api.ts'
import type { MilvusVersion } from '../../sandbox/milvus/profile.ts'
import { assertSeen, type Inputs, MILVUS, NO_SOURCE, step, testSandbox } from '../harness/step.ts'

// The same stories for each API.

interface Case {
  readonly name: string
  readonly sandbox: Api
  /** Several files, of `rows` rows in all. */
  readonly good: Inputs
  readonly rows: number
  /** A file whose vectors have a wrong dimension, or that is not there. */
  readonly bad: Inputs
  readonly says: RegExp
  /** The code of a collection that does not exist. */
  readonly code: string
  readonly progress: string
}

const OLD: readonly MilvusVersion[] = ['2.4.12', '2.4', '2.5']
const NUMPY = ['id', 'title', 'reading_time', 'vector'].map(field => `daily/culture/${field}.npy`)
function milvus(version: MilvusVersion): Case {
  const isOld = OLD.includes(version)
  const second = isOld ? 'parts/part-1.parquet' : 'daily/science.jsonl'
  const inputs = { ...MILVUS, apiKey: null }
  return {
    ...{ name: `milvus ${version}`, sandbox: { milvus: version }, code: '100' },
    good: { ...inputs, files: ['daily/politics.parquet', second, NUMPY.join(', ')].join('\n') },
    rows: isOld ? 420 : 450,
    bad: { ...inputs, files: isOld ? 'broken/sports.json' : 'broken/sports.jsonl' },
    says: isOld ? /did not find the file.*inside the bucket that Milvus/ : /dimension/,
    progress: version === '2.4.12' ? 'get_progress' : 'describe',
  }
}

const DAILY = 's3://example-articles/daily'
const BAD = 's3://example-articles/broken/sports.jsonl'
const CASES: readonly Case[] = [
  {
    ...{ name: 'zilliz-v2', sandbox: 'zilliz-v2', rows: 450, says: /dimension/, code: '100' },
    good: { objectUrl: `${DAILY}/politics.parquet\n${DAILY}/science.jsonl\n${DAILY}/culture/` },
    bad: { objectUrl: BAD },
    progress: 'describe',
  },
  {
    ...{ name: 'zilliz-v1', sandbox: 'zilliz-v1', rows: 450, says: /dimension/, code: '47005' },
    good: { api: 'zilliz-v1', objectUrl: 's3://example-articles/parts/' },
    bad: { api: 'zilliz-v1', objectUrl: BAD },
    progress: 'get?',
  },
  ...(['2.4.12', '2.4', '2.5', '2.6', '3.0', '3.0.2'] as const).map(milvus),
]

describe('every API', { concurrency: 4 }, () => {
  for (const { name, sandbox: api, good, rows, bad, says, code, progress } of CASES) {
    test(`${name}: submitted without waiting, then waited for: all rows of several files`, async () => {
      await using sandbox = await testSandbox({}, { api, speed: 40 })
      const { status, jobId = '' } = (await step(sandbox, { ...good, wait: 'false' })).outputs
      assert.equal(status, 'Submitted')
      const hasRows = name !== 'zilliz-v1'
      const expectedRows = hasRows ? String(rows) : null
      const result = await step(sandbox, {
        ...{ ...good, ...NO_SOURCE, collectionName: null, expectedRows, jobId },
      })
      const seen = { status: 'Completed', state: 'Completed', jobId }
      assertSeen(result, { ...seen, importedRows: expectedRows ?? undefined })
      assert.equal(JSON.parse(result.outputs['files'] ?? '[]').length, 3)
      assert.doesNotMatch(result.log, /does not know|Unknown state/)
      assert.equal(sandbox.requests.filter(({ path }) => /create$|\/import$/.test(path)).length, 1)
      assert.ok(sandbox.requests.some(({ path }) => path.includes(progress)))
      assert.equal(await sandbox.jobs.rowsIn('articles'), rows)
    })

    test(`${name}: a failing file, a refusal, and a wait that is too short`, async () => {
      await using sandbox = await testSandbox({}, { api, speed: 40 })
      assertSeen(await step(sandbox, bad), { conclusion: 'failure' }, says)
      assert.equal(await sandbox.jobs.rowsIn('articles'), 0)
      const refused = await step(sandbox, { ...good, collectionName: 'nothing' })
      assertSeen(refused, { status: 'Rejected', errorCode: code }, /Check `collectionName`/)
      await using slow = await testSandbox({}, { api, speed: 0.5 })
      const late = await step(slow, { ...good, timeout: '1s' })
      assertSeen(late, { status: 'TimedOut' })
      assert.ok(late.log.includes(`jobId: "${late.outputs['jobId']}"`))
    })
  }

  test('milvus: another password', async () => {
    const users = { root: { password: 'Milvus-password', mayImport: 'admin' } } as const
    await using sandbox = await testSandbox({}, { api: { milvus: '2.6', users } })
    const refused = await step(sandbox, { ...MILVUS, apiKey: 'root:another-password' })
    assertSeen(refused, { status: 'Rejected', errorCode: '1800' }, /`user:password`/)
  })

  test('milvus 3.0: a two-phase job of the options ends as Uncommitted, with what to do', async () => {
    await using sandbox = await testSandbox({}, { api: { milvus: '3.0' } })
    const result = await step(sandbox, { ...MILVUS, options: 'auto_commit=false' })
    assertSeen(result, { status: 'Uncommitted' }, '/v2/vectordb/jobs/import/commit')
  })

  for (const readyAt of [1, 100] as const)
    test(`v1: readyPercentage up to ${readyAt}`, async () => {
      await using sandbox = await testSandbox({}, { api: { api: 'zilliz-v1', readyAt }, speed: 2 })
      const { progress } = (await step(sandbox, { api: 'zilliz-v1', timeout: '3s' })).outputs
      assert.ok(Number(progress) > 10 && Number(progress) < 100, progress)
    })
})
